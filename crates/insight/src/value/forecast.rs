//! What a fitted model says of one customer: whether they are one still, whether and how often they buy within some time, when.

use super::{
    buying::Buying,
    history::History,
    nodes::{Nodes, beta},
    pareto::{self, Pareto},
};
use std::collections::{BTreeMap, BTreeSet};

/// Places a mean over the chance of leaving is taken from: enough for nine digits where the time asked of is forty times as long as
/// what is behind (16 are enough where it is as long).
const PLACES: usize = 48;

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
        let repeats: BTreeSet<u32> = repeats.into_iter().collect();
        let nodes = repeats.into_iter().map(|repeats| (repeats, Self::nodes(model, repeats)));
        Self { model, nodes: nodes.collect() }
    }

    fn nodes(model: Buying, repeats: u32) -> Nodes {
        beta(model.a, model.b + f64::from(model.stays(repeats)), PLACES)
    }

    /// Other parameters for the same customers.
    #[must_use]
    pub fn with(&self, model: Buying) -> Self {
        Self::new(model, self.nodes.keys().copied())
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
        let (by, shape) = (self.model.alpha + of.age, self.model.r + f64::from(of.repeats));
        let mean = |nodes: &Nodes| {
            nodes
                .iter()
                .map(|(leaves, weight)| {
                    // As leaving gets rare this is the number of purchases of somebody who never leaves.
                    let times = if *leaves < 1e-12 {
                        shape * within / by
                    } else {
                        -(-shape * (leaves * within / by).ln_1p()).exp_m1() / leaves
                    };
                    weight * times
                })
                .sum::<f64>()
        };
        let mean = self.nodes.get(&of.repeats).map_or_else(|| mean(&Self::nodes(self.model, of.repeats)), mean);
        self.alive(of) * mean
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

    /// The mean of the square of the number of purchases within this time, given its mean.
    #[must_use]
    pub fn second_moment(&self, of: History, within: f64, mean: f64) -> f64 {
        // From a factorial moment: of n purchases, the chance of at least n counts 2n - 1 times. Where people buy so often that
        // this would be long, the numbers are nearly those of somebody who does not leave.
        const MOST: usize = 64;
        if mean * 4.0 > 48.0 {
            let shape = self.model.r + f64::from(of.repeats);
            let alive = self.alive(of).max(f64::MIN_POSITIVE);
            return mean + mean * mean * (shape + 1.0) / (shape * alive);
        }
        let counts = self.counts(of, within, MOST);
        (0u32..).zip(&counts).map(|(n, chance)| f64::from(n) * f64::from(n) * chance).sum()
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
