//! The `regulars` command: every verb of the workbench, thin, for a terminal and for scripts.

mod args;
mod ask;
mod exit;
mod hand;
mod interrupt;
mod print;
mod progress;
mod rule;
mod table;
mod verbs;

use clap::Parser;
use regulars_workbench::{
    kept_is_lost, read_workbook_if_asked, say_nothing_personal_in_panics, unless_kept_is_lost, walls,
};
use std::process::ExitCode;

fn main() -> ExitCode {
    say_nothing_personal_in_panics();
    if let Some(code) = read_workbook_if_asked() {
        return code;
    }
    for missing in walls::raise(walls::Wanted::shipped()).missing() {
        print::warning(missing);
    }
    // Where what was kept beside the vault was damaged, everything is read the second time.
    for _ in 0..2 {
        let args = match args::Args::try_parse() {
            Ok(args) => args,
            Err(error) => return print::usage(&error),
        };
        let out = print::Out::new(args.global.json, args.global.quiet);
        let done = hand::Hand::new(args.global, out)
            .map(|mut hand| unless_kept_is_lost(|| verbs::run(args.verb, &mut hand).map(|()| hand.keep_laid_out())));
        match done {
            Ok(Ok(Ok(()))) => return ExitCode::SUCCESS,
            Ok(Ok(Err(halt))) | Err(halt) => return out.halt(&halt),
            Ok(Err(_)) => {}
        }
    }
    let Ok(args) = args::Args::try_parse() else { return ExitCode::FAILURE };
    print::Out::new(args.global.json, args.global.quiet).halt(&kept_is_lost().into())
}
