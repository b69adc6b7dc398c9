//! What a rule can ask of a score.

use super::NumberTest;
use crate::{LeadTier, RiskBand, ScoreKind, ScorePlace};
use serde::{Deserialize, Serialize};
use specta::Type;

/// Which score, and how it must be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(tag = "of", rename_all = "snake_case", deny_unknown_fields)]
pub enum ScoreTest {
    /// What they can be expected to bring in the next year.
    Worth {
        /// How much, in major units of the vault's currency.
        test: NumberTest,
    },
    /// How they are doing by their own habit.
    Band {
        /// In one of these.
        any_of: Vec<RiskBand>,
    },
    /// They are slipping away, and on the evening of their last purchase were worth more than half of all customers.
    AtRisk,
    /// How likely they are to buy within the shop's own horizon.
    Buys {
        /// So many times in a hundred.
        test: NumberTest,
    },
    /// Where their lead score puts them.
    Tier {
        /// In one of these.
        any_of: Vec<LeadTier>,
    },
    /// The lead score itself.
    Lead {
        /// From 0 to 100.
        test: NumberTest,
    },
    /// How likely they are to cancel their subscription in the coming months.
    Cancels {
        /// So many times in a hundred.
        test: NumberTest,
    },
}

impl ScoreTest {
    /// The score that is asked for.
    #[must_use]
    pub fn kind(&self) -> ScoreKind {
        match self {
            Self::Worth { .. } => ScoreKind::Value,
            Self::Band { .. } | Self::AtRisk | Self::Buys { .. } => ScoreKind::Risk,
            Self::Tier { .. } | Self::Lead { .. } => ScoreKind::Lead,
            Self::Cancels { .. } => ScoreKind::Subscriber,
        }
    }

    /// How the number must be, where one is asked for.
    #[must_use]
    pub fn number(&self) -> Option<&NumberTest> {
        match self {
            Self::Worth { test } | Self::Buys { test } | Self::Lead { test } | Self::Cancels { test } => Some(test),
            Self::Band { .. } | Self::AtRisk | Self::Tier { .. } => None,
        }
    }

    /// Whether somebody's place is one of those asked for; `None` where a number is asked for.
    #[must_use]
    pub fn takes(&self, place: ScorePlace, at_risk: bool) -> Option<bool> {
        match (self, place) {
            (Self::AtRisk, _) => Some(at_risk),
            (Self::Band { any_of }, ScorePlace::Band(band)) => Some(any_of.contains(&band)),
            (Self::Tier { any_of }, ScorePlace::Tier(tier)) => Some(any_of.contains(&tier)),
            (Self::Band { .. } | Self::Tier { .. }, _) => Some(false),
            _ => None,
        }
    }
}
