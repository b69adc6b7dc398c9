//! Fits what the bench asks for, line by line: what is asked comes on standard input, what was found and how long it took goes to
//! standard output, as JSON.
//!
//! `fit_scores HISTORIES ROWS COLUMNS TABLE`: histories as rows of `repeats,last,age`; a table of eight-byte floats, its columns
//! and then the answer, row by row. Then lines of `bg`, `mbg`, `pareto`, `logistic` or `groups` (six, twenty
//! steps from the first six rows).
#![allow(clippy::print_stdout, reason = "the figures are the point")]
#![allow(clippy::disallowed_methods, reason = "it measures time, and nothing depends on the figure")]

use linfa::{Dataset, ParamGuard, traits::Fit};
use ndarray::{Array1, Array2, Axis};
use regulars_insight::{
    KMeans,
    scores::lead::Ridge,
    value::{Fitted, History, fit_buying, fit_pareto},
};
use std::{error::Error, io::BufRead, time::Instant};

type Failed = Box<dyn Error>;

fn main() -> Result<(), Failed> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [histories, rows, columns, table] = arguments.as_slice() else {
        return Err("usage: fit_scores HISTORIES ROWS COLUMNS TABLE".into());
    };
    let histories = read_histories(histories)?;
    let dataset = read_table(table, rows.parse()?, columns.parse()?)?;
    for line in std::io::stdin().lock().lines() {
        let started = Instant::now();
        let (parameters, log_likelihood) = match line?.as_str() {
            "bg" => told(fit_buying(&histories, false, false), |model| [model.r, model.alpha, model.a, model.b])?,
            "mbg" => told(fit_buying(&histories, true, false), |model| [model.r, model.alpha, model.a, model.b])?,
            "pareto" => told(fit_pareto(&histories), |model| [model.r, model.alpha, model.s, model.beta])?,
            "logistic" => {
                let fitted = Ridge::default().check_ref()?.fit(&dataset)?;
                (fitted.weights.to_vec(), fitted.intercept)
            }
            "groups" => {
                let starts = dataset.records.select(Axis(0), &[0, 1, 2, 3, 4, 5]);
                let fitted = KMeans::new(6).starts(starts).steps(20).tolerance(0.0).check()?.fit(&dataset)?;
                let away = fitted.inertia(&dataset.records);
                (fitted.middles.iter().copied().collect(), away)
            }
            other => return Err(format!("what is {other}?").into()),
        };
        let seconds = started.elapsed().as_secs_f64();
        println!("{}", serde_json::json!({"seconds": seconds, "parameters": parameters, "last": log_likelihood}));
    }
    Ok(())
}

fn told<M>(fitted: Option<Fitted<M, 4>>, of: impl Fn(&M) -> [f64; 4]) -> Result<(Vec<f64>, f64), Failed> {
    let fitted = fitted.filter(|fitted| fitted.converged).ok_or("it did not converge")?;
    Ok((of(&fitted.model).to_vec(), fitted.log_likelihood))
}

fn read_histories(path: &str) -> Result<Vec<History>, Failed> {
    let text = std::fs::read_to_string(path)?;
    text.lines()
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            let [repeats, last, age] = cells.as_slice() else { return Err("three cells in each row".into()) };
            Ok(History { repeats: repeats.parse()?, last: last.parse()?, age: age.parse()? })
        })
        .collect()
}

fn read_table(path: &str, rows: usize, columns: usize) -> Result<Dataset<f64, bool, ndarray::Ix1>, Failed> {
    let bytes = std::fs::read(path)?;
    let all: Vec<f64> =
        bytes.chunks_exact(8).map(|eight| eight.try_into().map(f64::from_le_bytes)).collect::<Result<_, _>>()?;
    let whole = Array2::from_shape_vec((rows, columns + 1), all)?;
    let answers: Array1<bool> = whole.column(columns).iter().map(|answer| *answer > 0.5).collect();
    let (records, _) = whole.view().split_at(Axis(1), columns);
    Ok(Dataset::new(records.to_owned(), answers))
}
