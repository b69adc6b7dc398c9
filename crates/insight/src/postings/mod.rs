//! What rules are answered from. People are cut into blocks; what those of a block bought and did is kept as rows by
//! category or kind, sorted by day, with no more than a leaf adds up. A window is then one run of rows, whoever they are
//! of, and a block's answer fits the processor's nearest memory. Everything here says again what the shop's own columns
//! say, is laid out from them when first asked for, and lives and dies with them.

mod ask;
mod block;
mod days;
mod deeds;
mod figures;
mod kept;
mod lay;
mod numbers;
mod rows;
mod scratch;

pub(crate) use ask::answer;
pub(crate) use kept::{Answer, Kept};

use crate::Shop;
use block::each_block;
use figures::Columns;
use regulars_model::EventKind;
use rows::Rows;
use std::sync::OnceLock;

/// Rows for every block, each part laid out when it is first needed.
#[derive(Debug, Default)]
pub(crate) struct Postings {
    purchases: OnceLock<Vec<Rows>>,
    refunds: OnceLock<Vec<Rows>>,
    /// What was bought, line by line: for each block, the categories there are, ascending.
    lines: OnceLock<Vec<Vec<(u32, Rows)>>>,
    /// In the order of [`EventKind::ALL`].
    events: [OnceLock<Vec<Rows>>; 9],
    columns: OnceLock<Columns>,
    gaps: OnceLock<Vec<u32>>,
}

impl Shop {
    /// Lays out what rules are answered from, all of it, and forgets every answer given before. To be called when the
    /// columns have changed; without it the first rule that asks for a part waits until that part is laid out.
    pub fn lay_postings(&mut self) {
        self.postings = Postings::default();
        self.kept.forget();
        self.purchase_rows();
        self.refund_rows();
        self.line_rows();
        EventKind::ALL.into_iter().for_each(|kind| {
            self.event_rows(kind);
        });
        self.columns();
    }

    /// Bytes that the postings take.
    #[must_use]
    pub fn postings_size(&self) -> usize {
        let postings = &self.postings;
        let all = |rows: &OnceLock<Vec<Rows>>| rows.get().map_or(0, |rows| rows.iter().map(Rows::size).sum());
        let lines = postings.lines.get().map_or(0, |blocks| blocks.iter().flatten().map(|(_, rows)| rows.size()).sum());
        let events: usize = postings.events.iter().map(all).sum();
        let columns = postings.columns.get().map_or(0, Columns::size);
        let gaps = postings.gaps.get().map_or(0, |gaps| size_of_val(gaps.as_slice()));
        all(&postings.purchases) + all(&postings.refunds) + lines + events + columns + gaps
    }

    /// Whole purchases, with what they came to.
    fn purchase_rows(&self) -> &[Rows] {
        self.postings.purchases.get_or_init(|| each_block(self, |block| lay::orders(self, block, false)))
    }

    /// Whole refunds.
    fn refund_rows(&self) -> &[Rows] {
        self.postings.refunds.get_or_init(|| each_block(self, |block| lay::orders(self, block, true)))
    }

    fn line_rows(&self) -> &[Vec<(u32, Rows)>] {
        self.postings.lines.get_or_init(|| each_block(self, |block| lay::lines(self, block)))
    }

    fn event_rows(&self, kind: EventKind) -> &[Rows] {
        let nth = EventKind::ALL.iter().position(|each| *each == kind).unwrap_or(0);
        self.postings.events[nth].get_or_init(|| each_block(self, |block| lay::events(self, kind, block)))
    }

    fn columns(&self) -> &Columns {
        self.postings.columns.get_or_init(|| Columns::of(self))
    }

    /// Everybody's usual gap over all days; 0 where there is none.
    fn gaps(&self) -> &[u32] {
        self.postings.gaps.get_or_init(|| {
            let all = regulars_model::Day(i32::MAX);
            each_block(self, |block| {
                let gap = |person: usize| self.usual_gap(u32::try_from(person).unwrap_or(u32::MAX), all).unwrap_or(0);
                block.people.clone().map(gap).collect::<Vec<u32>>()
            })
            .concat()
        })
    }
}
