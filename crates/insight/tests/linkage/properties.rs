//! What always holds, whoever the people are.

use crate::quality::run;
use crate::town::{TILL, Town, WEB, town};
use proptest::prelude::*;
use regulars_insight::linkage::{Decided, Doubt, Level, LinkField, LinkParams, LinkPerson, Linkage, Pair, Skip, link};
use regulars_model::{MonthDay, PersonId};
use std::collections::BTreeSet;
use std::ops::ControlFlow;

fn go(people: &[LinkPerson<'_>], decided: &Decided) -> Linkage {
    link(people, &LinkParams::default(), decided, &mut |_, _| ControlFlow::Continue(()))
}

fn ids(pairs: &[Pair]) -> BTreeSet<(u32, u32)> {
    pairs.iter().map(|pair| (pair.a.0, pair.b.0)).collect()
}

fn everything(linkage: &Linkage) -> BTreeSet<(u32, u32)> {
    ids(&linkage.sure).union(&ids(&linkage.ask)).copied().collect()
}

/// The weights sum, nothing is not a number, bands and order are as they say.
fn sound(linkage: &Linkage, params: &LinkParams) {
    for pair in linkage.sure.iter().chain(&linkage.ask) {
        assert!(pair.a < pair.b);
        assert!(pair.probability.is_finite() && (0.0..=1.0).contains(&pair.probability));
        assert!(pair.probability >= params.ask_from());
        assert!(pair.evidence.iter().all(|one| one.weight_bits.is_finite() && !one.words.is_empty()));
        let sum = linkage.prior_bits + pair.weight_bits();
        assert!((sum - pair.odds_bits).abs() < 1e-9, "{sum} is not {}", pair.odds_bits);
        assert!((pair.probability - 1.0 / (1.0 + (-sum).exp2())).abs() < 1e-9);
        assert_eq!(pair.evidence[..8].iter().map(|one| one.field).collect::<Vec<_>>(), LinkField::COMPARED);
    }
    assert!(linkage.sure.iter().all(|pair| pair.probability >= params.sure_from() && pair.doubts.is_empty()));
    assert!(linkage.weights.iter().all(|one| one.m.is_finite() && one.u.is_finite() && one.u > 0.0));
    assert!(linkage.prior_bits.is_finite());
    assert!(ids(&linkage.sure).is_disjoint(&ids(&linkage.ask)));
}

fn small(seed: u64) -> Town {
    town(1_500, if seed.is_multiple_of(2) { &WEB } else { &TILL }, seed)
}

#[test]
fn the_order_of_people_and_their_ids_say_nothing() {
    for seed in 0..4 {
        let town = small(seed);
        let count = town.entries.len() as u32;
        let straight = run(&town, &LinkParams::default());
        sound(&straight, &LinkParams::default());
        assert!(straight.sure.len() > 20 && straight.ask.len() > 20, "nothing to compare");
        let turned = town.with_people(
            |at| at as u32,
            |people| go(&people.iter().rev().copied().collect::<Vec<_>>(), &Decided::default()),
        );
        assert_eq!(straight, turned);
        // Other ids, as far from the truth as can be: the same pairs under their new names, to the last bit.
        let renamed = |at: usize| (at as u32 * 7_919 + 13) % 1_000_003;
        let again = town.with_people(renamed, |people| go(people, &Decided::default()));
        let name = |pairs: &[Pair]| {
            let mut named: Vec<_> = pairs
                .iter()
                .map(|pair| {
                    let (a, b) = (renamed(pair.a.0 as usize), renamed(pair.b.0 as usize));
                    (a.min(b), a.max(b), pair.probability.to_bits())
                })
                .collect();
            named.sort_unstable();
            named
        };
        let plain = |pairs: &[Pair]| {
            let mut plain: Vec<_> = pairs.iter().map(|pair| (pair.a.0, pair.b.0, pair.probability.to_bits())).collect();
            plain.sort_unstable();
            plain
        };
        assert!(count > 1_000);
        assert_eq!(name(&straight.sure), plain(&again.sure));
        assert_eq!(name(&straight.ask), plain(&again.ask));
    }
}

#[test]
fn the_same_seed_gives_the_same_answer_and_another_seed_nearly_the_same_pairs() {
    let town = town(4_000, &WEB, 9);
    let one = run(&town, &LinkParams::default());
    assert_eq!(one, run(&town, &LinkParams::default()));
    let other = run(&town, &LinkParams::default().with_seed(77));
    assert_ne!(one.weights, other.weights, "the seed is not used");
    let (a, b) = (everything(&one), everything(&other));
    assert!(a.intersection(&b).count() * 100 >= a.union(&b).count() * 97);
}

#[test]
fn what_was_decided_is_not_asked_again() {
    let town = small(3);
    let first = run(&town, &LinkParams::default());
    let mut decided = Decided::default();
    for (at, pair) in first.sure.iter().chain(&first.ask).enumerate() {
        match at % 3 {
            0 => decided.same(pair.b, pair.a),
            1 => decided.different(pair.a, pair.b),
            _ => {}
        }
    }
    let again = town.with_people(|at| at as u32, |people| go(people, &decided));
    assert!(again.skipped.iter().any(|skipped| skipped.reason == Skip::Decided && skipped.count > 20));
    assert!(again.sure.iter().chain(&again.ask).all(|pair| !decided.holds(pair.a, pair.b)));
    assert!(everything(&again).is_subset(&everything(&first)));
    assert!(everything(&again).len() > 20);
}

#[test]
fn asking_for_more_certainty_only_takes_away() {
    let town = small(1);
    let bands = |sure, ask| run(&town, &LinkParams::default().with_bands(sure, ask).expect("bands"));
    let mut before = bands(0.9, 0.1);
    for (sure, ask) in [(0.95, 0.3), (0.99, 0.5), (0.999, 0.8), (0.999_9, 0.95)] {
        let next = bands(sure, ask);
        assert!(ids(&next.sure).is_subset(&ids(&before.sure)));
        assert!(everything(&next).is_subset(&everything(&before)));
        assert!(everything(&next).len() < everything(&before).len(), "the band does nothing");
        before = next;
    }
}

#[test]
fn bands_and_limits_that_make_no_sense_are_refused() {
    let params = LinkParams::default();
    for (sure, ask) in [(0.5, 0.4), (1.0, 0.5), (0.99, 0.0), (0.99, 0.995), (f64::NAN, 0.5), (0.99, f64::NAN)] {
        assert!(params.with_bands(sure, ask).is_err(), "{sure} {ask}");
    }
    assert!(params.with_block_limit(1).is_err() && params.with_block_limit(5_001).is_err());
    assert!(params.with_sharing(0, 5).is_err() && params.with_sharing(3, 51).is_err());
    assert!(params.with_block_limit(50).is_ok() && params.with_sharing(2, 4).is_ok());
}

#[test]
fn the_caller_can_stop_it_at_any_step() {
    let town = town(6_000, &TILL, 2);
    let mut calls = 0;
    let all = town.with_people(
        |at| at as u32,
        |people| {
            link(people, &LinkParams::default(), &Decided::default(), &mut |done, of| {
                calls += 1;
                assert!(done <= of);
                ControlFlow::Continue(())
            })
        },
    );
    assert!(!all.stopped && calls >= 2);
    for stop_at in 1..=calls {
        let mut call = 0;
        let stopped = town.with_people(
            |at| at as u32,
            |people| {
                link(people, &LinkParams::default(), &Decided::default(), &mut |_, _| {
                    call += 1;
                    if call == stop_at { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
                })
            },
        );
        assert!(stopped.stopped && stopped.sure.is_empty() && stopped.ask.is_empty());
    }
}

#[test]
fn odd_shops_are_answered_too() {
    let nobody = |id| LinkPerson::nobody(PersonId(id));
    let full = |id| LinkPerson {
        first_name: "Ana",
        last_name: "Lim",
        email: "blue7@example.com",
        phone: "+4915112345678",
        street: "Ringweg 1",
        city: "Porto",
        postcode: "4000",
        birthday: Some(MonthDay { month: 2, day: 29 }),
        ..nobody(id)
    };
    let params = LinkParams::default();
    for people in [
        vec![],
        vec![full(1)],
        vec![nobody(1), nobody(2), nobody(3)],
        (0..400).map(nobody).collect::<Vec<_>>(),
        vec![LinkPerson { birthday: Some(MonthDay { month: 99, day: 255 }), ..nobody(1) }, nobody(2)],
    ] {
        let answer = go(&people, &Decided::default());
        sound(&answer, &params);
        assert!(answer.sure.is_empty() && answer.ask.is_empty() && answer.settled);
    }
    // Two alike in all are one person; four hundred alike are not one for sure.
    let two = go(&[full(2), full(1)], &Decided::default());
    sound(&two, &params);
    assert_eq!(ids(&two.sure).len() + ids(&two.ask).len(), 1);
    let many = go(&(0..400).map(full).collect::<Vec<_>>(), &Decided::default());
    sound(&many, &params);
    assert!(many.sure.is_empty());
    assert!(many.skipped.iter().any(|skipped| skipped.reason == Skip::BlockTooLarge));
    // One id given twice.
    let twice = go(&[full(1), full(1), nobody(2)], &Decided::default());
    assert!(twice.skipped.iter().any(|skipped| skipped.reason == Skip::SameId && skipped.count == 1));
    assert!(twice.sure.is_empty() && twice.ask.is_empty());
}

/// A shop of strangers with somebody put among them.
fn among_strangers<T>(more: &[LinkPerson<'_>], look: impl FnOnce(&Linkage) -> T) -> T {
    let town = town(3_000, &WEB, 5);
    town.with_people(
        |at| at as u32 + 1_000,
        |people| {
            let mut all = people.to_vec();
            all.extend_from_slice(more);
            let answer = go(&all, &Decided::default());
            sound(&answer, &LinkParams::default());
            look(&answer)
        },
    )
}

fn at_home(id: u32, first_name: &'static str) -> LinkPerson<'static> {
    LinkPerson {
        first_name,
        last_name: "Vandersteen",
        phone: "+31201234567",
        street: "Kade 7",
        city: "Elders",
        postcode: "1234 AB",
        ..LinkPerson::nobody(PersonId(id))
    }
}

#[test]
fn families_twins_and_fathers_of_one_name_are_never_joined_alone() {
    let born = |id, first, month, day| LinkPerson { birthday: Some(MonthDay { month, day }), ..at_home(id, first) };
    let family = [
        born(1, "Mia", 4, 5),
        born(2, "Lia", 4, 5),
        at_home(3, "Thomas"),
        at_home(4, "Thomas"),
        born(5, "Willem", 1, 30),
        born(6, "Willem", 9, 12),
        at_home(7, "Petra"),
    ];
    among_strangers(&family, |answer| {
        assert!(answer.sure.iter().all(|pair| pair.a.0 > 7), "{:?}", answer.sure.iter().find(|pair| pair.a.0 <= 7));
    });
    // The control: the same home, and a mailbox that is one person's own.
    let same = LinkPerson { email: "vandersteen.boats@example.com", ..at_home(1, "Thomas") };
    among_strangers(&[same, LinkPerson { id: PersonId(2), birthday: None, ..same }], |answer| {
        assert!(ids(&answer.sure).contains(&(1, 2)), "{:?}", answer.ask.iter().find(|pair| pair.a.0 < 9));
    });
}

#[test]
fn name_and_home_alone_are_asked_about() {
    let judged = |one: LinkPerson<'_>, other: LinkPerson<'_>| {
        among_strangers(&[one, other], |answer| {
            let is_it = |pair: &&Pair| (pair.a.0, pair.b.0) == (1, 2);
            assert!(!answer.sure.iter().any(|pair| is_it(&pair)), "{:?}", answer.sure.iter().find(is_it));
            answer.ask.iter().find(is_it).expect("asked").doubts.clone()
        })
    };
    // A father and a son: nothing differs, and nothing is one person's own.
    let no_phone = |id| LinkPerson { phone: "", ..at_home(id, "Thomas") };
    assert_eq!(judged(no_phone(1), no_phone(2)), [Doubt::OneHome]);
    assert_eq!(judged(at_home(1, "Thomas"), at_home(2, "Thomas")), [Doubt::OneHome]);
    // One telephone, two mailboxes, and one home or two.
    let caller = |id, email, other: LinkPerson<'static>| LinkPerson { id: PersonId(id), email, ..other };
    let nowhere = LinkPerson { street: "", city: "", postcode: "", ..at_home(2, "Thomas") };
    let (here, there) = (caller(1, "blue.boats@example.com", at_home(1, "Thomas")), "tall.trees@example.org");
    assert_eq!(judged(here, caller(2, there, nowhere)), [Doubt::NothingOwn]);
    assert_eq!(judged(at_home(1, "Thomas"), nowhere), [Doubt::NothingOwn]);
}

#[test]
fn a_phone_that_many_names_share_is_no_evidence() {
    let caller = |id, first_name, last_name| LinkPerson {
        first_name,
        last_name,
        phone: "+44 161 496 0000",
        ..LinkPerson::nobody(PersonId(id))
    };
    let few = [caller(1, "Ana", "Vandersteen"), caller(2, "Ana", "Vandersteen")];
    let level = |answer: &Linkage| {
        let pair = answer.sure.iter().chain(&answer.ask).find(|pair| (pair.a.0, pair.b.0) == (1, 2)).cloned();
        pair.map(|pair| (pair.evidence[3].level, pair.evidence[3].weight_bits))
    };
    assert!(among_strangers(&few, level).is_some_and(|(level, bits)| level == Level::Same && bits > 5.0));
    let mut many = few.to_vec();
    many.extend([
        caller(3, "Tom", "Okafor"),
        caller(4, "Ida", "Brunner"),
        caller(5, "Lev", "Sato"),
        caller(6, "Zoe", "Nair"),
    ]);
    let shared = among_strangers(&many, |answer| {
        assert!(answer.sure.iter().all(|pair| pair.a.0 > 6));
        level(answer)
    });
    assert!(shared.is_none_or(|found| found == (Level::Shared, 0.0)), "{shared:?}");
}

#[test]
fn a_chain_does_not_join_what_was_decided_to_differ_nor_too_many() {
    fn one(id: u32) -> LinkPerson<'static> {
        LinkPerson { email: "vandersteen.boats@example.com", ..at_home(id, "Thomas") }
    }
    let town = town(3_000, &WEB, 5);
    let with = |count: u32, decided: &Decided| {
        town.with_people(
            |at| at as u32 + 1_000,
            |people| {
                let mut all = people.to_vec();
                for id in 1..=count {
                    all.push(one(id));
                }
                let answer = go(&all, decided);
                let mine = |pairs: &[Pair]| ids(pairs).into_iter().filter(|pair| pair.1 < 1_000).count();
                (mine(&answer.sure), mine(&answer.ask))
            },
        )
    };
    assert_eq!(with(3, &Decided::default()), (3, 0));
    let mut apart = Decided::default();
    apart.different(PersonId(3), PersonId(1));
    assert_eq!(with(3, &apart), (0, 2));
    assert_eq!(with(5, &Decided::default()), (10, 0));
    assert_eq!(with(6, &Decided::default()), (0, 15));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_texts_at_all_are_answered(
        texts in proptest::collection::vec(proptest::array::uniform9("[ -~äß佐\u{200b}\u{0301}]{0,6}|Ana|Lim|ana@x.yz|0611111112"), 0..12),
        days in proptest::collection::vec((0u8..=40, 0u8..=40), 12),
    ) {
        let people: Vec<LinkPerson<'_>> = texts
            .iter()
            .zip(&days)
            .zip(1..)
            .map(|((t, (month, day)), id)| LinkPerson {
                id: PersonId(id),
                first_name: &t[0],
                last_name: &t[1],
                email: &t[2],
                phone: &t[3],
                street: &t[4],
                city: &t[5],
                postcode: &t[6],
                country: &t[7],
                company: &t[8],
                birthday: (*month > 0).then_some(MonthDay { month: *month, day: *day }),
                external_ids: &[],
            })
            .collect();
        let answer = go(&people, &Decided::default());
        sound(&answer, &LinkParams::default());
        let turned: Vec<_> = people.iter().rev().copied().collect();
        prop_assert_eq!(answer, go(&turned, &Decided::default()));
    }
}
