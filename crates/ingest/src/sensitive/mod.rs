//! Sensitive data: what a file holds that must not be written, may be written shortened, or is written only when the
//! user decides so. Severity goes before majority: three card numbers among ten thousand notes are found.

mod bank;
mod belief;
mod card;
mod child;
mod clean;
mod device;
mod glance;
mod guard;
mod header;
mod health;
mod kind;
mod nation;
mod rule;
mod secret;
mod sums;
mod text;
mod token;
mod watch;

pub use clean::{Care, Clean, clean, mask};
pub(crate) use guard::{Guard, allowed};
pub use kind::{Class, Finding, Kind};
pub(crate) use watch::Watch;

/// What a field's name alone says its values are, where that is of the kinds nobody may be chosen by: religion, health
/// and the like (GDPR Art. 9), and children.
#[must_use]
pub fn named(label: &str) -> Option<Kind> {
    let header = header::Header::new(label);
    belief::of_header(&header).or_else(|| child::is_on_children(&header).then_some(Kind::Child))
}
