//! Made-up shops whose true people are known: families, twins, fathers and sons of one name, namesakes, shared phones;
//! and the same people entered again with slips, moved, married, with another mailbox.

use crate::names::{COUNTRIES, Country, PROVIDERS, SHORT, WORDS};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use regulars_insight::linkage::{LinkPerson, SystemNumber};
use regulars_model::{MonthDay, PersonId};
use std::collections::HashSet;

/// How a shop's entries come about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Dirt {
    pub(crate) name: &'static str,
    pub(crate) email: f64,
    pub(crate) phone: f64,
    pub(crate) address: f64,
    pub(crate) birthday: f64,
    pub(crate) company: f64,
    pub(crate) first_name: f64,
    /// In an entry made again.
    pub(crate) slip_in_name: f64,
    pub(crate) short_form: f64,
    pub(crate) swapped: f64,
    pub(crate) initial: f64,
    pub(crate) married: f64,
    pub(crate) moved: f64,
    pub(crate) other_email: f64,
    pub(crate) slip_in_email: f64,
    pub(crate) other_phone: f64,
    pub(crate) slip_in_phone: f64,
    pub(crate) slip_in_birthday: f64,
    pub(crate) slip_in_street: f64,
    /// In any entry.
    pub(crate) whole_name: f64,
    pub(crate) upper: f64,
    /// People who live with others, and how.
    pub(crate) families: f64,
    pub(crate) family_phone: f64,
    pub(crate) family_email: f64,
    pub(crate) twins: f64,
    pub(crate) juniors: f64,
}

/// A web shop: emails nearly always, few slips.
pub(crate) const WEB: Dirt = Dirt {
    name: "web shop",
    email: 0.93,
    phone: 0.60,
    address: 0.80,
    birthday: 0.35,
    company: 0.05,
    first_name: 0.98,
    slip_in_name: 0.12,
    short_form: 0.08,
    swapped: 0.03,
    initial: 0.02,
    married: 0.02,
    moved: 0.20,
    other_email: 0.40,
    slip_in_email: 0.08,
    other_phone: 0.25,
    slip_in_phone: 0.05,
    slip_in_birthday: 0.03,
    slip_in_street: 0.10,
    whole_name: 0.05,
    upper: 0.04,
    families: 0.30,
    family_phone: 0.30,
    family_email: 0.04,
    twins: 0.03,
    juniors: 0.02,
};

/// A till and paper forms typed in: names whole or in capitals, phones rather than emails, many slips.
pub(crate) const TILL: Dirt = Dirt {
    name: "till and paper",
    email: 0.60,
    phone: 0.78,
    address: 0.72,
    birthday: 0.50,
    company: 0.10,
    first_name: 0.95,
    slip_in_name: 0.22,
    short_form: 0.10,
    swapped: 0.06,
    initial: 0.05,
    married: 0.03,
    moved: 0.12,
    other_email: 0.25,
    slip_in_email: 0.15,
    other_phone: 0.18,
    slip_in_phone: 0.10,
    slip_in_birthday: 0.06,
    slip_in_street: 0.25,
    whole_name: 0.25,
    upper: 0.20,
    families: 0.45,
    family_phone: 0.50,
    family_email: 0.08,
    twins: 0.06,
    juniors: 0.04,
};

/// One entry, and the true person behind it, which linkage never sees.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Entry {
    pub(crate) first: String,
    pub(crate) last: String,
    pub(crate) email: String,
    pub(crate) phone: String,
    pub(crate) street: String,
    pub(crate) city: String,
    pub(crate) postcode: String,
    pub(crate) country: String,
    pub(crate) company: String,
    pub(crate) birthday: Option<MonthDay>,
    pub(crate) number: String,
}

pub(crate) struct Town {
    pub(crate) entries: Vec<Entry>,
    /// The true person of each entry.
    pub(crate) truth: Vec<u32>,
    /// True people who are twins, or a father and a son of one name.
    pub(crate) twins: Vec<(u32, u32)>,
    pub(crate) juniors: Vec<(u32, u32)>,
}

struct Home {
    street: String,
    city: String,
    postcode: String,
}

struct Draw<'d> {
    rng: Xoshiro256PlusPlus,
    dirt: &'d Dirt,
    people: usize,
    mailboxes: HashSet<String>,
}

/// About `people` entries, of them about 15 in 100 of somebody who is there already.
pub(crate) fn town(people: usize, dirt: &Dirt, seed: u64) -> Town {
    let mut draw = Draw { rng: Xoshiro256PlusPlus::seed_from_u64(seed), dirt, people, mailboxes: HashSet::new() };
    let mut town = Town { entries: Vec::new(), truth: Vec::new(), twins: Vec::new(), juniors: Vec::new() };
    let mut person = 0_u32;
    while town.entries.len() < people {
        let country = &COUNTRIES[draw.low(COUNTRIES.len(), 1.0)];
        for member in draw.household(country, person, &mut town) {
            for again in 0..draw.entries_of_one() {
                let mut entry = member.clone();
                if again > 0 {
                    draw.again(&mut entry, country);
                }
                draw.write_down(&mut entry, country);
                entry.number = format!("{}", 1000 + town.entries.len());
                town.entries.push(entry);
                town.truth.push(person);
            }
            person += 1;
        }
    }
    // A file is not sorted by truth.
    for at in (1..town.entries.len()).rev() {
        let other = draw.rng.gen_range(0..=at);
        town.entries.swap(at, other);
        town.truth.swap(at, other);
    }
    town
}

impl Draw<'_> {
    fn chance(&mut self, p: f64) -> bool {
        self.rng.r#gen::<f64>() < p
    }

    /// A place in a list whose first are likelier, after Zipf and Mandelbrot: 1 / (rank + shift).
    fn low(&mut self, len: usize, shift: f64) -> usize {
        let (from, to) = (shift.ln(), (len as f64 + shift).ln());
        let at = (from + self.rng.r#gen::<f64>() * (to - from)).exp() - shift;
        (at as usize).min(len - 1)
    }

    fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.rng.gen_range(0..list.len())]
    }

    fn given(&mut self, country: &Country) -> String {
        let at = self.low(country.given.len() + 60, 12.0);
        country.given.get(at).map_or_else(
            || {
                let syllables = [
                    ["Ma", "Le", "No", "Ta", "Si", "Ra", "Jo", "El"],
                    ["ri", "la", "ve", "no", "mi", "ra", "li", "da"],
                ];
                format!(
                    "{}{}{}",
                    self.pick(&syllables[0]),
                    self.pick(&syllables[1]),
                    self.pick(&["na", "n", "s", "ko", "ta", "el", "ia"])
                )
            },
            |name| (*name).to_owned(),
        )
    }

    fn family(&mut self, country: &Country) -> String {
        let at = self.low(3_000, 15.0);
        country
            .family
            .get(at)
            .map_or_else(|| country.syllables.map(|list| self.pick(list)).concat(), |name| (*name).to_owned())
    }

    fn home(&mut self, country: &Country) -> Home {
        let towns = (self.people / 100).max(10);
        let town = self.low(towns, 3.0);
        let codes = 1 + 12 / (town + 1);
        let code = self.rng.gen_range(0..codes);
        let number = 1 + self.low(90, 10.0);
        let base = self.pick(country.streets);
        let street = match country.code {
            "GB" => format!("{number} {base}"),
            _ if self.chance(0.4) => format!("{} {base} {number}", self.pick(country.syllables[0])),
            _ => format!("{base} {number}"),
        };
        let city = format!(
            "{}{}",
            country.syllables[0][town % country.syllables[0].len()],
            country.syllables[2][town / 3 % country.syllables[2].len()]
        );
        let postcode = match country.code {
            "GB" => format!("{}{} {}AB", ["LS", "BN", "SW", "M"][town % 4], town % 90 + 1, code + 1),
            "NL" => format!("{:04} A{}", 1000 + town * 7 % 9000, (b'A' + code as u8) as char),
            _ => format!("{:05}", 10_000 + (town * 37 + code) % 80_000),
        };
        Home { street, city, postcode }
    }

    fn phone(&mut self, country: &Country) -> String {
        format!(
            "+{}{}{:08}",
            country.dial,
            self.pick(&["6", "7", "15", "30"]),
            self.rng.gen_range(10_000_000..99_999_999)
        )
    }

    fn email(&mut self, first: &str, last: &str) -> String {
        let bare = |text: &str| {
            let plain = text.to_lowercase().replace('ü', "ue").replace('ö', "oe").replace('ä', "ae").replace('ß', "ss");
            let plain = plain.replace(['á', 'à'], "a").replace(['é', 'è'], "e").replace('í', "i").replace('ó', "o");
            plain
                .replace('ú', "u")
                .replace('ñ', "n")
                .replace('ł', "l")
                .chars()
                .filter(char::is_ascii_alphabetic)
                .collect::<String>()
        };
        let (first, last) = (bare(first), bare(last));
        let number = self.rng.gen_range(1..1000);
        let local = match self.rng.gen_range(0..10) {
            0..=2 => format!("{first}.{last}"),
            3 | 4 => format!("{first}.{last}{number}"),
            5 => format!("{}{last}", first.chars().take(1).collect::<String>()),
            6 => format!("{first}{number}"),
            7 => format!("{last}{number}"),
            _ => format!("{}{}{}", self.pick(&WORDS), self.pick(&WORDS), number),
        };
        let provider = PROVIDERS[self.low(PROVIDERS.len(), 1.0)];
        let mut email = format!("{local}@{provider}");
        // No two people have one mailbox by chance.
        while !self.mailboxes.insert(email.clone()) {
            email = format!("{local}{}@{provider}", self.rng.gen_range(1..10_000));
        }
        email
    }

    fn birthday(&mut self) -> Option<MonthDay> {
        Some(MonthDay { month: self.rng.gen_range(1..=12), day: self.rng.gen_range(1..=28) })
    }

    /// The true people of one home.
    fn household(&mut self, country: &Country, from: u32, town: &mut Town) -> Vec<Entry> {
        let home = self.home(country);
        let (family, phone, size) = (self.family(country), self.phone(country), self.size());
        let shares_phone = size > 1 && self.chance(self.dirt.family_phone);
        let mut members: Vec<Entry> = Vec::new();
        for at in 0..size {
            let mut first = self.given(country);
            while members.iter().any(|member| member.first == first) {
                first = self.given(country);
            }
            // A couple keeps two names now and then.
            let last = if at == 1 && self.chance(0.25) { self.family(country) } else { family.clone() };
            let mut one = Entry {
                email: self.email(&first, &last),
                phone: if shares_phone && self.chance(0.8) { phone.clone() } else { self.phone(country) },
                street: home.street.clone(),
                city: home.city.clone(),
                postcode: home.postcode.clone(),
                country: country.code.to_owned(),
                birthday: self.birthday(),
                first,
                last,
                ..Entry::default()
            };
            if at > 0 && self.chance(self.dirt.family_email) {
                one.email.clone_from(&members[0].email);
            }
            let place = from + at as u32;
            if at == 2 && self.chance(self.dirt.juniors) {
                one.first.clone_from(&members[0].first);
                one.last.clone_from(&members[0].last);
                town.juniors.push((from, place));
            } else if at == 3 && self.chance(self.dirt.twins * 5.0) {
                one.birthday = members[2].birthday;
                town.twins.push((place - 1, place));
            }
            members.push(one);
        }
        if self.chance(self.dirt.company) {
            let company = format!("{} {}", self.family(country), self.pick(&["GmbH", "Ltd", "BV", "SL", "& Co"]));
            members.iter_mut().for_each(|member| member.company.clone_from(&company));
        }
        members
    }

    fn size(&mut self) -> usize {
        if self.chance(self.dirt.families) { self.pick(&[2, 2, 2, 3, 3, 4, 4, 5]) } else { 1 }
    }

    /// Most are entered once.
    fn entries_of_one(&mut self) -> usize {
        match self.rng.gen_range(0..1000) {
            0..=139 => 2,
            140..=159 => 3,
            160..=163 => 4,
            _ => 1,
        }
    }

    /// The same person, entered again.
    fn again(&mut self, entry: &mut Entry, country: &Country) {
        let dirt = *self.dirt;
        if self.chance(dirt.other_email) {
            entry.email = self.email(&entry.first.clone(), &entry.last.clone());
        } else if self.chance(dirt.slip_in_email) {
            let (local, domain) =
                entry.email.split_once('@').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap_or_default();
            entry.email = format!("{}@{domain}", self.slip(&local).to_lowercase().replace(' ', ""));
        }
        let short = SHORT.iter().find(|(long, _)| *long == entry.first);
        if let Some((_, short)) = short.filter(|_| self.chance(dirt.short_form * 3.0)) {
            entry.first = (*short).to_owned();
        } else if self.chance(dirt.initial) {
            entry.first = format!("{}.", entry.first.chars().next().unwrap_or('A'));
        } else if self.chance(dirt.slip_in_name) {
            entry.first = self.slip(&entry.first.clone());
        }
        if self.chance(dirt.married) {
            entry.last = self.family(country);
        } else if self.chance(dirt.slip_in_name) {
            entry.last = self.slip(&entry.last.clone());
        }
        if self.chance(dirt.swapped) {
            std::mem::swap(&mut entry.first, &mut entry.last);
        }
        if self.chance(dirt.other_phone) {
            entry.phone = self.phone(country);
        } else if self.chance(dirt.slip_in_phone) {
            let mut digits: Vec<u8> = entry.phone.bytes().collect();
            let at = self.rng.gen_range(5..digits.len());
            digits[at] = self.rng.gen_range(b'0'..=b'9');
            entry.phone = String::from_utf8(digits).unwrap_or_default();
        }
        if self.chance(dirt.moved) {
            let home = self.home(country);
            (entry.street, entry.city, entry.postcode) = (home.street, home.city, home.postcode);
        } else if self.chance(dirt.slip_in_street) {
            entry.street = self.slip(&entry.street.clone());
        }
        if let Some(day) = entry.birthday.as_mut().filter(|_| self.chance(dirt.slip_in_birthday)) {
            *day = MonthDay { month: day.month, day: day.day % 28 + 1 };
        }
    }

    /// What any entry goes through.
    fn write_down(&mut self, entry: &mut Entry, country: &Country) {
        let dirt = *self.dirt;
        if !self.chance(dirt.email) {
            entry.email.clear();
        }
        if !self.chance(dirt.phone) {
            entry.phone.clear();
        } else if self.chance(0.5) {
            entry.phone = entry.phone.replacen(&format!("+{}", country.dial), "0", 1);
        }
        if !self.chance(dirt.address) {
            (entry.street, entry.city, entry.postcode) = Default::default();
        } else if self.chance(0.2) {
            entry.street = entry
                .street
                .replace("straße", "str.")
                .replace("Street", "St")
                .replace("Road", "Rd")
                .replace("Calle", "C/");
        }
        if self.chance(0.3) {
            entry.country = country.name.to_owned();
        }
        if !self.chance(dirt.birthday) {
            entry.birthday = None;
        }
        if !self.chance(dirt.first_name) {
            entry.first.clear();
        }
        if self.chance(dirt.whole_name) {
            entry.last = format!("{} {}", entry.first, entry.last).trim().to_owned();
            entry.first.clear();
        }
        if self.chance(dirt.upper) {
            for text in [&mut entry.first, &mut entry.last, &mut entry.street, &mut entry.city] {
                *text = text.to_uppercase();
            }
        }
        if self.chance(0.1) {
            for text in [&mut entry.first, &mut entry.last] {
                *text =
                    text.replace('ü', "ue").replace('ö', "oe").replace('ä', "ae").replace('í', "i").replace('á', "a");
            }
        }
    }

    /// One slip of the finger: a letter doubled, left out, turned with the next, or another one.
    fn slip(&mut self, text: &str) -> String {
        let mut letters: Vec<char> = text.chars().collect();
        if letters.len() < 3 {
            return text.to_owned();
        }
        let at = self.rng.gen_range(1..letters.len());
        match self.rng.gen_range(0..4) {
            0 => letters.insert(at, letters[at]),
            1 => drop(letters.remove(at)),
            2 => letters.swap(at - 1, at),
            _ => letters[at] = self.pick(&['a', 'e', 'i', 'n', 'r', 's', 't', 'l']),
        }
        letters.into_iter().collect()
    }
}

impl Town {
    /// As linkage sees it, numbered by `id`.
    pub(crate) fn with_people<T>(&self, id: impl Fn(usize) -> u32, look: impl FnOnce(&[LinkPerson<'_>]) -> T) -> T {
        let numbers: Vec<[SystemNumber<'_>; 1]> =
            self.entries.iter().map(|entry| [SystemNumber { system: "shop", number: &entry.number }]).collect();
        let people: Vec<LinkPerson<'_>> = self
            .entries
            .iter()
            .zip(&numbers)
            .enumerate()
            .map(|(at, (entry, numbers))| LinkPerson {
                id: PersonId(id(at)),
                first_name: &entry.first,
                last_name: &entry.last,
                email: &entry.email,
                phone: &entry.phone,
                street: &entry.street,
                city: &entry.city,
                postcode: &entry.postcode,
                country: &entry.country,
                company: &entry.company,
                birthday: entry.birthday,
                external_ids: numbers,
            })
            .collect();
        look(&people)
    }
}
