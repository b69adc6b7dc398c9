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
