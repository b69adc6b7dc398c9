//! "Prove it": each promise is tried against, and what came out is shown with its figure.

use super::statements::others_may_read;
use crate::{
    Workbench,
    bench::OpenShop,
    clock::{Stopwatch, day_and_minute},
    progress::{Progress, Stage},
    views::{ProofStep, ProofView},
    walls::{self, Outcome},
};
use regulars_model::{Problem, group_digits};
use regulars_vault::{Passphrase, VaultError, backup::Check, log};

/// A way to fail must be possible, or a step proves nothing: this opens no vault.
const NOT_THE_PASSPHRASE: &str = "certainly not the passphrase of any vault";

type Step = fn(&OpenShop) -> Result<ProofStep, Problem>;

impl Workbench {
    /// Runs the self-test.
    ///
    /// # Errors
    /// When no vault is open, or the user stopped it.
    pub fn prove(&mut self, progress: Progress<'_>) -> Result<ProofView, Problem> {
        const STEPS: [(&str, Step); 9] = [
            ("Opening connections", internet),
            ("Reading the file as anybody could", unreadable),
            ("Trying another passphrase", wrong_passphrase),
            ("Checking every page", pages),
            ("Walking the log", the_log),
            ("Comparing who is kept out", kept_out),
            ("Checking the last backup", last_backup),
            ("Asking for a picture of the memory", memory),
            ("Looking at who may read the files", files),
        ];
        let watch = Stopwatch::start();
        let when = day_and_minute(self.now());
        let open = self.opened()?;
        let total = u32::try_from(STEPS.len()).unwrap_or(0);
        let mut steps = Vec::new();
        for (at, (doing, step)) in (0..).zip(STEPS) {
            Stage::start(doing, Some(total), progress).tell(at, watch.seconds())?;
            steps.push(step(open)?);
        }
        let failed = steps.iter().filter(|step| step.passed == Some(false)).count();
        let passed = steps.iter().filter(|step| step.passed == Some(true)).count();
        let unknown = steps.len() - failed - passed;
        let mut words = format!("{passed} of {} as promised, in {:.1} seconds.", steps.len(), watch.seconds());
        if failed > 0 {
            words.push_str(&format!(" {failed} not."));
        }
        if unknown > 0 {
            words.push_str(&format!(" {unknown} cannot be told on this computer now."));
        }
        Ok(ProofView { when, steps, words, sound: failed == 0 })
    }
}

fn step(title: &str, passed: Option<bool>, words: impl Into<String>) -> ProofStep {
    ProofStep { title: title.to_owned(), passed, words: words.into() }
}

fn internet(_: &OpenShop) -> Result<ProofStep, Problem> {
    const TITLE: &str = "Open an internet connection";
    let attempts = walls::prove_no_internet();
    let count = |outcome: Outcome| attempts.iter().filter(|attempt| attempt.outcome == outcome).count();
    let (refused, made) = (count(Outcome::Refused), count(Outcome::Made));
    Ok(match (refused, made) {
        (_, made) if made > 0 && cfg!(target_os = "linux") => {
            step(TITLE, Some(false), format!("{made} of {} ways were open to this program.", attempts.len()))
        }
        (_, made) if made > 0 => {
            step(TITLE, None, "This system refuses nothing to its programs; this one has no networking code.")
        }
        (0, _) => step(TITLE, None, "This computer has no network at all."),
        _ => step(TITLE, Some(true), format!("Refused by the system, {refused} of {} ways.", attempts.len())),
    })
}

fn unreadable(open: &OpenShop) -> Result<ProofStep, Problem> {
    const TITLE: &str = "Read the database without the key";
    let size = open.vault.info()?.bytes;
    Ok(match open.encrypted_on_disk() {
        true => step(TITLE, Some(true), format!("{} bytes, none of which anybody can read.", group_digits(size))),
        false => step(TITLE, Some(false), "It can be read by anybody."),
    })
}

fn wrong_passphrase(open: &OpenShop) -> Result<ProofStep, Problem> {
    const TITLE: &str = "Open it with another passphrase";
    let watch = Stopwatch::start();
    let refused = open.vault.check_passphrase(&Passphrase::new(NOT_THE_PASSPHRASE));
    Ok(match refused {
        Err(VaultError::WrongPassphrase) => {
            step(TITLE, Some(true), format!("Refused. One guess costs {:.1} seconds here.", watch.seconds()))
        }
        _ => step(TITLE, Some(false), "It was not refused."),
    })
}

fn pages(open: &OpenShop) -> Result<ProofStep, Problem> {
    const TITLE: &str = "Check every page of the database";
    Ok(match open.vault.check_pages() {
        Ok(bytes) => step(TITLE, Some(true), format!("{} bytes, every page as it was written.", group_digits(bytes))),
        Err(VaultError::Damaged(_)) => step(TITLE, Some(false), "A page is not as it was written. Restore a backup."),
        Err(error) => return Err(error.into()),
    })
}

fn the_log(open: &OpenShop) -> Result<ProofStep, Problem> {
    const TITLE: &str = "Follow the log from end to end";
    let check = open.vault.read(log::verify)?;
    let entries = group_digits(check.entries.into());
    Ok(match check.broken_at {
        None => step(TITLE, Some(true), format!("All {entries} entries follow from one another.")),
        Some(at) => step(TITLE, Some(false), format!("Entry {at} of {entries} was changed outside Regulars.")),
    })
}

fn kept_out(open: &OpenShop) -> Result<ProofStep, Problem> {
    const TITLE: &str = "Compare the two lists of who said no or was erased";
    let Some(list) = open.vault.ledger_beside() else {
        return Ok(step(TITLE, Some(false), "The list beside the vault is missing or was changed."));
    };
    let lacking = open.vault.lacks(&list)?.len();
    let entries = group_digits(u64::try_from(list.entries.len()).unwrap_or(0));
    Ok(match lacking {
        0 => step(TITLE, Some(true), format!("{entries} entries, the same in both.")),
        lacking => step(TITLE, Some(false), format!("{lacking} of {entries} are missing in the vault.")),
    })
}

fn last_backup(open: &OpenShop) -> Result<ProofStep, Problem> {
    const TITLE: &str = "Check the last backup";
    let list = open.vault.own_backups(i64::MAX);
    let Some(last) = list.first() else {
        return Ok(step(TITLE, None, "There is none yet."));
    };
    Ok(match open.vault.check_backup(&last.dir)? {
        Check::Whole(tables) => {
            let rows: i64 = tables.iter().map(|(_, rows)| rows).sum();
            let rows = group_digits(rows.try_into().unwrap_or(0));
            step(TITLE, Some(true), format!("{}: every page, {rows} rows.", day_and_minute(last.made)))
        }
        Check::PagesOnly => {
            step(TITLE, Some(true), format!("{}: every page is the one written.", day_and_minute(last.made)))
        }
        Check::Damaged(part) => step(TITLE, Some(false), format!("{}: {part}.", day_and_minute(last.made))),
    })
}

fn memory(_: &OpenShop) -> Result<ProofStep, Problem> {
    const TITLE: &str = "Leave a picture of the memory on the disk";
    let wall = walls::now().no_core_dumps;
    let passed = if cfg!(target_os = "linux") { Some(wall.stands) } else { None };
    Ok(step(TITLE, passed, wall.words))
}

fn files(open: &OpenShop) -> Result<ProofStep, Problem> {
    const TITLE: &str = "Read the files from another account";
    Ok(match others_may_read(open.vault.dir()) {
        None => step(TITLE, None, "This system's own rules decide."),
        Some(0) => step(TITLE, Some(true), "Only your account may."),
        Some(number) => step(TITLE, Some(false), format!("{number} files or folders can be read by others.")),
    })
}
