//! Files nobody should have, and what must come of each: a clear refusal or a reported row, in bounded memory.
#![allow(clippy::expect_used, reason = "a test stops at what it did not expect")]

use flate2::{Compression, write::GzEncoder};
use proptest::prelude::*;
use regulars_ingest::{FileKind, IngestError, Mapping, Row, RowCode, Source, Survey, Target, read, survey};
use regulars_model::{Code, Currency};
use std::{
    io::{self, Read, Write},
    ops::ControlFlow,
};

fn look_at(source: &Source) -> Result<Survey, IngestError> {
    survey(source, &mut |_| ControlFlow::Continue(()))
}

fn look(bytes: &[u8]) -> Result<Survey, IngestError> {
    look_at(&Source::from_bytes("hostile.csv", bytes))
}

fn rows(bytes: &[u8]) -> Vec<Row> {
    let source = Source::from_bytes("hostile.csv", bytes);
    let survey = look_at(&source).expect("a file that can be read");
    let mut rows = Vec::new();
    read(&source, &survey, &survey.suggested(), Currency::UNKNOWN, &mut |row| {
        rows.push(row);
        ControlFlow::Continue(())
    })
    .expect("a mapping that can be used");
    rows
}

fn problems(bytes: &[u8]) -> Vec<(u32, RowCode, String)> {
    rows(bytes)
        .into_iter()
        .filter_map(|row| match row {
            Row::Unusable(problem) => Some((problem.line, problem.code, problem.words)),
            _ => None,
        })
        .collect()
}

/// A gigabyte that is nowhere: `begin`, then `fill` over and over.
fn endless(begin: &'static [u8], fill: u8) -> Source {
    const SIZE: u64 = 1 << 30;
    Source::new("big.csv", SIZE, move || Ok(Box::new(begin.chain(io::repeat(fill).take(SIZE)))))
}

#[test]
fn files_that_are_no_table() {
    assert!(matches!(look(b""), Err(IngestError::Empty)));
    assert!(matches!(look(b"\n\n \n"), Err(IngestError::Empty)));
    assert!(matches!(look(b"email,name\n"), Err(IngestError::NoRows)));
    assert!(matches!(look(b"email,name\n,\n\n"), Err(IngestError::NoRows)));
    assert!(matches!(look(b"PK\x03\x04\x14\x00\x06\x00"), Err(IngestError::NotCsv(_))));
    assert!(matches!(look(&[0u8, 159, 146, 150, 0, 1, 2, 3, 0, 0]), Err(IngestError::NotText)));
    let many = "x,".repeat(5_000) + "\n1\n";
    assert!(matches!(look(many.as_bytes()), Err(IngestError::TooManyColumns(5_001))));
    let gone = Source::new("gone.csv", 0, || Err(io::ErrorKind::NotFound.into()));
    assert_eq!(look_at(&gone).expect_err("no file").problem().code, Code::NotFound);
}

#[test]
fn a_gigabyte_of_one_line_is_refused() {
    for (begin, fill, line) in [
        (b"email\n".as_slice(), b'x', 2),
        (b"".as_slice(), b'x', 1),
        (b"email,name\nana@example.com,\"Ana\n".as_slice(), b'x', 2),
        (b"email,name\n\n\nana@example.com,\"Ana\n".as_slice(), b'\n', 2),
    ] {
        match look_at(&endless(begin, fill)) {
            Err(error @ IngestError::RowTooLong { .. }) => {
                let IngestError::RowTooLong { line: found } = &error else { unreachable!() };
                assert!((line..=line + 2).contains(found), "{found}");
                assert!(error.problem().message.contains("line"), "{error}");
            }
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_small_archive_of_a_gigabyte_is_refused() {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(b"email\n").expect("memory");
    io::copy(&mut io::repeat(b'x').take(64 << 20), &mut packed).expect("memory");
    let packed = packed.finish().expect("memory");
    assert!(packed.len() < 100_000);
    assert!(matches!(look(&packed), Err(IngestError::RowTooLong { line: 2 })));
    let cut = &packed[..packed.len() / 2];
    assert!(matches!(look(cut), Err(IngestError::RowTooLong { .. } | IngestError::DamagedGzip)));
}

#[test]
fn a_packed_file_reads_like_a_plain_one() {
    let text = b"email,name\nana@example.com,Ana\nbo@example.com,Bo\n";
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(text).expect("memory");
    let packed = packed.finish().expect("memory");
    assert_eq!(rows(&packed), rows(text));
    assert!(matches!(look(&packed[..packed.len() - 12]), Err(IngestError::DamagedGzip)));
}

#[test]
fn rows_that_are_no_rows_are_told_with_their_line() {
    let text = b"email,city,note\n\
        ana@example.com,Porto\n\
        bo@example.com,Porto,x,y,z\n\
        cy@example.com,Porto,x,,\n\
        di@example.com,Po\0rto,x\n\
        ed@example.com,=1+1,+cmd|x\n";
    let found = problems(text);
    assert_eq!(
        found,
        [
            (2, RowCode::Ragged, "2 cells, where the header has 3".to_owned()),
            (3, RowCode::Ragged, "5 cells, where the header has 3".to_owned()),
            (5, RowCode::NotText, "characters that are not text".to_owned()),
        ]
    );
    assert_eq!(rows(text).len(), 5, "blank cells beyond the last column do no harm, and formulas are text");
}

#[test]
fn a_quotation_mark_that_swallows_rows_is_told() {
    let text = b"email,city,note\n\
        ana@example.com,Porto,\"12\n\
        bo@example.com,Porto,x\n\
        cy@example.com,Porto,y\n";
    let found = problems(text);
    assert_eq!((found.len(), found[0].0, found[0].1), (1, 2, RowCode::UnclosedQuote));
    assert!(found[0].2.contains("lines 2 to"), "{}", found[0].2);
    // In a file of two columns, too, where one comma alone would tell nothing.
    let narrow = b"email,first name\nana@example.com,\"Ana\nbo@example.com,Bo\ncy@example.com,Cy\n";
    let found = problems(narrow);
    assert_eq!((found.len(), found[0].0, found[0].1), (1, 2, RowCode::UnclosedQuote));
    let address = b"email,street\nana@example.com,\"1 High St,\nPorto, PT\"\n";
    assert_eq!(problems(address), [], "an address may have lines with a comma");
    let multi = b"email,city,note\nana@example.com,Porto,\"two\nlines, no more\"\nbo@example.com,Porto,x\n";
    assert_eq!(problems(multi), [], "a note may have lines");
}

#[test]
fn texts_in_other_encodings_arrive_whole() {
    let text = "email,last name\nana@example.com,Weiß\nbo@example.com,Müller-Lüdenscheidt\n";
    let named = |bytes: &[u8]| match &rows(bytes)[0] {
        Row::Customer { person, .. } => person.last_name.clone(),
        other => panic!("{other:?}"),
    };
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(named(text.as_bytes()), "Weiß");
    assert_eq!(named(&encoding_rs::WINDOWS_1252.encode(text).0), "Weiß");
    assert_eq!(named(&wide), "Weiß");
    // Not UTF-8 only far behind the first look.
    let mut late = b"email,last name\n".to_vec();
    for n in 0..40_000 {
        late.extend_from_slice(format!("p{n}@example.com,Plain\n").as_bytes());
    }
    late.extend_from_slice(b"z@example.com,Wei\xdf\n");
    assert_eq!(look(&late).expect("text").encoding, "windows-1252");
    let decomposed = "email,last name\nana@example.com,Zoe\u{308}\n";
    assert_eq!(named(decomposed.as_bytes()), "Zoë");
}

#[test]
fn one_damaged_letter_does_not_turn_all_others() {
    let mut bytes = b"email,last name\n".to_vec();
    for n in 0..60 {
        bytes.extend_from_slice(format!("p{n}@example.com,Weiß\n").as_bytes());
    }
    bytes.extend_from_slice(b"z@example.com,M\xfcller\n");
    assert_eq!(look(&bytes).expect("text").encoding, "UTF-8");
    let rows = rows(&bytes);
    assert!(matches!(&rows[0], Row::Customer { person, .. } if person.last_name == "Weiß"));
    assert!(matches!(&rows[60], Row::Warning(problem) if problem.code == RowCode::LostLetter && problem.line == 62));
    assert!(matches!(&rows[61], Row::Customer { person, .. } if person.last_name == "M\u{fffd}ller"));
}

#[test]
fn cells_too_large_to_be_meant() {
    let long = "x".repeat(5_000);
    let text = format!(
        "customer,date,total,product\n1,2026-01-01,99999999999999,a\n1,2026-01-01,5,{long}\n1,2026-01-01,1e9,b\n"
    );
    let found: Vec<_> = problems(text.as_bytes()).into_iter().map(|(line, code, _)| (line, code)).collect();
    assert_eq!(found, [(2, RowCode::TooLarge), (3, RowCode::TooLarge), (4, RowCode::BadNumber)]);
}

#[test]
fn a_file_that_changes_between_the_passes_is_refused() {
    let before = Source::from_bytes("a.csv", b"email\nana@example.com\nbo@example.com\n".as_slice());
    let survey = look_at(&before).expect("a file");
    for after in [
        b"email\nana@example.com\n".as_slice(),
        b"email,name\nana@example.com,A\nbo@example.com,B\n",
        b"email\n\xff\nx\n",
    ] {
        let after = Source::from_bytes("a.csv", after);
        let end = read(&after, &survey, &survey.suggested(), Currency::UNKNOWN, &mut |_| ControlFlow::Continue(()));
        assert!(matches!(end, Err(IngestError::Changed)), "{end:?}");
    }
}

#[test]
fn a_look_stops_when_asked() {
    let text = "email\n".to_owned() + &"ana@example.com\n".repeat(20_000);
    let source = Source::from_bytes("a.csv", text.into_bytes());
    let mut asked = 0;
    let stopped = survey(&source, &mut |progress| {
        asked += 1;
        assert!(progress.rows > 0 && progress.bytes <= progress.of_bytes);
        ControlFlow::Break(())
    });
    assert!(matches!(stopped, Err(IngestError::Cancelled)));
    assert_eq!(asked, 1);
}

/// One row for every unusual thing a cell can hold.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{0,10}",
        "[-+0-9.,/: '\"\nTZ]{0,12}",
        Just("ana@example.com".to_owned()),
        Just("2026-01-02".to_owned()),
        Just("12.50".to_owned()),
        Just(String::new()),
    ]
}

fn kinds() -> impl Strategy<Value = FileKind> {
    prop_oneof![Just(FileKind::Customers), Just(FileKind::Orders), Just(FileKind::Events)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Any cells under any mapping that passes the check: every row is handed out exactly once, used or not.
    #[test]
    fn every_row_is_accounted_for(
        table in prop::collection::vec(prop::collection::vec(cell(), 4), 1..12),
        targets in prop::collection::vec(prop::option::of(prop::sample::select(Target::ALL)), 4),
        kind in kinds(),
    ) {
        let mut text = String::from("a,b,c,d\n");
        for row in &table {
            let cells: Vec<String> = row.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
            text.push_str(&(cells.join(",") + "\n"));
        }
        let source = Source::from_bytes("t.csv", text.into_bytes());
        let Ok(survey) = look_at(&source) else { return Ok(()) };
        let mapping = Mapping::new(kind, targets);
        let mut seen = 0u64;
        let end = read(&source, &survey, &mapping, Currency::UNKNOWN, &mut |row| {
            seen += u64::from(!matches!(row, Row::Warning(_)));
            if let Row::Customer { person, .. } | Row::OrderLine { person, .. } | Row::Event { person, .. } = row {
                assert!(!person.identities().is_empty(), "a row without anybody");
            }
            ControlFlow::Continue(())
        });
        if let Ok(end) = end {
            prop_assert_eq!(seen, end.rows);
            prop_assert_eq!(end.rows, survey.rows);
        }
    }

    #[test]
    fn any_bytes_are_a_file_or_not(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        if let Ok(survey) = look(&bytes) {
            prop_assert!(survey.rows > 0);
        }
    }

    #[test]
    fn any_text_is_a_file_or_not(text in "[a-z@.,;\t|\"\r\n0-9éß]{0,200}") {
        let _ = look(text.as_bytes());
        let _ = look(&encoding_rs::WINDOWS_1252.encode(&text).0);
    }
}

#[test]
fn letters_nobody_sees_do_not_make_another_address() {
    let text = "email,first name\nana@example.com\u{200b},Ana\n";
    let Row::Customer { person, .. } = &rows(text.as_bytes())[0] else { panic!("a person") };
    assert_eq!(person.email, "ana@example.com");
}
