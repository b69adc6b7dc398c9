//! How a kind is told: by the names of columns, by a test of the cell, and by how much the test alone proves.

use super::{Kind, bank, device, header::Header, health, nation, token::Token};
use std::ops::RangeInclusive;

/// How much a cell that passes proves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sure {
    /// All there is to prove: it counts wherever it stands, in a text as well.
    Alone,
    /// Little by itself: nearly all of a column must pass, or the column's name or the words before say so.
    Column,
    /// Nothing by itself: the column's name or the words before must say so.
    Header,
}

/// One kind, told by name and form.
pub(super) struct Rule {
    pub(super) kind: Kind,
    /// Names of columns.
    pub(super) labels: &'static [&'static str],
    pub(super) sure: Sure,
    /// Letters and digits it has.
    pub(super) len: RangeInclusive<usize>,
    /// Whether a cell is one.
    pub(super) test: fn(&Token<'_>) -> bool,
    /// Digits that a cell under such a name must have to count though it fails; 0 when it must pass. Numbers are
    /// mistyped, and spreadsheets take their zeros.
    pub(super) loose: usize,
}

/// Every rule.
pub(super) fn all() -> impl Iterator<Item = &'static Rule> {
    [nation::AMERICAS, nation::EUROPE, nation::NORTH, nation::WORLD, bank::RULES, health::RULES, device::RULES]
        .into_iter()
        .flatten()
}

/// The rules whose names fit a column.
pub(super) fn of_header(header: &Header) -> Vec<&'static Rule> {
    if header.is_about() {
        return Vec::new();
    }
    all().filter(|rule| header.is_any(rule.labels)).collect()
}

/// Whether a cell passes a rule's test.
pub(super) fn passes(rule: &Rule, token: &Token<'_>) -> bool {
    rule.len.contains(&token.len()) && (rule.test)(token)
}

/// Whether a cell that fails looks like it all the same: as many digits, in a cell as short.
pub(super) fn is_alike(rule: &Rule, cell: &str) -> bool {
    rule.loose > 0 && cell.len() <= 64 && cell.bytes().filter(u8::is_ascii_digit).count() >= rule.loose
}

/// For tests: all of the first pass, none of the second.
#[cfg(test)]
pub(super) fn assert_told(kind: Kind, good: &[&str], bad: &[&str]) {
    for text in good {
        assert!(is_told(kind, text), "{kind:?} does not know {text}");
    }
    for text in bad {
        assert!(!is_told(kind, text), "{kind:?} takes {text}");
    }
}

#[cfg(test)]
fn is_told(kind: Kind, text: &str) -> bool {
    let Some(token) = Token::new(text) else { return false };
    all().any(|rule| rule.kind == kind && passes(rule, &token))
}
