//! What a whole column says about itself: how often it is filled, what its cells look like, which date order and
//! which decimal mark they prove. Gathered in one pass, in bounded memory.

use crate::{
    DateOrder,
    damage::{self, Damage, Hurt},
    date::{self, Order},
    infer,
    number::{self, Evidence, Style},
    sensitive::Watch,
    short::iso,
    words,
};
use std::collections::BTreeMap;

const SAMPLES: usize = 4;
const SAMPLE_CHARS: usize = 80;
/// Different values that are remembered; a column with more is no column of choices.
const CHOICES: usize = 24;
/// Cells of a column that are remembered with what they look like: most columns repeat themselves.
const LATELY: usize = 64;
/// Longest cell whose JSON is looked into, and most labels that are remembered of it.
const JSON_LIMIT: usize = 1 << 16;
pub(crate) const LABELS: usize = 64;

/// One column, looked at from top to bottom.
#[derive(Debug, Clone, Default)]
pub(crate) struct Facts {
    pub(crate) rows: u64,
    pub(crate) filled: u64,
    pub(crate) samples: Vec<String>,
    /// Different values with their counts, until there are too many.
    pub(crate) choices: Option<Vec<(String, u64)>>,
    pub(crate) numbers: u64,
    point: u64,
    comma: u64,
    either_mark: u64,
    pub(crate) dates: u64,
    /// Cells that are a day and a month without a year.
    pub(crate) birthdays: u64,
    day_first: u64,
    month_first: u64,
    either_order: u64,
    /// A date that can be read both ways.
    pub(crate) example: Option<String>,
    pub(crate) addresses: u64,
    /// Whole numbers that end in `.0`.
    pub(crate) dot_zero: u64,
    pub(crate) apostrophes: u64,
    /// What spreadsheets did to its cells.
    pub(crate) damage: Damage,
    /// Cells such as `C536379`.
    pub(crate) c_numbers: u64,
    /// Days as spreadsheets count them, seconds and milliseconds since 1970.
    pub(crate) serials: u64,
    /// Numbers with a sign of per cent.
    pub(crate) percents: u64,
    /// Digits that begin with a nought.
    pub(crate) noughts: u64,
    /// Numbers that begin with the country's: `+31`, `0031`.
    pub(crate) abroad: u64,
    /// Several values with semicolons or bars between.
    pub(crate) lists: u64,
    /// Several values in quotation marks or brackets.
    pub(crate) quoted_lists: u64,
    /// What stands inside cells that are JSON objects, by its label.
    pub(crate) inside: Option<BTreeMap<String, Facts>>,
    /// Cells that came lately, each in the place that [`place`] gives it.
    lately: Vec<Late>,
}

/// A cell, what it looks like, and where it is among the choices if it is one.
#[derive(Debug, Clone, Default)]
struct Late {
    cell: String,
    kind: Kind,
    choice: usize,
}

/// What one cell looks like by itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Kind {
    number: Option<Evidence>,
    date: Option<Order>,
    hurt: Option<Hurt>,
    yearless: bool,
    counted: bool,
    address: bool,
    dot_zero: bool,
    apostrophe: bool,
    c_number: bool,
    abroad: bool,
    nought: bool,
    percent: bool,
    list: bool,
    quoted_list: bool,
}

/// What a column of dates proves about day and month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Proof {
    /// Nothing to decide: no date of it can be read in two ways.
    Nothing,
    /// This order.
    Order(DateOrder),
    /// Nothing, and there are dates that can be read both ways.
    Open,
}

impl Facts {
    pub(crate) fn new() -> Self {
        Self::remembering(LATELY)
    }

    fn remembering(cells: usize) -> Self {
        Self { choices: Some(Vec::new()), lately: vec![Late::default(); cells], ..Self::default() }
    }

    /// Takes one cell in.
    pub(crate) fn see(&mut self, cell: &str) {
        self.rows += 1;
        let cell = cell.trim();
        if cell.is_empty() {
            return;
        }
        self.filled += 1;
        if self.samples.len() < SAMPLES {
            let sample: String = cell.chars().take(SAMPLE_CHARS).collect();
            if !self.samples.contains(&sample) {
                self.samples.push(sample);
            }
        }
        if cell.len() > SAMPLE_CHARS {
            self.choices = None;
            self.look_inside(cell);
            self.count(cell, kind(cell));
            return;
        }
        let place = place(cell.as_bytes(), self.lately.len());
        let late = &mut self.lately[place];
        if late.cell != cell {
            late.kind = kind(cell);
            late.cell.clear();
            late.cell.push_str(cell);
            late.choice = usize::MAX;
        }
        let kind = late.kind;
        self.choose(cell, place);
        self.look_inside(cell);
        self.count(cell, kind);
    }

    fn choose(&mut self, cell: &str, place: usize) {
        let Some(choices) = &mut self.choices else { return };
        let at = &mut self.lately[place].choice;
        if *at == usize::MAX {
            *at = choices.iter().position(|(value, _)| value == cell).unwrap_or(choices.len());
        }
        if let Some((_, count)) = choices.get_mut(*at) {
            *count += 1;
        } else if choices.len() < CHOICES {
            choices.push((cell.to_owned(), 1));
        } else {
            self.choices = None;
        }
    }

    fn count(&mut self, cell: &str, kind: Kind) {
        self.lists += u64::from(kind.list);
        self.quoted_lists += u64::from(kind.quoted_list);
        self.addresses += u64::from(kind.address);
        self.dot_zero += u64::from(kind.dot_zero);
        self.apostrophes += u64::from(kind.apostrophe);
        self.c_numbers += u64::from(kind.c_number);
        self.abroad += u64::from(kind.abroad);
        self.noughts += u64::from(kind.nought);
        self.percents += u64::from(kind.percent);
        if let Some(hurt) = kind.hurt {
            self.damage.add(hurt);
        }
        match kind.number {
            Some(Evidence::Only(Style::Point)) => self.point += 1,
            Some(Evidence::Only(Style::Comma)) => self.comma += 1,
            Some(Evidence::Either) => self.either_mark += 1,
            _ => {}
        }
        self.numbers += u64::from(kind.number.is_some());
        self.serials += u64::from(kind.counted);
        if kind.yearless {
            self.birthdays += 1;
        } else {
            self.dates += u64::from(kind.date.is_some());
        }
        match kind.date {
            Some(Order::Only(DateOrder::DayFirst)) => self.day_first += 1,
            Some(Order::Only(DateOrder::MonthFirst)) => self.month_first += 1,
            Some(Order::Either) => {
                self.either_order += 1;
                if self.example.is_none() {
                    self.example = Some(cell.to_owned());
                }
            }
            _ => {}
        }
    }

    /// Takes in what stands inside a JSON object.
    fn look_inside(&mut self, cell: &str) {
        if !cell.starts_with('{') || cell.len() > JSON_LIMIT {
            return;
        }
        for (label, text) in infer::flatten(cell).unwrap_or_default() {
            let inside = self.inside.get_or_insert_default();
            if let Some(facts) = inside.get_mut(&label) {
                facts.see(&text);
            } else if inside.len() < LABELS && label.len() <= SAMPLE_CHARS {
                // There can be very many of these.
                let mut facts = Self::remembering(1);
                facts.see(&text);
                inside.insert(label, facts);
            }
        }
    }

    /// Masks what is remembered of a column's values.
    pub(crate) fn hide(&mut self, watch: &Watch) {
        let shown = |text: &mut String| *text = watch.shown(text);
        self.samples.iter_mut().for_each(shown);
        self.choices.iter_mut().flatten().for_each(|(value, _)| shown(value));
        self.inside.iter_mut().flatten().for_each(|(_, facts)| facts.hide(watch));
        self.lately.fill(Late::default());
    }

    /// Share of rows that are filled, 0 to 1.
    pub(crate) fn share(&self) -> f64 {
        if self.rows == 0 { 0.0 } else { self.filled as f64 / self.rows as f64 }
    }

    /// Whether at least half of what is filled is so; true of a column with nothing in it.
    pub(crate) fn mostly(&self, count: u64) -> bool {
        count * 2 >= self.filled
    }

    /// What the dates prove. A rare stray does not undo what all others prove: it is reported with its row.
    pub(crate) fn order(&self) -> Proof {
        let (day, month) = (self.day_first, self.month_first);
        match (day > month * 20, month > day * 20) {
            (true, _) => Proof::Order(DateOrder::DayFirst),
            (_, true) => Proof::Order(DateOrder::MonthFirst),
            _ if self.either_order > 0 || day > 0 => Proof::Open,
            _ => Proof::Nothing,
        }
    }

    /// The decimal mark the numbers prove.
    pub(crate) fn style(&self) -> Option<Style> {
        match self.point.cmp(&self.comma) {
            std::cmp::Ordering::Greater => Some(Style::Point),
            std::cmp::Ordering::Less => Some(Style::Comma),
            std::cmp::Ordering::Equal => None,
        }
    }

    /// Whether numbers such as 1,234 leave open which mark is which.
    pub(crate) fn style_is_open(&self) -> bool {
        self.either_mark > 0 && self.style().is_none()
    }

    /// Whether every number of it is a whole one written with `.0`.
    pub(crate) fn is_dot_zero(&self) -> bool {
        self.filled > 0 && self.dot_zero == self.filled
    }

    /// Whether some of its numbers, and not most of them, are cancellations of the kind `C536379`.
    pub(crate) fn has_cancellation_numbers(&self) -> bool {
        self.c_numbers > 0 && self.c_numbers * 2 < self.filled
    }

    /// How many filled cells a test says no to, when the column is one of few choices.
    pub(crate) fn strangers(&self, known: impl Fn(&str) -> bool) -> Option<u64> {
        let choices = self.choices.as_ref()?;
        Some(choices.iter().filter(|(value, _)| !known(value)).map(|(_, count)| count).sum())
    }
}

/// Where a cell is remembered, by its ends and its length.
fn place(cell: &[u8], of: usize) -> usize {
    let word = |bytes: &[u8]| {
        let mut word = [0; 8];
        word[..bytes.len()].copy_from_slice(bytes);
        u64::from_le_bytes(word)
    };
    let half = cell.len().min(8);
    let (first, last) = (word(&cell[..half]), word(&cell[cell.len() - half..]));
    let mixed = (first ^ last.rotate_left(29) ^ cell.len() as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed >> 32) as usize % of.max(1)
}

fn kind(cell: &str) -> Kind {
    let bytes = cell.as_bytes();
    // Moments as ISO writes them, and numbers of customers and orders: what the tests below say of them, at once.
    if bytes.get(4) == Some(&b'-') && iso(bytes).is_some() {
        return Kind { date: Some(Order::Clear), ..Kind::default() };
    }
    // Not as long as days, or seconds since 1970, are counted.
    let whole = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let nought = whole > 1 && bytes[0] == b'0';
    match &bytes[whole..] {
        [] if matches!(whole, 1..=4 | 6 | 7 | 9 | 11 | 12) => {
            let (hurt, abroad) = (damage::of_digits(cell), nought && bytes[1] == b'0');
            return Kind { number: Some(Evidence::None), hurt, nought, abroad, ..Kind::default() };
        }
        // 29.90, which no day and month is.
        [b'.', tens @ b'0'..=b'9', b'0'..=b'9']
            if !nought && (matches!(whole, 3 | 4 | 6) || (matches!(whole, 1 | 2) && *tens > b'3')) =>
        {
            return Kind { number: Some(Evidence::Only(Style::Point)), ..Kind::default() };
        }
        _ => {}
    }
    kind_of_any(cell)
}

fn kind_of_any(cell: &str) -> Kind {
    let bytes = cell.as_bytes();
    let mut kind = Kind { address: bytes.contains(&b'@'), ..Kind::default() };
    match bytes {
        [b'{', ..] if bytes.len() <= JSON_LIMIT => {}
        [b'[', ..] => kind.quoted_list = bytes.ends_with(b"]"),
        [b'"', ..] => kind.quoted_list = bytes.ends_with(b"\""),
        _ => {
            let mark = memchr::memchr2(b';', b'|', bytes).map(|at| bytes[at]);
            kind.list = mark.is_some_and(|mark| {
                cell.split(char::from(mark)).all(|part| part.len() <= 40 && !part.trim().is_empty())
            });
        }
    }
    if !bytes.iter().any(u8::is_ascii_digit) {
        return kind;
    }
    let unquoted = words::unquoted(cell);
    let bare = unquoted.as_bytes();
    kind.dot_zero = is_dot_zero(cell);
    kind.apostrophe = bytes[0] == b'\'' && unquoted.len() < cell.len();
    kind.hurt = damage::hurt(cell);
    kind.c_number = words::is_cancellation_number(cell);
    kind.abroad = bare.starts_with(b"+") || bare.starts_with(b"00");
    kind.nought = bare.len() > 1 && bare[0] == b'0' && bare.iter().all(u8::is_ascii_digit);
    kind.percent = cell.strip_suffix('%').is_some_and(|front| number::evidence(front.trim_end()).is_some());
    // No date and no number is that long; the rest is not worth trying.
    if kind.address || bytes.len() > 48 {
        return kind;
    }
    let number = number::evidence(cell);
    // 3.14 is a number; 20261123 can be both, and 23.11.2026 only a date.
    let plain = number.is_some() && cell.len() != 8 && cell.bytes().filter(|byte| !byte.is_ascii_digit()).count() < 2;
    let date = if plain { None } else { date::parse(cell) };
    let yearless = if date.is_none() { date::parse_birthday(cell) } else { None };
    Kind {
        number,
        date: date.or(yearless.filter(|_| number.is_none())).map(|date| date.order()),
        yearless: date.is_none() && yearless.is_some(),
        counted: number.is_some() && date::counted(cell).is_some(),
        ..kind
    }
}

fn is_dot_zero(cell: &str) -> bool {
    cell.strip_suffix(".0").is_some_and(|whole| !whole.is_empty() && whole.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_shortcut_says_what_all_the_tests_say(
            cell in "(18|19|20|21|22)[0-9]{2}-[01][0-9]-[0-3][0-9]([ T][0-2][0-9]:[0-6][0-9]:[0-6][0-9]Z?)?|[0-9]{1,12}|0{1,3}[0-9]{0,4}([.][0-9]{2})?|[0-9]{0,7}[.][0-9]{2}|[-0-9T:Z ]{8,21}"
        ) {
            prop_assert_eq!(kind(&cell), kind_of_any(&cell), "{}", cell);
        }

        #[test]
        fn what_is_remembered_changes_nothing(
            different in prop::collection::vec("[0-9]{1,5}|'?0?[0-9]{1,3}[.,][0-9]{1,2}%?|[a-c;|]{1,4}|1-Mar|C[0-9]{6}|[{]\"a\": \"[0-9]\"[}]|\\PC{1,9}", 1..80),
            order in prop::collection::vec(any::<prop::sample::Index>(), 0..400),
        ) {
            let [mut one, mut few, mut many] = [1, 3, LATELY].map(Facts::remembering);
            for at in &order {
                let cell = at.get(&different);
                [&mut one, &mut few, &mut many].into_iter().for_each(|facts| facts.see(cell));
            }
            // And the plain way: each cell looked at by all tests, as if it was the first.
            let mut numbers = 0;
            let mut choices: Vec<(String, u64)> = Vec::new();
            for at in &order {
                let cell = at.get(&different).trim();
                if cell.is_empty() {
                    continue;
                }
                numbers += u64::from(kind_of_any(cell).number.is_some());
                match choices.iter_mut().find(|(value, _)| value == cell) {
                    Some((_, count)) => *count += 1,
                    None => choices.push((cell.to_owned(), 1)),
                }
            }
            prop_assert_eq!(many.numbers, numbers);
            prop_assert_eq!(&many.choices, &Some(choices).filter(|choices| choices.len() <= CHOICES));
            let learnt = |facts: Facts| format!("{:?}", Facts { lately: Vec::new(), ..facts });
            let wanted = learnt(many);
            prop_assert_eq!(&learnt(one), &wanted);
            prop_assert_eq!(learnt(few), wanted);
        }
    }

    fn of(cells: &[&str]) -> Facts {
        let mut facts = Facts::new();
        cells.iter().for_each(|cell| facts.see(cell));
        facts
    }

    #[test]
    fn the_whole_column_decides_the_order() {
        assert_eq!(of(&["01/02/2026", "03/04/2026", "25/12/2026"]).order(), Proof::Order(DateOrder::DayFirst));
        assert_eq!(of(&["01/02/2026", "12/25/26 8:26"]).order(), Proof::Order(DateOrder::MonthFirst));
        assert_eq!(of(&["01/02/2026", "03/03/2026"]).order(), Proof::Open);
        assert_eq!(of(&["2026-01-02", "3 Apr 2026"]).order(), Proof::Nothing);
        assert_eq!(of(&["25/12/2026", "12/25/2026"]).order(), Proof::Open, "they contradict each other");
        let mut strays = vec!["25/12/2026"; 40];
        strays.push("12/25/2026");
        assert_eq!(of(&strays).order(), Proof::Order(DateOrder::DayFirst));
        assert_eq!(of(&["01/02/2026"]).example.as_deref(), Some("01/02/2026"));
    }

    #[test]
    fn the_whole_column_decides_the_decimal_mark() {
        assert_eq!(of(&["1.234", "2.500,10"]).style(), Some(Style::Comma));
        assert_eq!(of(&["1,234", "2.50"]).style(), Some(Style::Point));
        assert!(of(&["1,234", "2"]).style_is_open());
    }

    #[test]
    fn what_spreadsheets_do_is_seen() {
        assert!(of(&["17850.0", "", "13047.0"]).is_dot_zero());
        assert!(!of(&["17850.0", "13047"]).is_dot_zero());
        assert_eq!(of(&["'721", "'t Hart 9", "'+316"]).apostrophes, 2);
        assert!(of(&["C536379", "536380", "536381"]).has_cancellation_numbers());
        assert!(!of(&["C1001", "C1002"]).has_cancellation_numbers(), "then it is only how they are numbered");
    }

    #[test]
    fn memory_stays_small() {
        let mut facts = Facts::new();
        for number in 0..10_000 {
            facts.see(&format!("{number} {}", "x".repeat(500)));
        }
        assert!(facts.choices.is_none());
        assert_eq!(facts.samples.len(), 4);
        assert!(facts.samples.iter().all(|sample| sample.chars().count() == SAMPLE_CHARS));
        assert_eq!(facts.filled, 10_000);
    }

    #[test]
    fn dates_birthdays_and_addresses_are_counted() {
        let facts = of(&["2026-01-02", "03/14", "ana@example.com", "7.20", ""]);
        assert_eq!((facts.dates, facts.birthdays, facts.addresses, facts.filled), (1, 2, 1, 4));
        assert_eq!(facts.share(), 0.8);
    }
}
