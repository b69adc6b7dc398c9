//! D3: the disk refuses one call, or every call from one on: no room, an input/output error, no more open files. What
//! went wrong is said in words with a next step, and what was acknowledged is there.

use crate::{
    report::{figure, n, scale, skipped},
    stage::{Driven, Stage, deeds_done, driver, no_strace, trials},
};
use regulars_tests::deeds::stands_at;
use std::{path::Path, process::Command, sync::Mutex};

/// `pwrite64` is the engine's, `write` is that of the key file and of the list of who is kept out.
const FAULTS: [(&str, &str); 6] = [
    ("pwrite64", "ENOSPC"),
    ("pwrite64", "EIO"),
    ("fsync", "EIO"),
    ("fsync", "ENOSPC"),
    ("openat", "EMFILE"),
    ("write", "ENOSPC"),
];

const DEEDS: usize = 14;
/// Days that the faults fall into.
const TURNS: [u64; 4] = [9_000, 9_001, 9_002, 9_003];

/// Follows `call`; where others than the vault make it too, on the vault's files only, so that the fault does not fall on
/// the loading of the program or on what the driver says.
fn strace(vault: &Path, call: &str, log: &Path) -> Command {
    let mut command = Command::new("strace");
    command.args(["-f", "--seccomp-bpf", "-o"]).arg(log).arg("-e").arg(format!("trace={call}"));
    if !["openat", "write"].contains(&call) {
        return command;
    }
    command.arg("-P").arg(vault);
    for name in ["vault.hdr", "vault.lock", "vault.ledger"] {
        command.arg("-P").arg(vault.join(name)).arg("-P").arg(vault.join(format!("{name}.new")));
    }
    for number in 0..9 {
        let name = if number == 0 { "vault.db".to_owned() } else { format!("vault-{number}.db") };
        for ending in ["", "-wal", "-shm", "-journal"] {
            command.arg("-P").arg(vault.join(format!("{name}{ending}")));
        }
    }
    command
}

/// How often the driver makes this call when nothing is refused.
fn calls(stage: &Stage, call: &str, turn: u64) -> usize {
    let (vault, files) = stage.copy(&format!("count-{call}"));
    let log = stage.folder.path().join(format!("count-{call}.log"));
    let mut command = strace(&vault, call, &log);
    let said = Driven::start(command.arg(driver()).args(stage.work(&vault, &files, turn, DEEDS))).rest();
    assert_eq!(said.last().map(String::as_str), Some("locked"), "{said:?}");
    std::fs::read_to_string(&log).expect("a trace").matches(&format!("{call}(")).count()
}

#[derive(Default)]
struct Tally {
    hit: usize,
    said: usize,
    /// The fault fell where nothing was lost by it, and every deed was done.
    absorbed: usize,
    wrong: Vec<String>,
}

/// What the driver said at its end must be a sentence and a next step, and must not name a file or a person.
fn is_in_words(problem: &str, vault: &Path) -> bool {
    let parts: Vec<&str> = problem.split('|').collect();
    let private = problem.contains('@') || problem.contains(&*vault.to_string_lossy());
    parts.len() == 3 && parts[1].len() > 10 && parts[2].len() > 10 && !private
}

fn refuse(stage: &Stage, (call, error): (&str, &str), turn: u64, at: usize, for_good: bool) -> Tally {
    let name = format!("{call}-{error}-{turn}-{at}");
    let (vault, files) = stage.copy(&name);
    let log = stage.folder.path().join(format!("{name}.log"));
    let mut command = strace(&vault, call, &log);
    let when = if for_good { "+" } else { "" };
    command.arg("-e").arg(format!("inject={call}:error={error}:when={at}{when}"));
    let mut driven = Driven::start(command.arg(driver()).args(stage.work(&vault, &files, turn, DEEDS)));
    let said = driven.rest();
    let ended = driven.child.wait().expect("an end").code();
    let mut tally = Tally::default();
    let log = std::fs::read_to_string(&log).expect("a trace");
    tally.hit += usize::from(log.contains("(INJECTED)"));
    let done = deeds_done(&said);
    let problem = said.last().and_then(|last| last.strip_prefix("problem "));
    match (problem, ended) {
        (Some(problem), Some(3)) if is_in_words(problem, &vault) => tally.said += 1,
        (None, Some(0)) if done == DEEDS => tally.absorbed += 1,
        _ => tally.wrong.push(format!("{name}: ended {ended:?} after {:?}", said.last())),
    }
    let (before, after, deed) = stage.after(turn, done);
    if let Err(broken) = stands_at(&vault, &before, &after) {
        tally.wrong.push(format!("{name}, in {deed}: {}", broken.0));
    }
    let _ = std::fs::remove_dir_all(&vault);
    let _ = std::fs::remove_dir_all(&files);
    tally
}

#[test]
fn d3_a_refusing_disk_is_reported_and_loses_nothing() {
    if let Some(why) = no_strace() {
        return skipped("D3", &why);
    }
    let stage = Stage::new(13);
    let each = scale(4, 25);
    let all: Mutex<Tally> = Mutex::default();
    for fault in FAULTS {
        let calls = TURNS.map(|turn| calls(&stage, fault.0, turn));
        assert!(calls.iter().all(|calls| *calls >= 5), "{} is hardly called: {calls:?}", fault.0);
        trials(each, |trial| {
            // Spread over the whole run but its last calls, which a run that differs a little may not come to.
            let day = trial % TURNS.len();
            let at = 1 + (calls[day] * 9 / 10) * trial / each;
            // Every other one stays: what is refused once is often done at the second try.
            let for_good = (trial + trial / TURNS.len()) % 2 == 1;
            let found = refuse(&stage, fault, TURNS[day], at, for_good);
            let mut all = all.lock().expect("a tally");
            all.hit += found.hit;
            all.said += found.said;
            all.absorbed += found.absorbed;
            all.wrong.extend(found.wrong);
        });
    }
    let all = all.into_inner().expect("a tally");
    let count = each * FAULTS.len();
    figure(
        "D3",
        all.wrong.is_empty() && all.hit == count && all.said > count / 2,
        &format!(
            "I/O faults: {} injected, {} held, {} told in words, {} done all the same{}",
            n(all.hit),
            n(count - all.wrong.len().min(count)),
            n(all.said),
            n(all.absorbed),
            all.wrong.first().map(|first| format!("; first: {first}")).unwrap_or_default()
        ),
    );
}
