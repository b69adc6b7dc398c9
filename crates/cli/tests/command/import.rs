//! Files come in once, whole, and as the user says they are to be read.

use crate::support::{CUSTOMERS, ORDERS, Shop, number, text};
use serde_json::{Value, json};

fn totals(report: &Value) -> [u64; 6] {
    ["rows_read", "rows_not_used", "people_created", "purchases", "refunds", "already_there"]
        .map(|part| number(&report[part]))
}

#[test]
fn customers_and_orders_come_in_and_the_same_file_twice_changes_nothing() {
    let shop = Shop::empty();
    let (customers, orders) = (shop.write("customers.csv", CUSTOMERS), shop.write("orders.csv", ORDERS));
    let report = shop.json(&["import", &customers, "--source", "Counter list", "--basis", "consent"]);
    assert_eq!(totals(&report), [6, 0, 6, 0, 0, 0]);
    assert_eq!(text(&report["kind"]), "customers");

    let report = shop.json(&["import", &orders]);
    assert_eq!(totals(&report), [9, 1, 0, 7, 1, 0], "{report}");
    assert_eq!(text(&report["problems"][0]["code"]), "no_customer");
    assert_eq!(report["problems"][0]["first_lines"], json!([10]));
    // 25 + 12.50 + 4 + 8 + 16 + 12.50 + 8, less 4.
    assert_eq!((text(&report["gross"]["text"]), text(&report["net"]["text"])), ("€86.00".into(), "€82.00".into()));

    let log = shop.json(&["log", "list"])["total"].clone();
    for file in [&customers, &orders] {
        let again = shop.json(&["import", file]);
        assert_eq!(again["import"], Value::Null, "{again}");
        assert_eq!(number(&again["people_created"]) + number(&again["purchases"]) + number(&again["refunds"]), 0);
    }
    assert_eq!(shop.json(&["log", "list"])["total"], log, "an import of nothing left a mark");
    let people = shop.json(&["people", "list"]);
    assert_eq!(number(&people["total"]), 6);

    let imports = shop.json(&["imports", "--limit", "1"]);
    assert_eq!((number(&imports["total"]), imports["rows"].as_array().unwrap().len()), (2, 1));
    assert_eq!(text(&imports["rows"][0]["file_name"]), "orders.csv", "newest first");
    let first = &shop.json(&["imports", "--offset", "1"])["rows"][0];
    assert_eq!((text(&first["source"]), text(&first["basis"])), ("Counter list".into(), "consent".into()));
    let table = shop.done(&["imports"]);
    assert!(table.contains("orders.csv") && table.contains("2 files."), "{table}");
}

#[test]
fn a_dry_run_counts_and_writes_nothing() {
    let shop = Shop::empty();
    let customers = shop.write("customers.csv", CUSTOMERS);
    let log = shop.json(&["vault", "info"])["log_entries"].clone();
    let report = shop.json(&["import", &customers, "--dry-run"]);
    assert_eq!((number(&report["people_created"]), &report["dry_run"]), (6, &json!(true)));
    let info = shop.json(&["vault", "info"]);
    assert_eq!((number(&info["people"]), number(&info["imports"]), &info["log_entries"]), (0, 0, &log));
    let ended = shop.run(&["import", &customers, "--dry-run"]);
    assert!(ended.out.contains("Nothing was written"), "{}", ended.out);
    assert!(
        ended.err.contains("First name") || ended.err.contains("first name"),
        "the mapping is shown: {}",
        ended.err
    );
}

#[test]
fn rows_that_cannot_be_used_can_be_saved() {
    let shop = Shop::empty();
    let orders = shop.write("orders.csv", ORDERS);
    let rejects = shop.path("rejects.csv");
    let report = shop.json(&["import", &orders, "--rejects", &rejects]);
    let saved = std::fs::read_to_string(&rejects).unwrap();
    let lines: Vec<&str> = saved.lines().collect();
    assert_eq!(lines.len() as u64, 1 + number(&report["rows_not_used"]), "{saved}");
    assert!(lines[0].contains("order id") && lines[1].starts_with("10,") && lines[1].contains("E1"), "{saved}");
}

#[test]
fn the_mapping_is_printed_edited_and_used() {
    let shop = Shop::empty();
    let file = shop.write("odd.csv", "Wer,Woher,Notiz\nana@example.com,Porto,x\njo@example.com,Faro,y\n");
    let printed = shop.done(&["import", &file, "--print-map", "--as", "customers"]);
    let mut map: Value = serde_json::from_str(&printed).unwrap();
    assert_eq!(number(&shop.json(&["vault", "info"])["people"]), 0, "printing a mapping imports nothing");
    map["columns"][0]["target"] = json!("email");
    map["columns"][1]["target"] = json!("city");
    map["columns"][2]["target"] = Value::Null;
    let map = shop.write("map.json", map.to_string());
    assert_eq!(number(&shop.json(&["import", &file, "--map", &map])["people_created"]), 2);
    let ana = shop.json(&["people", "show", "ana@example.com"]);
    assert!(ana["fields"].as_array().unwrap().contains(&json!({"label": "City", "value": "Porto"})), "{ana}");

    let broken = shop.write("broken.json", r#"{"kind":"customers","colums":[]}"#);
    assert!(text(&shop.refused(2, &["import", &file, "--map", &broken])["message"]).contains("colums"));
}

#[test]
fn a_doubt_about_dates_is_asked_and_answered() {
    let shop = Shop::empty();
    let file = shop.write(
        "dates.csv",
        "order id,order date,email,order total\n1,03/04/2026,ana@example.com,10.00\n2,05/06/2026,ana@example.com,5.00\n",
    );
    let refusal = shop.refused(3, &["import", &file, "--as", "orders"]);
    assert_eq!(text(&refusal["code"]), "input_refused");
    assert_eq!(number(&shop.json(&["vault", "info"])["people"]), 0);
    let report = shop.json(&["import", &file, "--as", "orders", "--dates", "day-first"]);
    assert_eq!(number(&report["purchases"]), 2, "{report}");
    let ana = shop.json(&["people", "show", "ana@example.com"]);
    assert_eq!(text(&ana["first_purchase"]), "Fri 3 Apr 2026");
}

#[test]
fn files_that_are_no_tables_are_refused() {
    let shop = Shop::empty();
    for (name, bytes) in [
        ("empty.csv", &b""[..]),
        ("header.csv", b"email,city\n"),
        ("binary.csv", b"\x00\x01\x02\xff\xfe\x00\x00\x80\x81"),
        ("sheet.csv", b"PK\x03\x04somexlsx"),
    ] {
        let path = shop.write(name, bytes);
        assert_eq!(text(&shop.refused(3, &["import", &path])["code"]), "input_refused", "{name}");
    }
    shop.refused(2, &["import", &shop.path("absent.csv")]);
    let no_person = shop.write("nobody.csv", "colour,size\nred,4\nblue,5\n");
    shop.refused(3, &["import", &no_person, "--as", "customers"]);
}
