//! Blocks of people, asked one beside the other.

use crate::Shop;
use rayon::prelude::*;
use std::ops::Range;

/// People in a block: as many as a `u16` tells apart.
pub(super) const BLOCK: usize = 1 << 16;

/// Words of a set of a block's people.
pub(super) const WORDS: usize = BLOCK / 64;

/// Up to so many people, handing work over takes longer than doing it.
const ALONE: usize = 2 * BLOCK;

/// One block of people.
#[derive(Debug, Clone)]
pub(super) struct Block {
    pub(super) nth: usize,
    pub(super) people: Range<usize>,
}

impl Block {
    /// The block of this number in a shop of so many people.
    pub(super) fn new(nth: usize, people: usize) -> Self {
        Self { nth, people: nth * BLOCK..people.min((nth + 1) * BLOCK) }
    }

    pub(super) fn len(&self) -> usize {
        self.people.len()
    }

    /// A column's part of this block.
    pub(super) fn of<'a, T>(&self, column: &'a [T]) -> &'a [T] {
        column.get(self.people.clone()).unwrap_or_default()
    }
}

/// Whether the work on so many people is shared among threads. Never from one that is doing shared work already: it could
/// be handed a second piece that waits for the first.
pub(super) fn is_shared(people: usize) -> bool {
    people > ALONE && rayon::current_thread_index().is_none()
}

/// Something of each block of a shop, in their order.
pub(super) fn each_block<T: Send>(shop: &Shop, one: impl Fn(&Block) -> T + Send + Sync) -> Vec<T> {
    let people = shop.people.ids.len();
    let blocks = people.div_ceil(BLOCK);
    let of = |nth| one(&Block::new(nth, people));
    if is_shared(people) { (0..blocks).into_par_iter().map(of).collect() } else { (0..blocks).map(of).collect() }
}

/// Something of each of several things.
pub(super) fn each_of<T: Send, R: Send>(
    shared: bool,
    all: &mut [T],
    one: impl Fn(&mut T) -> R + Send + Sync,
) -> Vec<R> {
    if shared { all.par_iter_mut().map(one).collect() } else { all.iter_mut().map(one).collect() }
}

/// Sets the bit of everyone for whom it holds, sixty-four at a time.
pub(super) fn pack<T: Copy>(out: &mut [u64], values: &[T], holds: impl Fn(T) -> bool) {
    for (word, values) in out.iter_mut().zip(values.chunks(64)) {
        let mut each = [0u8; 64];
        if let Ok(whole) = <&[T; 64]>::try_from(values) {
            for (mark, value) in each.iter_mut().zip(whole) {
                *mark = u8::from(holds(*value));
            }
        } else {
            for (mark, value) in each.iter_mut().zip(values) {
                *mark = u8::from(holds(*value));
            }
        }
        *word = bits(&each);
    }
}

/// Noughts and ones as bits: a multiplication puts the lowest bits of eight bytes side by side.
fn bits(marks: &[u8; 64]) -> u64 {
    let mut word = 0;
    for (nth, eight) in marks.chunks_exact(8).enumerate() {
        let eight = eight.try_into().map_or(0, u64::from_le_bytes);
        word |= (eight.wrapping_mul(0x0102_0408_1020_4080) >> 56) << (nth * 8);
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bit_for_everyone_for_whom_it_holds() {
        let values: Vec<usize> = (0..150).map(|at| at * at % 7).collect();
        let mut words = vec![u64::MAX; 3];
        pack(&mut words, &values, |value| value > 2);
        for at in 0..192 {
            let expected = values.get(at).is_some_and(|value| *value > 2);
            assert_eq!(words[at / 64] >> (at % 64) & 1 == 1, expected, "{at}");
        }
    }

    #[test]
    fn blocks_hold_everyone_once() {
        let people = 2 * BLOCK + 5;
        let blocks: Vec<Block> = (0..people.div_ceil(BLOCK)).map(|nth| Block::new(nth, people)).collect();
        assert_eq!(blocks.iter().map(Block::len).collect::<Vec<_>>(), [BLOCK, BLOCK, 5]);
        assert_eq!(blocks[2].people, 2 * BLOCK..people);
    }
}
