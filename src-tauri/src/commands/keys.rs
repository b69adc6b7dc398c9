//! The ways into a vault: which there are, opening by another than the passphrase, setting them up.

use super::vault::note;
use crate::desk::Desk;
use regulars_model::{Code, Problem};
use regulars_workbench::{
    KdfParams, OpenWith, Passphrase,
    views::{KeysView, RecoverySheetView, RotationView, VaultView, WaysInView},
};
use tauri::{AppHandle, State, WebviewWindow};
use zeroize::Zeroizing;

#[tauri::command]
#[specta::specta]
pub(crate) async fn ways_in(desk: State<'_, Desk>, token: String) -> Result<WaysInView, Problem> {
    let folder = desk.vault(&token)?;
    desk.ask(move |bench| bench.ways_in(&folder)).await
}

/// With the key that this computer's keychain keeps.
#[tauri::command]
#[specta::specta]
pub(crate) async fn vault_open_here(desk: State<'_, Desk>, token: String) -> Result<VaultView, Problem> {
    let folder = desk.vault(&token)?;
    desk.clear();
    let opened = folder.clone();
    let view = desk.ask(move |bench| bench.open_vault_with(&opened, &OpenWith::ThisComputer)).await?;
    note(&desk, &folder, &view).await;
    Ok(view)
}

/// With the recovery code, for whoever forgot the passphrase: the vault has a new one when this is done.
#[tauri::command]
#[specta::specta]
pub(crate) async fn vault_renew(
    desk: State<'_, Desk>,
    token: String,
    code: String,
    passphrase: String,
) -> Result<VaultView, Problem> {
    let (code, passphrase) = (Zeroizing::new(code), Passphrase::new(passphrase));
    let folder = desk.vault(&token)?;
    desk.clear();
    let opened = folder.clone();
    let view = desk.ask(move |bench| bench.open_and_renew(&opened, &code, &passphrase, KdfParams::calibrate())).await?;
    note(&desk, &folder, &view).await;
    Ok(view)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn keys(desk: State<'_, Desk>) -> Result<KeysView, Problem> {
    desk.ask(|bench| bench.keys()).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn recovery_begin(desk: State<'_, Desk>) -> Result<RecoverySheetView, Problem> {
    desk.ask(|bench| bench.recovery_begin()).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn recovery_confirm(desk: State<'_, Desk>, typed: String) -> Result<KeysView, Problem> {
    let typed = Zeroizing::new(typed);
    desk.ask(move |bench| bench.recovery_confirm(&typed)).await
}

/// Prints what the window shows; its style sheet leaves only the recovery sheet on paper.
#[tauri::command]
#[specta::specta]
pub(crate) async fn sheet_print(window: WebviewWindow) -> Result<(), Problem> {
    window.print().map_err(|_| {
        Problem::new(
            Code::Failed,
            "The system\u{2019}s print dialog could not be shown.",
            "Write the code down by hand: eight groups of four, and two to check them.",
        )
    })
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn remember_on_this_computer(desk: State<'_, Desk>, on: bool) -> Result<KeysView, Problem> {
    desk.ask(move |bench| bench.remember_on_this_computer(on)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn rotate(app: AppHandle, desk: State<'_, Desk>, passphrase: String) -> Result<RotationView, Problem> {
    let passphrase = Passphrase::new(passphrase);
    desk.work(app, move |bench, progress| bench.rotate(&passphrase, progress)).await
}
