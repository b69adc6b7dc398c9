//! For whom one leaf of a rule holds, answered column by column.

use crate::{
    Bits, Shop, held, origins,
    passes::{among, day, number, only, words_that_pass},
    roster,
    shop::Many,
    spots,
    texts::{Dictionary, norm},
    trace::{Trace, followed, sum},
    wanted::Wanted,
    words::calendar,
};
use regulars_model::{
    CountTest, DateField, DateTest, Day, EventKind, FirstOrLast, MonthDay, NumberField, PersonId, ProductFilter,
    TextField, TextTest, Window, is_drawn,
};

/// The leaf's people among everyone whose use is allowed. `Rule::All` and its kin, and a segment that was not looked up,
/// are nobody here.
pub(crate) fn leaf(shop: &Shop, rule: &regulars_model::Rule, as_of: Day) -> Bits {
    use regulars_model::Rule;
    match rule {
        Rule::All { .. } | Rule::Any { .. } | Rule::None { .. } | Rule::Segment { .. }
        // Answered from where everybody stands.
        | Rule::Rfm { .. } | Rule::RfmScore { .. } | Rule::Lifecycle { .. } | Rule::Persona { .. } | Rule::Score { .. } => {
            Bits::none(shop.everyone.len())
        }
        Rule::Consent { channel, test } => held::consent(shop, *channel, test, as_of),
        Rule::Custom { field, test, .. } => held::custom(shop, field, test, as_of),
        Rule::People { people } => roster::listed(shop, people),
        Rule::SaidAt { channel, state, test } => origins::said_at(shop, *channel, *state, test),
        Rule::Near { km, within, centre, .. } => spots::near(shop, centre.as_ref(), *km, *within),
        Rule::Text { field, test } => text(shop, *field, test),
        Rule::Number { field, test } => number(shop, test, &|person| number_of(shop, person, *field, as_of)),
        Rule::Date { field, test } => date(shop, *field, test, as_of),
        Rule::Spent { what, how, test, when } => {
            let (wanted, (from, to)) = (Wanted::of(shop, what), when.days(as_of));
            // Asked twice where a share is asked for, and a sum is dear.
            let values: Vec<Option<f64>> = (0..shop.everyone.len())
                .map(|person| sum(shop, &wanted, person, from, to).value(*how, shop.unit()))
                .collect();
            number(shop, test, &|person| values[person])
        }
        Rule::BoughtDay { what, which, test } => {
            let trace = Trace::bought(shop, what);
            let own = |person: usize| end_of(&trace, person, *which, as_of);
            day(shop, test, as_of, &own, &|person| own(person).map(month_day))
        }
        Rule::Sequence { first, when, then, within, not } => {
            let (first, then, (from, to)) = (Trace::of(shop, first), Trace::of(shop, then), when.days(as_of));
            among(shop, |person| {
                let firsts: Vec<Day> = first.days(person, from, to).collect();
                !firsts.is_empty() && {
                    let thens: Vec<Day> = then.days(person, firsts[0], as_of).collect();
                    followed(&firsts, &thens, *within).is_some() != *not
                }
            })
        }
        Rule::Bought { what, times, when } => {
            let counts = bought_counts(shop, what, *when, as_of);
            among(shop, |person| times.holds(counts[person]))
        }
        Rule::Did { event, about: None, times, when } => did(shop, *event, *times, *when, as_of),
        Rule::Did { event, about, times, when } => {
            let (trace, (from, to)) = (Trace::did(shop, *event, about.as_ref()), when.days(as_of));
            among(shop, |person| times.holds(u32::try_from(trace.days(person, from, to).count()).unwrap_or(u32::MAX)))
        }
        Rule::Permission { channel, state, purpose } => {
            let at = channel.place();
            let for_it = |person: usize| purpose.is_none_or(|purpose| shop.people.purposes[person][at].holds(purpose));
            among(shop, |person| shop.people.permissions[person][at] == *state && for_it(person))
        }
        Rule::Sample { percent, seed } => {
            among(shop, |person| is_drawn(PersonId(shop.people.ids[person]), *percent, *seed))
        }
    }
}

fn text(shop: &Shop, field: TextField, test: &TextTest) -> Bits {
    let people = &shop.people;
    let one = |(words, codes): &(Dictionary, Vec<u32>)| {
        let (marks, wanted) = words_that_pass(words, test);
        among(shop, |person| marks[codes[person] as usize] == wanted)
    };
    let many = |(words, codes): &(Dictionary, Many)| {
        let (marks, wanted) = words_that_pass(words, test);
        among(shop, |person| codes.of(person).iter().any(|code| marks[*code as usize]) == wanted)
    };
    match field {
        TextField::Country => one(&people.country),
        TextField::Region => one(&people.region),
        TextField::City => one(&people.city),
        TextField::Postcode => one(&people.postcode),
        TextField::Tag => many(&people.tags),
        TextField::Source => many(&people.sources),
    }
}

/// One number of one person, in the unit rules use. `None` when it is not known.
#[allow(clippy::cast_precision_loss)]
pub(crate) fn number_of(shop: &Shop, person: usize, field: NumberField, as_of: Day) -> Option<f64> {
    let sum = shop.figures(u32::try_from(person).unwrap_or(u32::MAX), as_of);
    match field {
        NumberField::Purchases => Some(f64::from(sum.purchases)),
        NumberField::Refunds => Some(f64::from(sum.refunds)),
        NumberField::NetValue => Some(sum.net as f64 / shop.unit()),
        NumberField::AveragePurchase => {
            (sum.purchases > 0).then(|| sum.gross as f64 / (f64::from(sum.purchases) * shop.unit()))
        }
        NumberField::DaysSinceLastPurchase => sum.last_purchase.map(|day| f64::from(as_of.0) - f64::from(day.0)),
        // A quotient, not `quiet >= value * gap`: the nearest f64 to 21 / 10 is the one "2.1" is read as, while
        // 2.1 * 10 need not be 21.
        NumberField::UsualGaps => {
            quiet_and_gap(shop, person, as_of).map(|(quiet, gap)| f64::from(quiet) / f64::from(gap))
        }
    }
}

/// Days since the last purchase and the usual gap, which is never 0. `None` under three purchase days.
pub(crate) fn quiet_and_gap(shop: &Shop, person: usize, as_of: Day) -> Option<(u32, u32)> {
    let index = u32::try_from(person).ok()?;
    let sum = shop.figures(index, as_of);
    // Most people are told apart by this alone, without looking at their days.
    let last = sum.last_purchase.filter(|_| sum.purchases >= 3)?;
    let quiet = u32::try_from(i64::from(as_of.0) - i64::from(last.0)).ok()?;
    shop.usual_gap(index, as_of).map(|gap| (quiet, gap))
}

/// A day in one person's history, as it stood on `as_of`. Not for birthdays.
pub(crate) fn day_of(shop: &Shop, person: usize, field: DateField, as_of: Day) -> Option<Day> {
    let sum = || shop.figures(u32::try_from(person).unwrap_or(u32::MAX), as_of);
    match field {
        DateField::FirstPurchase => sum().first_purchase,
        DateField::LastPurchase => sum().last_purchase,
        DateField::SignedUp => shop.people.signed_up[person].filter(|day| *day <= as_of),
        DateField::Birthday => None,
    }
}

/// Month and day of a date in one person's history.
pub(crate) fn month_day_of(shop: &Shop, person: usize, field: DateField, as_of: Day) -> Option<MonthDay> {
    if field == DateField::Birthday {
        return shop.people.birthday[person];
    }
    day_of(shop, person, field, as_of).map(month_day)
}

pub(crate) fn month_day(day: Day) -> MonthDay {
    let date = calendar(day);
    MonthDay { month: date.month().unsigned_abs(), day: date.day().unsigned_abs() }
}

/// The first or the last day of a deed, up to `as_of`.
pub(crate) fn end_of(trace: &Trace<'_>, person: usize, which: FirstOrLast, as_of: Day) -> Option<Day> {
    let mut days = trace.days(person, Day(i32::MIN), as_of);
    match which {
        FirstOrLast::First => days.next(),
        FirstOrLast::Last => days.next_back(),
    }
}

fn date(shop: &Shop, field: DateField, test: &DateTest, as_of: Day) -> Bits {
    if field == DateField::Birthday {
        return day(shop, test, as_of, &|_| None, &|person| shop.people.birthday[person]);
    }
    let own = |person: usize| day_of(shop, person, field, as_of);
    day(shop, test, as_of, &own, &|person| own(person).map(month_day))
}

/// Which articles a filter means; `None` for anything, lines or no lines.
pub(crate) fn articles_of(shop: &Shop, what: &ProductFilter) -> Option<Vec<bool>> {
    match what {
        ProductFilter::Anything => None,
        ProductFilter::Orders { what, .. } => articles_of(shop, what),
        ProductFilter::Category { any_of } => {
            let wanted = only(&shop.categories, any_of);
            Some(shop.articles.iter().map(|article| wanted[article.category as usize]).collect())
        }
        ProductFilter::Product { any_of } => {
            let wanted: Vec<String> = any_of.iter().map(|text| norm(text)).filter(|text| !text.is_empty()).collect();
            let is = |text: &str| wanted.contains(&norm(text));
            Some(shop.articles.iter().map(|article| is(&article.sku) || is(&article.product)).collect())
        }
    }
}

/// Purchases of each person that match, within the window. An order counts once however many of its lines match.
pub(crate) fn bought_counts(shop: &Shop, what: &ProductFilter, when: Window, as_of: Day) -> Vec<u32> {
    let orders = &shop.orders;
    let (from, to) = when.days(as_of);
    let mut counts = vec![0u32; shop.everyone.len()];
    let wanted = Wanted::of(shop, what);
    if wanted.is_choosy() {
        for (person, count) in counts.iter_mut().enumerate() {
            let matching = orders.within(person, from, to).filter(|order| wanted.amount(*order).is_some()).count();
            *count = u32::try_from(matching).unwrap_or(u32::MAX);
        }
        return counts;
    }
    let Some(articles) = wanted.articles else {
        let whole = when == Window::Ever && shop.newest_order.is_none_or(|newest| newest <= as_of);
        for (person, count) in counts.iter_mut().enumerate() {
            *count = if whole {
                shop.figures[person].purchases
            } else {
                let purchases = orders.within(person, from, to).filter(|order| !orders.refund[*order]).count();
                u32::try_from(purchases).unwrap_or(u32::MAX)
            };
        }
        return counts;
    };
    let mut matching = Bits::none(orders.day.len());
    for (article, _) in articles.iter().enumerate().filter(|(_, wanted)| **wanted) {
        orders.with_article(article).iter().for_each(|order| matching.insert(*order));
    }
    for order in matching.iter().map(|order| order as usize) {
        let day = Day(orders.day[order]);
        if from <= day && day <= to {
            counts[orders.person[order] as usize] += 1;
        }
    }
    counts
}

fn did(shop: &Shop, event: EventKind, times: CountTest, when: Window, as_of: Day) -> Bits {
    let (from, to) = when.days(as_of);
    let events = shop.events_of(event);
    among(shop, |person| times.holds(u32::try_from(events.within(person, from, to).len()).unwrap_or(u32::MAX)))
}
