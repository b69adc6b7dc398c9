//! Thinking: pure functions of (people and what they did, checked parameters, seed, as-of day). Rule evaluation,
//! explanations, comparisons, the home figures, search, personas and who is who. Nothing here reads a clock, a file or a socket.

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
mod hear;
mod held;
mod last;
mod leaf;
mod lifecycle;
pub mod linkage;
mod options;
pub mod oracle;
mod overview;
mod own;
mod passes;
mod personas;
mod postings;
mod reason;
mod rfm;
mod roster;
mod shop;
mod standings;
mod stats;
mod texts;
#[cfg(test)]
mod town;
mod trace;
mod words;

pub use bits::Bits;
pub use builder::{Everybody, Piece, ShopBuilder};
pub use compare::{Difference, differences};
pub use contact::{Contactable, Standing, contactable, net_value, standing, standing_for};
pub use directory::{Directory, Sort};
pub use english::{NotUnderstood, Phrases, english, node_words, understand};
pub use evaluate::{Evaluation, evaluate, evaluate_anew};
pub use explain::{Explanation, NodeReason, explain};
pub use facts::{Given, PersonFacts, PersonLine};
pub use lifecycle::{CAME_BACK, NEW_DAYS, Rhythm};
pub use options::{Counted, OPTIONS_LIMIT, RuleOptions};
pub use overview::{Overview, REGULARS_MEANING, SLIPPING_MEANING, overview, slipping};
pub use personas::{NotEnough, PERSONA_PEOPLE, PersonaParams, personas, typical};
pub use reason::{Fact, REASON_WORDS, Reasons, reason_note};
pub use rfm::{Rfm, Scores};
pub use shop::{Figures, Happening, Shop};
pub use standings::standings;
