//! Cells as nearly all are written: `2026-11-23 10:00:00`, `12.50`, `3`, a word. What these do not read, the long way may.

use crate::{Target, number::Style, read::Plan, words};
use csv::ByteRecord;
use regulars_model::{Day, moment};
use unicode_normalization::{IsNormalized, is_nfc_quick};

/// The row must go the long way.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Long;

/// As the long way's limits: minor units beyond any shop, and the longest text.
const MINOR_LIMIT: i64 = 1_000_000_000_000;
const TEXT_LIMIT: usize = 4_096;

/// An amount that is not too large to be meant.
pub(crate) fn within(minor: i64) -> Result<i64, Long> {
    if minor.abs() <= MINOR_LIMIT { Ok(minor) } else { Err(Long) }
}

/// An identifier that is kept as it is written, or nothing.
pub(crate) fn id<'r>(plan: &Plan, record: &'r ByteRecord, target: Target) -> Result<&'r str, Long> {
    let text = plan.cell(record, target);
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'#' | b'_' | b'-' | b'.' | b'/');
    let is_kept = text.bytes().all(is_plain)
        && !text.ends_with(".0")
        && (text.is_empty() || !words::is_nothing(text))
        && crate::damage::shortened(text).is_none();
    if is_kept { Ok(text) } else { Err(Long) }
}

/// A text that is kept as it is written.
pub(crate) fn text<'r>(plan: &Plan, record: &'r ByteRecord, target: Target) -> Result<&'r str, Long> {
    let text = plan.cell(record, target);
    let is_composed = || text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes;
    if !text.starts_with('\'') && text.len() <= TEXT_LIMIT && is_composed() { Ok(text) } else { Err(Long) }
}

/// Pieces: a whole number, or one where nothing is said.
pub(crate) fn pieces(plan: &Plan, record: &ByteRecord) -> Result<i32, Long> {
    let text = plan.cell(record, Target::Quantity);
    if text.is_empty() {
        return Ok(1);
    }
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |digits| (true, digits));
    if !(1..=6).contains(&digits.len()) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Long);
    }
    let count = digits.bytes().fold(0, |sum, byte| sum * 10 + i32::from(byte - b'0'));
    Ok(if negative { -count } else { count })
}

/// An amount with no more decimals than the currency has, in minor units; `None` where the cell is empty.
pub(crate) fn money(plan: &Plan, record: &ByteRecord, target: Target) -> Result<Option<i64>, Long> {
    let Some(at) = plan.column(target) else { return Ok(None) };
    let text = plan.cell(record, target);
    if text.is_empty() {
        return Ok(None);
    }
    minor(text, plan.style_of(at), plan.currency().exponent()).map(Some).ok_or(Long)
}

fn minor(text: &str, style: Style, exponent: u32) -> Option<i64> {
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |digits| (true, digits));
    let mark = if style == Style::Point { b'.' } else { b',' };
    if digits.len() > 15 {
        return None;
    }
    let (mut value, mut any, mut places) = (0i64, false, None);
    for byte in digits.bytes() {
        match byte {
            b'0'..=b'9' => {
                value = value * 10 + i64::from(byte - b'0');
                any = true;
                places = places.map(|places: u32| places + 1);
            }
            _ if byte == mark && places.is_none() => places = Some(0),
            _ => return None,
        }
    }
    let missing = exponent.checked_sub(places.unwrap_or(0)).filter(|_| any)?;
    let value = value.checked_mul(10i64.checked_pow(missing)?)?;
    within(if negative { -value } else { value }).ok()
}

/// `2026-11-23`, alone or with `10:00:00` after a space or a `T`, alone or with a `Z`: when, as [`moment`] marks it.
pub(crate) fn iso(text: &[u8]) -> Option<i64> {
    let number = |from: usize, to: usize| {
        text.get(from..to)?
            .iter()
            .try_fold(0i64, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + i64::from(byte - b'0')))
    };
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    if text[4] != b'-' || text[7] != b'-' || !(1900..=2200).contains(&year) || !(1..=12).contains(&month) {
        return None;
    }
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = [31, if leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    if !(1..=days[month as usize - 1]).contains(&day) {
        return None;
    }
    let seconds = match text.len() {
        10 => 0,
        19 | 20 => {
            let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
            let marks = matches!(text[10], b' ' | b'T') && text[13] == b':' && text[16] == b':';
            if !marks || hour > 23 || minute > 59 || second > 59 || text.get(19).is_some_and(|zone| *zone != b'Z') {
                return None;
            }
            hour * 3_600 + minute * 60 + second
        }
        _ => return None,
    };
    // Days since 1970 of the proleptic Gregorian calendar, years beginning in March (Hinnant, days_from_civil).
    let year = if month <= 2 { year - 1 } else { year };
    let day_of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    let of_era = year % 400;
    let days = (year / 400) * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + day_of_year - 719_468;
    let second = Day(i32::try_from(days).ok()?).first_second() + seconds;
    Some(if text.len() == 20 { moment::in_the_world(second) } else { second })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{DateOrder, date, number};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_moment_is_what_the_long_way_reads(
            text in "(18|19|20|21|22)[0-9]{2}-[01][0-9]-[0-3][0-9]([ T][0-2][0-9]:[0-6][0-9]:[0-6][0-9]Z?)?|[-0-9T:Z ]{8,21}"
        ) {
            if let Some(second) = iso(text.as_bytes()) {
                let long = date::parse(&text).and_then(|date| date.second(DateOrder::MonthFirst));
                prop_assert_eq!(Some(second), long, "{}", text);
            }
        }

        #[test]
        fn an_amount_is_what_the_long_way_reads(text in "-?[0-9]{0,5}[.,]?[0-9]{0,4}|[-0-9.,]{0,9}", exponent in 0u32..4) {
            for style in [Style::Point, Style::Comma] {
                if let Some(minor) = minor(&text, style, exponent) {
                    let long = number::parse(&text, style).and_then(|number| number.to_minor(exponent));
                    prop_assert_eq!(Ok(minor), long, "{}", text);
                }
            }
        }
    }

    #[test]
    fn what_is_plain_is_read() {
        assert_eq!(iso(b"1970-01-02 00:00:01"), Some(86_401));
        assert_eq!(iso(b"2026-11-23T10:00:00Z"), Some(moment::in_the_world(1_795_428_000)));
        assert_eq!(iso(b"2026-02-29"), None);
        assert_eq!(minor("12.5", Style::Point, 2), Some(1_250));
        assert_eq!(minor("-7", Style::Comma, 2), Some(-700));
        assert_eq!(minor("1.234", Style::Point, 2), None, "it would have to be rounded");
        assert_eq!(minor("1,234.50", Style::Point, 2), None);
    }
}
