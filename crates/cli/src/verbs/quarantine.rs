//! `regulars quarantine`: who came from where nobody may simply write to, and what lets them out.

use crate::{
    exit::Ended,
    hand::Hand,
    table::{Grid, Side, digits, people},
};
use regulars_workbench::views::QuarantineView;

pub(crate) const HELP: &str = "\
Examples:
  regulars quarantine
  regulars privacy yes p17 --channel email --for news --how \"asked for it at the counter\"

People who came only in lists of unknown origin, or who were gathered from web pages, are in no audience. A yes they
give, or a later file from somewhere else that speaks of them, lets them out.";

pub(crate) fn run(hand: &mut Hand) -> Ended {
    hand.open()?;
    let view = hand.bench.quarantine()?;
    hand.out.answer(&view, words)
}

fn words(view: &QuarantineView) -> String {
    let mut text = format!("{}\n", view.words);
    if view.people == 0 {
        return text;
    }
    text.push_str("\nThey came with\n");
    let mut grid = Grid::new(&[("People", Side::Right), ("File", Side::Left)]);
    for from in &view.from {
        grid.row([&digits(from.count), &from.words]);
    }
    text.push_str(&grid.text());
    let mut grid = Grid::new(&[("Id", Side::Left), ("Name", Side::Left)]);
    for person in &view.first {
        grid.row([&person.id, &person.name]);
    }
    text.push_str(&format!("\n{}", grid.text()));
    if u32::try_from(view.first.len()).is_ok_and(|shown| shown < view.people) {
        text.push_str(&format!("The first {} of {}.\n", view.first.len(), people(view.people)));
    }
    text
}
