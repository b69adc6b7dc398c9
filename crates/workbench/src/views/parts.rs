//! Small parts that several views share.

use regulars_model::Money;
use serde::{Deserialize, Serialize};
use specta::Type;

/// An amount of money, ready to show and exact to compare.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct MoneyView {
    /// Minor units (cents). Whole; exact up to 2^53.
    pub minor: f64,
    /// ISO 4217 code; `XXX` when nobody has said.
    pub currency: String,
    /// With symbol and cents: `£8,300,065.81`.
    pub text: String,
    /// Without cents: `£8,300,066`.
    pub rounded: String,
}

impl MoneyView {
    /// The same where no order tells it.
    pub(crate) fn not_known(self) -> Self {
        Self { text: "–".to_owned(), rounded: "–".to_owned(), ..self }
    }
}

impl From<Money> for MoneyView {
    #[allow(clippy::cast_precision_loss)]
    fn from(money: Money) -> Self {
        Self {
            minor: money.minor as f64,
            currency: money.currency.to_string(),
            text: money.to_string(),
            rounded: money.rounded(),
        }
    }
}

/// A person, named.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct PersonRef {
    /// `p17`.
    pub id: String,
    /// As shown.
    pub name: String,
}

/// A word and a number beside it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct Counted {
    /// In words: "said no to email".
    pub words: String,
    /// How many people.
    pub count: u32,
}

/// A label and a value, both as shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct Labelled {
    /// "City".
    pub label: String,
    /// "Porto".
    pub value: String,
}
