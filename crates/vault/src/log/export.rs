//! The whole log as lines of JSON, with its checkpoints and the public key, for somebody who has no key to the vault.
//! First a line about the log, then the entries in order, each followed by the checkpoint made after it.

use super::{
    COLUMNS, Fault, Hash, Link, LogCheck, PAYLOAD, Payload, beginning, checkpoint,
    note::{Checkpoint, PublicKey},
    text::{base64, hash_of},
    verify::Walk,
};
use crate::{VaultError, access::Read};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Line {
    Log { version: u32, key: String, beginning: String, entries: u32 },
    Entry { number: u32, at: i64, commitment: String, hash: String, told: Option<Told> },
    Checkpoint(String),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Told {
    actor: String,
    verb: String,
    subjects: String,
    fields: String,
    forgot: String,
    salt: String,
}

/// Hands over the log, line by line. [Seal](crate::Vault::seal_log) first, so that the last entry is under a checkpoint.
///
/// # Errors
/// `line`'s, or the database's.
pub fn export<E: From<VaultError>>(read: &Read<'_>, mut line: impl FnMut(&str) -> Result<(), E>) -> Result<(), E> {
    let mut write = |what: &Line| line(&serde_json::to_string(what).map_err(|_| VaultError::Damaged("the log"))?);
    let key = checkpoint::public_key(read).to_string();
    write(&Line::Log { version: 2, key, beginning: base64(&beginning(read)), entries: super::count(read)? })?;
    let mut notes = checkpoint::all(read)?.into_iter().peekable();
    let mut statement = read.sql(&format!(
        "SELECT {COLUMNS}, {PAYLOAD} FROM log LEFT JOIN log_payload USING (number) ORDER BY log.number"
    ))?;
    let mut rows = statement.query([]).map_err(VaultError::from)?;
    while let Some(row) = rows.next().map_err(VaultError::from)? {
        let link = Link::read(row).map_err(VaultError::from)?;
        let told = Payload::read(row, 5).map_err(VaultError::from)?.map(|payload| Told {
            salt: base64(&payload.salt),
            actor: payload.actor,
            verb: payload.verb,
            subjects: payload.subjects,
            fields: payload.fields,
            forgot: payload.forgot,
        });
        let (commitment, hash) = (base64(&link.commitment), base64(&link.hash));
        write(&Line::Entry { number: link.number, at: link.at, commitment, hash, told })?;
        while let Some((_, note)) = notes.next_if(|(size, _)| *size <= i64::from(link.number)) {
            write(&Line::Checkpoint(note))?;
        }
    }
    notes.try_for_each(|(_, note)| write(&Line::Checkpoint(note)))
}

/// Checks an exported log, without the vault: every entry follows from the one before, every payload fits, every
/// checkpoint is signed by the key in its first line and fits, and the last entry stands under one.
///
/// # Errors
/// [`VaultError::Damaged`] when it is no such text.
pub fn check_export<'a>(lines: impl IntoIterator<Item = &'a str>) -> Result<(LogCheck, PublicKey), VaultError> {
    let damaged = || VaultError::Damaged("the exported log");
    let mut lines = lines.into_iter().map(|line| serde_json::from_str::<Line>(line).map_err(|_| damaged()));
    let Some(Line::Log { version: 2, key, beginning, entries }) = lines.next().transpose()? else {
        return Err(damaged());
    };
    let (key, beginning) = (PublicKey::parse(&key).ok_or_else(damaged)?, hash_of(&beginning).ok_or_else(damaged)?);
    let mut check = LogCheck { entries: 0, erased: 0, checkpoints: 0, broken_at: None, fault: None };
    let mut walk = Walk::from(beginning);
    let (mut last_at, mut sealed) = (0, 0);
    for line in lines {
        match line? {
            Line::Log { .. } => return Err(damaged()),
            Line::Entry { number, at, commitment, hash, told } => {
                check.entries += 1;
                let read = |text: &str| hash_of(text).ok_or_else(damaged);
                let (commitment, hash) = (read(&commitment)?, read(&hash)?);
                let payload = told.map(payload).transpose()?;
                if let (None, Err(fault)) = (check.fault, walk.step(number, at, &commitment, &hash, payload.as_ref())) {
                    check = check.broken(walk.number + 1, fault);
                }
                last_at = at;
            }
            Line::Checkpoint(note) => {
                check.checkpoints += 1;
                match Checkpoint::open(&note, &key) {
                    _ if check.fault.is_some() => {}
                    Some(checkpoint)
                        if (checkpoint.size, checkpoint.root, checkpoint.at)
                            == (walk.number, walk.edge.root(), last_at) =>
                    {
                        sealed = walk.number;
                    }
                    // It is signed, and saw an entry that is not here.
                    Some(checkpoint) if checkpoint.size > walk.number => {
                        check = check.broken(walk.number + 1, Fault::Entry);
                    }
                    _ => check = check.broken(walk.number.max(1), Fault::Checkpoint),
                }
            }
        }
    }
    if check.fault.is_none() {
        check = walk.close(check);
        if check.entries < entries {
            check = check.broken(check.entries + 1, Fault::End);
        } else if check.entries > entries || sealed != entries {
            check = check.broken(entries, Fault::Checkpoint);
        }
    }
    Ok((check, key))
}

fn payload(told: Told) -> Result<Payload, VaultError> {
    let salt: Hash = hash_of(&told.salt).ok_or(VaultError::Damaged("the exported log"))?;
    Ok(Payload {
        actor: told.actor,
        verb: told.verb,
        subjects: told.subjects,
        fields: told.fields,
        forgot: told.forgot,
        salt,
    })
}

#[cfg(test)]
mod tests {
    use super::{
        super::{entry_hash, merkle, payload::tests::sample},
        *,
    };
    use ed25519_dalek::SigningKey;

    const ORIGIN: &str = "regulars/01020304";

    /// An exported log, written down line by line.
    struct Written {
        lines: Vec<Line>,
        leaves: Vec<Hash>,
        last: (Hash, i64),
    }

    fn signing() -> SigningKey {
        SigningKey::from_bytes(&[3; 32])
    }

    impl Written {
        /// Entries as the first line says, and then those that are there, with a checkpoint after each of these sizes.
        fn new(says: u32, entries: u32, checkpoints: &[u32]) -> Self {
            let key = PublicKey::new(ORIGIN.into(), signing().verifying_key()).to_string();
            let first = Line::Log { version: 2, key, beginning: base64(&[7; 32]), entries: says };
            let mut written = Self { lines: vec![first], leaves: vec![], last: ([7; 32], 0) };
            for number in 1..=entries {
                let (payload, at) = (sample(), 1_000 + i64::from(number));
                let commitment = payload.commitment();
                let hash = entry_hash(&written.last.0, number, at, &commitment);
                written.leaves.push(merkle::leaf(&hash));
                written.last = (hash, at);
                let told = Told {
                    actor: payload.actor,
                    verb: payload.verb,
                    subjects: payload.subjects,
                    fields: payload.fields,
                    forgot: payload.forgot,
                    salt: base64(&payload.salt),
                };
                let (commitment, hash) = (base64(&commitment), base64(&hash));
                written.lines.push(Line::Entry { number, at, commitment, hash, told: Some(told) });
                if checkpoints.contains(&number) {
                    let note = written.checkpoint().signed(&signing());
                    written.lines.push(Line::Checkpoint(note));
                }
            }
            written
        }

        /// Of all entries so far.
        fn checkpoint(&self) -> Checkpoint {
            let size = u32::try_from(self.leaves.len()).expect("few");
            Checkpoint { origin: ORIGIN.into(), size, root: merkle::root(&self.leaves), at: self.last.1 }
        }

        fn found(&self) -> (Option<u32>, Option<Fault>) {
            let texts: Vec<String> = self.lines.iter().map(|line| serde_json::to_string(line).expect("text")).collect();
            let (check, _) = check_export(texts.iter().map(String::as_str)).expect("such a text");
            (check.broken_at, check.fault)
        }
    }

    #[test]
    fn a_sound_log_is_sound() {
        assert_eq!(Written::new(5, 5, &[3, 5]).found(), (None, None));
        assert_eq!(Written::new(5, 5, &[5]).found(), (None, None));
        assert_eq!(Written::new(0, 0, &[]).found(), (None, None), "an empty one too");
    }

    #[test]
    fn an_end_that_was_cut_off_or_put_on_shows() {
        use Fault::{Checkpoint, End};
        assert_eq!(Written::new(5, 3, &[3]).found(), (Some(4), Some(End)), "two are missing");
        assert_eq!(Written::new(2, 3, &[2]).found(), (Some(2), Some(Checkpoint)), "one more than there were");
        assert_eq!(Written::new(2, 3, &[3]).found(), (Some(2), Some(Checkpoint)));
        assert_eq!(Written::new(5, 5, &[3]).found(), (Some(5), Some(Checkpoint)), "the last two stand under none");
    }

    #[test]
    fn a_checkpoint_out_of_its_place_shows() {
        // Lines: the log, entries 1 to 3, a checkpoint, entries 4 and 5, a checkpoint.
        let fresh = || Written::new(5, 5, &[3, 5]);
        let mut late = fresh();
        late.lines.swap(4, 5);
        assert_eq!(late.found(), (Some(4), Some(Fault::Checkpoint)), "after an entry that it did not see");
        let mut early = fresh();
        early.lines.swap(3, 4);
        assert_eq!(early.found(), (Some(3), Some(Fault::Entry)), "it saw an entry that is not there yet");
        let mut first = fresh();
        let checkpoint = first.lines.remove(4);
        first.lines.insert(1, checkpoint);
        assert_eq!(first.found(), (Some(1), Some(Fault::Entry)));
        let mut missing = fresh();
        missing.lines.remove(3);
        assert_eq!(missing.found(), (Some(3), Some(Fault::Entry)));
    }

    /// Signed with the right key, of the right size, and yet of another log: somebody with the key made two.
    #[test]
    fn a_checkpoint_of_another_log_shows() {
        let mut written = Written::new(3, 3, &[]);
        let right = written.checkpoint();
        written.lines.push(Line::Checkpoint(right.signed(&signing())));
        assert_eq!(written.found(), (None, None), "the control");
        for other in [
            Checkpoint { root: [1; 32], ..right.clone() },
            Checkpoint { at: right.at + 1, ..right.clone() },
            Checkpoint { size: 2, ..right },
        ] {
            written.lines.pop();
            written.lines.push(Line::Checkpoint(other.signed(&signing())));
            assert_eq!(written.found(), (Some(3), Some(Fault::Checkpoint)), "{other:?}");
        }
    }

    #[test]
    fn the_first_fault_is_the_one_that_is_named() {
        let mut written = Written::new(5, 5, &[3, 5]);
        written.lines.remove(2);
        assert_eq!(written.found(), (Some(2), Some(Fault::Entry)));
        written.lines.push(Line::Checkpoint("no checkpoint at all".into()));
        assert_eq!(written.found(), (Some(2), Some(Fault::Entry)), "whatever else is wrong further on");
    }
}
