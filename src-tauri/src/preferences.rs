//! What a person has set about the program, in a small file that only its owner may read. Nothing of what is in a vault.

use serde::{Deserialize, Serialize};
use std::{
    fs::{self, OpenOptions},
    io::{self, Write as _},
    path::PathBuf,
};

/// The fewest minutes without use after which a vault may lock.
pub(crate) const LEAST: u32 = 1;
/// The most. There is no “never”.
pub(crate) const MOST: u32 = 60;
const USUAL: u32 = 10;

/// What is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Preferences {
    /// Minutes without use after which the vault locks.
    pub(crate) lock_after_minutes: u32,
}

impl Default for Preferences {
    fn default() -> Self {
        Self { lock_after_minutes: USUAL }
    }
}

/// The file they are kept in.
pub(crate) struct Kept(PathBuf);

impl Kept {
    pub(crate) fn at(file: PathBuf) -> Self {
        Self(file)
    }

    /// What cannot be read, or was set by hand to what may not be, is what it is for a new user.
    pub(crate) fn load(&self) -> Preferences {
        let read: Option<Preferences> = fs::read(&self.0).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        read.filter(|kept| (LEAST..=MOST).contains(&kept.lock_after_minutes)).unwrap_or_default()
    }

    pub(crate) fn save(&self, preferences: &Preferences) -> io::Result<()> {
        if let Some(parent) = self.0.parent() {
            fs::create_dir_all(parent)?;
        }
        let beside = self.0.with_extension("new");
        // Left by a power cut, perhaps.
        let _ = fs::remove_file(&beside);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&beside)?;
        file.write_all(&serde_json::to_vec_pretty(preferences)?)?;
        file.sync_all()?;
        fs::rename(beside, &self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kept_private_and_read_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("deep/preferences.json");
        let kept = Kept::at(file.clone());
        assert_eq!(kept.load().lock_after_minutes, 10);
        fs::create_dir(folder.path().join("deep")).expect("made");
        fs::write(file.with_extension("new"), "left by a power cut").expect("written");
        kept.save(&Preferences { lock_after_minutes: 3 }).expect("saved");
        kept.save(&Preferences { lock_after_minutes: 5 }).expect("saved anew");
        assert_eq!(kept.load().lock_after_minutes, 5);
        #[cfg(unix)]
        assert_eq!(std::os::unix::fs::MetadataExt::mode(&fs::metadata(&file).expect("there")) & 0o777, 0o600);
        for odd in
            ["{\"lock_after_minutes\": 0}", "{\"lock_after_minutes\": 61}", "{\"lock_after_minutes\": -1}", "{", ""]
        {
            fs::write(&file, odd).expect("written");
            assert_eq!(kept.load(), Preferences::default(), "{odd}");
        }
    }
}
