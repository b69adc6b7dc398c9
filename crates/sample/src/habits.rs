//! How people shop: who comes once, who comes back, who slips away, and what each kind of person likes.

use crate::draw::{Dice, around_one, chance, weighted};
use crate::season::{BUSIEST, of_week, of_year};
use rand::Rng;
use regulars_model::Day;

/// The rhythm of one person's visits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Habit {
    /// Signed up for the newsletter and never bought.
    Looks,
    /// Bought once.
    Once,
    /// Comes now and then.
    Sometimes,
    /// Comes back at a gap of their own.
    Loyal,
    /// Came often, and stopped.
    Left,
    /// Came often, and the gaps are growing now.
    Slipping,
    /// Buys presents, in November and December.
    Season,
    /// Buys for an office, much and monthly.
    Office,
    /// Came for the first time in the last three months.
    New,
}

/// The share of each habit among the shop's people, in percent. Makes 100.
const SHARES: [(Habit, f64); 9] = [
    (Habit::Looks, 3.0),
    (Habit::Once, 38.0),
    (Habit::Sometimes, 20.0),
    (Habit::Loyal, 18.0),
    (Habit::Left, 6.5),
    (Habit::Slipping, 3.5),
    (Habit::Season, 5.0),
    (Habit::Office, 2.0),
    (Habit::New, 4.0),
];

/// Days of trade in the files.
pub(crate) const TRADE_DAYS: i32 = 1095;

/// Draws a habit.
pub(crate) fn habit(dice: &mut Dice) -> Habit {
    SHARES[weighted(dice, &SHARES.map(|(_, share)| share))].0
}

/// What a person likes: one weight for each category of the shelf.
pub(crate) fn taste(dice: &mut Dice, habit: Habit) -> [f64; 8] {
    // Espresso, filter, tea, gear, cups, sweets, gifts, subscriptions.
    const ESPRESSO: [f64; 8] = [9.0, 0.6, 0.2, 0.6, 0.5, 1.0, 0.2, 0.0];
    const FILTER: [f64; 8] = [0.6, 9.0, 0.4, 1.0, 0.4, 0.8, 0.2, 0.0];
    const TEA: [f64; 8] = [0.2, 0.2, 9.0, 0.2, 0.8, 2.0, 0.3, 0.0];
    const GEAR: [f64; 8] = [1.5, 1.5, 0.2, 6.0, 3.0, 0.4, 0.3, 0.0];
    const MONTHLY: [f64; 8] = [0.7, 0.5, 0.2, 0.4, 0.2, 0.4, 0.1, 9.0];
    const PRESENTS: [f64; 8] = [0.5, 0.5, 0.6, 1.0, 2.0, 2.5, 9.0, 0.0];
    const BULK: [f64; 8] = [7.0, 4.0, 1.0, 0.4, 0.2, 0.8, 0.0, 0.0];
    let kinds = [ESPRESSO, FILTER, TEA, GEAR, MONTHLY, PRESENTS];
    let kind = match habit {
        Habit::Season => PRESENTS,
        Habit::Office => BULK,
        Habit::Loyal | Habit::Slipping | Habit::Left => kinds[weighted(dice, &[34.0, 28.0, 16.0, 6.0, 14.0, 2.0])],
        _ => kinds[weighted(dice, &[26.0, 22.0, 18.0, 16.0, 2.0, 16.0])],
    };
    kind.map(|weight| weight * around_one(dice, 0.25))
}

/// The days on which a person bought, in order. Trade ends in the evening before `as_of`.
pub(crate) fn visits(dice: &mut Dice, habit: Habit, as_of: Day) -> Vec<Day> {
    let first = as_of.plus(-TRADE_DAYS);
    let last = as_of.plus(-1);
    let days = match habit {
        Habit::Looks => Vec::new(),
        Habit::Once => vec![busy_day(dice, first, last.plus(-60))],
        Habit::Sometimes => {
            let many = dice.gen_range(2..=5);
            (0..many).map(|_| busy_day(dice, first, last)).collect()
        }
        Habit::Loyal => {
            let start = busy_day(dice, first, last.plus(-150));
            let gap = usual_gap(dice);
            walk(dice, start, last, gap, 0.0)
        }
        Habit::Office => {
            let start = busy_day(dice, first, last.plus(-200));
            let gap = dice.gen_range(24.0..34.0);
            walk(dice, start, last, gap, 0.0)
        }
        Habit::Left => {
            let start = busy_day(dice, first, last.plus(-400));
            let end = start.plus(dice.gen_range(90..380));
            let gap = usual_gap(dice);
            walk(dice, start, end.min(last.plus(-120)), gap, 0.0)
        }
        Habit::Slipping => {
            let start = busy_day(dice, first, last.plus(-300));
            let gap = dice.gen_range(13.0..28.0);
            let turn = last.plus(-dice.gen_range(80..130));
            let mut days = walk(dice, start, turn, gap, 0.0);
            let later = turn.plus(dice.gen_range(14..30));
            days.extend(walk(dice, later, last.plus(-40), gap, 0.6));
            days
        }
        Habit::Season => seasons(dice, first, last),
        Habit::New => {
            let start = busy_day(dice, last.plus(-85), last.plus(-3));
            let gap = dice.gen_range(12.0..40.0);
            let mut days = walk(dice, start, last, gap, 0.0);
            days.truncate(dice.gen_range(1..=4));
            days
        }
    };
    let mut days: Vec<Day> = days.into_iter().filter(|day| *day >= first && *day <= last).collect();
    days.sort_unstable();
    days.dedup();
    days
}

fn usual_gap(dice: &mut Dice) -> f64 {
    f64::max(9.0, 70.0 * around_one(dice, 0.45))
}

/// From visit to visit: the usual gap, shorter when the shop is busy, longer by `growth` each time.
fn walk(dice: &mut Dice, start: Day, end: Day, gap: f64, growth: f64) -> Vec<Day> {
    let (mut day, mut gap, mut days) = (start, gap, Vec::new());
    while day <= end {
        days.push(near_busy_weekday(dice, day).min(end));
        let pause = gap * around_one(dice, 0.3) / of_year(day).clamp(0.55, 2.2);
        gap *= 1.0 + growth;
        #[expect(clippy::cast_possible_truncation, reason = "a gap is at most a few hundred days")]
        let pause = pause.round() as i32;
        day = day.plus(pause.max(1));
    }
    days
}

/// Presents: one to three orders before each Christmas in the files.
fn seasons(dice: &mut Dice, first: Day, last: Day) -> Vec<Day> {
    let mut days = Vec::new();
    let years = first.date().year()..=last.date().year();
    for year in years {
        let Ok(start) = jiff::civil::Date::new(year, 11, 10) else { continue };
        if chance(dice, 75.0) {
            let start = Day::from_date(start);
            for _ in 0..dice.gen_range(1..=3) {
                days.push(start.plus(dice.gen_range(0..41)));
            }
        }
    }
    if days.iter().all(|day| *day < first || *day > last) {
        days.push(busy_day(dice, first, last));
    }
    days
}

/// A day between two, busy ones more likely.
fn busy_day(dice: &mut Dice, from: Day, to: Day) -> Day {
    let to = to.max(from);
    for _ in 0..200 {
        let day = Day(dice.gen_range(from.0..=to.0));
        if dice.r#gen::<f64>() * BUSIEST < of_year(day) * of_week(day) {
            return day;
        }
    }
    from
}

fn near_busy_weekday(dice: &mut Dice, day: Day) -> Day {
    let near = [day.plus(-1), day, day.plus(1), day.plus(2)];
    near[weighted(dice, &near.map(|day| of_week(day) * of_week(day)))]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draw::dice;

    #[test]
    fn nobody_shops_outside_the_three_years() {
        let as_of: Day = "2026-11-23".parse().expect("a day");
        let mut dice = dice(3, 9);
        for (habit, _) in SHARES {
            for _ in 0..200 {
                let days = visits(&mut dice, habit, as_of);
                assert!(days.iter().all(|day| *day < as_of && *day >= as_of.plus(-TRADE_DAYS)), "{habit:?}");
                assert!(days.is_sorted());
                if habit == Habit::Once {
                    assert_eq!(days.len(), 1);
                }
                if habit != Habit::Looks {
                    assert!(!days.is_empty(), "{habit:?}");
                }
            }
        }
    }

    #[test]
    fn the_shares_make_a_hundred() {
        assert!((SHARES.iter().map(|(_, share)| share).sum::<f64>() - 100.0).abs() < 1e-9);
    }
}
