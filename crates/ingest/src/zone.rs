//! Time zones by the names that exports write, without a database of them: rules of summer time as POSIX writes them.

use jiff::{Timestamp, tz::TimeZone};

/// A zone whose rules are known.
#[derive(Debug, Clone)]
pub(crate) struct Zone(TimeZone);

/// Names (IANA's, and those of programs written in Ruby) and rules. Rules as they are in 2026.
const ZONES: &[(&[&str], &str)] = &[
    (&["utc", "gmt", "etc/utc", "z"], "UTC0"),
    (
        &[
            "eastern time (us & canada)",
            "america/new_york",
            "america/toronto",
            "america/detroit",
            "est",
            "edt",
            "eastern",
        ],
        "EST5EDT,M3.2.0,M11.1.0",
    ),
    (&["central time (us & canada)", "america/chicago", "cst", "cdt", "central"], "CST6CDT,M3.2.0,M11.1.0"),
    (&["mountain time (us & canada)", "america/denver", "mst", "mdt", "mountain"], "MST7MDT,M3.2.0,M11.1.0"),
    (&["arizona", "america/phoenix"], "MST7"),
    (
        &["pacific time (us & canada)", "america/los_angeles", "america/vancouver", "pst", "pdt", "pacific"],
        "PST8PDT,M3.2.0,M11.1.0",
    ),
    (&["alaska", "america/anchorage"], "AKST9AKDT,M3.2.0,M11.1.0"),
    (&["hawaii", "pacific/honolulu"], "HST10"),
    (&["atlantic time (canada)", "america/halifax"], "AST4ADT,M3.2.0,M11.1.0"),
    (&["newfoundland", "america/st_johns"], "NST3:30NDT,M3.2.0,M11.1.0"),
    (
        &["london", "europe/london", "edinburgh", "dublin", "europe/dublin", "lisbon", "europe/lisbon"],
        "GMT0BST,M3.5.0/1,M10.5.0",
    ),
    (
        &[
            "berlin",
            "europe/berlin",
            "paris",
            "europe/paris",
            "madrid",
            "europe/madrid",
            "rome",
            "europe/rome",
            "amsterdam",
            "europe/amsterdam",
            "brussels",
            "europe/brussels",
            "vienna",
            "europe/vienna",
            "zurich",
            "europe/zurich",
            "stockholm",
            "europe/stockholm",
            "copenhagen",
            "europe/copenhagen",
            "oslo",
            "europe/oslo",
            "prague",
            "europe/prague",
            "warsaw",
            "europe/warsaw",
            "budapest",
            "europe/budapest",
            "cet",
            "cest",
        ],
        "CET-1CEST,M3.5.0,M10.5.0/3",
    ),
    (
        &["athens", "europe/athens", "helsinki", "europe/helsinki", "eet", "bucharest", "europe/bucharest"],
        "EET-2EEST,M3.5.0/3,M10.5.0/4",
    ),
    (&["tokyo", "osaka", "sapporo", "asia/tokyo", "jst"], "JST-9"),
    (&["sydney", "melbourne", "australia/sydney", "australia/melbourne", "canberra"], "AEST-10AEDT,M10.1.0,M4.1.0/3"),
    (&["brisbane", "australia/brisbane"], "AEST-10"),
    (&["adelaide", "australia/adelaide"], "ACST-9:30ACDT,M10.1.0,M4.1.0/3"),
    (&["perth", "australia/perth"], "AWST-8"),
    (&["auckland", "wellington", "pacific/auckland"], "NZST-12NZDT,M9.5.0,M4.1.0/3"),
];

impl Zone {
    /// The zone of this name; `None` when it is not known.
    pub(crate) fn named(name: &str) -> Option<Self> {
        let name = name.trim().to_lowercase();
        let (_, rules) = ZONES.iter().find(|(names, _)| names.contains(&name.as_str()))?;
        TimeZone::posix(rules).ok().map(Self)
    }

    /// UTC seconds of a moment that clocks there show as `local` (seconds, as if it were UTC). An hour that is there twice is
    /// the first of the two.
    pub(crate) fn utc(&self, local: i64) -> i64 {
        let shown = Timestamp::from_second(local).map(|at| TimeZone::UTC.to_datetime(at));
        let meant = shown.ok().and_then(|shown| self.0.to_timestamp(shown).ok());
        meant.map_or(local, |at| at.as_second())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(name: &str, text: &str) -> i64 {
        let local = TimeZone::UTC.to_timestamp(text.parse::<jiff::civil::DateTime>().unwrap()).unwrap().as_second();
        (Zone::named(name).unwrap().utc(local) - local) / 3_600
    }

    #[test]
    fn summer_and_winter() {
        assert_eq!(hours("Eastern Time (US & Canada)", "2026-01-15T10:00:00"), 5);
        assert_eq!(hours("Eastern Time (US & Canada)", "2026-07-15T10:00:00"), 4);
        assert_eq!(hours("Europe/Amsterdam", "2026-07-15T10:00:00"), -2);
        assert_eq!(hours("London", "2026-12-15T10:00:00"), 0);
        assert_eq!(hours("Sydney", "2026-01-15T10:00:00"), -11);
        assert!(Zone::named("Middle Earth").is_none());
    }

    #[test]
    fn every_rule_is_a_rule() {
        for (names, _) in ZONES {
            assert!(names.iter().all(|name| Zone::named(name).is_some()), "{names:?}");
        }
    }
}
