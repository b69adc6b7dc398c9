//! One column of whole numbers: each packed as its distance from the smallest, or from the one before, whichever
//! takes fewer bits.

use crate::{
    ChunkError,
    bits::{Reader, pack, put_varint, unzigzag, width, zigzag},
};

const FROM_SMALLEST: u8 = 0;
const FROM_PREVIOUS: u8 = 1;

/// Writes the column: how, from where, how many bits each, and the packed distances. Distances wrap, so that
/// every `i64` can follow every other.
pub(crate) fn put(to: &mut Vec<u8>, values: impl Iterator<Item = i64> + Clone) {
    let smallest = values.clone().min().unwrap_or(0);
    let first = values.clone().next().unwrap_or(0);
    let steps = values.clone().scan(first, |before, value| {
        let step = zigzag(value.wrapping_sub(*before));
        *before = value;
        Some(step)
    });
    let distances = values.map(|value| value.wrapping_sub(smallest) as u64);
    let by_step = width(steps.clone().fold(0, |all, step| all | step));
    let by_distance = width(distances.clone().fold(0, |all, distance| all | distance));
    let (how, start, bits) =
        if by_step < by_distance { (FROM_PREVIOUS, first, by_step) } else { (FROM_SMALLEST, smallest, by_distance) };
    to.push(how);
    put_varint(to, zigzag(start));
    to.push(bits as u8);
    if how == FROM_PREVIOUS { pack(to, bits, steps) } else { pack(to, bits, distances) }
}

/// Reads a column of `rows` numbers, each as `of` takes it. Takes memory for `rows` numbers and no more, whatever the
/// bytes say.
fn read<T>(from: &mut Reader<'_>, rows: usize, mut of: impl FnMut(i64) -> T) -> Result<Vec<T>, ChunkError> {
    let how = from.byte()?;
    let start = unzigzag(from.varint()?);
    let bits = u32::from(from.byte()?);
    if how > FROM_PREVIOUS || bits > u64::BITS {
        return Err(ChunkError::Malformed("numbers"));
    }
    let packed = from.unpack(bits, rows)?;
    if how == FROM_SMALLEST {
        return Ok(packed.map(|distance| of(start.wrapping_add(distance as i64))).collect());
    }
    let mut value = start;
    Ok(packed
        .map(|step| {
            value = value.wrapping_add(unzigzag(step));
            of(value)
        })
        .collect())
}

/// Reads a column of `rows` numbers.
pub(crate) fn take(from: &mut Reader<'_>, rows: usize) -> Result<Vec<i64>, ChunkError> {
    read(from, rows, |value| value)
}

/// Reads a column whose numbers must each stand for something; `named` is what they are called when one does not. What stands
/// in its place meanwhile is never handed out.
pub(crate) fn take_some<T: Copy>(
    from: &mut Reader<'_>,
    rows: usize,
    named: &'static str,
    else_this: T,
    of: impl Fn(i64) -> Option<T>,
) -> Result<Vec<T>, ChunkError> {
    let mut strange = false;
    let values = read(from, rows, |value| {
        let found = of(value);
        strange |= found.is_none();
        found.unwrap_or(else_this)
    })?;
    if strange { Err(ChunkError::Malformed(named)) } else { Ok(values) }
}

/// Reads a column whose numbers must fit a smaller type.
pub(crate) fn take_as<T: TryFrom<i64> + Copy + Default>(
    from: &mut Reader<'_>,
    rows: usize,
) -> Result<Vec<T>, ChunkError> {
    take_some(from, rows, "numbers", T::default(), |value| T::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn size(values: &[i64]) -> usize {
        let mut bytes = Vec::new();
        put(&mut bytes, values.iter().copied());
        bytes.len()
    }

    proptest! {
        #[test]
        fn numbers_come_back(values in prop::collection::vec(prop_oneof![any::<i64>(), -50i64..50], 0..300)) {
            let mut bytes = Vec::new();
            put(&mut bytes, values.iter().copied());
            let mut from = Reader::new(&bytes);
            prop_assert_eq!(take(&mut from, values.len()).unwrap(), values);
            prop_assert!(from.is_empty());
        }
    }

    #[test]
    fn sorted_times_and_constants_are_small() {
        let times: Vec<i64> = (0..1_000).map(|n| 1_700_000_000 + n * 60).collect();
        assert!(size(&times) < 1_000, "one byte a minute at most: {}", size(&times));
        assert!(size(&[7; 1_000]) < 8);
        assert_eq!(size(&[i64::MIN, i64::MAX, 0]), 1 + 10 + 1 + 24);
    }

    #[test]
    fn a_number_that_does_not_fit_is_refused() {
        let mut bytes = Vec::new();
        put(&mut bytes, [-1i64].into_iter());
        assert_eq!(take_as::<u32>(&mut Reader::new(&bytes), 1), Err(ChunkError::Malformed("numbers")));
    }
}
