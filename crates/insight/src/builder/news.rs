//! An import's news taken into a shop that stands: what it tells of people, and what they bought and did. Nothing that was laid
//! out before is read again.

use super::{Piece, ShopBuilder, index::Index, lay::Gathered};
use crate::{
    Bits, Figures, PersonFacts, Shop,
    later::Later,
    shop::{Orders, Told},
};
use regulars_model::{Day, ImportId};
use std::{ops::Range, sync::Arc};

/// What an import brought that came after all others.
pub struct News {
    /// Everything that is known now of whoever it speaks of, those who are new among them.
    pub facts: Vec<PersonFacts>,
    /// The shop's own list of products: number, name and category. The same as before.
    pub products: Vec<[String; 3]>,
    /// Its chunks, in the order in which they are kept: events, then orders, then lines.
    pub pieces: Vec<(ImportId, Piece)>,
}

/// Of whom a shop was told more.
#[derive(Debug)]
pub struct Grown {
    /// Their places, ascending; those who are new come last.
    pub(crate) told: Vec<u32>,
    /// Whether anybody who was there is found or called otherwise.
    pub(crate) texts: bool,
}

impl Shop {
    /// Takes in what an import brought, as if everything had been read again; spellings of a word are shown as they were met
    /// first. `None`, and nothing changed, where that cannot be told from what is laid out: an order or an event without a
    /// number may be one of the same day that is there, or somebody is told of who was not there and does not come last.
    #[must_use]
    pub fn extend(&mut self, news: News) -> Option<Grown> {
        self.read_on();
        let News { mut facts, products, pieces } = news;
        facts.sort_by_key(|facts| facts.id);
        let last = self.people.ids.last().copied();
        let coming = facts.partition_point(|facts| last.is_some_and(|last| facts.id.0 <= last));
        let (known, coming) = facts.split_at(coming);
        let places: Option<Vec<usize>> =
            known.iter().map(|facts| self.people.ids.binary_search(&facts.id.0).ok()).collect();
        let places = places?;
        if coming.windows(2).any(|two| two[0].id == two[1].id) {
            return None;
        }

        let ids: Vec<u32> = self.people.ids.iter().copied().chain(coming.iter().map(|facts| facts.id.0)).collect();
        let mut builder = ShopBuilder::beside(self, &ids);
        products.iter().for_each(|[sku, name, category]| builder.product(sku, name, category));
        pieces.into_iter().for_each(|(import, piece)| builder.add(import, piece));
        let mut gathered = builder.gathered.take()?;
        let events = gathered.new_events(&self.events)?;
        let orders = gathered.new_orders(&self.orders)?;

        let told: Vec<(usize, &PersonFacts)> = places.into_iter().zip(known).collect();
        let mut changed = self.people.retell(&told);
        coming.iter().for_each(|facts| self.people.push(facts));
        let before = self.everyone.clone();
        self.allow(&told, coming);
        let people = ids.len();
        changed.more_people = people > before.len();
        changed.counted = self.everyone != before;
        let newest = events.iter().flat_map(|told| &told.all.day).max().map(|day| Day(*day));
        self.newest_event = newest.max(self.newest_event);
        let events = events.map(Arc::new);
        for (mine, told) in self.events.iter_mut().zip(&events) {
            if told.persons.is_empty() {
                mine.reach(people);
            } else {
                let (before, told) = (mine.take(), Arc::clone(told));
                *mine = Later::new(move || before.spliced(people, &told.persons, &told.all));
            }
        }
        let places = places_of(&told, &orders.persons, before.len()..people);
        let more_articles = builder.articles.len() - self.articles.len();
        self.articles = builder.articles;
        self.categories = builder.categories;
        self.subjects = builder.subjects;
        self.channels = builder.channels;
        self.figures.resize(people, Figures::default());
        for (nth, person) in orders.persons.iter().enumerate() {
            self.figures[*person as usize] = Figures::of(&orders.all, orders.all.of(nth));
        }
        let orders = Arc::new(orders);
        if orders.persons.is_empty() {
            self.orders.reach(people);
            self.orders.more_articles(more_articles);
        } else {
            self.put_in_orders(&orders, people);
        }
        self.grow_postings((&*orders, &events), &places, &changed);
        Some(Grown { told: places, texts: changed.texts })
    }

    /// Puts told orders among those that are there, when they are next looked at: a count does not look at them.
    fn put_in_orders(&mut self, told: &Arc<Told<Orders>>, people: usize) {
        let newest = told.all.day.iter().max().map(|day| Day(*day)).max(self.newest_order);
        let any_gone = told.again.contains(&true);
        let (before, told, articles) = (self.orders.take(), Arc::clone(told), self.articles.len());
        self.orders = Later::new(move || {
            let mut orders = before.spliced(people, &told.persons, &told.all);
            orders.index_articles(articles);
            orders
        });
        // The newest of those that were there may be gone.
        self.newest_order = if any_gone { self.orders.day.iter().max().map(|day| Day(*day)) } else { newest };
    }

    /// Takes over who may be used and who waits.
    fn allow(&mut self, told: &[(usize, &PersonFacts)], coming: &[PersonFacts]) {
        let before = self.allowed.len();
        let grow = |bits: &mut Bits, of: &dyn Fn(&PersonFacts) -> bool| {
            if !coming.is_empty() {
                *bits = Bits::from_fn(before + coming.len(), |at| match at.checked_sub(before) {
                    None => bits.has(u32::try_from(at).unwrap_or(u32::MAX)),
                    Some(nth) => of(&coming[nth]),
                });
            }
            told.iter().for_each(|(at, facts)| bits.set(u32::try_from(*at).unwrap_or(u32::MAX), of(facts)));
        };
        grow(&mut self.everyone, &|facts| facts.use_allowed && !facts.quarantined);
        grow(&mut self.quarantined, &|facts| facts.quarantined);
        grow(&mut self.allowed, &|facts| facts.use_allowed);
    }
}

/// Places of everybody of whom anything was told, ascending: known people, those who have orders that came, and those who are new.
fn places_of(told: &[(usize, &PersonFacts)], bought: &[u32], new: Range<usize>) -> Vec<u32> {
    let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let known = told.iter().map(|(at, _)| place(*at));
    let mut all: Vec<u32> = known.chain(bought.iter().copied()).chain(new.map(place)).collect();
    all.sort_unstable();
    all.dedup();
    all
}

impl ShopBuilder {
    /// One that goes on with a shop's articles and words, for people of these numbers.
    fn beside(shop: &Shop, ids: &[u32]) -> Self {
        let mut builder = Self::new(shop.currency);
        builder.articles.clone_from(&shop.articles);
        let named = |(code, article): (u32, &crate::shop::Article)| {
            ((article.sku.clone(), article.product.clone(), article.category), code)
        };
        builder.article_codes = (0..).zip(&builder.articles).map(named).collect();
        builder.categories.clone_from(&shop.categories);
        builder.subjects.clone_from(&shop.subjects);
        builder.channels.clone_from(&shop.channels);
        builder.gathered = Some(Gathered::new(Index::new(ids, &shop.stands_for), ids.len()));
        builder
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Directory,
        builder::likeness::{event, line, order, person},
        texts::{Dictionary, norm},
        town::{euro, line as sold, purchase, someone},
    };
    use proptest::prelude::*;
    use regulars_columns::{Columns, EventColumns, LineColumns, OrderColumns};
    use regulars_model::{EventRow, LineRow, OrderKind, OrderRow, PersonId};
    use std::{
        collections::BTreeMap,
        sync::atomic::{AtomicU32, Ordering},
    };

    type Deeds = (u32, Vec<OrderRow>, Vec<LineRow>, Vec<EventRow>);

    fn pieces((import, orders, lines, events): &Deeds) -> Vec<(ImportId, Piece)> {
        vec![
            (ImportId(*import), Piece::events(EventColumns::from_rows(events))),
            (ImportId(*import), Piece::orders(OrderColumns::from_rows(orders))),
            (ImportId(*import), Piece::lines(LineColumns::from_rows(lines))),
        ]
    }

    /// Everything read at once, in the order in which a vault is read.
    fn read(people: &BTreeMap<PersonId, PersonFacts>, same: &[(u32, u32)], deeds: &[Deeds]) -> Shop {
        let mut builder = ShopBuilder::new(euro());
        people.values().for_each(|facts| builder.person(facts.clone()));
        same.iter().for_each(|(entry, stands)| builder.same(PersonId(*entry), PersonId(*stands)));
        builder.product("a", "", "Köln");
        let mut all: Vec<Vec<(ImportId, Piece)>> = deeds.iter().map(pieces).collect();
        for _ in 0..3 {
            all.iter_mut().for_each(|of| {
                let (import, piece) = of.remove(0);
                builder.add(import, piece);
            });
        }
        builder.build()
    }

    /// Everything a shop tells, whatever its words are numbered and however they are spelt.
    fn told(shop: &Shop) -> String {
        use std::fmt::Write as _;
        let mut out = String::new();
        let shown = |words: &Dictionary, code: u32| norm(words.shown(code));
        let people = &shop.people;
        for at in 0..people.ids.len() {
            let index = u32::try_from(at).unwrap();
            let words = [&people.country, &people.region, &people.city, &people.postcode]
                .map(|(words, codes)| shown(words, codes[at]));
            let lists = [&people.tags, &people.sources]
                .map(|(words, many)| many.of(at).iter().map(|code| shown(words, *code)).collect::<Vec<_>>());
            let own = (people.own.keys())
                .map(|key| (key, people.own.shown(key, at)))
                .filter(|(_, text)| !text.is_empty())
                .collect::<Vec<_>>();
            let _ = writeln!(
                out,
                "{} {} {} {} {words:?} {lists:?} {own:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
                people.ids[at],
                people.texts.name.get(at),
                people.texts.email.get(at),
                people.texts.external_id.get(at),
                (people.birthday[at], people.signed_up[at]),
                (people.permissions[at], people.reachable[at], people.purposes[at]),
                people.spots.of(at),
                (shop.allowed.has(index), shop.quarantined.has(index), shop.everyone.has(index)),
                shop.figures[at],
                regulars_model::Channel::ALL.map(|channel| people.origins.of(channel, at)),
                shop.stands_for,
            );
            for order in shop.orders.of(at) {
                let lines: Vec<String> = (shop.orders.lines(order))
                    .map(|line| {
                        let article = &shop.articles[shop.orders.line_article[line] as usize];
                        let (quantity, amount) = (shop.orders.line_quantity[line], shop.orders.line_amount[line]);
                        let category = shown(&shop.categories, article.category);
                        format!("{} {} {category} {quantity} {amount}", article.sku, article.product)
                    })
                    .collect();
                let _ = writeln!(
                    out,
                    "  {} {} {} {:?} {} {lines:?} of {}",
                    shop.orders.day[order],
                    shop.orders.refund[order],
                    shop.orders.total[order],
                    shop.orders.keys.get(order),
                    shown(&shop.channels, shop.orders.channel(order).into()),
                    shop.orders.person[order],
                );
            }
            for (kind, events) in shop.events.iter().enumerate() {
                for event in events.of(at) {
                    let subject = shown(&shop.subjects, events.subject[event]);
                    let _ = writeln!(out, "  {kind} {} {subject}", events.day[event]);
                }
            }
        }
        let mut bought: Vec<(String, usize)> = (0..shop.articles.len())
            .map(|nth| (format!("{:?}", shop.articles[nth]), shop.orders.with_article(nth).len()))
            .collect();
        bought.sort();
        let _ = writeln!(out, "{bought:?} {:?} {:?}", shop.newest_order, shop.newest_event);
        out
    }

    fn deeds(imports: std::ops::Range<u32>) -> impl Strategy<Value = Deeds> {
        (
            imports,
            prop::collection::vec(order(), 0..20),
            prop::collection::vec(line(), 0..20),
            prop::collection::vec(event(), 0..8),
        )
    }

    static EXTENDED: AtomicU32 = AtomicU32::new(0);

    fn is_as_if_read(
        before: Vec<PersonFacts>,
        after: Vec<PersonFacts>,
        same: Vec<(u32, u32)>,
        mut old: Vec<Deeds>,
        new: &Deeds,
    ) -> Result<(), TestCaseError> {
        let mut people: BTreeMap<PersonId, PersonFacts> = before.into_iter().map(|facts| (facts.id, facts)).collect();
        // Numbers are given in order: whoever is new comes last.
        let last = people.keys().last().copied().unwrap_or(PersonId(0));
        let facts: Vec<PersonFacts> = (after.into_iter())
            .filter(|facts| facts.id > last || people.contains_key(&facts.id))
            .map(|facts| (facts.id, facts))
            .collect::<BTreeMap<_, _>>()
            .into_values()
            .collect();
        let mut same: Vec<(u32, u32)> = same.into_iter().filter(|(entry, stands)| entry > stands).collect();
        // Who stands for others is nobody else's entry.
        let entries: Vec<u32> = same.iter().map(|(entry, _)| *entry).collect();
        same.retain(|(_, stands)| !entries.contains(stands));
        let is_told = |id: u32| facts.iter().any(|facts| facts.id.0 == id);
        same.retain(|(entry, stands)| !is_told(*entry) && (*stands <= last.0 || !is_told(*stands)));
        // Numbers are given once: nobody comes later under one that stands in a chunk already.
        let was_there = |id: PersonId| id <= last || !is_told(id.0);
        for (_, orders, lines, events) in &mut old {
            orders.retain(|row| was_there(row.person));
            lines.retain(|row| was_there(row.person));
            events.retain(|row| was_there(row.person));
        }
        let mut shop = read(&people, &same, &old);
        let unchanged = told(&shop);
        people.extend(facts.iter().map(|facts| (facts.id, facts.clone())));
        let mut all = old;
        all.push(new.clone());
        let news =
            News { facts, products: vec![["a".to_owned(), String::new(), "Köln".to_owned()]], pieces: pieces(new) };
        let mut directory = Directory::new(&shop);
        if let Some(grown) = shop.extend(news) {
            EXTENDED.fetch_add(1, Ordering::Relaxed);
            prop_assert_eq!(told(&shop), told(&read(&people, &same, &all)));
            directory.grow(&shop, &grown);
            prop_assert_eq!(format!("{:?}", directory), format!("{:?}", Directory::new(&shop)));
            let rows = shop.rows_told();
            shop.lay_postings();
            prop_assert_eq!(rows, shop.rows_told(), "what rules are answered from is as if laid out at once");
        } else {
            prop_assert_eq!(told(&shop), unchanged, "nothing was changed");
        }
        Ok(())
    }

    #[test]
    fn news_taken_in_are_as_if_everything_had_been_read_again() {
        let stuff = (
            prop::collection::vec(person(), 0..10),
            prop::collection::vec(person(), 0..5),
            prop::collection::vec((1u32..16, 1u32..16), 0..3),
            prop::collection::vec(deeds(1..5), 0..4),
            deeds(5..6),
        );
        let cases = crate::town::cases(3_000);
        let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig { cases, ..ProptestConfig::default() });
        runner.run(&stuff, |(before, after, same, old, new)| is_as_if_read(before, after, same, old, &new)).unwrap();
        let extended = EXTENDED.load(Ordering::Relaxed);
        assert!(extended > cases / 5, "the premise: {extended} of {cases} were taken in");
    }

    #[test]
    fn an_order_without_a_number_on_a_day_that_has_one_is_read_again() {
        let mut builder = ShopBuilder::new(euro());
        builder.person(someone(1, "Ana Lim"));
        builder.orders(ImportId(1), [purchase(1, "", 9, 100), purchase(1, "a", 5, 50)]);
        let mut shop = builder.build();
        let news = |rows: Vec<OrderRow>| News {
            facts: Vec::new(),
            products: Vec::new(),
            pieces: vec![(ImportId(2), Piece::orders(OrderColumns::from_rows(&rows)))],
        };
        assert!(shop.extend(news(vec![purchase(1, "", 9, 70)])).is_none());
        assert_eq!(shop.figures[0].net, 150);
        assert!(shop.extend(news(vec![purchase(1, "", 8, 70), purchase(1, "a", 5, 60)])).is_some());
        assert_eq!((shop.figures[0].net, shop.figures[0].purchases), (230, 3));
    }

    #[test]
    fn a_refund_that_comes_later_takes_the_lines_that_were_sent_back() {
        let order = purchase(1, "a", 9, 100);
        let back = OrderRow { kind: OrderKind::Refund, total: -40, ..purchase(1, "a", 3, 0) };
        let mut sent = sold(&order, "Beans", "Coffee");
        sent.quantity = -1;
        let old = (1, vec![order.clone()], vec![sold(&order, "Mug", "Gifts"), sent.clone()], vec![]);
        let new = (2, vec![back], vec![LineRow { amount: 40, ..sent }], vec![]);
        is_as_if_read(vec![someone(1, "Ana Lim")], vec![], vec![], vec![old], &new).unwrap();
    }
}
