//! The shop's time zone: which day and hour its clocks show at a moment. Its rules are this program's own, not the
//! computer's, so that the same file falls on the same days everywhere.

use crate::{Day, moment};
use jiff::{
    Timestamp,
    tz::{TimeZone, TimeZoneDatabase},
};
use std::sync::Arc;

/// A time zone by its IANA name.
#[derive(Debug, Clone)]
pub struct Zone(Arc<Rules>);

#[derive(Debug)]
struct Rules {
    name: String,
    zone: TimeZone,
    /// From which second on clocks are how many seconds ahead of UTC. The first is the beginning of time.
    ahead: Vec<(i64, i64)>,
}

impl PartialEq for Zone {
    fn eq(&self, other: &Self) -> bool {
        self.0.name == other.0.name
    }
}

impl Eq for Zone {}

impl Default for Zone {
    fn default() -> Self {
        Self::utc()
    }
}

/// The end of the year 2200: no file may tell a later time.
const LAST: i64 = 7_289_654_400;

impl Zone {
    /// UTC, which a shop is in that has said nothing else.
    #[must_use]
    pub fn utc() -> Self {
        Self::of("UTC".to_owned(), TimeZone::UTC)
    }

    /// The zone of this IANA name, in any case; `None` when there is none.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let zone = TimeZoneDatabase::bundled().get(name.trim()).ok()?;
        let name = zone.iana_name()?.to_owned();
        Some(if name == "UTC" { Self::utc() } else { Self::of(name, zone) })
    }

    /// The names of all zones that a shop can be in, by the alphabet.
    #[must_use]
    pub fn names() -> Vec<String> {
        // Those without a place are older ways to write others.
        let is_place = |name: &str| name == "UTC" || (name.contains('/') && !name.starts_with("Etc/"));
        let mut names: Vec<String> =
            TimeZoneDatabase::bundled().available().map(|name| name.as_str().to_owned()).collect();
        names.retain(|name| is_place(name));
        names.sort_unstable();
        names.dedup();
        names
    }

    fn of(name: String, zone: TimeZone) -> Self {
        let start = -2_208_988_800;
        let first = Timestamp::from_second(start).unwrap_or(Timestamp::MIN);
        let mut ahead = vec![(i64::MIN, i64::from(zone.to_offset(first).seconds()))];
        for change in zone.following(first) {
            let at = change.timestamp().as_second();
            if at > LAST {
                break;
            }
            ahead.push((at, i64::from(change.offset().seconds())));
        }
        Self(Arc::new(Rules { name, zone, ahead }))
    }

    /// `Europe/Berlin`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// What the shop's clocks show at this moment (UTC seconds since 1970), in seconds as if that were UTC.
    #[must_use]
    pub fn clock(&self, second: i64) -> i64 {
        let at = self.0.ahead.partition_point(|(from, _)| *from <= second);
        second.saturating_add(self.0.ahead[at.saturating_sub(1)].1)
    }

    /// The moment at which the shop's clocks showed this. An hour that a clock shows twice is the first of the two; one that
    /// it skips is as much later as the clock was put forward.
    #[must_use]
    pub fn moment(&self, clock: i64) -> i64 {
        let shown = Timestamp::from_second(clock).map(|at| TimeZone::UTC.to_datetime(at));
        let meant = shown.ok().and_then(|shown| self.0.zone.to_timestamp(shown).ok());
        meant.map_or(clock, Timestamp::as_second)
    }

    /// What the shop's clocks showed when something happened, as [`moment`] marks it.
    #[must_use]
    pub fn shown(&self, at: i64) -> i64 {
        if moment::is_in_the_world(at) { self.clock(moment::told(at)) } else { at }
    }

    /// As [`Self::shown`], of a whole column: rows stand nearly in order, so that the zone's rules are rarely looked up.
    pub fn show(&self, column: &mut [i64]) {
        let rules = &self.0.ahead;
        let (mut from, mut to, mut ahead) = (i64::MAX, i64::MIN, 0);
        for at in column.iter_mut().filter(|at| moment::is_in_the_world(**at)) {
            let second = moment::told(*at);
            if second < from || second >= to {
                let next = rules.partition_point(|(since, _)| *since <= second);
                (from, ahead) = rules[next.saturating_sub(1)];
                to = rules.get(next).map_or(i64::MAX, |(since, _)| *since);
            }
            *at = second.saturating_add(ahead);
        }
    }

    /// The day in the shop at this moment (UTC seconds since 1970).
    #[must_use]
    pub fn day(&self, second: i64) -> Day {
        Day::of_second(self.clock(second))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn second(text: &str) -> i64 {
        text.parse::<Timestamp>().unwrap().as_second()
    }

    fn day(zone: &str, text: &str) -> String {
        Zone::named(zone).unwrap().day(second(text)).to_string()
    }

    #[test]
    fn a_moment_falls_on_the_shops_own_day() {
        for (zone, moment, wanted) in [
            // Half past midnight on the days when clocks are put forward and back.
            ("Europe/Berlin", "2026-03-28T23:30:00Z", "2026-03-29"),
            ("Europe/Berlin", "2026-03-28T22:59:59Z", "2026-03-28"),
            ("Europe/Berlin", "2026-10-24T22:30:00Z", "2026-10-25"),
            ("Europe/Berlin", "2026-10-24T21:59:59Z", "2026-10-24"),
            ("Europe/Berlin", "2026-10-25T22:59:59Z", "2026-10-25"),
            ("Europe/Berlin", "2026-10-25T23:00:00Z", "2026-10-26"),
            // Half past eleven at night, told in UTC.
            ("America/New_York", "2026-11-24T04:30:00Z", "2026-11-23"),
            ("America/New_York", "2026-07-02T03:30:00Z", "2026-07-01"),
            // A leap day's beginning and end, and a month's.
            ("Europe/Berlin", "2024-02-28T23:00:00Z", "2024-02-29"),
            ("Europe/Berlin", "2024-02-29T23:00:00Z", "2024-03-01"),
            ("Asia/Kolkata", "2026-01-31T18:29:59Z", "2026-01-31"),
            ("Asia/Kolkata", "2026-01-31T18:30:00Z", "2026-02-01"),
            // Days that begin at one o'clock.
            ("America/Sao_Paulo", "2018-11-04T02:59:59Z", "2018-11-03"),
            ("America/Sao_Paulo", "2018-11-04T03:00:00Z", "2018-11-04"),
            ("Asia/Beirut", "2026-03-28T21:59:59Z", "2026-03-28"),
            ("Asia/Beirut", "2026-03-28T22:00:00Z", "2026-03-29"),
            // As far ahead and behind as clocks are, and a day that an island left out.
            ("Pacific/Kiritimati", "2026-11-22T10:00:00Z", "2026-11-23"),
            ("Etc/GMT+12", "2026-11-23T11:59:59Z", "2026-11-22"),
            ("Pacific/Apia", "2011-12-30T09:59:59Z", "2011-12-29"),
            ("Pacific/Apia", "2011-12-30T10:00:00Z", "2011-12-31"),
            ("UTC", "2026-11-23T23:59:59Z", "2026-11-23"),
        ] {
            assert_eq!(day(zone, moment), wanted, "{moment} in {zone}");
        }
    }

    #[test]
    fn clocks_are_what_the_rules_say_at_every_change_and_around_it() {
        for name in ["Europe/Berlin", "America/New_York", "Asia/Beirut", "Australia/Lord_Howe", "Africa/Casablanca"] {
            let zone = Zone::named(name).unwrap();
            assert!(zone.0.ahead.len() > 20, "{name}");
            for (change, _) in &zone.0.ahead[1..] {
                for at in change - 1..=change + 1 {
                    let wanted = zone.0.zone.to_datetime(Timestamp::from_second(at).unwrap());
                    let shown = TimeZone::UTC.to_datetime(Timestamp::from_second(zone.clock(at)).unwrap());
                    assert_eq!(shown, wanted, "{name} at {at}");
                    let mut column = [moment::in_the_world(*change), moment::in_the_world(at), at];
                    zone.show(&mut column);
                    assert_eq!(column, [zone.clock(*change), zone.clock(at), at], "{name} at {at}");
                }
            }
        }
    }

    #[test]
    fn an_hour_that_is_there_twice_is_the_first_and_one_that_is_not_there_is_later() {
        let berlin = Zone::named("europe/berlin").unwrap();
        assert_eq!(berlin.name(), "Europe/Berlin");
        assert_eq!(berlin.moment(second("2026-10-25T02:30:00Z")), second("2026-10-25T00:30:00Z"));
        assert_eq!(berlin.moment(second("2026-03-29T02:30:00Z")), second("2026-03-29T01:30:00Z"));
        assert_eq!(berlin.clock(second("2026-03-29T01:30:00Z")), second("2026-03-29T03:30:00Z"));
        assert_eq!(berlin.moment(second("2026-07-01T12:00:00Z")), second("2026-07-01T10:00:00Z"));
    }

    #[test]
    fn what_a_clock_showed_stays_whatever_the_zone() {
        let at = second("2026-03-29T02:30:00Z");
        for name in ["UTC", "Europe/Berlin", "Pacific/Kiritimati"] {
            assert_eq!(Zone::named(name).unwrap().shown(at), at, "a time without a zone");
        }
        assert_eq!(Zone::named("Europe/Berlin").unwrap().shown(moment::in_the_world(at)), at + 7_200);
    }

    #[test]
    fn zones_have_the_names_of_places() {
        let names = Zone::names();
        for name in ["Europe/Berlin", "America/Argentina/Buenos_Aires", "UTC"] {
            assert!(names.iter().any(|known| known == name), "{name}");
        }
        assert!(names.iter().all(|name| Zone::named(name).is_some()));
        assert!(Zone::named("Middle/Earth").is_none() && Zone::named("").is_none());
        assert_eq!(Zone::default(), Zone::named("utc").unwrap());
    }
}
