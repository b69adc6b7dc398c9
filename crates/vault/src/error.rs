//! What can go wrong with a vault, as finely as a caller branches, and how it is said. No personal data in any of it.

use crate::KeychainError;
use regulars_model::{Code, Problem};
use std::io;

/// Why a vault could not do what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum VaultError {
    /// There is no vault in that folder.
    #[error("there is no vault in that folder")]
    NotFound,
    /// The folder for a new vault already holds something.
    #[error("that folder already holds something")]
    Exists,
    /// Another window or command has the vault open.
    #[error("another window or command has this vault open")]
    InUse,
    /// No slot opens with this passphrase. Nothing was changed.
    #[error("wrong passphrase")]
    WrongPassphrase,
    /// No slot opens with this recovery code. Nothing was changed.
    #[error("wrong recovery code")]
    WrongRecoveryCode,
    /// What was typed is no recovery code: letters are missing or mistaken.
    #[error("no recovery code")]
    RecoveryMistyped,
    /// This computer's keychain does not open the vault.
    #[error("the keychain: {0:?}")]
    Keychain(KeychainError),
    /// The vault is open for reading only, until its findings are decided on. Nothing was changed.
    #[error("open for reading only")]
    ReadOnly,
    /// The disk refused to make a change last, and that was said. What it holds now is known only after opening anew.
    #[error("in doubt after the disk refused")]
    InDoubt,
    /// It is a backup, to be restored and not to be worked in.
    #[error("a backup")]
    IsBackup,
    /// A backup is damaged: what it holds is not what was written.
    #[error("the backup is damaged: {0}")]
    BackupDamaged(&'static str),
    /// A new passphrase is too short to be one.
    #[error("the passphrase is too short")]
    WeakPassphrase,
    /// These costs for the passphrase are outside what is safe or what a computer can bear.
    #[error("the cost of the passphrase is out of bounds")]
    KdfOutOfBounds,
    /// A part of the vault is missing, damaged or was changed from outside. Nothing is ever made anew in its place.
    #[error("damaged: {0}")]
    Damaged(&'static str),
    /// Written by a newer version. Nothing was changed.
    #[error("written by a newer version ({found}; this one knows {known})")]
    TooNew {
        /// Version of the vault.
        found: u32,
        /// Newest version this program reads.
        known: u32,
    },
    /// There is no such row: "person", "segment", "import", "chunk".
    #[error("no such {0}")]
    NoSuch(&'static str),
    /// A segment of that name exists.
    #[error("that name is taken")]
    NameTaken,
    /// Something would have been written without a log entry. Nothing was changed; the fault is this program's.
    #[error("a write without a log entry")]
    Unlogged,
    /// The disk is full. Nothing was changed.
    #[error("the disk is full")]
    DiskFull,
    /// The system refused an operation on a file.
    #[error("{doing}: {kind}")]
    Io {
        /// What was being done, in words.
        doing: &'static str,
        /// The kind of failure; the path is left out on purpose.
        kind: io::ErrorKind,
    },
    /// The database engine failed, with its extended code (<https://sqlite.org/rescode.html>).
    #[error("database error {code}")]
    Database {
        /// Extended result code; -1 when the failure is ours (a column of the wrong type, say).
        code: i32,
    },
}

impl VaultError {
    /// A failure that is this program's own, not the engine's.
    pub(crate) const OURS: Self = Self::Database { code: -1 };

    /// What a person is told.
    #[must_use]
    pub fn problem(&self) -> Problem {
        let (code, message, hint) = match self {
            Self::NotFound => (
                Code::NotFound,
                "There is no vault in that folder.".to_owned(),
                "Check the folder, or create a new vault there.",
            ),
            Self::Exists => (
                Code::InputRefused,
                "That folder already holds something, so no vault was created in it.".to_owned(),
                "Choose a new folder, or open the vault that is there.",
            ),
            Self::InUse => (
                Code::InUse,
                "This vault is open in another window or command.".to_owned(),
                "Close it there, then try again.",
            ),
            Self::WrongPassphrase => (
                Code::WrongPassphrase,
                "That passphrase does not open this vault. Nothing was changed.".to_owned(),
                "Check capital letters and the keyboard layout, then try again.",
            ),
            Self::WrongRecoveryCode => (
                Code::WrongPassphrase,
                "That recovery code does not open this vault. Nothing was changed.".to_owned(),
                "It may be an older code, or another shop's. A new code replaces the one before.",
            ),
            Self::RecoveryMistyped => (
                Code::InputRefused,
                "That is not a whole recovery code: a letter is missing or mistaken.".to_owned(),
                "Compare it with your sheet group by group: eight groups of four, then one of two.",
            ),
            Self::Keychain(error) => {
                (Code::WrongPassphrase, error.words().to_owned(), error.hint())
            }
            Self::ReadOnly => (
                Code::ReadOnly,
                "This vault is open for reading only, because something in it is not as it was left. Nothing was changed."
                    .to_owned(),
                "Look at what was found under Trust, and decide: restore a backup, or go on.",
            ),
            Self::InDoubt => (
                Code::Failed,
                "The disk refused the change before this one, so nothing more is written until the vault is opened anew."
                    .to_owned(),
                "Lock the vault and open it again: it is checked then. If it happens again, back up to another disk.",
            ),
            Self::IsBackup => (
                Code::InputRefused,
                "That folder is a backup. It is not opened itself, so that it stays as it is.".to_owned(),
                "Restore it: that makes a vault of it, and nobody who was erased since comes back.",
            ),
            Self::BackupDamaged(part) => (
                Code::Damaged,
                format!("That backup is damaged: {part}. Nothing was restored."),
                "Take another backup: the list shows which were checked.",
            ),
            Self::WeakPassphrase => (
                Code::InputRefused,
                "That passphrase is too short.".to_owned(),
                "Use at least 8 characters; four unrelated words are easy to remember and hard to guess.",
            ),
            Self::KdfOutOfBounds => (
                Code::InputRefused,
                "Opening this vault would cost too little to be safe, or too much for a computer.".to_owned(),
                "Use 19 to 1,024 MiB of memory and 2 to 10 passes.",
            ),
            Self::Damaged(part) => (
                Code::Damaged,
                format!("This vault is damaged or was changed from outside: {part}."),
                "Do not save over it. Restore your last backup.",
            ),
            Self::TooNew { found, known } => (
                Code::TooNew,
                format!(
                    "This vault was written by a newer version of Regulars (format {found}; this one reads up to {known})."
                ),
                "Update Regulars on this computer. The vault was not changed.",
            ),
            Self::NoSuch(what) => {
                (Code::NotFound, format!("There is no such {what}."), "It may have been erased or deleted.")
            }
            Self::NameTaken => {
                (Code::InputRefused, "There is a segment of that name already.".to_owned(), "Choose another name.")
            }
            Self::Unlogged => (
                Code::Failed,
                "A change that would have left no trace in the log was refused. Nothing was changed.".to_owned(),
                "This is a fault of the program. Please report what you were doing.",
            ),
            Self::DiskFull => {
                (Code::Failed, "The disk is full. Nothing was changed.".to_owned(), "Free some space, then try again.")
            }
            Self::Io { doing, kind } => (
                Code::Failed,
                format!("The computer refused: {doing} ({kind})."),
                "Check that the folder is on a disk you may write to, then try again.",
            ),
            Self::Database { code } => (
                Code::Failed,
                format!("The database refused (code {code}). Nothing was changed."),
                "Close the vault, open it again and retry. If it stays, restore a copy.",
            ),
        };
        Problem::new(code, message, hint)
    }

    pub(crate) fn io(doing: &'static str) -> impl Fn(io::Error) -> Self {
        move |error| match error.kind() {
            io::ErrorKind::StorageFull => Self::DiskFull,
            kind => Self::Io { doing, kind },
        }
    }
}

impl From<rusqlite::Error> for VaultError {
    // Only the code is kept: the engine's messages may quote what was being written.
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        match error.sqlite_error() {
            Some(inner) => match inner.code {
                ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt => Self::Damaged("the database"),
                ErrorCode::DiskFull => Self::DiskFull,
                ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Self::InUse,
                _ => Self::Database { code: inner.extended_code },
            },
            None => Self::OURS,
        }
    }
}

impl From<VaultError> for Problem {
    fn from(error: VaultError) -> Self {
        error.problem()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_as_agreed() {
        let all = [
            VaultError::NotFound,
            VaultError::Exists,
            VaultError::InUse,
            VaultError::WrongPassphrase,
            VaultError::WrongRecoveryCode,
            VaultError::RecoveryMistyped,
            VaultError::Keychain(KeychainError::Locked),
            VaultError::ReadOnly,
            VaultError::InDoubt,
            VaultError::IsBackup,
            VaultError::BackupDamaged("its pages do not check"),
            VaultError::WeakPassphrase,
            VaultError::KdfOutOfBounds,
            VaultError::Damaged("the key file is missing"),
            VaultError::TooNew { found: 2, known: 1 },
            VaultError::NoSuch("person"),
            VaultError::NameTaken,
            VaultError::Unlogged,
            VaultError::DiskFull,
            VaultError::Io { doing: "opening the database", kind: io::ErrorKind::PermissionDenied },
            VaultError::Database { code: 10 },
        ];
        let said: Vec<String> = all
            .iter()
            .map(|error| {
                let Problem { code, message, hint } = error.problem();
                format!("{code:?} | {message} | {hint}")
            })
            .collect();
        let path = crate::tests::source("error_texts.txt");
        // To accept a change on purpose: REGULARS_ACCEPT=1 cargo test -p regulars-vault texts
        if std::env::var_os("REGULARS_ACCEPT").is_some() {
            std::fs::write(&path, said.join("\n") + "\n").expect("written");
        }
        assert_eq!(said.join("\n"), std::fs::read_to_string(path).expect("read").trim_end());
    }

    #[test]
    fn what_the_engine_says_becomes_what_a_person_can_act_on() {
        use rusqlite::ffi;
        let ours = |code| VaultError::from(rusqlite::Error::SqliteFailure(ffi::Error::new(code), None));
        for (code, becomes) in [
            (ffi::SQLITE_NOTADB, VaultError::Damaged("the database")),
            (ffi::SQLITE_CORRUPT, VaultError::Damaged("the database")),
            (ffi::SQLITE_FULL, VaultError::DiskFull),
            (ffi::SQLITE_BUSY, VaultError::InUse),
            (ffi::SQLITE_LOCKED, VaultError::InUse),
            (ffi::SQLITE_IOERR_READ, VaultError::Database { code: ffi::SQLITE_IOERR_READ }),
        ] {
            assert_eq!(ours(code), becomes, "{code}");
        }
        // No code of the engine is negative.
        assert_eq!(VaultError::from(rusqlite::Error::QueryReturnedNoRows), VaultError::Database { code: -1 });
    }

    #[test]
    fn a_full_disk_is_told_from_a_refusal() {
        let doing = |kind: io::ErrorKind| VaultError::io("writing the list")(kind.into());
        assert_eq!(doing(io::ErrorKind::StorageFull), VaultError::DiskFull);
        let kind = io::ErrorKind::PermissionDenied;
        assert_eq!(doing(kind), VaultError::Io { doing: "writing the list", kind });
        assert_eq!(Problem::from(VaultError::DiskFull).message, VaultError::DiskFull.problem().message);
    }

    #[test]
    fn the_engines_own_words_are_dropped() {
        let inner = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE);
        let error = rusqlite::Error::SqliteFailure(inner, Some("near \"ana@example.com\"".into()));
        let ours = VaultError::from(error);
        assert_eq!(ours, VaultError::Database { code: rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE });
        assert!(!format!("{ours:?} {ours} {:?}", ours.problem()).contains("ana"));
    }
}
