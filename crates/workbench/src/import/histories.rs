//! Histories of imports, undoings, merges, noes, yeses and erasures: whatever came before, nobody leaves who said no, was
//! erased or never said yes; and taking something back leaves what would have been without it. Each history is rehearsed in
//! a real vault and rolled back. Four hundred of each; ten thousand with `REGULARS_FAULTS=long`, which takes minutes.

#![allow(clippy::print_stdout, reason = "a property test says how much it tried")]

mod hearing;
mod restores;

use super::{Provenance, undo::undo, writer::Writer};
use crate::{
    eligible::EligibleAudience,
    erase::erase_rows,
    groups::Groups,
    loading::{Kept, load_shop},
    matches::parting::take_back,
    opt_out::record_no,
    progress::quiet,
    quarantine::write_yes,
};
use regulars_ingest::{FileKind, Row};
use regulars_insight::{Bits, Shop};
use regulars_model::{
    Basis, Channel, Collected, Currency, Identity, IdentityKind, ImportId, PermissionState, PersonFields, PersonId,
    Problem, Purpose, Purposes, Zone,
};
use regulars_vault::{
    Actor, Cause, CreateOptions, KdfParams, Open, Passphrase, Tx, Vault, identity, import, permission, person, said,
    same_person,
};
use std::collections::{BTreeMap, BTreeSet};

const NOW: i64 = 1_795_435_200;
/// People in a history, by number.
const PEOPLE: usize = 6;

/// Ten thousand in the long form.
fn histories_or(few: u64) -> u64 {
    if std::env::var_os("REGULARS_FAULTS").is_some_and(|form| form == "long") { 10_000 } else { few }
}

fn histories() -> u64 {
    histories_or(400)
}

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        // xorshift64*
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        usize::try_from(self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33).unwrap() % n
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }
}

pub(super) fn fresh() -> (tempfile::TempDir, Vault<Open>) {
    let dir = tempfile::tempdir().unwrap();
    let options = CreateOptions {
        name: "Shop".into(),
        currency: "EUR".parse().unwrap(),
        sample: false,
        kdf: KdfParams::LEAST,
        now: NOW,
    };
    let vault = Vault::create(&dir.path().join("shop"), &Passphrase::new("correct horse battery"), &options).unwrap();
    (dir, vault)
}

/// Does a history and leaves nothing of it behind.
pub(super) fn rehearse<T>(vault: &mut Vault<Open>, history: impl FnOnce(&Tx<'_>) -> T) -> T {
    let cause = Cause { actor: Actor::User, verb: "import", now: NOW };
    vault
        .rehearse(cause, |tx| {
            let answer = history(tx);
            // Something is touched in every history, or closing would find nothing to say.
            regulars_vault::meta::touch(tx);
            Ok::<_, Problem>(answer)
        })
        .unwrap()
}

fn email(who: usize) -> String {
    format!("person{who}@example.com")
}

fn entry(tx: &Tx<'_>, who: usize) -> Option<PersonId> {
    identity::find(tx, &Identity { kind: IdentityKind::Email, value: email(who) }).unwrap()
}

/// One row of a made-up file.
#[derive(Debug, Clone)]
struct Line {
    who: usize,
    fields: PersonFields,
    says: PermissionState,
}

fn file(dice: &mut Dice, noes: bool) -> Vec<Line> {
    let mut lines = Vec::new();
    for who in 0..PEOPLE {
        if dice.one_in(2) {
            continue;
        }
        let text = |dice: &mut Dice, list: [&str; 4]| list[dice.below(4)].to_owned();
        let mut custom = BTreeMap::new();
        if dice.one_in(3) {
            custom.insert("shoe size".to_owned(), format!("{}", 36 + dice.below(3)));
        }
        let spelled = if dice.one_in(3) { email(who).to_uppercase() } else { email(who) };
        let fields = PersonFields {
            email: spelled,
            first_name: text(dice, ["", "Ana", "Mei", "Jo"]),
            last_name: text(dice, ["", "Lim", "Tan", "Ana Lim"]),
            city: text(dice, ["", "", "Porto", "Braga"]),
            tags: if dice.one_in(3) { vec![text(dice, ["vip", "tea", "blog", "vip"])] } else { Vec::new() },
            custom,
            ..PersonFields::default()
        };
        let says = match dice.below(if noes { 5 } else { 3 }) {
            0 | 1 => PermissionState::Granted,
            2 | 3 => PermissionState::Unknown,
            _ => PermissionState::Refused,
        };
        lines.push(Line { who, fields, says });
        if dice.one_in(6) {
            // The same person a second time, said otherwise.
            let mut again = lines[lines.len() - 1].clone();
            again.fields.city = "Lima".into();
            lines.push(again);
        }
    }
    lines
}

pub(super) fn provenance(collected: Collected) -> Provenance {
    Provenance { collected, ..Provenance::new("A file", Basis::Consent) }
}

fn take_in(tx: &Tx<'_>, lines: &[Line], collected: Collected) -> ImportId {
    let from = provenance(collected);
    let new = import::NewImport { file_name: "file.csv", kind: "customers", digest: [0; 32], from: &from };
    let id = import::start(tx, &new).unwrap();
    let mut writer = Writer::new(tx, id, &from, FileKind::Customers, &[Channel::Email]).unwrap();
    for (at, line) in (2..).zip(lines) {
        let permissions = vec![(Channel::Email, line.says)];
        let row = Row::Customer { line: at, person: line.fields.clone(), permissions };
        writer.row(row, &mut |_| Ok(())).unwrap();
    }
    let (tally, _) = writer.finish().unwrap();
    let rows = u32::try_from(lines.len()).unwrap();
    assert_eq!(tally.rows_kept + tally.rows_not_used + tally.erased_kept_out, rows, "every row ends somewhere");
    id
}

/// What must hold, kept apart from the program: by what was said, not by how it is stored.
#[derive(Clone, Default)]
struct Truth {
    no: [bool; PEOPLE],
    no_use: [bool; PEOPLE],
    erased: [bool; PEOPLE],
    own: [Option<Purposes>; PEOPLE],
    yes: [BTreeSet<ImportId>; PEOPLE],
    imports: BTreeMap<ImportId, Vec<usize>>,
}

impl Truth {
    /// The people of everybody's group, by the decisions on record.
    fn group(tx: &Tx<'_>, who: usize) -> BTreeSet<usize> {
        let mut group = BTreeSet::from([who]);
        let decisions = same_person::list(tx).unwrap();
        let entries: Vec<Option<PersonId>> = (0..PEOPLE).map(|who| entry(tx, who)).collect();
        loop {
            let before = group.len();
            for held in decisions.iter().filter(|held| held.same) {
                let ends = [held.a, held.b].map(|id| entries.iter().position(|entry| *entry == Some(id)));
                if let [Some(a), Some(b)] = ends
                    && (group.contains(&a) || group.contains(&b))
                {
                    group.extend([a, b]);
                }
            }
            if group.len() == before {
                return group;
            }
        }
    }

    /// Whether a message with an offer may go to this person.
    fn may(&self, tx: &Tx<'_>, who: usize) -> bool {
        let group = Self::group(tx, who);
        if group.iter().any(|who| self.no[*who] || self.no_use[*who] || self.erased[*who]) {
            return false;
        }
        let purposes = group.iter().filter_map(|who| match self.own[*who] {
            Some(own) => Some(own),
            None => (!self.yes[*who].is_empty()).then_some(Purposes::MARKETING),
        });
        purposes.reduce(Purposes::common).is_some_and(|purposes| purposes.holds(Purpose::Offers))
    }

    fn said_no(&mut self, who: usize) {
        self.no[who] = true;
        self.own[who] = None;
        self.yes[who].clear();
    }

    /// Whoever is gone takes their yes with them; a no stays.
    fn forget_who_is_gone(&mut self, tx: &Tx<'_>) {
        for who in 0..PEOPLE {
            if entry(tx, who).is_none() {
                self.own[who] = None;
                self.yes[who].clear();
            }
        }
    }
}

/// One step; says what it was.
fn step(tx: &Tx<'_>, dice: &mut Dice, truth: &mut Truth, first: bool) -> &'static str {
    let someone = |tx: &Tx<'_>, dice: &mut Dice| {
        let here: Vec<usize> = (0..PEOPLE).filter(|who| entry(tx, *who).is_some()).collect();
        (!here.is_empty()).then(|| here[dice.below(here.len())])
    };
    let entries = |tx: &Tx<'_>, who: usize| -> Vec<PersonId> {
        Truth::group(tx, who).into_iter().filter_map(|who| entry(tx, who)).collect()
    };
    // A history begins with a file: with nobody there is nothing to do.
    match if first { 0 } else { dice.below(14) } {
        0..=2 => {
            let collected = [Collected::Form, Collected::Purchase, Collected::Scraped, Collected::UnknownList];
            let collected = collected[dice.below(4)];
            let lines = file(dice, true);
            let id = take_in(tx, &lines, collected);
            for line in &lines {
                if truth.erased[line.who] {
                    continue;
                }
                truth.imports.entry(id).or_default().push(line.who);
                match line.says {
                    PermissionState::Refused => truth.said_no(line.who),
                    PermissionState::Granted if collected.quarantines() => {}
                    PermissionState::Granted if truth.no[line.who] || truth.own[line.who].is_some() => {}
                    PermissionState::Granted => drop(truth.yes[line.who].insert(id)),
                    PermissionState::Unknown => {}
                }
            }
            "import"
        }
        3 | 4 => {
            let done: Vec<ImportId> =
                import::list(tx).unwrap().into_iter().filter(|one| one.undone.is_none()).map(|one| one.id).collect();
            if done.is_empty() {
                return "nothing";
            }
            let id = done[dice.below(done.len())];
            undo(tx, id, &mut quiet()).unwrap();
            for yes in &mut truth.yes {
                yes.remove(&id);
            }
            truth.imports.remove(&id);
            truth.forget_who_is_gone(tx);
            "undo"
        }
        5..=7 => {
            let (Some(one), Some(other)) = (someone(tx, dice), someone(tx, dice)) else { return "nothing" };
            let (Some(a), Some(b)) = (entry(tx, one), entry(tx, other)) else { return "nothing" };
            if a == b {
                return "nothing";
            }
            same_person::decide(tx, (a, b), !dice.one_in(5), false, 1.0, NOW).unwrap();
            "merge"
        }
        8..=10 => {
            let decisions = same_person::list(tx).unwrap();
            if decisions.is_empty() {
                return "nothing";
            }
            take_back(tx, decisions[dice.below(decisions.len())].id, dice.one_in(3), NOW).unwrap();
            "unmerge"
        }
        11 => {
            let Some(who) = someone(tx, dice) else { return "nothing" };
            let from_use = dice.one_in(3);
            let channels: &[Channel] = if from_use { &[] } else { &[Channel::Email] };
            let group = Truth::group(tx, who);
            record_no(tx, &entries(tx, who), channels, from_use).unwrap();
            for who in group {
                if from_use {
                    truth.no_use[who] = true;
                } else {
                    truth.said_no(who);
                }
            }
            "opt-out"
        }
        12 => {
            let Some(who) = someone(tx, dice) else { return "nothing" };
            let purposes = if dice.one_in(3) { Purposes::of(&[Purpose::News]) } else { Purposes::MARKETING };
            let group = Truth::group(tx, who);
            write_yes(tx, &entries(tx, who), Channel::Email, purposes, "at the counter").unwrap();
            for who in group {
                truth.no[who] = false;
                truth.yes[who].clear();
                truth.own[who] = Some(purposes);
            }
            "yes"
        }
        _ => {
            let Some(who) = someone(tx, dice) else { return "nothing" };
            let group = Truth::group(tx, who);
            erase_rows(tx, &entries(tx, who), NOW, 0).unwrap();
            group.into_iter().for_each(|who| truth.erased[who] = true);
            truth.forget_who_is_gone(tx);
            "erase"
        }
    }
}

/// Who would leave in a file of everybody.
fn leaving(tx: &Tx<'_>, gate: &dyn Fn(&Tx<'_>, &Shop) -> Vec<u32>) -> (Shop, Vec<u32>) {
    let groups = Groups::load(tx).unwrap();
    let shop = load_shop(tx, &groups, Currency::UNKNOWN, &Zone::utc(), Kept::nothing(), &mut quiet()).unwrap();
    let people = gate(tx, &shop);
    (shop, people)
}

fn the_gate(tx: &Tx<'_>, shop: &Shop) -> Vec<u32> {
    let everybody = Bits::all(shop.people() as usize);
    EligibleAudience::among(tx, shop, &everybody, Channel::Email, Purpose::Offers).unwrap().people().to_vec()
}

/// Runs histories; says how many people left who must not have, how many stayed who might have left, and what was done.
fn run(histories: u64, gate: &dyn Fn(&Tx<'_>, &Shop) -> Vec<u32>) -> (u32, u32, u32, BTreeMap<&'static str, u32>) {
    let (_dir, mut vault) = fresh();
    let (mut wrong, mut missing, mut left) = (0, 0, 0);
    let mut did: BTreeMap<&'static str, u32> = BTreeMap::new();
    for seed in 1..=histories {
        rehearse(&mut vault, |tx| {
            let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
            let mut truth = Truth::default();
            for nth in 0..5 + dice.below(8) {
                *did.entry(step(tx, &mut dice, &mut truth, nth == 0)).or_default() += 1;
                let (shop, people) = leaving(tx, gate);
                left += u32::try_from(people.len()).unwrap();
                for who in 0..PEOPLE {
                    let index = entry(tx, who).and_then(|id| shop.index_of(id));
                    let leaves = index.is_some_and(|index| people.contains(&index));
                    let may = index.is_some() && truth.may(tx, who);
                    wrong += u32::from(leaves && !may);
                    missing += u32::from(may && !leaves);
                    assert!(!(truth.erased[who] && index.is_some()), "seed {seed}: an erased person is back");
                }
            }
        });
    }
    (wrong, missing, left, did)
}

#[test]
fn nobody_leaves_who_said_no_was_erased_or_never_said_yes() {
    let histories = histories();
    let (wrong, missing, left, did) = run(histories, &the_gate);
    println!("{histories} histories, {did:?}; {left} times somebody left, {wrong} of them wrongly");
    assert_eq!((wrong, missing), (0, 0));
    for what in ["import", "undo", "merge", "unmerge", "opt-out", "yes", "erase"] {
        assert!(did.get(what).is_some_and(|times| u64::from(*times) * 10 > histories), "{what} was tried: {did:?}");
    }
    assert!(u64::from(left) > histories, "somebody left, or nothing was tested");
}

#[test]
fn a_gate_that_forgets_one_thing_is_caught() {
    use regulars_insight::{Standing, standing};
    let everybody = |_: &Tx<'_>, shop: &Shop| (0..shop.people()).collect::<Vec<u32>>();
    let (wrong, ..) = run(50, &everybody);
    assert!(wrong > 0, "a gate that lets everybody out");
    // One that asks the rows and not what they were said for.
    let careless = |_: &Tx<'_>, shop: &Shop| {
        let fits = |index: &u32| {
            matches!(
                standing(shop, *index, Channel::Email),
                Standing::May | Standing::OtherPurpose | Standing::Quarantined
            )
        };
        (0..shop.people()).filter(fits).collect::<Vec<u32>>()
    };
    let (wrong, ..) = run(300, &careless);
    assert!(wrong > 0, "a gate that does not ask what a yes was for");
    let nobody = |_: &Tx<'_>, _: &Shop| Vec::new();
    let (_, missing, ..) = run(50, &nobody);
    assert!(missing > 0, "a gate that lets nobody out");
}

/// Everything that is held of everybody, by who they are and not by number.
fn held(tx: &Tx<'_>) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    person::for_each(tx, |row| {
        let said: Vec<String> = permission::of(tx, row.id)
            .unwrap()
            .into_iter()
            .map(|held| format!("{:?} {:?}", held.permission.state, held.permission.purposes))
            .collect();
        let identities = identity::of(tx, row.id).unwrap();
        let sources = said::of(tx, row.id).unwrap().len();
        let key = regulars_model::normalize_email(&row.fields.email).unwrap_or_default();
        all.insert(key, format!("{:?} {identities:?} {said:?} {sources}", row.fields));
        Ok::<(), Problem>(())
    })
    .unwrap();
    all
}

#[test]
fn an_undone_import_leaves_what_would_have_been_without_it() {
    let (_dir, mut vault) = fresh();
    let mut undone = 0;
    for seed in 1..=histories() / 5 {
        let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        // A no outlives its import, so there are none here.
        let files: Vec<(Vec<Line>, Collected)> = (0..2 + dice.below(4))
            .map(|_| (file(&mut dice, false), [Collected::Form, Collected::Scraped][dice.below(2)]))
            .collect();
        let gone: Vec<bool> = files.iter().map(|_| dice.one_in(2)).collect();
        let with = rehearse(&mut vault, |tx| {
            let ids: Vec<ImportId> = files.iter().map(|(lines, collected)| take_in(tx, lines, *collected)).collect();
            let mut going: Vec<ImportId> =
                ids.iter().zip(&gone).filter(|(_, gone)| **gone).map(|(id, _)| *id).collect();
            while !going.is_empty() {
                undo(tx, going.remove(dice.below(going.len())), &mut quiet()).unwrap();
                undone += 1;
            }
            held(tx)
        });
        let without = rehearse(&mut vault, |tx| {
            for ((lines, collected), _) in files.iter().zip(&gone).filter(|(_, gone)| !**gone) {
                take_in(tx, lines, *collected);
            }
            held(tx)
        });
        assert_eq!(with, without, "seed {seed}");
    }
    println!("{} histories, {undone} imports undone", histories() / 5);
}

/// Every row of the tables that a merge must not touch.
fn rows(tx: &Tx<'_>) -> Vec<String> {
    let mut all = Vec::new();
    person::for_each(tx, |row| {
        all.push(format!("{row:?}"));
        all.push(format!("{:?}", identity::of(tx, row.id).unwrap()));
        all.push(format!("{:?}", permission::history(tx, row.id).unwrap()));
        all.push(format!("{:?}", said::of(tx, row.id).unwrap()));
        Ok::<(), Problem>(())
    })
    .unwrap();
    all
}

/// Takes a merge back: whoever was one person before and is two after is decided to be two. Says how many pairs that is.
fn part(tx: &Tx<'_>, here: &[PersonId], decision: u32) -> u64 {
    let before = Groups::load(tx).unwrap();
    take_back(tx, decision, false, NOW).unwrap();
    let (after, list) = (Groups::load(tx).unwrap(), same_person::list(tx).unwrap());
    let mut parted = 0;
    for a in here {
        for b in here.iter().filter(|b| a < *b && before.stand_in(*a) == before.stand_in(**b)) {
            if after.stand_in(*a) != after.stand_in(*b) {
                parted += 1;
                assert!(list.iter().any(|held| (held.a, held.b, held.same) == (*a, *b, false)), "{a} and {b} stay two");
            }
        }
    }
    parted
}

#[test]
fn unmerging_restores_exactly_whatever_was_merged_in_whatever_order() {
    let (_dir, mut vault) = fresh();
    let (histories, mut merges, mut largest, mut parted) = (histories(), 0, 0, 0);
    for seed in 1..=histories {
        rehearse(&mut vault, |tx| {
            let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
            let lines: Vec<Line> = (0..3).flat_map(|_| file(&mut dice, true)).collect();
            let (first, second) = lines.split_at(lines.len() / 2);
            take_in(tx, first, Collected::Form);
            take_in(tx, second, Collected::Purchase);
            let here: Vec<PersonId> = (0..PEOPLE).filter_map(|who| entry(tx, who)).collect();
            if here.len() < 2 {
                return;
            }
            let before = rows(tx);
            let shown = |tx: &Tx<'_>| {
                let (shop, people) = leaving(tx, &the_gate);
                let lines: Vec<String> = (0..shop.people()).map(|at| format!("{:?}", shop.person(at))).collect();
                (lines, people)
            };
            let shown_before = shown(tx);
            let mut decisions: Vec<u32> = Vec::new();
            for _ in 0..1 + dice.below(7) {
                let (a, b) = (here[dice.below(here.len())], here[dice.below(here.len())]);
                if a != b {
                    let id = same_person::decide(tx, (a, b), true, false, 1.0, NOW).unwrap();
                    decisions.retain(|known| same_person::list(tx).unwrap().iter().any(|held| held.id == *known));
                    decisions.push(id);
                    merges += 1;
                    let groups = Groups::load(tx).unwrap();
                    largest = largest.max(groups.members(a).len());
                    assert_eq!(rows(tx), before, "seed {seed}: a merge touches no row");
                }
                if dice.one_in(4) && !decisions.is_empty() {
                    parted += part(tx, &here, decisions.remove(dice.below(decisions.len())));
                }
            }
            while !decisions.is_empty() {
                parted += part(tx, &here, decisions.remove(dice.below(decisions.len())));
            }
            let left = same_person::list(tx).unwrap();
            assert!(left.iter().all(|held| !held.same), "seed {seed}: no merge is left");
            if let Some(held) = left.first() {
                let together = Groups::of(&left).members(held.a).len();
                take_back(tx, held.id, false, NOW).unwrap();
                assert_eq!((same_person::list(tx).unwrap().len(), together), (left.len() - 1, 1), "seed {seed}");
            }
            assert_eq!(rows(tx), before, "seed {seed}");
            assert_eq!(shown(tx), shown_before, "seed {seed}");
        });
    }
    println!("{histories} histories, {merges} merges, up to {largest} entries as one, {parted} pairs parted");
    assert!(merges > histories && largest == PEOPLE && parted > histories);
}
