//! The shop's own fields: columns that are none of the usual ones, each with a type and a purpose.

use serde::{Deserialize, Serialize};
use specta::Type;

/// What the cells of a field are. Values are kept as text in one form for each type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum FieldType {
    /// As written.
    Text,
    /// `1234.5`: a point before the decimals, nothing between the thousands.
    Number,
    /// `2026-11-23`.
    Date,
    /// `yes` or `no`.
    YesNo,
    /// Several values with U+001F between them.
    List,
}

impl FieldType {
    /// Every type, in the order screens offer them.
    pub const ALL: [Self; 5] = [Self::Text, Self::Number, Self::Date, Self::YesNo, Self::List];

    /// The word a column or a file uses.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "number",
            Self::Date => "date",
            Self::YesNo => "yes_no",
            Self::List => "list",
        }
    }

    /// The type this word names.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.word() == word)
    }
}

/// A field of the shop's own. Without a purpose it is kept and not used: no segment, message or score sees it
/// (GDPR Art. 5(1)(b)).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// What [`crate::PersonFields::custom`] calls it.
    pub key: String,
    /// As the first file wrote it.
    pub label: String,
    /// What its cells are.
    pub kind: FieldType,
    /// What it is held for, in the user's words; empty: nobody has said, so it is not used.
    pub purpose: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_read_back() {
        for kind in FieldType::ALL {
            assert_eq!(FieldType::from_word(kind.word()), Some(kind));
        }
    }
}
