//! Follows the chain from the first entry to the head, with every payload and every checkpoint.

use super::{
    COLUMNS, Hash, Link, PAYLOAD, beginning, checkpoint, entry_hash, head,
    merkle::{self, Edge},
    note::Checkpoint,
    payload::{Payload, numbers},
    sign, v1,
};
use crate::{VaultError, access::Read};
use std::collections::BTreeSet;

/// Whether the log holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogCheck {
    /// Entries present.
    pub entries: u32,
    /// Entries of which the payload was erased, each named by the erasure that did it.
    pub erased: u32,
    /// Checkpoints present.
    pub checkpoints: u32,
    /// Number of the first entry that is missing, out of place or changed.
    pub broken_at: Option<u32>,
    /// What is the matter with it.
    pub fault: Option<Fault>,
}

/// What can be the matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The entry was changed, or is not where it was.
    Entry,
    /// What it tells was changed.
    Payload,
    /// What it tells is missing, and no later entry says that it was erased.
    PayloadLost,
    /// What it tells is there again, though a later entry says that it was erased.
    PayloadBack,
    /// It is missing: the end was cut off, or the head was changed.
    End,
    /// A checkpoint of the log up to this entry is false or missing.
    Checkpoint,
    /// It was broken before the log was converted to its present form.
    Before,
}

impl LogCheck {
    pub(super) fn broken(self, at: u32, fault: Fault) -> Self {
        match self.broken_at {
            Some(earlier) if earlier <= at => self,
            _ => Self { broken_at: Some(at), fault: Some(fault), ..self },
        }
    }
}

/// What the chain says as it is walked.
pub(super) struct Walk {
    /// Number of the last entry that fits.
    pub(super) number: u32,
    pub(super) hash: Hash,
    pub(super) edge: Edge,
    /// Entries without payload, and those that somebody said were erased.
    missing: BTreeSet<u32>,
    erased: BTreeSet<u32>,
    /// What the conversion found.
    before: Option<u32>,
}

impl Walk {
    pub(super) fn from(beginning: Hash) -> Self {
        Self {
            number: 0,
            hash: beginning,
            edge: Edge::default(),
            missing: BTreeSet::new(),
            erased: BTreeSet::new(),
            before: None,
        }
    }

    /// Takes the next entry; or says what is the matter with it.
    pub(super) fn step(
        &mut self,
        number: u32,
        at: i64,
        commitment: &Hash,
        hash: &Hash,
        payload: Option<&Payload>,
    ) -> Result<(), Fault> {
        if number != self.number + 1 || *hash != entry_hash(&self.hash, number, at, commitment) {
            return Err(Fault::Entry);
        }
        match payload {
            None => drop(self.missing.insert(number)),
            Some(payload) => {
                if payload.commitment() != *commitment {
                    return Err(Fault::Payload);
                }
                if !payload.forgot.is_empty() {
                    self.erased.extend(numbers(&payload.forgot, number).ok_or(Fault::Payload)?);
                }
                self.before = self.before.or_else(|| v1::broken_before(payload));
            }
        }
        self.number = number;
        self.hash = *hash;
        self.edge.push(merkle::leaf(hash));
        Ok(())
    }

    /// What can only be said at the end: payloads that went without a word, or came back.
    pub(super) fn close(&self, mut check: LogCheck) -> LogCheck {
        if let Some(at) = self.missing.difference(&self.erased).next() {
            check = check.broken(*at, Fault::PayloadLost);
        }
        if let Some(at) = self.erased.difference(&self.missing).next() {
            check = check.broken(*at, Fault::PayloadBack);
        }
        if let Some(at) = self.before {
            check = check.broken(at, Fault::Before);
        }
        LogCheck { erased: u32::try_from(self.missing.len()).unwrap_or(u32::MAX), ..check }
    }
}

/// Follows the chain from the first entry to the signed head, and holds every checkpoint against it.
///
/// # Errors
/// When the database fails. A broken chain is an answer, not an error.
pub fn verify(read: &Read<'_>) -> Result<LogCheck, VaultError> {
    let notes = checkpoint::all(read)?;
    let key = checkpoint::public_key(read);
    let check = LogCheck {
        entries: super::count(read)?,
        erased: 0,
        checkpoints: u32::try_from(notes.len()).unwrap_or(u32::MAX),
        broken_at: None,
        fault: None,
    };
    let mut statement = read.sql(&format!(
        "SELECT {COLUMNS}, {PAYLOAD} FROM log LEFT JOIN log_payload USING (number) ORDER BY log.number"
    ))?;
    let mut rows = statement.query([])?;
    let mut walk = Walk::from(beginning(read));
    let mut notes_left = notes.iter().peekable();
    while let Some(row) = rows.next()? {
        let at = walk.number + 1;
        // A column of the wrong type is a changed entry.
        let Ok(link) = Link::read(row) else { return Ok(check.broken(at, Fault::Entry)) };
        let Ok(payload) = Payload::read(row, 5) else { return Ok(check.broken(at, Fault::Payload)) };
        let stepped = walk.step(link.number, link.at, &link.commitment, &link.hash, payload.as_ref());
        if let Err(fault) = stepped {
            return Ok(check.broken(at, fault));
        }
        if link.mac != sign(read, at, &link.hash) {
            return Ok(check.broken(at, Fault::Entry));
        }
        let sound = match notes_left.next_if(|(size, _)| *size <= i64::from(at)) {
            None => !at.is_multiple_of(checkpoint::EVERY),
            Some((size, note)) => Checkpoint::open(note, &key).is_some_and(|checkpoint| {
                *size == i64::from(at)
                    && checkpoint.size == at
                    && checkpoint.root == walk.edge.root()
                    && checkpoint.at == link.at
            }),
        };
        if !sound {
            return Ok(check.broken(at, Fault::Checkpoint));
        }
    }
    let check = walk.close(check);
    let end = walk.number + 1;
    Ok(match head::get(read) {
        Ok(None) if walk.number == 0 && notes.is_empty() && strays(read)? == 0 => check,
        Ok(Some(head)) if (head.hash, &head.edge) == (walk.hash, &walk.edge) => {
            if notes_left.peek().is_some() || head.checkpoints != check.checkpoints {
                check.broken(walk.number, Fault::Checkpoint)
            } else if strays(read)? > 0 {
                check.broken(end, Fault::End)
            } else {
                check
            }
        }
        // The tail was cut (or the head changed): the first entry that should be there and is not.
        Ok(_) | Err(VaultError::Damaged(_)) => check.broken(end, Fault::End),
        Err(error) => return Err(error),
    })
}

/// Payloads that belong to no entry.
fn strays(read: &Read<'_>) -> Result<u32, VaultError> {
    let sql = "SELECT count(*) FROM log_payload WHERE number NOT IN (SELECT number FROM log)";
    Ok(read.sql(sql)?.query_row([], |row| row.get(0))?)
}
