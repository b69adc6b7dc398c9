//! The first look at a file: is it text, in which encoding, cut by which character.

use crate::{
    Container, IngestError, Look, Source, WorkbookFault, ZipFault, archive,
    guess::{HEAD, cut, is_binary, wide},
    layout::{Layout, PartCut},
    rows::{Cut, unreadable},
    source::Inside,
};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8};
use std::{io::Read, rc::Rc};

/// Files that are often chosen by mistake, by how they begin.
const OTHERS: &[(&[u8], &str)] = &[
    (b"PK\x03\x04", "a spreadsheet (XLSX) or another ZIP archive"),
    (b"\xd0\xcf\x11\xe0", "an old spreadsheet (XLS) or another Office document"),
    (b"%PDF", "a PDF document"),
    (b"SQLite format 3\0", "a database"),
    (b"PAR1", "a Parquet file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"\xfd7zXZ", "an XZ archive"),
    (b"\x1f\x8b", "an archive within an archive"),
    (b"{\\rtf", "a text document (RTF)"),
    (b"<?xml", "an XML document"),
    (b"<!DOCTYPE", "a web page"),
    (b"<html", "a web page"),
];

const OLD_OFFICE: &[u8] = b"\xd0\xcf\x11\xe0";

/// Looks at the head of a file, and of each file in it.
pub(crate) fn look(source: &Source, asked: &Look) -> Result<Layout, IngestError> {
    let asked = Asked::new(asked)?;
    let head = read_head(source, &Inside::Whole)?;
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        if let Some(mut place) = source.place()? {
            return inside_zip(source, archive::entries(&mut *place), &asked);
        }
    } else if head.starts_with(OLD_OFFICE) && source.reads_workbooks() {
        return workbook(source, asked.sheet);
    }
    let cut = cut_of(&head, &asked)?;
    let mut part = part(source.name().to_owned(), Inside::Whole);
    part.cut = cut;
    let opened = source.open(&Inside::Whole, &Rc::default())?;
    let container = if opened.is_gzip { Container::Gzip } else { Container::Plain };
    let mut layout = Layout::new(container, vec![part]);
    layout.join(source)?;
    Ok(layout)
}

/// The same file, once some of it has turned out not to be UTF-8.
pub(crate) fn look_again(source: &Source, asked: &Look, mut layout: Layout) -> Result<Layout, IngestError> {
    let asked = Asked::new(asked)?;
    for at in 0..layout.parts.len() {
        let part = &layout.parts[at];
        if part.cut.may_lose_letters() {
            continue;
        }
        let cut = cut_again(source, &part.inside, &asked).map_err(|why| layout.within(at, why))?;
        layout.parts[at].cut = cut;
    }
    layout.header = None;
    layout.join(source)?;
    Ok(layout)
}

/// What the user says, checked.
struct Asked<'a> {
    encoding: Option<&'static Encoding>,
    delimiter: Option<u8>,
    sheet: Option<&'a str>,
}

impl<'a> Asked<'a> {
    fn new(look: &'a Look) -> Result<Self, IngestError> {
        let encoding = look.encoding.as_deref().map(|label| {
            let known = Encoding::for_label_no_replacement(label.trim().as_bytes());
            known.ok_or_else(|| IngestError::UnknownEncoding(label.chars().take(40).collect()))
        });
        let fit = |byte: u8| {
            byte.is_ascii()
                && !byte.is_ascii_alphanumeric()
                && !matches!(byte, b'"' | b'\'' | b'\n' | b'\r' | 0 | b'\\')
        };
        if look.delimiter.is_some_and(|byte| !fit(byte)) {
            return Err(IngestError::UnknownDelimiter);
        }
        Ok(Self { encoding: encoding.transpose()?, delimiter: look.delimiter, sheet: look.sheet.as_deref() })
    }
}

fn part(name: String, inside: Inside) -> PartCut {
    PartCut { name, inside, cut: Cut::TEXT, columns: Vec::new(), width: 0, made: String::new() }
}

fn inside_zip(
    source: &Source,
    entries: Result<Vec<archive::Entry>, IngestError>,
    asked: &Asked<'_>,
) -> Result<Layout, IngestError> {
    let name = source.name().to_ascii_lowercase();
    let named_workbook = [".xlsx", ".xlsm", ".xlsb", ".ods"].iter().any(|end| name.ends_with(end));
    let entries = match entries {
        Err(IngestError::Zip(ZipFault::Damaged)) if named_workbook => {
            return Err(IngestError::Workbook(WorkbookFault::Damaged));
        }
        other => other?,
    };
    if archive::is_workbook(&entries) {
        if source.reads_workbooks() {
            return workbook(source, asked.sheet);
        }
        return Err(IngestError::NotCsv("a workbook (XLSX, XLSB or ODS)"));
    }
    let (chosen, mut notes) = archive::chosen(entries).map_err(IngestError::Zip)?;
    let mut layout = Layout::new(Container::Zip, Vec::new());
    for entry in chosen {
        // Where two files in two folders have one name, the folders tell them apart.
        let name = archive::shown(entry.name());
        let path = archive::shown(&entry.path);
        let taken = layout.parts.iter().any(|part| part.name == name);
        let mut part = part(if taken { path } else { name }, Inside::Entry(entry));
        let within = |why| IngestError::Within { part: part.name.clone(), why: Box::new(why) };
        match read_head(source, &part.inside).and_then(|head| cut_of(&head, asked)) {
            Ok(cut) => {
                part.cut = cut;
                layout.parts.push(part);
            }
            Err(IngestError::Empty) => notes.push(format!("“{}” in the archive is empty.", part.name)),
            Err(why) => return Err(within(why)),
        }
    }
    if layout.parts.is_empty() {
        return Err(IngestError::Empty);
    }
    layout.notes = notes;
    layout.join(source)?;
    Ok(layout)
}

/// Asks what reads workbooks for the sheets.
fn workbook(source: &Source, sheet: Option<&str>) -> Result<Layout, IngestError> {
    let opened = source.open(&Inside::Sheet(sheet.map(str::to_owned)), &Rc::default())?;
    let about = opened.about.ok_or(IngestError::Workbook(WorkbookFault::Damaged))?;
    let mut layout =
        Layout::new(Container::Workbook, vec![part(about.sheet.clone(), Inside::Sheet(Some(about.sheet.clone())))]);
    layout.sheets = about.sheets;
    layout.sheet = Some(about.sheet);
    Ok(layout)
}

fn cut_of(head: &[u8], asked: &Asked<'_>) -> Result<Cut, IngestError> {
    if head.iter().all(u8::is_ascii_whitespace) {
        return Err(IngestError::Empty);
    }
    if let Some((_, what)) = OTHERS.iter().find(|(begin, _)| head.starts_with(begin)) {
        return Err(IngestError::NotCsv(what));
    }
    if let Some(encoding) = asked.encoding {
        // What the user says is taken at their word: a byte that does not fit is marked, not refused.
        return Ok(Cut { has_damage: encoding == UTF_8, ..cut(head, encoding, asked.delimiter) });
    }
    let encoding = match Encoding::for_bom(head) {
        Some((_, mark)) if head[mark..].iter().all(|byte| matches!(byte, 0 | b' ' | b'\n' | b'\r')) => {
            return Err(IngestError::Empty);
        }
        Some((encoding, _)) => encoding,
        None => wide(head).unwrap_or(UTF_8),
    };
    if encoding == UTF_8 && is_binary(head) {
        return Err(IngestError::NotText);
    }
    Ok(cut(head, encoding, asked.delimiter))
}

/// A part that may not be UTF-8, looked at as a whole.
fn cut_again(source: &Source, inside: &Inside, asked: &Asked<'_>) -> Result<Cut, IngestError> {
    let opened = source.open(inside, &Rc::default())?;
    let mut reader = opened.reader;
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    let mut piece = vec![0; HEAD];
    // Enough to hear the accent of a file; a rare byte far behind changes nothing any more.
    let (mut letters, mut strays) = (0u64, 0u64);
    loop {
        let count = reader.read(&mut piece).map_err(|why| unreadable(why, inside, opened.is_gzip))?;
        detector.feed(&piece[..count], count == 0);
        for part in piece[..count].utf8_chunks() {
            letters += part.valid().chars().filter(|letter| !letter.is_ascii()).count() as u64;
            strays += u64::from(!part.invalid().is_empty());
        }
        if count == 0 || letters + strays > HEAD as u64 {
            break;
        }
    }
    let head = read_head(source, inside)?;
    // Of several files in an archive, this one may be sound.
    if strays == 0 {
        return Ok(cut(&head, UTF_8, asked.delimiter));
    }
    // Accents that happen to be UTF-8 twenty times in a row are UTF-8, and the rest is damage.
    if letters >= 20 * strays {
        return Ok(Cut { has_damage: true, ..cut(&head, UTF_8, asked.delimiter) });
    }
    let encoding = detector.guess(None, Utf8Detection::Deny);
    Ok(cut(&head, encoding, asked.delimiter))
}

fn read_head(source: &Source, inside: &Inside) -> Result<Vec<u8>, IngestError> {
    let opened = source.open(inside, &Rc::default())?;
    let is_gzip = opened.is_gzip;
    let mut head = Vec::new();
    let read = opened.reader.take(HEAD as u64).read_to_end(&mut head);
    read.map_err(|why| unreadable(why, inside, is_gzip))?;
    Ok(head)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(bytes: &[u8]) -> Result<Cut, IngestError> {
        look(&Source::from_bytes("t", bytes), &Look::default()).map(|layout| layout.first())
    }

    fn encoding(bytes: &[u8]) -> &'static str {
        let source = Source::from_bytes("t", bytes);
        let asked = Look::default();
        let first = look(&source, &asked).unwrap();
        let strict = first.first().encoding == UTF_8 && std::str::from_utf8(bytes).is_err();
        let layout = if strict { look_again(&source, &asked, first).unwrap() } else { first };
        layout.first().encoding.name()
    }

    #[test]
    fn encodings_are_told_apart() {
        let text = "name;city\nJörg Weiß;Düsseldorf\nZoë;Ålesund\n";
        let wide = |to: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(to).collect::<Vec<u8>>();
        assert_eq!(encoding(text.as_bytes()), "UTF-8");
        assert_eq!(encoding(&wide(u16::to_le_bytes)), "UTF-16LE");
        assert_eq!(encoding(&wide(u16::to_be_bytes)), "UTF-16BE");
        assert_eq!(encoding(&[b"\xff\xfe".as_slice(), &wide(u16::to_le_bytes)].concat()), "UTF-16LE");
        assert_eq!(encoding(&[b"\xef\xbb\xbf".as_slice(), text.as_bytes()].concat()), "UTF-8");
        assert_eq!(encoding(&encoding_rs::WINDOWS_1252.encode(text).0), "windows-1252");
        let japanese = "名前,市\n山田太郎,東京都千代田区\n佐藤花子,大阪府大阪市\n";
        assert_eq!(encoding(&encoding_rs::SHIFT_JIS.encode(japanese).0), "Shift_JIS");
        let polish = "imię,miasto\nŁukasz Żółć,Łódź\nGrażyna Święcicka,Kraków\n";
        assert_eq!(encoding(&encoding_rs::WINDOWS_1250.encode(polish).0), "windows-1250");
    }

    #[test]
    fn the_user_has_the_last_word() {
        let look_as = |encoding: Option<&str>, delimiter: Option<u8>| {
            let asked = Look { encoding: encoding.map(str::to_owned), delimiter, sheet: None };
            look(&Source::from_bytes("t", b"a;b,c\n1;2,3\n".as_slice()), &asked).map(|layout| layout.first())
        };
        assert_eq!(look_as(None, Some(b',')).unwrap().delimiter, b',');
        assert_eq!(look_as(Some("cp1252"), None).unwrap().encoding.name(), "windows-1252");
        assert_eq!(look_as(Some(" Shift_JIS "), Some(b';')).unwrap().encoding.name(), "Shift_JIS");
        assert!(matches!(look_as(Some("klingon"), None), Err(IngestError::UnknownEncoding(_))));
        for wrong in *b"a1\"'\n\\\xff" {
            assert!(matches!(look_as(None, Some(wrong)), Err(IngestError::UnknownDelimiter)), "{wrong}");
        }
    }

    #[test]
    fn what_is_no_text_is_refused() {
        assert!(matches!(of(b""), Err(IngestError::Empty)));
        assert!(matches!(of(b"\xef\xbb\xbf"), Err(IngestError::Empty)));
        assert!(matches!(of(b" \r\n\n"), Err(IngestError::Empty)));
        assert!(matches!(of(b"PK\x03\x04\x14\0"), Err(IngestError::Zip(ZipFault::Damaged))));
        let piped = Source::new("t", 6, || Ok(Box::new(&b"PK\x03\x04\x14\0"[..])));
        assert!(matches!(look(&piped, &Look::default()), Err(IngestError::NotCsv(_))));
        assert!(matches!(of(b"%PDF-1.7"), Err(IngestError::NotCsv("a PDF document"))));
        let binary: Vec<u8> = (0..5_000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        assert!(matches!(of(&binary), Err(IngestError::NotText)));
        assert!(matches!(of(&[0; 4_000]), Err(IngestError::NotText)));
        assert!(of(b"a,b\n1\0,2\nlonger,line\n").is_ok(), "one NUL is a fault in one row");
        assert!(matches!(of(&[0x1f, 0x8b, 8, 0, 1, 2, 3]), Err(IngestError::DamagedGzip)));
    }
}
