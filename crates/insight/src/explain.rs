//! Why one person is in a segment or not, with their own values, and the smallest change that would turn it.

use crate::{
    Shop,
    english::node_words,
    evaluate::{Node, evaluate_nodes},
    flip::{self, Smallest, Tree},
    own::own,
    turn::{Change, Turn, turn},
    words,
};
use regulars_model::{Day, Rule, SegmentRule};

/// Why a person is in or out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// In or out.
    pub is_in: bool,
    /// The values that decided, in a sentence.
    pub sentence: String,
    /// Every node, a node before its parts.
    pub nodes: Vec<NodeReason>,
    /// The smallest change that would turn it, in a sentence: "They would be in if they bought coffee once more by
    /// 26 Nov 2026." Empty of somebody who is in no segment at all.
    pub flip: String,
    /// The conditions that would have to turn together, the fewest there are.
    pub turns: Vec<LeafTurn>,
}

/// One node, for one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodeReason {
    /// `root.0.2`.
    pub path: String,
    /// The node in words.
    pub rule: String,
    /// Whether it holds for the person.
    pub holds: bool,
    /// Their own value: "2 orders since 25 Aug 2026; you asked for at least 2". Empty for groups.
    pub own: String,
}

/// One condition that would have to come out otherwise, and what that would take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeafTurn {
    /// Where it stands; the first place where it stands in several.
    pub path: String,
    /// What it would take, after "if": "they bought coffee once more by 26 Nov 2026".
    pub words: String,
    /// What kind of change that is.
    pub change: Change,
}

/// Explains a rule for one person, by index. `None` when there is no such person. For many people use [`Explanations`].
#[must_use]
pub fn explain(shop: &Shop, rule: &SegmentRule, person: u32, as_of: Day) -> Option<Explanation> {
    Explanations::new(shop, rule, as_of).of(person)
}

/// A rule evaluated once, to be explained for many.
pub struct Explanations<'a> {
    shop: &'a Shop,
    as_of: Day,
    nodes: Vec<Node<'a>>,
    tree: Tree,
    leaves: Vec<&'a Rule>,
}

impl<'a> Explanations<'a> {
    /// Evaluates a rule.
    #[must_use]
    pub fn new(shop: &'a Shop, rule: &'a SegmentRule, as_of: Day) -> Self {
        let mut leaves = Vec::new();
        let tree = flip::tree(&rule.root, &mut leaves);
        Self { shop, as_of, nodes: evaluate_nodes(shop, rule, as_of), tree, leaves }
    }

    /// Why one person is in or out. `None` when there is no such person.
    #[must_use]
    pub fn of(&self, person: u32) -> Option<Explanation> {
        let (shop, nodes, as_of) = (self.shop, &self.nodes, self.as_of);
        let line = shop.person(person)?;
        let allowed = line.use_allowed && !line.quarantined;
        let at = person as usize;
        let owns: Vec<_> = nodes.iter().map(|node| own(shop, node.rule, at, as_of)).collect();
        let holds: Vec<bool> = nodes.iter().map(|node| node.people.has(person)).collect();
        let is_in = holds[0];
        let sentence = if allowed {
            let mut decided = Vec::new();
            deciding(nodes, &holds, 0, &mut decided);
            let parts: Vec<String> = decided
                .into_iter()
                .map(|leaf| match &owns[leaf] {
                    own if own.asked.is_empty() => own.fact.clone(),
                    own => format!("{} (you asked for {})", own.fact, own.asked),
                })
                .collect();
            match (is_in, parts.is_empty()) {
                (true, true) => "In, as everyone is.".to_owned(),
                (false, true) => "Not in, as nobody is.".to_owned(),
                (true, false) => format!("In: {}.", words::all_of(&parts)),
                (false, false) => format!("Not in: {}.", words::all_of(&parts)),
            }
        } else if line.use_allowed {
            "Not in: they wait in quarantine until a permission is on record, and are in no segment.".to_owned()
        } else {
            "Not in: they opted out of use, and are in no segment.".to_owned()
        };
        let (flip, turns) = if allowed { self.flip(at, &holds) } else { (String::new(), Vec::new()) };
        let nodes = nodes
            .iter()
            .zip(owns)
            .zip(holds)
            .map(|((node, own), holds)| NodeReason {
                path: node.path.clone(),
                rule: node_words(node.rule, shop.currency()),
                holds,
                own: if own.asked.is_empty() { own.fact } else { format!("{}; you asked for {}", own.fact, own.asked) },
            })
            .collect();
        Some(Explanation { is_in, sentence, nodes, flip, turns })
    }

    /// The smallest change that would turn the verdict, in words and leaf by leaf.
    fn flip(&self, person: usize, holds: &[bool]) -> (String, Vec<LeafTurn>) {
        let place = |leaf: usize| self.nodes.iter().position(|node| node.rule == self.leaves[leaf]).unwrap_or(0);
        let held: Vec<bool> = (0..self.leaves.len()).map(|leaf| holds[place(leaf)]).collect();
        let turns: Vec<Turn> = (0..self.leaves.len())
            .map(|leaf| turn(self.shop, self.leaves[leaf], person, held[leaf], self.as_of))
            .collect();
        let far: Vec<f64> = turns.iter().map(|turn| turn.far).collect();
        let other = if holds[0] { "out" } else { "in" };
        match flip::smallest(&self.tree, &held, &far) {
            Smallest::Never if holds[0] => {
                ("Nothing would put them out: the rule holds for everyone.".to_owned(), vec![])
            }
            Smallest::Never => ("Nothing would bring them in: the rule holds for nobody.".to_owned(), vec![]),
            Smallest::TooMany => (
                format!(
                    "No small change would do: more than four conditions keep them {}.",
                    if holds[0] { "in" } else { "out" }
                ),
                vec![],
            ),
            Smallest::Leaves(leaves) => {
                let words: Vec<String> = leaves.iter().map(|leaf| turns[*leaf].words.clone()).collect();
                let sentence = match words.as_slice() {
                    [only] => format!("They would be {other} if {only}."),
                    many => format!("They would be {other} if {}: all {} together.", words::all_of(many), many.len()),
                };
                let turned = leaves.into_iter().map(|leaf| LeafTurn {
                    path: self.nodes[place(leaf)].path.clone(),
                    words: turns[leaf].words.clone(),
                    change: turns[leaf].change,
                });
                (sentence, turned.collect())
            }
        }
    }
}

/// The leaves that decided how a node came out: all parts of a group where all had to hold, else those that tipped it.
fn deciding(nodes: &[Node<'_>], holds: &[bool], at: usize, out: &mut Vec<usize>) {
    let tipping = match nodes[at].rule {
        Rule::Segment { opened: None, .. } => {
            out.push(at);
            return;
        }
        Rule::All { .. } | Rule::Segment { .. } => (!holds[at]).then_some(false),
        Rule::Any { .. } => holds[at].then_some(true),
        Rule::None { .. } => (!holds[at]).then_some(true),
        _ => {
            out.push(at);
            return;
        }
    };
    for part in (at + 1..nodes.len()).filter(|part| nodes[*part].parent == Some(at)) {
        if tipping.is_none_or(|tipped| holds[part] == tipped) {
            deciding(nodes, holds, part, out);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ShopBuilder,
        town::{AS_OF, euro, line, purchase, someone},
    };
    use regulars_model::ImportId;

    #[test]
    fn an_explanation_gives_the_persons_own_values() {
        let mut builder = ShopBuilder::new(euro());
        let mut person = someone(1, "Ana Lim");
        person.country = "Germany".to_owned();
        builder.person(person);
        let mut gone = someone(2, "Zoë");
        gone.use_allowed = false;
        builder.person(gone);
        for (key, ago) in [("1", 10), ("2", 20)] {
            let order = purchase(1, key, ago, 1_250);
            builder.lines(ImportId(1), [line(&order, "Beans", "Coffee")]);
            builder.orders(ImportId(1), [order]);
        }
        let shop = builder.build();
        let rule = |n: u32| {
            let json = format!(
                r#"{{"type":"all","rules":[{{"type":"text","field":"country","test":{{"op":"in","values":["germany","Austria"]}}}},
                {{"type":"bought","what":{{"of":"category","any_of":["coffee"]}},"times":{{"op":"at_least","n":{n}}},"when":{{"in":"last_days","days":90}}}},
                {{"type":"did","event":"email_opened","times":{{"op":"at_most","n":0}},"when":{{"in":"ever"}}}}]}}"#
            );
            SegmentRule::from_json(&json).unwrap()
        };
        let why = explain(&shop, &rule(2), 0, AS_OF).unwrap();
        assert!(why.is_in);
        assert_eq!(why.nodes[2].own, "2 coffee orders since 25 Aug 2026; you asked for at least 2");
        assert_eq!(
            why.sentence,
            "In: Germany, 2 coffee orders since 25 Aug 2026 (you asked for at least 2) and never opened an email (you asked for none)."
        );
        let why = explain(&shop, &rule(3), 0, AS_OF).unwrap();
        assert_eq!(why.sentence, "Not in: 2 coffee orders since 25 Aug 2026 (you asked for at least 3).");
        assert_eq!(why.flip, "They would be in if they bought coffee once more by 23 Nov 2026.");
        assert_eq!((why.turns[0].path.as_str(), why.turns[0].change), ("root.1", Change::More(1)));
        assert_eq!(why.nodes.iter().map(|node| node.holds).collect::<Vec<_>>(), [false, true, false, true]);
        let out = explain(&shop, &rule(1), 1, AS_OF).unwrap();
        assert_eq!(
            (out.is_in, out.sentence.as_str()),
            (false, "Not in: they opted out of use, and are in no segment.")
        );
        assert!(explain(&shop, &rule(1), 2, AS_OF).is_none());
    }

    #[test]
    fn a_usual_gap_is_shown_with_what_it_is_measured_against() {
        let own = |days: &[i32]| {
            let mut builder = ShopBuilder::new(euro());
            builder.person(someone(1, "Ana Lim"));
            builder.orders(ImportId(1), days.iter().map(|ago| purchase(1, &ago.to_string(), *ago, 100)));
            let json = r#"{"type":"number","field":"usual_gaps","test":{"op":"at_least","value":2}}"#;
            let why = explain(&builder.build(), &SegmentRule::from_json(json).unwrap(), 0, AS_OF).unwrap();
            (why.is_in, why.nodes[0].own.clone())
        };
        let asked = "; you asked for at least 2 times their usual gap";
        let not_in = format!("quiet for 199 days, 1.99 times their usual gap of 100 days{asked}");
        assert_eq!(own(&[399, 299, 199]), (false, not_in));
        assert_eq!(own(&[40, 30, 20]), (true, format!("quiet for 20 days, 2 times their usual gap of 10 days{asked}")));
        let known = "usual gap not known before three days with an order; you asked for at least 2";
        assert!(own(&[30, 20]).1.starts_with(known) && !own(&[30, 30, 20]).0);
    }
}
