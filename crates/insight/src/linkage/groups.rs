//! Pairs are joined into people, and a chain of likely pairs can join two who are plainly not one. What would make a
//! group too large, or one with a contradiction in it, is asked about.

use super::compare::{BIRTHDAY, FIRST, compare};
use super::known::Known;
use super::outcome::{Doubt, Level, Pair};
use super::person::{Decided, LEAST_SURE, ordered};
use regulars_model::PersonId;
use std::collections::{HashMap, HashSet};

/// Who stands for whom.
struct Groups(Vec<u32>);

impl Groups {
    fn find(&mut self, mut at: u32) -> u32 {
        while self.0[at as usize] != at {
            let above = self.0[at as usize];
            self.0[at as usize] = self.0[above as usize];
            at = above;
        }
        at
    }

    fn join(&mut self, one: u32, other: u32) {
        let (one, other) = (self.find(one), self.find(other));
        self.0[one.max(other) as usize] = one.min(other);
    }
}

/// Adds doubts to pairs whose group is too large or contradicts itself. The groups are those that the lowest band would
/// make, so that asking for more certainty never joins a pair that less certainty asked about.
pub(super) fn doubt_groups(known: &Known, decided: &Decided, limit: usize, pairs: &mut [Pair]) {
    let places: HashMap<PersonId, u32> = (0..).zip(&known.rows).map(|(at, row)| (row.id, at)).collect();
    let count = u32::try_from(known.rows.len()).unwrap_or(u32::MAX);
    let mut groups = Groups((0..count).collect());
    let place = |id: PersonId| places.get(&id).copied();
    let joins = |pair: &Pair| pair.probability >= LEAST_SURE && pair.doubts.is_empty();
    let mut touched = HashSet::new();
    let likely = pairs.iter().filter(|pair| joins(pair)).map(|pair| (pair.a, pair.b));
    for (a, b) in likely.chain(decided.are_same()) {
        if let (Some(a), Some(b)) = (place(a), place(b)) {
            groups.join(a, b);
            touched.extend([a, b]);
        }
    }
    let mut members: HashMap<u32, Vec<u32>> = HashMap::new();
    for at in touched {
        let root = groups.find(at);
        members.entry(root).or_default().push(at);
    }
    let mut apart: HashMap<u32, HashSet<(PersonId, PersonId)>> = HashMap::new();
    for (a, b) in decided.are_different() {
        if let (Some(one), Some(other)) = (place(a), place(b)) {
            let root = groups.find(one);
            if root == groups.find(other) {
                apart.entry(root).or_default().insert(ordered(a, b));
            }
        }
    }
    let mut doubts: HashMap<u32, Doubt> = HashMap::new();
    for (root, people) in members {
        if people.len() > limit {
            doubts.insert(root, Doubt::GroupTooLarge);
        } else if apart.contains_key(&root) || contradicts(known, decided, &people) {
            doubts.insert(root, Doubt::Contradiction);
        }
    }
    for pair in pairs.iter_mut().filter(|pair| joins(pair)) {
        if let Some(doubt) = place(pair.a).and_then(|at| doubts.get(&groups.find(at))) {
            pair.doubts.push(*doubt);
        }
    }
}

/// Whether two of them plainly differ, and nobody has said that they are one.
fn contradicts(known: &Known, decided: &Decided, people: &[u32]) -> bool {
    people.iter().enumerate().any(|(at, one)| {
        people[at + 1..].iter().any(|other| {
            let (one, other) = (&known.rows[*one as usize], &known.rows[*other as usize]);
            let levels = compare(known, one, other);
            (levels[FIRST] == Level::Differs || levels[BIRTHDAY] == Level::Differs) && !decided.holds(one.id, other.id)
        })
    })
}
