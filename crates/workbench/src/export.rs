//! Who may be written to leaves as a file for the program that sends, and as nothing more.

use crate::{
    Workbench, problems,
    progress::Progress,
    views::{ExportReceiptView, ExportRequest},
};
use regulars_model::Problem;
use std::path::Path;

impl Workbench {
    /// Writes the people of a segment who may be written to by a channel for a purpose as a file.
    ///
    /// # Errors
    /// When no vault is open, the segment cannot be used, no recipient is named, or the file cannot be written.
    pub fn export_audience(
        &mut self,
        _request: &ExportRequest,
        _to: &Path,
        _progress: Progress<'_>,
    ) -> Result<ExportReceiptView, Problem> {
        Err(problems::locked())
    }
}
