//! From open to locked: the write-ahead log is folded in, and the key file remembers exactly what was left.

use super::{Locked, Open, Vault, opening::Remembered};
use crate::{VaultError, guard, log, residue};

impl Vault<Open> {
    /// Closes the database, wipes the keys, and keeps the vault for this process. Where the disk does not take the last
    /// note of how it was left, the next opening finds it as after a power cut: sound, and with less to compare.
    #[must_use]
    pub fn lock(mut self) -> Vault<Locked> {
        let undecided = !self.state.findings.is_empty() || !self.state.accepting.is_empty();
        let sure = self.state.marked && !undecided && !self.state.in_doubt.get();
        let note = sure.then(|| self.fold_in().ok()).flatten();
        let Self { state, files, header, keychain, _held } = self;
        let data_key = state.keys.data.clone();
        let closed = state.connection.close().is_ok();
        let mut locked = Vault { state: Locked(()), files, header, keychain, _held };
        if let Some(log) = note.filter(|_| closed)
            && let Ok(guard) = guard::after_closing(&locked.files.database(), &locked.files.ledger(), log)
            && let Ok(header) = locked.header.next(&data_key, |body| body.set_guard(guard))
            && super::write_header(&locked.files, &header).is_ok()
        {
            locked.header = header;
            locked.tell_keychain();
        }
        locked
    }

    /// Makes the last checkpoint, empties the write-ahead log, and says where the log ends.
    fn fold_in(&mut self) -> Result<Option<(u32, [u8; 32])>, VaultError> {
        // A checkpoint that cannot be written (a full disk) must not keep the vault open.
        let _ = super::writing::seal(&self.state.connection, &self.state.keys);
        let head = self.read(log::last)?;
        residue::fold_in(&self.state.connection)?;
        Ok(head)
    }
}

impl<State> Vault<State> {
    /// Has this computer remember the newest key file, so that an older copy of the whole vault shows. Costs nothing but
    /// that when the keychain does not answer.
    pub(super) fn tell_keychain(&self) {
        let (Some(account), Some(keychain)) = (self.computer_account(), self.keychain.as_ref()) else { return };
        if let Some(Ok(remembered)) = self.remembered() {
            let _ = keychain.put(&account, &Remembered::bytes(&remembered.key, &self.header));
        }
    }
}
