//! People, as a list and one at a time.

use crate::desk::Desk;
use regulars_model::Problem;
use regulars_workbench::views::{PeoplePage, PeopleRequest, PersonView};
use tauri::State;

#[tauri::command]
#[specta::specta]
pub(crate) async fn people(desk: State<'_, Desk>, request: PeopleRequest) -> Result<PeoplePage, Problem> {
    desk.ask(move |bench| bench.people(&request)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn person(desk: State<'_, Desk>, person: String) -> Result<PersonView, Problem> {
    desk.ask(move |bench| bench.person(&person)).await
}
