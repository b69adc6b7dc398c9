//! Making, opening, locking, and everything that must be refused without a trace.

use super::*;

#[test]
fn a_new_vault_says_what_it_is() {
    let (dir, vault) = fresh();
    let info = vault.info().expect("info");
    assert_eq!(
        (info.name.as_str(), info.currency.code(), info.sample, info.created),
        ("Corner Coffee", "EUR", false, NOW)
    );
    assert_eq!((info.schema, info.key_derivation.as_str()), (9, "Argon2id, 19 MiB, 2 passes"));
    assert_eq!(info.cipher, "AES-256 (SQLCipher 4.20.0)");
    assert!(info.bytes > 50_000);
    assert_eq!(vault.dir(), shop(&dir));
    assert_eq!(vault.read(log::count), Ok(1), "its making is the first entry");
    // Nothing is left beside it.
    assert_eq!(fs::read_dir(dir.path()).expect("listed").count(), 1);
}

#[cfg(unix)]
#[test]
fn only_its_owner_may_look() {
    use std::os::unix::fs::MetadataExt;
    let (dir, mut vault) = fresh();
    add_people(&mut vault, 0..3);
    let mode = |path: &Path| fs::metadata(path).expect("there").mode() & 0o777;
    assert_eq!(mode(&shop(&dir)), 0o700);
    let files = bytes_in(&shop(&dir));
    assert_eq!(files.len(), 7, "database, -wal, -shm, header, lock, list, ballast: {:?}", files.keys());
    for path in files.keys() {
        assert_eq!(mode(path), 0o600, "{}", path.display());
    }
}

#[test]
fn locked_and_opened_again_it_holds_what_it_held() {
    let (dir, mut vault) = fresh();
    let ids = add_people(&mut vault, 0..3);
    let locked = vault.lock();
    assert_eq!(Vault::at(&shop(&dir)).err(), Some(VaultError::InUse), "locked, yet ours");
    let vault = locked.unlock(&pass()).expect("opened");
    assert_eq!(vault.read(person::count), Ok(3));
    drop(vault);
    let vault = Vault::at(&shop(&dir)).expect("there").unlock(&pass()).expect("opened");
    assert_eq!(vault.read(|r| person::get(r, ids[2])).expect("read").expect("there").fields, somebody(2));
}

#[test]
fn a_vault_whose_inner_keys_are_gone_gets_no_new_ones() {
    let (dir, vault) = fresh();
    vault.state_for_tests().execute("DELETE FROM vault_secret", []).expect("deleted");
    drop(vault.lock());
    for _ in 0..2 {
        let opened = Vault::at(&shop(&dir)).expect("there").unlock(&pass()).map(drop);
        assert_eq!(opened, Err(VaultError::Damaged("a key")));
    }
}

#[test]
fn a_second_window_is_refused_and_writes_nothing() {
    let (dir, vault) = fresh();
    let before = bytes_in(&shop(&dir));
    assert_eq!(Vault::at(&shop(&dir)).err(), Some(VaultError::InUse));
    assert_eq!(bytes_in(&shop(&dir)), before);
    drop(vault);
    assert!(Vault::at(&shop(&dir)).is_ok());
}

#[test]
fn a_wrong_passphrase_changes_nothing() {
    let (dir, vault) = fresh();
    drop(vault);
    let before = bytes_in(&shop(&dir));
    for wrong in ["", "correct horse batterx", "Correct horse battery", "correct horse battery "] {
        let refused = Vault::at(&shop(&dir)).expect("there").unlock(&Passphrase::new(wrong));
        assert_eq!(refused.err(), Some(VaultError::WrongPassphrase));
    }
    assert_eq!(bytes_in(&shop(&dir)), before);
    assert!(Vault::at(&shop(&dir)).expect("there").unlock(&pass()).is_ok());
}

#[test]
fn a_missing_part_is_never_made_anew() {
    for (gone, why) in [("vault.hdr", "the key file is missing"), ("vault.db", "the database is missing")] {
        let (dir, vault) = fresh();
        drop(vault);
        fs::remove_file(shop(&dir).join(gone)).expect("removed");
        let before = bytes_in(&shop(&dir));
        assert_eq!(Vault::at(&shop(&dir)).err(), Some(VaultError::Damaged(why)));
        assert_eq!(Vault::create(&shop(&dir), &pass(), &options()).err(), Some(VaultError::Exists));
        assert_eq!(bytes_in(&shop(&dir)), before);
    }
    let empty = tempfile::tempdir().expect("a folder");
    assert_eq!(Vault::at(empty.path()).err(), Some(VaultError::NotFound));
    assert_eq!(Vault::at(&empty.path().join("nowhere")).err(), Some(VaultError::NotFound));
    assert_eq!(fs::read_dir(empty.path()).expect("listed").count(), 0);
}

#[test]
fn a_damaged_header_or_database_is_said_and_left_alone() {
    for name in ["vault.hdr", "vault.db"] {
        let (dir, vault) = fresh();
        drop(vault);
        let path = shop(&dir).join(name);
        let mut bytes = fs::read(&path).expect("read");
        bytes[100] ^= 1;
        fs::write(&path, &bytes).expect("written");
        let before = bytes_in(&shop(&dir));
        let refused = Vault::at(&shop(&dir)).and_then(|vault| vault.unlock(&pass())).err();
        assert!(matches!(refused, Some(VaultError::Damaged(_))), "{name}: {refused:?}");
        assert_eq!(fs::read(&path).expect("read"), before[&path]);
    }
}

#[test]
fn the_database_of_another_vault_does_not_open() {
    let (one, vault) = fresh();
    drop(vault);
    let (two, vault) = fresh();
    drop(vault);
    fs::copy(shop(&one).join("vault.db"), shop(&two).join("vault.db")).expect("copied");
    let refused = Vault::at(&shop(&two)).and_then(|vault| vault.unlock(&pass())).err();
    assert_eq!(refused, Some(VaultError::Damaged("the database")));
}

#[test]
fn a_newer_schema_is_refused_before_anything_is_written() {
    let (dir, vault) = fresh();
    vault.state_for_tests().pragma_update(None, "user_version", 10).expect("set");
    drop(vault);
    let before = bytes_in(&shop(&dir));
    let refused = Vault::at(&shop(&dir)).and_then(|vault| vault.unlock(&pass())).err();
    assert_eq!(refused, Some(VaultError::TooNew { found: 10, known: 9 }));
    for name in ["vault.db", "vault.hdr"] {
        let path = shop(&dir).join(name);
        assert_eq!(fs::read(&path).expect("read"), before[&path], "{name}");
    }
}

#[test]
fn a_newer_header_is_refused_before_the_passphrase_is_tried() {
    let (dir, vault) = fresh();
    drop(vault);
    let path = shop(&dir).join("vault.hdr");
    let text =
        fs::read_to_string(&path).expect("read").replace("\"format_version\":2", "\"format_version\":3,\"x\":[]");
    fs::write(&path, text).expect("written");
    let before = bytes_in(&shop(&dir));
    assert_eq!(Vault::at(&shop(&dir)).err(), Some(VaultError::TooNew { found: 3, known: 2 }));
    assert_eq!(bytes_in(&shop(&dir)), before);
}

#[test]
fn another_passphrase_leaves_the_database_as_it_is() {
    let (dir, mut vault) = fresh();
    add_people(&mut vault, 0..100);
    vault = vault.lock().unlock(&pass()).expect("opened");
    let database = shop(&dir).join("vault.db");
    let before = fs::read(&database).expect("read");
    let new = Passphrase::new("another one altogether");
    assert_eq!(vault.change_passphrase(&new, &new), Err(VaultError::WrongPassphrase));
    vault.change_passphrase(&pass(), &new).expect("changed");
    assert!(fs::read(&database).expect("read") == before);
    let refused = vault.lock().unlock(&pass()).err();
    assert_eq!(refused, Some(VaultError::WrongPassphrase));
    let vault = Vault::at(&shop(&dir)).expect("there").unlock(&new).expect("opened");
    assert_eq!(vault.read(person::count), Ok(100));
    assert!(fs::read(&database).expect("read") == before);
}

#[test]
fn what_is_there_is_not_written_over() {
    let (dir, vault) = fresh();
    drop(vault);
    assert_eq!(Vault::create(&shop(&dir), &pass(), &options()).err(), Some(VaultError::Exists));
    let file = dir.path().join("a file");
    fs::write(&file, "mine").expect("written");
    assert_eq!(Vault::create(&file, &pass(), &options()).err(), Some(VaultError::Exists));
    assert_eq!(fs::read(&file).expect("read"), b"mine");
}

#[test]
fn an_empty_folder_will_do_and_a_failure_leaves_nothing() {
    let dir = tempfile::tempdir().expect("a folder");
    fs::create_dir(shop(&dir)).expect("a folder");
    let weak = Vault::create(&shop(&dir), &Passphrase::new("short"), &options());
    assert_eq!(weak.err(), Some(VaultError::WeakPassphrase));
    let cheap = CreateOptions { kdf: KdfParams { mib: 8, passes: 1 }, ..options() };
    assert_eq!(Vault::create(&shop(&dir), &pass(), &cheap).err(), Some(VaultError::KdfOutOfBounds));
    assert_eq!(bytes_in(&shop(&dir)).len(), 0);
    assert_eq!(fs::read_dir(dir.path()).expect("listed").count(), 1);
    Vault::create(&shop(&dir), &pass(), &options()).expect("made");
    assert_eq!(fs::read_dir(dir.path()).expect("listed").count(), 1);
}

#[test]
fn nothing_can_be_read_on_disk() {
    let (dir, mut vault) = fresh();
    add_people(&mut vault, 0..200);
    let check = || {
        for (path, bytes) in bytes_in(&shop(&dir)) {
            for canary in ["Person0007@Example.com", "Zigzag Lane", "Corner Coffee", "SQLite format 3", "CREATE TABLE"]
            {
                let found = bytes.windows(canary.len()).any(|part| part.eq_ignore_ascii_case(canary.as_bytes()));
                assert!(!found, "{canary} in {}", path.display());
            }
        }
    };
    check();
    let locked = vault.lock();
    check();
    drop(locked);
}
