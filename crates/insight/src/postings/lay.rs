//! Lays rows out from the shop's columns, in two passes of counting: by day, then by category.

use super::{
    block::{Block, WORDS},
    rows::{ALONE, Amounts, Codes, Rows},
    scratch::set,
};
use crate::{Shop, wanted::Wanted};
use regulars_model::EventKind;

/// A row before it has its place.
pub(super) struct Row {
    pub(super) group: u32,
    pub(super) day: i32,
    pub(super) local: u16,
    pub(super) code: u32,
    pub(super) amount: i64,
    pub(super) order: u32,
}

/// A longer span of days is ranked by searching, a shorter one by a table.
const LONGEST_TABLE: i64 = 1 << 17;

/// So many rows, or more, are worth a set of whose they are.
pub(super) const MANY: usize = 1 << 13;

/// Purchases or refunds of a block, as whole orders.
pub(super) fn orders(shop: &Shop, block: &Block, refunds: bool) -> Rows {
    whole(shop, block, |order| shop.orders.refund[order] == refunds)
}

fn whole(shop: &Shop, block: &Block, holds: impl Fn(usize) -> bool) -> Rows {
    let orders = &shop.orders;
    let mut rows = Vec::new();
    for (local, person) in (0u16..=u16::MAX).zip(block.people.clone()) {
        rows.extend(orders.of(person).filter(|order| holds(*order)).map(|order| Row {
            group: 0,
            day: orders.day[order],
            local,
            code: 0,
            amount: orders.total[order],
            order: ALONE,
        }));
    }
    let places = by_day(&rows);
    laid(&rows, &places, false, true)
}

/// A row for each line of these orders of which something is told: its group and its code. Lines of one order bear its place,
/// where there are several.
fn each_line(
    shop: &Shop,
    block: &Block,
    holds: impl Fn(usize) -> bool,
    told: impl Fn(usize) -> Option<(u32, u32)>,
) -> Vec<Row> {
    let orders = &shop.orders;
    let mut rows: Vec<Row> = Vec::new();
    let first_order = orders.start.get(block.people.start).map_or(0, |start| *start as usize);
    for (local, person) in (0u16..=u16::MAX).zip(block.people.clone()) {
        for order in orders.of(person).filter(|order| holds(*order)) {
            let before = rows.len();
            rows.extend(orders.lines(order).filter_map(|line| {
                let (group, code) = told(line)?;
                Some(Row { group, day: orders.day[order], local, code, amount: orders.line_amount[line], order: ALONE })
            }));
            if rows.len() > before + 1 {
                let place = u32::try_from(order - first_order).unwrap_or(ALONE);
                rows[before..].iter_mut().for_each(|row| row.order = place);
            }
        }
    }
    rows
}

/// What was bought in a block, a row for each line, by category. A line of a refund, with no pieces or with pieces sent
/// back, was not bought.
pub(super) fn lines(shop: &Shop, block: &Block) -> Vec<(u32, Rows)> {
    let orders = &shop.orders;
    let bought = |order: usize| !orders.refund[order];
    let told = |line: usize| {
        let article = orders.line_article[line];
        (orders.line_quantity[line] > 0).then(|| (shop.articles[article as usize].category, article))
    };
    let rows = each_line(shop, block, bought, told);
    let places = by_day(&rows);
    let groups = rows.iter().map(|row| row.group as usize + 1).max().unwrap_or(0);
    let places = counted(places.into_iter(), groups, |at| rows[at as usize].group as usize);
    let of_one = places.chunk_by(|a, b| rows[*a as usize].group == rows[*b as usize].group);
    of_one.map(|mine| (rows[mine[0] as usize].group, laid(&rows, mine, true, true))).collect()
}

/// What a filter means in a block: whole orders where it takes anything, else a row for each line.
pub(super) fn chosen(shop: &Shop, block: &Block, wanted: &Wanted<'_>) -> Rows {
    let Some(articles) = &wanted.articles else {
        return whole(shop, block, |order| wanted.takes(order));
    };
    let rows = each_line(shop, block, |order| wanted.takes(order), |line| wanted.has(articles, line).then_some((0, 0)));
    let places = by_day(&rows);
    laid(&rows, &places, false, true)
}

/// Events of one kind in a block.
pub(super) fn events(shop: &Shop, kind: EventKind, block: &Block) -> Rows {
    let events = shop.events_of(kind);
    let mut rows = Vec::new();
    for (local, person) in (0u16..=u16::MAX).zip(block.people.clone()) {
        rows.extend(events.of(person).map(|at| Row {
            group: 0,
            day: events.day[at],
            local,
            code: events.subject[at],
            amount: 0,
            order: ALONE,
        }));
    }
    let places = by_day(&rows);
    laid(&rows, &places, true, false)
}

/// Places of rows in the order of their days; those of one day as they came.
pub(super) fn by_day(rows: &[Row]) -> Vec<u32> {
    let all = 0..u32::try_from(rows.len()).unwrap_or(u32::MAX);
    let (Some(first), Some(last)) = (rows.iter().map(|row| row.day).min(), rows.iter().map(|row| row.day).max()) else {
        return Vec::new();
    };
    let span = i64::from(last) - i64::from(first) + 1;
    if let Some(span) = usize::try_from(span).ok().filter(|_| span <= LONGEST_TABLE) {
        return counted(all, span, |at| (rows[at as usize].day - first).unsigned_abs() as usize);
    }
    let mut places: Vec<u32> = all.collect();
    places.sort_by_key(|at| rows[*at as usize].day);
    places
}

/// Places in the order of a small key; those of one key as they came.
fn counted(places: impl Iterator<Item = u32> + Clone, keys: usize, key: impl Fn(u32) -> usize) -> Vec<u32> {
    let mut next = vec![0u32; keys + 1];
    let mut all = 0;
    for place in places.clone() {
        next[key(place) + 1] += 1;
        all += 1;
    }
    for at in 0..keys {
        next[at + 1] += next[at];
    }
    let mut sorted = vec![0u32; all];
    for place in places {
        let slot = &mut next[key(place)];
        sorted[*slot as usize] = place;
        *slot += 1;
    }
    sorted
}

pub(super) fn laid(rows: &[Row], places: &[u32], with_codes: bool, with_amounts: bool) -> Rows {
    let each = || places.iter().map(|at| &rows[*at as usize]);
    let mut out = Rows {
        days: Vec::new(),
        starts: Vec::new(),
        local: each().map(|row| row.local).collect(),
        codes: Codes::None,
        amounts: Amounts::None,
        orders: Vec::new(),
        whose: Vec::new(),
    };
    if places.len() >= MANY {
        let mut whose = [0u64; WORDS];
        each().for_each(|row| set(&mut whose, row.local));
        out.whose = whose.to_vec();
    }
    for (at, row) in (0u32..).zip(each()) {
        if out.days.last() != Some(&row.day) {
            out.days.push(row.day);
            out.starts.push(at);
        }
    }
    out.starts.push(u32::try_from(places.len()).unwrap_or(u32::MAX));
    if with_codes {
        let short: Option<Vec<u16>> = each().map(|row| u16::try_from(row.code).ok()).collect();
        out.codes = short.map_or_else(|| Codes::Long(each().map(|row| row.code).collect()), Codes::Short);
    }
    if with_amounts {
        let short: Option<Vec<i32>> = each().map(|row| i32::try_from(row.amount).ok()).collect();
        out.amounts = short.map_or_else(|| Amounts::Long(each().map(|row| row.amount).collect()), Amounts::Short);
    }
    if each().any(|row| row.order != ALONE) {
        out.orders = each().map(|row| row.order).collect();
    }
    out.days.shrink_to_fit();
    out.starts.shrink_to_fit();
    out
}
