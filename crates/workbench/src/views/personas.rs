//! Personas: who are they, and how sure are we?

use super::{MoneyView, PersonRef, SegmentRef};
use serde::{Deserialize, Serialize};
use specta::Type;

/// One line of the home screen's list of groups.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct PersonaBrief {
    /// Its name.
    pub name: String,
    /// The portrait, an SVG document.
    pub portrait: String,
    /// Share of net value, 0 to 1.
    pub share_of_value: f64,
    /// People.
    pub size: u32,
}

/// The personas screen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct PersonasView {
    /// What there is.
    pub state: PersonasState,
    /// The groups, largest share of value first.
    pub personas: Vec<PersonaView>,
    /// People looked at.
    pub people: u32,
    /// "9 of 10 people land in the same group when we look again at half the data", or why there are none.
    pub stability: String,
    /// Mean adjusted Rand index, 0 to 1.
    pub stability_index: f64,
    /// `Mon 23 Nov 2026`.
    pub as_of: String,
    /// Set when data came in after the run: "2 imports since".
    pub stale: String,
    /// The saved segments that ask for personas, by name.
    pub used_by: Vec<PersonaUserView>,
}

/// A saved segment that asks for personas.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct PersonaUserView {
    /// Which.
    pub segment: SegmentRef,
    /// The personas it asks for, by name.
    pub personas: Vec<String>,
    /// Those of them that are not there any more. While there are any, the segment cannot be asked.
    pub gone: Vec<String>,
}

/// What rules can ask of personas: those of the latest run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct PersonasOnOffer {
    /// The personas, largest share of value first. None while nobody looked for any.
    pub personas: Vec<PersonaOnOffer>,
    /// The day the data were looked at, `Mon 23 Nov 2026`.
    pub as_of: String,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct PersonaOnOffer {
    /// Its name.
    pub name: String,
    /// People in it now who have not opted out of use.
    pub size: u32,
    /// Their share of everyone who has not, 0 to 1.
    pub share: f64,
}

/// What there is to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum PersonasState {
    /// Never built.
    NotBuilt,
    /// Too few people with a purchase: `stability` says how many are needed.
    NotEnoughData,
    /// There they are.
    Built,
}

/// One persona.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct PersonaView {
    /// Its name.
    pub name: String,
    /// The portrait, an SVG document: an abstract landscape.
    pub portrait: String,
    /// People.
    pub size: u32,
    /// Share of people, 0 to 1.
    pub share_of_people: f64,
    /// Share of net value, 0 to 1.
    pub share_of_value: f64,
    /// Net value.
    pub value: MoneyView,
    /// "stable", "doubtful" or "unstable" (Hennig's bands), with the figure.
    pub stability: String,
    /// Measured differences, largest first.
    pub traits: Vec<TraitView>,
    /// People in it who may be emailed.
    pub may_email: u32,
    /// A few of its most typical people.
    pub typical: Vec<PersonRef>,
}

/// One measured difference.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct TraitView {
    /// "Bought coffee".
    pub words: String,
    /// "72% (69 to 75%)" or "31 days".
    pub here: String,
    /// "24% of everyone" or "58 days for everyone".
    pub everyone: String,
    /// How many people the figure rests on.
    pub n: u32,
    /// 0 to 1 for a bar, when it is a share.
    pub here_share: Option<f64>,
    /// 0 to 1 for the base-rate mark, when it is a share.
    pub everyone_share: Option<f64>,
}
