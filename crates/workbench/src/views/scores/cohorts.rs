//! Customers by the month they came, when they come back, and the eleven groups by how lately, how often and how much.

use super::super::MoneyView;
use regulars_model::RfmGroup;
use serde::{Deserialize, Serialize};
use specta::Type;

/// Customers by the month of their first purchase.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct CohortsView {
    /// The oldest month first. Empty where nobody bought anything.
    pub cohorts: Vec<CohortView>,
    /// Of all cohorts together, by months after the first: the share who bought in it, of those who were there so long. The
    /// first is 1.
    pub usual: Vec<f64>,
    /// When customers come back for the first time. Null where nobody bought anything.
    pub second: Option<SecondPurchaseView>,
    /// What it says, in one sentence, or why there is nothing.
    pub words: String,
    /// `Mon 23 Nov 2026`.
    pub as_of: String,
}

/// Customers whose first purchase was in one month.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct CohortView {
    /// "Nov 2025".
    pub month: String,
    /// `2025-11-01`.
    pub date: String,
    /// Customers.
    pub customers: u32,
    /// That month, the one after, and so on up to now.
    pub cells: Vec<CohortCell>,
    /// What they brought in all, what came back not taken off.
    pub spent: MoneyView,
}

/// One month of a cohort.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct CohortCell {
    /// How many of them bought.
    pub active: u32,
    /// The share of them, 0 to 1.
    pub share: f64,
    /// For how much.
    pub spent: MoneyView,
    /// Whether the month is over.
    pub over: bool,
}

/// When customers come back for the first time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct SecondPurchaseView {
    /// Customers.
    pub customers: u32,
    /// Those who came back.
    pub came_back: u32,
    /// The share that had come back so many days after the first purchase; whoever may still come counts for as long as they
    /// were watched.
    pub curve: Vec<CurvePoint>,
    /// Days by which half of those who come back at all are back. Null where nobody came back.
    pub half: Option<u32>,
    /// Days by which eight in ten of them are.
    pub most: Option<u32>,
    /// In words.
    pub words: String,
    /// The curve, an SVG element. Empty where nobody came back.
    pub plot: String,
}

/// One point of a curve.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, Type)]
pub struct CurvePoint {
    /// Days after the first purchase.
    pub days: u32,
    /// Share of customers, 0 to 1.
    pub share: f64,
}

/// Customers by how lately, how often and how much they bought.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct RfmView {
    /// Customers.
    pub customers: u32,
    /// The eleven groups, best first.
    pub groups: Vec<RfmGroupView>,
    /// How many there are by how lately (rows, 5 first) and by worth (columns, 1 first).
    pub grid: Vec<Vec<u32>>,
    /// How each measure was cut, and where many people share a value.
    pub notes: Vec<String>,
    /// What it says, in one sentence, or why there is nothing.
    pub words: String,
    /// `Mon 23 Nov 2026`.
    pub as_of: String,
}

/// One of the eleven groups.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct RfmGroupView {
    /// Which.
    pub group: RfmGroup,
    /// "Champions".
    pub label: String,
    /// Which scores it is: "5 for how lately, 4 or 5 for worth".
    pub words: String,
    /// Customers.
    pub people: u32,
    /// The share of customers, 0 to 1.
    pub share: f64,
    /// What they brought so far, less what came back.
    pub past: MoneyView,
    /// The share of all that was brought, 0 to 1. Null where nothing was, or no order has an amount.
    pub share_of_past: Option<f64>,
}
