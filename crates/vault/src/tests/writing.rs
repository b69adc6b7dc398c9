//! Writing: all or nothing, one log entry each, and a log that shows what was done to it.

use super::*;
use proptest::prelude::*;
use regulars_model::{Day, Identity, IdentityKind, MonthDay, Rule, SegmentRule};

fn verify(vault: &Vault<Open>) -> log::LogCheck {
    vault.read(log::verify).expect("checked")
}

fn assert_sound(vault: &Vault<Open>, entries: u32) {
    let check = verify(vault);
    assert_eq!((check.entries, check.broken_at, check.fault), (entries, None, None));
}

fn told(entry: &log::Entry) -> &log::Payload {
    let log::Told::Kept(payload) = &entry.told else { panic!("{entry:?}") };
    payload
}

#[test]
fn every_write_leaves_one_entry_without_values() {
    let (_dir, mut vault) = fresh();
    let ids = add_people(&mut vault, 0..3);
    let entry = vault.read(|r| log::list(r, 0, 10)).expect("list").remove(0);
    let payload = told(&entry);
    assert_eq!((entry.number, payload.verb.as_str(), payload.who(), entry.at), (2, "import", Some(Actor::User), NOW));
    assert_eq!(payload.subjects, "p1 p2 p3 i1");
    assert!(payload.fields.contains("email") && payload.fields.contains("street"));
    assert!(!payload.fields.contains("company"), "it was empty");

    vault.write(cause("opt_out"), |tx| person::set_use(tx, ids[1], false, NOW)).expect("written");
    vault.write(cause("opt_out"), |tx| person::set_use(tx, ids[1], false, NOW)).expect("nothing new");
    vault.write(cause("look"), |tx| person::get(tx, ids[0])).expect("read only");
    assert_eq!(vault.read(log::count), Ok(3), "what touches nothing leaves no entry");

    add_people(&mut vault, 10..40);
    let entry = vault.read(|r| log::list(r, 0, 1)).expect("list").remove(0);
    assert_eq!(told(&entry).subjects, "people 30, imports 1");
    let all = format!("{:?}", vault.read(|r| log::list(r, 0, 100)).expect("list")).to_lowercase();
    for value in ["example.com", "zigzag", "given0", "porto", "coffee", "customers.csv", "counter"] {
        assert!(!all.contains(value), "{value} in the log");
    }
    let salts: BTreeMap<[u8; 32], u32> = vault
        .read(|r| log::list(r, 0, 100))
        .expect("list")
        .iter()
        .map(|entry| (told(entry).salt, entry.number))
        .collect();
    assert_eq!(salts.len(), 4, "what is the same twice is not committed to in the same way");
    assert_sound(&vault, 4);
}

#[test]
fn a_change_that_nobody_noted_is_refused() {
    let (_dir, mut vault) = fresh();
    let ids = add_people(&mut vault, 0..1);
    let forgetful = |tx: &Tx<'_>| -> Result<(), VaultError> {
        tx.sql("UPDATE person SET city = 'Braga'")?.execute([])?;
        Ok(())
    };
    assert_eq!(vault.write(cause("edit"), forgetful), Err(VaultError::Unlogged));
    assert_eq!(vault.rehearse(cause("edit"), forgetful), Err(VaultError::Unlogged));
    assert_eq!(vault.read(|r| person::get(r, ids[0])).expect("read").expect("there").fields.city, "Porto");
}

#[test]
fn an_identifier_alone_is_a_change_and_one_that_is_taken_is_none() {
    let (_dir, mut vault) = fresh();
    let ids = add_people(&mut vault, 0..2);
    let add = |who: PersonId| move |tx: &Tx<'_>| identity::add(tx, who, &somebody_else());
    assert_eq!(vault.write(cause("edit"), add(ids[0])), Ok(true));
    let entry = vault.read(|r| log::list(r, 0, 1)).expect("list").remove(0);
    assert_eq!((entry.number, told(&entry).subjects.as_str(), told(&entry).fields.as_str()), (3, "p1", "identity"));
    assert_eq!(vault.write(cause("edit"), add(ids[1])), Ok(false), "it stays with whoever has it");
    assert_eq!(vault.read(log::count), Ok(3), "and nothing is noted");
}

#[test]
fn an_open_vault_can_go_to_another_thread() {
    fn sendable<T: Send>(_: &T) {}
    let (_dir, vault) = fresh();
    sendable(&vault);
}

#[test]
fn what_fails_leaves_nothing() {
    let (_dir, mut vault) = fresh();
    let stopped: Result<(), VaultError> = vault.write(cause("import"), |tx| {
        let file = import(tx)?;
        person::insert(tx, &somebody(1), file, 2, NOW)?;
        Err(VaultError::NoSuch("patience"))
    });
    assert_eq!(stopped, Err(VaultError::NoSuch("patience")));
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        vault.write(cause("import"), |tx| -> Result<(), VaultError> {
            import(tx)?;
            panic!("half way");
        })
    }));
    assert!(panicked.is_err());
    assert_eq!(vault.read(person::count), Ok(0));
    assert_eq!(vault.read(import::count), Ok(0));
    assert_eq!(vault.read(log::count), Ok(1));
    assert_eq!(add_people(&mut vault, 0..1), [PersonId(1)], "and goes on");
}

/// The list beside the database is written before the commit. Where that is refused, the list is set right again; and where
/// it was not touched, it stays as it is.
#[test]
fn a_commit_that_is_refused_leaves_the_list_as_the_database_has_it() {
    use suppression::{Scope, add, token};
    // Found only at the commit: a person that there is not.
    let refused = |tx: &Tx<'_>| -> Result<(), VaultError> {
        tx.touched(access::Subject::Vault, &[]);
        tx.sql("PRAGMA defer_foreign_keys = ON")?.execute([])?;
        tx.sql("INSERT INTO identity VALUES (1, 'x', 999)")?.execute([])?;
        Ok(())
    };
    for keeps_out in [false, true] {
        let (dir, mut vault) = fresh();
        add_people(&mut vault, 0..1);
        let before = fs::read(vault.ledger_path()).expect("read");
        let answer = vault.write(cause("opt_out"), |tx| {
            if keeps_out {
                add(tx, &token(tx, &somebody_else()), Scope::Use, NOW)?;
            }
            refused(tx)
        });
        assert!(matches!(answer, Err(VaultError::Database { .. })), "{answer:?}");
        assert_eq!(vault.ledger_beside().expect("a list").entries.len(), 0);
        assert_eq!(fs::read(vault.ledger_path()).expect("read") == before, !keeps_out);
        assert_eq!(vault.write(cause("import"), import), Err(VaultError::InDoubt), "what it holds is not known");
        drop(vault.lock());
        let vault = Vault::at(&shop(&dir)).expect("there").unlock(&pass()).expect("opened");
        assert_eq!((vault.findings(), vault.was_left_open()), (&[][..], true));
    }
}

#[test]
fn a_rehearsal_gives_the_same_answer_and_leaves_nothing() {
    let (_dir, mut vault) = fresh();
    let act = |tx: &Tx<'_>| -> Result<(ImportId, PersonId, u32), VaultError> {
        let file = import(tx)?;
        let id = person::insert(tx, &somebody(1), file, 2, NOW)?;
        Ok((file, id, person::count(tx)?))
    };
    let rehearsed = vault.rehearse(cause("import"), act).expect("rehearsed");
    assert_eq!(vault.read(person::count), Ok(0));
    assert_eq!(vault.read(log::count), Ok(1));
    let done = vault.write(cause("import"), act).expect("done");
    assert_eq!(rehearsed, done);
}

#[test]
fn a_log_that_was_touched_shows_it() {
    use log::Fault::{End, Entry, Payload, PayloadBack, PayloadLost};
    let damages: [(&str, &str, u32, log::Fault); 19] = [
        ("edited", "UPDATE log_payload SET verb = 'opt_in' WHERE number = 4", 4, Payload),
        ("another time", "UPDATE log SET at = at + 1 WHERE number = 2", 2, Entry),
        ("another actor", "UPDATE log_payload SET actor = 'system' WHERE number = 6", 6, Payload),
        (
            "fields moved into subjects",
            "UPDATE log_payload SET subjects = subjects || ' ' || fields, fields = '' WHERE number = 3",
            3,
            Payload,
        ),
        ("another salt", "UPDATE log_payload SET salt = zeroblob(32) WHERE number = 3", 3, Payload),
        ("a short salt", "UPDATE log_payload SET salt = x'00' WHERE number = 3", 3, Payload),
        ("another commitment", "UPDATE log SET commitment = zeroblob(32) WHERE number = 5", 5, Entry),
        ("a short commitment", "UPDATE log SET commitment = x'' WHERE number = 5", 5, Entry),
        ("another signature", "UPDATE log SET mac = zeroblob(32) WHERE number = 5", 5, Entry),
        ("dropped", "DELETE FROM log WHERE number = 3", 3, Entry),
        ("first dropped", "DELETE FROM log WHERE number = 1", 1, Entry),
        ("tail cut", "DELETE FROM log WHERE number > 4", 5, End),
        ("all gone", "DELETE FROM log", 1, End),
        (
            "closed up",
            "DELETE FROM log WHERE number = 3; UPDATE log SET number = number - 1 WHERE number > 3",
            3,
            Entry,
        ),
        (
            "reordered",
            "UPDATE log SET number = 100 WHERE number = 2; UPDATE log SET number = 2 WHERE number = 3; UPDATE log SET number = 3 WHERE number = 100",
            2,
            Entry,
        ),
        ("payload gone", "DELETE FROM log_payload WHERE number = 2", 2, PayloadLost),
        ("head moved", "UPDATE log_head SET number = 5", 7, End),
        ("edge of the tree changed", "UPDATE log_head SET edge = zeroblob(64)", 7, End),
        ("head gone", "DELETE FROM log_head", 7, End),
    ];
    for (what, sql, at, fault) in damages {
        let (_dir, mut vault) = fresh();
        for number in 0..5 {
            add_people(&mut vault, number..number + 1);
        }
        assert_sound(&vault, 6);
        vault.state_for_tests().execute_batch(sql).expect(what);
        let check = verify(&vault);
        assert_eq!((check.broken_at, check.fault), (Some(at), Some(fault)), "{what}");
    }
    let (_dir, mut vault) = fresh();
    let who = add_people(&mut vault, 0..1)[0];
    vault.state_for_tests().execute_batch("CREATE TABLE kept AS SELECT * FROM log_payload").expect("kept");
    vault.write(cause("erase"), |tx| person::erase(tx, who)).expect("erased");
    assert_sound(&vault, 3);
    vault
        .state_for_tests()
        .execute_batch("INSERT INTO log_payload SELECT * FROM kept WHERE number = 2")
        .expect("put back");
    assert_eq!((verify(&vault).broken_at, verify(&vault).fault), (Some(2), Some(PayloadBack)));
}

#[test]
fn a_chain_made_again_without_the_key_does_not_hold() {
    use sha2::{Digest, Sha256};
    let (_dir, mut vault) = fresh();
    add_people(&mut vault, 0..1);
    // Somebody who knows how hashes are made, but not the key: the hash is right, the signature cannot be.
    let previous = vault.read(|r| log::list(r, 0, 2)).expect("list")[1].hash;
    let mut commitment = Sha256::new_with_prefix(b"regulars log payload v2").chain_update([1; 32]);
    for text in ["user", "export", "p1", "email", ""] {
        commitment.update((text.len() as u64).to_le_bytes());
        commitment.update(text);
    }
    let commitment: [u8; 32] = commitment.finalize().into();
    let mut hash = Sha256::new_with_prefix(b"regulars log entry v2");
    hash.update(previous);
    hash.update(2u32.to_le_bytes());
    hash.update(NOW.to_le_bytes());
    hash.update(commitment);
    let hash: [u8; 32] = hash.finalize().into();
    let connection = vault.state_for_tests();
    connection
        .execute(
            "UPDATE log_payload SET verb = 'export', subjects = 'p1', fields = 'email', salt = ?1 WHERE number = 2",
            [[1; 32]],
        )
        .expect("changed");
    let changed = connection
        .execute("UPDATE log SET commitment = ?1, hash = ?2 WHERE number = 2", [commitment, hash])
        .expect("changed");
    assert_eq!(changed, 1);
    assert_eq!(verify(&vault).broken_at, Some(2));
}

#[test]
fn a_chain_with_a_false_end_does_not_grow() {
    let (_dir, mut vault) = fresh();
    vault.state_for_tests().execute("UPDATE log_head SET number = 0", []).expect("changed");
    let refused = vault.write(cause("import"), import);
    assert_eq!(refused, Err(VaultError::Damaged("the log")));
    assert_eq!(vault.read(import::count), Ok(0));
}

#[test]
fn a_no_survives_every_import() {
    use permission::{By, Recorded};
    let (_dir, mut vault) = fresh();
    let who = add_people(&mut vault, 0..1)[0];
    let say = |vault: &mut Vault<Open>, state, by| {
        vault.write(cause("permission"), |tx| permission::record(tx, who, &said(state), by)).expect("recorded")
    };
    let file = By::Import(ImportId(1));
    assert_eq!(say(&mut vault, PermissionState::Unknown, file), Recorded::Same);
    assert_eq!(say(&mut vault, PermissionState::Granted, file), Recorded::Changed);
    assert_eq!(say(&mut vault, PermissionState::Refused, By::Person), Recorded::Changed);
    assert_eq!(say(&mut vault, PermissionState::Granted, file), Recorded::KeptRefusal);
    assert_eq!(say(&mut vault, PermissionState::Unknown, file), Recorded::Same);
    let held = vault.read(|r| permission::of(r, who)).expect("read");
    assert_eq!(held, [permission::Held { permission: said(PermissionState::Refused), by: By::Person }]);
    assert_eq!(vault.read(|r| permission::history(r, who)).expect("read").len(), 2);
    assert_eq!(vault.read(|r| permission::refusals(r, 10)).expect("read")[0].0, who);
    assert_eq!(vault.read(permission::count_refusals), Ok(1));
    let mut seen = Vec::new();
    let all = |id, channel, state, purposes, _, _: &str| seen.push((id, channel, state, purposes));
    vault.read(|r| permission::for_each(r, all)).expect("read");
    assert_eq!(seen, [(who, Channel::Email, PermissionState::Refused, Purposes::NONE)]);
    assert_eq!(say(&mut vault, PermissionState::Granted, By::Person), Recorded::Changed);
}

#[test]
fn one_identifier_has_one_person_and_one_person_many() {
    let (_dir, mut vault) = fresh();
    let ids = add_people(&mut vault, 0..2);
    let old = Identity { kind: IdentityKind::Email, value: "person0000@example.com".into() };
    assert_eq!(vault.read(|r| identity::find(r, &old)), Ok(Some(ids[0])));
    let mut fields = somebody(0);
    fields.email = "new@example.com".into();
    vault.write(cause("edit"), |tx| person::update(tx, ids[0], &fields, &["email"], NOW + 5)).expect("written");
    let new = Identity { kind: IdentityKind::Email, value: "new@example.com".into() };
    assert_eq!(vault.read(|r| identity::find(r, &new)), Ok(Some(ids[0])));
    assert_eq!(vault.read(|r| identity::find(r, &old)), Ok(Some(ids[0])), "the old one is still theirs");
    assert_eq!(vault.read(|r| identity::of(r, ids[0])).expect("read").len(), 4);
    assert_eq!(vault.write(cause("edit"), |tx| identity::add(tx, ids[1], &new)), Ok(false));
    let mut all = 0;
    vault.read(|r| identity::for_each(r, |_, _, _| all += 1)).expect("read");
    assert_eq!(all, 7);
    let missing = vault.write(cause("edit"), |tx| person::update(tx, PersonId(99), &fields, &["email"], NOW));
    assert_eq!(missing, Err(VaultError::NoSuch("person")));
}

#[test]
fn people_come_in_the_order_asked() {
    let (_dir, mut vault) = fresh();
    let ids = add_people(&mut vault, 0..5);
    let asked = [ids[4], PersonId(77), ids[0]];
    let got = vault.read(|r| person::many(r, &asked)).expect("read");
    assert_eq!(got.iter().map(|row| row.id).collect::<Vec<_>>(), [ids[4], ids[0]]);
    let mut count = 0;
    let stopped = vault.read(|r| {
        person::for_each(r, |_| {
            count += 1;
            if count == 3 { Err(VaultError::NoSuch("patience")) } else { Ok(()) }
        })
    });
    assert_eq!((stopped, count), (Err(VaultError::NoSuch("patience")), 3));
    let sources = vault.read(|r| person_source::of(r, ids[4])).expect("read");
    assert_eq!(sources, [person_source::PersonSource { import: ImportId(1), line: 6, first_seen: NOW }]);
}

#[test]
fn imports_chunks_and_segments_are_kept() {
    let (_dir, mut vault) = fresh();
    let chunk = chunk::NewChunk {
        kind: "orders",
        import: ImportId(1),
        first_day: Day(10),
        last_day: Day(20),
        rows: 3,
        checksum: u32::MAX,
        bytes: &[1, 2, 3],
    };
    vault
        .write(cause("import"), |tx| -> Result<(), VaultError> {
            let file = import(tx)?;
            assert_eq!(file, ImportId(1));
            let first = chunk::add(tx, &chunk)?;
            let second = chunk::add(tx, &chunk::NewChunk { bytes: &[9; 100_000], ..chunk })?;
            chunk::replace(tx, first, &chunk::NewChunk { rows: 2, bytes: &[4, 5], ..chunk })?;
            chunk::add(tx, &chunk::NewChunk { kind: "events", ..chunk })?;
            chunk::delete(tx, second)?;
            assert_eq!(chunk::delete(tx, second), Err(VaultError::NoSuch("chunk")));
            import::finish(tx, file, r#"{"rows":3}"#)?;
            assert_eq!(import::finish(tx, ImportId(9), ""), Err(VaultError::NoSuch("import")));
            Ok(())
        })
        .expect("written");
    let mut seen = Vec::new();
    vault
        .read(|r| {
            chunk::for_each(r, "orders", |meta, bytes| {
                seen.push((meta.clone(), bytes.to_vec()));
                Ok::<(), VaultError>(())
            })
        })
        .expect("read");
    assert_eq!(seen.len(), 1);
    assert_eq!(
        (seen[0].0.rows, seen[0].0.checksum, seen[0].0.last_day, &seen[0].1[..]),
        (2, u32::MAX, Day(20), &[4, 5][..])
    );
    assert_eq!(vault.read(chunk::list).expect("read").len(), 2);
    let found = vault.read(|r| import::by_digest(r, &[7; 32])).expect("read").expect("there");
    assert_eq!((found.counts.as_str(), found.basis), (r#"{"rows":3}"#, Basis::Contract));
    assert_eq!(vault.read(|r| import::get(r, ImportId(1))), Ok(Some(found.clone())));
    assert_eq!(vault.read(import::list), Ok(vec![found]));
    assert_eq!(vault.read(|r| import::by_digest(r, &[8; 32])), Ok(None));

    let rule = SegmentRule::new(Rule::All { rules: vec![] });
    let id = vault.write(cause("save"), |tx| segment::save(tx, None, " Regulars ", &rule, NOW)).expect("saved");
    let taken = vault.write(cause("save"), |tx| segment::save(tx, None, "REGULARS", &rule, NOW));
    assert_eq!(taken, Err(VaultError::NameTaken));
    vault.write(cause("save"), |tx| segment::save(tx, Some(id), "regulars", &rule, NOW + 1)).expect("renamed");
    let held = vault.read(|r| segment::find_by_name(r, "Regulars")).expect("read").expect("there");
    assert_eq!((held.id, held.name.as_str(), held.updated), (id, "regulars", NOW + 1));
    vault.write(cause("delete"), |tx| segment::delete(tx, id)).expect("deleted");
    assert_eq!(vault.read(|r| segment::get(r, id)), Ok(None));
    assert_eq!(vault.write(cause("delete"), |tx| segment::delete(tx, id)), Err(VaultError::NoSuch("segment")));

    let receipt = vault.write(cause("erase"), |tx| receipt::add(tx, NOW, "{}")).expect("added");
    assert_eq!((receipt, vault.read(receipt::list).expect("read").len()), (1, 1));
    vault.write(cause("rename"), |tx| meta::rename(tx, "Café Canto")).expect("renamed");
    assert_eq!(vault.info().expect("info").name, "Café Canto");
}

#[test]
fn whatever_a_file_holds_comes_back() {
    let (_dir, mut vault) = fresh();
    let texts = prop::collection::vec("\\PC{0,12}", 11);
    let tags = prop::collection::vec("[^\\x00-\\x1f]{1,8}", 0..4);
    let birthday = prop::option::of((1u8..=12, 1u8..=31));
    let custom = prop::collection::btree_map("\\PC{1,6}", "\\PC{0,8}", 0..3);
    let any_fields = (texts, tags, birthday, prop::option::of(any::<i32>()), custom).prop_map(
        |(texts, tags, birthday, day, custom)| {
            let mut texts = texts.into_iter();
            let mut next = || texts.next().unwrap_or_default();
            PersonFields {
                external_id: next(),
                email: next(),
                phone: next(),
                first_name: next(),
                last_name: next(),
                company: next(),
                street: next(),
                city: next(),
                region: next(),
                postcode: next(),
                country: next(),
                birthday: birthday.map(|(month, day)| MonthDay { month, day }),
                signed_up: day.map(Day),
                tags,
                custom,
            }
        },
    );
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(256));
    let vault = std::cell::RefCell::new(&mut vault);
    let ran = runner.run(&(any_fields.clone(), any_fields), |(first, second)| {
        let done = vault.borrow_mut().rehearse(cause("import"), |tx| -> Result<_, VaultError> {
            let file = import(tx)?;
            let id = person::insert(tx, &first, file, 2, NOW)?;
            let inserted = person::get(tx, id)?;
            person::update(tx, id, &second, &["email"], NOW + 1)?;
            Ok((inserted, person::get(tx, id)?))
        });
        let (inserted, updated) = done.expect("written");
        prop_assert_eq!(inserted.map(|row| row.fields), Some(first));
        prop_assert_eq!(updated.map(|row| (row.fields, row.updated)), Some((second, NOW + 1)));
        Ok(())
    });
    ran.expect("every case");
}
