//! The walls are raised by both hands, first thing; what a developer opens for themselves is closed in what people get.

use crate::sources::{Source, code_only, file, files, none};

/// What must come before what in a text, in this order.
fn out_of_order(source: &Source, order: &[&str]) -> Vec<String> {
    let code = code_only(&source.text);
    let mut from = 0;
    let mut offences = Vec::new();
    for step in order {
        match code[from..].find(step) {
            Some(at) => from += at + step.len(),
            None => offences.push(format!("{}: `{step}` is missing, or comes too early", source.path)),
        }
    }
    offences
}

/// The window's own tools for looking into a page, in a build that people get.
fn devtools(manifests: &[Source], sources: &[Source]) -> Vec<String> {
    let mut offences = Vec::new();
    for manifest in manifests {
        for line in manifest.text.lines().filter(|line| line.contains("devtools")) {
            offences.push(format!("{}: `{}` puts them into releases", manifest.path, line.trim()));
        }
    }
    for source in sources {
        let code = code_only(&source.text);
        let lines: Vec<&str> = code.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        for (number, line) in lines.iter().enumerate().filter(|(_, line)| line.contains("devtools(")) {
            let before = number.checked_sub(1).map_or("", |before| lines[before]);
            if before != "#[cfg(debug_assertions)]" && !line.contains("devtools(false)") {
                offences.push(format!("{}: `{line}` is not for debug builds only", source.path));
            }
        }
    }
    offences
}

const COMMAND: [&str; 4] = ["fn main", "say_nothing_personal_in_panics()", "walls::raise(", "try_parse("];
const WINDOW: [&str; 4] = ["fn main", "say_nothing_personal_in_panics()", "launch::prepare()", "regulars_app::run("];
const LAUNCH: [&str; 4] = ["replace_if_needed()", "walls::raise(", "if wanted.from_stdin", "Launch::Go("];

#[test]
fn both_hands_raise_the_walls_before_anything_secret_is_read() {
    let hands = [
        (file("crates/cli/src/main.rs"), COMMAND),
        (file("src-tauri/src/main.rs"), WINDOW),
        (file("src-tauri/src/launch.rs"), LAUNCH),
    ];
    for (source, order) in &hands {
        none("Walls first.", &out_of_order(source, order));
    }
    let late = "fn main() { Args::try_parse(); say_nothing_personal_in_panics(); walls::raise(wanted); }";
    assert_eq!(out_of_order(&Source::made_up("main.rs", late), &COMMAND).len(), 1);
    let never = "fn main() { say_nothing_personal_in_panics(); Args::try_parse(); } // walls::raise(";
    assert_eq!(out_of_order(&Source::made_up("main.rs", never), &COMMAND).len(), 1);
}

#[test]
fn a_release_has_no_devtools_and_no_hooks_for_tests() {
    let mut manifests = files(&["crates", "src-tauri"], &["Cargo.toml"]);
    manifests.push(file("Cargo.toml"));
    none("Devtools.", &devtools(&manifests, &files(&["src-tauri/src"], &[".rs"])));
    for (manifest, code) in [
        ("tauri = { version = \"2\", features = [\"devtools\"] }", ""),
        ("", "let window = window.devtools(true);"),
        ("", "#[cfg(debug_assertions)]\nlet title = 1;\nlet window = window.devtools(true);"),
    ] {
        let (manifest, code) = (Source::made_up("Cargo.toml", manifest), Source::made_up("window.rs", code));
        assert_eq!(devtools(&[manifest], &[code]).len(), 1);
    }
    let refused = "#[cfg(all(feature = \"test-hooks\", not(debug_assertions)))]\ncompile_error!(";
    assert!(file("src-tauri/src/lib.rs").text.contains(refused), "a release must not compile with test-hooks");
}

/// In a release `REGULARS_TEST_WALLS` and its kin are only words.
#[test]
fn no_variable_lowers_a_wall_in_a_release() {
    let code = code_only(&file("crates/workbench/src/walls/mod.rs").text);
    for (number, _) in code.match_indices("env::var") {
        let from = code[..number].rfind("fn ").unwrap_or_default();
        assert!(code[from..number].contains("cfg!(debug_assertions) &&"), "{}", &code[from..number]);
    }
    assert!(code.contains("env::var"), "nothing was looked at");
}
