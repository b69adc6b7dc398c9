//! Subscribers of a made-up shop who cancel the sooner the more they ask for help: found out from those of the past, for nobody
//! whose subscription is over, with reasons that sum; and nothing where cancellations follow nothing.
#![allow(clippy::expect_used, reason = "a test stops where something is not as it must be")]

mod support;

use regulars_insight::{
    Shop, ShopBuilder,
    scores::lead::{LeadParams, Leads, NotLearnt, Outcome, Why, leads, looked_back},
};
use regulars_model::{EventKind, EventRow, ImportId, PersonId};
use std::collections::BTreeSet;
use support::{AS_OF, euro};

/// The same numbers every time.
struct Draw(u64);

impl Draw {
    fn below(&mut self, below: i32) -> i32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i32::try_from((self.0 >> 33) % u64::from(below.unsigned_abs())).unwrap_or(0)
    }
}

/// `people` who subscribed over three years. Who asks for help cancels soon, unless `idle`: then they cancel whatever they do.
fn shop(people: u32, idle: bool) -> Shop {
    let mut draw = Draw(7);
    let mut builder = ShopBuilder::new(euro());
    for id in 1..=people {
        let since = 20 + draw.below(1_000);
        let mut facts = support::someone(id);
        facts.use_allowed = !id.is_multiple_of(17);
        let mut events = vec![(EventKind::SubscriptionStarted, since)];
        let (mut back, unsure) = (since, idle || draw.below(3) == 0);
        while back > 0 {
            back -= 20 + draw.below(60);
            let asks = draw.below(3) < i32::from(unsure);
            if asks && back > 0 {
                events.push((EventKind::SupportAsked, back));
            }
            if draw.below(100)
                < if idle {
                    8
                } else if asks {
                    40
                } else {
                    3
                }
            {
                let cancelled = back - 5 - draw.below(40);
                events.extend((cancelled >= 0).then_some((EventKind::SubscriptionCancelled, cancelled)));
                if cancelled >= 0 {
                    facts.custom.insert("reason".to_owned(), ["price", "moved", "taste"][id as usize % 3].to_owned());
                }
                break;
            }
        }
        builder.person(facts);
        let row = |(kind, back): (EventKind, i32)| EventRow {
            person: PersonId(id),
            kind,
            at: AS_OF.plus(-back).first_second(),
            subject: match kind {
                EventKind::SupportAsked => String::new(),
                _ => ["box", "large box"][id as usize % 2].to_owned(),
            },
        };
        builder.events(ImportId(1), events.into_iter().map(row));
    }
    builder.build()
}

fn asked() -> LeadParams {
    let fields = vec![("reason".to_owned(), "why they left".to_owned())];
    LeadParams { outcome: Outcome::Cancelled, fields, ..LeadParams::default() }
}

fn bits(leads: &Leads) -> Vec<(u32, [u64; 2])> {
    leads.people.iter().map(|one| (one.person, [one.score, one.chance].map(f64::to_bits))).collect()
}

#[test]
fn who_asks_for_help_is_likely_to_cancel_and_why() {
    let shop = shop(4_000, false);
    let found = leads(&shop, &asked(), AS_OF).expect("enough");
    let auc = found.learnt.judged.auc.expect("both kinds");
    assert!(found.learnt.grade.is_some() && auc > 0.65, "{auc}");
    let named: Vec<(&str, Why)> = found.learnt.leaks.iter().map(|leak| (leak.name.as_str(), leak.why)).collect();
    assert_eq!(named, [("why they left", Why::FilledOnlyAfter)]);
    // Said and come, in the stretch that is over.
    let judged = &found.learnt.judged;
    assert!((judged.said - f64::from(judged.came)).abs() < 0.25 * f64::from(judged.came), "{judged:?}");
    assert!(looked_back(&shop, &asked(), AS_OF, 1).is_some(), "and further back");

    let now: BTreeSet<u32> = found.people.iter().map(|one| one.person).collect();
    let over = |person: u32| !now.contains(&person);
    assert!((0..shop.people()).filter(|person| shop.everyone().has(*person)).any(over), "whose is over is not asked");
    for one in found.people.iter() {
        assert!(shop.everyone().has(one.person) && (0.0..=1.0).contains(&one.chance), "{one:?}");
        let sum = 50.0 + found.reasons(one.person).iter().map(|reason| reason.points).sum::<f64>();
        assert!((sum.clamp(0.0, 100.0) - one.score).abs() < 1e-9, "{sum} is not {}", one.score);
    }
    // The likeliest asked for help of late more often than the others.
    let column = found.table.columns.iter().position(|column| column.name == "questions asked in the last 30 days");
    let named =
        |person: u32| found.reasons(person).iter().find(|reason| Some(reason.column) == column).map(|it| it.points);
    let likeliest = found.people.iter().max_by(|a, b| a.score.total_cmp(&b.score)).expect("somebody");
    assert!(named(likeliest.person).is_some_and(|points| points > 5.0), "{:?}", found.reasons(likeliest.person));
}

#[test]
fn the_same_bytes_on_one_thread_and_on_two() {
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        pool.install(|| bits(&leads(&shop(1_500, false), &asked(), AS_OF).expect("enough")))
    };
    assert_eq!(on(1), on(2));
}

#[test]
fn cancellations_that_follow_nothing_give_no_grade_and_without_any_there_are_words() {
    let found = leads(&shop(4_000, true), &LeadParams { fields: Vec::new(), ..asked() }, AS_OF).expect("enough");
    assert_eq!((found.learnt.grade, found.learnt.leaks.len()), (None, 0), "{:?}", found.learnt.contest);
    let few = leads(&shop(12, false), &asked(), AS_OF).err();
    assert!(matches!(few, Some(NotLearnt::TooFew { .. })), "{few:?}");
    let nobody = leads(&ShopBuilder::new(euro()).build(), &asked(), AS_OF).err();
    assert!(matches!(nobody, Some(NotLearnt::TooFew { rows: 0, .. })), "{nobody:?}");
}
