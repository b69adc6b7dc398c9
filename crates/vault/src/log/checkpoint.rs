//! The checkpoints that are kept: one for a size, signed with a key drawn from the log's.

use super::{
    head::{self, Head},
    note::{Checkpoint, PublicKey},
    text::hex,
};
use crate::{VaultError, access::Read, keys};
use ed25519_dalek::SigningKey;
use rusqlite::params;

/// One falls due every so many entries.
pub(super) const EVERY: u32 = 64;

pub(super) fn signing(read: &Read<'_>) -> SigningKey {
    SigningKey::from_bytes(&keys::draw(&read.keys.log, &[0; 16], "checkpoint"))
}

/// `regulars/` and the first letters of the vault's number.
fn origin(read: &Read<'_>) -> String {
    format!("regulars/{}", hex(&read.keys.vault[..4]))
}

/// What checks this log's checkpoints.
#[must_use]
pub fn public_key(read: &Read<'_>) -> PublicKey {
    PublicKey::new(origin(read), signing(read).verifying_key())
}

/// Stores a checkpoint of the whole log, unless one of that size is there.
pub(super) fn keep(read: &Read<'_>, head: &mut Head, at: i64) -> Result<(), VaultError> {
    let checkpoint = Checkpoint { origin: origin(read), size: head.number(), root: head.edge.root(), at };
    let note = checkpoint.signed(&signing(read));
    let new = read
        .sql("INSERT OR IGNORE INTO log_checkpoint (size, note) VALUES (?1, ?2)")?
        .execute(params![checkpoint.size, note])?;
    // One, or none where one of that size lies there already.
    head.checkpoints += u32::try_from(new).unwrap_or_default();
    Ok(())
}

/// Stores a checkpoint of the log as it is, when there is none yet. Says whether anything was written.
pub(crate) fn seal(read: &Read<'_>) -> Result<bool, VaultError> {
    let Some(mut head) = head::get(read)? else { return Ok(false) };
    let size = head.number();
    if read.sql("SELECT 1 FROM log_checkpoint WHERE size = ?1")?.exists([size])? {
        return Ok(false);
    }
    let at = read.sql("SELECT at FROM log WHERE number = ?1")?.query_row([size], |row| row.get(0))?;
    keep(read, &mut head, at)?;
    head::set(read, &head)?;
    Ok(true)
}

/// The notes, by size, from the smallest.
pub(super) fn all(read: &Read<'_>) -> Result<Vec<(i64, String)>, VaultError> {
    let mut statement = read.sql("SELECT size, CAST(note AS BLOB) FROM log_checkpoint ORDER BY size")?;
    let rows = statement.query_map([], |row| {
        let note: Vec<u8> = row.get(1)?;
        Ok((row.get(0)?, String::from_utf8_lossy(&note).into_owned()))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
