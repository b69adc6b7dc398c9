//! Why the score of a lead or a subscriber is what it is: what each thing that is known adds, or which lines of the card of points counted.

use super::{
    explain::Unit,
    lead::Led,
    outcome::{asked, kind_of, would},
    runs::Params,
    words::{ahead, number, parts},
    worked::Base,
};
use crate::{
    bench::OpenShop,
    views::{ExplainedScore, OverrideView, ScoreMade, ScoreReason, ScoreState},
};
use regulars_insight::{node_words, scores::lead::Values};
use regulars_model::{Problem, ScoreKind};

/// Reasons that are listed: those that raise a score, those that lower it.
const LISTED: [usize; 2] = [3, 2];

impl OpenShop {
    pub(super) fn explain_lead(
        &self,
        base: &Base,
        kind: ScoreKind,
        index: u32,
        by_hand: Option<OverrideView>,
    ) -> Result<Option<ExplainedScore>, Problem> {
        let Some(led) = base.led(kind) else { return Ok(None) };
        let made = self.made(base, kind, &Params::of_lead(&led.params).text())?;
        match self.lead_state(led)?.0 {
            ScoreState::TooLittle if kind == ScoreKind::Lead => self.explain_points(base, index, made, by_hand),
            ScoreState::Ready | ScoreState::ProofUnseen => Ok(self.explain_learnt(led, index, made, by_hand)),
            _ => Ok(None),
        }
    }

    fn explain_points(
        &self,
        base: &Base,
        index: u32,
        made: ScoreMade,
        by_hand: Option<OverrideView>,
    ) -> Result<Option<ExplainedScore>, Problem> {
        let pointed = self.pointed(self.own_outcome()?, base.as_of)?;
        let Some(at) = pointed.people.iter().position(|lead| lead.person == index) else { return Ok(None) };
        let points = |points: i32| i64::from(points) * 10;
        let adds: Vec<i64> = pointed.lines[at].iter().map(|nth| points(pointed.card.lines[*nth].points)).collect();
        let reasons = pointed.lines[at].iter().zip(&adds).map(|(nth, add)| ScoreReason {
            words: node_words(&pointed.card.lines[*nth].rule, self.currency),
            number: number(*add),
            adds: self.signed(Unit::Points, *add),
        });
        let (up, down) = reasons.filter(|reason| reason.number != 0.0).partition(|reason| reason.number > 0.0);
        let start = points(pointed.card.start);
        let whole = start + adds.iter().sum::<i64>();
        let lines = &pointed.card.lines;
        let next = (0..lines.len())
            .filter(|nth| !pointed.lines[at].contains(nth) && lines[*nth].points > 0)
            .max_by_key(|nth| lines[*nth].points);
        Ok(Some(ExplainedScore {
            kind: ScoreKind::Lead,
            figure: format!("{} points by your card", self.said(Unit::Points, whole.clamp(0, 1000))),
            number: number(whole.clamp(0, 1000)),
            start: format!("Everybody begins with {}", self.said(Unit::Points, start)),
            start_number: number(start),
            up,
            down,
            rest_number: 0.0,
            sum: held(self.sum(Unit::Points, start, &adds, whole), whole),
            would_move: next
                .map(|nth| {
                    let line = &lines[nth];
                    let words = node_words(&line.rule, self.currency);
                    format!("“{words}” would add {} points.", line.points)
                })
                .unwrap_or_default(),
            missing: Vec::new(),
            made,
            by_hand,
        }))
    }

    fn explain_learnt(
        &self,
        led: &Led,
        index: u32,
        made: ScoreMade,
        by_hand: Option<OverrideView>,
    ) -> Option<ExplainedScore> {
        let leads = led.offered()?;
        let row = leads.people.binary_search_by_key(&index, |lead| lead.person).ok()?;
        let lead = &leads.people[row];
        let reasons = leads.reasons(index);
        let scale = Unit::Points.scale();
        let all: Vec<f64> =
            std::iter::once(50.0).chain(reasons.iter().map(|reason| reason.points)).map(|part| part * scale).collect();
        let rounded = parts(all.iter().sum(), &all);
        let whole: i64 = rounded.iter().sum();
        let named = reasons.iter().zip(&rounded[1..]).map(|(reason, add)| {
            let column = &leads.table.columns[reason.column];
            let value = value(&column.name, &column.values, row);
            // Whoever has no tag is known to have none.
            let known = column.known(row) || value == "no";
            (format!("{}: {value}", column.name), *add, known)
        });
        let named: Vec<(String, i64, bool)> = named.collect();
        let listed = |up: bool| -> Vec<ScoreReason> {
            named
                .iter()
                .filter(|(_, add, _)| if up { *add > 0 } else { *add < 0 })
                .take(LISTED[usize::from(!up)])
                .map(|(words, add, _)| ScoreReason {
                    words: words.clone(),
                    number: number(*add),
                    adds: self.signed(Unit::Points, *add),
                })
                .collect()
        };
        let (up, down) = (listed(true), listed(false));
        let shown: Vec<f64> = up.iter().chain(&down).map(|reason| reason.number).collect();
        let rest = number(whole - rounded[0]) - shown.iter().sum::<f64>();
        #[allow(clippy::cast_possible_truncation, reason = "tenths of points")]
        let mut adds: Vec<i64> = shown.iter().map(|add| *add as i64).collect();
        #[allow(clippy::cast_possible_truncation, reason = "tenths of points")]
        adds.push(rest as i64);
        let moved = named.iter().filter(|(_, add, _)| *add < 0).max_by_key(|(_, add, _)| -add);
        let outcome = led.params.outcome;
        Some(ExplainedScore {
            kind: kind_of(outcome),
            figure: format!(
                "{} of 100, higher than {:.0}% of {}; {} to {} {}",
                self.said(Unit::Points, whole.clamp(0, 1000)),
                lead.percentile,
                asked(outcome).1,
                super::words::chance(lead.chance),
                would(outcome),
                ahead(led.params.horizon)
            ),
            number: number(whole.clamp(0, 1000)),
            start: "Somebody of whom everything is as on the mean: 50.0".to_owned(),
            start_number: number(rounded[0]),
            up,
            down,
            rest_number: rest,
            sum: held(self.sum(Unit::Points, rounded[0], &adds, whole), whole),
            would_move: moved
                .map(|(words, add, _)| {
                    let then = self.said(Unit::Points, (whole - add).clamp(0, 1000));
                    format!("With what is usual in place of “{words}”, it would be {then}.")
                })
                .unwrap_or_default(),
            missing: named
                .iter()
                .zip(&reasons)
                .filter(|((_, _, known), _)| !known)
                .map(|(_, reason)| leads.table.columns[reason.column].name.clone())
                .collect(),
            made,
            by_hand,
        })
    }
}

fn held(sum: String, whole: i64) -> String {
    match whole {
        0..=1000 => sum,
        high if high > 0 => format!("{sum}, held at 100"),
        _ => format!("{sum}, held at 0"),
    }
}

/// One value as people say it.
fn value(name: &str, values: &Values, row: usize) -> String {
    match values {
        Values::Numbers(numbers) if !numbers[row].is_finite() => "not known".to_owned(),
        Values::Numbers(numbers) => {
            // Counts and days are learnt from as logarithms.
            let counted = [" in the last 30 days", " in the last 90 days", " in the year before"]
                .iter()
                .any(|end| name.ends_with(end))
                || ["days without ", "days since "].iter().any(|begin| name.starts_with(begin));
            let shown = if counted { numbers[row].exp_m1() } else { numbers[row] };
            let text = format!("{shown:.1}");
            text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
        }
        Values::Words { codes, words } => match codes[row] {
            0 if words.len() == 1 => "no".to_owned(),
            0 => "not known".to_owned(),
            code => words.get(code as usize - 1).cloned().unwrap_or_default(),
        },
    }
}
