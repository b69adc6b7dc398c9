//! How the command is held: wrong uses end with 2, errors are JSON when JSON was asked for, answers are on stdout alone.

use crate::support::{Ended, Shop, text};

#[test]
fn wrong_uses_end_with_two() {
    let shop = Shop::empty();
    for args in [
        &["no-such-verb"][..],
        &["people"],
        &["people", "list", "--limit", "-1"],
        &["people", "list", "--sort", "colour"],
        &["people", "show"],
        &["privacy", "opt-out", "p1"],
        &["privacy", "opt-out", "p1", "--channel", "fax"],
        &["import"],
        &["import", "x.csv", "--basis", "because"],
        &["import", "x.csv", "--as", "people"],
        &["fields", "purpose", "size"],
        &["places"],
        &["places", "load"],
        &["export", "--segment", "s1"],
        &["quarantine", "p1"],
        &["vault", "create", "--currency", "EURO"],
        &["segment", "save", "--rule", "{}"],
        &["vault", "remember", "maybe"],
        &["vault", "backups", "--keep", "0"],
        &["vault", "restore", "b1"],
        &["home", "--this-computer", "--recovery-code-file", "x"],
        &["--passphrase-file", "x", "home", "--this-computer"],
    ] {
        let ended = shop.run(args);
        assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""), "{args:?}: {}", ended.err);
        assert!(!ended.err.is_empty(), "{args:?} said nothing");
        shop.refused(2, args);
    }
    let ended: Ended = shop.command(&["home", "--as-of", "yesterday"]).output().unwrap().into();
    assert_eq!(ended.code, Some(2));
    assert!(ended.err.contains("YYYY-MM-DD"), "{}", ended.err);
}

#[test]
fn without_a_vault_it_says_how_to_name_one() {
    let shop = Shop::without_vault();
    let ended: Ended = shop.command(&["home", "--json"]).env_remove("REGULARS_VAULT").output().unwrap().into();
    assert_eq!(ended.code, Some(2));
    assert!(ended.err.contains("--vault"), "{}", ended.err);
}

#[test]
fn the_option_outranks_the_environment() {
    let shop = Shop::empty();
    let elsewhere = shop.path("elsewhere");
    assert_eq!(text(&shop.refused(2, &["--vault", &elsewhere, "home"])["code"]), "not_found");
    let vault = shop.vault().to_string_lossy().into_owned();
    let ended: Ended =
        shop.command(&["home", "--vault", &vault]).env("REGULARS_VAULT", &elsewhere).output().unwrap().into();
    assert_eq!(ended.code, Some(0), "{}", ended.err);
}

#[test]
fn every_verb_has_help_with_its_options() {
    let shop = Shop::without_vault();
    for verb in [
        "vault create",
        "vault info",
        "vault passphrase",
        "vault renew",
        "vault keys",
        "vault recovery",
        "vault remember",
        "vault rotate",
        "vault backup",
        "vault backups",
        "vault check",
        "vault restore",
        "vault trust",
        "vault prove",
        "vault accept",
        "import",
        "import history",
        "imports",
        "match review",
        "match merge",
        "match apart",
        "match unmerge",
        "match list",
        "fields",
        "fields purpose",
        "places load",
        "places show",
        "places drop",
        "export",
        "quarantine",
        "people list",
        "people show",
        "segment count",
        "segment save",
        "segment list",
        "segment members",
        "segment explain",
        "segment templates",
        "segment pick",
        "segment schema",
        "segment show",
        "segment compare",
        "segment history",
        "segment delete",
        "score value",
        "personas build",
        "personas show",
        "campaign preview",
        "campaign starter",
        "privacy opt-out",
        "privacy yes",
        "privacy erase",
        "privacy list",
        "log list",
        "log verify",
        "log prove",
        "log export",
        "home",
        "demo",
        "sample",
    ] {
        let args: Vec<&str> = verb.split(' ').chain(["--help"]).collect();
        let ended: Ended = shop.command(&args).output().unwrap().into();
        assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""), "{verb}");
        assert!(ended.out.contains(&format!("regulars {verb}")) && ended.out.contains("--vault"), "{}", ended.out);
    }
}

#[test]
fn home_says_where_to_begin() {
    let shop = Shop::empty();
    assert!(shop.done(&["home"]).contains("regulars import"));
    assert_eq!(shop.json(&["home"])["empty"], true);
    let shop = Shop::filled();
    let home = shop.json(&["home"]);
    assert_eq!(
        (home["empty"].as_bool(), home["people"].as_u64(), home["purchases"].as_u64()),
        (Some(false), Some(6), Some(7))
    );
    assert_eq!(home["safe"]["encrypted"], true);
    let words = shop.done(&["home"]);
    assert!(words.contains("of 6 people") && words.contains("Encrypted on disk."), "{words}");
}
