//! What every journey stands on: a vault in a folder that disappears, a clock that stands still, and small files to import.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test stops where something is not as it must be")]

pub mod deeds;
pub mod dice;

use regulars_model::{Basis, Currency, Problem};
use regulars_workbench::{
    FrozenClock, KdfParams, Passphrase, Provenance, Workbench,
    keychain::MemoryKeychain,
    quiet,
    views::{FileKind, ImportReportView, LookRequest, MappingView},
};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};
use tempfile::TempDir;

/// The passphrase of every test vault.
pub const PASSPHRASE: &str = "correct horse battery";

/// The moment at which every test clock stands: Mon 23 Nov 2026, noon UTC.
pub const NOON: i64 = 1_795_435_200;

/// The seed of every made-up shop in the tests.
pub const SEED: u64 = 7;

/// A workbench on a temporary folder, with a frozen clock.
pub struct TestBench {
    /// The workbench under test.
    pub bench: Workbench,
    /// The folder that disappears with it.
    pub folder: TempDir,
}

/// The cheapest key derivation a vault accepts: tests open many.
#[must_use]
pub fn quick_kdf() -> KdfParams {
    KdfParams { mib: 19, passes: 2 }
}

/// The passphrase, wrapped.
#[must_use]
pub fn passphrase() -> Passphrase {
    Passphrase::new(PASSPHRASE.to_owned())
}

/// A workbench whose clock stands at [`NOON`].
#[must_use]
pub fn frozen() -> Workbench {
    let now = jiff::Timestamp::from_second(NOON).expect("a moment");
    Workbench::with_keychain(Arc::new(FrozenClock(now)), Arc::new(MemoryKeychain::new()))
}

impl TestBench {
    /// The corner shop of [`CUSTOMERS`] and [`ORDERS`], in euros.
    ///
    /// # Panics
    /// When they do not come in.
    #[must_use]
    pub fn corner_shop() -> Self {
        let mut shop = Self::new();
        shop.import_text("customers.csv", CUSTOMERS).expect("customers come in");
        shop.import_text("orders.csv", ORDERS).expect("orders come in");
        shop
    }

    /// A new, empty, open vault in euros.
    #[must_use]
    pub fn new() -> Self {
        Self::with_currency("EUR")
    }

    /// A new, empty, open vault in this currency.
    #[must_use]
    pub fn with_currency(currency: &str) -> Self {
        let folder = TempDir::new().expect("a folder");
        let mut bench = frozen();
        let currency: Currency = currency.parse().expect("a currency");
        bench
            .create_vault(&folder.path().join("shop.regulars"), "Test shop", currency, &passphrase(), quick_kdf())
            .expect("a vault");
        Self { bench, folder }
    }

    /// A new, empty, open vault in euros, whose shop is in this time zone.
    #[must_use]
    pub fn in_zone(zone: &str) -> Self {
        let mut shop = Self::new();
        shop.bench.set_zone(zone).expect("a zone");
        shop
    }

    /// A vault with the sample shop imported.
    #[must_use]
    pub fn sample() -> Self {
        let folder = TempDir::new().expect("a folder");
        let mut bench = frozen();
        bench.open_demo(&folder.path().join("shop.regulars"), quick_kdf(), &mut quiet()).expect("the sample shop");
        Self { bench, folder }
    }

    /// The vault's folder.
    #[must_use]
    pub fn vault_dir(&self) -> PathBuf {
        self.folder.path().join("shop.regulars")
    }

    /// Writes a file beside the vault.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, content).expect("a file");
        path
    }

    /// Imports a file as it is recognised.
    ///
    /// # Errors
    /// What the import said.
    pub fn import(&mut self, path: &Path) -> Result<ImportReportView, Problem> {
        self.import_as(path, None, |_| {})
    }

    /// Imports a file with its mapping changed.
    ///
    /// # Errors
    /// What the import said.
    pub fn import_as(
        &mut self,
        path: &Path,
        kind: Option<FileKind>,
        change: impl FnOnce(&mut MappingView),
    ) -> Result<ImportReportView, Problem> {
        let plan = self.bench.survey_file(path, &LookRequest { kind, ..LookRequest::default() }, "t", &mut quiet())?;
        let mut mapping = plan.view.mapping.clone();
        change(&mut mapping);
        self.bench.run_import(&plan, &mapping, &provenance(), &mut quiet())
    }

    /// Writes and imports text.
    ///
    /// # Errors
    /// What the import said.
    pub fn import_text(&mut self, name: &str, text: &str) -> Result<ImportReportView, Problem> {
        let path = self.file(name, text);
        self.import(&path)
    }
}

impl Default for TestBench {
    fn default() -> Self {
        Self::new()
    }
}

/// Copies a folder with the folders in it.
pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).expect("a copy");
        }
    }
}

/// Where test files say they come from.
#[must_use]
pub fn provenance() -> Provenance {
    Provenance::new("Shop till", Basis::Contract)
}

/// A shared data set, or `None` (and a printed line) where it is absent.
#[must_use]
#[allow(clippy::print_stderr, reason = "a skipped test must say so")]
pub fn shared_data(name: &str) -> Option<PathBuf> {
    let beside = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("../../shared/data");
    let folder = std::env::var_os("REGULARS_DATA").map_or(beside, PathBuf::from);
    let path = folder.join(name);
    if path.is_file() {
        return Some(path);
    }
    eprintln!("skipped: {name} absent (set REGULARS_DATA to the folder that holds it)");
    None
}

/// Three customers, one of whom has said no.
pub const CUSTOMERS: &str = "\
Customer ID,First Name,Last Name,Email,Phone,City,Country,Email Permission
1001,Ana,Lim,ana@example.com,+351912345678,Porto,PT,subscribed
1002,Jörg,Weiß,joerg@example.org,,Hamburg,DE,unsubscribed
1003,Mei,Tan,mei@example.com,,Berlin,DE,
";

/// Their orders: Ana bought coffee twice and sent one bag back, Jörg bought tea, Mei bought coffee.
pub const ORDERS: &str = "\
Order ID,Date,Customer ID,SKU,Product,Category,Quantity,Unit Price
A1,2026-09-01 10:00:00,1001,C1,House espresso,Coffee,2,9.50
A1,2026-09-01 10:00:00,1001,C2,Filter roast,Coffee,1,12.00
A2,2026-11-02 09:00:00,1001,C1,House espresso,Coffee,1,9.50
CA2,2026-11-05 09:00:00,1001,C1,House espresso,Coffee,-1,9.50
B1,2026-10-10 16:30:00,1002,T1,Earl Grey,Tea,3,4.00
D1,2026-11-20 11:15:00,1003,C2,Filter roast,Coffee,1,12.00
";
