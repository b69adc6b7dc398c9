//! Everything encrypted anew: what was there is there, the old key opens nothing, and a cut leaves one whole vault.

use super::*;

#[test]
fn a_rotation_keeps_everything_and_changes_every_page() {
    let (dir, mut vault) = fresh();
    add_people(&mut vault, 0..300);
    let code = RecoveryCode::random().expect("a code");
    vault.set_recovery(&code).expect("set");
    let token = |vault: &Vault<Open>| {
        let identity = somebody_else();
        vault.read(|r| suppression::token(r, &identity))
    };
    let (before, old) = (token(&vault), vault.lock());
    let was = fs::read(shop(&dir).join("vault.db")).expect("read");
    let mut vault = old.unlock(&pass()).expect("opened");
    assert_eq!(vault.rotate(&Passphrase::new("not this one"), cause("rotate")), Err(VaultError::WrongPassphrase));
    let rotated = vault.rotate(&pass(), cause("rotate")).expect("rotated");
    assert!(rotated.recovery_lost && !rotated.this_computer);
    assert!(rotated.tables.contains(&("person".to_owned(), 300)), "{:?}", rotated.tables);
    assert_eq!(token(&vault), before, "who was kept out is kept out");
    assert_eq!(vault.read(log::verify).expect("checked").broken_at, None);
    add_people(&mut vault, 300..301);
    drop(vault.lock());
    assert!(!shop(&dir).join("vault.db").exists() && shop(&dir).join("vault-1.db").exists());
    let is = fs::read(shop(&dir).join("vault-1.db")).expect("read");
    assert!(!is.chunks_exact(4096).any(|page| was.chunks_exact(4096).any(|old| old == page)));
    let lost = Vault::at(&shop(&dir)).expect("there").unlock_with(&Unlock::Recovery(&code), NOW).err();
    assert_eq!(lost, Some(VaultError::WrongRecoveryCode));
    let vault = Vault::at(&shop(&dir)).expect("there").unlock(&pass()).expect("opened");
    assert_eq!((vault.findings(), vault.read(person::count)), (&[][..], Ok(301)));
    assert_eq!(vault.check_pages(), Ok(vault.info().expect("info").bytes));
}

#[test]
fn what_a_cut_rotation_left_is_cleared_and_the_old_vault_is_whole() {
    let (dir, mut vault) = fresh();
    add_people(&mut vault, 0..10);
    drop(vault.lock());
    // Cut before the key file names the new database: it lies there, perhaps half of it.
    fs::write(shop(&dir).join("vault-1.db"), vec![7; 4096 * 3]).expect("written");
    let mut vault = Vault::at(&shop(&dir)).expect("there").unlock(&pass()).expect("opened");
    assert_eq!((vault.findings(), vault.read(person::count)), (&[][..], Ok(10)));
    assert!(!shop(&dir).join("vault-1.db").exists());
    fs::write(shop(&dir).join("vault-1.db"), vec![7; 100]).expect("written");
    vault.rotate(&pass(), cause("rotate")).expect("rotated, whatever lay there");
    assert_eq!(vault.read(person::count), Ok(10));
    vault.rotate(&pass(), cause("rotate")).expect("and again");
    drop(vault.lock());
    assert!(shop(&dir).join("vault-2.db").exists() && !shop(&dir).join("vault-1.db").exists());
    assert!(Vault::at(&shop(&dir)).expect("there").unlock(&pass()).is_ok());
}
