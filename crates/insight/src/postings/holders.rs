//! Who has each of the words of which a person may have several.

use super::block::Block;
use crate::{shop::Many, texts::Dictionary};

/// People by code, ascending.
#[derive(Debug)]
pub(super) struct Holders {
    pub(super) starts: Vec<u32>,
    pub(super) people: Vec<u32>,
}

impl Holders {
    pub(super) fn of(words: &Dictionary, codes: &Many, people: usize) -> Self {
        let mut starts = vec![0u32; words.len() + 1];
        let each = || (0..people).flat_map(|person| codes.of(person).iter().map(move |code| (person, *code as usize)));
        each().for_each(|(_, code)| starts[code + 1] += 1);
        for at in 0..words.len() {
            starts[at + 1] += starts[at];
        }
        let mut next = starts.clone();
        let mut holders = vec![0u32; starts.last().map_or(0, |all| *all as usize)];
        for (person, code) in each() {
            holders[next[code] as usize] = u32::try_from(person).unwrap_or(u32::MAX);
            next[code] += 1;
        }
        Self { starts, people: holders }
    }

    pub(super) fn size(&self) -> usize {
        size_of_val(self.starts.as_slice()) + size_of_val(self.people.as_slice())
    }

    /// Each of a block's people who has a word.
    pub(super) fn each(&self, code: usize, block: &Block, mut holder: impl FnMut(u16)) {
        let mine = &self.people[self.starts[code] as usize..self.starts[code + 1] as usize];
        let first = mine.partition_point(|person| (*person as usize) < block.people.start);
        let mine = mine[first..].iter().take_while(|person| (**person as usize) < block.people.end);
        // A block's people are told apart by the lower half of their number.
        mine.for_each(|person| holder(u16::try_from(*person & 0xffff).unwrap_or(0)));
    }
}
