//! An import before, during and after.

use super::MoneyView;
use regulars_model::{Basis, Collected, FieldType, Permit};
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
    /// What people said about being contacted: an unsubscribe list, a consent register. Makes nobody a customer.
    Consents,
    /// One product a row: article number, name, category, price.
    Products,
    /// One sent campaign a row, with its counts.
    CampaignResults,
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
    /// Country of telephone numbers written without one, two letters; null leaves them as they are.
    #[serde(default)]
    pub phone_country: Option<String>,
    /// The user says that these orders have no amounts: they come in as purchases, and what needs money is not told of them. Where a
    /// column tells amounts it counts all the same.
    #[serde(default)]
    pub no_amounts: bool,
}

/// What one column is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(deny_unknown_fields)]
pub struct ColumnMapping {
    /// The header as the file writes it.
    pub header: String,
    /// A target's id such as `email` or `order_total`, `custom` for a field of the shop's own, or null to leave it out.
    pub target: Option<String>,
    /// For `custom`: what its cells are; null takes what the column looks like.
    #[serde(default)]
    pub field_type: Option<FieldType>,
    /// For `custom`: what it is held for, in the user's words. Empty: kept and not used.
    #[serde(default)]
    pub purpose: String,
    /// True when the user wants a column kept that holds something delicate. Columns that are refused stay out all the same.
    #[serde(default)]
    pub keep_delicate: bool,
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
    /// What its cells look like.
    pub looks_like: FieldType,
    /// What delicate things it holds, gravest first.
    pub findings: Vec<DelicateView>,
}

/// What becomes of something delicate in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum FindingClass {
    /// Never written, whatever the user says: security codes, passwords, keys.
    Refused,
    /// Only the last four digits are written: card numbers.
    Shortened,
    /// Left out unless the user wants it kept: national numbers, bank, health, beliefs, children.
    Asked,
    /// Only worth knowing.
    Noted,
}

/// Something delicate in a column. Never holds a value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct DelicateView {
    /// Stable word: `card_number`, `us_ssn`.
    pub kind: String,
    /// What becomes of it.
    pub class: FindingClass,
    /// "3 of 10,240 cells hold a card number".
    pub words: String,
    /// What to do about it.
    pub hint: String,
    /// Cells that hold it.
    pub cells: u32,
    /// Out of so many that are filled.
    pub of: u32,
    /// Line numbers in the file (header is 1) of the first ones, at most ten.
    pub first_lines: Vec<u32>,
}

/// What a file does not tell, for whoever asks about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    /// Who a row is about.
    Who,
    /// When it happened.
    When,
    /// What an order came to. The user may say that these orders have no amounts.
    Amount,
    /// Anything else: the words say what.
    Other,
}

/// Something that stands in the way of reading a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct MissingView {
    /// Which.
    pub what: Missing,
    /// "No column tells who the customer is."
    pub words: String,
}

/// How to look at a file again, where the first look was wrong.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, Type)]
pub struct LookRequest {
    /// What the rows are; null decides by the columns.
    pub kind: Option<FileKind>,
    /// "UTF-8", "windows-1252"; null decides by the bytes.
    pub encoding: Option<String>,
    /// "comma", "semicolon", "tab", "bar"; null decides by the rows.
    pub delimiter: Option<String>,
    /// Of a workbook: which sheet; null takes the first that is filled.
    pub sheet: Option<String>,
    /// True leaves aside what was remembered for files like this one.
    pub forget: bool,
}

/// A file within the file: one CSV of a ZIP.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct PartView {
    /// Its own name.
    pub name: String,
    /// Data rows.
    pub rows: u32,
    /// What its name says of everybody in it: "unsubscribed"; or empty.
    pub says: String,
}

/// A mapping that was used before for files with these columns.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct RememberedView {
    /// From where it was, in the user's words.
    pub source: String,
    /// `Mon 23 Nov 2026`.
    pub when: String,
    /// What was said of the file then, to say again with one click.
    pub provenance: ProvenanceRequest,
    /// Columns of this file that were not in that one: the mapping does not speak of them.
    pub new_columns: Vec<String>,
}

/// What is said of a file before it comes in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct ProvenanceRequest {
    /// In the user's words: "Newsletter form, shop counter". May not be empty.
    pub source: String,
    /// Why they may be held.
    pub basis: Basis,
    /// How they came to be in the file.
    pub collected: Collected,
    /// `2026-11-23`, as far as is known.
    #[serde(default)]
    pub collected_on: Option<String>,
    /// What everybody in it agreed to. Used only for channels that no column of the file speaks of.
    #[serde(default)]
    pub permits: Vec<Permit>,
    /// The text they were shown, or empty.
    #[serde(default)]
    pub notice: String,
}

/// A way of collecting, as a list offers it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct CollectedChoice {
    /// Which.
    pub collected: Collected,
    /// "They filled in our form".
    pub words: String,
    /// True when people known only in this way wait in quarantine.
    pub quarantines: bool,
}

/// A file that a person gave to the window, under the only name that the window has for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct OfferedFile {
    /// `f1`.
    pub token: String,
    /// The file's own name.
    pub file_name: String,
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
    /// What stands in the way, or empty.
    pub missing: Vec<MissingView>,
    /// When this very file was imported before: "Mon 23 Nov 2026".
    pub imported_before: Option<String>,
    /// The files in it, when it is a ZIP.
    pub parts: Vec<PartView>,
    /// Sheets, when it is a workbook.
    pub sheets: Vec<String>,
    /// The sheet that was looked at, or empty.
    pub sheet: String,
    /// Set when telephone numbers have no country and the user may say which.
    pub phone_question: Option<String>,
    /// What spreadsheets did to the file, in words; empty when nothing.
    pub damage: Vec<String>,
    /// A mapping used before for files like this one; it is in `mapping` already.
    pub remembered: Option<RememberedView>,
    /// Columns that are left out, custom without a purpose, or in doubt: what a mapping shown as complete must not hide.
    pub unmapped: Vec<String>,
    /// Ways of collecting, as a list offers them.
    pub collected: Vec<CollectedChoice>,
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
    /// New people who wait in quarantine, out of every audience.
    pub quarantined: u32,
    /// People of the file who are here or new and may not be written to by any channel.
    pub not_contactable: u32,
    /// People on an unsubscribe list who are not here: should a later file bring them, they have said no.
    pub remembered_noes: u32,
    /// Products added or changed.
    pub products: u32,
    /// Campaign results added or changed.
    pub campaign_results: u32,
    /// Cells that were not written because they held something refused, and card numbers that were shortened.
    pub cells_dropped: u32,
    /// Rows kept. With `rows_not_used` and `erased_kept_out` these add up to `rows_read`.
    pub rows_kept: u32,
    /// Column by column: how many cells were read into what.
    pub columns: Vec<ColumnReport>,
    /// Pairs of people who may be the same, found after the import; null where nobody has looked.
    pub look_alikes: Option<u32>,
    /// Purchases came in, and none of them with an amount: no figure of money is said of them.
    #[serde(default)]
    pub no_amounts: bool,
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
    /// What should be checked or known before going on: numbers of another source, people alone in a combination of fields.
    pub notes: Vec<String>,
}

/// What became of one column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct ColumnReport {
    /// As the file writes it.
    pub header: String,
    /// "Email", "own field: Shoe size", "left out".
    pub became: String,
    /// Filled cells that were read.
    pub cells: u32,
    /// Filled cells that could not be read, or were not written.
    pub not_used: u32,
}

/// What undoing an import would do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct UndoPlanView {
    /// `i3`.
    pub import: String,
    /// The file's own name.
    pub file_name: String,
    /// `Mon 23 Nov 2026`.
    pub when: String,
    /// People only this import speaks of: they go.
    pub people_removed: u32,
    /// People whose fields go back to what the other imports say.
    pub people_reverted: u32,
    /// Orders and refunds that go.
    pub orders: u32,
    /// Orders and events that stay because a later import held them too.
    pub kept_by_others: u32,
    /// Events that go.
    pub events: u32,
    /// Yeses that go.
    pub yeses: u32,
    /// Noes it brought, which stay.
    pub noes_kept: u32,
    /// In one sentence: what goes, what stays and why.
    pub words: String,
}

/// What undoing an import did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct UndoReportView {
    /// What went and what stayed.
    pub did: UndoPlanView,
    /// Wall-clock seconds.
    pub seconds: f64,
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
    /// How its people came to be in it, in words.
    pub collected: String,
    /// Its people wait in quarantine.
    pub quarantines: bool,
    /// `Mon 23 Nov 2026` when it was undone; null otherwise.
    pub undone: Option<String>,
    /// Its whole report.
    pub report: Option<ImportReportView>,
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
