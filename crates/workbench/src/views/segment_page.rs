//! What is told of a segment beyond its count: how it differs from everyone, how it overlaps with the others, how it grew, and
//! who came and went.

use super::PersonRef;
use regulars_model::SegmentRule;
use serde::{Deserialize, Serialize};
use specta::Type;

/// Some people beside everyone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct AgainstView {
    /// These people.
    pub people: u32,
    /// Everyone, themselves among them.
    pub everyone: u32,
    /// Value, orders and recency, whether they clearly differ or not. Empty where there are too few people to say.
    pub figures: Vec<DifferenceView>,
    /// Habits that clearly differ, furthest from alike first.
    pub habits: Vec<DifferenceView>,
    /// How that was judged, or why nothing is said: a sentence.
    pub about: String,
    /// `Mon 23 Nov 2026`.
    pub as_of: String,
}

/// One figure of some people beside everyone's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct DifferenceView {
    /// "Orders in the last year, on average".
    pub label: String,
    /// Of these people, as shown.
    pub here: String,
    /// Of everyone, as shown: the base rate.
    pub everyone: String,
    /// 100 is like everyone, 200 twice as much. Absent where everyone's is nothing.
    pub index: Option<u32>,
    /// Whether that is further apart than chance would have it, and far enough to matter.
    pub clear: bool,
    /// How many of these people it is of.
    pub known: u32,
}

/// How segments overlap: everybody is in exactly one combination.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct OverlapView {
    /// People laid out here: those of one segment, or everybody who is in any.
    pub people: u32,
    /// The segments laid over each other, in the order of each combination.
    pub segments: Vec<OverlapSegment>,
    /// The largest combinations, largest first.
    pub combinations: Vec<CombinationView>,
    /// Combinations that are not listed.
    pub rest_combinations: u32,
    /// People in those.
    pub rest_people: u32,
    /// Saved segments that are not laid over: they share least.
    pub left_out: u32,
    /// `Mon 23 Nov 2026`.
    pub as_of: String,
}

/// One segment among those laid over each other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct OverlapSegment {
    /// `s2`; empty for a rule that is not saved.
    pub id: String,
    /// Its name.
    pub name: String,
    /// People in it.
    pub size: u32,
    /// Of whom are among the people laid out here.
    pub shared: u32,
}

/// People who are in exactly these of the segments.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct CombinationView {
    /// For each segment in order, whether they are in it.
    pub sets: Vec<bool>,
    /// How many.
    pub people: u32,
    /// The same in words: "Regulars and In Portugal, not Tea".
    pub words: String,
}

/// Two or more segments beside each other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct SegmentCompareView {
    /// Each beside everyone.
    pub segments: Vec<ComparedView>,
    /// How they overlap.
    pub overlap: OverlapView,
}

/// One of the segments compared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct ComparedView {
    /// Its name.
    pub name: String,
    /// People in it.
    pub size: u32,
    /// Of whom may be emailed.
    pub may_email: u32,
    /// It beside everyone.
    pub against: AgainstView,
}

/// How a saved segment grew, and who came and went since it was last marked as seen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct SegmentHistoryView {
    /// `s2`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Sizes, oldest first; the last is of the day itself.
    pub sizes: Vec<SizeView>,
    /// What is true of the sizes: which were noted on the day, which are counted now and with what.
    pub about_sizes: String,
    /// `Mon 23 Nov 2026`: when it was last marked as seen. Empty when it never was.
    pub seen: String,
    /// People in it then.
    pub seen_size: u32,
    /// What is true of who came and went; how the mark is set, where there is none.
    pub about_seen: String,
    /// Who came, most valuable first, at most fifty.
    pub entered: Vec<MovedView>,
    /// How many came.
    pub entered_total: u32,
    /// Who left, most valuable first, at most fifty.
    pub left: Vec<MovedView>,
    /// How many left.
    pub left_total: u32,
    /// `Mon 23 Nov 2026`.
    pub as_of: String,
}

/// How many people a segment held on a day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct SizeView {
    /// `2026-11-23`.
    pub date: String,
    /// `Mon 23 Nov 2026`.
    pub day: String,
    /// People.
    pub size: u32,
    /// Noted on that day; otherwise counted now, as of that day.
    pub noted: bool,
}

/// Somebody who came or left.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct MovedView {
    /// Who.
    pub person: PersonRef,
    /// Why they are in or out now, with their own values.
    pub why: String,
}

/// How far a sentence was understood.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct ReadingView {
    /// The rule it says, where all of it was understood.
    pub rule: Option<SegmentRule>,
    /// What was understood, from the beginning: where all of it was, as the program says it.
    pub understood: String,
    /// The words from there on, which were not. Empty where the sentence is understood, and where it only is not finished.
    pub rest: String,
    /// What could be said from there on, likeliest first.
    pub next: Vec<SayableView>,
}

/// A way to go on with a sentence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct SayableView {
    /// What is added: "bought Coffee at least twice".
    pub words: String,
    /// The whole sentence with it.
    pub sentence: String,
}
