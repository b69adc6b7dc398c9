//! What an import said taken back: its yeses go, every no stays, and what others said holds as if it had never spoken.

use super::*;
use permission::{By, TakenBack};
use proptest::{collection::vec, prelude::*, strategy::ValueTree, test_runner::TestRunner};

/// One statement about one channel.
#[derive(Debug, Clone)]
struct Word {
    /// A file's number, or 0 for the person.
    by: u32,
    channel: Channel,
    state: PermissionState,
    purposes: Purposes,
}

fn word() -> impl Strategy<Value = Word> {
    use PermissionState::{Granted, Refused, Unknown};
    let state = prop_oneof![6 => Just(Granted), 1 => Just(Refused), 1 => Just(Unknown)];
    let channel = prop_oneof![3 => Just(Channel::Email), 1 => Just(Channel::Post)];
    (0..4u32, channel, state, 1..8u8).prop_map(|(by, channel, state, bits)| {
        let purposes = if state == Granted { Purposes::from_bits(bits) } else { Purposes::NONE };
        Word { by, channel, state, purposes }
    })
}

impl Word {
    fn by(&self) -> By {
        if self.by == 0 { By::Person } else { By::Import(ImportId(self.by)) }
    }

    fn said(&self) -> Permission {
        Permission { channel: self.channel, purposes: self.purposes, ..said(self.state) }
    }
}

/// What holds, by channel: the answer, what for, and whether it is the person's own word.
type Holding = Vec<(Channel, PermissionState, Purposes, bool)>;

fn holding(tx: &Tx<'_>, who: PersonId) -> Result<Holding, VaultError> {
    let held = permission::of(tx, who)?.into_iter();
    Ok(held
        .map(|held| {
            let it = held.permission;
            (it.channel, it.state, it.purposes, held.by == By::Person)
        })
        .collect())
}

#[test]
fn a_yes_taken_back_leaves_what_would_hold_without_it() {
    let (_dir, mut vault) = fresh();
    let who = add_people(&mut vault, 0..1)[0];
    vault.write(cause("import"), |tx| (0..3).try_for_each(|_| import(tx).map(drop))).expect("three more files");
    let mut runner = TestRunner::deterministic();
    let (mut changed, mut stayed) = (0, 0);
    for _ in 0..300 {
        let words = vec(word(), 1..9).new_tree(&mut runner).expect("a history").current();
        for gone in 1..4 {
            let tell = |tx: &Tx<'_>, words: &[Word]| -> Result<Holding, VaultError> {
                for word in words {
                    permission::record(tx, who, &word.said(), word.by())?;
                }
                holding(tx, who)
            };
            let (before, noes, done, after) = vault
                .rehearse(cause("undo"), |tx| {
                    let before = tell(tx, &words)?;
                    let held = permission::of(tx, who)?;
                    let mine = |held: &&permission::Held| {
                        held.by == By::Import(ImportId(gone)) && held.permission.state == PermissionState::Refused
                    };
                    let noes = held.iter().filter(mine).count();
                    let done = permission::take_back(tx, who, ImportId(gone))?;
                    Ok::<_, VaultError>((before, noes, done, holding(tx, who)?))
                })
                .expect("told");
            let without: Vec<Word> = words
                .iter()
                .filter(|word| word.by != gone || word.state != PermissionState::Granted)
                .cloned()
                .collect();
            let expected = vault.rehearse(cause("undo"), |tx| tell(tx, &without)).expect("told");
            assert_eq!(after, expected, "without {gone}: {words:?}");
            let fewer = before.iter().filter(|one| !after.contains(one)).count();
            let counted =
                TakenBack { yeses: u32::try_from(fewer).expect("few"), noes: u32::try_from(noes).expect("few") };
            assert_eq!(done, counted, "without {gone}: {words:?}");
            changed += fewer;
            stayed += noes;
        }
    }
    assert!(changed > 100 && stayed > 25, "{changed} and {stayed}: the histories say too little");
}

#[test]
fn what_was_taken_back_is_in_the_log_by_channel() {
    let (_dir, mut vault) = fresh();
    let who = add_people(&mut vault, 0..1)[0];
    let second = vault.write(cause("import"), import).expect("a file");
    let yes = |by, purposes| {
        move |tx: &Tx<'_>| {
            permission::record(tx, who, &Permission { purposes, ..said(PermissionState::Granted) }, By::Import(by))
        }
    };
    vault.write(cause("import"), yes(ImportId(1), Purposes::MARKETING)).expect("said");
    vault.write(cause("import"), yes(second, Purposes::MARKETING)).expect("said again");
    let fields = |vault: &Vault<Open>| {
        let entry = vault.read(|r| log::list(r, 0, 1)).expect("list").remove(0);
        let log::Told::Kept(payload) = entry.told else { panic!("{entry:?}") };
        payload.fields
    };
    // It held up another's yes: nothing holds less, and that it went is noted all the same.
    let back = vault.write(cause("undo"), |tx| permission::take_back(tx, who, second)).expect("taken back");
    assert_eq!((back, fields(&vault).as_str()), (TakenBack::default(), "permission permission:email"));
    let entries = vault.read(log::count).expect("counted");
    let back = vault.write(cause("undo"), |tx| permission::take_back(tx, who, second)).expect("nothing left");
    assert_eq!((back, vault.read(log::count)), (TakenBack::default(), Ok(entries)), "nothing is noted");
    let back = vault.write(cause("undo"), |tx| permission::take_back(tx, who, ImportId(1))).expect("taken back");
    assert_eq!((back, fields(&vault).as_str()), (TakenBack { yeses: 1, noes: 0 }, "permission:email"));
    assert_eq!(vault.read(|r| permission::of(r, who)), Ok(vec![]));
}

#[test]
fn a_file_that_speaks_of_somebody_twice_is_noted_once() {
    let (_dir, mut vault) = fresh();
    let who = add_people(&mut vault, 0..1)[0];
    let second = vault.write(cause("import"), import).expect("a file");
    let add = |line| move |tx: &Tx<'_>| person_source::add(tx, who, second, line, NOW);
    assert_eq!(vault.write(cause("import"), add(7)), Ok(true));
    let entries = vault.read(log::count).expect("counted");
    assert_eq!(vault.write(cause("import"), add(9)), Ok(false));
    assert_eq!(vault.read(log::count), Ok(entries), "nothing is noted");
    let sources = vault.read(|r| person_source::of(r, who)).expect("read");
    assert_eq!(sources.iter().map(|one| (one.import, one.line)).collect::<Vec<_>>(), [(ImportId(1), 2), (second, 7)]);
    assert_eq!(vault.write(cause("undo"), |tx| person_source::remove(tx, who, second)).map(drop), Ok(()));
    assert_eq!(vault.read(|r| person_source::of(r, who)).expect("read").len(), 1);
}
