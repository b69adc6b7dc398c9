//! Proofs and the exported log: checked by somebody who has no vault, and refused when anything in them was changed.

use crate::support::{Shop, number, text};

/// A shop's log, and what a stranger can do: nothing of the shop is named.
fn stranger(shop: &Shop, args: &[&str]) -> (Option<i32>, String) {
    let output = shop.command(args).env_remove("REGULARS_VAULT").env_remove("REGULARS_PASSPHRASE").output().unwrap();
    (output.status.code(), String::from_utf8(output.stdout).unwrap())
}

#[test]
fn a_receipt_can_be_checked_by_whoever_holds_it() {
    let shop = Shop::filled();
    let receipt = shop.json(&["privacy", "opt-out", "1001", "--channel", "all"]);
    let proof = text(&receipt["proof"]["text"]);
    let file = shop.write("proof.txt", &proof);
    let (code, words) = stranger(&shop, &["log", "verify", "--proof", &file]);
    assert_eq!(code, Some(0), "{words}");
    assert!(words.contains("Recorded a no") && words.contains(&text(&receipt["proof"]["key"])), "{words}");

    let check = shop.json(&["log", "verify"]);
    let key = text(&check["public_key"]);
    assert_eq!(stranger(&shop, &["log", "verify", "--proof", &file, "--key", &key]).0, Some(0));
    let other = Shop::filled().json(&["log", "verify"]);
    let (code, words) = stranger(&shop, &["log", "verify", "--proof", &file, "--key", &text(&other["public_key"])]);
    assert_eq!((code, words.contains("another key")), (Some(1), true), "{words}");

    let (code, words) = {
        let forged = shop.write("forged.txt", proof.replace("verb opt_out", "verb opt_in"));
        stranger(&shop, &["log", "verify", "--proof", &forged])
    };
    assert_eq!((code, words.contains("does not lead")), (Some(1), true), "{words}");
    let half = shop.write("half.txt", &proof[..proof.len() / 2]);
    assert_eq!(stranger(&shop, &["log", "verify", "--proof", &half]).0, Some(3));

    // What they hold outlives their erasure, and shows whether the vault was put back.
    shop.done(&["privacy", "erase", "1001", "--yes"]);
    assert_eq!(stranger(&shop, &["log", "verify", "--proof", &file]).0, Some(0));
    assert_eq!(shop.json(&["log", "verify", "--against", &file])["sound"], true);
    let (list, entry) = (shop.done(&["log", "list"]), number(&receipt["proof"]["entry"]));
    let row = list.lines().find(|line| line.trim_start().starts_with(&format!("{entry} "))).unwrap();
    assert!(row.contains("What it told was erased (receipt 1)"), "{list}");
    let (code, words) = {
        let other = Shop::filled();
        let ended = other.run(&["log", "verify", "--against", &file]);
        (ended.code, ended.out)
    };
    assert_eq!((code, words.contains("another key")), (Some(1), true), "{words}");
}

#[test]
fn any_entry_can_be_proved_and_nothing_is_written_over() {
    let shop = Shop::filled();
    let file = shop.path("entry.txt");
    shop.done(&["log", "prove", "2", "--save", &file]);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), shop.done(&["log", "prove", "2"]));
    assert_eq!(shop.run(&["log", "prove", "2", "--save", &file]).code, Some(1));
    shop.refused(2, &["log", "prove", "0"]);
    shop.refused(2, &["log", "prove", "999"]);
    assert_eq!(stranger(&shop, &["log", "verify", "--proof", &file]).0, Some(0));
}

#[test]
fn the_whole_log_can_be_checked_by_whoever_holds_it() {
    let shop = Shop::filled();
    shop.done(&["privacy", "opt-out", "1002", "--channel", "all"]);
    shop.done(&["privacy", "erase", "1002", "--yes"]);
    let file = shop.path("log.jsonl");
    shop.done(&["log", "export", "--save", &file]);
    let exported = std::fs::read_to_string(&file).unwrap();
    assert_eq!(exported, shop.done(&["log", "export"]));
    let (code, words) = stranger(&shop, &["log", "verify", "--exported", &file]);
    assert_eq!(code, Some(0), "{words}");
    assert!(words.contains("follow from one another") && words.contains("was erased"), "{words}");
    for value in ["example.com", "Weiß", "Köln", "Counter list"] {
        assert!(!exported.contains(value), "{value} in the exported log");
    }
    let lines: Vec<&str> = exported.lines().collect();
    let without = |at: usize| [&lines[..at], &lines[at + 1..]].concat().join("\n");
    let entries: Vec<usize> = (0..lines.len()).filter(|at| lines[*at].starts_with("{\"entry\"")).collect();
    assert!(entries.len() > 4);
    for (place, at) in entries.iter().enumerate() {
        let cut = shop.write("cut.jsonl", without(*at));
        let (code, words) = stranger(&shop, &["log", "verify", "--exported", &cut]);
        assert_eq!(code, Some(1), "without entry {}: {words}", place + 1);
        assert!(words.contains(&format!("ntry {}", place + 1)), "{words}");
    }
    assert_eq!(stranger(&shop, &["log", "verify", "--exported", &shop.write("no.jsonl", "{}")]).0, Some(3));
}
