//! Table `score_proof_seen`: that the user looked at how right a score was, or knowingly did not.

use crate::VaultError;
use crate::access::{Read, Subject, Tx};
use regulars_model::ScoreKind;
use rusqlite::{OptionalExtension, params};

pub(crate) const CREATE: &str = "
CREATE TABLE score_proof_seen (
    kind TEXT PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES score_run (id),
    how TEXT NOT NULL CHECK (how IN ('seen', 'skipped')),
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;";

/// That a proof was looked at, or knowingly not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProofLook {
    /// What the score was worked out by.
    pub run: u32,
    /// Looked at; otherwise skipped.
    pub seen: bool,
    /// UTC seconds since 1970.
    pub at: i64,
}

/// Notes it, in place of what was noted before.
///
/// # Errors
/// When the database fails, or there is no such run.
pub fn note(tx: &Tx<'_>, kind: ScoreKind, look: ProofLook) -> Result<(), VaultError> {
    tx.sql("INSERT OR REPLACE INTO score_proof_seen (kind, run, how, at) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![kind.word(), look.run, if look.seen { "seen" } else { "skipped" }, look.at])?;
    tx.touched(Subject::Scores, &[if look.seen { "proof_seen" } else { "proof_skipped" }]);
    Ok(())
}

/// What is noted of a score.
///
/// # Errors
/// When the database fails.
pub fn of(read: &Read<'_>, kind: ScoreKind) -> Result<Option<ProofLook>, VaultError> {
    let look = read.sql("SELECT run, how, at FROM score_proof_seen WHERE kind = ?1")?.query_row([kind.word()], |row| {
        let how: String = row.get(1)?;
        Ok(ProofLook { run: row.get(0)?, seen: how == "seen", at: row.get(2)? })
    });
    Ok(look.optional()?)
}
