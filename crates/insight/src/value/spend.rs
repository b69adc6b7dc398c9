//! Gamma-Gamma: what a customer spends at a purchase varies around a mean of their own, and means vary between customers
//! (Fader, Hardie and Lee 2005, "RFM and CLV"; Fader and Hardie 2013).

use super::{history::TASK, search::At};
use crate::stats::float;
use rayon::prelude::*;
use statrs::function::gamma::{digamma, ln_gamma};
use std::collections::BTreeMap;

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

/// The mean log-likelihood with its sign turned, and its slopes by what a search moves. `weakly`: as if every parameter were
/// likely near e, in means of a scale of about 1.
pub(crate) fn unlikely(spent: &[Spent], weakly: bool, point: &[f64; 3]) -> At<3> {
    let model = Spending::at(point);
    let (mut value, by) = log_likelihood(&model, spent);
    let mut slopes = [model.p * by[0], model.q * by[1], model.v * by[2]];
    if weakly {
        for nth in 0..3 {
            let off = (point[nth] - 1.0) / 2.0;
            value -= 0.5 * off * off;
            slopes[nth] -= off / 2.0;
        }
    }
    let people = float(spent.len());
    (-value / people, slopes.map(|slope| -slope / people))
}

/// The log-likelihood of everybody's means and its slopes by p, q and v.
pub(crate) fn log_likelihood(model: &Spending, spent: &[Spent]) -> At<3> {
    let Spending { p, q, v } = *model;
    let mut by_repeats: BTreeMap<u32, [f64; 4]> = BTreeMap::new();
    spent.iter().for_each(|spent| *by_repeats.entry(spent.repeats).or_default() = [0.0; 4]);
    for (&repeats, terms) in &mut by_repeats {
        let shape = p * f64::from(repeats);
        *terms = [ln_gamma(shape + q) - ln_gamma(shape), digamma(shape + q), digamma(shape), f64::from(repeats).ln()];
    }
    let (gamma_q, digamma_q, log_v) = (ln_gamma(q), digamma(q), v.ln());
    let sums: Vec<[f64; 4]> = spent
        .par_chunks(TASK)
        .map(|part| {
            let mut sum = [0.0; 4];
            for spent in part {
                let [gammas, digamma_both, digamma_shape, log_repeats] = by_repeats[&spent.repeats];
                let repeats = f64::from(spent.repeats);
                let shape = p * repeats;
                let (log_mean, all) = (spent.mean.ln(), repeats.mul_add(spent.mean, v));
                let log_all = all.ln();
                sum[0] += gammas - gamma_q + q * log_v + (shape - 1.0) * log_mean + shape * log_repeats
                    - (shape + q) * log_all;
                sum[1] += repeats * (digamma_both - digamma_shape + log_mean + log_repeats - log_all);
                sum[2] += digamma_both - digamma_q + log_v - log_all;
                sum[3] += q / v - (shape + q) / all;
            }
            sum
        })
        .collect();
    let total = sums.iter().fold([0.0; 4], |total: [f64; 4], sum| std::array::from_fn(|nth| total[nth] + sum[nth]));
    (total[0], [total[1], total[2], total[3]])
}
