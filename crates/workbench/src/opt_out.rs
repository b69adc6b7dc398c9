//! A person says no: to messages, channel by channel, or to any use at all. Holds through every later import.

use crate::{
    Workbench,
    clock::local_date,
    problems,
    views::{OptOut, OptOutReceipt, PersonRef},
    zone::zone_of,
};
use regulars_model::{Basis, Channel, Permission, PersonId, Problem};
use regulars_vault::{Tx, identity, permission, person, suppression};
use std::collections::BTreeSet;

impl Workbench {
    /// Records the no, and a token of each of the person's identifiers so that it outlives the rows.
    ///
    /// # Errors
    /// When no vault is open, or nobody goes by `person`.
    pub fn opt_out(&mut self, person: &str, from: &OptOut) -> Result<OptOutReceipt, Problem> {
        let (now, cause) = (self.now(), self.cause("opt_out"));
        let open = self.opened_mut()?;
        let id = open.find(person)?;
        let index = open.shop.index_of(id).ok_or_else(problems::no_such_person)?;
        let named: PersonRef = open.named(index);
        let channels: Vec<Channel> = match from {
            OptOut::Channel { channel } => vec![*channel],
            OptOut::AllMessages => Channel::ALL.to_vec(),
            OptOut::Use => Vec::new(),
        };
        // A no is said by the person: by every entry that is them.
        let entries = open.groups.members(id);
        let changed = open.write_urgently(cause, |tx| record_no(tx, &entries, &channels, *from == OptOut::Use));
        let changed = changed?;
        let mut proof = None;
        if changed {
            proof = open.prove_last();
            open.hear(&entries)?;
        }
        Ok(OptOutReceipt { person: named, words: words(from, changed), changed, when: local_date(now), proof })
    }
}

/// Writes a no down for every entry of a person. False when it was so already.
pub(crate) fn record_no(
    tx: &Tx<'_>,
    entries: &[PersonId],
    channels: &[Channel],
    from_use: bool,
) -> Result<bool, Problem> {
    let (now, zone) = (tx.cause().now, zone_of(tx)?);
    let mut scopes: BTreeSet<suppression::Scope> = BTreeSet::new();
    for id in entries {
        for channel in channels {
            let no = Permission::no(*channel, Basis::Consent, "asked us", zone.clock(now));
            if permission::record(tx, *id, &no, permission::By::Person)? == permission::Recorded::Changed {
                scopes.insert(suppression::Scope::Channel(*channel));
            }
        }
        if from_use && person::set_use(tx, *id, false, now)? {
            scopes.insert(suppression::Scope::Use);
        }
    }
    for id in entries {
        for identity in identity::of(tx, *id)? {
            let token = suppression::token(tx, &identity);
            for scope in &scopes {
                suppression::add(tx, &token, *scope, now)?;
            }
        }
    }
    Ok(!scopes.is_empty())
}

fn words(from: &OptOut, changed: bool) -> String {
    let what = match from {
        OptOut::Channel { channel } => format!("Will not be written to {}", channel.by()),
        OptOut::AllMessages => "Will get no messages, by any channel".to_owned(),
        OptOut::Use => "Is left out of every segment, persona and campaign".to_owned(),
    };
    let since = if changed { "Holds through every later import." } else { "It was so already; nothing changed." };
    format!("{what}. {since}")
}
