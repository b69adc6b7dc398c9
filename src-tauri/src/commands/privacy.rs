//! Opt-outs, erasures and the log.

use crate::desk::Desk;
use regulars_model::Problem;
use regulars_workbench::views::{
    ErasurePlanView, ErasureReceiptView, LogCheckView, OptOut, OptOutReceipt, PrivacyView,
};
use tauri::State;

#[tauri::command]
#[specta::specta]
pub(crate) async fn privacy(desk: State<'_, Desk>) -> Result<PrivacyView, Problem> {
    desk.ask(|bench| bench.privacy()).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn opt_out(desk: State<'_, Desk>, person: String, from: OptOut) -> Result<OptOutReceipt, Problem> {
    desk.ask(move |bench| bench.opt_out(&person, &from)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn erasure_plan(desk: State<'_, Desk>, person: String) -> Result<ErasurePlanView, Problem> {
    desk.ask(move |bench| bench.erasure_plan(&person)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn erase(desk: State<'_, Desk>, person: String) -> Result<ErasureReceiptView, Problem> {
    // The chosen file may hold the person's own row.
    desk.clear();
    desk.ask(move |bench| bench.erase(&person)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn log_verify(desk: State<'_, Desk>) -> Result<LogCheckView, Problem> {
    desk.ask(|bench| bench.log_verify()).await
}
