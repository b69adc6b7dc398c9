//! Entries that are one person: an overlay over the rows, which stay as they are. The smallest number stands for all.

use regulars_model::{PersonId, Problem};
use regulars_vault::{Read, same_person, same_person::Decision};
use std::collections::{BTreeMap, BTreeSet};

/// Who is one person with whom, by the decisions that hold.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Groups {
    stands: BTreeMap<PersonId, PersonId>,
    members: BTreeMap<PersonId, BTreeSet<PersonId>>,
}

impl Groups {
    pub(crate) fn load(read: &Read<'_>) -> Result<Self, Problem> {
        Ok(Self::of(&same_person::list(read)?))
    }

    /// The connected parts of all that was decided to be the same.
    pub(crate) fn of(decisions: &[Decision]) -> Self {
        let mut groups = Self::default();
        for decision in decisions.iter().filter(|decision| decision.same) {
            let (one, other) = (groups.stand_in(decision.a), groups.stand_in(decision.b));
            let (stands, joins) = (one.min(other), one.max(other));
            if stands == joins {
                continue;
            }
            let joining = groups.members.remove(&joins).unwrap_or_else(|| [joins].into());
            let all = groups.members.entry(stands).or_insert_with(|| [stands].into());
            groups.stands.insert(stands, stands);
            for entry in joining {
                all.insert(entry);
                groups.stands.insert(entry, stands);
            }
        }
        groups
    }

    /// The entry that stands for this one's person; `None` of somebody who has one entry only.
    pub(crate) fn stands_for(&self, entry: PersonId) -> Option<PersonId> {
        self.stands.get(&entry).copied()
    }

    /// As [`Self::stands_for`]; somebody with one entry stands for themself.
    pub(crate) fn stand_in(&self, entry: PersonId) -> PersonId {
        self.stands_for(entry).unwrap_or(entry)
    }

    /// Every entry of this entry's person, itself among them, by number.
    pub(crate) fn members(&self, entry: PersonId) -> Vec<PersonId> {
        match self.members.get(&self.stand_in(entry)) {
            Some(all) => all.iter().copied().collect(),
            None => vec![entry],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decided(pairs: &[(u32, u32, bool)]) -> Groups {
        let decisions: Vec<Decision> = (1..)
            .zip(pairs)
            .map(|(id, (a, b, same))| Decision {
                id,
                a: PersonId(*a),
                b: PersonId(*b),
                same: *same,
                sure: false,
                probability: 1.0,
                at: 0,
            })
            .collect();
        Groups::of(&decisions)
    }

    #[test]
    fn chains_are_one_person_and_fall_apart_in_the_middle() {
        let chain = [(1, 2, true), (4, 5, true), (2, 4, true), (5, 9, false)];
        let groups = decided(&chain);
        assert_eq!(groups.members(PersonId(5)), [1, 2, 4, 5].map(PersonId));
        assert_eq!(groups.stand_in(PersonId(4)), PersonId(1));
        assert_eq!((groups.stands_for(PersonId(9)), groups.members(PersonId(9))), (None, vec![PersonId(9)]));
        let parted = decided(&chain[..2]);
        assert_eq!(parted.members(PersonId(2)), [1, 2].map(PersonId));
        assert_eq!(parted.members(PersonId(4)), [4, 5].map(PersonId));
    }
}
