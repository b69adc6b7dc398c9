//! Proofs drawn from the log, and the whole of it as text: for somebody who has no vault, and checked without one.

use crate::{
    Workbench,
    bench::{OpenShop, usage},
    clock::local_minute,
    log_book::{about, check_view, short, what},
    views::{LogCheckView, LogProofView, ProofCheckView},
};
use regulars_model::{Code, Problem, group_digits};
use regulars_vault::{
    VaultError,
    log::{self, Proof, PublicKey},
};

impl Workbench {
    /// The proof that an entry is in the log, under a checkpoint of the log as it is now.
    ///
    /// # Errors
    /// When no vault is open, or there is no such entry.
    pub fn log_prove(&mut self, number: u32) -> Result<LogProofView, Problem> {
        let total = self.log_count()?;
        self.opened_to_note()?.prove(number).map_err(|error| match error {
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
        let open = self.opened_to_note()?;
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
        let checkpoint = proof.check();
        let (key, held) = open.vault.read(|read| {
            (log::public_key(read), checkpoint.as_ref().map(|kept| log::begins_with(read, kept)).transpose())
        });
        let mut view = proof_view(&proof, Some(&key));
        if view.sound && held? != Some(true) {
            view.sound = false;
            view.words = format!(
                "The proof is sound, but this vault's log does not begin with the one it was drawn from: \
                 it was changed, or this is a copy from before {}.",
                checkpoint.map(|kept| local_minute(kept.at)).unwrap_or_default()
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
