//! Chances as high as what comes. How far log-odds are to be spread is found on rows nothing was learnt from (Platt 1999). How high
//! all of them are to be, by asking a model that learnt from earlier rows of the latest: as far as it was off there by more than
//! chance (held back in the way of James and Stein 1961), the latest rows are believed. Whoever judges chances does so on rows later than
//! all of that.

use super::logistic::Ridge;
use crate::stats::float;
use linfa::{DatasetBase, ParamGuard, traits::Fit};
use ndarray::{Array1, Array2};
use rayon::prelude::*;

/// What makes chances of log-odds: a slope and a shift.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Calibration {
    pub(super) shift: f64,
    pub(super) slope: f64,
}

impl Calibration {
    /// Of a model that learnt from all these rows, those from `latest` on being the latest of them. `slope` is [`slope`], `trust` is
    /// [`trust`].
    pub(super) fn of(slope: f64, trust: f64, margins: &[f64], came: &[bool], latest: usize) -> Self {
        let mean = mean(margins);
        let spread: Vec<f64> = margins.iter().map(|margin| slope.mul_add(margin - mean, mean)).collect();
        let of_all = level(&spread, hits(came));
        let of_latest = match spread.get(latest..).unwrap_or_default() {
            [] => of_all,
            rows => level(rows, hits(&came[latest..])),
        };
        let level = trust.mul_add(of_latest - of_all, of_all);
        Self { shift: (1.0 - slope).mul_add(mean, level), slope }
    }

    /// The chance that goes with log-odds of the model.
    pub(super) fn chance(self, margin: f64) -> f64 {
        chance(self.slope.mul_add(margin, self.shift))
    }
}

/// Rows one task adds up: fixed, so that sums are the same on any number of threads.
const TASK: usize = 16_384;

/// How much of what the latest rows lie above or below those before is more than chance, from 0 to 1: from what a model that learnt
/// from those before said of them, in log-odds, and what came.
pub(super) fn trust(margins: &[f64], came: &[bool]) -> f64 {
    let level = level(margins, hits(came));
    let known: f64 = margins.iter().map(|margin| chance(margin + level)).map(|chance| chance * (1.0 - chance)).sum();
    beyond_chance(level, known.recip())
}

/// How many times as far log-odds should have been spread around their mean, from those of rows nothing was learnt from, and what
/// came. 1 where that cannot be told from chance.
pub(super) fn slope(margins: &[f64], came: &[bool]) -> f64 {
    let mean = mean(margins);
    let around: Vec<f64> = margins.iter().map(|margin| margin - mean).collect();
    let fitted = Array2::from_shape_vec((around.len(), 1), around.clone()).ok().and_then(|column| {
        let ridge = Ridge::default().penalty(1e-3).check().ok()?;
        ridge.fit(&DatasetBase::new(column, Array1::from(came.to_vec()))).ok()
    });
    let Some((fitted, found)) = fitted.and_then(|fitted| fitted.weights.first().copied().map(|found| (fitted, found)))
    else {
        return 1.0;
    };
    let mut curved = [0.0; 3];
    for margin in &around {
        let chance = chance(found.mul_add(*margin, fitted.intercept));
        let weight = chance * (1.0 - chance);
        curved[0] += weight;
        curved[1] += weight * margin;
        curved[2] += weight * margin * margin;
    }
    let variance = curved[0] / (curved[0] * curved[2] - curved[1] * curved[1]);
    let off = found - 1.0;
    // A slope the wrong way round would turn the order: then nothing was learnt, and everybody has the same chance.
    if variance.is_finite() { beyond_chance(off, variance).mul_add(off, 1.0).max(0.0) } else { 1.0 }
}

pub(in crate::scores) fn chance(margin: f64) -> f64 {
    1.0 / (1.0 + (-margin).exp())
}

/// The share of something measured that is more than chance, where it could be off by so much: none of what chance exceeds one time
/// in twenty.
fn beyond_chance(off: f64, variance: f64) -> f64 {
    if off == 0.0 { 0.0 } else { (1.0 - 1.96 * 1.96 * variance / (off * off)).max(0.0) }
}

/// By how much all log-odds are to be moved so that as many are to be expected as came. Of none, half of one is taken.
pub(in crate::scores) fn level(margins: &[f64], hits: f64) -> f64 {
    let hits = hits.clamp(0.5, (float(margins.len()) - 0.5).max(0.5));
    let mut level = 0.0;
    for _ in 0..100 {
        let part = |margins: &[f64]| {
            margins
                .iter()
                .map(|margin| chance(margin + level))
                .fold([0.0; 2], |[said, known], chance| [said + chance, known + chance * (1.0 - chance)])
        };
        let parts: Vec<[f64; 2]> = margins.par_chunks(TASK).map(part).collect();
        let [said, known] = parts.iter().fold([0.0; 2], |sum, part| [sum[0] + part[0], sum[1] + part[1]]);
        let step = ((hits - said) / known.max(f64::MIN_POSITIVE)).clamp(-1.0, 1.0);
        level += step;
        if step.abs() < 1e-10 {
            break;
        }
    }
    level
}

fn hits(came: &[bool]) -> f64 {
    float(came.iter().filter(|came| **came).count())
}

fn mean(margins: &[f64]) -> f64 {
    margins.iter().sum::<f64>() / float(margins.len()).max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One in ten, as log-odds.
    const TENTH: f64 = -2.197_224_577_336_22;

    /// So many rows at some log-odds, of whom a share did it.
    fn rows(of: &[(usize, f64, usize)]) -> (Vec<f64>, Vec<bool>) {
        let each = of.iter().flat_map(|&(count, margin, came)| (0..count).map(move |nth| (margin, nth < came)));
        each.unzip()
    }

    #[test]
    fn what_is_within_chance_moves_nothing_and_what_is_beyond_nearly_all_the_way() {
        // Said 100 of 1,000 and 250 of 500; nearly as many came.
        let (margins, came) = rows(&[(1_000, TENTH, 104), (500, 0.0, 246)]);
        assert_eq!((trust(&margins, &came), slope(&margins, &came)), (0.0, 1.0));
        // Far more: the level is believed, the spread is as it was (three times the odds at either).
        let (margins, came) = rows(&[(1_000, TENTH, 250), (500, 0.0, 375)]);
        assert!(trust(&margins, &came) > 0.98 && (slope(&margins, &came) - 1.0).abs() < 1e-3);
        // The same of few: held back.
        let (margins, came) = rows(&[(20, TENTH, 5), (10, 0.0, 7)]);
        assert!(trust(&margins, &came) < 0.8, "{}", trust(&margins, &came));
        // The wrong way round: everybody the same.
        let (margins, came) = rows(&[(1_000, -1.0, 700), (1_000, 1.0, 300)]);
        assert!(slope(&margins, &came).abs() < 1e-12);
        // Nobody at all, or everybody: still a number.
        for hits in [0, 40] {
            let (margins, came) = rows(&[(40, -1.0, hits)]);
            assert!((0.0..=1.0).contains(&trust(&margins, &came)));
            assert!((slope(&margins, &came) - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn chances_come_to_what_the_latest_rows_say_as_far_as_they_are_trusted() {
        let (mut margins, mut came) = rows(&[(900, -2.0, 100)]);
        let (late, late_came) = rows(&[(300, -2.0, 120)]);
        margins.extend(late);
        came.extend(late_came);
        let of = |trust| Calibration::of(1.0, trust, &margins, &came, 900).chance(-2.0);
        assert!((of(0.0) - 220.0 / 1_200.0).abs() < 1e-9, "all rows together");
        assert!((of(1.0) - 0.4).abs() < 1e-9, "the latest");
        assert!(of(0.5) > 220.0 / 1_200.0 && of(0.5) < 0.4, "{}", of(0.5));
    }
}
