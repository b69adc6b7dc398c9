//! One condition of many people in words, or its opposite.

use super::{score_words, standing};
use crate::words;
use regulars_model::{
    CountTest, Currency, DateField, DateTest, Deed, EventKind, FirstOrLast, NumberField, NumberTest, PermissionState,
    ProductFilter, Rule, Spending, TextField, TextTest, group_digits,
};

/// One condition of many people, or its opposite.
pub(super) fn leaf_words(rule: &Rule, not: bool, currency: Currency) -> String {
    match rule {
        Rule::All { .. } | Rule::Any { .. } | Rule::None { .. } => String::new(),
        Rule::Rfm { .. }
        | Rule::RfmScore { .. }
        | Rule::Lifecycle { .. }
        | Rule::Consent { .. }
        | Rule::Custom { .. }
        | Rule::Segment { .. }
        | Rule::Persona { .. }
        | Rule::People { .. } => standing::words_of(rule, not, currency),
        Rule::Score { asks, .. } => score_words(asks, not, currency),
        Rule::Text { field, test } => text(*field, test, not),
        Rule::Number { field, test } => number(*field, test, not, currency),
        Rule::Date { field, test } => date(*field, test, not),
        Rule::Spent { what, how, test, when } => spent(what, *how, test, not, currency) + &words::window(*when),
        Rule::BoughtDay { what, which, test } => bought_day(what, *which, test, not, currency),
        Rule::Sequence { first, when, then, within, not: missing } => {
            let (did, did_not, _) = deed_words(first, currency);
            let (followed, not_followed, _) = deed_words(then, currency);
            let (when, soon) = (words::window(*when), words::days(*within));
            match (not, missing) {
                (false, false) => format!("{did}{when} and then {followed} within {soon}"),
                (false, true) => format!("{did}{when} and then {not_followed} within {soon}"),
                (true, false) => format!("{did_not}{when}, or {not_followed} within {soon} after"),
                (true, true) => format!("{did_not}{when}, or {followed} within {soon} after"),
            }
        }
        Rule::Bought { what, times, when } => {
            let named = product(what);
            let (some, any) = match &named {
                Some(named) => (format!(" {named}"), format!(" {named}")),
                None => (" something".to_owned(), " anything".to_owned()),
            };
            // "bought at least twice" needs no "something".
            let often = named.map(|named| format!(" {named}")).unwrap_or_default();
            let (when, such) = (words::window(*when), in_such_orders(what, currency));
            let verbs = Verbs {
                did: format!("bought{some}{such}"),
                did_often: format!("bought{often}{such}"),
                not: format!("did not buy{any}{such}"),
                not_often: format!("did not buy{often}{such}"),
                never: format!("never bought{any}{such}"),
            };
            counted(&verbs, *times, &when, not)
        }
        Rule::Did { event, about, times, when } => {
            let (did, not_did, never) = deed_words(&Deed::Did { event: *event, about: about.clone() }, currency);
            let verbs = Verbs { did: did.clone(), did_often: did, not: not_did.clone(), not_often: not_did, never };
            counted(&verbs, *times, &words::window(*when), not)
        }
        Rule::SaidAt { channel, state, test } => {
            let said = if not { "did not say" } else { "said" };
            let answer = if *state == PermissionState::Granted { "yes" } else { "no" };
            format!("{said} {answer} to {}{}", words::channel(*channel), at_words(test))
        }
        Rule::Near { postcode, country, km, within, .. } => {
            let live = if not { "do not live" } else { "live" };
            let how = if *within { "within" } else { "farther than" };
            let from = if *within { "of" } else { "from" };
            let there = country.as_ref().map(|country| format!(" in {}", words::quoted(country))).unwrap_or_default();
            format!("{live} {how} {km} km {from} postcode {}{there}", words::quoted(postcode))
        }
        Rule::Sample { percent, .. } => {
            format!("are {}among {}% drawn by lot", if not { "not " } else { "" }, words::number(*percent))
        }
        Rule::Permission { channel, state, purpose } => {
            let verb = match (state, not) {
                (PermissionState::Granted, false) => "said yes to",
                (PermissionState::Granted, true) => "did not say yes to",
                (PermissionState::Refused, false) => "said no to",
                (PermissionState::Refused, true) => "did not say no to",
                (PermissionState::Unknown, false) => "were never asked about",
                (PermissionState::Unknown, true) => "answered about",
            };
            let about = words::channel(*channel);
            purpose.map_or_else(
                || format!("{verb} {about}"),
                |purpose| format!("{verb} {about} for {}", words::purpose(purpose)),
            )
        }
    }
}

/// What many people did, did not, never did, with what it was about.
pub(crate) fn deed_words(one: &Deed, currency: Currency) -> (String, String, String) {
    match one {
        Deed::Bought { what } => {
            let named = product(what);
            let some = named.clone().unwrap_or_else(|| "something".to_owned());
            let any = named.unwrap_or_else(|| "anything".to_owned());
            let such = in_such_orders(what, currency);
            (format!("bought {some}{such}"), format!("did not buy {any}{such}"), format!("never bought {any}{such}"))
        }
        Deed::Did { event, about } => {
            let (did, not, never) = deed(*event);
            let about = about.as_ref().map(about_words).unwrap_or_default();
            (format!("{did}{about}"), format!("{not}{about}"), format!("{never}{about}"))
        }
    }
}

/// What an event was about, with a space before it: " about “Spring letter”".
fn about_words(test: &TextTest) -> String {
    named_words(test, ["about", "something", "anything", "something that is known", "something that is not known"])
}

/// Where an answer came from, with a space before it: " at “Till sign-up form”".
fn at_words(test: &TextTest) -> String {
    named_words(test, ["at", "a place", "any place", "a place that is known", "a place that is not known"])
}

/// A test of what something is called, with a space before it.
fn named_words(test: &TextTest, [by, some, any, known, unknown]: [&str; 5]) -> String {
    let listed =
        |values: &[String]| words::any_of(&values.iter().map(|value| words::quoted(value)).collect::<Vec<_>>());
    match test {
        TextTest::Is { value } => format!(" {by} {}", words::quoted(value)),
        TextTest::IsNot { value } => format!(" {by} {any} but {}", words::quoted(value)),
        TextTest::In { values } => format!(" {by} {}", listed(values)),
        TextTest::NotIn { values } => format!(" {by} {any} but {}", listed(values)),
        TextTest::Contains { value } => format!(" {by} {some} with {} in it", words::quoted(value)),
        TextTest::NotContains { value } => format!(" {by} {some} without {} in it", words::quoted(value)),
        TextTest::StartsWith { value } => format!(" {by} {some} that begins with {}", words::quoted(value)),
        TextTest::NotStartsWith { value } => {
            format!(" {by} {some} that does not begin with {}", words::quoted(value))
        }
        TextTest::EndsWith { value } => format!(" {by} {some} that ends with {}", words::quoted(value)),
        TextTest::NotEndsWith { value } => format!(" {by} {some} that does not end with {}", words::quoted(value)),
        TextTest::Matches { pattern } => format!(" {by} {some} like {}", words::quoted(pattern)),
        TextTest::NotMatches { pattern } => format!(" {by} {some} unlike {}", words::quoted(pattern)),
        TextTest::IsSet => format!(" {by} {known}"),
        TextTest::NotSet => format!(" {by} {unknown}"),
    }
}

fn spent(what: &ProductFilter, how: Spending, test: &NumberTest, not: bool, currency: Currency) -> String {
    let amount = compared(NumberField::NetValue, test, currency);
    let on = spent_on(what, currency);
    let by = match how {
        Spending::InAll => "money spent",
        Spending::OnAverage => "average order",
        Spending::AtOnce => "largest order",
    };
    if let Some(words) = ranked(&amount, &format!("{by}{on}"), test, not) {
        return words;
    }
    let verb = if not { "did not spend" } else { "spent" };
    match how {
        Spending::InAll => format!("{verb} {amount}{on}"),
        Spending::OnAverage => format!("{verb} {amount} an order on average{on}"),
        Spending::AtOnce => format!("{verb} {amount} in one order{on}"),
    }
}

/// Where people are ranked by a number, or it is only asked whether it is known.
pub(super) fn ranked(how: &str, by: &str, test: &NumberTest, not: bool) -> Option<String> {
    match test {
        NumberTest::TopPercent { .. }
        | NumberTest::BottomPercent { .. }
        | NumberTest::TopCount { .. }
        | NumberTest::BottomCount { .. } => Some(format!("are {}in {how} by {by}", if not { "not " } else { "" })),
        NumberTest::IsSet | NumberTest::NotSet => {
            let known = matches!(test, NumberTest::IsSet) != not;
            Some(format!("{} known {by}", if known { "have a" } else { "have no" }))
        }
        _ => None,
    }
}

fn bought_day(what: &ProductFilter, which: FirstOrLast, test: &DateTest, not: bool, currency: Currency) -> String {
    let (field, order) = match which {
        FirstOrLast::First => (DateField::FirstPurchase, "first order"),
        FirstOrLast::Last => (DateField::LastPurchase, "last order"),
    };
    let words = date(field, test, not);
    let (named, such) = (product(what), in_such_orders(what, currency));
    if named.is_none() && such.is_empty() {
        return words;
    }
    // The thing stands right after the verb, or after the order whose anniversary it is.
    for (verb, with) in [
        ("did not first buy", "did not first buy"),
        ("did not last buy", "did not last buy"),
        ("did not buy", "did not buy"),
        ("first bought", "first bought"),
        ("last bought", "last bought"),
        (
            "have never bought anything",
            if named.is_none() { "have never bought anything" } else { "have never bought" },
        ),
        ("have bought something", if named.is_none() { "have bought something" } else { "have bought" }),
        ("bought", "bought"),
    ] {
        if let Some(rest) = words.strip_prefix(verb) {
            let named = named.map(|named| format!(" {named}")).unwrap_or_default();
            return format!("{with}{named}{such}{rest}");
        }
    }
    let named = named.map(|named| format!(" of {named}")).unwrap_or_default();
    words.replace(order, &format!("{order}{named}{such}"))
}

/// What was bought, as the rule's author wrote it; `None` for anything.
pub(crate) fn product(what: &ProductFilter) -> Option<String> {
    match what {
        ProductFilter::Anything => None,
        ProductFilter::Orders { what, .. } => product(what),
        ProductFilter::Category { any_of } | ProductFilter::Product { any_of } => {
            let names = any_of.iter().map(|text| text.trim()).map(|name| if name.is_empty() { "“”" } else { name });
            Some(words::any_of(&names.map(str::to_owned).collect::<Vec<_>>()))
        }
    }
}

/// What money was spent on, with a space before it: " on coffee in orders of at least €50". Empty for anything.
pub(crate) fn spent_on(what: &ProductFilter, currency: Currency) -> String {
    let on = product(what).map(|named| format!(" on {named}")).unwrap_or_default();
    on + &in_such_orders(what, currency)
}

/// In which orders, with a space before it: " in orders of at least €50 through “till”". Empty for whichever.
pub(crate) fn in_such_orders(what: &ProductFilter, currency: Currency) -> String {
    let ProductFilter::Orders { through, amount, .. } = what else { return String::new() };
    let of = amount.as_ref().map(|test| format!(" in orders{}", of_amount(test, currency))).unwrap_or_default();
    of + &through.as_ref().map(through_words).unwrap_or_default()
}

/// The same right after "orders": " of at least €50 through “till”".
pub(crate) fn such_orders(what: &ProductFilter, currency: Currency) -> String {
    let ProductFilter::Orders { through, amount, .. } = what else { return String::new() };
    let of = amount.as_ref().map(|test| of_amount(test, currency)).unwrap_or_default();
    of + &through.as_ref().map(through_words).unwrap_or_default()
}

fn of_amount(test: &NumberTest, currency: Currency) -> String {
    format!(" of {}", compared(NumberField::NetValue, test, currency))
}

/// Through which sales channel, with a space before it: " through “till”".
fn through_words(test: &TextTest) -> String {
    named_words(test, ["through", "a channel", "any channel", "a channel that is known", "a channel that is not known"])
}

struct Verbs {
    did: String,
    did_often: String,
    not: String,
    not_often: String,
    never: String,
}

fn counted(verbs: &Verbs, times: CountTest, when: &str, not: bool) -> String {
    let never = || if when.is_empty() { verbs.never.clone() } else { format!("{}{when}", verbs.not) };
    let often = |how: &str, n: u32| format!("{}{how}{}{when}", verbs.did_often, words::times(n));
    match (times, not) {
        (CountTest::AtLeast { n: 1 }, false) | (CountTest::AtMost { n: 0 } | CountTest::Exactly { n: 0 }, true) => {
            format!("{}{when}", verbs.did)
        }
        (CountTest::AtLeast { n: 1 }, true) | (CountTest::AtMost { n: 0 } | CountTest::Exactly { n: 0 }, false) => {
            never()
        }
        (CountTest::AtLeast { n }, false) => often(" at least ", n),
        (CountTest::AtLeast { n }, true) => often(" fewer than ", n),
        (CountTest::AtMost { n }, false) => often(" at most ", n),
        (CountTest::AtMost { n }, true) => often(" more than ", n),
        (CountTest::Exactly { n }, false) => often(" exactly ", n),
        (CountTest::Exactly { n }, true) => format!("{} exactly {}{when}", verbs.not_often, words::times(n)),
    }
}

/// What many people did, did not, never did.
pub(crate) fn deed(event: EventKind) -> (&'static str, &'static str, &'static str) {
    match event {
        EventKind::EmailSent => ("were sent an email", "were not sent an email", "were never sent an email"),
        EventKind::EmailOpened => ("opened an email", "did not open an email", "never opened an email"),
        EventKind::EmailClicked => ("clicked in an email", "did not click in an email", "never clicked in an email"),
        EventKind::EmailBounced => {
            ("had an email come back", "did not have an email come back", "never had an email come back")
        }
        EventKind::Unsubscribed => ("unsubscribed", "did not unsubscribe", "never unsubscribed"),
        EventKind::Visit => ("visited", "did not visit", "never visited"),
        EventKind::SurveyAnswered => ("answered a survey", "did not answer a survey", "never answered a survey"),
        EventKind::ContestEntered => ("entered a contest", "did not enter a contest", "never entered a contest"),
        EventKind::SupportAsked => ("asked for help", "did not ask for help", "never asked for help"),
        EventKind::SubscriptionStarted => {
            ("started a subscription", "did not start a subscription", "never started a subscription")
        }
        EventKind::SubscriptionCancelled => {
            ("cancelled a subscription", "did not cancel a subscription", "never cancelled a subscription")
        }
    }
}

pub(crate) fn noun(field: TextField) -> &'static str {
    match field {
        TextField::Country => "country",
        TextField::Region => "region",
        TextField::City => "city",
        TextField::Postcode => "postcode",
        TextField::Tag => "tag",
        TextField::Source => "source",
    }
}

fn text(field: TextField, test: &TextTest, not: bool) -> String {
    let noun = noun(field);
    let equal = |values: &[String], not: bool| {
        let quoted = || words::any_of(&values.iter().map(|value| words::quoted(value)).collect::<Vec<_>>());
        let plain = || words::any_of(&values.iter().map(|value| value.trim().to_owned()).collect::<Vec<_>>());
        match (field, not) {
            (TextField::Country | TextField::Region | TextField::City, false) => format!("are in {}", plain()),
            (TextField::Country | TextField::Region | TextField::City, true) => format!("are not in {}", plain()),
            (TextField::Postcode, false) => format!("have the postcode {}", plain()),
            (TextField::Postcode, true) => format!("do not have the postcode {}", plain()),
            (TextField::Tag, false) => format!("are tagged {}", quoted()),
            (TextField::Tag, true) => format!("are not tagged {}", quoted()),
            (TextField::Source, false) => format!("came from {}", quoted()),
            (TextField::Source, true) => format!("did not come from {}", quoted()),
        }
    };
    text_words(noun, &equal, test, not)
}

/// A test of a text in words: "have a city that begins with “B”". `equal` says that it is one of some, or none of them.
pub(super) fn text_words(noun: &str, equal: &dyn Fn(&[String], bool) -> String, test: &TextTest, not: bool) -> String {
    let one = |not: bool| if not { "have no" } else { "have a" };
    match test {
        TextTest::Is { value } => equal(std::slice::from_ref(value), not),
        TextTest::IsNot { value } => equal(std::slice::from_ref(value), !not),
        TextTest::In { values } => equal(values, not),
        TextTest::NotIn { values } => equal(values, !not),
        TextTest::Contains { value } => format!("{} {noun} with {} in it", one(not), words::quoted(value)),
        TextTest::NotContains { value } => format!("{} {noun} with {} in it", one(!not), words::quoted(value)),
        TextTest::StartsWith { value } => format!("{} {noun} that begins with {}", one(not), words::quoted(value)),
        TextTest::NotStartsWith { value } => format!("{} {noun} that begins with {}", one(!not), words::quoted(value)),
        TextTest::EndsWith { value } => format!("{} {noun} that ends with {}", one(not), words::quoted(value)),
        TextTest::NotEndsWith { value } => format!("{} {noun} that ends with {}", one(!not), words::quoted(value)),
        TextTest::Matches { pattern } => format!("{} {noun} like {}", one(not), words::quoted(pattern)),
        TextTest::NotMatches { pattern } => format!("{} {noun} like {}", one(!not), words::quoted(pattern)),
        TextTest::IsSet => format!("{} known {noun}", one(not)),
        TextTest::NotSet => format!("{} known {noun}", one(!not)),
    }
}

/// "at least €500", in the unit of the field.
pub(crate) fn compared(field: NumberField, test: &NumberTest, currency: Currency) -> String {
    compared_by(test, &|value| match field {
        NumberField::NetValue | NumberField::AveragePurchase => words::money(value, currency),
        _ => words::number(value),
    })
}

/// The same of any number, said as `plain` says it.
pub(super) fn compared_by(test: &NumberTest, plain: &dyn Fn(f64) -> String) -> String {
    match *test {
        NumberTest::AtLeast { value } => format!("at least {}", plain(value)),
        NumberTest::AtMost { value } => format!("at most {}", plain(value)),
        NumberTest::MoreThan { value } => format!("more than {}", plain(value)),
        NumberTest::LessThan { value } => format!("less than {}", plain(value)),
        NumberTest::Equals { value } => format!("exactly {}", plain(value)),
        NumberTest::NotEquals { value } => format!("other than {}", plain(value)),
        NumberTest::Between { low, high } => format!("between {} and {}", plain(low), plain(high)),
        NumberTest::NotBetween { low, high } => format!("less than {} or more than {}", plain(low), plain(high)),
        NumberTest::TopPercent { percent } => format!("the top {}%", words::number(percent)),
        NumberTest::BottomPercent { percent } => format!("the bottom {}%", words::number(percent)),
        NumberTest::TopCount { n } => format!("the top {}", group_digits(n.into())),
        NumberTest::BottomCount { n } => format!("the bottom {}", group_digits(n.into())),
        NumberTest::IsSet => "known".to_owned(),
        NumberTest::NotSet => "not known".to_owned(),
    }
}

/// What is known where a number is known.
fn number_noun(field: NumberField) -> &'static str {
    match field {
        NumberField::Purchases => "number of orders",
        NumberField::NetValue => "money spent after refunds",
        NumberField::AveragePurchase => "average order",
        NumberField::Refunds => "number of refunds",
        NumberField::DaysSinceLastPurchase => "days since the last order",
        NumberField::UsualGaps => "quiet time against their own usual gap",
    }
}

fn number(field: NumberField, test: &NumberTest, not: bool, currency: Currency) -> String {
    let how = compared(field, test, currency);
    if let Some(words) = ranked(&how, number_noun(field), test, not) {
        return words;
    }
    match (field, not) {
        (NumberField::Purchases, false) => format!("bought {how} times in all"),
        (NumberField::Purchases, true) => format!("did not buy {how} times in all"),
        (NumberField::NetValue, false) => format!("spent {how} after refunds"),
        (NumberField::NetValue, true) => format!("did not spend {how} after refunds"),
        (NumberField::AveragePurchase, false) => format!("spend {how} an order on average"),
        (NumberField::AveragePurchase, true) => format!("do not spend {how} an order on average"),
        (NumberField::Refunds, false) => format!("had {how} refunds"),
        (NumberField::Refunds, true) => format!("did not have {how} refunds"),
        (NumberField::DaysSinceLastPurchase, false) => format!("last bought {how} days ago"),
        (NumberField::DaysSinceLastPurchase, true) => format!("did not last buy {how} days ago"),
        (NumberField::UsualGaps, false) => format!("have been quiet for {how} times their usual gap"),
        (NumberField::UsualGaps, true) => format!("have not been quiet for {how} times their usual gap"),
    }
}

/// How a kind of day is talked about.
pub(super) struct Happened {
    /// "signed up".
    pub(super) did: String,
    /// "did not sign up".
    pub(super) did_not: String,
    /// "have a known sign-up day".
    pub(super) known: String,
    /// "have no known sign-up day".
    pub(super) unknown: String,
    /// "their sign-up", of which there is an anniversary.
    pub(super) of: String,
}

fn date(field: DateField, test: &DateTest, not: bool) -> String {
    // "did not last buy in the last 30 days" is no sentence anybody says.
    match (field, test) {
        (DateField::LastPurchase, DateTest::NotInLast { days }) => {
            return format!("{} in the last {}", if not { "bought" } else { "did not buy" }, words::days(*days));
        }
        (DateField::Birthday, DateTest::AnniversaryThisMonth) => {
            return format!("{} a birthday this month", if not { "do not have" } else { "have" });
        }
        (DateField::Birthday, DateTest::AnniversaryInNext { days } | DateTest::AnniversaryInLast { days }) => {
            let past = *days > 0 && matches!(test, DateTest::AnniversaryInLast { .. });
            let have = match (past, not) {
                (false, false) => "have",
                (false, true) => "do not have",
                (true, false) => "had",
                (true, true) => "did not have",
            };
            return format!("{have} a birthday {}", around(test, *days));
        }
        _ => {}
    }
    let [did, did_not, known, unknown, of] = match field {
        DateField::FirstPurchase => [
            "first bought",
            "did not first buy",
            "have bought something",
            "have never bought anything",
            "their first order",
        ],
        DateField::LastPurchase => [
            "last bought",
            "did not last buy",
            "have bought something",
            "have never bought anything",
            "their last order",
        ],
        DateField::SignedUp => {
            ["signed up", "did not sign up", "have a known sign-up day", "have no known sign-up day", "their sign-up"]
        }
        DateField::Birthday => [
            "have a birthday",
            "do not have a birthday",
            "have a known birthday",
            "have no known birthday",
            "their birthday",
        ],
    }
    .map(str::to_owned);
    day_words(&Happened { did, did_not, known, unknown, of }, test, not)
}

/// "today", "in the next 7 days".
fn around(test: &DateTest, days: u32) -> String {
    match (days, matches!(test, DateTest::AnniversaryInNext { .. })) {
        (0, _) => "today".to_owned(),
        (days, true) => format!("in the next {}", words::days(days)),
        (days, false) => format!("in the last {}", words::days(days)),
    }
}

/// A test of a day in words: "signed up in the last 30 days".
pub(super) fn day_words(about: &Happened, test: &DateTest, not: bool) -> String {
    let verb = if not { &about.did_not } else { &about.did };
    match *test {
        DateTest::IsSet => if not { &about.unknown } else { &about.known }.clone(),
        DateTest::NotSet => if not { &about.known } else { &about.unknown }.clone(),
        DateTest::InLast { days: 0 } => format!("{verb} today"),
        DateTest::InLast { days } => format!("{verb} in the last {}", words::days(days)),
        DateTest::NotInLast { days } => day_words(about, &DateTest::InLast { days }, !not),
        DateTest::AgoBetween { least, most } => format!("{verb} between {least} and {} ago", words::days(most)),
        DateTest::On { day } => format!("{verb} on {}", words::day(day)),
        DateTest::AnniversaryThisMonth => {
            format!("{} the anniversary of {} this month", if not { "do not have" } else { "have" }, about.of)
        }
        DateTest::InMonth { month } => format!("{verb} in {}", words::month(month)),
        DateTest::MoreThanAgo { days } => format!("{verb} more than {} ago", words::days(days)),
        DateTest::Between { from, to } => format!("{verb} between {} and {}", words::day(from), words::day(to)),
        DateTest::Before { day } => format!("{verb} before {}", words::day(day)),
        DateTest::After { day } => format!("{verb} after {}", words::day(day)),
        DateTest::AnniversaryInNext { days } | DateTest::AnniversaryInLast { days } => {
            let ahead = matches!(test, DateTest::AnniversaryInNext { .. });
            let have = match (ahead || days == 0, not) {
                (true, false) => "have",
                (true, true) => "do not have",
                (false, false) => "had",
                (false, true) => "did not have",
            };
            format!("{have} the anniversary of {} {}", about.of, around(test, days))
        }
    }
}
