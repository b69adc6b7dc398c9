//! What is known of people, column by column.

use crate::{
    PersonFacts,
    held::{OwnFields, Yeses},
    later::Later,
    origins::Origins,
    spots::Spots,
    texts::{Dictionary, Strip},
};
use regulars_model::{Day, MonthDay, PermissionState, Purposes};

/// A list of codes for each person.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Many {
    pub(super) ends: Vec<u32>,
    pub(super) codes: Vec<u32>,
}

impl Many {
    pub(super) fn push(&mut self, codes: impl Iterator<Item = u32>) {
        self.codes.extend(codes.filter(|code| *code != 0));
        self.ends.push(u32::try_from(self.codes.len()).unwrap_or(u32::MAX));
    }

    pub(crate) fn of(&self, person: usize) -> &[u32] {
        let from = if person == 0 { 0 } else { self.ends[person - 1] };
        &self.codes[from as usize..self.ends[person] as usize]
    }
}

/// How people are called, and by what they are found.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Texts {
    pub(crate) name: Strip,
    pub(crate) email: Strip,
    pub(crate) external_id: Strip,
}

/// What is known of people, column by column.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct People {
    pub(crate) ids: Vec<u32>,
    pub(crate) texts: Later<Texts>,
    pub(crate) country: (Dictionary, Vec<u32>),
    pub(crate) region: (Dictionary, Vec<u32>),
    pub(crate) city: (Dictionary, Vec<u32>),
    pub(crate) postcode: (Dictionary, Vec<u32>),
    pub(crate) tags: (Dictionary, Many),
    pub(crate) sources: (Dictionary, Many),
    pub(crate) birthday: Vec<Option<MonthDay>>,
    pub(crate) signed_up: Vec<Option<Day>>,
    pub(crate) permissions: Vec<[PermissionState; 4]>,
    pub(crate) reachable: Vec<[bool; 4]>,
    pub(crate) purposes: Vec<[Purposes; 4]>,
    pub(crate) yeses: Yeses,
    pub(crate) origins: Origins,
    pub(crate) spots: Spots,
    pub(crate) own: OwnFields,
}

impl Texts {
    fn push(&mut self, person: &PersonFacts) {
        self.name.push(&person.name);
        self.email.push(&person.email);
        self.external_id.push(&person.external_id);
    }
}

impl People {
    /// Takes the next person.
    pub(crate) fn push(&mut self, person: &PersonFacts) {
        self.yeses.push(self.ids.len(), person);
        self.origins.push(self.ids.len(), person);
        self.spots.push(self.ids.len(), person);
        self.own.push(self.ids.len(), person);
        self.ids.push(person.id.0);
        self.texts.push(person);
        for ((words, codes), text) in [
            (&mut self.country, &person.country),
            (&mut self.region, &person.region),
            (&mut self.city, &person.city),
            (&mut self.postcode, &person.postcode),
        ] {
            codes.push(words.code(text));
        }
        for ((words, codes), texts) in [(&mut self.tags, &person.tags), (&mut self.sources, &person.sources)] {
            codes.push(texts.iter().map(|text| words.code(text)));
        }
        self.birthday.push(person.birthday);
        self.signed_up.push(person.signed_up);
        self.permissions.push(person.permissions);
        self.reachable.push(person.reachable);
        self.purposes.push(person.purposes);
    }

    /// From rows in ascending order of their ids.
    #[cfg(test)]
    pub(crate) fn of(facts: &[PersonFacts]) -> Self {
        let mut people = Self::default();
        facts.iter().for_each(|person| people.push(person));
        people
    }
}
