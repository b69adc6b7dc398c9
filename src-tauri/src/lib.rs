//! The shell: one window, thin commands over the workbench, and nothing the window could use to reach further.

#[macro_use]
mod command_list;
mod auto_lock;
mod choose;
mod commands;
mod desk;
mod dragging;
mod ear;
pub mod launch;
mod preferences;
mod recent;
mod window;

pub use ear::{DragView, Heard};
pub use launch::Start;

use auto_lock::AutoLock;
use desk::Desk;
use ear::Ear;
use tauri::Manager as _;

// Answers where a person would: it must never reach a person's computer.
#[cfg(all(feature = "test-hooks", not(debug_assertions)))]
compile_error!("test-hooks is for the window tests only; build without it");

macro_rules! collect {
    ($($name:ident),*) => { tauri_specta::collect_commands![$(commands::$name),*] };
}

/// Commands, typed: the window's handler and the generated bindings both come from here.
#[must_use]
pub fn contract() -> tauri_specta::Builder<tauri::Wry> {
    tauri_specta::Builder::<tauri::Wry>::new()
        .commands(each_command!(collect))
        .error_handling(tauri_specta::ErrorHandlingMode::Result)
        .disable_serde_phases()
        // No view holds a NaN or an infinity, so a number is a number.
        .semantic_types(specta_typescript::semantic::Configuration::empty().enable_lossless_floats())
}

/// Opens the window and stays until it is closed. What was open is locked on the way out.
///
/// # Errors
/// When there is no webview to be had, or no folder to keep vaults in.
#[allow(clippy::disallowed_methods, reason = "inside tauri's macro, for builds that lack their pages")]
pub fn run(start: Start) -> Result<(), tauri::Error> {
    let contract = contract();
    let app = tauri::Builder::default()
        .plugin(window::navigation_guard())
        .invoke_handler(contract.invoke_handler())
        .setup(move |app| {
            let config = app.path().app_config_dir()?;
            let desk = Desk::new(&app.path().app_data_dir()?, &config, start);
            desk.start_keeping();
            app.manage(desk);
            app.manage(Ear::default());
            let lock = AutoLock::new(&config);
            app.manage(lock.clone());
            window::open(app.handle())?;
            lock.start(app.handle());
            Ok(())
        })
        .build(tauri::generate_context!())?;
    app.run(|app, event| {
        if let tauri::RunEvent::Exit = event {
            app.state::<Desk>().close();
        }
    });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{fs, path::PathBuf};

    /// With `REGULARS_WRITE_BINDINGS` set it writes them (`make bindings`); otherwise it fails when they are stale.
    #[test]
    fn the_bindings_are_fresh() {
        let kept = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default())
            .join("../ui/src/bindings/index.ts");
        let folder = tempfile::tempdir().expect("a folder");
        let fresh = folder.path().join("index.ts");
        contract().export(specta_typescript::Typescript::default(), &fresh).expect("bindings");
        let fresh = fs::read_to_string(fresh).expect("bindings");
        if std::env::var_os("REGULARS_WRITE_BINDINGS").is_some() {
            fs::write(kept, fresh).expect("written");
        } else {
            let same = fs::read_to_string(kept).is_ok_and(|kept| kept == fresh);
            assert!(same, "ui/src/bindings is stale: run `make bindings` and commit what changes");
        }
    }
}
