//! BG/NBD and MBG/NBD: purchases come at a rate of one's own, and after each one a customer may have gone for good.
//! Fader, Hardie and Lee 2005 (BG: never after the first); Batislam, Denizel and Filiztekin 2007 (MBG: also after the first).

use super::{
    history::{Group, Histories, History, TASK},
    search::{Curved, Square},
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

    fn add(&self, point: &[f64; 4], value: &mut f64, slopes: &mut [f64; 4], curvature: &mut Square<4>) {
        for nth in 0..4 {
            let off = (point[nth] - self.middle[nth]) / self.spread[nth];
            *value -= 0.5 * off * off;
            slopes[nth] -= off / self.spread[nth];
            curvature[nth][nth] -= self.spread[nth].powi(-2);
        }
    }
}

/// The mean log-likelihood with its sign turned, its slopes and its curvature by what a search moves: what is made small.
pub(crate) fn unlikely(
    histories: &Histories,
    leaves_at_once: bool,
    prior: Option<Prior>,
    point: &[f64; 4],
) -> Curved<4> {
    let model = Buying::at(point, leaves_at_once);
    let (mut value, by, curved) = log_likelihood(&model, histories);
    let Buying { r, alpha, a, b, .. } = model;
    // How each parameter moves with what the search moves, and how that changes on the way.
    let turn = a * b / (a + b);
    let moves = [[r, 0.0, 0.0, 0.0], [0.0, alpha, 0.0, 0.0], [0.0, 0.0, turn, a], [0.0, 0.0, -turn, b]];
    let mut slopes: [f64; 4] = std::array::from_fn(|nth| (0..4).map(|of| by[of] * moves[of][nth]).sum());
    let mut curvature: Square<4> = std::array::from_fn(|row| {
        std::array::from_fn(|column| {
            let along = |of: usize| (0..4).map(|other| curved[of][other] * moves[other][column]).sum::<f64>();
            (0..4).map(|of| moves[of][row] * along(of)).sum()
        })
    });
    curvature[0][0] += by[0] * r;
    curvature[1][1] += by[1] * alpha;
    curvature[2][2] += (by[2] - by[3]) * turn * (b - a) / (a + b);
    curvature[2][3] += (by[2] - by[3]) * turn;
    curvature[3][2] += (by[2] - by[3]) * turn;
    curvature[3][3] += by[2] * a + by[3] * b;
    if let Some(prior) = prior {
        prior.add(point, &mut value, &mut slopes, &mut curvature);
    }
    let turned = |number: f64| -number / histories.people;
    (turned(value), slopes.map(turned), curvature.map(|row| row.map(turned)))
}

/// What depends on the number of repeats alone.
#[derive(Clone, Copy)]
struct ByRepeats {
    /// r + x
    shape: f64,
    /// Log of a over what stayed: how much likelier it is to have left at the last purchase. Without bound where nobody could.
    left: f64,
    /// One over what stayed.
    over: f64,
}

/// Sums over customers with as many repeats.
#[derive(Clone, Copy)]
struct Sums {
    repeats: u32,
    /// Of the logarithms of what each factor adds.
    value: f64,
    /// Of the logarithm of alpha + T, of its inverse and of the square of that.
    age: [f64; 3],
    /// Of the chance to have left, alone and times how the odds of it move with the shape and with alpha, and how that bends.
    gone: [f64; 4],
    /// Of the chance to have left times the chance not to have: alone, times each move, times both and times their squares.
    either: [f64; 6],
}

/// The log-likelihood of everybody, its slopes and its curvature by r, alpha, a and b.
///
/// Per customer `G(x) A(x) alpha^r / (alpha+T)^(r+x) (1 + D(x) ((alpha+T)/(alpha+t_x))^(r+x))`, with `G` a ratio of gamma and
/// `A` of beta functions, which are products over what was bought, and `D` the odds of having left at the last purchase.
pub(crate) fn log_likelihood(model: &Buying, histories: &Histories) -> Curved<4> {
    let Buying { r, alpha, a, b, .. } = *model;
    let (mut value, mut slopes, mut curved) = (0.0, [0.0; 4], [[0.0; 4]; 4]);
    // Products that grow with x: each goes on where the one before ended.
    let (mut bought, mut by_r, mut by_rr) = (0.0, 0.0, 0.0);
    let (mut stayed, mut by_a, mut by_b, mut by_ab, mut by_bb) = (0.0, 0.0, 0.0, 0.0, 0.0);
    let (mut counted, mut kept) = (0, 0);
    let log_alpha = alpha.ln();
    let by_repeats: Vec<ByRepeats> = histories
        .repeats
        .iter()
        .zip(&histories.having)
        .map(|(&repeats, people)| {
            while counted < repeats {
                let term = r + f64::from(counted);
                bought += term.ln();
                by_r += term.recip();
                by_rr -= term.powi(-2);
                counted += 1;
            }
            let stays = model.stays(repeats);
            while kept < stays {
                let (of_b, of_both) = ((b + f64::from(kept)).recip(), (a + b + f64::from(kept)).recip());
                stayed += (of_both / of_b).ln();
                by_a -= of_both;
                by_b += of_b - of_both;
                by_ab += of_both * of_both;
                by_bb += of_both * of_both - of_b * of_b;
                kept += 1;
            }
            value += people * (bought + stayed + r * log_alpha);
            let terms = [by_r + log_alpha, r / alpha, by_a, by_b];
            slopes.iter_mut().zip(terms).for_each(|(slope, term)| *slope += people * term);
            curved[0][0] += people * by_rr;
            curved[0][1] += people / alpha;
            curved[1][1] -= people * r / (alpha * alpha);
            curved[2][2] += people * by_ab;
            curved[2][3] += people * by_ab;
            curved[3][3] += people * by_bb;
            let shape = r + f64::from(repeats);
            if stays == 0 {
                return ByRepeats { shape, left: f64::NEG_INFINITY, over: 0.0 };
            }
            let over = (b + f64::from(stays) - 1.0).max(f64::MIN_POSITIVE).recip();
            ByRepeats { shape, left: (a * over).ln(), over }
        })
        .collect();
    let by_time: Vec<[f64; 2]> =
        histories.times.iter().map(|time| [(alpha + time).ln(), (alpha + time).recip()]).collect();
    let parts: Vec<Vec<Sums>> = histories
        .groups
        .par_chunks(TASK)
        .map(|groups| {
            let alike = groups.chunk_by(|a, b| a.repeats == b.repeats);
            alike.map(|groups| sums(groups, by_repeats[groups[0].repeats as usize], &by_time)).collect()
        })
        .collect();
    for sums in parts.into_iter().flatten() {
        let ByRepeats { shape, over, .. } = by_repeats[sums.repeats as usize];
        let [logs, inverse, square] = sums.age;
        let [gone, gone_r, gone_alpha, gone_bent] = sums.gone;
        let [either, by_r, by_alpha, by_both, by_rr, by_aa] = sums.either;
        // The odds of having left move by these with a and b.
        let (on_a, on_b) = (a.recip(), -over);
        value += sums.value - shape * logs;
        slopes[0] += gone_r - logs;
        slopes[1] += shape * (gone_alpha - inverse);
        slopes[2] += on_a * gone;
        slopes[3] += on_b * gone;
        curved[0][0] += by_rr;
        curved[0][1] += shape * by_both + gone_alpha - inverse;
        curved[0][2] += on_a * by_r;
        curved[0][3] += on_b * by_r;
        curved[1][1] += shape * (shape * by_aa + gone_bent + square);
        curved[1][2] += shape * on_a * by_alpha;
        curved[1][3] += shape * on_b * by_alpha;
        curved[2][2] += on_a * on_a * (either - gone);
        curved[2][3] += on_a * on_b * either;
        curved[3][3] += on_b * on_b * (either + gone);
    }
    (value, slopes, std::array::from_fn(|row| std::array::from_fn(|column| curved[row.min(column)][row.max(column)])))
}

/// Factors at most two each of which one logarithm is taken: their product is still a number.
const FACTORS: usize = 512;

/// Of customers with as many repeats: one power each, and everything else from tables.
fn sums(groups: &[Group], of: ByRepeats, by_time: &[[f64; 2]]) -> Sums {
    let mut sums = Sums { repeats: groups[0].repeats, value: 0.0, age: [0.0; 3], gone: [0.0; 4], either: [0.0; 6] };
    for groups in groups.chunks(FACTORS) {
        let mut product = 1.0;
        for group in groups {
            let ([age, by_age], [last, by_last]) = (by_time[group.age as usize], by_time[group.last as usize]);
            let people = group.people;
            // The odds of having left, and how they move with the shape and (in proportion to the shape) with alpha.
            let (longer, nearer) = (age - last, by_age - by_last);
            let odds = of.shape * longer + of.left;
            let rest = (-odds.abs()).exp();
            let sure = 1.0 / (1.0 + rest);
            let gone = people * if odds > 0.0 { sure } else { rest * sure };
            let either = people * rest * sure * sure;
            sums.value += people * odds.max(0.0);
            if people == 1.0 {
                product *= 1.0 + rest;
            } else {
                sums.value += people * rest.ln_1p();
            }
            sums.age[0] += people * age;
            sums.age[1] += people * by_age;
            sums.age[2] += people * by_age * by_age;
            sums.gone[0] += gone;
            sums.gone[1] += gone * longer;
            sums.gone[2] += gone * nearer;
            sums.gone[3] += gone * (by_last * by_last - by_age * by_age);
            sums.either[0] += either;
            let (on_shape, on_alpha) = (either * longer, either * nearer);
            sums.either[1] += on_shape;
            sums.either[2] += on_alpha;
            sums.either[3] += on_shape * nearer;
            sums.either[4] += on_shape * longer;
            sums.either[5] += on_alpha * nearer;
        }
        sums.value += product.ln();
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::search::curvature;

    /// Slopes are those of the value, and the curvature is that of the slopes: worked out as probed.
    #[test]
    fn slopes_and_curvature_are_what_probing_finds() {
        let all: Vec<History> = (0..700u32)
            .map(|nth| {
                let (repeats, age) = (nth.wrapping_mul(2_654_435_761) >> 29, 40 + nth % 300);
                let last = if repeats == 0 { 0 } else { 1 + nth.wrapping_mul(40_503) % (age - 1) };
                History { repeats, last: f64::from(last), age: f64::from(age) }
            })
            .collect();
        let histories = Histories::of(&all);
        assert!((histories.groups.iter().map(|group| group.people).sum::<f64>() - 700.0).abs() < 1e-9);
        for leaves_at_once in [false, true] {
            for prior in [None, Some(Prior::weak(60.0))] {
                for point in [[0.0, 4.0, -1.0, 1.0], [-0.7, 3.0, 0.5, -0.5], [1.2, 5.5, -3.0, 3.0]] {
                    let at = |point: &[f64; 4]| unlikely(&histories, leaves_at_once, prior, point);
                    let (_, slopes, curved) = at(&point);
                    for nth in 0..4 {
                        let beside = |by: f64| {
                            let mut point = point;
                            point[nth] += by;
                            at(&point).0
                        };
                        let probed = (beside(1e-4) - beside(-1e-4)) / 2e-4;
                        assert!(
                            (probed - slopes[nth]).abs() < 1e-6 * (1.0 + probed.abs()),
                            "{nth} {probed} {slopes:?}"
                        );
                    }
                    let probed = curvature(
                        &|point: &[f64; 4]| {
                            let (value, slopes, _) = at(point);
                            (value, slopes)
                        },
                        &point,
                    );
                    for (probed, curved) in probed.iter().flatten().zip(curved.iter().flatten()) {
                        assert!((probed - curved).abs() < 1e-6 * (1.0 + probed.abs()), "{probed} {curved}");
                    }
                }
            }
        }
    }
}
