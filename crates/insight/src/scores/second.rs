//! When customers come back for the first time, from everybody's first and second purchases (Kaplan and Meier 1958): whoever has
//! not come back yet counts for as long as they were watched.

use super::asked::Asked;
use rayon::prelude::*;
use regulars_model::Day;

/// The share of customers who had not come back so many days after their first purchase.
#[derive(Debug, Clone, PartialEq)]
pub struct SecondPurchase {
    /// Days on which somebody came back, ascending, and who had not by then.
    steps: Vec<(u32, f64)>,
    /// Customers.
    pub customers: u32,
    /// Those who came back.
    pub came_back: u32,
    /// The longest anybody was watched.
    pub watched: u32,
}

impl SecondPurchase {
    /// Of everybody who had bought by a day.
    #[must_use]
    pub fn of<'a>(purchases: impl Into<Asked<'a>>, as_of: Day) -> Self {
        let purchases: Asked<'a> = purchases.into();
        let mut watched: Vec<(u32, bool)> = purchases.map(as_of, |buyer| match *buyer.days {
            [first, second, ..] => (second.abs_diff(first), true),
            [first, ..] => (as_of.0.abs_diff(first), false),
            [] => (0, false),
        });
        watched.par_sort_unstable();
        let (mut left, mut share, mut came_back, mut steps) = (watched.len(), 1.0, 0, Vec::new());
        for same in watched.chunk_by(|a, b| a.0 == b.0) {
            let came = same.iter().filter(|(_, came)| *came).count();
            if came > 0 {
                share *= 1.0 - float(came) / float(left);
                steps.push((same[0].0, share));
            }
            came_back += came;
            left -= same.len();
        }
        let small = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Self {
            steps,
            customers: small(watched.len()),
            came_back: small(came_back),
            watched: watched.last().map_or(0, |(days, _)| *days),
        }
    }

    /// The share who had come back so many days after their first purchase.
    #[must_use]
    pub fn by(&self, days: u32) -> f64 {
        1.0 - self.not_yet(days)
    }

    fn not_yet(&self, days: u32) -> f64 {
        self.steps[..self.steps.partition_point(|(day, _)| *day <= days)].last().map_or(1.0, |(_, share)| *share)
    }

    /// The chance to come back within some days, of somebody who has not for so many. Beyond what was watched nothing is known
    /// to happen.
    #[must_use]
    pub fn within(&self, quiet: u32, days: u32) -> f64 {
        let now = self.not_yet(quiet);
        if now <= 0.0 { 0.0 } else { 1.0 - self.not_yet(quiet.saturating_add(days)) / now }
    }

    /// Days by which a share of those who come back at all has come back. `None` where nobody did.
    #[must_use]
    pub fn gap(&self, share: f64) -> Option<u32> {
        let all = 1.0 - self.steps.last()?.1;
        self.steps.iter().find(|(_, not_yet)| 1.0 - not_yet >= share * all - 1e-12).map(|(day, _)| *day)
    }
}

use crate::stats::float;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scores::Purchases;
    use crate::scores::Transaction;

    #[test]
    fn those_who_may_still_come_count_for_as_long_as_they_were_watched() {
        let rows = [(1, 0), (1, 10), (2, 0), (2, 20), (3, 95), (4, 0)];
        let rows = rows.map(|(customer, day)| Transaction { customer, day: Day(day), amount: 1 });
        let second = SecondPurchase::of(&Purchases::listed(rows.to_vec()), Day(100));
        assert_eq!((second.customers, second.came_back, second.watched), (4, 2, 100));
        // 3 was watched for five days only: on day 10 three were left, on day 20 two.
        assert!((second.by(9)).abs() < 1e-12 && (second.by(10) - 1.0 / 3.0).abs() < 1e-12);
        assert!((second.by(20) - 2.0 / 3.0).abs() < 1e-12);
        assert!((second.within(10, 30) - 0.5).abs() < 1e-12, "of two who had not come by day 10, one did");
        assert!(second.within(50, 30).abs() < 1e-12);
        assert_eq!((second.gap(0.5), second.gap(1.0)), (Some(10), Some(20)));
    }
}
