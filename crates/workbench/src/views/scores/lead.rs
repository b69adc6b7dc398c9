//! Which people who have not done it yet are likely to.

use super::super::PersonRef;
use super::explain::OverrideView;
use super::overview::{ScoreMade, ScoreState};
pub use regulars_model::LeadTier;
use regulars_model::{EventKind, Rule};
use serde::{Deserialize, Serialize};
use specta::Type;

/// What to work out, and which page of people.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, Type)]
pub struct LeadRequest {
    /// What is hoped for. Null is a first purchase.
    #[serde(default)]
    pub event: Option<EventKind>,
    /// Days within which it counts, from 1 to 3,650. Null is 90.
    #[serde(default)]
    pub horizon: Option<u32>,
    /// Columns that are used although they are nearly the answer.
    #[serde(default)]
    pub insisted: Vec<String>,
    /// Only people of this tier.
    #[serde(default)]
    pub tier: Option<LeadTier>,
    /// Order of the list.
    #[serde(default)]
    pub sort: LeadSort,
    /// First row, from 0.
    #[serde(default)]
    pub offset: u32,
    /// Rows; at most 500.
    #[serde(default)]
    pub limit: u32,
}

/// Order of a list of leads.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum LeadSort {
    /// Highest score first.
    #[default]
    Score,
    /// By name.
    Name,
}

/// How good a score is on people later than all it learnt from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Type)]
pub enum LeadGrade {
    /// Area under the curve from .80.
    A,
    /// From .70.
    B,
    /// From .60.
    C,
    /// Better than a coin.
    D,
}

/// Which leads are warm.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct LeadView {
    /// What there is. Where nothing could be learnt, `points` is what is left.
    pub state: ScoreState,
    /// Why it is so: a sentence. Empty when it is ready.
    pub words: String,
    /// What it says, in one sentence.
    pub headline: String,
    /// What is hoped for. Null is a first purchase.
    pub event: Option<EventKind>,
    /// The same in words: "a first purchase".
    pub outcome: String,
    /// What else could be hoped for in this shop.
    pub outcomes: Vec<OutcomeView>,
    /// Days within which it counts.
    pub horizon: u32,
    /// People who have not done it yet.
    pub leads: u32,
    /// "Learnt from 8,210 people on four days of the past, 412 of whom did it." Empty where nothing was.
    pub learnt_from: String,
    /// The share who did it within the horizon, 0 to 1. Null where nothing was learnt.
    pub base_rate: Option<f64>,
    /// Null: not surely better than a coin, or nothing was learnt.
    pub grade: Option<LeadGrade>,
    /// What the grade means, or why there is none: a sentence.
    pub grade_words: String,
    /// Which model was taken and why, or that a card of points is used: a sentence.
    pub model: String,
    /// Hot, warm, keep in touch and not yet, in this order.
    pub tiers: Vec<TierView>,
    /// Columns that give the answer away, and those of them that the user insists on.
    pub left_out: Vec<LeftOutView>,
    /// The card of points, where nothing could be learnt.
    pub points: Option<PointsView>,
    /// The page.
    pub people: LeadPage,
    /// When it was worked out, and from what.
    pub made: ScoreMade,
}

/// Something that can be hoped for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct OutcomeView {
    /// Null is a first purchase.
    pub event: Option<EventKind>,
    /// "a first purchase".
    pub words: String,
    /// How many people did it.
    pub people: u32,
}

/// One tier.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct TierView {
    /// Which.
    pub tier: LeadTier,
    /// "Hot".
    pub label: String,
    /// From which score.
    pub from: u32,
    /// What it means: a sentence.
    pub words: String,
    /// People, as the user sorted them where they did.
    pub people: u32,
    /// How many of them can be expected to do it. Null with a card of points.
    pub expected: Option<f64>,
    /// How many the user put here.
    pub by_hand: u32,
}

/// A column that gives the answer away.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct LeftOutView {
    /// What it is called; to be named in `insisted` to use it all the same.
    pub column: String,
    /// Why it is left out: a sentence.
    pub why: String,
    /// The user insisted: it is used.
    pub used: bool,
}

/// A card of points: what everybody begins with, and what is added for whom.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct PointsView {
    /// What everybody begins with, 0 to 100.
    pub start: i32,
    /// What is added.
    pub lines: Vec<PointLineView>,
    /// Whether the user changed it.
    pub changed: bool,
}

/// One line of the card.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct PointLineView {
    /// Of whom.
    pub rule: Rule,
    /// The same in words.
    pub words: String,
    /// From -100 to 100.
    pub points: i32,
}

/// A page of leads.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct LeadPage {
    /// People in the whole list.
    pub total: u32,
    /// First row of this page, from 0.
    pub offset: u32,
    /// The rows.
    pub rows: Vec<LeadRow>,
}

/// One person who has not done it yet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct LeadRow {
    /// Who.
    pub person: PersonRef,
    /// 0 to 100; 50 is somebody of whom everything is as on the mean, and 20 more is twice the odds.
    pub score: f64,
    /// The share of leads with a lower score, 0 to 100.
    pub percentile: f64,
    /// The chance that they do it within the horizon, 0 to 1. Null with a card of points.
    pub chance: Option<f64>,
    /// "about 3 in 10". Empty with a card of points.
    pub chance_words: String,
    /// Where that puts them, or where the user did.
    pub tier: LeadTier,
    /// "Hot".
    pub tier_label: String,
    /// What the user said instead, if they did.
    pub by_hand: Option<OverrideView>,
}
