//! Columns that give the answer away: nearly the answer itself, or filled in only once it is known. A score made of them looks
//! excellent and says nothing of anybody who has not answered yet.

use super::{
    super::accuracy::accuracy,
    logistic::Ridge,
    table::{Coding, Column, Table, Values},
};
use crate::stats::float;
use linfa::{DatasetBase, ParamGuard, traits::Fit};
use ndarray::Array1;

/// Why a column is left out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Why {
    /// It alone tells yes from no so often.
    NearlyTheAnswer(f64),
    /// It is known of nearly nobody who said no, and of many who said yes.
    FilledOnlyAfter,
    /// A score with it is better by so much than one of all the other columns: it knows what they cannot.
    KnowsTooMuch(f64),
}

/// A column that gives the answer away.
#[derive(Debug, Clone, PartialEq)]
pub struct Leak {
    /// Its place in the table.
    pub column: usize,
    /// What it is called.
    pub name: String,
    /// Why it is left out.
    pub why: Why,
}

/// One column alone.
const NEARLY: f64 = 0.9;
/// From so good alone on, the score is tried without it.
const SUSPECT: f64 = 0.7;
/// So much of the area under the curve.
const TOO_MUCH: f64 = 0.1;
/// Rows a score with and without a column is compared on.
const MOST_ROWS: usize = 50_000;

/// Columns of a table that give the answer away, but for those a person insists on. `told`: those that are known to.
pub(super) fn leaks(table: &Table, insisted: &[usize], told: &[usize]) -> Vec<Leak> {
    let rows: Vec<usize> = (0..table.rows()).step_by(table.rows().div_ceil(MOST_ROWS).max(1)).collect();
    let came: Vec<bool> = rows.iter().map(|row| table.outcome[*row]).collect();
    let alone: Vec<f64> = table.columns.iter().map(|column| alone(column, &rows, &came)).collect();
    let mut whole = None;
    let mut found = Vec::new();
    for (nth, column) in table.columns.iter().enumerate().filter(|(nth, _)| !insisted.contains(nth)) {
        let why = if told.contains(&nth) || filled_after(column, &rows, &came) {
            Some(Why::FilledOnlyAfter)
        } else if alone[nth] >= NEARLY {
            Some(Why::NearlyTheAnswer(alone[nth]))
        } else if alone[nth] >= SUSPECT {
            let with = *whole.get_or_insert_with(|| together(&table.without(told), &rows, &came));
            let without = together(&table.without(&[told, &[nth]].concat()), &rows, &came);
            (with - without >= TOO_MUCH).then_some(Why::KnowsTooMuch(with - without))
        } else {
            None
        };
        found.extend(why.map(|why| Leak { column: nth, name: column.name.clone(), why }));
    }
    found
}

/// How well one column alone tells yes from no, whichever way round.
fn alone(column: &Column, rows: &[usize], came: &[bool]) -> f64 {
    let auc = |values: &[f64], came: &[bool]| accuracy(values, came).and_then(|all| all.auc).unwrap_or(0.5);
    match &column.values {
        Values::Numbers(numbers) => {
            // That something is known at all may tell more than what it is.
            let is_known: Vec<f64> = rows.iter().map(|row| f64::from(u8::from(column.known(*row)))).collect();
            let known = rows.iter().zip(came).map(|(row, came)| (numbers[*row], *came));
            let (values, of_known): (Vec<f64>, Vec<bool>) = known.filter(|(number, _)| number.is_finite()).unzip();
            let best = [auc(&values, &of_known), auc(&is_known, came)].map(|auc| auc.max(1.0 - auc));
            best[0].max(best[1])
        }
        Values::Words { codes, words } => {
            // Each half by how those of the other half with the same word answered: of its own answers it knows nothing.
            let halves = super::learn::dealt(came, 2);
            let mut counts = vec![[[0.0; 2]; 2]; words.len() + 1];
            for ((row, came), half) in rows.iter().zip(came).zip(&halves) {
                counts[codes[*row] as usize][*half][usize::from(*came)] += 1.0;
            }
            let yes = came.iter().filter(|came| **came).count();
            let share = float(yes) / float(came.len().max(1));
            let of = |half: usize| {
                let part = rows.iter().zip(came).zip(&halves).filter(|(_, of)| **of == half);
                let (values, came): (Vec<f64>, Vec<bool>) = part
                    .map(|((row, came), _)| {
                        let [no, yes] = counts[codes[*row] as usize][1 - half];
                        ((yes + share) / (yes + no + 1.0), *came)
                    })
                    .unzip();
                auc(&values, &came)
            };
            0.5 * (of(0) + of(1))
        }
    }
}

/// Whether a column is known of those who said yes and of nearly nobody who said no.
fn filled_after(column: &Column, rows: &[usize], came: &[bool]) -> bool {
    let known = |answer: bool| {
        let of = rows.iter().zip(came).filter(|(_, came)| **came == answer);
        of.fold([0, 0], |[known, all], (row, _)| [known + usize::from(column.known(*row)), all + 1])
    };
    only_after(known(true), known(false))
}

/// Known, and all: of at least a fifth of those who said yes, and of fewer than one in a hundred who said no.
pub(super) fn only_after([yes_known, yes]: [usize; 2], [no_known, no]: [usize; 2]) -> bool {
    yes_known >= 10 && 5 * yes_known >= yes && 100 * no_known < no
}

/// How well all columns together tell yes from no, on half of the rows, learnt from the other half.
fn together(table: &Table, rows: &[usize], came: &[bool]) -> f64 {
    let halves = super::learn::dealt(came, 2);
    let (learn, judge): (Vec<usize>, Vec<usize>) = (0..rows.len()).partition(|nth| halves[*nth] == 0);
    let of = |nths: &[usize]| -> (Vec<usize>, Vec<bool>) { nths.iter().map(|nth| (rows[*nth], came[*nth])).unzip() };
    let ((learn, learnt), (judge, judged)) = (of(&learn), of(&judge));
    let coding = Coding::learn(table, &learn);
    let data = DatasetBase::new(coding.numbers(table, &learn), Array1::from(learnt));
    let Ok(model) = Ridge::default().check().and_then(|checked| checked.fit(&data)) else { return 0.5 };
    let margins = super::learn::margins(&model, &coding.numbers(table, &judge));
    accuracy(&margins, &judged).and_then(|all| all.auc).unwrap_or(0.5)
}
