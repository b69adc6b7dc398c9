//! Table `laid_out`: the key of what was laid out of the vault, which lies beside the database, and the stamp of what it was
//! laid out from. Whatever takes anything away from anybody deletes the key in the same transaction: what lies beside is then
//! noise. What only adds leaves it, and is noted in `laid_since`: whom it told more of, and which chunks came.

use crate::{
    VaultError,
    access::{Added, Read},
    files::Files,
    log::{self, Hash},
};
use rusqlite::{Connection, OptionalExtension, params};
use std::{collections::BTreeSet, fs};
use zeroize::Zeroizing;

pub(crate) const CREATE: &str = "
CREATE TABLE laid_out (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    log_number INTEGER NOT NULL,
    log_hash BLOB NOT NULL,
    layout TEXT NOT NULL,
    tie INTEGER NOT NULL,
    key BLOB NOT NULL,
    sheets TEXT NOT NULL
) STRICT;";

/// One row for each write that only added, numbers as four bytes each, little end first.
pub(crate) const SINCE: &str = "
CREATE TABLE laid_since (
    id INTEGER PRIMARY KEY,
    people BLOB NOT NULL,
    chunks BLOB NOT NULL
) STRICT;";

/// Where the log ended when people were as they were laid out.
pub(crate) type Stamp = Option<(u32, Hash)>;

/// The key, and what lies under it.
pub(crate) struct Kept {
    /// What laid it out, and how: a word of the caller's.
    pub(crate) layout: String,
    pub(crate) tie: u64,
    pub(crate) key: Zeroizing<Vec<u8>>,
    /// The program's own words for its parts, and the length of each.
    pub(crate) sheets: Vec<(String, u64)>,
}

/// What is kept, when nothing was taken away from anybody since.
pub(crate) fn get(read: &Read<'_>) -> Result<Option<Kept>, VaultError> {
    let Some((number, hash)) = log::last(read)? else { return Ok(None) };
    let row = read
        .sql("SELECT layout, tie, key, sheets FROM laid_out WHERE log_number = ?1 AND log_hash = ?2")?
        .query_row(params![number, hash], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?, Zeroizing::new(row.get(2)?), row.get::<_, String>(3)?))
        })
        .optional()?;
    Ok(row.and_then(|(layout, tie, key, sheets)| {
        let sheets = serde_json::from_str(&sheets).ok()?;
        Some(Kept { layout, tie: tie.cast_unsigned(), key, sheets })
    }))
}

/// What was added since it was laid out, by number, ascending; `None` where nothing was.
pub(crate) fn since(read: &Read<'_>) -> Result<Option<Added>, VaultError> {
    let mut statement = read.sql("SELECT people, chunks FROM laid_since")?;
    let (mut people, mut chunks, mut writes) = (BTreeSet::new(), BTreeSet::new(), 0);
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        for (at, ids) in [&mut people, &mut chunks].into_iter().enumerate() {
            let bytes = row.get_ref(at)?.as_blob().map_err(rusqlite::Error::from)?;
            let (ids_there, rest) = bytes.as_chunks::<4>();
            if !rest.is_empty() {
                return Err(VaultError::Damaged("what was added since people were laid out"));
            }
            ids.extend(ids_there.iter().map(|id| u32::from_le_bytes(*id)));
        }
        writes += 1;
    }
    let added = || Added { people: people.into_iter().collect(), chunks: chunks.into_iter().collect() };
    Ok((writes > 0).then(added))
}

/// Keeps a key in place of any other, as of the log's end.
pub(crate) fn put(read: &Read<'_>, kept: &Kept) -> Result<(), VaultError> {
    let Some((number, hash)) = log::last(read)? else { return Ok(()) };
    let sheets = serde_json::to_string(&kept.sheets).map_err(|_| VaultError::OURS)?;
    read.sql(
        "INSERT OR REPLACE INTO laid_out (id, log_number, log_hash, layout, tie, key, sheets)
         VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![number, hash, kept.layout, kept.tie.cast_signed(), kept.key.as_slice(), sheets])?;
    read.sql("DELETE FROM laid_since")?.execute([])?;
    Ok(())
}

/// Deletes the key, and what came since. Says whether there was one.
pub(crate) fn drop_key(read: &Read<'_>) -> Result<bool, VaultError> {
    read.sql("DELETE FROM laid_since")?.execute([])?;
    Ok(read.sql("DELETE FROM laid_out")?.execute([])? > 0)
}

/// After an entry of the log: what took nothing away leaves the key too, which then is of that entry; what it added is noted beside.
/// Says whether the key goes.
pub(crate) fn follow(read: &Read<'_>, before: Stamp, added: Option<&Added>) -> Result<bool, VaultError> {
    let (Some(added), Some((number, hash)), Some((next, next_hash))) = (added, before, log::last(read)?) else {
        return drop_key(read);
    };
    let follows = read
        .sql("UPDATE laid_out SET log_number = ?1, log_hash = ?2 WHERE log_number = ?3 AND log_hash = ?4")?
        .execute(params![next, next_hash, number, hash])?
        > 0;
    if follows && !added.is_empty() {
        let bytes = |ids: &[u32]| -> Vec<u8> { ids.iter().flat_map(|id| id.to_le_bytes()).collect() };
        read.sql("INSERT INTO laid_since (people, chunks) VALUES (?1, ?2)")?
            .execute(params![bytes(&added.people), bytes(&added.chunks)])?;
    }
    Ok(false)
}

/// At opening, removes what lies beside the database under a key that is gone. What cannot be removed cannot be read either.
pub(crate) fn clear_away(read: &Read<'_>, files: &Files) {
    if !matches!(get(read), Ok(Some(_))) {
        let _ = fs::remove_file(files.laid());
    }
}

fn is_in(connection: &Connection, schema: &str, table: &str) -> Result<bool, VaultError> {
    let sql = format!("SELECT count(*) FROM {schema}.sqlite_master WHERE type = 'table' AND name = ?1");
    Ok(connection.query_row(&sql, [table], |row| row.get(0))?)
}

/// Deletes the key where there is such a table already.
pub(crate) fn drop_if_there(connection: &Connection) -> Result<(), VaultError> {
    if is_in(connection, "main", "laid_out")? {
        connection.execute_batch("DELETE FROM main.laid_out")?;
        if is_in(connection, "main", "laid_since")? {
            connection.execute_batch("DELETE FROM main.laid_since")?;
        }
    }
    Ok(())
}

/// Deletes the key from a copy of the database that is being made.
pub(crate) fn drop_from_copy(connection: &Connection) -> Result<(), VaultError> {
    if is_in(connection, "copy", "laid_out")? {
        connection.execute_batch("PRAGMA copy.secure_delete = ON; DELETE FROM copy.laid_out;")?;
        if is_in(connection, "copy", "laid_since")? {
            connection.execute_batch("DELETE FROM copy.laid_since")?;
        }
    }
    Ok(())
}
