//! Plain tables and lists for a terminal: no lines, no colour, figures to the right.

use crate::print::clean;
use comfy_table::{Cell, CellAlignment, ColumnConstraint, ContentArrangement, Table, Width, presets};

/// How a column stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// Texts.
    Left,
    /// Figures.
    Right,
}

/// A table that is being filled.
pub(crate) struct Grid(Table);

impl Grid {
    /// With a head line.
    pub(crate) fn new(columns: &[(&str, Side)]) -> Self {
        let mut table = Table::new();
        table.load_preset(presets::NOTHING);
        table.set_content_arrangement(ContentArrangement::Disabled);
        table.set_header(columns.iter().map(|(head, side)| Cell::new(head).set_alignment(align(*side))));
        for (at, (_, side)) in columns.iter().enumerate() {
            if let Some(column) = table.column_mut(at) {
                column.set_cell_alignment(align(*side));
                column.set_padding((0, 2));
            }
        }
        Self(table)
    }

    /// Labels to the left of their values, no head line; empty values are left out.
    pub(crate) fn pairs(pairs: &[(&str, String)]) -> String {
        let widest = pairs.iter().map(|(label, _)| width(label)).max().unwrap_or(0);
        let mut out = String::new();
        for (label, value) in pairs.iter().filter(|(_, value)| !value.is_empty()) {
            let gap = " ".repeat(widest - width(label) + 2);
            out.push_str(&format!("{label}{gap}{}\n", one_line(value)));
        }
        out
    }

    /// Holds a column to a width; longer texts go on below.
    pub(crate) fn at_most(mut self, column: usize, width: u16) -> Self {
        self.0.set_content_arrangement(ContentArrangement::Dynamic);
        if let Some(column) = self.0.column_mut(column) {
            column.set_constraint(ColumnConstraint::UpperBoundary(Width::Fixed(width)));
        }
        self
    }

    /// Leaves a column out where nothing can be said in it.
    pub(crate) fn without(mut self, column: usize, nothing: bool) -> Self {
        if let Some(column) = self.0.column_mut(column).filter(|_| nothing) {
            column.set_constraint(ColumnConstraint::Hidden);
        }
        self
    }

    /// Adds a row.
    pub(crate) fn row<const N: usize>(&mut self, cells: [&str; N]) {
        self.0.add_row(cells.map(|text| Cell::new(one_line(text))));
    }

    /// The whole, each line with its end.
    pub(crate) fn text(&self) -> String {
        format!("{}\n", self.0.trim_fmt())
    }
}

fn align(side: Side) -> CellAlignment {
    match side {
        Side::Left => CellAlignment::Left,
        Side::Right => CellAlignment::Right,
    }
}

fn width(text: &str) -> usize {
    text.chars().count()
}

/// A value on one line, without what a terminal would obey.
fn one_line(text: &str) -> String {
    clean(text).replace('\n', " ")
}

/// "1 person", "2 people".
pub(crate) fn people(number: u32) -> String {
    counted(number, "person", "people")
}

/// A number with its noun.
pub(crate) fn counted(number: u32, one: &str, many: &str) -> String {
    format!("{} {}", digits(number), if number == 1 { one } else { many })
}

/// A number with its thousands set apart.
pub(crate) fn digits(number: u32) -> String {
    regulars_workbench::model::group_digits(u64::from(number))
}

/// A figure that was reckoned, in whole numbers: "1,204".
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "held within its bounds")]
pub(crate) fn rounded(number: f64) -> String {
    digits(number.round().clamp(0.0, f64::from(u32::MAX)) as u32)
}

/// "34%".
pub(crate) fn percent(share: f64) -> String {
    format!("{:.0}%", share * 100.0)
}

/// "12 KB", "4.1 MB".
pub(crate) fn bytes(number: f64) -> String {
    match number {
        n if n < 1000.0 => format!("{n:.0} bytes"),
        n if n < 1_000_000.0 => format!("{:.0} KB", n / 1000.0),
        n if n < 1_000_000_000.0 => format!("{:.1} MB", n / 1_000_000.0),
        n => format!("{:.2} GB", n / 1_000_000_000.0),
    }
}

/// "Showing 1 to 20 of 5,012 people. More with --offset 20." Empty lists say so.
pub(crate) fn page(total: u32, offset: u32, rows: usize, one: &str, many: &str) -> String {
    let rows = u32::try_from(rows).unwrap_or(u32::MAX);
    if total == 0 {
        return format!("No {many}.");
    }
    if rows == total {
        return format!("{}.", counted(total, one, many));
    }
    if rows == 0 {
        return format!("{}; none from number {} on.", counted(total, one, many), digits(offset.saturating_add(1)));
    }
    let (first, last) = (offset + 1, offset.saturating_add(rows));
    let more = if last < total { format!(" More with --offset {last}.") } else { String::new() };
    format!("Showing {} to {} of {}.{more}", digits(first), digits(last), counted(total, one, many))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_stand_to_the_right_and_no_line_ends_in_spaces() {
        let mut grid = Grid::new(&[("Name", Side::Left), ("Orders", Side::Right)]);
        grid.row(["Ana\nB", "3"]);
        grid.row(["美咲", "1,204"]);
        assert_eq!(grid.text(), "Name   Orders\nAna B       3\n美咲    1,204\n");
    }

    #[test]
    fn pages_say_the_total() {
        assert_eq!(page(0, 0, 0, "person", "people"), "No people.");
        assert_eq!(page(1, 0, 1, "person", "people"), "1 person.");
        assert_eq!(page(5012, 0, 20, "person", "people"), "Showing 1 to 20 of 5,012 people. More with --offset 20.");
        assert_eq!(page(21, 20, 1, "person", "people"), "Showing 21 to 21 of 21 people.");
        assert_eq!(page(21, 30, 0, "person", "people"), "21 people; none from number 31 on.");
    }
}
