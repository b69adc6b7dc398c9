//! Asks a person for a file or a folder, with the system's own dialog. The path stays in Rust.

use regulars_model::Problem;
use std::path::PathBuf;
use tauri::AppHandle;

/// What is asked for.
#[derive(Debug, Clone)]
pub(crate) enum Ask {
    /// A file to import.
    ImportFile,
    /// A table of postcodes.
    PlacesFile,
    /// A vault's folder.
    VaultFolder,
    /// A backup's folder, looked for from here on.
    BackupFolder {
        /// Where the dialog begins.
        from: PathBuf,
    },
    /// The folder that a backup is put into.
    BackupPlace,
    /// Where to save a file, with the name to propose.
    SaveAs {
        /// Proposed, with its ending: `.csv`, `.xlsx` or `.md`.
        name: String,
    },
}

/// Endings that can be read, as the dialog filters them.
#[cfg(not(feature = "test-hooks"))]
const TABLES: &[&str] = &[
    "csv", "tsv", "txt", "gz", "zip", "xlsx", "xls", "xlsb", "ods", "CSV", "TSV", "TXT", "GZ", "ZIP", "XLSX", "XLS",
    "XLSB", "ODS",
];

/// What was chosen; `None` when the person thought better of it.
#[cfg(not(feature = "test-hooks"))]
pub(crate) async fn choose(app: &AppHandle, ask: Ask) -> Result<Option<PathBuf>, Problem> {
    use regulars_model::Code;
    use tauri::Manager as _;

    let failed = || {
        Problem::new(
            Code::Failed,
            "The system's file dialog could not be shown.",
            "Try again, or use the `regulars` command, which takes the path as an argument.",
        )
    };
    let (answer, answered) = tokio::sync::oneshot::channel();
    let window = app.get_webview_window("main");
    // GTK and macOS want their dialogs made on the main thread; waiting for the answer would stop it.
    app.run_on_main_thread(move || {
        let mut dialog = rfd::AsyncFileDialog::new();
        if let Some(window) = &window {
            dialog = dialog.set_parent(window);
        }
        let file: std::pin::Pin<Box<dyn Future<Output = Option<rfd::FileHandle>> + Send>> = match ask {
            Ask::ImportFile => Box::pin(
                dialog
                    .set_title("Choose a file to import")
                    .add_filter("Tables and workbooks", TABLES)
                    .add_filter("All files", &["*"])
                    .pick_file(),
            ),
            Ask::PlacesFile => Box::pin(
                dialog
                    .set_title("Choose a table of postcodes")
                    .add_filter("Tables and workbooks", TABLES)
                    .add_filter("All files", &["*"])
                    .pick_file(),
            ),
            Ask::VaultFolder => Box::pin(dialog.set_title("Choose a vault’s folder").pick_folder()),
            Ask::BackupFolder { from } => {
                Box::pin(dialog.set_title("Choose a backup").set_directory(from).pick_folder())
            }
            Ask::BackupPlace => Box::pin(dialog.set_title("Where to keep the backup").pick_folder()),
            Ask::SaveAs { name } => {
                let (kind, ending) = match name.rsplit('.').next() {
                    Some("xlsx") => ("Workbook", "xlsx"),
                    Some("md") => ("Text (Markdown)", "md"),
                    _ => ("Table (CSV)", "csv"),
                };
                Box::pin(dialog.set_title("Save as").set_file_name(name).add_filter(kind, &[ending]).save_file())
            }
        };
        tauri::async_runtime::spawn(async move {
            let _ = answer.send(file.await.map(|file| file.path().to_owned()));
        });
    })
    .map_err(|_| failed())?;
    answered.await.map_err(|_| failed())
}

/// The window tests cannot drive the system's dialogs: the answers stand in variables.
#[cfg(feature = "test-hooks")]
#[allow(clippy::unused_async, reason = "the same shape as the real one")]
pub(crate) async fn choose(_: &AppHandle, ask: Ask) -> Result<Option<PathBuf>, Problem> {
    let variable = match ask {
        Ask::ImportFile => "REGULARS_TEST_FILE",
        Ask::PlacesFile => "REGULARS_TEST_PLACES",
        Ask::VaultFolder => "REGULARS_TEST_FOLDER",
        Ask::BackupFolder { from } => {
            // Where a dialog would begin; there is none.
            drop(from);
            "REGULARS_TEST_BACKUP"
        }
        Ask::BackupPlace => "REGULARS_TEST_BACKUP_PLACE",
        Ask::SaveAs { name } => {
            // Proposed to a person; here the place is fixed.
            drop(name);
            "REGULARS_TEST_SAVE"
        }
    };
    Ok(std::env::var_os(variable).map(PathBuf::from))
}
