//! Locks the vault by itself: after a time without use, when the computer goes to sleep and when its screen is locked, as
//! far as the desktop tells. Whoever comes back finds the first screen and why.

#[cfg(target_os = "linux")]
mod desktop;
mod idle;

use crate::{
    desk::Desk,
    ear::{Ear, Heard},
    preferences::{Kept, LEAST, MOST, Preferences},
};
use idle::{Idle, Seen, TICK};
use regulars_model::{Code, Problem};
use regulars_workbench::{
    Clock as _, SystemClock,
    views::{LockReason, LockedView, PreferencesView},
};
use std::{
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};
use tauri::{AppHandle, Manager as _};

/// What the desktop tells of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Listening {
    /// That the computer is about to sleep.
    pub(crate) sleep: bool,
    /// That the screen was locked.
    pub(crate) screen: bool,
}

impl Listening {
    fn words(self) -> &'static str {
        match (self.sleep, self.screen) {
            (true, true) => "It also locks when the computer goes to sleep and when its screen is locked.",
            (true, false) => {
                "It also locks when the computer goes to sleep. This desktop does not tell when its screen is locked."
            }
            (false, true) => "It also locks when the screen is locked, and when the computer wakes from a sleep.",
            (false, false) => {
                "It also locks when the computer wakes from a sleep. This desktop tells neither of sleep nor of its screen."
            }
        }
    }
}

/// Watches, and locks.
#[derive(Clone)]
pub(crate) struct AutoLock(Arc<Inner>);

struct Inner {
    kept: Kept,
    set: Mutex<Preferences>,
    idle: Mutex<Idle>,
    listening: Mutex<Listening>,
}

impl AutoLock {
    pub(crate) fn new(config: &Path) -> Self {
        let kept = Kept::at(config.join("preferences.json"));
        let set = Mutex::new(kept.load());
        Self(Arc::new(Inner { kept, set, idle: Mutex::default(), listening: Mutex::default() }))
    }

    /// Begins to watch, on threads of its own: a desktop that does not answer holds nothing up.
    pub(crate) fn start(&self, app: &AppHandle) {
        let (watch, on) = (self.clone(), app.clone());
        // Without a thread there would be no window either.
        let _ = thread::Builder::new().name("auto-lock".to_owned()).spawn(move || {
            loop {
                thread::sleep(TICK);
                watch.look(&on);
            }
        });
        #[cfg(target_os = "linux")]
        {
            let (told, on) = (self.clone(), app.clone());
            let heard = Arc::new(move |why| told.lock(&on, why));
            let told = self.clone();
            desktop::listen(heard, Arc::new(move |listening| *held(&told.0.listening) = listening));
        }
    }

    /// Somebody uses the window.
    pub(crate) fn touched(&self) {
        held(&self.0.idle).touched();
    }

    /// What the desktop tells of, in words for a person.
    pub(crate) fn listening(&self) -> &'static str {
        held(&self.0.listening).words()
    }

    /// What is set.
    pub(crate) fn view(&self) -> PreferencesView {
        PreferencesView {
            lock_after_minutes: self.minutes(),
            lock_least: LEAST,
            lock_most: MOST,
            lock_also: self.listening().to_owned(),
        }
    }

    /// Sets after how long it locks.
    pub(crate) fn set(&self, minutes: u32) -> Result<PreferencesView, Problem> {
        if !(LEAST..=MOST).contains(&minutes) {
            return Err(Problem::new(
                Code::Usage,
                format!("A vault locks after {LEAST} to {MOST} minutes without use."),
                "Choose one of the times on the list.",
            ));
        }
        let wanted = Preferences { lock_after_minutes: minutes };
        self.0.kept.save(&wanted).map_err(|error| {
            Problem::new(
                Code::Failed,
                format!("That could not be kept ({}).", error.kind()),
                "Check that the disk has room, then try again. What was set before still holds.",
            )
        })?;
        *held(&self.0.set) = wanted;
        self.touched();
        Ok(self.view())
    }

    fn minutes(&self) -> u32 {
        held(&self.0.set).lock_after_minutes
    }

    fn look(&self, app: &AppHandle) {
        let desk = app.state::<Desk>();
        let now = SystemClock.now().as_millisecond();
        let limit = minute() * self.minutes();
        let seen = held(&self.0.idle).tick(now, limit, desk.works() || !desk.may_be_open());
        match seen {
            Seen::InUse => {}
            Seen::Idle => self.lock(app, LockReason::Idle),
            Seen::Jumped => self.lock(app, LockReason::Suspend),
        }
    }

    /// Locks what is open, waiting for it, and tells the window.
    fn lock(&self, app: &AppHandle, why: LockReason) {
        let desk = app.state::<Desk>();
        if desk.may_be_open() && desk.close() {
            app.state::<Ear>().tell(Heard::Locked(LockedView::new(why, self.minutes())));
        }
    }
}

/// A minute; in the window tests as many seconds as stand in a file, while there is one.
fn minute() -> Duration {
    #[cfg(feature = "test-hooks")]
    if let Some(seconds) = std::env::var_os("REGULARS_TEST_MINUTE")
        .and_then(|file| std::fs::read_to_string(file).ok())
        .and_then(|seconds| seconds.trim().parse().ok())
    {
        return Duration::from_secs(seconds);
    }
    Duration::from_secs(60)
}

/// A lock that a panic elsewhere does not take away.
fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_set_holds_and_lasts() {
        let folder = tempfile::tempdir().expect("a folder");
        let lock = AutoLock::new(folder.path());
        assert_eq!(lock.view().lock_after_minutes, 10);
        assert_eq!(lock.set(3).map(|view| view.lock_after_minutes), Ok(3));
        for wrong in [0, 61] {
            assert_eq!(lock.set(wrong).map_err(|problem| problem.code), Err(Code::Usage));
        }
        assert_eq!((lock.minutes(), AutoLock::new(folder.path()).minutes()), (3, 3));
    }

    #[test]
    fn a_desktop_that_tells_nothing_is_not_said_to() {
        let folder = tempfile::tempdir().expect("a folder");
        let lock = AutoLock::new(folder.path());
        assert!(lock.listening().contains("tells neither"), "{}", lock.listening());
        *held(&lock.0.listening) = Listening { sleep: true, screen: true };
        assert!(lock.view().lock_also.contains("goes to sleep and when its screen is locked"));
    }
}
