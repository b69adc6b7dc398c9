//! An import before, during and after.

use super::MoneyView;
use regulars_model::Basis;
use serde::{Deserialize, Serialize};
use specta::Type;

/// What a file's rows are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    /// One person a row.
    Customers,
    /// One order, or one line of an order, a row.
    Orders,
    /// One thing a person did a row.
    Events,
}

/// Which of day and month comes first where both readings are possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum DateOrder {
    /// 31/12/2026.
    DayFirst,
    /// 12/31/2026.
    MonthFirst,
}

/// How a file's columns are read. Also the format of `--map MAPPING.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(deny_unknown_fields)]
pub struct MappingView {
    /// What the rows are.
    pub kind: FileKind,
    /// Column by column, in the file's order; `None` (null) leaves a column out.
    pub columns: Vec<ColumnMapping>,
    /// Answer to "day or month first?"; null when the file leaves no doubt.
    #[serde(default)]
    pub date_order: Option<DateOrder>,
    /// Currency where the file has no column for it; null takes the vault's.
    #[serde(default)]
    pub currency: Option<String>,
}

/// What one column is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(deny_unknown_fields)]
pub struct ColumnMapping {
    /// The header as the file writes it.
    pub header: String,
    /// A target's id such as `email` or `order_total`, or null.
    pub target: Option<String>,
}

/// Something a column can be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct TargetView {
    /// `order_total`.
    pub id: String,
    /// "Order total".
    pub label: String,
    /// "Order", "Person", "Permission", "Event": how a list groups them.
    pub group: String,
    /// Kinds of file it makes sense in.
    pub kinds: Vec<FileKind>,
}

/// One column of the file, looked at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct ColumnView {
    /// As the file writes it.
    pub header: String,
    /// What we think it is, or null.
    pub target: Option<String>,
    /// Up to four different values, as written.
    pub samples: Vec<String>,
    /// Rows in which it is filled, 0 to 1 (of the rows looked at).
    pub filled: f64,
    /// Something to know, such as "all end in .0, as spreadsheets do: read as whole numbers"; or empty.
    pub note: String,
}

/// A file that was looked at and not yet imported.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct ImportPlanView {
    /// Opaque name of the file that was chosen; the window never sees a path.
    pub token: String,
    /// The file's own name.
    pub file_name: String,
    /// Bytes on disk.
    pub bytes: f64,
    /// Data rows.
    pub rows: u32,
    /// "UTF-8", "Windows-1252".
    pub encoding: String,
    /// "comma", "semicolon", "tab", "bar".
    pub delimiter: String,
    /// "Shopify orders", "Invoice lines", or "Columns matched by name".
    pub recognised_as: String,
    /// How we would read it.
    pub mapping: MappingView,
    /// The columns, in order.
    pub columns: Vec<ColumnView>,
    /// Everything a column can be.
    pub targets: Vec<TargetView>,
    /// First rows, as written, in the file's column order.
    pub preview: Vec<Vec<String>>,
    /// Set when day and month cannot be told apart and the user must say.
    pub date_question: Option<String>,
    /// What stands in the way ("no column tells who bought"), or empty.
    pub missing: Vec<String>,
    /// When this very file was imported before: "Mon 23 Nov 2026".
    pub imported_before: Option<String>,
}

/// Rows that could not be used, for one reason.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct ProblemGroup {
    /// Stable word for scripts: `no_customer`, `bad_date`.
    pub code: String,
    /// In words: "no customer".
    pub words: String,
    /// The column, or empty when it concerns the whole row.
    pub column: String,
    /// Rows.
    pub rows: u32,
    /// Line numbers in the file (header is 1) of the first ones, at most ten.
    pub first_lines: Vec<u32>,
    /// What to do about it.
    pub hint: String,
}

/// What an import did, or with `dry_run` would do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct ImportReportView {
    /// `i3`; null for a dry run.
    pub import: Option<String>,
    /// True when nothing was written.
    pub dry_run: bool,
    /// The file's own name.
    pub file_name: String,
    /// What the rows were.
    pub kind: FileKind,
    /// Data rows read.
    pub rows_read: u32,
    /// Rows that could not be used, each counted once.
    pub rows_not_used: u32,
    /// New people.
    pub people_created: u32,
    /// Known people with a changed field or permission.
    pub people_updated: u32,
    /// Known people with nothing new.
    pub people_unchanged: u32,
    /// Rows left out because the person was erased. Counted, never named.
    pub erased_kept_out: u32,
    /// Purchases added.
    pub purchases: u32,
    /// Refunds and cancellations added.
    pub refunds: u32,
    /// Order lines added.
    pub lines: u32,
    /// Events added.
    pub events: u32,
    /// Orders and events that were there already.
    pub already_there: u32,
    /// Opt-outs this file added.
    pub opt_outs_added: u32,
    /// Yeses in the file that were ignored because the person had said no.
    pub yes_ignored: u32,
    /// Value added: purchases.
    pub gross: MoneyView,
    /// Value added: purchases less refunds.
    pub net: MoneyView,
    /// Rows not used, by reason, most first.
    pub problems: Vec<ProblemGroup>,
    /// Wall-clock seconds.
    pub seconds: f64,
    /// Rows a second.
    pub rows_per_second: f64,
    /// One sentence: what happened.
    pub summary: String,
}

/// A past import.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct ImportEntry {
    /// `i3`.
    pub id: String,
    /// The file's own name.
    pub file_name: String,
    /// What its rows were.
    pub kind: FileKind,
    /// `Mon 23 Nov 2026`.
    pub when: String,
    /// In the user's words.
    pub source: String,
    /// Why we may hold it.
    pub basis: Basis,
    /// Data rows.
    pub rows: u32,
    /// Rows that could not be used.
    pub rows_not_used: u32,
    /// New people.
    pub people_created: u32,
    /// Orders and refunds added.
    pub orders: u32,
    /// Events added.
    pub events: u32,
}

/// How far a long job has come. Sent at most ten times a second.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct ProgressView {
    /// "Reading orders", "Writing", "Checking".
    pub doing: String,
    /// Rows, pages or steps done.
    pub done: u32,
    /// Out of how many, when known.
    pub total: Option<u32>,
    /// A second.
    pub rate: f64,
    /// Seconds left, when it can be told.
    pub seconds_left: Option<f64>,
}
