//! The list of who is kept out, once more beside the database: tokens and dates, signed. A restore reads it, so that
//! nobody who was erased or said no since the backup comes back; and opening compares it with the database.
//!
//! It is written before the transaction that adds to it commits: after a power cut in between it keeps out one more than
//! the database does, never one fewer.

use crate::{
    VaultError,
    access::Read,
    files,
    keys::{VaultId, draw, mac, same},
    log,
    secret::Key,
    suppression::{self, Scope, Token},
};
use std::{collections::BTreeMap, fs, io, path::Path};

const MAGIC: &[u8; 8] = b"RGLEDGR1";
const MOST: u64 = 512 << 20;

/// Who is kept out, of what, since when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ledger {
    /// When it was written (UTC seconds since 1970).
    pub at: i64,
    /// The entry of the log that was written with it.
    pub(crate) log_number: u32,
    /// Token and scope, with the first date.
    pub entries: BTreeMap<(Token, Scope), i64>,
}

fn key(token_key: &Key, vault: &VaultId) -> zeroize::Zeroizing<[u8; 32]> {
    draw::<32>(token_key, vault, "ledger")
}

impl Ledger {
    /// The list as the database has it.
    pub(crate) fn of(read: &Read<'_>, at: i64) -> Result<Self, VaultError> {
        let log_number = log::last(read)?.map_or(0, |(number, _)| number);
        Ok(Self { at, log_number, entries: suppression::entries(read)? })
    }

    fn bytes(&self, token_key: &Key, vault: &VaultId) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend_from_slice(vault);
        bytes.extend_from_slice(&self.at.to_le_bytes());
        bytes.extend_from_slice(&u64::from(self.log_number).to_le_bytes());
        bytes.extend_from_slice(&(self.entries.len() as u64).to_le_bytes());
        for ((token, scope), since) in &self.entries {
            bytes.extend_from_slice(token.bytes());
            bytes.push(scope.number());
            bytes.extend_from_slice(&since.to_le_bytes());
        }
        let seal = mac(&key(token_key, vault), &[&bytes]);
        bytes.extend_from_slice(&seal);
        bytes
    }

    /// Reads one. `None` when it is not this vault's, or was changed.
    pub(crate) fn parse(bytes: &[u8], token_key: &Key, vault: &VaultId) -> Option<Self> {
        const HEAD: usize = 8 + 16 + 8 + 8 + 8;
        const ENTRY: usize = 32 + 1 + 8;
        let (signed, seal) = bytes.split_at_checked(bytes.len().checked_sub(32)?)?;
        if !same(seal.try_into().ok()?, &mac(&key(token_key, vault), &[signed])) {
            return None;
        }
        let (head, list) = signed.split_at_checked(HEAD)?;
        let number = |bytes: &[u8]| bytes.try_into().map(i64::from_le_bytes).ok();
        let count = usize::try_from(number(&head[40..])?).ok()?;
        let log_number = u32::try_from(number(&head[32..40])?).ok()?;
        if head[..8] != *MAGIC || head[8..24] != *vault || list.len() != count.checked_mul(ENTRY)? {
            return None;
        }
        let entries = list.chunks_exact(ENTRY).map(|entry| {
            let token = Token::from_bytes(entry[..32].try_into().ok()?);
            Some(((token, Scope::from_number(entry[32])?), number(&entry[33..])?))
        });
        Some(Self { at: number(&head[24..32])?, log_number, entries: entries.collect::<Option<_>>()? })
    }

    /// Writes it, whole or not at all.
    pub(crate) fn save(&self, path: &Path, token_key: &Key, vault: &VaultId) -> Result<(), VaultError> {
        files::write_whole(path, &self.bytes(token_key, vault), "writing the list of who is kept out")
    }

    /// When the list that lies there says it was written, unchecked: to choose between several before a vault is open.
    pub(crate) fn date_of(path: &Path) -> Option<i64> {
        use io::Read as _;
        let mut head = [0; 32];
        fs::File::open(path).ok()?.read_exact(&mut head).ok()?;
        (head[..8] == *MAGIC).then(|| i64::from_le_bytes(head[24..].try_into().unwrap_or_default()))
    }

    /// Reads the one that lies there. `None` when there is none, or it is not this vault's, or it was changed.
    pub(crate) fn load(path: &Path, token_key: &Key, vault: &VaultId) -> Option<Self> {
        if !may_be_read(fs::metadata(path).ok()?.len()) {
            return None;
        }
        Self::parse(&fs::read(path).ok()?, token_key, vault)
    }

    /// What this list has and the other lacks.
    pub(crate) fn missing_in(&self, other: &Self) -> Vec<(Token, Scope, i64)> {
        // Both are in order: gone through side by side.
        let mut others = other.entries.keys().peekable();
        let missing = self.entries.iter().filter(|(entry, _)| {
            while others.next_if(|there| there < entry).is_some() {}
            others.peek() != Some(entry)
        });
        missing.map(|((token, scope), since)| (*token, *scope, *since)).collect()
    }
}

/// Whether a list of so many bytes is looked at at all.
fn may_be_read(size: u64) -> bool {
    size <= MOST
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use regulars_model::Channel;

    fn token_key() -> Key {
        Key::from_slice(&[3; 32]).expect("a key")
    }

    fn some() -> Ledger {
        let token = |byte: u8| Token::from_bytes([byte; 32]);
        let entries = [
            ((token(1), Scope::Erased), 10),
            ((token(2), Scope::Channel(Channel::Email)), 11),
            ((token(2), Scope::Use), 12),
        ];
        Ledger { at: 99, log_number: 7, entries: entries.into() }
    }

    #[test]
    fn a_list_reads_back_in_its_own_vault_only() {
        let bytes = some().bytes(&token_key(), &[1; 16]);
        assert_eq!(Ledger::parse(&bytes, &token_key(), &[1; 16]), Some(some()));
        assert_eq!(Ledger::parse(&bytes, &token_key(), &[2; 16]), None);
        assert_eq!(Ledger::parse(&bytes, &Key::from_slice(&[4; 32]).expect("a key"), &[1; 16]), None);
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            assert_eq!(Ledger::parse(&changed, &token_key(), &[1; 16]), None, "byte {at}");
            assert_eq!(Ledger::parse(&bytes[..at], &token_key(), &[1; 16]), None, "cut at {at}");
        }
    }

    /// Sealed with the right key, and yet no list of this vault.
    #[test]
    fn a_seal_alone_makes_no_list() {
        let right = some().bytes(&token_key(), &[1; 16]);
        let sealed = |change: fn(&mut Vec<u8>)| {
            let mut bytes = right[..right.len() - 32].to_vec();
            change(&mut bytes);
            let seal = mac(&key(&token_key(), &[1; 16]), &[&bytes]);
            bytes.extend_from_slice(&seal);
            Ledger::parse(&bytes, &token_key(), &[1; 16])
        };
        assert_eq!(sealed(|_| {}), Some(some()));
        assert_eq!(sealed(|bytes| bytes[0] ^= 1), None, "another kind of file");
        assert_eq!(sealed(|bytes| bytes[8] ^= 1), None, "another vault");
        assert_eq!(sealed(|bytes| bytes[40] -= 1), None, "fewer than it holds");
        assert_eq!(sealed(|bytes| bytes[40] += 1), None, "more than it holds");
        assert_eq!(sealed(|bytes| bytes[48 + 32] = 250), None, "a scope there is not");
        assert_eq!(sealed(|bytes| bytes.truncate(40)), None, "not even a head");
    }

    #[test]
    fn a_list_of_any_length_is_not_taken_into_memory() {
        assert!(may_be_read(0) && may_be_read(512 << 20));
        assert!(!may_be_read((512 << 20) + 1));
    }

    #[test]
    fn what_is_missing_is_found() {
        let (full, mut less) = (some(), some());
        less.entries.remove(&(Token::from_bytes([2; 32]), Scope::Use));
        assert_eq!(full.missing_in(&less), [(Token::from_bytes([2; 32]), Scope::Use, 12)]);
        assert_eq!(less.missing_in(&full), []);
        assert_eq!(full.missing_in(&full), []);
    }

    #[test]
    fn it_is_written_whole_and_its_date_can_be_read() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("vault.ledger");
        assert_eq!(Ledger::load(&path, &token_key(), &[1; 16]), None);
        some().save(&path, &token_key(), &[1; 16]).expect("saved");
        assert_eq!(Ledger::load(&path, &token_key(), &[1; 16]), Some(some()));
        assert_eq!(Ledger::date_of(&path), Some(99));
    }

    proptest! {
        #[test]
        fn what_is_missing_is_what_the_other_has_not(
            one in prop::collection::btree_set((0u8..9, 0usize..4), 0..20),
            other in prop::collection::btree_set((0u8..9, 0usize..4), 0..20),
        ) {
            let entry = |(token, channel): &(u8, usize)| (Token::from_bytes([*token; 32]), Scope::Channel(Channel::ALL[*channel]));
            let list = |of: &std::collections::BTreeSet<(u8, usize)>| Ledger {
                at: 0,
                log_number: 0,
                entries: of.iter().map(|of| (entry(of), 1)).collect(),
            };
            let plain: std::collections::BTreeSet<_> = one.difference(&other).map(entry).collect();
            let found = list(&one).missing_in(&list(&other));
            prop_assert_eq!(found.len(), plain.len());
            prop_assert!(found.iter().all(|(token, scope, _)| plain.contains(&(*token, *scope))));
        }

        #[test]
        fn whatever_lies_there_is_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            prop_assert_eq!(Ledger::parse(&bytes, &token_key(), &[1; 16]), None);
        }
    }
}
