//! What keeps a likely pair from being joined without asking. These hold whatever was learned: a family shares a name, a
//! home and a phone, and twins a birthday too.

use super::compare::{ADDRESS, BIRTHDAY, EMAIL, FAMILY, FIRST, Levels, PHONE};
use super::outcome::{Doubt, Level};

/// The doubts about a pair, most telling first.
pub(super) fn doubts(levels: &Levels) -> Vec<Doubt> {
    use Level::{Close, Differs, Missing, Partly, Same};
    let is = |field: usize, among: &[Level]| among.contains(&levels[field]);
    let own_mailbox = is(EMAIL, &[Same, Close, Partly]);
    let own_birthday = is(BIRTHDAY, &[Same]);
    let home = is(ADDRESS, &[Same, Close]);
    let phone = is(PHONE, &[Same, Close]);
    let mut doubts = Vec::new();
    if is(FIRST, &[Differs]) {
        doubts.push(Doubt::FirstNames);
    } else if is(FIRST, &[Missing, Close, Partly]) && !(own_mailbox || (own_birthday && !home)) {
        doubts.push(Doubt::FirstNameUnclear);
    }
    if is(FAMILY, &[Differs, Missing]) && !(own_mailbox && (phone || own_birthday || home)) {
        doubts.push(Doubt::FamilyNames);
    }
    if is(BIRTHDAY, &[Differs]) {
        doubts.push(Doubt::Birthdays);
    }
    if home && !own_mailbox && !own_birthday {
        doubts.push(Doubt::OneHome);
    }
    // Those who share a telephone share a home, and one of them may have left it out; whoever moved took a number along.
    let own_phone = phone && is(ADDRESS, &[Differs]);
    if !(own_mailbox || own_birthday || home || own_phone) {
        doubts.push(Doubt::NothingOwn);
    }
    doubts
}
