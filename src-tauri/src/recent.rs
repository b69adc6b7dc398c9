//! Vaults that were open before on this computer: their folder, the shop's name and the day, in a small file. Nothing of
//! what is in them. Only their owner may read the list: it tells where a shop keeps its customers.

use regulars_model::Day;
use serde::{Deserialize, Serialize};
use std::{
    fs::{self, DirBuilder, OpenOptions},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

/// The list's file.
pub(crate) struct Recent(PathBuf);

/// One vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Entry {
    /// Its folder.
    pub(crate) folder: PathBuf,
    /// The shop's name.
    pub(crate) name: String,
    /// When it was last opened.
    pub(crate) opened: Day,
}

const LONGEST: usize = 12;

impl Recent {
    pub(crate) fn at(file: PathBuf) -> Self {
        Self(file)
    }

    /// Newest first. A list that cannot be read is an empty one: it holds nothing that matters.
    pub(crate) fn list(&self) -> Vec<Entry> {
        fs::read(&self.0).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
    }

    /// Puts a vault first.
    pub(crate) fn note(&self, folder: &Path, name: &str, today: Day) -> io::Result<()> {
        let mut list = self.list();
        list.retain(|entry| entry.folder != folder);
        list.insert(0, Entry { folder: folder.to_owned(), name: name.to_owned(), opened: today });
        list.truncate(LONGEST);
        if let Some(parent) = self.0.parent() {
            private_folder(parent)?;
        }
        let beside = self.0.with_extension("new");
        // One that was left behind may be readable by others, and would stay so.
        let _ = fs::remove_file(&beside);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(&beside)?.write_all(&serde_json::to_vec_pretty(&list)?)?;
        fs::rename(beside, &self.0)
    }
}

/// Makes the program's own folder, or takes others' access to it away.
fn private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)?;
    #[cfg(unix)]
    fs::set_permissions(folder, std::os::unix::fs::PermissionsExt::from_mode(0o700))?;
    Ok(())
}

/// "today", "3 days ago".
pub(crate) fn ago(opened: Day, today: Day) -> String {
    match today.0.saturating_sub(opened.0) {
        ..=0 => "today".to_owned(),
        1 => "yesterday".to_owned(),
        days @ 2..=60 => format!("{days} days ago"),
        _ => opened.words(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_is_first_and_only_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let recent = Recent::at(folder.path().join("deep/recent.json"));
        assert!(recent.list().is_empty());
        for (name, day) in [("a", 1), ("b", 2), ("a", 3)] {
            recent.note(Path::new(name), name, Day(day)).expect("noted");
        }
        let names: Vec<_> = recent.list().into_iter().map(|entry| (entry.name, entry.opened)).collect();
        assert_eq!(names, [("a".to_owned(), Day(3)), ("b".to_owned(), Day(2))]);
        fs::write(folder.path().join("deep/recent.json"), "not a list").expect("written");
        assert!(recent.list().is_empty());
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_may_read_the_list() {
        use std::os::unix::fs::PermissionsExt as _;

        let folder = tempfile::tempdir().expect("a folder");
        let own = folder.path().join("own");
        let file = own.join("recent.json");
        fs::create_dir(&own).expect("a folder");
        for (path, mode) in [(&own, 0o755), (&file, 0o644)] {
            if *path == file {
                fs::write(&file, "[]").expect("written");
            }
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("a mode");
        }
        Recent::at(file.clone()).note(Path::new("a"), "a", Day(1)).expect("noted");
        let mode = |path: &Path| fs::metadata(path).expect("there").permissions().mode() & 0o777;
        assert_eq!((mode(&own), mode(&file)), (0o700, 0o600));
    }

    #[test]
    fn days_in_words() {
        assert_eq!(ago(Day(20_000), Day(20_000)), "today");
        assert_eq!(ago(Day(20_001), Day(20_000)), "today");
        assert_eq!(ago(Day(19_999), Day(20_000)), "yesterday");
        assert_eq!(ago(Day(19_997), Day(20_000)), "3 days ago");
        assert_eq!(ago(Day(19_900), Day(20_000)), "Wed 26 Jun 2024");
    }
}
