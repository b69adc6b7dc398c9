//! `regulars personas`: find the groups and show them, with how sure we are.

use crate::{
    exit::Ended,
    hand::Hand,
    table::{Grid, Side, digits, people, percent},
};
use clap::Subcommand;
use regulars_workbench::views::{PersonasState, PersonasView};

/// The verbs.
#[derive(Debug, Subcommand)]
pub(crate) enum PersonasVerb {
    /// Look for groups in the data as they are now, and keep what is found
    Build,
    /// Show the groups that were found
    Show,
}

pub(crate) fn run(verb: &PersonasVerb, hand: &mut Hand) -> Ended {
    hand.open()?;
    let view = match verb {
        PersonasVerb::Build => {
            let mut listener = hand.listener();
            hand.bench.personas_build(&mut |view| listener.hear(view))?
        }
        PersonasVerb::Show => hand.bench.personas()?,
    };
    hand.out.answer(&view, words)
}

/// The groups in words, and which saved segments ask for them.
pub(crate) fn words(view: &PersonasView) -> String {
    let text = groups(view);
    let mut users = String::new();
    for user in &view.used_by {
        users.push_str(&format!("\nUsed by “{}”: {}.", user.segment.name, user.personas.join("; ")));
        if !user.gone.is_empty() {
            users.push_str(&format!(" It cannot be asked: there is no {} any more.", user.gone.join("; ")));
        }
    }
    if users.is_empty() { text } else { format!("{}\n{users}", text.trim_end()) }
}

fn groups(view: &PersonasView) -> String {
    match view.state {
        PersonasState::NotBuilt => {
            return format!("No personas yet. {}\nNext: regulars personas build", view.stability);
        }
        PersonasState::NotEnoughData => return format!("Not enough data. {}", view.stability),
        PersonasState::Built => {}
    }
    let mut text = format!("{} looked at, as of {}. {}\n", people(view.people), view.as_of, view.stability);
    if !view.stale.is_empty() {
        text.push_str(&format!("Out of date: {}. Next: regulars personas build\n", view.stale));
    }
    for persona in &view.personas {
        text.push_str(&format!(
            "\n{}\n  {} ({} of people), {} of value: {}. {} may be emailed. {}.\n",
            persona.name,
            people(persona.size),
            percent(persona.share_of_people),
            percent(persona.share_of_value),
            persona.value.rounded,
            digits(persona.may_email),
            persona.stability.trim_end_matches('.')
        ));
        let mut grid =
            Grid::new(&[("", Side::Left), ("Here", Side::Right), ("Against", Side::Right), ("People", Side::Right)]);
        for line in &persona.traits {
            grid.row([&format!("  {}", line.words), &line.here, &line.everyone, &digits(line.n)]);
        }
        if !persona.traits.is_empty() {
            text.push_str(&grid.text());
        }
    }
    text
}

/// The groups in a line each, with the two differences that stand out most.
pub(crate) fn brief(view: &PersonasView) -> String {
    if view.state != PersonasState::Built {
        return words(view);
    }
    let mut text = format!("{}\n", view.stability);
    for persona in &view.personas {
        let traits =
            persona.traits.iter().take(2).map(|line| format!("{}: {}, {}", line.words, line.here, line.everyone));
        text.push_str(&format!(
            "  {}: {}, {} of value\n    {}\n",
            persona.name,
            people(persona.size),
            percent(persona.share_of_value),
            traits.collect::<Vec<_>>().join("; ")
        ));
    }
    text
}
