//! The log under erasure, proved, exported, and at length.

use super::*;
use log::{LogCheck, Proof, Told};

pub(super) fn verify(vault: &Vault<Open>) -> LogCheck {
    vault.read(log::verify).expect("checked")
}

/// A vault whose log has everything in it: people named alone and together, two erasures, locks, checkpoints.
pub(super) fn busy(entries: u32) -> (TempDir, Vault<Open>) {
    let (dir, mut vault) = fresh();
    let ids = add_people(&mut vault, 0..30);
    for round in 0..entries.saturating_sub(4) {
        let who = ids[(round * 7 % 30) as usize];
        if vault.read(|r| person::get(r, who)).expect("read").is_none() {
            vault.write(cause("import"), import).expect("written");
            continue;
        }
        let allowed = vault.read(|r| person::get(r, who)).expect("read").expect("there").use_allowed;
        vault.write(cause("use"), |tx| person::set_use(tx, who, !allowed, NOW)).expect("written");
        if round == entries / 3 {
            vault = vault.lock().unlock(&pass()).expect("opened");
        }
        if round == entries / 2 {
            vault.write(cause("erase"), |tx| person::erase(tx, ids[7])).expect("erased");
        }
    }
    vault.write(cause("erase"), |tx| person::erase(tx, ids[14])).expect("erased");
    vault.seal_log().expect("sealed");
    (dir, vault)
}

#[test]
fn an_erasure_takes_what_was_told_of_the_person_and_the_chain_holds() {
    let (dir, mut vault) = fresh();
    let ids = add_people(&mut vault, 0..3);
    let alone = add_people(&mut vault, 5..6)[0];
    vault.write(cause("opt_out"), |tx| person::set_use(tx, alone, false, NOW)).expect("written");
    vault.write(cause("opt_out"), |tx| person::set_use(tx, ids[0], false, NOW)).expect("written");
    vault.seal_log().expect("sealed");
    let kept: Proof = vault.read(|r| log::prove(r, 4)).expect("proved");
    let erase = |tx: &Tx<'_>| {
        person::erase(tx, alone)?;
        receipt::add(tx, NOW, "{}")
    };
    // A rehearsal takes nothing.
    vault.rehearse(cause("erase"), erase).expect("rehearsed");
    assert_eq!(verify(&vault).erased, 0);
    let number = vault.write(cause("erase"), erase).expect("erased");
    vault.purge().expect("purged");

    let check = verify(&vault);
    assert_eq!((check.broken_at, check.entries, check.erased), (None, 6, 2));
    let entries = vault.read(|r| log::list(r, 0, 10)).expect("listed");
    let told: Vec<&Told> = entries.iter().rev().map(|entry| &entry.told).collect();
    for at in [2, 3] {
        assert_eq!(*told[at], Told::Erased { by: 6, receipt: Some(number) });
    }
    let Told::Kept(last) = told[5] else { panic!("{:?}", told[5]) };
    assert_eq!((last.subjects.as_str(), last.forgot.as_str()), ("one-person receipt-1", "3-4"));
    // Those of others stay.
    assert!(matches!(told[1], Told::Kept(payload) if payload.subjects == "p1 p2 p3 i1"));
    assert!(matches!(told[4], Told::Kept(payload) if payload.subjects == "p1"));
    // The person is not named anywhere in the database's log, and what they kept themselves still holds.
    let named: u32 = vault
        .state_for_tests()
        .query_row("SELECT count(*) FROM log_payload WHERE instr(subjects, ?1)", [alone.to_string()], |row| row.get(0))
        .expect("counted");
    assert_eq!(named, 0);
    let checkpoint = kept.check().expect("the proof they keep holds");
    assert_eq!(vault.read(|r| log::begins_with(r, &checkpoint)), Ok(true));
    // An entry without its telling can still be proved.
    vault.seal_log().expect("sealed");
    let without = vault.read(|r| log::prove(r, 4)).expect("proved");
    assert!(without.check().is_some() && without.told.is_err());
    assert_eq!(without.told, Err(kept.told.expect("told").commitment()));
    drop(dir);
}

#[test]
fn every_entry_can_be_proved_and_a_proof_stands_for_one_log() {
    let (_dir, mut vault) = busy(80);
    let (_other_dir, other) = busy(10);
    let (key, foreign) = (vault.read(log::public_key), other.read(log::public_key));
    assert!(!key.same_key(&foreign));
    let total = vault.read(log::count).expect("counted");
    for number in 1..=total {
        let proof = vault.read(|r| log::prove(r, number)).expect("proved");
        assert_eq!(Proof::parse(&proof.to_string()).as_ref(), Some(&proof));
        let checkpoint = proof.check().expect("holds");
        assert_eq!((checkpoint.size, proof.key.same_key(&key)), (total, true));
    }
    // Whose log it is can be read from the checkpoint, and each begins from a key of its own.
    let first = |vault: &Vault<Open>| vault.read(|r| log::prove(r, 1)).expect("proved");
    for vault in [&vault, &other] {
        let origin = first(vault).check().expect("holds").origin;
        assert_eq!(origin, format!("regulars/{}", log::hex(&vault.keys().vault[..4])));
    }
    assert_ne!(first(&vault).previous, first(&other).previous);
    for number in [0, total + 1] {
        assert_eq!(vault.read(|r| log::prove(r, number)), Err(VaultError::NoSuch("log entry")));
    }
    let early = vault.read(|r| log::prove(r, 3)).expect("proved").check().expect("holds");
    assert_eq!(vault.read(|r| log::begins_with(r, &early)), Ok(true));
    assert_eq!(other.read(|r| log::begins_with(r, &early)), Ok(false));
    vault.write(cause("import"), import).expect("written");
    vault.seal_log().expect("sealed");
    let late = vault.read(|r| log::prove(r, 3)).expect("proved").check().expect("holds");
    let path = vault.read(|r| log::prove_growth(r, early.size, late.size)).expect("proved");
    assert!(log::grew(&early, &late, &path) && !log::grew(&late, &early, &path));
    assert!(late.size > early.size);
    for (from, to) in [(1, late.size + 1), (0, late.size), (late.size, early.size)] {
        let refused = vault.read(|r| log::prove_growth(r, from, to));
        assert_eq!(refused, Err(VaultError::NoSuch("log entry")), "from {from} to {to}");
    }
    assert_eq!(vault.read(|r| log::prove_growth(r, late.size, late.size)), Ok(vec![]), "it is what it is");
    assert!(log::grew(&late, &late, &[]));
}

#[test]
fn a_whole_log_put_back_shows_against_a_checkpoint_kept_elsewhere() {
    let (_dir, mut vault) = fresh();
    add_people(&mut vault, 0..3);
    let tables = ["log", "log_payload", "log_head", "log_checkpoint"];
    let connection = vault.state_for_tests();
    for table in tables {
        connection.execute_batch(&format!("CREATE TABLE kept_{table} AS SELECT * FROM {table}")).expect("kept");
    }
    add_people(&mut vault, 3..6);
    vault.seal_log().expect("sealed");
    let receipt = vault.read(|r| log::prove(r, 3)).expect("proved").check().expect("holds");
    assert_eq!(vault.read(|r| log::begins_with(r, &receipt)), Ok(true));
    for table in tables {
        let sql = format!("DELETE FROM {table}; INSERT INTO {table} SELECT * FROM kept_{table}");
        vault.state_for_tests().execute_batch(&sql).expect("put back");
    }
    assert_eq!(verify(&vault).broken_at, None, "the log alone cannot know: it is one that stood");
    assert_eq!(vault.read(|r| log::begins_with(r, &receipt)), Ok(false), "the receipt does");
}

#[test]
fn a_lock_leaves_a_checkpoint_and_a_second_lock_changes_nothing() {
    let (dir, mut vault) = fresh();
    add_people(&mut vault, 0..3);
    assert_eq!(verify(&vault).checkpoints, 0);
    drop(vault.lock());
    let database = || fs::read(shop(&dir).join("vault.db")).expect("read");
    let before = database();
    let vault = Vault::at(&shop(&dir)).expect("there").unlock(&pass()).expect("opened");
    assert_eq!((verify(&vault).checkpoints, verify(&vault).broken_at), (1, None));
    drop(vault.lock());
    assert!(database() == before);
}

#[test]
fn an_exported_log_is_checked_without_the_vault() {
    let (_dir, vault) = busy(150);
    let mut lines: Vec<String> = Vec::new();
    vault
        .read(|r| {
            log::export(r, |line| {
                lines.push(line.to_owned());
                Ok::<(), VaultError>(())
            })
        })
        .expect("exported");
    let check = |lines: &[String]| log::check_export(lines.iter().map(String::as_str));
    let (found, key) = check(&lines).expect("read");
    assert_eq!(found, verify(&vault));
    assert!(found.erased > 0 && found.checkpoints > 2 && found.broken_at.is_none(), "{found:?}");
    assert!(key.same_key(&vault.read(log::public_key)));
    let sound = |lines: &[String]| check(lines).is_ok_and(|(found, _)| found.broken_at.is_none());
    let entries = |lines: &[String]| lines.iter().filter(|line| line.starts_with("{\"entry\"")).count();
    assert_eq!(entries(&lines), 150);
    let mut tried = 0;
    for at in 0..lines.len() {
        let mut dropped = lines.clone();
        let line = dropped.remove(at);
        // A checkpoint beside others may be left out: those before and after still bind every entry.
        let extra = line.starts_with("{\"checkpoint\"") && at + 1 < lines.len();
        assert!(extra || !sound(&dropped), "without line {at}: {line}");
        assert!(!sound(&lines[..at]), "cut at {at}");
        // An entry that is missing is named by the number it would have had.
        if line.starts_with("{\"entry\"") {
            let (found, entry) = (check(&dropped).expect("read").0, 1 + entries(&lines[..at]));
            assert_eq!(found.broken_at, Some(u32::try_from(entry).expect("few")), "without line {at}: {line}");
        }
        for (from, to) in
            [("\"at\":17", "\"at\":27"), ("import", "export"), ("\"user\"", "\"system\""), ("time 17", "time 27")]
        {
            let mut changed = lines.clone();
            changed[at] = changed[at].replace(from, to);
            if changed[at] != lines[at] {
                assert!(!sound(&changed), "{from} to {to} in line {at}");
                tried += 1;
            }
        }
        if at + 1 < lines.len() {
            let mut swapped = lines.clone();
            swapped.swap(at, at + 1);
            assert!(!sound(&swapped), "swapped {at}");
        }
    }
    assert!(tried > 150, "{tried}");
}

#[allow(clippy::print_stdout, reason = "a figure of the suite")]
pub(super) fn figure(words: &str) {
    println!("{words}");
}

/// What one call takes.
#[allow(clippy::disallowed_methods, reason = "a measurement")]
fn milliseconds<T>(f: impl FnOnce() -> T) -> (f64, T) {
    let start = std::time::Instant::now();
    let answer = f();
    (start.elapsed().as_secs_f64() * 1_000.0, answer)
}

/// Lets the log grow to so many entries, in one transaction of the database.
fn grow(vault: &Vault<Open>, to: u32) {
    let grown: Result<(), VaultError> = vault.read(|read| {
        read.connection.execute_batch("BEGIN")?;
        for number in log::count(read)?..to {
            let tx = Tx::new(*read, cause("use"));
            tx.touched(access::Subject::Person(PersonId(number % 500 + 1)), &["use_allowed"]);
            tx.close()?;
        }
        Ok(read.connection.execute_batch("COMMIT")?)
    });
    grown.expect("written");
}

#[test]
fn ten_thousand_entries_are_checked_within_a_second() {
    let (_dir, vault) = fresh();
    grow(&vault, 10_000);
    let (check, found) = milliseconds(|| verify(&vault));
    assert_eq!((found.broken_at, found.entries, found.checkpoints), (None, 10_000, 156));
    figure(&format!("the log: {check:.0} ms to check 10,000 entries"));
    assert!(check < 1_000.0, "{check} ms");
}

#[test]
#[ignore = "a measurement: cargo test --release -p regulars-vault -- --ignored --nocapture a_long_log"]
fn a_long_log_does_not_make_opening_slow() {
    let (dir, mut vault) = fresh();
    for size in [1_000, 10_000, 100_000] {
        grow(&vault, size);
        let (append, _) = milliseconds(|| vault.rehearse(cause("import"), import).expect("written"));
        vault.seal_log().expect("sealed");
        let (prove, _) = milliseconds(|| vault.read(|r| log::prove(r, size / 2)).expect("proved"));
        drop(vault.lock());
        let locked = Vault::at(&shop(&dir)).expect("there");
        let (unlock, opened) = milliseconds(|| locked.unlock(&pass()).expect("opened"));
        vault = opened;
        let (cold, found) = milliseconds(|| verify(&vault));
        let (warm, _) = milliseconds(|| verify(&vault));
        assert_eq!(found.broken_at, None);
        figure(&format!(
            "{size} entries: unlock {unlock:.0} ms, check {cold:.0} ms after opening and {warm:.0} ms again, \
             one write taken back {append:.2} ms, a proof {prove:.0} ms"
        ));
    }
}
