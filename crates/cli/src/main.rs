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
use regulars_workbench::{read_workbook_if_asked, say_nothing_personal_in_panics, walls};
use std::process::ExitCode;

fn main() -> ExitCode {
    say_nothing_personal_in_panics();
    if let Some(code) = read_workbook_if_asked() {
        return code;
    }
    for missing in walls::raise(walls::Wanted::shipped()).missing() {
        print::warning(missing);
    }
    let args = match args::Args::try_parse() {
        Ok(args) => args,
        Err(error) => return print::usage(&error),
    };
    let out = print::Out::new(args.global.json, args.global.quiet);
    let done = hand::Hand::new(args.global, out).and_then(|mut hand| {
        verbs::run(args.verb, &mut hand)?;
        hand.keep_laid_out();
        Ok(())
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(halt) => out.halt(&halt),
    }
}
