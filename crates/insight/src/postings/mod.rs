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
mod overall;
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

use crate::{
    Shop,
    wanted::Wanted,
    written::{Sheet, Unread, look},
};
use figures::Columns;
use holders::Holders;
use regulars_model::{EventKind, ProductFilter};
use rows::Rows;
use sets::Sets;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// Rows for every block, each part laid out, or read where it was kept, when it is first needed.
#[derive(Debug, Default)]
pub(crate) struct Postings {
    /// Where they were kept. Nothing of it is read once anything has changed.
    unread: Option<Unread>,
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
        // Nobody asks for everybody's usual gap as soon as that.
        Sheet::all().into_iter().filter(|sheet| *sheet != Sheet::Gaps).for_each(|sheet| self.look_at_postings(sheet));
        self.columns();
    }

    /// Lays out, or reads, what of them is kept in this sheet.
    pub(crate) fn look_at_postings(&self, sheet: Sheet) {
        let nth = |nth: u8| usize::from(nth);
        match sheet {
            Sheet::Tags => look(self.tag_holders()),
            Sheet::Sources => look(self.source_holders()),
            Sheet::Places(place) => look(&self.place_sets(nth(place))),
            Sheet::Said(channel) => look(self.said_sets(nth(channel))),
            Sheet::Months => look(self.month_sets()),
            Sheet::Worth => look(self.worth()),
            Sheet::Gaps => look(self.gaps()),
            Sheet::LineRows => look(self.line_rows()),
            Sheet::Purchases => look(self.purchase_rows()),
            Sheet::Refunds => look(self.refund_rows()),
            Sheet::EventRows(kind) => look(self.event_rows(EventKind::ALL[nth(kind)])),
            Sheet::People
            | Sheet::Head
            | Sheet::Texts
            | Sheet::Directory
            | Sheet::Orders
            | Sheet::Keys
            | Sheet::Lines
            | Sheet::Articles
            | Sheet::Events(_) => {}
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
        let lay = || each_block(self, |block| lay::orders(self, block, false));
        self.postings.purchases.get_or_init(|| self.rows(Part::Purchases, lay))
    }

    /// Whole refunds.
    fn refund_rows(&self) -> &[Rows] {
        let lay = || each_block(self, |block| lay::orders(self, block, true));
        self.postings.refunds.get_or_init(|| self.rows(Part::Refunds, lay))
    }

    fn line_rows(&self) -> &[Vec<(u32, Rows)>] {
        self.postings.lines.get_or_init(|| self.kept_lines(|| each_block(self, |block| lay::lines(self, block))))
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
        let lay = || each_block(self, |block| lay::events(self, kind, block));
        self.postings.events[nth].get_or_init(|| self.rows(Part::Events(nth as u8), lay))
    }

    fn columns(&self) -> &Columns {
        self.postings.columns.get_or_init(|| Columns::of(self))
    }

    fn tag_holders(&self) -> &Holders {
        let (words, codes) = &self.people.tags;
        let lay = || Holders::of(words, codes, self.everyone.len());
        self.postings.tags.get_or_init(|| self.holders(Sheet::Tags, words, lay))
    }

    fn source_holders(&self) -> &Holders {
        let (words, codes) = &self.people.sources;
        let lay = || Holders::of(words, codes, self.everyone.len());
        self.postings.sources.get_or_init(|| self.holders(Sheet::Sources, words, lay))
    }

    fn place_sets(&self, nth: usize) -> Option<&Sets> {
        let people = &self.people;
        let (words, codes) = [&people.country, &people.region, &people.city, &people.postcode][nth];
        let lay = || Sets::of_codes(words.len(), codes);
        self.postings.places[nth].get_or_init(|| self.kept_places(nth, words.len(), lay)).as_ref()
    }

    fn said_sets(&self, channel: usize) -> &Sets {
        let lay = || Sets::of_permissions(self, channel);
        self.postings.said[channel].get_or_init(|| self.sets(Sheet::Said(channel as u8), 3, lay))
    }

    fn month_sets(&self) -> &Sets {
        self.postings.months.get_or_init(|| self.sets(Sheet::Months, 14, || Sets::of_months(self)))
    }

    fn worth(&self) -> &[i64] {
        let lay = || {
            let mut worth: Vec<i64> = self.everyone.iter().map(|person| self.figures[person as usize].net).collect();
            worth.sort_unstable();
            worth
        };
        self.postings.worth.get_or_init(|| self.numbers(Sheet::Worth, self.everyone.count() as usize, lay))
    }

    /// Everybody's usual gap over all days, as [`Self::gaps`] has them, where they are laid out or were kept.
    pub(crate) fn gaps_at_hand(&self) -> Option<&[u32]> {
        if self.postings.is_unread() { Some(self.gaps()) } else { self.postings.gaps.get().map(Vec::as_slice) }
    }

    /// Everybody's usual gap over all days; 0 where there is none.
    fn gaps(&self) -> &[u32] {
        let lay = || {
            let all = regulars_model::Day(i32::MAX);
            each_block(self, |block| {
                let gap = |person: usize| self.counted_gap(person, all).unwrap_or(0);
                block.people.clone().map(gap).collect::<Vec<u32>>()
            })
            .concat()
        };
        self.postings.gaps.get_or_init(|| self.numbers(Sheet::Gaps, self.people.ids.len(), lay))
    }
}
