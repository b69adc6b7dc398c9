//! Scores as rules ask for them: worked out for the day of the question, with where the user put somebody instead, and only once
//! it was seen how right they were, or skipped knowingly.

use super::{
    lead::{own_params, subscriber_params},
    outcome::tier,
    overview::title,
    risk::band,
    worked::{Base, Wanted},
};
use crate::{
    Workbench,
    bench::OpenShop,
    progress::Progress,
    views::{OverridePut, ScoreOnOffer, ScoreState, SegmentChoice},
};
use regulars_insight::scores::WorthParams;
use regulars_model::{
    Code, Day, PersonId, Problem, RiskBand, Rule, ScoreKind, ScorePlace, Scored, ScoresFound, SegmentId, group_digits,
};
use regulars_vault::segment;
use std::collections::{BTreeSet, HashMap};

impl Workbench {
    /// Works out the scores that rules ask for and that are not there yet; costs next to nothing where they ask for none. Who
    /// is asked next is asked of scores of this day and of the people as they are.
    ///
    /// # Errors
    /// When no vault is open, there is no such segment, a score may not be used before its proof was seen, or the user stopped it.
    pub fn work_out_for(&mut self, choices: &[SegmentChoice], progress: Progress<'_>) -> Result<(), Problem> {
        let (open, as_of) = (self.opened()?, self.as_of());
        let mut kinds = BTreeSet::new();
        for choice in choices {
            let (_, rule) = open.written(choice, as_of)?;
            open.scores_asked(&rule.root, &mut kinds)?;
        }
        // Nobody waits for what may not be used.
        kinds.iter().try_for_each(|kind| open.was_proved(*kind, as_of))?;
        self.work_out_kinds(&kinds, progress)
    }

    /// The same for every saved segment that may be asked.
    ///
    /// # Errors
    /// When no vault is open, or the user stopped it.
    pub fn work_out_for_saved(&mut self, progress: Progress<'_>) -> Result<(), Problem> {
        let (open, as_of) = (self.opened()?, self.as_of());
        let mut kinds = BTreeSet::new();
        for stored in open.vault.read(segment::list)? {
            open.scores_asked(&stored.rule.root, &mut kinds)?;
        }
        kinds.retain(|kind| open.was_proved(*kind, as_of).is_ok());
        self.work_out_kinds(&kinds, progress)
    }

    fn work_out_kinds(&mut self, kinds: &BTreeSet<ScoreKind>, progress: Progress<'_>) -> Result<(), Problem> {
        if kinds.is_empty() {
            return Ok(());
        }
        let has = |kind| kinds.contains(&kind);
        let wanted = Wanted {
            value: has(ScoreKind::Value).then(WorthParams::default),
            risk: has(ScoreKind::Risk).then_some(None),
            proof: has(ScoreKind::Value) || has(ScoreKind::Risk),
            lead: if has(ScoreKind::Lead) { Some(own_params(self.opened()?)?) } else { None },
            subscriber: if has(ScoreKind::Subscriber) { subscriber_params(self.opened()?)? } else { None },
            ..Wanted::default()
        };
        self.work_out(&wanted, progress)
    }
}

/// Why there is nothing to ask a score of.
enum Without {
    /// It is not worked out for that day and these people.
    NotYet,
    /// It is not offered, and why.
    Not(ScoreState, String),
}

impl OpenShop {
    /// Adds the scores that a rule asks for, itself or by a saved segment.
    fn scores_asked(&self, rule: &Rule, kinds: &mut BTreeSet<ScoreKind>) -> Result<(), Problem> {
        let mut inside = named(rule, kinds);
        if inside.is_empty() {
            return Ok(());
        }
        let saved = self.vault.read(segment::list)?;
        let mut seen = BTreeSet::new();
        while let Some(id) = inside.pop() {
            // One that is not there is refused when the rule is opened, and so is one that asks for itself.
            if let Some(stored) = saved.iter().find(|stored| stored.id == id && seen.insert(id)) {
                inside.extend(named(&stored.rule.root, kinds));
            }
        }
        Ok(())
    }

    /// That it was seen how right a score was, or skipped knowingly. Where it is known already that there is nothing to be seen, that
    /// is said.
    fn was_proved(&self, kind: ScoreKind, as_of: Day) -> Result<(), Problem> {
        if self.proof_state(kind)?.0 == ScoreState::Ready {
            return Ok(());
        }
        let unseen = Without::Not(ScoreState::ProofUnseen, String::new());
        Err(refused(kind, &self.found(kind, as_of)?.err().unwrap_or(unseen)))
    }

    /// Everybody's score of one kind as of a day, if a rule may ask for it.
    ///
    /// # Errors
    /// Why it may not, and where to look; [`Code::Wait`] where it is not worked out yet.
    pub(crate) fn scores_found(&self, kind: ScoreKind, as_of: Day) -> Result<ScoresFound, Problem> {
        self.found(kind, as_of)?.map_err(|why| refused(kind, &why))
    }

    fn found(&self, kind: ScoreKind, as_of: Day) -> Result<Result<ScoresFound, Without>, Problem> {
        let base = self.scores.of(self.vault.times_touched(), as_of);
        let base = match base {
            Some(base) if self.is_there(base, kind)? => base,
            _ => {
                let unseen = self.proof_state(kind)?.0 != ScoreState::Ready;
                let why = if unseen { Without::Not(ScoreState::ProofUnseen, String::new()) } else { Without::NotYet };
                return Ok(Err(why));
            }
        };
        let (state, words) = match (kind, base.led(kind)) {
            (_, Some(led)) => self.lead_state(led)?,
            (ScoreKind::Subscriber, None) => (ScoreState::TooLittle, "This shop has no subscriptions.".to_owned()),
            (ScoreKind::Lead, None) => (ScoreState::TooLittle, String::new()),
            (ScoreKind::Value | ScoreKind::Risk, _) => self.buyers_state(base, kind)?,
        };
        if state != ScoreState::Ready {
            return Ok(Err(Without::Not(state, words)));
        }
        let held = base.ruled.of(kind);
        if let Some(found) = held.get() {
            return Ok(Ok(found.clone()));
        }
        let found = self.scored(base, kind)?;
        Ok(Ok(held.get_or_init(|| found).clone()))
    }

    /// Whether all that a rule needs of a score was worked out: the score by the program's own parameters, and its proof.
    pub(super) fn is_there(&self, base: &Base, kind: ScoreKind) -> Result<bool, Problem> {
        Ok(match kind {
            ScoreKind::Value => base.worth.is_some() && base.is_proved(),
            ScoreKind::Risk => {
                let risk = base.risk.as_ref().is_some_and(|risk| risk.horizon == base.own_horizon);
                base.chances.is_some() && (risk || base.chances().is_err()) && base.is_proved()
            }
            ScoreKind::Lead => match &base.lead {
                Some(led) => led.params == own_params(self)?,
                None => false,
            },
            ScoreKind::Subscriber => match (base.led(kind), subscriber_params(self)?) {
                (Some(led), Some(own)) => led.params == own,
                (led, own) => led.is_none() && own.is_none(),
            },
        })
    }

    fn scored(&self, base: &Base, kind: ScoreKind) -> Result<ScoresFound, Problem> {
        let puts: HashMap<u32, OverridePut> = self.puts(kind)?.into_iter().map(|put| (put.index, put.put)).collect();
        let id = |index: u32| self.shop.id_of(index).unwrap_or(PersonId(u32::MAX));
        let by_hand = |index: u32| puts.get(&index).map(|put| place(*put));
        let unit = f64::from(10u32.pow(self.currency.exponent()));
        let (horizon, people): (u32, Vec<Scored>) = match kind {
            ScoreKind::Value => {
                let worth = base.worth().ok();
                let one = |one: &regulars_insight::scores::PersonWorth| Scored {
                    person: id(one.person),
                    value: one.expected / unit,
                    place: None,
                    instead_of: None,
                    at_risk: false,
                };
                let horizon = worth.map_or(0, |worth| worth.params.horizon);
                (horizon, worth.map(|worth| together(&worth.people, one)).unwrap_or_default())
            }
            ScoreKind::Risk => {
                let one = |one: &regulars_insight::scores::PersonRisk| {
                    let said = ScorePlace::Band(band(one.band));
                    let put = by_hand(one.person);
                    Scored {
                        person: id(one.person),
                        value: 100.0 * one.buys,
                        place: Some(put.unwrap_or(said)),
                        instead_of: put.map(|_| said),
                        // As the list of those who are slipping away has it.
                        at_risk: put.map_or(one.at_risk, |put| put == ScorePlace::Band(RiskBand::Slipping)),
                    }
                };
                (base.own_horizon, base.risk.as_ref().map(|risk| together(&risk.people, one)).unwrap_or_default())
            }
            ScoreKind::Subscriber => {
                let one = |one: &regulars_insight::scores::lead::Lead| Scored {
                    person: id(one.person),
                    value: 100.0 * one.chance,
                    place: None,
                    instead_of: None,
                    at_risk: false,
                };
                let led = base.led(kind);
                let people = led.and_then(|led| led.offered()).map(|found| together(&found.people, one));
                (led.map_or(0, |led| led.params.horizon), people.unwrap_or_default())
            }
            ScoreKind::Lead => {
                let one = |one: &regulars_insight::scores::lead::Lead| {
                    let said = ScorePlace::Tier(tier(one.score));
                    let put = by_hand(one.person);
                    Scored {
                        person: id(one.person),
                        value: one.score,
                        place: Some(put.unwrap_or(said)),
                        instead_of: put.map(|_| said),
                        at_risk: false,
                    }
                };
                let leads = base.lead.as_ref().and_then(|led| led.offered());
                let horizon = base.lead.as_ref().map_or(0, |led| led.params.horizon);
                (horizon, leads.map(|leads| together(&leads.people, one)).unwrap_or_default())
            }
        };
        Ok(ScoresFound::new(kind, base.as_of, horizon, people))
    }

    /// What a builder offers of scores, and why not. Nothing is worked out for it.
    pub(crate) fn scores_on_offer(&self, as_of: Day) -> Result<Vec<ScoreOnOffer>, Problem> {
        let one = |kind: ScoreKind| -> Result<ScoreOnOffer, Problem> {
            let everyone = self.shop.everyone().count();
            let offer = ScoreOnOffer {
                kind,
                title: title(kind).to_owned(),
                state: ScoreState::Ready,
                cannot: String::new(),
                waits: false,
                as_of: as_of.words(),
                horizon: 0,
                without: 0,
                people: everyone,
            };
            Ok(match self.found(kind, as_of)? {
                Ok(found) => {
                    ScoreOnOffer { horizon: found.horizon(), without: self.shop.without_a_score(&found), ..offer }
                }
                Err(Without::NotYet) => ScoreOnOffer { waits: true, ..offer },
                Err(Without::Not(state, words)) => {
                    let cannot = refused(kind, &Without::Not(state, words)).message;
                    ScoreOnOffer { state, cannot, ..offer }
                }
            })
        };
        self.score_kinds().map(one).collect()
    }

    /// "“Who is slipping away” is of Mon 23 Nov 2026. 310 of 1,514 people have no such score: they are neither above nor below."
    pub(crate) fn scores_used(&self, rule: &Rule) -> Vec<String> {
        let mut found: Vec<&ScoresFound> = Vec::new();
        each_score(rule, &mut |one| {
            if found.iter().all(|held| held.kind() != one.kind()) {
                found.push(one);
            }
        });
        found.sort_by_key(|found| found.kind());
        let all = self.shop.everyone().count();
        let told = |found: &ScoresFound| {
            let without = self.shop.without_a_score(found);
            let whom = match without {
                0 => "Everybody has such a score.".to_owned(),
                1 => format!(
                    "1 of {} people has no such score, and is neither above nor below.",
                    group_digits(all.into())
                ),
                many => format!(
                    "{} of {} people have no such score: they are neither above nor below.",
                    group_digits(many.into()),
                    group_digits(all.into())
                ),
            };
            format!("“{}” is of {}. {whom}", title(found.kind()), found.as_of().words())
        };
        found.into_iter().map(told).collect()
    }
}

/// In one piece from the beginning: a list that grows leaves parts of itself behind in memory.
fn together<T>(people: &[T], one: impl Fn(&T) -> Scored) -> Vec<Scored> {
    let mut all = Vec::with_capacity(people.len());
    all.extend(people.iter().map(one));
    all
}

/// The segments that a rule names; the scores that it asks for are added.
fn named(rule: &Rule, kinds: &mut BTreeSet<ScoreKind>) -> Vec<SegmentId> {
    let mut segments = Vec::new();
    rule.each(&mut |node| match node {
        Rule::Score { asks, .. } => {
            kinds.insert(asks.kind());
        }
        Rule::Segment { segment, .. } => segments.push(*segment),
        _ => {}
    });
    segments
}

/// Every score that a rule was given, in the segments that it opens too.
fn each_score<'a>(rule: &'a Rule, look: &mut impl FnMut(&'a ScoresFound)) {
    if let Rule::Score { found: Some(found), .. } = rule {
        look(found);
    }
    rule.parts().unwrap_or_default().iter().for_each(|part| each_score(part, look));
}

/// Whether a rule that was looked up asks for scores: then its past cannot be counted without working out many.
pub(crate) fn asks_a_score(rule: &Rule) -> bool {
    matches!(rule, Rule::Score { .. }) || rule.parts().unwrap_or_default().iter().any(asks_a_score)
}

fn place(put: OverridePut) -> ScorePlace {
    match put {
        OverridePut::Band(band) => ScorePlace::Band(band),
        OverridePut::Tier(tier) => ScorePlace::Tier(tier),
    }
}

/// Why no rule asks for a score, and where to look.
fn refused(kind: ScoreKind, why: &Without) -> Problem {
    let title = title(kind);
    let word = kind.word();
    match why {
        Without::NotYet => Problem::new(
            Code::Wait,
            format!("“{title}” is not worked out yet for this day and these people."),
            "It is worked out when the rule is counted. Try again in a moment.",
        ),
        Without::Not(ScoreState::ProofUnseen, _) => Problem::new(
            Code::InputRefused,
            format!("Nobody has looked yet at how right “{title}” was, so no segment asks for it."),
            format!(
                "Look at it under “Scores”, “How right were we?” (regulars score proof {word} --seen), or skip it there knowingly \
                 (--skipped); or take that part out."
            ),
        ),
        Without::Not(ScoreState::NotOffered, words) => Problem::new(
            Code::InputRefused,
            format!("No segment asks for “{title}”. {words}"),
            format!(
                "See it under “Scores”, “How right were we?” (regulars score proof {word}); or take that part out."
            ),
        ),
        Without::Not(_, words) => Problem::new(
            Code::InputRefused,
            format!("No segment asks for “{title}”. {words}"),
            "“regulars score” says what is missing; or take that part out.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_says_why_and_where_to_look() {
        let said = |state, words: &str| {
            let problem = refused(ScoreKind::Risk, &Without::Not(state, words.to_owned()));
            assert_eq!(problem.code, Code::InputRefused);
            (problem.message, problem.hint)
        };
        let (message, hint) = said(ScoreState::ProofUnseen, "");
        assert_eq!(
            message,
            "Nobody has looked yet at how right “Who is slipping away” was, so no segment asks for it."
        );
        assert_eq!(
            hint,
            "Look at it under “Scores”, “How right were we?” (regulars score proof risk --seen), or skip it there knowingly \
             (--skipped); or take that part out."
        );
        let (message, hint) = said(ScoreState::NotOffered, "It was no better than a coin.");
        assert_eq!(message, "No segment asks for “Who is slipping away”. It was no better than a coin.");
        assert_eq!(
            hint,
            "See it under “Scores”, “How right were we?” (regulars score proof risk); or take that part out."
        );
        assert_eq!(
            said(ScoreState::Pooled, "Only 40 customers.").1,
            "“regulars score” says what is missing; or take that part out."
        );
        let waits = refused(ScoreKind::Lead, &Without::NotYet);
        assert_eq!(waits.code, Code::Wait);
        assert_eq!(waits.message, "“Which leads are warm” is not worked out yet for this day and these people.");
    }
}
