//! What linkage answers: pairs in two bands, each with its reasons, and the figures of the run.

use super::words;
use regulars_model::PersonId;
use serde::{Deserialize, Serialize};

/// What two people are compared by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkField {
    /// Given name.
    FirstName,
    /// Family name.
    FamilyName,
    /// Email address.
    Email,
    /// Telephone number.
    Phone,
    /// Street, postcode and town together: they depend on each other.
    Address,
    /// Month and day.
    Birthday,
    /// Company.
    Company,
    /// Customer numbers of one and the same system.
    Number,
    /// Not a field: what sharing a home takes away, because relatives share a family name, an address and a phone too.
    Household,
}

impl LinkField {
    /// All that are compared, in the order evidence is given.
    pub const COMPARED: [Self; 8] = [
        Self::FirstName,
        Self::FamilyName,
        Self::Email,
        Self::Phone,
        Self::Address,
        Self::Birthday,
        Self::Company,
        Self::Number,
    ];
}

/// How two values agree. Not every field has every level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Not given by one of them, or by neither: no evidence either way.
    Missing,
    /// The same in normal form.
    Same,
    /// A short form of the other: Bill and William.
    Nickname,
    /// Given and family name stand in each other's place.
    Swapped,
    /// A slip of the finger apart.
    Close,
    /// In part: an initial, one of two family names, the same mailbox name at another provider, the same postcode.
    Partly,
    /// In a part that says little: a mailbox name made of the person's name, the same town.
    Slightly,
    /// Plainly not the same.
    Differs,
    /// The same, but so many differing names have it that it says nothing.
    Shared,
}

impl Level {
    /// All, in the order of the tables.
    pub const ALL: [Self; 9] = [
        Self::Missing,
        Self::Same,
        Self::Nickname,
        Self::Swapped,
        Self::Close,
        Self::Partly,
        Self::Slightly,
        Self::Differs,
        Self::Shared,
    ];
}

/// What one field says of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Evidence {
    /// Which field.
    pub field: LinkField,
    /// How the two agree.
    pub level: Level,
    /// log2 of how much likelier this is of one person than of two: positive for, negative against, in bits.
    pub weight_bits: f64,
    /// In plain words, without the values: "same family name, a rare one".
    pub words: &'static str,
}

/// Two people who may be one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Pair {
    /// The smaller id.
    pub a: PersonId,
    /// The larger id.
    pub b: PersonId,
    /// That they are one person, 0 to 1.
    pub probability: f64,
    /// log2 of the odds of that: the run's prior and the weights of the evidence, summed.
    pub odds_bits: f64,
    /// Field by field, in the order of [`LinkField::COMPARED`], then the household where it matters.
    pub evidence: Vec<Evidence>,
    /// Why a pair that is likely enough is asked about and not joined. Empty in `sure`.
    pub doubts: Vec<Doubt>,
}

impl Pair {
    /// The sum of the evidence, in bits.
    #[must_use]
    pub fn weight_bits(&self) -> f64 {
        self.evidence.iter().map(|one| one.weight_bits).sum()
    }
}

/// Why a likely pair is asked about all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Doubt {
    /// Different given names: twins, couples, parents and children.
    FirstNames,
    /// A given name is missing, or only an initial, or merely alike, and no email address or birthday speaks for it.
    FirstNameUnclear,
    /// Different family names, or one missing, and too little beside a mailbox.
    FamilyNames,
    /// Different birthdays: a father and a son may share all the rest.
    Birthdays,
    /// Same name in the same home, and nothing that is one person's own: a father and a son again.
    OneHome,
    /// Nothing agrees that is one person's own.
    NothingOwn,
    /// More people would become one than seems right.
    GroupTooLarge,
    /// Joined through a third person they would contradict each other, or a decision on record.
    Contradiction,
    /// The weights did not come to rest.
    Unsettled,
}

impl Doubt {
    /// In plain words.
    #[must_use]
    pub fn words(self) -> &'static str {
        words::doubt(self)
    }
}

/// Why pairs or people were left out, and how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Skip {
    /// Pairs with a decision on record.
    Decided,
    /// People of whom nothing is known that two could share.
    NothingKnown,
    /// People given twice under one id; the first in order of their fields was used.
    SameId,
    /// Blocks with more people than the limit.
    BlockTooLarge,
}

/// How many were left out for a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skipped {
    /// The reason.
    pub reason: Skip,
    /// How many people, pairs or blocks; the reason says which.
    pub count: u64,
}

/// How one blocking rule did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct BlockFigures {
    /// What people in one block share, in plain words.
    pub rule: &'static str,
    /// Blocks of at least two people.
    pub blocks: u64,
    /// Of them, larger than the limit: no pairs were made.
    pub too_large: u64,
    /// People in the largest block.
    pub largest: u64,
    /// Pairs made by this rule that no earlier rule had made.
    pub pairs: u64,
}

/// What was learned of one level of one field.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Learned {
    /// Which field.
    pub field: LinkField,
    /// Which level.
    pub level: Level,
    /// How often two entries of one person agree so, among those that both give the field.
    pub m: f64,
    /// How often two different people do.
    pub u: f64,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Linkage {
    /// Pairs to join without asking, likeliest first.
    pub sure: Vec<Pair>,
    /// Pairs to ask about, likeliest first.
    pub ask: Vec<Pair>,
    /// People looked at.
    pub people: u64,
    /// Pairs compared.
    pub compared: u64,
    /// Rule by rule.
    pub blocks: Vec<BlockFigures>,
    /// What was left out, and why.
    pub skipped: Vec<Skipped>,
    /// The weights, as learned from these people.
    pub weights: Vec<Learned>,
    /// log2 of the odds that two people picked at random are one.
    pub prior_bits: f64,
    /// Rounds that learning took.
    pub rounds: u32,
    /// Whether learning came to rest. When it did not, nobody is joined without asking.
    pub settled: bool,
    /// Stopped on the way by the caller: there are no pairs.
    pub stopped: bool,
}
