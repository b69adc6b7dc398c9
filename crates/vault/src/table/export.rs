//! Table `export`: every file of people that left, with who got it and what for. Holds nobody's name.

use crate::access::{Read, Subject, Tx};
use crate::{VaultError, table, table::known};
use regulars_model::{Channel, Purpose};
use rusqlite::params;

pub(crate) const CREATE: &str = "
CREATE TABLE export (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    recipient TEXT NOT NULL,
    channel TEXT NOT NULL,
    purpose TEXT NOT NULL,
    shape TEXT NOT NULL,
    people INTEGER NOT NULL
) STRICT;";

/// A file of people that left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    /// When (UTC seconds).
    pub at: i64,
    /// Who got it, in the user's words.
    pub recipient: String,
    /// By what they will be written to.
    pub channel: Channel,
    /// What for.
    pub purpose: Purpose,
    /// The table's shape, as a stable word.
    pub shape: String,
    /// People in it.
    pub people: u32,
}

/// Writes down that a file leaves. Says its number.
///
/// # Errors
/// When the database fails.
pub fn add(tx: &Tx<'_>, new: &Export) -> Result<u32, VaultError> {
    tx.sql("INSERT INTO export (at, recipient, channel, purpose, shape, people) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
        .execute(params![new.at, new.recipient, new.channel.word(), new.purpose.word(), new.shape, new.people])?;
    let id = table::id(tx.connection.last_insert_rowid())?;
    tx.touched(Subject::Export(id), &["recipient", "people"]);
    Ok(id)
}

/// Every file that left, newest first.
///
/// # Errors
/// When the database fails.
pub fn list(read: &Read<'_>) -> Result<Vec<(u32, Export)>, VaultError> {
    let mut statement =
        read.sql("SELECT id, at, recipient, channel, purpose, shape, people FROM export ORDER BY id DESC")?;
    let mut rows = statement.query([])?;
    let mut list = Vec::new();
    while let Some(row) = rows.next()? {
        let (channel, purpose): (String, String) = (row.get(3)?, row.get(4)?);
        let export = Export {
            at: row.get(1)?,
            recipient: row.get(2)?,
            channel: known(Channel::from_word(&channel))?,
            purpose: known(Purpose::from_word(&purpose))?,
            shape: row.get(5)?,
            people: row.get(6)?,
        };
        list.push((row.get(0)?, export));
    }
    Ok(list)
}
