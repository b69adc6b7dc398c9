//! Days in people's histories, and what followed what.

use super::{
    block::{Block, WORDS, pack},
    deeds::Deeds,
    figures::{NEVER, PLACES, each_late, is_past, place, ready},
    scratch::{Part, with_scratch},
};
use crate::{Shop, passes::Anniversaries, words::calendar};
use regulars_model::{DateField, DateTest, Day, FirstOrLast, MonthDay, Window};

/// Which days pass.
enum Passes {
    /// From one day to another; or not, which no day passes too.
    Ends { first: i32, last: i32, inside: bool },
    /// Days of the year, by [`place`].
    Yearly(Box<[bool; PLACES]>),
}

fn yearly(passes: impl Fn(MonthDay) -> bool) -> Passes {
    let mut table = Box::new([false; PLACES]);
    for (month, day) in (1..=12).flat_map(|month| (0..=31).map(move |day| (month, day))) {
        let day = MonthDay { month, day };
        table[usize::from(place(Some(day)))] = passes(day);
    }
    Passes::Yearly(table)
}

impl Passes {
    fn of(test: &DateTest, as_of: Day) -> Self {
        let back = |days: u32| Window::LastDays { days }.days(as_of).0.0;
        let ends = |first: i32, last: i32| Self::Ends { first, last, inside: true };
        let near = |days: i32| {
            let near = Anniversaries::within(as_of, days);
            yearly(|day| near.has(day))
        };
        match *test {
            DateTest::IsSet => ends(i32::MIN, i32::MAX),
            DateTest::NotSet => Self::Ends { first: i32::MIN, last: i32::MAX, inside: false },
            DateTest::AnniversaryInNext { days } => near(i32::try_from(days).unwrap_or(i32::MAX)),
            DateTest::AnniversaryInLast { days } => near(i32::try_from(days).map_or(i32::MIN, |days| -days)),
            DateTest::InMonth { month } => yearly(|day| day.month == month),
            DateTest::AnniversaryThisMonth => {
                let this = calendar(as_of).month().unsigned_abs();
                yearly(|day| day.month == this)
            }
            DateTest::InLast { days } => ends(back(days), as_of.0),
            DateTest::NotInLast { days } => Self::Ends { first: back(days), last: as_of.0, inside: false },
            DateTest::AgoBetween { least, most } => ends(back(most), back(least)),
            DateTest::MoreThanAgo { days } => Self::before(back(days)),
            DateTest::Between { from, to } => ends(from.0, to.0),
            DateTest::On { day } => ends(day.0, day.0),
            DateTest::Before { day } => Self::before(day.0),
            DateTest::After { day } => {
                ends(day.0.saturating_add(1), if day.0 < i32::MAX { i32::MAX } else { i32::MIN })
            }
        }
    }

    fn before(day: i32) -> Self {
        Self::Ends { first: i32::MIN, last: day.saturating_sub(1), inside: true }
    }

    /// Those of a block whose day passes; [`NEVER`] is no day.
    fn answer(&self, days: &[i32], out: &mut [u64]) {
        match self {
            Self::Ends { first, last, inside } => {
                // One comparison tells whether a day lies between two, as far from the first as it may be.
                let first = (*first).max(NEVER + 1);
                let far = last.abs_diff(first);
                if first <= *last {
                    pack(out, days, move |day| day.wrapping_sub(first).cast_unsigned() <= far);
                } else {
                    out.fill(0);
                }
                if !inside {
                    out.iter_mut().for_each(|word| *word = !*word);
                }
            }
            Self::Yearly(passes) => {
                let of = |day: i32| {
                    let date = calendar(Day(day));
                    let day = MonthDay { month: date.month().unsigned_abs(), day: date.day().unsigned_abs() };
                    passes[usize::from(place(Some(day)))]
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
            // Of the others only "known" and "not known" can be asked of a birthday.
            let (known, unknown) = match passes {
                Passes::Yearly(table) => {
                    let (sets, places) = (shop.month_sets(), &shop.columns().birthday);
                    let whole =
                        |month: usize| table[month * 32..][1..32].iter().all(|day| *day == table[month * 32 + 1]);
                    if (1..13).all(whole) {
                        return Box::new(move |block, out| {
                            sets.write(block, |month| (1..13).contains(&month) && table[month * 32 + 1], out);
                        });
                    }
                    return Box::new(move |block, out| {
                        pack(out, block.of(places), |place| table[usize::from(place)]);
                    });
                }
                Passes::Ends { first, last, inside } => (inside && first == i32::MIN && last == i32::MAX, !inside),
            };
            Box::new(move |block, out| {
                pack(out, block.of(&shop.people.birthday), |day| if day.is_some() { known } else { unknown });
            })
        }
        DateField::SignedUp => {
            let days = &shop.columns().signed_up;
            if shop.columns().newest_sign_up <= as_of.0 {
                return Box::new(move |block, out| passes.answer(block.of(days), out));
            }
            Box::new(move |block, out| {
                with_scratch(block.len(), Part::Days, |scratch| {
                    let known = &mut scratch.days[..block.len()];
                    for (to, day) in known.iter_mut().zip(block.of(days)) {
                        *to = if *day <= as_of.0 { *day } else { NEVER };
                    }
                    passes.answer(known, out);
                });
            })
        }
        DateField::FirstPurchase | DateField::LastPurchase => {
            ready(shop, as_of);
            let (is_first, columns) = (field == DateField::FirstPurchase, shop.columns());
            let column = if is_first { &columns.first } else { &columns.last };
            if !is_past(shop, as_of) {
                return Box::new(move |block, out| passes.answer(block.of(column), out));
            }
            Box::new(move |block, out| {
                with_scratch(block.len(), Part::Days, |scratch| {
                    let days = &mut scratch.days[..block.len()];
                    days.copy_from_slice(block.of(column));
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
        with_scratch(block.len(), Part::Days, |scratch| {
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
        with_scratch(block.len(), Part::Days, |scratch| {
            // The last day of the first deed so far.
            let last = &mut scratch.days;
            last[..block.len()].fill(NEVER);
            let (mut did, mut followed) = ([0u64; WORDS], [0u64; WORDS]);
            for (day, is_first, at, nth) in steps {
                let (rows, only) = if is_first { firsts[at] } else { thens[at] };
                if is_first {
                    rows.each(rows.on(nth), only, |_, local| last[usize::from(local)] = day);
                } else {
                    // The earliest day that is near enough; none is, where the calendar would have to begin earlier.
                    let near = Day(day).plus(i32::try_from(within).map_or(i32::MIN, |days| -days)).0.max(NEVER + 1);
                    rows.each(rows.on(nth), only, |_, local| {
                        let is_near = u64::from(last[usize::from(local)] >= near);
                        followed[usize::from(local) / 64] |= is_near << (local % 64);
                    });
                }
            }
            pack(&mut did, &last[..block.len()], |day| day != NEVER);
            for (word, (did, followed)) in out.iter_mut().zip(did.iter().zip(&followed)) {
                *word = did & if not { !followed } else { *followed };
            }
        });
    })
}
