//! Why one person's scores are what they are, and what the user said instead.

use super::super::PersonRef;
use super::lead::LeadTier;
use super::overview::ScoreMade;
use super::risk::RiskBand;
use regulars_model::ScoreKind;
use serde::{Deserialize, Serialize};
use specta::Type;

/// Every score of a person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct ScoreExplainView {
    /// Who.
    pub person: PersonRef,
    /// Value and risk of a customer, lead of somebody who has not bought yet.
    pub scores: Vec<ExplainedScore>,
    /// Why there is no score: "They opted out of use: nothing is worked out about them." Empty where there is one.
    pub none: String,
    /// What the user said instead of the program, newest first, with what was taken back.
    pub overrides: Vec<OverrideView>,
}

/// One score of a person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct ExplainedScore {
    /// Which.
    pub kind: ScoreKind,
    /// What it says of them: "€182 expected within 365 days".
    pub figure: String,
    /// Its number: minor units of money, tenths of a percent, or tenths of a point. Whole.
    pub number: f64,
    /// Where it begins: "A customer of whom all is as in the middle of the shop: €40".
    pub start: String,
    /// Its number, in the same unit.
    pub start_number: f64,
    /// What raises it, most first.
    pub up: Vec<ScoreReason>,
    /// What lowers it, most first.
    pub down: Vec<ScoreReason>,
    /// What the rest adds, where only the largest are listed: in the same unit.
    pub rest_number: f64,
    /// "€40 + €150 − €8 = €182". The numbers sum to the score, exactly.
    pub sum: String,
    /// What single change would move it most, with the figure it would have then.
    pub would_move: String,
    /// What is not known of them and would make it surer.
    pub missing: Vec<String>,
    /// When it was worked out, and from what.
    pub made: ScoreMade,
    /// What the user said instead, if they did.
    pub by_hand: Option<OverrideView>,
}

/// One reason.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct ScoreReason {
    /// With the person's own value, beside the middle of the shop: "Bought on 12 days (usual: 2)".
    pub words: String,
    /// What it adds: minor units of money, tenths of a percent, or tenths of a point. Whole.
    pub number: f64,
    /// "+€150".
    pub adds: String,
}

/// Where a user puts somebody, whatever the program says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct OverrideRequest {
    /// `p17`.
    pub person: String,
    /// Which score: risk or lead.
    pub kind: ScoreKind,
    /// Where the user puts them.
    pub put: OverridePut,
    /// Why, in the user's words. May be empty.
    #[serde(default)]
    pub note: String,
}

/// A band of the risk or a tier of the lead score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum OverridePut {
    /// A band.
    Band(RiskBand),
    /// A tier.
    Tier(LeadTier),
}

/// What the user said instead of the program.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct OverrideView {
    /// `o3`.
    pub id: String,
    /// Who.
    pub person: PersonRef,
    /// Which score.
    pub kind: ScoreKind,
    /// Where the user put them.
    pub put: OverridePut,
    /// "Steady".
    pub label: String,
    /// Why, in the user's words.
    pub note: String,
    /// `Mon 23 Nov 2026`.
    pub set_on: String,
    /// `Mon 23 Nov 2026`. Empty while it holds.
    pub taken_back_on: String,
}
