//! The vault from outside: made, opened, written, tampered with and cleaned, on a real disk.

mod alterations;
mod answers;
mod backups;
mod chain;
mod erasing;
mod guarding;
mod laying;
mod older;
mod opening;
mod permissions;
mod rotating;
mod tables;
mod taking_back;
mod ways_in;
mod writing;

use crate::*;
use regulars_model::{
    Basis, Channel, Identity, IdentityKind, ImportId, Permission, PermissionState, PersonFields, PersonId, Provenance,
    Purposes,
};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};
use tempfile::TempDir;

const NOW: i64 = 1_795_000_000;

fn pass() -> Passphrase {
    Passphrase::new("correct horse battery")
}

fn options() -> CreateOptions {
    CreateOptions {
        name: "Corner Coffee".into(),
        currency: "EUR".parse().expect("a currency"),
        sample: false,
        kdf: KdfParams::LEAST,
        now: NOW,
    }
}

/// A folder that goes away, and a new vault in it.
fn fresh() -> (TempDir, Vault<Open>) {
    let dir = tempfile::tempdir().expect("a folder");
    let vault = Vault::create(&shop(&dir), &pass(), &options()).expect("made");
    (dir, vault)
}

/// A file beside the code of the checkout that is tested: cargo says where when the test runs. What was written into the test when it
/// was built may be another checkout, which shares the folder of what is built.
pub(crate) fn source(name: &str) -> PathBuf {
    PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("src").join(name)
}

fn shop(dir: &TempDir) -> PathBuf {
    dir.path().join("shop.regulars")
}

fn cause(verb: &'static str) -> Cause {
    Cause { actor: Actor::User, verb, now: NOW }
}

/// Every file of a folder, whole.
fn bytes_in(dir: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    fs::read_dir(dir)
        .expect("listed")
        .map(|entry| entry.expect("an entry").path())
        .map(|path| (path.clone(), fs::read(&path).expect("read")))
        .collect()
}

fn import(tx: &Tx<'_>) -> Result<ImportId, VaultError> {
    let from = Provenance::new("Shop counter", Basis::Contract);
    let new = import::NewImport { file_name: "customers.csv", kind: "customers", digest: [7; 32], from: &from };
    import::start(tx, &new)
}

/// Somebody whose every field can be told from everybody else's.
fn somebody(number: u32) -> PersonFields {
    PersonFields {
        external_id: format!("C{number:04}"),
        email: format!("Person{number:04}@Example.com"),
        phone: format!("+31 6 0000 {number:04}"),
        first_name: format!("Given{number:04}"),
        last_name: format!("Family{number:04}"),
        street: format!("{number:04} Zigzag Lane"),
        city: "Porto".into(),
        tags: vec!["vip".into(), "coffee club".into()],
        ..PersonFields::default()
    }
}

fn add_people(vault: &mut Vault<Open>, numbers: std::ops::Range<u32>) -> Vec<PersonId> {
    vault
        .write(cause("import"), |tx| {
            let file = import(tx)?;
            numbers.map(|number| person::insert(tx, &somebody(number), file, number + 2, NOW)).collect()
        })
        .expect("written")
}

fn said(state: PermissionState) -> Permission {
    let purposes = if state == PermissionState::Granted { Purposes::MARKETING } else { Purposes::NONE };
    Permission {
        channel: Channel::Email,
        state,
        basis: Basis::Consent,
        source: "Counter form".into(),
        at: NOW,
        purposes,
    }
}

/// An identifier of nobody in the vault.
fn somebody_else() -> Identity {
    Identity { kind: IdentityKind::Email, value: "somebody.else@example.com".into() }
}
