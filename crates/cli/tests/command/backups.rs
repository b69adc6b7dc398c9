//! Backups: made, listed, checked, gone back to. Nobody who was erased or said no since comes back with one.

use crate::support::{PASSPHRASE, Shop, number, text};
use std::path::{Path, PathBuf};

/// Makes one and gives its id.
fn backup(shop: &Shop) -> String {
    let entry = shop.json(&["vault", "backup"]);
    assert_eq!(entry["sound"], true, "{entry}");
    text(&entry["id"])
}

/// The folder of a backup that was made elsewhere.
fn only_folder_in(folder: &str) -> PathBuf {
    let mut folders: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.retain(|path| path.is_dir());
    assert_eq!(folders.len(), 1, "{folders:?}");
    folders.remove(0)
}

/// Turns one bit in the middle of a backup's largest file.
fn damage(backup: &Path) {
    let files = std::fs::read_dir(backup).unwrap().map(|entry| entry.unwrap().path());
    let largest = files.max_by_key(|path| std::fs::metadata(path).unwrap().len()).unwrap();
    let mut bytes = std::fs::read(&largest).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&largest, bytes).unwrap();
}

#[test]
fn a_backup_is_made_listed_and_checked() {
    let shop = Shop::filled();
    let id = backup(&shop);
    let list = shop.json(&["vault", "backups"]);
    let entry = list["entries"].as_array().unwrap().iter().find(|entry| text(&entry["id"]) == id).unwrap();
    assert_eq!((number(&entry["people"]), &entry["sound"]), (6, &true.into()));
    assert_eq!(shop.json(&["vault", "check", &id])["sound"], true);
    assert!(shop.done(&["vault", "backups"]).contains(&id));

    damage(&shop.vault().join("backups").join(&id));
    let ended = shop.run(&["vault", "check", &id, "--json"]);
    assert_eq!(ended.code, Some(1), "a damaged backup passed: {}{}", ended.out, ended.err);
    assert_ne!(shop.run(&["vault", "check", "no-such-backup"]).code, Some(0));
}

#[test]
fn the_rule_is_kept() {
    let shop = Shop::empty();
    let rule = shop.json(&["vault", "backups", "--keep", "2"])["rule"].clone();
    assert_eq!(number(&rule["newest"]), 2);
    let rule = shop.json(&["vault", "backups", "--weeks", "0"])["rule"].clone();
    assert_eq!((number(&rule["newest"]), number(&rule["weeks"])), (2, 0), "the other half of the rule was lost");
    for _ in 0..4 {
        backup(&shop);
    }
    let view = shop.json(&["vault", "backups"]);
    assert_eq!((view["entries"].as_array().unwrap().len(), &view["rule"]), (2, &rule));
}

#[test]
fn whoever_was_erased_since_does_not_come_back() {
    let shop = Shop::filled();
    let id = backup(&shop);
    shop.done(&["privacy", "erase", "ana@example.com", "--yes"]);
    shop.done(&["privacy", "opt-out", "1002", "--use"]);
    assert!(text(&shop.refused(2, &["vault", "restore", &id, "--in-place"])["hint"]).contains("--yes"));
    let report = shop.json(&["vault", "restore", &id, "--in-place", "--yes"]);
    assert!(number(&report["erased_again"]) == 1 && number(&report["noes_again"]) >= 1, "{report}");
    assert_eq!(number(&report["people"]), 5);
    shop.refused(2, &["people", "show", "ana@example.com"]);
    assert_eq!(shop.json(&["people", "show", "1002"])["use_allowed"], false);
    assert!(shop.folder.path().join(text(&report["kept"])).is_dir(), "the vault as it was is kept beside");
    assert_eq!(shop.json(&["log", "verify"])["sound"], true);
    assert_eq!(shop.run(&["people", "list"]).err, "", "a restored vault is as it was left");
}

#[test]
fn a_backup_opens_where_the_vault_never_was() {
    let shop = Shop::filled();
    let code = text(&shop.json(&["vault", "recovery", "--no-retype", "--yes"])["sheet"]["code"]);
    let stick = shop.path("stick");
    std::fs::create_dir(&stick).unwrap();
    shop.json(&["vault", "backup", "--to", &stick]);
    let from = only_folder_in(&stick).to_string_lossy().into_owned();

    let other = Shop::without_vault();
    let (by_passphrase, by_code) = (other.path("one.regulars"), other.path("two.regulars"));
    let restore = |to: &str, set: &[(&str, &str)]| {
        let args = ["vault", "restore", &from, "--to", to, "--without-ledger", "--yes", "--json"];
        other.without_passphrase(&args, set)
    };
    let ended = restore(&by_passphrase, &[("REGULARS_PASSPHRASE", PASSPHRASE)]);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    let ended = restore(&by_code, &[("REGULARS_RECOVERY_CODE", &code)]);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    for vault in [&by_passphrase, &by_code] {
        assert_eq!(number(&other.json(&["people", "list", "--vault", vault])["total"]), 6);
    }
    assert_eq!(restore(&other.path("three"), &[("REGULARS_PASSPHRASE", "no idea at all")]).code, Some(4));
    assert!(!Path::new(&other.path("three")).exists(), "a refused restore left something behind");
    assert_ne!(restore(&by_code, &[("REGULARS_RECOVERY_CODE", &code)]).code, Some(0), "over a vault that is there");
}

#[test]
fn a_damaged_backup_is_refused_and_nothing_is_made_or_changed() {
    let shop = Shop::filled();
    let id = backup(&shop);
    damage(&shop.vault().join("backups").join(&id));
    let there = shop.path("there.regulars");
    let refused = shop.refused(1, &["vault", "restore", &id, "--to", &there]);
    assert_eq!(text(&refused["code"]), "damaged", "{refused}");
    assert!(!Path::new(&there).exists());
    shop.refused(1, &["vault", "restore", &id, "--in-place", "--yes"]);
    assert_eq!(number(&shop.json(&["people", "list"])["total"]), 6, "the vault that was there stays");
    shop.refused(2, &["vault", "restore", &shop.path("nothing-here"), "--to", &there]);
}

#[test]
fn a_keychain_is_no_key_to_a_backup() {
    let shop = Shop::empty();
    let id = backup(&shop);
    shop.refused(2, &["vault", "restore", &id, "--to", &shop.path("there"), "--this-computer"]);
}
