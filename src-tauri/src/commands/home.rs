//! Home, and what is true about safety now.

use crate::desk::Desk;
use regulars_model::Problem;
use regulars_workbench::views::{HomeView, SafeView};
use tauri::State;

#[tauri::command]
#[specta::specta]
pub(crate) async fn home(desk: State<'_, Desk>) -> Result<HomeView, Problem> {
    desk.ask(|bench| bench.home()).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn safe(desk: State<'_, Desk>) -> Result<SafeView, Problem> {
    desk.ask(|bench| bench.safe()).await
}
