//! The ways into a vault.

use serde::{Deserialize, Serialize};
use specta::Type;

/// What opens a vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum KeyKind {
    /// What its owner knows.
    Passphrase,
    /// What this computer's keychain keeps.
    ThisComputer,
    /// What its owner wrote down.
    Recovery,
}

/// One way in that is set up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct KeySlotView {
    /// Which.
    pub kind: KeyKind,
    /// "Argon2id, 256 MiB, 3 passes: about 0.7 s a guess".
    pub words: String,
}

/// All ways into the open vault.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct KeysView {
    /// The passphrase first.
    pub slots: Vec<KeySlotView>,
    /// Whether a recovery code is set up.
    pub recovery: bool,
    /// Whether this computer's keychain opens it.
    pub this_computer: bool,
    /// What the keychain of this computer says: "ready", or why it cannot be used, in words.
    pub keychain: String,
    /// Whether the keychain can be used at all.
    pub keychain_ready: bool,
}

/// A recovery code, shown once, to be written down or printed. It counts only after it was typed back.
#[derive(Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct RecoverySheetView {
    /// `7QK4-M2XD-…`: 8 groups of 4 and a group of 2 to check them.
    pub code: String,
    /// The shop's name, for the sheet.
    pub shop: String,
    /// `Wed 25 Nov 2026`.
    pub made: String,
    /// What the sheet says besides: what it opens, where to keep it.
    pub words: Vec<String>,
}

/// How a locked vault can be opened now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct WaysInView {
    /// Whether this computer's keychain was given a key.
    pub this_computer: bool,
    /// Whether there is a recovery code.
    pub recovery: bool,
    /// Seconds to wait before the next try, after wrong ones.
    pub wait_seconds: u32,
}

/// What a rotation did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct RotationView {
    /// Bytes encrypted anew.
    pub bytes: f64,
    /// "Everything was encrypted anew and checked: 1,204 people, 18,204 orders. Older backups still open with …".
    pub words: String,
    /// The recovery code that opened it before does not any more.
    pub recovery_needed: bool,
}
