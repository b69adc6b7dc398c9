//! Names a group after what is measured in it: "Often coffee", "Lapsed gift buyers", "Came once, tea". Every word
//! stands for a trait; nothing is said about what kind of people they are.

use super::traits::{About, Found};
use crate::{Shop, figures::HabitKind, words::capital};

/// What can be said of how a group buys, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Manner {
    Once,
    Lapsed,
    Often,
    Big,
    Lately,
    Weekend,
    Seldom,
    Small,
}

impl Manner {
    const ALL: [Self; 8] =
        [Self::Once, Self::Lapsed, Self::Often, Self::Big, Self::Lately, Self::Weekend, Self::Seldom, Self::Small];

    /// Whether a trait says so.
    fn shown_by(self, found: &Found) -> bool {
        let (about, more) = (found.about, found.more());
        match self {
            Self::Once => about == About::Habit(HabitKind::Once) && more && found.shown.here >= 0.5,
            Self::Lapsed => {
                (about == About::Recency && more)
                    || (about == About::Habit(HabitKind::Lately) && !more && found.shown.here < 0.1)
            }
            Self::Often => about == About::Frequency && more,
            Self::Big => about == About::AverageOrder && more,
            Self::Lately => {
                (about == About::Recency && !more)
                    || (about == About::Habit(HabitKind::Lately) && more && found.shown.here >= 0.5)
            }
            Self::Weekend => about == About::Habit(HabitKind::Weekend) && more && found.shown.here >= 0.5,
            Self::Seldom => about == About::Frequency && !more,
            Self::Small => about == About::AverageOrder && !more,
        }
    }

    fn with(self, thing: &str) -> String {
        match self {
            Self::Once => format!("Came once, {thing}"),
            Self::Lapsed => format!("Lapsed {thing} buyers"),
            Self::Often => format!("Often {thing}"),
            Self::Big => format!("Big {thing} orders"),
            Self::Lately => format!("Lately {thing}"),
            Self::Weekend => format!("Weekend {thing}"),
            Self::Seldom => format!("Seldom {thing}"),
            Self::Small => format!("Small {thing} orders"),
        }
    }

    fn alone(self) -> &'static str {
        match self {
            Self::Once => "Came once",
            Self::Lapsed => "Lapsed buyers",
            Self::Often => "Often here",
            Self::Big => "Big orders",
            Self::Lately => "Here lately",
            Self::Weekend => "Weekend buyers",
            Self::Seldom => "Seldom here",
            Self::Small => "Small orders",
        }
    }

    fn added(self) -> &'static str {
        match self {
            Self::Once => "came once",
            Self::Lapsed => "long ago",
            Self::Often => "often",
            Self::Big => "big orders",
            Self::Lately => "lately",
            Self::Weekend => "at the weekend",
            Self::Seldom => "seldom",
            Self::Small => "small orders",
        }
    }
}

/// A name and a portrait for each group, in their order; no two alike.
pub(super) fn names(shop: &Shop, groups: &[Vec<Found>]) -> Vec<(String, u8)> {
    let mut taken: Vec<(String, u8)> = Vec::new();
    for group in groups {
        let manners: Vec<Manner> =
            Manner::ALL.into_iter().filter(|manner| group.iter().any(|found| manner.shown_by(found))).collect();
        let things: Vec<String> = group
            .iter()
            .filter(|found| found.more() && found.shown.here >= 0.25)
            .filter_map(|found| match found.about {
                About::Habit(HabitKind::Category(code)) => Some(lower(shop.categories.shown(code))),
                _ => None,
            })
            .collect();
        let free = |name: &String| !taken.iter().any(|(other, _)| other == name);
        let name = candidates(&manners, &things).into_iter().find(free).unwrap_or_else(|| {
            let first = candidates(&manners, &things).swap_remove(0);
            (2..).map(|nth| format!("{first}, group {nth}")).find(free).unwrap_or_default()
        });
        let wanted = portrait(&manners, !things.is_empty());
        let portrait = (0..12).map(|on| (wanted + on) % 12).find(|at| !taken.iter().any(|(_, other)| other == at));
        taken.push((name, portrait.unwrap_or(wanted)));
    }
    taken
}

/// From the shortest name that is true to longer ones that say more. Never empty.
fn candidates(manners: &[Manner], things: &[String]) -> Vec<String> {
    let mut out = Vec::new();
    match (manners, things) {
        ([], []) => out.push("Much like everyone".to_owned()),
        ([], [first, ..]) => {
            out.push(capital(&format!("{first} buyers")));
            out.extend(things[1..].iter().map(|next| capital(&format!("{first} and {next} buyers"))));
        }
        ([first, more @ ..], []) => {
            out.push(first.alone().to_owned());
            out.extend(more.iter().map(|next| format!("{}, {}", first.alone(), next.added())));
        }
        ([first, more @ ..], [thing, others @ ..]) => {
            let name = first.with(thing);
            out.push(name.clone());
            out.extend(more.iter().map(|next| format!("{name}, {}", next.added())));
            out.extend(others.iter().map(|other| first.with(&format!("{thing} and {other}"))));
        }
    }
    out
}

/// A category inside a name: in lower case, unless it is written in capitals as an abbreviation.
fn lower(category: &str) -> String {
    let abbreviation = category.chars().count() <= 4 && category.chars().all(|c| !c.is_lowercase());
    if abbreviation { category.to_owned() } else { category.to_lowercase() }
}

/// Which landscape, from how they buy and whether one thing stands out.
fn portrait(manners: &[Manner], thing: bool) -> u8 {
    let base = match manners.first() {
        None => 8,
        Some(Manner::Once) => 0,
        Some(Manner::Lapsed) => 2,
        Some(Manner::Often) => 4,
        Some(Manner::Big) => 6,
        Some(Manner::Lately) => 9,
        Some(Manner::Weekend) => 10,
        Some(Manner::Seldom) => 3,
        Some(Manner::Small) => 7,
    };
    if thing { (base + 1) % 12 } else { base }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::town::town;
    use std::collections::BTreeSet;

    #[test]
    fn groups_of_which_nothing_can_be_said_still_have_names_of_their_own() {
        let groups: Vec<Vec<Found>> = (0..14).map(|_| Vec::new()).collect();
        let named = names(&town(8, 1), &groups);
        let different: BTreeSet<&str> = named.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(different.len(), 14, "{named:?}");
        assert_eq!((named[0].0.as_str(), named[1].0.as_str()), ("Much like everyone", "Much like everyone, group 2"));
        let pictures: BTreeSet<u8> = named[..12].iter().map(|(_, portrait)| *portrait).collect();
        assert_eq!(pictures.len(), 12, "no picture twice while there are others");
        assert!(named.iter().all(|(_, portrait)| *portrait < 12));
    }
}
