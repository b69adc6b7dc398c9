//! Figures as SVG that stands inside the page: ink for what was, colours taken from the page's own theme.

use crate::escape::escape;
use plotters::prelude::*;
use regulars_model::{Day, group_digits};

/// Colours as CSS: names of the page's variables, or `currentColor`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    /// The line.
    pub ink: &'static str,
    /// Words beside the axes.
    pub soft: &'static str,
    /// The grid.
    pub grid: &'static str,
}

impl Default for Theme {
    fn default() -> Self {
        Self {
            ink: "var(--ink-1, currentColor)",
            soft: "var(--ink-2, currentColor)",
            grid: "var(--line-1, currentColor)",
        }
    }
}

/// Width and height of `orders_per_week`, in CSS pixels.
pub const SIZE: (u32, u32) = (536, 110);

/// What plotters draws in, and what is put in its place: it knows no CSS variables.
const INK: RGBColor = RGBColor(1, 2, 3);
const GRID: RGBColor = RGBColor(1, 2, 5);

/// [`orders_per_week_in`] the colours of the page it stands in.
#[must_use]
pub fn orders_per_week(weeks: &[(Day, u32)]) -> String {
    orders_per_week_in(weeks, Theme::default())
}

/// Orders a week over time: one point for each week, oldest first. An SVG element with a title, 536 x 110; an empty
/// text when there are fewer than two weeks.
#[must_use]
pub fn orders_per_week_in(weeks: &[(Day, u32)], theme: Theme) -> String {
    let [first, .., last] = weeks else { return String::new() };
    let most = weeks.iter().map(|week| week.1).max().unwrap_or(0).max(1);
    let top = round_up(most);
    let mut drawn = String::new();
    if draw(&mut drawn, weeks, (first.0.0, last.0.0), top).is_none() {
        return String::new();
    }
    let Some(inner) = drawn.split_once('>').and_then(|(_, rest)| rest.rsplit_once("</svg>")).map(|(inner, _)| inner)
    else {
        return String::new();
    };
    let inner = [("#010203", theme.ink), ("#010205", theme.grid)]
        .iter()
        .fold(inner.to_owned(), |svg, (placeholder, colour)| svg.replace(placeholder, &escape(colour)));
    let (width, height) = SIZE;
    let title = format!(
        "Orders a week from {} to {}: at most {}, {} in the last week",
        first.0.words(),
        last.0.words(),
        group_digits(most.into()),
        group_digits(last.1.into())
    );
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\"><title>{}</title>{inner}{}</svg>",
        escape(&title),
        words(weeks, top, theme)
    )
}

const LEFT: i32 = 2;
const TOP: i32 = 18;
const BASE: i32 = 90;

fn draw(to: &mut String, weeks: &[(Day, u32)], days: (i32, i32), top: u32) -> Option<()> {
    let area = SVGBackend::with_string(to, SIZE).into_drawing_area();
    let (width, height) = (i32::try_from(SIZE.0).ok()?, i32::try_from(SIZE.1).ok()?);
    let mut chart = ChartBuilder::on(&area)
        .margin_left(LEFT)
        .margin_right(LEFT)
        .margin_top(TOP)
        .margin_bottom(height - BASE)
        .build_cartesian_2d(days.0..days.1.max(days.0 + 1), 0..top)
        .ok()?;
    for share in [0, 1, 2] {
        let y = BASE - (BASE - TOP) * share / 2;
        area.draw(&PathElement::new(vec![(0, y), (width, y)], GRID)).ok()?;
    }
    chart.draw_series(LineSeries::new(weeks.iter().map(|week| (week.0.0, week.1)), INK.stroke_width(2))).ok()?;
    area.present().ok()
}

/// Month names below and the scale above. Written here and not by plotters, whose text has a size and a font of its own.
fn words(weeks: &[(Day, u32)], top: u32, theme: Theme) -> String {
    let [first, .., last] = weeks else { return String::new() };
    let soft = escape(theme.soft);
    let word = |x: f64, y: i32, anchor: &str, text: &str| {
        format!(
            "<text x=\"{x:.0}\" y=\"{y}\" text-anchor=\"{anchor}\" font-family=\"inherit\" font-size=\"11\" fill=\"{soft}\">{}</text>",
            escape(text)
        )
    };
    let mut out = word(0.0, 12, "start", "orders a week");
    out.push_str(&word(f64::from(SIZE.0), 12, "end", &group_digits(top.into())));
    let span = f64::from((last.0.0 - first.0.0).max(1));
    let mut after = f64::MIN;
    for day in (first.0.0..=last.0.0).map(Day).filter(|day| day.date().day() == 1) {
        let x = f64::from(LEFT) + f64::from(day.0 - first.0.0) / span * (f64::from(SIZE.0) - 2.0 * f64::from(LEFT));
        let name = match day.date().month() {
            1 => day.date().strftime("%Y").to_string(),
            _ => day.date().strftime("%b").to_string(),
        };
        // Names keep their distance from each other and from the edge.
        if x - after >= 64.0 && x <= f64::from(SIZE.0) - 24.0 {
            out.push_str(&word(x, 105, "start", &name));
            after = x;
        }
    }
    out
}

/// The next number that ends well: 1, 2 or 5 and noughts.
fn round_up(most: u32) -> u32 {
    let mut unit = 1u32;
    loop {
        for step in [1, 2, 5] {
            match unit.checked_mul(step) {
                Some(top) if top >= most => return top,
                Some(_) => {}
                None => return u32::MAX,
            }
        }
        unit = match unit.checked_mul(10) {
            Some(unit) => unit,
            None => return u32::MAX,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weeks(count: i32) -> Vec<(Day, u32)> {
        (0..count).map(|week| (Day(20_000 + week * 7), 100 + u32::try_from(week % 9).unwrap_or(0) * 10)).collect()
    }

    #[test]
    fn a_figure_takes_its_colours_from_the_page() {
        let svg = orders_per_week(&weeks(52));
        assert!(svg.starts_with("<svg") && svg.ends_with("</svg>"), "{svg}");
        assert!(svg.contains("role=\"img\"") && svg.contains("<title>Orders a week from"));
        assert!(svg.contains("var(--ink-1, currentColor)") && svg.contains("var(--line-1, currentColor)"));
        assert!(!svg.contains('#'), "no colour of its own: {svg}");
        assert_eq!(svg.matches("<svg").count(), 1);
    }

    #[test]
    fn too_few_weeks_give_no_figure() {
        assert_eq!(orders_per_week(&[]), "");
        assert_eq!(orders_per_week(&weeks(1)), "");
    }

    #[test]
    fn every_size_of_shop_has_a_figure() {
        for count in [2, 3, 30, 160, 600] {
            assert!(!orders_per_week(&weeks(count)).is_empty());
        }
        for orders in [0, 1, u32::MAX] {
            assert!(!orders_per_week(&[(Day(1), orders), (Day(8), 0)]).is_empty());
        }
        assert!(!orders_per_week(&[(Day(1), 3), (Day(1), 0)]).is_empty());
    }

    #[test]
    fn scales_end_well() {
        assert_eq!([1, 2, 3, 7, 11, 180, 4_000_000_000].map(round_up), [1, 2, 5, 10, 20, 200, u32::MAX]);
    }
}
