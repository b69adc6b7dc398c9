//! What must succeed on a full disk as well: a no, and an erasure. The vault keeps some room for them.

use crate::bench::OpenShop;
use regulars_model::Problem;
use regulars_vault::{Cause, Tx, VaultError};

impl OpenShop {
    /// Writes; where the disk is full the room that is kept is given up and it is written again.
    pub(crate) fn write_urgently<T>(
        &mut self,
        cause: Cause,
        f: impl Fn(&Tx<'_>) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        let full: Problem = VaultError::DiskFull.into();
        match self.vault.write(cause, &f) {
            Err(problem) if problem == full && self.vault.make_room() => self.vault.write(cause, &f),
            other => other,
        }
    }
}
