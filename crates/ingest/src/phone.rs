//! Telephone numbers with their country in front (ITU-T E.164), so that one number is one number however it is written. Only
//! what must be known to put the country before a number written at home: its code, what is dialled before a number within
//! the country, and how long numbers are.

/// How a country's numbers are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Country {
    /// Two letters (ISO 3166).
    pub(crate) iso: &'static str,
    /// "49".
    code: &'static str,
    /// Dialled before a number within the country, or empty.
    trunk: &'static str,
    /// Fewest and most digits after the country's code.
    digits: (usize, usize),
}

const fn of(iso: &'static str, code: &'static str, trunk: &'static str, least: usize, most: usize) -> Country {
    Country { iso, code, trunk, digits: (least, most) }
}

/// From the national numbering plans that the ITU publishes.
const COUNTRIES: &[Country] = &[
    of("AE", "971", "0", 8, 9),
    of("AR", "54", "0", 10, 11),
    of("AT", "43", "0", 7, 13),
    of("AU", "61", "0", 9, 9),
    of("BE", "32", "0", 8, 9),
    of("BG", "359", "0", 7, 9),
    of("BR", "55", "0", 10, 11),
    of("CA", "1", "1", 10, 10),
    of("CH", "41", "0", 9, 9),
    of("CL", "56", "", 9, 9),
    of("CN", "86", "0", 10, 11),
    of("CO", "57", "", 10, 10),
    of("CY", "357", "", 8, 8),
    of("CZ", "420", "", 9, 9),
    of("DE", "49", "0", 6, 11),
    of("DK", "45", "", 8, 8),
    of("EE", "372", "", 7, 8),
    of("ES", "34", "", 9, 9),
    of("FI", "358", "0", 6, 11),
    of("FR", "33", "0", 9, 9),
    of("GB", "44", "0", 9, 10),
    of("GR", "30", "", 10, 10),
    of("HK", "852", "", 8, 8),
    of("HR", "385", "0", 8, 9),
    of("HU", "36", "06", 8, 9),
    of("IE", "353", "0", 7, 9),
    of("IL", "972", "0", 8, 9),
    of("IN", "91", "0", 10, 10),
    of("IS", "354", "", 7, 9),
    of("IT", "39", "", 6, 11),
    of("JP", "81", "0", 9, 10),
    of("KR", "82", "0", 8, 10),
    of("LT", "370", "8", 8, 8),
    of("LU", "352", "", 6, 11),
    of("LV", "371", "", 8, 8),
    of("MT", "356", "", 8, 8),
    of("MX", "52", "", 10, 10),
    of("MY", "60", "0", 8, 10),
    of("NL", "31", "0", 9, 9),
    of("NO", "47", "", 8, 8),
    of("NZ", "64", "0", 8, 10),
    of("PH", "63", "0", 8, 10),
    of("PL", "48", "", 9, 9),
    of("PT", "351", "", 9, 9),
    of("RO", "40", "0", 9, 9),
    of("RS", "381", "0", 8, 9),
    of("SE", "46", "0", 7, 10),
    of("SG", "65", "", 8, 8),
    of("SI", "386", "0", 8, 8),
    of("SK", "421", "0", 9, 9),
    of("TH", "66", "0", 8, 9),
    of("TR", "90", "0", 10, 10),
    of("TW", "886", "0", 8, 9),
    of("UA", "380", "0", 9, 9),
    of("US", "1", "1", 10, 10),
    of("ZA", "27", "0", 9, 9),
];

/// Names that exports write instead of two letters.
const NAMES: &[(&str, &str)] = &[
    ("austria", "AT"),
    ("österreich", "AT"),
    ("australia", "AU"),
    ("belgium", "BE"),
    ("belgië", "BE"),
    ("belgique", "BE"),
    ("belgien", "BE"),
    ("brazil", "BR"),
    ("brasil", "BR"),
    ("canada", "CA"),
    ("switzerland", "CH"),
    ("schweiz", "CH"),
    ("suisse", "CH"),
    ("czech republic", "CZ"),
    ("czechia", "CZ"),
    ("tschechien", "CZ"),
    ("germany", "DE"),
    ("deutschland", "DE"),
    ("denmark", "DK"),
    ("danmark", "DK"),
    ("dänemark", "DK"),
    ("spain", "ES"),
    ("españa", "ES"),
    ("spanien", "ES"),
    ("finland", "FI"),
    ("suomi", "FI"),
    ("finnland", "FI"),
    ("france", "FR"),
    ("frankreich", "FR"),
    ("uk", "GB"),
    ("united kingdom", "GB"),
    ("great britain", "GB"),
    ("england", "GB"),
    ("scotland", "GB"),
    ("wales", "GB"),
    ("großbritannien", "GB"),
    ("vereinigtes königreich", "GB"),
    ("greece", "GR"),
    ("griechenland", "GR"),
    ("hungary", "HU"),
    ("ungarn", "HU"),
    ("ireland", "IE"),
    ("eire", "IE"),
    ("irland", "IE"),
    ("india", "IN"),
    ("italy", "IT"),
    ("italia", "IT"),
    ("italien", "IT"),
    ("japan", "JP"),
    ("luxembourg", "LU"),
    ("luxemburg", "LU"),
    ("mexico", "MX"),
    ("méxico", "MX"),
    ("netherlands", "NL"),
    ("the netherlands", "NL"),
    ("nederland", "NL"),
    ("niederlande", "NL"),
    ("norway", "NO"),
    ("norge", "NO"),
    ("norwegen", "NO"),
    ("new zealand", "NZ"),
    ("poland", "PL"),
    ("polska", "PL"),
    ("polen", "PL"),
    ("portugal", "PT"),
    ("romania", "RO"),
    ("rumänien", "RO"),
    ("sweden", "SE"),
    ("sverige", "SE"),
    ("schweden", "SE"),
    ("singapore", "SG"),
    ("slovenia", "SI"),
    ("slowenien", "SI"),
    ("slovakia", "SK"),
    ("slowakei", "SK"),
    ("turkey", "TR"),
    ("türkiye", "TR"),
    ("türkei", "TR"),
    ("usa", "US"),
    ("united states", "US"),
    ("united states of america", "US"),
    ("vereinigte staaten", "US"),
    ("south africa", "ZA"),
];

/// What a country of these two letters is called.
pub(crate) fn names(iso: &str) -> impl Iterator<Item = &'static str> {
    NAMES.iter().filter(move |(_, of)| *of == iso).map(|(name, _)| *name)
}

/// A country by its two letters or its name.
pub(crate) fn country(text: &str) -> Option<&'static Country> {
    let text = text.trim();
    let iso = if text.len() == 2 && !text.eq_ignore_ascii_case("uk") {
        text
    } else {
        let name = text.to_lowercase();
        NAMES.iter().find(|(known, _)| *known == name)?.1
    };
    COUNTRIES.iter().find(|country| country.iso.eq_ignore_ascii_case(iso))
}

/// A number written at home, with its country in front: `0171 1234567` in Germany is `+491711234567`. `None` when it has its
/// country already or is no number of that country.
pub(crate) fn abroad(text: &str, home: &Country) -> Option<String> {
    let text = text.trim().trim_start_matches('\'');
    if text.starts_with('+') || text.chars().any(char::is_alphabetic) {
        return None;
    }
    // "(0)30 …" and "(030) …" are dialled alike.
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if digits.starts_with("00") {
        return None;
    }
    let (least, most) = home.digits;
    let fits = |rest: &str| (least..=most).contains(&rest.len());
    let within = digits.strip_prefix(home.trunk).filter(|_| !home.trunk.is_empty());
    if let Some(rest) = within.filter(|rest| fits(rest)) {
        return Some(format!("+{}{rest}", home.code));
    }
    // A spreadsheet took the nought away, or there is none.
    if within.is_none() && fits(&digits) {
        return Some(format!("+{}{digits}", home.code));
    }
    let rest = digits.strip_prefix(home.code).filter(|rest| fits(rest))?;
    Some(format!("+{}{rest}", home.code))
}

/// A number that has its country in front and lacks the plus: `33 6 12 34 56 78` is `+33612345678`. `None` for what begins
/// with a nought, and for too few or too many digits (E.164 has 15 at most).
pub(crate) fn with_plus(text: &str) -> Option<String> {
    let text = text.trim().trim_start_matches('\'');
    if text.starts_with('+') || text.chars().any(char::is_alphabetic) {
        return None;
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let known = COUNTRIES.iter().any(|country| {
        let rest = digits.strip_prefix(country.code);
        rest.is_some_and(|rest| (country.digits.0..=country.digits.1).contains(&rest.len()))
    });
    // The table is not all of the world: a number of full length that it does not know is as good.
    let long = (10..=15).contains(&digits.len());
    (!digits.starts_with('0') && (known || long)).then(|| format!("+{digits}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_written_at_home() {
        for (country_name, text, wanted) in [
            ("DE", "0171 1234567", Some("+491711234567")),
            ("Germany", "(030) 123456", Some("+4930123456")),
            ("DE", "1711234567", Some("+491711234567")),
            ("DE", "491711234567", Some("+491711234567")),
            ("NL", "06-12345678", Some("+31612345678")),
            ("nl", "'0612345678", Some("+31612345678")),
            ("US", "(212) 555-0123", Some("+12125550123")),
            ("US", "1 212 555 0123", Some("+12125550123")),
            ("GB", "020 7946 0958", Some("+442079460958")),
            ("IT", "06 1234 5678", Some("+390612345678")),
            ("ES", "612 34 56 78", Some("+34612345678")),
            ("HU", "06 30 123 4567", Some("+36301234567")),
            ("DE", "+4930123456", None),
            ("DE", "0049 30 123456", None),
            ("NL", "12345", None),
            ("NL", "call me", None),
        ] {
            let home = country(country_name).expect("a country");
            assert_eq!(abroad(text, home).as_deref(), wanted, "{country_name} {text}");
        }
        assert!(country("Atlantis").is_none() && country("").is_none() && country("UK").is_some());
    }

    #[test]
    fn numbers_that_lack_only_the_plus() {
        for (text, wanted) in [
            ("33612345678", Some("+33612345678")),
            ("49 171 1234567", Some("+491711234567")),
            ("'4520123456", Some("+4520123456")),
            ("0612345678", None),
            ("0033612345678", None),
            ("+33612345678", None),
            ("12345", None),
            ("call me", None),
        ] {
            assert_eq!(with_plus(text).as_deref(), wanted, "{text}");
        }
    }

    #[test]
    fn the_table_is_sound() {
        for pair in COUNTRIES.windows(2) {
            assert!(pair[0].iso < pair[1].iso);
        }
        assert!(NAMES.iter().all(|(name, iso)| name.to_lowercase() == *name && country(iso).is_some()));
    }

    proptest! {
        #[test]
        fn what_comes_out_is_a_number_the_whole_world_can_dial(text in "[-+() 0-9']{0,20}", at in 0usize..COUNTRIES.len()) {
            if let Some(number) = abroad(&text, &COUNTRIES[at]) {
                prop_assert_eq!(regulars_model::normalize_phone(&number), Some(number));
            }
        }
    }
}
