//! The options of `regulars import`: how a file is read, and what is said of it.

use super::{history::HistoryArgs, say};
use clap::{Args, Subcommand, ValueEnum};
use regulars_workbench::{
    model::{Basis, Collected, Currency, Day, Permit},
    views::FileKind,
};
use std::path::PathBuf;

/// What the rows are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum As {
    /// Decide by the columns
    Auto,
    /// One person a row
    Customers,
    /// One order, or one line of an order, a row
    Orders,
    /// One thing a person did a row
    Events,
    /// What people said about being contacted: an unsubscribe list, a consent register
    Consents,
    /// One product a row
    Products,
    /// One campaign that was sent a row, with its counts
    CampaignResults,
}

impl As {
    pub(super) fn kind(self) -> Option<FileKind> {
        match self {
            Self::Auto => None,
            Self::Customers => Some(FileKind::Customers),
            Self::Orders => Some(FileKind::Orders),
            Self::Events => Some(FileKind::Events),
            Self::Consents => Some(FileKind::Consents),
            Self::Products => Some(FileKind::Products),
            Self::CampaignResults => Some(FileKind::CampaignResults),
        }
    }
}

/// Day or month first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Dates {
    /// 31/12/2026
    DayFirst,
    /// 12/31/2026
    MonthFirst,
}

/// What stands between two columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Delimiter {
    Comma,
    Semicolon,
    Tab,
    Bar,
}

impl Delimiter {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Comma => "comma",
            Self::Semicolon => "semicolon",
            Self::Tab => "tab",
            Self::Bar => "bar",
        }
    }
}

/// What to bring in and how.
#[derive(Debug, Args)]
#[command(
    subcommand_negates_reqs = true,
    override_usage = "\
regulars import [OPTIONS] <FILE>...
       regulars import history [ID]
       regulars import --undo <IMPORT> [--dry-run]",
    after_help = "\
Examples:
  regulars import customers.csv --dry-run
  regulars import orders.csv.gz --source \"Shop export\" --basis contract --collected purchase
  regulars import list.xlsx --sheet Members --collected form --collected-on 2026-03-01 --permit email:news,offers
  regulars import mailchimp-export.zip --basis consent --notice signup-text.txt
  regulars import people.csv --own \"Shoe size=which shoes we offer them\" --keep-delicate Allergies
  regulars import odd.csv --print-map > odd.json       then edit odd.json
  regulars import odd.csv --map odd.json --rejects left.csv
  regulars import history                              every file that came in
  regulars import --undo i3 --dry-run                  what taking it back would do

Nothing is written unless the whole file goes in. The same file twice changes nothing.
Rows that cannot be used are counted with their reason; --rejects saves them. A file can add a no, never remove one.
What was bought from nobody knows where, or gathered from web pages, waits in quarantine: regulars quarantine.
A file that is called history is ./history."
)]
pub(crate) struct ImportArgs {
    #[command(subcommand)]
    pub(super) verb: Option<ImportVerb>,
    /// The files: CSV (also packed with gzip), a ZIP of CSVs, or a workbook
    #[arg(value_name = "FILE", required_unless_present = "undo")]
    pub(super) files: Vec<PathBuf>,
    /// Say what would happen and write nothing
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Save the rows that could not be used to this CSV file
    #[arg(long, value_name = "FILE")]
    pub(super) rejects: Option<PathBuf>,
    /// Take this import back (an id such as i3, from regulars import history)
    #[arg(long, value_name = "IMPORT", conflicts_with_all = UNDO_STANDS_ALONE)]
    pub(super) undo: Option<String>,
    #[command(flatten)]
    pub(super) reading: Reading,
    #[command(flatten)]
    pub(super) saying: Saying,
}

const UNDO_STANDS_ALONE: [&str; 19] = [
    "files",
    "rejects",
    "kind",
    "map",
    "print_map",
    "forget",
    "dates",
    "currency",
    "phone_country",
    "no_amounts",
    "encoding",
    "delimiter",
    "sheet",
    "own",
    "keep_delicate",
    "source",
    "basis",
    "collected",
    "permits",
];

/// How the file is read.
#[derive(Debug, Args)]
#[command(next_help_heading = "How it is read")]
pub(super) struct Reading {
    /// What the rows are
    #[arg(long = "as", value_name = "KIND", default_value = "auto")]
    pub(super) kind: As,
    /// How the columns are read, as --print-map prints it
    #[arg(long, value_name = "MAPPING.json")]
    pub(super) map: Option<PathBuf>,
    /// Print how the columns would be read, as JSON, and stop
    #[arg(long, conflicts_with_all = ["dry_run", "rejects"])]
    pub(super) print_map: bool,
    /// Leave aside what was said of an earlier file with these columns
    #[arg(long)]
    pub(super) forget: bool,
    /// Which comes first in dates such as 03/04/2026, where the file leaves a doubt
    #[arg(long, value_name = "ORDER")]
    pub(super) dates: Option<Dates>,
    /// The amounts' currency where the file has no column for it [default: the vault's]
    #[arg(long, value_name = "CODE")]
    pub(super) currency: Option<Currency>,
    /// Country of telephone numbers written without one: two letters such as PT, or none to leave them as they are
    #[arg(long, value_name = "CODE", value_parser = country)]
    pub(super) phone_country: Option<PhoneCountry>,
    /// These orders have no amounts: they count as purchases, and what needs money is not told of them
    #[arg(long)]
    pub(super) no_amounts: bool,
    /// The file's characters, such as windows-1252, where they come out wrong
    #[arg(long, value_name = "NAME")]
    pub(super) encoding: Option<String>,
    /// What stands between two columns, where it was guessed wrong
    #[arg(long, value_name = "WHICH")]
    pub(super) delimiter: Option<Delimiter>,
    /// Of a workbook: which sheet [default: the first that is filled]
    #[arg(long, value_name = "NAME")]
    pub(super) sheet: Option<String>,
    /// Keep a column as a field of your own, for this purpose; may be repeated. Without a purpose it is kept, not used
    #[arg(long, value_name = "COLUMN=PURPOSE", value_parser = own)]
    pub(super) own: Vec<String>,
    /// Keep a column that holds something delicate and would be left out; may be repeated
    #[arg(long, value_name = "COLUMN")]
    pub(super) keep_delicate: Vec<String>,
}

/// What is said of the file.
#[derive(Debug, Args)]
#[command(next_help_heading = "What you say of it")]
pub(super) struct Saying {
    /// Where the data come from, in your words [default: the file's name]
    #[arg(long, value_name = "TEXT")]
    pub(super) source: Option<String>,
    /// Why you may hold them: consent, contract, legitimate-interest or unstated [default: unstated]
    #[arg(long, value_name = "BASIS", value_parser = basis)]
    pub(super) basis: Option<Basis>,
    /// How its people came to be in it: form, purchase, in-person, referred, bought-list, unknown-list, scraped or
    /// unstated [default: unstated]
    #[arg(long, value_name = "HOW", value_parser = collected)]
    pub(super) collected: Option<Collected>,
    /// When they were collected
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(super) collected_on: Option<Day>,
    /// What everybody in it said yes to, such as email:news,offers; may be repeated. Columns of the file outrank it
    #[arg(long = "permit", value_name = "CHANNEL:PURPOSES", value_parser = say::permit)]
    pub(super) permits: Vec<Permit>,
    /// The text they were shown when they said so, in this file
    #[arg(long, value_name = "FILE")]
    pub(super) notice: Option<PathBuf>,
    /// Say of it what was said of the last file with these columns; options beside this one outrank it
    #[arg(long, conflicts_with = "forget")]
    pub(super) as_before: bool,
}

/// What else imports are asked for.
#[derive(Debug, Subcommand)]
pub(super) enum ImportVerb {
    /// Every file that came in, newest first; or one of them whole
    History(HistoryArgs),
}

/// What `--phone-country` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum PhoneCountry {
    /// Numbers stay as they are written.
    None,
    /// Two letters.
    Of(String),
}

fn basis(text: &str) -> Result<Basis, &'static str> {
    Basis::from_word(text).ok_or("a basis is consent, contract, legitimate-interest or unstated")
}

fn collected(text: &str) -> Result<Collected, &'static str> {
    Collected::from_word(text)
        .ok_or("it is form, purchase, in-person, referred, bought-list, unknown-list, scraped or unstated")
}

pub(super) fn country(text: &str) -> Result<PhoneCountry, &'static str> {
    let code = text.trim();
    if code.eq_ignore_ascii_case("none") {
        return Ok(PhoneCountry::None);
    }
    let sound = code.len() == 2 && code.bytes().all(|letter| letter.is_ascii_alphabetic());
    if sound { Ok(PhoneCountry::Of(code.to_ascii_uppercase())) } else { Err("write two letters such as PT, or none") }
}

fn own(text: &str) -> Result<String, &'static str> {
    if text.contains('=') { Ok(text.to_owned()) } else { Err("write COLUMN=PURPOSE; COLUMN= keeps it without a use") }
}
