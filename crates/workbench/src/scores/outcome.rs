//! What is asked of people who may do something, in words: leads who may buy, subscribers who may cancel.

use super::words::{some, whole};
use crate::{import::tally::count, views::LeadTier};
use regulars_insight::scores::lead::{NotLearnt, Outcome, Tier};
use regulars_model::{EventKind, ScoreKind};

pub(super) const TIERS: [(Tier, LeadTier, u32); 4] = [
    (Tier::Hot, LeadTier::Hot, 85),
    (Tier::Warm, LeadTier::Warm, 70),
    (Tier::KeepInTouch, LeadTier::KeepInTouch, 50),
    (Tier::NotYet, LeadTier::NotYet, 0),
];

pub(super) fn tier(score: f64) -> LeadTier {
    let of = Tier::of(score);
    TIERS.iter().find(|one| one.0 == of).map_or(LeadTier::NotYet, |one| one.1)
}

/// As screens call the tier of a subscriber: nobody hopes that they cancel.
pub(super) fn tier_label(tier: LeadTier) -> &'static str {
    match tier {
        LeadTier::Hot => "Most likely to cancel",
        LeadTier::Warm => "Likelier than most",
        LeadTier::KeepInTouch => "As likely as most",
        LeadTier::NotYet => "Less likely than most",
    }
}

/// The score that asks for it.
pub(super) fn kind_of(outcome: Outcome) -> ScoreKind {
    if outcome == Outcome::Cancelled { ScoreKind::Subscriber } else { ScoreKind::Lead }
}

/// Those who are asked, one and many.
pub(super) fn asked(outcome: Outcome) -> (&'static str, &'static str) {
    if outcome == Outcome::Cancelled { ("subscriber", "subscribers") } else { ("lead", "leads") }
}

/// "would buy".
pub(super) fn would(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Purchase => "buy",
        Outcome::Event(_) => "do it",
        Outcome::Cancelled => "cancel",
    }
}

/// "of two people, one who cancelled and one who did not".
pub(super) fn did(outcome: Outcome) -> &'static str {
    if outcome == Outcome::Cancelled { "cancelled" } else { "did it" }
}

/// "a first purchase".
pub(super) fn outcome_words(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Purchase => "a first purchase",
        Outcome::Event(EventKind::EmailSent) => "a first email sent to them",
        Outcome::Event(EventKind::EmailOpened) => "opening an email for the first time",
        Outcome::Event(EventKind::EmailClicked) => "a first click in an email",
        Outcome::Event(EventKind::EmailBounced) => "a first email that comes back",
        Outcome::Event(EventKind::Unsubscribed) => "unsubscribing",
        Outcome::Event(EventKind::Visit) => "a first visit",
        Outcome::Event(EventKind::SurveyAnswered) => "answering a survey for the first time",
        Outcome::Event(EventKind::ContestEntered) => "entering a contest for the first time",
        Outcome::Event(EventKind::SupportAsked) => "asking for help for the first time",
        Outcome::Event(EventKind::SubscriptionStarted) => "a first subscription",
        Outcome::Event(EventKind::SubscriptionCancelled) => "cancelling a subscription for the first time",
        Outcome::Cancelled => "cancelling their subscription",
    }
}

/// Why nothing was learnt, as a sentence.
pub(super) fn not_learnt(outcome: Outcome, why: &NotLearnt) -> String {
    match why {
        NotLearnt::TooFew { rows: 0, .. } if outcome == Outcome::Cancelled => {
            "No subscription ran on the days looked back on. Bring in a list of subscriptions, with the days they began and those they were cancelled on.".to_owned()
        }
        NotLearnt::TooFew { rows: 0, .. } => {
            "Nobody was known yet on the days looked back on: there is nothing to learn from.".to_owned()
        }
        NotLearnt::TooFew { yes, rows } => format!(
            "Of {} looked back on, {} did it and {} did not: at least 20 of either are needed to learn from.",
            some(*rows as u64, "person", "people"),
            whole(f64::from(count(*yes))),
            whole(f64::from(count(rows - yes)))
        ),
        NotLearnt::NothingToJudge => {
            "Among the latest people nobody did it, or everybody: there is nothing to judge a score by.".to_owned()
        }
        NotLearnt::NothingKnown => "Nothing that is known of these people differs between them.".to_owned(),
        NotLearnt::NotConverged => "What is known fits no pattern that the program knows.".to_owned(),
    }
}
