//! Who is compared with whom: people who share a key of some rule. Each pair is made once, by the first rule that
//! makes it, so that nothing has to be remembered per pair.

use super::known::{Known, Row, hash, mix};
use super::outcome::BlockFigures;
use std::ops::ControlFlow;

/// What people of one block share, and how many they may be: a rule that says little makes no pairs where many share it.
const RULES: [(&str, usize); 20] = [
    ("same email", LARGE),
    ("same mailbox name", LARGE),
    ("same last digits of the phone", LARGE),
    ("same customer number", LARGE),
    ("same street and house number", LARGE),
    ("both names sound alike, in either order", LARGE),
    ("family name sounds alike, same postcode", LARGE),
    ("given name sounds alike, same postcode", LARGE),
    ("given name sounds alike, same birthday", LARGE),
    ("family name sounds alike, same birthday", LARGE),
    ("family name sounds alike, same initial, same town", LARGE),
    ("family name sounds alike, same company", LARGE),
    ("same letters in both names, in any order", LARGE),
    ("same initials in either order, same birthday", LARGE),
    ("same initials in either order, same postcode and house number", LARGE),
    ("same last five digits of the phone", LARGE),
    ("family name sounds alike, same phone but for the last four digits", LARGE),
    ("given name sounds alike, family name begins alike", SMALL),
    ("given name sounds alike, family name ends alike", SMALL),
    ("family name sounds alike, given name begins alike", SMALL),
];
/// As many as the parameters say.
const LARGE: usize = usize::MAX;
const SMALL: usize = 50;

/// The keys of everybody, and the blocks they make.
pub(super) struct Blocks {
    /// For each rule, each person's key; 0 for none, or for a block that is too large.
    keys: Vec<Vec<u32>>,
    /// For each rule, people that share a key with somebody, key by key.
    members: Vec<Vec<u32>>,
    pub(super) figures: Vec<BlockFigures>,
    /// Pairs at most.
    pub(super) at_most: u64,
}

/// A key of parts that must all be there.
fn key(parts: &[u64]) -> u64 {
    if parts.contains(&0) {
        return 0;
    }
    parts.iter().fold(parts.len() as u64, |sum, part| mix(sum.rotate_left(17) ^ part)).max(1)
}

fn key_of(known: &Known, row: &Row, rule: usize) -> u64 {
    let first = known.first_sound[row.first as usize];
    let family = known.family_sound[row.family as usize];
    let [code, city, company] = [row.postcode, row.city, row.company].map(u64::from);
    let birthday = u64::from(row.birthday);
    match rule {
        0 => key(&[u64::from(row.email)]),
        1 if known.local.text(row.local).len() >= 4 => key(&[u64::from(row.local)]),
        2 => tail_of_phone(known, row, 7),
        3 => known.numbers(row).first().map_or(0, |number| key(&[u64::from(number.1)])),
        4 => key(&[u64::from(row.street), u64::from(row.house), if code > 0 { code } else { city << 32 }]),
        5 => key(&[first.min(family), first.max(family)]),
        6 => key(&[family, code]),
        7 => key(&[first, code]),
        8 => key(&[first, birthday]),
        9 => key(&[family, birthday]),
        10 => {
            let initial = known.first.text(row.first).chars().next().map_or(0, u64::from);
            key(&[family, initial, city])
        }
        11 => key(&[family, company]),
        12 => letters(known.first.text(row.first), known.family.text(row.family)),
        13 => key(&[initials(known, row), birthday]),
        14 => key(&[initials(known, row), code, u64::from(row.house)]),
        15 => tail_of_phone(known, row, 5),
        16 => {
            let phone = known.phone.text(row.phone);
            let head = phone.get(..phone.len().saturating_sub(4)).unwrap_or("");
            key(&[if head.len() < 3 { 0 } else { hash(head.as_bytes()) }, family])
        }
        17 => key(&[first, ends(known.family.text(row.family), 3, false)]),
        18 => key(&[first, ends(known.family.text(row.family), 4, true)]),
        19 => key(&[family, ends(known.first.text(row.first), 2, false)]),
        _ => 0,
    }
}

/// The last digits; 0 where there is no phone.
fn tail_of_phone(known: &Known, row: &Row, digits: usize) -> u64 {
    let phone = known.phone.text(row.phone);
    let tail = phone.get(phone.len().saturating_sub(digits)..).unwrap_or("");
    if tail.is_empty() { 0 } else { key(&[hash(tail.as_bytes())]) }
}

/// The first letters of both names, in order of the alphabet; 0 where one is missing.
fn initials(known: &Known, row: &Row) -> u64 {
    let first = |name: &str| name.chars().next().map_or(0, u64::from);
    let (one, other) = (first(known.first.text(row.first)), first(known.family.text(row.family)));
    if one == 0 || other == 0 { 0 } else { one.min(other) << 32 | one.max(other) }
}

/// Which letters both names are made of: a letter doubled or turned with the next changes nothing, nor do names in each
/// other's place.
fn letters(first: &str, family: &str) -> u64 {
    if first.is_empty() || family.is_empty() {
        return 0;
    }
    let mut letters: Vec<char> = first.chars().chain(family.chars()).filter(|letter| *letter != ' ').collect();
    letters.sort_unstable();
    letters.dedup();
    letters.iter().fold(1, |sum, letter| mix(sum ^ u64::from(*letter)))
}

/// The first or last letters of a name that has more than those.
fn ends(name: &str, count: usize, last: bool) -> u64 {
    let end: Option<&str> = if last {
        name.char_indices().rev().nth(count - 1).and_then(|(at, _)| name.get(at..))
    } else {
        name.char_indices().nth(count).and_then(|(at, _)| name.get(..at))
    };
    end.map_or(0, |end| hash(end.as_bytes()))
}

impl Blocks {
    pub(super) fn of(known: &Known, limit: usize) -> Self {
        let mut blocks =
            Self { keys: Vec::new(), members: Vec::new(), figures: Vec::with_capacity(RULES.len()), at_most: 0 };
        for (rule, (words, at_most)) in RULES.iter().enumerate() {
            // Half a key is enough: those who share one by chance are compared, and found to differ.
            let half = |key: u64| if key == 0 { 0 } else { (u32::try_from(key >> 32).unwrap_or(0)).max(1) };
            let mut keys: Vec<u32> = known.rows.iter().map(|row| half(mix(key_of(known, row, rule)))).collect();
            let mut order: Vec<(u32, u32)> =
                (0..).zip(&keys).filter(|(_, key)| **key > 0).map(|(at, key)| (*key, at)).collect();
            order.sort_unstable();
            let mut figures = BlockFigures { rule: words, blocks: 0, too_large: 0, largest: 0, pairs: 0 };
            let mut members = Vec::new();
            for block in order.chunk_by(|a, b| a.0 == b.0).filter(|block| block.len() > 1) {
                let size = block.len() as u64;
                figures.blocks += 1;
                figures.largest = figures.largest.max(size);
                if block.len() > limit.min(*at_most) {
                    figures.too_large += 1;
                    block.iter().for_each(|(_, at)| keys[*at as usize] = 0);
                } else {
                    blocks.at_most += size * (size - 1) / 2;
                    members.extend(block.iter().map(|(_, at)| *at));
                }
            }
            members.shrink_to_fit();
            blocks.keys.push(keys);
            blocks.members.push(members);
            blocks.figures.push(figures);
        }
        blocks
    }

    /// Every pair once: the rule that makes it, and the two places.
    pub(super) fn pairs(&self, visit: &mut dyn FnMut(usize, u32, u32) -> ControlFlow<()>) -> ControlFlow<()> {
        for (rule, members) in self.members.iter().enumerate() {
            let keys = &self.keys[rule];
            for block in members.chunk_by(|a, b| keys[*a as usize] == keys[*b as usize]) {
                for (at, &one) in block.iter().enumerate() {
                    for &other in &block[at + 1..] {
                        if !self.made_before(rule, one as usize, other as usize) {
                            visit(rule, one, other)?;
                        }
                    }
                }
            }
        }
        ControlFlow::Continue(())
    }

    fn made_before(&self, rule: usize, one: usize, other: usize) -> bool {
        self.keys[..rule].iter().any(|keys| keys[one] != 0 && keys[one] == keys[other])
    }
}
