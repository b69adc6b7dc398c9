//! A segment beside everyone, and beside the other segments. Asked for when it is shown: a count does not wait for it.

use crate::{
    Workbench,
    bench::{OpenShop, usage},
    views::{
        AgainstView, CombinationView, ComparedView, DifferenceView, OverlapSegment, OverlapView, SegmentChoice,
        SegmentCompareView,
    },
};
use regulars_insight::{
    Against, Bits, Combination, Difference, LEAST_PEOPLE, MOST_SETS, against, combinations, contactable, evaluate,
};
use regulars_model::{Channel, Day, Problem, group_digits, name_key};
use regulars_vault::segment;

/// The most other segments that are laid over one.
const MOST_OTHERS: usize = 8;
/// The most combinations that are listed.
const MOST_COMBINATIONS: usize = 12;

impl Workbench {
    /// How the people a rule holds for differ from everyone.
    ///
    /// # Errors
    /// When no vault is open, there is no such segment, or the rule cannot be answered.
    pub fn segment_against(&self, choice: &SegmentChoice) -> Result<AgainstView, Problem> {
        let open = self.opened()?;
        let (_, _, members) = open.members(choice, self.as_of())?;
        Ok(open.against(&members, self.as_of()))
    }

    /// In which saved segments the people of one are as well.
    ///
    /// # Errors
    /// As for [`Self::segment_against`].
    pub fn segment_overlap(&self, choice: &SegmentChoice) -> Result<OverlapView, Problem> {
        let open = self.opened()?;
        let as_of = self.as_of();
        let (name, rule, members) = open.members(choice, as_of)?;
        let mut saved = open.vault.read(segment::list)?;
        saved.sort_by_key(|segment| name_key(&segment.name));
        let itself = matches!(choice, SegmentChoice::Saved { .. });
        let mut others: Vec<Laid> = saved
            .into_iter()
            // One that cannot be asked any more has nobody in it; the list of segments says why.
            .filter_map(|segment| Some((open.looked_up(&segment.rule, as_of).ok()?, segment)))
            // A rule being written may be the saved one, opened: laid over itself it would say nothing.
            .filter(|(asked, segment)| if itself { segment.name != name } else { asked.root != rule.root })
            .map(|(asked, segment)| {
                let people = evaluate(&open.shop, &asked, as_of).members;
                Laid::over(segment.id.to_string(), segment.name, people, Some(&members))
            })
            .collect();
        let all = others.len();
        others.sort_by_key(|other| std::cmp::Reverse(other.shared.count()));
        others.retain(|other| other.shared.count() > 0);
        others.truncate(MOST_OTHERS);
        Ok(overlap(others, all, members.count(), as_of))
    }

    /// Two or more segments: each beside everyone, and how they overlap.
    ///
    /// # Errors
    /// As for [`Self::segment_against`]; and when it is fewer than two, or more than are told apart.
    pub fn segment_compare(&self, choices: &[SegmentChoice]) -> Result<SegmentCompareView, Problem> {
        if choices.len() < 2 || choices.len() > MOST_SETS {
            return Err(usage(
                format!("Between 2 and {MOST_SETS} segments can be compared."),
                "Name them one after the other, by name or id.",
            ));
        }
        let open = self.opened()?;
        let as_of = self.as_of();
        let (mut segments, mut laid) = (Vec::new(), Vec::new());
        for choice in choices {
            let (name, _, members) = open.members(choice, as_of)?;
            segments.push(ComparedView {
                name: name.clone(),
                size: members.count(),
                may_email: contactable(&open.shop, &members, Channel::Email).may,
                against: open.against(&members, as_of),
            });
            let id = if let SegmentChoice::Saved { segment } = choice {
                open.saved(segment)?.id.to_string()
            } else {
                String::new()
            };
            laid.push(Laid::over(id, name, members, None));
        }
        let mut any = Bits::none(open.shop.everyone().len());
        laid.iter().for_each(|one| any.or(&one.shared));
        let all = laid.len();
        Ok(SegmentCompareView { segments, overlap: overlap(laid, all, any.count(), as_of) })
    }
}

impl OpenShop {
    fn against(&self, members: &Bits, as_of: Day) -> AgainstView {
        let found = against(&self.shop, members, as_of);
        let views = |list: Vec<Difference>| {
            list.into_iter()
                .map(|one| DifferenceView {
                    label: one.label,
                    here: one.here,
                    everyone: one.everyone,
                    index: one.index,
                    clear: one.clear,
                    known: one.known,
                })
                .collect()
        };
        AgainstView {
            people: found.people,
            everyone: found.everyone,
            about: about(&found),
            figures: views(found.figures),
            habits: views(found.habits),
            as_of: as_of.words(),
        }
    }
}

/// How it was judged.
fn about(found: &Against) -> String {
    if found.people == 0 {
        return "Nobody to compare.".to_owned();
    }
    if found.people == found.everyone {
        return "They are everyone: there is nobody to compare them with.".to_owned();
    }
    if !found.enough {
        let (few, whom) = match found.people < LEAST_PEOPLE {
            true => (found.people, "people here"),
            false => (found.everyone - found.people, "others"),
        };
        return format!(
            "Not enough data: {few} {whom}, and below {LEAST_PEOPLE} chance alone makes large differences."
        );
    }
    format!(
        "An index of 100 is like everyone; “typically” is what half of them are above and half below. {} things were compared; \
         a difference is called clear where chance would make any such one in fewer than 5 of 100 comparisons like this, and \
         where it is large enough to matter.",
        group_digits(found.compared.into())
    )
}

/// A segment among those laid over each other.
struct Laid {
    id: String,
    name: String,
    size: u32,
    /// Those of it who are among the people laid out.
    shared: Bits,
}

impl Laid {
    fn over(id: String, name: String, people: Bits, among: Option<&Bits>) -> Self {
        let size = people.count();
        let mut shared = people;
        if let Some(among) = among {
            shared.and(among);
        }
        Self { id, name, size, shared }
    }
}

/// Lays segments over each other, for so many people. `all` counts the segments there are.
fn overlap(laid: Vec<Laid>, all: usize, people: u32, as_of: Day) -> OverlapView {
    let sets: Vec<Bits> = laid.iter().map(|one| one.shared.clone()).collect();
    let mut found = combinations(&sets);
    let in_any: u32 = found.iter().map(|one| one.people).sum();
    if people > in_any {
        let none = Combination { sets: vec![false; laid.len()], people: people - in_any };
        let at = found.partition_point(|one| one.people >= none.people);
        found.insert(at, none);
    }
    let rest = found.split_off(found.len().min(MOST_COMBINATIONS));
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    OverlapView {
        people,
        combinations: found
            .into_iter()
            .map(|one| CombinationView { words: words(&one.sets, &laid), sets: one.sets, people: one.people })
            .collect(),
        rest_combinations: count(rest.len()),
        rest_people: rest.iter().map(|one| one.people).sum(),
        left_out: count(all - laid.len()),
        segments: laid
            .into_iter()
            .map(|one| OverlapSegment { shared: one.shared.count(), id: one.id, name: one.name, size: one.size })
            .collect(),
        as_of: as_of.words(),
    }
}

/// "“A” and “B”, not “C”".
fn words(sets: &[bool], laid: &[Laid]) -> String {
    let named = |wanted: bool| -> Vec<String> {
        let those = laid.iter().zip(sets).filter(|(_, is_in)| **is_in == wanted);
        those.map(|(one, _)| format!("“{}”", one.name)).collect()
    };
    let (inside, outside) = (named(true), named(false));
    match (inside.len(), outside.len()) {
        (0, _) => "In none of them".to_owned(),
        (1, others) if others > 0 => format!("Only {}", inside[0]),
        (_, 0) => format!("{}: all of them", listed(&inside)),
        _ => format!("{}, not {}", listed(&inside), outside.join(" or ")),
    }
}

fn listed(names: &[String]) -> String {
    match names {
        [only] => only.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
        [] => String::new(),
    }
}
