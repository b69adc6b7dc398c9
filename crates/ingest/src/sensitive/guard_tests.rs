//! A file full of what must not come in, surveyed and read in every way it can be mapped: nothing of it comes out.

use crate::{Class, FileKind, Kind, Mapping, Row, RowCode, Source, Survey, Target, read, survey};
use regulars_model::Currency;
use std::{cell::Cell, fmt::Write, ops::ControlFlow};

thread_local! {
    static OFF: Cell<bool> = const { Cell::new(false) };
}

/// Whether this test has switched the guard off, to see that it is the guard that holds.
pub(super) fn is_off() -> bool {
    OFF.get()
}

const ROWS: usize = 10_000;
/// Rows whose notes hold a card number.
const CARDS: [(usize, &str); 3] =
    [(17, "4111 1111 1111 1111"), (4_400, "5555555555554444"), (9_998, "3782-822463-10005")];

fn luhn(front: &str) -> String {
    let digit = (0..10).find(|digit| {
        let sum: u32 = format!("{front}{digit}")
            .bytes()
            .rev()
            .enumerate()
            .map(|(at, byte)| match u32::from(byte - b'0') {
                digit if at % 2 == 0 => digit,
                digit if digit > 4 => digit * 2 - 9,
                digit => digit * 2,
            })
            .sum();
        sum.is_multiple_of(10)
    });
    format!("{front}{}", digit.unwrap_or_default())
}

fn bsn(at: usize) -> String {
    (0..)
        .map(|more| 100_000_000 + at as u64 * 37 + more)
        .find(|number| {
            let digits: Vec<u64> = number.to_string().bytes().map(|byte| u64::from(byte - b'0')).collect();
            let sum: u64 = (0..8).map(|at| digits[at] * (9 - at as u64)).sum();
            sum % 11 == digits[8]
        })
        .unwrap()
        .to_string()
}

fn iban(at: usize) -> String {
    let account = format!("ABNA{:010}", 417_000_000 + at);
    let number: String = format!("{account}NL00").chars().map(|c| c.to_digit(36).unwrap().to_string()).collect();
    let rest = number.bytes().fold(0, |rest, byte| (rest * 10 + u32::from(byte - b'0')) % 97);
    format!("NL{:02}{account}", 98 - rest)
}

fn nir(at: usize) -> String {
    let number = 1_850_578_006_000_u64 + at as u64 % 1_000;
    format!("{number}{:02}", 97 - number % 97)
}

/// Name, and what stands in the row.
type Made = (&'static str, fn(usize) -> String);

const COLUMNS: &[Made] = &[
    ("Email", |at| format!("customer{at}@example.com")),
    ("Kreditkarte", |at| luhn(&format!("4{:014}", 11_111_111_111_111 + at as u64 * 7))),
    ("Security code", |at| format!("{:03}", 100 + at % 900)),
    ("Notes", |at| match CARDS.iter().find(|(row, _)| *row == at) {
        Some((_, number)) => format!("rings twice, {number}, thank you"),
        None => format!("rings twice, order {}", 1_000 + at),
    }),
    ("Wachtwoord", |at| format!("hunter2-{at:05}")),
    ("Extra", |at| format!("$2b$12${:053}", at)),
    ("Blob", |at| format!("-----BEGIN PRIVATE KEY-----MIIE{at:05}")),
    ("Integration", |at| format!("ghp_{:036}", at)),
    ("NIR", nir),
    ("Klantcode", bsn),
    ("SSN", |at| format!("{:03}-{:02}-{:04}", 100 + at % 500, 1 + at % 98, 1 + at % 9_998)),
    ("Bank", iban),
    ("Diagnosis", |at| format!("E{:02}.{}", 10 + at % 80, at % 10)),
    ("Religion", |at| ["Catholic", "Muslim", "none of them"][at % 3].to_owned()),
    ("Diet", |at| ["halal", "vegetarian"][at % 2].to_owned()),
    ("City", |at| ["Utrecht", "Lyon"][at % 2].to_owned()),
];

fn file() -> Source {
    let mut text = COLUMNS.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(",");
    text.push('\n');
    for at in 0..ROWS {
        let cells: Vec<String> = COLUMNS.iter().map(|(_, make)| format!("\"{}\"", make(at))).collect();
        writeln!(text, "{}", cells.join(",")).unwrap();
    }
    // Nobody is named; the cells of this one come out as they were.
    let cells: Vec<String> = COLUMNS.iter().skip(1).map(|(_, make)| format!("\"{}\"", make(77))).collect();
    writeln!(text, ",{}", cells.join(",")).unwrap();
    // And here everything stands one column too far to the left.
    writeln!(text, "{}", cells.join(",")).unwrap();
    Source::from_bytes("shop.csv", text.as_bytes())
}

fn rows(source: &Source, survey: &Survey, mapping: &Mapping) -> Vec<Row> {
    let mut rows = Vec::new();
    let end = read(source, survey, mapping, Currency::UNKNOWN, &mut |row| {
        rows.push(row);
        ControlFlow::Continue(())
    });
    let used = rows.iter().filter(|row| !matches!(row, Row::Warning(_))).count() as u64;
    assert_eq!(end.unwrap().rows, used, "rows in are rows kept and rows reported");
    rows
}

fn at(header: &str) -> usize {
    COLUMNS.iter().position(|(name, _)| *name == header).unwrap()
}

/// Every column as a text in turn.
fn mappings(survey: &Survey, kept: bool) -> Vec<Mapping> {
    use Target::{City, Company, FirstName, LastName, Postcode, Region, Street, Tags};
    let texts = [City, Company, FirstName, LastName, Postcode, Region, Street, Tags];
    let columns = 1..COLUMNS.len();
    let mut found = Vec::new();
    for turn in 0..2 {
        let mut mapping = survey.suggested_for(FileKind::Customers);
        mapping.targets = vec![None; COLUMNS.len()];
        mapping.targets[0] = Some(Target::Email);
        for (place, column) in columns.clone().filter(|column| column % 2 == turn).enumerate() {
            mapping.targets[column] = Some(texts[place % texts.len()]);
        }
        mapping.kept = vec![kept; COLUMNS.len()];
        found.push(mapping);
    }
    // A card number as what tells who somebody is.
    let mut mapping = found[0].clone();
    mapping.targets = vec![None; COLUMNS.len()];
    (mapping.targets[0], mapping.targets[1]) = (Some(Target::Email), Some(Target::ExternalId));
    found.push(mapping);
    found
}

/// Cells of a column that are found in what comes out.
fn leaks(rows: &[Row], header: &str) -> usize {
    let all: String = rows.iter().map(|row| format!("{row:?}\n")).collect();
    let column = COLUMNS[at(header)].1;
    (0..ROWS).step_by(397).chain([77]).filter(|&row| all.contains(&column(row))).count()
}

#[test]
fn each_column_is_called_what_it_is() {
    let survey = survey(&file(), &mut |_| ControlFlow::Continue(())).unwrap();
    let found = |header: &str| {
        let all = survey.findings(at(header), "2026-11-25".parse().unwrap());
        all.first().map(|finding| (finding.kind, finding.class, finding.whole))
    };
    for (header, wanted) in [
        ("Email", None),
        ("Kreditkarte", Some((Kind::CardNumber, Class::Shortened, true))),
        ("Security code", Some((Kind::CardCode, Class::Refused, true))),
        ("Notes", Some((Kind::CardNumber, Class::Shortened, false))),
        ("Wachtwoord", Some((Kind::Password, Class::Refused, true))),
        ("Extra", Some((Kind::Password, Class::Refused, true))),
        ("Blob", Some((Kind::PrivateKey, Class::Refused, true))),
        ("Integration", Some((Kind::AccessToken, Class::Refused, true))),
        ("NIR", Some((Kind::FrNir, Class::Asked, true))),
        ("Klantcode", Some((Kind::NlBsn, Class::Asked, true))),
        ("SSN", Some((Kind::UsSsn, Class::Asked, true))),
        ("Bank", Some((Kind::Iban, Class::Asked, true))),
        ("Diagnosis", Some((Kind::Icd10, Class::Asked, true))),
        ("Religion", Some((Kind::Religion, Class::Asked, true))),
        ("Diet", Some((Kind::Proxy, Class::Noted, true))),
        ("City", None),
    ] {
        assert_eq!(found(header), wanted, "{header}");
    }
    let left_out = |header: &str, kept: bool| survey.left_out(at(header), kept);
    assert_eq!(
        (left_out("Security code", true), left_out("SSN", true), left_out("SSN", false)),
        (Some(Kind::CardCode), None, Some(Kind::UsSsn))
    );
    assert_eq!((left_out("Notes", false), left_out("Kreditkarte", false)), (None, None));
    let notes = &survey.findings(at("Notes"), "2026-11-25".parse().unwrap())[0];
    assert_eq!((notes.cells, notes.words.as_str()), (3, "3 of 10,001 cells hold card numbers"));
    assert_eq!(notes.first_lines, CARDS.map(|(row, _)| row as u32 + 2));
    // What is shown before anybody has decided holds nothing of it either.
    let shown = format!("{:?} {:?} {:?}", survey.preview, survey.columns, survey.facts);
    for (header, column) in
        COLUMNS.iter().filter(|(header, _)| !["Email", "Notes", "Diet", "City", "Religion"].contains(header))
    {
        assert!(!(0..8).any(|row| shown.contains(&column(row)) && column(row).len() > 3), "{header}: {shown}");
    }
    assert!(!shown.contains("\"100\""), "a security code");
}

#[test]
fn nothing_refused_and_no_whole_card_number_comes_out_of_reading() {
    let source = file();
    let survey = survey(&source, &mut |_| ControlFlow::Continue(())).unwrap();
    let never = ["Kreditkarte", "Wachtwoord", "Extra", "Blob", "Integration"];
    let only_if_kept = ["NIR", "Klantcode", "SSN", "Bank", "Diagnosis"];
    for kept in [false, true] {
        for mapping in mappings(&survey, kept) {
            let rows = rows(&source, &survey, &mapping);
            for header in never {
                assert_eq!(leaks(&rows, header), 0, "{header}, kept: {kept}");
            }
            let out: String = rows.iter().map(|row| format!("{row:?}\n")).collect();
            for (_, number) in CARDS {
                assert!(!out.contains(number), "{number}");
            }
            // Security codes are short: look at the fields themselves.
            for row in &rows {
                let Row::Customer { person, .. } = row else { continue };
                let texts = [
                    &person.city,
                    &person.company,
                    &person.first_name,
                    &person.last_name,
                    &person.postcode,
                    &person.region,
                    &person.street,
                ];
                assert!(!texts.iter().any(|text| text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_digit())));
            }
            for header in only_if_kept {
                let mapped = mapping.targets[at(header)].is_some();
                assert_eq!(leaks(&rows, header) > 5, kept && mapped, "{header}, kept: {kept}");
                if !kept {
                    assert_eq!(leaks(&rows, header), 0, "{header}");
                }
            }
        }
    }
    let mapping = &mappings(&survey, false)[1];
    let rows = rows(&source, &survey, mapping);
    let warned = |code: RowCode| rows.iter().filter(|row| matches!(row, Row::Warning(it) if it.code == code)).count();
    assert!(
        warned(RowCode::SensitiveDropped) + warned(RowCode::SensitiveLeftOut) >= ROWS,
        "nothing is left out in silence"
    );
    assert!(warned(RowCode::CardShortened) >= 3);
}

#[test]
fn the_guard_is_what_holds() {
    let source = file();
    let survey = survey(&source, &mut |_| ControlFlow::Continue(())).unwrap();
    OFF.set(true);
    let mut out = Vec::new();
    for mapping in mappings(&survey, false) {
        out.extend(rows(&source, &survey, &mapping));
    }
    OFF.set(false);
    for (header, _) in COLUMNS {
        assert!(leaks(&out, header) > 1, "{header}: the search would find it");
    }
    let all: String = out.iter().map(|row| format!("{row:?}\n")).collect();
    assert!(CARDS.iter().all(|(_, number)| all.contains(number)));
}
