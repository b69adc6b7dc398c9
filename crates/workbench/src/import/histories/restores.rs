//! Histories in which backups are made and restored: whoever said no or was erased since stays out of what leaves. Real
//! vaults on a disk: ten of them, and ten thousand with `REGULARS_FAULTS=long`, which takes half an hour.

use super::*;
use crate::restore::replayed;
use regulars_vault::{
    Unlock,
    backup::{self, Restoring, ledgers_near},
};
use std::ops::RangeInclusive;

/// Whether a restore reads the list of who is kept out. Without it the test must fail.
#[derive(Clone, Copy, PartialEq, Eq)]
enum List {
    Read,
    Forgotten,
}

fn pass() -> Passphrase {
    Passphrase::new("correct horse battery")
}

impl Truth {
    /// What is so after going back to `self`, where `now` was the case.
    fn with_what_was_said_since(mut self, now: &Self) -> Self {
        for who in 0..PEOPLE {
            if now.no[who] {
                self.said_no(who);
            }
            self.no_use[who] |= now.no_use[who];
            self.erased[who] |= now.erased[who];
        }
        self
    }
}

/// Goes back to a backup, as the workbench does.
fn restore(vault: Vault<Open>, from: &std::path::Path, nth: u32, list: List) -> Vault<Open> {
    let place = vault.dir().to_owned();
    drop(vault.lock());
    let found = backup::look(from).unwrap();
    let lists = ledgers_near(&found, &[&place]);
    let restoring = Restoring::begin(from, &Unlock::Passphrase(&pass()), &place, NOW).unwrap();
    let ledger = restoring.ledger(&lists).filter(|_| list == List::Read);
    let cause = |verb| Cause { actor: Actor::User, verb, now: NOW };
    let (restoring, _) = replayed(restoring, ledger.as_ref(), &cause).unwrap();
    restoring.finish(&place, &format!("kept {nth}")).unwrap();
    Vault::at(&place).unwrap().unlock(&pass()).unwrap()
}

/// Says how many people left who must not have, how many left, and how often a vault went back to a backup.
fn run(seeds: RangeInclusive<u64>, list: List) -> (u32, u32, u32) {
    let (mut wrong, mut left, mut restores) = (0, 0, 0);
    for seed in seeds {
        let (_dir, mut vault) = fresh();
        let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        let mut truth = Truth::default();
        let mut backups: Vec<(std::path::PathBuf, Truth)> = Vec::new();
        for nth in 0..8 + u32::try_from(dice.below(8)).unwrap() {
            let cause = Cause { actor: Actor::User, verb: "import", now: NOW };
            vault
                .write(cause, |tx| {
                    regulars_vault::meta::touch(tx);
                    step(tx, &mut dice, &mut truth, nth == 0);
                    Ok::<_, Problem>(())
                })
                .unwrap();
            if dice.one_in(4) {
                let to = vault.backups_dir().join(format!("backup {nth}"));
                vault.back_up(&to, "by_hand", NOW + i64::from(nth)).unwrap();
                backups.push((to, truth.clone()));
            } else if dice.one_in(4) && !backups.is_empty() {
                let (from, then) = backups[dice.below(backups.len())].clone();
                vault = restore(vault, &from, nth, list);
                truth = then.with_what_was_said_since(&truth);
                restores += 1;
            }
            vault
                .rehearse(cause, |tx| {
                    regulars_vault::meta::touch(tx);
                    let (shop, people) = leaving(tx, &the_gate);
                    left += u32::try_from(people.len()).unwrap();
                    for who in 0..PEOPLE {
                        let index = entry(tx, who).and_then(|id| shop.index_of(id));
                        let leaves = index.is_some_and(|index| people.contains(&index));
                        wrong += u32::from(leaves && !truth.may(tx, who) || truth.erased[who] && index.is_some());
                    }
                    Ok::<_, Problem>(())
                })
                .unwrap();
        }
    }
    (wrong, left, restores)
}

/// The same on every core.
fn side_by_side(histories: u64) -> (u32, u32, u32) {
    let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get() as u64).min(histories);
    let share = |core: u64| 1 + histories * core / cores..=histories * (core + 1) / cores;
    std::thread::scope(|scope| {
        let running: Vec<_> = (0..cores).map(|core| scope.spawn(move || run(share(core), List::Read))).collect();
        running
            .into_iter()
            .map(|one| one.join().unwrap())
            .fold((0, 0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1, sum.2 + one.2))
    })
}

#[test]
fn nobody_comes_back_with_a_backup_who_said_no_or_was_erased_since() {
    let histories = histories_or(10);
    let (wrong, left, restores) = side_by_side(histories);
    println!("{histories} histories, {restores} restores; {left} times somebody left, {wrong} of them wrongly");
    assert_eq!(wrong, 0);
    assert!(
        u64::from(restores) * 2 > histories && u64::from(left) > histories,
        "restored and left, or nothing was tested"
    );
    let caught = (1..=50).any(|seed| run(seed..=seed, List::Forgotten).0 > 0);
    assert!(caught, "a restore that forgets the list is caught");
}
