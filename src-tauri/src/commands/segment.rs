//! Segments: what a rule can ask, who is in, why, and the ones that are saved.

use crate::{
    choose::{Ask, choose},
    desk::Desk,
};
use regulars_model::{Problem, SegmentRule};
use regulars_workbench::{
    Workbench,
    views::{
        AgainstView, ExplainView, OfferedFile, OverlapView, PeoplePage, PersonRef, PlacesView, ReadingView, ReadyView,
        RosterView, RuleOptionsView, SegmentChoice, SegmentCompareView, SegmentCountView, SegmentHistoryView,
        SegmentSizeView, SegmentView,
    },
};
use tauri::{AppHandle, State};

/// Asks rules after the scores they ask for were worked out, which is told as it goes; there are none in most rules, and most
/// scores are there.
pub(crate) async fn asking<T: Send + 'static>(
    app: AppHandle,
    desk: State<'_, Desk>,
    choices: Vec<SegmentChoice>,
    job: impl FnOnce(&mut Workbench) -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    desk.work(app, move |bench, progress| {
        bench.work_out_for(&choices, progress)?;
        job(bench)
    })
    .await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn rule_options(desk: State<'_, Desk>) -> Result<RuleOptionsView, Problem> {
    desk.ask(|bench| bench.rule_options()).await
}

/// Asks for a table of postcodes; nothing when the person thought better of it. It is loaded next.
#[tauri::command]
#[specta::specta]
pub(crate) async fn places_choose(app: AppHandle, desk: State<'_, Desk>) -> Result<Option<OfferedFile>, Problem> {
    Ok(choose(&app, Ask::PlacesFile).await?.map(|path| desk.offer(path)))
}

/// Loads the table that was chosen: all of it, or nothing.
#[tauri::command]
#[specta::specta]
pub(crate) async fn places_load(desk: State<'_, Desk>, token: String) -> Result<PlacesView, Problem> {
    let path = desk.offered(&token)?;
    desk.put_aside(&token);
    desk.ask(move |bench| bench.load_places(&path, "")).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn segment_size(
    app: AppHandle,
    desk: State<'_, Desk>,
    segment: SegmentChoice,
) -> Result<SegmentSizeView, Problem> {
    asking(app, desk, vec![segment.clone()], move |bench| bench.segment_size(&segment)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn segment_count(
    app: AppHandle,
    desk: State<'_, Desk>,
    segment: SegmentChoice,
) -> Result<SegmentCountView, Problem> {
    asking(app, desk, vec![segment.clone()], move |bench| bench.segment_count(&segment)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn segment_members(
    app: AppHandle,
    desk: State<'_, Desk>,
    segment: SegmentChoice,
    offset: u32,
    limit: u32,
) -> Result<PeoplePage, Problem> {
    asking(app, desk, vec![segment.clone()], move |bench| bench.segment_members(&segment, offset, limit)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn segment_explain(
    app: AppHandle,
    desk: State<'_, Desk>,
    segment: SegmentChoice,
    person: String,
) -> Result<ExplainView, Problem> {
    asking(app, desk, vec![segment.clone()], move |bench| bench.segment_explain(&segment, &person)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn segment_save(
    app: AppHandle,
    desk: State<'_, Desk>,
    id: Option<String>,
    name: String,
    rule: SegmentRule,
) -> Result<SegmentView, Problem> {
    let asked = vec![SegmentChoice::Rule { rule: rule.clone() }];
    asking(app, desk, asked, move |bench| bench.segment_save(id.as_deref(), &name, &rule)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn segments(desk: State<'_, Desk>) -> Result<Vec<SegmentView>, Problem> {
    desk.ask(|bench| bench.segments()).await
}

/// Works out what saved segments ask of scores; the list shows those as waiting until then.
#[tauri::command]
#[specta::specta]
pub(crate) async fn segments_worked_out(app: AppHandle, desk: State<'_, Desk>) -> Result<Vec<SegmentView>, Problem> {
    desk.work(app, |bench, progress| {
        bench.work_out_for_saved(progress)?;
        bench.segments()
    })
    .await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn segment_delete(desk: State<'_, Desk>, id: String) -> Result<(), Problem> {
    desk.ask(move |bench| bench.segment_delete(&id)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn ready_made(desk: State<'_, Desk>) -> Result<Vec<ReadyView>, Problem> {
    desk.ask(|bench| bench.ready_made()).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn segment_against(
    app: AppHandle,
    desk: State<'_, Desk>,
    segment: SegmentChoice,
) -> Result<AgainstView, Problem> {
    asking(app, desk, vec![segment.clone()], move |bench| bench.segment_against(&segment)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn roster_look_up(desk: State<'_, Desk>, text: String) -> Result<RosterView, Problem> {
    desk.ask(move |bench| bench.roster_look_up(&text)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn segment_overlap(
    app: AppHandle,
    desk: State<'_, Desk>,
    segment: SegmentChoice,
) -> Result<OverlapView, Problem> {
    asking(app, desk, vec![segment.clone()], move |bench| bench.segment_overlap(&segment)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn roster_people(desk: State<'_, Desk>, ids: Vec<String>) -> Result<Vec<PersonRef>, Problem> {
    desk.ask(move |bench| bench.roster_people(&ids)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn segment_compare(
    app: AppHandle,
    desk: State<'_, Desk>,
    segments: Vec<SegmentChoice>,
) -> Result<SegmentCompareView, Problem> {
    asking(app, desk, segments.clone(), move |bench| bench.segment_compare(&segments)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn segment_read(desk: State<'_, Desk>, words: String) -> Result<ReadingView, Problem> {
    desk.ask(move |bench| bench.segment_read(&words)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn segment_history(
    app: AppHandle,
    desk: State<'_, Desk>,
    id: String,
) -> Result<SegmentHistoryView, Problem> {
    let asked = vec![SegmentChoice::Saved { segment: id.clone() }];
    asking(app, desk, asked, move |bench| bench.segment_history(&id)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn segment_seen(
    app: AppHandle,
    desk: State<'_, Desk>,
    id: String,
) -> Result<SegmentHistoryView, Problem> {
    let asked = vec![SegmentChoice::Saved { segment: id.clone() }];
    asking(app, desk, asked, move |bench| bench.segment_seen(&id)).await
}
