//! What was worked out of the shop as it is in memory: a step at a time, so that it can be told how far it has come and stopped.

use super::{
    lead::Led,
    runs::{self, data_of},
    words::sentence,
};
use crate::{
    Workbench,
    bench::OpenShop,
    import::tally::count,
    progress::{Progress, Stage, cancelled},
    views::ScoresView,
};
use regulars_insight::scores::{
    Asked, Chances, Facts, Fits, LEAST_CUSTOMERS, Purchases, Risk, Stretch, TooLittle, Worth, WorthParams,
    WorthParamsError, horizon, lead::LeadParams, walk, with_ranges,
};
use regulars_model::{Code, Day, Problem, ScoreKind, ScoresFound};
use std::{
    cell::{Cell, RefCell},
    sync::OnceLock,
};

/// Stretches of the past that a score is proved by: a year, where they are quarters.
const STRETCHES: u32 = 4;
/// Days ahead that make sense: a day to ten years.
const HORIZONS: std::ops::RangeInclusive<u32> = 1..=3650;

/// What was worked out last. Dropped at lock with all else.
#[derive(Default)]
pub(crate) struct Worked {
    base: Option<Base>,
    /// All scores in short as they were shown last.
    pub(super) shown: Option<ScoresView>,
}

/// What was worked out of the shop as it is, as of a day.
pub(super) struct Base {
    /// How often people had been touched then.
    touched: u64,
    pub(super) as_of: Day,
    /// UTC seconds since 1970.
    pub(super) at: i64,
    pub(super) purchases: Purchases,
    /// SHA-256 of them.
    pub(super) data: Vec<u8>,
    pub(super) customers: u32,
    pub(super) bought: u64,
    /// Purchases that have no amount, or came to nothing.
    pub(super) unpriced: u64,
    /// The shop's own days within which somebody should buy.
    pub(super) own_horizon: u32,
    /// When customers buy: amounts are not asked for.
    pub(super) chances: Option<Result<Chances, TooLittle>>,
    /// By the program's own parameters.
    pub(super) worth: Option<Result<Worth, TooLittle>>,
    /// By others that were asked for last.
    pub(super) asked: Option<Worth>,
    pub(super) risk: Option<Risk>,
    /// What was learnt on days of the past.
    fits: Fits,
    pub(super) middle: Option<Facts>,
    /// By the shop's own days.
    own_past: Past,
    /// By those that were asked for last.
    asked_past: Option<Past>,
    pub(super) lead: Option<Led>,
    /// The same of subscribers who may cancel.
    subscriber: Option<Led>,
    /// The number of each run, by kind and what was asked for.
    pub(super) runs: Vec<(ScoreKind, String, u32)>,
    pub(super) ruled: Ruled,
}

/// Everybody's scores by the program's own parameters, as rules take them: put together when the first rule asks.
#[derive(Default)]
pub(super) struct Ruled([OnceLock<ScoresFound>; 4]);

impl Ruled {
    pub(super) fn of(&self, kind: ScoreKind) -> &OnceLock<ScoresFound> {
        let [value, risk, lead, subscriber] = &self.0;
        match kind {
            ScoreKind::Value => value,
            ScoreKind::Risk => risk,
            ScoreKind::Lead => lead,
            ScoreKind::Subscriber => subscriber,
        }
    }
}

/// Stretches of the past that are over, each of so many days.
#[derive(Default)]
pub(super) struct Past {
    pub(super) days: u32,
    /// The latest first.
    pub(super) stretches: Vec<Stretch>,
    /// Stretches that were looked at, whether anything can be said of them or not.
    looked_back: u32,
}

impl Past {
    fn of(days: u32) -> Self {
        Self { days, ..Self::default() }
    }

    /// The next stretch further back. `false` when there is none left.
    fn look_back(&mut self, purchases: Asked<'_>, as_of: Day, fits: &mut Fits) -> Result<bool, Problem> {
        if self.looked_back >= STRETCHES {
            return Ok(false);
        }
        let back = i32::try_from(self.days * self.looked_back).unwrap_or(i32::MAX);
        let next = walk(purchases, as_of.plus(-back), self.days, 1, fits);
        whole(purchases)?;
        self.stretches.extend(next);
        with_ranges(&mut self.stretches);
        self.looked_back += 1;
        Ok(true)
    }
}

/// What was stopped on the way is not held.
fn whole(asked: Asked<'_>) -> Result<(), Problem> {
    if asked.is_stopped() { Err(cancelled()) } else { Ok(()) }
}

/// What is to be worked out.
#[derive(Debug, Clone, Default)]
pub(super) struct Wanted {
    pub(super) value: Option<WorthParams>,
    /// Days, where they are not the shop's own.
    pub(super) risk: Option<Option<u32>>,
    pub(super) proof: bool,
    /// A proof of stretches of so many days, where they are not the shop's own.
    pub(super) proof_within: Option<u32>,
    pub(super) lead: Option<LeadParams>,
    pub(super) subscriber: Option<LeadParams>,
    /// A proof of what is learnt of leads and of subscribers.
    pub(super) led_proof: bool,
}

impl Worked {
    /// The user put somebody elsewhere, or took that back: rules are to hear of it.
    pub(super) fn forget_ruled(&mut self) {
        if let Some(base) = &mut self.base {
            base.ruled = Ruled::default();
        }
    }

    /// What there is of the shop as it is, as of a day.
    pub(super) fn of(&self, touched: u64, as_of: Day) -> Option<&Base> {
        self.base.as_ref().filter(|base| base.touched == touched && base.as_of == as_of)
    }
}

impl Base {
    fn new(open: &OpenShop, as_of: Day, now: i64, stop: &dyn Fn() -> bool) -> Result<Self, Problem> {
        let purchases = Purchases::of(&open.shop);
        whole(Asked::until(&purchases, stop))?;
        let own_horizon = horizon(&purchases, as_of);
        let customers = count(purchases.buyers(as_of).count());
        let [unpriced, bought] = purchases.without_amounts(as_of);
        let data = data_of(open, &purchases, as_of);
        whole(Asked::until(&purchases, stop))?;
        Ok(Self {
            touched: open.vault.times_touched(),
            as_of,
            at: now,
            data,
            own_horizon,
            purchases,
            customers,
            bought,
            unpriced,
            chances: None,
            worth: None,
            asked: None,
            risk: None,
            fits: Fits::default(),
            middle: None,
            own_past: Past::of(own_horizon),
            asked_past: None,
            lead: None,
            subscriber: None,
            runs: Vec::new(),
            ruled: Ruled::default(),
        })
    }

    /// What was learnt of leads or of subscribers.
    pub(super) fn led(&self, kind: ScoreKind) -> Option<&Led> {
        match kind {
            ScoreKind::Lead => self.lead.as_ref(),
            ScoreKind::Subscriber => self.subscriber.as_ref(),
            ScoreKind::Value | ScoreKind::Risk => None,
        }
    }

    /// When customers buy.
    pub(super) fn chances(&self) -> Result<&Chances, TooLittle> {
        match &self.chances {
            Some(Ok(chances)) => Ok(chances),
            Some(Err(why)) => Err(*why),
            None => Err(TooLittle::NoCustomers),
        }
    }

    /// What customers are worth, by the program's own parameters.
    pub(super) fn worth(&self) -> Result<&Worth, TooLittle> {
        match &self.worth {
            Some(Ok(worth)) => Ok(worth),
            Some(Err(why)) => Err(*why),
            None => Err(TooLittle::NoCustomers),
        }
    }

    /// The same by any, where it was worked out.
    pub(super) fn worth_by(&self, params: WorthParams) -> Result<&Worth, TooLittle> {
        let own = self.worth()?;
        Ok(self.asked.as_ref().filter(|asked| asked.params == params).unwrap_or(own))
    }

    /// Whether there are enough customers to say something of each.
    pub(super) fn tells_of_each(&self) -> bool {
        self.customers as usize >= LEAST_CUSTOMERS
    }

    /// The number of a run, as it is shown.
    pub(super) fn run(&self, kind: ScoreKind, params: &str) -> Option<u32> {
        self.runs.iter().find(|run| run.0 == kind && run.1 == params).map(|run| run.2)
    }

    /// The past by stretches of so many days, where that was worked out; by the shop's own where nothing was asked for.
    pub(super) fn past(&self, days: Option<u32>) -> &Past {
        let asked = self.asked_past.as_ref().filter(|past| Some(past.days) == days);
        asked.unwrap_or(&self.own_past)
    }

    /// What all customers together are expected to bring, and where that should lie eight times in ten.
    pub(super) fn range(&self, worth: &Worth) -> [f64; 3] {
        let range = worth.total.range(self.as_of, worth.params.horizon, &self.own_past.stretches);
        [range.low, range.expected, range.high]
    }

    /// Whether all stretches of the past that can be looked back on were.
    pub(super) fn is_proved(&self) -> bool {
        self.own_past.looked_back >= STRETCHES || self.chances().is_err()
    }

    /// On the mean over the stretches that are over: how often of two customers the one who bought had the higher chance.
    pub(super) fn auc(&self) -> Option<f64> {
        let all: Vec<f64> = self.own_past.stretches.iter().filter_map(|stretch| stretch.who.auc).collect();
        let count = f64::from(u32::try_from(all.len()).unwrap_or(u32::MAX));
        (!all.is_empty()).then(|| all.iter().sum::<f64>() / count)
    }
}

/// Parameters of the value, checked.
pub(super) fn checked(params: WorthParams) -> Result<WorthParams, Problem> {
    let hint = match params.check() {
        Ok(_) => return Ok(params),
        Err(WorthParamsError::Horizon) => "A year is 365.",
        Err(WorthParamsError::Margin) => "0.4 is forty cents left of every euro sold.",
        Err(WorthParamsError::Discount) => "0.1 is a tenth less for every year from now.",
    };
    let message = params.check().err().map(|error| error.to_string()).unwrap_or_default();
    Err(Problem::new(Code::Usage, sentence(&message), hint))
}

/// Days ahead, checked.
pub(super) fn checked_days(days: u32) -> Result<u32, Problem> {
    if HORIZONS.contains(&days) {
        return Ok(days);
    }
    Err(Problem::new(Code::Usage, "The horizon is from 1 to 3,650 days.", "A quarter is 90."))
}

impl Workbench {
    /// Works out what is wanted and is not there yet.
    pub(super) fn work_out(&mut self, wanted: &Wanted, progress: Progress<'_>) -> Result<(), Problem> {
        let steps = 5 + STRETCHES * (1 + u32::from(wanted.proof_within.is_some()) + 2 * u32::from(wanted.led_proof));
        let stage = RefCell::new(Stage::start("Working out scores", Some(steps), progress));
        let (done, stopped) = (Cell::new(0), Cell::new(false));
        // Asked in the middle of a step too, since a step of a million customers takes seconds.
        let stop = || {
            if !stopped.get() {
                stopped.set(stage.borrow_mut().waits(done.get()).is_err());
            }
            stopped.get()
        };
        while self.work_on(wanted, &stop)? {
            done.set((done.get() + 1).min(steps - 1));
            stage.borrow_mut().tell(done.get(), 0.0)?;
        }
        Ok(())
    }

    /// One step of it. `false` when all of it is there. Of a step that was stopped nothing is held.
    pub(super) fn work_on(&mut self, wanted: &Wanted, stop: &dyn Fn() -> bool) -> Result<bool, Problem> {
        let (as_of, now, cause) = (self.as_of(), self.now(), self.cause("work_out_scores"));
        let open = self.opened_to_note()?;
        if open.scores.of(open.vault.times_touched(), as_of).is_none() {
            // Nothing that was worked out of other people is looked at any more.
            open.scores.base = None;
            open.scores.base = Some(Base::new(open, as_of, now, stop)?);
            return Ok(true);
        }
        let Some(mut base) = open.scores.base.take() else { return Ok(false) };
        let more = open.step(&mut base, wanted, stop);
        let noted = open.note_runs(&mut base, cause);
        open.scores.base = Some(base);
        noted?;
        more
    }
}

impl OpenShop {
    /// What there is of the shop as it is, as of a day: asked after [`Workbench::work_out`].
    pub(super) fn base(&self, as_of: Day) -> Result<&Base, Problem> {
        let none = || Problem::new(Code::Failed, "The scores are not there any more.", "Ask again.");
        self.scores.of(self.vault.times_touched(), as_of).ok_or_else(none)
    }

    fn step(&self, base: &mut Base, wanted: &Wanted, stop: &dyn Fn() -> bool) -> Result<bool, Problem> {
        let asked = Asked::until(&base.purchases, stop);
        let of_buyers =
            wanted.value.is_some() || wanted.risk.is_some() || wanted.proof || wanted.proof_within.is_some();
        if of_buyers && base.worth.is_none() {
            let chances = Chances::learn(asked, base.as_of);
            whole(asked)?;
            let own = |chances: Chances| match WorthParams::default().check() {
                Ok(checked) => checked.with(asked, chances),
                Err(_) => Err(TooLittle::NotConverged),
            };
            let worth = chances.clone().and_then(own);
            whole(asked)?;
            (base.chances, base.worth) = (Some(chances), Some(worth));
            return Ok(true);
        }
        if let (Some(params), Some(Ok(own))) = (wanted.value, &base.worth)
            && own.params != params
            && base.asked.as_ref().is_none_or(|other| other.params != params)
            && let Ok(checked) = params.check()
        {
            let other = checked.with(asked, own.chances.clone());
            whole(asked)?;
            if let Ok(other) = other {
                base.asked = Some(other);
                return Ok(true);
            }
        }
        if let (Some(days), Some(Ok(chances))) = (wanted.risk, &base.chances) {
            let days = days.unwrap_or(base.own_horizon);
            if base.risk.as_ref().is_none_or(|risk| risk.horizon != days) {
                let worth = base.worth.as_ref().and_then(|worth| worth.as_ref().ok());
                let risk = Risk::of(asked, chances, worth, days, &mut base.fits);
                whole(asked)?;
                base.risk = Some(risk);
                return Ok(true);
            }
            if base.middle.is_none() {
                base.middle = Some(Facts::middle(&base.purchases, chances));
                return Ok(true);
            }
        }
        if base.chances().is_ok() {
            if wanted.proof && base.own_past.look_back(asked, base.as_of, &mut base.fits)? {
                return Ok(true);
            }
            if let Some(days) = wanted.proof_within.filter(|days| *days != base.own_horizon) {
                let past = match base.asked_past.take() {
                    Some(past) if past.days == days => past,
                    _ => Past::of(days),
                };
                if base.asked_past.insert(past).look_back(asked, base.as_of, &mut base.fits)? {
                    return Ok(true);
                }
            }
        }
        for (params, led) in [(&wanted.lead, &mut base.lead), (&wanted.subscriber, &mut base.subscriber)] {
            let Some(params) = params else { continue };
            if led.as_ref().is_none_or(|led| led.params != *params) {
                *led = Some(Led::of(&self.shop, params.clone(), base.as_of));
                base.ruled = Ruled::default();
                return Ok(true);
            }
            if wanted.led_proof
                && let Some(led) = led
                && led.look_back(&self.shop, base.as_of, STRETCHES)
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn note_runs(&mut self, base: &mut Base, cause: regulars_vault::Cause) -> Result<(), Problem> {
        for run in runs::fresh(self, base) {
            // What is open for reading only keeps no runs.
            if !self.vault.findings().is_empty() {
                continue;
            }
            let (kind, params) = (run.kind, run.params.clone());
            let id = self.vault.write(cause, |tx| regulars_vault::score_run::add(tx, &run))?;
            base.runs.push((kind, params, id));
            self.count_log()?;
        }
        Ok(())
    }
}
