//! Backups and restores: automatic ones before what cannot be undone, the rule, and nobody who comes back.

use regulars_tests::{CUSTOMERS, TestBench, frozen, passphrase};
use regulars_workbench::{
    FrozenClock, OpenWith, Passphrase, RestoreTo, Workbench,
    keychain::MemoryKeychain,
    model::{Channel, Code},
    quiet,
    views::{BackupRule, OptOut},
};
use std::{path::Path, sync::Arc};

const WITH: fn(&Passphrase) -> OpenWith<'_> = |passphrase| OpenWith::Passphrase(passphrase);

fn shop() -> TestBench {
    TestBench::corner_shop()
}

fn names(bench: &Workbench) -> Vec<String> {
    let page = bench.people(&serde_json::from_str(r#"{"limit":50}"#).expect("a query")).expect("people");
    page.rows.into_iter().map(|row| row.name).collect()
}

#[test]
fn a_backup_is_made_before_what_cannot_be_undone() {
    let mut shop = shop();
    let whys = |shop: &TestBench| -> Vec<String> {
        shop.bench.backups().expect("listed").entries.into_iter().map(|entry| entry.why).collect()
    };
    // Before the first import there was nobody to lose.
    assert_eq!(whys(&shop), ["before an import"]);
    shop.bench.erase("mei@example.com").expect("erased");
    let mut made = whys(&shop);
    made.sort();
    assert_eq!(made, ["before an erasure", "before an import"]);
    shop.bench.rotate(&passphrase(), &mut quiet()).expect("rotated");
    assert!(whys(&shop).contains(&"before everything was encrypted anew".to_owned()));
    let view = shop.bench.backups().expect("listed");
    assert!(view.entries.iter().all(|entry| entry.sound && entry.bytes > 0.0 && entry.when.contains("2026")));
    assert_eq!(
        shop.bench.rotate(&Passphrase::new("not this one"), &mut quiet()).map_err(|p| p.code).err(),
        Some(Code::WrongPassphrase)
    );
}

#[test]
fn who_was_erased_or_said_no_since_stays_out_after_a_restore() {
    let mut shop = shop();
    let backup = shop.bench.backup_now(None, &mut quiet()).expect("backed up");
    assert_eq!(backup.people, 3);
    shop.bench.erase("mei@example.com").expect("erased");
    shop.bench.opt_out("ana@example.com", &OptOut::Channel { channel: Channel::Email }).expect("said no");
    shop.bench.opt_out("joerg@example.org", &OptOut::Use).expect("said no");
    let (path, place) = (shop.bench.backup_path(&backup.id).expect("there"), shop.vault_dir());
    let look = shop.bench.restore_look(&path).expect("a backup");
    assert!(look.ledger_found && !look.recovery, "{look:?}");
    let word = passphrase();
    let report =
        shop.bench.restore(&path, &WITH(&word), &RestoreTo::InPlaceOf(&place), false, &mut quiet()).expect("restored");
    assert_eq!((report.people, report.erased_again, report.noes_again), (2, 1, 2), "{}", report.words);
    let people = names(&shop.bench);
    assert!(!people.iter().any(|name| name.contains("Mei")), "{people:?}");
    let privacy = shop.bench.privacy().expect("listed");
    let noes: Vec<&str> = privacy.opt_outs.iter().map(|entry| entry.from.as_str()).collect();
    assert!(noes.contains(&"email") && noes.contains(&"use"), "{noes:?}");
    let left = shop.bench.backups().expect("listed").entries;
    assert!(left.iter().any(|entry| entry.id == backup.id), "the backups stay with the vault in their place");
    // She does not come back with the file either.
    shop.import_text("again.csv", &CUSTOMERS.replace("Lim", "Lima")).expect("imported");
    assert!(!names(&shop.bench).iter().any(|name| name.contains("Mei")));
    assert!(shop.bench.log_verify().expect("checked").sound);
    assert!(report.kept.is_some_and(|kept| shop.folder.path().join(kept).join("vault.hdr").is_file()));
}

#[test]
fn without_a_newer_list_a_restore_asks_first() {
    let mut shop = shop();
    let away = shop.folder.path().join("usb stick");
    std::fs::create_dir(&away).expect("a folder");
    let backup = shop.bench.backup_now(Some(&away), &mut quiet()).expect("backed up");
    let path = away.join(&backup.id);
    let word = passphrase();
    let mut other = frozen();
    let place = shop.folder.path().join("clean machine.regulars");
    assert!(!other.restore_look(&path).expect("a backup").ledger_found);
    let refused = other.restore(&path, &WITH(&word), &RestoreTo::New(&place), false, &mut quiet());
    assert_eq!(refused.map_err(|problem| problem.code).err(), Some(Code::PrivacyRule));
    assert!(!place.exists(), "nothing was restored");
    let report = other.restore(&path, &WITH(&word), &RestoreTo::New(&place), true, &mut quiet()).expect("restored");
    assert_eq!((report.people, report.kept), (3, None));
    let log = other.log_list(0, 1).expect("listed");
    assert!(log[0].what.contains("without a list"), "{}", log[0].what);
    let again = other.restore(&path, &WITH(&word), &RestoreTo::New(&place), true, &mut quiet());
    assert_eq!(again.map_err(|problem| problem.code).err(), Some(Code::InputRefused), "it is taken");
}

#[test]
fn a_wrong_passphrase_or_a_damaged_backup_restores_nothing() {
    let mut shop = shop();
    let backup = shop.bench.backup_now(None, &mut quiet()).expect("backed up");
    let path = shop.bench.backup_path(&backup.id).expect("there");
    let place = shop.folder.path().join("new.regulars");
    let wrong = Passphrase::new("certainly not this");
    let refused = shop.bench.restore(&path, &WITH(&wrong), &RestoreTo::New(&place), false, &mut quiet());
    let problem = refused.expect_err("refused");
    assert_eq!(problem.code, Code::WrongPassphrase);
    assert!(problem.hint.contains("when it was made"));
    assert!(shop.bench.is_open(), "the open vault is let be");
    let file = path.join("backup.db");
    let mut bytes = std::fs::read(&file).expect("read");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&file, bytes).expect("written");
    let checked = shop.bench.backup_check(&backup.id, &mut quiet()).expect("checked");
    assert!(!checked.sound, "{}", checked.check);
    let word = passphrase();
    let refused = shop.bench.restore(&path, &WITH(&word), &RestoreTo::New(&place), false, &mut quiet());
    assert_eq!(refused.map_err(|problem| problem.code).err(), Some(Code::Damaged));
    assert!(!place.exists());
    let trust = shop.bench.trust().expect("told");
    let backup = trust.statements.iter().find(|one| one.id == "backup").expect("one");
    assert!(backup.title.contains("damaged"), "{}", backup.title);
}

#[test]
fn the_rule_deletes_what_is_over_and_never_the_newest() {
    let mut shop = shop();
    let rule = BackupRule { newest: 2, weeks: 0 };
    assert_eq!(shop.bench.set_backup_rule(rule).expect("set").rule, rule);
    for _ in 0..4 {
        shop.bench.backup_now(None, &mut quiet()).expect("backed up");
    }
    assert_eq!(shop.bench.backups().expect("listed").entries.len(), 2);
    for wrong in
        [BackupRule { newest: 0, weeks: 1 }, BackupRule { newest: 51, weeks: 1 }, BackupRule { newest: 1, weeks: 105 }]
    {
        assert_eq!(shop.bench.set_backup_rule(wrong).map_err(|p| p.code).err(), Some(Code::Usage));
    }
}

#[test]
fn a_week_without_a_backup_makes_one_at_the_next_opening() {
    let mut shop = shop();
    shop.bench.lock();
    let at = |days: i64| {
        let now = jiff::Timestamp::from_second(regulars_tests::NOON + days * 86_400).expect("a moment");
        let mut bench = Workbench::with_keychain(Arc::new(FrozenClock(now)), Arc::new(MemoryKeychain::new()));
        bench.open_vault(&shop.vault_dir(), &passphrase()).expect("opened");
        bench.backups().expect("listed").entries.iter().filter(|entry| entry.why == "weekly").count()
    };
    assert_eq!([at(1), at(6), at(8), at(9), at(14), at(16)], [0, 0, 1, 1, 1, 2]);
}

#[test]
fn a_backup_moves_to_another_folder_and_the_vault_too() {
    let mut shop = shop();
    shop.bench.lock();
    let moved = shop.folder.path().join("elsewhere").join("moved.regulars");
    std::fs::create_dir_all(moved.parent().expect("a parent")).expect("a folder");
    std::fs::rename(shop.vault_dir(), &moved).expect("moved");
    let mut bench = frozen();
    let view = bench.open_vault(&moved, &passphrase()).expect("opened where it is now");
    assert_eq!(view.people, 3);
    assert!(bench.trust().expect("told").findings.is_empty());
    assert!(Path::new(&moved).join("backups").is_dir());
}
