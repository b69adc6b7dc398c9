//! How right were we? What a score would have said on days of the past, from nothing later, and what came: in words first.

use super::{
    lead::{LeadStretch, Led},
    risk::{BANDS, band_label},
    runs::Params,
    words::{back, customers, percent, some, whole},
    worked::{Base, Past, Wanted, checked_days},
};
use crate::{
    Workbench,
    bench::OpenShop,
    import::tally::count,
    progress::Progress,
    views::{BandProof, DecileView, MoneyProof, ProofRequest, ScoreProofView, ScoreState, StretchView},
};
use regulars_insight::scores::{Accuracy, Money, Stretch, WorthParams, lead::LeadParams};
use regulars_model::{Day, Problem, ScoreKind};
use regulars_paper::proof::{self as plot, Total};

impl Workbench {
    /// How right a score was on the shop's own past.
    ///
    /// # Errors
    /// When no vault is open, the horizon is out of bounds, or the user stopped it.
    pub fn score_proof(&mut self, request: &ProofRequest, progress: Progress<'_>) -> Result<ScoreProofView, Problem> {
        let within = request.horizon.map(checked_days).transpose()?;
        let open = self.opened()?;
        let all = open.all_scores()?;
        let wanted = match request.kind {
            ScoreKind::Lead => Wanted {
                lead: Some(open.lead_params(request.event, within, &request.insisted)?),
                led_proof: true,
                ..all
            },
            ScoreKind::Subscriber => {
                Wanted { subscriber: Some(open.cancelling(within, &request.insisted)?), led_proof: true, ..all }
            }
            ScoreKind::Value | ScoreKind::Risk => Wanted { proof_within: within, ..all },
        };
        self.work_out(&wanted, progress)?;
        let as_of = self.as_of();
        let open = self.opened()?;
        open.proof_view(open.base(as_of)?, request.kind, within)
    }
}

/// What a stretch is called and how it went.
struct Told {
    view: StretchView,
    /// For a plot: what was said, its range, what came.
    total: Total,
}

impl OpenShop {
    fn proof_view(&self, base: &Base, kind: ScoreKind, within: Option<u32>) -> Result<ScoreProofView, Problem> {
        let past = base.past(within);
        let led = base.led(kind);
        let is_led = matches!(kind, ScoreKind::Lead | ScoreKind::Subscriber);
        let (state, why) = match led {
            Some(led) => self.lead_state(led)?,
            None if is_led => (ScoreState::TooLittle, String::new()),
            None => self.buyers_state(base, kind)?,
        };
        let told: Vec<Told> = match is_led {
            true => led.into_iter().flat_map(|led| lead_stretches(base, led)).collect(),
            false => {
                let all = of_kind(kind, &past.stretches).enumerate();
                all.map(|(nth, one)| self.stretch(kind, past, one, nth == 0)).collect()
            }
        };
        let horizon = led.map_or(past.days, |led| led.params.horizon);
        let headline = match told.first() {
            Some(told) => told.view.words.clone(),
            None if matches!(state, ScoreState::TooLittle | ScoreState::NoAmounts) => why,
            None => format!(
                "There is no stretch of {} in this shop's past that is over and had enough before it: nothing can be proved yet.",
                super::words::days(horizon)
            ),
        };
        let words = match led {
            _ if told.is_empty() => Vec::new(),
            Some(led) => led.proof_words(),
            None => buyers_words(past, kind),
        };
        let latest = told.first().map(|told| &told.view);
        let reliability: Vec<plot::Point> = latest
            .iter()
            .flat_map(|view| &view.deciles)
            .map(|tenth| plot::Point { said: tenth.said, came: tenth.came, people: tenth.people })
            .collect();
        let share = latest.map_or(0.0, |view| f64::from(view.came) / f64::from(view.people.max(1)));
        let gain: Vec<f64> = latest.iter().flat_map(|view| view.deciles.iter().rev()).map(|tenth| tenth.gain).collect();
        let params = match kind {
            ScoreKind::Value => Params::of_value(&WorthParams::default()).text(),
            ScoreKind::Risk => Params::Risk { horizon: base.own_horizon }.text(),
            ScoreKind::Lead | ScoreKind::Subscriber => {
                led.map(|led| Params::of_lead(&led.params).text()).unwrap_or_default()
            }
        };
        let totals: Vec<Total> = told.iter().rev().map(|told| told.total.clone()).collect();
        Ok(ScoreProofView {
            kind,
            state,
            horizon,
            own_horizon: if is_led { LeadParams::default().horizon } else { base.own_horizon },
            headline,
            words,
            plot_reliability: plot::reliability(&reliability, share),
            plot_gain: plot::gain(&gain),
            plot_totals: plot::totals(&totals),
            stretches: told.into_iter().map(|told| told.view).collect(),
            made: self.made(base, kind, &params)?,
        })
    }

    /// "Last quarter we said 100 would buy; 93 did." Nothing where no stretch is over.
    pub(super) fn buyers_proof(&self, base: &Base, kind: ScoreKind) -> String {
        let past = base.past(None);
        of_kind(kind, &past.stretches).next().map(|one| self.buyers_said(kind, past, one, true)).unwrap_or_default()
    }

    fn buyers_said(&self, kind: ScoreKind, past: &Past, one: &Stretch, latest: bool) -> String {
        let when = back(past.days, one.to, latest);
        match (kind, one.money) {
            (ScoreKind::Value, Some(Money { said, came, range: [low, high], .. })) => format!(
                "{when} we said {} would come ({} to {}); {} did.",
                self.shown(said),
                self.shown(low),
                self.shown(high),
                self.shown(came)
            ),
            _ => format!(
                "{when} we said {} of {} would buy; {} did.",
                whole(one.who.said),
                customers(one.who.people),
                whole(f64::from(one.who.came))
            ),
        }
    }

    fn stretch(&self, kind: ScoreKind, past: &Past, one: &Stretch, latest: bool) -> Told {
        let money = one.money.map(|Money { said, came, range: [low, high], best_tenth, .. }| MoneyProof {
            said: self.cash(said),
            low: self.cash(low),
            high: self.cash(high),
            came: self.cash(came),
            within: (low..=high).contains(&came),
            best_tenth,
        });
        let bands = BANDS.iter().zip(one.bands).map(|((_, band), [people, bought])| BandProof {
            band: *band,
            label: band_label(*band).to_owned(),
            people,
            bought,
        });
        let label = month(one.to);
        let total = match (kind, one.money) {
            (ScoreKind::Value, Some(Money { said, came, range: [low, high], .. })) => Total {
                label,
                said,
                range: Some((low, high)),
                came,
                said_words: self.shown(said),
                came_words: self.shown(came),
            },
            _ => people_total(label, &one.who),
        };
        let view = StretchView {
            said_on: one.said_on.words(),
            to: one.to.words(),
            words: self.buyers_said(kind, past, one, latest),
            money,
            bands: bands.collect(),
            ..measured(&one.who)
        };
        Told { view, total }
    }
}

fn lead_stretches(base: &Base, led: &Led) -> Vec<Told> {
    let all = led.stretches(base.as_of);
    let told = |(nth, one): (usize, &LeadStretch<'_>)| Told {
        view: StretchView {
            said_on: one.said_on.words(),
            to: one.to.words(),
            words: led.said_of(one, nth == 0),
            ..measured(one.who)
        },
        total: people_total(month(one.to), one.who),
    };
    all.iter().enumerate().map(told).collect()
}

/// "Nov 2026".
fn month(day: Day) -> String {
    day.date().strftime("%b %Y").to_string()
}

/// Those that say something of a score: of what customers are worth, where amounts told it by then.
fn of_kind(kind: ScoreKind, stretches: &[Stretch]) -> impl Iterator<Item = &Stretch> {
    stretches.iter().filter(move |one| kind == ScoreKind::Risk || one.money.is_some())
}

fn buyers_words(past: &Past, kind: ScoreKind) -> Vec<String> {
    let stretches: Vec<&Stretch> = of_kind(kind, &past.stretches).collect();
    let Some(latest) = stretches.first() else { return Vec::new() };
    let mut words = Vec::new();
    let many = some(count(stretches.len()), "stretch", "stretches");
    if kind == ScoreKind::Value {
        let money = || stretches.iter().filter_map(|one| one.money);
        let within = money().filter(|one| (one.range[0]..=one.range[1]).contains(&one.came)).count();
        words.push(format!(
            "What came was within the range we gave in {within} of {many}; eight in ten would be right. Each range is from how far off \
             those before it were; the first of all, from other shops."
        ));
        words.push(format!(
            "The tenth of customers of whom most was expected brought {} of what came.",
            percent(latest.money.map_or(0.0, |money| money.best_tenth))
        ));
    } else {
        words.extend(accuracy_words(&latest.who, "bought"));
        let told: Vec<String> = BANDS
            .iter()
            .zip(latest.bands)
            .filter(|(_, [people, _])| *people > 0)
            .map(|((_, band), [people, bought])| {
                format!(
                    "of {} who were {}, {} bought",
                    whole(f64::from(people)),
                    band_label(*band).to_lowercase(),
                    whole(f64::from(bought))
                )
            })
            .collect();
        words.push(super::words::sentence(&told.join("; ")));
    }
    words.push(super::words::looked_back(&many));
    words
}

fn people_total(label: String, who: &Accuracy) -> Total {
    Total {
        label,
        said: who.said,
        range: None,
        came: f64::from(who.came),
        said_words: whole(who.said),
        came_words: whole(f64::from(who.came)),
    }
}

/// How well chances rank, and whether they were as high as what came.
pub(super) fn accuracy_words(who: &Accuracy, did: &str) -> Vec<String> {
    let mut words = Vec::new();
    if let Some(auc) = who.auc {
        words.push(format!(
            "Of two people, one who {did} and one who did not, the first had the higher chance {:.0} times in 100; a coin would be 50.",
            auc * 100.0
        ));
    }
    if let Some(lift) = who.lift {
        words.push(format!("The tenth with the highest chances {did} {lift:.1} times as often as all."));
    }
    words.push(format!(
        "On average over ten equal groups of people, chances were off by {:.0} in 100.",
        (who.ece * 100.0).max(1.0).round()
    ));
    if who.brier >= who.brier_base {
        words.push(
            "They were no closer to what came than giving everybody the same chance: read the order, not the chances."
                .into(),
        );
    }
    words
}

/// A stretch with nothing but its figures.
fn measured(who: &Accuracy) -> StretchView {
    let mut found = vec![0.0; who.deciles.len()];
    let mut sum = 0.0;
    for (nth, tenth) in who.deciles.iter().enumerate().rev() {
        sum += tenth.came * f64::from(tenth.people);
        found[nth] = sum;
    }
    let (hits, share) = (f64::from(who.came), f64::from(who.came) / f64::from(who.people.max(1)));
    let deciles = who.deciles.iter().zip(found).map(|(tenth, found)| DecileView {
        people: tenth.people,
        said: tenth.said,
        came: tenth.came,
        lift: (share > 0.0).then(|| tenth.came / share),
        gain: if hits > 0.0 { found / hits } else { 0.0 },
    });
    StretchView {
        said_on: String::new(),
        to: String::new(),
        words: String::new(),
        people: who.people,
        said: who.said,
        came: who.came,
        auc: who.auc,
        brier: who.brier,
        brier_base: who.brier_base,
        ece: who.ece,
        lift: who.lift,
        deciles: deciles.collect(),
        money: None,
        bands: Vec::new(),
    }
}
