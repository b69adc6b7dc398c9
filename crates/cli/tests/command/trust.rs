//! What is true about safety, a test of it, and a vault that is not as it was left.

use crate::support::{Shop, text};

#[test]
fn all_is_well_and_can_be_proven() {
    let shop = Shop::filled();
    let view = shop.json(&["vault", "trust"]);
    assert_eq!((&view["read_only"], view["findings"].as_array().unwrap().len()), (&false.into(), 0));
    let ids: Vec<String> = view["statements"].as_array().unwrap().iter().map(|one| text(&one["id"])).collect();
    for id in ["encryption", "keys", "backup", "log", "sockets", "files"] {
        assert!(ids.iter().any(|had| had == id), "no statement on {id} in {ids:?}");
    }
    for statement in view["statements"].as_array().unwrap() {
        assert!(!text(&statement["rests_on"]).is_empty(), "{statement} rests on nothing");
    }
    assert!(shop.done(&["vault", "trust"]).contains("Rests on: "));

    let proof = shop.json(&["vault", "prove"]);
    assert_eq!(proof["sound"], true, "{proof}");
    assert!(proof["steps"].as_array().unwrap().len() >= 3, "{proof}");
    let before = shop.files();
    assert!(shop.done(&["vault", "accept", "--yes"]).contains("nothing to decide"));
    assert_eq!(shop.vault_files_but(&before, "vault.hdr"), "");
}

#[test]
fn an_older_database_put_back_is_named_and_holds_the_vault_to_reading() {
    let shop = Shop::filled();
    let database = shop.vault().join("vault.db");
    let older = std::fs::read(&database).unwrap();
    shop.done(&["privacy", "opt-out", "1001", "--channel", "email"]);
    assert_ne!(std::fs::read(&database).unwrap(), older, "nothing was written, so nothing can be put back");
    std::fs::write(&database, &older).unwrap();

    let list = shop.run(&["people", "list"]);
    assert_eq!(list.code, Some(0), "reading goes on: {}", list.err);
    assert!(list.out.contains("Ana Sousa"), "{}", list.out);
    assert_eq!(list.err.matches("regulars vault accept").count(), 1, "said once: {}", list.err);
    let quiet = shop.run(&["people", "list", "--json", "--quiet"]);
    let first: serde_json::Value = serde_json::from_str(quiet.err.lines().next().unwrap_or_default()).unwrap();
    assert!(!first["findings"].as_array().unwrap().is_empty(), "{}", quiet.err);

    let refused = shop.refused(6, &["privacy", "opt-out", "1002", "--channel", "email"]);
    assert_eq!(text(&refused["code"]), "read_only");
    shop.refused(6, &["import", &shop.path("orders.csv")]);
    shop.refused(6, &["privacy", "erase", "1001", "--yes"]);

    let trust = shop.json(&["vault", "trust"]);
    assert!(trust["read_only"] == true && !trust["findings"].as_array().unwrap().is_empty(), "{trust}");
    assert!(text(&shop.refused(2, &["vault", "accept"])["hint"]).contains("--yes"));
    shop.refused(6, &["privacy", "opt-out", "1002", "--channel", "email"]);
    shop.done(&["vault", "accept", "--yes"]);
    let after = shop.run(&["privacy", "opt-out", "1002", "--channel", "email"]);
    assert_eq!((after.code, after.err.as_str()), (Some(0), ""), "decided, and so it works again");
    assert_eq!(shop.json(&["vault", "trust"])["read_only"], false);
}
