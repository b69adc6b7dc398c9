//! Files we know by their headers, one program a file, and what the rows of other files most likely are.

mod brevo;
mod etsy;
mod eventbrite;
mod generic;
mod guess;
mod hubspot;
mod klaviyo;
mod listmonk;
mod mailchimp;
mod shopify;
mod square;
mod stripe;
mod why;
mod woocommerce;

use crate::{DateOrder, FileKind, Target};
pub(crate) use guess::{everybody, guess_kind};
use regulars_model::Collected;
pub(crate) use why::{Why, is_card, why};

/// A file we know.
#[derive(Debug)]
pub(crate) struct Preset {
    /// As shown: "Shopify orders".
    pub(crate) name: &'static str,
    pub(crate) kind: FileKind,
    /// Any one of these tells the file.
    signatures: &'static [Signature],
    /// Header keys, best first, and what they are there.
    columns: &'static [(&'static str, Target)],
    /// Header keys of columns that are left out, whatever their name means elsewhere.
    left: &'static [(&'static str, Why)],
    /// Whether columns it does not name are fields of the shop's own.
    pub(crate) own: bool,
    /// How people come to be in it.
    pub(crate) collected: Collected,
    /// What to know of it, or empty.
    pub(crate) advice: &'static str,
    /// How the program writes dates that can be read in two ways.
    pub(crate) dates: Option<DateOrder>,
    /// How it writes birthdays, whatever the shop's own dates are.
    pub(crate) birthdays: Option<DateOrder>,
    /// Telephone numbers are written with their country and without a plus.
    pub(crate) phones_abroad: bool,
    /// It tells who bought by name only: no row of it can be used, and each is reported.
    pub(crate) names_only: bool,
    /// People are numbered by a name to log in with, which some files write as `Ana Lim (ana77)`.
    pub(crate) logins: bool,
}

/// Headers that tell a file.
#[derive(Debug)]
struct Signature {
    /// Keys that must all be there.
    all: &'static [&'static str],
    /// So many of `of` must be there as well.
    some: usize,
    of: &'static [&'static str],
}

/// All of these.
const fn all(keys: &'static [&'static str]) -> Signature {
    Signature { all: keys, some: 0, of: &[] }
}

/// All of the first, and so many of the others.
const fn some(keys: &'static [&'static str], some: usize, of: &'static [&'static str]) -> Signature {
    Signature { all: keys, some, of }
}

impl Signature {
    /// How many headers tell the file; `None` when too few do.
    fn score(&self, keys: &[String]) -> Option<usize> {
        let has = |wanted: &&&str| keys.iter().any(|key| key == **wanted);
        let found = self.of.iter().filter(has).count();
        (self.all.iter().filter(has).count() == self.all.len() && found >= self.some).then_some(self.all.len() + found)
    }
}

/// What a preset says when it says nothing.
const BLANK: Preset = Preset {
    name: "",
    kind: FileKind::Customers,
    signatures: &[],
    columns: &[],
    left: &[],
    own: false,
    collected: Collected::Unstated,
    advice: "",
    dates: None,
    birthdays: None,
    phones_abroad: false,
    names_only: false,
    logins: false,
};

const PRESETS: &[&[Preset]] = &[
    shopify::PRESETS,
    mailchimp::PRESETS,
    klaviyo::PRESETS,
    hubspot::PRESETS,
    square::PRESETS,
    stripe::PRESETS,
    woocommerce::PRESETS,
    eventbrite::PRESETS,
    etsy::PRESETS,
    brevo::PRESETS,
    listmonk::PRESETS,
    generic::PRESETS,
];

fn every() -> impl Iterator<Item = &'static Preset> {
    PRESETS.iter().flat_map(|presets| presets.iter())
}

/// The file these headers belong to, if we know it: the one that most of them tell.
pub(crate) fn recognise(keys: &[String]) -> Option<&'static Preset> {
    let mut best: Option<(usize, &'static Preset)> = None;
    for preset in every() {
        let score = preset.signatures.iter().filter_map(|signature| signature.score(keys)).max();
        if let Some(score) = score.filter(|score| best.is_none_or(|(most, _)| *score > most)) {
            best = Some((score, preset));
        }
    }
    best.map(|(_, preset)| preset)
}

/// What a preset says of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Says {
    /// It is this, and so well.
    Is(Target, usize),
    /// It is left out.
    Left(Why),
}

impl Preset {
    /// What a column is in this file; `None` when the preset says nothing of it.
    pub(crate) fn column(&self, key: &str) -> Option<Says> {
        if let Some(at) = self.columns.iter().position(|(known, _)| *known == key) {
            return Some(Says::Is(self.columns[at].1, at));
        }
        self.left.iter().find(|(known, _)| *known == key).map(|(_, why)| Says::Left(*why))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aliases::all;
    use std::collections::BTreeSet;

    #[test]
    fn every_target_has_names_in_normal_form() {
        let named: BTreeSet<Target> = all().map(|(target, _)| *target).collect();
        assert_eq!(named.len(), Target::ALL.len() - 1, "only a field of the shop's own has no name of its own");
        let signed = every().flat_map(|preset| preset.signatures).flat_map(|it| it.all.iter().chain(it.of)).copied();
        let columns = every().flat_map(|preset| preset.columns).map(|(key, _)| *key);
        let left = every().flat_map(|preset| preset.left).map(|(key, _)| *key);
        for key in all().flat_map(|(_, names)| names.iter().copied()).chain(signed).chain(columns).chain(left) {
            assert_eq!(crate::words::header_key(key), key);
        }
    }

    #[test]
    fn what_a_preset_maps_makes_sense_in_its_kind() {
        for preset in every() {
            for (key, target) in preset.columns {
                assert!(target.kinds().contains(&preset.kind), "{}: {key}", preset.name);
                assert!(
                    !preset.left.iter().any(|(left, _)| left == key),
                    "{}: {key} is mapped and left out",
                    preset.name
                );
            }
            assert!(!preset.signatures.is_empty());
        }
    }
}
