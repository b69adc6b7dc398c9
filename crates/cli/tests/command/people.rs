//! The list reaches everybody, the profile says everything, and neither drives the terminal.

use crate::support::{Ended, Shop, number, text};
use serde_json::Value;
use std::process::Stdio;

fn names(page: &Value) -> Vec<String> {
    page["rows"].as_array().unwrap().iter().map(|row| text(&row["email"])).collect()
}

#[test]
fn lists_are_searched_sorted_and_paged_and_say_the_total() {
    let shop = Shop::filled();
    let page = shop.json(&["people", "list", "--sort", "value", "--limit", "2"]);
    assert_eq!((number(&page["total"]), number(&page["offset"])), (6, 0));
    assert_eq!(names(&page), ["ana@example.com", "joerg@example.com"]);
    let rest = shop.json(&["people", "list", "--sort", "value", "--offset", "2", "--limit", "100"]);
    assert_eq!((number(&rest["offset"]), names(&rest).len()), (2, 4));
    assert_eq!(names(&shop.json(&["people", "list", "--search", "köln"])), ["joerg@example.com"]);
    assert_eq!(names(&shop.json(&["people", "list", "--sort", "latest", "--limit", "1"])), ["ana@example.com"]);

    let table = shop.done(&["people", "list", "--limit", "2"]);
    assert!(table.contains("Showing 1 to 2 of 6 people. More with --offset 2."), "{table}");
    assert!(shop.done(&["people", "list", "--search", "nobody at all"]).contains("No people."));
}

#[test]
fn a_person_is_found_by_id_email_and_the_shops_number() {
    let shop = Shop::filled();
    let id = shop.id("ana@example.com");
    let ana = shop.json(&["people", "show", &id]);
    for other in ["ANA@example.com", "1001"] {
        assert_eq!(shop.json(&["people", "show", other]), ana, "{other}");
    }
    assert_eq!((number(&ana["purchases"]), number(&ana["refunds"])), (3, 1));
    assert_eq!(text(&ana["value"]["text"]), "€37.50");
    assert_eq!(text(&ana["last_purchase"]), "Sun 1 Nov 2026");
    let words = shop.done(&["people", "show", "1001"]);
    for part in ["Ana Sousa", "€37.50", "Espresso beans", "Counter list", "Said yes"] {
        assert!(words.contains(part), "no {part} in {words}");
    }
    assert_eq!(text(&shop.refused(2, &["people", "show", "p999"])["code"]), "not_found");
}

#[test]
fn as_of_looks_back() {
    let shop = Shop::filled();
    let ended: Ended =
        shop.command(&["people", "show", "1001", "--json", "--as-of", "2026-02-01"]).output().unwrap().into();
    let ana: Value = serde_json::from_str(&ended.out).unwrap();
    assert_eq!((number(&ana["purchases"]), text(&ana["value"]["text"])), (1, "€25.00".into()));
}

#[test]
fn a_name_cannot_drive_the_terminal() {
    let shop = Shop::empty();
    let file = shop.write("evil.csv", "email,first name\nevil@example.com,\"A\u{1b}[2J\u{1b}]0;owned\u{7}B\"\n");
    shop.done(&["import", &file, "--as", "customers"]);
    for args in [&["people", "list"][..], &["people", "show", "evil@example.com"]] {
        let ended = shop.run(args);
        assert!(ended.out.contains("evil@example.com"), "{}", ended.out);
        assert!(!ended.out.chars().any(|c| c.is_control() && c != '\n'), "{:?}", ended.out);
    }
}

#[test]
fn a_reader_that_leaves_is_no_fault() {
    let shop = Shop::filled();
    for args in [&["people", "list"][..], &["people", "list", "--json"], &["--help"]] {
        let mut child = shop.command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let ended: Ended = child.wait_with_output().unwrap().into();
        assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""), "{args:?}");
    }
}
