//! Which scores there are.

use serde::{Deserialize, Serialize};
use specta::Type;

/// Which score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ScoreKind {
    /// What customers are worth.
    Value,
    /// Who is slipping away.
    Risk,
    /// Which lead is warm.
    Lead,
}

impl ScoreKind {
    /// Every one, in the order screens show them.
    pub const ALL: [Self; 3] = [Self::Value, Self::Risk, Self::Lead];

    /// The word it is stored under.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Value => "value",
            Self::Risk => "risk",
            Self::Lead => "lead",
        }
    }

    /// The one stored under a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_read_back() {
        assert_eq!(ScoreKind::ALL.map(|kind| ScoreKind::from_word(kind.word())), ScoreKind::ALL.map(Some));
        assert_eq!(ScoreKind::from_word("churn"), None);
    }
}
