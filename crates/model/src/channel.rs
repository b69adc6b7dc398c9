//! Ways to reach a person, and what the person has said about each.

use crate::Purposes;
use serde::{Deserialize, Serialize};
use specta::Type;

/// A way to reach a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case", rename = "ContactChannel")]
pub enum Channel {
    /// E-mail.
    Email,
    /// Text message.
    Sms,
    /// Letter.
    Post,
    /// Telephone call.
    Phone,
}

impl Channel {
    /// Every channel, in the order screens show them.
    pub const ALL: [Self; 4] = [Self::Email, Self::Sms, Self::Post, Self::Phone];

    /// Its place in [`Self::ALL`], and wherever something is kept for each channel.
    #[must_use]
    pub fn place(self) -> usize {
        match self {
            Self::Email => 0,
            Self::Sms => 1,
            Self::Post => 2,
            Self::Phone => 3,
        }
    }

    /// The word a column or a file uses.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Sms => "sms",
            Self::Post => "post",
            Self::Phone => "phone",
        }
    }

    /// As said to a person: "by text message".
    #[must_use]
    pub fn by(self) -> &'static str {
        match self {
            Self::Email => "by email",
            Self::Sms => "by text message",
            Self::Post => "by post",
            Self::Phone => "by phone",
        }
    }

    /// The channel this word names.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.word() == word)
    }
}

/// What a person has said about one channel. Silence is `Unknown`, and unknown is not consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum PermissionState {
    /// Said yes, and the yes is on record.
    Granted,
    /// Said no, or unsubscribed. Only the person can undo it, never a file.
    Refused,
    /// Never asked, or the answer is not known.
    Unknown,
}

impl PermissionState {
    /// The word a column or a file uses.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Granted => "granted",
            Self::Refused => "refused",
            Self::Unknown => "unknown",
        }
    }

    /// Of two statements by files, the one that holds: a no outlives a yes, and either outlives silence.
    #[must_use]
    pub fn most_restrictive(self, other: Self) -> Self {
        match (self, other) {
            (Self::Refused, _) | (_, Self::Refused) => Self::Refused,
            (Self::Granted, _) | (_, Self::Granted) => Self::Granted,
            _ => Self::Unknown,
        }
    }
}

/// Why we may hold a person's data at all (GDPR Art. 6(1), the grounds a shop can have).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// They agreed: Art. 6(1)(a).
    Consent,
    /// They bought something: Art. 6(1)(b).
    Contract,
    /// A balanced interest of the shop: Art. 6(1)(f).
    LegitimateInterest,
    /// Nobody has said. Kept, and shown as a gap to close.
    Unstated,
}

impl Basis {
    /// Every basis, in the order screens offer them.
    pub const ALL: [Self; 4] = [Self::Consent, Self::Contract, Self::LegitimateInterest, Self::Unstated];

    /// The word a column or a file uses.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Consent => "consent",
            Self::Contract => "contract",
            Self::LegitimateInterest => "legitimate_interest",
            Self::Unstated => "unstated",
        }
    }

    /// The basis this word names; hyphens do for underscores.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        let word = word.trim().to_ascii_lowercase().replace(['-', ' '], "_");
        Self::ALL.into_iter().find(|basis| basis.word() == word)
    }
}

/// What is on record for one person and one channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Permission {
    /// Which channel.
    pub channel: Channel,
    /// What was said.
    pub state: PermissionState,
    /// Why we may hold it.
    pub basis: Basis,
    /// Where it came from, in the user's words: "Newsletter form, shop counter".
    pub source: String,
    /// When it was said or recorded, by the shop's clock (seconds, as if that were UTC).
    pub at: i64,
    /// What a yes was given for. A no is a no to everything, and has none.
    pub purposes: Purposes,
}

impl Permission {
    /// A no to everything this channel could bring.
    #[must_use]
    pub fn no(channel: Channel, basis: Basis, source: impl Into<String>, at: i64) -> Self {
        Self { channel, state: PermissionState::Refused, basis, source: source.into(), at, purposes: Purposes::NONE }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_follow_the_order_of_channels() {
        assert_eq!(Channel::ALL.map(Channel::place), [0, 1, 2, 3]);
    }

    #[test]
    fn a_channel_knows_its_place() {
        assert_eq!(Channel::ALL.map(Channel::place), [0, 1, 2, 3]);
    }

    #[test]
    fn a_no_outlives_a_yes() {
        use PermissionState::{Granted, Refused, Unknown};
        assert_eq!(Granted.most_restrictive(Refused), Refused);
        assert_eq!(Refused.most_restrictive(Granted), Refused);
        assert_eq!(Unknown.most_restrictive(Granted), Granted);
        assert_eq!(Unknown.most_restrictive(Unknown), Unknown);
    }
}
