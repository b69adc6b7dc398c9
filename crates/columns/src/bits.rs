//! The small print of a chunk: variable-length integers, and integers packed to a fixed number of bits.

use crate::ChunkError;

/// LEB128: seven bits a byte, lowest first.
pub(crate) fn put_varint(to: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        to.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    to.push(value as u8);
}

/// Maps small negative and small positive numbers to small unsigned ones.
pub(crate) fn zigzag(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)) as u64
}

pub(crate) fn unzigzag(value: u64) -> i64 {
    (value >> 1) as i64 ^ -((value & 1) as i64)
}

/// Bits needed to write every number up to this one.
pub(crate) fn width(largest: u64) -> u32 {
    u64::BITS - largest.leading_zeros()
}

/// Packs numbers of `width` bits (0 to 64) end to end, lowest bit first.
pub(crate) fn pack(to: &mut Vec<u8>, width: u32, values: impl Iterator<Item = u64>) {
    let (mut pending, mut held) = (0u128, 0u32);
    for value in values {
        pending |= u128::from(value) << held;
        held += width;
        if held >= 64 {
            to.extend_from_slice(&(pending as u64).to_le_bytes());
            pending >>= 64;
            held -= 64;
        }
    }
    to.extend_from_slice(&pending.to_le_bytes()[..held.div_ceil(8) as usize]);
}

/// Reads a chunk's body from front to back; every step says when the bytes run out.
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    pub(crate) fn take(&mut self, count: usize) -> Result<&'a [u8], ChunkError> {
        let (taken, rest) = self.rest.split_at_checked(count).ok_or(ChunkError::Truncated)?;
        self.rest = rest;
        Ok(taken)
    }

    pub(crate) fn byte(&mut self) -> Result<u8, ChunkError> {
        self.take(1).map(|bytes| bytes[0])
    }

    pub(crate) fn varint(&mut self) -> Result<u64, ChunkError> {
        let mut value = 0u64;
        for shift in (0..u64::BITS).step_by(7) {
            let byte = self.byte()?;
            let part = u64::from(byte & 0x7f);
            if shift == 63 && part > 1 {
                break;
            }
            value |= part << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(ChunkError::Malformed("integers"))
    }

    /// The next `count` numbers of `width` bits (0 to 64).
    pub(crate) fn unpack(
        &mut self,
        width: u32,
        count: usize,
    ) -> Result<impl ExactSizeIterator<Item = u64> + use<'a>, ChunkError> {
        let packed = self.take((count * width as usize).div_ceil(8))?;
        let mask = if width == 64 { u64::MAX } else { (1u64 << width) - 1 };
        Ok((0..count).map(move |index| {
            let bit = index * width as usize;
            let (at, beside) = (bit / 8, bit % 8);
            // Nearly always the number lies within eight bytes that are all there.
            match packed.get(at..at + 8) {
                Some(eight) if width <= 56 => u64_of(eight) >> beside & mask,
                _ => (window(packed, at) >> beside) as u64 & mask,
            }
        }))
    }
}

fn u64_of(eight: &[u8]) -> u64 {
    eight.try_into().map_or(0, u64::from_le_bytes)
}

/// The bytes from one place on. A number of up to 64 bits, begun in the middle of a byte, spans nine at most.
fn window(packed: &[u8], at: usize) -> u128 {
    let mut bytes = [0u8; 16];
    let rest = packed.get(at..).unwrap_or_default();
    let some = rest.len().min(16);
    bytes[..some].copy_from_slice(&rest[..some]);
    u128::from_le_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn varints_come_back(value: u64) {
            let mut bytes = Vec::new();
            put_varint(&mut bytes, value);
            prop_assert_eq!(Reader::new(&bytes).varint(), Ok(value));
        }

        #[test]
        fn zigzag_comes_back(value: i64) {
            prop_assert_eq!(unzigzag(zigzag(value)), value);
        }

        #[test]
        fn packed_numbers_come_back(wide in 0u32..=64, values in prop::collection::vec(any::<u64>(), 0..200)) {
            let values: Vec<u64> = values.into_iter().map(|v| if wide == 0 { 0 } else { v >> (64 - wide) }).collect();
            let mut bytes = Vec::new();
            pack(&mut bytes, wide, values.iter().copied());
            prop_assert_eq!(bytes.len(), (values.len() * wide as usize).div_ceil(8));
            let back: Vec<u64> = Reader::new(&bytes).unpack(wide, values.len()).unwrap().collect();
            prop_assert_eq!(back, values);
        }
    }

    #[test]
    fn an_endless_varint_is_refused() {
        assert_eq!(Reader::new(&[0xff; 32]).varint(), Err(ChunkError::Malformed("integers")));
        assert_eq!(Reader::new(&[0x80]).varint(), Err(ChunkError::Truncated));
    }
}
