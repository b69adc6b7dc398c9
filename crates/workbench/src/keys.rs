//! The ways into a vault: seen, given, taken, and the data key behind them made anew.

use crate::{
    Workbench,
    bench::OpenShop,
    clock::{local_date, local_minute},
    progress::{Progress, Stage, quiet},
    views::{KeyKind, KeySlotView, KeysView, RecoverySheetView, RotationView, VaultView, WaysInView},
};
use regulars_model::{Code, Problem, group_digits};
use regulars_vault::{
    KdfParams, KeychainError, Passphrase, RecoveryCode, Unlock, Vault, VaultError, Way, WayKind, person,
};
use std::path::Path;

/// What a vault or a backup is opened with.
#[derive(Debug, Clone, Copy)]
pub enum OpenWith<'a> {
    /// What its owner knows.
    Passphrase(&'a Passphrase),
    /// What its owner wrote down, as typed; spaces, dashes and small letters are forgiven.
    Recovery(&'a str),
    /// What this computer's keychain keeps: a vault only, never a backup.
    ThisComputer,
}

/// Calls `f` with the same, read.
pub(crate) fn with_unlock<T>(
    with: &OpenWith<'_>,
    f: impl FnOnce(&Unlock<'_>) -> Result<T, VaultError>,
) -> Result<T, VaultError> {
    match with {
        OpenWith::Passphrase(passphrase) => f(&Unlock::Passphrase(passphrase)),
        OpenWith::Recovery(typed) => f(&Unlock::Recovery(&RecoveryCode::parse(typed)?)),
        OpenWith::ThisComputer => f(&Unlock::ThisComputer),
    }
}

impl Workbench {
    /// How the vault in that folder can be opened now. Reads its key file and takes nothing.
    ///
    /// # Errors
    /// When there is no vault, or its key file cannot be read.
    pub fn ways_in(&self, dir: &Path) -> Result<WaysInView, Problem> {
        let ways = Vault::ways_at(dir)?;
        let has = |kind: WayKind| ways.iter().any(|way| way.kind == kind);
        Ok(WaysInView {
            this_computer: has(WayKind::ThisComputer),
            recovery: has(WayKind::Recovery),
            wait_seconds: self.patience.seconds(dir, self.now()),
        })
    }

    /// Opens a vault by any of its ways in. Whatever was open is locked first.
    ///
    /// # Errors
    /// As [`Self::open_vault`]; [`Code::Wait`] after several wrong tries.
    pub fn open_vault_with(&mut self, dir: &Path, with: &OpenWith<'_>) -> Result<VaultView, Problem> {
        self.open_with_progress(dir, with, &mut quiet())
    }

    /// Opens with the recovery code and gives the vault a new passphrase in the same step: for whoever forgot it.
    ///
    /// # Errors
    /// As [`Self::open_vault_with`], or when the new passphrase is too short; then nothing was changed.
    pub fn open_and_renew(
        &mut self,
        dir: &Path,
        code: &str,
        new: &Passphrase,
        kdf: KdfParams,
    ) -> Result<VaultView, Problem> {
        new.check_new()?;
        self.open_vault_with(dir, &OpenWith::Recovery(code))?;
        let renewed = self.opened_mut()?.vault.set_passphrase(new, kdf);
        if let Err(error) = renewed {
            // Left open it would look as if it had worked.
            self.lock();
            return Err(error.into());
        }
        self.vault_info()
    }

    /// The ways into the open vault, and whether this computer's keychain could be one.
    ///
    /// # Errors
    /// When no vault is open.
    pub fn keys(&self) -> Result<KeysView, Problem> {
        let ways = self.opened()?.vault.ways();
        // Asks for what is not there: a keychain that answers so is ready.
        let (keychain_ready, keychain) = match self.keychain.get("nothing is kept under this name") {
            Ok(_) | Err(KeychainError::Missing) => (true, "ready".to_owned()),
            Err(error) => (false, format!("{} {}", error.words(), error.hint())),
        };
        let has = |kind: WayKind| ways.iter().any(|way| way.kind == kind);
        Ok(KeysView {
            recovery: has(WayKind::Recovery),
            this_computer: has(WayKind::ThisComputer),
            slots: ways.iter().map(slot).collect(),
            keychain,
            keychain_ready,
        })
    }

    /// Draws a recovery code to be shown once. It opens nothing until [`Self::recovery_confirm`] has seen it typed back.
    ///
    /// # Errors
    /// When no vault is open, or it is open for reading only.
    pub fn recovery_begin(&mut self) -> Result<RecoverySheetView, Problem> {
        let made = local_date(self.now());
        let open = self.opened_mut()?;
        if !open.vault.findings().is_empty() {
            return Err(VaultError::ReadOnly.into());
        }
        let code = RecoveryCode::random()?;
        let sheet = RecoverySheetView {
            code: code.words().as_str().to_owned(),
            shop: open.name.clone(),
            made,
            words: [
                "It opens this vault when the passphrase is forgotten, and lets you choose a new one.",
                "Whoever has this sheet and a copy of the vault can read everything in it. Keep it where you keep a spare key, \
                 not beside the computer.",
                "It stops working when you make a new code, or have everything encrypted anew.",
            ]
            .map(str::to_owned)
            .to_vec(),
        };
        open.recovery = Some(code);
        Ok(sheet)
    }

    /// Lets the code that was shown open the vault, once it was typed back rightly.
    ///
    /// # Errors
    /// [`Code::InputRefused`] when it was typed back wrongly: the code shown still stands.
    pub fn recovery_confirm(&mut self, typed: &str) -> Result<KeysView, Problem> {
        let open = self.opened_mut()?;
        let shown = open.recovery.as_ref().ok_or_else(|| {
            Problem::new(Code::Usage, "No recovery code was shown yet.", "Make one, write it down, then type it back.")
        })?;
        if RecoveryCode::parse(typed)? != *shown {
            return Err(Problem::new(
                Code::InputRefused,
                "That is another code than the one shown.",
                "Compare it with your sheet group by group, and type it again.",
            ));
        }
        let shown = shown.clone();
        open.vault.set_recovery(&shown)?;
        open.recovery = None;
        self.keys()
    }

    /// Lets this computer's keychain open the vault, or takes that away.
    ///
    /// # Errors
    /// When the keychain does not take the key; then nothing was changed.
    pub fn remember_on_this_computer(&mut self, on: bool) -> Result<KeysView, Problem> {
        let open = self.opened_mut()?;
        if on { open.vault.remember_here() } else { open.vault.forget_here() }?;
        self.keys()
    }

    /// Encrypts everything anew under a new data key, after a backup.
    ///
    /// # Errors
    /// When the passphrase is wrong or the disk has no room for a second copy; then the vault is as it was.
    pub fn rotate(&mut self, passphrase: &Passphrase, progress: Progress<'_>) -> Result<RotationView, Problem> {
        let (now, cause) = (self.now(), self.cause("rotate"));
        self.opened()?.vault.check_passphrase(passphrase)?;
        Stage::start("Making a backup first", None, progress).tell(0, 0.0)?;
        self.back_up_before("rotation")?;
        Stage::start("Encrypting everything anew", None, progress).tell(0, 0.0)?;
        let open = self.opened_mut()?;
        let rotated = open.vault.rotate(passphrase, cause)?;
        let people = open.vault.read(person::count)?;
        open.count_log()?;
        let recovery = if rotated.recovery_lost {
            " The recovery code you wrote down no longer opens it: make a new one now."
        } else {
            ""
        };
        #[allow(clippy::cast_precision_loss, reason = "a size to show")]
        Ok(RotationView {
            bytes: rotated.bytes as f64,
            words: format!(
                "Everything was encrypted anew and checked, {} people among it, {}. Older backups still open with the passphrase of \
                 their day.{recovery}",
                group_digits(people.into()),
                local_minute(now),
            ),
            recovery_needed: rotated.recovery_lost,
        })
    }
}

fn slot(way: &Way) -> KeySlotView {
    match way.kind {
        WayKind::Passphrase => {
            KeySlotView { kind: KeyKind::Passphrase, words: way.costs.map(KdfParams::words).unwrap_or_default() }
        }
        WayKind::ThisComputer => KeySlotView {
            kind: KeyKind::ThisComputer,
            words: "A random key in this computer's keychain; any program you run can ask the keychain for it."
                .to_owned(),
        },
        WayKind::Recovery => {
            KeySlotView { kind: KeyKind::Recovery, words: "160 random bits that you wrote down.".to_owned() }
        }
    }
}

impl OpenShop {
    /// Counts the log's entries again after a write that changed nothing in memory.
    pub(crate) fn count_log(&mut self) -> Result<(), Problem> {
        self.log_entries = self.vault.read(regulars_vault::log::count)?;
        Ok(())
    }
}
