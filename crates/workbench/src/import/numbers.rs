//! Who was known by a customer number alone, where no file of the same source ever spoke of them. Every program numbers its
//! customers from one: two programs' number 1,001 is hardly one person, and nothing in the rows can tell.

use super::tally::{count, listed};
use regulars_model::{Identity, IdentityKind, ImportId, PersonId, Problem, group_digits};
use regulars_vault::{Read, import, person_source};
use std::collections::{BTreeSet, HashMap, HashSet};

/// Sources named; more than these are counted.
const NAMED: usize = 3;

/// People whose number decided, and whose numbers it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OthersNumbers {
    people: u32,
    sources: Vec<String>,
}

/// Whether these identifiers are a customer number and nothing else.
pub(super) fn only_a_number(identities: &[Identity]) -> bool {
    matches!(identities, [one] if one.kind == IdentityKind::External)
}

/// Of those known by their number alone, the people whom only other sources than this import's have spoken of.
pub(super) fn of_others(
    read: &Read<'_>,
    by_number: &HashSet<PersonId>,
    this: ImportId,
    source: &str,
) -> Result<Option<OthersNumbers>, Problem> {
    if by_number.is_empty() {
        return Ok(None);
    }
    let plain = |source: &str| source.trim().to_lowercase();
    let sources: HashMap<ImportId, String> = import::list(read)?.into_iter().map(|one| (one.id, one.source)).collect();
    let ours = |import: ImportId| sources.get(&import).is_some_and(|other| plain(other) == plain(source));
    let (mut same, mut others): (HashSet<PersonId>, HashMap<PersonId, ImportId>) = Default::default();
    person_source::for_each(read, |person, import| {
        if import != this && by_number.contains(&person) {
            if ours(import) {
                same.insert(person);
            } else {
                others.insert(person, import);
            }
        }
    })?;
    others.retain(|person, _| !same.contains(person));
    let named: BTreeSet<&String> = others.values().filter_map(|import| sources.get(import)).collect();
    let found = OthersNumbers { people: count(others.len()), sources: named.into_iter().cloned().collect() };
    Ok((found.people > 0).then_some(found))
}

impl OthersNumbers {
    /// In plain words.
    pub(crate) fn words(&self) -> String {
        let mut sources: Vec<String> = self.sources.iter().take(NAMED).map(|source| format!("“{source}”")).collect();
        if self.sources.len() > NAMED {
            sources.push(format!("{} more", self.sources.len() - NAMED));
        }
        format!(
            "{} known by customer number alone, from {}: check that this file numbers the same people.",
            match self.people {
                1 => "1 person was".to_owned(),
                many => format!("{} people were", group_digits(many.into())),
            },
            listed(&sources),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_beside_anything_else_is_not_alone() {
        let id = |kind| Identity { kind, value: "7".into() };
        assert!(only_a_number(&[id(IdentityKind::External)]));
        assert!(!only_a_number(&[id(IdentityKind::Email)]));
        assert!(!only_a_number(&[id(IdentityKind::External), id(IdentityKind::Phone)]));
        assert!(!only_a_number(&[]));
    }

    #[test]
    fn many_sources_are_counted() {
        let said = |people, sources: &[&str]| {
            OthersNumbers { people, sources: sources.iter().map(|one| (*one).to_owned()).collect() }.words()
        };
        assert!(said(1, &["Counter"]).starts_with("1 person was known by customer number alone, from “Counter”:"));
        let many = said(1_204, &["a", "b", "c", "d", "e"]);
        assert!(many.starts_with("1,204 people were known by customer number alone, from “a”, “b”, “c” and 2 more:"));
    }
}
