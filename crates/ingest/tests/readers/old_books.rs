//! XLS and XLSB, byte by byte as their specifications (MS-CFB, MS-XLS, MS-XLSB) say, since nothing here writes them.

use crate::support::{came, workbook, zipped};

const HEADERS: [&str; 4] = ["email", "city", "spent", "gone"];

fn record(kind: u16, body: &[u8]) -> Vec<u8> {
    [&kind.to_le_bytes()[..], &(body.len() as u16).to_le_bytes(), body].concat()
}

/// A compound file with one stream, which is padded to eight sectors.
fn compound(name: &str, mut stream: Vec<u8>) -> Vec<u8> {
    const FREE: u32 = 0xffff_ffff;
    const END: u32 = 0xffff_fffe;
    assert!(stream.len() <= 4_096);
    stream.resize(4_096, 0);
    let mut file = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    file.extend([0; 16]);
    file.extend([0x3e, 0, 3, 0, 0xfe, 0xff, 9, 0, 6, 0, 0, 0, 0, 0, 0, 0]);
    for word in [0u32, 1, 1, 0, 4_096, END, 0, END, 0, 0] {
        file.extend(word.to_le_bytes());
    }
    file.extend([0xff; 108 * 4]);
    // Sector 0 is this table, sector 1 the folder, sectors 2 to 9 the stream.
    let mut table: Vec<u32> = vec![0xffff_fffd, END, 3, 4, 5, 6, 7, 8, 9, END];
    table.resize(128, FREE);
    file.extend(table.iter().flat_map(|word| word.to_le_bytes()));
    for (name, kind, child, start, size) in
        [("Root Entry", 5u8, 1u32, END, 0u64), (name, 2, FREE, 2, 4_096), ("", 0, FREE, END, 0), ("", 0, FREE, END, 0)]
    {
        let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let length = if name.is_empty() { 0 } else { entry.len() as u16 + 2 };
        entry.resize(64, 0);
        entry.extend(length.to_le_bytes());
        entry.extend([kind, 1]);
        entry.extend([FREE, FREE, child].map(u32::to_le_bytes).concat());
        entry.resize(116, 0);
        entry.extend(start.to_le_bytes());
        entry.extend(size.to_le_bytes());
        file.extend(entry);
    }
    file.extend(stream);
    file
}

fn xls() -> Vec<u8> {
    let begin = |kind: u16| record(0x0809, &[&[0, 6], &kind.to_le_bytes()[..], &[0; 12]].concat());
    let end = record(0x000a, &[]);
    let cell = |row: u16, column: u16, style: u16| [row, column, style].map(u16::to_le_bytes).concat();
    let label = |row: u16, column: u16, text: &str| {
        record(
            0x0204,
            &[cell(row, column, 0), (text.len() as u16).to_le_bytes().to_vec(), vec![0], text.into()].concat(),
        )
    };
    let number = |row: u16, column: u16, style: u16, number: f64| {
        record(0x0203, &[cell(row, column, style), number.to_le_bytes().to_vec()].concat())
    };
    let mut sheet = begin(0x0010);
    for (column, header) in HEADERS.iter().enumerate() {
        sheet.extend(label(0, column as u16, header));
    }
    sheet.extend(label(1, 0, "ana@example.com"));
    sheet.extend(label(1, 1, "Porto"));
    sheet.extend(number(1, 2, 0, 12.5));
    // The second style is a day.
    sheet.extend(number(1, 3, 1, 46_349.0));
    sheet.extend(label(3, 0, "bo@example.com"));
    // An error: 0x2a is #N/A.
    sheet.extend(record(0x0205, &[cell(3, 1, 0), vec![0x2a, 1]].concat()));
    sheet.extend(&end);
    let style = |format: u16| record(0x00e0, &[&[0, 0], &format.to_le_bytes()[..], &[0; 16]].concat());
    let named = |place: u32| record(0x0085, &[&place.to_le_bytes()[..], &[0, 0, 6, 0], b"People"].concat());
    let globals = |place: u32| [begin(0x0005), style(0), style(14), named(place), end.clone()].concat();
    let place = globals(0).len() as u32;
    compound("Workbook", [globals(place), sheet].concat())
}

fn xlsb() -> Vec<u8> {
    let record = |kind: u8, body: &[u8]| {
        let kind = if kind < 0x80 { vec![kind] } else { vec![kind, 1] };
        [kind, vec![body.len() as u8], body.to_vec()].concat()
    };
    let wide = |text: &str| -> Vec<u8> {
        let letters: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        [(text.len() as u32).to_le_bytes().to_vec(), letters].concat()
    };
    let place = |column: u32| [column.to_le_bytes(), [0; 4]].concat();
    let row = |row: u32| record(0x00, &[&row.to_le_bytes()[..], &[0; 13]].concat());
    let text = |column: u32, text: &str| record(0x06, &[place(column), wide(text)].concat());
    let mut sheet = [record(0x81, &[]), record(0x94, &[0; 16]), record(0x91, &[]), row(0)].concat();
    for (column, header) in HEADERS.iter().enumerate() {
        sheet.extend(text(column as u32, header));
    }
    sheet.extend(row(1));
    sheet.extend(text(0, "ana@example.com"));
    sheet.extend(text(1, "Porto"));
    sheet.extend(record(0x05, &[place(2), 12.5f64.to_le_bytes().to_vec()].concat()));
    sheet.extend(text(3, "2026-11-23"));
    sheet.extend(row(3));
    sheet.extend(text(0, "bo@example.com"));
    sheet.extend(record(0x03, &[place(1), vec![0x2a]].concat()));
    sheet.extend(record(0x92, &[]));
    let bundle = record(0x9c, &[vec![0; 4], vec![1, 0, 0, 0], wide("r1"), wide("People")].concat());
    let book = [bundle, record(0x90, &[]), record(0x9d, &[])].concat();
    let links = "<Relationships><Relationship Id=\"r1\" Target=\"worksheets/sheet1.bin\"/></Relationships>";
    zipped(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("xl/workbook.bin", &book),
        ("xl/_rels/workbook.bin.rels", links.as_bytes()),
        ("xl/worksheets/sheet1.bin", &sheet),
    ])
}

#[test]
fn the_older_kinds_of_workbook_are_read() {
    for (name, bytes) in [("people.xls", xls()), ("people.xlsb", xlsb())] {
        let came = came(&workbook(name, bytes));
        assert_eq!(came.survey.shape.sheet.as_deref(), Some("People"), "{name}");
        assert_eq!(came.survey.preview[0], ["ana@example.com", "Porto", "12.5", "2026-11-23"], "{name}");
        assert_eq!(came.survey.preview[1], ["bo@example.com", "", "", ""], "{name}");
        assert_eq!(came.people.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [2, 4], "{name}");
        assert!(came.survey.shape.notes.join("").contains("1 cells hold an error"), "{name}");
    }
}
