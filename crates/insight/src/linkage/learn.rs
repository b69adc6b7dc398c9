//! Learning the weights from the people themselves, without being told who is who: what strangers do, from pairs
//! drawn at random; what one person's two entries and two of one family do, by expectation and maximisation (Dempster,
//! Laird and Rubin 1977; for linkage Winkler 1988) over a sample of the pairs that blocks make. Pairs that no block
//! makes count as strangers.

use super::compare::{Levels, compare};
use super::known::Known;
use super::outcome::Level;
use super::weights::{Chances, GUESS_M, GUESS_U, Table, Weights, probability};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

/// Pairs drawn at random; of few people, every pair.
const RANDOM_PAIRS: u64 = 400_000;
const ROUNDS: u32 = 200;
/// Learning rests when no share moves by more than this.
const AT_REST: f64 = 1e-5;

/// The guess that names go together by chance is as strong as so many namesakes.
const NAMESAKES: f64 = 20.0;
const MOST_TOGETHER: f64 = 30.0;

/// A pair that learning looks at.
pub(super) struct Seen {
    pub(super) levels: Levels,
    pub(super) chances: Chances,
    /// Both names are the same, in their places.
    pub(super) same_names: bool,
}

/// What was learned.
pub(super) struct Lesson {
    pub(super) weights: Weights,
    pub(super) rounds: u32,
    pub(super) settled: bool,
}

/// How often strangers agree on each level.
pub(super) fn by_chance(known: &Known, seed: u64) -> Table {
    let n = known.rows.len() as u64;
    let mut counts: Table = [[0.0; 9]; 8];
    let mut count = |one: usize, other: usize| {
        let levels = compare(known, &known.rows[one], &known.rows[other]);
        for (field, level) in levels.into_iter().enumerate() {
            counts[field][level as usize] += 1.0;
        }
    };
    if n * n.saturating_sub(1) / 2 <= RANDOM_PAIRS {
        for one in 0..known.rows.len() {
            (one + 1..known.rows.len()).for_each(|other| count(one, other));
        }
    } else {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        for _ in 0..RANDOM_PAIRS {
            let one = rng.gen_range(0..known.rows.len());
            let other = rng.gen_range(0..known.rows.len() - 1);
            count(one, if other >= one { other + 1 } else { other });
        }
    }
    smoothed(&counts, Weights::guessed_u(), GUESS_U)
}

/// Shares of the levels that are given, with a guess as strong as `strength` pairs.
fn smoothed(counts: &Table, guess: &Table, strength: f64) -> Table {
    let mut table = *guess;
    for (field, row) in table.iter_mut().enumerate() {
        let given = |at: usize| at != Level::Missing as usize && at != Level::Shared as usize;
        let all: f64 = counts[field].iter().enumerate().filter(|(at, _)| given(*at)).map(|(_, count)| count).sum();
        for (at, share) in row.iter_mut().enumerate() {
            *share = if given(at) { (counts[field][at] + strength * *share) / (all + strength) } else { 0.0 };
        }
    }
    table
}

/// How many pairs would share both names if any given name went with any family name.
pub(super) fn namesakes_by_chance(known: &Known) -> f64 {
    let pairs = |counts: &[u32]| counts.iter().map(|count| f64::from(*count) * (f64::from(*count) - 1.0)).sum::<f64>();
    #[allow(clippy::cast_precision_loss)]
    let n = known.rows.len().max(2) as f64;
    pairs(&known.first.counts) * pairs(&known.family.counts) / (2.0 * n * (n - 1.0))
}

/// Learns from a sample of the pairs that blocks make, each standing for `each` of them, among `people`, of whom so many
/// would be `namesakes` by chance.
pub(super) fn learn(seen: &[Seen], each: f64, people: usize, namesakes: f64, by_chance: Table) -> Lesson {
    let mut weights = Weights { u: by_chance, ..Weights::guess() };
    #[allow(clippy::cast_precision_loss)]
    let n = people as f64;
    // A guess of one twin entry and one pair of relatives in 50 people, as strong as 100 people's pairs at most.
    let n = n.max(1.0);
    let (all, guess) = (n * (n - 1.0) / 2.0 + n.min(100.0), 0.02 * n.min(100.0));
    weights.one = ((0.1 * n + guess) / all).min(0.2);
    weights.family = weights.one;
    let mut rounds = 0;
    let mut settled = false;
    while rounds < ROUNDS && !settled {
        rounds += 1;
        let next = round(seen, each, &weights, (all, guess), namesakes);
        settled = distance(&weights, &next) < AT_REST;
        weights = next;
    }
    Lesson { weights, rounds, settled }
}

fn round(seen: &[Seen], each: f64, weights: &Weights, (all, guess): (f64, f64), namesakes: f64) -> Weights {
    let mut one: Table = [[0.0; 9]; 8];
    let mut family: Table = [[0.0; 9]; 8];
    let (mut ones, mut families, mut strangers) = (0.0, 0.0, 0.0);
    for pair in seen {
        let odds = weights.odds_bits(&pair.levels, &pair.chances);
        let is_one = probability(odds);
        // Of what is left, strangers and families share by their own odds.
        let is_family =
            weights.family_bits(&pair.levels, &pair.chances).map_or(0.0, |bits| (1.0 - is_one) * probability(bits));
        ones += is_one;
        families += is_family;
        if pair.same_names {
            strangers += 1.0 - is_one - is_family;
        }
        for (field, level) in pair.levels.into_iter().enumerate() {
            one[field][level as usize] += is_one;
            family[field][level as usize] += is_family;
        }
    }
    let share = |sum: f64| ((sum * each + guess) / all).clamp(1e-12, 0.45);
    Weights {
        m: smoothed(&one, Weights::guessed_m(), GUESS_M),
        h: learned_h(&family),
        u: weights.u,
        one: share(ones),
        family: share(families),
        names_together: ((strangers * each + NAMESAKES) / (namesakes + NAMESAKES)).clamp(1.0, MOST_TOGETHER),
    }
}

/// Of families only what they share as families is learned. Their given names, birthdays and mailboxes are taken from the
/// guess: entries of one person that are not recognised yet would pass for a family whose members agree on all.
fn learned_h(counts: &Table) -> Table {
    use super::compare::{ADDRESS, COMPANY, FAMILY, PHONE};
    let learned = smoothed(counts, Weights::guessed_h(), GUESS_M * 4.0);
    let mut h = *Weights::guessed_h();
    for field in [FAMILY, PHONE, ADDRESS, COMPANY] {
        h[field] = learned[field];
    }
    h
}

fn distance(one: &Weights, other: &Weights) -> f64 {
    let tables = |a: &Table, b: &Table| {
        a.iter().flatten().zip(b.iter().flatten()).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
    };
    let shares = |a: f64, b: f64| (a - b).abs() / a.max(b);
    [tables(&one.m, &other.m), tables(&one.h, &other.h), shares(one.one, other.one), shares(one.family, other.family)]
        .into_iter()
        .fold(0.0, f64::max)
}
