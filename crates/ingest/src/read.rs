//! The second pass over a file: every row typed, or reported with its line, its column and the reason.

mod campaign;
mod consent;
mod event;
mod order;
mod own;
mod person;
mod plan;
mod product;
mod undamaged;

use crate::{
    FileKind, IngestError, Mapping, ReadEnd, Row, RowCode, RowProblem, Source, Survey, mapping,
    rows::{Rows, cell, is_blank},
    sensitive::{self, Guard},
    short::{Plain, Short},
};
use csv::ByteRecord;
pub(crate) use order::Orders;
pub(crate) use plan::{Fault, Plan};
use regulars_model::{Currency, Zone};
use std::ops::ControlFlow;

/// Reads a file that was looked at, as the mapping says, and hands each row to `on`, which may break off.
///
/// `ours` says what amounts are in here: rows that say otherwise are unusable. With
/// [`Currency::UNKNOWN`] the first currency the file names is the one the others must match.
///
/// # Errors
/// When the mapping cannot be used, or the file can no longer be read as it was.
pub fn read(
    source: &Source,
    survey: &Survey,
    mapping: &Mapping,
    ours: impl Into<Ours>,
    on: &mut dyn FnMut(Row) -> ControlFlow<()>,
) -> Result<ReadEnd, IngestError> {
    pieces(source, survey, mapping, &ours.into(), false, &mut |piece| match piece {
        Piece::Row(row, _) => on(*row),
        Piece::Short(..) => ControlFlow::Continue(()),
    })
}

/// What the shop says once for all of its files.
#[derive(Debug, Clone)]
pub struct Ours {
    /// What amounts are in; [`Currency::UNKNOWN`] when nobody has said.
    pub currency: Currency,
    /// Whose days they are on which something happened.
    pub zone: Zone,
}

impl From<Currency> for Ours {
    fn from(currency: Currency) -> Self {
        Self { currency, zone: Zone::utc() }
    }
}

/// A row, as it was read.
pub(crate) enum Piece<'r> {
    /// The long way, and the number of what it says of its person where later rows may be short.
    Row(Box<Row>, Option<u32>),
    /// The short way: its numbers, and where its texts are.
    Short(Plain, &'r Plan, &'r ByteRecord, &'r [u8]),
}

/// Reads a file, row by row; the `short` way where it can be.
pub(crate) fn pieces(
    source: &Source,
    survey: &Survey,
    mapping: &Mapping,
    ours: &Ours,
    short: bool,
    on: &mut dyn FnMut(Piece<'_>) -> ControlFlow<()>,
) -> Result<ReadEnd, IngestError> {
    mapping::check(survey, mapping)?;
    let guard = Guard::new(survey, mapping);
    let mapping = &sensitive::allowed(survey, mapping);
    let mut plan = Plan::new(survey, mapping, ours)?;
    let mut orders = Orders::default();
    let short = short && !survey.layout.may_lose_letters();
    let mut short = if short { Short::new(mapping.kind, &mapping.targets) } else { None };
    let mut rows = Rows::open(source, &survey.layout)?;
    let mut record = ByteRecord::new();
    for _ in 0..survey.skip {
        rows.next(&mut record)?;
        rows.forget_width();
    }
    if !rows.next(&mut record)? || record.len() != survey.columns.len() {
        return Err(IngestError::Changed);
    }
    let mut count = 0u64;
    while rows.next(&mut record)? {
        if is_blank(&record) {
            continue;
        }
        count += 1;
        plan.line = u32::try_from(rows.line).unwrap_or(u32::MAX);
        plan.warnings.clear();
        plan.also.clear();
        let is_whole = whole(&record, &rows);
        let aligned = is_whole.is_ok();
        let cleaned = if aligned { guard.pass(&record, &mut plan.warnings) } else { None };
        // A row in which nothing is left out, shortened or told of may go the short way.
        let is_plain = aligned && cleaned.is_none() && plan.warnings.is_empty();
        if let Some(short) = &mut short
            && let Some(plain) = short.row(&mut plan, &mut orders, &record, is_plain)
        {
            if on(Piece::Short(plain, &plan, &record, short.said())).is_break() {
                return Ok(ReadEnd { rows: count, cancelled: true, currency: plan.currency() });
            }
            short.keep(&plan, &mut record);
            continue;
        }
        let row = is_whole.and_then(|()| {
            let record = cleaned.as_ref().unwrap_or(&record);
            match mapping.kind {
                FileKind::Customers => plan.customer(record),
                FileKind::Orders => orders.line(&mut plan, record),
                FileKind::Events => plan.event(record),
                FileKind::Consents => plan.consent(record),
                FileKind::Products => plan.product(record),
                FileKind::CampaignResults => plan.campaign(record),
            }
        });
        // Who paid in another currency is somebody all the same: they come in, their order does not.
        let row = row.map_err(|fault| {
            plan.also.clear();
            if mapping.kind == FileKind::Orders && fault.code == RowCode::OtherCurrency {
                return plan.without_order(cleaned.as_ref().unwrap_or(&record), fault);
            }
            plan.warnings.clear();
            fault
        });
        let mut who = None;
        let row = match row {
            Ok(row) => {
                plan.warnings.extend(lost_letter(&record, mapping, survey));
                if is_plain && plan.warnings.is_empty() && plan.also.is_empty() && !orders.continued() {
                    who = short.as_mut().and_then(|short| short.meet(&plan, &record));
                }
                row
            }
            Err(fault) => Row::Unusable(problem(survey, plan.line, fault, guard.raw(&record, aligned))),
        };
        for warning in std::mem::take(&mut plan.warnings) {
            let warning = Row::Warning(problem(survey, plan.line, warning, Vec::new()));
            if on(Piece::Row(Box::new(warning), None)).is_break() {
                return Ok(ReadEnd { rows: count, cancelled: true, currency: plan.currency() });
            }
        }
        let more = std::mem::take(&mut plan.also).into_iter().map(|row| Row::Also(Box::new(row)));
        for (row, who) in std::iter::once((row, who)).chain(more.map(|row| (row, None))) {
            if on(Piece::Row(Box::new(row), who)).is_break() {
                return Ok(ReadEnd { rows: count, cancelled: true, currency: plan.currency() });
            }
        }
    }
    if count != survey.rows || rows.print() != survey.shape.print {
        return Err(IngestError::Changed);
    }
    Ok(ReadEnd { rows: count, cancelled: false, currency: plan.currency() })
}

fn problem(survey: &Survey, line: u32, fault: Fault, raw: Vec<String>) -> RowProblem {
    let column = fault.column.and_then(|at| survey.columns.get(at)).map_or_else(String::new, |it| it.header.clone());
    let words = fault.words.unwrap_or_else(|| fault.code.words().to_owned());
    RowProblem { line, column, code: fault.code, words, hint: fault.code.hint(), raw }
}

/// Whether a row is one row, of text, as wide as the header.
fn whole(record: &ByteRecord, rows: &Rows) -> Result<(), Fault> {
    let width = rows.width();
    if memchr::memchr(0, record.as_slice()).is_some() {
        return Err(Fault::row(RowCode::NotText));
    }
    let lines = rows.last_line - rows.line;
    if lines > 0 && has_rows_inside(record, width) {
        let words =
            format!("a quotation mark is opened and not closed: lines {} to {} are one row", rows.line, rows.last_line);
        return Err(Fault { words: Some(words), ..Fault::row(RowCode::UnclosedQuote) });
    }
    if !rows.ragged {
        return Ok(());
    }
    let cells = if record.len() == 1 { "cell" } else { "cells" };
    let mut words = format!("{} {cells}, where the header has {width}", record.len());
    if lines > 0 {
        words.push_str(&format!("; lines {} to {} are one row", rows.line, rows.last_line));
    }
    Err(Fault { words: Some(words), ..Fault::row(RowCode::Ragged) })
}

/// A mapped cell with a letter that its encoding could not hold.
fn lost_letter(record: &ByteRecord, mapping: &Mapping, survey: &Survey) -> Option<Fault> {
    if !survey.layout.may_lose_letters() {
        return None;
    }
    let lost = |at: usize| mapping.targets[at].is_some() && cell(record, at).contains(char::REPLACEMENT_CHARACTER);
    let at = (0..mapping.targets.len()).find(|at| lost(*at))?;
    Some(Fault::at(Some(at), RowCode::LostLetter))
}

/// Whether a cell of several lines holds lines that look like rows: it began with a quotation mark that was meant
/// as a letter, and swallowed them.
fn has_rows_inside(record: &ByteRecord, width: usize) -> bool {
    let marks = width.saturating_sub(1);
    marks > 0
        && record.iter().filter(|cell| cell.contains(&b'\n')).any(|cell| {
            let inner = cell.split(|&byte| byte == b'\n').skip(1);
            // One comma is in many a text; one comma and an address are a row.
            let telling = |line: &[u8]| marks > 1 || line.contains(&b'@');
            [b',', b';', b'\t', b'|'].into_iter().any(|delimiter| {
                let as_many = |line: &[u8]| line.iter().filter(|&&byte| byte == delimiter).count() == marks;
                inner.clone().any(|line| as_many(line) && telling(line))
            })
        })
}
