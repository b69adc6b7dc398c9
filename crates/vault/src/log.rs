//! The log: one entry for each transaction that touched something, each bound to the one before it. Ids and field
//! names, never values, so that it outlives an erasure. It shows tampering; it cannot prevent it.
//!
//! An entry's hash is SHA-256 over the previous hash and the entry, and carries an HMAC under a key drawn from the
//! data key: without that key nobody can write a chain that holds. The last number and hash stand, signed, in
//! `log_head`, so that cutting the tail shows too.

use crate::{
    VaultError,
    access::{Actor, Cause, Read, Touched},
    keys,
};
use rusqlite::{OptionalExtension, Row, params};
use sha2::{Digest, Sha256};

pub(crate) const CREATE: &str = "
CREATE TABLE log (
    number INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    verb TEXT NOT NULL,
    subjects TEXT NOT NULL,
    fields TEXT NOT NULL,
    hash BLOB NOT NULL,
    mac BLOB NOT NULL
) STRICT;
CREATE TABLE log_head (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    number INTEGER NOT NULL,
    hash BLOB NOT NULL,
    mac BLOB NOT NULL
) STRICT;";

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// From 1, without gaps.
    pub number: u32,
    /// UTC seconds since 1970.
    pub at: i64,
    /// Who.
    pub actor: Actor,
    /// What was done: the [`Cause`]'s word.
    pub verb: String,
    /// `p17 s2`, or counts when there are more than twenty: `people 5000, imports 1`.
    pub subjects: String,
    /// Names of the fields that changed, sorted.
    pub fields: Vec<String>,
    /// Binds it to every entry before it.
    pub hash: [u8; 32],
}

/// Whether the chain holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogCheck {
    /// Entries present.
    pub entries: u32,
    /// Number of the first entry that is missing, out of place or changed.
    pub broken_at: Option<u32>,
}

struct Raw {
    number: u32,
    at: i64,
    actor: String,
    verb: String,
    subjects: String,
    fields: String,
    hash: Vec<u8>,
    mac: Vec<u8>,
}

impl Raw {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            number: row.get(0)?,
            at: row.get(1)?,
            actor: row.get(2)?,
            verb: row.get(3)?,
            subjects: row.get(4)?,
            fields: row.get(5)?,
            hash: row.get(6)?,
            mac: row.get(7)?,
        })
    }

    fn hash_after(&self, previous: &[u8; 32]) -> [u8; 32] {
        let mut hash = Sha256::new_with_prefix(b"regulars log v1");
        hash.update(previous);
        hash.update(self.number.to_le_bytes());
        hash.update(self.at.to_le_bytes());
        for text in [&self.actor, &self.verb, &self.subjects, &self.fields] {
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text);
        }
        hash.finalize().into()
    }

    fn entry(self) -> Result<Entry, VaultError> {
        Ok(Entry {
            number: self.number,
            at: self.at,
            actor: Actor::from_word(&self.actor).ok_or(VaultError::Damaged("the log"))?,
            verb: self.verb,
            subjects: self.subjects,
            fields: self.fields.split_whitespace().map(str::to_owned).collect(),
            hash: self.hash.try_into().map_err(|_| VaultError::Damaged("the log"))?,
        })
    }
}

const COLUMNS: &str = "number, at, actor, verb, subjects, fields, hash, mac";

/// What the first entry follows: the vault's own number, so that no other vault's chain fits.
fn beginning(read: &Read<'_>) -> [u8; 32] {
    Sha256::new_with_prefix(b"regulars log v1 begins").chain_update(read.keys.vault).finalize().into()
}

fn sign(read: &Read<'_>, what: &str, number: u32, hash: &[u8; 32]) -> [u8; 32] {
    keys::mac(read.keys.log.bytes(), &[what.as_bytes(), &number.to_le_bytes(), hash])
}

/// The signed head: number and hash of the last entry. `None` before the first entry.
pub(crate) fn head(read: &Read<'_>) -> Result<Option<(u32, [u8; 32])>, VaultError> {
    let row: Option<(u32, Vec<u8>, Vec<u8>)> = read
        .sql("SELECT number, hash, mac FROM log_head")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let Some((number, hash, mac)) = row else { return Ok(None) };
    let damaged = || VaultError::Damaged("the log");
    let hash: [u8; 32] = hash.try_into().map_err(|_| damaged())?;
    let mac: [u8; 32] = mac.try_into().map_err(|_| damaged())?;
    if keys::same(&mac, &sign(read, "head", number, &hash)) { Ok(Some((number, hash))) } else { Err(damaged()) }
}

/// Appends one entry and moves the head. A broken head stops every write: a chain must not grow from a false end.
pub(crate) fn append(read: Read<'_>, cause: Cause, touched: &Touched) -> Result<(), VaultError> {
    let (last, previous) = head(&read)?.unwrap_or((0, beginning(&read)));
    let mut raw = Raw {
        number: last + 1,
        at: cause.now,
        actor: cause.actor.to_string(),
        verb: cause.verb.to_owned(),
        subjects: touched.subjects(),
        fields: touched.fields(),
        hash: Vec::new(),
        mac: Vec::new(),
    };
    let hash = raw.hash_after(&previous);
    raw.hash = hash.to_vec();
    raw.mac = sign(&read, "entry", raw.number, &hash).to_vec();
    read.sql(&format!("INSERT INTO log ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"))?.execute(params![
        raw.number,
        raw.at,
        raw.actor,
        raw.verb,
        raw.subjects,
        raw.fields,
        raw.hash,
        raw.mac
    ])?;
    read.sql("INSERT OR REPLACE INTO log_head (id, number, hash, mac) VALUES (1, ?1, ?2, ?3)")?.execute(params![
        raw.number,
        raw.hash,
        sign(&read, "head", raw.number, &hash)
    ])?;
    Ok(())
}

/// How many entries there are.
///
/// # Errors
/// When the database fails.
pub fn count(read: &Read<'_>) -> Result<u32, VaultError> {
    Ok(read.sql("SELECT count(*) FROM log")?.query_row([], |row| row.get(0))?)
}

/// Entries, newest first.
///
/// # Errors
/// When the database fails, or an entry cannot be read.
pub fn list(read: &Read<'_>, offset: u32, limit: u32) -> Result<Vec<Entry>, VaultError> {
    let mut statement = read.sql(&format!("SELECT {COLUMNS} FROM log ORDER BY number DESC LIMIT ?1 OFFSET ?2"))?;
    let rows = statement.query_map([limit, offset], Raw::read)?;
    rows.map(|raw| raw?.entry()).collect()
}

/// Follows the chain from the first entry to the signed head.
///
/// # Errors
/// When the database fails. A broken chain is an answer, not an error.
pub fn verify(read: &Read<'_>) -> Result<LogCheck, VaultError> {
    let entries = count(read)?;
    let broken = |at| Ok(LogCheck { entries, broken_at: Some(at) });
    let mut statement = read.sql(&format!("SELECT {COLUMNS} FROM log ORDER BY number"))?;
    let mut rows = statement.query([])?;
    let (mut number, mut previous) = (0, beginning(read));
    while let Some(row) = rows.next()? {
        number += 1;
        // A column of the wrong type is a changed entry.
        let Ok(raw) = Raw::read(row) else { return broken(number) };
        let hash = raw.hash_after(&previous);
        let mac = sign(read, "entry", number, &hash);
        if raw.number != number || raw.hash != hash || raw.mac != mac {
            return broken(number);
        }
        previous = hash;
    }
    match head(read) {
        Ok(None) if number == 0 => Ok(LogCheck { entries, broken_at: None }),
        Ok(Some(end)) if end == (number, previous) => Ok(LogCheck { entries, broken_at: None }),
        // The tail was cut (or the head changed): the first entry that should be there and is not.
        Ok(_) | Err(VaultError::Damaged(_)) => broken(number + 1),
        Err(error) => Err(error),
    }
}
