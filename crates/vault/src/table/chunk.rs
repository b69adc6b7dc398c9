//! Table `chunk`: orders, order lines and events as column chunks. The vault keeps the bytes and does not look inside.

use crate::access::{Read, Subject, Tx};
use crate::{VaultError, table};
use regulars_model::{Day, ImportId};
use rusqlite::{OptionalExtension, Row, params};

// The bytes stand last, so that a list of chunks never reads them.
pub(crate) const CREATE: &str = "
CREATE TABLE chunk (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    import INTEGER NOT NULL REFERENCES import (id),
    first_day INTEGER NOT NULL,
    last_day INTEGER NOT NULL,
    rows INTEGER NOT NULL,
    checksum INTEGER NOT NULL,
    bytes BLOB NOT NULL
) STRICT;
CREATE INDEX chunk_kind ON chunk (kind);";

/// A chunk's number in its vault. Never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChunkId(pub u32);

/// A chunk about to be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewChunk<'a> {
    /// A stable word: `orders`, `lines`, `events`.
    pub kind: &'a str,
    /// Which import it came with.
    pub import: ImportId,
    /// The earliest day in it.
    pub first_day: Day,
    /// The latest day in it.
    pub last_day: Day,
    /// Rows in it.
    pub rows: u32,
    /// The caller's checksum over the bytes.
    pub checksum: u32,
    /// The chunk.
    pub bytes: &'a [u8],
}

/// A chunk that is kept, without its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChunkMeta {
    /// Its number.
    pub id: ChunkId,
    /// `orders`, `lines`, `events`.
    pub kind: String,
    /// Which import it came with.
    pub import: ImportId,
    /// The earliest day in it.
    pub first_day: Day,
    /// The latest day in it.
    pub last_day: Day,
    /// Rows in it.
    pub rows: u32,
    /// The caller's checksum over the bytes.
    pub checksum: u32,
}

/// Keeps a chunk.
///
/// # Errors
/// When the database fails, or there is no such import.
pub fn add(tx: &Tx<'_>, new: &NewChunk<'_>) -> Result<ChunkId, VaultError> {
    tx.sql("INSERT INTO chunk (kind, import, first_day, last_day, rows, checksum, bytes) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?
        .execute(params![
            new.kind, new.import.0, new.first_day.0, new.last_day.0, new.rows, new.checksum, new.bytes
        ])?;
    let id = ChunkId(table::id(tx.connection.last_insert_rowid())?);
    tx.added(Subject::Chunk(id.0), &["rows"]);
    Ok(id)
}

/// Puts other content in the place of a chunk's: the same rows without some person's, say.
///
/// # Errors
/// [`VaultError::NoSuch`] when there is no such chunk.
pub fn replace(tx: &Tx<'_>, id: ChunkId, new: &NewChunk<'_>) -> Result<(), VaultError> {
    let changed = tx
        .sql("UPDATE chunk SET kind = ?2, import = ?3, first_day = ?4, last_day = ?5, rows = ?6, checksum = ?7, bytes = ?8 WHERE id = ?1")?
        .execute(params![
            id.0, new.kind, new.import.0, new.first_day.0, new.last_day.0, new.rows, new.checksum, new.bytes
        ])?;
    if changed == 0 {
        return Err(VaultError::NoSuch("chunk"));
    }
    tx.touched(Subject::Chunk(id.0), &["rows"]);
    Ok(())
}

/// Drops a chunk.
///
/// # Errors
/// [`VaultError::NoSuch`] when there is no such chunk.
pub fn delete(tx: &Tx<'_>, id: ChunkId) -> Result<(), VaultError> {
    if tx.sql("DELETE FROM chunk WHERE id = ?1")?.execute([id.0])? == 0 {
        return Err(VaultError::NoSuch("chunk"));
    }
    tx.touched(Subject::Chunk(id.0), &["rows"]);
    Ok(())
}

const COLUMNS: &str = "id, kind, import, first_day, last_day, rows, checksum";

fn read_row(row: &Row<'_>) -> rusqlite::Result<ChunkMeta> {
    Ok(ChunkMeta {
        id: ChunkId(row.get(0)?),
        kind: row.get(1)?,
        import: ImportId(row.get(2)?),
        first_day: Day(row.get(3)?),
        last_day: Day(row.get(4)?),
        rows: row.get(5)?,
        checksum: row.get(6)?,
    })
}

/// Every chunk of a kind with its bytes, in the order they were kept. The caller's error stops the walk.
///
/// # Errors
/// The caller's, or the database's.
pub fn for_each<E: From<VaultError>>(
    read: &Read<'_>,
    kind: &str,
    mut f: impl FnMut(&ChunkMeta, &[u8]) -> Result<(), E>,
) -> Result<(), E> {
    let mut statement = read.sql(&format!("SELECT {COLUMNS}, bytes FROM chunk WHERE kind = ?1 ORDER BY id"))?;
    let mut rows = statement.query([kind]).map_err(VaultError::from)?;
    while let Some(row) = rows.next().map_err(VaultError::from)? {
        let meta = read_row(row).map_err(VaultError::from)?;
        let bytes = row.get_ref(7).map_err(VaultError::from)?;
        f(&meta, bytes.as_blob().map_err(|_| VaultError::Damaged("a chunk"))?)?;
    }
    Ok(())
}

/// The bytes of one chunk.
///
/// # Errors
/// [`VaultError::NoSuch`] when there is no such chunk.
pub fn bytes(read: &Read<'_>, id: ChunkId) -> Result<Vec<u8>, VaultError> {
    let found = read.sql("SELECT bytes FROM chunk WHERE id = ?1")?.query_row([id.0], |row| row.get(0)).optional()?;
    found.ok_or(VaultError::NoSuch("chunk"))
}

/// Every chunk without its bytes, in the order they were kept.
///
/// # Errors
/// When the database fails.
pub fn list(read: &Read<'_>) -> Result<Vec<ChunkMeta>, VaultError> {
    let mut statement = read.sql(&format!("SELECT {COLUMNS} FROM chunk ORDER BY id"))?;
    let rows = statement.query_map([], read_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}
