//! Table `score_run`: with what each score was worked out, and a digest of all that came of it. Nobody's score is kept: it can be
//! worked out again.

use crate::VaultError;
use crate::access::{Read, Subject, Tx};
use crate::table::{self, known};
use regulars_model::{Day, ScoreKind};
use rusqlite::{OptionalExtension, Row, params};

pub(crate) const CREATE: &str = "
CREATE TABLE score_run (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    version TEXT NOT NULL,
    as_of INTEGER NOT NULL,
    horizon INTEGER NOT NULL,
    params TEXT NOT NULL,
    seed INTEGER NOT NULL,
    data BLOB NOT NULL,
    digest BLOB NOT NULL,
    made_at INTEGER NOT NULL
) STRICT;";

/// A score that was worked out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScoreRun {
    /// Which.
    pub kind: ScoreKind,
    /// Of the program.
    pub version: String,
    /// Up to which day it was learnt from.
    pub as_of: Day,
    /// Days ahead.
    pub horizon: u32,
    /// All that was asked for, as JSON. Names columns, nobody.
    pub params: String,
    /// Where chance was asked.
    pub seed: u32,
    /// SHA-256 of what it was learnt from.
    pub data: Vec<u8>,
    /// SHA-256 of every score.
    pub digest: Vec<u8>,
    /// UTC seconds since 1970.
    pub made_at: i64,
}

const COLUMNS: &str = "id, kind, version, as_of, horizon, params, seed, data, digest, made_at";

fn read_row(row: &Row<'_>) -> Result<(u32, ScoreRun), VaultError> {
    let kind: String = row.get(1)?;
    let run = ScoreRun {
        kind: known(ScoreKind::from_word(&kind))?,
        version: row.get(2)?,
        as_of: Day(row.get(3)?),
        horizon: row.get(4)?,
        params: row.get(5)?,
        seed: row.get(6)?,
        data: row.get(7)?,
        digest: row.get(8)?,
        made_at: row.get(9)?,
    };
    Ok((row.get(0)?, run))
}

/// Writes down that a score was worked out. Says its number: the one it has already where nothing differs from the last of its
/// kind but when it was made.
///
/// # Errors
/// When the database fails.
pub fn add(tx: &Tx<'_>, run: &ScoreRun) -> Result<u32, VaultError> {
    if let Some((id, last)) = latest(tx, run.kind)?
        && last == (ScoreRun { made_at: last.made_at, ..run.clone() })
    {
        return Ok(id);
    }
    tx.sql(
        "INSERT INTO score_run (kind, version, as_of, horizon, params, seed, data, digest, made_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute(params![
        run.kind.word(),
        run.version,
        run.as_of.0,
        run.horizon,
        run.params,
        run.seed,
        run.data,
        run.digest,
        run.made_at
    ])?;
    tx.touched(Subject::Scores, &["run"]);
    table::id(tx.connection.last_insert_rowid())
}

/// The last of a kind.
///
/// # Errors
/// When the database fails.
pub fn latest(read: &Read<'_>, kind: ScoreKind) -> Result<Option<(u32, ScoreRun)>, VaultError> {
    let mut statement =
        read.sql(&format!("SELECT {COLUMNS} FROM score_run WHERE kind = ?1 ORDER BY id DESC LIMIT 1"))?;
    let mut rows = statement.query([kind.word()])?;
    rows.next()?.map(read_row).transpose()
}

/// One of them.
///
/// # Errors
/// When the database fails.
pub fn get(read: &Read<'_>, id: u32) -> Result<Option<ScoreRun>, VaultError> {
    let mut statement = read.sql(&format!("SELECT {COLUMNS} FROM score_run WHERE id = ?1"))?;
    let found = statement.query_row([id], |row| Ok(read_row(row))).optional()?;
    Ok(found.transpose()?.map(|(_, run)| run))
}

/// All of them, the newest first.
///
/// # Errors
/// When the database fails.
pub fn list(read: &Read<'_>) -> Result<Vec<(u32, ScoreRun)>, VaultError> {
    let mut statement = read.sql(&format!("SELECT {COLUMNS} FROM score_run ORDER BY id DESC"))?;
    let mut rows = statement.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        all.push(read_row(row)?);
    }
    Ok(all)
}
