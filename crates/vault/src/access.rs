//! The two ways into the tables: [`Read`], and [`Tx`], which knows why it writes and keeps account of what it touched.

use crate::{VaultError, keys::Keys, log, table::laid_out};
use regulars_model::{ImportId, PersonId, SegmentId};
use rusqlite::{CachedStatement, Connection};
use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet, HashSet},
    fmt,
    ops::Deref,
};

/// Who is behind a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// The person at the keyboard.
    User,
    /// A file that is being read in.
    Import(ImportId),
    /// The program itself: a migration, a clean-up.
    System,
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User => f.write_str("user"),
            Self::Import(id) => write!(f, "import {id}"),
            Self::System => f.write_str("system"),
        }
    }
}

impl Actor {
    pub(crate) fn from_word(word: &str) -> Option<Self> {
        match word {
            "user" => Some(Self::User),
            "system" => Some(Self::System),
            _ => word.strip_prefix("import ")?.parse().ok().map(Self::Import),
        }
    }
}

/// Why something is written. Every transaction has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cause {
    /// Who.
    pub actor: Actor,
    /// What is done, as a stable word: `import`, `opt_out`, `erase`. Fixed text, so it can hold no personal data.
    pub verb: &'static str,
    /// When (UTC seconds since 1970).
    pub now: i64,
}

/// What a write touched. Ids only: a log entry outlives the person it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Subject {
    /// A person.
    Person(PersonId),
    /// An import.
    Import(ImportId),
    /// A segment.
    Segment(SegmentId),
    /// A chunk of orders, lines or events.
    Chunk(u32),
    /// The list that keeps people out; its tokens are not named.
    KeptOut,
    /// The personas.
    Personas,
    /// The receipt of an erasure.
    Receipt(u32),
    /// A file of people that left.
    Export(u32),
    /// The table of postcodes: how many there are now.
    Places(u32),
    /// With what scores were worked out, and what was said of them.
    Scores,
    /// The vault itself.
    Vault,
}

impl Subject {
    fn split(self) -> (Kind, u32) {
        match self {
            Self::Person(id) => (Kind::Person, id.0),
            Self::Import(id) => (Kind::Import, id.0),
            Self::Segment(id) => (Kind::Segment, id.0),
            Self::Chunk(id) => (Kind::Chunk, id),
            Self::KeptOut => (Kind::KeptOut, 0),
            Self::Personas => (Kind::Personas, 0),
            Self::Receipt(number) => (Kind::Receipt, number),
            Self::Export(number) => (Kind::Export, number),
            Self::Places(count) => (Kind::Places, count),
            Self::Scores => (Kind::Scores, 0),
            Self::Vault => (Kind::Vault, 0),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Person,
    Import,
    Segment,
    Chunk,
    KeptOut,
    Personas,
    Receipt,
    Export,
    Places,
    Scores,
    Vault,
}

impl Kind {
    /// Whether people are laid out from nothing of this kind.
    fn is_apart_from_people(self) -> bool {
        matches!(self, Self::Segment | Self::Personas | Self::Receipt | Self::Export | Self::Scores)
    }
}

/// Account of one transaction.
#[derive(Debug, Default)]
pub(crate) struct Touched {
    subjects: BTreeMap<Kind, HashSet<u32>>,
    fields: BTreeSet<&'static str>,
    /// People who were erased: counted, never named.
    erased: BTreeSet<u32>,
    /// Entries whose payload went with them.
    forgot: BTreeSet<u32>,
    /// A large import touches one person several times in a row, always in the same fields.
    last: Option<Subject>,
    /// Anything but what only adds, and what is apart from people: what was laid out of them before may say what is to be gone.
    takes_away: bool,
}

/// Beyond this many, an entry gives counts instead of ids.
const MOST_NAMED: usize = 20;

impl Touched {
    /// What was touched, as an entry says it: `p17 s2`, or `people 5000, imports 1`.
    pub(crate) fn subjects(&self) -> String {
        let named = |kind: Kind, id: &u32| kind != Kind::Person || !self.erased.contains(id);
        let total: usize = self.subjects.values().map(HashSet::len).sum();
        if total > MOST_NAMED {
            let counts = self.subjects.iter().map(|(kind, ids)| match kind {
                Kind::Person => format!("people {}", ids.len()),
                Kind::Import => format!("imports {}", ids.len()),
                Kind::Segment => format!("segments {}", ids.len()),
                Kind::Chunk => format!("chunks {}", ids.len()),
                // What was erased is told by its receipt.
                Kind::Receipt if ids.len() == 1 => ids.iter().map(|id| format!("receipt-{id}")).collect(),
                Kind::Receipt => format!("receipts {}", ids.len()),
                Kind::Export => format!("exports {}", ids.len()),
                Kind::KeptOut => "kept-out list".to_owned(),
                Kind::Personas => "personas".to_owned(),
                Kind::Places => ids.iter().map(|count| format!("postcodes {count}")).collect(),
                Kind::Scores => "scores".to_owned(),
                Kind::Vault => "vault".to_owned(),
            });
            return counts.collect::<Vec<_>>().join(", ");
        }
        let mut words = Vec::with_capacity(total);
        match self.erased.len() {
            0 => {}
            1 => words.push("one-person".to_owned()),
            many => words.push(format!("{many}-people")),
        }
        for (kind, ids) in &self.subjects {
            let mut ids: Vec<u32> = ids.iter().copied().filter(|id| named(*kind, id)).collect();
            ids.sort_unstable();
            words.extend(ids.into_iter().map(|id| match kind {
                Kind::Person => PersonId(id).to_string(),
                Kind::Import => ImportId(id).to_string(),
                Kind::Segment => SegmentId(id).to_string(),
                Kind::Chunk => format!("chunk-{id}"),
                Kind::Receipt => format!("receipt-{id}"),
                Kind::Export => format!("export-{id}"),
                Kind::KeptOut => "kept-out-list".to_owned(),
                Kind::Personas => "personas".to_owned(),
                Kind::Places => format!("{id}-postcodes"),
                Kind::Scores => "scores".to_owned(),
                Kind::Vault => "vault".to_owned(),
            }));
        }
        words.join(" ")
    }

    pub(crate) fn fields(&self) -> String {
        self.fields.iter().copied().collect::<Vec<_>>().join(" ")
    }

    pub(crate) fn forgot(&self) -> &BTreeSet<u32> {
        &self.forgot
    }

    fn is_empty(&self) -> bool {
        self.subjects.is_empty()
    }

    /// Whether nothing was touched that people are laid out from. What is not sure to be apart from them is not.
    fn leaves_people_as_they_are(&self) -> bool {
        self.subjects.keys().all(|kind| kind.is_apart_from_people())
    }

    /// Whom it told more of, and what it brought, where it took nothing away from what was there; `None` where it did.
    pub(crate) fn added(&self) -> Option<Added> {
        let ids = |kind: Kind| {
            let mut ids: Vec<u32> = self.subjects.get(&kind).into_iter().flatten().copied().collect();
            ids.sort_unstable();
            ids
        };
        let only_adds = !self.takes_away && self.erased.is_empty() && self.forgot.is_empty();
        only_adds.then(|| Added { people: ids(Kind::Person), chunks: ids(Kind::Chunk) })
    }
}

/// What a write told that only added to what was there, by number, ascending.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Added {
    /// Those of whom more is known, or who are new.
    pub(crate) people: Vec<u32>,
    /// Chunks that came.
    pub(crate) chunks: Vec<u32>,
}

impl Added {
    pub(crate) fn is_empty(&self) -> bool {
        self.people.is_empty() && self.chunks.is_empty()
    }
}

/// Reads from an open vault. Made by [`crate::Vault::read`] only.
#[derive(Debug, Clone, Copy)]
pub struct Read<'a> {
    pub(crate) connection: &'a Connection,
    pub(crate) keys: &'a Keys,
}

impl<'a> Read<'a> {
    pub(crate) fn sql(&self, sql: &str) -> Result<CachedStatement<'a>, VaultError> {
        Ok(self.connection.prepare_cached(sql)?)
    }
}

/// Writes to an open vault, and reads what it wrote. Made by [`crate::Vault::write`] and [`crate::Vault::rehearse`] only.
#[derive(Debug)]
pub struct Tx<'a> {
    read: Read<'a>,
    cause: Cause,
    touched: RefCell<Touched>,
    /// Rows this connection had changed when the transaction began.
    changes_before: u64,
}

impl<'a> Tx<'a> {
    pub(crate) fn new(read: Read<'a>, cause: Cause) -> Self {
        Self { read, cause, touched: RefCell::default(), changes_before: read.connection.total_changes() }
    }

    /// Why this transaction writes.
    #[must_use]
    pub fn cause(&self) -> Cause {
        self.cause
    }

    /// Notes what was touched. Every function that writes calls it, or [`Self::added`].
    pub(crate) fn touched(&self, subject: Subject, fields: &[&'static str]) {
        self.touched.borrow_mut().takes_away |= !subject.split().0.is_apart_from_people();
        self.added(subject, fields);
    }

    /// Notes what was touched by a function that only ever brings more: nothing that was laid out of people before says what is to
    /// be gone by it. A no, a correction by hand and whatever deletes are [touched](Self::touched).
    pub(crate) fn added(&self, subject: Subject, fields: &[&'static str]) {
        let mut touched = self.touched.borrow_mut();
        if touched.last.replace(subject) != Some(subject) {
            let (kind, id) = subject.split();
            touched.subjects.entry(kind).or_default().insert(id);
        }
        for field in fields {
            if !touched.fields.contains(field) {
                touched.fields.insert(field);
            }
        }
    }

    /// Whether the list of who is kept out was touched.
    pub(crate) fn keeps_out(&self) -> bool {
        self.touched.borrow().subjects.contains_key(&Kind::KeptOut)
    }

    /// Whether anything was touched that people are laid out from.
    pub(crate) fn touches_people(&self) -> bool {
        let touched = self.touched.borrow();
        let is_apart = touched.leaves_people_as_they_are() || touched.added().is_some_and(|added| added.is_empty());
        !touched.is_empty() && !is_apart
    }

    /// Everybody this write has touched so far, or what stands beside them, ascending.
    #[must_use]
    pub fn touched_people(&self) -> Vec<PersonId> {
        let touched = self.touched.borrow();
        let mut people: Vec<PersonId> =
            touched.subjects.get(&Kind::Person).into_iter().flatten().map(|id| PersonId(*id)).collect();
        people.sort_unstable();
        people
    }

    /// Notes that a person was erased, and with them what these entries told.
    pub(crate) fn forgot(&self, person: PersonId, entries: impl IntoIterator<Item = u32>) {
        let mut touched = self.touched.borrow_mut();
        touched.erased.insert(person.0);
        touched.forgot.extend(entries);
    }

    /// Appends the one entry of this transaction, unless it touched nothing. A change that nobody noted is refused, so
    /// a new table function cannot forget the log. Says whether the key of what was laid out goes with it.
    pub(crate) fn close(self) -> Result<bool, VaultError> {
        let touched = self.touched.into_inner();
        if !touched.is_empty() {
            let before = log::last(&self.read)?;
            log::append(self.read, self.cause, &touched)?;
            return laid_out::follow(&self.read, before, touched.added().as_ref());
        }
        if self.read.connection.total_changes() > self.changes_before { Err(VaultError::Unlogged) } else { Ok(false) }
    }
}

impl<'a> Deref for Tx<'a> {
    type Target = Read<'a>;
    fn deref(&self) -> &Read<'a> {
        &self.read
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_actor_reads_back_as_written() {
        for actor in [Actor::User, Actor::System, Actor::Import(ImportId(3))] {
            assert_eq!(Actor::from_word(&actor.to_string()), Some(actor));
        }
        assert_eq!(Actor::from_word("import p3"), None);
    }

    #[test]
    fn many_subjects_are_counted_and_few_are_named() {
        let mut touched = Touched::default();
        for id in [9, 2, 2] {
            touched.subjects.entry(Kind::Person).or_default().insert(id);
        }
        touched.subjects.entry(Kind::KeptOut).or_default().insert(0);
        assert_eq!(touched.subjects(), "p2 p9 kept-out-list");
        touched.subjects.entry(Kind::Person).or_default().extend(0..30);
        assert_eq!(touched.subjects(), "people 30, kept-out list");
    }

    #[test]
    fn twenty_are_named_and_twenty_one_are_counted() {
        let mut touched = Touched::default();
        touched.subjects.entry(Kind::Chunk).or_default().extend(1..=20);
        assert_eq!(touched.subjects().split(' ').count(), 20);
        touched.subjects.entry(Kind::Receipt).or_default().extend([4, 7]);
        assert_eq!(touched.subjects(), "chunks 20, receipts 2");
        for kind in [Kind::Import, Kind::Segment, Kind::Export] {
            touched.subjects.entry(kind).or_default().extend([1, 2]);
        }
        for kind in [Kind::KeptOut, Kind::Personas, Kind::Vault] {
            touched.subjects.entry(kind).or_default().insert(0);
        }
        let counted = "imports 2, segments 2, chunks 20, kept-out list, personas, receipts 2, exports 2, vault";
        assert_eq!(touched.subjects(), counted);
    }

    #[test]
    fn somebody_erased_is_counted_and_not_named() {
        let mut touched = Touched::default();
        for (kind, id) in [(Kind::Person, 9), (Kind::Person, 2), (Kind::Receipt, 2)] {
            touched.subjects.entry(kind).or_default().insert(id);
        }
        touched.erased.insert(2);
        assert_eq!(touched.subjects(), "one-person p9 receipt-2");
        touched.erased.insert(9);
        assert_eq!(touched.subjects(), "2-people receipt-2");
        touched.subjects.entry(Kind::Chunk).or_default().extend(0..30);
        assert_eq!(touched.subjects(), "people 2, chunks 30, receipt-2");
    }
}
