//! How far off a total can be: by the chance in what each customer does, by parameters that are estimated, and because a whole
//! shop sells more or less from one stretch to the next, which no model of single customers knows. The last is told by how far
//! off the stretches before were.

use super::{
    proof::{Money, Stretch},
    worth::Range,
};
use regulars_model::Day;

/// The latest stretches that tell it: what was longer ago tells less of the shop as it is.
const LATEST: usize = 4;
/// Where no stretch of a shop is over: a quarter is off by a sixth, as in files of real shops (`docs/adr/0013-scores.md`).
const USUAL: f64 = 0.03;
/// Stretches that would say as much as that.
const HELD: f64 = 3.0;
const QUARTER: f64 = 90.0;
/// Student's deviate that nine in ten stay below, with three, four, … stretches behind what is told of the spread.
const NINETY: [f64; LATEST + 1] = [1.637_744, 1.533_206, 1.475_884, 1.439_756, 1.414_924];
/// A stretch that was off further than this, in logarithms, was off no further.
const FARTHEST: f64 = 3.0;

/// A total that was worked out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Total {
    /// What is expected of all.
    pub expected: f64,
    /// How far that can be off by chance and by parameters: a standard deviation.
    pub off: f64,
}

impl Total {
    /// Where it should lie eight times in ten. Stretches that were not over on the day it was said tell nothing of it.
    #[must_use]
    pub fn range(&self, said_on: Day, days: u32, stretches: &[Stretch]) -> Range {
        let expected = self.expected;
        if expected <= 0.0 {
            return Range { low: 0.0, expected, high: 0.0 };
        }
        let before: Vec<(&Stretch, &Money)> = known(said_on, stretches).collect();
        let count = before.len();
        let level = |(one, money): &(&Stretch, &Money)| money.level() * lasting(f64::from(days) / length(one));
        let shared = before.iter().map(level).sum::<f64>().max(0.0);
        #[allow(clippy::cast_precision_loss, reason = "four at most")]
        let level = (HELD * USUAL * lasting(f64::from(days) / QUARTER) + shared) / (HELD + count as f64);
        let own = (self.off / expected).powi(2).ln_1p();
        let by = (NINETY[count.min(LATEST)] * (own + level).sqrt()).exp();
        Range { low: expected / by, expected, high: expected * by }
    }
}

/// Those that were over on a day, the latest few, and their money.
fn known(on: Day, stretches: &[Stretch]) -> impl Iterator<Item = (&Stretch, &Money)> {
    let over = stretches.iter().filter(move |one| one.to <= on);
    over.filter_map(|one| Some((one, one.money.as_ref().filter(|money| money.said > 0.0)?))).take(LATEST)
}

/// How many stretches a range stands on.
#[must_use]
pub fn stood_on(said_on: Day, stretches: &[Stretch]) -> usize {
    known(said_on, stretches).count()
}

/// What of the level of one stretch is left over so many times as long a one: half of it stays, the other half evens out.
fn lasting(times: f64) -> f64 {
    (0.5 + 0.5 / times.max(1e-9)).min(2.0)
}

fn length(stretch: &Stretch) -> f64 {
    f64::from(stretch.to.0.abs_diff(stretch.said_on.0).max(1))
}

impl Money {
    /// How far off it was, beyond what chance and parameters would do: a square of logarithms, and below nought where it was less.
    fn level(&self) -> f64 {
        let off = (self.came.max(0.0) / self.said).ln().clamp(-FARTHEST, FARTHEST);
        off * off - (self.off / self.said).powi(2).ln_1p()
    }
}

/// Gives each its range, from those that were over when it was said.
pub fn with_ranges(stretches: &mut [Stretch]) {
    for nth in 0..stretches.len() {
        let one = &stretches[nth];
        let Some(money) = one.money else { continue };
        let total = Total { expected: money.said, off: money.off };
        let range = total.range(one.said_on, one.to.0.abs_diff(one.said_on.0), stretches);
        stretches[nth].money = Some(Money { range: [range.low, range.high], ..money });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scores::{Band, accuracy};

    /// A quarter that ended so many quarters ago, of which 100 was said.
    fn quarter(back: i32, came: f64) -> Stretch {
        Stretch {
            said_on: Day(-90 * (back + 1)),
            to: Day(-90 * back),
            who: accuracy(&[0.5, 0.5], &[true, false]).expect("two"),
            money: Some(Money { said: 100.0, came, off: 2.0, range: [0.0; 2], best_tenth: 0.0 }),
            bands: [[0; 2]; Band::ALL.len()],
        }
    }

    fn range(one: &Stretch) -> [f64; 2] {
        one.money.expect("amounts").range
    }

    fn width(stretches: &[Stretch], days: u32) -> f64 {
        let range = Total { expected: 100.0, off: 2.0 }.range(Day(0), days, stretches);
        assert!((range.low * range.high - 10_000.0).abs() < 1e-6, "as far up as down: {range:?}");
        range.high / 100.0
    }

    #[test]
    fn without_a_past_it_is_as_wide_as_usual_and_a_year_is_surer() {
        assert!((width(&[], 90) - 1.33).abs() < 0.01, "{}", width(&[], 90));
        assert!(width(&[], 365) < width(&[], 180) && width(&[], 180) < width(&[], 90));
        assert!(width(&[], 1) < 1.7, "and a day is no riddle");
    }

    #[test]
    fn who_was_right_is_surer_and_who_was_wrong_is_less_sure() {
        let past = |came: f64| (0..4).map(|back| quarter(back, came)).collect::<Vec<_>>();
        assert!(width(&past(101.0), 90) < 1.25);
        assert!(width(&past(150.0), 90) > 1.5 && width(&past(67.0), 90) > 1.5);
        assert!(width(&past(0.0), 90).is_finite() && width(&past(-5.0), 90).is_finite());
        assert!(width(&past(150.0)[..1], 90) < width(&past(150.0), 90), "one stretch says less than four");
        let longer: Vec<_> = (0..9).map(|back| quarter(back, if back < 4 { 101.0 } else { 500.0 })).collect();
        assert_eq!(width(&longer, 90), width(&past(101.0), 90), "what was longer ago says nothing");
    }

    #[test]
    fn a_range_stands_on_nothing_that_was_not_over() {
        let mut past: Vec<_> =
            [150.0, 100.0, 102.0, 99.0].into_iter().zip(0..).map(|(came, back)| quarter(back, came)).collect();
        with_ranges(&mut past);
        let mut other = past.clone();
        other[0].money.as_mut().expect("amounts").came = 900.0;
        with_ranges(&mut other);
        assert_eq!(other.iter().map(range).collect::<Vec<_>>(), past.iter().map(range).collect::<Vec<_>>());
        assert_eq!([Day(0), Day(-1), Day(-180), Day(-900)].map(|on| stood_on(on, &past)), [4, 3, 2, 0]);
        assert!(range(&past[0])[1] < range(&past[3])[1], "the oldest stands on nothing of its own");
    }

    #[test]
    fn stretches_without_amounts_say_nothing_of_money() {
        let mut past: Vec<_> = (0..4).map(|back| quarter(back, 101.0)).collect();
        past.iter_mut().for_each(|one| one.money = None);
        with_ranges(&mut past);
        assert!(past.iter().all(|one| one.money.is_none()));
        assert_eq!((width(&past, 90), stood_on(Day(0), &past)), (width(&[], 90), 0));
    }

    #[test]
    fn nothing_expected_has_a_range_of_nothing() {
        let range = Total { expected: 0.0, off: 0.0 }.range(Day(0), 90, &[]);
        assert_eq!((range.low, range.high), (0.0, 0.0));
        let wild = Total { expected: 1.0, off: 1e6 }.range(Day(0), 90, &[]);
        assert!(wild.low >= 0.0 && wild.high.is_finite(), "{wild:?}");
    }
}
