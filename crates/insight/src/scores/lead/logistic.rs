//! Ridge logistic regression by Newton's method: an algorithm in linfa's form, since linfa-logistic 0.8.1 ends before it has
//! converged without saying so, and takes the more frequent answer for the one asked for.

use crate::stats::float;
use linfa::{
    DatasetBase, ParamGuard,
    traits::{Fit, PredictInplace},
};
use ndarray::{Array1, Array2, ArrayBase, ArrayView1, Data, Ix2};
use rayon::prelude::*;

/// What a fit needs to know, to be checked before it is used.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ridge(CheckedRidge);

/// Parameters that were checked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CheckedRidge {
    penalty: f64,
    flat: f64,
}

impl Default for Ridge {
    /// A penalty of 1 on the sum of squares of the weights, the intercept left alone.
    fn default() -> Self {
        Self(CheckedRidge { penalty: 1.0, flat: 1e-7 })
    }
}

impl Ridge {
    /// The weight of the penalty `penalty/2 * sum of w^2` beside the sum of log-losses (1/C elsewhere).
    #[must_use]
    pub fn penalty(mut self, penalty: f64) -> Self {
        self.0.penalty = penalty;
        self
    }

    /// The steepest slope of the mean that still counts as flat.
    #[must_use]
    pub fn flat(mut self, flat: f64) -> Self {
        self.0.flat = flat;
        self
    }
}

/// Why nothing could be fitted.
#[derive(Debug, thiserror::Error)]
pub enum RidgeError {
    /// A penalty or a tolerance that is no number above zero.
    #[error("the penalty and the tolerance are numbers above zero")]
    Parameters,
    /// No rows, or rows of another number of answers.
    #[error("there is an answer for each row, and at least one row")]
    Shape,
    /// Numbers that are none.
    #[error("a value is missing or without bound")]
    NotFinite,
    /// Everybody answered the same.
    #[error("all answers are the same")]
    OneAnswer,
    /// It did not become flat.
    #[error("it did not converge")]
    NotConverged,
    /// From linfa.
    #[error(transparent)]
    Linfa(#[from] linfa::Error),
}

impl ParamGuard for Ridge {
    type Checked = CheckedRidge;
    type Error = RidgeError;

    fn check_ref(&self) -> Result<&Self::Checked, Self::Error> {
        let positive = |number: f64| number.is_finite() && number > 0.0;
        if positive(self.0.penalty) && positive(self.0.flat) { Ok(&self.0) } else { Err(RidgeError::Parameters) }
    }

    fn check(self) -> Result<Self::Checked, Self::Error> {
        self.check_ref().copied()
    }
}

/// Weights by column, and the intercept.
#[derive(Debug, Clone, PartialEq)]
pub struct Logistic {
    /// By column.
    pub weights: Vec<f64>,
    /// Of somebody whose columns are all zero.
    pub intercept: f64,
    /// Steps it took.
    pub steps: u32,
}

/// Whole steps nearly always; more than this never end.
const STEPS: u32 = 60;
/// Rows one task adds up: fixed, so that sums are the same on any number of threads.
const TASK: usize = 16_384;
/// Rows that stay in the nearest memory while all columns go over them.
const ROWS: usize = 512;
/// With more rows than this the curvature is taken from every sixteenth block of them. The slopes are always those of all rows.
const MANY: usize = 131_072;
const SAMPLED: usize = 16;

impl<S: Data<Elem = f64>> Fit<ArrayBase<S, Ix2>, Array1<bool>, RidgeError> for CheckedRidge {
    type Object = Logistic;

    fn fit(&self, data: &DatasetBase<ArrayBase<S, Ix2>, Array1<bool>>) -> Result<Logistic, RidgeError> {
        let rows = data.records.nrows();
        if rows == 0 || data.targets.len() != rows {
            return Err(RidgeError::Shape);
        }
        // Column by column. Records that lie so already are used as they lie.
        let records = data.records.t();
        let records = records.as_standard_layout();
        let by_column: Vec<&[f64]> = records.as_slice().unwrap_or_default().chunks_exact(rows).collect();
        if by_column.iter().any(|column| column.iter().any(|value| !value.is_finite())) {
            return Err(RidgeError::NotFinite);
        }
        let answers: Vec<f64> = data.targets.iter().map(|yes| f64::from(u8::from(*yes))).collect();
        let yes: f64 = answers.iter().sum();
        if yes == 0.0 || yes == float(rows) {
            return Err(RidgeError::OneAnswer);
        }
        let problem = Problem { columns: by_column, answers: &answers, rows, penalty: self.penalty };
        problem.solve((yes / (float(rows) - yes)).ln(), self.flat)
    }
}

struct Problem<'a> {
    columns: Vec<&'a [f64]>,
    answers: &'a [f64],
    rows: usize,
    penalty: f64,
}

/// Of all rows at a point: the loss, its slopes, and the curvature where it was asked for.
#[derive(Clone)]
struct At {
    loss: f64,
    slopes: Vec<f64>,
    curvature: Vec<f64>,
}

impl Problem<'_> {
    fn solve(&self, intercept: f64, flat: f64) -> Result<Logistic, RidgeError> {
        let width = self.columns.len() + 1;
        let mut point = vec![0.0; width];
        point[width - 1] = intercept;
        let mut here = self.at(&point, true);
        let flat = flat * float(self.rows);
        for step in 0..STEPS {
            if here.slopes.iter().all(|slope| slope.abs() < flat) {
                let intercept = point.pop().unwrap_or_default();
                return Ok(Logistic { weights: point, intercept, steps: step });
            }
            let way = solve(&here.curvature, &here.slopes).ok_or(RidgeError::NotConverged)?;
            // Whole steps nearly always; halved until the loss falls.
            let downhill: f64 = way.iter().zip(&here.slopes).map(|(way, slope)| way * slope).sum();
            let mut length = 1.0;
            loop {
                let next: Vec<f64> = point.iter().zip(&way).map(|(at, way)| at - length * way).collect();
                let there = self.at(&next, true);
                if there.loss <= here.loss - 1e-4 * length * downhill || length < 1e-8 {
                    (point, here) = (next, there);
                    break;
                }
                length *= 0.5;
            }
        }
        Err(RidgeError::NotConverged)
    }

    fn at(&self, point: &[f64], curved: bool) -> At {
        let width = point.len();
        let tasks: Vec<usize> = (0..self.rows).step_by(TASK).collect();
        let sums: Vec<At> =
            tasks.into_par_iter().map(|from| self.part(from, (from + TASK).min(self.rows), point, curved)).collect();
        let mut total = At { loss: 0.0, slopes: vec![0.0; width], curvature: vec![0.0; width * width] };
        for sum in sums {
            total.loss += sum.loss;
            total.slopes.iter_mut().zip(&sum.slopes).for_each(|(total, slope)| *total += slope);
            total.curvature.iter_mut().zip(&sum.curvature).for_each(|(total, cell)| *total += cell);
        }
        for (nth, weight) in point[..width - 1].iter().enumerate() {
            total.loss += 0.5 * self.penalty * weight * weight;
            total.slopes[nth] += self.penalty * weight;
            total.curvature[nth * width + nth] += self.penalty;
        }
        total
    }

    fn part(&self, from: usize, to: usize, point: &[f64], curved: bool) -> At {
        let width = point.len();
        let sampled = self.rows > MANY;
        let mut sum =
            At { loss: 0.0, slopes: vec![0.0; width], curvature: vec![0.0; if curved { width * width } else { 0 }] };
        let (mut margin, mut off, mut weight, mut weighed) = ([0.0; ROWS], [0.0; ROWS], [0.0; ROWS], [0.0; ROWS]);
        for start in (from..to).step_by(ROWS) {
            let end = (start + ROWS).min(to);
            let rows = end - start;
            margin[..rows].fill(point[width - 1]);
            for (column, by) in self.columns.iter().zip(point) {
                margin[..rows].iter_mut().zip(&column[start..end]).for_each(|(margin, value)| *margin += by * value);
            }
            // One logarithm of a product instead of a sum of logarithms: each factor is at most two.
            let mut product = 1.0;
            for row in 0..rows {
                let (margin, answer) = (margin[row], self.answers[start + row]);
                let rest = (-margin.abs()).exp();
                let sure = 1.0 / (1.0 + rest);
                let chance = if margin >= 0.0 { sure } else { rest * sure };
                product *= 1.0 + rest;
                sum.loss += margin.max(0.0) - answer * margin;
                off[row] = chance - answer;
                weight[row] = rest * sure * sure;
            }
            sum.loss += product.ln();
            for (slope, column) in sum.slopes.iter_mut().zip(&self.columns) {
                *slope += dot(&column[start..end], &off[..rows]);
            }
            sum.slopes[width - 1] += off[..rows].iter().sum::<f64>();
            if !curved || (sampled && !(start / ROWS).is_multiple_of(SAMPLED)) {
                continue;
            }
            let scale = if sampled { float(SAMPLED) } else { 1.0 };
            for (nth, column) in self.columns.iter().enumerate() {
                for row in 0..rows {
                    weighed[row] = weight[row] * column[start + row] * scale;
                }
                for (other, column) in self.columns[..=nth].iter().enumerate() {
                    sum.curvature[nth * width + other] += dot(&column[start..end], &weighed[..rows]);
                }
                sum.curvature[(width - 1) * width + nth] += weighed[..rows].iter().sum::<f64>();
            }
            sum.curvature[width * width - 1] += weight[..rows].iter().sum::<f64>() * scale;
        }
        sum
    }
}

/// Eight sums beside each other, in a fixed order.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0; 8];
    let (a8, b8) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest: f64 = a8.remainder().iter().zip(b8.remainder()).map(|(a, b)| a * b).sum();
    for (a, b) in a8.zip(b8) {
        for nth in 0..8 {
            sums[nth] += a[nth] * b[nth];
        }
    }
    sums.iter().sum::<f64>() + rest
}

/// Solves a symmetric positive definite system given by its lower half (Cholesky). `None` where it is not.
fn solve(lower: &[f64], right: &[f64]) -> Option<Vec<f64>> {
    let n = right.len();
    let mut l = lower.to_vec();
    for column in 0..n {
        for row in column..n {
            let sum: f64 = (0..column).map(|nth| l[row * n + nth] * l[column * n + nth]).sum();
            let left = l[row * n + column] - sum;
            if row == column {
                if left <= 0.0 || !left.is_finite() {
                    return None;
                }
                l[row * n + column] = left.sqrt();
            } else {
                l[row * n + column] = left / l[column * n + column];
            }
        }
    }
    let mut x = right.to_vec();
    for row in 0..n {
        let sum: f64 = (0..row).map(|nth| l[row * n + nth] * x[nth]).sum();
        x[row] = (x[row] - sum) / l[row * n + row];
    }
    for row in (0..n).rev() {
        let sum: f64 = (row + 1..n).map(|nth| l[nth * n + row] * x[nth]).sum();
        x[row] = (x[row] - sum) / l[row * n + row];
    }
    Some(x)
}

impl Logistic {
    /// The log-odds of a row.
    #[must_use]
    pub fn margin(&self, row: ArrayView1<'_, f64>) -> f64 {
        self.intercept + row.iter().zip(&self.weights).map(|(value, weight)| value * weight).sum::<f64>()
    }
}

impl PredictInplace<Array2<f64>, Array1<f64>> for Logistic {
    fn predict_inplace(&self, rows: &Array2<f64>, chances: &mut Array1<f64>) {
        for (row, chance) in rows.outer_iter().zip(chances.iter_mut()) {
            *chance = 1.0 / (1.0 + (-self.margin(row)).exp());
        }
    }

    fn default_target(&self, rows: &Array2<f64>) -> Array1<f64> {
        Array1::zeros(rows.nrows())
    }
}
