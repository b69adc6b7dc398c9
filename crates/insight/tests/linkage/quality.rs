//! Figures: how many pairs that are joined are right, and how many true pairs are found.

use crate::town::{Dirt, TILL, Town, WEB, town};
use regulars_insight::linkage::{Decided, Level, LinkField, LinkParams, Linkage, Pair, link};
use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;

pub(crate) fn run(town: &Town, params: &LinkParams) -> Linkage {
    town.with_people(
        |at| at as u32,
        |people| link(people, params, &Decided::default(), &mut |_, _| ControlFlow::Continue(())),
    )
}

struct Figures {
    right: u64,
    joined: u64,
    found: u64,
    asked_right: u64,
    asked: u64,
    all: u64,
}

fn figures(town: &Town, linkage: &Linkage) -> Figures {
    let truth = |pair: &Pair| town.truth[pair.a.0 as usize] == town.truth[pair.b.0 as usize];
    let right = linkage.sure.iter().filter(|pair| truth(pair)).count() as u64;
    let asked_right = linkage.ask.iter().filter(|pair| truth(pair)).count() as u64;
    let mut sizes: HashMap<u32, u64> = HashMap::new();
    town.truth.iter().for_each(|person| *sizes.entry(*person).or_default() += 1);
    Figures {
        right,
        joined: linkage.sure.len() as u64,
        found: right + asked_right,
        asked_right,
        asked: linkage.ask.len() as u64,
        all: sizes.values().map(|size| size * (size - 1) / 2).sum(),
    }
}

/// 95% Wilson score interval (Wilson 1927).
fn wilson(hits: u64, of: u64) -> (f64, f64) {
    let (z, n, p) = (1.96, of as f64, hits as f64 / of as f64);
    let scale = 1.0 + z * z / n;
    let middle = (p + z * z / (2.0 * n)) / scale;
    let reach = z / scale * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    (middle - reach, middle + reach)
}

/// Shops that rules, weights and bands were chosen on, and shops that were not looked at before all of it stood.
const CHOSEN_ON: [u64; 3] = [1, 2, 3];
const HELD_OUT: [u64; 3] = [41, 42, 43];
/// The least share of true pairs that is joined or asked about.
const LEAST_FOUND: [(Dirt, f64); 2] = [(WEB, 0.92), (TILL, 0.90)];

#[test]
fn joined_pairs_are_right_and_true_pairs_are_found() {
    for (dirt, least) in LEAST_FOUND {
        CHOSEN_ON.into_iter().for_each(|seed| judge(&dirt, 20_000, seed, least, "chosen on"));
    }
}

#[test]
fn so_it_is_in_shops_not_looked_at_before() {
    for (dirt, least) in LEAST_FOUND {
        HELD_OUT.into_iter().for_each(|seed| judge(&dirt, 20_000, seed, least, "held out"));
    }
}

#[allow(clippy::print_stdout)]
fn judge(dirt: &Dirt, people: usize, seed: u64, least: f64, which: &str) {
    let town = town(people, dirt, seed);
    let linkage = run(&town, &LinkParams::default());
    let f = figures(&town, &linkage);
    let share = |hits: u64, of: u64| {
        let (low, high) = wilson(hits, of);
        format!("{hits} of {of} = {:.4} ({low:.4} to {high:.4})", hits as f64 / of as f64)
    };
    let thousands = town.entries.len() as f64 / 1_000.0;
    let (entries, all) = (town.entries.len(), f.all);
    println!("{}, seed {seed} ({which}), {entries} entries of which {all} pairs are one person:", dirt.name);
    println!("  joined pairs that are right: {}", share(f.right, f.joined));
    println!("  true pairs joined or asked:  {}", share(f.found, f.all));
    println!("  true pairs joined unasked:   {}", share(f.right, f.all));
    println!(
        "  asked: {:.0} pairs per 1,000 people, of which one person: {}",
        f.asked as f64 / thousands,
        share(f.asked_right, f.asked)
    );
    println!("  pairs compared: {}; rounds of learning: {}", linkage.compared, linkage.rounds);
    assert!(linkage.settled);
    assert!(town.entries.len() >= 20_000 && f.all > 3_000 && f.joined > 1_000);
    assert!(f.right as f64 >= 0.99 * f.joined as f64, "precision");
    assert!(f.found as f64 >= least * f.all as f64, "recall");
    assert!(f.asked as f64 <= 240.0 * thousands, "too much is asked");
    let lookalikes: HashSet<(u32, u32)> = town.twins.iter().chain(&town.juniors).copied().collect();
    assert!(lookalikes.len() > 20);
    let persons = |pair: &Pair| {
        let (a, b) = (town.truth[pair.a.0 as usize], town.truth[pair.b.0 as usize]);
        (a.min(b), a.max(b))
    };
    let joined: Vec<&Pair> = linkage.sure.iter().filter(|pair| lookalikes.contains(&persons(pair))).collect();
    println!("  twins, and fathers and sons of one name: {}, joined {}", lookalikes.len(), joined.len());
    // Twins of one short name, or a father and a son of one mailbox and no birthdays: nobody could tell those apart.
    let plainly = |pair: &&Pair| {
        let differs = |field| pair.evidence.iter().any(|one| one.field == field && one.level == Level::Differs);
        differs(LinkField::FirstName) || differs(LinkField::Birthday)
    };
    assert!(!joined.iter().any(plainly), "{joined:?}");
    assert!(joined.len() * 50 <= lookalikes.len());
}

/// Time and memory at size, by hand: `cargo test -p regulars-insight --test linkage -- --ignored --nocapture size`.
#[test]
#[ignore = "minutes; run by hand"]
#[allow(clippy::print_stdout)]
#[allow(clippy::disallowed_methods, reason = "a measurement")]
fn a_large_shop_in_time() {
    let peak = || {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("").to_owned()
    };
    let people = std::env::var("LINK_PEOPLE").ok().and_then(|count| count.parse().ok()).unwrap_or(100_000);
    let town = town(people, &WEB, 1);
    let before = peak();
    let start = std::time::Instant::now();
    let linkage = run(&town, &LinkParams::default());
    let took = start.elapsed().as_secs_f64();
    let f = figures(&town, &linkage);
    println!(
        "{people} people in {took:.1} s; {before} before, {} after; compared {}; joined {} right {}; found {} of {}; asked {}",
        peak(),
        linkage.compared,
        f.joined,
        f.right,
        f.found,
        f.all,
        f.asked
    );
    for rule in &linkage.blocks {
        println!("{rule:?}");
    }
}
