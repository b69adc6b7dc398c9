//! The first pass over a file: what it is, what its columns hold, and how we would read it. Looks at every row, so
//! that nothing is decided by the first few.

use crate::{
    DateOrder, FileKind, IngestError, Mapping, Source, Target, aliases,
    facts::{Facts, Proof},
    mapping,
    preset::{self, Preset},
    rows::{Cut, MAX_COLUMNS, Rows, cell, is_blank},
    sensitive::{Finding, Kind, Watch},
    sniff,
    words::{self, Asks},
};
use csv::ByteRecord;
use regulars_model::Day;
use std::ops::ControlFlow;

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
    /// First rows, as written, in the file's column order; long cells are cut.
    pub preview: Vec<Vec<String>>,
    pub(crate) cut: Cut,
    pub(crate) facts: Vec<Facts>,
    pub(crate) keys: Vec<String>,
    pub(crate) watches: Vec<Watch>,
    names_nothing: bool,
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
}

/// Looks at a file. Memory is bounded whatever the file.
///
/// # Errors
/// When it is no such file, or the caller stops it.
pub fn survey(source: &Source, on: &mut dyn FnMut(Progress) -> ControlFlow<()>) -> Result<Survey, IngestError> {
    let cut = sniff::look(source)?;
    match pass(source, cut, on) {
        // Not UTF-8 after all.
        Err(IngestError::Changed) => pass(source, sniff::look_again(source)?, on),
        other => other,
    }
}

fn pass(source: &Source, cut: Cut, on: &mut dyn FnMut(Progress) -> ControlFlow<()>) -> Result<Survey, IngestError> {
    let mut rows = Rows::open(source, cut)?;
    let mut record = ByteRecord::new();
    if !rows.next(&mut record)? {
        return Err(IngestError::Empty);
    }
    if record.len() > MAX_COLUMNS {
        return Err(IngestError::TooManyColumns(record.len()));
    }
    let written: Vec<String> = (0..record.len()).map(|at| cell(&record, at).trim().to_owned()).collect();
    let names_nothing = written.iter().any(|name| looks_like_data(name));
    let mut facts = vec![Facts::new(); written.len()];
    let mut watches: Vec<Watch> = written.iter().map(|name| Watch::new(name)).collect();
    let mut preview: Vec<Vec<String>> = Vec::new();
    let mut count = 0u64;
    while rows.next(&mut record)? {
        if is_blank(&record) {
            continue;
        }
        count += 1;
        if count.is_multiple_of(STEP) {
            let progress = Progress { rows: count, bytes: rows.seen(), of_bytes: source.bytes() };
            if on(progress).is_break() {
                return Err(IngestError::Cancelled);
            }
        }
        if preview.len() < PREVIEW {
            preview.push((0..facts.len()).map(|at| cell(&record, at).chars().take(PREVIEW_CHARS).collect()).collect());
        }
        if record.len() >= watches.len() {
            let line = u32::try_from(rows.line).unwrap_or(u32::MAX);
            watches.iter_mut().enumerate().for_each(|(at, watch)| watch.look(cell(&record, at), line));
        }
        // A ragged row would put values under the wrong names.
        if record.len() == facts.len() {
            facts.iter_mut().enumerate().for_each(|(at, facts)| facts.see(cell(&record, at)));
        }
    }
    if count == 0 {
        return Err(IngestError::NoRows);
    }
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
    let mut survey = Survey {
        file_name: source.name().to_owned(),
        bytes: source.bytes(),
        packed: rows.packed(),
        rows: count,
        encoding: cut.encoding.name(),
        delimiter: delimiter_word(cut.delimiter),
        kind: known.map_or_else(|| preset::guess_kind(&keys), |preset| preset.kind),
        recognised_as: known.map_or("Columns matched by name", |preset| preset.name),
        columns: headers
            .into_iter()
            .zip(&facts)
            .map(|(header, facts)| Column {
                header,
                suggested: None,
                samples: facts.samples.clone(),
                filled: facts.share(),
                note: String::new(),
            })
            .collect(),
        preview,
        cut,
        facts,
        keys,
        watches,
        names_nothing,
    };
    let suggested = survey.suggested_for(survey.kind);
    for (at, target) in suggested.targets.iter().enumerate() {
        survey.columns[at].suggested = *target;
        survey.columns[at].note = survey.note(at, &suggested);
    }
    Ok(survey)
}

impl Survey {
    /// How we would read the file.
    #[must_use]
    pub fn suggested(&self) -> Mapping {
        self.suggested_for(self.kind)
    }

    /// How we would read it if its rows were this.
    #[must_use]
    pub fn suggested_for(&self, kind: FileKind) -> Mapping {
        let known = preset::recognise(&self.keys).filter(|preset| preset.kind == kind);
        let mut targets: Vec<Option<Target>> = vec![None; self.columns.len()];
        for &target in Target::ALL.iter().filter(|target| target.kinds().contains(&kind)) {
            let mut candidates: Vec<(usize, usize)> = (0..self.columns.len())
                .filter(|&at| targets[at].is_none() && !self.is_repeated(at) && self.could_be(at, target, kind))
                .filter_map(|at| Some((self.rank(at, target, known)?, at)))
                .collect();
            candidates.sort_unstable();
            // Several columns may speak of one permission.
            let wanted = if target.channel().is_some() { candidates.len() } else { 1 };
            for (_, at) in candidates.into_iter().take(wanted) {
                targets[at] = Some(target);
            }
        }
        self.settle(kind, &mut targets);
        Mapping { kind, targets, date_order: None, currency: None, kept: Vec::new() }
    }

    /// How well a column's name names a target; what a known file says goes before what names usually mean.
    fn rank(&self, at: usize, target: Target, known: Option<&Preset>) -> Option<usize> {
        let key = &self.keys[at];
        // An empty column is better than none, and worse than any other.
        let empty = if self.facts[at].filled == 0 { 10_000 } else { 0 };
        match known.and_then(|preset| preset.column(key)) {
            Some((said, rank)) => (said == Some(target)).then_some(rank + empty),
            None => aliases::rank(target, key).map(|rank| rank + 1_000 + empty),
        }
    }

    /// Whether an earlier column has the same name.
    fn is_repeated(&self, at: usize) -> bool {
        self.columns[..at].iter().any(|other| other.header.eq_ignore_ascii_case(&self.columns[at].header))
    }

    /// Whether what stands in a column does not contradict the target.
    fn could_be(&self, at: usize, target: Target, kind: FileKind) -> bool {
        let facts = &self.facts[at];
        match target {
            // Lists are dirty; a column called "Email" with yes and no in it is still none.
            Target::Email => facts.addresses * 10 >= facts.filled,
            Target::ExternalId => facts.filled == 0 || !facts.mostly(facts.addresses),
            Target::Birthday => facts.mostly(facts.dates + facts.birthdays),
            target if target.is_date() => facts.mostly(facts.dates),
            target if target.is_money() || target == Target::Quantity => facts.mostly(facts.numbers),
            Target::EventKind => {
                facts.strangers(|word| words::event_kind(word).is_some()).is_none_or(|strange| strange < facts.filled)
            }
            // "Status" is what they said only where it speaks of subscriptions.
            Target::EmailPermission if self.keys[at] == "status" => {
                kind == FileKind::Customers
                    && facts.strangers(words::is_subscription_word).is_some_and(|strange| strange * 2 < facts.filled)
            }
            _ => true,
        }
    }

    /// What one column is depends on what the others are.
    fn settle(&self, kind: FileKind, targets: &mut [Option<Target>]) {
        let find =
            |targets: &[Option<Target>], wanted: Target| targets.iter().position(|target| *target == Some(wanted));
        if find(targets, Target::Email).is_none() {
            // Whatever it is called: a column of addresses is a column of addresses.
            let addresses = |at: &usize| {
                let facts = &self.facts[*at];
                targets[*at].is_none() && facts.filled > 0 && facts.addresses * 10 > facts.filled * 8
            };
            if let Some(at) = (0..targets.len()).find(addresses) {
                targets[at] = Some(Target::Email);
            }
        }
        if kind != FileKind::Orders {
            return;
        }
        // A price beside a quantity is the price of one.
        if let (Some(total), Some(_), None, None) = (
            find(targets, Target::OrderTotal),
            find(targets, Target::Quantity),
            find(targets, Target::UnitPrice),
            find(targets, Target::LineTotal),
        ) && self.keys[total] == "price"
        {
            targets[total] = Some(Target::UnitPrice);
        }
        // And without one, it is what the order came to.
        if let (Some(price), None, None, None) = (
            find(targets, Target::UnitPrice),
            find(targets, Target::Quantity),
            find(targets, Target::OrderTotal),
            find(targets, Target::LineTotal),
        ) && self.keys[price] == "price"
        {
            targets[price] = Some(Target::OrderTotal);
        }
        // "Id" is the order's where something else tells who bought, and nothing else tells which order.
        if let (Some(id), true, None) = (
            find(targets, Target::ExternalId),
            [Target::Email, Target::Phone].into_iter().any(|other| find(targets, other).is_some()),
            find(targets, Target::OrderId),
        ) && self.keys[id] == "id"
        {
            targets[id] = Some(Target::OrderId);
        }
    }

    /// What stands in the way of reading the file so, in words; the question about dates is apart.
    #[must_use]
    pub fn missing(&self, mapping: &Mapping) -> Vec<String> {
        let mut found: Vec<String> = mapping::obstacles(self, mapping)
            .iter()
            .filter(|obstacle| !matches!(obstacle, IngestError::AmbiguousDates { .. }))
            .map(ToString::to_string)
            .collect();
        if self.names_nothing && !found.is_empty() {
            found.push("the first line does not seem to name the columns".to_owned());
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
        if facts.shortened > 0 {
            notes.push(format!("a spreadsheet has cut digits off in {} rows (1.23E+10)", facts.shortened));
        }
        if let Some(target) = target {
            self.note_on(at, target, mapping, &mut notes);
        }
        notes.join("; ")
    }

    fn note_on(&self, at: usize, target: Target, mapping: &Mapping, notes: &mut Vec<String>) {
        let facts = &self.facts[at];
        if target.is_date() && target != Target::OrderCancelledAt {
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

/// A header that is a date, an amount or an address is more likely the first row of a file without one.
fn looks_like_data(name: &str) -> bool {
    name.contains('@')
        || crate::date::parse(name).is_some()
        || crate::number::parse(name, crate::number::Style::Point).is_ok()
}

fn delimiter_word(delimiter: u8) -> &'static str {
    match delimiter {
        b',' => "comma",
        b';' => "semicolon",
        b'\t' => "tab",
        b'|' => "bar",
        _ => "its own sign",
    }
}
