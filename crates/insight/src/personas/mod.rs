//! Personas: people who buy alike, found by k-means, checked by looking again at halves of the data, described only by
//! measured differences. The same data, day and seed give the same groups, to the byte.

mod features;
mod kmeans;
mod name;
mod stability;
mod traits;

use crate::{Bits, Shop, figures::Habits, stats::float};
pub use kmeans::{CheckedKMeans, Groups, KMeans, KMeansError};
use ndarray::{Array2, Axis};
use rand::{SeedableRng, seq::index::sample};
use rand_xoshiro::Xoshiro256Plus;
use regulars_model::{Day, PersonId, Persona, PersonaSet};
use stability::{Stability, look_again};

/// Fewer people with a purchase than this, and nothing found would hold.
pub const PERSONA_PEOPLE: u32 = 100;
/// Groups are looked for among at most this many people; everyone is then put in the nearest.
const FIT_PEOPLE: usize = 12_000;
/// Looking again uses at most this many.
const AGAIN_PEOPLE: usize = 4_000;
/// A number of groups stands when the mean adjusted Rand index is at least this,
const LEAST_RAND: f64 = 0.8;
/// every group's mean Jaccard similarity with itself at least this (Hennig's "stable"),
const LEAST_JACCARD: f64 = 0.75;
/// and every group holds at least this share of people.
const LEAST_SHARE: f64 = 0.05;

/// How personas are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PersonaParams {
    /// Fewest groups, at least 2.
    pub k_min: usize,
    /// Most groups, at most 12.
    pub k_max: usize,
    /// How many halves are looked at again.
    pub resamples: u32,
    /// Where the random numbers start.
    pub seed: u32,
}

impl Default for PersonaParams {
    fn default() -> Self {
        Self { k_min: 3, k_max: 7, resamples: 20, seed: 1 }
    }
}

/// There are too few people to find groups among.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("personas need {needed} people with a purchase; there are {have}")]
pub struct NotEnough {
    /// How many people with a purchase it takes.
    pub needed: u32,
    /// How many there are.
    pub have: u32,
}

/// One number of groups, tried.
struct Tried {
    labels: Vec<u8>,
    again: Stability,
    k: usize,
}

impl Tried {
    fn stands(&self) -> bool {
        let least = LEAST_SHARE * float(self.labels.len());
        self.again.rand >= LEAST_RAND
            && self.again.jaccard.iter().all(|jaccard| *jaccard >= LEAST_JACCARD)
            && sizes(&self.labels, self.k).into_iter().all(|size| float(size) >= least)
    }
}

/// Finds personas among people whose use is allowed and who bought something up to `as_of`: the largest number of
/// groups that stands when looked at again, or, when none does, the most stable number, with its stability as it is.
///
/// # Errors
/// `NotEnough` under [`PERSONA_PEOPLE`] buyers.
pub fn personas(shop: &Shop, params: PersonaParams, as_of: Day) -> Result<PersonaSet, NotEnough> {
    let buyers = features::buyers(shop, as_of);
    let have = u32::try_from(buyers.len()).unwrap_or(u32::MAX);
    let not_enough = NotEnough { needed: PERSONA_PEOPLE, have };
    if have < PERSONA_PEOPLE {
        return Err(not_enough);
    }
    let habits = Habits::of(shop, as_of, features::CATEGORIES);
    let table = features::features(shop, &habits, &buyers, as_of);
    let best = choose(&table, params).ok_or(not_enough)?;
    let groups: Vec<Vec<usize>> =
        (0..best.k).map(|k| (0..buyers.len()).filter(|row| usize::from(best.labels[*row]) == k).collect()).collect();
    let value =
        |rows: &[usize]| rows.iter().fold(0i64, |sum, row| sum.saturating_add(habits.all[buyers[*row] as usize].net));
    // Empty groups happen when many people are exactly alike.
    let mut order: Vec<usize> = (0..best.k).filter(|group| !groups[*group].is_empty()).collect();
    order.sort_by_key(|group| (std::cmp::Reverse(value(&groups[*group])), groups[*group].first().copied()));
    let bits: Vec<Bits> =
        order.iter().map(|group| features::as_bits(shop, groups[*group].iter().map(|row| buyers[*row]))).collect();
    let traits = traits::traits(shop, &habits, &bits, as_of);
    let names = name::names(shop, &traits);
    let everyone_value = order.iter().fold(0i64, |sum, group| sum.saturating_add(value(&groups[*group])));
    let personas = order
        .iter()
        .zip(names)
        .zip(traits)
        .map(|((&group, (name, portrait)), traits)| {
            let rows = &groups[group];
            let value = value(rows);
            #[allow(clippy::cast_precision_loss)]
            let share = if everyone_value > 0 { (value as f64 / everyone_value as f64).clamp(0.0, 1.0) } else { 0.0 };
            Persona {
                name,
                portrait,
                size: u32::try_from(rows.len()).unwrap_or(u32::MAX),
                share_of_people: float(rows.len()) / float(buyers.len()),
                share_of_value: share,
                value,
                stability: best.again.jaccard[group],
                traits: traits.into_iter().map(|found| found.shown).collect(),
                members: rows.iter().filter_map(|row| shop.id_of(buyers[*row])).collect(),
            }
        })
        .collect();
    Ok(PersonaSet {
        personas,
        people: have,
        stability: best.again.rand.clamp(0.0, 1.0),
        resamples: params.resamples,
        as_of,
        seed: params.seed,
    })
}

/// Tries every number of groups.
fn choose(table: &Array2<f64>, params: PersonaParams) -> Option<Tried> {
    let seed = u64::from(params.seed);
    let k_min = params.k_min.clamp(2, 12);
    let fit_table = some_rows(table, FIT_PEOPLE, seed);
    let again_table = some_rows(table, AGAIN_PEOPLE, seed.wrapping_add(1));
    let mut best: Option<Tried> = None;
    for k in k_min..=params.k_max.clamp(k_min, 12) {
        let Some(groups) = Groups::fit(&fit_table, k, 10, 1e-4, seed) else { continue };
        // A number of groups that neither stands nor beats the best so far need not be looked at to the end.
        let give_up = best.as_ref().map_or(0.0, |best| best.again.rand.min(LEAST_RAND) - 0.1);
        let labels = groups.labels(&again_table);
        let again = look_again(&again_table, &labels, k, params.resamples.max(1), give_up, seed.wrapping_add(100));
        let tried = Tried { labels: groups.labels(table), again, k };
        let better = best.as_ref().is_none_or(|best| match (tried.stands(), best.stands()) {
            (true, _) => true,
            (false, true) => false,
            (false, false) => tried.again.rand > best.again.rand,
        });
        if better {
            best = Some(tried);
        }
    }
    best
}

/// The table, or some of its rows drawn by chance, in their order.
fn some_rows(table: &Array2<f64>, limit: usize, seed: u64) -> Array2<f64> {
    if table.nrows() <= limit {
        return table.clone();
    }
    let mut rng = Xoshiro256Plus::seed_from_u64(seed);
    let mut rows = sample(&mut rng, table.nrows(), limit).into_vec();
    rows.sort_unstable();
    table.select(Axis(0), &rows)
}

fn sizes(labels: &[u8], k: usize) -> Vec<usize> {
    let mut sizes = vec![0; k];
    labels.iter().for_each(|label| sizes[usize::from(*label)] += 1);
    sizes
}

/// The people of a group who are nearest its middle: real ones, not an average. People who are no longer among the
/// buyers are passed over.
#[must_use]
pub fn typical(shop: &Shop, members: &[PersonId], as_of: Day, limit: usize) -> Vec<PersonId> {
    let buyers = features::buyers(shop, as_of);
    let habits = Habits::of(shop, as_of, features::CATEGORIES);
    let table = features::features(shop, &habits, &buyers, as_of);
    let row = |id: &PersonId| buyers.binary_search(&shop.index_of(*id)?).ok();
    let rows: Vec<usize> = members.iter().filter_map(row).collect();
    features::nearest_middle(&table, &rows, limit).into_iter().filter_map(|row| shop.id_of(buyers[row])).collect()
}

#[cfg(test)]
mod tests;
