//! People in normal form, each distinct text kept once and counted: how many have a value says how much sharing it means.

use super::normal;
use super::{LinkParams, LinkPerson, nicknames};
use regulars_model::PersonId;
use std::collections::{HashMap, HashSet};
use strsim::osa_distance;

/// The distinct texts of one field. 0 is "not given".
#[derive(Debug)]
pub(super) struct Values {
    codes: HashMap<String, u32>,
    pub(super) texts: Vec<String>,
    /// How many people have each.
    pub(super) counts: Vec<u32>,
    /// How many people have any.
    pub(super) given: u32,
}

impl Values {
    fn new() -> Self {
        Self { codes: HashMap::new(), texts: vec![String::new()], counts: vec![0], given: 0 }
    }

    fn code(&mut self, text: String) -> u32 {
        if text.is_empty() {
            return 0;
        }
        self.given += 1;
        if let Some(code) = self.codes.get(&text) {
            self.counts[*code as usize] += 1;
            return *code;
        }
        let code = u32::try_from(self.texts.len()).unwrap_or(0);
        self.texts.push(text.clone());
        self.counts.push(1);
        self.codes.insert(text, code);
        code
    }

    pub(super) fn text(&self, code: u32) -> &str {
        &self.texts[code as usize]
    }

    pub(super) fn count(&self, code: u32) -> u32 {
        self.counts[code as usize]
    }

    /// How many have each, here or there.
    fn counts_beside(&self, other: &Self) -> Vec<u32> {
        let there = |text: &String| other.codes.get(text).map_or(0, |code| other.count(*code));
        self.texts.iter().zip(&self.counts).map(|(text, count)| count.saturating_add(there(text))).collect()
    }

    /// The lookup is only needed while filling.
    fn close(&mut self) {
        self.codes = HashMap::new();
    }
}

/// One person as codes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    pub(super) id: PersonId,
    pub(super) first: u32,
    pub(super) family: u32,
    pub(super) email: u32,
    pub(super) local: u32,
    pub(super) phone: u32,
    pub(super) street: u32,
    pub(super) house: u32,
    pub(super) postcode: u32,
    pub(super) city: u32,
    pub(super) home: u32,
    pub(super) company: u32,
    /// Month times 32 and day; 0 when not given.
    pub(super) birthday: u16,
    pub(super) country: [u8; 2],
    /// The mailbox name is nothing but the person's name, and this many digits.
    pub(super) mailbox_is_name: Option<u8>,
    /// Where this person's numbers begin and end.
    numbers: (u32, u32),
}

/// Everybody.
#[derive(Debug)]
pub(super) struct Known {
    /// In the order of what is known of them, so that neither their order nor their ids matter.
    pub(super) rows: Vec<Row>,
    pub(super) first: Values,
    pub(super) family: Values,
    pub(super) email: Values,
    pub(super) local: Values,
    pub(super) phone: Values,
    pub(super) street: Values,
    pub(super) house: Values,
    pub(super) postcode: Values,
    pub(super) city: Values,
    pub(super) home: Values,
    pub(super) company: Values,
    pub(super) number: Values,
    /// How many have each birthday, by `Row::birthday`.
    pub(super) birthdays: Vec<u32>,
    pub(super) birthdays_given: u32,
    numbers: Vec<(u32, u32)>,
    /// How many have a name as either of their names: in a file with the columns the wrong way round Müller is no rare
    /// given name.
    pub(super) first_count: Vec<u32>,
    pub(super) family_count: Vec<u32>,
    /// Nickname group of each given name.
    pub(super) nickname: Vec<u8>,
    /// What given and family names sound like. Of a short form: what the full name does, in either column, so that
    /// swapped names meet.
    pub(super) first_sound: Vec<u64>,
    pub(super) family_sound: Vec<u64>,
    /// Whether more differing names than the limit have this email.
    pub(super) email_shared: Vec<bool>,
    pub(super) phone_shared: Vec<bool>,
    pub(super) same_id: u64,
    pub(super) nothing_known: u64,
}

/// FNV-1a, then mixed: the same on every machine.
pub(super) fn hash(bytes: &[u8]) -> u64 {
    let sum = bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |sum, byte| (sum ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3));
    mix(sum)
}

/// Of two numbers one (the finaliser of MurmurHash3).
pub(super) fn mix(mut x: u64) -> u64 {
    x ^= x >> 33;
    x = x.wrapping_mul(0xff51_afd7_ed55_8ccd);
    x ^= x >> 33;
    x = x.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    x ^ (x >> 33)
}

impl Known {
    pub(super) fn of(people: &[LinkPerson<'_>], params: &LinkParams) -> Self {
        let mut known = Self {
            rows: Vec::with_capacity(people.len()),
            first: Values::new(),
            family: Values::new(),
            email: Values::new(),
            local: Values::new(),
            phone: Values::new(),
            street: Values::new(),
            house: Values::new(),
            postcode: Values::new(),
            city: Values::new(),
            home: Values::new(),
            company: Values::new(),
            number: Values::new(),
            birthdays: vec![0; 13 * 32 + 32],
            birthdays_given: 0,
            numbers: Vec::new(),
            first_count: Vec::new(),
            family_count: Vec::new(),
            nickname: Vec::new(),
            first_sound: Vec::new(),
            family_sound: Vec::new(),
            email_shared: Vec::new(),
            phone_shared: Vec::new(),
            same_id: 0,
            nothing_known: 0,
        };
        let mut seen = HashSet::with_capacity(people.len());
        for person in in_order(people) {
            if !seen.insert(person.id) {
                known.same_id += 1;
                continue;
            }
            known.add(person);
        }
        known.close(params);
        known
    }

    fn add(&mut self, person: &LinkPerson<'_>) {
        let (first, family) = normal::names(person.first_name, person.last_name);
        let (local, _, email) = normal::email(person.email).unwrap_or_default();
        let mailbox_is_name = (!local.is_empty() && made_of_name(&local, &first, &family)).then(|| digits(&local));
        let (street, house) = normal::street(person.street);
        let postcode = normal::postcode(person.postcode);
        let city = normal::plain(person.city);
        let place = if postcode.is_empty() { &city } else { &postcode };
        let home =
            if street.is_empty() || place.is_empty() { String::new() } else { format!("{street} {house} {place}") };
        let birthday = person.birthday.map_or(0, |day| u16::from(day.month.min(12)) * 32 + u16::from(day.day.min(31)));
        if birthday > 0 {
            self.birthdays[usize::from(birthday)] += 1;
            self.birthdays_given += 1;
        }
        let from = self.numbers.len();
        for number in person.external_ids {
            let system = number.system.trim().to_lowercase();
            let plain = regulars_model::normalize_external_id(number.number).unwrap_or_default();
            if !plain.is_empty() {
                let code = self.number.code(format!("{system}\u{1f}{plain}"));
                let system = u32::try_from(hash(system.as_bytes()) & 0xffff_ffff).unwrap_or(0);
                self.numbers.push((system, code));
            }
        }
        let place_in = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let row = Row {
            id: person.id,
            first: self.first.code(first),
            family: self.family.code(family),
            email: self.email.code(email),
            local: self.local.code(local),
            phone: self.phone.code(normal::phone(person.phone).unwrap_or_default()),
            street: self.street.code(street),
            house: self.house.code(house),
            postcode: self.postcode.code(postcode),
            city: self.city.code(city),
            home: self.home.code(home),
            company: self.company.code(normal::company(person.company)),
            birthday,
            country: normal::country(person.country),
            mailbox_is_name,
            numbers: (place_in(from), place_in(self.numbers.len())),
        };
        if [row.first, row.family, row.email, row.phone, row.home, row.company].iter().all(|code| *code == 0) {
            self.nothing_known += 1;
        }
        self.rows.push(row);
    }

    fn close(&mut self, params: &LinkParams) {
        self.first_count = self.first.counts_beside(&self.family);
        self.family_count = self.family.counts_beside(&self.first);
        for values in [
            &mut self.first,
            &mut self.family,
            &mut self.email,
            &mut self.local,
            &mut self.phone,
            &mut self.street,
            &mut self.house,
            &mut self.postcode,
            &mut self.city,
            &mut self.home,
            &mut self.company,
            &mut self.number,
        ] {
            values.close();
        }
        self.nickname = self.first.texts.iter().map(|name| nicknames::group(name)).collect();
        self.first_sound = self.first.texts.iter().map(|name| sound_of(name.split(' ').next().unwrap_or(""))).collect();
        self.family_sound = self.family.texts.iter().map(|name| sound_of(name)).collect();
        self.email_shared = self.shared(|row| row.email, self.email.texts.len(), params.names_on_one_identifier);
        self.phone_shared = self.shared(|row| row.phone, self.phone.texts.len(), params.names_on_one_identifier);
    }

    /// Which values more than `limit` differing names have. Names that sound alike are one.
    fn shared(&self, value: impl Fn(&Row) -> u32, values: usize, limit: usize) -> Vec<bool> {
        let mut names: Vec<(u32, u64, u64)> = self
            .rows
            .iter()
            .map(|row| (value(row), self.first_sound[row.first as usize], self.family_sound[row.family as usize]))
            .filter(|(value, first, family)| *value > 0 && (*first > 0 || *family > 0))
            .collect();
        names.sort_unstable();
        names.dedup();
        let mut shared = vec![false; values];
        for group in names.chunk_by(|a, b| a.0 == b.0) {
            shared[group[0].0 as usize] = group.len() > limit;
        }
        shared
    }

    /// System and number of each of a person's numbers.
    pub(super) fn numbers(&self, row: &Row) -> &[(u32, u32)] {
        &self.numbers[row.numbers.0 as usize..row.numbers.1 as usize]
    }
}

/// 0 for nothing, so that nobody meets by having no name.
fn sound_of(name: &str) -> u64 {
    let group = nicknames::group(name);
    if group > 0 {
        return mix(u64::from(group));
    }
    let sound = normal::sound(name);
    if sound.is_empty() { 0 } else { hash(sound.as_bytes()) }
}

/// Whether a mailbox name holds nothing but the person's name, or one of its parts and an initial: people of one name
/// have such a mailbox each, at several providers. Digits after it are not of the name.
fn made_of_name(local: &str, first: &str, family: &str) -> bool {
    let letters: String = local.chars().filter(|letter| !letter.is_ascii_digit()).collect();
    // Anna Ewald's letters meet as an umlaut would, and are none.
    let folded = normal::without_umlaut_e(letters.clone());
    let in_letters = |mut left: String| {
        let mut found = false;
        for word in family.split(' ').chain(first.split(' ')).filter(|word| word.chars().count() > 1) {
            if let Some(at) = left.find(word) {
                left.replace_range(at..at + word.len(), "");
                found = true;
            }
        }
        let group = nicknames::group(&left);
        let short = group > 0 && group == nicknames::group(first);
        found && (short || left.chars().count() <= 1 || normal::only_particles(&left))
    };
    // A slip in the name or in the mailbox.
    let slips = |name: &str| name.len() >= 8 && osa_distance(&folded, &normal::without_umlaut_e(name.to_owned())) <= 2;
    let joined = |one: &str, other: &str| format!("{one}{other}").replace(' ', "");
    let initial = first.get(..first.chars().next().map_or(0, char::len_utf8)).unwrap_or("");
    in_letters(letters)
        || in_letters(folded.clone())
        || slips(&joined(first, family))
        || slips(&joined(initial, family))
}

/// How many digits a mailbox name has.
fn digits(local: &str) -> u8 {
    u8::try_from(local.bytes().filter(u8::is_ascii_digit).count()).unwrap_or(u8::MAX)
}

/// By what is known of them, then by id.
fn in_order<'p, 'a>(people: &'p [LinkPerson<'a>]) -> Vec<&'p LinkPerson<'a>> {
    let mut order: Vec<(u64, &LinkPerson<'a>)> = people
        .iter()
        .map(|person| {
            let texts =
                [person.first_name, person.last_name, person.email, person.phone, person.street, person.postcode];
            let sum = texts.iter().fold(0, |sum, text| mix(hash(text.as_bytes()) ^ sum));
            (sum, person)
        })
        .collect();
    order.sort_unstable_by(|(a, one), (b, other)| {
        a.cmp(b).then_with(|| content(one).cmp(&content(other))).then(one.id.cmp(&other.id))
    });
    order.into_iter().map(|(_, person)| person).collect()
}

/// The person without an id.
fn content<'a>(person: &LinkPerson<'a>) -> LinkPerson<'a> {
    LinkPerson { id: PersonId(0), ..*person }
}
