//! A campaign before it is sent: how will they see it, who gets it, what is wrong with it?

use super::{Counted, PersonRef, SegmentChoice};
use serde::{Deserialize, Serialize};
use specta::Type;

/// What is to be looked at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct CampaignRequest {
    /// Whom it is for.
    pub segment: SegmentChoice,
    /// The template: a first line `Subject: …`, an empty line, then the body (Liquid over HTML or plain text).
    pub template: String,
    /// The person to render it for, `p17` or an email; null picks the first who would receive it.
    pub person: Option<String>,
}

/// A message as one person would see it, and everything to know before sending.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct CampaignPreviewView {
    /// Rendered for the person; null when nobody would receive it.
    pub message: Option<MessageView>,
    /// Who gets it.
    pub audience: AudienceView,
    /// Before you send.
    pub checks: Vec<CheckView>,
    /// People worth looking at first: no first name, the longest name, not in Latin letters.
    pub hard_cases: Vec<HardCase>,
    /// Real people who would receive it, picked with a fixed seed.
    pub others: Vec<PersonRef>,
    /// "country, orders": what the rule used to choose.
    pub used_to_choose: String,
    /// "first name, category": what the text used.
    pub used_in_text: String,
}

/// One rendered message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct MessageView {
    /// For whom.
    pub person: PersonRef,
    /// Where it would go.
    pub to: String,
    /// The shop's name.
    pub from_name: String,
    /// Rendered, one line.
    pub subject: String,
    /// A whole HTML document, sanitised, with its own policy that loads nothing. For a sandboxed frame.
    pub html: String,
    /// The same as plain text.
    pub text: String,
    /// Ten words or fewer: "Because you bought coffee 4 times this year."
    pub reason: String,
}

/// Who gets it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct AudienceView {
    /// The segment's name, or "This rule".
    pub segment: String,
    /// People in the segment.
    pub in_segment: u32,
    /// Left out, by reason; with `will_receive` they add up to `in_segment`.
    pub left_out: Vec<Counted>,
    /// Will receive it.
    pub will_receive: u32,
}

/// How a check came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum CheckOutcome {
    /// Well.
    Good,
    /// Worth knowing.
    Note,
    /// Look at this before sending.
    Bad,
}

/// One check.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct CheckView {
    /// How it came out.
    pub outcome: CheckOutcome,
    /// In words: "9 people have no first name and see “there”".
    pub words: String,
}

/// A person worth looking at first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct HardCase {
    /// "No first name".
    pub why: String,
    /// "falls back to “there”".
    pub detail: String,
    /// Who.
    pub person: PersonRef,
}
