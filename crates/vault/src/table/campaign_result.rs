//! Table `campaign_result`: sent campaigns with their counts, as each import tells them. The newest import's version holds; undoing an import is dropping its rows.

use crate::VaultError;
use crate::access::{Read, Subject, Tx};
use regulars_model::ImportId;
use rusqlite::{OptionalExtension, params};

pub(crate) const CREATE: &str = "
CREATE TABLE campaign_result (
    key TEXT NOT NULL,
    import INTEGER NOT NULL REFERENCES import (id),
    told TEXT NOT NULL,
    PRIMARY KEY (key, import)
) STRICT, WITHOUT ROWID;
CREATE INDEX campaign_result_import ON campaign_result (import);";

/// Keeps what an import tells of a campaign's result, as the caller's JSON. `false` when that is no news. It is
/// kept all the same: it holds up what was told, should the import before it be undone.
///
/// # Errors
/// When the database fails, or there is no such import.
pub fn tell(tx: &Tx<'_>, key: &str, import: ImportId, told: &str) -> Result<bool, VaultError> {
    let held: Option<String> = tx
        .sql("SELECT told FROM campaign_result WHERE key = ?1 ORDER BY import DESC LIMIT 1")?
        .query_row([key], |row| row.get(0))
        .optional()?;
    tx.sql("INSERT INTO campaign_result (key, import, told) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET told = ?3")?
        .execute(params![key, import.0, told])?;
    tx.touched(Subject::Import(import), &["campaign_result"]);
    Ok(held.as_deref() != Some(told))
}

/// Every campaign's result that holds, by key: what the newest import told of it.
///
/// # Errors
/// When the database fails.
pub fn list(read: &Read<'_>) -> Result<Vec<(String, String)>, VaultError> {
    let mut statement = read.sql(
        "SELECT key, told FROM campaign_result AS one
         WHERE import = (SELECT max(import) FROM campaign_result WHERE key = one.key) ORDER BY key",
    )?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Drops what an import told. Says of how many.
///
/// # Errors
/// When the database fails.
pub fn untell(tx: &Tx<'_>, import: ImportId) -> Result<u32, VaultError> {
    let gone = tx.sql("DELETE FROM campaign_result WHERE import = ?1")?.execute([import.0])?;
    if gone > 0 {
        tx.touched(Subject::Import(import), &["campaign_result"]);
    }
    Ok(u32::try_from(gone).unwrap_or(u32::MAX))
}
