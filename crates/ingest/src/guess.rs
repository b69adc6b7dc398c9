//! Guesses by the first piece of a text: its encoding where every other byte tells, the sign between cells, the sign
//! around them.

use crate::{rows::Cut, stream::Utf8};
use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};
use std::io::Read;

/// How much of a file the first look takes.
pub(crate) const HEAD: usize = 1 << 18;

/// UTF-16 without its mark: every other byte of Latin text is NUL.
pub(crate) fn wide(head: &[u8]) -> Option<&'static Encoding> {
    let pairs = (head.len() / 2).max(1);
    let nul = |offset: usize| head.iter().skip(offset).step_by(2).filter(|&&byte| byte == 0).count();
    let (even, odd) = (nul(0), nul(1));
    let mostly = |count: usize| count * 10 > pairs * 4;
    let hardly = |count: usize| count * 20 < pairs;
    match (mostly(even), mostly(odd)) {
        (false, true) if hardly(even) => Some(UTF_16LE),
        (true, false) if hardly(odd) => Some(UTF_16BE),
        _ => None,
    }
}

/// More than one byte in twenty is a control character that no text has. A lone NUL is a fault in one row.
pub(crate) fn is_binary(head: &[u8]) -> bool {
    let odd = head.iter().filter(|&&byte| matches!(byte, 0..=8 | 14..=26 | 28..=31 | 127)).count();
    odd > 1 && odd * 20 > head.len()
}

pub(crate) fn cut(head: &[u8], encoding: &'static Encoding, delimiter: Option<u8>) -> Cut {
    let mut text = Vec::new();
    // A letter may be cut at the end of the head: what came before it is enough.
    let mut decoded = Utf8::new(head, encoding, true);
    let mut piece = [0; 4_096];
    while let Ok(count @ 1..) = decoded.read(&mut piece) {
        text.extend_from_slice(&piece[..count]);
    }
    let quote = quote(&text);
    let cut = Cut { encoding, quote, ..Cut::TEXT };
    if let [b's', b'e', b'p', b'=', said, b'\n', ..] = text.as_slice() {
        return Cut { delimiter: delimiter.unwrap_or(*said), has_separator_line: true, ..cut };
    }
    Cut { delimiter: delimiter.unwrap_or_else(|| guess_delimiter(&text, quote, head.len() < HEAD)), ..cut }
}

const USUAL: [u8; 4] = [b',', b';', b'\t', b'|'];
const UNUSUAL: [u8; 3] = [b'^', b'~', b':'];

/// The sign around cells: `'` where every name of the header stands in a pair of it, `"` else. A lone `'` in front is
/// what spreadsheets do to numbers, and one within is a letter.
fn quote(text: &[u8]) -> u8 {
    let header = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let paired = |cell: &[u8]| cell.len() > 1 && cell.starts_with(b"'") && cell.ends_with(b"'");
    let all = USUAL.iter().chain(&UNUSUAL).any(|delimiter| header.split(|byte| byte == delimiter).all(paired));
    if all { b'\'' } else { b'"' }
}

/// The character that cuts the first 200 rows into the most cells most evenly: share of the commonest width
/// times the logarithm of that width. An unusual one must cut the header and nearly every row alike.
fn guess_delimiter(text: &[u8], quote: u8, whole: bool) -> u8 {
    let widths = |delimiter: u8| -> Vec<usize> {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .quote(quote)
            .from_reader(text);
        let mut widths: Vec<usize> =
            reader.byte_records().take(200).map_while(Result::ok).map(|record| record.len()).collect();
        if !whole && widths.len() < 200 && widths.len() > 1 {
            widths.pop();
        }
        widths
    };
    let score = |widths: &[usize]| -> f64 {
        let often = |width: usize| widths.iter().filter(|&&other| other == width).count();
        let modal = widths.iter().copied().max_by_key(|&width| (often(width), width)).unwrap_or(1);
        // The header tells the width best; a file of which most rows are ragged keeps the header's.
        let header = widths.first().copied().unwrap_or(1);
        let value = |width: usize| often(width) as f64 / widths.len().max(1) as f64 * (width as f64).ln();
        value(modal).max(value(header))
    };
    let mut best = (b',', score(&widths(b',')));
    for other in [b';', b'\t', b'|'] {
        let found = score(&widths(other));
        if found > best.1 {
            best = (other, found);
        }
    }
    for other in UNUSUAL {
        let widths = widths(other);
        let header = widths.first().copied().unwrap_or(1);
        let alike = widths.iter().filter(|&&width| width == header).count();
        // Times of day hold colons, too.
        let plain = header >= if other == b':' { 3 } else { 2 } && widths.len() > 1 && alike * 20 >= widths.len() * 19;
        if plain && score(&widths) > best.1 {
            best = (other, score(&widths));
        }
    }
    best.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(bytes: &[u8]) -> Cut {
        cut(bytes, encoding_rs::UTF_8, None)
    }

    #[test]
    fn delimiters_are_told_apart() {
        for (text, wanted) in [
            ("a,b\n\"1;2\",3\n", b','),
            ("a;b;c\n1,5;2,5;x\n1,7;2,9;y\n", b';'),
            ("a\tb\n1\t2\n", b'\t'),
            ("a|b\n1|2\n", b'|'),
            ("email\nana@example.com\nbo@example.com\n", b','),
            ("a^b^c\n1^2^3\n4^5^6\n", b'^'),
            ("a~b\n1~2\n", b'~'),
            ("a:b:c\n1:2:3\n", b':'),
            ("time\n10:00:00\n11:30:00\n", b','),
            ("time,x\n10:00:00,1\n11:30:00,2\n", b','),
            ("'a';'b'\n'1;2';'x'\n", b';'),
            ("name,note\n\"Lim, Ana\",\"a;b;c\"\nBo,x\n", b','),
        ] {
            assert_eq!(of(text.as_bytes()).delimiter, wanted, "{text}");
        }
        let excel = of(b"sep=;\na;b\n");
        assert!(excel.has_separator_line && excel.delimiter == b';');
    }

    #[test]
    fn quotes_are_told_from_apostrophes() {
        for (text, wanted) in [
            ("'id','name'\n'1','O''Neil'\n", b'\''),
            ("'id'\n'1'\n", b'\''),
            ("id,name\n'0042,O'Neil\n", b'"'),
            ("\"id\",\"name\"\n1,x\n", b'"'),
            ("'id,name\n1,2\n", b'"'),
        ] {
            assert_eq!(of(text.as_bytes()).quote, wanted, "{text}");
        }
    }
}
