//! Table `identity`: which identifiers are whose. One person can have several of a kind; one identifier has one person.

use crate::access::{Read, Subject, Tx};
use crate::{VaultError, table::known};
use regulars_model::{Identity, IdentityKind, PersonId};
use rusqlite::{OptionalExtension, params};

// Kinds are numbers: the table is a million rows long before it is interesting.
pub(crate) const CREATE: &str = "
CREATE TABLE identity (
    kind INTEGER NOT NULL,
    value TEXT NOT NULL,
    person INTEGER NOT NULL REFERENCES person (id),
    PRIMARY KEY (kind, value)
) STRICT, WITHOUT ROWID;
CREATE INDEX identity_person ON identity (person);";

fn number(kind: IdentityKind) -> u8 {
    match kind {
        IdentityKind::External => 1,
        IdentityKind::Email => 2,
        IdentityKind::Phone => 3,
    }
}

fn kind(number: u8) -> Option<IdentityKind> {
    match number {
        1 => Some(IdentityKind::External),
        2 => Some(IdentityKind::Email),
        3 => Some(IdentityKind::Phone),
        _ => None,
    }
}

/// Gives an identifier to a person. `false` when somebody (the same person or another) has it already: it stays theirs.
///
/// # Errors
/// When the database fails.
pub fn add(tx: &Tx<'_>, person: PersonId, identity: &Identity) -> Result<bool, VaultError> {
    let added = tx
        .sql("INSERT INTO identity (kind, value, person) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING")?
        .execute(params![number(identity.kind), identity.value, person.0])?;
    if added > 0 {
        tx.added(Subject::Person(person), &["identity"]);
    }
    Ok(added > 0)
}

/// Takes an identifier from a person. `false` when it was not theirs.
///
/// # Errors
/// When the database fails.
pub fn remove(tx: &Tx<'_>, person: PersonId, identity: &Identity) -> Result<bool, VaultError> {
    let gone = tx.sql("DELETE FROM identity WHERE kind = ?1 AND value = ?2 AND person = ?3")?.execute(params![
        number(identity.kind),
        identity.value,
        person.0
    ])?;
    if gone > 0 {
        tx.touched(Subject::Person(person), &["identity"]);
    }
    Ok(gone > 0)
}

/// Whose it is.
///
/// # Errors
/// When the database fails.
pub fn find(read: &Read<'_>, identity: &Identity) -> Result<Option<PersonId>, VaultError> {
    let mut statement = read.sql("SELECT person FROM identity WHERE kind = ?1 AND value = ?2")?;
    Ok(statement.query_row(params![number(identity.kind), identity.value], |row| row.get(0)).optional()?.map(PersonId))
}

/// A person's identifiers.
///
/// # Errors
/// When the database fails.
pub fn of(read: &Read<'_>, person: PersonId) -> Result<Vec<Identity>, VaultError> {
    let mut statement = read.sql("SELECT kind, value FROM identity WHERE person = ?1 ORDER BY kind, value")?;
    let rows = statement.query_map([person.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.map(|row| {
        let (number, value) = row?;
        Ok(Identity { kind: known(kind(number))?, value })
    })
    .collect()
}

/// Every identifier with its person, in no order that means anything.
///
/// # Errors
/// When the database fails.
pub fn for_each(read: &Read<'_>, mut f: impl FnMut(IdentityKind, &str, PersonId)) -> Result<(), VaultError> {
    let mut statement = read.sql("SELECT kind, value, person FROM identity")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let value = row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?;
        f(known(kind(row.get(0)?))?, value, PersonId(row.get(2)?));
    }
    Ok(())
}
