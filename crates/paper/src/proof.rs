//! How right a score was, as SVG that stands inside the page: ink for what came, dashed green for what was said, a wash for where
//! it should lie, and always the base rate.

use crate::escape::escape;
use plotters::{coord::Shift, prelude::*};
use regulars_model::group_digits;
use std::fmt::Write as _;

/// People who were given about the same chance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// The mean chance they were given, 0 to 1.
    pub said: f64,
    /// The share for whom it came, 0 to 1.
    pub came: f64,
    /// How many they are.
    pub people: u32,
}

/// What was said of a stretch, and what came.
#[derive(Debug, Clone, PartialEq)]
pub struct Total {
    /// "Nov 2026".
    pub label: String,
    /// What was said.
    pub said: f64,
    /// Where it should have been eight times in ten, where that was said.
    pub range: Option<(f64, f64)>,
    /// What came.
    pub came: f64,
    /// What was said, as shown.
    pub said_words: String,
    /// What came, as shown.
    pub came_words: String,
}

/// Width and height of each figure, in CSS pixels.
pub const SIZE: (u32, u32) = (360, 232);

const LEFT: i32 = 36;
const RIGHT: i32 = 348;
const TOP: i32 = 26;
const BASE: i32 = 196;

/// What plotters draws in; it knows no CSS. What stands in its place is in [`STYLES`].
const INK: RGBColor = RGBColor(1, 2, 3);
const GRID: RGBColor = RGBColor(1, 2, 4);
const SAID: RGBColor = RGBColor(1, 2, 5);
const WASH: RGBColor = RGBColor(1, 2, 6);
const USUAL: RGBColor = RGBColor(1, 2, 7);
const STYLES: [(&str, &str); 7] = [
    ("stroke=\"#010205\"", "stroke=\"var(--green, currentColor)\" stroke-dasharray=\"5 4\""),
    ("stroke=\"#010207\"", "stroke=\"var(--ink-2, currentColor)\" stroke-dasharray=\"1 3\""),
    ("#010203", "var(--ink-1, currentColor)"),
    ("#010204", "var(--line-1, currentColor)"),
    ("#010205", "var(--green, currentColor)"),
    ("#010206", "var(--green-wash, none)"),
    ("#010207", "var(--ink-2, currentColor)"),
];

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// Said and come, by groups of as many people, lowest chances first: what lies on the dashed line was right, what lies in the wash
/// may be off by chance. An empty text for fewer than two groups.
#[must_use]
pub fn reliability(points: &[Point], base: f64) -> String {
    if points.len() < 2 {
        return String::new();
    }
    let most = points.iter().map(|point| point.said.max(point.came)).fold(base, f64::max);
    let top = ((most * 10.0).ceil() / 10.0).clamp(0.1, 1.0);
    let at = |said: f64, came: f64| (across(said / top), up(came / top));
    let title = format!(
        "Of the tenth with the lowest chances {} were to do it and {} did; of the tenth with the highest {} and {}. Of all, {} did.",
        percent(points[0].said),
        percent(points[0].came),
        percent(points[points.len() - 1].said),
        percent(points[points.len() - 1].came),
        percent(base)
    );
    let draw = |area: &Area<'_>| {
        // Eight times in ten a group that was told rightly lies so far from the line at most.
        let edge = |sign: f64, said: f64| {
            let people = f64::from(points[0].people.max(1));
            at(said, (said + sign * 1.2816 * (said * (1.0 - said) / people).sqrt()).clamp(0.0, top))
        };
        let steps = (0..=20).map(|step| top * f64::from(step) / 20.0);
        let mut wash: Vec<(i32, i32)> = steps.clone().map(|said| edge(1.0, said)).collect();
        wash.extend(steps.rev().map(|said| edge(-1.0, said)));
        area.draw(&Polygon::new(wash, WASH.filled())).ok()?;
        grid(area)?;
        line(area, vec![at(0.0, base), at(top, base)], USUAL, 1)?;
        line(area, vec![at(0.0, 0.0), at(top, top)], SAID, 2)?;
        let path: Vec<(i32, i32)> = points.iter().map(|point| at(point.said, point.came)).collect();
        for spot in &path {
            area.draw(&Circle::new(*spot, 3, INK.filled())).ok()?;
        }
        line(area, path, INK, 2)
    };
    let mut words = word(0, 12, "start", "did it", "--ink-2");
    words += &word(RIGHT, 222, "end", "chance they were given", "--ink-2");
    words += &word(LEFT - 4, TOP + 4, "end", &percent(top), "--ink-2");
    words += &word(LEFT - 4, BASE + 4, "end", "0", "--ink-2");
    words += &word(RIGHT, BASE + 12, "end", &percent(top), "--ink-2");
    words += &word(LEFT + 4, up(base / top) - 4, "start", &format!("all: {}", percent(base)), "--ink-2");
    words += &word(RIGHT, TOP + 42, "end", "as said", "--green");
    figure(&title, draw, &words)
}

/// How many of those who did it are among so many tenths, the highest chances first: cumulative shares, one for each tenth. The
/// dotted line is asking people in no order. An empty text without any.
#[must_use]
pub fn gain(found: &[f64]) -> String {
    let (Some(best), true) = (found.first(), found.len() > 1) else { return String::new() };
    let steps = f64::from(u32::try_from(found.len()).unwrap_or(u32::MAX));
    let title =
        format!("The best tenth holds {} of those who did it, the best half {}.", percent(*best), percent(half(found)));
    let draw = |area: &Area<'_>| {
        grid(area)?;
        line(area, vec![(LEFT, BASE), (RIGHT, TOP)], USUAL, 1)?;
        let mut path = vec![(LEFT, BASE)];
        path.extend((1u32..).zip(found).map(|(nth, share)| (across(f64::from(nth) / steps), up(*share))));
        area.draw(&Circle::new(path[1], 3, INK.filled())).ok()?;
        line(area, path, INK, 2)
    };
    let mut words = word(0, 12, "start", "of those who did it", "--ink-2");
    words += &word(RIGHT, 222, "end", "people, highest chances first", "--ink-2");
    words += &word(LEFT - 4, TOP + 4, "end", "100%", "--ink-2");
    words += &word(LEFT - 4, BASE + 4, "end", "0", "--ink-2");
    words += &word(RIGHT, BASE + 12, "end", "all", "--ink-2");
    let beside = (across(1.0 / steps) + 8, up(*best) + 12);
    words += &word(beside.0, beside.1, "start", &format!("best tenth: {}", percent(*best)), "--ink-1");
    words += &word(RIGHT - 62, up(0.7), "start", "in no order", "--ink-2");
    figure(&title, draw, &words)
}

/// What was said of each stretch and what came, the oldest first, at most six. An empty text without any.
#[must_use]
pub fn totals(all: &[Total]) -> String {
    let all = &all[all.len().saturating_sub(6)..];
    if all.is_empty() {
        return String::new();
    }
    let most = all.iter().map(|one| one.said.max(one.came).max(one.range.map_or(0.0, |range| range.1)));
    let top = most.fold(0.0, f64::max).max(f64::MIN_POSITIVE) * 1.12;
    let count = i32::try_from(all.len()).unwrap_or(1);
    let middle = |nth: usize| LEFT + (RIGHT - LEFT) * (2 * i32::try_from(nth).unwrap_or(0) + 1) / (2 * count);
    let title = all.iter().fold(String::new(), |mut title, one| {
        let _ = write!(title, "{}: said {}, came {}. ", one.label, one.said_words, one.came_words);
        title
    });
    let half = (RIGHT - LEFT) / count / 4;
    let draw = |area: &Area<'_>| {
        for (nth, one) in all.iter().enumerate() {
            if let Some((low, high)) = one.range {
                let corners = [(middle(nth) - half, up(high / top)), (middle(nth) + half, up(low / top))];
                area.draw(&Rectangle::new(corners, WASH.filled())).ok()?;
            }
        }
        line(area, vec![(LEFT, BASE), (RIGHT, BASE)], GRID, 1)?;
        for (nth, one) in all.iter().enumerate() {
            let said = up(one.said / top);
            line(area, vec![(middle(nth) - half, said), (middle(nth) + half, said)], SAID, 2)?;
            area.draw(&Circle::new((middle(nth), up(one.came / top)), 4, INK.filled())).ok()?;
        }
        line(area, (0..).zip(all).map(|(nth, one)| (middle(nth), up(one.came / top))).collect(), INK, 1)
    };
    let mut words = word(0, 12, "start", "came", "--ink-1") + &word(36, 12, "start", "said", "--green");
    if all.iter().any(|one| one.range.is_some()) {
        words += &word(RIGHT, 12, "end", "green field: eight times in ten", "--ink-2");
    }
    for (nth, one) in all.iter().enumerate() {
        words += &word(middle(nth), 212, "middle", &one.label, "--ink-2");
        // Above its point, unless what was said is drawn there.
        let (said, came) = (up(one.said / top), up(one.came / top));
        let y = if (2..24).contains(&(came - said)) { came + 18 } else { came - 9 };
        words += &word(middle(nth), y, "middle", &one.came_words, "--ink-1");
    }
    figure(&title, draw, &words)
}

/// The share that had come back so many days after the first time. An empty text without a step.
#[must_use]
pub fn coming_back(steps: &[(u32, f64)], half: Option<u32>) -> String {
    let Some((last, most)) = steps.last().copied().filter(|step| step.0 > 0 && step.1 > 0.0) else {
        return String::new();
    };
    let top = ((most * 10.0).ceil() / 10.0).clamp(0.1, 1.0);
    let at = |day: u32, share: f64| (across(f64::from(day) / f64::from(last)), up(share / top));
    let title = format!("{} had come back after {} days.", percent(most), group_digits(last.into()));
    let draw = |area: &Area<'_>| {
        grid(area)?;
        if let Some(half) = half.filter(|half| *half <= last) {
            line(area, vec![at(half, 0.0), at(half, top)], USUAL, 1)?;
        }
        line(area, steps.iter().map(|(day, share)| at(*day, *share)).collect(), INK, 2)
    };
    let mut words = word(0, 12, "start", "came back", "--ink-2");
    words += &word(RIGHT, 222, "end", "days after the first purchase", "--ink-2");
    words += &word(LEFT - 4, TOP + 4, "end", &percent(top), "--ink-2");
    words += &word(LEFT - 4, BASE + 4, "end", "0", "--ink-2");
    words += &word(RIGHT, BASE + 12, "end", &group_digits(last.into()), "--ink-2");
    words += &word(RIGHT - 4, at(last, most).1 - 5, "end", &percent(most), "--ink-1");
    if let Some(half) = half.filter(|half| *half <= last) {
        let text = format!("half of them: {} days", group_digits(half.into()));
        words += &word(at(half, 0.0).0 + 4, BASE - 5, "start", &text, "--ink-2");
    }
    figure(&title, draw, &words)
}

fn half(found: &[f64]) -> f64 {
    found[(found.len() / 2).max(1) - 1]
}

#[allow(clippy::cast_possible_truncation, reason = "pixels, bounded")]
fn across(share: f64) -> i32 {
    LEFT + (share.clamp(0.0, 1.0) * f64::from(RIGHT - LEFT)).round() as i32
}

#[allow(clippy::cast_possible_truncation, reason = "pixels, bounded")]
fn up(share: f64) -> i32 {
    BASE - (share.clamp(0.0, 1.0) * f64::from(BASE - TOP)).round() as i32
}

fn line(area: &Area<'_>, path: Vec<(i32, i32)>, colour: RGBColor, width: u32) -> Option<()> {
    area.draw(&PathElement::new(path, colour.stroke_width(width))).ok()
}

fn grid(area: &Area<'_>) -> Option<()> {
    [BASE, i32::midpoint(BASE, TOP), TOP].into_iter().try_for_each(|y| line(area, vec![(LEFT, y), (RIGHT, y)], GRID, 1))
}

fn percent(share: f64) -> String {
    match share * 100.0 {
        few if few > 0.0 && few < 9.95 => format!("{few:.1}%"),
        other => format!("{other:.0}%"),
    }
}

fn word(x: i32, y: i32, anchor: &str, text: &str, colour: &str) -> String {
    format!(
        "<text x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\" font-family=\"inherit\" font-size=\"11\" \
         fill=\"var({colour}, currentColor)\">{}</text>",
        escape(text)
    )
}

/// Draws, and puts the page's colours in place of those plotters knows.
fn figure(title: &str, draw: impl FnOnce(&Area<'_>) -> Option<()>, words: &str) -> String {
    let mut drawn = String::new();
    let done = {
        let area = SVGBackend::with_string(&mut drawn, SIZE).into_drawing_area();
        draw(&area).and_then(|()| area.present().ok())
    };
    let inner = drawn.split_once('>').and_then(|(_, rest)| rest.rsplit_once("</svg>")).map(|(inner, _)| inner);
    let (Some(()), Some(inner)) = (done, inner) else { return String::new() };
    let inner = STYLES.iter().fold(inner.to_owned(), |svg, (placeholder, style)| svg.replace(placeholder, style));
    let (width, height) = SIZE;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\"><title>{}</title>{inner}{words}</svg>",
        escape(title.trim_end())
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all_of_them() -> Vec<String> {
        let points = [0.1, 0.2, 0.4].map(|said| Point { said, came: said * 0.9, people: 50 });
        let one = |label: &str, range| Total {
            label: label.into(),
            said: 100.0,
            range,
            came: 93.0,
            said_words: "100".into(),
            came_words: "93 <b>".into(),
        };
        vec![
            reliability(&points, 0.2),
            gain(&[0.3, 0.5, 0.7, 0.9, 1.0]),
            totals(&[one("Aug 2026", None), one("Nov 2026", Some((80.0, 120.0)))]),
            coming_back(&[(0, 0.0), (30, 0.2), (400, 0.31)], Some(60)),
        ]
    }

    #[test]
    fn every_figure_takes_its_colours_from_the_page_and_tells_itself_in_words() {
        for svg in all_of_them() {
            assert!(svg.starts_with("<svg") && svg.ends_with("</svg>") && svg.matches("<svg").count() == 1, "{svg}");
            assert!(svg.contains("role=\"img\"") && svg.contains("<title>") && svg.contains("var(--ink-1"), "{svg}");
            assert!(!svg.contains('#'), "no colour of its own: {svg}");
            assert!(!svg.contains("<b>"), "{svg}");
        }
        let [reliability, gain, totals, _] = &all_of_them()[..] else { panic!("four") };
        assert!(reliability.contains("stroke-dasharray=\"5 4\"") && reliability.contains("var(--green-wash"));
        assert!(reliability.contains("all: 20%") && gain.contains("in no order"), "the base rate is drawn");
        assert!(totals.contains("Aug 2026: said 100, came 93"), "{totals}");
    }

    #[test]
    fn what_came_is_written_where_what_was_said_is_not_drawn() {
        let one = |said| Total {
            label: "Nov 2026".into(),
            said,
            range: None,
            came: 93.0,
            said_words: "said".into(),
            came_words: "ninety-three".into(),
        };
        let at = |said: f64| {
            let svg = totals(&[one(said)]);
            let (before, _) = svg.split_once(">ninety-three<").expect("written");
            let (_, y) = before.rsplit_once(" y=\"").expect("somewhere");
            y.split('"').next().and_then(|y| y.parse::<i32>().ok()).expect("pixels")
        };
        let top = |said: f64| said.max(93.0) * 1.12;
        assert_eq!(at(93.0), up(93.0 / top(93.0)) - 9, "on the line: above both");
        assert_eq!(at(80.0), up(93.0 / top(80.0)) - 9, "more came: above both");
        assert_eq!(at(100.0), up(93.0 / top(100.0)) + 18, "a little less came: below both");
        assert_eq!(at(200.0), up(93.0 / top(200.0)) - 9, "much less came: between them");
    }

    #[test]
    fn too_little_gives_no_figure_and_odd_figures_do_not_end_the_program() {
        assert_eq!([reliability(&[], 0.0), gain(&[]), totals(&[]), coming_back(&[], None)], [""; 4]);
        let odd = [f64::NAN, f64::INFINITY, -1.0, 0.0].map(|said| Point { said, came: said, people: 0 });
        assert!(!reliability(&odd, f64::NAN).is_empty());
        assert!(!gain(&[f64::NAN, 2.0]).is_empty());
    }
}
