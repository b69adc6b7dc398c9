//! What was changed while the vault was shut is found at the next opening, named, and nothing is written until it is
//! decided on.

use super::*;

const DATABASE: &str = "vault.db";

/// A vault with a hundred people, left in order.
fn left() -> TempDir {
    let (dir, mut vault) = fresh();
    add_people(&mut vault, 0..100);
    drop(vault.lock());
    dir
}

fn say_no(vault: &mut Vault<Open>, person: PersonId) {
    vault
        .write(cause("opt_out"), |tx| {
            permission::record(tx, person, &said(PermissionState::Refused), permission::By::Person)?;
            for identity in identity::of(tx, person)? {
                let token = suppression::token(tx, &identity);
                suppression::add(tx, &token, suppression::Scope::Channel(Channel::Email), NOW)?;
            }
            Ok::<_, VaultError>(())
        })
        .expect("written");
}

fn open(dir: &TempDir) -> Vault<Open> {
    Vault::at(&shop(dir)).expect("there").unlock(&pass()).expect("opened")
}

/// Everything in the folder, to be put back later.
fn copy_of(dir: &TempDir) -> BTreeMap<PathBuf, Vec<u8>> {
    bytes_in(&shop(dir))
}

fn put_back(files: &BTreeMap<PathBuf, Vec<u8>>, names: &[&str]) {
    for (path, bytes) in files {
        if names.iter().any(|name| path.file_name().is_some_and(|of| of == *name)) {
            fs::write(path, bytes).expect("put back");
        }
    }
}

#[test]
fn a_vault_left_in_order_has_no_findings() {
    let dir = left();
    for _ in 0..3 {
        let mut vault = open(&dir);
        assert_eq!(vault.findings(), []);
        assert!(!vault.was_left_open());
        add_people(&mut vault, 200..201);
        let sure = vault.lock().unlock(&pass()).expect("opened");
        assert_eq!(sure.findings(), []);
        drop(sure.lock());
        let mut vault = open(&dir);
        vault.write(cause("erase"), |tx| person::erase(tx, PersonId(last_person(tx)))).expect("written");
        drop(vault.lock());
    }
}

fn last_person(tx: &Tx<'_>) -> u32 {
    let mut last = 0;
    person::for_each(tx, |stored| {
        last = stored.id.0;
        Ok::<_, VaultError>(())
    })
    .expect("read");
    last
}

#[test]
fn what_was_left_unfinished_is_not_written_over_and_found_at_the_next_opening() {
    let (dir, mut vault) = fresh();
    add_people(&mut vault, 0..3);
    vault.leave_unfinished();
    let list = fs::read(vault.ledger_path()).expect("read");
    assert_eq!(vault.write(cause("import"), |tx| import(tx).map(drop)), Err(VaultError::InDoubt));
    assert_eq!(vault.seal_log(), Ok(()), "a receipt takes the checkpoints there are");
    drop(vault.lock());
    let vault = open(&dir);
    assert!(vault.was_left_open(), "as after a cut");
    assert_eq!((vault.findings(), vault.read(person::count)), (&[][..], Ok(3)));
    assert_eq!(fs::read(vault.ledger_path()).expect("read"), list);
}

#[test]
fn the_room_for_a_full_disk_is_given_up_once_and_made_again() {
    let (dir, mut vault) = fresh();
    let room = shop(&dir).join("vault.ballast");
    assert!(room.exists() && vault.make_room() && !room.exists());
    assert!(!vault.make_room(), "there is none any more");
    drop(vault.lock());
    drop(open(&dir));
    assert!(room.exists());
}

#[test]
fn a_vault_that_was_cut_off_opens_for_writing_and_says_so() {
    let (dir, mut vault) = fresh();
    add_people(&mut vault, 0..3);
    drop(vault);
    let mut vault = open(&dir);
    assert!(vault.was_left_open());
    assert_eq!(vault.findings(), []);
    add_people(&mut vault, 3..4);
}

#[test]
fn an_older_page_put_back_is_found_and_nothing_can_be_written() {
    let dir = left();
    let old = copy_of(&dir);
    let mut vault = open(&dir);
    say_no(&mut vault, PersonId(5));
    drop(vault.lock());
    // Page by page: each that differs from before, alone, put back as a sync tool or an attacker would.
    let path = shop(&dir).join(DATABASE);
    let (was, is) = (&old[&path], fs::read(&path).expect("read"));
    let differ: Vec<usize> =
        (0..was.len() / 4096).filter(|page| was[page * 4096..][..4096] != is[page * 4096..][..4096]).collect();
    assert!(differ.len() > 3, "{differ:?}");
    for page in differ {
        let mut mixed = is.clone();
        mixed[page * 4096..][..4096].copy_from_slice(&was[page * 4096..][..4096]);
        fs::write(&path, &mixed).expect("written");
        let Ok(mut vault) = Vault::at(&shop(&dir)).expect("there").unlock(&pass()) else { continue };
        assert!(!vault.findings().is_empty(), "page {page}");
        let refused = vault.write(cause("import"), |tx| import(tx).map(drop));
        assert_eq!(refused, Err(VaultError::ReadOnly));
        assert_eq!(vault.rehearse(cause("import"), |tx| import(tx).map(drop)), Err(VaultError::ReadOnly));
        assert_eq!(vault.purge(), Err(VaultError::ReadOnly));
        assert_eq!(vault.change_passphrase(&pass(), &pass()), Err(VaultError::ReadOnly));
        drop(vault.lock());
        assert_eq!(fs::read(&path).expect("read"), mixed, "looking changes nothing");
    }
    // The control: as it was left, it opens as if nothing had been.
    fs::write(&path, &is).expect("written");
    assert_eq!(open(&dir).findings(), []);
}

#[test]
fn a_whole_older_database_is_found() {
    let dir = left();
    let old = copy_of(&dir);
    let mut vault = open(&dir);
    say_no(&mut vault, PersonId(5));
    drop(vault.lock());
    put_back(&old, &[DATABASE]);
    assert_eq!(open(&dir).findings(), [Finding::OlderDatabase]);
}

#[test]
fn an_older_database_is_found_even_after_a_cut() {
    let dir = left();
    let old = copy_of(&dir);
    let mut vault = open(&dir);
    say_no(&mut vault, PersonId(5));
    drop(vault.lock());
    // Opened, and killed: pages may differ now, the log may not be shorter.
    drop(open(&dir));
    put_back(&old, &[DATABASE]);
    let vault = open(&dir);
    assert!(vault.was_left_open());
    assert_eq!(vault.findings(), [Finding::OlderDatabase]);
}

#[test]
fn a_shorter_list_of_who_is_kept_out_is_found() {
    let dir = left();
    let mut vault = open(&dir);
    let empty = fs::read(vault.ledger_path()).expect("read");
    say_no(&mut vault, PersonId(5));
    let path = vault.ledger_path();
    assert_ne!(fs::read(&path).expect("read"), empty, "the list is written with the no");
    drop(vault.lock());
    for put in [Some(&empty[..]), Some(b"rubbish"), None] {
        let right = fs::read(&path).expect("read");
        match put {
            Some(bytes) => fs::write(&path, bytes).expect("written"),
            None => fs::remove_file(&path).expect("removed"),
        }
        assert_eq!(open(&dir).findings(), [Finding::KeptOutChanged], "{put:?}");
        fs::write(&path, right).expect("written");
    }
    assert_eq!(open(&dir).findings(), []);
}

#[test]
fn a_no_taken_out_of_the_database_is_found_after_a_cut_too() {
    let dir = left();
    let mut vault = open(&dir);
    say_no(&mut vault, PersonId(5));
    // Not closed in order; then somebody who has the key, an earlier page say, removes the no.
    vault.state_for_tests().execute("DELETE FROM suppression", []).expect("deleted");
    drop(vault);
    assert_eq!(open(&dir).findings(), [Finding::KeptOutChanged]);
}

#[test]
fn a_log_that_was_changed_is_found() {
    let dir = left();
    let vault = open(&dir);
    vault.state_for_tests().execute("UPDATE log SET at = at + 1 WHERE number = 1", []).expect("changed");
    drop(vault);
    assert_eq!(open(&dir).findings(), [Finding::LogBroken(1)]);
}

#[test]
fn a_write_ahead_log_put_beside_is_found() {
    let dir = left();
    fs::write(shop(&dir).join("vault.db-wal"), [0; 64]).expect("written");
    assert!(open(&dir).findings().contains(&Finding::PagesChanged));
}

#[test]
fn a_key_file_put_back_is_found() {
    let dir = left();
    let old = copy_of(&dir);
    let mut vault = open(&dir);
    add_people(&mut vault, 200..210);
    drop(vault.lock());
    put_back(&old, &["vault.hdr"]);
    assert_eq!(open(&dir).findings(), [Finding::PagesChanged]);
}

#[test]
fn the_user_may_go_on_and_it_is_logged() {
    let dir = left();
    let old = copy_of(&dir);
    let mut vault = open(&dir);
    say_no(&mut vault, PersonId(5));
    drop(vault.lock());
    put_back(&old, &[DATABASE]);
    let mut vault = open(&dir);
    let lost = vault.ledger_beside().expect("the list beside it");
    assert!(!vault.lacks(&lost).expect("compared").is_empty());
    vault.accept_findings(cause("accept_findings")).expect("begun");
    vault.accepted(NOW).expect("accepted");
    assert_eq!(vault.findings(), []);
    add_people(&mut vault, 300..301);
    drop(vault.lock());
    let vault = open(&dir);
    assert_eq!(vault.findings(), []);
    let entries = vault.read(|r| log::list(r, 0, 2)).expect("read");
    let verbs = entries.into_iter().map(|entry| match entry.told {
        log::Told::Kept(payload) => payload.verb,
        other => panic!("{other:?}"),
    });
    assert_eq!(verbs.collect::<Vec<_>>(), ["import", "accept_findings"]);
}

#[test]
fn a_broken_log_that_was_accepted_is_not_asked_about_again() {
    let dir = left();
    let vault = open(&dir);
    vault.state_for_tests().execute("UPDATE log SET at = at + 1 WHERE number = 1", []).expect("changed");
    drop(vault);
    let mut vault = open(&dir);
    assert_eq!(vault.findings(), [Finding::LogBroken(1)]);
    vault.accept_findings(cause("accept_findings")).expect("begun");
    vault.accepted(NOW).expect("accepted");
    drop(vault.lock());
    let vault = open(&dir);
    assert_eq!(vault.findings(), []);
    assert_eq!(vault.log_check().broken_at, Some(1), "it is still said where one looks");
}

#[test]
fn a_list_written_for_a_commit_that_never_came_is_left_to_be_finished() {
    let dir = left();
    let vault = open(&dir);
    // What a power cut between the two leaves: the list of one entry more, and no commit.
    let cut = {
        let keys = vault.keys();
        let mut ledger = vault.read(|r| Ledger::of(r, NOW)).expect("a list");
        ledger.entries.insert((suppression::Token::from_bytes([9; 32]), suppression::Scope::Erased), NOW);
        ledger.log_number += 1;
        ledger.save(&vault.ledger_path(), &keys.token, &keys.vault).expect("saved");
        fs::read(vault.ledger_path()).expect("read")
    };
    let path = vault.ledger_path();
    drop(vault);
    let vault = open(&dir);
    assert_eq!(vault.findings(), []);
    assert_eq!(fs::read(path).expect("read"), cut, "the list is not taken back");
    let ledger = vault.ledger_beside().expect("a list");
    assert_eq!(vault.lacks(&ledger).expect("compared").len(), 1);
}

#[test]
fn an_acceptance_that_was_cut_off_is_found_again_and_the_list_is_kept() {
    let dir = left();
    let old = copy_of(&dir);
    let mut vault = open(&dir);
    say_no(&mut vault, PersonId(5));
    drop(vault.lock());
    put_back(&old, &[DATABASE]);
    for end_in_order in [false, true] {
        let mut vault = open(&dir);
        assert!(!vault.findings().is_empty());
        let list = fs::read(vault.ledger_path()).expect("read");
        vault.accept_findings(cause("accept_findings")).expect("begun");
        assert_eq!(fs::read(vault.ledger_path()).expect("read"), list, "the list is not written over");
        // Cut off before it is finished: killed, or locked because something failed.
        if end_in_order { drop(vault.lock()) } else { drop(vault) }
    }
    let vault = open(&dir);
    assert!(!vault.findings().is_empty());
    assert!(!vault.lacks(&vault.ledger_beside().expect("a list")).expect("compared").is_empty());
}
