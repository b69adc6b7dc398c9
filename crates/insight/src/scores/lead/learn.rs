//! Learns who answers yes: which columns may be used, which of two models is better on the latest rows, how good it is there.

use super::{
    super::accuracy::{Accuracy, accuracy},
    boosted::Boosted,
    calibrate::{Calibration, chance, slope, trust},
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
    /// The chosen one on the latest rows, having learnt from those before and been set right by the latest of those.
    pub judged: Accuracy,
    /// `None`: not surely better than a coin, not to be used.
    pub grade: Option<Grade>,
    coding: Coding,
    /// The mean of each number, for reasons.
    means: Vec<f64>,
    calibration: Calibration,
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
    let cuts = Cuts::by_share(table.rows());
    let attempt = Attempt::at(table, insisted, &[], cuts)?;
    attempt.on_all()
}

/// Where rows in the order of their dates are cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cuts {
    /// From here on rows say how high chances are to be, having been told by those before.
    pub(super) level: usize,
    /// From here on they judge.
    pub(super) judge: usize,
}

impl Cuts {
    fn by_share(rows: usize) -> Self {
        let judge = rows - rows * LATEST / 100;
        Self { level: judge - judge * LATEST / 100, judge }
    }

    /// At the days on which people were looked at, where `starts` are the first rows of each; by their share where too little
    /// was known on any but the last.
    pub(super) fn at(outcome: &[bool], starts: &[usize]) -> Self {
        match *starts {
            [.., level, judge] if tells(&outcome[..judge]) && judge < outcome.len() => Self { level, judge },
            _ => Self::by_share(outcome.len()),
        }
    }
}

/// Whether there are enough of either answer for a first guess.
fn tells(outcome: &[bool]) -> bool {
    let yes = hits(outcome);
    yes >= LEAST_YES / 2 && outcome.len() - yes >= LEAST_YES / 2
}

/// What was learnt from all rows but the latest, and how it did on those.
pub(super) struct Attempt {
    table: Table,
    leaks: Vec<Leak>,
    used: Vec<usize>,
    pub(super) cuts: Cuts,
    trees_win: bool,
    contest: [Option<f64>; 2],
    /// Of the chosen model on the latest rows.
    pub(super) judged: Accuracy,
    /// Its log-odds there.
    margins: Vec<f64>,
    /// How far its log-odds are to be spread.
    slope: f64,
}

impl Attempt {
    /// Learns from the rows before the latest. `told`: columns that are known to give the answer away.
    pub(super) fn at(table: &Table, insisted: &[usize], told: &[usize], cuts: Cuts) -> Result<Self, NotLearnt> {
        let rows = table.rows();
        let yes = hits(&table.outcome);
        if yes < LEAST_YES || rows - yes < LEAST_YES {
            return Err(NotLearnt::TooFew { yes, rows });
        }
        let leaks = leaks(table, insisted, told);
        let used: Vec<usize> =
            (0..table.columns.len()).filter(|nth| leaks.iter().all(|leak| leak.column != *nth)).collect();
        let left_out: Vec<usize> = leaks.iter().map(|leak| leak.column).collect();
        let table = table.without(&left_out);
        let came = &table.outcome[cuts.judge..];
        let auc = |tried: &Tried| accuracy(&tried.then, came).and_then(|ranked| ranked.auc);
        let ridge = Tried::of(&table, cuts.judge, cuts.judge..rows, false)?;
        let trees = Tried::of(&table, cuts.judge, cuts.judge..rows, true).ok();
        let contest = [auc(&ridge), trees.as_ref().and_then(auc)];
        let (chosen, trees_win) = match (trees, contest) {
            (Some(trees), [Some(by_weights), Some(by_trees)]) if by_trees >= by_weights + WINS_BY => (trees, true),
            _ => (ridge, false),
        };
        // How high chances have to be is told by the latest rows of those that were learnt from.
        let before = &table.outcome[..cuts.judge];
        let trust = match tells(&before[..cuts.level])
            .then(|| Tried::of(&table, cuts.level, cuts.level..cuts.judge, trees_win))
        {
            Some(Ok(older)) => trust(&older.then, &before[cuts.level..]),
            // Where the rows before tell nothing, nothing is known of how things change.
            _ => 0.0,
        };
        let slope = apart(&table, cuts.judge, trees_win).map_or(1.0, |margins| slope(&margins, before));
        let calibration = Calibration::of(slope, trust, &chosen.own, before, cuts.level);
        let chances: Vec<f64> = chosen.then.iter().map(|margin| calibration.chance(*margin)).collect();
        let judged = accuracy(&chances, came).filter(|judged| judged.auc.is_some()).ok_or(NotLearnt::NothingToJudge)?;
        Ok(Self { leaks, used, cuts, trees_win, contest, judged, margins: chosen.then, slope, table })
    }

    /// The chosen model, learnt from all rows: its chances are as high as the latest rows say.
    pub(super) fn on_all(self) -> Result<Learnt, NotLearnt> {
        let Self { table, leaks, used, cuts, trees_win, contest, judged, margins, slope } = self;
        let all: Vec<usize> = (0..table.rows()).collect();
        let coding = Coding::learn(&table, &all);
        let numbers = coding.numbers(&table, &all);
        let model = Model::fit(&numbers, &table.outcome, trees_win)?;
        let means = numbers.columns().into_iter().map(|column| column.mean().unwrap_or(0.0)).collect();
        let trust = trust(&margins, &table.outcome[cuts.judge..]);
        let calibration = Calibration::of(slope, trust, &model.margins(&numbers), &table.outcome, cuts.judge);
        Ok(Learnt { leaks, used, model, contest, grade: Grade::of(&judged), judged, coding, means, calibration })
    }
}

/// Log-odds by a model that learnt from some rows: of those, and of others.
struct Tried {
    own: Vec<f64>,
    then: Vec<f64>,
}

impl Tried {
    /// Learnt from so many of the first rows.
    fn of(table: &Table, learnt: usize, then: std::ops::Range<usize>, trees: bool) -> Result<Self, NotLearnt> {
        let rows: Vec<usize> = (0..learnt).collect();
        let coding = Coding::learn(table, &rows);
        let numbers = coding.numbers(table, &rows);
        if numbers.ncols() == 0 {
            return Err(NotLearnt::NothingKnown);
        }
        let model = Model::fit(&numbers, &table.outcome[..learnt], trees)?;
        let then = model.margins(&coding.numbers(table, &then.collect::<Vec<_>>()));
        Ok(Self { own: model.margins(&numbers), then })
    }
}

/// Parts that are each asked of what was learnt from the others.
const FOLDS: usize = 5;

/// Log-odds of so many of the first rows, each by a model that did not learn from it.
fn apart(table: &Table, rows: usize, trees: bool) -> Result<Vec<f64>, NotLearnt> {
    let mut found = vec![0.0; rows];
    let parts = dealt(&table.outcome[..rows], FOLDS);
    for fold in 0..FOLDS {
        let (rest, part): (Vec<usize>, Vec<usize>) = (0..rows).partition(|row| parts[*row] != fold);
        let coding = Coding::learn(table, &rest);
        let answers: Vec<bool> = rest.iter().map(|row| table.outcome[*row]).collect();
        let model = Model::fit(&coding.numbers(table, &rest), &answers, trees)?;
        let margins = model.margins(&coding.numbers(table, &part));
        part.iter().zip(margins).for_each(|(row, margin)| found[*row] = margin);
    }
    Ok(found)
}

impl Model {
    fn fit(numbers: &Array2<f64>, answers: &[bool], trees: bool) -> Result<Self, NotLearnt> {
        match trees {
            true => {
                Boosted::fit(numbers, answers).map(|trees| Self::Trees(Box::new(trees))).ok_or(NotLearnt::NotConverged)
            }
            false => ridge(numbers, answers).map(Self::Ridge),
        }
    }

    /// The log-odds of each row.
    fn margins(&self, numbers: &Array2<f64>) -> Vec<f64> {
        match self {
            Self::Ridge(model) => margins(model, numbers),
            Self::Trees(trees) => trees.margins(numbers),
        }
    }
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
        let Calibration { shift, slope } = self.calibration;
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

fn hits(outcome: &[bool]) -> usize {
    outcome.iter().filter(|yes| **yes).count()
}
