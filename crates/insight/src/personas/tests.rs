//! Personas, found in a town where one knows what there is to find.

use super::*;
use crate::town::{AS_OF, town};
use rand::seq::SliceRandom;
use std::collections::BTreeSet;

const QUICK: PersonaParams = PersonaParams { k_min: 3, k_max: 6, resamples: 10, seed: 7 };

#[test]
fn four_ways_of_buying_are_four_personas() {
    let shop = town(400, 1);
    let set = personas(&shop, QUICK, AS_OF).expect("enough people");
    assert_eq!(set.people, 400);
    let names: Vec<&str> = set.personas.iter().map(|persona| persona.name.as_str()).collect();
    assert!(set.personas.len() >= 4, "{names:?}");
    assert!(set.stability >= 0.8, "{}", set.stability);
    assert!(names.iter().any(|name| name.contains("coffee")), "{names:?}");
    assert!(names.iter().any(|name| name.starts_with("Came once")), "{names:?}");
    let all: BTreeSet<PersonId> = set.personas.iter().flat_map(|persona| persona.members.iter().copied()).collect();
    assert_eq!(all.len(), 400, "everyone is in one group");
    assert_eq!(set.personas.iter().map(|persona| persona.size).sum::<u32>(), 400);
    assert!((set.personas.iter().map(|persona| persona.share_of_value).sum::<f64>() - 1.0).abs() < 1e-9);
    assert!(set.personas.windows(2).all(|two| two[0].value >= two[1].value));
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len(), "no two names alike: {names:?}");
    assert!(set.personas.iter().all(|persona| persona.portrait < 12 && !persona.traits.is_empty()));
    // Nobody who bought coffee often is with those who came once for tea.
    for persona in &set.personas {
        let kinds: BTreeSet<u32> = persona.members.iter().map(|id| id.0 % 4).collect();
        assert_eq!(kinds.len(), 1, "{}", persona.name);
    }
    for persona in &set.personas {
        for found in &persona.traits {
            assert!(found.low <= found.here && found.here <= found.high, "{found:?}");
            assert!(found.n > 0 && found.n <= persona.size);
        }
        let near = typical(&shop, &persona.members, AS_OF, 3);
        assert!(near.len() == 3 && near.iter().all(|id| persona.members.contains(id)));
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let run = |seed: u32| {
        let set = personas(&town(240, 3), PersonaParams { seed, ..QUICK }, AS_OF).expect("enough people");
        serde_json::to_string(&set).expect("json")
    };
    assert_eq!(run(5), run(5));
    assert!(run(6).contains("\"seed\":6"));
}

#[test]
fn too_few_people_give_no_personas() {
    let shop = town(99, 1);
    assert_eq!(personas(&shop, QUICK, AS_OF), Err(NotEnough { needed: 100, have: 99 }));
    assert_eq!(personas(&town(0, 1), QUICK, AS_OF), Err(NotEnough { needed: 100, have: 0 }));
    // Long before anybody bought, there is nobody to look at.
    assert_eq!(personas(&town(150, 1), QUICK, AS_OF.plus(-5000)), Err(NotEnough { needed: 100, have: 0 }));
}

/// Traits found in each of `runs` drawings of groups that mean nothing.
fn traits_of_shuffled(people: u32, runs: usize) -> Vec<usize> {
    let shop = town(people, 2);
    let habits = Habits::of(&shop, AS_OF, features::CATEGORIES);
    let mut rng = Xoshiro256Plus::seed_from_u64(11);
    (0..runs)
        .map(|_| {
            let mut order: Vec<u32> = (0..people).collect();
            order.shuffle(&mut rng);
            let groups = order.chunks(people as usize / 4).map(|part| features::as_bits(&shop, part.iter().copied()));
            let found = traits::traits(&shop, &habits, &groups.collect::<Vec<_>>(), AS_OF);
            found.iter().map(Vec::len).sum()
        })
        .collect()
}

#[test]
fn shuffled_groups_have_no_traits() {
    assert!(traits_of_shuffled(2000, 10).iter().all(|found| *found == 0));
    // With fewer people chance reaches further; a false discovery rate of 5% lets one drawing in twenty through.
    assert!(traits_of_shuffled(800, 20).iter().filter(|found| **found > 0).count() <= 1);
}

#[test]
fn people_who_are_all_alike_are_not_a_crash() {
    let mut builder = crate::ShopBuilder::new(crate::town::euro());
    for id in 1..=150 {
        builder.person(crate::town::someone(id, "Same"));
        builder.orders(regulars_model::ImportId(1), [crate::town::purchase(id, &id.to_string(), 10, 500)]);
    }
    let set = personas(&builder.build(), QUICK, AS_OF).expect("enough people");
    assert_eq!(set.personas.iter().map(|persona| persona.size).sum::<u32>(), 150);
    assert_eq!(set.personas[0].name, "Much like everyone");
}
