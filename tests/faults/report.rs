//! How the suite tells its figures: one line for each, printed, and kept where `make faults` puts its table together.

use std::io::Write as _;

/// Which form runs: the short one with every `make test`, the long one with `make faults`.
pub(crate) fn long() -> bool {
    std::env::var_os("REGULARS_FAULTS").is_some_and(|form| form == "long")
}

/// The count for the form that runs.
pub(crate) fn scale(short: usize, full: usize) -> usize {
    if long() { full } else { short }
}

/// `1,731`.
pub(crate) fn n(number: usize) -> String {
    regulars_model::group_digits(number as u64)
}

#[allow(clippy::print_stdout, reason = "the figures are what the suite is for")]
fn tell(id: &str, verdict: &str, words: &str) {
    let line = format!("{id:<3} {verdict:<7} {words}");
    println!("{line}");
    if let Some(table) = std::env::var_os("REGULARS_FAULTS_TABLE") {
        let file = std::fs::OpenOptions::new().create(true).append(true).open(table);
        // In one write: several tests append at a time.
        file.and_then(|mut file| file.write_all(format!("{line}\n").as_bytes())).expect("the table");
    }
}

/// Tells a figure and whether it is what must be; then fails when it is not.
#[track_caller]
pub(crate) fn figure(id: &str, meets: bool, words: &str) {
    tell(id, if meets { "met" } else { "NOT MET" }, words);
    assert!(meets, "{id} is not met: {words}");
}

/// Says that a line could not be tried here, and why.
pub(crate) fn skipped(id: &str, why: &str) {
    tell(id, "skipped", why);
}
