//! How much each agreement weighs. Against two strangers stands what one person's two entries do (m), what strangers do
//! by chance (u; where they agree on a value, how many have that value), and what two of one family do (h).

use super::compare::{ADDRESS, BIRTHDAY, COMPANY, EMAIL, FAMILY, FIRST, Levels, NUMBER, PHONE};
use super::known::{Known, Row};
use super::outcome::Level;

/// For each field, for each of `Level::ALL`, how often.
pub(super) type Table = [[f64; 9]; 8];

/// Before anything is learned: what a guess says, as strong as [`GUESS_M`] or [`GUESS_U`] pairs would.
/// Columns: Missing, Same, Nickname, Swapped, Close, Partly, Slightly, Differs, Shared.
const M: Table = [
    [0.0, 0.80, 0.03, 0.02, 0.07, 0.04, 0.0, 0.04, 0.0],
    [0.0, 0.87, 0.0, 0.0, 0.07, 0.02, 0.0, 0.04, 0.0],
    [0.0, 0.50, 0.0, 0.0, 0.10, 0.08, 0.07, 0.25, 0.0],
    [0.0, 0.65, 0.0, 0.0, 0.05, 0.0, 0.0, 0.30, 0.0],
    [0.0, 0.60, 0.0, 0.0, 0.10, 0.05, 0.05, 0.20, 0.0],
    [0.0, 0.93, 0.0, 0.0, 0.04, 0.0, 0.0, 0.03, 0.0],
    [0.0, 0.65, 0.0, 0.0, 0.15, 0.0, 0.0, 0.20, 0.0],
    [0.0, 0.30, 0.0, 0.0, 0.0, 0.0, 0.0, 0.70, 0.0],
];
const U: Table = [
    [0.0, 0.01, 0.002, 0.000_01, 0.01, 0.005, 0.0, 0.972_99, 0.0],
    [0.0, 0.002, 0.0, 0.0, 0.004, 0.002, 0.0, 0.992, 0.0],
    [0.0, 0.000_002, 0.0, 0.0, 0.000_01, 0.000_05, 0.000_1, 0.999_838, 0.0],
    [0.0, 0.000_002, 0.0, 0.0, 0.000_02, 0.0, 0.0, 0.999_978, 0.0],
    [0.0, 0.000_02, 0.0, 0.0, 0.000_02, 0.002, 0.02, 0.977_96, 0.0],
    [0.0, 0.003, 0.0, 0.0, 0.03, 0.0, 0.0, 0.967, 0.0],
    [0.0, 0.001, 0.0, 0.0, 0.001, 0.0, 0.0, 0.998, 0.0],
    [0.0, 0.000_001, 0.0, 0.0, 0.0, 0.0, 0.0, 0.999_999, 0.0],
];
/// Two of one family. Twins share a birthday, a son may have his father's name, families share mailboxes.
const H: Table = [
    [0.0, 0.008, 0.002, 0.000_1, 0.015, 0.008, 0.0, 0.966_9, 0.0],
    [0.0, 0.85, 0.0, 0.0, 0.02, 0.03, 0.0, 0.10, 0.0],
    [0.0, 0.05, 0.0, 0.0, 0.005, 0.005, 0.01, 0.93, 0.0],
    [0.0, 0.40, 0.0, 0.0, 0.01, 0.0, 0.0, 0.59, 0.0],
    [0.0, 0.92, 0.0, 0.0, 0.05, 0.01, 0.01, 0.01, 0.0],
    [0.0, 0.03, 0.0, 0.0, 0.03, 0.0, 0.0, 0.94, 0.0],
    [0.0, 0.50, 0.0, 0.0, 0.05, 0.0, 0.0, 0.45, 0.0],
    [0.0, 0.000_001, 0.0, 0.0, 0.0, 0.0, 0.0, 0.999_999, 0.0],
];
/// How many people of one name choose the same form of it for a mailbox.
const NAMED_MAILBOX: f64 = 0.2;
/// The least share of the chance that any two names are nearly the same.
const RARE_CLOSE: f64 = 0.4;
/// How often names stand in each other's column, whoever it is.
const SWAPPED: f64 = 0.02;
pub(super) const GUESS_M: f64 = 30.0;
pub(super) const GUESS_U: f64 = 200.0;
/// Two numbers in one shop are mild evidence that there are two people, and no more, whatever was learned.
const NUMBERS_DIFFER_AT_MOST: f64 = -2.0;

/// Everything that turns levels into bits.
#[derive(Debug, Clone)]
pub(super) struct Weights {
    pub(super) m: Table,
    pub(super) u: Table,
    pub(super) h: Table,
    /// Shares of all pairs that are one person, and that are two of one family.
    pub(super) one: f64,
    pub(super) family: f64,
    /// How much more often strangers share both names than they would if any given name went with any family name: people
    /// of one tongue have both from it.
    pub(super) names_together: f64,
}

/// What the pairs' own values say, apart from what is learned.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chances {
    /// How likely strangers agree as these do, where that depends on the value.
    pub(super) by_value: [Option<f64>; 8],
    /// Whether both names agree, which strangers' do more often than each alone would have it.
    pub(super) both_names: bool,
}

impl Weights {
    /// The guess.
    pub(super) fn guess() -> Self {
        Self { m: M, u: U, h: H, one: 1e-4, family: 1e-4, names_together: 1.0 }
    }

    pub(super) fn guessed_m() -> &'static Table {
        &M
    }

    pub(super) fn guessed_h() -> &'static Table {
        &H
    }

    pub(super) fn guessed_u() -> &'static Table {
        &U
    }

    pub(super) fn prior_bits(&self) -> f64 {
        (self.one / self.strangers()).log2()
    }

    pub(super) fn strangers(&self) -> f64 {
        (1.0 - self.one - self.family).max(0.1)
    }

    /// What strangers do.
    pub(super) fn chance(&self, field: usize, level: Level, chances: &Chances) -> f64 {
        let of_all = self.u[field][level as usize];
        let chance = match (chances.by_value[field], level) {
            // A rare name too has neighbours a letter apart, and they are not counted by value.
            (Some(chance), Level::Close) => chance.max(of_all * RARE_CLOSE),
            (chance, _) => chance.unwrap_or(of_all),
        };
        if field == FIRST && chances.both_names { (chance * self.names_together).min(0.5) } else { chance }
    }

    /// One field's bits.
    pub(super) fn bits(&self, field: usize, level: Level, chances: &Chances) -> f64 {
        if says_nothing(field, level) {
            return 0.0;
        }
        let bits = (self.m[field][level as usize] / self.chance(field, level, chances)).log2();
        if field == NUMBER && level == Level::Differs { bits.clamp(NUMBERS_DIFFER_AT_MOST, 0.0) } else { bits }
    }

    /// How much likelier than of strangers this is of two of one family, in bits; `None` when they share nothing that a
    /// family does.
    pub(super) fn family_bits(&self, levels: &Levels, chances: &Chances) -> Option<f64> {
        let shares = |field: usize| matches!(levels[field], Level::Same | Level::Close | Level::Shared);
        if !(shares(ADDRESS) || shares(PHONE) || shares(EMAIL) || shares(COMPANY)) {
            return None;
        }
        let mut sum = (self.family / self.strangers()).log2();
        for (field, &level) in levels.iter().enumerate() {
            if says_nothing(field, level) || field == NUMBER {
                continue;
            }
            let chance = self.chance(field, level, chances);
            let mut h = self.h[field][level as usize];
            if field == FIRST && level != Level::Differs {
                // Named after somebody, or by chance as anybody is.
                h += chance;
            }
            sum += (h / chance).log2();
        }
        Some(sum)
    }

    /// What the household takes away, in bits: 0 or less.
    pub(super) fn household_bits(&self, levels: &Levels, chances: &Chances) -> f64 {
        self.family_bits(levels, chances).map_or(0.0, |bits| -bits.exp2().ln_1p() / std::f64::consts::LN_2)
    }

    /// log2 of the odds that they are one person.
    pub(super) fn odds_bits(&self, levels: &Levels, chances: &Chances) -> f64 {
        let fields: f64 = levels.iter().enumerate().map(|(field, level)| self.bits(field, *level, chances)).sum();
        self.prior_bits() + fields + self.household_bits(levels, chances)
    }
}

/// Of a mailbox made of the person's name, the name has been weighed already.
fn says_nothing(field: usize, level: Level) -> bool {
    matches!(level, Level::Missing | Level::Shared) || (field == EMAIL && level == Level::Slightly)
}

/// A probability of odds in bits.
pub(super) fn probability(odds_bits: f64) -> f64 {
    1.0 / (1.0 + (-odds_bits).exp2())
}

/// What the values two people agree on say: a value that few have is seldom shared by chance.
pub(super) fn chances(known: &Known, a: &Row, b: &Row, levels: &Levels) -> Chances {
    let mut by_value = [None; 8];
    let of = |field: usize, level: Level, count: u32, given: u32| {
        let others = f64::from(count.saturating_sub(1));
        Some((others + GUESS_U * U[field][level as usize]) / (f64::from(given) + GUESS_U))
    };
    for (field, &level) in levels.iter().enumerate() {
        by_value[field] = match (field, level) {
            // Swapped names are a given and a family name of one person all the same, in whichever place.
            (FIRST, Level::Swapped) => {
                let count = known.first_count[a.first as usize].max(known.family_count[b.family as usize]);
                of(field, Level::Same, count, known.first.given).map(|chance| chance * SWAPPED)
            }
            (FIRST, Level::Same | Level::Close) => {
                let count = known.first_count[a.first as usize].max(known.first_count[b.first as usize]);
                of(field, level, count, known.first.given)
            }
            (FAMILY, Level::Same | Level::Close) => {
                let count = if levels[FIRST] == Level::Swapped {
                    known.family_count[a.family as usize].max(known.first_count[b.first as usize])
                } else {
                    known.family_count[a.family as usize].max(known.family_count[b.family as usize])
                };
                of(field, level, count, known.family.given)
            }
            // Of a mailbox made of the name only the digits say something: as many as they are, as seldom.
            (EMAIL, Level::Partly) if a.mailbox_is_name.is_some() || b.mailbox_is_name.is_some() => {
                let digits = a.mailbox_is_name.or(b.mailbox_is_name).unwrap_or(0);
                let by_digits = NAMED_MAILBOX * 0.1_f64.powi(i32::from(digits.min(6)));
                of(field, level, known.local.count(a.local), known.local.given).map(|chance| chance.max(by_digits))
            }
            (EMAIL, Level::Same) => of(field, level, known.email.count(a.email), known.email.given),
            (EMAIL, Level::Partly) => of(field, level, known.local.count(a.local), known.local.given),
            (PHONE, Level::Same) => {
                of(field, level, known.phone.count(a.phone).max(known.phone.count(b.phone)), known.phone.given)
            }
            (ADDRESS, Level::Same) => {
                of(field, level, known.home.count(a.home).max(known.home.count(b.home)), known.home.given)
            }
            (ADDRESS, Level::Partly) => of(field, level, known.postcode.count(a.postcode), known.postcode.given),
            (ADDRESS, Level::Slightly) => of(field, level, known.city.count(a.city), known.city.given),
            (BIRTHDAY, Level::Same) => {
                of(field, level, known.birthdays[usize::from(a.birthday)], known.birthdays_given)
            }
            (COMPANY, Level::Same) => of(field, level, known.company.count(a.company), known.company.given),
            (NUMBER, Level::Same) => of(field, level, 2, known.number.given),
            _ => None,
        };
    }
    let agree = |field: usize| matches!(levels[field], Level::Same | Level::Close | Level::Swapped);
    Chances { by_value, both_names: agree(FIRST) && agree(FAMILY) }
}
