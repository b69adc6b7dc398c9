//! What to look at before sending: each check in words a person can act on.

use super::fields::{Field, Fields, STOP_WORDS};
use super::template::{Rendered, Template};

/// How a check came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Well.
    Good,
    /// Worth knowing.
    Note,
    /// Look at this before sending.
    Bad,
}

/// One check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// How it came out.
    pub outcome: Outcome,
    /// In words.
    pub words: String,
}

/// Letters of a subject that most phones show.
const SUBJECT_LETTERS: usize = 60;

/// Every check of one rendered message, what is well included.
#[must_use]
pub fn checks(template: &Template, rendered: &Rendered, fields: &Fields) -> Vec<Check> {
    let mut checks = vec![
        subject(rendered),
        stop(rendered),
        address(rendered, fields),
        reason(rendered, fields),
        pictures(rendered),
    ];
    checks.extend(fallbacks(template, fields));
    checks
}

fn good(words: &str) -> Check {
    Check { outcome: Outcome::Good, words: words.to_owned() }
}

fn note(words: String) -> Check {
    Check { outcome: Outcome::Note, words }
}

fn bad(words: &str) -> Check {
    Check { outcome: Outcome::Bad, words: words.to_owned() }
}

fn subject(rendered: &Rendered) -> Check {
    match rendered.subject.chars().count() {
        0 => bad("The subject is empty"),
        letters if letters > SUBJECT_LETTERS => {
            note(format!("The subject has {letters} letters; most phones show {SUBJECT_LETTERS}"))
        }
        _ => good("The subject fits on a phone"),
    }
}

fn stop(rendered: &Rendered) -> Check {
    let low = rendered.text.to_lowercase();
    let words = [STOP_WORDS.to_lowercase().as_str(), "unsubscribe", "opt out", "stop these", "stop receiving"]
        .iter()
        .any(|words| low.contains(words));
    if words { good("It says how to stop these messages") } else { bad("Nothing says how to stop these messages") }
}

fn address(rendered: &Rendered, fields: &Fields) -> Check {
    let known = super::text::one_line(&fields.shop_address);
    let there = if known.is_empty() { postcode(&rendered.text) } else { rendered.text.contains(&known) };
    if there { good("It has a postal address") } else { bad("No postal address: the law in most places asks for one") }
}

/// A word of four or five digits that is no year of our time: the least a postal address has.
fn postcode(text: &str) -> bool {
    text.split(|letter: char| !letter.is_alphanumeric()).any(|word| {
        let digits = word.bytes().all(|byte| byte.is_ascii_digit());
        digits && (word.len() == 5 || (word.len() == 4 && !word.starts_with("19") && !word.starts_with("20")))
    })
}

fn reason(rendered: &Rendered, fields: &Fields) -> Check {
    let reason = super::text::one_line(&fields.reason);
    if reason.is_empty() || !rendered.text.contains(&reason) {
        return bad("It does not say why this person gets it");
    }
    match reason.split(' ').count() {
        0..=10 => good("It says why, in ten words or fewer"),
        words => note(format!("It says why in {words} words; ten are enough")),
    }
}

fn pictures(rendered: &Rendered) -> Check {
    match rendered.remote_hosts.as_slice() {
        [] => good("Nothing in it is loaded from elsewhere"),
        hosts => Check {
            outcome: Outcome::Bad,
            words: format!(
                "It would load pictures or styles from {}; whoever runs that sees who opens it",
                hosts.join(", ")
            ),
        },
    }
}

fn fallbacks(template: &Template, fields: &Fields) -> Vec<Check> {
    let empty = |field: Field| field != Field::Stop && fields.value(field).trim().is_empty();
    let said =
        template.fallbacks().iter().filter(|fallback| empty(fallback.field)).map(|fallback| {
            note(format!("No {} is known: this person sees “{}”", fallback.field.label(), fallback.words))
        });
    let silent = template.without_fallback().iter().filter(|field| empty(**field)).map(|field| {
        let words = format!("No {} is known and nothing stands in its place", field.label());
        Check { outcome: Outcome::Bad, words }
    });
    said.chain(silent).collect()
}
