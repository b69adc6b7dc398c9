//! A vault, locked or open. What can be done in which state is in the types: a locked vault has nothing to read.

mod accepting;
mod closing;
mod making;
mod opening;
mod rotating;
mod ways;
mod writing;

pub use making::CreateOptions;
pub(crate) use making::{HalfMade, beside, free_for_new, put_in_place};
pub use rotating::Rotated;
pub(crate) use ways::recovery_among;
pub use ways::{Unlock, Way, WayKind};
use writing::{seal, transact};

use crate::{
    Finding, Keychain, Read, Residue, Tx, VaultError,
    access::Cause,
    ballast, connect,
    files::{self, Files},
    header::Header,
    keys::Keys,
    log::LogCheck,
    meta, migrate, residue,
};
use regulars_model::Currency;
use rusqlite::Connection;
use std::{
    cell::Cell,
    fs::{self, File},
    path::{Path, PathBuf},
    sync::Arc,
};

/// A vault that nobody has opened yet, held for this process.
#[derive(Debug)]
pub struct Locked(());

/// A vault that is open.
#[derive(Debug)]
pub struct Open {
    connection: Connection,
    keys: Keys,
    findings: Vec<Finding>,
    /// The last time it was not closed in order: a power cut, a kill.
    left_open: bool,
    log_check: LogCheck,
    /// Whether the key file says that the vault is being worked in. On a full disk it cannot, and nothing is written.
    marked: bool,
    /// Set when the disk refused to make a change last. What it then holds is known only after opening anew.
    in_doubt: Cell<bool>,
    /// How often something was written since opening that people are laid out from.
    touched: Cell<u64>,
    /// What was found and is being accepted: until that is done, closing leaves the key file as it was.
    accepting: Vec<Finding>,
    opened_at: i64,
}

/// One shop's encrypted folder. While it exists no other window or command can take it.
///
/// What is locked cannot be read; the compiler says so. This compiles:
/// ```
/// fn people(vault: &regulars_vault::Vault<regulars_vault::Open>) -> Result<u32, regulars_vault::VaultError> {
///     vault.read(regulars_vault::person::count)
/// }
/// ```
/// and this, which differs in one word, does not:
/// ```compile_fail
/// fn people(vault: &regulars_vault::Vault<regulars_vault::Locked>) -> Result<u32, regulars_vault::VaultError> {
///     vault.read(regulars_vault::person::count)
/// }
/// ```
#[derive(Debug)]
pub struct Vault<State> {
    // Dropped first, so that the database is closed before the lock is let go.
    state: State,
    files: Files,
    header: Header,
    keychain: Option<Arc<dyn Keychain>>,
    _held: File,
}

/// What a vault says about itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Info {
    /// The shop's name.
    pub name: String,
    /// What its amounts are in.
    pub currency: Currency,
    /// True for the make-believe sample shop.
    pub sample: bool,
    /// UTC seconds since 1970.
    pub created: i64,
    /// Version of the database schema.
    pub schema: u32,
    /// "AES-256 (SQLCipher 4.20.0)".
    pub cipher: String,
    /// "Argon2id, 256 MiB, 3 passes".
    pub key_derivation: String,
    /// Bytes on disk.
    pub bytes: u64,
}

impl Vault<Locked> {
    /// Takes the vault in that folder for this process.
    ///
    /// # Errors
    /// [`VaultError::NotFound`], [`VaultError::InUse`], [`VaultError::Damaged`], [`VaultError::TooNew`].
    pub fn at(dir: &Path) -> Result<Self, VaultError> {
        let mut files = Files::new(dir);
        if !files.header().is_file() {
            return Err(without_header(&files));
        }
        let held = files.take_lock()?;
        let header = read_header(&files.header())?;
        if header.backup().is_some() {
            return Err(VaultError::IsBackup);
        }
        files.number = header.database();
        if !files.database().is_file() {
            return Err(VaultError::Damaged("the database is missing"));
        }
        Ok(Self { state: Locked(()), header, files, keychain: None, _held: held })
    }
}

pub(crate) fn read_header(path: &Path) -> Result<Header, VaultError> {
    Header::parse(&fs::read(path).map_err(VaultError::io("reading the key file"))?)
}

/// What it means that a folder has no key file.
fn without_header(files: &Files) -> VaultError {
    if files.database().is_file() {
        return VaultError::Damaged("the key file is missing");
    }
    if files.dir.join(crate::backup::HEADER).is_file() {
        return VaultError::IsBackup;
    }
    // A folder that this account may not look into can well hold one.
    not_found(fs::metadata(files.header()))
}

fn not_found(looked: std::io::Result<fs::Metadata>) -> VaultError {
    match looked {
        Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => {
            VaultError::io("looking into the folder")(error)
        }
        _ => VaultError::NotFound,
    }
}

pub(crate) fn write_header(files: &Files, header: &Header) -> Result<(), VaultError> {
    files::write_whole(&files.header(), &header.bytes()?, "writing the key file")
}

impl Vault<Open> {
    /// Reads.
    pub fn read<T>(&self, f: impl FnOnce(&Read<'_>) -> T) -> T {
        f(&Read { connection: &self.state.connection, keys: &self.state.keys })
    }

    /// Writes in one transaction: all of it and one log entry, or, when `f` fails or panics, nothing.
    ///
    /// # Errors
    /// `f`'s, the database's, or [`VaultError::ReadOnly`].
    pub fn write<T, E: From<VaultError>>(
        &mut self,
        cause: Cause,
        f: impl FnOnce(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.writable()?;
        let Open { connection, keys, in_doubt, touched, .. } = &mut self.state;
        // Counted before the commit: one that failed may be on the disk all the same.
        let counted = |tx: &Tx<'_>| {
            let done = f(tx)?;
            touched.set(touched.get() + u64::from(tx.touches_people()));
            Ok(done)
        };
        transact(connection, keys, &self.files, cause, true, in_doubt, counted)
    }

    /// Does the same and takes all of it back: the dry run of a write, with the same answer.
    ///
    /// # Errors
    /// `f`'s, the database's, or [`VaultError::ReadOnly`].
    pub fn rehearse<T, E: From<VaultError>>(
        &mut self,
        cause: Cause,
        f: impl FnOnce(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.writable()?;
        let Open { connection, keys, in_doubt, .. } = &mut self.state;
        transact(connection, keys, &self.files, cause, false, in_doubt, f)
    }

    /// How often something was written since opening that people are laid out from. While it stays the same, what was laid out
    /// is of the vault as it is.
    #[must_use]
    pub fn times_touched(&self) -> u64 {
        self.state.touched.get()
    }

    /// Makes a signed checkpoint of the log as it is, for a receipt or an export. Writes nothing when there is one.
    ///
    /// # Errors
    /// [`VaultError::Damaged`] when the log's head is not as it was written, or the database's.
    pub fn seal_log(&mut self) -> Result<(), VaultError> {
        // What is open for reading only keeps the checkpoints it has.
        match self.writable() {
            Err(VaultError::ReadOnly | VaultError::InDoubt) => return Ok(()),
            other => other?,
        }
        seal(&self.state.connection, &self.state.keys)
    }

    /// Gives up the room kept for a full disk, so that a no or an erasure can be written. `false` when there was none.
    pub fn make_room(&mut self) -> bool {
        ballast::give_up(&self.files.ballast())
    }

    /// What the vault says about itself.
    ///
    /// # Errors
    /// When the database fails.
    pub fn info(&self) -> Result<Info, VaultError> {
        let meta = self.read(meta::get)?;
        Ok(Info {
            name: meta.name,
            currency: meta.currency,
            sample: meta.sample,
            created: meta.created,
            schema: migrate::version(&self.state.connection)?,
            cipher: connect::cipher_words(&self.state.connection)?,
            key_derivation: self.header.costs().words(),
            bytes: self.files.bytes(),
        })
    }

    /// What was found at opening and is not decided on yet. While there is anything, nothing can be written.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.state.findings
    }

    /// Whether the last time was not closed in order: a power cut, a kill.
    #[must_use]
    pub fn was_left_open(&self) -> bool {
        self.state.left_open
    }

    /// Whether the log held at opening.
    #[must_use]
    pub fn log_check(&self) -> LogCheck {
        self.state.log_check
    }

    /// The file that holds everything.
    #[must_use]
    pub fn database(&self) -> PathBuf {
        self.files.database()
    }

    /// The list of who is kept out, beside the database.
    #[must_use]
    pub fn ledger_path(&self) -> PathBuf {
        self.files.ledger()
    }

    /// Writes nothing more until the vault is opened anew: something that had to be done first could not be.
    pub fn leave_unfinished(&mut self) {
        self.state.in_doubt.set(true);
    }

    /// Checks every page against its tag, and every table and index against each other.
    ///
    /// # Errors
    /// [`VaultError::Damaged`] when something does not fit.
    pub fn check_pages(&self) -> Result<u64, VaultError> {
        let keys = &self.state.keys;
        let copied = connect::Copied { path: &self.files.database(), key: &keys.data, vault: &keys.vault };
        connect::check(copied)?;
        Ok(self.files.bytes())
    }

    /// Rebuilds the file without what was deleted, and empties the write-ahead log. After an erasure, before
    /// [`Vault::residue`].
    ///
    /// # Errors
    /// When the database fails; [`VaultError::DiskFull`] when there is no room for a second copy.
    pub fn purge(&mut self) -> Result<(), VaultError> {
        self.writable()?;
        residue::purge(&self.state.connection)
    }

    /// Looks for values everywhere the vault keeps anything: see [`Residue`]. [Purge](Vault::purge)
    /// first: what was only deleted may still stand in the gaps.
    ///
    /// # Errors
    /// When the database or a file cannot be read.
    pub fn residue(&mut self, needles: &[Vec<u8>]) -> Result<Residue, VaultError> {
        residue::search(&mut self.state.connection, &self.files, needles)
    }

    pub(crate) fn keys(&self) -> &Keys {
        &self.state.keys
    }

    pub(crate) fn files(&self) -> &Files {
        &self.files
    }

    pub(crate) fn header(&self) -> &Header {
        &self.header
    }

    /// Refuses to write where something was found, or where the disk refused before. Before the first write the key file
    /// says that the vault is being worked in, where the disk was too full for that at opening.
    pub(crate) fn writable(&mut self) -> Result<(), VaultError> {
        if !self.state.findings.is_empty() {
            return Err(VaultError::ReadOnly);
        }
        if self.state.in_doubt.get() {
            return Err(VaultError::InDoubt);
        }
        if self.state.marked { Ok(()) } else { self.mark_open(self.state.opened_at) }
    }
}

#[cfg(any(test, feature = "fault-controls"))]
impl Vault<Open> {
    /// The bare connection, to do what no function here would.
    pub(crate) fn state_for_tests(&self) -> &Connection {
        &self.state.connection
    }
}

impl<State> Vault<State> {
    /// Where a "this computer" way in keeps its key, and what this computer remembers of the vault.
    #[must_use]
    pub fn with_keychain(self, keychain: Arc<dyn Keychain>) -> Self {
        Self { keychain: Some(keychain), ..self }
    }

    /// The vault's folder.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.files.dir
    }

    /// Where its own backups go.
    #[must_use]
    pub fn backups_dir(&self) -> PathBuf {
        self.files.backups()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::ErrorKind;

    #[test]
    fn a_folder_one_may_not_look_into_is_not_called_empty() {
        let refused = VaultError::Io { doing: "looking into the folder", kind: ErrorKind::PermissionDenied };
        assert_eq!(not_found(Err(ErrorKind::PermissionDenied.into())), refused);
        assert_eq!(not_found(Err(ErrorKind::NotFound.into())), VaultError::NotFound);
    }
}
