//! What is known about a person from the files they came in.

use crate::{Day, Identity, IdentityKind, normalize_email, normalize_external_id, normalize_phone};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A birthday: month and day. The year is never kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct MonthDay {
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
}

/// The fields a file can fill. An empty text means "not given": it never overwrites what is known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonFields {
    /// The shop's own customer number, as written.
    pub external_id: String,
    /// As written.
    pub email: String,
    /// As written.
    pub phone: String,
    /// Given name.
    pub first_name: String,
    /// Family name, or the whole name when the file has one column.
    pub last_name: String,
    /// Company.
    pub company: String,
    /// Street and number.
    pub street: String,
    /// City.
    pub city: String,
    /// State, province, county.
    pub region: String,
    /// Postcode, leading zeros kept.
    pub postcode: String,
    /// Country as the file writes it: a code or a name.
    pub country: String,
    /// Month and day.
    pub birthday: Option<MonthDay>,
    /// When they became known to the shop.
    pub signed_up: Option<Day>,
    /// The shop's own tags.
    pub tags: Vec<String>,
    /// The shop's own fields: key and value in the form of the field's type ([`crate::FieldType`]).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub custom: BTreeMap<String, String>,
}

impl PersonFields {
    /// The identifiers these fields hold, in normal form, strongest first.
    #[must_use]
    pub fn identities(&self) -> Vec<Identity> {
        [
            (IdentityKind::External, normalize_external_id(&self.external_id)),
            (IdentityKind::Email, normalize_email(&self.email)),
            (IdentityKind::Phone, normalize_phone(&self.phone)),
        ]
        .into_iter()
        .filter_map(|(kind, value)| value.map(|value| Identity { kind, value }))
        .collect()
    }

    /// The name to show: given and family name, else the company, else the email, else the shop's number.
    #[must_use]
    pub fn display_name(&self) -> String {
        let name = format!("{} {}", self.first_name.trim(), self.last_name.trim()).trim().to_owned();
        [name, self.company.clone(), self.email.clone(), self.external_id.clone(), self.phone.clone()]
            .into_iter()
            .find(|text| !text.is_empty())
            .unwrap_or_else(|| "No name".to_owned())
    }

    /// Takes from `newer` every field that it fills; says which fields changed, by name.
    pub fn absorb(&mut self, newer: &Self) -> Vec<&'static str> {
        let mut changed = Vec::new();
        let parted;
        // A whole name in one column says less than its two parts, where those are known.
        let newer = if newer.first_name.is_empty() && !self.first_name.is_empty() {
            parted = Self { last_name: String::new(), ..newer.clone() };
            &parted
        } else {
            newer
        };
        macro_rules! text {
            ($($field:ident),*) => { $(
                if !newer.$field.is_empty() && newer.$field != self.$field {
                    self.$field.clone_from(&newer.$field);
                    changed.push(stringify!($field));
                }
            )* };
        }
        text!(external_id, email, phone, first_name, last_name, company, street, city, region, postcode, country);
        if newer.birthday.is_some() && newer.birthday != self.birthday {
            self.birthday = newer.birthday;
            changed.push("birthday");
        }
        // The earliest day wins: a person is not new again because a second file says so.
        if let Some(day) = newer.signed_up.filter(|day| self.signed_up.is_none_or(|known| *day < known)) {
            self.signed_up = Some(day);
            changed.push("signed_up");
        }
        let fresh: Vec<String> = newer.tags.iter().filter(|tag| !self.tags.contains(tag)).cloned().collect();
        if !fresh.is_empty() {
            self.tags.extend(fresh);
            changed.push("tags");
        }
        let mut own = false;
        for (key, value) in newer.custom.iter().filter(|(_, value)| !value.is_empty()) {
            if self.custom.get(key) != Some(value) {
                self.custom.insert(key.clone(), value.clone());
                own = true;
            }
        }
        if own {
            changed.push("custom");
        }
        changed
    }

    /// Takes in what a later statement says of the same person. As [`Self::absorb`], but what they are known by stays as
    /// it was first given: another number is one more way to know them, and another spelling of one address is no news.
    pub fn take(&mut self, said: &Self) -> Vec<&'static str> {
        let number = !self.external_id.is_empty() && !said.external_id.is_empty();
        let address = normalize_email(&self.email);
        let same_address = address.is_some() && address == normalize_email(&said.email);
        if !number && !same_address {
            return self.absorb(said);
        }
        let mut said = said.clone();
        if number {
            said.external_id.clear();
        }
        if same_address {
            said.email.clear();
        }
        self.absorb(&said)
    }

    /// The fold: what a person's fields are after these statements, oldest first.
    #[must_use]
    pub fn fold<'a>(said: impl IntoIterator<Item = &'a Self>) -> Self {
        let mut said = said.into_iter();
        let mut all = said.next().cloned().unwrap_or_default();
        said.for_each(|one| drop(all.take(one)));
        all
    }

    /// Whether nothing is filled.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_field_never_overwrites() {
        let mut known = PersonFields { email: "ana@example.com".into(), city: "Porto".into(), ..Default::default() };
        let changed = known.absorb(&PersonFields { city: "Braga".into(), ..Default::default() });
        assert_eq!(changed, ["city"]);
        assert_eq!(known.email, "ana@example.com");
        assert_eq!(known.absorb(&known.clone()), Vec::<&str>::new());
    }

    #[test]
    fn own_fields_are_taken_one_by_one() {
        let own = |pairs: &[(&str, &str)]| PersonFields {
            custom: pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect(),
            ..Default::default()
        };
        let mut known = own(&[("shoe size", "38"), ("loyalty", "gold")]);
        assert_eq!(known.absorb(&own(&[("shoe size", "39"), ("loyalty", ""), ("dog", "yes")])), ["custom"]);
        assert_eq!(known, own(&[("shoe size", "39"), ("loyalty", "gold"), ("dog", "yes")]));
        assert_eq!(known.absorb(&own(&[("dog", "yes")])), Vec::<&str>::new());
    }

    #[test]
    fn a_whole_name_does_not_double_the_parts_that_are_known() {
        let mut known = PersonFields { first_name: "Ana".into(), last_name: "Lim".into(), ..Default::default() };
        assert_eq!(
            known.absorb(&PersonFields { last_name: "Ana Lim".into(), ..Default::default() }),
            Vec::<&str>::new()
        );
        assert_eq!(known.display_name(), "Ana Lim");
        let mut whole = PersonFields { last_name: "Ana Lim".into(), ..Default::default() };
        whole.absorb(&PersonFields { first_name: "Ana".into(), last_name: "Lim".into(), ..Default::default() });
        assert_eq!(whole.display_name(), "Ana Lim");
    }

    #[test]
    fn a_person_always_has_something_to_be_called() {
        assert_eq!(PersonFields::default().display_name(), "No name");
        let named = PersonFields { first_name: "Ana".into(), last_name: "Lim".into(), ..Default::default() };
        assert_eq!(named.display_name(), "Ana Lim");
    }
}
