//! What may come in: how a file was collected, what for, which columns, and what never does.

use crate::support::{Shop, number, text};
use serde_json::{Value, json};

const LIST: &str = "\
email,first name,last name,shoe size
ana@example.com,Ana,Sousa,38
bo@example.com,Bo,Lind,44
cy@example.com,Cy,Ward,41
";

fn permission(shop: &Shop, person: &str, channel: &str) -> String {
    let page = shop.json(&["people", "show", person]);
    let said = page["permissions"].as_array().unwrap().iter().find(|said| text(&said["channel"]) == channel).cloned();
    text(&said.unwrap()["state"])
}

#[test]
fn a_permit_stands_for_everybody_in_the_file_and_only_where_it_says() {
    let shop = Shop::empty();
    let list = shop.write("list.csv", LIST);
    let notice = shop.write("notice.txt", "We write once a month. You can stop at any time.");
    let said =
        ["--source", "Counter list", "--basis", "consent", "--collected", "form", "--collected-on", "2026-03-01"];
    let more = ["--permit", "email:news,offers", "--notice", &notice];
    shop.done(&[&["import", &list, "--as", "customers"][..], &said, &more].concat());
    assert_eq!(permission(&shop, "ana@example.com", "email"), "granted");
    assert_eq!(permission(&shop, "ana@example.com", "sms"), "unknown");
    let entry = shop.json(&["import", "history", "i1"]);
    assert_eq!((text(&entry["source"]), text(&entry["basis"])), ("Counter list".into(), "consent".into()));
    assert!(text(&entry["collected"]).contains("form") && entry["quarantines"] == json!(false), "{entry}");
}

#[test]
fn a_column_that_says_no_outranks_a_permit() {
    let shop = Shop::empty();
    let list = shop.write("list.csv", "email,email permission\nana@example.com,unsubscribed\nbo@example.com,\n");
    shop.done(&["import", &list, "--as", "customers", "--permit", "email:news"]);
    assert_eq!(permission(&shop, "ana@example.com", "email"), "refused");
    assert_eq!(permission(&shop, "bo@example.com", "email"), "unknown", "a column speaks of email: its silence counts");
}

#[test]
fn lists_from_nowhere_wait_in_quarantine_until_a_yes() {
    let shop = Shop::empty();
    let list = shop.write("list.csv", LIST);
    let report = shop.json(&["import", &list, "--as", "customers", "--collected", "scraped"]);
    assert_eq!(number(&report["quarantined"]), 3, "{report}");
    let view = shop.json(&["quarantine"]);
    assert_eq!(number(&view["people"]), 3);
    assert!(shop.done(&["quarantine"]).contains("list.csv"));
    let receipt = |why: &str| {
        let file = shop.path("out.csv");
        let everyone = r#"{"type":"all","rules":[]}"#;
        let args =
            ["export", "--rule", everyone, "--channel", "email", "--purpose", "news", "--recipient", "Mailchimp"];
        let receipt = shop.json(&[&args[..], &["--save", &file]].concat());
        assert!(
            std::fs::read_to_string(&file).unwrap().lines().count() as u64 == number(&receipt["people"]) + 1,
            "{why}"
        );
        number(&receipt["people"])
    };
    assert_eq!(receipt("nobody said yes"), 0);
    let said = shop.json(&[
        "privacy",
        "yes",
        "ana@example.com",
        "--channel",
        "email",
        "--for",
        "news",
        "--how",
        "at the counter",
    ]);
    assert_eq!(text(&said["state"]), "granted");
    assert_eq!(number(&shop.json(&["quarantine"])["people"]), 2);
    assert_eq!(receipt("Ana did"), 1);
    // What such a file says of permission is not taken, and saying it for the file is refused.
    let yes = shop.write("yes.csv", "email,email permission\nbo@example.com,subscribed\ndee@example.com,subscribed\n");
    shop.done(&["import", &yes, "--as", "customers", "--collected", "unknown-list"]);
    assert_eq!(permission(&shop, "bo@example.com", "email"), "unknown");
    shop.refused(2, &["import", &list, "--as", "customers", "--collected", "scraped", "--permit", "email:news"]);
}

#[test]
fn a_yes_takes_a_no_back_only_when_it_is_said_twice() {
    let shop = Shop::filled();
    let args =
        ["privacy", "yes", "mary@example.org", "--channel", "email", "--for", "news,offers", "--how", "wrote to us"];
    let refusal = shop.refused(2, &args);
    assert!(text(&refusal["hint"]).contains("--yes"), "{refusal}");
    assert_eq!(permission(&shop, "mary@example.org", "email"), "refused");
    shop.done(&[&args[..], &["--yes"]].concat());
    assert_eq!(permission(&shop, "mary@example.org", "email"), "granted");
    for wrong in [
        &["privacy", "yes", "1001", "--channel", "email", "--for", "news"][..],
        &["privacy", "yes", "1001", "--channel", "email", "--for", "everything", "--how", "x"],
        &["privacy", "yes", "1001", "--channel", "email", "--for", "", "--how", "x"],
        &["privacy", "yes", "1001", "--for", "news", "--how", "x"],
        &["privacy", "yes", "p999", "--channel", "email", "--for", "news", "--how", "x"],
    ] {
        shop.refused(2, wrong);
    }
    let ended = shop.run(&["privacy", "yes", "1001", "--channel", "email", "--for", "news", "--how", " "]);
    assert!(ended.code.is_some_and(|code| code == 2 || code == 3), "{ended:?}");
}

#[test]
fn a_column_of_ones_own_is_kept_and_used_once_it_has_a_purpose() {
    let shop = Shop::empty();
    let list = shop.write("list.csv", LIST);
    shop.done(&["import", &list, "--as", "customers"]);
    let fields = shop.json(&["fields"]);
    assert_eq!((number(&fields["total"]), number(&fields["rows"][0]["people"])), (1, 3), "{fields}");
    assert_eq!(text(&fields["rows"][0]["purpose"]), "");
    assert!(shop.done(&["fields"]).contains("not used"));
    let set = shop.json(&["fields", "purpose", "Shoe size", "which shoes we offer them"]);
    assert_eq!(text(&set["rows"][0]["purpose"]), "which shoes we offer them");
    shop.refused(2, &["fields", "purpose", "hat size", "x"]);
    let ana = shop.json(&["people", "show", "ana@example.com"]).to_string();
    assert!(ana.contains("38"), "{ana}");
    let cleared = shop.json(&["fields", "purpose", &text(&set["rows"][0]["key"]), ""]);
    assert_eq!(text(&cleared["rows"][0]["purpose"]), "");

    let other = Shop::empty();
    let list = other.write("list.csv", LIST);
    other.done(&["import", &list, "--as", "customers", "--own", "shoe size=which shoes we offer them"]);
    assert_eq!(text(&other.json(&["fields"])["rows"][0]["purpose"]), "which shoes we offer them");
    let refusal = other.refused(2, &["import", &list, "--own", "hat size=hats"]);
    assert!(text(&refusal["message"]).contains("hat size") && text(&refusal["hint"]).contains("shoe size"));
}

const DELICATE: &str = "\
email,allergies,cvv,notes
ana@example.com,peanut allergy,123,likes tea
bo@example.com,diabetes,456,card 4111 1111 1111 1111 on file
cy@example.com,asthma,789,
";

#[test]
fn delicate_things_are_counted_left_out_and_never_said() {
    let shop = Shop::empty();
    let list = shop.write("list.csv", DELICATE);
    let looked = shop.run(&["import", &list, "--as", "customers", "--dry-run"]);
    assert_eq!(looked.code, Some(0), "{looked:?}");
    for value in ["4111", "123", "456", "peanut", "diabetes"] {
        assert!(!looked.out.contains(value) && !looked.err.contains(value), "{value} was said: {looked:?}");
    }
    assert!(looked.err.contains("card number") || looked.err.contains("card"), "{}", looked.err);
    let report = shop.json(&["import", &list, "--as", "customers", "--own", "notes=what we talked about"]);
    assert!(number(&report["cells_dropped"]) >= 4, "{report}");
    let bo = shop.json(&["people", "show", "bo@example.com"]).to_string();
    for value in ["4111 1111", "411111", "456", "diabetes"] {
        assert!(!bo.contains(value), "{value} was written: {bo}");
    }
}

#[test]
fn a_delicate_column_is_kept_when_that_is_said_and_a_refused_one_never() {
    let shop = Shop::empty();
    let list = shop.write("list.csv", DELICATE);
    let keep = ["--keep-delicate", "allergies", "--own", "allergies=what we may serve them"];
    let refusal =
        shop.refused(3, &[&["import", &list, "--as", "customers", "--keep-delicate", "cvv"][..], &keep].concat());
    assert!(text(&refusal["message"]).contains("cvv"), "{refusal}");
    assert_eq!(number(&shop.json(&["vault", "info"])["people"]), 0);
    shop.done(&[&["import", &list, "--as", "customers"][..], &keep].concat());
    let ana = shop.json(&["people", "show", "ana@example.com"]).to_string();
    assert!(ana.contains("peanut"), "{ana}");
    assert!(!ana.contains("123"), "{ana}");
    shop.refused(2, &["import", &list, "--keep-delicate", "alergies"]);
}

#[test]
fn what_is_said_of_the_file_is_read_strictly() {
    let shop = Shop::empty();
    let list = shop.write("list.csv", LIST);
    for wrong in [
        &["--collected", "found"][..],
        &["--collected-on", "last spring"],
        &["--permit", "email"],
        &["--permit", "fax:news"],
        &["--permit", "email:everything"],
        &["--phone-country", "Portugal"],
        &["--delimiter", "pipe"],
        &["--own", "shoe size"],
        &["--as", "people"],
        &["--source", " "],
        &["--notice", "no-such-file.txt"],
        &["--as-before"],
        &["--as-before", "--forget"],
    ] {
        shop.refused(2, &[&["import", &list][..], wrong].concat());
    }
    assert_eq!(number(&shop.json(&["vault", "info"])["people"]), 0);
    let encoding = shop.run(&["import", &list, "--encoding", "klingon", "--json"]);
    assert!(encoding.code.is_some_and(|code| code == 2 || code == 3), "{encoding:?}");
}

#[test]
fn a_delimiter_and_an_encoding_that_are_said_are_used() {
    let shop = Shop::empty();
    let latin = shop.write("latin.csv", b"email;first name\njoerg@example.com;J\xf6rg\nb@example.com;Bo\n");
    let args = ["import", &latin, "--as", "customers", "--encoding", "windows-1252", "--delimiter", "semicolon"];
    shop.done(&args);
    assert!(shop.json(&["people", "show", "joerg@example.com"]).to_string().contains("Jörg"));
}

#[test]
fn several_files_come_in_one_after_the_other() {
    let shop = Shop::empty();
    let one = shop.write("one.csv", "email,first name\nana@example.com,Ana\n");
    let two = shop.write("two.csv", "email,first name\nbo@example.com,Bo\nana@example.com,Ana\n");
    let looked = shop.json(&["import", &one, &two, "--as", "customers", "--dry-run"]);
    assert_eq!((number(&looked["total"]), number(&looked["rows"][1]["people_created"])), (2, 2), "{looked}");
    assert_eq!(number(&shop.json(&["vault", "info"])["people"]), 0);
    let done = shop.json(&["import", &one, &two, "--as", "customers"]);
    assert_eq!((number(&done["total"]), number(&done["rows"][1]["people_created"])), (2, 1), "{done}");
    // One that cannot be read keeps all of them out, and is named.
    let three = shop.write("three.csv", "email,first name\ncy@example.com,Cy\n");
    let refusal = shop.refused(2, &["import", &three, &shop.path("absent.csv")]);
    assert!(text(&refusal["message"]).contains("absent.csv"), "{refusal}");
    assert_eq!(number(&shop.json(&["vault", "info"])["people"]), 2);
    for alone in [&["--rejects", "r.csv"][..], &["--print-map"], &["--sheet", "A"]] {
        shop.refused(2, &[&["import", &one, &two][..], alone].concat());
    }
}

#[test]
fn a_file_like_an_earlier_one_is_read_as_that_one_was() {
    let shop = Shop::empty();
    let file = shop.write("odd.csv", "Wer,Woher,Was,Wann\nana@example.com,Porto,x,y\n");
    let mut map: Value =
        serde_json::from_str(&shop.done(&["import", &file, "--print-map", "--as", "customers"])).unwrap();
    map["columns"][0]["target"] = json!("email");
    map["columns"][1]["target"] = json!("city");
    let map = shop.write("map.json", map.to_string());
    shop.done(&[
        "import",
        &file,
        "--map",
        &map,
        "--source",
        "Old till",
        "--basis",
        "contract",
        "--collected",
        "purchase",
    ]);
    let next = shop.write("next.csv", "Wer,Woher,Was,Wann,Neu\nbo@example.com,Lund,x,y,z\n");
    let looked = shop.run(&["import", &next, "--dry-run"]);
    assert!(looked.err.contains("Old till") && looked.err.contains("--forget"), "{}", looked.err);
    assert!(looked.err.contains("Neu"), "what the mapping does not speak of is named: {}", looked.err);
    shop.done(&["import", &next, "--as-before"]);
    assert!(shop.json(&["people", "show", "bo@example.com"]).to_string().contains("Lund"));
    let entry = shop.json(&["import", "history", "i2"]);
    assert_eq!((text(&entry["source"]), text(&entry["basis"])), ("Old till".into(), "contract".into()));
    let anew: Value =
        serde_json::from_str(&shop.done(&["import", &next, "--print-map", "--forget", "--as", "customers"])).unwrap();
    assert_ne!(anew["columns"][1]["target"], json!("city"), "{anew}");
}
