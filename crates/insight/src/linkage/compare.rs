//! Two people side by side: for each field, how they agree.

use super::known::{Known, Row};
use super::outcome::Level;
use strsim::{jaro_winkler, osa_distance};

/// One level for each of `LinkField::COMPARED`.
pub(super) type Levels = [Level; 8];

pub(super) const FIRST: usize = 0;
pub(super) const FAMILY: usize = 1;
pub(super) const EMAIL: usize = 2;
pub(super) const PHONE: usize = 3;
pub(super) const ADDRESS: usize = 4;
pub(super) const BIRTHDAY: usize = 5;
pub(super) const COMPANY: usize = 6;
pub(super) const NUMBER: usize = 7;

/// How two people agree, field by field. Symmetric.
pub(super) fn compare(known: &Known, a: &Row, b: &Row) -> Levels {
    let (first, family) = names(known, a, b);
    [
        first,
        family,
        email(known, a, b),
        phone(known, a, b),
        address(known, a, b),
        birthday(a.birthday, b.birthday),
        company(known, a, b),
        numbers(known, a, b),
    ]
}

fn names(known: &Known, a: &Row, b: &Row) -> (Level, Level) {
    let first = first_names(known, a.first, b.first);
    let family = family_names(known, a.family, b.family);
    if first == Level::Differs && family == Level::Differs {
        // How rare a given name is goes with the first level, a family name with the second, as ever.
        return match (crossed(known, a, b), crossed(known, b, a)) {
            (Across::Same, Across::Same) => (Level::Swapped, Level::Same),
            (Across::No, _) | (_, Across::No) | (Across::Sounds, Across::Sounds) => (first, family),
            _ => (Level::Swapped, Level::Close),
        };
    }
    (first, family)
}

/// How one's given name agrees with the other's family name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Across {
    Same,
    /// A slip apart.
    Close,
    /// It sounds so, is a short form of it, or its initial: enough beside a name that is the same.
    Sounds,
    No,
}

fn crossed(known: &Known, one: &Row, other: &Row) -> Across {
    let (given, family) = (known.first.text(one.first), known.family.text(other.family));
    if given == family {
        return Across::Same;
    }
    if alike(given, family) {
        return Across::Close;
    }
    let sound = known.first_sound[one.first as usize];
    let sounds = sound > 0 && sound == known.family_sound[other.family as usize];
    if sounds || initial_of(given, family) || initial_of(family, given) { Across::Sounds } else { Across::No }
}

fn first_names(known: &Known, a: u32, b: u32) -> Level {
    if a == 0 || b == 0 {
        return Level::Missing;
    }
    if a == b {
        // An initial that is equal is still only an initial.
        return if known.first.text(a).chars().nth(1).is_none() { Level::Partly } else { Level::Same };
    }
    let group = known.nickname[a as usize];
    if group > 0 && group == known.nickname[b as usize] {
        return Level::Nickname;
    }
    let (one, other) = (known.first.text(a), known.first.text(b));
    if part_of(one, other) || initial_of(one, other) || initial_of(other, one) || cut_short(one, other) {
        return Level::Partly;
    }
    // Mia and Lia are a letter apart, and two people: a slip of the finger makes a rare name, not another common one.
    let common = (known.first.given / 2_000).max(3);
    if known.first.count(a).min(known.first.count(b)) >= common {
        return Level::Differs;
    }
    if alike(one, other) { Level::Close } else { Level::Differs }
}

fn family_names(known: &Known, a: u32, b: u32) -> Level {
    if a == 0 || b == 0 {
        return Level::Missing;
    }
    if a == b {
        return Level::Same;
    }
    let (one, other) = (known.family.text(a), known.family.text(b));
    if part_of(one, other) {
        return Level::Partly;
    }
    if alike(one, other) { Level::Close } else { Level::Differs }
}

/// "anne" of "anne marie": each word of the shorter is in the longer.
fn part_of(one: &str, other: &str) -> bool {
    if !one.contains(' ') && !other.contains(' ') {
        return false;
    }
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    short.split(' ').any(|word| word.len() > 1 && long.split(' ').any(|in_long| in_long == word))
        || long.replace(' ', "") == short.replace(' ', "")
}

/// Wolf of Wolfgang.
fn cut_short(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    short.len() >= 4 && long.len() >= short.len() + 2 && long.starts_with(short)
}

fn initial_of(short: &str, long: &str) -> bool {
    let mut letters = short.chars();
    matches!((letters.next(), letters.next()), (Some(letter), None) if long.starts_with(letter))
}

/// A slip of the finger apart: one letter (two in long words), or alike by Jaro and Winkler.
fn alike(one: &str, other: &str) -> bool {
    let (short, long) = (one.len().min(other.len()), one.len().max(other.len()));
    if short < 3 || long - short > 3 {
        return false;
    }
    if no_letters_in_common(one, other) {
        return false;
    }
    let slips = osa_distance(one, other);
    slips <= 1 || (long >= 8 && slips <= 2) || (short >= 5 && jaro_winkler(one, other) >= 0.93)
}

/// A quick look before a slow one: at most two letters may be in only one of the two.
fn no_letters_in_common(one: &str, other: &str) -> bool {
    let letters = |text: &str| text.bytes().fold(0_u32, |set, byte| set | 1 << (byte & 31));
    (letters(one) ^ letters(other)).count_ones() > 5
}

fn email(known: &Known, a: &Row, b: &Row) -> Level {
    if a.email == 0 || b.email == 0 {
        return Level::Missing;
    }
    if a.email == b.email {
        return if known.email_shared[a.email as usize] { Level::Shared } else { Level::Same };
    }
    let domain = |row: &Row| known.email.text(row.email).rsplit_once('@').map_or("", |(_, domain)| domain);
    let (here, there) = (domain(a), domain(b));
    if a.local == b.local && a.local > 0 {
        if here == there || (osa_distance(here, there) <= 2 && here.len() > 5) {
            return Level::Close;
        }
        // What digits behind a name say is weighed by their number.
        let only_name = a.mailbox_is_name == Some(0) || b.mailbox_is_name == Some(0);
        return if only_name { Level::Slightly } else { Level::Partly };
    }
    let (one, other) = (known.local.text(a.local), known.local.text(b.local));
    let near = one.len().abs_diff(other.len()) <= 1 && one.len().min(other.len()) >= 5;
    // anna84 and anna85 are two people: only letters slip.
    if near && here == there && same_digits(one, other) && osa_distance(one, other) <= 1 {
        // susanne.schulz and susanne.schulze: what is near is their names, which are compared already.
        return if a.mailbox_is_name.is_some() && b.mailbox_is_name.is_some() { Level::Slightly } else { Level::Close };
    }
    Level::Differs
}

fn same_digits(one: &str, other: &str) -> bool {
    one.bytes().filter(u8::is_ascii_digit).eq(other.bytes().filter(u8::is_ascii_digit))
}

fn phone(known: &Known, a: &Row, b: &Row) -> Level {
    if a.phone == 0 || b.phone == 0 {
        return Level::Missing;
    }
    let shared = known.phone_shared[a.phone as usize] || known.phone_shared[b.phone as usize];
    let same = if shared { Level::Shared } else { Level::Same };
    if a.phone == b.phone {
        return same;
    }
    let (one, other) = (known.phone.text(a.phone), known.phone.text(b.phone));
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    if short.len() >= 7 && long.ends_with(short) {
        return same;
    }
    let slipped = short.len() >= 7
        && long.len() - short.len() <= 1
        && one.bytes().zip(other.bytes()).take(2).all(|(a, b)| a == b);
    if slipped && osa_distance(one, other) <= 1 { Level::Close } else { Level::Differs }
}

fn address(known: &Known, a: &Row, b: &Row) -> Level {
    let lands_differ = a.country != b.country && a.country != [0; 2] && b.country != [0; 2];
    let both = |one: u32, other: u32| one > 0 && other > 0;
    let same = |one: u32, other: u32| both(one, other) && one == other && !lands_differ;
    let (same_code, same_city) = (same(a.postcode, b.postcode), same(a.city, b.city));
    let placed = both(a.postcode, b.postcode) || both(a.city, b.city);
    if both(a.street, b.street) && a.house == b.house && !lands_differ {
        let same_street = a.street == b.street;
        let close_street = || alike(known.street.text(a.street), known.street.text(b.street));
        if same_street && (same_code || same_city) {
            return Level::Same;
        }
        let near_place = || {
            !placed
                || osa_distance(known.postcode.text(a.postcode), known.postcode.text(b.postcode)) <= 1
                || (both(a.city, b.city) && alike(known.city.text(a.city), known.city.text(b.city)))
        };
        if (same_street && a.house > 0 && near_place()) || ((same_code || same_city) && close_street()) {
            return Level::Close;
        }
    }
    match (same_code, same_city, placed) {
        (true, _, _) => Level::Partly,
        (false, true, _) => Level::Slightly,
        (false, false, true) => Level::Differs,
        (false, false, false) => Level::Missing,
    }
}

fn birthday(a: u16, b: u16) -> Level {
    if a == 0 || b == 0 {
        return Level::Missing;
    }
    if a == b {
        return Level::Same;
    }
    let (month, day) = (a / 32, a % 32);
    let (other_month, other_day) = (b / 32, b % 32);
    let swapped = month == other_day && day == other_month;
    // One key beside, or one digit left out or turned: 12 and 21, 3 and 13.
    let slipped = |one: u16, other: u16| {
        (one / 10 == other / 10 && one % 10 == other % 10)
            || one.abs_diff(other) == 1
            || one.abs_diff(other) == 10
            || (one % 10 == other / 10 && one / 10 == other % 10)
    };
    let close = swapped
        || (month == other_month && slipped(day, other_day))
        || (day == other_day && slipped(month, other_month));
    if close { Level::Close } else { Level::Differs }
}

fn company(known: &Known, a: &Row, b: &Row) -> Level {
    if a.company == 0 || b.company == 0 {
        return Level::Missing;
    }
    if a.company == b.company {
        return Level::Same;
    }
    let (one, other) = (known.company.text(a.company), known.company.text(b.company));
    if alike(one, other) || part_of(one, other) { Level::Close } else { Level::Differs }
}

fn numbers(known: &Known, a: &Row, b: &Row) -> Level {
    let (one, other) = (known.numbers(a), known.numbers(b));
    let pairs = || one.iter().flat_map(|x| other.iter().map(move |y| (x, y))).filter(|(x, y)| x.0 == y.0);
    if pairs().any(|(x, y)| x.1 == y.1) {
        Level::Same
    } else if pairs().next().is_some() {
        Level::Differs
    } else {
        Level::Missing
    }
}

#[cfg(test)]
mod tests {
    use super::super::{LinkParams, LinkPerson};
    use super::*;
    use regulars_model::{MonthDay, PersonId};

    fn levels(one: LinkPerson<'_>, other: LinkPerson<'_>) -> Levels {
        let people = [LinkPerson { id: PersonId(1), ..one }, LinkPerson { id: PersonId(2), ..other }];
        let known = Known::of(&people, &LinkParams::default());
        let there = compare(&known, &known.rows[0], &known.rows[1]);
        assert_eq!(there, compare(&known, &known.rows[1], &known.rows[0]), "not symmetric");
        there
    }

    fn named<'a>(first_name: &'a str, last_name: &'a str) -> LinkPerson<'a> {
        LinkPerson { first_name, last_name, ..LinkPerson::nobody(PersonId(0)) }
    }

    fn mailed(email: &str) -> LinkPerson<'_> {
        LinkPerson { email, ..named("Ana", "Lim") }
    }

    #[test]
    fn names_by_level() {
        let first = |a, b| levels(named(a, "Lim"), named(b, "Lim"))[FIRST];
        assert_eq!(first("Ana", "ANA"), Level::Same);
        assert_eq!(first("Bill", "William"), Level::Nickname);
        assert_eq!(first("Anne", "Anne-Marie"), Level::Partly);
        assert_eq!(first("A.", "Ana"), Level::Partly);
        assert_eq!(first("Micheal", "Michael"), Level::Close);
        assert_eq!(first("Ana", "Tom"), Level::Differs);
        assert_eq!(first("", "Tom"), Level::Missing);
        let both = levels(named("Weiss", "Ana"), named("Ana", "Weiß"));
        assert_eq!(both[..2], [Level::Swapped, Level::Same]);
        assert_eq!(levels(named("Weisz", "Ana"), named("Ana", "Weiss"))[..2], [Level::Swapped, Level::Close]);
        let across = |one, other| levels(one, other)[FIRST];
        assert_eq!(across(named("Becker", "Susi"), named("Susanne", "Becker")), Level::Swapped);
        assert_eq!(across(named("Becker", "S."), named("Susanne", "Becker")), Level::Swapped);
        assert_eq!(across(named("Gunkamp", "Nolls"), named("Nolis", "Grunkamp")), Level::Swapped);
        assert_eq!(across(named("Becker", "Susi"), named("Tom", "Becker")), Level::Differs);
        assert_eq!(first("Wolf", "Wolfgang"), Level::Partly);
        assert_eq!(first("Ann", "Annabel"), Level::Differs);
        assert_eq!(levels(named("Ana", "Lim-Weiss"), named("Ana", "Lim"))[FAMILY], Level::Partly);
        assert_eq!(levels(named("Ana", "Petersen"), named("Ana", "Petersn"))[FAMILY], Level::Close);
    }

    #[test]
    fn mailboxes_by_level() {
        let email = |a, b| levels(mailed(a), mailed(b))[EMAIL];
        assert_eq!(email("a.b@example.com", "A.B@example.com"), Level::Same);
        assert_eq!(email("blue.bird@example.com", "bluebird@example.com"), Level::Close);
        assert_eq!(email("bluebird@gmail.com", "bluebird@gmial.com"), Level::Close);
        assert_eq!(email("bluebird@example.com", "bluebrid@example.com"), Level::Close);
        assert_eq!(email("bluebird@example.com", "bluebird@other.org"), Level::Partly);
        assert_eq!(email("ana.lim@example.com", "ana.lim@other.org"), Level::Slightly);
        assert_eq!(email("ana.lim84@example.com", "ana.lim84@other.org"), Level::Partly);
        assert_eq!(email("bird84@example.com", "bird85@example.com"), Level::Differs);
    }

    #[test]
    fn the_rest_by_level() {
        let lives = |street, postcode, city| LinkPerson { street, postcode, city, ..named("Ana", "Lim") };
        let address = |a, b| levels(a, b)[ADDRESS];
        let home = lives("Hauptstraße 12", "10115", "Berlin");
        assert_eq!(address(home, lives("Haupt Str. 12", "10115", "")), Level::Same);
        assert_eq!(address(home, lives("Hautpstr. 12", "10115", "Berlin")), Level::Close);
        assert_eq!(address(home, lives("Hauptstr. 13", "10115", "Berlin")), Level::Partly);
        assert_eq!(address(home, lives("Ringweg 1", "10999", "Berlin")), Level::Slightly);
        assert_eq!(address(home, lives("Ringweg 1", "80331", "München")), Level::Differs);
        assert_eq!(address(home, lives("", "", "")), Level::Missing);
        let abroad = LinkPerson { country: "AT", ..home };
        assert_eq!(address(LinkPerson { country: "DE", ..home }, abroad), Level::Differs);
        let calls = |phone| LinkPerson { phone, ..named("Ana", "Lim") };
        assert_eq!(levels(calls("+49 30 1234567"), calls("030 1234567"))[PHONE], Level::Same);
        assert_eq!(levels(calls("+49 30 1234567"), calls("030 1234576"))[PHONE], Level::Close);
        assert_eq!(levels(calls("+49 30 1234567"), calls("+49 30 7654321"))[PHONE], Level::Differs);
        let born = |month, day| LinkPerson { birthday: Some(MonthDay { month, day }), ..named("Ana", "Lim") };
        assert_eq!(levels(born(3, 4), born(3, 4))[BIRTHDAY], Level::Same);
        assert_eq!(levels(born(3, 4), born(4, 3))[BIRTHDAY], Level::Close);
        assert_eq!(levels(born(3, 4), born(9, 27))[BIRTHDAY], Level::Differs);
        let works = |company| LinkPerson { company, ..named("Ana", "Lim") };
        assert_eq!(levels(works("Lim GmbH"), works("LIM"))[COMPANY], Level::Same);
        let number = |system, number| [super::super::SystemNumber { system, number }];
        let (one, two, else_where) = (number("shop", "1"), number("shop", "2"), number("till", "1"));
        let numbered = |external_ids| LinkPerson { external_ids, ..named("Ana", "Lim") };
        assert_eq!(levels(numbered(&one), numbered(&two))[NUMBER], Level::Differs);
        assert_eq!(levels(numbered(&one), numbered(&one))[NUMBER], Level::Same);
        assert_eq!(levels(numbered(&one), numbered(&else_where))[NUMBER], Level::Missing);
    }
}
