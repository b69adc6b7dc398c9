//! A new data key: everything is encrypted anew into a second database, which is checked before the key file names it. That
//! one small write is the switch: a power cut leaves the old vault or the new one.

use super::{Open, Vault, opening};
use crate::{
    Cause, Passphrase, VaultError,
    access::Subject,
    connect::{self, Copied},
    files::{Files, database_name},
    header::{Slot, With},
    keys::Keys,
    log,
    secret::Key,
    table::vault_secret,
};
use std::fs;

/// What a rotation did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rotated {
    /// Bytes encrypted anew.
    pub bytes: u64,
    /// Rows of each table, counted on both sides.
    pub tables: Vec<(String, i64)>,
    /// Whether the recovery code that opened it before does not any more.
    pub recovery_lost: bool,
    /// Whether this computer still opens it: its key was made anew, where the keychain answered.
    pub this_computer: bool,
}

impl Vault<Open> {
    /// Encrypts everything anew under a new data key. The passphrase stays; the recovery code must be made anew, because
    /// only its owner has it.
    ///
    /// # Errors
    /// [`VaultError::WrongPassphrase`], [`VaultError::DiskFull`] (a second copy needs room); the vault is then as it was.
    pub fn rotate(&mut self, passphrase: &Passphrase, cause: Cause) -> Result<Rotated, VaultError> {
        self.writable()?;
        self.header.unlock(With::Passphrase(passphrase))?;
        self.write(cause, |tx| {
            tx.touched(Subject::Vault, &["data_key"]);
            Ok::<_, VaultError>(())
        })?;
        let vault = self.header.vault_id();
        let data_key = Key::random()?;
        let number = self.header.database() + 1;
        let files = Files { number, ..self.files.clone() };
        remove_database(&files);
        let old = self.files.database();
        let tables = connect::copy(
            Copied { path: &old, key: &self.state.keys.data, vault: &vault },
            Copied { path: &files.database(), key: &data_key, vault: &vault },
        );
        let rotated = tables.and_then(|tables| self.switch_to(files.clone(), &data_key, passphrase, tables));
        if rotated.is_err() {
            self.give_up(&files);
        }
        rotated
    }

    /// After a rotation that failed. The switch may have come through and its confirmation not: then the new database is the
    /// vault, and is left to the next opening.
    fn give_up(&self, new: &Files) {
        match super::read_header(&self.files.header()) {
            Ok(header) if header.database() != new.number => remove_database(new),
            _ => self.state.in_doubt.set(true),
        }
    }

    fn switch_to(
        &mut self,
        files: Files,
        data_key: &Key,
        passphrase: &Passphrase,
        tables: Vec<(String, i64)>,
    ) -> Result<Rotated, VaultError> {
        let vault = self.header.vault_id();
        let recovery_lost = super::recovery_among(self.header.slots());
        let costs = self.header.costs();
        let passphrase = Slot::passphrase(&vault, data_key, passphrase, costs)?;
        let log = self.read(log::last)?.unwrap_or_default();
        let before = self.computer_account();
        let computer = match (&before, &self.keychain) {
            (Some(_), Some(_)) => Some(Slot::this_computer(&vault, data_key)?),
            _ => None,
        };
        let header = self.header.next(data_key, |body| {
            body.retain_slots(|_| false);
            body.set_slot(passphrase);
            if let Some((slot, _)) = computer {
                body.set_slot(slot);
            }
            body.set_database(files.number);
            body.set_guard(crate::header::Guard::while_open(log));
        })?;
        // Opened before the switch: what cannot be opened must not be named.
        let connection = connect::open(&files.database(), data_key, &vault)?;
        let mut keys = Keys::draw(data_key, vault);
        vault_secret::take(&connection, &mut keys)?;
        self.replace_header(header)?;
        // From here on the new one is the vault.
        self.files = files;
        self.state.keys = keys;
        let old = std::mem::replace(&mut self.state.connection, connection);
        let _ = old.close();
        self.files.remove_other_databases();
        let mut this_computer = false;
        if let (Some((slot, key)), Some(keychain)) = (computer, self.keychain.clone()) {
            let account = opening::account(&self.header, &slot);
            this_computer = keychain.put(&account, &opening::Remembered::bytes(&key, &self.header)).is_ok();
            if let Some(before) = before {
                let _ = keychain.delete(&before);
            }
            if !this_computer {
                // The rotation is done: that this computer no longer opens it must not hide that.
                let _ = self.forget_here();
            }
        }
        let bytes = fs::metadata(self.files.database()).map(|meta| meta.len()).unwrap_or_default();
        Ok(Rotated { bytes, tables, recovery_lost, this_computer })
    }
}

fn remove_database(files: &Files) {
    for ending in ["", "-wal", "-shm", "-journal"] {
        let _ = fs::remove_file(files.dir.join(format!("{}{ending}", database_name(files.number))));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Actor, CreateOptions, KdfParams};

    #[test]
    fn a_rotation_that_failed_removes_what_is_not_the_vault_and_nothing_else() {
        let dir = tempfile::tempdir().expect("a folder");
        let options = CreateOptions {
            name: "Corner Coffee".into(),
            currency: "EUR".parse().expect("a currency"),
            sample: false,
            kdf: KdfParams::LEAST,
            now: 1_795_000_000,
        };
        let pass = Passphrase::new("correct horse battery");
        let mut vault = Vault::create(&dir.path().join("shop"), &pass, &options).expect("made");
        let cause = Cause { actor: Actor::User, verb: "rotate", now: options.now };
        let new = Files { number: 1, ..vault.files.clone() };
        // The copy cannot be written: the vault is as it was.
        fs::create_dir(new.database()).expect("a folder of that name");
        assert!(matches!(vault.rotate(&pass, cause), Err(VaultError::Io { .. })));
        assert_eq!(vault.write(cause, |_| Ok::<_, VaultError>(())), Ok(()));
        fs::remove_dir(new.database()).expect("removed");
        fs::write(new.database(), "half a copy").expect("written");
        vault.give_up(&new);
        assert!(!new.database().exists() && vault.files.database().exists());
        assert!(!vault.state.in_doubt.get());
        // The key file names the new one: the switch came through, and only its confirmation did not.
        fs::write(new.database(), "the vault").expect("written");
        let next = vault.header.next(&vault.state.keys.data, |body| body.set_database(1)).expect("a key file");
        super::super::write_header(&vault.files, &next).expect("written");
        vault.give_up(&new);
        assert!(new.database().exists() && vault.state.in_doubt.get());
        assert_eq!(vault.write(cause, |_| Ok::<_, VaultError>(())), Err(VaultError::InDoubt));
    }
}
