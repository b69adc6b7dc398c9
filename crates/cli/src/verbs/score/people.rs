//! `regulars score explain|override|take-back|overrides`: one person's scores, and what the user says instead.

use super::asked::{BandArg, TierArg};
use crate::{
    exit::Ended,
    hand::Hand,
    table::{Grid, Side},
};
use clap::Args;
use regulars_workbench::{
    model::ScoreKind,
    views::{OverridePut, OverrideRequest, OverrideView, ScoreExplainView},
};

/// Who.
#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// An id, an email address, or the shop's own number
    person: String,
}

/// Who, and where they are put.
#[derive(Debug, Args)]
pub(crate) struct OverrideArgs {
    /// An id, an email address, or the shop's own number
    person: String,
    /// How they are doing
    #[arg(long, value_enum, required_unless_present_any = ["tier", "subscriber"], conflicts_with_all = ["tier", "subscriber"])]
    band: Option<BandArg>,
    /// How warm a lead they are
    #[arg(long, value_enum, conflicts_with = "subscriber")]
    tier: Option<TierArg>,
    /// How likely a subscriber is to cancel: hot is most likely
    #[arg(long, value_enum, value_name = "TIER")]
    subscriber: Option<TierArg>,
    /// Why
    #[arg(long, default_value = "")]
    note: String,
}

/// Which.
#[derive(Debug, Args)]
pub(crate) struct TakeBackArgs {
    /// Its number, such as o3
    id: String,
}

pub(crate) fn explain(args: &ExplainArgs, hand: &mut Hand) -> Ended {
    hand.open()?;
    let mut listener = hand.listener();
    let view = hand.bench.score_explain(&args.person, &mut |view| listener.hear(view))?;
    drop(listener);
    hand.out.answer(&view, words)
}

fn words(view: &ScoreExplainView) -> String {
    let mut text = format!("{} ({})\n", view.person.name, view.person.id);
    if !view.none.is_empty() {
        text.push_str(&format!("{}\n", view.none));
    }
    for score in &view.scores {
        text.push_str(&format!("\n{}\n  {}\n", score.figure, score.start));
        for reason in score.up.iter().chain(&score.down) {
            text.push_str(&format!("  {}  {}\n", reason.adds, reason.words));
        }
        text.push_str(&format!("  {}\n", score.sum));
        if !score.would_move.is_empty() {
            text.push_str(&format!("  {}\n", score.would_move));
        }
        if !score.missing.is_empty() {
            text.push_str(&format!("  Not known: {}\n", score.missing.join("; ")));
        }
        text.push_str(&match score.made.from.as_str() {
            "" => format!("  As of {}", score.made.as_of),
            from => format!("  From {from}, up to {}", score.made.as_of),
        });
        text.push_str(&if score.made.run.is_empty() { "\n".to_owned() } else { format!(", run {}\n", score.made.run) });
        if let Some(one) = &score.by_hand {
            text.push_str(&format!("  {}\n", said(one)));
        }
    }
    text
}

fn said(one: &OverrideView) -> String {
    let note = if one.note.is_empty() { String::new() } else { format!(": “{}”", one.note) };
    format!("You said on {}: {}{note} ({})", one.set_on, one.label, one.id)
}

pub(crate) fn put(args: &OverrideArgs, hand: &mut Hand) -> Ended {
    hand.open()?;
    let (kind, put) = match (args.band, args.tier, args.subscriber) {
        (_, Some(tier), _) => (ScoreKind::Lead, OverridePut::Tier(tier.tier())),
        (_, _, Some(tier)) => (ScoreKind::Subscriber, OverridePut::Tier(tier.tier())),
        (band, None, None) => (ScoreKind::Risk, OverridePut::Band(band.unwrap_or(BandArg::Steady).band())),
    };
    let person = hand.bench.who(&args.person)?.id;
    let request = OverrideRequest { person, kind, put, note: args.note.clone() };
    let view = hand.bench.score_override(&request)?;
    hand.out.answer(&view, |view| {
        format!(
            "{} is “{}” now, whatever the score says.\nTake it back: regulars score take-back {}",
            view.person.name, view.label, view.id
        )
    })
}

pub(crate) fn take_back(args: &TakeBackArgs, hand: &mut Hand) -> Ended {
    hand.open()?;
    let view = hand.bench.score_override_take_back(&args.id)?;
    hand.out.answer(&view, |view| format!("{} is where the score puts them again.", view.person.name))
}

pub(crate) fn overrides(hand: &mut Hand) -> Ended {
    hand.open()?;
    let view = hand.bench.score_overrides()?;
    hand.out.answer(&view[..], |all| {
        if all.is_empty() {
            return "Nothing was said instead of a score.".to_owned();
        }
        let mut grid = Grid::new(&[
            ("Number", Side::Left),
            ("Person", Side::Left),
            ("Name", Side::Left),
            ("Put", Side::Left),
            ("On", Side::Left),
            ("Taken back", Side::Left),
            ("Why", Side::Left),
        ]);
        for one in all {
            grid.row([
                &one.id,
                &one.person.id,
                &one.person.name,
                &one.label,
                &one.set_on,
                &one.taken_back_on,
                &one.note,
            ]);
        }
        grid.text()
    })
}
