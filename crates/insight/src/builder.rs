//! Builds the shop in memory from people and from columns of orders, lines and events. An order that came again in
//! a later import counts once, as that import has it.

mod abreast;
mod everybody;
mod extend;
mod index;
mod lay;
#[cfg(test)]
pub(crate) mod likeness;
mod news;
mod piece;
#[cfg(test)]
mod slow;

pub(crate) use abreast::{abreast, parts};
pub use everybody::Everybody;
pub use news::{Grown, News};
pub use piece::Piece;

use crate::{
    Bits, PersonFacts, Shop,
    later::Later,
    postings::{Kept, Postings},
    shop::{Article, EventsOfKind, Figures, Orders},
    texts::Dictionary,
};
use index::Index;
use lay::Gathered;
use piece::Rows;
use regulars_columns::{ChunkKind, Columns, EventColumns, LineColumns, OrderColumns};
use regulars_model::{Currency, Day, EventKind, EventRow, ImportId, LineRow, OrderRow, PersonId};
use std::collections::HashMap;

/// Collects what a [`Shop`] is made of, in any order. When all people came first and [`Self::settle`] was called, what comes
/// after takes the least room.
pub struct ShopBuilder {
    currency: Currency,
    people: Vec<PersonFacts>,
    everybody: Option<Everybody>,
    /// What came before all people had.
    waiting: Vec<(ImportId, Rows)>,
    gathered: Option<Gathered>,
    laid: Option<[EventsOfKind; EventKind::COUNT]>,
    laid_orders: Option<Orders>,
    articles: Vec<Article>,
    article_codes: HashMap<(String, String, u32), u32>,
    /// The category of each product of the shop's own list, by number and by name; `None` where two of one name differ.
    by_sku: HashMap<String, String>,
    by_name: HashMap<String, Option<String>>,
    categories: Dictionary,
    subjects: Dictionary,
    channels: Dictionary,
    stands_for: Vec<(u32, u32)>,
}

impl ShopBuilder {
    /// An empty shop. `currency` says what a major unit is.
    #[must_use]
    pub fn new(currency: Currency) -> Self {
        Self {
            currency,
            people: Vec::new(),
            everybody: None,
            waiting: Vec::new(),
            gathered: None,
            laid: None,
            laid_orders: None,
            articles: Vec::new(),
            article_codes: HashMap::new(),
            by_sku: HashMap::new(),
            by_name: HashMap::new(),
            categories: Dictionary::new(),
            subjects: Dictionary::new(),
            channels: Dictionary::new(),
            stands_for: Vec::new(),
        }
    }

    /// An entry that is one person with another: what it bought and did is the other's.
    pub fn same(&mut self, entry: PersonId, stands: PersonId) {
        self.stands_for.push((entry.0, stands.0));
    }

    /// Adds a person. Of two with one id the later holds.
    pub fn person(&mut self, facts: PersonFacts) {
        self.people.push(facts);
    }

    /// Adds a product of the shop's own list, which says what category lines are in that do not say it themselves. Of two with
    /// one number the later holds. To be called before the lines are added.
    pub fn product(&mut self, sku: &str, name: &str, category: &str) {
        let (sku, name, category) = (sku.trim().to_lowercase(), name.trim().to_lowercase(), category.trim());
        if category.is_empty() {
            return;
        }
        if !sku.is_empty() {
            self.by_sku.insert(sku, category.to_owned());
        }
        if !name.is_empty() {
            let held = self.by_name.entry(name).or_insert_with(|| Some(category.to_owned()));
            if held.as_deref() != Some(category) {
                *held = None;
            }
        }
    }

    /// The category the list has for a line's product: by its number, else by its name.
    fn listed(&self, sku: &str, product: &str) -> &str {
        let by_name = || self.by_name.get(&product.trim().to_lowercase())?.as_ref();
        self.by_sku.get(&sku.trim().to_lowercase()).or_else(by_name).map_or("", String::as_str)
    }

    /// Adds the orders of one import. Of rows with the same person, key and kind, only those of the newest import
    /// (highest id) count. Rows of people who are not in the shop are ignored.
    pub fn orders(&mut self, import: ImportId, rows: impl IntoIterator<Item = OrderRow>) {
        self.add(import, Piece::orders(OrderColumns::from_rows(&rows.into_iter().collect::<Vec<_>>())));
    }

    /// Adds the lines of one import. A line with pieces sent back belongs to the refund of its order, any other to
    /// the purchase; to the one there is when there is only one. It counts when its import is the one that holds for that order.
    pub fn lines(&mut self, import: ImportId, rows: impl IntoIterator<Item = LineRow>) {
        self.add(import, Piece::lines(LineColumns::from_rows(&rows.into_iter().collect::<Vec<_>>())));
    }

    /// Adds the events of one import. The same event (person, kind, second, subject) in two imports counts once.
    pub fn events(&mut self, import: ImportId, rows: impl IntoIterator<Item = EventRow>) {
        self.add(import, Piece::events(EventColumns::from_rows(&rows.into_iter().collect::<Vec<_>>())));
    }

    /// As these three, of rows that were made ready elsewhere.
    pub fn add(&mut self, import: ImportId, piece: Piece) {
        let mut rows = piece.0;
        match &mut rows {
            Rows::Orders(rows) => {
                let codes: Vec<u32> = rows.channel.words().map(|text| self.channels.code(text)).collect();
                rows.channel.codes.iter_mut().for_each(|channel| *channel = codes[*channel as usize]);
            }
            Rows::Lines(rows) => {
                let articles = std::mem::take(&mut rows.articles);
                let codes: Vec<u32> = articles.iter().map(|told| self.article(told)).collect();
                rows.article.iter_mut().for_each(|article| *article = codes[*article as usize]);
            }
            Rows::Events(rows) => {
                let codes: Vec<u32> = rows.subject.words().map(|text| self.subjects.code(text)).collect();
                rows.subject.codes.iter_mut().for_each(|subject| *subject = codes[*subject as usize]);
            }
        }
        match &mut self.gathered {
            Some(gathered) => gathered.take(import, rows),
            None => self.waiting.push((import, rows)),
        }
    }

    /// The code of an article, a new one when it is new.
    fn article(&mut self, [sku, product, said]: &[String; 3]) -> u32 {
        let category = match said.trim().is_empty() {
            true => self.listed(sku, product).to_owned(),
            false => said.to_owned(),
        };
        let category = self.categories.code(&category);
        let (sku, product) = (sku.trim(), product.trim());
        *self.article_codes.entry((sku.to_owned(), product.to_owned(), category)).or_insert_with(|| {
            self.articles.push(Article { sku: sku.to_owned(), product: product.to_owned(), category });
            u32::try_from(self.articles.len() - 1).unwrap_or(u32::MAX)
        })
    }

    /// Takes everybody at once, instead of whoever was added one by one.
    pub fn everybody(&mut self, everybody: Everybody) {
        self.everybody = Some(everybody);
    }

    /// Says that all people were added. Whoever is added later is not taken in.
    pub fn settle(&mut self) {
        self.gathered();
    }

    /// Says that so many rows of a kind come next. To be called when all people were added.
    pub fn expect(&mut self, kind: ChunkKind, rows: usize) {
        self.gathered().expect(kind, rows);
    }

    fn gathered(&mut self) -> &mut Gathered {
        self.gathered.get_or_insert_with(|| {
            let people = std::mem::take(&mut self.people);
            let everybody = self.everybody.get_or_insert_with(|| Everybody::of(people));
            self.stands_for.sort_unstable();
            self.stands_for.dedup_by_key(|(entry, _)| *entry);
            let ids = &everybody.people.ids;
            let mut gathered = Gathered::new(Index::new(ids, &self.stands_for), ids.len());
            for (import, rows) in std::mem::take(&mut self.waiting) {
                gathered.take(import, rows);
            }
            gathered
        })
    }

    /// How many people there are. Nobody comes after that.
    fn settled(&mut self) -> usize {
        self.gathered();
        self.everybody.as_ref().map_or(0, |everybody| everybody.people.ids.len())
    }

    /// Lays out the events already, so that the room their rows take is free again while orders and lines are added. To be
    /// called when all people and all events were.
    pub fn lay_events(&mut self) {
        let laid = self.gathered().lay_events();
        self.laid = Some(laid);
    }

    /// Whether everybody who was in that shop stands in the same place still. To be asked when all people were added.
    pub fn continues(&mut self, before: &Shop) -> bool {
        self.gathered();
        let ids = self.everybody.as_ref().map_or(&[][..], |everybody| everybody.people.ids.as_slice());
        ids.starts_with(&before.people.ids) && self.stands_for == before.stands_for
    }

    /// Takes over the events of a shop that this one [continues](Self::continues): they are the same.
    pub fn keep_events(&mut self, before: &mut Shop) {
        let people = self.settled();
        let mut events = before.events.each_mut().map(Later::take);
        events.iter_mut().for_each(|events| events.reach(people));
        self.subjects = std::mem::take(&mut before.subjects);
        self.laid = Some(events);
    }

    /// Takes over the orders of a shop that this one continues, and their lines.
    pub fn keep_orders(&mut self, before: &mut Shop) {
        let people = self.settled();
        let mut orders = before.orders.take();
        orders.reach(people);
        self.articles = std::mem::take(&mut before.articles);
        self.categories = std::mem::take(&mut before.categories);
        self.channels = std::mem::take(&mut before.channels);
        self.laid_orders = Some(orders);
    }

    /// Lays everything out by person and by time.
    #[must_use]
    pub fn build(mut self) -> Shop {
        if self.laid.is_none() {
            self.lay_events();
        }
        let (len, articles) = (self.settled(), self.articles.len());
        let orders = match self.laid_orders.take() {
            Some(laid) => laid,
            None => self.gathered().lay_orders(articles),
        };
        let Everybody { people, allowed, quarantined } = self.everybody.take().unwrap_or_default();
        let events = self.laid.unwrap_or_default();
        let newest_order = orders.day.iter().max().map(|day| Day(*day));
        let newest_event = events.iter().flat_map(|events| &events.day).max().map(|day| Day(*day));
        let mut shop = Shop {
            currency: self.currency,
            everyone: Bits::from_fn(len, |at| allowed[at] && !quarantined[at]),
            allowed: Bits::from_fn(len, |at| allowed[at]),
            quarantined: Bits::from_fn(len, |at| quarantined[at]),
            people,
            stands_for: self.stands_for,
            figures: (0..len).map(|at| Figures::sum(&orders, at, Day(i32::MAX))).collect(),
            orders: orders.into(),
            events: events.map(Later::from),
            articles: self.articles,
            categories: self.categories,
            subjects: self.subjects,
            channels: self.channels,
            newest_order,
            newest_event,
            postings: Postings::default(),
            kept: Kept::default(),
        };
        shop.lay_postings();
        shop
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Happening,
        town::{AS_OF, euro, line, purchase, someone},
    };
    use regulars_model::{EventKind, OrderKind};

    fn refund(person: u32, key: &str, days_ago: i32, total: i64) -> OrderRow {
        OrderRow { kind: OrderKind::Refund, total, ..purchase(person, key, days_ago, 0) }
    }

    #[test]
    fn an_order_that_came_again_counts_once_as_the_newest_file_has_it() {
        let mut builder = ShopBuilder::new(euro());
        builder.person(someone(1, "Ana Lim"));
        let (old, new) = (purchase(1, "1001", 30, 5_000), purchase(1, "1001", 30, 4_000));
        // Handed over newest first: the import decides, not the order of arrival.
        builder.orders(ImportId(2), [new.clone(), purchase(1, "1002", 10, 100)]);
        builder.lines(ImportId(2), [line(&new, "Mug", "Gifts")]);
        builder.orders(ImportId(1), [old.clone()]);
        builder.lines(ImportId(1), [line(&old, "Beans", "Coffee"), line(&old, "Mug", "Gifts")]);
        let shop = builder.build();
        let sum = shop.figures(0, AS_OF);
        assert_eq!((sum.purchases, sum.net), (2, 4_100));
        let (rows, all) = shop.timeline(0, 10);
        assert_eq!(all, 2);
        let Happening::Order { key, items, .. } = &rows[1].1 else { panic!("an order") };
        assert_eq!((*key, items.as_slice()), ("1001", ["Mug"].as_slice()));
        assert_eq!(shop.options().categories, [("Gifts".to_owned(), 1)]);
    }

    #[test]
    fn the_list_of_products_says_the_category_where_a_line_does_not() {
        let order = purchase(1, "1001", 30, 5_000);
        let categories = |products: &[(&str, &str, &str)], lines: &[(&str, &str, &str)]| {
            let mut builder = ShopBuilder::new(euro());
            builder.person(someone(1, "Ana Lim"));
            products.iter().for_each(|(sku, name, category)| builder.product(sku, name, category));
            builder.orders(ImportId(1), [order.clone()]);
            let lines = lines
                .iter()
                .map(|(sku, product, category)| LineRow { sku: (*sku).to_owned(), ..line(&order, product, category) });
            builder.lines(ImportId(1), lines.collect::<Vec<_>>());
            builder.build().options().categories.into_iter().map(|(name, _)| name).collect::<Vec<_>>()
        };
        let list = [("C1", "House espresso", "Coffee"), ("T1", "Green", "Tea"), ("T2", "Green", "Paint")];
        assert_eq!(categories(&[], &[("c1", "x", "")]), Vec::<String>::new(), "the control");
        assert_eq!(categories(&list, &[("c1 ", "x", "")]), ["Coffee"], "by number");
        assert_eq!(categories(&list, &[("", " house ESPRESSO", "")]), ["Coffee"], "by name");
        assert_eq!(categories(&list, &[("C1", "x", "Beans")]), ["Beans"], "what the line says stays");
        assert_eq!(categories(&list, &[("", "Green", "")]), Vec::<String>::new(), "two of one name differ");
        assert_eq!(categories(&list, &[("T2", "Green", "")]), ["Paint"], "the number goes before");
    }

    #[test]
    fn a_refund_keeps_its_own_version_beside_its_order() {
        let mut builder = ShopBuilder::new(euro());
        builder.person(someone(1, "Ana Lim"));
        let order = purchase(1, "1001", 30, 5_000);
        let back = refund(1, "1001", 5, -2_000);
        let mut sent = line(&back, "Beans", "Coffee");
        sent.quantity = -1;
        builder.orders(ImportId(1), [order.clone()]);
        builder.lines(ImportId(1), [line(&order, "Beans", "Coffee")]);
        builder.orders(ImportId(2), [back.clone(), back]);
        builder.lines(ImportId(2), [sent]);
        let shop = builder.build();
        let sum = shop.figures(0, AS_OF);
        // Two refunds of one order in one file are two refunds.
        assert_eq!((sum.purchases, sum.refunds, sum.gross, sum.net), (1, 2, 5_000, 1_000));
        assert_eq!(shop.figures(0, AS_OF.plus(-10)).net, 5_000, "the refunds had not happened yet");
        assert_eq!(shop.timeline(0, 1).1, 3);
    }

    #[test]
    fn orders_without_a_number_are_told_apart_by_their_second() {
        let mut builder = ShopBuilder::new(euro());
        builder.person(someone(1, "Ana Lim"));
        let rows = [purchase(1, "", 30, 100), purchase(1, "", 20, 200)];
        builder.orders(ImportId(1), rows.clone());
        builder.orders(ImportId(2), rows);
        assert_eq!(builder.build().figures(0, AS_OF).net, 300);
    }

    #[test]
    fn strangers_and_gaps_in_the_numbers_do_no_harm() {
        let mut builder = ShopBuilder::new(euro());
        builder.person(someone(u32::MAX, "Far Away"));
        builder.person(someone(3, "Old Name"));
        builder.person(someone(3, "New Name"));
        builder
            .orders(ImportId(1), [purchase(4, "1", 1, 100), purchase(u32::MAX, "2", 1, 700), purchase(3, "3", 1, 5)]);
        let lost = LineRow { order: "no such order".into(), ..line(&purchase(3, "3", 1, 5), "Mug", "Gifts") };
        builder.lines(ImportId(1), [lost]);
        let shop = builder.build();
        assert_eq!(shop.people(), 2);
        assert_eq!(shop.person(0).map(|person| person.name), Some("New Name"));
        assert_eq!(shop.index_of(PersonId(u32::MAX)), Some(1));
        assert_eq!(shop.figures(1, AS_OF).net, 700);
        assert_eq!(shop.index_of(PersonId(4)), None);
        assert!(shop.options().categories.is_empty());
        assert!(shop.person(2).is_none() && shop.timeline(9, 5).1 == 0 && shop.usual_gap(9, AS_OF).is_none());
        assert_eq!(ShopBuilder::new(euro()).build().people(), 0);
    }

    #[test]
    fn what_two_entries_of_one_person_did_is_one_persons() {
        for far in [2, u32::MAX - 1] {
            let mut builder = ShopBuilder::new(euro());
            builder.person(someone(1, "Ana Lim"));
            builder.person(someone(3, "Mei Tan"));
            builder.same(PersonId(far), PersonId(1));
            // The same order under both entries: the newest file's version counts, once.
            builder.orders(ImportId(1), [purchase(1, "a", 9, 100), purchase(far, "b", 8, 50)]);
            builder.orders(ImportId(2), [purchase(far, "a", 9, 70)]);
            let shop = builder.build();
            assert_eq!(shop.index_of(PersonId(far)), Some(0));
            let sum = shop.figures(0, AS_OF);
            assert_eq!((sum.purchases, sum.net), (2, 120));
            assert_eq!(shop.people(), 2);
        }
    }

    #[test]
    fn the_same_event_in_two_files_happened_once() {
        let mut builder = ShopBuilder::new(euro());
        builder.person(someone(1, "Ana Lim"));
        let opened =
            |at: i64| EventRow { person: PersonId(1), kind: EventKind::EmailOpened, at, subject: "May".into() };
        builder.events(ImportId(1), [opened(5), opened(90_000)]);
        builder.events(ImportId(2), [opened(5)]);
        assert_eq!(builder.build().timeline(0, 10).1, 2);
    }
}
