//! What a person has set about the program itself, and why a vault locked by itself. Nothing of what is in a vault.

use serde::{Deserialize, Serialize};
use specta::Type;

/// What is set, and what may be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PreferencesView {
    /// Minutes without use after which the vault locks.
    pub lock_after_minutes: u32,
    /// The fewest that may be set.
    pub lock_least: u32,
    /// The most that may be set.
    pub lock_most: u32,
    /// When it locks besides: "It also locks when the computer goes to sleep."
    pub lock_also: String,
}

/// Why a vault locked by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum LockReason {
    /// Nobody used the window for as long as was set.
    Idle,
    /// The computer went to sleep, or woke from a sleep that nobody told of.
    Suspend,
    /// The screen was locked.
    ScreenLock,
}

/// A vault locked by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct LockedView {
    /// Why.
    pub why: LockReason,
    /// "Locked after 10 minutes without use."
    pub words: String,
}

impl LockedView {
    /// Why, in words; `minutes` is what was set.
    #[must_use]
    pub fn new(why: LockReason, minutes: u32) -> Self {
        let words = match (why, minutes) {
            (LockReason::Idle, 1) => "Locked after 1 minute without use.".to_owned(),
            (LockReason::Idle, _) => format!("Locked after {minutes} minutes without use."),
            (LockReason::Suspend, _) => "Locked because the computer went to sleep.".to_owned(),
            (LockReason::ScreenLock, _) => "Locked because the screen was locked.".to_owned(),
        };
        Self { why, words }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reason_in_words() {
        assert_eq!(LockedView::new(LockReason::Idle, 10).words, "Locked after 10 minutes without use.");
        assert_eq!(LockedView::new(LockReason::Idle, 1).words, "Locked after 1 minute without use.");
    }
}
