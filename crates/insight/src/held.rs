//! What is held beside the usual: what a yes rests on and since when, and fields of the shop's own.

mod written;

use crate::{
    Bits, PersonFacts, Shop,
    english::{basis_words, given_asked},
    facts::Given,
    leaf::month_day,
    passes::{among, day, number, words_that_pass},
    scores::lead,
    texts::Dictionary,
    words,
};
use regulars_model::{Basis, Channel, ConsentTest, CustomTest, Day, YesNo};
use std::collections::BTreeMap;

/// The yeses to each channel; nothing is kept for a channel nobody said yes to.
#[derive(Debug, Default)]
pub(crate) struct Yeses([Option<Column>; 4]);

#[derive(Debug, PartialEq)]
struct Column {
    /// Place in [`Basis::ALL`], or one past its end where there is no yes.
    basis: Vec<u8>,
    day: Vec<i32>,
}

/// A channel that nobody says yes to any more is as one that nobody ever said yes to.
impl PartialEq for Yeses {
    fn eq(&self, other: &Self) -> bool {
        let held = |column: &'_ Option<Column>| -> Option<Vec<(usize, u8, i32)>> {
            let column = column.as_ref()?;
            let all = column.basis.iter().zip(&column.day).enumerate();
            let yeses = all.filter(|(_, (basis, _))| usize::from(**basis) < Basis::ALL.len());
            Some(yeses.map(|(at, (basis, day))| (at, *basis, *day)).collect())
        };
        self.0.iter().zip(&other.0).all(|(one, two)| held(one).unwrap_or_default() == held(two).unwrap_or_default())
    }
}

impl Yeses {
    /// Takes the next person, who comes after so many others.
    pub(crate) fn push(&mut self, others: usize, person: &PersonFacts) {
        let none = u8::try_from(Basis::ALL.len()).unwrap_or(u8::MAX);
        for (column, given) in self.0.iter_mut().zip(person.given) {
            if given.is_some() && column.is_none() {
                *column = Some(Column { basis: vec![none; others], day: vec![0; others] });
            }
            if let Some(column) = column {
                column.basis.push(given.map_or(none, |given| rests_on(given, none)));
                column.day.push(given.map_or(0, |given| given.day.0));
            }
        }
    }

    /// Takes over what one of so many people said yes to.
    pub(crate) fn hear(&mut self, at: usize, people: usize, given: [Option<Given>; 4]) {
        let none = u8::try_from(Basis::ALL.len()).unwrap_or(u8::MAX);
        for (column, given) in self.0.iter_mut().zip(given) {
            if given.is_some() && column.is_none() {
                *column = Some(Column { basis: vec![none; people], day: vec![0; people] });
            }
            if let Some(column) = column {
                column.basis[at] = given.map_or(none, |given| rests_on(given, none));
                column.day[at] = given.map_or(0, |given| given.day.0);
            }
        }
    }

    pub(crate) fn any(&self, channel: Channel) -> bool {
        let column = self.0[channel.place()].as_ref();
        column.is_some_and(|column| column.basis.iter().any(|basis| usize::from(*basis) < Basis::ALL.len()))
    }

    /// What is on record of one person's yes, as it stood on a day.
    fn given(&self, channel: Channel, person: usize, as_of: Day) -> Option<Given> {
        let column = self.0[channel.place()].as_ref()?;
        let basis = *Basis::ALL.get(usize::from(column.basis[person]))?;
        Some(Given { basis, day: Day(column.day[person]) }).filter(|given| given.day <= as_of)
    }
}

fn rests_on(given: Given, none: u8) -> u8 {
    let at = Basis::ALL.iter().position(|one| *one == given.basis);
    at.and_then(|at| u8::try_from(at).ok()).unwrap_or(none)
}

/// Those of whose yes it is true.
pub(crate) fn consent(shop: &Shop, channel: Channel, test: &ConsentTest, as_of: Day) -> Bits {
    let given = |person: usize| shop.people.yeses.given(channel, person, as_of);
    match test {
        ConsentTest::Basis { any_of } => {
            among(shop, |person| given(person).is_some_and(|given| any_of.contains(&given.basis)))
        }
        ConsentTest::Given { test } => {
            let own = |person: usize| given(person).map(|given| given.day);
            day(shop, test, as_of, &own, &|person| own(person).map(month_day))
        }
    }
}

/// What is on record of one person's yes, and what was asked of it.
pub(crate) fn own_consent(
    shop: &Shop,
    channel: Channel,
    test: &ConsentTest,
    person: usize,
    as_of: Day,
) -> (String, String) {
    let about = words::channel(channel);
    let fact = shop.people.yeses.given(channel, person, as_of).map_or_else(
        || format!("no yes to {about} on record"),
        |given| {
            let ago = u32::try_from(i64::from(as_of.0) - i64::from(given.day.0)).unwrap_or(0);
            let (since, rests) = (words::short_day(given.day), basis_words(given.basis));
            format!("said yes to {about} on {since}, {} ago, resting on {rests}", words::days(ago))
        },
    );
    (fact, given_asked(test))
}

/// One field for everybody: its values as codes of a dictionary.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct OwnField {
    words: Dictionary,
    codes: Vec<u32>,
}

/// The shop's own fields, by key.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct OwnFields(BTreeMap<String, OwnField>);

impl OwnFields {
    /// One field of some people, for a score. `None` where nobody has it. Numbers where every value is one.
    pub(crate) fn column(&self, key: &str, label: &str, people: impl Iterator<Item = usize>) -> Option<lead::Column> {
        let field = self.0.get(key)?;
        let numbers: Vec<Option<f64>> = (0..)
            .take(field.words.len())
            .map(|code| field.words.shown(code).parse().ok().filter(|n: &f64| n.is_finite()))
            .collect();
        let codes = people.map(|person| field.codes[person]);
        let values = if numbers.iter().skip(1).all(Option::is_some) {
            lead::Values::Numbers(
                codes.map(|code| numbers[code as usize].filter(|_| code != 0).unwrap_or(f64::NAN)).collect(),
            )
        } else {
            let words = (1..)
                .take(field.words.len().saturating_sub(1))
                .map(|code| field.words.shown(code).to_owned())
                .collect();
            lead::Values::Words { codes: codes.collect(), words }
        };
        Some(lead::Column { name: label.to_owned(), values })
    }

    /// Takes the next person, who comes after so many others.
    pub(crate) fn push(&mut self, others: usize, person: &PersonFacts) {
        self.0.values_mut().for_each(|field| field.codes.push(0));
        for (key, value) in &person.custom {
            let held = || OwnField { words: Dictionary::new(), codes: vec![0; others + 1] };
            let field = self.0.entry(key.clone()).or_insert_with(held);
            field.codes[others] = field.words.code(value);
        }
    }

    /// Takes over what one of so many people has in each field. A field that nobody has a value in any more is none.
    pub(crate) fn hear(&mut self, at: usize, people: usize, custom: &BTreeMap<String, String>) {
        let mut left = Vec::new();
        for (key, field) in &mut self.0 {
            let code = custom.get(key).map_or(0, |value| field.words.code(value));
            if code == 0 && field.codes[at] != 0 {
                left.push(key.clone());
            }
            field.codes[at] = code;
        }
        self.0.retain(|key, field| !left.contains(key) || field.codes.iter().any(|code| *code != 0));
        for (key, value) in custom.iter().filter(|(_, value)| !value.trim().is_empty()) {
            let held = || OwnField { words: Dictionary::new(), codes: vec![0; people] };
            let field = self.0.entry(key.clone()).or_insert_with(held);
            field.codes[at] = field.words.code(value);
        }
    }

    /// Whether one person's values are these.
    pub(crate) fn tells(&self, at: usize, custom: &BTreeMap<String, String>) -> bool {
        let held = self.0.iter().filter(|(_, field)| field.codes[at] != 0);
        let held = held.map(|(key, field)| (key.as_str(), Some(field.codes[at])));
        let told = custom.iter().filter(|(_, value)| !value.trim().is_empty());
        held.eq(told.map(|(key, value)| (key.as_str(), self.0.get(key).and_then(|field| field.words.find(value)))))
    }

    /// One person's value in a field, as shown.
    #[cfg(test)]
    pub(crate) fn shown(&self, key: &str, at: usize) -> &str {
        self.0.get(key).map_or("", |field| field.words.shown(field.codes[at]))
    }

    /// The fields somebody has a value in.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &String> {
        self.0.keys()
    }

    /// The values of one field, most common first, lists taken apart, with the people who have each.
    pub(crate) fn counted(&self, key: &str, among: &Bits) -> (Dictionary, Vec<u32>) {
        let mut parts = Dictionary::new();
        let Some(field) = self.0.get(key) else { return (parts, vec![0]) };
        let lists: Vec<Vec<u32>> = (0..field.words.len())
            .map(|code| {
                items(field.words.shown(u32::try_from(code).unwrap_or(0))).map(|item| parts.code(item)).collect()
            })
            .collect();
        let mut counts = vec![0u32; parts.len()];
        for person in among.iter() {
            let list = &lists[field.codes[person as usize] as usize];
            for (at, code) in list.iter().enumerate() {
                counts[*code as usize] += u32::from(*code != 0 && !list[..at].contains(code));
            }
        }
        (parts, counts)
    }
}

/// What stands between two values of a list.
const BETWEEN: char = '\u{1f}';

fn items(text: &str) -> impl Iterator<Item = &str> {
    text.split(BETWEEN)
}

impl OwnField {
    /// What each of the dictionary's words is, read once.
    fn read<T>(&self, read: impl Fn(&str) -> Option<T>) -> Vec<Option<T>> {
        (0..self.words.len()).map(|code| read(self.words.norm(u32::try_from(code).unwrap_or(0)))).collect()
    }
}

fn number_in(text: &str) -> Option<f64> {
    text.parse().ok().filter(|value: &f64| value.is_finite())
}

fn day_in(text: &str) -> Option<Day> {
    text.parse().ok()
}

/// Those for whom a field passes. Nobody has a value in a field that is not there.
pub(crate) fn custom(shop: &Shop, key: &str, test: &CustomTest, as_of: Day) -> Bits {
    let missing = OwnField { words: Dictionary::new(), codes: vec![0; shop.everyone.len()] };
    let field = shop.people.own.0.get(key).unwrap_or(&missing);
    let code = |person: usize| field.codes[person] as usize;
    match test {
        CustomTest::Text { test } => {
            let (marks, wanted) = words_that_pass(&field.words, test);
            among(shop, |person| marks[code(person)] == wanted)
        }
        CustomTest::List { test } => {
            let mut parts = Dictionary::new();
            let lists: Vec<Vec<u32>> = (0..field.words.len())
                .map(|code| {
                    items(field.words.norm(u32::try_from(code).unwrap_or(0))).map(|item| parts.code(item)).collect()
                })
                .collect();
            let (marks, wanted) = words_that_pass(&parts, test);
            let marks: Vec<bool> = lists.iter().map(|list| list.iter().any(|code| marks[*code as usize])).collect();
            among(shop, |person| marks[code(person)] == wanted)
        }
        CustomTest::Number { test } => {
            let values = field.read(number_in);
            number(shop, test, &|person| values[code(person)])
        }
        CustomTest::Date { test } => {
            let days = field.read(day_in);
            let own = |person: usize| days[code(person)];
            day(shop, test, as_of, &own, &|person| own(person).map(month_day))
        }
        CustomTest::YesNo { test } => {
            let is = |word: &'static str| field.words.find(word).map(|code| code as usize);
            let (yes, no) = (is("yes"), is("no"));
            among(shop, |person| {
                let own = Some(code(person));
                match test {
                    YesNo::Yes => own == yes,
                    YesNo::No => own == no,
                    YesNo::IsSet => own == yes || own == no,
                    YesNo::NotSet => own != yes && own != no,
                }
            })
        }
    }
}

/// What one person has in a field.
pub(crate) fn own_custom(shop: &Shop, key: &str, label: &str, test: &CustomTest, person: usize) -> String {
    let name = words::quoted(if label.is_empty() { key } else { label });
    let text = shop.people.own.0.get(key).map_or("", |field| field.words.shown(field.codes[person]));
    let shown = match test {
        CustomTest::Number { .. } => number_in(text).map(words::number),
        CustomTest::Date { .. } => day_in(text).map(words::short_day),
        CustomTest::List { .. } => {
            let list: Vec<String> =
                items(text).map(str::trim).filter(|item| !item.is_empty()).map(words::quoted).collect();
            (!list.is_empty()).then(|| words::all_of(&list))
        }
        CustomTest::YesNo { .. } => Some(text.to_lowercase()).filter(|text| text == "yes" || text == "no"),
        CustomTest::Text { .. } => Some(words::quoted(text)).filter(|_| !text.is_empty()),
    };
    shown.map_or_else(|| format!("{name} not known"), |shown| format!("{name} is {shown}"))
}
