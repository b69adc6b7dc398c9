//! The only place that writes to the terminal. What people typed into a shop's forms is shown without its control
//! characters, so that a name cannot move the cursor or paint the screen.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command line's work is to print; all of it is here")]

use crate::exit::{Ended, FAILED, Halt, number};
use regulars_workbench::{
    model::{Code, Problem},
    views::FindingView,
};
use serde::Serialize;
use std::{
    io::{self, Write},
    process::ExitCode,
};

/// Where answers go and in which form.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Out {
    json: bool,
    quiet: bool,
}

#[derive(Serialize)]
struct ErrorDocument<'a> {
    error: &'a Problem,
}

#[derive(Serialize)]
struct FindingsDocument<'a> {
    findings: &'a [FindingView],
}

/// A list with its total, in the shape of `people list`.
#[derive(Debug, Serialize)]
pub(crate) struct Listing<'a, T> {
    /// In the whole list.
    pub(crate) total: u32,
    /// First row of this page, from 0.
    pub(crate) offset: u32,
    /// The rows.
    pub(crate) rows: &'a [T],
}

impl Out {
    pub(crate) fn new(json: bool, quiet: bool) -> Self {
        Self { json, quiet }
    }

    pub(crate) fn is_quiet(self) -> bool {
        self.quiet
    }

    pub(crate) fn is_json(self) -> bool {
        self.json
    }

    /// The answer: as JSON for a script, or in words.
    pub(crate) fn answer<V: Serialize + ?Sized>(self, view: &V, words: impl FnOnce(&V) -> String) -> Ended {
        if self.json { self.json(view) } else { self.words(&words(view)) }
    }

    /// The answer as JSON, whatever was asked.
    pub(crate) fn json<V: Serialize + ?Sized>(self, view: &V) -> Ended {
        let text = serde_json::to_string_pretty(view)
            .map_err(|_| Problem::new(Code::Failed, "The answer could not be written as JSON.", "Report this."))?;
        write_out(&text)
    }

    /// The answer in words.
    pub(crate) fn words(self, text: &str) -> Ended {
        write_out(&clean(text))
    }

    /// Something for a person to know beside the answer. Never part of it, and nothing for scripts.
    pub(crate) fn note(self, text: &str) {
        if !self.quiet && !self.json {
            complain(&clean(text));
        }
    }

    /// What was found when the vault was opened. It is said however quiet the command is to be.
    pub(crate) fn findings(self, findings: &[FindingView]) {
        if self.json {
            complain(&serde_json::to_string(&FindingsDocument { findings }).unwrap_or_default());
            return;
        }
        for finding in findings {
            complain(&clean(&format!("{}\n{}", finding.message, finding.hint)));
        }
        complain(
            "Nothing is written until you have decided: regulars vault trust shows it, regulars vault accept goes on.",
        );
    }

    /// Says why the command stopped, and gives the number to stop with.
    pub(crate) fn halt(self, halt: &Halt) -> ExitCode {
        let problem = match halt {
            Halt::NobodyReads => return ExitCode::SUCCESS,
            Halt::Told(number) => return ExitCode::from(*number),
            Halt::Problem(problem) => problem.clone(),
            Halt::Output(error) => {
                Problem::new(Code::Failed, format!("The answer could not be written: {error}."), "Is the disk full?")
            }
        };
        self.problem(&problem);
        ExitCode::from(number(problem.code))
    }

    fn problem(self, problem: &Problem) {
        if self.json {
            let text = serde_json::to_string(&ErrorDocument { error: problem });
            complain(&text.unwrap_or_else(|_| r#"{"error":{"code":"failed","message":"","hint":""}}"#.into()));
        } else {
            complain(&clean(&format!("{}\n{}", problem.message, problem.hint)));
        }
    }
}

/// What clap has to say: help and version on stdout with 0, a wrong use on stderr with 2.
pub(crate) fn usage(error: &clap::Error) -> ExitCode {
    let wrong = error.use_stderr();
    if wrong && std::env::args_os().any(|arg| arg == "--json") {
        let text = error.render().to_string();
        let message = text.trim_start_matches("error: ").lines().next().unwrap_or_default().to_owned();
        Out::new(true, false).problem(&Problem::new(Code::Usage, message, "See regulars --help."));
    } else {
        // A closed pipe is no fault here either.
        let _ = error.print();
    }
    if wrong { ExitCode::from(number(Code::Usage)) } else { ExitCode::SUCCESS }
}

/// Asks on stderr, so that the question never lands in a file the answer is sent to.
pub(crate) fn question(text: &str) -> io::Result<()> {
    let mut to = io::stderr().lock();
    write!(to, "{}", clean(text))?;
    to.flush()
}

/// Something a person must know, whatever was asked and however quietly.
pub(crate) fn warning(text: &str) {
    complain(&format!("Warning: {}", clean(text)));
}

/// A line of progress for logs.
pub(crate) fn progress_line(text: &str) {
    complain(&clean(text));
}

/// The number for a command that did its work and found something bad.
pub(crate) fn told_badly() -> Halt {
    Halt::Told(FAILED)
}

fn write_out(text: &str) -> Ended {
    let mut to = io::stdout().lock();
    to.write_all(text.trim_end_matches('\n').as_bytes())?;
    to.write_all(b"\n")?;
    to.flush()?;
    Ok(())
}

fn complain(text: &str) {
    // With nobody at the other end of stderr there is nobody to tell.
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// The text without what a terminal would obey: control characters other than a line's end, and marks that turn
/// the direction of what follows.
pub(crate) fn clean(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\n' => '\n',
            '\t' => ' ',
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
            c if c.is_control() => '\u{fffd}',
            c => c,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_drive_the_terminal() {
        assert_eq!(clean("A\u{1b}[31mred\u{7}\u{9b}2J"), "A\u{fffd}[31mred\u{fffd}\u{fffd}2J");
        assert_eq!(clean("abc\u{202e}fed"), "abc\u{fffd}fed");
        assert_eq!(clean("Ольга\t美咲\n"), "Ольга 美咲\n");
    }
}
