//! One quick look at a cell, so that the millions with nothing in them cost next to nothing.

use crate::short::iso;

/// What a quick look sees.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Glance {
    /// Digits, at least so many.
    pub(super) digits: usize,
    /// It may hold something that must not be written.
    pub(super) secret: bool,
    /// It may hold a card number.
    pub(super) card: bool,
    /// It may hold the number of a person or an account.
    pub(super) number: bool,
}

impl Glance {
    pub(super) fn is_nothing(self) -> bool {
        !(self.secret || self.card || self.number)
    }
}

/// Fewest digits of a card.
const CARD: usize = 12;
/// Fewest digits of a number that is told by its form, and how many signs it has.
const NUMBER: (usize, usize) = (6, 9);
/// Fewest signs in one piece that a key or a hash has.
const PIECE: usize = 20;
/// "cvv 123".
const SHORTEST: usize = 7;

const HIGH: u64 = 0x8080_8080_8080_8080;
const LOW: u64 = !HIGH;

fn each_byte(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

/// Bytes of a word that are from `first` on, and at most `count - 1` above; the high bit of each.
fn among(word: u64, first: u8, count: u8) -> u64 {
    let moved = word ^ HIGH;
    // Per byte, without a borrow from the next: (byte - first) < count, for bytes below 128.
    let above = (word & LOW) + each_byte(0x80 - first);
    let beyond = (word & LOW) + each_byte(0x80 - first - count);
    above & !beyond & moved & HIGH
}

/// Looks.
pub(super) fn look(cell: &[u8]) -> Glance {
    if cell.len() < SHORTEST {
        return Glance::default();
    }
    // The commonest cell of all with many digits, and no detector finds anything in one (held by a test).
    if let Some(digits) = moment_digits(cell) {
        return Glance { digits, ..Glance::default() };
    }
    let (mut digits, mut marks, mut letters, mut wide) = (0, 0, 0, 0);
    let mut take = |word: u64| {
        digits += among(word, b'0', 10).count_ones() as usize;
        // : ; < =
        marks |= among(word, b':', 4);
        letters |= among(word, b'A', 58);
        wide |= word & HIGH;
    };
    let (words, rest) = cell.as_chunks::<8>();
    words.iter().for_each(|word| take(u64::from_ne_bytes(*word)));
    if !rest.is_empty() {
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        take(u64::from_ne_bytes(last));
    }
    if wide != 0 && cell.len() >= CARD * 2 {
        digits += wide_digits(cell);
    }
    let said = letters != 0 && (digits >= 3 || marks != 0) && names_a_secret(cell, marks != 0);
    Glance {
        digits,
        secret: said || (cell.len() >= PIECE && (digits >= CARD || has_piece(cell))),
        card: digits >= CARD,
        number: digits >= NUMBER.0 && cell.len() >= NUMBER.1,
    }
}

/// The digits of a cell that is a date as ISO writes it, or a date and a time, and nothing else.
fn moment_digits(cell: &[u8]) -> Option<usize> {
    let digits = match cell.len() {
        10 => 8,
        19 | 20 => 14,
        _ => return None,
    };
    (cell[4] == b'-' && iso(cell).is_some()).then_some(digits)
}

/// Digits of other scripts, by their first bytes in UTF-8.
fn wide_digits(cell: &[u8]) -> usize {
    cell.windows(3)
        .filter(|bytes| matches!(bytes, [0xef, 0xbc, 0x90..=0x99] | [0xd9, 0xa0..=0xa9, _] | [0xdb, 0xb0..=0xb9, _]))
        .count()
        + cell
            .len()
            .checked_sub(2)
            .map_or(0, |from| usize::from(matches!(cell[from..], [0xd9, 0xa0..=0xa9] | [0xdb, 0xb0..=0xb9])))
}

/// Whether words stand in it that may name a security code, a PIN or a password.
fn names_a_secret(cell: &[u8], marks: bool) -> bool {
    cell.windows(3).any(|three| {
        let low = [three[0] | 0x20, three[1] | 0x20, three[2] | 0x20];
        match &low {
            b"cvv" | b"cvc" | b"cvn" | b"csc" | b"pin" | b"sec" => true,
            b"pas" | b"pwd" | b"con" | b"mot" => marks,
            _ => false,
        }
    })
}

/// Whether it has so many signs without a gap as a key has, or the line above one.
fn has_piece(cell: &[u8]) -> bool {
    let (mut run, mut dashes) = (0_usize, 0_usize);
    for &byte in cell {
        run = if byte > b' ' && byte != b'@' && byte != b'"' { run + 1 } else { 0 };
        dashes = if byte == b'-' { dashes + 1 } else { 0 };
        if run >= PIECE || dashes >= 5 {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sensitive::{bank, card, secret, text};
    use proptest::prelude::*;

    #[test]
    fn ordinary_cells_are_nothing() {
        for cell in [
            "",
            "ana@example.com",
            "Ana Maria Lim",
            "41.00",
            "2026-03-01",
            "+31 612345",
            "ESP-1",
            "Espresso beans, 1 kg",
            "Keizersgracht 123",
            "paid",
            "10:15:30",
            "Grüße aus Köln an alle",
        ] {
            let glance = look(cell.as_bytes());
            assert!(!glance.secret && !glance.card, "{cell}: {glance:?}");
        }
    }

    #[test]
    fn a_moment_is_one_only_when_it_is_whole() {
        assert_eq!(moment_digits(b"2026-11-23 10:00:00"), Some(14));
        for cell in ["4111-11-1111 111111", "2026-13-23", "2026-11-23 10:00:00+", "2026-11-23 4111111"] {
            assert_eq!(moment_digits(cell.as_bytes()), None, "{cell}");
        }
    }

    #[test]
    fn what_must_be_looked_into() {
        for cell in [
            "cvv 123",
            "CVC:1234",
            "password: abc123",
            "4111111111111111",
            "see pin: 1234",
            "-----BEGIN RSA PRIVATE KEY-----",
        ] {
            assert!(!look(cell.as_bytes()).is_nothing(), "{cell}");
        }
        assert!(look("４１１１ １１１１ １１１１ １１１１".as_bytes()).card);
        assert!(look("٤١١١١١١١١١١١١١١١".as_bytes()).card);
    }

    proptest! {
        #[test]
        fn nothing_is_found_in_a_moment(
            text in "(19|20|21|22)[0-9]{2}-[01][0-9]-[0-3][0-9]([ T][0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z?)?"
        ) {
            if moment_digits(text.as_bytes()).is_some() {
                prop_assert_eq!(secret::within(&text), None);
                let mut found = Vec::new();
                card::each(&text, &mut |candidate| found.push(candidate.at));
                card::long_numbers(&text, &mut |candidate| found.push(candidate.at));
                text::each(&text, &mut |_, at| found.push(at));
                prop_assert!(found.is_empty() && bank::ibans(&text).is_empty(), "{}: {:?}", text, found);
            }
        }

        #[test]
        fn digits_are_counted_as_they_are(cell in "[ -~é０-９]{0,40}") {
            let glance = look(cell.as_bytes());
            let plain = cell.bytes().filter(u8::is_ascii_digit).count();
            if cell.len() < SHORTEST {
                prop_assert_eq!(glance, Glance::default());
            } else {
                prop_assert!(glance.digits >= plain);
                if cell.is_ascii() {
                    prop_assert_eq!(glance.digits, plain);
                }
            }
        }
    }
}
