//! Workbooks and archives, with the real command as the process that reads them: what comes in, what is refused and by
//! which name, and how it is shut in.

use crate::support::{Shop, number, text};
use rust_xlsxwriter::Workbook;
use std::{
    fs::File,
    io::{Cursor, Read, Write},
    process::{Command, Output, Stdio},
};
use zip::{ZipWriter, write::SimpleFileOptions};

fn zipped(files: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        archive.start_file(*name, SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// So many people, one a row.
fn people(rows: u32) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, header) in ["email", "first name", "city"].iter().enumerate() {
        sheet.write(0, column as u16, *header).unwrap();
    }
    for row in 1..=rows {
        sheet.write(row, 0, format!("person{row}@example.com")).unwrap();
        sheet.write(row, 1, format!("Name {row}")).unwrap();
        sheet.write(row, 2, "Porto").unwrap();
    }
    book.save_to_buffer().unwrap()
}

/// A workbook of a few hundred bytes whose one cell is said to repeat over all rows and so many columns.
#[cfg(target_os = "linux")]
fn endless(columns: u32) -> Vec<u8> {
    let content = "<?xml version=\"1.0\"?><office:document-content \
        xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
        xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
        xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><office:body><office:spreadsheet>\
        <table:table table:name=\"A\"><table:table-row table:number-rows-repeated=\"1048576\">\
        <table:table-cell table:number-columns-repeated=\"COLUMNS\" office:value-type=\"string\"><text:p>email</text:p>\
        </table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>";
    zipped(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", &content.replace("COLUMNS", &columns.to_string())),
        ("META-INF/manifest.xml", "<manifest:manifest xmlns:manifest=\"x\"></manifest:manifest>"),
    ])
}

/// An XLSX by hand, with what is said of its size and its texts.
fn claiming(dimension: &str, texts: &str) -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const REL: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
    let sheet = format!(
        "<worksheet xmlns=\"{MAIN}\"><dimension ref=\"{dimension}\"/><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\">\
         <is><t>email</t></is></c></row><row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row></sheetData></worksheet>"
    );
    zipped(&[
        ("[Content_Types].xml", &format!("<Types xmlns=\"{PACKAGE}/content-types\"/>")),
        (
            "_rels/.rels",
            &format!(
                "<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"r1\" Type=\"{REL}/officeDocument\" \
                 Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            &format!(
                "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{REL}\"><sheets><sheet name=\"A\" sheetId=\"1\" r:id=\"r1\"/>\
                 </sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            &format!(
                "<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"r1\" Type=\"{REL}/worksheet\" \
                 Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"r2\" Type=\"{REL}/sharedStrings\" \
                 Target=\"sharedStrings.xml\"/></Relationships>"
            ),
        ),
        ("xl/worksheets/sheet1.xml", &sheet),
        ("xl/sharedStrings.xml", texts),
    ])
}

/// A compound file in which a workbook with a password is wrapped.
#[cfg(target_os = "linux")]
fn with_password() -> Vec<u8> {
    const FREE: u32 = 0xffff_ffff;
    const END: u32 = 0xffff_fffe;
    let mut file = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    file.extend([0; 16]);
    file.extend([0x3e, 0, 3, 0, 0xfe, 0xff, 9, 0, 6, 0, 0, 0, 0, 0, 0, 0]);
    for word in [0u32, 1, 1, 0, 4_096, END, 0, END, 0, 0] {
        file.extend(word.to_le_bytes());
    }
    file.extend([0xff; 108 * 4]);
    file.extend([0xffff_fffd, END].map(u32::to_le_bytes).concat());
    file.extend([0xff; 126 * 4]);
    for (name, kind, child) in [("Root Entry", 5u8, 1u32), ("EncryptedPackage", 2, FREE), ("", 0, FREE), ("", 0, FREE)]
    {
        let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let length = if name.is_empty() { 0 } else { entry.len() as u16 + 2 };
        entry.resize(64, 0);
        entry.extend(length.to_le_bytes());
        entry.extend([kind, 1]);
        entry.extend([FREE, FREE, child].map(u32::to_le_bytes).concat());
        entry.resize(116, 0);
        entry.extend(END.to_le_bytes());
        entry.resize(128, 0);
        file.extend(entry);
    }
    file
}

#[test]
fn a_workbook_and_an_archive_come_in_like_any_file() {
    let shop = Shop::empty();
    let book = shop.write("people.xlsx", people(300));
    let report = shop.json(&["import", &book, "--basis", "consent"]);
    assert_eq!([number(&report["rows_read"]), number(&report["people_created"])], [300, 300], "{report}");
    assert_eq!(text(&shop.json(&["people", "show", "person7@example.com"])["name"]), "Name 7");
    let archive = shop.write(
        "more.zip",
        zipped(&[("a.csv", "email,city\nana@example.com,Porto\n"), ("b.csv", "city,email\nCork,mary@example.org\n")]),
    );
    let report = shop.json(&["import", &archive]);
    assert_eq!([number(&report["rows_read"]), number(&report["people_created"])], [2, 2], "{report}");
    // Nothing of the workbook lies anywhere but in the file that was chosen and, encrypted, in the vault.
    let beside: Vec<_> = std::fs::read_dir(shop.folder.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert!(
        beside
            .iter()
            .all(|name| ["people.xlsx", "more.zip", "shop.regulars", "data"].iter().any(|known| name == known)),
        "{beside:?}"
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_workbook_made_to_harm_ends_the_process_that_reads_it_and_no_other() {
    use std::os::unix::process::ExitStatusExt as _;
    let shop = Shop::empty();
    // The first is within what the parser itself allows: its memory ends before.
    let bombs = [endless(60), endless(16_384)];
    assert!(bombs.iter().all(|bomb| bomb.len() < 2_000));
    let ended = read_workbook(&bombs[0]);
    assert_eq!(
        ended.status.signal(),
        Some(6),
        "it must be the kernel that refuses, or nothing is shown: {:?}",
        ended.status
    );
    let [bomb, larger] = bombs;
    let refusals = [
        ("larger.ods", larger, "asks for more than 1 GB of memory"),
        ("endless.ods", bomb, "asks for more than 1 GB of memory"),
        ("locked.xlsx", with_password(), "protected by a password"),
        ("cut.xlsx", people(50)[..3_000].to_vec(), "damaged"),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1and then nothing".to_vec(), "damaged"),
    ];
    for (name, bytes, words) in refusals {
        let file = shop.write(name, bytes);
        let refusal = shop.refused(3, &["import", &file, "--dry-run"]);
        assert!(text(&refusal["message"]).contains(words), "{name}: {refusal}");
    }
    assert_eq!(number(&shop.json(&["vault", "info"])["people"]), 0, "and the command works on");
}

/// What a file says of its own size is not believed: it is read as what it holds, or refused.
#[test]
fn claims_are_not_believed() {
    let shop = Shop::empty();
    for (name, texts) in [
        ("few.xlsx", "<sst count=\"0\" uniqueCount=\"0\"></sst>"),
        ("many.xlsx", "<sst count=\"4294967295\" uniqueCount=\"4294967295\"></sst>"),
        ("all.xlsx", "<sst count=\"18446744073709551615\" uniqueCount=\"18446744073709551615\"></sst>"),
    ] {
        let file = shop.write(name, claiming("A1:XFD1048576", texts));
        let ended = shop.run(&["import", &file, "--dry-run", "--json"]);
        assert!(matches!(ended.code, Some(0 | 3)), "{name}: {ended:?}");
        if name == "few.xlsx" {
            assert!(ended.out.contains("\"rows_not_used\": 1"), "the row in the last corner is reported: {ended:?}");
        }
    }
}

fn read_workbook(bytes: &[u8]) -> Output {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    reader().stdin(file).output().unwrap()
}

fn reader() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_regulars"));
    command.arg("--read-workbook").env_clear().stdout(Stdio::piped()).stderr(Stdio::null());
    command
}

/// Whatever is done to a workbook, its reader ends by itself and says how.
#[test]
fn damaged_workbooks_end_in_words() {
    let whole = people(20);
    let sound = read_workbook(&whole);
    assert_eq!((sound.status.code(), sound.stdout[0]), (Some(0), 1), "a sound one begins with its sheets");
    for turn in 0..60usize {
        let mut bytes = whole.clone();
        for step in 0..=turn % 4 {
            let at = (turn * 7_919 + step * 104_729) % bytes.len();
            bytes[at] ^= 1 << (turn % 8);
        }
        let ended = read_workbook(&bytes);
        let is_fault = ended.stdout.iter().rev().take(30).any(|byte| *byte == b'"' || *byte == b'}');
        assert!(ended.status.code() == Some(0) && is_fault, "{turn}: {:?}", ended.status);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn the_reader_is_shut_in() {
    let mut book = tempfile::NamedTempFile::new().unwrap();
    book.write_all(&people(20_000)).unwrap();
    // Nobody takes what it says, so that it stands still in the middle.
    let mut child = reader().stdin(File::open(book.path()).unwrap()).spawn().unwrap();
    let about = |file: &str| std::fs::read_to_string(format!("/proc/{}/{file}", child.id())).unwrap_or_default();
    let filtered = |status: &str| status.lines().any(|line| line.split_whitespace().eq(["Seccomp:", "2"]));
    let mut waited = 0;
    while !filtered(&about("status")) && waited < 500 {
        std::thread::sleep(std::time::Duration::from_millis(20));
        waited += 1;
    }
    let (status, limits) = (about("status"), about("limits"));
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(filtered(&status), "{status}");
    let soft = |name: &str| {
        let line = limits.lines().find(|line| line.starts_with(name)).unwrap_or_else(|| panic!("no {name}: {limits}"));
        line[name.len()..].split_whitespace().next().unwrap().to_owned()
    };
    assert_eq!((soft("Max file size").as_str(), soft("Max cpu time").as_str()), ("0", "120"));
    assert!(soft("Max address space").parse::<u64>().unwrap() < 3 << 30, "{limits}");
    assert_ne!(soft("Max core file size"), "unlimited");
}

/// `cargo test -p regulars-cli --test command -- --ignored peak --nocapture`
#[cfg(target_os = "linux")]
#[test]
#[ignore = "300,000 rows; run by name"]
#[allow(clippy::print_stderr, reason = "the figure")]
fn peak_of_a_large_workbook() {
    let mut book = tempfile::NamedTempFile::new().unwrap();
    book.write_all(&people(300_000)).unwrap();
    let size = book.as_file().metadata().unwrap().len();
    let mut child = reader().stdin(File::open(book.path()).unwrap()).spawn().unwrap();
    let mut text = child.stdout.take().unwrap();
    let (mut peak, mut rows, mut piece) = (0, 0usize, vec![0; 1 << 16]);
    loop {
        let count = text.read(&mut piece).unwrap();
        if count == 0 {
            break;
        }
        rows += piece[..count].iter().filter(|byte| **byte == b'\n').count();
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let most = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.split_whitespace().next()?.parse().ok());
        peak = peak.max(most.unwrap_or(0u64) >> 10);
    }
    assert!(child.wait().unwrap().success() && rows > 300_000);
    eprintln!("a workbook of {} KB and 300,000 rows: the process that reads it takes {peak} MB at most", size >> 10);
    assert!((1..400).contains(&peak), "{peak} MB");
}
