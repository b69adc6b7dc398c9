//! Orders and events of an import that came later than all others, put among those that are laid out already: only the people
//! it tells of are looked at.

use super::lay::{BLOCK, Gathered, OrderBlock, Own, RawEvent, RawLine, those_that_count};
use crate::shop::{EventsOfKind, Orders};
use regulars_model::Day;
use std::{array, collections::BTreeSet};

/// What was done by those of whom there is something new, all of it, one person after the other.
pub(super) struct Told<T> {
    /// By place, ascending.
    pub(super) persons: Vec<u32>,
    pub(super) all: T,
}

/// Where somebody's rows of a block stand, with whose they are: by person, then as they came.
fn by_person<T>(rows: &[T], whose: impl Fn(&T) -> u16) -> Vec<(u16, u32)> {
    let mut all: Vec<(u16, u32)> = rows.iter().map(whose).zip(0..).collect();
    all.sort_unstable();
    all
}

fn of(all: &[(u16, u32)], person: u16, into: &mut Vec<u32>) {
    into.clear();
    let from = all.partition_point(|(of, _)| *of < person);
    into.extend(all[from..].iter().take_while(|(of, _)| *of == person).map(|(_, row)| *row));
}

impl Gathered {
    /// The orders of everybody with a new one, beside those that are there: in place of each that came again, the new one, as
    /// [`Gathered::lay_orders`] would lay out all of them. `None` where that cannot be told from what is laid out: of orders
    /// without a number only the day is known any more.
    pub(super) fn new_orders(&mut self, before: &Orders) -> Option<Told<Orders>> {
        let (orders, lines) = (std::mem::take(&mut self.orders), std::mem::take(&mut self.lines));
        let mut told = Told { persons: Vec::new(), all: Orders::with_capacity(0, 0, 0) };
        let (mut mine, mut theirs, mut own) = (Vec::new(), Vec::new(), Own::default());
        for (nth, (orders, lines)) in orders.iter().zip(&lines).enumerate() {
            let rows = by_person(&orders.rows, |row| row.person);
            let line_rows = by_person(lines, |row| row.person);
            for same in rows.chunk_by(|a, b| a.0 == b.0) {
                of(&rows, same[0].0, &mut mine);
                of(&line_rows, same[0].0, &mut theirs);
                let person = nth * BLOCK + usize::from(same[0].0);
                beside(before, person, (orders, &mine), (lines, &theirs), &mut own, &mut told.all)?;
                told.persons.push(u32::try_from(person).ok()?);
            }
        }
        Some(told)
    }

    /// The same of events, for each kind. `None` where an event may be one that is there: only its day is known any more.
    pub(super) fn new_events(&mut self, before: &[EventsOfKind; 9]) -> Option<[Told<EventsOfKind>; 9]> {
        let mut told = array::from_fn(|_| Told { persons: Vec::new(), all: EventsOfKind::with_capacity(0, 0) });
        let (mut mine, mut kept): (Vec<u32>, Vec<&RawEvent>) = (Vec::new(), Vec::new());
        let blocks = std::mem::take(&mut self.events);
        for (nth, block) in blocks.iter().enumerate() {
            let rows = by_person(block, |row| row.person);
            for same in rows.chunk_by(|a, b| a.0 == b.0) {
                of(&rows, same[0].0, &mut mine);
                let person = nth * BLOCK + usize::from(same[0].0);
                let mut own: Vec<&RawEvent> = mine.iter().map(|at| &block[*at as usize]).collect();
                those_that_count(&mut own, &mut kept);
                for same in kept.chunk_by(|a, b| a.kind == b.kind) {
                    let kind = usize::from(same[0].kind);
                    after(&before[kind], person, same, &mut told[kind].all)?;
                    told[kind].persons.push(u32::try_from(person).ok()?);
                }
            }
        }
        Some(told)
    }
}

/// One person's new orders beside those that are there.
fn beside(
    before: &Orders,
    person: usize,
    (orders, mine): (&OrderBlock, &[u32]),
    (lines, theirs): (&[RawLine], &[u32]),
    own: &mut Own,
    out: &mut Orders,
) -> Option<()> {
    let news: BTreeSet<(u64, bool)> =
        mine.iter().map(|at| &orders.rows[*at as usize]).map(|row| (row.key, row.refund())).collect();
    let days: BTreeSet<i32> = (mine.iter())
        .filter(|at| orders.key(**at).is_empty())
        .map(|at| Day::of_second(orders.rows[*at as usize].at).0)
        .collect();
    let there = if person + 1 < before.start.len() { before.of(person) } else { 0..0 };
    let mut stay: Vec<(usize, Option<(u64, bool)>)> = Vec::new();
    for order in there {
        let (key, refund) = (before.keys.get(order), before.refund[order]);
        if key.is_empty() {
            if days.contains(&before.day[order]) {
                return None;
            }
            stay.push((order, None));
        } else {
            let bears = (super::piece::key_of(key, 0), refund);
            if !news.contains(&bears) {
                stay.push((order, Some(bears)));
            }
        }
    }
    own.take((&orders.rows, mine), (lines, theirs), |key, refund| {
        stay.iter().any(|(_, bears)| *bears == Some((key, refund)))
    });
    let mut stay = stay.into_iter().peekable();
    let mut again = |out: &mut Orders, until: Option<i32>| {
        while let Some((order, bears)) = stay.next_if(|(order, _)| until.is_none_or(|day| before.day[*order] <= day)) {
            // A line that was taken for the order, because there was no refund of that number, or the other way round, is that one's now.
            let other = bears.is_some_and(|(key, refund)| news.contains(&(key, !refund)));
            let refund = before.refund[order];
            out.push_again(before, order, |line| !other || (before.line_quantity[line] < 0) == refund);
            out.end_order(person);
        }
    };
    for &at in &own.kept {
        again(out, Some(Day::of_second(orders.rows[at as usize].at).0));
        own.push(out, orders, lines, at);
        out.end_order(person);
    }
    again(out, None);
    out.end_person();
    Some(())
}

/// One person's new events of a kind beside those that are there.
fn after(before: &EventsOfKind, person: usize, news: &[&RawEvent], out: &mut EventsOfKind) -> Option<()> {
    let there = if person + 1 < before.starts().len() { before.of(person) } else { 0..0 };
    let told = |at: usize| (before.day[at], before.subject[at]);
    let is_new =
        |day: i32, subject: u32| news.iter().any(|event| (Day::of_second(event.at).0, event.subject) == (day, subject));
    if there.clone().any(|at| is_new(told(at).0, told(at).1)) {
        return None;
    }
    let mut there = there.peekable();
    for event in news {
        let day = Day::of_second(event.at);
        while let Some(at) = there.next_if(|at| before.day[*at] <= day.0) {
            out.push(Day(before.day[at]), before.subject[at]);
        }
        out.push(day, event.subject);
    }
    there.for_each(|at| out.push(Day(before.day[at]), before.subject[at]));
    out.end_person();
    Some(())
}
