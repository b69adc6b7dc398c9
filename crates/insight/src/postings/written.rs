//! What rules are answered from as columns of bytes, and back: reading it takes a twentieth of what laying it out anew does.

use super::{
    Postings,
    block::{BLOCK, WORDS},
    holders::Holders,
    rows::{Amounts, Codes, Rows},
    sets::Sets,
};
use crate::{
    Shop,
    texts::Dictionary,
    written::{In, NotASheet, Number, Out, Sheet, Unread, sound},
};
use regulars_model::EventKind;

type Read<T> = Result<T, NotASheet>;

impl Rows {
    fn write(&self, out: &mut Out) {
        let Self { days, starts, local, codes, amounts, orders, whose } = self;
        out.numbers(days);
        out.ends(starts);
        out.numbers(local);
        match codes {
            Codes::None => out.count(0),
            Codes::Short(codes) => {
                out.count(1);
                out.numbers(codes);
            }
            Codes::Long(codes) => {
                out.count(2);
                out.numbers(codes);
            }
        }
        match amounts {
            Amounts::None => out.count(0),
            Amounts::Short(amounts) => {
                out.count(1);
                out.numbers(amounts);
            }
            Amounts::Long(amounts) => {
                out.count(2);
                out.numbers(amounts);
            }
        }
        // One more each: those alone have the largest number there is.
        out.each(orders.len(), orders.iter().map(|order| i64::from(order.wrapping_add(1))));
        out.words(whose);
    }

    fn read(read: &mut In<'_>) -> Read<Self> {
        let (days, starts, local): (Vec<i32>, _, Vec<u16>) = (read.numbers()?, read.ends()?, read.numbers()?);
        let rows = local.len();
        sound(starts.len() == days.len() + 1 && starts.last().is_some_and(|end| *end as usize == rows))?;
        let codes = match read.count()? {
            0 => Codes::None,
            1 => Codes::Short(read.numbers()?),
            2 => Codes::Long(read.numbers()?),
            _ => return Err(NotASheet),
        };
        let amounts = match read.count()? {
            0 => Amounts::None,
            1 => Amounts::Short(read.numbers()?),
            2 => Amounts::Long(read.numbers()?),
            _ => return Err(NotASheet),
        };
        let mut orders: Vec<u32> = read.numbers()?;
        orders.iter_mut().for_each(|order| *order = order.wrapping_sub(1));
        let whose = read.words()?;
        let of_codes = match &codes {
            Codes::None => rows,
            Codes::Short(codes) => codes.len(),
            Codes::Long(codes) => codes.len(),
        };
        let of_amounts = match &amounts {
            Amounts::None => rows,
            Amounts::Short(amounts) => amounts.len(),
            Amounts::Long(amounts) => amounts.len(),
        };
        sound(of_codes == rows && of_amounts == rows && [0, rows].contains(&orders.len()))?;
        sound([0, WORDS].contains(&whose.len()))?;
        Ok(Self { days, starts, local, codes, amounts, orders, whose })
    }

    /// Whether its codes are below so many.
    fn codes_below(&self, count: usize) -> bool {
        match &self.codes {
            Codes::None => true,
            Codes::Short(codes) => codes.iter().all(|code| usize::from(*code) < count),
            Codes::Long(codes) => codes.iter().all(|code| (*code as usize) < count),
        }
    }
}

impl Sets {
    fn keep(&self, out: &mut Out) {
        out.list(self.0.iter(), Out::bits);
    }

    fn read(read: &mut In<'_>) -> Read<Self> {
        Ok(Self(read.list(In::bits)?))
    }

    fn is_of(&self, values: usize, people: usize) -> bool {
        self.0.len() == values && self.0.iter().all(|set| set.len() == people)
    }
}

impl Holders {
    fn write(&self, out: &mut Out) {
        out.ends(&self.starts);
        out.numbers(&self.people);
    }

    fn read(read: &mut In<'_>) -> Read<Self> {
        let (starts, people): (_, Vec<u32>) = (read.ends()?, read.numbers()?);
        sound(starts.last().is_some_and(|end| *end as usize == people.len()))?;
        Ok(Self { starts, people })
    }
}

/// Which rows a sheet holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Purchases,
    Refunds,
    /// Of the kind in this place.
    Events(u8),
}

impl Part {
    fn sheet(self) -> Sheet {
        match self {
            Self::Purchases => Sheet::Purchases,
            Self::Refunds => Sheet::Refunds,
            Self::Events(nth) => Sheet::EventRows(nth),
        }
    }
}

impl Postings {
    /// Those that lie there.
    pub(crate) fn kept(unread: Unread) -> Self {
        Self { unread: Some(unread), ..Self::default() }
    }

    /// Whether anything may still be read from where it was kept.
    pub(crate) fn is_unread(&self) -> bool {
        self.unread.is_some()
    }

    /// Notes that nothing is to be read from there any more.
    pub(crate) fn all_is_read(&mut self) {
        self.unread = None;
    }
}

/// Each part as it was kept, where it was, or else laid out.
impl Shop {
    fn or_kept<T>(&self, sheet: Sheet, lay: impl FnOnce() -> T, read: impl FnOnce(&mut In<'_>) -> Read<T>) -> T {
        match &self.postings.unread {
            Some(unread) => unread.get(sheet, read),
            None => lay(),
        }
    }

    pub(super) fn rows(&self, part: Part, lay: impl FnOnce() -> Vec<Rows>) -> Vec<Rows> {
        let codes = if matches!(part, Part::Events(_)) { self.subjects.len() } else { 0 };
        self.or_kept(part.sheet(), lay, |read| {
            let all = read.list(Rows::read)?;
            sound(all.len() == self.blocks() && all.iter().all(|rows| rows.codes_below(codes)))?;
            Ok(all)
        })
    }

    pub(super) fn kept_lines(&self, lay: impl FnOnce() -> Vec<Vec<(u32, Rows)>>) -> Vec<Vec<(u32, Rows)>> {
        let one = |read: &mut In<'_>| {
            let category = u32::try_from(read.count()?).map_err(|_| NotASheet)?;
            let rows = Rows::read(read)?;
            sound((category as usize) < self.categories.len() && rows.codes_below(self.articles.len()))?;
            Ok((category, rows))
        };
        self.or_kept(Sheet::LineRows, lay, |read| {
            let all = read.list(|read| read.list(one))?;
            sound(all.len() == self.blocks())?;
            Ok(all)
        })
    }

    pub(super) fn holders(&self, sheet: Sheet, words: &Dictionary, lay: impl FnOnce() -> Holders) -> Holders {
        self.or_kept(sheet, lay, |read| {
            let holders = Holders::read(read)?;
            sound(holders.starts.len() == words.len() + 1)?;
            Ok(holders)
        })
    }

    pub(super) fn sets(&self, sheet: Sheet, values: usize, lay: impl FnOnce() -> Sets) -> Sets {
        self.or_kept(sheet, lay, |read| self.sets_of(values, read))
    }

    pub(super) fn kept_places(&self, nth: usize, values: usize, lay: impl FnOnce() -> Option<Sets>) -> Option<Sets> {
        self.or_kept(Sheet::Places(nth as u8), lay, |read| read.option(|read| self.sets_of(values, read)))
    }

    pub(super) fn numbers<T: Number>(&self, sheet: Sheet, count: usize, lay: impl FnOnce() -> Vec<T>) -> Vec<T> {
        self.or_kept(sheet, lay, |read| {
            let numbers: Vec<T> = read.numbers()?;
            sound(numbers.len() == count)?;
            Ok(numbers)
        })
    }

    fn sets_of(&self, values: usize, read: &mut In<'_>) -> Read<Sets> {
        let sets = Sets::read(read)?;
        sound(sets.is_of(values, self.people.ids.len()))?;
        Ok(sets)
    }

    fn blocks(&self) -> usize {
        self.people.ids.len().div_ceil(BLOCK)
    }

    pub(crate) fn write_rows(&self, part: Part, out: &mut Out) {
        let rows = match part {
            Part::Purchases => self.purchase_rows(),
            Part::Refunds => self.refund_rows(),
            Part::Events(nth) => self.event_rows(EventKind::ALL[usize::from(nth)]),
        };
        out.list(rows.iter(), |out, rows| rows.write(out));
    }

    pub(crate) fn write_lines(&self, out: &mut Out) {
        out.list(self.line_rows().iter(), |out, block| {
            out.list(block.iter(), |out, (category, rows)| {
                out.count(*category as usize);
                rows.write(out);
            });
        });
    }

    /// Sets of people, and what is known of each of them as numbers.
    pub(crate) fn write_sets(&self, sheet: Sheet, out: &mut Out) {
        match sheet {
            Sheet::Tags => self.tag_holders().write(out),
            Sheet::Sources => self.source_holders().write(out),
            Sheet::Places(nth) => out.option(self.place_sets(usize::from(nth)), |out, sets| sets.keep(out)),
            Sheet::Said(nth) => self.said_sets(usize::from(nth)).keep(out),
            Sheet::Months => self.month_sets().keep(out),
            Sheet::Gaps => out.numbers(self.gaps()),
            _ => out.numbers(self.worth()),
        }
    }
}
