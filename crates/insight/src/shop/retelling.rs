//! How what is known of people changes where it stands, when an import tells more of them.

use super::{Many, People};
use crate::{PersonFacts, texts::Dictionary};

impl People {
    /// Takes over what is told of people who are there already, by place, ascending.
    pub(crate) fn retell(&mut self, told: &[(usize, &PersonFacts)]) {
        let people = self.ids.len();
        for (strip, text) in [
            (&mut self.name, (|facts| &facts.name) as fn(&PersonFacts) -> &String),
            (&mut self.email, |facts| &facts.email),
            (&mut self.external_id, |facts| &facts.external_id),
        ] {
            let news = || told.iter().map(|(at, facts)| (*at, text(facts).as_str()));
            if news().any(|(at, text)| strip.get(at) != text) {
                *strip = strip.retold(news());
            }
        }
        for ((words, codes), texts) in [
            (&mut self.tags, (|facts| &facts.tags) as fn(&PersonFacts) -> &Vec<String>),
            (&mut self.sources, |facts| &facts.sources),
        ] {
            codes.retell(words, &told.iter().map(|(at, facts)| (*at, texts(facts))).collect::<Vec<_>>());
        }
        for (at, facts) in told.iter().copied() {
            for ((words, codes), text) in [
                (&mut self.country, &facts.country),
                (&mut self.region, &facts.region),
                (&mut self.city, &facts.city),
                (&mut self.postcode, &facts.postcode),
            ] {
                codes[at] = words.code(text);
            }
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
    }
}

impl Many {
    /// Takes over what lists some people have now; laid out anew only where one of them is another.
    fn retell(&mut self, words: &mut Dictionary, told: &[(usize, &Vec<String>)]) {
        let lists = told.iter().map(|(at, texts)| {
            let codes: Vec<u32> = texts.iter().map(|text| words.code(text)).filter(|code| *code != 0).collect();
            (*at, codes)
        });
        let other: Vec<(usize, Vec<u32>)> = lists.filter(|(at, codes)| self.of(*at) != codes.as_slice()).collect();
        if other.is_empty() {
            return;
        }
        let (mut new, mut next) = (Self::default(), 0);
        for (at, codes) in other {
            new.take(self, next..at);
            new.push(codes.into_iter());
            next = at + 1;
        }
        new.take(self, next..self.ends.len());
        *self = new;
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
