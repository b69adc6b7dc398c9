//! How what is known of people changes where it stands, when an import tells more of them.

use super::{Many, People, Texts};
use crate::{PersonFacts, texts::Dictionary};

/// What of people is another than it was.
#[derive(Debug, Default)]
pub(crate) struct Changed {
    /// There are people who were not there.
    pub(crate) more_people: bool,
    /// Who is used and who waits.
    pub(crate) counted: bool,
    /// Names, addresses, cities or the shop's own numbers, by which people are found.
    pub(crate) texts: bool,
    /// Country, region, city and postcode.
    pub(crate) places: [bool; 4],
    pub(crate) tags: bool,
    pub(crate) sources: bool,
    pub(crate) said: bool,
    pub(crate) birthdays: bool,
}

impl People {
    /// Takes over what is told of people who are there already, by place, ascending.
    pub(crate) fn retell(&mut self, told: &[(usize, &PersonFacts)]) -> Changed {
        let people = self.ids.len();
        let mut changed = Changed::default();
        let Texts { name, email, external_id } = &mut *self.texts;
        for (strip, text) in [
            (name, (|facts| &facts.name) as fn(&PersonFacts) -> &String),
            (email, |facts| &facts.email),
            (external_id, |facts| &facts.external_id),
        ] {
            let news = || told.iter().map(|(at, facts)| (*at, text(facts).as_str()));
            if news().any(|(at, text)| strip.get(at) != text) {
                *strip = strip.retold(news());
                changed.texts = true;
            }
        }
        for ((words, codes), texts, changed) in [
            (&mut self.tags, (|facts| &facts.tags) as fn(&PersonFacts) -> &Vec<String>, &mut changed.tags),
            (&mut self.sources, |facts| &facts.sources, &mut changed.sources),
        ] {
            let told = told.iter().map(|(at, facts)| (*at, texts(facts)));
            *changed = codes.retell(words, told);
        }
        for (at, facts) in told.iter().copied() {
            let places = [
                (&mut self.country, &facts.country),
                (&mut self.region, &facts.region),
                (&mut self.city, &facts.city),
                (&mut self.postcode, &facts.postcode),
            ];
            for (((words, codes), text), changed) in places.into_iter().zip(&mut changed.places) {
                // Told as it is shown already, as most are, it need not be looked up.
                if words.shown(codes[at]) != text {
                    let code = words.code(text);
                    *changed |= code != codes[at];
                    codes[at] = code;
                }
            }
            changed.birthdays |= self.birthday[at] != facts.birthday;
            changed.said |= self.permissions[at] != facts.permissions;
            self.birthday[at] = facts.birthday;
            self.signed_up[at] = facts.signed_up;
            self.permissions[at] = facts.permissions;
            self.reachable[at] = facts.reachable;
            self.purposes[at] = facts.purposes;
            self.yeses.hear(at, people, facts.given);
            self.origins.hear(at, people, &facts.origins);
            self.spots.hear(at, people, facts.spot);
            self.own.hear(at, people, &facts.custom);
        }
        changed.texts |= changed.places[2];
        changed
    }
}

impl Many {
    /// Takes over what lists some people have now; laid out anew only where one of them is another. Says whether one is.
    fn retell<'a>(&mut self, words: &mut Dictionary, told: impl Iterator<Item = (usize, &'a Vec<String>)>) -> bool {
        let mut other: Vec<(usize, Vec<u32>)> = Vec::new();
        for (at, texts) in told {
            if self.of(at).iter().map(|code| words.shown(*code)).eq(texts.iter().map(String::as_str)) {
                continue;
            }
            let codes: Vec<u32> = texts.iter().map(|text| words.code(text)).filter(|code| *code != 0).collect();
            if self.of(at) != codes.as_slice() {
                other.push((at, codes));
            }
        }
        if other.is_empty() {
            return false;
        }
        let (mut new, mut next) = (Self::default(), 0);
        for (at, codes) in other {
            new.take(self, next..at);
            new.push(codes.into_iter());
            next = at + 1;
        }
        new.take(self, next..self.ends.len());
        *self = new;
        true
    }

    /// Takes over the lists of some people.
    fn take(&mut self, from: &Self, people: std::ops::Range<usize>) {
        let Some(last) = people.end.checked_sub(1).filter(|_| !people.is_empty()) else { return };
        let first = if people.start == 0 { 0 } else { from.ends[people.start - 1] };
        let before = u32::try_from(self.codes.len()).unwrap_or(u32::MAX);
        self.codes.extend_from_slice(&from.codes[first as usize..from.ends[last] as usize]);
        self.ends.extend(from.ends[people].iter().map(|end| end - first + before));
    }
}
