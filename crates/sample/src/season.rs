//! The shop's year and week: a December peak, a summer dip, more on Fridays and Saturdays than on Sundays.

use regulars_model::Day;

/// How busy this day of the year is; 1 is an ordinary day.
pub(crate) fn of_year(day: Day) -> f64 {
    match day.date().month() {
        1 => 0.85,
        2 => 0.9,
        3 | 4 => 1.0,
        5 | 9 => 0.95,
        6 => 0.8,
        7 => 0.62,
        8 => 0.6,
        10 => 1.1,
        11 => 1.35,
        // The rush ends with the last day on which a parcel still arrives in time.
        _ if day.date().day() <= 20 => 2.6,
        _ => 0.9,
    }
}

/// How busy this weekday is; 1 is an ordinary day.
pub(crate) fn of_week(day: Day) -> f64 {
    [0.95, 0.9, 0.95, 1.05, 1.25, 1.4, 0.5][weekday(day)]
}

/// 0 is Monday.
pub(crate) fn weekday(day: Day) -> usize {
    // 1970-01-01 was a Thursday.
    usize::try_from((day.0 + 3).rem_euclid(7)).unwrap_or(0)
}

/// The most that `of_year` times `of_week` can be.
pub(crate) const BUSIEST: f64 = 2.6 * 1.4;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_week_starts_on_monday() {
        let monday: Day = "2026-11-23".parse().expect("a day");
        assert_eq!(weekday(monday), 0);
        assert_eq!(weekday(monday.plus(-1)), 6);
        assert_eq!(weekday(Day(-3)), 0);
    }

    #[test]
    fn no_day_is_busier_than_the_busiest() {
        for day in 20_000..21_000 {
            assert!(of_year(Day(day)) * of_week(Day(day)) <= BUSIEST + 1e-9);
        }
    }
}
