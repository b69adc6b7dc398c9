//! C2: somebody changes the files while the vault is locked: a bit, two pages that change places, a page or a whole file
//! from before put back. What is changed must be noticed; what is from before must be noticed at opening.

use crate::{
    pages::PAGE,
    report::{figure, n, scale},
    stage::{Stage, copy, database, trials},
};
use regulars_tests::{
    deeds::{Deed, Doer, History, passphrase},
    dice::Dice,
};
use regulars_vault::{Actor, Cause, Vault, keychain::MemoryKeychain, meta};
use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

/// Where a change was noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Noticed {
    AtOpening,
    /// By the check of every page that “prove it” and a backup make.
    ByTheCheck,
    Never,
}

fn noticed(dir: &Path, number: u32) -> Noticed {
    let Ok(vault) = Vault::at(dir).and_then(|vault| vault.unlock(&passphrase(number))) else {
        return Noticed::AtOpening;
    };
    if !vault.findings().is_empty() {
        return Noticed::AtOpening;
    }
    match vault.complaints() {
        Ok(complaints) if complaints.is_empty() => Noticed::Never,
        _ => Noticed::ByTheCheck,
    }
}

/// Locked vaults of one shop, an earlier one and those that came after.
struct Ages {
    stage: Stage,
    /// The folder and the number of the passphrase, oldest first.
    ages: Vec<(PathBuf, u32)>,
}

impl Ages {
    fn new(count: usize) -> Self {
        let stage = Stage::new(14);
        let (vault, files) = stage.copy("living");
        let mut history: History = stage.history.clone();
        let mut ages = Vec::new();
        for age in 0..count {
            let to = stage.folder.path().join(format!("age{age}"));
            copy(&vault, &to);
            ages.push((to, history.state.passphrase));
            let mut doer = Doer::open(&vault, &files, &history).expect("open");
            // Not with another key: an older page of this key is what must be told from a newer one.
            for deed in history.by_ref().take(5).filter(|deed| *deed != Deed::Rotate) {
                doer.one(&deed).expect("done");
            }
            doer.bench.lock();
        }
        Self { stage, ages }
    }

    fn newest(&self) -> &(PathBuf, u32) {
        self.ages.last().expect("an age")
    }

    /// A copy of the newest, changed; where that was noticed.
    fn change(&self, name: &str, change: impl FnOnce(&Path)) -> Noticed {
        let (newest, number) = self.newest();
        let place = self.stage.folder.path().join(name);
        copy(newest, &place);
        change(&place);
        let noticed = noticed(&place, *number);
        let _ = std::fs::remove_dir_all(&place);
        noticed
    }
}

fn edit(path: &Path, change: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = std::fs::read(path).expect("read");
    change(&mut bytes);
    std::fs::write(path, bytes).expect("written");
}

/// How many of `count` changes were noticed where.
struct Tally {
    count: usize,
    at_opening: usize,
    by_the_check: usize,
}

fn tally(ages: &Ages, what: &str, count: usize, change: impl Fn(&Path, &mut Dice) + Sync) -> Tally {
    let found: Mutex<Vec<Noticed>> = Mutex::default();
    trials(count, |trial| {
        let mut dice = Dice::new(20_000 + trial as u64);
        let noticed = ages.change(&format!("{what}{trial}"), |dir| change(dir, &mut dice));
        found.lock().expect("a list").push(noticed);
    });
    let found = found.into_inner().expect("a list");
    let of = |which| found.iter().filter(|noticed| **noticed == which).count();
    Tally { count, at_opening: of(Noticed::AtOpening), by_the_check: of(Noticed::ByTheCheck) }
}

impl Tally {
    fn noticed(&self) -> usize {
        self.at_opening + self.by_the_check
    }
}

#[test]
fn c2_a_changed_bit_and_swapped_pages_are_noticed() {
    let ages = Ages::new(1);
    let control = ages.change("control", |_| {});
    assert_eq!(control, Noticed::Never, "what nobody changed must open without a word");
    let flips = tally(&ages, "flip", scale(80, 1_000), |dir, dice| {
        // One in five falls into the key file, which is small.
        let file = if dice.chance(20) { dir.join("vault.hdr") } else { database(dir) };
        edit(&file, |bytes| {
            let at = dice.below(bytes.len());
            bytes[at] ^= 1 << dice.below(8);
        });
    });
    let swaps = tally(&ages, "swap", scale(20, 100), |dir, dice| {
        edit(&database(dir), |bytes| {
            let pages = bytes.len() / PAGE;
            let first = dice.below(pages - 1);
            let second = first + 1 + dice.below(pages - first - 1);
            let kept = bytes[first * PAGE..][..PAGE].to_vec();
            bytes.copy_within(second * PAGE..(second + 1) * PAGE, first * PAGE);
            bytes[second * PAGE..][..PAGE].copy_from_slice(&kept);
        });
    });
    figure(
        "C2",
        flips.noticed() == flips.count && swaps.noticed() == swaps.count,
        &format!(
            "changed files: {} of {} bit flips noticed ({} at opening, {} by the check), {} of {} swapped pages (control: \
             0 unchanged ones)",
            n(flips.noticed()),
            n(flips.count),
            n(flips.at_opening),
            n(flips.by_the_check),
            n(swaps.noticed()),
            n(swaps.count),
        ),
    );
}

#[test]
fn c2_what_is_from_before_is_noticed_at_opening() {
    let ages = Ages::new(6);
    let older = |dice: &mut Dice| &ages.ages[dice.below(ages.ages.len() - 1)];
    let replays = tally(&ages, "replay", scale(20, 100), |dir, dice| {
        let old = std::fs::read(database(&older(dice).0)).expect("read");
        edit(&database(dir), |bytes| {
            let differs = |page: &usize| bytes[page * PAGE..][..PAGE] != old[page * PAGE..][..PAGE];
            let pages: Vec<usize> = (0..bytes.len().min(old.len()) / PAGE).filter(differs).collect();
            let page = pages[dice.below(pages.len())];
            bytes[page * PAGE..][..PAGE].copy_from_slice(&old[page * PAGE..][..PAGE]);
        });
    });
    // One file of the three that say how the vault stands; where it has not changed since, an older one.
    let rollbacks = tally(&ages, "rollback", scale(12, 50), |dir, dice| {
        let database = database(dir);
        let database = database.file_name().and_then(std::ffi::OsStr::to_str).expect("a name");
        let name = [database, "vault.hdr", "vault.ledger"][dice.below(3)];
        let now = std::fs::read(dir.join(name)).expect("read");
        let olds: Vec<&PathBuf> = ages.ages.iter().map(|(age, _)| age).collect();
        let other = |age: &&&PathBuf| std::fs::read(age.join(name)).expect("read") != now;
        let olds: Vec<&PathBuf> = olds.iter().filter(other).copied().collect();
        std::fs::copy(olds[dice.below(olds.len())].join(name), dir.join(name)).expect("put back");
    });
    let (remembered, forgotten) = whole_vaults(scale(6, 25));
    figure(
        "C2",
        replays.at_opening == replays.count
            && rollbacks.at_opening == rollbacks.count
            && remembered.at_opening == remembered.count,
        &format!(
            "put back from before: {} of {} pages noticed at opening, {} of {} files, {} of {} whole vaults where the \
             keychain remembers ({} of {} where nothing does)",
            n(replays.at_opening),
            n(replays.count),
            n(rollbacks.at_opening),
            n(rollbacks.count),
            n(remembered.at_opening),
            n(remembered.count),
            n(forgotten.at_opening),
            n(forgotten.count),
        ),
    );
}

/// Puts whole vaults back from before: with a keychain that remembers the newest, and without.
fn whole_vaults(count: usize) -> (Tally, Tally) {
    let stage = Stage::with_base(15, 10);
    let (vault, _) = stage.copy("remembered");
    let keychain = MemoryKeychain::new();
    let number = stage.history.state.passphrase;
    let open = |dir: &Path, keychain: Option<&MemoryKeychain>| {
        let vault = Vault::at(dir).expect("there");
        let vault = match keychain {
            Some(keychain) => vault.with_keychain(Arc::new(keychain.clone())),
            None => vault,
        };
        vault.unlock(&passphrase(number)).expect("open")
    };
    let mut ages = Vec::new();
    for age in 0..=count {
        let mut opened = open(&vault, Some(&keychain));
        assert!(opened.findings().is_empty(), "what nobody changed must open without a word");
        if age == 0 {
            opened.remember_here().expect("remembered");
        }
        let cause = Cause { actor: Actor::User, verb: "rename", now: 1_795_000_000 };
        opened.write(cause, |tx| meta::rename(tx, &format!("Shop {age}"))).expect("written");
        drop(opened.lock());
        let to = stage.folder.path().join(format!("whole{age}"));
        copy(&vault, &to);
        ages.push(to);
    }
    let noticed = |keychain| {
        let at_opening = ages[..count].iter().filter(|age| !open(age, keychain).findings().is_empty()).count();
        Tally { count, at_opening, by_the_check: 0 }
    };
    let remembered = noticed(Some(&keychain));
    (remembered, noticed(None))
}
