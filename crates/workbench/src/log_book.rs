//! The log: what was written, when and on whose word; ids and field names, never values.

use crate::{
    Workbench,
    clock::local_minute,
    views::{LogCheckView, LogEntryView},
};
use regulars_model::{Problem, group_digits};
use regulars_vault::{Actor, log};

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
        let check = self.opened()?.vault.read(log::verify)?;
        let entries = group_digits(check.entries.into());
        let words = match check.broken_at {
            None if check.entries == 1 => "The one entry is as it was written.".to_owned(),
            None => {
                format!("All {entries} entries follow from one another. Nothing was changed, dropped or reordered.")
            }
            Some(at) => format!(
                "Entry {at} does not follow from the one before: the log was changed outside Regulars. \
                 Keep this vault as it is and go back to a copy of its folder from before."
            ),
        };
        Ok(LogCheckView { entries: check.entries, sound: check.broken_at.is_none(), broken_at: check.broken_at, words })
    }
}

fn view(entry: log::Entry) -> LogEntryView {
    let who = match entry.actor {
        Actor::User => "you".to_owned(),
        Actor::Import(id) => format!("import {id}"),
        Actor::System => "Regulars".to_owned(),
    };
    let about = [entry.subjects, entry.fields.join(", ")]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<String>>()
        .join(": ");
    LogEntryView {
        number: entry.number,
        when: local_minute(entry.at),
        who,
        what: what(&entry.verb),
        about,
        hash: entry.hash.iter().take(4).map(|byte| format!("{byte:02x}")).collect(),
    }
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
        other => return other.replace('_', " "),
    }
    .to_owned()
}
