//! What is said when something inside the program goes wrong: a fixed sentence and the place in its source. The words a
//! panic carries are left out, because they may hold what the code was working on: a name, an address.

use std::{io::Write as _, panic};

/// Takes the place of the standard words, for every thread.
pub fn say_nothing_personal_in_panics() {
    panic::set_hook(Box::new(|panicked| {
        let place =
            panicked.location().map_or_else(String::new, |at| format!(" ({}:{})", in_short(at.file()), at.line()));
        // Nobody to tell is no reason to panic again.
        let _ = writeln!(
            std::io::stderr(),
            "Something went wrong inside Regulars{place}. What is on disk is whole: nothing is ever half written."
        );
    }));
}

/// The last four parts of a path: the rest is the computer that compiled it.
fn in_short(file: &str) -> String {
    let parts: Vec<&str> = file.split(['/', '\\']).collect();
    parts[parts.len().saturating_sub(4)..].join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_is_told_and_not_whose_computer_it_was() {
        assert_eq!(in_short("/home/ana/.cargo/registry/src/index/some-1.0/src/read.rs"), "index/some-1.0/src/read.rs");
        assert_eq!(in_short("crates/vault/src/log.rs"), "crates/vault/src/log.rs");
        assert_eq!(in_short("log.rs"), "log.rs");
    }
}
