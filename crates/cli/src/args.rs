//! The command line: the verbs, and the options that may stand anywhere.

use crate::verbs;
use clap::{Args as ClapArgs, Parser, Subcommand};
use regulars_workbench::model::Day;
use std::path::PathBuf;

/// Know your customers without giving them away: an encrypted customer store on this computer.
#[derive(Debug, Parser)]
#[command(
    name = "regulars",
    version,
    max_term_width = 100,
    disable_help_subcommand = true,
    after_long_help = "\
Examples:
  regulars demo                                        try it on a make-believe shop
  regulars vault create --vault shop.regulars --name \"My shop\" --currency EUR
  export REGULARS_VAULT=shop.regulars
  regulars import customers.csv --dry-run              look before anything is written
  regulars import customers.csv --source \"Shop export\" --basis contract --collected purchase
  regulars import history                              what came in; import --undo i3 takes one back
  regulars match review                                entries that may be one person
  regulars home
  regulars people list --sort value --limit 10
  regulars vault recovery                              a code to write down, for the day it is forgotten
  regulars vault backup --to /media/stick              a copy that opens on any computer

PERSON is an id (p17), an email address, or the shop's own customer number.

The passphrase comes from --passphrase-file, from REGULARS_PASSPHRASE, or from a prompt. The recovery
code (--recovery-code-file, REGULARS_RECOVERY_CODE) and this computer's keychain (--this-computer)
open a vault too, where they were set up.

Ends with 0 done, 2 wrong use or not found, 3 input refused, 4 locked, wrong passphrase, too soon after
wrong ones, or in use, 5 would break a privacy rule, 6 open for reading only until you have decided on
what was found (regulars vault trust), 130 stopped by you, 1 anything else. Nothing leaves this computer.",
    after_help = "See regulars --help for examples."
)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) verb: Verb,
}

/// Options that may stand anywhere.
#[derive(Debug, Clone, ClapArgs)]
#[command(next_help_heading = "Options anywhere")]
pub(crate) struct Global {
    /// The vault's folder [or set REGULARS_VAULT]
    #[arg(long, global = true, value_name = "PATH")]
    pub(crate) vault: Option<PathBuf>,
    /// Answer with JSON instead of tables; errors are JSON on stderr
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Do not ask before something that cannot be undone
    #[arg(long, global = true)]
    pub(crate) yes: bool,
    /// Read the passphrase from this file's first line [or set REGULARS_PASSPHRASE]
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) passphrase_file: Option<PathBuf>,
    /// Open with the recovery code on this file's first line [or set REGULARS_RECOVERY_CODE]
    #[arg(long, global = true, value_name = "FILE", conflicts_with_all = ["passphrase_file", "this_computer"])]
    pub(crate) recovery_code_file: Option<PathBuf>,
    /// Open with what this computer's keychain keeps
    #[arg(long, global = true, conflicts_with = "passphrase_file")]
    pub(crate) this_computer: bool,
    /// See everything as on this day [default: today]
    #[arg(long, global = true, value_name = "YYYY-MM-DD")]
    pub(crate) as_of: Option<Day>,
    /// No progress and no notes, only the answer
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
}

/// What can be done.
#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Create a vault; its keys, its backups, and what is true about its safety
    #[command(subcommand)]
    Vault(verbs::vault::VaultVerb),
    /// Bring in files of customers, orders, events, consents, products or campaign results; take an import back
    Import(Box<verbs::import::ImportArgs>),
    /// The files brought in so far; the same as import history
    Imports(verbs::import::HistoryArgs),
    /// Entries that may be one person: look at them, merge them, keep them apart, take that back
    #[command(subcommand)]
    Match(verbs::matches::MatchVerb),
    /// Fields of your own, and what each is held for
    Fields(verbs::fields::FieldsArgs),
    /// Load a table of postcodes, from which distances are known; see it, drop it
    #[command(subcommand)]
    Places(verbs::places::PlacesVerb),
    /// List people, or see one
    #[command(subcommand)]
    People(verbs::people::PeopleVerb),
    /// Count, save, list, explain and delete groups of people chosen by a rule
    #[command(subcommand)]
    Segment(verbs::segment::SegmentVerb),
    /// What customers are worth, who is slipping away, which lead is warm; why, and how right that was
    #[command(subcommand)]
    Score(verbs::score::ScoreVerb),
    /// Find groups of people who buy alike
    #[command(subcommand)]
    Personas(verbs::personas::PersonasVerb),
    /// See a campaign as people would, and who would get it
    #[command(subcommand)]
    Campaign(verbs::campaign::CampaignVerb),
    /// Write the people you may write to as a file, for the program that sends
    Export(verbs::export::ExportArgs),
    /// Who waits for a permission because of where they came from
    #[command(after_help = verbs::quarantine::HELP)]
    Quarantine,
    /// Opt a person out, write down a yes, erase a person, see who said no
    #[command(subcommand)]
    Privacy(verbs::privacy::PrivacyVerb),
    /// What was done in this vault, and whether that list is unbroken
    #[command(subcommand)]
    Log(verbs::log::LogVerb),
    /// How many regulars, what they are worth, who needs attention, what is safe
    Home,
    /// Create the sample shop's vault, or do the whole job on it
    Demo(verbs::demo::DemoArgs),
    /// Write the sample shop's three CSV files into a folder
    Sample(verbs::sample::SampleArgs),
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        Args::command().debug_assert();
    }

    #[test]
    fn global_options_stand_anywhere() {
        for line in [
            "regulars --vault v --json people list --as-of 2026-11-23",
            "regulars people --vault v list --as-of 2026-11-23 --json",
            "regulars people list --json --as-of 2026-11-23 --vault v",
        ] {
            let args = Args::try_parse_from(line.split(' ')).expect(line);
            assert!(args.global.json && args.global.vault.is_some() && args.global.as_of.is_some(), "{line}");
        }
        assert!(Args::try_parse_from("regulars people list --as-of yesterday".split(' ')).is_err());
    }

    #[test]
    fn a_vault_is_opened_by_one_thing() {
        let parse = |line: &str| Args::try_parse_from(line.split(' ')).map(|_| ());
        for way in ["", " --recovery-code-file code.txt", " --this-computer", " --passphrase-file secret.txt"] {
            assert!(parse(&format!("regulars home{way}")).is_ok(), "{way}");
        }
        assert!(parse("regulars home --recovery-code-file code.txt --this-computer").is_err());
        assert!(parse("regulars home --passphrase-file secret.txt --this-computer").is_err());
        assert!(parse("regulars home --passphrase-file secret.txt --recovery-code-file code.txt").is_err());
    }

    #[test]
    fn a_restore_says_where_it_goes() {
        let parse = |line: &str| Args::try_parse_from(line.split(' ')).map(|_| ());
        assert!(parse("regulars vault restore b --to there").is_ok());
        assert!(parse("regulars vault restore b --in-place --without-ledger").is_ok());
        assert!(parse("regulars vault restore b").is_err());
        assert!(parse("regulars vault restore b --in-place --to there").is_err());
        assert!(parse("regulars vault backups --keep 0").is_err());
        assert!(parse("regulars vault backups --weeks 0 --keep 50").is_ok());
        assert!(parse("regulars vault remember perhaps").is_err());
    }

    #[test]
    fn a_segment_is_saved_or_written_never_both() {
        let parse = |line: &str| Args::try_parse_from(line.split(' ')).map(|_| ());
        assert!(parse("regulars segment count s2").is_ok());
        assert!(parse("regulars segment count --rule rule.json").is_ok());
        assert!(parse("regulars segment count s2 --rule rule.json").is_err());
        assert!(parse("regulars segment count").is_err());
        assert!(parse("regulars segment explain s2 --person p17").is_ok());
        assert!(parse("regulars segment explain --person p17 --rule rule.json").is_ok());
        assert!(parse("regulars segment explain --person p17").is_err());
        assert!(parse("regulars segment explain s2").is_err());
        assert!(parse("regulars privacy opt-out p1 --use --channel email").is_err());
        assert!(parse("regulars privacy opt-out p1").is_err());
        assert!(parse("regulars campaign preview --segment s1 --template t --person p1 --worst-cases").is_err());
    }
}
