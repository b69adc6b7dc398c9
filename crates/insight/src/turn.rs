//! What would have to change about one person for one condition to come out the other way, in words that follow "if".

mod days;
mod numbers;

use crate::{
    Shop,
    english::{deed_words, noun},
    in_persona,
    own::texts_of,
    passes::words_that_pass,
    scored, spots,
    texts::Dictionary,
    trace::{Trace, followed},
    words,
};
use regulars_model::{Channel, CountTest, Day, Deed, PermissionState, Purpose, Rule, TextField, TextTest, Window};

/// The kind of change, as far as it can be checked by making it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// They do it so many times more, on the day the rule is asked of.
    More(u32),
    /// Nothing new happens before that day, and the rule is asked again on it.
    Wait(Day),
    /// They answer so.
    Say(PermissionState),
    /// Another change of what they do.
    Deed,
    /// It would have to be otherwise what is past, or on file.
    Past,
    /// Nothing of theirs: the rule would have to ask otherwise.
    Rule,
}

impl Change {
    /// Whether it is for the person to do, or to leave.
    #[must_use]
    pub fn is_theirs(self) -> bool {
        !matches!(self, Self::Past | Self::Rule)
    }
}

/// One way to turn a leaf.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Turn {
    pub(crate) change: Change,
    /// "they bought coffee once more by 26 Nov 2026".
    pub(crate) words: String,
    /// How far off that is, in something like days: only to choose between ways.
    pub(crate) far: f64,
}

/// What a purchase, another deed and an answer weigh in days; what is past or in the rule comes after all of it.
const PURCHASE: f64 = 30.0;
const EVENT: f64 = 10.0;
const ANSWER: f64 = 20.0;
const PAST: f64 = 100_000.0;
const RULE: f64 = 200_000.0;

impl Turn {
    fn new(change: Change, far: f64, words: impl Into<String>) -> Self {
        Self { change, words: words.into(), far }
    }
    pub(crate) fn rule(words: impl Into<String>) -> Self {
        Self::new(Change::Rule, RULE, words)
    }
    pub(crate) fn past(words: impl Into<String>) -> Self {
        Self::new(Change::Past, PAST, words)
    }
}

/// The nearest of several ways.
fn nearest(ways: impl IntoIterator<Item = Turn>) -> Option<Turn> {
    ways.into_iter().reduce(|best, way| if way.far < best.far { way } else { best })
}

/// What would turn a leaf for one person. Taken by itself: that an order also counts elsewhere in the rule is left aside.
pub(crate) fn turn(shop: &Shop, rule: &Rule, person: usize, holds: bool, as_of: Day) -> Turn {
    match rule {
        Rule::Text { field, test } => text(shop, *field, test, person, holds),
        Rule::Number { field, test } => numbers::number(shop, *field, test, person, holds, as_of),
        Rule::Spent { what, how, test, when } => numbers::spent(shop, (what, *how, test), *when, person, holds, as_of),
        Rule::Date { field, test } => days::date(shop, *field, test, person, holds, as_of),
        Rule::BoughtDay { what, which, test } => days::bought_day(shop, what, *which, test, person, holds, as_of),
        Rule::Bought { what, times, when } => {
            let deed = Deed::Bought { what: what.clone() };
            counted(shop, &deed, (*times, *when), person, holds, as_of)
        }
        Rule::Did { event, about, times, when } => {
            let deed = Deed::Did { event: *event, about: about.clone() };
            counted(shop, &deed, (*times, *when), person, holds, as_of)
        }
        Rule::Sequence { first, when, then, within, not } => {
            sequence(shop, (first, *when), (then, *within), *not, person, as_of)
        }
        Rule::Permission { channel, state, purpose } => permission(*channel, *state, *purpose, holds),
        Rule::SaidAt { channel, state, test } => said_at(*channel, *state, test, holds),
        Rule::Persona { found, .. } => in_persona::turn(shop, found.as_ref(), person, holds),
        Rule::Score { asks, found } => scored::turn(shop, asks, found.as_ref(), (person, holds), as_of),
        Rule::Near { postcode, km, within, centre, .. } => {
            spots::turn(shop, (postcode, centre.as_ref()), (*km, *within), person, holds)
        }
        Rule::Sample { .. } if holds => Turn::rule("the rule drew another lot (another seed)"),
        Rule::Sample { .. } => Turn::rule("the rule drew a larger share, or another lot (another seed)"),
        _ => Turn::rule("the rule did not ask for it"),
    }
}

/// "once more", "2 more times"; "", "twice" of somebody who has not done it yet.
pub(super) fn more_times(n: u32, had: u32) -> String {
    match (n, had) {
        (1, 0) => String::new(),
        (n, 0) => format!(" {}", words::times(n)),
        (1, _) => " once more".to_owned(),
        (n, _) => format!(" {n} more times"),
    }
}

/// " by 26 Nov 2026".
pub(super) fn by(as_of: Day) -> String {
    format!(" by {}", words::short_day(as_of))
}

/// Days from one to another as a distance.
pub(super) fn apart(from: Day, to: Day) -> f64 {
    f64::from(to.0) - f64::from(from.0)
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Something counted in a window.
fn counted(
    shop: &Shop,
    deed: &Deed,
    (times, when): (CountTest, Window),
    person: usize,
    holds: bool,
    as_of: Day,
) -> Turn {
    let (from, to) = when.days(as_of);
    let had: Vec<Day> = Trace::of(shop, deed).days(person, from, to).collect();
    let have = count(had.len());
    let (did, did_not, _) = deed_words(deed, shop.currency);
    let each = if matches!(deed, Deed::Bought { .. }) { PURCHASE } else { EVENT };
    let more = || {
        let wanted = match times {
            CountTest::AtLeast { n } | CountTest::Exactly { n } if !holds => n,
            CountTest::AtMost { n } if holds => n.saturating_add(1),
            CountTest::Exactly { .. } if holds => have.saturating_add(1),
            _ => return None,
        };
        let more = wanted.checked_sub(have).filter(|more| *more > 0)?;
        let open = from <= as_of && to == as_of;
        open.then(|| {
            let words = format!("they {did}{}{}", more_times(more, have), by(as_of));
            Turn::new(Change::More(more), f64::from(more) * each, words)
        })
    };
    let wait = || {
        let Window::LastDays { days } = when else { return None };
        let days = i32::try_from(days).ok()?;
        // A day on which one of them is no longer within the window is the only kind on which the count changes by waiting.
        let mut leaves = had.iter().map(|day| day.plus(days).plus(1)).filter(|day| *day > as_of);
        let until = leaves.find(|until| {
            let left = had.iter().filter(|day| day.plus(days) >= *until).count();
            times.holds(count(left)) != holds
        })?;
        let left = had.iter().filter(|day| day.plus(days) >= until).count();
        let rest = match left {
            0 => "by then none is left in the time asked about".to_owned(),
            1 => "by then only one is left in the time asked about".to_owned(),
            left => format!("by then only {left} are left in the time asked about"),
        };
        let words = format!("they {did_not} until {} ({rest})", words::short_day(until));
        Some(Turn::new(Change::Wait(until), apart(as_of, until), words))
    };
    nearest(more().into_iter().chain(wait())).unwrap_or_else(|| {
        let allowed = |n: u32| format!("at most {}", words::times(n));
        Turn::rule(match (times, holds) {
            (CountTest::AtLeast { .. }, false) if have == 0 => "the rule did not ask for it".to_owned(),
            (CountTest::AtLeast { .. }, false) => format!("the rule asked for at least {}", words::times(have)),
            (CountTest::AtMost { .. }, false) => format!("the rule asked for {}", allowed(have)),
            (CountTest::Exactly { .. }, false) => format!("the rule asked for exactly {}", words::times(have)),
            (CountTest::AtLeast { .. }, true) => {
                format!("the rule asked for at least {}", words::times(have.saturating_add(1)))
            }
            (CountTest::AtMost { .. }, true) if have == 0 => "the rule asked for at least once".to_owned(),
            (CountTest::AtMost { .. }, true) => format!("the rule asked for {}", allowed(have - 1)),
            (CountTest::Exactly { .. }, true) => "the rule asked for another number".to_owned(),
        })
    })
}

fn text(shop: &Shop, field: TextField, test: &TextTest, person: usize, holds: bool) -> Turn {
    let noun = noun(field);
    let own = texts_of(shop, field, person);
    let (marks, wanted) = match field {
        TextField::Country => words_that_pass(&shop.people.country.0, test),
        TextField::Region => words_that_pass(&shop.people.region.0, test),
        TextField::City => words_that_pass(&shop.people.city.0, test),
        TextField::Postcode => words_that_pass(&shop.people.postcode.0, test),
        TextField::Tag => words_that_pass(&shop.people.tags.0, test),
        TextField::Source => words_that_pass(&shop.people.sources.0, test),
    };
    let dictionary: &Dictionary = match field {
        TextField::Country => &shop.people.country.0,
        TextField::Region => &shop.people.region.0,
        TextField::City => &shop.people.city.0,
        TextField::Postcode => &shop.people.postcode.0,
        TextField::Tag => &shop.people.tags.0,
        TextField::Source => &shop.people.sources.0,
    };
    let hit: Vec<String> = own
        .iter()
        .filter(|text| dictionary.find(text).is_some_and(|code| marks[code as usize]))
        .map(|text| words::quoted(text))
        .collect();
    let all: Vec<String> = own.iter().map(|text| words::quoted(text)).collect();
    // To come to hold, a test for something needs it, and a test against something must be rid of it; and the other way.
    match (wanted != holds, own.is_empty()) {
        _ if matches!(test, TextTest::IsSet | TextTest::NotSet) && own.is_empty() => {
            Turn::past(format!("their {noun} were on file"))
        }
        _ if matches!(test, TextTest::IsSet) => Turn::rule(format!("the rule asked for people of unknown {noun}")),
        _ if matches!(test, TextTest::NotSet) => Turn::rule(format!("the rule asked for people of known {noun}")),
        (true, true) if holds => Turn::past(format!("their {noun} were on file, and one the rule leaves out")),
        (true, true) => Turn::past(match (field, listed(test)) {
            (TextField::Tag, Some(named)) => format!("the shop tagged them {named}"),
            (_, Some(named)) => format!("their {noun} were on file, and {named}"),
            (_, None) => format!("their {noun} were on file, and one the rule asks for"),
        }),
        (true, false) if holds => Turn::rule(format!("the rule left out {} too", words::all_of(&all))),
        (true, false) => Turn::rule(match (field, listed(test)) {
            (TextField::Tag, Some(named)) => {
                format!("the shop tagged them {named}, or the rule took {} too", words::any_of(&all))
            }
            _ => format!("the rule took {} too", words::any_of(&all)),
        }),
        (false, _) if holds => Turn::rule(format!("the rule did not ask for {}", words::any_of(&hit))),
        (false, _) => Turn::rule(format!("the rule did not leave out {}", words::any_of(&hit))),
    }
}

/// The words a test names, where it names whole ones.
fn listed(test: &TextTest) -> Option<String> {
    match test {
        TextTest::Is { value } => Some(words::quoted(value)),
        TextTest::In { values } => {
            Some(words::any_of(&values.iter().map(|value| words::quoted(value)).collect::<Vec<_>>()))
        }
        _ => None,
    }
}

fn permission(channel: Channel, state: PermissionState, purpose: Option<Purpose>, holds: bool) -> Turn {
    let about = words::channel(channel);
    let said = |state: PermissionState, words: String| Turn::new(Change::Say(state), ANSWER, words);
    let purpose = purpose.map(|purpose| format!(" for {}", words::purpose(purpose))).unwrap_or_default();
    match (state, holds) {
        (PermissionState::Granted, false) => {
            said(PermissionState::Granted, format!("they said yes to {about}{purpose}"))
        }
        (PermissionState::Granted, true) => said(PermissionState::Refused, format!("they said no to {about}")),
        (PermissionState::Refused, false) => said(PermissionState::Refused, format!("they said no to {about}")),
        (PermissionState::Refused, true) => said(PermissionState::Granted, format!("they said yes to {about}")),
        (PermissionState::Unknown, true) => said(PermissionState::Granted, format!("they said yes or no to {about}")),
        (PermissionState::Unknown, false) => {
            Turn::rule(format!("the rule took people who have answered about {about}"))
        }
    }
}

/// An answer that came from somewhere. What is said from now on comes from the person, so that it never comes to hold.
fn said_at(channel: Channel, state: PermissionState, test: &TextTest, holds: bool) -> Turn {
    if holds {
        return permission(channel, state, None, true);
    }
    let answer = if state == PermissionState::Granted { "yes" } else { "no" };
    let about = words::channel(channel);
    Turn::past(match listed(test) {
        Some(named) => format!("they had said {answer} to {about} at {named}"),
        None => format!("they had said {answer} to {about} at a place that the rule asks for"),
    })
}

/// One deed and another after it.
fn sequence(
    shop: &Shop,
    (first, when): (&Deed, Window),
    (then, within): (&Deed, u32),
    not: bool,
    person: usize,
    as_of: Day,
) -> Turn {
    let (from, to) = when.days(as_of);
    let (did, ..) = deed_words(first, shop.currency);
    let (then_did, then_not, _) = deed_words(then, shop.currency);
    let firsts: Vec<Day> = Trace::of(shop, first).days(person, from, to).collect();
    let thens: Vec<Day> = Trace::of(shop, then).days(person, Day(i32::MIN), as_of).collect();
    let soon = words::days(within);
    let Some(last) = firsts.last() else {
        let is_open = from <= as_of && to == as_of;
        return match (is_open, not) {
            (false, _) => Turn::rule("the rule asked about other days"),
            (true, true) => Turn::new(Change::More(1), PURCHASE, format!("they {did}{}", by(as_of))),
            (true, false) => {
                let words = format!("they {did}{}, and then {then_did} within {soon}", by(as_of));
                Turn::new(Change::Deed, PURCHASE * 2.0, words)
            }
        };
    };
    if let Some((_, next)) = followed(&firsts, &thens, within) {
        return Turn::past(format!("they {then_not} within {soon} after (they did on {})", words::short_day(next)));
    }
    let end = |day: Day| day.plus(i32::try_from(within).unwrap_or(i32::MAX));
    if let Some(day) = firsts.iter().rev().find(|day| **day < as_of && as_of <= end(**day)) {
        let words = format!("they {then_did}{}, within {soon} of {}", by(as_of), words::short_day(*day));
        return Turn::new(Change::More(1), PURCHASE, words);
    }
    if *last == as_of && within > 0 {
        let words = format!("they {then_did} by {}, on a later day", words::short_day(end(*last)));
        return Turn::new(Change::Deed, PURCHASE, words);
    }
    Turn::past(format!("they {then_did} within {soon} after {} (that time is over)", words::short_day(*last)))
}
