//! What is asked of the person at the terminal: the passphrase, and a yes before something is destroyed.

use crate::{exit, exit::Halt, interrupt::Interrupt, print};
use regulars_workbench::{
    Passphrase,
    model::{Code, Problem},
};
use std::{
    fs,
    io::{self, BufRead, IsTerminal},
    path::{Path, PathBuf},
};

/// Longer files are not passphrases; reading stops there.
const LONGEST_PASSPHRASE_FILE: u64 = 4096;

/// Where a passphrase may come from, in this order: a file, the environment, a prompt.
#[derive(Debug, Clone)]
pub(crate) struct PassphraseFrom {
    /// `--passphrase-file`.
    pub(crate) file: Option<PathBuf>,
    /// Name of the environment variable.
    pub(crate) variable: &'static str,
    /// How the prompt asks.
    pub(crate) prompt: &'static str,
    /// A new one is asked for twice.
    pub(crate) twice: bool,
    /// The option that names the file, for hints.
    pub(crate) option: &'static str,
}

impl PassphraseFrom {
    /// A passphrase that was given without asking anybody.
    pub(crate) fn given(&self) -> Result<Option<Passphrase>, Halt> {
        if let Some(path) = &self.file {
            return read(path).map(Some);
        }
        match std::env::var(self.variable) {
            Ok(text) if !text.is_empty() => Ok(Some(Passphrase::new(text))),
            _ => Ok(None),
        }
    }

    /// A passphrase, asked for when none was given.
    pub(crate) fn get(&self, interrupt: &Interrupt) -> Result<Passphrase, Halt> {
        match self.given()? {
            Some(passphrase) => Ok(passphrase),
            None => self.prompt(interrupt),
        }
    }

    fn prompt(&self, interrupt: &Interrupt) -> Result<Passphrase, Halt> {
        if !io::stdin().is_terminal() {
            return Err(Halt::Problem(Problem::new(
                Code::Locked,
                "A passphrase is needed, and there is no terminal to ask at.",
                format!("Set {}, or name a file with {}.", self.variable, self.option),
            )));
        }
        let _gently = interrupt.gently();
        let first = hidden(self.prompt)?;
        if self.twice && hidden("The same again: ")? != first {
            return Err(exit::usage("The two passphrases are not the same.", "Nothing was changed. Try again."));
        }
        Ok(Passphrase::new(first))
    }
}

fn hidden(prompt: &str) -> Result<String, Halt> {
    rpassword::prompt_password(prompt).map_err(|error| match error.kind() {
        io::ErrorKind::Interrupted => stopped(),
        io::ErrorKind::UnexpectedEof => {
            Problem::new(Code::Locked, "No passphrase was given.", "Nothing was changed. Try again.").into()
        }
        _ => Problem::new(
            Code::Locked,
            "The terminal could not be asked for a passphrase.",
            "Set REGULARS_PASSPHRASE, or name a file with --passphrase-file.",
        )
        .into(),
    })
}

fn stopped() -> Halt {
    Problem::new(Code::Cancelled, "Stopped, as you asked.", "Nothing was changed.").into()
}

/// The first line of a file.
fn read(path: &Path) -> Result<Passphrase, Halt> {
    let broken = |error: io::Error| exit::file("read the passphrase from", path, &error);
    if fs::metadata(path).map_err(broken)?.len() > LONGEST_PASSPHRASE_FILE {
        return Err(exit::usage("The passphrase file is longer than any passphrase.", "Is it the right file?"));
    }
    let text = fs::read_to_string(path).map_err(broken)?;
    match text.lines().next() {
        Some(line) if !line.is_empty() => Ok(Passphrase::new(line.to_owned())),
        _ => Err(exit::usage("The passphrase file's first line is empty.", "Write the passphrase on its first line.")),
    }
}

/// Asks for a yes. With `yes` nobody is asked; with nobody to ask, the answer is a refusal.
pub(crate) fn confirm(question: &str, yes: bool) -> Result<(), Halt> {
    if yes {
        return Ok(());
    }
    if !io::stdin().is_terminal() {
        return Err(exit::usage(
            "This cannot be undone, and there is no terminal to ask at.",
            "Nothing was changed. Add --yes to do it without being asked.",
        ));
    }
    print::question(&format!("{question}\nType yes to go on: "))?;
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line)?;
    if matches!(line.trim().to_lowercase().as_str(), "yes" | "y") { Ok(()) } else { Err(stopped()) }
}
