//! An import: chosen or dropped, looked at, rehearsed, done, stopped, or taken back.

use crate::{
    choose::{Ask, choose},
    desk::Desk,
};
use regulars_model::{Code, Problem};
use regulars_workbench::{
    Provenance,
    views::{
        ImportEntry, ImportPlanView, ImportReportView, LookRequest, MappingView, OfferedFile, ProvenanceRequest,
        UndoPlanView, UndoReportView,
    },
};
use tauri::{AppHandle, State};

/// Asks for a file; nothing when the person thought better of it. It is looked at next.
#[tauri::command]
#[specta::specta]
pub(crate) async fn import_choose(app: AppHandle, desk: State<'_, Desk>) -> Result<Option<OfferedFile>, Problem> {
    Ok(choose(&app, Ask::ImportFile).await?.map(|path| desk.offer(path)))
}

/// Looks at a file that was chosen or dropped, or looks again, otherwise.
#[tauri::command]
#[specta::specta]
pub(crate) async fn import_look(
    app: AppHandle,
    desk: State<'_, Desk>,
    token: String,
    look: LookRequest,
) -> Result<ImportPlanView, Problem> {
    let path = desk.offered(&token)?;
    let plan = desk.work(app, move |bench, progress| bench.survey_file(&path, &look, &token, progress)).await?;
    let view = plan.view.clone();
    desk.keep_file(plan);
    Ok(view)
}

/// The file is not wanted: its path and what was read of it are forgotten.
#[tauri::command]
#[specta::specta]
pub(crate) async fn import_put_aside(desk: State<'_, Desk>, token: String) -> Result<(), Problem> {
    desk.put_aside(&token);
    Ok(())
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn import_check(
    app: AppHandle,
    desk: State<'_, Desk>,
    token: String,
    mapping: MappingView,
    from: ProvenanceRequest,
) -> Result<ImportReportView, Problem> {
    desk.mapped(&token, &mapping);
    let (chosen, from) = (desk.file(&token)?, provenance(from)?);
    desk.work(app, move |bench, progress| bench.check_import(&chosen.plan, &mapping, &from, progress)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn import_run(
    app: AppHandle,
    desk: State<'_, Desk>,
    token: String,
    mapping: MappingView,
    from: ProvenanceRequest,
) -> Result<ImportReportView, Problem> {
    desk.mapped(&token, &mapping);
    let (chosen, from) = (desk.file(&token)?, provenance(from)?);
    desk.work(app, move |bench, progress| bench.run_import(&chosen.plan, &mapping, &from, progress)).await
}

/// What was said of the file, with its day read.
fn provenance(said: ProvenanceRequest) -> Result<Provenance, Problem> {
    let day = said.collected_on.as_deref().map(str::trim).filter(|day| !day.is_empty());
    let collected_on = day.map(str::parse).transpose().map_err(|_| {
        Problem::new(
            Code::Usage,
            "The day on which they were collected is no day.",
            "Write it as 2026-11-23, or leave it empty.",
        )
    })?;
    Ok(Provenance {
        source: said.source,
        basis: said.basis,
        collected: said.collected,
        collected_on,
        permits: said.permits,
        notice: said.notice,
    })
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn import_cancel(desk: State<'_, Desk>) -> Result<(), Problem> {
    desk.stop();
    Ok(())
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn import_save_rejects(
    app: AppHandle,
    desk: State<'_, Desk>,
    token: String,
) -> Result<Option<String>, Problem> {
    let chosen = desk.file(&token)?;
    let stem = chosen.plan.view.file_name.split('.').next().unwrap_or("import").to_owned();
    let name = format!("{stem} - rows not used.csv");
    let Some(path) = choose(&app, Ask::SaveAs { name }).await? else { return Ok(None) };
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    desk.work(app, move |bench, progress| bench.save_rejects(&chosen.plan, &chosen.mapping, &path, progress)).await?;
    Ok(name)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn imports(desk: State<'_, Desk>) -> Result<Vec<ImportEntry>, Problem> {
    desk.ask(|bench| bench.imports()).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn import_undo_plan(
    app: AppHandle,
    desk: State<'_, Desk>,
    id: String,
) -> Result<UndoPlanView, Problem> {
    desk.work(app, move |bench, progress| bench.undo_plan(&id, progress)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn import_undo(app: AppHandle, desk: State<'_, Desk>, id: String) -> Result<UndoReportView, Problem> {
    desk.work(app, move |bench, progress| bench.undo_import(&id, progress)).await
}
