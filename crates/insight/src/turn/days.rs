//! What would turn a condition on a day: a deed, patience, or another past.

use super::{Change, PURCHASE, Turn, apart, by, nearest};
use crate::{
    Shop,
    english::deed_words,
    leaf::{day_of, end_of, month_day_of},
    own::month_day,
    trace::Trace,
    words::{self, calendar},
};
use regulars_model::{DateField, DateTest, Day, Deed, FirstOrLast, MonthDay, ProductFilter};

/// The earliest day that is thought of.
const DAWN: i32 = i32::MIN / 2;

/// A day of somebody's, and how it comes about.
struct Moment {
    day: Option<Day>,
    month_day: Option<MonthDay>,
    /// "first bought coffee", after "they had" and "they".
    verb: String,
    /// "did not buy coffee": what leaves a last day as it is.
    not: String,
    /// "bought coffee": what would make it today.
    does: Option<String>,
    /// Whether doing it again moves it.
    moves: bool,
    /// "sign-up day": what is not known where there is no day.
    noun: &'static str,
}

pub(super) fn date(shop: &Shop, field: DateField, test: &DateTest, person: usize, holds: bool, as_of: Day) -> Turn {
    let anything = |which: FirstOrLast| {
        let mut moment = bought(shop, &ProductFilter::Anything, which);
        moment.day = day_of(shop, person, field, as_of);
        moment
    };
    let mut moment = match field {
        DateField::FirstPurchase => anything(FirstOrLast::First),
        DateField::LastPurchase => anything(FirstOrLast::Last),
        DateField::SignedUp | DateField::Birthday => Moment {
            day: day_of(shop, person, field, as_of),
            month_day: None,
            verb: "signed up".to_owned(),
            not: String::new(),
            does: None,
            moves: false,
            noun: if field == DateField::Birthday { "birthday" } else { "sign-up day" },
        },
    };
    moment.month_day = month_day_of(shop, person, field, as_of);
    turn(&moment, test, holds, as_of)
}

pub(super) fn bought_day(
    shop: &Shop,
    what: &ProductFilter,
    which: FirstOrLast,
    test: &DateTest,
    person: usize,
    holds: bool,
    as_of: Day,
) -> Turn {
    let mut moment = bought(shop, what, which);
    moment.day = end_of(&Trace::bought(shop, what), person, which, as_of);
    moment.month_day = moment.day.map(|day| {
        let date = calendar(day);
        MonthDay { month: date.month().unsigned_abs(), day: date.day().unsigned_abs() }
    });
    turn(&moment, test, holds, as_of)
}

fn bought(shop: &Shop, what: &ProductFilter, which: FirstOrLast) -> Moment {
    let (does, not, _) = deed_words(&Deed::Bought { what: what.clone() }, shop.currency);
    let end = match which {
        FirstOrLast::First => "first ",
        FirstOrLast::Last => "last ",
    };
    // "last bought something" says no more than "last bought".
    let verb = if *what == ProductFilter::Anything { "bought".to_owned() } else { does.clone() };
    Moment {
        day: None,
        month_day: None,
        verb: format!("{end}{verb}"),
        not,
        does: Some(does),
        moves: which == FirstOrLast::Last,
        noun: "order",
    }
}

/// The days that pass, each end included, up to `as_of`; and whether no day at all passes.
fn passing(test: &DateTest, as_of: Day) -> Option<(Vec<(i32, i32)>, bool)> {
    let back = |days: u32| as_of.0.saturating_sub(i32::try_from(days).unwrap_or(i32::MAX)).max(DAWN);
    let one = |from: i32, to: i32, without: bool| {
        let to = to.min(as_of.0);
        Some((if from <= to { vec![(from.max(DAWN), to)] } else { Vec::new() }, without))
    };
    match *test {
        DateTest::InLast { days } => one(back(days), as_of.0, false),
        DateTest::NotInLast { days } => one(DAWN, back(days).saturating_sub(1), true),
        DateTest::MoreThanAgo { days } => one(DAWN, back(days).saturating_sub(1), false),
        DateTest::AgoBetween { least, most } => one(back(most), back(least), false),
        DateTest::On { day } => one(day.0, day.0, false),
        DateTest::Between { from, to } => one(from.0, to.0, false),
        DateTest::Before { day } => one(DAWN, day.0.saturating_sub(1), false),
        DateTest::After { day } => one(day.0.saturating_add(1), as_of.0, false),
        DateTest::IsSet => one(DAWN, as_of.0, false),
        DateTest::NotSet => Some((Vec::new(), true)),
        _ => None,
    }
}

/// The days between those that pass.
fn others((spans, without): &(Vec<(i32, i32)>, bool), as_of: Day) -> (Vec<(i32, i32)>, bool) {
    let mut left = Vec::new();
    let mut from = DAWN;
    for (start, end) in spans {
        if from < *start {
            left.push((from, start - 1));
        }
        from = end + 1;
    }
    if from <= as_of.0 {
        left.push((from, as_of.0));
    }
    (left, !without)
}

fn passes((spans, without): &(Vec<(i32, i32)>, bool), day: Option<Day>) -> bool {
    day.map_or(*without, |day| spans.iter().any(|(from, to)| (*from..=*to).contains(&day.0)))
}

fn turn(moment: &Moment, test: &DateTest, holds: bool, as_of: Day) -> Turn {
    let Some(now) = passing(test, as_of) else { return round_the_year(moment, test, holds, as_of) };
    if moment.noun == "birthday" {
        return match (holds, matches!(test, DateTest::IsSet)) {
            (true, true) | (false, false) => Turn::rule("the rule asked for people of unknown birthday"),
            _ => Turn::past("their birthday were on file"),
        };
    }
    let wanted = if holds { others(&now, as_of) } else { now };
    let was = |day: Day| format!("(it was on {})", words::short_day(day));
    let mut ways = Vec::new();
    // A deed of today makes it today's, where there was none or the last one counts.
    if let (Some(does), true) = (&moment.does, passes(&wanted, Some(as_of))) {
        match moment.day {
            None => ways.push(Turn::new(Change::More(1), PURCHASE, format!("they {does}{}", by(as_of)))),
            Some(day) if moment.moves => {
                let from = wanted.0.last().map_or(as_of, |span| Day(span.0));
                let since = if from == as_of {
                    format!("on {}", words::short_day(as_of))
                } else {
                    format!("on {} or later", words::short_day(from))
                };
                let words = format!("they had {} {since} {}", moment.verb, was(day));
                ways.push(Turn::new(Change::More(1), PURCHASE, words));
            }
            Some(_) => {}
        }
    }
    if let Some(day) = moment.day {
        ways.extend(wait(moment, day, test, holds, as_of));
        let span = wanted.0.iter().min_by_key(|(from, to)| (from - day.0).max(day.0 - to).max(0));
        if let Some((from, to)) = span {
            ways.push(Turn::past(format!("they had {} {} {}", moment.verb, between(*from, *to, as_of), was(day))));
        }
        if wanted.0.is_empty() {
            ways.push(Turn::rule(match moment.does {
                Some(_) => "the rule asked for people without such an order".to_owned(),
                None => format!("the rule asked for people of unknown {}", moment.noun),
            }));
        }
    } else if let Some((from, to)) = wanted.0.last() {
        ways.push(Turn::past(match moment.does {
            Some(_) => format!("they had {} {}", moment.verb, between(*from, *to, as_of)),
            None if *from == DAWN && *to == as_of.0 => format!("their {} were on file", moment.noun),
            None => format!("their {} were on file, and {}", moment.noun, between(*from, *to, as_of)),
        }));
    }
    nearest(ways).unwrap_or_else(|| Turn::rule("the rule asked for other days"))
}

/// "on 3 Oct 2026 or later", "before …", "from … to …".
fn between(from: i32, to: i32, as_of: Day) -> String {
    let day = |day: i32| words::short_day(Day(day));
    match (from == DAWN, to == as_of.0) {
        (true, true) => "at any time".to_owned(),
        (true, false) => format!("on {} or earlier", day(to)),
        (false, true) => format!("on {} or later", day(from)),
        (false, false) if from == to => format!("on {}", day(from)),
        (false, false) => format!("from {} to {}", day(from), day(to)),
    }
}

/// The first day on which the same day is judged otherwise.
fn wait(moment: &Moment, day: Day, test: &DateTest, holds: bool, as_of: Day) -> Option<Turn> {
    let after = |days: u32| i32::try_from(days).ok().map(|days| day.0.saturating_add(days));
    let edges = match *test {
        DateTest::InLast { days } | DateTest::NotInLast { days } | DateTest::MoreThanAgo { days } => {
            [after(days).map(|at| at.saturating_add(1)), None]
        }
        DateTest::AgoBetween { least, most } => [after(least), after(most).map(|at| at.saturating_add(1))],
        _ => [None, None],
    };
    let until = edges
        .into_iter()
        .flatten()
        .map(Day)
        .filter(|until| *until > as_of)
        .find(|until| passing(test, *until).is_some_and(|passing| passes(&passing, Some(day)) != holds))?;
    let date = words::short_day(until);
    let words = if moment.moves { format!("they {} until {date}", moment.not) } else { format!("it were {date}") };
    Some(Turn::new(Change::Wait(until), apart(as_of, until), words))
}

/// Tests on what comes round every year.
fn round_the_year(moment: &Moment, test: &DateTest, holds: bool, as_of: Day) -> Turn {
    let Some(own) = moment.month_day else {
        return match (&moment.does, test) {
            (Some(does), DateTest::AnniversaryInNext { .. } | DateTest::AnniversaryInLast { .. }) => {
                Turn::new(Change::More(1), PURCHASE, format!("they {does}{}", by(as_of)))
            }
            _ => Turn::past(format!("their {} were on file, and fell then", moment.noun)),
        };
    };
    let falls = |at: Day| match *test {
        DateTest::AnniversaryInNext { days } => near(own, at, 1, days),
        DateTest::AnniversaryInLast { days } => near(own, at, -1, days),
        DateTest::InMonth { month } => own.month == month,
        DateTest::AnniversaryThisMonth => own.month == at.date().month().unsigned_abs(),
        _ => false,
    };
    let next = (1..=366).map(|days| as_of.plus(days)).find(|at| falls(*at) != holds);
    match (next, test) {
        (_, DateTest::InMonth { .. }) if holds => Turn::rule("the rule asked for another month"),
        (_, DateTest::InMonth { .. }) => Turn::rule(format!("the rule asked for {}", words::month(own.month))),
        (Some(until), _) => {
            let date = words::short_day(until);
            let words =
                if moment.moves { format!("they {} until {date}", moment.not) } else { format!("it were {date}") };
            Turn::new(Change::Wait(until), apart(as_of, until), words)
        }
        (None, _) => Turn::rule(format!("the rule asked about days without {}", month_day(own))),
    }
}

/// Whether a day of the year is among the `days` from a day on, or before it. 29 February is kept on the 28th in common years.
fn near(own: MonthDay, at: Day, step: i32, days: u32) -> bool {
    (0..=i32::try_from(days.min(366)).unwrap_or(366)).any(|away| {
        let date = calendar(at.plus(away * step));
        let on = (date.month().unsigned_abs(), date.day().unsigned_abs());
        on == (own.month, own.day) || ((own.month, own.day) == (2, 29) && on == (2, 28) && !date.in_leap_year())
    })
}
