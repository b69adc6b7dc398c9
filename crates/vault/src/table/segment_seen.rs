//! Table `segment_seen`: who was in a saved segment when the user last marked it as seen. Numbers of people, nothing else of
//! them; whoever is removed, or says no to any use, is taken out in the same transaction.

use crate::VaultError;
use crate::access::{Read, Subject, Tx};
use regulars_model::{PersonId, SegmentId, SegmentRule};
use rusqlite::{OptionalExtension, params};
use std::collections::HashSet;

pub(crate) const CREATE: &str = "
CREATE TABLE segment_seen (
    segment INTEGER PRIMARY KEY REFERENCES segment (id),
    at INTEGER NOT NULL,
    rule TEXT NOT NULL,
    size INTEGER NOT NULL,
    people BLOB NOT NULL
) STRICT;";

/// What a segment was when it was last marked as seen.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// UTC seconds since 1970.
    pub at: i64,
    /// What it asked then.
    pub rule: SegmentRule,
    /// People in it then. A figure of that day: it stays when one of them goes.
    pub size: u32,
    /// Every entry of those people who are still here and may be used, ascending.
    pub entries: Vec<PersonId>,
}

/// Marks a segment as seen, in place of any mark before. `size` is people, `entries` every entry of theirs.
///
/// # Errors
/// When the database fails, or there is no such segment.
pub fn mark(
    tx: &Tx<'_>,
    segment: SegmentId,
    rule: &SegmentRule,
    size: u32,
    entries: &[PersonId],
    now: i64,
) -> Result<(), VaultError> {
    let rule = serde_json::to_string(rule).map_err(|_| VaultError::OURS)?;
    tx.sql("INSERT OR REPLACE INTO segment_seen (segment, at, rule, size, people) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![segment.0, now, rule, size, packed(entries)])?;
    tx.touched(Subject::Segment(segment), &["seen"]);
    Ok(())
}

/// The mark of a segment, if there is one.
///
/// # Errors
/// When the database fails, or the mark cannot be read.
pub fn of(read: &Read<'_>, segment: SegmentId) -> Result<Option<Seen>, VaultError> {
    let row: Option<(i64, String, u32, Vec<u8>)> = read
        .sql("SELECT at, rule, size, people FROM segment_seen WHERE segment = ?1")?
        .query_row([segment.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
        .optional()?;
    row.map(|(at, rule, size, people)| {
        let rule = serde_json::from_str(&rule).map_err(|_| damaged())?;
        Ok(Seen { at, rule, size, entries: unpacked(&people).ok_or_else(damaged)? })
    })
    .transpose()
}

/// Drops the mark of a segment that goes.
pub(crate) fn unmark(tx: &Tx<'_>, segment: SegmentId) -> Result<(), VaultError> {
    if tx.sql("DELETE FROM segment_seen WHERE segment = ?1")?.execute([segment.0])? > 0 {
        tx.touched(Subject::Segment(segment), &["seen"]);
    }
    Ok(())
}

/// Takes people out of every mark.
pub(crate) fn forget(tx: &Tx<'_>, people: &[PersonId]) -> Result<(), VaultError> {
    let going: HashSet<PersonId> = people.iter().copied().collect();
    let marks: Vec<(u32, Vec<u8>)> = {
        let mut statement = tx.sql("SELECT segment, people FROM segment_seen")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        rows.collect::<Result<_, _>>()?
    };
    for (segment, held) in marks {
        let mut entries = unpacked(&held).ok_or_else(damaged)?;
        let before = entries.len();
        entries.retain(|entry| !going.contains(entry));
        if entries.len() < before {
            tx.sql("UPDATE segment_seen SET people = ?2 WHERE segment = ?1")?
                .execute(params![segment, packed(&entries)])?;
            tx.touched(Subject::Segment(SegmentId(segment)), &["seen"]);
        }
    }
    Ok(())
}

fn damaged() -> VaultError {
    VaultError::Damaged("the mark of a segment")
}

/// Numbers, ascending, as the steps between them: seven bits a byte, the highest says that more follow (LEB128).
fn packed(entries: &[PersonId]) -> Vec<u8> {
    let mut sorted: Vec<u32> = entries.iter().map(|id| id.0).collect();
    sorted.sort_unstable();
    sorted.dedup();
    let mut bytes = Vec::with_capacity(sorted.len());
    let mut last = 0;
    for id in sorted {
        let mut step = id - last;
        last = id;
        while step > 0x7f {
            bytes.push(step.to_le_bytes()[0] | 0x80);
            step >>= 7;
        }
        bytes.push(step.to_le_bytes()[0]);
    }
    bytes
}

/// `None` where the bytes are not such a list.
fn unpacked(bytes: &[u8]) -> Option<Vec<PersonId>> {
    let mut entries = Vec::with_capacity(bytes.len());
    let (mut id, mut step, mut shift) = (0u32, 0u32, 0u32);
    for byte in bytes {
        let part = u32::from(byte & 0x7f);
        step |= part.checked_shl(shift).filter(|moved| moved >> shift == part)?;
        if byte & 0x80 != 0 {
            shift += 7;
            continue;
        }
        id = id.checked_add(step)?;
        entries.push(PersonId(id));
        (step, shift) = (0, 0);
    }
    (shift == 0).then_some(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_back_and_a_torn_list_does_not() {
        let ids = [1, 2, 130, 131, 70_000, 70_001, u32::MAX].map(PersonId);
        let bytes = packed(&ids);
        assert_eq!(unpacked(&bytes).as_deref(), Some(&ids[..]));
        assert_eq!(packed(&[ids[3], ids[0], ids[3]]), packed(&[ids[0], ids[3]]), "in order, each once");
        assert_eq!(unpacked(&[]), Some(vec![]));
        assert_eq!(unpacked(&bytes[..bytes.len() - 1]), None, "cut off");
        assert_eq!(unpacked(&[0xff, 0xff, 0xff, 0xff, 0x7f]), None, "no number of 32 bits");
        assert_eq!(unpacked(&[0xff, 0xff, 0xff, 0xff, 0x0f, 1]), None, "past the last number");
    }
}
