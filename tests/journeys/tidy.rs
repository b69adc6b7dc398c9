//! Tidiness, as tests: every module says what it is for, files read in one sitting, names say what a thing is.

use crate::sources::{Source, code_only, files, none};

const OURS: [&str; 5] = ["crates", "src-tauri", "tests", "ui/src", "scripts"];
const LONGEST: usize = 600;

/// Names that say nothing about the thing they name.
const EMPTY_NAMES: [&str; 5] = ["manager", "helper", "util", "service", "processor"];

/// Words a person in a shop would not say, in what a screen shows.
const JARGON: [&str; 8] = ["suppression", "suppressed", "entity", "entities", "null", "churn", "cluster", "payload"];

fn without_purpose(sources: &[Source]) -> Vec<String> {
    sources
        .iter()
        .filter(|source| !source.text.trim_start().starts_with("//!"))
        .map(|source| format!("{}: begin with `//!` and one sentence on what the module is for", source.path))
        .collect()
}

fn too_long(sources: &[Source]) -> Vec<String> {
    sources
        .iter()
        .filter_map(|source| {
            let lines = source.text.lines().count();
            (lines > LONGEST)
                .then(|| format!("{}: {lines} lines; over {LONGEST} nobody reads it in one sitting", source.path))
        })
        .collect()
}

/// `SegmentManager` and `segment_manager` are both `segment manager`.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for c in name.chars() {
        if !c.is_alphanumeric() || c.is_uppercase() {
            words.push(String::new());
        }
        if c.is_alphanumeric()
            && let Some(last) = words.last_mut()
        {
            last.extend(c.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

fn empty_name(name: &str) -> bool {
    words(name).iter().any(|word| EMPTY_NAMES.iter().any(|empty| word == empty || *word == format!("{empty}s")))
}

fn badly_named(sources: &[Source]) -> Vec<String> {
    const DECLARES: [&str; 7] = ["struct", "enum", "trait", "type", "mod", "class", "interface"];
    let mut offences = Vec::new();
    for source in sources {
        let stem = source.path.rsplit('/').next().and_then(|file| file.split('.').next()).unwrap_or_default();
        if empty_name(stem) {
            offences.push(format!("{}: name the file for what is in it", source.path));
        }
        let code = code_only(&source.text);
        for (number, line) in code.lines().enumerate() {
            let mut parts = line.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|part| !part.is_empty());
            while let Some(part) = parts.next() {
                if DECLARES.contains(&part)
                    && let Some(name) = parts.next()
                    && empty_name(name)
                {
                    offences.push(format!("{}:{}: `{name}` says nothing; name what it does", source.path, number + 1));
                }
            }
        }
    }
    offences
}

/// What a screen shows: markup outside tags, braces, scripts and styles.
fn shown_text(svelte: &str) -> String {
    let mut rest = svelte.to_owned();
    for (begin, end) in [("<script", "</script>"), ("<style", "</style>"), ("<!--", "-->")] {
        while let Some(from) = rest.find(begin) {
            let to = rest[from..].find(end).map_or(rest.len(), |at| from + at + end.len());
            rest.replace_range(from..to, "");
        }
    }
    let (mut shown, mut tag, mut braces) = (String::new(), false, 0_u32);
    for c in rest.chars() {
        match c {
            '{' => braces += 1,
            '}' => braces = braces.saturating_sub(1),
            '<' if braces == 0 => tag = true,
            '>' if braces == 0 && tag => {
                tag = false;
                shown.push(' ');
            }
            _ if braces == 0 && !tag => shown.push(c),
            _ => {}
        }
    }
    shown
}

fn jargon(sources: &[Source]) -> Vec<String> {
    let mut offences = Vec::new();
    for source in sources {
        let shown = shown_text(&source.text).to_lowercase();
        for word in shown.split(|c: char| !c.is_alphanumeric()) {
            if JARGON.contains(&word) {
                offences.push(format!("{}: a screen says “{word}”; say it as the shop would", source.path));
            }
        }
    }
    offences
}

/// Where the checkout that built a test lies, asked for as it is compiled.
fn built_in_folders(sources: &[Source]) -> Vec<String> {
    let asks = concat!("env", "!(\"CARGO_MANIFEST_DIR\"");
    let lines = |source: &Source| {
        let asked = source.text.lines().enumerate().filter(|(_, line)| line.contains(asks));
        asked.map(|(at, _)| format!("{}:{}: ask std::env::var_os as it runs", source.path, at + 1)).collect::<Vec<_>>()
    };
    sources.iter().flat_map(lines).collect()
}

#[test]
fn a_test_reads_the_checkout_that_it_is_run_in() {
    none("Checkouts may share what they build.", &built_in_folders(&files(&OURS, &[".rs"])));
    let broken = concat!("let here = env", "!(\"CARGO_MANIFEST_DIR\");");
    assert_eq!(built_in_folders(&[Source::made_up("a.rs", broken)]).len(), 1);
    let sound = "let here = std::env::var_os(\"CARGO_MANIFEST_DIR\");";
    assert!(built_in_folders(&[Source::made_up("a.rs", sound)]).is_empty());
}

#[test]
fn every_module_says_what_it_is_for() {
    none("A module opens with `//!`.", &without_purpose(&files(&OURS, &[".rs"])));
    assert_eq!(without_purpose(&[Source::made_up("a.rs", "use std::io;\n")]).len(), 1);
    assert!(without_purpose(&[Source::made_up("a.rs", "//! Reads a file.\n")]).is_empty());
}

#[test]
fn files_read_in_one_sitting() {
    none("Long files hide things.", &too_long(&files(&OURS, &[".rs", ".ts", ".svelte", ".css", ".mjs", ".sh"])));
    assert_eq!(too_long(&[Source::made_up("a.rs", &"\n".repeat(LONGEST + 1))]).len(), 1);
    assert!(too_long(&[Source::made_up("a.rs", &"\n".repeat(LONGEST))]).is_empty());
}

#[test]
fn names_say_what_a_thing_is() {
    none("Empty names.", &badly_named(&files(&OURS, &[".rs", ".ts", ".svelte", ".mjs"])));
    let broken = ["pub struct VaultManager;", "mod string_utils;", "export class ImportService {}"];
    for text in broken {
        assert_eq!(badly_named(&[Source::made_up("a.rs", text)]).len(), 1, "{text}");
    }
    assert_eq!(badly_named(&[Source::made_up("ui/src/shared/helpers.ts", "")]).len(), 1);
    let sound = "// a mod manager would be one\npub struct Utility; mod serviceable; let x = \"struct Helper\";";
    assert!(badly_named(&[Source::made_up("a.rs", sound)]).is_empty());
}

#[test]
fn screens_speak_as_the_shop_does() {
    none("Plain words.", &jargon(&files(&["ui/src"], &[".svelte"])));
    let broken = "<script>let x = null;</script><p class=\"null\">{x ?? null} On the suppression list</p>";
    assert_eq!(jargon(&[Source::made_up("A.svelte", broken)]).len(), 1);
}
