//! `regulars vault`: create one, see what it is, change its passphrase.

use crate::{
    ask::PassphraseFrom,
    exit::Ended,
    hand::Hand,
    table::{Grid, bytes, counted, people},
};
use clap::{Args, Subcommand};
use regulars_workbench::{KdfParams, model::Currency, views::VaultView};
use std::path::{Path, PathBuf};

/// The verbs.
#[derive(Debug, Subcommand)]
pub(crate) enum VaultVerb {
    /// Create an empty, encrypted vault
    Create(CreateArgs),
    /// What is in the vault and how it is kept
    Info,
    /// Change the passphrase
    Passphrase(PassphraseArgs),
}

/// How a vault begins.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  regulars vault create --vault shop.regulars --name \"Harbour Street\" --currency EUR
  regulars vault create --vault shop.regulars --passphrase-file secret.txt

The passphrase is asked for twice. Nobody can open the vault without it: there is no way round it.")]
pub(crate) struct CreateArgs {
    /// The shop's name [default: the folder's name]
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,
    /// The shop's currency, three letters such as EUR; XXX when nobody has said
    #[arg(long, value_name = "CODE", default_value = "XXX")]
    currency: Currency,
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
        VaultVerb::Passphrase(args) => passphrase(args, hand),
    }
}

fn create(args: &CreateArgs, hand: &mut Hand) -> Ended {
    let path = hand.vault_path()?;
    let from = PassphraseFrom { prompt: "A passphrase for the new vault: ", twice: true, ..hand.passphrase() };
    let passphrase = from.get(&hand.interrupt)?;
    let name = args.name.clone().unwrap_or_else(|| folder_name(&path));
    let view = hand.bench.create_vault(&path, &name, args.currency, &passphrase, KdfParams::calibrate())?;
    hand.out.answer(&view, |view| {
        format!("Created {}.\n\n{}\nNext: regulars import FILE --vault {}", path.display(), words(view), path.display())
    })
}

fn passphrase(args: &PassphraseArgs, hand: &mut Hand) -> Ended {
    let path = hand.vault_path()?;
    let old = hand.passphrase().get(&hand.interrupt)?;
    // Opened before the new one is asked for: nobody should type it twice to learn that the old one is wrong.
    hand.bench.open_vault(&path, &old)?;
    let new = PassphraseFrom {
        file: args.new_passphrase_file.clone(),
        variable: "REGULARS_NEW_PASSPHRASE",
        prompt: "The new passphrase: ",
        twice: true,
        option: "--new-passphrase-file",
    }
    .get(&hand.interrupt)?;
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
