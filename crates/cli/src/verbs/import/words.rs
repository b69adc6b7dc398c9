//! A file before it comes in, in words for a terminal.

use super::{
    kind_word,
    say::{OWN, collected_word},
};
use crate::table::{Grid, Side, bytes, counted, percent};
use regulars_workbench::views::{
    ColumnMapping, ColumnView, FindingClass, ImportPlanView, MappingView, ProvenanceRequest,
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
    text.push_str(&unfinished(plan, mapping));
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
        if column.filled == 0.0 {
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

/// Columns that are kept without a use, and those that go nowhere without a reason that stands beside them already.
fn unfinished(plan: &ImportPlanView, mapping: &MappingView) -> String {
    let (mut idle, mut nowhere) = (Vec::new(), Vec::new());
    for mapped in &mapping.columns {
        let Some(column) = plan.columns.iter().find(|column| column.header == mapped.header) else { continue };
        match mapped.target.as_deref() {
            _ if column.filled == 0.0 => {}
            Some(OWN) if mapped.purpose.trim().is_empty() => idle.push(mapped.header.as_str()),
            None if !column.note.contains("left out") => nowhere.push(mapped.header.as_str()),
            _ => {}
        }
    }
    let mut text = String::new();
    if !idle.is_empty() {
        text.push_str(&format!(
            "\nKept, and not used until you say what for (--own \"COLUMN=PURPOSE\"): {}.\n",
            idle.join(", ")
        ));
    }
    if !nowhere.is_empty() {
        text.push_str(&format!(
            "\nLeft out; to keep a column, --own \"COLUMN=PURPOSE\" or --print-map and --map: {}.\n",
            nowhere.join(", ")
        ));
    }
    text
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
        Some(OWN) if mapped.purpose.trim().is_empty() => "own field, no purpose yet".to_owned(),
        Some(OWN) => format!("own field: {}", shortened(&mapped.purpose, 28)),
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

pub(super) fn lines(numbers: &[u32], most: usize) -> String {
    let shown: Vec<String> = numbers.iter().take(most).map(ToString::to_string).collect();
    let more = if numbers.len() > most { ", …" } else { "" };
    format!("{}{more}", shown.join(", "))
}
