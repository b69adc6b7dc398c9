//! Card numbers, in a cell of their own or in the middle of a text. A sum that comes out right proves little (one
//! number in ten has it by chance), so brand, length, grouping and the words around count as well.

use super::sums;
use std::ops::Range;

/// Column names that say: card numbers.
pub(super) const LABELS: &[&str] = &[
    "card number",
    "card no",
    "card num",
    "card nr",
    "cc number",
    "cc num",
    "cc no",
    "ccnum",
    "credit card",
    "creditcard",
    "debit card",
    "payment card",
    "pan",
    "primary account number",
    "kartennummer",
    "kreditkarte",
    "kreditkartennummer",
    "numero de carte",
    "carte bancaire",
    "numero de tarjeta",
    "tarjeta de credito",
    "numero carta",
    "carta di credito",
    "kaartnummer",
    "creditcardnummer",
    "kortnummer",
];

/// A number of such a length that begins as some brand's do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fit {
    /// What nearly all cards have: 16 digits, 15 for American Express.
    Usual,
    /// What few have, and many other numbers too.
    Odd,
}

/// How its digits stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// In the groups that are printed on cards.
    Printed,
    /// In one piece.
    Whole,
    /// In groups of four and more that no card has.
    Cut,
    /// In groups as anything may have.
    Loose,
}

/// What the words around speak of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Near {
    Cards,
    Other,
    Nothing,
}

/// How sure it is, the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Grade {
    /// A card number wherever it stands: the words around say so.
    Sure,
    /// Grouped as on a card: one, unless the column is full of such groups with wrong sums.
    Printed,
    /// One, unless the column is full of such numbers with wrong sums.
    Likely,
    /// The same of a length or brand that few have.
    Possible,
    /// Grouped, as long and as begun, but the sum is wrong.
    PrintedChance,
    /// As long and as begun, but the sum is wrong or the words around speak of something else.
    Chance,
}

/// A number that may be a card's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Candidate {
    /// Where it stands, in bytes of the cell.
    pub(super) at: Range<usize>,
    pub(super) last_four: [u8; 4],
    pub(super) grade: Grade,
}

/// The brand's rule for what it begins with and how long it is.
pub(super) fn fit(digits: &[u8]) -> Option<Fit> {
    let len = digits.len();
    if !(12..=19).contains(&len) || sums::all_same(digits) {
        return None;
    }
    let (two, three, four) = (sums::number(&digits[..2]), sums::number(&digits[..3]), sums::number(&digits[..4]));
    let usual = match len {
        15 => matches!(two, 34 | 37),
        16 => {
            digits[0] == b'4'
                || matches!(two, 51..=55 | 62 | 65)
                || (2221..=2720).contains(&four)
                || four == 6011
                || (644..=649).contains(&three)
                || (3528..=3589).contains(&four)
        }
        _ => false,
    };
    if usual {
        return Some(Fit::Usual);
    }
    let odd = match len {
        13 | 19 if digits[0] == b'4' => true,
        14..=19 if matches!(two, 36 | 38 | 39) || (300..=305).contains(&three) || three == 309 => true,
        16..=19 if (3528..=3589).contains(&four) => true,
        12..=19 => matches!(two, 50 | 56..=69),
        _ => false,
    };
    odd.then_some(Fit::Odd)
}

struct Group {
    at: Range<usize>,
    /// Its digits in the buffer.
    digits: Range<usize>,
    /// What stands before it: the same sign between all groups is a sign of one number.
    mark: char,
}

/// Finds numbers that may be card numbers, from left to right, none overlapping.
pub(super) fn each(cell: &str, on: &mut dyn FnMut(Candidate)) {
    let mut groups: Vec<Group> = Vec::new();
    let mut digits: Vec<u8> = Vec::new();
    // Signs since the last digit; more than three end the number.
    let (mut between, mut mark, mut inside) = (0, ' ', false);
    for (at, c) in cell.char_indices() {
        if let Some(digit) = digit(c) {
            if !inside {
                if between > 3 {
                    search(cell, &groups, &digits, on);
                    groups.clear();
                    digits.clear();
                }
                groups.push(Group { at: at..at, digits: digits.len()..digits.len(), mark });
            }
            digits.push(digit);
            if let Some(group) = groups.last_mut() {
                group.at.end = at + c.len_utf8();
                group.digits.end = digits.len();
            }
            (inside, between, mark) = (true, 0, ' ');
        } else if let Some(sign) = sign(c) {
            inside = false;
            between += 1;
            if sign != ' ' {
                mark = sign;
            }
        } else {
            inside = false;
            between = 4;
        }
    }
    search(cell, &groups, &digits, on);
}

/// Digits of the scripts that spreadsheets and phones write.
fn digit(c: char) -> Option<u8> {
    let from = match c {
        '0'..='9' => return Some(c as u8),
        '\u{ff10}'..='\u{ff19}' => 0xff10,
        '\u{660}'..='\u{669}' => 0x660,
        '\u{6f0}'..='\u{6f9}' => 0x6f0,
        _ => return None,
    };
    u8::try_from(c as u32 - from).ok().map(|digit| b'0' + digit)
}

/// What may stand between the groups of one number.
fn sign(c: char) -> Option<char> {
    match c {
        ' ' | '\t' | '\u{a0}' | '\u{2000}'..='\u{200b}' | '\u{202f}' | '\u{3000}' | '\u{feff}' => Some(' '),
        '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{ff0d}' => Some('-'),
        '.' | '_' | '*' | '/' => Some(c),
        _ => None,
    }
}

/// Every number as long as a card's, whatever its sum: for a column that holds cards, some of them mistyped.
pub(super) fn long_numbers(cell: &str, on: &mut dyn FnMut(Candidate)) {
    let (mut from, mut end, mut between) = (0, 0, 0);
    let mut digits: Vec<u8> = Vec::new();
    let mut finish = |digits: &mut Vec<u8>, at: Range<usize>| {
        if let Some(last) = digits.len().checked_sub(4).filter(|_| digits.len() >= 12) {
            let mut last_four = [b'0'; 4];
            last_four.copy_from_slice(&digits[last..]);
            on(Candidate { at, last_four, grade: Grade::Sure });
        }
        digits.clear();
    };
    for (at, c) in cell.char_indices() {
        if let Some(digit) = digit(c) {
            if digits.is_empty() {
                from = at;
            }
            digits.push(digit);
            (end, between) = (at + c.len_utf8(), 0);
        } else {
            between += if sign(c).is_some() { 1 } else { 4 };
            if between > 3 {
                finish(&mut digits, from..end);
            }
        }
    }
    finish(&mut digits, from..end);
}

fn search(cell: &str, groups: &[Group], digits: &[u8], on: &mut dyn FnMut(Candidate)) {
    let mut from = 0;
    while from < groups.len() {
        let best = (from..groups.len())
            .take(19)
            .take_while(|&to| groups[to].digits.end - groups[from].digits.start <= 19)
            .filter_map(|to| Some((judge(cell, &groups[from..=to], digits)?, to)))
            .min_by_key(|(candidate, to)| (candidate.grade, usize::MAX - to));
        match best {
            Some((candidate, to)) => {
                from = if candidate.grade >= Grade::PrintedChance { from + 1 } else { to + 1 };
                on(candidate);
            }
            None => from += 1,
        }
    }
}

fn judge(cell: &str, groups: &[Group], digits: &[u8]) -> Option<Candidate> {
    let (first, last) = (groups.first()?, groups.last()?);
    let digits = &digits[first.digits.start..last.digits.end];
    let fit = fit(digits)?;
    let shape = shape(groups);
    let at = first.at.start..last.at.end;
    let glued = is_glued(cell, &at);
    let near = near(cell, &at, glued);
    if (glued || shape == Shape::Loose) && near != Near::Cards {
        return None;
    }
    let grade = match (sums::luhn(digits), near, shape, fit) {
        (true, Near::Cards, ..) => Grade::Sure,
        (true, Near::Nothing, Shape::Printed, Fit::Usual) => Grade::Printed,
        (true, Near::Nothing, _, Fit::Usual) => Grade::Likely,
        (true, Near::Nothing, _, Fit::Odd) => Grade::Possible,
        (_, _, Shape::Printed, Fit::Usual) => Grade::PrintedChance,
        (_, _, Shape::Whole, _) => Grade::Chance,
        // Only what could count is worth knowing.
        _ => return None,
    };
    let mut last_four = [b'0'; 4];
    last_four.copy_from_slice(&digits[digits.len() - 4..]);
    Some(Candidate { at, last_four, grade })
}

fn shape(groups: &[Group]) -> Shape {
    let sizes = || groups.iter().map(|group| group.digits.len());
    const PRINTED: [&[usize]; 5] = [&[4, 4, 4, 4], &[4, 6, 5], &[4, 6, 4], &[4, 4, 4, 4, 3], &[4, 4, 4, 1]];
    if groups.len() == 1 {
        Shape::Whole
    } else if groups[2..].iter().all(|group| group.mark == groups[1].mark)
        && PRINTED.iter().any(|printed| sizes().eq(printed.iter().copied()))
    {
        Shape::Printed
    } else if sizes().all(|size| size >= 4) {
        Shape::Cut
    } else {
        Shape::Loose
    }
}

const OF_CARDS: &[&str] = &[
    "card",
    "cards",
    "visa",
    "mastercard",
    "amex",
    "maestro",
    "diners",
    "discover",
    "jcb",
    "unionpay",
    "cc",
    "ccn",
    "pan",
    "credit",
    "debit",
    "karte",
    "kreditkarte",
    "kartennummer",
    "carte",
    "cb",
    "tarjeta",
    "carta",
    "kaart",
    "kort",
    "cartao",
    "cvv",
    "cvc",
    "exp",
    "expires",
    "expiry",
    "valid",
];

const OF_OTHERS: &[&str] = &[
    "order",
    "tracking",
    "track",
    "parcel",
    "imei",
    "ean",
    "isbn",
    "gtin",
    "upc",
    "tel",
    "phone",
    "mobile",
    "ref",
    "reference",
    "invoice",
    "sku",
    "serial",
    "iban",
    "ticket",
    "shipment",
    "label",
    "barcode",
    "timestamp",
    "id",
    "dhl",
    "ups",
    "usps",
    "fedex",
    "dpd",
    "gls",
    "hermes",
    "voucher",
    "coupon",
    "loyalty",
    "gift",
];

/// Whether it is part of a longer word, such as an article number or a hexadecimal id.
fn is_glued(cell: &str, at: &Range<usize>) -> bool {
    let joins = |c: &char| c.is_alphanumeric() || matches!(c, '-' | '_');
    cell[..at.start].chars().rev().take_while(joins).any(char::is_alphabetic)
        || cell[..at.start].ends_with(char::is_alphanumeric)
        || cell[at.end..].chars().take_while(joins).any(char::is_alphabetic)
        || cell[at.end..].starts_with(char::is_alphanumeric)
}

/// The nearest telling word within a few before the number, else the first two after it. Of what is `glued` to
/// digits only long words count: `cc` and `cb` are hexadecimal, too.
fn near(cell: &str, at: &Range<usize>, glued: bool) -> Near {
    let least = if glued { 4 } else { 2 };
    let words = |text: &str| -> Vec<String> {
        text.split(|c: char| !c.is_alphabetic()).filter(|word| word.len() >= least).map(str::to_lowercase).collect()
    };
    let of = |word: &String| match word.as_str() {
        word if OF_CARDS.contains(&word) => Some(Near::Cards),
        word if OF_OTHERS.contains(&word) => Some(Near::Other),
        _ => None,
    };
    let before = words(&cell[floor(cell, at.start.saturating_sub(48))..at.start]);
    let after = words(&cell[at.end..floor(cell, at.end + 24)]);
    before
        .iter()
        .rev()
        .take(4)
        .find_map(of)
        .or_else(|| after.iter().take(2).find_map(of).filter(|near| *near == Near::Cards))
        .unwrap_or(Near::Nothing)
}

/// The boundary of a letter at or before `at`.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// `4.11111E+15`: what was a card number before a spreadsheet opened it.
pub(super) fn is_damaged(cell: &str) -> bool {
    let Some((front, power)) = cell.trim().split_once(['E', 'e']) else { return false };
    let digits: Vec<u8> = front.bytes().filter(u8::is_ascii_digit).collect();
    front.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','))
        && (2..=16).contains(&digits.len())
        && matches!(power.trim_start_matches('+'), "13" | "14" | "15" | "18")
        && matches!(digits[0], b'2'..=b'6')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grades(cell: &str) -> Vec<Grade> {
        let mut found = Vec::new();
        each(cell, &mut |candidate| found.push(candidate.grade));
        found
    }

    #[test]
    fn every_brand_by_its_test_numbers() {
        for (number, wanted) in [
            ("4111111111111111", Fit::Usual),
            ("4012888888881881", Fit::Usual),
            ("5555555555554444", Fit::Usual),
            ("5105105105105100", Fit::Usual),
            ("2223003122003222", Fit::Usual),
            ("2720990000000007", Fit::Usual),
            ("378282246310005", Fit::Usual),
            ("371449635398431", Fit::Usual),
            ("6011111111111117", Fit::Usual),
            ("6445644564456445", Fit::Usual),
            ("3530111333300000", Fit::Usual),
            ("6200000000000005", Fit::Usual),
            ("4222222222222", Fit::Odd),
            ("30569309025904", Fit::Odd),
            ("38520000023237", Fit::Odd),
            ("36227206271667", Fit::Odd),
            ("6304000000000000", Fit::Odd),
            ("6205500000000000004", Fit::Odd),
        ] {
            assert_eq!(fit(number.as_bytes()), Some(wanted), "{number}");
            assert!(sums::luhn(number.as_bytes()), "{number}");
            let wanted = if wanted == Fit::Usual { Grade::Likely } else { Grade::Possible };
            assert_eq!(grades(number), [wanted], "{number}");
            assert_eq!(grades(&format!("card {number}")), [Grade::Sure]);
            assert_eq!(grades(&format!("{number} exp 12/27")), [Grade::Sure]);
        }
        for number in ["1111111111111117", "0000000000000000", "4444444444444444", "7992739871300000", "41111111111"] {
            assert_eq!(fit(number.as_bytes()), None, "{number}");
        }
    }

    #[test]
    fn in_texts_and_in_disguise() {
        for cell in [
            "4111 1111 1111 1111",
            "4111-1111-1111-1111",
            "4111\u{a0}1111\u{a0}1111\u{a0}1111",
            "4111 - 1111 - 1111 - 1111",
            "3782 822463 10005",
            "4111.1111.1111.1111",
            "４１１１ １１１１ １１１１ １１１１",
            "on 2026-11-23 4111 1111 1111 1111 12 27",
        ] {
            assert_eq!(grades(cell), [Grade::Printed], "{cell}");
        }
        for cell in ["paid by VISA4111111111111111, call first", "Karte: 41111111 11111111", "VISA-4111-1111-1111-1111"]
        {
            assert_eq!(grades(cell), [Grade::Sure], "{cell}");
        }
        assert_eq!(grades("4111111111111111 and 5555555555554444"), [Grade::Likely, Grade::Likely]);
        assert_eq!(grades("41111111 11111111"), [Grade::Likely]);
    }

    #[test]
    fn what_only_looks_like_one() {
        for cell in
            ["order 4111111111111111", "tracking no. 4111111111111111", "4111111111111112", "IMEI 378282246310005"]
        {
            assert_eq!(grades(cell), [Grade::Chance], "{cell}");
        }
        assert_eq!(grades("4111 1111 1111 1112"), [Grade::PrintedChance]);
        for cell in [
            "SKU4111111111111111X",
            "cc4111111111111111ab",
            "a7b3-4111-1111-1111-1111-9f0e",
            "ref-4111111111111111",
            "41111111111111111111111",
            "+44 20 7946 0958 123",
            "2026-11-23 10:15:30",
            "4 111 111 111 111 111",
            "113-1234567-1234567",
            "35-209900-176148-1",
            "•••• 1111",
            "**** **** **** 1111",
        ] {
            assert!(grades(cell).is_empty(), "{cell}: {:?}", grades(cell));
        }
    }

    #[test]
    fn rounded_by_a_spreadsheet() {
        assert!(is_damaged("4.11111E+15") && is_damaged("5,5555E+15") && is_damaged("3.78282E+14"));
        assert!(!is_damaged("4.1E+05") && !is_damaged("1.23E+15") && !is_damaged("E") && !is_damaged("4111"));
    }
}
