//! Sentences read back: what a rule is in words is understood as a rule that asks the same.

mod support;

use proptest::prelude::*;
use regulars_insight::{OtherNames, Phrases, english, evaluate, understand};
use regulars_model::{Deed, ProductFilter, Rule, SegmentRule, TextField, TextTest};
use std::sync::{
    LazyLock,
    atomic::{AtomicU32, Ordering},
};
use support::{AS_OF, PERSONAS, cases, euro, histories, rule, scores::scores_of, shop};

/// The same with nothing in it that a sentence does not tell: which lot, and which of two kinds a name is of.
fn told(rule: Rule) -> Rule {
    let all = |rules: Vec<Rule>| rules.into_iter().map(told).collect();
    match rule {
        Rule::All { rules } => Rule::All { rules: all(rules) },
        Rule::Any { rules } => Rule::Any { rules: all(rules) },
        Rule::None { rules } => Rule::None { rules: all(rules) },
        Rule::Sample { .. } => Rule::Text { field: TextField::Country, test: TextTest::IsSet },
        // Where that is, the table knows.
        Rule::Near { postcode, country, km, within, .. } => Rule::Near { postcode, country, km, within, centre: None },
        Rule::Text { field: TextField::Region | TextField::City, test } => {
            Rule::Text { field: TextField::Country, test }
        }
        leaf => leaf,
    }
}

fn looked_up(mut rule: SegmentRule) -> SegmentRule {
    let looked_up: Result<(), ()> = rule.root.change(&mut |node| {
        match node {
            Rule::Persona { found, .. } => *found = Some(PERSONAS.clone()),
            Rule::Score { asks, found } => *found = Some(scores_of(asks.kind())),
            _ => {}
        }
        Ok(())
    });
    assert_eq!(looked_up, Ok(()));
    rule
}

/// Whether the grammar that is claimed can say it.
fn is_claimed(rule: &Rule) -> bool {
    fn named(what: &ProductFilter) -> bool {
        match what {
            ProductFilter::Anything => true,
            ProductFilter::Category { any_of } => any_of.iter().all(|name| ["coffee", "tea"].contains(&name.trim())),
            ProductFilter::Product { any_of } => {
                any_of.iter().all(|name| ["Espresso beans", "77"].contains(&name.trim()))
            }
            ProductFilter::Orders { what, .. } => named(what),
        }
    }
    let about = |test: &Option<TextTest>| {
        matches!(test, None | Some(TextTest::Is { .. } | TextTest::In { .. } | TextTest::Contains { .. }))
    };
    let places = |values: &[String]| values.iter().all(|value| ["berlin", "Bern"].contains(&value.trim()));
    match rule {
        Rule::All { rules } | Rule::Any { rules } | Rule::None { rules } => rules.iter().all(is_claimed),
        Rule::Text { field: TextField::Country | TextField::Postcode, test } => match test {
            TextTest::Is { value } | TextTest::IsNot { value } => places(std::slice::from_ref(value)),
            TextTest::In { values } | TextTest::NotIn { values } => places(values),
            _ => true,
        },
        Rule::Bought { what, .. } | Rule::Spent { what, .. } | Rule::BoughtDay { what, .. } => named(what),
        Rule::Did { about: test, .. } => about(test),
        Rule::Sequence { first, then, .. } => {
            let fine = |deed: &Deed| match deed {
                Deed::Bought { what } => named(what) && !matches!(what, ProductFilter::Orders { .. }),
                Deed::Did { about, .. } => about.is_none(),
            };
            fine(first) && fine(then)
        }
        Rule::Text { .. }
        | Rule::Number { .. }
        | Rule::Date { .. }
        | Rule::Permission { .. }
        | Rule::SaidAt { .. }
        | Rule::Persona { .. }
        | Rule::Score { .. }
        | Rule::Near { .. } => true,
        _ => false,
    }
}

static READ: AtomicU32 = AtomicU32::new(0);
static PHRASES: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(euro()));

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(1_500), max_global_rejects: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_sentence_is_understood_as_the_rule_it_says(mut people in histories(), root in rule()) {
        let rule = SegmentRule::new(told(root));
        prop_assume!(rule.check().is_ok() && is_claimed(&rule.root));
        // Every name that may be asked for occurs: of one person only one could.
        prop_assume!(people.len() > 1);
        for (person, place) in people.iter_mut().zip(["Berlin", "Bern"].into_iter().cycle()) {
            person.facts.country = place.to_owned();
            person.facts.postcode = place.to_owned();
        }
        let shop = shop(&people);
        let sentence = english(&rule, euro());
        let Ok(again) = understand(&PHRASES, &shop, &OtherNames::new(), &sentence) else {
            // Only for want of a name: of a shop without such a line.
            prop_assert!(sentence.contains("coffee") || sentence.contains("tea") || sentence.contains("Espresso")
                || sentence.contains("77") || sentence.contains("ern"), "{}\n{:?}", sentence, understand(&PHRASES, &shop, &OtherNames::new(), &sentence));
            return Ok(());
        };
        READ.fetch_add(1, Ordering::Relaxed);
        prop_assert_eq!(&english(&again, euro()), &sentence);
        // Who is in a persona or has which score is no part of its sentence: it is looked up, as for every rule.
        let (rule, again) = (looked_up(rule), looked_up(again));
        prop_assert_eq!(evaluate(&shop, &again, AS_OF).members, evaluate(&shop, &rule, AS_OF).members,
            "{}\n{:?}\n{:?}", sentence, rule, again);
    }
}

#[test]
fn most_sentences_are_read() {
    a_sentence_is_understood_as_the_rule_it_says();
    assert!(READ.load(Ordering::Relaxed) > cases(400), "{}", READ.load(Ordering::Relaxed));
}
