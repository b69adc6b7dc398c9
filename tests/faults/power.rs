//! D2: the power is cut. What a program did is followed call by call, then its files are rebuilt as they could be after a
//! cut at any point: what was synced is there; each later write is there, not there, or torn at 512 bytes; names last
//! once their folder was synced, and until then come in order. A disk that lies about its syncs is out of scope.

use crate::{
    report::{figure, n, scale, skipped},
    stage::{Driven, Stage, bytes_in, driver, no_strace, trials},
    trace::{CALLS, FileId, Reader, Step, moved},
};
use regulars_tests::{deeds::stands_at, dice::Dice};
use std::{
    collections::{BTreeMap, HashMap},
    io::BufRead as _,
    path::{Path, PathBuf},
    process::Command,
    sync::Mutex,
};

const SECTOR: usize = 512;

/// What the disk holds for certain, and what is still on its way there.
#[derive(Clone, Default)]
struct Disk {
    files: HashMap<FileId, File>,
    names: BTreeMap<PathBuf, FileId>,
    /// Creations, renames and removals that no sync of their folder has covered yet.
    name_changes: Vec<Step>,
}

#[derive(Clone, Default)]
struct File {
    sure: Vec<u8>,
    on_the_way: Vec<Step>,
}

fn put(bytes: &mut Vec<u8>, at: u64, new: &[u8]) {
    let at = usize::try_from(at).expect("a file that fits");
    if bytes.len() < at + new.len() {
        bytes.resize(at + new.len(), 0);
    }
    bytes[at..at + new.len()].copy_from_slice(new);
}

fn apply(bytes: &mut Vec<u8>, step: &Step) {
    let length = |length: &u64| usize::try_from(*length).expect("a file that fits");
    match step {
        Step::Write(_, at, new) => put(bytes, *at, new),
        Step::Length(_, to) => bytes.resize(length(to), 0),
        Step::Room(_, to) => bytes.resize(bytes.len().max(length(to)), 0),
        _ => {}
    }
}

fn rename(names: &mut BTreeMap<PathBuf, FileId>, step: &Step) {
    match step {
        Step::Create(path, id) => {
            names.insert(path.clone(), *id);
        }
        Step::Rename(from, to) => {
            let moving: Vec<PathBuf> = names.keys().filter(|name| name.starts_with(from)).cloned().collect();
            for name in moving {
                if let Some(id) = names.remove(&name) {
                    names.insert(moved(&name, from, to), id);
                }
            }
        }
        Step::Unlink(path) => {
            names.remove(path);
        }
        _ => {}
    }
}

/// How a cut treats what was on its way.
#[derive(Clone, Copy)]
enum Cut {
    /// None of it arrived.
    Nothing,
    /// All of it did.
    Everything,
    /// Each write by itself, whole.
    Each,
    /// Each sector by itself, and the writes in any order.
    Torn,
}

impl Disk {
    fn step(&mut self, step: &Step) {
        match step {
            Step::Write(id, ..) | Step::Length(id, _) | Step::Room(id, _) => {
                self.files.entry(*id).or_default().on_the_way.push(step.clone());
            }
            Step::Sync(id) => {
                let file = self.files.entry(*id).or_default();
                for step in std::mem::take(&mut file.on_the_way) {
                    apply(&mut file.sure, &step);
                }
            }
            Step::Create(..) | Step::Rename(..) | Step::Unlink(_) => self.name_changes.push(step.clone()),
            Step::SyncFolder(folder) => {
                let within = |step: &Step| match step {
                    Step::Create(path, _) | Step::Unlink(path) | Step::Rename(_, path) => path.parent() == Some(folder),
                    _ => false,
                };
                for step in std::mem::take(&mut self.name_changes) {
                    if !within(&step) {
                        self.name_changes.push(step);
                        continue;
                    }
                    rename(&mut self.names, &step);
                    // What is not sure yet inside a folder that moved for sure has moved with it.
                    if let Step::Rename(from, to) = &step {
                        for other in &mut self.name_changes {
                            if let Step::Create(path, _) | Step::Unlink(path) | Step::Rename(_, path) = other {
                                *path = moved(path, from, to);
                            }
                        }
                    }
                }
            }
            Step::FolderGone(folder) => {
                for step in std::mem::take(&mut self.name_changes) {
                    match &step {
                        Step::Unlink(path) if path.parent() == Some(folder) => rename(&mut self.names, &step),
                        _ => self.name_changes.push(step),
                    }
                }
            }
            Step::Said(_) => {}
        }
    }

    /// The files as they could be found after a cut now.
    fn after_cut(&self, dice: &mut Dice, cut: Cut) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut names = self.names.clone();
        let kept = match cut {
            Cut::Nothing => 0,
            Cut::Everything => self.name_changes.len(),
            Cut::Each | Cut::Torn => dice.below(self.name_changes.len() + 1),
        };
        self.name_changes[..kept].iter().for_each(|step| rename(&mut names, step));
        let empty = File::default();
        names.into_iter().map(|(name, id)| (name, self.files.get(&id).unwrap_or(&empty).after_cut(dice, cut))).collect()
    }
}

impl File {
    fn after_cut(&self, dice: &mut Dice, cut: Cut) -> Vec<u8> {
        let mut bytes = self.sure.clone();
        let mut steps: Vec<&Step> = match cut {
            Cut::Nothing => return bytes,
            Cut::Everything => self.on_the_way.iter().collect(),
            Cut::Each | Cut::Torn => self.on_the_way.iter().filter(|_| dice.chance(50)).collect(),
        };
        if !matches!(cut, Cut::Torn) {
            steps.into_iter().for_each(|step| apply(&mut bytes, step));
            return bytes;
        }
        for last in (1..steps.len()).rev() {
            steps.swap(last, dice.below(last + 1));
        }
        for step in steps {
            let Step::Write(_, at, new) = step else {
                apply(&mut bytes, step);
                continue;
            };
            let first = SECTOR - usize::try_from(*at % SECTOR as u64).unwrap_or(0);
            let (mut from, mut to) = (0, first.min(new.len()));
            while from < new.len() {
                if dice.chance(50) {
                    put(&mut bytes, at + from as u64, &new[from..to]);
                }
                (from, to) = (to, (to + SECTOR).min(new.len()));
            }
        }
        bytes
    }
}

fn written(files: &BTreeMap<PathBuf, Vec<u8>>, from: &Path, to: &Path) {
    let _ = std::fs::remove_dir_all(to);
    std::fs::create_dir_all(to).expect("a folder");
    for (path, bytes) in files {
        let path = to.join(path.strip_prefix(from).expect("a file of the vault"));
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, bytes).expect("written");
    }
}

/// What is shared memory, or a lock, and does not outlive the power.
fn gone_with_the_power(path: &Path) -> bool {
    path.to_string_lossy().ends_with("-shm") || path.ends_with("vault.lock")
}

/// One run of the driver, followed.
struct Run {
    start: Disk,
    steps: Vec<Step>,
    /// The first step after the vault was open.
    ready: usize,
    vault: PathBuf,
}

fn follow(stage: &Stage, turn: u64, deeds: usize, synchronous: Option<&str>) -> Run {
    let (vault, files) = stage.copy(&format!("run{turn}-{}", synchronous.unwrap_or("FULL")));
    let mut start = Disk::default();
    for (id, (path, bytes)) in bytes_in(&vault).into_iter().enumerate() {
        start.names.insert(path, id);
        start.files.insert(id, File { sure: bytes, on_the_way: Vec::new() });
    }
    let log = stage.folder.path().join(format!("trace{turn}"));
    let mut command = Command::new("strace");
    command.args(["-f", "--seccomp-bpf", "-xx", "-s", "1048576", "-e", CALLS, "-o"]).arg(&log).arg(driver());
    command.args(stage.work(&vault, &files, turn, deeds));
    if let Some(level) = synchronous {
        command.env(regulars_vault::controls::SYNCHRONOUS, level);
    }
    let said = Driven::start(&mut command).rest();
    assert_eq!(said.last().map(String::as_str), Some("locked"), "the driver came to its end: {said:?}");
    let mut reader = Reader::new(&vault, start.names.iter().map(|(path, id)| (path.clone(), *id)));
    for line in std::io::BufReader::new(std::fs::File::open(&log).expect("a trace")).lines() {
        reader.line(&line.expect("a line"));
    }
    let _ = std::fs::remove_file(&log);
    let steps = reader.steps;
    let ready = steps.iter().position(|step| *step == Step::Said("ready".into())).expect("it was ready");
    let run = Run { start, steps, ready, vault };
    run.check_against_the_disk();
    run
}

impl Run {
    /// The simulator itself is checked: with everything kept it must give exactly the files that are there.
    fn check_against_the_disk(&self) {
        let mut disk = self.start.clone();
        self.steps.iter().for_each(|step| disk.step(step));
        let mut simulated = disk.after_cut(&mut Dice::new(0), Cut::Everything);
        let mut real = bytes_in(&self.vault);
        simulated.retain(|path, _| !gone_with_the_power(path));
        real.retain(|path, _| !gone_with_the_power(path));
        let names = |files: &BTreeMap<PathBuf, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&simulated), names(&real), "the simulator lost track of the names");
        for (path, bytes) in &real {
            assert!(simulated[path] == *bytes, "the simulator lost track of {}", path.display());
        }
    }
}

#[derive(Default)]
struct Outcome {
    lost: usize,
    corrupt: usize,
    in_flight: usize,
    first: Option<String>,
}

/// Cuts the power `cuts` times in each of `runs` runs.
fn cut_power(stage: &Stage, runs: usize, cuts: usize, synchronous: Option<&str>) -> Outcome {
    let outcome: Mutex<Outcome> = Mutex::default();
    for run_number in 0..runs {
        let turn = 5_000 + run_number as u64;
        let run = follow(stage, turn, scale(25, 60), synchronous);
        trials(cuts, |trial| {
            let mut dice = Dice::new(turn * 1_000_000 + trial as u64);
            let at = run.ready + dice.below(run.steps.len() - run.ready + 1);
            let mut disk = run.start.clone();
            run.steps[..at].iter().for_each(|step| disk.step(step));
            let cut = [Cut::Nothing, Cut::Everything, Cut::Each, Cut::Torn, Cut::Each, Cut::Torn][dice.below(6)];
            let mut files = disk.after_cut(&mut dice, cut);
            files.retain(|path, _| !gone_with_the_power(path));
            let place = stage.folder.path().join(format!("cut{trial}"));
            written(&files, &run.vault, &place);
            let done = run.steps[..at]
                .iter()
                .filter(|step| matches!(step, Step::Said(said) if said.starts_with("done ")))
                .count();
            let (before, after, deed) = stage.after(turn, done);
            let found = stands_at(&place, &before, &after);
            let mut outcome = outcome.lock().expect("an outcome");
            match found {
                Ok(one_more) => outcome.in_flight += usize::from(one_more),
                Err(broken) => {
                    let lost = broken.0.starts_with("neither");
                    outcome.lost += usize::from(lost);
                    outcome.corrupt += usize::from(!lost);
                    let words = format!("run {run_number}, cut {trial} at step {at} in {deed}: {}", broken.0);
                    outcome.first.get_or_insert(words);
                }
            }
            let _ = std::fs::remove_dir_all(&place);
        });
        let _ = std::fs::remove_dir_all(&run.vault);
    }
    outcome.into_inner().expect("an outcome")
}

#[test]
fn d2_a_power_cut_loses_nothing_that_was_acknowledged() {
    if let Some(why) = no_strace() {
        return skipped("D2", &why);
    }
    let stage = Stage::new(12);
    let (runs, cuts) = (scale(2, 8), scale(60, 250));
    let full = cut_power(&stage, runs, cuts, None);
    let (control_runs, control_cuts) = (scale(1, 2), scale(40, 200));
    let control = cut_power(&stage, control_runs, control_cuts, Some("NORMAL"));
    let words = format!(
        "power cut: {} states, {} lost, {} corrupt (control, synchronous=NORMAL: {} of {} lost){}",
        n(runs * cuts),
        n(full.lost),
        n(full.corrupt),
        n(control.lost + control.corrupt),
        n(control_runs * control_cuts),
        full.first.map(|first| format!("; first: {first}")).unwrap_or_default(),
    );
    figure("D2", full.lost + full.corrupt == 0 && control.lost > 0, &words);
}
