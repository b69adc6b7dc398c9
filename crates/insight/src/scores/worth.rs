//! What customers are worth: what they brought so far, and what they can be expected to bring within a horizon (MBG/NBD times
//! Gamma-Gamma), each person's and the shop's, with a range that should hold eight times in ten.

use super::{
    asked::Asked,
    chance::{Chances, LEAST_CUSTOMERS, TooLittle},
    level::Total,
    purchases::Buyer,
};
use crate::value::{Ahead, Buying, Fitted, Forecast, History, Outlook, Spending, Spent, fit_spending_until};
use rayon::prelude::*;
use regulars_model::Day;
use statrs::function::beta::checked_beta_reg;
use zeroize::{DefaultIsZeroes, Zeroizing};

/// Eight times in ten: from the first tenth to the last.
const TENTH: f64 = 0.1;
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
#[derive(Debug, Clone, Copy, Default, PartialEq)]
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

impl DefaultIsZeroes for PersonWorth {}

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
    /// The same of what was bought less what came back of single customers beyond that.
    left: f64,
    /// By person, ascending. Empty below [`LEAST_CUSTOMERS`]: then only the total is shown. Wiped when dropped.
    pub people: Zeroizing<Vec<PersonWorth>>,
    /// All customers together. Its range stands on how far off the stretches before were.
    pub total: Total,
    /// What they all brought so far, less what came back.
    pub past: i64,
    ahead: Ahead,
}

impl CheckedWorth {
    /// Works it out for everybody who had bought by a day.
    ///
    /// # Errors
    ///
    /// [`TooLittle`], in words.
    pub fn score<'a>(self, purchases: impl Into<Asked<'a>>, as_of: Day) -> Result<Worth, TooLittle> {
        let purchases: Asked<'a> = purchases.into();
        let chances = Chances::learn(purchases, as_of)?;
        self.with(purchases, chances)
    }

    /// The same with what was learnt already.
    ///
    /// # Errors
    ///
    /// [`TooLittle`], in words.
    pub fn with<'a>(self, purchases: impl Into<Asked<'a>>, chances: Chances) -> Result<Worth, TooLittle> {
        let purchases: Asked<'a> = purchases.into();
        let goes_on = || if purchases.is_stopped() { Err(TooLittle::Stopped) } else { Ok(()) };
        let as_of = chances.as_of;
        let mut seen = purchases.map(as_of, |buyer| Seen::of(&buyer, as_of));
        let paid: Vec<Spent> = seen.iter().filter_map(|seen| seen.spent).collect();
        goes_on()?;
        if paid.is_empty() {
            return Err(TooLittle::NoAmounts);
        }
        let spending = fit_spending_until(&paid, true, purchases.stop());
        goes_on()?;
        let spending = spending.filter(|fitted| fitted.converged).ok_or(TooLittle::NotConverged)?;
        let (gross, back) =
            seen.iter().fold((0.0, 0.0), |sum, each| (sum.0 + float_of(each.gross), sum.1 + float_of(each.back)));
        let kept = if gross > 0.0 { ((gross + back) / gross).clamp(0.0, 1.0) } else { 1.0 };
        // Who sends back more than others do is taken to go on so: no more is taken off the others for them.
        let mut staying = 0.0;
        for each in &mut seen {
            let share = own_share(each.gross, each.net, kept);
            each.spent = each.spent.map(|spent| lessened(spent, share));
            staying += float_of(each.gross) * share;
        }
        let left = if staying > 0.0 { ((gross + back) / staying).clamp(0.0, 1.0) } else { 1.0 };
        let histories: Vec<History> = seen.iter().map(|seen| seen.history).collect();
        let ahead = Ahead::new(chances.forecast(), f64::from(self.0.horizon), self.0.parts(), &histories);
        goes_on()?;
        let mut worth = Worth {
            params: self.0,
            chances,
            spending,
            kept,
            left,
            people: Zeroizing::default(),
            total: Total { expected: 0.0, off: 0.0 },
            past: 0,
            ahead,
        };
        let sees: Vec<Sees> = seen.par_iter().map(|seen| worth.sees(seen.history, seen.spent)).collect();
        goes_on()?;
        let (mut expected, mut variance) = (0.0, 0.0);
        for (seen, sees) in seen.iter().zip(&sees) {
            worth.past = worth.past.saturating_add(seen.net);
            expected += sees.expected;
            variance += sees.variance;
        }
        worth.total = Total { expected, off: (variance + worth.parameters(&seen, expected)).sqrt() };
        if seen.len() >= LEAST_CUSTOMERS {
            let one = |(seen, sees): (&Seen, &Sees)| PersonWorth {
                person: seen.person,
                past: seen.net,
                purchases: sees.purchases,
                expected: sees.expected,
            };
            worth.people = seen.iter().zip(&sees).map(one).collect::<Vec<_>>().into();
        }
        Ok(worth)
    }
}

impl WorthParams {
    /// Ends of the parts of the horizon, and what is left of money from their middle. None where it all counts the same.
    fn parts(&self) -> Vec<(f64, f64)> {
        if self.discount <= 0.0 {
            return Vec::new();
        }
        let part = f64::from(self.horizon) / f64::from(PARTS);
        let counts = |nth: f64| (1.0 - self.discount).powf(part * (nth - 0.5) / 365.0);
        (1..=PARTS).map(f64::from).map(|nth| (part * nth, counts(nth))).collect()
    }
}

/// What was seen of one person.
struct Seen {
    person: u32,
    history: History,
    spent: Option<Spent>,
    gross: i64,
    back: i64,
    net: i64,
}

impl Seen {
    fn of(buyer: &Buyer<'_>, as_of: Day) -> Self {
        Self {
            person: buyer.person,
            history: buyer.history(as_of),
            spent: spent(buyer),
            gross: gross(buyer),
            back: buyer.back,
            net: buyer.net(),
        }
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
        self.left * self.params.margin
    }

    /// What somebody's repeat purchases were worth, less what they send back beyond what is usual.
    pub(super) fn spent(&self, buyer: &Buyer<'_>) -> Option<Spent> {
        let share = own_share(gross(buyer), buyer.net(), self.kept);
        spent(buyer).map(|spent| lessened(spent, share))
    }

    fn sees(&self, history: History, theirs: Option<Spent>) -> Sees {
        let Outlook { purchases, square, counted } = self.ahead.of(self.chances.forecast(), history);
        let spending = &self.spending.model;
        let mean = spending.expected(theirs).unwrap_or(0.0);
        let share = self.share();
        let expected = counted * mean * share;
        // Var S = E[N] p E[1/nu^2] + E[N^2] p^2 E[1/nu^2] - (E S)^2, with nu gamma distributed.
        let (repeats, sum) =
            theirs.map_or((0.0, 0.0), |all| (f64::from(all.repeats), f64::from(all.repeats) * all.mean));
        let (shape, scale) = (spending.p * repeats + spending.q, spending.v + sum);
        let inverse = scale * scale / ((shape - 1.0) * (shape - 2.0).max(0.1)).max(1e-9);
        let p = spending.p;
        let whole = (p * purchases + p * p * square) * inverse;
        Sees { purchases, expected, variance: (whole * share * share - expected * expected).max(0.0) }
    }

    /// What is to be expected within so many days, to be asked of many.
    pub(super) fn ahead(&self, purchases: Asked<'_>, days: u32) -> Ahead {
        if days == self.params.horizon {
            return self.ahead.clone();
        }
        let as_of = self.chances.as_of;
        let histories = purchases.map(as_of, |buyer| buyer.history(as_of));
        Ahead::new(self.chances.forecast(), f64::from(days), Vec::new(), &histories)
    }

    /// What somebody with this history is expected to bring within some days, nothing discounted.
    pub(super) fn within(&self, ahead: &Ahead, history: History, theirs: Option<Spent>) -> f64 {
        let mean = self.spending.model.expected(theirs).unwrap_or(0.0);
        ahead.of(self.chances.forecast(), history).purchases * mean * self.share()
    }

    /// What is expected within the horizon of somebody who bought and spent so.
    pub(super) fn expected(&self, history: History, theirs: Option<Spent>) -> f64 {
        self.sees(history, theirs).expected
    }

    /// How far the total could be off because the parameters are: each moved a little, over some people, by their covariance.
    fn parameters(&self, seen: &[Seen], expected: f64) -> f64 {
        const BY: f64 = 1e-3;
        let some: Vec<&Seen> = seen.iter().step_by(seen.len().div_ceil(MOVED).max(1)).collect();
        let share = self.share();
        let counted = |forecast: &Forecast, ahead: &Ahead| -> Vec<f64> {
            some.par_iter().map(|seen| ahead.of(forecast, seen.history).counted).collect()
        };
        let total = |counted: &[f64], spending: &Spending| -> f64 {
            let each = some.iter().zip(counted);
            each.map(|(seen, counted)| counted * spending.expected(seen.spent).unwrap_or(0.0) * share).sum()
        };
        let as_it_is = counted(self.chances.forecast(), &self.ahead);
        let here = total(&as_it_is, &self.spending.model);
        if here <= 0.0 {
            return 0.0;
        }
        let scale = expected / here;
        let buying = self.chances.buying.spread.map_or(0.0, |spread| {
            let ahead = Ahead::bare(f64::from(self.params.horizon), self.params.parts());
            let slopes = std::array::from_fn(|nth| {
                let moved = |by| {
                    let model = Buying::moved(self.chances.buying.model, nth, by);
                    total(&counted(&self.chances.forecast().roughly(model), &ahead), &self.spending.model)
                };
                scale * (moved(BY) - moved(-BY)) / (2.0 * BY)
            });
            quadratic(&spread, &slopes)
        });
        let spending = self.spending.spread.map_or(0.0, |spread| {
            let slopes = std::array::from_fn(|nth| {
                let moved = |by| total(&as_it_is, &Spending::moved(self.spending.model, nth, by));
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
        let theirs = self.spent(buyer);
        let sees = self.sees(history, theirs);
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count, bounded")]
        let most = (sees.purchases * 4.0 + 40.0).min(400.0) as usize;
        let counts = forecast.counts(history, within, most);
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
fn spent(buyer: &Buyer<'_>) -> Option<Spent> {
    let paid = buyer.spent[1..].iter().filter(|spent| **spent > 0);
    let (repeats, sum) = paid.fold((0u32, 0i64), |(repeats, sum), spent| (repeats + 1, sum.saturating_add(*spent)));
    (repeats > 0).then(|| Spent { repeats, mean: float_of(sum) / f64::from(repeats) })
}

/// How much of what somebody bought stays, beside how much stays usually: at most 1.
fn own_share(gross: i64, net: i64, usual: f64) -> f64 {
    let all = float_of(gross) * usual;
    if all > 0.0 { (float_of(net) / all).clamp(0.0, 1.0) } else { 1.0 }
}

/// The same purchases, of which so much stays. Never nothing: they did buy.
fn lessened(spent: Spent, share: f64) -> Spent {
    Spent { mean: (spent.mean * share).max(1.0), ..spent }
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
