//! Who is slipping away, by their own habit, and what would be missed.

use super::super::{MoneyView, PersonRef};
use super::explain::OverrideView;
use super::overview::{ScoreMade, ScoreState};
pub use regulars_model::RiskBand;
use serde::{Deserialize, Serialize};
use specta::Type;

/// What to work out, and which page of people.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, Type)]
pub struct RiskRequest {
    /// Days within which somebody should buy, from 1 to 3,650. Null is the shop's own: 90, or one and a half times its usual gap
    /// where that is longer.
    #[serde(default)]
    pub horizon: Option<u32>,
    /// Only people in this band.
    #[serde(default)]
    pub band: Option<RiskBand>,
    /// Only those who are slipping and of whom much was expected.
    #[serde(default)]
    pub only_at_risk: bool,
    /// Order of the list.
    #[serde(default)]
    pub sort: RiskSort,
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
pub enum RiskSort {
    /// Most to be missed first; where amounts do not tell that, whose chance fell most.
    #[default]
    AtStake,
    /// Least likely to buy first.
    Chance,
    /// Longest quiet first.
    Quiet,
    /// By name.
    Name,
}

/// Who is slipping away.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct RiskView {
    /// What there is.
    pub state: ScoreState,
    /// Why it is so: a sentence. Empty when it is ready.
    pub words: String,
    /// What it says, in one sentence.
    pub headline: String,
    /// Days within which somebody should buy.
    pub horizon: u32,
    /// Where that is from: "90 days, the shop's usual gap being 31 days".
    pub horizon_words: String,
    /// Customers.
    pub customers: u32,
    /// How many of them can be expected to buy within the horizon.
    pub will_buy: f64,
    /// The share of customers that is, 0 to 1: the base rate.
    pub base_rate: f64,
    /// Steady, cooling, slipping and gone, in this order.
    pub bands: Vec<BandView>,
    /// Customers who are slipping and of whom more than of half of all customers was expected; all who are slipping where amounts
    /// do not tell that.
    pub at_risk: u32,
    /// What would be missed of them. Null where amounts do not tell it.
    pub at_stake: Option<MoneyView>,
    /// Why that is so, and what to bring. Empty where it is told.
    pub not_weighed: String,
    /// What to be careful about: a season that misled the last time.
    pub warnings: Vec<String>,
    /// When those who bought once come back, in words.
    pub second_purchase: String,
    /// The page.
    pub people: RiskPage,
    /// When it was worked out, and from what.
    pub made: ScoreMade,
}

/// One band.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct BandView {
    /// Which.
    pub band: RiskBand,
    /// "Slipping away".
    pub label: String,
    /// What it means: a sentence.
    pub words: String,
    /// Customers, as the user sorted them where they did.
    pub people: u32,
    /// The share of customers, 0 to 1.
    pub share: f64,
    /// What is less to be expected of them than on the evening of their last purchase. Null where amounts do not tell it.
    pub at_stake: Option<MoneyView>,
    /// How many the user put here.
    pub by_hand: u32,
}

/// A page of customers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct RiskPage {
    /// People in the whole list.
    pub total: u32,
    /// First row of this page, from 0.
    pub offset: u32,
    /// The rows.
    pub rows: Vec<RiskRow>,
}

/// One customer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct RiskRow {
    /// Who.
    pub person: PersonRef,
    /// By their own habit, or as the user said.
    pub band: RiskBand,
    /// "Slipping away".
    pub band_label: String,
    /// Slipping, and much was expected of them where amounts tell that.
    pub at_risk: bool,
    /// The chance that they do not buy within the horizon, 0 to 1.
    pub no_purchase: f64,
    /// "probably not (8 in 10)".
    pub no_purchase_words: String,
    /// The days their purchases are usually apart. Null under three purchase days.
    pub usual_gap_days: Option<u32>,
    /// Days since the last purchase.
    pub quiet_days: u32,
    /// `Mon 23 Nov 2026`: by then half of people like them have come again.
    pub due_half: String,
    /// `Mon 23 Nov 2026`: by then eight in ten have.
    pub due_most: String,
    /// Whether the second of the two is over.
    pub overdue: bool,
    /// What is less to be expected of them within the horizon than on the evening of their last purchase. Null where amounts do not
    /// tell it.
    pub at_stake: Option<MoneyView>,
    /// What the user said instead, if they did.
    pub by_hand: Option<OverrideView>,
}
