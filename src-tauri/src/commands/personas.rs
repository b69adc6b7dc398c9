//! Personas: shown, and built anew.

use crate::desk::Desk;
use regulars_model::Problem;
use regulars_workbench::views::PersonasView;
use tauri::{AppHandle, State};

#[tauri::command]
#[specta::specta]
pub(crate) async fn personas(desk: State<'_, Desk>) -> Result<PersonasView, Problem> {
    desk.ask(|bench| bench.personas()).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn personas_build(app: AppHandle, desk: State<'_, Desk>) -> Result<PersonasView, Problem> {
    desk.work(app, |bench, progress| bench.personas_build(progress)).await
}
