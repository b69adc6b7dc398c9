//! The forms in which two spellings of one thing are equal: without case, accents, punctuation, titles, company forms
//! and the words for "street". Nothing here knows a provider's rules for its mailboxes.

use crate::texts::fold_into;
use regulars_model::{normalize_email, normalize_phone};

/// Small words before a family name: written or left out, and never what tells two families apart.
const PARTICLES: [&str; 26] = [
    "de", "del", "della", "der", "den", "des", "di", "da", "das", "do", "dos", "du", "el", "al", "la", "las", "le",
    "los", "van", "von", "vom", "zu", "zum", "ten", "ter", "bin",
];
const TITLES: [&str; 16] =
    ["mr", "mrs", "ms", "miss", "dr", "prof", "herr", "frau", "sr", "sra", "mme", "mlle", "dhr", "mevr", "sig", "ing"];
const COMPANY_FORMS: [&str; 32] = [
    "gmbh",
    "mbh",
    "ug",
    "ag",
    "kg",
    "ohg",
    "gbr",
    "ev",
    "ltd",
    "limited",
    "llc",
    "llp",
    "inc",
    "corp",
    "corporation",
    "company",
    "co",
    "plc",
    "bv",
    "nv",
    "sa",
    "sas",
    "sarl",
    "srl",
    "spa",
    "sl",
    "lda",
    "oy",
    "ab",
    "as",
    "aps",
    "the",
];
const FLAT_WORDS: [&str; 11] =
    ["apt", "apartment", "flat", "unit", "app", "appt", "etage", "floor", "suite", "top", "no"];

/// Lower case without accents, letters and digits only, single spaces between words. An apostrophe joins: O'Brien is
/// one word.
pub(super) fn plain(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_into(&mut folded, text);
    let mut out = String::with_capacity(folded.len());
    for letter in folded.chars() {
        if letter.is_alphanumeric() {
            out.push(letter);
        } else if !matches!(letter, '\'' | '’' | '`' | '´') && !out.ends_with(' ') && !out.is_empty() {
            out.push(' ');
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// A name: plain, and the same whether an umlaut was written with its dots or with an e.
fn plain_name(text: &str) -> String {
    without_umlaut_e(plain(text))
}

/// Jörg, Joerg and Jorg are one name.
pub(super) fn without_umlaut_e(text: String) -> String {
    if !text.contains("ae") && !text.contains("oe") && !text.contains("ue") {
        return text;
    }
    text.replace("ae", "a").replace("oe", "o").replace("ue", "u")
}

/// Given and family name, from two columns or one; "Weiss, Ana" is read as it is meant.
pub(super) fn names(first: &str, last: &str) -> (String, String) {
    let (given, family) = match (first.trim(), last.trim()) {
        ("", whole) | (whole, "") => match whole.split_once(',') {
            Some((family, given)) => (plain_name(given), plain_name(family)),
            None => parted(&plain_name(whole), first.trim().is_empty()),
        },
        (first, last) => (plain_name(first), plain_name(last)),
    };
    (without(&given, &TITLES), without(&without(&family, &TITLES), &PARTICLES))
}

/// A whole name in one column: the last word, and the particles before it, are the family name. A single word is what
/// its column says.
fn parted(whole: &str, in_last: bool) -> (String, String) {
    let whole = without(whole, &TITLES);
    let words: Vec<&str> = whole.split(' ').filter(|word| !word.is_empty()).collect();
    let mut from = words.len().saturating_sub(1);
    while from > 1 && PARTICLES.contains(&words[from - 1]) {
        from -= 1;
    }
    match (from, in_last) {
        (0, true) => (String::new(), whole),
        (0, false) => (whole, String::new()),
        _ => (words[..from].join(" "), words[from..].join(" ")),
    }
}

/// Whether a text, with an initial before it or without, is made of the small words before family names.
pub(super) fn only_particles(text: &str) -> bool {
    let mut left = text;
    while let Some(rest) = PARTICLES.iter().filter_map(|word| left.strip_prefix(word)).min_by_key(|rest| rest.len()) {
        left = rest;
    }
    left.is_empty()
        || text.get(1..).is_some_and(|rest| !rest.is_empty() && left.len() == text.len() && only_particles(rest))
}

/// Without these words, unless nothing else is there.
fn without(text: &str, words: &[&str]) -> String {
    if !text.contains(' ') {
        return text.to_owned();
    }
    let left: Vec<&str> = text.split(' ').filter(|word| !words.contains(word)).collect();
    if left.is_empty() { text.to_owned() } else { left.join(" ") }
}

/// An address's two sides: the mailbox name without punctuation and tag, and the provider. The third is the whole.
pub(super) fn email(raw: &str) -> Option<(String, String, String)> {
    let whole = normalize_email(raw)?;
    let (local, domain) = whole.rsplit_once('@')?;
    let untagged = local.split('+').next().filter(|name| !name.is_empty()).unwrap_or(local);
    let name: String = plain(untagged).chars().filter(|letter| *letter != ' ').collect();
    Some((name, domain.to_owned(), whole.clone()))
}

/// The last nine digits, which tell numbers apart whether the country's code was written or not.
pub(super) fn phone(raw: &str) -> Option<String> {
    let whole = normalize_phone(raw)?;
    let digits = whole.trim_start_matches(['+', '0']);
    let tail = digits.get(digits.len().saturating_sub(9)..).unwrap_or(digits);
    (tail.len() >= 6 && !all_one(tail)).then(|| tail.trim_start_matches('0').to_owned())
}

/// 0000000 is no number.
fn all_one(digits: &str) -> bool {
    let mut letters = digits.bytes();
    let first = letters.next();
    letters.all(|digit| Some(digit) == first)
}

/// The street's letters without its word for "street", and the house number. Flats are left out.
pub(super) fn street(raw: &str) -> (String, String) {
    let text = plain(raw);
    let (mut words, mut number) = (String::new(), String::new());
    for word in text.split(' ').filter(|word| !word.is_empty() && !FLAT_WORDS.contains(word)) {
        if word.starts_with(|letter: char| letter.is_ascii_digit()) {
            if number.is_empty() {
                number.push_str(word);
            }
            continue;
        }
        words.push_str(match word {
            "street" | "strasse" | "str" | "straat" | "st" => "str",
            "road" | "rd" => "rd",
            "avenue" | "ave" | "av" | "avenida" => "av",
            "lane" | "ln" => "ln",
            "drive" | "dr" => "dr",
            "square" | "sq" => "sq",
            "place" | "pl" | "platz" => "pl",
            "calle" | "c" => "c",
            "rua" | "r" => "r",
            other => other,
        });
    }
    for ending in ["strasse", "straat"] {
        if let Some(stem) = words.strip_suffix(ending) {
            words = format!("{stem}str");
            break;
        }
    }
    (words, number)
}

/// Letters and digits without spaces.
pub(super) fn postcode(raw: &str) -> String {
    plain(raw).replace(' ', "")
}

/// A company without its legal form.
pub(super) fn company(raw: &str) -> String {
    without(&plain(raw), &COMPANY_FORMS)
}

/// A country where it is a code of two letters: names are written in too many languages to compare.
pub(super) fn country(raw: &str) -> [u8; 2] {
    match raw.trim().as_bytes() {
        [a, b] => [a.to_ascii_lowercase(), b.to_ascii_lowercase()],
        _ => [0; 2],
    }
}

/// What a name sounds like in most European tongues: consonants in classes, vowels left out after the first letter.
/// Other scripts stay as they are.
pub(super) fn sound(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut before = ' ';
    let letters: Vec<char> = name.chars().filter(|letter| *letter != ' ').collect();
    for (at, &letter) in letters.iter().enumerate() {
        let next = letters.get(at + 1);
        let class = match letter {
            'p' if next == Some(&'h') => 'f',
            'b' | 'p' => 'p',
            'd' | 't' => 't',
            'f' | 'v' | 'w' => 'f',
            's' | 'z' | 'x' => 's',
            'c' if matches!(next, Some('e' | 'i' | 'y')) => 's',
            'c' if next == Some(&'h') => 's',
            'c' | 'k' | 'q' | 'g' => 'k',
            'm' | 'n' => 'n',
            'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'j' if at == 0 => 'a',
            'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'j' | 'h' => ' ',
            other => other,
        };
        if class != ' ' && class != before {
            out.push(class);
        }
        before = class;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_name_many_spellings() {
        assert_eq!(names("Jörg", "Weiß"), names("JOERG", "weiss"));
        assert_eq!(names("", "Dr. Ana de Vries"), names("Ana", "Vries"));
        assert_eq!(names("", "Weiß, Ana"), names("Ana", "Weiss"));
        assert_eq!(names("Siobhán", "O'Brien"), names("siobhan", "OBrien"));
        assert_eq!(names("Ana Lim", ""), names("Ana", "Lim"));
        assert_eq!(names("", "Lim"), (String::new(), "lim".into()));
        assert_eq!(names("Ana", ""), ("ana".into(), String::new()));
        assert_eq!(names("", "van den Berg").1, "berg");
        assert_eq!(names(" ", ""), (String::new(), String::new()));
        assert_ne!(names("Ana", "Lim"), names("Anna", "Lim"));
    }

    #[test]
    fn addresses_phones_companies() {
        assert_eq!(street("Hauptstraße 12"), street("Haupt Str. 12"));
        assert_eq!(street("12 Main Street"), street("Main St 12, Apt 4"));
        assert_ne!(street("Main St 12"), street("Main St 13"));
        assert_eq!(phone("+49 30 1234567"), phone("(0)30 1234567"));
        assert_eq!(phone("0000000"), None);
        assert_eq!(company("Lim & Söhne GmbH"), company("Lim Sohne"));
        assert_eq!(email("Ana.Lim+shop@example.com").map(|parts| parts.0), Some("analim".into()));
        assert_eq!(country("DE"), country("de"));
        assert_eq!(country("Germany"), [0; 2]);
    }

    #[test]
    fn sounds_meet_and_part() {
        assert_eq!(sound("meier"), sound("mayer"));
        assert_eq!(sound("schmidt"), sound("schmitt"));
        assert_eq!(sound("philipp"), sound("filip"));
        assert_ne!(sound("smith"), sound("jones"));
        assert_eq!(sound("佐藤"), "佐藤");
        assert_eq!(sound(""), "");
    }
}
