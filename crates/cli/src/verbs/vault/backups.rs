//! Backups: made by hand, listed, checked, and gone back to.

use crate::{
    ask::confirm,
    exit::{self, Ended, Halt},
    hand::{Hand, Way},
    print::told_badly,
    table::{Grid, Side, bytes, digits, people},
};
use clap::Args;
use regulars_workbench::{
    RestoreTo,
    views::{BackupEntry, BackupRule, BackupsView, RestoreLookView, RestoreReportView},
};
use std::path::{Component, Path, PathBuf};

/// Where a vault keeps its own backups. Known here so that they are found even when the vault itself does not open.
const BACKUPS: &str = "backups";

/// Where the backup goes.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  regulars vault backup
  regulars vault backup --to /media/stick

A backup is encrypted too. It opens on any computer with the passphrase of today, or the recovery code of today.
What you keep elsewhere is yours to look after: an erasure does not reach it.")]
pub(crate) struct BackupArgs {
    /// Into this folder [default: the vault's own backups]
    #[arg(long, value_name = "FOLDER")]
    to: Option<PathBuf>,
}

/// How many are kept.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  regulars vault backups
  regulars vault backups --keep 7 --weeks 8

Only the vault's own backups are counted and deleted by the rule, never those you put elsewhere.")]
pub(crate) struct BackupsArgs {
    /// Keep the newest N, 1 to 50
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=50))]
    keep: Option<u32>,
    /// And one of each of the last M weeks, 0 to 104
    #[arg(long, value_name = "M", value_parser = clap::value_parser!(u32).range(0..=104))]
    weeks: Option<u32>,
}

/// Which one.
#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// As vault backups lists it
    #[arg(value_name = "BACKUP")]
    backup: String,
}

/// Back to which one, and where.
#[derive(Debug, Args)]
#[command(
    group(clap::ArgGroup::new("where").required(true).args(["to", "in_place"])),
    after_help = "\
Examples:
  regulars vault backups
  regulars vault restore \"2026-11-18 09.00.00 weekly\" --in-place
  regulars vault restore \"/media/stick/My shop 2026-11-18 09.00.00\" --to shop.regulars

It opens with the passphrase, or the recovery code, of the day it was made. People who were erased since, and
everybody who said no since, are kept out again: that list is read from the vault or a newer backup beside it.
--in-place keeps the vault as it was beside, renamed."
)]
pub(crate) struct RestoreArgs {
    /// As vault backups lists it, or a backup's folder
    #[arg(value_name = "BACKUP")]
    backup: PathBuf,
    /// Into this new folder
    #[arg(long, value_name = "FOLDER")]
    to: Option<PathBuf>,
    /// In place of the vault that --vault names
    #[arg(long)]
    in_place: bool,
    /// Go on when the list of who was erased and who said no since is not to be had
    #[arg(long)]
    without_ledger: bool,
}

pub(crate) fn backup(args: &BackupArgs, hand: &mut Hand) -> Ended {
    hand.open()?;
    let mut listener = hand.listener();
    let entry = hand.bench.backup_now(args.to.as_deref(), &mut |view| listener.hear(view))?;
    drop(listener);
    told(hand, &entry)
}

pub(crate) fn list(args: &BackupsArgs, hand: &mut Hand) -> Ended {
    hand.open()?;
    let mut view = hand.bench.backups()?;
    if args.keep.is_some() || args.weeks.is_some() {
        let rule =
            BackupRule { newest: args.keep.unwrap_or(view.rule.newest), weeks: args.weeks.unwrap_or(view.rule.weeks) };
        view = hand.bench.set_backup_rule(rule)?;
    }
    hand.out.answer(&view, words)
}

pub(crate) fn check(args: &CheckArgs, hand: &mut Hand) -> Ended {
    hand.open()?;
    let mut listener = hand.listener();
    let entry = hand.bench.backup_check(&args.backup, &mut |view| listener.hear(view))?;
    drop(listener);
    told(hand, &entry)
}

/// Says what a backup is; a bad one ends the command with a number of its own.
fn told(hand: &Hand, entry: &BackupEntry) -> Ended {
    hand.out.answer(entry, entry_words)?;
    if entry.sound { Ok(()) } else { Err(told_badly()) }
}

pub(crate) fn restore(args: &RestoreArgs, hand: &mut Hand) -> Ended {
    let named = hand.named_vault();
    let backup = find(&args.backup, named.as_deref());
    let look = hand.bench.restore_look(&backup)?;
    let vault = if args.in_place { Some(hand.vault_path()?) } else { None };
    let to = match (&vault, &args.to) {
        (Some(vault), _) => RestoreTo::InPlaceOf(vault),
        (None, Some(to)) => RestoreTo::New(to),
        (None, None) => return Err(exit::usage("It was not said where to.", "Add --to FOLDER or --in-place.")),
    };
    hand.out.note(&look_words(&look));
    let way = way(hand)?;
    if vault.is_some() {
        confirm(&format!("Go back to {}? The vault as it is now is kept beside, renamed.", look.when), hand.yes())?;
    }
    if args.without_ledger && !look.ledger_found {
        confirm("Restore without the list of who was erased and who said no since? They would be back.", hand.yes())?;
    }
    let mut listener = hand.listener();
    let report = hand.bench.restore(&backup, &way.with(), &to, args.without_ledger, &mut |view| listener.hear(view))?;
    drop(listener);
    hand.out.answer(&report, report_words)
}

/// A backup opens with what its owner knows or wrote down: no computer's keychain has a key to it.
fn way(hand: &Hand) -> Result<Way, Halt> {
    match hand.way("The passphrase of that day: ")? {
        Way::ThisComputer => Err(exit::usage(
            "A backup does not open with this computer's keychain.",
            "Leave --this-computer out: it takes the passphrase or the recovery code of the day it was made.",
        )),
        way => Ok(way),
    }
}

/// The folder of a backup: as named, or among the vault's own.
fn find(given: &Path, vault: Option<&Path>) -> PathBuf {
    let bare = matches!(given.components().collect::<Vec<_>>()[..], [Component::Normal(_)]);
    match vault.map(|vault| vault.join(BACKUPS).join(given)) {
        Some(own) if bare && own.is_dir() => own,
        _ => given.to_owned(),
    }
}

fn entry_words(entry: &BackupEntry) -> String {
    let sound = if entry.sound { "" } else { "NOT SOUND. " };
    Grid::pairs(&[
        ("Backup", entry.id.clone()),
        ("Of", format!("{}, {}", entry.when, entry.why)),
        ("People", people(entry.people)),
        ("On disk", bytes(entry.bytes)),
        ("Check", format!("{sound}{}", entry.check)),
    ])
}

fn words(view: &BackupsView) -> String {
    let mut text = format!("{}\n", view.words);
    if !view.entries.is_empty() {
        let mut grid = Grid::new(&[
            ("Backup", Side::Left),
            ("Of", Side::Left),
            ("Why", Side::Left),
            ("People", Side::Right),
            ("On disk", Side::Right),
            ("Check", Side::Left),
        ])
        .at_most(5, 44);
        for entry in &view.entries {
            grid.row([&entry.id, &entry.when, &entry.why, &digits(entry.people), &bytes(entry.bytes), &entry.check]);
        }
        text.push_str(&format!("\n{}", grid.text()));
    }
    text.push_str(&format!("\n{} in all. {}\n", bytes(view.bytes), view.note));
    text
}

fn look_words(look: &RestoreLookView) -> String {
    format!("A backup of {}, {}.\n{}", look.when, look.why, look.ledger)
}

fn report_words(report: &RestoreReportView) -> String {
    let kept = report.kept.as_ref().map_or_else(String::new, |kept| kept.clone());
    format!(
        "{}\n\n{}",
        report.words,
        Grid::pairs(&[
            ("Shop", report.shop.clone()),
            ("Back to", report.back_to.clone()),
            ("People", people(report.people)),
            ("Erased again", people(report.erased_again)),
            ("Noes that hold again", digits(report.noes_again)),
            ("The vault as it was", kept),
        ])
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_backup_is_found_by_name_or_by_path() {
        let folder = tempfile::tempdir().unwrap();
        let vault = folder.path().join("shop.regulars");
        let own = vault.join(BACKUPS).join("monday");
        std::fs::create_dir_all(&own).unwrap();
        assert_eq!(find(Path::new("monday"), Some(&vault)), own);
        for elsewhere in ["tuesday", "../monday", "/media/monday", "sub/monday"] {
            assert_eq!(find(Path::new(elsewhere), Some(&vault)), Path::new(elsewhere));
        }
        assert_eq!(find(Path::new("monday"), None), Path::new("monday"));
    }

    #[test]
    fn a_bad_backup_says_so() {
        let entry = BackupEntry {
            id: "b1".into(),
            when: "Wed 25 Nov 2026, 18:04".into(),
            why: "by hand".into(),
            people: 6,
            bytes: 12_000.0,
            check: "Page 3 is damaged.".into(),
            sound: false,
        };
        assert!(entry_words(&entry).contains("NOT SOUND. Page 3"));
        let view = BackupsView {
            entries: vec![entry],
            rule: BackupRule { newest: 5, weeks: 0 },
            bytes: 12_000.0,
            words: "The last is from today.".into(),
            note: "An erasure does not reach backups.".into(),
        };
        assert!(words(&view).ends_with("12 KB in all. An erasure does not reach backups.\n"));
    }
}
