//! What a fitted model says of one customer: whether they are one still, whether and how often they buy within some time, when.

use super::{
    buying::Buying,
    history::History,
    nodes::{Nodes, beta},
    pareto::{self, Pareto},
};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Places a mean over the chance of leaving is taken from: enough for nine digits where the time asked of is forty times as long as
/// what is behind (16 are enough where it is as long).
const PLACES: usize = 48;
/// Enough to tell how far a total moves with a parameter.
const ROUGH: usize = 16;

/// BG/NBD or MBG/NBD, ready to be asked about many customers.
#[derive(Debug, Clone)]
pub struct Forecast {
    model: Buying,
    /// By repeats.
    nodes: BTreeMap<u32, Nodes>,
}

impl Forecast {
    /// For customers with these repeats.
    pub fn new(model: Buying, repeats: impl IntoIterator<Item = u32>) -> Self {
        Self::at(model, repeats.into_iter().collect(), PLACES)
    }

    fn at(model: Buying, repeats: BTreeSet<u32>, places: usize) -> Self {
        let nodes = repeats.into_par_iter().map(|repeats| (repeats, Self::nodes(model, repeats, places)));
        Self { model, nodes: nodes.collect() }
    }

    fn nodes(model: Buying, repeats: u32, places: usize) -> Nodes {
        beta(model.a, model.b + f64::from(model.stays(repeats)), places)
    }

    /// Other parameters for the same customers, to a few digits.
    #[must_use]
    pub(crate) fn roughly(&self, model: Buying) -> Self {
        Self::at(model, self.nodes.keys().copied().collect(), ROUGH)
    }

    /// The chance that they are a customer still: they have not left at their last purchase.
    #[must_use]
    pub fn alive(&self, of: History) -> f64 {
        let Buying { r, alpha, a, b, .. } = self.model;
        let stays = self.model.stays(of.repeats);
        if stays == 0 {
            return 1.0;
        }
        let longer = ((alpha + of.age) / (alpha + of.last)).ln();
        let odds = (a / (b + f64::from(stays) - 1.0)).ln() + (r + f64::from(of.repeats)) * longer;
        1.0 / (1.0 + odds.exp())
    }

    /// The chance of at least one purchase within this time from the day asked of.
    #[must_use]
    pub fn buys(&self, of: History, within: f64) -> f64 {
        self.alive(of) * self.buys_if_alive(of, within)
    }

    /// The same of somebody who is surely a customer still.
    #[must_use]
    pub fn buys_if_alive(&self, of: History, within: f64) -> f64 {
        let by = self.model.alpha + of.age;
        -((self.model.r + f64::from(of.repeats)) * (by / (by + within)).ln()).exp_m1()
    }

    /// Purchases to expect within this time.
    #[must_use]
    pub fn purchases(&self, of: History, within: f64) -> f64 {
        self.alive(of) * self.outlook(of.repeats, self.scale(of.age), within)[0]
    }

    /// Of the rate of buying, after so long: what times ahead are in proportion to.
    pub(crate) fn scale(&self, age: f64) -> f64 {
        self.model.alpha + age
    }

    /// The mean of the number of purchases within this time and of its square, of somebody who is surely a customer still.
    ///
    /// Given a chance `p` to leave after each, with z the time ahead in proportion and F = (1+pz)^-s: the mean is (1-F)/p; the
    /// square 2 (1 - F - psz F/(1+pz))/p^2 + 2 sz F/(1+pz) - (1-F)/p, from summing 2n-1 times the chance of at least n.
    pub(crate) fn outlook(&self, repeats: u32, scale: f64, within: f64) -> [f64; 2] {
        let (shape, ahead) = (self.model.r + f64::from(repeats), within / scale);
        let often = shape * ahead;
        let mean = |nodes: &Nodes| {
            nodes.iter().fold([0.0; 2], |sum, (leaves, weight)| {
                let far = leaves * ahead;
                // As leaving gets rare this is the number of purchases of somebody who never leaves.
                let gone = -(-shape * far.ln_1p()).exp_m1();
                let mean = if *leaves < 1e-12 { often } else { gone / leaves };
                let last = often * (1.0 - gone) / (1.0 + far);
                let pairs = if (shape + 3.0) * far < 1e-3 {
                    let steep = (shape + 2.0) * far;
                    often * (often + ahead) * (1.0 - steep * (2.0 / 3.0 - (shape + 3.0) * far / 4.0))
                } else {
                    2.0 * (mean - last) / leaves
                };
                [sum[0] + weight * mean, sum[1] + weight * (pairs + 2.0 * last - mean)]
            })
        };
        self.nodes.get(&repeats).map_or_else(|| mean(&Self::nodes(self.model, repeats, PLACES)), mean)
    }

    /// The chances of no, one, two ... purchases within this time; the last is of that many or more.
    #[must_use]
    pub fn counts(&self, of: History, within: f64, most: usize) -> Vec<f64> {
        let Buying { r, alpha, a, b, .. } = self.model;
        let shape = r + f64::from(of.repeats);
        let stays = b + f64::from(self.model.stays(of.repeats));
        let (miss, hit) = ((alpha + of.age) / (alpha + of.age + within), within / (alpha + of.age + within));
        // At least n: stayed n - 1 times more, and the n-th came in time.
        let (mut exactly, mut fewer, mut stayed) = (miss.powf(shape), 0.0, 1.0);
        let mut at_least = vec![1.0];
        let mut n = 0.0;
        while at_least.len() <= most {
            fewer += exactly;
            at_least.push((self.alive(of) * stayed * (1.0 - fewer)).max(0.0));
            stayed *= (stays + n) / (a + stays + n);
            exactly *= (shape + n) / (n + 1.0) * hit;
            n += 1.0;
        }
        (0..at_least.len()).map(|n| at_least[n] - at_least.get(n + 1).copied().unwrap_or(0.0)).collect()
    }

    /// The time by which the next purchase has come with this chance, of somebody who is a customer still.
    #[must_use]
    pub fn due(&self, of: History, chance: f64) -> f64 {
        let shape = self.model.r + f64::from(of.repeats);
        (self.model.alpha + of.age) * (-(-chance).ln_1p() / shape).exp_m1()
    }
}

impl Pareto {
    /// The chance that they are a customer still.
    #[must_use]
    pub fn alive(&self, of: History) -> f64 {
        pareto::quiet(self, of.repeats, of.last, of.age).1
    }

    /// The chance of at least one purchase within this time.
    #[must_use]
    pub fn buys(&self, of: History, within: f64) -> f64 {
        let [now, then] = [of.age, of.age + within].map(|age| pareto::quiet(self, of.repeats, of.last, age).0);
        -(then - now).exp_m1()
    }

    /// Purchases to expect within this time.
    #[must_use]
    pub fn purchases(&self, of: History, within: f64) -> f64 {
        let shape = self.r + f64::from(of.repeats);
        let (by, off) = (self.beta + of.age, self.s - 1.0);
        let longer = ((by + within) / by).ln();
        // As s nears 1 the fraction nears its logarithm.
        let stays = if off.abs() < 1e-9 { longer } else { -(-off * longer).exp_m1() / off };
        self.alive(of) * shape * by / (self.alpha + of.age) * stays
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The square of the number of purchases is that of the chances of each number.
    #[test]
    fn squares_are_those_of_the_numbers() {
        let models = [
            Buying { r: 0.525, alpha: 6.183, a: 0.891, b: 1.614, leaves_at_once: true },
            Buying { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426, leaves_at_once: false },
            Buying { r: 2.0, alpha: 20.0, a: 1e-3, b: 4.0, leaves_at_once: true },
            Buying { r: 1.5, alpha: 9.0, a: 0.05, b: 300.0, leaves_at_once: true },
        ];
        for model in models {
            for (repeats, last, age) in [(0, 0.0, 12.0), (2, 30.43, 38.86), (25, 30.0, 31.0)] {
                let (of, forecast) = (History { repeats, last, age }, Forecast::new(model, []));
                for within in [0.01, 13.0, 100.0] {
                    let square = forecast.alive(of) * forecast.outlook(repeats, forecast.scale(age), within)[1];
                    let counts = forecast.counts(of, within, 4000);
                    let sum: f64 = (0u32..).zip(&counts).map(|(n, chance)| f64::from(n).powi(2) * chance).sum();
                    assert!((square - sum).abs() < 1e-6 * sum.max(1e-3), "{model:?} {of:?} {within}: {square} {sum}");
                }
            }
        }
    }
}
