//! Table `same_person`: decisions that two entries are one person, or are not. The entries themselves are not touched, so
//! that a decision can be taken back without a trace.

use crate::access::{Read, Subject, Tx};
use crate::{VaultError, table};
use regulars_model::PersonId;
use rusqlite::params;

pub(crate) const CREATE: &str = "
CREATE TABLE same_person (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    a INTEGER NOT NULL REFERENCES person (id),
    b INTEGER NOT NULL REFERENCES person (id),
    same INTEGER NOT NULL,
    sure INTEGER NOT NULL,
    probability REAL NOT NULL,
    at INTEGER NOT NULL,
    UNIQUE (a, b)
) STRICT;
CREATE INDEX same_person_b ON same_person (b);";

/// A decision on two entries.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Decision {
    /// Its number. Never reused.
    pub id: u32,
    /// The entry that was here first.
    pub a: PersonId,
    /// The other.
    pub b: PersonId,
    /// True: one person. False: two.
    pub same: bool,
    /// Made together with all that were beyond doubt, not pair by pair.
    pub sure: bool,
    /// How sure the comparison was, 0 to 1.
    pub probability: f64,
    /// UTC seconds since 1970.
    pub at: i64,
}

/// Keeps a decision; one on the same two that was there before goes. Says its number.
///
/// # Errors
/// When the database fails, or one of the two is not there.
pub fn decide(
    tx: &Tx<'_>,
    (one, other): (PersonId, PersonId),
    same: bool,
    sure: bool,
    probability: f64,
    now: i64,
) -> Result<u32, VaultError> {
    let (a, b) = (one.min(other), one.max(other));
    tx.sql("DELETE FROM same_person WHERE a = ?1 AND b = ?2")?.execute([a.0, b.0])?;
    tx.sql("INSERT INTO same_person (a, b, same, sure, probability, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
        .execute(params![a.0, b.0, same, sure, probability, now])?;
    let id = table::id(tx.connection.last_insert_rowid())?;
    tx.touched(Subject::Person(a), &["same_person"]);
    tx.touched(Subject::Person(b), &["same_person"]);
    Ok(id)
}

/// Every decision, newest first.
///
/// # Errors
/// When the database fails.
pub fn list(read: &Read<'_>) -> Result<Vec<Decision>, VaultError> {
    let mut statement = read.sql("SELECT id, a, b, same, sure, probability, at FROM same_person ORDER BY id DESC")?;
    let rows = statement.query_map([], |row| {
        Ok(Decision {
            id: row.get(0)?,
            a: PersonId(row.get(1)?),
            b: PersonId(row.get(2)?),
            same: row.get(3)?,
            sure: row.get(4)?,
            probability: row.get(5)?,
            at: row.get(6)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Takes a decision back.
///
/// # Errors
/// [`VaultError::NoSuch`] when there is no such decision.
pub fn take_back(tx: &Tx<'_>, id: u32) -> Result<(), VaultError> {
    let both = list(tx)?.into_iter().find(|decision| decision.id == id).ok_or(VaultError::NoSuch("decision"))?;
    tx.sql("DELETE FROM same_person WHERE id = ?1")?.execute([id])?;
    tx.touched(Subject::Person(both.a), &["same_person"]);
    tx.touched(Subject::Person(both.b), &["same_person"]);
    Ok(())
}

/// Drops every decision about people who go, as [`table::id_list`] writes them.
pub(crate) fn forget(tx: &Tx<'_>, people: &str) -> Result<(), VaultError> {
    for side in ["a", "b"] {
        tx.sql(&format!("DELETE FROM same_person WHERE {side} IN (SELECT value FROM json_each(?1))"))?
            .execute([people])?;
    }
    Ok(())
}
