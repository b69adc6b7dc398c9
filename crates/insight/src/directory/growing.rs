//! Takes an import's news into the search index: who is new or is told of anew is put where they belong now, and nobody else is
//! looked at.

use super::{Directory, Lists, Sort, key, lines, ranks};
use crate::{
    Bits, Shop,
    builder::{Grown, abreast},
};
use regulars_model::name_key;
use std::cmp::Reverse;

/// Of more than one in so many, everybody is put in order anew. Never in tests, whose shops are small.
const ONE_IN: usize = if cfg!(test) { 0 } else { 8 };

impl Directory {
    /// Takes in what the shop was told since this was made of it.
    pub fn grow(&mut self, shop: &Shop, grown: &Grown) {
        let people = shop.people.ids.len();
        if grown.told.len() * ONE_IN > people {
            *self = Self::new(shop);
        } else {
            self.0.grow(shop, grown);
        }
    }
}

impl Lists {
    fn grow(&mut self, shop: &Shop, grown: &Grown) {
        let (known, people) = (self.by_name.len(), shop.people.ids.len());
        let mut told = Bits::none(known);
        grown.told.iter().for_each(|person| told.insert(*person));
        if grown.texts || people > known {
            let named: Vec<u32> =
                grown.told.iter().copied().filter(|person| grown.texts || *person as usize >= known).collect();
            self.name(shop, &named, &told);
        }
        let rank = ranks(&self.by_name);
        let place =
            |sort: Sort, person: u32| (Reverse(key(sort, &shop.figures[person as usize])), rank[person as usize]);
        let orders = vec![
            (Sort::Value, &mut self.by_value),
            (Sort::Latest, &mut self.by_latest),
            (Sort::Purchases, &mut self.by_purchases),
        ];
        abreast(
            orders,
            |(sort, order)| {
                let mut news = grown.told.clone();
                news.sort_unstable_by_key(|person| place(sort, *person));
                let there: Vec<u32> = order.iter().copied().filter(|person| !told.has(*person)).collect();
                *order = merged(&there, &news, |person| place(sort, person));
            },
            |()| (),
        );
    }

    /// Takes in how these people are found and called, who are all that are new and perhaps all that are told of.
    fn name(&mut self, shop: &Shop, named: &[u32], told: &Bits) {
        let known = self.by_name.len();
        let new = named.partition_point(|person| (*person as usize) < known);
        let told_anew = lines(&shop.people, named.iter().map(|person| *person as usize));
        let mut again =
            named[..new].iter().enumerate().filter(|(nth, at)| self.text.get(**at as usize) != told_anew.get(*nth));
        if again.next().is_some() {
            let texts = named[..new].iter().enumerate().map(|(nth, at)| (*at as usize, told_anew.get(nth)));
            self.text = self.text.retold(texts);
        }
        self.text.append_range(&told_anew, new..named.len());
        let called = |person: u32| (name_key(shop.people.texts.name.get(person as usize)), person);
        let mut news: Vec<u32> = named.to_vec();
        news.sort_by_cached_key(|person| called(*person));
        let is_named = |person: u32| new > 0 && told.has(person);
        let there: Vec<u32> = self.by_name.iter().copied().filter(|person| !is_named(*person)).collect();
        self.by_name = merged(&there, &news, called);
    }
}

/// Two lists in one order, which are in that order each.
fn merged<K: Ord>(there: &[u32], news: &[u32], place: impl Fn(u32) -> K) -> Vec<u32> {
    let mut all = Vec::with_capacity(there.len() + news.len());
    let mut from = 0;
    for person in news {
        let mine = place(*person);
        let before = |other: &u32| place(*other) < mine;
        // The next one mostly stands near: steps that double, then halve.
        let mut step = 1;
        while there.get(from + step - 1).is_some_and(before) {
            step *= 2;
        }
        let (near, far) = (from + step / 2, there.len().min(from + step - 1));
        let end = near + there[near..far].partition_point(before);
        all.extend_from_slice(&there[from..end]);
        all.push(*person);
        from = end;
    }
    all.extend_from_slice(&there[from..]);
    all
}
