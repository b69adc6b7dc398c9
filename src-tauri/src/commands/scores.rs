//! Scores: shown, explained, proved, put right by hand; what is not worked out yet is, with progress.

use crate::{
    choose::{Ask, choose},
    desk::Desk,
};
use regulars_model::{Problem, ScoreKind};
use regulars_workbench::views::{
    CohortsView, CustomerValueView, LeadRequest, LeadView, OverrideRequest, OverrideView, PointsView, ProofRequest,
    ProofSeen, RfmView, RiskRequest, RiskView, ScoreExplainView, ScoreProofView, ScoreReplayView, ScoreRunView,
    ScoresView, ValueRequest,
};
use tauri::{AppHandle, State};

#[tauri::command]
#[specta::specta]
pub(crate) async fn scores(app: AppHandle, desk: State<'_, Desk>) -> Result<ScoresView, Problem> {
    desk.work(app, |bench, progress| bench.scores(progress)).await
}

/// Stops what is worked out just now.
#[tauri::command]
#[specta::specta]
pub(crate) async fn scores_cancel(desk: State<'_, Desk>) -> Result<(), Problem> {
    desk.stop();
    Ok(())
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn score_value(
    app: AppHandle,
    desk: State<'_, Desk>,
    request: ValueRequest,
) -> Result<CustomerValueView, Problem> {
    desk.work(app, move |bench, progress| bench.score_value(&request, progress)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn score_risk(
    app: AppHandle,
    desk: State<'_, Desk>,
    request: RiskRequest,
) -> Result<RiskView, Problem> {
    desk.work(app, move |bench, progress| bench.score_risk(&request, progress)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn score_lead(
    app: AppHandle,
    desk: State<'_, Desk>,
    request: LeadRequest,
) -> Result<LeadView, Problem> {
    desk.work(app, move |bench, progress| bench.score_lead(&request, progress)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn score_subscriber(
    app: AppHandle,
    desk: State<'_, Desk>,
    request: LeadRequest,
) -> Result<LeadView, Problem> {
    desk.work(app, move |bench, progress| bench.score_subscriber(&request, progress)).await
}

/// The card of points as the user wants it; nothing goes back to the card that comes with the program.
#[tauri::command]
#[specta::specta]
pub(crate) async fn score_points_save(desk: State<'_, Desk>, points: Option<PointsView>) -> Result<(), Problem> {
    desk.ask(move |bench| bench.score_points_save(points.as_ref())).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn score_cohorts(app: AppHandle, desk: State<'_, Desk>) -> Result<CohortsView, Problem> {
    desk.work(app, |bench, progress| bench.score_cohorts(progress)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn score_rfm(desk: State<'_, Desk>) -> Result<RfmView, Problem> {
    desk.ask(|bench| bench.score_rfm()).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn score_explain(
    app: AppHandle,
    desk: State<'_, Desk>,
    person: String,
) -> Result<ScoreExplainView, Problem> {
    desk.work(app, move |bench, progress| bench.score_explain(&person, progress)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn score_proof(
    app: AppHandle,
    desk: State<'_, Desk>,
    request: ProofRequest,
) -> Result<ScoreProofView, Problem> {
    desk.work(app, move |bench, progress| bench.score_proof(&request, progress)).await
}

/// Somebody has looked at it, or skips it knowingly.
#[tauri::command]
#[specta::specta]
pub(crate) async fn score_proof_seen(
    desk: State<'_, Desk>,
    kind: ScoreKind,
    how: ProofSeen,
) -> Result<ScoresView, Problem> {
    desk.ask(move |bench| bench.score_proof_seen(kind, how)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn score_override(desk: State<'_, Desk>, request: OverrideRequest) -> Result<OverrideView, Problem> {
    desk.ask(move |bench| bench.score_override(&request)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn score_override_take_back(desk: State<'_, Desk>, id: String) -> Result<OverrideView, Problem> {
    desk.ask(move |bench| bench.score_override_take_back(&id)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn score_overrides(desk: State<'_, Desk>) -> Result<Vec<OverrideView>, Problem> {
    desk.ask(|bench| bench.score_overrides()).await
}

/// Into a file of the person's choice; nothing when they thought better of it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn score_card_save(
    app: AppHandle,
    desk: State<'_, Desk>,
    kind: ScoreKind,
) -> Result<Option<String>, Problem> {
    let name = desk.work(app.clone(), move |bench, progress| bench.score_card(kind, progress)).await?.file_name;
    let Some(path) = choose(&app, Ask::SaveAs { name }).await? else { return Ok(None) };
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    desk.work(app, move |bench, progress| bench.score_card_save(kind, &path, progress)).await?;
    Ok(name)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn score_runs(desk: State<'_, Desk>) -> Result<Vec<ScoreRunView>, Problem> {
    desk.ask(|bench| bench.score_runs()).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn score_replay(
    app: AppHandle,
    desk: State<'_, Desk>,
    run: String,
) -> Result<ScoreReplayView, Problem> {
    desk.work(app, move |bench, progress| bench.score_replay(&run, progress)).await
}
