//! A person's own value behind one condition: what is true of them, and what was asked.

use crate::{
    Shop,
    english::{
        compared, custom_asked, deed_words, in_such_orders, personas_asked, product, rfm_asked, singular, stages_words,
        such_orders,
    },
    held, in_persona,
    leaf::{day_of, end_of, month_day_of, number_of, quiet_and_gap},
    lifecycle, origins,
    passes::ends_at,
    rfm, roster, scored, spots,
    trace::{Trace, followed, sum},
    wanted::Wanted,
    words,
};
use regulars_model::{
    Channel, CountTest, DateField, DateTest, Day, Deed, EventKind, FirstOrLast, MonthDay, NumberField, NumberTest,
    PermissionState, PersonId, ProductFilter, Purpose, Rule, Spending, TextField, TextTest, Window, is_drawn,
};

/// The two halves of "2 orders since 25 Aug 2026; you asked for at least 2".
pub(crate) struct Own {
    pub(crate) fact: String,
    /// Empty where the condition's own words say it.
    pub(crate) asked: String,
}

/// What is true of a person where a condition looks. Groups have nothing of their own.
pub(crate) fn own(shop: &Shop, rule: &Rule, person: usize, as_of: Day) -> Own {
    let (fact, asked) = match rule {
        Rule::All { .. } | Rule::Any { .. } | Rule::None { .. } | Rule::Segment { opened: Some(_), .. } => {
            (String::new(), String::new())
        }
        Rule::Segment { opened: None, .. } => ("a segment that is not there".to_owned(), String::new()),
        Rule::Rfm { .. } | Rule::RfmScore { .. } => (rfm::own(shop, person, as_of), rfm_asked(rule)),
        Rule::Lifecycle { stages } => (lifecycle::own(shop, person, as_of), stages_words(stages)),
        Rule::Consent { channel, test } => held::own_consent(shop, *channel, test, person, as_of),
        Rule::Custom { field, test, label } => {
            (held::own_custom(shop, field, label, test, person), custom_asked(test, shop.currency))
        }
        Rule::SaidAt { channel, .. } => (origins::own(shop, *channel, person), String::new()),
        Rule::Persona { any_of, found } => (in_persona::own(shop, found.as_ref(), person), personas_asked(any_of)),
        Rule::Score { asks, found } => scored::own(shop, asks, found.as_ref(), person, as_of),
        Rule::Near { postcode, km, within, centre, .. } => {
            spots::own(shop, (postcode, centre.as_ref()), (*km, *within), person)
        }
        Rule::People { people } => (roster::own(shop, people, person), String::new()),
        Rule::Text { field, .. } => {
            let texts = texts_of(shop, *field, person);
            (if texts.is_empty() { unknown(*field) } else { words::all_of(&texts) }, String::new())
        }
        Rule::Number { field, test } => number(shop, *field, test, person, as_of),
        Rule::Date { field, test } => (date(shop, *field, test, person, as_of), String::new()),
        Rule::Bought { what, times, when } => {
            let orders = purchases(shop, what, *when, person, as_of);
            let noun = product(what).map_or_else(String::new, |named| format!("{named} "));
            let fact = match orders.len() {
                0 => format!("no {noun}orders"),
                1 => format!("1 {noun}order"),
                n => format!("{n} {noun}orders"),
            };
            let such = such_orders(what, shop.currency);
            (format!("{fact}{such}{}", period(*when, as_of)), asked(*times))
        }
        Rule::Spent { what, how, test, when } => {
            let (from, to) = when.days(as_of);
            let wanted = Wanted::of(shop, what);
            let value = |person: usize| sum(shop, &wanted, person, from, to).value(*how, shop.unit());
            let on = product(what).map(|named| format!(" on {named}")).unwrap_or_default()
                + &such_orders(what, shop.currency);
            let how = match how {
                Spending::InAll => "spent",
                Spending::OnAverage => "an order on average",
                Spending::AtOnce => "in the largest order",
            };
            let fact = value(person).map_or_else(
                || format!("no orders{on}"),
                |amount| format!("{} {how}{on}", words::money(amount, shop.currency)),
            );
            (format!("{fact}{}", period(*when, as_of)), asked_of(shop, NumberField::NetValue, test, &value))
        }
        Rule::BoughtDay { what, which, test } => {
            let day = end_of(&Trace::bought(shop, what), person, *which, as_of);
            let named = product(what).map(|named| format!(" {named}")).unwrap_or_default();
            let such = in_such_orders(what, shop.currency);
            let verb = match which {
                FirstOrLast::First => "first bought",
                FirstOrLast::Last => "last bought",
            };
            let fact = day.map_or_else(
                || format!("never bought{}{such}", if named.is_empty() { " anything" } else { &named }),
                |day| dated(&format!("{verb}{named}{such}"), day, test, as_of),
            );
            (fact, String::new())
        }
        Rule::Sequence { first, when, then, within, not: _ } => {
            let (from, to) = when.days(as_of);
            let (did, did_not, _) = deed_words(first, shop.currency);
            let (_, not_followed, _) = deed_words(then, shop.currency);
            let firsts: Vec<Day> = Trace::of(shop, first).days(person, from, to).collect();
            let thens: Vec<Day> = Trace::of(shop, then).days(person, Day(i32::MIN), as_of).collect();
            let fact = match (followed(&firsts, &thens, *within), firsts.last()) {
                (Some((day, next)), _) => {
                    let after = u32::try_from(i64::from(next.0) - i64::from(day.0)).unwrap_or(u32::MAX);
                    let (then, ..) = deed_words(then, shop.currency);
                    format!(
                        "{} on {} and {} {} later",
                        singular(&did),
                        words::short_day(day),
                        singular(&then),
                        words::days(after)
                    )
                }
                (None, Some(last)) => format!(
                    "{}, last on {}, and {} within {} after",
                    singular(&did),
                    words::short_day(*last),
                    singular(&not_followed),
                    words::days(*within)
                ),
                (None, None) => format!("{}{}", singular(&did_not), period(*when, as_of)),
            };
            (fact, String::new())
        }
        Rule::Did { event, about, times, when } => {
            let days = deeds(shop, *event, about.as_ref(), *when, person, as_of);
            let (did, did_not, never) = deed_words(&Deed::Did { event: *event, about: about.clone() }, shop.currency);
            let fact = match days.last() {
                None if *when == Window::Ever => singular(&never),
                None => format!("{}{}", singular(&did_not), period(*when, as_of)),
                Some(last) if days.len() == 1 => format!("{} on {}", singular(&did), words::short_day(*last)),
                Some(last) => {
                    let n = u32::try_from(days.len()).unwrap_or(u32::MAX);
                    format!("{} {}, last on {}", singular(&did), words::times(n), words::short_day(*last))
                }
            };
            (fact, asked(*times))
        }
        Rule::Permission { channel, purpose, .. } => (permission(shop, *channel, *purpose, person), String::new()),
        Rule::Sample { percent, seed } => {
            let drawn = is_drawn(PersonId(shop.people.ids[person]), *percent, *seed);
            (
                if drawn { "drawn by lot" } else { "not drawn" }.to_owned(),
                format!("{}% of everyone", words::number(*percent)),
            )
        }
    };
    Own { fact, asked }
}

fn unknown(field: TextField) -> String {
    format!("{} not known", crate::english::noun(field))
}

/// The person's texts in one field, as shown.
pub(crate) fn texts_of(shop: &Shop, field: TextField, person: usize) -> Vec<String> {
    let people = &shop.people;
    let one = |(words, codes): &(crate::texts::Dictionary, Vec<u32>)| vec![words.shown(codes[person]).to_owned()];
    let index = u32::try_from(person).unwrap_or(u32::MAX);
    let owned = |texts: Vec<&str>| texts.into_iter().map(str::to_owned).collect();
    let mut texts: Vec<String> = match field {
        TextField::Country => one(&people.country),
        TextField::Region => one(&people.region),
        TextField::City => one(&people.city),
        TextField::Postcode => one(&people.postcode),
        TextField::Tag => owned(shop.tags(index)),
        TextField::Source => owned(shop.sources(index)),
    };
    texts.retain(|text| !text.is_empty());
    texts.dedup();
    texts
}

/// Places of the matching purchases of one person, oldest first.
pub(crate) fn purchases(shop: &Shop, what: &ProductFilter, when: Window, person: usize, as_of: Day) -> Vec<usize> {
    let wanted = Wanted::of(shop, what);
    let (from, to) = when.days(as_of);
    shop.orders.within(person, from, to).filter(|order| wanted.amount(*order).is_some()).collect()
}

/// Days on which a person did such a thing, oldest first.
pub(crate) fn deeds(
    shop: &Shop,
    event: EventKind,
    about: Option<&TextTest>,
    when: Window,
    person: usize,
    as_of: Day,
) -> Vec<Day> {
    let (from, to) = when.days(as_of);
    Trace::did(shop, event, about).days(person, from, to).collect()
}

/// The window as days, with a space before it.
fn period(when: Window, as_of: Day) -> String {
    let (from, to) = when.days(as_of);
    match when {
        Window::Ever => " so far".to_owned(),
        Window::LastDays { .. } | Window::Since { .. } => format!(" since {}", words::short_day(from)),
        Window::Between { .. } => format!(" from {} to {}", words::short_day(from), words::short_day(to)),
    }
}

fn asked(times: CountTest) -> String {
    match times {
        CountTest::AtMost { n: 0 } | CountTest::Exactly { n: 0 } => "none".to_owned(),
        CountTest::AtLeast { n } => format!("at least {n}"),
        CountTest::AtMost { n } => format!("at most {n}"),
        CountTest::Exactly { n } => format!("exactly {n}"),
    }
}

fn number(shop: &Shop, field: NumberField, test: &NumberTest, person: usize, as_of: Day) -> (String, String) {
    let shown = |value: f64| match field {
        NumberField::Purchases => plural(value, "order"),
        NumberField::Refunds => plural(value, "refund"),
        NumberField::NetValue => format!("{} spent so far", words::money(value, shop.currency)),
        NumberField::AveragePurchase => format!("{} an order on average", words::money(value, shop.currency)),
        NumberField::DaysSinceLastPurchase => format!("last bought {} ago", plural(value, "day")),
        NumberField::UsualGaps => quiet(shop, person, as_of),
    };
    let unknown = || match field {
        NumberField::UsualGaps => "usual gap not known before three days with an order".to_owned(),
        _ => "no purchase yet".to_owned(),
    };
    let fact = number_of(shop, person, field, as_of).map_or_else(unknown, shown);
    let value = |person: usize| number_of(shop, person, field, as_of);
    (fact, asked_of(shop, field, test, &value))
}

/// What was asked of a number, and where the highest or lowest begin.
fn asked_of(shop: &Shop, field: NumberField, test: &NumberTest, value: &dyn Fn(usize) -> Option<f64>) -> String {
    match *test {
        NumberTest::IsSet | NumberTest::NotSet => String::new(),
        NumberTest::TopPercent { .. }
        | NumberTest::TopCount { .. }
        | NumberTest::BottomPercent { .. }
        | NumberTest::BottomCount { .. } => {
            let ends = ends_at(shop, test, value).map(|value| match field {
                NumberField::NetValue | NumberField::AveragePurchase => words::money(value, shop.currency),
                _ => words::number(value),
            });
            let highest = matches!(test, NumberTest::TopPercent { .. } | NumberTest::TopCount { .. });
            let those = compared(field, test, shop.currency);
            let end = if highest { "begins" } else { "ends" };
            ends.map_or_else(|| those.clone(), |at| format!("{those}, which {end} at {at}"))
        }
        _ if field == NumberField::UsualGaps => {
            format!("{} times their usual gap", compared(field, test, shop.currency))
        }
        _ => compared(field, test, shop.currency),
    }
}

/// "quiet for 41 days, 2.05 times their usual gap of 20 days". Cut, not rounded: 1.999 is not yet 2.
fn quiet(shop: &Shop, person: usize, as_of: Day) -> String {
    let (quiet, gap) = quiet_and_gap(shop, person, as_of).unwrap_or((0, 1));
    let hundredths = u64::from(quiet) * 100 / u64::from(gap);
    let (whole, rest) = (hundredths / 100, hundredths % 100);
    let cut = format!("{whole}.{rest:02}");
    let times = cut.trim_end_matches('0').trim_end_matches('.');
    let times = if times == "1" { "once".to_owned() } else { format!("{times} times") };
    format!("quiet for {}, {times} their usual gap of {}", words::days(quiet), words::days(gap))
}

fn plural(value: f64, noun: &str) -> String {
    let number = words::number(value);
    if number == "1" { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

fn date(shop: &Shop, field: DateField, test: &DateTest, person: usize, as_of: Day) -> String {
    if field == DateField::Birthday {
        return month_day_of(shop, person, field, as_of)
            .map_or_else(|| "birthday not known".to_owned(), |day| format!("birthday on {}", month_day(day)));
    }
    let verb = match field {
        DateField::FirstPurchase => "first bought",
        DateField::LastPurchase => "last bought",
        DateField::SignedUp | DateField::Birthday => "signed up",
    };
    match day_of(shop, person, field, as_of) {
        Some(day) => dated(verb, day, test, as_of),
        None if field == DateField::SignedUp => "sign-up day not known".to_owned(),
        None => "no purchase yet".to_owned(),
    }
}

/// "last bought on 3 Nov 2026, 20 days ago": how long ago where that is what was asked.
fn dated(verb: &str, day: Day, test: &DateTest, as_of: Day) -> String {
    let is_relative = matches!(
        test,
        DateTest::InLast { .. }
            | DateTest::NotInLast { .. }
            | DateTest::MoreThanAgo { .. }
            | DateTest::AgoBetween { .. }
    );
    if !is_relative {
        return format!("{verb} on {}", words::short_day(day));
    }
    let ago = u32::try_from(i64::from(as_of.0) - i64::from(day.0)).unwrap_or(0);
    format!("{verb} on {}, {} ago", words::short_day(day), words::days(ago))
}

/// `3 March`.
pub(crate) fn month_day(day: MonthDay) -> String {
    format!("{} {}", day.day, words::month(day.month))
}

fn permission(shop: &Shop, channel: Channel, purpose: Option<Purpose>, person: usize) -> String {
    let about = words::channel(channel);
    match shop.people.permissions[person][channel.place()] {
        PermissionState::Granted if purpose.is_some() => {
            let given = shop.people.purposes[person][channel.place()];
            let given: Vec<String> = Purpose::ALL
                .into_iter()
                .filter(|one| given.holds(*one))
                .map(|one| words::purpose(one).to_owned())
                .collect();
            format!("said yes to {about} for {}", words::all_of(&given))
        }
        PermissionState::Granted => format!("said yes to {about}"),
        PermissionState::Refused => format!("said no to {about}"),
        PermissionState::Unknown => format!("never asked about {about}"),
    }
}
