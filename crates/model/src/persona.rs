//! A persona: a group of people who buy alike, described only by what is measured in it.

use crate::{Day, PersonId};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

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
    pub members: Vec<PersonId>,
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
    pub as_of: Day,
    /// Seed: the same seed, day and data give the same groups, to the byte.
    pub seed: u32,
}

/// Who is in which persona, by one run. Held once, however often it is handed on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonaMembers(Arc<Found>);

#[derive(Debug, PartialEq, Eq)]
struct Found {
    as_of: Day,
    personas: Vec<(String, Vec<PersonId>)>,
}

impl PersonaMembers {
    /// What a run found, in its order.
    #[must_use]
    pub fn of(set: PersonaSet) -> Self {
        let personas = set.personas.into_iter().map(|persona| (persona.name, persona.members)).collect();
        Self(Arc::new(Found { as_of: set.as_of, personas }))
    }

    /// The day the run looked at the data.
    #[must_use]
    pub fn as_of(&self) -> Day {
        self.0.as_of
    }

    /// Each persona's name, and the entries that were put into it.
    pub fn each(&self) -> impl ExactSizeIterator<Item = (&str, &[PersonId])> {
        self.0.personas.iter().map(|(name, members)| (name.as_str(), members.as_slice()))
    }

    /// The name of the persona that goes by this one; case does not matter.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<&str> {
        self.each().map(|(held, _)| held).find(|held| is_called(held, name))
    }

    /// Which of them a rule asks for, in the order of [`Self::each`].
    #[must_use]
    pub fn asked(&self, any_of: &[String]) -> Vec<bool> {
        self.each().map(|(held, _)| any_of.iter().any(|name| is_called(held, name))).collect()
    }
}

fn is_called(held: &str, name: &str) -> bool {
    held.trim().to_lowercase() == name.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_persona_goes_by_its_name_whatever_its_case() {
        let persona = |name: &str, members: &[u32]| Persona {
            name: name.to_owned(),
            portrait: 0,
            size: 0,
            share_of_people: 0.0,
            share_of_value: 0.0,
            value: 0,
            stability: 0.0,
            traits: Vec::new(),
            members: members.iter().copied().map(PersonId).collect(),
        };
        let personas = vec![persona("Often coffee", &[1, 2]), persona("Came once", &[3])];
        let set = PersonaSet { personas, people: 3, stability: 0.0, resamples: 0, as_of: Day(7), seed: 1 };
        let found = PersonaMembers::of(set.clone());
        assert_eq!((found.as_of(), found.each().len()), (Day(7), 2));
        assert_eq!(found.named(" OFTEN Coffee"), Some("Often coffee"));
        assert_eq!(found.named("Often"), None);
        assert_eq!(found.asked(&["came ONCE".to_owned(), "nobody".to_owned()]), [false, true]);
        assert_eq!(found, PersonaMembers::of(set), "what is the same is equal, wherever it is held");
    }
}
