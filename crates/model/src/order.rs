//! What people did: orders, the lines in them, and events such as an opened email. Append-only; kept as column chunks.

use crate::PersonId;
use serde::{Deserialize, Serialize};
use specta::Type;

/// Whether money came in or went back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum OrderKind {
    /// Something was bought. Counts as a purchase.
    Purchase,
    /// A cancellation or refund. Reduces value, is not a purchase.
    Refund,
}

/// One order, or the refund of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderRow {
    /// Whose it is.
    pub person: PersonId,
    /// The shop's own number for it. A refund that shares its order's number carries the same key.
    pub key: String,
    /// When, as [`crate::moment`] marks it; in memory, what the shop's clock showed.
    pub at: i64,
    /// Purchase or refund.
    pub kind: OrderKind,
    /// Minor units of the vault's currency; negative for refunds.
    pub total: i64,
    /// Through which of the shop's sales channels (web, till, phone), as the shop writes it, or empty.
    pub channel: String,
}

/// One line of an order: what was bought or sent back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineRow {
    /// Whose order.
    pub person: PersonId,
    /// The key of the order it belongs to.
    pub order: String,
    /// When, as [`crate::moment`] marks it; in memory, what the shop's clock showed.
    pub at: i64,
    /// The shop's article number, or empty.
    pub sku: String,
    /// The product's name, or empty.
    pub product: String,
    /// The product's category, or empty.
    pub category: String,
    /// Pieces; negative when sent back.
    pub quantity: i32,
    /// Minor units for the whole line; negative when sent back.
    pub amount: i64,
}

/// What else a person did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// An email was delivered.
    EmailSent,
    /// An email was opened.
    EmailOpened,
    /// A link in an email was followed.
    EmailClicked,
    /// An email came back.
    EmailBounced,
    /// The person used an unsubscribe link. Importing one refuses email.
    Unsubscribed,
    /// A visit to the shop or its site.
    Visit,
    /// They answered a survey.
    SurveyAnswered,
    /// They entered a contest.
    ContestEntered,
    /// They asked for help.
    SupportAsked,
    /// A subscription of theirs began, or was taken up again.
    SubscriptionStarted,
    /// A subscription of theirs was cancelled, or ran out.
    SubscriptionCancelled,
}

impl EventKind {
    /// Every kind, in the order screens show them.
    pub const ALL: [Self; 11] = [
        Self::EmailSent,
        Self::EmailOpened,
        Self::EmailClicked,
        Self::EmailBounced,
        Self::Unsubscribed,
        Self::Visit,
        Self::SurveyAnswered,
        Self::ContestEntered,
        Self::SupportAsked,
        Self::SubscriptionStarted,
        Self::SubscriptionCancelled,
    ];

    /// How many kinds there are.
    pub const COUNT: usize = Self::ALL.len();

    /// What the person did, as a sentence continues after their name.
    #[must_use]
    pub fn did(self) -> &'static str {
        match self {
            Self::EmailSent => "was sent an email",
            Self::EmailOpened => "opened an email",
            Self::EmailClicked => "clicked in an email",
            Self::EmailBounced => "had an email come back",
            Self::Unsubscribed => "unsubscribed",
            Self::Visit => "visited",
            Self::SurveyAnswered => "answered a survey",
            Self::ContestEntered => "entered a contest",
            Self::SupportAsked => "asked for help",
            Self::SubscriptionStarted => "started a subscription",
            Self::SubscriptionCancelled => "cancelled a subscription",
        }
    }
}

/// Something a person did, other than buying.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventRow {
    /// Who.
    pub person: PersonId,
    /// What.
    pub kind: EventKind,
    /// When, as [`crate::moment`] marks it; in memory, what the shop's clock showed.
    pub at: i64,
    /// The campaign, page or plan it was about, or empty.
    pub subject: String,
}
