//! The schema, version by version. Everything that is missing is applied in one transaction that also sets the
//! version; a newer version is refused before anything is written.

use crate::{VaultError, keys::Keys, log, table};
use rusqlite::{Connection, TransactionBehavior};

/// `PRAGMA application_id`: "RgVt".
pub(crate) const APPLICATION: i32 = 0x5267_5674;

/// What statements cannot say: done on the connection, in the transaction of the migration.
type Step = fn(&Connection, &Keys) -> Result<(), VaultError>;

/// What a version adds: statements, then a step.
struct Version {
    sql: &'static [&'static str],
    then: Option<Step>,
}

/// One entry for each version, from 1. What is in here is never edited: a change is a new entry.
const VERSIONS: &[Version] = &[
    Version {
        sql: &[
            table::meta::CREATE,
            table::import::CREATE,
            table::person::CREATE,
            table::identity::CREATE,
            table::person_source::CREATE,
            table::permission::CREATE,
            table::suppression::CREATE,
            table::chunk::CREATE,
            table::segment::CREATE,
            table::persona_run::CREATE,
            table::receipt::CREATE,
            log::v1::CREATE,
        ],
        then: None,
    },
    // The log holds salted commitments: what it tells of a person can be erased without breaking it.
    Version { sql: &[log::v1::SET_ASIDE, log::CREATE], then: Some(log::convert) },
    // Keys that outlive the data key, and what the user chose for this vault.
    Version { sql: &[table::vault_secret::CREATE, table::setting::CREATE], then: Some(table::vault_secret::keep) },
    // What each import said of a person stands apart, so that it can be taken back; two entries can be one person.
    Version {
        sql: &[
            table::import::V4,
            table::person::V4,
            table::person_source::V4,
            table::permission::V4,
            table::claim::CREATE,
            table::field::CREATE,
            table::same_person::CREATE,
            table::mapping::CREATE,
            table::product::CREATE,
            table::campaign_result::CREATE,
            table::export::CREATE,
        ],
        then: None,
    },
    // How a segment grew, and who was in it when it was last marked as seen.
    Version { sql: &[table::segment_size::CREATE, table::segment_seen::CREATE], then: None },
    // Where what was laid out of the vault is kept, and under which key.
    Version { sql: &[table::laid_out::CREATE], then: None },
    // Where postcodes are, by a table that the user loads.
    Version { sql: &[table::place::CREATE], then: None },
    // With what scores were worked out, whether somebody looked at how right they were, and what the user said instead.
    Version {
        sql: &[table::score_run::CREATE, table::score_proof_seen::CREATE, table::score_override::CREATE],
        then: None,
    },
    // What was added to people since they were laid out.
    Version { sql: &[table::laid_out::SINCE], then: None },
];

/// The newest version this program knows.
pub(crate) fn known() -> u32 {
    u32::try_from(VERSIONS.len()).unwrap_or(u32::MAX)
}

/// The version of an open database, checked. Reads only.
pub(crate) fn version(connection: &Connection) -> Result<u32, VaultError> {
    let application: i32 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let found: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if found == 0 || application != APPLICATION {
        return Err(VaultError::Damaged("the database is not that of a vault"));
    }
    if found > known() {
        return Err(VaultError::TooNew { found, known: known() });
    }
    Ok(found)
}

/// Brings a database from version `from` (0: empty) to the newest.
pub(crate) fn run(connection: &mut Connection, from: u32, keys: &Keys) -> Result<(), VaultError> {
    run_versions(connection, from, VERSIONS, keys)
}

fn run_versions(connection: &mut Connection, from: u32, versions: &[Version], keys: &Keys) -> Result<(), VaultError> {
    let missing = versions.get(from as usize..).unwrap_or_default();
    if missing.is_empty() {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for version in missing {
        for sql in version.sql {
            transaction.execute_batch(sql)?;
        }
        if let Some(then) = version.then {
            then(&transaction, keys)?;
        }
    }
    // What was laid out was laid out of tables as they were.
    table::laid_out::drop_if_there(&transaction)?;
    transaction.pragma_update(None, "application_id", APPLICATION)?;
    transaction.pragma_update(None, "user_version", u32::try_from(versions.len()).unwrap_or(u32::MAX))?;
    transaction.commit()?;
    Ok(())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::secret::Key;

    pub(crate) fn keys() -> Keys {
        Keys::draw(&Key::from_slice(&[5; 32]).expect("a key"), [6; 16])
    }

    /// A database as the first program made it.
    pub(crate) fn version_one() -> Connection {
        let mut connection = Connection::open_in_memory().expect("a database");
        run_versions(&mut connection, 0, &VERSIONS[..1], &keys()).expect("migrated");
        connection
    }

    /// Takes everything away and makes a database as it was in an earlier version.
    pub(crate) fn back_to_version(connection: &mut Connection, keys: &Keys, version: usize) {
        connection.execute_batch("PRAGMA foreign_keys = OFF").expect("set");
        let named: Vec<String> = {
            let mut statement = connection
                .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
                .expect("sql");
            statement.query_map([], |row| row.get(0)).expect("rows").map(|name| name.expect("text")).collect()
        };
        for name in named {
            connection.execute_batch(&format!("DROP TABLE {name}")).expect("dropped");
        }
        run_versions(connection, 0, &VERSIONS[..version], keys).expect("made");
    }

    fn schema(connection: &Connection) -> String {
        let mut statement =
            connection.prepare("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid").expect("sql");
        let rows = statement.query_map([], |row| row.get::<_, String>(0)).expect("rows");
        rows.map(|sql| sql.expect("text") + ";\n").collect()
    }

    const FRESH: Version = Version { sql: &["CREATE TABLE fresh (id INTEGER)"], then: None };

    #[test]
    fn the_schema_is_as_agreed() {
        let mut connection = Connection::open_in_memory().expect("a database");
        run(&mut connection, 0, &keys()).expect("migrated");
        assert_eq!(version(&connection), Ok(known()));
        let found = schema(&connection);
        let path = crate::tests::source("schema.sql");
        // To accept a change on purpose: REGULARS_ACCEPT=1 cargo test -p regulars-vault schema
        if std::env::var_os("REGULARS_ACCEPT").is_some() {
            std::fs::write(&path, &found).expect("written");
        }
        assert_eq!(found, std::fs::read_to_string(path).expect("read"));
    }

    #[test]
    fn a_database_that_grew_has_the_schema_of_a_new_one() {
        let mut grown = version_one();
        run(&mut grown, 1, &keys()).expect("migrated");
        let mut fresh = Connection::open_in_memory().expect("a database");
        run(&mut fresh, 0, &keys()).expect("migrated");
        assert_eq!(schema(&grown), schema(&fresh));
    }

    #[test]
    fn a_vault_of_version_three_keeps_everything_and_knows_what_it_cannot_tell_apart() {
        let mut old = version_one();
        run_versions(&mut old, 1, &VERSIONS[..3], &keys()).expect("migrated");
        old.execute_batch(
            "INSERT INTO import (file_name, kind, digest, source, basis, at) VALUES
                ('a.csv', 'customers', zeroblob(32), 'Till', 'contract', 5),
                ('b.csv', 'orders', zeroblob(32), 'Till', 'contract', 6);
             INSERT INTO person (external_id, email, phone, first_name, last_name, company, street, city, region, postcode,
                country, tags, created, updated) VALUES
                ('1', 'ana@example.com', '', 'Ana', '', '', '', '', '', '', '', '', 5, 6),
                ('2', 'mei@example.com', '', 'Mei', '', '', '', '', '', '', '', '', 5, 5);
             INSERT INTO person_source VALUES (1, 1, 2, 5), (1, 2, 2, 6), (2, 1, 3, 5);
             INSERT INTO permission VALUES (1, 'email', 'granted', 'consent', 'a form', 5, 1),
                (2, 'email', 'refused', 'consent', 'a form', 5, 1);",
        )
        .expect("a small old vault");
        run(&mut old, 3, &keys()).expect("migrated");
        let said = |person: u32| -> Vec<String> {
            let mut statement = old.prepare("SELECT said FROM person_source WHERE person = ?1").expect("sql");
            statement.query_map([person], |row| row.get(0)).expect("rows").map(|said| said.expect("text")).collect()
        };
        assert_eq!(said(1), ["?", "?"], "two files spoke of her, and nobody kept apart what each said");
        assert_eq!(said(2), [""], "one file: the row is what it said");
        let keys = keys();
        let read = crate::Read { connection: &old, keys: &keys };
        let ana = table::person::get(&read, regulars_model::PersonId(1)).expect("read").expect("there");
        assert_eq!((ana.fields.first_name.as_str(), ana.fields.custom.len()), ("Ana", 0));
        let said = table::permission::of(&read, ana.id).expect("read");
        assert_eq!(said[0].permission.purposes, regulars_model::Purposes::MARKETING);
        let imports = table::import::list(&read).expect("read");
        assert!(imports.iter().all(|import| !import.quarantines() && import.undone.is_none()));
        assert_eq!(
            table::permission::of(&read, regulars_model::PersonId(2)).expect("read")[0].permission.purposes.bits(),
            0
        );
    }

    #[test]
    fn a_migration_that_fails_leaves_nothing() {
        let nonsense = Version { sql: &["CREATE TABLE nonsense ("], then: None };
        let refusing = Version { sql: &[], then: Some(|_, _| Err(VaultError::Damaged("on purpose"))) };
        for failing in [nonsense, refusing] {
            let mut connection = version_one();
            let before = schema(&connection);
            let broken = [Version { sql: &[], then: None }, FRESH, failing];
            assert!(run_versions(&mut connection, 1, &broken, &keys()).is_err());
            assert_eq!(schema(&connection), before);
            assert_eq!(version(&connection), Ok(1));
        }
    }

    #[test]
    fn a_database_of_another_program_or_of_no_version_is_none_of_ours() {
        let connection = version_one();
        assert_eq!(version(&connection), Ok(1));
        for (name, other, ours) in [("application_id", 7, APPLICATION), ("user_version", 0, 1)] {
            connection.pragma_update(None, name, other).expect("set");
            assert!(matches!(version(&connection), Err(VaultError::Damaged(_))), "{name}");
            connection.pragma_update(None, name, ours).expect("set");
        }
        assert_eq!(version(&connection), Ok(1), "the control");
    }

    #[test]
    fn a_version_is_only_applied_once() {
        let mut connection = Connection::open_in_memory().expect("a database");
        run(&mut connection, 0, &keys()).expect("migrated");
        let mut versions: Vec<Version> = VERSIONS.iter().map(|_| Version { sql: &["nonsense"], then: None }).collect();
        versions.push(FRESH);
        run_versions(&mut connection, known(), &versions, &keys()).expect("the last only");
        assert!(schema(&connection).contains("fresh"));
        assert_eq!(version(&connection), Err(VaultError::TooNew { found: known() + 1, known: known() }));
    }
}
