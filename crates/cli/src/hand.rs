//! What every verb works with: the options that stand anywhere, the workbench, where answers go, and Ctrl-C.

use crate::{
    args::Global,
    ask::{CodeFrom, PassphraseFrom},
    exit::{self, Halt},
    interrupt::Interrupt,
    print::Out,
    progress::Listener,
};
use regulars_workbench::{
    OpenWith, Passphrase, SystemClock, Workbench,
    model::Code,
    views::{SegmentChoice, VaultView},
};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};
use zeroize::Zeroizing;

/// How the passphrase of the vault is asked for.
const PASSPHRASE: &str = "Passphrase: ";

/// What a vault or a backup is opened with, held for as long as that takes.
pub(crate) enum Way {
    Passphrase(Passphrase),
    Recovery(Zeroizing<String>),
    ThisComputer,
}

impl Way {
    /// The same, as the workbench takes it.
    pub(crate) fn with(&self) -> OpenWith<'_> {
        match self {
            Self::Passphrase(passphrase) => OpenWith::Passphrase(passphrase),
            Self::Recovery(code) => OpenWith::Recovery(code),
            Self::ThisComputer => OpenWith::ThisComputer,
        }
    }
}

/// The hand on the workbench.
pub(crate) struct Hand {
    pub(crate) bench: Workbench,
    pub(crate) out: Out,
    pub(crate) interrupt: Interrupt,
    global: Global,
}

impl Hand {
    pub(crate) fn new(global: Global, out: Out) -> Result<Self, Halt> {
        // Said here too: options before and after the verb are not compared when they are read.
        let named = [global.passphrase_file.is_some(), global.recovery_code_file.is_some(), global.this_computer];
        if named.into_iter().filter(|named| *named).count() > 1 {
            return Err(exit::usage(
                "A vault is opened by one thing.",
                "Name one of --passphrase-file, --recovery-code-file and --this-computer.",
            ));
        }
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
            prompt: PASSPHRASE,
            twice: false,
            option: "--passphrase-file",
        }
    }

    /// Where a new passphrase comes from.
    pub(crate) fn new_passphrase(&self, file: Option<&PathBuf>) -> PassphraseFrom {
        PassphraseFrom {
            file: file.cloned(),
            variable: "REGULARS_NEW_PASSPHRASE",
            prompt: "The new passphrase: ",
            twice: true,
            option: "--new-passphrase-file",
        }
    }

    /// Where the vault's recovery code comes from.
    pub(crate) fn recovery_code(&self) -> CodeFrom {
        CodeFrom { file: self.global.recovery_code_file.clone() }
    }

    /// What to open with: what an option names, then what the environment holds, then what is typed.
    pub(crate) fn way(&self, prompt: &'static str) -> Result<Way, Halt> {
        if self.global.this_computer {
            return Ok(Way::ThisComputer);
        }
        if self.global.recovery_code_file.is_none()
            && let Some(passphrase) = self.passphrase().given()?
        {
            return Ok(Way::Passphrase(passphrase));
        }
        match self.recovery_code().given()? {
            Some(code) => Ok(Way::Recovery(code)),
            None => PassphraseFrom { prompt, ..self.passphrase() }.get(&self.interrupt).map(Way::Passphrase),
        }
    }

    /// The passphrase, for verbs that a recovery code or the keychain is not enough for.
    pub(crate) fn passphrase_itself(&self) -> Result<Passphrase, Halt> {
        if self.global.this_computer || self.global.recovery_code_file.is_some() {
            return Err(exit::usage(
                "This needs the passphrase itself.",
                "Leave the other option out. Forgotten? regulars vault renew sets a new one with the recovery code.",
            ));
        }
        self.passphrase().get(&self.interrupt)
    }

    /// Opens the named vault, and says on stderr what was found when it opens for reading only.
    pub(crate) fn open(&mut self) -> Result<VaultView, Halt> {
        let view = self.open_silently()?;
        self.say_findings();
        Ok(view)
    }

    /// Opens the named vault, for verbs whose answer holds the findings.
    pub(crate) fn open_silently(&mut self) -> Result<VaultView, Halt> {
        let path = self.vault_path()?;
        let way = self.way(PASSPHRASE)?;
        self.open_by(&path, &way.with())
    }

    /// Opens a vault in a way that was chosen already.
    pub(crate) fn open_by(&mut self, path: &Path, with: &OpenWith<'_>) -> Result<VaultView, Halt> {
        self.bench.open_vault_with(path, with).map_err(|mut problem| {
            // Whoever forgot the passphrase learns that there is another way in, where there is one.
            if matches!(with, OpenWith::Passphrase(_))
                && problem.code == Code::WrongPassphrase
                && self.bench.ways_in(path).is_ok_and(|ways| ways.recovery)
            {
                problem.hint.push_str(" Forgotten? With the recovery code: regulars vault renew");
            }
            problem.into()
        })
    }

    /// Keeps what was laid out for the next command, where that costs less than it saves: in a large shop that had to be laid out
    /// anew and was only asked. After a write the next command is likely to write too.
    pub(crate) fn keep_laid_out(&mut self) {
        let bench = &mut self.bench;
        if bench.is_worth_keeping() && !bench.is_laid_out_from_kept() && !bench.has_changed_people() {
            // The answer stands: that the next command takes longer is all that failed here.
            while bench.keep_laid_out().unwrap_or(false) {}
        }
    }

    /// What was found, where it holds the vault to reading.
    pub(crate) fn say_findings(&self) {
        if let Ok(findings) = self.bench.findings()
            && !findings.is_empty()
        {
            self.out.findings(&findings);
        }
    }

    /// Opens the named vault to ask rules, and works out the scores they ask for.
    pub(crate) fn open_to_ask(&mut self, choices: &[SegmentChoice]) -> Result<(), Halt> {
        self.open()?;
        let mut listener = self.listener();
        Ok(self.bench.work_out_for(choices, &mut |view| listener.hear(view))?)
    }

    /// The same for what saved segments ask.
    pub(crate) fn open_to_list(&mut self) -> Result<(), Halt> {
        self.open()?;
        let mut listener = self.listener();
        Ok(self.bench.work_out_for_saved(&mut |view| listener.hear(view))?)
    }

    /// A listener for one long job.
    pub(crate) fn listener(&self) -> Listener {
        Listener::new(&self.interrupt, self.out.is_quiet())
    }
}
