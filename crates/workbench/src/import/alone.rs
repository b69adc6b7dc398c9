//! Who would be known by a combination that nobody else has: a postcode, a birthday and a gender say little each, and together
//! they may name one person (L. Sweeney, "k-anonymity", 2002). Counted exactly, over what the file itself says.

use super::tally::{count, listed};
use regulars_model::{PersonFields, PersonId, group_digits};
use std::{
    collections::{BTreeMap, HashMap},
    hash::{DefaultHasher, Hash, Hasher},
};

/// Fields of the shop's own that speak of what many share, by what they are called.
const OWN: [(&str, &[&str]); 2] = [
    ("gender", &["gender", "sex", "geschlecht", "geslacht", "sexe", "genero", "género", "sesso"]),
    ("age", &["age", "alter", "leeftijd", "edad", "idade", "yearofbirth", "birthyear", "geburtsjahr", "geboortejaar"]),
];
const NAMES: [&str; 4] = ["postcode", "birthday", OWN[0].0, OWN[1].0];

/// What each person of a file says in the fields that can tell them apart together: a hash of each, 0 for nothing.
#[derive(Default)]
pub(super) struct Alone {
    said: HashMap<PersonId, [u64; 4]>,
}

/// What a file would make of people who are the only one with their combination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OnlyOnes {
    fields: Vec<&'static str>,
    alone: u32,
    of: u32,
}

impl Alone {
    /// Notes what a row says of a person; a later row goes before an earlier one.
    pub(super) fn see(&mut self, id: PersonId, person: &PersonFields) {
        let own = |at: usize| OWN[at].1.iter().find_map(|key| person.custom.get(*key)).map_or("", String::as_str);
        let birthday = person.birthday.map(|day| format!("{}-{}", day.month, day.day)).unwrap_or_default();
        let said = [&person.postcode, birthday.as_str(), own(0), own(1)].map(hash);
        if said.iter().any(|field| *field > 0) {
            let held = self.said.entry(id).or_default();
            held.iter_mut().zip(said).filter(|(_, said)| *said > 0).for_each(|(held, said)| *held = said);
        }
    }

    /// Among the people of whom the file says all such fields that it brings; `None` where it brings fewer than two.
    pub(super) fn count(&self) -> Option<OnlyOnes> {
        let brought: Vec<usize> = (0..NAMES.len()).filter(|at| self.said.values().any(|said| said[*at] > 0)).collect();
        if brought.len() < 2 {
            return None;
        }
        let mut groups: BTreeMap<Vec<u64>, u32> = BTreeMap::new();
        for said in self.said.values() {
            let combination: Vec<u64> = brought.iter().map(|at| said[*at]).collect();
            if !combination.contains(&0) {
                *groups.entry(combination).or_default() += 1;
            }
        }
        let alone = count(groups.values().filter(|people| **people == 1).count());
        let of = groups.values().sum();
        (alone > 0).then(|| OnlyOnes { fields: brought.into_iter().map(|at| NAMES[at]).collect(), alone, of })
    }
}

impl OnlyOnes {
    /// In plain words, without any value.
    pub(crate) fn words(&self) -> String {
        let fields: Vec<String> = self.fields.iter().map(|field| (*field).to_owned()).collect();
        format!(
            "{} of {} {} the only one with their {}: together these can tell who somebody is, even without a name.",
            group_digits(self.alone.into()),
            group_digits(self.of.into()),
            if self.of == 1 { "person is" } else { "people are" },
            listed(&fields),
        )
    }
}

/// 0 for nothing. Without case and spaces, as two files write one postcode.
fn hash(text: &str) -> u64 {
    let plain: String = text.chars().filter(|letter| !letter.is_whitespace()).flat_map(char::to_lowercase).collect();
    if plain.is_empty() {
        return 0;
    }
    let mut hasher = DefaultHasher::new();
    plain.hash(&mut hasher);
    hasher.finish().max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use regulars_model::MonthDay;

    fn one(postcode: &str, day: u8, gender: &str) -> PersonFields {
        let birthday = (day > 0).then_some(MonthDay { month: 3, day });
        let mut person = PersonFields { postcode: postcode.into(), birthday, ..PersonFields::default() };
        if !gender.is_empty() {
            person.custom.insert("gender".into(), gender.into());
        }
        person
    }

    fn of(people: &[PersonFields]) -> Option<String> {
        let mut alone = Alone::default();
        (1..).zip(people).for_each(|(id, person)| alone.see(PersonId(id), person));
        alone.count().map(|found| found.words())
    }

    #[test]
    fn who_is_the_only_one_is_counted() {
        let twice = [one("10115", 1, ""), one("101 15", 1, ""), one("10115", 2, ""), one("80331", 1, "")];
        let words = of(&twice).unwrap_or_default();
        assert!(words.starts_with("2 of 4 people are the only one with their postcode and birthday"), "{words}");
        // A field more takes them apart, and whoever lacks it is not counted.
        let more = [one("10115", 1, "f"), one("10115", 1, "m"), one("10115", 1, "M"), one("10115", 1, "")];
        let words = of(&more).unwrap_or_default();
        assert!(
            words.starts_with("1 of 3 people are the only one with their postcode, birthday and gender"),
            "{words}"
        );
        assert_eq!(of(&[one("10115", 1, ""), one("10115", 1, "")]), None, "nobody is alone");
        assert_eq!(of(&[one("10115", 0, ""), one("80331", 0, "")]), None, "one field is no combination");
    }

    #[test]
    fn a_person_counts_once() {
        let mut alone = Alone::default();
        alone.see(PersonId(1), &one("10115", 1, ""));
        alone.see(PersonId(1), &one("10115", 0, ""));
        alone.see(PersonId(2), &one("10115", 1, ""));
        assert_eq!(alone.count(), None);
    }
}
