//! Boosted trees (forust-ml): the challenger of the logistic regression.

use forust_ml::{GradientBooster, Matrix, gradientbooster::ContributionsMethod, objective::ObjectiveType};
use ndarray::Array2;

/// Shallow trees, slowly: as they did best on files of customers.
const TREES: usize = 200;
const DEPTH: usize = 4;
const RATE: f32 = 0.05;

/// Trees that were grown.
pub struct Boosted(GradientBooster);

impl Boosted {
    /// From rows of numbers, column by column in memory. `None` where nothing could be grown.
    #[must_use]
    pub fn fit(rows: &Array2<f64>, outcome: &[bool]) -> Option<Self> {
        let booster = GradientBooster::default()
            .set_objective_type(ObjectiveType::LogLoss)
            .set_iterations(TREES)
            .set_max_depth(DEPTH)
            .set_max_leaves(usize::MAX)
            .set_learning_rate(RATE)
            .set_min_leaf_weight(1.0)
            .set_parallel(true);
        let mut booster = booster;
        let answers: Vec<f64> = outcome.iter().map(|yes| f64::from(u8::from(*yes))).collect();
        booster.fit_unweighted(&matrix(rows), &answers, None).ok()?;
        Some(Self(booster))
    }

    /// The log-odds of each row.
    #[must_use]
    pub fn margins(&self, rows: &Array2<f64>) -> Vec<f64> {
        self.0.predict(&matrix(rows), true)
    }

    /// What each number adds to the log-odds of each row, and last what everybody starts from. Path averages: they sum to the
    /// log-odds.
    #[must_use]
    pub fn shares(&self, rows: &Array2<f64>) -> Vec<Vec<f64>> {
        let all = self.0.predict_contributions(&matrix(rows), ContributionsMethod::Average, true);
        all.chunks_exact(rows.ncols() + 1).map(<[f64]>::to_vec).collect()
    }
}

fn matrix(rows: &Array2<f64>) -> Matrix<'_, f64> {
    // Column by column is how tables are coded here.
    Matrix::new(rows.as_slice_memory_order().unwrap_or_default(), rows.nrows(), rows.ncols())
}
