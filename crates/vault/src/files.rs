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
}

impl Files {
    pub(crate) fn new(dir: &Path) -> Self {
        Self { dir: dir.to_owned() }
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.dir.join("vault.db")
    }

    pub(crate) fn header(&self) -> PathBuf {
        self.dir.join("vault.hdr")
    }

    pub(crate) fn lock(&self) -> PathBuf {
        self.dir.join("vault.lock")
    }

    /// Every file that can hold what the vault holds.
    pub(crate) fn all(&self) -> [PathBuf; 4] {
        [self.database(), self.dir.join("vault.db-wal"), self.dir.join("vault.db-shm"), self.header()]
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

/// Options for a file that only its owner may read.
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
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

/// Replaces a file's content so that a reader, or a power cut, sees all of the old or all of the new.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), VaultError> {
    let failed = VaultError::io("writing the key file");
    let fresh = path.with_extension("hdr.new");
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
        write_whole(&path, b"one").expect("written");
        write_whole(&path, b"two").expect("written");
        assert_eq!(fs::read(&path).expect("read"), b"two");
        assert_eq!(fs::read_dir(dir.path()).expect("listed").count(), 1);
        #[cfg(unix)]
        assert_eq!(std::os::unix::fs::MetadataExt::mode(&fs::metadata(&path).expect("there")) & 0o777, 0o600);
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
