//! What customers are worth: what they brought so far, and what they can be expected to bring.

use super::super::{MoneyView, PersonRef};
use super::overview::{ScoreMade, ScoreState};
use serde::{Deserialize, Serialize};
use specta::Type;

/// What to work out, and which page of people.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, Type)]
pub struct ValueRequest {
    /// Days ahead, from 1 to 3,650. Null is 365.
    #[serde(default)]
    pub horizon: Option<u32>,
    /// What is left of a sale, above 0 and at most 1. Null is 1: all of it.
    #[serde(default)]
    pub margin: Option<f64>,
    /// By how much money of a year from now counts less, from 0 to below 1. Null is 0.
    #[serde(default)]
    pub discount: Option<f64>,
    /// Order of the list.
    #[serde(default)]
    pub sort: ValueSort,
    /// First row, from 0.
    #[serde(default)]
    pub offset: u32,
    /// Rows; at most 500.
    #[serde(default)]
    pub limit: u32,
}

/// Order of a list of customers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ValueSort {
    /// Most expected first.
    #[default]
    Expected,
    /// Most brought so far first.
    Past,
    /// Most purchases expected first.
    Purchases,
    /// By name.
    Name,
}

/// An expected amount and where it should lie.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct RangeView {
    /// One time in ten it is less.
    pub low: MoneyView,
    /// On the mean.
    pub expected: MoneyView,
    /// One time in ten it is more.
    pub high: MoneyView,
    /// "€40,100 to €56,700, eight times in ten".
    pub words: String,
}

/// What customers are worth.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct CustomerValueView {
    /// What there is. `pooled` below a hundred customers: no list, no histogram.
    pub state: ScoreState,
    /// Why it is so: a sentence. Empty when it is ready.
    pub words: String,
    /// What it says, in one sentence.
    pub headline: String,
    /// Days ahead.
    pub horizon: u32,
    /// What is left of a sale, above 0 and at most 1.
    pub margin: f64,
    /// By how much money of a year from now counts less, 0 to below 1.
    pub discount: f64,
    /// The three in words: "365 days ahead, all of every sale, nothing discounted".
    pub params: String,
    /// Customers: people who bought and did not opt out of use.
    pub customers: u32,
    /// What they brought so far, less what came back. Known, not estimated.
    pub past: MoneyView,
    /// What to expect of all of them together. Null where there is too little.
    pub expected: Option<RangeView>,
    /// Purchases to expect of all of them together.
    pub purchases: Option<f64>,
    /// Further sentences: what comes back, how much the best tenth holds.
    pub notes: Vec<String>,
    /// How many are expected to bring how much, least first.
    pub histogram: Vec<ValueBar>,
    /// The page.
    pub people: ValuePage,
    /// When it was worked out, and from what.
    pub made: ScoreMade,
}

/// Customers of whom so much is expected.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct ValueBar {
    /// From this much.
    pub from: MoneyView,
    /// Up to, not including, this much. Null for the last.
    pub to: Option<MoneyView>,
    /// "€20 to €50".
    pub label: String,
    /// Customers.
    pub people: u32,
    /// What is expected of them together.
    pub expected: MoneyView,
}

/// A page of customers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct ValuePage {
    /// People in the whole list.
    pub total: u32,
    /// First row of this page, from 0.
    pub offset: u32,
    /// The rows.
    pub rows: Vec<ValueRow>,
}

/// One customer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct ValueRow {
    /// Who.
    pub person: PersonRef,
    /// What they brought so far, less what came back.
    pub past: MoneyView,
    /// What to expect of them within the horizon.
    pub expected: RangeView,
    /// Purchases to expect.
    pub purchases: f64,
    /// Purchase days so far.
    pub bought: u32,
    /// `Mon 23 Nov 2026`.
    pub last_purchase: String,
}
