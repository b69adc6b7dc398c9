//! Pairs that may be one person, side by side, with a yes, a no, or not now for each.

use super::{likelihood, named};
use crate::{
    ask::{line, somebody_there},
    exit::{Ended, Halt},
    hand::Hand,
    table::{Grid, Side, counted, digits, people},
};
use clap::Args;
use regulars_workbench::{
    model::{Code, Problem},
    views::{MatchReviewView, PairSide, PairView},
};
use std::collections::HashSet;

/// What to look at.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  regulars match review
  regulars match review --sure
  regulars match review --list --limit 50

On a terminal each pair is shown field by field, and one letter decides: y one person, n two people, s not now,
u take the last answer back, q stop. Anywhere else, and with --list, the pairs are listed.")]
pub(crate) struct ReviewArgs {
    /// List the pairs, ask nothing
    #[arg(long)]
    list: bool,
    /// Go through the pairs beyond reasonable doubt too
    #[arg(long)]
    sure: bool,
    /// Pairs to list of each kind, at most 200
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: u32,
}

pub(super) fn run(args: &ReviewArgs, hand: &mut Hand) -> Ended {
    let mut view = find(hand)?;
    if hand.out.is_json() || args.list || !somebody_there() {
        view.sure.truncate(args.limit as usize);
        view.ask.truncate(args.limit as usize);
        return hand.out.answer(&view, list_words);
    }
    review(args, view, hand)
}

fn find(hand: &Hand) -> Result<MatchReviewView, Halt> {
    let mut listener = hand.listener();
    Ok(hand.bench.find_matches(&mut |view| listener.hear(view))?)
}

/// What was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    One,
    Two,
    NotNow,
    Undo,
    Stop,
}

impl Answer {
    fn of(typed: &str) -> Option<Self> {
        match typed.trim().to_lowercase().as_str() {
            "y" | "yes" => Some(Self::One),
            "n" | "no" => Some(Self::Two),
            "s" | "skip" => Some(Self::NotNow),
            "u" | "undo" => Some(Self::Undo),
            "q" | "quit" => Some(Self::Stop),
            _ => None,
        }
    }
}

/// A pair that was answered, and the decision to take back, if one was made.
struct Answered {
    pair: PairView,
    decisions: Vec<String>,
}

/// Goes through the pairs until there are none left or the user has had enough.
fn review(args: &ReviewArgs, mut view: MatchReviewView, hand: &mut Hand) -> Ended {
    // Whoever presses Ctrl-C at a question has nothing to lose: every answer is kept when it is given.
    let mut answered: Vec<Answered> = Vec::new();
    let mut not_now: HashSet<String> = HashSet::new();
    let (mut merged, mut apart) = (0_u32, 0_u32);
    hand.out.words(&head_words(&view))?;
    'more: loop {
        let mut pairs = queue(&view, args.sure, &not_now);
        let total = pairs.len();
        if total == 0 {
            break;
        }
        while let Some(pair) = pairs.pop() {
            hand.out.words(&format!("\n{} left to look at\n{}", digits(count(pairs.len() + 1)), pair_words(&pair)))?;
            match ask()? {
                Answer::One => {
                    let report = hand.bench.merge(&pair.a.person.id, &pair.b.person.id)?;
                    merged += 1;
                    answered.push(Answered { pair, decisions: report.decisions });
                }
                Answer::Two => {
                    let report = hand.bench.keep_apart(&pair.a.person.id, &pair.b.person.id)?;
                    apart += 1;
                    answered.push(Answered { pair, decisions: report.decisions });
                }
                Answer::NotNow => {
                    not_now.insert(pair.id.clone());
                    answered.push(Answered { pair, decisions: Vec::new() });
                }
                Answer::Undo => {
                    pairs.push(pair);
                    let Some(last) = answered.pop() else {
                        hand.out.words("Nothing was answered yet.")?;
                        continue;
                    };
                    for decision in &last.decisions {
                        let was = hand.bench.merges()?.into_iter().find(|merge| merge.id == *decision);
                        hand.bench.unmerge(decision, true)?;
                        match was {
                            Some(merge) if merge.same => merged = merged.saturating_sub(1),
                            _ => apart = apart.saturating_sub(1),
                        }
                    }
                    not_now.remove(&last.pair.id);
                    pairs.push(last.pair);
                }
                Answer::Stop => break 'more,
            }
        }
        // The view holds the first of them; what was decided may also have settled others.
        view = find(hand)?;
    }
    let skipped =
        if not_now.is_empty() { String::new() } else { format!(", {} for another day", digits(count(not_now.len()))) };
    hand.out.words(&format!(
        "\n{} merged, {} kept apart{skipped}. All of it can be taken back: regulars match list",
        counted(merged, "pair", "pairs"),
        digits(apart)
    ))
}

/// What is left to look at, the likeliest last, so that it is popped first.
fn queue(view: &MatchReviewView, sure: bool, not_now: &HashSet<String>) -> Vec<PairView> {
    let first = if sure { view.sure.as_slice() } else { &[] };
    first.iter().chain(&view.ask).rev().filter(|pair| !not_now.contains(&pair.id)).cloned().collect()
}

fn ask() -> Result<Answer, Halt> {
    loop {
        match line("One person? y yes, n no, s not now, u take the last answer back, q stop: ") {
            Ok(typed) => {
                if let Some(answer) = Answer::of(&typed) {
                    return Ok(answer);
                }
            }
            // An empty line or the end of what is typed: every answer so far is kept.
            Err(Halt::Problem(Problem { code: Code::Cancelled, .. })) => return Ok(Answer::Stop),
            Err(halt) => return Err(halt),
        }
    }
}

fn head_words(view: &MatchReviewView) -> String {
    let mut text = format!(
        "{} compared, as of {}: {} beyond reasonable doubt, {} to look at.\n",
        people(view.people),
        view.as_of,
        counted(view.sure_total, "pair", "pairs"),
        digits(view.ask_total)
    );
    if view.decided > 0 {
        text.push_str(&format!("{} so far: regulars match list\n", counted(view.decided, "decision", "decisions")));
    }
    if view.sure_total > 0 {
        text.push_str("Merge the ones beyond doubt: regulars match merge --sure\n");
    }
    for aside in &view.left_aside {
        text.push_str(&format!("Not compared: {aside}\n"));
    }
    text
}

fn list_words(view: &MatchReviewView) -> String {
    let mut text = head_words(view);
    for (head, pairs, total) in
        [("Beyond reasonable doubt", &view.sure, view.sure_total), ("To look at", &view.ask, view.ask_total)]
    {
        if pairs.is_empty() {
            continue;
        }
        let mut grid =
            Grid::new(&[("Sure", Side::Right), ("One", Side::Left), ("Other", Side::Left), ("Why", Side::Left)])
                .at_most(3, 60);
        for pair in pairs {
            let (a, b) = (&pair.a.person, &pair.b.person);
            grid.row([&likelihood(pair.probability), &named(&a.name, &a.id), &named(&b.name, &b.id), &pair.words]);
        }
        text.push_str(&format!("\n{head}\n{}", grid.text()));
        if count(pairs.len()) < total {
            text.push_str(&format!("The first {} of {}; more with --limit.\n", pairs.len(), digits(total)));
        }
    }
    text
}

/// One pair, field by field.
fn pair_words(pair: &PairView) -> String {
    let mut text = format!("{} ({})\n\n", pair.words, likelihood(pair.probability));
    let mut grid = Grid::new(&[
        ("", Side::Left),
        (&named(&pair.a.person.name, &pair.a.person.id), Side::Left),
        (&named(&pair.b.person.name, &pair.b.person.id), Side::Left),
        ("", Side::Left),
        ("Speaks", Side::Left),
    ]);
    for field in &pair.fields {
        grid.row([&field.field, &field.a, &field.b, &field.words, &weight(field.bits)]);
    }
    grid.row(["Did", &pair.a.did, &pair.b.did, "", ""]);
    grid.row(["From", &pair.a.sources.join(", "), &pair.b.sources.join(", "), "", ""]);
    text.push_str(&grid.text());
    for side in [&pair.a, &pair.b] {
        text.push_str(&no_words(side));
    }
    text
}

fn no_words(side: &PairSide) -> String {
    if side.said_no.is_empty() {
        return String::new();
    }
    format!("{} {}; merged, that holds for both.\n", named(&side.person.name, &side.person.id), side.said_no)
}

/// Bits as what they mean.
fn weight(bits: f64) -> String {
    let strength = match bits.abs() {
        b if b < 0.5 => return "neither way".to_owned(),
        b if b < 3.0 => "a little",
        b if b < 8.0 => "much",
        _ => "very much",
    };
    let way = if bits > 0.0 { "for" } else { "against" };
    format!("{strength} {way}")
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_letter_decides() {
        for (typed, answer) in [("y", Answer::One), (" N ", Answer::Two), ("s", Answer::NotNow), ("U", Answer::Undo)] {
            assert_eq!(Answer::of(typed), Some(answer));
        }
        assert_eq!(Answer::of("perhaps"), None);
    }

    #[test]
    fn bits_are_said_in_words() {
        assert_eq!(weight(0.2), "neither way");
        assert_eq!(weight(-9.1), "very much against");
        assert_eq!(weight(2.0), "a little for");
    }
}
