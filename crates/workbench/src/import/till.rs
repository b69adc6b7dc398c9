//! Where new orders, lines and events go: columns that grow, each written as a chunk when it is full.

use super::{
    known, new_chunk,
    orders::{Digest, LineIn, OrderOut, Till},
};
use crate::problems;
use regulars_columns::{ChunkError, ChunkKind, Encoded, EventsGrowing, LinesGrowing, OrdersGrowing};
use regulars_model::{EventKind, ImportId, OrderKind, PersonId, Problem};
use regulars_vault::{Tx, chunk};

/// The chunks of an import under way.
pub(super) struct Chunks<'a> {
    tx: &'a Tx<'a>,
    import: ImportId,
    /// What was there before.
    before: known::Orders,
    orders: OrdersGrowing,
    lines: LinesGrowing,
    events: EventsGrowing,
    pub(super) counts: Counts,
    written: Vec<chunk::ChunkId>,
    /// Orders that were there already, to lay claim to: whose, which, and their content.
    pub(super) claimed: Vec<(PersonId, String, Digest)>,
}

/// What was new.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counts {
    pub(super) purchases: u32,
    pub(super) refunds: u32,
    pub(super) lines: u32,
    pub(super) events: u32,
    pub(super) gross: i64,
    pub(super) net: i64,
}

impl<'a> Chunks<'a> {
    pub(super) fn new(tx: &'a Tx<'a>, import: ImportId, before: known::Orders) -> Self {
        Self {
            tx,
            import,
            before,
            orders: OrdersGrowing::default(),
            lines: LinesGrowing::default(),
            events: EventsGrowing::default(),
            counts: Counts::default(),
            written: Vec::new(),
            claimed: Vec::new(),
        }
    }

    pub(super) fn event(&mut self, person: PersonId, kind: EventKind, at: i64, subject: &str) -> Result<(), Problem> {
        self.counts.events += 1;
        self.events.push(person.0, at, kind, subject);
        if self.events.is_full() {
            let full = self.events.take();
            self.keep(ChunkKind::Events, full)?;
        }
        Ok(())
    }

    /// Writes what no full chunk came of.
    pub(super) fn end(&mut self) -> Result<(), Problem> {
        for kind in ChunkKind::ALL {
            let last = match kind {
                ChunkKind::Orders => self.orders.take(),
                ChunkKind::Lines => self.lines.take(),
                ChunkKind::Events => self.events.take(),
            };
            if last != Err(ChunkError::NoRows) {
                self.keep(kind, last)?;
            }
        }
        Ok(())
    }

    /// Takes back all that was written.
    pub(super) fn undo(&mut self) -> Result<(), Problem> {
        for id in self.written.drain(..) {
            chunk::delete(self.tx, id)?;
        }
        (self.orders, self.lines, self.events) = <_>::default();
        self.counts = Counts::default();
        self.claimed.clear();
        Ok(())
    }

    fn keep(&mut self, kind: ChunkKind, encoded: Result<Encoded, ChunkError>) -> Result<(), Problem> {
        let encoded = encoded.map_err(|_| problems::damaged_chunk())?;
        self.written.push(chunk::add(self.tx, &new_chunk(kind, self.import, &encoded))?);
        Ok(())
    }
}

impl Till for Chunks<'_> {
    type Error = Problem;

    fn order(&mut self, order: &OrderOut<'_>) -> Result<(), Problem> {
        let OrderOut { person, key, at, kind, total, channel } = *order;
        self.counts.net += total;
        match kind {
            OrderKind::Purchase => {
                self.counts.purchases += 1;
                self.counts.gross += total;
            }
            OrderKind::Refund => self.counts.refunds += 1,
        }
        self.orders.push(person.0, at, kind, total, key, channel);
        if self.orders.is_full() {
            let full = self.orders.take();
            self.keep(ChunkKind::Orders, full)?;
        }
        Ok(())
    }

    fn content(&mut self, person: PersonId, key: &str) -> Result<Option<Digest>, Problem> {
        self.before.content(self.tx, self.import, person, key)
    }

    fn held(&mut self, person: PersonId, key: &str, content: Digest) {
        self.claimed.push((person, key.to_owned(), content));
    }

    fn line(&mut self, person: PersonId, key: &str, line: &LineIn<'_>) -> Result<(), Problem> {
        self.counts.lines += 1;
        self.lines.push(person.0, line.at, line.quantity, line.amount, key, line.sku, line.product, line.category);
        if self.lines.is_full() {
            let full = self.lines.take();
            self.keep(ChunkKind::Lines, full)?;
        }
        Ok(())
    }
}
