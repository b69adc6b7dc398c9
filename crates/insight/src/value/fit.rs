//! The likeliest parameters for a shop, and how far they could be off.

use crate::stats::float;

use super::{
    buying::{self, Buying, Prior},
    history::{Histories, History},
    pareto::{self, Pareto},
    search::{FLAT, NEARLY_FLAT, Square, curvature, lowest, lowest_curved, lowest_curved_of, lowest_of, spread},
    spend::{self, Means, Spending, Spent},
};

/// Parameters that were fitted.
#[derive(Debug, Clone, PartialEq)]
pub struct Fitted<M, const N: usize> {
    /// The parameters.
    pub model: M,
    /// Of the data alone, without what was weakly held before.
    pub log_likelihood: f64,
    /// Whether the search ended at a flat place. Figures of one that did not are not shown.
    pub converged: bool,
    /// How often the likelihood was worked out.
    pub evaluations: u32,
    /// How parameters could be off together, as variances of what the search moves. `None` where it cannot be told.
    pub spread: Option<Square<N>>,
}

/// A shape at which purchases vary by a tenth, and means by as much.
const ALIKE: f64 = 100.0;

/// Groups that are looked at before all of them are, to find where to begin.
const FIRST_LOOK: usize = 4_000;

/// BG/NBD (`leaves_at_once` false) or MBG/NBD. `weakly` holds what [`Prior`] says; without it the result is the maximum
/// likelihood estimate of the papers. `None` without customers.
pub fn fit_buying(all: &[History], leaves_at_once: bool, weakly: bool) -> Option<Fitted<Buying, 4>> {
    fit_buying_until(all, leaves_at_once, weakly, &|| false)
}

/// The same until `stop` says so: then it has not converged, or there is none.
pub(crate) fn fit_buying_until(
    all: &[History],
    leaves_at_once: bool,
    weakly: bool,
    stop: &dyn Fn() -> bool,
) -> Option<Fitted<Buying, 4>> {
    let histories = Histories::of(all);
    let typical = typical(all)?;
    let prior = weakly.then(|| Prior::weak(typical));
    let starts = [[0.0, 0.5, -1.0, 1.0], [-0.7, 0.0, 0.0, 0.0], [1.0, 1.5, -2.5, 2.0]].map(|mut start: [f64; 4]| {
        start[1] += typical.ln();
        start
    });
    // What is no number is no way down: a search that is stopped stays where it is.
    let unlikely = |of: &Histories, point: &[f64; 4]| match stop() {
        true => (f64::NAN, [f64::NAN; 4], [[0.0; 4]; 4]),
        false => buying::unlikely(of, leaves_at_once, prior, point),
    };
    let everybody = |point: &[f64; 4]| unlikely(&histories, point);
    let (found, curvature) = match histories.some(FIRST_LOOK) {
        Some(part) => {
            let some = |point: &[f64; 4]| unlikely(&part, point);
            let (start, _) = lowest_curved_of(&some, &starts, NEARLY_FLAT)?;
            lowest_curved(&everybody, start.point, FLAT)
        }
        None => lowest_curved_of(&everybody, &starts, FLAT)?,
    };
    if !found.value.is_finite() {
        return None;
    }
    let model = Buying::at(&found.point, leaves_at_once);
    let log_likelihood = buying::log_likelihood(&model, &histories).0;
    let spread = spread(curvature, histories.people);
    Some(Fitted { model, log_likelihood, converged: found.is_flat(), evaluations: found.asked, spread })
}

/// Pareto/NBD, the maximum likelihood estimate. `None` without customers.
pub fn fit_pareto(all: &[History]) -> Option<Fitted<Pareto, 4>> {
    let histories = Histories::of(all);
    let typical = typical(all)?.ln();
    let starts = [
        [0.0, typical, -0.5, typical],
        [-0.7, typical - 0.5, -0.7, typical + 0.5],
        [0.5, typical + 1.0, -1.0, typical + 1.0],
    ];
    let everybody = |point: &[f64; 4]| pareto::unlikely(&histories, point);
    let found = match histories.some(FIRST_LOOK) {
        Some(part) => {
            let start = lowest_of(&|point: &[f64; 4]| pareto::unlikely(&part, point), &starts, NEARLY_FLAT)?;
            lowest(&everybody, start.point, FLAT)
        }
        None => lowest_of(&everybody, &starts, FLAT)?,
    };
    if !found.value.is_finite() {
        return None;
    }
    let spread = spread(curvature(&everybody, &found.point), histories.people);
    let model = Pareto::at(&found.point);
    let log_likelihood = -found.value * histories.people;
    Some(Fitted { model, log_likelihood, converged: found.is_flat(), evaluations: found.asked, spread })
}

/// Gamma-Gamma over those with repeats. `None` without any.
pub fn fit_spending(all: &[Spent], weakly: bool) -> Option<Fitted<Spending, 3>> {
    fit_spending_until(all, weakly, &|| false)
}

/// The same until `stop` says so: then it has not converged, or there is none.
pub(crate) fn fit_spending_until(all: &[Spent], weakly: bool, stop: &dyn Fn() -> bool) -> Option<Fitted<Spending, 3>> {
    let mut means: Vec<f64> = all.iter().map(|spent| spent.mean).collect();
    means.sort_unstable_by(f64::total_cmp);
    let scale = *means.get(means.len() / 2)?;
    // Where nobody's mean differs there is nothing to fit: everybody spends the same.
    if all.iter().all(|spent| (spent.mean / scale - 1.0).abs() < 1e-9) {
        let model = Spending { p: ALIKE, q: ALIKE + 1.0, v: scale };
        let log_likelihood = spend::log_likelihood(&model, &Means::of(all, 1.0)).0;
        return Some(Fitted { model, log_likelihood, converged: true, evaluations: 1, spread: None });
    }
    let starts = [[1.5, 1.3, 0.0], [0.5, 0.8, 0.0], [3.0, 2.5, 0.5]];
    let means = Means::of(all, scale);
    let unlikely = |of: &Means, point: &[f64; 3]| match stop() {
        true => (f64::NAN, [f64::NAN; 3]),
        false => spend::unlikely(of, weakly, point),
    };
    let everybody = |point: &[f64; 3]| unlikely(&means, point);
    let each = all.len().div_ceil(FIRST_LOOK);
    let found = if each > 1 {
        let some: Vec<Spent> = all.iter().step_by(each).copied().collect();
        let some = Means::of(&some, scale);
        let start = lowest_of(&|point: &[f64; 3]| unlikely(&some, point), &starts, NEARLY_FLAT)?;
        lowest(&everybody, start.point, FLAT)
    } else {
        lowest_of(&everybody, &starts, FLAT)?
    };
    let people = float(all.len());
    let spread = spread(curvature(&everybody, &found.point), people);
    let mut model = Spending::at(&found.point);
    // Of means in money, and without what was weakly held.
    let log_likelihood = spend::log_likelihood(&model, &means).0 - people * scale.ln();
    model.v *= scale;
    Some(Fitted { model, log_likelihood, converged: found.is_flat(), evaluations: found.asked, spread })
}

/// Half of all repeats are nearer than this, roughly: where searches begin.
fn typical(all: &[History]) -> Option<f64> {
    let (repeats, time) = all
        .iter()
        .fold((0.0, 0.0), |(repeats, time), history| (repeats + f64::from(history.repeats), time + history.age));
    (!all.is_empty()).then(|| (time / (repeats + 1.0)).max(f64::MIN_POSITIVE))
}
