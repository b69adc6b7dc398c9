//! Rules that ask which persona somebody is in: when that can be asked, and what becomes of them when groups are looked for anew.

use regulars_model::{Code, SegmentRule};
use regulars_tests::TestBench;
use regulars_workbench::{
    quiet,
    views::{OptOut, PersonasState, SegmentChoice},
};

fn rule(name: &str) -> SegmentRule {
    let name = serde_json::to_string(name).unwrap();
    SegmentRule::from_json(&format!(r#"{{"type":"persona","any_of":[{name}]}}"#)).unwrap()
}

fn choice(name: &str) -> SegmentChoice {
    SegmentChoice::Rule { rule: rule(name) }
}

/// Three kinds of people who buy alike: for coffee every week since the first of November, for tea every other month, and for
/// one gift long ago. Eighty of each.
fn orders() -> String {
    let mut text = "Order ID,Date,Email,Product,Category,Quantity,Unit Price\n".to_owned();
    let mut order = 0;
    let mut line = |person: &str, day: &str, product: &str, category: &str, price: u32| {
        order += 1;
        text.push_str(&format!("{order},{day},{person}@example.com,{product},{category},1,{price}.50\n"));
    };
    for nth in 0..80 {
        for day in [1, 8, 15, 22] {
            line(&format!("c{nth}"), &format!("2026-11-{day:02}"), "House espresso", "Coffee", 10 + nth % 3);
        }
        for month in [2, 4, 6, 8] {
            line(&format!("t{nth}"), &format!("2026-{month:02}-{:02}", 1 + nth % 20), "Earl Grey", "Tea", 30 + nth % 7);
        }
        line(&format!("g{nth}"), &format!("2025-03-{:02}", 1 + nth % 28), "Gift box", "Gifts", 90 + nth % 9);
    }
    text
}

#[test]
fn a_persona_can_be_asked_for_while_the_latest_run_knows_it() {
    let mut shop = TestBench::new();
    shop.import_text("orders.csv", &orders()).unwrap();
    let refused = shop.bench.segment_count(&choice("Often coffee")).unwrap_err();
    assert_eq!(refused.code, Code::InputRefused);
    assert!(refused.message.contains("nobody has looked for any") && refused.hint.contains("Personas"), "{refused:?}");
    assert!(shop.bench.segment_save(None, "Coffee", &rule("Often coffee")).is_err(), "nor can it be kept");
    assert!(shop.bench.rule_options().unwrap().personas.personas.is_empty());

    let view = shop.bench.personas_build(&mut quiet()).unwrap();
    assert_eq!((view.state, view.used_by.len()), (PersonasState::Built, 0), "{view:?}");
    let first = view.personas[0].clone();
    let offered = shop.bench.rule_options().unwrap().personas;
    assert_eq!(offered.as_of, "Mon 23 Nov 2026");
    for (held, told) in view.personas.iter().zip(&offered.personas) {
        assert_eq!((&held.name, held.size), (&told.name, told.size));
        assert_eq!(shop.bench.segment_count(&choice(&held.name.to_uppercase())).unwrap().size, held.size);
        let words = SegmentChoice::Words { words: format!("People in the persona “{}”.", held.name) };
        assert_eq!(shop.bench.segment_count(&words).unwrap().size, held.size, "and in words");
    }
    let saved = shop.bench.segment_save(None, "Coffee", &rule(&first.name)).unwrap();
    assert_eq!((saved.size, saved.cannot.as_str()), (first.size, ""));
    let inside = format!(r#"{{"type":"segment","segment":"{}"}}"#, saved.id);
    shop.bench.segment_save(None, "Around it", &SegmentRule::from_json(&inside).unwrap()).unwrap();

    // The person's own persona, and what was asked for.
    let other = &view.personas[1];
    let who = &other.typical[0];
    let why = shop.bench.segment_explain(&SegmentChoice::Saved { segment: "Coffee".into() }, &who.id).unwrap();
    let own = format!("in the persona “{}” as of 23 Nov 2026; you asked for “{}”", other.name, first.name);
    assert!(!why.is_in && why.nodes[0].own == own, "{} | {own}", why.nodes[0].own);
    assert!(why.flip.contains(&format!("the rule asked for “{}” too", other.name)), "{}", why.flip);

    // Whoever opts out of use, and whoever is erased, is in none.
    let [gone, erased] = [0_usize, 1].map(|at| first.typical[at].id.clone());
    shop.bench.opt_out(&gone, &OptOut::Use).unwrap();
    assert_eq!(shop.bench.segment("Coffee").unwrap().size, first.size - 1);
    shop.bench.erase(&erased).unwrap();
    assert_eq!(shop.bench.segment("Coffee").unwrap().size, first.size - 2);
    assert_eq!(shop.bench.rule_options().unwrap().personas.personas[0].size, first.size - 2);
    let used = shop.bench.personas().unwrap().used_by;
    assert_eq!(used.len(), 1, "the one that asks itself: {used:?}");
    assert_eq!(
        (used[0].segment.name.as_str(), &used[0].personas, used[0].gone.len()),
        ("Coffee", &vec![first.name], 0)
    );
    assert!(shop.bench.log_verify().unwrap().sound);
}

#[test]
fn a_renewed_run_names_the_segments_whose_persona_is_gone() {
    let mut shop = TestBench::new();
    shop.import_text("orders.csv", &orders()).unwrap();
    let view = shop.bench.personas_build(&mut quiet()).unwrap();
    let coffee = view.personas.iter().find(|persona| persona.name.to_lowercase().contains("coffee")).unwrap();
    let name = coffee.name.clone();
    shop.bench.segment_save(None, "For the roastery", &rule(&name)).unwrap();
    assert!(shop.bench.segment("For the roastery").unwrap().size > 0);

    // Looked for as of October, when nobody had bought coffee yet.
    shop.bench.set_as_of("2026-10-20".parse().ok());
    let before = shop.bench.personas().unwrap();
    assert!(before.used_by[0].gone.is_empty(), "until somebody looks again: {before:?}");
    let again = shop.bench.personas_build(&mut quiet()).unwrap();
    assert!(again.personas.iter().all(|persona| persona.name != name), "the premise: {:?}", again.personas);
    let user = &again.used_by[0];
    assert_eq!((user.segment.name.as_str(), &user.gone), ("For the roastery", &vec![name.clone()]));
    let saved = shop.bench.segment("For the roastery").unwrap();
    let why = format!("“{name}” is not among the personas of Tue 20 Oct 2026: ");
    assert!(saved.size == 0 && saved.cannot.starts_with(&why), "{}", saved.cannot);
    assert!(saved.cannot.contains(&format!("“{}”", again.personas[0].name)), "{}", saved.cannot);
    assert_eq!(saved.sentence, format!("People who are in the persona “{name}”."), "what it asks can still be read");
    let other = rule(&again.personas[0].name);
    assert!(shop.bench.segment_save(Some(&saved.id), "For the roastery", &other).unwrap().size > 0);
    assert!(shop.bench.personas().unwrap().used_by[0].gone.is_empty());

    // The import is taken back, and with its people went what was found among them.
    shop.bench.set_as_of(None);
    shop.bench.undo_import("i1", &mut quiet()).unwrap();
    let left = shop.bench.personas().unwrap();
    assert_eq!((left.state, left.used_by[0].gone.len()), (PersonasState::NotBuilt, 1));
    let cannot = shop.bench.segment("For the roastery").unwrap().cannot;
    assert!(cannot.contains("nobody has looked for any here"), "{cannot}");
}
