//! Two rights and the proof: a no holds through every import, an erased person does not come back, the log holds.

use crate::support::{Shop, number, text};

const EVERYONE: &str = r#"{"type":"all","rules":[]}"#;
const LETTER: &str = "Subject: Hello\n\nBeans are in.\n";

#[test]
fn a_no_to_email_leaves_the_campaign_and_survives_the_next_import() {
    let shop = Shop::filled();
    let template = shop.write("letter.txt", LETTER);
    let preview = ["campaign", "preview", "--rule", EVERYONE, "--template", &template];
    let receive = || number(&shop.json(&preview)["audience"]["will_receive"]);
    let before = receive();
    let receipt = shop.json(&["privacy", "opt-out", "ana@example.com", "--channel", "email"]);
    assert_eq!(receipt["changed"], true);
    assert_eq!(receive(), before - 1);
    let again = shop.json(&["privacy", "opt-out", "1001", "--channel", "email"]);
    assert_eq!(again["changed"], false, "{again}");

    let yes = shop.write("yes.csv", "email,email permission\nana@example.com,subscribed\n");
    shop.done(&["import", &yes, "--as", "customers"]);
    assert_eq!(receive(), before - 1, "a file turned a no into a yes");
    assert_eq!(number(&shop.json(&["segment", "count", "--rule", EVERYONE])["everyone"]), 6, "messages, not use");
    shop.refused(5, &[&preview[..], &["--person", "1001"]].concat());
    assert!(shop.done(&["privacy", "list"]).contains("Ana Sousa"));
}

#[test]
fn a_no_to_every_channel_and_a_no_to_use_are_two_things() {
    let shop = Shop::filled();
    shop.done(&["privacy", "opt-out", "1001", "--channel", "all"]);
    let ana = shop.json(&["people", "show", "1001"]);
    for channel in ana["permissions"].as_array().unwrap() {
        assert_eq!(text(&channel["state"]), "refused", "{channel}");
    }
    assert_eq!(ana["use_allowed"], true);

    shop.done(&["privacy", "opt-out", "1002", "--use"]);
    let view = shop.json(&["segment", "count", "--rule", EVERYONE]);
    assert_eq!((number(&view["size"]), number(&view["everyone"])), (5, 5), "out of every segment");
    assert_eq!(shop.json(&["people", "show", "1002"])["use_allowed"], false);
    let list = shop.json(&["privacy", "list", "--limit", "2"]);
    assert_eq!(list["opt_outs"].as_array().unwrap().len(), 2);
    // Four channels of Ana's, Jörg's use, and Mary's no that came with the file.
    assert_eq!(number(&list["opt_outs_total"]), 6);
}

#[test]
fn an_erased_person_is_gone_with_proof_and_does_not_come_back() {
    let shop = Shop::filled();
    let id = shop.id("ana@example.com");
    let refusal = shop.refused(2, &["privacy", "erase", "ana@example.com"]);
    assert!(text(&refusal["hint"]).contains("--yes"), "{refusal}");
    assert_eq!(shop.id("ana@example.com"), id, "a refused erasure erased");

    let receipt = shop.json(&["privacy", "erase", "ana@example.com", "--yes"]);
    assert_eq!(number(&receipt["traces_found"]), 0, "{receipt}");
    assert!(number(&receipt["values_searched"]) > 0 && number(&receipt["tokens_kept"]) > 0, "{receipt}");
    for way in ["ana@example.com", "1001", &id] {
        shop.refused(2, &["people", "show", way]);
    }
    assert_eq!(number(&shop.json(&["people", "list", "--search", "ana@"])["total"]), 0);

    let customers = shop.path("customers.csv");
    let report = shop.json(&["import", &customers]);
    assert!(number(&report["erased_kept_out"]) >= 1, "{report}");
    assert_eq!(number(&report["people_created"]), 0);
    let orders = shop.json(&["import", &shop.path("orders.csv")]);
    assert_eq!(number(&orders["people_created"]) + number(&orders["purchases"]), 0, "{orders}");
    shop.refused(2, &["people", "show", "ana@example.com"]);

    let list = shop.json(&["privacy", "list"]);
    assert_eq!(list["erasures"].as_array().unwrap().len(), 1);
    assert_eq!(text(&list["erasures"][0]["receipt"]), text(&receipt["receipt"]));
    let words = shop.done(&["log", "list", "--limit", "500"]);
    assert!(!words.to_lowercase().contains("ana@") && !words.contains("Sousa"), "the log holds a value: {words}");
    assert_eq!(shop.json(&["log", "verify"])["sound"], true);
}

#[test]
fn the_log_says_what_was_done_newest_first() {
    let shop = Shop::filled();
    let before = number(&shop.json(&["log", "list"])["total"]);
    shop.done(&["privacy", "opt-out", "1001", "--use"]);
    let list = shop.json(&["log", "list", "--limit", "2"]);
    assert_eq!((number(&list["total"]), list["rows"].as_array().unwrap().len()), (before + 1, 2));
    let numbers: Vec<u64> = list["rows"].as_array().unwrap().iter().map(|row| number(&row["number"])).collect();
    assert_eq!(numbers, [before + 1, before]);
    assert_eq!(shop.json(&["log", "list", "--offset", "1", "--limit", "1"])["rows"][0], list["rows"][1]);
    let check = shop.json(&["log", "verify"]);
    assert_eq!((check["sound"].as_bool(), number(&check["entries"])), (Some(true), before + 1));
    // Looking leaves no mark.
    assert_eq!(number(&shop.json(&["log", "list"])["total"]), before + 1);
}
