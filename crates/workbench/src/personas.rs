//! Personas: groups of people who buy alike, found in the data and described only by what is measured.

use crate::{
    Workbench,
    bench::OpenShop,
    progress::{Progress, Stage},
    segments::Sayable,
    views::{
        PersonRef, PersonaBrief, PersonaOnOffer, PersonaUserView, PersonaView, PersonasOnOffer, PersonasState,
        PersonasView, TraitView,
    },
};
use regulars_insight::{Bits, NotEnough, PersonaParams, contactable, personas, typical};
use regulars_model::{
    Channel, Money, PersonId, Persona, PersonaMembers, PersonaSet, PersonaTrait, Problem, TraitKind, group_digits,
};
use regulars_vault::{import, persona_run};
use std::sync::OnceLock;

/// The seed of every run: the same data and day give the same groups, to the byte.
const SEED: u32 = 7;
const TYPICAL_SHOWN: usize = 3;

impl Workbench {
    /// The groups found by the last run.
    ///
    /// # Errors
    /// When no vault is open.
    pub fn personas(&self) -> Result<PersonasView, Problem> {
        let open = self.opened()?;
        let used_by = open.known()?.persona_users();
        let Some(run) = open.vault.read(persona_run::latest)? else {
            return Ok(nothing(PersonasState::NotBuilt, "", used_by));
        };
        let imports_since = open.vault.read(import::list)?.iter().filter(|import| Some(import.id) > run.after).count();
        let stale = match imports_since {
            0 => String::new(),
            1 => "1 import since".to_owned(),
            more => format!("{more} imports since"),
        };
        Ok(open.personas_view(&run.set, stale, used_by))
    }

    /// Looks for groups anew and keeps what it found. What it says of saved segments that ask for personas is of the new ones.
    ///
    /// # Errors
    /// When no vault is open, or the user stopped it.
    pub fn personas_build(&mut self, progress: Progress<'_>) -> Result<PersonasView, Problem> {
        let (as_of, now, cause) = (self.as_of(), self.now(), self.cause("build_personas"));
        let open = self.opened_mut()?;
        let mut stage = Stage::start("Looking for groups", Some(2), progress);
        stage.tell(0, 0.0)?;
        let params = PersonaParams { seed: SEED, ..PersonaParams::default() };
        let set = match personas(&open.shop, params, as_of) {
            Ok(set) => set,
            Err(NotEnough { needed, have }) => {
                let words = format!(
                    "Groups need at least {needed} people who bought something; {} have so far.",
                    group_digits(have.into())
                );
                return Ok(nothing(PersonasState::NotEnoughData, &words, open.known()?.persona_users()));
            }
        };
        stage.tell(1, 0.0)?;
        let after = open.vault.read(import::list)?.iter().map(|import| import.id).max();
        open.vault.write(cause, |tx| persona_run::save(tx, &set, now, after))?;
        (open.personas, open.sayable) = (OnceLock::new(), Sayable::default());
        self.personas()
    }

    /// The name of the group a person is in, or nothing.
    pub(crate) fn persona_of(&self, open: &OpenShop, person: PersonId) -> Result<String, Problem> {
        let run = open.vault.read(persona_run::latest)?;
        let found = run.and_then(|run| {
            run.set
                .personas
                .into_iter()
                .find(|persona| persona.members.iter().any(|member| open.groups.stand_in(*member) == person))
        });
        Ok(found.map(|persona| persona.name).unwrap_or_default())
    }
}

fn nothing(state: PersonasState, words: &str, used_by: Vec<PersonaUserView>) -> PersonasView {
    PersonasView {
        state,
        personas: Vec::new(),
        people: 0,
        stability: words.to_owned(),
        stability_index: 0.0,
        as_of: String::new(),
        stale: String::new(),
        used_by,
    }
}

impl OpenShop {
    /// Who is in which persona of the latest run, held until the next write that may change it.
    pub(crate) fn found_personas(&self) -> Result<Option<PersonaMembers>, Problem> {
        if let Some(found) = self.personas.get() {
            return Ok(found.clone());
        }
        let run = self.vault.read(persona_run::latest)?;
        Ok(self.personas.get_or_init(|| run.map(|run| PersonaMembers::of(run.set))).clone())
    }

    /// The same as a builder offers them, with how many are in each now.
    pub(crate) fn personas_on_offer(&self) -> Result<PersonasOnOffer, Problem> {
        let Some(found) = self.found_personas()? else {
            return Ok(PersonasOnOffer { personas: Vec::new(), as_of: String::new() });
        };
        let everyone = f64::from(self.shop.everyone().count().max(1));
        let sizes = self.shop.persona_sizes(&found);
        let personas = found.each().zip(sizes).map(|((name, _), size)| PersonaOnOffer {
            name: name.to_owned(),
            size,
            share: f64::from(size) / everyone,
        });
        Ok(PersonasOnOffer { personas: personas.collect(), as_of: found.as_of().words() })
    }

    /// One line for each group.
    pub(crate) fn persona_briefs(&self) -> Result<Vec<PersonaBrief>, Problem> {
        let run = self.vault.read(persona_run::latest)?;
        let personas = run.map(|run| run.set.personas).unwrap_or_default();
        Ok(personas
            .into_iter()
            .map(|persona| PersonaBrief {
                portrait: regulars_paper::portrait(persona.portrait).to_owned(),
                name: persona.name,
                share_of_value: persona.share_of_value,
                size: persona.size,
            })
            .collect())
    }

    fn personas_view(&self, set: &PersonaSet, stale: String, used_by: Vec<PersonaUserView>) -> PersonasView {
        PersonasView {
            state: PersonasState::Built,
            personas: set.personas.iter().map(|persona| self.persona_view(persona, set)).collect(),
            people: set.people,
            stability: stability_words(set),
            stability_index: set.stability,
            as_of: set.as_of.words(),
            stale,
            used_by,
        }
    }

    fn persona_view(&self, persona: &Persona, set: &PersonaSet) -> PersonaView {
        let mut members = Bits::none(self.shop.people() as usize);
        for index in persona.members.iter().filter_map(|id| self.shop.index_of(*id)) {
            members.insert(index);
        }
        let typical = typical(&self.shop, &persona.members, set.as_of, TYPICAL_SHOWN)
            .into_iter()
            .filter_map(|id| self.shop.index_of(id))
            .map(|index| self.named(index))
            .collect::<Vec<PersonRef>>();
        PersonaView {
            name: persona.name.clone(),
            portrait: regulars_paper::portrait(persona.portrait).to_owned(),
            size: persona.size,
            share_of_people: persona.share_of_people,
            share_of_value: persona.share_of_value,
            value: self.money(persona.value),
            stability: jaccard_words(persona.stability),
            traits: persona.traits.iter().map(|measured| self.trait_view(measured)).collect(),
            may_email: contactable(&self.shop, &members, Channel::Email).may,
            typical,
        }
    }

    fn trait_view(&self, measured: &PersonaTrait) -> TraitView {
        let (here, everyone, shares) = match measured.kind {
            TraitKind::Share => (
                format!("{} ({} to {})", percent(measured.here), percent(measured.low), percent(measured.high)),
                format!("{} of everyone", percent(measured.everyone)),
                Some((measured.here, measured.everyone)),
            ),
            TraitKind::Typical => (
                format!(
                    "{} ({} to {})",
                    self.amount(measured.here, &measured.unit),
                    bare(&self.amount(measured.low, &measured.unit)),
                    bare(&self.amount(measured.high, &measured.unit))
                ),
                format!("{} for everyone", self.amount(measured.everyone, &measured.unit)),
                None,
            ),
        };
        TraitView {
            words: measured.words.clone(),
            here,
            everyone,
            n: measured.n,
            here_share: shares.map(|(here, _)| here),
            everyone_share: shares.map(|(_, everyone)| everyone),
        }
    }

    #[allow(clippy::cast_possible_truncation, reason = "amounts are far below 2^53")]
    fn amount(&self, value: f64, unit: &str) -> String {
        match unit {
            "" => format!("{value:.1}"),
            unit if unit == self.currency.code() => {
                // Medians of money come in major units.
                let minor = value * f64::from(10_u32.pow(self.currency.exponent()));
                Money::new(minor.round() as i64, self.currency).to_string()
            }
            unit => {
                let number = if value.fract().abs() < 0.05 { format!("{value:.0}") } else { format!("{value:.1}") };
                let unit = if number == "1" { unit.trim_end_matches('s') } else { unit };
                format!("{number} {unit}")
            }
        }
    }
}

/// An amount without its unit: "25 days" is 25. Money keeps its symbol.
fn bare(amount: &str) -> &str {
    amount.split(' ').next().unwrap_or(amount)
}

fn percent(share: f64) -> String {
    match share * 100.0 {
        tiny if tiny > 0.0 && tiny < 1.0 => "under 1%".to_owned(),
        most if most > 99.0 && most < 100.0 => "over 99%".to_owned(),
        other => format!("{other:.0}%"),
    }
}

fn stability_words(set: &PersonaSet) -> String {
    let index = set.stability;
    let words = match index {
        at_least if at_least >= 0.8 => "Groups are stable",
        at_least if at_least >= 0.6 => "Groups are fairly stable",
        _ => "Groups are loose: read them as slices of a continuum",
    };
    format!(
        "{words}: looking again at half the data {} times agreed {:.2} on a scale where 1 is the same groups and 0 is chance.",
        group_digits(set.resamples.into()),
        index
    )
}

/// Hennig's bands for the Jaccard similarity of a group with itself on resampled data.
fn jaccard_words(jaccard: f64) -> String {
    let word = match jaccard {
        j if j > 0.85 => "highly stable",
        j if j >= 0.75 => "stable",
        j if j >= 0.6 => "doubtful",
        _ => "unstable",
    };
    format!("{word} ({jaccard:.2})")
}
