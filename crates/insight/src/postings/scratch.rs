//! Room for one block's counts, kept by each thread and always left clean: nothing about people stays in it.

use super::block::{BLOCK, WORDS};
use std::cell::RefCell;

/// A number for each person of a block, and sets of them.
pub(super) struct Scratch {
    pub(super) counts: Box<[u32; BLOCK]>,
    pub(super) keys: Box<[i64; BLOCK]>,
    pub(super) days: Box<[i32; BLOCK]>,
    /// Orders already counted, by their place within the block.
    pub(super) seen: Vec<u64>,
}

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::new(Scratch {
        counts: Box::new([0; BLOCK]),
        keys: Box::new([0; BLOCK]),
        days: Box::new([0; BLOCK]),
        seen: Vec::new(),
    });
}

/// Which parts of the room are written to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Counts,
    Keys,
    KeysAndCounts,
    Days,
}

/// Lends the room, all noughts, and wipes the part that is named as far as `people` reach. No other part may be written to.
pub(super) fn with_scratch<T>(people: usize, part: Part, work: impl FnOnce(&mut Scratch) -> T) -> T {
    SCRATCH.with_borrow_mut(|scratch| {
        let done = work(scratch);
        let people = people.min(BLOCK);
        if matches!(part, Part::Counts | Part::KeysAndCounts) {
            scratch.counts[..people].fill(0);
        }
        if matches!(part, Part::Keys | Part::KeysAndCounts) {
            scratch.keys[..people].fill(0);
        }
        if part == Part::Days {
            scratch.days[..people].fill(0);
        }
        scratch.seen.fill(0);
        scratch.seen.clear();
        done
    })
}

/// Takes a person into a set.
pub(super) fn set(words: &mut [u64; WORDS], local: u16) {
    words[usize::from(local) / 64] |= 1 << (local % 64);
}

/// Whether an order is met for the first time.
pub(super) fn is_new(seen: &mut Vec<u64>, order: u32) -> bool {
    let (word, bit) = (order as usize / 64, order % 64);
    if word >= seen.len() {
        seen.resize(word + 1, 0);
    }
    let is_new = seen[word] >> bit & 1 == 0;
    seen[word] |= 1 << bit;
    is_new
}
