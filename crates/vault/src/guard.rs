//! Whether a vault is as it was left: a digest over the authentication tags of all pages, the last entry of the log and
//! the list of who is kept out, compared with what the key file remembers.
//!
//! SQLCipher proves each page genuine, and yet takes an older page for a newer one: putting one back can undo a no. All
//! tags together cannot be put back one by one.

use crate::{
    VaultError,
    header::{Guard, Hex},
};
use sha2::{Digest, Sha256};
use std::{
    fs::{self, File},
    io::{self, Read},
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
};

/// Bytes of a page.
pub(crate) const PAGE: usize = 4096;
/// Bytes at a page's end: 16 of nonce, then the tag (HMAC-SHA512).
const TAG: usize = 64;
/// Bytes at the file's beginning.
const SALT: usize = 16;

/// What does not fit at opening. Nothing is written until the user has decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Finding {
    /// The key file opens, and yet is not as this program left it: a way in was dropped, weakened or put back.
    KeyFileChanged,
    /// The whole vault is older than what this computer's keychain remembers.
    OlderVault,
    /// The database is older than its key file.
    OlderDatabase,
    /// Pages of the database are not those it was left with.
    PagesChanged,
    /// The log is broken at that entry.
    LogBroken(u32),
    /// The list of who is kept out has lost somebody, or is gone.
    KeptOutChanged,
}

impl Finding {
    /// A stable word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::KeyFileChanged => "key_file_changed",
            Self::OlderVault => "older_vault",
            Self::OlderDatabase => "older_database",
            Self::PagesChanged => "pages_changed",
            Self::LogBroken(_) => "log_broken",
            Self::KeptOutChanged => "kept_out_changed",
        }
    }

    /// What happened, and what to do.
    #[must_use]
    pub fn words(self) -> (String, &'static str) {
        const RESTORE: &str = "If you put back a copy of this folder yourself, go on. If not, restore a backup: who said no or \
                               was erased since is carried over.";
        match self {
            Self::KeyFileChanged => (
                "The key file was changed outside Regulars: a way into this vault may have been taken away or put back.".to_owned(),
                "Go on, and set up the ways in anew. If you do not know who changed it, change the passphrase as well.",
            ),
            Self::OlderVault => (
                "This whole vault is older than what this computer remembers: an earlier copy of its folder was put back.".to_owned(),
                RESTORE,
            ),
            Self::OlderDatabase => (
                "The database is older than its key file: an earlier copy was put in its place. What was written since, a no \
                 perhaps, is missing."
                    .to_owned(),
                RESTORE,
            ),
            Self::PagesChanged => (
                "Parts of the database are not as you left them: an earlier piece was put back, or something was written from \
                 outside. A no that was said may be undone."
                    .to_owned(),
                RESTORE,
            ),
            Self::LogBroken(at) => (
                format!("Entry {at} of the log does not follow from the one before: the log was changed outside Regulars."),
                RESTORE,
            ),
            Self::KeptOutChanged => (
                "The list of who said no or was erased has lost somebody since it was written.".to_owned(),
                "Restore a backup: everybody on the list kept beside the vault is carried over. Going on takes that list too.",
            ),
        }
    }
}

/// SHA-256 over the tags of all pages of a database that nobody has open.
///
/// # Errors
/// When the file cannot be read, or is not made of whole pages.
pub(crate) fn pages(database: &Path) -> Result<[u8; 32], VaultError> {
    pages_unless(database, &AtomicBool::new(false))
}

/// The same, until nobody asks for it any more; it is no digest of all pages then.
fn pages_unless(database: &Path, stop: &AtomicBool) -> Result<[u8; 32], VaultError> {
    let failed = VaultError::io("reading the database");
    let mut file = File::open(database).map_err(&failed)?;
    let size = file.metadata().map_err(&failed)?.len();
    if size % PAGE as u64 != 0 {
        return Err(VaultError::Damaged("the database"));
    }
    let mut digest = Sha256::new_with_prefix(b"regulars pages v1");
    digest.update(size.to_le_bytes());
    // A file of some size is read in one go: a read for each page would cost as much as what is left out.
    let mut buffer = vec![0_u8; PAGE * 256];
    let mut first = true;
    loop {
        let filled = fill(&mut file, &mut buffer).map_err(&failed)?;
        if filled == 0 || stop.load(Ordering::Relaxed) {
            return Ok(digest.finalize().into());
        }
        if first {
            // The salt, which no tag covers.
            digest.update(&buffer[..SALT]);
            first = false;
        }
        for page in buffer[..filled].chunks_exact(PAGE) {
            digest.update(&page[PAGE - TAG..]);
        }
    }
}

fn fill(file: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match file.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// SHA-256 over a file; of nothing when it is not there.
pub(crate) fn file_digest(path: &Path) -> Result<[u8; 32], VaultError> {
    match fs::read(path) {
        Ok(bytes) => Ok(Sha256::digest(bytes).into()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Sha256::digest([]).into()),
        Err(error) => Err(VaultError::io("reading the list of who is kept out")(error)),
    }
}

/// Refuses a rollback journal beside the database: this program never leaves one (it keeps a write-ahead log), and the engine
/// would play its pages into the database before anybody could look.
pub(crate) fn no_journal(database: &Path) -> Result<(), VaultError> {
    if beside(database, "-journal") {
        return Err(VaultError::Damaged("a file ending in -journal was put beside the database"));
    }
    Ok(())
}

/// Whether a file of that ending with anything in it lies beside the database.
pub(crate) fn beside(database: &Path, ending: &str) -> bool {
    let mut path = database.as_os_str().to_owned();
    path.push(ending);
    fs::metadata(path).is_ok_and(|meta| meta.len() > 0)
}

/// What is found before the database is opened: opening it may move its write-ahead log. It needs no key. Once it is told to stop,
/// what it finds means nothing.
pub(crate) fn before_opening(
    guard: &Guard,
    database: &Path,
    ledger: &Path,
    stop: &AtomicBool,
) -> Result<Vec<Finding>, VaultError> {
    let mut found = Vec::new();
    if !guard.clean {
        // It was not closed: a power cut, a kill. The log and the list are compared all the same.
        return Ok(found);
    }
    // A vault left in order has no write-ahead log. One that lies there would be played into the database.
    if beside(database, "-wal") || pages_unless(database, stop)? != guard.pages.0 {
        found.push(Finding::PagesChanged);
    }
    if file_digest(ledger)? != guard.ledger.0 {
        found.push(Finding::KeptOutChanged);
    }
    Ok(found)
}

/// What the key file will remember of a vault that was closed in order.
pub(crate) fn after_closing(database: &Path, ledger: &Path, log: Option<(u32, [u8; 32])>) -> Result<Guard, VaultError> {
    // To be written, though nothing is: some systems sync no file that is open for reading only.
    fs::OpenOptions::new()
        .write(true)
        .open(database)
        .and_then(|file| file.sync_all())
        .map_err(VaultError::io("writing the database"))?;
    let (log_number, log_hash) = log.unwrap_or_default();
    Ok(Guard {
        clean: true,
        pages: Hex(pages(database)?),
        log_number,
        log_hash: Hex(log_hash),
        ledger: Hex(file_digest(ledger)?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn database(pages: &[u8]) -> (tempfile::TempDir, std::path::PathBuf) {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("vault.db");
        fs::write(&path, pages.iter().flat_map(|byte| vec![*byte; PAGE]).collect::<Vec<_>>()).expect("written");
        (dir, path)
    }

    #[test]
    fn every_page_its_place_and_their_number_count() {
        let digest = |of: &[u8]| pages(&database(of).1).expect("digest");
        let (dir, path) = database(&[1, 2, 3]);
        assert_eq!(pages(&path), Ok(digest(&[1, 2, 3])));
        for other in [&[1, 2][..], &[1, 3, 2], &[1, 2, 4], &[1, 2, 3, 3], &[]] {
            assert_ne!(digest(other), digest(&[1, 2, 3]), "{other:?}");
        }
        fs::write(&path, vec![1; PAGE + 1]).expect("written");
        assert_eq!(pages(&path), Err(VaultError::Damaged("the database")));
        drop(dir);
    }

    /// What a page holds stands under its tag: reading the tags is enough, and all that is read.
    #[test]
    fn the_salt_and_every_byte_of_every_tag_count() {
        let (dir, path) = database(&[1, 2, 3]);
        let (bytes, digest) = (fs::read(&path).expect("read"), pages(&path));
        let changed = |at: usize| {
            let mut bytes = bytes.clone();
            bytes[at] ^= 1;
            fs::write(&path, bytes).expect("written");
            pages(&path) != digest
        };
        for page in 0..3 {
            for at in [PAGE - TAG, PAGE - TAG + 1, PAGE - 1] {
                assert!(changed(page * PAGE + at), "{at} of page {page}");
            }
            assert!(!changed(page * PAGE + PAGE - TAG - 1) && !changed(page * PAGE + 100), "page {page}");
        }
        assert!(changed(0) && changed(SALT - 1) && !changed(SALT));
        drop(dir);
    }

    #[test]
    fn a_file_that_is_not_there_is_an_empty_one_and_a_folder_is_neither() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("vault.db-wal");
        let database = dir.path().join("vault.db");
        assert!(!beside(&database, "-wal"));
        let nothing = file_digest(&path).expect("nothing");
        fs::write(&path, "").expect("written");
        assert!(!beside(&database, "-wal"), "nothing can be played in from an empty file");
        assert_eq!(file_digest(&path), Ok(nothing));
        fs::write(&path, "x").expect("written");
        assert!(beside(&database, "-wal"));
        assert_ne!(file_digest(&path), Ok(nothing));
        assert!(matches!(file_digest(dir.path()), Err(VaultError::Io { .. })), "what cannot be read is told");
    }

    /// Is interrupted before each byte; after the last it ends or fails once.
    struct Halting<'a>(&'a [u8], bool, Option<io::ErrorKind>);

    impl Read for Halting<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            self.1 = !self.1;
            match (self.1, self.0.split_first()) {
                (true, _) => Err(io::ErrorKind::Interrupted.into()),
                (false, Some((first, rest))) => {
                    into[0] = *first;
                    self.0 = rest;
                    Ok(1)
                }
                (false, None) => self.2.take().map_or(Ok(0), |kind| Err(kind.into())),
            }
        }
    }

    #[test]
    fn an_interrupted_read_goes_on_and_a_failed_one_is_told() {
        let mut buffer = [0; 4];
        assert_eq!(fill(&mut Halting(b"abc", false, None), &mut buffer).ok(), Some(3));
        assert_eq!(&buffer[..3], b"abc");
        assert_eq!(fill(&mut Halting(b"abcdef", false, None), &mut buffer).ok(), Some(4), "no more than it holds");
        let failed = fill(&mut Halting(b"abc", false, Some(io::ErrorKind::StaleNetworkFileHandle)), &mut buffer);
        assert_eq!(failed.map_err(|error| error.kind()), Err(io::ErrorKind::StaleNetworkFileHandle));
    }

    #[test]
    fn more_pages_than_one_buffer_holds() {
        let many: Vec<u8> = (0..700_u32).map(|at| u8::try_from(at % 251).expect("small")).collect();
        let mut swapped = many.clone();
        swapped.swap(300, 699);
        assert_ne!(pages(&database(&many).1), pages(&database(&swapped).1));
    }

    #[test]
    fn every_finding_has_words() {
        let all = [
            Finding::KeyFileChanged,
            Finding::OlderVault,
            Finding::OlderDatabase,
            Finding::PagesChanged,
            Finding::LogBroken(7),
            Finding::KeptOutChanged,
        ];
        for finding in all {
            let (message, hint) = finding.words();
            assert!(message.ends_with('.') && hint.ends_with('.'));
        }
        // They stand in logs that were written: a word is never changed.
        let words = all.map(Finding::word);
        let kept =
            ["key_file_changed", "older_vault", "older_database", "pages_changed", "log_broken", "kept_out_changed"];
        assert_eq!(words, kept);
    }
}
