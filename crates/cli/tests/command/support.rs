//! A shop on a temporary folder, and the command run on it with nothing of the caller's surroundings.

use regulars_workbench::{KdfParams, Passphrase, SystemClock, Workbench, model::Currency};
use serde_json::Value;
use std::{
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::Arc,
};

pub(crate) const PASSPHRASE: &str = "four quiet grey herons";
/// Every test sees the data from this day.
pub(crate) const AS_OF: &str = "2026-11-23";

/// Six people: two said yes, one unsubscribed, one was never asked, one has no email, one has no name.
pub(crate) const CUSTOMERS: &str = "\
customer id,first name,last name,email,city,country,email permission
1001,Ana,Sousa,ana@example.com,Porto,Portugal,subscribed
1002,Jörg,Weiß,joerg@example.com,Köln,Germany,subscribed
1003,Mary,O'Neil,mary@example.org,Cork,Ireland,unsubscribed
1004,Ольга,Иванова,olga@example.com,Porto,Portugal,
1005,Kei,,,Osaka,Japan,
1006,,,noname@example.com,Porto,Portugal,subscribed
";

/// Ana bought three times and gave one back, Jörg twice, Mary once, the nameless one once; one line is nobody's.
pub(crate) const ORDERS: &str = "\
order id,order date,email,product,category,quantity,unit price
A1,2026-01-10,ana@example.com,Espresso beans,Coffee,2,12.50
A2,2026-06-02,ana@example.com,Espresso beans,Coffee,1,12.50
A3,2026-11-01,ana@example.com,Filter papers,Gear,1,4.00
A4,2026-11-03,ana@example.com,Filter papers,Gear,-1,4.00
B1,2026-05-05,joerg@example.com,Green tea,Tea,1,8.00
B2,2026-09-05,joerg@example.com,Green tea,Tea,2,8.00
C1,2025-02-01,mary@example.org,Espresso beans,Coffee,1,12.50
D1,2026-10-10,noname@example.com,Green tea,Tea,1,8.00
E1,2026-10-11,,Green tea,Tea,1,8.00
";

/// A folder with a vault in it.
pub(crate) struct Shop {
    pub(crate) folder: tempfile::TempDir,
}

/// How a command ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Shop {
    /// With an empty vault, made without the wait that a real passphrase deserves.
    pub(crate) fn empty() -> Self {
        let shop = Self::without_vault();
        let currency: Currency = "EUR".parse().unwrap();
        let mut bench = Workbench::new(Arc::new(SystemClock));
        bench
            .create_vault(&shop.vault(), "Test shop", currency, &Passphrase::new(PASSPHRASE), KdfParams::LEAST)
            .unwrap();
        bench.lock();
        shop
    }

    /// With the six people and their orders.
    pub(crate) fn filled() -> Self {
        let shop = Self::empty();
        let (customers, orders) = (shop.write("customers.csv", CUSTOMERS), shop.write("orders.csv", ORDERS));
        shop.done(&["import", &customers, "--source", "Counter list", "--basis", "consent"]);
        shop.done(&["import", &orders, "--basis", "contract"]);
        shop
    }

    pub(crate) fn without_vault() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn vault(&self) -> PathBuf {
        self.folder.path().join("shop.regulars")
    }

    pub(crate) fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_string_lossy().into_owned()
    }

    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    /// The command, not yet run, that knows the vault and its passphrase and nothing else.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_regulars"));
        command
            .args(args)
            .env_clear()
            .env("HOME", self.folder.path())
            .env("XDG_DATA_HOME", self.folder.path().join("data"))
            .env("TMPDIR", self.folder.path())
            .env("TZ", "UTC")
            .env("REGULARS_VAULT", self.vault())
            .env("REGULARS_PASSPHRASE", PASSPHRASE)
            .stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Ended {
        let args: Vec<&str> = args.iter().copied().chain(["--as-of", AS_OF]).collect();
        self.command(&args).output().map(Ended::from).unwrap()
    }

    /// Runs what must go well, and gives what it printed.
    pub(crate) fn done(&self, args: &[&str]) -> String {
        let ended = self.run(args);
        assert_eq!(ended.code, Some(0), "{args:?} said: {}{}", ended.out, ended.err);
        ended.out
    }

    /// Runs what must go well, and gives its JSON.
    pub(crate) fn json(&self, args: &[&str]) -> Value {
        let args: Vec<&str> = args.iter().copied().chain(["--json"]).collect();
        let out = self.done(&args);
        serde_json::from_str(&out).unwrap_or_else(|error| panic!("{args:?}: {error} in {out}"))
    }

    /// Runs what must go wrong with this number, and gives the error's document.
    pub(crate) fn refused(&self, code: i32, args: &[&str]) -> Value {
        let args: Vec<&str> = args.iter().copied().chain(["--json"]).collect();
        let ended = self.run(&args);
        assert_eq!(ended.code, Some(code), "{args:?} said: {}{}", ended.out, ended.err);
        assert_eq!(ended.out, "", "{args:?} answered although it went wrong");
        let last = ended.err.lines().last().unwrap_or_default();
        let document: Value = serde_json::from_str(last).unwrap_or_else(|error| panic!("{error} in {}", ended.err));
        for part in ["code", "message", "hint"] {
            assert!(!document["error"][part].as_str().unwrap_or_default().is_empty(), "no {part} in {last}");
        }
        document["error"].clone()
    }

    /// Runs with another way in than the passphrase: none, or what `set` puts into the surroundings.
    pub(crate) fn without_passphrase(&self, args: &[&str], set: &[(&str, &str)]) -> Ended {
        let mut command = self.command(args);
        command.env_remove("REGULARS_PASSPHRASE").envs(set.iter().copied()).output().unwrap().into()
    }

    /// The id of whoever goes by this.
    pub(crate) fn id(&self, person: &str) -> String {
        text(&self.json(&["people", "show", person])["id"])
    }

    /// Which files of the vault are not as they were, one of them left out.
    pub(crate) fn vault_files_but(&self, before: &[(PathBuf, Vec<u8>)], but: &str) -> String {
        let now = self.files();
        let names: Vec<String> = now
            .iter()
            .filter(|file| !before.contains(file))
            .chain(before.iter().filter(|file| !now.iter().any(|(path, _)| *path == file.0)))
            .map(|(path, _)| path.file_name().unwrap_or_default().to_string_lossy().into_owned())
            .filter(|name| name != but)
            .collect();
        names.join(", ")
    }

    /// Everything that is on disk of the vault.
    pub(crate) fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        files(&self.vault())
    }
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("not a text: {value}")).to_owned()
}

pub(crate) fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or_else(|| panic!("not a whole number: {value}"))
}

fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push((path.clone(), std::fs::read(path).unwrap()));
        }
    }
    found.sort();
    found
}
