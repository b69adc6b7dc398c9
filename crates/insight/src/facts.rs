//! What the shop in memory is told of each person, and how it is shown again.

use regulars_model::{
    Basis, Channel, Day, MonthDay, PermissionState, PersonFields, PersonId, Purposes, Spot, normalize_email,
    normalize_phone,
};
use std::{collections::BTreeMap, sync::Arc};

/// What a yes rests on, and the day it was given, or recorded where the file did not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Given {
    /// What it rests on.
    pub basis: Basis,
    /// Since when.
    pub day: Day,
}

/// One person, as the shop in memory is told of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonFacts {
    /// Who.
    pub id: PersonId,
    /// The name to show.
    pub name: String,
    /// As written, or empty.
    pub email: String,
    /// The shop's own number, as written, or empty.
    pub external_id: String,
    /// As the files write it, or empty.
    pub country: String,
    /// Or empty.
    pub region: String,
    /// Or empty.
    pub city: String,
    /// Or empty.
    pub postcode: String,
    /// The shop's own tags.
    pub tags: Vec<String>,
    /// Where the data came from: the sources of the imports that mention them.
    pub sources: Vec<String>,
    /// Month and day.
    pub birthday: Option<MonthDay>,
    /// When they became known to the shop.
    pub signed_up: Option<Day>,
    /// What they said, in the order of [`Channel::ALL`].
    pub permissions: [PermissionState; 4],
    /// Whether there is an address for each channel, in the order of [`Channel::ALL`].
    pub reachable: [bool; 4],
    /// False when they opted out of use: in no segment, persona or campaign.
    pub use_allowed: bool,
    /// What each yes was given for, in the order of [`Channel::ALL`].
    pub purposes: [Purposes; 4],
    /// They wait until a permission is on record: in no segment, persona or campaign either.
    pub quarantined: bool,
    /// What is on record of each yes, in the order of [`Channel::ALL`].
    pub given: [Option<Given>; 4],
    /// Where each answer came from, as the shop wrote it, in the order of [`Channel::ALL`].
    pub origins: [Option<Arc<str>>; 4],
    /// Where their postcode is, by the table that the shop loaded.
    pub spot: Option<Spot>,
    /// The shop's own fields that are in use, by key, in the form their type is kept in.
    pub custom: BTreeMap<String, String>,
}

impl PersonFacts {
    /// With what is on record of each yes.
    #[must_use]
    pub fn with_given(self, given: [Option<Given>; 4]) -> Self {
        Self { given, ..self }
    }

    /// With where each answer came from.
    #[must_use]
    pub fn with_origins(self, origins: [Option<Arc<str>>; 4]) -> Self {
        Self { origins, ..self }
    }

    /// With where their postcode is.
    #[must_use]
    pub fn with_spot(self, spot: Option<Spot>) -> Self {
        Self { spot, ..self }
    }

    /// With fields of the shop's own: only those that may be used.
    #[must_use]
    pub fn with_custom(self, custom: BTreeMap<String, String>) -> Self {
        Self { custom, ..self }
    }

    /// With what each yes was given for.
    #[must_use]
    pub fn with_purposes(self, purposes: [Purposes; 4]) -> Self {
        Self { purposes, ..self }
    }

    /// Waiting in quarantine, or not.
    #[must_use]
    pub fn with_quarantine(self, quarantined: bool) -> Self {
        Self { quarantined, ..self }
    }

    /// From the fields on file. An email or phone number counts as an address when it can be normalised; a letter
    /// needs a street and a city or postcode.
    #[must_use]
    pub fn new(
        id: PersonId,
        fields: &PersonFields,
        sources: Vec<String>,
        permissions: [PermissionState; 4],
        use_allowed: bool,
    ) -> Self {
        let filled = |text: &str| !text.trim().is_empty();
        let phone = normalize_phone(&fields.phone).is_some();
        let reachable = Channel::ALL.map(|channel| match channel {
            Channel::Email => normalize_email(&fields.email).is_some(),
            Channel::Sms | Channel::Phone => phone,
            Channel::Post => filled(&fields.street) && (filled(&fields.city) || filled(&fields.postcode)),
        });
        Self {
            id,
            name: fields.display_name(),
            email: fields.email.clone(),
            external_id: fields.external_id.clone(),
            country: fields.country.clone(),
            region: fields.region.clone(),
            city: fields.city.clone(),
            postcode: fields.postcode.clone(),
            tags: fields.tags.clone(),
            sources,
            birthday: fields.birthday,
            signed_up: fields.signed_up,
            permissions,
            reachable,
            use_allowed,
            // A yes of which nobody said what for is one to what shops' boxes ask.
            purposes: permissions.map(|state| match state {
                PermissionState::Granted => Purposes::MARKETING,
                _ => Purposes::NONE,
            }),
            quarantined: false,
            given: [None; 4],
            origins: [const { None }; 4],
            spot: None,
            custom: BTreeMap::new(),
        }
    }
}

/// One person, as a list shows them. Borrowed from the shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PersonLine<'a> {
    /// Who.
    pub id: PersonId,
    /// The name to show.
    pub name: &'a str,
    /// As written, or empty.
    pub email: &'a str,
    /// The shop's own number, or empty.
    pub external_id: &'a str,
    /// Or empty. Spelled as it was first seen anywhere in the shop.
    pub country: &'a str,
    /// Or empty.
    pub region: &'a str,
    /// Or empty.
    pub city: &'a str,
    /// Or empty.
    pub postcode: &'a str,
    /// Month and day.
    pub birthday: Option<MonthDay>,
    /// When they became known to the shop.
    pub signed_up: Option<Day>,
    /// In the order of [`Channel::ALL`].
    pub permissions: [PermissionState; 4],
    /// In the order of [`Channel::ALL`].
    pub reachable: [bool; 4],
    /// False when they opted out of use.
    pub use_allowed: bool,
    /// They wait in quarantine.
    pub quarantined: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_something_a_message_can_go_to() {
        let fields = PersonFields {
            email: "not an address".into(),
            phone: "+31 6 1234 5678".into(),
            street: "Kade 1".into(),
            ..Default::default()
        };
        let facts = PersonFacts::new(PersonId(1), &fields, vec![], [PermissionState::Unknown; 4], true);
        assert_eq!(facts.reachable, [false, true, false, true]);
    }
}
