//! Rules that ask for a score, from the command line.

use crate::support::{Shop, number, text};
use regulars_workbench::model::Day;
use std::fmt::Write as _;

/// 150 customers over two years, each at a pace of their own, a third of whom stop at some time.
fn orders() -> String {
    let mut all = String::from("order_id,email,ordered_at,order_total\n");
    let mut draw = 7_u64;
    let mut next = |below: u64| {
        draw = draw.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (draw >> 33) % below
    };
    let (first, mut order): (Day, u32) = ("2024-11-20".parse().unwrap(), 0);
    for customer in 0..150 {
        let (pace, price, mut day) = (10 + next(60), 500 + next(4_000), next(90));
        while day < 733 {
            let (on, cents) = (first.plus(i32::try_from(day).unwrap()), price * (70 + next(60)) / 100);
            order += 1;
            writeln!(all, "{order},c{customer}@example.com,{on},{}.{:02}", cents / 100, cents % 100).unwrap();
            if next(100) < customer % 3 * 5 {
                break;
            }
            day += 1 + next(2 * pace);
        }
    }
    all
}

const SLIPPING: &str = r#"{"type":"score","asks":{"of":"band","any_of":["slipping"]}}"#;

#[test]
fn a_rule_asks_for_a_score_once_its_proof_was_seen() {
    let shop = Shop::empty();
    let file = shop.write("orders.csv", orders());
    shop.done(&["import", &file]);
    let refused = shop.refused(3, &["segment", "count", "--rule", SLIPPING]);
    assert!(text(&refused["message"]).starts_with("Nobody has looked yet at how right “Who is slipping away” was"));
    assert!(text(&refused["hint"]).contains("regulars score proof risk --seen"), "{refused}");
    shop.refused(3, &["segment", "save", "--name", "Slipping", "--rule", SLIPPING]);

    shop.done(&["score", "proof", "risk", "--seen"]);
    let says = "People who are slipping away by their own habit.";
    let view = shop.json(&["segment", "count", "--rule", SLIPPING]);
    let size = number(&view["size"]);
    assert!(size > 0 && size < 150, "{view}");
    assert_eq!(text(&view["sentence"]), says);
    assert_eq!(number(&shop.json(&["segment", "count", "--says", says])["size"]), size);
    let words = shop.done(&["segment", "count", "--rule", SLIPPING]);
    assert!(words.contains("“Who is slipping away” is of Mon 23 Nov 2026."), "{words}");

    let saved = shop.json(&["segment", "save", "--name", "Slipping", "--rule", SLIPPING]);
    assert_eq!(number(&saved["size"]), size);
    assert_eq!(number(&shop.json(&["segment", "list"])["rows"][0]["size"]), size);
    let members = shop.json(&["segment", "members", "Slipping", "--limit", "1"]);
    assert_eq!(number(&members["total"]), size);
    let who = text(&members["rows"][0]["email"]);
    let why = shop.json(&["segment", "explain", "Slipping", "--person", &who]);
    let own = "slipping away by their own habit; you asked for slipping away";
    assert_eq!((why["is_in"].as_bool(), text(&why["nodes"][0]["own"])), (Some(true), own.to_owned()), "{why}");
    let likely = r#"{"type":"score","asks":{"of":"buys","test":{"op":"at_most","value":50}}}"#;
    let both = shop.json(&["segment", "compare", "Slipping", "--rule", likely]);
    assert_eq!(number(&both["segments"][0]["size"]), size, "{both}");
    let then = shop.command(&["segment", "count", "Slipping", "--json", "--as-of", "2026-06-01"]).output().unwrap();
    let then: serde_json::Value = serde_json::from_slice(&then.stdout).unwrap();
    assert!(text(&then["scores"][0]).contains("is of Mon 1 Jun 2026"), "{then}");
}
