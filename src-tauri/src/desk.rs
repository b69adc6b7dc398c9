//! What stands on the desk while the window is open: the workbench, the files that were chosen, and how to stop a job.
//! Work runs off the window's thread, one job at a time.

use crate::{
    Start,
    ear::{Ear, Heard},
    recent::Recent,
};
use regulars_model::{Code, Problem};
use regulars_workbench::{
    ImportPlan, SystemClock, Workbench, unless_kept_is_lost,
    views::{MappingView, OfferedFile, ProgressView},
};
use std::{
    collections::HashMap,
    ops::ControlFlow,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, TryLockError,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    thread,
    time::Duration,
};
use tauri::{AppHandle, Manager as _};

/// So long nobody asks for anything before what is laid out is kept.
const QUIET: Duration = Duration::from_secs(3);
/// Between two parts of it.
const BREATH: Duration = Duration::from_millis(20);
/// When it could not be written.
const LATER: Duration = Duration::from_secs(300);

/// The state behind every command.
pub(crate) struct Desk {
    bench: Arc<Mutex<Workbench>>,
    stop: Arc<AtomicBool>,
    working: Arc<AtomicU32>,
    asked: Arc<AtomicU32>,
    names: AtomicU32,
    offered: Mutex<HashMap<String, PathBuf>>,
    chosen: Mutex<Option<Chosen>>,
    vaults: Mutex<HashMap<String, PathBuf>>,
    backups: Mutex<HashMap<String, PathBuf>>,
    open: Mutex<Option<PathBuf>>,
    start: Mutex<Option<Start>>,
    /// Vaults that were open before.
    pub(crate) recent: Recent,
    /// Where new vaults are kept.
    pub(crate) folder: PathBuf,
}

/// The file that was chosen last, under the only name the window has for it.
#[derive(Clone)]
pub(crate) struct Chosen {
    /// Its name.
    pub(crate) token: String,
    /// What was found in it.
    pub(crate) plan: Arc<ImportPlan>,
    /// How it was last asked to be read.
    pub(crate) mapping: MappingView,
}

impl Desk {
    pub(crate) fn new(data: &Path, config: &Path, start: Start) -> Self {
        Self {
            bench: Arc::new(Mutex::new(Workbench::new(Arc::new(SystemClock)))),
            stop: Arc::default(),
            working: Arc::default(),
            asked: Arc::default(),
            names: AtomicU32::new(1),
            offered: Mutex::default(),
            chosen: Mutex::default(),
            vaults: Mutex::default(),
            backups: Mutex::default(),
            open: Mutex::default(),
            start: Mutex::new(Some(start)),
            recent: Recent::at(config.join("recent.json")),
            folder: data.join("vaults"),
        }
    }

    /// A name that tells nothing: `v1`, `f2`.
    pub(crate) fn name(&self, prefix: char) -> String {
        format!("{prefix}{}", self.names.fetch_add(1, Ordering::Relaxed))
    }

    /// Keeps a vault's folder and gives the window a name for it.
    pub(crate) fn keep_vault(&self, folder: PathBuf) -> String {
        self.keep(&self.vaults, 'v', folder)
    }

    /// Keeps a backup's folder and gives the window a name for it.
    pub(crate) fn keep_backup(&self, folder: PathBuf) -> String {
        self.keep(&self.backups, 'b', folder)
    }

    fn keep(&self, among: &Mutex<HashMap<String, PathBuf>>, prefix: char, folder: PathBuf) -> String {
        let mut kept = held(among);
        if let Some((name, _)) = kept.iter().find(|(_, known)| **known == folder) {
            return name.clone();
        }
        let name = self.name(prefix);
        kept.insert(name.clone(), folder);
        name
    }

    /// The folder behind a name.
    pub(crate) fn vault(&self, token: &str) -> Result<PathBuf, Problem> {
        held(&self.vaults).get(token).cloned().ok_or_else(|| {
            Problem::new(Code::NotFound, "That vault is no longer on the list.", "Choose it again with “Open another”.")
        })
    }

    /// The backup behind a name.
    pub(crate) fn backup(&self, token: &str) -> Result<PathBuf, Problem> {
        held(&self.backups)
            .get(token)
            .cloned()
            .ok_or_else(|| Problem::new(Code::NotFound, "That backup is no longer on the desk.", "Choose it again."))
    }

    /// Remembers which vault is open, or that none is.
    pub(crate) fn set_open(&self, folder: Option<&Path>) {
        *held(&self.open) = folder.map(Path::to_owned);
    }

    /// The folder of the open vault.
    pub(crate) fn open_folder(&self) -> Option<PathBuf> {
        held(&self.open).clone()
    }

    /// What the program was started with; only the first caller gets it.
    pub(crate) fn take_start(&self) -> Option<Start> {
        held(&self.start).take()
    }

    /// Keeps the path of a file that a person gave, and gives the window a name for it.
    pub(crate) fn offer(&self, path: PathBuf) -> OfferedFile {
        let file_name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let token = self.name('f');
        held(&self.offered).insert(token.clone(), path);
        OfferedFile { token, file_name }
    }

    /// The path behind a name.
    pub(crate) fn offered(&self, token: &str) -> Result<PathBuf, Problem> {
        held(&self.offered).get(token).cloned().ok_or_else(not_on_the_desk)
    }

    /// Forgets a file that is put aside, and what was read of it.
    pub(crate) fn put_aside(&self, token: &str) {
        held(&self.offered).remove(token);
        let mut chosen = held(&self.chosen);
        if chosen.as_ref().is_some_and(|chosen| chosen.token == token) {
            *chosen = None;
        }
    }

    /// Keeps a file that was looked at; the one before is forgotten.
    pub(crate) fn keep_file(&self, plan: ImportPlan) {
        let (token, mapping) = (plan.view.token.clone(), plan.view.mapping.clone());
        *held(&self.chosen) = Some(Chosen { token, plan: Arc::new(plan), mapping });
    }

    /// The file behind a name.
    pub(crate) fn file(&self, token: &str) -> Result<Chosen, Problem> {
        held(&self.chosen).clone().filter(|chosen| chosen.token == token).ok_or_else(not_on_the_desk)
    }

    /// Remembers how the chosen file was asked to be read.
    pub(crate) fn mapped(&self, token: &str, mapping: &MappingView) {
        if let Some(chosen) = held(&self.chosen).as_mut().filter(|chosen| chosen.token == token) {
            chosen.mapping = mapping.clone();
        }
    }

    /// Does something with the workbench, off the window's thread. After a panic the vault is locked: what was in
    /// memory may be half of something, what is on disk is whole.
    pub(crate) async fn ask<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Workbench) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        let bench = Arc::clone(&self.bench);
        let done = tauri::async_runtime::spawn_blocking(move || {
            let mut bench = held(&bench);
            unless_kept_is_lost(|| job(&mut bench)).unwrap_or_else(|_| Err(bench.read_anew()))
        })
        .await;
        done.unwrap_or_else(|_| {
            self.close();
            Err(Problem::new(
                Code::Failed,
                "Something went wrong inside Regulars. The vault is locked and nothing was half written.",
                "Open it again. If it happens again, please report what you were doing.",
            ))
        })
    }

    /// The same for a long job: it tells the window how far it has come, and stops when asked.
    pub(crate) async fn work<T: Send + 'static>(
        &self,
        app: AppHandle,
        job: impl FnOnce(&mut Workbench, regulars_workbench::Progress<'_>) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let stop = Arc::clone(&self.stop);
        let at_work = AtWork::begin(&self.working);
        self.ask(move |bench| {
            let _at_work = at_work;
            stop.store(false, Ordering::Relaxed);
            job(bench, &mut |progress: &ProgressView| {
                app.state::<Ear>().tell(Heard::Progress(progress.clone()));
                if stop.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            })
        })
        .await
    }

    /// Begins to keep what is laid out of a large shop, and to work scores out, whenever nobody has asked for anything for a
    /// while. It stops between two parts as soon as somebody does, so that nobody waits for more than one of them.
    pub(crate) fn start_keeping(&self) {
        let (bench, asked) = (Arc::clone(&self.bench), Arc::clone(&self.asked));
        // Without a thread the next opening takes longer, and nothing else is lost.
        let _ = thread::Builder::new().name("keeping".to_owned()).spawn(move || {
            let mut last = asked.load(Ordering::Relaxed);
            // Nothing is left to do until somebody asks for something again.
            let mut settled = None;
            loop {
                thread::sleep(QUIET);
                let now = asked.load(Ordering::Relaxed);
                if std::mem::replace(&mut last, now) != now || settled == Some(now) {
                    continue;
                }
                while asked.load(Ordering::Relaxed) == now {
                    let more = match bench.try_lock() {
                        Ok(mut bench) => unless_kept_is_lost(|| a_little_more(&mut bench)).unwrap_or_else(|_| {
                            // Nobody waits for an answer: what was begun is begun again.
                            bench.read_anew();
                            Ok(true)
                        }),
                        // Somebody still works with it.
                        Err(_) => break,
                    };
                    match more {
                        Ok(true) => thread::sleep(BREATH),
                        Ok(false) => {
                            settled = Some(now);
                            break;
                        }
                        Err(_) => {
                            // A full disk, perhaps.
                            thread::sleep(LATER);
                            break;
                        }
                    }
                }
            }
        });
    }

    /// Asks the running job to stop and leave nothing behind.
    pub(crate) fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    /// Forgets the chosen file and whatever was read of it.
    pub(crate) fn clear(&self) {
        *held(&self.chosen) = None;
    }

    /// Whether a long job runs.
    pub(crate) fn works(&self) -> bool {
        self.working.load(Ordering::Relaxed) > 0
    }

    /// Whether a vault is open. While something is being done with one it is taken to be, without waiting.
    pub(crate) fn may_be_open(&self) -> bool {
        match self.bench.try_lock() {
            Ok(bench) => bench.is_open(),
            Err(TryLockError::Poisoned(bench)) => bench.into_inner().is_open(),
            Err(TryLockError::WouldBlock) => true,
        }
    }

    /// Stops what runs and locks, waiting for it. Says whether a vault was open.
    pub(crate) fn close(&self) -> bool {
        self.stop();
        self.clear();
        held(&self.offered).clear();
        self.set_open(None);
        let mut bench = held(&self.bench);
        let open = bench.is_open();
        bench.lock();
        open
    }
}

/// A part of what can be done before anybody asks for it: what is laid out is kept first, then scores are worked out.
fn a_little_more(bench: &mut Workbench) -> Result<bool, Problem> {
    if bench.is_worth_keeping() && bench.keep_laid_out()? {
        return Ok(true);
    }
    bench.work_on_scores()
}

fn not_on_the_desk() -> Problem {
    Problem::new(Code::NotFound, "That file is no longer on the desk.", "Choose it again.")
}

/// Counted as long as it lives.
struct AtWork(Arc<AtomicU32>);

impl AtWork {
    fn begin(working: &Arc<AtomicU32>) -> Self {
        working.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(working))
    }
}

impl Drop for AtWork {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A lock that a panic elsewhere does not take away.
fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use regulars_workbench::{
        KdfParams, Passphrase, Provenance,
        model::Basis,
        quiet,
        views::{FileKind, HomeView, LookRequest},
    };
    use tauri::async_runtime::block_on;

    const ORDERS: &str =
        "Order ID,Date,Customer ID,Total\n1,2026-10-01,a,5.00\n2,2026-11-02,a,7.00\n3,2026-11-03,b,9.00\n";

    /// A shop of two people, opened from what was kept laid out.
    fn kept(desk: &Desk, vault: &Path) -> Result<(), Problem> {
        let (vault, file) = (vault.to_owned(), vault.with_extension("csv"));
        std::fs::write(&file, ORDERS).expect("written");
        block_on(desk.ask(move |bench| {
            let (currency, passphrase) =
                ("EUR".parse().expect("a currency"), Passphrase::new("four quiet grey herons"));
            bench.create_vault(&vault, "Shop", currency, &passphrase, KdfParams::LEAST)?;
            let look = LookRequest { kind: Some(FileKind::Orders), ..LookRequest::default() };
            let plan = bench.survey_file(&file, &look, "f1", &mut quiet())?;
            let from = Provenance::new("till", Basis::Contract);
            bench.run_import(&plan, &plan.view.mapping, &from, &mut quiet())?;
            while bench.keep_laid_out()? {}
            bench.lock();
            bench.open_vault(&vault, &passphrase)?;
            assert!(bench.is_laid_out_from_kept());
            Ok(())
        }))
    }

    #[test]
    fn what_was_kept_and_is_gone_ends_the_answer_and_the_next_one_is_right() {
        let folder = tempfile::tempdir().expect("a folder");
        let desk = Desk::new(folder.path(), folder.path(), Start { vault: None });
        let vault = folder.path().join("shop.regulars");
        kept(&desk, &vault).expect("kept");
        std::fs::remove_file(vault.join("vault.laid")).expect("it was there");
        let ask = || -> Result<HomeView, Problem> { block_on(desk.ask(|bench| bench.home())) };
        assert_eq!(
            ask().map(drop).map_err(|problem| (problem.code, problem.hint)),
            Err((Code::Failed, "Ask again.".to_owned()))
        );
        assert!(desk.may_be_open(), "nobody has to type a passphrase for it");
        assert_eq!(ask().map(|home| (home.people, home.purchases)), Ok((2, 3)));
    }
}
