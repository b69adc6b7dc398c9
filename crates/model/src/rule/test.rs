//! How a text, a number, a day or a count must be, and when.

use crate::Day;
use serde::{Deserialize, Serialize};
use specta::Type;

/// How a text must be. Case and outer spaces do not matter. A person with several values (tags, sources)
/// passes a positive test when one value does, and a negative test when none fails it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "op", rename_all = "snake_case", deny_unknown_fields)]
pub enum TextTest {
    /// Equal.
    Is {
        /// To this.
        value: String,
    },
    /// Not equal; people without the field pass.
    IsNot {
        /// To this.
        value: String,
    },
    /// Holds this text.
    Contains {
        /// This.
        value: String,
    },
    /// Begins with this text.
    StartsWith {
        /// This.
        value: String,
    },
    /// Does not hold this text; people without the field pass.
    NotContains {
        /// This.
        value: String,
    },
    /// Does not begin with this text; people without the field pass.
    NotStartsWith {
        /// This.
        value: String,
    },
    /// Ends with this text.
    EndsWith {
        /// This.
        value: String,
    },
    /// Does not end with this text; people without the field pass.
    NotEndsWith {
        /// This.
        value: String,
    },
    /// Like a pattern as a whole: `*` stands for any letters or none, `?` for one.
    Matches {
        /// The pattern.
        pattern: String,
    },
    /// Not like a pattern; people without the field pass.
    NotMatches {
        /// The pattern.
        pattern: String,
    },
    /// Equal to one of a list.
    In {
        /// The list.
        values: Vec<String>,
    },
    /// Equal to none of a list; people without the field pass.
    NotIn {
        /// The list.
        values: Vec<String>,
    },
    /// Known.
    IsSet,
    /// Not known.
    NotSet,
}

/// How a number must be. People for whom it is unknown pass only `NotSet`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(tag = "op", rename_all = "snake_case", deny_unknown_fields)]
pub enum NumberTest {
    /// At least.
    AtLeast {
        /// This.
        value: f64,
    },
    /// At most.
    AtMost {
        /// This.
        value: f64,
    },
    /// More than.
    MoreThan {
        /// This.
        value: f64,
    },
    /// Less than.
    LessThan {
        /// This.
        value: f64,
    },
    /// Exactly.
    Equals {
        /// This.
        value: f64,
    },
    /// Known, and not exactly.
    NotEquals {
        /// This.
        value: f64,
    },
    /// Within, both ends included.
    Between {
        /// From.
        low: f64,
        /// To.
        high: f64,
    },
    /// Known, and not within.
    NotBetween {
        /// From.
        low: f64,
        /// To.
        high: f64,
    },
    /// Among the highest share of those for whom it is known. People tied with the last one in are in.
    TopPercent {
        /// Over 0, up to 100.
        percent: f64,
    },
    /// Among the lowest share of those for whom it is known. People tied with the last one in are in.
    BottomPercent {
        /// Over 0, up to 100.
        percent: f64,
    },
    /// Among the so many with the highest. People tied with the last one in are in.
    TopCount {
        /// People, at least 1.
        n: u32,
    },
    /// Among the so many with the lowest. People tied with the last one in are in.
    BottomCount {
        /// People, at least 1.
        n: u32,
    },
    /// Known.
    IsSet,
    /// Not known.
    NotSet,
}

/// How a day must be. People for whom it is unknown pass only `NotSet` and `NotInLast`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "op", rename_all = "snake_case", deny_unknown_fields)]
pub enum DateTest {
    /// From `as_of - days` to `as_of`, both included.
    InLast {
        /// Days.
        days: u32,
    },
    /// Not from `as_of - days` to `as_of`: longer ago, or never.
    NotInLast {
        /// Days.
        days: u32,
    },
    /// Before `as_of - days`.
    MoreThanAgo {
        /// Days.
        days: u32,
    },
    /// From `as_of - most` to `as_of - least`, both included.
    AgoBetween {
        /// Days, the fewer.
        least: u32,
        /// Days, the more.
        most: u32,
    },
    /// On this day.
    On {
        /// `YYYY-MM-DD`.
        #[specta(type = String)]
        day: Day,
    },
    /// Within, both ends included.
    Between {
        /// From, `YYYY-MM-DD`.
        #[specta(type = String)]
        from: Day,
        /// To, `YYYY-MM-DD`.
        #[specta(type = String)]
        to: Day,
    },
    /// Before this day.
    Before {
        /// `YYYY-MM-DD`.
        #[specta(type = String)]
        day: Day,
    },
    /// After this day.
    After {
        /// `YYYY-MM-DD`.
        #[specta(type = String)]
        day: Day,
    },
    /// Its anniversary falls from `as_of` to `as_of + days`. 29 February is kept on the 28th in common years.
    AnniversaryInNext {
        /// Days, up to 366.
        days: u32,
    },
    /// Its anniversary fell from `as_of - days` to `as_of`. 29 February is kept on the 28th in common years.
    AnniversaryInLast {
        /// Days, up to 366.
        days: u32,
    },
    /// Its anniversary falls in the month of `as_of`.
    AnniversaryThisMonth,
    /// In this month of whatever year.
    InMonth {
        /// 1 to 12.
        month: u8,
    },
    /// Known.
    IsSet,
    /// Not known.
    NotSet,
}

/// How often.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "op", rename_all = "snake_case", deny_unknown_fields)]
pub enum CountTest {
    /// At least this often.
    AtLeast {
        /// Times.
        n: u32,
    },
    /// At most this often; 0 is "never".
    AtMost {
        /// Times.
        n: u32,
    },
    /// Exactly this often.
    Exactly {
        /// Times.
        n: u32,
    },
}

impl CountTest {
    /// Whether a count passes.
    #[must_use]
    pub fn holds(self, count: u32) -> bool {
        match self {
            Self::AtLeast { n } => count >= n,
            Self::AtMost { n } => count <= n,
            Self::Exactly { n } => count == n,
        }
    }
}

/// When. Nothing after `as_of` ever counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "in", rename_all = "snake_case", deny_unknown_fields)]
pub enum Window {
    /// Up to `as_of`.
    Ever,
    /// From `as_of - days` to `as_of`, both included.
    LastDays {
        /// Days.
        days: u32,
    },
    /// From this day to `as_of`.
    Since {
        /// `YYYY-MM-DD`.
        #[specta(type = String)]
        day: Day,
    },
    /// Within, both ends included.
    Between {
        /// From, `YYYY-MM-DD`.
        #[specta(type = String)]
        from: Day,
        /// To, `YYYY-MM-DD`.
        #[specta(type = String)]
        to: Day,
    },
}

impl NumberTest {
    /// Whether it looks at other people too, or only at whether the number is known: nothing to ask of one order.
    #[must_use]
    pub fn is_among_others(&self) -> bool {
        matches!(
            self,
            Self::TopPercent { .. }
                | Self::BottomPercent { .. }
                | Self::TopCount { .. }
                | Self::BottomCount { .. }
                | Self::IsSet
                | Self::NotSet
        )
    }
}

impl Window {
    /// First and last day, both included, seen from `as_of`.
    #[must_use]
    pub fn days(self, as_of: Day) -> (Day, Day) {
        match self {
            Self::Ever => (Day(i32::MIN), as_of),
            Self::LastDays { days } => (as_of.plus(i32::try_from(days).map_or(i32::MIN, |d| -d)), as_of),
            Self::Since { day } => (day, as_of),
            Self::Between { from, to } => (from, to.min(as_of)),
        }
    }
}
