//! Entries that may be one person: proposed, decided, taken back.

use super::PersonRef;
use serde::{Deserialize, Serialize};
use specta::Type;

/// One of two entries that may be one person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct PairSide {
    /// Who.
    pub person: PersonRef,
    /// "3 purchases, last on Mon 23 Nov 2026".
    pub did: String,
    /// The sources that speak of them, in the user's words.
    pub sources: Vec<String>,
    /// "said no to email", or empty: what a merge would carry over.
    pub said_no: String,
}

/// How two entries compare in one field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct FieldCompare {
    /// "Family name".
    pub field: String,
    /// As the first entry has it, or empty.
    pub a: String,
    /// As the second has it, or empty.
    pub b: String,
    /// "the same, and rare", "one letter differs", "only one has it".
    pub words: String,
    /// In bits: how much it speaks for (positive) or against (negative) one person. 3 bits are odds of 8 to 1.
    pub bits: f64,
}

/// What should become of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum PairBand {
    /// One person, beyond reasonable doubt.
    Sure,
    /// A person must look.
    Ask,
}

/// Two entries that may be one person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct PairView {
    /// Names the pair: `p4+p17`.
    pub id: String,
    /// The entry that was here first; it stands for both after a merge.
    pub a: PairSide,
    /// The other.
    pub b: PairSide,
    /// What should become of it.
    pub band: PairBand,
    /// How sure it is that they are one, 0 to 1.
    pub probability: f64,
    /// "Very likely one person: the same email and family name; only the street differs."
    pub words: String,
    /// Field by field, what speaks most first.
    pub fields: Vec<FieldCompare>,
}

/// Pairs to decide on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct MatchReviewView {
    /// People who were compared.
    pub people: u32,
    /// Pairs beyond reasonable doubt.
    pub sure_total: u32,
    /// Pairs a person must look at.
    pub ask_total: u32,
    /// The first of the sure ones, surest first; at most 200.
    pub sure: Vec<PairView>,
    /// The first of those to look at, likeliest first; at most 200.
    pub ask: Vec<PairView>,
    /// Decisions so far that hold.
    pub decided: u32,
    /// What was not compared and why ("a phone that 14 people share"), or empty.
    pub left_aside: Vec<String>,
    /// `Mon 23 Nov 2026`: the day the comparison was made.
    pub as_of: String,
}

/// A decision that two entries are one person, or are not.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct MergeEntry {
    /// `m3`.
    pub id: String,
    /// The entry that stands for both.
    pub into: PersonRef,
    /// The other, as it was before.
    pub other: PersonRef,
    /// True: one person. False: two.
    pub same: bool,
    /// `Mon 23 Nov 2026`.
    pub when: String,
    /// "you decided", "with the sure ones".
    pub how: String,
    /// How sure the comparison was, 0 to 1.
    pub probability: f64,
}

/// What a merge, a batch of merges, or taking one back did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct MergeReportView {
    /// Entries merged or parted.
    pub changed: u32,
    /// The decisions that were made, to take them back by: of one taken back, those that keep them two people since.
    pub decisions: Vec<String>,
    /// One sentence: what happened, and that it can be taken back.
    pub summary: String,
}
