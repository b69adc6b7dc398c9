//! From the key to the first count, and to everything, in a vault that was kept laid out:
//! `from_kept VAULT AS_OF RULE...`, rules as files of JSON, the passphrase in `REGULARS_PASSPHRASE`. Rows of a table.
#![allow(clippy::disallowed_methods, reason = "it measures time, and nothing depends on the figure")]
#![allow(clippy::print_stdout, reason = "it is a command")]

use regulars_vault::Vault;
use regulars_workbench::{
    Passphrase, SystemClock, Workbench,
    model::{Problem, SegmentRule},
    views::SegmentChoice,
};
use std::{error::Error, path::Path, sync::Arc, time::Instant};

/// Memory of this process in MiB: now, and the most there was.
fn memory() -> [u64; 2] {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    ["VmRSS:", "VmHWM:"].map(|key| {
        let line = status.lines().find_map(|line| line.strip_prefix(key)).unwrap_or_default();
        line.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or(0) / 1024
    })
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [vault, as_of, rules @ ..] = arguments.as_slice() else {
        return Err("from_kept VAULT AS_OF RULE...".into());
    };
    let (vault, passphrase) = (Path::new(vault), Passphrase::new(&std::env::var("REGULARS_PASSPHRASE")?));
    let told = |problem: Problem| problem.message;
    let rules = rules.iter().map(|rule| {
        let rule = SegmentRule::from_json(&std::fs::read_to_string(rule)?)?;
        Ok(SegmentChoice::Rule { rule })
    });
    let rules: Vec<SegmentChoice> = rules.collect::<Result<_, Box<dyn Error>>>()?;

    // A wrong passphrase costs what the right one does, and opens nothing.
    let watch = Instant::now();
    if Vault::at(vault)?.unlock(&Passphrase::new("surely not this one")).is_ok() {
        return Err("it opens with any passphrase".into());
    }
    let key = watch.elapsed().as_secs_f64();
    let mut bench = Workbench::new(Arc::new(SystemClock));
    bench.set_as_of(Some(as_of.parse()?));
    let watch = Instant::now();
    bench.open_vault(vault, &passphrase).map_err(told)?;
    if !bench.is_laid_out_from_kept() {
        return Err("nothing was kept of this vault".into());
    }
    let row = |what: &str, counts: &str| {
        let [now, most] = memory();
        println!("| {what} | {:.3} | {now} | {most} | {counts} |", watch.elapsed().as_secs_f64() - key);
    };
    println!(
        "the key alone: {key:.3} s\n\n| from the key on | s | MiB now | MiB at most | people |\n|---|---|---|---|---|"
    );
    row("open", "");
    let mut counts = String::new();
    for (nth, rule) in rules.iter().enumerate() {
        let size = bench.segment_size(rule).map_err(told)?.size;
        counts += &format!("{size} ");
        if nth == 0 {
            row("the first count", &counts);
        }
    }
    row("counts of all rules", &counts);
    bench.home().map_err(told)?;
    row("home", "");
    // Whatever may write what people are laid out from reads all that was kept before.
    let zone = bench.zone().map_err(told)?.zone;
    bench.set_zone(&zone).map_err(told)?;
    row("everything read", "");
    Ok(())
}
