//! Sheets as bytes: a frame with the layout's number, the sheet's name and what ties it to the others in front, a CRC-32 of all
//! of it behind; between them plain columns, little end first, each number in as few bytes as its column needs.

use crate::Bits;
use zeroize::Zeroizing;

const MAGIC: [u8; 4] = *b"RGSH";

/// The number of the layout. To be raised whenever anything is written otherwise, and whenever what is laid out of the same
/// vault comes out otherwise: a sheet of another layout is not read.
pub(super) const LAYOUT: u32 = 2;

const CHECKSUM: usize = 4;

/// Bytes that are not a sheet this program wrote, or not the one that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("these bytes are not that sheet of a shop")]
pub struct NotASheet;

/// A column's number: written as the distance from the column's smallest.
pub(crate) trait Number: Copy {
    fn wide(self) -> i64;
    /// Back from what [`Self::wide`] gave.
    fn of(wide: i64) -> Self;
}

macro_rules! number {
    ($($name:ty),*) => {$(
        impl Number for $name {
            fn wide(self) -> i64 {
                self.into()
            }
            fn of(wide: i64) -> Self {
                wide as Self
            }
        }
    )*};
}
number!(u8, u16, u32, i32, i64);

/// A sheet that is being written. Wiped when it is let go.
pub(crate) struct Out(Zeroizing<Vec<u8>>);

impl Out {
    pub(super) fn new(name: &str, tie: u64) -> Self {
        let mut out = Self(Zeroizing::new(Vec::with_capacity(1 << 16)));
        out.0.extend_from_slice(&MAGIC);
        out.0.extend_from_slice(&LAYOUT.to_le_bytes());
        out.0.extend_from_slice(&tie.to_le_bytes());
        out.text(name);
        out
    }

    pub(super) fn finish(mut self) -> Zeroizing<Vec<u8>> {
        let sum = crc32fast::hash(&self.0);
        self.room(CHECKSUM);
        self.0.extend_from_slice(&sum.to_le_bytes());
        self.0
    }

    /// Room for so many bytes more. What has to move to more room leaves nothing where it was.
    fn room(&mut self, bytes: usize) {
        let needed = self.0.len() + bytes;
        if needed > self.0.capacity() {
            let mut wider = Zeroizing::new(Vec::with_capacity(needed.max(2 * self.0.len())));
            wider.extend_from_slice(&self.0);
            std::mem::swap(&mut self.0, &mut wider);
            // Room that holds nothing is wiped in one go, and not byte by byte.
            wider.clear();
        }
    }

    pub(crate) fn count(&mut self, count: usize) {
        self.room(8);
        self.0.extend_from_slice(&(count as u64).to_le_bytes());
    }

    pub(crate) fn text(&mut self, text: &str) {
        self.count(text.len());
        self.room(text.len());
        self.0.extend_from_slice(text.as_bytes());
    }

    /// Numbers, in as few bytes each as the distance from the smallest to the largest takes.
    pub(crate) fn numbers<T: Number>(&mut self, numbers: &[T]) {
        self.each(numbers.len(), numbers.iter().map(|number| number.wide()));
    }

    /// The same of numbers that are told one after the other, twice.
    pub(crate) fn each(&mut self, count: usize, numbers: impl Iterator<Item = i64> + Clone) {
        let (mut low, mut high) = (i64::MAX, i64::MIN);
        numbers.clone().for_each(|number| (low, high) = (low.min(number), high.max(number)));
        let width = match high.wrapping_sub(low) as u64 {
            _ if count == 0 => 0,
            // Never nothing: a count that stands before no bytes could ask for any room.
            0..=0xff => 1,
            0x100..=0xffff => 2,
            0x1_0000..=0xffff_ffff => 4,
            _ => 8,
        };
        self.count(count);
        self.room(9 + count * width);
        self.0.push(width as u8);
        self.0.extend_from_slice(&low.to_le_bytes());
        let steps = numbers.map(|number| number.wrapping_sub(low));
        match width {
            0 => {}
            1 => self.0.extend(steps.map(|step| step as u8)),
            2 => steps.for_each(|step| self.0.extend_from_slice(&(step as u16).to_le_bytes())),
            4 => steps.for_each(|step| self.0.extend_from_slice(&(step as u32).to_le_bytes())),
            _ => steps.for_each(|step| self.0.extend_from_slice(&step.to_le_bytes())),
        }
    }

    /// Where parts end, as the length of each.
    pub(crate) fn ends(&mut self, ends: &[u32]) {
        let before = std::iter::once(&0).chain(ends);
        self.each(ends.len(), before.zip(ends).map(|(before, end)| i64::from(end.wrapping_sub(*before))));
    }

    pub(crate) fn flags(&mut self, flags: impl ExactSizeIterator<Item = bool>) {
        self.count(flags.len());
        let mut word = 0u64;
        let len = flags.len();
        self.room(8 * len.div_ceil(64));
        for (at, flag) in flags.enumerate() {
            word |= u64::from(flag) << (at % 64);
            if at % 64 == 63 || at + 1 == len {
                self.0.extend_from_slice(&word.to_le_bytes());
                word = 0;
            }
        }
    }

    pub(crate) fn words(&mut self, words: &[u64]) {
        self.count(words.len());
        self.room(8 * words.len());
        words.iter().for_each(|word| self.0.extend_from_slice(&word.to_le_bytes()));
    }

    pub(crate) fn bits(&mut self, bits: &Bits) {
        self.count(bits.len());
        self.words(bits.words());
    }

    /// Something that may not be there.
    pub(crate) fn option<T>(&mut self, some: Option<T>, write: impl FnOnce(&mut Self, T)) {
        self.count(usize::from(some.is_some()));
        if let Some(some) = some {
            write(self, some);
        }
    }

    pub(crate) fn list<T>(&mut self, list: impl ExactSizeIterator<Item = T>, mut write: impl FnMut(&mut Self, T)) {
        self.count(list.len());
        list.for_each(|one| write(self, one));
    }
}

/// A sheet that is being read, front to back. What is not as it was written is told, and never more taken than is there.
pub(crate) struct In<'a>(&'a [u8]);

type Read<T> = Result<T, NotASheet>;

impl<'a> In<'a> {
    /// A sheet of this name and tie, once its checksum has been found right.
    pub(super) fn new(name: &str, tie: u64, bytes: &'a [u8]) -> Read<Self> {
        let body = bytes.len().checked_sub(CHECKSUM).ok_or(NotASheet)?;
        let (body, sum) = bytes.split_at(body);
        if crc32fast::hash(body).to_le_bytes() != sum {
            return Err(NotASheet);
        }
        let mut read = Self(body);
        let same = read.take(4)? == MAGIC
            && read.take(4)? == LAYOUT.to_le_bytes()
            && read.take(8)? == tie.to_le_bytes()
            && read.text()? == name;
        if same { Ok(read) } else { Err(NotASheet) }
    }

    /// Says that everything was read.
    pub(super) fn end(self) -> Read<()> {
        if self.0.is_empty() { Ok(()) } else { Err(NotASheet) }
    }

    fn take(&mut self, bytes: usize) -> Read<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(bytes).ok_or(NotASheet)?;
        self.0 = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Read<[u8; N]> {
        self.take(N)?.try_into().map_err(|_| NotASheet)
    }

    pub(crate) fn count(&mut self) -> Read<usize> {
        usize::try_from(u64::from_le_bytes(self.array()?)).map_err(|_| NotASheet)
    }

    pub(crate) fn text(&mut self) -> Read<&'a str> {
        let len = self.count()?;
        std::str::from_utf8(self.take(len)?).map_err(|_| NotASheet)
    }

    pub(crate) fn numbers<T: Number>(&mut self) -> Read<Vec<T>> {
        let count = self.count()?;
        let [width] = self.array()?;
        let low = i64::from_le_bytes(self.array()?);
        let width = usize::from(width);
        let bytes = self.take(count.checked_mul(width).ok_or(NotASheet)?)?;
        Ok(match width {
            0 if count == 0 => Vec::new(),
            1 => bytes.iter().map(|step| T::of(low.wrapping_add(i64::from(*step)))).collect(),
            2 => wide(bytes, |step| T::of(low.wrapping_add(i64::from(u16::from_le_bytes(step))))),
            4 => wide(bytes, |step| T::of(low.wrapping_add(i64::from(u32::from_le_bytes(step))))),
            8 => wide(bytes, |step| T::of(low.wrapping_add(i64::from_le_bytes(step)))),
            _ => return Err(NotASheet),
        })
    }

    pub(crate) fn ends(&mut self) -> Read<Vec<u32>> {
        let mut ends: Vec<u32> = self.numbers()?;
        let mut end = 0u32;
        for one in &mut ends {
            end = end.checked_add(*one).ok_or(NotASheet)?;
            *one = end;
        }
        Ok(ends)
    }

    pub(crate) fn flags(&mut self) -> Read<Vec<bool>> {
        let count = self.count()?;
        let bytes = self.take(count.div_ceil(64).checked_mul(8).ok_or(NotASheet)?)?;
        let mut flags: Vec<bool> = Vec::with_capacity(bytes.len() * 8);
        bytes.iter().for_each(|byte| flags.extend((0..8).map(|bit| byte >> bit & 1 == 1)));
        flags.truncate(count);
        Ok(flags)
    }

    pub(crate) fn words(&mut self) -> Read<Vec<u64>> {
        let bytes = self.count()?.checked_mul(8).ok_or(NotASheet)?;
        Ok(wide(self.take(bytes)?, u64::from_le_bytes))
    }

    pub(crate) fn bits(&mut self) -> Read<Bits> {
        let len = self.count()?;
        let words = self.words()?;
        if words.len() == len.div_ceil(64) { Ok(Bits::of_words(words, len)) } else { Err(NotASheet) }
    }

    pub(crate) fn option<T>(&mut self, read: impl FnOnce(&mut Self) -> Read<T>) -> Read<Option<T>> {
        match self.count()? {
            0 => Ok(None),
            1 => read(self).map(Some),
            _ => Err(NotASheet),
        }
    }

    pub(crate) fn list<T>(&mut self, mut read: impl FnMut(&mut Self) -> Read<T>) -> Read<Vec<T>> {
        let count = self.count()?;
        let mut list = Vec::new();
        for _ in 0..count {
            list.push(read(self)?);
        }
        Ok(list)
    }
}

/// One number of every `N` bytes.
fn wide<const N: usize, T>(bytes: &[u8], number: impl Fn([u8; N]) -> T) -> Vec<T> {
    bytes.as_chunks::<N>().0.iter().map(|step| number(*step)).collect()
}

/// Fails unless something holds that the writer saw to.
pub(crate) fn sound(holds: bool) -> Result<(), NotASheet> {
    if holds { Ok(()) } else { Err(NotASheet) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn columns_come_back(
            small in prop::collection::vec(0u32..9, 0..70),
            days in prop::collection::vec(-70_000i32..70_000, 0..70),
            any in prop::collection::vec(any::<i64>(), 0..9),
            flags in prop::collection::vec(any::<bool>(), 0..200),
            text in ".{0,9}",
        ) {
            let mut ends = small.clone();
            ends.iter_mut().fold(0, |end, one| { *one += end; *one });
            let bits = Bits::from_fn(flags.len(), |at| flags[at]);
            let mut out = Out::new("a", 7);
            out.numbers(&small);
            out.ends(&ends);
            out.numbers(&days);
            out.numbers(&any);
            out.flags(flags.iter().copied());
            out.text(&text);
            out.bits(&bits);
            out.option(None::<u8>, |_, _| {});
            out.option(Some(5), |out, five| out.count(five));
            let bytes = out.finish();
            let mut read = In::new("a", 7, &bytes).expect("a sheet");
            prop_assert_eq!(read.numbers::<u32>(), Ok(small));
            prop_assert_eq!(read.ends(), Ok(ends));
            prop_assert_eq!(read.numbers::<i32>(), Ok(days));
            prop_assert_eq!(read.numbers::<i64>(), Ok(any));
            prop_assert_eq!(read.flags(), Ok(flags));
            prop_assert_eq!(read.text(), Ok(text.as_str()));
            prop_assert_eq!(read.bits(), Ok(bits));
            prop_assert_eq!(read.option(|_| Ok(())), Ok(None));
            prop_assert_eq!(read.option(In::count), Ok(Some(5)));
            prop_assert_eq!(read.end(), Ok(()));
            prop_assert!(In::new("b", 7, &bytes).is_err() && In::new("a", 8, &bytes).is_err());
        }

        #[test]
        fn whatever_the_bytes_nothing_panics(bytes in prop::collection::vec(prop_oneof![Just(0u8), Just(1), Just(2), any::<u8>()], 0..60)) {
            let _ = In(&bytes).numbers::<i32>().map(|all| all.len());
            let _ = In(&bytes).ends();
            let _ = In(&bytes).flags();
            let _ = In(&bytes).bits();
            let _ = In(&bytes).list(|read| read.text().map(str::len));
        }
    }
}
