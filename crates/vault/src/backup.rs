//! Backups: a folder with a copy of the database under a key of its own, the passphrase's and the recovery code's slots, and
//! the list of who is kept out. Checked after writing, and never worked in: a restore makes a vault of it.

mod restoring;

pub use restoring::{Begun, Restoring, ledgers_near, look};

use crate::{
    Open, Vault, VaultError,
    connect::{self, Copied},
    files::{self, Files},
    guard,
    header::{Header, Made},
    keys::{Keys, VaultId},
    ledger::Ledger,
    log, person,
    secret::Key,
    vault::{HalfMade, beside, free_for_new, put_in_place, read_header},
};
use std::{
    fs,
    path::{Path, PathBuf},
};

pub(crate) const HEADER: &str = "backup.hdr";
const DATABASE: &str = "backup.db";
const LEDGER: &str = "backup.ledger";

/// A backup as its key file tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    /// Its folder.
    pub dir: PathBuf,
    /// When it was made (UTC seconds since 1970).
    pub made: i64,
    /// Why, as a stable word: `import`, `erase`, `weekly`, `by_hand`.
    pub why: String,
    /// People in it.
    pub people: u32,
    /// Bytes on disk.
    pub bytes: u64,
    /// Whether a recovery code opens it too.
    pub recovery: bool,
    vault: VaultId,
}

/// What a check of a backup found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Check {
    /// Every page and every table, opened with its own key: rows of each table.
    Whole(Vec<(String, i64)>),
    /// Every page is the one that was written. It was made under an earlier data key, so it was not opened.
    PagesOnly,
    /// It is not what was written.
    Damaged(&'static str),
}

impl Backup {
    fn read(dir: &Path) -> Result<(Self, Header), VaultError> {
        let header = match read_header(&dir.join(HEADER)) {
            Err(VaultError::Io { kind: std::io::ErrorKind::NotFound, .. }) => return Err(VaultError::NotFound),
            Err(VaultError::Damaged(_)) => return Err(VaultError::BackupDamaged("its key file")),
            other => other?,
        };
        let note = header.backup().ok_or(VaultError::BackupDamaged("its key file"))?;
        let size = |name: &str| fs::metadata(dir.join(name)).map(|meta| meta.len()).unwrap_or_default();
        let backup = Self {
            dir: dir.to_owned(),
            made: note.made,
            why: note.why.clone(),
            people: note.people,
            bytes: size(HEADER) + size(DATABASE) + size(LEDGER),
            recovery: crate::vault::recovery_among(header.slots()),
            vault: header.vault_id(),
        };
        Ok((backup, header))
    }

    /// Deletes it. Nothing that is not a backup's own is touched.
    ///
    /// # Errors
    /// The disk's.
    pub fn delete(&self) -> Result<(), VaultError> {
        let failed = VaultError::io("deleting a backup");
        // The key file first: what is left without it opens for nobody.
        for name in [HEADER, DATABASE, LEDGER] {
            match fs::remove_file(self.dir.join(name)) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(failed(error)),
                _ => {}
            }
        }
        let _ = fs::remove_dir(&self.dir);
        Ok(())
    }
}

/// The backups in a folder, newest first. What is no backup, a broken one or a link is passed over.
#[must_use]
pub fn list(dir: &Path) -> Vec<Backup> {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    let folders = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
    let visible = folders.filter(|entry| !entry.file_name().to_string_lossy().starts_with('.'));
    let mut list: Vec<Backup> =
        visible.filter_map(|entry| Backup::read(&entry.path()).ok()).map(|(backup, _)| backup).collect();
    list.sort_by(|a, b| (b.made, &b.dir).cmp(&(a.made, &a.dir)));
    list
}

/// Whether something lies beside a backup's database that the engine would play into it. A backup has neither.
fn put_beside(database: &Path) -> bool {
    guard::beside(database, "-journal") || guard::beside(database, "-wal")
}

/// What is copied: a database and how it is opened.
struct Source<'a> {
    database: PathBuf,
    header: &'a Header,
    data_key: &'a Key,
}

/// Writes a backup folder whole, checks it, and only then gives it its name.
fn write(source: &Source<'_>, to: &Path, made: &Made<'_>, log: (u32, [u8; 32])) -> Result<(), VaultError> {
    free_for_new(to)?;
    let fresh = beside(to, "backup")?;
    // The folder of backups is as private as the vault it lies in.
    match to.parent() {
        Some(parent) if !parent.exists() => files::create_private_dir(parent)?,
        _ => {}
    }
    files::create_private_dir(&fresh)?;
    let mut half_made = HalfMade(Some(fresh.clone()));
    let own = Key::random()?;
    let vault = source.header.vault_id();
    let database = fresh.join(DATABASE);
    connect::copy(
        Copied { path: &source.database, key: source.data_key, vault: &vault },
        Copied { path: &database, key: &own, vault: &vault },
    )?;
    let mut guard = guard::after_closing(&database, &fresh.join(LEDGER), Some(log))?;
    // The list is a convenience here: what counts is in the database, and newer lists are looked for at a restore.
    guard.ledger = crate::header::Hex([0; 32]);
    let header = source.header.for_backup(source.data_key, &own, made, guard)?;
    files::write_whole(&fresh.join(HEADER), &header.bytes()?, "writing the backup's key file")?;
    // Read back as a restore would.
    let (_, read) = Backup::read(&fresh)?;
    if read.backup_key(source.data_key).is_none() {
        return Err(VaultError::BackupDamaged("its key file"));
    }
    put_in_place(&fresh, to)?;
    half_made.0 = None;
    Ok(())
}

/// Before an older schema is brought up to date.
pub(crate) fn before_migration(
    files: &Files,
    header: &Header,
    keys: &Keys,
    version: u32,
    now: i64,
) -> Result<(), VaultError> {
    let to = files.backups().join(format!("before-version-{}-{now}", version + 1));
    if to.exists() {
        return Ok(());
    }
    let source = Source { database: files.database(), header, data_key: &keys.data };
    write(&source, &to, &Made { at: now, why: "migration", people: 0 }, (0, [0; 32]))
}

impl Vault<Open> {
    /// Backs the vault up into a new folder and checks the copy, page by page and table by table.
    ///
    /// # Errors
    /// [`VaultError::Exists`], [`VaultError::DiskFull`], or the disk's; then nothing is left of it.
    pub fn back_up(&self, to: &Path, why: &'static str, now: i64) -> Result<Backup, VaultError> {
        let (log, people) = self.read(|read| Ok::<_, VaultError>((log::last(read)?, person::count(read)?)))?;
        let keys = self.keys();
        let source = Source { database: self.database(), header: self.header(), data_key: &keys.data };
        write(&source, to, &Made { at: now, why, people }, log.unwrap_or_default())?;
        self.read(|read| Ledger::of(read, now))?.save(&to.join(LEDGER), &keys.token, &keys.vault)?;
        Ok(Backup::read(to)?.0)
    }

    /// This vault's own backups, newest first. Those whose date is still to come, from a clock that was ahead, stand last.
    #[must_use]
    pub fn own_backups(&self, now: i64) -> Vec<Backup> {
        let vault = self.header().vault_id();
        let mut list = list(&self.backups_dir());
        list.retain(|backup| backup.vault == vault);
        list.sort_by_key(|backup| backup.made > now);
        list
    }

    /// Checks one of this vault's backups.
    ///
    /// # Errors
    /// When it cannot be read at all; damage is an answer.
    pub fn check_backup(&self, dir: &Path) -> Result<Check, VaultError> {
        let (_, header) = match Backup::read(dir) {
            Err(VaultError::BackupDamaged(part)) => return Ok(Check::Damaged(part)),
            other => other?,
        };
        let database = dir.join(DATABASE);
        if put_beside(&database) {
            return Ok(Check::Damaged("something was put beside its database"));
        }
        let whole = header.guard().map(|guard| guard.pages.0);
        if guard::pages(&database).ok() != whole {
            return Ok(Check::Damaged("its pages are not those that were written"));
        }
        let Some(own) = header.backup_key(&self.keys().data) else { return Ok(Check::PagesOnly) };
        match connect::check(Copied { path: &database, key: &own, vault: &header.vault_id() }) {
            Ok(tables) => Ok(Check::Whole(tables)),
            Err(VaultError::Damaged(_)) => Ok(Check::Damaged("its pages do not check")),
            Err(error) => Err(error),
        }
    }
}
