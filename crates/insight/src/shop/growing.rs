//! How what is laid out of some people is put behind what is laid out of those before them.

use super::{EventsOfKind, Orders};
use std::ops::Range;

/// What was done by those of whom there is something new, all of it, one person after the other.
#[derive(Debug)]
pub(crate) struct Told<T> {
    /// By place, ascending.
    pub(crate) persons: Vec<u32>,
    pub(crate) all: T,
    /// For each row of `all` whether it was not there before.
    pub(crate) fresh: Vec<bool>,
    /// For each person whether anything that was there is another now, or gone.
    pub(crate) again: Vec<bool>,
}

impl<T> Told<T> {
    fn of(all: T) -> Self {
        Self { persons: Vec::new(), all, fresh: Vec::new(), again: Vec::new() }
    }

    /// Notes whose rows those were that were put in last.
    pub(crate) fn end_person(&mut self, person: usize, again: bool) {
        self.persons.push(u32::try_from(person).unwrap_or(u32::MAX));
        self.again.push(again);
    }
}

impl Default for Told<Orders> {
    fn default() -> Self {
        Self::of(Orders::with_capacity(0, 0, 0))
    }
}

impl Default for Told<EventsOfKind> {
    fn default() -> Self {
        Self::of(EventsOfKind::with_capacity(0, 0))
    }
}

impl Told<Orders> {
    /// Of people who come after these.
    pub(crate) fn append(&mut self, next: Self) {
        self.all.append(&next.all);
        self.persons.extend(next.persons);
        self.fresh.extend(next.fresh);
        self.again.extend(next.again);
    }
}

impl Orders {
    /// The orders of the people who come after these.
    pub(crate) fn append(&mut self, next: &Self) {
        self.append_people(next, 0..next.start.len().saturating_sub(1));
    }

    /// The same orders, but for those of some people, which are told here one person after the other: of so many people in all.
    pub(crate) fn spliced(&self, people: usize, persons: &[u32], fresh: &Self) -> Self {
        let mut out = Self::with_capacity(
            people,
            self.day.len() + fresh.day.len(),
            self.line_article.len() + fresh.line_article.len(),
        );
        out.keys.reserve(self.day.len() + fresh.day.len(), self.keys.text().len() + fresh.keys.text().len());
        splice(
            (self.start.len().saturating_sub(1), people),
            persons,
            &mut out,
            |out, range| out.append_people(self, range),
            |out, nth| out.append_people(fresh, nth..nth + 1),
            Self::reach,
        );
        out
    }

    /// The orders of some people of another shop, who come after these.
    fn append_people(&mut self, from: &Self, people: Range<usize>) {
        if people.is_empty() {
            return;
        }
        let orders = from.start[people.start] as usize..from.start[people.end] as usize;
        let lines = from.line_start[orders.start] as usize..from.line_start[orders.end] as usize;
        move_ends(&mut self.start, &from.start[people.start + 1..=people.end], orders.start, self.day.len());
        let ends = &from.line_start[orders.start + 1..=orders.end];
        move_ends(&mut self.line_start, ends, lines.start, self.line_article.len());
        if !from.channels.is_empty() || !self.channels.is_empty() {
            let here = self.day.len();
            self.channels.resize(here, 0);
            self.channels.extend_from_slice(from.channels.get(orders.clone()).unwrap_or_default());
            self.channels.resize(here + orders.len(), 0);
        }
        self.day.extend_from_slice(&from.day[orders.clone()]);
        self.refund.extend_from_slice(&from.refund[orders.clone()]);
        self.total.extend_from_slice(&from.total[orders.clone()]);
        self.person.extend_from_slice(&from.person[orders.clone()]);
        self.keys.append_range(&from.keys, orders);
        self.line_article.extend_from_slice(&from.line_article[lines.clone()]);
        self.line_quantity.extend_from_slice(&from.line_quantity[lines.clone()]);
        self.line_amount.extend_from_slice(&from.line_amount[lines]);
    }

    /// Takes over an order of these, but for its end; of its lines only some.
    pub(crate) fn push_again(&mut self, from: &Self, order: usize, lines: impl Fn(usize) -> bool) {
        let channel = from.channel(order);
        if channel != 0 || !self.channels.is_empty() {
            self.channels.resize(self.day.len(), 0);
            self.channels.push(channel);
        }
        self.day.push(from.day[order]);
        self.refund.push(from.refund[order]);
        self.total.push(from.total[order]);
        self.keys.push(from.keys.get(order));
        for line in from.lines(order).filter(|line| lines(*line)) {
            self.push_line(from.line_article[line], from.line_quantity[line], from.line_amount[line]);
        }
    }

    /// Notes that up to so many people there are no more orders.
    pub(crate) fn reach(&mut self, people: usize) {
        let end = self.start.last().copied().unwrap_or_default();
        self.start.resize((people + 1).max(self.start.len()), end);
    }
}

impl EventsOfKind {
    /// The events of the people who come after these.
    pub(crate) fn append(&mut self, next: &Self) {
        self.append_people(next, 0..next.start.len().saturating_sub(1));
    }

    /// The same events, but for those of some people, as [`Orders::spliced`].
    pub(crate) fn spliced(&self, people: usize, persons: &[u32], fresh: &Self) -> Self {
        if persons.is_empty() && self.start.is_empty() {
            return Self::default();
        }
        let mut out = Self::with_capacity(people, self.day.len() + fresh.day.len());
        splice(
            (self.start.len().saturating_sub(1), people),
            persons,
            &mut out,
            |out, range| out.append_people(self, range),
            |out, nth| out.append_people(fresh, nth..nth + 1),
            Self::reach,
        );
        out
    }

    fn append_people(&mut self, from: &Self, people: Range<usize>) {
        if people.is_empty() {
            return;
        }
        let events = from.start[people.start] as usize..from.start[people.end] as usize;
        move_ends(&mut self.start, &from.start[people.start + 1..=people.end], events.start, self.day.len());
        self.day.extend_from_slice(&from.day[events.clone()]);
        self.subject.extend_from_slice(&from.subject[events]);
    }

    /// Notes that up to so many people there are no more events.
    pub(crate) fn reach(&mut self, people: usize) {
        if let Some(end) = self.start.last().copied() {
            self.start.resize((people + 1).max(self.start.len()), end);
        }
    }
}

/// Adds where parts end that began at one place and begin at another here.
fn move_ends(ends: &mut Vec<u32>, more: &[u32], there: usize, here: usize) {
    let [there, here] = [there, here].map(|at| u32::try_from(at).unwrap_or(u32::MAX));
    ends.extend(more.iter().map(|end| (end - there).saturating_add(here)));
}

/// Puts together what is known of `known` people with what is told anew of some, up to so many people in all.
fn splice<T>(
    (known, people): (usize, usize),
    persons: &[u32],
    out: &mut T,
    keep: impl Fn(&mut T, Range<usize>),
    tell: impl Fn(&mut T, usize),
    reach: impl Fn(&mut T, usize),
) {
    let mut next = 0;
    for (nth, person) in persons.iter().map(|person| *person as usize).enumerate() {
        keep(out, next..person.min(known));
        reach(out, person);
        tell(out, nth);
        next = person + 1;
    }
    keep(out, next..known);
    reach(out, people);
}
