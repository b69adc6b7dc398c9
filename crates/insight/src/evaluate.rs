//! Answers a segment rule for everyone at once: a set of people for every node of the tree. Leaves are answered together,
//! from postings, and only those that were not answered before; what is above them is put together anew.

use crate::{
    Bits, Shop,
    leaf::leaf,
    postings::{Answer, answer},
};
use regulars_model::{Day, Rule, SegmentRule};
use std::sync::Arc;

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
    pub(crate) people: Arc<Bits>,
    pub(crate) count: u32,
    /// Whether it counts towards being in: false below an odd number of `none` groups.
    pub(crate) positive: bool,
    /// Place of the group it is in, in the list of nodes.
    pub(crate) parent: Option<usize>,
}

/// Answers a rule. Nothing after `as_of` counts.
#[must_use]
pub fn evaluate(shop: &Shop, rule: &SegmentRule, as_of: Day) -> Evaluation {
    told(evaluate_nodes(shop, rule, as_of))
}

/// The same, looking at no answer given before and keeping none: for measuring. Where everybody stands by RFM and at
/// which stage is no answer; it is worked out once for a day.
#[must_use]
pub fn evaluate_anew(shop: &Shop, rule: &SegmentRule, as_of: Day) -> Evaluation {
    let leaves = leaves_of(&rule.root);
    told(put_together(shop, rule, answer_all(shop, &leaves, as_of)))
}

fn told(mut nodes: Vec<Node<'_>>) -> Evaluation {
    let counts = nodes.iter_mut().map(|node| (std::mem::take(&mut node.path), node.count)).collect();
    let members = std::mem::take(&mut nodes[0].people);
    drop(nodes);
    Evaluation { members: Arc::unwrap_or_clone(members), nodes: counts }
}

/// Answers every node, a node before its parts. Never empty: the first is the root.
pub(crate) fn evaluate_nodes<'a>(shop: &Shop, rule: &'a SegmentRule, as_of: Day) -> Vec<Node<'a>> {
    let leaves = leaves_of(&rule.root);
    let mut answers: Vec<Option<Answer>> = leaves.iter().map(|leaf| shop.kept.find(leaf, as_of)).collect();
    let mut asked: Vec<&Rule> = Vec::new();
    for (leaf, _) in leaves.iter().zip(&answers).filter(|(_, answer)| answer.is_none()) {
        if !asked.contains(leaf) {
            asked.push(leaf);
        }
    }
    let fresh = answer_all(shop, &asked, as_of);
    for (rule, answer) in asked.iter().zip(&fresh) {
        shop.kept.keep(rule, as_of, answer);
    }
    for (leaf, answer) in leaves.iter().zip(&mut answers).filter(|(_, answer)| answer.is_none()) {
        *answer = asked.iter().position(|rule| rule == leaf).map(|at| fresh[at].clone());
    }
    put_together(shop, rule, answers.into_iter().flatten().collect())
}

/// The leaves of a tree, in the order of its nodes.
fn leaves_of(rule: &Rule) -> Vec<&Rule> {
    rule.parts().map_or_else(|| vec![rule], |rules| rules.iter().flat_map(leaves_of).collect())
}

/// Answers leaves. Each answer follows from the shop, the leaf and the day alone.
fn answer_all(shop: &Shop, leaves: &[&Rule], as_of: Day) -> Vec<Answer> {
    if leaves.is_empty() {
        return Vec::new();
    }
    let answers = answer(shop, leaves, as_of).into_iter().zip(leaves);
    let all = answers.map(|(answer, rule)| {
        answer.unwrap_or_else(|| {
            let people = leaf(shop, rule, as_of);
            Answer { count: people.count(), people: Arc::new(people) }
        })
    });
    all.collect()
}

fn put_together<'a>(shop: &Shop, rule: &'a SegmentRule, answers: Vec<Answer>) -> Vec<Node<'a>> {
    let mut nodes = Vec::new();
    visit(shop, &rule.root, ("root".to_owned(), None, true), &mut answers.into_iter(), &mut nodes);
    nodes
}

fn visit<'a>(
    shop: &Shop,
    rule: &'a Rule,
    (path, parent, positive): (String, Option<usize>, bool),
    answers: &mut impl Iterator<Item = Answer>,
    nodes: &mut Vec<Node<'a>>,
) {
    let at = nodes.len();
    nodes.push(Node { path, rule, people: Arc::default(), count: 0, positive, parent });
    let Some(rules) = rule.parts() else {
        if let Some(answer) = answers.next() {
            (nodes[at].people, nodes[at].count) = (answer.people, answer.count);
        }
        return;
    };
    // A segment that was looked up holds one rule.
    let all = matches!(rule, Rule::All { .. } | Rule::Segment { .. });
    let none = matches!(rule, Rule::None { .. });
    let mut people = if all { shop.everyone.clone() } else { Bits::none(shop.everyone.len()) };
    for (nth, part) in rules.iter().enumerate() {
        let child = nodes.len();
        let path = format!("{}.{nth}", nodes[at].path);
        visit(shop, part, (path, Some(at), positive != none), answers, nodes);
        if all {
            people.and(&nodes[child].people);
        } else {
            people.or(&nodes[child].people);
        }
    }
    if none {
        let mut rest = shop.everyone.clone();
        rest.minus(&people);
        people = rest;
    }
    nodes[at].count = people.count();
    nodes[at].people = Arc::new(people);
}
