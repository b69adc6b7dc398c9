//! C3, C5 and D5: what opening costs, what a new passphrase costs, and a backup and a restore of a large vault. The long form
//! takes 130 MB, as a shop of some hundred thousand orders has; the short one a tenth, and is not held to the times.

use crate::report::{figure, long, n};
use regulars_model::{Basis, Day, Provenance};
use regulars_tests::{NOON, dice::Dice, passphrase, quick_kdf};
use regulars_vault::{
    Actor, Cause, CreateOptions, KdfParams, Open, Passphrase, Unlock, Vault, VaultError,
    backup::{Check, Restoring},
    chunk, import, log,
};
use std::{fs, path::Path, time::Instant};

const PIECE: usize = 1 << 20;

fn cause(verb: &'static str) -> Cause {
    Cause { actor: Actor::User, verb, now: NOON }
}

/// A vault with so many megabytes of chunks that nothing can be packed into fewer.
fn large(dir: &Path, megabytes: usize) -> Vault<Open> {
    let options = CreateOptions {
        name: "Large shop".into(),
        currency: "EUR".parse().expect("a currency"),
        sample: false,
        kdf: quick_kdf(),
        now: NOON,
    };
    let mut vault = Vault::create(dir, &passphrase(), &options).expect("made");
    let mut dice = Dice::new(7);
    vault
        .write(cause("import"), |tx| {
            let from = Provenance::new("Till", Basis::Contract);
            let new = import::NewImport { file_name: "orders.csv", kind: "orders", digest: [1; 32], from: &from };
            let import = import::start(tx, &new)?;
            for _ in 0..megabytes {
                let bytes: Vec<u8> = (0..PIECE / 8).flat_map(|_| dice.any().to_le_bytes()).collect();
                let (first_day, last_day) = (Day(20_000), Day(20_001));
                let new = chunk::NewChunk {
                    kind: "orders",
                    import,
                    first_day,
                    last_day,
                    rows: 1,
                    checksum: 0,
                    bytes: &bytes,
                };
                chunk::add(tx, &new)?;
            }
            Ok::<_, VaultError>(())
        })
        .expect("written");
    vault
}

#[test]
#[allow(clippy::disallowed_methods, reason = "the time it takes is the figure")]
fn c3_opening_costs_what_it_should() {
    let params = KdfParams::calibrate();
    let folder = tempfile::tempdir().expect("a folder");
    let dir = folder.path().join("shop.regulars");
    let options = CreateOptions {
        name: "Shop".into(),
        currency: "EUR".parse().expect("a currency"),
        sample: false,
        kdf: params,
        now: NOON,
    };
    drop(Vault::create(&dir, &passphrase(), &options).expect("made").lock());
    let mut times: Vec<f64> = (0..3)
        .map(|_| {
            let started = Instant::now();
            drop(Vault::at(&dir).expect("there").unlock(&passphrase()).expect("opened").lock());
            started.elapsed().as_secs_f64()
        })
        .collect();
    times.sort_by(f64::total_cmp);
    let floor = params.mib >= KdfParams::FLOOR.mib && params.passes >= KdfParams::FLOOR.passes;
    let weak = Vault::create(
        &folder.path().join("weak"),
        &passphrase(),
        &CreateOptions { kdf: KdfParams { mib: 18, passes: 2 }, ..options },
    );
    let refused = weak.err() == Some(VaultError::KdfOutOfBounds);
    figure(
        "C3",
        floor && refused && (!long() || (0.4..1.5).contains(&times[1])),
        &format!(
            "opening: {} MiB and {} passes, {:.2} s (median of 3, lock included; {:.2} to {:.2}); less than 19 MiB {}",
            params.mib,
            params.passes,
            times[1],
            times[0],
            times[2],
            if refused { "refused" } else { "ACCEPTED" }
        ),
    );
}

#[test]
#[allow(clippy::disallowed_methods, reason = "the time it takes is the figure")]
fn c5_and_d5_a_new_passphrase_a_backup_and_a_restore_of_a_large_vault() {
    let megabytes = if long() { 130 } else { 13 };
    let folder = tempfile::tempdir().expect("a folder");
    let dir = folder.path().join("shop.regulars");
    let mut vault = large(&dir, megabytes).lock().unlock(&passphrase()).expect("opened");

    let database = || fs::read(dir.join("vault.db")).expect("read");
    let before = database();
    let next = Passphrase::new("another passphrase".to_owned());
    let started = Instant::now();
    vault.change_passphrase(&passphrase(), &next).expect("changed");
    let rewrapped = started.elapsed().as_secs_f64();
    let same = database() == before;
    figure(
        "C5",
        same && (!long() || rewrapped < 2.5),
        &format!(
            "new passphrase: {} MB, {rewrapped:.2} s at the cheapest cost, database {}",
            n(before.len() / 1_000_000),
            if same { "byte for byte as before" } else { "CHANGED" }
        ),
    );

    let to = vault.backups_dir().join("one");
    let started = Instant::now();
    vault.back_up(&to, "by_hand", NOON).expect("backed up");
    let backed_up = started.elapsed().as_secs_f64();
    let whole = matches!(vault.check_backup(&to), Ok(Check::Whole(_)));
    let entries = vault.read(log::count).expect("counted");
    drop(vault.lock());

    // To a clean machine: nothing but the backup's folder comes along, and no keychain.
    let clean = tempfile::tempdir().expect("a folder");
    let (carried, place) = (clean.path().join("backup"), clean.path().join("restored.regulars"));
    crate::stage::copy(&to, &carried);
    let started = Instant::now();
    let restoring = Restoring::begin(&carried, &Unlock::Passphrase(&next), &place, NOON).expect("begun");
    restoring.finish(&place, "kept").expect("finished");
    let restored = started.elapsed().as_secs_f64();
    let vault = Vault::at(&place).expect("there").unlock(&next).expect("opened");
    let chunks = vault.read(chunk::list).expect("listed").len();
    let intact = chunks == megabytes && vault.read(log::count) == Ok(entries) && vault.findings().is_empty();
    drop(vault.lock());

    // One byte, anywhere.
    let path = carried.join("backup.db");
    let right = fs::read(&path).expect("read");
    let (mut refused, trials) = (0, if long() { 40 } else { 10 });
    let mut dice = Dice::new(9);
    for _ in 0..trials {
        let at = dice.below(right.len());
        let mut wrong = right.clone();
        wrong[at] ^= 1 << dice.below(8);
        fs::write(&path, &wrong).expect("written");
        let place = clean.path().join("damaged.regulars");
        let began = Restoring::begin(&carried, &Unlock::Passphrase(&next), &place, NOON);
        refused += usize::from(matches!(began, Err(VaultError::BackupDamaged(_))) && !place.exists());
    }
    fs::write(&path, &right).expect("written");
    let control =
        Restoring::begin(&carried, &Unlock::Passphrase(&next), &clean.path().join("again.regulars"), NOON).is_ok();
    figure(
        "D5",
        whole && intact && control && refused == trials && (!long() || backed_up < 10.0),
        &format!(
            "backup: {} MB in {backed_up:.1} s, checked {}; restored on a clean machine in {restored:.1} s, {}; one bit changed: \
             {refused} of {trials} refused (control: unchanged, {})",
            n(right.len() / 1_000_000),
            if whole { "whole" } else { "NOT WHOLE" },
            if intact { "nothing missing" } else { "SOMETHING MISSING" },
            if control { "it restores" } else { "IT DOES NOT" },
        ),
    );
}
