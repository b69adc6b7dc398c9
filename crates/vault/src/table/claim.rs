//! Table `claim`: hashes of the orders and events that an import held too, but which an earlier one had brought. Should
//! the earlier one be undone, they are the later one's.

use crate::VaultError;
use crate::access::{Read, Subject, Tx};
use regulars_model::ImportId;
use rusqlite::params;

pub(crate) const CREATE: &str = "
CREATE TABLE claim (
    import INTEGER NOT NULL REFERENCES import (id),
    kind TEXT NOT NULL,
    hashes BLOB NOT NULL,
    PRIMARY KEY (import, kind)
) STRICT;";

/// Keeps an import's claims on rows of a kind (`orders`, `events`), in the place of those it had. None at all are no row.
///
/// # Errors
/// When the database fails, or there is no such import.
pub fn set(tx: &Tx<'_>, import: ImportId, kind: &str, hashes: &[u64]) -> Result<(), VaultError> {
    tx.sql("DELETE FROM claim WHERE import = ?1 AND kind = ?2")?.execute(params![import.0, kind])?;
    if !hashes.is_empty() {
        let bytes: Vec<u8> = hashes.iter().flat_map(|hash| hash.to_le_bytes()).collect();
        tx.sql("INSERT INTO claim (import, kind, hashes) VALUES (?1, ?2, ?3)")?
            .execute(params![import.0, kind, bytes])?;
    }
    tx.added(Subject::Import(import), &["claims"]);
    Ok(())
}

/// Every import's claims on rows of a kind, oldest import first.
///
/// # Errors
/// When the database fails.
pub fn all(read: &Read<'_>, kind: &str) -> Result<Vec<(ImportId, Vec<u64>)>, VaultError> {
    let mut statement = read.sql("SELECT import, hashes FROM claim WHERE kind = ?1 ORDER BY import")?;
    let mut rows = statement.query([kind])?;
    let mut list = Vec::new();
    while let Some(row) = rows.next()? {
        let bytes = row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?;
        let (hashes, rest) = bytes.as_chunks::<8>();
        if !rest.is_empty() {
            return Err(VaultError::Damaged("a claim"));
        }
        list.push((ImportId(row.get(0)?), hashes.iter().map(|hash| u64::from_le_bytes(*hash)).collect()));
    }
    Ok(list)
}
