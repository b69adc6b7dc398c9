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
    written::{In, NotASheet, Out, sound},
};
use regulars_model::EventKind;
use std::sync::OnceLock;

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
    Events(usize),
}

impl Postings {
    fn part_mut(&mut self, part: Part) -> &mut OnceLock<Vec<Rows>> {
        match part {
            Part::Purchases => &mut self.purchases,
            Part::Refunds => &mut self.refunds,
            Part::Events(nth) => &mut self.events[nth],
        }
    }

    pub(crate) fn read_rows(&mut self, part: Part, read: &mut In<'_>) -> Read<()> {
        *self.part_mut(part) = OnceLock::from(read.list(Rows::read)?);
        Ok(())
    }

    pub(crate) fn read_lines(&mut self, read: &mut In<'_>) -> Read<()> {
        let block = |read: &mut In<'_>| {
            read.list(|read| Ok((u32::try_from(read.count()?).map_err(|_| NotASheet)?, Rows::read(read)?)))
        };
        self.lines = OnceLock::from(read.list(block)?);
        Ok(())
    }

    pub(crate) fn read_sets(&mut self, read: &mut In<'_>) -> Read<()> {
        (self.tags, self.sources) = (OnceLock::from(Holders::read(read)?), OnceLock::from(Holders::read(read)?));
        for sets in &mut self.places {
            *sets = OnceLock::from(read.option(Sets::read)?);
        }
        for sets in &mut self.said {
            *sets = OnceLock::from(Sets::read(read)?);
        }
        self.months = OnceLock::from(Sets::read(read)?);
        self.worth = OnceLock::from(read.numbers()?);
        Ok(())
    }

    /// Takes what others have and this has not: each was read from one sheet.
    pub(crate) fn take(&mut self, mut other: Self, part: Option<Part>) {
        match part {
            Some(part) => std::mem::swap(self.part_mut(part), other.part_mut(part)),
            None if other.lines.get().is_some() => self.lines = other.lines,
            None => {
                let Self { tags, sources, places, said, months, worth, .. } = other;
                *self = Self { tags, sources, places, said, months, worth, ..std::mem::take(self) };
            }
        }
    }
}

impl Shop {
    pub(crate) fn write_rows(&self, part: Part, out: &mut Out) {
        let rows = match part {
            Part::Purchases => self.purchase_rows(),
            Part::Refunds => self.refund_rows(),
            Part::Events(nth) => self.event_rows(EventKind::ALL[nth]),
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

    pub(crate) fn write_sets(&self, out: &mut Out) {
        self.tag_holders().write(out);
        self.source_holders().write(out);
        (0..4).for_each(|nth| out.option(self.place_sets(nth), |out, sets| sets.keep(out)));
        (0..4).for_each(|nth| self.said_sets(nth).keep(out));
        self.month_sets().keep(out);
        out.numbers(self.worth());
    }

    /// Whether what rules are answered from, as it was read, is of these people and words.
    pub(crate) fn postings_fit(&self) -> bool {
        let (postings, people) = (&self.postings, self.people.ids.len());
        let blocks = people.div_ceil(BLOCK);
        let fit = |rows: &OnceLock<Vec<Rows>>, codes: usize| {
            rows.get().is_some_and(|all| all.len() == blocks && all.iter().all(|rows| rows.codes_below(codes)))
        };
        let lines = postings.lines.get().is_some_and(|all| {
            let each = |(category, rows): &(u32, Rows)| {
                (*category as usize) < self.categories.len() && rows.codes_below(self.articles.len())
            };
            all.len() == blocks && all.iter().flatten().all(each)
        });
        let words = |words: usize, holders: &OnceLock<Holders>| {
            holders.get().is_some_and(|holders| holders.starts.len() == words + 1)
        };
        let places = [&self.people.country, &self.people.region, &self.people.city, &self.people.postcode];
        let placed = places.iter().zip(&postings.places).all(|((words, _), sets)| match sets.get() {
            Some(Some(sets)) => sets.is_of(words.len(), people),
            Some(None) => true,
            None => false,
        });
        let of = |sets: &OnceLock<Sets>, values: usize| sets.get().is_some_and(|sets| sets.is_of(values, people));
        fit(&postings.purchases, 0)
            && fit(&postings.refunds, 0)
            && postings.events.iter().all(|rows| fit(rows, self.subjects.len()))
            && lines
            && words(self.people.tags.0.len(), &postings.tags)
            && words(self.people.sources.0.len(), &postings.sources)
            && placed
            && postings.said.iter().all(|sets| of(sets, 3))
            && of(&postings.months, 14)
            && postings.worth.get().is_some_and(|worth| worth.len() == self.everyone.count() as usize)
    }
}
