//! A vault is created, opened, looked at, given a new passphrase.

use crate::{
    Workbench,
    bench::{OpenShop, usage},
    clock::local_date,
    keys::{OpenWith, with_unlock},
    progress::{Progress, quiet},
    replay::Replayed,
    views::VaultView,
};
use regulars_model::{Currency, Problem};
use regulars_vault::{Cause, CreateOptions, KdfParams, Passphrase, Vault, VaultError, import, log, meta};
use std::path::Path;

impl Workbench {
    /// Creates an empty vault in a new folder and opens it. Whatever was open is locked first.
    ///
    /// # Errors
    /// When the folder holds something, the passphrase is too short, or the disk refuses.
    pub fn create_vault(
        &mut self,
        dir: &Path,
        name: &str,
        currency: Currency,
        passphrase: &Passphrase,
        kdf: KdfParams,
    ) -> Result<VaultView, Problem> {
        self.create(dir, name, currency, passphrase, kdf, false)
    }

    pub(crate) fn create(
        &mut self,
        dir: &Path,
        name: &str,
        currency: Currency,
        passphrase: &Passphrase,
        kdf: KdfParams,
        sample: bool,
    ) -> Result<VaultView, Problem> {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() || name.chars().count() > 80 {
            return Err(usage(
                "A vault needs the shop's name, of 1 to 80 letters.",
                "Type the name your customers know.",
            ));
        }
        self.lock();
        let options = CreateOptions { name, currency, sample, kdf, now: self.now() };
        let vault = Vault::create(dir, passphrase, &options)?.with_keychain(self.keychain.clone());
        self.open = Some(OpenShop::load(vault, dir.to_owned(), self.lays_out, &mut quiet())?);
        // The make-believe shop has the same days everywhere.
        if !sample {
            self.begin_in_zone()?;
        }
        self.vault_info()
    }

    /// Opens a vault. Whatever was open is locked first.
    ///
    /// # Errors
    /// When there is no vault there, the passphrase is wrong, it is open elsewhere, damaged or too new. None of these
    /// changes anything on disk.
    pub fn open_vault(&mut self, dir: &Path, passphrase: &Passphrase) -> Result<VaultView, Problem> {
        self.open_with_progress(dir, &OpenWith::Passphrase(passphrase), &mut quiet())
    }

    pub(crate) fn open_with_progress(
        &mut self,
        dir: &Path,
        with: &OpenWith<'_>,
        progress: Progress<'_>,
    ) -> Result<VaultView, Problem> {
        self.lock();
        let now = self.now();
        self.patience.allow(dir, now)?;
        let vault = Vault::at(dir)?.with_keychain(self.keychain.clone());
        let unlocked = with_unlock(with, |with| vault.unlock_with(with, now)).map_err(Problem::from);
        // Counted from when it was refused: the passphrase's own cost is no part of the wait.
        let refused_at = self.now();
        // A keychain that says no is nobody's wrong try.
        if !matches!(with, OpenWith::ThisComputer) || unlocked.is_ok() {
            self.patience.note(dir, refused_at, unlocked.as_ref().err());
        }
        let mut open = OpenShop::load(unlocked?, dir.to_owned(), self.lays_out, progress)?;
        if open.vault.findings().is_empty() {
            open.finish_what_was_cut_off(|verb| self.cause(verb), progress)?;
        }
        self.open = Some(open);
        self.weekly_backup();
        self.vault_info()
    }

    /// What is to be seen of the open vault.
    ///
    /// # Errors
    /// When no vault is open.
    pub fn vault_info(&self) -> Result<VaultView, Problem> {
        let open = self.opened()?;
        let info = open.vault.info()?;
        let (imports, log_entries) =
            open.vault.read(|read| Ok::<_, Problem>((import::count(read)?, log::count(read)?)))?;
        Ok(VaultView {
            name: info.name,
            currency: info.currency.to_string(),
            sample: info.sample,
            zone: open.zone.name().to_owned(),
            created: local_date(info.created),
            schema: info.schema,
            people: open.people()?,
            imports,
            log_entries,
            cipher: info.cipher,
            key_derivation: info.key_derivation,
            #[allow(clippy::cast_precision_loss, reason = "a size to show")]
            bytes: info.bytes as f64,
        })
    }

    /// Gives the vault a new passphrase. Not one byte of the database changes.
    ///
    /// # Errors
    /// When the old one is wrong or the new one too short.
    pub fn change_passphrase(&mut self, old: &Passphrase, new: &Passphrase) -> Result<VaultView, Problem> {
        self.opened_mut()?.vault.change_passphrase(old, new)?;
        self.vault_info()
    }
}

impl OpenShop {
    /// Finishes what a power cut or a kill stopped half-way: a no or an erasure between the list and the commit, an erasure
    /// between the removal and the check. Says in the log that the last time did not end in order.
    fn finish_what_was_cut_off(
        &mut self,
        cause: impl Fn(&'static str) -> Cause,
        progress: Progress<'_>,
    ) -> Result<(), Problem> {
        if self.vault.was_left_open() {
            self.read_on(progress)?;
            // First of all: a list that is one entry ahead of the log is known for what it is, one of long ago is not.
            // Where the disk is full all of this is tried again at the next opening; the vault opens all the same.
            if let Some(ledger) = self.vault.ledger_beside() {
                match self.replay(&ledger, cause("finish")) {
                    Ok(replayed) if replayed == Replayed::default() => {}
                    Ok(_) => self.reload(progress)?,
                    // Nothing else may be written before it: that would take the list back.
                    Err(problem) if problem == VaultError::DiskFull.problem() => self.vault.leave_unfinished(),
                    Err(problem) => return Err(problem),
                }
            }
            let _ = self.vault.write(cause("left_open"), |tx| {
                meta::touch(tx);
                Ok::<_, VaultError>(())
            });
        }
        let _ = self.finish_erasures(|| cause("erase_proof"));
        self.count_log()
    }
}
