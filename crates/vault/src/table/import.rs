//! Table `import`: each file that was read in, with where it came from and why it may be held.

use crate::access::{Read, Subject, Tx};
use crate::{VaultError, table};
use regulars_model::{Basis, Collected, Day, ImportId, Permit, Provenance};
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

/// How its people came to be in it, what everybody in it agreed to, and when it was undone.
pub(crate) const V4: &str = "
ALTER TABLE import ADD COLUMN collected TEXT NOT NULL DEFAULT 'unstated';
ALTER TABLE import ADD COLUMN collected_on INTEGER;
ALTER TABLE import ADD COLUMN permits TEXT NOT NULL DEFAULT '[]';
ALTER TABLE import ADD COLUMN notice TEXT NOT NULL DEFAULT '';
ALTER TABLE import ADD COLUMN undone INTEGER;";

/// A file about to be read in.
#[derive(Debug, Clone, Copy)]
pub struct NewImport<'a> {
    /// The file's own name, without the path.
    pub file_name: &'a str,
    /// What its rows are, as a stable word: `customers`, `orders`, `events`.
    pub kind: &'a str,
    /// SHA-256 of the file.
    pub digest: [u8; 32],
    /// What was said of it: where it came from, why it may be held, what its people agreed to.
    pub from: &'a Provenance,
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
    /// How its people came to be in it.
    pub collected: Collected,
    /// When they did, as far as is known.
    pub collected_on: Option<Day>,
    /// What everybody in it agreed to.
    pub permits: Vec<Permit>,
    /// The text they were shown, or empty.
    pub notice: String,
    /// When it was undone (UTC seconds), if it was.
    pub undone: Option<i64>,
}

impl Import {
    /// Whether people whom only such imports name wait in quarantine.
    #[must_use]
    pub fn quarantines(&self) -> bool {
        self.collected.quarantines()
    }
}

/// Notes that a file is being read in, at the transaction's time.
///
/// # Errors
/// When the database fails.
pub fn start(tx: &Tx<'_>, new: &NewImport<'_>) -> Result<ImportId, VaultError> {
    let from = new.from;
    let permits = serde_json::to_string(&from.permits).map_err(|_| VaultError::OURS)?;
    tx.sql(
        "INSERT INTO import (file_name, kind, digest, source, basis, at, collected, collected_on, permits, notice)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?
    .execute(params![
        new.file_name,
        new.kind,
        new.digest,
        from.source,
        from.basis.word(),
        tx.cause().now,
        from.collected.word(),
        from.collected_on.map(|day| day.0),
        permits,
        from.notice
    ])?;
    let id = ImportId(table::id(tx.connection.last_insert_rowid())?);
    tx.added(Subject::Import(id), &["file_name", "source", "basis", "collected"]);
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
            tx.added(Subject::Import(id), &["counts"]);
            Ok(())
        }
    }
}

/// Notes that everything only it said is gone.
///
/// # Errors
/// [`VaultError::NoSuch`] when there is no such import, or it was undone before.
pub fn undo(tx: &Tx<'_>, id: ImportId, now: i64) -> Result<(), VaultError> {
    if tx.sql("UPDATE import SET undone = ?2 WHERE id = ?1 AND undone IS NULL")?.execute(params![id.0, now])? == 0 {
        return Err(VaultError::NoSuch("import"));
    }
    tx.touched(Subject::Import(id), &["undone"]);
    Ok(())
}

const COLUMNS: &str =
    "id, file_name, kind, digest, source, basis, at, counts, collected, collected_on, permits, notice, undone";

struct Raw {
    import: Import,
    basis: String,
    collected: String,
    permits: String,
}

fn read_row(row: &Row<'_>) -> rusqlite::Result<Raw> {
    let import = Import {
        id: ImportId(row.get(0)?),
        file_name: row.get(1)?,
        kind: row.get(2)?,
        digest: row.get(3)?,
        source: row.get(4)?,
        basis: Basis::Unstated,
        at: row.get(6)?,
        counts: row.get(7)?,
        collected: Collected::Unstated,
        collected_on: row.get::<_, Option<i32>>(9)?.map(Day),
        permits: Vec::new(),
        notice: row.get(11)?,
        undone: row.get(12)?,
    };
    Ok(Raw { import, basis: row.get(5)?, collected: row.get(8)?, permits: row.get(10)? })
}

fn complete(raw: Raw) -> Result<Import, VaultError> {
    let mut import = raw.import;
    import.basis = table::known(Basis::from_word(&raw.basis))?;
    import.collected = table::known(Collected::from_word(&raw.collected))?;
    import.permits = serde_json::from_str(&raw.permits).map_err(|_| VaultError::Damaged("what an import allows"))?;
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

/// The latest import of this very file that was not undone.
///
/// # Errors
/// When the database fails.
pub fn by_digest(read: &Read<'_>, digest: &[u8; 32]) -> Result<Option<Import>, VaultError> {
    let mut statement = read
        .sql(&format!("SELECT {COLUMNS} FROM import WHERE digest = ?1 AND undone IS NULL ORDER BY id DESC LIMIT 1"))?;
    statement.query_row([digest], read_row).optional()?.map(complete).transpose()
}

/// How many there are.
///
/// # Errors
/// When the database fails.
pub fn count(read: &Read<'_>) -> Result<u32, VaultError> {
    Ok(read.sql("SELECT count(*) FROM import")?.query_row([], |row| row.get(0))?)
}
