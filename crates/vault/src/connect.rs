//! Opens the database file: key first, then what makes it careful with what it holds, then what makes it durable. 4 KiB pages,
//! AES-256-CBC with HMAC-SHA512: SQLCipher's own defaults, measured against 16 KiB pages (docs/adr).

use crate::{
    VaultError, files, guard,
    keys::{Keys, VaultId, draw},
    migrate,
    secret::Key,
    table::laid_out,
};
use rusqlite::{Connection, OpenFlags, config::DbConfig};
use std::{fmt::Write, path::Path, thread, time::Duration};
use zeroize::Zeroizing;

/// Opens a database with its key and checks its version. Nothing is written to a database that is newer than we know.
pub(crate) fn open(path: &Path, data_key: &Key, vault: &VaultId) -> Result<Connection, VaultError> {
    let (connection, _) = open_as_it_is(path, data_key, vault)?;
    settle(&connection)?;
    Ok(connection)
}

/// The same without a change to the file, and the version of its schema: [`settle`] and [`migrate`] come after the guard
/// has looked.
pub(crate) fn open_as_it_is(path: &Path, data_key: &Key, vault: &VaultId) -> Result<(Connection, u32), VaultError> {
    let connection = keyed(path, data_key, vault)?;
    match migrate::version(&connection) {
        Ok(found) => Ok((connection, found)),
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
    migrate::run(&mut connection, 0, &Keys::draw(data_key, *vault))?;
    Ok(connection)
}

/// A connection that can read. Sets nothing that is written to the file.
fn keyed(path: &Path, data_key: &Key, vault: &VaultId) -> Result<Connection, VaultError> {
    // No CREATE: a missing database is never made anew. No URI: a folder may be called "file:".
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE.union(OpenFlags::SQLITE_OPEN_NO_MUTEX);
    let connection = Connection::open_with_flags(path, flags)?;
    // Memory security first: it covers what is allocated from here on, the key above all. The engine would print
    // its complaints to stderr; we have our own words.
    connection.execute_batch(
        "PRAGMA cipher_memory_security = ON; PRAGMA cipher_log = off; PRAGMA cipher_log_level = NONE;",
    )?;
    let key = raw_key(data_key, vault);
    connection.execute_batch(&Zeroizing::new(format!(
        "PRAGMA key = \"{}\"; PRAGMA cipher_page_size = {};",
        key.as_str(),
        guard::PAGE
    )))?;
    // The first read is what tells whether the key fits.
    connection.query_row("SELECT count(*) FROM sqlite_master", [], |row| row.get::<_, u32>(0))?;
    Ok(connection)
}

/// A raw key and our own salt, as SQLCipher takes them: the slow derivation was done on the passphrase, so opening takes a
/// millisecond.
fn raw_key(data_key: &Key, vault: &VaultId) -> Zeroizing<String> {
    let key = draw::<32>(data_key, vault, "database");
    let salt = draw::<16>(data_key, vault, "database salt");
    let mut words = Zeroizing::new(String::with_capacity(100));
    words.push_str("x'");
    for byte in key.iter().chain(salt.iter()) {
        let _ = write!(words, "{byte:02x}");
    }
    words.push('\'');
    words
}

/// Where a copy goes and what it is encrypted with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Copied<'a> {
    pub(crate) path: &'a Path,
    pub(crate) key: &'a Key,
    pub(crate) vault: &'a VaultId,
}

/// Copies a database row by row into a new file under another key, and checks the copy page by page and table by table.
/// What was deleted, and may still stand in the gaps of the old file, does not come along. Says the rows of each table.
pub(crate) fn copy(from: Copied<'_>, to: Copied<'_>) -> Result<Vec<(String, i64)>, VaultError> {
    files::create_private(to.path)?;
    let source = keyed(from.path, from.key, from.vault)?;
    let version = migrate::version(&source)?;
    source.busy_timeout(Duration::from_secs(5))?;
    source.execute_batch("PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16000;")?;
    let name = to.path.to_str().ok_or(VaultError::Io {
        doing: "writing to a folder whose name is no text",
        kind: std::io::ErrorKind::InvalidInput,
    })?;
    let key = raw_key(to.key, to.vault);
    source.execute("ATTACH DATABASE ?1 AS copy KEY ?2", [name, key.as_str()])?;
    source.execute_batch("PRAGMA copy.synchronous = FULL")?;
    source.query_row("SELECT sqlcipher_export('copy')", [], |_| Ok(())).map_err(of_export)?;
    // What was laid out stays behind: its key, which is all there is of it in the database, is of no use elsewhere.
    laid_out::drop_from_copy(&source)?;
    source.execute_batch(&format!(
        "PRAGMA copy.application_id = {}; PRAGMA copy.user_version = {version};",
        migrate::APPLICATION
    ))?;
    let before = tables(&source)?;
    source.execute_batch("DETACH DATABASE copy")?;
    drop(source);
    let after = check(to)?;
    if before == after { Ok(after) } else { Err(VaultError::Damaged("a copy that does not hold what it should")) }
}

/// The export tells a full disk in words only: its code is the one for everything.
fn of_export(error: rusqlite::Error) -> VaultError {
    match &error {
        rusqlite::Error::SqliteFailure(_, Some(words)) if words.contains("disk is full") => VaultError::DiskFull,
        _ => error.into(),
    }
}

/// Checks a database whole: every page against its tag, and beside that every table and index against each other. Says the rows of
/// each table.
pub(crate) fn check(of: Copied<'_>) -> Result<Vec<(String, i64)>, VaultError> {
    thread::scope(|scope| {
        let pages = scope.spawn(|| check_pages(of));
        let tables = check_tables(of);
        let pages = pages.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        pages.and(tables)
    })
}

fn torn() -> VaultError {
    VaultError::Damaged("the database")
}

fn check_pages(of: Copied<'_>) -> Result<(), VaultError> {
    let connection = keyed(of.path, of.key, of.vault)?;
    migrate::version(&connection)?;
    let mut pages = connection.prepare("PRAGMA cipher_integrity_check")?;
    if pages.query([])?.next()?.is_some() { Err(torn()) } else { Ok(()) }
}

fn check_tables(of: Copied<'_>) -> Result<Vec<(String, i64)>, VaultError> {
    let connection = keyed(of.path, of.key, of.vault)?;
    migrate::version(&connection)?;
    let whole: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
    if whole != "ok" {
        return Err(torn());
    }
    tables(&connection)
}

/// Rows of each table that something stays in.
fn tables(connection: &Connection) -> Result<Vec<(String, i64)>, VaultError> {
    let mut statement = connection.prepare(
        "SELECT name FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT IN ('laid_out', 'laid_since') ORDER BY name",
    )?;
    let names: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let count = |name: String| {
        let sql = format!("SELECT count(*) FROM main.\"{}\"", name.replace('"', "\"\""));
        let rows = connection.query_row(&sql, [], |row| row.get(0))?;
        Ok((name, rows))
    };
    names.into_iter().map(count).collect()
}

pub(crate) fn settle(connection: &Connection) -> Result<(), VaultError> {
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
    // Plans that do not look at the values bound: without it a kept statement is compiled anew for each person it is asked
    // about, and under the memory guard that is hundreds of locked allocations.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
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

    fn key(byte: u8) -> Key {
        Key::from_slice(&[byte; 32]).expect("a key")
    }

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
        let connection = create(&path, &key(5), &[6; 16]).expect("made");
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
        assert!(connection.db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG).expect("asked"));
        assert!(connection.query_row("SELECT load_extension('x')", [], |_| Ok(())).is_err());
        assert_eq!(cipher_words(&connection).expect("words"), "AES-256 (SQLCipher 4.20.0)");
    }

    #[test]
    fn a_kept_statement_is_compiled_once() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("vault.db");
        files::create_private(&path).expect("created");
        let connection = create(&path, &key(5), &[6; 16]).expect("made");
        let compiled = |sql: &str| {
            let mut statement = connection.prepare_cached(sql).expect("prepared");
            for person in 2..50 {
                assert!(!statement.exists([person.to_string()]).expect("asked"));
            }
            statement.get_status(rusqlite::StatementStatus::RePrepare)
        };
        let first = "SELECT import, said FROM person_source WHERE person = ?1 ORDER BY import LIMIT 1";
        let like = "SELECT id FROM person WHERE email LIKE ?1";
        assert_eq!((compiled(first), compiled(like)), (0, 0));
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, false).expect("set");
        connection.flush_prepared_statement_cache();
        assert!(compiled(like) > 40, "the engine no longer looks at what is bound: the setting can go");
    }

    #[test]
    fn a_full_disk_is_told_from_another_failure() {
        let said = |words: &str| {
            let inner = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_ERROR);
            of_export(rusqlite::Error::SqliteFailure(inner, Some(words.to_owned())))
        };
        assert_eq!(said("database or disk is full"), VaultError::DiskFull);
        assert_eq!(said("no such table: person"), VaultError::Database { code: rusqlite::ffi::SQLITE_ERROR });
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
        drop(create(&path, &key(5), &[6; 16]).expect("made"));
        let before = std::fs::read(&path).expect("read");
        assert_eq!(open(&path, &key(4), &[6; 16]).err(), Some(VaultError::Damaged("the database")));
        assert_eq!(open(&path, &key(5), &[7; 16]).err(), Some(VaultError::Damaged("the database")));
        assert_eq!(std::fs::read(&path).expect("read"), before);
        assert!(open(&path, &key(5), &[6; 16]).is_ok());
    }
}
