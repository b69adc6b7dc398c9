//! A set of people as one bit each: plain 64-bit words, which beat compressed sets at a shop's size.

use zeroize::Zeroize;

/// A set of people, by their dense index in a [`Shop`](crate::Shop).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bits {
    words: Vec<u64>,
    len: usize,
}

impl Bits {
    /// Nobody, out of `len` people.
    #[must_use]
    pub fn none(len: usize) -> Self {
        Self { words: vec![0; len.div_ceil(64)], len }
    }

    /// All of `len` people.
    #[must_use]
    pub fn all(len: usize) -> Self {
        let mut bits = Self { words: vec![u64::MAX; len.div_ceil(64)], len };
        bits.trim();
        bits
    }

    /// Those of `len` people for whom `holds` is true.
    pub fn from_fn(len: usize, mut holds: impl FnMut(usize) -> bool) -> Self {
        let mut bits = Self::none(len);
        for (at, word) in bits.words.iter_mut().enumerate() {
            let first = at * 64;
            for bit in 0..64.min(len - first) {
                *word |= u64::from(holds(first + bit)) << bit;
            }
        }
        bits
    }

    /// People there could be.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// True when there could be nobody at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Whether this person is in. Indices past the end are not.
    #[must_use]
    pub fn has(&self, index: u32) -> bool {
        let at = index as usize;
        at < self.len && self.words[at / 64] >> (at % 64) & 1 == 1
    }

    /// Takes a person in. Indices past the end are ignored.
    pub fn insert(&mut self, index: u32) {
        let at = index as usize;
        if at < self.len {
            self.words[at / 64] |= 1 << (at % 64);
        }
    }

    /// Takes a person in or drops them. Indices past the end are ignored.
    pub fn set(&mut self, index: u32, is_in: bool) {
        let at = index as usize;
        if is_in {
            self.insert(index);
        } else if at < self.len {
            self.words[at / 64] &= !(1 << (at % 64));
        }
    }

    /// People in the set.
    #[must_use]
    pub fn count(&self) -> u32 {
        self.words.iter().map(|word| word.count_ones()).sum()
    }

    /// Keeps those who are in `other` too.
    pub fn and(&mut self, other: &Self) {
        for (at, word) in self.words.iter_mut().enumerate() {
            *word &= other.words.get(at).copied().unwrap_or(0);
        }
    }

    /// Takes in those of `other`.
    pub fn or(&mut self, other: &Self) {
        for (word, add) in self.words.iter_mut().zip(&other.words) {
            *word |= add;
        }
        self.trim();
    }

    /// Drops those who are in `other`.
    pub fn minus(&mut self, other: &Self) {
        for (word, drop) in self.words.iter_mut().zip(&other.words) {
            *word &= !drop;
        }
    }

    /// The people in it, ascending.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        self.words.iter().enumerate().flat_map(|(at, &word)| {
            let base = u32::try_from(at * 64).unwrap_or(u32::MAX);
            std::iter::successors((word != 0).then_some(word), |rest| {
                let rest = rest & (rest - 1);
                (rest != 0).then_some(rest)
            })
            .map(move |rest| base + rest.trailing_zeros())
        })
    }

    /// As words, the first person in the lowest bit of the first.
    pub(crate) fn words(&self) -> &[u64] {
        &self.words
    }

    /// From such words. Bits past the end are dropped.
    pub(crate) fn of_words(words: Vec<u64>, len: usize) -> Self {
        let mut bits = Self { words, len };
        bits.words.resize(len.div_ceil(64), 0);
        bits.trim();
        bits
    }

    /// Bytes it takes.
    pub(crate) fn size(&self) -> usize {
        size_of_val(self.words.as_slice())
    }

    /// Overwrites who is in.
    pub(crate) fn wipe(&mut self) {
        self.words.zeroize();
        self.len = 0;
    }

    fn trim(&mut self) {
        if !self.len.is_multiple_of(64)
            && let Some(last) = self.words.last_mut()
        {
            *last &= (1 << (self.len % 64)) - 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_add_up() {
        let even = Bits::from_fn(130, |at| at % 2 == 0);
        let mut odd = Bits::all(130);
        odd.minus(&even);
        assert_eq!((even.count(), odd.count()), (65, 65));
        assert_eq!(odd.iter().collect::<Vec<_>>(), (0..130).filter(|at| at % 2 == 1).collect::<Vec<_>>());
        let mut both = even.clone();
        both.or(&odd);
        assert_eq!(both, Bits::all(130));
        both.and(&even);
        assert_eq!(both, even);
    }

    #[test]
    fn the_ends_hold() {
        let mut bits = Bits::none(65);
        bits.insert(64);
        bits.insert(65);
        assert!(bits.has(64) && !bits.has(65) && !bits.has(u32::MAX));
        assert_eq!(bits.count(), 1);
        assert_eq!(Bits::all(0).count(), 0);
        assert_eq!(Bits::all(64).count(), 64);
    }
}
