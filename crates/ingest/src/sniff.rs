//! The first look at a file: is it text, in which encoding, cut by which character.

use crate::{IngestError, Source, rows::Cut, stream::Utf8};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use std::io::Read;

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

/// Looks at the head of a file.
pub(crate) fn look(source: &Source) -> Result<Cut, IngestError> {
    let head = read_head(source)?;
    let head = head.as_slice();
    if head.iter().all(u8::is_ascii_whitespace) {
        return Err(IngestError::Empty);
    }
    if let Some((_, what)) = OTHERS.iter().find(|(begin, _)| head.starts_with(begin)) {
        return Err(IngestError::NotCsv(what));
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
    Ok(cut(head, encoding))
}

/// The same file, once it has turned out not to be UTF-8.
pub(crate) fn look_again(source: &Source) -> Result<Cut, IngestError> {
    let mut reader = source.open()?.reader;
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    let mut piece = vec![0; HEAD];
    // Enough to hear the accent of a file; a rare byte far behind changes nothing any more.
    let (mut letters, mut strays) = (0u64, 0u64);
    loop {
        let count = reader.read(&mut piece).map_err(IngestError::Unreadable)?;
        detector.feed(&piece[..count], count == 0);
        for part in piece[..count].utf8_chunks() {
            letters += part.valid().chars().filter(|letter| !letter.is_ascii()).count() as u64;
            strays += u64::from(!part.invalid().is_empty());
        }
        if count == 0 || letters + strays > HEAD as u64 {
            break;
        }
    }
    // Accents that happen to be UTF-8 twenty times in a row are UTF-8, and the rest is damage.
    if letters >= 20 * strays.max(1) {
        return Ok(Cut { has_damage: true, ..cut(&read_head(source)?, UTF_8) });
    }
    let encoding = detector.guess(None, Utf8Detection::Deny);
    Ok(cut(&read_head(source)?, encoding))
}

fn read_head(source: &Source) -> Result<Vec<u8>, IngestError> {
    let opened = source.open()?;
    let packed = opened.is_packed;
    let mut head = Vec::new();
    opened.reader.take(HEAD as u64).read_to_end(&mut head).map_err(|why| match packed {
        true => IngestError::DamagedGzip,
        false => IngestError::Unreadable(why),
    })?;
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

fn cut(head: &[u8], encoding: &'static Encoding) -> Cut {
    let mut text = Vec::new();
    // A letter may be cut at the end of the head: what came before it is enough.
    let mut decoded = Utf8::new(head, encoding, true);
    let mut piece = [0; 4_096];
    while let Ok(count @ 1..) = decoded.read(&mut piece) {
        text.extend_from_slice(&piece[..count]);
    }
    if let [b's', b'e', b'p', b'=', delimiter, b'\n', ..] = text.as_slice() {
        return Cut { encoding, delimiter: *delimiter, has_separator_line: true, has_damage: false };
    }
    let delimiter = delimiter(&text, head.len() < HEAD);
    Cut { encoding, delimiter, has_separator_line: false, has_damage: false }
}

/// The character that cuts the first 200 rows into the most cells most evenly: share of the commonest width
/// times the logarithm of that width.
fn delimiter(text: &[u8], whole: bool) -> u8 {
    let score = |delimiter: u8| -> f64 {
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text);
        let mut widths: Vec<usize> =
            reader.byte_records().take(200).map_while(Result::ok).map(|record| record.len()).collect();
        if !whole && widths.len() < 200 && widths.len() > 1 {
            widths.pop();
        }
        let often = |width: usize| widths.iter().filter(|&&other| other == width).count();
        let modal = widths.iter().copied().max_by_key(|&width| (often(width), width)).unwrap_or(1);
        // The header tells the width best; a file of which most rows are ragged keeps the header's.
        let header = widths.first().copied().unwrap_or(1);
        let value = |width: usize| often(width) as f64 / widths.len().max(1) as f64 * (width as f64).ln();
        value(modal).max(value(header))
    };
    let mut best = (b',', score(b','));
    for other in [b';', b'\t', b'|'] {
        let found = score(other);
        if found > best.1 {
            best = (other, found);
        }
    }
    best.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(bytes: &[u8]) -> Result<Cut, IngestError> {
        look(&Source::from_bytes("t", bytes))
    }

    fn encoding(bytes: &[u8]) -> &'static str {
        let source = Source::from_bytes("t", bytes);
        let first = look(&source).unwrap().encoding;
        let strict = first == UTF_8 && std::str::from_utf8(bytes).is_err();
        if strict { look_again(&source).unwrap().encoding.name() } else { first.name() }
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
            ("name,note\n\"Lim, Ana\",\"a;b;c\"\nBo,x\n", b','),
        ] {
            assert_eq!(of(text.as_bytes()).unwrap().delimiter, wanted, "{text}");
        }
        let excel = of(b"sep=;\na;b\n").unwrap();
        assert!(excel.has_separator_line && excel.delimiter == b';');
    }

    #[test]
    fn what_is_no_text_is_refused() {
        assert!(matches!(of(b""), Err(IngestError::Empty)));
        assert!(matches!(of(b"\xef\xbb\xbf"), Err(IngestError::Empty)));
        assert!(matches!(of(b" \r\n\n"), Err(IngestError::Empty)));
        assert!(matches!(of(b"PK\x03\x04\x14\0"), Err(IngestError::NotCsv(_))));
        assert!(matches!(of(b"%PDF-1.7"), Err(IngestError::NotCsv("a PDF document"))));
        let binary: Vec<u8> = (0..5_000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        assert!(matches!(of(&binary), Err(IngestError::NotText)));
        assert!(matches!(of(&[0; 4_000]), Err(IngestError::NotText)));
        assert!(of(b"a,b\n1\0,2\nlonger,line\n").is_ok(), "one NUL is a fault in one row");
        assert!(matches!(of(&[0x1f, 0x8b, 8, 0, 1, 2, 3]), Err(IngestError::DamagedGzip)));
    }
}
