//! Dates as exports write them, read without guessing: where day and month could be either, the text says so and the
//! column or the user decides. A time with an offset is a moment in the world; one without is what the shop's clock showed.

use crate::DateOrder;
use jiff::civil::Date;
use regulars_model::{Day, MonthDay, moment};

/// What one date says about the order of day and month in its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// The order does not matter: the month is a word, the year comes first, or both numbers are the same.
    Clear,
    /// Only this order gives a date.
    Only(DateOrder),
    /// Both give one.
    Either,
}

/// A date as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Written {
    /// None: only day and month were written.
    year: Option<i16>,
    first: u8,
    second: u8,
    order: Order,
    /// Seconds after midnight, less the zone's offset.
    seconds: i64,
    /// An offset stands beside it.
    in_the_world: bool,
}

impl Written {
    /// What it says about the order.
    pub(crate) fn order(&self) -> Order {
        self.order
    }

    fn month_day(&self, order: DateOrder) -> (u8, u8) {
        let day_first = match self.order {
            Order::Only(only) => only == DateOrder::DayFirst,
            Order::Clear => false,
            Order::Either => order == DateOrder::DayFirst,
        };
        if day_first { (self.second, self.first) } else { (self.first, self.second) }
    }

    /// When, as [`moment`] marks it; None without a year, or when it fits only the other order.
    pub(crate) fn second(&self, order: DateOrder) -> Option<i64> {
        if matches!(self.order, Order::Only(only) if only != order) {
            return None;
        }
        let (month, day) = self.month_day(order);
        let date = Date::new(self.year?, month as i8, day as i8).ok()?;
        let second = Day::from_date(date).first_second() + self.seconds;
        Some(if self.in_the_world { moment::in_the_world(second) } else { second })
    }

    /// Month and day; None when it fits only the other order.
    pub(crate) fn birthday(&self, order: DateOrder) -> Option<MonthDay> {
        if matches!(self.order, Order::Only(only) if only != order) {
            return None;
        }
        let (month, day) = self.month_day(order);
        Some(MonthDay { month, day })
    }

    fn new(year: Option<i16>, first: u8, second: u8, order: Order) -> Option<Self> {
        if year.is_some_and(|year| !(1900..=2200).contains(&year)) {
            return None;
        }
        let real = |month: u8, day: u8| Date::new(year.unwrap_or(2000), month as i8, day as i8).is_ok();
        let order = match order {
            Order::Clear => real(first, second).then_some(Order::Clear)?,
            // A letter's convention, overruled only where it gives no date.
            Order::Only(_) if first == second => real(first, second).then_some(Order::Clear)?,
            Order::Only(DateOrder::DayFirst) if real(second, first) => Order::Only(DateOrder::DayFirst),
            _ => match (real(second, first), real(first, second)) {
                (true, true) if first == second => Order::Clear,
                (true, true) => Order::Either,
                (true, false) => Order::Only(DateOrder::DayFirst),
                (false, true) => Order::Only(DateOrder::MonthFirst),
                (false, false) => return None,
            },
        };
        Some(Self { year, first, second, order, seconds: 0, in_the_world: false })
    }
}

/// Reads a date, with or without a time.
pub(crate) fn parse(text: &str) -> Option<Written> {
    let mut at = Cursor::new(text);
    let mut date = at.date()?;
    date.year?;
    (date.seconds, date.in_the_world) = at.time()?;
    Some(date)
}

/// Reads a date that is only counted: days since 30 December 1899, as spreadsheets do (1954 to 2119), seconds since 1970
/// (2001 to 2049), or milliseconds. Says nothing of whether the number was meant as one.
pub(crate) fn counted(text: &str) -> Option<Written> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !matches!(whole.len(), 5 | 10 | 13) || !digits(whole) || !digits(part) || part.len() > 18 {
        return None;
    }
    let count: i64 = whole.parse().ok()?;
    let in_the_world = whole.len() > 5;
    let second = match whole.len() {
        5 if (20_000..=80_000).contains(&count) => {
            // The fraction is the part of the day that has gone by, to the nearest second.
            let past: f64 = if part.is_empty() { 0.0 } else { format!("0.{part}").parse().ok()? };
            #[allow(clippy::cast_possible_truncation, reason = "less than a day")]
            let past = (past * 86_400.0).round() as i64;
            (count - 25_569) * 86_400 + past
        }
        10 if (1_000_000_000..2_500_000_000).contains(&count) => count,
        13 if (1_000_000_000_000..2_500_000_000_000).contains(&count) => count.div_euclid(1_000),
        _ => return None,
    };
    let date = Day::of_second(second).date();
    let (month, day) = (u8::try_from(date.month()).ok()?, u8::try_from(date.day()).ok()?);
    let seconds = second.rem_euclid(86_400);
    Written::new(Some(date.year()), month, day, Order::Clear).map(|date| Written { seconds, in_the_world, ..date })
}

/// Seconds after midnight of a time that stands by itself: `10:15:00 AM`.
pub(crate) fn time_of_day(text: &str) -> Option<i64> {
    let mut at = Cursor::new(text);
    if at.rest.is_empty() { None } else { at.time().map(|(seconds, _)| seconds) }
}

/// Reads a birthday: a date, or only its month and day.
pub(crate) fn parse_birthday(text: &str) -> Option<Written> {
    let mut at = Cursor::new(text);
    at.rest = at.rest.strip_prefix("--").unwrap_or(at.rest);
    let date = at.date()?;
    at.time()?;
    Some(date)
}

/// Months by how they begin, in the languages shops export in; longer beginnings first.
const MONTHS: &[(&str, u8)] = &[
    ("juil", 7),
    ("juin", 6),
    ("jan", 1),
    ("ene", 1),
    ("gen", 1),
    ("feb", 2),
    ("fev", 2),
    ("fév", 2),
    ("mar", 3),
    ("mär", 3),
    ("mrz", 3),
    ("mrt", 3),
    ("maa", 3),
    ("apr", 4),
    ("avr", 4),
    ("abr", 4),
    ("may", 5),
    ("mai", 5),
    ("mei", 5),
    ("maj", 5),
    ("mag", 5),
    ("jun", 6),
    ("giu", 6),
    ("jul", 7),
    ("lug", 7),
    ("aug", 8),
    ("aoû", 8),
    ("aou", 8),
    ("ago", 8),
    ("sep", 9),
    ("set", 9),
    ("oct", 10),
    ("okt", 10),
    ("out", 10),
    ("ott", 10),
    ("nov", 11),
    ("dec", 12),
    ("déc", 12),
    ("dez", 12),
    ("dic", 12),
];

struct Cursor<'a> {
    rest: &'a str,
}

impl<'a> Cursor<'a> {
    fn new(text: &'a str) -> Self {
        let text = text.trim();
        Self { rest: text.strip_prefix('\'').unwrap_or(text) }
    }

    /// A number of up to eight digits, and how many digits.
    fn number(&mut self) -> Option<(u32, usize)> {
        let count = self.rest.bytes().take_while(u8::is_ascii_digit).count();
        let value = self.rest.get(..count).filter(|_| (1..=8).contains(&count))?.parse().ok()?;
        self.rest = &self.rest[count..];
        Some((value, count))
    }

    fn small(&mut self) -> Option<u8> {
        let (value, digits) = self.number()?;
        (digits <= 2).then(|| u8::try_from(value).ok())?
    }

    fn take(&mut self, wanted: impl Fn(char) -> bool) -> Option<char> {
        let first = self.rest.chars().next().filter(|c| wanted(*c))?;
        self.rest = &self.rest[first.len_utf8()..];
        Some(first)
    }

    fn skip(&mut self, unwanted: impl Fn(char) -> bool) {
        self.rest = self.rest.trim_start_matches(unwanted);
    }

    fn word(&mut self) -> &'a str {
        let end = self.rest.find(|c: char| !c.is_alphabetic()).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word
    }

    fn month(&mut self) -> Option<u8> {
        let word = self.word().to_lowercase();
        MONTHS.iter().find(|(begin, _)| word.starts_with(begin)).map(|(_, month)| *month)
    }

    fn year(&mut self) -> Option<i16> {
        match self.number()? {
            (year, 4) => i16::try_from(year).ok(),
            // Two digits: 69 to 99 are of the last century (POSIX).
            (year @ 69..=99, 2) => i16::try_from(1900 + year).ok(),
            (year, 2) => i16::try_from(2000 + year).ok(),
            _ => None,
        }
    }

    fn date(&mut self) -> Option<Written> {
        let gap = |c: char| matches!(c, ' ' | '-' | '/' | '.' | ',');
        if self.rest.starts_with(char::is_alphabetic) {
            let before = self.rest;
            if self.month().is_none() {
                // "Mon, 23 Nov 2026"
                self.skip(gap);
                return if self.rest.starts_with(|c: char| c.is_ascii_digit()) { self.date() } else { None };
            }
            self.rest = before;
            let month = self.month()?;
            self.skip(gap);
            let day = self.small()?;
            self.ordinal();
            self.skip(gap);
            let year = if self.rest.is_empty() { None } else { Some(self.year()?) };
            return Written::new(year, month, day, Order::Clear);
        }
        let (first, digits) = self.number()?;
        if digits == 8 {
            let day = Written::new(
                i16::try_from(first / 10_000).ok(),
                u8::try_from(first / 100 % 100).ok()?,
                u8::try_from(first % 100).ok()?,
                Order::Clear,
            );
            return day;
        }
        if digits == 4 {
            let mark = self.take(|c| matches!(c, '-' | '/' | '.'))?;
            let month = self.small()?;
            self.take(|c| c == mark)?;
            let day = self.small()?;
            return Written::new(i16::try_from(first).ok(), month, day, Order::Clear);
        }
        let first = u8::try_from(first).ok().filter(|_| digits <= 2)?;
        self.ordinal();
        let mark = self.take(|c| matches!(c, '-' | '/' | '.' | ' '))?;
        self.skip(|c| c == ' ');
        if self.rest.starts_with(char::is_alphabetic) {
            self.of();
            let month = self.month()?;
            self.skip(gap);
            self.of();
            let year = if self.rest.is_empty() { None } else { Some(self.year()?) };
            return Written::new(year, month, first, Order::Clear);
        }
        let second = self.small().filter(|_| mark != ' ')?;
        // Dots stand between day and month in that order wherever they are used.
        let order = if mark == '.' { Order::Only(DateOrder::DayFirst) } else { Order::Either };
        let more = self.take(|c| c == mark).is_some();
        if self.rest.is_empty() {
            // Without a year, 11-23 is the end of 2026-11-23.
            let order = if mark == '-' && !more { Order::Clear } else { order };
            return Written::new(None, first, second, order)
                .or_else(|| Written::new(None, first, second, Order::Either));
        }
        if !more {
            return None;
        }
        Written::new(Some(self.year()?), first, second, order)
    }

    /// "12 de marzo de 2026", "12th of March".
    fn of(&mut self) {
        for word in ["de ", "di ", "of "] {
            if let Some(rest) = self.rest.strip_prefix(word) {
                self.rest = rest.trim_start();
                return;
            }
        }
    }

    /// The letters of 1st, 2nd, 3rd, 4th.
    fn ordinal(&mut self) {
        for letters in ["st", "nd", "rd", "th"] {
            if let Some(rest) = self.rest.strip_prefix(letters) {
                self.rest = rest;
                return;
            }
        }
    }

    /// Seconds after midnight less the zone's offset, and whether there is one; zero when nothing is left.
    fn time(&mut self) -> Option<(i64, bool)> {
        self.skip(|c| matches!(c, ' ' | ','));
        self.take(|c| matches!(c, 'T' | 't'));
        if self.rest.is_empty() {
            return Some((0, false));
        }
        let hour = self.small()?;
        self.take(|c| matches!(c, ':' | '.' | 'h'))?;
        let minute = self.small()?;
        let second = if self.take(|c| matches!(c, ':' | '.')).is_some() { self.small()? } else { 0 };
        if self.take(|c| matches!(c, '.' | ',')).is_some() {
            self.skip(|c| c.is_ascii_digit());
        }
        self.skip(|c| matches!(c, ' ' | '\u{202f}' | '\u{a0}'));
        let hour = self.half_of_day(hour)?;
        if hour > 23 || minute > 59 || second > 60 {
            return None;
        }
        let offset = self.zone()?;
        let seconds = i64::from(hour) * 3_600 + i64::from(minute) * 60 + i64::from(second.min(59));
        Some((seconds - offset.unwrap_or(0), offset.is_some()))
    }

    fn half_of_day(&mut self, hour: u8) -> Option<u8> {
        let lower = self.rest.get(..2).unwrap_or_default().to_ascii_lowercase();
        let add = match lower.as_str() {
            "am" => 0,
            "pm" => 12,
            _ => return Some(hour),
        };
        self.rest = &self.rest[2..];
        self.skip(|c| c == ' ');
        (1..=12).contains(&hour).then_some(hour % 12 + add)
    }

    /// Seconds east of Greenwich, where it is said. Named zones other than UTC are not understood.
    fn zone(&mut self) -> Option<Option<i64>> {
        if self.rest.is_empty() {
            return Some(None);
        }
        for name in ["Z", "z", "UTC", "GMT", "(UTC)"] {
            if let Some(rest) = self.rest.strip_prefix(name) {
                self.rest = rest;
                break;
            }
        }
        if self.rest.is_empty() {
            return Some(Some(0));
        }
        let sign = if self.take(|c| matches!(c, '+' | '-' | '\u{2212}'))? == '+' { 1 } else { -1 };
        let (hours, minutes) = match self.number()? {
            (both, 4) => (both / 100, both % 100),
            (hours, 1 | 2) if self.rest.is_empty() => (hours, 0),
            (hours, 2) => {
                self.take(|c| c == ':')?;
                (hours, u32::from(self.small()?))
            }
            _ => return None,
        };
        // "+01:00[Europe/Paris]": the offset has said it.
        let done = self.rest.is_empty() || self.rest.starts_with('[');
        (done && hours <= 14 && minutes < 60).then(|| Some(sign * i64::from(hours * 3_600 + minutes * 60)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn iso(text: &str, order: DateOrder) -> Option<String> {
        let second = parse(text)?.second(order)?;
        let text = jiff::Timestamp::from_second(moment::told(second)).unwrap().to_string();
        // A Z where the file says what moment in the world is meant.
        Some(if moment::is_in_the_world(second) { text } else { text.trim_end_matches('Z').to_owned() })
    }

    #[test]
    fn dates_of_many_exports() {
        for (text, wanted) in [
            ("2010-12-01 08:26:00", "2010-12-01T08:26:00"),
            ("2026-11-23", "2026-11-23T00:00:00"),
            ("2026-11-23T10:00:00Z", "2026-11-23T10:00:00Z"),
            ("2026-11-23T10:00:00.123456+01:00", "2026-11-23T09:00:00Z"),
            ("2026-11-23 10:00:00 -0500", "2026-11-23T15:00:00Z"),
            ("2026-11-23 10:00:00 UTC", "2026-11-23T10:00:00Z"),
            ("2026/11/23", "2026-11-23T00:00:00"),
            ("20261123", "2026-11-23T00:00:00"),
            ("12/1/10 8:26", "2010-01-12T08:26:00"),
            ("23/11/2026", "2026-11-23T00:00:00"),
            ("23.11.2026 17:05", "2026-11-23T17:05:00"),
            ("3.4.26", "2026-04-03T00:00:00"),
            ("10-Dez-25", "2025-12-10T00:00:00"),
            ("3 août 2026", "2026-08-03T00:00:00"),
            ("14 juillet 2026", "2026-07-14T00:00:00"),
            ("5 maart 2026", "2026-03-05T00:00:00"),
            ("12 de marzo de 2026", "2026-03-12T00:00:00"),
            ("1 gennaio 2026", "2026-01-01T00:00:00"),
            ("2026-11-23 10:00:00 +0100", "2026-11-23T09:00:00Z"),
            ("23 Nov 2026", "2026-11-23T00:00:00"),
            ("Mon, 23 Nov 2026 10:00:00 GMT", "2026-11-23T10:00:00Z"),
            ("November 23rd, 2026", "2026-11-23T00:00:00"),
            ("Nov 23, 2026, 5:04 PM", "2026-11-23T17:04:00"),
            ("11/11/2026 12:30 AM", "2026-11-11T00:30:00"),
            ("'2026-11-23", "2026-11-23T00:00:00"),
            ("31-12-99", "1999-12-31T00:00:00"),
        ] {
            assert_eq!(iso(text, DateOrder::DayFirst).as_deref(), Some(wanted), "{text}");
        }
        assert_eq!(iso("12/1/10 8:26", DateOrder::MonthFirst).as_deref(), Some("2010-12-01T08:26:00"));
    }

    #[test]
    fn days_and_seconds_that_are_only_counted() {
        let at = |text: &str| counted(text)?.second(DateOrder::MonthFirst);
        assert_eq!(
            at("46000.5").map(|second| jiff::Timestamp::from_second(second).unwrap().to_string()).as_deref(),
            Some("2025-12-09T12:00:00Z")
        );
        assert_eq!(at("1795428000"), Some(moment::in_the_world(1_795_428_000)), "counted from a moment in the world");
        assert_eq!(at("1795428000123"), Some(moment::in_the_world(1_795_428_000)));
        for text in ["19999", "80001", "4600", "460000", "0999999999", "2500000000", "46000,5", "46000.x", "-46000", ""]
        {
            assert_eq!(at(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "2026",
            "2026-13-01",
            "2026-02-30",
            "32/01/2026",
            "13/13/2026",
            "yesterday",
            "12:30",
            "2026-11-23 25:00",
            "2026-11-23 10:00 PST",
            "1/2",
            "1-Mar",
            "0000-00-00",
            "11/23",
            "12.50",
            "1.234,50",
            "=1+1",
            "99999999",
            "2026-11-23x",
            "1/2/3/4",
            "12,5",
            "1234",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_date_tells_its_order_when_it_can() {
        let order = |text| parse(text).map(|date| date.order());
        assert_eq!(order("13/02/2026"), Some(Order::Only(DateOrder::DayFirst)));
        assert_eq!(order("02/13/2026"), Some(Order::Only(DateOrder::MonthFirst)));
        assert_eq!(order("02/03/2026"), Some(Order::Either));
        assert_eq!(order("02/02/2026"), Some(Order::Clear));
        assert_eq!(order("02.03.2026"), Some(Order::Only(DateOrder::DayFirst)));
        assert_eq!(order("2026-02-03"), Some(Order::Clear));
        assert_eq!(iso("13/02/2026", DateOrder::MonthFirst), None, "it fits only the other order");
    }

    #[test]
    fn birthdays_need_no_year() {
        let of = |text: &str, order| parse_birthday(text).and_then(|date| date.birthday(order));
        let wanted = Some(MonthDay { month: 3, day: 14 });
        for text in ["1980-03-14", "03-14", "--03-14", "14.03.", "14.3", "March 14", "14 March", "03/14"] {
            let order = if text == "03/14" { DateOrder::MonthFirst } else { DateOrder::DayFirst };
            assert_eq!(of(text, order), wanted, "{text}");
        }
        assert_eq!(of("02-29", DateOrder::DayFirst), Some(MonthDay { month: 2, day: 29 }));
        assert_eq!(of("02-30", DateOrder::DayFirst), None);
        assert_eq!(parse_birthday("03/04").map(|date| date.order()), Some(Order::Either));
    }

    proptest! {
        #[test]
        fn every_day_is_read_in_every_form(day in Day(-25_000).0..Day(80_000).0) {
            let date = Day(day).date();
            for (form, order) in [
                ("%Y-%m-%d", DateOrder::DayFirst), ("%d/%m/%Y", DateOrder::DayFirst), ("%m/%d/%Y", DateOrder::MonthFirst),
                ("%d.%m.%Y", DateOrder::DayFirst), ("%-d %b %Y", DateOrder::MonthFirst), ("%B %-d, %Y", DateOrder::DayFirst),
            ] {
                let text = date.strftime(form).to_string();
                let second = parse(&text).and_then(|date| date.second(order));
                prop_assert_eq!(second, Some(Day(day).first_second()), "{}", text);
            }
        }

        #[test]
        fn any_text_is_a_date_or_not(text in "\\PC{0,16}|[-+/.:, 0-9A-Za-z']{0,22}") {
            for order in [DateOrder::DayFirst, DateOrder::MonthFirst] {
                let _ = parse(&text).map(|date| date.second(order));
                let _ = parse_birthday(&text).map(|date| date.birthday(order));
            }
        }
    }
}
