//! What only the fault suite may do: weaken the durability to prove that its loss would be seen, hand out the raw keys so
//! that a second decryptor can check the first, and ask the engine for its own word on a file. A release refuses it.

use crate::{Open, RecoveryCode, Vault, VaultError, header::Slot, keys::draw, secret::Key};
use rusqlite::Connection;
use std::collections::HashSet;

/// Set to `NORMAL` or `OFF`, a vault is opened with that instead of `FULL`.
pub const SYNCHRONOUS: &str = "REGULARS_CONTROL_SYNCHRONOUS";

/// The keys of an open vault, bare. For a search in memory and for a decryptor that is not the engine's.
#[derive(Clone)]
pub struct RawKeys {
    /// The key that every slot wraps; held while a vault is open.
    pub data: [u8; 32],
    /// The key of the database file.
    pub database: [u8; 32],
    /// Signs the log; held while a vault is open.
    pub log: [u8; 32],
    /// Makes the tokens of the list that keeps people out; held while a vault is open.
    pub token: [u8; 32],
}

/// Wraps one key `count` times in each kind of slot that costs nothing to wrap. Says how many random values that drew, and
/// how many different ones they are.
///
/// # Errors
/// When the computer gives no random bytes.
pub fn wraps(count: usize) -> Result<(usize, usize), VaultError> {
    let (vault, data, code) = ([1; 16], Key::random()?, RecoveryCode::random()?);
    let (mut drawn, mut seen) = (0, HashSet::new());
    for at in 0..count {
        let slot = match at % 2 {
            0 => Slot::recovery(&vault, &data, &code)?,
            _ => Slot::this_computer(&vault, &data)?.0,
        };
        let text = serde_json::to_value(slot).unwrap_or_default();
        for random in [&text["id"], &text["salt"], &text["wrapped"]["nonce"]].into_iter().filter_map(|of| of.as_str()) {
            drawn += 1;
            seen.insert(random.to_owned());
        }
    }
    Ok((drawn, seen.len()))
}

/// Makes writes less durable when asked to.
pub(crate) fn weaken(connection: &Connection) -> Result<(), VaultError> {
    match std::env::var(SYNCHRONOUS).as_deref() {
        Ok("NORMAL") => connection.execute_batch("PRAGMA synchronous = NORMAL")?,
        Ok("OFF") => connection.execute_batch("PRAGMA synchronous = OFF")?,
        _ => {}
    }
    Ok(())
}

impl Vault<Open> {
    /// The raw keys.
    #[must_use]
    pub fn raw_keys(&self) -> RawKeys {
        let keys = self.keys();
        RawKeys {
            data: *keys.data.bytes(),
            database: *draw(&keys.data, &keys.vault, "database"),
            log: *keys.log.bytes(),
            token: *keys.token.bytes(),
        }
    }

    /// What the engine finds wrong: pages whose tag does not fit, then rows and indexes that do not. Empty when sound.
    ///
    /// # Errors
    /// When the database cannot be read at all.
    pub fn complaints(&self) -> Result<Vec<String>, VaultError> {
        // The check of tags reads the file alone. A page that a cut left half written there stands whole in the log
        // beside it, from which the engine reads; so what is in the log is brought in first.
        let brought = |row: &rusqlite::Row<'_>| row.get::<_, bool>(0);
        if self.state_for_tests().query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], brought)? {
            return Err(VaultError::InUse);
        }
        let mut found = Vec::new();
        for pragma in ["cipher_integrity_check", "integrity_check", "foreign_key_check"] {
            let mut statement = self.state_for_tests().prepare(&format!("PRAGMA {pragma}"))?;
            for row in statement.query_map([], |row| row.get::<_, String>(0))? {
                let row = row?;
                if row != "ok" {
                    found.push(format!("{pragma}: {row}"));
                }
            }
        }
        Ok(found)
    }

    /// Writes another version of the schema into the file, as a newer program would.
    ///
    /// # Errors
    /// When the database fails.
    pub fn pretend_version(&self, version: u32) -> Result<(), VaultError> {
        Ok(self.state_for_tests().pragma_update(None, "user_version", version)?)
    }

    /// The version of the schema in the file.
    ///
    /// # Errors
    /// When the database fails.
    pub fn schema_version(&self) -> Result<u32, VaultError> {
        Ok(self.state_for_tests().pragma_query_value(None, "user_version", |row| row.get(0))?)
    }
}
