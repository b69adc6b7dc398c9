//! What a published model says of a list of purchases.

use serde::{Deserialize, Serialize};
use specta::Type;

/// Which model of buying.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum FileModel {
    /// MBG/NBD: one may leave after the first purchase already.
    #[default]
    Mbg,
    /// BG/NBD.
    Bg,
    /// Pareto/NBD.
    Pareto,
}

/// What times are counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum TimeUnit {
    /// Days.
    Days,
    /// Weeks of seven days, as the papers do.
    #[default]
    Weeks,
}

/// What to fit to a file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
pub struct FileScoreRequest {
    /// Which model.
    pub model: FileModel,
    /// What times are counted in.
    pub time_unit: TimeUnit,
    /// `2026-11-23`: what came after is compared with what was expected. Null takes the last day in the file.
    pub calibration_end: Option<String>,
}

/// A parameter as the papers name it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct Parameter {
    /// `alpha`.
    pub name: String,
    /// In the unit of time; `v` in money.
    pub value: f64,
}

impl From<(&str, f64)> for Parameter {
    fn from((name, value): (&str, f64)) -> Self {
        Self { name: name.to_owned(), value }
    }
}

/// Gamma-Gamma over customers with repeat purchases.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct SpendingView {
    /// p, q and v.
    pub parameters: Vec<Parameter>,
    /// Of the data.
    pub log_likelihood: f64,
    /// Whether the search ended at a flat place.
    pub converged: bool,
    /// Customers with repeat purchases.
    pub customers: u32,
    /// The mean purchase over all customers; null where it has no bound.
    pub mean: Option<f64>,
}

/// What came after the calibration, beside what was expected.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct HoldoutView {
    /// How long it was.
    pub days: u32,
    /// Purchases expected.
    pub said: f64,
    /// Purchases that came.
    pub came: f64,
    /// Per customer.
    pub mean_absolute_error: f64,
    /// Per customer.
    pub root_mean_square_error: f64,
}

/// A model fitted to a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct FileScoreView {
    /// Which.
    pub model: FileModel,
    /// What times are counted in.
    pub time_unit: TimeUnit,
    /// Rows that were read.
    pub rows: u32,
    /// Rows that are no purchase.
    pub rows_not_used: u32,
    /// Customers who had bought by the end of the calibration.
    pub customers: u32,
    /// Those of them who came back.
    pub repeat_customers: u32,
    /// The day of the first purchase.
    pub from: String,
    /// The day of the last.
    pub to: String,
    /// What was learnt is of purchases up to this day.
    pub calibration_end: String,
    /// How columns were read.
    pub columns: Vec<String>,
    /// As the papers name them.
    pub parameters: Vec<Parameter>,
    /// Of the data.
    pub log_likelihood: f64,
    /// Whether the search ended at a flat place.
    pub converged: bool,
    /// How often the likelihood was worked out.
    pub evaluations: u32,
    /// What customers spend, where the file has amounts.
    pub spending: Option<SpendingView>,
    /// What came after.
    pub holdout: Option<HoldoutView>,
}
