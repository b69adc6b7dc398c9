//! Does what a shop does, and says after each deed that it is done, until it is killed, cut off or refused by the disk.
//! What it says is written at once, so that what was said before a kill was true before it.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test stops where something is not as it must be")]

use regulars_model::Problem;
use regulars_tests::deeds::{Deed, Doer, History, Person, State, observe, passphrase};
use regulars_workbench::Passphrase;
use std::{
    io::{Read as _, Write as _},
    path::PathBuf,
    process::ExitCode,
};
use zeroize::Zeroizing;

/// One line to whoever listens, in one write.
fn tell(line: &str) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(format!("{line}\n").as_bytes());
    let _ = out.flush();
}

fn tell_problem(problem: &Problem) {
    tell(&format!("problem {:?}|{}|{}", problem.code, problem.message, problem.hint));
}

/// Waits for the listener's next line; `None` when it is gone. One byte at a time: nothing stays in a buffer.
fn asked() -> Option<String> {
    // Room for the longest line, so that no half of a secret is left behind by a reallocation.
    let (mut line, mut byte) = (String::with_capacity(256), [0; 1]);
    while std::io::stdin().lock().read(&mut byte).ok()? == 1 {
        if byte[0] == b'\n' {
            return Some(line);
        }
        line.push(char::from(byte[0]));
    }
    None
}

struct Arguments(Vec<String>);

impl Arguments {
    fn path(&self, at: usize) -> PathBuf {
        PathBuf::from(&self.0[at])
    }

    fn number<T: std::str::FromStr>(&self, at: usize) -> T {
        self.0[at].parse().ok().expect("a number")
    }
}

/// `work VAULT FILES SEED BASE TURN COUNT`: goes on from the first BASE deeds of SEED with COUNT deeds of TURN.
fn work(arguments: &Arguments) -> Result<(), Problem> {
    let mut history = History::new(arguments.number(2));
    history.by_ref().take(arguments.number(3)).for_each(drop);
    let mut doer = Doer::open(&arguments.path(0), &arguments.path(1), &history)?;
    history.turn(arguments.number(4));
    tell("ready");
    for number in 0..arguments.number::<u32>(5) {
        let deed = history.next().expect("deeds without end");
        if let Err(problem) = doer.one(&deed) {
            doer.bench.lock();
            return Err(problem);
        }
        tell(&format!("done {number}"));
    }
    doer.bench.lock();
    tell("locked");
    Ok(())
}

/// `hold VAULT`: opens it and keeps it until told to let go.
fn hold(arguments: &Arguments) -> Result<(), Problem> {
    let mut doer = Doer::open(&arguments.path(0), &arguments.path(0), &History::new(0))?;
    tell("ready");
    asked();
    doer.bench.lock();
    tell("locked");
    asked();
    Ok(())
}

/// `remember VAULT`: is told the passphrase and a key, forgets the key, opens, locks; waits for a word before each.
fn remember(arguments: &Arguments) -> Result<(), Problem> {
    let told = Zeroizing::new(asked().unwrap_or_default());
    tell("told");
    let key = Zeroizing::new(asked().unwrap_or_default());
    tell("told a key");
    asked();
    drop(key);
    let mut bench = regulars_tests::frozen();
    let opened = bench.open_vault(&arguments.path(0), &Passphrase::new(told.as_str()));
    drop(told);
    opened?;
    tell("open");
    asked();
    bench.lock();
    tell("locked");
    asked();
    Ok(())
}

/// `fill VAULT FILES FILLER`: takes people in until the disk is full to the last byte, then does what must not wait for
/// room. Says how each went, and what is found afterwards.
fn fill(arguments: &Arguments) -> Result<(), Problem> {
    let (vault, files) = (arguments.path(0), arguments.path(1));
    let mut doer = Doer::create(&vault, &files)?;
    let (mut acknowledged, step) = (0, 500);
    let mut state = State::default();
    let person = Person { email: true, used: true, orders: 0 };
    loop {
        let new: Vec<u32> = (acknowledged + 1..=acknowledged + step).collect();
        match doer.one(&Deed::Customers(new.clone())) {
            Ok(()) => {
                acknowledged += step;
                state.imports += 1;
                state.people.extend(new.into_iter().map(|who| (who, person)));
            }
            Err(problem) => {
                tell(&format!("full {}|{}", problem.message, problem.hint));
                break;
            }
        }
    }
    let mut filler = std::fs::File::create(arguments.path(2)).expect("a file");
    for size in [65_536, 4_096] {
        while filler.write_all(&vec![1; size]).is_ok() {}
    }
    tell(&format!("acknowledged {acknowledged}"));
    let said = |done: Result<(), Problem>| match done {
        Ok(()) => "done".to_owned(),
        Err(problem) => format!("refused: {}", problem.message),
    };
    let no = doer.one(&Deed::NoEmail(1));
    if no.is_ok() {
        state.people.entry(1).and_modify(|person| person.email = false);
    }
    tell(&format!("no {}", said(no)));
    let erasure = doer.one(&Deed::Erase(2));
    if erasure.is_ok() {
        state.people.remove(&2);
        state.erased.push(2);
    }
    tell(&format!("erasure {}", said(erasure)));
    let more: Vec<u32> = (acknowledged + 1..acknowledged + 20_000).collect();
    tell(&format!("more {}", if doer.one(&Deed::Customers(more)).is_ok() { "done" } else { "refused" }));
    doer.bench.lock();
    tell(&format!("again {}", said(doer.bench.open_vault(&vault, &passphrase(0)).map(drop))));
    doer.bench.lock();
    // Looked at where there is room: a look moves the write-ahead log.
    let elsewhere = files.join("elsewhere");
    regulars_tests::copy(&vault, &elsewhere);
    tell(&match observe(&elsewhere, &[0], acknowledged + step) {
        Ok(found) if found == state => "stands as acknowledged".to_owned(),
        Ok(found) => format!("stands otherwise: {} people of {}", found.people.len(), state.people.len()),
        Err(broken) => format!("stands broken: {}", broken.0),
    });
    Ok(())
}

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let (what, arguments) = (words.next().unwrap_or_default(), Arguments(words.collect()));
    let done = match what.as_str() {
        "work" => work(&arguments),
        "fill" => fill(&arguments),
        "remember" => remember(&arguments),
        "hold" => hold(&arguments),
        _ => return ExitCode::from(2),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            tell_problem(&problem);
            ExitCode::from(3)
        }
    }
}
