//! Who may be written to: how statements add up, which of them are kept as history, and what is noted of it.

use super::{
    tables::{FIRST, SECOND, does, shelved},
    *,
};
use permission::{By, Recorded};
use regulars_model::Purpose;

const WHO: PersonId = PersonId(1);

fn yes(purposes: &[Purpose]) -> Permission {
    Permission { purposes: Purposes::of(purposes), ..said(PermissionState::Granted) }
}

/// What holds for [`WHO`] by e-mail: what for, and who says so.
fn holds(vault: &Vault<Open>) -> (Purposes, By) {
    let held = vault.read(|r| permission::of(r, WHO)).expect("read");
    assert_eq!(held.len(), 1, "{held:?}");
    (held[0].permission.purposes, held[0].by)
}

/// What was said before: who, what, and what for.
fn past(vault: &Vault<Open>) -> Vec<(By, PermissionState, Purposes)> {
    let mut all = vault.read(|r| permission::history(r, WHO)).expect("read");
    all.pop().expect("what holds");
    all.into_iter().map(|one| (one.by, one.permission.state, one.permission.purposes)).collect()
}

#[test]
fn yeses_of_files_add_up_and_the_persons_own_stands_alone() {
    use PermissionState::Granted;
    use Purpose::{News, Offers, Service};
    let (_dir, mut vault) = shelved();
    let (first, second) = (By::Import(FIRST), By::Import(SECOND));
    let note = Some(("p1", "permission:email"));
    let all = |purposes: &[Purpose]| Purposes::of(purposes);
    does(&mut vault, |tx| permission::record(tx, WHO, &yes(&[News]), first), Ok(Recorded::Changed), note);
    assert_eq!(holds(&vault), (all(&[News]), first));
    does(&mut vault, |tx| permission::record(tx, WHO, &yes(&[Offers]), second), Ok(Recorded::Changed), note);
    assert_eq!(holds(&vault), (all(&[News, Offers]), second));
    assert_eq!(past(&vault), [(first, Granted, all(&[News]))], "history has what each said itself");
    does(&mut vault, |tx| permission::record(tx, WHO, &yes(&[Service]), By::Person), Ok(Recorded::Changed), note);
    assert_eq!(holds(&vault), (all(&[Service]), By::Person));
    let before = past(&vault);
    assert_eq!(before[1..], [(second, Granted, all(&[Offers]))]);
    // No file adds to what the person said, and none holds it up.
    for file in [first, second] {
        does(&mut vault, |tx| permission::record(tx, WHO, &yes(&[News]), file), Ok(Recorded::Same), None);
    }
    assert_eq!((holds(&vault), past(&vault)), ((all(&[Service]), By::Person), before));
}

#[test]
fn a_yes_said_again_is_noted_once_for_each_file() {
    use PermissionState::Granted;
    use Purpose::{News, Offers, Service};
    let (_dir, mut vault) = shelved();
    let (first, second) = (By::Import(FIRST), By::Import(SECOND));
    let note = Some(("p1", "permission:email"));
    let whole = [News, Offers, Service];
    does(&mut vault, |tx| permission::record(tx, WHO, &yes(&whole), first), Ok(Recorded::Changed), note);
    does(&mut vault, |tx| permission::record(tx, WHO, &yes(&[News]), first), Ok(Recorded::Same), None);
    assert_eq!(past(&vault), [], "a file does not hold itself up");
    does(&mut vault, |tx| permission::record(tx, WHO, &yes(&[News]), second), Ok(Recorded::Same), note);
    does(&mut vault, |tx| permission::record(tx, WHO, &yes(&[News]), second), Ok(Recorded::Same), None);
    assert_eq!(past(&vault), [(second, Granted, Purposes::of(&[News]))]);
    // Line by line, each for something else.
    does(&mut vault, |tx| permission::record(tx, WHO, &yes(&[Offers]), second), Ok(Recorded::Same), note);
    assert_eq!(past(&vault), [(second, Granted, Purposes::of(&[News, Offers]))]);
    let back = permission::TakenBack { yeses: 1, noes: 0 };
    does(&mut vault, |tx| permission::take_back(tx, WHO, FIRST), Ok(back), note);
    assert_eq!(holds(&vault), (Purposes::of(&[News, Offers]), second));
}

#[test]
fn a_file_that_adds_to_its_own_yes_is_taken_back_whole() {
    use Purpose::{News, Offers};
    let (_dir, mut vault) = shelved();
    let (first, second) = (By::Import(FIRST), By::Import(SECOND));
    for (what, by) in [(&[News][..], first), (&[Offers], first), (&[News], first), (&[News], second)] {
        vault.write(cause("import"), |tx| permission::record(tx, WHO, &yes(what), by)).expect("said");
    }
    assert_eq!(holds(&vault), (Purposes::of(&[News, Offers]), first));
    let back = permission::TakenBack { yeses: 1, noes: 0 };
    assert_eq!(vault.write(cause("undo"), |tx| permission::take_back(tx, WHO, FIRST)), Ok(back));
    assert_eq!((holds(&vault), past(&vault)), ((Purposes::of(&[News]), second), vec![]));
}

#[test]
fn noes_and_silence_leave_one_trace() {
    use PermissionState::{Granted, Refused, Unknown};
    let (_dir, mut vault) = shelved();
    let (first, second) = (By::Import(FIRST), By::Import(SECOND));
    let note = Some(("p1", "permission:email"));
    does(&mut vault, |tx| permission::record(tx, WHO, &said(Granted), first), Ok(Recorded::Changed), note);
    does(&mut vault, |tx| permission::record(tx, WHO, &said(Unknown), second), Ok(Recorded::Same), None);
    assert_eq!(past(&vault), [], "silence holds nothing up");
    does(&mut vault, |tx| permission::record(tx, WHO, &said(Refused), first), Ok(Recorded::Changed), note);
    does(&mut vault, |tx| permission::record(tx, WHO, &said(Refused), second), Ok(Recorded::Same), None);
    does(&mut vault, |tx| permission::record(tx, WHO, &said(Granted), second), Ok(Recorded::KeptRefusal), None);
    assert_eq!(past(&vault), [(first, Granted, Purposes::MARKETING)]);
    does(
        &mut vault,
        |tx| permission::take_back(tx, WHO, FIRST),
        Ok(permission::TakenBack { yeses: 0, noes: 1 }),
        Some(("p1", "permission permission:email")),
    );
    assert_eq!(holds(&vault), (Purposes::NONE, first), "a no stays when its file goes");
}

#[test]
fn everybody_is_listed_with_what_holds() {
    use PermissionState::{Granted, Refused};
    let (_dir, mut vault) = shelved();
    assert_eq!(vault.read(permission::count_refusals), Ok(0));
    let (one, two) = (PersonId(1), PersonId(2));
    let by_post = Permission { channel: Channel::Post, at: NOW + 1, ..said(Refused) };
    for (who, what) in [(one, said(Granted)), (one, by_post.clone()), (two, said(Refused))] {
        vault.write(cause("edit"), |tx| permission::record(tx, who, &what, By::Person)).expect("said");
    }
    let mut seen = Vec::new();
    vault
        .read(|r| permission::for_each(r, |who, by, state, what, _, _| seen.push((who, by, state, what))))
        .expect("read");
    seen.sort_unstable_by_key(|(who, by, ..)| (*who, *by));
    let expected = [
        (one, Channel::Email, Granted, Purposes::MARKETING),
        (one, Channel::Post, Refused, Purposes::NONE),
        (two, Channel::Email, Refused, Purposes::NONE),
    ];
    assert_eq!(seen, expected);
    assert_eq!(vault.read(permission::count_refusals), Ok(2));
    let held = |permission| permission::Held { permission, by: By::Person };
    let newest_first = vec![(one, held(by_post)), (two, held(said(Refused)))];
    assert_eq!(vault.read(|r| permission::refusals(r, 9)), Ok(newest_first.clone()));
    assert_eq!(vault.read(|r| permission::refusals(r, 1)), Ok(newest_first[..1].to_vec()));
}
