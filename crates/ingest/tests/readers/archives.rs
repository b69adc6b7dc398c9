//! ZIP archives: read as one file where they are sound, refused by name where they are not.

use crate::support::{at, came, look, zip, zipped};
use proptest::prelude::*;
use regulars_ingest::{Container, IngestError, Place, RowCode, Source, Target, ZipFault};
use std::io::Read;

const HEAD: &str = "Email Address,First Name,MEMBER_RATING,LEID,EUID\n";

fn fault(source: &Source) -> ZipFault {
    match look(source) {
        Err(IngestError::Zip(fault)) => fault,
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_audience_of_mailchimp_is_one_file_with_a_status() {
    let file = |name: &str, rows: &str| (format!("{name}_members_export_0a1b.csv"), format!("{HEAD}{rows}"));
    let files = [
        file("subscribed", "ana@example.com,Ana,2,1,a\nbo@example.com,Bo,2,2,b\n"),
        file("unsubscribed", "cy@example.com,Cy,2,3,c\n"),
        file("cleaned", "not an address,Di,2,4,d\n"),
        file("nonsubscribed", ""),
    ];
    let parts: Vec<(&str, &[u8])> = files.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    let came = came(&zip(&parts));
    let survey = &came.survey;
    assert_eq!((survey.shape.container, survey.shape.parts.len(), survey.rows), (Container::Zip, 4, 4));
    assert_eq!(at(survey, "Status (from the file's name)"), 5);
    assert_eq!(survey.columns[5].suggested, Some(Target::EmailPermission));
    let told: Vec<&str> = survey.preview.iter().map(|row| row[5].as_str()).collect();
    assert_eq!(told, ["subscribed", "subscribed", "unsubscribed", "cleaned"]);
    // The line that cannot be used is told within its own file.
    let problem = &came.unusable[0];
    assert_eq!((came.unusable.len(), problem.code), (1, RowCode::BadEmail));
    let place = survey.shape.place(problem.line);
    assert_eq!(place, Place { part: Some("cleaned_members_export_0a1b.csv"), line: 2 });

    // The same for one of these files alone, and only for those.
    let alone = |name: &str, head: &str| {
        let text = format!("{head}ana@example.com,Ana,2,1,a\n");
        look(&Source::from_bytes(name, text.into_bytes())).unwrap().columns.last().unwrap().header.clone()
    };
    assert_eq!(alone("unsubscribed_members_export_1.csv", HEAD), "Status (from the file's name)");
    assert_eq!(alone("export_1.csv", HEAD), "EUID");
    assert_eq!(alone("unsubscribed_people.csv", "Email,a,b,c,d\n"), "d");
}

#[test]
fn files_of_different_making_become_one() {
    let windows = encoding_rs::WINDOWS_1252.encode("name;email\nJörg Weiß;j@example.com\nZoë Müller;z@example.com\n").0;
    let came = came(&zip(&[
        ("a/people.csv", b"email,first name,city\nana@example.com,Ana,Porto\n\nbo@example.com,Bo\n"),
        ("b/people.csv", &windows),
        ("c.tsv", b"city\temail\nCork\tmary@example.org\n"),
    ]));
    let (survey, people) = (&came.survey, &came.people);
    let headers: Vec<&str> = survey.columns.iter().map(|column| column.header.as_str()).collect();
    assert_eq!(headers, ["email", "first name", "city", "name", "File (in the archive)"]);
    let parts: Vec<_> =
        survey.shape.parts.iter().map(|part| (part.name.as_str(), part.encoding, part.delimiter)).collect();
    assert_eq!(
        parts,
        [("people.csv", "UTF-8", "comma"), ("b/people.csv", "windows-1252", "semicolon"), ("c.tsv", "UTF-8", "tab")]
    );
    let found: Vec<(&str, &str)> = people.iter().map(|(_, who)| (who.email.as_str(), who.city.as_str())).collect();
    let wanted =
        [("ana@example.com", "Porto"), ("j@example.com", ""), ("z@example.com", ""), ("mary@example.org", "Cork")];
    assert_eq!(found, wanted);
    assert!(people.iter().any(|(_, who)| who.last_name.contains("Weiß")));
    // Two cells where its own header has three, and not the five of all together.
    let ragged = &came.unusable[0];
    assert_eq!((ragged.code, ragged.words.as_str()), (RowCode::Ragged, "2 cells, where the header has 3"));
    assert_eq!(survey.shape.place(ragged.line), Place { part: Some("people.csv"), line: 4 });
    let mary = people.iter().find(|(_, who)| who.city == "Cork").unwrap().0;
    assert_eq!(survey.shape.place(mary), Place { part: Some("c.tsv"), line: 2 });
}

#[test]
fn a_ragged_row_as_wide_as_all_columns_together_is_still_ragged() {
    let came = came(&zip(&[
        ("a.csv", b"email,city\nana@example.com,Porto,x,a\n"),
        ("b.csv", b"email,note\nb@example.com,x\n"),
    ]));
    assert_eq!((came.survey.columns.len(), came.unusable.len(), came.people.len()), (4, 1, 1));
    assert_eq!(came.unusable[0].words, "4 cells, where the header has 2");
}

#[test]
fn one_file_in_an_archive_reads_as_it_would_alone() {
    let text = b"email,name\nana@example.com,Ana\nbo@example.com,Bo\n";
    let packed = came(&zip(&[("people.csv", text)]));
    let plain = came(&Source::from_bytes("people.csv", text.as_slice()));
    assert_eq!(packed.rows, plain.rows);
    assert_eq!(packed.survey.columns, plain.survey.columns);
    assert!(packed.survey.packed && packed.survey.shape.place(2).part.is_none());
}

#[test]
fn what_else_lies_in_an_archive_is_passed_over_and_said() {
    let came = came(&zip(&[
        ("__MACOSX/._people.csv", b"\0\x05\x16\x07"),
        (".DS_Store", b"\0\0\0\x01Bud1"),
        ("photo.png", b"\x89PNG"),
        ("../../../etc/people.csv", b"email\nana@example.com\n"),
        ("C:\\Users\\x\\more.csv", b"email\nbo@example.com\n"),
        ("empty.csv", b""),
        ("header only.csv", b"email\n"),
    ]));
    let names: Vec<&str> = came.survey.shape.parts.iter().map(|part| part.name.as_str()).collect();
    assert_eq!(names, ["people.csv", "more.csv", "header only.csv"]);
    let notes = came.survey.shape.notes.join(" ");
    assert!(notes.contains("“photo.png”") && notes.contains("“empty.csv”") && !notes.contains("MACOSX"), "{notes}");
    assert_eq!(came.people.len(), 2);
}

#[test]
fn two_files_of_one_name_are_both_read() {
    let mut bytes = zipped(&[("a.csv", b"email\nana@example.com\n"), ("b.csv", b"email\nbo@example.com\n")]);
    for at in 0..bytes.len() - 5 {
        if &bytes[at..at + 5] == b"b.csv" {
            bytes[at] = b'a';
        }
    }
    let came = came(&Source::from_bytes("t.zip", bytes));
    assert_eq!(came.people.len(), 2);
    assert_eq!(
        came.survey.shape.parts.iter().map(|part| part.name.as_str()).collect::<Vec<_>>(),
        ["a.csv", "a.csv (2)"]
    );
}

#[test]
fn an_archive_that_is_none_is_refused_by_name() {
    let csv: &[u8] = b"email\nana@example.com\nbo@example.com\n";
    assert_eq!(fault(&zip(&[("a.csv", csv), ("more.zip", b"PK")])), ZipFault::Nested("more.zip".into()));
    assert_eq!(fault(&zip(&[("book.xlsx", b"PK")])), ZipFault::Nested("book.xlsx".into()));
    assert_eq!(fault(&zip(&[("readme.pdf", b"%PDF")])), ZipFault::NoCsv);
    assert_eq!(fault(&zip(&[])), ZipFault::NoCsv);
    // By its content, whatever it is called.
    let disguised = look(&zip(&[("a.csv", csv), ("b.csv", b"PK\x03\x04")]));
    assert!(matches!(disguised, Err(IngestError::Within { part, .. }) if part == "b.csv"));
    let all_empty = look(&zip(&[("a.csv", b""), ("b.csv", b" \n")]));
    assert!(matches!(all_empty, Err(IngestError::Empty)));

    let whole = zipped(&[("a.csv", csv)]);
    let list = whole.windows(4).rposition(|bytes| bytes == b"PK\x01\x02").unwrap();
    let changed = |at: usize, to: &[u8]| {
        let mut bytes = whole.clone();
        bytes[at..at + to.len()].copy_from_slice(to);
        Source::from_bytes("t.zip", bytes)
    };
    assert_eq!(fault(&changed(list + 8, &[1])), ZipFault::Encrypted);
    assert_eq!(fault(&changed(list + 10, &[12])), ZipFault::Method("a.csv".into()));
    assert_eq!(fault(&changed(list + 24, &0xf000_0000u32.to_le_bytes())), ZipFault::Bomb, "60 million to one");
    // A checksum, and a size, that is not the file's.
    for at in [list + 16, list + 24] {
        let one_off = changed(at, &[whole[at] ^ 1]);
        let Err(IngestError::Within { part, why }) = look(&one_off) else { panic!("{at}") };
        assert!(part == "a.csv" && matches!(*why, IngestError::Zip(ZipFault::Damaged | ZipFault::Bomb)), "{why:?}");
    }
    for cut in [10, list, list + 20, whole.len() - 1] {
        assert_eq!(fault(&Source::from_bytes("t.zip", &whole[..cut])), ZipFault::Damaged, "{cut}");
    }
}

#[test]
fn an_archive_made_to_harm_is_refused_before_it_harms() {
    let mut zeros = Vec::new();
    std::io::repeat(0).take(16 << 20).read_to_end(&mut zeros).unwrap();
    assert_eq!(fault(&zip(&[("a.csv", &zeros)])), ZipFault::Bomb);
    // Many files that share their bytes.
    let mut shared = zipped(&[("a.csv", b"email\nana@example.com\n"), ("b.csv", b"email\nbo@example.com\n")]);
    let second = shared.windows(4).rposition(|bytes| bytes == b"PK\x01\x02").unwrap();
    shared[second + 42..second + 46].copy_from_slice(&[0; 4]);
    assert_eq!(fault(&Source::from_bytes("t.zip", shared)), ZipFault::Bomb);
    let names: Vec<String> = (0..10_001).map(|number| format!("{number}.csv")).collect();
    let many: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
    assert_eq!(fault(&zip(&many)), ZipFault::TooMany);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    /// Whatever is done to an archive: people, a reported row, or an error with a name. Never a panic.
    #[test]
    fn damage_is_noticed(changes in prop::collection::vec((0usize..2_000, any::<u8>()), 1..4)) {
        let mut bytes = zipped(&[("subscribed_a.csv", format!("{HEAD}ana@example.com,Ana,2,1,a\n").as_bytes()),
            ("cleaned_b.csv", format!("{HEAD}bo@example.com,Bo,2,2,b\n").as_bytes())]);
        for (at, to) in changes {
            let at = at % bytes.len();
            bytes[at] = to;
        }
        match look(&Source::from_bytes("t.zip", bytes)) {
            Ok(survey) => prop_assert!(survey.rows > 0),
            Err(error) => prop_assert!(!error.problem().hint.is_empty()),
        }
    }
}
