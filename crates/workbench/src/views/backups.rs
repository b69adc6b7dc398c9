//! Backups and what a restore did.

use serde::{Deserialize, Serialize};
use specta::Type;

/// One backup.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct BackupEntry {
    /// Given back to check or restore it: its folder's name.
    pub id: String,
    /// `Wed 25 Nov 2026, 18:04`.
    pub when: String,
    /// "before an import", "weekly", "by hand".
    pub why: String,
    /// People in it.
    pub people: u32,
    /// Bytes on disk.
    pub bytes: f64,
    /// "Checked after writing: every page, 12 tables." or what is wrong with it.
    pub check: String,
    /// False when its last check failed.
    pub sound: bool,
}

/// How many backups are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct BackupRule {
    /// The newest so many, 1 to 50.
    pub newest: u32,
    /// And one of each of the last so many weeks, 0 to 104.
    pub weeks: u32,
}

/// The backups of the open vault.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct BackupsView {
    /// Newest first.
    pub entries: Vec<BackupEntry>,
    /// How many are kept.
    pub rule: BackupRule,
    /// Bytes of all of them.
    pub bytes: f64,
    /// "The last is from today, 18:04, and was checked." or what to do.
    pub words: String,
    /// What an erasure does not reach, and what the rule will delete when.
    pub note: String,
}

/// What is known of a backup before it is opened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct RestoreLookView {
    /// `Wed 25 Nov 2026, 18:04`.
    pub when: String,
    /// "before an import".
    pub why: String,
    /// Whether a recovery code opens it too.
    pub recovery: bool,
    /// Whether a list of who was erased and who said no since was found beside it.
    pub ledger_found: bool,
    /// What that list covers, or what it means that there is none.
    pub ledger: String,
}

/// What a restore did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct RestoreReportView {
    /// The shop's name.
    pub shop: String,
    /// `Wed 25 Nov 2026, 18:04`: the moment it takes the vault back to.
    pub back_to: String,
    /// People in it now.
    pub people: u32,
    /// People that were erased since and are gone again.
    pub erased_again: u32,
    /// Noes that were said since and hold again.
    pub noes_again: u32,
    /// One or two sentences.
    pub words: String,
    /// The folder that the vault as it was is kept in, by name.
    pub kept: Option<String>,
}
