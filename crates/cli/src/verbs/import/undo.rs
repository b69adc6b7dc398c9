//! `regulars import --undo`: what taking an import back would do, and doing it.

use crate::{
    ask::confirm,
    exit::Ended,
    hand::Hand,
    table::{Grid, counted, digits, people},
};
use regulars_workbench::{
    model::Problem,
    views::{UndoPlanView, UndoReportView},
};

pub(super) fn run(import: &str, dry_run: bool, hand: &mut Hand) -> Ended {
    hand.open()?;
    if dry_run {
        let plan = plan(import, hand)?;
        return hand.out.answer(&plan, |plan| format!("Nothing was written.\n{}", plan_words(plan)));
    }
    // Counting it takes as long as doing it, so it is counted only for somebody who is asked.
    if !hand.yes() {
        confirm(&format!("{}Undo this import?", plan_words(&plan(import, hand)?)), false)?;
    }
    let mut listener = hand.listener();
    let report = hand.bench.undo_import(import, &mut |view| listener.hear(view))?;
    drop(listener);
    hand.out.answer(&report, report_words)
}

fn plan(import: &str, hand: &mut Hand) -> Result<UndoPlanView, Problem> {
    let mut listener = hand.listener();
    hand.bench.undo_plan(import, &mut |view| listener.hear(view))
}

/// What goes and what stays.
fn plan_words(plan: &UndoPlanView) -> String {
    format!("{} ({}), imported on {}. {}\n\n{}", plan.file_name, plan.import, plan.when, plan.words, counts(plan))
}

fn counts(plan: &UndoPlanView) -> String {
    let zero = |number: u32, text: String| if number == 0 { String::new() } else { text };
    Grid::pairs(&[
        ("People who go", people(plan.people_removed)),
        (
            "People set back",
            zero(plan.people_reverted, format!("{}, to what other files say", people(plan.people_reverted))),
        ),
        ("Orders that go", zero(plan.orders, digits(plan.orders))),
        ("Events that go", zero(plan.events, digits(plan.events))),
        (
            "Stay",
            zero(
                plan.kept_by_others,
                format!(
                    "{}, which a later file holds too",
                    counted(plan.kept_by_others, "order or event", "orders and events")
                ),
            ),
        ),
        ("Yeses that go", zero(plan.yeses, digits(plan.yeses))),
        (
            "Noes that stay",
            zero(plan.noes_kept, format!("{}: only the person takes back a no", digits(plan.noes_kept))),
        ),
    ])
}

fn report_words(report: &UndoReportView) -> String {
    let did = &report.did;
    let which = format!("{} ({}), imported on {}", did.file_name, did.import, did.when);
    format!("{which}: {}\n\n{}Took {:.1} s.", report.summary, counts(did), report.seconds)
}
