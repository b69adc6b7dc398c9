//! What people's orders and events add up to, as yes-or-no habits and numbers that comparisons and personas describe
//! them by.

use crate::{Bits, Figures, Sheet, Shop};
use regulars_model::{Day, EventKind};

/// A year, in days.
pub(crate) const YEAR: i32 = 365;

/// What a yes-or-no habit is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HabitKind {
    /// Bought something in this category.
    Category(u32),
    Lately,
    Once,
    Refunded,
    Weekend,
    Event(EventKind),
}

/// A habit and who has it.
pub(crate) struct Habit {
    pub(crate) kind: HabitKind,
    /// "Bought coffee".
    pub(crate) words: String,
    pub(crate) people: Bits,
}

/// What people do besides buying.
const HABITS: [(EventKind, &str); 3] = [
    (EventKind::EmailOpened, "Opened an email in the last 90 days"),
    (EventKind::EmailClicked, "Clicked in an email in the last 90 days"),
    (EventKind::Visit, "Visited in the last 90 days"),
];

/// Everyone's habits up to a day.
pub(crate) struct Habits<'a> {
    shop: &'a Shop,
    as_of: Day,
    /// Over all time.
    pub(crate) all: Vec<Figures>,
    /// Purchases of the last year.
    pub(crate) year: Vec<u32>,
    /// The categories with most buyers, most first.
    pub(crate) categories: Vec<u32>,
}

impl<'a> Habits<'a> {
    pub(crate) fn of(shop: &'a Shop, as_of: Day, categories: usize) -> Self {
        let events = HABITS.iter().filter_map(|(kind, _)| Sheet::event_rows(*kind));
        shop.look_at_all([Sheet::LineRows, Sheet::Purchases].into_iter().chain(events).collect());
        Self {
            shop,
            as_of,
            all: (0..shop.people()).map(|person| shop.figures(person, as_of)).collect(),
            year: shop.purchases_on((as_of.plus(-YEAR), as_of), |_| true),
            categories: top_categories(shop, as_of, categories),
        }
    }

    pub(crate) fn days_since(&self, person: u32) -> Option<u32> {
        let last = self.all.get(person as usize)?.last_purchase?;
        u32::try_from(i64::from(self.as_of.0) - i64::from(last.0)).ok()
    }

    /// The yes-or-no habits: categories bought, when, and what else they did.
    pub(crate) fn traits(&self) -> Vec<Habit> {
        let (shop, as_of) = (self.shop, self.as_of);
        let len = shop.everyone().len();
        let index = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let mut out: Vec<Habit> = Vec::new();
        let mut habit =
            |kind: HabitKind, words: &str, people: Bits| out.push(Habit { kind, words: words.to_owned(), people });
        for &code in &self.categories {
            let words = format!("Bought {}", shop.categories.shown(code));
            habit(HabitKind::Category(code), &words, shop.buyers(code, as_of));
        }
        let lately = Bits::from_fn(len, |at| self.days_since(index(at)).is_some_and(|days| days <= 90));
        habit(HabitKind::Lately, "Bought in the last 90 days", lately);
        habit(HabitKind::Once, "Bought once, not again", Bits::from_fn(len, |at| self.all[at].purchases == 1));
        habit(HabitKind::Refunded, "Sent something back", Bits::from_fn(len, |at| self.all[at].refunds > 0));
        // 1 January 1970 was a Thursday: Saturday is two days on.
        let ends = shop.purchases_on((Day(i32::MIN), as_of), |day| matches!(day.0.rem_euclid(7), 2 | 3));
        let mostly = Bits::from_fn(len, |at| ends[at] * 2 > self.all[at].purchases);
        habit(HabitKind::Weekend, "Buys mostly at the weekend", mostly);
        for (kind, words) in HABITS {
            if let Some(did) = shop.doers(kind, (as_of.plus(-90), as_of)) {
                habit(HabitKind::Event(kind), words, did);
            }
        }
        out
    }
}

/// Categories by number of people of use who bought them up to a day, most first; of equals by name.
pub(crate) fn top_categories(shop: &Shop, as_of: Day, limit: usize) -> Vec<u32> {
    let buyers = shop.buyers_by_category(as_of);
    let mut codes: Vec<u32> = (1..).zip(&buyers[1..]).filter(|(_, n)| **n > 0).map(|(code, _)| code).collect();
    codes.sort_by_key(|code| (std::cmp::Reverse(buyers[*code as usize]), shop.categories.norm(*code).to_owned()));
    codes.truncate(limit);
    codes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{builder::likeness::shops, town::AS_OF};
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #![proptest_config(ProptestConfig { cases: crate::town::cases(500), ..ProptestConfig::default() })]
        /// From rows, as from each order and event by itself.
        #[test]
        fn habits_are_what_orders_and_events_tell(shop in shops(), back in -3i32..400) {
            let as_of = Day(shop.newest_order.max(shop.newest_event).map_or(AS_OF.0, |day| day.0)).plus(-back);
            let habits = Habits::of(&shop, as_of, usize::MAX);
            let orders = &shop.orders;
            let purchases = |person: u32, from: Day| {
                orders.within(person as usize, from, as_of).filter(|order| !orders.refund[*order]).collect::<Vec<_>>()
            };
            let bought = |person: u32| -> BTreeSet<u32> {
                let lines = purchases(person, Day(i32::MIN)).into_iter().flat_map(|order| orders.lines(order));
                let lines = lines.filter(|line| orders.line_quantity[*line] > 0);
                lines.map(|line| shop.articles[orders.line_article[line] as usize].category).collect()
            };
            for person in 0..shop.people() {
                prop_assert_eq!(habits.year[person as usize] as usize, purchases(person, as_of.plus(-YEAR)).len());
            }
            let used = |code: &u32| shop.everyone().iter().any(|person| bought(person).contains(code));
            let categories: BTreeSet<u32> = (1..u32::try_from(shop.categories.len()).expect("few")).filter(used).collect();
            prop_assert_eq!(habits.categories.iter().copied().collect::<BTreeSet<_>>(), categories);
            let buyers = |code: &u32| shop.everyone().iter().filter(|person| bought(*person).contains(code)).count();
            prop_assert!(habits.categories.windows(2).all(|two| buyers(&two[0]) >= buyers(&two[1])));
            for one in habits.traits() {
                let plain = |at: usize| {
                    let person = u32::try_from(at).expect("few");
                    let mine = purchases(person, Day(i32::MIN));
                    match one.kind {
                        HabitKind::Category(code) => bought(person).contains(&code),
                        HabitKind::Lately => habits.days_since(person).is_some_and(|days| days <= 90),
                        HabitKind::Once => mine.len() == 1,
                        HabitKind::Refunded => shop.figures(person, as_of).refunds > 0,
                        HabitKind::Weekend => {
                            let ends = |order: &&usize| matches!(Day(orders.day[**order]).date().weekday().to_monday_one_offset(), 6 | 7);
                            mine.iter().filter(ends).count() * 2 > mine.len()
                        }
                        HabitKind::Event(kind) => !shop.events_of(kind).within(at, as_of.plus(-90), as_of).is_empty(),
                    }
                };
                prop_assert_eq!(&one.people, &Bits::from_fn(shop.everyone().len(), plain), "{}", one.words);
            }
        }
    }
}
