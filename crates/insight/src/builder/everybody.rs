//! Everybody of a shop, taken in one after the other and laid out at once: a row for each of a million people would take
//! more room than all that is known of them.

use crate::{PersonFacts, shop::People};

/// Everybody of a shop, by number.
#[derive(Debug, Default)]
pub struct Everybody {
    pub(super) people: People,
    pub(super) allowed: Vec<bool>,
    pub(super) quarantined: Vec<bool>,
}

impl Everybody {
    /// Nobody yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next person. `false`, and nothing done, for one whose number is not above all before.
    #[must_use]
    pub fn push(&mut self, facts: &PersonFacts) -> bool {
        let comes_next = self.people.ids.last().is_none_or(|last| *last < facts.id.0);
        if comes_next {
            self.people.push(facts);
            self.allowed.push(facts.use_allowed);
            self.quarantined.push(facts.quarantined);
        }
        comes_next
    }

    /// In whatever order: of two with one id the later holds.
    pub(super) fn of(mut facts: Vec<PersonFacts>) -> Self {
        // Stable sort, then the last of equals: the later facts of one id hold.
        facts.sort_by_key(|person| person.id);
        facts.reverse();
        facts.dedup_by_key(|person| person.id);
        let mut everybody = Self::new();
        facts.iter().rev().for_each(|person| {
            let _ = everybody.push(person);
        });
        everybody
    }
}
