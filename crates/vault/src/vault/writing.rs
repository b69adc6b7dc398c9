//! One transaction: all of it and one log entry, or nothing.

use crate::{Read, Tx, VaultError, access::Cause, files::Files, keys::Keys, ledger::Ledger, log};
use rusqlite::{Connection, TransactionBehavior};
use std::cell::Cell;

pub(super) fn transact<T, E: From<VaultError>>(
    connection: &mut Connection,
    keys: &Keys,
    files: &Files,
    cause: Cause,
    keep: bool,
    in_doubt: &Cell<bool>,
    f: impl FnOnce(&Tx<'_>) -> Result<T, E>,
) -> Result<T, E> {
    // Dropped without a commit, a transaction is rolled back: on an error, and on a panic.
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(VaultError::from)?;
    let read = Read { connection: &transaction, keys };
    let tx = Tx::new(read, cause);
    let answer = f(&tx)?;
    let keeps_out = tx.keeps_out();
    let key_goes = tx.close()?;
    if !keep {
        transaction.rollback().map_err(VaultError::from)?;
        return Ok(answer);
    }
    let save = |read: &Read<'_>| Ledger::of(read, cause.now)?.save(&files.ledger(), &keys.token, &keys.vault);
    // First the list beside the database, then the commit: see `ledger`.
    let kept = if keeps_out { save(&read) } else { Ok(()) };
    let committed = kept.and_then(|()| transaction.commit().map_err(VaultError::from));
    if matches!(committed, Err(VaultError::Database { .. })) {
        // A sync that failed must not be tried again: the system may have dropped what it could not write.
        in_doubt.set(true);
    }
    if committed.is_err() && keeps_out {
        // The disk refused, and that is said: the list must not go on to say what the database does not.
        let _ = save(&Read { connection, keys });
    }
    committed?;
    if key_goes {
        // Noise from now on. What cannot be removed is, at the next opening.
        let _ = std::fs::remove_file(files.laid());
    }
    Ok(answer)
}

pub(super) fn seal(connection: &Connection, keys: &Keys) -> Result<(), VaultError> {
    let transaction = rusqlite::Transaction::new_unchecked(connection, TransactionBehavior::Immediate)?;
    if log::seal(&Read { connection: &transaction, keys })? {
        transaction.commit()?;
    }
    Ok(())
}
