//! An import taken back, at any later time: what only it said goes, what came later stays, and so does every no.

use crate::{
    Workbench, problems,
    progress::Progress,
    views::{UndoPlanView, UndoReportView},
};
use regulars_model::Problem;

impl Workbench {
    /// Counts exactly what undoing an import (`i3`) would do, and writes nothing.
    ///
    /// # Errors
    /// When no vault is open, there is no such import, or it was undone already.
    pub fn undo_plan(&mut self, _import: &str) -> Result<UndoPlanView, Problem> {
        Err(problems::locked())
    }

    /// Undoes an import.
    ///
    /// # Errors
    /// As for [`Self::undo_plan`], or when the user stopped it. Nothing is written then.
    pub fn undo_import(&mut self, _import: &str, _progress: Progress<'_>) -> Result<UndoReportView, Problem> {
        Err(problems::locked())
    }
}
