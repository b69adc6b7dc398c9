//! Which leads are warm: what was learnt from those of the past, and how good that is.

use super::{
    outcome::{asked, did, kind_of, not_learnt, would},
    proof::accuracy_words,
    runs::Params,
    words::{about, ahead, back, days, some, whole},
    worked::Base,
};
use crate::{
    bench::OpenShop,
    import::tally::count,
    rules::usable,
    views::{LeadGrade, LeftOutView, ScoreBrief, ScoreState},
};
use regulars_insight::{
    Shop,
    scores::{
        Accuracy,
        lead::{Grade, LeadParams, Leads, Leak, Model, NotLearnt, Outcome, Tier, Why, ended, leads, looked_back},
    },
};
use regulars_model::{Day, Problem, ScoreKind};
use regulars_vault::field;

/// What came of an attempt to learn who of the leads is warm.
pub(super) struct Led {
    pub(super) params: LeadParams,
    pub(super) leads: Result<Leads, NotLearnt>,
    /// Stretches before the latest, the later first: how many back, and how right it was.
    past: Vec<(u32, Accuracy)>,
    /// Stretches that were looked at, whether anything can be said of them or not.
    looked_back: u32,
}

/// A stretch of the past: the day it was said on, its last day, and how right it was.
pub(super) struct LeadStretch<'a> {
    pub(super) said_on: Day,
    pub(super) to: Day,
    pub(super) who: &'a Accuracy,
}

/// What the program learns of leads where nobody asks for anything else.
pub(super) fn own_params(open: &OpenShop) -> Result<LeadParams, Problem> {
    let fields = open.vault.read(|read| {
        let may = usable(read)?;
        let all = field::list(read)?.into_iter().map(|held| held.field).filter(|field| may.contains(&field.key));
        Ok::<_, regulars_vault::VaultError>(all.map(|field| (field.key, field.label)).collect())
    })?;
    Ok(LeadParams { fields, ..LeadParams::default() })
}

/// What the program learns of subscribers; nothing where the shop has no subscriptions.
pub(super) fn subscriber_params(open: &OpenShop) -> Result<Option<LeadParams>, Problem> {
    let own = || Ok(LeadParams { outcome: Outcome::Cancelled, ..own_params(open)? });
    open.shop.has_subscriptions().then(own).transpose()
}

impl Led {
    pub(super) fn of(shop: &Shop, params: LeadParams, as_of: Day) -> Self {
        let leads = leads(shop, &params, as_of);
        Self { params, leads, past: Vec::new(), looked_back: 1 }
    }

    /// The next stretch further back; the latest is known already. `false` when there is none left.
    pub(super) fn look_back(&mut self, shop: &Shop, as_of: Day, most: u32) -> bool {
        if self.looked_back >= most || self.leads.is_err() {
            return false;
        }
        let back = self.looked_back;
        self.past.extend(looked_back(shop, &self.params, as_of, back).map(|who| (back, who)));
        self.looked_back += 1;
        true
    }

    /// What was looked back on, the latest first.
    pub(super) fn stretches(&self, as_of: Day) -> Vec<LeadStretch<'_>> {
        let latest = self.leads.iter().map(|leads| (0, &leads.learnt.judged));
        let all = latest.chain(self.past.iter().map(|(back, who)| (*back, who)));
        let of = |(back, who)| LeadStretch {
            said_on: ended(&self.params, as_of, back + 1),
            to: ended(&self.params, as_of, back),
            who,
        };
        all.map(of).collect()
    }

    /// What was learnt, where it is surely better than a coin.
    pub(super) fn offered(&self) -> Option<&Leads> {
        self.leads.as_ref().ok().filter(|leads| leads.learnt.grade.is_some())
    }

    /// "8,210 looks at people on four days of the past, 412 of whom did it".
    pub(super) fn learnt_from(&self) -> String {
        match &self.leads {
            Ok(leads) => format!(
                "{} at {} on four days of the past; in {} of them they {} within {}",
                some(leads.rows as u64, "look", "looks"),
                if self.params.outcome == Outcome::Cancelled { "subscribers" } else { "people" },
                whole(f64::from(count(leads.yes))),
                did(self.params.outcome),
                days(self.params.horizon)
            ),
            Err(_) => String::new(),
        }
    }

    /// "Last quarter we said 100 of 2,463 leads would buy; 93 did." Nothing where nothing was learnt.
    pub(super) fn said(&self) -> String {
        let Ok(leads) = &self.leads else { return String::new() };
        self.stretches(leads.as_of).first().map(|one| self.said_of(one, true)).unwrap_or_default()
    }

    pub(super) fn said_of(&self, one: &LeadStretch<'_>, latest: bool) -> String {
        format!(
            "{} we said {} of {} {} would {}; {} did.",
            back(self.params.horizon, one.to, latest),
            whole(one.who.said),
            whole(f64::from(one.who.people)),
            asked(self.params.outcome).1,
            would(self.params.outcome),
            whole(f64::from(one.who.came))
        )
    }

    pub(super) fn proof_words(&self) -> Vec<String> {
        let Ok(leads) = &self.leads else { return Vec::new() };
        let mut words = accuracy_words(&leads.learnt.judged, did(self.params.outcome));
        let many = some(count(1 + self.past.len()), "stretch", "stretches");
        words.push(format!("{} How high chances are was set by the stretch before.", super::words::looked_back(&many)));
        words.extend(self.model_words());
        words
    }

    /// Which model was taken, and why.
    pub(super) fn model_words(&self) -> Option<String> {
        let leads = self.leads.as_ref().ok()?;
        let pairs = leads
            .learnt
            .contest
            .map(|auc| auc.map_or_else(|| "none".to_owned(), |auc| format!("{:.1} of 100 pairs", auc * 100.0)));
        let [ridge, trees] = pairs;
        Some(match leads.learnt.model {
            Model::Ridge(_) => format!(
                "Of two ways to learn, the plain one is used, which adds up points: it ranked {ridge} rightly, the other one, with many small decisions, {trees}."
            ),
            Model::Trees(_) => format!(
                "Of two ways to learn, the one with many small decisions is used: it ranked {trees} rightly, the plain one, which adds up points, {ridge}."
            ),
        })
    }

    /// Columns that give the answer away, and those of them that the user insists on.
    pub(super) fn left_out(&self) -> Vec<LeftOutView> {
        let leaks = self.leads.iter().flat_map(|leads| &leads.learnt.leaks);
        let left = leaks.map(|leak| LeftOutView { column: leak.name.clone(), why: why(leak), used: false });
        let used = self.params.insisted.iter().map(|column| LeftOutView {
            column: column.clone(),
            why: "You insisted on it.".to_owned(),
            used: true,
        });
        left.chain(used).collect()
    }

    pub(super) fn grade(&self) -> (Option<LeadGrade>, String) {
        let Ok(leads) = &self.leads else { return (None, String::new()) };
        let grade = leads.learnt.grade.map(|grade| match grade {
            Grade::A => LeadGrade::A,
            Grade::B => LeadGrade::B,
            Grade::C => LeadGrade::C,
            Grade::D => LeadGrade::D,
        });
        let said = match grade {
            None => "On the latest people it was not surely better than a coin, so there is no grade and no score.",
            Some(LeadGrade::A) => "A: it tells well who will and who will not.",
            Some(LeadGrade::B) => "B: it ranks well, and is often wrong about one person.",
            Some(LeadGrade::C) => "C: better than a coin, and wrong about many.",
            Some(LeadGrade::D) => "D: little better than a coin.",
        };
        let auc = leads
            .learnt
            .judged
            .auc
            .map(|auc| format!(" Of two people it ranks the right one first {:.0} times in 100.", auc * 100.0));
        (grade, format!("{said}{}", auc.unwrap_or_default()))
    }
}

fn why(leak: &Leak) -> String {
    match leak.why {
        Why::NearlyTheAnswer(auc) => {
            format!("It alone tells who did it {:.0} times in 100: it is nearly the answer itself.", auc * 100.0)
        }
        Why::FilledOnlyAfter => {
            "It is known of next to nobody who did not do it: it is filled in only afterwards.".to_owned()
        }
        Why::KnowsTooMuch(by) => format!(
            "With it the score is better by {by:.2} than with everything else: it knows what cannot be known beforehand."
        ),
    }
}

impl OpenShop {
    pub(super) fn lead_state(&self, led: &Led) -> Result<(ScoreState, String), Problem> {
        match &led.leads {
            Err(why) => Ok((ScoreState::TooLittle, not_learnt(led.params.outcome, why))),
            Ok(_) if led.offered().is_none() => Ok((ScoreState::NotOffered, led.grade().1)),
            Ok(_) => self.proof_state(kind_of(led.params.outcome)),
        }
    }

    pub(super) fn lead_brief(&self, base: &Base, kind: ScoreKind) -> Result<ScoreBrief, Problem> {
        let Some(led) = base.led(kind) else { return Ok(nothing(kind)) };
        let (state, words) = self.lead_state(led)?;
        let params = Params::of_lead(&led.params).text();
        Ok(ScoreBrief {
            kind,
            title: super::overview::title(kind).to_owned(),
            state,
            words,
            headline: led.offered().map(|leads| headline(led, leads)).unwrap_or_default(),
            proof: led.said(),
            people: led.leads.as_ref().map_or(0, |leads| count(leads.people.len())),
            made: self.made(base, kind, &params)?,
        })
    }
}

/// "34 of 1,204 leads are hot: about 12 of them can be expected to buy in the next quarter."
pub(super) fn headline(led: &Led, leads: &Leads) -> String {
    let hot: Vec<f64> =
        leads.people.iter().filter(|lead| Tier::of(lead.score) == Tier::Hot).map(|lead| lead.chance).collect();
    let outcome = led.params.outcome;
    let (one, many) = asked(outcome);
    let all = some(leads.people.len() as u64, one, many);
    let (would, ahead) = (would(outcome), ahead(led.params.horizon));
    let expected: f64 = leads.people.iter().map(|lead| lead.chance).sum();
    match (outcome, count(hot.len())) {
        (Outcome::Cancelled, 0) => format!("About {} of {all} can be expected to cancel {ahead}.", about(expected)),
        (Outcome::Cancelled, hottest) => format!(
            "About {} of {all} can be expected to cancel {ahead}, {} of them among the {} most likely to.",
            about(expected),
            about(hot.iter().sum()),
            whole(f64::from(hottest))
        ),
        (_, 0) => format!("None of {all} is hot. About {} can be expected to {would} {ahead}.", about(expected)),
        (_, hottest) => format!(
            "{} of {all} {} hot: about {} of them can be expected to {would} {ahead}.",
            whole(f64::from(hottest)),
            if hottest == 1 { "is" } else { "are" },
            about(hot.iter().sum()),
        ),
    }
}

fn nothing(kind: ScoreKind) -> ScoreBrief {
    ScoreBrief {
        kind,
        title: super::overview::title(kind).to_owned(),
        state: ScoreState::TooLittle,
        words: String::new(),
        headline: String::new(),
        proof: String::new(),
        people: 0,
        made: crate::views::ScoreMade {
            as_of: String::new(),
            at: String::new(),
            from: String::new(),
            stale_since: String::new(),
            run: String::new(),
            proof_seen: crate::views::ProofSeen::Unseen,
            proof_seen_on: String::new(),
        },
    }
}
