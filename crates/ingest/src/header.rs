//! Where the names of the columns stand when it is not the first line: under a title, a date of export, an empty line.

use crate::{
    IngestError, Source, Target, aliases,
    rows::{Cut, Rows, cell, is_blank},
    survey::looks_like_data,
    words,
};
use csv::ByteRecord;
use std::collections::HashSet;

/// Rows that are looked at.
const DEPTH: usize = 16;

/// Whether a first row may be something else than the names of columns.
pub(crate) fn may_be_title(record: &ByteRecord) -> bool {
    filled(record) <= 2
}

fn filled(record: &ByteRecord) -> usize {
    (0..record.len()).filter(|at| !cell(record, *at).trim().is_empty()).count()
}

/// How many rows stand above the names of the columns. Names are found only where several of them are known names: a title
/// over rows is left aside, and a header is never taken for one.
pub(crate) fn above(source: &Source, cut: Cut) -> Result<usize, IngestError> {
    let mut rows = Rows::open(source, cut)?;
    let mut first = Vec::new();
    while first.len() < DEPTH {
        let mut record = ByteRecord::new();
        if !rows.next(&mut record)? {
            break;
        }
        first.push(record);
    }
    // What has only known names in it is the header itself, and what is under it is ragged.
    if first.first().is_some_and(|title| knows(&names(title))) {
        return Ok(0);
    }
    for (at, record) in first.iter().enumerate().skip(1) {
        let width = record.len();
        let names = filled(record);
        let over = first[..at].iter().map(filled).max().unwrap_or(0);
        let under = first[at + 1..].iter().find(|row| !is_blank(row));
        if over * 2 <= names && under.is_some_and(|row| row.len() == width) && names_columns(record) {
            return Ok(at);
        }
    }
    Ok(0)
}

/// Whether a row names columns: all different, none of it data, and at least two and half of them known names.
fn names_columns(record: &ByteRecord) -> bool {
    let names = names(record);
    if names.len() < 2 || names.iter().any(|name| name.len() > 80 || looks_like_data(name)) {
        return false;
    }
    let keys: HashSet<String> = names.iter().map(|name| words::header_key(name)).collect();
    let known = keys.iter().filter(|key| is_known(key)).count();
    keys.len() == names.len() && known >= 2 && known * 2 >= keys.len()
}

fn names(record: &ByteRecord) -> Vec<&str> {
    (0..record.len()).map(|at| cell(record, at).trim()).filter(|name| !name.is_empty()).collect()
}

fn is_known(key: &str) -> bool {
    Target::ALL.iter().any(|target| aliases::rank(*target, key).is_some())
}

fn knows(names: &[&str]) -> bool {
    !names.is_empty() && names.iter().all(|name| is_known(&words::header_key(name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows_above(text: &str) -> usize {
        let cut = Cut { encoding: encoding_rs::UTF_8, delimiter: b',', has_separator_line: false, has_damage: false };
        above(&Source::from_bytes("t.csv", text.as_bytes()), cut).unwrap()
    }

    #[test]
    fn a_title_is_told_from_a_header() {
        assert_eq!(rows_above("Customers 2026\n\nEmail,First name,City\na@example.com,Ana,Porto\n"), 1);
        assert_eq!(
            rows_above("Customers,,\nExported,1.2.2026,\nEmail,Name,City,Phone\na@example.com,Ana,Porto,1\n"),
            2
        );
        assert_eq!(rows_above("Email,First name\na@example.com,Ana\n"), 0);
        assert_eq!(rows_above("email\na@example.com\nb@example.com\n"), 0);
        assert_eq!(rows_above("name\nAna,Lim\nBo,Li\n"), 0, "ragged rows are no header");
        assert_eq!(rows_above("Email\nCity,Phone\nPorto,1\n"), 0, "a header it is, and the rows are ragged");
    }
}
