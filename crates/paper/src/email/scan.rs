//! Reads a template's tags without running it: which fields it uses, what it falls back to, and what it may not ask.

use super::error::PaperError;
use super::fields::Field;
use super::language::TAGS;
use std::collections::BTreeSet;

/// Tags and square brackets a template may have: both can be nested, and more would only serve to exhaust the
/// parser's stack. Counted, not followed, so that nothing written in the template can hide one.
const DEPTH_LIMIT: usize = 512;

/// Digits a number in a tag may have: more do not fit the parser's integers.
const DIGITS_LIMIT: usize = 18;

/// What a template says instead of a value that is not known: `{{ first_name | default: "there" }}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fallback {
    /// Instead of what.
    pub field: Field,
    /// The words.
    pub words: String,
}

/// What stands in the tags.
#[derive(Debug, Default, Clone)]
pub(crate) struct Scan {
    pub(crate) used: BTreeSet<Field>,
    pub(crate) fallbacks: Vec<Fallback>,
    /// Printed somewhere without a fallback.
    pub(crate) bare: BTreeSet<Field>,
}

/// Whether the template is shallow enough to be parsed at all.
///
/// # Errors
/// When it is not.
pub(crate) fn shallow(text: &str) -> Result<(), PaperError> {
    let deep = text.matches("{%").count() > DEPTH_LIMIT || text.matches('[').count() > DEPTH_LIMIT;
    if deep { Err(PaperError::TooDeep) } else { Ok(()) }
}

/// Whether the parser can hold every number that stands in a tag. Text outside of tags (an IBAN, say) is no matter.
///
/// # Errors
/// When it cannot.
pub(crate) fn numbers_fit(text: &str) -> Result<(), PaperError> {
    let mut rest = text;
    while let Some(at) = rest.find("{{").into_iter().chain(rest.find("{%")).min() {
        let close = if rest[at..].starts_with("{{") { "}}" } else { "%}" };
        let (inner, next) = inside(&rest[at + 2..], close);
        if inner.split(|letter: char| !letter.is_ascii_digit()).any(|digits| digits.len() > DIGITS_LIMIT) {
            return Err(PaperError::NumberTooLong);
        }
        rest = next;
    }
    Ok(())
}

/// Reads the tags.
///
/// # Errors
/// Fields and tags nobody knows, by name.
pub(crate) fn scan(text: &str) -> Result<Scan, PaperError> {
    let mut scan = Scan::default();
    let mut assigned: BTreeSet<String> = BTreeSet::new();
    let (mut rest, mut hidden) = (text, None::<&str>);
    while let Some(at) = rest.find('{') {
        let after = &rest[at..];
        let (close, tag) = if after.starts_with("{{") {
            ("}}", false)
        } else if after.starts_with("{%") {
            ("%}", true)
        } else {
            rest = &after[1..];
            continue;
        };
        let (inner, next) = inside(&after[2..], close);
        rest = next;
        let words = words(inner);
        let first = words.first().map_or("", |word| word.text);
        if let Some(end) = hidden {
            if tag && first == end {
                hidden = None;
            }
            continue;
        }
        if !tag {
            output(&mut scan, &words, &assigned)?;
            continue;
        }
        if !TAGS.contains(&first) {
            return Err(PaperError::NoSuchTag { tag: first.to_owned() });
        }
        match first {
            "comment" => hidden = Some("endcomment"),
            "raw" => hidden = Some("endraw"),
            "assign" => {
                for word in words.iter().skip(2).filter(|word| word.value) {
                    note(&mut scan, word.text, &assigned)?;
                }
                assigned.extend(words.get(1).map(|word| word.text.to_owned()));
            }
            _ => {
                for word in words.iter().skip(1).filter(|word| word.value) {
                    note(&mut scan, word.text, &assigned)?;
                }
            }
        }
    }
    Ok(scan)
}

fn output(scan: &mut Scan, words: &[Word<'_>], assigned: &BTreeSet<String>) -> Result<(), PaperError> {
    for word in words.iter().filter(|word| word.value) {
        note(scan, word.text, assigned)?;
    }
    if let Some(field) = words.first().filter(|word| word.value).and_then(|word| Field::from_path(word.text)) {
        let default = words.iter().position(|word| word.filter && word.text == "default");
        match default.and_then(|at| words.get(at + 1)) {
            Some(literal) if literal.literal => {
                scan.fallbacks.push(Fallback { field, words: literal.text.to_owned() });
            }
            Some(_) => {}
            None => {
                scan.bare.insert(field);
            }
        }
    }
    Ok(())
}

fn note(scan: &mut Scan, path: &str, assigned: &BTreeSet<String>) -> Result<(), PaperError> {
    const WORDS: [&str; 10] = ["and", "or", "contains", "true", "false", "nil", "null", "blank", "empty", "in"];
    if WORDS.contains(&path) || assigned.contains(path) {
        return Ok(());
    }
    let field =
        Field::from_path(path).ok_or_else(|| PaperError::UnknownField { name: path.chars().take(60).collect() })?;
    scan.used.insert(field);
    Ok(())
}

/// The inside of a tag up to its close, which may not stand inside quotation marks; and what comes after.
fn inside<'a>(text: &'a str, close: &str) -> (&'a str, &'a str) {
    let mut quote = None;
    for (at, letter) in text.char_indices() {
        match (quote, letter) {
            (Some(open), letter) if open == letter => quote = None,
            (None, '"' | '\'') => quote = Some(letter),
            (None, _) if text[at..].starts_with(close) => return (&text[..at], &text[at + close.len()..]),
            _ => {}
        }
    }
    (text, "")
}

#[derive(Debug, Clone, Copy)]
struct Word<'a> {
    text: &'a str,
    /// A path that is looked up.
    value: bool,
    /// The name of a filter.
    filter: bool,
    /// A text in quotation marks.
    literal: bool,
}

/// Paths, filter names and literals, in order.
fn words(inner: &str) -> Vec<Word<'_>> {
    let mut out = Vec::new();
    let mut rest = inner.trim_start_matches('-');
    let mut after_bar = false;
    while let Some(letter) = rest.chars().next() {
        let plain = Word { text: "", value: false, filter: false, literal: false };
        if matches!(letter, '"' | '\'') {
            let body = &rest[1..];
            let end = body.find(letter).unwrap_or(body.len());
            out.push(Word { text: &body[..end], literal: true, ..plain });
            rest = body.get(end + 1..).unwrap_or("");
        } else if letter.is_ascii_alphabetic() || letter == '_' {
            let end = rest
                .find(|letter: char| !(letter.is_ascii_alphanumeric() || matches!(letter, '_' | '.' | '-')))
                .unwrap_or(rest.len());
            let text = rest[..end].trim_end_matches(['-', '.']);
            rest = &rest[end.max(1)..];
            let named = rest.trim_start().starts_with(':');
            out.push(Word { text, value: !after_bar && !named, filter: after_bar, ..plain });
            after_bar = false;
        } else {
            after_bar = letter == '|' || (after_bar && letter.is_whitespace());
            let end = if letter.is_ascii_digit() {
                rest.find(|letter: char| !letter.is_ascii_alphanumeric()).unwrap_or(rest.len())
            } else {
                letter.len_utf8()
            };
            rest = &rest[end..];
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_fallbacks_and_bare_ones_are_seen() {
        let text =
            "{{ person.first_name | default: 'there' }} {%- if city != blank -%}{{city}}{% endif %} {{ name|upcase }}";
        let scan = scan(text).expect("scanned");
        let used: Vec<Field> = scan.used.into_iter().collect();
        assert_eq!(used, [Field::FirstName, Field::Name, Field::City]);
        assert_eq!(scan.fallbacks, [Fallback { field: Field::FirstName, words: "there".into() }]);
        assert_eq!(scan.bare.into_iter().collect::<Vec<_>>(), [Field::Name, Field::City]);
    }

    #[test]
    fn a_number_too_long_for_the_parser_is_refused_before_it() {
        for long in [
            "{{ \"a\" | times: 99999999999999999999 }}",
            "hi {% if purchases > 1234567890123456789 %}",
            "{{ a[1234567890123456789] }}",
        ] {
            assert_eq!(numbers_fit(long), Err(PaperError::NumberTooLong), "{long}");
        }
        assert_eq!(numbers_fit("DE89370400440532013000 {% if purchases > 10 %}{{ first_name }}{% endif %}"), Ok(()));
    }

    #[test]
    fn names_given_in_the_template_are_not_fields() {
        assert!(scan("{% assign who = first_name | default: 'you' %}{{ who }}").is_ok());
        assert!(matches!(scan("{{ who }}"), Err(PaperError::UnknownField { name }) if name == "who"));
        assert!(scan("{% raw %}{{ anything.at.all }}{% endraw %}").is_ok());
        assert!(matches!(scan("{% for a in b %}"), Err(PaperError::NoSuchTag { tag }) if tag == "for"));
        assert!(scan("{{ first_name | default: last_name, allow_false: true }}").is_ok());
        assert!(scan("{{ \"}} {% for %}\" }}").is_ok());
    }
}
