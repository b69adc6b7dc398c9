//! Who a row is about: exact match on the shop's number, then email, then phone; never somebody who was erased.

use regulars_ingest::Ready;
use regulars_model::{Identity, IdentityKind, PersonId};
use std::{
    collections::HashMap,
    hash::{BuildHasher, BuildHasherDefault, Hash, Hasher, RandomState},
};

/// Answers "who is this?" for one import. A shop's identifiers are held as hashes: a million people have three million of
/// them, and written out they would take four times the room.
#[derive(Default)]
pub(crate) struct Matcher {
    known: HashMap<Print, PersonId, BuildHasherDefault<Ready>>,
    /// Drawn anew each time, so that no file can aim at somebody.
    keys: [RandomState; 2],
}

/// 96 bits of an identifier. Two of three million differing ones share all of them once in ten million billion imports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Print {
    front: [u32; 2],
    back: u32,
}

impl Hash for Print {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(u64::from(self.front[0]) << 32 | u64::from(self.front[1]));
    }
}

/// The answer.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Who {
    /// Somebody in the vault. `conflict`: another identifier in the row belongs to somebody else.
    Known { person: PersonId, conflict: bool },
    /// Somebody new.
    New,
    /// The row holds nothing to know them by.
    Nobody,
}

impl Matcher {
    /// An identifier of somebody in the vault.
    pub(crate) fn know(&mut self, kind: IdentityKind, value: &str, person: PersonId) {
        self.known.insert(self.print(kind, value), person);
    }

    fn print(&self, kind: IdentityKind, value: &str) -> Print {
        let [front, back] = [0, 1].map(|at| self.keys[at].hash_one((kind, value)));
        Print { front: [(front >> 32) as u32, front as u32], back: back as u32 }
    }

    /// `identities` strongest first, as `PersonFields::identities` gives them. A phone alone can be a family's:
    /// it decides only where the row has nothing stronger.
    pub(crate) fn who(&self, identities: &[Identity]) -> Who {
        let strong = identities.iter().any(|identity| identity.kind != IdentityKind::Phone);
        let mut found = identities
            .iter()
            .filter(|identity| !strong || identity.kind != IdentityKind::Phone)
            .filter_map(|identity| self.owner(identity));
        match found.next() {
            Some(person) => Who::Known { person, conflict: found.any(|other| other != person) },
            None if identities.is_empty() => Who::Nobody,
            None => Who::New,
        }
    }

    /// From now on these identifiers are this person's, unless they are somebody's already.
    pub(crate) fn learn(&mut self, person: PersonId, identities: &[Identity]) {
        for identity in identities {
            self.known.entry(self.print(identity.kind, &identity.value)).or_insert(person);
        }
    }

    /// Whose this identifier is already.
    pub(crate) fn owner(&self, identity: &Identity) -> Option<PersonId> {
        self.known.get(&self.print(identity.kind, &identity.value)).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn hashes_answer_as_the_identifiers_themselves_would(
            held in prop::collection::vec((0usize..3, "[a-c]{0,2}", 1u32..9), 0..12),
            learnt in prop::collection::vec((0usize..3, "[a-c]{0,2}", 1u32..9), 0..12),
            asked in prop::collection::vec((0usize..3, "[a-c]{0,2}"), 1..12),
        ) {
            let kinds = [IdentityKind::External, IdentityKind::Email, IdentityKind::Phone];
            let (mut matcher, mut whole) = (Matcher::default(), HashMap::new());
            for (kind, value, person) in &held {
                matcher.know(kinds[*kind], value, PersonId(*person));
                whole.insert(id(kinds[*kind], value), PersonId(*person));
            }
            for (kind, value, person) in &learnt {
                matcher.learn(PersonId(*person), &[id(kinds[*kind], value)]);
                whole.entry(id(kinds[*kind], value)).or_insert(PersonId(*person));
            }
            for (kind, value) in &asked {
                let identity = id(kinds[*kind], value);
                prop_assert_eq!(matcher.owner(&identity), whole.get(&identity).copied());
            }
        }
    }

    fn id(kind: IdentityKind, value: &str) -> Identity {
        Identity { kind, value: value.into() }
    }

    #[test]
    fn a_shared_phone_does_not_swallow_a_family() {
        let mut matcher = Matcher::default();
        let phone = id(IdentityKind::Phone, "+4930123456");
        matcher.learn(PersonId(1), &[id(IdentityKind::Email, "a@example.com"), phone.clone()]);
        assert_eq!(matcher.who(&[id(IdentityKind::Email, "b@example.com"), phone.clone()]), Who::New);
        assert_eq!(matcher.who(&[phone]), Who::Known { person: PersonId(1), conflict: false });
        assert_eq!(matcher.who(&[]), Who::Nobody);
    }

    #[test]
    fn the_shops_number_is_followed_before_the_email() {
        let mut matcher = Matcher::default();
        matcher.learn(PersonId(1), &[id(IdentityKind::External, "7")]);
        matcher.learn(PersonId(2), &[id(IdentityKind::Email, "b@example.com")]);
        let both = [id(IdentityKind::External, "7"), id(IdentityKind::Email, "b@example.com")];
        assert_eq!(matcher.who(&both), Who::Known { person: PersonId(1), conflict: true });
    }
}
