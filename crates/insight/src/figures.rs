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
    use crate::{
        builder::likeness::shops,
        town::{AS_OF, town},
    };
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn weekend(day: i32) -> bool {
        matches!(Day(day).date().weekday().to_monday_one_offset(), 6 | 7)
    }

    /// Habits from rows are those that orders and events tell by themselves.
    fn check(shop: &Shop, as_of: Day) {
        let habits = Habits::of(shop, as_of, usize::MAX);
        let (orders, len) = (&shop.orders, shop.everyone().len());
        let purchases = |person: usize, from: Day| {
            orders.within(person, from, as_of).filter(|order| !orders.refund[*order]).collect::<Vec<_>>()
        };
        let bought: Vec<BTreeSet<u32>> = (0..len)
            .map(|person| {
                let lines = purchases(person, Day(i32::MIN)).into_iter().flat_map(|order| orders.lines(order));
                let lines = lines.filter(|line| orders.line_quantity[*line] > 0);
                lines.map(|line| shop.articles[orders.line_article[line] as usize].category).collect()
            })
            .collect();
        let year: Vec<u32> =
            (0..len).map(|person| u32::try_from(purchases(person, as_of.plus(-YEAR)).len()).expect("few")).collect();
        assert_eq!(habits.year, year);
        let buyers =
            |code: u32| shop.everyone().iter().filter(|person| bought[*person as usize].contains(&code)).count();
        let categories = 1..u32::try_from(shop.categories.len()).expect("few");
        let used: BTreeSet<u32> = categories.filter(|code| buyers(*code) > 0).collect();
        assert_eq!(habits.categories.iter().copied().collect::<BTreeSet<_>>(), used);
        assert!(habits.categories.windows(2).all(|two| buyers(two[0]) >= buyers(two[1])));
        let traits = habits.traits();
        let told: Vec<HabitKind> = traits.iter().map(|one| one.kind).collect();
        let mut expected: Vec<HabitKind> = habits.categories.iter().map(|code| HabitKind::Category(*code)).collect();
        expected.extend([HabitKind::Lately, HabitKind::Once, HabitKind::Refunded, HabitKind::Weekend]);
        let ever = HABITS.map(|(kind, _)| kind).into_iter().filter(|kind| !shop.events_of(*kind).day.is_empty());
        expected.extend(ever.map(HabitKind::Event));
        assert_eq!(told, expected);
        for one in traits {
            let plain = |person: usize| {
                let mine: Vec<i32> =
                    purchases(person, Day(i32::MIN)).into_iter().map(|order| orders.day[order]).collect();
                match one.kind {
                    HabitKind::Category(code) => bought[person].contains(&code),
                    HabitKind::Lately => mine.last().is_some_and(|day| *day >= as_of.plus(-90).0),
                    HabitKind::Once => mine.len() == 1,
                    HabitKind::Refunded => {
                        orders.within(person, Day(i32::MIN), as_of).any(|order| orders.refund[order])
                    }
                    HabitKind::Weekend => mine.iter().filter(|day| weekend(**day)).count() * 2 > mine.len(),
                    HabitKind::Event(kind) => !shop.events_of(kind).within(person, as_of.plus(-90), as_of).is_empty(),
                }
            };
            assert_eq!(one.people, Bits::from_fn(len, plain), "{}", one.words);
        }
    }

    /// Of a town: purchases a week, each in the week it fell in.
    fn check_weeks(shop: &Shop, as_of: Day) {
        let home = crate::overview(shop, as_of);
        let mut plain = vec![0u32; home.weeks.len()];
        let orders = shop.orders.day.iter().zip(&shop.orders.refund);
        for (day, _) in orders.filter(|(day, refund)| !**refund && **day <= as_of.0) {
            if let Some(week) = home.weeks.iter().rposition(|(monday, _)| monday.0 <= *day) {
                plain[week] += 1;
            }
        }
        assert_eq!(home.weeks.iter().map(|week| week.1).collect::<Vec<_>>(), plain);
    }

    /// More than one block of people, and the last one not full.
    #[test]
    fn of_many_people_habits_are_what_orders_and_events_tell() {
        let shop = town(70_001, 1);
        for as_of in [AS_OF, AS_OF.plus(-200)] {
            check(&shop, as_of);
            check_weeks(&shop, as_of);
            let everyone = Bits::all(shop.people() as usize);
            let plain: i64 = (0..shop.people()).map(|person| shop.figures(person, as_of).net).sum();
            assert_eq!(shop.net_within(&everyone, |_| (Day(i32::MIN), as_of)), plain);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: crate::town::cases(500), ..ProptestConfig::default() })]
        #[test]
        fn habits_are_what_orders_and_events_tell(shop in shops(), back in -3i32..400) {
            let as_of = Day(shop.newest_order.max(shop.newest_event).map_or(AS_OF.0, |day| day.0)).plus(-back);
            check(&shop, as_of);
            check_weeks(&shop, as_of);
        }
    }
}
