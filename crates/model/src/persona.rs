//! A persona: a group of people who buy alike, described only by what is measured in it.

use serde::{Deserialize, Serialize};

/// What a trait measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TraitKind {
    /// A share of people, in the persona against everyone.
    Share,
    /// A typical number (median), in the persona against everyone.
    Typical,
}

/// One measured difference between a persona and everyone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PersonaTrait {
    /// In words: "Buys coffee".
    pub words: String,
    /// Share of people or median.
    pub kind: TraitKind,
    /// In the persona: a share from 0 to 1, or a median in `unit`.
    pub here: f64,
    /// In everyone: the base rate.
    pub everyone: f64,
    /// How many people of the persona the figure rests on.
    pub n: u32,
    /// 95% interval: Wilson's for a share, order statistics for a median.
    pub low: f64,
    /// See `low`.
    pub high: f64,
    /// "days", "orders", a currency code, or empty for shares.
    pub unit: String,
}

/// One group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Persona {
    /// Made from its own data: "Often coffee".
    pub name: String,
    /// Which bundled portrait, 0 to 11. Abstract landscapes; never a face.
    pub portrait: u8,
    /// How many people.
    pub size: u32,
    /// Share of all people in the run, 0 to 1.
    pub share_of_people: f64,
    /// Share of net value in the run, 0 to 1.
    pub share_of_value: f64,
    /// Net value, minor units.
    pub value: i64,
    /// Jaccard similarity of this group with itself on resampled data, mean (Hennig 2007): over 0.75 is stable.
    pub stability: f64,
    /// Measured differences, largest first.
    pub traits: Vec<PersonaTrait>,
    /// Who is in it.
    pub members: Vec<crate::PersonId>,
}

/// What one run found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PersonaSet {
    /// The groups, largest share of value first.
    pub personas: Vec<Persona>,
    /// People the run looked at: those with a purchase who have not opted out of use.
    pub people: u32,
    /// Mean adjusted Rand index over resamples, 0 to 1: how often people land in the same group again.
    pub stability: f64,
    /// Resamples behind `stability`.
    pub resamples: u32,
    /// The day the data were looked at.
    pub as_of: crate::Day,
    /// Seed: the same seed, day and data give the same groups, to the byte.
    pub seed: u32,
}
