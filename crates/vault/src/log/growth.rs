//! That a log has only grown: against a checkpoint kept elsewhere (on a receipt, in a backup), which alone shows a whole
//! vault put back to an earlier day.

use super::{
    Checkpoint, Hash,
    merkle::{self, Edge},
};
use crate::{VaultError, access::Read};

/// The leaves of the tree over the first `size` entries; fewer when there are fewer.
pub(super) fn leaves(read: &Read<'_>, size: u32) -> Result<Vec<Hash>, VaultError> {
    let mut statement = read.sql("SELECT hash FROM log WHERE number <= ?1 ORDER BY number")?;
    let leaves = statement.query_map([size], |row| row.get(0).map(|hash: Hash| merkle::leaf(&hash)))?;
    Ok(leaves.collect::<Result<_, _>>()?)
}

/// Whether this log begins with what the checkpoint says: nothing it saw was changed, and nothing was cut off since.
///
/// # Errors
/// When the database fails.
pub fn begins_with(read: &Read<'_>, kept: &Checkpoint) -> Result<bool, VaultError> {
    let leaves = leaves(read, kept.size)?;
    let mut edge = Edge::default();
    leaves.iter().for_each(|leaf| edge.push(*leaf));
    Ok((edge.size(), edge.root()) == (kept.size, kept.root))
}

/// What shows somebody who has two checkpoints, and nothing else, that the later log begins with the earlier one.
///
/// # Errors
/// [`VaultError::NoSuch`] when the log is not as long, or the database's.
pub fn prove_growth(read: &Read<'_>, earlier: u32, later: u32) -> Result<Vec<Hash>, VaultError> {
    let leaves = leaves(read, later)?;
    if !(1..=later).contains(&earlier) || leaves.len() != later as usize {
        return Err(VaultError::NoSuch("log entry"));
    }
    Ok(merkle::consistency(&leaves, earlier as usize))
}

/// Whether `path` shows that the log of `later` begins with the log of `earlier`.
#[must_use]
pub fn grew(earlier: &Checkpoint, later: &Checkpoint, path: &[Hash]) -> bool {
    merkle::grew((earlier.size, &earlier.root), (later.size, &later.root), path)
}
