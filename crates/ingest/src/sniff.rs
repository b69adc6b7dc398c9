//! The first look at a file: is it text, in which encoding, cut by which character.

use crate::{
    Container, IngestError, Look, Source, WorkbookFault, ZipFault, archive,
    layout::{Layout, PartCut},
    rows::{Cut, unreadable},
    source::Inside,
    stream::Utf8,
};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use std::{io::Read, rc::Rc};

/// How much of a file the first look takes.
const HEAD: usize = 1 << 18;

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

/// UTF-16 without its mark: every other byte of Latin text is NUL.
fn wide(head: &[u8]) -> Option<&'static Encoding> {
    let pairs = (head.len() / 2).max(1);
    let nul = |offset: usize| head.iter().skip(offset).step_by(2).filter(|&&byte| byte == 0).count();
    let (even, odd) = (nul(0), nul(1));
    let mostly = |count: usize| count * 10 > pairs * 4;
    let hardly = |count: usize| count * 20 < pairs;
    match (mostly(even), mostly(odd)) {
        (false, true) if hardly(even) => Some(UTF_16LE),
        (true, false) if hardly(odd) => Some(UTF_16BE),
        _ => None,
    }
}

/// More than one byte in twenty is a control character that no text has. A lone NUL is a fault in one row.
fn is_binary(head: &[u8]) -> bool {
    let odd = head.iter().filter(|&&byte| matches!(byte, 0..=8 | 14..=26 | 28..=31 | 127)).count();
    odd > 1 && odd * 20 > head.len()
}

fn cut(head: &[u8], encoding: &'static Encoding, delimiter: Option<u8>) -> Cut {
    let mut text = Vec::new();
    // A letter may be cut at the end of the head: what came before it is enough.
    let mut decoded = Utf8::new(head, encoding, true);
    let mut piece = [0; 4_096];
    while let Ok(count @ 1..) = decoded.read(&mut piece) {
        text.extend_from_slice(&piece[..count]);
    }
    let quote = quote(&text);
    let cut = Cut { encoding, quote, ..Cut::TEXT };
    if let [b's', b'e', b'p', b'=', said, b'\n', ..] = text.as_slice() {
        return Cut { delimiter: delimiter.unwrap_or(*said), has_separator_line: true, ..cut };
    }
    Cut { delimiter: delimiter.unwrap_or_else(|| guess_delimiter(&text, quote, head.len() < HEAD)), ..cut }
}

const USUAL: [u8; 4] = [b',', b';', b'\t', b'|'];
const UNUSUAL: [u8; 3] = [b'^', b'~', b':'];

/// The sign around cells: `'` where every name of the header stands in a pair of it, `"` else. A lone `'` in front is
/// what spreadsheets do to numbers, and one within is a letter.
fn quote(text: &[u8]) -> u8 {
    let header = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let paired = |cell: &[u8]| cell.len() > 1 && cell.starts_with(b"'") && cell.ends_with(b"'");
    let all = USUAL.iter().chain(&UNUSUAL).any(|delimiter| header.split(|byte| byte == delimiter).all(paired));
    if all { b'\'' } else { b'"' }
}

/// The character that cuts the first 200 rows into the most cells most evenly: share of the commonest width
/// times the logarithm of that width. An unusual one must cut the header and nearly every row alike.
fn guess_delimiter(text: &[u8], quote: u8, whole: bool) -> u8 {
    let widths = |delimiter: u8| -> Vec<usize> {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .quote(quote)
            .from_reader(text);
        let mut widths: Vec<usize> =
            reader.byte_records().take(200).map_while(Result::ok).map(|record| record.len()).collect();
        if !whole && widths.len() < 200 && widths.len() > 1 {
            widths.pop();
        }
        widths
    };
    let score = |widths: &[usize]| -> f64 {
        let often = |width: usize| widths.iter().filter(|&&other| other == width).count();
        let modal = widths.iter().copied().max_by_key(|&width| (often(width), width)).unwrap_or(1);
        // The header tells the width best; a file of which most rows are ragged keeps the header's.
        let header = widths.first().copied().unwrap_or(1);
        let value = |width: usize| often(width) as f64 / widths.len().max(1) as f64 * (width as f64).ln();
        value(modal).max(value(header))
    };
    let mut best = (b',', score(&widths(b',')));
    for other in [b';', b'\t', b'|'] {
        let found = score(&widths(other));
        if found > best.1 {
            best = (other, found);
        }
    }
    for other in UNUSUAL {
        let widths = widths(other);
        let header = widths.first().copied().unwrap_or(1);
        let alike = widths.iter().filter(|&&width| width == header).count();
        // Times of day hold colons, too.
        let plain = header >= if other == b':' { 3 } else { 2 } && widths.len() > 1 && alike * 20 >= widths.len() * 19;
        if plain && score(&widths) > best.1 {
            best = (other, score(&widths));
        }
    }
    best.0
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
    fn delimiters_are_told_apart() {
        for (text, wanted) in [
            ("a,b\n\"1;2\",3\n", b','),
            ("a;b;c\n1,5;2,5;x\n1,7;2,9;y\n", b';'),
            ("a\tb\n1\t2\n", b'\t'),
            ("a|b\n1|2\n", b'|'),
            ("email\nana@example.com\nbo@example.com\n", b','),
            ("a^b^c\n1^2^3\n4^5^6\n", b'^'),
            ("a~b\n1~2\n", b'~'),
            ("a:b:c\n1:2:3\n", b':'),
            ("time\n10:00:00\n11:30:00\n", b','),
            ("time,x\n10:00:00,1\n11:30:00,2\n", b','),
            ("'a';'b'\n'1;2';'x'\n", b';'),
            ("name,note\n\"Lim, Ana\",\"a;b;c\"\nBo,x\n", b','),
        ] {
            assert_eq!(of(text.as_bytes()).unwrap().delimiter, wanted, "{text}");
        }
        let excel = of(b"sep=;\na;b\n").unwrap();
        assert!(excel.has_separator_line && excel.delimiter == b';');
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
    fn quotes_are_told_from_apostrophes() {
        for (text, wanted) in [
            ("'id','name'\n'1','O''Neil'\n", b'\''),
            ("'id'\n'1'\n", b'\''),
            ("id,name\n'0042,O'Neil\n", b'"'),
            ("\"id\",\"name\"\n1,x\n", b'"'),
            ("'id,name\n1,2\n", b'"'),
        ] {
            assert_eq!(of(text.as_bytes()).unwrap().quote, wanted, "{text}");
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
