//! The encrypted store: one folder per shop, opened with a passphrase. Key slots, SQLite under SQLCipher, migrations,
//! one file per table, a tamper-evident log and the proof that an erased person is gone. Alone may name rusqlite.
//!
//! Nothing is read except through [`Read`] and nothing is written except through [`Tx`], which [`Vault::write`] alone
//! makes and which leaves a log entry at commit, or refuses to commit.
//!
//! ```
//! use regulars_model::{Basis, PersonFields, Provenance};
//! use regulars_vault::{Actor, Cause, CreateOptions, KdfParams, Passphrase, Vault, VaultError, import, person};
//! # let folder = tempfile::tempdir()?;
//! # let folder = folder.path().join("corner-coffee.regulars");
//! let (passphrase, now) = (Passphrase::new("four words are better"), 1_795_000_000);
//! // Cheap for an example; KdfParams::calibrate() for a shop.
//! let options =
//!     CreateOptions { name: "Corner Coffee".into(), currency: "EUR".parse()?, sample: false, kdf: KdfParams::LEAST, now };
//! let mut vault = Vault::create(&folder, &passphrase, &options)?;
//! let ana = vault.write(Cause { actor: Actor::User, verb: "import", now }, |tx| -> Result<_, VaultError> {
//!     let from = Provenance::new("Counter", Basis::Contract);
//!     let new = import::NewImport { file_name: "a.csv", kind: "customers", digest: [0; 32], from: &from };
//!     let file = import::start(tx, &new)?;
//!     let fields = PersonFields { email: "ana@example.com".into(), ..Default::default() };
//!     person::insert(tx, &fields, file, 2, now)
//! })?;
//! let vault = vault.lock().unlock(&passphrase)?;
//! assert!(vault.read(|r| person::get(r, ana))?.is_some());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

// It hands out raw keys: it must never reach a person's computer.
#[cfg(all(feature = "fault-controls", not(debug_assertions)))]
compile_error!("fault-controls is for the fault suite only; build without it");

mod access;
pub mod backup;
mod ballast;
mod connect;
#[cfg(feature = "fault-controls")]
pub mod controls;
mod error;
mod files;
mod guard;
mod header;
mod kdf;
pub mod keychain;
mod keys;
mod laying;
mod ledger;
pub mod log;
mod migrate;
mod recovery;
mod residue;
mod secret;
mod table;
mod vault;

#[cfg(test)]
mod tests;

pub use access::{Actor, Cause, Read, Tx};
pub use error::VaultError;
pub use guard::Finding;
pub use kdf::KdfParams;
pub use keychain::{Keychain, KeychainError};
pub use laying::{Laid, Laying, Opened, Since};
pub use ledger::Ledger;
pub use recovery::RecoveryCode;
pub use residue::Residue;
pub use secret::Passphrase;
pub use table::{
    campaign_result, chunk, claim, export, field, identity, import, mapping, meta, permission, person, person_source,
    persona_run, place, product, receipt, said, same_person, score_override, score_proof_seen, score_run, segment,
    segment_seen, segment_size, setting, suppression,
};
pub use vault::{CreateOptions, Info, Locked, Open, Rotated, Unlock, Vault, Way, WayKind};
