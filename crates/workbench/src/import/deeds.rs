//! Which events a file or the vault has already: hashes, no more than needed. A file in order of time needs only those of
//! the moment in hand; one that is not, and is not very long, is read once for what a set of its hashes costs; a longer one
//! twice.

use super::{known::Held, orders::Mix};
use regulars_ingest::Ready;
use regulars_model::{EventKind, PersonId, moment};
use std::{collections::HashSet, hash::BuildHasherDefault};

/// Events of a file that may be known one by one: some 75 MB of them.
const MOST_KNOWN: usize = 4_000_000;

type Hashes = HashSet<u64, BuildHasherDefault<Ready>>;

/// The events that went by.
pub(crate) struct Deeds {
    /// Of the vault.
    held: Held,
    /// Of the file.
    gone: Vec<u64>,
    /// The same of a file in no order, while it is short enough.
    known: Option<Hashes>,
    most_known: usize,
    /// Of those, the ones that came again: a second reading must be told of them.
    came_again: Hashes,
    at: i64,
    rises: bool,
    falls: bool,
    /// Those of the moment in hand.
    moment: HashSet<u64>,
    /// Those that a first reading found more than once, and whether the second has met them.
    twice: HashSet<u64>,
    met: HashSet<u64>,
}

impl Deeds {
    /// Knows the events the vault holds.
    pub(crate) fn new(held: Held) -> Self {
        Self {
            held,
            gone: Vec::new(),
            known: None,
            most_known: MOST_KNOWN,
            came_again: Hashes::default(),
            at: i64::MIN,
            rises: true,
            falls: true,
            moment: HashSet::new(),
            twice: HashSet::new(),
            met: HashSet::new(),
        }
    }

    /// The same for a second reading, once it is known which events the file has twice.
    pub(crate) fn again(self, twice: HashSet<u64>) -> Self {
        Self { twice, ..Self::new(self.held) }
    }

    /// Whether an event is new, as far as can be told now.
    pub(crate) fn is_new(&mut self, person: PersonId, kind: EventKind, at: i64, subject: &str) -> bool {
        let hash = event_hash(person, kind, at, subject);
        if self.held.place(hash).is_some() {
            return false;
        }
        if at != self.at {
            if self.at != i64::MIN {
                self.rises &= at > self.at;
                self.falls &= at < self.at;
            }
            self.at = at;
            self.moment.clear();
            self.keep_or_give_up();
        }
        if let Some(known) = &mut self.known {
            let is_new = known.insert(hash);
            if !is_new {
                self.came_again.insert(hash);
            }
            return is_new;
        }
        self.gone.push(hash);
        if self.twice.contains(&hash) { self.met.insert(hash) } else { self.moment.insert(hash) }
    }

    /// Between two moments, when each event so far was taken once: the order of time is lost, so from here on all are
    /// known; or too many are, so from here on they are only gathered.
    fn keep_or_give_up(&mut self) {
        let in_order = self.rises || self.falls;
        match &mut self.known {
            // A second reading knows from the first what stands twice.
            None if !in_order && self.twice.is_empty() && self.gone.len() < self.most_known => {
                let mut known = Hashes::default();
                for hash in std::mem::take(&mut self.gone) {
                    if !known.insert(hash) {
                        self.came_again.insert(hash);
                    }
                }
                self.known = Some(known);
            }
            Some(known) if known.len() >= self.most_known => {
                self.gone = std::mem::take(known).into_iter().chain(self.came_again.drain()).collect();
                (self.known, self.most_known) = (None, 0);
            }
            _ => {}
        }
    }

    /// Events that were taken for new and went by before.
    pub(crate) fn twice(&mut self) -> HashSet<u64> {
        let mut gone = std::mem::take(&mut self.gone);
        if self.rises || self.falls {
            return HashSet::new();
        }
        gone.sort_unstable();
        gone.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect()
    }
}

/// What tells one event from the others.
pub(crate) fn event_hash(person: PersonId, kind: EventKind, at: i64, subject: &str) -> u64 {
    let kind = EventKind::ALL.iter().position(|of| *of == kind).unwrap_or_default();
    Mix::new().number(u64::from(person.0) << 8 | kind as u64).number(moment::told(at) as u64).text(subject).end()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_event_is_taken_once(
            held in prop::collection::vec((0u32..3, 0i64..6), 0..5),
            mut file in prop::collection::vec((0u32..3, 0i64..6), 0..30),
            order in 0u8..3,
            most_known in 0usize..12,
        ) {
            match order {
                0 => file.sort_by_key(|event| event.1),
                1 => file.sort_by_key(|event| -event.1),
                _ => {}
            }
            let hash = |(person, at): &(u32, i64)| event_hash(PersonId(*person), EventKind::Visit, *at, "/");
            let read = |deeds: &mut Deeds| -> Vec<(u32, i64)> {
                let mut new = file.clone();
                new.retain(|(person, at)| deeds.is_new(PersonId(*person), EventKind::Visit, *at, "/"));
                new
            };
            let begun = || Deeds::new(Held::of(held.iter().map(hash).collect()));
            let mut deeds = Deeds { most_known, ..begun() };
            let mut new = read(&mut deeds);
            let twice = deeds.twice();
            prop_assert!(order == 2 || twice.is_empty(), "one reading is enough");
            let mut short = begun();
            let new_of_short = read(&mut short);
            prop_assert!(short.twice().is_empty(), "one reading is enough of a short file");
            if !twice.is_empty() {
                new = read(&mut deeds.again(twice));
            }
            let mut known: HashSet<(u32, i64)> = held.iter().copied().collect();
            let wanted: Vec<_> = file.iter().copied().filter(|event| known.insert(*event)).collect();
            prop_assert_eq!((&new, &new_of_short), (&wanted, &wanted));
        }
    }
}
