//! `regulars match`: entries that may be one person; looked at, merged, kept apart, and every decision taken back.

mod review;

use super::people::Window;
use crate::{
    exit::Ended,
    hand::Hand,
    print::Listing,
    table::{Grid, Side, page, percent},
};
use clap::{Args, Subcommand};
use regulars_workbench::views::{MergeEntry, MergeReportView};

/// The verbs.
#[derive(Debug, Subcommand)]
#[command(after_help = "\
Examples:
  regulars match review
  regulars match merge --sure
  regulars match merge p4 p17
  regulars match apart p4 p17
  regulars match unmerge m3

A merge changes neither entry: they are shown, counted and written to as one person, the stricter of their permissions
holds, and unmerge takes it back to the byte.")]
pub(crate) enum MatchVerb {
    /// Look at pairs that may be one person, and decide; without a terminal, list them
    Review(review::ReviewArgs),
    /// Two entries are one person
    Merge(MergeArgs),
    /// Two entries are two people; they are not asked about again
    Apart {
        /// An id (p17), an email address, or the shop's own number
        #[arg(value_name = "PERSON")]
        a: String,
        /// The other
        #[arg(value_name = "PERSON")]
        b: String,
    },
    /// Take a decision back: both entries are what they were, with what was said since
    Unmerge {
        /// As match list lists it (m3)
        #[arg(value_name = "DECISION")]
        decision: String,
    },
    /// Every decision that holds, newest first
    List(Window),
}

/// Which entries.
#[derive(Debug, Args)]
#[command(
    override_usage = "\
regulars match merge [OPTIONS] <PERSON> <PERSON>
       regulars match merge [OPTIONS] --sure",
    after_help = "\
Examples:
  regulars match merge p4 p17
  regulars match merge ana@example.com 1001
  regulars match merge --sure"
)]
pub(crate) struct MergeArgs {
    /// Two of them, each by id (p17), email address, or the shop's own number
    #[arg(value_name = "PERSON", num_args = 2, required_unless_present = "sure")]
    people: Vec<String>,
    /// Every pair beyond reasonable doubt
    #[arg(long, conflicts_with = "people")]
    sure: bool,
}

pub(crate) fn run(verb: &MatchVerb, hand: &mut Hand) -> Ended {
    hand.open()?;
    let report = match verb {
        MatchVerb::Review(args) => return review::run(args, hand),
        MatchVerb::List(window) => return list(*window, hand),
        MatchVerb::Merge(args) => match args.people.as_slice() {
            [a, b] => hand.bench.merge(a, b)?,
            _ => {
                let mut listener = hand.listener();
                hand.bench.merge_sure(&mut |view| listener.hear(view))?
            }
        },
        MatchVerb::Apart { a, b } => hand.bench.keep_apart(a, b)?,
        MatchVerb::Unmerge { decision } => {
            let report = hand.bench.unmerge(decision, false)?;
            return hand.out.answer(&report, report_words);
        }
    };
    hand.out.answer(&report, report_words)
}

fn list(window: Window, hand: &mut Hand) -> Ended {
    let merges = hand.bench.merges()?;
    let total = u32::try_from(merges.len()).unwrap_or(u32::MAX);
    let rows: Vec<_> = merges.into_iter().skip(window.offset as usize).take(window.limit as usize).collect();
    hand.out.answer(&Listing { total, offset: window.offset, rows: &rows }, |list| {
        let foot = page(total, list.offset, list.rows.len(), "decision", "decisions");
        format!("{}\n{foot}", table(list.rows))
    })
}

fn table(merges: &[MergeEntry]) -> String {
    if merges.is_empty() {
        return String::new();
    }
    let mut grid = Grid::new(&[
        ("Id", Side::Left),
        ("When", Side::Left),
        ("They are", Side::Left),
        ("Stands for both", Side::Left),
        ("The other", Side::Left),
        ("How", Side::Left),
        ("Sure", Side::Right),
    ]);
    for merge in merges {
        let are = if merge.same { "one person" } else { "two people" };
        let (into, other) = (named(&merge.into.name, &merge.into.id), named(&merge.other.name, &merge.other.id));
        grid.row([&merge.id, &merge.when, are, &into, &other, &merge.how, &likelihood(merge.probability)]);
    }
    grid.text()
}

/// "97%". Nothing that was reckoned is certain, so it never says 100%.
fn likelihood(probability: f64) -> String {
    if probability > 0.99 { "over 99%".to_owned() } else { percent(probability) }
}

/// "Ana Sousa (p4)".
fn named(name: &str, id: &str) -> String {
    format!("{name} ({id})")
}

fn report_words(report: &MergeReportView) -> String {
    /// More ids than this fill a screen and nobody reads them.
    const SHOWN: usize = 10;
    let mut text = format!("{}\n", report.summary);
    if !report.decisions.is_empty() {
        let shown: Vec<&str> = report.decisions.iter().take(SHOWN).map(String::as_str).collect();
        let more = if report.decisions.len() > SHOWN { ", …; all of them: regulars match list" } else { "" };
        text.push_str(&format!("To take it back: regulars match unmerge ID ({}{more})\n", shown.join(", ")));
    }
    text
}
