//! The shop in memory: people, what they bought and what they did, as columns sorted by person and by day. Lives only
//! while the vault is open; texts about people are wiped when it is dropped.

mod figures;
mod growing;
mod orders;
mod people;
mod retelling;
mod timeline;
pub(crate) mod written;

pub use figures::Figures;
pub(crate) use growing::Told;
pub(crate) use orders::{EventsOfKind, Orders};
pub(crate) use people::{Many, People, Texts};
pub(crate) use retelling::Changed;
pub use timeline::Happening;

use crate::{
    Bits, PersonLine,
    later::Later,
    postings::{Kept, Postings},
    texts::Dictionary,
};
use regulars_model::{Currency, Day, EventKind, PersonId};

/// Everyone and everything, ready to be asked. A person is a dense index from 0, in ascending order of [`PersonId`].
#[derive(Debug, PartialEq)]
pub struct Shop {
    pub(crate) currency: Currency,
    pub(crate) people: People,
    pub(crate) everyone: Bits,
    /// Those who did not opt out of use, waiting in quarantine or not.
    pub(crate) allowed: Bits,
    pub(crate) quarantined: Bits,
    /// Entries that are one person with another: the other one stands for both. By id, ascending.
    pub(crate) stands_for: Vec<(u32, u32)>,
    /// After an import they are put together when they are next looked at, as are events.
    pub(crate) orders: Later<Orders>,
    /// In the order of [`EventKind::ALL`].
    pub(crate) events: [Later<EventsOfKind>; EventKind::COUNT],
    pub(crate) articles: Vec<Article>,
    pub(crate) categories: Dictionary,
    pub(crate) subjects: Dictionary,
    /// Sales channels.
    pub(crate) channels: Dictionary,
    /// Over all days.
    pub(crate) figures: Vec<Figures>,
    pub(crate) newest_order: Option<Day>,
    pub(crate) newest_event: Option<Day>,
    /// What rules are answered from.
    pub(crate) postings: Postings,
    /// What leaves of rules answered before.
    pub(crate) kept: Kept,
}

/// One product as the files tell it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Article {
    pub(crate) sku: String,
    pub(crate) product: String,
    pub(crate) category: u32,
}

impl Article {
    /// The product's name, else its article number.
    pub(crate) fn shown(&self) -> &str {
        if self.product.is_empty() { &self.sku } else { &self.product }
    }
}

impl Shop {
    /// People in the shop, opted out or not. Their indices are `0..people()`.
    #[must_use]
    pub fn people(&self) -> u32 {
        u32::try_from(self.people.ids.len()).unwrap_or(u32::MAX)
    }

    /// What amounts are in.
    #[must_use]
    pub fn currency(&self) -> Currency {
        self.currency
    }

    /// Whether any order came to anything. Where none did, no figure of money says anything.
    #[must_use]
    pub fn has_amounts(&self) -> bool {
        self.figures.iter().any(|one| one.gross != 0 || one.net != 0)
    }

    /// Those whose use is allowed and who wait for nothing: the only ones rules, personas and comparisons see.
    #[must_use]
    pub fn everyone(&self) -> &Bits {
        &self.everyone
    }

    /// Those who wait in quarantine until a permission is on record.
    #[must_use]
    pub fn quarantined(&self) -> &Bits {
        &self.quarantined
    }

    /// A person's index; of an entry that is one person with another, the index of the one that stands for both.
    #[must_use]
    pub fn index_of(&self, id: PersonId) -> Option<u32> {
        let id = match self.stands_for.binary_search_by_key(&id.0, |(entry, _)| *entry) {
            Ok(at) => PersonId(self.stands_for[at].1),
            Err(_) => id,
        };
        self.people.ids.binary_search(&id.0).ok().and_then(|at| u32::try_from(at).ok())
    }

    /// Whose index this is.
    #[must_use]
    pub fn id_of(&self, index: u32) -> Option<PersonId> {
        self.people.ids.get(index as usize).copied().map(PersonId)
    }

    /// One person.
    #[must_use]
    pub fn person(&self, index: u32) -> Option<PersonLine<'_>> {
        let (people, at) = (&self.people, index as usize);
        let word = |field: &'_ (Dictionary, Vec<u32>)| field.1[at];
        Some(PersonLine {
            id: self.id_of(index)?,
            name: people.texts.name.get(at),
            email: people.texts.email.get(at),
            external_id: people.texts.external_id.get(at),
            country: people.country.0.shown(word(&people.country)),
            region: people.region.0.shown(word(&people.region)),
            city: people.city.0.shown(word(&people.city)),
            postcode: people.postcode.0.shown(word(&people.postcode)),
            birthday: people.birthday[at],
            signed_up: people.signed_up[at],
            permissions: people.permissions[at],
            reachable: people.reachable[at],
            use_allowed: self.allowed.has(index),
            quarantined: self.quarantined.has(index),
        })
    }

    /// What a person's orders up to a day add up to. All zero for nobody.
    #[must_use]
    pub fn figures(&self, index: u32, as_of: Day) -> Figures {
        match self.figures.get(index as usize) {
            None => Figures::default(),
            Some(all) if self.newest_order.is_none_or(|newest| newest <= as_of) => *all,
            Some(_) => Figures::sum(&self.orders, index as usize, as_of),
        }
    }

    /// Median of the days between one purchase day and the next, up to a day. `None` under three purchase days.
    /// The mean of the middle two, rounded up, when there is an even number of gaps.
    #[must_use]
    pub fn usual_gap(&self, index: u32, as_of: Day) -> Option<u32> {
        if index >= self.people() {
            return None;
        }
        let at_hand = self.gaps_at_hand().filter(|_| self.newest_order.is_none_or(|newest| newest <= as_of));
        match at_hand {
            Some(gaps) => gaps.get(index as usize).copied().filter(|gap| *gap > 0),
            None => self.counted_gap(index as usize, as_of),
        }
    }

    /// The same, counted from a person's orders.
    pub(crate) fn counted_gap(&self, person: usize, as_of: Day) -> Option<u32> {
        let range = self.orders.within(person, Day(i32::MIN), as_of);
        let mut days: Vec<i32> =
            range.filter(|order| !self.orders.refund[*order]).map(|order| self.orders.day[order]).collect();
        days.dedup();
        if days.len() < 3 {
            return None;
        }
        let mut gaps: Vec<u32> = days.windows(2).map(|two| two[1].abs_diff(two[0])).collect();
        gaps.sort_unstable();
        let middle = gaps.len() / 2;
        let low = if gaps.len().is_multiple_of(2) { gaps[middle - 1] } else { gaps[middle] };
        Some(low + (gaps[middle] - low).div_ceil(2))
    }

    /// A person's tags, as written.
    #[must_use]
    pub fn tags(&self, index: u32) -> Vec<&str> {
        self.words(&self.people.tags, index)
    }

    /// Where a person's data came from.
    #[must_use]
    pub fn sources(&self, index: u32) -> Vec<&str> {
        self.words(&self.people.sources, index)
    }

    fn words<'a>(&self, field: &'a (Dictionary, Many), index: u32) -> Vec<&'a str> {
        if index >= self.people() {
            return Vec::new();
        }
        field.1.of(index as usize).iter().map(|code| field.0.shown(*code)).collect()
    }

    /// Day of the newest order in the data.
    #[must_use]
    pub fn newest_order(&self) -> Option<Day> {
        self.newest_order
    }

    /// Day of the newest event in the data.
    #[must_use]
    pub fn newest_event(&self) -> Option<Day> {
        self.newest_event
    }

    /// Minor units in a major one.
    pub(crate) fn unit(&self) -> f64 {
        f64::from(10u32.pow(self.currency.exponent()))
    }

    pub(crate) fn events_of(&self, kind: EventKind) -> &EventsOfKind {
        &self.events[EventKind::ALL.iter().position(|each| *each == kind).unwrap_or(0)]
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        ShopBuilder,
        town::{AS_OF, euro, purchase, someone},
    };
    use regulars_model::ImportId;

    fn gap(days_ago: &[i32]) -> Option<u32> {
        let mut builder = ShopBuilder::new(euro());
        builder.person(someone(1, "Ana Lim"));
        let rows = (0..).zip(days_ago).map(|(nth, ago): (u32, _)| purchase(1, &nth.to_string(), *ago, 100));
        builder.orders(ImportId(1), rows);
        builder.build().usual_gap(0, AS_OF)
    }

    #[test]
    fn a_usual_gap_is_the_middle_one() {
        assert_eq!(gap(&[100, 90, 60]), Some(20), "10 and 30");
        assert_eq!(gap(&[100, 90, 60, 59]), Some(10), "10, 30 and 1");
        assert_eq!(gap(&[100, 100, 90]), None, "two days are one gap");
        assert_eq!(gap(&[11, 10, 8]), Some(2), "1 and 2, rounded up");
    }
}
