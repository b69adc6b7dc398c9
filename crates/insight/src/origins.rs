//! Where people's answers about each channel came from: a file's source, a form, a till, as the shop wrote it.

use crate::{
    Bits, PersonFacts, Shop,
    passes::{among, words_that_pass},
    texts::Dictionary,
    words,
    written::{In, NotASheet, Out, sound},
};
use regulars_model::{Channel, PermissionState, TextTest};
use std::sync::Arc;

/// The places, and for each channel everybody's; nothing is kept for a channel of which no place is known.
#[derive(Debug, Default)]
pub(crate) struct Origins {
    pub(crate) words: Dictionary,
    codes: [Vec<u32>; 4],
}

/// Words that nobody has any more, and the order in which they came, make no difference.
impl PartialEq for Origins {
    fn eq(&self, other: &Self) -> bool {
        let people = |of: &Self| of.codes.iter().map(Vec::len).max().unwrap_or(0);
        let same = |person: usize| {
            Channel::ALL.into_iter().all(|channel| self.of(channel, person) == other.of(channel, person))
        };
        (0..people(self).max(people(other))).all(same)
    }
}

impl Origins {
    /// Takes the next person, who comes after so many others.
    pub(crate) fn push(&mut self, others: usize, person: &PersonFacts) {
        for (codes, origin) in self.codes.iter_mut().zip(&person.origins) {
            match origin.as_deref().map_or(0, |text| self.words.code(text)) {
                0 if codes.is_empty() => {}
                code => {
                    codes.resize(others, 0);
                    codes.push(code);
                }
            }
        }
    }

    /// Takes over where the answers of one of so many people came from.
    pub(crate) fn hear(&mut self, at: usize, people: usize, origins: &[Option<Arc<str>>; 4]) {
        for (codes, origin) in self.codes.iter_mut().zip(origins) {
            match origin.as_deref().map_or(0, |text| self.words.code(text)) {
                0 if codes.is_empty() => {}
                code => {
                    codes.resize(people, 0);
                    codes[at] = code;
                }
            }
        }
    }

    pub(crate) fn write(&self, out: &mut Out) {
        let Self { words, codes } = self;
        words.write(out);
        codes.iter().for_each(|codes| out.numbers(codes));
    }

    pub(crate) fn read(read: &mut In<'_>, people: usize) -> Result<Self, NotASheet> {
        let words = Dictionary::read(read)?;
        let mut codes: [Vec<u32>; 4] = Default::default();
        for codes in &mut codes {
            *codes = read.numbers()?;
            sound(codes.len() <= people && codes.iter().all(|code| (*code as usize) < words.len()))?;
        }
        Ok(Self { words, codes })
    }

    /// The code of where one person's answer came from; 0 where that is not known.
    pub(crate) fn code(&self, channel: Channel, person: usize) -> u32 {
        self.codes[channel.place()].get(person).copied().unwrap_or(0)
    }

    /// The same as it is shown; empty where it is not known.
    pub(crate) fn of(&self, channel: Channel, person: usize) -> &str {
        self.words.shown(self.code(channel, person))
    }
}

/// Those who answered so, and whose answer came from such a place.
pub(crate) fn said_at(shop: &Shop, channel: Channel, state: PermissionState, test: &TextTest) -> Bits {
    let (marks, wanted) = words_that_pass(&shop.people.origins.words, test);
    among(shop, |person| {
        shop.people.permissions[person][channel.place()] == state
            && marks[shop.people.origins.code(channel, person) as usize] == wanted
    })
}

/// What one person answered, and where.
pub(crate) fn own(shop: &Shop, channel: Channel, person: usize) -> String {
    let about = words::channel(channel);
    let said = match shop.people.permissions[person][channel.place()] {
        PermissionState::Granted => "said yes to",
        PermissionState::Refused => "said no to",
        PermissionState::Unknown => return format!("never asked about {about}"),
    };
    match shop.people.origins.of(channel, person) {
        "" => format!("{said} {about}, from where is not known"),
        origin => format!("{said} {about} at {}", words::quoted(origin)),
    }
}
