//! Rows of one block and one category or kind, sorted by day.

use super::{
    block::{BLOCK, WORDS},
    scratch::set,
};
use regulars_model::Day;
use std::ops::Range;

/// Numbers as short as they all can be.
#[derive(Debug)]
pub(super) enum Codes {
    None,
    Short(Vec<u16>),
    Long(Vec<u32>),
}

/// Amounts in minor units, as short as they all can be. Short ones cannot add up to more than an `i64` holds.
#[derive(Debug)]
pub(super) enum Amounts {
    None,
    Short(Vec<i32>),
    Long(Vec<i64>),
}

/// What happened, oldest first.
#[derive(Debug)]
pub(super) struct Rows {
    /// Days on which something happened, ascending.
    pub(super) days: Vec<i32>,
    /// Where each day's rows begin, and where the last one's end.
    pub(super) starts: Vec<u32>,
    /// Whose row it is, within the block.
    pub(super) local: Vec<u16>,
    /// The subject or the article.
    pub(super) codes: Codes,
    pub(super) amounts: Amounts,
    /// For rows that share their order with others, a number that no other order of the block bears; [`ALONE`] for the rest. Empty
    /// when all are alone.
    pub(super) orders: Vec<u32>,
    /// Whose rows there are, as a set. Empty where there are few rows.
    pub(super) whose: Vec<u64>,
}

/// A row that is all of what was bought in its order.
pub(super) const ALONE: u32 = u32::MAX;

impl Rows {
    pub(super) fn len(&self) -> usize {
        self.local.len()
    }

    pub(super) fn size(&self) -> usize {
        let codes = match &self.codes {
            Codes::None => 0,
            Codes::Short(codes) => size_of_val(codes.as_slice()),
            Codes::Long(codes) => size_of_val(codes.as_slice()),
        };
        let amounts = match &self.amounts {
            Amounts::None => 0,
            Amounts::Short(amounts) => size_of_val(amounts.as_slice()),
            Amounts::Long(amounts) => size_of_val(amounts.as_slice()),
        };
        let small = 4 * (self.days.len() + self.starts.len() + self.orders.len()) + 2 * self.local.len();
        codes + amounts + small + 8 * self.whose.len()
    }

    /// Rows from one day to another, both included. Empty when they are the wrong way round.
    pub(super) fn within(&self, from: Day, to: Day) -> Range<usize> {
        let days = self.days_within(from, to);
        self.starts[days.start] as usize..self.starts[days.end] as usize
    }

    /// The same as places in `days`.
    pub(super) fn days_within(&self, from: Day, to: Day) -> Range<usize> {
        let first = self.days.partition_point(|day| *day < from.0);
        let end = self.days.partition_point(|day| *day <= to.0).max(first);
        first..end
    }

    /// Rows of one of the days.
    pub(super) fn on(&self, day: usize) -> Range<usize> {
        self.starts[day] as usize..self.starts[day + 1] as usize
    }

    /// Each row of a range whose code is marked, as its place and whose it is.
    pub(super) fn each(&self, range: Range<usize>, only: Option<&[bool]>, mut row: impl FnMut(usize, u16)) {
        let local = &self.local[range.clone()];
        match (only, &self.codes) {
            (None, _) | (_, Codes::None) => range.zip(local).for_each(|(at, local)| row(at, *local)),
            (Some(marks), Codes::Short(codes)) => {
                for ((at, local), code) in range.clone().zip(local).zip(&codes[range]) {
                    if marks[usize::from(*code)] {
                        row(at, *local);
                    }
                }
            }
            (Some(marks), Codes::Long(codes)) => {
                for ((at, local), code) in range.clone().zip(local).zip(&codes[range]) {
                    if marks[*code as usize] {
                        row(at, *local);
                    }
                }
            }
        }
    }

    /// Takes everybody with a row into a set.
    pub(super) fn mark(&self, range: Range<usize>, only: Option<&[bool]>, found: &mut [u64; WORDS]) {
        if only.is_none() && range.len() == self.len() && !self.whose.is_empty() {
            found.iter_mut().zip(&self.whose).for_each(|(found, whose)| *found |= whose);
        } else {
            self.each(range, only, |_, local| set(found, local));
        }
    }

    /// Adds to each person's count one for each of their rows, whatever order it is of. Without a branch: whether a row
    /// is marked cannot be foretold.
    pub(super) fn count(&self, range: Range<usize>, only: Option<&[bool]>, counts: &mut [u32; BLOCK]) {
        let local = &self.local[range.clone()];
        match (only, &self.codes) {
            (None, _) | (_, Codes::None) => local.iter().for_each(|local| counts[usize::from(*local)] += 1),
            (Some(marks), Codes::Short(codes)) => {
                for (local, code) in local.iter().zip(&codes[range]) {
                    counts[usize::from(*local)] += u32::from(marks[usize::from(*code)]);
                }
            }
            (Some(marks), Codes::Long(codes)) => {
                for (local, code) in local.iter().zip(&codes[range]) {
                    counts[usize::from(*local)] += u32::from(marks[*code as usize]);
                }
            }
        }
    }

    /// Adds to each person's sum what their rows came to.
    pub(super) fn add(&self, range: Range<usize>, only: Option<&[bool]>, sums: &mut [i64; BLOCK]) {
        match (&self.amounts, only, &self.codes) {
            (Amounts::Short(amounts), None, _) | (Amounts::Short(amounts), _, Codes::None) => {
                for (local, amount) in self.local[range.clone()].iter().zip(&amounts[range]) {
                    sums[usize::from(*local)] += i64::from(*amount);
                }
            }
            (Amounts::Short(amounts), Some(marks), Codes::Short(codes)) => {
                let rows = self.local[range.clone()].iter().zip(&amounts[range.clone()]);
                for ((local, amount), code) in rows.zip(&codes[range]) {
                    sums[usize::from(*local)] += i64::from(*amount) * i64::from(marks[usize::from(*code)]);
                }
            }
            _ => self.each(range, only, |row, local| {
                let sum = &mut sums[usize::from(local)];
                *sum = sum.saturating_add(self.amount(row));
            }),
        }
    }

    /// What a row came to.
    pub(super) fn amount(&self, row: usize) -> i64 {
        match &self.amounts {
            Amounts::None => 0,
            Amounts::Short(amounts) => i64::from(amounts[row]),
            Amounts::Long(amounts) => amounts[row],
        }
    }

    /// The order a row shares with others; [`ALONE`] when it does not.
    pub(super) fn order(&self, row: usize) -> u32 {
        self.orders.get(row).copied().unwrap_or(ALONE)
    }
}
