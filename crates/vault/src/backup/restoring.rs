//! From a backup back to a vault. It is made beside its place; the caller erases again who was erased since, and only then
//! is it moved there.

use super::{Backup, DATABASE, LEDGER};
use crate::{
    Open, Unlock, Vault, VaultError,
    connect::{self, Copied},
    files::{self, Files},
    guard,
    header::With,
    ledger::Ledger,
    vault::{HalfMade, beside, put_in_place, write_header},
};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// What can be known of a backup before it is opened.
///
/// # Errors
/// [`VaultError::NotFound`], [`VaultError::BackupDamaged`], [`VaultError::TooNew`].
pub fn look(dir: &Path) -> Result<Backup, VaultError> {
    Ok(Backup::read(dir)?.0)
}

/// Lists of who is kept out that lie near a backup and may know of people erased since: that of the vault it belongs to,
/// and those of later backups beside it. Newest first, with the date each claims.
#[must_use]
pub fn ledgers_near(backup: &Path, place: Option<&Path>) -> Vec<(PathBuf, i64)> {
    let mut paths: Vec<PathBuf> = Vec::new();
    paths.extend(place.map(|place| Files::new(place).ledger()));
    if let Some(parent) = backup.parent() {
        paths.extend(parent.parent().map(|vault| Files::new(vault).ledger()));
        let siblings = fs::read_dir(parent).into_iter().flatten().flatten();
        paths.extend(siblings.map(|entry| entry.path()).filter(|path| path != backup).map(|path| path.join(LEDGER)));
    }
    let mut dated: Vec<(PathBuf, i64)> =
        paths.into_iter().filter_map(|path| Ledger::date_of(&path).map(|at| (path, at))).collect();
    dated.sort_by_key(|(_, at)| std::cmp::Reverse(*at));
    dated.dedup_by(|a, b| a.0 == b.0);
    dated
}

/// A vault made from a backup, open, beside its place. Dropped before [`Restoring::finish`] it is removed.
#[derive(Debug)]
pub struct Restoring {
    /// The vault.
    pub vault: Vault<Open>,
    /// What it was made from.
    pub backup: Backup,
    half_made: HalfMade,
}

/// A restore whose vault is being worked in. Dropped, it removes what was made.
#[derive(Debug)]
pub struct Begun {
    backup: Backup,
    half_made: HalfMade,
}

impl Begun {
    /// Puts the vault back.
    #[must_use]
    pub fn join(self, vault: Vault<Open>) -> Restoring {
        Restoring { vault, backup: self.backup, half_made: self.half_made }
    }
}

impl Restoring {
    /// Makes a vault of a backup, beside the place where it will go.
    ///
    /// # Errors
    /// [`VaultError::WrongPassphrase`], [`VaultError::WrongRecoveryCode`], [`VaultError::BackupDamaged`],
    /// [`VaultError::DiskFull`]; then nothing is left of it.
    pub fn begin(backup: &Path, with: &Unlock<'_>, place: &Path, now: i64) -> Result<Self, VaultError> {
        let (backup, header) = Backup::read(backup)?;
        let unlocked = header.unlock(match with {
            Unlock::Passphrase(passphrase) => With::Passphrase(passphrase),
            Unlock::Recovery(code) => With::Recovery(code),
            // A backup has no such way in: it must open on any computer.
            Unlock::ThisComputer => return Err(VaultError::Keychain(crate::KeychainError::Missing)),
        })?;
        let vault = header.vault_id();
        let database = backup.dir.join(DATABASE);
        let pages = header.guard().map(|guard| guard.pages.0);
        if !unlocked.genuine || guard::pages(&database).ok() != pages {
            return Err(VaultError::BackupDamaged("it is not what was written"));
        }
        let own = Copied { path: &database, key: &unlocked.database_key, vault: &vault };
        let torn = |error| match error {
            VaultError::Damaged(_) => VaultError::BackupDamaged("its pages do not check"),
            other => other,
        };
        connect::check(own).map_err(torn)?;
        let fresh = beside(place, "restored")?;
        files::create_private_dir(&fresh)?;
        let half_made = HalfMade(Some(fresh.clone()));
        let files = Files::new(&fresh);
        files::create_private(&files.lock())?;
        connect::copy(own, Copied { path: &files.database(), key: &unlocked.data_key, vault: &vault }).map_err(torn)?;
        write_header(&files, &header.as_restored(&unlocked.data_key)?)?;
        let vault = Vault::at(&fresh)?.open_with_key(&unlocked.data_key, now)?;
        Ok(Self { vault, backup, half_made })
    }

    /// The vault to work in, and the rest.
    #[must_use]
    pub fn split(self) -> (Vault<Open>, Begun) {
        (self.vault, Begun { backup: self.backup, half_made: self.half_made })
    }

    /// The newest of these lists that is this vault's and was not changed.
    #[must_use]
    pub fn ledger(&self, paths: &[(PathBuf, i64)]) -> Option<Ledger> {
        let keys = self.vault.keys();
        paths.iter().find_map(|(path, _)| Ledger::load(path, &keys.token, &keys.vault))
    }

    /// Closes it and moves it to its place. What was there is kept beside under another name, which is said.
    ///
    /// # Errors
    /// [`VaultError::Exists`] when something other than a vault is there, [`VaultError::InUse`], or the disk's.
    pub fn finish(self, place: &Path, keep_as: &str) -> Result<Option<PathBuf>, VaultError> {
        let Self { vault, mut half_made, .. } = self;
        let fresh = vault.dir().to_owned();
        drop(vault.lock());
        let kept = match super::free_for_new(place) {
            Ok(()) => None,
            Err(_) => Some(put_aside(place, keep_as)?),
        };
        put_in_place(&fresh, place)?;
        half_made.0 = None;
        if let Some(kept) = &kept {
            // The backups stay those of the vault in this place. Where they cannot be moved they lie with the old one.
            let (from, to) = (Files::new(kept).backups(), Files::new(place).backups());
            if from.is_dir() && !to.exists() {
                let _ = fs::rename(from, to);
            }
        }
        Ok(kept)
    }
}

/// Gives the folder of a vault another name. Whatever lies there must be a vault, and nobody may be working in it.
fn put_aside(place: &Path, keep_as: &str) -> Result<PathBuf, VaultError> {
    let files = Files::new(place);
    if !files.header().is_file() && !files.database().is_file() && !files.ledger().is_file() {
        return Err(VaultError::Exists);
    }
    let held = files.take_lock()?;
    let aside = (1_u32..)
        .map(|n| place.with_file_name(if n == 1 { keep_as.to_owned() } else { format!("{keep_as} {n}") }))
        .find(|path| !path.exists())
        .ok_or(VaultError::Exists)?;
    fs::rename(place, &aside).map_err(VaultError::io("giving the vault as it was another name"))?;
    drop(held);
    Ok(aside)
}

impl Vault<Open> {
    /// The list beside this vault, when it is genuine.
    #[must_use]
    pub fn ledger_beside(&self) -> Option<Ledger> {
        let keys = self.keys();
        Ledger::load(&self.ledger_path(), &keys.token, &keys.vault)
    }

    /// What a list knows of who is kept out and this vault does not: token, scope and first date.
    ///
    /// # Errors
    /// When the database fails.
    pub fn lacks(
        &self,
        ledger: &Ledger,
    ) -> Result<Vec<(crate::suppression::Token, crate::suppression::Scope, i64)>, VaultError> {
        Ok(ledger.missing_in(&self.read(|read| Ledger::of(read, 0))?))
    }
}
