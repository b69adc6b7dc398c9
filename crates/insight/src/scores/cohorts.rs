//! Customers by the month of their first purchase: how many came back in each month after, and what they brought.

use super::purchases::Purchases;
use regulars_model::Day;
use std::collections::BTreeMap;

/// Customers whose first purchase was in one month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cohort {
    /// The first day of the month.
    pub month: Day,
    /// Customers.
    pub customers: u32,
    /// How many of them bought in that month, in the one after, and so on up to the month asked of.
    pub active: Vec<u32>,
    /// What they bought for in each, in minor units.
    pub spent: Vec<i64>,
}

/// All of them, the oldest first, as of a day. The last month of each is not over unless the day is its last.
#[must_use]
pub fn cohorts(purchases: &Purchases, as_of: Day) -> Vec<Cohort> {
    let end = month(as_of);
    let mut all: BTreeMap<i32, Cohort> = BTreeMap::new();
    for buyer in purchases.buyers(as_of) {
        let first = month(Day(buyer.days[0]));
        let months = usize::try_from(end - first + 1).unwrap_or(0);
        let cohort = all.entry(first).or_insert_with(|| Cohort {
            month: first_of(first),
            customers: 0,
            active: vec![0; months],
            spent: vec![0; months],
        });
        cohort.customers += 1;
        let mut counted = None;
        for (day, spent) in buyer.days.iter().zip(buyer.spent) {
            let nth = usize::try_from(month(Day(*day)) - first).unwrap_or(0);
            cohort.active[nth] += u32::from(counted.replace(nth) != Some(nth));
            cohort.spent[nth] = cohort.spent[nth].saturating_add(*spent);
        }
    }
    all.into_values().collect()
}

/// Months since the year 0.
fn month(day: Day) -> i32 {
    let date = day.date();
    i32::from(date.year()) * 12 + i32::from(date.month()) - 1
}

fn first_of(month: i32) -> Day {
    let year = i16::try_from(month.div_euclid(12)).unwrap_or(i16::MAX);
    let month = i8::try_from(month.rem_euclid(12) + 1).unwrap_or(1);
    jiff::civil::Date::new(year, month, 1).map_or(Day(0), Day::from_date)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scores::Transaction;

    #[test]
    fn each_is_counted_once_a_month_and_what_they_spent_every_time() {
        let day = |text: &str| Day::from_date(text.parse().expect("a day"));
        let row = |customer, text, amount| Transaction { customer, day: day(text), amount };
        let all = Purchases::listed(vec![
            row(1, "2026-01-31", 10),
            row(1, "2026-02-01", 5),
            row(1, "2026-02-28", 7),
            row(2, "2026-01-01", 3),
            row(3, "2026-03-01", 2),
            row(2, "2026-03-09", 1),
        ]);
        let all = cohorts(&all, day("2026-03-05"));
        assert_eq!(all.len(), 2);
        assert_eq!(all[0].month, day("2026-01-01"));
        assert_eq!((all[0].customers, &all[0].active[..], &all[0].spent[..]), (2, &[2, 1, 0][..], &[13, 12, 0][..]));
        assert_eq!((all[1].customers, &all[1].active[..]), (1, &[1][..]));
    }
}
