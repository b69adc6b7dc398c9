//! Finds people while a name is being typed, and pages through them in four orders: everything in memory, so that
//! nothing about names is ever written to a search index on disk.

mod growing;
mod written;

use crate::{
    Bits, Figures, Shop,
    builder::{abreast, parts},
    later::Later,
    shop::People,
    texts::{Strip, fold_into},
};
use memchr::memmem::Finder;
use regulars_model::name_key;
use std::{
    cmp::{Ordering, Reverse},
    ops::Range,
};

/// Order of a list of people. Of equals, by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sort {
    /// By name.
    Name,
    /// Most valuable first.
    Value,
    /// Latest purchase first; people who never bought last.
    Latest,
    /// Most purchases first.
    Purchases,
}

/// A search index over the people of one shop, read when it is first looked at where it was kept.
#[derive(Debug)]
pub struct Directory(Later<Lists>);

/// The index itself.
#[derive(Debug)]
pub(crate) struct Lists {
    /// For each person, without case and accents: name, email, city, the shop's number, each on its line.
    text: Strip,
    by_name: Vec<u32>,
    by_value: Vec<u32>,
    by_latest: Vec<u32>,
    by_purchases: Vec<u32>,
}

impl Directory {
    /// Indexes a shop.
    #[must_use]
    pub fn new(shop: &Shop) -> Self {
        let people = shop.people.ids.len();
        let (mut text, mut keys, mut by_name) = (Strip::new(), Strip::new(), Vec::with_capacity(people));
        text.reserve(people, shop.people.texts.name.text().len() + shop.people.texts.email.text().len() + 16 * people);
        keys.reserve(people, shop.people.texts.name.text().len());
        abreast(
            parts(people),
            |part| (lines(&shop.people, part.clone()), named(&shop.people, part)),
            |(part, (names, order))| {
                text.append(&part);
                keys.append(&names);
                by_name.extend(order);
            },
        );
        // Parts that are in order each are as good as sorted.
        by_name.sort_by(|a, b| compare(&keys, 0, a, b));
        let by_name: Vec<u32> = by_name.into_iter().map(|(_, person)| person).collect();
        let rank = ranks(&by_name);
        let mut orders: Vec<Vec<u32>> = Vec::with_capacity(3);
        abreast(
            vec![Sort::Value, Sort::Latest, Sort::Purchases],
            |sort| {
                let keys = shop.figures.iter().map(|figures| Reverse(key(sort, figures)));
                let mut order: Vec<_> = keys.zip(rank.iter().copied()).collect();
                order.sort_unstable();
                order.into_iter().map(|(_, rank)| by_name[rank as usize]).collect()
            },
            |order| orders.push(order),
        );
        let mut orders = orders.into_iter();
        let [by_value, by_latest, by_purchases] = std::array::from_fn(|_| orders.next().unwrap_or_default());
        Self(Later::from(Lists { text, by_name, by_value, by_latest, by_purchases }))
    }

    /// What is read when it is first looked at.
    pub(crate) fn later(read: impl FnOnce() -> Lists + Send + 'static) -> Self {
        Self(Later::new(read))
    }

    /// Reads it, if that was not done yet.
    pub fn read_on(&self) {
        let _ = &*self.0;
    }

    /// People whose name, email, city or number hold every word of the text, in any order, whatever its case and
    /// accents. Everyone for a blank text.
    #[must_use]
    pub fn search(&self, text: &str) -> Bits {
        let people = self.0.by_name.len();
        let mut folded = String::new();
        fold_into(&mut folded, text);
        let mut words: Vec<&str> = folded.split_whitespace().collect();
        // The longest word is the rarest, as a rule: the others are looked for only where it was found.
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        let Some((first, others)) = words.split_first() else { return Bits::all(people) };
        let finder = Finder::new(first.as_bytes());
        let others: Vec<Finder<'_>> = others.iter().map(|word| Finder::new(word.as_bytes())).collect();
        let (bytes, ends) = (self.0.text.text().as_bytes(), self.0.text.ends());
        let mut found = Bits::none(people);
        let (mut from, mut person) = (0, 0);
        while let Some(hit) = finder.find(&bytes[from..]).map(|at| from + at) {
            while ends[person] as usize <= hit {
                person += 1;
            }
            let end = ends[person] as usize;
            let start = if person == 0 { 0 } else { ends[person - 1] as usize };
            if others.iter().all(|word| word.find(&bytes[start..end]).is_some()) {
                found.insert(u32::try_from(person).unwrap_or(u32::MAX));
            }
            from = end;
            person += 1;
        }
        found
    }

    /// One page of these people (hits of a search, members of a segment), as indices.
    #[must_use]
    pub fn page(&self, within: &Bits, sort: Sort, offset: usize, limit: usize) -> Vec<u32> {
        let order = match sort {
            Sort::Name => &self.0.by_name,
            Sort::Value => &self.0.by_value,
            Sort::Latest => &self.0.by_latest,
            Sort::Purchases => &self.0.by_purchases,
        };
        order.iter().copied().filter(|person| within.has(*person)).skip(offset).take(limit).collect()
    }
}

/// What is listed highest first.
fn key(sort: Sort, figures: &Figures) -> i64 {
    match sort {
        Sort::Latest => figures.last_purchase.map_or(i64::MIN, |day| i64::from(day.0)),
        Sort::Purchases => i64::from(figures.purchases),
        Sort::Value | Sort::Name => figures.net,
    }
}

/// Where each person stands in an order.
fn ranks(order: &[u32]) -> Vec<u32> {
    let mut rank = vec![0u32; order.len()];
    (0..).zip(order).for_each(|(at, person)| rank[*person as usize] = at);
    rank
}

/// What people of a part are found by.
fn lines(people: &People, part: impl Iterator<Item = usize>) -> Strip {
    let (mut text, mut line, texts) = (Strip::new(), String::new(), &*people.texts);
    for person in part {
        line.clear();
        let city = people.city.0.norm(people.city.1[person]);
        for part in [texts.name.get(person), texts.email.get(person), city, texts.external_id.get(person)] {
            if part.contains('\n') {
                fold_into(&mut line, &part.replace('\n', " "));
            } else {
                fold_into(&mut line, part);
            }
            line.push('\n');
        }
        text.push(&line);
    }
    text
}

/// A name's first letters, which nearly always decide, and whose it is.
type Named = (u128, u32);

/// How the names of a part are compared, and its people by name.
fn named(people: &People, part: Range<usize>) -> (Strip, Vec<Named>) {
    let (first_of_all, mut keys) = (part.start, Strip::new());
    let mut order: Vec<Named> = Vec::with_capacity(part.len());
    for person in part {
        let name = name_key(people.texts.name.get(person));
        keys.push(&name);
        let mut first = [0u8; 16];
        first.iter_mut().zip(name.bytes()).for_each(|(to, byte)| *to = byte);
        order.push((u128::from_be_bytes(first), u32::try_from(person).unwrap_or(u32::MAX)));
    }
    order.sort_unstable_by(|a, b| compare(&keys, first_of_all, a, b));
    (keys, order)
}

/// By name; of one name, by number. The first of `keys` is of the person at `from`.
fn compare(keys: &Strip, from: usize, (first, person): &Named, (other_first, other): &Named) -> Ordering {
    let key = |person: u32| keys.get(person as usize - from);
    first.cmp(other_first).then_with(|| key(*person).cmp(key(*other))).then(person.cmp(other))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ShopBuilder,
        town::{AS_OF, euro, purchase, someone},
    };
    use regulars_model::ImportId;

    fn shop() -> Shop {
        let mut builder = ShopBuilder::new(euro());
        for (id, name, city, number) in [
            (1, "Jörg Weiß", "Köln", "C-17"),
            (2, "Ana Lim", "Porto", "18"),
            (3, "ana maria", "", ""),
            (4, "Zoë", "Lima", ""),
        ] {
            let mut person = someone(id, name);
            person.city = city.to_owned();
            person.external_id = number.to_owned();
            builder.person(person);
        }
        builder.orders(ImportId(1), [purchase(1, "a", 9, 100), purchase(1, "b", 8, 100), purchase(4, "c", 2, 900)]);
        builder.build()
    }

    #[test]
    fn people_are_found_by_any_part_of_what_names_them() {
        let directory = Directory::new(&shop());
        let find = |text: &str| directory.search(text).iter().collect::<Vec<_>>();
        assert_eq!(find("jörg"), [0]);
        assert_eq!(find("KÖLN"), [0]);
        assert_eq!((find("jorg weiss"), find("WEISS koln"), find("zoe")), (vec![0], vec![0], vec![3]));
        assert_eq!((find("jo\u{308}rg"), find("weiß")), (vec![0], vec![0]), "accents in the question do no harm");
        assert_eq!(find("ána"), [1, 2]);
        assert_eq!(find("c-17"), [0]);
        assert_eq!(find("ana"), [1, 2]);
        assert_eq!(find("lim"), [1, 3], "a name and a city");
        assert_eq!(find("lim  ANA"), [1], "every word, in any order");
        assert_eq!(find("example.com"), [0, 1, 2, 3]);
        assert_eq!(find("nobody"), [0u32; 0]);
        assert_eq!(find("  "), [0, 1, 2, 3]);
        assert_eq!(find("lim porto"), [1]);
        assert_eq!(find("limporto"), [0u32; 0], "words do not run into each other");
    }

    #[test]
    fn lists_are_sorted_and_cut_into_pages() {
        let shop = shop();
        let directory = Directory::new(&shop);
        let all = Bits::all(4);
        assert_eq!(directory.page(&all, Sort::Name, 0, 9), [1, 2, 0, 3]);
        assert_eq!(directory.page(&all, Sort::Value, 0, 9), [3, 0, 1, 2]);
        assert_eq!(directory.page(&all, Sort::Latest, 0, 2), [3, 0]);
        assert_eq!(directory.page(&all, Sort::Purchases, 1, 2), [3, 1]);
        assert_eq!(directory.page(&directory.search("ana"), Sort::Name, 1, 5), [2]);
        assert_eq!(directory.page(&all, Sort::Name, 4, 5), [0u32; 0]);
        assert_eq!(Directory::new(&ShopBuilder::new(euro()).build()).search("x").count(), 0);
        assert_eq!(shop.figures(3, AS_OF).net, 900);
    }
}
