//! What is true about safety now, the test that proves it, and what is done about what does not fit.

use crate::desk::Desk;
use regulars_model::Problem;
use regulars_workbench::views::{ProofView, TrustView};
use tauri::{AppHandle, State};

#[tauri::command]
#[specta::specta]
pub(crate) async fn trust(desk: State<'_, Desk>) -> Result<TrustView, Problem> {
    desk.ask(|bench| bench.trust()).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn prove(app: AppHandle, desk: State<'_, Desk>) -> Result<ProofView, Problem> {
    desk.work(app, |bench, progress| bench.prove(progress)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn accept_findings(desk: State<'_, Desk>) -> Result<TrustView, Problem> {
    desk.ask(|bench| bench.accept_findings()).await
}
