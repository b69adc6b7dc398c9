//! Who may be written to leaves as a file; everybody else stays, and the receipt says why.

use crate::support::{Shop, number, text};

const EVERYONE: &str = r#"{"type":"all","rules":[]}"#;

fn args<'a>(shape: &'a str, file: &'a str) -> Vec<&'a str> {
    let start = ["export", "--rule", EVERYONE, "--channel", "email", "--purpose", "offers", "--shape", shape];
    [&start[..], &["--recipient", "Mailchimp", "--save", file]].concat()
}

#[test]
fn only_those_who_said_yes_leave_and_the_receipt_counts_the_others() {
    let shop = Shop::filled();
    let file = shop.path("out.csv");
    let receipt = shop.json(&args("csv", &file));
    // Ana, Jörg and the nameless one said yes; Mary no; Olga and Kei were never asked.
    assert_eq!(number(&receipt["people"]), 3, "{receipt}");
    let left: u64 = receipt["left_out"].as_array().unwrap().iter().map(|reason| number(&reason["count"])).sum();
    assert_eq!(left, 3, "{receipt}");
    let out = std::fs::read_to_string(&file).unwrap();
    assert_eq!(out.trim_end().lines().count(), 4, "{out}");
    assert!(out.contains("ana@example.com") && !out.contains("mary@example.org") && !out.contains("olga@"), "{out}");
    shop.done(&["privacy", "opt-out", "1001", "--channel", "email"]);
    let words = shop.done(&args("csv", &file));
    assert!(words.contains("2 people") && words.contains("left out"), "{words}");
    assert!(!std::fs::read_to_string(&file).unwrap().contains("ana@example.com"));
    assert!(shop.done(&["log", "list"]).to_lowercase().contains("export"), "a file that leaves is in the log");
}

#[test]
fn every_shape_is_written_and_comes_back_with_nothing_new() {
    let shop = Shop::filled();
    for shape in ["csv", "xlsx", "mailchimp", "klaviyo", "shopify", "listmonk"] {
        let file = shop.path(&format!("{shape}.{}", if shape == "xlsx" { "xlsx" } else { "csv" }));
        let receipt = shop.json(&args(shape, &file));
        assert_eq!(number(&receipt["people"]), 3, "{shape}: {receipt}");
        assert!(std::fs::metadata(&file).unwrap().len() > 50, "{shape}");
        let back = shop.json(&["import", &file, "--as", "customers"]);
        assert_eq!((number(&back["rows_read"]), number(&back["people_created"])), (3, 0), "{shape}: {back}");
    }
}

#[test]
fn a_name_that_is_a_formula_is_none_in_the_file() {
    let shop = Shop::empty();
    let list = "email,first name,email permission\neve@example.com,\"=HYPERLINK(\"\"http://x\"\")\",subscribed\n";
    shop.done(&["import", &shop.write("eve.csv", list), "--as", "customers", "--basis", "consent"]);
    let file = shop.path("out.csv");
    shop.done(&args("csv", &file));
    let out = std::fs::read_to_string(&file).unwrap();
    assert!(out.contains("HYPERLINK") && !out.contains(",=") && !out.contains(",\"="), "{out}");
    let before = shop.json(&["people", "show", "eve@example.com"])["fields"].clone();
    shop.done(&["import", &file, "--as", "customers"]);
    assert_eq!(shop.json(&["people", "show", "eve@example.com"])["fields"], before);
}

#[test]
fn what_is_not_said_is_refused_and_no_file_is_written() {
    let shop = Shop::filled();
    let file = shop.path("out.csv");
    let whole = args("csv", &file);
    for missing in ["--rule", "--channel", "--purpose", "--recipient", "--save"] {
        let at = whole.iter().position(|arg| *arg == missing).unwrap();
        let short: Vec<&str> =
            whole.iter().enumerate().filter(|(i, _)| *i != at && *i != at + 1).map(|(_, arg)| *arg).collect();
        shop.refused(2, &short);
    }
    let unnamed: Vec<&str> = whole.iter().map(|arg| if *arg == "Mailchimp" { " " } else { arg }).collect();
    shop.refused(2, &unnamed);
    let unknown: Vec<&str> = whole.iter().map(|arg| if *arg == "csv" { "parquet" } else { arg }).collect();
    shop.refused(2, &unknown);
    assert!(!std::path::Path::new(&file).exists());
    let nowhere = shop.path("no/such/folder/out.csv");
    let ended = shop.run(&[&args("csv", &nowhere)[..], &["--json"]].concat());
    assert!(ended.code.is_some_and(|code| code != 0) && ended.out.is_empty(), "{ended:?}");
    assert_eq!(
        text(
            &shop.refused(
                2,
                &[
                    "export",
                    "--segment",
                    "no such",
                    "--channel",
                    "email",
                    "--purpose",
                    "news",
                    "--recipient",
                    "x",
                    "--save",
                    &file
                ]
            )["code"]
        ),
        "not_found"
    );
}
