//! Test P3: alterations of the log on the bare connection, by somebody who has the database but not the keys of the log.

use super::{
    chain::{busy, figure, verify},
    *,
};
use rusqlite::Connection;

/// Deterministic chance: numbers below `end`, of which none is wanted twice in a row.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from((self.0 >> 33) % u64::from(end)).expect("small")
    }
}

fn number(connection: &Connection, sql: &str) -> u32 {
    connection.query_row(sql, [], |row| row.get(0)).expect(sql)
}

/// One alteration, as SQL on the bare connection. Every kind changes something, or the test says so.
fn alteration(kind: u32, dice: &mut Dice, connection: &Connection, last: u32) -> String {
    let at = 1 + dice.below(last);
    let payload =
        number(connection, &format!("SELECT number FROM log_payload ORDER BY abs(number - {at}), number LIMIT 1"));
    let checkpoint =
        number(connection, &format!("SELECT size FROM log_checkpoint ORDER BY abs(size - {at}), size LIMIT 1"));
    let other = 1 + (at + dice.below(last - 1)) % last;
    match kind {
        0 => {
            let column = ["commitment", "hash", "mac"][dice.below(3) as usize];
            format!("UPDATE log SET {column} = randomblob(32) WHERE number = {at}")
        }
        1 => format!("UPDATE log SET at = at + {} WHERE number = {at}", 1 + dice.below(9_999)),
        2 => {
            let column = ["actor", "verb", "subjects", "fields", "forgot"][dice.below(5) as usize];
            format!("UPDATE log_payload SET {column} = {column} || 'x' WHERE number = {payload}")
        }
        3 => format!("UPDATE log_payload SET salt = randomblob(32) WHERE number = {payload}"),
        4 => format!("DELETE FROM log WHERE number = {at}"),
        5 => format!(
            "UPDATE log SET number = -1 WHERE number = {at}; UPDATE log SET number = {at} WHERE number = {other}; \
             UPDATE log SET number = {other} WHERE number = -1"
        ),
        6 => format!(
            "DELETE FROM log WHERE number = {at}; DELETE FROM log_payload WHERE number = {at}; \
             UPDATE log SET number = number - 1 WHERE number > {at}; \
             UPDATE log_payload SET number = number - 1 WHERE number > {at}"
        ),
        7 => format!("DELETE FROM log WHERE number >= {at}"),
        8 => format!(
            "DELETE FROM log WHERE number >= {at}; DELETE FROM log_payload WHERE number >= {at}; \
             DELETE FROM log_checkpoint WHERE size >= {at}"
        ),
        9 => format!(
            "UPDATE log_payload SET verb = verb || ' ', subjects = 'p1', salt = randomblob(32) WHERE number = {payload}"
        ),
        10 => format!("DELETE FROM log_payload WHERE number = {payload}"),
        // What was told of somebody erased, put back as a guess.
        11 => "INSERT INTO log_payload SELECT number, 'user', 'use', 'p8', 'use_allowed', '', randomblob(32) FROM log \
               WHERE number NOT IN (SELECT number FROM log_payload) LIMIT 1"
            .to_owned(),
        12 => "DELETE FROM log_head; INSERT INTO log_head SELECT * FROM old_head".to_owned(),
        // The end cut off and an old head put back; the checkpoints since are left.
        13 => "DELETE FROM log WHERE number > (SELECT number FROM old_head); \
               DELETE FROM log_payload WHERE number > (SELECT number FROM old_head); \
               DELETE FROM log_head; INSERT INTO log_head SELECT * FROM old_head"
            .to_owned(),
        14 => format!("UPDATE log_checkpoint SET note = replace(note, 'time 1', 'time 2') WHERE size = {checkpoint}"),
        15 => format!("DELETE FROM log_checkpoint WHERE size = {checkpoint}"),
        16 => {
            // Signed, rightly, with a key of the forger's own.
            let key = ed25519_dalek::SigningKey::from_bytes(&[7; 32]);
            let forged = log::Checkpoint {
                origin: "regulars/00000000".into(),
                size: checkpoint,
                root: [u8::try_from(dice.below(256)).expect("a byte"); 32],
                at: NOW,
            };
            format!("UPDATE log_checkpoint SET note = '{}' WHERE size = {checkpoint}", forged.signed(&key))
        }
        17 => format!(
            "INSERT OR REPLACE INTO log_checkpoint SELECT {}, note FROM log_checkpoint WHERE size = {checkpoint}",
            checkpoint + 1 + dice.below(3)
        ),
        18 => format!(
            "INSERT INTO log_payload SELECT {}, actor, verb, subjects, fields, forgot, salt FROM log_payload WHERE number = {payload}",
            last + at
        ),
        _ => format!(
            "INSERT INTO log SELECT {}, at, commitment, hash, mac FROM log WHERE number = {at}",
            last + 1 + dice.below(3)
        ),
    }
}

/// Test P3: a thousand alterations of every kind, each on its own, each found; and none where there is none.
#[test]
fn a_thousand_alterations_are_found() {
    let (_dir, mut vault) = busy(200);
    vault.state_for_tests().execute_batch("CREATE TABLE old_head AS SELECT * FROM log_head").expect("kept");
    for round in 0..70 {
        vault.write(cause("import"), import).expect("written");
        if round % 30 == 0 {
            vault.seal_log().expect("sealed");
        }
    }
    let before = verify(&vault);
    assert_eq!((before.broken_at, before.erased > 1, before.checkpoints > 6), (None, true, true), "{before:?}");
    let (last, connection) = (before.entries, vault.state_for_tests());
    let (mut dice, mut found, mut by_kind) = (Dice(3), 0, [0; 20]);
    for round in 0..1_000 {
        connection.execute_batch("BEGIN").expect("begun");
        let kind = round % 20;
        let sql = alteration(kind, &mut dice, connection, last);
        let changes = connection.total_changes();
        connection.execute_batch(&sql).expect(&sql);
        assert!(connection.total_changes() > changes, "nothing changed by {sql}");
        let check = verify(&vault);
        assert!(check.broken_at.is_some() && check.fault.is_some(), "not found: {sql}");
        found += 1;
        by_kind[kind as usize] += 1;
        connection.execute_batch("ROLLBACK").expect("rolled back");
        if round % 100 == 0 {
            // The control: as it was, it holds.
            assert_eq!(verify(&vault), before);
        }
    }
    assert_eq!(verify(&vault), before);
    assert_eq!(by_kind, [50; 20]);
    figure(&format!("P3: {found} of 1000 alterations of 20 kinds found; 0 false alarms in 11 checks without one"));
}
