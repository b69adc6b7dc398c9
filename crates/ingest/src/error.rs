//! Why a whole file, or a way of reading it, is refused. What is wrong with single rows is in `row`.

use regulars_model::{Code, Problem};
use std::io;

/// Why a file or a mapping is refused. Holds headers and places, never the contents of a cell, except for the
/// date in `AmbiguousDates`.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IngestError {
    /// The system could not read it.
    #[error("the file could not be read: {0}")]
    Unreadable(io::Error),
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
    #[error("the file has {0} columns; at most {max} can be read", max = crate::rows::MAX_COLUMNS)]
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
            Self::DamagedGzip => "Download or copy the file again; unpacking it yourself shows whether it is whole.",
            Self::Empty | Self::NoRows => "Export the file again; the export may have been interrupted.",
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
            Self::NoAmount => "Say which column is the order total, the line total or the price of one.",
            Self::NoEventKind => "Say which column tells sent, opened, clicked and so on.",
            Self::NothingSaid => "Say which column is the permission, or that everybody in the file said no.",
            Self::NoProduct => "Say which column is the article number or the product's name.",
            Self::NoCampaign => "Say which column is the campaign's name.",
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_is_a_sentence_and_says_what_to_do() {
        use IngestError::*;
        let column = || "Date".to_owned();
        let errors = [
            (Unreadable(io::ErrorKind::PermissionDenied.into()), "The file could not be read: permission denied."),
            (DamagedGzip, "The file is packed (gzip) and damaged."),
            (Empty, "The file is empty."),
            (NoRows, "The file has column names and no rows under them."),
            (NotCsv("a PDF document"), "This is a PDF document, not a CSV file."),
            (NotText, "The file does not hold text."),
            (RowTooLong { line: 7 }, "The row that begins in line 7 is longer than 4 MB."),
            (TooManyColumns(5_000), "The file has 5000 columns; at most 1024 can be read."),
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
