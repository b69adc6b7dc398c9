//! Who is who: which entries are one person. Pairs that share something are compared field by field and weighed as
//! Fellegi and Sunter did ("A theory for record linkage", JASA 64, 1969), with weights learned from the people
//! themselves, without examples. Nothing is decided here: likely pairs are named, each with its reasons.

mod blocks;
mod compare;
mod doubts;
mod groups;
mod known;
mod learn;
mod nicknames;
mod normal;
mod outcome;
mod person;
mod weights;
mod words;

use blocks::Blocks;
use compare::{Levels, compare};
use known::{Known, Row, mix};
use learn::{Seen, by_chance, learn, namesakes_by_chance};
pub use outcome::{BlockFigures, Doubt, Evidence, Learned, Level, LinkField, Linkage, Pair, Skip, Skipped};
pub use person::{Decided, LinkParams, LinkParamsError, LinkPerson, SystemNumber};
use std::ops::ControlFlow;
use weights::{Chances, Weights, chances, probability};

/// Learning looks at about this many of the pairs that blocks make.
const LEARNED_FROM: u64 = 300_000;
/// How often the caller hears of progress, in pairs.
const TICK: u64 = 1 << 15;

/// Names the pairs that are likely one person. The order of `people` does not matter. `progress` is told steps done and
/// steps expected, at least once; when it breaks, the answer is `stopped` and has no pairs.
#[must_use]
pub fn link(
    people: &[LinkPerson<'_>],
    params: &LinkParams,
    decided: &Decided,
    progress: &mut dyn FnMut(u64, u64) -> ControlFlow<()>,
) -> Linkage {
    let mut answer = Linkage::nothing(people.len() as u64);
    if progress(0, 1).is_break() {
        return Linkage { stopped: true, ..answer };
    }
    let known = Known::of(people, params);
    let mut blocks = Blocks::of(&known, params.block_limit);
    answer.skip(Skip::SameId, known.same_id);
    answer.skip(Skip::NothingKnown, known.nothing_known);
    answer.skip(Skip::BlockTooLarge, blocks.figures.iter().map(|rule| rule.too_large).sum());

    // Twice over the pairs: a sample to learn from, then all of them.
    let mut steps = Steps { done: 0, of: blocks.at_most.saturating_mul(2).max(1), tell: progress };
    let mut seen = Vec::new();
    let every = blocks.at_most / LEARNED_FROM + 1;
    let sampled = blocks.pairs(&mut |_, one, other| {
        steps.step()?;
        if mix(u64::from(one) << 32 | u64::from(other)).is_multiple_of(every) {
            let (a, b) = (&known.rows[one as usize], &known.rows[other as usize]);
            let levels = compare(&known, a, b);
            let same_names = a.first == b.first && a.family == b.family && a.first > 0 && a.family > 0;
            seen.push(Seen { levels, chances: chances(&known, a, b, &levels), same_names });
        }
        ControlFlow::Continue(())
    });
    if sampled.is_break() {
        return Linkage { stopped: true, ..answer };
    }
    #[allow(clippy::cast_precision_loss)]
    let lesson =
        learn(&seen, every as f64, known.rows.len(), namesakes_by_chance(&known), by_chance(&known, params.seed));
    drop(seen);
    answer.learned(&lesson.weights);
    (answer.rounds, answer.settled) = (lesson.rounds, lesson.settled);

    let mut pairs = Vec::new();
    let mut by_rule = vec![0_u64; blocks.figures.len()];
    let mut already = 0;
    steps.done = blocks.at_most;
    let done = blocks.pairs(&mut |rule, one, other| {
        steps.step()?;
        by_rule[rule] += 1;
        let (a, b) = (&known.rows[one as usize], &known.rows[other as usize]);
        if let Some(pair) = likely(&known, &lesson.weights, params, a, b) {
            if decided.holds(a.id, b.id) {
                already += 1;
            } else {
                pairs.push(pair);
            }
        }
        ControlFlow::Continue(())
    });
    if done.is_break() || (steps.tell)(steps.of, steps.of).is_break() {
        return Linkage { stopped: true, ..answer };
    }
    for (figures, pairs) in blocks.figures.iter_mut().zip(by_rule) {
        figures.pairs = pairs;
        answer.compared += pairs;
    }
    answer.blocks = std::mem::take(&mut blocks.figures);
    drop(blocks);
    answer.skip(Skip::Decided, already);
    if !answer.settled {
        pairs.iter_mut().for_each(|pair| pair.doubts.push(Doubt::Unsettled));
    }
    groups::doubt_groups(&known, decided, params.people_in_one_group, &mut pairs);
    pairs.sort_by(|x, y| y.odds_bits.total_cmp(&x.odds_bits).then((x.a, x.b).cmp(&(y.a, y.b))));
    (answer.sure, answer.ask) =
        pairs.into_iter().partition(|pair| pair.probability >= params.sure_from && pair.doubts.is_empty());
    answer
}

/// Steps done, told now and then.
struct Steps<'a> {
    done: u64,
    of: u64,
    tell: &'a mut dyn FnMut(u64, u64) -> ControlFlow<()>,
}

impl Steps<'_> {
    fn step(&mut self) -> ControlFlow<()> {
        self.done += 1;
        if self.done.is_multiple_of(TICK) { (self.tell)(self.done, self.of) } else { ControlFlow::Continue(()) }
    }
}

/// The pair with its reasons, when it is likely enough to be asked about.
fn likely(known: &Known, weights: &Weights, params: &LinkParams, a: &Row, b: &Row) -> Option<Pair> {
    let levels = compare(known, a, b);
    let chances = chances(known, a, b, &levels);
    if probability(weights.odds_bits(&levels, &chances)) < params.ask_from {
        return None;
    }
    let evidence = evidence(weights, &levels, &chances);
    let odds_bits = weights.prior_bits() + evidence.iter().map(|one| one.weight_bits).sum::<f64>();
    let (first, second) = person::ordered(a.id, b.id);
    let doubts = doubts::doubts(&levels);
    Some(Pair { a: first, b: second, probability: probability(odds_bits), odds_bits, evidence, doubts })
}

fn evidence(weights: &Weights, levels: &Levels, chances: &Chances) -> Vec<Evidence> {
    let mut all: Vec<Evidence> = LinkField::COMPARED
        .into_iter()
        .zip(levels)
        .enumerate()
        .map(|(at, (field, &level))| {
            let (rare, common) = words::how_common(field, chances.by_value[at]);
            let words = words::evidence(field, level, rare, common);
            Evidence { field, level, weight_bits: weights.bits(at, level, chances), words }
        })
        .collect();
    let household = weights.household_bits(levels, chances);
    if household < 0.0 {
        let (field, level) = (LinkField::Household, Level::Same);
        let words = words::evidence(field, level, false, false);
        all.push(Evidence { field, level, weight_bits: household, words });
    }
    all
}

impl Linkage {
    fn nothing(people: u64) -> Self {
        Self {
            sure: Vec::new(),
            ask: Vec::new(),
            people,
            compared: 0,
            blocks: Vec::new(),
            skipped: Vec::new(),
            weights: Vec::new(),
            prior_bits: 0.0,
            rounds: 0,
            settled: true,
            stopped: false,
        }
    }

    fn skip(&mut self, reason: Skip, count: u64) {
        if count > 0 {
            self.skipped.push(Skipped { reason, count });
        }
    }

    fn learned(&mut self, weights: &Weights) {
        self.prior_bits = weights.prior_bits();
        for (at, field) in LinkField::COMPARED.into_iter().enumerate() {
            for level in Level::ALL {
                let (m, u) = (weights.m[at][level as usize], weights.u[at][level as usize]);
                if m > 0.0 {
                    self.weights.push(Learned { field, level, m, u });
                }
            }
        }
    }
}
