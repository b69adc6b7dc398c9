//! Answers that leaves gave before, so that an edit of one leaf asks only that one. Bounded; the one not used for longest
//! goes first; wiped when let go.

use super::standing::{Of, Ranks, Stages};
use crate::{Bits, in_persona::Grouped, scored::Lined};
use regulars_model::{Day, PersonaMembers, Rule, ScoresFound};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Bytes of answers kept at most.
const MOST_BYTES: usize = 64 << 20;

/// Answers kept at most: they are looked through one by one.
const MOST: usize = 512;

/// Who a leaf holds for, and how many they are.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) people: Arc<Bits>,
    pub(crate) count: u32,
}

#[derive(Debug)]
struct Entry {
    rule: Rule,
    as_of: Day,
    answer: Answer,
    used: u64,
}

/// The answers, by leaf and day. They belong to one shop and its columns as they are.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    answers: Mutex<Entries>,
    pub(super) ranks: Of<Day, Ranks>,
    pub(super) stages: Of<Day, Stages>,
    pub(crate) personas: Of<PersonaMembers, Grouped>,
    pub(crate) scores: Of<ScoresFound, Lined>,
}

#[derive(Debug, Default)]
struct Entries {
    entries: Vec<Entry>,
    uses: u64,
}

/// What was asked before is no part of a shop.
impl PartialEq for Kept {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Kept {
    /// What a leaf answered before.
    pub(crate) fn find(&self, rule: &Rule, as_of: Day) -> Option<Answer> {
        let mut kept = self.lock();
        kept.uses += 1;
        let now = kept.uses;
        let found = kept.entries.iter_mut().find(|entry| entry.as_of == as_of && entry.rule == *rule)?;
        found.used = now;
        Some(found.answer.clone())
    }

    pub(crate) fn keep(&self, rule: &Rule, as_of: Day, answer: &Answer) {
        let mut kept = self.lock();
        let most = (MOST_BYTES / answer.people.size().max(1)).clamp(1, MOST);
        while kept.entries.len() >= most {
            let Some(oldest) = (0..kept.entries.len()).min_by_key(|at| kept.entries[*at].used) else { break };
            wipe(kept.entries.swap_remove(oldest));
        }
        kept.uses += 1;
        let used = kept.uses;
        kept.entries.push(Entry { rule: rule.clone(), as_of, answer: answer.clone(), used });
    }

    /// Forgets all of them.
    pub(crate) fn forget(&self) {
        self.lock().entries.drain(..).for_each(wipe);
        self.ranks.forget();
        self.stages.forget();
        self.personas.forget();
        self.scores.forget();
    }

    fn lock(&self) -> MutexGuard<'_, Entries> {
        // Whoever panicked while holding it left whole entries behind.
        self.answers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        self.forget();
    }
}

/// Wipes an answer that nobody else holds.
fn wipe(entry: Entry) {
    if let Some(mut people) = Arc::into_inner(entry.answer.people) {
        people.wipe();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(seed: u32) -> Rule {
        Rule::Sample { percent: 10.0, seed }
    }

    fn answer(len: usize, count: u32) -> Answer {
        Answer { people: Arc::new(Bits::all(len)), count }
    }

    #[test]
    fn what_was_answered_is_found_by_leaf_and_day() {
        let kept = Kept::default();
        kept.keep(&sample(1), Day(5), &answer(10, 7));
        assert_eq!(kept.find(&sample(1), Day(5)).map(|answer| answer.count), Some(7));
        assert!(kept.find(&sample(2), Day(5)).is_none());
        assert!(kept.find(&sample(1), Day(6)).is_none());
        kept.forget();
        assert!(kept.find(&sample(1), Day(5)).is_none());
    }

    #[test]
    fn the_one_not_used_for_longest_goes() {
        let kept = Kept::default();
        let half = MOST_BYTES * 8 / 2;
        kept.keep(&sample(1), Day(0), &answer(half, 1));
        kept.keep(&sample(2), Day(0), &answer(half, 2));
        assert!(kept.find(&sample(1), Day(0)).is_some(), "now the second was not used for longest");
        kept.keep(&sample(3), Day(0), &answer(half, 3));
        let held: Vec<bool> = (1..=3).map(|seed| kept.find(&sample(seed), Day(0)).is_some()).collect();
        assert_eq!(held, [true, false, true]);
        for seed in 0..2_000 {
            kept.keep(&sample(seed), Day(1), &answer(10, 0));
        }
        assert_eq!(kept.lock().entries.len(), MOST);
    }
}
