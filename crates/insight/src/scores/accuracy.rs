//! How right chances were: do they rank (AUC, lift), and are they as high as what happened (Brier, calibration)?

use crate::stats::float;
use rayon::prelude::*;

/// A tenth of the people, by the chance they were given.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Decile {
    /// People.
    pub people: u32,
    /// The mean chance they were given.
    pub said: f64,
    /// The share of them for whom it happened.
    pub came: f64,
}

/// How right chances were for people of whom it is known what happened.
#[derive(Debug, Clone, PartialEq)]
pub struct Accuracy {
    /// People.
    pub people: u32,
    /// For how many it happened.
    pub came: u32,
    /// For how many it was to be expected.
    pub said: f64,
    /// How often of two people, one for whom it happened and one for whom not, the first had the higher chance (Mann-Whitney);
    /// one half is a coin. `None` where it happened for all or for nobody.
    pub auc: Option<f64>,
    /// The mean square of what was off (Brier 1950).
    pub brier: f64,
    /// The same if everybody had been given the share for whom it happened.
    pub brier_base: f64,
    /// The expected calibration error over ten groups of as many people: how far, on the mean, chances were from shares.
    pub ece: f64,
    /// How much more often it happened in the first tenth than in all.
    pub lift: Option<f64>,
    /// Lowest chances first.
    pub deciles: Vec<Decile>,
}

/// Compares chances with what happened. `None` for nobody.
#[must_use]
pub fn accuracy(chances: &[f64], came: &[bool]) -> Option<Accuracy> {
    let people = chances.len().min(came.len());
    if people == 0 {
        return None;
    }
    let mut order: Vec<usize> = (0..people).collect();
    order.par_sort_by(|a, b| chances[*a].total_cmp(&chances[*b]));
    let hits = came[..people].iter().filter(|came| **came).count();
    let share = float(hits) / float(people);
    let as_number = |nth: usize| f64::from(u8::from(came[nth]));
    let mean = |sum: f64| sum / float(people);
    let deciles: Vec<Decile> = (0..10)
        .map(|tenth| &order[people * tenth / 10..people * (tenth + 1) / 10])
        .filter(|part| !part.is_empty())
        .map(|part| Decile {
            people: u32::try_from(part.len()).unwrap_or(u32::MAX),
            said: part.iter().map(|nth| chances[*nth]).sum::<f64>() / float(part.len()),
            came: part.iter().map(|nth| as_number(*nth)).sum::<f64>() / float(part.len()),
        })
        .collect();
    Some(Accuracy {
        people: u32::try_from(people).unwrap_or(u32::MAX),
        came: u32::try_from(hits).unwrap_or(u32::MAX),
        said: chances[..people].iter().sum(),
        auc: area(chances, came, &order, hits),
        brier: mean((0..people).map(|nth| (chances[nth] - as_number(nth)).powi(2)).sum()),
        brier_base: share * (1.0 - share),
        ece: mean(deciles.iter().map(|part| f64::from(part.people) * (part.said - part.came).abs()).sum()),
        lift: deciles.last().filter(|_| hits > 0).map(|first| first.came / share),
        deciles,
    })
}

/// The area under the ROC curve from ranks, the mean rank for equal chances.
fn area(chances: &[f64], came: &[bool], order: &[usize], hits: usize) -> Option<f64> {
    let (hits, misses) = (float(hits), float(order.len() - hits));
    if hits == 0.0 || misses == 0.0 {
        return None;
    }
    let (mut ranks, mut before) = (0.0, 0usize);
    for same in order.chunk_by(|a, b| chances[*a].total_cmp(&chances[*b]).is_eq()) {
        let rank = float(before) + (float(same.len()) + 1.0) / 2.0;
        ranks += rank * float(same.iter().filter(|nth| came[**nth]).count());
        before += same.len();
    }
    Some((ranks - hits * (hits + 1.0) / 2.0) / (hits * misses))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_perfect_order_a_coin_and_the_wrong_way_round() {
        let came = [false, false, true, true];
        let auc = |chances: &[f64]| accuracy(chances, &came).and_then(|all| all.auc);
        assert_eq!(auc(&[0.1, 0.2, 0.3, 0.4]), Some(1.0));
        assert_eq!(auc(&[0.4, 0.3, 0.2, 0.1]), Some(0.0));
        assert_eq!(auc(&[0.5; 4]), Some(0.5), "equal chances are a coin");
        assert_eq!(auc(&[0.1, 0.3, 0.2, 0.4]), Some(0.75));
        assert_eq!(accuracy(&[0.1], &[true]).and_then(|all| all.auc), None);
        assert!(accuracy(&[], &[]).is_none());
    }

    #[test]
    fn chances_that_are_right_have_no_calibration_error() {
        // Ten groups of ten; in the nth, n of ten.
        let chances: Vec<f64> = (0..100).map(|nth| f64::from(nth / 10) / 10.0).collect();
        let came: Vec<bool> = (0..100).map(|nth| nth % 10 < nth / 10).collect();
        let right = accuracy(&chances, &came).expect("people");
        assert!(right.ece < 1e-12 && (right.said - 45.0).abs() < 1e-9 && right.came == 45);
        assert!(right.brier < right.brier_base);
        let high: Vec<f64> = chances.iter().map(|chance| chance + 0.1).collect();
        let high = accuracy(&high, &came).expect("people");
        assert!((high.ece - 0.1).abs() < 1e-9 && high.auc == right.auc);
        assert_eq!(right.lift, Some(2.0), "nine in ten of the first tenth, 45 of a hundred in all");
    }
}
