//! Orders and events of an import that came later than all others, put among those that are laid out already: only the people
//! it tells of are looked at.

use super::{
    abreast::abreast,
    lay::{BLOCK, Gathered, OrderBlock, Own, RawEvent, RawLine, those_that_count},
    piece::key_of,
};
use crate::{
    later::Later,
    shop::{EventsOfKind, Orders, Told},
};
use regulars_model::{Day, EventKind};
use std::{array, cell::LazyCell, collections::BTreeSet};

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
        let blocks = orders.into_iter().zip(lines).enumerate().filter(|(_, (orders, _))| !orders.rows.is_empty());
        let mut told = Some(Told::<Orders>::default());
        abreast(
            blocks.collect(),
            |(nth, (orders, lines))| new_orders_of(nth * BLOCK, &orders, &lines, before),
            |block| {
                told = told.take().zip(block).map(|(mut told, block)| {
                    told.append(block);
                    told
                });
            },
        );
        told
    }

    /// The same of events, for each kind. `None` where an event may be one that is there: only its day is known any more.
    pub(super) fn new_events(
        &mut self,
        before: &[Later<EventsOfKind>; EventKind::COUNT],
    ) -> Option<[Told<EventsOfKind>; EventKind::COUNT]> {
        let mut told: [Told<EventsOfKind>; EventKind::COUNT] = array::from_fn(|_| Told::default());
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
                    after(&before[kind], person, same, &mut told[kind])?;
                    told[kind].end_person(person, false);
                }
            }
        }
        Some(told)
    }
}

/// The new orders of a block's people beside those that are there.
fn new_orders_of(first: usize, orders: &OrderBlock, lines: &[RawLine], before: &Orders) -> Option<Told<Orders>> {
    let mut told = Told::<Orders>::default();
    let (mut mine, mut theirs, mut own) = (Vec::new(), Vec::new(), Own::default());
    let rows = by_person(&orders.rows, |row| row.person);
    let line_rows = by_person(lines, |row| row.person);
    for same in rows.chunk_by(|a, b| a.0 == b.0) {
        of(&rows, same[0].0, &mut mine);
        of(&line_rows, same[0].0, &mut theirs);
        let person = first + usize::from(same[0].0);
        let again = beside(before, person, (orders, &mine), (lines, &theirs), &mut own, &mut told)?;
        told.end_person(person, again);
    }
    Some(told)
}

/// One person's new orders beside those that are there. Says whether any of those is another now, or gone.
fn beside(
    before: &Orders,
    person: usize,
    (orders, mine): (&OrderBlock, &[u32]),
    (lines, theirs): (&[RawLine], &[u32]),
    own: &mut Own,
    told: &mut Told<Orders>,
) -> Option<bool> {
    let row = |at: u32| &orders.rows[at as usize];
    let mut news: Vec<(&str, bool)> = mine.iter().map(|at| (orders.key(*at), row(*at).refund())).collect();
    news.sort_unstable();
    let came = |key: &str, refund: bool| news.binary_search(&(key, refund)).is_ok();
    let bare = mine.iter().filter(|at| orders.key(**at).is_empty());
    let mut days: Vec<i32> = bare.map(|at| Day::of_second(row(*at).at).0).collect();
    days.sort_unstable();
    let there = if person + 1 < before.start.len() { before.of(person) } else { 0..0 };
    let all = there.len();
    let mut stay: Vec<usize> = Vec::with_capacity(all);
    for order in there {
        let key = before.keys.get(order);
        if key.is_empty() {
            if days.binary_search(&before.day[order]).is_ok() {
                return None;
            }
            stay.push(order);
        } else if !came(key, before.refund[order]) {
            stay.push(order);
        }
    }
    let mut again = stay.len() < all;
    // Asked only of lines whose order is none of the new ones.
    let borne = LazyCell::new(|| {
        let numbered = stay.iter().filter(|order| !before.keys.get(**order).is_empty());
        numbered.map(|order| (key_of(before.keys.get(*order), 0), before.refund[*order])).collect::<BTreeSet<_>>()
    });
    own.take((&orders.rows, mine), (lines, theirs), |hash, refund| borne.contains(&(hash, refund)));
    drop(borne);
    let mut stay = stay.into_iter().peekable();
    let mut as_before = |told: &mut Told<Orders>, until: Option<i32>| {
        while let Some(order) = stay.next_if(|order| until.is_none_or(|day| before.day[*order] <= day)) {
            // A line that was taken for the order, because there was no refund of that number, or the other way round, is that one's now.
            let (key, refund) = (before.keys.get(order), before.refund[order]);
            let other = !key.is_empty() && came(key, !refund);
            let holds = |line: usize| !other || (before.line_quantity[line] < 0) == refund;
            again |= other && !before.lines(order).all(holds);
            told.all.push_again(before, order, holds);
            told.all.end_order(person);
            told.fresh.push(false);
        }
    };
    for &at in &own.kept {
        as_before(told, Some(Day::of_second(orders.rows[at as usize].at).0));
        own.push(&mut told.all, orders, lines, at);
        told.all.end_order(person);
        told.fresh.push(true);
    }
    as_before(told, None);
    told.all.end_person();
    Some(again)
}

/// One person's new events of a kind beside those that are there.
fn after(before: &EventsOfKind, person: usize, news: &[&RawEvent], out: &mut Told<EventsOfKind>) -> Option<()> {
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
            out.all.push(Day(before.day[at]), before.subject[at]);
            out.fresh.push(false);
        }
        out.all.push(day, event.subject);
        out.fresh.push(true);
    }
    there.for_each(|at| {
        out.all.push(Day(before.day[at]), before.subject[at]);
        out.fresh.push(false);
    });
    out.all.end_person();
    Some(())
}
