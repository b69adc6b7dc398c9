//! Scores of random people, and rules that ask for them.

#![allow(dead_code, unreachable_pub)]

use super::AS_OF;
use proptest::{
    prelude::*,
    sample::{select, subsequence},
};
use regulars_model::{
    LeadTier, NumberTest, PersonId, RiskBand, Rule, ScoreKind, ScorePlace, ScoreTest, Scored, ScoresFound,
};
use std::sync::LazyLock;

/// What was worked out for the day most questions are asked of: many are tied, some have none, one is of nobody here, and
/// where some are put does not follow from their number, since the user put them there.
static SCORES: LazyLock<[ScoresFound; 4]> = LazyLock::new(|| {
    let place = |kind: ScoreKind, id: usize| match kind {
        ScoreKind::Value | ScoreKind::Subscriber => None,
        ScoreKind::Risk => Some(ScorePlace::Band(RiskBand::ALL[id / 3 % RiskBand::ALL.len()])),
        ScoreKind::Lead => Some(ScorePlace::Tier(LeadTier::ALL[id / 3 % LeadTier::ALL.len()])),
    };
    ScoreKind::ALL.map(|kind| {
        let ids = (1u32..60).filter(|id| id % 5 != 0).chain([999]);
        let people = ids.map(|id| Scored {
            person: PersonId(id),
            value: [12.5, 0.0, 50.0, 13.49, 90.0, 100.0][id as usize % 6],
            place: place(kind, id as usize),
            instead_of: (id % 4 == 1).then(|| place(kind, id as usize + 3)).flatten(),
            at_risk: kind == ScoreKind::Risk && id % 2 == 1,
        });
        ScoresFound::new(kind, AS_OF, 90, people.collect())
    })
});

/// Everybody's score of a kind.
pub fn scores_of(kind: ScoreKind) -> ScoresFound {
    let [value, risk, lead, cancel] = &*SCORES;
    match kind {
        ScoreKind::Value => value.clone(),
        ScoreKind::Risk => risk.clone(),
        ScoreKind::Lead => lead.clone(),
        ScoreKind::Subscriber => cancel.clone(),
    }
}

/// Rules that ask for a score: mostly worked out, now and then not, or another than the one that is asked for.
pub fn scored(number: BoxedStrategy<NumberTest>) -> impl Strategy<Value = Rule> {
    let asks = prop_oneof![
        number.clone().prop_map(|test| ScoreTest::Worth { test }),
        number.clone().prop_map(|test| ScoreTest::Buys { test }),
        number.clone().prop_map(|test| ScoreTest::Cancels { test }),
        number.prop_map(|test| ScoreTest::Lead { test }),
        subsequence(RiskBand::ALL.to_vec(), 1..=2).prop_map(|any_of| ScoreTest::Band { any_of }),
        subsequence(LeadTier::ALL.to_vec(), 1..=3).prop_map(|any_of| ScoreTest::Tier { any_of }),
        Just(ScoreTest::AtRisk),
    ];
    let found = prop_oneof![
        12 => Just((true, None)),
        1 => Just((false, None)),
        1 => select(ScoreKind::ALL.to_vec()).prop_map(|kind| (true, Some(kind))),
    ];
    (asks, found).prop_map(|(asks, (is_found, another))| {
        let found = is_found.then(|| scores_of(another.unwrap_or_else(|| asks.kind())));
        Rule::Score { asks, found }
    })
}
