//! What tables of an import's own rows have in common: [`super::product`] and [`super::campaign_result`]. The newest import's
//! version holds; undoing an import is dropping its rows.

use crate::VaultError;
use crate::access::{Read, Subject, Tx};
use regulars_model::ImportId;
use rusqlite::{OptionalExtension, params};

/// Keeps what an import tells, as the caller's JSON. `false` when that is no news. It is kept all the same: it holds up what
/// was told, should the import before it be undone.
pub(super) fn tell(
    tx: &Tx<'_>,
    table: &'static str,
    key: &str,
    import: ImportId,
    told: &str,
) -> Result<bool, VaultError> {
    let held: Option<String> = tx
        .sql(&format!("SELECT told FROM {table} WHERE key = ?1 ORDER BY import DESC LIMIT 1"))?
        .query_row([key], |row| row.get(0))
        .optional()?;
    tx.sql(&format!(
        "INSERT INTO {table} (key, import, told) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET told = ?3"
    ))?
    .execute(params![key, import.0, told])?;
    tx.touched(Subject::Import(import), &[table]);
    Ok(held.as_deref() != Some(told))
}

/// What holds, by key.
pub(super) fn list(read: &Read<'_>, table: &str) -> Result<Vec<(String, String)>, VaultError> {
    let mut statement = read.sql(&format!(
        "SELECT key, told FROM {table} AS one
         WHERE import = (SELECT max(import) FROM {table} WHERE key = one.key) ORDER BY key"
    ))?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Drops what an import told. Says of how many.
pub(super) fn untell(tx: &Tx<'_>, table: &'static str, import: ImportId) -> Result<u32, VaultError> {
    let gone = tx.sql(&format!("DELETE FROM {table} WHERE import = ?1"))?.execute([import.0])?;
    if gone > 0 {
        tx.touched(Subject::Import(import), &[table]);
    }
    Ok(u32::try_from(gone).unwrap_or(u32::MAX))
}
