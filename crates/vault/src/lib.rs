//! The encrypted store: one folder per shop, opened with a passphrase. Key slots, SQLite under SQLCipher, migrations,
//! one file per table, a tamper-evident log and the proof that an erased person is gone. Alone may name rusqlite.
//!
//! Nothing is read except through [`Read`] and nothing is written except through [`Tx`], which [`Vault::write`] alone
//! makes and which leaves a log entry at commit. So "no write without an entry" holds by construction.

mod access;
mod connect;
mod error;
mod files;
mod header;
mod kdf;
mod keys;
pub mod log;
mod migrate;
mod residue;
mod secret;
mod table;
mod vault;

#[cfg(test)]
mod tests;

pub use access::{Actor, Cause, Read, Subject, Tx};
pub use error::VaultError;
pub use kdf::KdfParams;
pub use residue::Residue;
pub use secret::Passphrase;
pub use table::{
    chunk, identity, import, meta, permission, person, person_source, persona_run, receipt, segment, suppression,
};
pub use vault::{CreateOptions, Info, Locked, Open, Vault};
