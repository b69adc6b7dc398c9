//! The people of a file: finds or makes the person a row is about, keeps what it says of them, and remembers every no.

use super::{
    Provenance,
    fold::{like, masked, short},
    matching::{Matcher, Who},
    numbers::only_a_number,
    tally::{Seen, Tally},
};
use crate::zone::zone_of;
use regulars_ingest::{RowCode, RowProblem};
use regulars_model::{
    Channel, Identity, IdentityKind, ImportId, Permission, PermissionState, PersonFields, PersonId, Problem, Purposes,
    Zone, name_key,
};
use regulars_vault::{
    Tx, identity, permission, person,
    said::{self, Kept, Said},
    suppression,
};
use std::{
    collections::{BTreeSet, HashMap, HashSet},
    hash::{DefaultHasher, Hash, Hasher},
};

/// The people of an import under way, and the count of what it met.
pub(super) struct People<'a> {
    pub(super) tx: &'a Tx<'a>,
    pub(super) import: ImportId,
    from: &'a Provenance,
    now: i64,
    /// Permissions are dated by the shop's clock.
    zone: Zone,
    pub(super) matcher: Matcher,
    kept_out: HashMap<suppression::Token, Vec<suppression::Scope>>,
    seen: Seen,
    /// What the file says of people who have an entry already, its last word on each field. Compared with the vault once,
    /// at the end, so that a file which says first one thing and then another is no news the second time.
    told: HashMap<PersonId, Told>,
    /// People whose first statement is spelled out, because others have said otherwise since.
    spelled: HashSet<PersonId>,
    /// Identifiers that people who were here before got by this file.
    added: HashSet<Identity>,
    /// People who were here before, and whom this file calls by their number only.
    pub(super) by_number: HashSet<PersonId>,
    /// What everybody in the file agreed to, for channels that no column speaks of.
    permits: Vec<(Channel, Purposes)>,
    /// Fields of the shop's own that the file fills.
    pub(super) own_fields: BTreeSet<String>,
    pub(super) tally: Tally,
}

/// What the file says of somebody, as short as it can be held: a large file speaks of a million people.
struct Told {
    line: u32,
    said: Says,
}

enum Says {
    /// Nothing that their first import did not say: which fields.
    Like(u32),
    /// More, or otherwise.
    More(Box<Said>),
}

/// What came of looking for a row's person.
pub(super) enum Found {
    Person(PersonId),
    /// Part of the row was an erased person's: none of what it says of this one was taken.
    Doubtful(PersonId),
    Erased,
    Nobody,
}

/// What became of a row.
pub(super) enum Outcome {
    Kept,
    /// Left out, because the person was erased.
    Erased,
    NotUsed(RowProblem),
}

impl<'a> People<'a> {
    pub(super) fn new(
        tx: &'a Tx<'a>,
        import: ImportId,
        from: &'a Provenance,
        spoken: &[Channel],
    ) -> Result<Self, Problem> {
        let mut matcher = Matcher::default();
        identity::for_each(tx, |kind, value, person| matcher.know(kind, value, person))?;
        let permits = if from.collected.quarantines() {
            Vec::new()
        } else {
            let permits = from.permits.iter().filter(|permit| !spoken.contains(&permit.channel));
            permits.map(|permit| (permit.channel, Purposes::of(&permit.purposes))).collect()
        };
        Ok(Self {
            tx,
            import,
            from,
            now: tx.cause().now,
            zone: zone_of(tx)?,
            matcher,
            kept_out: suppression::all(tx)?,
            seen: Seen::default(),
            told: HashMap::new(),
            spelled: HashSet::new(),
            added: HashSet::new(),
            by_number: HashSet::new(),
            permits,
            own_fields: BTreeSet::new(),
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
        let mut identities = fields.identities();
        let numberless;
        let fields = if self.is_stranger(fields, &identities)? {
            identities.retain(|identity| identity.kind != IdentityKind::External);
            self.tally.warning(&told(line, RowCode::OtherNumber));
            numberless = PersonFields { external_id: String::new(), ..fields.clone() };
            &numberless
        } else {
            fields
        };
        let (mut doubtful, mut first) = (false, true);
        let id = match self.matcher.who(&identities) {
            Who::Nobody => return Ok(Found::Nobody),
            Who::New if self.is_erased(&identities) => return Ok(Found::Erased),
            Who::New => {
                let id = person::insert_known_by(self.tx, fields, &identities, self.import, line, self.now)?;
                self.note_own(fields);
                self.matcher.learn(id, &identities);
                self.tally.created.insert(id);
                self.tally.met.insert(id);
                self.seen.insert(id, hash_of_said(fields, permissions));
                self.keep_known_noes(id, &identities)?;
                id
            }
            Who::Known { person: id, conflict } => {
                if conflict {
                    self.tally.warning(&told(line, RowCode::TwoPeople));
                }
                let says = hash_of_said(fields, permissions);
                if self.seen.insert(id, says) == Some(says) {
                    return Ok(Found::Person(id));
                }
                first = self.meet(id, fields, &identities);
                doubtful = !self.absorb(id, line, fields, &identities)?;
                id
            }
        };
        // A no counts whosever it is; a yes only where it is sure whose.
        for (channel, state) in permissions.iter().filter(|(_, state)| !doubtful || *state == PermissionState::Refused)
        {
            self.permission(id, *channel, *state, None)?;
        }
        if first && !doubtful {
            for at in 0..self.permits.len() {
                let (channel, purposes) = self.permits[at];
                self.yes_for(id, channel, purposes)?;
            }
        }
        Ok(if doubtful { Found::Doubtful(id) } else { Found::Person(id) })
    }

    /// Whether a row has a customer number that is somebody's here, and yet is about another person: every system numbers
    /// its customers from one. Told by an email and a name that are both another's; one of them alone may have changed.
    fn is_stranger(&self, fields: &PersonFields, identities: &[Identity]) -> Result<bool, Problem> {
        let number = identities.iter().find(|identity| identity.kind == IdentityKind::External);
        let email = identities.iter().find(|identity| identity.kind == IdentityKind::Email);
        let (Some(number), Some(email)) = (number, email) else { return Ok(false) };
        let Some(person) = self.matcher.owner(number) else { return Ok(false) };
        if self.matcher.owner(email) == Some(person) {
            return Ok(false);
        }
        let Some(held) = person::get(self.tx, person)? else { return Ok(false) };
        Ok(!held.fields.email.is_empty() && are_named_apart(&held.fields, fields))
    }

    /// Notes that this import speaks of a person without saying more than who they are.
    pub(super) fn heard(&mut self, id: PersonId, line: u32, fields: &PersonFields) -> Result<(), Problem> {
        let identities = fields.identities();
        if self.meet(id, fields, &identities) {
            self.absorb(id, line, fields, &identities)?;
        }
        Ok(())
    }

    /// Notes that the file speaks of somebody who is here. `false` when it did before.
    fn meet(&mut self, id: PersonId, fields: &PersonFields, identities: &[Identity]) -> bool {
        let first = self.tally.met.insert(id);
        if first && only_a_number(identities) && fields.last_name.is_empty() {
            self.by_number.insert(id);
        }
        first
    }

    /// Whose a row is that says this, and a hash of it, where hearing it once more would change nothing and warn of
    /// nothing.
    pub(super) fn settled(
        &self,
        fields: &PersonFields,
        permissions: &[(Channel, PermissionState)],
    ) -> Option<(PersonId, u64)> {
        let says = hash_of_said(fields, permissions);
        match self.whose(fields) {
            Who::Known { person, conflict: false } if self.still_says(person, says) => Some((person, says)),
            _ => None,
        }
    }

    /// Whose a row is, where there is no doubt about its number; else nobody's: the row goes the way that tells.
    fn whose(&self, fields: &PersonFields) -> Who {
        let identities = fields.identities();
        if self.is_stranger(fields, &identities).unwrap_or(true) { Who::Nobody } else { self.matcher.who(&identities) }
    }

    /// Whether the last that the file said of somebody is this.
    pub(super) fn still_says(&self, id: PersonId, says: u64) -> bool {
        self.seen.get(id) == Some(says)
    }

    /// Whose a row is, where this import has spoken of them.
    pub(super) fn acquainted(&self, fields: &PersonFields) -> Option<PersonId> {
        match self.whose(fields) {
            Who::Known { person, .. } if self.tally.met.contains(&person) => Some(person),
            _ => None,
        }
    }

    /// False when part of the row was an erased person's, so that none of it was taken.
    fn absorb(
        &mut self,
        id: PersonId,
        line: u32,
        fields: &PersonFields,
        identities: &[Identity],
    ) -> Result<bool, Problem> {
        let Some(stored) = person::get(self.tx, id)? else { return Ok(false) };
        // What was an erased person's does not come back with somebody else.
        let (gone, identities): (Vec<Identity>, Vec<Identity>) =
            identities.iter().cloned().partition(|identity| self.is_erased(std::slice::from_ref(identity)));
        let mut news = fields.clone();
        let mut left_out = false;
        for identity in &gone {
            let (known, new) = match identity.kind {
                IdentityKind::External => (&stored.fields.external_id, &mut news.external_id),
                IdentityKind::Email => (&stored.fields.email, &mut news.email),
                IdentityKind::Phone => (&stored.fields.phone, &mut news.phone),
            };
            left_out |= known != new;
            new.clear();
        }
        if left_out {
            // Whose the row's other fields are cannot be told either.
            self.told.entry(id).or_insert(Told { line, said: Says::Like(0) });
            return Ok(false);
        }
        self.note_own(&news);
        let mut also = Vec::new();
        for identity in &identities {
            let mine = self.matcher.owner(identity);
            if mine.is_none() && identity::add(self.tx, id, identity)? {
                if !self.tally.created.contains(&id) {
                    self.tally.updated.insert(id);
                    self.added.insert(identity.clone());
                }
                self.keep_noes_of(id, identity)?;
                also.push(identity.clone());
            } else if mine == Some(id) {
                also.push(identity.clone());
            }
        }
        self.matcher.learn(id, &identities);
        self.tell(id, line, &stored.fields, news, also)?;
        Ok(true)
    }

    /// Adds what a row says to what the file says of its person.
    fn tell(
        &mut self,
        id: PersonId,
        line: u32,
        stored: &PersonFields,
        news: PersonFields,
        also: Vec<Identity>,
    ) -> Result<(), Problem> {
        let created = self.tally.created.contains(&id);
        if created && !self.told.contains_key(&id) {
            // Their row is what this file said so far.
            if like(&news, stored).is_none() || also.iter().any(|one| !stored.identities().contains(one)) {
                let mut fields = stored.clone();
                fields.take(&news);
                self.told.insert(id, Told { line, said: Says::More(Box::new(Said { fields, also })) });
            }
            return Ok(());
        }
        let first = if created { None } else { said::first(self.tx, id)? };
        let base = match &first {
            Some((_, Kept::Full(said) | Kept::Shared(said))) => Some(&said.fields),
            Some((_, Kept::Row)) => Some(stored),
            _ => None,
        };
        if matches!(first, Some((_, Kept::Full(_) | Kept::Shared(_)))) {
            self.spelled.insert(id);
        }
        let bits = base.and_then(|base| like(&news, base));
        let told = self.told.remove(&id);
        let line = told.as_ref().map_or(line, |told| told.line);
        let said = match (told.map(|told| told.said), bits) {
            (None, Some(bits)) => Says::Like(bits),
            (Some(Says::Like(before)), Some(bits)) if bits & before == bits => Says::Like(before),
            (None, None) => Says::More(Box::new(Said { fields: news, also })),
            (Some(Says::Like(before)), _) => {
                let mut fields = base.map_or_else(PersonFields::default, |base| masked(base, before));
                let mut known = fields.identities();
                fields.take(&news);
                known.extend(also);
                Says::More(Box::new(Said { fields, also: known }))
            }
            (Some(Says::More(mut said)), _) => {
                said.fields.take(&news);
                said.also.extend(also);
                Says::More(said)
            }
        };
        self.told.insert(id, Told { line, said });
        Ok(())
    }

    fn note_own(&mut self, fields: &PersonFields) {
        for (key, _) in fields.custom.iter().filter(|(_, value)| !value.is_empty()) {
            if !self.own_fields.contains(key) {
                self.own_fields.insert(key.clone());
            }
        }
    }

    /// Somebody not in the vault has said no: should a later file bring them, they have said no. False when that was known.
    pub(super) fn remember_no(&mut self, identities: &[Identity], channel: Channel) -> Result<bool, Problem> {
        let scope = suppression::Scope::Channel(channel);
        let mut added = false;
        for identity in identities {
            let token = suppression::token(self.tx, identity);
            added |= suppression::add(self.tx, &token, scope, self.now)?;
            let known = self.kept_out.entry(token).or_default();
            if !known.contains(&scope) {
                known.push(scope);
            }
        }
        self.tally.opt_outs_added += u32::from(added);
        Ok(added)
    }

    pub(super) fn permission(
        &mut self,
        id: PersonId,
        channel: Channel,
        state: PermissionState,
        at: Option<i64>,
    ) -> Result<(), Problem> {
        match state {
            PermissionState::Unknown => Ok(()),
            PermissionState::Refused => {
                let at = at.map_or_else(|| self.zone.clock(self.now), |at| self.zone.shown(at));
                let no = Permission::no(channel, self.from.basis, self.from.source.clone(), at);
                self.record(id, &no)
            }
            PermissionState::Granted => self.yes_for(id, channel, Purposes::MARKETING),
        }
    }

    /// A yes that the file states, or that it stands for as a whole.
    fn yes_for(&mut self, id: PersonId, channel: Channel, purposes: Purposes) -> Result<(), Problem> {
        if self.from.collected.quarantines() {
            // Nobody can say how that yes came about.
            self.tally.yes_not_taken += 1;
            return Ok(());
        }
        if purposes.is_empty() {
            return Ok(());
        }
        let (basis, source) = (self.from.basis, self.from.source.clone());
        let state = PermissionState::Granted;
        self.record(id, &Permission { channel, state, basis, source, at: self.zone.clock(self.now), purposes })
    }

    fn record(&mut self, id: PersonId, said: &Permission) -> Result<(), Problem> {
        match permission::record(self.tx, id, said, permission::By::Import(self.import))? {
            permission::Recorded::Same => {}
            permission::Recorded::KeptRefusal => self.tally.yes_ignored += 1,
            permission::Recorded::Changed => {
                self.tally.permissions_added += 1;
                if !self.tally.created.contains(&id) {
                    self.tally.updated.insert(id);
                }
                if said.state == PermissionState::Refused {
                    self.tally.opt_outs_added += 1;
                    for identity in identity::of(self.tx, id)? {
                        let token = suppression::token(self.tx, &identity);
                        suppression::add(self.tx, &token, suppression::Scope::Channel(said.channel), self.now)?;
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
                    self.permission(id, channel, PermissionState::Refused, None)?;
                }
                suppression::Scope::Use => {
                    person::set_use(self.tx, id, false, self.now)?;
                }
                suppression::Scope::Erased => {}
            }
        }
        Ok(())
    }

    /// Somebody known has one more identifier: what was said under it holds for them, and what they said holds under it.
    fn keep_noes_of(&mut self, id: PersonId, identity: &Identity) -> Result<(), Problem> {
        self.keep_known_noes(id, std::slice::from_ref(identity))?;
        let token = suppression::token(self.tx, identity);
        for held in permission::of(self.tx, id)? {
            if held.permission.state == PermissionState::Refused {
                let scope = suppression::Scope::Channel(held.permission.channel);
                suppression::add(self.tx, &token, scope, self.now)?;
            }
        }
        if person::get(self.tx, id)?.is_some_and(|stored| !stored.use_allowed) {
            suppression::add(self.tx, &token, suppression::Scope::Use, self.now)?;
        }
        Ok(())
    }

    /// Writes what people who have an entry already were told.
    pub(super) fn finish(&mut self) -> Result<(), Problem> {
        let mut told: Vec<(PersonId, Told)> = self.told.drain().collect();
        told.sort_unstable_by_key(|(id, _)| *id);
        let (tx, now, import) = (self.tx, self.now, self.import);
        for (id, Told { line, said }) in told {
            let created = self.tally.created.contains(&id);
            if let Says::Like(bits) = said {
                if created {
                    continue;
                }
                said::add(tx, id, import, line, now, &Kept::Like(bits))?;
                // The row is what was said first, unless others have said otherwise since.
                if !self.spelled.contains(&id) {
                    continue;
                }
            }
            let Some(mut stored) = person::get(tx, id)? else { continue };
            let news = match said {
                Says::Like(bits) => said_first(tx, id, bits)?,
                Says::More(mut said) => {
                    if !created {
                        keep_apart(tx, id, import, line, &stored.fields, &mut said, &self.added)?;
                    }
                    said.fields
                }
            };
            let changed = stored.fields.take(&news);
            if !changed.is_empty() {
                person::retell(tx, id, &stored.fields, &changed, now)?;
                if !created {
                    self.tally.updated.insert(id);
                }
            }
        }
        Ok(())
    }
}

/// Of what the first import said of a person, and is spelled out, the fields of these bits.
fn said_first(tx: &Tx<'_>, id: PersonId, bits: u32) -> Result<PersonFields, Problem> {
    Ok(match said::first(tx, id)? {
        Some((_, Kept::Full(first) | Kept::Shared(first))) => masked(&first.fields, bits),
        _ => PersonFields::default(),
    })
}

/// Keeps what an import says of a person beside what was said before; the first time somebody says something else, what
/// the row and the identifiers held until now is spelled out.
fn keep_apart(
    tx: &Tx<'_>,
    id: PersonId,
    import: ImportId,
    line: u32,
    row: &PersonFields,
    said: &mut Said,
    added: &HashSet<Identity>,
) -> Result<(), Problem> {
    let own = said.fields.identities();
    said.also.sort();
    said.also.dedup();
    said.also.retain(|one| !own.contains(one));
    let now = tx.cause().now;
    match said::first(tx, id)? {
        Some((first, Kept::Full(held) | Kept::Shared(held))) => {
            debug_assert!(first != import, "an import speaks once of a person");
            said::add(tx, id, import, line, now, &short(said, &held))?;
        }
        Some((first, kept)) => {
            let mut whole = said::whole(tx, id, row)?;
            // Those that came with this very file are not what was said before.
            whole.also.retain(|one| !added.contains(one));
            let held = if kept == Kept::Unparted { Kept::Shared(whole.clone()) } else { Kept::Full(whole.clone()) };
            said::set(tx, id, first, &held)?;
            said::add(tx, id, import, line, now, &short(said, &whole))?;
        }
        None => said::add(tx, id, import, line, now, &Kept::Full(said.clone()))?,
    }
    Ok(())
}

fn hash_of(parts: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    parts.hash(&mut hasher);
    hasher.finish()
}

/// What a row says of a person, hashed, to pass over the many order lines that say the same again.
fn hash_of_said(fields: &PersonFields, permissions: &[(Channel, PermissionState)]) -> u64 {
    let days = (fields.birthday, fields.signed_up, &fields.tags, permissions, &fields.custom);
    let texts = (&fields.external_id, &fields.email, &fields.phone, &fields.first_name, &fields.last_name);
    let places = (&fields.company, &fields.street, &fields.city, &fields.region, &fields.postcode, &fields.country);
    hash_of((texts, places, days))
}

fn told(line: u32, code: RowCode) -> RowProblem {
    RowProblem { line, column: String::new(), code, words: code.words().to_owned(), hint: code.hint(), raw: Vec::new() }
}

/// Whether two entries bear names that have no word in common.
fn are_named_apart(a: &PersonFields, b: &PersonFields) -> bool {
    let words = |fields: &PersonFields| -> BTreeSet<String> {
        let name = name_key(&format!("{} {}", fields.first_name, fields.last_name));
        name.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
    };
    let (a, b) = (words(a), words(b));
    !a.is_empty() && !b.is_empty() && a.is_disjoint(&b)
}
