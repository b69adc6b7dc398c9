//! Leads and subscribers on a page: their tiers, who is in them, and the card of points where nothing could be learnt.

use super::{
    lead::{Led, headline, own_params},
    outcome::{TIERS, kind_of, outcome_words, tier},
    overrides::{Put, label},
    points::Pointed,
    runs::Params,
    words::{chance, days, some},
    worked::{Base, Wanted, checked_days},
};
use crate::{
    Workbench,
    bench::OpenShop,
    import::tally::count,
    progress::Progress,
    views::{
        LeadPage, LeadRequest, LeadRow, LeadSort, LeadTier, LeadView, OutcomeView, OverridePut, ScoreState, TierView,
    },
};
use regulars_insight::{
    evaluate,
    scores::lead::{LeadParams, Outcome},
};
use regulars_model::{CountTest, Day, EventKind, Problem, ProductFilter, Rule, ScoreKind, SegmentRule, Window};

impl Workbench {
    /// Which leads are warm, and a page of them.
    ///
    /// # Errors
    /// When no vault is open, the horizon is out of bounds, or the user stopped it.
    pub fn score_lead(&mut self, request: &LeadRequest, progress: Progress<'_>) -> Result<LeadView, Problem> {
        let horizon = request.horizon.map(checked_days).transpose()?;
        let params = self.opened()?.lead_params(request.event, horizon, &request.insisted)?;
        self.work_out(&Wanted { lead: Some(params), ..Wanted::default() }, progress)?;
        let as_of = self.as_of();
        let open = self.opened()?;
        open.lead_view(open.base(as_of)?, ScoreKind::Lead, request)
    }

    /// Which subscribers may cancel, and a page of them; what is hoped for of leads is not asked.
    ///
    /// # Errors
    /// When no vault is open, the horizon is out of bounds, or the user stopped it.
    pub fn score_subscriber(&mut self, request: &LeadRequest, progress: Progress<'_>) -> Result<LeadView, Problem> {
        let horizon = request.horizon.map(checked_days).transpose()?;
        let params = self.opened()?.cancelling(horizon, &request.insisted)?;
        self.work_out(&Wanted { subscriber: Some(params), ..Wanted::default() }, progress)?;
        let as_of = self.as_of();
        let open = self.opened()?;
        open.lead_view(open.base(as_of)?, ScoreKind::Subscriber, request)
    }
}

/// One lead, as the program and as the user see them.
struct Seen {
    person: u32,
    score: f64,
    percentile: f64,
    chance: Option<f64>,
    tier: LeadTier,
    put: Option<usize>,
}

impl OpenShop {
    pub(super) fn lead_params(
        &self,
        event: Option<EventKind>,
        horizon: Option<u32>,
        insisted: &[String],
    ) -> Result<LeadParams, Problem> {
        let own = own_params(self)?;
        Ok(LeadParams {
            outcome: event.map_or(Outcome::Purchase, Outcome::Event),
            horizon: horizon.unwrap_or(own.horizon),
            insisted: insisted.to_vec(),
            ..own
        })
    }

    /// With what it is learnt which subscribers may cancel.
    pub(super) fn cancelling(&self, horizon: Option<u32>, insisted: &[String]) -> Result<LeadParams, Problem> {
        Ok(LeadParams { outcome: Outcome::Cancelled, ..self.lead_params(None, horizon, insisted)? })
    }

    fn lead_view(&self, base: &Base, kind: ScoreKind, request: &LeadRequest) -> Result<LeadView, Problem> {
        let gone = || Problem::new(regulars_model::Code::Failed, "The scores are not there any more.", "Ask again.");
        let led = base.led(kind).ok_or_else(gone)?;
        let (state, words) = self.lead_state(led)?;
        let puts = self.puts(kind)?;
        let pointed = match state {
            ScoreState::TooLittle if kind == ScoreKind::Lead => Some(self.pointed(led.params.outcome, base.as_of)?),
            _ => None,
        };
        let seen = seen(led, pointed.as_ref(), &puts);
        let (grade, grade_words) = led.grade();
        let learnt = led.leads.as_ref().ok();
        let base_rate = learnt.map(|leads| f64::from(count(leads.yes)) / f64::from(count(leads.rows).max(1)));
        let model = match &pointed {
            Some(_) => "Points are added up by a card that you can change: nothing could be learnt.".to_owned(),
            None => led.model_words().unwrap_or_default(),
        };
        Ok(LeadView {
            state,
            words,
            headline: match (led.offered(), &pointed) {
                (Some(leads), _) => headline(led, leads),
                (None, Some(_)) => points_headline(&seen),
                (None, None) => String::new(),
            },
            event: request.event.filter(|_| kind == ScoreKind::Lead),
            outcome: outcome_words(led.params.outcome).to_owned(),
            outcomes: if kind == ScoreKind::Lead { self.outcomes(base.as_of) } else { Vec::new() },
            horizon: led.params.horizon,
            leads: learnt.map_or(count(seen.len()), |leads| count(leads.people.len())),
            learnt_from: match base_rate {
                Some(_) => format!("{}.", led.learnt_from()),
                None => String::new(),
            },
            base_rate,
            grade,
            grade_words,
            model,
            tiers: if seen.is_empty() { Vec::new() } else { tiers(&seen, &led.params) },
            left_out: led.left_out(),
            points: pointed.as_ref().map(|pointed| self.points_view(pointed)),
            people: self.lead_page(kind, &seen, &puts, request),
            made: self.made(base, kind, &Params::of_lead(&led.params).text())?,
        })
    }

    /// What could be hoped for in this shop.
    fn outcomes(&self, as_of: Day) -> Vec<OutcomeView> {
        let hoped = |kind: &EventKind| {
            !matches!(kind, EventKind::EmailSent | EventKind::EmailBounced | EventKind::Unsubscribed)
        };
        let events = self.shop.options().events.into_iter().filter(hoped).map(Some);
        std::iter::once(None)
            .chain(events)
            .map(|event| {
                let (times, when) = (CountTest::AtLeast { n: 1 }, Window::Ever);
                let rule = match event {
                    None => Rule::Bought { what: ProductFilter::Anything, times, when },
                    Some(event) => Rule::Did { event, about: None, times, when },
                };
                OutcomeView {
                    event,
                    words: outcome_words(event.map_or(Outcome::Purchase, Outcome::Event)).to_owned(),
                    people: evaluate(&self.shop, &SegmentRule::new(rule), as_of).members.count(),
                }
            })
            .collect()
    }

    fn lead_page(&self, kind: ScoreKind, seen: &[Seen], puts: &[Put], request: &LeadRequest) -> LeadPage {
        let listed = seen.iter().filter(|one| request.tier.is_none_or(|tier| one.tier == tier));
        let people: Vec<(u32, f64)> = listed.map(|one| (one.person, one.score + one.percentile / 1e6)).collect();
        let total = count(people.len());
        let shown = self.paged(people, request.sort == LeadSort::Name, request.offset, request.limit);
        let row = |person: u32| {
            let one = &seen[seen.binary_search_by_key(&person, |one| one.person).ok()?];
            Some(LeadRow {
                person: self.named(person),
                score: one.score,
                percentile: one.percentile,
                chance: one.chance,
                chance_words: one.chance.map(chance).unwrap_or_default(),
                tier: one.tier,
                tier_label: label(kind, OverridePut::Tier(one.tier)).to_owned(),
                by_hand: one.put.map(|at| puts[at].view.clone()),
            })
        };
        LeadPage { total, offset: request.offset, rows: shown.into_iter().filter_map(row).collect() }
    }
}

/// Leads as they are to be shown, by person. None where the score is not offered.
fn seen(led: &Led, pointed: Option<&Pointed>, puts: &[Put]) -> Vec<Seen> {
    let one = |person: u32, score: f64, percentile: f64, chance: Option<f64>| {
        let put = puts.iter().position(|put| put.index == person);
        let tier = match put.map(|at| puts[at].put) {
            Some(OverridePut::Tier(tier)) => tier,
            _ => tier(score),
        };
        Seen { person, score, percentile, chance, tier, put }
    };
    match (led.offered(), pointed) {
        (Some(leads), _) => {
            leads.people.iter().map(|lead| one(lead.person, lead.score, lead.percentile, Some(lead.chance))).collect()
        }
        (None, Some(pointed)) => {
            pointed.people.iter().map(|lead| one(lead.person, lead.score, lead.percentile, None)).collect()
        }
        (None, None) => Vec::new(),
    }
}

fn tiers(seen: &[Seen], params: &LeadParams) -> Vec<TierView> {
    let kind = kind_of(params.outcome);
    let what = if kind == ScoreKind::Subscriber { "cancel" } else { "do it" };
    let view = |(_, tier, from): (_, LeadTier, u32)| {
        let theirs: Vec<&Seen> = seen.iter().filter(|one| one.tier == tier).collect();
        let chances: Option<Vec<f64>> = theirs.iter().map(|one| one.chance).collect();
        let learnt = seen.iter().any(|one| one.chance.is_some());
        TierView {
            tier,
            label: label(kind, OverridePut::Tier(tier)).to_owned(),
            from,
            words: match (learnt, tier) {
                (true, LeadTier::Hot) => {
                    format!("From 85: at least three times the usual odds to {what} within {}.", days(params.horizon))
                }
                (true, LeadTier::Warm) => "From 70: at least twice the usual odds.".to_owned(),
                (true, LeadTier::KeepInTouch) => "From 50: as likely as most, or more.".to_owned(),
                (true, LeadTier::NotYet) => "Below 50: less likely than most.".to_owned(),
                (false, LeadTier::NotYet) => "Below 50 points.".to_owned(),
                (false, _) => format!("From {from} points."),
            },
            people: count(theirs.len()),
            expected: chances.filter(|_| learnt).map(|chances| chances.iter().fold(0.0, |sum, chance| sum + chance)),
            by_hand: count(theirs.iter().filter(|one| one.put.is_some()).count()),
        }
    };
    TIERS.map(view).into()
}

fn points_headline(seen: &[Seen]) -> String {
    let hot = count(seen.iter().filter(|one| one.tier == LeadTier::Hot).count());
    format!("{hot} of {} have 85 points or more by your card.", some(seen.len() as u64, "person", "people"))
}
