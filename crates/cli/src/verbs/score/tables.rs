//! `regulars score show|rfm|cohorts`: all scores at a glance, and customers by what they did.

use crate::{
    exit::Ended,
    hand::Hand,
    table::{Grid, Side, digits, percent},
};
use regulars_workbench::views::{CohortsView, RfmView, ScoreState, ScoresView};

/// Months of a cohort that fit a terminal.
const MONTHS: usize = 12;

pub(crate) fn show(hand: &mut Hand) -> Ended {
    hand.open()?;
    let mut listener = hand.listener();
    let view = hand.bench.scores(&mut |view| listener.hear(view))?;
    drop(listener);
    let old = crate::verbs::home::old_news(hand)?;
    hand.out.answer(&view, |view| format!("{}{old}", words(view)))
}

fn words(view: &ScoresView) -> String {
    let mut text = format!("As of {}.", view.as_of);
    if view.opted_out > 0 {
        text.push_str(&format!(" {} opted out of use and are in no score.", crate::table::people(view.opted_out)));
    }
    text.push('\n');
    for brief in &view.kinds {
        let kind = brief.kind.word();
        text.push_str(&format!("\n{}\n", brief.title));
        let next = match brief.state {
            ScoreState::ProofUnseen => format!(" Next: regulars score proof {kind}"),
            _ => String::new(),
        };
        for line in [&brief.headline, &brief.proof, &format!("{}{next}", brief.words)] {
            if !line.is_empty() {
                text.push_str(&format!("  {line}\n"));
            }
        }
        if !brief.made.stale_since.is_empty() {
            text.push_str(&format!("  Not up to date since {}.\n", brief.made.stale_since));
        }
    }
    text
}

pub(crate) fn rfm(hand: &mut Hand) -> Ended {
    hand.open()?;
    let view = hand.bench.score_rfm()?;
    hand.out.answer(&view, rfm_words)
}

fn rfm_words(view: &RfmView) -> String {
    let mut text = format!("{} As of {}.\n", view.words, view.as_of);
    if view.customers == 0 {
        return text;
    }
    let mut grid = Grid::new(&[
        ("Group", Side::Left),
        ("Customers", Side::Right),
        ("Share", Side::Right),
        ("Brought", Side::Right),
        ("of all", Side::Right),
    ]);
    let no_money = view.groups.iter().all(|group| group.share_of_past.is_none());
    grid = grid.without(3, no_money).without(4, no_money);
    for group in &view.groups {
        grid.row([
            &group.label,
            &digits(group.people),
            &percent(group.share),
            &group.past.rounded,
            &group.share_of_past.map(percent).unwrap_or_default(),
        ]);
    }
    text.push_str(&format!("\n{}", grid.text()));
    for note in &view.notes {
        text.push_str(&format!("{note}\n"));
    }
    text
}

pub(crate) fn cohorts(hand: &mut Hand) -> Ended {
    hand.open()?;
    let mut listener = hand.listener();
    let view = hand.bench.score_cohorts(&mut |view| listener.hear(view))?;
    drop(listener);
    hand.out.answer(&view, cohort_words)
}

fn cohort_words(view: &CohortsView) -> String {
    let mut text = format!("{} As of {}.\n", view.words, view.as_of);
    if let Some(second) = &view.second {
        text.push_str(&format!("{}\n", second.words));
    }
    if view.cohorts.is_empty() {
        return text;
    }
    text.push_str(
        "\nOf those whose first purchase was in a month, how many bought in it and in each after. · is not over.\n",
    );
    for cohort in &view.cohorts {
        let cells = cohort.cells.iter().take(MONTHS).map(|cell| {
            let over = if cell.over { ' ' } else { '·' };
            format!("{:>4}{over}", percent(cell.share))
        });
        let more = if cohort.cells.len() > MONTHS { " …" } else { "" };
        text.push_str(&format!(
            "{} {:>6} {:>10} {}{more}\n",
            cohort.month,
            digits(cohort.customers),
            cohort.spent.rounded,
            cells.collect::<String>().trim_end()
        ));
    }
    text
}
