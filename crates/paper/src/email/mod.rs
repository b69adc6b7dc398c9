//! A message: a template read, rendered for one person, made harmless to look at, and checked before sending.

mod check;
mod error;
mod fields;
mod language;
mod sanitise;
mod scan;
mod template;
#[cfg(test)]
mod tests;
mod text;

pub use check::{Check, Outcome, checks};
pub use error::PaperError;
pub use fields::{Field, Fields};
pub use scan::Fallback;
pub use template::{Rendered, Template, render, starter_template};
