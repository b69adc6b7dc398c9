//! Entries that may be one person: compared, decided on, and every decision can be taken back.

mod compare;
pub(crate) mod parting;

use crate::{
    Workbench,
    bench::OpenShop,
    clock::local_date,
    import::tally::count,
    problems,
    progress::{Progress, cancelled},
    views::{MatchReviewView, MergeEntry, MergeReportView, PairBand, PersonRef},
};
use compare::Compared;
use regulars_insight::linkage::{Linkage, Pair};
use regulars_model::{Code, PersonId, Problem, group_digits};
use regulars_vault::{person, same_person, same_person::Decision};
use std::collections::HashMap;

/// Among how many people, and in how many steps, look-alikes are looked for without being asked.
const QUICKLY: u32 = 20_000;
const QUICK_PAIRS: u64 = 2_000_000;

/// The most pairs of a band that are shown.
const SHOWN: usize = 200;

impl Workbench {
    /// Compares everybody and says which entries may be one person. Pairs that were decided on are not asked again.
    ///
    /// # Errors
    /// When no vault is open, or the user stopped it.
    pub fn find_matches(&self, progress: Progress<'_>) -> Result<MatchReviewView, Problem> {
        let open = self.opened()?;
        let compared = Compared::load(open)?;
        let found = compared.run(progress)?;
        let view = |pairs: &[Pair], band: PairBand| -> Result<Vec<_>, Problem> {
            pairs.iter().take(SHOWN).map(|pair| compared.view(open, pair, band, self.as_of())).collect()
        };
        Ok(MatchReviewView {
            people: u32::try_from(found.people).unwrap_or(u32::MAX),
            sure_total: count(found.sure.len()),
            ask_total: count(found.ask.len()),
            sure: view(&found.sure, PairBand::Sure)?,
            ask: view(&found.ask, PairBand::Ask)?,
            decided: count(compared.decisions),
            left_aside: compare::left_aside(&found),
            as_of: self.as_of().words(),
        })
    }

    /// How many pairs may be one person, where that is quickly found: among so many people at most, all laid out in memory.
    /// `None` where nobody looked, because it would take long or the user stopped it.
    pub(crate) fn look_alikes(&self, progress: Progress<'_>) -> Option<u32> {
        let open = self.opened().ok().filter(|open| open.laid_out && open.shop.people() <= QUICKLY)?;
        let found = Compared::load(open).ok()?.run_within(QUICK_PAIRS, progress).ok()?;
        Some(count(found.sure.len() + found.ask.len()))
    }

    /// Merges every pair beyond reasonable doubt.
    ///
    /// # Errors
    /// As for [`Self::find_matches`].
    pub fn merge_sure(&mut self, progress: Progress<'_>) -> Result<MergeReportView, Problem> {
        let (cause, now) = (self.cause("merge_sure"), self.now());
        let found: Linkage = Compared::load(self.opened()?)?.run(progress)?;
        if found.sure.is_empty() {
            return Ok(MergeReportView {
                changed: 0,
                decisions: Vec::new(),
                summary: "No two entries are one person beyond doubt. Nothing was changed.".to_owned(),
            });
        }
        self.back_up_before("merge")?;
        let open = self.opened_mut()?;
        let decisions = open.vault.write(cause, |tx| {
            let mut ids = Vec::with_capacity(found.sure.len());
            for pair in &found.sure {
                ids.push(same_person::decide(tx, (pair.a, pair.b), true, true, pair.probability, now)?);
            }
            Ok::<_, Problem>(ids)
        })?;
        open.regroup()?;
        Ok(MergeReportView {
            changed: count(decisions.len()),
            summary: format!(
                "{} merged. The entries stay as they are, and each decision can be taken back.",
                pairs(count(decisions.len()))
            ),
            decisions: decisions.into_iter().map(|id| format!("m{id}")).collect(),
        })
    }

    /// Two entries are one person: shown, counted and written to as one; the most restrictive permission holds.
    ///
    /// # Errors
    /// When no vault is open, nobody goes by one of the names, or both are the same entry.
    pub fn merge(&mut self, a: &str, b: &str) -> Result<MergeReportView, Problem> {
        let (one, other) = self.two(a, b)?;
        let open = self.opened()?;
        if open.groups.stand_in(one) == open.groups.stand_in(other) {
            return Ok(MergeReportView {
                changed: 0,
                decisions: Vec::new(),
                summary: "They are one person already. Nothing was changed.".to_owned(),
            });
        }
        self.decide((one, other), true)
    }

    /// Two entries are two people, and are not asked about again.
    ///
    /// # Errors
    /// As for [`Self::merge`].
    pub fn keep_apart(&mut self, a: &str, b: &str) -> Result<MergeReportView, Problem> {
        let both = self.two(a, b)?;
        self.decide(both, false)
    }

    /// Takes a decision (`m3`) back: both entries are byte for byte what they were, with what was said since. Whoever is
    /// parted so is decided to be two people, and that can be taken back too; with `ask_again`, for an answer just given, they
    /// are asked about again instead.
    ///
    /// # Errors
    /// When no vault is open, or there is no such decision.
    pub fn unmerge(&mut self, decision: &str, ask_again: bool) -> Result<MergeReportView, Problem> {
        let (cause, now) = (self.cause("unmerge"), self.now());
        let open = self.opened_mut()?;
        let id =
            decision.trim().strip_prefix('m').and_then(|id| id.parse::<u32>().ok()).ok_or_else(no_such_decision)?;
        let done = open.vault.write(cause, |tx| parting::take_back(tx, id, ask_again, now))?;
        open.regroup()?;
        let summary = match (done.held.same, done.still, done.apart.is_empty()) {
            (true, false, false) => {
                "They are two people again, each as they were, with what was said since. They stay two until you say otherwise: \
                 that is a decision of its own, and can be taken back."
            }
            (true, false, true) => "They are two people again, each as they were, with what was said since.",
            (true, true, _) => "The decision is taken back. They are still one person, by other decisions.",
            (false, ..) => "The decision is taken back. They may be asked about again.",
        };
        let decisions = done.apart.iter().map(|id| format!("m{id}")).collect();
        Ok(MergeReportView { changed: 1, decisions, summary: summary.to_owned() })
    }

    /// Every decision that holds, newest first.
    ///
    /// # Errors
    /// When no vault is open.
    pub fn merges(&self) -> Result<Vec<MergeEntry>, Problem> {
        let open = self.opened()?;
        let decisions = open.vault.read(same_person::list)?;
        let ids: Vec<PersonId> = decisions.iter().flat_map(|held| [held.a, held.b]).collect();
        let names: HashMap<PersonId, String> = open
            .vault
            .read(|read| person::many(read, &ids))?
            .into_iter()
            .map(|row| (row.id, row.fields.display_name()))
            .collect();
        let named = |id: PersonId| PersonRef { id: id.to_string(), name: names.get(&id).cloned().unwrap_or_default() };
        Ok(decisions.into_iter().map(|held| entry(&held, &named)).collect())
    }

    fn two(&self, a: &str, b: &str) -> Result<(PersonId, PersonId), Problem> {
        let open = self.opened()?;
        let (one, other) = (open.find_entry(a)?, open.find_entry(b)?);
        if one == other {
            return Err(Problem::new(
                Code::Usage,
                "Both are the same entry.",
                "Give two entries by their ids, such as p4 and p17.",
            ));
        }
        Ok((one, other))
    }

    fn decide(&mut self, both: (PersonId, PersonId), same: bool) -> Result<MergeReportView, Problem> {
        let (cause, now) = (self.cause(if same { "merge" } else { "keep_apart" }), self.now());
        let open = self.opened_mut()?;
        let id = open.vault.write(cause, |tx| same_person::decide(tx, both, same, false, 1.0, now))?;
        open.regroup()?;
        let apart = !same && open.groups.stand_in(both.0) == open.groups.stand_in(both.1);
        let summary = match (same, apart) {
            (true, _) => {
                "They are one person now: the most restrictive permission holds. Both entries stay as they are, and this can \
                 be taken back."
            }
            (false, false) => "They are two people, and are not asked about again. This can be taken back.",
            (false, true) => "Noted. They are still one person by other decisions: take those back first.",
        };
        Ok(MergeReportView { changed: 1, decisions: vec![format!("m{id}")], summary: summary.to_owned() })
    }
}

fn entry(held: &Decision, named: &dyn Fn(PersonId) -> PersonRef) -> MergeEntry {
    MergeEntry {
        id: format!("m{}", held.id),
        into: named(held.a),
        other: named(held.b),
        same: held.same,
        when: local_date(held.at),
        how: if held.sure { "with the sure ones" } else { "you decided" }.to_owned(),
        probability: held.probability,
    }
}

fn pairs(number: u32) -> String {
    format!("{} {}", group_digits(number.into()), if number == 1 { "pair is" } else { "pairs are" })
}

fn no_such_decision() -> Problem {
    Problem::new(
        Code::NotFound,
        "There is no such decision.",
        "They are called m1, m2 and so on; those taken back are no more.",
    )
}

/// What a job says that the user stopped, or that has nobody to compare.
fn stopped(found: &Linkage) -> Result<(), Problem> {
    if found.stopped { Err(cancelled()) } else { Ok(()) }
}

impl OpenShop {
    fn person_ref(&self, id: PersonId) -> Result<(u32, PersonRef), Problem> {
        let index = self.shop.index_of(id).ok_or_else(problems::no_such_person)?;
        Ok((index, self.named(index)))
    }
}
