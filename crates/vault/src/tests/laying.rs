//! What is laid out of a vault and kept beside it: read back as it was given, and of no use to anybody from the moment on that
//! anything was taken away from somebody. What only adds is noted beside it.

use super::*;
use regulars_model::{Day, SegmentRule};
use zeroize::Zeroizing;

const LAYOUT: &str = "a layout";
/// Stands in for what is laid out of people.
const TEXT: &[u8] = b"person0007@example.com laid out";

fn file(vault: &Vault<Open>) -> PathBuf {
    vault.dir().join("vault.laid")
}

fn lay(vault: &mut Vault<Open>) {
    let mut laying = vault.lay().expect("begun");
    laying.add("one", Zeroizing::new(TEXT.to_vec())).expect("written");
    laying.add("two", Zeroizing::new(vec![])).expect("written");
    assert!(vault.keep(laying, LAYOUT).expect("kept"));
}

fn read(vault: &Vault<Open>) -> Option<Vec<u8>> {
    vault.laid(LAYOUT).expect("asked").and_then(|laid| laid.read("one")).map(|sheet| sheet.to_vec())
}

fn keys(connection: &rusqlite::Connection) -> u32 {
    connection.query_row("SELECT count(*) FROM laid_out", [], |row| row.get(0)).expect("counted")
}

#[test]
fn what_was_kept_is_there_at_the_next_opening_and_says_nothing_in_the_log() {
    let (_dir, mut vault) = fresh();
    add_people(&mut vault, 0..9);
    assert!(vault.laid(LAYOUT).expect("asked").is_none());
    let entries = vault.read(log::count);
    lay(&mut vault);
    assert_eq!(vault.read(log::count), entries);
    let mut vault = vault.lock().unlock(&pass()).expect("opens");
    assert_eq!(vault.findings(), []);
    assert_eq!(read(&vault).as_deref(), Some(TEXT));
    let laid = vault.laid(LAYOUT).expect("asked").expect("kept");
    assert_eq!(laid.read("one").as_deref(), Some(TEXT));
    assert_eq!((laid.read("two").as_deref(), laid.read("three").as_deref()), (Some(&[][..]), None));
    assert!(vault.laid("another layout").expect("asked").is_none());
    assert!(vault.read(log::verify).expect("looked at").broken_at.is_none());
    // Kept anew it has another key, and what was kept before is not there twice.
    let before = fs::read(file(&vault)).expect("read");
    lay(&mut vault);
    assert!(read(&vault).is_some() && fs::read(file(&vault)).expect("read") != before);
    assert_eq!(keys(vault.state_for_tests()), 1);
}

#[test]
fn on_disk_it_is_noise() {
    let (_dir, mut vault) = fresh();
    add_people(&mut vault, 0..9);
    lay(&mut vault);
    let bytes = fs::read(file(&vault)).expect("read");
    assert!(!bytes.windows(8).any(|part| TEXT.windows(8).any(|text| text == part)));
    #[cfg(unix)]
    assert_eq!(std::os::unix::fs::MetadataExt::mode(&fs::metadata(file(&vault)).expect("there")) & 0o777, 0o600);
}

type Write<'a> = &'a dyn Fn(&Tx<'_>) -> Result<(), VaultError>;

#[test]
fn whatever_takes_away_from_anybody_takes_the_key_with_it_in_the_same_transaction() {
    let by_the_file = permission::By::Import(ImportId(1));
    let refuse = move |tx: &Tx<'_>, by| {
        permission::record(tx, PersonId(8), &said(PermissionState::Refused), by).map(|done| {
            assert_eq!(done, permission::Recorded::Changed);
        })
    };
    let token = |tx: &Tx<'_>| suppression::token(tx, &somebody(7).identities()[0]);
    let gone: [(&str, Write<'_>); 16] = [
        ("erase", &|tx| person::erase(tx, PersonId(8)).map(drop)),
        ("undo", &|tx| import::undo(tx, ImportId(1), NOW)),
        ("remove", &|tx| person::remove(tx, &[PersonId(8)])),
        ("opt_out", &|tx| person::set_use(tx, PersonId(8), false, NOW).map(drop)),
        ("no", &|tx| refuse(tx, permission::By::Person)),
        ("no of a file", &|tx| refuse(tx, by_the_file)),
        ("yes taken back", &|tx| permission::take_back(tx, PersonId(7), ImportId(2)).map(drop)),
        ("kept out", &|tx| suppression::add(tx, &token(tx), suppression::Scope::Use, NOW).map(drop)),
        ("correct", &|tx| person::update(tx, PersonId(8), &somebody(40), &["email"], NOW)),
        ("identity", &|tx| identity::remove(tx, PersonId(8), &somebody(7).identities()[0]).map(drop)),
        ("source", &|tx| person_source::remove(tx, PersonId(8), ImportId(1)).map(drop)),
        ("rewrite", &|tx| chunk::replace(tx, chunk::ChunkId(1), &orders(ImportId(1)))),
        ("drop", &|tx| chunk::delete(tx, chunk::ChunkId(1))),
        ("load_places", &|tx| place::replace(tx, &[])),
        ("setting", &|tx| setting::set(tx, "anything", "else")),
        // With an import as any other, beside what it adds.
        ("import", &|tx| {
            more(tx)?;
            refuse(tx, by_the_file)
        }),
    ];
    for (verb, write) in gone {
        let (_dir, mut vault) = fresh();
        add_people(&mut vault, 0..9);
        vault.write(cause("import"), more).expect("written");
        lay(&mut vault);
        vault.write(cause("import"), more).expect("written");
        assert!(read(&vault).is_some() && since(&vault).is_some(), "{verb}: the control");
        let sealed = fs::read(file(&vault)).expect("read");
        // A rehearsal takes nothing with it.
        vault.rehearse(cause(verb), write).expect("rehearsed");
        assert_eq!(read(&vault).as_deref(), Some(TEXT), "{verb}");
        let inside = vault.write(cause(verb), |tx| {
            write(tx)?;
            Ok::<_, VaultError>(keys(tx.connection))
        });
        assert_eq!(inside, Ok(1), "the key goes with the entry of the log");
        assert_eq!(keys(vault.state_for_tests()), 0, "{verb}");
        let noted: u32 = vault
            .state_for_tests()
            .query_row("SELECT count(*) FROM laid_since", [], |row| row.get(0))
            .expect("counted");
        assert_eq!(noted, 0, "{verb}");
        assert!(read(&vault).is_none() && !file(&vault).exists(), "{verb}");
        // What somebody kept of the file opens for nobody, not even for this vault.
        fs::write(file(&vault), sealed).expect("written");
        let vault = vault.lock().unlock(&pass()).expect("opens");
        assert!(read(&vault).is_none() && !file(&vault).exists(), "{verb}");
    }
}

fn orders(import: ImportId) -> chunk::NewChunk<'static> {
    let day = Day(20_000);
    chunk::NewChunk { kind: "orders", import, first_day: day, last_day: day, rows: 1, checksum: 5, bytes: b"rows" }
}

/// What an import may do that only adds: somebody new, somebody known who has moved and said yes, and orders.
fn more(tx: &Tx<'_>) -> Result<(), VaultError> {
    let file = import(tx)?;
    let number = 20 + file.0;
    let known = PersonFields { city: format!("City {number}"), ..somebody(6) };
    person::insert(tx, &somebody(number), file, 2, NOW)?;
    person::retell(tx, PersonId(7), &known, &["city"], NOW)?;
    person_source::add(tx, PersonId(7), file, 3, NOW)?;
    permission::record(tx, PersonId(7), &said(PermissionState::Granted), permission::By::Import(file))?;
    chunk::add(tx, &orders(file))?;
    claim::set(tx, file, "orders", &[7])?;
    let remembered = mapping::Remembered {
        signature: "a".into(),
        source: "b".into(),
        mapping: "{}".into(),
        provenance: "{}".into(),
        at: NOW,
    };
    mapping::remember(tx, &remembered)?;
    import::finish(tx, file, "{}")
}

fn since(vault: &Vault<Open>) -> Option<Since> {
    vault.laid(LAYOUT).expect("asked").and_then(|laid| laid.since().cloned())
}

#[test]
fn what_only_adds_leaves_it_and_is_noted_until_it_is_laid_out_anew() {
    let (dir, mut vault) = fresh();
    add_people(&mut vault, 0..9);
    lay(&mut vault);
    let sealed = fs::read(file(&vault)).expect("read");
    assert_eq!((read(&vault).as_deref(), since(&vault)), (Some(TEXT), None));
    // Rehearsed, it is not noted.
    vault.rehearse(cause("import"), more).expect("rehearsed");
    assert_eq!(since(&vault), None);
    vault.write(cause("import"), more).expect("written");
    let one = Since { people: vec![PersonId(7), PersonId(10)], chunks: vec![chunk::ChunkId(1)] };
    assert_eq!((read(&vault).as_deref(), since(&vault)), (Some(TEXT), Some(one)));
    assert_eq!(fs::read(file(&vault)).expect("read"), sealed, "nothing is written anew");
    let mut vault = vault.lock().unlock(&pass()).expect("opens");
    vault.write(cause("import"), more).expect("written");
    let both = Since {
        people: vec![PersonId(7), PersonId(10), PersonId(11)],
        chunks: vec![chunk::ChunkId(1), chunk::ChunkId(2)],
    };
    assert_eq!(since(&vault), Some(both.clone()));
    // A backup says nothing of it.
    let backup = vault.back_up(&dir.path().join("backup"), "by_hand", NOW).expect("made");
    assert!(matches!(vault.check_backup(&backup.dir), Ok(backup::Check::Whole(_))));
    // While it is laid out anew, what was kept is still there, and then nothing is behind it.
    let mut laying = vault.lay().expect("begun");
    laying.add("one", Zeroizing::new(b"anew".to_vec())).expect("written");
    assert_eq!((read(&vault).as_deref(), since(&vault)), (Some(TEXT), Some(both)));
    assert!(vault.keep(laying, LAYOUT).expect("kept"));
    assert_eq!((read(&vault).as_deref(), since(&vault)), (Some(&b"anew"[..]), None));
}

/// A power cut between the new file and its key: the file is another key's, and nothing of it is taken for what was kept.
#[test]
fn a_file_in_the_place_of_another_is_not_taken_for_it() {
    let (_dir, mut vault) = fresh();
    add_people(&mut vault, 0..9);
    lay(&mut vault);
    let before = fs::read(file(&vault)).expect("read");
    vault.write(cause("import"), more).expect("written");
    lay(&mut vault);
    fs::write(file(&vault), before).expect("written");
    let vault = vault.lock().unlock(&pass()).expect("opens");
    assert!(read(&vault).is_none());
}

#[test]
fn what_touches_nobody_leaves_it() {
    let (_dir, mut vault) = fresh();
    add_people(&mut vault, 0..9);
    lay(&mut vault);
    let rule = SegmentRule::from_json(r#"{"type":"text","field":"city","test":{"op":"is","value":"Porto"}}"#);
    let rule = rule.expect("a rule");
    vault.write(cause("segment"), |tx| segment::save(tx, None, "Porto", &rule, NOW).map(drop)).expect("written");
    assert_eq!(read(&vault).as_deref(), Some(TEXT));
    let vault = vault.lock().unlock(&pass()).expect("opens");
    assert_eq!(read(&vault).as_deref(), Some(TEXT));
}

#[test]
fn what_is_not_as_it_was_left_is_not_read() {
    let (_dir, mut vault) = fresh();
    add_people(&mut vault, 0..9);
    lay(&mut vault);
    let whole = fs::read(file(&vault)).expect("read");
    for at in 0..TEXT.len() + 16 {
        let mut changed = whole.clone();
        changed[at] ^= 1;
        fs::write(file(&vault), changed).expect("written");
        assert!(read(&vault).is_none(), "a flipped bit in byte {at}");
    }
    fs::write(file(&vault), &whole[..20]).expect("written");
    assert!(read(&vault).is_none(), "cut off");
    fs::remove_file(file(&vault)).expect("removed");
    assert!(read(&vault).is_none(), "gone");
    fs::write(file(&vault), &whole).expect("written");
    assert_eq!(read(&vault).as_deref(), Some(TEXT), "the control");
}

#[test]
fn what_was_overtaken_while_it_was_written_is_not_kept() {
    let (_dir, mut vault) = fresh();
    add_people(&mut vault, 0..9);
    let mut laying = vault.lay().expect("begun");
    laying.add("one", Zeroizing::new(TEXT.to_vec())).expect("written");
    add_people(&mut vault, 9..10);
    assert!(!vault.keep(laying, LAYOUT).expect("asked"));
    assert!(read(&vault).is_none());
    let names = bytes_in(vault.dir());
    assert!(!names.keys().any(|path| path.to_string_lossy().contains("vault.laid")), "nothing is left of it");
}

#[test]
fn a_backup_and_a_rotation_leave_it_behind() {
    let (dir, mut vault) = fresh();
    add_people(&mut vault, 0..9);
    lay(&mut vault);
    let to = dir.path().join("backup");
    let backup = vault.back_up(&to, "by_hand", NOW).expect("made");
    assert!(matches!(vault.check_backup(&backup.dir), Ok(backup::Check::Whole(_))));
    assert_eq!(read(&vault).as_deref(), Some(TEXT), "the vault's own stays");
    let place = dir.path().join("restored.regulars");
    let restoring = backup::Restoring::begin(&to, &Unlock::Passphrase(&pass()), &place, NOW).expect("begun");
    assert_eq!(keys(restoring.vault.state_for_tests()), 0);
    drop(restoring);
    vault.rotate(&pass(), cause("rotate")).expect("rotated");
    assert_eq!(keys(vault.state_for_tests()), 0);
    assert!(read(&vault).is_none() && !file(&vault).exists());
}

/// The decryptor of the erasure's proof looks into the file beside the database as well: what is not sealed there is found.
#[test]
fn the_proof_of_an_erasure_looks_where_it_lies() {
    let (_dir, mut vault) = fresh();
    add_people(&mut vault, 0..9);
    lay(&mut vault);
    let needle = [b"person0007@example.com".to_vec()];
    vault.write(cause("erase"), |tx| person::erase(tx, PersonId(8)).map(drop)).expect("erased");
    vault.purge().expect("purged");
    assert_eq!(vault.residue(&needle).expect("searched").hits, 0);
    fs::write(file(&vault), TEXT).expect("written");
    assert_eq!(vault.residue(&needle).expect("searched").places, ["vault.laid"], "the control");
}
