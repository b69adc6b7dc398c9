//! Signs and letters other than the usual ones, and what the user may say about them.

use crate::support::{at, came, came_as, look_as};
use flate2::{Compression, write::GzEncoder};
use regulars_ingest::{IngestError, Look, Source, Survey, read};
use regulars_model::Currency;
use std::{
    io::Write,
    ops::ControlFlow,
    sync::atomic::{AtomicUsize, Ordering},
};

#[test]
fn every_sign_between_and_around_cells() {
    for (delimiter, word) in [
        (",", "comma"),
        (";", "semicolon"),
        ("\t", "tab"),
        ("|", "bar"),
        ("^", "caret"),
        ("~", "tilde"),
        (":", "colon"),
    ] {
        for quote in ["\"", "'"] {
            let row = |cells: [&str; 3]| cells.map(|cell| format!("{quote}{cell}{quote}")).join(delimiter) + "\n";
            let text = row(["email", "first name", "city"])
                + &row(["ana@example.com", &format!("An{delimiter}a"), "Porto"])
                + &row(["bo@example.com", "Bo", "Co\nrk"]);
            let came = came(&Source::from_bytes("t.csv", text.into_bytes()));
            assert_eq!(came.survey.delimiter, word);
            assert_eq!(came.unusable, [], "{word} {quote}");
            assert_eq!(came.people[0].1.first_name, format!("An{delimiter}a"));
            assert_eq!(came.people[1].1.city, "Co\nrk");
        }
    }
}

#[test]
fn the_user_says_what_cannot_be_guessed() {
    // One name in Latin-9: too little to tell.
    let text = encoding_rs::ISO_8859_15.encode("email,last name\nana@example.com,Œuvre\n").0.into_owned();
    let source = Source::from_bytes("t.csv", text);
    let name = |encoding: &str| {
        let look = Look { encoding: Some(encoding.into()), ..Look::default() };
        came_as(&source, &look, &Survey::suggested).people[0].1.last_name.clone()
    };
    assert_eq!(name("iso-8859-15"), "Œuvre");
    assert_ne!(name("windows-1250"), "Œuvre");
    let unknown = look_as(&source, &Look { encoding: Some("klingon".into()), ..Look::default() });
    assert!(matches!(unknown, Err(IngestError::UnknownEncoding(_))));

    let semicolons = Source::from_bytes("t.csv", b"email,a;b\nana@example.com,1;2\n".as_slice());
    let survey = look_as(&semicolons, &Look { delimiter: Some(b';'), ..Look::default() }).unwrap();
    assert_eq!((survey.columns.len(), survey.delimiter, at(&survey, "b")), (2, "semicolon", 1));
}

#[test]
fn a_file_that_changes_while_it_is_read_is_noticed() {
    // The same length, the same number of rows, another letter: only the checksum tells.
    let opened = std::sync::Arc::new(AtomicUsize::new(0));
    let counter = std::sync::Arc::clone(&opened);
    let source = Source::new("t.csv", 40, move || {
        let name = if counter.load(Ordering::Relaxed) == 0 { "Ana" } else { "Eva" };
        Ok(Box::new(std::io::Cursor::new(format!("email,name\nana@example.com,{name}\n"))))
    });
    let survey = look_as(&source, &Look::default()).unwrap();
    let all = |survey: &Survey| {
        read(&source, survey, &survey.suggested(), Currency::UNKNOWN, &mut |_| ControlFlow::Continue(()))
    };
    assert!(all(&survey).is_ok(), "unchanged, it is read");
    opened.store(1, Ordering::Relaxed);
    assert!(matches!(all(&survey), Err(IngestError::Changed)));
}

#[test]
fn a_gzip_file_beyond_all_measure_is_stopped() {
    let member = |text: &[u8]| {
        let mut packed = GzEncoder::new(Vec::new(), Compression::best());
        packed.write_all(text).unwrap();
        packed.finish().unwrap()
    };
    // No row is too long, and there is no end to them. Members of a gzip file may follow each other.
    let mut row = vec![b'x'; 3 << 20];
    row.push(b'\n');
    let packed = [member(b"email\n"), member(&row).repeat(60)].concat();
    assert!(packed.len() < 250_000);
    let ended = look_as(&Source::from_bytes("t.csv.gz", packed), &Look::default());
    assert!(matches!(ended, Err(IngestError::GzipBomb)), "{ended:?}");
}
