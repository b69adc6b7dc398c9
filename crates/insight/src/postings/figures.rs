//! What a person's orders add up to, as columns; and who has orders after a day, whose figures have to be added up anew.

use super::{
    block::{Block, WORDS},
    scratch::set,
};
use crate::{Figures, Shop};
use regulars_model::{Day, MonthDay};

/// No day.
pub(super) const NEVER: i32 = i32::MIN;

/// Over all days.
#[derive(Debug)]
pub(super) struct Columns {
    pub(super) purchases: Vec<u32>,
    pub(super) net: Vec<i64>,
    /// Days of the first and last purchase and of signing up; [`NEVER`] without one.
    pub(super) first: Vec<i32>,
    pub(super) last: Vec<i32>,
    pub(super) signed_up: Vec<i32>,
    /// The last day on which anybody signed up; [`NEVER`] where nobody did.
    pub(super) newest_sign_up: i32,
    /// As [`place`] says.
    pub(super) birthday: Vec<u16>,
}

/// Where a day of the year stands; 0, where no day stands, for none and for one that no calendar has.
pub(super) fn place(day: Option<MonthDay>) -> u16 {
    match day {
        Some(MonthDay { month: month @ 1..=12, day: day @ 0..=31 }) => u16::from(month) * 32 + u16::from(day),
        _ => 0,
    }
}

/// More than any [`place`].
pub(super) const PLACES: usize = 13 * 32;

impl Columns {
    pub(super) fn of(shop: &Shop) -> Self {
        Self::of_these(shop, &(0..shop.people.ids.len()))
    }

    /// Of some people, one after the other.
    pub(super) fn of_these(shop: &Shop, people: &(impl Iterator<Item = usize> + Clone)) -> Self {
        let day = |day: Option<Day>| day.map_or(NEVER, |day| day.0);
        let figures = || people.clone().map(|at| &shop.figures[at]);
        let signed_up: Vec<i32> = people.clone().map(|at| day(shop.people.signed_up[at])).collect();
        Self {
            purchases: figures().map(|one| one.purchases).collect(),
            net: figures().map(|one| one.net).collect(),
            first: figures().map(|one| day(one.first_purchase)).collect(),
            last: figures().map(|one| day(one.last_purchase)).collect(),
            newest_sign_up: signed_up.iter().copied().max().unwrap_or(NEVER),
            signed_up,
            birthday: people.clone().map(|at| place(shop.people.birthday[at])).collect(),
        }
    }

    pub(super) fn size(&self) -> usize {
        size_of_val(self.purchases.as_slice())
            + size_of_val(self.net.as_slice())
            + size_of_val(self.first.as_slice())
            + size_of_val(self.last.as_slice())
            + size_of_val(self.signed_up.as_slice())
            + size_of_val(self.birthday.as_slice())
    }
}

/// Lays out what figures as of a day are told from.
pub(super) fn ready(shop: &Shop, as_of: Day) {
    shop.columns();
    if is_past(shop, as_of) {
        shop.purchase_rows();
        shop.refund_rows();
    }
}

/// Whether some of the shop's orders came after a day.
pub(super) fn is_past(shop: &Shop, as_of: Day) -> bool {
    as_of.0 < i32::MAX && shop.newest_order.is_some_and(|newest| newest > as_of)
}

/// Tells `anew` the figures up to a day, for each of a block's people who has an order after it.
pub(super) fn each_late(shop: &Shop, block: &Block, as_of: Day, mut anew: impl FnMut(usize, &Figures)) {
    if !is_past(shop, as_of) {
        return;
    }
    let mut late = [0u64; WORDS];
    for rows in [&shop.purchase_rows()[block.nth], &shop.refund_rows()[block.nth]] {
        let after = rows.within(as_of.plus(1), Day(i32::MAX));
        rows.each(after, None, |_, local| set(&mut late, local));
    }
    for local in (0..block.len()).filter(|local| late[local / 64] >> (local % 64) & 1 == 1) {
        anew(local, &Figures::sum(&shop.orders, block.people.start + local, as_of));
    }
}
