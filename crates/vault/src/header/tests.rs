//! What a forger, a slip of the disk and an older program can do to a key file.

use super::*;
use proptest::prelude::*;

fn pass() -> Passphrase {
    Passphrase::new("correct horse")
}

fn made() -> (Header, Key) {
    Header::create(&pass(), KdfParams::LEAST).expect("made")
}

/// One with every kind of slot and a guard.
fn full() -> (Header, Key, RecoveryCode, Key) {
    let (header, key) = made();
    let vault = header.vault_id();
    let code = RecoveryCode::random().expect("a code");
    let (computer, kek) = Slot::this_computer(&vault, &key).expect("a slot");
    let recovery = Slot::recovery(&vault, &key, &code).expect("a slot");
    let header = header
        .next(&key, |body| {
            body.set_slot(recovery);
            body.set_slot(computer);
            body.set_guard(Guard {
                clean: true,
                pages: Hex([7; 32]),
                log_number: 3,
                log_hash: Hex([8; 32]),
                ledger: Hex([9; 32]),
            });
        })
        .expect("signed");
    (header, key, code, kek)
}

/// Written as a forger would: every plain checksum right.
fn forged(header: &Header, change: impl FnOnce(&mut Body)) -> Vec<u8> {
    let mut body = header.body.clone();
    change(&mut body);
    let signed = json(&body).expect("bytes");
    Header { body, mac: header.mac, signed }.bytes().expect("bytes")
}

#[test]
fn a_key_file_reads_back_and_each_way_in_opens_it() {
    let (header, key, code, kek) = full();
    let read = Header::parse(&header.bytes().expect("bytes")).expect("sound");
    assert_eq!(read, header);
    for with in [With::Passphrase(&pass()), With::Recovery(&code), With::Computer(&kek)] {
        let opened = read.unlock(with).expect("opened");
        assert_eq!(opened.data_key.bytes(), key.bytes());
        assert_eq!(opened.database_key.bytes(), key.bytes());
        assert!(opened.genuine);
    }
    let refused = |with| read.unlock(with).err();
    let slipped = Passphrase::new("correct horsf");
    assert_eq!(refused(With::Passphrase(&slipped)), Some(VaultError::WrongPassphrase));
    let other = RecoveryCode::random().expect("a code");
    assert_eq!(refused(With::Recovery(&other)), Some(VaultError::WrongRecoveryCode));
    assert!(matches!(refused(With::Computer(&key)), Some(VaultError::Keychain(_))));
}

#[test]
fn every_single_bit_is_watched() {
    let (header, ..) = full();
    let bytes = header.bytes().expect("bytes");
    for at in 0..bytes.len() {
        for bit in 0..8 {
            let mut flipped = bytes.clone();
            flipped[at] ^= 1 << bit;
            let refused = Header::parse(&flipped).err();
            assert!(
                matches!(refused, Some(VaultError::Damaged(_) | VaultError::TooNew { .. })),
                "byte {at}, bit {bit}: {refused:?}"
            );
        }
    }
    for cut in 0..bytes.len() {
        assert!(Header::parse(&bytes[..cut]).is_err());
    }
}

#[test]
fn a_forger_cannot_drop_weaken_or_swap_a_slot_unseen() {
    let (header, data_key, ..) = full();
    let vault = header.vault_id();
    let second = Slot::passphrase(&vault, &data_key, &Passphrase::new("another one"), KdfParams::LEAST).expect("one");
    let genuine = |bytes: Vec<u8>| {
        Header::parse(&bytes).and_then(|header| header.unlock(With::Passphrase(&pass()))).map(|opened| opened.genuine)
    };
    assert_eq!(genuine(header.bytes().expect("bytes")), Ok(true), "the control");
    assert_eq!(genuine(forged(&header, |body| body.slots.truncate(1))), Ok(false), "dropped");
    assert_eq!(genuine(forged(&header, |body| body.slots.push(second))), Ok(false), "added");
    assert_eq!(genuine(forged(&header, |body| body.slots.swap(0, 1))), Ok(false), "swapped");
    assert_eq!(genuine(forged(&header, |body| body.generation = 9)), Ok(false), "another generation");
    assert_eq!(genuine(forged(&header, |body| body.database = 1)), Ok(false), "another database");
    assert_eq!(genuine(forged(&header, |body| body.guard = None)), Ok(false), "no guard");
    let costs = |mib: u32, passes: u32| {
        forged(&header, |body| {
            if let Slot::Passphrase { argon2id, .. } = &mut body.slots[0] {
                *argon2id = KdfParams { mib, passes };
            }
        })
    };
    assert_eq!(genuine(costs(19, 3)), Err(VaultError::WrongPassphrase), "other costs");
    let unsafe_costs = Err(VaultError::Damaged("the key file asks for unsafe costs"));
    assert_eq!(genuine(costs(8, 2)), unsafe_costs, "weakened");
    assert_eq!(genuine(costs(1_000_000, 2)), unsafe_costs, "unbearable");
    let newer = forged(&header, |body| body.format_version = FORMAT + 1);
    assert_eq!(genuine(newer), Err(VaultError::TooNew { found: FORMAT + 1, known: FORMAT }));
    assert_eq!(genuine(forged(&header, |body| body.format_version = 0)), Err(VaultError::Damaged("the key file")));
    assert_eq!(genuine(forged(&header, |body| body.slots.clear())), Err(VaultError::Damaged("the key file")));
}

#[test]
fn the_next_key_file_is_one_generation_on_and_has_one_slot_of_a_kind() {
    let (header, key, code, _) = full();
    let new = Passphrase::new("battery staple");
    let slot = Slot::passphrase(&header.vault_id(), &key, &new, KdfParams::LEAST).expect("a slot");
    let next = header.next(&key, |body| body.set_slot(slot)).expect("signed");
    assert_eq!((next.generation(), next.slots().len()), (header.generation() + 1, 3));
    assert!(next.unlock(With::Passphrase(&new)).expect("opened").genuine);
    assert!(next.unlock(With::Recovery(&code)).expect("opened").genuine);
    assert_eq!(next.unlock(With::Passphrase(&pass())).err(), Some(VaultError::WrongPassphrase));
    assert!(matches!(next.slots()[0], Slot::Passphrase { .. }), "the passphrase is tried first");
    assert_ne!(next.seal(), header.seal());
}

#[test]
fn a_backup_has_a_key_of_its_own_and_no_computers_slot() {
    let (header, key, code, kek) = full();
    let own = Key::random().expect("a key");
    let made = Made { at: 42, why: "weekly", people: 3 };
    let guard = *header.guard().expect("one");
    let backup = header.for_backup(&key, &own, &made, guard).expect("made");
    assert_eq!(backup.backup_key(&key).expect("opened").bytes(), own.bytes());
    assert!(backup.backup_key(&own).is_none());
    let backup = Header::parse(&backup.bytes().expect("bytes")).expect("sound");
    for with in [With::Passphrase(&pass()), With::Recovery(&code)] {
        let opened = backup.unlock(with).expect("opened");
        assert_eq!((opened.data_key.bytes(), opened.database_key.bytes()), (key.bytes(), own.bytes()));
        assert!(opened.genuine);
    }
    assert_ne!(own.bytes(), key.bytes());
    assert!(backup.unlock(With::Computer(&kek)).is_err());
    let note = backup.backup().expect("a backup");
    assert_eq!((note.made, note.why.as_str(), note.people), (42, "weekly", 3));
    let older = forged(&backup, |body| body.backup.as_mut().expect("a note").made = 41);
    let refused = Header::parse(&older).and_then(|header| header.unlock(With::Passphrase(&pass()))).err();
    assert_eq!(refused, Some(VaultError::Damaged("the key file")), "its date is bound in");
    let restored = backup.as_restored(&key).expect("restored");
    assert!(restored.backup().is_none() && restored.unlock(With::Recovery(&code)).expect("opened").genuine);
}

#[test]
fn what_is_put_in_is_what_is_read_out() {
    let (header, key, ..) = full();
    assert_eq!((header.database(), header.accepted_break()), (0, None));
    let next = header
        .next(&key, |body| {
            body.set_database(7);
            body.set_accepted_break(9);
        })
        .expect("signed");
    let next = Header::parse(&next.bytes().expect("bytes")).expect("sound");
    assert_eq!((next.database(), next.accepted_break()), (7, Some(9)));
    let fewer = next.next(&key, |body| body.retain_slots(|slot| matches!(slot, Slot::Recovery { .. })));
    assert!(matches!(fewer.expect("signed").slots(), [Slot::Recovery { .. }]));
    let restored = next.as_restored(&key).expect("signed");
    assert_eq!((restored.database(), restored.guard()), (0, None), "a restored vault begins with its first database");
}

#[test]
fn opening_costs_what_the_dearest_slot_costs() {
    let (mut header, key) = made();
    let vault = header.vault_id();
    assert_eq!(header.costs(), KdfParams::LEAST);
    // Memory times passes: neither the most memory, nor the most passes, nor their sum.
    for (mib, passes) in [(30, 5), (40, 4), (100, 1), (20, 6)] {
        let slot = Slot::passphrase(&vault, &key, &pass(), KdfParams::LEAST).expect("a slot");
        let Slot::Passphrase { id, salt, wrapped, .. } = slot else { panic!("another slot") };
        header.body.slots.push(Slot::Passphrase { id, argon2id: KdfParams { mib, passes }, salt, wrapped });
    }
    assert_eq!(header.costs(), KdfParams { mib: 40, passes: 4 });
    header.body.slots.clear();
    assert_eq!(header.costs(), KdfParams::FLOOR);
}

/// Written by the program of format 1, for the passphrase "correct horse".
const FIRST: &str = include_str!("first_format.hdr");

#[test]
fn a_key_file_of_format_1_still_opens_and_is_carried_over() {
    let first = Header::parse(FIRST.trim_end().as_bytes()).expect("sound");
    let opened = first.unlock(With::Passphrase(&pass())).expect("opened");
    assert!(opened.genuine && first.guard().is_none());
    let second = first.next(&opened.data_key, |_| ()).expect("signed");
    let second = Header::parse(&second.bytes().expect("bytes")).expect("sound");
    assert_eq!((second.body.format_version, second.generation()), (FORMAT, first.generation() + 1));
    assert!(second.unlock(With::Passphrase(&pass())).expect("opened").genuine);
    let touched = FIRST.trim_end().replacen("\"generation\":1", "\"generation\":2", 1);
    assert!(Header::parse(touched.as_bytes()).is_err());
}

proptest! {
    #[test]
    fn whatever_lies_there_is_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        prop_assert!(Header::parse(&bytes).is_err());
    }

    #[test]
    fn a_key_file_with_a_piece_changed_is_refused_or_not_genuine(
        which in 0_usize..3, at in any::<prop::sample::Index>(), with in "[ -~]{0,12}", cut in 0_usize..12,
    ) {
        let (text, key) = &samples()[which];
        let at = at.index(text.len());
        let end = (at + cut).min(text.len());
        let changed = format!("{}{with}{}", &text[..at], &text[end..]);
        prop_assume!(changed != *text);
        // The plain checksum sees it; a forger, who can set that right, is met by the MAC.
        prop_assert!(Header::parse(changed.as_bytes()).is_err());
        if let Ok(whole) = serde_json::from_str::<Whole<Body>>(&changed) {
            let signed = json(&whole.body).expect("bytes");
            let forged = Header { mac: whole.mac, signed, body: whole.body };
            if let (Ok(header), Some(key)) = (Header::parse(&forged.bytes().expect("bytes")), key) {
                let seal = signature(key, &header.vault_id(), &header.signed);
                prop_assert!(seal != header.mac || header.bytes().expect("bytes") == text.as_bytes());
            }
        }
    }
}

/// Key files to spoil, with the key that signs them: of format 1, of a vault with every way in, of a backup.
fn samples() -> &'static [(String, Option<Key>); 3] {
    static SAMPLES: std::sync::OnceLock<[(String, Option<Key>); 3]> = std::sync::OnceLock::new();
    SAMPLES.get_or_init(|| {
        let (header, key, ..) = full();
        let own = Key::random().expect("a key");
        let made = Made { at: 42, why: "weekly", people: 3 };
        let backup = header.for_backup(&key, &own, &made, *header.guard().expect("one")).expect("made");
        let text = |header: &Header| String::from_utf8(header.bytes().expect("bytes")).expect("text");
        [(FIRST.trim_end().to_owned(), None), (text(&header), Some(key)), (text(&backup), Some(own))]
    })
}
