//! Erasure: gone from every page, and kept out by a token.

use super::*;
use regulars_model::{Day, Identity, IdentityKind, Persona, PersonaSet};
use suppression::Scope;

pub(super) fn personas(members: &[PersonId]) -> PersonaSet {
    PersonaSet {
        personas: vec![Persona {
            name: "Often coffee".into(),
            portrait: 1,
            size: u32::try_from(members.len()).expect("few"),
            share_of_people: 1.0,
            share_of_value: 1.0,
            value: 100,
            stability: 0.9,
            traits: vec![],
            members: members.to_vec(),
        }],
        people: u32::try_from(members.len()).expect("few"),
        stability: 0.9,
        resamples: 20,
        as_of: Day(20_000),
        seed: 1,
    }
}

#[test]
fn somebody_who_is_there_is_found_and_somebody_erased_is_not() {
    let (_dir, mut vault) = fresh();
    let ids = add_people(&mut vault, 0..2_000);
    let who = ids[700];
    vault
        .write(cause("prepare"), |tx| -> Result<(), VaultError> {
            permission::record(tx, who, &said(PermissionState::Granted), permission::By::Person)?;
            persona_run::save(tx, &personas(&ids[..1_000]), NOW, Some(ImportId(1)))
        })
        .expect("written");
    let needles = vault.read(|r| person::traces(r, &[who])).expect("traces");
    let text: Vec<&str> = needles.iter().map(|needle| std::str::from_utf8(needle).expect("text")).collect();
    assert_eq!(text, ["+31 6 0000 0700", "+31600000700", "0700 zigzag lane", "person0700@example.com", "c0700"]);

    let before = vault.residue(&needles).expect("searched");
    assert!(before.hits > 0 && before.pages_searched);
    for place in ["pages", "person.email", "person.external_id", "identity.value"] {
        assert!(before.places.contains(&place.to_owned()), "{place}: {:?}", before.places);
    }
    for place in ["vault.db", "vault.db-wal", "vault.hdr"] {
        assert!(!before.places.contains(&place.to_owned()), "{place} holds plain text");
    }

    vault
        .write(cause("erase"), |tx| -> Result<(), VaultError> {
            for one in identity::of(tx, who)? {
                let token = suppression::token(tx, &one);
                assert!(suppression::add(tx, &token, Scope::Erased, NOW)?);
            }
            person::erase(tx, who)
        })
        .expect("erased");
    vault.purge().expect("purged");
    let after = vault.residue(&needles).expect("searched");
    assert_eq!((after.hits, after.places.as_slice()), (0, &[][..]));
    // The pages once decrypted, and every file as it lies there; nothing is left in the write-ahead log.
    let size = |name: &str| fs::metadata(vault.dir().join(name)).expect("there").len();
    assert_eq!(size("vault.db-wal"), 0);
    assert!(size("vault.db") > 250_000, "{after:?}");
    assert_eq!(after.bytes_searched, size("vault.db") + vault.info().expect("info").bytes);
    assert_eq!(after.values, 5, "two spellings of one value count once");

    assert_eq!(vault.read(|r| person::get(r, who)), Ok(None));
    assert_eq!(vault.read(|r| permission::history(r, who)), Ok(vec![]));
    assert_eq!(vault.read(|r| person_source::of(r, who)), Ok(vec![]));
    let run = vault.read(persona_run::latest).expect("read").expect("there");
    assert!(!run.set.personas[0].members.contains(&who));
    assert_eq!((run.set.personas[0].size, run.set.people), (999, 999));

    let email = Identity { kind: IdentityKind::Email, value: "person0700@example.com".into() };
    assert_eq!(vault.read(|r| suppression::scopes(r, &suppression::token(r, &email))), Ok(vec![Scope::Erased]));
    assert_eq!(vault.read(suppression::all).expect("read").len(), 3);
    // The rest of the shop is as it was, and so is the log.
    assert_eq!(vault.read(person::count), Ok(1_999));
    assert!(vault.read(|r| person::get(r, ids[701])).expect("read").is_some());
    assert_eq!(vault.read(log::verify).expect("checked").broken_at, None);
    assert_eq!(vault.write(cause("erase"), |tx| person::erase(tx, who)), Err(VaultError::NoSuch("person")));
}

#[test]
fn a_number_is_never_given_again() {
    let (_dir, mut vault) = fresh();
    let ids = add_people(&mut vault, 0..300);
    let last = ids[299];
    let erase = |tx: &Tx<'_>| ids[100..].iter().try_for_each(|who| person::erase(tx, *who));
    vault.write(cause("erase"), erase).expect("erased");
    vault.purge().expect("purged");
    let free: u32 =
        vault.state_for_tests().pragma_query_value(None, "freelist_count", |row| row.get(0)).expect("asked");
    assert_eq!(free, 0, "no page is left that held somebody");
    let vault_again = &mut vault.lock().unlock(&pass()).expect("opened");
    assert_eq!(add_people(vault_again, 300..301), [PersonId(last.0 + 1)]);
}

#[test]
fn a_value_spread_over_pages_is_found() {
    let (_dir, mut vault) = fresh();
    let mut bytes = vec![b'x'; 50_000];
    // Across the end of the first overflow page, wherever exactly it falls: every place is tried.
    let needle = b"somebody-in-a-chunk@example.com";
    for at in (0..bytes.len() - 100).step_by(97) {
        bytes[at..at + needle.len()].copy_from_slice(needle);
    }
    vault
        .write(cause("import"), |tx| {
            let import = import(tx)?;
            let first_day = Day(1);
            chunk::add(
                tx,
                &chunk::NewChunk {
                    kind: "orders",
                    import,
                    first_day,
                    last_day: first_day,
                    rows: 1,
                    checksum: 0,
                    bytes: &bytes,
                },
            )
        })
        .expect("written");
    let found = vault.residue(&[needle.to_vec()]).expect("searched");
    assert_eq!(found.places, ["chunk.bytes", "pages"]);
}

#[test]
fn the_list_keeps_people_out_of_what_they_asked() {
    let (_dir, mut vault) = fresh();
    let one = Identity { kind: IdentityKind::Email, value: "ana@example.com".into() };
    let other = Identity { kind: IdentityKind::External, value: "ana@example.com".into() };
    let token = vault.read(|r| suppression::token(r, &one));
    assert_ne!(token, vault.read(|r| suppression::token(r, &other)), "the kind is part of it");
    let (_another_dir, another) = fresh();
    assert_ne!(token, another.read(|r| suppression::token(r, &one)), "so is the vault");
    let add = |vault: &mut Vault<Open>, scope| {
        vault.write(cause("opt_out"), |tx| suppression::add(tx, &token, scope, NOW)).expect("added")
    };
    assert!(add(&mut vault, Scope::Use));
    assert!(add(&mut vault, Scope::Channel(Channel::Post)));
    assert!(!add(&mut vault, Scope::Use), "it was there");
    assert_eq!(vault.read(|r| suppression::scopes(r, &token)), Ok(vec![Scope::Channel(Channel::Post), Scope::Use]));
    assert_eq!(vault.write(cause("opt_in"), |tx| suppression::lift(tx, &token, Scope::Use)), Ok(true));
    assert_eq!(vault.write(cause("opt_in"), |tx| suppression::lift(tx, &token, Scope::Use)), Ok(false));
    assert_eq!(vault.read(suppression::all).expect("read")[&token], [Scope::Channel(Channel::Post)]);
}

#[test]
fn an_opt_out_of_use_is_listed_newest_first() {
    let (_dir, mut vault) = fresh();
    let ids = add_people(&mut vault, 0..3);
    for (id, at) in [(ids[2], NOW + 1), (ids[0], NOW + 2)] {
        assert_eq!(vault.write(cause("opt_out"), |tx| person::set_use(tx, id, false, at)), Ok(true));
    }
    assert_eq!(vault.read(|r| person::use_refused(r, 9)), Ok(vec![(ids[0], NOW + 2), (ids[2], NOW + 1)]));
    assert_eq!(vault.read(person::count_use_refused), Ok(2));
    assert!(!vault.read(|r| person::get(r, ids[0])).expect("read").expect("there").use_allowed);
    assert_eq!(vault.write(cause("opt_in"), |tx| person::set_use(tx, ids[0], true, NOW + 3)), Ok(true));
    assert_eq!(vault.read(person::count_use_refused), Ok(1));
    let gone = vault.write(cause("opt_out"), |tx| person::set_use(tx, PersonId(99), false, NOW));
    assert_eq!(gone, Err(VaultError::NoSuch("person")));
}

#[test]
fn what_somebody_else_has_too_is_no_trace() {
    let (_dir, mut vault) = fresh();
    let ids = vault
        .write(cause("import"), |tx| -> Result<Vec<PersonId>, VaultError> {
            let file = import(tx)?;
            let shared = |number| PersonFields {
                street: "1 Shared House".into(),
                last_name: "Van Dam".into(),
                ..somebody(number)
            };
            Ok(vec![
                person::insert(tx, &shared(1), file, 2, NOW)?,
                person::insert(
                    tx,
                    &PersonFields { street: "flat 2, 1 SHARED HOUSE".into(), ..shared(2) },
                    file,
                    3,
                    NOW,
                )?,
            ])
        })
        .expect("written");
    let of = |id| vault.read(|r| person::traces(r, &[id])).expect("traces");
    let first = of(ids[0]);
    assert!(!first.contains(&b"1 shared house".to_vec()) && !first.contains(&b"van dam".to_vec()));
    assert!(first.contains(&b"person0001@example.com".to_vec()));
    assert!(of(ids[1]).contains(&b"flat 2, 1 shared house".to_vec()));
}

#[test]
fn what_imports_said_own_fields_and_decisions_go_with_the_person() {
    let (_dir, mut vault) = fresh();
    let ids = add_people(&mut vault, 0..3);
    let who = ids[0];
    let said = said::Said {
        fields: PersonFields { street: "An Older Address 77".into(), ..PersonFields::default() },
        also: vec![Identity { kind: IdentityKind::Email, value: "older.address@example.com".into() }],
    };
    vault
        .write(cause("import"), |tx| -> Result<(), VaultError> {
            let mut fields = somebody(0);
            fields.custom.insert("note".into(), "allergic to \"hazelnuts\"".into());
            fields.custom.insert("list".into(), "red velvet shoes\u{1f}blue suede shoes".into());
            person::update(tx, who, &fields, &["custom"], NOW)?;
            said::set(tx, who, ImportId(1), &said::Kept::Full(said.clone()))?;
            same_person::decide(tx, (who, ids[1]), true, false, 1.0, NOW)?;
            Ok(())
        })
        .expect("written");
    let needles = vault.read(|r| person::traces(r, &[who])).expect("read");
    let has = |text: &str| needles.iter().any(|needle| needle == text.as_bytes());
    for value in
        ["an older address 77", "older.address@example.com", "allergic to \\\"hazelnuts\\\"", "blue suede shoes"]
    {
        assert!(has(value), "{value}");
    }
    let before = vault.residue(&needles).expect("searched");
    for place in ["person.custom", "person_source.said"] {
        assert!(before.places.contains(&place.to_owned()), "{place}: {:?}", before.places);
    }
    vault.write(cause("erase"), |tx| person::erase(tx, who)).expect("erased");
    vault.purge().expect("purged");
    assert_eq!(vault.residue(&needles).expect("searched").places, Vec::<String>::new());
    assert_eq!(vault.read(same_person::list), Ok(vec![]));
}

/// A search that could not look everywhere says so, and does not answer "nothing found".
#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_read_is_no_file_that_holds_nothing() {
    let (dir, mut vault) = fresh();
    add_people(&mut vault, 0..3);
    assert!(vault.residue(&[b"nobody@example.com".to_vec()]).is_ok());
    let header = shop(&dir).join("vault.hdr");
    let kept = fs::read(&header).expect("read");
    fs::remove_file(&header).expect("removed");
    assert!(vault.residue(&[b"nobody@example.com".to_vec()]).is_ok(), "one that is not there holds nothing");
    std::os::unix::fs::symlink(&header, &header).expect("a link to itself");
    let answer = vault.residue(&[b"nobody@example.com".to_vec()]);
    assert!(matches!(answer, Err(VaultError::Io { doing: "reading the vault's files", .. })), "{answer:?}");
    fs::remove_file(&header).expect("removed");
    fs::write(&header, kept).expect("put back");
}
