//! Answers a segment rule for everyone at once: a set of people for every node of the tree.

use crate::{Bits, Shop, leaf::leaf};
use regulars_model::{Day, Rule, SegmentRule};

/// A rule, answered as of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evaluation {
    /// The people in the segment. Never anyone who opted out of use.
    pub members: Bits,
    /// People each node holds for, a node before its parts: `root`, `root.0`, `root.0.2`.
    pub nodes: Vec<(String, u32)>,
}

/// One node of a rule, answered.
pub(crate) struct Node<'a> {
    pub(crate) path: String,
    pub(crate) rule: &'a Rule,
    pub(crate) people: Bits,
    /// Whether it counts towards being in: false below an odd number of `none` groups.
    pub(crate) positive: bool,
    /// Place of the group it is in, in the list of nodes.
    pub(crate) parent: Option<usize>,
}

/// Answers a rule. Nothing after `as_of` counts.
#[must_use]
pub fn evaluate(shop: &Shop, rule: &SegmentRule, as_of: Day) -> Evaluation {
    let mut nodes = evaluate_nodes(shop, rule, as_of);
    let counts = nodes.iter().map(|node| (node.path.clone(), node.people.count())).collect();
    Evaluation { members: std::mem::take(&mut nodes[0].people), nodes: counts }
}

/// Answers every node, a node before its parts. Never empty: the first is the root.
pub(crate) fn evaluate_nodes<'a>(shop: &Shop, rule: &'a SegmentRule, as_of: Day) -> Vec<Node<'a>> {
    let mut nodes = Vec::new();
    visit(shop, &rule.root, "root".to_owned(), None, true, as_of, &mut nodes);
    nodes
}

fn visit<'a>(
    shop: &Shop,
    rule: &'a Rule,
    path: String,
    parent: Option<usize>,
    positive: bool,
    as_of: Day,
    nodes: &mut Vec<Node<'a>>,
) {
    let at = nodes.len();
    nodes.push(Node { path, rule, people: Bits::default(), positive, parent });
    let (Rule::All { rules } | Rule::Any { rules } | Rule::None { rules }) = rule else {
        nodes[at].people = leaf(shop, rule, as_of);
        return;
    };
    let all = matches!(rule, Rule::All { .. });
    let none = matches!(rule, Rule::None { .. });
    let mut people = if all { shop.everyone.clone() } else { Bits::none(shop.everyone.len()) };
    for (nth, part) in rules.iter().enumerate() {
        let child = nodes.len();
        let path = format!("{}.{nth}", nodes[at].path);
        visit(shop, part, path, Some(at), positive != none, as_of, nodes);
        if all {
            people.and(&nodes[child].people);
        } else {
            people.or(&nodes[child].people);
        }
    }
    nodes[at].people = if none {
        let mut rest = shop.everyone.clone();
        rest.minus(&people);
        rest
    } else {
        people
    };
}
