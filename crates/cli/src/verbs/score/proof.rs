//! `regulars score proof|card|runs|replay`: how right scores were, what they are, and the same again.

use super::asked::{EventArg, state};
use crate::{
    exit::Ended,
    hand::Hand,
    table::{Grid, Side, digits, percent, rounded},
};
use clap::{Args, ValueEnum};
use regulars_workbench::{
    model::ScoreKind,
    views::{ProofRequest, ProofSeen, ScoreProofView, ScoreReplayView, ScoreRunView, ScoreState},
};
use std::path::PathBuf;

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum KindArg {
    /// What customers are worth
    Value,
    /// Who is slipping away
    Risk,
    /// Which leads are warm
    Lead,
    /// Which subscribers may cancel
    Subscriber,
}

impl KindArg {
    fn kind(self) -> ScoreKind {
        match self {
            Self::Value => ScoreKind::Value,
            Self::Risk => ScoreKind::Risk,
            Self::Lead => ScoreKind::Lead,
            Self::Subscriber => ScoreKind::Subscriber,
        }
    }
}

/// Of which score, and whether it is seen by that.
#[derive(Debug, Args)]
pub(crate) struct ProofArgs {
    /// Of which score
    #[arg(value_enum, default_value_t = KindArg::Risk)]
    kind: KindArg,
    /// Days that each stretch of the past is long [default: the shop's own, 90 or more]
    #[arg(long, value_name = "DAYS")]
    horizon: Option<u32>,
    /// What is hoped for of leads, where it is not a first purchase
    #[arg(long, value_enum)]
    event: Option<EventArg>,
    /// Use a column for leads or subscribers although it is nearly the answer
    #[arg(long, value_name = "COLUMN")]
    insist: Vec<String>,
    /// Note that you saw it: then the score may be used
    #[arg(long, conflicts_with = "skipped")]
    seen: bool,
    /// Note that you skip it, knowingly
    #[arg(long)]
    skipped: bool,
}

/// Of which score, and where to.
#[derive(Debug, Args)]
pub(crate) struct CardArgs {
    /// Of which score
    #[arg(value_enum)]
    kind: KindArg,
    /// Write it to this file
    #[arg(long, value_name = "FILE.md")]
    to: Option<PathBuf>,
}

/// Which run.
#[derive(Debug, Args)]
pub(crate) struct ReplayArgs {
    /// Its number, such as r12
    run: String,
}

pub(crate) fn proof(args: &ProofArgs, hand: &mut Hand) -> Ended {
    hand.open()?;
    let kind = args.kind.kind();
    let request = ProofRequest {
        kind,
        horizon: args.horizon,
        event: args.event.map(EventArg::event),
        insisted: args.insist.clone(),
    };
    let mut listener = hand.listener();
    let mut view = hand.bench.score_proof(&request, &mut |view| listener.hear(view))?;
    if args.seen || args.skipped {
        let how = if args.seen { ProofSeen::Seen } else { ProofSeen::Skipped };
        hand.bench.score_proof_seen(kind, how)?;
        view = hand.bench.score_proof(&request, &mut |view| listener.hear(view))?;
    }
    drop(listener);
    hand.out.answer(&view, words)
}

fn words(view: &ScoreProofView) -> String {
    let mut text = format!("{}\n", view.headline);
    for line in &view.words {
        text.push_str(&format!("{line}\n"));
    }
    if !view.stretches.is_empty() {
        let mut grid = Grid::new(&[
            ("Up to", Side::Left),
            ("People", Side::Right),
            ("Said", Side::Right),
            ("Came", Side::Right),
            ("AUC", Side::Right),
            ("Brier", Side::Right),
            ("Base", Side::Right),
            ("ECE", Side::Right),
            ("Lift", Side::Right),
            ("Money said", Side::Right),
            ("came", Side::Right),
        ]);
        let no_money = view.stretches.iter().all(|one| one.money.is_none());
        grid = grid.without(9, no_money).without(10, no_money);
        let three = |number: f64| format!("{number:.3}");
        for one in &view.stretches {
            let (said, came) = one
                .money
                .as_ref()
                .map_or_else(Default::default, |all| (all.said.rounded.clone(), all.came.rounded.clone()));
            grid.row([
                &one.to,
                &digits(one.people),
                &rounded(one.said),
                &digits(one.came),
                &one.auc.map(three).unwrap_or_default(),
                &three(one.brier),
                &three(one.brier_base),
                &three(one.ece),
                &one.lift.map(|lift| format!("{lift:.1}")).unwrap_or_default(),
                &said,
                &came,
            ]);
        }
        text.push_str(&format!("\n{}", grid.text()));
        text.push_str(&bands(view));
    }
    match view.made.proof_seen {
        ProofSeen::Seen => text.push_str(&format!("\nSeen on {}.\n", view.made.proof_seen_on)),
        ProofSeen::Skipped => text.push_str(&format!("\nSkipped on {}.\n", view.made.proof_seen_on)),
        ProofSeen::Unseen if view.state == ScoreState::ProofUnseen => {
            let kind = view.kind.word();
            text.push_str(&format!("\nSeen it? regulars score proof {kind} --seen\n"));
        }
        ProofSeen::Unseen => text.push_str(&state(view.state, "")),
    }
    text
}

/// Of each band, stretch by stretch: how many bought.
fn bands(view: &ScoreProofView) -> String {
    if view.kind != ScoreKind::Risk {
        return String::new();
    }
    let mut grid = Grid::new(&[
        ("Up to", Side::Left),
        ("Band", Side::Left),
        ("People", Side::Right),
        ("Bought", Side::Right),
        ("Share", Side::Right),
    ]);
    for one in &view.stretches {
        for band in one.bands.iter().filter(|band| band.people > 0) {
            let share = percent(f64::from(band.bought) / f64::from(band.people));
            grid.row([&one.to, &band.label, &digits(band.people), &digits(band.bought), &share]);
        }
    }
    format!("\n{}", grid.text())
}

pub(crate) fn card(args: &CardArgs, hand: &mut Hand) -> Ended {
    hand.open()?;
    let kind = args.kind.kind();
    let mut listener = hand.listener();
    let view = hand.bench.score_card(kind, &mut |view| listener.hear(view))?;
    if let Some(to) = &args.to {
        hand.bench.score_card_save(kind, to, &mut |view| listener.hear(view))?;
    }
    drop(listener);
    hand.out.answer(&view, |view| match &args.to {
        Some(to) => format!("Written to {}. It holds nobody's name.", to.display()),
        None => view.markdown.clone(),
    })
}

pub(crate) fn runs(hand: &mut Hand) -> Ended {
    hand.open()?;
    let view = hand.bench.score_runs()?;
    hand.out.answer(&view[..], run_words)
}

fn run_words(all: &[ScoreRunView]) -> String {
    if all.is_empty() {
        return "No score was worked out yet.".to_owned();
    }
    let mut grid = Grid::new(&[
        ("Run", Side::Left),
        ("Score", Side::Left),
        ("As of", Side::Left),
        ("Worked out", Side::Left),
        ("With", Side::Left),
        ("Digest", Side::Left),
    ]);
    for run in all {
        let digest = run.digest.get(..12).unwrap_or_default();
        grid.row([&run.run, run.kind.word(), &run.as_of, &run.at, &run.params, digest]);
    }
    grid.text()
}

pub(crate) fn replay(args: &ReplayArgs, hand: &mut Hand) -> Ended {
    hand.open()?;
    let mut listener = hand.listener();
    let view = hand.bench.score_replay(&args.run, &mut |view| listener.hear(view))?;
    drop(listener);
    hand.out.answer(&view, replay_words)
}

fn replay_words(view: &ScoreReplayView) -> String {
    let pairs = Grid::pairs(&[
        ("Run", format!("{} of {}, {}", view.run, view.kind.word(), view.params)),
        ("As of", view.as_of.clone()),
        ("Worked out", format!("{} by version {}", view.at, view.version)),
        ("Digest then", view.digest.clone()),
        ("Digest now", view.digest_now.clone()),
    ]);
    format!("{}\n{pairs}", view.words)
}
