//! What people bought and what they did, as columns by person and then by day.

use crate::texts::Strip;
use regulars_model::Day;

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
    pub(super) article_start: Vec<u32>,
    pub(super) article_orders: Vec<u32>,
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

    /// Notes so many more articles that nobody bought.
    pub(crate) fn more_articles(&mut self, more: usize) {
        let end = self.article_start.last().copied().unwrap_or_default();
        self.article_start.resize(self.article_start.len() + more, end);
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
    pub(super) start: Vec<u32>,
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
