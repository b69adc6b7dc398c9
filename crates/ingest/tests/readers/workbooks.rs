//! Workbooks: every kind, every value as it stands, and refusals with a name. Read in this process here; the process of its
//! own is tried with the command.

use crate::support::{at, came, came_as, look, look_as, workbook, zipped};
use proptest::prelude::*;
use regulars_ingest::{Container, IngestError, Look, Source, Survey, WorkbookFault};
use rust_xlsxwriter::{Format, Formula, Workbook, XlsxError};

fn xlsx(fill: impl FnOnce(&mut Workbook) -> Result<(), XlsxError>) -> Vec<u8> {
    let mut book = Workbook::new();
    fill(&mut book).unwrap();
    book.save_to_buffer().unwrap()
}

fn people() -> Vec<u8> {
    xlsx(|book| {
        book.add_worksheet().set_name("Notes")?;
        let hidden = book.add_worksheet();
        hidden.set_name("Old")?.set_hidden(true).write(0, 0, "email")?;
        let sheet = book.add_worksheet();
        sheet.set_name("People")?;
        let (day, moment) =
            (Format::new().set_num_format("dd/mm/yyyy"), Format::new().set_num_format("dd/mm/yyyy hh:mm"));
        sheet.merge_range(0, 0, 0, 4, "Customers of the shop", &Format::new())?;
        for (column, header) in
            ["Email", "Postcode", "Customer ID", "Signed up", "Note", "Vip", "Spent"].iter().enumerate()
        {
            sheet.write(2, column as u16, *header)?;
        }
        sheet.write(3, 0, "ana@example.com")?.write(3, 1, "00501")?.write(3, 2, 7_210_448_301_122u64)?;
        sheet.write_with_format(3, 3, 46_349.0, &day)?.write(3, 4, "two\nlines, \"quoted\"")?.write(3, 5, true)?;
        sheet.write(3, 6, 0.1 + 0.2)?;
        sheet.write(5, 0, "bo@example.com")?.write(5, 1, 1067)?.write(5, 2, "=1+1")?;
        sheet.write_with_format(5, 3, 46_349.5, &moment)?.write_formula(
            5,
            4,
            Formula::new("=A1&B1").set_result("shown"),
        )?;
        sheet.write_formula(5, 6, Formula::new("=1/0").set_result("#DIV/0!"))?;
        Ok(())
    })
}

#[test]
fn a_workbook_reads_as_it_looks() {
    let came = came(&workbook("people.xlsx", people()));
    let survey = &came.survey;
    assert_eq!((survey.shape.container, survey.rows), (Container::Workbook, 2));
    let sheets: Vec<(&str, bool)> =
        survey.shape.sheets.iter().map(|sheet| (sheet.name.as_str(), sheet.hidden)).collect();
    assert_eq!(sheets, [("Notes", false), ("Old", true), ("People", false)]);
    assert_eq!(survey.shape.sheet.as_deref(), Some("People"), "the first with something in it that is not hidden");
    assert_eq!(
        survey.preview[0],
        ["ana@example.com", "00501", "7210448301122", "2026-11-23", "two\nlines, \"quoted\"", "TRUE", "0.3"]
    );
    assert_eq!(survey.preview[1], ["bo@example.com", "1067", "=1+1", "2026-11-23 12:00:00", "shown", "", ""]);
    // The row's number is the sheet's: titles and empty rows count.
    assert_eq!(came.people.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [4, 6]);
    let notes = survey.shape.notes.join(" ");
    assert!(notes.contains("1 rows above") && notes.contains("1 cells hold an error"), "{notes}");
    assert_eq!(survey.columns[at(survey, "Customer ID")].samples[0], "7210448301122");
}

#[test]
fn a_sheet_is_chosen_by_its_name() {
    let book = xlsx(|book| {
        book.add_worksheet().set_name("A")?.write(0, 0, "email")?.write(1, 0, "a@example.com")?;
        let hidden = book.add_worksheet();
        hidden.set_name("B")?.set_hidden(true).write(0, 0, "email")?.write(1, 0, "b@example.com")?;
        Ok(())
    });
    let source = workbook("t.xlsx", book);
    let first = |sheet: Option<&str>| {
        let look = Look { sheet: sheet.map(str::to_owned), ..Look::default() };
        came_as(&source, &look, &Survey::suggested).people[0].1.email.clone()
    };
    assert_eq!((first(None).as_str(), first(Some("B")).as_str()), ("a@example.com", "b@example.com"));
    let none = look_as(&source, &Look { sheet: Some("C".into()), ..Look::default() });
    assert!(matches!(none, Err(IngestError::Workbook(WorkbookFault::NoSheet))));
}

/// A text document's spreadsheet, by hand: rows as they stand in `content.xml`.
fn ods(rows: &str) -> Vec<u8> {
    let content = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content \
         xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
         xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><office:body><office:spreadsheet>\
         <table:table table:name=\"People\">{rows}</table:table></office:spreadsheet></office:body>\
         </office:document-content>"
    );
    let manifest = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><manifest:manifest \
        xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"></manifest:manifest>";
    zipped(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", content.as_bytes()),
        ("META-INF/manifest.xml", manifest.as_bytes()),
    ])
}

#[test]
fn an_open_document_is_read() {
    let text = |text: &str| {
        format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>")
    };
    let rows = format!(
        "<table:table-row>{}{}{}</table:table-row><table:table-row>{}\
         <table:table-cell office:value-type=\"date\" office:date-value=\"2026-11-23\"><text:p>23.11.26</text:p>\
         </table:table-cell><table:table-cell office:value-type=\"float\" office:value=\"12.5\"><text:p>12,50</text:p>\
         </table:table-cell></table:table-row>",
        text("email"),
        text("signed up"),
        text("spent"),
        text("ana@example.com")
    );
    let came = came(&workbook("people.ods", ods(&rows)));
    assert_eq!(came.survey.preview, [["ana@example.com", "2026-11-23", "12.5"]]);
    assert_eq!(came.people[0].0, 2);
}

#[test]
fn what_is_no_workbook_is_refused_by_name() {
    let fault = |name: &str, bytes: Vec<u8>| match look(&workbook(name, bytes)) {
        Err(IngestError::Workbook(fault)) => fault,
        other => panic!("{other:?}"),
    };
    let whole = people();
    assert_eq!(fault("t.xlsx", whole[..whole.len() / 2].to_vec()), WorkbookFault::Damaged);
    assert_eq!(fault("t.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and no more".to_vec()), WorkbookFault::Damaged);
    assert_eq!(
        fault(
            "t.xlsx",
            xlsx(|book| {
                book.add_worksheet();
                Ok(())
            })
        ),
        WorkbookFault::Empty
    );
    assert_eq!(
        fault("t.xlsx", zipped(&[("[Content_Types].xml", b"<x/>"), ("xl/workbook.xml", b"<x")])),
        WorkbookFault::Damaged
    );
    // Where nobody reads workbooks, it is said that it is one.
    let nobody = look(&Source::from_bytes("t.xlsx", whole));
    assert!(matches!(nobody, Err(IngestError::NotCsv(what)) if what.contains("workbook")));
}

#[test]
fn a_cell_in_the_last_corner_costs_nothing() {
    let corner = xlsx(|book| {
        let sheet = book.add_worksheet();
        sheet.write(0, 0, "email")?.write(1, 0, "ana@example.com")?.write(1_048_575, 16_383, "x")?;
        Ok(())
    });
    let came = came(&workbook("t.xlsx", corner));
    assert_eq!((came.people.len(), came.unusable.len(), came.unusable[0].line), (1, 1, 1_048_576));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]
    /// Texts and numbers arrive as they were written.
    #[test]
    fn values_arrive(texts in prop::collection::vec("[^\u{0}-\u{1f}\u{fffe}\u{ffff}]{0,12}", 1..8), number in -1_000_000i32..1_000_000) {
        let cents = f64::from(number) / 100.0;
        let book = xlsx(|book| {
            let sheet = book.add_worksheet();
            sheet.write(0, 0, "email")?.write(0, 1, "text")?.write(0, 2, "number")?;
            for (row, text) in texts.iter().enumerate() {
                let row = row as u32 + 1;
                sheet.write(row, 0, "ana@example.com")?.write_string(row, 1, text)?.write(row, 2, cents)?;
            }
            Ok(())
        });
        let survey = look(&workbook("t.xlsx", book)).unwrap();
        for (row, text) in survey.preview.iter().zip(&texts) {
            prop_assert_eq!(&row[1], text);
            prop_assert_eq!(row[2].parse::<f64>().unwrap(), cents);
        }
    }
}
