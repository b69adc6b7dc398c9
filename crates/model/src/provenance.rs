//! Where a file's people come from, how they were collected, and what they allowed: said once for each import.

use crate::{Basis, Channel, Day};
use serde::{Deserialize, Serialize};
use specta::Type;

/// How the people of a file came to be in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Collected {
    /// They filled in a form of the shop's: a newsletter box, an account.
    Form,
    /// They bought something.
    Purchase,
    /// They came to an event or wrote on paper at the counter.
    InPerson,
    /// Somebody they know passed them on.
    Referred,
    /// Bought or rented from a named broker.
    BoughtList,
    /// Bought or passed on, and nobody can say from where.
    UnknownList,
    /// Gathered from web pages or public lists (CAN-SPAM, 15 U.S.C. 7704(b)(1): address harvesting).
    Scraped,
    /// Nobody has said.
    Unstated,
}

impl Collected {
    /// Every way, in the order screens offer them.
    pub const ALL: [Self; 8] = [
        Self::Form,
        Self::Purchase,
        Self::InPerson,
        Self::Referred,
        Self::BoughtList,
        Self::UnknownList,
        Self::Scraped,
        Self::Unstated,
    ];

    /// The word a column or a file uses.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::Purchase => "purchase",
            Self::InPerson => "in_person",
            Self::Referred => "referred",
            Self::BoughtList => "bought_list",
            Self::UnknownList => "unknown_list",
            Self::Scraped => "scraped",
            Self::Unstated => "unstated",
        }
    }

    /// As screens say it.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Form => "They filled in our form",
            Self::Purchase => "They bought from us",
            Self::InPerson => "In person: at an event or the counter",
            Self::Referred => "Somebody they know told us",
            Self::BoughtList => "From a list broker we can name",
            Self::UnknownList => "From a list of unknown origin",
            Self::Scraped => "Gathered from web pages or public lists",
            Self::Unstated => "Nobody has said",
        }
    }

    /// The way this word names; hyphens do for underscores.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        let word = word.trim().to_ascii_lowercase().replace(['-', ' '], "_");
        Self::ALL.into_iter().find(|way| way.word() == word)
    }

    /// Whether people who are known only in this way wait in quarantine, out of every audience, until a permission is
    /// on record.
    #[must_use]
    pub fn quarantines(self) -> bool {
        matches!(self, Self::UnknownList | Self::Scraped)
    }
}

/// What a yes to messages was given for (GDPR Art. 6(1)(a): "one or more specific purposes").
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Newsletters: what is new in the shop.
    News,
    /// Offers chosen for them.
    Offers,
    /// Messages about what they bought or asked.
    Service,
}

impl Purpose {
    /// Every purpose, in the order screens show them.
    pub const ALL: [Self; 3] = [Self::News, Self::Offers, Self::Service];

    /// The word a column or a file uses.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::News => "news",
            Self::Offers => "offers",
            Self::Service => "service",
        }
    }

    /// The purpose this word names.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.word() == word.trim().to_ascii_lowercase())
    }
}

/// A set of purposes. A yes of which nobody said what it was for counts for news and offers: that is what the boxes
/// in shops' exports ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Purposes(u8);

impl Purposes {
    /// None.
    pub const NONE: Self = Self(0);
    /// What a plain "accepts marketing" means.
    pub const MARKETING: Self = Self(0b011);

    /// Exactly these.
    #[must_use]
    pub fn of(purposes: &[Purpose]) -> Self {
        Self(purposes.iter().fold(0, |bits, purpose| bits | Self::bit(*purpose)))
    }

    fn bit(purpose: Purpose) -> u8 {
        match purpose {
            Purpose::News => 1,
            Purpose::Offers => 2,
            Purpose::Service => 4,
        }
    }

    /// Whether it is among them.
    #[must_use]
    pub fn holds(self, purpose: Purpose) -> bool {
        self.0 & Self::bit(purpose) != 0
    }

    /// Either's.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Only what is in both.
    #[must_use]
    pub fn common(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// In order.
    #[must_use]
    pub fn list(self) -> Vec<Purpose> {
        Purpose::ALL.into_iter().filter(|purpose| self.holds(*purpose)).collect()
    }

    /// As the vault keeps it.
    #[must_use]
    pub fn bits(self) -> u8 {
        self.0
    }

    /// From what the vault kept; unknown bits are no purposes.
    #[must_use]
    pub fn from_bits(bits: u8) -> Self {
        Self(bits & 0b111)
    }
}

/// A yes that the whole file stands for: everybody in it agreed to this channel for these purposes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Permit {
    /// Which channel.
    pub channel: Channel,
    /// What for.
    pub purposes: Vec<Purpose>,
}

/// What is said of a file before it comes in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// In the user's words: "Newsletter form, shop counter".
    pub source: String,
    /// Why they may be held.
    pub basis: Basis,
    /// How they came to be in the file.
    pub collected: Collected,
    /// When, as far as is known.
    pub collected_on: Option<Day>,
    /// What everybody in it agreed to. Used only for channels that no column of the file speaks of.
    pub permits: Vec<Permit>,
    /// The text they were shown, or empty.
    pub notice: String,
}

impl Provenance {
    /// Only where it came from and why it may be held; nobody agreed to anything.
    pub fn new(source: impl Into<String>, basis: Basis) -> Self {
        Self {
            source: source.into(),
            basis,
            collected: Collected::Unstated,
            collected_on: None,
            permits: Vec::new(),
            notice: String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_read_back() {
        for way in Collected::ALL {
            assert_eq!(Collected::from_word(way.word()), Some(way));
        }
        for purpose in Purpose::ALL {
            assert_eq!(Purpose::from_word(purpose.word()), Some(purpose));
            assert!(Purposes::of(&[purpose]).holds(purpose));
        }
        assert_eq!(Collected::from_word("bought-list"), Some(Collected::BoughtList));
    }

    #[test]
    fn sets_of_purposes() {
        let both = Purposes::of(&[Purpose::News, Purpose::Offers]);
        assert_eq!(both, Purposes::MARKETING);
        assert!(!both.holds(Purpose::Service));
        assert_eq!(both.common(Purposes::of(&[Purpose::Offers, Purpose::Service])).list(), [Purpose::Offers]);
        assert_eq!(Purposes::from_bits(0xff).list(), Purpose::ALL);
        assert_eq!(Purposes::from_bits(both.bits()), both);
    }
}
