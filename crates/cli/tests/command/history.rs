//! What came in is listed, one import is told whole, and `history` is a verb and not a file.

use crate::support::{CUSTOMERS, Shop, number, text};

#[test]
fn history_and_imports_are_one_list() {
    let shop = Shop::filled();
    let history = shop.json(&["import", "history"]);
    assert_eq!(history, shop.json(&["imports"]));
    assert_eq!(number(&history["total"]), 2);
    for args in [&["import", "history", "--limit", "1"][..], &["import", "--json", "history", "--limit", "1"]] {
        assert_eq!(shop.json(args)["rows"].as_array().unwrap().len(), 1, "{args:?}");
    }
    let words = shop.done(&["import", "history"]);
    assert!(words.contains("orders.csv") && words.contains("2 files."), "{words}");
    assert_eq!(number(&Shop::empty().json(&["import", "history"])["total"]), 0);
}

#[test]
fn one_import_is_told_whole() {
    let shop = Shop::filled();
    let newest = shop.json(&["import", "history"])["rows"][0].clone();
    let id = text(&newest["id"]);
    let one = shop.json(&["import", "history", &id]);
    assert_eq!(one, newest);
    assert_eq!((number(&one["report"]["rows_read"]), number(&one["report"]["rows_not_used"])), (9, 1));
    assert_eq!(shop.json(&["imports", &id.to_uppercase()]), newest);
    let words = shop.done(&["import", "history", &id]);
    for part in ["orders.csv", "contract", "Rows read", "no customer"] {
        assert!(words.contains(part), "no {part} in {words}");
    }
    assert_eq!(text(&shop.refused(2, &["import", "history", "i99"])["code"]), "not_found");
    shop.refused(2, &["import", "history", &id, "--limit", "3"]);
}

#[test]
fn a_file_called_history_is_named_with_its_folder() {
    let shop = Shop::empty();
    shop.write("history", CUSTOMERS);
    let here = |args: &[&str]| shop.command(args).current_dir(shop.folder.path()).output().unwrap();
    let verb = here(&["import", "history", "--json"]);
    assert!(String::from_utf8_lossy(&verb.stdout).contains("\"total\": 0"), "{verb:?}");
    let file = here(&["import", "./history", "--json", "--as", "customers"]);
    assert!(String::from_utf8_lossy(&file.stdout).contains("\"people_created\": 6"), "{file:?}");
    // Beside something that is meant for a file, it is refused and not guessed at.
    let doubt = here(&["import", "--dry-run", "history"]);
    assert_eq!(doubt.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&doubt.stderr).contains("./history"), "{doubt:?}");
}
