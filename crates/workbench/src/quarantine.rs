//! People who came from a source that nobody may simply use: kept apart until a permission is on record.

use crate::{
    Workbench,
    bench::usage,
    import::tally::count,
    people::permission_view,
    problems,
    views::{Counted, PermissionView, QuarantineView, YesRequest},
    zone::zone_of,
};
use regulars_model::{Basis, Channel, Permission, PermissionState, PersonId, Problem, Purposes, group_digits};
use regulars_vault::{Tx, identity, import, permission, person_source, suppression};

/// The most people that are named.
const SHOWN: usize = 200;

impl Workbench {
    /// Who waits in quarantine.
    ///
    /// # Errors
    /// When no vault is open.
    pub fn quarantine(&self) -> Result<QuarantineView, Problem> {
        let open = self.opened()?;
        let waiting = open.shop.quarantined();
        let mut from = Vec::new();
        open.vault.read(|read| {
            for import in
                import::list(read)?.into_iter().filter(|import| import.quarantines() && import.undone.is_none())
            {
                let mut theirs: Vec<u32> = person_source::people_of(read, import.id)?
                    .into_iter()
                    .filter_map(|id| open.shop.index_of(id))
                    .filter(|index| waiting.has(*index))
                    .collect();
                theirs.sort_unstable();
                theirs.dedup();
                if !theirs.is_empty() {
                    let words = format!("{} ({})", import.source, import.file_name);
                    from.push(Counted { words, count: count(theirs.len()) });
                }
            }
            Ok::<(), Problem>(())
        })?;
        let words = match waiting.count() {
            0 => "Nobody waits in quarantine.".to_owned(),
            people => format!(
                "{} from a list of unknown origin, or gathered from the web, {} in no segment, persona or message. Write down \
                 a yes when somebody gives it, or undo the import.",
                if people == 1 { "1 person".to_owned() } else { format!("{} people", group_digits(people.into())) },
                if people == 1 { "is" } else { "are" }
            ),
        };
        Ok(QuarantineView {
            people: waiting.count(),
            first: waiting.iter().take(SHOWN).map(|index| open.named(index)).collect(),
            from,
            words,
        })
    }

    /// Writes down a yes that a person gave outside of any file. It takes back an earlier no of theirs.
    ///
    /// # Errors
    /// When no vault is open, nobody goes by that name, or it is not said how they said so.
    pub fn record_yes(&mut self, request: &YesRequest) -> Result<PermissionView, Problem> {
        let how = request.how.split_whitespace().collect::<Vec<_>>().join(" ");
        if how.is_empty() {
            return Err(usage(
                "It is not said how they said yes.",
                "Say it as you would to them: “at the counter, on paper”.",
            ));
        }
        let purposes = Purposes::of(&request.purposes);
        if purposes.is_empty() {
            return Err(usage("It is not said what they said yes to.", "Choose news, offers, service, or several."));
        }
        let (cause, channel) = (self.cause("record_yes"), request.channel);
        let open = self.opened_mut()?;
        let id = open.find(&request.person)?;
        let entries = open.groups.members(id);
        open.vault.write(cause, |tx| write_yes(tx, &entries, channel, purposes, &how))?;
        open.hear(&entries)?;
        let index = open.shop.index_of(id).ok_or_else(problems::no_such_person)?;
        let id = open.shop.id_of(index).ok_or_else(problems::no_such_person)?;
        let said = open.vault.read(|read| open.said_of(read, id))?;
        Ok(permission_view(channel, &said))
    }
}

/// Writes a yes down for every entry of a person.
pub(crate) fn write_yes(
    tx: &Tx<'_>,
    entries: &[PersonId],
    channel: Channel,
    purposes: Purposes,
    how: &str,
) -> Result<(), Problem> {
    let (state, basis, at) = (PermissionState::Granted, Basis::Consent, zone_of(tx)?.clock(tx.cause().now));
    let yes = Permission { channel, state, basis, source: how.to_owned(), at, purposes };
    for entry in entries {
        permission::record(tx, *entry, &yes, permission::By::Person)?;
        // The list of tokens holds the no as well: only the person takes it back, and here they do.
        for identity in identity::of(tx, *entry)? {
            suppression::lift(tx, &suppression::token(tx, &identity), suppression::Scope::Channel(channel))?;
        }
    }
    Ok(())
}
