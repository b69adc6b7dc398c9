//! Events such as an opened email, column by column.

use crate::{
    ChunkError, ChunkKind, Columns, Texts,
    columns::{Body, Layout},
    numbers,
};
use regulars_model::{EventKind, EventRow, PersonId};

/// Events, column by column.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventColumns {
    /// Who.
    pub person: Vec<u32>,
    /// When (as [`regulars_model::moment`] marks it).
    pub at: Vec<i64>,
    /// What.
    pub kind: Vec<EventKind>,
    /// Campaigns or pages they were about.
    pub subject: Texts,
}

// Numbers in the file format: never change one, never use one again.
pub(crate) fn code(kind: EventKind) -> i64 {
    match kind {
        EventKind::EmailSent => 0,
        EventKind::EmailOpened => 1,
        EventKind::EmailClicked => 2,
        EventKind::EmailBounced => 3,
        EventKind::Unsubscribed => 4,
        EventKind::Visit => 5,
        EventKind::SurveyAnswered => 6,
        EventKind::ContestEntered => 7,
        EventKind::SupportAsked => 8,
        EventKind::SubscriptionStarted => 9,
        EventKind::SubscriptionCancelled => 10,
    }
}

fn kind(wanted: i64) -> Option<EventKind> {
    EventKind::ALL.into_iter().find(|kind| code(*kind) == wanted)
}

impl Columns for EventColumns {
    type Row = EventRow;
    const KIND: ChunkKind = ChunkKind::Events;

    fn from_rows(rows: &[EventRow]) -> Self {
        Self {
            person: rows.iter().map(|row| row.person.0).collect(),
            at: rows.iter().map(|row| row.at).collect(),
            kind: rows.iter().map(|row| row.kind).collect(),
            subject: Texts::of(rows.iter().map(|row| row.subject.as_str())),
        }
    }

    fn persons(&self) -> &[u32] {
        &self.person
    }

    fn times(&self) -> &[i64] {
        &self.at
    }

    fn row(&self, index: usize) -> EventRow {
        EventRow {
            person: PersonId(self.person[index]),
            kind: self.kind[index],
            at: self.at[index],
            subject: self.subject.get(index).to_owned(),
        }
    }

    fn select(&self, rows: &[usize]) -> Self {
        Self {
            person: rows.iter().map(|&row| self.person[row]).collect(),
            at: rows.iter().map(|&row| self.at[row]).collect(),
            kind: rows.iter().map(|&row| self.kind[row]).collect(),
            subject: self.subject.select(rows),
        }
    }
}

impl Layout for EventColumns {
    fn put(&self, to: &mut Vec<u8>) {
        numbers::put(to, self.person.iter().map(|&person| i64::from(person)));
        numbers::put(to, self.at.iter().copied());
        numbers::put(to, self.kind.iter().map(|&kind| code(kind)));
        self.subject.put(to);
    }

    fn take(from: &mut Body<'_>, rows: usize) -> Result<Self, ChunkError> {
        let from = &mut from.0;
        Ok(Self {
            person: numbers::take_as(from, rows)?,
            at: numbers::take(from, rows)?,
            kind: numbers::take_some(from, rows, "kinds", EventKind::Visit, kind)?,
            subject: Texts::take(from, rows)?,
        })
    }
}
