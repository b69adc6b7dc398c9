//! Where somebody's deeds stand in time: purchases that match a filter, events that match a text. Prepared once for a
//! rule, asked for every person.

use crate::{
    Bits, Shop,
    passes::words_that_pass,
    shop::{EventsOfKind, Orders},
    wanted::Wanted,
};
use regulars_model::{Day, Deed, EventKind, ProductFilter, Spending, TextTest};

/// What is looked for.
pub(crate) enum Trace<'a> {
    Orders {
        orders: &'a Orders,
        /// Orders with a line that matches; `None` for any order.
        matching: Option<Bits>,
    },
    Events {
        events: &'a EventsOfKind,
        /// Which subjects pass, and whether passing is what is asked.
        about: Option<(Vec<bool>, bool)>,
    },
}

impl<'a> Trace<'a> {
    pub(crate) fn of(shop: &'a Shop, deed: &Deed) -> Self {
        match deed {
            Deed::Bought { what } => Self::bought(shop, what),
            Deed::Did { event, about } => Self::did(shop, *event, about.as_ref()),
        }
    }

    pub(crate) fn bought(shop: &'a Shop, what: &ProductFilter) -> Self {
        let wanted = Wanted::of(shop, what);
        if wanted.is_choosy() {
            let matching = Bits::from_fn(shop.orders.day.len(), |order| wanted.amount(order).is_some());
            return Self::Orders { orders: &shop.orders, matching: Some(matching) };
        }
        let matching = wanted.articles.map(|articles| {
            let mut matching = Bits::none(shop.orders.day.len());
            for (article, _) in articles.iter().enumerate().filter(|(_, wanted)| **wanted) {
                shop.orders.with_article(article).iter().for_each(|order| matching.insert(*order));
            }
            matching
        });
        Self::Orders { orders: &shop.orders, matching }
    }

    pub(crate) fn did(shop: &'a Shop, event: EventKind, about: Option<&TextTest>) -> Self {
        let about = about.map(|test| words_that_pass(&shop.subjects, test));
        Self::Events { events: shop.events_of(event), about }
    }

    /// The days on which one person did it, oldest first, from one day to another, both included.
    pub(crate) fn days(&self, person: usize, from: Day, to: Day) -> Box<dyn DoubleEndedIterator<Item = Day> + '_> {
        match self {
            Self::Orders { orders, matching } => {
                let holds = move |order: &usize| {
                    let index = u32::try_from(*order).unwrap_or(u32::MAX);
                    !orders.refund[*order] && matching.as_ref().is_none_or(|matching| matching.has(index))
                };
                Box::new(orders.within(person, from, to).filter(holds).map(|order| Day(orders.day[order])))
            }
            Self::Events { events, about } => {
                let holds = move |at: &usize| {
                    let subject = events.subject[*at] as usize;
                    about.as_ref().is_none_or(|(marks, wanted)| marks[subject] == *wanted)
                };
                Box::new(events.within(person, from, to).filter(holds).map(|at| Day(events.day[at])))
            }
        }
    }
}

/// The first day on which one thing was followed by another, on a later day and at most `within` days after. Both oldest
/// first.
pub(crate) fn followed(first: &[Day], then: &[Day], within: u32) -> Option<(Day, Day)> {
    let mut at = 0;
    for day in first {
        while then.get(at).is_some_and(|next| next <= day) {
            at += 1;
        }
        if let Some(next) = then.get(at)
            && i64::from(next.0) - i64::from(day.0) <= i64::from(within)
        {
            return Some((*day, *next));
        }
    }
    None
}

/// What one person's matching purchases came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Sum {
    pub(crate) orders: u32,
    /// Minor units.
    pub(crate) total: i64,
    /// Of one order, minor units.
    pub(crate) largest: i64,
}

impl Sum {
    /// In major units. `None` where there is nothing to say it of.
    #[allow(clippy::cast_precision_loss)]
    pub(crate) fn value(&self, how: Spending, unit: f64) -> Option<f64> {
        match how {
            Spending::InAll => Some(self.total as f64 / unit),
            Spending::OnAverage => (self.orders > 0).then(|| self.total as f64 / (f64::from(self.orders) * unit)),
            Spending::AtOnce => (self.orders > 0).then(|| self.largest as f64 / unit),
        }
    }
}

/// What the matching purchases of one person came to: whole orders where anything counts, else the lines that match.
pub(crate) fn sum(shop: &Shop, wanted: &Wanted<'_>, person: usize, from: Day, to: Day) -> Sum {
    let mut sum = Sum::default();
    for order in shop.orders.within(person, from, to) {
        if let Some(amount) = wanted.amount(order) {
            sum.largest = if sum.orders == 0 { amount } else { sum.largest.max(amount) };
            sum.orders += 1;
            sum.total = sum.total.saturating_add(amount);
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_follows_is_on_a_later_day_and_near_enough() {
        let days = |days: &[i32]| days.iter().map(|day| Day(*day)).collect::<Vec<_>>();
        let found =
            |first: &[i32], then: &[i32], within| followed(&days(first), &days(then), within).map(|(a, b)| (a.0, b.0));
        assert_eq!(found(&[10], &[10], 30), None, "the same day is no later day");
        assert_eq!(found(&[10], &[11], 1), Some((10, 11)));
        assert_eq!(found(&[10], &[12], 1), None);
        assert_eq!(found(&[10, 40], &[5, 39, 45], 5), Some((40, 45)));
        assert_eq!(found(&[1, 2, 3], &[3], 0), None, "within no days nothing follows");
        assert_eq!(found(&[i32::MIN], &[i32::MAX], u32::MAX), Some((i32::MIN, i32::MAX)));
        assert_eq!(found(&[], &[1], 9), None);
    }
}
