//! A set of people for each of a few values: what is asked of them is then put together from sets, not looked up person by
//! person.

use super::block::{BLOCK, Block};
use crate::{Bits, Shop};
use regulars_model::PermissionState;

/// Fields with more values than this are looked up instead.
const MOST_VALUES: usize = 32;

/// Sets by value.
#[derive(Debug)]
pub(super) struct Sets(pub(super) Vec<Bits>);

impl Sets {
    fn of(values: usize, people: usize, value: impl Fn(usize) -> usize) -> Self {
        let mut words = vec![vec![0u64; people.div_ceil(64)]; values];
        for person in 0..people {
            words[value(person)][person / 64] |= 1 << (person % 64);
        }
        Self(words.into_iter().map(|words| Bits::of_words(words, people)).collect())
    }

    /// By the code of a text; `None` where there are too many.
    pub(super) fn of_codes(values: usize, codes: &[u32]) -> Option<Self> {
        (values <= MOST_VALUES).then(|| Self::of(values, codes.len(), |person| codes[person] as usize))
    }

    /// What was said about a channel, by [`said`].
    pub(super) fn of_permissions(shop: &Shop, channel: usize) -> Self {
        let people = &shop.people.permissions;
        Self::of(3, people.len(), |person| said(people[person][channel]))
    }

    /// By the month of the birthday; 0 where none is known.
    pub(super) fn of_months(shop: &Shop) -> Self {
        let birthdays = &shop.people.birthday;
        let month = |person: usize| birthdays[person].map_or(0, |day| usize::from(day.month)).min(13);
        Self::of(14, birthdays.len(), month)
    }

    pub(super) fn size(&self) -> usize {
        self.0.iter().map(Bits::size).sum()
    }

    /// Writes those of a block who have one of the wanted values.
    pub(super) fn write(&self, block: &Block, wanted: impl Fn(usize) -> bool, out: &mut [u64]) {
        out.fill(0);
        for (_, set) in self.0.iter().enumerate().filter(|(value, _)| wanted(*value)) {
            let words = &set.words()[block.nth * BLOCK / 64..];
            out.iter_mut().zip(words).for_each(|(out, word)| *out |= word);
        }
    }
}

/// The place of what was said among its sets.
pub(super) fn said(state: PermissionState) -> usize {
    match state {
        PermissionState::Granted => 0,
        PermissionState::Refused => 1,
        PermissionState::Unknown => 2,
    }
}
