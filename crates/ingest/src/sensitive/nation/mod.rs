//! The numbers by which states know people. Each is tested by the rule its authority published.

mod americas;
mod europe;
mod north;
mod world;

pub(super) use americas::RULES as AMERICAS;
pub(super) use europe::RULES as EUROPE;
pub(super) use north::RULES as NORTH;
pub(super) use world::RULES as WORLD;
