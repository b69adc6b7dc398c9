//! In words: what a rule asks of a score.

use super::conditions::{compared_by, ranked};
use crate::words;
use regulars_model::{Currency, LeadTier, RiskBand, ScoreTest};

/// What was asked of a score, beside somebody's own: "at least €100". Empty where the condition's own words say it.
pub(crate) fn score_asked(asks: &ScoreTest, currency: Currency) -> String {
    match asks {
        ScoreTest::Worth { test } => compared_by(test, &|value| words::money(value, currency)),
        ScoreTest::Buys { test } | ScoreTest::Cancels { test } => {
            compared_by(test, &|value| format!("{}%", words::number(value)))
        }
        ScoreTest::Lead { test } => compared_by(test, &words::number),
        // In an order of their own, whichever they were chosen in: a sentence says what is asked, not how it was clicked.
        ScoreTest::Band { any_of } => {
            let asked = RiskBand::ALL.into_iter().rev().filter(|band| any_of.contains(band));
            words::any_of(&asked.map(|band| band.words().to_owned()).collect::<Vec<_>>())
        }
        ScoreTest::Tier { any_of } => {
            let asked = LeadTier::ALL.into_iter().filter(|tier| any_of.contains(tier));
            words::any_of(&asked.map(|tier| words::quoted(tier.words())).collect::<Vec<_>>())
        }
        ScoreTest::AtRisk => String::new(),
    }
}

/// A condition on a score of many people, or its opposite.
pub(crate) fn score_words(asks: &ScoreTest, not: bool, currency: Currency) -> String {
    let how = score_asked(asks, currency);
    let by = match asks {
        ScoreTest::Worth { .. } => "worth in the next year",
        ScoreTest::Buys { .. } => "chance to buy in the coming months",
        ScoreTest::Cancels { .. } => "chance to cancel a subscription in the coming months",
        _ => "lead score",
    };
    if let Some(words) = asks.number().and_then(|test| ranked(&how, by, test, not)) {
        return words;
    }
    let are = if not { "are not" } else { "are" };
    match asks {
        ScoreTest::Worth { .. } => {
            format!("{} be expected to bring {how} in the next year", if not { "cannot" } else { "can" })
        }
        ScoreTest::Buys { .. } => format!("{are} {how} likely to buy in the coming months"),
        ScoreTest::Cancels { .. } => format!("{are} {how} likely to cancel a subscription in the coming months"),
        ScoreTest::Lead { .. } => format!("{} {how} of 100 as leads", if not { "do not score" } else { "score" }),
        ScoreTest::Band { .. } => format!("{are} {how} by their own habit"),
        ScoreTest::AtRisk => format!("{are} among the better customers who are slipping away"),
        ScoreTest::Tier { .. } => format!("{are} among the {how} leads"),
    }
}
