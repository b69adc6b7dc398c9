//! What a person sets about the program, and the sign that somebody uses the window.

use crate::{
    auto_lock::AutoLock,
    ear::{Ear, Heard},
};
use regulars_model::Problem;
use regulars_workbench::views::PreferencesView;
use tauri::{State, ipc::Channel};

#[tauri::command]
#[specta::specta]
pub(crate) async fn preferences(lock: State<'_, AutoLock>) -> Result<PreferencesView, Problem> {
    Ok(lock.view())
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn set_auto_lock(lock: State<'_, AutoLock>, minutes: u32) -> Result<PreferencesView, Problem> {
    lock.set(minutes)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn touch(lock: State<'_, AutoLock>) -> Result<(), Problem> {
    lock.touched();
    Ok(())
}

/// The window opens its ear.
#[tauri::command]
#[specta::specta]
pub(crate) async fn hear(ear: State<'_, Ear>, channel: Channel<Heard>) -> Result<(), Problem> {
    ear.open(channel);
    Ok(())
}
