//! Files that a person drags into the window: their paths stay here, the window gets names for them.

use crate::{
    desk::Desk,
    ear::{DragView, Ear, Heard},
};
use std::path::PathBuf;
use tauri::{AppHandle, DragDropEvent, Manager as _, WebviewWindow, WindowEvent};

/// More than this at once is a slip of the hand.
const MOST: usize = 50;

/// Listens for as long as the window lives.
pub(crate) fn watch(window: &WebviewWindow) {
    let app = window.app_handle().clone();
    window.on_window_event(move |event| {
        if let WindowEvent::DragDrop(event) = event {
            match event {
                DragDropEvent::Enter { .. } => tell(&app, DragView::Over),
                DragDropEvent::Drop { paths, .. } => dropped(&app, paths),
                DragDropEvent::Leave => tell(&app, DragView::Away),
                _ => {}
            }
        }
    });
    #[cfg(feature = "test-hooks")]
    driven::watch(window.app_handle().clone());
}

/// Gives the files names and tells the window. With no vault open there is nowhere to put them.
fn dropped(app: &AppHandle, paths: &[PathBuf]) {
    let desk = app.state::<Desk>();
    if !desk.may_be_open() {
        return tell(app, DragView::Away);
    }
    let files = paths.iter().take(MOST).map(|path| desk.offer(path.clone())).collect();
    tell(app, DragView::Dropped { files });
}

fn tell(app: &AppHandle, drag: DragView) {
    app.state::<Ear>().tell(Heard::Drag(drag));
}

#[cfg(feature = "test-hooks")]
mod driven {
    //! WebDriver cannot drag a file in from outside. Its tests write paths into a file, one a line; what follows is what
    //! follows a drop.

    use super::{DragView, dropped, tell};
    use std::{path::PathBuf, time::Duration};
    use tauri::AppHandle;

    pub(super) fn watch(app: AppHandle) {
        let Some(file) = std::env::var_os("REGULARS_TEST_DROP").map(PathBuf::from) else { return };
        // Without a thread there would be no window either.
        let _ = std::thread::Builder::new().name("dragging".to_owned()).spawn(move || {
            loop {
                std::thread::sleep(Duration::from_millis(150));
                let Ok(words) = std::fs::read_to_string(&file) else { continue };
                let _ = std::fs::remove_file(&file);
                tell(&app, DragView::Over);
                std::thread::sleep(Duration::from_millis(600));
                let paths: Vec<PathBuf> = words.lines().map(PathBuf::from).collect();
                dropped(&app, &paths);
            }
        });
    }
}
