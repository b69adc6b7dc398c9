//! All scores at a glance, and the gate before their use: how right a score was is to be seen, or skipped knowingly.

use super::{
    lead::{own_params, subscriber_params},
    runs::Params,
    words::some,
    worked::{Base, Wanted},
};
use crate::{
    Workbench,
    bench::{OpenShop, usage},
    clock::{day_and_minute, local_date},
    import::tally::count,
    progress::{Progress, quiet},
    views::{ProofSeen, ScoreBrief, ScoreMade, ScoreState, ScoresView},
};
use regulars_insight::scores::WorthParams;
use regulars_model::{Code, Problem, ScoreKind};
use regulars_vault::score_proof_seen::{self, ProofLook};

/// In a larger shop whoever asks for something would wait for a part of it: there scores are worked out when they are asked for.
const MOST_MEANWHILE: u32 = 100_000;

impl Workbench {
    /// All scores in short. What is not there yet, or of other data or another day, is worked out; where the user stops that, what
    /// was shown before is shown again, and since when it is stale.
    ///
    /// # Errors
    /// When no vault is open, or the user stopped it the first time.
    pub fn scores(&mut self, progress: Progress<'_>) -> Result<ScoresView, Problem> {
        let wanted = self.opened()?.all_scores()?;
        match self.work_out(&wanted, progress) {
            Ok(()) => {}
            Err(problem) if problem.code == Code::Cancelled => {
                let since = self.as_of().words();
                let shown = self.opened()?.scores.shown.clone();
                return shown.map(|view| stale(view, &since)).ok_or(problem);
            }
            Err(problem) => return Err(problem),
        }
        let as_of = self.as_of();
        let open = self.opened_to_note()?;
        let view = open.scores_view(open.base(as_of)?)?;
        open.scores.shown = Some(view.clone());
        Ok(view)
    }

    /// Works out a little more of what [`Self::scores`] shows: to be called again, when nobody waits for anything, for as long as it
    /// says that there is more to be done. Costs next to nothing where all of it is there.
    ///
    /// # Errors
    /// When the disk does not take what a run was worked out with.
    pub fn work_on_scores(&mut self) -> Result<bool, Problem> {
        let meanwhile = |open: &&OpenShop| open.laid_out && open.shop.people() <= MOST_MEANWHILE;
        let Some(open) = self.open.as_ref().filter(meanwhile) else { return Ok(false) };
        let wanted = Wanted { led_proof: true, ..open.all_scores()? };
        self.work_on(&wanted, &|| false)
    }

    /// Notes that the user looked at how right a score was, or knowingly did not.
    ///
    /// # Errors
    /// When no vault is open, `how` is neither, or the score was never worked out.
    pub fn score_proof_seen(&mut self, kind: ScoreKind, how: ProofSeen) -> Result<ScoresView, Problem> {
        if how == ProofSeen::Unseen {
            return Err(usage("A proof is seen or skipped.", "Say which."));
        }
        let (now, cause) = (self.now(), self.cause("look_at_proof"));
        let view = self.scores(&mut quiet())?;
        let made = view.kinds.iter().find(|brief| brief.kind == kind).map(|brief| brief.made.run.clone());
        let Some(run) = made.as_deref().and_then(super::replay::run_number) else {
            return Err(Problem::new(
                Code::NotFound,
                "There is no score of this kind yet, so there is nothing to prove.",
                "“regulars score” says what is missing.",
            ));
        };
        let open = self.opened_to_note()?;
        let look = ProofLook { run, seen: how == ProofSeen::Seen, at: now };
        open.vault.write(cause, |tx| score_proof_seen::note(tx, kind, look))?;
        open.count_log()?;
        self.scores(&mut quiet())
    }
}

fn stale(mut view: ScoresView, since: &str) -> ScoresView {
    for brief in &mut view.kinds {
        brief.made.stale_since = since.to_owned();
    }
    view
}

impl OpenShop {
    /// Everything that the screen of scores shows.
    pub(super) fn all_scores(&self) -> Result<Wanted, Problem> {
        Ok(Wanted {
            value: Some(WorthParams::default()),
            risk: Some(None),
            proof: true,
            lead: Some(own_params(self)?),
            subscriber: subscriber_params(self)?,
            ..Wanted::default()
        })
    }

    fn scores_view(&self, base: &Base) -> Result<ScoresView, Problem> {
        let kinds = self.score_kinds().map(|kind| match kind {
            ScoreKind::Value | ScoreKind::Risk => self.buyers_brief(base, kind),
            ScoreKind::Lead | ScoreKind::Subscriber => self.lead_brief(base, kind),
        });
        Ok(ScoresView {
            kinds: kinds.collect::<Result<_, _>>()?,
            as_of: base.as_of.words(),
            opted_out: count(self.opted_out().count()),
        })
    }

    /// Scores that this shop can have: without subscriptions nobody can cancel one.
    pub(super) fn score_kinds(&self) -> impl Iterator<Item = ScoreKind> {
        let subscriptions = self.shop.has_subscriptions();
        ScoreKind::ALL.into_iter().filter(move |kind| *kind != ScoreKind::Subscriber || subscriptions)
    }

    /// People who opted out of use.
    pub(super) fn opted_out(&self) -> impl Iterator<Item = u32> + '_ {
        let no = |index: &u32| self.shop.person(*index).is_some_and(|person| !person.use_allowed);
        (0..self.shop.people()).filter(no)
    }

    fn buyers_brief(&self, base: &Base, kind: ScoreKind) -> Result<ScoreBrief, Problem> {
        let (state, words) = self.buyers_state(base, kind)?;
        let is_value = kind == ScoreKind::Value;
        let params = match is_value {
            true => Params::of_value(&WorthParams::default()),
            false => Params::Risk { horizon: base.own_horizon },
        };
        let offered = matches!(state, ScoreState::Ready | ScoreState::ProofUnseen);
        let headline = match base.worth() {
            Ok(worth) if is_value => self.value_headline(base, worth),
            _ if !is_value && offered => {
                // As the user sees them: whoever they put elsewhere is there.
                let risk = self.risk_in_short(base)?;
                self.risk_headline(risk.at_risk, risk.stake)
            }
            _ => String::new(),
        };
        Ok(ScoreBrief {
            kind,
            title: title(kind).to_owned(),
            state,
            words,
            headline,
            proof: self.buyers_proof(base, kind),
            people: base.customers,
            made: self.made(base, kind, &params.text())?,
        })
    }

    /// When and from what a score was worked out.
    pub(super) fn made(&self, base: &Base, kind: ScoreKind, params: &str) -> Result<ScoreMade, Problem> {
        let look = self.vault.read(|read| score_proof_seen::of(read, kind))?;
        let from = match (kind, base.led(kind), base.purchases.span()) {
            (_, Some(led), _) => led.learnt_from(),
            (ScoreKind::Lead | ScoreKind::Subscriber, None, _) | (_, _, None) => String::new(),
            (_, _, Some((first, _))) => format!(
                "{}, {} from {}",
                super::words::customers(base.customers),
                some(base.bought, "purchase", "purchases"),
                first.words()
            ),
        };
        Ok(ScoreMade {
            as_of: base.as_of.words(),
            at: day_and_minute(base.at),
            from,
            stale_since: String::new(),
            run: base.run(kind, params).map(|run| format!("r{run}")).unwrap_or_default(),
            proof_seen: match look {
                None => ProofSeen::Unseen,
                Some(look) if look.seen => ProofSeen::Seen,
                Some(_) => ProofSeen::Skipped,
            },
            proof_seen_on: look.map(|look| local_date(look.at)).unwrap_or_default(),
        })
    }

    /// Whether a score that is there may be used.
    pub(super) fn proof_state(&self, kind: ScoreKind) -> Result<(ScoreState, String), Problem> {
        Ok(match self.vault.read(|read| score_proof_seen::of(read, kind))? {
            Some(_) => (ScoreState::Ready, String::new()),
            None => {
                let words = "Look at how right it was before you use it.".to_owned();
                (ScoreState::ProofUnseen, words)
            }
        })
    }
}

/// As screens call a score.
pub(super) fn title(kind: ScoreKind) -> &'static str {
    match kind {
        ScoreKind::Value => "What customers are worth",
        ScoreKind::Risk => "Who is slipping away",
        ScoreKind::Lead => "Which leads are warm",
        ScoreKind::Subscriber => "Which subscribers may cancel",
    }
}
