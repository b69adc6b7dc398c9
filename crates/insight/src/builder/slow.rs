//! The builder as plain as can be: rows, one after the other. What [`super::ShopBuilder`] is compared with.

use crate::{
    Bits, PersonFacts, Shop,
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
    channel: u16,
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

/// Collects what a shop is made of, in any order.
pub(super) struct SlowBuilder {
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
    channels: Dictionary,
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

impl SlowBuilder {
    /// An empty shop. `currency` says what a major unit is.
    pub(super) fn new(currency: Currency) -> Self {
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
            channels: Dictionary::new(),
            stands_for: Vec::new(),
        }
    }

    /// An entry that is one person with another: what it bought and did is the other's.
    pub(super) fn same(&mut self, entry: PersonId, stands: PersonId) {
        self.stands_for.push((entry.0, stands.0));
    }

    /// Adds a person. Of two with one id the later holds.
    pub(super) fn person(&mut self, facts: PersonFacts) {
        self.people.push(facts);
    }

    /// Adds the orders of one import. Of rows with the same person, key and kind, only those of the newest import
    /// (highest id) count. Rows of people who are not in the shop are ignored.
    pub(super) fn orders(&mut self, import: ImportId, rows: impl IntoIterator<Item = OrderRow>) {
        self.order_columns(import, &OrderColumns::from_rows(&rows.into_iter().collect::<Vec<_>>()));
    }

    /// As [`Self::orders`], from columns.
    pub(super) fn order_columns(&mut self, import: ImportId, rows: &OrderColumns) {
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
                channel: u16::try_from(self.channels.code(rows.channel.get(row))).unwrap_or(0),
            });
            self.keys.push(key);
        }
    }

    /// Adds a product of the shop's own list, which says what category lines are in that do not say it themselves. Of two with
    /// one number the later holds. To be called before the lines are added.
    pub(super) fn product(&mut self, sku: &str, name: &str, category: &str) {
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
    pub(super) fn lines(&mut self, import: ImportId, rows: impl IntoIterator<Item = LineRow>) {
        self.line_columns(import, &LineColumns::from_rows(&rows.into_iter().collect::<Vec<_>>()));
    }

    /// As [`Self::lines`], from columns.
    pub(super) fn line_columns(&mut self, import: ImportId, rows: &LineColumns) {
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
    pub(super) fn events(&mut self, import: ImportId, rows: impl IntoIterator<Item = EventRow>) {
        self.event_columns(import, &EventColumns::from_rows(&rows.into_iter().collect::<Vec<_>>()));
    }

    /// As [`Self::events`], from columns.
    pub(super) fn event_columns(&mut self, import: ImportId, rows: &EventColumns) {
        self.events.reserve(rows.len());
        let codes: Vec<u32> = rows.subject.words().map(|text| self.subjects.code(text)).collect();
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
    pub(super) fn build(mut self) -> Shop {
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
        let newest_event = events.iter().flat_map(|events| &events.day).max().map(|day| Day(*day));
        let figures = (0..people.ids.len()).map(|at| Figures::sum(&orders, at, Day(i32::MAX))).collect();
        Shop {
            currency: self.currency,
            people,
            everyone,
            allowed,
            quarantined,
            stands_for: self.stands_for,
            orders: orders.into(),
            events: events.map(Into::into),
            articles: self.articles,
            categories: self.categories,
            subjects: self.subjects,
            channels: self.channels,
            figures,
            newest_order,
            newest_event,
            postings: Default::default(),
            kept: Default::default(),
        }
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
                (Day::of_second(order.at), order.import, order.at, order.kind == OrderKind::Refund, at)
            });
            for &at in &kept {
                let order = &raw[at as usize];
                let first = placed.partition_point(|(of, _)| *of < at);
                let its =
                    placed[first..].iter().take_while(|(of, _)| *of == at).map(|(_, line)| &lines[*line as usize]);
                let (refund, key) = (order.kind == OrderKind::Refund, self.keys.get(order.shown as usize));
                out.push(order.at, refund, order.total, key, order.channel);
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
            let mut kept: Vec<u32> = Vec::new();
            for same in mine.chunk_by(|a, b| group(*a) == group(*b)) {
                let newest = raw[same[0] as usize].import;
                kept.extend(same.iter().copied().take_while(|&at| raw[at as usize].import == newest));
            }
            kept.sort_by_key(|&at| {
                let event = &raw[at as usize];
                (Day::of_second(event.at), event.import, event.at, event.subject)
            });
            for at in kept {
                out.push(Day::of_second(raw[at as usize].at), raw[at as usize].subject);
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
