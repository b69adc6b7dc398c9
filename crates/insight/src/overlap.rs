//! How some sets of people overlap: every combination of them with those who are in exactly these (Lex et al. 2014, UpSet).

use crate::Bits;
use std::collections::HashMap;

/// The most sets that are laid over each other.
pub const MOST_SETS: usize = 32;

/// Those who are in exactly these sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Combination {
    /// For each set in order, whether they are in it.
    pub sets: Vec<bool>,
    /// How many.
    pub people: u32,
}

/// Every combination that somebody is in, most people first; of equals the one with the earlier sets in it. Everybody who is in any set
/// is in exactly one combination. Sets past [`MOST_SETS`] are left out.
#[must_use]
pub fn combinations(sets: &[Bits]) -> Vec<Combination> {
    let sets = &sets[..sets.len().min(MOST_SETS)];
    let mut all = Bits::none(sets.first().map_or(0, Bits::len));
    sets.iter().for_each(|set| all.or(set));
    let mut counts: HashMap<u32, u32> = HashMap::new();
    for person in all.iter() {
        let in_which = sets.iter().enumerate().fold(0u32, |mask, (at, set)| mask | u32::from(set.has(person)) << at);
        *counts.entry(in_which).or_default() += 1;
    }
    let mut found: Vec<(u32, u32)> = counts.into_iter().collect();
    found.sort_unstable_by_key(|(mask, people)| (std::cmp::Reverse(*people), std::cmp::Reverse(mask.reverse_bits())));
    let shown = |(mask, people): (u32, u32)| Combination {
        sets: (0..sets.len()).map(|at| mask >> at & 1 == 1).collect(),
        people,
    };
    found.into_iter().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_is_in_one_combination() {
        let sets = [
            Bits::from_fn(100, |at| at < 40),
            Bits::from_fn(100, |at| (30..60).contains(&at)),
            Bits::from_fn(100, |at| at % 2 == 0 && at < 20),
        ];
        let found = combinations(&sets);
        let shown: Vec<(Vec<bool>, u32)> = found.iter().map(|one| (one.sets.clone(), one.people)).collect();
        assert_eq!(
            shown,
            [
                (vec![true, false, false], 20),
                (vec![false, true, false], 20),
                (vec![true, true, false], 10),
                (vec![true, false, true], 10),
            ]
        );
        assert_eq!(found.iter().map(|one| one.people).sum::<u32>(), 60);
        assert!(combinations(&[]).is_empty() && combinations(&[Bits::none(9)]).is_empty());
    }
}
