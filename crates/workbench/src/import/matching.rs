//! Who a row is about: exact match on the shop's number, then email, then phone; never somebody who was erased.

use regulars_model::{Identity, IdentityKind, PersonId};
use std::collections::HashMap;

/// Answers "who is this?" for one import.
pub(crate) struct Matcher {
    known: HashMap<Identity, PersonId>,
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
    pub(crate) fn new(known: HashMap<Identity, PersonId>) -> Self {
        Self { known }
    }

    /// `identities` strongest first, as `PersonFields::identities` gives them. A phone alone can be a family's:
    /// it decides only where the row has nothing stronger.
    pub(crate) fn who(&self, identities: &[Identity]) -> Who {
        let strong = identities.iter().any(|identity| identity.kind != IdentityKind::Phone);
        let mut found = identities
            .iter()
            .filter(|identity| !strong || identity.kind != IdentityKind::Phone)
            .filter_map(|identity| self.known.get(identity).copied());
        match found.next() {
            Some(person) => Who::Known { person, conflict: found.any(|other| other != person) },
            None if identities.is_empty() => Who::Nobody,
            None => Who::New,
        }
    }

    /// From now on these identifiers are this person's, unless they are somebody's already.
    pub(crate) fn learn(&mut self, person: PersonId, identities: &[Identity]) {
        for identity in identities {
            self.known.entry(identity.clone()).or_insert(person);
        }
    }

    /// Whose this identifier is already.
    pub(crate) fn owner(&self, identity: &Identity) -> Option<PersonId> {
        self.known.get(identity).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(kind: IdentityKind, value: &str) -> Identity {
        Identity { kind, value: value.into() }
    }

    #[test]
    fn a_shared_phone_does_not_swallow_a_family() {
        let mut matcher = Matcher::new(HashMap::new());
        let phone = id(IdentityKind::Phone, "+4930123456");
        matcher.learn(PersonId(1), &[id(IdentityKind::Email, "a@example.com"), phone.clone()]);
        assert_eq!(matcher.who(&[id(IdentityKind::Email, "b@example.com"), phone.clone()]), Who::New);
        assert_eq!(matcher.who(&[phone]), Who::Known { person: PersonId(1), conflict: false });
        assert_eq!(matcher.who(&[]), Who::Nobody);
    }

    #[test]
    fn the_shops_number_is_followed_before_the_email() {
        let mut matcher = Matcher::new(HashMap::new());
        matcher.learn(PersonId(1), &[id(IdentityKind::External, "7")]);
        matcher.learn(PersonId(2), &[id(IdentityKind::Email, "b@example.com")]);
        let both = [id(IdentityKind::External, "7"), id(IdentityKind::Email, "b@example.com")];
        assert_eq!(matcher.who(&both), Who::Known { person: PersonId(1), conflict: true });
    }
}
