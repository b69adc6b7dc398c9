//! BG/NBD and MBG/NBD: purchases come at a rate of one's own, and after each one a customer may have gone for good.
//! Fader, Hardie and Lee 2005 (BG: never after the first); Batislam, Denizel and Filiztekin 2007 (MBG: also after the first).

use super::{
    history::{Histories, History, TASK},
    search::At,
};
use rayon::prelude::*;

/// Of the rate of buying (a gamma distribution: `r`, `alpha` in units of time) and of leaving (a beta distribution: `a`, `b`).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Buying {
    /// Shape of the rates.
    pub r: f64,
    /// Scale of the rates, in the unit of time.
    pub alpha: f64,
    /// Of leaving.
    pub a: f64,
    /// Of staying.
    pub b: f64,
    /// Whether one may leave after the first purchase already (MBG).
    pub leaves_at_once: bool,
}

impl Buying {
    /// Purchases after which a customer stayed, if they are one still.
    pub(crate) fn stays(self, repeats: u32) -> u32 {
        repeats + u32::from(self.leaves_at_once)
    }

    /// How likely these customers are under these parameters, as a logarithm.
    #[must_use]
    pub fn log_likelihood(&self, all: &[History]) -> f64 {
        log_likelihood(self, &Histories::of(all)).0
    }

    /// One of the four that a search moves, moved: log r, log alpha, the share that leaves, how alike customers are in it.
    #[must_use]
    pub fn moved(self, nth: usize, by: f64) -> Self {
        let mut point = [self.r.ln(), self.alpha.ln(), (self.a / self.b).ln(), (self.a + self.b).ln()];
        if let Some(at) = point.get_mut(nth) {
            *at += by;
        }
        Self::at(&point, self.leaves_at_once)
    }

    /// From what a search moves: log r, log alpha, the share that leaves (logit), how alike customers are in it (log a + b).
    pub(crate) fn at(point: &[f64; 4], leaves_at_once: bool) -> Self {
        let (share, both) = (1.0 / (1.0 + (-point[2]).exp()), point[3].exp());
        let rest = 1.0 / (1.0 + point[2].exp());
        Self { r: point[0].exp(), alpha: point[1].exp(), a: share * both, b: rest * both, leaves_at_once }
    }
}

/// What is weakly held before a customer was looked at, in standard deviations of what a search moves. Keeps a shop without any
/// visible leaving at finite numbers, and moves a shop that tells enough by less than a hundredth in log-likelihood.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Prior {
    middle: [f64; 4],
    spread: [f64; 4],
}

impl Prior {
    /// `typical`: a usual time between purchases, in the unit of time.
    pub(crate) fn weak(typical: f64) -> Self {
        Self { middle: [0.0, typical.ln(), 0.0, 3f64.ln()], spread: [1.5, 3.0, 2.0, 1.5] }
    }

    fn add(&self, point: &[f64; 4], value: &mut f64, slopes: &mut [f64; 4]) {
        for nth in 0..4 {
            let off = (point[nth] - self.middle[nth]) / self.spread[nth];
            *value -= 0.5 * off * off;
            slopes[nth] -= off / self.spread[nth];
        }
    }
}

/// The mean log-likelihood with its sign turned, and its slopes by what a search moves: what is made small.
pub(crate) fn unlikely(histories: &Histories, leaves_at_once: bool, prior: Option<Prior>, point: &[f64; 4]) -> At<4> {
    let model = Buying::at(point, leaves_at_once);
    let (mut value, by) = log_likelihood(&model, histories);
    let (a, b) = (model.a, model.b);
    let mut slopes = [model.r * by[0], model.alpha * by[1], a * b / (a + b) * (by[2] - by[3]), a * by[2] + b * by[3]];
    if let Some(prior) = prior {
        prior.add(point, &mut value, &mut slopes);
    }
    (-value / histories.people, slopes.map(|slope| -slope / histories.people))
}

/// What depends on the number of repeats alone.
#[derive(Clone, Copy)]
struct ByRepeats {
    /// r + x
    shape: f64,
    /// Log of a over what stayed: how much likelier it is to have left at the last purchase. `None`: nobody could.
    left: f64,
}

/// The log-likelihood of everybody and its slopes by r, alpha, a and b.
///
/// Per customer `G(x) A(x) alpha^r / (alpha+T)^(r+x) (1 + D(x) ((alpha+T)/(alpha+t_x))^(r+x))`, with `G` a ratio of gamma and
/// `A` of beta functions, which are products over what was bought, and `D` the odds of having left at the last purchase.
pub(crate) fn log_likelihood(model: &Buying, histories: &Histories) -> At<4> {
    let Buying { r, alpha, a, b, .. } = *model;
    let (mut value, mut slopes) = (0.0, [0.0; 4]);
    // Products that grow with x: each goes on where the one before ended.
    let (mut bought, mut by_r, mut stayed, mut by_a, mut by_b) = (0.0, 0.0, 0.0, 0.0, 0.0);
    let (mut counted, mut kept) = (0, 0);
    let by_repeats: Vec<ByRepeats> = histories
        .repeats
        .iter()
        .zip(&histories.having)
        .map(|(&repeats, people)| {
            while counted < repeats {
                let term = r + f64::from(counted);
                bought += term.ln();
                by_r += term.recip();
                counted += 1;
            }
            let stays = model.stays(repeats);
            while kept < stays {
                let (of_b, of_both) = (b + f64::from(kept), a + b + f64::from(kept));
                stayed += (of_b / of_both).ln();
                by_a -= of_both.recip();
                by_b += of_b.recip() - of_both.recip();
                kept += 1;
            }
            value += people * (bought + stayed + r * alpha.ln());
            slopes[0] += people * (by_r + alpha.ln());
            slopes[1] += people * r / alpha;
            slopes[2] += people * by_a;
            slopes[3] += people * by_b;
            let left = if stays == 0 { f64::NEG_INFINITY } else { (a / (b + f64::from(stays) - 1.0)).ln() };
            ByRepeats { shape: r + f64::from(repeats), left }
        })
        .collect();
    let by_time: Vec<(f64, f64)> =
        histories.times.iter().map(|time| ((alpha + time).ln(), (alpha + time).recip())).collect();
    // What is left of the slopes by a and b is a sum over those who may have left, by x.
    let sums: Vec<[f64; 5]> = histories
        .groups
        .par_chunks(TASK)
        .map(|groups| {
            let mut sum = [0.0; 5];
            for group in groups {
                let ByRepeats { shape, left } = by_repeats[group.repeats as usize];
                let (age, by_age) = by_time[group.age as usize];
                let (last, by_last) = by_time[group.last as usize];
                let longer = age - last;
                let odds = shape.mul_add(longer, left);
                let (more, gone) = if odds > 0.0 {
                    let rest = (-odds).exp();
                    (odds + rest.ln_1p(), (1.0 + rest).recip())
                } else {
                    let part = odds.exp();
                    (part.ln_1p(), part / (1.0 + part))
                };
                let stays = model.stays(histories.repeats[group.repeats as usize]);
                let people = group.people;
                sum[0] += people * (more - shape * age);
                sum[1] += people * (gone * longer - age);
                sum[2] += people * shape * (gone * (by_age - by_last) - by_age);
                sum[3] += people * gone;
                sum[4] += people * gone / (b + f64::from(stays) - 1.0).max(f64::MIN_POSITIVE);
            }
            sum
        })
        .collect();
    for sum in sums {
        value += sum[0];
        slopes[0] += sum[1];
        slopes[1] += sum[2];
        slopes[2] += sum[3] / a;
        slopes[3] -= sum[4];
    }
    (value, slopes)
}
