//! Why a customer's chance or worth is what it is: what each thing that is known of them adds, against a customer of whom all is
//! as in the middle of the shop. Shapley values over four things: they sum to the difference, whatever the order (Shapley 1953).

use super::{
    chance::Chances,
    lesson::{Within, spends},
    purchases::{Buyer, Purchases},
    worth::Worth,
};
use crate::value::{History, Spent};

/// What is known of a customer that their score rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Known {
    /// On how many days they bought.
    HowOften,
    /// Days since the last purchase.
    HowLately,
    /// Days since the first.
    HowLong,
    /// What a purchase of theirs is worth.
    HowMuch,
}

impl Known {
    /// In the order reasons name them where they weigh the same.
    pub const ALL: [Self; 4] = [Self::HowOften, Self::HowLately, Self::HowLong, Self::HowMuch];
}

/// Values of the four things: purchase days, days quiet, days a customer, minor units a purchase (0: not known).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Facts {
    /// Purchase days.
    pub days: u32,
    /// Days since the last.
    pub quiet: f64,
    /// Days since the first.
    pub age: f64,
    /// The mean of repeat purchases, where it was asked for ([`Self::of_spending`]).
    pub mean: Option<Spent>,
    /// The mean of all purchases, in minor units.
    pub spends: f64,
}

impl Facts {
    /// Of one customer.
    #[must_use]
    pub fn of(buyer: &Buyer<'_>, chances: &Chances) -> Self {
        let history = buyer.history(chances.as_of);
        Self {
            days: history.repeats + 1,
            quiet: history.age - history.last,
            age: history.age,
            mean: None,
            spends: spends(buyer),
        }
    }

    /// The same, with what purchases were worth, less what came back: what [`of_worth`] asks.
    #[must_use]
    pub fn of_spending(buyer: &Buyer<'_>, worth: &Worth) -> Self {
        Self { mean: worth.spent(buyer), ..Self::of(buyer, &worth.chances) }
    }

    /// The middle of a shop: each thing by itself.
    #[must_use]
    pub fn middle(purchases: &Purchases, chances: &Chances) -> Self {
        let all = purchases.map(chances.as_of, |buyer| Self::of(&buyer, chances));
        let nth = all.len() / 2;
        if all.is_empty() {
            return Self { days: 1, quiet: 0.0, age: 0.0, mean: None, spends: 0.0 };
        }
        let middle = |of: &dyn Fn(&Self) -> f64| {
            let mut values: Vec<f64> = all.iter().map(of).collect();
            *values.select_nth_unstable_by(nth, f64::total_cmp).1
        };
        let mut days: Vec<u32> = all.iter().map(|facts| facts.days).collect();
        Self {
            days: *days.select_nth_unstable(nth).1,
            quiet: middle(&|facts| facts.quiet),
            age: middle(&|facts| facts.age),
            mean: None,
            spends: middle(&|facts| facts.spends),
        }
    }

    /// Some of the one's, the rest of the other's.
    fn mixed(own: &Self, middle: &Self, which: usize) -> Self {
        let pick = |nth: usize| if which >> nth & 1 == 1 { own } else { middle };
        let much = pick(3);
        Self { days: pick(0).days, quiet: pick(1).quiet, age: pick(2).age, mean: much.mean, spends: much.spends }
    }

    /// As the models of buying see them. Whoever bought once has been quiet since they are a customer.
    fn history(&self) -> History {
        let repeats = self.days.saturating_sub(1);
        let last = if repeats == 0 { 0.0 } else { (self.age - self.quiet).max(0.0) };
        History { repeats, last, age: self.age }
    }
}

/// What makes up one figure of a customer.
#[derive(Debug, Clone, PartialEq)]
pub struct Makeup {
    /// The figure of a customer of whom all is as in the middle.
    pub middle: f64,
    /// What each thing adds, the largest first.
    pub adds: Vec<(Known, f64)>,
    /// The figure: the middle and all that is added.
    pub figure: f64,
}

/// Of the chance that somebody buys within some days.
#[must_use]
pub fn of_chance(chances: &Chances, within: &Within, own: &Facts, middle: &Facts) -> Makeup {
    shapley(own, middle, |facts| within.of(chances, facts.history(), facts.spends))
}

/// Of what is expected of somebody within the horizon.
#[must_use]
pub fn of_worth(worth: &Worth, own: &Facts, middle: &Facts) -> Makeup {
    shapley(own, middle, |facts| worth.expected(facts.history(), facts.mean))
}

fn shapley(own: &Facts, middle: &Facts, figure: impl Fn(&Facts) -> f64) -> Makeup {
    let all: Vec<f64> = (0..16).map(|which| figure(&Facts::mixed(own, middle, which))).collect();
    // Of the orders in which four things can be told, the share in which so many come before.
    let share = |before: u32| [0.25, 1.0 / 12.0, 1.0 / 12.0, 0.25][before as usize % 4];
    let mut adds: Vec<(Known, f64)> = Known::ALL
        .iter()
        .enumerate()
        .map(|(nth, known)| {
            let without = (0..16usize).filter(|which| which >> nth & 1 == 0);
            (*known, without.map(|which| share(which.count_ones()) * (all[which | 1 << nth] - all[which])).sum())
        })
        .collect();
    adds.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then(a.0.cmp(&b.0)));
    Makeup { middle: all[0], adds, figure: all[15] }
}
