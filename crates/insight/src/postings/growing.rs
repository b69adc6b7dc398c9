//! Puts an import's rows among those that rules are answered from. What came is mostly of the latest days: of each block's rows only
//! those from the first new day on are laid out anew.

use super::{
    Postings,
    block::{BLOCK, WORDS, is_shared},
    figures::Columns,
    lay::{MANY, Row, by_day, laid},
    rows::{ALONE, Amounts, Codes, Rows},
    scratch::set,
};
use crate::{
    Shop,
    shop::{Article, Changed, EventsOfKind, Orders, Told},
};
use rayon::prelude::*;
use regulars_model::EventKind;
use std::{
    array,
    ops::Range,
    sync::{Arc, Mutex, OnceLock},
};

/// Where the told people of a block stand among all that are told, and those of them whose rows are all told anew.
struct Mine {
    told: Range<usize>,
    first: usize,
    gone: Option<Box<[u64; WORDS]>>,
}

impl Mine {
    fn of<T>(told: &Told<T>, nth: usize) -> Self {
        let place = |person: usize| told.persons.partition_point(|other| (*other as usize) < person);
        let mut mine = Self { told: place(nth * BLOCK)..place((nth + 1) * BLOCK), first: nth * BLOCK, gone: None };
        for at in mine.told.clone().filter(|at| told.again[*at]) {
            let local = mine.local(told.persons[at]);
            set(mine.gone.get_or_insert_with(|| Box::new([0; WORDS])), local);
        }
        mine
    }

    fn local(&self, person: u32) -> u16 {
        u16::try_from(person as usize - self.first).unwrap_or(u16::MAX)
    }

    fn is_empty(&self) -> bool {
        self.told.is_empty()
    }
}

/// Does something with the rows of each block, of so many people.
fn each_block<T: Send>(
    blocks: &mut Vec<T>,
    people: usize,
    empty: impl Fn() -> T,
    one: impl Fn(usize, &mut T) + Send + Sync,
) {
    blocks.resize_with(people.div_ceil(BLOCK), empty);
    if is_shared(people) {
        blocks.par_iter_mut().enumerate().for_each(|(nth, block)| one(nth, block));
    } else {
        blocks.iter_mut().enumerate().for_each(|(nth, block)| one(nth, block));
    }
}

/// What came of the orders of a block, whole purchases or refunds.
fn whole(told: &Told<Orders>, mine: &Mine, refunds: bool) -> Vec<Row> {
    let orders = &told.all;
    let mut rows = Vec::new();
    for at in mine.told.clone() {
        let came = orders.of(at).filter(|order| told.again[at] || told.fresh[*order]);
        rows.extend(came.filter(|order| orders.refund[*order] == refunds).map(|order| Row {
            group: 0,
            day: orders.day[order],
            local: mine.local(told.persons[at]),
            code: 0,
            amount: orders.total[order],
            order: ALONE,
        }));
    }
    rows
}

/// What was bought of it, line by line; orders of several lines are numbered from `next` on.
fn lines(told: &Told<Orders>, mine: &Mine, articles: &[Article], mut next: u32) -> Vec<Row> {
    let orders = &told.all;
    let mut rows: Vec<Row> = Vec::new();
    for at in mine.told.clone() {
        let came = orders.of(at).filter(|order| told.again[at] || told.fresh[*order]);
        for order in came.filter(|order| !orders.refund[*order]) {
            let before = rows.len();
            rows.extend(orders.lines(order).filter(|line| orders.line_quantity[*line] > 0).map(|line| Row {
                group: articles[orders.line_article[line] as usize].category,
                day: orders.day[order],
                local: mine.local(told.persons[at]),
                code: orders.line_article[line],
                amount: orders.line_amount[line],
                order: ALONE,
            }));
            if rows.len() > before + 1 {
                rows[before..].iter_mut().for_each(|row| row.order = next);
                next += 1;
            }
        }
    }
    rows
}

fn events(told: &Told<EventsOfKind>, mine: &Mine) -> Vec<Row> {
    let events = &told.all;
    let mut rows = Vec::new();
    for at in mine.told.clone() {
        rows.extend(events.of(at).filter(|event| told.again[at] || told.fresh[*event]).map(|event| Row {
            group: 0,
            day: events.day[event],
            local: mine.local(told.persons[at]),
            code: events.subject[event],
            amount: 0,
            order: ALONE,
        }));
    }
    rows
}

/// Puts lines among those of a block, by category.
fn put_lines(block: &mut Vec<(u32, Rows)>, told: &Told<Orders>, articles: &[Article], nth: usize) {
    let mine = Mine::of(told, nth);
    if mine.is_empty() {
        return;
    }
    // No two orders of a block bear one number, whatever category their lines are in.
    let highest = block.iter().flat_map(|(_, rows)| &rows.orders).map(|order| order.wrapping_add(1)).max();
    let mut rows = lines(told, &mine, articles, highest.unwrap_or(0));
    rows.sort_by_key(|row| row.group);
    let gone = mine.gone.as_deref();
    for (category, rows_there) in block.iter_mut() {
        let from = rows.partition_point(|row| row.group < *category);
        let end = rows.partition_point(|row| row.group <= *category);
        rows_there.put(&rows[from..end], gone);
    }
    for new in rows.chunk_by(|a, b| a.group == b.group) {
        if let Err(place) = block.binary_search_by_key(&new[0].group, |(category, _)| *category) {
            block.insert(place, (new[0].group, laid(new, &by_day(new), true, true)));
        }
    }
    block.retain(|(_, rows)| rows.len() > 0);
}

/// A row of those that are there, or of those that come.
#[derive(Clone, Copy)]
enum Place {
    There(usize),
    New(usize),
}

impl Rows {
    fn empty(with_codes: bool, with_amounts: bool) -> Self {
        laid(&[], &[], with_codes, with_amounts)
    }

    /// Puts rows, in order of their people, among those that are there, as if all had been laid out at once; takes out those of some
    /// people first.
    fn put(&mut self, new: &[Row], gone: Option<&[u64; WORDS]>) {
        let is_gone = |local: u16| gone.is_some_and(|gone| gone[usize::from(local) / 64] >> (local % 64) & 1 == 1);
        let first_gone = gone.and_then(|_| self.local.iter().position(|local| is_gone(*local)));
        let day_gone = first_gone.map(|row| self.days[self.starts.partition_point(|start| *start as usize <= row) - 1]);
        let Some(first) = new.iter().map(|row| row.day).chain(day_gone).min() else { return };
        let day = self.days.partition_point(|day| *day < first);
        let row = self.starts[day] as usize;
        let mut order: Vec<Place> = Vec::with_capacity(self.len() - row + new.len());
        let places = by_day(new);
        let mut coming = places.iter().map(|at| *at as usize).peekable();
        let (days, starts) = (self.days.split_off(day), self.starts.split_off(day));
        for (nth, day) in days.iter().enumerate() {
            while let Some(at) = coming.next_if(|at| new[*at].day < *day) {
                order.push(Place::New(at));
            }
            for there in (starts[nth] as usize..starts[nth + 1] as usize).filter(|at| !is_gone(self.local[*at])) {
                let local = self.local[there];
                while let Some(at) = coming.next_if(|at| new[*at].day == *day && new[*at].local < local) {
                    order.push(Place::New(at));
                }
                order.push(Place::There(there));
            }
            while let Some(at) = coming.next_if(|at| new[*at].day == *day) {
                order.push(Place::New(at));
            }
        }
        order.extend(coming.map(Place::New));
        let whose_day = |row: usize| days[starts.partition_point(|start| *start as usize <= row) - 1];
        self.put_days(row, &order, whose_day, new);
        self.codes.put(row, &order, new);
        self.amounts.put(row, &order, new);
        if !self.orders.is_empty() || new.iter().any(|row| row.order != ALONE) {
            self.orders.resize(self.local.len(), ALONE);
            put(&mut self.orders, row, &order, |at| new[at].order);
        }
        put(&mut self.local, row, &order, |at| new[at].local);
        self.put_whose(new, gone.is_some());
    }

    fn put_days(&mut self, row: usize, order: &[Place], whose_day: impl Fn(usize) -> i32, new: &[Row]) {
        for (at, from) in (row..).zip(order) {
            let day = match *from {
                Place::There(row) => whose_day(row),
                Place::New(row) => new[row].day,
            };
            if self.days.last() != Some(&day) {
                self.days.push(day);
                self.starts.push(u32::try_from(at).unwrap_or(u32::MAX));
            }
        }
        self.starts.push(u32::try_from(row + order.len()).unwrap_or(u32::MAX));
    }

    fn put_whose(&mut self, new: &[Row], anew: bool) {
        if self.local.len() < MANY {
            self.whose = Vec::new();
            return;
        }
        let mut whose = [0u64; WORDS];
        if anew || self.whose.is_empty() {
            self.local.iter().for_each(|local| set(&mut whose, *local));
        } else {
            whose.copy_from_slice(&self.whose);
            new.iter().for_each(|row| set(&mut whose, row.local));
        }
        self.whose = whose.to_vec();
    }
}

/// Lays out a column anew from a row on.
fn put<T: Copy>(column: &mut Vec<T>, row: usize, order: &[Place], new: impl Fn(usize) -> T) {
    let there = column.split_off(row);
    column.extend(order.iter().map(|from| match *from {
        Place::There(at) => there[at - row],
        Place::New(at) => new(at),
    }));
}

impl Codes {
    fn put(&mut self, row: usize, order: &[Place], new: &[Row]) {
        if let Self::Short(short) = self
            && new.iter().any(|row| u16::try_from(row.code).is_err())
        {
            *self = Self::Long(short.iter().copied().map(u32::from).collect());
        }
        match self {
            Self::None => {}
            Self::Short(codes) => put(codes, row, order, |at| u16::try_from(new[at].code).unwrap_or(u16::MAX)),
            Self::Long(codes) => put(codes, row, order, |at| new[at].code),
        }
    }
}

impl Amounts {
    fn put(&mut self, row: usize, order: &[Place], new: &[Row]) {
        if let Self::Short(short) = self
            && new.iter().any(|row| i32::try_from(row.amount).is_err())
        {
            *self = Self::Long(short.iter().copied().map(i64::from).collect());
        }
        match self {
            Self::None => {}
            Self::Short(amounts) => put(amounts, row, order, |at| i32::try_from(new[at].amount).unwrap_or(i32::MAX)),
            Self::Long(amounts) => put(amounts, row, order, |at| new[at].amount),
        }
    }
}

impl Shop {
    /// Brings what rules are answered from up to what was told, and forgets every answer given before. `told`: places of everybody of
    /// whom anything was told.
    pub(crate) fn grow_postings(
        &mut self,
        (orders, events): (&Told<Orders>, &[Arc<Told<EventsOfKind>>; EventKind::COUNT]),
        told: &[u32],
        changed: &Changed,
    ) {
        self.kept.forget();
        let (people, articles) = (self.people.ids.len(), &self.articles);
        let postings = &mut self.postings;
        let grown = changed.more_people;
        if !orders.persons.is_empty() || grown {
            for (rows, refunds) in [(&mut postings.purchases, false), (&mut postings.refunds, true)] {
                let Some(blocks) = rows.get_mut() else { continue };
                each_block(
                    blocks,
                    people,
                    || Rows::empty(false, true),
                    |nth, rows| {
                        let mine = Mine::of(orders, nth);
                        rows.put(&whole(orders, &mine, refunds), mine.gone.as_deref());
                    },
                );
            }
            if let Some(blocks) = postings.lines.get_mut() {
                each_block(blocks, people, Vec::new, |nth, block| put_lines(block, orders, articles, nth));
            }
        }
        for (rows, told) in postings.events.iter_mut().zip(events) {
            let Some(blocks) = rows.get_mut().filter(|_| grown || !told.persons.is_empty()) else { continue };
            each_block(
                blocks,
                people,
                || Rows::empty(true, false),
                |nth, rows| {
                    let mine = Mine::of(told, nth);
                    rows.put(&self::events(told, &mine), mine.gone.as_deref());
                },
            );
        }
        self.forget_sets(changed, !orders.persons.is_empty());
        self.grow_columns(told);
    }

    /// Lets go of sets that are others now: each is laid out again when it is next asked for.
    fn forget_sets(&mut self, changed: &Changed, bought: bool) {
        let Postings { columns: _, tags, sources, places, said, months, worth, gaps, chosen, .. } = &mut self.postings;
        let all = changed.more_people;
        for (holders, other) in [(tags, changed.tags), (sources, changed.sources)] {
            if all || other {
                *holders = OnceLock::new();
            }
        }
        for (sets, other) in places.iter_mut().zip(changed.places) {
            if all || other {
                *sets = OnceLock::new();
            }
        }
        if all || changed.said {
            *said = array::from_fn(|_| OnceLock::new());
        }
        if all || changed.birthdays {
            *months = OnceLock::new();
        }
        if all || changed.counted || bought {
            *worth = OnceLock::new();
        }
        if all || bought {
            *gaps = OnceLock::new();
            *chosen = Mutex::default();
        }
    }

    fn grow_columns(&mut self, told: &[u32]) {
        if let Some(mut columns) = self.postings.columns.take() {
            columns.retell(self, told);
            self.postings.columns = OnceLock::from(columns);
        }
    }
}

impl Columns {
    /// Takes over what figures and days of these people are now, and of everybody who came.
    fn retell(&mut self, shop: &Shop, told: &[u32]) {
        let known = self.net.len();
        let before: Vec<usize> = told.iter().map(|at| *at as usize).filter(|at| *at < known).collect();
        let all = Self::of_these(shop, &before.iter().copied().chain(known..shop.people.ids.len()));
        let (there, new) = (before.len(), &all);
        for (nth, at) in before.iter().enumerate() {
            self.purchases[*at] = new.purchases[nth];
            self.net[*at] = new.net[nth];
            self.first[*at] = new.first[nth];
            self.last[*at] = new.last[nth];
            self.signed_up[*at] = new.signed_up[nth];
            self.birthday[*at] = new.birthday[nth];
        }
        self.purchases.extend_from_slice(&new.purchases[there..]);
        self.net.extend_from_slice(&new.net[there..]);
        self.first.extend_from_slice(&new.first[there..]);
        self.last.extend_from_slice(&new.last[there..]);
        self.signed_up.extend_from_slice(&new.signed_up[there..]);
        self.birthday.extend_from_slice(&new.birthday[there..]);
        self.newest_sign_up = self.signed_up.iter().copied().max().unwrap_or(super::figures::NEVER);
    }
}

#[cfg(test)]
use std::collections::HashMap;

#[cfg(test)]
impl Rows {
    /// Everything they tell; orders are numbered as they are met.
    fn told(&self, numbers: &mut HashMap<u32, usize>) -> String {
        let codes: Vec<u32> = match &self.codes {
            Codes::None => Vec::new(),
            Codes::Short(codes) => codes.iter().copied().map(u32::from).collect(),
            Codes::Long(codes) => codes.clone(),
        };
        let amounts: Vec<i64> = (0..self.len()).map(|row| self.amount(row)).collect();
        let orders = (0..self.len()).map(|row| match self.order(row) {
            ALONE => None,
            order => {
                let next = numbers.len();
                Some(*numbers.entry(order).or_insert(next))
            }
        });
        let orders: Vec<Option<usize>> = orders.collect();
        format!(
            "{:?} {:?} {:?} {codes:?} {amounts:?} {orders:?} {:?}\n",
            self.days, self.starts, self.local, self.whose
        )
    }
}

#[cfg(test)]
impl Shop {
    /// Everything that rules are answered from.
    pub(crate) fn rows_told(&self) -> String {
        let mut out = String::new();
        for rows in [self.purchase_rows(), self.refund_rows()]
            .into_iter()
            .chain(EventKind::ALL.map(|kind| self.event_rows(kind)))
        {
            rows.iter().for_each(|rows| out += &rows.told(&mut HashMap::new()));
        }
        for block in self.line_rows() {
            let mut numbers = HashMap::new();
            block.iter().for_each(|(category, rows)| out += &format!("{category} {}", rows.told(&mut numbers)));
        }
        out += &format!("{:?} {:?} {:?}", self.columns(), self.tag_holders(), self.source_holders());
        out += &format!("{:?} {:?} {:?}", self.month_sets(), self.worth(), self.gaps());
        (0..4).for_each(|nth| out += &format!("{:?} {:?}", self.place_sets(nth), self.said_sets(nth)));
        out
    }
}
