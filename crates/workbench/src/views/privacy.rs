//! Opt-outs, erasures and the log.

use super::PersonRef;
use regulars_model::Channel;
use serde::{Deserialize, Serialize};
use specta::Type;

/// Which right a person uses.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(tag = "from", rename_all = "snake_case")]
pub enum OptOut {
    /// No messages by this channel.
    Channel {
        /// Which.
        channel: Channel,
    },
    /// No messages by any channel.
    AllMessages,
    /// No use: out of segments, personas, scores and campaigns.
    Use,
}

/// What an opt-out did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct OptOutReceipt {
    /// Who.
    pub person: PersonRef,
    /// "Will get no email. Holds through every later import."
    pub words: String,
    /// False when it held already and nothing was written.
    pub changed: bool,
    /// `Mon 23 Nov 2026`.
    pub when: String,
    /// Shows that it stands in the log; `None` when nothing was written.
    pub proof: Option<LogProofView>,
}

/// What an erasure would remove; shown before it is done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct ErasurePlanView {
    /// Who.
    pub person: PersonRef,
    /// "41 fields, 12 orders, 30 order lines, 88 events, 2 sources".
    pub what: String,
    /// What stays and why: "a keyed token, so that a later import does not bring them back".
    pub stays: String,
}

/// Proof that a person is gone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct ErasureReceiptView {
    /// Receipt number, to give to the person.
    pub receipt: String,
    /// `Mon 23 Nov 2026`.
    pub when: String,
    /// Values looked for in the decrypted pages, the write-ahead log and the chunks.
    pub values_searched: u32,
    /// Bytes searched.
    pub bytes_searched: f64,
    /// Traces found; 0, or the erasure is reported as failed.
    pub traces_found: u32,
    /// Orders, lines and events removed.
    pub rows_removed: u32,
    /// Tokens left in the list that keeps them out.
    pub tokens_kept: u32,
    /// What this does not reach: the files you imported from, and exports made earlier.
    pub beyond: String,
    /// Shows that the erasure stands in the log.
    pub proof: Option<LogProofView>,
}

/// One line of the list of opt-outs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct OptOutEntry {
    /// Who.
    pub person: PersonRef,
    /// "email", "use".
    pub from: String,
    /// `Mon 23 Nov 2026`.
    pub when: String,
    /// "asked us", or the import it came with.
    pub how: String,
}

/// One erasure, without a name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct ErasureEntry {
    /// Receipt number.
    pub receipt: String,
    /// `Mon 23 Nov 2026`.
    pub when: String,
    /// "checked: no trace in 4.1 MB".
    pub proof: String,
}

/// One entry of the log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct LogEntryView {
    /// Its number, from 1.
    pub number: u32,
    /// `2026-11-23 09:14`.
    pub when: String,
    /// "you", "import".
    pub who: String,
    /// "Opted out of email".
    pub what: String,
    /// Ids and field names, never values.
    pub about: String,
    /// First eight characters of its hash.
    pub hash: String,
}

/// The privacy screen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct PrivacyView {
    /// Opt-outs, newest first; at most 500.
    pub opt_outs: Vec<OptOutEntry>,
    /// All opt-outs.
    pub opt_outs_total: u32,
    /// Erasures, newest first.
    pub erasures: Vec<ErasureEntry>,
    /// The log, newest first; at most 500.
    pub log: Vec<LogEntryView>,
    /// All entries.
    pub log_total: u32,
}

/// Proof that an entry is in the log, to keep and to check without the vault.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct LogProofView {
    /// Number of the entry.
    pub entry: u32,
    /// Entries in the log that was signed.
    pub log_size: u32,
    /// First eight characters of the root that was signed.
    pub root: String,
    /// Four groups of characters to compare: which key signed it.
    pub key: String,
    /// All of it, as text: what “regulars log verify --proof” checks.
    pub text: String,
}

/// What came of checking a proof.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct ProofCheckView {
    /// True when the entry leads to the checkpoint and the key signed it.
    pub sound: bool,
    /// Number of the entry.
    pub entry: u32,
    /// `2026-11-23 09:14`.
    pub when: String,
    /// "Erased a person".
    pub what: String,
    /// Ids and field names.
    pub about: String,
    /// Entries in the log that was signed; 0 when it was not.
    pub log_size: u32,
    /// Four groups of characters to compare: which key signed it.
    pub key: String,
    /// One or two sentences.
    pub words: String,
}

/// Whether the log's chain holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct LogCheckView {
    /// Entries checked.
    pub entries: u32,
    /// Entries of which an erasure took what they told.
    pub erased: u32,
    /// Signed checkpoints checked.
    pub checkpoints: u32,
    /// True when every entry follows from the one before.
    pub sound: bool,
    /// Number of the first entry that does not, when one does not.
    pub broken_at: Option<u32>,
    /// What checks the log's checkpoints; may be shown to everybody.
    pub public_key: String,
    /// Four groups of characters by which to tell that key.
    pub key: String,
    /// One sentence or two.
    pub words: String,
}
