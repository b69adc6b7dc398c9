//! What customers are worth: what they brought so far, and what they can be expected to bring within a horizon (MBG/NBD times
//! Gamma-Gamma), each person's and the shop's, with a range that should hold eight times in ten.

use super::{
    chance::{Chances, LEAST_CUSTOMERS, TooLittle},
    purchases::{Buyer, Purchases},
};
use crate::value::{Buying, Fitted, Forecast, History, Spending, Spent, fit_spending};
use regulars_model::Day;
use statrs::function::beta::checked_beta_reg;

/// Eight times in ten: from the first tenth to the last.
const TENTH: f64 = 0.1;
/// A normal deviate that nine in ten stay below.
const Z90: f64 = 1.281_551_565_544_8;
/// Parts of the horizon that are discounted each by its middle.
const PARTS: u32 = 12;
/// People by whom it is told how far parameters that are off would move the total.
const MOVED: usize = 4_000;

/// What to work out, to be checked before it is used.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WorthParams {
    /// Days ahead, from 1 to 3,650.
    pub horizon: u32,
    /// What is left of a sale, above 0 and up to 1.
    pub margin: f64,
    /// By how much money of a year from now counts less, from 0 and below 1.
    pub discount: f64,
}

impl Default for WorthParams {
    fn default() -> Self {
        Self { horizon: 365, margin: 1.0, discount: 0.0 }
    }
}

/// What is wrong with the parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WorthParamsError {
    /// The horizon.
    #[error("the horizon is from 1 to 3,650 days")]
    Horizon,
    /// The margin.
    #[error("the margin is above 0 and at most 1")]
    Margin,
    /// The discount.
    #[error("the discount is from 0 to below 1 a year")]
    Discount,
}

/// Parameters that were checked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CheckedWorth(WorthParams);

impl WorthParams {
    /// Checks them.
    ///
    /// # Errors
    ///
    /// [`WorthParamsError`] names the one that is out of bounds.
    pub fn check(self) -> Result<CheckedWorth, WorthParamsError> {
        if !(1..=3650).contains(&self.horizon) {
            return Err(WorthParamsError::Horizon);
        }
        if !(self.margin > 0.0 && self.margin <= 1.0) {
            return Err(WorthParamsError::Margin);
        }
        if !(0.0..1.0).contains(&self.discount) {
            return Err(WorthParamsError::Discount);
        }
        Ok(CheckedWorth(self))
    }
}

/// One customer's worth. Money in minor units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PersonWorth {
    /// The index of a person in the shop.
    pub person: u32,
    /// What they brought so far, less what came back. Known, not estimated.
    pub past: i64,
    /// Purchases to expect within the horizon.
    pub purchases: f64,
    /// What to expect of them within the horizon.
    pub expected: f64,
}

/// An expected amount and where it should lie eight times in ten.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    /// One time in ten it is less.
    pub low: f64,
    /// The mean.
    pub expected: f64,
    /// One time in ten it is more.
    pub high: f64,
}

/// What a shop's customers are worth as of a day.
#[derive(Debug, Clone)]
pub struct Worth {
    /// What was asked.
    pub params: WorthParams,
    /// How they buy.
    pub chances: Chances,
    /// What they spend. Its scale is in minor units.
    pub spending: Fitted<Spending, 3>,
    /// The share of what was bought that did not come back.
    pub kept: f64,
    /// By person, ascending. Empty below [`LEAST_CUSTOMERS`]: then only the total is shown.
    pub people: Vec<PersonWorth>,
    /// All customers together.
    pub total: Range,
    /// What they all brought so far, less what came back.
    pub past: i64,
}

impl CheckedWorth {
    /// Works it out for everybody who had bought by a day.
    ///
    /// # Errors
    ///
    /// [`TooLittle`], in words.
    pub fn score(self, purchases: &Purchases, as_of: Day) -> Result<Worth, TooLittle> {
        let chances = Chances::learn(purchases, as_of)?;
        self.with(purchases, chances)
    }

    /// The same with what was learnt already.
    ///
    /// # Errors
    ///
    /// [`TooLittle`], in words.
    pub fn with(self, purchases: &Purchases, chances: Chances) -> Result<Worth, TooLittle> {
        let as_of = chances.as_of;
        let spent: Vec<Spent> = purchases.map(as_of, |buyer| spent(&buyer)).into_iter().flatten().collect();
        let spending = fit_spending(&spent, true).filter(|fitted| fitted.converged).ok_or(TooLittle::NoAmounts)?;
        let (gross, back) = purchases
            .map(as_of, |buyer| (float_of(gross(&buyer)), float_of(buyer.back)))
            .into_iter()
            .fold((0.0, 0.0), |sum, each| (sum.0 + each.0, sum.1 + each.1));
        let kept = if gross > 0.0 { ((gross + back) / gross).clamp(0.0, 1.0) } else { 1.0 };
        let mut worth = Worth {
            params: self.0,
            chances,
            spending,
            kept,
            people: Vec::new(),
            total: Range { low: 0.0, expected: 0.0, high: 0.0 },
            past: 0,
        };
        let all = purchases.map(as_of, |buyer| {
            let sees = worth.sees(&buyer, worth.chances.forecast(), &worth.spending.model);
            let one = PersonWorth {
                person: buyer.person,
                past: buyer.net(),
                purchases: sees.purchases,
                expected: sees.expected,
            };
            (one, sees.variance)
        });
        let (mut expected, mut variance) = (0.0, 0.0);
        for (one, each) in &all {
            worth.past = worth.past.saturating_add(one.past);
            expected += one.expected;
            variance += each;
        }
        let off = (variance + worth.parameters(purchases, expected)).sqrt();
        worth.total = Range { low: (expected - Z90 * off).max(0.0), expected, high: Z90.mul_add(off, expected) };
        if all.len() >= LEAST_CUSTOMERS {
            worth.people = all.into_iter().map(|(one, _)| one).collect();
        }
        Ok(worth)
    }
}

/// What is expected of one person, and how far it varies.
struct Sees {
    purchases: f64,
    expected: f64,
    variance: f64,
}

impl Worth {
    /// What one sale of somebody leaves, after what usually comes back and the margin.
    fn share(&self) -> f64 {
        self.kept * self.params.margin
    }

    fn sees(&self, buyer: &Buyer<'_>, forecast: &Forecast, spending: &Spending) -> Sees {
        let history = buyer.history(self.chances.as_of);
        let within = f64::from(self.params.horizon);
        let purchases = forecast.purchases(history, within);
        let theirs = spent(buyer);
        let mean = spending.expected(theirs).unwrap_or(0.0);
        let counted = self.discounted(history, forecast, purchases);
        let expected = counted * mean * self.share();
        // Var S = E[N] p E[1/nu^2] + E[N^2] p^2 E[1/nu^2] - (E S)^2, with nu gamma distributed.
        let (repeats, sum) =
            theirs.map_or((0.0, 0.0), |all| (f64::from(all.repeats), f64::from(all.repeats) * all.mean));
        let (shape, scale) = (spending.p.mul_add(repeats, spending.q), spending.v + sum);
        let inverse = scale * scale / ((shape - 1.0) * (shape - 2.0).max(0.1)).max(1e-9);
        let square: f64 = forecast.second_moment(history, within, purchases);
        let p = spending.p;
        let whole = (p * purchases + p * p * square) * inverse;
        let share = self.share();
        Sees { purchases, expected, variance: (whole * share * share - expected * expected).max(0.0) }
    }

    /// What somebody with this history is expected to bring within so many days, nothing discounted.
    pub(super) fn within(&self, buyer: &Buyer<'_>, history: History, days: u32) -> f64 {
        let mean = self.spending.model.expected(spent(buyer)).unwrap_or(0.0);
        self.chances.forecast().purchases(history, f64::from(days)) * mean * self.share()
    }

    /// What is expected within the horizon of somebody who bought and spent so.
    pub(super) fn expected(&self, history: History, theirs: Option<Spent>) -> f64 {
        let forecast = self.chances.forecast();
        let purchases = forecast.purchases(history, f64::from(self.params.horizon));
        let mean = self.spending.model.expected(theirs).unwrap_or(0.0);
        self.discounted(history, forecast, purchases) * mean * self.share()
    }

    /// Purchases within the horizon, each counted for less the later it comes.
    fn discounted(&self, history: History, forecast: &Forecast, purchases: f64) -> f64 {
        if self.params.discount <= 0.0 {
            return purchases;
        }
        let part = f64::from(self.params.horizon) / f64::from(PARTS);
        let (mut before, mut sum) = (0.0, 0.0);
        for nth in 1..=PARTS {
            let until = forecast.purchases(history, part * f64::from(nth));
            let middle = part * (f64::from(nth) - 0.5) / 365.0;
            sum += (until - before) * (1.0 - self.params.discount).powf(middle);
            before = until;
        }
        sum
    }

    /// How far the total could be off because the parameters are: each moved a little, over some people, by their covariance.
    fn parameters(&self, purchases: &Purchases, expected: f64) -> f64 {
        const BY: f64 = 1e-3;
        let each = purchases.len().div_ceil(MOVED).max(1);
        let some: Vec<usize> = (0..purchases.len()).step_by(each).collect();
        let total = |forecast: &Forecast, spending: &Spending| -> f64 {
            some.iter()
                .filter_map(|nth| purchases.buyer(*nth, self.chances.as_of))
                .map(|buyer| self.sees(&buyer, forecast, spending).expected)
                .sum()
        };
        let here = total(self.chances.forecast(), &self.spending.model);
        if here <= 0.0 {
            return 0.0;
        }
        let scale = expected / here;
        let buying = self.chances.buying.spread.map_or(0.0, |spread| {
            let slopes = std::array::from_fn(|nth| {
                let moved = |by| {
                    let model = Buying::moved(self.chances.buying.model, nth, by);
                    total(&self.chances.forecast().with(model), &self.spending.model)
                };
                scale * (moved(BY) - moved(-BY)) / (2.0 * BY)
            });
            quadratic(&spread, &slopes)
        });
        let spending = self.spending.spread.map_or(0.0, |spread| {
            let slopes = std::array::from_fn(|nth| {
                let moved = |by| total(self.chances.forecast(), &Spending::moved(self.spending.model, nth, by));
                scale * (moved(BY) - moved(-BY)) / (2.0 * BY)
            });
            quadratic(&spread, &slopes)
        });
        buying + spending
    }

    /// Where one person's amount should lie eight times in ten. Most people's begins at nothing: whoever will rather not buy at all.
    #[must_use]
    pub fn range(&self, buyer: &Buyer<'_>) -> Range {
        let history = buyer.history(self.chances.as_of);
        let within = f64::from(self.params.horizon);
        let forecast = self.chances.forecast();
        let sees = self.sees(buyer, forecast, &self.spending.model);
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count, bounded")]
        let most = (sees.purchases * 4.0 + 40.0).min(400.0) as usize;
        let counts = forecast.counts(history, within, most);
        let theirs = spent(buyer);
        let (repeats, sum) =
            theirs.map_or((0.0, 0.0), |all| (f64::from(all.repeats), f64::from(all.repeats) * all.mean));
        let Spending { p, q, v } = self.spending.model;
        let (shape, scale) = (p.mul_add(repeats, q), v + sum);
        // The sum of n purchases, in proportion to the scale, is beta prime distributed with p n and the shape.
        let below = |part: f64| {
            let mut chance = counts[0];
            for (n, count) in (0u32..).zip(&counts).skip(1).filter(|(_, count)| **count > 1e-9) {
                chance += count * checked_beta_reg(p * f64::from(n), shape, part).unwrap_or(1.0);
            }
            chance
        };
        let at = |chance: f64| {
            if counts[0] >= chance {
                return 0.0;
            }
            let (mut low, mut high) = (0.0, 1.0);
            for _ in 0..40 {
                let middle = 0.5 * (low + high);
                if below(middle) < chance { low = middle } else { high = middle }
            }
            scale * low / (1.0 - low).max(1e-12) * self.share()
        };
        Range { low: at(TENTH), expected: sees.expected, high: at(1.0 - TENTH) }
    }
}

/// What somebody's repeat purchases were worth; those that were free say nothing.
pub(super) fn spent(buyer: &Buyer<'_>) -> Option<Spent> {
    let paid = buyer.spent[1..].iter().filter(|spent| **spent > 0);
    let (repeats, sum) = paid.fold((0u32, 0i64), |(repeats, sum), spent| (repeats + 1, sum.saturating_add(*spent)));
    (repeats > 0).then(|| Spent { repeats, mean: float_of(sum) / f64::from(repeats) })
}

fn gross(buyer: &Buyer<'_>) -> i64 {
    buyer.spent.iter().fold(0i64, |sum, spent| sum.saturating_add(*spent))
}

/// Money as a number. Exact up to 2^53 minor units.
#[allow(clippy::cast_precision_loss)]
fn float_of(amount: i64) -> f64 {
    amount as f64
}

fn quadratic<const N: usize>(matrix: &[[f64; N]; N], by: &[f64; N]) -> f64 {
    let through = matrix
        .iter()
        .zip(by)
        .map(|(row, left)| left * row.iter().zip(by).map(|(cell, right)| cell * right).sum::<f64>());
    through.sum::<f64>().max(0.0)
}
