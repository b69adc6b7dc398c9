//! Table `person_source`: which imports a person was in, and on which line they first appear.

use crate::VaultError;
use crate::access::{Read, Subject, Tx};
use regulars_model::{ImportId, PersonId};
use rusqlite::params;

pub(crate) const CREATE: &str = "
CREATE TABLE person_source (
    person INTEGER NOT NULL REFERENCES person (id),
    import INTEGER NOT NULL REFERENCES import (id),
    line INTEGER NOT NULL,
    first_seen INTEGER NOT NULL,
    PRIMARY KEY (person, import)
) STRICT, WITHOUT ROWID;";

/// What the import said of the person ([`crate::said`]). Of people who were in several imports before it was kept apart,
/// nobody can tell any more.
pub(crate) const V4: &str = "
ALTER TABLE person_source ADD COLUMN said TEXT NOT NULL DEFAULT '';
UPDATE person_source SET said = '?'
    WHERE person IN (SELECT person FROM person_source GROUP BY person HAVING count(*) > 1);";

/// One import a person was in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PersonSource {
    /// Which.
    pub import: ImportId,
    /// Line of the file they first appear in (header is 1).
    pub line: u32,
    /// UTC seconds since 1970.
    pub first_seen: i64,
}

/// Notes that a person was in an import. `false` when that is known: the first line stays.
///
/// # Errors
/// When the database fails, or there is no such person or import.
pub fn add(tx: &Tx<'_>, person: PersonId, import: ImportId, line: u32, now: i64) -> Result<bool, VaultError> {
    let added = tx
        .sql("INSERT INTO person_source (person, import, line, first_seen) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING")?
        .execute(params![person.0, import.0, line, now])?;
    if added > 0 {
        tx.added(Subject::Person(person), &["source"]);
    }
    Ok(added > 0)
}

/// The imports a person was in, oldest first.
///
/// # Errors
/// When the database fails.
pub fn of(read: &Read<'_>, person: PersonId) -> Result<Vec<PersonSource>, VaultError> {
    let mut statement =
        read.sql("SELECT import, line, first_seen FROM person_source WHERE person = ?1 ORDER BY import")?;
    let rows = statement.query_map([person.0], |row| {
        Ok(PersonSource { import: ImportId(row.get(0)?), line: row.get(1)?, first_seen: row.get(2)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Every person with every import they were in, by person.
///
/// # Errors
/// When the database fails.
pub fn for_each(read: &Read<'_>, mut f: impl FnMut(PersonId, ImportId)) -> Result<(), VaultError> {
    let mut statement = read.sql("SELECT person, import FROM person_source")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        f(PersonId(row.get(0)?), ImportId(row.get(1)?));
    }
    Ok(())
}

/// Everybody an import speaks of, ascending. Walks the whole table: an index would cost every import for the few that are
/// undone.
///
/// # Errors
/// When the database fails.
pub fn people_of(read: &Read<'_>, import: ImportId) -> Result<Vec<PersonId>, VaultError> {
    let mut statement = read.sql("SELECT person FROM person_source WHERE import = ?1 ORDER BY person")?;
    let rows = statement.query_map([import.0], |row| Ok(PersonId(row.get(0)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Takes back that a person was in an import. `false` when they were not.
///
/// # Errors
/// When the database fails.
pub fn remove(tx: &Tx<'_>, person: PersonId, import: ImportId) -> Result<bool, VaultError> {
    let gone =
        tx.sql("DELETE FROM person_source WHERE person = ?1 AND import = ?2")?.execute(params![person.0, import.0])?;
    if gone > 0 {
        tx.touched(Subject::Person(person), &["source"]);
    }
    Ok(gone > 0)
}

/// How many of the people an import speaks of said yes to nothing, or do not want to be used at all.
///
/// # Errors
/// When the database fails.
pub fn count_not_contactable(read: &Read<'_>, import: ImportId) -> Result<u32, VaultError> {
    let mut statement = read.sql(
        "SELECT count(*) FROM person_source AS source JOIN person ON person.id = source.person
         WHERE source.import = ?1 AND (person.use_allowed = 0 OR NOT EXISTS
            (SELECT 1 FROM permission WHERE permission.person = source.person AND state = 'granted'))",
    )?;
    Ok(statement.query_row([import.0], |row| row.get(0))?)
}
