//! What would turn a condition on a number: more orders, larger ones, something sent back, patience.

use super::{Change, PURCHASE, Turn, apart, by, more_times};
use crate::{
    Shop,
    english::spent_on,
    leaf::{number_of, quiet_and_gap},
    passes::{ends_at, passes},
    trace::{Sum, sum},
    wanted::Wanted,
    words,
};
use regulars_model::{Day, NumberField, NumberTest, ProductFilter, Spending, Window};

/// Where a number would have to go.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Aim {
    /// To this or more; with `true`, past it.
    Up(f64, bool),
    /// To this or less; with `true`, below it.
    Down(f64, bool),
    /// To be known.
    Known,
    /// Not to be known.
    Unknown,
}

/// Where a number would have to go for a test to come out otherwise: the nearest first, of at most two. `value` is the
/// number now, `end` where the highest or lowest begin.
fn aims(test: &NumberTest, holds: bool, value: Option<f64>, end: Option<f64>) -> Vec<Aim> {
    match (test, holds) {
        (NumberTest::IsSet, false) | (NumberTest::NotSet, true) => return vec![Aim::Known],
        (NumberTest::IsSet, true) | (NumberTest::NotSet, false) => return vec![Aim::Unknown],
        _ => {}
    }
    let own = value.unwrap_or(0.0);
    let toward = |low: f64, high: f64| if own < low { vec![Aim::Up(low, false)] } else { vec![Aim::Down(high, false)] };
    let away = |low: f64, high: f64| vec![Aim::Up(high, true), Aim::Down(low, true)];
    let end = end.unwrap_or(own);
    match (test, holds) {
        (NumberTest::AtLeast { value }, false) | (NumberTest::LessThan { value }, true) => vec![Aim::Up(*value, false)],
        (NumberTest::MoreThan { value }, false) | (NumberTest::AtMost { value }, true) => vec![Aim::Up(*value, true)],
        (NumberTest::AtMost { value }, false) | (NumberTest::MoreThan { value }, true) => {
            vec![Aim::Down(*value, false)]
        }
        (NumberTest::LessThan { value }, false) | (NumberTest::AtLeast { value }, true) => {
            vec![Aim::Down(*value, true)]
        }
        (NumberTest::Equals { value }, false) | (NumberTest::NotEquals { value }, true) => toward(*value, *value),
        (NumberTest::Equals { value }, true) | (NumberTest::NotEquals { value }, false) => away(*value, *value),
        (NumberTest::Between { low, high }, false) | (NumberTest::NotBetween { low, high }, true) => {
            toward(*low, *high)
        }
        (NumberTest::Between { low, high }, true) | (NumberTest::NotBetween { low, high }, false) => away(*low, *high),
        (NumberTest::TopPercent { .. } | NumberTest::TopCount { .. }, false) => vec![Aim::Up(end, false)],
        (NumberTest::TopPercent { .. } | NumberTest::TopCount { .. }, true) => vec![Aim::Down(end, true)],
        (NumberTest::BottomPercent { .. } | NumberTest::BottomCount { .. }, false) => vec![Aim::Down(end, false)],
        (NumberTest::BottomPercent { .. } | NumberTest::BottomCount { .. }, true) => vec![Aim::Up(end, true)],
        (NumberTest::IsSet | NumberTest::NotSet, _) => Vec::new(),
    }
}

pub(super) fn number(
    shop: &Shop,
    field: NumberField,
    test: &NumberTest,
    person: usize,
    holds: bool,
    as_of: Day,
) -> Turn {
    let value = number_of(shop, person, field, as_of);
    let end = ends_at(shop, test, &|person| number_of(shop, person, field, as_of));
    let figures = shop.figures(u32::try_from(person).unwrap_or(u32::MAX), as_of);
    // "Exactly 2.1 orders" is never reached by whole ones.
    let turns = |value: f64| passes(test, value, end) != holds;
    let ways = aims(test, holds, value, end).into_iter().filter_map(|aim| match field {
        NumberField::Purchases => more(aim, value, as_of, &turns, |n, had| {
            (
                if had == 0 && n == 1 {
                    "bought something".to_owned()
                } else {
                    format!("bought{}", more_times(n, had))
                },
                PURCHASE,
            )
        }),
        NumberField::Refunds => more(aim, value, as_of, &turns, |n, had| {
            (format!("sent something back{}", more_times(n, had)), PURCHASE * 2.0)
        }),
        NumberField::NetValue => worth(shop, aim, value.unwrap_or(0.0), as_of),
        NumberField::AveragePurchase => {
            let sum = Sum { orders: figures.purchases, total: figures.gross, largest: 0 };
            average(shop, aim, &sum, "", as_of)
        }
        NumberField::DaysSinceLastPurchase => since_last(aim, figures.last_purchase, as_of, &turns),
        NumberField::UsualGaps => gaps(shop, aim, person, as_of, &turns),
    });
    super::nearest(ways).unwrap_or_else(|| otherwise(shop, field, test, value, holds))
}

pub(super) fn spent(
    shop: &Shop,
    (what, how, test): (&ProductFilter, Spending, &NumberTest),
    when: Window,
    person: usize,
    holds: bool,
    as_of: Day,
) -> Turn {
    let (from, to) = when.days(as_of);
    let wanted = Wanted::of(shop, what);
    let own = |person: usize| sum(shop, &wanted, person, from, to);
    let held = own(person);
    let value = held.value(how, shop.unit());
    let end = ends_at(shop, test, &|person| own(person).value(how, shop.unit()));
    let on = spent_on(what, shop.currency());
    let open = from <= as_of && to == as_of;
    let ways = aims(test, holds, value, end).into_iter().filter(|_| open).filter_map(|aim| match (how, aim) {
        (_, Aim::Known) => Some(Turn::new(Change::Deed, PURCHASE, format!("they spent something{on}{}", by(as_of)))),
        (Spending::InAll, Aim::Up(to, past)) => {
            let more = amount(shop, to - value.unwrap_or(0.0), past)?;
            let words = format!("they spent {}{on}{}", more_money(shop, more, held.orders > 0), by(as_of));
            Some(Turn::new(Change::Deed, PURCHASE, words))
        }
        (Spending::AtOnce, Aim::Up(to, past)) => {
            let least = amount(shop, to, past)?;
            // No order of the kind that is asked for comes to so much.
            if wanted.articles.is_none() && !wanted.allows(least) {
                return None;
            }
            let words = format!("one order came to {} or more{on}{}", words::money(least, shop.currency()), by(as_of));
            Some(Turn::new(Change::Deed, PURCHASE, words))
        }
        (Spending::OnAverage, aim) => average(shop, aim, &held, &on, as_of),
        _ => None,
    });
    super::nearest(ways).unwrap_or_else(|| otherwise(shop, NumberField::NetValue, test, value, holds))
}

/// An amount that is enough, in whole minor units.
fn amount(shop: &Shop, least: f64, past: bool) -> Option<f64> {
    let minor = (least * shop.unit() - 1e-6).ceil();
    #[allow(clippy::float_cmp, reason = "both are whole")]
    let minor = if past && minor == (least * shop.unit()).round() { minor + 1.0 } else { minor };
    (minor > 0.0).then(|| minor / shop.unit())
}

fn more_money(shop: &Shop, amount: f64, had: bool) -> String {
    format!("{}{}", words::money(amount, shop.currency()), if had { " more" } else { "" })
}

/// What only ever grows, one by one.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "held between nought and a million")]
fn more(
    aim: Aim,
    value: Option<f64>,
    as_of: Day,
    turns: &dyn Fn(f64) -> bool,
    words: impl Fn(u32, u32) -> (String, f64),
) -> Option<Turn> {
    let Aim::Up(to, past) = aim else { return None };
    let own = value.unwrap_or(0.0);
    let wanted = if past { to.floor() + 1.0 } else { to.ceil() };
    let more = (wanted - own).clamp(0.0, 1e6) as u32;
    let (did, each) = (more > 0 && turns(own + f64::from(more))).then(|| words(more, own as u32))?;
    Some(Turn::new(Change::More(more), f64::from(more) * each, format!("they {did}{}", by(as_of))))
}

fn worth(shop: &Shop, aim: Aim, own: f64, as_of: Day) -> Option<Turn> {
    match aim {
        Aim::Up(to, past) => {
            let more = amount(shop, to - own, past)?;
            let words = format!("they spent {}{}", more_money(shop, more, own > 0.0), by(as_of));
            Some(Turn::new(Change::Deed, PURCHASE, words))
        }
        // No more can be sent back than was bought.
        Aim::Down(to, past) if to > 0.0 || (to >= 0.0 && !past) => {
            let back = amount(shop, own - to, past)?;
            let words = format!("they sent back goods for {}{}", words::money(back, shop.currency()), by(as_of));
            Some(Turn::new(Change::Deed, PURCHASE * 2.0, words))
        }
        _ => None,
    }
}

/// What the next order would have to come to for the mean to get there.
#[allow(clippy::cast_precision_loss)]
fn average(shop: &Shop, aim: Aim, sum: &Sum, on: &str, as_of: Day) -> Option<Turn> {
    let next = |to: f64| to * f64::from(sum.orders + 1) - sum.total as f64 / shop.unit();
    let which = if sum.orders == 0 { "a first order" } else { "their next order" };
    let said = |how: &str, money: f64| {
        let words = format!("{which} came to {} or {how}{on}{}", words::money(money, shop.currency()), by(as_of));
        Some(Turn::new(Change::Deed, PURCHASE, words))
    };
    match aim {
        Aim::Up(to, past) => said("more", amount(shop, next(to), past)?),
        Aim::Down(to, past) => {
            let minor = (next(to) * shop.unit() + 1e-6).floor() - if past { 1.0 } else { 0.0 };
            (minor > 0.0).then_some(minor / shop.unit()).and_then(|most| said("less", most))
        }
        Aim::Known => Some(Turn::new(Change::Deed, PURCHASE, format!("they bought something{}", by(as_of)))),
        Aim::Unknown => None,
    }
}

fn whole(value: f64) -> Option<i32> {
    #[allow(clippy::cast_possible_truncation, reason = "looked at first")]
    (value.abs() < 1e8).then_some(value as i32)
}

fn since_last(aim: Aim, last: Option<Day>, as_of: Day, turns: &dyn Fn(f64) -> bool) -> Option<Turn> {
    match (aim, last) {
        (Aim::Up(to, past), Some(last)) => {
            let days = whole(if past { to.floor() + 1.0 } else { to.ceil() })?;
            turns(f64::from(days)).then(|| wait(last.plus(days), as_of))
        }
        (Aim::Down(to, past), Some(last)) => {
            let days = whole(if past { to.ceil() - 1.0 } else { to.floor() })?;
            let from = as_of.plus(-days);
            let (from, was) = (words::short_day(from), words::short_day(last));
            (days >= 0 && turns(f64::from(days))).then(|| {
                // Whoever buys again has bought today.
                if turns(0.0) {
                    let words = format!("they had last bought on {from} or later (it was on {was})");
                    Turn::new(Change::More(1), PURCHASE, words)
                } else {
                    Turn::past(format!("they had last bought on {from} (it was on {was})"))
                }
            })
        }
        (Aim::Up(to, past), None) => {
            let days = whole(if past { to.floor() + 1.0 } else { to.ceil() })?;
            if !turns(f64::from(days)) {
                return None;
            }
            let words = match days {
                ..=0 => format!("they bought something{}", by(as_of)),
                days => format!(
                    "they bought once{}, and nothing more until {}",
                    by(as_of),
                    words::short_day(as_of.plus(days))
                ),
            };
            Some(Turn::new(Change::Deed, PURCHASE + f64::from(days.max(0)), words))
        }
        (Aim::Down(..) | Aim::Known, None) if turns(0.0) => {
            Some(Turn::new(Change::More(1), PURCHASE, format!("they bought something{}", by(as_of))))
        }
        _ => None,
    }
}

fn wait(until: Day, as_of: Day) -> Turn {
    let words = format!("they did not buy anything until {}", words::short_day(until));
    Turn::new(Change::Wait(until), apart(as_of, until), words)
}

fn gaps(shop: &Shop, aim: Aim, person: usize, as_of: Day, turns: &dyn Fn(f64) -> bool) -> Option<Turn> {
    let known = quiet_and_gap(shop, person, as_of);
    match (aim, known) {
        (Aim::Up(to, past), Some((quiet, gap))) => {
            let enough = |quiet: i32| {
                let own = f64::from(quiet) / f64::from(gap);
                (if past { own > to } else { own >= to }) && turns(own)
            };
            let near = whole(to * f64::from(gap))?.saturating_sub(2);
            let wanted = (near..=near.saturating_add(4)).find(|quiet| enough(*quiet))?;
            let more = wanted - i32::try_from(quiet).ok()?;
            (more > 0).then(|| wait(as_of.plus(more), as_of))
        }
        (Aim::Down(..), Some(_)) if turns(0.0) => {
            Some(Turn::new(Change::Deed, PURCHASE, format!("they bought again{}", by(as_of))))
        }
        (Aim::Unknown, _) | (_, Some(_)) => None,
        (_, None) => Some(Turn::past("their usual gap were known, which takes three days with an order")),
    }
}

/// What the rule would have to ask.
fn otherwise(shop: &Shop, field: NumberField, test: &NumberTest, value: Option<f64>, holds: bool) -> Turn {
    let shown = |value: f64| match field {
        NumberField::NetValue | NumberField::AveragePurchase => words::money(value, shop.currency()),
        _ => words::number(value),
    };
    Turn::rule(match (value, test) {
        (None, _) => "the rule asked for people of whom this is not known".to_owned(),
        (Some(_), NumberTest::IsSet | NumberTest::NotSet) if holds => {
            "the rule asked for people of whom this is not known".to_owned()
        }
        (Some(_), NumberTest::IsSet | NumberTest::NotSet) => {
            "the rule asked for people of whom this is known".to_owned()
        }
        (Some(own), _) if holds => format!("the rule left out {}", shown(own)),
        (Some(own), _) => format!("the rule took {} too", shown(own)),
    })
}
