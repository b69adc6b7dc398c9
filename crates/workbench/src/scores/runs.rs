//! What is kept of a score that was worked out: with what, and a digest of all that came of it.

use super::{lead::Led, worked::Base};
use crate::bench::OpenShop;
use regulars_insight::scores::{
    Purchases, Risk, Worth, WorthParams,
    lead::{LeadParams, Leads, Outcome, Values},
};
use regulars_model::{Day, EventKind, ScoreKind};
use regulars_vault::score_run::ScoreRun;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The program's version, and that of its models: another says something else of the same data.
pub(super) const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), ", models 3");

/// Nothing is drawn by lot in any of them.
const SEED: u32 = 0;

/// With what a score was worked out, as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(super) enum Params {
    Value { horizon: u32, margin: f64, discount: f64 },
    Risk { horizon: u32 },
    Lead { outcome: Option<EventKind>, horizon: u32, fields: Vec<(String, String)>, insisted: Vec<String> },
    Subscriber { horizon: u32, fields: Vec<(String, String)>, insisted: Vec<String> },
}

impl Params {
    pub(super) fn of_value(params: &WorthParams) -> Self {
        Self::Value { horizon: params.horizon, margin: params.margin, discount: params.discount }
    }

    pub(super) fn of_lead(params: &LeadParams) -> Self {
        let (horizon, fields, insisted) = (params.horizon, params.fields.clone(), params.insisted.clone());
        let outcome = match params.outcome {
            Outcome::Purchase => None,
            Outcome::Event(kind) => Some(kind),
            Outcome::Cancelled => return Self::Subscriber { horizon, fields, insisted },
        };
        Self::Lead { outcome, horizon, fields, insisted }
    }

    /// What was learnt by them, if they are of leads or of subscribers.
    pub(super) fn led(&self) -> Option<LeadParams> {
        let (outcome, horizon, fields, insisted) = match self {
            Self::Lead { outcome, horizon, fields, insisted } => {
                (outcome.map_or(Outcome::Purchase, Outcome::Event), horizon, fields, insisted)
            }
            Self::Subscriber { horizon, fields, insisted } => (Outcome::Cancelled, horizon, fields, insisted),
            Self::Value { .. } | Self::Risk { .. } => return None,
        };
        Some(LeadParams { outcome, horizon: *horizon, fields: fields.clone(), insisted: insisted.clone() })
    }

    /// As it is kept. Two that are equal are the same text.
    pub(super) fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    pub(super) fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    pub(super) fn kind(&self) -> ScoreKind {
        match self {
            Self::Value { .. } => ScoreKind::Value,
            Self::Risk { .. } => ScoreKind::Risk,
            Self::Lead { .. } => ScoreKind::Lead,
            Self::Subscriber { .. } => ScoreKind::Subscriber,
        }
    }

    pub(super) fn horizon(&self) -> u32 {
        match self {
            Self::Value { horizon, .. }
            | Self::Risk { horizon }
            | Self::Lead { horizon, .. }
            | Self::Subscriber { horizon, .. } => *horizon,
        }
    }
}

/// Runs of what was worked out and is not noted yet.
pub(super) fn fresh(open: &OpenShop, base: &Base) -> Vec<ScoreRun> {
    let mut found = Vec::new();
    let mut add = |params: Params, data: &[u8], digest: &dyn Fn() -> Vec<u8>| {
        let text = params.text();
        if base.run(params.kind(), &text).is_none() {
            found.push(ScoreRun {
                kind: params.kind(),
                version: VERSION.to_owned(),
                as_of: base.as_of,
                horizon: params.horizon(),
                params: text,
                seed: SEED,
                data: data.to_vec(),
                digest: digest(),
                made_at: base.at,
            });
        }
    };
    for worth in base.worth().ok().into_iter().chain(&base.asked) {
        add(Params::of_value(&worth.params), &base.data, &|| of_worth(open, worth));
    }
    if let Some(risk) = &base.risk {
        add(Params::Risk { horizon: risk.horizon }, &base.data, &|| of_risk(open, risk));
    }
    for led in [ScoreKind::Lead, ScoreKind::Subscriber].into_iter().filter_map(|kind| base.led(kind)) {
        if let Ok(leads) = &led.leads {
            add(Params::of_lead(&led.params), &table_of(leads), &|| of_leads(open, led));
        }
    }
    found
}

/// Takes in numbers bit by bit: what is the same to the byte has the same digest.
struct Bits(Sha256);

impl Bits {
    fn new(kind: &str) -> Self {
        let mut bits = Self(Sha256::new());
        bits.0.update(kind.as_bytes());
        bits
    }

    fn person(&mut self, open: &OpenShop, index: u32) {
        self.whole(open.shop.id_of(index).map_or(0, |id| i64::from(id.0)));
    }

    fn whole(&mut self, number: i64) {
        self.0.update(number.to_le_bytes());
    }

    fn real(&mut self, number: f64) {
        self.0.update(number.to_bits().to_le_bytes());
    }

    fn done(self) -> Vec<u8> {
        self.0.finalize().to_vec()
    }
}

/// Of what value and risk are learnt from: nothing after the day.
pub(super) fn data_of(open: &OpenShop, purchases: &Purchases, as_of: Day) -> Vec<u8> {
    let mut bits = Bits::new("purchases");
    for buyer in purchases.buyers(as_of) {
        bits.person(open, buyer.person);
        bits.whole(buyer.back);
        for (day, spent) in buyer.days.iter().zip(buyer.spent) {
            bits.whole(i64::from(*day));
            bits.whole(*spent);
        }
    }
    bits.done()
}

pub(super) fn of_worth(open: &OpenShop, worth: &Worth) -> Vec<u8> {
    let mut bits = Bits::new("value");
    for one in worth.people.iter() {
        bits.person(open, one.person);
        bits.whole(one.past);
        bits.real(one.purchases);
        bits.real(one.expected);
    }
    bits.real(worth.total.expected);
    bits.done()
}

pub(super) fn of_risk(open: &OpenShop, risk: &Risk) -> Vec<u8> {
    let mut bits = Bits::new("risk");
    for one in risk.people.iter() {
        bits.person(open, one.person);
        bits.real(one.buys);
        bits.real(one.left);
        bits.real(one.at_stake);
        bits.whole(i64::from(one.due[0].0));
        bits.whole(i64::from(one.due[1].0));
        bits.whole(one.band as i64);
        bits.whole(i64::from(one.at_risk));
    }
    bits.done()
}

pub(super) fn of_leads(open: &OpenShop, led: &Led) -> Vec<u8> {
    let mut bits = Bits::new("lead");
    for one in led.leads.iter().flat_map(|leads| leads.people.iter()) {
        bits.person(open, one.person);
        bits.real(one.score);
        bits.real(one.percentile);
        bits.real(one.chance);
    }
    bits.done()
}

/// Of what is known of leads now, and how many there were to learn from.
pub(super) fn table_of(leads: &Leads) -> Vec<u8> {
    let mut bits = Bits::new("table");
    bits.whole(i64::try_from(leads.rows).unwrap_or(i64::MAX));
    bits.whole(i64::try_from(leads.yes).unwrap_or(i64::MAX));
    for column in &leads.table.columns {
        bits.0.update(column.name.as_bytes());
        match &column.values {
            Values::Numbers(numbers) => numbers.iter().for_each(|number| bits.real(*number)),
            Values::Words { codes, .. } => codes.iter().for_each(|code| bits.whole(i64::from(*code))),
        }
    }
    bits.done()
}

/// In hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_of_parameters_reads_back() {
        let all = [
            Params::Value { horizon: 365, margin: 0.4, discount: 0.1 },
            Params::Risk { horizon: 90 },
            Params::of_lead(&LeadParams { outcome: Outcome::Event(EventKind::Visit), ..LeadParams::default() }),
            Params::of_lead(&LeadParams { outcome: Outcome::Cancelled, ..LeadParams::default() }),
        ];
        for (params, kind) in all.into_iter().zip(ScoreKind::ALL) {
            assert_eq!((params.kind(), Params::read(&params.text())), (kind, Some(params)));
        }
        assert_eq!(Params::read("{}"), None);
    }
}
