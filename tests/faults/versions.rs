//! D6 and D7: a vault of a newer version and a vault that is open elsewhere are refused in words, and left as they are.

use crate::{
    report::{figure, n, skipped},
    stage::{Driven, bytes_in, driver, no_strace},
};
use regulars_model::Code;
use regulars_tests::{PASSPHRASE, TestBench, deeds::Doer, frozen, passphrase};
use regulars_vault::Vault;
use std::{path::Path, process::Command};

/// Opens it as a program does; the code of the refusal, and which files are not as before. The engine may lay an empty log
/// and its shared memory beside a database that it looks into: there is nothing of the shop in either.
fn refused(dir: &Path) -> (Option<Code>, Vec<String>) {
    let before = bytes_in(dir);
    let code = frozen().open_vault(dir, &passphrase()).err().map(|problem| problem.code);
    let after = bytes_in(dir);
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let laid =
        |path: &Path, bytes: &[u8]| name(path).ends_with("-shm") || (name(path).ends_with("-wal") && bytes.is_empty());
    let mut changed: Vec<String> =
        before.iter().filter(|(path, bytes)| after.get(*path) != Some(bytes)).map(|(path, _)| name(path)).collect();
    let new = after.iter().filter(|(path, bytes)| !before.contains_key(*path) && !laid(path, bytes));
    changed.extend(new.map(|(path, _)| name(path)));
    (code, changed)
}

#[test]
fn d6_a_newer_vault_is_refused_and_left_as_it_is() {
    let mut shop = TestBench::new();
    shop.import_text("customers.csv", regulars_tests::CUSTOMERS).expect("imported");
    shop.bench.lock();
    let dir = shop.vault_dir();

    let (newer, known) = (shop.folder.path().join("newer-key-file"), shop.folder.path().join("known"));
    crate::stage::copy(&dir, &known);
    crate::stage::copy(&dir, &newer);
    let text = std::fs::read_to_string(newer.join("vault.hdr")).expect("a key file");
    let at = text.find("\"format_version\":").expect("a version") + "\"format_version\":".len();
    let digits = text[at..].chars().take_while(char::is_ascii_digit).count();
    let version: u32 = text[at..at + digits].parse().expect("a number");
    let text = format!("{}{}{}", &text[..at], version + 1, &text[at + digits..]);
    std::fs::write(newer.join("vault.hdr"), text).expect("written");
    let key_file = refused(&newer);

    let vault = Vault::at(&dir).expect("there").unlock(&passphrase()).expect("open");
    let schema = vault.schema_version().expect("a version");
    vault.pretend_version(schema + 1).expect("written");
    drop(vault.lock());
    let database = refused(&dir);

    // The control: as it was, the same vault opens.
    assert_eq!(refused(&known).0, None);
    let met = [&key_file, &database].iter().all(|(code, changed)| *code == Some(Code::TooNew) && changed.is_empty());
    figure(
        "D6",
        met,
        &format!(
            "newer version: key file refused as {:?}, database as {:?}; {} files changed (control: as it was, it opens)",
            key_file.0,
            database.0,
            n(key_file.1.len() + database.1.len())
        ),
    );
}

/// Calls with which a file is changed.
const CHANGES: &str =
    "trace=pwrite64,write,writev,pwritev,ftruncate,fallocate,rename,renameat,renameat2,unlink,unlinkat";

#[test]
#[allow(clippy::disallowed_methods, reason = "the time it takes is the figure")]
fn d7_a_second_program_is_refused_at_once_and_writes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let dir = folder.path().join("shop.regulars");
    let mut first = Doer::create(&dir, folder.path()).expect("a vault");
    first.bench.lock();
    drop(first);
    let mut held = Driven::start(Command::new(driver()).arg("hold").arg(&dir));
    assert_eq!(held.line().as_deref(), Some("ready"));

    let before = bytes_in(&dir);
    let started = std::time::Instant::now();
    let code = frozen().open_vault(&dir, &passphrase()).err().map(|problem| problem.code);
    let seconds = started.elapsed().as_secs_f64();
    let same = bytes_in(&dir) == before;

    // The command, followed: it must not even try to change a file.
    let command = |log: &Path| {
        let mut command = Command::new("strace");
        command.args(["-f", "-y", "-e", CHANGES, "-o"]).arg(log).arg(crate::command::regulars());
        command.arg("--vault").arg(&dir).arg("home").env("REGULARS_PASSPHRASE", PASSPHRASE);
        command.output().expect("it runs").status.success()
    };
    let writes = |log: &Path| {
        let text = std::fs::read_to_string(log).expect("a trace");
        text.lines().filter(|line| line.contains(&*dir.to_string_lossy())).count()
    };
    let traced = match no_strace() {
        Some(why) => {
            skipped("D7", &format!("the writes of the second program are not followed: {why}"));
            None
        }
        None => {
            let log = folder.path().join("second.log");
            assert!(!command(&log), "the second program must end with an error");
            let attempts = writes(&log);
            drop(held);
            // The control: let in, the same command does write.
            assert!(command(&log), "alone, it opens the vault");
            assert!(writes(&log) > 0, "the same search must see the writes of a program that was let in");
            Some(attempts)
        }
    };
    figure(
        "D7",
        code == Some(Code::InUse) && same && seconds < 1.0 && traced.unwrap_or(0) == 0,
        &format!(
            "second program: refused ({code:?}) in {:.0} ms, files {}, {} writes tried",
            seconds * 1_000.0,
            if same { "as before" } else { "CHANGED" },
            traced.map_or("unknown".to_owned(), n),
        ),
    );
}
