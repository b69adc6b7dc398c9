//! Segments to start from. The catalogue is data (`ready.json`): each entry is an ordinary rule with what it is good for
//! and what it needs. Here stand its size now, and the reason where this vault cannot answer it.

use crate::{
    Workbench,
    bench::{OpenShop, usage},
    import::tally::count,
    problems,
    views::{ReadyView, SegmentView},
};
use regulars_insight::{CAME_BACK, Rfm, Rhythm, english, evaluate, standings};
use regulars_model::{Channel, Code, Day, EventKind, LifeStage, Problem, RfmGroup, Rule, SegmentRule, group_digits};
use serde::Deserialize;

/// Of fewer buyers, groups of RFM say more of chance than of them.
pub(crate) const BUYERS: u32 = 30;

/// The catalogue, as it is kept.
const CATALOGUE: &str = include_str!("ready.json");

/// What an entry cannot do without.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Need {
    People,
    Orders,
    /// Enough buyers for a ranking to mean something.
    Buyers,
    /// Enough people who came back; without them one-time buyers are left out, which is said and no hindrance.
    Rhythm,
    Emails,
    Birthdays,
    Yeses,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    group: String,
    name: String,
    good_for: String,
    needs: Vec<Need>,
    rule: Rule,
}

fn catalogue() -> Result<Vec<Entry>, Problem> {
    // Read by a test at every build; an error here is ours.
    serde_json::from_str(CATALOGUE).map_err(|_| {
        Problem::new(
            Code::Failed,
            "The list of ready-made segments cannot be read.",
            "That is a fault of this program.",
        )
    })
}

/// What the entries need, looked up once.
struct Held {
    as_of: Day,
    rfm: Rfm,
    notes: Vec<String>,
    came_back: usize,
    groups: [u32; 11],
    stages: [u32; 5],
    birthdays: bool,
    yeses: bool,
}

impl Held {
    fn of(open: &OpenShop, as_of: Day) -> Self {
        let shop = &open.shop;
        let rfm = Rfm::of(shop, as_of);
        let rhythm = Rhythm::of(shop, as_of);
        let (groups, stages) = standings(shop, &rfm, &rhythm, as_of);
        let birthdays = shop.everyone().iter().any(|at| shop.person(at).is_some_and(|one| one.birthday.is_some()));
        Self {
            as_of,
            notes: rfm.ties(shop, as_of),
            came_back: rhythm.came_back(),
            groups,
            stages,
            birthdays,
            yeses: shop.has_yeses(Channel::Email),
            rfm,
        }
    }

    /// Why an entry cannot be answered, if so.
    fn missing(&self, open: &OpenShop, need: Need) -> Option<String> {
        let shop = &open.shop;
        let none = |held: bool, words: &str| (!held).then(|| words.to_owned());
        match need {
            Need::People => none(shop.people() > 0, "No people were imported."),
            Need::Orders => none(shop.newest_order().is_some(), "No orders were imported."),
            Need::Buyers if shop.newest_order().is_none() || self.rfm.people() >= BUYERS => None,
            Need::Buyers => Some(format!(
                "Not enough data: {} bought so far, and a ranking needs {BUYERS}.",
                group_digits(self.rfm.people().into())
            )),
            Need::Rhythm => None,
            Need::Emails => {
                none(shop.did_anybody(EventKind::EmailOpened), "No emails were imported: nobody knows who opened what.")
            }
            Need::Birthdays => none(self.birthdays, "Nobody's birthday is known."),
            Need::Yeses => none(self.yeses, "No yes to email is on record."),
        }
    }

    /// How many are in, without asking twice what was counted once.
    fn size(&self, open: &OpenShop, rule: &SegmentRule) -> u32 {
        match &rule.root {
            Rule::Rfm { groups } => {
                let held = RfmGroup::ALL.iter().zip(self.groups).filter(|(group, _)| groups.contains(group));
                held.map(|(_, people)| people).sum()
            }
            Rule::Lifecycle { stages } => {
                let held = LifeStage::ALL.iter().zip(self.stages).filter(|(stage, _)| stages.contains(stage));
                held.map(|(_, people)| people).sum()
            }
            _ => evaluate(&open.shop, rule, self.as_of).members.count(),
        }
    }

    fn notes(&self, entry: &Entry) -> Vec<String> {
        if entry.needs.contains(&Need::Buyers) {
            return self.notes.clone();
        }
        if entry.needs.contains(&Need::Rhythm) && self.came_back < CAME_BACK {
            return vec![format!(
                "One-time buyers are left out: {} came back so far, and {CAME_BACK} are needed to know what is usual here.",
                group_digits(count(self.came_back).into())
            )];
        }
        Vec::new()
    }
}

impl Workbench {
    /// The segments to start from, in the catalogue's order.
    ///
    /// # Errors
    /// When no vault is open.
    pub fn ready_made(&self) -> Result<Vec<ReadyView>, Problem> {
        let open = self.opened()?;
        let held = Held::of(open, self.as_of());
        let seen = |entry: Entry| {
            let cannot = entry.needs.iter().find_map(|need| held.missing(open, *need)).unwrap_or_default();
            let notes = held.notes(&entry);
            let rule = SegmentRule::new(entry.rule);
            ReadyView {
                size: cannot.is_empty().then(|| held.size(open, &rule)),
                sentence: english(&rule, open.currency),
                notes: if cannot.is_empty() { notes } else { Vec::new() },
                id: entry.id,
                group: entry.group,
                name: entry.name,
                good_for: entry.good_for,
                rule,
                cannot,
            }
        };
        Ok(catalogue()?.into_iter().map(seen).collect())
    }

    /// Keeps a ready-made segment, by its id or name, under a name of its own.
    ///
    /// # Errors
    /// When there is no such one, this vault cannot answer it, or the name is taken.
    pub fn ready_made_save(&mut self, which: &str, name: &str) -> Result<SegmentView, Problem> {
        let wanted = which.trim().to_lowercase();
        let found = self.ready_made()?.into_iter().find(|one| one.id == wanted || one.name.to_lowercase() == wanted);
        let ready = found.ok_or_else(|| {
            Problem::new(
                Code::NotFound,
                "There is no ready-made segment of that name.",
                "“segment templates” shows them.",
            )
        })?;
        if !ready.cannot.is_empty() {
            return Err(usage(ready.cannot, "Import what it needs first, or write a rule of your own."));
        }
        ready.rule.check().map_err(problems::rule)?;
        self.segment_save(None, name, &ready.rule)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_entry_is_an_ordinary_rule_with_a_name_of_its_own() {
        let entries = catalogue().unwrap();
        let mut names: BTreeSet<String> = BTreeSet::new();
        for entry in &entries {
            let rule = SegmentRule::new(entry.rule.clone());
            assert_eq!(rule.check(), Ok(()), "{}", entry.id);
            assert!(entry.good_for.ends_with(['.', '?']) && !entry.needs.is_empty(), "{}", entry.id);
            assert!(entry.id.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", entry.id);
            names.extend([entry.id.clone(), entry.name.to_lowercase()]);
        }
        assert_eq!(names.len(), 2 * entries.len(), "each is found by id and by name");
        let groups = |entries: &[Entry]| -> Vec<RfmGroup> {
            let asked = entries.iter().filter_map(|entry| match &entry.rule {
                Rule::Rfm { groups } => Some(groups.clone()),
                _ => None,
            });
            asked.flatten().collect()
        };
        assert_eq!(groups(&entries), RfmGroup::ALL, "all eleven");
    }
}
