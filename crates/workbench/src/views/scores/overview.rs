//! All scores at a glance: what there is, what it says in one sentence, and how right it was.

use regulars_model::ScoreKind;
use serde::{Deserialize, Serialize};
use specta::Type;

/// What there is of a score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ScoreState {
    /// It may be shown and used.
    Ready,
    /// It may be shown. Before it is used in a segment, its proof is to be seen or skipped knowingly.
    ProofUnseen,
    /// Only figures of all customers together: there are too few for one of each.
    Pooled,
    /// There is too little to learn from: `words` says what is missing.
    TooLittle,
    /// The orders have no amounts, and without them it cannot be told: `words` says what to bring.
    NoAmounts,
    /// It was no better than a coin on the shop's own past, and is not offered.
    NotOffered,
}

/// Whether somebody looked at how right a score was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ProofSeen {
    /// Not yet.
    Unseen,
    /// Seen.
    Seen,
    /// Skipped knowingly.
    Skipped,
}

/// The scores screen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct ScoresView {
    /// Value, risk and lead, in this order.
    pub kinds: Vec<ScoreBrief>,
    /// `Mon 23 Nov 2026`.
    pub as_of: String,
    /// People who opted out of use: no score has learnt from them or is of them.
    pub opted_out: u32,
}

/// One score in short.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct ScoreBrief {
    /// Which.
    pub kind: ScoreKind,
    /// "What customers are worth".
    pub title: String,
    /// What there is.
    pub state: ScoreState,
    /// Why it is so: a sentence. Empty when it is ready.
    pub words: String,
    /// What it says: "These 1,204 customers can be expected to bring €48,300 in the next year."
    pub headline: String,
    /// How right it was: "Last quarter we said 100 would buy; 93 did." Empty where nothing is over yet.
    pub proof: String,
    /// People it is of.
    pub people: u32,
    /// When it was worked out, and from what.
    pub made: ScoreMade,
}

/// When a score was worked out, and from what.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct ScoreMade {
    /// `Mon 23 Nov 2026`: up to which day it was learnt from.
    pub as_of: String,
    /// `Mon 23 Nov 2026, 10:05`.
    pub at: String,
    /// "1,204 customers, 8,311 purchases from Tue 2 Jan 2024".
    pub from: String,
    /// Set when something came in since, or the day is over: "Mon 23 Nov 2026".
    pub stale_since: String,
    /// The number of the run, `r12`: `score replay` works it out again. Empty where nothing was worked out.
    pub run: String,
    /// Whether somebody looked at how right it was.
    pub proof_seen: ProofSeen,
    /// `Mon 23 Nov 2026`. Empty while nobody did.
    pub proof_seen_on: String,
}

/// One run, worked out again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct ScoreReplayView {
    /// `r12`.
    pub run: String,
    /// Which score.
    pub kind: ScoreKind,
    /// `Mon 23 Nov 2026`: up to which day.
    pub as_of: String,
    /// What it was worked out with: "365 days ahead, all of every sale, nothing discounted".
    pub params: String,
    /// The version of the program then.
    pub version: String,
    /// `Mon 23 Nov 2026, 10:05`.
    pub at: String,
    /// Of all scores then, in hexadecimal.
    pub digest: String,
    /// Of all scores now.
    pub digest_now: String,
    /// Whether both are the same: every score is, to the byte.
    pub same: bool,
    /// In words, with what may be the reason where they are not.
    pub words: String,
}

/// One run in the list of runs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct ScoreRunView {
    /// `r12`.
    pub run: String,
    /// Which score.
    pub kind: ScoreKind,
    /// `Mon 23 Nov 2026`.
    pub as_of: String,
    /// `Mon 23 Nov 2026, 10:05`.
    pub at: String,
    /// What it was worked out with.
    pub params: String,
    /// Of all scores, in hexadecimal.
    pub digest: String,
}
