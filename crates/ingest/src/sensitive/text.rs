//! Numbers of people and accounts in the middle of a text: those that are told by their form alone, and those that the
//! words before them name.

use super::{
    Kind, bank,
    header::Header,
    rule::{self, Sure},
    token::Token,
};
use std::ops::Range;

/// How numbers that are told by their form are written: `9` a digit, `A` a letter, `#` either.
const SHAPES: &[&str] = &[
    "999-99-9999",
    "999 99 9999",
    "AA 99 99 99 A",
    "999.999.999-99",
    "9 99 99 99 999 999 99",
    "99.99.99-999.99",
    "756.9999.9999.99",
    "999999-999#",
    "999999A999#",
    "AAAAAA##A##A###A",
];

/// Longest line of a passport.
const PASSPORT: usize = 44;
/// How far back a word may name a number.
const BEFORE: usize = 32;

/// Finds them, from left to right.
pub(super) fn each(cell: &str, on: &mut dyn FnMut(Kind, Range<usize>)) {
    let bytes = cell.as_bytes();
    let ibans = if bytes.iter().any(u8::is_ascii_alphabetic) { bank::ibans(cell) } else { Vec::new() };
    let mut at = 0;
    while at < bytes.len() {
        if let Some(iban) = ibans.iter().find(|iban| iban.start == at) {
            on(Kind::Iban, iban.clone());
            at = iban.end;
            continue;
        }
        let begins = bytes[at].is_ascii_alphanumeric() && (at == 0 || !bytes[at - 1].is_ascii_alphanumeric());
        match Some(at).filter(|_| begins).and_then(|at| shaped(cell, at).or_else(|| named(cell, at))) {
            Some((kind, end)) => {
                on(kind, at..end);
                at = end;
            }
            None => at += 1,
        }
    }
}

/// Whether something of a known form begins here.
fn shaped(cell: &str, at: usize) -> Option<(Kind, usize)> {
    let bytes = &cell.as_bytes()[at..];
    let fits = |shape: &&&str| {
        bytes.len() >= shape.len()
            && !bytes.get(shape.len()).is_some_and(u8::is_ascii_alphanumeric)
            && shape.bytes().zip(bytes).all(|(wanted, &byte)| match wanted {
                b'9' => byte.is_ascii_digit(),
                b'A' => byte.is_ascii_alphabetic(),
                b'#' => byte.is_ascii_alphanumeric(),
                _ => byte == wanted,
            })
    };
    let lens = SHAPES.iter().filter(fits).map(|shape| shape.len());
    let line =
        bytes.iter().take(PASSPORT + 1).take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'<').count();
    lens.chain(Some(PASSPORT).filter(|len| line == *len)).find_map(|len| {
        let token = Token::new(cell.get(at..at + len)?)?;
        let rule = rule::all().find(|rule| {
            rule.sure == Sure::Alone
                && rule.len.contains(&token.len())
                && rule.kind != Kind::Iban
                && (rule.test)(&token)
        })?;
        Some((rule.kind, at + len))
    })
}

/// Whether a number begins here that the words before it name: "BSN 123456782".
fn named(cell: &str, at: usize) -> Option<(Kind, usize)> {
    let rest = &cell[at..];
    let len =
        rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'/')).count();
    let word = rest[..len].trim_end_matches(['-', '.', '/']);
    if at == 0 || !(8..=24).contains(&word.len()) || word.bytes().filter(u8::is_ascii_digit).count() < 7 {
        return None;
    }
    let mut from = at.saturating_sub(BEFORE);
    while !cell.is_char_boundary(from) {
        from += 1;
    }
    // Most numbers stand alone, and nothing names them.
    if !cell.as_bytes()[from..at].iter().any(u8::is_ascii_alphabetic) {
        return None;
    }
    let token = Token::new(word)?;
    let passes = |rule: &&rule::Rule| {
        rule.sure != Sure::Alone && !rule.labels.is_empty() && rule.len.contains(&token.len()) && (rule.test)(&token)
    };
    let mut rules = rule::all().filter(passes).peekable();
    rules.peek()?;
    let words: Vec<&str> =
        cell[from..at].split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let before = Header::new(&words[words.len().saturating_sub(3)..].join(" "));
    let rule = rules.find(|rule| before.is_any(rule.labels))?;
    Some((rule.kind, at + word.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(cell: &str) -> Vec<(Kind, &str)> {
        let mut found = Vec::new();
        each(cell, &mut |kind, at| found.push((kind, &cell[at])));
        found
    }

    #[test]
    fn by_form() {
        assert_eq!(found("her ssn is 123-45-6789."), [(Kind::UsSsn, "123-45-6789")]);
        assert_eq!(
            found("IBAN DE89 3704 0044 0532 0130 00 und RSSMRA85T10A562S"),
            [(Kind::Iban, "DE89 3704 0044 0532 0130 00"), (Kind::ItFiscal, "RSSMRA85T10A562S"),]
        );
        assert_eq!(found("é AB 12 34 56 C é"), [(Kind::UkNino, "AB 12 34 56 C")]);
        assert_eq!(found("131052-308T"), [(Kind::FiHetu, "131052-308T")]);
        assert_eq!(found("2 55 08 14 168 025 38"), [(Kind::FrNir, "2 55 08 14 168 025 38")]);
        for cell in ["078-05-1120", "call 555-123-4567", "2026-11-23 10:15", "123-45-67890", "111222333", "é"] {
            assert!(found(cell).is_empty(), "{cell}: {:?}", found(cell));
        }
    }

    #[test]
    fn by_the_words_before() {
        assert_eq!(found("BSN 123456782, belt nooit"), [(Kind::NlBsn, "123456782")]);
        assert_eq!(found("his NHS number: 9434765919"), [(Kind::UkNhs, "9434765919")]);
        assert!(found("order 123456782").is_empty() && found("BSN 123456789").is_empty());
    }
}
