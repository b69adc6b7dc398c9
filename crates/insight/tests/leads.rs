//! Lead scores of a made-up shop whose visitors buy the sooner the more they look around: found out from their past, with
//! reasons that sum, for nobody who opted out of use, and for nobody at all where there is nothing to find out.
#![allow(clippy::expect_used, reason = "a test stops where something is not as it must be")]

mod support;

use regulars_insight::{
    Shop, ShopBuilder,
    scores::lead::{Grade, LeadParams, Leads, NotLearnt, Outcome, PointLine, PointsCard, Tier, Why, leads},
};
use regulars_model::{
    DateField, DateTest, EventKind, EventRow, ImportId, OrderKind, OrderRow, PersonId, Rule, TextField, TextTest,
};
use support::{AS_OF, euro};

/// The same numbers every time.
struct Draw(u64);

impl Draw {
    fn below(&mut self, below: i32) -> i32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i32::try_from((self.0 >> 33) % u64::from(below.unsigned_abs())).unwrap_or(0)
    }
}

fn person(id: u32, since: i32, draw: &mut Draw) -> regulars_insight::PersonFacts {
    regulars_insight::PersonFacts {
        country: ["DE", "FR", "", "NL"][usize::try_from(draw.below(4)).unwrap_or(0)].to_owned(),
        signed_up: Some(AS_OF.plus(-since)),
        use_allowed: !id.is_multiple_of(17),
        quarantined: id.is_multiple_of(29),
        ..support::someone(id)
    }
}

/// `people` who came over two years. Visits are followed by purchases; `idle`: purchases come whatever they do.
fn shop(people: u32, idle: bool) -> Shop {
    let mut draw = Draw(3);
    let mut builder = ShopBuilder::new(euro());
    for id in 1..=people {
        let since = 20 + draw.below(700);
        let mut facts = person(id, since, &mut draw);
        let looks = draw.below(4) == 0;
        let mut bought = idle.then(|| (0..since).rev().find(|_| draw.below(2_000) == 0)).flatten();
        let mut visits = Vec::new();
        let mut back = since;
        while back > 0 && (idle || bought.is_none()) {
            visits.push(back);
            if !idle && draw.below(100) < if looks { 12 } else { 1 } {
                bought = Some((back - 2).max(0));
            }
            back -= 1 + draw.below(if looks { 20 } else { 120 });
        }
        if bought.is_some() && draw.below(2) == 0 {
            facts.custom.insert("parcel".to_owned(), format!("{}", 100 + draw.below(900)));
        }
        facts.custom.insert("shoe".to_owned(), format!("{}", 36 + draw.below(10)));
        builder.person(facts);
        let row = |back: i32| EventRow {
            person: PersonId(id),
            kind: EventKind::Visit,
            at: AS_OF.plus(-back).first_second(),
            subject: String::new(),
        };
        builder.events(ImportId(1), visits.into_iter().map(row));
        builder.orders(
            ImportId(1),
            bought.map(|back| OrderRow {
                person: PersonId(id),
                key: format!("{id}"),
                at: AS_OF.plus(-back).first_second(),
                kind: OrderKind::Purchase,
                total: 2_000,
                channel: String::new(),
            }),
        );
    }
    builder.build()
}

fn own_fields() -> LeadParams {
    let field = |key: &str, label: &str| (key.to_owned(), label.to_owned());
    LeadParams { fields: vec![field("parcel", "parcel number"), field("shoe", "shoe size")], ..LeadParams::default() }
}

fn bits(leads: &Leads) -> Vec<(u32, [u64; 3])> {
    let all = leads.people.iter();
    all.map(|one| (one.person, [one.score, one.percentile, one.chance].map(f64::to_bits))).collect()
}

#[test]
fn who_looks_around_is_warm_and_why() {
    let shop = shop(3_000, false);
    let found = leads(&shop, &own_fields(), AS_OF).expect("enough");
    assert!(found.yes >= 100 && found.rows > 3_000, "{} of {}", found.yes, found.rows);
    assert!(matches!(found.learnt.grade, Some(Grade::A | Grade::B)), "{:?}", found.learnt.contest);
    // Given only to parcels, and parcels only to whoever bought.
    let named: Vec<(&str, Why)> = found.learnt.leaks.iter().map(|leak| (leak.name.as_str(), leak.why)).collect();
    assert_eq!(named, [("parcel number", Why::FilledOnlyAfter)]);

    // Nobody who bought, opted out of use, or waits in quarantine.
    let everyone = shop.everyone();
    assert!(found.people.windows(2).all(|two| two[0].person < two[1].person));
    for one in found.people.iter() {
        assert!(everyone.has(one.person), "{one:?}");
        assert!((0.0..=100.0).contains(&one.score) && (0.0..100.0).contains(&one.percentile), "{one:?}");
        assert!((0.0..=1.0).contains(&one.chance), "{one:?}");
        let sum = 50.0 + found.reasons(one.person).iter().map(|reason| reason.points).sum::<f64>();
        assert!((sum.clamp(0.0, 100.0) - one.score).abs() < 1e-9, "{sum} is not {}", one.score);
    }
    // Twenty points more are twice the odds.
    let odds = |chance: f64| chance / (1.0 - chance);
    let inside: Vec<_> = found.people.iter().filter(|one| one.score > 0.0 && one.score < 100.0).collect();
    let (low, high) =
        (inside[0], inside.iter().find(|one| (one.score - inside[0].score).abs() > 1.0).expect("another"));
    let doublings = (odds(high.chance) / odds(low.chance)).log2();
    assert!((20.0 * doublings - (high.score - low.score)).abs() < 1e-6, "{low:?} {high:?}");
    let tiers: Vec<Tier> = found.people.iter().map(|one| Tier::of(one.score)).collect();
    assert!(tiers.contains(&Tier::NotYet) && tiers.iter().any(|tier| *tier > Tier::KeepInTouch));

    // What gives the answer away is used where a person insists on it.
    let insisted = LeadParams { insisted: vec!["parcel number".to_owned()], ..own_fields() };
    let found = leads(&shop, &insisted, AS_OF).expect("enough");
    assert!(found.learnt.leaks.is_empty());
}

#[test]
fn the_same_bytes_every_time_on_one_thread_and_on_two() {
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        pool.install(|| bits(&leads(&shop(1_500, false), &own_fields(), AS_OF).expect("enough")))
    };
    let one = on(1);
    assert_eq!(one, on(1));
    assert_eq!(one, on(2));
}

#[test]
fn purchases_that_follow_nothing_give_no_grade() {
    let found = leads(&shop(3_000, true), &LeadParams { fields: Vec::new(), ..own_fields() }, AS_OF).expect("enough");
    assert_eq!((found.learnt.grade, found.learnt.leaks.len()), (None, 0), "{:?}", found.learnt.contest);
    assert!(found.yes > 100, "there is enough to be wrong about: {}", found.yes);
    let visits = LeadParams { outcome: Outcome::Event(EventKind::SupportAsked), ..LeadParams::default() };
    let nobody = leads(&shop(3_000, false), &visits, AS_OF).err();
    assert!(matches!(nobody, Some(NotLearnt::TooFew { yes: 0, .. })), "{nobody:?}");
}

/// Shops of which nothing can be learnt: words, and points by hand all the same.
#[test]
fn without_anybody_who_did_it_there_are_words_and_a_card_of_points() {
    for people in [0, 1, 50] {
        let few = leads(&shop(people, false), &own_fields(), AS_OF).err().expect("too few");
        assert!(matches!(few, NotLearnt::TooFew { .. }) && few.to_string().contains("not enough"), "{few}");
    }
    let shop = shop(50, false);
    let long = DateTest::MoreThanAgo { days: 300 };
    let german = TextTest::Is { value: "DE".to_owned() };
    let card = PointsCard {
        start: 40,
        lines: vec![
            PointLine { rule: Rule::Date { field: DateField::SignedUp, test: long }, points: -30 },
            PointLine { rule: Rule::Text { field: TextField::Country, test: german }, points: 90 },
        ],
    };
    let people: Vec<u32> = shop.everyone().iter().collect();
    let scored = card.score(&shop, &people, AS_OF);
    assert_eq!(scored.len(), people.len());
    for (score, lines) in &scored {
        let sum = 40 + lines.iter().map(|line| card.lines[*line].points).sum::<i32>();
        assert!((score - f64::from(sum.clamp(0, 100))).abs() < 1e-12, "{score} {lines:?}");
    }
    assert!(scored.iter().any(|(score, _)| *score > 99.0) && scored.iter().any(|(score, _)| *score < 41.0));
}
