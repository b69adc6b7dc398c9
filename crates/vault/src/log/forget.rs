//! Erasure in the log: what entries tell of one person goes, and the entry of the erasure says of which.

use super::payload::{Payload, numbers};
use crate::{VaultError, access::Read, access::Tx};
use regulars_model::PersonId;
use std::collections::BTreeSet;

/// Takes away the payload of every entry that names this person and nobody else, and keeps their number out of the
/// entry of this transaction. Entries that name others too stay: the number in them leads to nobody, and is never
/// given again.
pub(crate) fn forget(tx: &Tx<'_>, person: PersonId) -> Result<(), VaultError> {
    let only = BTreeSet::from([person.0]);
    let mut gone = Vec::new();
    {
        // The word may stand anywhere in the list, so the rows are read; an erasure rewrites the whole file anyway.
        let mut statement = tx.sql(
            "SELECT number, actor, verb, subjects, fields, forgot, salt FROM log_payload \
             WHERE instr(subjects, ?1) AND forgot = ''",
        )?;
        let mut rows = statement.query([person.to_string()])?;
        while let Some(row) = rows.next()? {
            if Payload::read(row, 1)?.is_some_and(|payload| payload.people() == only) {
                gone.push(row.get::<_, u32>(0)?);
            }
        }
    }
    for number in &gone {
        tx.sql("DELETE FROM log_payload WHERE number = ?1")?.execute([number])?;
    }
    tx.forgot(person, gone);
    Ok(())
}

/// One erasure, as its entry tells of it.
pub(super) struct Erased {
    pub(super) by: u32,
    pub(super) receipt: Option<u32>,
    pub(super) numbers: BTreeSet<u32>,
}

/// Every erasure that took payloads away.
pub(super) fn erased(read: &Read<'_>) -> Result<Vec<Erased>, VaultError> {
    let mut statement = read.sql(
        "SELECT number, actor, verb, subjects, fields, forgot, salt FROM log_payload WHERE forgot <> '' ORDER BY number",
    )?;
    let rows = statement.query_map([], |row| Ok((row.get::<_, u32>(0)?, Payload::read(row, 1)?)))?;
    let mut all = Vec::new();
    for row in rows {
        let (by, Some(payload)) = row? else { continue };
        let numbers = numbers(&payload.forgot, by).unwrap_or_default();
        all.push(Erased { by, receipt: payload.receipt(), numbers });
    }
    Ok(all)
}
