//! Identifiers as newtypes, so that a person can never be passed where an import was meant. Shown and parsed
//! with a one-letter prefix (`p17`), which also keeps them apart from a shop's own customer numbers.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A text that should have been an identifier, and was not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected an identifier such as {0}17")]
pub struct IdError(char);

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "{}"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                text.trim()
                    .strip_prefix($prefix)
                    .filter(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
                    .and_then(|digits| digits.parse().ok())
                    .map(Self)
                    .ok_or(IdError($prefix))
            }
        }

        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(from)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

id!(
    /// One person in one vault. Never reused, never meaningful outside the vault.
    PersonId, 'p'
);
id!(
    /// One import of one file.
    ImportId, 'i'
);
id!(
    /// One saved segment.
    SegmentId, 's'
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_read_back_what_they_print() {
        assert_eq!("p17".parse(), Ok(PersonId(17)));
        assert_eq!(PersonId(17).to_string(), "p17");
        assert!("17".parse::<PersonId>().is_err());
        assert!("i17".parse::<PersonId>().is_err());
        assert!("p".parse::<PersonId>().is_err());
        assert!("p-1".parse::<PersonId>().is_err());
    }
}
