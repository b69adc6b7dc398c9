//! `regulars log`: what was done in this vault, whether that list is unbroken, and proofs of it for others.

use super::people::Window;
use crate::{
    exit::{self, Ended, Halt},
    hand::Hand,
    print::{Listing, told_badly},
    table::{Grid, Side, counted, digits, page},
};
use clap::{Args, Subcommand};
use regulars_workbench::{check_exported_log, check_proof, views::LogCheckView, views::ProofCheckView};
use std::{
    fs::File,
    io::{BufWriter, Write},
    path::{Path, PathBuf},
};

/// The verbs.
#[derive(Debug, Subcommand)]
pub(crate) enum LogVerb {
    /// What was done, newest first: who, what, which fields, never values
    List(Window),
    /// Check that every entry follows from the one before, or check a proof; ends with 1 when it does not hold
    Verify(VerifyArgs),
    /// Prove that an entry is in the log, for somebody to keep and check
    Prove {
        /// Number of the entry
        number: u32,
        /// Write the proof into this new file instead of showing it
        #[arg(long, value_name = "FILE")]
        save: Option<PathBuf>,
    },
    /// Write the whole log, its checkpoints and the public key, for somebody to check without the vault
    Export {
        /// Write it into this new file instead of showing it
        #[arg(long, value_name = "FILE")]
        save: Option<PathBuf>,
    },
}

/// What to check.
#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    /// Check this proof by itself; no vault is opened
    #[arg(long, value_name = "FILE", group = "what")]
    proof: Option<PathBuf>,
    /// Check this exported log by itself; no vault is opened
    #[arg(long, value_name = "FILE", group = "what")]
    exported: Option<PathBuf>,
    /// Check that the vault's log begins with the one this proof was drawn from
    #[arg(long, value_name = "FILE", group = "what")]
    against: Option<PathBuf>,
    /// The public key that must have signed the proof
    #[arg(long, value_name = "KEY", requires = "proof")]
    key: Option<String>,
}

/// Entries asked for at once.
const ENTRIES_AT_ONCE: u32 = 500;
/// A proof has some forty short lines; what is longer is something else.
const LONGEST_PROOF: u64 = 64 * 1024;

pub(crate) fn run(verb: &LogVerb, hand: &mut Hand) -> Ended {
    match verb {
        LogVerb::List(window) => list(window, hand),
        LogVerb::Verify(args) => verify(args, hand),
        LogVerb::Prove { number, save } => prove(*number, save.as_deref(), hand),
        LogVerb::Export { save } => export(save.as_deref(), hand),
    }
}

fn list(window: &Window, hand: &mut Hand) -> Ended {
    let total = hand.open()?.log_entries;
    let mut rows = Vec::new();
    loop {
        let had = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        let wanted = window.limit.saturating_sub(had).min(ENTRIES_AT_ONCE);
        let more = hand.bench.log_list(window.offset.saturating_add(had), wanted)?;
        if more.is_empty() || wanted == 0 {
            break;
        }
        rows.extend(more);
    }
    hand.out.answer(&Listing { total, offset: window.offset, rows: &rows }, |list| {
        let mut grid = Grid::new(&[
            ("No.", Side::Right),
            ("When", Side::Left),
            ("Who", Side::Left),
            ("What", Side::Left),
            ("About", Side::Left),
            ("Hash", Side::Left),
        ])
        .at_most(4, 60);
        for entry in list.rows {
            grid.row([&digits(entry.number), &entry.when, &entry.who, &entry.what, &entry.about, &entry.hash]);
        }
        let head = if list.rows.is_empty() { String::new() } else { format!("{}\n", grid.text()) };
        format!("{head}{}", page(total, list.offset, list.rows.len(), "entry", "entries"))
    })
}

fn verify(args: &VerifyArgs, hand: &mut Hand) -> Ended {
    if let Some(path) = &args.proof {
        return checked(&check_proof(&short_text(path)?, args.key.as_deref())?, hand);
    }
    if let Some(path) = &args.exported {
        let text = std::fs::read_to_string(path).map_err(|error| exit::file("read", path, &error))?;
        return walked(&check_exported_log(&text)?, hand);
    }
    hand.open()?;
    match &args.against {
        Some(path) => checked(&hand.bench.log_compare(&short_text(path)?)?, hand),
        None => walked(&hand.bench.log_verify()?, hand),
    }
}

fn short_text(path: &Path) -> Result<String, Halt> {
    use std::io::Read;
    let mut text = String::new();
    File::open(path)
        .and_then(|file| file.take(LONGEST_PROOF).read_to_string(&mut text))
        .map_err(|error| exit::file("read", path, &error))?;
    Ok(text)
}

fn checked(view: &ProofCheckView, hand: &Hand) -> Ended {
    hand.out.answer(view, |view| {
        let about = if view.about.is_empty() { String::new() } else { format!(" ({})", view.about) };
        format!("{}\nIt says: {}, {}{about}.", view.words, view.when, view.what)
    })?;
    if view.sound { Ok(()) } else { Err(told_badly()) }
}

fn walked(view: &LogCheckView, hand: &Hand) -> Ended {
    hand.out.answer(view, |view| {
        let signed = counted(view.checkpoints, "signed checkpoint", "signed checkpoints");
        format!("{}\n{signed}, key {}\n{}", view.words, view.key, view.public_key)
    })?;
    if view.sound { Ok(()) } else { Err(told_badly()) }
}

fn prove(number: u32, save: Option<&Path>, hand: &mut Hand) -> Ended {
    hand.open()?;
    let view = hand.bench.log_prove(number)?;
    let Some(path) = save else { return hand.out.answer(&view, |view| view.text.clone()) };
    new_file(path)?.write_all(view.text.as_bytes()).map_err(|error| exit::file("write", path, &error))?;
    hand.out.answer(&view, |view| {
        format!(
            "The proof that entry {} is in the log of {} is in {}.\nCheck it with: regulars log verify --proof FILE",
            view.entry,
            counted(view.log_size, "entry", "entries"),
            path.display()
        )
    })
}

fn export(save: Option<&Path>, hand: &mut Hand) -> Ended {
    hand.open()?;
    let Some(path) = save else {
        let mut text = String::new();
        hand.bench.log_export(|line| {
            text.push_str(line);
            text.push('\n');
            Ok::<(), Halt>(())
        })?;
        return hand.out.words(&text);
    };
    let failed = |error: std::io::Error| exit::file("write", path, &error);
    let mut file = BufWriter::new(new_file(path)?);
    let lines = hand.bench.log_export(|line| writeln!(file, "{line}").map_err(failed))?;
    file.flush().map_err(failed)?;
    hand.out.answer(&serde_json::json!({ "lines": lines }), |_| {
        format!(
            "The log is in {}, {}.\nCheck it with: regulars log verify --exported FILE",
            path.display(),
            counted(lines, "line", "lines")
        )
    })
}

/// What is there is not written over.
fn new_file(path: &Path) -> Result<File, Halt> {
    File::create_new(path).map_err(|error| exit::file("create", path, &error))
}
