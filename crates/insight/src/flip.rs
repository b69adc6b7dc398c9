//! The smallest change that would turn a verdict: the fewest leaves whose turning turns the root, the nearest of equals.

use regulars_model::Rule;

/// So many ways of turning leaves are tried at most where one condition stands in several places.
const TRIES: u32 = 200_000;
/// So many leaves at most are turned together there.
const TOGETHER: usize = 4;

/// A rule as what only counts here: groups over leaves, which are numbered by the condition they ask.
#[derive(Debug, Clone)]
pub(crate) enum Tree {
    All(Vec<Tree>),
    Any(Vec<Tree>),
    None(Vec<Tree>),
    Leaf(usize),
}

/// What has to turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Smallest {
    /// These leaves, and none fewer.
    Leaves(Vec<usize>),
    /// Nothing turns it: it is the same for whatever is true of the leaves.
    Never,
    /// Not found within [`TRIES`]: more leaves than anybody would read.
    TooMany,
}

/// A rule's tree, and for each of its nodes, a node before its parts, the leaf it is. Leaves that ask the very same are
/// one leaf: they turn together.
pub(crate) fn tree<'a>(rule: &'a Rule, leaves: &mut Vec<&'a Rule>) -> Tree {
    match rule {
        Rule::All { rules } => Tree::All(rules.iter().map(|part| tree(part, leaves)).collect()),
        Rule::Any { rules } => Tree::Any(rules.iter().map(|part| tree(part, leaves)).collect()),
        Rule::None { rules } => Tree::None(rules.iter().map(|part| tree(part, leaves)).collect()),
        leaf => Tree::Leaf(leaves.iter().position(|known| *known == leaf).unwrap_or_else(|| {
            leaves.push(leaf);
            leaves.len() - 1
        })),
    }
}

/// Leaves to turn, and how far they are from turning, together.
#[derive(Debug, Clone, Default)]
struct Way {
    leaves: Vec<usize>,
    far: f64,
}

impl Way {
    fn is_shorter(&self, other: &Self) -> bool {
        (self.leaves.len(), self.far) < (other.leaves.len(), other.far)
    }
}

/// The smallest set of leaves that turns the root. `holds` and `far` are of each leaf: whether it holds, and how far it
/// is from turning; distances only choose between sets of one size. Exact: where no condition stands twice, by the least
/// for each node; else by trying the sets in turn.
pub(crate) fn smallest(tree: &Tree, holds: &[bool], far: &[f64]) -> Smallest {
    let mut seen = vec![0; holds.len()];
    count(tree, &mut seen);
    if seen.iter().all(|times| *times <= 1) {
        return turned(tree, !value(tree, holds), holds, far).map_or(Smallest::Never, |way| {
            let mut leaves = way.leaves;
            leaves.sort_unstable();
            Smallest::Leaves(leaves)
        });
    }
    let mut tries = Tries { tree, was: value(tree, holds), holds: holds.to_vec(), far, left: TRIES, best: None };
    for size in 1..=TOGETHER.min(holds.len()) {
        if !tries.sets(size, 0, &mut Way::default()) {
            return Smallest::TooMany;
        }
        if let Some(best) = tries.best {
            return Smallest::Leaves(best.leaves);
        }
    }
    if holds.len() <= TOGETHER { Smallest::Never } else { Smallest::TooMany }
}

fn count(tree: &Tree, seen: &mut [u32]) {
    match tree {
        Tree::All(parts) | Tree::Any(parts) | Tree::None(parts) => parts.iter().for_each(|part| count(part, seen)),
        Tree::Leaf(leaf) => seen[*leaf] += 1,
    }
}

/// What a tree comes to.
fn value(tree: &Tree, holds: &[bool]) -> bool {
    match tree {
        Tree::All(parts) => parts.iter().all(|part| value(part, holds)),
        Tree::Any(parts) => parts.iter().any(|part| value(part, holds)),
        Tree::None(parts) => !parts.iter().any(|part| value(part, holds)),
        Tree::Leaf(leaf) => holds[*leaf],
    }
}

/// The shortest way to bring a node to `to`; `None` when there is none.
fn turned(tree: &Tree, to: bool, holds: &[bool], far: &[f64]) -> Option<Way> {
    let (parts, every, part_to) = match tree {
        Tree::Leaf(leaf) if holds[*leaf] == to => return Some(Way::default()),
        Tree::Leaf(leaf) => return Some(Way { leaves: vec![*leaf], far: far[*leaf] }),
        Tree::All(parts) => (parts, to, to),
        Tree::Any(parts) => (parts, !to, to),
        Tree::None(parts) => (parts, to, !to),
    };
    let mut ways = parts.iter().map(|part| turned(part, part_to, holds, far));
    if every {
        return ways.try_fold(Way::default(), |mut sum, way| {
            let way = way?;
            sum.leaves.extend(way.leaves);
            sum.far += way.far;
            Some(sum)
        });
    }
    ways.flatten().reduce(|best, way| if way.is_shorter(&best) { way } else { best })
}

/// Sets of leaves, tried one after the other.
struct Tries<'a> {
    tree: &'a Tree,
    was: bool,
    holds: Vec<bool>,
    far: &'a [f64],
    left: u32,
    best: Option<Way>,
}

impl Tries<'_> {
    /// Tries every set of `size` more leaves from `from` on. False when there were too many to try.
    fn sets(&mut self, size: usize, from: usize, way: &mut Way) -> bool {
        if size == 0 {
            if self.left == 0 {
                return false;
            }
            self.left -= 1;
            if value(self.tree, &self.holds) != self.was && self.best.as_ref().is_none_or(|best| way.is_shorter(best)) {
                self.best = Some(way.clone());
            }
            return true;
        }
        for leaf in from..self.holds.len() {
            let before = way.far;
            self.holds[leaf] = !self.holds[leaf];
            way.leaves.push(leaf);
            way.far += self.far[leaf];
            let goes_on = self.sets(size - 1, leaf + 1, way);
            way.leaves.pop();
            way.far = before;
            self.holds[leaf] = !self.holds[leaf];
            if !goes_on {
                return false;
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::{collection::vec, prelude::*};

    /// Up to six leaves; the same may stand in several places.
    fn trees() -> impl Strategy<Value = Tree> {
        (0usize..6).prop_map(Tree::Leaf).prop_recursive(4, 14, 4, |inner| {
            (0..3, vec(inner, 0..4)).prop_map(|(kind, parts)| match kind {
                0 => Tree::All(parts),
                1 => Tree::Any(parts),
                _ => Tree::None(parts),
            })
        })
    }

    /// The same with every place a leaf of its own.
    fn parted(tree: &Tree, next: &mut usize) -> Tree {
        let mut all = |parts: &[Tree]| parts.iter().map(|part| parted(part, next)).collect();
        match tree {
            Tree::All(parts) => Tree::All(all(parts)),
            Tree::Any(parts) => Tree::Any(all(parts)),
            Tree::None(parts) => Tree::None(all(parts)),
            Tree::Leaf(_) => {
                *next += 1;
                Tree::Leaf(*next - 1)
            }
        }
    }

    /// By trying every set there is.
    fn by_force(tree: &Tree, holds: &[bool], far: &[f64]) -> Option<(usize, f64)> {
        let was = value(tree, holds);
        let sets = (0u32..1 << holds.len()).filter(|set| {
            let turned: Vec<bool> =
                holds.iter().enumerate().map(|(at, holds)| *holds != (set >> at & 1 == 1)).collect();
            value(tree, &turned) != was
        });
        let sized = sets.map(|set| {
            let far = far.iter().enumerate().filter(|(at, _)| set >> at & 1 == 1).map(|(_, far)| far).sum::<f64>();
            (set.count_ones() as usize, far)
        });
        sized.min_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)))
    }

    fn check(tree: &Tree, holds: &[bool], far: &[f64]) {
        let least = by_force(tree, holds, far);
        match smallest(tree, holds, far) {
            Smallest::Leaves(leaves) => {
                let mut turned = holds.to_vec();
                leaves.iter().for_each(|leaf| turned[*leaf] = !turned[*leaf]);
                assert_ne!(value(tree, &turned), value(tree, holds), "it turns");
                let (size, sum) = least.expect("by force too");
                assert_eq!(leaves.len(), size, "{tree:?} {holds:?}");
                let far: f64 = leaves.iter().map(|leaf| far[*leaf]).sum();
                assert!((far - sum).abs() < 1e-9, "{far} is not the nearest, {sum} is: {tree:?} {holds:?}");
            }
            Smallest::Never => assert_eq!(least, None, "{tree:?} {holds:?}"),
            Smallest::TooMany => assert!(least.is_none_or(|(size, _)| size > TOGETHER), "{tree:?} {holds:?}"),
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: crate::town::cases(4_000), failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_smaller_set_turns_it_and_none_of_its_size_is_nearer(
            tree in trees(), holds in vec(any::<bool>(), 14), far in vec(0.0f64..100.0, 14)
        ) {
            check(&tree, &holds[..6], &far[..6]);
            let mut leaves = 0;
            let parted = parted(&tree, &mut leaves);
            prop_assume!(leaves <= 14);
            check(&parted, &holds[..leaves], &far[..leaves]);
        }
    }

    #[test]
    fn what_is_the_same_for_everyone_is_turned_by_nothing() {
        assert_eq!(smallest(&Tree::All(vec![]), &[], &[]), Smallest::Never);
        assert_eq!(smallest(&Tree::Any(vec![Tree::None(vec![]), Tree::Leaf(0)]), &[true], &[1.0]), Smallest::Never);
        let either = Tree::Any(vec![Tree::Leaf(0), Tree::None(vec![Tree::Leaf(0)])]);
        assert_eq!(
            smallest(&either, &[true], &[1.0]),
            Smallest::Never,
            "true of everyone, though it looks like a condition"
        );
    }
}
