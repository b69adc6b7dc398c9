//! A segment rule: a tree of all / any / none over what is known of a person. Time is an argument: the same rule
//! with the same as-of day and data gives the same people.

use crate::{Channel, Day, EventKind, PermissionState, PersonId, Purpose};
use serde::{Deserialize, Serialize};
use specta::Type;

/// A rule with the version of its language. Old versions always load.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(deny_unknown_fields)]
pub struct SegmentRule {
    /// Version of the rule language: 2. Rules of version 1 are read as they are.
    pub version: u32,
    /// The tree.
    pub root: Rule,
}

/// One node of the tree.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Rule {
    /// Every one holds. Empty: everyone.
    All {
        /// The parts.
        rules: Vec<Rule>,
    },
    /// At least one holds. Empty: nobody.
    Any {
        /// The parts.
        rules: Vec<Rule>,
    },
    /// None holds. Empty: everyone.
    None {
        /// The parts.
        rules: Vec<Rule>,
    },
    /// A text about the person.
    Text {
        /// Which.
        field: TextField,
        /// How it must be.
        test: TextTest,
    },
    /// A number about the person.
    Number {
        /// Which.
        field: NumberField,
        /// How it must be.
        test: NumberTest,
    },
    /// A day in the person's history.
    Date {
        /// Which.
        field: DateField,
        /// How it must be.
        test: DateTest,
    },
    /// Purchases, counted.
    Bought {
        /// Of what.
        what: ProductFilter,
        /// How often. An order counts once however many matching lines it has; refunds are not purchases.
        times: CountTest,
        /// When.
        when: Window,
    },
    /// What purchases came to.
    Spent {
        /// On what. Whole orders where anything counts, else the lines that match.
        what: ProductFilter,
        /// All together, on average, or at once.
        how: Spending,
        /// How much, in major units of the vault's currency.
        test: NumberTest,
        /// When.
        when: Window,
    },
    /// The first or the last day on which they bought such a thing.
    BoughtDay {
        /// Of what.
        what: ProductFilter,
        /// The first or the last.
        which: FirstOrLast,
        /// How the day must be.
        test: DateTest,
    },
    /// One deed, and another on a later day.
    Sequence {
        /// What came first.
        first: Deed,
        /// When that was.
        when: Window,
        /// What followed, or did not.
        then: Deed,
        /// At most so many days after.
        within: u32,
        /// True when it did not: they did the first, and never the second so soon after.
        not: bool,
    },
    /// Events, counted.
    Did {
        /// Which kind.
        event: EventKind,
        /// What it was about: the campaign, the page. Absent: whatever it was about.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[specta(optional)]
        about: Option<TextTest>,
        /// How often.
        times: CountTest,
        /// When.
        when: Window,
    },
    /// What the person said about a channel.
    Permission {
        /// Which channel.
        channel: Channel,
        /// What they said.
        state: PermissionState,
        /// What their yes was for, where that is asked; only with [`PermissionState::Granted`].
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[specta(optional)]
        purpose: Option<Purpose>,
    },
    /// A share of everyone, drawn by lot: always the same people for the same seed, whatever else is imported.
    Sample {
        /// Over 0, at most 100. About so many of a hundred.
        percent: f64,
        /// Another seed draws others.
        seed: u32,
    },
}

/// A text about a person that has a purpose here. Names and addresses are not among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum TextField {
    /// Country as the files write it.
    Country,
    /// State, province, county.
    Region,
    /// City.
    City,
    /// Postcode.
    Postcode,
    /// One of the shop's own tags.
    Tag,
    /// Where the person's data came from (source of an import).
    Source,
}

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

/// A number about a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum NumberField {
    /// Purchases ever (refunds are not purchases).
    Purchases,
    /// Net value so far: purchases less refunds, in major units of the vault's currency.
    NetValue,
    /// Mean purchase, in major units. Unknown without a purchase.
    AveragePurchase,
    /// Refunds ever.
    Refunds,
    /// Whole days since the last purchase. Unknown without a purchase.
    DaysSinceLastPurchase,
    /// Days since the last purchase, over the person's own usual gap between purchases (the median one). Known from
    /// three purchase days on.
    UsualGaps,
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

/// A day in a person's history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum DateField {
    /// First purchase.
    FirstPurchase,
    /// Last purchase.
    LastPurchase,
    /// Became known to the shop.
    SignedUp,
    /// Birthday: month and day only, so only its coming round, its month, `IsSet` and `NotSet` apply.
    Birthday,
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

/// What was bought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "of", rename_all = "snake_case", deny_unknown_fields)]
pub enum ProductFilter {
    /// Anything.
    Anything,
    /// Something in one of these categories.
    Category {
        /// The categories; case does not matter.
        any_of: Vec<String>,
    },
    /// One of these products, by name or article number.
    Product {
        /// Names or article numbers; case does not matter.
        any_of: Vec<String>,
    },
}

/// How amounts are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Spending {
    /// Added up. Nothing bought is an amount of nothing.
    InAll,
    /// The mean of the orders. Unknown without one.
    OnAverage,
    /// The largest order. Unknown without one.
    AtOnce,
}

/// Which of several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum FirstOrLast {
    /// The first.
    First,
    /// The last.
    Last,
}

/// Something a person did, as a step of a sequence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "deed", rename_all = "snake_case", deny_unknown_fields)]
pub enum Deed {
    /// They bought.
    Bought {
        /// What.
        what: ProductFilter,
    },
    /// They did something else.
    Did {
        /// Which kind.
        event: EventKind,
        /// What it was about. Absent: whatever it was about.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[specta(optional)]
        about: Option<TextTest>,
    },
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

/// Whether the lot of this seed falls on a person, for about `percent` of a hundred. It looks at nothing but who they are
/// (splitmix64 of Steele, Lea and Flood, 2014), so that nobody is drawn or dropped by an import.
#[must_use]
#[allow(clippy::cast_precision_loss, reason = "53 bits, which is what an f64 holds")]
pub fn is_drawn(person: PersonId, percent: f64, seed: u32) -> bool {
    let mut mixed = (u64::from(seed) << 32 | u64::from(person.0)).wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^= mixed >> 31;
    ((mixed >> 11) as f64) < percent / 100.0 * (1_u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lot_is_even_and_keeps_to_its_seed() {
        let drawn = |percent: f64, seed: u32| -> Vec<u32> {
            (0..100_000).filter(|person| is_drawn(PersonId(*person), percent, seed)).collect()
        };
        // Four standard deviations of a fair lot are 380 people.
        let tenth = drawn(10.0, 7);
        assert!((9_620..=10_380).contains(&tenth.len()), "{}", tenth.len());
        assert_eq!(tenth, drawn(10.0, 7));
        let twice = drawn(20.0, 7);
        assert!(tenth.iter().all(|person| twice.binary_search(person).is_ok()), "a larger share holds the smaller one");
        let both = drawn(10.0, 8).into_iter().filter(|person| tenth.binary_search(person).is_ok()).count();
        assert!((880..=1_120).contains(&both), "another seed is another lot: {both}");
        assert_eq!(drawn(100.0, 3).len(), 100_000);
    }
}
