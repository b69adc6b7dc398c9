//! How right were we? What a score would have said on days of the past, and what came.

use super::super::MoneyView;
use super::overview::{ScoreMade, ScoreState};
use super::risk::RiskBand;
use regulars_model::{EventKind, ScoreKind};
use serde::{Deserialize, Serialize};
use specta::Type;

/// Which proof.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct ProofRequest {
    /// Of which score.
    pub kind: ScoreKind,
    /// Days that a stretch is long, from 1 to 3,650. Null is the shop's own for value and risk, 90 for leads.
    #[serde(default)]
    pub horizon: Option<u32>,
    /// What is hoped for of leads. Null is a first purchase.
    #[serde(default)]
    pub event: Option<EventKind>,
    /// Columns that are used for leads although they are nearly the answer.
    #[serde(default)]
    pub insisted: Vec<String>,
}

impl ProofRequest {
    /// Of a score as the program works it out itself.
    #[must_use]
    pub fn of(kind: ScoreKind) -> Self {
        Self { kind, horizon: None, event: None, insisted: Vec::new() }
    }
}

/// How right a score was on the shop's own past.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct ScoreProofView {
    /// Which score.
    pub kind: ScoreKind,
    /// What there is of the score.
    pub state: ScoreState,
    /// Days that each stretch is long.
    pub horizon: u32,
    /// Days that they are long where nothing else is asked for.
    pub own_horizon: u32,
    /// "Last quarter we said 100 would buy; 93 did." Why there is nothing to show, where there is not.
    pub headline: String,
    /// Further sentences: how well it ranks, how far off chances were, how often amounts were within their range.
    pub words: Vec<String>,
    /// Stretches of the past that are over, the latest first.
    pub stretches: Vec<StretchView>,
    /// Said and come, by group, as an SVG element: points on the line were right. Empty without a stretch.
    pub plot_reliability: String,
    /// How many of those who did it are found by asking so many people, best score first. An SVG element.
    pub plot_gain: String,
    /// What was said of each stretch and what came. An SVG element.
    pub plot_totals: String,
    /// When it was worked out, from what, and whether somebody saw it.
    pub made: ScoreMade,
}

/// One stretch of the past.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct StretchView {
    /// `Mon 23 Nov 2026`: what was said rests on nothing later.
    pub said_on: String,
    /// `Mon 23 Nov 2026`: its last day.
    pub to: String,
    /// "Tue 26 Aug to Mon 23 Nov 2026: we said 100 of 412 would buy; 93 did."
    pub words: String,
    /// People.
    pub people: u32,
    /// How many were to do it.
    pub said: f64,
    /// How many did.
    pub came: u32,
    /// How often of two people, one who did it and one who did not, the first had the higher score; 0.5 is a coin. Null where all
    /// did it, or nobody.
    pub auc: Option<f64>,
    /// The mean square of what was off.
    pub brier: f64,
    /// The same if everybody had been given the share who did it.
    pub brier_base: f64,
    /// How far, on the mean over ten groups, chances were from what came, 0 to 1.
    pub ece: f64,
    /// How much more often the best tenth did it than all.
    pub lift: Option<f64>,
    /// Ten groups of as many people, lowest chances first.
    pub deciles: Vec<DecileView>,
    /// Money said and come. Null for the lead score.
    pub money: Option<MoneyProof>,
    /// Steady, cooling, slipping and gone: how many of each bought. Empty for the lead score.
    pub bands: Vec<BandProof>,
}

/// A tenth of the people, by the chance they were given.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct DecileView {
    /// People.
    pub people: u32,
    /// The mean chance they were given, 0 to 1.
    pub said: f64,
    /// The share who did it, 0 to 1.
    pub came: f64,
    /// How much more often than all. Null where nobody did it.
    pub lift: Option<f64>,
    /// The share of all who did it that are in this tenth and those above, 0 to 1.
    pub gain: f64,
}

/// Money said and come.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct MoneyProof {
    /// What was expected.
    pub said: MoneyView,
    /// One time in ten it should have been less.
    pub low: MoneyView,
    /// One time in ten it should have been more.
    pub high: MoneyView,
    /// What came, less what usually comes back.
    pub came: MoneyView,
    /// Whether that is within the range.
    pub within: bool,
    /// The share of the money that came from the tenth of whom most was expected, 0 to 1.
    pub best_tenth: f64,
}

/// What became of one band.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct BandProof {
    /// Which.
    pub band: RiskBand,
    /// "Slipping away".
    pub label: String,
    /// People who were in it.
    pub people: u32,
    /// Those of them who bought.
    pub bought: u32,
}

/// A model card: what a score is, what it rests on, how right it was and what it is not for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct ModelCardView {
    /// Which score.
    pub kind: ScoreKind,
    /// As Markdown. Figures of all people together, nobody's name.
    pub markdown: String,
    /// What a file of it may be called.
    pub file_name: String,
}
