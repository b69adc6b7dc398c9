//! What every verb works with: the options that stand anywhere, the workbench, where answers go, and Ctrl-C.

use crate::{
    args::Global,
    ask::PassphraseFrom,
    exit::{self, Halt},
    interrupt::Interrupt,
    print::Out,
    progress::Listener,
};
use regulars_workbench::{SystemClock, Workbench, views::VaultView};
use std::{path::PathBuf, sync::Arc};

/// The hand on the workbench.
pub(crate) struct Hand {
    pub(crate) bench: Workbench,
    pub(crate) out: Out,
    pub(crate) interrupt: Interrupt,
    global: Global,
}

impl Hand {
    pub(crate) fn new(global: Global, out: Out) -> Result<Self, Halt> {
        let mut bench = Workbench::new(Arc::new(SystemClock));
        bench.set_as_of(global.as_of);
        Ok(Self { bench, out, interrupt: Interrupt::listen(), global })
    }

    /// Whether `--yes` was given.
    pub(crate) fn yes(&self) -> bool {
        self.global.yes
    }

    /// The vault that was named, if one was.
    pub(crate) fn named_vault(&self) -> Option<PathBuf> {
        let from_environment = || std::env::var_os("REGULARS_VAULT").filter(|path| !path.is_empty()).map(PathBuf::from);
        self.global.vault.clone().or_else(from_environment)
    }

    /// The vault that was named.
    pub(crate) fn vault_path(&self) -> Result<PathBuf, Halt> {
        self.named_vault().ok_or_else(|| {
            exit::usage(
                "No vault was named.",
                "Add --vault PATH or set REGULARS_VAULT. New here? regulars vault create --vault shop.regulars",
            )
        })
    }

    /// Where the vault's passphrase comes from.
    pub(crate) fn passphrase(&self) -> PassphraseFrom {
        PassphraseFrom {
            file: self.global.passphrase_file.clone(),
            variable: "REGULARS_PASSPHRASE",
            prompt: "Passphrase: ",
            twice: false,
            option: "--passphrase-file",
        }
    }

    /// Opens the named vault.
    pub(crate) fn open(&mut self) -> Result<VaultView, Halt> {
        let path = self.vault_path()?;
        let passphrase = self.passphrase().get(&self.interrupt)?;
        Ok(self.bench.open_vault(&path, &passphrase)?)
    }

    /// A listener for one long job.
    pub(crate) fn listener(&self) -> Listener {
        Listener::new(&self.interrupt, self.out.is_quiet())
    }
}
