//! Table `mapping`: how files with the same columns were read before, source by source, to offer it the next time.

use crate::VaultError;
use crate::access::{Read, Subject, Tx};
use rusqlite::{Row, params};

pub(crate) const CREATE: &str = "
CREATE TABLE mapping (
    signature TEXT NOT NULL,
    source TEXT NOT NULL,
    mapping TEXT NOT NULL,
    provenance TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (signature, source)
) STRICT, WITHOUT ROWID;";

/// A way of reading that was used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remembered {
    /// Names the set of columns.
    pub signature: String,
    /// Where the file was from, in the user's words.
    pub source: String,
    /// How it was read, as the caller's JSON.
    pub mapping: String,
    /// What was said of it, as the caller's JSON.
    pub provenance: String,
    /// When it was last used (UTC seconds).
    pub at: i64,
}

/// Keeps a way of reading, in the place of an earlier one for the same columns and source.
///
/// # Errors
/// When the database fails.
pub fn remember(tx: &Tx<'_>, new: &Remembered) -> Result<(), VaultError> {
    tx.sql("INSERT OR REPLACE INTO mapping (signature, source, mapping, provenance, at) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![new.signature, new.source, new.mapping, new.provenance, new.at])?;
    tx.added(Subject::Vault, &["mapping"]);
    Ok(())
}

fn read_row(row: &Row<'_>) -> rusqlite::Result<Remembered> {
    Ok(Remembered {
        signature: row.get(0)?,
        source: row.get(1)?,
        mapping: row.get(2)?,
        provenance: row.get(3)?,
        at: row.get(4)?,
    })
}

/// Every way of reading that is remembered, the one last used first.
///
/// # Errors
/// When the database fails.
pub fn list(read: &Read<'_>) -> Result<Vec<Remembered>, VaultError> {
    let mut statement =
        read.sql("SELECT signature, source, mapping, provenance, at FROM mapping ORDER BY at DESC, signature, source")?;
    let rows = statement.query_map([], read_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}
