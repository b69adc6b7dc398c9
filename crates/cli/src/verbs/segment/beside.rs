//! `regulars segment compare` and `history`: a segment beside everyone, beside others, and beside what it was.

use crate::{
    exit::{self, Ended},
    hand::Hand,
    rule::read_rule,
    table::{Grid, Side, counted, digits, people},
};
use regulars_workbench::views::{
    AgainstView, DifferenceView, MovedView, OverlapView, SegmentChoice, SegmentCompareView, SegmentHistoryView,
};

pub(super) fn compare(segments: &[String], rules: &[String], hand: &mut Hand) -> Ended {
    let mut choices: Vec<SegmentChoice> =
        segments.iter().map(|segment| SegmentChoice::Saved { segment: segment.clone() }).collect();
    for rule in rules {
        choices.push(SegmentChoice::Rule { rule: read_rule(rule)? });
    }
    if choices.len() < 2 {
        return Err(exit::usage(
            "There is nothing to compare with.",
            "Name two segments or more: regulars segment compare s1 s2",
        ));
    }
    hand.open_to_ask(&choices)?;
    let view = hand.bench.segment_compare(&choices)?;
    hand.out.answer(&view, compare_words)
}

pub(super) fn history(segment: &str, seen: bool, hand: &mut Hand) -> Ended {
    hand.open_to_ask(&[SegmentChoice::Saved { segment: segment.to_owned() }])?;
    // What is shown is what came and went up to now; the mark is for the next time.
    let view = hand.bench.segment_history(segment)?;
    if seen {
        hand.bench.segment_seen(segment)?;
    }
    hand.out.answer(&view, |view| {
        let mut text = history_words(view);
        if seen {
            text.push_str("\nMarked as seen today: the next look is compared with this.\n");
        }
        text
    })
}

/// A segment beside everyone.
pub(super) fn against_words(view: &AgainstView) -> String {
    let mut text = String::new();
    if !view.figures.is_empty() {
        let mut grid = Grid::new(&[
            ("", Side::Left),
            ("Here", Side::Right),
            ("Everyone", Side::Right),
            ("Index", Side::Right),
            ("", Side::Left),
        ]);
        let mut row = |line: &DifferenceView| {
            let index = line.index.map_or_else(|| "-".to_owned(), digits);
            let clear = if line.clear { "" } else { "no clear difference" };
            grid.row([&line.label, &line.here, &line.everyone, &index, clear]);
        };
        view.figures.iter().for_each(&mut row);
        view.habits.iter().for_each(&mut row);
        text.push_str(&grid.text());
    }
    text.push_str(&format!("{}\n", view.about));
    text
}

fn compare_words(view: &SegmentCompareView) -> String {
    let mut text = String::new();
    for one in &view.segments {
        text.push_str(&format!(
            "{}: {}, of whom {} may be emailed\n",
            one.name,
            people(one.size),
            digits(one.may_email)
        ));
        text.push_str(&against_words(&one.against));
        text.push('\n');
    }
    text.push_str("Each is tested against everyone, none against another: two of them may differ by chance alone.\n\n");
    text.push_str(&overlap_words(&view.overlap));
    text
}

fn overlap_words(view: &OverlapView) -> String {
    let mut text = format!("{} in any of them, as of {}\n", people(view.people), view.as_of);
    let mut grid = Grid::new(&[("People", Side::Right), ("In exactly", Side::Left)]);
    for one in &view.combinations {
        grid.row([&digits(one.people), &one.words]);
    }
    if view.rest_combinations > 0 {
        let rest = counted(view.rest_combinations, "more combination", "more combinations");
        grid.row([&digits(view.rest_people), &rest]);
    }
    text.push_str(&grid.text());
    text
}

fn history_words(view: &SegmentHistoryView) -> String {
    let mut text = format!("{} ({}), as of {}\n\n", view.name, view.id, view.as_of);
    let mut grid = Grid::new(&[("Day", Side::Left), ("People", Side::Right), ("", Side::Left)]);
    for size in &view.sizes {
        grid.row([&size.day, &digits(size.size), if size.noted { "" } else { "counted now" }]);
    }
    text.push_str(&grid.text());
    text.push_str(&format!("{}\n\n{}\n", view.about_sizes, view.about_seen));
    if view.seen.is_empty() {
        return text;
    }
    for (verb, total, list) in [("came in", view.entered_total, &view.entered), ("left", view.left_total, &view.left)] {
        text.push_str(&format!("\n{} {verb}\n", people(total)));
        text.push_str(&moved_words(list, total));
    }
    text
}

fn moved_words(list: &[MovedView], total: u32) -> String {
    if list.is_empty() {
        return String::new();
    }
    let mut grid = Grid::new(&[("Id", Side::Left), ("Name", Side::Left), ("Why", Side::Left)]).at_most(2, 90);
    for moved in list {
        grid.row([&moved.person.id, &moved.person.name, &moved.why]);
    }
    let shown = u32::try_from(list.len()).unwrap_or(u32::MAX);
    let more = if shown < total { format!("and {} more\n", digits(total - shown)) } else { String::new() };
    format!("{}{more}", grid.text())
}
