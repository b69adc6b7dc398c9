//! Days as people write them: "in the last 3 months", "since summer", "this year", "last month".

use super::Said;
use crate::words;
use jiff::{ToSpan, civil::Date};
use regulars_model::Day;

/// Seasons begin as almanacs have it, in the north.
const SEASONS: [(&str, i8, i8); 6] = [
    ("spring", 3, 20),
    ("summer", 6, 21),
    ("autumn", 9, 22),
    ("fall", 9, 22),
    ("winter", 12, 21),
    ("christmas", 12, 25),
];
const UNITS: &str = "day|days|week|weeks|month|months|quarter|quarters|year|years";

impl Said {
    pub(super) fn spans(&mut self, as_of: Day) {
        for at in (0..self.0.len()).rev() {
            self.rolling(at);
            self.since(at, as_of);
            self.calendar(at, as_of);
        }
        self.turn("birthday next week", "birthday in the next 7 days");
        let next = words::month(u8::try_from(as_of.date().month() % 12 + 1).unwrap_or(1)).to_owned();
        self.turn("birthday in? next month", &format!("birthday in {next}"));
        self.after();
    }

    /// "in the last 3 months", "within the next week".
    fn rolling(&mut self, at: usize) {
        for (from, side) in
            [("in|within|over|during|for? the last|past", "last"), ("in|within the next|coming", "next")]
        {
            let Some((head, _)) = self.like(at, from) else { continue };
            if self.is(at.wrapping_sub(1), "in|within|over|during|for") {
                return;
            }
            let (many, unit) = match self.0.get(at + head).and_then(|word| word.parse::<u32>().ok()) {
                Some(many) => (many, at + head + 1),
                // "In the coming months" is how chances are said.
                None if self.like(at + head - 1, "coming months").is_some() => return,
                None => (1, at + head),
            };
            if self.is(unit, UNITS)
                && let Some(days) = days(many, &self.0[unit])
            {
                let within = words::days(days);
                self.put(at, unit + 1 - at, &format!("in the {side} {within}"));
                return;
            }
        }
    }

    /// "since summer", "since May", "since 1 May", "since 2025".
    fn since(&mut self, at: usize, as_of: Day) {
        let Some((head, _)) = self.like(at, "since last? the? beginning|start? of? the|this?") else { return };
        let whole = self.0.get(at + head).map(|word| word.to_lowercase()).unwrap_or_default();
        let today = as_of.date();
        let year_after = |from: usize| self.0.get(from).and_then(|word| year(word));
        let lastly = self.is(at + 1, "last");
        let (first, taken) = if let Some((_, month, day)) = SEASONS.iter().find(|(name, ..)| *name == whole) {
            (latest(*month, *day, today), 1)
        } else if whole == "year" || whole == "month" {
            (begins(&whole, today, if lastly { 1 } else { 0 }), 1)
        } else if let Some(year) = year(&whole) {
            (Date::new(year, 1, 1).ok(), 1)
        } else if let Some(month) = month(&whole) {
            match year_after(at + head + 1) {
                Some(year) => (Date::new(year, month, 1).ok(), 2),
                None => (latest(month, 1, today), 1),
            }
        } else {
            let day = whole.parse::<i8>().ok();
            let month = self.0.get(at + head + 1).and_then(|word| month(&word.to_lowercase()));
            match (day, month, year_after(at + head + 2)) {
                (Some(day), Some(month), None) => (latest(month, day, today), 2),
                _ => return,
            }
        };
        if let Some(first) = first {
            self.put(at, head + taken, &format!("since {}", said(first)));
        }
    }

    /// "this month", "last year", "in 2025", "in May".
    fn calendar(&mut self, at: usize, as_of: Day) {
        let today = as_of.date();
        let about = |back: usize| (at.saturating_sub(back)..at).any(|at| self.is(at, "birthday|anniversary|the|next"));
        if let Some((taken, _)) = self.like(at, "in|during? this|last week|month|quarter|year") {
            let last = at + taken - 1;
            let (unit, now) = (self.0[last].to_lowercase(), self.is(last - 1, "this"));
            if about(1) || (unit == "month" && about(4)) || self.is(at.wrapping_sub(1), "in|during|since") {
                return;
            }
            let Some(first) = begins(&unit, today, if now { 0 } else { 1 }) else { return };
            let until = if now { None } else { begins(&unit, today, 0).and_then(|next| next.yesterday().ok()) };
            self.span(at, taken, first, until);
        } else if self.is(at, "in|during") {
            let whole = self.0.get(at + 1).map(|word| word.to_lowercase()).unwrap_or_default();
            if let Some(year) = year(&whole) {
                let ends = (Date::new(year, 1, 1), Date::new(year, 12, 31));
                if let (Ok(first), Ok(last)) = ends {
                    self.span(at, 2, first, Some(last));
                }
            } else if let (Some(month), false) = (month(&whole), about(4)) {
                let (first, taken) = match self.0.get(at + 2).and_then(|word| year(word)) {
                    Some(year) => (Date::new(year, month, 1).ok(), 3),
                    None => (latest(month, 1, today), 2),
                };
                // "first bought in May" asks for the month of any year, and is said so.
                if let (Some(first), false) =
                    (first, taken == 2 && self.like(at.wrapping_sub(2), "first|last|signed bought|up").is_some())
                {
                    self.span(at, taken, first, Some(first.last_of_month()));
                }
            }
        }
    }

    fn span(&mut self, at: usize, taken: usize, first: Date, last: Option<Date>) {
        let words = match last {
            Some(last) => format!("between {} and {}", said(first), said(last)),
            None => format!("since {}", said(first)),
        };
        self.put(at, taken, &words);
    }

    /// "first bought since 1 May 2026" is "after 30 April 2026".
    fn after(&mut self) {
        for at in 0..self.0.len() {
            if self.like(at, "first|last|signed bought|up since").is_none() {
                continue;
            }
            let words = self.0.get(at + 3..at + 6).map(|words| words.join(" ")).unwrap_or_default();
            let day = jiff::fmt::strtime::parse("%d %B %Y", &words).and_then(|parsed| parsed.to_date());
            if let Some(before) = day.ok().and_then(|day| day.yesterday().ok()) {
                self.put(at + 2, 4, &format!("after {}", said(before)));
            }
        }
    }
}

fn said(date: Date) -> String {
    words::day(Day::from_date(date))
}

fn days(many: u32, unit: &str) -> Option<u32> {
    let unit = unit.to_lowercase();
    match unit.trim_end_matches('s') {
        "day" => Some(many),
        "week" => many.checked_mul(7),
        // Of 365 days in a year, a twelfth each, to the nearest.
        "month" => many.checked_mul(365).map(|days| (days + 6) / 12),
        "quarter" => many.checked_mul(365).map(|days| (days + 2) / 4),
        "year" => many.checked_mul(365),
        _ => None,
    }
}

fn month(word: &str) -> Option<i8> {
    let at = (1..=12u8).find(|at| {
        let name = words::month(*at);
        name.eq_ignore_ascii_case(word) || name.get(..3).is_some_and(|short| short.eq_ignore_ascii_case(word))
    })?;
    i8::try_from(at).ok()
}

fn year(word: &str) -> Option<i16> {
    word.parse::<i16>().ok().filter(|year| (1990..2100).contains(year))
}

/// The latest such day that is not to come.
fn latest(month: i8, day: i8, today: Date) -> Option<Date> {
    let this = Date::new(today.year(), month, day).ok()?;
    if this <= today { Some(this) } else { Date::new(today.year() - 1, month, day).ok() }
}

/// The first day of this week, month, quarter or year, or of the one before.
fn begins(unit: &str, today: Date, before: i8) -> Option<Date> {
    match unit {
        "week" => {
            let monday = today.checked_sub(i64::from(today.weekday().to_monday_zero_offset()).days()).ok()?;
            monday.checked_sub((7 * i64::from(before)).days()).ok()
        }
        "month" => today.first_of_month().checked_sub(i64::from(before).months()).ok(),
        "quarter" => {
            let first = Date::new(today.year(), (today.month() - 1) / 3 * 3 + 1, 1).ok()?;
            first.checked_sub((3 * i64::from(before)).months()).ok()
        }
        _ => today.first_of_year().checked_sub(i64::from(before).years()).ok(),
    }
}
