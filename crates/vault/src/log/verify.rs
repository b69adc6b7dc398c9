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

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::{
        keys::Keys,
        log::{add, head::Head, payload::tests::sample},
        migrate,
    };
    use rusqlite::{Connection, params};

    const AT: i64 = 1_795_000_000;

    /// A log of so many entries, no two at the same time, in memory.
    pub(crate) fn log_of(entries: u32) -> (Connection, Keys) {
        let (mut connection, keys) = (Connection::open_in_memory().expect("a database"), migrate::tests::keys());
        migrate::run(&mut connection, 0, &keys).expect("made");
        let read = Read { connection: &connection, keys: &keys };
        let mut end = Head::empty(beginning(&read));
        for number in 1..=entries {
            end = add(&read, end, AT + i64::from(number), &sample()).expect("written");
            head::set(&read, &end).expect("written");
        }
        (connection, keys)
    }

    fn found(connection: &Connection, keys: &Keys) -> (Option<u32>, Option<Fault>) {
        let check = verify(&Read { connection, keys }).expect("checked");
        (check.broken_at, check.fault)
    }

    #[test]
    fn the_first_place_is_named_and_what_was_said_of_it_first() {
        let whole = LogCheck { entries: 9, erased: 1, checkpoints: 2, broken_at: None, fault: None };
        let fifth = whole.broken(5, Fault::Payload);
        assert_eq!(fifth, LogCheck { broken_at: Some(5), fault: Some(Fault::Payload), ..whole });
        assert_eq!(fifth.broken(6, Fault::End), fifth, "one that comes later is not the first");
        assert_eq!(fifth.broken(5, Fault::End), fifth);
        assert_eq!(fifth.broken(4, Fault::End).broken_at, Some(4));
    }

    /// Each of these is signed with the right key, and yet is not the checkpoint that stood there.
    #[test]
    fn a_checkpoint_in_the_place_of_another_shows() {
        let (connection, keys) = log_of(130);
        assert_eq!(found(&connection, &keys), (None, None));
        let read = Read { connection: &connection, keys: &keys };
        let key = checkpoint::public_key(&read);
        let notes = checkpoint::all(&read).expect("read");
        let right = Checkpoint::open(&notes[0].1, &key).expect("ours");
        let later = Checkpoint::open(&notes[1].1, &key).expect("ours");
        assert_eq!((right.size, later.size), (64, 128));
        let others = [
            Checkpoint { size: 65, ..right.clone() },
            Checkpoint { root: [1; 32], ..right.clone() },
            Checkpoint { at: right.at + 1, ..right.clone() },
            Checkpoint { size: 64, ..later.clone() },
            Checkpoint { root: right.root, ..later.clone() },
            later,
        ];
        let put = |checkpoint: &Checkpoint| {
            let note = checkpoint.signed(&checkpoint::signing(&read));
            connection.execute("UPDATE log_checkpoint SET note = ?1 WHERE size = 64", [note]).expect("put");
        };
        for other in others {
            put(&other);
            assert_eq!(found(&connection, &keys), (Some(64), Some(Fault::Checkpoint)), "{other:?}");
        }
        put(&right);
        assert_eq!(found(&connection, &keys), (None, None), "the control");
    }

    #[test]
    fn what_does_not_belong_at_the_end_shows() {
        use Fault::{Checkpoint, End};
        let cut = "DELETE FROM log WHERE number > 60; DELETE FROM log_payload WHERE number > 60;";
        let damages = [
            ("an end cut off without a trace", cut, 61, End),
            ("a head gone and nothing else", "DELETE FROM log_head", 64, End),
            ("a checkpoint of what never was", "INSERT INTO log_checkpoint VALUES (99, 'x')", 63, Checkpoint),
            (
                "a telling of what never was",
                "INSERT INTO log_payload SELECT 99, actor, verb, subjects, fields, forgot, salt FROM log_payload \
                 WHERE number = 1",
                64,
                End,
            ),
        ];
        for (what, sql, at, fault) in damages {
            let (connection, keys) = log_of(63);
            connection.execute_batch(sql).expect(what);
            assert_eq!(found(&connection, &keys), (Some(at), Some(fault)), "{what}");
        }
        // As many checkpoints as the head says, one of them of a size that the log does not have.
        let (connection, keys) = log_of(70);
        assert!(checkpoint::seal(&Read { connection: &connection, keys: &keys }).expect("sealed"));
        assert_eq!(found(&connection, &keys), (None, None));
        connection.execute("UPDATE log_checkpoint SET size = 99 WHERE size = 70", []).expect("moved");
        assert_eq!(found(&connection, &keys), (Some(70), Some(Checkpoint)));
        connection.execute("DELETE FROM log_checkpoint WHERE size = 99", []).expect("taken away");
        assert_eq!(found(&connection, &keys), (Some(70), Some(Checkpoint)), "one that was taken away is missed");
    }

    #[test]
    fn an_empty_log_holds_nothing() {
        let (connection, keys) = log_of(0);
        assert_eq!(found(&connection, &keys), (None, None));
        connection.execute("INSERT INTO log_checkpoint VALUES (1, 'x')", []).expect("put");
        assert_eq!(found(&connection, &keys), (Some(1), Some(Fault::End)), "a checkpoint of nothing");
        connection.execute("DELETE FROM log_checkpoint", []).expect("taken away");
        let stray = params![1, "user", "use", "p1", "", "", [1_u8; 32]];
        connection.execute("INSERT INTO log_payload VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)", stray).expect("put");
        assert_eq!(found(&connection, &keys), (Some(1), Some(Fault::End)), "a telling of nothing");
    }
}
