//! Files in other wrappings than one plain CSV: archives, workbooks, odd signs, and what spreadsheets left behind.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test stops at what it did not expect")]

mod archives;
mod old_books;
mod peak;
mod shown_by_spreadsheets;
mod signs;
mod support;
mod workbooks;
