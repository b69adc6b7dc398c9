//! The rows an import left out, as a CSV file that a spreadsheet can open without running anything in it.

use std::io::{self, Write};

/// Writes rows whose cells no spreadsheet takes for a formula (OWASP ASVS 5.0, 1.2.10): a cell that begins with
/// `= + - @`, a tab or a line break gets an apostrophe before it, and so does one that begins with an apostrophe. Numbers
/// stay numbers.
pub(super) struct SafeCsv<W: Write>(csv::Writer<W>);

impl<W: Write> SafeCsv<W> {
    pub(super) fn new(to: W) -> Self {
        Self(csv::WriterBuilder::new().flexible(true).from_writer(to))
    }

    pub(super) fn row(&mut self, cells: impl Iterator<Item = String>) -> io::Result<()> {
        let cells: Vec<String> = cells.map(safe).collect();
        self.0.write_record(&cells).map_err(io::Error::from)
    }

    pub(super) fn finish(mut self) -> io::Result<()> {
        self.0.flush()
    }
}

fn safe(cell: String) -> String {
    let dangerous = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\'', '\0']);
    if dangerous && cell.parse::<f64>().is_err() { format!("'{cell}") } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_and_numbers_stay_numbers() {
        for (cell, written) in
            [("=1+1", "'=1+1"), ("@SUM(A1)", "'@SUM(A1)"), ("-3.50", "-3.50"), ("-x", "'-x"), ("'a", "''a"), ("a", "a")]
        {
            assert_eq!(safe(cell.to_owned()), written);
        }
    }
}
