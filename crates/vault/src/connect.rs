//! Opens the database file: key first, then what makes it careful with what it holds, then what makes it durable.

use crate::{
    VaultError,
    keys::{VaultId, draw},
    migrate,
    secret::Key,
};
use rusqlite::{Connection, OpenFlags, config::DbConfig};
use std::{fmt::Write, path::Path, time::Duration};
use zeroize::Zeroizing;

/// 4 KiB pages, AES-256-CBC with HMAC-SHA512: SQLCipher's own defaults, measured against 16 KiB pages (docs/adr).
const PAGE: u32 = 4096;

/// Opens a database with its key and checks its version. Nothing is written to a database that is newer than we know.
pub(crate) fn open(path: &Path, data_key: &Key, vault: &VaultId) -> Result<Connection, VaultError> {
    let mut connection = keyed(path, data_key, vault)?;
    match migrate::version(&connection) {
        Ok(found) => {
            settle(&connection)?;
            migrate::run(&mut connection, found)?;
            Ok(connection)
        }
        Err(error) => {
            // Closing would otherwise fold a newer program's write-ahead log into the file.
            let _ = connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true);
            Err(error)
        }
    }
}

/// Fills an empty file with a new database.
pub(crate) fn create(path: &Path, data_key: &Key, vault: &VaultId) -> Result<Connection, VaultError> {
    let mut connection = keyed(path, data_key, vault)?;
    settle(&connection)?;
    migrate::run(&mut connection, 0)?;
    Ok(connection)
}

/// A connection that can read. Sets nothing that is written to the file.
fn keyed(path: &Path, data_key: &Key, vault: &VaultId) -> Result<Connection, VaultError> {
    // No CREATE: a missing database is never made anew. No URI: a folder may be called "file:".
    let connection =
        Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    // Memory security first: it covers what is allocated from here on, the key above all. The engine would print
    // its complaints to stderr; we have our own words.
    connection.execute_batch(
        "PRAGMA cipher_memory_security = ON; PRAGMA cipher_log = off; PRAGMA cipher_log_level = NONE;",
    )?;
    // A raw key and our own salt: the slow derivation was done on the passphrase, so opening takes a millisecond.
    let key = draw::<32>(data_key, vault, "database");
    let salt = draw::<16>(data_key, vault, "database salt");
    let mut sql = Zeroizing::new(String::with_capacity(160));
    sql.push_str("PRAGMA key = \"x'");
    for byte in key.iter().chain(salt.iter()) {
        let _ = write!(sql, "{byte:02x}");
    }
    let _ = write!(sql, "'\"; PRAGMA cipher_page_size = {PAGE};");
    connection.execute_batch(&sql)?;
    // The first read is what tells whether the key fits.
    connection.query_row("SELECT count(*) FROM sqlite_master", [], |row| row.get::<_, u32>(0))?;
    Ok(connection)
}

fn settle(connection: &Connection) -> Result<(), VaultError> {
    connection.execute_batch(
        "PRAGMA foreign_keys = ON;
         PRAGMA journal_mode = WAL;
         PRAGMA synchronous = FULL;
         PRAGMA temp_store = MEMORY;
         PRAGMA secure_delete = ON;
         PRAGMA trusted_schema = OFF;
         PRAGMA cell_size_check = ON;
         PRAGMA mmap_size = 0;
         PRAGMA cache_size = -64000;
         PRAGMA journal_size_limit = 67108864;",
    )?;
    #[cfg(feature = "fault-controls")]
    crate::controls::weaken(connection)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(())
}

/// "AES-256 (SQLCipher 4.20.0)".
pub(crate) fn cipher_words(connection: &Connection) -> Result<String, VaultError> {
    let version: String = connection.pragma_query_value(None, "cipher_version", |row| row.get(0))?;
    let number = version.split_whitespace().next().unwrap_or_default();
    Ok(format!("AES-256 (SQLCipher {number})"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files;

    fn pragma(connection: &Connection, name: &str) -> String {
        connection
            .pragma_query_value(None, name, |row| {
                row.get_ref(0).map(|value| match value {
                    rusqlite::types::ValueRef::Integer(number) => number.to_string(),
                    other => other.as_str().unwrap_or("?").to_owned(),
                })
            })
            .expect(name)
    }

    #[test]
    fn the_engine_is_set_as_agreed() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("vault.db");
        files::create_private(&path).expect("created");
        let connection = create(&path, &Key([5; 32]), &[6; 16]).expect("made");
        for (name, value) in [
            ("foreign_keys", "1"),
            ("journal_mode", "wal"),
            ("synchronous", "2"),
            ("temp_store", "2"),
            ("secure_delete", "1"),
            ("trusted_schema", "0"),
            ("cell_size_check", "1"),
            ("cache_size", "-64000"),
            ("cipher_memory_security", "1"),
            ("cipher_log_level", "NONE"),
            ("cipher_page_size", "4096"),
            ("busy_timeout", "5000"),
        ] {
            assert_eq!(pragma(&connection, name), value, "{name}");
        }
        assert!(connection.db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE).expect("asked"));
        assert!(connection.query_row("SELECT load_extension('x')", [], |_| Ok(())).is_err());
        assert_eq!(cipher_words(&connection).expect("words"), "AES-256 (SQLCipher 4.20.0)");
    }

    #[test]
    fn the_engine_is_the_one_we_checked() {
        // Before 3.51.3 a write-ahead log could corrupt the file when it was reset; STAT4 keeps values of deleted rows.
        assert!(rusqlite::version_number() >= 3_051_003, "{}", rusqlite::version());
        let connection = Connection::open_in_memory().expect("a database");
        let mut statement = connection.prepare("PRAGMA compile_options").expect("asked");
        let options: Vec<String> =
            statement.query_map([], |row| row.get(0)).expect("rows").map(|row| row.expect("text")).collect();
        assert!(options.iter().any(|option| option == "HAS_CODEC" || option.starts_with("TEMP_STORE")), "{options:?}");
        assert!(!options.iter().any(|option| option.contains("STAT4")), "built with STAT4: see .cargo/config.toml");
    }

    #[test]
    fn another_key_reads_nothing_and_changes_nothing() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("vault.db");
        files::create_private(&path).expect("created");
        drop(create(&path, &Key([5; 32]), &[6; 16]).expect("made"));
        let before = std::fs::read(&path).expect("read");
        assert_eq!(open(&path, &Key([4; 32]), &[6; 16]).err(), Some(VaultError::Damaged("the database")));
        assert_eq!(open(&path, &Key([5; 32]), &[7; 16]).err(), Some(VaultError::Damaged("the database")));
        assert_eq!(std::fs::read(&path).expect("read"), before);
        assert!(open(&path, &Key([5; 32]), &[6; 16]).is_ok());
    }
}
