//! The log: what was written, when and on whose word; ids and field names, never values. And the proofs drawn from it,
//! which somebody can check who has no vault.

use crate::{
    Workbench,
    bench::{OpenShop, usage},
    clock::local_minute,
    views::{LogCheckView, LogEntryView, LogProofView, ProofCheckView},
};
use regulars_model::{Code, Problem, group_digits};
use regulars_vault::{
    Actor, VaultError,
    log::{self, Fault, LogCheck, Proof, PublicKey, Told},
};

impl Workbench {
    /// Entries of the log, newest first.
    ///
    /// # Errors
    /// When no vault is open.
    pub fn log_list(&self, offset: u32, limit: u32) -> Result<Vec<LogEntryView>, Problem> {
        let open = self.opened()?;
        let entries = open.vault.read(|read| log::list(read, offset, limit))?;
        Ok(entries.into_iter().map(view).collect())
    }

    /// Entries in the log.
    ///
    /// # Errors
    /// When no vault is open.
    pub fn log_count(&self) -> Result<u32, Problem> {
        Ok(self.opened()?.vault.read(log::count)?)
    }

    /// Walks the whole chain and says whether every entry follows from the one before.
    ///
    /// # Errors
    /// When no vault is open.
    pub fn log_verify(&self) -> Result<LogCheckView, Problem> {
        let open = self.opened()?;
        let (check, key) = open.vault.read(|read| (log::verify(read), log::public_key(read)));
        Ok(check_view(&check?, &key))
    }

    /// The proof that an entry is in the log, under a checkpoint of the log as it is now.
    ///
    /// # Errors
    /// When no vault is open, or there is no such entry.
    pub fn log_prove(&mut self, number: u32) -> Result<LogProofView, Problem> {
        let total = self.log_count()?;
        self.opened_mut()?.prove(number).map_err(|error| match error {
            VaultError::NoSuch(_) => Problem::new(
                Code::NotFound,
                format!("There is no entry {number} in this log."),
                format!("Entries go from 1 to {total}: regulars log list"),
            ),
            error => error.problem(),
        })
    }

    /// Hands over the whole log, line by line, for somebody who has no vault. Says how many lines.
    ///
    /// # Errors
    /// When no vault is open, or `line` fails.
    pub fn log_export<E: From<Problem>>(&mut self, mut line: impl FnMut(&str) -> Result<(), E>) -> Result<u32, E> {
        enum Stop<E> {
            Vault(VaultError),
            Line(E),
        }
        impl<E> From<VaultError> for Stop<E> {
            fn from(error: VaultError) -> Self {
                Self::Vault(error)
            }
        }
        let open = self.opened_mut()?;
        open.vault.seal_log().map_err(Problem::from)?;
        let mut lines = 0;
        let done = open.vault.read(|read| {
            log::export(read, |text| {
                lines += 1;
                line(text).map_err(Stop::Line)
            })
        });
        match done {
            Ok(()) => Ok(lines),
            Err(Stop::Vault(error)) => Err(Problem::from(error).into()),
            Err(Stop::Line(error)) => Err(error),
        }
    }

    /// Whether the open vault's log still begins with the log of which somebody kept this proof.
    ///
    /// # Errors
    /// When no vault is open, or `text` is no proof.
    pub fn log_compare(&self, text: &str) -> Result<ProofCheckView, Problem> {
        let open = self.opened()?;
        let proof = Proof::parse(text).ok_or_else(no_proof)?;
        let (key, held) = open.vault.read(|read| {
            let held = proof.check().map(|checkpoint| log::begins_with(read, &checkpoint)).transpose();
            (log::public_key(read), held)
        });
        let mut view = proof_view(&proof, Some(&key));
        if view.sound && held? != Some(true) {
            view.sound = false;
            view.words = format!(
                "The proof is sound, but this vault's log does not begin with the one it was drawn from: \
                 it was changed, or this is a copy from before {}.",
                view.when
            );
        } else if view.sound {
            view.words = format!("{} This vault's log begins with the one it was drawn from.", view.words);
        }
        Ok(view)
    }
}

/// Checks the text of a proof with nothing but itself, and, where it is known, the key it should be signed with.
///
/// # Errors
/// When `text` is no proof, or `key` no key.
pub fn check_proof(text: &str, key: Option<&str>) -> Result<ProofCheckView, Problem> {
    let proof = Proof::parse(text).ok_or_else(no_proof)?;
    let key = key
        .map(|key| {
            PublicKey::parse(key.trim()).ok_or_else(|| usage("That is no public key.", "It begins with “regulars/”."))
        })
        .transpose()?;
    Ok(proof_view(&proof, key.as_ref()))
}

/// Checks an exported log with nothing but itself.
///
/// # Errors
/// When `text` is no exported log.
pub fn check_exported_log(text: &str) -> Result<LogCheckView, Problem> {
    let (check, key) = log::check_export(text.lines()).map_err(|_| {
        Problem::new(
            Code::InputRefused,
            "That is not an exported log.",
            "Choose a file that “regulars log export” wrote.",
        )
    })?;
    Ok(check_view(&check, &key))
}

fn no_proof() -> Problem {
    Problem::new(
        Code::InputRefused,
        "That is not a proof, or not all of one.",
        "It begins with “regulars proof 1” and ends with the line of the signature. Take all of it, as it was given.",
    )
}

impl OpenShop {
    /// The proof of an entry under a checkpoint of now.
    pub(crate) fn prove(&mut self, number: u32) -> Result<LogProofView, VaultError> {
        self.vault.seal_log()?;
        let proof = self.vault.read(|read| log::prove(read, number))?;
        let checkpoint = proof.check().ok_or(VaultError::Damaged("the log"))?;
        Ok(LogProofView {
            entry: number,
            log_size: checkpoint.size,
            root: short(&checkpoint.root),
            key: proof.key.fingerprint(),
            text: proof.to_string(),
        })
    }

    /// The proof of the entry that was written last; `None` where it cannot be had, which is no reason to undo the rest.
    pub(crate) fn prove_last(&mut self) -> Option<LogProofView> {
        let (number, _) = self.vault.read(log::last).ok()??;
        self.prove(number).ok()
    }
}

fn proof_view(proof: &Proof, key: Option<&PublicKey>) -> ProofCheckView {
    let checked = proof.check();
    let (told, about) = match &proof.told {
        Ok(payload) => (what(&payload.verb), about(&payload.subjects, &payload.fields)),
        Err(_) => ("What it told was erased".to_owned(), String::new()),
    };
    let (number, fingerprint) = (proof.number, proof.key.fingerprint());
    let words = match (&checked, key) {
        (None, _) => format!(
            "Entry {number} does not lead to the signed checkpoint: this proof was changed, or is not one of Regulars."
        ),
        (Some(_), Some(key)) if !key.same_key(&proof.key) => {
            format!("This proof is signed with another key ({fingerprint}) than the one given ({}).", key.fingerprint())
        }
        (Some(checkpoint), known) => {
            let size = group_digits(checkpoint.size.into());
            let whose = if known.is_some() {
                "The key is the one given.".to_owned()
            } else {
                format!("Compare the key with the shop: {fingerprint}.")
            };
            format!("Entry {number} is in the log of {size} that was signed. {whose}")
        }
    };
    ProofCheckView {
        sound: checked.is_some() && key.is_none_or(|key| key.same_key(&proof.key)),
        entry: number,
        when: local_minute(proof.at),
        what: told,
        about,
        log_size: checked.map_or(0, |checkpoint| checkpoint.size),
        key: fingerprint,
        words,
    }
}

fn check_view(check: &LogCheck, key: &PublicKey) -> LogCheckView {
    LogCheckView {
        entries: check.entries,
        erased: check.erased,
        checkpoints: check.checkpoints,
        sound: check.broken_at.is_none(),
        broken_at: check.broken_at,
        public_key: key.to_string(),
        key: key.fingerprint(),
        words: check_words(check),
    }
}

fn check_words(check: &LogCheck) -> String {
    const THEN: &str = "Keep this vault as it is and go back to a copy of its folder from before.";
    let entries = group_digits(check.entries.into());
    let Some((at, fault)) = check.broken_at.zip(check.fault) else {
        if check.entries == 1 {
            return "The one entry is as it was written.".to_owned();
        }
        let erased = match check.erased {
            0 => String::new(),
            1 => " What 1 of them told was erased, as a later entry says.".to_owned(),
            many => format!(" What {} of them told was erased, as later entries say.", group_digits(many.into())),
        };
        return format!(
            "All {entries} entries follow from one another. Nothing was changed, dropped or reordered.{erased}"
        );
    };
    match fault {
        Fault::Entry => {
            format!("Entry {at} does not follow from the one before: the log was changed outside Regulars. {THEN}")
        }
        Fault::Payload => format!("What entry {at} tells was changed outside Regulars. {THEN}"),
        Fault::PayloadLost => {
            format!("What entry {at} told is missing, and no erasure took it: it was removed outside Regulars. {THEN}")
        }
        Fault::PayloadBack => {
            format!("What entry {at} told was erased, and is there again: an old copy was put back. {THEN}")
        }
        Fault::End => format!("Entry {at} is missing: the end of the log was cut off outside Regulars. {THEN}"),
        Fault::Checkpoint => {
            format!(
                "The checkpoint that goes with entry {at} is false or missing: it was changed outside Regulars. {THEN}"
            )
        }
        Fault::Before => format!(
            "Entry {at} did not follow from the one before when this log was brought to its present form. \
             The entries since are whole, but that does not mend it. {THEN}"
        ),
    }
}

fn short(hash: &[u8]) -> String {
    hash.iter().take(4).map(|byte| format!("{byte:02x}")).collect()
}

fn view(entry: log::Entry) -> LogEntryView {
    let (who, told, about) = match entry.told {
        Told::Kept(payload) => {
            let who = match payload.who() {
                Some(Actor::User) => "you".to_owned(),
                Some(Actor::Import(id)) => format!("import {id}"),
                Some(Actor::System) | None => "Regulars".to_owned(),
            };
            (who, what(&payload.verb), about(&payload.subjects, &payload.fields))
        }
        Told::Erased { receipt: Some(receipt), .. } => {
            (String::new(), format!("Erased (receipt {receipt})"), String::new())
        }
        Told::Erased { by, receipt: None } => (String::new(), format!("Erased (entry {by})"), String::new()),
        Told::Lost => (String::new(), "Missing".to_owned(), String::new()),
    };
    LogEntryView {
        number: entry.number,
        when: local_minute(entry.at),
        who,
        what: told,
        about,
        hash: short(&entry.hash),
    }
}

fn about(subjects: &str, fields: &str) -> String {
    let fields = fields.split_whitespace().collect::<Vec<_>>().join(", ");
    [subjects.to_owned(), fields].into_iter().filter(|part| !part.is_empty()).collect::<Vec<String>>().join(": ")
}

/// A verb, in words.
fn what(verb: &str) -> String {
    match verb {
        "create" => "Created the vault",
        "import" => "Imported a file",
        "opt_out" => "Recorded a no",
        "erase" => "Erased a person",
        "erase_proof" => "Recorded the proof of an erasure",
        "save_segment" => "Saved a segment",
        "delete_segment" => "Deleted a segment",
        "build_personas" => "Built personas",
        "change_passphrase" => "Changed the passphrase",
        "compact" => "Tidied the stored orders",
        "rotate" => "Encrypted everything anew",
        "backup_rule" => "Changed how many backups are kept",
        "left_open" => "Opened after it was not closed in order",
        "finish" => "Finished what was cut off",
        "restore" => "Restored a backup",
        "restore_without_list" => "Restored a backup without a list of who was erased since",
        "restore_list" => "Left out again who was erased or said no",
        "accept_findings" => "Went on with a vault that was changed outside",
        "convert_log" => "Sealed the log anew, in its present form",
        other => return other.replace('_', " "),
    }
    .to_owned()
}
