//! Table `laid_out`: the key of what was laid out of the vault, which lies beside the database, and the stamp of what it was
//! laid out from. Whatever touches people deletes the key in the same transaction: what lies beside is then noise.

use crate::{
    VaultError,
    access::Read,
    files::Files,
    log::{self, Hash},
};
use rusqlite::{Connection, OptionalExtension, params};
use std::fs;
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

/// What is kept, when nothing touched people since.
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

/// Keeps a key in place of any other, as of the log's end.
pub(crate) fn put(read: &Read<'_>, kept: &Kept) -> Result<(), VaultError> {
    let Some((number, hash)) = log::last(read)? else { return Ok(()) };
    let sheets = serde_json::to_string(&kept.sheets).map_err(|_| VaultError::OURS)?;
    read.sql(
        "INSERT OR REPLACE INTO laid_out (id, log_number, log_hash, layout, tie, key, sheets)
         VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![number, hash, kept.layout, kept.tie.cast_signed(), kept.key.as_slice(), sheets])?;
    Ok(())
}

/// Deletes the key. Says whether there was one.
pub(crate) fn drop_key(read: &Read<'_>) -> Result<bool, VaultError> {
    Ok(read.sql("DELETE FROM laid_out")?.execute([])? > 0)
}

/// After an entry of the log: what left people as they are leaves the key too, which then is of that entry. Says whether the key
/// goes.
pub(crate) fn follow(read: &Read<'_>, before: Stamp, harmless: bool) -> Result<bool, VaultError> {
    if let (true, Some((number, hash)), Some((next, next_hash))) = (harmless, before, log::last(read)?) {
        read.sql("UPDATE laid_out SET log_number = ?1, log_hash = ?2 WHERE log_number = ?3 AND log_hash = ?4")?
            .execute(params![next, next_hash, number, hash])?;
        return Ok(false);
    }
    drop_key(read)
}

/// At opening, removes what lies beside the database under a key that is gone. What cannot be removed cannot be read either.
pub(crate) fn clear_away(read: &Read<'_>, files: &Files) {
    if !matches!(get(read), Ok(Some(_))) {
        let _ = fs::remove_file(files.laid());
    }
}

fn is_in(connection: &Connection, schema: &str) -> Result<bool, VaultError> {
    let sql = format!("SELECT count(*) FROM {schema}.sqlite_master WHERE type = 'table' AND name = 'laid_out'");
    Ok(connection.query_row(&sql, [], |row| row.get(0))?)
}

/// Deletes the key where there is such a table already.
pub(crate) fn drop_if_there(connection: &Connection) -> Result<(), VaultError> {
    if is_in(connection, "main")? {
        connection.execute_batch("DELETE FROM main.laid_out")?;
    }
    Ok(())
}

/// Deletes the key from a copy of the database that is being made.
pub(crate) fn drop_from_copy(connection: &Connection) -> Result<(), VaultError> {
    if is_in(connection, "copy")? {
        connection.execute_batch("PRAGMA copy.secure_delete = ON; DELETE FROM copy.laid_out;")?;
    }
    Ok(())
}
