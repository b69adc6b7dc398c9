//! The frame around a chunk's columns: magic, version, kind and row count in front, a CRC-32 of all of it behind.

use crate::bits::Reader;
use regulars_model::{Day, moment};
use std::fmt;

/// Most rows in one chunk.
pub const CHUNK_ROWS: usize = 65_536;

const MAGIC: [u8; 4] = *b"RGCK";
/// Version 2 has a channel for every order. What version 1 can say is still written as version 1.
const VERSION: u8 = 2;
const HEADER: usize = 10;
const CHECKSUM: usize = 4;

/// What a chunk holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChunkKind {
    /// Orders and refunds.
    Orders,
    /// Lines of orders.
    Lines,
    /// Events.
    Events,
}

impl ChunkKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Orders, Self::Lines, Self::Events];

    /// The stable word a column of the vault uses.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Orders => "orders",
            Self::Lines => "lines",
            Self::Events => "events",
        }
    }

    /// The kind this word names.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    fn byte(self) -> u8 {
        match self {
            Self::Orders => 1,
            Self::Lines => 2,
            Self::Events => 3,
        }
    }
}

impl fmt::Display for ChunkKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// A chunk as the vault keeps it, with what the vault needs to know without looking inside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Encoded {
    /// The chunk.
    pub bytes: Vec<u8>,
    /// Rows in it: 1 to [`CHUNK_ROWS`].
    pub rows: u32,
    /// The earliest day (UTC) in it.
    pub first_day: Day,
    /// The latest day (UTC) in it.
    pub last_day: Day,
    /// CRC-32 (IEEE) of the bytes; also written as their last four.
    pub checksum: u32,
}

/// Why bytes are not a chunk, or rows do not fit into one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ChunkError {
    /// The bytes do not begin as a chunk does.
    #[error("these bytes are not a chunk")]
    NotAChunk,
    /// The bytes end too early.
    #[error("the chunk ends too early")]
    Truncated,
    /// Written by a version this program does not know.
    #[error("the chunk has version {0}, and this program knows up to {VERSION}")]
    TooNew(u8),
    /// The bytes are not the ones that were written.
    #[error("the chunk's checksum does not match its bytes")]
    Checksum,
    /// A sound chunk of something else.
    #[error("the chunk does not hold {0}")]
    WrongKind(ChunkKind),
    /// The bytes contradict themselves; names the part.
    #[error("the chunk's {0} make no sense")]
    Malformed(&'static str),
    /// More rows than fit.
    #[error("a chunk holds at most {CHUNK_ROWS} rows")]
    TooManyRows,
    /// No rows: there is no such chunk.
    #[error("a chunk holds at least one row")]
    NoRows,
}

pub(crate) fn begin(kind: ChunkKind, version: u8, rows: u32) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(HEADER + rows as usize * 8);
    bytes.extend_from_slice(&MAGIC);
    bytes.extend_from_slice(&[version, kind.byte()]);
    bytes.extend_from_slice(&rows.to_le_bytes());
    bytes
}

pub(crate) fn finish(mut bytes: Vec<u8>, rows: u32, at: &[i64]) -> Encoded {
    let checksum = crc32fast::hash(&bytes);
    bytes.extend_from_slice(&checksum.to_le_bytes());
    let (first_day, last_day) = at
        .iter()
        .map(|&at| Day::of_second(moment::told(at)))
        .fold((Day(i32::MAX), Day(i32::MIN)), |(first, last), day| (first.min(day), last.max(day)));
    Encoded { bytes, rows, first_day, last_day, checksum }
}

/// What a chunk says it is, once its checksum has been found right.
///
/// # Errors
/// When the bytes are no chunk, a newer one, or damaged.
pub fn inspect(bytes: &[u8]) -> Result<(ChunkKind, u32), ChunkError> {
    if bytes.get(..4).is_some_and(|magic| magic != MAGIC) {
        return Err(ChunkError::NotAChunk);
    }
    if bytes.len() < HEADER + CHECKSUM {
        return Err(ChunkError::Truncated);
    }
    if !(1..=VERSION).contains(&bytes[4]) {
        return Err(ChunkError::TooNew(bytes[4]));
    }
    let (body, sum) = bytes.split_at(bytes.len() - CHECKSUM);
    if crc32fast::hash(body).to_le_bytes() != sum {
        return Err(ChunkError::Checksum);
    }
    let kind =
        ChunkKind::ALL.into_iter().find(|kind| kind.byte() == bytes[5]).ok_or(ChunkError::Malformed("contents"))?;
    if bytes[4] > 1 && kind != ChunkKind::Orders {
        return Err(ChunkError::TooNew(bytes[4]));
    }
    match u32::from_le_bytes([bytes[6], bytes[7], bytes[8], bytes[9]]) {
        0 => Err(ChunkError::NoRows),
        rows if rows as usize > CHUNK_ROWS => Err(ChunkError::TooManyRows),
        rows => Ok((kind, rows)),
    }
}

/// How many rows, by which version, and the columns.
pub(crate) fn open(kind: ChunkKind, bytes: &[u8]) -> Result<(usize, u8, Reader<'_>), ChunkError> {
    let (found, rows) = inspect(bytes)?;
    if found != kind {
        return Err(ChunkError::WrongKind(kind));
    }
    Ok((rows as usize, bytes[4], Reader::new(&bytes[HEADER..bytes.len() - CHECKSUM])))
}
