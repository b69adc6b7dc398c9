//! On a bus of the test's own: a made-up login daemon and a screen that says it is locked.

use super::*;
use std::{
    io::Read as _,
    path::Path,
    process::{Child, Command, Stdio},
    sync::{
        atomic::{AtomicU32, Ordering},
        mpsc::{Receiver, channel},
    },
};

const SOON: Duration = Duration::from_secs(10);

struct Bus {
    folder: tempfile::TempDir,
    daemon: Child,
}

impl Bus {
    fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let (config, socket) = (folder.path().join("bus.conf"), folder.path().join("bus"));
        let policy = "<allow send_destination=\"*\" eavesdrop=\"true\"/><allow eavesdrop=\"true\"/><allow own=\"*\"/>";
        let text = format!(
            "<busconfig><type>session</type><listen>unix:path={}</listen><policy context=\"default\">{policy}</policy>\
             </busconfig>",
            socket.display()
        );
        std::fs::write(&config, text).expect("written");
        let daemon = Command::new("dbus-daemon")
            .args(["--nofork", "--nopidfile", &format!("--config-file={}", config.display())])
            .stderr(Stdio::null())
            .spawn()
            .expect("dbus-daemon, which `make test` installs");
        for _ in 0..200 {
            if Path::exists(&socket) {
                break;
            }
            thread::sleep(Duration::from_millis(50));
        }
        Self { folder, daemon }
    }

    fn connect(&self) -> Connection {
        let address = format!("unix:path={}", self.folder.path().join("bus").display());
        Builder::address(address.as_str()).and_then(|bus| bus.method_timeout(SOON).build()).expect("a connection")
    }

    fn stop(&mut self) {
        let _ = self.daemon.kill();
        let _ = self.daemon.wait();
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Gives out one hold at a time and knows when it is let go.
struct Login {
    let_go: Arc<AtomicU32>,
}

#[zbus::interface(name = "org.freedesktop.login1.Manager")]
impl Login {
    fn inhibit(&self, what: &str, _who: &str, _why: &str, mode: &str) -> zbus::fdo::Result<OwnedFd> {
        assert_eq!((what, mode), ("sleep", "delay"));
        let (mut reader, writer) = std::io::pipe().map_err(|error| zbus::fdo::Error::Failed(error.to_string()))?;
        let let_go = Arc::clone(&self.let_go);
        thread::spawn(move || {
            let _ = reader.read(&mut [0]);
            let_go.fetch_add(1, Ordering::SeqCst);
        });
        Ok(OwnedFd::from(std::os::fd::OwnedFd::from(writer)))
    }

    #[zbus(name = "GetSessionByPID")]
    fn get_session_by_pid(&self, _pid: u32) -> zbus::fdo::Result<OwnedObjectPath> {
        OwnedObjectPath::try_from("/org/freedesktop/login1/session/_31")
            .map_err(|error| zbus::fdo::Error::Failed(error.to_string()))
    }
}

#[derive(Debug, PartialEq, Eq)]
enum What {
    Locked(LockReason),
    Told(Listening),
}

/// What is to be called back, and what was.
fn ears() -> (Lock, Heard, Receiver<What>) {
    let (said, heard) = channel();
    let told = said.clone();
    let lock: Lock = Arc::new(move |why| said.send(What::Locked(why)).unwrap_or_default());
    let told: Told = Arc::new(move |listening| told.send(What::Told(listening)).unwrap_or_default());
    (lock, Heard { told, now: Arc::default() }, heard)
}

fn until(heard: &Receiver<What>, what: &What) {
    loop {
        if heard.recv_timeout(SOON).unwrap_or_else(|_| panic!("not heard: {what:?}")) == *what {
            return;
        }
    }
}

#[test]
fn sleep_waits_for_the_lock_and_the_sessions_lock_is_heard() {
    let mut bus = Bus::start();
    let let_go = Arc::new(AtomicU32::new(0));
    let was_let_go = Arc::clone(&let_go);
    let system_bus = bus.connect();
    system_bus.object_server().at("/org/freedesktop/login1", Login { let_go }).expect("an object");
    system_bus.request_name(LOGIN).expect("a name");

    let (lock, told, heard) = ears();
    let (held_up, was_held_up) = channel();
    let still = Arc::clone(&was_let_go);
    let slow: Lock = Arc::new(move |why| {
        // The computer must not be asleep while it locks.
        thread::sleep(Duration::from_millis(300));
        held_up.send(still.load(Ordering::SeqCst) == 0).unwrap_or_default();
        lock(why);
    });
    let ours = bus.connect();
    begin("test", move || system(&ours, &slow, &told));
    until(&heard, &What::Told(Listening { sleep: true, screen: true }));

    let signal = |path: &str, interface: &str, name: &str, yes: Option<bool>| match yes {
        Some(yes) => system_bus.emit_signal(None::<&str>, path, interface, name, &yes),
        None => system_bus.emit_signal(None::<&str>, path, interface, name, &()),
    };
    signal("/org/freedesktop/login1", MANAGER, "PrepareForSleep", Some(true)).expect("sent");
    until(&heard, &What::Locked(LockReason::Suspend));
    assert_eq!(was_held_up.recv_timeout(SOON), Ok(true), "the sleep was held up until the vault was locked");
    let gone = (0..200).any(|_| {
        thread::sleep(Duration::from_millis(20));
        was_let_go.load(Ordering::SeqCst) == 1
    });
    assert!(gone, "and then let go");
    signal("/org/freedesktop/login1", MANAGER, "PrepareForSleep", Some(false)).expect("sent");
    signal("/org/freedesktop/login1/session/_32", SESSION, "Lock", None).expect("sent");
    signal("/org/freedesktop/login1/session/_31", SESSION, "Lock", None).expect("sent");
    until(&heard, &What::Locked(LockReason::ScreenLock));
    assert!(heard.try_recv().is_err(), "another's session is not ours");

    bus.stop();
    until(&heard, &What::Told(Listening { sleep: false, screen: false }));
}

#[test]
fn a_screen_that_locks_is_heard_and_one_that_unlocks_is_not() {
    let bus = Bus::start();
    let desktop = bus.connect();
    desktop.request_name("org.gnome.ScreenSaver").expect("a name");
    let (lock, told, heard) = ears();
    let ours = bus.connect();
    begin("test", move || screens(&ours, &lock, &told));
    until(&heard, &What::Told(Listening { sleep: false, screen: true }));
    let signal = |interface: &str, yes: bool| {
        desktop.emit_signal(None::<&str>, "/org/gnome/ScreenSaver", interface, "ActiveChanged", &yes).expect("sent");
    };
    signal("org.gnome.ScreenSaver", false);
    signal("org.example.Something", true);
    signal("org.gnome.ScreenSaver", true);
    until(&heard, &What::Told(Listening { sleep: false, screen: true }));
    assert_eq!(heard.recv_timeout(SOON), Ok(What::Locked(LockReason::ScreenLock)));
}

#[test]
fn where_nobody_tells_nothing_is_said_to_be_heard() {
    let bus = Bus::start();
    let (lock, told, heard) = ears();
    let (system_bus, session_bus) = (bus.connect(), bus.connect());
    system(&system_bus, &lock, &told);
    assert!(heard.try_recv().is_err());
    begin("test", move || screens(&session_bus, &lock, &told));
    assert_eq!(heard.recv_timeout(SOON), Ok(What::Told(Listening::default())));
}
