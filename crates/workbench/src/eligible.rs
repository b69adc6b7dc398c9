//! The one door out. A campaign is previewed for an [`EligibleAudience`] and for nothing else, and an
//! `EligibleAudience` is made here only: from a rule, less everyone who opted out, said no, was never asked or cannot
//! be reached, with the reason kept for each.

use crate::{bench::OpenShop, views::Counted};
use regulars_insight::{Bits, Shop, Standing, standing_for};
use regulars_model::{Channel, Identity, Problem, Purpose};
use regulars_vault::{Read, identity, suppression};
use std::collections::HashSet;

/// The people a message may go to by one channel. No public constructor, no public fields, no way to add anybody: not
/// even a name for its parts outside this file.
///
/// ```compile_fail
/// let everybody = regulars_workbench::EligibleAudience { people: vec![0], left_out: vec![], in_segment: 1 };
/// ```
#[derive(Debug)]
pub struct EligibleAudience {
    people: Vec<u32>,
    left_out: Vec<Counted>,
    in_segment: u32,
}

impl EligibleAudience {
    /// Everyone of `members` who may be written to by `channel` for `purpose`.
    pub(crate) fn of(open: &OpenShop, members: &Bits, channel: Channel, purpose: Purpose) -> Result<Self, Problem> {
        open.vault.read(|read| Self::among(read, &open.shop, members, channel, purpose))
    }

    /// As [`Self::of`], from what was read.
    pub(crate) fn among(
        read: &Read<'_>,
        shop: &Shop,
        members: &Bits,
        channel: Channel,
        purpose: Purpose,
    ) -> Result<Self, Problem> {
        let kept_out = KeptOut::load(read, shop, channel)?;
        let mut people = Vec::new();
        let (mut opted_out, mut said_no, mut never_asked, mut no_address) = (0, 0, 0, 0);
        let (mut quarantined, mut other_purpose) = (0, 0);
        for index in members.iter() {
            match standing_for(shop, index, channel, purpose) {
                Standing::Quarantined => quarantined += 1,
                Standing::OtherPurpose => other_purpose += 1,
                Standing::OptedOut => opted_out += 1,
                Standing::SaidNo => said_no += 1,
                Standing::NeverAsked => never_asked += 1,
                Standing::NoAddress => no_address += 1,
                // The list of tokens is asked as well: it outlives every row and every import.
                Standing::May if kept_out.holds(index) => said_no += 1,
                Standing::May => people.push(index),
            }
        }
        let no_address_words = if channel == Channel::Email { "no email address" } else { "no address for it" };
        let left_out = [
            ("said no", said_no),
            ("never asked", never_asked),
            ("said yes to something else", other_purpose),
            ("wait in quarantine", quarantined),
            ("opted out of use", opted_out),
            (no_address_words, no_address),
        ];
        Ok(Self {
            people,
            left_out: left_out
                .into_iter()
                .filter(|(_, count)| *count > 0)
                .map(|(words, count)| Counted { words: words.to_owned(), count })
                .collect(),
            in_segment: members.count(),
        })
    }

    /// Places in memory of the people who will receive it, ascending.
    pub(crate) fn people(&self) -> &[u32] {
        &self.people
    }

    /// Whether this person will receive it.
    pub(crate) fn holds(&self, index: u32) -> bool {
        self.people.binary_search(&index).is_ok()
    }

    /// How many will receive it.
    #[must_use]
    pub fn size(&self) -> u32 {
        u32::try_from(self.people.len()).unwrap_or(u32::MAX)
    }

    /// Who was left out, by reason. With [`Self::size`] these add up to [`Self::in_segment`].
    #[must_use]
    pub fn left_out(&self) -> &[Counted] {
        &self.left_out
    }

    /// People in the segment.
    #[must_use]
    pub fn in_segment(&self) -> u32 {
        self.in_segment
    }
}

/// The tokens that keep people out of one channel, and the people they belong to.
struct KeptOut {
    /// Their places in memory: whoever has several entries is kept out by each of them.
    people: HashSet<u32>,
}

impl KeptOut {
    fn load(read: &Read<'_>, shop: &Shop, channel: Channel) -> Result<Self, Problem> {
        let tokens: HashSet<suppression::Token> = suppression::all(read)?
            .into_iter()
            .filter(|(_, scopes)| {
                scopes.iter().any(|scope| match scope {
                    suppression::Scope::Channel(of) => *of == channel,
                    suppression::Scope::Use | suppression::Scope::Erased => true,
                })
            })
            .map(|(token, _)| token)
            .collect();
        let mut people = HashSet::new();
        if !tokens.is_empty() {
            identity::for_each(read, |kind, value, person| {
                let identity = Identity { kind, value: value.to_owned() };
                if tokens.contains(&suppression::token(read, &identity)) {
                    people.extend(shop.index_of(person));
                }
            })?;
        }
        Ok(Self { people })
    }

    fn holds(&self, index: u32) -> bool {
        self.people.contains(&index)
    }
}
