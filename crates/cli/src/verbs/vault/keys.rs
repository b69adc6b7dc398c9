//! What opens the vault: the recovery code, this computer's keychain, and a new key for everything.

use crate::{
    ask::{confirm, line, somebody_there},
    exit::{self, Ended, Halt},
    hand::Hand,
    print,
};
use clap::{Args, ValueEnum};
use regulars_workbench::{
    KdfParams, OpenWith,
    model::Code,
    views::{KeyKind, KeysView, RecoverySheetView, RotationView},
};
use serde::Serialize;
use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

pub(crate) const ROTATE_HELP: &str = "\
Everything is encrypted anew under a new key, into a new file that is checked before it takes the old one's
place. Worth doing when somebody may have had this computer's vault open. A recovery code from before opens
the vault no more: make a new one afterwards. Older backups keep their own keys.";

/// How often a code may be typed back before a new one has to be made.
const TRIES: u32 = 3;

/// Where the code goes.
#[derive(Debug, Default, Args)]
#[command(after_help = "\
Examples:
  regulars vault recovery
  regulars vault recovery --save sheet.txt
  regulars vault recovery --no-retype --yes --json

The code is shown once. It counts only after it was typed back, and then the one before opens nothing any
more. Keep it on paper, away from this computer: whoever has it and the vault can read everything.")]
pub(crate) struct RecoveryArgs {
    /// Write a sheet to print into this new file, which only this account can read, and show nothing
    #[arg(long, value_name = "FILE")]
    save: Option<PathBuf>,
    /// Do not ask to type the code back; with --yes nobody is asked at all
    #[arg(long)]
    no_retype: bool,
}

/// Where the new passphrase comes from.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  regulars vault renew --vault shop.regulars
  regulars vault renew --recovery-code-file code.txt --new-passphrase-file new.txt

Spaces, dashes and small letters in the code do not matter. Everything in the vault stays as it is.")]
pub(crate) struct RenewArgs {
    /// Read the new passphrase from this file's first line [or set REGULARS_NEW_PASSPHRASE]
    #[arg(long, value_name = "FILE")]
    new_passphrase_file: Option<PathBuf>,
}

/// Whether this computer's keychain opens the vault.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  regulars vault remember on
  regulars home --this-computer
  regulars vault remember off

The keychain gets a key of its own, never the passphrase. Whoever is logged in as you can then open the vault.")]
pub(crate) struct RememberArgs {
    /// Let it, or no longer
    #[arg(value_name = "on|off", hide_possible_values = true)]
    to: Switch,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Switch {
    On,
    Off,
}

/// What came of a new recovery code.
#[derive(Serialize)]
struct RecoveryAnswer<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    sheet: Option<&'a RecoverySheetView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    saved: Option<&'a Path>,
    keys: KeysView,
}

pub(crate) fn list(hand: &mut Hand) -> Ended {
    hand.open()?;
    let view = hand.bench.keys()?;
    hand.out.answer(&view, words)
}

pub(crate) fn recovery(args: &RecoveryArgs, hand: &mut Hand) -> Ended {
    // Before anything is opened or made: a code that nobody can type back is not begun.
    if args.no_retype {
        confirm("Let the code count without typing it back? A mistake in your copy will not be noticed.", hand.yes())?;
    } else if !somebody_there() {
        return Err(exit::usage(
            "The code has to be typed back, and there is no terminal to type at.",
            "Nothing was changed. In a script: --no-retype --yes, and keep what it prints or saves.",
        ));
    }
    hand.open()?;
    make_code(args, hand)
}

/// Makes a code for the open vault.
pub(crate) fn make_code(args: &RecoveryArgs, hand: &mut Hand) -> Ended {
    let sheet = hand.bench.recovery_begin()?;
    if let Some(path) = &args.save {
        save(path, &hand.vault_path()?, &sheet_words(&sheet))?;
    } else if !args.no_retype {
        // Not with the answer: it never lands in a file that the answer is sent to.
        print::question(&format!("{}\n", sheet_words(&sheet)))?;
    }
    let counted = if args.no_retype { Ok(hand.bench.recovery_confirm(&sheet.code)?) } else { typed_back(hand) };
    let keys = match (counted, &args.save) {
        (Err(halt), Some(path)) => {
            // A sheet with a code that opens nothing would one day be trusted.
            let _ = fs::remove_file(path);
            return Err(halt);
        }
        (counted, _) => counted?,
    };
    let shown = args.save.is_none() && args.no_retype;
    let answer = RecoveryAnswer { sheet: shown.then_some(&sheet), saved: args.save.as_deref(), keys };
    hand.out.answer(&answer, |answer| {
        let mut text = answer.sheet.map_or_else(String::new, |sheet| format!("{}\n", sheet_words(sheet)));
        text.push_str("The recovery code counts from now on. One from before opens nothing any more.\n");
        match answer.saved {
            Some(path) => text.push_str(&format!(
                "The sheet is in {}. Print it, then delete the file: beside the vault it would be a key under the mat.\n",
                path.display()
            )),
            None => text.push_str("It may still stand on this screen: close the terminal when you have it on paper.\n"),
        }
        text
    })
}

fn typed_back(hand: &mut Hand) -> Result<KeysView, Halt> {
    let mut left = TRIES;
    loop {
        let typed = line("Type the code from your sheet: ")?;
        left -= 1;
        match hand.bench.recovery_confirm(&typed) {
            Err(problem) if problem.code == Code::InputRefused && left > 0 => {
                print::question(&format!("{}\n{}\n", problem.message, problem.hint))?;
            }
            other => return Ok(other?),
        }
    }
}

/// Writes the sheet into a new file of its own, never into the vault it opens.
fn save(path: &Path, vault: &Path, text: &str) -> Ended {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let within = |inner: &Path, outer: &Path| match (inner.canonicalize(), outer.canonicalize()) {
        (Ok(inner), Ok(outer)) => inner.starts_with(outer),
        _ => false,
    };
    if within(folder, vault) {
        return Err(exit::usage(
            "That is inside the vault's own folder: whoever copies the vault would have the code too.",
            "Nothing was changed. Save the sheet somewhere else.",
        ));
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
        .open(path)
        .and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all()))
        .map_err(|error| exit::file("write the sheet to", path, &error))
}

pub(crate) fn renew(args: &RenewArgs, hand: &mut Hand) -> Ended {
    let path = hand.vault_path()?;
    let code = hand.recovery_code().get(&hand.interrupt)?;
    let from = hand.new_passphrase(args.new_passphrase_file.as_ref());
    let new = match from.given()? {
        Some(new) => new,
        None => {
            // Opened before the new one is asked for: nobody should type it twice to learn that the code is wrong.
            hand.open_by(&path, &OpenWith::Recovery(&code))?;
            from.get(&hand.interrupt)?
        }
    };
    let _gently = hand.interrupt.gently();
    let view = hand.bench.open_and_renew(&path, &code, &new, KdfParams::calibrate())?;
    hand.say_findings();
    hand.out.answer(&view, |view| {
        format!("{} opens with the new passphrase from now on, and with the recovery code as before.", view.name)
    })
}

pub(crate) fn remember(args: &RememberArgs, hand: &mut Hand) -> Ended {
    hand.open()?;
    let on = args.to == Switch::On;
    let view = hand.bench.remember_on_this_computer(on)?;
    hand.out.answer(&view, |view| {
        let done = match (on, view.this_computer) {
            (true, true) => "This computer's keychain opens the vault from now on: add --this-computer.",
            (false, false) => "This computer's keychain opens the vault no longer.",
            _ => "Nothing has changed.",
        };
        format!("{done}\n\n{}", words(view))
    })
}

pub(crate) fn rotate(hand: &mut Hand) -> Ended {
    let path = hand.vault_path()?;
    let passphrase = hand.passphrase_itself()?;
    hand.open_by(&path, &OpenWith::Passphrase(&passphrase))?;
    hand.say_findings();
    confirm("Encrypt everything anew? A recovery code from before will open the vault no more.", hand.yes())?;
    let mut listener = hand.listener();
    let view = hand.bench.rotate(&passphrase, &mut |view| listener.hear(view))?;
    drop(listener);
    hand.out.answer(&view, |view: &RotationView| {
        let next = if view.recovery_needed { "\nNext: regulars vault recovery" } else { "" };
        format!("{}{next}", view.words)
    })
}

/// The ways in, one a line, and what could be added.
fn words(view: &KeysView) -> String {
    let mut text = String::from("This vault opens with\n");
    for slot in &view.slots {
        let kind = match slot.kind {
            KeyKind::Passphrase => "the passphrase",
            KeyKind::ThisComputer => "this computer",
            KeyKind::Recovery => "the recovery code",
        };
        text.push_str(&format!("  {kind:17}  {}\n", slot.words));
    }
    if !view.recovery {
        text.push_str("\nThere is no recovery code. Nobody can open it when the passphrase is forgotten.\nNext: regulars vault recovery\n");
    }
    text.push_str(&format!("\nThis computer's keychain: {}\n", view.keychain));
    text
}

/// The sheet, as it is shown and printed.
fn sheet_words(sheet: &RecoverySheetView) -> String {
    let mut text = format!("Recovery code of {}, made {}\n\n    {}\n\n", sheet.shop, sheet.made, sheet.code);
    for line in &sheet.words {
        text.push_str(&format!("{line}\n"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use regulars_workbench::views::KeySlotView;

    #[test]
    fn the_sheet_holds_the_code_on_a_line_of_its_own() {
        let sheet = RecoverySheetView {
            code: "7QK4-M2XD".into(),
            shop: "Harbour Street".into(),
            made: "Wed 25 Nov 2026".into(),
            words: vec!["Keep it on paper.".into()],
        };
        let text = sheet_words(&sheet);
        assert!(text.lines().any(|line| line.trim() == "7QK4-M2XD"), "{text}");
        assert!(text.contains("Harbour Street") && text.ends_with("Keep it on paper.\n"), "{text}");
    }

    #[test]
    fn without_a_recovery_code_the_next_step_is_named() {
        let mut view = KeysView {
            slots: vec![KeySlotView { kind: KeyKind::Passphrase, words: "Argon2id".into() }],
            recovery: false,
            this_computer: false,
            keychain: "ready".into(),
            keychain_ready: true,
        };
        assert!(words(&view).contains("regulars vault recovery"));
        view.recovery = true;
        assert!(!words(&view).contains("regulars vault recovery"));
    }

    #[test]
    fn a_sheet_is_never_saved_into_the_vault_nor_over_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let vault = folder.path().join("shop.regulars");
        fs::create_dir_all(vault.join("backups")).unwrap();
        for inside in ["shop.regulars/sheet.txt", "shop.regulars/backups/sheet.txt"] {
            let path = folder.path().join(inside);
            assert!(matches!(save(&path, &vault, "code"), Err(Halt::Problem(_))) && !path.exists(), "{inside}");
        }
        let path = folder.path().join("sheet.txt");
        save(&path, &vault, "code").unwrap();
        assert!(save(&path, &vault, "another").is_err());
        assert_eq!(fs::read_to_string(&path).unwrap(), "code");
    }
}
