//! How long nobody has used the window, counted in ticks of a wall clock that may be set, stand still or jump.

use std::time::Duration;

/// How often it is looked at.
pub(super) const TICK: Duration = Duration::from_secs(5);

/// Between two ticks lies at most this much, however busy the computer is. More was a sleep that nobody told of.
const JUMP: Duration = Duration::from_secs(60);

/// What a tick has shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Seen {
    /// Nothing to do.
    InUse,
    /// Nobody used it for as long as was set.
    Idle,
    /// The clock jumped.
    Jumped,
}

/// Time without use, up to now.
#[derive(Debug, Default)]
pub(super) struct Idle {
    without_use: Duration,
    last: Option<i64>,
}

impl Idle {
    /// Somebody uses it.
    pub(super) fn touched(&mut self) {
        self.without_use = Duration::ZERO;
    }

    /// Looks again. `now` is in milliseconds of the wall clock: it goes on while the computer sleeps, which is the point.
    /// `working` says that a job runs or that nothing is open, either of which counts as use.
    pub(super) fn tick(&mut self, now: i64, limit: Duration, working: bool) -> Seen {
        let gone = match self.last.replace(now) {
            None => Duration::ZERO,
            // Set back: a tick has gone all the same.
            Some(last) => u64::try_from(now.saturating_sub(last)).map_or(TICK, Duration::from_millis),
        };
        if gone > JUMP {
            self.without_use = Duration::ZERO;
            return Seen::Jumped;
        }
        if working {
            self.without_use = Duration::ZERO;
            return Seen::InUse;
        }
        self.without_use += gone;
        if self.without_use < limit {
            return Seen::InUse;
        }
        self.without_use = Duration::ZERO;
        Seen::Idle
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEN: Duration = Duration::from_secs(600);
    const STEP: i64 = 5_000;

    /// Ticks until it is no longer in use, and what was seen then; at most `most`.
    fn ticks(idle: &mut Idle, now: &mut i64, most: u32, working: bool) -> (u32, Seen) {
        for number in 1..=most {
            *now += STEP;
            let seen = idle.tick(*now, TEN, working);
            if seen != Seen::InUse {
                return (number, seen);
            }
        }
        (most, Seen::InUse)
    }

    #[test]
    fn ten_minutes_without_use_and_not_a_tick_less() {
        let (mut idle, mut now) = (Idle::default(), 0);
        idle.tick(now, TEN, false);
        assert_eq!(ticks(&mut idle, &mut now, 500, false), (120, Seen::Idle));
        assert_eq!(ticks(&mut idle, &mut now, 500, false), (120, Seen::Idle), "and it counts anew");
    }

    #[test]
    fn use_begins_it_anew() {
        let (mut idle, mut now) = (Idle::default(), 0);
        idle.tick(now, TEN, false);
        assert_eq!(ticks(&mut idle, &mut now, 119, false).1, Seen::InUse);
        idle.touched();
        assert_eq!(ticks(&mut idle, &mut now, 119, false).1, Seen::InUse);
        // A job of an hour is use to its end.
        assert_eq!(ticks(&mut idle, &mut now, 720, true).1, Seen::InUse);
        assert_eq!(ticks(&mut idle, &mut now, 500, false), (120, Seen::Idle));
    }

    #[test]
    fn a_sleep_that_nobody_told_of_is_seen_at_waking() {
        let (mut idle, mut now) = (Idle::default(), 0);
        idle.tick(now, TEN, false);
        assert_eq!(ticks(&mut idle, &mut now, 3, false).1, Seen::InUse);
        assert_eq!(idle.tick(now + 60_000, TEN, false), Seen::InUse, "a busy computer is no sleep");
        now += 60_000;
        assert_eq!(idle.tick(now + 60_001, TEN, false), Seen::Jumped);
        now += 60_001;
        assert_eq!(idle.tick(now + 3_600_000, TEN, true), Seen::Jumped, "in the middle of a job, too");
    }

    #[test]
    fn a_clock_set_back_does_not_keep_it_open() {
        let (mut idle, mut now) = (Idle::default(), 10_000_000);
        idle.tick(now, TEN, false);
        assert_eq!(ticks(&mut idle, &mut now, 60, false).1, Seen::InUse);
        now -= 3_600_000;
        assert_eq!(idle.tick(now, TEN, false), Seen::InUse);
        assert_eq!(ticks(&mut idle, &mut now, 500, false), (59, Seen::Idle));
    }
}
