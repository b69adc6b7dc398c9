//! What is asked of the person at the terminal: the passphrase, the recovery code, and a yes before something is
//! destroyed.

use crate::{exit, exit::Halt, interrupt::Interrupt, print};
use regulars_workbench::{
    Passphrase,
    model::{Code, Problem},
};
use std::{
    fs,
    io::{self, BufRead, IsTerminal, Read as _},
    path::{Path, PathBuf},
    sync::OnceLock,
};
use zeroize::Zeroizing;

/// Longer files are neither passphrases nor codes; reading stops there.
const LONGEST_SECRET_FILE: u64 = 4096;

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
            return first_line(path, "passphrase").map(|line| Some(Passphrase::new(line.as_str())));
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

/// Where a recovery code may come from, in this order: a file, the environment, a prompt.
#[derive(Debug, Clone)]
pub(crate) struct CodeFrom {
    /// `--recovery-code-file`.
    pub(crate) file: Option<PathBuf>,
}

impl CodeFrom {
    /// A code that was given without asking anybody.
    pub(crate) fn given(&self) -> Result<Option<Zeroizing<String>>, Halt> {
        if let Some(path) = &self.file {
            return first_line(path, "recovery code").map(Some);
        }
        Ok(std::env::var("REGULARS_RECOVERY_CODE").ok().filter(|text| !text.trim().is_empty()).map(Zeroizing::new))
    }

    /// A code, asked for when none was given.
    pub(crate) fn get(&self, interrupt: &Interrupt) -> Result<Zeroizing<String>, Halt> {
        if let Some(code) = self.given()? {
            return Ok(code);
        }
        if !io::stdin().is_terminal() {
            return Err(Halt::Problem(Problem::new(
                Code::Locked,
                "The recovery code is needed, and there is no terminal to ask at.",
                "Set REGULARS_RECOVERY_CODE, or name a file with --recovery-code-file.",
            )));
        }
        let _gently = interrupt.gently();
        line("Recovery code, as on your sheet: ")
    }
}

/// Whether somebody sits at a terminal who can be asked and can read the question.
pub(crate) fn somebody_there() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Asks for one line. It is seen while it is typed: what is copied from paper has to be.
pub(crate) fn line(question: &str) -> Result<Zeroizing<String>, Halt> {
    print::question(question)?;
    let mut line = Zeroizing::new(String::new());
    if io::stdin().lock().read_line(&mut line)? == 0 {
        return Err(stopped());
    }
    let typed = line.trim();
    if typed.is_empty() { Err(stopped()) } else { Ok(Zeroizing::new(typed.to_owned())) }
}

/// All of standard input. Read once: asked again it is the same.
pub(crate) fn standard_input(doing: &'static str) -> Result<String, Halt> {
    static READ: OnceLock<String> = OnceLock::new();
    if let Some(text) = READ.get() {
        return Ok(text.clone());
    }
    let mut text = String::new();
    let read = io::stdin().lock().read_to_string(&mut text);
    read.map_err(|error| exit::file(doing, Path::new("standard input"), &error))?;
    Ok(READ.get_or_init(|| text).clone())
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
fn first_line(path: &Path, what: &str) -> Result<Zeroizing<String>, Halt> {
    let broken = |error: io::Error| exit::file(&format!("read the {what} from"), path, &error);
    if fs::metadata(path).map_err(broken)?.len() > LONGEST_SECRET_FILE {
        return Err(exit::usage(format!("The file is longer than any {what}."), "Is it the right file?"));
    }
    let text = Zeroizing::new(fs::read_to_string(path).map_err(broken)?);
    match text.lines().next() {
        Some(line) if !line.is_empty() => Ok(Zeroizing::new(line.to_owned())),
        _ => Err(exit::usage(
            format!("The first line of the file for the {what} is empty."),
            format!("Write the {what} on its first line."),
        )),
    }
}

/// Asks for a yes. With `yes` nobody is asked; with nobody to ask, the answer is a refusal.
pub(crate) fn confirm(question: &str, yes: bool) -> Result<(), Halt> {
    if yes {
        return Ok(());
    }
    if !io::stdin().is_terminal() {
        return Err(exit::usage(
            "This needs your yes, and there is no terminal to ask at.",
            "Nothing was changed. Add --yes to do it without being asked.",
        ));
    }
    if yes_to(question)? { Ok(()) } else { Err(stopped()) }
}

/// Asks, and whether the answer was yes.
pub(crate) fn yes_to(question: &str) -> Result<bool, Halt> {
    print::question(&format!("{question}\nType yes to go on: "))?;
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line)?;
    Ok(matches!(line.trim().to_lowercase().as_str(), "yes" | "y"))
}
