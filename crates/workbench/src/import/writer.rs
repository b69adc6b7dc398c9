//! Takes a file's rows one by one into a transaction, and hands each to the part that keeps it: people, or what they
//! bought and did.

use super::{
    Provenance, Rejects,
    bought::{Bought, EventIn},
    orders::LineIn,
    people::{Found, People},
    tally::Tally,
};
use regulars_ingest::{FileKind, Row};
use regulars_model::{ImportId, Problem};
use regulars_vault::Tx;

/// An import under way.
pub(super) struct Writer<'a> {
    pub(super) people: People<'a>,
    bought: Bought,
    rows: u32,
}

impl<'a> Writer<'a> {
    pub(super) fn new(tx: &'a Tx<'a>, import: ImportId, from: &'a Provenance, kind: FileKind) -> Result<Self, Problem> {
        Ok(Self { people: People::new(tx, import, from)?, bought: Bought::new(tx, kind)?, rows: 0 })
    }

    /// Takes one row. Says how many have been taken.
    pub(super) fn row(&mut self, row: Row, rejects: Rejects<'_>) -> Result<u32, Problem> {
        self.rows += 1;
        match row {
            Row::Warning(problem) => {
                self.rows -= 1;
                self.people.tally.warning(&problem);
            }
            Row::Unusable(problem) => {
                self.people.tally.unusable(&problem);
                rejects(&problem)?;
            }
            Row::Customer { line, person, permissions } => {
                self.people.person(line, &person, &permissions)?;
            }
            Row::OrderLine {
                line,
                person,
                permissions,
                key,
                at,
                order_total,
                refunded,
                cancelled,
                sku,
                product,
                category,
                quantity,
                amount,
                cancellation,
            } => {
                let found = self.people.person(line, &person, &permissions)?;
                if let Found::Person(id) = found
                    && !cancelled
                {
                    let line = LineIn {
                        at,
                        sku: &sku,
                        product: &product,
                        category: &category,
                        quantity,
                        amount,
                        cancellation,
                        order_total,
                        refunded,
                    };
                    self.bought.line(id, key, &line);
                }
            }
            Row::Event { line, person, kind, at, subject } => {
                let event = EventIn { line, person: &person, kind, at, subject };
                self.bought.event(&mut self.people, event, rejects)?;
            }
        }
        Ok(self.rows)
    }
    /// Writes what was gathered.
    pub(super) fn finish(self) -> Result<Tally, Problem> {
        let Self { mut people, bought, .. } = self;
        people.finish()?;
        bought.finish(&mut people)?;
        Ok(people.tally)
    }
}
