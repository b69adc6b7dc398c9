//! Vaults: created once, opened by one passphrase, by one at a time.

use crate::support::{Ended, PASSPHRASE, Shop, number, text};
use regulars_workbench::{Passphrase, SystemClock, Workbench};
use std::sync::Arc;

#[test]
fn a_vault_is_created_once_and_says_what_it_is() {
    let shop = Shop::without_vault();
    let made = shop.done(&["vault", "create", "--name", "Harbour Street", "--currency", "eur"]);
    assert!(made.contains("Harbour Street") && made.contains("EUR"), "{made}");
    let info = shop.json(&["vault", "info"]);
    assert_eq!((text(&info["name"]), text(&info["currency"])), ("Harbour Street".into(), "EUR".into()));
    assert_eq!((number(&info["people"]), number(&info["imports"])), (0, 0));
    assert_eq!(info["sample"], false);
    assert!(shop.done(&["vault", "info"]).contains("Argon2id"));

    let before = shop.files();
    shop.refused(3, &["vault", "create", "--name", "Another"]);
    assert_eq!(shop.files(), before, "a refused create changed the vault");
}

#[test]
fn the_folder_names_the_vault_and_a_file_holds_the_passphrase() {
    let shop = Shop::without_vault();
    let secret = shop.write("secret.txt", format!("{PASSPHRASE}\nsecond line\n"));
    let mut create = shop.command(&["--passphrase-file", &secret, "vault", "create"]);
    create.env_remove("REGULARS_PASSPHRASE");
    assert_eq!(create.output().map(Ended::from).unwrap().code, Some(0));
    let info = shop.json(&["vault", "info"]);
    assert_eq!((text(&info["name"]), text(&info["currency"])), ("shop".into(), "XXX".into()));
}

#[test]
fn a_wrong_passphrase_is_said_and_changes_nothing() {
    let shop = Shop::empty();
    let before = shop.files();
    for args in [&["home"][..], &["vault", "info"], &["vault", "passphrase"], &["privacy", "erase", "p1", "--yes"]] {
        let mut command = shop.command(args);
        let ended: Ended = command.arg("--json").env("REGULARS_PASSPHRASE", "wrong one").output().unwrap().into();
        assert_eq!(ended.code, Some(4), "{args:?}: {}", ended.err);
        assert!(ended.err.contains(r#""code":"wrong_passphrase""#), "{}", ended.err);
    }
    assert_eq!(shop.files(), before);
}

#[test]
fn with_nobody_to_ask_a_locked_vault_stays_locked() {
    let shop = Shop::empty();
    let ended: Ended = shop.command(&["home", "--json"]).env_remove("REGULARS_PASSPHRASE").output().unwrap().into();
    assert_eq!(ended.code, Some(4));
    assert!(ended.err.contains(r#""code":"locked""#), "{}", ended.err);
}

#[test]
fn the_passphrase_changes_and_the_old_one_opens_nothing() {
    let shop = Shop::empty();
    let change = |new: &str| -> Ended {
        shop.command(&["vault", "passphrase"]).env("REGULARS_NEW_PASSPHRASE", new).output().unwrap().into()
    };
    assert_eq!(change("short").code, Some(3), "a short passphrase is refused");
    assert_eq!(shop.run(&["vault", "info"]).code, Some(0), "and the old one still opens");
    assert_eq!(change("a new and longer one").code, Some(0));
    shop.refused(4, &["vault", "info"]);
    let ended: Ended =
        shop.command(&["vault", "info"]).env("REGULARS_PASSPHRASE", "a new and longer one").output().unwrap().into();
    assert_eq!(ended.code, Some(0), "{}", ended.err);
}

#[test]
fn a_vault_that_is_open_elsewhere_is_left_alone() {
    let shop = Shop::empty();
    let mut window = Workbench::new(Arc::new(SystemClock));
    window.open_vault(&shop.vault(), &Passphrase::new(PASSPHRASE)).unwrap();
    assert_eq!(text(&shop.refused(4, &["home"])["code"]), "in_use");
    window.lock();
    shop.done(&["home"]);
}

#[test]
fn where_there_is_no_vault_none_is_made() {
    let shop = Shop::without_vault();
    assert_eq!(text(&shop.refused(2, &["home"])["code"]), "not_found");
    assert!(!shop.vault().exists());
}

#[test]
fn the_shops_days_are_the_same_on_every_computer() {
    let shop = Shop::empty();
    let orders = "order_id,email,ordered_at,category,line_total\n\
                  1,ana@example.com,2026-03-28T23:30:00Z,Tea,5\n2,ben@example.com,2026-03-28 23:30:00,Tea,5\n";
    let file = shop.write("two.csv", orders);
    shop.done(&["import", &file, "--basis", "contract"]);
    let said = shop.done(&["vault", "zone", "Europe/Berlin"]);
    assert!(said.starts_with("The shop is in Europe/Berlin, and this computer in UTC. Today there is "), "{said}");
    assert_eq!(text(&shop.json(&["vault", "info"])["zone"]), "Europe/Berlin");
    let rule = r#"{"type":"bought","what":{"of":"anything"},"times":{"op":"at_least","n":1},"when":{"in":"since","day":"2026-03-29"}}"#;
    let rule = shop.write("rule.json", rule);
    for zone in ["UTC", "Pacific/Kiritimati", "Etc/GMT+12", "America/New_York", "EST5EDT,M3.2.0,M11.1.0"] {
        let mut count = shop.command(&["segment", "members", "--rule", &rule, "--as-of", "2026-03-29", "--json"]);
        let ended: Ended = count.env("TZ", zone).output().unwrap().into();
        assert_eq!(ended.code, Some(0), "{}", ended.err);
        assert!(
            ended.out.contains("ana@example.com") && !ended.out.contains("ben@example.com"),
            "{zone}: {}",
            ended.out
        );
    }
    shop.refused(2, &["vault", "zone", "Middle/Earth"]);
    assert_eq!(text(&shop.json(&["vault", "zone"])["zone"]), "Europe/Berlin");
}

#[test]
fn a_new_vault_is_where_the_computer_is_or_where_it_is_said_to_be() {
    for (args, wanted) in [(&[][..], "Asia/Beirut"), (&["--zone", "America/Sao_Paulo"], "America/Sao_Paulo")] {
        let shop = Shop::without_vault();
        let mut create = shop.command(&["vault", "create"]);
        let ended: Ended = create.args(args).env("TZ", "Asia/Beirut").output().unwrap().into();
        assert_eq!(ended.code, Some(0), "{}", ended.err);
        assert_eq!(text(&shop.json(&["vault", "info"])["zone"]), wanted);
    }
    let shop = Shop::without_vault();
    shop.refused(2, &["vault", "create", "--zone", "Nowhere"]);
    assert!(!shop.vault().exists(), "refused before anything was made");
}
