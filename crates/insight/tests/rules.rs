//! The fast reader of rules against the slow one, and what is said to people against what is true of them.

mod support;

use proptest::prelude::*;
use regulars_insight::{
    Fact, REASON_WORDS, Reasons, english, evaluate, explain, gone_quiet, node_words,
    oracle::{self, PersonHistory},
};
use regulars_model::{
    Channel, DateField, DateTest, Day, NumberField, NumberTest, PermissionState, ProductFilter, Rule, SegmentRule,
    Window,
};
use support::{AS_OF, cases, crowd, euro, histories, rule, schema::fits, shop, standing};

/// Every node with its path, a node before its parts.
fn walk<'a>(rule: &'a Rule, path: &str, out: &mut Vec<(String, &'a Rule)>) {
    out.push((path.to_owned(), rule));
    if let Some(rules) = rule.parts() {
        for (at, part) in rules.iter().enumerate() {
            walk(part, &format!("{path}.{at}"), out);
        }
    }
}

/// Checks a stated fact with nothing but the slow reader.
fn is_true(fact: &Fact, person: &PersonHistory, as_of: Day) -> bool {
    match fact {
        Fact::Bought { what, times, when } => *times > 0 && person.bought(what, *when, euro(), as_of) == *times,
        Fact::Did { event, last } => person.did(*event, None, Window::Ever, as_of).contains(last),
        Fact::Date { field, day } => person.day(*field, as_of) == Some(*day) && *field != DateField::Birthday,
        Fact::Birthday { day, ahead } => {
            let then = as_of.plus(i32::try_from(*ahead).unwrap_or(0)).date();
            let on = (then.month().unsigned_abs(), then.day().unsigned_abs());
            person.facts.birthday == Some(*day)
                && (on == (day.month, day.day) || ((day.month, day.day) == (2, 29) && on == (2, 28)))
        }
        Fact::Number { field, value } => *value > 0.0 && person.number(*field, euro(), as_of) == Some(*value),
        Fact::Text { field, value } => person.texts(*field).contains(&value.trim().to_lowercase()),
        Fact::SaidYes { channel } => {
            let at = Channel::ALL.iter().position(|each| each == channel);
            at.is_some_and(|at| person.facts.permissions[at] == PermissionState::Granted)
        }
        Fact::Customer => person.bought(&ProductFilter::Anything, Window::Ever, euro(), as_of) > 0,
        Fact::SignedUp => person.bought(&ProductFilter::Anything, Window::Ever, euro(), as_of) == 0,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(3_000), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn both_readers_agree_on_every_node(people in histories(), root in rule()) {
        let rule = SegmentRule::new(root);
        // What a rule may not ask is refused before it gets here; blank names in lists are harmless.
        prop_assume!(rule.check().is_ok());
        let shop = shop(&people);
        let answer = evaluate(&shop, &rule, AS_OF);
        let mut nodes = Vec::new();
        walk(&rule.root, "root", &mut nodes);
        prop_assert_eq!(answer.nodes.len(), nodes.len());
        for ((path, count), (expected, node)) in answer.nodes.iter().zip(&nodes) {
            let slow = people.iter().filter(|person| oracle::matches(person, node, AS_OF, euro(), &people)).count();
            prop_assert_eq!((path, *count as usize), (expected, slow), "{:?}", node);
        }
        for (index, person) in (0u32..).zip(&people) {
            let slow = oracle::matches(person, &rule.root, AS_OF, euro(), &people);
            prop_assert_eq!(answer.members.has(index), slow);
        }
    }

    #[test]
    fn who_has_gone_quiet_can_be_asked_by_a_rule(people in histories()) {
        let at_least =
            |field, value| Rule::Number { field, test: NumberTest::AtLeast { value } };
        let within_a_year = Rule::Date { field: DateField::LastPurchase, test: DateTest::InLast { days: 365 } };
        let rule = SegmentRule::new(Rule::All {
            rules: vec![
                at_least(NumberField::Purchases, 3.0),
                within_a_year,
                at_least(NumberField::DaysSinceLastPurchase, 15.0),
                at_least(NumberField::UsualGaps, 2.0),
            ],
        });
        let shop = shop(&people);
        prop_assert_eq!(gone_quiet(&shop, AS_OF), evaluate(&shop, &rule, AS_OF).members);
    }

    #[test]
    fn a_reason_is_short_and_true(people in histories(), root in rule()) {
        let rule = SegmentRule::new(root);
        prop_assume!(rule.check().is_ok());
        let shop = shop(&people);
        let reasons = Reasons::new(&shop, &rule, AS_OF);
        for index in evaluate(&shop, &rule, AS_OF).members.iter() {
            let person = &people[index as usize];
            let note = reasons.note(&shop, index);
            let fact = reasons.fact(&shop, index);
            prop_assert!(note.split_whitespace().count() <= REASON_WORDS, "{}", note);
            prop_assert!(note.starts_with("Because ") && note.ends_with(['.', '…']), "{}", note);
            prop_assert!(!note.contains("  "), "{}", note);
            prop_assert!(is_true(&fact, person, AS_OF), "{:?} {}", fact, note);
        }
    }

    #[test]
    fn an_explanation_tells_of_every_node(people in histories(), root in rule()) {
        let rule = SegmentRule::new(root);
        prop_assume!(rule.check().is_ok());
        let shop = shop(&people);
        let answer = evaluate(&shop, &rule, AS_OF);
        let mut nodes = Vec::new();
        walk(&rule.root, "root", &mut nodes);
        for (index, person) in (0u32..).zip(&people) {
            let why = explain(&shop, &rule, index, AS_OF).expect("a person");
            prop_assert_eq!(why.is_in, answer.members.has(index));
            prop_assert!(why.sentence.ends_with('.') && why.sentence.len() > 4);
            prop_assert_eq!(why.nodes.len(), nodes.len());
            for (node, (path, part)) in why.nodes.iter().zip(&nodes) {
                prop_assert_eq!(&node.path, path);
                prop_assert_eq!(node.holds, oracle::matches(person, part, AS_OF, euro(), &people));
                prop_assert_eq!(node.own.is_empty(), part.parts().is_some(), "{:?}", node);
                prop_assert!(!node_words(part, euro()).is_empty());
            }
        }
        let sentence = english(&rule, euro());
        prop_assert!(sentence.ends_with('.') && !sentence.contains("  "), "{}", sentence);
    }
}

proptest! {
    // A hundred people and more, each counted against all others: fewer cases in the same time.
    #![proptest_config(ProptestConfig { cases: 120, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_crowd_is_ranked_the_same_by_both_readers(people in crowd(), root in standing(), back in 0i32..200) {
        let rule = SegmentRule::new(root);
        let (shop, as_of) = (shop(&people), AS_OF.plus(-back));
        let answer = evaluate(&shop, &rule, as_of);
        for (index, person) in (0u32..).zip(&people) {
            let slow = oracle::matches(person, &rule.root, as_of, euro(), &people);
            prop_assert_eq!(answer.members.has(index), slow, "{:?} {:?}", rule, person.orders);
        }
        prop_assert_eq!(&answer, &evaluate(&shop, &rule, as_of));
    }
}

#[allow(clippy::expect_used, reason = "a test stops without its schema")]
fn published() -> serde_json::Value {
    serde_json::from_str(include_str!("../../../docs/segment-rule.schema.json")).expect("a schema")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(1_500), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_rule_fits_the_published_schema_and_reads_back(root in rule()) {
        let rule = SegmentRule::new(root);
        prop_assume!(rule.check().is_ok());
        let (schema, json) = (published(), serde_json::to_value(&rule).expect("json"));
        prop_assert!(fits(&schema, &schema, &json), "{json}");
        prop_assert!(fits(&schema, &schema, &json["root"]), "a tree alone: {json}");
        let again: SegmentRule = serde_json::from_value(json.clone()).expect("a rule");
        prop_assert_eq!(serde_json::to_value(&again).expect("json"), json);
    }
}

#[test]
fn what_is_no_rule_does_not_fit_the_schema() {
    let schema = published();
    for text in [
        r#"{"type":"soup"}"#,
        r#"{"type":"all","rules":[],"extra":1}"#,
        r#"{"type":"all"}"#,
        r#"{"version":6,"root":{"type":"all","rules":[]}}"#,
        r#"{"type":"rfm","groups":[]}"#,
        r#"{"type":"rfm_score","part":"recency","least":0,"most":5}"#,
        r#"{"type":"people","people":["17"]}"#,
        r#"{"type":"persona","any_of":[]}"#,
        r#"{"type":"persona","any_of":["Often coffee"],"found":{}}"#,
        r#"{"type":"score","asks":{"of":"band","any_of":[]}}"#,
        r#"{"type":"score","asks":{"of":"band","any_of":["lost"]}}"#,
        r#"{"type":"score","asks":{"of":"at_risk"},"found":{}}"#,
        r#"{"type":"near","postcode":"10115","km":0,"within":true}"#,
        r#"{"type":"near","postcode":"10115","km":20001,"within":true}"#,
        r#"{"type":"near","postcode":"10115","km":10}"#,
        r#"{"type":"date","field":"birthday","test":{"op":"in_month","month":13}}"#,
        r#"{"type":"date","field":"signed_up","test":{"op":"on","day":"23.11.2026"}}"#,
        r#"{"type":"all","rules":[{"type":"text","field":"name","test":{"op":"is_set"}}]}"#,
    ] {
        let value: serde_json::Value = serde_json::from_str(text).expect("json");
        assert!(!fits(&schema, &schema, &value), "{text}");
        assert!(SegmentRule::from_json(text).is_err(), "{text}");
    }
    for text in [
        include_str!("../../model/src/rule_version_1.json"),
        include_str!("../../model/src/rule_version_2.json"),
        include_str!("../../model/src/rule_version_3.json"),
        include_str!("../../model/src/rule_version_4.json"),
    ] {
        assert!(fits(&schema, &schema, &serde_json::from_str(text).expect("json")));
    }
}
