//! D1: killed at any moment (SIGKILL), a vault holds all that was acknowledged and nothing half done.

use crate::{
    report::{figure, n, scale},
    stage::{Driven, Stage, deeds_done, driver, trials},
};
use regulars_tests::{deeds::stands_at, dice::Dice};
use std::{collections::BTreeMap, process::Command, sync::Mutex, time::Duration};

/// No trial comes to the end of them.
const ENDLESS: usize = 100_000;

#[test]
fn d1_a_kill_loses_nothing_that_was_acknowledged() {
    let stage = Stage::new(11);
    let count = scale(80, 500);
    // What the kill came in the middle of, and how often that deed was found done.
    let during: Mutex<BTreeMap<&str, (usize, usize)>> = Mutex::default();
    let (wrong, acknowledged): (Mutex<Vec<String>>, Mutex<usize>) = Default::default();
    trials(count, |trial| {
        let turn = 1_000 + trial as u64;
        let (vault, files) = stage.copy(&format!("trial{trial}"));
        let mut driven = Driven::start(Command::new(driver()).args(stage.work(&vault, &files, turn, ENDLESS)));
        assert_eq!(driven.line().as_deref(), Some("ready"));
        // Half of them at any time, which is mostly in the long deeds; half shortly after any deed began.
        let mut dice = Dice::new(turn);
        let (wait, within) = if dice.chance(50) { (0, 250_000) } else { (dice.below(9), 6_000) };
        let heard: Vec<String> = (0..wait).map_while(|_| driven.line()).collect();
        std::thread::sleep(Duration::from_micros(dice.any() % within));
        let _ = driven.child.kill();
        let done = deeds_done(&heard) + deeds_done(&driven.rest());
        let (before, after, deed) = stage.after(turn, done);
        match stands_at(&vault, &before, &after) {
            Ok(one_more) => {
                let mut during = during.lock().expect("counts");
                let (kills, found_done) = during.entry(deed).or_default();
                *kills += 1;
                *found_done += usize::from(one_more);
            }
            Err(broken) => wrong.lock().expect("a list").push(format!("trial {trial}, in {deed}: {}", broken.0)),
        }
        *acknowledged.lock().expect("a count") += done;
        let _ = std::fs::remove_dir_all(&vault);
        let _ = std::fs::remove_dir_all(&files);
    });
    let (during, wrong) = (during.into_inner().expect("counts"), wrong.into_inner().expect("a list"));
    let acknowledged = acknowledged.into_inner().expect("a count");
    let spread: Vec<String> = during.iter().map(|(deed, (kills, _))| format!("{} {deed}", n(*kills))).collect();
    // Kills that came before any work, or always between deeds, would show nothing.
    assert!(acknowledged > count && during.len() >= 4, "the kills are not spread: {during:?}, {acknowledged} done");
    figure(
        "D1",
        wrong.is_empty(),
        &format!(
            "SIGKILL: {} kills (in {}), {} acknowledged, {} lost or half done{}",
            n(count),
            spread.join(", "),
            n(acknowledged),
            n(wrong.len()),
            wrong.first().map(|first| format!("; first: {first}")).unwrap_or_default(),
        ),
    );
}
