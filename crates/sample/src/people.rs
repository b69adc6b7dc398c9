//! The people of the make-believe shop: who they are, where they live, what they allowed, when they come.

use crate::draw::{Dice, chance, dice, pick, weighted};
use crate::habits::{Habit, TRADE_DAYS, habit, taste, visits};
use crate::names::{COMPANIES, FAMILY, GIVEN, PHONES, PLACES, STREETS};
use rand::Rng;
use regulars_model::Day;

/// How many people, before rows are written twice or dirtied.
const PEOPLE: u32 = 4_930;

/// What stands in the column "Accepts Email Marketing".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Accepts {
    Yes,
    No,
    Blank,
}

/// One person of the shop.
#[derive(Debug, Clone)]
pub(crate) struct Shopper {
    pub(crate) number: u32,
    pub(crate) first: String,
    pub(crate) last: String,
    pub(crate) email: String,
    pub(crate) phone: String,
    pub(crate) company: String,
    pub(crate) street: String,
    pub(crate) city: &'static str,
    pub(crate) postcode: String,
    pub(crate) country: &'static str,
    pub(crate) accepts: Accepts,
    pub(crate) accepts_sms: bool,
    /// `YYYY-MM-DD`, or empty: most shops do not know.
    pub(crate) birth_date: String,
    pub(crate) habit: Habit,
    pub(crate) taste: [f64; 8],
    pub(crate) visits: Vec<Day>,
    /// When the shop first heard of them.
    pub(crate) since: Day,
}

/// People every demo has, so that pictures, tests and guides can name them. All come back at a gap of their own
/// and said yes; given name, family name, what stands before `@example.com`, and a place in `PLACES`.
const KNOWN: [(&str, &str, &str, usize); 11] = [
    ("Jörg", "Weiß", "jorg.weiss", 0),
    ("Ana", "Lim", "ana.lim", 0),
    ("Tomás", "Silva", "tomas.silva", 13),
    ("Mei", "Tan", "mei.tan", 9),
    ("Ольга", "Кузнецова", "olga.kuznetsova", 1),
    ("美咲", "佐藤", "misaki.sato", 0),
    ("Seán", "O'Brien", "sean.obrien", 14),
    ("Wilhelmine-Charlotte Friederike", "von Hohenfels-Langenburg zu Altenstein", "wcf.hohenfels", 8),
    ("", "Vogel", "vogel", 2),
    ("", "", "mail", 0),
    ("Zoë", "Brandt & Töchter", "zoe.brandt", 5),
];

/// Everybody, in the order in which the shop numbered them.
pub(crate) fn shoppers(seed: u64, as_of: Day) -> Vec<Shopper> {
    let mut dice = dice(seed, 1);
    let mut phones = Phones::default();
    (0..PEOPLE).map(|number| shopper(&mut dice, &mut phones, number, as_of)).collect()
}

fn shopper(dice: &mut Dice, phones: &mut Phones, number: u32, as_of: Day) -> Shopper {
    let known = KNOWN.get(number as usize);
    let habit = if known.is_some() { Habit::Loyal } else { habit(dice) };
    let taste = taste(dice, habit);
    let visits = visits(dice, habit, as_of);
    let first_visit = visits.first().copied();
    let since = first_visit.unwrap_or_else(|| as_of.plus(-dice.gen_range(5..TRADE_DAYS)));
    let (given, family) = (pick(dice, &GIVEN), pick(dice, &FAMILY));
    let place = known.map_or_else(|| weighted(dice, &PLACES.map(|place| place.3)), |known| known.3);
    let (city, stem, country, _) = PLACES[place];
    let domain = if chance(dice, 70.0) { "example.com" } else { "example.org" };
    let nameless = chance(dice, 2.2);
    let (first, last, email) = match known {
        Some((first, last, local, _)) => ((*first).to_owned(), (*last).to_owned(), format!("{local}@example.com")),
        None => (
            if nameless { String::new() } else { given.0.to_owned() },
            family.0.to_owned(),
            format!("{}.{}{number}@{domain}", given.1, family.1),
        ),
    };
    let has_phone = chance(dice, 34.0) || number == 1;
    let accepts = match weighted(dice, if habit == Habit::Looks { &[97.0, 2.0, 1.0] } else { &[75.0, 17.0, 8.0] }) {
        _ if known.is_some() => Accepts::Yes,
        0 => Accepts::Yes,
        1 => Accepts::No,
        _ => Accepts::Blank,
    };
    let born = (dice.gen_range(1946..2006), dice.gen_range(1..=12), dice.gen_range(1..=28));
    Shopper {
        number,
        first,
        last,
        email,
        phone: if has_phone { phones.next() } else { String::new() },
        company: if habit == Habit::Office { (*pick(dice, &COMPANIES)).to_owned() } else { String::new() },
        street: format!("{} {}", pick(dice, &STREETS), dice.gen_range(1..140)),
        city,
        postcode: postcode(dice, stem, country),
        country,
        accepts,
        accepts_sms: has_phone && chance(dice, 22.0),
        birth_date: if chance(dice, 6.0) { format!("{}-{:02}-{:02}", born.0, born.1, born.2) } else { String::new() },
        habit,
        taste,
        visits,
        since,
    }
}

fn postcode(dice: &mut Dice, stem: &str, country: &str) -> String {
    let digits = match country {
        "DE" | "FR" | "SE" => 5,
        "GB" => return format!("{stem} {}XX", dice.gen_range(1..9)),
        "IE" => return format!("{stem}{} XX{:02}", dice.gen_range(1..9), dice.gen_range(0..100)),
        _ => 4,
    };
    let mut code = stem.to_owned();
    while code.len() < digits {
        code.push(char::from(b'0' + dice.gen_range(0..10u8)));
    }
    if country == "NL" { format!("{code} XX") } else { code }
}

/// Hands out each free number once, so that nobody shares one by accident.
#[derive(Default)]
struct Phones {
    given: u32,
}

impl Phones {
    fn next(&mut self) -> String {
        // 617 has no factor in common with 1,000: the last digits look drawn and never repeat within a block.
        let (block, place) = (self.given / 1_000, (self.given * 617 + 41) % 1_000);
        self.given += 1;
        PHONES.get(block as usize).map_or_else(String::new, |stem| format!("{stem}{place:03}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn nobody_shares_an_address_or_a_telephone_by_accident() {
        let people = shoppers(7, "2026-11-23".parse().expect("a day"));
        let emails: BTreeSet<&str> = people.iter().map(|person| person.email.as_str()).collect();
        assert_eq!(emails.len(), people.len());
        let phones: Vec<&str> = people.iter().map(|p| p.phone.as_str()).filter(|phone| !phone.is_empty()).collect();
        assert_eq!(phones.iter().collect::<BTreeSet<_>>().len(), phones.len());
        assert!(phones.len() > 1_000);
    }

    #[test]
    fn postcodes_keep_their_leading_zeros() {
        let people = shoppers(7, "2026-11-23".parse().expect("a day"));
        let dresden = people.iter().find(|person| person.city == "Dresden").expect("somebody");
        assert!(dresden.postcode.starts_with("010") && dresden.postcode.len() == 5, "{}", dresden.postcode);
    }
}
