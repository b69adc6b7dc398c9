//! Which scores there are, where they put people, and everybody's, as rules ask them.

use crate::{Day, PersonId};
use serde::{Deserialize, Serialize};
use specta::Type;
use std::sync::Arc;
use zeroize::{DefaultIsZeroes, Zeroizing};

/// Which score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ScoreKind {
    /// What customers are worth.
    Value,
    /// Who is slipping away.
    Risk,
    /// Which lead is warm.
    Lead,
    /// Which subscriber may cancel.
    Subscriber,
}

impl ScoreKind {
    /// Every one, in the order screens show them.
    pub const ALL: [Self; 4] = [Self::Value, Self::Risk, Self::Lead, Self::Subscriber];

    /// The word it is stored under.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Value => "value",
            Self::Risk => "risk",
            Self::Lead => "lead",
            Self::Subscriber => "subscriber",
        }
    }

    /// The one stored under a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// How somebody is doing by their own habit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum RiskBand {
    /// Nearly as likely to come again as on the evening of their last purchase.
    Steady,
    /// Less likely than four in five of that.
    Cooling,
    /// Less than half as likely.
    Slipping,
    /// Less than a fifth as likely, and quiet for more than a year.
    Gone,
}

impl RiskBand {
    /// From best to worst.
    pub const ALL: [Self; 4] = [Self::Steady, Self::Cooling, Self::Slipping, Self::Gone];

    /// As sentences call it.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Steady => "steady",
            Self::Cooling => "cooling off",
            Self::Slipping => "slipping away",
            Self::Gone => "long gone",
        }
    }
}

/// Where a lead score puts somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum LeadTier {
    /// From 85.
    Hot,
    /// From 70.
    Warm,
    /// From 50.
    KeepInTouch,
    /// Below 50.
    NotYet,
}

impl LeadTier {
    /// The hottest first.
    pub const ALL: [Self; 4] = [Self::Hot, Self::Warm, Self::KeepInTouch, Self::NotYet];

    /// As screens call it.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Hot => "Hot",
            Self::Warm => "Warm",
            Self::KeepInTouch => "Keep in touch",
            Self::NotYet => "Not yet",
        }
    }
}

/// Where a score puts somebody, beside its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScorePlace {
    /// By their own habit.
    Band(RiskBand),
    /// Among the leads.
    Tier(LeadTier),
}

/// One person's score, as rules ask it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scored {
    /// Whose.
    pub person: PersonId,
    /// What is expected in major units of the currency, a chance in percent, or a lead score from 0 to 100.
    pub value: f64,
    /// Where that puts them; where the user put them, if they did. What somebody is worth has no places.
    pub place: Option<ScorePlace>,
    /// Where the program would have put them, if the user put them elsewhere.
    pub instead_of: Option<ScorePlace>,
    /// Slipping away, and worth more than half of all customers.
    pub at_risk: bool,
}

impl Default for Scored {
    /// Nobody: what stands in a place that was wiped.
    fn default() -> Self {
        Self { person: PersonId(0), value: 0.0, place: None, instead_of: None, at_risk: false }
    }
}

impl DefaultIsZeroes for Scored {}

/// Everybody's score of one kind, as worked out for a day. Held once, however often it is handed on; wiped when the last who
/// held it lets go.
#[derive(Debug, Clone)]
pub struct ScoresFound(Arc<Found>);

#[derive(Debug, PartialEq)]
struct Found {
    kind: ScoreKind,
    as_of: Day,
    horizon: u32,
    people: Zeroizing<Vec<Scored>>,
}

/// What is held once is not compared person by person.
impl PartialEq for ScoresFound {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0 == other.0
    }
}

impl ScoresFound {
    /// The scores of one kind for a day, which look so many days ahead.
    #[must_use]
    pub fn new(kind: ScoreKind, as_of: Day, horizon: u32, mut people: Vec<Scored>) -> Self {
        // In place: what sorts beside it would leave a second copy behind.
        people.sort_unstable_by_key(|one| one.person);
        Self(Arc::new(Found { kind, as_of, horizon, people: people.into() }))
    }

    /// Which score.
    #[must_use]
    pub fn kind(&self) -> ScoreKind {
        self.0.kind
    }

    /// The day it was worked out for.
    #[must_use]
    pub fn as_of(&self) -> Day {
        self.0.as_of
    }

    /// Days it looks ahead.
    #[must_use]
    pub fn horizon(&self) -> u32 {
        self.0.horizon
    }

    /// Everybody who has one, by person.
    #[must_use]
    pub fn people(&self) -> &[Scored] {
        &self.0.people
    }

    /// One person's, if they have one.
    #[must_use]
    pub fn of(&self, person: PersonId) -> Option<&Scored> {
        let people = self.people();
        people.binary_search_by_key(&person, |one| one.person).ok().map(|at| &people[at])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_is_found_by_its_person_in_whichever_order_they_came() {
        let one = |id: u32, value: f64| Scored {
            person: PersonId(id),
            value,
            place: Some(ScorePlace::Band(RiskBand::Steady)),
            instead_of: None,
            at_risk: false,
        };
        let found = ScoresFound::new(ScoreKind::Risk, Day(9), 90, vec![one(7, 40.0), one(2, 10.5)]);
        assert_eq!((found.kind(), found.as_of(), found.horizon()), (ScoreKind::Risk, Day(9), 90));
        assert_eq!(found.of(PersonId(7)).map(|one| one.value), Some(40.0));
        assert_eq!(found.of(PersonId(3)), None);
        assert_eq!(found, ScoresFound::new(ScoreKind::Risk, Day(9), 90, vec![one(2, 10.5), one(7, 40.0)]));
        assert_ne!(found, ScoresFound::new(ScoreKind::Risk, Day(8), 90, found.people().to_vec()));
    }

    #[test]
    fn what_a_rule_holds_of_people_is_wiped_when_it_lets_go() {
        fn wiped_when_dropped<T: zeroize::ZeroizeOnDrop>(_: &T) {}
        let one = Scored {
            person: PersonId(7),
            value: 40.0,
            place: Some(ScorePlace::Band(RiskBand::Slipping)),
            instead_of: Some(ScorePlace::Band(RiskBand::Steady)),
            at_risk: true,
        };
        let found = ScoresFound::new(ScoreKind::Risk, Day(9), 90, vec![one]);
        wiped_when_dropped(&found.0.people);
        let mut place = [one];
        zeroize::Zeroize::zeroize(&mut place);
        assert_eq!(place, [Scored::default()], "and nothing of it is left in the place");
        let (other, held) = (found.clone(), Arc::downgrade(&found.0));
        drop(found);
        assert!(held.upgrade().is_some() && other.of(PersonId(7)) == Some(&one), "whoever still holds it, has it");
        drop(other);
        assert!(held.upgrade().is_none());
    }

    #[test]
    fn words_read_back() {
        assert_eq!(ScoreKind::ALL.map(|kind| ScoreKind::from_word(kind.word())), ScoreKind::ALL.map(Some));
        assert_eq!(ScoreKind::from_word("churn"), None);
    }
}
