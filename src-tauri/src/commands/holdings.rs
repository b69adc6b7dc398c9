//! What is held and what for: the shop's own fields, who waits in quarantine, and what leaves as a file.

use crate::{
    choose::{Ask, choose},
    desk::Desk,
};
use regulars_model::Problem;
use regulars_workbench::views::{
    ExportReceiptView, ExportRequest, ExportShape, FieldView, PermissionView, QuarantineView, YesRequest,
};
use tauri::{AppHandle, State};

#[tauri::command]
#[specta::specta]
pub(crate) async fn fields(desk: State<'_, Desk>) -> Result<Vec<FieldView>, Problem> {
    desk.ask(|bench| bench.fields()).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn set_field_purpose(
    desk: State<'_, Desk>,
    key: String,
    purpose: String,
) -> Result<Vec<FieldView>, Problem> {
    desk.ask(move |bench| bench.set_field_purpose(&key, &purpose)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn quarantine(desk: State<'_, Desk>) -> Result<QuarantineView, Problem> {
    desk.ask(|bench| bench.quarantine()).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn record_yes(desk: State<'_, Desk>, request: YesRequest) -> Result<PermissionView, Problem> {
    desk.ask(move |bench| bench.record_yes(&request)).await
}

/// Into a file of the person's choice; nothing when they thought better of it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn export_audience(
    app: AppHandle,
    desk: State<'_, Desk>,
    request: ExportRequest,
) -> Result<Option<ExportReceiptView>, Problem> {
    let name = match request.shape {
        ExportShape::Csv => "people.csv",
        ExportShape::Xlsx => "people.xlsx",
        ExportShape::Mailchimp => "people for Mailchimp.csv",
        ExportShape::Klaviyo => "people for Klaviyo.csv",
        ExportShape::Shopify => "people for Shopify.csv",
        ExportShape::Listmonk => "people for listmonk.csv",
    };
    let Some(path) = choose(&app, Ask::SaveAs { name: name.to_owned() }).await? else { return Ok(None) };
    desk.work(app, move |bench, progress| {
        bench.work_out_for(std::slice::from_ref(&request.segment), progress)?;
        bench.export_audience(&request, &path, progress)
    })
    .await
    .map(Some)
}
