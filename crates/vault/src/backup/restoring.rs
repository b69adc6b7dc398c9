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

/// Lists of who is kept out that lie near a backup and may know of people erased since: those of the vaults in these places
/// and of the vault it lies in, however old, for they are kept up to date; and those of later backups beside it. Newest first, with the
/// date each claims.
#[must_use]
pub fn ledgers_near(backup: &Backup, places: &[&Path]) -> Vec<(PathBuf, i64)> {
    let own = backup.dir.parent().and_then(Path::parent).map(|vault| Files::new(vault).ledger());
    let vaults = places.iter().map(|place| Files::new(place).ledger()).chain(own);
    let mut dated: Vec<(PathBuf, i64)> =
        vaults.filter_map(|path| Ledger::date_of(&path).map(|at| (path, at))).collect();
    let siblings = backup.dir.parent().and_then(|parent| fs::read_dir(parent).ok()).into_iter().flatten().flatten();
    for path in siblings.map(|entry| entry.path()).filter(|path| *path != backup.dir).map(|path| path.join(LEDGER)) {
        // An earlier backup's list knows nothing of what came after this one.
        if let Some(at) = Ledger::date_of(&path).filter(|at| *at > backup.made) {
            dated.push((path, at));
        }
    }
    dated.sort_by_key(|(_, at)| std::cmp::Reverse(*at));
    dated.dedup_by(|a, b| a.0 == b.0);
    dated
}

/// Removes what a restore to this place left beside it when it was cut off. It can hold people who were erased since.
fn clear_away(place: &Path) {
    let (Some(parent), Some(name)) = (place.parent(), place.file_name().and_then(|name| name.to_str())) else { return };
    let start = format!(".{name}.restored-");
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        let left = entry.file_name();
        let random = left.to_str().and_then(|left| left.strip_prefix(&start));
        let ours =
            random.is_some_and(|random| random.len() == 16 && random.bytes().all(|byte| byte.is_ascii_hexdigit()));
        // Held by a restore that is going on, it is left alone.
        if ours && entry.file_type().is_ok_and(|kind| kind.is_dir()) && Files::new(&entry.path()).take_lock().is_ok() {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
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
        if super::put_beside(&database) {
            return Err(VaultError::BackupDamaged("something was put beside its database"));
        }
        if !unlocked.genuine || guard::pages(&database).ok() != pages {
            return Err(VaultError::BackupDamaged("it is not what was written"));
        }
        let own = Copied { path: &database, key: &unlocked.database_key, vault: &vault };
        let torn = |error| match error {
            VaultError::Damaged(_) => VaultError::BackupDamaged("its pages do not check"),
            other => other,
        };
        connect::check(own).map_err(torn)?;
        clear_away(place);
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

    /// What those of these lists together say that are this vault's and were not changed; `None` when none is.
    #[must_use]
    pub fn ledger(&self, paths: &[(PathBuf, i64)]) -> Option<Ledger> {
        let keys = self.vault.keys();
        let genuine = paths.iter().filter_map(|(path, _)| Ledger::load(path, &keys.token, &keys.vault));
        genuine.reduce(|mut all, one| {
            for (entry, since) in one.entries {
                all.entries.entry(entry).or_insert(since);
            }
            all
        })
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
        if let Err(error) = put_in_place(&fresh, place) {
            if let Some(kept) = &kept {
                // Back to where it was: an empty place would look like a loss.
                let _ = fs::rename(kept, place);
            }
            return Err(error);
        }
        half_made.0 = None;
        if let Some(kept) = &kept {
            carry_over(&Files::new(kept).backups(), &Files::new(place).backups());
        }
        Ok(kept)
    }
}

/// The backups stay those of the vault in this place. Those that cannot be moved lie with the old one.
fn carry_over(from: &Path, to: &Path) {
    if !to.exists() {
        let _ = fs::rename(from, to);
        return;
    }
    for entry in fs::read_dir(from).into_iter().flatten().flatten() {
        let place = to.join(entry.file_name());
        if !place.exists() {
            let _ = fs::rename(entry.path(), place);
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    /// A vault that lost its key file, or its database, is what a restore is for: what is left of it is kept.
    #[test]
    fn whatever_is_left_of_a_vault_is_put_aside_under_a_free_name() {
        let dir = tempfile::tempdir().expect("a folder");
        let place = dir.path().join("shop");
        for (name, kept) in [("vault.hdr", "kept"), ("vault.db", "kept 2"), ("vault.ledger", "kept 3")] {
            fs::create_dir(&place).expect("made");
            fs::write(place.join(name), "x").expect("written");
            assert_eq!(put_aside(&place, "kept"), Ok(dir.path().join(kept)), "{name}");
            assert!(!place.exists() && dir.path().join(kept).join(name).exists(), "{name}");
        }
        fs::create_dir(&place).expect("made");
        fs::write(place.join("photo.jpg"), "x").expect("written");
        assert_eq!(put_aside(&place, "kept"), Err(VaultError::Exists));
        assert!(place.join("photo.jpg").exists());
    }

    #[test]
    fn backups_move_with_the_place_and_replace_none_that_is_there() {
        let dir = tempfile::tempdir().expect("a folder");
        let (from, to) = (dir.path().join("old"), dir.path().join("new"));
        let put = |folder: &Path, name: &str, what: &str| {
            fs::create_dir_all(folder.join(name)).expect("made");
            fs::write(folder.join(name).join("backup.db"), what).expect("written");
        };
        let read = |name: &str| fs::read_to_string(to.join(name).join("backup.db")).ok();
        put(&from, "monday", "old");
        carry_over(&from, &to);
        assert_eq!((read("monday").as_deref(), from.exists()), (Some("old"), false), "the whole folder moves");
        put(&from, "monday", "another");
        put(&from, "tuesday", "old");
        carry_over(&from, &to);
        assert_eq!((read("monday").as_deref(), read("tuesday").as_deref()), (Some("old"), Some("old")));
        assert!(
            from.join("monday").exists() && !from.join("tuesday").exists(),
            "what cannot move lies with the old one"
        );
    }
}
