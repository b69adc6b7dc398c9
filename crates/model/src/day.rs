//! A calendar day, counted from 1 January 1970, as columns keep it and rules compare it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A calendar day in the shop's own calendar: days since 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

/// A text that is not `YYYY-MM-DD`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a day is written YYYY-MM-DD")]
pub struct DayError;

const EPOCH: Date = jiff::civil::date(1970, 1, 1);

impl Day {
    /// The day that holds this second (UTC seconds since 1970).
    #[must_use]
    pub fn of_second(second: i64) -> Self {
        let days = second.div_euclid(86_400);
        Self(i32::try_from(days).unwrap_or(if days < 0 { i32::MIN } else { i32::MAX }))
    }

    /// The first second of the day.
    #[must_use]
    pub fn first_second(self) -> i64 {
        i64::from(self.0) * 86_400
    }

    /// As a calendar date. Days outside the calendar's range are held at its ends.
    #[must_use]
    pub fn date(self) -> Date {
        let end = if self.0 < 0 { Date::MIN } else { Date::MAX };
        // A span of days has limits of its own, well inside those of an `i32`.
        let span = jiff::Span::new().try_days(self.0);
        span.and_then(|span| EPOCH.checked_add(span)).unwrap_or(end)
    }

    /// From a calendar date.
    #[must_use]
    pub fn from_date(date: Date) -> Self {
        Self(EPOCH.until(date).map_or(0, |span| span.get_days()))
    }

    /// This day, moved.
    #[must_use]
    pub fn plus(self, days: i32) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// As people read it: `Mon 23 Nov 2026`.
    #[must_use]
    pub fn words(self) -> String {
        self.date().strftime("%a %-d %b %Y").to_string()
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.date())
    }
}

impl FromStr for Day {
    type Err = DayError;
    fn from_str(text: &str) -> Result<Self, DayError> {
        text.trim().parse::<Date>().map(Self::from_date).map_err(|_| DayError)
    }
}

impl Serialize for Day {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(from)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_go_there_and_back() {
        for text in ["1969-12-31", "1970-01-01", "2000-02-29", "2026-11-23"] {
            assert_eq!(text.parse::<Day>().expect("a day").to_string(), text);
        }
        assert_eq!("2026-11-23".parse::<Day>().expect("a day").words(), "Mon 23 Nov 2026");
        assert_eq!(Day::of_second(-1), Day(-1));
        assert_eq!(Day::of_second(86_400), Day(1));
    }

    #[test]
    fn days_outside_the_calendar_are_held_at_its_ends() {
        assert_eq!(Day(i32::MAX).date(), Date::MAX);
        assert_eq!(Day(i32::MIN).date(), Date::MIN);
        assert!(!Day::of_second(i64::MIN).words().is_empty());
    }
}
