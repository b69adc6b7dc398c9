//! What makes two rows the same person: an email, a phone number or a shop's own customer number, in one
//! normal form. Raw values are kept beside for showing; only these are compared or turned into tokens.

use serde::{Deserialize, Serialize};

/// Which kind of identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdentityKind {
    /// An email address.
    Email,
    /// A telephone number.
    Phone,
    /// The number the shop's own system gave the customer.
    External,
}

impl IdentityKind {
    /// The word a column or a token uses.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Phone => "phone",
            Self::External => "external",
        }
    }
}

/// A normalised identifier. Two rows that share one are the same person.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Identity {
    /// Which kind.
    pub kind: IdentityKind,
    /// The normal form.
    pub value: String,
}

/// Without the letters nobody sees (zero-width spaces and joiners, direction marks, a byte order mark, soft hyphens): copied
/// along from web pages, they make one address look like two.
#[must_use]
pub fn without_unseen(raw: &str) -> std::borrow::Cow<'_, str> {
    let unseen = |c: char| matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
    if raw.contains(unseen) { raw.replace(unseen, "").into() } else { raw.into() }
}

/// The form in which two spellings of one address are equal: trimmed and lower-cased. `None` when there is
/// no `@` with something on both sides. Dots and `+tags` are kept: they are different mailboxes at most providers.
#[must_use]
pub fn normalize_email(raw: &str) -> Option<String> {
    let text = without_unseen(raw).trim().trim_start_matches('\'').to_lowercase();
    let (local, domain) = text.rsplit_once('@')?;
    let sound = !local.is_empty() && domain.contains('.') && !text.chars().any(char::is_whitespace);
    sound.then(|| text.clone())
}

/// Digits with a leading `+` where one was written; `00` becomes `+`. `None` under seven or over fifteen digits
/// (ITU-T E.164), or when letters stand among them.
#[must_use]
pub fn normalize_phone(raw: &str) -> Option<String> {
    let raw = without_unseen(raw);
    let text = raw.trim().trim_start_matches('\'');
    // "+49 (0)30 …": the nought is for callers within the country.
    let bare;
    let text = if text.starts_with('+') || text.starts_with("00") {
        bare = text.replacen("(0)", "", 1);
        bare.as_str()
    } else {
        text
    };
    if text.chars().any(char::is_alphabetic) {
        return None;
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let (plus, digits) = match (text.starts_with('+'), digits.strip_prefix("00")) {
        (true, _) => ("+", digits.as_str()),
        (false, Some(rest)) => ("+", rest),
        (false, None) => ("", digits.as_str()),
    };
    (7..=15).contains(&digits.len()).then(|| format!("{plus}{digits}"))
}

/// The shop's customer number without what spreadsheets do to it: a leading apostrophe, a trailing `.0`.
#[must_use]
pub fn normalize_external_id(raw: &str) -> Option<String> {
    let raw = without_unseen(raw);
    let text = raw.trim().trim_start_matches('\'');
    let text = match text.strip_suffix(".0") {
        Some(whole) if !whole.is_empty() && whole.bytes().all(|b| b.is_ascii_digit()) => whole,
        _ => text,
    };
    (!text.is_empty()).then(|| text.to_lowercase())
}

/// How a name sorts and is searched: lower case, single spaces.
#[must_use]
pub fn name_key(raw: &str) -> String {
    raw.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_person_two_spellings() {
        assert_eq!(normalize_email("  Ana@Example.COM "), Some("ana@example.com".into()));
        assert_eq!(normalize_email("ana at example"), None);
        assert_eq!(normalize_phone("'+31 6 1234-5678"), Some("+31612345678".into()));
        assert_eq!(normalize_phone("0031612345678"), Some("+31612345678".into()));
        assert_eq!(normalize_phone("+49 (0)30 1234567"), normalize_phone("0049 30 1234567"));
        assert_eq!(normalize_phone("(0)30 1234567"), Some("0301234567".into()));
        assert_eq!(normalize_email("\u{feff}ana\u{ad}@example.com\u{200b}"), Some("ana@example.com".into()));
        assert_eq!(normalize_external_id("\u{200e}721"), Some("721".into()));
        assert_eq!(normalize_phone("n/a"), None);
        assert_eq!(normalize_external_id("17850.0"), Some("17850".into()));
        assert_eq!(normalize_external_id("'721"), Some("721".into()));
        assert_eq!(normalize_external_id(" "), None);
        assert_eq!(name_key("  Jörg   WEISS "), "jörg weiss");
    }
}
