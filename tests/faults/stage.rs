//! What the trials stand on: a vault with a past, copies of it, the driver beside it, and the tools of the system.

pub(crate) use regulars_tests::copy;
use regulars_tests::deeds::{Doer, History};
use std::{
    collections::BTreeMap,
    io::{BufRead as _, BufReader, Read as _},
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Stdio},
    sync::atomic::{AtomicUsize, Ordering},
};
use tempfile::TempDir;

/// Deeds before the trials begin.
pub(crate) const BASE: usize = 40;

/// A vault that was worked with and locked, and what must stand in it.
pub(crate) struct Stage {
    pub(crate) folder: TempDir,
    pub(crate) seed: u64,
    pub(crate) history: History,
}

impl Stage {
    pub(crate) fn new(seed: u64) -> Self {
        Self::with_base(seed, BASE)
    }

    pub(crate) fn with_base(seed: u64, base: usize) -> Self {
        // In memory where that is to be had: what a kill or an injected fault leaves is the same there, a power cut is
        // simulated, and nobody waits for a real disk's syncs.
        let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).expect("a folder");
        let mut history = History::new(seed);
        let mut doer = Doer::create(&folder.path().join("base"), folder.path()).expect("a vault");
        for deed in history.by_ref().take(base) {
            doer.one(&deed).expect("done");
        }
        doer.bench.lock();
        Self { folder, seed, history }
    }

    pub(crate) fn base(&self) -> PathBuf {
        self.folder.path().join("base")
    }

    /// A copy of the vault to do things to, and a folder for the files that are imported into it.
    pub(crate) fn copy(&self, name: &str) -> (PathBuf, PathBuf) {
        let vault = self.folder.path().join(name);
        let _ = std::fs::remove_dir_all(&vault);
        copy(&self.base(), &vault);
        let files = self.folder.path().join(format!("{name}-files"));
        std::fs::create_dir_all(&files).expect("a folder");
        (vault, files)
    }

    /// What the driver is told so that it goes on from here.
    pub(crate) fn work(&self, vault: &Path, files: &Path, turn: u64, count: usize) -> Vec<String> {
        let path = |path: &Path| path.to_str().expect("a plain path").to_owned();
        let numbers = [self.seed.to_string(), BASE.to_string(), turn.to_string(), count.to_string()];
        ["work".to_owned(), path(vault), path(files)].into_iter().chain(numbers).collect()
    }

    /// The states after `done` deeds of this turn, and after one more; and what that one is.
    pub(crate) fn after(&self, turn: u64, done: usize) -> (History, History, &'static str) {
        let mut before = self.history.clone();
        before.turn(turn);
        before.by_ref().take(done).for_each(drop);
        let mut after = before.clone();
        let deed = after.next().expect("deeds without end");
        (before, after, deed.word())
    }
}

/// The database of a vault: a rotation calls it otherwise.
pub(crate) fn database(dir: &Path) -> PathBuf {
    let entries = std::fs::read_dir(dir).expect("a vault").map(|entry| entry.expect("an entry").path());
    let mut found: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|ending| ending == "db")).collect();
    assert_eq!(found.len(), 1, "one database: {found:?}");
    found.remove(0)
}

/// Every file under a folder, whole.
pub(crate) fn bytes_in(dir: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(dir).expect("listed") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(bytes_in(&path));
        } else {
            found.insert(path.clone(), std::fs::read(&path).expect("read"));
        }
    }
    found
}

/// The driver's program.
pub(crate) fn driver() -> &'static str {
    env!("CARGO_BIN_EXE_faults-driver")
}

/// A driver at work.
pub(crate) struct Driven {
    pub(crate) child: Child,
    out: BufReader<ChildStdout>,
}

impl Driven {
    pub(crate) fn start(command: &mut Command) -> Self {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the driver starts");
        let out = BufReader::new(child.stdout.take().expect("its words"));
        Self { child, out }
    }

    /// The next thing it says.
    pub(crate) fn line(&mut self) -> Option<String> {
        let mut line = String::new();
        (self.out.read_line(&mut line).expect("its words") > 0).then(|| line.trim_end().to_owned())
    }

    /// Everything it says until it ends.
    pub(crate) fn rest(&mut self) -> Vec<String> {
        let mut text = String::new();
        self.out.read_to_string(&mut text).expect("its words");
        let _ = self.child.wait();
        text.lines().map(str::to_owned).collect()
    }
}

impl Drop for Driven {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// How many of these lines say that a deed is done.
pub(crate) fn deeds_done<'a>(lines: impl IntoIterator<Item = &'a String>) -> usize {
    lines.into_iter().filter(|line| line.starts_with("done ")).count()
}

/// Does trials 0..count, two at a time. The first that panics ends the test.
pub(crate) fn trials(count: usize, each: impl Fn(usize) + Sync) {
    let next = AtomicUsize::new(0);
    let work = || {
        loop {
            let trial = next.fetch_add(1, Ordering::Relaxed);
            if trial >= count {
                return;
            }
            each(trial);
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(work);
        scope.spawn(work);
    });
}

/// Whether a tool of the system does what it must here; otherwise what is in the way.
pub(crate) fn tool_missing(name: &str, arguments: &[&str]) -> Option<String> {
    match Command::new(name).args(arguments).stdin(Stdio::null()).output() {
        Ok(output) if output.status.success() => None,
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stderr).lines().next().unwrap_or_default().to_owned();
            Some(format!("{name} does not work here: {said}"))
        }
        Err(error) => Some(format!("{name} cannot be started: {}", error.kind())),
    }
}

/// What is in the way of following system calls, if anything.
pub(crate) fn no_strace() -> Option<String> {
    tool_missing("strace", &["-f", "--seccomp-bpf", "-o", "/dev/null", "-e", "trace=fsync", "true"])
}
