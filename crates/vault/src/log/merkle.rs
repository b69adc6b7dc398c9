//! The log as a Merkle tree (RFC 9162, section 2.1, the same as RFC 6962): one root stands for every entry, and a path
//! of a few hashes shows that one entry is among them without showing any other.

use sha2::{Digest, Sha256};

/// A SHA-256 hash.
pub type Hash = [u8; 32];

/// The hash of a leaf: apart from that of a node, so that neither can pass for the other.
pub(crate) fn leaf(data: &[u8]) -> Hash {
    Sha256::new_with_prefix([0]).chain_update(data).finalize().into()
}

fn node(left: &Hash, right: &Hash) -> Hash {
    Sha256::new_with_prefix([1]).chain_update(left).chain_update(right).finalize().into()
}

/// The right edge of a tree: the roots of its full parts, largest first. All that is needed to let it grow.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Edge {
    size: u32,
    full: Vec<Hash>,
}

impl Edge {
    /// Adds a leaf. On average two hashes, never more than there are levels.
    pub(crate) fn push(&mut self, leaf: Hash) {
        let mut whole = leaf;
        for _ in 0..self.size.trailing_ones() {
            let Some(left) = self.full.pop() else { break };
            whole = node(&left, &whole);
        }
        self.full.push(whole);
        self.size += 1;
    }

    pub(crate) fn size(&self) -> u32 {
        self.size
    }

    pub(crate) fn root(&self) -> Hash {
        let mut from_right = self.full.iter().rev();
        match from_right.next() {
            None => Sha256::digest([]).into(),
            Some(last) => from_right.fold(*last, |right, left| node(left, &right)),
        }
    }

    /// As it is stored: the hashes, one after the other.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.full.concat()
    }

    /// Reads what [`Edge::bytes`] wrote for a tree of that size.
    pub(crate) fn parse(size: u32, bytes: &[u8]) -> Option<Self> {
        let full: Vec<Hash> = bytes.chunks(32).map(Hash::try_from).collect::<Result<_, _>>().ok()?;
        (full.len() == size.count_ones() as usize).then_some(Self { size, full })
    }
}

/// The root of a tree over these leaves.
pub(crate) fn root(leaves: &[Hash]) -> Hash {
    let mut edge = Edge::default();
    leaves.iter().for_each(|leaf| edge.push(*leaf));
    edge.root()
}

/// Where a tree of `size` leaves, two or more, is cut: the largest power of two below `size`.
fn cut(size: usize) -> usize {
    size.next_power_of_two() / 2
}

/// The path from leaf `index` (from 0) to the root. Empty when there is no such leaf.
pub(crate) fn inclusion(leaves: &[Hash], index: usize) -> Vec<Hash> {
    if leaves.len() < 2 || index >= leaves.len() {
        return Vec::new();
    }
    let (left, right) = leaves.split_at(cut(leaves.len()));
    let (mut path, beside) = if index < left.len() {
        (inclusion(left, index), root(right))
    } else {
        (inclusion(right, index - left.len()), root(left))
    };
    path.push(beside);
    path
}

/// What shows that the tree of these leaves is the tree of their first `size`, grown.
pub(crate) fn consistency(leaves: &[Hash], size: usize) -> Vec<Hash> {
    fn part(leaves: &[Hash], size: usize, whole: bool) -> Vec<Hash> {
        if size == leaves.len() {
            return if whole { Vec::new() } else { vec![root(leaves)] };
        }
        let (left, right) = leaves.split_at(cut(leaves.len()));
        let (mut path, beside) = if size <= left.len() {
            (part(left, size, whole), root(right))
        } else {
            (part(right, size - left.len(), false), root(left))
        };
        path.push(beside);
        path
    }
    if (1..=leaves.len()).contains(&size) { part(leaves, size, true) } else { Vec::new() }
}

/// Whether `path` leads from leaf `index` (from 0) to the root of a tree of `size` leaves (RFC 9162, 2.1.3.2).
pub(crate) fn includes(size: u32, root: &Hash, index: u32, leaf: Hash, path: &[Hash]) -> bool {
    if index >= size {
        return false;
    }
    let (mut at, mut last, mut hash) = (index, size - 1, leaf);
    for beside in path {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            hash = node(beside, &hash);
            // At the right edge the levels without a neighbour are passed by. It is not 0: the last one is not.
            let levels = at.trailing_zeros();
            (at, last) = (at >> levels, last >> levels);
        } else {
            hash = node(&hash, beside);
        }
        (at, last) = (at >> 1, last >> 1);
    }
    last == 0 && hash == *root
}

/// Whether `path` shows that the tree of `new` leaves begins with the tree of `old` leaves (RFC 9162, 2.1.4.2).
pub(crate) fn grew(old: (u32, &Hash), new: (u32, &Hash), path: &[Hash]) -> bool {
    let ((old_size, old_root), (new_size, new_root)) = (old, new);
    if old_size == 0 || old_size > new_size {
        return false;
    }
    if old_size == new_size {
        return path.is_empty() && old_root == new_root;
    }
    let mut rest = path.iter();
    let first = if old_size.is_power_of_two() { Some(old_root) } else { rest.next() };
    let Some(first) = first else { return false };
    let (mut at, mut last) = (old_size - 1, new_size - 1);
    let levels = at.trailing_ones();
    (at, last) = (at >> levels, last >> levels);
    let (mut of_old, mut of_new) = (*first, *first);
    for beside in rest {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            of_old = node(beside, &of_old);
            of_new = node(beside, &of_new);
            // At the right edge the levels without a neighbour are passed by. It is not 0: the last one is not.
            let levels = at.trailing_zeros();
            (at, last) = (at >> levels, last >> levels);
        } else {
            of_new = node(&of_new, beside);
        }
        (at, last) = (at >> 1, last >> 1);
    }
    last == 0 && of_old == *old_root && of_new == *new_root
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::text::hex;
    use proptest::prelude::*;

    /// The eight leaves with which every implementation of RFC 6962 is tried.
    const LEAVES: [&[u8]; 8] = [
        b"",
        &[0x00],
        &[0x10],
        &[0x20, 0x21],
        &[0x30, 0x31],
        &[0x40, 0x41, 0x42, 0x43],
        &[0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57],
        &[0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f],
    ];
    const ROOTS: [&str; 9] = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    fn known() -> Vec<Hash> {
        LEAVES.iter().map(|data| leaf(data)).collect()
    }

    #[test]
    fn the_known_trees_have_the_known_roots() {
        let leaves = known();
        for (size, expected) in ROOTS.iter().enumerate() {
            assert_eq!(hex(&root(&leaves[..size])), *expected, "{size} leaves");
        }
    }

    #[test]
    fn the_known_paths_are_found() {
        let leaves = known();
        let words = |path: Vec<Hash>| path.iter().map(|hash| hex(hash)[..8].to_owned()).collect::<Vec<_>>();
        assert_eq!(words(inclusion(&leaves[..1], 0)), [""; 0]);
        assert_eq!(words(inclusion(&leaves, 0)), ["96a296d2", "5f083f0a", "6b47aaf2"]);
        assert_eq!(words(inclusion(&leaves, 5)), ["bc1a0643", "ca854ea1", "d37ee418"]);
        assert_eq!(words(inclusion(&leaves[..3], 2)), ["fac54203"]);
        assert_eq!(words(inclusion(&leaves[..5], 1)), ["6e340b9c", "5f083f0a", "bc1a0643"]);
        assert_eq!(words(consistency(&leaves, 1)), ["96a296d2", "5f083f0a", "6b47aaf2"]);
        assert_eq!(words(consistency(&leaves, 6)), ["0ebc5d34", "ca854ea1", "d37ee418"]);
        assert_eq!(words(consistency(&leaves[..5], 2)), ["5f083f0a", "bc1a0643"]);
    }

    fn leaves(count: u32) -> Vec<Hash> {
        (0..count).map(|number| leaf(&number.to_le_bytes())).collect()
    }

    /// A path with one hash changed, left out, or put in another's place.
    fn altered(path: &[Hash]) -> Vec<Vec<Hash>> {
        let mut all = Vec::new();
        for at in 0..path.len() {
            let mut changed = path.to_vec();
            changed[at][31] ^= 1;
            all.push(changed);
            all.push([&path[..at], &path[at + 1..]].concat());
            if at > 0 {
                let mut swapped = path.to_vec();
                swapped.swap(at - 1, at);
                all.push(swapped);
            }
        }
        all
    }

    #[test]
    fn every_path_of_small_trees_leads_where_it_should_and_nowhere_else() {
        let all = leaves(37);
        for size in 1..=37u32 {
            let part = &all[..size as usize];
            let top = root(part);
            for index in 0..size {
                let path = inclusion(part, index as usize);
                let own = part[index as usize];
                assert!(includes(size, &top, index, own, &path), "{index} of {size}");
                assert!(!includes(size, &top, index, leaf(b"another"), &path));
                for other in (0..=size).filter(|other| *other != index) {
                    assert!(!includes(size, &top, other, own, &path), "{index} of {size} as {other}");
                }
                assert!(!includes(size, &leaf(b"another"), index, own, &path));
                let longer = [path.clone(), vec![own]].concat();
                assert!(!includes(size, &top, index, own, &longer));
                for wrong in altered(&path) {
                    assert!(!includes(size, &top, index, own, &wrong), "{index} of {size}");
                }
            }
            for old in 1..=size {
                let before = root(&all[..old as usize]);
                let path = consistency(part, old as usize);
                assert!(grew((old, &before), (size, &top), &path), "{old} to {size}");
                assert!(!grew((old, &leaf(b"another")), (size, &top), &path));
                assert!(!grew((old, &before), (size, &leaf(b"another")), &path));
                assert!(!grew((old, &before), (size, &top), &[path.clone(), vec![top]].concat()));
                for wrong in altered(&path) {
                    assert!(!grew((old, &before), (size, &top), &wrong), "{old} to {size}");
                }
                assert!(!grew((size + 1, &before), (size, &top), &path) && !grew((0, &before), (size, &top), &path));
            }
        }
        assert_eq!((inclusion(&all, 37), consistency(&all, 0), consistency(&all, 38)), (vec![], vec![], vec![]));
    }

    proptest! {
        #[test]
        fn an_edge_grows_as_the_tree_does(size in 0u32..600, index in 0u32..600, old in 1u32..600) {
            let all = leaves(size);
            let mut edge = Edge::default();
            all.iter().for_each(|leaf| edge.push(*leaf));
            prop_assert_eq!(edge.size(), size);
            prop_assert_eq!(Edge::parse(size, &edge.bytes()), Some(edge.clone()));
            prop_assert!(Edge::parse(size, &[edge.bytes(), vec![0]].concat()).is_none());
            prop_assert!(Edge::parse(size, &[edge.bytes(), vec![0; 32]].concat()).is_none());
            if index < size {
                let path = inclusion(&all, index as usize);
                prop_assert!(includes(size, &edge.root(), index, all[index as usize], &path));
            }
            if old <= size {
                let before = root(&all[..old as usize]);
                let path = consistency(&all, old as usize);
                prop_assert!(grew((old, &before), (size, &edge.root()), &path));
            }
        }
    }
}
