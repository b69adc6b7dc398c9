//! Pareto/NBD (Schmittlein, Morrison and Colombo 1987): customers leave at a moment of their own, not at a purchase. Kept for
//! comparison and for checking the other two.

use super::{
    history::{Group, Histories, TASK},
    nodes::legendre,
    search::At,
};
use rayon::prelude::*;

/// Of the rate of buying (`r`, `alpha`) and of leaving (`s`, `beta`): gamma distributions, scales in units of time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pareto {
    /// Shape of the rates of buying.
    pub r: f64,
    /// Scale of the rates of buying.
    pub alpha: f64,
    /// Shape of the rates of leaving.
    pub s: f64,
    /// Scale of the rates of leaving.
    pub beta: f64,
}

impl Pareto {
    pub(crate) fn at(point: &[f64; 4]) -> Self {
        let [r, alpha, s, beta] = point.map(f64::exp);
        Self { r, alpha, s, beta }
    }
}

/// The mean log-likelihood with its sign turned, and its slopes by what a search moves.
pub(crate) fn unlikely(histories: &Histories, point: &[f64; 4]) -> At<4> {
    let model = Pareto::at(point);
    let (value, by) = log_likelihood(&model, histories);
    let slopes = [model.r * by[0], model.alpha * by[1], model.s * by[2], model.beta * by[3]];
    (-value / histories.people, slopes.map(|slope| -slope / histories.people))
}

/// The log-likelihood of everybody and its slopes by r, alpha, s and beta.
pub(crate) fn log_likelihood(model: &Pareto, histories: &Histories) -> At<4> {
    let Pareto { r, alpha, s, beta } = *model;
    let (mut bought, mut by_r, mut counted) = (0.0, 0.0, 0);
    let (mut value, mut slopes) = (0.0, [0.0; 4]);
    for (&repeats, people) in histories.repeats.iter().zip(&histories.having) {
        while counted < repeats {
            let term = r + f64::from(counted);
            bought += term.ln();
            by_r += term.recip();
            counted += 1;
        }
        value += people * (bought + r * alpha.ln() + s * beta.ln());
        slopes[0] += people * (by_r + alpha.ln());
        slopes[1] += people * r / alpha;
        slopes[2] += people * beta.ln();
        slopes[3] += people * s / beta;
    }
    let sums: Vec<[f64; 5]> = histories
        .groups
        .par_chunks(TASK)
        .map(|groups| {
            groups.iter().fold([0.0; 5], |mut sum, group| {
                let ways = Ways::of(model, histories, group);
                for (sum, term) in sum.iter_mut().zip([ways.log, ways.by[0], ways.by[1], ways.by[2], ways.by[3]]) {
                    *sum += group.people * term;
                }
                sum
            })
        })
        .collect();
    for sum in sums {
        value += sum[0];
        (0..4).for_each(|nth| slopes[nth] += sum[nth + 1]);
    }
    (value, slopes)
}

/// The log of how likely it is that a customer bought `repeats` times more, then nothing from `last` to `age`, less what does
/// not depend on the times; and how likely it is that they are a customer still.
pub(crate) fn quiet(model: &Pareto, repeats: u32, last: f64, age: f64) -> (f64, f64) {
    let ways = Ways::of_times(model, f64::from(repeats), last, age);
    (ways.log, ways.stayed)
}

/// Both ways to have been quiet since: still a customer, or gone at some moment since.
struct Ways {
    log: f64,
    stayed: f64,
    by: [f64; 4],
}

/// Beyond this many halvings in the exponent nothing is added.
const FAR: f64 = 40.0;

impl Ways {
    fn of(model: &Pareto, histories: &Histories, group: &Group) -> Self {
        let repeats = f64::from(histories.repeats[group.repeats as usize]);
        Self::of_times(model, repeats, histories.times[group.last as usize], histories.times[group.age as usize])
    }

    fn of_times(model: &Pareto, repeats: f64, last: f64, age: f64) -> Self {
        let Pareto { r, alpha, s, beta } = *model;
        let shape = r + repeats;
        // Gone at a moment between: an integral over the log of alpha + moment, in which the fall is even.
        let (from, to) = ((alpha + last).ln(), (alpha + age).ln());
        let ratio = (alpha + last) / (beta + last);
        let [gentle, steep] = [ratio.min(1.0), ratio.max(1.0)].map(|ratio| shape - 1.0 + (s + 1.0) * ratio);
        let reach = (to - from).min(FAR / gentle.max(1e-9));
        let (stays, stays_beta) = (to, (beta + age).ln());
        let stayed = -shape * stays - s * stays_beta;
        // All in proportion to the greater of both ways.
        let starts = (1.0 - shape) * from - (s + 1.0) * (beta + last).ln() + s.ln();
        let scale = stayed.max(starts);
        let whole = (stayed - scale).exp();
        let mut sum = whole;
        let mut by = [-whole * stays, -whole / (alpha + age), -whole * stays_beta, -whole * s / (beta + age)];
        for (place, weight) in legendre(steep * reach) {
            let on = from + place * reach;
            let moment = on.exp() - alpha;
            let beta_then = beta + moment;
            let log_beta = beta_then.ln();
            let term = weight * reach * ((1.0 - shape) * on - (s + 1.0) * log_beta + s.ln() - scale).exp();
            sum += term;
            by[0] -= term * on;
            by[1] -= term / (alpha + moment);
            by[2] += term * (s.recip() - log_beta);
            by[3] -= term * (s + 1.0) / beta_then;
        }
        by[1] *= shape;
        Self { log: scale + sum.ln(), stayed: whole / sum, by: by.map(|by| by / sum) }
    }
}
