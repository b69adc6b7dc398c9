//! What rules are answered from. People are cut into blocks; what those of a block bought and did is kept as rows by
//! category or kind, sorted by day, with no more than a leaf adds up. A window is then one run of rows, whoever they are
//! of, and a block's answer fits the processor's nearest memory. Everything here says again what the shop's own columns
//! say, is laid out from them when first asked for, and lives and dies with them.

mod ask;
mod block;
mod days;
mod deeds;
mod figures;
mod growing;
mod holders;
mod kept;
mod lay;
mod numbers;
mod rows;
mod scored;
mod scratch;
mod sets;
mod standing;
#[cfg(test)]
mod tests;
mod written;

pub(crate) use ask::answer;
use block::each_block;
pub(crate) use kept::{Answer, Kept};
pub(crate) use standing::{in_blocks, ranks, stages};
pub(crate) use written::Part;

use crate::{Shop, wanted::Wanted};
use figures::Columns;
use holders::Holders;
use regulars_model::{EventKind, ProductFilter};
use rows::Rows;
use sets::Sets;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// Rows for every block, each part laid out when it is first needed.
#[derive(Debug, Default)]
pub(crate) struct Postings {
    purchases: OnceLock<Vec<Rows>>,
    refunds: OnceLock<Vec<Rows>>,
    /// What was bought, line by line: for each block, the categories there are, ascending.
    lines: OnceLock<Vec<Vec<(u32, Rows)>>>,
    /// In the order of [`EventKind::ALL`].
    events: [OnceLock<Vec<Rows>>; EventKind::COUNT],
    columns: OnceLock<Columns>,
    tags: OnceLock<Holders>,
    sources: OnceLock<Holders>,
    /// Country, region, city and postcode; nothing where there are too many values.
    places: [OnceLock<Option<Sets>>; 4],
    /// By channel.
    said: [OnceLock<Sets>; 4],
    months: OnceLock<Sets>,
    /// Net values of everyone whose use is allowed, ascending.
    worth: OnceLock<Vec<i64>>,
    gaps: OnceLock<Vec<u32>>,
    /// Of filters that tell orders apart, the last few: while somebody tries windows and numbers beside one, it stays.
    chosen: Mutex<Vec<(ProductFilter, Arc<Vec<Rows>>)>>,
}

/// So many filters of orders are kept laid out.
const MOST_CHOSEN: usize = 6;

/// They say again what the columns say: two shops are the same without them.
impl PartialEq for Postings {
    fn eq(&self, _: &Self) -> bool {
        true
    }
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
        self.tag_holders();
        self.source_holders();
        self.month_sets();
        self.worth();
        for nth in 0..4 {
            self.place_sets(nth);
            self.said_sets(nth);
        }
    }

    /// Lays out anew what was told by people's permissions and by who may be used, and forgets every answer given before.
    pub(crate) fn forget_people(&mut self) {
        self.kept.forget();
        self.postings.said = Default::default();
        self.postings.worth = OnceLock::new();
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
        let holders = [&postings.tags, &postings.sources].map(|holders| holders.get().map_or(0, Holders::size));
        let rows = all(&postings.purchases) + all(&postings.refunds) + lines + events;
        let sets = postings.said.iter().chain([&postings.months]).filter_map(|sets| sets.get());
        let places = postings.places.iter().filter_map(|sets| sets.get()).flatten();
        let sets: usize = sets.chain(places).map(Sets::size).sum();
        let worth = postings.worth.get().map_or(0, |worth| size_of_val(worth.as_slice()));
        let chosen = postings.chosen.lock().unwrap_or_else(PoisonError::into_inner);
        let chosen: usize = chosen.iter().flat_map(|(_, rows)| rows.iter().map(Rows::size)).sum();
        rows + chosen + columns + gaps + worth + sets + holders.iter().sum::<usize>()
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

    /// What a filter of orders means.
    fn chosen_rows(&self, what: &ProductFilter) -> Arc<Vec<Rows>> {
        let kept = || self.postings.chosen.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, rows)) = kept().iter().find(|(known, _)| known == what) {
            return Arc::clone(rows);
        }
        let wanted = Wanted::of(self, what);
        let rows = Arc::new(each_block(self, |block| lay::chosen(self, block, &wanted)));
        let mut kept = kept();
        if kept.len() >= MOST_CHOSEN {
            kept.remove(0);
        }
        kept.push((what.clone(), Arc::clone(&rows)));
        rows
    }

    fn event_rows(&self, kind: EventKind) -> &[Rows] {
        let nth = EventKind::ALL.iter().position(|each| *each == kind).unwrap_or(0);
        self.postings.events[nth].get_or_init(|| each_block(self, |block| lay::events(self, kind, block)))
    }

    /// Lays out what is quicker laid out than read.
    pub(crate) fn lay_columns(&self) {
        self.columns();
    }

    fn columns(&self) -> &Columns {
        self.postings.columns.get_or_init(|| Columns::of(self))
    }

    fn tag_holders(&self) -> &Holders {
        let (words, codes) = &self.people.tags;
        self.postings.tags.get_or_init(|| Holders::of(words, codes, self.everyone.len()))
    }

    fn source_holders(&self) -> &Holders {
        let (words, codes) = &self.people.sources;
        self.postings.sources.get_or_init(|| Holders::of(words, codes, self.everyone.len()))
    }

    fn place_sets(&self, nth: usize) -> Option<&Sets> {
        let people = &self.people;
        let (words, codes) = [&people.country, &people.region, &people.city, &people.postcode][nth];
        self.postings.places[nth].get_or_init(|| Sets::of_codes(words.len(), codes)).as_ref()
    }

    fn said_sets(&self, channel: usize) -> &Sets {
        self.postings.said[channel].get_or_init(|| Sets::of_permissions(self, channel))
    }

    fn month_sets(&self) -> &Sets {
        self.postings.months.get_or_init(|| Sets::of_months(self))
    }

    fn worth(&self) -> &[i64] {
        self.postings.worth.get_or_init(|| {
            let mut worth: Vec<i64> = self.everyone.iter().map(|person| self.figures[person as usize].net).collect();
            worth.sort_unstable();
            worth
        })
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
