//! What a Linux desktop tells over D-Bus: the computer is about to sleep (systemd-logind), this session is to be locked
//! (systemd-logind), the screen was locked (GNOME, KDE, Cinnamon, MATE, Xfce). Where no bus is, nothing is heard.

use super::Listening;
use regulars_workbench::views::LockReason;
use std::{
    sync::{Arc, Mutex, PoisonError},
    thread,
    time::Duration,
};
use zbus::{
    MatchRule, Message,
    blocking::{Connection, MessageIterator, Proxy, connection::Builder, fdo::DBusProxy},
    message::Type,
    names::BusName,
    zvariant::{OwnedFd, OwnedObjectPath},
};

/// Called on a thread of its own; returns when the vault is locked.
pub(super) type Lock = Arc<dyn Fn(LockReason) + Send + Sync>;
/// Called whenever what can be heard has changed.
pub(super) type Told = Arc<dyn Fn(Listening) + Send + Sync>;

const LOGIN: &str = "org.freedesktop.login1";
const MANAGER: &str = "org.freedesktop.login1.Manager";
const SESSION: &str = "org.freedesktop.login1.Session";

/// Each says `ActiveChanged(true)` when the screen is locked.
const SCREENS: [&str; 6] = [
    "org.freedesktop.ScreenSaver",
    "org.gnome.ScreenSaver",
    "org.cinnamon.ScreenSaver",
    "org.mate.ScreenSaver",
    "org.xfce.ScreenSaver",
    "org.kde.screensaver",
];

/// A desktop that does not answer is one that tells nothing.
const PATIENCE: Duration = Duration::from_secs(5);

/// Begins to listen and returns at once.
pub(super) fn listen(lock: Lock, told: Told) {
    let heard = Heard { told, now: Arc::default() };
    let (on_screen, heard_screen) = (Arc::clone(&lock), heard.clone());
    begin("sleep and session", move || {
        if let Ok(bus) = Builder::system().and_then(|bus| bus.method_timeout(PATIENCE).build()) {
            system(&bus, &lock, &heard);
        }
    });
    begin("screen", move || {
        if let Ok(bus) = Builder::session().and_then(|bus| bus.method_timeout(PATIENCE).build()) {
            screens(&bus, &on_screen, &heard_screen);
        }
    });
}

/// What can be heard now.
#[derive(Clone)]
struct Heard {
    told: Told,
    now: Arc<Mutex<Ears>>,
}

#[derive(Default)]
struct Ears {
    sleep: bool,
    session: bool,
    screen: bool,
}

impl Heard {
    fn change(&self, how: impl FnOnce(&mut Ears)) {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        how(&mut now);
        (self.told)(Listening { sleep: now.sleep, screen: now.session || now.screen });
    }
}

fn begin(name: &str, what: impl FnOnce() + Send + 'static) {
    // Without the thread nothing is heard, and nothing is said to be.
    let _ = thread::Builder::new().name(name.to_owned()).spawn(what);
}

/// Sleep, and the session's own lock.
fn system(bus: &Connection, lock: &Lock, heard: &Heard) {
    let Ok(manager) = Proxy::new(bus, LOGIN, "/org/freedesktop/login1", MANAGER) else { return };
    if let Some(path) = own_session(&manager) {
        let (bus, lock, heard) = (bus.clone(), Arc::clone(lock), heard.clone());
        begin("session", move || {
            let Some(signals) = signals(&bus, Some(LOGIN), Some(SESSION), "Lock", Some(path.as_str())) else { return };
            heard.change(|ears| ears.session = true);
            for _ in signals.map_while(Result::ok) {
                lock(LockReason::ScreenLock);
            }
            heard.change(|ears| ears.session = false);
        });
    }
    let Some(signals) = signals(bus, Some(LOGIN), Some(MANAGER), "PrepareForSleep", None) else { return };
    // Holds the sleep up until the vault is locked, at most as long as the system lets it (5 s).
    let mut hold = delay(&manager);
    if hold.is_none() && !owned(bus, LOGIN) {
        return;
    }
    heard.change(|ears| ears.sleep = true);
    for signal in signals.map_while(Result::ok) {
        if says_yes(&signal) {
            lock(LockReason::Suspend);
            drop(hold.take());
        } else {
            hold = delay(&manager);
        }
    }
    heard.change(|ears| ears.sleep = false);
}

/// The session this window stands in; none when it was not started from one.
fn own_session(manager: &Proxy<'_>) -> Option<OwnedObjectPath> {
    manager.call("GetSessionByPID", &std::process::id()).ok().or_else(|| {
        let id = std::env::var("XDG_SESSION_ID").ok()?;
        manager.call("GetSession", &id).ok()
    })
}

fn delay(manager: &Proxy<'_>) -> Option<OwnedFd> {
    manager.call("Inhibit", &("sleep", "Regulars", "The vault is being locked", "delay")).ok()
}

/// The screen.
fn screens(bus: &Connection, lock: &Lock, heard: &Heard) {
    let Some(signals) = signals(bus, None, None, "ActiveChanged", None) else { return };
    heard.change(|ears| ears.screen = SCREENS.iter().any(|name| owned(bus, name)));
    for signal in signals.map_while(Result::ok) {
        let of_a_screen = signal.header().interface().is_some_and(|from| SCREENS.contains(&from.as_str()));
        if of_a_screen && says_yes(&signal) {
            // It told, so it can be heard, whenever it was started.
            heard.change(|ears| ears.screen = true);
            lock(LockReason::ScreenLock);
        }
    }
    heard.change(|ears| ears.screen = false);
}

fn says_yes(signal: &Message) -> bool {
    signal.body().deserialize::<bool>().unwrap_or(false)
}

fn signals(
    bus: &Connection,
    from: Option<&str>,
    interface: Option<&str>,
    name: &str,
    path: Option<&str>,
) -> Option<MessageIterator> {
    let rule = || {
        let mut rule = MatchRule::builder().msg_type(Type::Signal).member(name)?;
        if let Some(from) = from {
            rule = rule.sender(from)?;
        }
        if let Some(interface) = interface {
            rule = rule.interface(interface)?;
        }
        if let Some(path) = path {
            rule = rule.path(path)?;
        }
        MessageIterator::for_match_rule(rule.build(), bus, None)
    };
    rule().ok()
}

fn owned(bus: &Connection, name: &str) -> bool {
    let asked = || DBusProxy::new(bus).ok()?.name_has_owner(BusName::try_from(name).ok()?).ok();
    asked().unwrap_or(false)
}

#[cfg(test)]
mod tests;
