//! What an import did, in words for a terminal.

use super::words::lines;
use crate::table::{Grid, Side, counted, digits, people};
use regulars_workbench::views::ImportReportView;

/// As the workbench says that a column was not read.
const LEFT_OUT: &str = "left out";

/// What an import did, in words.
pub(crate) fn report_words(report: &ImportReportView) -> String {
    let head = if report.dry_run { "Nothing was written. " } else { "" };
    let mut text = format!("{head}{}\n", report.summary);
    for note in &report.notes {
        text.push_str(&format!("To check: {note}\n"));
    }
    text.push_str(&format!("\n{}", counts(report)));
    text.push_str(&became(report));
    if !report.problems.is_empty() {
        let mut grid = Grid::new(&[
            ("Rows", Side::Right),
            ("Why", Side::Left),
            ("Column", Side::Left),
            ("First lines", Side::Left),
            ("What to do", Side::Left),
        ])
        .at_most(4, 60);
        for problem in &report.problems {
            let lines = lines(&problem.first_lines, 4);
            grid.row([&digits(problem.rows), &problem.words, &problem.column, &lines, &problem.hint]);
        }
        text.push_str(&format!("\nNot used, or used with a doubt\n{}", grid.text()));
    }
    if report.look_alikes.is_some_and(|pairs| pairs > 0) {
        let pairs = counted(report.look_alikes.unwrap_or(0), "pair", "pairs");
        text.push_str(&format!("\n{pairs} of people may be the same person: regulars match review\n"));
    }
    if report.look_alikes.is_none() && report.people_created > 0 && !report.dry_run {
        text.push_str("\nWhether some of the new people are here already was not looked for: regulars match review\n");
    }
    if report.quarantined > 0 && !report.dry_run {
        text.push_str("\nWho waits in quarantine, and how to let them out: regulars quarantine\n");
    }
    if let Some(import) = &report.import {
        text.push_str(&format!("\nTo take it back: regulars import --undo {import}\n"));
    }
    text
}

/// What became of each column: those that were read, and in a line those that were not.
fn became(report: &ImportReportView) -> String {
    let mut grid =
        Grid::new(&[("Column", Side::Left), ("Became", Side::Left), ("Cells", Side::Right), ("Not used", Side::Right)])
            .at_most(1, 60);
    let (mut rows, mut left_out, mut empty) = (0, Vec::new(), Vec::new());
    for column in &report.columns {
        match (column.cells, column.not_used) {
            (0, 0) => empty.push(column.header.as_str()),
            (0, _) if column.became == LEFT_OUT => left_out.push(column.header.as_str()),
            (cells, not_used) => {
                let not_used = if not_used == 0 { String::new() } else { digits(not_used) };
                grid.row([&column.header, &column.became, &digits(cells), &not_used]);
                rows += 1;
            }
        }
    }
    let mut text = if rows == 0 { String::new() } else { format!("\n{}", grid.text()) };
    for (what, columns) in [("Left out", left_out), ("Empty", empty)] {
        if !columns.is_empty() {
            text.push_str(&format!("{what}: {}.\n", columns.join(", ")));
        }
    }
    text
}

fn counts(report: &ImportReportView) -> String {
    let some = |number: u32, text: &dyn Fn(String) -> String| {
        if number == 0 { String::new() } else { text(digits(number)) }
    };
    let zero = |number: u32| some(number, &|digits| digits);
    let would = if report.dry_run { "would wait" } else { "wait" };
    Grid::pairs(&[
        ("Rows read", digits(report.rows_read)),
        ("Rows kept", digits(report.rows_kept)),
        ("Not used", digits(report.rows_not_used)),
        (
            "Kept out",
            some(report.erased_kept_out, &|_| {
                format!("{} of people who were erased", counted(report.erased_kept_out, "row", "rows"))
            }),
        ),
        (
            "People",
            format!(
                "{} new, {} with news, {} with nothing new",
                digits(report.people_created),
                digits(report.people_updated),
                digits(report.people_unchanged)
            ),
        ),
        (
            "In quarantine",
            some(report.quarantined, &|_| {
                format!("{} {would} until a permission of theirs is on record", people(report.quarantined))
            }),
        ),
        (
            "May not be written to",
            some(report.not_contactable, &|_| format!("{}, by any channel", people(report.not_contactable))),
        ),
        ("Purchases", zero(report.purchases)),
        ("Refunds", zero(report.refunds)),
        ("Order lines", zero(report.lines)),
        ("Events", zero(report.events)),
        ("Products", zero(report.products)),
        ("Campaign results", zero(report.campaign_results)),
        ("There already", zero(report.already_there)),
        ("Opt-outs added", zero(report.opt_outs_added)),
        (
            "Noes remembered",
            some(report.remembered_noes, &|_| {
                format!("{} not here, should a later file bring them", people(report.remembered_noes))
            }),
        ),
        ("Yes ignored", some(report.yes_ignored, &|_| format!("{} who had said no", people(report.yes_ignored)))),
        ("Cells not written", some(report.cells_dropped, &|digits| format!("{digits} that held something delicate"))),
        ("Bought", if report.purchases == 0 || report.no_amounts { String::new() } else { report.gross.text.clone() }),
        (
            "Less refunds",
            if report.purchases + report.refunds == 0 || report.no_amounts {
                String::new()
            } else {
                report.net.text.clone()
            },
        ),
        (
            "Amounts",
            if report.no_amounts {
                "none in this file: what needs money is not told of it".to_owned()
            } else {
                String::new()
            },
        ),
        ("Time", format!("{:.1} s, {} rows a second", report.seconds, rate(report.rows_per_second))),
    ])
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a rate, held at zero and above")]
fn rate(rows: f64) -> String {
    digits(rows.round().max(0.0) as u32)
}
