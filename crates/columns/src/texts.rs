//! One column of texts: a dictionary in order of first appearance, and for every row its place in it.

use crate::{
    ChunkError,
    bits::{Reader, put_varint},
    numbers,
};
use std::collections::HashMap;

/// A column of texts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Texts {
    /// The different texts end to end, in order of first appearance. Every one is used by a row.
    all: String,
    /// Where each of them ends.
    ends: Vec<u32>,
    /// For every row, which text.
    pub codes: Vec<u32>,
}

/// A text takes at most this many bytes from the one before it. It bounds what a small hostile chunk can unfold to.
const SHARED_LIMIT: usize = 255;

/// Writes a text as what it has in common with the one before, and what not.
pub(crate) fn put_text(to: &mut Vec<u8>, before: &[u8], text: &[u8]) {
    let shared = text.iter().zip(before).take(SHARED_LIMIT).take_while(|(a, b)| a == b).count();
    to.push(shared as u8);
    put_varint(to, (text.len() - shared) as u64);
    to.extend_from_slice(&text[shared..]);
}

impl Texts {
    /// The text of one row.
    ///
    /// # Panics
    /// When there is no such row.
    #[must_use]
    pub fn get(&self, row: usize) -> &str {
        self.word(self.codes[row])
    }

    /// One of the different texts.
    ///
    /// # Panics
    /// When there is no such text.
    #[must_use]
    pub fn word(&self, code: u32) -> &str {
        let at = code as usize;
        let from = if at == 0 { 0 } else { self.ends[at - 1] as usize };
        &self.all[from..self.ends[at] as usize]
    }

    /// The different texts, in order of first appearance.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len() as u32).map(|code| self.word(code))
    }

    /// How many different texts there are.
    #[must_use]
    pub fn words_count(&self) -> usize {
        self.ends.len()
    }

    /// Takes a text into the dictionary that is not there yet.
    fn add(&mut self, text: &str) -> u32 {
        self.all.push_str(text);
        self.ends.push(self.all.len() as u32);
        self.ends.len() as u32 - 1
    }

    pub(crate) fn of<'a>(texts: impl ExactSizeIterator<Item = &'a str>) -> Self {
        let mut known: HashMap<&'a str, u32> = HashMap::new();
        let mut out = Self { codes: Vec::with_capacity(texts.len()), ..Self::default() };
        let mut before: Option<&str> = None;
        for text in texts {
            // Lines of one order stand together: the text is often the one just seen.
            if let (true, Some(&code)) = (before == Some(text), out.codes.last()) {
                out.codes.push(code);
                continue;
            }
            before = Some(text);
            let code = *known.entry(text).or_insert_with(|| out.add(text));
            out.codes.push(code);
        }
        out
    }

    /// So many rows without a text.
    pub(crate) fn blank(rows: usize) -> Self {
        Self { all: String::new(), ends: if rows > 0 { vec![0] } else { Vec::new() }, codes: vec![0; rows] }
    }

    /// Whether no row has a text.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.all.is_empty()
    }

    /// Only these rows, with a dictionary that holds nothing else.
    pub(crate) fn select(&self, rows: &[usize]) -> Self {
        let mut places: Vec<Option<u32>> = vec![None; self.ends.len()];
        let mut out = Self { codes: Vec::with_capacity(rows.len()), ..Self::default() };
        for &row in rows {
            let code = self.codes[row];
            let place = &mut places[code as usize];
            let code = *place.get_or_insert_with(|| out.add(self.word(code)));
            out.codes.push(code);
        }
        out
    }

    pub(crate) fn put(&self, to: &mut Vec<u8>) {
        put_varint(to, self.ends.len() as u64);
        let mut before: &[u8] = &[];
        for text in self.words().map(str::as_bytes) {
            put_text(to, before, text);
            before = text;
        }
        numbers::put(to, self.codes.iter().map(|&code| i64::from(code)));
    }

    pub(crate) fn take(from: &mut Reader<'_>, rows: usize) -> Result<Self, ChunkError> {
        const WRONG: ChunkError = ChunkError::Malformed("texts");
        let count = usize::try_from(from.varint()?).map_err(|_| WRONG)?;
        if count > rows {
            return Err(WRONG);
        }
        let (mut all, mut before): (Vec<u8>, usize) = (Vec::new(), 0);
        let mut ends: Vec<u32> = Vec::with_capacity(count);
        for _ in 0..count {
            let shared = usize::from(from.byte()?);
            let fresh = usize::try_from(from.varint()?).map_err(|_| WRONG)?;
            let start = all.len();
            if shared > start - before {
                return Err(WRONG);
            }
            all.extend_from_within(before..before + shared);
            all.extend_from_slice(from.take(fresh)?);
            before = start;
            ends.push(u32::try_from(all.len()).map_err(|_| WRONG)?);
        }
        // All of it is text and each ends where a letter does: then each is text.
        let all = String::from_utf8(all).map_err(|_| WRONG)?;
        if !ends.iter().all(|&end| all.is_char_boundary(end as usize)) {
            return Err(WRONG);
        }
        let codes: Vec<u32> = numbers::take_as(from, rows)?;
        if codes.iter().any(|&code| code as usize >= count) {
            return Err(WRONG);
        }
        Ok(Self { all, ends, codes })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(texts: &[String]) -> Texts {
        Texts::of(texts.iter().map(String::as_str))
    }

    proptest! {
        #[test]
        fn texts_come_back(texts in prop::collection::vec("[a-c]{0,3}|\\PC{0,12}", 0..120)) {
            let column = of(&texts);
            let mut bytes = Vec::new();
            column.put(&mut bytes);
            let mut from = Reader::new(&bytes);
            let back = Texts::take(&mut from, texts.len()).unwrap();
            prop_assert!(from.is_empty());
            prop_assert_eq!(&back, &column);
            for (row, text) in texts.iter().enumerate() {
                prop_assert_eq!(back.get(row), text);
            }
        }
    }

    #[test]
    fn letters_that_share_bytes_are_cut_and_joined_again() {
        let texts = ["é".to_owned(), "è".to_owned(), "x".repeat(400), "x".repeat(401)];
        let mut bytes = Vec::new();
        of(&texts).put(&mut bytes);
        assert_eq!(Texts::take(&mut Reader::new(&bytes), 4).unwrap(), of(&texts));
    }

    #[test]
    fn running_numbers_take_few_bytes() {
        let keys: Vec<String> = (100_000..101_000).map(|n| n.to_string()).collect();
        let mut bytes = Vec::new();
        of(&keys).put(&mut bytes);
        assert!(bytes.len() < 4 * keys.len(), "{}", bytes.len());
    }

    #[test]
    fn a_dictionary_that_is_no_text_is_refused() {
        let wrong = Err(ChunkError::Malformed("texts"));
        assert_eq!(Texts::take(&mut Reader::new(&[1, 0, 1, 0xff, 0, 0, 0]), 1), wrong);
        assert_eq!(Texts::take(&mut Reader::new(&[1, 9, 1, b'a', 0, 0, 0]), 1), wrong, "nothing to share yet");
        assert_eq!(Texts::take(&mut Reader::new(&[2, 0, 0]), 1), wrong, "more texts than rows");
        assert_eq!(Texts::take(&mut Reader::new(&[1, 0, 1, b'a', 0, 2, 0]), 1), wrong, "no second text");
    }
}
