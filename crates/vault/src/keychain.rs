//! Where a computer keeps the key of a *this computer* slot: the keychain of its system, asked so that a keychain that is
//! locked, gone or silent costs a few seconds and never the way in by passphrase. Nothing is asked before the first call.

mod in_memory;
mod line;
mod os;

pub use in_memory::{Behaves, MemoryKeychain};
pub use os::OsKeychain;

use zeroize::Zeroizing;

/// Bytes of every secret kept: a key that opens one slot of one vault, never the vault's data key; and what this computer
/// remembers of the vault, the generation of its key file and that file's seal.
pub const SECRET_BYTES: usize = 32 + 8 + 32;

/// Where a computer keeps the key of a *this computer* slot. Nothing in here makes a key: what is kept was given, and what
/// is missing stays missing.
pub trait Keychain: Send + Sync + std::fmt::Debug {
    /// Keeps a secret under a name, then reads it back and compares. When that fails, what was there before is there again.
    ///
    /// # Errors
    /// [`KeychainError::Wrong`] for a secret that is not [`SECRET_BYTES`] long or that is not the same when read back;
    /// otherwise why the keychain did not take it.
    fn put(&self, account: &str, secret: &[u8]) -> Result<(), KeychainError>;

    /// Reads a secret.
    ///
    /// # Errors
    /// [`KeychainError::Missing`] when nothing is kept under that name, [`KeychainError::Wrong`] when what is kept cannot be
    /// one of ours; otherwise why the keychain did not answer.
    fn get(&self, account: &str) -> Result<Zeroizing<Vec<u8>>, KeychainError>;

    /// Removes a secret.
    ///
    /// # Errors
    /// [`KeychainError::Missing`] when nothing is kept under that name; otherwise why the keychain did not answer.
    fn delete(&self, account: &str) -> Result<(), KeychainError>;
}

/// Why a keychain did not do what was asked. Each of them means: open with the passphrase or the recovery code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeychainError {
    /// This computer has no keychain, or it is not running.
    #[error("no keychain on this computer")]
    Absent,
    /// The keychain is locked, and nobody unlocked it. It may well hold what was asked for.
    #[error("the keychain is locked")]
    Locked,
    /// The keychain answers, and does not hold what was asked for.
    #[error("not in the keychain")]
    Missing,
    /// The keychain did not answer in five seconds.
    #[error("the keychain does not answer")]
    Hung,
    /// What the keychain holds is not what was put there.
    #[error("the keychain holds something else")]
    Wrong,
    /// The keychain refused for a reason of its own.
    #[error("the keychain refused")]
    Refused,
}

impl KeychainError {
    /// What happened, in a sentence for a person.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Absent => "This computer has no keychain that Regulars can use.",
            Self::Locked => "This computer’s keychain is locked.",
            Self::Missing => "This computer’s keychain no longer holds the key of this vault.",
            Self::Hung => "This computer’s keychain did not answer.",
            Self::Wrong => "What this computer’s keychain holds does not fit this vault.",
            Self::Refused => "This computer’s keychain refused.",
        }
    }

    /// What to do next.
    #[must_use]
    pub fn hint(self) -> &'static str {
        match self {
            Self::Absent => "Open the vault with its passphrase. Nothing is lost.",
            Self::Locked => "Unlock the keychain and try again, or open the vault with its passphrase.",
            Self::Missing | Self::Wrong => {
                "Open the vault with its passphrase or its recovery code, then let this computer open it anew."
            }
            Self::Hung => "See whether it waits for you in another window, or open the vault with its passphrase.",
            Self::Refused => "Open the vault with its passphrase or its recovery code.",
        }
    }
}

/// Takes only what can be a key of ours.
fn whole(secret: Zeroizing<Vec<u8>>) -> Result<Zeroizing<Vec<u8>>, KeychainError> {
    if secret.len() == SECRET_BYTES { Ok(secret) } else { Err(KeychainError::Wrong) }
}

/// Equality that takes the same time wherever the difference is.
fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |gap, (a, b)| gap | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_failure_says_what_to_do() {
        use KeychainError::{Absent, Hung, Locked, Missing, Refused, Wrong};
        let all = [Absent, Locked, Missing, Hung, Wrong, Refused];
        for (at, error) in all.into_iter().enumerate() {
            assert!(error.words().ends_with('.') && error.hint().contains("passphrase"), "{error:?}");
            assert!(
                all[at + 1..].iter().all(|other| other.words() != error.words()),
                "{error:?} says what another says"
            );
        }
    }

    #[test]
    fn length_and_content_are_looked_at() {
        assert!(whole(Zeroizing::new(vec![1; SECRET_BYTES])).is_ok());
        for wrong in [0, SECRET_BYTES - 1, SECRET_BYTES + 1] {
            assert_eq!(whole(Zeroizing::new(vec![1; wrong])).err(), Some(KeychainError::Wrong));
        }
        assert!(same(&[1, 2], &[1, 2]) && !same(&[1, 2], &[1, 3]) && !same(&[1, 2], &[1]));
        assert!(!same(&[1, 1], &[2, 2]), "two differences do not make up for each other");
    }
}
