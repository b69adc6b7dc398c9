//! `regulars log`: what was done in this vault, and whether that list is unbroken.

use super::people::Window;
use crate::{
    exit::Ended,
    hand::Hand,
    print::{Listing, told_badly},
    table::{Grid, Side, digits, page},
};
use clap::Subcommand;

/// The verbs.
#[derive(Debug, Subcommand)]
pub(crate) enum LogVerb {
    /// What was done, newest first: who, what, which fields, never values
    List(Window),
    /// Check that every entry follows from the one before; ends with 1 when one does not
    Verify,
}

/// Entries asked for at once.
const ENTRIES_AT_ONCE: u32 = 500;

pub(crate) fn run(verb: &LogVerb, hand: &mut Hand) -> Ended {
    let vault = hand.open()?;
    match verb {
        LogVerb::List(window) => {
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
            let total = vault.log_entries;
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
        LogVerb::Verify => {
            let view = hand.bench.log_verify()?;
            hand.out.answer(&view, |view| view.words.clone())?;
            if view.sound { Ok(()) } else { Err(told_badly()) }
        }
    }
}
