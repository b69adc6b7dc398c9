//! The log: what was written, when and on whose word; ids and field names, never values.

use crate::{
    Workbench,
    clock::local_minute,
    views::{LogCheckView, LogEntryView},
};
use regulars_model::{Problem, group_digits};
use regulars_vault::{
    Actor,
    log::{self, Fault, LogCheck, PublicKey, Told},
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
}

pub(crate) fn check_view(check: &LogCheck, key: &PublicKey) -> LogCheckView {
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

pub(crate) fn short(hash: &[u8]) -> String {
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
            (String::new(), format!("What it told was erased (receipt {receipt})"), String::new())
        }
        Told::Erased { by, receipt: None } => {
            (String::new(), format!("What it told was erased (entry {by})"), String::new())
        }
        Told::Lost => (String::new(), "What it told is missing".to_owned(), String::new()),
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

pub(crate) fn about(subjects: &str, fields: &str) -> String {
    let fields = fields.split_whitespace().collect::<Vec<_>>().join(", ");
    [subjects.to_owned(), fields].into_iter().filter(|part| !part.is_empty()).collect::<Vec<String>>().join(": ")
}

/// A verb, in words.
pub(crate) fn what(verb: &str) -> String {
    match verb {
        "create_vault" => "Created the vault",
        "import" => "Imported a file",
        "undo_import" => "Undid an import",
        "opt_out" => "Recorded a no",
        "record_yes" => "Recorded a yes",
        "set_zone" => "Said which time zone the shop is in",
        "load_places" => "Loaded a table of postcodes",
        "drop_places" => "Dropped the table of postcodes",
        "set_purpose" => "Said what a field is for",
        "merge" => "Merged two entries",
        "merge_sure" => "Merged the entries that are sure",
        "keep_apart" => "Kept two entries apart",
        "unmerge" => "Took a decision on entries back",
        "export" => "Exported people as a file",
        "erase" => "Erased a person",
        "erase_proof" => "Recorded the proof of an erasure",
        "save_segment" => "Saved a segment",
        "delete_segment" => "Deleted a segment",
        "build_personas" => "Built personas",
        "work_out_scores" => "Worked out scores",
        "look_at_proof" => "Looked at how right a score was",
        "override_score" => "Put a person elsewhere than their score does",
        "take_back_override" => "Took a decision on a score back",
        "change_points" => "Changed the card of points",
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
