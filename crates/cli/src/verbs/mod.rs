//! One file for each family of verbs. Each reads its options, calls the workbench and says what came of it.

pub(crate) mod campaign;
pub(crate) mod demo;
pub(crate) mod export;
pub(crate) mod fields;
pub(crate) mod home;
pub(crate) mod import;
pub(crate) mod log;
pub(crate) mod matches;
pub(crate) mod people;
pub(crate) mod personas;
pub(crate) mod places;
pub(crate) mod privacy;
pub(crate) mod quarantine;
pub(crate) mod ready;
pub(crate) mod sample;
pub(crate) mod score;
pub(crate) mod segment;
pub(crate) mod vault;

use crate::{args::Verb, exit::Ended, hand::Hand};

/// Does what was asked.
pub(crate) fn run(verb: Verb, hand: &mut Hand) -> Ended {
    match verb {
        Verb::Vault(verb) => vault::run(&verb, hand),
        Verb::Import(args) => import::run(&args, hand),
        Verb::Imports(args) => import::list(&args, hand),
        Verb::Match(verb) => matches::run(&verb, hand),
        Verb::Fields(args) => fields::run(&args, hand),
        Verb::Places(verb) => places::run(&verb, hand),
        Verb::People(verb) => people::run(&verb, hand),
        Verb::Score(verb) => score::run(&verb, hand),
        Verb::Segment(verb) => segment::run(&verb, hand),
        Verb::Personas(verb) => personas::run(&verb, hand),
        Verb::Campaign(verb) => campaign::run(&verb, hand),
        Verb::Export(args) => export::run(&args, hand),
        Verb::Quarantine => quarantine::run(hand),
        Verb::Privacy(verb) => privacy::run(&verb, hand),
        Verb::Log(verb) => log::run(&verb, hand),
        Verb::Home => home::run(hand),
        Verb::Demo(args) => demo::run(&args, hand),
        Verb::Sample(args) => sample::run(&args, hand),
    }
}
