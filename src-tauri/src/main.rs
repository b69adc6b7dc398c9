//! `regulars-app [--vault FOLDER]`: the window.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use regulars_app::launch::{self, Launch};
use std::process::ExitCode;

fn main() -> ExitCode {
    regulars_workbench::say_nothing_personal_in_panics();
    if let Some(code) = regulars_workbench::read_workbook_if_asked() {
        return code;
    }
    let start = match launch::prepare() {
        Launch::Go(start) => start,
        Launch::Stop { words, code } => return say(&words, code),
    };
    match regulars_app::run(start) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("The window could not be opened: {error}. The `regulars` command works without one."), 1)
        }
    }
}

#[allow(clippy::print_stderr, reason = "there is no window to say it in")]
fn say(words: &str, code: u8) -> ExitCode {
    eprintln!("{words}");
    ExitCode::from(code)
}
