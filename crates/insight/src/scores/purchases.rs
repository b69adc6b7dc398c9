//! What scores learn from: on which days each customer bought, for how much, and what came back. From a shop, or from any list
//! of purchases.

use crate::{Shop, value::History};
use rayon::prelude::*;
use regulars_model::Day;
use zeroize::Zeroizing;

/// Purchase days by customer and day. Several orders of a day are one purchase. Amounts in minor units. Wiped when dropped; room is
/// made beforehand, since what has to move to more room leaves itself behind.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Purchases {
    /// Whose: the index of a person in the shop, ascending.
    people: Zeroizing<Vec<u32>>,
    starts: Zeroizing<Vec<u32>>,
    days: Zeroizing<Vec<i32>>,
    spent: Zeroizing<Vec<i64>>,
    /// What came back, by day, in the same way; amounts below zero.
    back_starts: Zeroizing<Vec<u32>>,
    back_days: Zeroizing<Vec<i32>>,
    back: Zeroizing<Vec<i64>>,
}

/// One purchase or refund of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Transaction {
    /// Whose.
    pub customer: u32,
    /// When.
    pub day: Day,
    /// Minor units. Below zero is a refund.
    pub amount: i64,
}

/// One customer's purchases up to a day.
#[derive(Debug, Clone, Copy)]
pub struct Buyer<'a> {
    /// The index of a person in the shop.
    pub person: u32,
    /// Days on which they bought, ascending, at least one.
    pub days: &'a [i32],
    /// What they bought for on each.
    pub spent: &'a [i64],
    /// What came back in all; not above zero.
    pub back: i64,
}

/// Ten years.
const MOST_GAP: u32 = 3650;
/// People one task takes.
const TASK: usize = 16_384;

impl Purchases {
    /// Of everybody whose use is allowed. Whoever opted out of use is not in it at all.
    #[must_use]
    pub fn of(shop: &Shop) -> Self {
        let people: Vec<u32> = shop.everyone().iter().collect();
        let parts: Vec<Self> = people
            .par_chunks(TASK)
            .map(|people| {
                let orders = || people.iter().flat_map(|person| shop.orders.of(*person as usize));
                let back = orders().filter(|order| shop.orders.refund[*order]).count();
                let mut part = Self::with_room(people.len(), orders().count() - back, back);
                for &person in people {
                    let rows = shop
                        .orders
                        .of(person as usize)
                        .map(|order| (shop.orders.day[order], shop.orders.total[order], shop.orders.refund[order]));
                    part.add(person, rows);
                }
                part
            })
            .collect();
        let room = |of: fn(&Self) -> usize| parts.iter().map(of).sum();
        let all = Self::with_room(room(Self::len), room(|part| part.days.len()), room(|part| part.back.len()));
        parts.iter().fold(all, Self::and)
    }

    /// Room for so many people, days on which something was bought, and refunds.
    fn with_room(people: usize, days: usize, back: usize) -> Self {
        Self {
            people: Vec::with_capacity(people).into(),
            starts: Vec::with_capacity(people).into(),
            days: Vec::with_capacity(days).into(),
            spent: Vec::with_capacity(days).into(),
            back_starts: Vec::with_capacity(people).into(),
            back_days: Vec::with_capacity(back).into(),
            back: Vec::with_capacity(back).into(),
        }
    }

    /// Of a list in any order.
    #[must_use]
    pub fn listed(mut rows: Vec<Transaction>) -> Self {
        rows.sort_by_key(|row| (row.customer, row.day));
        let back = rows.iter().filter(|row| row.amount < 0).count();
        let all = Self::with_room(rows.len(), rows.len() - back, back);
        rows.chunk_by(|a, b| a.customer == b.customer).fold(all, |mut all, rows| {
            all.add(rows[0].customer, rows.iter().map(|row| (row.day.0, row.amount, row.amount < 0)));
            all
        })
    }

    /// The next customer, rows by day. Somebody who never bought is left out, whatever came back.
    fn add(&mut self, person: u32, rows: impl Iterator<Item = (i32, i64, bool)>) {
        let (from, back_from) = (self.days.len(), self.back.len());
        for (day, amount, back) in rows {
            if back {
                self.back_days.push(day);
                self.back.push(amount.min(0));
            } else if self.days.len() > from && self.days.last() == Some(&day) {
                if let Some(spent) = self.spent.last_mut() {
                    *spent = spent.saturating_add(amount);
                }
            } else {
                self.days.push(day);
                self.spent.push(amount);
            }
        }
        if self.days.len() == from {
            self.back.truncate(back_from);
            self.back_days.truncate(back_from);
            return;
        }
        self.people.push(person);
        self.starts.push(small(from));
        self.back_starts.push(small(back_from));
    }

    fn and(mut self, other: &Self) -> Self {
        let (days, back) = (small(self.days.len()), small(self.back.len()));
        self.people.extend_from_slice(&other.people);
        self.starts.extend(other.starts.iter().map(|start| start + days));
        self.back_starts.extend(other.back_starts.iter().map(|start| start + back));
        self.days.extend_from_slice(&other.days);
        self.spent.extend_from_slice(&other.spent);
        self.back_days.extend_from_slice(&other.back_days);
        self.back.extend_from_slice(&other.back);
        self
    }

    /// Customers who bought at least once, whenever.
    #[must_use]
    pub fn len(&self) -> usize {
        self.people.len()
    }

    /// Whether nobody bought anything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.people.is_empty()
    }

    /// The day of the first purchase and that of the last.
    #[must_use]
    pub fn span(&self) -> Option<(Day, Day)> {
        Some((Day(*self.days.iter().min()?), Day(*self.days.iter().max()?)))
    }

    /// The nth customer up to a day. `None` where they had not bought by then.
    #[must_use]
    pub fn buyer(&self, nth: usize, as_of: Day) -> Option<Buyer<'_>> {
        let all = self.range(&self.starts, nth, self.days.len());
        let (days, spent) = (&self.days[all.clone()], &self.spent[all]);
        let until = days.partition_point(|day| *day <= as_of.0);
        let back = self.range(&self.back_starts, nth, self.back.len());
        let (back_days, back) = (&self.back_days[back.clone()], &self.back[back]);
        let back_until = back_days.partition_point(|day| *day <= as_of.0);
        (until > 0).then(|| Buyer {
            person: self.people[nth],
            days: &days[..until],
            spent: &spent[..until],
            back: back[..back_until].iter().fold(0i64, |sum, back| sum.saturating_add(*back)),
        })
    }

    /// Everybody who had bought by a day.
    pub fn buyers(&self, as_of: Day) -> impl Iterator<Item = Buyer<'_>> {
        (0..self.len()).filter_map(move |nth| self.buyer(nth, as_of))
    }

    /// The same on all cores: what is made of each, in order.
    pub fn map<T: Send>(&self, as_of: Day, make: impl Fn(Buyer<'_>) -> T + Sync) -> Vec<T> {
        self.map_some(0..self.len(), as_of, make)
    }

    /// Of some of them.
    pub(super) fn map_some<T: Send>(
        &self,
        some: std::ops::Range<usize>,
        as_of: Day,
        make: impl Fn(Buyer<'_>) -> T + Sync,
    ) -> Vec<T> {
        some.into_par_iter().filter_map(|nth| self.buyer(nth, as_of).map(&make)).collect()
    }

    /// The middle of all days between two purchases of the same customer up to a day: the upper one of two, and at
    /// most ten years. `None` without any.
    pub(super) fn middle_gap(&self, as_of: Day) -> Option<u32> {
        // Few gaps occur often: each is counted.
        let count = |mut counts: Vec<u64>, nth: usize| {
            let days = self.buyer(nth, as_of).map_or(&[][..], |buyer| buyer.days);
            for two in days.windows(2) {
                let gap = two[1].abs_diff(two[0]).min(MOST_GAP) as usize;
                counts.resize(counts.len().max(gap + 1), 0);
                counts[gap] += 1;
            }
            counts
        };
        let both = |mut more: Vec<u64>, mut less: Vec<u64>| {
            if more.len() < less.len() {
                std::mem::swap(&mut more, &mut less);
            }
            more.iter_mut().zip(less).for_each(|(more, less)| *more += less);
            more
        };
        let counts = (0..self.len()).into_par_iter().fold(Vec::new, count).reduce(Vec::new, both);
        let middle = counts.iter().sum::<u64>() / 2;
        let mut before = 0;
        let passes = |(_, count): &(u32, &u64)| {
            before += **count;
            before > middle
        };
        (0..).zip(&counts).find(passes).map(|(gap, _)| gap)
    }

    /// Purchase days up to a day that came to nothing, and all of them: an order without an amount is known by that alone.
    #[must_use]
    pub fn without_amounts(&self, as_of: Day) -> [u64; 2] {
        self.buyers(as_of).fold([0; 2], |[without, all], buyer| {
            let nothing = buyer.spent.iter().filter(|spent| **spent <= 0).count();
            [without + nothing as u64, all + buyer.days.len() as u64]
        })
    }

    /// Where somebody stands among the customers.
    #[must_use]
    pub fn place(&self, person: u32) -> Option<usize> {
        self.people.binary_search(&person).ok()
    }

    /// Purchase days of the nth customer after one day, up to another, and what they were for.
    #[must_use]
    pub fn between(&self, nth: usize, after: Day, to: Day) -> (u32, i64) {
        let all = self.range(&self.starts, nth, self.days.len());
        let days = &self.days[all.clone()];
        let (from, to) = (days.partition_point(|day| *day <= after.0), days.partition_point(|day| *day <= to.0));
        let spent = self.spent[all].get(from..to).unwrap_or_default();
        (small(spent.len()), spent.iter().fold(0i64, |sum, spent| sum.saturating_add(*spent)))
    }

    fn range(&self, starts: &[u32], nth: usize, end: usize) -> std::ops::Range<usize> {
        starts[nth] as usize..starts.get(nth + 1).map_or(end, |next| *next as usize)
    }
}

impl Buyer<'_> {
    /// As the models of buying see them, in days.
    #[must_use]
    pub fn history(&self, as_of: Day) -> History {
        let (first, last) = (self.days[0], self.days[self.days.len() - 1]);
        let since = |from: i32, to: i32| f64::from(to.saturating_sub(from).max(0));
        History { repeats: small(self.days.len() - 1), last: since(first, last), age: since(first, as_of.0) }
    }

    /// The day of the last purchase.
    #[must_use]
    pub fn last(&self) -> Day {
        Day(self.days[self.days.len() - 1])
    }

    /// Whether any purchase of theirs has an amount.
    #[must_use]
    pub fn has_amounts(&self) -> bool {
        self.spent.iter().any(|spent| *spent > 0)
    }

    /// Purchases less what came back.
    #[must_use]
    pub fn net(&self) -> i64 {
        self.spent.iter().fold(self.back, |sum, spent| sum.saturating_add(*spent))
    }

    /// The median of the days between purchases, rounded up. `None` under three purchase days.
    #[must_use]
    pub fn usual_gap(&self) -> Option<u32> {
        if self.days.len() < 3 {
            return None;
        }
        let mut gaps: Vec<u32> = self.days.windows(2).map(|two| two[1].abs_diff(two[0])).collect();
        gaps.sort_unstable();
        let (low, high) = (gaps[(gaps.len() - 1) / 2], gaps[gaps.len() / 2]);
        Some(low + (high - low).div_ceil(2))
    }
}

fn small(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(rows: &[(u32, i32, i64)]) -> Purchases {
        Purchases::listed(
            rows.iter().map(|&(customer, day, amount)| Transaction { customer, day: Day(day), amount }).collect(),
        )
    }

    #[test]
    fn orders_of_a_day_are_one_purchase_and_what_came_back_is_none() {
        let all = listed(&[(7, 30, 500), (7, 10, 200), (7, 10, 300), (7, 31, -100), (9, 5, -50), (4, 12, 100)]);
        assert_eq!(all.len(), 2, "nothing came of 9");
        let seven = all.buyer(1, Day(40)).expect("bought");
        assert_eq!(
            (seven.person, seven.days, seven.spent, seven.back, seven.net()),
            (7, &[10, 30][..], &[500, 500][..], -100, 900)
        );
        assert_eq!(seven.history(Day(40)), History { repeats: 1, last: 20.0, age: 30.0 });
        let before = all.buyer(1, Day(29)).expect("bought");
        assert_eq!((before.days.len(), before.back), (1, 0), "what came later is not known yet");
        assert!(all.buyer(1, Day(9)).is_none());
        assert_eq!(all.between(1, Day(10), Day(30)), (1, 500));
        assert_eq!((all.without_amounts(Day(40)), seven.has_amounts()), ([0, 3], true));
        let some = listed(&[(7, 10, 0), (7, 11, 5), (9, 5, 0), (9, 45, 0)]);
        assert_eq!((some.without_amounts(Day(40)), some.without_amounts(Day(45))), ([2, 3], [3, 4]));
        assert!(!some.buyer(1, Day(50)).expect("bought").has_amounts());
        assert_eq!((all.place(4), all.place(9)), (Some(0), None));
    }

    #[test]
    fn parts_make_the_same_whole() {
        let one = listed(&[(1, 3, 10), (1, 9, 20), (2, 4, 5), (2, 5, -5), (5, 1, 1)]);
        let parts = listed(&[(1, 3, 10), (1, 9, 20)]).and(&listed(&[(2, 4, 5), (2, 5, -5), (5, 1, 1)]));
        assert_eq!(one, parts);
    }
}
