//! Each table's own promises: what it answers, what it keeps, and what of it stands in the log. Nothing is noted where
//! nothing changed.

use super::*;
use chunk::{ChunkId, NewChunk};
use regulars_model::{Day, Field, FieldType, Identity, IdentityKind, Purpose, Rule, SegmentId, SegmentRule};

/// What the newest entry of the log says: its number, whom, and what.
fn noted(vault: &Vault<Open>) -> (u32, String, String) {
    let entry = vault.read(|r| log::list(r, 0, 1)).expect("list").remove(0);
    let log::Told::Kept(payload) = entry.told else { panic!("{entry:?}") };
    (entry.number, payload.subjects, payload.fields)
}

/// Does it and looks at the answer and at what was noted of it; `None`: nothing.
#[allow(clippy::needless_pass_by_value, reason = "written where it is called")]
pub(super) fn does<T: std::fmt::Debug + PartialEq>(
    vault: &mut Vault<Open>,
    act: impl FnOnce(&Tx<'_>) -> Result<T, VaultError>,
    answer: Result<T, VaultError>,
    note: Option<(&str, &str)>,
) {
    let before = noted(vault).0;
    assert_eq!(vault.write(cause("edit"), act), answer);
    let (number, subjects, fields) = noted(vault);
    match note {
        Some((whom, what)) => assert_eq!((number, subjects.as_str(), fields.as_str()), (before + 1, whom, what)),
        None => assert_eq!(number, before, "noted: {subjects} {fields}"),
    }
}

pub(super) const FIRST: ImportId = ImportId(1);
pub(super) const SECOND: ImportId = ImportId(2);

/// A vault with two people and two imports.
pub(super) fn shelved() -> (TempDir, Vault<Open>) {
    let (dir, mut vault) = fresh();
    add_people(&mut vault, 0..2);
    assert_eq!(vault.write(cause("import"), import), Ok(SECOND));
    (dir, vault)
}

#[test]
fn an_own_field_keeps_its_first_name_and_goes_with_its_last_import() {
    let (_dir, mut vault) = shelved();
    let field = |label: &str, purpose: &str| Field {
        key: "shoe size".into(),
        label: label.into(),
        kind: FieldType::Number,
        purpose: purpose.into(),
    };
    let note = Some(("vault", "own_fields"));
    does(&mut vault, |tx| field::fill(tx, &field("Shoe size", ""), FIRST, NOW), Ok(()), note);
    does(&mut vault, |tx| field::fill(tx, &field("SHOE", "fitting"), SECOND, NOW + 1), Ok(()), note);
    does(&mut vault, |tx| field::fill(tx, &field("SHOE", "letters"), SECOND, NOW + 2), Ok(()), note);
    let held = |purpose: &str, imports: &[ImportId]| {
        vec![field::Registered { field: field("Shoe size", purpose), since: NOW, imports: imports.to_vec() }]
    };
    assert_eq!(vault.read(field::list), Ok(held("fitting", &[FIRST, SECOND])));
    does(&mut vault, |tx| field::set_purpose(tx, "shoe size", "sizes we stock"), Ok(true), note);
    does(&mut vault, |tx| field::set_purpose(tx, "hat size", "hats"), Ok(false), None);
    does(&mut vault, |tx| field::empty(tx, FIRST), Ok(()), note);
    assert_eq!(vault.read(field::list), Ok(held("sizes we stock", &[SECOND])));
    does(&mut vault, |tx| field::empty(tx, FIRST), Ok(()), None);
    does(&mut vault, |tx| field::empty(tx, SECOND), Ok(()), note);
    assert_eq!(vault.read(field::list), Ok(vec![]));
}

/// Products and campaign results are kept alike.
macro_rules! told_by_import {
    ($name:ident, $table:ident, $word:literal) => {
        #[test]
        fn $name() {
            let (_dir, mut vault) = shelved();
            let two = Some(("i2", $word));
            does(&mut vault, |tx| $table::tell(tx, "tea", FIRST, "1"), Ok(true), Some(("i1", $word)));
            does(&mut vault, |tx| $table::tell(tx, "tea", SECOND, "1"), Ok(false), two);
            does(&mut vault, |tx| $table::tell(tx, "tea", SECOND, "2"), Ok(true), two);
            does(&mut vault, |tx| $table::tell(tx, "tea", SECOND, "3"), Ok(true), two);
            does(&mut vault, |tx| $table::tell(tx, "salt", SECOND, "4"), Ok(true), two);
            let held = |list: &[(&str, &str)]| Ok(list.iter().map(|(k, t)| ((*k).into(), (*t).into())).collect());
            assert_eq!(vault.read($table::list), held(&[("salt", "4"), ("tea", "3")]));
            does(&mut vault, |tx| $table::untell(tx, SECOND), Ok(2), two);
            assert_eq!(vault.read($table::list), held(&[("tea", "1")]));
            does(&mut vault, |tx| $table::untell(tx, SECOND), Ok(0), None);
            // The same again says nothing new, and holds it up when the first is undone.
            does(&mut vault, |tx| $table::tell(tx, "tea", SECOND, "1"), Ok(false), two);
            does(&mut vault, |tx| $table::untell(tx, FIRST), Ok(1), Some(("i1", $word)));
            assert_eq!(vault.read($table::list), held(&[("tea", "1")]));
        }
    };
}
told_by_import!(a_product_is_as_the_newest_import_tells_it, product, "product");
told_by_import!(a_campaign_did_as_the_newest_import_tells_it, campaign_result, "campaign_result");

#[test]
fn a_way_of_reading_takes_the_place_of_the_one_before_it() {
    let (_dir, mut vault) = shelved();
    let way = |source: &str, mapping: &str, at| mapping::Remembered {
        signature: "email|name".into(),
        source: source.into(),
        mapping: mapping.into(),
        provenance: "{}".into(),
        at,
    };
    let note = Some(("vault", "mapping"));
    for new in [way("Counter", "a", 1), way("Fair", "b", 2), way("Counter", "c", 3)] {
        does(&mut vault, |tx| mapping::remember(tx, &new), Ok(()), note);
    }
    assert_eq!(vault.read(mapping::list), Ok(vec![way("Counter", "c", 3), way("Fair", "b", 2)]));
}

#[test]
fn what_left_is_listed_newest_first() {
    let (_dir, mut vault) = shelved();
    let left = |people| export::Export {
        at: NOW,
        recipient: "The printer".into(),
        channel: Channel::Post,
        purpose: Purpose::News,
        shape: "csv".into(),
        people,
    };
    does(&mut vault, |tx| export::add(tx, &left(5)), Ok(1), Some(("export-1", "people recipient")));
    does(&mut vault, |tx| export::add(tx, &left(6)), Ok(2), Some(("export-2", "people recipient")));
    assert_eq!(vault.read(export::list), Ok(vec![(2, left(6)), (1, left(5))]));
}

#[test]
fn claims_are_set_whole() {
    let (_dir, mut vault) = shelved();
    let note = Some(("i1", "claims"));
    does(&mut vault, |tx| claim::set(tx, FIRST, "orders", &[1, u64::MAX]), Ok(()), note);
    does(&mut vault, |tx| claim::set(tx, FIRST, "orders", &[7]), Ok(()), note);
    does(&mut vault, |tx| claim::set(tx, SECOND, "orders", &[8, 9]), Ok(()), Some(("i2", "claims")));
    assert_eq!(vault.read(|r| claim::all(r, "orders")), Ok(vec![(FIRST, vec![7]), (SECOND, vec![8, 9])]));
    assert_eq!(vault.read(|r| claim::all(r, "events")), Ok(vec![]));
    does(&mut vault, |tx| claim::set(tx, FIRST, "orders", &[]), Ok(()), note);
    assert_eq!(vault.read(|r| claim::all(r, "orders")), Ok(vec![(SECOND, vec![8, 9])]));
    vault.state_for_tests().execute("UPDATE claim SET hashes = x'00'", []).expect("cut");
    assert_eq!(vault.read(|r| claim::all(r, "orders")), Err(VaultError::Damaged("a claim")));
}

#[test]
fn a_decision_on_two_entries_replaces_the_one_before_it_and_leaves_no_trace() {
    let (_dir, mut vault) = shelved();
    let (one, two) = (PersonId(1), PersonId(2));
    let note = Some(("p1 p2", "same_person"));
    does(&mut vault, |tx| same_person::decide(tx, (two, one), true, true, 0.9, NOW), Ok(1), note);
    does(&mut vault, |tx| same_person::decide(tx, (one, two), false, false, 0.5, NOW + 1), Ok(2), note);
    let held = same_person::Decision { id: 2, a: one, b: two, same: false, sure: false, probability: 0.5, at: NOW + 1 };
    assert_eq!(vault.read(same_person::list), Ok(vec![held]));
    does(&mut vault, |tx| same_person::take_back(tx, 1), Err(VaultError::NoSuch("decision")), None);
    does(&mut vault, |tx| same_person::take_back(tx, 2), Ok(()), note);
    assert_eq!(vault.read(same_person::list), Ok(vec![]));
    does(&mut vault, |tx| same_person::decide(tx, (one, two), true, true, 0.9, NOW), Ok(3), note);
    does(&mut vault, |tx| person::remove(tx, &[two]), Ok(()), Some(("p2", "everything")));
    assert_eq!(vault.read(same_person::list), Ok(vec![]));
}

#[test]
fn an_import_is_finished_and_undone_once() {
    let (_dir, mut vault) = shelved();
    let none = || Err(VaultError::NoSuch("import"));
    does(&mut vault, |tx| import::finish(tx, FIRST, "{\"rows\":2}"), Ok(()), Some(("i1", "counts")));
    does(&mut vault, |tx| import::finish(tx, ImportId(9), "{}"), none(), None);
    let newest = |vault: &Vault<Open>| vault.read(|r| import::by_digest(r, &[7; 32])).expect("read").map(|it| it.id);
    assert_eq!(newest(&vault), Some(SECOND));
    does(&mut vault, |tx| import::undo(tx, SECOND, NOW + 9), Ok(()), Some(("i2", "undone")));
    does(&mut vault, |tx| import::undo(tx, SECOND, NOW + 9), none(), None);
    assert_eq!(newest(&vault), Some(FIRST), "what was undone is not there any more");
    let list = vault.read(import::list).expect("read");
    let seen: Vec<_> = list.iter().map(|it| (it.id, it.counts.as_str(), it.undone)).collect();
    assert_eq!(seen, [(SECOND, "", Some(NOW + 9)), (FIRST, "{\"rows\":2}", None)]);
    assert_eq!(vault.read(|r| import::get(r, FIRST)).expect("read").as_ref(), list.last());
    assert_eq!(vault.read(|r| import::get(r, ImportId(9))), Ok(None));
}

#[test]
fn chunks_are_told_apart_by_kind_and_number() {
    let (_dir, mut vault) = shelved();
    let new = |kind: &'static str, rows, bytes: &'static [u8]| NewChunk {
        kind,
        import: FIRST,
        first_day: Day(1),
        last_day: Day(2),
        rows,
        checksum: 3,
        bytes,
    };
    let rows = |id: &'static str| Some((id, "rows"));
    does(&mut vault, |tx| chunk::add(tx, &new("orders", 5, b"one")), Ok(ChunkId(1)), rows("chunk-1"));
    does(&mut vault, |tx| chunk::add(tx, &new("events", 6, b"two")), Ok(ChunkId(2)), rows("chunk-2"));
    does(&mut vault, |tx| chunk::replace(tx, ChunkId(1), &new("orders", 4, b"uno")), Ok(()), rows("chunk-1"));
    let none = || Err(VaultError::NoSuch("chunk"));
    does(&mut vault, |tx| chunk::replace(tx, ChunkId(9), &new("orders", 4, b"x")), none(), None);
    does(&mut vault, |tx| chunk::delete(tx, ChunkId(9)), none(), None);
    assert_eq!(vault.read(|r| chunk::bytes(r, ChunkId(1))), Ok(b"uno".to_vec()));
    assert_eq!(vault.read(|r| chunk::bytes(r, ChunkId(9))).map(drop), none());
    let mut seen = Vec::new();
    let all = |meta: &chunk::ChunkMeta, bytes: &[u8]| {
        seen.push((meta.id, meta.rows, bytes.to_vec()));
        Ok::<(), VaultError>(())
    };
    vault.read(|r| chunk::for_each(r, "events", all)).expect("read");
    assert_eq!(seen, [(ChunkId(2), 6, b"two".to_vec())]);
    does(&mut vault, |tx| chunk::delete(tx, ChunkId(2)), Ok(()), rows("chunk-2"));
    assert_eq!(vault.read(chunk::list).expect("read").iter().map(|it| it.rows).collect::<Vec<_>>(), [4]);
}

#[test]
fn a_segment_has_a_name_of_its_own() {
    let (_dir, mut vault) = shelved();
    let rule: SegmentRule = SegmentRule { version: 1, root: Rule::All { rules: vec![] } };
    let saved = |id| Some((id, "name rule"));
    does(&mut vault, |tx| segment::save(tx, None, " Regulars ", &rule, NOW), Ok(SegmentId(1)), saved("s1"));
    does(&mut vault, |tx| segment::save(tx, None, "Regulars", &rule, NOW), Err(VaultError::NameTaken), None);
    does(&mut vault, |tx| segment::save(tx, None, "New", &rule, NOW), Ok(SegmentId(2)), saved("s2"));
    let one = Some(SegmentId(1));
    does(&mut vault, |tx| segment::save(tx, one, "Regulars", &rule, NOW + 1), Ok(SegmentId(1)), saved("s1"));
    does(&mut vault, |tx| segment::save(tx, one, "New", &rule, NOW), Err(VaultError::NameTaken), None);
    let none = || VaultError::NoSuch("segment");
    does(&mut vault, |tx| segment::save(tx, Some(SegmentId(7)), "Old", &rule, NOW), Err(none()), None);
    let names = |vault: &Vault<Open>| {
        vault.read(segment::list).expect("read").into_iter().map(|it| (it.name, it.updated)).collect::<Vec<_>>()
    };
    assert_eq!(names(&vault), [("New".to_owned(), NOW), ("Regulars".to_owned(), NOW + 1)]);
    does(&mut vault, |tx| segment::delete(tx, SegmentId(2)), Ok(()), saved("s2"));
    does(&mut vault, |tx| segment::delete(tx, SegmentId(2)), Err(none()), None);
    assert_eq!(names(&vault).len(), 1);
}

#[test]
fn lists_made_by_hand_forget_people_wherever_they_stand() {
    let (_dir, mut vault) = shelved();
    let list = |ids: &[u32]| Rule::People { people: ids.iter().copied().map(PersonId).collect() };
    let plain = SegmentRule::new(Rule::All { rules: vec![] });
    let deep = SegmentRule::new(Rule::Any { rules: vec![Rule::None { rules: vec![list(&[1, 2, 3])] }, list(&[2])] });
    does(&mut vault, |tx| segment::save(tx, None, "Plain", &plain, NOW), Ok(SegmentId(1)), Some(("s1", "name rule")));
    does(&mut vault, |tx| segment::save(tx, None, "Deep", &deep, NOW), Ok(SegmentId(2)), Some(("s2", "name rule")));
    does(&mut vault, |tx| segment::forget(tx, &[PersonId(2), PersonId(9)]), Ok(1), Some(("s2", "rule")));
    let rules = |vault: &Vault<Open>| {
        vault.read(segment::list).expect("read").into_iter().map(|it| (it.rule, it.updated)).collect::<Vec<_>>()
    };
    let left = SegmentRule::new(Rule::Any { rules: vec![Rule::None { rules: vec![list(&[1, 3])] }, list(&[])] });
    assert_eq!(rules(&vault), [(left, NOW), (plain, NOW)], "who is on it changed, not what it asks");
    does(&mut vault, |tx| segment::forget(tx, &[PersonId(9)]), Ok(0), None);
}

#[test]
fn identifiers_come_and_go_one_by_one() {
    let (_dir, mut vault) = shelved();
    let phone = Identity { kind: IdentityKind::Phone, value: "+31600009999".into() };
    let who = PersonId(2);
    let note = Some(("p2", "identity"));
    does(&mut vault, |tx| identity::add(tx, who, &phone), Ok(true), note);
    assert!(vault.read(|r| identity::of(r, who)).expect("read").contains(&phone));
    does(&mut vault, |tx| identity::remove(tx, PersonId(1), &phone), Ok(false), None);
    does(&mut vault, |tx| identity::remove(tx, who, &phone), Ok(true), note);
    does(&mut vault, |tx| identity::remove(tx, who, &phone), Ok(false), None);
    assert_eq!(vault.read(|r| identity::find(r, &phone)), Ok(None));
}

#[test]
fn whose_file_a_person_was_in_is_known_from_both_sides() {
    let (_dir, mut vault) = shelved();
    let (one, two) = (PersonId(1), PersonId(2));
    let note = Some(("p2", "source"));
    does(&mut vault, |tx| person_source::add(tx, two, SECOND, 4, NOW), Ok(true), note);
    does(&mut vault, |tx| person_source::add(tx, two, SECOND, 5, NOW), Ok(false), None);
    assert_eq!(vault.read(|r| person_source::people_of(r, FIRST)), Ok(vec![one, two]));
    assert_eq!(vault.read(|r| person_source::people_of(r, SECOND)), Ok(vec![two]));
    let mut all = Vec::new();
    vault.read(|r| person_source::for_each(r, |who, file| all.push((who, file)))).expect("read");
    all.sort_unstable();
    assert_eq!(all, [(one, FIRST), (two, FIRST), (two, SECOND)]);
    let out = |vault: &Vault<Open>, file| vault.read(|r| person_source::count_not_contactable(r, file));
    assert_eq!((out(&vault, FIRST), out(&vault, SECOND)), (Ok(2), Ok(1)), "nobody was asked");
    let yes = said(PermissionState::Granted);
    vault.write(cause("edit"), |tx| permission::record(tx, two, &yes, permission::By::Person)).expect("said");
    assert_eq!((out(&vault, FIRST), out(&vault, SECOND)), (Ok(1), Ok(0)));
    vault.write(cause("edit"), |tx| person::set_use(tx, two, false, NOW)).expect("said");
    assert_eq!((out(&vault, FIRST), out(&vault, SECOND)), (Ok(2), Ok(1)), "no use at all");
    does(&mut vault, |tx| person_source::remove(tx, two, SECOND), Ok(true), note);
    does(&mut vault, |tx| person_source::remove(tx, two, SECOND), Ok(false), None);
}

#[test]
fn personas_lose_who_goes_and_are_cleared_once() {
    let (_dir, mut vault) = shelved();
    let note = Some(("personas", "personas"));
    let set = super::erasing::personas(&[PersonId(1), PersonId(2)]);
    does(&mut vault, |tx| persona_run::save(tx, &set, NOW, Some(FIRST)), Ok(()), note);
    let held = vault.read(persona_run::latest).expect("read").expect("there");
    assert_eq!((held.at, held.after, &held.set), (NOW, Some(FIRST), &set));
    vault.write(cause("edit"), |tx| person::remove(tx, &[PersonId(2)])).expect("gone");
    let left = vault.read(persona_run::latest).expect("read").expect("there");
    assert_eq!((left.set.people, left.set.personas[0].size), (set.people - 1, set.personas[0].size - 1));
    assert!(!left.set.personas[0].members.contains(&PersonId(2)), "{left:?}");
    assert_eq!(left.set.personas[0].members, [PersonId(1)]);
    does(&mut vault, persona_run::clear, Ok(true), note);
    does(&mut vault, persona_run::clear, Ok(false), None);
    assert_eq!(vault.read(persona_run::latest), Ok(None));
}

#[test]
fn a_size_is_noted_once_a_day_and_goes_with_the_question() {
    let (_dir, mut vault) = shelved();
    let rule = |rules| SegmentRule { version: 1, root: Rule::All { rules } };
    let one = SegmentId(1);
    vault.write(cause("save"), |tx| segment::save(tx, None, "Regulars", &rule(vec![]), NOW)).expect("saved");
    does(&mut vault, |tx| segment_size::note(tx, one, Day(20_000), 2), Ok(true), Some(("s1", "size")));
    does(&mut vault, |tx| segment_size::note(tx, one, Day(20_000), 9), Ok(false), None);
    does(&mut vault, |tx| segment_size::note(tx, one, Day(19_990), 1), Ok(true), Some(("s1", "size")));
    assert_eq!(vault.read(|r| segment_size::of(r, one)), Ok(vec![(Day(19_990), 1), (Day(20_000), 2)]));
    let renamed = |tx: &Tx<'_>| segment::save(tx, Some(one), "Our regulars", &rule(vec![]), NOW);
    does(&mut vault, renamed, Ok(one), Some(("s1", "name rule")));
    assert_eq!(vault.read(|r| segment_size::of(r, one)).expect("read").len(), 2, "another name asks the same");
    let other = Rule::Any { rules: vec![] };
    let changed = |tx: &Tx<'_>| segment::save(tx, Some(one), "Our regulars", &rule(vec![other]), NOW);
    does(&mut vault, changed, Ok(one), Some(("s1", "name rule size")));
    assert_eq!(vault.read(|r| segment_size::of(r, one)), Ok(vec![]));
}

#[test]
fn a_mark_loses_who_goes_or_says_no_to_use_and_goes_with_its_segment() {
    let (_dir, mut vault) = shelved();
    let people = [PersonId(1), PersonId(2)];
    let rule = SegmentRule { version: 1, root: Rule::All { rules: vec![] } };
    let mut ids = Vec::new();
    for name in ["One", "Two"] {
        ids.push(vault.write(cause("save"), |tx| segment::save(tx, None, name, &rule, NOW)).expect("saved"));
    }
    let (one, two) = (ids[0], ids[1]);
    does(&mut vault, |tx| segment_seen::mark(tx, one, &rule, 2, &people, NOW), Ok(()), Some(("s1", "seen")));
    does(&mut vault, |tx| segment_seen::mark(tx, two, &rule, 1, &people[..1], NOW), Ok(()), Some(("s2", "seen")));
    let held =
        |vault: &Vault<Open>, id| vault.read(|r| segment_seen::of(r, id)).expect("read").map(|seen| seen.entries);
    let whole = segment_seen::Seen { at: NOW, rule: rule.clone(), size: 2, entries: people.to_vec() };
    assert_eq!(vault.read(|r| segment_seen::of(r, one)), Ok(Some(whole)));
    does(&mut vault, |tx| person::set_use(tx, people[1], false, NOW), Ok(true), Some(("p2 s1", "seen use")));
    assert_eq!((held(&vault, one), held(&vault, two)), (Some(vec![people[0]]), Some(vec![people[0]])));
    vault.write(cause("edit"), |tx| person::remove(tx, &people[..1])).expect("gone");
    assert_eq!((held(&vault, one), held(&vault, two)), (Some(vec![]), Some(vec![])));
    assert_eq!(
        vault.read(|r| segment_seen::of(r, one)).expect("read").map(|seen| seen.size),
        Some(2),
        "a figure of its day"
    );
    does(&mut vault, |tx| segment::delete(tx, one), Ok(()), Some(("s1", "name rule seen")));
    assert_eq!(held(&vault, one), None);
}

#[test]
fn a_table_of_postcodes_is_there_as_a_whole_and_noted_by_its_count() {
    use regulars_model::{Place, Spot};
    let (_dir, mut vault) = shelved();
    let place = |postcode: &str, country: &str, name: &str, north: i32| Place {
        postcode: postcode.into(),
        country: country.into(),
        name: name.into(),
        spot: Spot::from_millionths(north, -13_000_000).expect("on the globe"),
    };
    let table = [
        place("1010", "AT", "Wien", 48_208_000),
        place("1010", "CH", "Lausanne", 46_500_000),
        place("1020", "AT", "", -90_000_000),
    ];
    does(&mut vault, |tx| place::replace(tx, &table), Ok(()), Some(("3-postcodes", "")));
    let mut all = Vec::new();
    vault.read(|r| place::for_each(r, |place| all.push(place))).expect("read");
    assert_eq!(all, table);
    assert_eq!(vault.read(|r| place::find(r, "1010")), Ok(table[..2].to_vec()));
    assert_eq!(vault.read(|r| place::find(r, "9999")), Ok(vec![]));
    assert_eq!(vault.read(place::count), Ok(3));
    assert_eq!(vault.read(place::countries), Ok(vec![("AT".into(), 2), ("CH".into(), 1)]));
    // What comes twice is refused, and the table that was there stays.
    let twice = [table[0].clone(), table[0].clone()];
    assert!(vault.write(cause("edit"), |tx| place::replace(tx, &twice)).is_err());
    assert_eq!(vault.read(place::count), Ok(3));
    does(&mut vault, |tx| place::replace(tx, &table[2..]), Ok(()), Some(("1-postcodes", "")));
    assert_eq!(vault.read(|r| place::find(r, "1010")), Ok(vec![]));
    does(&mut vault, |tx| place::replace(tx, &[]), Ok(()), Some(("0-postcodes", "")));
    assert_eq!(vault.read(place::count), Ok(0));
}

#[test]
fn a_run_is_noted_once_and_a_look_at_its_proof_replaces_the_one_before() {
    use regulars_model::ScoreKind;
    use score_proof_seen::ProofLook;
    let (_dir, mut vault) = shelved();
    let run = |as_of: i32, made_at: i64| score_run::ScoreRun {
        kind: ScoreKind::Risk,
        version: "0.1.0".into(),
        as_of: Day(as_of),
        horizon: 90,
        params: "{}".into(),
        seed: 0,
        data: vec![1; 32],
        digest: vec![2; 32],
        made_at,
    };
    let note = Some(("scores", "run"));
    does(&mut vault, |tx| score_run::add(tx, &run(5, NOW)), Ok(1), note);
    does(&mut vault, |tx| score_run::add(tx, &run(5, NOW + 9)), Ok(1), None);
    does(&mut vault, |tx| score_run::add(tx, &run(6, NOW + 9)), Ok(2), note);
    assert_eq!(vault.read(|r| score_run::get(r, 1)), Ok(Some(run(5, NOW))));
    assert_eq!(vault.read(|r| score_run::get(r, 3)), Ok(None));
    assert_eq!(vault.read(|r| score_run::latest(r, ScoreKind::Risk)), Ok(Some((2, run(6, NOW + 9)))));
    assert_eq!(vault.read(|r| score_run::latest(r, ScoreKind::Value)), Ok(None));
    assert_eq!(vault.read(score_run::list), Ok(vec![(2, run(6, NOW + 9)), (1, run(5, NOW))]));
    let look = |run, seen| ProofLook { run, seen, at: NOW };
    let seen = |vault: &Vault<Open>| vault.read(|r| score_proof_seen::of(r, ScoreKind::Risk));
    assert_eq!(seen(&vault), Ok(None));
    let note = |what| Some(("scores", what));
    does(&mut vault, |tx| score_proof_seen::note(tx, ScoreKind::Risk, look(1, false)), Ok(()), note("proof_skipped"));
    does(&mut vault, |tx| score_proof_seen::note(tx, ScoreKind::Risk, look(2, true)), Ok(()), note("proof_seen"));
    assert_eq!(seen(&vault), Ok(Some(look(2, true))));
    assert!(vault.write(cause("edit"), |tx| score_proof_seen::note(tx, ScoreKind::Lead, look(7, true))).is_err());
    assert_eq!(
        vault.times_touched(),
        1,
        "nothing of it is laid out, nor of an import that tells of nobody: only the people were"
    );
}

#[test]
fn where_the_user_puts_somebody_is_kept_when_taken_back_and_goes_with_them() {
    use regulars_model::ScoreKind;
    let (_dir, mut vault) = shelved();
    let people = [PersonId(1), PersonId(2)];
    let put = |person, kind, at| score_override::ScoreOverride {
        person,
        kind,
        put: "steady".into(),
        note: "moved house".into(),
        set_at: at,
        taken_back_at: None,
    };
    let note = Some(("scores", "override"));
    let (first, second) = (put(people[0], ScoreKind::Risk, NOW), put(people[0], ScoreKind::Risk, NOW + 1));
    does(&mut vault, |tx| score_override::set(tx, &first, &people[..1]), Ok(1), note);
    does(&mut vault, |tx| score_override::set(tx, &put(people[0], ScoreKind::Lead, NOW), &people[..1]), Ok(2), note);
    // Two entries that are one person have one decision.
    does(&mut vault, |tx| score_override::set(tx, &second, &people), Ok(3), note);
    let ends = |vault: &Vault<Open>| -> Vec<(u32, Option<i64>)> {
        let all = vault.read(score_override::list).expect("read");
        all.into_iter().map(|(id, one)| (id, one.taken_back_at)).collect()
    };
    assert_eq!(ends(&vault), [(3, None), (2, None), (1, Some(NOW + 1))]);
    let back = Some(("scores", "override_taken_back"));
    does(&mut vault, |tx| score_override::take_back(tx, 3, NOW + 2), Ok(true), back);
    does(&mut vault, |tx| score_override::take_back(tx, 3, NOW + 3), Ok(false), None);
    does(&mut vault, |tx| score_override::take_back(tx, 9, NOW), Err(VaultError::NoSuch("decision on a score")), None);
    assert_eq!(ends(&vault), [(3, Some(NOW + 2)), (2, None), (1, Some(NOW + 1))]);
    vault.write(cause("edit"), |tx| score_override::set(tx, &put(people[1], ScoreKind::Risk, NOW), &[])).expect("set");
    let no = |tx: &Tx<'_>| person::set_use(tx, people[1], false, NOW);
    does(&mut vault, no, Ok(true), Some(("p2 scores", "override use")));
    assert_eq!(ends(&vault).len(), 3);
    vault.write(cause("erase"), |tx| person::erase(tx, people[0])).expect("gone");
    assert_eq!(ends(&vault), []);
}
