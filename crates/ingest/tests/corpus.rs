//! Three hundred files as they come after all that can happen to a file on its way: other programs, other alphabets, people with
//! spreadsheets. Each is read rightly or is a problem with a name; none ends the program, and no row goes missing.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test stops at what it did not expect, and says what it saw"
)]

#[allow(dead_code, reason = "the other test asks for all of it")]
mod fixtures;

use fixtures::all;
use regulars_ingest::{IngestError, Row, RowCode, Source, check, read, survey};
use regulars_model::Currency;
use std::{collections::BTreeMap, ops::ControlFlow};

const VARIANTS: usize = 300;

/// Numbers that come out the same every time (Steele, Lea and Flood 2014, SplitMix64).
struct Dice(u64);

impl Dice {
    /// 0 to `sides` - 1.
    fn throw(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % sides.max(1) as u64) as usize
    }
}

type Table = Vec<Vec<String>>;

/// What happens to the cells; and whether a reader could read all of it afterwards.
type Mishap = (&'static str, bool, fn(&mut Table, &mut Dice));

const CELLS: &[Mishap] = &[
    ("as it is", true, |_, _| {}),
    ("header in capitals", true, |table, _| table[0].iter_mut().for_each(|cell| *cell = cell.to_uppercase())),
    ("header with spaces around", true, |table, _| table[0].iter_mut().for_each(|cell| *cell = format!("  {cell} "))),
    ("a column more", true, |table, dice| {
        let at = dice.throw(table[0].len() + 1);
        for (row, cells) in table.iter_mut().enumerate() {
            cells.insert(at, if row == 0 { "Our own mark".to_owned() } else { format!("mark {row}") });
        }
    }),
    ("a column twice", true, |table, dice| {
        let at = dice.throw(table[0].len());
        table.iter_mut().for_each(|cells| {
            let cell = cells[at].clone();
            cells.push(cell);
        });
    }),
    ("two columns swapped", true, |table, dice| {
        let (one, other) = (dice.throw(table[0].len()), dice.throw(table[0].len()));
        // Not in a row that other damage has emptied.
        table.iter_mut().filter(|cells| cells.len() > one.max(other)).for_each(|cells| cells.swap(one, other));
    }),
    ("a column without its name", false, |table, dice| {
        let at = dice.throw(table[0].len());
        table[0][at].clear();
    }),
    ("a row too short", false, |table, dice| {
        let row = 1 + dice.throw(table.len() - 1);
        table[row].pop();
    }),
    ("a row too long", false, |table, dice| {
        let row = 1 + dice.throw(table.len() - 1);
        table[row].extend(["one".to_owned(), "two".to_owned()]);
    }),
    ("separators at the end", true, |table, _| {
        table.iter_mut().for_each(|cells| cells.extend([String::new(), String::new()]))
    }),
    ("empty lines", true, |table, dice| {
        let row = 1 + dice.throw(table.len());
        table.insert(row, Vec::new());
        table.insert(row, Vec::new());
    }),
    ("a title above", true, |table, _| {
        table.insert(0, vec!["Export for our shop".to_owned()]);
        table.insert(1, Vec::new());
    }),
    ("totals at the end", false, |table, _| {
        let mut totals = vec![String::new(); table[0].len()];
        totals[0] = "Total".to_owned();
        if let Some(last) = totals.last_mut() {
            *last = "1234.56".to_owned();
        }
        table.push(totals);
    }),
    ("the header again in the middle", false, |table, _| {
        let header = table[0].clone();
        table.insert(table.len() / 2 + 1, header);
    }),
    ("a byte order mark in the middle", false, |table, dice| {
        let row = 1 + dice.throw(table.len() - 1);
        table[row][0].insert(0, '\u{feff}');
    }),
    ("a very long cell", false, |table, dice| {
        let (row, at) = (1 + dice.throw(table.len() - 1), dice.throw(table[0].len()));
        table[row][at] = "long ".repeat(20_000);
    }),
    ("a formula", false, |table, dice| {
        let (row, at) = (1 + dice.throw(table.len() - 1), dice.throw(table[0].len()));
        table[row][at] = "=HYPERLINK(\"http://example.com\",\"look\")".to_owned();
    }),
    ("a NUL", false, |table, dice| {
        let (row, at) = (1 + dice.throw(table.len() - 1), dice.throw(table[0].len()));
        table[row][at].push('\0');
    }),
    ("dates both ways", false, |table, dice| {
        for at in 0..table[0].len() {
            if !table[0][at].to_lowercase().contains("date") {
                continue;
            }
            for row in table.iter_mut().skip(1) {
                row[at] = ["25/12/2026", "12/25/2026", "2026-12-25", "25 Dez 2026"][dice.throw(4)].to_owned();
            }
        }
    }),
    ("dates nobody can tell", false, |table, _| {
        for at in 0..table[0].len() {
            if table[0][at].to_lowercase().contains("date") {
                table.iter_mut().skip(1).for_each(|row| row[at] = "03/04/2026".to_owned());
            }
        }
    }),
    ("letters written twice over", false, |table, _| {
        for cell in table.iter_mut().skip(1).flatten() {
            *cell = cell.replace('ö', "Ã¶").replace('ß', "ÃŸ").replace('×', "Ã—");
        }
    }),
    ("numbers of a spreadsheet", false, |table, _| {
        for cell in table.iter_mut().skip(1).flatten() {
            if cell.len() > 4 && cell.bytes().all(|byte| byte.is_ascii_digit()) {
                cell.push_str(".0");
            }
        }
    }),
    ("rows many times over", true, |table, _| {
        let rows: Table = table[1..].to_vec();
        (0..40).for_each(|_| table.extend(rows.clone()));
    }),
    ("cells in the wrong places", false, |table, dice| {
        for cells in table.iter_mut().skip(1) {
            let by = dice.throw(cells.len());
            cells.rotate_left(by);
        }
    }),
];

/// What happens to the bytes; and whether all of it could still be read.
type Writing = (&'static str, bool, fn(String, &mut Dice) -> Vec<u8>);

const BYTES: &[Writing] = &[
    ("UTF-8", true, |text, _| text.into_bytes()),
    ("UTF-8 with a mark", true, |text, _| format!("\u{feff}{text}").into_bytes()),
    ("UTF-16LE", true, |text, _| [vec![0xff, 0xfe], text.encode_utf16().flat_map(u16::to_le_bytes).collect()].concat()),
    ("UTF-16BE without a mark", true, |text, _| text.encode_utf16().flat_map(u16::to_be_bytes).collect()),
    ("windows-1252", true, |text, _| encoding_rs::WINDOWS_1252.encode(&text).0.into_owned()),
    ("Shift_JIS", false, |text, _| encoding_rs::SHIFT_JIS.encode(&text).0.into_owned()),
    ("CRLF", true, |text, _| text.replace('\n', "\r\n").into_bytes()),
    ("CR", true, |text, _| text.replace('\n', "\r").into_bytes()),
    ("cut off", false, |text, dice| {
        let bytes = text.into_bytes();
        let keep = bytes.len() / 2 + dice.throw(bytes.len() / 2);
        bytes[..keep].to_vec()
    }),
    ("a quotation mark that never closes", false, |text, dice| {
        let mut bytes = text.into_bytes();
        let after: Vec<usize> =
            bytes.iter().enumerate().filter(|(_, byte)| b",;\n\t".contains(byte)).map(|(at, _)| at).collect();
        let at = after[dice.throw(after.len())] + 1;
        bytes.insert(at, b'"');
        bytes
    }),
    ("a byte that is no letter", false, |text, dice| {
        let mut bytes = text.into_bytes();
        let at = dice.throw(bytes.len());
        bytes.insert(at, 0xe9);
        bytes
    }),
    ("sep=", false, |text, _| {
        let first = text.lines().next().unwrap_or_default();
        let often = |mark: &char| first.matches(*mark).count();
        let mark = [',', ';', '\t', '|'].into_iter().max_by_key(often).unwrap_or(',');
        format!("sep={mark}\n{text}").into_bytes()
    }),
];

/// How a variant ended.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    /// Rows used, and nothing to report.
    Whole,
    /// Rows used, and rows or cells reported.
    Reported,
    /// No row of it could be used; each is reported.
    AllReported,
    /// Refused as a file, or a question asked.
    Named(String),
}

fn import(name: &str, bytes: &[u8], codes: &mut BTreeMap<RowCode, usize>) -> (End, usize, usize) {
    let source = Source::from_bytes(name, bytes);
    let named = |error: IngestError| {
        let problem = error.problem();
        assert!(!problem.message.is_empty() && !problem.hint.is_empty());
        let word = format!("{error:?}");
        End::Named(word.split([' ', '(', '{']).next().unwrap_or_default().to_owned())
    };
    let survey = match survey(&source, &mut |_| ControlFlow::Continue(())) {
        Ok(survey) => survey,
        Err(error) => return (named(error), 0, 0),
    };
    let mapping = survey.suggested();
    if let Err(error) = check(&survey, &mapping) {
        return (named(error), 0, 0);
    }
    let (mut kept, mut reported, mut warned) = (0, 0, 0);
    let end = read(&source, &survey, &mapping, Currency::UNKNOWN, &mut |row| {
        match row {
            Row::Warning(problem) => {
                *codes.entry(problem.code).or_default() += 1;
                assert!(problem.line > 0 && !problem.words.is_empty());
                warned += 1;
            }
            Row::Unusable(problem) => {
                *codes.entry(problem.code).or_default() += 1;
                assert!(problem.line > 0 && !problem.words.is_empty() && !problem.raw.is_empty());
                reported += 1;
            }
            Row::Also(_) => {}
            _ => kept += 1,
        }
        ControlFlow::Continue(())
    });
    let end = match end {
        Ok(end) => end,
        Err(error) => return (named(error), 0, 0),
    };
    assert_eq!(end.rows as usize, kept + reported, "{name}: rows in are rows kept and rows reported");
    assert_eq!(end.rows, survey.rows, "{name}: both passes see the same rows");
    let end = match (kept, reported + warned) {
        (_, 0) => End::Whole,
        (0, _) => End::AllReported,
        _ => End::Reported,
    };
    (end, kept, reported)
}

#[test]
fn three_hundred_damaged_files() {
    let mut ends: BTreeMap<End, usize> = BTreeMap::new();
    let mut codes: BTreeMap<RowCode, usize> = BTreeMap::new();
    let (mut kept, mut reported, mut unhurt) = (0, 0, 0);
    let files = all();
    for variant in 0..VARIANTS {
        let mut dice = Dice(variant as u64);
        let fixture = files[variant % files.len()];
        let mut table = fixture.cells();
        let (happened, mut readable, damage) = CELLS[(variant + variant / files.len()) % CELLS.len()];
        damage(&mut table, &mut dice);
        // Every third file meets with a second mishap.
        if variant % 3 == 0 {
            let (_, still, damage) = CELLS[dice.throw(CELLS.len())];
            damage(&mut table, &mut dice);
            readable &= still;
        }
        let delimiter = [fixture.delimiter, ',', ';', '\t', '|'][dice.throw(5)];
        let text = fixtures::write(&table, delimiter, "\n");
        let (encoded, whole, encode) = BYTES[(variant / 2 + dice.throw(2)) % BYTES.len()];
        let bytes = encode(text, &mut dice);
        let name = format!("{variant}: {}, {happened}, {encoded}", fixture.file_name);
        let file_name = fixture.file_name;
        let ended = std::panic::catch_unwind(move || {
            let mut codes = BTreeMap::new();
            let ended = import(file_name, &bytes, &mut codes);
            (ended, codes)
        });
        let ((end, used, left), seen) = ended.unwrap_or_else(|_| panic!("{name} ended the program"));
        // What a reader could still read is read: not one row fewer than before.
        if readable && whole && fixture.cells()[0].len() > 1 {
            unhurt += 1;
            assert!(used >= fixture.kept, "{name}: {used} of {} rows, {end:?}, {seen:?}", fixture.kept);
        }
        for (code, count) in seen {
            *codes.entry(code).or_default() += count;
        }
        *ends.entry(end).or_default() += 1;
        kept += used;
        reported += left;
    }
    assert_eq!(ends.values().sum::<usize>(), VARIANTS);
    let read: usize = ends.iter().filter(|(end, _)| !matches!(end, End::Named(_))).map(|(_, count)| count).sum();
    eprintln!("{VARIANTS} damaged files: {read} read, {} refused by name", VARIANTS - read);
    eprintln!("{unhurt} of them could be read whole by a reader, and were");
    eprintln!("rows: {kept} kept, {reported} reported");
    ends.iter().for_each(|(end, count)| eprintln!("  {count:>4}  {end:?}"));
    codes.iter().for_each(|(code, count)| eprintln!("  {count:>4}  {}", code.words()));
    // Damage of one cell or one byte is no reason to refuse a file.
    assert!(read * 10 >= VARIANTS * 7, "{read} of {VARIANTS} could be read");
    assert!(ends.contains_key(&End::Named("AmbiguousDates".to_owned())), "day and month are asked: {ends:?}");
    assert!(unhurt > 50 && ends.get(&End::Whole).copied().unwrap_or(0) > 20 && kept > reported);
}

/// The counter counts: a row that goes missing is seen.
#[test]
fn undamaged_files_come_in_as_they_should() {
    for fixture in all() {
        let mut codes = BTreeMap::new();
        let (end, kept, reported) = import(fixture.file_name, fixture.text().as_bytes(), &mut codes);
        assert!(!matches!(end, End::Named(_)), "{}: {end:?}", fixture.file_name);
        assert_eq!((kept, kept + reported), (fixture.kept, fixture.rows.len()), "{}: {codes:?}", fixture.file_name);
    }
}
