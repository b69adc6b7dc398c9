//! What spreadsheets do to values that look like numbers or dates: digits cut off behind an exponent, noughts lost in
//! front, days made out of sizes. What can be told for certain is turned back; the rest is named.

use crate::Target;

/// A number as a spreadsheet shortens it: `1.23E+10`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Shortened {
    /// Every digit is still there: `3.1612345678E+10` is 31612345678.
    Exact(String),
    /// Digits are gone for good.
    Cut,
}

/// Whether a cell is such a number.
pub(crate) fn shortened(cell: &str) -> Option<Shortened> {
    let (front, power) = cell.split_once(['E', 'e'])?;
    let power = power.strip_prefix('+').filter(|power| (1..=3).contains(&power.len()) && all_digits(power))?;
    let (whole, decimals) = front.split_once(['.', ',']).unwrap_or((front, ""));
    let bare = whole.strip_prefix('-').unwrap_or(whole);
    if bare.len() != 1 || !all_digits(bare) || !(decimals.is_empty() || all_digits(decimals)) {
        return None;
    }
    // `1E+05` without decimals is as likely somebody's article number, and `1E+10` has lost what was behind.
    let power: usize = power.parse().ok()?;
    if decimals.is_empty() && power < 7 {
        return None;
    }
    Some(if decimals.len() == power { Shortened::Exact(format!("{whole}{decimals}")) } else { Shortened::Cut })
}

const MONTHS: &[&str] = &[
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", // English
    "mär", "mrz", "mai", "okt", "dez", // German
    "fév", "avr", "août", "déc", // French
    "ene", "abr", "ago", "dic", // Spanish
    "gen", "mag", "giu", "lug", "set", "ott", // Italian
    "mrt", "mei", // Dutch
    "fev", "out", "juil", // Portuguese, French
];

/// `1-Mar`, `Mar-01`: what becomes of the size 1-3 or the article MAR1.
pub(crate) fn is_day_and_month(cell: &str) -> bool {
    let Some((front, back)) = cell.split_once('-') else { return false };
    let (day, month) = if all_digits(front) { (front, back) } else { (back, front) };
    let month = month.trim_end_matches('.');
    (1..=2).contains(&day.len())
        && all_digits(day)
        && (3..=6).contains(&month.len())
        && MONTHS.contains(&month.to_lowercase().as_str())
}

/// Whether a country's postcodes have five digits.
pub(crate) fn has_five_digits(country: &str) -> bool {
    const COUNTRIES: [&str; 30] = [
        "us",
        "usa",
        "united states",
        "united states of america",
        "de",
        "deutschland",
        "germany",
        "allemagne",
        "fr",
        "france",
        "frankreich",
        "it",
        "italy",
        "italia",
        "italien",
        "es",
        "spain",
        "españa",
        "spanien",
        "fi",
        "finland",
        "suomi",
        "mx",
        "mexico",
        "méxico",
        "ee",
        "estonia",
        "hr",
        "croatia",
        "kroatien",
    ];
    COUNTRIES.contains(&country.trim().to_lowercase().as_str())
}

/// What one cell shows of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hurt {
    /// Shortened, with every digit still there.
    Exact,
    /// Shortened, and digits are gone.
    Cut,
    /// A day and a month.
    Day,
    /// Three or four digits.
    Short,
    /// Five digits.
    Five,
    /// Five digits, the first of them a nought.
    Nought,
}

/// Looks at a cell that holds a digit.
pub(crate) fn hurt(cell: &str) -> Option<Hurt> {
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    if digits == cell.len() {
        return of_digits(cell);
    }
    if cell.len() > 24 {
        return None;
    }
    match shortened(cell) {
        Some(Shortened::Exact(_)) => Some(Hurt::Exact),
        Some(Shortened::Cut) => Some(Hurt::Cut),
        None => is_day_and_month(cell).then_some(Hurt::Day),
    }
}

/// The same of a cell that is digits and nothing else.
pub(crate) fn of_digits(cell: &str) -> Option<Hurt> {
    match cell.len() {
        3 | 4 => Some(Hurt::Short),
        5 if cell.starts_with('0') => Some(Hurt::Nought),
        5 => Some(Hurt::Five),
        _ => None,
    }
}

/// What a whole column shows of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Damage {
    exact: u64,
    cut: u64,
    days: u64,
    /// Cells of three or four digits, of five, and of five that begin with a nought.
    short: u64,
    five: u64,
    noughts: u64,
}

impl Damage {
    /// Counts a cell in.
    pub(crate) fn add(&mut self, hurt: Hurt) {
        match hurt {
            Hurt::Exact => self.exact += 1,
            Hurt::Cut => self.cut += 1,
            Hurt::Day => self.days += 1,
            Hurt::Short => self.short += 1,
            Hurt::Five => self.five += 1,
            Hurt::Nought => {
                self.five += 1;
                self.noughts += 1;
            }
        }
    }

    /// A column of five digits in which not one begins with a nought, and a few are shorter: their noughts are lost. One
    /// postcode in ten begins with one, so that twenty without are no chance.
    pub(crate) fn has_lost_noughts(&self) -> bool {
        self.short > 0 && self.noughts == 0 && self.five >= 20 && self.short * 3 <= self.five
    }

    /// Cells of which digits are gone for good.
    pub(crate) fn cut(&self) -> u64 {
        self.cut
    }

    /// What to say of the column.
    pub(crate) fn notes(&self, target: Option<Target>, filled: u64) -> Vec<String> {
        let mut notes = Vec::new();
        if target.is_some_and(Target::is_money) {
            return notes;
        }
        if self.cut > 0 {
            notes.push(format!(
                "a spreadsheet has cut digits off in {} rows (1.23E+10): what is left of them is nobody's number",
                self.cut
            ));
        }
        if self.exact > 0 {
            notes.push(format!("{} rows in a spreadsheet's short form (1.234E+3) are read in full", self.exact));
        }
        if self.days > 0 && self.days * 2 < filled && !target.is_some_and(Target::is_date) {
            notes.push(format!(
                "{} of {filled} cells look like days that a spreadsheet made of something else (1-Mar)",
                self.days
            ));
        }
        if target == Some(Target::Postcode) && self.has_lost_noughts() {
            notes.push(format!(
                "a spreadsheet has dropped the nought in front of {} of {filled} postcodes: it is put back where the \
                 country's have five digits",
                self.short
            ));
        }
        notes
    }
}

/// A postcode as it was before a spreadsheet dropped its noughts.
pub(crate) fn with_noughts(postcode: &str) -> Option<String> {
    ((3..=4).contains(&postcode.len()) && all_digits(postcode)).then(|| format!("{postcode:0>5}"))
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(cells: &[&str]) -> Damage {
        let mut damage = Damage::default();
        cells.iter().filter_map(|cell| hurt(cell)).for_each(|hurt| damage.add(hurt));
        damage
    }

    #[test]
    fn a_shortened_number_is_turned_back_only_where_no_digit_is_gone() {
        let exact = |text: &str| Some(Shortened::Exact(text.to_owned()));
        for (cell, wanted) in [
            ("3.1612345678E+10", exact("31612345678")),
            ("3,1612345678e+10", exact("31612345678")),
            ("7.210448301122E+12", exact("7210448301122")),
            ("1.23E+10", Some(Shortened::Cut)),
            ("3.16123E+10", Some(Shortened::Cut)),
            ("1E+10", Some(Shortened::Cut)),
            ("1.2345E+2", Some(Shortened::Cut)),
            ("1E+05", None),
            ("12E", None),
            ("CODE+1", None),
            ("1.23E-10", None),
            ("12.3E+10", None),
            ("E+10", None),
            ("1.2.3E+4", None),
            ("ana@example.com", None),
        ] {
            assert_eq!(shortened(cell), wanted, "{cell}");
        }
    }

    #[test]
    fn days_made_of_sizes_are_seen() {
        for cell in ["1-Mar", "Mar-01", "12-dec", "3-Mär", "10-Dez.", "5-août", "2-Mai"] {
            assert!(is_day_and_month(cell), "{cell}");
        }
        for cell in ["1-3", "MAR1", "1-Mar-2026", "123-Mar", "Mar-Apr", "X-01", "1-Maroon", "-", "Mar-"] {
            assert!(!is_day_and_month(cell), "{cell}");
        }
    }

    #[test]
    fn lost_noughts_need_the_proof_of_the_column() {
        let fives: Vec<String> = (0..30).map(|number| format!("{}", 10_115 + number * 7)).collect();
        let mut column: Vec<&str> = fives.iter().map(String::as_str).collect();
        assert!(!of(&column).has_lost_noughts(), "none is short");
        column.push("1067");
        assert!(of(&column).has_lost_noughts());
        column.push("01067");
        assert!(!of(&column).has_lost_noughts(), "a nought that is still there proves that none were dropped");
        assert!(!of(&["10115", "1067"]).has_lost_noughts(), "too few to prove anything");
        assert!(!of(&["1010"; 40]).has_lost_noughts(), "Vienna has four digits");
        assert_eq!(with_noughts("1067").as_deref(), Some("01067"));
        assert_eq!(with_noughts("501").as_deref(), Some("00501"));
        assert_eq!(with_noughts("1234AB"), None);
        assert!(has_five_digits(" US ") && has_five_digits("España") && !has_five_digits("AT") && !has_five_digits(""));
    }

    #[test]
    fn notes_say_how_many_and_money_is_left_alone() {
        let damage = of(&["1.23E+10", "3.1612345678E+10", "1-Mar", "S", "M", "L"]);
        let notes = damage.notes(None, 6).join("; ");
        assert!(notes.contains("cut digits off in 1 rows"), "{notes}");
        assert!(notes.contains("1 rows in a spreadsheet's short form"), "{notes}");
        assert!(notes.contains("1 of 6 cells look like days"), "{notes}");
        assert_eq!(damage.notes(Some(Target::OrderTotal), 6), Vec::<String>::new());
        assert!(!of(&["1-Mar", "2-Apr"]).notes(None, 2).join("").contains("days"), "then they are days");
    }
}
