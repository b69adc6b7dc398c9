//! What a user is told when something cannot be done: what happened, and what to do next. No personal data in either.

use serde::{Deserialize, Serialize};
use specta::Type;

/// Only as fine as a screen or a script needs to branch on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// What was asked makes no sense as asked (an option, an identifier, a rule).
    Usage,
    /// A file or a value was refused; nothing was changed.
    InputRefused,
    /// The vault is locked.
    Locked,
    /// The passphrase is wrong.
    WrongPassphrase,
    /// Doing it would break a privacy rule.
    PrivacyRule,
    /// No such person, segment, file or vault.
    NotFound,
    /// Another window or command has this vault open.
    InUse,
    /// The user asked to stop; nothing was changed.
    Cancelled,
    /// The vault's files are damaged or have been changed.
    Damaged,
    /// The vault was written by a newer version.
    TooNew,
    /// Not now: after wrong passphrases each next try waits longer, and a score is worked out before a rule asks for it.
    Wait,
    /// The vault is open for reading only until its findings are decided on.
    ReadOnly,
    /// The disk, the system or this program failed.
    Failed,
}

/// `{code, message, hint}`: the only form in which an error reaches a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type, thiserror::Error)]
#[error("{message}")]
pub struct Problem {
    /// What a screen or a script may branch on.
    pub code: Code,
    /// What happened.
    pub message: String,
    /// What to do next.
    pub hint: String,
}

impl Problem {
    /// A problem with its three parts.
    pub fn new(code: Code, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { code, message: message.into(), hint: hint.into() }
    }
}
