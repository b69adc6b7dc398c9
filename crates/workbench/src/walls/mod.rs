//! What the system is asked to refuse this program, before it does anything else: internet sockets, core dumps, and
//! being read by other programs. What it says of itself is looked up each time, never remembered.

#[cfg(target_os = "linux")]
mod confined;
#[cfg(target_os = "linux")]
mod linux;
mod prove;

#[cfg(target_os = "linux")]
pub(crate) use confined::confine;
pub use prove::{Attempt, Outcome, prove_no_internet};

use std::sync::OnceLock;

/// Which walls a hand wants. [`Wanted::shipped`] is what people get.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// The kernel refuses internet sockets and `io_uring`, to this process and to all it starts.
    pub no_sockets: bool,
    /// Other programs of the same user may not read this process's memory.
    pub not_dumpable: bool,
}

impl Wanted {
    /// Every wall. A build that is being worked on stays open to debuggers, unless `REGULARS_TEST_WALLS` is `on`.
    #[must_use]
    pub fn shipped() -> Self {
        Self { no_sockets: true, not_dumpable: !cfg!(debug_assertions) || asked_for_in_a_test() }
    }

    /// For a window that is driven from outside, which needs a socket for its driver. Release builds have no such window.
    #[must_use]
    pub fn driven() -> Self {
        if asked_for_in_a_test() { Self::shipped() } else { Self { no_sockets: false, not_dumpable: false } }
    }
}

/// Only builds that are being worked on look at the variable.
fn asked_for_in_a_test() -> bool {
    cfg!(debug_assertions) && std::env::var_os("REGULARS_TEST_WALLS").is_some_and(|value| value == "on")
}

/// One wall, as it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wall {
    /// It stands.
    pub stands: bool,
    /// What that means, or why it does not, for a person.
    pub words: String,
}

impl Wall {
    #[cfg(target_os = "linux")]
    fn stands(words: &str) -> Self {
        Self { stands: true, words: words.to_owned() }
    }

    fn fell(words: impl Into<String>) -> Self {
        Self { stands: false, words: words.into() }
    }
}

/// The walls, as they are now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Walls {
    /// The kernel refuses internet sockets.
    pub sockets_refused: Wall,
    /// A crash leaves no picture of the memory on the disk.
    pub no_core_dumps: Wall,
    /// Other programs of the same user cannot read this process's memory.
    pub not_dumpable: Wall,
}

impl Walls {
    /// The ones that were wanted and do not stand, each in a sentence. Empty where the system is not asked.
    #[must_use]
    pub fn missing(&self) -> Vec<&str> {
        let wanted = Raised::get();
        [
            (wanted.wanted.is_some_and(|wanted| wanted.no_sockets), &self.sockets_refused),
            (wanted.wanted.is_some(), &self.no_core_dumps),
            (wanted.wanted.is_some_and(|wanted| wanted.not_dumpable), &self.not_dumpable),
        ]
        .into_iter()
        .filter(|(wanted, wall)| cfg!(target_os = "linux") && *wanted && !wall.stands)
        .map(|(_, wall)| wall.words.as_str())
        .collect()
    }
}

/// What was asked for, and what the system answered where it refused. The answers only explain; they prove nothing.
#[derive(Debug, Default, Clone)]
struct Raised {
    wanted: Option<Wanted>,
    #[cfg(target_os = "linux")]
    sockets: Option<String>,
    #[cfg(target_os = "linux")]
    cores: Option<String>,
    #[cfg(target_os = "linux")]
    memory: Option<String>,
}

static RAISED: OnceLock<Raised> = OnceLock::new();

impl Raised {
    fn get() -> Self {
        RAISED.get().cloned().unwrap_or_default()
    }
}

/// Raises the walls, once, before any thread is started. Where the system does not grant one the program goes on without
/// it; [`Walls::missing`] of what is returned says which, and must be shown.
#[must_use]
pub fn raise(wanted: Wanted) -> Walls {
    #[cfg(target_os = "linux")]
    RAISED.get_or_init(|| linux::raise(wanted));
    #[cfg(not(target_os = "linux"))]
    RAISED.get_or_init(|| Raised { wanted: Some(wanted) });
    now()
}

/// The walls as they are now, each looked up anew.
#[must_use]
pub fn now() -> Walls {
    #[cfg(target_os = "linux")]
    return linux::now(&Raised::get());
    #[cfg(not(target_os = "linux"))]
    Walls {
        sockets_refused: Wall::fell(
            "The system is not asked; there is no networking code in this program. The system's own webview may still \
             talk to its maker.",
        ),
        no_core_dumps: Wall::fell("The system is not asked; its own settings decide."),
        not_dumpable: Wall::fell("The system is not asked; its own settings decide."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // The rest is tried in processes of their own: a wall that stands cannot be taken down again.
    #[test]
    fn nothing_is_missing_where_nothing_was_asked() {
        assert!(now().missing().is_empty());
        assert!(!now().sockets_refused.stands, "the tests themselves run without");
        assert!(!now().sockets_refused.words.is_empty());
    }

    #[test]
    fn a_driven_window_is_left_its_socket() {
        assert!(Wanted::shipped().no_sockets);
        assert!(!Wanted::driven().no_sockets);
    }
}
