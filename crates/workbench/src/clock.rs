//! Where the time comes from: an argument, never a hidden call, so that a frozen clock makes every figure repeatable.

use regulars_model::{Day, Zone};

/// Tells the time.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> jiff::Timestamp;

    /// The time zone of whoever tells the time: a new vault's, until its shop says otherwise.
    fn zone(&self) -> Zone;
}

/// The computer's own clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods, reason = "the one place where the time enters the program")]
    fn now(&self) -> jiff::Timestamp {
        jiff::Timestamp::now()
    }

    fn zone(&self) -> Zone {
        jiff::tz::TimeZone::system().iana_name().and_then(Zone::named).unwrap_or_default()
    }
}

/// A clock that stands still, in UTC, for tests and for repeating a past answer.
#[derive(Debug, Clone, Copy)]
pub struct FrozenClock(pub jiff::Timestamp);

impl Clock for FrozenClock {
    fn now(&self) -> jiff::Timestamp {
        self.0
    }

    fn zone(&self) -> Zone {
        Zone::utc()
    }
}

/// The day on this computer's calendar at this moment: of what was done with the program. What the shop's people did has the
/// shop's days.
fn local_day(at: jiff::Timestamp) -> Day {
    Day::from_date(at.to_zoned_datetime(jiff::tz::TimeZone::system()).date())
}

/// `2026-11-23 09:14`, in the computer's time zone.
pub(crate) fn local_minute(second: i64) -> String {
    jiff::Timestamp::from_second(second)
        .map(|at| at.to_zoned_datetime(jiff::tz::TimeZone::system()).strftime("%Y-%m-%d %H:%M").to_string())
        .unwrap_or_default()
}

/// `Mon 23 Nov 2026, 09:14`, in the computer's time zone.
pub(crate) fn day_and_minute(second: i64) -> String {
    let at = local_minute(second);
    let minute = at.split(' ').next_back().unwrap_or_default();
    format!("{}, {minute}", local_date(second))
}

/// `2026-11-23 09.14.05`, in the computer's time zone: a folder's name that sorts by time on every system.
pub(crate) fn folder_time(second: i64) -> String {
    jiff::Timestamp::from_second(second)
        .map(|at| at.to_zoned_datetime(jiff::tz::TimeZone::system()).strftime("%Y-%m-%d %H.%M.%S").to_string())
        .unwrap_or_default()
}

/// `Mon 23 Nov 2026`, in the computer's time zone.
pub(crate) fn local_date(second: i64) -> String {
    jiff::Timestamp::from_second(second).map(|at| local_day(at).words()).unwrap_or_default()
}

/// Measures how long something took. The only stopwatch; figures from it are shown, never compared in a test.
pub(crate) struct Stopwatch(std::time::Instant);

impl Stopwatch {
    #[allow(clippy::disallowed_methods, reason = "the one stopwatch")]
    pub(crate) fn start() -> Self {
        Self(std::time::Instant::now())
    }

    pub(crate) fn seconds(&self) -> f64 {
        self.0.elapsed().as_secs_f64()
    }
}
