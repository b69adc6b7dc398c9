//! Answers that screens and receipts rest on: numbers, counts, what is there and what is not.

use super::{
    tables::{FIRST, SECOND, does, shelved},
    *,
};
use regulars_model::{Collected, Rule, SegmentRule};

#[test]
fn a_receipt_has_a_number_of_its_own_and_is_completed_later() {
    let (_dir, mut vault) = shelved();
    does(&mut vault, |tx| receipt::add(tx, NOW, "{}"), Ok(1), Some(("receipt-1", "proof")));
    does(&mut vault, |tx| receipt::add(tx, NOW + 1, "{}"), Ok(2), Some(("receipt-2", "proof")));
    does(&mut vault, |tx| receipt::prove(tx, 1, "{\"found\":0}"), Ok(()), Some(("receipt-1", "proof")));
    does(&mut vault, |tx| receipt::prove(tx, 9, "{}"), Err(VaultError::NoSuch("receipt")), None);
    let one = |number, at, proof: &str| receipt::Receipt { number, at, proof: proof.into() };
    assert_eq!(vault.read(receipt::list), Ok(vec![one(2, NOW + 1, "{}"), one(1, NOW, "{\"found\":0}")]));
}

#[test]
fn what_was_chosen_is_kept_until_something_else_is() {
    let (_dir, mut vault) = shelved();
    let chosen = |vault: &Vault<Open>| vault.read(|r| setting::get(r, "backups"));
    assert_eq!(chosen(&vault), Ok(None));
    for value in ["weekly", "daily"] {
        does(&mut vault, |tx| setting::set(tx, "backups", value), Ok(()), Some(("vault", "backups")));
        assert_eq!(chosen(&vault), Ok(Some(value.to_owned())));
    }
    assert_eq!(vault.read(|r| setting::get(r, "idle")), Ok(None));
}

#[test]
fn a_shop_can_change_its_name_and_what_it_counts_in() {
    let (_dir, mut vault) = shelved();
    let francs = "CHF".parse().expect("a currency");
    does(&mut vault, |tx| meta::set_currency(tx, francs), Ok(()), Some(("vault", "currency")));
    does(&mut vault, |tx| meta::rename(tx, "Café Canto"), Ok(()), Some(("vault", "name")));
    let known = meta::Meta { name: "Café Canto".into(), currency: francs, sample: false, created: NOW };
    assert_eq!(vault.read(meta::get), Ok(known));
    let event = |tx: &Tx<'_>| {
        meta::touch(tx);
        Ok(())
    };
    does(&mut vault, event, Ok(()), Some(("vault", "")));
}

#[test]
fn imports_are_counted_and_a_list_from_nowhere_waits() {
    let (_dir, vault) = shelved();
    assert_eq!(vault.read(import::count), Ok(2));
    let mut held = vault.read(|r| import::get(r, FIRST)).expect("read").expect("there");
    assert!(!held.quarantines());
    held.collected = Collected::Scraped;
    assert!(held.quarantines());
}

#[test]
fn a_segment_is_found_by_number_and_by_name() {
    let (_dir, mut vault) = shelved();
    let rule = SegmentRule::new(Rule::All { rules: vec![] });
    let id = vault.write(cause("save"), |tx| segment::save(tx, None, "Regulars", &rule, NOW)).expect("saved");
    let held = segment::Segment { id, name: "Regulars".into(), rule, created: NOW, updated: NOW };
    assert_eq!(vault.read(|r| segment::get(r, id)), Ok(Some(held.clone())));
    assert_eq!(vault.read(|r| segment::find_by_name(r, " regulars")), Ok(Some(held)));
    assert_eq!(vault.read(|r| segment::find_by_name(r, "Strangers")), Ok(None));
}

#[test]
fn what_each_import_said_is_kept_in_its_order() {
    use said::{Kept, Said};
    let (_dir, mut vault) = shelved();
    let (one, two) = (PersonId(1), PersonId(2));
    let note = Some(("p1", "source"));
    does(&mut vault, |tx| said::add(tx, one, SECOND, 5, NOW, &Kept::Like(3)), Ok(()), note);
    let full = Kept::Full(Said { fields: somebody(0), also: vec![somebody_else()] });
    does(&mut vault, |tx| said::set(tx, one, FIRST, &full), Ok(()), note);
    does(&mut vault, |tx| said::set(tx, two, SECOND, &full), Err(VaultError::NoSuch("source")), None);
    assert_eq!(vault.read(|r| said::of(r, one)), Ok(vec![(FIRST, full.clone()), (SECOND, Kept::Like(3))]));
    assert_eq!(vault.read(|r| said::first(r, one)), Ok(Some((FIRST, full))));
    assert_eq!(vault.read(|r| said::first(r, PersonId(9))), Ok(None));

    // All that a row and its identifiers hold: an identifier that the fields name is not said twice.
    vault.write(cause("edit"), |tx| identity::add(tx, one, &somebody_else())).expect("added");
    let row = vault.read(|r| person::get(r, one)).expect("read").expect("there");
    let whole = Said { fields: row.fields.clone(), also: vec![somebody_else()] };
    assert_eq!(vault.read(|r| said::whole(r, one, &row.fields)), Ok(whole));
}

#[test]
fn somebody_who_is_not_there_cannot_go() {
    let (_dir, mut vault) = shelved();
    let (one, nobody) = (PersonId(1), PersonId(99));
    let none = || Err(VaultError::NoSuch("person"));
    does(&mut vault, |tx| person::remove(tx, &[one, nobody]), none(), None);
    does(&mut vault, |tx| person::erase(tx, nobody), none(), None);
    assert_eq!(vault.read(person::count), Ok(2), "all of them or nobody");
    // Personas that do not name somebody stay as they are.
    let set = super::erasing::personas(&[one]);
    vault.write(cause("save"), |tx| persona_run::save(tx, &set, NOW, None)).expect("saved");
    does(&mut vault, |tx| person::remove(tx, &[PersonId(2)]), Ok(()), Some(("p2", "everything")));
    assert_eq!(vault.read(persona_run::latest).expect("read").expect("there").set, set);
    assert_eq!(vault.read(person::count), Ok(1));
}

#[test]
fn whether_somebody_may_be_used_is_said_once() {
    let (_dir, mut vault) = shelved();
    let one = PersonId(1);
    does(&mut vault, |tx| person::set_use(tx, one, true, NOW), Ok(false), None);
    does(&mut vault, |tx| person::set_use(tx, one, false, NOW + 1), Ok(true), Some(("p1", "use")));
    does(&mut vault, |tx| person::set_use(tx, one, false, NOW + 2), Ok(false), None);
    let held = vault.read(|r| person::get(r, one)).expect("read").expect("there");
    assert_eq!((held.use_allowed, held.use_said), (false, Some(NOW + 1)));
}

#[test]
fn what_others_say_in_fields_of_their_own_is_no_trace() {
    let (_dir, mut vault) = shelved();
    let (one, two) = (PersonId(1), PersonId(2));
    let with = |number, values: &[(&str, &str)]| PersonFields {
        custom: values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        ..somebody(number)
    };
    let mine = with(0, &[("club", "early bird club"), ("dog", "a dog named rex"), ("note", "only theirs, nobody's")]);
    let theirs = with(1, &[("club", "early bird club")]);
    let other = said::Said { fields: with(1, &[("dog", "a dog named rex")]), also: vec![] };
    let traces = |vault: &Vault<Open>| vault.read(|r| person::traces(r, &[one])).expect("traces");
    vault.write(cause("edit"), |tx| person::update(tx, one, &mine, &["custom"], NOW)).expect("written");
    let held = |vault: &Vault<Open>, text: &str| traces(vault).contains(&text.as_bytes().to_vec());
    assert!(held(&vault, "early bird club") && held(&vault, "a dog named rex"), "so far nobody else has them");
    vault
        .write(cause("edit"), |tx| -> Result<(), VaultError> {
            person::update(tx, two, &theirs, &["custom"], NOW)?;
            said::set(tx, two, FIRST, &said::Kept::Full(other.clone()))
        })
        .expect("written");
    assert!(!held(&vault, "early bird club"), "in another's row");
    assert!(!held(&vault, "a dog named rex"), "in what an import said of another");
    assert!(held(&vault, "only theirs, nobody's"));
}

#[test]
fn the_list_beside_the_database_is_written_when_it_changes_and_not_before() {
    let (dir, mut vault) = shelved();
    let list = |dir: &TempDir| {
        let name = |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().contains("ledger"));
        bytes_in(&shop(dir)).into_iter().filter(|(path, _)| name(path)).collect::<Vec<_>>()
    };
    let token = vault.read(|r| suppression::token(r, &somebody_else()));
    let scope = suppression::Scope::Erased;
    let note = Some(("kept-out-list", "erased"));
    does(&mut vault, |tx| suppression::add(tx, &token, scope, NOW), Ok(true), note);
    let before = list(&dir);
    assert_eq!(before.len(), 1);
    does(&mut vault, |tx| suppression::add(tx, &token, scope, NOW + 1), Ok(false), None);
    add_people(&mut vault, 5..7);
    assert_eq!(list(&dir), before);
    does(&mut vault, |tx| suppression::lift(tx, &token, scope), Ok(true), note);
    assert_ne!(list(&dir), before);
    does(&mut vault, |tx| suppression::lift(tx, &token, scope), Ok(false), None);
}
