//! An import: chosen, rehearsed, done, or stopped.

use crate::{
    choose::{Ask, choose},
    desk::Desk,
};
use regulars_model::{Basis, Problem};
use regulars_workbench::{
    Provenance,
    views::{ImportEntry, ImportPlanView, ImportReportView, LookRequest, MappingView},
};
use tauri::{AppHandle, State};

#[tauri::command]
#[specta::specta]
pub(crate) async fn import_choose(app: AppHandle, desk: State<'_, Desk>) -> Result<Option<ImportPlanView>, Problem> {
    let Some(path) = choose(&app, Ask::ImportFile).await? else { return Ok(None) };
    let token = desk.name('f');
    let plan = desk
        .work(app, move |bench, progress| bench.survey_file(&path, &LookRequest::default(), &token, progress))
        .await?;
    let view = plan.view.clone();
    desk.keep_file(plan);
    Ok(Some(view))
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn import_check(
    app: AppHandle,
    desk: State<'_, Desk>,
    token: String,
    mapping: MappingView,
    source: String,
    basis: Basis,
) -> Result<ImportReportView, Problem> {
    desk.mapped(&token, &mapping);
    let chosen = desk.file(&token)?;
    let from = Provenance::new(source, basis);
    desk.work(app, move |bench, progress| bench.check_import(&chosen.plan, &mapping, &from, progress)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn import_run(
    app: AppHandle,
    desk: State<'_, Desk>,
    token: String,
    mapping: MappingView,
    source: String,
    basis: Basis,
) -> Result<ImportReportView, Problem> {
    desk.mapped(&token, &mapping);
    let chosen = desk.file(&token)?;
    let from = Provenance::new(source, basis);
    desk.work(app, move |bench, progress| bench.run_import(&chosen.plan, &mapping, &from, progress)).await
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
