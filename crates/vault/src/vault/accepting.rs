//! Going on with a vault in which something was found, once its owner has said that it is theirs. Until the very end the key
//! file stays as it was, so that a cut in the middle is found again.

use super::{Open, Vault};
use crate::{Cause, Finding, VaultError, access::Subject};

impl Vault<Open> {
    /// Begins: the vault can be written, and the log says what was accepted. The caller then makes it so for those whom the
    /// list beside the database keeps out, and calls [`Vault::accepted`].
    ///
    /// # Errors
    /// When the log's very end is broken or the disk refuses: then only a backup helps, and the vault stays as it was.
    pub fn accept_findings(&mut self, cause: Cause) -> Result<(), VaultError> {
        if self.state.findings.is_empty() {
            return Ok(());
        }
        let findings = std::mem::take(&mut self.state.findings);
        self.state.connection.pragma_update(None, "query_only", false)?;
        // Not marked as open yet: that would write over what the key file remembers.
        let marked = std::mem::replace(&mut self.state.marked, true);
        let written = self.write(cause, |tx| {
            for finding in &findings {
                tx.touched(Subject::Vault, &[finding.word()]);
            }
            Ok::<_, VaultError>(())
        });
        if written.is_err() {
            self.state.marked = marked;
            self.state.findings = findings;
            self.state.connection.pragma_update(None, "query_only", true)?;
            return written;
        }
        self.state.accepting = findings;
        Ok(())
    }

    /// Ends: from now on the vault is as it is now.
    ///
    /// # Errors
    /// The disk's; then it is found again at the next opening.
    pub fn accepted(&mut self, now: i64) -> Result<(), VaultError> {
        let broken = self.state.accepting.iter().find_map(|finding| match finding {
            Finding::LogBroken(at) => Some(*at),
            _ => None,
        });
        if self.ledger_beside().is_none() {
            self.save_ledger(now)?;
        }
        if let Some(at) = broken {
            self.header = self.header.next(&self.state.keys.data, |body| body.set_accepted_break(at))?;
        }
        self.mark_open(now)?;
        self.state.accepting.clear();
        self.tell_keychain();
        Ok(())
    }
}
