//! The people of a file: finds or makes the person a row is about, keeps what it says of them, and remembers every no.

use super::{
    Provenance,
    matching::{Matcher, Who},
    tally::{Seen, Tally},
};
use regulars_ingest::{RowCode, RowProblem};
use regulars_model::{
    Channel, Identity, IdentityKind, ImportId, Permission, PermissionState, PersonFields, PersonId, Problem,
};
use regulars_vault::{Tx, identity, permission, person, person_source, suppression};
use std::{
    collections::{HashMap, hash_map::Entry},
    hash::{DefaultHasher, Hash, Hasher},
};

/// The people of an import under way, and the count of what it met.
pub(super) struct People<'a> {
    pub(super) tx: &'a Tx<'a>,
    pub(super) import: ImportId,
    from: &'a Provenance,
    now: i64,
    pub(super) matcher: Matcher,
    kept_out: HashMap<suppression::Token, Vec<suppression::Scope>>,
    seen: Seen,
    /// What the file says of known people, its last word on each field. Compared with the vault once, at the end, so that
    /// a file which says first one thing and then another is no news the second time.
    told: HashMap<PersonId, PersonFields>,
    pub(super) tally: Tally,
}

/// What came of looking for a row's person.
pub(super) enum Found {
    Person(PersonId),
    Erased,
    Nobody,
}
impl<'a> People<'a> {
    pub(super) fn new(tx: &'a Tx<'a>, import: ImportId, from: &'a Provenance) -> Result<Self, Problem> {
        let mut known: HashMap<Identity, PersonId> = HashMap::new();
        identity::for_each(tx, |kind, value, person| {
            known.insert(Identity { kind, value: value.to_owned() }, person);
        })?;
        Ok(Self {
            tx,
            import,
            from,
            now: tx.cause().now,
            matcher: Matcher::new(known),
            kept_out: suppression::all(tx)?,
            seen: Seen::new(),
            told: HashMap::new(),
            tally: Tally::default(),
        })
    }

    /// Finds or makes the person a row is about, and keeps what the row says of them.
    pub(super) fn person(
        &mut self,
        line: u32,
        fields: &PersonFields,
        permissions: &[(Channel, PermissionState)],
    ) -> Result<Found, Problem> {
        let identities = fields.identities();
        let mut doubtful = false;
        let id = match self.matcher.who(&identities) {
            Who::Nobody => return Ok(Found::Nobody),
            Who::New if self.is_erased(&identities) => {
                self.tally.erased_kept_out += 1;
                return Ok(Found::Erased);
            }
            Who::New => {
                let id = person::insert(self.tx, fields, self.import, line, self.now)?;
                self.matcher.learn(id, &identities);
                self.tally.created.insert(id);
                self.tally.met.insert(id);
                self.seen.insert(id, said(fields, permissions));
                self.keep_known_noes(id, &identities)?;
                id
            }
            Who::Known { person: id, conflict } => {
                if conflict {
                    self.tally.warning(&two_people(line));
                }
                self.met(id, line)?;
                let says = said(fields, permissions);
                if self.seen.insert(id, says) == Some(says) {
                    return Ok(Found::Person(id));
                }
                doubtful = !self.absorb(id, fields, &identities)?;
                id
            }
        };
        // A no counts whosever it is; a yes only where it is sure whose.
        for (channel, state) in permissions.iter().filter(|(_, state)| !doubtful || *state == PermissionState::Refused)
        {
            self.permission(id, *channel, *state, self.now)?;
        }
        Ok(Found::Person(id))
    }

    /// False when part of the row was an erased person's, so that none of it was taken.
    fn absorb(&mut self, id: PersonId, fields: &PersonFields, identities: &[Identity]) -> Result<bool, Problem> {
        // What was an erased person's does not come back with somebody else.
        let (gone, identities): (Vec<Identity>, Vec<Identity>) =
            identities.iter().cloned().partition(|identity| self.is_erased(std::slice::from_ref(identity)));
        let told = match self.told.entry(id) {
            Entry::Occupied(told) => told.into_mut(),
            Entry::Vacant(empty) => {
                let Some(stored) = person::get(self.tx, id)? else { return Ok(false) };
                empty.insert(stored.fields)
            }
        };
        // A second number or address for the same person is one more way to know them; the first stays the one shown.
        let mut news = fields.clone();
        let mut left_out = false;
        for identity in &gone {
            let (known, new) = match identity.kind {
                IdentityKind::External => (&told.external_id, &mut news.external_id),
                IdentityKind::Email => (&told.email, &mut news.email),
                IdentityKind::Phone => (&told.phone, &mut news.phone),
            };
            left_out |= known != new;
            new.clear();
        }
        if left_out {
            // Whose the row's other fields are cannot be told either.
            self.tally.erased_kept_out += 1;
            return Ok(false);
        }
        if !told.external_id.is_empty() {
            news.external_id.clear();
        }
        if same_address(&told.email, &news.email) {
            news.email.clear();
        }
        told.absorb(&news);
        for identity in &identities {
            if !self.matcher.knows(identity) && identity::add(self.tx, id, identity)? {
                self.tally.updated.insert(id);
            }
        }
        self.matcher.learn(id, &identities);
        Ok(true)
    }

    /// Somebody not in the vault has unsubscribed: should a later file bring them, they have said no.
    pub(super) fn remember_no(&mut self, identities: &[Identity]) -> Result<(), Problem> {
        let scope = suppression::Scope::Channel(Channel::Email);
        let mut added = false;
        for identity in identities {
            added |= suppression::add(self.tx, &suppression::token(self.tx, identity), scope, self.now)?;
        }
        self.tally.opt_outs_added += u32::from(added);
        Ok(())
    }

    /// Notes that this import had something to say about the person.
    pub(super) fn met(&mut self, id: PersonId, line: u32) -> Result<(), Problem> {
        if self.tally.met.insert(id) {
            person_source::add(self.tx, id, self.import, line, self.now)?;
        }
        Ok(())
    }

    pub(super) fn permission(
        &mut self,
        id: PersonId,
        channel: Channel,
        state: PermissionState,
        at: i64,
    ) -> Result<(), Problem> {
        if state == PermissionState::Unknown {
            return Ok(());
        }
        let said = Permission { channel, state, basis: self.from.basis, source: self.from.source.clone(), at };
        match permission::record(self.tx, id, &said, permission::By::Import(self.import))? {
            permission::Recorded::Same => {}
            permission::Recorded::KeptRefusal => self.tally.yes_ignored += 1,
            permission::Recorded::Changed => {
                self.tally.permissions_added += 1;
                if !self.tally.created.contains(&id) {
                    self.tally.updated.insert(id);
                }
                if state == PermissionState::Refused {
                    self.tally.opt_outs_added += 1;
                    for identity in identity::of(self.tx, id)? {
                        let token = suppression::token(self.tx, &identity);
                        suppression::add(self.tx, &token, suppression::Scope::Channel(channel), self.now)?;
                    }
                }
            }
        }
        Ok(())
    }

    pub(super) fn is_erased(&self, identities: &[Identity]) -> bool {
        !self.kept_out.is_empty() && self.scopes(identities).any(|scope| scope == suppression::Scope::Erased)
    }

    fn scopes<'s>(&'s self, identities: &'s [Identity]) -> impl Iterator<Item = suppression::Scope> + 's {
        identities
            .iter()
            .flat_map(|identity| self.kept_out.get(&suppression::token(self.tx, identity)).cloned().unwrap_or_default())
    }

    /// Somebody new who had said no before (under one of the same identifiers) has still said no.
    fn keep_known_noes(&mut self, id: PersonId, identities: &[Identity]) -> Result<(), Problem> {
        if self.kept_out.is_empty() {
            return Ok(());
        }
        let scopes: Vec<suppression::Scope> = self.scopes(identities).collect();
        for scope in scopes {
            match scope {
                suppression::Scope::Channel(channel) => {
                    self.permission(id, channel, PermissionState::Refused, self.now)?;
                }
                suppression::Scope::Use => {
                    person::set_use(self.tx, id, false, self.now)?;
                }
                suppression::Scope::Erased => {}
            }
        }
        Ok(())
    }
    /// Writes what known people were told.
    pub(super) fn finish(&mut self) -> Result<(), Problem> {
        let (tx, now, tally) = (self.tx, self.now, &mut self.tally);
        for (id, told) in self.told.drain() {
            let Some(mut stored) = person::get(tx, id)? else { continue };
            let changed = stored.fields.absorb(&told);
            if !changed.is_empty() {
                person::update(tx, id, &stored.fields, &changed, now)?;
                tally.updated.insert(id);
            }
        }
        Ok(())
    }
}

fn hash_of(parts: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    parts.hash(&mut hasher);
    hasher.finish()
}
/// What a row says of a person, hashed, to pass over the many order lines that say the same again.
fn said(fields: &PersonFields, permissions: &[(Channel, PermissionState)]) -> u64 {
    let days = (fields.birthday, fields.signed_up, &fields.tags, permissions);
    let texts = (&fields.external_id, &fields.email, &fields.phone, &fields.first_name, &fields.last_name);
    let places = (&fields.company, &fields.street, &fields.city, &fields.region, &fields.postcode, &fields.country);
    hash_of((texts, places, days))
}

fn same_address(known: &str, new: &str) -> bool {
    !known.is_empty() && regulars_model::normalize_email(known) == regulars_model::normalize_email(new)
}

fn two_people(line: u32) -> RowProblem {
    RowProblem {
        line,
        column: String::new(),
        code: RowCode::TwoPeople,
        words: RowCode::TwoPeople.words().to_owned(),
        hint: RowCode::TwoPeople.hint(),
        raw: Vec::new(),
    }
}
