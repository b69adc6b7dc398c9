//! Table `persona_run`: the latest personas, whole.

use crate::VaultError;
use crate::access::{Read, Subject, Tx};
use regulars_model::{ImportId, PersonId, PersonaSet};
use rusqlite::{OptionalExtension, params};
use std::collections::HashSet;

pub(crate) const CREATE: &str = "
CREATE TABLE persona_run (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    at INTEGER NOT NULL,
    after INTEGER,
    personas TEXT NOT NULL
) STRICT;";

/// The latest personas and what they were built on.
#[derive(Debug, Clone, PartialEq)]
pub struct PersonaRun {
    /// UTC seconds since 1970.
    pub at: i64,
    /// The last import there was: when another has come, the personas are behind.
    pub after: Option<ImportId>,
    /// What was found.
    pub set: PersonaSet,
}

fn store(tx: &Tx<'_>, at: i64, after: Option<ImportId>, set: &PersonaSet) -> Result<(), VaultError> {
    let json = serde_json::to_string(set).map_err(|_| VaultError::OURS)?;
    tx.sql("INSERT OR REPLACE INTO persona_run (id, at, after, personas) VALUES (1, ?1, ?2, ?3)")?.execute(params![
        at,
        after.map(|id| id.0),
        json
    ])?;
    tx.touched(Subject::Personas, &["personas"]);
    Ok(())
}

/// Keeps these personas in place of any before.
///
/// # Errors
/// When the database fails.
pub fn save(tx: &Tx<'_>, set: &PersonaSet, at: i64, after: Option<ImportId>) -> Result<(), VaultError> {
    store(tx, at, after, set)
}

/// The latest personas.
///
/// # Errors
/// When the database fails, or they cannot be read.
pub fn latest(read: &Read<'_>) -> Result<Option<PersonaRun>, VaultError> {
    let row: Option<(i64, Option<u32>, String)> = read
        .sql("SELECT at, after, personas FROM persona_run")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    row.map(|(at, after, json)| {
        let set = serde_json::from_str(&json).map_err(|_| VaultError::Damaged("the saved personas"))?;
        Ok(PersonaRun { at, after: after.map(ImportId), set })
    })
    .transpose()
}

/// Forgets the personas. `false` when there were none.
///
/// # Errors
/// When the database fails.
pub fn clear(tx: &Tx<'_>) -> Result<bool, VaultError> {
    let gone = tx.sql("DELETE FROM persona_run")?.execute([])? > 0;
    if gone {
        tx.touched(Subject::Personas, &["personas"]);
    }
    Ok(gone)
}

/// Takes people out of the lists of members. The shares and medians stay: they are of the day of the run.
pub(crate) fn forget(tx: &Tx<'_>, people: &[PersonId]) -> Result<(), VaultError> {
    let Some(mut run) = latest(tx)? else { return Ok(()) };
    let people: HashSet<PersonId> = people.iter().copied().collect();
    let mut found = false;
    for persona in &mut run.set.personas {
        let before = persona.members.len();
        persona.members.retain(|member| !people.contains(member));
        let gone = before - persona.members.len();
        if gone > 0 {
            found = true;
            let gone = u32::try_from(gone).unwrap_or(u32::MAX);
            persona.size = persona.size.saturating_sub(gone);
            run.set.people = run.set.people.saturating_sub(gone);
        }
    }
    if found { store(tx, run.at, run.after, &run.set) } else { Ok(()) }
}
