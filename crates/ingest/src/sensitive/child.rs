//! Children: birth dates, ages, and columns on school and parents.

use super::{Kind, header::Header};
use crate::{DateOrder, date};
use regulars_model::{Day, moment};

const BIRTH: &[&str] = &[
    "birth date",
    "date of birth",
    "dob",
    "birthday",
    "birthdate",
    "born",
    "geburtsdatum",
    "geburtstag",
    "date de naissance",
    "fecha de nacimiento",
    "data di nascita",
    "geboortedatum",
    "data de nascimento",
    "child birthday",
    "child dob",
];

const CHILD: &[&str] = &[
    "child",
    "child name",
    "childs name",
    "child s name",
    "children",
    "children names",
    "kids names",
    "kid name",
    "school",
    "school name",
    "grade level",
    "school grade",
    "school year",
    "classroom",
    "homeroom",
    "teacher",
    "parent name",
    "parent email",
    "parent phone",
    "guardian",
    "guardian name",
    "guardian email",
    "mother name",
    "father name",
    "childs age",
    "child age",
    "schule",
    "klasse",
    "erziehungsberechtigte",
    "ecole",
    "escuela",
    "kind naam",
    "kind name",
];

const AGE: &[&str] = &["age", "customer age", "alter", "edad", "leeftijd"];

/// Age from which somebody is no child here: the GDPR's and California's.
const GROWN: i16 = 16;
/// The youngest that are remembered, with their lines.
const YOUNGEST: usize = 10;
const FIRST_YEAR: i16 = 1900;

/// Whether a column's name speaks of children.
pub(super) fn is_on_children(header: &Header) -> bool {
    !header.is_goods() && header.is_any(CHILD)
}

/// Whether a column holds birth dates.
pub(super) fn is_birth(header: &Header) -> bool {
    header.is_any(BIRTH)
}

/// Whether a column holds ages.
pub(super) fn is_age(header: &Header) -> bool {
    AGE.iter().any(|label| header.is_all_of(label))
}

/// An age in years under sixteen.
pub(super) fn is_young(cell: &str) -> bool {
    let cell = cell.strip_suffix(".0").unwrap_or(cell);
    cell.len() <= 2 && cell.parse::<i16>().is_ok_and(|age| (1..GROWN).contains(&age))
}

/// Births by month, so that who is a child can be told on any day without keeping a date of anybody.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Births {
    /// How many per month since [`FIRST_YEAR`].
    months: Vec<u32>,
    /// Month and line of the youngest.
    youngest: Vec<(usize, u32)>,
}

impl Births {
    pub(super) fn look(&mut self, cell: &str, line: u32) {
        let Some(month) = month_of(cell) else { return };
        if self.months.len() <= month {
            self.months.resize(month + 1, 0);
        }
        self.months[month] += 1;
        if self.youngest.len() == YOUNGEST && self.youngest.last().is_some_and(|last| last.0 >= month) {
            return;
        }
        self.youngest.push((month, line));
        self.youngest.sort_by_key(|&(month, line)| (std::cmp::Reverse(month), line));
        self.youngest.truncate(YOUNGEST);
    }

    /// How many were under sixteen on a day, and the lines of some. Somebody who turns sixteen in that month counts.
    pub(super) fn children(&self, today: Day) -> super::kind::Tally {
        let date = today.date();
        let month = |year: i16| usize::try_from((year - FIRST_YEAR) * 12 + i16::from(date.month()) - 1).unwrap_or(0);
        let (since, until) = (month(date.year() - GROWN), month(date.year()));
        let of = |at: usize| (since..=until).contains(&at);
        let cells = self.months.iter().enumerate().filter(|(at, _)| of(*at)).map(|(_, &count)| u64::from(count)).sum();
        let mut lines: Vec<u32> = self.youngest.iter().filter(|(at, _)| of(*at)).map(|&(_, line)| line).collect();
        lines.sort_unstable();
        super::kind::Tally { cells, lines }
    }
}

fn month_of(cell: &str) -> Option<usize> {
    let date = Some(cell).filter(|cell| cell.len() <= 32).and_then(date::parse)?;
    let second = date.second(DateOrder::DayFirst).or_else(|| date.second(DateOrder::MonthFirst))?;
    let date = Day::of_second(moment::told(second)).date();
    usize::try_from((date.year() - FIRST_YEAR) * 12 + i16::from(date.month()) - 1)
        .ok()
        .filter(|month| *month < 12 * 301)
}

/// The kind of a column whose name speaks of children.
pub(super) const KIND: Kind = Kind::Child;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn children_are_counted_on_the_day_that_is_asked_about() {
        let mut births = Births::default();
        for (line, cell) in
            ["1980-05-01", "2012-03-04", "2010-11-30", "2010-10-30", "2031-01-01", "x", "01/02/2020"].iter().enumerate()
        {
            births.look(cell, line as u32 + 2);
        }
        let on = |day: &str| births.children(day.parse().unwrap());
        assert_eq!((on("2026-11-25").cells, on("2026-11-25").lines), (3, vec![3, 4, 8]));
        assert_eq!(on("2026-12-25").cells, 2);
        assert_eq!(on("2060-01-01").cells, 0);
    }

    #[test]
    fn names_and_ages() {
        assert!(is_on_children(&Header::new("Child's name")) && is_on_children(&Header::new("School")));
        assert!(!is_on_children(&Header::new("Children product")) && !is_on_children(&Header::new("Parent SKU")));
        assert!(
            is_birth(&Header::new("Date of birth")) && is_age(&Header::new("Age")) && !is_age(&Header::new("Age days"))
        );
        assert!(is_young("9") && is_young("15") && !is_young("16") && !is_young("0") && !is_young("2012"));
    }
}
