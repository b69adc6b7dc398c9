//! The ways into a vault: passphrase, recovery code, this computer. Each wraps the same data key, so giving a way or taking
//! it writes the key file and not one byte of the database.

use super::{Locked, Open, Vault, opening};
use crate::{
    KdfParams, KeychainError, Passphrase, RecoveryCode, VaultError,
    header::{Slot, With},
};

/// What a vault is opened with.
#[derive(Debug, Clone, Copy)]
pub enum Unlock<'a> {
    /// What its owner knows.
    Passphrase(&'a Passphrase),
    /// What its owner wrote down.
    Recovery(&'a RecoveryCode),
    /// What this computer's keychain keeps.
    ThisComputer,
}

/// A kind of way in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WayKind {
    /// What its owner knows.
    Passphrase,
    /// What this computer's keychain keeps.
    ThisComputer,
    /// What its owner wrote down.
    Recovery,
}

/// A way in that is set up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Way {
    /// Which.
    pub kind: WayKind,
    /// What a guess costs, for a passphrase.
    pub costs: Option<KdfParams>,
}

impl<State> Vault<State> {
    /// The ways in, the passphrase first. What is said of a locked vault is only as genuine as its key file.
    #[must_use]
    pub fn ways(&self) -> Vec<Way> {
        ways(self.header.slots())
    }
}

pub(crate) fn ways(slots: &[Slot]) -> Vec<Way> {
    let way = |slot: &Slot| {
        let kind = match slot {
            Slot::Passphrase { .. } => WayKind::Passphrase,
            Slot::ThisComputer { .. } => WayKind::ThisComputer,
            Slot::Recovery { .. } => WayKind::Recovery,
        };
        Way { kind, costs: slot.costs() }
    };
    slots.iter().map(way).collect()
}

pub(crate) fn recovery_among(slots: &[Slot]) -> bool {
    slots.iter().any(|slot| matches!(slot, Slot::Recovery { .. }))
}

impl Vault<Locked> {
    /// The ways into the vault in that folder, read without taking it.
    ///
    /// # Errors
    /// When its key file cannot be read.
    pub fn ways_at(dir: &std::path::Path) -> Result<Vec<Way>, VaultError> {
        let files = crate::files::Files::new(dir);
        if !files.header().is_file() {
            return Err(super::without_header(&files));
        }
        Ok(ways(super::read_header(&files.header())?.slots()))
    }
}

impl Vault<Open> {
    /// Wraps the data key in another passphrase. The database file is not touched.
    ///
    /// # Errors
    /// [`VaultError::WrongPassphrase`] (for `old`), [`VaultError::WeakPassphrase`] (for `new`), or the disk's.
    pub fn change_passphrase(&mut self, old: &Passphrase, new: &Passphrase) -> Result<(), VaultError> {
        self.writable()?;
        new.check_new()?;
        self.check_passphrase(old)?;
        self.set_passphrase(new, self.header.costs())
    }

    /// Gives the vault a passphrase in the place of one that was forgotten: it was opened another way.
    ///
    /// # Errors
    /// [`VaultError::WeakPassphrase`], [`VaultError::KdfOutOfBounds`], or the disk's.
    pub fn set_passphrase(&mut self, new: &Passphrase, costs: KdfParams) -> Result<(), VaultError> {
        self.writable()?;
        new.check_new()?;
        let slot = Slot::passphrase(&self.header.vault_id(), &self.state.keys.data, new, costs)?;
        self.set_slot(slot)
    }

    /// Whether this passphrase opens the vault.
    ///
    /// # Errors
    /// [`VaultError::WrongPassphrase`].
    pub fn check_passphrase(&self, passphrase: &Passphrase) -> Result<(), VaultError> {
        self.header.unlock(With::Passphrase(passphrase)).map(drop)
    }

    /// Lets a recovery code open the vault, in the place of the one before.
    ///
    /// # Errors
    /// The disk's.
    pub fn set_recovery(&mut self, code: &RecoveryCode) -> Result<(), VaultError> {
        self.writable()?;
        let slot = Slot::recovery(&self.header.vault_id(), &self.state.keys.data, code)?;
        self.set_slot(slot)
    }

    /// Lets this computer's keychain open the vault. The keychain gets a random key, never the data key; it is written
    /// there and read back before the key file says so.
    ///
    /// # Errors
    /// [`VaultError::Keychain`], or the disk's.
    pub fn remember_here(&mut self) -> Result<(), VaultError> {
        self.writable()?;
        let keychain = self.keychain.clone().ok_or(VaultError::Keychain(KeychainError::Absent))?;
        let before = self.computer_account();
        let (slot, key) = Slot::this_computer(&self.header.vault_id(), &self.state.keys.data)?;
        let account = opening::account(&self.header, &slot);
        let header = self.header.next(&self.state.keys.data, |body| body.set_slot(slot))?;
        keychain.put(&account, &opening::Remembered::bytes(&key, &header)).map_err(VaultError::Keychain)?;
        if let Err(error) = self.replace_header(header) {
            let _ = keychain.delete(&account);
            return Err(error);
        }
        if let Some(before) = before {
            let _ = keychain.delete(&before);
        }
        Ok(())
    }

    /// Takes that away again. The keychain's entry is deleted where it answers; without the slot it opens nothing.
    ///
    /// # Errors
    /// The disk's.
    pub fn forget_here(&mut self) -> Result<(), VaultError> {
        self.writable()?;
        let Some(account) = self.computer_account() else { return Ok(()) };
        let header = self.header.next(&self.state.keys.data, |body| {
            body.retain_slots(|slot| !matches!(slot, Slot::ThisComputer { .. }));
        })?;
        self.replace_header(header)?;
        if let Some(keychain) = &self.keychain {
            let _ = keychain.delete(&account);
        }
        Ok(())
    }

    fn set_slot(&mut self, slot: Slot) -> Result<(), VaultError> {
        let header = self.header.next(&self.state.keys.data, |body| body.set_slot(slot))?;
        self.replace_header(header)
    }
}
