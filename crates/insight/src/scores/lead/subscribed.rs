//! Subscriptions: whose runs on a day, since when, and what is known of it beforehand. Learnt from are those whose subscription ran
//! on a day of the past; what is asked is whether they had none left at some time within so many days after.

use super::{
    shop::{most_frequent, number},
    table::{Column, Values},
};
use crate::{Shop, stats::float};
use rayon::prelude::*;
use regulars_model::{Day, EventKind};

/// A subscription that runs on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Running {
    /// The day it began, and was not cancelled since.
    pub(super) since: Day,
    /// Its plan, among the shop's subjects; 0 where none is told.
    pub(super) plan: u32,
}

/// Plans that are told apart, those of most people first.
const MOST_PLANS: usize = 30;

/// The subscription of somebody that runs on the evening of a day: of several the one that began last. A cancellation that names no
/// plan ends all of them, and one that names a plan ends what began without; of one day, what was cancelled is over.
pub(super) fn running(shop: &Shop, person: u32, day: Day) -> Option<Running> {
    let began = shop.events_of(EventKind::SubscriptionStarted);
    let ended = shop.events_of(EventKind::SubscriptionCancelled);
    let of_plan = |one: u32, other: u32| one == other || one == 0 || other == 0;
    let person = person as usize;
    let mut began_by = began.within(person, Day(i32::MIN), day);
    let ended_by = ended.within(person, Day(i32::MIN), day);
    let over = |plan: u32| {
        let last = ended_by.clone().rev().find(|at| of_plan(ended.subject[*at], plan));
        last.map_or(i32::MIN, |at| ended.day[at])
    };
    let runs = |at: &usize| began.day[*at] > over(began.subject[*at]);
    let last = began_by.clone().rev().find(runs)?;
    let plan = began.subject[last];
    // Some programs tell each renewal as a beginning: it began with the first of them.
    let first = began_by.find(|at| began.subject[*at] == plan && runs(at)).unwrap_or(last);
    Some(Running { since: Day(began.day[first]), plan })
}

/// Whether somebody cancelled from one day to another, both included, and had no subscription left that evening.
pub(super) fn cancelled(shop: &Shop, person: u32, from: Day, to: Day) -> bool {
    let ended = shop.events_of(EventKind::SubscriptionCancelled);
    let mut days = ended.within(person as usize, from, to).map(|at| Day(ended.day[at]));
    days.any(|day| running(shop, person, day).is_none())
}

impl Shop {
    /// Whether anybody was ever told to subscribe.
    #[must_use]
    pub fn has_subscriptions(&self) -> bool {
        !self.events_of(EventKind::SubscriptionStarted).day.is_empty()
    }
}

/// The plans that are told apart.
pub(super) fn plans(shop: &Shop) -> Vec<u32> {
    let mut counts = vec![0u32; shop.subjects.len()];
    shop.events_of(EventKind::SubscriptionStarted).subject.iter().for_each(|plan| counts[*plan as usize] += 1);
    most_frequent(&counts, MOST_PLANS)
}

/// What is known of subscribers on days beside what is known of everybody: how long, which plan, how often they gave up before, and
/// what they buy.
pub(super) fn columns(shop: &Shop, rows: &[(u32, Day)]) -> Vec<Column> {
    let number = |name: &str, of: &(dyn Fn(u32, Day) -> f64 + Sync)| number(rows, name.to_owned(), of);
    let ended = shop.events_of(EventKind::SubscriptionCancelled);
    let plans = plans(shop);
    let plan = |(person, day): &(u32, Day)| {
        let plan = running(shop, *person, *day).map_or(0, |running| running.plan);
        plans.iter().zip(1..).find(|(known, _)| **known == plan).map_or(0, |(_, code)| code)
    };
    let mut all = vec![
        number("days since their subscription began", &|person, day| {
            let running = running(shop, person, day);
            running.map_or(f64::NAN, |running| f64::from(day.0.saturating_sub(running.since.0)).ln_1p())
        }),
        number("times they cancelled before", &|person, day| {
            float(ended.within(person as usize, Day(i32::MIN), day).len())
        }),
    ];
    if !plans.is_empty() {
        all.push(Column {
            name: "plan".to_owned(),
            values: Values::Words {
                codes: rows.par_iter().map(plan).collect(),
                words: plans.iter().map(|plan| shop.subjects.shown(*plan).to_owned()).collect(),
            },
        });
    }
    let bought = |person: u32, from: Day, to: Day| {
        shop.orders.within(person as usize, from, to).filter(|order| !shop.orders.refund[*order])
    };
    if !shop.orders.day.is_empty() {
        all.push(number("purchases in the last 90 days", &|person, day| {
            float(bought(person, day.plus(-89), day).count()).ln_1p()
        }));
        all.push(number("days without purchases", &|person, day| {
            let last = bought(person, Day(i32::MIN), day).last();
            last.map_or(f64::NAN, |order| f64::from(day.0.saturating_sub(shop.orders.day[order])).ln_1p())
        }));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ShopBuilder,
        town::{AS_OF, euro, someone},
    };
    use regulars_model::{EventRow, ImportId, PersonId};

    const BEGAN: EventKind = EventKind::SubscriptionStarted;
    const ENDED: EventKind = EventKind::SubscriptionCancelled;

    fn shop(told: &[(EventKind, i32, &str)]) -> Shop {
        let mut builder = ShopBuilder::new(euro());
        builder.person(someone(1, "Ana"));
        let row = |(kind, back, plan): &(EventKind, i32, &str)| EventRow {
            person: PersonId(1),
            kind: *kind,
            at: AS_OF.plus(-back).first_second(),
            subject: (*plan).to_owned(),
        };
        builder.events(ImportId(1), told.iter().map(row));
        builder.build()
    }

    fn since(told: &[(EventKind, i32, &str)], back: i32) -> Option<i32> {
        running(&shop(told), 0, AS_OF.plus(-back)).map(|running| AS_OF.0 - running.since.0)
    }

    #[test]
    fn a_subscription_runs_from_the_day_it_began_to_the_day_it_was_cancelled() {
        let told = [(BEGAN, 100, "box"), (ENDED, 60, "box"), (BEGAN, 20, "box")];
        let runs: Vec<_> = [101, 100, 61, 60, 21, 20, 0].map(|back| since(&told, back)).into();
        assert_eq!(runs, [None, Some(100), Some(100), None, None, Some(20), Some(20)]);
        let shop = shop(&told);
        let by = |from: i32, to: i32| cancelled(&shop, 0, AS_OF.plus(-from), AS_OF.plus(-to));
        assert_eq!([by(99, 61), by(99, 60), by(60, 0), by(59, 0)], [false, true, true, false]);
        assert!(shop.has_subscriptions() && !self::shop(&[(EventKind::Visit, 3, "")]).has_subscriptions());
    }

    #[test]
    fn renewals_are_one_subscription_and_of_one_day_what_was_cancelled_is_over() {
        assert_eq!(since(&[(BEGAN, 90, "box"), (BEGAN, 60, "box"), (BEGAN, 30, "box")], 0), Some(90));
        assert_eq!(since(&[(BEGAN, 30, "box"), (ENDED, 30, "box")], 0), None);
    }

    #[test]
    fn a_plan_that_is_exchanged_for_another_runs_on() {
        let told = [(BEGAN, 90, "small"), (ENDED, 40, "small"), (BEGAN, 40, "large")];
        assert_eq!((since(&told, 41), since(&told, 40)), (Some(90), Some(40)));
        let shop = shop(&told);
        assert!(!cancelled(&shop, 0, AS_OF.plus(-90), AS_OF), "nobody left");
        assert_eq!(
            since(&[(BEGAN, 90, "small"), (BEGAN, 80, "large"), (ENDED, 40, "")], 0),
            None,
            "no plan is all of them"
        );
        assert_eq!(since(&[(BEGAN, 90, ""), (ENDED, 40, "small")], 0), None);
        assert_eq!(since(&[(BEGAN, 90, "small"), (ENDED, 40, "large")], 0), Some(90));
    }
}
