//! Backups: written, checked, damaged, restored elsewhere.

use super::*;
use crate::backup::{self, Check, Restoring};

fn backed_up() -> (TempDir, Vault<Open>, PathBuf) {
    let (dir, mut vault) = fresh();
    add_people(&mut vault, 0..50);
    let to = vault.backups_dir().join("2026-11-25");
    let backup = vault.back_up(&to, "by_hand", NOW).expect("backed up");
    assert_eq!((backup.made, backup.why.as_str(), backup.people, backup.recovery), (NOW, "by_hand", 50, false));
    let bytes: usize = bytes_in(&to).values().map(Vec::len).sum();
    assert_eq!((backup.bytes, bytes > 50_000), (bytes as u64, true));
    (dir, vault, to)
}

#[test]
fn a_backup_is_checked_whole_and_private_and_has_a_key_of_its_own() {
    let (dir, vault, to) = backed_up();
    let Ok(Check::Whole(tables)) = vault.check_backup(&to) else { panic!("not whole") };
    assert!(tables.contains(&("person".to_owned(), 50)), "{tables:?}");
    assert_eq!(backup::list(&vault.backups_dir()).len(), 1);
    assert_eq!(vault.back_up(&to, "by_hand", NOW).err(), Some(VaultError::Exists));
    #[cfg(unix)]
    for (path, _) in bytes_in(&to) {
        use std::os::unix::fs::MetadataExt;
        assert_eq!(fs::metadata(&path).expect("there").mode() & 0o777, 0o600, "{}", path.display());
    }
    let again = vault.backups_dir().join("again");
    vault.back_up(&again, "by_hand", NOW + 1).expect("backed up");
    let read = |folder: &Path| fs::read(folder.join("backup.db")).expect("read");
    assert!(!read(&to).chunks_exact(4096).any(|page| read(&again).chunks_exact(4096).any(|other| other == page)));
    assert_eq!(backup::list(&vault.backups_dir())[0].made, NOW + 1, "newest first");
    assert_eq!(Vault::at(&to).err(), Some(VaultError::IsBackup));
    #[cfg(unix)]
    for folder in [vault.backups_dir(), to.clone()] {
        use std::os::unix::fs::MetadataExt;
        assert_eq!(fs::metadata(&folder).expect("there").mode() & 0o777, 0o700, "{}", folder.display());
    }
    fs::remove_file(again.join("backup.ledger")).expect("removed");
    backup::look(&again).expect("a backup").delete().expect("deleted, though a part was gone");
    assert!(!again.exists());
    // What cannot be deleted is told, and what was put beside is not touched.
    let backup = backup::look(&to).expect("a backup");
    fs::remove_file(to.join("backup.db")).expect("removed");
    fs::create_dir(to.join("backup.db")).expect("a folder of that name");
    assert!(matches!(backup.delete(), Err(VaultError::Io { .. })));
    assert!(!to.join("backup.hdr").exists(), "the key file goes first: what is left opens for nobody");
    drop(dir);
}

#[test]
fn one_damaged_byte_anywhere_is_found_and_refused() {
    let (dir, vault, to) = backed_up();
    let place = dir.path().join("restored.regulars");
    for name in ["backup.db", "backup.hdr"] {
        let path = to.join(name);
        let right = fs::read(&path).expect("read");
        for part in 0..40 {
            let mut wrong = right.clone();
            let at = right.len() * part / 40;
            wrong[at] ^= 1;
            fs::write(&path, &wrong).expect("written");
            assert!(!matches!(vault.check_backup(&to), Ok(Check::Whole(_) | Check::PagesOnly)), "{name}, byte {at}");
            let refused = Restoring::begin(&to, &Unlock::Passphrase(&pass()), &place, NOW).err();
            // One bit turns a 2 into a 3: a newer format, which is refused as well.
            let said = matches!(refused, Some(VaultError::BackupDamaged(_) | VaultError::TooNew { .. }));
            assert!(said, "{name}, byte {at}: {refused:?}");
        }
        fs::write(&path, &right).expect("written");
    }
    let left: Vec<PathBuf> = fs::read_dir(dir.path()).expect("listed").map(|e| e.expect("one").path()).collect();
    assert_eq!(left, [shop(&dir)], "a refused restore leaves nothing");
    assert!(matches!(vault.check_backup(&to), Ok(Check::Whole(_))), "the control");
}

#[test]
fn a_backup_alone_makes_a_vault_on_a_clean_machine() {
    let (dir, mut vault, to) = backed_up();
    let code = RecoveryCode::random().expect("a code");
    vault.set_recovery(&code).expect("set");
    add_people(&mut vault, 50..60);
    let newer = vault.backups_dir().join("newer");
    vault.back_up(&newer, "weekly", NOW + 9).expect("backed up");
    let elsewhere = tempfile::tempdir().expect("another machine");
    for (from, name) in [(&to, "one"), (&newer, "two")] {
        fs::create_dir(elsewhere.path().join(name)).expect("a folder");
        for (path, bytes) in bytes_in(from) {
            fs::write(elsewhere.path().join(name).join(path.file_name().expect("a name")), bytes).expect("copied");
        }
    }
    drop(vault);
    drop(dir);
    let place = elsewhere.path().join("shop.regulars");
    let one = elsewhere.path().join("one");
    let wrong = Passphrase::new("correct horse batterx");
    let refused = Restoring::begin(&one, &Unlock::Passphrase(&wrong), &place, NOW).err();
    assert_eq!(refused, Some(VaultError::WrongPassphrase));
    let refused = Restoring::begin(&one, &Unlock::Recovery(&code), &place, NOW).err();
    assert_eq!(refused, Some(VaultError::WrongRecoveryCode), "the code is younger than that backup");
    let restoring = Restoring::begin(&one, &Unlock::Passphrase(&pass()), &place, NOW).expect("begun");
    assert_eq!(restoring.vault.read(person::count), Ok(50));
    assert_eq!(restoring.finish(&place, "kept").expect("finished"), None);
    let vault = Vault::at(&place).expect("there").unlock(&pass()).expect("opened");
    assert_eq!((vault.findings(), vault.read(person::count)), (&[][..], Ok(50)));
    drop(vault);
    let two = elsewhere.path().join("two");
    let restoring = Restoring::begin(&two, &Unlock::Recovery(&code), &place, NOW).expect("begun");
    assert_eq!(restoring.finish(&place, "kept").expect("finished"), Some(elsewhere.path().join("kept")));
    let vault = Vault::at(&place).expect("there").unlock_with(&Unlock::Recovery(&code), NOW).expect("opened");
    assert_eq!(vault.read(person::count), Ok(60));
    assert!(Vault::at(&elsewhere.path().join("kept")).expect("kept").unlock(&pass()).is_ok());
}

#[test]
fn what_is_no_vault_is_not_put_aside_and_a_dropped_restore_leaves_nothing() {
    let (dir, vault, to) = backed_up();
    let place = dir.path().join("photos");
    fs::create_dir(&place).expect("a folder");
    fs::write(place.join("holiday.jpg"), "mine").expect("written");
    let restoring = Restoring::begin(&to, &Unlock::Passphrase(&pass()), &place, NOW).expect("begun");
    assert_eq!(restoring.finish(&place, "kept").err(), Some(VaultError::Exists));
    drop(Restoring::begin(&to, &Unlock::Passphrase(&pass()), &place, NOW).expect("begun"));
    let in_use = Restoring::begin(&to, &Unlock::Passphrase(&pass()), &shop(&dir), NOW).expect("begun");
    assert_eq!(in_use.finish(&shop(&dir), "kept").err(), Some(VaultError::InUse));
    let mut left: Vec<PathBuf> = fs::read_dir(dir.path()).expect("listed").map(|e| e.expect("one").path()).collect();
    left.sort();
    assert_eq!(left, [place.clone(), shop(&dir)]);
    assert_eq!(fs::read(place.join("holiday.jpg")).expect("read"), b"mine");
    drop(vault);
}

#[test]
fn lists_near_a_backup_are_found_newest_first() {
    let (_dir, mut vault, to) = backed_up();
    vault
        .write(cause("opt_out"), |tx| {
            let identity = somebody_else();
            suppression::add(tx, &suppression::token(tx, &identity), suppression::Scope::Erased, NOW).map(drop)
        })
        .expect("written");
    let later = vault.backups_dir().join("later");
    vault.back_up(&later, "by_hand", NOW + 5).expect("backed up");
    let same = vault.backups_dir().join("same");
    vault.back_up(&same, "by_hand", NOW).expect("backed up");
    let earlier = vault.backups_dir().join("earlier");
    vault.back_up(&earlier, "by_hand", NOW - 5).expect("backed up");
    let near = backup::ledgers_near(&backup::look(&to).expect("a backup"), &[]);
    let names: Vec<_> = near.iter().map(|(path, at)| (path.file_name().expect("a name").to_owned(), *at)).collect();
    assert_eq!(names, [("backup.ledger".into(), NOW + 5), ("vault.ledger".into(), NOW)]);
    let place = vault.dir().with_file_name("other.regulars");
    let restoring = Restoring::begin(&to, &Unlock::Passphrase(&pass()), &place, NOW).expect("begun");
    let ledger = restoring.ledger(&near).expect("genuine");
    assert_eq!(restoring.vault.lacks(&ledger).expect("compared").len(), 1);
    let (_other, another) = fresh();
    let foreign = vec![(another.ledger_path(), NOW)];
    assert!(restoring.ledger(&foreign).is_none(), "another vault's list is no list");
}

#[test]
fn what_was_put_beside_a_database_is_not_played_into_it() {
    let (dir, vault, to) = backed_up();
    let place = dir.path().join("restored.regulars");
    for ending in ["-journal", "-wal"] {
        let planted = to.join(format!("backup.db{ending}"));
        fs::write(&planted, [7; 64]).expect("written");
        assert!(matches!(vault.check_backup(&to), Ok(Check::Damaged(_))), "{ending}");
        let refused = Restoring::begin(&to, &Unlock::Passphrase(&pass()), &place, NOW).err();
        assert!(matches!(refused, Some(VaultError::BackupDamaged(_))), "{ending}: {refused:?}");
        fs::remove_file(planted).expect("removed");
    }
    drop(vault.lock());
    let planted = shop(&dir).join("vault.db-journal");
    fs::write(&planted, [7; 64]).expect("written");
    let before = bytes_in_files(&dir);
    let refused = Vault::at(&shop(&dir)).expect("there").unlock(&pass()).err();
    assert!(matches!(refused, Some(VaultError::Damaged(_))), "{refused:?}");
    assert!(bytes_in_files(&dir) == before, "nothing was played or removed");
    fs::remove_file(planted).expect("removed");
    assert!(Vault::at(&shop(&dir)).expect("there").unlock(&pass()).is_ok(), "the control");
}

fn bytes_in_files(dir: &TempDir) -> [Vec<u8>; 2] {
    ["vault.db", "vault.hdr"].map(|name| fs::read(shop(dir).join(name)).expect("read"))
}

#[test]
fn a_restore_that_was_cut_off_is_cleared_away_by_the_next() {
    let (dir, vault, to) = backed_up();
    let place = dir.path().join("restored.regulars");
    let restoring = Restoring::begin(&to, &Unlock::Passphrase(&pass()), &place, NOW).expect("begun");
    // A kill: nothing is dropped, and the lock is let go by the system.
    let left = restoring.vault.dir().to_owned();
    let copy = dir.path().join(".restored.regulars.restored-0123456789abcdef");
    fs::create_dir(&copy).expect("a folder");
    fs::copy(left.join("vault.db"), copy.join("vault.db")).expect("copied");
    let folders =
        ["restored.regulars.restored-mine", "restored.regulars.restored-0123456789abcdeg", "restored-0123456789abcdef"];
    let folders = [".restored.regulars.restored-0123456789abcde", ".other.regulars.restored-0123456789abcdef"]
        .into_iter()
        .map(str::to_owned)
        .chain(folders.map(|name| format!(".{name}")));
    let others: Vec<PathBuf> = folders.map(|name| dir.path().join(name)).collect();
    for other in &others {
        fs::create_dir(other).expect("a folder");
    }
    let file = dir.path().join(".restored.regulars.restored-0123456789abcdee");
    fs::write(&file, "a file of somebody's").expect("written");
    drop(Restoring::begin(&to, &Unlock::Passphrase(&pass()), &place, NOW).expect("begun"));
    assert!(!copy.exists() && left.exists(), "only what is ours and held by nobody");
    for other in others {
        assert_eq!(
            fs::read_dir(&other).map(Iterator::count).ok(),
            Some(0),
            "{} is not ours to look into",
            other.display()
        );
    }
    assert!(file.exists(), "a file is no restore");
    drop(restoring);
    drop(vault);
}

#[test]
fn a_date_that_is_still_to_come_stands_last_and_other_vaults_backups_are_not_ours() {
    let (dir, vault) = fresh();
    for after in [0, 200, 100] {
        vault.back_up(&vault.backups_dir().join(format!("{after}")), "by_hand", NOW + after).expect("backed up");
    }
    let other = Vault::create(&dir.path().join("other.regulars"), &pass(), &options()).expect("made");
    other.back_up(&vault.backups_dir().join("others"), "by_hand", NOW + 50).expect("backed up");
    let made = |now: i64| -> Vec<i64> { vault.own_backups(now).iter().map(|backup| backup.made - NOW).collect() };
    assert_eq!(made(NOW + 200), [200, 100, 0]);
    assert_eq!(made(NOW + 100), [100, 0, 200], "a clock was ahead once");
    assert_eq!(made(NOW - 1), [200, 100, 0]);
    assert_eq!(backup::list(&vault.backups_dir()).len(), 4);
}
