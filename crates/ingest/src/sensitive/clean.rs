//! A cell on its way in: what may not be written is taken out of it, or the cell is left out.

use super::{
    Kind, bank,
    card::{self, Candidate, Grade},
    glance::{self, Glance},
    secret, text,
};
use std::ops::Range;

/// What stands for what was taken out.
pub(super) const GONE: &str = "••••";
/// Rounds after which a cell in which new numbers keep appearing is left out.
const ROUNDS: usize = 8;

/// What is known of a column when its cells are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Care {
    /// The whole column is of this kind and is left out.
    pub(super) left_out: Option<Kind>,
    /// The whole column is card numbers.
    pub(super) cards: bool,
    /// Numbers in the groups of a card are taken for such.
    pub(super) printed: bool,
    /// Numbers in one piece that look like usual cards are taken for such.
    pub(super) likely: bool,
    /// The same for lengths and brands that few cards have.
    pub(super) possible: bool,
    /// Numbers of people and accounts are taken out of texts.
    pub(super) numbers: bool,
}

impl Care {
    /// For a text of which nothing is known.
    pub const TEXT: Self =
        Self { left_out: None, cards: false, printed: true, likely: true, possible: true, numbers: true };

    /// The kind for which the whole column is left out.
    #[must_use]
    pub const fn left_out(self) -> Option<Kind> {
        self.left_out
    }

    /// The same, and numbers of people and accounts stay: the survey has found none, or the user keeps them.
    #[must_use]
    pub const fn without_numbers(self) -> Self {
        Self { numbers: false, ..self }
    }
}

/// What becomes of a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Clean {
    /// It stays as it is.
    Fine,
    /// It stays without what was in it: "card •••• 1111".
    Masked(String, Kind),
    /// It is left out.
    Dropped(Kind),
}

/// Cleans a cell.
#[must_use]
pub fn clean(cell: &str, care: Care) -> Clean {
    if let Some(kind) = care.left_out {
        return if cell.trim().is_empty() { Clean::Fine } else { Clean::Dropped(kind) };
    }
    if care.cards && card::is_damaged(cell) {
        return Clean::Dropped(Kind::DamagedCard);
    }
    let glance = glance::look(cell.as_bytes());
    if !(glance.secret || glance.card || (care.numbers && glance.number)) {
        return Clean::Fine;
    }
    slowly(cell, care, glance)
}

#[cold]
fn slowly(cell: &str, care: Care, glance: Glance) -> Clean {
    if glance.secret
        && let Some(kind) = secret::within(cell)
    {
        return Clean::Dropped(kind);
    }
    let mut gravest: Option<Kind> = None;
    let mut now: Option<String> = None;
    for _ in 0..ROUNDS {
        let found = spans(now.as_deref().unwrap_or(cell), care);
        let Some(kind) = found.iter().map(|(kind, ..)| *kind).min() else {
            return match (now, gravest) {
                (Some(text), Some(kind)) => Clean::Masked(text, kind),
                _ => Clean::Fine,
            };
        };
        gravest = gravest.min(Some(kind)).or(Some(kind));
        now = Some(without(now.as_deref().unwrap_or(cell), &found));
    }
    Clean::Dropped(gravest.unwrap_or(Kind::CardNumber))
}

type Span = (Kind, Range<usize>, Option<[u8; 4]>);

/// What is to be taken out, from left to right.
fn spans(cell: &str, care: Care) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    let ibans = bank::ibans(cell);
    cards(cell, care, &mut |candidate| {
        if !ibans.iter().any(|iban| overlap(iban, &candidate.at)) {
            found.push((Kind::CardNumber, candidate.at, Some(candidate.last_four)));
        }
    });
    if care.numbers {
        text::each(cell, &mut |kind, at| {
            if !found.iter().any(|(_, taken, _)| overlap(taken, &at)) {
                found.push((kind, at, None));
            }
        });
        found.sort_by_key(|(_, at, _)| at.start);
    }
    found
}

fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

fn cards(cell: &str, care: Care, on: &mut dyn FnMut(Candidate)) {
    if care.cards {
        return card::long_numbers(cell, on);
    }
    card::each(cell, &mut |candidate| {
        let counts = match candidate.grade {
            Grade::Sure => true,
            Grade::Printed => care.printed,
            Grade::Likely => care.likely,
            Grade::Possible => care.possible,
            Grade::PrintedChance | Grade::Chance => false,
        };
        if counts {
            on(candidate);
        }
    });
}

fn without(cell: &str, found: &[Span]) -> String {
    let mut text = String::with_capacity(cell.len());
    let mut from = 0;
    for (_, at, last_four) in found {
        text.push_str(&cell[from..at.start]);
        text.push_str(GONE);
        if let Some(last_four) = last_four {
            text.push(' ');
            text.extend(last_four.iter().map(|&byte| byte as char));
        }
        from = at.end;
    }
    text.push_str(&cell[from..]);
    text
}

/// A sensitive cell as it may be shown: how its digits stand, and none of them.
#[must_use]
pub fn mask(cell: &str) -> String {
    const LONGEST: usize = 24;
    if !cell.bytes().any(|byte| byte.is_ascii_digit()) {
        return GONE.to_owned();
    }
    cell.trim().chars().take(LONGEST).map(|c| if c.is_alphanumeric() { '•' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn masked(cell: &str) -> String {
        match clean(cell, Care::TEXT) {
            Clean::Masked(text, _) => text,
            other => panic!("{cell}: {other:?}"),
        }
    }

    #[test]
    fn texts_keep_what_may_stay() {
        assert_eq!(masked("card 4111 1111 1111 1111, ring twice"), "card •••• 1111, ring twice");
        assert_eq!(masked("4111111111111111 / 5555555555554444"), "•••• 1111 / •••• 4444");
        assert_eq!(masked("IBAN DE89 3704 0044 0532 0130 00"), "IBAN ••••");
        assert_eq!(masked("４１１１１１１１１１１１１１１１"), "•••• 1111");
        for cell in ["", "Ana", "41.00", "order 4111111111111111", "ana@example.com", "+44 20 7946 0958", "•••• 1111"]
        {
            assert_eq!(clean(cell, Care::TEXT), Clean::Fine, "{cell}");
        }
    }

    #[test]
    fn what_is_refused_never_passes() {
        assert_eq!(clean("4111111111111111 cvv 123", Care::TEXT), Clean::Dropped(Kind::CardCode));
        assert_eq!(clean(";4111111111111111=27121010000012345678?", Care::TEXT), Clean::Dropped(Kind::MagneticTrack));
        let column = Care { left_out: Some(Kind::CardCode), ..Care::TEXT };
        assert_eq!(clean("123", column), Clean::Dropped(Kind::CardCode));
        assert_eq!(clean(" ", column), Clean::Fine);
    }

    #[test]
    fn a_column_of_cards_keeps_four_digits() {
        let cards = Care { cards: true, ..Care::TEXT };
        assert_eq!(clean("4111111111111111", cards), Clean::Masked("•••• 1111".into(), Kind::CardNumber));
        assert_eq!(clean("4111111111111110", cards), Clean::Masked("•••• 1110".into(), Kind::CardNumber), "rounded");
        assert_eq!(clean("4.11111E+15", cards), Clean::Dropped(Kind::DamagedCard));
        assert_eq!(clean("**** 4242", cards), Clean::Fine);
    }

    /// Texts in which something to take out is likely.
    fn texts() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            "[ -~é•]{0,12}",
            "[0-9 -]{0,24}",
            "[3-6][0-9]{11,18}",
            Just("4111111111111111".to_owned()),
            Just("4242 4242 4242 4242".to_owned()),
            Just("3782 822463 10005".to_owned()),
            Just("DE89370400440532013000".to_owned()),
            Just("123-45-6789".to_owned()),
            Just("card ".to_owned()),
            Just("cvv 123".to_owned()),
        ];
        prop::collection::vec(piece, 0..7).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3_000))]

        #[test]
        fn clean_twice_is_clean_once(cell in texts()) {
            if let Clean::Masked(text, _) = clean(&cell, Care::TEXT) {
                prop_assert_eq!(clean(&text, Care::TEXT), Clean::Fine, "{} became {}", cell, text);
            }
        }

        #[test]
        fn a_mask_shows_no_five_digits_of_the_cell(cell in texts()) {
            let shown = mask(&cell);
            let digits: Vec<char> = shown.chars().filter(char::is_ascii_digit).collect();
            prop_assert!(digits.len() < 5);
        }
    }
}
