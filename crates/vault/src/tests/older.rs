//! A vault of an earlier version: backed up, then brought up to date; and left alone where something is amiss.

use super::*;
use crate::{
    connect,
    files::Files,
    guard,
    keys::Keys,
    migrate,
    vault::{read_header, write_header},
};

/// A vault of an earlier version with one person, left in order.
fn older(version: usize) -> TempDir {
    let (dir, vault) = fresh();
    let (data, id) = (vault.keys().data.clone(), vault.keys().vault);
    drop(vault.lock());
    let files = Files::new(&shop(&dir));
    let (mut connection, _) = connect::open_as_it_is(&files.database(), &data, &id).expect("opened");
    migrate::tests::back_to_version(&mut connection, &Keys::draw(&data, id), version);
    connection
        .execute_batch(
            "INSERT INTO meta VALUES (1, 'Corner Coffee', 'EUR', 0, 5);
             INSERT INTO person (external_id, email, phone, first_name, last_name, company, street, city, region, postcode,
                country, tags, created, updated) VALUES ('1', 'a@example.com', '', 'Ana', '', '', '', '', '', '', '', '', 5, 6);",
        )
        .expect("a small old vault");
    connection.close().expect("closed");
    fs::remove_file(files.ledger()).expect("removed");
    let left = guard::after_closing(&files.database(), &files.ledger(), None).expect("left in order");
    let header = read_header(&files.header()).expect("read").next(&data, |body| body.set_guard(left));
    write_header(&files, &header.expect("a key file")).expect("written");
    dir
}

fn open(dir: &TempDir) -> Result<Vault<Open>, VaultError> {
    Vault::at(&shop(dir)).expect("there").unlock_with(&Unlock::Passphrase(&pass()), NOW)
}

#[test]
fn it_is_backed_up_and_brought_up_to_date_once() {
    for version in [3, 4, 5, 6, 7] {
        let dir = older(version);
        for _ in 0..2 {
            let vault = open(&dir).expect("opened");
            assert_eq!((vault.findings(), vault.was_left_open()), (&[][..], false));
            assert_eq!((vault.info().expect("info").schema, vault.read(person::count)), (9, Ok(1)));
            assert_eq!(vault.read(|r| segment_seen::of(r, regulars_model::SegmentId(1))), Ok(None));
            let backups = backup::list(&vault.backups_dir());
            assert_eq!(backups.len(), 1, "the second opening has nothing to bring up to date");
            assert_eq!((backups[0].why.as_str(), backups[0].made), ("migration", NOW));
            assert_eq!(backups[0].dir, vault.backups_dir().join(format!("before-version-{}-{NOW}", version + 1)));
            drop(vault.lock());
        }
    }
}

#[test]
fn where_it_was_changed_from_outside_nothing_is_written_over() {
    let dir = older(3);
    fs::write(shop(&dir).join("vault.ledger"), "not what was there").expect("written");
    let before = fs::read(shop(&dir).join("vault.hdr")).expect("read");
    assert!(matches!(open(&dir).map(drop), Err(VaultError::Damaged(words)) if words.contains("older version")));
    assert!(fs::read(shop(&dir).join("vault.hdr")).expect("read") == before);
    assert!(!shop(&dir).join("backups").exists());
    fs::remove_file(shop(&dir).join("vault.ledger")).expect("as it was");
    assert!(open(&dir).is_ok(), "the control");
}

#[test]
fn without_a_backup_it_stays_as_it_is() {
    let dir = older(3);
    let place = shop(&dir).join("backups");
    fs::write(&place, "a file where the folder should be").expect("written");
    assert_eq!(open(&dir).err(), Some(VaultError::Exists));
    fs::remove_file(place).expect("removed");
    let vault = open(&dir).expect("opened");
    assert_eq!((vault.findings(), vault.was_left_open(), vault.read(person::count)), (&[][..], true, Ok(1)));
    assert_eq!(backup::list(&vault.backups_dir()).len(), 1);
}
