//! What a vault tells of people, gathered from the tables that speak of them: what was said, from where, since when.

use crate::groups::Groups;
use regulars_insight::{Given, PersonFacts};
use regulars_model::{Channel, Day, ImportId, PermissionState, PersonFields, PersonId, Problem, Purposes};
use regulars_vault::{Read, import, permission, person, person::PersonRow, person_source};
use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

/// What entries say of permissions and use, gathered for each person.
#[derive(Clone)]
struct Said {
    states: [PermissionState; 4],
    purposes: [Purposes; 4],
    given: [Option<Given>; 4],
    origins: [Option<Arc<str>>; 4],
}

impl Said {
    const NOTHING: Self = Self {
        states: [PermissionState::Unknown; 4],
        purposes: [Purposes::NONE; 4],
        given: [None; 4],
        origins: [const { None }; 4],
    };

    /// What holds for two entries that are one person: the most restrictive of what both said.
    fn together(mut self, mut other: Self) -> Self {
        for at in 0..4 {
            if other.outlasts(&self, at) {
                self.origins[at] = other.origins[at].take();
            }
            let both = self.states[at] == other.states[at];
            self.purposes[at] = match (self.states[at], other.states[at]) {
                _ if both => self.purposes[at].common(other.purposes[at]),
                (PermissionState::Granted, PermissionState::Unknown) => self.purposes[at],
                (PermissionState::Unknown, PermissionState::Granted) => other.purposes[at],
                _ => Purposes::NONE,
            };
            self.states[at] = self.states[at].most_restrictive(other.states[at]);
            self.given[at] = older(self.given[at], other.given[at]);
        }
        self
    }
}

impl Said {
    /// Whether this answer holds where the earlier entry's would otherwise: the more restrictive one, and of two yeses the
    /// one that was given first.
    fn outlasts(&self, earlier: &Self, at: usize) -> bool {
        if self.states[at] != earlier.states[at] {
            return self.states[at].most_restrictive(earlier.states[at]) == self.states[at];
        }
        match (self.given[at], earlier.given[at]) {
            (Some(given), Some(before)) => given.day < before.day,
            (given, before) => given.is_some() && before.is_none(),
        }
    }
}

/// Of two yeses of one person to one channel, the one that was given first: its ground is the one that lasts.
fn older(one: Option<Given>, other: Option<Given>) -> Option<Given> {
    match (one, other) {
        (Some(one), Some(other)) => Some(if other.day < one.day { other } else { one }),
        (one, other) => one.or(other),
    }
}

/// One entry's part of a person, held until all of that person's entries were read.
pub(crate) struct Part {
    fields: PersonFields,
    sources: Sources,
    said: Said,
    allowed: bool,
}

impl Part {
    /// The entry that was here first prevails where both say something.
    pub(crate) fn with(mut self, later: Self) -> Self {
        let mut fields = later.fields;
        fields.absorb(&self.fields);
        for source in later.sources.words {
            if !self.sources.words.contains(&source) {
                self.sources.words.push(source);
            }
        }
        Self {
            fields,
            sources: Sources {
                words: self.sources.words,
                doubtful: self.sources.doubtful && later.sources.doubtful,
                known: self.sources.known || later.sources.known,
            },
            said: self.said.together(later.said),
            allowed: self.allowed && later.allowed,
        }
    }

    pub(crate) fn facts(mut self, id: PersonId) -> PersonFacts {
        let yes = self.said.states.contains(&PermissionState::Granted);
        // A yes that a no of another entry outweighs is none.
        let given =
            std::array::from_fn(|at| self.said.given[at].filter(|_| self.said.states[at] == PermissionState::Granted));
        let mut custom = std::mem::take(&mut self.fields.custom);
        custom.retain(|_, value| !value.is_empty());
        PersonFacts::new(id, &self.fields, self.sources.words, self.said.states, self.allowed)
            .with_purposes(self.said.purposes)
            .with_quarantine(self.sources.doubtful && !yes)
            .with_given(given)
            .with_origins(self.said.origins)
            .with_custom(custom)
    }
}

/// What is known of the people whose entries these are, as [`load_shop`](crate::loading::load_shop) would lay it out, but for where
/// their postcodes are: that follows from what is told here.
pub(crate) fn facts_of(read: &Read<'_>, groups: &Groups, entries: &[PersonId]) -> Result<Vec<PersonFacts>, Problem> {
    let people: BTreeSet<PersonId> = entries.iter().map(|entry| groups.stand_in(*entry)).collect();
    let members: Vec<PersonId> = people.iter().flat_map(|person| groups.members(*person)).collect();
    let about = About::of(read, &members)?;
    let mut facts = Vec::with_capacity(people.len());
    for person in people {
        let parts = person::many(read, &groups.members(person))?.into_iter().map(|stored| about.part(stored));
        facts.extend(parts.reduce(Part::with).map(|part| part.facts(person)));
    }
    Ok(facts)
}

/// Where a person's data came from, in the user's words; and whether all of it is from files that nobody may simply use.
#[derive(Default)]
struct Sources {
    words: Vec<String>,
    doubtful: bool,
    /// Any import speaks of them.
    known: bool,
}

/// Each import's source, and whether nobody may simply use it.
fn imports(read: &Read<'_>) -> Result<HashMap<ImportId, (String, bool)>, Problem> {
    let all = import::list(read)?.into_iter().map(|import| {
        let quarantines = import.quarantines();
        (import.id, (import.source, quarantines))
    });
    Ok(all.collect())
}

/// The places that answers came from, each held once: thousands share one, and mostly the last.
#[derive(Default)]
struct Places {
    known: HashMap<String, Arc<str>>,
    last: Option<Arc<str>>,
}

impl Places {
    fn of(&mut self, source: &str) -> Option<Arc<str>> {
        if source.trim().is_empty() {
            return None;
        }
        if self.last.as_deref() != Some(source) {
            let held = self.known.entry(source.to_owned()).or_insert_with(|| Arc::from(source));
            self.last = Some(Arc::clone(held));
        }
        self.last.clone()
    }
}

/// What one person said about one channel: what for, on what ground since when, and where.
type Answer = (PersonId, Channel, PermissionState, Purposes, Option<Given>, Option<Arc<str>>);

/// What is told of people elsewhere than in their own rows.
pub(crate) struct About {
    imports: HashMap<ImportId, (String, bool)>,
    /// Who was in which import, by person.
    sources: Vec<(PersonId, ImportId)>,
    /// What was said, by person.
    said: Vec<Answer>,
    /// Fields of the shop's own that may be used.
    usable: BTreeSet<String>,
}

impl About {
    fn nothing(read: &Read<'_>) -> Result<Self, Problem> {
        let usable = crate::rules::usable(read)?;
        Ok(Self { imports: imports(read)?, sources: Vec::new(), said: Vec::new(), usable })
    }

    pub(crate) fn load(read: &Read<'_>) -> Result<Self, Problem> {
        let mut about = Self::nothing(read)?;
        person_source::for_each(read, |person, import| about.sources.push((person, import)))?;
        let mut places = Places::default();
        permission::for_each(read, |person, channel, state, purposes, given, source| {
            let given = given.map(|(basis, at)| Given { basis, day: Day::of_second(at) });
            about.said.push((person, channel, state, purposes, given, places.of(source)));
        })?;
        // They stand in this order already: it costs one look, and the rest relies on it.
        about.sort();
        Ok(about)
    }

    /// Of these entries only.
    fn of(read: &Read<'_>, entries: &[PersonId]) -> Result<Self, Problem> {
        let mut about = Self::nothing(read)?;
        let mut places = Places::default();
        for entry in entries {
            about.sources.extend(person_source::of(read, *entry)?.into_iter().map(|source| (*entry, source.import)));
            for held in permission::of(read, *entry)? {
                let said = held.permission;
                let given = Given { basis: said.basis, day: Day::of_second(said.at) };
                let given = (said.state == PermissionState::Granted).then_some(given);
                let origin = places.of(&said.source);
                about.said.push((*entry, said.channel, said.state, said.purposes, given, origin));
            }
        }
        about.sort();
        Ok(about)
    }

    fn sort(&mut self) {
        self.sources.sort_unstable();
        self.said.sort_by_key(|(person, ..)| *person);
    }

    pub(crate) fn part(&self, mut stored: PersonRow) -> Part {
        stored.fields.custom.retain(|key, _| self.usable.contains(key));
        Part {
            said: self.said(stored.id),
            sources: self.sources(stored.id),
            allowed: stored.use_allowed,
            fields: stored.fields,
        }
    }

    fn said(&self, person: PersonId) -> Said {
        let mut said = Said::NOTHING;
        let from = self.said.partition_point(|(of, ..)| *of < person);
        for (_, channel, state, purposes, given, origin) in
            self.said[from..].iter().take_while(|(of, ..)| *of == person)
        {
            let at = channel.place();
            said.states[at] = *state;
            said.purposes[at] = *purposes;
            said.given[at] = *given;
            said.origins[at].clone_from(origin);
        }
        said
    }

    fn sources(&self, person: PersonId) -> Sources {
        let from = self.sources.partition_point(|(of, _)| *of < person);
        let mut held = Sources::default();
        for (_, import) in self.sources[from..].iter().take_while(|(of, _)| *of == person) {
            let Some((source, quarantines)) = self.imports.get(import) else { continue };
            held.doubtful = *quarantines && (held.doubtful || !held.known);
            held.known = true;
            if !source.is_empty() && !held.words.contains(source) {
                held.words.push(source.clone());
            }
        }
        held
    }
}
