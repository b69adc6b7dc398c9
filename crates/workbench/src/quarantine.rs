//! People who came from a source that nobody may simply use: kept apart until a permission is on record.

use crate::{
    Workbench, problems,
    views::{PermissionView, QuarantineView, YesRequest},
};
use regulars_model::Problem;

impl Workbench {
    /// Who waits in quarantine.
    ///
    /// # Errors
    /// When no vault is open.
    pub fn quarantine(&self) -> Result<QuarantineView, Problem> {
        Err(problems::locked())
    }

    /// Writes down a yes that a person gave outside of any file. It takes back an earlier no of theirs.
    ///
    /// # Errors
    /// When no vault is open, nobody goes by that name, or it is not said how they said so.
    pub fn record_yes(&mut self, _request: &YesRequest) -> Result<PermissionView, Problem> {
        Err(problems::locked())
    }
}
