//! What was kept and is not read yet. Each sheet is read when somebody first looks at what it holds, so that nobody waits for what
//! no question asks for, and it takes no room.

use super::{In, NotASheet, Sheet};
use std::{fmt, panic::resume_unwind, sync::Arc};

/// Where the sheets of one shop lie.
pub trait Sheets: Send + Sync {
    /// Hands over the bytes of a sheet, and what all sheets of its shop have in common. Not where it is not there as it was left.
    fn hand_over(&self, sheet: Sheet, to: &mut dyn FnMut(&[u8], u64));

    /// Told once one of them was not as it was left: none of them is to be read again.
    fn lost(&self);
}

/// What a piece of work is left with, by [`std::panic::resume_unwind`] and without a word, where it looked at what was kept and that
/// was not as it was left. A column is not there in the middle of an answer, and no answer may stand on what is not: it ends, and
/// whoever asked opens the vault again, where everything is read that it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeptIsLost;

/// The sheets that a shop was read from, and is still being read from.
#[derive(Clone)]
pub(crate) struct Unread(Arc<dyn Sheets>);

impl Unread {
    pub(crate) fn new(sheets: Arc<dyn Sheets>) -> Self {
        Self(sheets)
    }

    /// What a sheet holds.
    pub(crate) fn read<T>(
        &self,
        sheet: Sheet,
        read: impl FnOnce(&mut In<'_>) -> Result<T, NotASheet>,
    ) -> Result<T, NotASheet> {
        let (mut read, mut found) = (Some(read), Err(NotASheet));
        self.0.hand_over(sheet, &mut |bytes, tie| {
            if let Some(read) = read.take() {
                found = sheet.take_apart(bytes, tie, read);
            }
        });
        found
    }

    /// The same; where it is not there, the work ends with [`KeptIsLost`].
    pub(crate) fn get<T>(&self, sheet: Sheet, read: impl FnOnce(&mut In<'_>) -> Result<T, NotASheet>) -> T {
        self.or_end(self.read(sheet, read))
    }

    pub(crate) fn or_end<T>(&self, found: Result<T, NotASheet>) -> T {
        found.unwrap_or_else(|NotASheet| {
            self.0.lost();
            resume_unwind(Box::new(KeptIsLost))
        })
    }
}

impl fmt::Debug for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Unread")
    }
}
