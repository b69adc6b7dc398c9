//! A score of the past worked out again, to the byte; and the list of what was worked out.

use super::{
    lead::Led,
    outcome::outcome_words,
    runs::{self, Params, hex},
    value::params_words,
    words::days,
};
use crate::{
    Workbench,
    bench::OpenShop,
    clock::day_and_minute,
    progress::{Progress, Stage},
    views::{ScoreReplayView, ScoreRunView},
};
use regulars_insight::scores::{Chances, Fits, Purchases, Risk, WorthParams, lead::LeadParams};
use regulars_model::{Code, Day, Problem};
use regulars_vault::score_run::{self, ScoreRun};

impl Workbench {
    /// With what scores were worked out, newest first.
    ///
    /// # Errors
    /// When no vault is open.
    pub fn score_runs(&self) -> Result<Vec<ScoreRunView>, Problem> {
        let all = self.opened()?.vault.read(score_run::list)?;
        Ok(all
            .into_iter()
            .map(|(id, run)| ScoreRunView {
                run: format!("r{id}"),
                kind: run.kind,
                as_of: run.as_of.words(),
                at: day_and_minute(run.made_at),
                params: words_of(&run),
                digest: hex(&run.digest),
            })
            .collect())
    }

    /// Works out a score of the past again from what is in the vault now, as of its day, and says whether it is the same to the
    /// byte.
    ///
    /// # Errors
    /// When no vault is open, there is no such run, or the user stopped it.
    pub fn score_replay(&mut self, run: &str, progress: Progress<'_>) -> Result<ScoreReplayView, Problem> {
        let none = || Problem::new(Code::NotFound, "There is no such run.", "“regulars score runs” lists them.");
        let id = run_number(run).ok_or_else(none)?;
        let open = self.opened()?;
        let run = open.vault.read(|read| score_run::get(read, id))?.ok_or_else(none)?;
        let params = Params::read(&run.params).ok_or_else(none)?;
        Stage::start("Working it out again", None, progress).tell(0, 0.0)?;
        let (data, digest) = open.again(&params, run.as_of);
        let same = digest == run.digest;
        let version = runs::VERSION;
        let words = match (same, data == run.data, run.version == version) {
            (true, ..) => "The same: every score is as it was, to the byte.".to_owned(),
            (false, false, _) => {
                "Not the same: what is known of the time up to that day has changed since, by an import, an erasure or a no.".to_owned()
            }
            (false, true, false) => {
                format!("Not the same: it was worked out by version {}, and this is {version}.", run.version)
            }
            (false, true, true) => {
                "Not the same, although data and version are. Do not rely on it, and tell us.".to_owned()
            }
        };
        Ok(ScoreReplayView {
            run: format!("r{id}"),
            kind: run.kind,
            as_of: run.as_of.words(),
            params: words_of(&run),
            at: day_and_minute(run.made_at),
            digest: hex(&run.digest),
            digest_now: hex(&digest),
            version: run.version,
            same,
            words,
        })
    }
}

/// "r12" is 12.
pub(super) fn run_number(text: &str) -> Option<u32> {
    let text = text.trim();
    text.strip_prefix('r').unwrap_or(text).parse().ok()
}

fn words_of(run: &ScoreRun) -> String {
    match Params::read(&run.params) {
        Some(Params::Value { horizon, margin, discount }) => params_words(&WorthParams { horizon, margin, discount }),
        Some(Params::Risk { horizon }) => format!("{} ahead", days(horizon)),
        led => led.and_then(|params| params.led()).map_or_else(
            String::new,
            |LeadParams { outcome, horizon, insisted, .. }| {
                let with = if insisted.is_empty() { String::new() } else { format!(", with {}", insisted.join(", ")) };
                format!("{}, {} ahead{with}", outcome_words(outcome), days(horizon))
            },
        ),
    }
}

impl OpenShop {
    /// The digests of what a score is learnt from, and of every score. Empty where nothing can be said any more.
    fn again(&self, params: &Params, as_of: Day) -> (Vec<u8>, Vec<u8>) {
        if let Some(learnt_by) = params.led() {
            let led = Led::of(&self.shop, learnt_by, as_of);
            let data = led.leads.as_ref().map(runs::table_of).unwrap_or_default();
            return (data, runs::of_leads(self, &led));
        }
        let purchases = Purchases::of(&self.shop);
        let data = runs::data_of(self, &purchases, as_of);
        let asked = match params {
            Params::Value { horizon, margin, discount } => {
                WorthParams { horizon: *horizon, margin: *margin, discount: *discount }
            }
            _ => WorthParams::default(),
        };
        let Ok(chances) = Chances::learn(&purchases, as_of) else { return (data, Vec::new()) };
        let worth = asked.check().ok().and_then(|checked| checked.with(&purchases, chances.clone()).ok());
        let digest = match (params, &worth) {
            (Params::Risk { horizon }, worth) => {
                let risk = Risk::of(&purchases, &chances, worth.as_ref(), *horizon, &mut Fits::default());
                runs::of_risk(self, &risk)
            }
            (_, Some(worth)) => runs::of_worth(self, worth),
            (_, None) => Vec::new(),
        };
        (data, digest)
    }
}
