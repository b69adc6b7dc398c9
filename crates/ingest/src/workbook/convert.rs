//! A workbook's bytes in, the frames of one of its sheets out.

use super::{
    About, Kind,
    grid::{Grid, Halt},
    value, write_json,
};
use crate::{Sheet, WorkbookFault, archive};
use calamine::{
    Cell, DataRef, Ods, OdsError, Range, Reader, SheetType, SheetVisible, Xls, XlsError, Xlsb, XlsbError, Xlsx,
    XlsxError,
};
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};

/// Sheets that are listed.
const MAX_SHEETS: usize = 1_000;

/// Reads a workbook and writes one sheet of it as framed CSV: dates as ISO, numbers as digits, texts as they stand, of
/// formulas the value they had. `sheet` is the one that is asked for; else the first that is not hidden and has something
/// in it. What is wrong with the workbook is written, too.
///
/// XLSX and XLSB are read cell by cell; XLS and ODS are held as a whole. Either way a workbook made to harm can ask for
/// any amount of memory and time: run this in a process that has little of both.
///
/// # Errors
/// When `to` takes nothing more.
pub fn convert<R: Read + Seek>(mut workbook: R, sheet: Option<&str>, to: &mut dyn Write) -> io::Result<()> {
    match read(&mut workbook, sheet, to) {
        Ok(()) => Ok(()),
        Err(Halt::Gone(why)) => Err(why),
        Err(Halt::Fault(fault)) => super::refuse(fault, to),
    }
}

fn read<R: Read + Seek>(mut workbook: &mut R, sheet: Option<&str>, to: &mut dyn Write) -> Result<(), Halt> {
    let mut begin = [0; 4];
    workbook
        .seek(SeekFrom::Start(0))
        .and_then(|_| workbook.read_exact(&mut begin))
        .map_err(|_| WorkbookFault::Damaged)?;
    let is_zip = begin.starts_with(b"PK");
    let entries =
        if is_zip { archive::entries(&mut workbook).map_err(|_| WorkbookFault::Damaged)? } else { Vec::new() };
    let has = |path: &str| entries.iter().any(|entry| entry.path.eq_ignore_ascii_case(path));
    workbook.seek(SeekFrom::Start(0)).map_err(|_| WorkbookFault::Damaged)?;
    let from = BufReader::new(workbook);
    if !is_zip {
        old(from, sheet, to)
    } else if has("xl/workbook.bin") {
        let mut book = Xlsb::new(from).map_err(xlsb)?;
        streamed(&mut book, sheet, to)
    } else if has("content.xml") && !has("[Content_Types].xml") {
        held(&mut Ods::new(from).map_err(ods)?, sheet, to, ods)
    } else {
        let mut book = Xlsx::new(from).map_err(xlsx)?;
        streamed(&mut book, sheet, to)
    }
}

/// XLS, or an XLSX with a password, which is wrapped into the same kind of file.
fn old<R: Read + Seek>(mut from: R, sheet: Option<&str>, to: &mut dyn Write) -> Result<(), Halt> {
    if let Err(XlsxError::Password) = Xlsx::new(&mut from) {
        return Err(WorkbookFault::Password.into());
    }
    from.seek(SeekFrom::Start(0)).map_err(|_| WorkbookFault::Damaged)?;
    held(&mut Xls::new(from).map_err(xls)?, sheet, to, xls)
}

/// The sheets that hold cells, and the names of those to try, in order.
fn sheets(all: &[calamine::Sheet], wanted: Option<&str>) -> Result<(Vec<Sheet>, Vec<String>), WorkbookFault> {
    let sheets: Vec<Sheet> = all
        .iter()
        .take(MAX_SHEETS)
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| Sheet { name: sheet.name.clone(), hidden: sheet.visible != SheetVisible::Visible })
        .collect();
    let names = |keep: &dyn Fn(&Sheet) -> bool| -> Vec<String> {
        sheets.iter().filter(|sheet| keep(sheet)).map(|sheet| sheet.name.clone()).collect()
    };
    let to_try = match wanted {
        Some(wanted) => names(&|sheet| sheet.name == wanted),
        None => names(&|sheet| !sheet.hidden),
    };
    match (to_try.is_empty(), wanted) {
        (true, Some(_)) => Err(WorkbookFault::NoSheet),
        (true, None) => Err(WorkbookFault::Empty),
        _ => Ok((sheets, to_try)),
    }
}

/// A workbook that gives a sheet's cells one by one.
trait Streams {
    fn listed(&self) -> Vec<calamine::Sheet>;
    /// Hands over the cells of a sheet until `on` says that it is enough.
    fn cells(&mut self, name: &str, on: &mut dyn FnMut(Cell<DataRef<'_>>) -> Result<bool, Halt>) -> Result<(), Halt>;
}

impl<R: Read + Seek> Streams for Xlsx<R> {
    fn listed(&self) -> Vec<calamine::Sheet> {
        self.sheets_metadata().to_vec()
    }

    fn cells(&mut self, name: &str, on: &mut dyn FnMut(Cell<DataRef<'_>>) -> Result<bool, Halt>) -> Result<(), Halt> {
        let mut cells = self.worksheet_cells_reader(name).map_err(xlsx)?;
        while let Some(cell) = cells.next_cell().map_err(xlsx)? {
            if !on(cell)? {
                break;
            }
        }
        Ok(())
    }
}

impl<R: Read + Seek> Streams for Xlsb<R> {
    fn listed(&self) -> Vec<calamine::Sheet> {
        self.sheets_metadata().to_vec()
    }

    fn cells(&mut self, name: &str, on: &mut dyn FnMut(Cell<DataRef<'_>>) -> Result<bool, Halt>) -> Result<(), Halt> {
        let mut cells = self.worksheet_cells_reader(name).map_err(xlsb)?;
        while let Some(cell) = cells.next_cell().map_err(xlsb)? {
            if !on(cell)? {
                break;
            }
        }
        Ok(())
    }
}

fn streamed(book: &mut dyn Streams, wanted: Option<&str>, to: &mut dyn Write) -> Result<(), Halt> {
    let (sheets, to_try) = sheets(&book.listed(), wanted)?;
    for name in to_try {
        let mut filled = false;
        book.cells(&name, &mut |cell| {
            filled = value::text(cell.get_value()).is_some_and(|text| !text.trim().is_empty());
            Ok(!filled)
        })?;
        if !filled {
            continue;
        }
        write_json(to, Kind::About, &About { sheets, sheet: name.clone() })?;
        let mut grid = Grid::new(to);
        book.cells(&name, &mut |cell| {
            let (row, column) = cell.get_position();
            grid.cell(row, column, value::text(cell.get_value()).as_deref())?;
            Ok(true)
        })?;
        return grid.finish();
    }
    Err(WorkbookFault::Empty.into())
}

/// A workbook whose sheets are held as a whole.
fn held<R: Read + Seek, B: Reader<R>>(
    book: &mut B,
    wanted: Option<&str>,
    to: &mut dyn Write,
    why: impl Fn(B::Error) -> Halt,
) -> Result<(), Halt> {
    let (sheets, to_try) = sheets(book.sheets_metadata(), wanted)?;
    for name in to_try {
        let range: Range<calamine::Data> = book.worksheet_range(&name).map_err(&why)?;
        let filled = |value: &calamine::Data| value::owned_text(value).is_some_and(|text| !text.trim().is_empty());
        let Some((top, left)) = range.start().filter(|_| range.used_cells().any(|(_, _, value)| filled(value))) else {
            continue;
        };
        write_json(to, Kind::About, &About { sheets, sheet: name })?;
        let mut grid = Grid::new(to);
        for (row, column, value) in range.used_cells() {
            let place = |offset: u32, at: usize| u32::try_from(at).ok().and_then(|at| at.checked_add(offset));
            let (Some(row), Some(column)) = (place(top, row), place(left, column)) else {
                return Err(WorkbookFault::Damaged.into());
            };
            grid.cell(row, column, value::owned_text(value).as_deref())?;
        }
        return grid.finish();
    }
    Err(WorkbookFault::Empty.into())
}

#[allow(clippy::needless_pass_by_value, reason = "used as map_err(xlsx)")]
fn xlsx(why: XlsxError) -> Halt {
    Halt::Fault(if matches!(why, XlsxError::Password) { WorkbookFault::Password } else { WorkbookFault::Damaged })
}

#[allow(clippy::needless_pass_by_value, reason = "used as map_err(xlsb)")]
fn xlsb(why: XlsbError) -> Halt {
    Halt::Fault(if matches!(why, XlsbError::Password) { WorkbookFault::Password } else { WorkbookFault::Damaged })
}

#[allow(clippy::needless_pass_by_value, reason = "used as map_err(xls)")]
fn xls(why: XlsError) -> Halt {
    Halt::Fault(if matches!(why, XlsError::Password) { WorkbookFault::Password } else { WorkbookFault::Damaged })
}

#[allow(clippy::needless_pass_by_value, reason = "used as map_err(ods)")]
fn ods(why: OdsError) -> Halt {
    Halt::Fault(match why {
        OdsError::Password => WorkbookFault::Password,
        // It counts before it asks; the answer would be no.
        OdsError::CellLimitExceeded { .. } => WorkbookFault::TooMuchMemory,
        _ => WorkbookFault::Damaged,
    })
}
