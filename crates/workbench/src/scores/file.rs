//! A list of purchases put through the published models, without a vault: so that anybody can check them against a paper.

use super::listed::Listed;
use crate::{
    Workbench,
    progress::Progress,
    views::{FileModel, FileScoreRequest, FileScoreView, HoldoutView, Parameter, SpendingView, TimeUnit},
};
use regulars_insight::{
    scores::Purchases,
    value::{Buying, Fitted, Forecast, History, Pareto, Spent, fit_buying, fit_pareto, fit_spending},
};
use regulars_model::{Code, Currency, Day, Problem};
use std::path::Path;

impl Workbench {
    /// Fits a model of buying to a file of purchases: customer, day, and amount where there is one. Nothing is kept.
    ///
    /// # Errors
    /// When the file cannot be read as such, or holds too little to fit anything to.
    pub fn score_file(
        &self,
        path: &Path,
        ask: &FileScoreRequest,
        progress: Progress<'_>,
    ) -> Result<FileScoreView, Problem> {
        let read = Listed::read(path, self.workbooks.clone(), progress)?;
        let purchases = Purchases::listed(read.rows);
        let Some((from, to)) = purchases.span() else { return Err(empty()) };
        let end = match &ask.calibration_end {
            None => to,
            Some(text) => {
                let end = text.parse().map(Day::from_date).map_err(|_| {
                    Problem::new(Code::Usage, format!("“{text}” is no day."), "Write it as 2026-11-23.")
                })?;
                if end < from || end > to {
                    let hint = format!("The purchases in this file are from {from} to {to}.");
                    return Err(Problem::new(Code::Usage, "Nothing can be learnt up to that day.", hint));
                }
                end
            }
        };
        let unit = match ask.time_unit {
            TimeUnit::Days => 1.0,
            TimeUnit::Weeks => 7.0,
        };
        let histories: Vec<History> = purchases.map(end, |buyer| {
            let History { repeats, last, age } = buyer.history(end);
            History { repeats, last: last / unit, age: age / unit }
        });
        if histories.iter().all(|history| history.repeats == 0) {
            return Err(nobody_came_back(end));
        }
        let fitted = Told::fit(ask.model, &histories).filter(|fitted| fitted.log_likelihood().is_finite());
        let Some(fitted) = fitted else { return Err(no_pattern()) };
        let spent: Vec<Spent> = purchases
            .map(end, |buyer| {
                let paid: Vec<i64> = buyer.spent[1..].iter().copied().filter(|spent| *spent > 0).collect();
                let sum = paid.iter().fold(0i64, |sum, spent| sum.saturating_add(*spent));
                let repeats = u32::try_from(paid.len()).unwrap_or(u32::MAX);
                (repeats > 0).then(|| Spent { repeats, mean: major(sum, read.currency) / f64::from(repeats) })
            })
            .into_iter()
            .flatten()
            .collect();
        let spending = fit_spending(&spent, false).filter(|_| read.priced).and_then(|fitted| {
            let parameters = [("p", fitted.model.p), ("q", fitted.model.q), ("v", fitted.model.v)];
            let told = fitted.log_likelihood.is_finite() && parameters.iter().all(|(_, value)| value.is_finite());
            told.then(|| SpendingView {
                parameters: parameters.map(Parameter::from).into(),
                log_likelihood: fitted.log_likelihood,
                converged: fitted.converged,
                customers: count(spent.len()),
                mean: fitted.model.overall(),
            })
        });
        let holdout = (end < to).then(|| {
            let days = to.0.saturating_sub(end.0);
            let within = f64::from(days) / unit;
            let (mut said, mut came, mut off, mut square) = (0.0, 0.0, 0.0, 0.0);
            let mut next = histories.iter();
            for nth in 0..purchases.len() {
                if purchases.buyer(nth, end).is_none() {
                    continue;
                }
                let Some(history) = next.next() else { break };
                let expected = fitted.purchases(*history, within);
                let bought = f64::from(purchases.between(nth, end, to).0);
                said += expected;
                came += bought;
                off += (expected - bought).abs();
                square += (expected - bought).powi(2);
            }
            let people = f64::from(count(histories.len()));
            HoldoutView {
                days: days.unsigned_abs(),
                said,
                came,
                mean_absolute_error: off / people,
                root_mean_square_error: (square / people).sqrt(),
            }
        });
        Ok(FileScoreView {
            model: ask.model,
            time_unit: ask.time_unit,
            rows: read.read,
            rows_not_used: read.not_used,
            customers: count(histories.len()),
            repeat_customers: count(histories.iter().filter(|history| history.repeats > 0).count()),
            from: from.to_string(),
            to: to.to_string(),
            calibration_end: end.to_string(),
            columns: read.columns,
            parameters: fitted.parameters(),
            log_likelihood: fitted.log_likelihood(),
            converged: fitted.converged(),
            evaluations: fitted.evaluations(),
            spending,
            holdout,
        })
    }
}

/// What was fitted, whichever model it was.
enum Told {
    Buying(Fitted<Buying, 4>, Forecast),
    Pareto(Fitted<Pareto, 4>),
}

impl Told {
    fn fit(model: FileModel, histories: &[History]) -> Option<Self> {
        let at_once = match model {
            FileModel::Pareto => return fit_pareto(histories).map(Self::Pareto),
            FileModel::Mbg => true,
            FileModel::Bg => false,
        };
        let fitted = fit_buying(histories, at_once, false)?;
        let forecast = Forecast::new(fitted.model, histories.iter().map(|history| history.repeats));
        Some(Self::Buying(fitted, forecast))
    }

    fn parameters(&self) -> Vec<Parameter> {
        let named = match self {
            Self::Buying(Fitted { model: Buying { r, alpha, a, b, .. }, .. }, _) => {
                [("r", *r), ("alpha", *alpha), ("a", *a), ("b", *b)]
            }
            Self::Pareto(Fitted { model: Pareto { r, alpha, s, beta }, .. }) => {
                [("r", *r), ("alpha", *alpha), ("s", *s), ("beta", *beta)]
            }
        };
        named.map(Parameter::from).into()
    }

    fn purchases(&self, history: History, within: f64) -> f64 {
        match self {
            Self::Buying(_, forecast) => forecast.purchases(history, within),
            Self::Pareto(fitted) => fitted.model.purchases(history, within),
        }
    }

    fn log_likelihood(&self) -> f64 {
        match self {
            Self::Buying(fitted, _) => fitted.log_likelihood,
            Self::Pareto(fitted) => fitted.log_likelihood,
        }
    }

    fn converged(&self) -> bool {
        match self {
            Self::Buying(fitted, _) => fitted.converged,
            Self::Pareto(fitted) => fitted.converged,
        }
    }

    fn evaluations(&self) -> u32 {
        match self {
            Self::Buying(fitted, _) => fitted.evaluations,
            Self::Pareto(fitted) => fitted.evaluations,
        }
    }
}

fn empty() -> Problem {
    Problem::new(
        Code::InputRefused,
        "There is no purchase in this file that could be used.",
        "It needs a column for the customer and one for the day; an amount where there is one.",
    )
}

fn nobody_came_back(end: Day) -> Problem {
    Problem::new(
        Code::InputRefused,
        format!("Nobody in this file bought on a second day up to {end}."),
        "Models of buying learn from how people come back. Choose a longer stretch of time.",
    )
}

fn no_pattern() -> Problem {
    Problem::new(
        Code::InputRefused,
        "The purchases in this file fit no pattern that this model knows.",
        "Try another model, or more customers.",
    )
}

fn major(amount: i64, currency: Currency) -> f64 {
    #[allow(clippy::cast_precision_loss, reason = "exact up to 2^53 minor units")]
    let amount = amount as f64;
    amount / f64::from(10u32.pow(currency.exponent()))
}

fn count(all: usize) -> u32 {
    u32::try_from(all).unwrap_or(u32::MAX)
}
