//! Where the user puts somebody, whatever a score says: kept, shown beside the score, and taken back whenever they like.

use super::outcome::tier_label;
use crate::{
    Workbench,
    bench::{OpenShop, usage},
    clock::local_date,
    problems,
    views::{LeadTier, OverridePut, OverrideRequest, OverrideView, PersonRef, RiskBand},
};
use regulars_model::{Code, PersonId, Problem, ScoreKind};
use regulars_vault::score_override::{self, ScoreOverride};

/// The longest note.
const NOTE: usize = 500;

/// What the user said, and of whom in memory.
pub(super) struct Put {
    pub(super) index: u32,
    pub(super) put: OverridePut,
    pub(super) view: OverrideView,
}

impl Workbench {
    /// Puts somebody into a band or a tier, whatever the program says.
    ///
    /// # Errors
    /// When no vault is open, nobody goes by `person` or they opted out of use, or the band is of another score.
    pub fn score_override(&mut self, request: &OverrideRequest) -> Result<OverrideView, Problem> {
        let (now, cause) = (self.now(), self.cause("override_score"));
        let open = self.opened_mut()?;
        let person = open.find(&request.person)?;
        let index = open.shop.index_of(person).ok_or_else(problems::no_such_person)?;
        if !open.shop.everyone().has(index) {
            return Err(Problem::new(
                Code::PrivacyRule,
                "They opted out of use: nothing is worked out about them, and nothing is said instead.",
                "Leave them as they are.",
            ));
        }
        let fits = match request.put {
            OverridePut::Band(_) => request.kind == ScoreKind::Risk,
            OverridePut::Tier(_) => matches!(request.kind, ScoreKind::Lead | ScoreKind::Subscriber),
        };
        if !fits {
            return Err(usage(
                "That is a band of another score.",
                "Risk has steady, cooling, slipping and gone; lead and subscriber have hot, warm, keep in touch and not yet.",
            ));
        }
        let note = request.note.split_whitespace().collect::<Vec<_>>().join(" ");
        if note.chars().count() > NOTE {
            return Err(usage("That is longer than 500 letters.", "Say in one or two sentences why."));
        }
        let new = ScoreOverride {
            person,
            kind: request.kind,
            put: word(request.put).to_owned(),
            note,
            set_at: now,
            taken_back_at: None,
        };
        let entries: Vec<PersonId> = open.groups.members(person).into_iter().collect();
        let id = open.vault.write(cause, |tx| score_override::set(tx, &new, &entries))?;
        open.scores.forget_ruled();
        open.count_log()?;
        open.override_view(id, &new)
    }

    /// Takes back what the user said: the program's word holds again.
    ///
    /// # Errors
    /// When no vault is open, or nothing of that number was said.
    pub fn score_override_take_back(&mut self, id: &str) -> Result<OverrideView, Problem> {
        let (now, cause) = (self.now(), self.cause("take_back_override"));
        let none = || {
            let hint = "“regulars score overrides” lists what you said and its numbers.";
            Problem::new(Code::NotFound, "Nothing of that number was said of anybody.", hint)
        };
        let number: u32 = id.trim().strip_prefix('o').and_then(|id| id.parse().ok()).ok_or_else(none)?;
        let open = self.opened_mut()?;
        let there = open.vault.read(score_override::list)?.into_iter().any(|(id, _)| id == number);
        if !there {
            return Err(none());
        }
        open.vault.write(cause, |tx| score_override::take_back(tx, number, now))?;
        open.scores.forget_ruled();
        open.count_log()?;
        let all = open.vault.read(score_override::list)?;
        let (_, one) = all.into_iter().find(|(id, _)| *id == number).ok_or_else(none)?;
        open.override_view(number, &one)
    }

    /// Everything the user said instead of the program, newest first, with what was taken back.
    ///
    /// # Errors
    /// When no vault is open.
    pub fn score_overrides(&self) -> Result<Vec<OverrideView>, Problem> {
        let open = self.opened()?;
        open.vault.read(score_override::list)?.iter().map(|(id, one)| open.override_view(*id, one)).collect()
    }
}

impl OpenShop {
    /// What holds now of one score.
    pub(super) fn puts(&self, kind: ScoreKind) -> Result<Vec<Put>, Problem> {
        let all = self.vault.read(score_override::list)?;
        let mut puts: Vec<Put> = Vec::new();
        for (id, one) in all.iter().filter(|(_, one)| one.kind == kind && one.taken_back_at.is_none()) {
            let Some(index) = self.shop.index_of(self.groups.stand_in(one.person)) else { continue };
            // The newest first: two entries may have become one person since.
            if self.shop.everyone().has(index) && puts.iter().all(|put| put.index != index) {
                let view = self.override_view(*id, one)?;
                puts.push(Put { index, put: view.put, view });
            }
        }
        Ok(puts)
    }

    /// Everything that was said of one person, newest first.
    pub(crate) fn puts_of(&self, person: PersonId) -> Result<Vec<OverrideView>, Problem> {
        let all = self.vault.read(score_override::list)?;
        let theirs = all.iter().filter(|(_, one)| self.groups.stand_in(one.person) == person);
        theirs.map(|(id, one)| self.override_view(*id, one)).collect()
    }

    fn override_view(&self, id: u32, one: &ScoreOverride) -> Result<OverrideView, Problem> {
        let person = self.groups.stand_in(one.person);
        let put = put(&one.put).ok_or_else(|| {
            let hint = "Do not write to this vault. Go back to a copy of its folder from before.";
            Problem::new(Code::Damaged, "What was said of a score does not read back as it was written.", hint)
        })?;
        let nobody = || PersonRef { id: person.to_string(), name: String::new() };
        Ok(OverrideView {
            id: format!("o{id}"),
            person: self.shop.index_of(person).map_or_else(nobody, |index| self.named(index)),
            kind: one.kind,
            label: label(one.kind, put).to_owned(),
            put,
            note: one.note.clone(),
            set_on: local_date(one.set_at),
            taken_back_on: one.taken_back_at.map(local_date).unwrap_or_default(),
        })
    }
}

const PUTS: [(OverridePut, &str, &str); 8] = [
    (OverridePut::Band(RiskBand::Steady), "steady", "Steady"),
    (OverridePut::Band(RiskBand::Cooling), "cooling", "Cooling off"),
    (OverridePut::Band(RiskBand::Slipping), "slipping", "Slipping away"),
    (OverridePut::Band(RiskBand::Gone), "gone", "Long gone"),
    (OverridePut::Tier(LeadTier::Hot), "hot", "Hot"),
    (OverridePut::Tier(LeadTier::Warm), "warm", "Warm"),
    (OverridePut::Tier(LeadTier::KeepInTouch), "keep_in_touch", "Keep in touch"),
    (OverridePut::Tier(LeadTier::NotYet), "not_yet", "Not yet"),
];

/// As screens call it.
pub(super) fn label(kind: ScoreKind, put: OverridePut) -> &'static str {
    if let (ScoreKind::Subscriber, OverridePut::Tier(tier)) = (kind, put) {
        return tier_label(tier);
    }
    PUTS.iter().find(|one| one.0 == put).map_or("", |one| one.2)
}

fn word(put: OverridePut) -> &'static str {
    PUTS.iter().find(|one| one.0 == put).map_or("", |one| one.1)
}

fn put(word: &str) -> Option<OverridePut> {
    PUTS.iter().find(|one| one.1 == word).map(|one| one.0)
}

/// "Steady, on Mon 23 Nov 2026, taken back on Tue 24 Nov 2026: moved house".
pub(crate) fn override_words(one: &OverrideView) -> String {
    let back = match one.taken_back_on.as_str() {
        "" => String::new(),
        day => format!(", taken back on {day}"),
    };
    let note = if one.note.is_empty() { String::new() } else { format!(": {}", one.note) };
    format!("{}, on {}{back}{note}", one.label, one.set_on)
}
