//! `regulars import history`, also `regulars imports`: every file that came in, and one of them whole.

use super::{kind_word, report::report_words};
use crate::{
    exit::Ended,
    hand::Hand,
    print::Listing,
    table::{Grid, Side, digits, page},
};
use clap::Args;
use regulars_workbench::{
    model::{Code, Problem},
    views::ImportEntry,
};

/// Which part of the list, or which import.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  regulars import history
  regulars import history i3
  regulars import --undo i3")]
pub(crate) struct HistoryArgs {
    /// Everything about this one (an id such as i3)
    #[arg(value_name = "ID", conflicts_with_all = ["limit", "offset"])]
    import: Option<String>,
    /// Rows to show
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: u32,
    /// First row, from 0
    #[arg(long, value_name = "N", default_value_t = 0)]
    offset: u32,
}

pub(crate) fn list(args: &HistoryArgs, hand: &mut Hand) -> Ended {
    hand.bench.only_bring_in();
    hand.open()?;
    let imports = hand.bench.imports()?;
    if let Some(wanted) = &args.import {
        let wanted = wanted.trim();
        let found = imports.into_iter().find(|import| import.id.eq_ignore_ascii_case(wanted));
        let found = found.ok_or_else(|| {
            Problem::new(Code::NotFound, "There is no import of this id.", "See regulars import history.")
        })?;
        return hand.out.answer(&found, entry_words);
    }
    let total = u32::try_from(imports.len()).unwrap_or(u32::MAX);
    let rows: Vec<_> = imports.into_iter().skip(args.offset as usize).take(args.limit as usize).collect();
    hand.out.answer(&Listing { total, offset: args.offset, rows: &rows }, |list| {
        let foot = page(total, args.offset, list.rows.len(), "file", "files");
        let more = if list.rows.is_empty() { "" } else { " One of them whole: regulars import history ID." };
        format!("{}\n{foot}{more}", table(list.rows))
    })
}

/// What became of it since.
fn state(import: &ImportEntry) -> String {
    match (&import.undone, import.quarantines) {
        (Some(when), _) => format!("undone on {when}"),
        (None, true) => "in quarantine".to_owned(),
        (None, false) => String::new(),
    }
}

fn entry_words(import: &ImportEntry) -> String {
    let quarantine = if import.quarantines { "its people wait until a permission of theirs is on record" } else { "" };
    let mut text = format!("{} ({})\n\n", import.file_name, import.id);
    text.push_str(&Grid::pairs(&[
        ("Imported", import.when.clone()),
        ("Undone", import.undone.clone().unwrap_or_default()),
        ("Rows are", kind_word(import.kind).to_owned()),
        ("Source", import.source.clone()),
        ("Basis", import.basis.word().replace('_', " ")),
        ("Collected", import.collected.clone()),
        ("Quarantine", quarantine.to_owned()),
    ]));
    match &import.report {
        Some(report) => text.push_str(&format!("\n{}", report_words(report))),
        None => text.push_str("\nIts report was not kept.\n"),
    }
    text
}

/// Past imports as a table.
pub(crate) fn table(imports: &[ImportEntry]) -> String {
    let mut grid = Grid::new(&[
        ("Id", Side::Left),
        ("When", Side::Left),
        ("File", Side::Left),
        ("Rows are", Side::Left),
        ("Rows", Side::Right),
        ("Not used", Side::Right),
        ("New people", Side::Right),
        ("Orders", Side::Right),
        ("Events", Side::Right),
        ("Source", Side::Left),
        ("Basis", Side::Left),
        ("", Side::Left),
    ]);
    for import in imports {
        grid.row([
            &import.id,
            &import.when,
            &import.file_name,
            kind_word(import.kind),
            &digits(import.rows),
            &digits(import.rows_not_used),
            &digits(import.people_created),
            &digits(import.orders),
            &digits(import.events),
            &import.source,
            import.basis.word(),
            &state(import),
        ]);
    }
    if imports.is_empty() { String::new() } else { grid.text() }
}
