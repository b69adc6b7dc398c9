//! The log of version 1, where a hash covered what an entry told. Read once, when a vault of that version is opened:
//! each entry is committed to anew, and whether the old chain held is kept in the new one for good.

use super::{Head, Payload, add, beginning, head, merkle::Hash, payload::ranges, salt, text::hex};
use crate::{
    VaultError,
    access::Read,
    keys::{self, Keys},
};
use rusqlite::{Connection, OptionalExtension, Row};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

pub(crate) const CREATE: &str = "
CREATE TABLE log (
    number INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    verb TEXT NOT NULL,
    subjects TEXT NOT NULL,
    fields TEXT NOT NULL,
    hash BLOB NOT NULL,
    mac BLOB NOT NULL
) STRICT;
CREATE TABLE log_head (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    number INTEGER NOT NULL,
    hash BLOB NOT NULL,
    mac BLOB NOT NULL
) STRICT;";

/// Makes room for the tables of version 2.
pub(crate) const SET_ASIDE: &str = "
ALTER TABLE log RENAME TO log_v1;
ALTER TABLE log_head RENAME TO log_head_v1;";

/// The word of the entry that a conversion leaves.
const VERB: &str = "convert_log";

struct Raw {
    number: i64,
    at: i64,
    texts: [Vec<u8>; 4],
    hash: Vec<u8>,
    mac: Vec<u8>,
}

impl Raw {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let texts = [row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?];
        Ok(Self { number: row.get(0)?, at: row.get(1)?, texts, hash: row.get(6)?, mac: row.get(7)? })
    }

    fn text(&self, at: usize) -> String {
        String::from_utf8_lossy(&self.texts[at]).into_owned()
    }
}

fn hash_after(previous: &Hash, number: u32, at: i64, texts: &[Vec<u8>; 4]) -> Hash {
    let mut hash = Sha256::new_with_prefix(b"regulars log v1");
    hash.update(previous);
    hash.update(number.to_le_bytes());
    hash.update(at.to_le_bytes());
    for text in texts {
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text);
    }
    hash.finalize().into()
}

fn beginning_v1(keys: &Keys) -> Hash {
    Sha256::new_with_prefix(b"regulars log v1 begins").chain_update(keys.vault).finalize().into()
}

fn sign_v1(keys: &Keys, what: &str, number: u32, hash: &Hash) -> Hash {
    keys::mac(keys.log.bytes(), &[what.as_bytes(), &number.to_le_bytes(), hash])
}

/// Brings the entries over, in the transaction of the migration. A chain that was broken stays so: the entry of the
/// conversion names the place, and [`super::verify`] says it from then on.
pub(crate) fn convert(connection: &Connection, keys: &Keys) -> Result<(), VaultError> {
    let read = Read { connection, keys };
    let mut new = Head::empty(beginning(&read));
    let (mut number, mut previous, mut broken, mut at) = (0u32, beginning_v1(keys), None, 0);
    let old_head = {
        let mut statement = connection.prepare(
            "SELECT number, at, CAST(actor AS BLOB), CAST(verb AS BLOB), CAST(subjects AS BLOB), \
             CAST(fields AS BLOB), hash, mac FROM log_v1 ORDER BY number",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let raw = Raw::read(row)?;
            number += 1;
            let hash = hash_after(&previous, number, raw.at, &raw.texts);
            let sound =
                raw.number == i64::from(number) && raw.hash == hash && raw.mac == sign_v1(keys, "entry", number, &hash);
            if !sound {
                broken = broken.or(Some(number));
            }
            previous = hash;
            at = raw.at;
            let payload = Payload {
                actor: raw.text(0),
                verb: raw.text(1),
                subjects: raw.text(2),
                fields: raw.text(3),
                forgot: ranges(&BTreeSet::new()),
                salt: salt()?,
            };
            new = add(&read, new, at, &payload)?;
        }
        connection
            .query_row("SELECT number, hash, mac FROM log_head_v1", [], |row| {
                Ok((row.get::<_, i64>(0)?, row.get::<_, Vec<u8>>(1)?, row.get::<_, Vec<u8>>(2)?))
            })
            .optional()?
    };
    let head_holds = match &old_head {
        None => number == 0,
        Some((last, hash, mac)) => {
            *last == i64::from(number) && *hash == previous && *mac == sign_v1(keys, "head", number, &previous)
        }
    };
    if !head_holds {
        broken = broken.or(Some(number + 1));
    }
    if number > 0 || broken.is_some() {
        new = add(&read, new, at, &told(number, &previous, broken)?)?;
        head::set(&read, &new)?;
    }
    connection.execute_batch("DROP TABLE log_v1; DROP TABLE log_head_v1;")?;
    Ok(())
}

/// What the entry of the conversion tells: how many there were, the old chain's last hash, and where it was broken.
fn told(entries: u32, last: &Hash, broken: Option<u32>) -> Result<Payload, VaultError> {
    let broken = broken.map(|at| format!(" broken-{at}")).unwrap_or_default();
    Ok(Payload {
        actor: "system".into(),
        verb: VERB.into(),
        subjects: format!("entries-{entries} ended-{}{broken}", hex(&last[..8])),
        fields: String::new(),
        forgot: String::new(),
        salt: salt()?,
    })
}

/// Where the chain was broken before it was converted, if this entry says so.
pub(super) fn broken_before(payload: &Payload) -> Option<u32> {
    if payload.verb != VERB {
        return None;
    }
    payload.subjects.split_whitespace().find_map(|word| word.strip_prefix("broken-"))?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        log::{self, Fault, Told, verify},
        migrate,
    };
    use rusqlite::params;

    const AT: i64 = 1_795_000_000;

    /// A database of version 1 with a log, written as the first program wrote it.
    fn old(entries: u32) -> (Connection, Keys) {
        let (connection, keys) = (migrate::tests::version_one(), migrate::tests::keys());
        let mut previous = beginning_v1(&keys);
        for number in 1..=entries {
            let at = AT + i64::from(number);
            let texts = ["user".to_owned(), "import".into(), format!("p{number} i1"), "email name".into()];
            let hash = hash_after(&previous, number, at, &texts.clone().map(String::into_bytes));
            let [actor, verb, subjects, fields] = texts;
            let mac = sign_v1(&keys, "entry", number, &hash);
            connection
                .execute(
                    "INSERT INTO log VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                    params![number, at, actor, verb, subjects, fields, hash, mac],
                )
                .expect("written");
            let mac = sign_v1(&keys, "head", number, &hash);
            connection
                .execute("INSERT OR REPLACE INTO log_head VALUES (1, ?1, ?2, ?3)", params![number, hash, mac])
                .expect("written");
            previous = hash;
        }
        (connection, keys)
    }

    #[test]
    fn the_old_hashes_are_those_of_the_first_program() {
        // Worked out apart from this program, from these very values.
        let texts = ["user", "create_vault", "vault", "name"].map(|text| text.as_bytes().to_vec());
        let first = hash_after(&beginning_v1(&migrate::tests::keys()), 1, AT, &texts);
        assert_eq!(hex(&first), "f759072447f1bd1f66d39812b2bb6ab05e628d01e9e98245e1edcb9d23c8fdcd");
    }

    #[test]
    fn a_sound_log_is_sound_afterwards_and_tells_the_same() {
        for entries in [0, 1, 63, 64, 200] {
            let (mut connection, keys) = old(entries);
            migrate::run(&mut connection, 1, &keys).expect("migrated");
            let read = Read { connection: &connection, keys: &keys };
            let check = verify(&read).expect("checked");
            let expected = if entries == 0 { 0 } else { entries + 1 };
            assert_eq!((check.broken_at, check.entries), (None, expected));
            assert_eq!(check.checkpoints, expected / 64);
            let all = log::list(&read, 0, 1_000).expect("listed");
            for (number, entry) in (1..=entries).zip(all.iter().rev()) {
                assert_eq!((entry.number, entry.at), (number, AT + i64::from(number)));
                let Told::Kept(told) = &entry.told else { panic!("{entry:?}") };
                assert_eq!((told.subjects.as_str(), told.fields.as_str()), (&*format!("p{number} i1"), "email name"));
            }
            if entries > 0 {
                let Told::Kept(told) = &all[0].told else { panic!("{:?}", all[0]) };
                assert_eq!((told.verb.as_str(), told.actor.as_str()), (VERB, "system"));
                assert!(told.subjects.starts_with(&format!("entries-{entries} ended-")), "{}", told.subjects);
            }
        }
    }

    #[test]
    fn a_broken_log_is_broken_afterwards_in_the_same_place() {
        let damages = [
            ("edited", "UPDATE log SET verb = 'opt_in' WHERE number = 4", 4),
            ("dropped", "DELETE FROM log WHERE number = 3", 3),
            ("tail cut", "DELETE FROM log WHERE number > 4", 5),
            ("all gone", "DELETE FROM log", 1),
            ("head gone", "DELETE FROM log_head", 8),
            ("head moved", "UPDATE log_head SET number = 5", 8),
            ("a hash", "UPDATE log SET hash = zeroblob(32) WHERE number = 2", 2),
            ("a signature", "UPDATE log SET mac = zeroblob(3) WHERE number = 6", 6),
            ("a signature by nobody", "UPDATE log SET mac = zeroblob(32) WHERE number = 6", 6),
            ("the head's hash", "UPDATE log_head SET hash = zeroblob(32)", 8),
            ("the head's signature", "UPDATE log_head SET mac = zeroblob(32)", 8),
            ("far away", "UPDATE log SET number = 9000000000000 WHERE number = 7", 7),
            ("no text", "UPDATE log SET fields = CAST(x'ff00fe' AS TEXT) WHERE number = 1", 1),
        ];
        for (what, sql, at) in damages {
            let (mut connection, keys) = old(7);
            connection.execute_batch(sql).expect(what);
            migrate::run(&mut connection, 1, &keys).expect(what);
            let read = Read { connection: &connection, keys: &keys };
            let check = verify(&read).expect(what);
            assert_eq!((check.broken_at, check.fault), (Some(at), Some(Fault::Before)), "{what}");
            // The mark is under the chain itself: taking it out shows as well.
            let last = check.entries;
            connection.execute("DELETE FROM log WHERE number = ?1", [last]).expect(what);
            connection.execute("DELETE FROM log_payload WHERE number = ?1", [last]).expect(what);
            assert_eq!(verify(&read).expect(what).broken_at, Some(last), "{what}");
        }
    }
}
