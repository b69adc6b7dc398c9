//! The sample shop: make-believe customers who go through the same import as any file, in a vault marked as a sample.

use crate::{
    Workbench,
    bench::usage,
    import::Provenance,
    keys::OpenWith,
    progress::Progress,
    views::{LookRequest, VaultView},
};
use regulars_model::{Basis, Code, Currency, Problem};
use regulars_sample::Sample;
use regulars_vault::{KdfParams, Passphrase};
use std::path::{Path, PathBuf};

/// The passphrase of the sample shop. No secret: nothing in it is real.
pub const DEMO_PASSPHRASE: &str = "sample shop";

/// The sample shop's seed.
const SEED: u64 = 7;

impl Workbench {
    /// Opens the sample shop in this folder, making it first when the folder is not there. Its passphrase is
    /// [`DEMO_PASSPHRASE`].
    ///
    /// # Errors
    /// When the folder holds another vault, the disk refuses, or the user stopped it. A half-made sample is removed.
    pub fn open_demo(&mut self, dir: &Path, kdf: KdfParams, progress: Progress<'_>) -> Result<VaultView, Problem> {
        let passphrase = Passphrase::new(DEMO_PASSPHRASE.to_owned());
        if dir.join("vault.hdr").exists() {
            let view = self.open_with_progress(dir, &OpenWith::Passphrase(&passphrase), progress)?;
            if !view.sample {
                self.lock();
                return Err(usage(
                    "That folder holds a real vault, not the sample shop.",
                    "Choose another folder for the sample.",
                ));
            }
            return Ok(view);
        }
        let currency: Currency = "EUR".parse().unwrap_or(Currency::UNKNOWN);
        self.create(dir, regulars_sample::SHOP_NAME, currency, &passphrase, kdf, true)?;
        let filled = self.fill_demo(progress);
        if filled.is_err() {
            self.lock();
            // It is our own, made a moment ago, and holds nothing real.
            let _ = std::fs::remove_dir_all(dir);
        }
        filled?;
        self.vault_info()
    }

    /// Writes the sample shop's three files into a folder, which is made when absent. Says where they are.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn write_sample(&self, dir: &Path) -> Result<Vec<PathBuf>, Problem> {
        std::fs::create_dir_all(dir).and_then(|()| Sample::make(SEED, self.as_of()).write_to(dir)).map_err(failed)?;
        Ok(["customers.csv", "orders.csv", "events.csv"].map(|file| dir.join(file)).to_vec())
    }

    fn fill_demo(&mut self, progress: Progress<'_>) -> Result<(), Problem> {
        let sample = Sample::make(SEED, self.as_of());
        let folder = tempfile::tempdir().map_err(failed)?;
        sample.write_to(folder.path()).map_err(failed)?;
        for (file, source, basis) in [
            ("customers.csv", "Sample shop, customer export", Basis::Consent),
            ("orders.csv", "Sample shop, order export", Basis::Contract),
            ("events.csv", "Sample shop, newsletter tool", Basis::Consent),
        ] {
            let plan = self.survey_file(&folder.path().join(file), &LookRequest::default(), file, progress)?;
            let from = Provenance::new(source, basis);
            self.run_import(&plan, &plan.view.mapping, &from, progress)?;
        }
        Ok(())
    }
}

#[allow(clippy::needless_pass_by_value, reason = "used as map_err(failed)")]
fn failed(error: std::io::Error) -> Problem {
    Problem::new(
        Code::Failed,
        format!("The sample shop's files could not be written: {}.", error.kind()),
        "Make room on the disk, or choose another folder.",
    )
}
