//! Table `segment_size`: how many people a saved segment held, on the days on which it was looked at.

use crate::VaultError;
use crate::access::{Read, Subject, Tx};
use regulars_model::{Day, SegmentId};
use rusqlite::params;

pub(crate) const CREATE: &str = "
CREATE TABLE segment_size (
    segment INTEGER NOT NULL REFERENCES segment (id),
    day INTEGER NOT NULL,
    size INTEGER NOT NULL,
    PRIMARY KEY (segment, day)
) STRICT, WITHOUT ROWID;";

/// Notes a size, unless one is noted for that day already. Says whether it was.
///
/// # Errors
/// When the database fails, or there is no such segment.
pub fn note(tx: &Tx<'_>, segment: SegmentId, day: Day, size: u32) -> Result<bool, VaultError> {
    let noted = tx
        .sql("INSERT INTO segment_size (segment, day, size) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING")?
        .execute(params![segment.0, day.0, size])?
        > 0;
    if noted {
        tx.touched(Subject::Segment(segment), &["size"]);
    }
    Ok(noted)
}

/// What was noted of a segment, oldest first.
///
/// # Errors
/// When the database fails.
pub fn of(read: &Read<'_>, segment: SegmentId) -> Result<Vec<(Day, u32)>, VaultError> {
    let mut statement = read.sql("SELECT day, size FROM segment_size WHERE segment = ?1 ORDER BY day")?;
    let rows = statement.query_map([segment.0], |row| Ok((Day(row.get(0)?), row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Forgets what was noted of a segment: it asks something else now, or is gone.
pub(crate) fn forget(tx: &Tx<'_>, segment: SegmentId) -> Result<(), VaultError> {
    if tx.sql("DELETE FROM segment_size WHERE segment = ?1")?.execute([segment.0])? > 0 {
        tx.touched(Subject::Segment(segment), &["size"]);
    }
    Ok(())
}
