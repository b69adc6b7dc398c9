//! The first pass over a file: what it is, what its columns hold, and how we would read it. Looks at every row, so
//! that nothing is decided by the first few.

use crate::{
    DateOrder, FileKind, IngestError, Look, Mapping, Shape, Source, Target,
    abreast::Abreast,
    facts::{Facts, Proof},
    header, infer,
    layout::Layout,
    mapping,
    preset::{self, Preset},
    rows::{MAX_COLUMNS, Rows, cell, is_blank},
    sensitive::{Finding, Kind, Watch},
    sniff,
    words::{self, Asks},
};
use csv::ByteRecord;
use regulars_model::{Collected, Day, FieldType};
use std::{collections::HashSet, ops::ControlFlow, thread};

const PREVIEW: usize = 8;
const PREVIEW_CHARS: usize = 120;
/// Rows between two looks at the caller.
pub(crate) const STEP: u64 = 8_192;

/// How far a pass has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Data rows so far.
    pub rows: u64,
    /// Bytes of the source taken so far, packed if it is.
    pub bytes: u64,
    /// All its bytes.
    pub of_bytes: u64,
}

/// A file that was looked at from top to bottom.
#[derive(Debug, Clone)]
pub struct Survey {
    /// The file's own name.
    pub file_name: String,
    /// Its size in bytes, packed if it is.
    pub bytes: u64,
    /// Whether it is packed (gzip).
    pub packed: bool,
    /// Data rows; lines with nothing in them are not rows.
    pub rows: u64,
    /// "UTF-8", "windows-1252".
    pub encoding: &'static str,
    /// "comma", "semicolon", "tab", "bar".
    pub delimiter: &'static str,
    /// What the rows most likely are.
    pub kind: FileKind,
    /// "Shopify orders", "Invoice lines", or "Columns matched by name".
    pub recognised_as: &'static str,
    /// The columns, in the file's order.
    pub columns: Vec<Column>,
    /// Lines above the column names that are no rows: a title, a date of export.
    pub above: u32,
    /// How people come to be in such files, where the program they come from leaves no doubt; else unstated.
    pub collected: Collected,
    /// What to know of such files ("Etsy's terms allow no marketing to buyers who did not ask for it"), or empty.
    pub advice: &'static str,
    /// First rows, as written, in the file's column order; long cells are cut.
    pub preview: Vec<Vec<String>>,
    /// What it turned out to be inside: its parts, its sheets, where a line is.
    pub shape: Shape,
    pub(crate) layout: Layout,
    pub(crate) facts: Vec<Facts>,
    pub(crate) keys: Vec<String>,
    pub(crate) watches: Vec<Watch>,
    names_nothing: bool,
    /// Rows of cells above the names of the columns.
    pub(crate) skip: usize,
    pub(crate) known: Option<&'static Preset>,
}

/// One column, looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// As the file writes it; a column without a name has one made up.
    pub header: String,
    /// What it most likely is.
    pub suggested: Option<Target>,
    /// Up to four different values, as written; long ones are cut.
    pub samples: Vec<String>,
    /// Rows in which it is filled, 0 to 1.
    pub filled: f64,
    /// Something to know of it, or empty.
    pub note: String,
    /// What its cells look like.
    pub looks_like: FieldType,
    /// What a field of the shop's own made of it is called; no two columns share one.
    pub key: String,
}

/// Looks at a file. Memory is bounded whatever the file.
///
/// # Errors
/// When it is no such file, or the caller stops it.
pub fn survey(source: &Source, on: &mut dyn FnMut(Progress) -> ControlFlow<()>) -> Result<Survey, IngestError> {
    survey_with(source, &Look::default(), on)
}

/// The same with what the user says of its encoding, its delimiter or its sheet.
///
/// # Errors
/// As [`survey`], and when what the user says cannot be.
pub fn survey_with(
    source: &Source,
    look: &Look,
    on: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<Survey, IngestError> {
    let layout = sniff::look(source, look)?;
    match pass(source, layout.clone(), on) {
        // Not UTF-8 after all.
        Err(IngestError::Changed) => pass(source, sniff::look_again(source, look, layout)?, on),
        other => other,
    }
}

fn pass(
    source: &Source,
    layout: Layout,
    on: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<Survey, IngestError> {
    let mut rows = Rows::open(source, &layout)?;
    let mut record = ByteRecord::new();
    if !rows.next(&mut record)? {
        return Err(IngestError::Empty);
    }
    let first_line = rows.line;
    // A title, and what else stands above the names of the columns.
    let skip = if header::may_be_title(&record) { header::above(source, &layout)? } else { 0 };
    for _ in 0..skip {
        rows.forget_width();
        if !rows.next(&mut record)? {
            return Err(IngestError::Changed);
        }
    }
    let above = if skip > 0 { rows.line - first_line } else { 0 };
    if record.len() > MAX_COLUMNS {
        return Err(IngestError::TooManyColumns(record.len()));
    }
    let written: Vec<String> = (0..record.len()).map(|at| cell(&record, at).trim().to_owned()).collect();
    let names_nothing = written.iter().any(|name| looks_like_data(name));
    let mut preview: Vec<Vec<String>> = Vec::new();
    let mut count = 0u64;
    let mut by_part = vec![0u64; layout.parts.len()];
    let columns = thread::scope(|scope| {
        let mut columns = Abreast::new(scope, &written);
        while rows.next(&mut record)? {
            if is_blank(&record) {
                continue;
            }
            count += 1;
            if let Some(of_part) = by_part.get_mut(rows.part()) {
                *of_part += 1;
            }
            if count.is_multiple_of(STEP) {
                let progress = Progress { rows: count, bytes: rows.seen(), of_bytes: source.bytes() };
                if on(progress).is_break() {
                    return Err(IngestError::Cancelled);
                }
            }
            if preview.len() < PREVIEW {
                let cut = |at| cell(&record, at).chars().take(PREVIEW_CHARS).collect();
                preview.push((0..written.len()).map(cut).collect());
            }
            // A ragged row would put values under the wrong names.
            columns.row(&record, rows.line, !rows.ragged);
        }
        Ok(columns.end())
    })?;
    if count == 0 {
        return Err(IngestError::NoRows);
    }
    let (mut facts, watches): (Vec<Facts>, Vec<Watch>) =
        columns.into_iter().map(|column| (column.facts, column.watch)).unzip();
    facts.iter_mut().zip(&watches).for_each(|(facts, watch)| facts.hide(watch));
    for row in &mut preview {
        row.iter_mut().zip(&watches).for_each(|(cell, watch)| *cell = watch.shown(cell));
    }
    let headers: Vec<String> = written
        .into_iter()
        .enumerate()
        .map(|(at, name)| if name.is_empty() { format!("Column {}", at + 1) } else { name })
        .collect();
    let keys: Vec<String> = headers.iter().map(|header| words::header_key(header)).collect();
    let known = preset::recognise(&keys);
    let own = own_keys(&headers);
    let mut survey = Survey {
        file_name: source.name().to_owned(),
        bytes: source.bytes(),
        packed: rows.packed(),
        rows: count,
        encoding: layout.first().encoding.name(),
        delimiter: layout.first().delimiter_word(),
        kind: known.map_or_else(|| preset::guess_kind(&keys, &headers, source.name()), |preset| preset.kind),
        recognised_as: known.map_or("Columns matched by name", |preset| preset.name),
        above: u32::try_from(above).unwrap_or(u32::MAX),
        collected: known.map_or(Collected::Unstated, |preset| preset.collected),
        advice: known.map_or("", |preset| preset.advice),
        columns: headers
            .into_iter()
            .zip(own)
            .zip(&facts)
            .map(|((header, key), facts)| Column {
                looks_like: infer::looks_like(&header, facts),
                key,
                header,
                suggested: None,
                samples: facts.samples.clone(),
                filled: facts.share(),
                note: String::new(),
            })
            .collect(),
        preview,
        shape: layout.shape(&rows),
        layout,
        facts,
        keys,
        watches,
        names_nothing,
        skip,
        known,
    };
    for (part, rows) in survey.shape.parts.iter_mut().zip(by_part) {
        part.rows = rows;
    }
    let suggested = survey.suggested_for(survey.kind);
    for (at, target) in suggested.targets.iter().enumerate() {
        survey.columns[at].suggested = *target;
        survey.columns[at].note = survey.note(at, &suggested);
    }
    Ok(survey)
}

impl Survey {
    /// What stands in the way of reading the file so; the question about dates is apart.
    #[must_use]
    pub fn missing(&self, mapping: &Mapping) -> Vec<IngestError> {
        let mut found = mapping::obstacles(self, mapping);
        found.retain(|obstacle| !matches!(obstacle, IngestError::AmbiguousDates { .. }));
        if self.names_nothing && !found.is_empty() {
            found.push(IngestError::NoHeader);
        }
        found
    }

    /// The question to ask when day and month cannot be told apart.
    #[must_use]
    pub fn date_question(&self, mapping: &Mapping) -> Option<String> {
        mapping::obstacles(self, mapping).iter().find_map(|obstacle| match obstacle {
            IngestError::AmbiguousDates { column, example } => {
                Some(format!("In “{column}”, is {example} written day first or month first?"))
            }
            _ => None,
        })
    }

    /// The sensitive data a column holds, the gravest first. `today` tells who is a child.
    #[must_use]
    pub fn findings(&self, column: usize, today: Day) -> Vec<Finding> {
        self.watches.get(column).map(|watch| watch.findings(Some(today))).unwrap_or_default()
    }

    /// Why a column is left out whatever it is mapped to, or because nobody has decided to keep it.
    #[must_use]
    pub fn left_out(&self, column: usize, kept: bool) -> Option<Kind> {
        self.watches.get(column).and_then(|watch| watch.care(kept).left_out())
    }

    /// What spreadsheets and programs did to the file, in words, with the column where it is one's.
    #[must_use]
    pub fn damage(&self, mapping: &Mapping) -> Vec<String> {
        let of_columns = self.columns.iter().enumerate().flat_map(|(at, column)| {
            let target = mapping.targets.get(at).copied().flatten();
            let notes = self.facts[at].damage.notes(target, self.facts[at].filled);
            notes.into_iter().map(move |note| format!("“{}”: {note}", column.header))
        });
        self.shape.notes.iter().cloned().chain(of_columns).collect()
    }

    fn note(&self, at: usize, mapping: &Mapping) -> String {
        let facts = &self.facts[at];
        let target = mapping.targets[at];
        let mut notes: Vec<String> = Vec::new();
        if self.is_repeated(at) {
            notes.push("another column has the same name; the first one is used".to_owned());
        }
        if facts.filled == 0 {
            notes.push("empty".to_owned());
        }
        if facts.is_dot_zero() && target.is_none_or(|target| !target.is_money()) {
            notes.push("all end in .0, as spreadsheets do: read as whole numbers".to_owned());
        }
        if facts.apostrophes > 0 {
            notes.push("apostrophes that spreadsheets put in front are left out".to_owned());
        }
        notes.extend(facts.damage.notes(target, facts.filled));
        match target {
            Some(target) => self.note_on(at, target, mapping, &mut notes),
            None if facts.filled > 0 && !self.is_repeated(at) => {
                notes.extend(
                    self.why_left(at, self.known_for(mapping.kind), &mapping.targets).map(|why| why.words().to_owned()),
                );
            }
            None => {}
        }
        notes.join("; ")
    }

    fn note_on(&self, at: usize, target: Target, mapping: &Mapping, notes: &mut Vec<String>) {
        let facts = &self.facts[at];
        let own_date = target == Target::Custom && self.field_type(mapping, at) == FieldType::Date;
        if own_date || (target.is_date() && target != Target::OrderCancelledAt) {
            match (facts.order(), mapping::date_order(self, mapping, at)) {
                (Proof::Nothing, _) => {}
                (_, Some(DateOrder::DayFirst)) => notes.push("day first".to_owned()),
                (_, Some(DateOrder::MonthFirst)) => notes.push("month first".to_owned()),
                (_, None) => notes.push("day first or month first?".to_owned()),
            }
        }
        if target.is_money() && facts.style_is_open() {
            let read = match mapping::style(self, mapping, at) {
                crate::number::Style::Point => "a point before the decimals",
                crate::number::Style::Comma => "a comma before the decimals",
            };
            notes.push(format!("read with {read}"));
        }
        if target.channel().is_some() {
            match Asks::of(&self.columns[at].header) {
                Asks::Accepts => notes.push("“no” is read as never asked; only “unsubscribed” is a no".to_owned()),
                Asks::OptOut => notes.push("“yes” is read as said no".to_owned()),
                Asks::Trace => notes.push("whoever has something here said no".to_owned()),
                Asks::Permission => {}
            }
            match facts.strangers(words::is_permission_word) {
                None => {
                    notes.push("too many different answers; those not understood are read as never asked".to_owned())
                }
                Some(0) => {}
                Some(rows) if Asks::of(&self.columns[at].header) != Asks::Trace => {
                    notes.push(format!("{rows} rows have an answer that is not understood: read as never asked"));
                }
                Some(_) => {}
            }
        }
    }
}

/// Header keys, made different where two columns share one: a technical name in parentheses tells them apart, else a number.
fn own_keys(headers: &[String]) -> Vec<String> {
    let mut taken = HashSet::new();
    headers
        .iter()
        .map(|header| {
            let whole = words::header_key(&header.replace(['(', ')', '[', ']'], " "));
            let bare = Some(words::header_key(header)).filter(|key| !key.is_empty());
            let names = bare.into_iter().chain([whole.clone()]).chain((2..).map(|nth| format!("{whole}{nth}")));
            let free = names.into_iter().find(|name| !name.is_empty() && !taken.contains(name)).unwrap_or_default();
            taken.insert(free.clone());
            free
        })
        .collect()
}

/// A header that is a date, an amount or an address is more likely the first row of a file without one.
pub(crate) fn looks_like_data(name: &str) -> bool {
    name.contains('@')
        || crate::date::parse(name).is_some()
        || crate::number::parse(name, crate::number::Style::Point).is_ok()
}
