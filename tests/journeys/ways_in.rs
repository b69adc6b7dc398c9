//! The ways into a vault, as a person goes them: a forgotten passphrase, this computer, patience after wrong tries, and a
//! vault that is not as it was left.

use regulars_tests::{CUSTOMERS, NOON, TestBench, frozen, passphrase, quick_kdf};
use regulars_workbench::{
    FrozenClock, OpenWith, Passphrase, Workbench,
    keychain::{Behaves, MemoryKeychain},
    model::{Channel, Code, Problem},
    quiet,
    views::{OptOut, Standing},
};
use std::{fs, path::Path, sync::Arc};

fn at(second: i64, keychain: &MemoryKeychain) -> Workbench {
    let now = jiff::Timestamp::from_second(NOON + second).expect("a moment");
    Workbench::with_keychain(Arc::new(FrozenClock(now)), Arc::new(keychain.clone()))
}

#[test]
fn forgotten_passphrase_written_down_code_back_in() {
    let mut shop = TestBench::new();
    shop.import_text("customers.csv", CUSTOMERS).expect("imported");
    let dir = shop.vault_dir();
    let early = shop.bench.recovery_confirm("whatever").expect_err("nothing was shown");
    assert_eq!(early.code, Code::Usage);
    let sheet = shop.bench.recovery_begin().expect("a sheet");
    assert_eq!((sheet.shop.as_str(), sheet.made.as_str()), ("Test shop", "Mon 23 Nov 2026"));
    // Not typed back: it opens nothing.
    assert!(!shop.bench.keys().expect("keys").recovery);
    let slip = format!("{}x", &sheet.code[..sheet.code.len() - 1]);
    assert_eq!(shop.bench.recovery_confirm(&slip).map_err(|p| p.code).err(), Some(Code::InputRefused));
    let keys = shop.bench.recovery_confirm(&sheet.code.to_lowercase().replace('-', " ")).expect("confirmed");
    assert!(keys.recovery);
    shop.bench.lock();

    let mut bench = frozen();
    let ways = bench.ways_in(&dir).expect("ways");
    assert!(ways.recovery && !ways.this_computer && ways.wait_seconds == 0);
    let new = Passphrase::new("a new passphrase");
    let weak = bench.open_and_renew(&dir, &sheet.code, &Passphrase::new("short"), quick_kdf());
    assert_eq!(weak.map_err(|p| p.code).err(), Some(Code::InputRefused));
    let view = bench.open_and_renew(&dir, &sheet.code, &new, quick_kdf()).expect("in again");
    assert_eq!(view.people, 3);
    bench.lock();
    assert_eq!(bench.open_vault(&dir, &passphrase()).map_err(|p| p.code).err(), Some(Code::WrongPassphrase));
    bench.open_vault(&dir, &new).expect("the new one opens");
    assert!(bench.open_vault_with(&dir, &OpenWith::Recovery(&sheet.code)).is_ok(), "the code still opens");
}

#[test]
fn this_computer_opens_it_and_a_keychain_in_trouble_leaves_the_passphrase() {
    let shop = TestBench::new();
    let (dir, keychain) = (shop.vault_dir(), MemoryKeychain::new());
    drop(shop.bench);
    let mut bench = at(0, &keychain);
    bench.open_vault(&dir, &passphrase()).expect("opened");
    assert!(keychain.accounts().is_empty(), "off by default");
    let keys = bench.remember_on_this_computer(true).expect("remembered");
    assert!(keys.this_computer && keys.keychain_ready);
    bench.open_vault_with(&dir, &OpenWith::ThisComputer).expect("opened without a passphrase");
    let kept = keychain.secrets();
    for how in [Behaves::Absent, Behaves::Locked, Behaves::Hung, Behaves::Empty, Behaves::Wrong, Behaves::Short] {
        keychain.behave(how);
        let refused = bench.open_vault_with(&dir, &OpenWith::ThisComputer).expect_err("refused");
        assert!(refused.hint.contains("passphrase"), "{how:?}: {}", refused.hint);
        keychain.behave(Behaves::Well);
        assert_eq!(keychain.secrets(), kept, "{how:?}");
        bench = at(0, &keychain);
    }
    bench.open_vault(&dir, &passphrase()).expect("opened");
    assert!(!bench.remember_on_this_computer(false).expect("forgotten").this_computer);
    assert!(keychain.accounts().is_empty());
}

#[test]
fn wrong_passphrases_wait_longer_each_time() {
    let shop = TestBench::new();
    let (dir, keychain) = (shop.vault_dir(), MemoryKeychain::new());
    drop(shop.bench);
    let mut bench = at(0, &keychain);
    let wrong = |bench: &mut Workbench| -> Problem {
        bench.open_vault(&dir, &Passphrase::new("wrong, surely")).expect_err("refused")
    };
    for _ in 0..3 {
        assert_eq!(wrong(&mut bench).code, Code::WrongPassphrase);
    }
    let waiting = wrong(&mut bench);
    assert_eq!((waiting.code, waiting.message.as_str()), (Code::Wait, "Wait 1 second before the next try."));
    assert_eq!(bench.ways_in(&dir).expect("ways").wait_seconds, 1);
    // Not even the right one, until the time is over.
    assert_eq!(bench.open_vault(&dir, &passphrase()).map_err(|p| p.code).err(), Some(Code::Wait));
}

fn put_back(from: &Path, to: &Path, name: &str) {
    fs::copy(from.join(name), to.join(name)).expect("put back");
}

#[test]
fn a_vault_that_is_not_as_it_was_left_is_read_only_until_decided() {
    let mut shop = TestBench::new();
    shop.import_text("customers.csv", CUSTOMERS).expect("imported");
    let dir = shop.vault_dir();
    shop.bench.lock();
    let old = shop.folder.path().join("old");
    fs::create_dir(&old).expect("a folder");
    put_back(&dir, &old, "vault.db");
    let mut bench = frozen();
    bench.open_vault(&dir, &passphrase()).expect("opened");
    bench.opt_out("ana@example.com", &OptOut::Channel { channel: Channel::Email }).expect("said no");
    bench.lock();
    put_back(&old, &dir, "vault.db");

    bench.open_vault(&dir, &passphrase()).expect("opened to look");
    let trust = bench.trust().expect("told");
    assert!(trust.read_only && trust.findings[0].id == "older_database", "{:?}", trust.findings);
    assert_eq!(bench.people(&serde_json::from_str(r#"{"limit":9}"#).expect("a query")).expect("people").total, 3);
    let refused = bench.opt_out("mei@example.com", &OptOut::Use).expect_err("refused");
    assert_eq!(refused.code, Code::ReadOnly);
    assert_eq!(bench.backup_now(None, &mut quiet()).map(drop), Ok(()), "looking and copying is allowed");
    // Going on takes the list along: her no holds, though the database had lost it.
    let trust = bench.accept_findings().expect("accepted");
    assert!(!trust.read_only && trust.findings.is_empty());
    let privacy = bench.privacy().expect("listed");
    assert!(privacy.opt_outs.iter().any(|entry| entry.from == "email" && entry.person.name.contains("Ana")));
    bench.lock();
    bench.open_vault(&dir, &passphrase()).expect("opened");
    assert!(bench.trust().expect("told").findings.is_empty());
}

#[test]
fn trust_says_what_is_so_and_proving_it_tries() {
    let mut shop = TestBench::new();
    shop.import_text("customers.csv", CUSTOMERS).expect("imported");
    let standing = |shop: &TestBench, id: &str| {
        let trust = shop.bench.trust().expect("told");
        trust.statements.into_iter().find(|one| one.id == id).expect("a statement").standing
    };
    assert_eq!(standing(&shop, "keys"), Standing::Attention, "no recovery code yet");
    assert_eq!(standing(&shop, "backup"), Standing::Attention, "no backup yet");
    for good in ["encryption", "log", "room"] {
        assert_eq!(standing(&shop, good), Standing::Good, "{good}");
    }
    let code = shop.bench.recovery_begin().expect("a sheet").code;
    shop.bench.recovery_confirm(&code).expect("confirmed");
    shop.bench.backup_now(None, &mut quiet()).expect("backed up");
    assert_eq!((standing(&shop, "keys"), standing(&shop, "backup")), (Standing::Good, Standing::Good));
    let proof = shop.bench.prove(&mut quiet()).expect("proved");
    // The tests themselves run without the kernel's wall, and the proof must say so: it can fail.
    let failed: Vec<&str> =
        proof.steps.iter().filter(|step| step.passed == Some(false)).map(|step| step.title.as_str()).collect();
    assert!(failed.iter().all(|title| title.contains("internet") || title.contains("memory")), "{failed:?}");
    let passed = |title: &str| proof.steps.iter().any(|step| step.title.contains(title) && step.passed == Some(true));
    for title in ["without the key", "another passphrase", "every page", "the log", "two lists", "last backup"] {
        assert!(passed(title), "{title}: {:?}", proof.steps);
    }
    // What is amiss is found by the very same button.
    fs::remove_file(shop.vault_dir().join("vault.ledger")).expect("removed");
    let proof = shop.bench.prove(&mut quiet()).expect("proved");
    assert!(
        !proof.sound && proof.steps.iter().any(|step| step.title.contains("two lists") && step.passed == Some(false))
    );
}
