//! A rule said in words: how far a sentence was understood, and what could be said from there on.

use super::OPTIONS_LIMIT;
use crate::{
    Workbench,
    bench::OpenShop,
    views::{ReadingView, SayableView},
};
use regulars_ingest::country_names;
use regulars_insight::{NotUnderstood, OtherNames, Phrases, english, understand, understand_loosely};
use regulars_model::{Code, Day, EventKind, PersonaMembers, Problem, Rule, SegmentRule};
use serde_json::{Value, json};
use std::sync::OnceLock;

/// The most ways to go on that are offered.
const MOST_OFFERED: usize = 6;
/// As many of them are told where a sentence cannot be shown word by word.
const MOST_WAYS: usize = 3;
/// The most names of what is sold that are told.
const MOST_NAMED: usize = 8;
/// Words that begin nothing: "in the" says nothing of what somebody is after.
const SHORTEST_HINT: usize = 3;

/// What sentences can be made of in the open shop. Put together when the first one is read, and dropped when the shop changes.
#[derive(Debug, Default)]
pub(crate) struct Sayable(OnceLock<Held>);

#[derive(Debug)]
struct Held {
    phrases: Phrases,
    other_names: OtherNames,
    countries: Vec<String>,
    cities: Vec<String>,
    categories: Vec<String>,
    events: Vec<EventKind>,
    personas: Vec<String>,
}

impl Workbench {
    /// Reads a sentence as far as it can be read. What it cannot read is no error: it is told, with what could stand there.
    ///
    /// # Errors
    /// When no vault is open.
    pub fn segment_read(&self, words: &str) -> Result<ReadingView, Problem> {
        let open = self.opened()?;
        let held = open.sayable()?;
        let read = read(open, held, words, self.as_of());
        let (understood, rest, instead) = match &read {
            Ok(rule) => {
                let sentence = english(rule, open.currency);
                (sentence.trim_end_matches('.').to_owned(), String::new(), None)
            }
            Err(stopped) => (stopped.understood.clone(), stopped.rest.clone(), stopped.instead.as_deref()),
        };
        let next = ways_on(open, held, &understood, &rest, instead);
        Ok(ReadingView { rule: read.ok(), understood, rest, next })
    }
}

impl OpenShop {
    /// The rule that a sentence says; "this month" is that of the day it is asked as of.
    pub(super) fn in_words(&self, words: &str, as_of: Day) -> Result<SegmentRule, Problem> {
        let held = self.sayable()?;
        read(self, held, words, as_of).map_err(|mut stopped| {
            // The beginning was lent: of their own words none was understood.
            if stopped.rest.trim_end_matches('.') == words.trim().trim_end_matches('.') {
                stopped.understood.clear();
            }
            not_understood(self, held, &stopped)
        })
    }

    fn sayable(&self) -> Result<&Held, Problem> {
        let found = self.found_personas()?;
        Ok(self.sayable.0.get_or_init(|| {
            let options = self.shop.options();
            let words =
                |list: Vec<(String, u32)>| list.into_iter().take(OPTIONS_LIMIT).map(|(words, _)| words).collect();
            Held {
                phrases: Phrases::new(self.currency),
                other_names: other_names(&options.countries),
                countries: words(options.countries),
                cities: words(options.cities),
                categories: words(options.categories),
                events: options.events,
                personas: found.iter().flat_map(PersonaMembers::each).map(|(name, _)| name.to_owned()).collect(),
            }
        }))
    }
}

/// What countries are called otherwise than in the data: "Germany" for "DE". Not where the data have the same country in two ways.
fn other_names(countries: &[(String, u32)]) -> OtherNames {
    let mut out = OtherNames::new();
    let mut twice = Vec::new();
    for (country, _) in countries {
        for name in country_names(country) {
            if out.insert(name.clone(), country.clone()).is_some() {
                twice.push(name);
            }
        }
    }
    out.retain(|name, _| !twice.contains(name));
    out
}

/// Whoever leaves out "People who" has said it all the same.
fn read(open: &OpenShop, held: &Held, words: &str, as_of: Day) -> Result<SegmentRule, NotUnderstood> {
    let loosely = |words: &str| understand_loosely(&held.phrases, &open.shop, &held.other_names, words, as_of);
    let begun = words.trim_start().to_lowercase();
    let whole = ["people", "everyone", "nobody"];
    if begun.is_empty() || whole.iter().any(|word| word.starts_with(&begun) || begun.starts_with(word)) {
        return loosely(words);
    }
    let itself = match loosely(words) {
        Ok(rule) => return Ok(rule),
        Err(stopped) => stopped,
    };
    let whole = |start: &str| loosely(&format!("{start} {words}"));
    match (whole("People who"), whole("People")) {
        (Ok(rule), _) | (_, Ok(rule)) => Ok(rule),
        // What names its people another way has begun well: it needs no second beginning.
        _ if !itself.understood.is_empty() => Err(itself),
        (Err(one), Err(other)) if one.rest.len() <= other.rest.len() => Err(one),
        (_, other) => other,
    }
}

/// Says which words were not understood, and what could be said in their place. They are the asker's own, so they are said again.
fn not_understood(open: &OpenShop, held: &Held, stopped: &NotUnderstood) -> Problem {
    let NotUnderstood { understood, rest, instead } = stopped;
    let message = match (understood.is_empty(), rest.is_empty()) {
        (true, _) => "This sentence was not understood from its beginning.".to_owned(),
        (false, true) => format!("This sentence is not finished after “{understood}”."),
        (false, false) => format!("This sentence was understood up to “{understood}”, and not from “{rest}” on."),
    };
    let lower = understood.to_lowercase();
    let stands = |ends: &[&str]| ends.iter().any(|end| lower.ends_with(end));
    let named = |what: &str, names: &[String]| match names {
        [] => String::new(),
        names => format!(" {what}: {}.", names.iter().take(MOST_NAMED).cloned().collect::<Vec<_>>().join(", ")),
    };
    let names = if instead.is_some() {
        " Goods and kinds of goods cannot be counted or added up together. Ask for each.".to_owned()
    } else if stands(&[" bought", " buy"]) {
        named("What is sold here is called", &held.categories)
    } else if stands(&[" in"]) {
        named("People here are in", &held.countries)
    } else {
        String::new()
    };
    let ways: Vec<String> = ways_on(open, held, understood, rest, instead.as_deref())
        .into_iter()
        .take(MOST_WAYS)
        .map(|way| format!("“{}”", way.sentence))
        .collect();
    let ways = if ways.is_empty() { String::new() } else { format!(" This would be understood: {}.", ways.join("; ")) };
    let hint = format!("{names}{ways}");
    let hint = if hint.is_empty() { "Say it another way, or write the rule with --rule." } else { hint.trim_start() };
    Problem::new(Code::Usage, message, hint)
}

/// The sentence that means one of two things that may have been meant, or else what [`on_from`] tells.
fn ways_on(open: &OpenShop, held: &Held, understood: &str, rest: &str, instead: Option<&str>) -> Vec<SayableView> {
    let Some(sentence) = instead.map(|instead| instead.trim_end_matches('.').to_owned()) else {
        return on_from(open, held, understood, rest);
    };
    let words = sentence.split_once(" who ").map_or(sentence.as_str(), |(_, words)| words).to_owned();
    vec![SayableView { words, sentence }]
}

/// Whole sentences that keep what was understood and go on from there. Each of them is understood.
fn on_from(open: &OpenShop, held: &Held, understood: &str, rest: &str) -> Vec<SayableView> {
    // Where a place was to be named, what can be said begins before that.
    let before = understood.strip_suffix(" in").map(|before| before.trim_end_matches(" and").trim_end_matches(" are"));
    let understood = before.unwrap_or(understood);
    let lower = understood.to_lowercase();
    if lower == "everyone" || lower == "nobody" {
        return Vec::new();
    }
    let (_, said) = lower.split_once(" who").unwrap_or_default();
    let after_who = lower.contains(" who");
    let bare = said.trim().is_empty() || [" and", " or", ",", "("].iter().any(|end| lower.ends_with(end));
    // What is being said may be the beginning of something longer: "bought coffee", and then "at least twice".
    let last = understood.len() - lower.rsplit([',']).next().map_or(0, str::len);
    let last = lower.rfind(" who ").map_or(last, |at| last.max(at + 5));
    let clause = understood.get(last..).unwrap_or_default().trim_start();
    let clause = clause.strip_prefix("and ").unwrap_or(clause);
    let mut offered: Vec<SayableView> = Vec::new();
    for words in clauses(open, held, &format!("{clause} {rest}")) {
        let (place, clause_words) = match words.strip_prefix("who ") {
            Some(clause) => (false, clause),
            None => (true, words.as_str()),
        };
        let sentence = if understood.is_empty() || lower == "people" {
            format!("People {words}")
        } else if place {
            if after_who { continue } else { format!("{understood} and {words}") }
        } else if !after_who {
            format!("{understood} who {clause_words}")
        } else if bare {
            format!("{understood} {clause_words}")
        } else if !clause.is_empty() && clause_words.to_lowercase().starts_with(&clause.to_lowercase()) {
            format!("{}{clause_words}", &understood[..understood.len() - clause.len()])
        } else {
            format!("{understood}, and {clause_words}")
        };
        // As the program itself would say it: "A, B, and C", and not "A and B, and C".
        let Ok(rule) = understand(&held.phrases, &open.shop, &held.other_names, &sentence) else { continue };
        let sentence = english(&rule, open.currency).trim_end_matches('.').to_owned();
        if sentence.len() > understood.len() && offered.iter().all(|one| one.sentence != sentence) {
            offered.push(SayableView { words: clause_words.to_owned(), sentence });
        }
        if offered.len() == MOST_OFFERED {
            break;
        }
    }
    offered
}

/// What is often asked, in words, with names from this shop; first what shares words with what somebody is about to say.
fn clauses(open: &OpenShop, held: &Held, about: &str) -> Vec<String> {
    let about = about.to_lowercase();
    let hints: Vec<&str> =
        about.split([' ', ',']).filter(|word| word.chars().count() >= SHORTEST_HINT).take(6).collect();
    let shares = |words: &str| {
        let words = words.to_lowercase();
        let begins = |hint: &str| words.split([' ', '“']).any(|word| word.starts_with(hint) || hint.starts_with(word));
        hints.iter().filter(|hint| begins(hint)).count()
    };
    let named = |list: &[String]| list.iter().max_by_key(|name| shares_key(&hints, name)).or(list.first()).cloned();
    let mut rules: Vec<Value> = Vec::new();
    let text =
        |field: &str, value: String| json!({"type": "text", "field": field, "test": {"op": "is", "value": value}});
    let often = |of: &str, times: Value, when: Value| json!({"type": "bought", "what": {"of": "category", "any_of": [of]}, "times": times, "when": when});
    let date = |field: &str, test: Value| json!({"type": "date", "field": field, "test": test});
    let ever = || json!({"in": "ever"});
    let last = |days: u32| json!({"in": "last_days", "days": days});
    let at_least = |n: u32| json!({"op": "at_least", "n": n});
    if let Some(category) = named(&held.categories) {
        rules.push(often(&category, at_least(2), ever()));
        rules.push(often(&category, at_least(1), last(90)));
        rules.push(json!({"type": "none", "rules": [often(&category, at_least(1), ever())]}));
    }
    rules.push(date("last_purchase", json!({"op": "in_last", "days": 90})));
    rules.push(json!({"type": "number", "field": "net_value", "test": {"op": "at_least", "value": 100.0}}));
    rules.push(json!({"type": "permission", "channel": "email", "state": "granted"}));
    if held.events.contains(&EventKind::EmailOpened) {
        rules.push(json!({"type": "did", "event": "email_opened", "times": at_least(1), "when": last(30)}));
    }
    rules.push(json!({"type": "number", "field": "purchases", "test": {"op": "at_least", "value": 3.0}}));
    rules.push(date("last_purchase", json!({"op": "more_than_ago", "days": 180})));
    rules.push(date("signed_up", json!({"op": "in_last", "days": 30})));
    rules.push(date("birthday", json!({"op": "anniversary_in_next", "days": 30})));
    rules.extend(named(&held.personas).map(|name| json!({"type": "persona", "any_of": [name]})));
    let places = [("country", &held.countries), ("city", &held.cities)];
    rules.extend(places.into_iter().filter_map(|(field, list)| Some(text(field, named(list)?))));
    let mut said: Vec<String> = rules
        .into_iter()
        .filter_map(|rule| serde_json::from_value::<Rule>(rule).ok())
        .map(|rule| english(&SegmentRule::new(rule), open.currency))
        .filter_map(|said| Some(said.trim_end_matches('.').strip_prefix("People ")?.to_owned()))
        .collect();
    said.sort_by_key(|words| std::cmp::Reverse(shares(words)));
    said
}

/// How many letters of a name somebody has begun to write.
fn shares_key(hints: &[&str], name: &str) -> usize {
    let name = name.to_lowercase();
    hints.iter().filter(|hint| name.starts_with(**hint)).map(|hint| hint.len()).max().unwrap_or(0)
}
