//! A vault is created, chosen, opened, locked. The window gives a passphrase and gets a view; it never names a folder.

use crate::{
    choose::{Ask, choose},
    desk::Desk,
    recent::ago,
};
use regulars_model::{Code, Currency, Day, Problem};
use regulars_workbench::{
    KdfParams, Passphrase, Workbench,
    views::{RecentVault, VaultView, WelcomeView, ZoneView},
};
use std::path::{Path, PathBuf};
use tauri::{AppHandle, State};

#[tauri::command]
#[specta::specta]
pub(crate) async fn welcome(desk: State<'_, Desk>) -> Result<WelcomeView, Problem> {
    if let Some((folder, passphrase)) = desk.take_start().and_then(|start| start.vault) {
        let opened = folder.clone();
        let view = desk.ask(move |bench| bench.open_vault(&opened, &passphrase)).await?;
        note(&desk, &folder, &view).await;
    }
    let (open, today) = desk.ask(|bench| Ok((bench.vault_info().ok(), bench.as_of()))).await?;
    let recent = desk.recent.list().into_iter().map(|entry| {
        let when = ago(entry.opened, today);
        shown(&desk, entry.folder, entry.name, when)
    });
    Ok(WelcomeView { recent: recent.collect(), open })
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn vault_create(
    desk: State<'_, Desk>,
    name: String,
    currency: String,
    passphrase: String,
) -> Result<VaultView, Problem> {
    let passphrase = Passphrase::new(passphrase);
    let currency: Currency = currency
        .parse()
        .map_err(|_| Problem::new(Code::Usage, "A currency is three letters.", "Write it as EUR, GBP or USD."))?;
    let folder = free_folder(&desk.folder, &name);
    let created = folder.clone();
    let view = desk
        .ask(move |bench| {
            ready(&created)?;
            bench.create_vault(&created, &name, currency, &passphrase, KdfParams::calibrate())
        })
        .await?;
    note(&desk, &folder, &view).await;
    Ok(view)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn vault_choose(app: AppHandle, desk: State<'_, Desk>) -> Result<Option<RecentVault>, Problem> {
    let Some(folder) = choose(&app, Ask::VaultFolder).await? else { return Ok(None) };
    let known = desk.recent.list().into_iter().find(|entry| entry.folder == folder);
    let today = today(&desk).await?;
    let (name, when) = match known {
        Some(entry) => (entry.name, ago(entry.opened, today)),
        None => (last_part(&folder), String::new()),
    };
    Ok(Some(shown(&desk, folder, name, when)))
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn vault_open(desk: State<'_, Desk>, token: String, passphrase: String) -> Result<VaultView, Problem> {
    let passphrase = Passphrase::new(passphrase);
    let folder = desk.vault(&token)?;
    desk.clear();
    let opened = folder.clone();
    let view = desk.ask(move |bench| bench.open_vault(&opened, &passphrase)).await?;
    note(&desk, &folder, &view).await;
    Ok(view)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn vault_sample(app: AppHandle, desk: State<'_, Desk>) -> Result<VaultView, Problem> {
    desk.clear();
    let folder = desk.folder.join("sample-shop.regulars");
    let opened = folder.clone();
    let view = desk
        .work(app, move |bench, progress| {
            ready(&opened)?;
            bench.open_demo(&opened, KdfParams::FLOOR, progress)
        })
        .await?;
    note(&desk, &folder, &view).await;
    Ok(view)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn vault_lock(desk: State<'_, Desk>) -> Result<(), Problem> {
    desk.stop();
    desk.clear();
    desk.set_open(None);
    desk.ask(|bench| {
        bench.lock();
        Ok(())
    })
    .await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn vault_info(desk: State<'_, Desk>) -> Result<VaultView, Problem> {
    desk.ask(|bench| bench.vault_info()).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn vault_change_passphrase(desk: State<'_, Desk>, old: String, next: String) -> Result<(), Problem> {
    let (old, next) = (Passphrase::new(old), Passphrase::new(next));
    desk.ask(move |bench| bench.change_passphrase(&old, &next).map(drop)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn zone(desk: State<'_, Desk>) -> Result<ZoneView, Problem> {
    desk.ask(|bench| bench.zone()).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn set_zone(desk: State<'_, Desk>, zone: String) -> Result<VaultView, Problem> {
    desk.ask(move |bench| bench.set_zone(&zone)).await
}

async fn today(desk: &Desk) -> Result<Day, Problem> {
    desk.ask(|bench: &mut Workbench| Ok(bench.as_of())).await
}

/// Remembers a vault as the open one and puts it on the list. A list that cannot be written costs a convenience, not the work.
pub(super) async fn note(desk: &Desk, folder: &Path, view: &VaultView) {
    desk.set_open(Some(folder));
    if let Ok(today) = today(desk).await {
        let _ = desk.recent.note(folder, &view.name, today);
    }
}

fn shown(desk: &Desk, folder: PathBuf, name: String, when: String) -> RecentVault {
    let (present, part) = (folder.is_dir(), last_part(&folder));
    let open = desk.open_folder().is_some_and(|open| open == folder);
    RecentVault { token: desk.keep_vault(folder), name, folder: part, when, present, open }
}

fn last_part(folder: &Path) -> String {
    folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Makes the folder that vaults are kept in.
pub(super) fn ready(vault: &Path) -> Result<(), Problem> {
    let parent = vault.parent().unwrap_or(vault);
    std::fs::create_dir_all(parent).map_err(|error| {
        Problem::new(
            Code::Failed,
            format!("The folder for vaults could not be made: {}.", error.kind()),
            "Make room on the disk, or use `regulars vault create --vault FOLDER` for another place.",
        )
    })
}

/// `Corner Coffee` gives `corner-coffee.regulars`, or `corner-coffee-2.regulars` when that is taken.
pub(super) fn free_folder(under: &Path, name: &str) -> PathBuf {
    let words: Vec<String> = name
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    let slug: String = words.join("-").chars().take(40).collect();
    let slug = if slug.is_empty() { "shop".to_owned() } else { slug };
    let first = under.join(format!("{slug}.regulars"));
    std::iter::once(first)
        .chain((2_u32..).map(|n| under.join(format!("{slug}-{n}.regulars"))))
        .find(|folder| !folder.exists())
        .unwrap_or_else(|| under.join("shop.regulars"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_vault_never_lands_in_an_old_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let first = free_folder(folder.path(), "Corner Coffee & Co.");
        assert_eq!(last_part(&first), "corner-coffee-co.regulars");
        std::fs::create_dir(&first).expect("made");
        assert_eq!(last_part(&free_folder(folder.path(), "corner coffee, co")), "corner-coffee-co-2.regulars");
        assert_eq!(last_part(&free_folder(folder.path(), "../../etc")), "etc.regulars");
        assert_eq!(last_part(&free_folder(folder.path(), "咖啡")), "shop.regulars");
    }
}
