//! Passphrase, recovery code, this computer: each opens, none is ever made for a vault that has it not, and changing one
//! leaves the database as it is.

use super::*;
use crate::keychain::{Behaves, MemoryKeychain};
use std::sync::Arc;

fn database(dir: &TempDir) -> Vec<u8> {
    fs::read(shop(dir).join("vault.db")).expect("read")
}

fn at(dir: &TempDir, keychain: &Arc<MemoryKeychain>) -> Vault<Locked> {
    Vault::at(&shop(dir)).expect("there").with_keychain(keychain.clone())
}

fn with_keychain() -> (TempDir, Vault<Open>, Arc<MemoryKeychain>) {
    let (dir, vault) = fresh();
    drop(vault.lock());
    let keychain = Arc::new(MemoryKeychain::default());
    let vault = at(&dir, &keychain).unlock(&pass()).expect("opened");
    (dir, vault, keychain)
}

#[test]
fn a_forgotten_passphrase_is_replaced_by_way_of_the_recovery_code() {
    let (dir, mut vault) = fresh();
    add_people(&mut vault, 0..5);
    let code = RecoveryCode::random().expect("a code");
    vault.set_recovery(&code).expect("set");
    drop(vault.lock());
    let before = database(&dir);
    let opened = |code: &RecoveryCode| Vault::at(&shop(&dir)).expect("there").unlock_with(&Unlock::Recovery(code), NOW);
    assert_eq!(opened(&RecoveryCode::random().expect("another")).err(), Some(VaultError::WrongRecoveryCode));
    let mut vault = opened(&RecoveryCode::parse(&code.words()).expect("read")).expect("opened");
    let new = Passphrase::new("a new one, remembered");
    assert_eq!(vault.set_passphrase(&Passphrase::new("short"), KdfParams::LEAST), Err(VaultError::WeakPassphrase));
    vault.set_passphrase(&new, KdfParams::LEAST).expect("set");
    drop(vault.lock());
    assert!(database(&dir) == before, "not one byte of the database");
    assert_eq!(Vault::at(&shop(&dir)).expect("there").unlock(&pass()).err(), Some(VaultError::WrongPassphrase));
    let vault = Vault::at(&shop(&dir)).expect("there").unlock(&new).expect("opened");
    assert_eq!((vault.findings(), vault.read(person::count)), (&[][..], Ok(5)));
    let kinds: Vec<WayKind> = vault.ways().iter().map(|way| way.kind).collect();
    assert_eq!(kinds, [WayKind::Passphrase, WayKind::Recovery]);
    assert_eq!(Vault::ways_at(&shop(&dir)).expect("read"), vault.ways());
}

#[test]
fn a_new_recovery_code_replaces_the_one_before() {
    let (dir, mut vault) = fresh();
    let (old, new) = (RecoveryCode::random().expect("a code"), RecoveryCode::random().expect("a code"));
    vault.set_recovery(&old).expect("set");
    vault.set_recovery(&new).expect("set");
    drop(vault);
    let with = |code| Vault::at(&shop(&dir)).expect("there").unlock_with(&Unlock::Recovery(code), NOW).map(drop);
    assert_eq!(with(&old), Err(VaultError::WrongRecoveryCode));
    assert_eq!(with(&new), Ok(()));
}

#[test]
fn this_computer_opens_it_and_keeps_no_data_key() {
    let (dir, mut vault, keychain) = with_keychain();
    let refused = at_this(&dir, &keychain, &mut vault);
    assert_eq!(refused, Some(VaultError::Keychain(KeychainError::Missing)), "off until it is asked for");
    let mut vault = at(&dir, &keychain).unlock(&pass()).expect("opened");
    vault.remember_here().expect("remembered");
    let data = *vault.keys().data.bytes();
    assert_eq!(keychain.secrets().len(), 1);
    assert!(keychain.secrets().values().all(|secret| !secret.windows(32).any(|part| part == data)));
    drop(vault.lock());
    let vault = at(&dir, &keychain).unlock_with(&Unlock::ThisComputer, NOW).expect("opened");
    assert_eq!(vault.findings(), []);
    drop(vault.lock());
    let mut vault = at(&dir, &keychain).unlock(&pass()).expect("opened");
    vault.forget_here().expect("forgotten");
    assert_eq!(keychain.secrets().len(), 0);
    let kinds: Vec<WayKind> = vault.ways().iter().map(|way| way.kind).collect();
    assert_eq!(kinds, [WayKind::Passphrase]);
}

fn at_this(dir: &TempDir, keychain: &Arc<MemoryKeychain>, vault: &mut Vault<Open>) -> Option<VaultError> {
    // The vault is held: let it go first.
    let held = std::mem::replace(vault, fresh().1);
    drop(held.lock());
    at(dir, keychain).unlock_with(&Unlock::ThisComputer, NOW).err()
}

#[test]
fn asked_again_and_after_a_rotation_this_computer_opens_it() {
    let (dir, mut vault, keychain) = with_keychain();
    let (_other_dir, other) = fresh();
    let mut other = other.lock().with_keychain(keychain.clone()).unlock(&pass()).expect("opened");
    other.remember_here().expect("remembered");
    vault.remember_here().expect("remembered");
    vault.remember_here().expect("and again");
    assert_eq!(keychain.accounts().len(), 2, "one for each vault: {:?}", keychain.accounts());
    drop(vault.lock());
    let mut vault = at(&dir, &keychain).unlock_with(&Unlock::ThisComputer, NOW).expect("opened");
    let rotated = vault.rotate(&pass(), cause("rotate")).expect("rotated");
    assert!(rotated.this_computer);
    assert_eq!(keychain.accounts().len(), 2, "the old key is gone: {:?}", keychain.accounts());
    // Cut off, so that the keychain was not told of the last change: that is no older vault.
    drop(vault);
    let vault = at(&dir, &keychain).unlock_with(&Unlock::ThisComputer, NOW).expect("opened");
    assert_eq!(vault.findings(), []);
    drop(vault);
    let mut vault = at(&dir, &keychain).unlock(&pass()).expect("opened");
    keychain.behave(Behaves::Locked);
    let rotated = vault.rotate(&pass(), cause("rotate")).expect("rotated all the same");
    assert!(!rotated.this_computer);
    let kinds: Vec<WayKind> = vault.ways().iter().map(|way| way.kind).collect();
    assert_eq!(kinds, [WayKind::Passphrase], "a way that opens nothing is not shown");
    drop((vault, other));
}

#[test]
fn a_keychain_that_fails_makes_nothing_and_leaves_the_other_ways() {
    let (dir, mut vault, keychain) = with_keychain();
    let code = RecoveryCode::random().expect("a code");
    vault.set_recovery(&code).expect("set");
    vault.remember_here().expect("remembered");
    drop(vault.lock());
    let secrets = keychain.secrets();
    for (how, fault) in [
        (Behaves::Absent, KeychainError::Absent),
        (Behaves::Locked, KeychainError::Locked),
        (Behaves::Hung, KeychainError::Hung),
        (Behaves::Empty, KeychainError::Missing),
        (Behaves::Wrong, KeychainError::Wrong),
        (Behaves::Short, KeychainError::Wrong),
        (Behaves::Refused, KeychainError::Refused),
    ] {
        let before = bytes_in(&shop(&dir));
        keychain.behave(how);
        let refused = at(&dir, &keychain).unlock_with(&Unlock::ThisComputer, NOW).err();
        assert_eq!(refused, Some(VaultError::Keychain(fault)));
        assert_eq!(bytes_in(&shop(&dir)), before, "{how:?}: nothing is written");
        for with in [Unlock::Passphrase(&pass()), Unlock::Recovery(&code)] {
            let vault = at(&dir, &keychain).unlock_with(&with, NOW).expect("the other ways open");
            assert_eq!(vault.findings(), [], "{how:?}");
            drop(vault.lock());
        }
        keychain.behave(Behaves::Well);
        assert_eq!(keychain.secrets(), secrets, "{how:?}: no key is made");
    }
}

#[test]
fn an_older_copy_of_the_whole_folder_is_found_where_this_computer_remembers() {
    let (dir, mut vault, keychain) = with_keychain();
    vault.remember_here().expect("remembered");
    drop(vault.lock());
    let old = bytes_in(&shop(&dir));
    let mut vault = at(&dir, &keychain).unlock(&pass()).expect("opened");
    add_people(&mut vault, 0..3);
    drop(vault.lock());
    for (path, bytes) in &old {
        fs::write(path, bytes).expect("put back");
    }
    // Without the keychain nobody can tell: header and database fit each other.
    let blind = Vault::at(&shop(&dir)).expect("there").unlock(&pass()).expect("opened");
    assert_eq!(blind.findings(), []);
    drop(blind);
    for (path, bytes) in &old {
        fs::write(path, bytes).expect("put back");
    }
    for with in [Unlock::Passphrase(&pass()), Unlock::ThisComputer] {
        let vault = at(&dir, &keychain).unlock_with(&with, NOW).expect("opened");
        assert_eq!(vault.findings(), [Finding::OlderVault]);
    }
    let mut vault = at(&dir, &keychain).unlock(&pass()).expect("opened");
    vault.accept_findings(cause("accept_findings")).expect("begun");
    vault.accepted(NOW).expect("accepted");
    drop(vault.lock());
    assert_eq!(at(&dir, &keychain).unlock(&pass()).expect("opened").findings(), []);
}
