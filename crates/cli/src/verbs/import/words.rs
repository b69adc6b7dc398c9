//! A file before it comes in and after, in words for a terminal.

use super::{kind_word, say::collected_word};
use crate::table::{Grid, Side, bytes, counted, digits, people, percent};
use regulars_workbench::views::{
    ColumnMapping, ColumnView, FindingClass, ImportPlanView, ImportReportView, MappingView, ProvenanceRequest,
};

/// How the file will be read.
pub(super) fn plan_words(plan: &ImportPlanView, mapping: &MappingView) -> String {
    let mut text = format!(
        "{}: {}, {}, {}. Read as {} ({}).\n",
        plan.file_name,
        counted(plan.rows, "row", "rows"),
        bytes(plan.bytes),
        layout(plan),
        kind_word(mapping.kind),
        plan.recognised_as,
    );
    for part in &plan.parts {
        let says = if part.says.is_empty() { String::new() } else { format!(": its name says {}", part.says) };
        text.push_str(&format!("  {}, {}{says}\n", part.name, counted(part.rows, "row", "rows")));
    }
    if plan.sheets.len() > 1 {
        text.push_str(&format!("Its sheets are {}. Another one: --sheet NAME.\n", plan.sheets.join(", ")));
    }
    if let Some(remembered) = &plan.remembered {
        text.push_str(&format!(
            "Columns like these came in on {} ({}) and are read as they were then; --forget reads them anew.\n",
            remembered.when, remembered.source
        ));
        if !remembered.new_columns.is_empty() {
            text.push_str(&format!("  New since: {}.\n", remembered.new_columns.join(", ")));
        }
        text.push_str(&format!("  --as-before says again: {}\n", said_then(&remembered.provenance)));
    }
    text.push_str(&format!("\n{}", columns(plan, mapping)));
    for column in &plan.columns {
        for finding in &column.findings {
            let lines = lines(&finding.first_lines, 4);
            let at = if lines.is_empty() { String::new() } else { format!(" (lines {lines})") };
            text.push_str(&format!(
                "\n{}: {}{at}. {}",
                column.header,
                finding.words.trim_end_matches('.'),
                finding.hint
            ));
            if finding.class == FindingClass::Asked {
                text.push_str(&format!(" To keep it: --keep-delicate \"{}\"", column.header));
            }
            text.push('\n');
        }
    }
    for damage in &plan.damage {
        text.push_str(&format!("\nSpreadsheet: {damage}\n"));
    }
    if !plan.unmapped.is_empty() {
        text.push_str(&format!(
            "\nNot complete: {}. Give a column a use with --own \"COLUMN=PURPOSE\" or with --print-map and --map.\n",
            plan.unmapped.join(", ")
        ));
    }
    if let Some(when) = &plan.imported_before {
        text.push_str(&format!("\nThis very file was imported before, on {when}.\n"));
    }
    text
}

/// "UTF-8, comma between columns", "sheet Members".
fn layout(plan: &ImportPlanView) -> String {
    if !plan.sheet.is_empty() {
        return format!("sheet {}", plan.sheet);
    }
    [
        plan.encoding.clone(),
        if plan.delimiter.is_empty() { String::new() } else { format!("{} between columns", plan.delimiter) },
    ]
    .into_iter()
    .filter(|part| !part.is_empty())
    .collect::<Vec<_>>()
    .join(", ")
}

/// What was said of an earlier file, as options say it.
fn said_then(from: &ProvenanceRequest) -> String {
    let mut said = format!("--source \"{}\" --basis {}", from.source, from.basis.word().replace('_', "-"));
    said.push_str(&format!(" --collected {}", collected_word(from.collected)));
    if let Some(day) = &from.collected_on {
        said.push_str(&format!(" --collected-on {day}"));
    }
    for permit in &from.permits {
        let purposes: Vec<&str> = permit.purposes.iter().map(|purpose| purpose.word()).collect();
        said.push_str(&format!(" --permit {}:{}", permit.channel.word(), purposes.join(",")));
    }
    if !from.notice.is_empty() {
        said.push_str(", and the same notice");
    }
    said
}

fn columns(plan: &ImportPlanView, mapping: &MappingView) -> String {
    let mut grid = Grid::new(&[
        ("Column", Side::Left),
        ("Read as", Side::Left),
        ("Filled", Side::Right),
        ("For example", Side::Left),
        ("", Side::Left),
    ])
    .at_most(1, 40)
    .at_most(4, 60);
    let mut used = vec![false; mapping.columns.len()];
    let mut nothing = Vec::new();
    for column in &plan.columns {
        // A mapping written for another order of columns still names them.
        let at = (0..mapping.columns.len()).find(|at| !used[*at] && mapping.columns[*at].header == column.header);
        if let Some(at) = at {
            used[at] = true;
        }
        let left_out = at.is_none_or(|at| mapping.columns[at].target.is_none());
        if left_out && column.filled == 0.0 {
            nothing.push(column.header.as_str());
            continue;
        }
        let label = at.map_or_else(|| "-".to_owned(), |at| read_as(&mapping.columns[at], column, plan));
        let sample = column.samples.first().map_or_else(String::new, |sample| shortened(sample, 28));
        grid.row([&column.header, &label, &percent(column.filled), &sample, &column.note]);
    }
    let empty = if nothing.is_empty() { String::new() } else { format!("Empty: {}.\n", nothing.join(", ")) };
    format!("{}{empty}", grid.text())
}

fn read_as(mapped: &ColumnMapping, column: &ColumnView, plan: &ImportPlanView) -> String {
    let left_out = column.findings.iter().any(|finding| match finding.class {
        FindingClass::Asked => !mapped.keep_delicate && delicate_throughout(finding.cells, finding.of),
        FindingClass::Refused => delicate_throughout(finding.cells, finding.of),
        FindingClass::Shortened | FindingClass::Noted => false,
    });
    match mapped.target.as_deref() {
        _ if left_out => "left out: delicate".to_owned(),
        None => "-".to_owned(),
        Some("custom") if mapped.purpose.trim().is_empty() => "own field, no purpose yet".to_owned(),
        Some("custom") => format!("own field: {}", shortened(&mapped.purpose, 28)),
        Some(id) => {
            plan.targets.iter().find(|target| target.id == id).map_or(id, |target| target.label.as_str()).to_owned()
        }
    }
}

/// Whether a column as a whole is of this kind, and not one cell among many.
fn delicate_throughout(cells: u32, of: u32) -> bool {
    of > 0 && u64::from(cells) * 2 >= u64::from(of)
}

fn shortened(text: &str, longest: usize) -> String {
    if text.chars().count() <= longest {
        return text.to_owned();
    }
    text.chars().take(longest - 1).chain(['…']).collect()
}

fn lines(numbers: &[u32], most: usize) -> String {
    let shown: Vec<String> = numbers.iter().take(most).map(ToString::to_string).collect();
    let more = if numbers.len() > most { ", …" } else { "" };
    format!("{}{more}", shown.join(", "))
}

/// What an import did, in words.
pub(crate) fn report_words(report: &ImportReportView) -> String {
    let head = if report.dry_run { "Nothing was written. " } else { "" };
    let mut text = format!("{head}{}\n\n{}", report.summary, counts(report));
    if !report.columns.is_empty() {
        let mut grid = Grid::new(&[
            ("Column", Side::Left),
            ("Became", Side::Left),
            ("Cells", Side::Right),
            ("Not used", Side::Right),
        ])
        .at_most(1, 60);
        for column in &report.columns {
            let not_used = if column.not_used == 0 { String::new() } else { digits(column.not_used) };
            grid.row([&column.header, &column.became, &digits(column.cells), &not_used]);
        }
        text.push_str(&format!("\n{}", grid.text()));
    }
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
    if report.quarantined > 0 && !report.dry_run {
        text.push_str("\nWho waits in quarantine, and how to let them out: regulars quarantine\n");
    }
    if let Some(import) = &report.import {
        text.push_str(&format!("\nTo take it back: regulars import --undo {import}\n"));
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
        ("Not to be written to", some(report.not_contactable, &|digits| format!("{digits} of them, by no channel"))),
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
                format!("of {} who are not here, should a later file bring them", people(report.remembered_noes))
            }),
        ),
        ("Yes ignored", some(report.yes_ignored, &|_| format!("{} who had said no", people(report.yes_ignored)))),
        ("Cells not written", some(report.cells_dropped, &|digits| format!("{digits} that held something delicate"))),
        ("Bought", if report.purchases == 0 { String::new() } else { report.gross.text.clone() }),
        ("Less refunds", if report.purchases + report.refunds == 0 { String::new() } else { report.net.text.clone() }),
        ("Time", format!("{:.1} s, {} rows a second", report.seconds, rate(report.rows_per_second))),
    ])
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a rate, held at zero and above")]
fn rate(rows: f64) -> String {
    digits(rows.round().max(0.0) as u32)
}
