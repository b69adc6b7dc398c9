//! The log: one entry for each transaction that touched something, each bound to the one before it. Ids and field
//! names, never values. It shows tampering; it cannot prevent it.
//!
//! An entry is in two parts. What is chained holds a salted commitment and no more, and is never removed; what it tells
//! (who, what, about whom) stands in `log_payload`, and goes when the person it is about is erased. The chain holds
//! without it, provided that a later entry says it went.
//!
//! - `commitment` = SHA-256(`regulars log payload v2`, salt, texts), each text preceded by its length;
//! - `hash` = SHA-256(`regulars log entry v2`, previous hash, number, time, commitment);
//! - `mac` = HMAC of it under a key of the vault: without that key nobody can write a chain that holds;
//! - `log_head` has the last number and hash, and the right edge of the Merkle tree over all hashes, under a MAC, so
//!   that cutting the tail shows;
//! - `log_checkpoint` has signed notes of the tree's root: every 64 entries, at each lock, and for each receipt.

mod checkpoint;
mod export;
mod forget;
mod growth;
mod head;
mod merkle;
mod note;
mod payload;
mod proof;
mod text;
pub(crate) mod v1;
pub(crate) mod verify;

pub use checkpoint::public_key;
pub use export::{check_export, export};
pub use growth::{begins_with, grew, prove_growth};
pub use merkle::Hash;
pub use note::{Checkpoint, PublicKey};
pub use payload::Payload;
pub use proof::{Proof, prove};
pub use verify::{Fault, LogCheck, verify};

pub(crate) use checkpoint::seal;
pub(crate) use forget::forget;
pub(crate) use text::hex;
pub(crate) use v1::convert;

use crate::{
    VaultError,
    access::{Cause, Read, Touched},
    keys, secret,
};
use head::Head;
use rusqlite::{Row, params};
use sha2::{Digest, Sha256};

/// Version 2 of the schema. Version 1 is in [`v1`].
pub(crate) const CREATE: &str = "
CREATE TABLE log (
    number INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    commitment BLOB NOT NULL,
    hash BLOB NOT NULL,
    mac BLOB NOT NULL
) STRICT;
CREATE TABLE log_payload (
    number INTEGER PRIMARY KEY,
    actor TEXT NOT NULL,
    verb TEXT NOT NULL,
    subjects TEXT NOT NULL,
    fields TEXT NOT NULL,
    forgot TEXT NOT NULL,
    salt BLOB NOT NULL
) STRICT;
CREATE INDEX log_forgot ON log_payload (number) WHERE forgot <> '';
CREATE TABLE log_head (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    number INTEGER NOT NULL,
    hash BLOB NOT NULL,
    edge BLOB NOT NULL,
    checkpoints INTEGER NOT NULL,
    mac BLOB NOT NULL
) STRICT;
CREATE TABLE log_checkpoint (
    size INTEGER PRIMARY KEY,
    note TEXT NOT NULL
) STRICT;";

/// An entry without its payload.
const COLUMNS: &str = "log.number, at, commitment, hash, mac";
/// What an entry tells, from a join that may find none.
const PAYLOAD: &str = "actor, verb, subjects, fields, forgot, salt";

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// From 1, without gaps.
    pub number: u32,
    /// UTC seconds since 1970.
    pub at: i64,
    /// Binds it to every entry before it.
    pub hash: Hash,
    /// What it tells, unless that was erased.
    pub told: Told,
}

/// What an entry tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// This.
    Kept(Payload),
    /// It told of somebody who was erased since.
    Erased {
        /// Number of the entry that says so.
        by: u32,
        /// Receipt of that erasure.
        receipt: Option<u32>,
    },
    /// It is missing, and no entry says why.
    Lost,
}

/// The chained part of an entry, as it is stored.
struct Link {
    number: u32,
    at: i64,
    commitment: Hash,
    hash: Hash,
    mac: Hash,
}

impl Link {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self { number: row.get(0)?, at: row.get(1)?, commitment: row.get(2)?, hash: row.get(3)?, mac: row.get(4)? })
    }
}

/// The hash of an entry, from what a verifier outside has too.
fn entry_hash(previous: &Hash, number: u32, at: i64, commitment: &Hash) -> Hash {
    Sha256::new_with_prefix(b"regulars log entry v2")
        .chain_update(previous)
        .chain_update(number.to_le_bytes())
        .chain_update(at.to_le_bytes())
        .chain_update(commitment)
        .finalize()
        .into()
}

/// What the first entry follows: drawn from the vault's own key, so that no other vault's chain fits.
fn beginning(read: &Read<'_>) -> Hash {
    *keys::draw(&read.keys.log, &[0; 16], "log beginning")
}

fn sign(read: &Read<'_>, number: u32, hash: &Hash) -> Hash {
    keys::mac(read.keys.log.bytes(), &[b"entry v2", &number.to_le_bytes(), hash])
}

/// Appends one entry and moves the head. A broken head stops every write: a chain must not grow from a false end.
pub(crate) fn append(read: Read<'_>, cause: Cause, touched: &Touched) -> Result<(), VaultError> {
    let payload = Payload {
        actor: cause.actor.to_string(),
        verb: cause.verb.to_owned(),
        subjects: touched.subjects(),
        fields: touched.fields(),
        forgot: payload::ranges(touched.forgot()),
        salt: salt()?,
    };
    let head = head::get(&read)?.unwrap_or_else(|| Head::empty(beginning(&read)));
    let head = add(&read, head, cause.now, &payload)?;
    head::set(&read, &head)
}

fn salt() -> Result<[u8; 32], VaultError> {
    let mut salt = [0; 32];
    secret::fill_random(&mut salt)?;
    Ok(salt)
}

/// Writes the next entry's rows, and the checkpoint that falls due. The caller stores the head.
fn add(read: &Read<'_>, mut head: Head, at: i64, payload: &Payload) -> Result<Head, VaultError> {
    let number = head.number() + 1;
    let commitment = payload.commitment();
    let hash = entry_hash(&head.hash, number, at, &commitment);
    read.sql("INSERT INTO log (number, at, commitment, hash, mac) VALUES (?1, ?2, ?3, ?4, ?5)")?.execute(params![
        number,
        at,
        commitment,
        hash,
        sign(read, number, &hash)
    ])?;
    read.sql(
        "INSERT INTO log_payload (number, actor, verb, subjects, fields, forgot, salt) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        number,
        payload.actor,
        payload.verb,
        payload.subjects,
        payload.fields,
        payload.forgot,
        payload.salt
    ])?;
    head.hash = hash;
    head.edge.push(merkle::leaf(&hash));
    if number.is_multiple_of(checkpoint::EVERY) {
        checkpoint::keep(read, &mut head, at)?;
    }
    Ok(head)
}

/// How many entries there are.
///
/// # Errors
/// When the database fails.
pub fn count(read: &Read<'_>) -> Result<u32, VaultError> {
    Ok(read.sql("SELECT count(*) FROM log")?.query_row([], |row| row.get(0))?)
}

/// Number and hash of the last entry, as the head has them. `None` before the first.
///
/// # Errors
/// [`VaultError::Damaged`] when the head is not as it was written, or the database's.
pub fn last(read: &Read<'_>) -> Result<Option<(u32, Hash)>, VaultError> {
    Ok(head::get(read)?.map(|head| (head.number(), head.hash)))
}

/// Entries, newest first.
///
/// # Errors
/// When the database fails, or an entry cannot be read.
pub fn list(read: &Read<'_>, offset: u32, limit: u32) -> Result<Vec<Entry>, VaultError> {
    let mut statement = read.sql(&format!(
        "SELECT {COLUMNS}, {PAYLOAD} FROM log LEFT JOIN log_payload USING (number) \
         ORDER BY log.number DESC LIMIT ?1 OFFSET ?2"
    ))?;
    let rows =
        statement.query_map([limit, offset], |row| Ok((Link::read(row)?, Payload::read(row, 5).unwrap_or(None))))?;
    let rows: Vec<(Link, Option<Payload>)> = rows.collect::<Result<_, _>>()?;
    let erased = if rows.iter().any(|(_, payload)| payload.is_none()) { forget::erased(read)? } else { vec![] };
    let told = |number, payload: Option<Payload>| match payload {
        Some(payload) => Told::Kept(payload),
        None => erased
            .iter()
            .find(|one| one.numbers.contains(&number))
            .map_or(Told::Lost, |one| Told::Erased { by: one.by, receipt: one.receipt }),
    };
    Ok(rows
        .into_iter()
        .map(|(link, payload)| Entry {
            number: link.number,
            at: link.at,
            hash: link.hash,
            told: told(link.number, payload),
        })
        .collect())
}
