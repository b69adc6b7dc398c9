//! Days in people's histories, and what followed what.

use super::{
    block::{Block, WORDS, pack},
    deeds::Deeds,
    figures::{NEVER, each_late, ready},
    scratch::{set, with_scratch},
};
use crate::{Shop, passes::Anniversaries, words::calendar};
use regulars_model::{DateField, DateTest, Day, FirstOrLast, MonthDay, Window};

/// Which days pass.
enum Passes {
    /// From one day to another, or not; and whether no day passes.
    Ends { first: i32, last: i32, inside: bool, never: bool },
    /// Days of the year.
    Yearly(Box<dyn Fn(MonthDay) -> bool + Send + Sync>),
}

impl Passes {
    fn of(test: &DateTest, as_of: Day) -> Self {
        let back = |days: u32| Window::LastDays { days }.days(as_of).0.0;
        let ends = |first: i32, last: i32| Self::Ends { first, last, inside: true, never: false };
        let near = |days: i32| {
            let near = Anniversaries::within(as_of, days);
            Self::Yearly(Box::new(move |day| near.has(day)))
        };
        match *test {
            DateTest::IsSet => ends(i32::MIN, i32::MAX),
            DateTest::NotSet => Self::Ends { first: i32::MIN, last: i32::MAX, inside: false, never: true },
            DateTest::AnniversaryInNext { days } => near(i32::try_from(days).unwrap_or(i32::MAX)),
            DateTest::AnniversaryInLast { days } => near(i32::try_from(days).map_or(i32::MIN, |days| -days)),
            DateTest::InMonth { month } => Self::Yearly(Box::new(move |day| day.month == month)),
            DateTest::AnniversaryThisMonth => {
                let this = calendar(as_of).month().unsigned_abs();
                Self::Yearly(Box::new(move |day| day.month == this))
            }
            DateTest::InLast { days } => ends(back(days), as_of.0),
            DateTest::NotInLast { days } => Self::Ends { first: back(days), last: as_of.0, inside: false, never: true },
            DateTest::AgoBetween { least, most } => ends(back(most), back(least)),
            DateTest::MoreThanAgo { days } => Self::before(back(days)),
            DateTest::Between { from, to } => ends(from.0, to.0),
            DateTest::On { day } => ends(day.0, day.0),
            DateTest::Before { day } => Self::before(day.0),
            DateTest::After { day } => Self::Ends { first: i32::MIN, last: day.0, inside: false, never: false },
        }
    }

    /// Days before one: not those from it on.
    fn before(day: i32) -> Self {
        Self::Ends { first: day, last: i32::MAX, inside: false, never: false }
    }

    /// Those of a block whose day passes; [`NEVER`] is no day.
    fn answer(&self, days: &[i32], out: &mut [u64]) {
        match self {
            Self::Ends { first, last, inside, never } => {
                pack(out, days, |day| if day == NEVER { *never } else { (*first <= day && day <= *last) == *inside })
            }
            Self::Yearly(passes) => {
                let of = |day: i32| {
                    let date = calendar(Day(day));
                    passes(MonthDay { month: date.month().unsigned_abs(), day: date.day().unsigned_abs() })
                };
                let known = || days.iter().copied().filter(|day| *day != NEVER);
                let (Some(first), Some(last)) = (known().min(), known().max()) else {
                    out.fill(0);
                    return;
                };
                // The calendar is asked once for each day there is, not for each person.
                let span = i64::from(last) - i64::from(first);
                if usize::try_from(span).is_ok_and(|span| span < days.len()) {
                    let table: Vec<bool> = (first..=last).map(of).collect();
                    pack(out, days, |day| day != NEVER && table[(day - first).unsigned_abs() as usize]);
                } else {
                    pack(out, days, |day| day != NEVER && of(day));
                }
            }
        }
    }
}

/// A block's answer, written into its part of a set.
type Answer<'a> = Box<dyn Fn(&Block, &mut [u64]) + Send + Sync + 'a>;

pub(super) fn date<'a>(shop: &'a Shop, field: DateField, test: &DateTest, as_of: Day) -> Answer<'a> {
    let passes = Passes::of(test, as_of);
    match field {
        DateField::Birthday => {
            let has = move |day: Option<MonthDay>| match (&passes, day) {
                (Passes::Yearly(passes), Some(day)) => passes(day),
                // Of the others only "known" and "not known" can be asked of a birthday.
                (Passes::Ends { first: i32::MIN, last: i32::MAX, inside, .. }, Some(_)) => *inside,
                (Passes::Ends { never, .. }, None) => *never,
                _ => false,
            };
            Box::new(move |block, out| pack(out, block.of(&shop.people.birthday), &has))
        }
        DateField::SignedUp => Box::new(move |block, out| {
            with_scratch(block.len(), |scratch| {
                let days = &mut scratch.days[..block.len()];
                for (to, day) in days.iter_mut().zip(block.of(&shop.people.signed_up)) {
                    *to = day.filter(|day| *day <= as_of).map_or(NEVER, |day| day.0);
                }
                passes.answer(days, out);
            });
        }),
        DateField::FirstPurchase | DateField::LastPurchase => {
            ready(shop, as_of);
            let is_first = field == DateField::FirstPurchase;
            Box::new(move |block, out| {
                let columns = shop.columns();
                with_scratch(block.len(), |scratch| {
                    let days = &mut scratch.days[..block.len()];
                    days.copy_from_slice(block.of(if is_first { &columns.first } else { &columns.last }));
                    each_late(shop, block, as_of, |local, sum| {
                        let day = if is_first { sum.first_purchase } else { sum.last_purchase };
                        days[local] = day.map_or(NEVER, |day| day.0);
                    });
                    passes.answer(days, out);
                });
            })
        }
    }
}

/// The first or last day of a purchase.
pub(super) fn bought_day<'a>(deeds: Deeds<'a>, which: FirstOrLast, test: &DateTest, as_of: Day) -> Answer<'a> {
    let passes = Passes::of(test, as_of);
    Box::new(move |block, out| {
        with_scratch(block.len(), |scratch| {
            let days = &mut scratch.days;
            days[..block.len()].fill(NEVER);
            for (rows, only) in deeds.within(block) {
                for nth in rows.days_within(Day(i32::MIN), as_of) {
                    let day = rows.days[nth];
                    rows.each(rows.on(nth), only, |_, local| {
                        let own = &mut days[usize::from(local)];
                        let is_first = which == FirstOrLast::First;
                        *own = if *own == NEVER || is_first != (day > *own) { day } else { *own };
                    });
                }
            }
            passes.answer(&days[..block.len()], out);
        });
    })
}

/// Those who did one thing in a window, and the other on a later day and at most `within` days after, or not.
pub(super) fn sequence<'a>(
    (first, when): (Deeds<'a>, (Day, Day)),
    (then, as_of): (Deeds<'a>, Day),
    within: u32,
    not: bool,
) -> Answer<'a> {
    Box::new(move |block, out| {
        let (firsts, thens) = (first.within(block), then.within(block));
        // Day by day: first what followed an earlier day, then what later ones may follow.
        let mut steps: Vec<(i32, bool, usize, usize)> = Vec::new();
        for (at, (rows, _)) in firsts.iter().enumerate() {
            steps.extend(rows.days_within(when.0, when.1).map(|nth| (rows.days[nth], true, at, nth)));
        }
        for (at, (rows, _)) in thens.iter().enumerate() {
            steps.extend(rows.days_within(when.0, as_of).map(|nth| (rows.days[nth], false, at, nth)));
        }
        steps.sort_unstable();
        with_scratch(block.len(), |scratch| {
            let last = &mut scratch.days;
            last[..block.len()].fill(NEVER);
            let (mut did, mut followed) = ([0u64; WORDS], [0u64; WORDS]);
            for (day, is_first, at, nth) in steps {
                let (rows, only) = if is_first { firsts[at] } else { thens[at] };
                rows.each(rows.on(nth), only, |_, local| {
                    let own = &mut last[usize::from(local)];
                    if is_first {
                        *own = day;
                        set(&mut did, local);
                    } else if *own != NEVER && i64::from(day) - i64::from(*own) <= i64::from(within) {
                        set(&mut followed, local);
                    }
                });
            }
            for (word, (did, followed)) in out.iter_mut().zip(did.iter().zip(&followed)) {
                *word = did & if not { !followed } else { *followed };
            }
        });
    })
}
