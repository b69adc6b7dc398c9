//! Rules are counted, kept, explained and deleted; what cannot be answered is refused with its place.

use crate::support::{Ended, PASSPHRASE, Shop, number, text};
use regulars_workbench::{Passphrase, SystemClock, Workbench};
use serde_json::Value;
use std::{io::Write, process::Stdio, sync::Arc};

const PORTUGAL: &str = r#"{"type":"text","field":"country","test":{"op":"is","value":"portugal"}}"#;
const TWICE: &str = r#"{"version":1,"root":{"type":"bought","what":{"of":"anything"},"times":{"op":"at_least","n":2},"when":{"in":"last_days","days":365}}}"#;

#[test]
fn a_rule_is_counted_from_the_line_a_file_and_standard_input() {
    let shop = Shop::filled();
    let view = shop.json(&["segment", "count", "--rule", PORTUGAL]);
    assert_eq!((number(&view["size"]), number(&view["everyone"])), (3, 6));
    for channel in view["contactable"].as_array().unwrap() {
        let left: u64 = channel["left_out"].as_array().unwrap().iter().map(|reason| number(&reason["count"])).sum();
        assert_eq!(number(&channel["may"]) + left, 3, "{channel}");
    }
    assert_eq!(number(&view["contactable"][0]["may"]), 2, "one of the three was never asked about email");

    let file = shop.write("rule.json", TWICE);
    assert_eq!(number(&shop.json(&["segment", "count", "--rule", &file])["size"]), 2);
    let mut child = shop
        .command(&["segment", "count", "--rule", "-", "--json", "--as-of", "2026-11-23"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(TWICE.as_bytes()).unwrap();
    let ended: Ended = child.wait_with_output().unwrap().into();
    let view: Value = serde_json::from_str(&ended.out).unwrap();
    assert_eq!(number(&view["size"]), 2);
    let words = shop.done(&["segment", "count", "--rule", &file]);
    assert!(words.contains("2 of 6 people (33%)") && words.contains("Who may be contacted"), "{words}");
}

#[test]
fn a_segment_is_kept_listed_opened_changed_and_deleted() {
    let shop = Shop::filled();
    let saved = shop.json(&["segment", "save", "--name", "In Portugal", "--rule", PORTUGAL]);
    let id = text(&saved["id"]);
    assert_eq!(number(&saved["size"]), 3);
    shop.done(&["segment", "save", "--name", "Came back", "--rule", TWICE]);

    shop.refused(3, &["segment", "save", "--name", "in portugal", "--rule", TWICE]);

    let list = shop.json(&["segment", "list", "--limit", "1"]);
    assert_eq!((number(&list["total"]), list["rows"].as_array().unwrap().len()), (2, 1));
    assert!(shop.done(&["segment", "list"]).contains("2 segments."));
    for name in [id.as_str(), "In Portugal", "in portugal"] {
        assert_eq!(number(&shop.json(&["segment", "count", name])["size"]), 3, "{name}");
    }
    let members = shop.json(&["segment", "members", "In Portugal", "--limit", "1"]);
    assert_eq!((number(&members["total"]), text(&members["rows"][0]["email"])), (3, "ana@example.com".into()));
    let ana = shop.json(&["people", "show", "1001"]);
    assert_eq!(ana["segments"].as_array().unwrap().len(), 2, "{ana}");

    let changed = shop.json(&["segment", "save", "--name", "In Portugal", "--replace", "in portugal", "--rule", TWICE]);
    assert_eq!((text(&changed["id"]), number(&changed["size"])), (id, 2));

    let refusal = shop.refused(2, &["segment", "delete", "In Portugal"]);
    assert!(text(&refusal["hint"]).contains("--yes"), "{refusal}");
    assert_eq!(number(&shop.json(&["segment", "list"])["total"]), 2);
    shop.done(&["segment", "delete", "In Portugal", "--yes"]);
    assert_eq!(number(&shop.json(&["segment", "list"])["total"]), 1);
    shop.refused(2, &["segment", "count", "In Portugal"]);
    shop.refused(2, &["segment", "delete", "In Portugal", "--yes"]);
    assert_eq!(number(&shop.json(&["people", "list"])["total"]), 6, "the people stay");
}

#[test]
fn it_says_why_somebody_is_in_or_out() {
    let shop = Shop::filled();
    let ana = shop.json(&["segment", "explain", "--person", "ana@example.com", "--rule", TWICE]);
    assert_eq!(ana["is_in"], true, "{ana}");
    let mary = shop.json(&["segment", "explain", "--person", "mary@example.org", "--rule", TWICE]);
    assert_eq!(mary["is_in"], false, "{mary}");
    let words = shop.done(&["segment", "explain", "--person", "mary@example.org", "--rule", TWICE]);
    assert!(words.contains("is out."), "{words}");
    shop.done(&["segment", "save", "--name", "Came back", "--rule", TWICE]);
    assert_eq!(shop.json(&["segment", "explain", "came back", "--person", "1001"])["is_in"], true);
}

#[test]
fn it_says_what_would_turn_it() {
    let shop = Shop::filled();
    let mary = shop.json(&["segment", "explain", "--person", "mary@example.org", "--rule", TWICE]);
    assert!(text(&mary["flip"]).starts_with("They would be in if they "), "{mary}");
    assert_eq!(mary["turns"].as_array().unwrap().len(), 1);
    let words = shop.done(&["segment", "explain", "--rule", PORTUGAL, "--person", "mary@example.org"]);
    assert!(words.contains("\nThey would be in if "), "{words}");
    shop.refused(2, &["segment", "explain", "--rule", PORTUGAL]);
}

#[test]
fn segments_are_shown_and_compared() {
    let shop = Shop::filled();
    shop.done(&["segment", "save", "--name", "In Portugal", "--rule", PORTUGAL]);
    shop.done(&["segment", "save", "--name", "Came back", "--rule", TWICE]);
    let shown = shop.done(&["segment", "show", "s1"]);
    assert!(shown.contains("In Portugal (s1)") && shown.contains("\"op\": \"is\""), "{shown}");
    assert_eq!(number(&shop.json(&["segment", "show", "in portugal"])["size"]), 3);
    shop.refused(2, &["segment", "show", "s9"]);
    let both = shop.json(&["segment", "compare", "In Portugal", "s2"]);
    let combinations = both["overlap"]["combinations"].as_array().unwrap();
    let sum: u64 = combinations.iter().map(|one| number(&one["people"])).sum();
    assert_eq!(sum, number(&both["overlap"]["people"]), "everybody is in one combination: {both}");
    assert_eq!(both["segments"].as_array().unwrap().len(), 2);
    let words = shop.done(&["segment", "compare", "s1", "--rule", TWICE]);
    assert!(words.contains("in any of them") && words.contains("Not enough data"), "{words}");
    assert!(words.contains("none against another"), "{words}");
    shop.refused(2, &["segment", "compare", "s1"]);
}

#[test]
fn a_segment_tells_how_it_grew_and_who_came_since_it_was_seen() {
    let shop = Shop::filled();
    shop.done(&["segment", "save", "--name", "In Portugal", "--rule", PORTUGAL]);
    let past = shop.json(&["segment", "history", "s1"]);
    assert_eq!(text(&past["seen"]), "");
    assert_eq!(number(&past["sizes"].as_array().unwrap().last().unwrap()["size"]), 3);
    shop.refused(2, &["segment", "history", "s1", "--seen"]);
    // A mark is of today, whatever day that is.
    let today = |args: &[&str]| -> Ended { shop.command(args).output().unwrap().into() };
    let marked = today(&["segment", "history", "s1", "--seen"]);
    assert!(marked.out.contains("Marked as seen today"), "{} {}", marked.out, marked.err);
    let file = shop.write("new.csv", "Customer ID,First Name,Email,Country\n9001,Rui,rui@example.com,Portugal\n");
    shop.done(&["import", &file, "--as", "customers"]);
    let since: Value = serde_json::from_str(&today(&["segment", "history", "s1", "--json"]).out).unwrap();
    assert_eq!((number(&since["entered_total"]), number(&since["left_total"])), (1, 0), "{since}");
    assert_eq!(text(&since["entered"][0]["why"]), "In: Portugal.");
    let words = today(&["segment", "history", "s1"]).out;
    assert!(words.contains("1 person came in") && words.contains("Rui"), "{words}");
}

#[test]
fn a_rule_that_cannot_be_answered_is_refused_with_its_place() {
    let shop = Shop::filled();
    let empty = r#"{"type":"all","rules":[{"type":"text","field":"city","test":{"op":"is","value":" "}}]}"#;
    let refusal = shop.refused(2, &["segment", "count", "--rule", empty]);
    assert!(text(&refusal["message"]).contains("root.rules[0]"), "{refusal}");
    shop.refused(2, &["segment", "save", "--name", "x", "--rule", "{]"]);
    shop.refused(2, &["segment", "count", "--rule", "absent.json"]);
}

#[test]
fn too_few_people_make_no_personas() {
    let shop = Shop::filled();
    assert_eq!(text(&shop.json(&["personas", "show"])["state"]), "not_built");
    let built = shop.json(&["personas", "build"]);
    assert_eq!(text(&built["state"]), "not_enough_data");
    assert!(shop.done(&["personas", "build"]).contains("Not enough data"));
    let ask = ["segment", "count", "--says", "People in the persona “Often coffee”."];
    let refused = shop.refused(3, &ask);
    assert!(text(&refused["message"]).contains("nobody has looked for any here"), "{refused}");
    assert!(text(&refused["hint"]).contains("regulars personas build"), "{refused}");
}

#[test]
fn a_ready_made_segment_is_shown_with_its_reason_and_kept() {
    let shop = Shop::filled();
    let all = shop.json(&["segment", "templates"]);
    let rows = all["rows"].as_array().unwrap();
    let one = |id: &str| rows.iter().find(|row| row["id"] == id).unwrap();
    assert!(rows.len() > 20 && text(&one("rfm-champions")["cannot"]).starts_with("Not enough data"), "{all}");
    assert!(number(&one("came-once")["size"]) > 0, "{all}");
    let words = shop.done(&["segment", "templates"]);
    assert!(words.contains("By occasion") && words.contains("Not enough data"), "{words}");
    let words = shop.done(&["segment", "templates", "came once"]);
    assert!(words.contains("--save NAME") && words.contains(r#""type":"all""#), "{words}");
    let saved = shop.json(&["segment", "templates", "came-once", "--save", "Only once"]);
    assert_eq!(number(&saved["size"]), number(&one("came-once")["size"]));
    assert_eq!(text(&shop.json(&["segment", "list"])["rows"][0]["name"]), "Only once");
    shop.refused(2, &["segment", "templates", "soup"]);
    shop.refused(2, &["segment", "templates", "rfm-champions", "--save", "Best"]);
}

#[test]
fn a_list_made_by_hand_says_which_lines_name_nobody() {
    let shop = Shop::filled();
    let file = shop.write("list.txt", "ana@example.com\nnobody@example.com\n");
    let words = shop.done(&["segment", "pick", &file, "--name", "Judges"]);
    assert!(words.contains("1 person") && words.contains("Line 2: nobody goes by nobody@example.com."), "{words}");
    let why = shop.json(&["segment", "explain", "Judges", "--person", "ana@example.com"]);
    assert_eq!(why["nodes"][0]["own"], "on the list");
    let none = shop.write("none.txt", "nobody@example.com\n");
    shop.refused(2, &["segment", "pick", &none, "--name", "Nobody"]);
}

#[test]
fn the_schema_is_printed_as_it_is_published() {
    let shop = Shop::filled();
    let printed: Value = serde_json::from_str(&shop.done(&["segment", "schema"])).unwrap();
    let published = include_str!("../../../../docs/segment-rule.schema.json");
    assert_eq!(printed, serde_json::from_str::<Value>(published).unwrap());
}

#[test]
fn where_a_yes_came_from_can_be_asked() {
    let shop = Shop::filled();
    let size = |words: &str| number(&shop.json(&["segment", "count", "--says", words])["size"]);
    assert_eq!(size("People who said yes to email at “counter LIST”."), 3);
    assert_eq!(size("People who said no to email at “Counter list”."), 1);
    assert_eq!(size("People who said yes to email at “Web form”."), 0);
    shop.done(&[
        "segment",
        "save",
        "--name",
        "At the counter",
        "--says",
        "People who said yes to email at “Counter list”.",
    ]);
    let why = shop.json(&["segment", "explain", "At the counter", "--person", "ana@example.com"]);
    assert_eq!(why["nodes"][1]["own"], "said yes to email at “Counter list”", "{why}");
}

/// Through which channel an order came is read with the file, asked by a rule, and gone when the file is taken back.
#[test]
fn orders_are_told_apart_by_channel_and_amount() {
    let shop = Shop::empty();
    let head = "order_id,email,ordered_at,order_total";
    let rows = [
        ("1,ana@example.com,2026-10-01,60.00", "Till"),
        ("2,ana@example.com,2026-10-05,9.00", "web"),
        ("3,bo@example.com,2026-10-09,70.00", "web"),
    ];
    let file = |with_channels: bool| {
        let cells = |end: &str| if with_channels { format!(",{end}") } else { String::new() };
        let lines: Vec<String> = rows.iter().map(|(row, channel)| format!("{row}{}\n", cells(channel))).collect();
        format!("{head}{}\n{}", cells("Sales channel"), lines.concat())
    };
    let before = shop.write("before.csv", file(false));
    shop.done(&["import", &before]);
    let till = "People who bought something in orders of at least €50 through “till”.";
    let size = |words: &str| number(&shop.json(&["segment", "count", "--says", words])["size"]);
    assert_eq!(size(till), 0, "the file said no channel");
    let unknown = "People who bought something through a channel that is not known.";
    assert_eq!(size(unknown), 2);

    // The same orders once more, from a file that says it: nothing is counted twice.
    let after = shop.write("after.csv", file(true));
    let report = shop.json(&["import", &after]);
    assert_eq!((size(till), size(unknown)), (1, 0), "{report}");
    assert_eq!(size("People who bought something through “WEB”."), 2);
    assert_eq!(size("People who bought something in orders of less than €10 through “web” or “market”."), 1);
    assert_eq!(size("People who spent at least €60 through any channel but “web”."), 1);
    assert_eq!(number(&shop.json(&["people", "show", "ana@example.com"])["purchases"]), 2, "not four");

    shop.done(&["import", "--undo", "i2", "--yes"]);
    assert_eq!((size(till), size(unknown)), (0, 2), "what only the second file said is gone with it");
}

/// What is kept beside the vault is read when it is first looked at, in the middle of an answer. Damaged, nothing is answered from it.
#[test]
fn a_damaged_copy_changes_no_answer() {
    let shop = Shop::filled();
    let laid = shop.vault().join("vault.laid");
    let rule = r#"{"type":"all","rules":[{"type":"bought","what":{"of":"category","any_of":["coffee"]},"times":{"op":"at_least","n":1},"when":{"in":"ever"}},{"type":"text","field":"country","test":{"op":"is","value":"Portugal"}}]}"#;
    let count = || {
        let mut said = shop.json(&["segment", "count", "--rule", rule]);
        said.as_object_mut().unwrap().remove("milliseconds");
        said
    };
    let before = count();
    assert_eq!(before["size"], 1, "{before}");
    let (mut damaged, mut at_opening, mut later) = (0, 0, 0);
    for step in 0..12 {
        let mut bench = Workbench::new(Arc::new(SystemClock));
        bench.open_vault(&shop.vault(), &Passphrase::new(PASSPHRASE)).unwrap();
        while bench.keep_laid_out().unwrap() {}
        bench.lock();
        let mut bytes = std::fs::read(&laid).unwrap();
        let at = (bytes.len() - 1) * step / 11;
        bytes[at] ^= 1;
        std::fs::write(&laid, &bytes).unwrap();
        assert_eq!(count(), before, "byte {at}");
        damaged += 1;
        // Found, it is let go of; people and what they add up to, which come first, are read at opening.
        match laid.exists() {
            true => std::fs::remove_file(&laid).unwrap(),
            false if step < 3 => at_opening += 1,
            false => later += 1,
        }
        assert_eq!(count(), before, "byte {at}, asked again");
    }
    assert!(at_opening > 0 && later > 0, "{at_opening} and {later} of {damaged}");
}
