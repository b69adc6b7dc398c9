//! Time zones by the names that exports write: IANA's, and those of programs that have names of their own.

use regulars_model::Zone;

/// Names that are not IANA's, or that mean another zone where shops write them, and the zone.
const ZONES: &[(&[&str], &str)] = &[
    (&["gmt", "z"], "UTC"),
    (&["eastern time (us & canada)", "est", "edt", "eastern"], "America/New_York"),
    (&["central time (us & canada)", "cst", "cdt", "central"], "America/Chicago"),
    (&["mountain time (us & canada)", "mst", "mdt", "mountain"], "America/Denver"),
    (&["arizona"], "America/Phoenix"),
    (&["pacific time (us & canada)", "pst", "pdt", "pacific"], "America/Los_Angeles"),
    (&["alaska"], "America/Anchorage"),
    (&["hawaii"], "Pacific/Honolulu"),
    (&["atlantic time (canada)"], "America/Halifax"),
    (&["newfoundland"], "America/St_Johns"),
    (&["london", "edinburgh"], "Europe/London"),
    (&["dublin"], "Europe/Dublin"),
    (&["lisbon"], "Europe/Lisbon"),
    (&["berlin", "cet", "cest"], "Europe/Berlin"),
    (&["paris"], "Europe/Paris"),
    (&["madrid"], "Europe/Madrid"),
    (&["rome"], "Europe/Rome"),
    (&["amsterdam"], "Europe/Amsterdam"),
    (&["brussels"], "Europe/Brussels"),
    (&["vienna"], "Europe/Vienna"),
    (&["zurich"], "Europe/Zurich"),
    (&["stockholm"], "Europe/Stockholm"),
    (&["copenhagen"], "Europe/Copenhagen"),
    (&["oslo"], "Europe/Oslo"),
    (&["prague"], "Europe/Prague"),
    (&["warsaw"], "Europe/Warsaw"),
    (&["budapest"], "Europe/Budapest"),
    (&["athens"], "Europe/Athens"),
    (&["helsinki", "eet"], "Europe/Helsinki"),
    (&["bucharest"], "Europe/Bucharest"),
    (&["tokyo", "osaka", "sapporo", "jst"], "Asia/Tokyo"),
    (&["sydney", "canberra"], "Australia/Sydney"),
    (&["melbourne"], "Australia/Melbourne"),
    (&["brisbane"], "Australia/Brisbane"),
    (&["adelaide"], "Australia/Adelaide"),
    (&["perth"], "Australia/Perth"),
    (&["auckland", "wellington"], "Pacific/Auckland"),
];

/// The zone of this name; `None` when it is not known.
pub(crate) fn named(name: &str) -> Option<Zone> {
    let lower = name.trim().to_lowercase();
    let known = ZONES.iter().find(|(names, _)| names.contains(&lower.as_str()));
    Zone::named(known.map_or(name, |(_, zone)| zone))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(name: &str, text: &str) -> i64 {
        let local =
            jiff::tz::TimeZone::UTC.to_timestamp(text.parse::<jiff::civil::DateTime>().unwrap()).unwrap().as_second();
        (named(name).unwrap().moment(local) - local) / 3_600
    }

    #[test]
    fn summer_and_winter() {
        assert_eq!(hours("Eastern Time (US & Canada)", "2026-01-15T10:00:00"), 5);
        assert_eq!(hours("Eastern Time (US & Canada)", "2026-07-15T10:00:00"), 4);
        assert_eq!(hours("EST", "2026-07-15T10:00:00"), 4, "shops write it all year");
        assert_eq!(hours("Europe/Amsterdam", "2026-07-15T10:00:00"), -2);
        assert_eq!(hours("London", "2026-12-15T10:00:00"), 0);
        assert_eq!(hours("Sydney", "2026-01-15T10:00:00"), -11);
        assert_eq!(hours("America/Sao_Paulo", "2018-11-05T10:00:00"), 2, "rules are those of the year");
        assert_eq!(hours("America/Sao_Paulo", "2026-11-05T10:00:00"), 3);
        assert!(named("Middle Earth").is_none());
    }

    #[test]
    fn every_name_has_a_zone() {
        for (names, zone) in ZONES {
            assert!(names.iter().all(|name| named(name).as_ref() == Zone::named(zone).as_ref()), "{names:?}");
            assert!(Zone::named(zone).is_some(), "{zone}");
        }
    }
}
