//! The files of a vault: what they are called, who may read them, and how a header is replaced so that a power cut
//! leaves the old one or the new one.

use crate::VaultError;
use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::Write,
    path::{Path, PathBuf},
};

/// The names inside a vault's folder.
#[derive(Debug, Clone)]
pub(crate) struct Files {
    pub(crate) dir: PathBuf,
    /// Which database the key file means: a rotation writes another beside the first.
    pub(crate) number: u32,
}

impl Files {
    pub(crate) fn new(dir: &Path) -> Self {
        Self { dir: dir.to_owned(), number: 0 }
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.dir.join(database_name(self.number))
    }

    fn beside_database(&self, ending: &str) -> PathBuf {
        self.dir.join(format!("{}{ending}", database_name(self.number)))
    }

    /// The list of who is kept out.
    pub(crate) fn ledger(&self) -> PathBuf {
        self.dir.join("vault.ledger")
    }

    /// What was laid out of the vault, under a key of its own that lies in the database.
    pub(crate) fn laid(&self) -> PathBuf {
        self.dir.join("vault.laid")
    }

    /// The same while it is being written.
    pub(crate) fn laid_so_far(&self) -> PathBuf {
        self.dir.join("vault.laid.new")
    }

    /// Room for the day the disk is full.
    pub(crate) fn ballast(&self) -> PathBuf {
        self.dir.join("vault.ballast")
    }

    /// Where backups go that nobody asked for another place.
    pub(crate) fn backups(&self) -> PathBuf {
        self.dir.join("backups")
    }

    /// Removes databases that the key file does not mean: what a rotation left behind, before or after its last step.
    /// Called once the right one is open.
    pub(crate) fn remove_other_databases(&self) {
        let mine = database_name(self.number);
        for entry in fs::read_dir(&self.dir).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let Some(name) = name.to_str() else { continue };
            let database =
                ["-wal", "-shm", "-journal"].iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(name);
            if database != mine && database_number(database).is_some() {
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    pub(crate) fn header(&self) -> PathBuf {
        self.dir.join("vault.hdr")
    }

    pub(crate) fn lock(&self) -> PathBuf {
        self.dir.join("vault.lock")
    }

    /// Every file that can hold what the vault holds.
    pub(crate) fn all(&self) -> [PathBuf; 5] {
        [self.database(), self.beside_database("-wal"), self.beside_database("-shm"), self.header(), self.laid()]
    }

    /// Bytes on disk.
    pub(crate) fn bytes(&self) -> u64 {
        self.all().iter().filter_map(|path| fs::metadata(path).ok()).map(|meta| meta.len()).sum()
    }

    /// Takes the vault for this process, or says that another has it. Held until the file is dropped.
    pub(crate) fn take_lock(&self) -> Result<File, VaultError> {
        let file = private(OpenOptions::new().create(true).truncate(false).write(true))
            .open(self.lock())
            .map_err(VaultError::io("opening the lock file"))?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => Err(VaultError::InUse),
            Err(TryLockError::Error(error)) => Err(VaultError::io("locking the vault")(error)),
        }
    }
}

/// `vault.db`, `vault-1.db`, `vault-2.db`.
pub(crate) fn database_name(number: u32) -> String {
    if number == 0 { "vault.db".to_owned() } else { format!("vault-{number}.db") }
}

fn database_number(name: &str) -> Option<u32> {
    let number = if name == "vault.db" { 0 } else { name.strip_prefix("vault-")?.strip_suffix(".db")?.parse().ok()? };
    (database_name(number) == name).then_some(number)
}

/// Options for a file that only its owner may read.
pub(crate) fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

/// Makes an empty file that only its owner may read. SQLite gives its -wal and -shm the mode of the database.
pub(crate) fn create_private(path: &Path) -> Result<(), VaultError> {
    private(OpenOptions::new().write(true).create_new(true))
        .open(path)
        .map(drop)
        .map_err(VaultError::io("creating a file"))
}

/// Makes a folder that only its owner may enter, and the ordinary folders above it.
pub(crate) fn create_private_dir(dir: &Path) -> Result<(), VaultError> {
    let failed = VaultError::io("creating a folder");
    if let Some(parent) = dir.parent() {
        fs::create_dir_all(parent).map_err(&failed)?;
    }
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir).map_err(failed)
}

/// Replaces a file's content so that a reader, or a power cut, sees all of the old or all of the new. `doing` says in an
/// error what failed.
pub(crate) fn write_whole(path: &Path, bytes: &[u8], doing: &'static str) -> Result<(), VaultError> {
    let failed = VaultError::io(doing);
    let mut fresh = path.as_os_str().to_owned();
    fresh.push(".new");
    let fresh = PathBuf::from(fresh);
    // Left by a power cut, perhaps.
    let _ = fs::remove_file(&fresh);
    let written = (|| {
        let mut file = private(OpenOptions::new().write(true).create_new(true)).open(&fresh)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&fresh, path)
    })();
    if written.is_err() {
        let _ = fs::remove_file(&fresh);
    }
    written.map_err(&failed)?;
    sync_dir(path.parent().unwrap_or(Path::new(".")))
}

/// Makes the names in a folder durable. Windows keeps them without being asked, and refuses to open a folder.
pub(crate) fn sync_dir(dir: &Path) -> Result<(), VaultError> {
    if cfg!(unix) {
        let dir = if dir.as_os_str().is_empty() { Path::new(".") } else { dir };
        File::open(dir).and_then(|dir| dir.sync_all()).map_err(VaultError::io("writing a folder"))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_private() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("vault.hdr");
        fs::write(path.with_extension("hdr.new"), "left by a power cut").expect("written");
        write_whole(&path, b"one", "writing").expect("written");
        write_whole(&path, b"two", "writing").expect("written");
        assert_eq!(fs::read(&path).expect("read"), b"two");
        assert_eq!(fs::read_dir(dir.path()).expect("listed").count(), 1);
        #[cfg(unix)]
        assert_eq!(std::os::unix::fs::MetadataExt::mode(&fs::metadata(&path).expect("there")) & 0o777, 0o600);
    }

    #[test]
    fn only_other_databases_are_removed() {
        let dir = tempfile::tempdir().expect("a folder");
        let kept = ["vault-2.db", "vault-2.db-wal", "vault.hdr", "vault-02.db", "vault-x.db", "my vault.db"];
        let gone = ["vault.db", "vault.db-shm", "vault-1.db", "vault-3.db-wal"];
        for name in kept.iter().chain(&gone) {
            fs::write(dir.path().join(name), "x").expect("written");
        }
        Files { number: 2, ..Files::new(dir.path()) }.remove_other_databases();
        for name in kept {
            assert!(dir.path().join(name).exists(), "{name}");
        }
        for name in gone {
            assert!(!dir.path().join(name).exists(), "{name}");
        }
    }

    #[test]
    fn every_file_has_its_name_and_is_counted() {
        let dir = tempfile::tempdir().expect("a folder");
        let files = Files { number: 2, ..Files::new(dir.path()) };
        let all = ["vault-2.db", "vault-2.db-wal", "vault-2.db-shm", "vault.hdr", "vault.laid"];
        assert_eq!(files.all(), all.map(|name| dir.path().join(name)));
        let others = [files.database(), files.header(), files.ledger(), files.ballast(), files.backups(), files.lock()];
        let names = ["vault-2.db", "vault.hdr", "vault.ledger", "vault.ballast", "backups", "vault.lock"];
        assert_eq!(others, names.map(|name| dir.path().join(name)));
        assert_eq!(files.bytes(), 0, "none is there");
        for (name, bytes) in all.iter().zip([1, 20, 300, 4_000, 50_000]) {
            fs::write(dir.path().join(name), vec![7; bytes]).expect("written");
        }
        assert_eq!(files.bytes(), 54_321);
    }

    #[test]
    fn a_folder_that_cannot_be_made_to_last_is_told() {
        let dir = tempfile::tempdir().expect("a folder");
        assert_eq!(sync_dir(dir.path()), Ok(()));
        assert_eq!(sync_dir(Path::new("")), Ok(()), "a bare name lies in the working folder");
        #[cfg(unix)]
        assert!(sync_dir(&dir.path().join("nowhere")).is_err());
    }

    #[test]
    fn the_lock_is_for_one() {
        let dir = tempfile::tempdir().expect("a folder");
        let files = Files::new(dir.path());
        let held = files.take_lock().expect("taken");
        assert_eq!(files.take_lock().err(), Some(VaultError::InUse));
        drop(held);
        assert!(files.take_lock().is_ok());
    }
}
