//! Table `setting`: what the user chose for this vault, as short words.

use crate::VaultError;
use crate::access::{Read, Subject, Tx};
use rusqlite::{OptionalExtension, params};

pub(crate) const CREATE: &str = "
CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;";

/// What was chosen, if anything was.
///
/// # Errors
/// When the database fails.
pub fn get(read: &Read<'_>, name: &str) -> Result<Option<String>, VaultError> {
    Ok(read.sql("SELECT value FROM setting WHERE name = ?1")?.query_row([name], |row| row.get(0)).optional()?)
}

/// Chooses. `name` is one of the program's own words and stands in the log; `value` does not.
///
/// # Errors
/// When the database fails.
pub fn set(tx: &Tx<'_>, name: &'static str, value: &str) -> Result<(), VaultError> {
    tx.sql("INSERT OR REPLACE INTO setting (name, value) VALUES (?1, ?2)")?.execute(params![name, value])?;
    tx.touched(Subject::Vault, &[name]);
    Ok(())
}
