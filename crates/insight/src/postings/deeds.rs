//! Deeds counted and purchases added up, block by block.

use super::{
    block::{BLOCK, Block, WORDS, pack},
    rows::{ALONE, Amounts, Rows},
    scratch::{Part, is_new, with_scratch},
};
use crate::{
    Shop,
    leaf::articles_of,
    passes::{only, words_that_pass},
};
use regulars_model::{CountTest, Day, Deed, EventKind, ProductFilter, TextTest};
use std::sync::Arc;

/// Which rows a filter means.
pub(super) enum Deeds<'a> {
    Orders(&'a [Rows]),
    /// Laid out for one filter: every row is wanted.
    Chosen(Arc<Vec<Rows>>),
    Lines {
        blocks: &'a [Vec<(u32, Rows)>],
        /// Categories with something wanted in them.
        categories: Vec<bool>,
        /// Which articles; `None` where all of those categories are wanted.
        articles: Option<Vec<bool>>,
    },
    Events {
        kind: EventKind,
        blocks: &'a [Rows],
        /// Which subjects; `None` for whatever it was about.
        subjects: Option<Vec<bool>>,
    },
}

/// Rows of one block, and which of their codes are wanted.
pub(super) type Picked<'a> = (&'a Rows, Option<&'a [bool]>);

impl<'a> Deeds<'a> {
    pub(super) fn of(shop: &'a Shop, deed: &Deed) -> Self {
        match deed {
            Deed::Bought { what } => Self::bought(shop, what),
            Deed::Did { event, about } => Self::did(shop, *event, about.as_ref()),
        }
    }

    pub(super) fn bought(shop: &'a Shop, what: &ProductFilter) -> Self {
        if let ProductFilter::Orders { .. } = what {
            return Self::Chosen(shop.chosen_rows(what));
        }
        let (categories, articles) = match what {
            ProductFilter::Anything => {
                shop.columns();
                return Self::Orders(shop.purchase_rows());
            }
            ProductFilter::Category { any_of } => (only(&shop.categories, any_of), None),
            ProductFilter::Product { .. } | ProductFilter::Orders { .. } => {
                let articles = articles_of(shop, what).unwrap_or_default();
                let mut categories = vec![false; shop.categories.len()];
                for (article, _) in shop.articles.iter().zip(&articles).filter(|(_, wanted)| **wanted) {
                    categories[article.category as usize] = true;
                }
                (categories, Some(articles))
            }
        };
        Self::Lines { blocks: shop.line_rows(), categories, articles }
    }

    pub(super) fn did(shop: &'a Shop, kind: EventKind, about: Option<&TextTest>) -> Self {
        let subjects = about.map(|test| {
            let (mut marks, wanted) = words_that_pass(&shop.subjects, test);
            marks.iter_mut().for_each(|mark| *mark = *mark == wanted);
            marks
        });
        Self::Events { kind, blocks: shop.event_rows(kind), subjects }
    }

    pub(super) fn within(&self, block: &Block) -> Vec<Picked<'_>> {
        match self {
            Self::Orders(blocks) => vec![(&blocks[block.nth], None)],
            Self::Chosen(blocks) => vec![(&blocks[block.nth], None)],
            Self::Lines { blocks, categories, articles } => {
                let wanted = blocks[block.nth].iter().filter(|(category, _)| categories[*category as usize]);
                wanted.map(|(_, rows)| (rows, articles.as_deref())).collect()
            }
            Self::Events { blocks, subjects, .. } => vec![(&blocks[block.nth], subjects.as_deref())],
        }
    }

    /// How often each of a block's people did it on whatever day, where that is known without counting.
    fn whole(&self, shop: &'a Shop, block: &Block) -> Option<Whole<'a>> {
        match self {
            Self::Orders(_) => Some(Whole::Each(block.of(&shop.columns().purchases))),
            Self::Events { kind, subjects: None, .. } => {
                let starts = shop.events_of(*kind).starts();
                starts.get(block.people.start..=block.people.end).map(Whole::Between)
            }
            _ => None,
        }
    }
}

/// How often each of a block's people did something.
enum Whole<'a> {
    Each(&'a [u32]),
    /// As often as lies between where theirs begin and where the next one's begin.
    Between(&'a [u32]),
}

impl Whole<'_> {
    /// Turns counts of the one part into counts of the rest.
    fn less(&self, counts: &mut [u32]) {
        match self {
            Self::Each(all) => counts.iter_mut().zip(*all).for_each(|(count, all)| *count = all - *count),
            Self::Between(starts) => {
                counts.iter_mut().zip(starts.windows(2)).for_each(|(count, ends)| *count = ends[1] - ends[0] - *count);
            }
        }
    }
}

/// Those of a block who did it so often in a window.
pub(super) fn times(
    shop: &Shop,
    deeds: &Deeds<'_>,
    block: &Block,
    (from, to): (Day, Day),
    times: CountTest,
    out: &mut [u64],
) {
    let picked = deeds.within(block);
    let if_none = match times {
        CountTest::AtLeast { n: 1 } => Some(false),
        CountTest::AtMost { n: 0 } | CountTest::Exactly { n: 0 } => Some(true),
        _ => None,
    };
    let whole = deeds.whole(shop, block);
    let outside = |rows: &Rows| rows.len() - rows.within(from, to).len();
    // Where all deeds of each are known, those in the window are the others less those out of it.
    let from_whole = whole.filter(|_| picked.iter().all(|(rows, _)| outside(rows) < rows.within(from, to).len()));
    if let Some(if_none) = if_none.filter(|_| from_whole.is_none()) {
        let mut found = [0u64; WORDS];
        for (rows, only) in picked {
            rows.mark(rows.within(from, to), only, &mut found);
        }
        for (word, found) in out.iter_mut().zip(found) {
            *word = if if_none { !found } else { found };
        }
        return;
    }
    with_scratch(block.len(), Part::Counts, |scratch| {
        let counts = &mut scratch.counts;
        if let Some(whole) = from_whole {
            for (rows, _) in &picked {
                let inside = rows.within(from, to);
                rows.count(0..inside.start, None, counts);
                rows.count(inside.end..rows.len(), None, counts);
            }
            whole.less(&mut counts[..block.len()]);
        } else {
            count(&picked, (from, to), counts, &mut scratch.seen);
        }
        pack(out, &counts[..block.len()], |count| times.holds(count));
    });
}

/// Counts orders and events, each order once however many of its lines match.
pub(super) fn count(picked: &[Picked<'_>], (from, to): (Day, Day), counts: &mut [u32; BLOCK], seen: &mut Vec<u64>) {
    for (rows, only) in picked {
        let range = rows.within(from, to);
        if rows.orders.is_empty() {
            rows.count(range, *only, counts);
        } else {
            rows.each(range, *only, |row, local| {
                let order = rows.order(row);
                counts[usize::from(local)] += u32::from(order == ALONE || is_new(seen, order));
            });
        }
    }
}

/// Adds up what matching purchases came to.
pub(super) fn add_up(picked: &[Picked<'_>], (from, to): (Day, Day), sums: &mut [i64; BLOCK]) {
    for (rows, only) in picked {
        rows.add(rows.within(from, to), *only, sums);
    }
}

/// Everything purchases came to, less what lies outside the window; false where that cannot be told or would take longer.
pub(super) fn add_up_the_rest(shop: &Shop, block: &Block, (from, to): (Day, Day), sums: &mut [i64; BLOCK]) -> bool {
    let rows = &shop.purchase_rows()[block.nth];
    let inside = rows.within(from, to);
    // Short amounts add up exactly in whatever order; long ones could meet the end of an `i64`.
    if !matches!(rows.amounts, Amounts::Short(_)) || rows.len() - inside.len() >= inside.len() {
        return false;
    }
    rows.add(0..inside.start, None, sums);
    rows.add(inside.end..rows.len(), None, sums);
    for (sum, figures) in sums.iter_mut().zip(block.of(&shop.figures)) {
        *sum = figures.gross - *sum;
    }
    true
}

/// The largest matching order of each, where there is one: `larger` is told of each order's amount.
pub(super) fn each_order(picked: &[Picked<'_>], (from, to): (Day, Day), mut larger: impl FnMut(u16, i64)) {
    let mut shared: Vec<(u32, u16, i64)> = Vec::new();
    for (rows, only) in picked {
        rows.each(rows.within(from, to), *only, |row, local| match rows.order(row) {
            ALONE => larger(local, rows.amount(row)),
            order => shared.push((order, local, rows.amount(row))),
        });
    }
    shared.sort_unstable();
    for lines in shared.chunk_by(|a, b| a.0 == b.0) {
        larger(lines[0].1, lines.iter().fold(0, |sum: i64, line| sum.saturating_add(line.2)));
    }
}
