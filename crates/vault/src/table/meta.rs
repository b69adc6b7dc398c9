//! Table `meta`: what the shop is called and counts in.

use crate::access::{Read, Subject, Tx};
use crate::{VaultError, table::known};
use regulars_model::Currency;
use rusqlite::params;

pub(crate) const CREATE: &str = "
CREATE TABLE meta (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    name TEXT NOT NULL,
    currency TEXT NOT NULL,
    sample INTEGER NOT NULL,
    created INTEGER NOT NULL
) STRICT;";

/// What the vault knows about its shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meta {
    /// The shop's name.
    pub name: String,
    /// What its amounts are in.
    pub currency: Currency,
    /// True for the make-believe sample shop.
    pub sample: bool,
    /// UTC seconds since 1970.
    pub created: i64,
}

pub(crate) fn insert(tx: &Tx<'_>, meta: &Meta) -> Result<(), VaultError> {
    tx.sql("INSERT INTO meta (id, name, currency, sample, created) VALUES (1, ?1, ?2, ?3, ?4)")?.execute(params![
        meta.name,
        meta.currency.code(),
        meta.sample,
        meta.created
    ])?;
    tx.touched(Subject::Vault, &["name", "currency", "sample"]);
    Ok(())
}

/// What is known.
///
/// # Errors
/// When the database fails or the row is missing.
pub fn get(read: &Read<'_>) -> Result<Meta, VaultError> {
    let (name, currency, sample, created) = read
        .sql("SELECT name, currency, sample, created FROM meta")?
        .query_row([], |row| Ok((row.get(0)?, row.get::<_, String>(1)?, row.get(2)?, row.get(3)?)))?;
    Ok(Meta { name, currency: known(currency.parse().ok())?, sample, created })
}

/// Notes an event of the vault itself, with nothing to write about it but its verb.
pub fn touch(tx: &Tx<'_>) {
    tx.added(Subject::Vault, &[]);
}

/// Gives the shop another name.
///
/// # Errors
/// When the database fails.
pub fn rename(tx: &Tx<'_>, name: &str) -> Result<(), VaultError> {
    tx.sql("UPDATE meta SET name = ?1")?.execute([name])?;
    tx.touched(Subject::Vault, &["name"]);
    Ok(())
}

/// Says what the shop's amounts are in. They are not converted.
///
/// # Errors
/// When the database fails.
pub fn set_currency(tx: &Tx<'_>, currency: Currency) -> Result<(), VaultError> {
    tx.sql("UPDATE meta SET currency = ?1")?.execute([currency.code()])?;
    tx.touched(Subject::Vault, &["currency"]);
    Ok(())
}
