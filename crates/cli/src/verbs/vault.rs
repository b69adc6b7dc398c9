//! `regulars vault`: create one, see what it is, change its passphrase; its keys, its backups, and whether all is well.

mod backups;
mod keys;
mod trust;

use crate::{
    ask::{PassphraseFrom, somebody_there, yes_to},
    exit::Ended,
    hand::Hand,
    table::{Grid, bytes, counted, people},
};
use clap::{Args, Subcommand};
use regulars_workbench::{KdfParams, OpenWith, model::Currency, views::VaultView, zone_named};
use std::path::{Path, PathBuf};

/// The verbs.
#[derive(Debug, Subcommand)]
pub(crate) enum VaultVerb {
    /// Create an empty, encrypted vault
    Create(CreateArgs),
    /// What is in the vault and how it is kept
    Info,
    /// Which time zone the shop is in, or another
    #[command(after_help = ZONE_HELP)]
    Zone(ZoneArgs),
    /// Change the passphrase
    Passphrase(PassphraseArgs),
    /// Forgot the passphrase? Open with the recovery code and set a new one
    Renew(keys::RenewArgs),
    /// Everything that opens the vault
    Keys,
    /// Make a recovery code: shown once, to write down
    Recovery(keys::RecoveryArgs),
    /// Let this computer's keychain open the vault, or no longer
    Remember(keys::RememberArgs),
    /// Encrypt everything anew with a new key
    #[command(after_help = keys::ROTATE_HELP)]
    Rotate,
    /// Make a backup now, and check it
    Backup(backups::BackupArgs),
    /// List the backups; say how many are kept
    Backups(backups::BackupsArgs),
    /// Read a backup to its end and say whether it is sound; ends with 1 when it is not
    Check(backups::CheckArgs),
    /// Go back to a backup
    Restore(backups::RestoreArgs),
    /// What is true about safety now, and what each statement rests on
    Trust,
    /// Try what is promised, step by step; ends with 1 when a step fails
    Prove,
    /// Go on with a vault that is not as it was left
    #[command(after_help = trust::ACCEPT_HELP)]
    Accept,
}

/// How a vault begins.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  regulars vault create --vault shop.regulars --name \"Harbour Street\" --currency EUR
  regulars vault create --vault shop.regulars --passphrase-file secret.txt

The passphrase is asked for twice. Nobody can get it back for you: make a recovery code too, with
regulars vault recovery, and keep it on paper.")]
pub(crate) struct CreateArgs {
    /// The shop's name [default: the folder's name]
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,
    /// The shop's currency, three letters such as EUR; XXX when nobody has said
    #[arg(long, value_name = "CODE", default_value = "XXX")]
    currency: Currency,
    /// The shop's time zone, such as Europe/Berlin [default: this computer's]
    #[arg(long, value_name = "ZONE")]
    zone: Option<String>,
}

const ZONE_HELP: &str = "\
Examples:
  regulars vault zone --vault shop.regulars
  regulars vault zone Europe/Berlin --vault shop.regulars

The day of an order, today, and “in the last 30 days” are the shop's, wherever the computer is. Times that a file
tells with an offset move when the zone is changed; times that it tells without one are the shop's own clock and stay.
Days on which people signed up, said yes or said no stay as they were taken in.";

/// The shop's time zone.
#[derive(Debug, Args)]
pub(crate) struct ZoneArgs {
    /// The zone whose clocks the shop goes by: a name of IANA's
    #[arg(value_name = "ZONE")]
    zone: Option<String>,
}

/// Where the new passphrase comes from.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  regulars vault passphrase --vault shop.regulars
  regulars vault passphrase --vault shop.regulars --passphrase-file old.txt --new-passphrase-file new.txt")]
pub(crate) struct PassphraseArgs {
    /// Read the new passphrase from this file's first line [or set REGULARS_NEW_PASSPHRASE]
    #[arg(long, value_name = "FILE")]
    new_passphrase_file: Option<PathBuf>,
}

pub(crate) fn run(verb: &VaultVerb, hand: &mut Hand) -> Ended {
    match verb {
        VaultVerb::Create(args) => create(args, hand),
        VaultVerb::Info => {
            let view = hand.open()?;
            hand.out.answer(&view, words)
        }
        VaultVerb::Zone(args) => zone(args, hand),
        VaultVerb::Passphrase(args) => passphrase(args, hand),
        VaultVerb::Renew(args) => keys::renew(args, hand),
        VaultVerb::Keys => keys::list(hand),
        VaultVerb::Recovery(args) => keys::recovery(args, hand),
        VaultVerb::Remember(args) => keys::remember(args, hand),
        VaultVerb::Rotate => keys::rotate(hand),
        VaultVerb::Backup(args) => backups::backup(args, hand),
        VaultVerb::Backups(args) => backups::list(args, hand),
        VaultVerb::Check(args) => backups::check(args, hand),
        VaultVerb::Restore(args) => backups::restore(args, hand),
        VaultVerb::Trust => trust::show(hand),
        VaultVerb::Prove => trust::prove(hand),
        VaultVerb::Accept => trust::accept(hand),
    }
}

fn create(args: &CreateArgs, hand: &mut Hand) -> Ended {
    let path = hand.vault_path()?;
    let from = PassphraseFrom { prompt: "A passphrase for the new vault: ", twice: true, ..hand.passphrase() };
    let passphrase = from.get(&hand.interrupt)?;
    let name = args.name.clone().unwrap_or_else(|| folder_name(&path));
    let chosen = args.zone.as_deref().map(zone_named).transpose()?;
    let mut view = hand.bench.create_vault(&path, &name, args.currency, &passphrase, KdfParams::calibrate())?;
    if let Some(zone) = chosen {
        view = hand.bench.set_zone(zone.name())?;
    }
    let at = path.display();
    let offered = somebody_there() && !hand.out.is_json() && !hand.out.is_quiet() && !hand.yes();
    hand.out.answer(&view, |view| {
        let import = format!("regulars import FILE --vault {at}");
        let next = if offered {
            format!("Next: {import}")
        } else {
            format!(
                "Next: regulars vault recovery --vault {at}\n      (a code on paper, for the day the passphrase is forgotten)\n      {import}"
            )
        };
        format!("Created {at}.\n\n{}\n{next}", words(view))
    })?;
    if offered && yes_to("Make a recovery code now? It opens the vault when the passphrase is forgotten.")? {
        return keys::make_code(&keys::RecoveryArgs::default(), hand);
    }
    Ok(())
}

fn zone(args: &ZoneArgs, hand: &mut Hand) -> Ended {
    let chosen = args.zone.as_deref().map(zone_named).transpose()?;
    hand.open()?;
    if let Some(zone) = chosen {
        let _gently = hand.interrupt.gently();
        hand.bench.set_zone(zone.name())?;
    }
    let view = hand.bench.zone()?;
    hand.out.answer(&view, |view| {
        let other = if view.computer == view.zone {
            String::new()
        } else {
            format!(", and this computer in {}", view.computer)
        };
        format!("The shop is in {}{other}. Today there is {}.", view.zone, view.today)
    })
}

fn passphrase(args: &PassphraseArgs, hand: &mut Hand) -> Ended {
    let path = hand.vault_path()?;
    let old = hand.passphrase_itself()?;
    // Opened before the new one is asked for: nobody should type it twice to learn that the old one is wrong.
    hand.open_by(&path, &OpenWith::Passphrase(&old))?;
    hand.say_findings();
    let new = hand.new_passphrase(args.new_passphrase_file.as_ref()).get(&hand.interrupt)?;
    let _gently = hand.interrupt.gently();
    let view = hand.bench.change_passphrase(&old, &new)?;
    hand.out.answer(&view, |_| "The passphrase is changed. The old one opens nothing any more.".to_owned())
}

/// `shop.regulars` -> `shop`.
fn folder_name(path: &Path) -> String {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    stem.filter(|stem| !stem.is_empty()).unwrap_or_else(|| "My shop".to_owned())
}

/// The vault in words.
pub(crate) fn words(view: &VaultView) -> String {
    let sample = if view.sample { " (sample shop)" } else { "" };
    Grid::pairs(&[
        ("Shop", format!("{}{sample}", view.name)),
        ("Currency", if view.currency == "XXX" { "not stated".to_owned() } else { view.currency.clone() }),
        ("People", people(view.people)),
        ("Imports", counted(view.imports, "file", "files")),
        ("Log", counted(view.log_entries, "entry", "entries")),
        ("Time zone", view.zone.clone()),
        ("Created", view.created.clone()),
        ("Kept with", view.cipher.clone()),
        ("Opened with", view.key_derivation.clone()),
        ("On disk", bytes(view.bytes)),
        ("Schema", view.schema.to_string()),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vault_takes_its_folders_name() {
        assert_eq!(folder_name(Path::new("/a/b/harbour.regulars")), "harbour");
        assert_eq!(folder_name(Path::new("/")), "My shop");
    }
}
