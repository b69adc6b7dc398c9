//! CSV that a spreadsheet can open without running anything in it, and that reads back as what it was
//! ([`regulars_model::guarded`]).

use regulars_model::guarded;
use std::io::{self, Write};

/// Writes rows whose cells no spreadsheet takes for a formula.
pub(crate) struct SafeCsv<W: Write>(csv::Writer<W>);

impl<W: Write> SafeCsv<W> {
    pub(crate) fn new(to: W) -> Self {
        Self(csv::WriterBuilder::new().flexible(true).from_writer(to))
    }

    pub(crate) fn row(&mut self, cells: impl Iterator<Item = String>) -> io::Result<()> {
        let cells: Vec<String> = cells.map(guarded).collect();
        self.0.write_record(&cells).map_err(io::Error::from)
    }

    pub(crate) fn finish(mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use regulars_model::unguarded;

    proptest! {
        #[test]
        fn whatever_is_written_reads_back(rows in prop::collection::vec(prop::collection::vec(any::<String>(), 3), 1..6)) {
            let mut bytes = Vec::new();
            let mut out = SafeCsv::new(&mut bytes);
            for row in &rows {
                out.row(row.iter().cloned()).expect("written");
            }
            out.finish().expect("written");
            let mut read = csv::ReaderBuilder::new().has_headers(false).from_reader(&bytes[..]);
            let back: Vec<Vec<String>> = read
                .records()
                .map(|record| record.expect("a row").iter().map(|cell| unguarded(cell).to_owned()).collect())
                .collect();
            prop_assert_eq!(back, rows);
        }
    }
}
