//! What the question "are these two one person?" is asked of: people as the shop holds them, how sure to be, and what
//! was decided before.

use regulars_model::{MonthDay, PersonId};
use std::collections::HashSet;

/// A customer number, and the system that gave it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SystemNumber<'a> {
    /// The source that numbers its customers: two numbers are compared only within one.
    pub system: &'a str,
    /// The number, as written.
    pub number: &'a str,
}

/// One person, as far as linkage looks. Texts as written; an empty one is "not given".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LinkPerson<'a> {
    /// Whom a pair names. Says nothing about who is who, and is not used as if it did.
    pub id: PersonId,
    /// Given name.
    pub first_name: &'a str,
    /// Family name, or the whole name where the file has one column.
    pub last_name: &'a str,
    /// Email address.
    pub email: &'a str,
    /// Telephone number.
    pub phone: &'a str,
    /// Street and number.
    pub street: &'a str,
    /// City.
    pub city: &'a str,
    /// Postcode.
    pub postcode: &'a str,
    /// Country, a code or a name.
    pub country: &'a str,
    /// Company.
    pub company: &'a str,
    /// Month and day.
    pub birthday: Option<MonthDay>,
    /// The numbers that systems gave this person.
    pub external_ids: &'a [SystemNumber<'a>],
}

impl LinkPerson<'_> {
    /// Nothing known but an id: to fill in by `..LinkPerson::nobody(id)`.
    #[must_use]
    pub fn nobody(id: PersonId) -> Self {
        Self {
            id,
            first_name: "",
            last_name: "",
            email: "",
            phone: "",
            street: "",
            city: "",
            postcode: "",
            country: "",
            company: "",
            birthday: None,
            external_ids: &[],
        }
    }
}

/// Decisions on record. Pairs in it are never proposed again; what it says of one pair also binds its neighbours: nobody
/// is joined through a third person with somebody they were decided to differ from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decided {
    same: HashSet<(PersonId, PersonId)>,
    different: HashSet<(PersonId, PersonId)>,
}

impl Decided {
    /// Notes that two are one person.
    pub fn same(&mut self, one: PersonId, other: PersonId) {
        self.same.insert(ordered(one, other));
    }

    /// Notes that two are not one person. Stronger than `same`, should both be noted.
    pub fn different(&mut self, one: PersonId, other: PersonId) {
        self.different.insert(ordered(one, other));
    }

    /// Whether there is a decision on these two, whichever.
    #[must_use]
    pub fn holds(&self, one: PersonId, other: PersonId) -> bool {
        let pair = ordered(one, other);
        self.same.contains(&pair) || self.different.contains(&pair)
    }

    pub(super) fn are_same(&self) -> impl Iterator<Item = (PersonId, PersonId)> + '_ {
        self.same.iter().copied()
    }

    pub(super) fn are_different(&self) -> impl Iterator<Item = (PersonId, PersonId)> + '_ {
        self.different.iter().copied()
    }
}

pub(super) fn ordered(one: PersonId, other: PersonId) -> (PersonId, PersonId) {
    (one.min(other), one.max(other))
}

/// Limits that cannot be worked with.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum LinkParamsError {
    /// Below this no pair may be joined without asking.
    #[error("joining without asking needs a probability from {LEAST_SURE} to below 1, not {0}")]
    Sure(f64),
    /// Asking is for what is neither sure nor plainly distinct.
    #[error("asking needs a probability over 0 and no higher than the one for joining, not {0}")]
    Ask(f64),
    /// A block of one holds no pair; a huge one holds too many.
    #[error("a block may hold from 2 to 5,000 people, not {0}")]
    Block(usize),
    /// How many names may share an identifier, or people make up one.
    #[error("a limit of sharing is from 1 to 50, not {0}")]
    Sharing(usize),
}

/// The lowest probability at which joining without asking can be set.
pub(super) const LEAST_SURE: f64 = 0.9;

/// How sure to be. Checked when made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LinkParams {
    pub(super) sure_from: f64,
    pub(super) ask_from: f64,
    pub(super) block_limit: usize,
    pub(super) names_on_one_identifier: usize,
    pub(super) people_in_one_group: usize,
    pub(super) seed: u64,
}

impl Default for LinkParams {
    fn default() -> Self {
        Self {
            sure_from: 0.95,
            ask_from: 0.06,
            block_limit: 100,
            names_on_one_identifier: 3,
            people_in_one_group: 5,
            seed: 0,
        }
    }
}

impl LinkParams {
    /// From which probability two are joined without asking, and from which they are asked about.
    ///
    /// # Errors
    /// `sure_from` is not within 0.9 and 1, or `ask_from` not within 0 and `sure_from`.
    pub fn with_bands(self, sure_from: f64, ask_from: f64) -> Result<Self, LinkParamsError> {
        if !(LEAST_SURE..1.0).contains(&sure_from) {
            return Err(LinkParamsError::Sure(sure_from));
        }
        // Written so that what is not a number is refused too.
        if ask_from > 0.0 && ask_from <= sure_from {
            return Ok(Self { sure_from, ask_from, ..self });
        }
        Err(LinkParamsError::Ask(ask_from))
    }

    /// Most people in one block: of a larger one no pairs are made (its people still meet in other blocks).
    ///
    /// # Errors
    /// Not within 2 and 5,000.
    pub fn with_block_limit(self, block_limit: usize) -> Result<Self, LinkParamsError> {
        if !(2..=5_000).contains(&block_limit) {
            return Err(LinkParamsError::Block(block_limit));
        }
        Ok(Self { block_limit, ..self })
    }

    /// An email address or phone shared by more differing names than `names` is no evidence; a group of more than
    /// `people` is asked about, never joined.
    ///
    /// # Errors
    /// One is not within 1 and 50.
    pub fn with_sharing(self, names: usize, people: usize) -> Result<Self, LinkParamsError> {
        if let Some(bad) = [names, people].into_iter().find(|limit| !(1..=50).contains(limit)) {
            return Err(LinkParamsError::Sharing(bad));
        }
        Ok(Self { names_on_one_identifier: names, people_in_one_group: people, ..self })
    }

    /// What the random pairs are drawn by. The same people, decisions, limits and seed give the same answer.
    #[must_use]
    pub fn with_seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// From which probability two are joined without asking.
    #[must_use]
    pub fn sure_from(&self) -> f64 {
        self.sure_from
    }

    /// From which probability two are asked about.
    #[must_use]
    pub fn ask_from(&self) -> f64 {
        self.ask_from
    }
}
