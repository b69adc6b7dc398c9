//! A campaign, looked at before it is sent. Nothing here sends.

use crate::desk::Desk;
use regulars_model::Problem;
use regulars_workbench::views::{CampaignPreviewView, CampaignRequest};
use tauri::State;

#[tauri::command]
#[specta::specta]
pub(crate) async fn campaign_starter(desk: State<'_, Desk>) -> Result<String, Problem> {
    desk.ask(|bench| Ok(bench.campaign_starter())).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn campaign_preview(
    desk: State<'_, Desk>,
    request: CampaignRequest,
) -> Result<CampaignPreviewView, Problem> {
    desk.ask(move |bench| bench.campaign_preview(&request)).await
}
