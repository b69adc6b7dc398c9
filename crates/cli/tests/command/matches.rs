//! Entries that may be one person: listed, merged, kept apart, and every decision taken back.

use crate::support::{Shop, number, text};

/// Two entries of one person that no identifier joins, and others beside them.
const TWICE: &str = "\
customer id,first name,last name,email,phone,street,city,postcode,country,birthday
1,Wilhelmina,Featherstonehaugh,mina@example.com,+441632960001,12 Harbour Street,Whitby,YO21 1AA,United Kingdom,1980-02-03
2,Wilhelmina,Featherstonhaugh,w.featherston@example.org,,12 Harbour Street,Whitby,YO21 1AA,United Kingdom,1980-02-03
3,Ana,Sousa,ana@example.com,,Rua do Almada 5,Porto,4050-030,Portugal,1991-07-01
4,Bo,Lind,bo@example.com,,Storgatan 9,Lund,222 22,Sweden,1975-12-24
5,Kei,Mori,kei@example.com,,Umeda 3,Osaka,530-0001,Japan,1988-01-30
6,Olga,Petrova,olga@example.com,,Nevsky 7,St Petersburg,191025,Russia,1969-05-05
";

fn shop() -> Shop {
    let shop = Shop::empty();
    let file = shop.write("twice.csv", TWICE);
    shop.done(&["import", &file, "--as", "customers"]);
    shop
}

#[test]
fn pairs_are_listed_where_nobody_can_be_asked() {
    let shop = shop();
    let view = shop.json(&["match", "review"]);
    assert_eq!(number(&view["people"]), 6);
    let pairs: Vec<_> = ["sure", "ask"].iter().flat_map(|band| view[*band].as_array().unwrap()).collect();
    assert_eq!(pairs.len(), 1, "{view}");
    assert!(!pairs[0]["fields"].as_array().unwrap().is_empty());
    let words = shop.done(&["match", "review"]);
    assert!(words.contains("Featherstonehaugh") && words.contains("6 people"), "{words}");
}

#[test]
fn a_merge_is_one_person_and_taking_it_back_is_two() {
    let shop = shop();
    let (before_a, before_b) = (shop.json(&["people", "show", "1"]), shop.json(&["people", "show", "2"]));
    shop.done(&["privacy", "opt-out", "2", "--channel", "email"]);
    let before_no = shop.json(&["people", "show", "2"]);
    let report = shop.json(&["match", "merge", "1", "w.featherston@example.org"]);
    assert_eq!((number(&report["changed"]), report["decisions"].as_array().unwrap().len()), (1, 1));
    assert_eq!(number(&shop.json(&["people", "list"])["total"]), 5);
    let merged = shop.json(&["people", "show", "1"]);
    assert_eq!(text(&merged["permissions"][0]["state"]), "refused", "the stricter one holds: {merged}");
    assert_eq!(shop.id("1"), shop.id("2"));
    let list = shop.json(&["match", "list"]);
    assert_eq!((number(&list["total"]), list["rows"][0]["same"].as_bool()), (1, Some(true)));
    let words = shop.done(&["match", "list"]);
    assert!(words.contains("one person") && words.contains("1 decision."), "{words}");

    let decision = text(&report["decisions"][0]);
    shop.done(&["match", "unmerge", &decision]);
    assert_eq!(shop.json(&["people", "show", "1"]), before_a);
    assert_eq!(shop.json(&["people", "show", "2"]), before_no);
    assert_ne!(before_b, before_no, "the no was said before the merge");
    assert_eq!(number(&shop.json(&["people", "list"])["total"]), 6);
    let list = shop.json(&["match", "list"]);
    assert_eq!((number(&list["total"]), list["rows"][0]["same"].as_bool()), (1, Some(false)), "they stay two");
    assert_eq!(number(&shop.json(&["match", "merge", "--sure"])["changed"]), 0);
    shop.done(&["match", "unmerge", &text(&list["rows"][0]["id"])]);
    assert_eq!(number(&shop.json(&["match", "list"])["total"]), 0);
    assert_eq!(text(&shop.refused(2, &["match", "unmerge", &decision])["code"]), "not_found");
}

#[test]
fn two_people_are_not_asked_about_again() {
    let shop = shop();
    shop.done(&["match", "apart", "1", "2"]);
    let view = shop.json(&["match", "review"]);
    assert_eq!(
        (number(&view["sure_total"]), number(&view["ask_total"]), number(&view["decided"])),
        (0, 0, 1),
        "{view}"
    );
    assert!(shop.done(&["match", "list"]).contains("two people"));
    let sure = shop.json(&["match", "merge", "--sure"]);
    assert_eq!(number(&sure["changed"]), 0, "{sure}");
}

#[test]
fn the_sure_ones_are_merged_at_once_and_can_be_taken_back() {
    let shop = shop();
    let file = shop.write(
        "again.csv",
        TWICE.replace("mina@example.com", "mina@example.net").replace("\n1,", "\n91,").replace("+441632960001", ""),
    );
    shop.done(&["import", &file, "--as", "customers"]);
    let sure = number(&shop.json(&["match", "review"])["sure_total"]);
    assert_eq!(number(&shop.json(&["people", "list"])["total"]), 7);
    let report = shop.json(&["match", "merge", "--sure"]);
    assert_eq!((number(&report["changed"]), report["decisions"].as_array().unwrap().len() as u64), (sure, sure));
    assert!(sure >= 2, "{report}");
    // Three entries of one woman are one person, however many pairs that is.
    assert_eq!(number(&shop.json(&["people", "list"])["total"]), 5);
    assert_eq!(number(&shop.json(&["match", "review"])["sure_total"]), 0);
    for decision in report["decisions"].as_array().unwrap() {
        shop.done(&["match", "unmerge", &text(decision)]);
    }
    assert_eq!(number(&shop.json(&["people", "list"])["total"]), 7);
    // What was taken back is not merged again.
    assert_eq!(number(&shop.json(&["match", "merge", "--sure"])["changed"]), 0);
    assert_eq!(number(&shop.json(&["people", "list"])["total"]), 7);
}

#[test]
fn wrong_uses_are_refused() {
    let shop = shop();
    for args in [
        &["match"][..],
        &["match", "merge"],
        &["match", "merge", "1"],
        &["match", "merge", "1", "2", "3"],
        &["match", "merge", "1", "2", "--sure"],
        &["match", "merge", "1", "nobody@example.com"],
        &["match", "apart", "p99", "1"],
        &["match", "unmerge", "m99"],
        &["match", "unmerge", "p1"],
        &["match", "unmerge", ""],
    ] {
        shop.refused(2, args);
    }
    let ended = shop.run(&["match", "merge", "1", "1"]);
    assert!(ended.code.is_some_and(|code| code == 2 || code == 3), "{ended:?}");
    assert_eq!(number(&shop.json(&["match", "list"])["total"]), 0);
}
