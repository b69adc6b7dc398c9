//! A file of purchases as the models take it: whose, on which day, for how much. A row that cannot be read ends it, named by
//! line and column, since a figure of the other rows would be compared with one of all.

use crate::{
    import,
    progress::{Progress, Stage},
    workbooks::WorkbookReader,
};
use regulars_ingest::{FileKind, IngestError, Look, Mapping, Row, RowCode, RowProblem, Survey, Target, check};
use regulars_insight::scores::Transaction;
use regulars_model::{Code, Currency, Day, Problem, Zone};
use std::{
    collections::{HashMap, HashSet},
    ops::ControlFlow,
    path::Path,
};

/// What a file holds.
pub(super) struct Listed {
    /// Customers numbered as they come; what came back is below zero.
    pub(super) rows: Vec<Transaction>,
    /// How each column was read.
    pub(super) columns: Vec<String>,
    /// What amounts are in, where the file says.
    pub(super) currency: Currency,
    /// Whether a column tells amounts.
    pub(super) priced: bool,
    /// Rows of the file.
    pub(super) read: u32,
    /// Rows that name nobody, or an order that was called off.
    pub(super) not_used: u32,
}

impl Listed {
    /// Reads it.
    pub(super) fn read(path: &Path, workbooks: WorkbookReader, progress: Progress<'_>) -> Result<Self, Problem> {
        let source = import::source(path, workbooks)?;
        let survey = regulars_ingest::survey_with(&source, &Look::default(), &mut |_| ControlFlow::Continue(()))
            .map_err(|error| error.problem())?;
        let mut mapping = survey.suggested_for(FileKind::Orders);
        mapping.unpriced = true;
        // Whatever else is in the file is nobody's business here.
        mapping.targets.iter_mut().for_each(|target| *target = target.filter(|target| ASKED.contains(target)));
        check(&survey, &mapping).map_err(|error| of_columns(&error, &survey))?;
        let mut numbers: HashMap<String, u32> = HashMap::new();
        // Orders whose total was told: what their other lines came to is part of it.
        let mut told: HashSet<String> = HashSet::new();
        let mut all = Self {
            rows: Vec::new(),
            columns: columns(&survey, &mapping),
            currency: Currency::UNKNOWN,
            priced: mapping.tells_amounts(),
            read: 0,
            not_used: 0,
        };
        let mut stage = Stage::start("Reading purchases", u32::try_from(survey.rows).ok(), progress);
        let mut stopped = None;
        let zone = Zone::utc();
        let end = regulars_ingest::read(&source, &survey, &mapping, Currency::UNKNOWN, &mut |row| {
            let taken = all.take(row, &zone, &mut numbers, &mut told);
            match taken.and_then(|()| stage.at(all.read)) {
                Ok(()) => ControlFlow::Continue(()),
                Err(problem) => {
                    stopped = Some(problem);
                    ControlFlow::Break(())
                }
            }
        });
        if let Some(problem) = stopped {
            return Err(problem);
        }
        all.currency = end.map_err(|error| error.problem())?.currency;
        Ok(all)
    }

    /// The next row.
    fn take(
        &mut self,
        row: Row,
        zone: &Zone,
        numbers: &mut HashMap<String, u32>,
        told: &mut HashSet<String>,
    ) -> Result<(), Problem> {
        let (person, key, at, order_total, refunded, cancelled, amount, cancellation) = match row {
            Row::OrderLine { person, key, at, order_total, refunded, cancelled, amount, cancellation, .. } => {
                (person, key, at, order_total, refunded, cancelled, amount, cancellation)
            }
            Row::Unusable(problem) if problem.code != RowCode::NoCustomer => return Err(of_row(&problem)),
            Row::Unusable(_) => {
                self.read += 1;
                self.not_used += 1;
                return Ok(());
            }
            Row::Warning(problem) if problem.code == RowCode::BadDate => return Err(of_row(&problem)),
            _ => return Ok(()),
        };
        self.read += 1;
        self.not_used += u32::from(cancelled);
        if cancelled || (!key.is_empty() && told.contains(&key)) {
            return Ok(());
        }
        let who = [person.external_id, person.email, person.phone].into_iter().find(|id| !id.is_empty());
        let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
        let customer = *numbers.entry(who.unwrap_or_default()).or_insert(next);
        let paid = order_total.unwrap_or(amount);
        if order_total.is_some() && !key.is_empty() {
            told.insert(key);
        }
        let day = Day::of_second(zone.shown(at));
        self.rows.push(Transaction { customer, day, amount: if cancellation { -paid.abs() } else { paid } });
        if let Some(back) = refunded.filter(|back| *back > 0) {
            self.rows.push(Transaction { customer, day, amount: -back });
        }
        Ok(())
    }
}

/// What a purchase is told by.
const ASKED: [Target; 16] = [
    Target::ExternalId,
    Target::Email,
    Target::Phone,
    Target::OrderId,
    Target::OrderedAt,
    Target::OrderedTime,
    Target::OrderedZone,
    Target::OrderTotal,
    Target::OrderRefunded,
    Target::OrderStatus,
    Target::OrderCancelledAt,
    Target::Currency,
    Target::Quantity,
    Target::UnitPrice,
    Target::LineDiscount,
    Target::LineTotal,
];

/// "“cust” is: customer number", for each that is used.
fn columns(survey: &Survey, mapping: &Mapping) -> Vec<String> {
    let named = survey.columns.iter().zip(&mapping.targets);
    named.filter_map(|(column, target)| Some(format!("“{}” is: {}", column.header, target.as_ref()?.label()))).collect()
}

/// Nobody can be asked which column is which: a file names them.
fn of_columns(error: &IngestError, survey: &Survey) -> Problem {
    let headers: Vec<String> = survey.columns.iter().take(20).map(|column| format!("“{}”", column.header)).collect();
    let hint = match error {
        IngestError::NoIdentity | IngestError::NoDate => {
            format!(
                "Name the columns customer, date and, where there is one, amount. This file has {}.",
                headers.join(", ")
            )
        }
        IngestError::AmbiguousDates { .. } => "Write dates as 2026-11-23 in this file.".to_owned(),
        _ => return error.problem(),
    };
    Problem { hint, ..error.problem() }
}

/// What is wrong, and where. The cell itself is not told: it may be somebody's.
fn of_row(problem: &RowProblem) -> Problem {
    let place = if problem.column.is_empty() {
        format!("Line {}", problem.line)
    } else {
        format!("Line {}, column “{}”", problem.line, problem.column)
    };
    Problem::new(Code::InputRefused, format!("{place}: {}.", problem.words), problem.hint)
}
