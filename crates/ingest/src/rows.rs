//! The rows of a file as cells, with the line each begins in. One row is in memory at a time.

use crate::{
    IngestError, Source,
    stream::{AHEAD, Stop, Utf8},
};
use csv::ByteRecord;
use encoding_rs::Encoding;
use std::{cell::Cell, io::Read, rc::Rc};

/// Most columns. What is learnt of each takes memory.
pub(crate) const MAX_COLUMNS: usize = 1_024;

/// What must be known to cut a file into cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cut {
    pub(crate) encoding: &'static Encoding,
    pub(crate) delimiter: u8,
    /// A first line `sep=;`, as Excel writes it, which is no header.
    pub(crate) has_separator_line: bool,
    /// UTF-8 but for a few bytes, which are marked instead of refused.
    pub(crate) has_damage: bool,
}

impl Cut {
    /// Whether a letter may have been lost on the way to text.
    pub(crate) fn may_lose_letters(&self) -> bool {
        self.has_damage || self.encoding != encoding_rs::UTF_8
    }
}

/// A file under way.
pub(crate) struct Rows {
    csv: csv::Reader<Utf8<Box<dyn Read>>>,
    since_row: Rc<Cell<usize>>,
    seen: Rc<Cell<u64>>,
    packed: bool,
    /// Line in which the row last read begins.
    pub(crate) line: u64,
    /// Line in which it ends.
    pub(crate) last_line: u64,
}

impl Rows {
    /// From the start; the header is the first row.
    pub(crate) fn open(source: &Source, cut: Cut) -> Result<Self, IngestError> {
        let opened = source.open()?;
        let text = Utf8::new(opened.reader, cut.encoding, cut.may_lose_letters());
        let since_row = Rc::clone(&text.since_row);
        let csv = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(cut.delimiter)
            .buffer_capacity(AHEAD)
            .from_reader(text);
        let mut rows = Self { csv, since_row, seen: opened.seen, packed: opened.is_packed, line: 0, last_line: 0 };
        if cut.has_separator_line {
            rows.next(&mut ByteRecord::new())?;
        }
        Ok(rows)
    }

    /// The next row into `record`. False at the end.
    pub(crate) fn next(&mut self, record: &mut ByteRecord) -> Result<bool, IngestError> {
        self.since_row.set(0);
        match self.csv.read_byte_record(record) {
            Ok(false) => Ok(false),
            Ok(true) => {
                // The reader's own position is where the row before ended, blank lines not skipped yet.
                let inside = memchr::memchr_iter(b'\n', record.as_slice()).count() as u64;
                let after = self.last_line + 1;
                self.last_line = self.csv.position().line().saturating_sub(1);
                // A quotation mark still open at the end of the file holds the last line feed, too.
                self.line = self.last_line.saturating_sub(inside).max(after);
                Ok(true)
            }
            Err(error) => Err(self.why(error)),
        }
    }

    fn why(&self, error: csv::Error) -> IngestError {
        let line = self.last_line + 1;
        match error.into_kind() {
            csv::ErrorKind::Io(error) => match Stop::within(&error) {
                Some(Stop::RowTooLong) => IngestError::RowTooLong { line },
                Some(Stop::WrongEncoding) => IngestError::Changed,
                None if self.packed => IngestError::DamagedGzip,
                None => IngestError::Unreadable(error),
            },
            // The reader is flexible and hands out bytes: it has no other reason to fail.
            other => IngestError::Unreadable(std::io::Error::other(format!("{other:?}"))),
        }
    }

    /// Whether the source is gzip.
    pub(crate) fn packed(&self) -> bool {
        self.packed
    }

    /// Bytes of the source taken so far.
    pub(crate) fn seen(&self) -> u64 {
        self.seen.get()
    }
}

/// Whether every cell of a row is blank: such a row is no row.
pub(crate) fn is_blank(record: &ByteRecord) -> bool {
    record.as_slice().iter().all(|byte| byte.is_ascii_whitespace())
}

/// A cell as text. Rows are UTF-8 by the time they are rows.
pub(crate) fn cell(record: &ByteRecord, at: usize) -> &str {
    record.get(at).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<(u64, u64, String)> {
        let source = Source::from_bytes("t.csv", text.as_bytes());
        let cut = Cut { encoding: encoding_rs::UTF_8, delimiter: b',', has_separator_line: false, has_damage: false };
        let mut rows = Rows::open(&source, cut).unwrap();
        let mut record = ByteRecord::new();
        let mut found = Vec::new();
        while rows.next(&mut record).unwrap() {
            found.push((rows.line, rows.last_line, cell(&record, 0).to_owned()));
        }
        found
    }

    #[test]
    fn lines_are_counted_as_an_editor_counts_them() {
        let text = "a,b\n1,2\n\n\n3,\"x\ny\nz\"\n4,5\n\n6,7";
        let wanted = [(1, 1, "a"), (2, 2, "1"), (5, 7, "3"), (8, 8, "4"), (10, 10, "6")];
        let wanted: Vec<_> = wanted.map(|(from, to, cell)| (from, to, cell.to_owned())).into();
        assert_eq!(lines(text), wanted);
        assert_eq!(lines(&text.replace('\n', "\r\n")), wanted);
        assert_eq!(lines(&text.replace('\n', "\r")), wanted);
        assert_eq!(lines(&format!("{text}\n")), wanted);
    }
}
