//! Why one person is in a segment or not, with their own values.

use crate::{
    Shop,
    english::node_words,
    evaluate::{Node, evaluate_nodes},
    own::own,
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

/// Explains a rule for one person, by index. `None` when there is no such person.
#[must_use]
pub fn explain(shop: &Shop, rule: &SegmentRule, person: u32, as_of: Day) -> Option<Explanation> {
    let line = shop.person(person)?;
    let allowed = line.use_allowed && !line.quarantined;
    let nodes = evaluate_nodes(shop, rule, as_of);
    let at = person as usize;
    let owns: Vec<_> = nodes.iter().map(|node| own(shop, node.rule, at, as_of)).collect();
    let holds: Vec<bool> = nodes.iter().map(|node| node.people.has(person)).collect();
    let is_in = holds[0];
    let sentence = if allowed {
        let mut decided = Vec::new();
        deciding(&nodes, &holds, 0, &mut decided);
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
    Some(Explanation { is_in, sentence, nodes })
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
