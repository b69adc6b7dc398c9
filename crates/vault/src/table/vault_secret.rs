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

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(byte: u8) -> Keys {
        Keys::draw(&Key::from_slice(&[byte; 32]).expect("a key"), [byte; 16])
    }

    #[test]
    fn keys_once_kept_outlive_the_data_key() {
        let database = Connection::open_in_memory().expect("a database");
        let (first, mut later) = (keys(1), keys(2));
        let own = (*later.log.bytes(), *later.token.bytes());
        assert_eq!(take(&database, &mut later), Ok(false), "from before there was a table");
        database.execute_batch(CREATE).expect("made");
        assert_eq!(take(&database, &mut later), Ok(false), "none are kept yet");
        assert_eq!((*later.log.bytes(), *later.token.bytes()), own);
        keep(&database, &first).expect("kept");
        keep(&database, &later).expect("the first stay");
        assert_eq!(take(&database, &mut later), Ok(true));
        assert_eq!((later.log.bytes(), later.token.bytes()), (first.log.bytes(), first.token.bytes()));
        assert_eq!(later.data.bytes(), &[2; 32], "the data key is never among them");
    }

    #[test]
    fn one_key_without_the_other_is_damage() {
        for (spoil, what) in [
            ("DELETE FROM vault_secret WHERE name = 'log'", "no log key"),
            ("DELETE FROM vault_secret WHERE name = 'token'", "no token key"),
            ("UPDATE vault_secret SET value = x'00' WHERE name = 'log'", "a short key"),
        ] {
            let database = Connection::open_in_memory().expect("a database");
            database.execute_batch(CREATE).expect("made");
            keep(&database, &keys(1)).expect("kept");
            database.execute_batch(spoil).expect("spoilt");
            assert_eq!(take(&database, &mut keys(2)), Err(VaultError::Damaged("a key")), "{what}");
        }
    }
}
