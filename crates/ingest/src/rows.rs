//! The rows of a file as cells, with the line each begins in. One row is in memory at a time.

use crate::{
    Container, IngestError, Source, ZipFault,
    layout::{Layout, PartCut},
    source::{Inside, Tally},
    stream::{AHEAD, Stop, Utf8},
    workbook::SheetEnd,
};
use csv::ByteRecord;
use encoding_rs::Encoding;
use std::{cell::Cell, io, io::Read, rc::Rc};

/// Most columns. What is learnt of each takes memory.
pub(crate) const MAX_COLUMNS: usize = 1_024;

/// What must be known to cut a text into cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cut {
    pub(crate) encoding: &'static Encoding,
    pub(crate) delimiter: u8,
    pub(crate) quote: u8,
    /// A first line `sep=;`, as Excel writes it, which is no header.
    pub(crate) has_separator_line: bool,
    /// UTF-8 but for a few bytes, which are marked instead of refused.
    pub(crate) has_damage: bool,
}

impl Cut {
    /// As most texts are.
    pub(crate) const TEXT: Self = Self {
        encoding: encoding_rs::UTF_8,
        delimiter: b',',
        quote: b'"',
        has_separator_line: false,
        has_damage: false,
    };

    /// Whether a letter may have been lost on the way to text.
    pub(crate) fn may_lose_letters(&self) -> bool {
        self.has_damage || self.encoding != encoding_rs::UTF_8
    }

    /// The delimiter in words.
    pub(crate) fn delimiter_word(&self) -> &'static str {
        match self.delimiter {
            b',' => "comma",
            b';' => "semicolon",
            b'\t' => "tab",
            b'|' => "bar",
            b'^' => "caret",
            b'~' => "tilde",
            b':' => "colon",
            _ => "its own sign",
        }
    }
}

type Text = csv::Reader<Utf8<Box<dyn Read>>>;

/// A file under way: the rows of its parts, one part after the other.
pub(crate) struct Rows {
    source: Source,
    layout: Layout,
    /// The part in hand.
    at: usize,
    text: Text,
    since_row: Rc<Cell<usize>>,
    tally: Rc<Tally>,
    is_gzip: bool,
    /// Whether the header of all parts is still to be given.
    owes_header: bool,
    /// A row of the part, before its cells are put in their places.
    own: ByteRecord,
    /// Columns of the part in hand.
    width: Option<usize>,
    /// Lines before each part so far.
    before: Vec<u64>,
    /// Last line of the part that was read, counted in the part.
    own_last: u64,
    /// Line in which the row last read begins, counted through all parts.
    pub(crate) line: u64,
    /// Line in which it ends.
    pub(crate) last_line: u64,
    /// The row last read is not as wide as the header of its part; it stands as it was written.
    pub(crate) ragged: bool,
}

impl Rows {
    /// From the start; the header is the first row.
    pub(crate) fn open(source: &Source, layout: &Layout) -> Result<Self, IngestError> {
        let tally = Rc::new(Tally::default());
        let (text, since_row, is_gzip) = text(source, layout, 0, &tally)?;
        let mut rows = Self {
            source: source.clone(),
            layout: layout.clone(),
            at: 0,
            text,
            since_row,
            tally,
            is_gzip,
            owes_header: layout.header.is_some(),
            own: ByteRecord::new(),
            width: None,
            before: vec![0],
            own_last: 0,
            line: 0,
            last_line: 0,
            ragged: false,
        };
        rows.begin()?;
        Ok(rows)
    }

    /// Which part the row last read is of.
    pub(crate) fn part(&self) -> usize {
        self.at
    }

    /// What was read so far stood above the header: the next row says how wide the rows are.
    pub(crate) fn forget_width(&mut self) {
        self.width = None;
    }

    /// The next row into `record`. False at the end.
    pub(crate) fn next(&mut self, record: &mut ByteRecord) -> Result<bool, IngestError> {
        if self.layout.header.is_none() {
            if !self.next_own(record)? {
                return Ok(false);
            }
            // In a workbook, what is blank above the header is no header.
            while self.width.is_none() && self.counts_rows() && is_blank(record) {
                if !self.next_own(record)? {
                    return Ok(false);
                }
            }
            let width = *self.width.get_or_insert(record.len());
            self.ragged = !fits(record, width);
            return Ok(true);
        }
        if std::mem::take(&mut self.owes_header) {
            record.clear();
            self.layout.header.iter().flatten().for_each(|name| record.push_field(name.as_bytes()));
            (self.line, self.last_line) = (1, 1);
            return Ok(true);
        }
        let mut own = std::mem::take(&mut self.own);
        while !self.next_own(&mut own)? {
            if self.at + 1 == self.layout.parts.len() {
                return Ok(false);
            }
            self.next_part()?;
        }
        let part = &self.layout.parts[self.at];
        self.ragged = !fits(&own, part.width);
        record.clear();
        if self.ragged || is_blank(&own) {
            own.iter().for_each(|cell| record.push_field(cell));
        } else {
            put(&own, part, record);
        }
        self.own = own;
        Ok(true)
    }

    /// The next row of the part in hand.
    fn next_own(&mut self, record: &mut ByteRecord) -> Result<bool, IngestError> {
        self.since_row.set(0);
        match self.text.read_byte_record(record) {
            Ok(false) => Ok(false),
            Ok(true) => {
                let before = self.before[self.at];
                if self.counts_rows() {
                    self.own_last += 1;
                    self.line = before + self.own_last;
                } else {
                    // The reader's own position is where the row before ended, blank lines not skipped yet.
                    let inside = memchr::memchr_iter(b'\n', record.as_slice()).count() as u64;
                    let after = self.own_last + 1;
                    self.own_last = self.text.position().line().saturating_sub(1);
                    // A quotation mark still open at the end of the file holds the last line feed, too.
                    self.line = before + self.own_last.saturating_sub(inside).max(after);
                }
                self.last_line = before + self.own_last;
                Ok(true)
            }
            Err(error) => Err(self.layout.within(self.at, self.why(error))),
        }
    }

    /// Whether a row's number is its line: a cell of a workbook may hold line feeds.
    fn counts_rows(&self) -> bool {
        self.layout.container == Container::Workbook
    }

    fn next_part(&mut self) -> Result<(), IngestError> {
        self.before.push(self.before[self.at] + self.own_last);
        self.at += 1;
        self.own_last = 0;
        let opened = text(&self.source, &self.layout, self.at, &self.tally);
        (self.text, self.since_row, self.is_gzip) = opened.map_err(|why| self.layout.within(self.at, why))?;
        self.begin()
    }

    /// What comes before the first row of a part: a line that names the delimiter; the part's own header where there is
    /// one for all.
    fn begin(&mut self) -> Result<(), IngestError> {
        let mut record = std::mem::take(&mut self.own);
        if self.layout.parts[self.at].cut.has_separator_line {
            self.next_own(&mut record)?;
        }
        if self.layout.header.is_some() {
            let width = self.layout.parts[self.at].width;
            if !self.next_own(&mut record)? || record.len() != width {
                return Err(IngestError::Changed);
            }
            self.width = Some(width);
        }
        self.own = record;
        Ok(())
    }

    fn why(&self, error: csv::Error) -> IngestError {
        let line = self.own_last + 1;
        match error.into_kind() {
            csv::ErrorKind::Io(error) => match Stop::within(&error) {
                Some(Stop::RowTooLong) => IngestError::RowTooLong { line },
                Some(Stop::WrongEncoding) => IngestError::Changed,
                None => unreadable(error, &self.layout.parts[self.at].inside, self.is_gzip),
            },
            // The reader is flexible and hands out bytes: it has no other reason to fail.
            other => IngestError::Unreadable(io::Error::other(format!("{other:?}"))),
        }
    }

    /// Columns that the header of the part in hand has.
    pub(crate) fn width(&self) -> usize {
        self.width.unwrap_or_default()
    }

    /// Whether the source is packed.
    pub(crate) fn packed(&self) -> bool {
        self.is_gzip || self.layout.container == Container::Zip
    }

    /// Bytes of the source taken so far.
    pub(crate) fn seen(&self) -> u64 {
        self.tally.seen().min(self.source.bytes())
    }

    /// A checksum of all that was taken.
    pub(crate) fn print(&self) -> u32 {
        self.tally.print()
    }

    /// Lines before each part so far.
    pub(crate) fn before(&self) -> &[u64] {
        &self.before
    }

    /// What became of a workbook's sheet, once all of it was read.
    pub(crate) fn sheet_end(&self) -> Option<SheetEnd> {
        self.tally.end.borrow().clone()
    }
}

fn text(
    source: &Source,
    layout: &Layout,
    at: usize,
    tally: &Rc<Tally>,
) -> Result<(Text, Rc<Cell<usize>>, bool), IngestError> {
    let (inside, cut) = (&layout.parts[at].inside, layout.parts[at].cut);
    let opened = source.open(inside, tally)?;
    let text = Utf8::new(opened.reader, cut.encoding, cut.may_lose_letters());
    let since_row = Rc::clone(&text.since_row);
    let csv = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(cut.delimiter)
        .quote(cut.quote)
        .buffer_capacity(AHEAD)
        .from_reader(text);
    Ok((csv, since_row, opened.is_gzip))
}

/// Why bytes could not be taken: what a reader of ours says, else what the kind of file makes likely.
pub(crate) fn unreadable(error: io::Error, inside: &Inside, is_gzip: bool) -> IngestError {
    match (error.downcast::<IngestError>(), inside) {
        (Ok(own), _) => own,
        (Err(why), Inside::Entry(_)) if why.kind() == io::ErrorKind::UnexpectedEof => {
            IngestError::Zip(ZipFault::Damaged)
        }
        (Err(_), _) if is_gzip => IngestError::DamagedGzip,
        (Err(why), _) => IngestError::Unreadable(why),
    }
}

/// Whether a row is as wide as the header, or has only blank cells beyond it.
fn fits(record: &ByteRecord, width: usize) -> bool {
    record.len() == width
        || (record.len() > width && (width..record.len()).all(|at| record[at].iter().all(u8::is_ascii_whitespace)))
}

/// Puts the cells of a part into their places among the columns of all; what only its name tells comes last.
fn put(own: &ByteRecord, part: &PartCut, record: &mut ByteRecord) {
    for place in &part.columns {
        record.push_field(place.map_or(b"", |at| &own[at]));
    }
    record.push_field(part.made.as_bytes());
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
        let part = PartCut {
            name: String::new(),
            inside: Inside::Whole,
            cut: Cut::TEXT,
            columns: Vec::new(),
            width: 0,
            made: String::new(),
        };
        let mut rows = Rows::open(&source, &Layout::new(Container::Plain, vec![part])).unwrap();
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
