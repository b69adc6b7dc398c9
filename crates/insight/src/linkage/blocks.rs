//! Who is compared with whom: people who share a key of some rule. Each pair is made once, by the first rule that
//! makes it, so that nothing has to be remembered per pair.

use super::known::{Known, Row, hash, mix};
use super::outcome::BlockFigures;
use std::ops::ControlFlow;

const RULES: [&str; 12] = [
    "same email",
    "same mailbox name",
    "same last digits of the phone",
    "same customer number",
    "same street and house number",
    "both names sound alike, in either order",
    "family name sounds alike, same postcode",
    "given name sounds alike, same postcode",
    "given name sounds alike, same birthday",
    "family name sounds alike, same birthday",
    "family name sounds alike, same initial, same town",
    "family name sounds alike, same company",
];

/// The keys of everybody, and the blocks they make.
pub(super) struct Blocks {
    /// For each rule, each person's key; 0 for none, or for a block that is too large.
    keys: Vec<Vec<u64>>,
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
        2 => {
            let phone = known.phone.text(row.phone);
            let tail = phone.get(phone.len().saturating_sub(7)..).unwrap_or("");
            if tail.is_empty() { 0 } else { key(&[hash(tail.as_bytes())]) }
        }
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
        _ => 0,
    }
}

impl Blocks {
    pub(super) fn of(known: &Known, limit: usize) -> Self {
        let mut blocks =
            Self { keys: Vec::new(), members: Vec::new(), figures: Vec::with_capacity(RULES.len()), at_most: 0 };
        for (rule, words) in RULES.iter().enumerate() {
            let mut keys: Vec<u64> = known.rows.iter().map(|row| key_of(known, row, rule)).collect();
            let mut order: Vec<(u64, u32)> =
                (0..).zip(&keys).filter(|(_, key)| **key > 0).map(|(at, key)| (*key, at)).collect();
            order.sort_unstable();
            let mut figures = BlockFigures { rule: words, blocks: 0, too_large: 0, largest: 0, pairs: 0 };
            let mut members = Vec::new();
            for block in order.chunk_by(|a, b| a.0 == b.0).filter(|block| block.len() > 1) {
                let size = block.len() as u64;
                figures.blocks += 1;
                figures.largest = figures.largest.max(size);
                if block.len() > limit {
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
