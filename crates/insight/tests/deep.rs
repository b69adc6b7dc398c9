//! Rules up to six deep about random shops, as of days that are and that were: the fast reader against the slow one, for
//! every person. Two thousand of them, the same every time; a hundred thousand with `REGULARS_FAULTS=long`, which takes minutes.

mod support;

use proptest::strategy::ValueTree;
use proptest::test_runner::{RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};
use proptest::{prelude::*, sample::select};
use regulars_insight::{
    ShopBuilder, evaluate, evaluate_anew, explain,
    oracle::{self, PersonHistory},
};
use regulars_model::{Day, PersonId, Rule, SegmentRule};
use serde_json::Value;
use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet},
};
use support::{AS_OF, deep_rule, euro, histories};

/// The shop of those people, whose every other row came under an entry that is the same person.
fn shop(people: &[PersonHistory]) -> regulars_insight::Shop {
    let mut builder = ShopBuilder::new(euro());
    for person in people {
        // Out of reach of lists by hand, which the slow reader takes at their word.
        let other = PersonId(person.facts.id.0 + 500);
        let entry = |at: usize| if at.is_multiple_of(2) { person.facts.id } else { other };
        builder.same(other, person.facts.id);
        for (at, (import, row)) in person.orders.iter().enumerate() {
            builder.orders(*import, [regulars_model::OrderRow { person: entry(at), ..row.clone() }]);
        }
        for (at, (import, row)) in person.lines.iter().enumerate() {
            builder.lines(*import, [regulars_model::LineRow { person: entry(at), ..row.clone() }]);
        }
        for (at, (import, row)) in person.events.iter().enumerate() {
            builder.events(*import, [regulars_model::EventRow { person: entry(at), ..row.clone() }]);
        }
        builder.person(person.facts.clone());
    }
    builder.build()
}

fn leaves<'a>(rule: &'a Rule, out: &mut Vec<&'a Rule>, depth: usize) -> usize {
    match rule {
        Rule::All { rules } | Rule::Any { rules } | Rule::None { rules } => {
            rules.iter().map(|part| leaves(part, out, depth + 1)).max().unwrap_or(depth)
        }
        Rule::Segment { opened: Some(opened), .. } => {
            let below = leaves(&opened.rule, out, depth);
            out.push(rule);
            below
        }
        leaf => {
            out.push(leaf);
            depth
        }
    }
}

/// What is asked by a leaf: its kind, its field, its test and its window, without the values.
fn kinds(leaf: &Rule) -> Vec<String> {
    let json = serde_json::to_value(leaf).unwrap_or_default();
    let word = |path: &str| json.pointer(path).and_then(serde_json::Value::as_str).unwrap_or("").to_owned();
    let kind = word("/type");
    let mut all = vec![kind.clone()];
    let parts = ["/field", "/test/op", "/when/in", "/what/of", "/how", "/times/op", "/which", "/event", "/about/op"];
    let more = ["/first/deed", "/then/deed", "/channel", "/state", "/purpose"];
    for path in parts.iter().chain(&more) {
        if !word(path).is_empty() {
            all.push(format!("{kind} {path} {}", word(path)));
        }
    }
    if kind == "sequence" {
        all.push(format!("{kind} /not {}", json["not"]));
    }
    all
}

/// All words that the published schema has for what may be asked, each with what it stands under.
fn words_of(whole: &Value, schema: &Value, out: &mut BTreeSet<(String, String)>) {
    let resolved = |schema: &'_ Value| {
        let named = schema.get("$ref").and_then(Value::as_str).and_then(|text| text.strip_prefix('#'));
        named.and_then(|place| whole.pointer(place)).unwrap_or(schema).clone()
    };
    for (key, inner) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
        let inner = resolved(inner);
        let inner = inner.get("items").map(resolved).unwrap_or(inner);
        let words = inner.get("enum").and_then(Value::as_array).into_iter().flatten().chain(inner.get("const"));
        out.extend(words.filter_map(Value::as_str).map(|word| (key.clone(), word.to_owned())));
    }
    match schema {
        Value::Object(parts) => parts.values().for_each(|part| words_of(whole, part, out)),
        Value::Array(parts) => parts.iter().for_each(|part| words_of(whole, part, out)),
        _ => {}
    }
}

/// All words of a rule, each with what it stands under.
fn words_in(rule: &Value, out: &mut BTreeSet<(String, String)>) {
    match rule {
        Value::Object(parts) => {
            for (key, part) in parts {
                let words = part.as_array().map_or(std::slice::from_ref(part), Vec::as_slice);
                out.extend(words.iter().filter_map(Value::as_str).map(|word| (key.clone(), word.to_owned())));
                words_in(part, out);
            }
        }
        Value::Array(parts) => parts.iter().for_each(|part| words_in(part, out)),
        _ => {}
    }
}

#[test]
fn everything_that_may_be_asked_is_drawn() {
    let schema: Value = serde_json::from_str(include_str!("../../../docs/segment-rule.schema.json")).unwrap();
    let mut wanted = BTreeSet::new();
    words_of(&schema, &schema["$defs"], &mut wanted);
    for word in ["segment", "rfm_score", "lifecycle", "consent", "custom", "people", "persona", "sequence"] {
        assert!(wanted.contains(&("type".to_owned(), word.to_owned())), "the schema has no word for {word}");
    }
    let lacking = |strategy: &BoxedStrategy<Rule>| {
        let mut runner = always_the_same(ProptestConfig::default());
        let mut drawn = BTreeSet::new();
        for _ in 0..6_000 {
            let rule = strategy.new_tree(&mut runner).unwrap().current();
            words_in(&serde_json::to_value(rule).unwrap(), &mut drawn);
        }
        wanted.difference(&drawn).cloned().collect::<Vec<_>>()
    };
    assert_eq!(lacking(&deep_rule().boxed()), [], "of {}", wanted.len());
    // The control: what is not drawn is missed.
    let words = |word: &str| ("type".to_owned(), word.to_owned());
    assert_eq!(lacking(&support::leaf().boxed()), ["all", "any", "none", "segment"].map(words));
}

/// Few cases do not meet every kind of question by luck alone: these do.
fn always_the_same(config: ProptestConfig) -> TestRunner {
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

#[test]
fn deep_rules_are_answered_alike_for_every_person() {
    let long = std::env::var_os("REGULARS_FAULTS").is_some_and(|form| form == "long");
    let cases = if long { 100_000 } else { 2_000 };
    // For each kind of question: for how many people it was true, and for how many not.
    let met: RefCell<BTreeMap<String, [u32; 2]>> = RefCell::default();
    let deepest = Cell::new(0);
    let as_of = select(vec![AS_OF, AS_OF, AS_OF.plus(-45), AS_OF.plus(-300), AS_OF.plus(39), Day(40_000)]);
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    let mut runner = if long { TestRunner::new(config) } else { always_the_same(config) };
    let outcome = runner.run(&(histories(), deep_rule(), as_of), |(people, root, as_of)| {
        let rule = SegmentRule::new(root);
        if let Err(error) = rule.check() {
            return Err(TestCaseError::fail(format!("a rule that may not be asked: {error}")));
        }
        let shop = shop(&people);
        let answer = evaluate(&shop, &rule, as_of);
        // Once more from what was kept, and once from nothing.
        prop_assert_eq!(&answer, &evaluate(&shop, &rule, as_of));
        prop_assert_eq!(&answer, &evaluate_anew(&shop, &rule, as_of));
        let mut asked = Vec::new();
        let depth = leaves(&rule.root, &mut asked, 1);
        deepest.set(depth.max(deepest.get()));
        for (index, person) in (0u32..).zip(&people) {
            let slow = oracle::matches(person, &rule.root, as_of, euro(), &people);
            prop_assert_eq!(answer.members.has(index), slow, "person {} as of {}", index, as_of);
            let why = explain(&shop, &rule, index, as_of).expect("a person");
            prop_assert_eq!(why.is_in, slow, "the explanation of person {}", index);
        }
        for leaf in asked {
            let alone = SegmentRule::new(leaf.clone());
            let members = evaluate(&shop, &alone, as_of).members;
            let kinds = kinds(leaf);
            for (index, person) in (0u32..).zip(&people).filter(|(index, _)| shop.everyone().has(*index)) {
                let slow = oracle::matches(person, leaf, as_of, euro(), &people);
                prop_assert_eq!(members.has(index), slow, "person {} as of {}: {:?}", index, as_of, leaf);
                for kind in &kinds {
                    met.borrow_mut().entry(kind.clone()).or_default()[usize::from(slow)] += 1;
                }
            }
        }
        Ok(())
    });
    if let Err(TestError::Fail(why, value)) = outcome {
        panic!("{why}\n{value:#?}");
    }
    outcome.expect("no case was thrown away");
    let met = met.into_inner();
    // The control: whatever was asked often enough was true of some and false of others, and that is nearly everything.
    let both = met.values().filter(|[no, yes]| *no > 0 && *yes > 0).count();
    assert!(both > 140 && both * 100 > met.len() * 95, "kinds of questions: {both} of {}", met.len());
    assert_eq!(deepest.get(), 6);
    for (kind, [no, yes]) in met.iter().filter(|(_, [no, yes])| no + yes > 500) {
        assert!(*no > 0 && *yes > 0, "{kind}: true of {yes}, not of {no}");
    }
}
