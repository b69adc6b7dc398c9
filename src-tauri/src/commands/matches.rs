//! Entries that may be one person: compared, decided on, taken back.

use crate::desk::Desk;
use regulars_model::Problem;
use regulars_workbench::views::{MatchReviewView, MergeEntry, MergeReportView};
use tauri::{AppHandle, State};

#[tauri::command]
#[specta::specta]
pub(crate) async fn matches_find(app: AppHandle, desk: State<'_, Desk>) -> Result<MatchReviewView, Problem> {
    desk.work(app, |bench, progress| bench.find_matches(progress)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn matches_merge_sure(app: AppHandle, desk: State<'_, Desk>) -> Result<MergeReportView, Problem> {
    desk.work(app, |bench, progress| bench.merge_sure(progress)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn matches_merge(desk: State<'_, Desk>, a: String, b: String) -> Result<MergeReportView, Problem> {
    desk.ask(move |bench| bench.merge(&a, &b)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn matches_keep_apart(
    desk: State<'_, Desk>,
    a: String,
    b: String,
) -> Result<MergeReportView, Problem> {
    desk.ask(move |bench| bench.keep_apart(&a, &b)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn matches_unmerge(
    desk: State<'_, Desk>,
    decision: String,
    ask_again: bool,
) -> Result<MergeReportView, Problem> {
    desk.ask(move |bench| bench.unmerge(&decision, ask_again)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn matches(desk: State<'_, Desk>) -> Result<Vec<MergeEntry>, Problem> {
    desk.ask(|bench| bench.merges()).await
}
