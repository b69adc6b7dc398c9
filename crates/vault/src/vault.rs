//! A vault, locked or open. What can be done in which state is in the types: a locked vault has nothing to read.

use crate::{
    KdfParams, Passphrase, Read, Residue, Tx, VaultError,
    access::{Actor, Cause},
    connect,
    files::{self, Files},
    header::Header,
    keys::Keys,
    meta::{self, Meta},
    migrate, residue,
    secret::{Key, fill_random},
};
use regulars_model::Currency;
use rusqlite::{Connection, TransactionBehavior};
use std::{
    fs::{self, File},
    path::{Path, PathBuf},
};

/// A vault that nobody has opened yet, held for this process.
#[derive(Debug)]
pub struct Locked(());

/// A vault that is open.
#[derive(Debug)]
pub struct Open {
    connection: Connection,
    keys: Keys,
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
    _held: File,
}

/// What a new vault is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreateOptions {
    /// The shop's name. Kept inside, encrypted.
    pub name: String,
    /// What its amounts are in; `XXX` when nobody has said.
    pub currency: Currency,
    /// True for the make-believe sample shop.
    pub sample: bool,
    /// What opening it costs: [`KdfParams::calibrate`] outside of tests.
    pub kdf: KdfParams,
    /// UTC seconds since 1970.
    pub now: i64,
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

/// Removes a half-made folder, unless told that it is whole.
struct HalfMade(Option<PathBuf>);

impl Drop for HalfMade {
    fn drop(&mut self) {
        if let Some(dir) = self.0.take() {
            let _ = fs::remove_dir_all(dir);
        }
    }
}

impl Vault<Locked> {
    /// Makes a vault in a folder that does not exist yet, or is empty, and opens it. It is made beside and moved into
    /// place whole: a failure or a power cut leaves no half of one.
    ///
    /// # Errors
    /// [`VaultError::Exists`], [`VaultError::WeakPassphrase`], [`VaultError::KdfOutOfBounds`], or the disk's.
    pub fn create(dir: &Path, passphrase: &Passphrase, options: &CreateOptions) -> Result<Vault<Open>, VaultError> {
        let failed = VaultError::io("creating the vault's folder");
        match fs::read_dir(dir) {
            Ok(mut entries) => {
                if entries.next().is_some() {
                    return Err(VaultError::Exists);
                }
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotADirectory => return Err(VaultError::Exists),
            Err(error) => return Err(failed(error)),
        }
        let (header, data_key) = Header::create(passphrase, options.kdf)?;
        let mut random = [0; 8];
        fill_random(&mut random)?;
        let beside = beside(dir, u64::from_le_bytes(random)).ok_or(VaultError::Exists)?;
        files::create_private_dir(&beside)?;
        let mut half_made = HalfMade(Some(beside.clone()));
        fill(&Files::new(&beside), &header, &data_key, options)?;
        // Windows does not move onto an empty folder.
        if dir.exists() {
            fs::remove_dir(dir).map_err(&failed)?;
        }
        fs::rename(&beside, dir).map_err(&failed)?;
        half_made.0 = None;
        files::sync_dir(dir.parent().unwrap_or(Path::new(".")))?;
        Self::at(dir)?.open_with(&data_key)
    }

    /// Takes the vault in that folder for this process.
    ///
    /// # Errors
    /// [`VaultError::NotFound`], [`VaultError::InUse`], [`VaultError::Damaged`], [`VaultError::TooNew`].
    pub fn at(dir: &Path) -> Result<Self, VaultError> {
        let files = Files::new(dir);
        match (files.header().is_file(), files.database().is_file()) {
            (true, true) => {}
            (true, false) => return Err(VaultError::Damaged("the database is missing")),
            (false, true) => return Err(VaultError::Damaged("the key file is missing")),
            // A folder that this account may not look into can well hold one.
            (false, false) => match fs::metadata(files.header()) {
                Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => {
                    return Err(VaultError::io("looking into the folder")(error));
                }
                _ => return Err(VaultError::NotFound),
            },
        }
        let held = files.take_lock()?;
        let bytes = fs::read(files.header()).map_err(VaultError::io("reading the key file"))?;
        Ok(Self { state: Locked(()), header: Header::parse(&bytes)?, files, _held: held })
    }

    /// Opens it. When that fails the vault is let go, unchanged: take it again with [`Vault::at`].
    ///
    /// # Errors
    /// [`VaultError::WrongPassphrase`], [`VaultError::Damaged`], [`VaultError::TooNew`].
    pub fn unlock(self, passphrase: &Passphrase) -> Result<Vault<Open>, VaultError> {
        let data_key = self.header.unlock(passphrase)?;
        self.open_with(&data_key)
    }

    fn open_with(self, data_key: &Key) -> Result<Vault<Open>, VaultError> {
        let vault = self.header.vault_id();
        let connection = connect::open(&self.files.database(), data_key, &vault)?;
        let keys = Keys::draw(data_key, vault);
        Ok(Vault { state: Open { connection, keys }, files: self.files, header: self.header, _held: self._held })
    }
}

/// `/shops/mine` -> `/shops/.mine.new-0123456789abcdef`.
fn beside(dir: &Path, random: u64) -> Option<PathBuf> {
    let mut name = std::ffi::OsString::from(".");
    name.push(dir.file_name()?);
    name.push(format!(".new-{random:016x}"));
    Some(dir.with_file_name(name))
}

fn fill(files: &Files, header: &Header, data_key: &Key, options: &CreateOptions) -> Result<(), VaultError> {
    files::create_private(&files.database())?;
    files::create_private(&files.lock())?;
    let mut connection = connect::create(&files.database(), data_key, &header.vault_id())?;
    let keys = Keys::draw(data_key, header.vault_id());
    let cause = Cause { actor: Actor::User, verb: "create_vault", now: options.now };
    let meta =
        Meta { name: options.name.clone(), currency: options.currency, sample: options.sample, created: options.now };
    transact(&mut connection, &keys, cause, true, |tx| meta::insert(tx, &meta))?;
    connection.close().map_err(|(_, error)| VaultError::from(error))?;
    files::write_whole(&files.header(), &header.bytes()?)
}

fn transact<T, E: From<VaultError>>(
    connection: &mut Connection,
    keys: &Keys,
    cause: Cause,
    keep: bool,
    f: impl FnOnce(&Tx<'_>) -> Result<T, E>,
) -> Result<T, E> {
    // Dropped without a commit, a transaction is rolled back: on an error, and on a panic.
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(VaultError::from)?;
    let tx = Tx::new(Read { connection: &transaction, keys }, cause);
    let answer = f(&tx)?;
    tx.close()?;
    if keep { transaction.commit() } else { transaction.rollback() }.map_err(VaultError::from)?;
    Ok(answer)
}

impl Vault<Open> {
    /// Closes the database, wipes the keys, and keeps the vault for this process.
    #[must_use]
    pub fn lock(self) -> Vault<Locked> {
        let Self { state, files, header, _held } = self;
        drop(state);
        Vault { state: Locked(()), files, header, _held }
    }

    /// Reads.
    pub fn read<T>(&self, f: impl FnOnce(&Read<'_>) -> T) -> T {
        f(&Read { connection: &self.state.connection, keys: &self.state.keys })
    }

    /// Writes in one transaction: all of it and one log entry, or, when `f` fails or panics, nothing.
    ///
    /// # Errors
    /// `f`'s, or the database's.
    pub fn write<T, E: From<VaultError>>(
        &mut self,
        cause: Cause,
        f: impl FnOnce(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        transact(&mut self.state.connection, &self.state.keys, cause, true, f)
    }

    /// Does the same and takes all of it back: the dry run of a write, with the same answer.
    ///
    /// # Errors
    /// `f`'s, or the database's.
    pub fn rehearse<T, E: From<VaultError>>(
        &mut self,
        cause: Cause,
        f: impl FnOnce(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        transact(&mut self.state.connection, &self.state.keys, cause, false, f)
    }

    /// Wraps the data key in another passphrase. The database file is not touched.
    ///
    /// # Errors
    /// [`VaultError::WrongPassphrase`] (for `old`), [`VaultError::WeakPassphrase`] (for `new`), or the disk's.
    pub fn change_passphrase(&mut self, old: &Passphrase, new: &Passphrase) -> Result<(), VaultError> {
        let header = self.header.rewrapped(old, new)?;
        files::write_whole(&self.files.header(), &header.bytes()?)?;
        self.header = header;
        Ok(())
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

    /// Rebuilds the file without what was deleted, and empties the write-ahead log. After an erasure, before
    /// [`Vault::residue`].
    ///
    /// # Errors
    /// When the database fails; [`VaultError::DiskFull`] when there is no room for a second copy.
    pub fn purge(&mut self) -> Result<(), VaultError> {
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
}

#[cfg(any(test, feature = "fault-controls"))]
impl Vault<Open> {
    /// The bare connection, to do what no function here would.
    pub(crate) fn state_for_tests(&self) -> &Connection {
        &self.state.connection
    }
}

impl<State> Vault<State> {
    /// The vault's folder.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.files.dir
    }
}
