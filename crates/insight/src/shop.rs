//! The shop in memory: people, what they bought and what they did, as columns sorted by person and by day. Lives only
//! while the vault is open; texts about people are wiped when it is dropped.

mod growing;
mod retelling;
pub(crate) mod written;

use crate::{
    Bits, PersonFacts, PersonLine,
    held::{OwnFields, Yeses},
    origins::Origins,
    postings::{Kept, Postings},
    spots::Spots,
    texts::{Dictionary, Strip},
};
use regulars_model::{Currency, Day, EventKind, MonthDay, OrderKind, PermissionState, PersonId, Purposes};

/// Everyone and everything, ready to be asked. A person is a dense index from 0, in ascending order of [`PersonId`].
#[derive(Debug, PartialEq)]
pub struct Shop {
    pub(crate) currency: Currency,
    pub(crate) people: People,
    pub(crate) everyone: Bits,
    /// Those who did not opt out of use, waiting in quarantine or not.
    pub(crate) allowed: Bits,
    pub(crate) quarantined: Bits,
    /// Entries that are one person with another: the other one stands for both. By id, ascending.
    pub(crate) stands_for: Vec<(u32, u32)>,
    pub(crate) orders: Orders,
    /// In the order of [`EventKind::ALL`].
    pub(crate) events: [EventsOfKind; 9],
    pub(crate) articles: Vec<Article>,
    pub(crate) categories: Dictionary,
    pub(crate) subjects: Dictionary,
    /// Sales channels.
    pub(crate) channels: Dictionary,
    /// Over all days.
    pub(crate) figures: Vec<Figures>,
    pub(crate) newest_order: Option<Day>,
    /// What rules are answered from.
    pub(crate) postings: Postings,
    /// What leaves of rules answered before.
    pub(crate) kept: Kept,
}

/// One product as the files tell it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Article {
    pub(crate) sku: String,
    pub(crate) product: String,
    pub(crate) category: u32,
}

impl Article {
    /// The product's name, else its article number.
    pub(crate) fn shown(&self) -> &str {
        if self.product.is_empty() { &self.sku } else { &self.product }
    }
}

/// A list of codes for each person.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Many {
    ends: Vec<u32>,
    codes: Vec<u32>,
}

impl Many {
    fn push(&mut self, codes: impl Iterator<Item = u32>) {
        self.codes.extend(codes.filter(|code| *code != 0));
        self.ends.push(u32::try_from(self.codes.len()).unwrap_or(u32::MAX));
    }

    pub(crate) fn of(&self, person: usize) -> &[u32] {
        let from = if person == 0 { 0 } else { self.ends[person - 1] };
        &self.codes[from as usize..self.ends[person] as usize]
    }
}

/// What is known of people, column by column.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct People {
    pub(crate) ids: Vec<u32>,
    pub(crate) name: Strip,
    pub(crate) email: Strip,
    pub(crate) external_id: Strip,
    pub(crate) country: (Dictionary, Vec<u32>),
    pub(crate) region: (Dictionary, Vec<u32>),
    pub(crate) city: (Dictionary, Vec<u32>),
    pub(crate) postcode: (Dictionary, Vec<u32>),
    pub(crate) tags: (Dictionary, Many),
    pub(crate) sources: (Dictionary, Many),
    pub(crate) birthday: Vec<Option<MonthDay>>,
    pub(crate) signed_up: Vec<Option<Day>>,
    pub(crate) permissions: Vec<[PermissionState; 4]>,
    pub(crate) reachable: Vec<[bool; 4]>,
    pub(crate) purposes: Vec<[Purposes; 4]>,
    pub(crate) yeses: Yeses,
    pub(crate) origins: Origins,
    pub(crate) spots: Spots,
    pub(crate) own: OwnFields,
}

impl People {
    /// Takes the next person.
    pub(crate) fn push(&mut self, person: &PersonFacts) {
        self.yeses.push(self.ids.len(), person);
        self.origins.push(self.ids.len(), person);
        self.spots.push(self.ids.len(), person);
        self.own.push(self.ids.len(), person);
        self.ids.push(person.id.0);
        self.name.push(&person.name);
        self.email.push(&person.email);
        self.external_id.push(&person.external_id);
        for ((words, codes), text) in [
            (&mut self.country, &person.country),
            (&mut self.region, &person.region),
            (&mut self.city, &person.city),
            (&mut self.postcode, &person.postcode),
        ] {
            codes.push(words.code(text));
        }
        for ((words, codes), texts) in [(&mut self.tags, &person.tags), (&mut self.sources, &person.sources)] {
            codes.push(texts.iter().map(|text| words.code(text)));
        }
        self.birthday.push(person.birthday);
        self.signed_up.push(person.signed_up);
        self.permissions.push(person.permissions);
        self.reachable.push(person.reachable);
        self.purposes.push(person.purposes);
    }

    /// From rows in ascending order of their ids.
    #[cfg(test)]
    pub(crate) fn of(facts: &[PersonFacts]) -> Self {
        let mut people = Self::default();
        facts.iter().for_each(|person| people.push(person));
        people
    }
}

/// Orders by person, then by time; their lines; and for each article the purchases it was bought in.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Orders {
    pub(crate) start: Vec<u32>,
    pub(crate) day: Vec<i32>,
    pub(crate) refund: Vec<bool>,
    pub(crate) total: Vec<i64>,
    pub(crate) person: Vec<u32>,
    pub(crate) keys: Strip,
    /// Into the shop's channels. Empty while no order has one.
    pub(crate) channels: Vec<u16>,
    pub(crate) line_start: Vec<u32>,
    pub(crate) line_article: Vec<u32>,
    pub(crate) line_quantity: Vec<i32>,
    pub(crate) line_amount: Vec<i64>,
    article_start: Vec<u32>,
    article_orders: Vec<u32>,
}

impl Orders {
    pub(crate) fn with_capacity(people: usize, orders: usize, lines: usize) -> Self {
        let starts = |n: usize| {
            let mut starts = Vec::with_capacity(n + 1);
            starts.push(0);
            starts
        };
        Self {
            start: starts(people),
            day: Vec::with_capacity(orders),
            refund: Vec::with_capacity(orders),
            total: Vec::with_capacity(orders),
            person: Vec::with_capacity(orders),
            keys: Strip::new(),
            channels: Vec::new(),
            line_start: starts(orders),
            line_article: Vec::with_capacity(lines),
            line_quantity: Vec::with_capacity(lines),
            line_amount: Vec::with_capacity(lines),
            article_start: Vec::new(),
            article_orders: Vec::new(),
        }
    }

    pub(crate) fn push(&mut self, at: i64, refund: bool, total: i64, key: &str, channel: u16) {
        if channel != 0 || !self.channels.is_empty() {
            self.channels.resize(self.day.len(), 0);
            self.channels.push(channel);
        }
        self.day.push(Day::of_second(at).0);
        self.refund.push(refund);
        self.total.push(total);
        self.keys.push(key);
    }

    pub(crate) fn push_line(&mut self, article: u32, quantity: i32, amount: i64) {
        self.line_article.push(article);
        self.line_quantity.push(quantity);
        self.line_amount.push(amount);
    }

    pub(crate) fn end_order(&mut self, person: usize) {
        self.person.push(u32::try_from(person).unwrap_or(u32::MAX));
        self.line_start.push(u32::try_from(self.line_article.len()).unwrap_or(u32::MAX));
    }

    pub(crate) fn end_person(&mut self) {
        self.start.push(u32::try_from(self.day.len()).unwrap_or(u32::MAX));
    }

    /// Notes for each article the purchases it was bought in. A line with no pieces, or pieces sent back, was not bought.
    pub(crate) fn index_articles(&mut self, articles: usize) {
        let bought = |order: usize, line: usize| !self.refund[order] && self.line_quantity[line] > 0;
        let mut start = vec![0u32; articles + 1];
        for order in 0..self.day.len() {
            for line in self.lines(order) {
                start[self.line_article[line] as usize + 1] += u32::from(bought(order, line));
            }
        }
        for at in 0..articles {
            start[at + 1] += start[at];
        }
        let mut next = start.clone();
        let mut orders = vec![0u32; start.last().map_or(0, |all| *all as usize)];
        for order in 0..self.day.len() {
            for line in self.lines(order).filter(|line| bought(order, *line)) {
                let slot = &mut next[self.line_article[line] as usize];
                orders[*slot as usize] = u32::try_from(order).unwrap_or(u32::MAX);
                *slot += 1;
            }
        }
        self.article_start = start;
        self.article_orders = orders;
    }

    /// The code of an order's channel; 0 where it has none.
    pub(crate) fn channel(&self, order: usize) -> u16 {
        self.channels.get(order).copied().unwrap_or(0)
    }

    /// The orders of one person.
    pub(crate) fn of(&self, person: usize) -> std::ops::Range<usize> {
        self.start[person] as usize..self.start[person + 1] as usize
    }

    /// The orders of one person from one day to another, both included.
    pub(crate) fn within(&self, person: usize, from: Day, to: Day) -> std::ops::Range<usize> {
        clip(self.of(person), &self.day, from, to)
    }

    /// The lines of one order.
    pub(crate) fn lines(&self, order: usize) -> std::ops::Range<usize> {
        self.line_start[order] as usize..self.line_start[order + 1] as usize
    }

    /// The purchases this article was bought in.
    pub(crate) fn with_article(&self, article: usize) -> &[u32] {
        &self.article_orders[self.article_start[article] as usize..self.article_start[article + 1] as usize]
    }
}

/// The part of a range, sorted by day, that lies within two days. Empty when they are the wrong way round.
fn clip(range: std::ops::Range<usize>, days: &[i32], from: Day, to: Day) -> std::ops::Range<usize> {
    let mine = &days[range.clone()];
    let first = mine.partition_point(|day| *day < from.0);
    let end = mine.partition_point(|day| *day <= to.0).max(first);
    range.start + first..range.start + end
}

/// Events of one kind, by person, then by time. All empty when nobody did such a thing.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct EventsOfKind {
    start: Vec<u32>,
    pub(crate) day: Vec<i32>,
    pub(crate) subject: Vec<u32>,
}

impl EventsOfKind {
    pub(crate) fn with_capacity(people: usize, events: usize) -> Self {
        let mut start = Vec::with_capacity(people + 1);
        start.push(0);
        Self { start, day: Vec::with_capacity(events), subject: Vec::with_capacity(events) }
    }

    pub(crate) fn push(&mut self, day: Day, subject: u32) {
        self.day.push(day.0);
        self.subject.push(subject);
    }

    pub(crate) fn end_person(&mut self) {
        self.start.push(u32::try_from(self.day.len()).unwrap_or(u32::MAX));
    }

    /// Where each person's begin, and where the last one's end. Empty when nobody did such a thing.
    pub(crate) fn starts(&self) -> &[u32] {
        &self.start
    }

    /// One person's.
    pub(crate) fn of(&self, person: usize) -> std::ops::Range<usize> {
        if self.start.is_empty() {
            return 0..0;
        }
        self.start[person] as usize..self.start[person + 1] as usize
    }

    /// One person's, from one day to another, both included.
    pub(crate) fn within(&self, person: usize, from: Day, to: Day) -> std::ops::Range<usize> {
        clip(self.of(person), &self.day, from, to)
    }
}

/// What a person's orders add up to. Amounts in minor units.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    /// Purchases.
    pub purchases: u32,
    /// Refunds and cancellations.
    pub refunds: u32,
    /// All purchases.
    pub gross: i64,
    /// Purchases less refunds.
    pub net: i64,
    /// Day of the first purchase.
    pub first_purchase: Option<Day>,
    /// Day of the last purchase.
    pub last_purchase: Option<Day>,
}

impl Figures {
    pub(crate) fn sum(orders: &Orders, person: usize, as_of: Day) -> Self {
        Self::of(orders, orders.within(person, Day(i32::MIN), as_of))
    }

    pub(crate) fn of(orders: &Orders, range: std::ops::Range<usize>) -> Self {
        let mut sum = Self::default();
        for order in range {
            sum.net = sum.net.saturating_add(orders.total[order]);
            if orders.refund[order] {
                sum.refunds += 1;
            } else {
                sum.purchases += 1;
                sum.gross = sum.gross.saturating_add(orders.total[order]);
                sum.first_purchase = sum.first_purchase.or(Some(Day(orders.day[order])));
                sum.last_purchase = Some(Day(orders.day[order]));
            }
        }
        sum
    }

    /// Mean purchase in minor units; `None` without a purchase.
    #[must_use]
    pub fn average(&self) -> Option<i64> {
        (self.purchases > 0).then(|| {
            let n = i64::from(self.purchases);
            self.gross.saturating_add(self.gross.signum() * (n / 2)) / n
        })
    }
}

/// One thing a person did, as a timeline shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happening<'a> {
    /// An order or a refund.
    Order {
        /// Which.
        kind: OrderKind,
        /// The shop's number for it, or empty.
        key: &'a str,
        /// Minor units; negative for refunds.
        total: i64,
        /// Names of what was in it (article numbers where there is no name), largest amount first, each once.
        items: Vec<&'a str>,
    },
    /// Anything else.
    Event {
        /// Which kind.
        kind: EventKind,
        /// The campaign or page, or empty.
        subject: &'a str,
    },
}

impl Shop {
    /// People in the shop, opted out or not. Their indices are `0..people()`.
    #[must_use]
    pub fn people(&self) -> u32 {
        u32::try_from(self.people.ids.len()).unwrap_or(u32::MAX)
    }

    /// What amounts are in.
    #[must_use]
    pub fn currency(&self) -> Currency {
        self.currency
    }

    /// Those whose use is allowed and who wait for nothing: the only ones rules, personas and comparisons see.
    #[must_use]
    pub fn everyone(&self) -> &Bits {
        &self.everyone
    }

    /// Those who wait in quarantine until a permission is on record.
    #[must_use]
    pub fn quarantined(&self) -> &Bits {
        &self.quarantined
    }

    /// A person's index; of an entry that is one person with another, the index of the one that stands for both.
    #[must_use]
    pub fn index_of(&self, id: PersonId) -> Option<u32> {
        let id = match self.stands_for.binary_search_by_key(&id.0, |(entry, _)| *entry) {
            Ok(at) => PersonId(self.stands_for[at].1),
            Err(_) => id,
        };
        self.people.ids.binary_search(&id.0).ok().and_then(|at| u32::try_from(at).ok())
    }

    /// Whose index this is.
    #[must_use]
    pub fn id_of(&self, index: u32) -> Option<PersonId> {
        self.people.ids.get(index as usize).copied().map(PersonId)
    }

    /// One person.
    #[must_use]
    pub fn person(&self, index: u32) -> Option<PersonLine<'_>> {
        let (people, at) = (&self.people, index as usize);
        let word = |field: &'_ (Dictionary, Vec<u32>)| field.1[at];
        Some(PersonLine {
            id: self.id_of(index)?,
            name: people.name.get(at),
            email: people.email.get(at),
            external_id: people.external_id.get(at),
            country: people.country.0.shown(word(&people.country)),
            region: people.region.0.shown(word(&people.region)),
            city: people.city.0.shown(word(&people.city)),
            postcode: people.postcode.0.shown(word(&people.postcode)),
            birthday: people.birthday[at],
            signed_up: people.signed_up[at],
            permissions: people.permissions[at],
            reachable: people.reachable[at],
            use_allowed: self.allowed.has(index),
            quarantined: self.quarantined.has(index),
        })
    }

    /// What a person's orders up to a day add up to. All zero for nobody.
    #[must_use]
    pub fn figures(&self, index: u32, as_of: Day) -> Figures {
        match self.figures.get(index as usize) {
            None => Figures::default(),
            Some(all) if self.newest_order.is_none_or(|newest| newest <= as_of) => *all,
            Some(_) => Figures::sum(&self.orders, index as usize, as_of),
        }
    }

    /// Median of the days between one purchase day and the next, up to a day. `None` under three purchase days.
    /// The mean of the middle two, rounded up, when there is an even number of gaps.
    #[must_use]
    pub fn usual_gap(&self, index: u32, as_of: Day) -> Option<u32> {
        if index >= self.people() {
            return None;
        }
        let range = self.orders.within(index as usize, Day(i32::MIN), as_of);
        let mut days: Vec<i32> =
            range.filter(|order| !self.orders.refund[*order]).map(|order| self.orders.day[order]).collect();
        days.dedup();
        if days.len() < 3 {
            return None;
        }
        let mut gaps: Vec<u32> = days.windows(2).map(|two| two[1].abs_diff(two[0])).collect();
        gaps.sort_unstable();
        let middle = gaps.len() / 2;
        let low = if gaps.len().is_multiple_of(2) { gaps[middle - 1] } else { gaps[middle] };
        Some(low + (gaps[middle] - low).div_ceil(2))
    }

    /// What a person did, newest first, at most `limit` things; and how many there are in all.
    #[must_use]
    pub fn timeline(&self, index: u32, limit: usize) -> (Vec<(Day, Happening<'_>)>, usize) {
        if index >= self.people() {
            return (Vec::new(), 0);
        }
        let person = index as usize;
        let mut rows: Vec<(i32, usize, usize)> =
            self.orders.of(person).map(|at| (self.orders.day[at], 0, at)).collect();
        for (nth, events) in self.events.iter().enumerate() {
            let range = events.within(person, Day(i32::MIN), Day(i32::MAX));
            rows.extend(range.map(|at| (events.day[at], nth + 1, at)));
        }
        rows.sort_unstable_by(|a, b| b.cmp(a));
        let all = rows.len();
        let shown = rows.into_iter().take(limit).map(|(day, kind, at)| {
            let what = match kind.checked_sub(1) {
                None => self.order_shown(at),
                Some(nth) => Happening::Event {
                    kind: EventKind::ALL[nth],
                    subject: self.subjects.shown(self.events[nth].subject[at]),
                },
            };
            (Day(day), what)
        });
        (shown.collect(), all)
    }

    fn order_shown(&self, order: usize) -> Happening<'_> {
        let mut lines: Vec<usize> = self.orders.lines(order).collect();
        lines.sort_by_key(|line| std::cmp::Reverse(self.orders.line_amount[*line].unsigned_abs()));
        let mut items: Vec<&str> = Vec::new();
        for line in lines {
            let article = &self.articles[self.orders.line_article[line] as usize];
            let name =
                if article.shown().is_empty() { self.categories.shown(article.category) } else { article.shown() };
            if !name.is_empty() && !items.contains(&name) {
                items.push(name);
            }
        }
        Happening::Order {
            kind: if self.orders.refund[order] { OrderKind::Refund } else { OrderKind::Purchase },
            key: self.orders.keys.get(order),
            total: self.orders.total[order],
            items,
        }
    }

    /// A person's tags, as written.
    #[must_use]
    pub fn tags(&self, index: u32) -> Vec<&str> {
        self.words(&self.people.tags, index)
    }

    /// Where a person's data came from.
    #[must_use]
    pub fn sources(&self, index: u32) -> Vec<&str> {
        self.words(&self.people.sources, index)
    }

    fn words<'a>(&self, field: &'a (Dictionary, Many), index: u32) -> Vec<&'a str> {
        if index >= self.people() {
            return Vec::new();
        }
        field.1.of(index as usize).iter().map(|code| field.0.shown(*code)).collect()
    }

    /// Day of the newest order in the data.
    #[must_use]
    pub fn newest_order(&self) -> Option<Day> {
        self.newest_order
    }

    /// Day of the newest event in the data.
    #[must_use]
    pub fn newest_event(&self) -> Option<Day> {
        self.events.iter().flat_map(|events| events.day.iter()).max().map(|day| Day(*day))
    }

    /// Minor units in a major one.
    pub(crate) fn unit(&self) -> f64 {
        f64::from(10u32.pow(self.currency.exponent()))
    }

    pub(crate) fn events_of(&self, kind: EventKind) -> &EventsOfKind {
        &self.events[EventKind::ALL.iter().position(|each| *each == kind).unwrap_or(0)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ShopBuilder,
        town::{AS_OF, euro, purchase, someone},
    };
    use regulars_model::ImportId;

    fn gap(days_ago: &[i32]) -> Option<u32> {
        let mut builder = ShopBuilder::new(euro());
        builder.person(someone(1, "Ana Lim"));
        let rows = (0..).zip(days_ago).map(|(nth, ago): (u32, _)| purchase(1, &nth.to_string(), *ago, 100));
        builder.orders(ImportId(1), rows);
        builder.build().usual_gap(0, AS_OF)
    }

    #[test]
    fn a_usual_gap_is_the_middle_one() {
        assert_eq!(gap(&[100, 90, 60]), Some(20), "10 and 30");
        assert_eq!(gap(&[100, 90, 60, 59]), Some(10), "10, 30 and 1");
        assert_eq!(gap(&[100, 100, 90]), None, "two days are one gap");
        assert_eq!(gap(&[11, 10, 8]), Some(2), "1 and 2, rounded up");
    }

    #[test]
    fn an_average_is_rounded_to_the_nearest_cent() {
        let figures = Figures { purchases: 3, gross: 200, ..Default::default() };
        assert_eq!(figures.average(), Some(67));
        assert_eq!(Figures::default().average(), None);
    }
}
