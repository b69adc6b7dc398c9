//! What a rule builder can offer: the words the data hold, most common first.

use crate::{Shop, shop::Many, texts::Dictionary};
use regulars_model::{Channel, EventKind};
use std::collections::BTreeMap;

/// A word and how many people it is true of.
pub type Counted = (String, u32);

/// Long lists stop here: nobody picks from more, and typing still finds the rest.
pub const OPTIONS_LIMIT: usize = 500;

/// What there is to ask about, most common first, then by name. Counts are of people whose use is allowed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RuleOptions {
    /// Countries.
    pub countries: Vec<Counted>,
    /// Regions.
    pub regions: Vec<Counted>,
    /// Cities, at most [`OPTIONS_LIMIT`]; so are the other lists.
    pub cities: Vec<Counted>,
    /// Tags.
    pub tags: Vec<Counted>,
    /// Sources.
    pub sources: Vec<Counted>,
    /// Where answers came from, by people.
    pub origins: Vec<Counted>,
    /// Categories, by buyers.
    pub categories: Vec<Counted>,
    /// Products (article numbers where there is no name), by buyers.
    pub products: Vec<Counted>,
    /// Sales channels, by buyers.
    pub channels: Vec<Counted>,
    /// Kinds of events that occur.
    pub events: Vec<EventKind>,
    /// What those were about: campaigns and pages, by people. Kinds that were about nothing are left out.
    pub subjects: Vec<(EventKind, Vec<Counted>)>,
    /// Values of the shop's own fields that are in use, by key.
    pub fields: BTreeMap<String, Vec<Counted>>,
}

impl Shop {
    /// What a rule can ask about here.
    #[must_use]
    pub fn options(&self) -> RuleOptions {
        let (categories, products) = self.bought_words();
        RuleOptions {
            countries: self.ones(&self.people.country),
            regions: self.ones(&self.people.region),
            cities: self.ones(&self.people.city),
            tags: self.manies(&self.people.tags),
            sources: self.manies(&self.people.sources),
            origins: self.origin_words(),
            categories,
            products,
            channels: self.channel_words(),
            events: EventKind::ALL.into_iter().filter(|kind| !self.events_of(*kind).day.is_empty()).collect(),
            subjects: EventKind::ALL
                .into_iter()
                .map(|kind| (kind, self.subject_words(kind)))
                .filter(|(_, words)| !words.is_empty())
                .collect(),
            fields: self.people.own.keys().map(|key| (key.clone(), self.own_words(key))).collect(),
        }
    }

    fn own_words(&self, key: &str) -> Vec<Counted> {
        let (words, counts) = self.people.own.counted(key, &self.everyone);
        ranked(&words, &counts)
    }

    fn ones(&self, (words, codes): &(Dictionary, Vec<u32>)) -> Vec<Counted> {
        let mut counts = vec![0u32; words.len()];
        self.everyone.iter().for_each(|person| counts[codes[person as usize] as usize] += 1);
        ranked(words, &counts)
    }

    fn manies(&self, (words, codes): &(Dictionary, Many)) -> Vec<Counted> {
        let mut counts = vec![0u32; words.len()];
        for person in self.everyone.iter() {
            let mine = codes.of(person as usize);
            for (at, code) in mine.iter().enumerate() {
                counts[*code as usize] += u32::from(!mine[..at].contains(code));
            }
        }
        ranked(words, &counts)
    }

    /// Where answers came from, counting each person once.
    fn origin_words(&self) -> Vec<Counted> {
        let origins = &self.people.origins;
        let mut seen = LastSeen::of(&origins.words);
        for person in self.everyone.iter() {
            Channel::ALL.into_iter().for_each(|channel| seen.see(origins.code(channel, person as usize), person));
        }
        ranked(&origins.words, &seen.counts)
    }

    /// Sales channels by buyers, counting each person once.
    fn channel_words(&self) -> Vec<Counted> {
        let mut seen = LastSeen::of(&self.channels);
        if !self.orders.channels.is_empty() {
            for person in self.everyone.iter() {
                for order in self.orders.of(person as usize).filter(|order| !self.orders.refund[*order]) {
                    seen.see(self.orders.channel(order).into(), person);
                }
            }
        }
        ranked(&self.channels, &seen.counts)
    }

    /// What events of a kind were about, by people, counting each once.
    fn subject_words(&self, kind: EventKind) -> Vec<Counted> {
        let (mut seen, events) = (LastSeen::of(&self.subjects), self.events_of(kind));
        for person in self.everyone.iter() {
            for event in events.of(person as usize) {
                seen.see(events.subject[event], person);
            }
        }
        ranked(&self.subjects, &seen.counts)
    }

    /// Categories and products by buyers, counting each person once.
    fn bought_words(&self) -> (Vec<Counted>, Vec<Counted>) {
        let mut names = Dictionary::new();
        let product_of: Vec<u32> = self.articles.iter().map(|article| names.code(article.shown())).collect();
        let mut counts = (vec![0u32; self.categories.len()], vec![0u32; names.len()]);
        let mut last = (vec![u32::MAX; self.categories.len()], vec![u32::MAX; names.len()]);
        for person in self.everyone.iter() {
            for order in self.orders.of(person as usize).filter(|order| !self.orders.refund[*order]) {
                for line in self.orders.lines(order).filter(|line| self.orders.line_quantity[*line] > 0) {
                    let article = self.orders.line_article[line] as usize;
                    let (category, product) = (self.articles[article].category as usize, product_of[article] as usize);
                    if std::mem::replace(&mut last.0[category], person) != person {
                        counts.0[category] += 1;
                    }
                    if std::mem::replace(&mut last.1[product], person) != person {
                        counts.1[product] += 1;
                    }
                }
            }
        }
        (ranked(&self.categories, &counts.0), ranked(&names, &counts.1))
    }
}

/// Counts people by word, each once a word, when they come one after the other.
struct LastSeen {
    counts: Vec<u32>,
    last: Vec<u32>,
}

impl LastSeen {
    fn of(words: &Dictionary) -> Self {
        Self { counts: vec![0; words.len()], last: vec![u32::MAX; words.len()] }
    }

    fn see(&mut self, code: u32, person: u32) {
        if std::mem::replace(&mut self.last[code as usize], person) != person {
            self.counts[code as usize] += 1;
        }
    }
}

fn ranked(words: &Dictionary, counts: &[u32]) -> Vec<Counted> {
    let mut codes: Vec<u32> = (1..).zip(&counts[1..]).filter(|(_, count)| **count > 0).map(|(code, _)| code).collect();
    codes.sort_by(|a, b| {
        let key = |code: u32| (std::cmp::Reverse(counts[code as usize]), words.norm(code));
        key(*a).cmp(&key(*b))
    });
    codes.truncate(OPTIONS_LIMIT);
    codes.into_iter().map(|code| (words.shown(code).to_owned(), counts[code as usize])).collect()
}
