//! Proof that one entry is in the log: the entry, a path of hashes, and a signed checkpoint. Whoever keeps it can check
//! it with the public key alone, without the vault and without seeing what else the log holds.

use super::{
    Link, checkpoint, entry_hash,
    growth::leaves,
    merkle::{self, Hash, includes},
    note::{Checkpoint, PublicKey},
    payload::Payload,
    text::{base64, hash_of},
};
use crate::{VaultError, access::Read};
use rusqlite::OptionalExtension;
use std::fmt::{self, Write as _};

const FIRST_LINE: &str = "regulars proof 1";

/// An entry, and what shows that it is in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// Number of the entry.
    pub number: u32,
    /// When it was written (UTC seconds since 1970).
    pub at: i64,
    /// Hash of the entry before it.
    pub previous: Hash,
    /// What it tells, or, when that was erased, the commitment to it.
    pub told: Result<Payload, Hash>,
    /// From the entry to the root.
    pub path: Vec<Hash>,
    /// The signed note, as text.
    pub note: String,
    /// The key that the note is said to be signed with.
    pub key: PublicKey,
}

impl Proof {
    /// Reads what `to_string` writes; lines' ends and spaces around them do not matter. `None` when it is no such text.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let clean: String = text.trim().lines().map(|line| line.trim().to_owned() + "\n").collect();
        let (entry, note) = clean.split_once("\n\n")?;
        let mut lines = entry.lines().peekable();
        if lines.next()? != FIRST_LINE {
            return None;
        }
        let number = value(lines.next()?, "entry")?.parse().ok()?;
        let at = value(lines.next()?, "at")?.parse().ok()?;
        let previous = hash_of(value(lines.next()?, "previous")?)?;
        let told = match lines.peek().and_then(|line| value(line, "commitment")) {
            Some(commitment) => {
                lines.next();
                Err(hash_of(commitment)?)
            }
            None => Ok(Payload {
                actor: value(lines.next()?, "actor")?.to_owned(),
                verb: value(lines.next()?, "verb")?.to_owned(),
                subjects: value(lines.next()?, "subjects")?.to_owned(),
                fields: value(lines.next()?, "fields")?.to_owned(),
                forgot: value(lines.next()?, "forgot")?.to_owned(),
                salt: hash_of(value(lines.next()?, "salt")?)?,
            }),
        };
        let mut path = Vec::new();
        while let Some(hash) = lines.peek().and_then(|line| value(line, "path")) {
            path.push(hash_of(hash)?);
            lines.next();
        }
        let key = PublicKey::parse(value(lines.next()?, "key")?)?;
        let proof = Self { number, at, previous, told, path, note: note.to_owned(), key };
        // One text for each proof.
        (proof.to_string() == clean).then_some(proof)
    }

    /// The checkpoint, when all of it holds: the key signed the note, and the path leads from the entry to its root.
    #[must_use]
    pub fn check(&self) -> Option<Checkpoint> {
        let checkpoint = Checkpoint::open(&self.note, &self.key)?;
        let commitment = self.told.as_ref().map_or_else(|hash| *hash, Payload::commitment);
        let leaf = merkle::leaf(&entry_hash(&self.previous, self.number, self.at, &commitment));
        let index = self.number.checked_sub(1)?;
        includes(checkpoint.size, &checkpoint.root, index, leaf, &self.path).then_some(checkpoint)
    }
}

fn value<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let rest = line.strip_prefix(name)?;
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix(' ') }
}

impl fmt::Display for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = format!("{FIRST_LINE}\nentry {}\nat {}\n", self.number, self.at);
        writeln!(text, "previous {}", base64(&self.previous))?;
        match &self.told {
            Err(commitment) => writeln!(text, "commitment {}", base64(commitment))?,
            Ok(payload) => {
                for (name, value) in payload.texts() {
                    writeln!(text, "{}", format!("{name} {value}").trim_end())?;
                }
                writeln!(text, "salt {}", base64(&payload.salt))?;
            }
        }
        for hash in &self.path {
            writeln!(text, "path {}", base64(hash))?;
        }
        write!(f, "{text}key {}\n\n{}", self.key, self.note)
    }
}

/// The proof of an entry under the newest checkpoint. [Seal](crate::Vault::seal_log) first, so that there is one.
///
/// # Errors
/// [`VaultError::NoSuch`] when there is no such entry, or no checkpoint after it.
pub fn prove(read: &Read<'_>, number: u32) -> Result<Proof, VaultError> {
    let missing = VaultError::NoSuch("log entry");
    let (size, note) = checkpoint::all(read)?.pop().ok_or(missing)?;
    let one = |number: u32| {
        read.sql(&format!("SELECT {} FROM log WHERE number = ?1", super::COLUMNS))?
            .query_row([number], Link::read)
            .optional()
            .map_err(VaultError::from)
    };
    let link = one(number)?.ok_or(missing)?;
    let index = number.checked_sub(1).ok_or(missing)?;
    let previous = match index {
        0 => super::beginning(read),
        before => one(before)?.ok_or(missing)?.hash,
    };
    let payload = read
        .sql(&format!("SELECT {} FROM log_payload WHERE number = ?1", super::PAYLOAD))?
        .query_row([number], |row| Payload::read(row, 0))
        .optional()?
        .flatten();
    let size: u32 = size.try_into().map_err(|_| VaultError::Damaged("the log"))?;
    if number > size {
        return Err(missing);
    }
    let leaves = leaves(read, size)?;
    Ok(Proof {
        number,
        at: link.at,
        previous,
        told: payload.ok_or(link.commitment),
        path: merkle::inclusion(&leaves, index as usize),
        note,
        key: checkpoint::public_key(read),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::payload::tests::sample;
    use ed25519_dalek::SigningKey;
    use proptest::prelude::*;

    fn proof(number: u32, size: u32, told: Result<Payload, Hash>) -> Proof {
        let key = SigningKey::from_bytes(&[3; 32]);
        let (at, previous) = (1_795_000_000, [8; 32]);
        let commitment = told.as_ref().map_or_else(|hash| *hash, Payload::commitment);
        let own = merkle::leaf(&entry_hash(&previous, number, at, &commitment));
        let leaves: Vec<Hash> =
            (1..=size).map(|each| if each == number { own } else { merkle::leaf(&each.to_le_bytes()) }).collect();
        let origin = "regulars/01020304".to_owned();
        let checkpoint = Checkpoint { origin: origin.clone(), size, root: merkle::root(&leaves), at };
        Proof {
            number,
            at,
            previous,
            told,
            path: merkle::inclusion(&leaves, number as usize - 1),
            note: checkpoint.signed(&key),
            key: PublicKey::new(origin, key.verifying_key()),
        }
    }

    #[test]
    fn a_proof_survives_paper_and_mail() {
        let proof = proof(3, 9, Ok(sample()));
        let text = proof.to_string();
        assert_eq!(Proof::parse(&text), Some(proof.clone()));
        let travelled = format!("\r\n{}\n\n", text.replace('\n', "  \r\n  "));
        assert_eq!(Proof::parse(&travelled), Some(proof));
    }

    #[test]
    fn one_text_for_each_proof() {
        let text = proof(3, 9, Ok(sample())).to_string();
        for (from, to) in [("entry 3", "entry 03"), ("at 1", "at +1"), ("\n\n", "\nand more\n\n")] {
            let odd = text.replacen(from, to, 1);
            assert_ne!(odd, text, "{to:?}");
            assert_eq!(Proof::parse(&odd), None, "{odd}");
        }
    }

    #[test]
    fn every_changed_letter_shows() {
        for told in [Ok(sample()), Err([5; 32])] {
            let text = proof(3, 9, told).to_string();
            assert!(Proof::parse(&text).expect("a proof").check().is_some(), "as it is, it holds");
            let mut tried = 0;
            for (at, letter) in text.char_indices() {
                for other in ['0', 'A', 'z', '\n'] {
                    let rest = &text[at + letter.len_utf8()..];
                    let changed = format!("{}{other}{rest}", &text[..at]);
                    // Lines' ends and the spaces around them may differ; nothing else may.
                    let same =
                        other == letter || Proof::parse(&changed).map(|proof| proof.to_string()) == Some(text.clone());
                    if !same {
                        assert_eq!(Proof::parse(&changed).and_then(|proof| proof.check()), None, "{changed}");
                        tried += 1;
                    }
                }
            }
            assert!(tried > 1_500, "{tried}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(
            number in 1u32..40,
            more in 0u32..40,
            subjects in "[a-z0-9-]{1,9}( [a-z0-9-]{1,9}){0,4}",
            fields in "|[a-z_]{1,9}( [a-z_]{1,9}){0,4}",
            salt: [u8; 32],
            erased: bool,
        ) {
            let payload = Payload { subjects, fields, salt, ..sample() };
            let told = if erased { Err(payload.commitment()) } else { Ok(payload) };
            let proof = proof(number, number + more, told);
            prop_assert_eq!(proof.check().map(|checkpoint| checkpoint.size), Some(number + more));
            prop_assert_eq!(Proof::parse(&proof.to_string()), Some(proof));
        }

        #[test]
        fn no_text_is_too_odd(text in "(.|\n){0,300}") {
            let odd = [FIRST_LINE, &text].join("\n");
            prop_assert!(Proof::parse(&odd).is_none());
        }
    }
}
