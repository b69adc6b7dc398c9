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
