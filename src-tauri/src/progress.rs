//! How far a long job has come, sent to the window.

use regulars_workbench::views::ProgressView;
use serde::{Deserialize, Serialize};

/// Sent at most ten times a second while a job runs.
#[derive(Debug, Clone, Serialize, Deserialize, specta::Type, tauri_specta::Event)]
pub struct Progress(pub ProgressView);
