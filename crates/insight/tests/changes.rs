//! What is said to turn a condition for somebody, made so: and the slow reader agrees that it turns.

mod support;

use proptest::prelude::*;
use regulars_insight::{
    Change, explain,
    oracle::{self, PersonHistory},
};
use regulars_model::{
    DateField, EventRow, ImportId, LineRow, NumberField, NumberTest, OrderKind, OrderRow, PermissionState,
    ProductFilter, Rule, SegmentRule, Window,
};
use std::cell::Cell;
use support::{AS_OF, CHANNELS, cases, euro, histories, leaf, shop};

/// Nothing is known yet of what comes after the day the rule is asked of.
fn up_to_now(people: &mut [PersonHistory]) {
    let tomorrow = AS_OF.plus(1).first_second();
    for person in people {
        person.orders.retain(|(_, order)| order.at < tomorrow);
        person.events.retain(|(_, event)| event.at < tomorrow);
        person.facts.signed_up = person.facts.signed_up.filter(|day| *day <= AS_OF);
    }
}

/// Whether a leaf ranks people, so that it also depends on what the others do meanwhile.
fn ranks(leaf: &Rule) -> bool {
    let (Rule::Number { test, .. } | Rule::Spent { test, .. }) = leaf else { return false };
    matches!(
        test,
        NumberTest::TopPercent { .. }
            | NumberTest::BottomPercent { .. }
            | NumberTest::TopCount { .. }
            | NumberTest::BottomCount { .. }
    )
}

/// The deed once more, on the day, at a second nothing random happened at: the same deed at the same second, told by
/// another import, is one deed. `None` where a random filter names nothing that could be bought or be about.
fn again(person: &mut PersonHistory, leaf: &Rule, nth: u32) -> Option<()> {
    let (at, import) = (AS_OF.first_second() + 50_000 + i64::from(nth), ImportId(9));
    let key = format!("new-{nth}");
    let id = person.facts.id;
    let anything = ProductFilter::Anything;
    let what = match leaf {
        Rule::Did { event, about: None, .. } => {
            person.events.push((import, EventRow { person: id, kind: *event, at, subject: String::new() }));
            return Some(());
        }
        Rule::Number { field: NumberField::Refunds, .. } => {
            let (kind, channel) = (OrderKind::Refund, String::new());
            person.orders.push((import, OrderRow { person: id, key, at, kind, total: -100, channel }));
            return Some(());
        }
        Rule::Number { .. } => &anything,
        Rule::Date { field: DateField::FirstPurchase | DateField::LastPurchase, .. } => &anything,
        Rule::Bought { what, .. } | Rule::BoughtDay { what, .. } => what,
        _ => return None,
    };
    let named = |list: &[String]| list.iter().find(|text| !text.trim().is_empty()).cloned();
    let (category, product) = match what.thing() {
        ProductFilter::Anything | ProductFilter::Orders { .. } => (String::new(), String::new()),
        ProductFilter::Category { any_of } => (named(any_of)?, String::new()),
        ProductFilter::Product { any_of } => (String::new(), named(any_of)?),
    };
    // An order of the kind that is asked for, found by asking the slow reader.
    let totals = [100i64, 0, 50, 99, 110, 200, 210, 250, 300, 1_250, 1_300, 1_349, 2_000, 5_000, 5_001, 9_000, 10_000];
    let order = |total: i64, channel: &str| OrderRow {
        person: id,
        key: key.clone(),
        at,
        kind: OrderKind::Purchase,
        total,
        channel: channel.to_owned(),
    };
    let is_meant = |order: &OrderRow| {
        let ProductFilter::Orders { through, amount, .. } = what else { return true };
        let any = Box::new(ProductFilter::Anything);
        let asked = ProductFilter::Orders { what: any, through: through.clone(), amount: amount.clone() };
        let (facts, orders) = (person.facts.clone(), vec![(import, order.clone())]);
        let alone = PersonHistory { facts, orders, lines: vec![], events: vec![] };
        alone.bought(&asked, Window::Ever, euro(), AS_OF) == 1
    };
    let mut kinds = totals.iter().flat_map(|total| CHANNELS.iter().map(|channel| order(*total, channel)));
    let meant = kinds.find(is_meant)?;
    drop(kinds);
    person.orders.push((import, meant));
    let line = LineRow { person: id, order: key, at, sku: String::new(), product, category, quantity: 1, amount: 100 };
    person.lines.push((import, line));
    Some(())
}

#[test]
fn what_is_said_to_turn_a_condition_turns_it() {
    let made = [Cell::new(0u32), Cell::new(0), Cell::new(0)];
    let config = ProptestConfig { cases: cases(6_000), failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(people in histories(), leaf in leaf())| {
        let mut people = people;
        up_to_now(&mut people);
        let rule = SegmentRule::new(leaf.clone());
        prop_assume!(rule.check().is_ok() && !ranks(&leaf));
        let shop = shop(&people);
        for (index, person) in (0u32..).zip(&people) {
            let why = explain(&shop, &rule, index, AS_OF).expect("a person");
            prop_assert!(!why.flip.contains("  ") && !why.flip.contains(" ."), "{}", why.flip);
            let [turn] = why.turns.as_slice() else {
                prop_assert!(!person.facts.use_allowed || person.facts.quarantined, "one condition, one change");
                continue;
            };
            let other = if why.is_in { "They would be out if " } else { "They would be in if " };
            prop_assert!(why.flip.starts_with(other), "{}", why.flip);
            let mut changed = person.clone();
            let mut day = AS_OF;
            match turn.change {
                Change::More(times) if times < 50 => {
                    if (0..times).try_for_each(|nth| again(&mut changed, &leaf, nth).ok_or(())).is_err() {
                        continue;
                    }
                    made[0].set(made[0].get() + 1);
                }
                Change::Wait(until) => {
                    let before = oracle::matches(person, &leaf, until.plus(-1), euro(), &people);
                    prop_assert_eq!(before, why.is_in, "it turned earlier than said: {}", why.flip);
                    day = until;
                    made[1].set(made[1].get() + 1);
                }
                Change::Say(state) => {
                    changed.facts.permissions = [state; 4];
                    if state == PermissionState::Granted {
                        changed.facts.purposes = [regulars_model::Purposes::of(&regulars_model::Purpose::ALL); 4];
                    }
                    made[2].set(made[2].get() + 1);
                }
                _ => continue,
            }
            let after = oracle::matches(&changed, &leaf, day, euro(), &people);
            prop_assert_ne!(after, why.is_in, "{} {:?}", why.flip, leaf);
        }
    });
    assert!(made.iter().all(|made| made.get() > cases(200)), "enough of each kind were tried: {made:?}");
}
