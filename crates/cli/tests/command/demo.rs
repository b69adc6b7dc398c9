//! The sample shop: the whole way in one command, and the same again on the second run.

use crate::support::{Ended, Shop, number, text};
use serde_json::Value;

#[test]
fn the_whole_way_on_the_sample_shop() {
    let shop = Shop::without_vault();
    let demo = |args: &[&str]| -> Ended {
        let mut command = shop.command(&[&["demo", "--as-of", "2026-11-23"], args].concat());
        command.env_remove("REGULARS_VAULT").env_remove("REGULARS_PASSPHRASE").output().unwrap().into()
    };
    let made = demo(&["--report", "--json"]);
    assert_eq!(made.code, Some(0), "{}", made.err);
    let report: Value = serde_json::from_str(&made.out).unwrap();
    assert_eq!((report["created"].as_bool(), report["info"]["sample"].as_bool()), (Some(true), Some(true)));
    assert_eq!(report["imports"].as_array().unwrap().len(), 3);
    assert!(number(&report["home"]["people"]) > 4000, "{}", report["home"]["people"]);
    assert_eq!(text(&report["personas"]["state"]), "built");
    let segments = report["segments"].as_array().unwrap();
    assert!(segments.len() == 2 && segments.iter().all(|segment| number(&segment["size"]) > 0), "{segments:?}");
    let audience = &report["campaign"]["audience"];
    let left: u64 = audience["left_out"].as_array().unwrap().iter().map(|reason| number(&reason["count"])).sum();
    assert_eq!(number(&audience["will_receive"]) + left, number(&audience["in_segment"]));
    assert!(number(&audience["will_receive"]) > 0 && left > 0, "{audience}");
    let files: Vec<String> = report["files"].as_array().unwrap().iter().map(text).collect();
    assert_eq!(files.len(), 3);
    for file in &files {
        assert!(std::fs::metadata(file).unwrap().len() > 0, "{file} is empty");
    }
    let vault = text(&report["vault"]);
    assert!(vault.ends_with("data/regulars/vaults/sample-shop.regulars"), "{vault}");

    let again = demo(&["--report"]);
    assert_eq!(again.code, Some(0), "{}", again.err);
    for part in
        ["1. Came in", "customers.csv", "3. Segments saved", "4. Personas", "would receive it", &vault, &files[1]]
    {
        assert!(again.out.contains(part), "no {part} in {}", again.out);
    }
    let plain = demo(&["--json"]);
    let plain: Value = serde_json::from_str(&plain.out).unwrap();
    assert_eq!((plain["created"].as_bool(), &plain["info"]["people"]), (Some(false), &report["info"]["people"]));
    let saved: Ended = shop
        .command(&["segment", "list", "--json", "--vault", &vault])
        .env("REGULARS_PASSPHRASE", "sample shop")
        .output()
        .unwrap()
        .into();
    let saved: Value = serde_json::from_str(&saved.out).unwrap();
    assert_eq!(number(&saved["total"]), 2, "the second report saved its segments again");
}

#[test]
fn a_passphrase_that_is_given_is_the_one_that_opens() {
    let shop = Shop::without_vault();
    shop.done(&["demo"]);
    assert_eq!(shop.json(&["vault", "info"])["sample"], true);
    shop.done(&["demo"]);
    let ended: Ended =
        shop.command(&["vault", "info"]).env("REGULARS_PASSPHRASE", "sample shop").output().unwrap().into();
    assert_eq!(ended.code, Some(4), "{}", ended.out);
}

#[test]
fn a_real_vault_is_not_taken_for_the_sample() {
    let shop = Shop::empty();
    let before = shop.files();
    let ended: Ended = shop.command(&["demo"]).env_remove("REGULARS_PASSPHRASE").output().unwrap().into();
    assert_ne!(ended.code, Some(0), "{}", ended.out);
    let report: Ended = shop.command(&["demo", "--report"]).output().unwrap().into();
    assert_eq!(report.code, Some(2), "{}", report.out);
    // It was opened to look whether it is the sample; the key file notes each opening.
    assert_eq!(shop.vault_files_but(&before, "vault.hdr"), "");
}

#[test]
fn the_samples_files_go_through_the_ordinary_import() {
    let shop = Shop::empty();
    let folder = shop.path("files");
    let written = shop.json(&["sample", &folder]);
    let files: Vec<String> = written["files"].as_array().unwrap().iter().map(text).collect();
    assert_eq!(files.len(), 3);
    let customers = files.iter().find(|file| std::path::Path::new(file).ends_with("customers.csv")).unwrap();
    let report = shop.json(&["import", customers, "--dry-run"]);
    assert!(number(&report["people_created"]) > 4000, "{report}");
    assert!(number(&report["rows_not_used"]) > 0, "the sample has rows that cannot be used");
}
