//! One cell as text: as the spreadsheet shows it where that says all, and never with less than it holds.

use calamine::{Data, DataRef, ExcelDateTime};
use jiff::{ToSpan, civil};
use std::borrow::Cow;

/// The text of a cell; `None` where it holds an error.
pub(super) fn text<'v>(value: &'v DataRef<'_>) -> Option<Cow<'v, str>> {
    Some(match value {
        DataRef::Empty => Cow::Borrowed(""),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Cow::Borrowed(text),
        DataRef::SharedString(text) => Cow::Borrowed(text),
        DataRef::Bool(yes) => truth(*yes),
        DataRef::Int(number) => Cow::Owned(number.to_string()),
        DataRef::Float(number) => Cow::Owned(number_text(*number)),
        DataRef::DateTime(at) => Cow::Owned(moment(at)),
        DataRef::Error(_) => return None,
    })
}

/// The same for sheets that are held as a whole.
pub(super) fn owned_text(value: &Data) -> Option<Cow<'_, str>> {
    Some(match value {
        Data::Empty => Cow::Borrowed(""),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => Cow::Borrowed(text),
        Data::Bool(yes) => truth(*yes),
        Data::Int(number) => Cow::Owned(number.to_string()),
        Data::Float(number) => Cow::Owned(number_text(*number)),
        Data::DateTime(at) => Cow::Owned(moment(at)),
        Data::Error(_) => return None,
    })
}

fn truth(yes: bool) -> Cow<'static, str> {
    Cow::Borrowed(if yes { "TRUE" } else { "FALSE" })
}

/// Fifteen digits, as spreadsheets keep them: 0.1 + 0.2 is 0.3. Never with an exponent: a telephone number is digits.
pub(super) fn number_text(number: f64) -> String {
    if !number.is_finite() {
        return String::new();
    }
    if number == 0.0 {
        return "0".to_owned();
    }
    let short = number.to_string();
    let digits = short.bytes().filter(u8::is_ascii_digit).skip_while(|digit| *digit == b'0').count();
    if digits <= 15 || !short.contains('.') {
        return short;
    }
    format!("{number:.14e}").parse::<f64>().map_or(short, |rounded| rounded.to_string())
}

/// ISO: a day, a day and a time, or a time.
fn moment(at: &ExcelDateTime) -> String {
    let days = at.as_f64();
    if !(0.0..2_958_466.0).contains(&days) {
        return number_text(days);
    }
    if at.is_duration() || days < 1.0 {
        let seconds = (days * 86_400.0).round() as u64;
        return format!("{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60);
    }
    let (year, month, day, hour, minute, second, milli) = at.to_ymd_hms_milli();
    let small = |number: u8| i8::try_from(number).unwrap_or(0);
    let exact = i16::try_from(year).ok().and_then(|year| {
        civil::DateTime::new(year, small(month), small(day), small(hour), small(minute), small(second), 0).ok()
    });
    // 29 February 1900 was never, but in spreadsheets.
    let Some(exact) = exact else { return format!("{year:04}-{month:02}-{day:02}") };
    let exact = if milli >= 500 { exact.checked_add(1.second()).unwrap_or(exact) } else { exact };
    if exact.time() == civil::Time::midnight() {
        exact.date().to_string()
    } else {
        exact.strftime("%Y-%m-%d %H:%M:%S").to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::ExcelDateTimeType;

    #[test]
    fn numbers_lose_their_dust_and_nothing_else() {
        for (number, wanted) in [
            (0.1 + 0.2, "0.3"),
            (12.5, "12.5"),
            (1.1 * 3.0, "3.3"),
            (-0.0, "0"),
            (31_612_345_678.0, "31612345678"),
            (7_210_448_301_122.0, "7210448301122"),
            (123_456_789_012_345_680.0, "123456789012345680"),
            (1e-7, "0.0000001"),
            (-2.5e10, "-25000000000"),
            (6.66 * 3.0, "19.98"),
            (0.123456789012345, "0.123456789012345"),
            (f64::NAN, ""),
        ] {
            assert_eq!(number_text(number), wanted);
        }
    }

    #[test]
    fn moments_are_iso() {
        let at = |days: f64, old: bool| moment(&ExcelDateTime::new(days, ExcelDateTimeType::DateTime, old));
        assert_eq!(at(46_349.0, false), "2026-11-23");
        assert_eq!(at(46_349.0 - 1_462.0, true), "2026-11-23", "of a Macintosh");
        assert_eq!(at(46_349.5 + 0.4 / 86_400.0, false), "2026-11-23 12:00:00");
        assert_eq!(at(46_350.0 - 0.4 / 86_400.0, false), "2026-11-24");
        assert_eq!(at(0.75, false), "18:00:00");
        assert_eq!(at(-3.0, false), "-3");
        let long = ExcelDateTime::new(1.5, ExcelDateTimeType::TimeDelta, false);
        assert_eq!(moment(&long), "36:00:00");
    }

    #[test]
    fn the_rest_is_as_it_stands() {
        assert_eq!(text(&DataRef::SharedString("00501")).as_deref(), Some("00501"));
        assert_eq!(text(&DataRef::Bool(true)).as_deref(), Some("TRUE"));
        assert_eq!(text(&DataRef::Error(calamine::CellErrorType::NA)), None);
        assert_eq!(owned_text(&Data::String("=1+1".into())).as_deref(), Some("=1+1"));
    }
}
