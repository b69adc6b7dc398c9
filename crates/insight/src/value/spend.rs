//! Gamma-Gamma: what a customer spends at a purchase varies around a mean of their own, and means vary between customers
//! (Fader, Hardie and Lee 2005, "RFM and CLV"; Fader and Hardie 2013).

use super::{history::TASK, search::At};
use crate::stats::float;
use rayon::prelude::*;
use statrs::function::gamma::{digamma, ln_gamma};

/// What somebody's repeat purchases were worth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spent {
    /// Purchases the mean is of, at least one.
    pub repeats: u32,
    /// Their mean, more than nothing.
    pub mean: f64,
}

/// `p`: how steady one customer's purchases are. `q`, `v`: how customers differ. `v` is an amount.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spending {
    /// Shape of the purchases of one customer.
    pub p: f64,
    /// Shape of how customers differ.
    pub q: f64,
    /// Scale of how customers differ, in money.
    pub v: f64,
}

impl Spending {
    pub(crate) fn at(point: &[f64; 3]) -> Self {
        let [p, q, v] = point.map(f64::exp);
        Self { p, q, v }
    }

    /// One of the three that a search moves (their logarithms), moved.
    #[must_use]
    pub fn moved(self, nth: usize, by: f64) -> Self {
        let mut point = [self.p.ln(), self.q.ln(), self.v.ln()];
        if let Some(at) = point.get_mut(nth) {
            *at += by;
        }
        Self::at(&point)
    }

    /// The mean purchase over all customers. `None` where it has no bound (q up to 1).
    #[must_use]
    pub fn overall(&self) -> Option<f64> {
        (self.q > 1.0).then(|| self.p * self.v / (self.q - 1.0))
    }

    /// The mean purchase to expect of somebody: theirs, drawn toward everybody's.
    #[must_use]
    pub fn expected(&self, spent: Option<Spent>) -> Option<f64> {
        let (repeats, sum) =
            spent.map_or((0.0, 0.0), |spent| (f64::from(spent.repeats), f64::from(spent.repeats) * spent.mean));
        let shape = self.p.mul_add(repeats, self.q) - 1.0;
        (shape > 0.0).then(|| self.p * (self.v + sum) / shape)
    }
}

/// What somebody's repeat purchases came to, by how many they were: all that a likelihood needs of means, worked out once.
pub(crate) struct Means {
    /// Sums of repeat purchases, those of as many beside each other.
    sums: Vec<f64>,
    runs: Vec<Run>,
}

/// People with as many repeat purchases.
struct Run {
    repeats: f64,
    people: f64,
    /// The end of theirs in [`Means::sums`].
    end: usize,
    /// The sum of the logarithms of their means.
    logs: f64,
}

impl Means {
    /// In proportion to an amount.
    pub(crate) fn of(all: &[Spent], scale: f64) -> Self {
        let mut order: Vec<(u32, u32)> = (0..).zip(all).map(|(nth, spent)| (spent.repeats, nth)).collect();
        order.sort_unstable();
        let mut sums = Vec::with_capacity(all.len());
        let runs = order.chunk_by(|a, b| a.0 == b.0).map(|same| {
            let repeats = f64::from(same[0].0);
            let mut logs = 0.0;
            for (_, nth) in same {
                let mean = all[*nth as usize].mean / scale;
                logs += mean.ln();
                sums.push(repeats * mean);
            }
            Run { repeats, people: float(same.len()), end: sums.len(), logs }
        });
        let runs = runs.collect();
        Self { sums, runs }
    }
}

/// The mean log-likelihood with its sign turned, and its slopes by what a search moves. `weakly`: as if every parameter were
/// likely near e, in means of a scale of about 1.
pub(crate) fn unlikely(means: &Means, weakly: bool, point: &[f64; 3]) -> At<3> {
    let model = Spending::at(point);
    let (mut value, by) = log_likelihood(&model, means);
    let mut slopes = [model.p * by[0], model.q * by[1], model.v * by[2]];
    if weakly {
        for nth in 0..3 {
            let off = (point[nth] - 1.0) / 2.0;
            value -= 0.5 * off * off;
            slopes[nth] -= off / 2.0;
        }
    }
    let people = float(means.sums.len());
    (-value / people, slopes.map(|slope| -slope / people))
}

/// The log-likelihood of everybody's means and its slopes by p, q and v. Of one person only v plus the sum of their purchases
/// changes from asking to asking; all else is told by run.
pub(crate) fn log_likelihood(model: &Spending, means: &Means) -> At<3> {
    let Spending { p, q, v } = *model;
    let (gamma_q, digamma_q, log_v) = (ln_gamma(q), digamma(q), v.ln());
    let (mut value, mut slopes, mut start) = (0.0, [0.0; 3], 0);
    for run in &means.runs {
        let parts: Vec<[f64; 2]> = means.sums[start..run.end].par_chunks(TASK).map(|part| with(v, part)).collect();
        start = run.end;
        let [logs_all, over_all] = parts.iter().fold([0.0; 2], |sum, part| [sum[0] + part[0], sum[1] + part[1]]);
        let Run { repeats, people, logs, .. } = *run;
        let shape = p * repeats;
        let (of_both, of_shape, log_repeats) = (digamma(shape + q), digamma(shape), repeats.ln());
        value += people * (ln_gamma(shape + q) - ln_gamma(shape) - gamma_q + q * log_v + shape * log_repeats)
            + (shape - 1.0) * logs
            - (shape + q) * logs_all;
        slopes[0] += repeats * (people * (of_both - of_shape + log_repeats) + logs - logs_all);
        slopes[1] += people * (of_both - digamma_q + log_v) - logs_all;
        slopes[2] += people * q / v - (shape + q) * over_all;
    }
    (value, slopes)
}

/// Sums of the logarithm and of the inverse of what each came to and v: one logarithm of a product instead of many.
fn with(v: f64, sums: &[f64]) -> [f64; 2] {
    let (mut product, mut logs, mut over) = (1.0, 0.0, 0.0);
    for sum in sums {
        let all = v + sum;
        product *= all;
        over += all.recip();
        if !(1e-100..1e100).contains(&product) {
            logs += product.ln();
            product = 1.0;
        }
    }
    [logs + product.ln(), over]
}
