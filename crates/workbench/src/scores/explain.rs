//! Why one person's scores are what they are: what each thing that is known of them adds, in whole numbers that sum to the score.

use super::{
    runs::Params,
    value::no_amounts,
    words::{ahead, days, number, parts},
    worked::Base,
};
use crate::{
    Workbench,
    bench::OpenShop,
    problems,
    progress::Progress,
    views::{ExplainedScore, OverrideView, ScoreExplainView, ScoreReason, ScoreState},
};
use regulars_insight::scores::{Facts, Known, Makeup, Worth, of_chance, of_worth};
use regulars_model::{Problem, ScoreKind};

impl Workbench {
    /// Why a person's scores are what they are.
    ///
    /// # Errors
    /// When no vault is open, nobody goes by `person`, or the user stopped it.
    pub fn score_explain(&mut self, person: &str, progress: Progress<'_>) -> Result<ScoreExplainView, Problem> {
        let open = self.opened()?;
        let id = open.find(person)?;
        let index = open.shop.index_of(id).ok_or_else(problems::no_such_person)?;
        let wanted = open.all_scores()?;
        self.work_out(&wanted, progress)?;
        let as_of = self.as_of();
        let open = self.opened()?;
        let base = open.base(as_of)?;
        let overrides = open.puts_of(id)?;
        let by_hand =
            |kind: ScoreKind| overrides.iter().find(|one| one.kind == kind && one.taken_back_on.is_empty()).cloned();
        let mut scores = Vec::new();
        let none = if open.shop.person(index).is_some_and(|person| !person.use_allowed) {
            "They opted out of use: nothing is worked out about them.".to_owned()
        } else if !open.shop.everyone().has(index) {
            "They are out of every list until a permission is on record: nothing is worked out about them.".to_owned()
        } else {
            scores.extend(open.explain_buyer(base, index, by_hand(ScoreKind::Risk).as_ref())?);
            for kind in [ScoreKind::Lead, ScoreKind::Subscriber] {
                scores.extend(open.explain_lead(base, kind, index, by_hand(kind))?);
            }
            match scores.is_empty() {
                true => "There is too little to work out a score of one person.".to_owned(),
                false => String::new(),
            }
        };
        Ok(ScoreExplainView { person: open.named(index), scores, none, overrides })
    }
}

/// In what a score is counted.
#[derive(Clone, Copy)]
pub(super) enum Unit {
    Money,
    /// Tenths of a percent.
    Chance,
    /// Tenths of a point.
    Points,
}

impl Unit {
    /// As parts of a whole number are.
    pub(super) fn scale(self) -> f64 {
        match self {
            Self::Money => 1.0,
            Self::Chance => 1000.0,
            Self::Points => 10.0,
        }
    }
}

impl OpenShop {
    pub(super) fn said(&self, unit: Unit, whole: i64) -> String {
        match unit {
            Unit::Money => self.money(whole).text,
            Unit::Chance => format!("{:.1}%", number(whole) / 10.0),
            Unit::Points => format!("{:.1}", number(whole) / 10.0),
        }
    }

    pub(super) fn signed(&self, unit: Unit, whole: i64) -> String {
        let sign = if whole < 0 { "−" } else { "+" };
        format!("{sign}{}", self.said(unit, whole.abs()))
    }

    /// "€40 + €150 − €8 = €182".
    pub(super) fn sum(&self, unit: Unit, start: i64, adds: &[i64], whole: i64) -> String {
        let mut text = self.said(unit, start);
        for add in adds.iter().filter(|add| **add != 0) {
            let sign = if *add < 0 { "−" } else { "+" };
            text = format!("{text} {sign} {}", self.said(unit, add.abs()));
        }
        format!("{text} = {}", self.said(unit, whole))
    }

    fn explain_buyer(
        &self,
        base: &Base,
        index: u32,
        by_hand: Option<&OverrideView>,
    ) -> Result<Vec<ExplainedScore>, Problem> {
        let (Ok(chances), Some(risk), Some(middle)) = (base.chances(), &base.risk, &base.middle) else {
            return Ok(Vec::new());
        };
        let worth = base.worth().ok();
        let buyer = base.purchases.place(index).and_then(|nth| base.purchases.buyer(nth, base.as_of));
        let Some(buyer) = buyer.filter(|_| base.tells_of_each()) else { return Ok(Vec::new()) };
        let own = worth.map_or_else(|| Facts::of(&buyer, chances), |worth| Facts::of_spending(&buyer, worth));
        // What would be known of them if they bought again today.
        let again = Facts { days: own.days + 1, quiet: 0.0, ..own };
        let mut missing = Vec::new();
        if own.days < 3 {
            missing.push(format!("They bought on {}: a habit of their own is known from three on.", days(own.days)));
        }
        let mut all = Vec::new();
        for kind in [ScoreKind::Value, ScoreKind::Risk] {
            if !matches!(self.buyers_state(base, kind)?.0, ScoreState::Ready | ScoreState::ProofUnseen) {
                continue;
            }
            let mut missing = missing.clone();
            let (makeup, then, unit, params) = if let (ScoreKind::Value, Some(worth)) = (kind, worth) {
                if own.mean.is_none() {
                    missing.push(
                        "No purchase after the first has an amount: what they spend is taken to be the shop's average."
                            .into(),
                    );
                }
                let makeup = of_worth(worth, &own, middle);
                (makeup, of_worth(worth, &again, middle).figure, Unit::Money, Params::of_value(&worth.params))
            } else {
                if worth.is_none() {
                    missing.push(no_amounts(base, "what would be missed of them cannot be told"));
                }
                let within = &risk.within;
                let then = of_chance(chances, within, &again, middle).figure;
                let params = Params::Risk { horizon: risk.horizon };
                (of_chance(chances, within, &own, middle), then, Unit::Chance, params)
            };
            let makeup = self.makeup(&makeup, unit, &own, middle, worth);
            // What is expected of one person is said with its range, here as in the list.
            let likely = match (kind, worth) {
                (ScoreKind::Value, Some(worth)) => {
                    let range = worth.range(&buyer);
                    format!(" ({})", self.range([range.low, range.expected, range.high]).words)
                }
                _ => String::new(),
            };
            let (kind_words, horizon) = match (kind, worth) {
                (ScoreKind::Value, Some(worth)) => ("expected", worth.params.horizon),
                _ => ("likely to buy", risk.horizon),
            };
            all.push(ExplainedScore {
                kind,
                figure: format!("{} {kind_words} {}{likely}", self.said(unit, makeup.whole), ahead(horizon)),
                number: number(makeup.whole),
                start: format!(
                    "A customer of whom all is as in the middle of the shop: {}",
                    self.said(unit, makeup.start)
                ),
                start_number: number(makeup.start),
                sum: self.sum(unit, makeup.start, &makeup.adds, makeup.whole),
                up: makeup.up,
                down: makeup.down,
                rest_number: 0.0,
                would_move: format!(
                    "If they bought again today, it would be {}.",
                    self.said(unit, parts(then * unit.scale(), &[then * unit.scale()])[0])
                ),
                missing,
                made: self.made(base, kind, &params.text())?,
                by_hand: by_hand.filter(|_| kind == ScoreKind::Risk).cloned(),
            });
        }
        Ok(all)
    }

    fn makeup(&self, makeup: &Makeup, unit: Unit, own: &Facts, middle: &Facts, worth: Option<&Worth>) -> Whole {
        let scale = unit.scale();
        let all: Vec<f64> = std::iter::once(makeup.middle)
            .chain(makeup.adds.iter().map(|add| add.1))
            .map(|part| part * scale)
            .collect();
        let rounded = parts(makeup.figure * scale, &all);
        let (start, adds) = (rounded[0], rounded[1..].to_vec());
        let reasons = makeup.adds.iter().zip(&adds).map(|((known, _), add)| ScoreReason {
            words: self.reason_words(*known, unit, own, middle, worth),
            number: number(*add),
            adds: self.signed(unit, *add),
        });
        let (up, down) = reasons.filter(|reason| reason.number != 0.0).partition(|reason| reason.number > 0.0);
        Whole { start, whole: rounded.iter().sum(), adds, up, down }
    }

    /// With their own value, beside that of the middle of the shop.
    fn reason_words(&self, known: Known, unit: Unit, own: &Facts, middle: &Facts, worth: Option<&Worth>) -> String {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole days from 0")]
        let whole = |time: f64| days(time.round().max(0.0) as u32);
        match known {
            Known::HowOften => {
                format!("Bought on {} (in the middle of the shop: {})", days(own.days), days(middle.days))
            }
            Known::HowLately => {
                format!("Last bought {} ago (in the middle: {} ago)", whole(own.quiet), whole(middle.quiet))
            }
            Known::HowLong => format!("A customer for {} (in the middle: {})", whole(own.age), whole(middle.age)),
            // A chance looks at all purchases, what is to be expected at those after the first.
            Known::HowMuch if matches!(unit, Unit::Chance) => {
                let [theirs, middle] = [own, middle].map(|facts| self.shown(facts.spends));
                match own.spends > 0.0 {
                    true => format!("Spends {theirs} a purchase (in the middle of the shop: {middle})"),
                    false => format!("None of their purchases has an amount (in the middle of the shop: {middle})"),
                }
            }
            Known::HowMuch => {
                let mean = worth.and_then(|worth| worth.spending.model.overall());
                let mean = mean.map(|mean| self.shown(mean)).unwrap_or_default();
                match own.mean {
                    Some(spent) => format!("Spends {} a purchase (the shop's average: {mean})", self.shown(spent.mean)),
                    None => {
                        format!("What they spend after the first purchase is not known (the shop's average: {mean})")
                    }
                }
            }
        }
    }
}

/// A score in whole numbers.
struct Whole {
    start: i64,
    whole: i64,
    adds: Vec<i64>,
    up: Vec<ScoreReason>,
    down: Vec<ScoreReason>,
}
