//! What is true about safety now, each statement looked up when it is asked for, and a self-test that tries to break it.

mod proving;
mod statements;

use crate::{
    Workbench,
    clock::day_and_minute,
    views::{FindingView, TrustView},
};
use regulars_model::Problem;
use regulars_vault::Finding;

impl Workbench {
    /// What was found at opening and is not decided on yet.
    ///
    /// # Errors
    /// When no vault is open.
    pub fn findings(&self) -> Result<Vec<FindingView>, Problem> {
        let view = |finding: &Finding| {
            let (message, hint) = finding.words();
            FindingView { id: finding.word().to_owned(), message, hint: hint.to_owned() }
        };
        Ok(self.opened()?.vault.findings().iter().map(view).collect())
    }

    /// Every statement, as it is at this moment.
    ///
    /// # Errors
    /// When no vault is open.
    pub fn trust(&self) -> Result<TrustView, Problem> {
        let open = self.opened()?;
        let findings = self.findings()?;
        Ok(TrustView {
            as_of: day_and_minute(self.now()),
            statements: statements::all(open, self.now())?,
            read_only: !findings.is_empty(),
            findings,
        })
    }

    /// Goes on with a vault in which something was found: the user has looked at it. Who the list beside the vault keeps
    /// out is kept out again. Logged.
    ///
    /// # Errors
    /// When the log's very end is broken: then only a backup helps.
    pub fn accept_findings(&mut self) -> Result<TrustView, Problem> {
        let (cause, list) = (self.cause("accept_findings"), self.cause("finish"));
        let now = self.now();
        let open = self.opened_mut()?;
        open.vault.accept_findings(cause)?;
        let replayed = match open.vault.ledger_beside() {
            Some(ledger) => open.replay(&ledger, list).map(drop),
            None => Ok(()),
        };
        let done = replayed.and_then(|()| open.vault.accepted(now).map_err(Problem::from));
        if let Err(problem) = done {
            // Half-way is nowhere: locked as it is, it is found again at the next opening.
            self.lock();
            return Err(problem);
        }
        open.reload(&mut crate::quiet())?;
        self.trust()
    }
}
