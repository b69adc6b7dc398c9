//! Table `score_override`: where the user puts somebody, whatever a score says. What was taken back is kept beside it; whoever is
//! removed, or says no to any use, goes from here in the same transaction.

use crate::VaultError;
use crate::access::{Read, Subject, Tx};
use crate::table::{self, known};
use regulars_model::{PersonId, ScoreKind};
use rusqlite::params;

pub(crate) const CREATE: &str = "
CREATE TABLE score_override (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    person INTEGER NOT NULL REFERENCES person (id),
    kind TEXT NOT NULL,
    put TEXT NOT NULL,
    note TEXT NOT NULL,
    set_at INTEGER NOT NULL,
    taken_back_at INTEGER
) STRICT;
CREATE INDEX score_override_person ON score_override (person);";

/// Where the user puts somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScoreOverride {
    /// An entry of theirs.
    pub person: PersonId,
    /// Whatever which score says.
    pub kind: ScoreKind,
    /// A band or a tier, as a stable word.
    pub put: String,
    /// Why, in the user's words.
    pub note: String,
    /// UTC seconds since 1970.
    pub set_at: i64,
    /// UTC seconds since 1970; `None` while it holds.
    pub taken_back_at: Option<i64>,
}

/// Puts somebody somewhere. What held of that score for any of their entries is taken back. Says its number.
///
/// # Errors
/// When the database fails, or there is no such person.
pub fn set(tx: &Tx<'_>, new: &ScoreOverride, entries: &[PersonId]) -> Result<u32, VaultError> {
    tx.sql(
        "UPDATE score_override SET taken_back_at = ?3
         WHERE kind = ?2 AND taken_back_at IS NULL AND person IN (SELECT value FROM json_each(?1))",
    )?
    .execute(params![table::id_list(entries), new.kind.word(), new.set_at])?;
    tx.sql("INSERT INTO score_override (person, kind, put, note, set_at) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![new.person.0, new.kind.word(), new.put, new.note, new.set_at])?;
    tx.touched(Subject::Scores, &["override"]);
    table::id(tx.connection.last_insert_rowid())
}

/// Takes one back. `false` when it had been already.
///
/// # Errors
/// [`VaultError::NoSuch`] when there is none of that number.
pub fn take_back(tx: &Tx<'_>, id: u32, now: i64) -> Result<bool, VaultError> {
    let there: bool =
        tx.sql("SELECT EXISTS (SELECT 1 FROM score_override WHERE id = ?1)")?.query_row([id], |row| row.get(0))?;
    if !there {
        return Err(VaultError::NoSuch("decision on a score"));
    }
    let changed = tx
        .sql("UPDATE score_override SET taken_back_at = ?2 WHERE id = ?1 AND taken_back_at IS NULL")?
        .execute(params![id, now])?;
    if changed > 0 {
        tx.touched(Subject::Scores, &["override_taken_back"]);
    }
    Ok(changed > 0)
}

/// All of them, with what was taken back, the newest first.
///
/// # Errors
/// When the database fails.
pub fn list(read: &Read<'_>) -> Result<Vec<(u32, ScoreOverride)>, VaultError> {
    let mut statement =
        read.sql("SELECT id, person, kind, put, note, set_at, taken_back_at FROM score_override ORDER BY id DESC")?;
    let mut rows = statement.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let kind: String = row.get(2)?;
        let one = ScoreOverride {
            person: PersonId(row.get(1)?),
            kind: known(ScoreKind::from_word(&kind))?,
            put: row.get(3)?,
            note: row.get(4)?,
            set_at: row.get(5)?,
            taken_back_at: row.get(6)?,
        };
        all.push((row.get(0)?, one));
    }
    Ok(all)
}

/// Forgets what was said of people.
pub(crate) fn forget(tx: &Tx<'_>, people: &[PersonId]) -> Result<(), VaultError> {
    let gone = tx
        .sql("DELETE FROM score_override WHERE person IN (SELECT value FROM json_each(?1))")?
        .execute([table::id_list(people)])?;
    if gone > 0 {
        tx.touched(Subject::Scores, &["override"]);
    }
    Ok(())
}
