//! Figures: how many pairs that are joined are right, and how many true pairs are found.

use crate::town::{Dirt, TILL, Town, WEB, town};
use regulars_insight::linkage::{Decided, LinkParams, Linkage, Pair, link};
use std::collections::HashMap;
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

#[test]
#[allow(clippy::print_stdout)]
fn joined_pairs_are_right_and_true_pairs_are_found() {
    for dirt in [WEB, TILL] {
        for seed in 1..=3 {
            judge(&dirt, 20_000, seed);
        }
    }
}

#[allow(clippy::print_stdout)]
fn judge(dirt: &Dirt, people: usize, seed: u64) {
    let town = town(people, dirt, seed);
    let linkage = run(&town, &LinkParams::default());
    let f = figures(&town, &linkage);
    let (precision, recall) = (f.right as f64 / f.joined as f64, f.found as f64 / f.all as f64);
    let (p, r) = (wilson(f.right, f.joined), wilson(f.found, f.all));
    println!(
        "{}, seed {seed}: {} entries, {} true pairs; joined {} of which right {} = {precision:.4} ({:.4} to {:.4}); \
         found {} = {recall:.4} ({:.4} to {:.4}), joined alone {:.4}; asked {} of which one person {}, {:.1} per 1,000 people; compared {}, {} rounds",
        dirt.name,
        town.entries.len(),
        f.all,
        f.joined,
        f.right,
        p.0,
        p.1,
        f.found,
        r.0,
        r.1,
        f.right as f64 / f.all as f64,
        f.asked,
        f.asked_right,
        f.asked as f64 * 1000.0 / town.entries.len() as f64,
        linkage.compared,
        linkage.rounds
    );
    if std::env::var("LINK_SHOW").is_ok() {
        show(&town, &linkage);
    }
    if std::env::var("LINK_SHOW").is_ok() {
        return;
    }
    assert!(linkage.settled);
    assert!(precision >= 0.99, "{precision}");
    assert!(recall >= 0.90, "{recall}");
}

#[allow(clippy::print_stdout)]
fn show(town: &Town, linkage: &Linkage) {
    let all = run(town, &LinkParams::default().with_bands(0.9999, 1e-7).unwrap());
    let truths = figures(town, linkage).all as f64;
    for t in [1e-7, 0.01, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 0.95, 0.98, 0.99, 0.995] {
        let (mut r, mut w, mut fr, mut fw) = (0, 0, 0, 0);
        for p in all.sure.iter().chain(&all.ask).filter(|p| p.probability >= t) {
            let ok = town.truth[p.a.0 as usize] == town.truth[p.b.0 as usize];
            if ok {
                r += 1
            } else {
                w += 1
            }
            if p.doubts.is_empty() {
                if ok { fr += 1 } else { fw += 1 }
            }
        }
        println!(
            "CURVE p>={t}: right {r} ({:.3}) wrong {w}; free of doubt right {fr} ({:.3}) wrong {fw}",
            r as f64 / truths,
            fr as f64 / truths
        );
    }
    let same = |pair: &Pair| town.truth[pair.a.0 as usize] == town.truth[pair.b.0 as usize];
    let tell = |pair: &Pair| {
        println!(
            "{:.4} {:?}\n  {:?}\n  {:?}",
            pair.probability, pair.doubts, town.entries[pair.a.0 as usize], town.entries[pair.b.0 as usize]
        );
        println!(
            "  {:?}",
            pair.evidence
                .iter()
                .map(|e| format!("{:?} {:?} {:.1}", e.field, e.level, e.weight_bits))
                .collect::<Vec<_>>()
        );
    };
    println!("== joined wrongly");
    linkage.sure.iter().filter(|p| !same(p)).take(12).for_each(tell);
    println!("== asked wrongly");
    linkage.ask.iter().filter(|p| !same(p)).take(12).for_each(tell);
    println!("== asked rightly");
    linkage.ask.iter().filter(|p| same(p)).step_by(40).take(12).for_each(tell);
    println!("== learned");
    for w in &linkage.weights {
        println!("{:?} {:?} m {:.4} u {:.6}", w.field, w.level, w.m, w.u);
    }
    println!("prior {} blocks", linkage.prior_bits);
    for b in &linkage.blocks {
        println!("{b:?}");
    }
    let mut by_doubt: HashMap<String, (u32, u32)> = HashMap::new();
    for p in &linkage.ask {
        let e = by_doubt.entry(format!("{:?} p>.99 {}", p.doubts, p.probability >= 0.99)).or_default();
        if same(p) { e.0 += 1 } else { e.1 += 1 }
    }
    let mut v: Vec<_> = by_doubt.into_iter().collect();
    v.sort_by_key(|x| std::cmp::Reverse(x.1));
    for x in v {
        println!("{x:?}");
    }
    let found: std::collections::HashSet<(u32, u32)> =
        linkage.sure.iter().chain(&linkage.ask).map(|p| (p.a.0, p.b.0)).collect();
    let mut by: HashMap<u32, Vec<usize>> = HashMap::new();
    town.truth.iter().enumerate().for_each(|(at, t)| by.entry(*t).or_default().push(at));
    println!("== missed");
    let mut n = 0;
    let mut keys: Vec<_> = by.into_iter().collect();
    keys.sort();
    for (_, v) in keys {
        for i in 0..v.len() {
            for j in i + 1..v.len() {
                if !found.contains(&(v[i] as u32, v[j] as u32)) {
                    n += 1;
                    if n % 13 == 0 && n < 300 {
                        println!("  {:?}\n  {:?}\n", town.entries[v[i]], town.entries[v[j]]);
                    }
                }
            }
        }
    }
    println!("missed {n}");
}

/// Time and memory at size, by hand: `cargo test -p regulars-insight --test linkage -- --ignored --nocapture size`.
#[test]
#[ignore = "minutes; run by hand"]
#[allow(clippy::print_stdout, clippy::disallowed_methods)]
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
