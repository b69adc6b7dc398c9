//! What is true about safety now, what each statement rests on, and what a self-test found.

use serde::{Deserialize, Serialize};
use specta::Type;

/// How a statement stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It is so.
    Good,
    /// It could be better; something to do.
    Attention,
    /// It is not so.
    Bad,
    /// Nobody can say on this computer.
    Unknown,
}

/// One statement, as it is at this moment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct StatementView {
    /// `encryption`, `keys`, `backup`, `log`, `sockets`, `memory`, `files`, `lock`.
    pub id: String,
    /// How it stands.
    pub standing: Standing,
    /// "Encrypted on disk".
    pub title: String,
    /// What is so now, with its figures and date.
    pub words: String,
    /// What it rests on, and what it does not cover.
    pub rests_on: String,
}

/// Something that is not as it was left.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct FindingView {
    /// "pages_changed", "older_database", "older_vault", "log_broken", "kept_out_changed", "key_file_changed".
    pub id: String,
    /// What happened.
    pub message: String,
    /// What to do.
    pub hint: String,
}

/// The Trust screen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct TrustView {
    /// `Wed 25 Nov 2026, 18:04`.
    pub as_of: String,
    /// Every statement, live.
    pub statements: Vec<StatementView>,
    /// What does not fit; empty when all is as it was left.
    pub findings: Vec<FindingView>,
    /// True while nothing can be written because of the findings.
    pub read_only: bool,
}

/// One step of the self-test.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct ProofStep {
    /// What was tried: "Open an internet connection".
    pub title: String,
    /// Whether it came out as promised; `None` where this system cannot tell.
    pub passed: Option<bool>,
    /// What came out: "Refused by the system, 4 of 4 ways".
    pub words: String,
}

/// What the self-test found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct ProofView {
    /// `Wed 25 Nov 2026, 18:04`.
    pub when: String,
    /// Step by step.
    pub steps: Vec<ProofStep>,
    /// One sentence: "9 of 9 as promised, in 1.2 seconds."
    pub words: String,
    /// True when no step failed.
    pub sound: bool,
}
