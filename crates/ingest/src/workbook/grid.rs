//! Cells in reading order become rows of CSV, one line a row of the sheet, as wide as the sheet's first rows are.

use super::{Kind, SheetEnd, write_frame, write_json};
use crate::{WorkbookFault, rows::MAX_COLUMNS};
use std::io::{self, Write};

/// Rows that are looked at before the first is written, to see which names the columns and how wide the table is.
const AHEAD: usize = 200;
const AHEAD_BYTES: usize = 1 << 20;
/// What spreadsheet programs can hold.
const MAX_ROW: u32 = 1 << 20;
const MAX_COLUMN: u32 = 1 << 14;
/// Most text of one sheet.
const MAX_TEXT: u64 = 4 << 30;
const PIECE: usize = 1 << 16;

/// Why writing a sheet ended early.
pub(super) enum Halt {
    /// The workbook cannot be read.
    Fault(WorkbookFault),
    /// Nobody takes the text any more.
    Gone(io::Error),
}

impl From<io::Error> for Halt {
    fn from(why: io::Error) -> Self {
        Self::Gone(why)
    }
}

impl From<WorkbookFault> for Halt {
    fn from(fault: WorkbookFault) -> Self {
        Self::Fault(fault)
    }
}

pub(super) struct Grid<'w> {
    to: &'w mut dyn Write,
    /// Row in hand, and its cells.
    row: u32,
    cells: Vec<String>,
    ahead: Option<Vec<(u32, Vec<String>)>>,
    ahead_bytes: usize,
    width: usize,
    /// Rows written.
    next: u32,
    text: Vec<u8>,
    given: u64,
    end: SheetEnd,
}

impl<'w> Grid<'w> {
    pub(super) fn new(to: &'w mut dyn Write) -> Self {
        Self {
            to,
            row: 0,
            cells: Vec::new(),
            ahead: Some(Vec::new()),
            ahead_bytes: 0,
            width: 1,
            next: 0,
            text: Vec::new(),
            given: 0,
            end: SheetEnd::default(),
        }
    }

    /// The next cell; `None` is an error in it.
    pub(super) fn cell(&mut self, row: u32, column: u32, text: Option<&str>) -> Result<(), Halt> {
        if row < self.row || row >= MAX_ROW || column >= MAX_COLUMN {
            return Err(WorkbookFault::Damaged.into());
        }
        if row > self.row {
            self.end_row()?;
            self.row = row;
        }
        let Some(text) = text else {
            self.end.errors += 1;
            return Ok(());
        };
        if text.is_empty() {
            return Ok(());
        }
        let column = column as usize;
        if self.cells.len() <= column {
            self.cells.resize(column + 1, String::new());
        }
        self.cells[column].push_str(text);
        Ok(())
    }

    /// The last cell has come.
    pub(super) fn finish(mut self) -> Result<(), Halt> {
        self.end_row()?;
        self.settle()?;
        self.give()?;
        write_json(self.to, Kind::End, &self.end)?;
        Ok(self.to.flush()?)
    }

    fn end_row(&mut self) -> Result<(), Halt> {
        let cells = std::mem::take(&mut self.cells);
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            return Ok(());
        }
        let Some(ahead) = &mut self.ahead else { return self.write(self.row, &cells) };
        self.ahead_bytes += cells.iter().map(String::len).sum::<usize>();
        ahead.push((self.row, cells));
        if ahead.len() >= AHEAD || self.ahead_bytes > AHEAD_BYTES { self.settle() } else { Ok(()) }
    }

    /// Finds the row that names the columns: the first with more than one cell, in a table of three columns or more. A
    /// title above it is no header; it becomes blank rows, so that every other row keeps its number.
    fn settle(&mut self) -> Result<(), Halt> {
        let Some(ahead) = self.ahead.take() else { return Ok(()) };
        let filled = |cells: &[String]| cells.iter().filter(|cell| !cell.trim().is_empty()).count();
        let fullest = ahead.iter().map(|(_, cells)| filled(cells)).max().unwrap_or(0);
        let least = if fullest > 2 { 2 } else { 1 };
        let header = ahead.iter().position(|(_, cells)| filled(cells) >= least).unwrap_or(0);
        self.end.above = header as u64;
        let table = &ahead[header..];
        // A stray cell far out to the right makes no table of a thousand columns.
        let widths = table.iter().map(|(_, cells)| cells.len());
        let own = table.first().map_or(1, |(_, cells)| cells.len());
        self.width = widths.filter(|width| *width <= MAX_COLUMNS).max().unwrap_or(1).max(own);
        table.iter().try_for_each(|(row, cells)| self.write(*row, cells))
    }

    fn write(&mut self, row: u32, cells: &[String]) -> Result<(), Halt> {
        // A row with nothing in it is one empty cell: it is counted, and is no row.
        while self.next < row {
            self.text.extend_from_slice(b"\"\"\n");
            self.next += 1;
            self.give_some()?;
        }
        self.next += 1;
        for at in 0..cells.len().max(self.width) {
            if at > 0 {
                self.text.push(b',');
            }
            quoted(cells.get(at).map_or("", String::as_str), &mut self.text);
        }
        self.text.push(b'\n');
        self.give_some()
    }

    fn give_some(&mut self) -> Result<(), Halt> {
        if self.text.len() < PIECE { Ok(()) } else { self.give() }
    }

    fn give(&mut self) -> Result<(), Halt> {
        self.given += self.text.len() as u64;
        if self.given > MAX_TEXT {
            return Err(WorkbookFault::TooLarge.into());
        }
        for piece in self.text.chunks(super::FRAME) {
            write_frame(self.to, Kind::Text, piece)?;
        }
        self.text.clear();
        Ok(())
    }
}

fn quoted(cell: &str, to: &mut Vec<u8>) {
    if !cell.bytes().any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r')) {
        return to.extend_from_slice(cell.as_bytes());
    }
    to.push(b'"');
    for byte in cell.bytes() {
        if byte == b'"' {
            to.push(b'"');
        }
        to.push(byte);
    }
    to.push(b'"');
}
