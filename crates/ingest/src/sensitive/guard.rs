//! Stands between a file's rows and what is made of them: takes out of each cell what may not be written, and says so.

use super::{Care, Class, Clean, Kind, clean, clean::GONE};
use crate::{Mapping, RowCode, Survey, Target, read::Fault, rows::cell};
use csv::ByteRecord;

/// The mapping without the columns that are left out because of what they hold.
pub(crate) fn allowed(survey: &Survey, mapping: &Mapping) -> Mapping {
    let mut allowed = mapping.clone();
    #[cfg(test)]
    if tests::is_off() {
        return allowed;
    }
    for (at, target) in allowed.targets.iter_mut().enumerate() {
        let Some(watch) = survey.watches.get(at) else { continue };
        if watch.care(is_kept(mapping, at)).left_out.is_some() {
            *target = None;
        }
    }
    allowed
}

/// What is known of each column, made ready for a million rows.
pub(crate) struct Guard {
    columns: Vec<Column>,
    /// Columns that are read, in the file's order.
    read: Vec<usize>,
    /// A column of the file is refused: rows whose cells stand under wrong names cannot be shown.
    refuses: bool,
}

struct Column {
    care: Care,
    /// A number that was cut to its last four digits may stand there.
    is_text: bool,
}

impl Guard {
    /// `mapping` is the user's, before [`allowed`].
    pub(crate) fn new(survey: &Survey, mapping: &Mapping) -> Self {
        let columns: Vec<Column> = survey
            .watches
            .iter()
            .enumerate()
            .map(|(at, watch)| Column {
                care: watch.care(is_kept(mapping, at)),
                is_text: mapping.targets.get(at).copied().flatten().is_none_or(is_text),
            })
            .collect();
        let refuses = columns.iter().any(|column| column.care.left_out.is_some_and(is_refused));
        #[cfg(test)]
        if tests::is_off() {
            return Self { columns: Vec::new(), read: Vec::new(), refuses: false };
        }
        let read = (0..columns.len()).filter(|&at| mapping.targets.get(at).is_some_and(Option::is_some)).collect();
        Self { columns, read, refuses }
    }

    /// A row as it may be read, where it is not fine as it is.
    pub(crate) fn pass(&self, record: &ByteRecord, warnings: &mut Vec<Fault>) -> Option<ByteRecord> {
        let mut changed: Vec<(usize, String)> = Vec::new();
        for &at in &self.read {
            let column = &self.columns[at];
            match clean(cell(record, at), column.care) {
                Clean::Fine => {}
                Clean::Masked(text, kind) => {
                    warnings.push(Fault::at(Some(at), code(kind)));
                    changed.push((at, if column.is_text { text } else { String::new() }));
                }
                Clean::Dropped(kind) => {
                    warnings.push(Fault::at(Some(at), code(kind)));
                    changed.push((at, String::new()));
                }
            }
        }
        if changed.is_empty() {
            return None;
        }
        let mut row = ByteRecord::with_capacity(record.as_slice().len(), record.len());
        for (at, cell) in record.iter().enumerate() {
            match changed.iter().find(|(place, _)| *place == at) {
                Some((_, text)) => row.push_field(text.as_bytes()),
                None => row.push_field(cell),
            }
        }
        Some(row)
    }

    /// The cells of a row that cannot be used, for the file of such rows. `aligned` is false when its cells stand
    /// under wrong names.
    pub(crate) fn raw(&self, record: &ByteRecord, aligned: bool) -> Vec<String> {
        (0..record.len())
            .map(|at| {
                let text = cell(record, at);
                #[cfg(test)]
                if tests::is_off() {
                    return text.to_owned();
                }
                let care = match self.columns.get(at) {
                    Some(column) if aligned => column.care,
                    // A security code without its name is a number like any other.
                    _ if self.refuses && !text.trim().is_empty() => return GONE.to_owned(),
                    _ => Care::TEXT,
                };
                match clean(text, care) {
                    Clean::Fine => text.to_owned(),
                    Clean::Masked(text, _) => text,
                    Clean::Dropped(_) => GONE.to_owned(),
                }
            })
            .collect()
    }
}

fn is_kept(mapping: &Mapping, at: usize) -> bool {
    mapping.kept.get(at).copied().unwrap_or_default()
}

fn is_refused(kind: Kind) -> bool {
    kind.class() == Class::Refused
}

fn code(kind: Kind) -> RowCode {
    match kind.class() {
        Class::Refused => RowCode::SensitiveDropped,
        Class::Shortened => RowCode::CardShortened,
        Class::Asked | Class::Noted => RowCode::SensitiveLeftOut,
    }
}

/// Whether a shortened number in it does no harm. Shortened numbers in an identity would make people the same.
fn is_text(target: Target) -> bool {
    use Target::{Currency, Email, EventKind, ExternalId, OrderId, OrderedTime, OrderedZone, Phone};
    !(target.is_date()
        || target.is_money()
        || target.is_count()
        || target.channel().is_some()
        || matches!(target, ExternalId | Email | Phone | OrderId | OrderedTime | OrderedZone | Currency | EventKind))
}

#[cfg(test)]
#[path = "guard_tests.rs"]
mod tests;
