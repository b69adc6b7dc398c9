//! The head of the log: what the next entry follows. One row under a MAC; a head that was changed is refused.

use super::merkle::{Edge, Hash};
use crate::{VaultError, access::Read, keys};
use rusqlite::{OptionalExtension, Row, params};

/// The end of the chain and the right edge of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) hash: Hash,
    pub(super) edge: Edge,
    /// How many checkpoints are stored: so that one that was taken away shows.
    pub(super) checkpoints: u32,
}

impl Head {
    pub(super) fn empty(beginning: Hash) -> Self {
        Self { hash: beginning, edge: Edge::default(), checkpoints: 0 }
    }

    /// Number of the last entry.
    pub(super) fn number(&self) -> u32 {
        self.edge.size()
    }
}

fn sign(read: &Read<'_>, head: &Head) -> Hash {
    let (number, checkpoints) = (head.number().to_le_bytes(), head.checkpoints.to_le_bytes());
    keys::mac(read.keys.log.bytes(), &[b"head v2", &number, &head.hash, &head.edge.bytes(), &checkpoints])
}

/// The row and its MAC. What has another length, or is no number of ours, is no head.
fn stored(row: &Row<'_>) -> Option<(Head, Hash)> {
    let edge: Vec<u8> = row.get(2).ok()?;
    let head =
        Head { hash: row.get(1).ok()?, edge: Edge::parse(row.get(0).ok()?, &edge)?, checkpoints: row.get(3).ok()? };
    Some((head, row.get(4).ok()?))
}

/// The head as stored; `None` before the first entry.
pub(super) fn get(read: &Read<'_>) -> Result<Option<Head>, VaultError> {
    let damaged = VaultError::Damaged("the log");
    let row = read
        .sql("SELECT number, hash, edge, checkpoints, mac FROM log_head")?
        .query_row([], |row| Ok(stored(row)))
        .optional()?;
    let Some(row) = row else { return Ok(None) };
    let (head, mac) = row.ok_or(damaged)?;
    if keys::same(&mac, &sign(read, &head)) { Ok(Some(head)) } else { Err(damaged) }
}

pub(super) fn set(read: &Read<'_>, head: &Head) -> Result<(), VaultError> {
    read.sql(
        "INSERT OR REPLACE INTO log_head (id, number, hash, edge, checkpoints, mac) VALUES (1, ?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![head.number(), head.hash, head.edge.bytes(), head.checkpoints, sign(read, head)])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::verify::tests::log_of;

    /// Whoever has the database and not the keys can write a head that fits a shorter log. They cannot sign it.
    #[test]
    fn a_head_that_was_changed_is_refused() {
        let (connection, keys) = log_of(6);
        let read = Read { connection: &connection, keys: &keys };
        let right = get(&read).expect("read").expect("there");
        assert_eq!((right.number(), right.checkpoints), (6, 0));
        for change in [
            "number = 5",
            "hash = randomblob(32)",
            "edge = randomblob(64)",
            "checkpoints = 1",
            "mac = zeroblob(32)",
            "mac = x''",
        ] {
            connection.execute_batch(&format!("UPDATE log_head SET {change}")).expect(change);
            assert_eq!(get(&read), Err(VaultError::Damaged("the log")), "{change}");
            set(&read, &right).expect("written");
            assert_eq!(get(&read), Ok(Some(right.clone())), "the control");
        }
    }
}
