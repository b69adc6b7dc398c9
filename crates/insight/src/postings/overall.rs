//! Figures of everybody together, from the rows that rules are answered from: home asks for no column that a count does not.

use super::{block::BLOCK, rows::Rows};
use crate::{Bits, Shop};
use regulars_model::{Day, EventKind};

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
