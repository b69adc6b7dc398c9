//! Learns who answers yes: which columns may be used, which of two models is better on the latest rows, how good it is there.

use super::{
    super::accuracy::{Accuracy, accuracy},
    boosted::Boosted,
    leak::{Leak, leaks},
    logistic::{Logistic, Ridge, RidgeError},
    table::{Coding, Table},
};
use linfa::{DatasetBase, ParamGuard, traits::Fit};
use ndarray::{Array1, Array2};

/// Fewer who said yes teach nothing.
pub const LEAST_YES: usize = 20;
/// Out of a hundred rows, so many of the latest judge what was learnt from those before.
const LATEST: usize = 30;
/// By so much the trees must be better there.
const WINS_BY: f64 = 0.01;

/// How good a score is, by its area under the curve on rows later than all it learnt from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// From .80.
    A,
    /// From .70.
    B,
    /// From .60.
    C,
    /// Better than a coin.
    D,
}

impl Grade {
    /// `None` where it is not surely better than a coin.
    #[must_use]
    pub fn of(judged: &Accuracy) -> Option<Self> {
        let auc = judged.auc?;
        // Hanley and McNeil 1982: how far it would be off by chance.
        let (yes, no) = (f64::from(judged.came), f64::from(judged.people - judged.came));
        let (q1, q2) = (auc / (2.0 - auc), 2.0 * auc * auc / (1.0 + auc));
        let square = auc * (1.0 - auc) + (yes - 1.0) * (q1 - auc * auc) + (no - 1.0) * (q2 - auc * auc);
        let off = (square / (yes * no)).max(0.0).sqrt();
        match auc {
            auc if auc - 1.96 * off <= 0.5 => None,
            auc if auc >= 0.8 => Some(Self::A),
            auc if auc >= 0.7 => Some(Self::B),
            auc if auc >= 0.6 => Some(Self::C),
            _ => Some(Self::D),
        }
    }
}

/// Which model answers.
pub enum Model {
    /// Weights that add up.
    Ridge(Logistic),
    /// Trees: taken only where they are clearly better on the latest rows.
    Trees(Box<Boosted>),
}

/// What was learnt.
pub struct Learnt {
    /// Columns that are left out since they are nearly the answer.
    pub leaks: Vec<Leak>,
    /// The columns used, by their place in the table.
    pub used: Vec<usize>,
    /// The model, learnt on all rows.
    pub model: Model,
    /// The area under the curve of the ridge regression and of the trees on the latest rows.
    pub contest: [Option<f64>; 2],
    /// The chosen one on the latest rows, having learnt from those before.
    pub judged: Accuracy,
    /// `None`: not surely better than a coin, not to be used.
    pub grade: Option<Grade>,
    coding: Coding,
    /// The mean of each number, for reasons.
    means: Vec<f64>,
    /// From log-odds to calibrated log-odds.
    calibration: [f64; 2],
}

/// Why nothing was learnt.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotLearnt {
    /// Too few said yes, or too few said no.
    #[error("{yes} of {rows} people are not enough to learn from: at least {LEAST_YES} are needed on either side")]
    TooFew {
        /// Who said yes.
        yes: usize,
        /// All.
        rows: usize,
    },
    /// The latest rows, or those before, hold only one answer.
    #[error("among the earliest or among the latest people nobody, or everybody, did it: a score cannot be judged")]
    NothingToJudge,
    /// Nothing differs between people.
    #[error("nothing that is known of these people differs between them")]
    NothingKnown,
    /// The search did not end.
    #[error("the figures fit no pattern the model knows")]
    NotConverged,
}

/// Learns from rows in the order of their dates. Columns in `insisted` are used even if they are nearly the answer.
///
/// # Errors
///
/// [`NotLearnt`], in words.
pub fn learn(table: &Table, insisted: &[usize]) -> Result<Learnt, NotLearnt> {
    learn_but(table, insisted, &[])
}

/// The same where some columns are known to give the answer away.
pub(super) fn learn_but(table: &Table, insisted: &[usize], told: &[usize]) -> Result<Learnt, NotLearnt> {
    let rows = table.rows();
    let yes = table.outcome.iter().filter(|yes| **yes).count();
    if yes < LEAST_YES || rows - yes < LEAST_YES {
        return Err(NotLearnt::TooFew { yes, rows });
    }
    let leaks = leaks(table, insisted, told);
    let used: Vec<usize> =
        (0..table.columns.len()).filter(|nth| leaks.iter().all(|leak| leak.column != *nth)).collect();
    let left_out: Vec<usize> = leaks.iter().map(|leak| leak.column).collect();
    let table = table.without(&left_out);
    let cut = rows - rows * LATEST / 100;
    let (before, latest): (Vec<usize>, Vec<usize>) = ((0..cut).collect(), (cut..rows).collect());
    let came: Vec<bool> = latest.iter().map(|row| table.outcome[*row]).collect();
    let coding = Coding::learn(&table, &before);
    let (numbers, answers) = (coding.numbers(&table, &before), outcomes(&table, &before));
    if numbers.ncols() == 0 {
        return Err(NotLearnt::NothingKnown);
    }
    let then = coding.numbers(&table, &latest);
    let judge = |margins: &[f64]| {
        let chances: Vec<f64> = margins.iter().map(|margin| chance(*margin)).collect();
        accuracy(&chances, &came).filter(|judged| judged.auc.is_some()).ok_or(NotLearnt::NothingToJudge)
    };
    let ridge = ridge(&numbers, &answers)?;
    let ridge_judged = judge(&margins(&ridge, &then))?;
    let trees_judged = match Boosted::fit(&numbers, &answers) {
        Some(trees) => Some(judge(&trees.margins(&then))?),
        None => None,
    };
    let contest = [ridge_judged.auc, trees_judged.as_ref().and_then(|judged| judged.auc)];
    let trees_win = matches!(contest, [Some(ridge), Some(trees)] if trees >= ridge + WINS_BY);
    let judged = match trees_judged {
        Some(judged) if trees_win => judged,
        _ => ridge_judged,
    };

    let all: Vec<usize> = (0..rows).collect();
    let coding = Coding::learn(&table, &all);
    let (numbers, answers) = (coding.numbers(&table, &all), outcomes(&table, &all));
    let model = if trees_win {
        Model::Trees(Box::new(Boosted::fit(&numbers, &answers).ok_or(NotLearnt::NotConverged)?))
    } else {
        Model::Ridge(self::ridge(&numbers, &answers)?)
    };
    let means = numbers.columns().into_iter().map(|column| column.mean().unwrap_or(0.0)).collect();
    let calibration = calibrate(&table, trees_win)?;
    Ok(Learnt { leaks, used, model, contest, grade: Grade::of(&judged), judged, coding, means, calibration })
}

/// What one row's score is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Scored {
    /// The calibrated chance.
    pub chance: f64,
    /// Its log-odds, less those everybody starts from.
    pub above: f64,
    /// By column of the table that was used: what it adds. Sums to `above`.
    pub reasons: Vec<f64>,
}

impl Learnt {
    /// Scores of rows of a table with the same columns.
    #[must_use]
    pub fn score(&self, table: &Table, rows: &[usize]) -> Vec<Scored> {
        let left_out: Vec<usize> = self.leaks.iter().map(|leak| leak.column).collect();
        let table = table.without(&left_out);
        let numbers = self.coding.numbers(&table, rows);
        let origins = self.coding.origins();
        let [shift, slope] = self.calibration;
        let columns = table.columns.len();
        let of = |shares: &mut dyn Iterator<Item = f64>, start: f64| {
            let mut reasons = vec![0.0; columns];
            shares.zip(&origins).for_each(|(share, origin)| reasons[*origin] += slope * share);
            let above: f64 = reasons.iter().sum();
            Scored { chance: chance(slope.mul_add(start, shift) + above), above, reasons }
        };
        match &self.model {
            Model::Ridge(model) => {
                let start = model.intercept
                    + model.weights.iter().zip(&self.means).map(|(weight, mean)| weight * mean).sum::<f64>();
                numbers
                    .outer_iter()
                    .map(|row| {
                        let shares = row
                            .iter()
                            .zip(&self.means)
                            .zip(&model.weights)
                            .map(|((value, mean), weight)| weight * (value - mean));
                        of(&mut shares.into_iter(), start)
                    })
                    .collect()
            }
            Model::Trees(trees) => {
                let shares = trees.shares(&numbers);
                shares.iter().map(|row| of(&mut row[..row.len() - 1].iter().copied(), row[row.len() - 1])).collect()
            }
        }
    }
}

/// Parts that are each judged by what was learnt from the others.
const FOLDS: usize = 5;

/// Platt 1999: a slope and a shift that make log-odds of rows nothing was learnt from as high as what came.
fn calibrate(table: &Table, trees: bool) -> Result<[f64; 2], NotLearnt> {
    let mut margins_of = vec![0.0; table.rows()];
    let parts = dealt(&table.outcome, FOLDS);
    for fold in 0..FOLDS {
        let (rest, part): (Vec<usize>, Vec<usize>) = (0..table.rows()).partition(|row| parts[*row] != fold);
        let coding = Coding::learn(table, &rest);
        let (numbers, answers) = (coding.numbers(table, &rest), outcomes(table, &rest));
        let then = coding.numbers(table, &part);
        let found = if trees {
            Boosted::fit(&numbers, &answers).ok_or(NotLearnt::NotConverged)?.margins(&then)
        } else {
            margins(&ridge(&numbers, &answers)?, &then)
        };
        part.iter().zip(found).for_each(|(row, margin)| margins_of[*row] = margin);
    }
    let one = Array2::from_shape_vec((table.rows(), 1), margins_of).unwrap_or_default();
    let fitted = Ridge::default().penalty(1e-3).check().map_err(|_| NotLearnt::NotConverged)?;
    let fitted =
        fitted.fit(&DatasetBase::new(one, Array1::from(table.outcome.clone()))).map_err(|_| NotLearnt::NotConverged)?;
    // A slope the wrong way round would turn the order: then nothing was learnt, and everybody has the same chance.
    Ok([fitted.intercept, fitted.weights.first().copied().unwrap_or(0.0).max(0.0)])
}

/// Which part each row goes to, so that every part has its share of either answer, in whatever order they come.
pub(super) fn dealt(outcome: &[bool], parts: usize) -> Vec<usize> {
    let mut seen = [0; 2];
    let deal = |yes: &bool| {
        let seen = &mut seen[usize::from(*yes)];
        *seen += 1;
        (*seen - 1) % parts
    };
    outcome.iter().map(deal).collect()
}

fn ridge(numbers: &Array2<f64>, answers: &[bool]) -> Result<Logistic, NotLearnt> {
    let data = DatasetBase::new(numbers.view(), Array1::from(answers.to_vec()));
    let checked = Ridge::default().check().map_err(|_| NotLearnt::NotConverged)?;
    checked.fit(&data).map_err(|error| match error {
        RidgeError::OneAnswer => NotLearnt::NothingToJudge,
        _ => NotLearnt::NotConverged,
    })
}

pub(super) fn margins(model: &Logistic, numbers: &Array2<f64>) -> Vec<f64> {
    numbers.outer_iter().map(|row| model.margin(row)).collect()
}

fn outcomes(table: &Table, rows: &[usize]) -> Vec<bool> {
    rows.iter().map(|row| table.outcome[*row]).collect()
}

fn chance(margin: f64) -> f64 {
    1.0 / (1.0 + (-margin).exp())
}
