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
mod flip;
mod hear;
mod held;
mod in_persona;
mod last;
mod later;
mod leaf;
mod lifecycle;
pub mod linkage;
mod options;
pub mod oracle;
mod origins;
mod overlap;
mod overview;
mod own;
mod passes;
mod personas;
mod postings;
mod reason;
mod rfm;
mod roster;
mod scored;
pub mod scores;
mod shop;
mod spots;
mod standings;
mod stats;
mod texts;
#[cfg(test)]
mod town;
mod trace;
mod turn;
pub mod value;
mod wanted;
mod words;
mod written;

pub use bits::Bits;
pub use builder::{Everybody, Grown, News, Piece, ShopBuilder};
pub use compare::{Against, Difference, LEAST_PEOPLE, against};
pub use contact::{Contactable, Standing, contactable, net_value, standing, standing_for};
pub use directory::{Directory, Sort};
pub use english::{NotUnderstood, OtherNames, Phrases, english, node_words, understand, understand_loosely};
pub use evaluate::{Evaluation, evaluate, evaluate_anew};
pub use explain::{Explanation, Explanations, LeafTurn, NodeReason, explain};
pub use facts::{Given, PersonFacts, PersonLine};
pub use lifecycle::{CAME_BACK, NEW_DAYS, Rhythm};
pub use options::{Counted, OPTIONS_LIMIT, RuleOptions};
pub use overlap::{Combination, MOST_SETS, combinations};
pub use overview::{Overview, QUIET_MEANING, REGULARS_MEANING, gone_quiet, overview};
pub use personas::{
    CheckedKMeans, Groups, KMeans, KMeansError, NotEnough, PERSONA_PEOPLE, PersonaParams, personas, typical,
};
pub use reason::{Fact, REASON_WORDS, Reasons, reason_note};
pub use rfm::{Rfm, Scores};
pub use shop::{Figures, Happening, Shop};
pub use standings::standings;
pub use turn::Change;
pub use written::{KeptIsLost, NotASheet, Sheet, Sheets};
