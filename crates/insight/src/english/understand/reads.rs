//! Reads what stands at the beginning of a text: numbers, days, what is in quotation marks, lists.

use jiff::{civil::Date, fmt::strtime};
use regulars_model::Day;

/// Something read, and what stands after it.
pub(super) type Read<'a, T> = Vec<(T, &'a str)>;

/// Readings of one place that are tried.
const READINGS: usize = 24;

pub(super) fn shortest_rest<T>(mut read: Read<'_, T>) -> Read<'_, T> {
    read.sort_by_key(|(_, rest)| rest.len());
    read.truncate(READINGS);
    read
}

pub(super) fn first_word(text: &str) -> String {
    text.split([' ', ',', ')']).next().unwrap_or_default().to_lowercase()
}

pub(super) fn ends_here(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with([' ', ',', ')'])
}

/// What stands after these words, whatever their case.
pub(super) fn after<'a>(text: &'a str, words: &str) -> Option<&'a str> {
    let head = text.get(..words.len())?;
    head.eq_ignore_ascii_case(words).then(|| &text[words.len()..])
}

/// A number: `1,234.5`, `-3`. A comma belongs to it where three digits follow.
pub(super) fn number(text: &str) -> Option<(f64, &str)> {
    let mut plain = String::new();
    let mut at = 0;
    let bytes = text.as_bytes();
    let digits = |from: usize| bytes[from.min(bytes.len())..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    if bytes.first() == Some(&b'-') {
        plain.push('-');
        at = 1;
    }
    while at < bytes.len() {
        match bytes[at] {
            b'0'..=b'9' => plain.push(char::from(bytes[at])),
            b',' if digits(at + 1) == 3 => {}
            b'.' if digits(at + 1) > 0 && !plain.contains('.') => plain.push('.'),
            _ => break,
        }
        at += 1;
    }
    Some((plain.parse().ok()?, &text[at..]))
}

pub(super) fn count(text: &str) -> Option<(u32, &str)> {
    let (value, rest) = number(text)?;
    let is_whole = value.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&value);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "looked at just before")]
    is_whole.then_some((value as u32, rest))
}

/// `21 June 2026`.
pub(super) fn day(text: &str) -> Option<(Day, &str)> {
    let end = text.match_indices(' ').map(|(at, _)| at).nth(1)? + 1;
    let year = text[end..].find(|letter: char| !letter.is_ascii_digit()).map_or(text.len(), |at| end + at);
    let date: Date = strtime::parse("%d %B %Y", &text[..year]).ok()?.to_date().ok()?;
    Some((Day::from_date(date), &text[year..]))
}

/// `“a”`.
pub(super) fn quoted(text: &str) -> Option<(String, &str)> {
    let inside = text.strip_prefix('“')?;
    let end = inside.find('”')?;
    Some((inside[..end].to_owned(), &inside[end + '”'.len_utf8()..]))
}

/// "a", "a or b", "a, b or c", with every reading of where it ends.
pub(super) fn list<'a, T: Clone>(text: &'a str, item: &dyn Fn(&'a str) -> Read<'a, T>) -> Read<'a, Vec<T>> {
    let mut out = Vec::new();
    let mut open: Read<'a, Vec<T>> = item(text).into_iter().map(|(first, rest)| (vec![first], rest)).collect();
    while let Some((items, rest)) = open.pop() {
        if let Some(rest) = after(rest, " or ") {
            out.extend(item(rest).into_iter().map(|(last, rest)| ([items.clone(), vec![last]].concat(), rest)));
        }
        if let Some(rest) = after(rest, ", ") {
            open.extend(item(rest).into_iter().map(|(next, rest)| ([items.clone(), vec![next]].concat(), rest)));
        }
        if let [_] = items.as_slice() {
            out.push((items, rest));
        }
    }
    shortest_rest(out)
}
