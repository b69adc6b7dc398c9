//! Tables `permission` (what holds now, person by channel) and `permission_past` (what held before, never changed).
//! Here stands the rule that a file can add a no and never take one away (GDPR Art. 7(3), 21(3)).

use crate::VaultError;
use crate::access::{Read, Subject, Tx};
use crate::table::known;
use regulars_model::{Basis, Channel, ImportId, Permission, PermissionState, PersonId};
use rusqlite::{OptionalExtension, Row, params};

pub(crate) const CREATE: &str = "
CREATE TABLE permission (
    person INTEGER NOT NULL REFERENCES person (id),
    channel TEXT NOT NULL,
    state TEXT NOT NULL,
    basis TEXT NOT NULL,
    source TEXT NOT NULL,
    at INTEGER NOT NULL,
    import INTEGER REFERENCES import (id),
    PRIMARY KEY (person, channel)
) STRICT, WITHOUT ROWID;
CREATE INDEX permission_refused ON permission (at) WHERE state = 'refused';
CREATE TABLE permission_past (
    id INTEGER PRIMARY KEY,
    person INTEGER NOT NULL REFERENCES person (id),
    channel TEXT NOT NULL,
    state TEXT NOT NULL,
    basis TEXT NOT NULL,
    source TEXT NOT NULL,
    at INTEGER NOT NULL,
    import INTEGER REFERENCES import (id)
) STRICT;
CREATE INDEX permission_past_person ON permission_past (person);";

/// Who says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// A file. It can add a no; it cannot take one away.
    Import(ImportId),
    /// The person, through whoever is at the keyboard.
    Person,
}

impl By {
    fn import(self) -> Option<u32> {
        match self {
            Self::Import(id) => Some(id.0),
            Self::Person => None,
        }
    }
}

/// What became of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recorded {
    /// It holds now.
    Changed,
    /// It says nothing new.
    Same,
    /// A file said yes (or nothing) where the person had said no: the no stays.
    KeptRefusal,
}

/// A statement with who made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// What was said.
    pub permission: Permission,
    /// By whom.
    pub by: By,
}

/// What follows when `new` is said while `current` holds. Pure, so that the rule can be read and tested alone.
#[must_use]
pub fn decide(current: Option<&Permission>, new: &Permission, by: By) -> Recorded {
    use PermissionState::{Refused, Unknown};
    let Some(current) = current else {
        // No row means "unknown" already.
        return if new.state == Unknown { Recorded::Same } else { Recorded::Changed };
    };
    match (current.state, new.state) {
        // Silence takes nothing back.
        (_, Unknown) => Recorded::Same,
        (old, new_state) if old == new_state => {
            // The same answer with a reason where there was none is worth keeping.
            let better = current.basis == Basis::Unstated && new.basis != Basis::Unstated;
            if better { Recorded::Changed } else { Recorded::Same }
        }
        (Refused, _) if matches!(by, By::Import(_)) => Recorded::KeptRefusal,
        _ => Recorded::Changed,
    }
}

/// Records a statement about one channel, and keeps what was said before as history.
///
/// # Errors
/// When the database fails, or there is no such person or import.
pub fn record(tx: &Tx<'_>, person: PersonId, permission: &Permission, by: By) -> Result<Recorded, VaultError> {
    let current = tx
        .sql("SELECT channel, state, basis, source, at, import FROM permission WHERE person = ?1 AND channel = ?2")?
        .query_row(params![person.0, permission.channel.word()], Raw::read)
        .optional()?
        .map(Raw::held)
        .transpose()?;
    let recorded = decide(current.as_ref().map(|held| &held.permission), permission, by);
    if recorded != Recorded::Changed {
        return Ok(recorded);
    }
    // Not INSERT OR REPLACE: that makes SQLite copy the page first, for each of a million people.
    let sql = match current {
        None => {
            "INSERT INTO permission (person, channel, state, basis, source, at, import)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
        }
        Some(_) => {
            tx.sql(
                "INSERT INTO permission_past (person, channel, state, basis, source, at, import)
                 SELECT person, channel, state, basis, source, at, import FROM permission
                 WHERE person = ?1 AND channel = ?2",
            )?
            .execute(params![person.0, permission.channel.word()])?;
            "UPDATE permission SET state = ?3, basis = ?4, source = ?5, at = ?6, import = ?7
             WHERE person = ?1 AND channel = ?2"
        }
    };
    tx.sql(sql)?.execute(params![
        person.0,
        permission.channel.word(),
        permission.state.word(),
        permission.basis.word(),
        permission.source,
        permission.at,
        by.import()
    ])?;
    tx.touched(Subject::Person(person), &[field(permission.channel)]);
    Ok(recorded)
}

fn field(channel: Channel) -> &'static str {
    match channel {
        Channel::Email => "permission:email",
        Channel::Sms => "permission:sms",
        Channel::Post => "permission:post",
        Channel::Phone => "permission:phone",
    }
}

struct Raw {
    channel: String,
    state: String,
    basis: String,
    source: String,
    at: i64,
    import: Option<u32>,
}

impl Raw {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Self::read_from(row, 0)
    }

    fn read_from(row: &Row<'_>, first: usize) -> rusqlite::Result<Self> {
        Ok(Self {
            channel: row.get(first)?,
            state: row.get(first + 1)?,
            basis: row.get(first + 2)?,
            source: row.get(first + 3)?,
            at: row.get(first + 4)?,
            import: row.get(first + 5)?,
        })
    }

    fn held(self) -> Result<Held, VaultError> {
        let states = [PermissionState::Granted, PermissionState::Refused, PermissionState::Unknown];
        Ok(Held {
            permission: Permission {
                channel: known(Channel::from_word(&self.channel))?,
                state: known(states.into_iter().find(|state| state.word() == self.state))?,
                basis: known(Basis::from_word(&self.basis))?,
                source: self.source,
                at: self.at,
            },
            by: self.import.map_or(By::Person, |id| By::Import(ImportId(id))),
        })
    }
}

/// What holds for a person, channel by channel. A channel that is absent is unknown.
///
/// # Errors
/// When the database fails.
pub fn of(read: &Read<'_>, person: PersonId) -> Result<Vec<Held>, VaultError> {
    collect(
        read,
        "SELECT channel, state, basis, source, at, import FROM permission WHERE person = ?1 ORDER BY channel",
        person,
    )
}

/// Everything that ever held for a person, as it was said, oldest first for each channel.
///
/// # Errors
/// When the database fails.
pub fn history(read: &Read<'_>, person: PersonId) -> Result<Vec<Held>, VaultError> {
    let mut held = collect(
        read,
        "SELECT channel, state, basis, source, at, import FROM permission_past WHERE person = ?1 ORDER BY id",
        person,
    )?;
    held.extend(of(read, person)?);
    Ok(held)
}

fn collect(read: &Read<'_>, sql: &str, person: PersonId) -> Result<Vec<Held>, VaultError> {
    let mut statement = read.sql(sql)?;
    let rows = statement.query_map([person.0], Raw::read)?;
    rows.map(|raw| raw?.held()).collect()
}

/// What holds for everyone, by person. Without the source, which is long and the same for thousands.
///
/// # Errors
/// When the database fails.
pub fn for_each(
    read: &Read<'_>,
    mut f: impl FnMut(PersonId, Channel, PermissionState, Basis),
) -> Result<(), VaultError> {
    let mut statement = read.sql("SELECT person, channel, state, basis FROM permission")?;
    let mut rows = statement.query([])?;
    let states = [PermissionState::Granted, PermissionState::Refused, PermissionState::Unknown];
    while let Some(row) = rows.next()? {
        let text = |at| -> rusqlite::Result<&str> { Ok(row.get_ref(at)?.as_str()?) };
        let (channel, state, basis) = (text(1)?, text(2)?, text(3)?);
        f(
            PersonId(row.get(0)?),
            known(Channel::from_word(channel))?,
            known(states.into_iter().find(|known| known.word() == state))?,
            known(Basis::ALL.into_iter().find(|known| known.word() == basis))?,
        );
    }
    Ok(())
}

/// Every no, newest first.
///
/// # Errors
/// When the database fails.
pub fn refusals(read: &Read<'_>, limit: u32) -> Result<Vec<(PersonId, Held)>, VaultError> {
    let mut statement = read.sql(
        "SELECT person, channel, state, basis, source, at, import FROM permission
         WHERE state = 'refused' ORDER BY at DESC, person DESC LIMIT ?1",
    )?;
    let rows = statement.query_map([limit], |row| Ok((PersonId(row.get(0)?), Raw::read_from(row, 1)?)))?;
    rows.map(|row| {
        let (person, raw) = row?;
        Ok((person, raw.held()?))
    })
    .collect()
}

/// How many noes there are, counted by channel.
///
/// # Errors
/// When the database fails.
pub fn count_refusals(read: &Read<'_>) -> Result<u32, VaultError> {
    let mut statement = read.sql("SELECT count(*) FROM permission WHERE state = 'refused'")?;
    Ok(statement.query_row([], |row| row.get(0))?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use PermissionState::{Granted, Refused, Unknown};
    use proptest::prelude::*;

    fn said(state: PermissionState, basis: Basis) -> Permission {
        Permission { channel: Channel::Email, state, basis, source: "a form".into(), at: 0 }
    }

    const FILE: By = By::Import(ImportId(1));

    #[test]
    fn only_the_person_takes_back_a_no() {
        let no = said(Refused, Basis::Unstated);
        let yes = said(Granted, Basis::Consent);
        assert_eq!(decide(Some(&no), &yes, FILE), Recorded::KeptRefusal);
        assert_eq!(decide(Some(&no), &yes, By::Person), Recorded::Changed);
        assert_eq!(decide(Some(&yes), &no, FILE), Recorded::Changed);
    }

    #[test]
    fn silence_changes_nothing() {
        let silence = said(Unknown, Basis::Unstated);
        for by in [FILE, By::Person] {
            assert_eq!(decide(None, &silence, by), Recorded::Same);
            for state in [Granted, Refused, Unknown] {
                assert_eq!(decide(Some(&said(state, Basis::Consent)), &silence, by), Recorded::Same);
            }
        }
    }

    #[test]
    fn a_reason_where_there_was_none_is_kept() {
        let bare = said(Granted, Basis::Unstated);
        let founded = said(Granted, Basis::Consent);
        assert_eq!(decide(Some(&bare), &founded, FILE), Recorded::Changed);
        assert_eq!(decide(Some(&founded), &bare, FILE), Recorded::Same);
        assert_eq!(decide(Some(&founded), &founded, FILE), Recorded::Same);
    }

    proptest! {
        #[test]
        fn whatever_files_say_in_whatever_order_one_no_is_enough(states in prop::collection::vec(0..3usize, 1..12)) {
            let mut current: Option<Permission> = None;
            let mut refused = false;
            for state in states {
                let new = said([Granted, Refused, Unknown][state], Basis::Unstated);
                refused |= new.state == Refused;
                if decide(current.as_ref(), &new, FILE) == Recorded::Changed {
                    current = Some(new);
                }
                prop_assert_eq!(current.as_ref().is_some_and(|held| held.state == Refused), refused);
            }
        }
    }
}
