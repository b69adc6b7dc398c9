//! How sure are we? The same groups, looked for again in halves of the data.

use super::kmeans::Groups;
use crate::stats::float;
use ndarray::{Array2, Axis};
use rand::{SeedableRng, seq::index::sample};
use rand_xoshiro::Xoshiro256Plus;

/// Adjusted Rand index of two labellings (Hubert and Arabie 1985): 1 the same, 0 as alike as chance.
pub(super) fn adjusted_rand(a: &[u8], b: &[u8]) -> f64 {
    let table = contingency(a, b);
    let pairs = |n: u32| f64::from(n) * (f64::from(n) - 1.0) / 2.0;
    let both: f64 = table.iter().flatten().map(|n| pairs(*n)).sum();
    let of_a: f64 = table.iter().map(|row| pairs(row.iter().sum())).sum();
    let of_b: f64 = (0..table.first().map_or(0, Vec::len)).map(|at| pairs(table.iter().map(|row| row[at]).sum())).sum();
    let all = float(a.len()) * (float(a.len()) - 1.0) / 2.0;
    let expected = if all > 0.0 { of_a * of_b / all } else { 0.0 };
    let most = (of_a + of_b) / 2.0;
    if (most - expected).abs() < 1e-9 { 1.0 } else { (both - expected) / (most - expected) }
}

/// For each group of `a`, the largest Jaccard similarity with a group of `b` (Hennig 2007).
pub(super) fn jaccards(a: &[u8], b: &[u8], groups: usize) -> Vec<f64> {
    let table = contingency(a, b);
    let columns: Vec<u32> =
        (0..table.first().map_or(0, Vec::len)).map(|at| table.iter().map(|row| row[at]).sum()).collect();
    (0..groups)
        .map(|group| {
            let Some(row) = table.get(group) else { return 0.0 };
            let mine: u32 = row.iter().sum();
            let likeness = row.iter().zip(&columns).map(|(both, column)| {
                let either = mine + column - both;
                if either == 0 { 0.0 } else { f64::from(*both) / f64::from(either) }
            });
            likeness.fold(0.0, f64::max)
        })
        .collect()
}

/// How many people are in each pair of groups.
fn contingency(a: &[u8], b: &[u8]) -> Vec<Vec<u32>> {
    let groups = |labels: &[u8]| labels.iter().max().map_or(0, |most| usize::from(*most) + 1);
    let mut table = vec![vec![0u32; groups(b)]; groups(a)];
    for (a, b) in a.iter().zip(b) {
        table[usize::from(*a)][usize::from(*b)] += 1;
    }
    table
}

/// What looking again found.
pub(super) struct Stability {
    /// Mean adjusted Rand index.
    pub(super) rand: f64,
    /// Mean Jaccard similarity of each group.
    pub(super) jaccard: Vec<f64>,
}

/// Starts for each half, and how closely they are followed: fewer and less closely than for the groups that are shown,
/// so that what is reported errs on the side of doubt.
const STARTS: usize = 3;
const TOLERANCE: f64 = 1e-2;

/// After this many halves it is plain enough when groups do not hold.
const ENOUGH: u32 = 5;

/// Draws halves, groups each afresh, and compares how everyone in the table would be labelled. Stops early when the
/// mean index is under `give_up` after a few: what is returned is then of those few.
pub(super) fn look_again(
    table: &Array2<f64>,
    labels: &[u8],
    k: usize,
    resamples: u32,
    give_up: f64,
    seed: u64,
) -> Stability {
    let mut rng = Xoshiro256Plus::seed_from_u64(seed);
    let mut rand = 0.0;
    let mut jaccard = vec![0.0; k];
    let mut looked = 0;
    for nth in 0..resamples {
        if nth == ENOUGH && rand < give_up * f64::from(ENOUGH) {
            break;
        }
        looked += 1;
        let mut half = sample(&mut rng, table.nrows(), table.nrows() / 2).into_vec();
        half.sort_unstable();
        let part = table.select(Axis(0), &half);
        let Some(groups) = Groups::fit(&part, k, STARTS, TOLERANCE, seed.wrapping_add(1 + u64::from(nth))) else {
            continue;
        };
        let again = groups.labels(table);
        rand += adjusted_rand(labels, &again);
        jaccard.iter_mut().zip(jaccards(labels, &again, k)).for_each(|(sum, one)| *sum += one);
    }
    let n = f64::from(looked.max(1));
    Stability { rand: rand / n, jaccard: jaccard.into_iter().map(|sum| sum / n).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn likeness_from_the_books() {
        // scikit-learn's own examples for adjusted_rand_score.
        assert!((adjusted_rand(&[0, 0, 1, 2], &[0, 0, 1, 1]) - 0.571_428_571).abs() < 1e-6);
        assert!((adjusted_rand(&[0, 0, 1, 1], &[1, 1, 0, 0]) - 1.0).abs() < 1e-12);
        assert!((adjusted_rand(&[0, 0, 1, 1], &[0, 1, 0, 1]) + 0.5).abs() < 1e-12);
        let same = jaccards(&[0, 0, 1, 1], &[1, 1, 0, 0], 3);
        assert_eq!(same, [1.0, 1.0, 0.0]);
        assert_eq!(jaccards(&[0, 0, 1, 1], &[0, 0, 0, 1], 2), [2.0 / 3.0, 0.5]);
    }
}
