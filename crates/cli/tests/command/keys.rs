//! Ways in: a recovery code that is kept and used, this computer's keychain, a new key for everything.

use crate::support::{Shop, number, text};
use std::path::Path;

const CODE: &str = "REGULARS_RECOVERY_CODE";

fn new_code(shop: &Shop) -> String {
    text(&shop.json(&["vault", "recovery", "--no-retype", "--yes"])["sheet"]["code"])
}

#[test]
fn whoever_forgot_the_passphrase_gets_back_in() {
    let shop = Shop::filled();
    assert_eq!(shop.json(&["vault", "keys"])["recovery"], false);
    let code = new_code(&shop);
    assert_eq!(code.split('-').count(), 9, "eight groups and one to check them: {code}");
    let keys = shop.json(&["vault", "keys"]);
    assert_eq!((&keys["recovery"], text(&keys["slots"][0]["kind"])), (&true.into(), "passphrase".into()));

    let told = shop.run(&["home"]);
    assert_eq!(told.code, Some(0), "{}", told.err);
    let mut wrong = shop.command(&["home", "--json"]);
    let wrong: crate::support::Ended = wrong.env("REGULARS_PASSPHRASE", "no idea at all").output().unwrap().into();
    assert_eq!(wrong.code, Some(4));
    assert!(wrong.err.contains("vault renew"), "nobody was told the way back in: {}", wrong.err);

    let as_typed = code.to_lowercase().replace('-', " ");
    let renewed = shop.without_passphrase(
        &["vault", "renew"],
        &[(CODE, &as_typed), ("REGULARS_NEW_PASSPHRASE", "a new and longer one")],
    );
    assert_eq!(renewed.code, Some(0), "{}", renewed.err);
    shop.refused(4, &["vault", "info"]);
    let now =
        shop.without_passphrase(&["people", "list", "--json"], &[("REGULARS_PASSPHRASE", "a new and longer one")]);
    assert!(now.code == Some(0) && now.out.contains("Ana Sousa"), "{}{}", now.out, now.err);
    assert_eq!(shop.without_passphrase(&["home"], &[(CODE, &code)]).code, Some(0), "the code opens it as before");
}

#[test]
fn a_code_is_read_from_a_file_and_a_wrong_one_opens_nothing() {
    let shop = Shop::empty();
    let code = new_code(&shop);
    let file = shop.write("code.txt", format!("{code}\n"));
    let opened = shop.without_passphrase(&["home", "--recovery-code-file", &file], &[]);
    assert_eq!(opened.code, Some(0), "{}", opened.err);

    let before = shop.files();
    let other = new_code(&Shop::empty());
    let mistyped = format!("{}{}", if code.starts_with('A') { 'B' } else { 'A' }, &code[1..]);
    for wrong in [other.as_str(), mistyped.as_str(), "what", "7QK4"] {
        let ended = shop.without_passphrase(&["home", "--json"], &[(CODE, wrong)]);
        assert!(matches!(ended.code, Some(3 | 4)), "{:?} {}", ended.code, ended.err);
        assert!(!ended.err.contains(wrong) && !ended.err.contains(&code), "a code was said aloud: {}", ended.err);
    }
    assert_eq!(shop.vault_files_but(&before, "vault.hdr"), "", "a wrong code changed more than the count of tries");
    shop.refused(2, &["home", "--recovery-code-file", &shop.path("nowhere.txt")]);
}

#[test]
fn a_new_code_replaces_the_one_before() {
    let shop = Shop::empty();
    let (first, second) = (new_code(&shop), new_code(&shop));
    assert_ne!(first, second);
    assert_eq!(shop.without_passphrase(&["home"], &[(CODE, &second)]).code, Some(0));
    assert_ne!(shop.without_passphrase(&["home"], &[(CODE, &first)]).code, Some(0));
}

#[test]
fn with_nobody_to_type_it_back_no_code_is_made() {
    let shop = Shop::empty();
    let before = shop.files();
    assert!(text(&shop.refused(2, &["vault", "recovery"])["hint"]).contains("--no-retype"));
    assert!(text(&shop.refused(2, &["vault", "recovery", "--no-retype"])["hint"]).contains("--yes"));
    assert_eq!(shop.files(), before);
}

#[test]
fn the_sheet_is_a_file_for_this_account_alone() {
    let shop = Shop::empty();
    let sheet = shop.path("sheet.txt");
    let said = shop.done(&["vault", "recovery", "--save", &sheet, "--no-retype", "--yes"]);
    let printed = std::fs::read_to_string(&sheet).unwrap();
    let code = printed.lines().map(str::trim).find(|line| line.split('-').count() == 9).expect("a code on the sheet");
    assert!(printed.contains("Test shop") && !said.contains(code), "{said}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&sheet).unwrap().permissions().mode() & 0o777, 0o600);
    }
    assert_eq!(shop.without_passphrase(&["home"], &[(CODE, code)]).code, Some(0));

    let again = shop.run(&["vault", "recovery", "--save", &sheet, "--no-retype", "--yes"]);
    assert_ne!(again.code, Some(0), "a sheet was written over");
    assert_eq!(std::fs::read_to_string(&sheet).unwrap(), printed);
    assert_eq!(shop.without_passphrase(&["home"], &[(CODE, code)]).code, Some(0), "and the code on it still opens");
    let inside = shop.vault().join("sheet.txt").to_string_lossy().into_owned();
    shop.refused(2, &["vault", "recovery", "--save", &inside, "--no-retype", "--yes"]);
    assert!(!Path::new(&inside).exists());
}

#[test]
fn without_a_keychain_nothing_is_remembered_and_the_passphrase_still_opens() {
    let shop = Shop::empty();
    let keys = shop.json(&["vault", "keys"]);
    assert_eq!((&keys["this_computer"], &keys["keychain_ready"]), (&false.into(), &false.into()), "{keys}");
    let refused = shop.run(&["vault", "remember", "on"]);
    assert_ne!(refused.code, Some(0), "{}", refused.out);
    assert_ne!(shop.without_passphrase(&["home", "--this-computer"], &[]).code, Some(0));
    assert_eq!(shop.json(&["vault", "keys"])["this_computer"], false);
    assert_eq!(shop.json(&["vault", "remember", "off"])["this_computer"], false);
}

#[test]
fn everything_is_encrypted_anew_and_nothing_is_lost() {
    let shop = Shop::filled();
    let code = new_code(&shop);
    let people = shop.json(&["people", "list"]);
    shop.refused(2, &["vault", "rotate"]);
    shop.refused(2, &["vault", "rotate", "--yes", "--this-computer"]);
    assert_eq!(shop.without_passphrase(&["home"], &[(CODE, &code)]).code, Some(0), "a refused rotation rotated");

    let view = shop.json(&["vault", "rotate", "--yes"]);
    assert!(view["bytes"].as_f64().unwrap() > 0.0 && view["recovery_needed"] == true, "{view}");
    assert_eq!(shop.json(&["people", "list"]), people);
    assert_eq!(number(&shop.json(&["vault", "info"])["people"]), 6);
    assert_ne!(shop.without_passphrase(&["home"], &[(CODE, &code)]).code, Some(0), "the old code opens it");
    assert_eq!(shop.json(&["log", "verify"])["sound"], true);
}
