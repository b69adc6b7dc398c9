//! Backups are made, checked, chosen and restored. A backup is named by its place on the open vault's list, or chosen in
//! the system's dialog; the window never names a folder.

use super::vault::{free_folder, note, ready};
use crate::{
    choose::{Ask, choose},
    desk::Desk,
};
use regulars_model::Problem;
use regulars_workbench::{
    OpenWith, Passphrase, RestoreTo,
    views::{BackupEntry, BackupRule, BackupsView, RestoreLookView, RestoreReportView},
};
use std::path::Path;
use tauri::{AppHandle, State};
use zeroize::Zeroizing;

#[tauri::command]
#[specta::specta]
pub(crate) async fn backups(desk: State<'_, Desk>) -> Result<BackupsView, Problem> {
    desk.ask(|bench| bench.backups()).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn backup_now(app: AppHandle, desk: State<'_, Desk>) -> Result<BackupEntry, Problem> {
    desk.work(app, |bench, progress| bench.backup_now(None, progress)).await
}

/// Into a folder of the person's choice; nothing when they thought better of it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn backup_elsewhere(app: AppHandle, desk: State<'_, Desk>) -> Result<Option<BackupEntry>, Problem> {
    let Some(place) = choose(&app, Ask::BackupPlace).await? else { return Ok(None) };
    desk.work(app, move |bench, progress| bench.backup_now(Some(&place), progress)).await.map(Some)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn backup_check(app: AppHandle, desk: State<'_, Desk>, id: String) -> Result<BackupEntry, Problem> {
    desk.work(app, move |bench, progress| bench.backup_check(&id, progress)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn set_backup_rule(desk: State<'_, Desk>, rule: BackupRule) -> Result<BackupsView, Problem> {
    desk.ask(move |bench| bench.set_backup_rule(rule)).await
}

/// One of the open vault's own, to be restored: a token for it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn backup_pick(desk: State<'_, Desk>, id: String) -> Result<String, Problem> {
    let folder = desk.ask(move |bench| bench.backup_path(&id)).await?;
    Ok(desk.keep_backup(folder))
}

/// One from anywhere, to be restored: a token for it. The dialog begins where backups most likely are.
#[tauri::command]
#[specta::specta]
pub(crate) async fn backup_choose(app: AppHandle, desk: State<'_, Desk>) -> Result<Option<String>, Problem> {
    let vault = desk.open_folder().or_else(|| desk.recent.list().into_iter().map(|entry| entry.folder).next());
    let own = vault.map(|folder| folder.join("backups")).filter(|folder| folder.is_dir());
    let from = own.unwrap_or_else(|| desk.folder.clone());
    Ok(choose(&app, Ask::BackupFolder { from }).await?.map(|folder| desk.keep_backup(folder)))
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn restore_look(desk: State<'_, Desk>, backup: String) -> Result<RestoreLookView, Problem> {
    let folder = desk.backup(&backup)?;
    desk.ask(move |bench| bench.restore_look(&folder)).await
}

/// Restores a backup with its passphrase, or with its recovery code when `by_code`, in place of a vault on the list or
/// as a new one, and opens what came of it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn restore(
    app: AppHandle,
    desk: State<'_, Desk>,
    backup: String,
    secret: String,
    by_code: bool,
    in_place_of: Option<String>,
    without_list: bool,
) -> Result<RestoreReportView, Problem> {
    let secret = Zeroizing::new(secret);
    let from = desk.backup(&backup)?;
    let place = in_place_of.as_deref().map(|token| desk.vault(token)).transpose()?;
    let replaces = place.is_some();
    let to = place.unwrap_or_else(|| free_folder(&desk.folder, &name_for(&from)));
    desk.clear();
    let folder = to.clone();
    let done = desk
        .work(app, move |bench, progress| {
            let typed = if by_code { None } else { Some(Passphrase::new(secret.as_str())) };
            let with = typed.as_ref().map_or(OpenWith::Recovery(&secret), OpenWith::Passphrase);
            let target = if replaces {
                RestoreTo::InPlaceOf(&to)
            } else {
                ready(&to)?;
                RestoreTo::New(&to)
            };
            let report = bench.restore(&from, &with, &target, without_list, progress)?;
            Ok((report, bench.vault_info()?))
        })
        .await;
    match done {
        Ok((report, view)) => {
            note(&desk, &folder, &view).await;
            Ok(report)
        }
        Err(problem) => {
            // What was open may have been closed for it.
            if desk.ask(|bench| bench.vault_info()).await.is_err() {
                desk.set_open(None);
            }
            Err(problem)
        }
    }
}

/// What to call the folder of a vault made from a backup: after the vault the backup lies in, where there is one.
fn name_for(backup: &Path) -> String {
    backup
        .ancestors()
        .filter(|folder| folder.extension().is_some_and(|ending| ending == "regulars"))
        .find_map(|folder| folder.file_stem())
        .map_or_else(|| "restored".to_owned(), |stem| format!("{} restored", stem.to_string_lossy()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_restored_vault_is_named_after_the_one_it_was() {
        assert_eq!(
            name_for(Path::new("/home/a/vaults/corner-books.regulars/backups/2026-11-25")),
            "corner-books restored"
        );
        assert_eq!(name_for(Path::new("/media/stick/2026-11-25")), "restored");
    }
}
