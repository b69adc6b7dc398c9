//! C1: nothing readable is written. Values that stand nowhere else go in with every field of every file; then every byte
//! that the program wrote is searched, file by file and write by write.

use crate::{
    command::regulars,
    report::{figure, n, skipped},
    stage::{bytes_in, no_strace},
    trace::{CALLS, Written},
};
use regulars_tests::{PASSPHRASE, TestBench};
use std::{
    path::{Path, PathBuf},
    process::Command,
};

/// The word in every value; the run's number makes it one that no other file on this computer holds.
fn canary() -> String {
    format!("qzcanary{}x", std::process::id())
}

/// Customers, orders and events whose every text holds the canary.
fn files(canary: &str) -> [(&'static str, String); 3] {
    let rows = |line: &dyn Fn(usize) -> String| (0..200).map(|at| line(at) + "\n").collect::<String>();
    let c = canary;
    let customers = rows(&|at| {
        format!(
            "{c}id{at},{c}first{at},{c}last{at},{c}mail{at}@example.com,+3162000{at:04},{c}company{at},{c}street{at},{c}city{at},\
             {c}region{at},{c}{at},Portugal,1980-02-03,2024-05-06,{c}tag{at},subscribed"
        )
    });
    let orders = rows(&|at| {
        format!("{c}order{at},2026-09-01 10:00:00,{c}id{at},{c}sku{at},{c}product{at},{c}category{at},1,9.50")
    });
    let events = rows(&|at| format!("{c}mail{at}@example.com,opened,{c}campaign{at},2026-09-02 10:00:00"));
    [
        (
            "customers.csv",
            format!(
                "Customer ID,First Name,Last Name,Email,Phone,Company,Address,City,Region,Postcode,Country,Birthday,Signed Up,Tags,\
                 Email Permission\n{customers}"
            ),
        ),
        ("orders.csv", format!("Order ID,Date,Customer ID,SKU,Product,Category,Quantity,Unit Price\n{orders}")),
        ("events.csv", format!("email,event,campaign,occurred at\n{events}")),
    ]
}

/// Files under these folders that hold the canary.
fn holding(folders: &[&Path], canary: &str) -> Vec<PathBuf> {
    let holds = |bytes: &[u8]| memchr::memmem::find(&bytes.to_ascii_lowercase(), canary.as_bytes()).is_some();
    let files = folders.iter().filter(|folder| folder.is_dir()).flat_map(|folder| bytes_in(folder));
    files.filter(|(_, bytes)| holds(bytes)).map(|(path, _)| path).collect()
}

#[test]
fn c1_nothing_readable_is_written() {
    if let Some(why) = no_strace() {
        return skipped("C1", &why);
    }
    let canary = canary();
    let mut shop = TestBench::new();
    shop.bench.lock();
    let vault = shop.vault_dir();
    // A home and a temporary folder of its own: what the program leaves anywhere a program may leave things is found.
    let place = |name: &str| {
        let path = shop.folder.path().join(name);
        std::fs::create_dir_all(&path).expect("a folder");
        path
    };
    let (home, temporary, exported) = (place("home"), place("temporary"), place("exported"));
    let mut written = Written::default();
    let run = |written: &mut Written, program: &Path, words: &[&str]| {
        let log = shop.folder.path().join("trace");
        let mut command = Command::new("strace");
        command.args(["-f", "-y", "-xx", "-s", "1048576", "-e", CALLS, "-o"]).arg(&log).arg(program).args(words);
        command.env("HOME", &home).env("TMPDIR", &temporary).env("REGULARS_PASSPHRASE", PASSPHRASE);
        for name in ["XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR"] {
            command.env_remove(name);
        }
        let output = command.output().expect("it runs");
        assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
        written.take_in(&std::fs::read_to_string(&log).expect("a trace"), canary.as_bytes());
    };
    let folder = vault.to_str().expect("a plain path");
    for (name, text) in files(&canary) {
        let path = exported.join(name);
        std::fs::write(&path, text).expect("written");
        let source = format!("{canary} source");
        let path = path.to_str().expect("a plain path");
        run(
            &mut written,
            &regulars(),
            &["--vault", folder, "import", path, "--source", &source, "--basis", "contract"],
        );
    }
    let rule = r#"{"type":"number","field":"purchases","test":{"op":"at_least","value":1}}"#;
    run(
        &mut written,
        &regulars(),
        &["--vault", folder, "segment", "save", "--name", &format!("{canary} segment"), "--rule", rule],
    );
    run(&mut written, &regulars(), &["--vault", folder, "people", "list"]);
    let (bytes, hits) = (written.bytes, written.hits);

    // The controls: the same searches find what was put there in the clear.
    let [customers, copied] = [exported.join("customers.csv"), exported.join("copied.csv")];
    run(&mut written, Path::new("dd"), &[&format!("if={}", customers.display()), &format!("of={}", copied.display())]);
    assert!(written.hits > hits, "the search of writes must see a copy in the clear");
    let control = holding(&[&exported], &canary).len();
    assert_eq!(control, 4, "the search of files must find what was imported");

    let newer = ["/tmp", "/var/tmp"].map(|folder| newer_in(Path::new(folder), &exported.join("customers.csv")));
    let elsewhere: Vec<PathBuf> = newer
        .into_iter()
        .flatten()
        .filter(|path| !path.starts_with(shop.folder.path()))
        .filter(|path| std::fs::read(path).is_ok_and(|bytes| memchr::memmem::find(&bytes, canary.as_bytes()).is_some()))
        .collect();
    let found = holding(&[&vault, &home, &temporary], &canary);
    figure(
        "C1",
        hits == 0 && found.is_empty() && elsewhere.is_empty() && bytes > 100_000,
        &format!(
            "at rest: {} hits in {} bytes written to files, {} in the vault's, home and temporary folders, {} in /tmp and \
             /var/tmp (control: found in {control} of 4 files in the clear){}",
            n(hits),
            n(bytes),
            n(found.len()),
            n(elsewhere.len()),
            found.first().map(|path| format!("; first: {}", path.display())).unwrap_or_default(),
        ),
    );
}

/// Files in a folder, not in the folders of it, that are newer than `than`.
fn newer_in(folder: &Path, than: &Path) -> Vec<PathBuf> {
    let modified = |path: &Path| std::fs::metadata(path).and_then(|meta| meta.modified()).ok();
    let since = modified(than);
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.is_file() && modified(path) >= since)
        .collect()
}
