//! What a screen sees of a vault: its name and state, never a key and never more of a path than its last part.

use serde::{Deserialize, Serialize};
use specta::Type;

/// The vault that is open.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct VaultView {
    /// The shop's name.
    pub name: String,
    /// ISO 4217; `XXX` when nobody has said.
    pub currency: String,
    /// True for the make-believe sample shop.
    pub sample: bool,
    /// The shop's time zone: `Europe/Berlin`.
    pub zone: String,
    /// `Mon 23 Nov 2026`.
    pub created: String,
    /// Version of the database schema.
    pub schema: u32,
    /// People held.
    pub people: u32,
    /// Imports done.
    pub imports: u32,
    /// Entries in the log.
    pub log_entries: u32,
    /// "AES-256 (SQLCipher 4.20.0)".
    pub cipher: String,
    /// "Argon2id, 256 MiB, 3 passes".
    pub key_derivation: String,
    /// Bytes on disk.
    pub bytes: f64,
}

/// A vault that was open before on this computer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct RecentVault {
    /// Opaque; given back to open it.
    pub token: String,
    /// The shop's name.
    pub name: String,
    /// The folder's name, without the path to it.
    pub folder: String,
    /// "today", "3 days ago".
    pub when: String,
    /// Whether it is still there.
    pub present: bool,
    /// Whether it is the one that is open now.
    pub open: bool,
}

/// The first screen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct WelcomeView {
    /// Newest first.
    pub recent: Vec<RecentVault>,
    /// Set when a vault is open already (the window was reloaded).
    pub open: Option<VaultView>,
}

/// Where the shop is in time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct ZoneView {
    /// The shop's time zone: `Europe/Berlin`.
    pub zone: String,
    /// This computer's.
    pub computer: String,
    /// Today in the shop: `Mon 23 Nov 2026`.
    pub today: String,
    /// All that can be chosen.
    pub zones: Vec<String>,
}
