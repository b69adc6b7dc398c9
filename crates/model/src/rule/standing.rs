//! Where somebody stands with the shop: the groups of RFM, the stages of a life as a customer, what is on record of a
//! yes, fields of the shop's own, and another segment.

use super::{DateTest, NumberTest, Rule, TextTest};
use crate::{Basis, FieldType};
use serde::{Deserialize, Serialize};
use specta::Type;

/// A group of customers by how lately they bought and what they are worth to the shop: how often and for how much,
/// together. Every pair of the two scores belongs to exactly one group: [`RfmGroup::of`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum RfmGroup {
    /// Bought very lately, often and much.
    Champions,
    /// Often and much, and not long ago.
    Loyal,
    /// Lately, and already more than once or for a good sum.
    PotentialLoyalist,
    /// Very lately, little so far.
    New,
    /// Lately, little so far.
    Promising,
    /// In the middle of everything.
    NeedsAttention,
    /// Some while ago, and not much.
    AboutToSleep,
    /// Worth a good deal, and long away.
    AtRisk,
    /// The most valuable of those long away.
    CannotLose,
    /// Long away, worth little.
    Hibernating,
    /// Longest away, worth little.
    Lost,
}

impl RfmGroup {
    /// Every group, in the order screens show them.
    pub const ALL: [Self; 11] = [
        Self::Champions,
        Self::Loyal,
        Self::PotentialLoyalist,
        Self::New,
        Self::Promising,
        Self::NeedsAttention,
        Self::AboutToSleep,
        Self::AtRisk,
        Self::CannotLose,
        Self::Hibernating,
        Self::Lost,
    ];

    /// The group of a score for how lately (5: most lately) and one for worth: the mean of how often and how much,
    /// rounded down. Both from 1 to 5.
    #[must_use]
    pub fn of(recency: u8, worth: u8) -> Self {
        match (recency.clamp(1, 5), worth.clamp(1, 5)) {
            (5, 4 | 5) => Self::Champions,
            (3 | 4, 4 | 5) => Self::Loyal,
            (4 | 5, 2 | 3) => Self::PotentialLoyalist,
            (5, _) => Self::New,
            (4, _) => Self::Promising,
            (3, 3) => Self::NeedsAttention,
            (3, _) => Self::AboutToSleep,
            (_, 5) => Self::CannotLose,
            (_, 3 | 4) => Self::AtRisk,
            (2, _) => Self::Hibernating,
            _ => Self::Lost,
        }
    }

    /// As screens call it.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Champions => "Champions",
            Self::Loyal => "Loyal",
            Self::PotentialLoyalist => "Potential loyalist",
            Self::New => "New",
            Self::Promising => "Promising",
            Self::NeedsAttention => "Needs attention",
            Self::AboutToSleep => "About to sleep",
            Self::AtRisk => "At risk",
            Self::CannotLose => "Cannot lose them",
            Self::Hibernating => "Hibernating",
            Self::Lost => "Lost",
        }
    }
}

/// One of the three scores of RFM.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum RfmPart {
    /// How lately they bought: 5 is most lately.
    Recency,
    /// How often: 5 is most often.
    Frequency,
    /// For how much, purchases less refunds: 5 is most.
    Money,
}

impl RfmPart {
    /// Every score, in the order of the name.
    pub const ALL: [Self; 3] = [Self::Recency, Self::Frequency, Self::Money];
}

/// How close a customer is. Somebody who never bought is at none of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum LifeStage {
    /// First bought in the last 30 days.
    New,
    /// Within their rhythm.
    Active,
    /// A little longer away than usual.
    Cooling,
    /// Much longer away than usual.
    AtRisk,
    /// So long away that few come back.
    Lost,
}

impl LifeStage {
    /// Every stage, nearest first.
    pub const ALL: [Self; 5] = [Self::New, Self::Active, Self::Cooling, Self::AtRisk, Self::Lost];

    /// As screens call it.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Active => "active",
            Self::Cooling => "cooling",
            Self::AtRisk => "at risk",
            Self::Lost => "lost",
        }
    }
}

/// What is on record of a yes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "op", rename_all = "snake_case", deny_unknown_fields)]
pub enum ConsentTest {
    /// What it rests on.
    Basis {
        /// One of these.
        any_of: Vec<Basis>,
    },
    /// The day on which it was given, or recorded where the file did not say.
    Given {
        /// How the day must be.
        test: DateTest,
    },
}

/// How a field of the shop's own must be, by what its cells are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum CustomTest {
    /// A text.
    Text {
        /// How it must be.
        test: TextTest,
    },
    /// A number.
    Number {
        /// How it must be.
        test: NumberTest,
    },
    /// A day.
    Date {
        /// How it must be.
        test: DateTest,
    },
    /// Yes or no.
    YesNo {
        /// Which.
        test: YesNo,
    },
    /// Several texts: as for tags.
    List {
        /// How they must be.
        test: TextTest,
    },
}

impl CustomTest {
    /// What the cells of a field are that can be asked so.
    #[must_use]
    pub fn kind(&self) -> FieldType {
        match self {
            Self::Text { .. } => FieldType::Text,
            Self::Number { .. } => FieldType::Number,
            Self::Date { .. } => FieldType::Date,
            Self::YesNo { .. } => FieldType::YesNo,
            Self::List { .. } => FieldType::List,
        }
    }
}

/// What a yes or no must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum YesNo {
    /// Yes.
    Yes,
    /// No.
    No,
    /// Either.
    IsSet,
    /// Not known.
    NotSet,
}

/// A saved segment, looked up.
#[derive(Debug, Clone, PartialEq)]
pub struct Opened {
    /// Its name.
    pub name: String,
    /// What it asks.
    pub rule: Box<Rule>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_pair_of_scores_has_its_group_and_every_group_its_pairs() {
        let table: Vec<Vec<&str>> =
            (1..=5).rev().map(|lately| (1..=5).map(|worth| RfmGroup::of(lately, worth).words()).collect()).collect();
        let [new, promising, sleepy] = ["New", "Promising", "About to sleep"];
        let [potential, champions, loyal] = ["Potential loyalist", "Champions", "Loyal"];
        let [risk, lose] = ["At risk", "Cannot lose them"];
        assert_eq!(
            table,
            [
                [new, potential, potential, champions, champions],
                [promising, potential, potential, loyal, loyal],
                [sleepy, sleepy, "Needs attention", loyal, loyal],
                ["Hibernating", "Hibernating", risk, risk, lose],
                ["Lost", "Lost", risk, risk, lose],
            ]
        );
        let all: BTreeSet<RfmGroup> = (1..=5).flat_map(|a| (1..=5).map(move |b| RfmGroup::of(a, b))).collect();
        assert_eq!(all.len(), RfmGroup::ALL.len());
    }
}
