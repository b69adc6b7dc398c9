//! Why a whole file, or a way of reading it, is refused. What is wrong with single rows is in `row`.

use regulars_model::{Code, Problem, group_digits};
use serde::{Deserialize, Serialize};
use std::io;

/// Why a ZIP archive is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ZipFault {
    /// Its list, or one of its files, is not as it was written.
    #[error("the ZIP archive is damaged or incomplete")]
    Damaged,
    /// It needs a password.
    #[error("the ZIP archive is protected by a password")]
    Encrypted,
    /// It is far larger inside than outside, as no export is.
    #[error("the ZIP archive unpacks to far more than it could hold; it may be made to do harm")]
    Bomb,
    /// More than 4 GB inside.
    #[error("the files in the ZIP archive come to more than 4 GB")]
    TooLarge,
    /// More files than an export has.
    #[error("the ZIP archive holds too many files; at most 10,000 are looked at")]
    TooMany,
    /// An archive or a workbook within it.
    #[error("the ZIP archive holds another archive or a workbook: “{0}”")]
    Nested(String),
    /// Packed in a way that is not read here.
    #[error("“{0}” in the ZIP archive is packed in an unusual way")]
    Method(String),
    /// Nothing in it that could be read.
    #[error("the ZIP archive holds no CSV file")]
    NoCsv,
}

/// Why a workbook is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum WorkbookFault {
    /// Not as it was written, or no workbook at all.
    #[error("the workbook is damaged, or it is no workbook")]
    Damaged,
    /// It needs a password.
    #[error("the workbook is protected by a password")]
    Password,
    /// It wants more memory than it is given.
    #[error("the workbook could not be read: it asks for more than 1 GB of memory")]
    TooMuchMemory,
    /// It wants more time than it is given.
    #[error("the workbook could not be read: it took too long")]
    TooLong,
    /// More than 4 GB of text.
    #[error("the sheet comes to more than 4 GB of text")]
    TooLarge,
    /// Nothing in any sheet that is not hidden.
    #[error("the workbook has no sheet with anything in it")]
    Empty,
    /// The sheet that was asked for is not in it.
    #[error("the workbook has no sheet of that name")]
    NoSheet,
    /// What reads workbooks could not be started.
    #[error("the part of this program that reads workbooks could not be started")]
    NoReader,
}

/// Why a file or a mapping is refused. Holds headers and places, never the contents of a cell, except for the
/// date in `AmbiguousDates`.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IngestError {
    /// The system could not read it.
    #[error("the file could not be read: {0}")]
    Unreadable(io::Error),
    /// A ZIP archive that is refused.
    #[error(transparent)]
    Zip(ZipFault),
    /// A workbook that is refused.
    #[error(transparent)]
    Workbook(WorkbookFault),
    /// One of several files in an archive.
    #[error("in “{part}”: {why}")]
    Within {
        /// Its name in the archive.
        part: String,
        /// What is wrong with it.
        why: Box<IngestError>,
    },
    /// A gzip file that grows beyond all measure.
    #[error("the file is packed (gzip) and unpacks to far more than it could hold; it may be made to do harm")]
    GzipBomb,
    /// An encoding of that name is not known.
    #[error("there is no encoding called “{0}”")]
    UnknownEncoding(String),
    /// What separates cells cannot be a letter, a digit, a quotation mark or a line feed.
    #[error("that character cannot separate cells")]
    UnknownDelimiter,
    /// A gzip file that is damaged or ends too early.
    #[error("the file is packed (gzip) and damaged")]
    DamagedGzip,
    /// No bytes, or only blank ones.
    #[error("the file is empty")]
    Empty,
    /// A header and nothing under it.
    #[error("the file has column names and no rows under them")]
    NoRows,
    /// Another kind of file, known by how it begins.
    #[error("this is {0}, not a CSV file")]
    NotCsv(&'static str),
    /// Bytes that are no text.
    #[error("the file does not hold text")]
    NotText,
    /// One row is longer than any row is.
    #[error("the row that begins in line {line} is longer than 4 MB")]
    RowTooLong {
        /// Line in the file; the header is line 1.
        line: u64,
    },
    /// More columns than any file has.
    #[error("the file has {} columns; at most {} can be read", digits(.0), digits(&crate::rows::MAX_COLUMNS))]
    TooManyColumns(usize),
    /// Not the file that was looked at.
    #[error("the file has changed since it was looked at")]
    Changed,
    /// The caller asked to stop.
    #[error("stopped")]
    Cancelled,
    /// The mapping is for another number of columns.
    #[error("the mapping names {given} columns, and the file has {columns}")]
    WrongColumns {
        /// In the mapping.
        given: usize,
        /// In the file.
        columns: usize,
    },
    /// The target makes no sense for this kind of file.
    #[error("the column “{column}” cannot be “{target}” in this kind of file")]
    NotForKind {
        /// Header.
        column: String,
        /// Label of the target.
        target: &'static str,
    },
    /// Two columns for one thing.
    #[error("two columns are “{target}”: “{first}” and “{second}”")]
    Twice {
        /// Label of the target.
        target: &'static str,
        /// Header.
        first: String,
        /// Header.
        second: String,
    },
    /// Nothing tells who a row is about.
    #[error("no column tells who the customer is")]
    NoIdentity,
    /// Nothing tells when.
    #[error("no column tells when it happened")]
    NoDate,
    /// Nothing tells how much.
    #[error("no column tells what an order came to")]
    NoAmount,
    /// Nothing tells what happened.
    #[error("no column tells what happened")]
    NoEventKind,
    /// Nothing tells what anybody said.
    #[error("no column tells who said yes or no")]
    NothingSaid,
    /// Nothing tells which product.
    #[error("no column tells which product")]
    NoProduct,
    /// Nothing tells which campaign.
    #[error("no column tells which campaign")]
    NoCampaign,
    /// The columns have no names, which may be why something is not told.
    #[error("the first line does not seem to name the columns")]
    NoHeader,
    /// Details of cards are not taken even when asked for.
    #[error("the column “{column}” holds details of cards, which are never taken")]
    NeverTaken {
        /// Header.
        column: String,
    },
    /// A column of dates without one.
    #[error("the column “{column}” holds no dates")]
    NotDates {
        /// Header.
        column: String,
    },
    /// A column of numbers without one.
    #[error("the column “{column}” holds no numbers")]
    NotNumbers {
        /// Header.
        column: String,
    },
    /// Day and month cannot be told apart.
    #[error("in “{column}”, is {example} written day first or month first?")]
    AmbiguousDates {
        /// Header.
        column: String,
        /// A date that can be read both ways, as written.
        example: String,
    },
    /// The whole file is in a currency that is not the vault's.
    #[error("the file is in {file}, and amounts here are in {ours}")]
    OtherCurrency {
        /// Of the mapping.
        file: String,
        /// Of the vault.
        ours: String,
    },
}

impl IngestError {
    /// As a person is told.
    #[must_use]
    pub fn problem(&self) -> Problem {
        let code = match self {
            Self::Cancelled => Code::Cancelled,
            Self::Unreadable(why) if why.kind() == io::ErrorKind::NotFound => Code::NotFound,
            _ => Code::InputRefused,
        };
        let mut message = self.to_string();
        if let Some(first) = message.get(..1).map(str::to_uppercase) {
            message.replace_range(..1, &first);
        }
        if !message.ends_with(['.', '?']) {
            message.push('.');
        }
        Problem::new(code, message, self.hint())
    }

    fn hint(&self) -> &'static str {
        match self {
            Self::Unreadable(_) => "Check that the file is still there and that you may read it.",
            Self::Zip(fault) => fault.hint(),
            Self::Workbook(fault) => fault.hint(),
            Self::Within { why, .. } => why.hint(),
            Self::GzipBomb => "Unpack it yourself if you trust it, and choose the CSV file.",
            Self::UnknownEncoding(_) => "Name it as programs do: UTF-8, windows-1252, Shift_JIS, UTF-16LE.",
            Self::UnknownDelimiter => "Choose a comma, a semicolon, a tab or another sign.",
            Self::DamagedGzip => "Download or copy the file again; unpacking it yourself shows whether it is whole.",
            Self::Empty | Self::NoRows => "Export the file again; the export may have been interrupted.",
            Self::NotCsv("a picture") => "Choose the file your shop or mail program exports: a CSV or a spreadsheet.",
            Self::NotCsv(_) | Self::NotText => {
                "Open it in the program it came from and save it as CSV (UTF-8), then choose that file."
            }
            Self::RowTooLong { .. } => {
                "Often a quotation mark that is never closed. Look at that line in a text editor."
            }
            Self::TooManyColumns(_) => "Export only the columns you need.",
            Self::Changed => "Choose the file again.",
            Self::Cancelled => "Nothing was changed.",
            Self::WrongColumns { .. } => "Use a mapping that was made for this file, one entry a column.",
            Self::NotForKind { .. } => "Leave the column out, or say that the rows are something else.",
            Self::Twice { .. } => "Keep one of them and leave the other out.",
            Self::NoIdentity => "Say which column is the email, the phone or the customer number.",
            Self::NoDate => "Say which column is the date.",
            Self::NoAmount => {
                "Say which column is the order total, the line total or the price of one; or that these orders have no amounts."
            }
            Self::NoEventKind => "Say which column tells sent, opened, clicked and so on.",
            Self::NothingSaid => "Say which column is the permission, or that everybody in the file said no.",
            Self::NoProduct => "Say which column is the article number or the product's name.",
            Self::NoCampaign => "Say which column is the campaign's name.",
            Self::NoHeader => "Write the names of the columns into the first line, or say what each column is.",
            Self::NeverTaken { .. } => "Leave the column out.",
            Self::NotDates { .. } => {
                "Choose another column for the date. Dates such as 2026-11-23 are always understood."
            }
            Self::NotNumbers { .. } => "Choose another column, or leave it out.",
            Self::AmbiguousDates { .. } => "Say which comes first; both fit every date in the file.",
            Self::OtherCurrency { .. } => "Amounts are never converted here. Use a vault in that currency.",
        }
    }
}

impl ZipFault {
    fn hint(&self) -> &'static str {
        match self {
            Self::Damaged => "Download or copy the archive again; unpacking it yourself shows whether it is whole.",
            Self::Encrypted => "Unpack it with its password and choose the files in it.",
            Self::Bomb | Self::TooLarge => "Unpack it yourself if you trust it, and choose the CSV files one by one.",
            Self::TooMany | Self::Nested(_) | Self::Method(_) => "Unpack it yourself and choose the files one by one.",
            Self::NoCsv => "Choose an archive of CSV files, or the file itself.",
        }
    }
}

impl WorkbookFault {
    fn hint(self) -> &'static str {
        match self {
            Self::Damaged | Self::TooMuchMemory | Self::TooLong | Self::TooLarge => {
                "Open it in the program it came from and save the sheet as CSV (UTF-8), then choose that file."
            }
            Self::Password => "Open it with its password, save it without one, or save the sheet as CSV (UTF-8).",
            Self::Empty => "Choose another workbook, or name the hidden sheet that you mean.",
            Self::NoSheet => "Choose one of the sheets that the workbook has.",
            Self::NoReader => "Start the program again; if it was updated a moment ago, that is why.",
        }
    }
}

fn digits(number: &usize) -> String {
    group_digits(*number as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_is_a_sentence_and_says_what_to_do() {
        use IngestError::*;
        let column = || "Date".to_owned();
        let errors = [
            (Unreadable(io::ErrorKind::PermissionDenied.into()), "The file could not be read: permission denied."),
            (Zip(ZipFault::Encrypted), "The ZIP archive is protected by a password."),
            (Zip(ZipFault::Nested("a.zip".into())), "The ZIP archive holds another archive or a workbook: “a.zip”."),
            (Zip(ZipFault::Method("a.csv".into())), "“a.csv” in the ZIP archive is packed in an unusual way."),
            (
                Workbook(WorkbookFault::TooMuchMemory),
                "The workbook could not be read: it asks for more than 1 GB of memory.",
            ),
            (Workbook(WorkbookFault::Password), "The workbook is protected by a password."),
            (Within { part: "a.csv".into(), why: Box::new(NotText) }, "In “a.csv”: the file does not hold text."),
            (UnknownEncoding("x".into()), "There is no encoding called “x”."),
            (UnknownDelimiter, "That character cannot separate cells."),
            (DamagedGzip, "The file is packed (gzip) and damaged."),
            (Empty, "The file is empty."),
            (NoRows, "The file has column names and no rows under them."),
            (NotCsv("a PDF document"), "This is a PDF document, not a CSV file."),
            (NotText, "The file does not hold text."),
            (RowTooLong { line: 7 }, "The row that begins in line 7 is longer than 4 MB."),
            (TooManyColumns(5_000), "The file has 5,000 columns; at most 1,024 can be read."),
            (Changed, "The file has changed since it was looked at."),
            (Cancelled, "Stopped."),
            (WrongColumns { given: 1, columns: 8 }, "The mapping names 1 columns, and the file has 8."),
            (
                NotForKind { column: column(), target: "Order date" },
                "The column “Date” cannot be “Order date” in this kind of file.",
            ),
            (
                Twice { target: "Email", first: "Email".into(), second: "Mail".into() },
                "Two columns are “Email”: “Email” and “Mail”.",
            ),
            (NoIdentity, "No column tells who the customer is."),
            (NoDate, "No column tells when it happened."),
            (NoAmount, "No column tells what an order came to."),
            (NoEventKind, "No column tells what happened."),
            (NothingSaid, "No column tells who said yes or no."),
            (NoProduct, "No column tells which product."),
            (NoCampaign, "No column tells which campaign."),
            (NoHeader, "The first line does not seem to name the columns."),
            (NeverTaken { column: column() }, "The column “Date” holds details of cards, which are never taken."),
            (NotDates { column: column() }, "The column “Date” holds no dates."),
            (NotNumbers { column: column() }, "The column “Date” holds no numbers."),
            (
                AmbiguousDates { column: column(), example: "03/04/2026".into() },
                "In “Date”, is 03/04/2026 written day first or month first?",
            ),
            (
                OtherCurrency { file: "GBP".into(), ours: "EUR".into() },
                "The file is in GBP, and amounts here are in EUR.",
            ),
        ];
        for (error, message) in errors {
            let problem = error.problem();
            assert_eq!(problem.message, message);
            assert!(problem.hint.ends_with('.'), "{}", problem.hint);
        }
    }
}
