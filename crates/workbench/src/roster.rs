//! Lists made by hand: who is meant by a pasted list of emails and numbers, and who is on a list.

use crate::{
    Workbench,
    bench::usage,
    problems,
    views::{Counted, PersonRef, RosterMiss, RosterView},
};
use regulars_model::{Code, LARGEST_ROSTER, PersonId, Problem};
use std::collections::BTreeSet;

impl Workbench {
    /// Who is meant by a text with one email, number or id a line; commas and semicolons part them too.
    ///
    /// # Errors
    /// When no vault is open, or the list is longer than a list may be.
    pub fn roster_look_up(&self, text: &str) -> Result<RosterView, Problem> {
        let open = self.opened()?;
        let mut view = RosterView { people: Vec::new(), missing: Vec::new(), again: 0, left_out: Vec::new() };
        let mut seen: BTreeSet<u32> = BTreeSet::new();
        let (mut opted_out, mut waiting) = (0, 0);
        for (line, written) in (1..).zip(text.lines()) {
            for name in written.split([',', ';', '\t']).map(|name| name.trim().trim_matches('"')) {
                if name.is_empty() {
                    continue;
                }
                let found = match open.find(name) {
                    Ok(id) => open.shop.index_of(id),
                    Err(problem) if problem.code == Code::NotFound => None,
                    Err(problem) => return Err(problem),
                };
                match found {
                    None => view.missing.push(RosterMiss { line, text: name.to_owned() }),
                    Some(index) if !seen.insert(index) => view.again += 1,
                    Some(index) => {
                        let person = open.shop.person(index);
                        opted_out += u32::from(person.is_some_and(|person| !person.use_allowed));
                        waiting += u32::from(person.is_some_and(|person| person.use_allowed && person.quarantined));
                        view.people.push(open.named(index));
                    }
                }
            }
            if seen.len() > LARGEST_ROSTER {
                return Err(usage(
                    "A list made by hand holds at most 10,000 people.",
                    "Import a file with a tag for them instead, and ask for the tag.",
                ));
            }
        }
        let left_out = [("asked not to be used", opted_out), ("wait in quarantine", waiting)];
        view.left_out = left_out
            .into_iter()
            .filter(|(_, people)| *people > 0)
            .map(|(words, count)| Counted { words: words.to_owned(), count })
            .collect();
        Ok(view)
    }

    /// The people on a list, by their ids. Those who are not here any more are left out.
    ///
    /// # Errors
    /// When no vault is open, or an id is none.
    pub fn roster_people(&self, ids: &[String]) -> Result<Vec<PersonRef>, Problem> {
        let open = self.opened()?;
        let mut seen = BTreeSet::new();
        let mut people = Vec::with_capacity(ids.len());
        for id in ids {
            let id: PersonId = id.parse().map_err(|_| problems::no_such_person())?;
            if let Some(index) = open.shop.index_of(id).filter(|index| seen.insert(*index)) {
                people.push(open.named(index));
            }
        }
        Ok(people)
    }
}
