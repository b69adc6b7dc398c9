//! A campaign, looked at before it is sent. Nothing here sends.

use super::segment::asking;
use crate::desk::Desk;
use regulars_model::Problem;
use regulars_workbench::views::{CampaignPreviewView, CampaignRequest};
use tauri::{AppHandle, State};

#[tauri::command]
#[specta::specta]
pub(crate) async fn campaign_starter(desk: State<'_, Desk>) -> Result<String, Problem> {
    desk.ask(|bench| Ok(bench.campaign_starter())).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn campaign_preview(
    app: AppHandle,
    desk: State<'_, Desk>,
    request: CampaignRequest,
) -> Result<CampaignPreviewView, Problem> {
    asking(app, desk, vec![request.segment.clone()], move |bench| bench.campaign_preview(&request)).await
}
