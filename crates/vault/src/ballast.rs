//! Room kept for the day the disk is full: a file of random bytes that is given up so that a no and an erasure can still
//! be written. Deleting needs room too.

use crate::{VaultError, files, secret::fill_random};
use std::{fs, io::Write, path::Path};

/// Bytes kept. An opt-out needs a few pages, an erasure the few chunks that hold the person.
pub(crate) const BYTES: usize = 2 << 20;

/// Makes it when it is not there and there is room; says whether it is there now. Random, because a file system that
/// compresses would keep no room for zeros.
pub(crate) fn keep(path: &Path) -> bool {
    if fs::metadata(path).is_ok_and(|meta| meta.len() == BYTES as u64) {
        return true;
    }
    let _ = fs::remove_file(path);
    let mut bytes = vec![0; BYTES];
    let written = fill_random(&mut bytes).is_ok()
        && files::private(fs::OpenOptions::new().write(true).create_new(true))
            .open(path)
            .and_then(|mut file| file.write_all(&bytes).and_then(|()| file.sync_all()))
            .is_ok();
    if !written {
        let _ = fs::remove_file(path);
    }
    written
}

/// Gives the room back; `false` when there was none to give.
pub(crate) fn give_up(path: &Path) -> bool {
    fs::remove_file(path).is_ok()
}

/// Writes something small that must not fail; on a full disk once more, with this room.
pub(crate) fn with_room(path: &Path, mut write: impl FnMut() -> Result<(), VaultError>) -> Result<(), VaultError> {
    match write() {
        Err(VaultError::DiskFull) if give_up(path) => write(),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_kept_once_and_given_up_once() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("vault.ballast");
        assert!(keep(&path) && keep(&path));
        assert_eq!(fs::metadata(&path).expect("there").len(), 2 * 1024 * 1024);
        assert!(give_up(&path) && !give_up(&path));
        fs::write(&path, "half of one, left by a power cut").expect("written");
        assert!(keep(&path));
        assert_eq!(fs::metadata(&path).expect("there").len(), BYTES as u64);
        assert!(!keep(&dir.path().join("nowhere/vault.ballast")));
    }

    #[test]
    fn the_room_is_given_up_for_a_full_disk_and_for_nothing_else() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("vault.ballast");
        assert!(keep(&path));
        let mut tried = 0;
        let mut first = |answer: VaultError| {
            tried = 0;
            let answer = with_room(&path, || {
                tried += 1;
                if tried == 1 { Err(answer) } else { Ok(()) }
            });
            (answer, tried, path.exists())
        };
        assert_eq!(first(VaultError::InUse), (Err(VaultError::InUse), 1, true));
        assert_eq!(first(VaultError::DiskFull), (Ok(()), 2, false), "with the room it can be written");
        assert_eq!(first(VaultError::DiskFull), (Err(VaultError::DiskFull), 1, false), "there is none any more");
    }
}
