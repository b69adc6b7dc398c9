//! Table `vault_secret`: keys that must outlive the data key. A rotation, and a restore, change what the database is
//! encrypted with; the log must verify and a token must match all the same.

use crate::{VaultError, keys::Keys, secret::Key};
use rusqlite::{Connection, OptionalExtension, params};

pub(crate) const CREATE: &str = "
CREATE TABLE vault_secret (
    name TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;";

const LOG: &str = "log";
const TOKEN: &str = "token";

/// Keeps the keys of a new vault, or of one from before this table.
pub(crate) fn keep(connection: &Connection, keys: &Keys) -> Result<(), VaultError> {
    for (name, key) in [(LOG, &keys.log), (TOKEN, &keys.token)] {
        connection.execute(
            "INSERT INTO vault_secret (name, value) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
            params![name, key.bytes()],
        )?;
    }
    Ok(())
}

/// Takes the keys that are kept in the place of those drawn from the data key. `false` when there are none.
pub(crate) fn take(connection: &Connection, keys: &mut Keys) -> Result<bool, VaultError> {
    let kept: bool =
        connection.query_row("SELECT count(*) FROM sqlite_master WHERE name = 'vault_secret'", [], |row| row.get(0))?;
    if !kept {
        return Ok(false);
    }
    let get = |name: &str| -> Result<Option<Key>, VaultError> {
        let mut statement = connection.prepare("SELECT value FROM vault_secret WHERE name = ?1")?;
        let key = statement.query_row([name], |row| row.get_ref(0)?.as_blob().map(Key::from_slice).map_err(Into::into));
        key.optional()?.map(|key| key.ok_or(VaultError::Damaged("a key"))).transpose()
    };
    match (get(LOG)?, get(TOKEN)?) {
        (Some(log), Some(token)) => {
            keys.log = log;
            keys.token = token;
            Ok(true)
        }
        (None, None) => Ok(false),
        _ => Err(VaultError::Damaged("a key")),
    }
}
