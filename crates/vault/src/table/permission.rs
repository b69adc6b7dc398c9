//! Tables `permission` (what holds now, person by channel) and `permission_past` (what held before, never changed).
//! Here stands the rule that a file can add a no and never take one away (GDPR Art. 7(3), 21(3)), and what follows when
//! a file is taken back: its yeses go, its noes stay.

use crate::VaultError;
use crate::access::{Read, Subject, Tx};
use crate::table::known;
use regulars_model::{Basis, Channel, ImportId, Permission, PermissionState, PersonId, Purposes};
use rusqlite::{OptionalExtension, Row, params};

pub(crate) const CREATE: &str = "
CREATE TABLE permission (
    person INTEGER NOT NULL REFERENCES person (id),
    channel TEXT NOT NULL,
    state TEXT NOT NULL,
    basis TEXT NOT NULL,
    source TEXT NOT NULL,
    at INTEGER NOT NULL,
    import INTEGER REFERENCES import (id),
    PRIMARY KEY (person, channel)
) STRICT, WITHOUT ROWID;
CREATE INDEX permission_refused ON permission (at) WHERE state = 'refused';
CREATE TABLE permission_past (
    id INTEGER PRIMARY KEY,
    person INTEGER NOT NULL REFERENCES person (id),
    channel TEXT NOT NULL,
    state TEXT NOT NULL,
    basis TEXT NOT NULL,
    source TEXT NOT NULL,
    at INTEGER NOT NULL,
    import INTEGER REFERENCES import (id)
) STRICT;
CREATE INDEX permission_past_person ON permission_past (person);";

/// What a yes is for: `purposes` is what holds, `own` what this very statement said. Before, a yes was a yes to what
/// shops' boxes ask: news and offers ([`Purposes::MARKETING`]).
pub(crate) const V4: &str = "
ALTER TABLE permission ADD COLUMN purposes INTEGER NOT NULL DEFAULT 3;
ALTER TABLE permission ADD COLUMN own INTEGER NOT NULL DEFAULT 3;
ALTER TABLE permission_past ADD COLUMN purposes INTEGER NOT NULL DEFAULT 3;";

/// Who says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// A file. It can add a no; it cannot take one away.
    Import(ImportId),
    /// The person, through whoever is at the keyboard.
    Person,
}

impl By {
    fn import(self) -> Option<u32> {
        match self {
            Self::Import(id) => Some(id.0),
            Self::Person => None,
        }
    }
}

/// What became of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recorded {
    /// It holds now.
    Changed,
    /// It says nothing new.
    Same,
    /// A file said yes (or nothing) where the person had said no: the no stays.
    KeptRefusal,
}

/// A statement with who made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// What was said.
    pub permission: Permission,
    /// By whom.
    pub by: By,
}

/// What follows when `new` is said while `current` holds. Pure, so that the rule can be read and tested alone.
#[must_use]
pub fn decide(current: Option<&Held>, new: &Permission, by: By) -> Recorded {
    use PermissionState::{Granted, Refused, Unknown};
    let Some(Held { permission: current, by: said_by }) = current else {
        // No row means "unknown" already.
        return if new.state == Unknown { Recorded::Same } else { Recorded::Changed };
    };
    match (current.state, new.state) {
        // Silence takes nothing back.
        (_, Unknown) => Recorded::Same,
        // What the person said themself, no file widens.
        (Granted, Granted) if *said_by == By::Person && by != By::Person => Recorded::Same,
        (Granted, Granted) if by == By::Person => {
            let same = *said_by == By::Person && current.purposes == new.purposes && current.source == new.source;
            if same { Recorded::Same } else { Recorded::Changed }
        }
        (old, new_state) if old == new_state => {
            // The same answer with a reason where there was none is worth keeping, and so is one for something more.
            let better = current.basis == Basis::Unstated && new.basis != Basis::Unstated;
            let wider = new_state == Granted && current.purposes.with(new.purposes) != current.purposes;
            if better || wider { Recorded::Changed } else { Recorded::Same }
        }
        (Refused, _) if matches!(by, By::Import(_)) => Recorded::KeptRefusal,
        _ => Recorded::Changed,
    }
}

const COLUMNS: &str = "channel, state, basis, source, at, import, purposes";

/// Records a statement about one channel, and keeps what was said before as history. A file's yes that says nothing new
/// is noted in the history: it holds the yes up, should the file that brought it be taken back.
///
/// # Errors
/// When the database fails, or there is no such person or import.
pub fn record(tx: &Tx<'_>, person: PersonId, permission: &Permission, by: By) -> Result<Recorded, VaultError> {
    let held = tx
        .sql(&format!("SELECT {COLUMNS} FROM permission WHERE person = ?1 AND channel = ?2"))?
        .query_row(params![person.0, permission.channel.word()], Raw::read)
        .optional()?
        .map(Raw::held)
        .transpose()?;
    let recorded = decide(held.as_ref(), permission, by);
    match (recorded, &held) {
        (Recorded::Changed, _) => {}
        (Recorded::Same, Some(held)) if supports(held, permission, by) => {
            support(tx, person, permission, held, by)?;
            return Ok(recorded);
        }
        _ => return Ok(recorded),
    }
    // Files add up; what the person says themself stands alone, and so does the first word of all.
    let adds = |held: &Held| {
        held.permission.state == PermissionState::Granted
            && permission.state == PermissionState::Granted
            && by != By::Person
    };
    let before = held.as_ref().filter(|held| adds(held)).map_or(Purposes::NONE, |held| held.permission.purposes);
    let own = if permission.state == PermissionState::Granted { permission.purposes } else { Purposes::NONE };
    if held.is_some() {
        tx.sql(
            "INSERT INTO permission_past (person, channel, state, basis, source, at, import, purposes)
             SELECT person, channel, state, basis, source, at, import, own FROM permission
             WHERE person = ?1 AND channel = ?2",
        )?
        .execute(params![person.0, permission.channel.word()])?;
    }
    write(tx, person, &Permission { purposes: before.with(own), ..permission.clone() }, own, by, held.is_some())?;
    Ok(recorded)
}

fn write(
    tx: &Tx<'_>,
    person: PersonId,
    permission: &Permission,
    own: Purposes,
    by: By,
    there: bool,
) -> Result<(), VaultError> {
    // Not INSERT OR REPLACE: that makes SQLite copy the page first, for each of a million people.
    let sql = if there {
        "UPDATE permission SET state = ?3, basis = ?4, source = ?5, at = ?6, import = ?7, purposes = ?8, own = ?9
         WHERE person = ?1 AND channel = ?2"
    } else {
        "INSERT INTO permission (person, channel, state, basis, source, at, import, purposes, own)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"
    };
    tx.sql(sql)?.execute(params![
        person.0,
        permission.channel.word(),
        permission.state.word(),
        permission.basis.word(),
        permission.source,
        permission.at,
        by.import(),
        permission.purposes.bits(),
        own.bits()
    ])?;
    let (subject, fields) = (Subject::Person(person), [field(permission.channel)]);
    if permission.state == PermissionState::Granted {
        tx.added(subject, &fields);
    } else {
        tx.touched(subject, &fields);
    }
    Ok(())
}

/// Whether a yes that says nothing new holds one up that a file brought.
fn supports(held: &Held, new: &Permission, by: By) -> bool {
    let granted = held.permission.state == PermissionState::Granted && new.state == PermissionState::Granted;
    granted && matches!((held.by, by), (By::Import(_), By::Import(_)))
}

/// Notes what a file said for itself beside what holds already. A file may say yes line by line, each for something else.
fn support(tx: &Tx<'_>, person: PersonId, yes: &Permission, held: &Held, by: By) -> Result<(), VaultError> {
    let (channel, bits) = (yes.channel.word(), yes.purposes.bits());
    let wider = if held.by == by {
        "UPDATE permission SET own = own | ?4
         WHERE person = ?1 AND channel = ?2 AND import = ?3 AND own <> own | ?4"
    } else {
        "UPDATE permission_past SET purposes = purposes | ?4
         WHERE person = ?1 AND channel = ?2 AND import = ?3 AND state = 'granted' AND purposes <> purposes | ?4"
    };
    let mut noted = tx.sql(wider)?.execute(params![person.0, channel, by.import(), bits])?;
    if noted == 0 && held.by != by {
        noted = tx
            .sql(
                "INSERT INTO permission_past (person, channel, state, basis, source, at, import, purposes)
                 SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8 WHERE NOT EXISTS
                    (SELECT 1 FROM permission_past WHERE person = ?1 AND channel = ?2 AND import = ?7 AND state = ?3)",
            )?
            .execute(params![
                person.0,
                channel,
                yes.state.word(),
                yes.basis.word(),
                yes.source,
                yes.at,
                by.import(),
                bits
            ])?;
    }
    if noted > 0 {
        tx.added(Subject::Person(person), &[field(yes.channel)]);
    }
    Ok(())
}

/// What became of an import's statements when it was taken back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TakenBack {
    /// Yeses that hold no more, or for less.
    pub yeses: u32,
    /// Noes it brought, which stay: only the person takes back a no.
    pub noes: u32,
}

/// Takes back the yeses that an import brought for a person. Where another import said yes too, that one's holds.
///
/// # Errors
/// When the database fails.
pub fn take_back(tx: &Tx<'_>, person: PersonId, import: ImportId) -> Result<TakenBack, VaultError> {
    let mut done = TakenBack::default();
    let supported = tx
        .sql("DELETE FROM permission_past WHERE person = ?1 AND import = ?2 AND state = 'granted'")?
        .execute(params![person.0, import.0])?
        > 0;
    for held in of(tx, person)? {
        let (channel, mine) = (held.permission.channel, held.by == By::Import(import));
        match held.permission.state {
            PermissionState::Refused if mine => done.noes += 1,
            PermissionState::Granted if mine || supported && held.by != By::Person => {
                done.yeses += u32::from(hold_again(tx, person, &held, mine)?);
            }
            _ => {}
        }
        if supported {
            tx.touched(Subject::Person(person), &[field(channel)]);
        }
    }
    if supported {
        tx.touched(Subject::Person(person), &["permission"]);
    }
    Ok(done)
}

/// Says what still holds of a yes after one of the statements behind it went: all that files said since the last no, or
/// since the person's own word. `false` when nothing changed.
fn hold_again(tx: &Tx<'_>, person: PersonId, held: &Held, mine: bool) -> Result<bool, VaultError> {
    let channel = held.permission.channel;
    let narrowed = || tx.touched(Subject::Person(person), &[field(channel)]);
    let mut behind: Vec<(i64, Held)> = Vec::new();
    {
        let mut statement = tx.sql(&format!(
            "SELECT id, {COLUMNS} FROM permission_past WHERE person = ?1 AND channel = ?2 ORDER BY id"
        ))?;
        let mut rows = statement.query(params![person.0, channel.word()])?;
        while let Some(row) = rows.next()? {
            let past = Raw::read_from(row, 1)?.held()?;
            if past.permission.state != PermissionState::Granted {
                behind.clear();
                continue;
            }
            if past.by == By::Person {
                behind.clear();
            }
            behind.push((row.get(0)?, past));
        }
    }
    let all =
        |list: &[(i64, Held)]| list.iter().fold(Purposes::NONE, |sum, (_, past)| sum.with(past.permission.purposes));
    if !mine {
        let own: u8 = tx
            .sql("SELECT own FROM permission WHERE person = ?1 AND channel = ?2")?
            .query_row(params![person.0, channel.word()], |row| row.get(0))?;
        let own = Purposes::from_bits(own);
        let purposes = own.with(all(&behind));
        if purposes != held.permission.purposes {
            write(tx, person, &Permission { purposes, ..held.permission.clone() }, own, held.by, true)?;
            narrowed();
        }
        return Ok(purposes != held.permission.purposes);
    }
    let Some((id, last)) = behind.last() else {
        tx.sql("DELETE FROM permission WHERE person = ?1 AND channel = ?2")?
            .execute(params![person.0, channel.word()])?;
        narrowed();
        return Ok(true);
    };
    let purposes = all(&behind);
    write(tx, person, &Permission { purposes, ..last.permission.clone() }, last.permission.purposes, last.by, true)?;
    narrowed();
    tx.sql("DELETE FROM permission_past WHERE id = ?1")?.execute([id])?;
    Ok(purposes != held.permission.purposes)
}

fn field(channel: Channel) -> &'static str {
    match channel {
        Channel::Email => "permission:email",
        Channel::Sms => "permission:sms",
        Channel::Post => "permission:post",
        Channel::Phone => "permission:phone",
    }
}

struct Raw {
    channel: String,
    state: String,
    basis: String,
    source: String,
    at: i64,
    import: Option<u32>,
    purposes: u8,
}

impl Raw {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Self::read_from(row, 0)
    }

    fn read_from(row: &Row<'_>, first: usize) -> rusqlite::Result<Self> {
        Ok(Self {
            channel: row.get(first)?,
            state: row.get(first + 1)?,
            basis: row.get(first + 2)?,
            source: row.get(first + 3)?,
            at: row.get(first + 4)?,
            import: row.get(first + 5)?,
            purposes: row.get(first + 6)?,
        })
    }

    fn held(self) -> Result<Held, VaultError> {
        let states = [PermissionState::Granted, PermissionState::Refused, PermissionState::Unknown];
        let state = known(states.into_iter().find(|state| state.word() == self.state))?;
        let granted = state == PermissionState::Granted;
        Ok(Held {
            permission: Permission {
                channel: known(Channel::from_word(&self.channel))?,
                state,
                purposes: if granted { Purposes::from_bits(self.purposes) } else { Purposes::NONE },
                basis: known(Basis::from_word(&self.basis))?,
                source: self.source,
                at: self.at,
            },
            by: self.import.map_or(By::Person, |id| By::Import(ImportId(id))),
        })
    }
}

/// What holds for a person, channel by channel. A channel that is absent is unknown.
///
/// # Errors
/// When the database fails.
pub fn of(read: &Read<'_>, person: PersonId) -> Result<Vec<Held>, VaultError> {
    collect(read, &format!("SELECT {COLUMNS} FROM permission WHERE person = ?1 ORDER BY channel"), person)
}

/// Everything that ever held for a person, as it was said, oldest first for each channel.
///
/// # Errors
/// When the database fails.
pub fn history(read: &Read<'_>, person: PersonId) -> Result<Vec<Held>, VaultError> {
    let mut held =
        collect(read, &format!("SELECT {COLUMNS} FROM permission_past WHERE person = ?1 ORDER BY id"), person)?;
    held.extend(of(read, person)?);
    Ok(held)
}

fn collect(read: &Read<'_>, sql: &str, person: PersonId) -> Result<Vec<Held>, VaultError> {
    let mut statement = read.sql(sql)?;
    let rows = statement.query_map([person.0], Raw::read)?;
    rows.map(|raw| raw?.held()).collect()
}

/// What holds for everyone, by person, with what a yes is for, what it rests on, and when it was given or recorded (UTC
/// seconds), and where it came from, as the shop wrote it.
///
/// # Errors
/// When the database fails.
pub fn for_each(
    read: &Read<'_>,
    mut f: impl FnMut(PersonId, Channel, PermissionState, Purposes, Option<(Basis, i64)>, &str),
) -> Result<(), VaultError> {
    let mut statement = read.sql("SELECT person, channel, state, purposes, basis, at, source FROM permission")?;
    let mut rows = statement.query([])?;
    let states = [PermissionState::Granted, PermissionState::Refused, PermissionState::Unknown];
    while let Some(row) = rows.next()? {
        let text = |at| -> rusqlite::Result<&str> { Ok(row.get_ref(at)?.as_str()?) };
        let (channel, state) = (text(1)?, text(2)?);
        let state = known(states.into_iter().find(|known| known.word() == state))?;
        let (purposes, given) = if state == PermissionState::Granted {
            (Purposes::from_bits(row.get(3)?), Some((known(Basis::from_word(text(4)?))?, row.get(5)?)))
        } else {
            (Purposes::NONE, None)
        };
        f(PersonId(row.get(0)?), known(Channel::from_word(channel))?, state, purposes, given, text(6)?);
    }
    Ok(())
}

/// Every no, newest first.
///
/// # Errors
/// When the database fails.
pub fn refusals(read: &Read<'_>, limit: u32) -> Result<Vec<(PersonId, Held)>, VaultError> {
    let mut statement = read.sql(&format!(
        "SELECT person, {COLUMNS} FROM permission WHERE state = 'refused' ORDER BY at DESC, person DESC LIMIT ?1"
    ))?;
    let rows = statement.query_map([limit], |row| Ok((PersonId(row.get(0)?), Raw::read_from(row, 1)?)))?;
    rows.map(|row| {
        let (person, raw) = row?;
        Ok((person, raw.held()?))
    })
    .collect()
}

/// How many noes there are, counted by channel.
///
/// # Errors
/// When the database fails.
pub fn count_refusals(read: &Read<'_>) -> Result<u32, VaultError> {
    let mut statement = read.sql("SELECT count(*) FROM permission WHERE state = 'refused'")?;
    Ok(statement.query_row([], |row| row.get(0))?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use PermissionState::{Granted, Refused, Unknown};
    use proptest::prelude::*;

    fn said(state: PermissionState, basis: Basis) -> Permission {
        let purposes = if state == Granted { Purposes::MARKETING } else { Purposes::NONE };
        Permission { channel: Channel::Email, state, basis, source: "a form".into(), at: 0, purposes }
    }

    const FILE: By = By::Import(ImportId(1));

    fn held(state: PermissionState, basis: Basis) -> Held {
        Held { permission: said(state, basis), by: FILE }
    }

    #[test]
    fn only_the_person_takes_back_a_no() {
        let (no, yes) = (held(Refused, Basis::Unstated), held(Granted, Basis::Consent));
        assert_eq!(decide(Some(&no), &yes.permission, FILE), Recorded::KeptRefusal);
        assert_eq!(decide(Some(&no), &yes.permission, By::Person), Recorded::Changed);
        assert_eq!(decide(Some(&yes), &no.permission, FILE), Recorded::Changed);
    }

    #[test]
    fn silence_changes_nothing() {
        let silence = said(Unknown, Basis::Unstated);
        for by in [FILE, By::Person] {
            assert_eq!(decide(None, &silence, by), Recorded::Same);
            for state in [Granted, Refused, Unknown] {
                assert_eq!(decide(Some(&held(state, Basis::Consent)), &silence, by), Recorded::Same);
            }
        }
    }

    #[test]
    fn a_reason_where_there_was_none_is_kept() {
        let (bare, founded) = (held(Granted, Basis::Unstated), held(Granted, Basis::Consent));
        assert_eq!(decide(Some(&bare), &founded.permission, FILE), Recorded::Changed);
        assert_eq!(decide(Some(&founded), &bare.permission, FILE), Recorded::Same);
        assert_eq!(decide(Some(&founded), &founded.permission, FILE), Recorded::Same);
    }

    #[test]
    fn no_file_widens_what_the_person_said() {
        let news = Purposes::of(&[regulars_model::Purpose::News]);
        let own = Held { permission: Permission { purposes: news, ..said(Granted, Basis::Consent) }, by: By::Person };
        assert_eq!(decide(Some(&own), &said(Granted, Basis::Consent), FILE), Recorded::Same);
        let file = Held { by: FILE, ..own.clone() };
        assert_eq!(decide(Some(&file), &said(Granted, Basis::Consent), FILE), Recorded::Changed);
        assert_eq!(decide(Some(&own), &own.permission, By::Person), Recorded::Same);
        assert_eq!(decide(Some(&file), &own.permission, By::Person), Recorded::Changed);
    }

    #[test]
    fn a_person_who_says_something_else_is_heard() {
        let news = Purposes::of(&[regulars_model::Purpose::News]);
        let own = Held { permission: said(Granted, Basis::Consent), by: By::Person };
        let again = |permission: Permission| decide(Some(&own), &permission, By::Person);
        assert_eq!(again(own.permission.clone()), Recorded::Same);
        assert_eq!(again(Permission { purposes: news, ..own.permission.clone() }), Recorded::Changed, "for less");
        let elsewhere = Permission { source: "on the phone".into(), ..own.permission.clone() };
        assert_eq!(again(elsewhere), Recorded::Changed, "by another way");
    }

    proptest! {
        #[test]
        fn whatever_files_say_in_whatever_order_one_no_is_enough(states in prop::collection::vec(0..3usize, 1..12)) {
            let mut current: Option<Held> = None;
            let mut refused = false;
            for state in states {
                let new = said([Granted, Refused, Unknown][state], Basis::Unstated);
                refused |= new.state == Refused;
                if decide(current.as_ref(), &new, FILE) == Recorded::Changed {
                    current = Some(Held { permission: new, by: FILE });
                }
                prop_assert_eq!(current.as_ref().is_some_and(|held| held.permission.state == Refused), refused);
            }
        }
    }
}
