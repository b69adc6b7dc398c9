//! How long it takes until an opened vault can be asked, and until it can be asked again after a write:
//! `price_of_a_write VAULT WHO [FILE KIND]`, the passphrase in `REGULARS_PASSPHRASE`. Writes into that vault: give it a copy.
#![allow(clippy::disallowed_methods, reason = "it measures time, and nothing depends on the figure")]
#![allow(clippy::print_stdout, reason = "it is a command")]

use regulars_workbench::{
    Passphrase, Provenance, SystemClock, Workbench,
    model::{Basis, Channel, Problem, Purpose},
    quiet,
    views::{FileKind, LookRequest, OptOut, YesRequest},
};
use std::{error::Error, path::Path, sync::Arc, time::Instant};

/// What the process took from this computer so far: seconds of its cores, as the system counts them.
fn core_seconds() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let fields: Vec<&str> = stat.rsplit(") ").next()?.split(' ').collect();
    let ticks = |at: usize| fields.get(at)?.parse::<f64>().ok();
    Some((ticks(11)? + ticks(12)?) / 100.0)
}

fn timed<T>(what: &str, f: impl FnOnce() -> Result<T, Problem>) -> Result<T, Problem> {
    let (watch, cores) = (Instant::now(), core_seconds());
    let answer = f()?;
    let cores = core_seconds().zip(cores).map_or(0.0, |(after, before)| after - before);
    println!("{what:<40} {:>8.3} s, cores {cores:>6.2} s", watch.elapsed().as_secs_f64());
    Ok(answer)
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [vault, who, file @ ..] = arguments.as_slice() else {
        return Err("price_of_a_write VAULT WHO [FILE KIND]".into());
    };
    let passphrase = Passphrase::new(&std::env::var("REGULARS_PASSPHRASE")?);
    let mut bench = Workbench::new(Arc::new(SystemClock));
    let told = |problem: Problem| problem.message;
    timed("open", || bench.open_vault(Path::new(vault), &passphrase)).map_err(told)?;
    timed("a no", || bench.opt_out(who, &OptOut::AllMessages)).map_err(told)?;
    timed("a yes", || {
        bench.record_yes(&YesRequest {
            person: who.clone(),
            channel: Channel::Email,
            purposes: vec![Purpose::News],
            how: "at the counter".to_owned(),
        })
    })
    .map_err(told)?;
    if let [file, kind] = file {
        let kind = match kind.as_str() {
            "orders" => FileKind::Orders,
            "events" => FileKind::Events,
            _ => FileKind::Customers,
        };
        let look = LookRequest { kind: Some(kind), ..LookRequest::default() };
        let plan = timed("look at the file", || bench.survey_file(Path::new(file), &look, "file", &mut quiet()))
            .map_err(told)?;
        let from = Provenance::new("bench", Basis::Contract);
        let done =
            timed("import, safety copy and all", || bench.run_import(&plan, &plan.view.mapping, &from, &mut quiet()))
                .map_err(told)?;
        println!("{:<40} {:>8.3} s", "  of it reading and writing rows", done.seconds);
    }
    Ok(())
}
