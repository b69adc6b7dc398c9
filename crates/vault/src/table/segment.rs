//! Table `segment`: saved rules, by name.

use crate::access::{Read, Subject, Tx};
use crate::{VaultError, table};
use regulars_model::{PersonId, Rule, SegmentId, SegmentRule};
use rusqlite::{OptionalExtension, Row, params};

pub(crate) const CREATE: &str = "
CREATE TABLE segment (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL COLLATE NOCASE UNIQUE,
    rule TEXT NOT NULL,
    created INTEGER NOT NULL,
    updated INTEGER NOT NULL
) STRICT;";

/// A saved segment.
#[derive(Debug, Clone, PartialEq)]
pub struct Segment {
    /// Its number.
    pub id: SegmentId,
    /// Its name; no other segment has it, whatever the case of its letters.
    pub name: String,
    /// Who is in it.
    pub rule: SegmentRule,
    /// UTC seconds since 1970.
    pub created: i64,
    /// UTC seconds since 1970.
    pub updated: i64,
}

/// Saves a segment: a new one, or over the one of that number. When it asks something else than before, the sizes noted of
/// it go.
///
/// # Errors
/// [`VaultError::NameTaken`] when another has the name; [`VaultError::NoSuch`] when that number is not there.
pub fn save(
    tx: &Tx<'_>,
    id: Option<SegmentId>,
    name: &str,
    rule: &SegmentRule,
    now: i64,
) -> Result<SegmentId, VaultError> {
    let name = name.trim();
    if find_by_name(tx, name)?.is_some_and(|other| Some(other.id) != id) {
        return Err(VaultError::NameTaken);
    }
    // What was noted of another question would not compare.
    if let Some(id) = id
        && get(tx, id)?.is_some_and(|held| held.rule != *rule)
    {
        table::segment_size::forget(tx, id)?;
    }
    let rule = serde_json::to_string(rule).map_err(|_| VaultError::OURS)?;
    let id = match id {
        None => {
            tx.sql("INSERT INTO segment (name, rule, created, updated) VALUES (?1, ?2, ?3, ?3)")?
                .execute(params![name, rule, now])?;
            SegmentId(table::id(tx.connection.last_insert_rowid())?)
        }
        Some(id) => {
            let changed = tx
                .sql("UPDATE segment SET name = ?2, rule = ?3, updated = ?4 WHERE id = ?1")?
                .execute(params![id.0, name, rule, now])?;
            if changed == 0 {
                return Err(VaultError::NoSuch("segment"));
            }
            id
        }
    };
    tx.touched(Subject::Segment(id), &["name", "rule"]);
    Ok(id)
}

const COLUMNS: &str = "id, name, rule, created, updated";

type Raw = (u32, String, String, i64, i64);

fn read_row(row: &Row<'_>) -> rusqlite::Result<Raw> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
}

fn complete((id, name, rule, created, updated): Raw) -> Result<Segment, VaultError> {
    let rule = serde_json::from_str(&rule).map_err(|_| VaultError::Damaged("a saved segment"))?;
    Ok(Segment { id: SegmentId(id), name, rule, created, updated })
}

/// One segment.
///
/// # Errors
/// When the database fails, or the rule cannot be read.
pub fn get(read: &Read<'_>, id: SegmentId) -> Result<Option<Segment>, VaultError> {
    let mut statement = read.sql(&format!("SELECT {COLUMNS} FROM segment WHERE id = ?1"))?;
    statement.query_row([id.0], read_row).optional()?.map(complete).transpose()
}

/// The segment of that name; the case of ASCII letters does not matter.
///
/// # Errors
/// When the database fails, or the rule cannot be read.
pub fn find_by_name(read: &Read<'_>, name: &str) -> Result<Option<Segment>, VaultError> {
    let mut statement = read.sql(&format!("SELECT {COLUMNS} FROM segment WHERE name = ?1"))?;
    statement.query_row([name.trim()], read_row).optional()?.map(complete).transpose()
}

/// Every segment, by name.
///
/// # Errors
/// When the database fails, or a rule cannot be read.
pub fn list(read: &Read<'_>) -> Result<Vec<Segment>, VaultError> {
    let mut statement = read.sql(&format!("SELECT {COLUMNS} FROM segment ORDER BY name"))?;
    let rows = statement.query_map([], read_row)?;
    rows.map(|row| complete(row?)).collect()
}

/// Takes people out of every list made by hand, in whatever saved rule it stands. How many rules that changed.
///
/// # Errors
/// When the database fails, or a rule cannot be read.
pub fn forget(tx: &Tx<'_>, people: &[PersonId]) -> Result<u32, VaultError> {
    let mut changed = 0;
    for mut segment in list(tx)? {
        let mut held = false;
        segment.rule.root.change(&mut |rule| {
            if let Rule::People { people: listed } = rule {
                let before = listed.len();
                listed.retain(|id| !people.contains(id));
                held |= listed.len() < before;
            }
            Ok::<(), VaultError>(())
        })?;
        if held {
            let rule = serde_json::to_string(&segment.rule).map_err(|_| VaultError::OURS)?;
            tx.sql("UPDATE segment SET rule = ?2 WHERE id = ?1")?.execute(params![segment.id.0, rule])?;
            tx.touched(Subject::Segment(segment.id), &["rule"]);
            changed += 1;
        }
    }
    Ok(changed)
}

/// Deletes a segment, and what was noted of it. The people in it stay.
///
/// # Errors
/// [`VaultError::NoSuch`] when it is not there.
pub fn delete(tx: &Tx<'_>, id: SegmentId) -> Result<(), VaultError> {
    table::segment_size::forget(tx, id)?;
    table::segment_seen::unmark(tx, id)?;
    if tx.sql("DELETE FROM segment WHERE id = ?1")?.execute([id.0])? == 0 {
        return Err(VaultError::NoSuch("segment"));
    }
    tx.touched(Subject::Segment(id), &["name", "rule"]);
    Ok(())
}
