//! What every kind of chunk can do: be written from rows, be read back, and let go of people.

use crate::{
    ChunkError, ChunkKind, Encoded, EventColumns, LineColumns, OrderColumns,
    bits::Reader,
    chunk::{self, CHUNK_ROWS},
    numbers,
};
use regulars_model::PersonId;
use std::collections::BTreeSet;

/// What is left of a chunk without some people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Without {
    /// None of them was in it.
    Unchanged,
    /// The rest, with dictionaries that hold nothing of them.
    Rewritten(Encoded),
    /// Nobody else was in it.
    Emptied,
}

/// How one kind's columns stand in a chunk, one behind the other, people first. Only this crate lays chunks out.
pub trait Layout: Sized {
    /// The oldest version of chunks that can hold these columns.
    #[doc(hidden)]
    fn version(&self) -> u8 {
        1
    }
    #[doc(hidden)]
    fn put(&self, to: &mut Vec<u8>);
    #[doc(hidden)]
    fn take(from: &mut Body<'_>, rows: usize) -> Result<Self, ChunkError>;
}

/// Rows of one kind, column by column. Every column has one place for every row.
pub trait Columns: Layout {
    /// The row as the model has it.
    type Row;

    /// What it is called in the vault.
    const KIND: ChunkKind;

    /// Lays rows out, in their order. No limit on how many.
    fn from_rows(rows: &[Self::Row]) -> Self;

    /// Whose each row is.
    fn persons(&self) -> &[u32];

    /// When each row happened (as [`regulars_model::moment`] marks it).
    fn times(&self) -> &[i64];

    /// One row.
    ///
    /// # Panics
    /// When there is no such row.
    fn row(&self, index: usize) -> Self::Row;

    /// Only these rows, in this order.
    #[must_use]
    fn select(&self, rows: &[usize]) -> Self;

    /// How many rows.
    fn len(&self) -> usize {
        self.persons().len()
    }

    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The rows, in their order.
    fn rows(&self) -> impl Iterator<Item = Self::Row> + '_ {
        (0..self.len()).map(|index| self.row(index))
    }

    /// Writes these columns as one chunk.
    ///
    /// # Errors
    /// `NoRows` for none, `TooManyRows` over [`CHUNK_ROWS`].
    fn to_chunk(&self) -> Result<Encoded, ChunkError> {
        let rows = match self.len() {
            0 => return Err(ChunkError::NoRows),
            over if over > CHUNK_ROWS => return Err(ChunkError::TooManyRows),
            rows => rows as u32,
        };
        let mut bytes = chunk::begin(Self::KIND, self.version(), rows);
        self.put(&mut bytes);
        Ok(chunk::finish(bytes, rows, self.times()))
    }

    /// Writes rows as one chunk.
    ///
    /// # Errors
    /// `NoRows` for none, `TooManyRows` over [`CHUNK_ROWS`].
    fn encode(rows: &[Self::Row]) -> Result<Encoded, ChunkError> {
        if rows.len() > CHUNK_ROWS {
            return Err(ChunkError::TooManyRows);
        }
        Self::from_rows(rows).to_chunk()
    }

    /// Writes any number of rows as as many chunks as they need; none for none.
    fn encode_all(rows: &[Self::Row]) -> Vec<Encoded> {
        rows.chunks(CHUNK_ROWS).filter_map(|part| Self::encode(part).ok()).collect()
    }

    /// Reads a chunk. Memory is bounded by a small multiple of the bytes plus a constant per row, whatever they say.
    ///
    /// # Errors
    /// When the bytes are not a sound chunk of this kind.
    fn decode(bytes: &[u8]) -> Result<Self, ChunkError> {
        let (rows, version, reader) = chunk::open(Self::KIND, bytes)?;
        let mut body = Body(reader, version);
        let columns = Self::take(&mut body, rows)?;
        if body.0.is_empty() { Ok(columns) } else { Err(ChunkError::Malformed("last bytes")) }
    }

    /// The chunk without these people.
    ///
    /// # Errors
    /// When the bytes are not a sound chunk of this kind.
    fn without(bytes: &[u8], people: &BTreeSet<PersonId>) -> Result<Without, ChunkError> {
        // People are the first column of every kind: most chunks hold none of these, and need not be read on.
        let (rows, _, mut reader) = chunk::open(Self::KIND, bytes)?;
        let persons: Vec<u32> = numbers::take_as(&mut reader, rows)?;
        let kept: Vec<usize> = (0..rows).filter(|&row| !people.contains(&PersonId(persons[row]))).collect();
        if kept.len() == rows {
            Ok(Without::Unchanged)
        } else if kept.is_empty() {
            Ok(Without::Emptied)
        } else {
            Self::decode(bytes)?.select(&kept).to_chunk().map(Without::Rewritten)
        }
    }
}

/// A chunk's columns, still as bytes, and the version they were written by.
#[doc(hidden)]
pub struct Body<'a>(pub(crate) Reader<'a>, pub(crate) u8);

/// A chunk of whichever kind without these people.
///
/// # Errors
/// When the bytes are not a sound chunk of that kind.
pub fn without(kind: ChunkKind, bytes: &[u8], people: &BTreeSet<PersonId>) -> Result<Without, ChunkError> {
    match kind {
        ChunkKind::Orders => OrderColumns::without(bytes, people),
        ChunkKind::Lines => LineColumns::without(bytes, people),
        ChunkKind::Events => EventColumns::without(bytes, people),
    }
}
