//! Orders and refunds, column by column.

use crate::{
    ChunkError, ChunkKind, Columns, Texts,
    columns::{Body, Layout},
    numbers,
};
use regulars_model::{OrderKind, OrderRow, PersonId};

/// The version of chunks from which on orders may have a channel.
pub(crate) const WITH_CHANNELS: u8 = 2;

/// Orders and refunds, column by column.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OrderColumns {
    /// Whose it is.
    pub person: Vec<u32>,
    /// When (as [`regulars_model::moment`] marks it).
    pub at: Vec<i64>,
    /// Purchase or refund.
    pub kind: Vec<OrderKind>,
    /// Minor units of the vault's currency; negative for refunds.
    pub total: Vec<i64>,
    /// The shop's own numbers.
    pub key: Texts,
    /// Sales channels. Chunks of version 1 have none.
    pub channel: Texts,
}

impl Columns for OrderColumns {
    type Row = OrderRow;
    const KIND: ChunkKind = ChunkKind::Orders;

    fn from_rows(rows: &[OrderRow]) -> Self {
        Self {
            person: rows.iter().map(|row| row.person.0).collect(),
            at: rows.iter().map(|row| row.at).collect(),
            kind: rows.iter().map(|row| row.kind).collect(),
            total: rows.iter().map(|row| row.total).collect(),
            key: Texts::of(rows.iter().map(|row| row.key.as_str())),
            channel: Texts::of(rows.iter().map(|row| row.channel.as_str())),
        }
    }

    fn persons(&self) -> &[u32] {
        &self.person
    }

    fn times(&self) -> &[i64] {
        &self.at
    }

    fn row(&self, index: usize) -> OrderRow {
        OrderRow {
            person: PersonId(self.person[index]),
            key: self.key.get(index).to_owned(),
            at: self.at[index],
            kind: self.kind[index],
            total: self.total[index],
            channel: self.channel.get(index).to_owned(),
        }
    }

    fn select(&self, rows: &[usize]) -> Self {
        Self {
            person: rows.iter().map(|&row| self.person[row]).collect(),
            at: rows.iter().map(|&row| self.at[row]).collect(),
            kind: rows.iter().map(|&row| self.kind[row]).collect(),
            total: rows.iter().map(|&row| self.total[row]).collect(),
            key: self.key.select(rows),
            channel: self.channel.select(rows),
        }
    }
}

impl Layout for OrderColumns {
    /// Orders of no known channel are written as they always were.
    fn version(&self) -> u8 {
        if self.channel.is_blank() { 1 } else { WITH_CHANNELS }
    }

    fn put(&self, to: &mut Vec<u8>) {
        numbers::put(to, self.person.iter().map(|&person| i64::from(person)));
        numbers::put(to, self.at.iter().copied());
        numbers::put(to, self.kind.iter().map(|&kind| i64::from(kind == OrderKind::Refund)));
        numbers::put(to, self.total.iter().copied());
        self.key.put(to);
        if self.version() >= WITH_CHANNELS {
            self.channel.put(to);
        }
    }

    fn take(from: &mut Body<'_>, rows: usize) -> Result<Self, ChunkError> {
        let with_channels = from.1 >= WITH_CHANNELS;
        let from = &mut from.0;
        Ok(Self {
            person: numbers::take_as(from, rows)?,
            at: numbers::take(from, rows)?,
            kind: numbers::take_some(from, rows, "kinds", OrderKind::Purchase, |code| match code {
                0 => Some(OrderKind::Purchase),
                1 => Some(OrderKind::Refund),
                _ => None,
            })?,
            total: numbers::take(from, rows)?,
            key: Texts::take(from, rows)?,
            channel: if with_channels { Texts::take(from, rows)? } else { Texts::blank(rows) },
        })
    }
}
