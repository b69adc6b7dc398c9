//! In which persona of a run everybody is, as rules ask it. Whoever came later, and whoever never bought, is in none.

use crate::{Shop, turn::Turn, words};
use regulars_model::PersonaMembers;
use std::sync::Arc;
use zeroize::Zeroize;

/// Everybody's persona, by its place in the run; 0 for who is in none.
#[derive(Debug)]
pub(crate) struct Grouped {
    pub(crate) codes: Vec<u16>,
}

impl Zeroize for Grouped {
    fn zeroize(&mut self) {
        self.codes.zeroize();
    }
}

/// Worked out once for a run, and again when the shop has changed. Entries that are one person are the person; of two
/// personas that came together so, the first in the run's order is theirs.
pub(crate) fn grouped(shop: &Shop, found: &PersonaMembers) -> Arc<Grouped> {
    shop.kept.personas.get(found, || {
        let ids = &shop.people.ids;
        let mut codes = vec![0; ids.len()];
        for (code, (_, members)) in (1..=u16::MAX).zip(found.each()) {
            let mut next = 0;
            for id in members {
                // A run names people by number: whoever comes next is seldom far. Anybody else is looked for.
                next += ids[next..].iter().take_while(|held| **held < id.0).count();
                let here = (ids.get(next) == Some(&id.0)).then_some(next);
                let Some(at) = here.or_else(|| shop.index_of(*id).map(|at| at as usize)) else { continue };
                if codes[at] == 0 {
                    codes[at] = code;
                }
            }
        }
        Grouped { codes }
    })
}

/// Whether a rule asks for each code.
pub(crate) fn asked(found: &PersonaMembers, any_of: &[String]) -> Vec<bool> {
    [false].into_iter().chain(found.asked(any_of)).collect()
}

/// The name of somebody's persona.
fn name_of<'a>(shop: &Shop, found: &'a PersonaMembers, person: usize) -> Option<&'a str> {
    let code = usize::from(*grouped(shop, found).codes.get(person)?);
    found.each().nth(code.checked_sub(1)?).map(|(name, _)| name)
}

/// Which persona somebody is in.
pub(crate) fn own(shop: &Shop, found: Option<&PersonaMembers>, person: usize) -> String {
    let Some(found) = found else { return "personas that were not looked up".to_owned() };
    let day = words::short_day(found.as_of());
    match name_of(shop, found, person) {
        Some(name) => format!("in the persona {} as of {day}", words::quoted(name)),
        None => format!("in no persona as of {day}"),
    }
}

/// What would turn it: nobody changes persona before groups are looked for again.
pub(crate) fn turn(shop: &Shop, found: Option<&PersonaMembers>, person: usize, holds: bool) -> Turn {
    match found.and_then(|found| name_of(shop, found, person)) {
        Some(name) if holds => Turn::rule(format!("the rule did not ask for {}", words::quoted(name))),
        Some(name) => Turn::rule(format!("the rule asked for {} too", words::quoted(name))),
        None => Turn::past("they had been in one of these personas when they were looked for"),
    }
}

impl Shop {
    /// How many of everyone whose use is allowed are in each persona of a run, in its order.
    #[must_use]
    pub fn persona_sizes(&self, found: &PersonaMembers) -> Vec<u32> {
        let groups = grouped(self, found);
        let mut sizes = vec![0; 1 + found.each().len()];
        for person in self.everyone.iter() {
            sizes[usize::from(groups.codes[person as usize])] += 1;
        }
        sizes.split_off(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ShopBuilder, evaluate,
        town::{AS_OF, euro, someone},
    };
    use regulars_model::{Day, PersonId, Persona, PersonaSet, Rule, SegmentRule};

    fn run(personas: &[(&str, &[u32])]) -> PersonaMembers {
        let persona = |(name, members): &(&str, &[u32])| Persona {
            name: (*name).to_owned(),
            portrait: 0,
            size: 0,
            share_of_people: 0.0,
            share_of_value: 0.0,
            value: 0,
            stability: 0.0,
            traits: Vec::new(),
            members: members.iter().copied().map(PersonId).collect(),
        };
        let personas = personas.iter().map(persona).collect();
        PersonaMembers::of(PersonaSet { personas, people: 0, stability: 0.0, resamples: 0, as_of: AS_OF, seed: 0 })
    }

    #[test]
    fn an_entry_in_a_persona_is_the_person_and_whoever_opted_out_is_not_counted() {
        let mut builder = ShopBuilder::new(euro());
        for (id, name) in [(1, "Ana Lim"), (2, "Zoë"), (4, "Mei")] {
            builder.person(someone(id, name));
        }
        let mut gone = someone(5, "Jo");
        gone.use_allowed = false;
        builder.person(gone);
        builder.same(PersonId(3), PersonId(1));
        let shop = builder.build();
        let found = run(&[("Often coffee", &[5, 2, 3]), ("Came once", &[1])]);
        let members = |any_of: &[&str], found: Option<PersonaMembers>, as_of: Day| -> Vec<u32> {
            let any_of = any_of.iter().map(|name| (*name).to_owned()).collect();
            let rule = SegmentRule::new(Rule::Persona { any_of, found });
            evaluate(&shop, &rule, as_of).members.iter().collect()
        };
        assert_eq!(members(&["often COFFEE"], Some(found.clone()), AS_OF), [0, 1], "Ana by her other entry");
        assert_eq!(members(&["Came once"], Some(found.clone()), AS_OF), [0; 0], "one persona each: the first");
        assert_eq!(members(&["Came once", "Often coffee"], Some(found.clone()), AS_OF.plus(-900)), [0, 1]);
        assert_eq!(members(&["Often coffee"], None, AS_OF), [0; 0], "not looked up");
        assert_eq!(shop.persona_sizes(&found), [2, 0]);
        let renewed = run(&[("Often coffee", &[4])]);
        assert_eq!(members(&["Often coffee"], Some(renewed), AS_OF), [2], "another run, asked anew");
        assert_eq!(own(&shop, Some(&found), 0), "in the persona “Often coffee” as of 23 Nov 2026");
        assert_eq!(own(&shop, Some(&found), 2), "in no persona as of 23 Nov 2026");
        assert_eq!(turn(&shop, Some(&found), 0, true).words, "the rule did not ask for “Often coffee”");
        assert_eq!(turn(&shop, Some(&found), 1, false).words, "the rule asked for “Often coffee” too");
        assert!(turn(&shop, Some(&found), 2, false).words.starts_with("they had been in one"));
    }
}
