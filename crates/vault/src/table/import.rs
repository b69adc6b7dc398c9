//! Table `import`: each file that was read in, with where it came from and why it may be held.

use crate::access::{Read, Subject, Tx};
use crate::{VaultError, table};
use regulars_model::{Basis, ImportId};
use rusqlite::{OptionalExtension, Row, params};

pub(crate) const CREATE: &str = "
CREATE TABLE import (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    file_name TEXT NOT NULL,
    kind TEXT NOT NULL,
    digest BLOB NOT NULL,
    source TEXT NOT NULL,
    basis TEXT NOT NULL,
    at INTEGER NOT NULL,
    counts TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX import_digest ON import (digest);";

/// A file about to be read in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewImport<'a> {
    /// The file's own name, without the path.
    pub file_name: &'a str,
    /// What its rows are, as a stable word: `customers`, `orders`, `events`.
    pub kind: &'a str,
    /// SHA-256 of the file.
    pub digest: [u8; 32],
    /// Where it came from, in the user's words.
    pub source: &'a str,
    /// Why it may be held.
    pub basis: Basis,
}

/// A file that was read in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// Its number.
    pub id: ImportId,
    /// The file's own name.
    pub file_name: String,
    /// What its rows are.
    pub kind: String,
    /// SHA-256 of the file.
    pub digest: [u8; 32],
    /// Where it came from, in the user's words.
    pub source: String,
    /// Why it may be held.
    pub basis: Basis,
    /// UTC seconds since 1970.
    pub at: i64,
    /// What it did, as the caller's JSON; empty until [`finish`].
    pub counts: String,
}

/// Notes that a file is being read in, at the transaction's time.
///
/// # Errors
/// When the database fails.
pub fn start(tx: &Tx<'_>, new: &NewImport<'_>) -> Result<ImportId, VaultError> {
    tx.sql("INSERT INTO import (file_name, kind, digest, source, basis, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
        .execute(params![new.file_name, new.kind, new.digest, new.source, new.basis.word(), tx.cause().now])?;
    let id = ImportId(table::id(tx.connection.last_insert_rowid())?);
    tx.touched(Subject::Import(id), &["file_name", "source", "basis"]);
    Ok(id)
}

/// Notes what it did.
///
/// # Errors
/// [`VaultError::NoSuch`] when it was never started.
pub fn finish(tx: &Tx<'_>, id: ImportId, counts_json: &str) -> Result<(), VaultError> {
    match tx.sql("UPDATE import SET counts = ?2 WHERE id = ?1")?.execute(params![id.0, counts_json])? {
        0 => Err(VaultError::NoSuch("import")),
        _ => {
            tx.touched(Subject::Import(id), &["counts"]);
            Ok(())
        }
    }
}

const COLUMNS: &str = "id, file_name, kind, digest, source, basis, at, counts";

fn read_row(row: &Row<'_>) -> rusqlite::Result<(Import, String)> {
    let import = Import {
        id: ImportId(row.get(0)?),
        file_name: row.get(1)?,
        kind: row.get(2)?,
        digest: row.get(3)?,
        source: row.get(4)?,
        basis: Basis::Unstated,
        at: row.get(6)?,
        counts: row.get(7)?,
    };
    Ok((import, row.get(5)?))
}

fn complete((mut import, basis): (Import, String)) -> Result<Import, VaultError> {
    import.basis = table::known(Basis::from_word(&basis))?;
    Ok(import)
}

/// Every import, newest first.
///
/// # Errors
/// When the database fails.
pub fn list(read: &Read<'_>) -> Result<Vec<Import>, VaultError> {
    let mut statement = read.sql(&format!("SELECT {COLUMNS} FROM import ORDER BY id DESC"))?;
    let rows = statement.query_map([], read_row)?;
    rows.map(|row| complete(row?)).collect()
}

/// One import.
///
/// # Errors
/// When the database fails.
pub fn get(read: &Read<'_>, id: ImportId) -> Result<Option<Import>, VaultError> {
    let mut statement = read.sql(&format!("SELECT {COLUMNS} FROM import WHERE id = ?1"))?;
    statement.query_row([id.0], read_row).optional()?.map(complete).transpose()
}

/// The latest import of this very file.
///
/// # Errors
/// When the database fails.
pub fn by_digest(read: &Read<'_>, digest: &[u8; 32]) -> Result<Option<Import>, VaultError> {
    let mut statement =
        read.sql(&format!("SELECT {COLUMNS} FROM import WHERE digest = ?1 ORDER BY id DESC LIMIT 1"))?;
    statement.query_row([digest], read_row).optional()?.map(complete).transpose()
}

/// How many there are.
///
/// # Errors
/// When the database fails.
pub fn count(read: &Read<'_>) -> Result<u32, VaultError> {
    Ok(read.sql("SELECT count(*) FROM import")?.query_row([], |row| row.get(0))?)
}
