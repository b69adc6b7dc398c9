//! k-means by linfa, with what it reports wrongly counted again.

use linfa::{DatasetBase, ParamGuard, traits::Fit};
use linfa_clustering::KMeans;
use ndarray::{Array2, ArrayView1};
use rand::SeedableRng;
use rand_xoshiro::Xoshiro256Plus;

/// Groups found: where their middles are.
pub(super) struct Groups {
    middles: Array2<f64>,
}

impl Groups {
    /// Groups of the rows of a table: the best of `runs` starts, each followed until its middles move by less than
    /// `tolerance` (at most 300 steps). `None` for a table with nothing to group.
    pub(super) fn fit(table: &Array2<f64>, k: usize, runs: usize, tolerance: f64, seed: u64) -> Option<Self> {
        if table.nrows() < k || k == 0 || runs == 0 || table.iter().any(|value| !value.is_finite()) {
            return None;
        }
        let rng = Xoshiro256Plus::seed_from_u64(seed);
        let params = KMeans::params_with_rng(k, rng).n_runs(runs).tolerance(tolerance).check().ok()?;
        let model = params.fit(&DatasetBase::from(table.view())).ok()?;
        // Neither the model's counts nor its inertia can be used: the counts are of the last start, not of the best
        // (linfa-clustering 0.8.1), and the inertia is a mean taken before the last step.
        Some(Self { middles: model.centroids().clone() })
    }

    /// The group of each row. Of two as near, the first.
    pub(super) fn labels(&self, table: &Array2<f64>) -> Vec<u8> {
        table.rows().into_iter().map(|row| self.nearest(row).0).collect()
    }

    /// Sum over the rows of the squared distance to the nearest middle.
    #[cfg(test)]
    pub(super) fn inertia(&self, table: &Array2<f64>) -> f64 {
        table.rows().into_iter().map(|row| self.nearest(row).1).sum()
    }

    fn nearest(&self, row: ArrayView1<'_, f64>) -> (u8, f64) {
        let mut best = (0, f64::INFINITY);
        for (at, middle) in (0u8..).zip(self.middles.rows()) {
            let away: f64 = row.iter().zip(middle).map(|(a, b)| (a - b) * (a - b)).sum();
            if away < best.1 {
                best = (at, away);
            }
        }
        best
    }
}

#[cfg(test)]
mod tests {
    use super::super::features::standardise;
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};

    /// Recency, order days and money of Online Retail's 4,338 buyers, or `None` where the file is not at hand.
    fn online_retail() -> Option<Array2<f64>> {
        let data = std::env::var("REGULARS_DATA").unwrap_or_else(|_| {
            let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data");
            beside.to_owned()
        });
        let file = std::fs::File::open(format!("{data}/online_retail_2010_2011.csv.gz")).ok()?;
        let mut reader = csv::Reader::from_reader(flate2::read::MultiGzDecoder::new(file));
        let mut people: BTreeMap<String, (BTreeSet<String>, f64)> = BTreeMap::new();
        let mut newest = String::new();
        for row in reader.records() {
            let row = row.expect("a row");
            let number = |at: usize| row[at].parse::<f64>().expect("a number");
            if row[6].is_empty() || row[0].starts_with('C') || number(3) <= 0.0 || number(5) <= 0.0 {
                continue;
            }
            let day = row[4][..10].to_owned();
            newest = newest.max(day.clone());
            let person = people.entry(row[6].to_owned()).or_default();
            person.0.insert(day);
            person.1 += number(3) * number(5);
        }
        let last: regulars_model::Day = newest.parse().expect("a day");
        let mut table = Array2::zeros((people.len(), 3));
        for (mut row, (days, money)) in table.rows_mut().into_iter().zip(people.values()) {
            let latest: regulars_model::Day = days.last().expect("bought").parse().expect("a day");
            row[0] = f64::from(last.0 - latest.0 + OFFSET).ln_1p();
            row[1] = crate::stats::float(days.len()).ln_1p();
            row[2] = money.ln_1p();
        }
        (0..3).for_each(|column| standardise(&mut table, column..column + 1, 1.0));
        Some(table)
    }

    /// The reference counts the last day of the file as one day ago.
    const OFFSET: i32 = 1;

    #[test]
    #[allow(clippy::print_stdout)]
    fn online_retail_comes_out_as_published() {
        let Some(table) = online_retail() else {
            println!("skipped: online_retail_2010_2011.csv.gz absent");
            return;
        };
        assert_eq!(table.nrows(), 4338);
        let groups = Groups::fit(&table, 4, 20, 1e-4, 0).expect("groups");
        let mut sizes = [0; 4];
        groups.labels(&table).into_iter().for_each(|label| sizes[usize::from(label)] += 1);
        sizes.sort_unstable_by(|a, b| b.cmp(a));
        let inertia = groups.inertia(&table);
        println!("{inertia} {sizes:?}");
        assert!((inertia - 3901.5595).abs() < 5e-3, "{inertia}");
        assert_eq!(sizes, [1545, 1174, 904, 715]);
    }

    #[test]
    fn what_cannot_be_grouped_is_not() {
        assert!(Groups::fit(&Array2::zeros((2, 3)), 3, 1, 1e-4, 0).is_none());
        assert!(Groups::fit(&Array2::from_elem((5, 1), f64::NAN), 2, 1, 1e-4, 0).is_none());
        let same = Groups::fit(&Array2::zeros((50, 2)), 3, 2, 1e-4, 0).expect("groups");
        assert_eq!(same.labels(&Array2::zeros((2, 2))), [0, 0]);
    }
}
