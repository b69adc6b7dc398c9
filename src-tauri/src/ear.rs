//! What the window hears without asking, over one channel that it opens itself: how far a job has come, that the vault has
//! locked, that files hang over it or were dropped. It may listen to no event of the shell's own: the one for dropped files
//! names their paths.

use regulars_workbench::views::{LockedView, OfferedFile, ProgressView};
use serde::Serialize;
use std::sync::{Mutex, PoisonError};
use tauri::ipc::Channel;

/// Where files are that a person drags.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(tag = "at", rename_all = "snake_case")]
pub enum DragView {
    /// Over the window.
    Over,
    /// Gone again.
    Away,
    /// Let go here.
    Dropped {
        /// In the order they came in; at most fifty.
        files: Vec<OfferedFile>,
    },
}

/// One thing heard.
#[derive(Debug, Clone, Serialize, specta::Type)]
#[serde(tag = "what", content = "it", rename_all = "snake_case")]
pub enum Heard {
    /// Sent at most ten times a second while a job runs.
    Progress(ProgressView),
    /// The vault has locked by itself.
    Locked(LockedView),
    /// Files are dragged.
    Drag(DragView),
}

/// The window's ear. A page that is loaded anew opens another, and the one before hears nothing more.
#[derive(Default)]
pub(crate) struct Ear(Mutex<Option<Channel<Heard>>>);

impl Ear {
    pub(crate) fn open(&self, channel: Channel<Heard>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(channel);
    }

    /// A window that is gone hears nothing, and nothing is lost by it.
    pub(crate) fn tell(&self, heard: Heard) {
        let channel = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(channel) = channel {
            let _ = channel.send(heard);
        }
    }
}
