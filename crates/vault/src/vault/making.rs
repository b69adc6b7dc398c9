//! A new vault: made beside, filled, and moved into place whole.

use super::{Locked, Open, Vault, write_header, writing::transact};
use crate::{
    KdfParams, Passphrase, VaultError,
    access::{Actor, Cause},
    connect,
    files::{self, Files},
    header::Header,
    keys::Keys,
    meta::{self, Meta},
    secret::{Key, fill_random},
    table::vault_secret,
};
use regulars_model::Currency;
use std::{
    cell::Cell,
    fs,
    path::{Path, PathBuf},
};

/// What a new vault is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreateOptions {
    /// The shop's name. Kept inside, encrypted.
    pub name: String,
    /// What its amounts are in; `XXX` when nobody has said.
    pub currency: Currency,
    /// True for the make-believe sample shop.
    pub sample: bool,
    /// What opening it costs: [`KdfParams::calibrate`] outside of tests.
    pub kdf: KdfParams,
    /// UTC seconds since 1970.
    pub now: i64,
}

/// Removes a half-made folder, unless told that it is whole.
#[derive(Debug)]
pub(crate) struct HalfMade(pub(crate) Option<PathBuf>);

impl Drop for HalfMade {
    fn drop(&mut self) {
        if let Some(dir) = self.0.take() {
            let _ = fs::remove_dir_all(dir);
        }
    }
}

impl Vault<Locked> {
    /// Makes a vault in a folder that does not exist yet, or is empty, and opens it. It is made beside and moved into
    /// place whole: a failure or a power cut leaves no half of one.
    ///
    /// # Errors
    /// [`VaultError::Exists`], [`VaultError::WeakPassphrase`], [`VaultError::KdfOutOfBounds`], or the disk's.
    pub fn create(dir: &Path, passphrase: &Passphrase, options: &CreateOptions) -> Result<Vault<Open>, VaultError> {
        free_for_new(dir)?;
        let (header, data_key) = Header::create(passphrase, options.kdf)?;
        let beside = beside(dir, "new")?;
        files::create_private_dir(&beside)?;
        let mut half_made = HalfMade(Some(beside.clone()));
        fill(&Files::new(&beside), &header, &data_key, options)?;
        put_in_place(&beside, dir)?;
        half_made.0 = None;
        Self::at(dir)?.open_with_key(&data_key, options.now)
    }
}

/// Refuses a folder that holds something.
pub(crate) fn free_for_new(dir: &Path) -> Result<(), VaultError> {
    match fs::read_dir(dir) {
        Ok(mut entries) => {
            if entries.next().is_none() {
                Ok(())
            } else {
                Err(VaultError::Exists)
            }
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::NotADirectory => Err(VaultError::Exists),
        Err(error) => Err(VaultError::io("creating the vault's folder")(error)),
    }
}

/// `/shops/mine` -> `/shops/.mine.new-0123456789abcdef`.
pub(crate) fn beside(dir: &Path, what: &str) -> Result<PathBuf, VaultError> {
    let mut random = [0; 8];
    fill_random(&mut random)?;
    let mut name = std::ffi::OsString::from(".");
    name.push(dir.file_name().ok_or(VaultError::Exists)?);
    name.push(format!(".{what}-{:016x}", u64::from_le_bytes(random)));
    Ok(dir.with_file_name(name))
}

/// Moves a whole folder to where nothing or an empty folder is.
pub(crate) fn put_in_place(from: &Path, to: &Path) -> Result<(), VaultError> {
    let failed = VaultError::io("moving a folder into place");
    // Windows does not move onto an empty folder.
    if to.exists() {
        fs::remove_dir(to).map_err(&failed)?;
    }
    fs::rename(from, to).map_err(&failed)?;
    files::sync_dir(to.parent().unwrap_or(Path::new(".")))
}

fn fill(files: &Files, header: &Header, data_key: &Key, options: &CreateOptions) -> Result<(), VaultError> {
    files::create_private(&files.database())?;
    files::create_private(&files.lock())?;
    let mut connection = connect::create(&files.database(), data_key, &header.vault_id())?;
    let keys = Keys::draw(data_key, header.vault_id());
    vault_secret::keep(&connection, &keys)?;
    let cause = Cause { actor: Actor::User, verb: "create_vault", now: options.now };
    let meta =
        Meta { name: options.name.clone(), currency: options.currency, sample: options.sample, created: options.now };
    transact(&mut connection, &keys, files, cause, true, &Cell::new(false), |tx| meta::insert(tx, &meta))?;
    connection.close().map_err(|(_, error)| VaultError::from(error))?;
    write_header(files, header)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_free_taken_or_cannot_be_looked_at() {
        let dir = tempfile::tempdir().expect("a folder");
        assert_eq!(free_for_new(&dir.path().join("not there")), Ok(()));
        assert_eq!(free_for_new(dir.path()), Ok(()), "an empty folder");
        let file = dir.path().join("a file");
        fs::write(&file, "mine").expect("written");
        assert_eq!((free_for_new(dir.path()), free_for_new(&file)), (Err(VaultError::Exists), Err(VaultError::Exists)));
        #[cfg(unix)]
        {
            let turning = dir.path().join("a link to itself");
            std::os::unix::fs::symlink(&turning, &turning).expect("a link");
            assert!(matches!(free_for_new(&turning), Err(VaultError::Io { .. })), "that is not said to hold something");
        }
    }
}
