//! Figures of everybody together, from the rows that rules are answered from: what stands beside a count, and home, ask for no
//! column that a count does not.

use super::{
    block::{BLOCK, Block, WORDS, each_block},
    rows::Rows,
};
use crate::{Bits, Shop};
use regulars_model::{Day, EventKind};
use std::ops::Range;

/// The newest day of rows up to a day.
fn newest<'a>(blocks: impl IntoIterator<Item = &'a Rows>, as_of: Day) -> Option<Day> {
    let last = |rows: &Rows| rows.days_within(Day(i32::MIN), as_of).last().map(|nth| Day(rows.days[nth]));
    blocks.into_iter().filter_map(last).max()
}

impl Shop {
    /// Day of the newest order up to a day.
    pub(crate) fn newest_order_until(&self, as_of: Day) -> Option<Day> {
        match self.newest_order {
            Some(later) if later > as_of => newest(self.purchase_rows().iter().chain(self.refund_rows()), as_of),
            all => all,
        }
    }

    /// Day of the newest event up to a day.
    pub(crate) fn newest_event_until(&self, as_of: Day) -> Option<Day> {
        match self.newest_event {
            Some(later) if later > as_of => {
                EventKind::ALL.into_iter().filter_map(|kind| newest(self.event_rows(kind), as_of)).max()
            }
            all => all,
        }
    }

    /// How many purchases there were on each day from one to another, both included; days without any are left out.
    pub(crate) fn purchases_by_day(&self, from: Day, to: Day) -> impl Iterator<Item = (Day, u32)> {
        self.purchase_rows().iter().flat_map(move |rows| {
            let count = |nth: usize| u32::try_from(rows.on(nth).len()).unwrap_or(u32::MAX);
            rows.days_within(from, to).map(move |nth| (Day(rows.days[nth]), count(nth)))
        })
    }

    /// How many purchases everybody made from one day to another, both included, on days of some kind.
    pub(crate) fn purchases_on(&self, (from, to): (Day, Day), is_one: impl Fn(Day) -> bool + Send + Sync) -> Vec<u32> {
        let all = self.purchase_rows();
        each_block(self, |block| {
            let rows = &all[block.nth];
            let mut counts: Box<[u32; BLOCK]> = Box::new([0; BLOCK]);
            for nth in rows.days_within(from, to).filter(|nth| is_one(Day(rows.days[*nth]))) {
                rows.count(rows.on(nth), None, &mut counts);
            }
            counts[..block.len()].to_vec()
        })
        .concat()
    }

    /// Who bought anything of a category up to a day.
    pub(crate) fn buyers(&self, category: u32, as_of: Day) -> Bits {
        let all = self.line_rows();
        self.people_of_blocks(|block| {
            let of = &all[block.nth];
            let found = of.binary_search_by_key(&category, |(code, _)| *code);
            found.ok().map(|at| (&of[at].1, of[at].1.within(Day(i32::MIN), as_of)))
        })
    }

    /// How many people whose use is allowed bought anything of each category up to a day, by code.
    pub(crate) fn buyers_by_category(&self, as_of: Day) -> Vec<u32> {
        let (all, everyone) = (self.line_rows(), self.everyone.words());
        let mut buyers = vec![0u32; self.categories.len()];
        let counted = each_block(self, |block| {
            let allowed = &everyone[block.people.start / 64..];
            let count = |(category, rows): &(u32, Rows)| {
                let mut found = [0u64; WORDS];
                rows.mark(rows.within(Day(i32::MIN), as_of), None, &mut found);
                let both = found.iter().zip(allowed).map(|(found, allowed)| (found & allowed).count_ones());
                (*category, both.sum::<u32>())
            };
            all[block.nth].iter().map(count).collect::<Vec<_>>()
        });
        counted.into_iter().flatten().for_each(|(category, people)| buyers[category as usize] += people);
        buyers
    }

    /// Who did something of this kind from one day to another, both included; `None` where nobody ever did.
    pub(crate) fn doers(&self, kind: EventKind, (from, to): (Day, Day)) -> Option<Bits> {
        let all = self.event_rows(kind);
        let did = |block: &Block| Some((&all[block.nth], all[block.nth].within(from, to)));
        all.iter().any(|rows| rows.len() > 0).then(|| self.people_of_blocks(did))
    }

    /// Whose rows these are.
    fn people_of_blocks<'a>(&self, rows: impl Fn(&Block) -> Option<(&'a Rows, Range<usize>)> + Send + Sync) -> Bits {
        let words = each_block(self, |block| {
            let mut found = [0u64; WORDS];
            if let Some((rows, range)) = rows(block) {
                rows.mark(range, None, &mut found);
            }
            found[..block.len().div_ceil(64)].to_vec()
        });
        Bits::of_words(words.concat(), self.everyone.len())
    }

    /// Purchases less refunds of these people together, each within days of their own, both included.
    pub(crate) fn net_within(&self, people: &Bits, days: impl Fn(u32) -> (Day, Day)) -> i64 {
        let mut net = 0i64;
        for (nth, both) in self.purchase_rows().iter().zip(self.refund_rows()).enumerate() {
            for rows in [both.0, both.1] {
                for day in 0..rows.days.len() {
                    rows.each(rows.on(day), None, |row, local| {
                        let person = u32::try_from(nth * BLOCK + usize::from(local)).unwrap_or(u32::MAX);
                        let (from, to) = if people.has(person) { days(person) } else { (Day(0), Day(-1)) };
                        if (from..=to).contains(&Day(rows.days[day])) {
                            net = net.saturating_add(rows.amount(row));
                        }
                    });
                }
            }
        }
        net
    }
}
