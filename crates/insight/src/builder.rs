//! Builds the shop in memory from people and from columns of orders, lines and events. An order that came again in
//! a later import counts once, as that import has it.

use crate::{
    Bits, PersonFacts, Shop,
    postings::{Kept, Postings},
    shop::{Article, EventsOfKind, Figures, Orders, People},
    texts::{Dictionary, Strip},
};
use regulars_columns::{Columns, EventColumns, LineColumns, OrderColumns};
use regulars_model::{Currency, Day, EventKind, EventRow, ImportId, LineRow, OrderKind, OrderRow, PersonId};
use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
};

struct RawOrder {
    person: u32,
    import: u32,
    key: u64,
    at: i64,
    total: i64,
    kind: OrderKind,
    shown: u32,
}

struct RawLine {
    person: u32,
    import: u32,
    key: u64,
    article: u32,
    quantity: i32,
    amount: i64,
}

#[derive(Clone, Copy)]
struct RawEvent {
    person: u32,
    import: u32,
    at: i64,
    subject: u32,
    kind: EventKind,
}

/// Collects what a [`Shop`] is made of, in any order.
pub struct ShopBuilder {
    currency: Currency,
    people: Vec<PersonFacts>,
    orders: Vec<RawOrder>,
    keys: Strip,
    lines: Vec<RawLine>,
    events: Vec<RawEvent>,
    articles: Vec<Article>,
    article_codes: HashMap<(String, String, u32), u32>,
    /// The category of each product of the shop's own list, by number and by name; `None` where two of one name differ.
    by_sku: HashMap<String, String>,
    by_name: HashMap<String, Option<String>>,
    categories: Dictionary,
    subjects: Dictionary,
    stands_for: Vec<(u32, u32)>,
}

/// What makes two rows the same order: the shop's number for it. Rows without a number are told apart by their
/// second. 64 bits of a keyed hash, compared only within one person.
fn key_of(key: &str, at: i64) -> u64 {
    let mut hasher = DefaultHasher::new();
    if key.is_empty() {
        (0u8, at).hash(&mut hasher)
    } else {
        (1u8, key).hash(&mut hasher)
    }
    hasher.finish()
}

impl ShopBuilder {
    /// An empty shop. `currency` says what a major unit is.
    #[must_use]
    pub fn new(currency: Currency) -> Self {
        Self {
            currency,
            people: Vec::new(),
            orders: Vec::new(),
            keys: Strip::new(),
            lines: Vec::new(),
            events: Vec::new(),
            articles: Vec::new(),
            article_codes: HashMap::new(),
            by_sku: HashMap::new(),
            by_name: HashMap::new(),
            categories: Dictionary::new(),
            subjects: Dictionary::new(),
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

    /// Adds the orders of one import. Of rows with the same person, key and kind, only those of the newest import
    /// (highest id) count. Rows of people who are not in the shop are ignored.
    pub fn orders(&mut self, import: ImportId, rows: impl IntoIterator<Item = OrderRow>) {
        self.order_columns(import, &OrderColumns::from_rows(&rows.into_iter().collect::<Vec<_>>()));
    }

    /// As [`Self::orders`], from columns.
    pub fn order_columns(&mut self, import: ImportId, rows: &OrderColumns) {
        self.orders.reserve(rows.len());
        for row in 0..rows.len() {
            let (at, key) = (rows.at[row], rows.key.get(row));
            self.orders.push(RawOrder {
                person: rows.person[row],
                import: import.0,
                key: key_of(key, at),
                at,
                total: rows.total[row],
                kind: rows.kind[row],
                shown: u32::try_from(self.keys.ends().len()).unwrap_or(u32::MAX),
            });
            self.keys.push(key);
        }
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

    /// Adds the lines of one import. A line with pieces sent back belongs to the refund of its order, any other to
    /// the purchase; to the one there is when there is only one. It counts when its import is the one that holds for that order.
    pub fn lines(&mut self, import: ImportId, rows: impl IntoIterator<Item = LineRow>) {
        self.line_columns(import, &LineColumns::from_rows(&rows.into_iter().collect::<Vec<_>>()));
    }

    /// As [`Self::lines`], from columns.
    pub fn line_columns(&mut self, import: ImportId, rows: &LineColumns) {
        self.lines.reserve(rows.len());
        let mut seen: HashMap<[u32; 3], u32> = HashMap::new();
        for row in 0..rows.len() {
            let codes = [rows.sku.codes[row], rows.product.codes[row], rows.category.codes[row]];
            let article = *seen.entry(codes).or_insert_with(|| {
                let said = rows.category.get(row);
                let category = match said.trim().is_empty() {
                    true => self.listed(rows.sku.get(row), rows.product.get(row)).to_owned(),
                    false => said.to_owned(),
                };
                let category = self.categories.code(&category);
                let (sku, product) = (rows.sku.get(row).trim(), rows.product.get(row).trim());
                *self.article_codes.entry((sku.to_owned(), product.to_owned(), category)).or_insert_with(|| {
                    self.articles.push(Article { sku: sku.to_owned(), product: product.to_owned(), category });
                    u32::try_from(self.articles.len() - 1).unwrap_or(u32::MAX)
                })
            });
            self.lines.push(RawLine {
                person: rows.person[row],
                import: import.0,
                key: key_of(rows.order.get(row), rows.at[row]),
                article,
                quantity: rows.quantity[row],
                amount: rows.amount[row],
            });
        }
    }

    /// Adds the events of one import. The same event (person, kind, second, subject) in two imports counts once.
    pub fn events(&mut self, import: ImportId, rows: impl IntoIterator<Item = EventRow>) {
        self.event_columns(import, &EventColumns::from_rows(&rows.into_iter().collect::<Vec<_>>()));
    }

    /// As [`Self::events`], from columns.
    pub fn event_columns(&mut self, import: ImportId, rows: &EventColumns) {
        self.events.reserve(rows.len());
        let codes: Vec<u32> = rows.subject.dictionary.iter().map(|text| self.subjects.code(text)).collect();
        for row in 0..rows.len() {
            self.events.push(RawEvent {
                person: rows.person[row],
                import: import.0,
                at: rows.at[row],
                subject: codes[rows.subject.codes[row] as usize],
                kind: rows.kind[row],
            });
        }
    }

    /// Lays everything out by person and by time.
    #[must_use]
    pub fn build(mut self) -> Shop {
        let mut facts = std::mem::take(&mut self.people);
        // Stable sort, then the last of equals: the later facts of one id hold.
        facts.sort_by_key(|person| person.id);
        facts.reverse();
        facts.dedup_by_key(|person| person.id);
        facts.reverse();
        let people = People::of(&facts);
        self.stands_for.sort_unstable();
        self.stands_for.dedup_by_key(|(entry, _)| *entry);
        let index = Index::new(&people.ids, &self.stands_for);
        let orders = self.lay_orders(&index, people.ids.len());
        let events = EventKind::ALL.map(|kind| self.lay_events(kind, &index, people.ids.len()));
        let allowed = Bits::from_fn(facts.len(), |at| facts[at].use_allowed);
        let quarantined = Bits::from_fn(facts.len(), |at| facts[at].quarantined);
        let everyone = Bits::from_fn(facts.len(), |at| facts[at].use_allowed && !facts[at].quarantined);
        let newest_order = orders.day.iter().max().map(|day| Day(*day));
        let figures = (0..people.ids.len()).map(|at| Figures::sum(&orders, at, Day(i32::MAX))).collect();
        let mut shop = Shop {
            currency: self.currency,
            people,
            everyone,
            allowed,
            quarantined,
            stands_for: self.stands_for,
            orders,
            events,
            articles: self.articles,
            categories: self.categories,
            subjects: self.subjects,
            figures,
            newest_order,
            postings: Postings::default(),
            kept: Kept::default(),
        };
        shop.lay_postings();
        shop
    }

    fn lay_orders(&mut self, index: &Index, people: usize) -> Orders {
        let mut raw = std::mem::take(&mut self.orders);
        raw.retain_mut(|order| index.resolve(&mut order.person));
        let (from, by_person) = gather(raw.len(), people, |at| raw[at].person);
        let mut lines = std::mem::take(&mut self.lines);
        lines.retain_mut(|line| index.resolve(&mut line.person));
        let (line_from, lines_by_person) = gather(lines.len(), people, |at| lines[at].person);
        let mut out = Orders::with_capacity(people, raw.len(), lines.len());
        out.keys.reserve(raw.len(), self.keys.text().len());
        let mut mine: Vec<u32> = Vec::new();
        let mut kept: Vec<u32> = Vec::new();
        let mut placed: Vec<(u32, u32)> = Vec::new();
        for person in 0..people {
            mine.clear();
            mine.extend_from_slice(&by_person[from[person]..from[person + 1]]);
            let group = |at: u32| {
                let order = &raw[at as usize];
                (order.key, order.kind == OrderKind::Refund)
            };
            mine.sort_unstable_by_key(|&at| (group(at), std::cmp::Reverse(raw[at as usize].import), at));
            // Of each group, the rows of its newest import, which now come first.
            kept.clear();
            for same in mine.chunk_by(|a, b| group(*a) == group(*b)) {
                let newest = raw[same[0] as usize].import;
                kept.extend(same.iter().copied().take_while(|&at| raw[at as usize].import == newest));
            }
            let first_of = |key: u64, refund: bool| {
                let at = kept.partition_point(|&at| group(at) < (key, refund));
                kept.get(at).copied().filter(|&at| group(at) == (key, refund))
            };
            placed.clear();
            for &at in &lines_by_person[line_from[person]..line_from[person + 1]] {
                let line = &lines[at as usize];
                let back = line.quantity < 0;
                if let Some(order) = first_of(line.key, back).or_else(|| first_of(line.key, !back))
                    && raw[order as usize].import == line.import
                {
                    placed.push((order, at));
                }
            }
            placed.sort_unstable();
            kept.sort_unstable_by_key(|&at| {
                let order = &raw[at as usize];
                (order.at, order.kind == OrderKind::Refund, order.import, at)
            });
            for &at in &kept {
                let order = &raw[at as usize];
                let first = placed.partition_point(|(of, _)| *of < at);
                let its =
                    placed[first..].iter().take_while(|(of, _)| *of == at).map(|(_, line)| &lines[*line as usize]);
                out.push(order.at, order.kind, order.total, self.keys.get(order.shown as usize));
                its.for_each(|line| out.push_line(line.article, line.quantity, line.amount));
                out.end_order(person);
            }
            out.end_person();
        }
        out.index_articles(self.articles.len());
        out
    }

    fn lay_events(&self, kind: EventKind, index: &Index, people: usize) -> EventsOfKind {
        let mut raw: Vec<RawEvent> = self.events.iter().filter(|event| event.kind == kind).copied().collect();
        raw.retain_mut(|event| index.resolve(&mut event.person));
        if raw.is_empty() {
            return EventsOfKind::default();
        }
        let (from, by_person) = gather(raw.len(), people, |at| raw[at].person);
        let mut out = EventsOfKind::with_capacity(people, raw.len());
        let mut mine: Vec<u32> = Vec::new();
        for person in 0..people {
            mine.clear();
            mine.extend_from_slice(&by_person[from[person]..from[person + 1]]);
            let group = |at: u32| (raw[at as usize].at, raw[at as usize].subject);
            mine.sort_unstable_by_key(|&at| (group(at), std::cmp::Reverse(raw[at as usize].import)));
            for same in mine.chunk_by(|a, b| group(*a) == group(*b)) {
                let newest = raw[same[0] as usize].import;
                for &at in same.iter().take_while(|&&at| raw[at as usize].import == newest) {
                    out.push(Day::of_second(raw[at as usize].at), raw[at as usize].subject);
                }
            }
            out.end_person();
        }
        out
    }
}

/// Rows by person: where each person's rows begin, and the rows.
fn gather(rows: usize, people: usize, person: impl Fn(usize) -> u32) -> (Vec<usize>, Vec<u32>) {
    let mut from = vec![0usize; people + 1];
    for row in 0..rows {
        from[person(row) as usize + 1] += 1;
    }
    for at in 0..people {
        from[at + 1] += from[at];
    }
    let mut next = from.clone();
    let mut sorted = vec![0u32; rows];
    for row in 0..rows {
        let slot = &mut next[person(row) as usize];
        sorted[*slot] = u32::try_from(row).unwrap_or(u32::MAX);
        *slot += 1;
    }
    (from, sorted)
}

/// From a person's id to their place. A plain table where ids are dense, as a vault gives them.
enum Index {
    Table(Vec<u32>),
    Sorted { ids: Vec<u32>, stands_for: Vec<(u32, u32)> },
}

impl Index {
    /// `stands_for`: entries that are somebody else's, by id, ascending.
    fn new(ids: &[u32], stands_for: &[(u32, u32)]) -> Self {
        let last = ids.last().copied().max(stands_for.last().map(|(entry, _)| *entry));
        let span = last.map_or(0, |id| id as usize + 1);
        if span > ids.len().saturating_mul(4) + 1024 {
            return Self::Sorted { ids: ids.to_vec(), stands_for: stands_for.to_vec() };
        }
        let mut table = vec![u32::MAX; span];
        for (at, id) in ids.iter().enumerate() {
            table[*id as usize] = u32::try_from(at).unwrap_or(u32::MAX);
        }
        for (entry, stands) in stands_for {
            table[*entry as usize] = table.get(*stands as usize).copied().unwrap_or(u32::MAX);
        }
        Self::Table(table)
    }

    /// Turns an id into a place; false when there is no such person.
    fn resolve(&self, person: &mut u32) -> bool {
        let at = match self {
            Self::Table(table) => table.get(*person as usize).copied().unwrap_or(u32::MAX),
            Self::Sorted { ids, stands_for } => {
                if let Ok(at) = stands_for.binary_search_by_key(person, |(entry, _)| *entry) {
                    *person = stands_for[at].1;
                }
                ids.binary_search(person).ok().and_then(|at| u32::try_from(at).ok()).unwrap_or(u32::MAX)
            }
        };
        *person = at;
        at != u32::MAX
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Happening,
        town::{AS_OF, euro, line, purchase, someone},
    };
    use regulars_model::PersonId;

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
