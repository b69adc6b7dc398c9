//! What spreadsheets did to a file before it came here: turned back where that is certain, and named where it is not.

use crate::support::{at, came};
use regulars_ingest::{RowCode, Source};

fn file(text: &str) -> Source {
    Source::from_bytes("t.csv", text.as_bytes())
}

#[test]
fn a_phone_with_its_digits_cut_off_is_nobodys() {
    let came = came(&file(
        "email,phone,first name\n\
         ana@example.com,3.1612345678E+10,Ana\n\
         bo@example.com,3.16E+10,Bo\n\
         ,3.16E+10,Cy\n\
         di@example.com,'+31612345678,Di\n",
    ));
    let phones: Vec<&str> = came.people.iter().map(|(_, person)| person.phone.as_str()).collect();
    assert_eq!(phones, ["31612345678", "", "+31612345678"]);
    assert_eq!(
        came.warnings.iter().map(|warning| (warning.line, warning.code)).collect::<Vec<_>>(),
        [(3, RowCode::CutDigits)]
    );
    assert_eq!(
        came.unusable.iter().map(|problem| (problem.line, problem.code)).collect::<Vec<_>>(),
        [(4, RowCode::CutDigits)]
    );
    let note = &came.survey.columns[1].note;
    assert!(
        note.contains("cut digits off in 2 rows") && note.contains("1 rows in a spreadsheet's short form"),
        "{note}"
    );
    assert!(note.contains("apostrophes"), "{note}");
}

#[test]
fn two_people_never_become_one_by_a_number_that_was_cut() {
    let came = came(&file(
        "customer id,email\n7.21045E+12,ana@example.com\n7.21045E+12,bo@example.com\n7.210448301122E+12,cy@example.com\n",
    ));
    let ids: Vec<&str> = came.people.iter().map(|(_, person)| person.external_id.as_str()).collect();
    assert_eq!(ids, ["", "", "7210448301122"]);
    let orders = crate::support::came(&file("order id,date,email,total\n1.2E+12,2026-01-02,ana@example.com,5\n"));
    assert_eq!((orders.unusable.len(), orders.unusable[0].code), (1, RowCode::CutDigits));
}

#[test]
fn noughts_of_postcodes_come_back_where_it_is_certain() {
    let rows = |country: &str| -> String {
        (0..40).map(|number| format!("a{number}@example.com,{},{country}\n", 10_115 + number * 13)).collect()
    };
    let text = format!(
        "email,postcode,country\n{}lost@example.com,1067,DE\nvienna@example.com,1010,AT\nunknown@example.com,1068,\n",
        rows("DE")
    );
    let came = came(&file(&text));
    let code = |email: &str| came.people.iter().find(|(_, who)| who.email == email).unwrap().1.postcode.clone();
    assert_eq!(code("lost@example.com"), "01067");
    assert_eq!(code("vienna@example.com"), "1010");
    assert_eq!(code("unknown@example.com"), "1068");
    let note = &came.survey.columns[1].note;
    assert!(note.contains("dropped the nought in front of 3 of 43 postcodes"), "{note}");
    // One nought that is still there proves that none were dropped.
    let sound = crate::support::came(&file(&format!("{text}dresden@example.com,01067,DE\n")));
    assert!(sound.people.iter().any(|(_, who)| who.postcode == "1067"));
    assert!(!sound.survey.columns[1].note.contains("nought"));
}

#[test]
fn sizes_that_became_days_are_named() {
    let survey = came(&file(
        "email,size\na@example.com,1-Mar\nb@example.com,4-6\nc@example.com,Mar-05\nd@example.com,7\ne@example.com,8\n",
    ))
    .survey;
    let note = &survey.columns[at(&survey, "size")].note;
    assert!(note.contains("2 of 5 cells look like days"), "{note}");
}
