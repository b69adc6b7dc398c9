//! Table `receipt`: one row for each erasure, with its proof and without the person.

use crate::access::{Read, Subject, Tx};
use crate::{VaultError, table};
use rusqlite::params;

pub(crate) const CREATE: &str = "
CREATE TABLE receipt (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    proof TEXT NOT NULL
) STRICT;";

/// The receipt of an erasure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// From 1; given to the person.
    pub number: u32,
    /// UTC seconds since 1970.
    pub at: i64,
    /// What was searched and found, as the caller's JSON. Holds no personal data.
    pub proof: String,
}

/// Adds a receipt and says its number.
///
/// # Errors
/// When the database fails.
pub fn add(tx: &Tx<'_>, at: i64, proof_json: &str) -> Result<u32, VaultError> {
    tx.sql("INSERT INTO receipt (at, proof) VALUES (?1, ?2)")?.execute(params![at, proof_json])?;
    let number = table::id(tx.connection.last_insert_rowid())?;
    tx.touched(Subject::Receipt(number), &["proof"]);
    Ok(number)
}

/// Completes a receipt with what the search after the erasure found.
///
/// # Errors
/// [`VaultError::NoSuch`] when there is no receipt of that number.
pub fn prove(tx: &Tx<'_>, number: u32, proof_json: &str) -> Result<(), VaultError> {
    if tx.sql("UPDATE receipt SET proof = ?2 WHERE number = ?1")?.execute(params![number, proof_json])? == 0 {
        return Err(VaultError::NoSuch("receipt"));
    }
    tx.touched(Subject::Receipt(number), &["proof"]);
    Ok(())
}

/// Every receipt, newest first.
///
/// # Errors
/// When the database fails.
pub fn list(read: &Read<'_>) -> Result<Vec<Receipt>, VaultError> {
    let mut statement = read.sql("SELECT number, at, proof FROM receipt ORDER BY number DESC")?;
    let rows =
        statement.query_map([], |row| Ok(Receipt { number: row.get(0)?, at: row.get(1)?, proof: row.get(2)? }))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
