//! An import is taken back: counted first, asked about, once; later imports and every no stay.

use crate::support::{CUSTOMERS, ORDERS, Shop, number, text};
use serde_json::Value;

fn import(shop: &Shop, name: &str, bytes: &str, more: &[&str]) -> String {
    let file = shop.write(name, bytes);
    text(&shop.json(&[&["import", &file][..], more].concat())["import"])
}

fn people(shop: &Shop) -> u64 {
    number(&shop.json(&["people", "list"])["total"])
}

/// What a person's page says, without the counters that every write moves.
fn page(shop: &Shop, person: &str) -> Value {
    shop.json(&["people", "show", person])
}

#[test]
fn a_dry_run_of_an_undo_counts_and_writes_nothing() {
    let shop = Shop::filled();
    let before = shop.json(&["vault", "info"]);
    let plan = shop.json(&["import", "--undo", "i2", "--dry-run"]);
    assert_eq!((text(&plan["import"]), text(&plan["file_name"])), ("i2".into(), "orders.csv".into()));
    assert_eq!((number(&plan["orders"]), number(&plan["people_removed"])), (8, 0), "{plan}");
    assert_eq!(shop.json(&["vault", "info"])["log_entries"], before["log_entries"]);
    let words = shop.done(&["import", "--undo", "i2", "--dry-run"]);
    assert!(words.contains("Nothing was written") && words.contains("Orders that go"), "{words}");
}

#[test]
fn an_undo_is_asked_about_and_does_what_was_counted() {
    let shop = Shop::filled();
    let refusal = shop.refused(2, &["import", "--undo", "i2"]);
    assert!(text(&refusal["hint"]).contains("--yes"), "{refusal}");
    assert_eq!(number(&shop.json(&["people", "show", "1001"])["purchases"]), 3, "a refused undo undid");

    let plan = shop.json(&["import", "--undo", "i2", "--dry-run"]);
    let report = shop.json(&["import", "--undo", "i2", "--yes"]);
    let counts = |of: &Value| {
        ["people_removed", "people_reverted", "orders", "kept_by_others", "events", "yeses", "noes_kept"]
            .map(|part| number(&of[part]))
    };
    assert_eq!(counts(&report["did"]), counts(&plan));
    assert_eq!(number(&shop.json(&["people", "show", "1001"])["purchases"]), 0);
    assert_eq!(people(&shop), 6, "people another file speaks of stay");
    let entry = shop.json(&["import", "history", "i2"]);
    assert!(!entry["undone"].is_null(), "{entry}");
    assert!(shop.done(&["import", "history"]).contains("undone on"));
    assert_eq!(shop.json(&["log", "verify"])["sound"], true);

    // The same file comes in again as if it had never been there.
    let again = shop.json(&["import", &shop.path("orders.csv"), "--basis", "contract"]);
    assert_eq!((number(&again["purchases"]), number(&again["refunds"])), (7, 1), "{again}");
}

#[test]
fn what_is_undone_once_is_not_undone_twice_and_what_never_was_not_at_all() {
    let shop = Shop::filled();
    shop.done(&["import", "--undo", "i2", "--yes"]);
    let log = shop.json(&["log", "list"])["total"].clone();
    for args in [&["import", "--undo", "i2", "--yes"][..], &["import", "--undo", "i2", "--dry-run"]] {
        let ended = shop.run(&[args, &["--json"]].concat());
        assert!(ended.code.is_some_and(|code| code == 2 || code == 3), "{ended:?}");
        assert!(ended.err.contains("undone"), "{}", ended.err);
    }
    for unknown in ["i99", "orders.csv", ""] {
        shop.refused(2, &["import", "--undo", unknown, "--yes"]);
    }
    assert_eq!(shop.json(&["log", "list"])["total"], log);
    // It stands alone.
    shop.refused(2, &["import", "--undo", "i1", &shop.path("orders.csv")]);
    shop.refused(2, &["import", "--undo", "i1", "--as", "orders"]);
    shop.refused(2, &["import", "--undo", "i1", "history"]);
}

#[test]
fn undoing_the_earlier_of_two_imports_leaves_what_the_later_one_says() {
    let shop = Shop::empty();
    let first = "customer id,first name,last name,email,city\n1,Ana,Sousa,ana@example.com,Porto\n2,Bo,Lind,bo@example.com,Lund\n";
    let second = "customer id,first name,last name,email,city\n1,Ana,Sousa,ana@example.com,Lisboa\n3,Cy,Ward,cy@example.com,Hull\n";
    let (one, two) = (import(&shop, "one.csv", first, &[]), import(&shop, "two.csv", second, &[]));
    assert_eq!(people(&shop), 3);
    let report = shop.json(&["import", "--undo", &one, "--yes"]);
    assert_eq!(number(&report["did"]["people_removed"]), 1, "{report}");
    shop.refused(2, &["people", "show", "bo@example.com"]);
    let ana = page(&shop, "ana@example.com").to_string();
    assert!(ana.contains("Lisboa") && !ana.contains("Porto"), "{ana}");
    assert!(page(&shop, "cy@example.com").to_string().contains("Hull"));
    shop.done(&["import", "--undo", &two, "--yes"]);
    assert_eq!(people(&shop), 0);
}

#[test]
fn undoing_the_later_import_sets_people_back() {
    let shop = Shop::empty();
    import(&shop, "one.csv", "customer id,email,city\n1,ana@example.com,Porto\n", &["--as", "customers"]);
    let before = page(&shop, "1");
    let two = import(&shop, "two.csv", "customer id,email,city\n1,ana@example.com,Lisboa\n", &["--as", "customers"]);
    assert!(page(&shop, "1").to_string().contains("Lisboa"));
    let report = shop.json(&["import", "--undo", &two, "--yes"]);
    assert_eq!(number(&report["did"]["people_reverted"]), 1, "{report}");
    assert_eq!(page(&shop, "1"), before);
}

#[test]
fn orders_two_files_hold_stay_until_both_are_undone() {
    let shop = Shop::empty();
    import(&shop, "customers.csv", CUSTOMERS, &[]);
    let one = import(&shop, "orders.csv", ORDERS, &[]);
    let more = format!("{ORDERS}F1,2026-11-20,joerg@example.com,Green tea,Tea,1,8.00\n");
    let two = import(&shop, "more.csv", &more, &[]);
    let plan = shop.json(&["import", "--undo", &one, "--yes"]);
    assert!(number(&plan["did"]["kept_by_others"]) >= 7, "{plan}");
    assert_eq!(number(&page(&shop, "1001")["purchases"]), 3);
    assert_eq!(number(&page(&shop, "1002")["purchases"]), 3);
    shop.done(&["import", "--undo", &two, "--yes"]);
    assert_eq!(number(&page(&shop, "1001")["purchases"]), 0);
}

#[test]
fn a_no_outlives_the_import_that_brought_it_and_every_undo() {
    let shop = Shop::empty();
    let yes = "email,email permission\nana@example.com,subscribed\n";
    import(&shop, "yes.csv", yes, &["--as", "customers", "--basis", "consent"]);
    let no = import(&shop, "no.csv", "email,email permission\nana@example.com,unsubscribed\n", &["--as", "customers"]);
    let state = || text(&page(&shop, "ana@example.com")["permissions"][0]["state"]);
    assert_eq!(state(), "refused");
    let report = shop.json(&["import", "--undo", &no, "--yes"]);
    assert_eq!(number(&report["did"]["noes_kept"]), 1, "{report}");
    assert_eq!(state(), "refused", "an undo took a no back");
    let again = shop.json(&[
        "import",
        &shop.write("again.csv", format!("{yes}bo@example.com,subscribed\n")),
        "--as",
        "customers",
    ]);
    assert_eq!(number(&again["yes_ignored"]), 1, "{again}");
    assert_eq!(state(), "refused", "an import took a no back");
    // Said by hand after the import, and the import undone: the no stays too.
    shop.done(&["privacy", "opt-out", "bo@example.com", "--channel", "email"]);
    shop.done(&["import", "--undo", &text(&again["import"]), "--yes"]);
    let later = shop.json(&["import", &shop.path("again.csv"), "--as", "customers"]);
    assert!(number(&later["people_created"]) >= 1, "{later}");
    assert_eq!(text(&page(&shop, "bo@example.com")["permissions"][0]["state"]), "refused");
}
