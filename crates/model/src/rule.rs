//! A segment rule: a tree of all / any / none over what is known of a person. Time is an argument: the same rule
//! with the same as-of day and data gives the same people.

mod score;
mod standing;
mod test;

pub use score::ScoreTest;
pub use standing::{ConsentTest, CustomTest, LifeStage, Opened, RfmGroup, RfmPart, YesNo};
pub use test::{CountTest, DateTest, NumberTest, TextTest, Window};

use crate::{Centre, Channel, EventKind, PermissionState, PersonId, PersonaMembers, Purpose, ScoresFound, SegmentId};
use serde::{Deserialize, Serialize};
use specta::Type;

/// A rule with the version of its language. Old versions always load.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(deny_unknown_fields)]
pub struct SegmentRule {
    /// Version of the rule language: 5. Rules of versions 1 to 4 are read as they are.
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
    /// Where the answer about a channel came from, as the shop wrote it: a file's source, a form, a till.
    SaidAt {
        /// Which channel.
        channel: Channel,
        /// What they answered: yes or no.
        state: PermissionState,
        /// How the place must be.
        test: TextTest,
    },
    /// So far from a postcode, as the crow flies, by the table of postcodes that the shop loaded. Whose postcode the table does
    /// not know is neither within nor farther.
    Near {
        /// The postcode, as it is written.
        postcode: String,
        /// Its country, where the table has several of this postcode.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[specta(optional)]
        country: Option<String>,
        /// How far, in kilometres; over 0, at most 20,000. Exactly so far is within.
        km: f64,
        /// Within, or farther.
        within: bool,
        /// Where that is. Not written: the table knows. Nobody is anywhere before it was looked up.
        #[serde(skip)]
        #[specta(skip)]
        centre: Option<Centre>,
    },
    /// A share of everyone, drawn by lot: always the same people for the same seed, whatever else is imported.
    Sample {
        /// Over 0, at most 100. About so many of a hundred.
        percent: f64,
        /// Another seed draws others.
        seed: u32,
    },
    /// Where they stand by how lately, how often and for how much they bought, among everyone who bought.
    Rfm {
        /// In one of these groups.
        groups: Vec<RfmGroup>,
    },
    /// One of the three scores those groups are made of. People who never bought have none.
    RfmScore {
        /// Which.
        part: RfmPart,
        /// From 1 to 5.
        least: u8,
        /// From `least` to 5.
        most: u8,
    },
    /// How close they are to the shop, measured by their own rhythm, or by the shop's where they have none yet.
    Lifecycle {
        /// At one of these stages.
        stages: Vec<LifeStage>,
    },
    /// What is on record of a yes: nothing, where they said no or nothing.
    Consent {
        /// To which channel.
        channel: Channel,
        /// How it must be.
        test: ConsentTest,
    },
    /// A field of the shop's own.
    Custom {
        /// Its key in the register of fields.
        field: String,
        /// How it must be.
        test: CustomTest,
        /// As screens call it. Not written: the register knows.
        #[serde(skip)]
        #[specta(skip)]
        label: String,
    },
    /// In a saved segment.
    Segment {
        /// Which.
        #[specta(type = String)]
        segment: SegmentId,
        /// What it is called and asks now. Not written: it is looked up whenever the rule is asked. Nobody is in it before.
        #[serde(skip)]
        #[specta(skip)]
        opened: Option<Opened>,
    },
    /// In one of these personas, as the latest run put people together.
    Persona {
        /// Their names, as that run gave them; case does not matter.
        any_of: Vec<String>,
        /// Who is in which. Not written: it is looked up whenever the rule is asked. Nobody is in any before.
        #[serde(skip)]
        #[specta(skip)]
        found: Option<PersonaMembers>,
    },
    /// What a score says of them. Whoever has no such score is neither above nor below, and in no band.
    Score {
        /// Which score, and how it must be.
        asks: ScoreTest,
        /// Everybody's score. Not written: it is worked out for the day the rule is asked of. Nobody has one before, nor on
        /// another day than it was worked out for.
        #[serde(skip)]
        #[specta(skip)]
        found: Option<ScoresFound>,
    },
    /// One of these very people.
    People {
        /// Who; at most [`crate::LARGEST_ROSTER`].
        #[specta(type = Vec<String>)]
        people: Vec<PersonId>,
    },
}

impl Rule {
    /// What a rule is made of: the parts of a group, the rule of a segment that was looked up. `None` for a condition.
    #[must_use]
    pub fn parts(&self) -> Option<&[Self]> {
        match self {
            Self::All { rules } | Self::Any { rules } | Self::None { rules } => Some(rules),
            Self::Segment { opened: Some(opened), .. } => Some(std::slice::from_ref(&*opened.rule)),
            _ => None,
        }
    }

    /// Looks at every node as it was written, a node before its parts.
    pub fn each<'a>(&'a self, look: &mut impl FnMut(&'a Self)) {
        look(self);
        if let Self::All { rules } | Self::Any { rules } | Self::None { rules } = self {
            rules.iter().for_each(|rule| rule.each(look));
        }
    }

    /// Changes every node as it was written, a node before its parts.
    ///
    /// # Errors
    /// The first that `change` gives; what was changed before it stays so.
    pub fn change<E>(&mut self, change: &mut impl FnMut(&mut Self) -> Result<(), E>) -> Result<(), E> {
        change(self)?;
        match self {
            Self::All { rules } | Self::Any { rules } | Self::None { rules } => {
                rules.iter_mut().try_for_each(|rule| rule.change(change))
            }
            _ => Ok(()),
        }
    }
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

/// What was bought, and in which orders.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
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
    /// Something in orders of some kind; at least one of `through` and `amount` says which.
    Orders {
        /// Of what. Not of orders again.
        what: Box<ProductFilter>,
        /// How the sales channel must be. Absent: whichever it was.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[specta(optional)]
        through: Option<TextTest>,
        /// What the whole order must have come to, in major units of the vault's currency. Absent: whatever it was.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[specta(optional)]
        amount: Option<NumberTest>,
    },
}

impl ProductFilter {
    /// What was bought, in whichever orders.
    #[must_use]
    pub fn thing(&self) -> &Self {
        match self {
            Self::Orders { what, .. } => what.thing(),
            thing => thing,
        }
    }
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
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
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
