//! Thinking: pure functions of (people and what they did, checked parameters, seed, as-of day). Rule evaluation,
//! explanations, comparisons, the home figures, search and personas. Nothing here reads a clock, a file or a socket.
#![allow(unused_variables, dead_code, clippy::unimplemented, missing_docs)]

mod bits;
mod builder;
mod compare;
mod contact;
mod directory;
mod english;
mod evaluate;
mod explain;
mod facts;
mod figures;
mod leaf;
mod options;
pub mod oracle;
mod overview;
mod own;
mod reason;
mod shop;
mod stats;
mod texts;
mod words;

pub use bits::Bits;
pub use builder::ShopBuilder;
pub use compare::{Difference, differences};
pub use contact::{Contactable, Standing, contactable, net_value, standing};
pub use directory::{Directory, Sort};
pub use english::{english, node_words};
pub use evaluate::{Evaluation, evaluate};
pub use explain::{Explanation, NodeReason, explain};
pub use facts::{PersonFacts, PersonLine};
pub use options::{Counted, OPTIONS_LIMIT, RuleOptions};
pub use overview::{Overview, REGULARS_MEANING, SLIPPING_MEANING, overview, slipping};
pub use reason::{Fact, REASON_WORDS, Reasons, reason_note};
pub use shop::{Figures, Happening, Shop};

use regulars_model::*;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PersonaParams { pub k_min: usize, pub k_max: usize, pub resamples: u32, pub seed: u32 }
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("personas need {needed} people who bought something; there are {have}")]
pub struct NotEnough { pub needed: u32, pub have: u32 }
pub fn personas(shop: &Shop, params: PersonaParams, as_of: Day) -> Result<PersonaSet, NotEnough> { unimplemented!() }
/// The people of a persona nearest its middle.
pub fn typical(shop: &Shop, members: &[PersonId], as_of: Day, limit: usize) -> Vec<PersonId> { unimplemented!() }
