//! From locked to open: the key, then whether the vault is as it was left, then the schema. Only a vault in which nothing
//! is amiss is marked as open and can be written.

use super::{Locked, Open, Unlock, Vault, write_header};
use crate::{
    Finding, Passphrase, Read, VaultError, ballast, connect,
    files::Files,
    guard,
    header::{Header, Slot, Unlocked, With},
    keychain::SECRET_BYTES,
    keys::Keys,
    ledger::Ledger,
    log, migrate,
    secret::Key,
    table::{laid_out, vault_secret},
};
use rusqlite::{Connection, OptionalExtension};
use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

impl Vault<Locked> {
    /// Opens it. When that fails the vault is let go, unchanged: take it again with [`Vault::at`].
    ///
    /// # Errors
    /// [`VaultError::WrongPassphrase`], [`VaultError::Damaged`], [`VaultError::TooNew`].
    pub fn unlock(self, passphrase: &Passphrase) -> Result<Vault<Open>, VaultError> {
        self.unlock_with(&Unlock::Passphrase(passphrase), 0)
    }

    /// Opens it by any of its ways in. `now` dates the backup that is made before an older schema is brought up to date.
    ///
    /// # Errors
    /// [`VaultError::WrongPassphrase`], [`VaultError::WrongRecoveryCode`], [`VaultError::Keychain`],
    /// [`VaultError::Damaged`], [`VaultError::TooNew`].
    pub fn unlock_with(self, with: &Unlock<'_>, now: i64) -> Result<Vault<Open>, VaultError> {
        let ((unlocked, remembered), mut findings) = self.looked_at_meanwhile(|| match with {
            Unlock::Passphrase(passphrase) => {
                Ok((self.header.unlock(With::Passphrase(passphrase))?, self.remembered()))
            }
            Unlock::Recovery(code) => Ok((self.header.unlock(With::Recovery(code))?, self.remembered())),
            Unlock::ThisComputer => {
                let remembered = self.remembered().ok_or(VaultError::Keychain(crate::KeychainError::Missing))?;
                let remembered = remembered.map_err(VaultError::Keychain)?;
                Ok((self.header.unlock(With::Computer(&remembered.key))?, Some(Ok(remembered))))
            }
        })?;
        if !unlocked.genuine {
            findings.push(Finding::KeyFileChanged);
        }
        // A keychain that does not answer now, or holds something else, is no sign of anything.
        let remembered = remembered.and_then(Result::ok);
        let remembered = remembered.filter(|remembered| self.header.unlock(With::Computer(&remembered.key)).is_ok());
        if remembered.is_some_and(|remembered| remembered.is_newer_than(&self.header)) {
            findings.push(Finding::OlderVault);
        }
        self.open(&unlocked, findings, now)
    }

    /// Opens it with its data key.
    pub(crate) fn open_with_key(self, data_key: &Key, now: i64) -> Result<Vault<Open>, VaultError> {
        let unlocked = Unlocked { data_key: data_key.clone(), database_key: data_key.clone(), genuine: true };
        let ((), findings) = self.looked_at_meanwhile(|| Ok(()))?;
        self.open(&unlocked, findings, now)
    }

    /// Does something that the way in takes, and meanwhile looks whether the database is as it was left: both take a while in a
    /// large vault, and the second needs no key. Nobody waits for it when the first fails.
    fn looked_at_meanwhile<T>(
        &self,
        way_in: impl FnOnce() -> Result<T, VaultError>,
    ) -> Result<(T, Vec<Finding>), VaultError> {
        let (database, ledger, stop) = (self.files.database(), self.files.ledger(), AtomicBool::new(false));
        let look = || {
            guard::no_journal(&database)?;
            let guard = self.header.guard();
            guard.map_or(Ok(Vec::new()), |guard| guard::before_opening(guard, &database, &ledger, &stop))
        };
        thread::scope(|scope| {
            let looking = scope.spawn(look);
            let way_in = way_in();
            if way_in.is_err() {
                stop.store(true, Ordering::Relaxed);
            }
            let looked = looking.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            Ok((way_in?, looked?))
        })
    }

    fn open(self, unlocked: &Unlocked, mut findings: Vec<Finding>, now: i64) -> Result<Vault<Open>, VaultError> {
        let Self { files, header, keychain, _held, .. } = self;
        let id = header.vault_id();
        let guard = header.guard().copied();
        let (mut connection, version) = connect::open_as_it_is(&files.database(), &unlocked.data_key, &id)?;
        connect::settle(&connection)?;
        let mut keys = Keys::draw(&unlocked.data_key, id);
        if version < migrate::known() {
            if !findings.is_empty() {
                // Bringing it up to date would write over what was found.
                return Err(VaultError::Damaged("it was changed from outside, and is of an older version"));
            }
            if guard.is_some_and(|guard| guard.clean) {
                // Said first: a cut in the middle must not look like somebody else's hand.
                let log = guard.map(|guard| (guard.log_number, guard.log_hash.0)).unwrap_or_default();
                let marked = header.next(&keys.data, |body| body.set_guard(crate::header::Guard::while_open(log)))?;
                write_header(&files, &marked)?;
            }
            let kept = crate::backup::before_migration(&files, &header, &keys, version, now);
            // Without room for a backup an old vault must still open: the migration itself is one transaction.
            if let Err(error) = kept
                && error != VaultError::DiskFull
            {
                return Err(error);
            }
            migrate::run(&mut connection, version, &keys)?;
        }
        // Nothing is made anew for a vault that exists: without its keys neither log nor tokens mean anything.
        if !vault_secret::take(&connection, &mut keys)? {
            return Err(VaultError::Damaged("a key"));
        }
        let read = Read { connection: &connection, keys: &keys };
        let log_check = log::verify(&read)?;
        findings.extend(log_findings(&read, &header, log_check.broken_at)?);
        let left_open = guard.is_some_and(|guard| !guard.clean);
        // Left in order, and nothing was changed since: then a list that is ahead is one whose commit the disk refused, and
        // where that could not be set right either, it is now.
        let as_it_was_left = guard.is_some_and(|guard| guard.clean) && findings.is_empty();
        let lists = guard.is_some().then(|| Lists::read(&read, &files)).transpose()?;
        let ahead = as_it_was_left && lists.as_ref().is_some_and(Lists::is_ahead);
        if let Some(lists) = lists.filter(|_| !ahead) {
            findings.extend(lists.finding(left_open));
        }
        // An older database is the whole story: that its pages differ says nothing more.
        if findings.contains(&Finding::OlderDatabase) {
            findings.retain(|finding| *finding != Finding::PagesChanged);
        }
        findings.sort_unstable();
        findings.dedup();
        let state = Open {
            connection,
            keys,
            findings,
            left_open,
            log_check,
            marked: false,
            in_doubt: std::cell::Cell::new(false),
            touched: std::cell::Cell::new(0),
            accepting: Vec::new(),
            opened_at: now,
        };
        let mut vault = Vault { state, files, header, keychain, _held };
        if vault.state.findings.is_empty() {
            match vault.mark_open(now) {
                // Too full even to say that it is open: it opens all the same, and is marked before anything is written.
                Err(VaultError::DiskFull) => {}
                other => other?,
            }
            if ahead && vault.state.marked {
                vault.save_ledger(now)?;
            }
        } else {
            vault.state.connection.pragma_update(None, "query_only", true)?;
        }
        Ok(vault)
    }
}

impl Vault<Open> {
    /// Notes in the key file that the vault is being worked in, and puts beside the database what belongs there.
    pub(super) fn mark_open(&mut self, now: i64) -> Result<(), VaultError> {
        // The list first: a key file that watches over it must not come before it.
        if !self.files.ledger().is_file() {
            ballast::with_room(&self.files.ballast(), || self.save_ledger(now))?;
        }
        let log = self.read(log::last)?.unwrap_or_default();
        let marked = self.header.next(&self.state.keys.data, |body| {
            body.set_guard(crate::header::Guard::while_open(log));
        })?;
        self.replace_header(marked)?;
        self.state.marked = true;
        self.files.remove_other_databases();
        self.read(|read| laid_out::clear_away(read, &self.files));
        let _ = std::fs::remove_file(self.files.laid_so_far());
        ballast::keep(&self.files.ballast());
        Ok(())
    }

    /// Writes a key file, with the room that is kept for a full disk where there is no other.
    pub(super) fn replace_header(&mut self, header: Header) -> Result<(), VaultError> {
        ballast::with_room(&self.files.ballast(), || write_header(&self.files, &header))?;
        self.header = header;
        Ok(())
    }

    pub(super) fn save_ledger(&self, now: i64) -> Result<(), VaultError> {
        let keys = &self.state.keys;
        self.read(|read| Ledger::of(read, now))?.save(&self.files.ledger(), &keys.token, &keys.vault)
    }
}

/// The log against itself and against what the key file remembers of it.
fn log_findings(read: &Read<'_>, header: &Header, broken_at: Option<u32>) -> Result<Vec<Finding>, VaultError> {
    let mut found = Vec::new();
    let broken_at = broken_at.filter(|at| header.accepted_break() != Some(*at));
    found.extend(broken_at.map(Finding::LogBroken));
    let Some(guard) = header.guard().filter(|guard| guard.log_number > 0) else { return Ok(found) };
    match hash_of(read.connection, guard.log_number)? {
        None => found.push(Finding::OlderDatabase),
        Some(hash) if hash != guard.log_hash.0 => found.push(Finding::LogBroken(guard.log_number)),
        Some(_) => {}
    }
    Ok(found)
}

fn hash_of(connection: &Connection, number: u32) -> Result<Option<Vec<u8>>, VaultError> {
    let mut statement = connection.prepare("SELECT hash FROM log WHERE number = ?1")?;
    Ok(statement.query_row([number], |row| row.get(0)).optional()?)
}

/// The list of who is kept out, in the database and beside it, each read once.
struct Lists {
    here: Ledger,
    /// `None` when it is gone or was changed.
    beside: Option<Ledger>,
    lies_there: bool,
}

impl Lists {
    fn read(read: &Read<'_>, files: &Files) -> Result<Self, VaultError> {
        let (path, keys) = (files.ledger(), read.keys);
        // One of a million people is long.
        let (here, beside) = thread::scope(|scope| {
            let beside = scope.spawn(|| Ledger::load(&path, &keys.token, &keys.vault));
            let here = Ledger::of(read, 0);
            (here, beside.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
        });
        Ok(Self { here: here?, beside, lies_there: path.exists() })
    }

    /// Whether the list beside the database is whole and says more than the database does.
    fn is_ahead(&self) -> bool {
        self.beside.as_ref().is_some_and(|beside| !beside.missing_in(&self.here).is_empty())
    }

    fn finding(&self, left_open: bool) -> Option<Finding> {
        let Some(beside) = &self.beside else {
            // Gone or changed. Where nobody is kept out, nothing was lost.
            return (self.lies_there || !self.here.entries.is_empty()).then_some(Finding::KeptOutChanged);
        };
        if left_open && beside.log_number == self.here.log_number + 1 {
            // Cut off between the list and the commit. The list stays as it is: whoever opened the vault finishes what was
            // asked for, from what the database lacks.
            return None;
        }
        if beside.log_number > self.here.log_number {
            return Some(Finding::OlderDatabase);
        }
        self.is_ahead().then_some(Finding::KeptOutChanged)
    }
}

/// What this computer's keychain remembers of a vault.
pub(super) struct Remembered {
    pub(super) key: Key,
    generation: u64,
    seal: [u8; 32],
}

impl Remembered {
    pub(super) fn bytes(key: &Key, header: &Header) -> zeroize::Zeroizing<Vec<u8>> {
        let mut bytes = zeroize::Zeroizing::new(Vec::with_capacity(SECRET_BYTES));
        bytes.extend_from_slice(key.bytes());
        bytes.extend_from_slice(&header.generation().to_le_bytes());
        bytes.extend_from_slice(&header.seal());
        bytes
    }

    fn parse(bytes: &[u8]) -> Option<Self> {
        if bytes.len() != SECRET_BYTES {
            return None;
        }
        Some(Self {
            key: Key::from_slice(&bytes[..32])?,
            generation: u64::from_le_bytes(bytes[32..40].try_into().ok()?),
            seal: bytes[40..].try_into().ok()?,
        })
    }

    fn is_newer_than(&self, header: &Header) -> bool {
        self.generation > header.generation() || (self.generation == header.generation() && self.seal != header.seal())
    }
}

impl<State> Vault<State> {
    /// The keychain's entry for this vault; `None` when there is no such way in.
    pub(super) fn remembered(&self) -> Option<Result<Remembered, crate::KeychainError>> {
        let account = self.computer_account()?;
        let keychain = self.keychain.as_ref()?;
        Some(keychain.get(&account).and_then(|bytes| Remembered::parse(&bytes).ok_or(crate::KeychainError::Wrong)))
    }

    /// Under which name this computer's keychain keeps its key.
    pub(super) fn computer_account(&self) -> Option<String> {
        let slot = self.header.slots().iter().find(|slot| matches!(slot, Slot::ThisComputer { .. }))?;
        Some(account(&self.header, slot))
    }
}

pub(super) fn account(header: &Header, slot: &Slot) -> String {
    format!("vault {} {}", log::hex(&header.vault_id()), log::hex(&slot.id().0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        KdfParams,
        header::Guard,
        log::verify::tests::log_of,
        suppression::{Scope, Token},
    };

    fn ledger(log_number: u32, people: &[u8]) -> Ledger {
        let entries = people.iter().map(|byte| ((Token::from_bytes([*byte; 32]), Scope::Erased), 5));
        Ledger { at: 9, log_number, entries: entries.collect() }
    }

    #[test]
    fn the_list_beside_is_held_against_the_database() {
        use Finding::{KeptOutChanged, OlderDatabase};
        let here = || ledger(7, &[1, 2]);
        let lists = |here: Ledger, beside: Option<Ledger>, lies_there: bool| Lists { here, beside, lies_there };
        let with = |beside: Ledger| lists(here(), Some(beside), true);
        // In order: the list, whether the vault was cut off, what is found.
        let cases = [
            (with(here()), false, None),
            (with(here()), true, None),
            (with(ledger(5, &[1])), false, None),
            (with(ledger(7, &[1, 2, 3])), false, Some(KeptOutChanged)),
            (with(ledger(7, &[1, 2, 3])), true, Some(KeptOutChanged)),
            (with(ledger(6, &[1, 2, 3])), true, Some(KeptOutChanged)),
            (with(ledger(8, &[1, 2])), false, Some(OlderDatabase)),
            (with(ledger(8, &[1, 2, 3])), true, None),
            (with(ledger(9, &[1, 2])), true, Some(OlderDatabase)),
            (lists(here(), None, true), false, Some(KeptOutChanged)),
            (lists(here(), None, false), true, Some(KeptOutChanged)),
            (lists(ledger(7, &[]), None, true), true, Some(KeptOutChanged)),
            (lists(ledger(7, &[]), None, false), true, None),
        ];
        for (at, (lists, left_open, found)) in cases.into_iter().enumerate() {
            assert_eq!(lists.finding(left_open), found, "case {at}");
        }
        assert!(with(ledger(1, &[3])).is_ahead() && !with(ledger(9, &[2])).is_ahead());
        assert!(!lists(here(), None, true).is_ahead());
    }

    fn header() -> (Header, Key) {
        Header::create(&Passphrase::new("correct horse battery"), KdfParams::LEAST).expect("made")
    }

    #[test]
    fn the_log_is_held_against_the_key_file() {
        let (connection, keys) = log_of(3);
        let read = Read { connection: &connection, keys: &keys };
        let (number, hash) = log::last(&read).expect("read").expect("there");
        let (header, key) = header();
        let found = |log: (u32, [u8; 32]), accepted: Option<u32>, broken_at: Option<u32>| {
            let header = header.next(&key, |body| {
                body.set_guard(Guard::while_open(log));
                if let Some(at) = accepted {
                    body.set_accepted_break(at);
                }
            });
            log_findings(&read, &header.expect("a key file"), broken_at).expect("looked")
        };
        assert_eq!(found((number, hash), None, None), []);
        assert_eq!(found((number, [1; 32]), None, None), [Finding::LogBroken(3)], "another log of that length");
        assert_eq!(found((number + 1, hash), None, None), [Finding::OlderDatabase]);
        assert_eq!(found((0, [0; 32]), None, None), [], "it remembers of none");
        assert_eq!(found((number, hash), None, Some(2)), [Finding::LogBroken(2)]);
        assert_eq!(found((number, hash), Some(2), Some(2)), [], "that was accepted");
        assert_eq!(found((number, hash), Some(2), Some(1)), [Finding::LogBroken(1)], "this was not");
        assert_eq!(log_findings(&read, &header, None), Ok(vec![]), "a key file of before");
    }

    #[test]
    fn what_the_keychain_remembers_is_newer_or_is_no_sign() {
        let (first, key) = header();
        let next = |header: &Header, database| header.next(&key, |body| body.set_database(database)).expect("next");
        let (second, another) = (next(&first, 0), next(&first, 1));
        let remembers = |header: &Header| Remembered::parse(&Remembered::bytes(&key, header)).expect("ours");
        assert!(!remembers(&first).is_newer_than(&first));
        assert!(remembers(&second).is_newer_than(&first), "an older key file was put back");
        assert!(!remembers(&first).is_newer_than(&second), "it was not told of the last change");
        assert!(remembers(&second).is_newer_than(&another), "as many changes, and not the same");
        let bytes = Remembered::bytes(&key, &first);
        assert!(Remembered::parse(&bytes[1..]).is_none() && Remembered::parse(&[&bytes[..], b"x"].concat()).is_none());
    }
}
