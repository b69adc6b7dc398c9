//! A keychain for tests: it keeps what it is given in memory and fails in each of the ways a real one does.

use super::{Keychain, KeychainError, SECRET_BYTES, same, whole};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use zeroize::Zeroizing;

/// How a [`MemoryKeychain`] behaves.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Behaves {
    /// As it should.
    #[default]
    Well,
    /// As if there were none.
    Absent,
    /// As one that nobody unlocks.
    Locked,
    /// As one that does not answer; it says so at once.
    Hung,
    /// As one whose entries were deleted.
    Empty,
    /// As one that gives back other bytes than it was given.
    Wrong,
    /// As one that gives back too few bytes.
    Short,
    /// As one that refuses for reasons of its own.
    Refused,
}

/// A keychain in memory. Clones share what is kept, so that a test can look at what it handed over.
#[derive(Debug, Clone, Default)]
pub struct MemoryKeychain(Arc<Mutex<Kept>>);

#[derive(Default)]
struct Kept {
    behaves: Behaves,
    secrets: BTreeMap<String, Zeroizing<Vec<u8>>>,
    writes: u32,
}

impl std::fmt::Debug for Kept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Kept").field("behaves", &self.behaves).field("secrets", &self.secrets.len()).finish()
    }
}

impl MemoryKeychain {
    /// An empty one that behaves well.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// From now on it behaves so. What it holds stays.
    pub fn behave(&self, how: Behaves) {
        self.kept().behaves = how;
    }

    /// The names something is kept under.
    #[must_use]
    pub fn accounts(&self) -> Vec<String> {
        self.kept().secrets.keys().cloned().collect()
    }

    /// What is kept, under its names.
    #[must_use]
    pub fn secrets(&self) -> BTreeMap<String, Zeroizing<Vec<u8>>> {
        self.kept().secrets.clone()
    }

    /// How often something was written since it was made.
    #[must_use]
    pub fn writes(&self) -> u32 {
        self.kept().writes
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn answering(&self) -> Result<(), KeychainError> {
        match self.behaves {
            Behaves::Absent => Err(KeychainError::Absent),
            Behaves::Locked => Err(KeychainError::Locked),
            Behaves::Hung => Err(KeychainError::Hung),
            Behaves::Refused => Err(KeychainError::Refused),
            Behaves::Well | Behaves::Empty | Behaves::Wrong | Behaves::Short => Ok(()),
        }
    }

    fn read(&self, account: &str) -> Result<Zeroizing<Vec<u8>>, KeychainError> {
        self.answering()?;
        if self.behaves == Behaves::Empty {
            return Err(KeychainError::Missing);
        }
        let mut secret = self.secrets.get(account).cloned().ok_or(KeychainError::Missing)?;
        match self.behaves {
            Behaves::Wrong => secret.iter_mut().for_each(|byte| *byte ^= 0x55),
            Behaves::Short => secret.truncate(SECRET_BYTES / 2),
            _ => {}
        }
        whole(secret)
    }
}

impl Keychain for MemoryKeychain {
    fn put(&self, account: &str, secret: &[u8]) -> Result<(), KeychainError> {
        let mut kept = self.kept();
        kept.answering()?;
        let secret = whole(Zeroizing::new(secret.to_vec()))?;
        let before = kept.secrets.insert(account.to_owned(), secret.clone());
        kept.writes += 1;
        // Deleted behind its back, if it behaves as an empty one: not the same when read back.
        let read = kept.read(account).map_err(|_| KeychainError::Wrong);
        if read.is_ok_and(|read| same(&read, &secret)) {
            return Ok(());
        }
        match before {
            Some(before) => drop(kept.secrets.insert(account.to_owned(), before)),
            None => drop(kept.secrets.remove(account)),
        }
        Err(KeychainError::Wrong)
    }

    fn get(&self, account: &str) -> Result<Zeroizing<Vec<u8>>, KeychainError> {
        self.kept().read(account)
    }

    fn delete(&self, account: &str) -> Result<(), KeychainError> {
        let mut kept = self.kept();
        kept.answering()?;
        if kept.behaves == Behaves::Empty {
            return Err(KeychainError::Missing);
        }
        kept.secrets.remove(account).map(drop).ok_or(KeychainError::Missing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_gives_back_and_forgets() {
        let keychain = MemoryKeychain::new();
        assert_eq!(keychain.get("a").err(), Some(KeychainError::Missing));
        keychain.put("a", &[7; SECRET_BYTES]).expect("kept");
        let handed_over: Box<dyn Keychain> = Box::new(keychain.clone());
        handed_over.put("a", &[8; SECRET_BYTES]).expect("kept anew");
        assert_eq!(**keychain.get("a").expect("there"), [8; SECRET_BYTES]);
        assert_eq!((keychain.accounts(), keychain.writes()), (vec!["a".to_owned()], 2));
        keychain.delete("a").expect("gone");
        assert_eq!(keychain.delete("a"), Err(KeychainError::Missing));
        assert_eq!(keychain.put("a", &[7; 16]), Err(KeychainError::Wrong));
        assert!(keychain.accounts().is_empty());
        assert!(!format!("{keychain:?}").contains('8'));
    }

    #[test]
    fn each_failure_is_itself_and_leaves_what_was_there() {
        let keychain = MemoryKeychain::new();
        keychain.put("a", &[7; SECRET_BYTES]).expect("kept");
        for (how, get, put) in [
            (Behaves::Absent, KeychainError::Absent, KeychainError::Absent),
            (Behaves::Locked, KeychainError::Locked, KeychainError::Locked),
            (Behaves::Hung, KeychainError::Hung, KeychainError::Hung),
            (Behaves::Refused, KeychainError::Refused, KeychainError::Refused),
            (Behaves::Empty, KeychainError::Missing, KeychainError::Wrong),
            (Behaves::Short, KeychainError::Wrong, KeychainError::Wrong),
        ] {
            keychain.behave(how);
            assert_eq!(keychain.get("a").err(), Some(get), "{how:?}");
            assert_eq!(keychain.put("a", &[9; SECRET_BYTES]), Err(put), "{how:?}");
            assert_eq!(keychain.put("b", &[9; SECRET_BYTES]), Err(put), "{how:?}");
        }
        keychain.behave(Behaves::Wrong);
        assert_ne!(**keychain.get("a").expect("other bytes"), [7; SECRET_BYTES]);
        assert_eq!(keychain.put("b", &[9; SECRET_BYTES]), Err(KeychainError::Wrong));
        keychain.behave(Behaves::Well);
        assert_eq!(**keychain.get("a").expect("there"), [7; SECRET_BYTES]);
        assert_eq!(keychain.accounts(), ["a"]);
    }
}
