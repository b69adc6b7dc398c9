//! D1 with the command itself: killed in the middle of a large import, all of the file is in or none of it.

use regulars_tests::{PASSPHRASE, TestBench, frozen, passphrase};
use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

const PEOPLE: u32 = 12_000;
const TRIALS: u32 = 20;

/// The command that was built beside this test.
pub(crate) fn regulars() -> PathBuf {
    let test = std::env::current_exe().expect("this test's own path");
    let path = test
        .parent()
        .and_then(Path::parent)
        .expect("the target folder")
        .join(format!("regulars{}", std::env::consts::EXE_SUFFIX));
    assert!(path.is_file(), "build the command first: cargo build -p regulars-cli");
    path
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a vault") {
        let entry = entry.expect("an entry");
        std::fs::copy(entry.path(), to.join(entry.file_name())).expect("a copy");
    }
}

fn import(vault: &Path, file: &Path) -> std::process::Child {
    Command::new(regulars())
        .args(["--quiet", "--vault"])
        .arg(vault)
        .arg("import")
        .arg(file)
        .args(["--source", "Till", "--basis", "contract"])
        .env("REGULARS_PASSPHRASE", PASSPHRASE)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the command starts")
}

fn people_in(vault: &Path) -> u32 {
    let mut bench = frozen();
    let view = bench.open_vault(vault, &passphrase()).expect("the vault opens after a kill");
    assert!(bench.log_verify().expect("a log").sound, "the log holds after a kill");
    view.people
}

#[test]
#[allow(clippy::disallowed_methods, reason = "a kill needs a real clock")]
fn killed_during_import_all_of_the_file_is_in_or_none_of_it() {
    let mut shop = TestBench::new();
    shop.bench.lock();
    let mut text = String::from("Email,First Name,City,Email Permission\n");
    for number in 0..PEOPLE {
        text.push_str(&format!("person{number}@example.com,Person {number},Porto,subscribed\n"));
    }
    let file = shop.file("people.csv", text);

    let whole = shop.folder.path().join("whole");
    copy(&shop.vault_dir(), &whole);
    let started = std::time::Instant::now();
    assert!(import(&whole, &file).wait().expect("an end").success(), "an import that is let be succeeds");
    let length = started.elapsed();
    assert_eq!(people_in(&whole), PEOPLE);

    let (mut none, mut all) = (0, 0);
    for trial in 0..TRIALS {
        let vault = shop.folder.path().join(format!("trial{trial}"));
        copy(&shop.vault_dir(), &vault);
        let mut child = import(&vault, &file);
        // From a tenth of the way to just past the end, so that some kills fall into the commit.
        std::thread::sleep(length.mul_f64(0.1 + 0.95 * f64::from(trial) / f64::from(TRIALS)));
        let _ = child.kill();
        let _ = child.wait();
        match people_in(&vault) {
            0 => none += 1,
            PEOPLE => all += 1,
            some => panic!("trial {trial}: {some} of {PEOPLE} people are in"),
        }
        std::fs::remove_dir_all(&vault).expect("a clean-up");
    }
    assert!(none > 0, "no kill came before the end: the test shows nothing ({none} none, {all} all)");
    assert_eq!(none + all, TRIALS);
}
