//! Says a rule in plain English: "People in Germany or Austria who bought coffee at least twice since 21 June 2026,
//! never bought tea, and opened an email in the last 30 days."

use crate::words;
use regulars_model::{
    CountTest, Currency, DateField, DateTest, EventKind, NumberField, NumberTest, PermissionState, ProductFilter, Rule,
    SegmentRule, TextField, TextTest, group_digits,
};

/// The whole rule as one sentence. It says the same for every person and on every day.
#[must_use]
pub fn english(rule: &SegmentRule, currency: Currency) -> String {
    let phrase = phrase(&rule.root, false, currency);
    let (places, rest): (Vec<Phrase>, Vec<Phrase>) = match phrase {
        Phrase::Everyone => return "Everyone.".to_owned(),
        Phrase::Nobody => return "Nobody.".to_owned(),
        Phrase::All(parts) => parts.into_iter().partition(|part| matches!(part, Phrase::Place(_))),
        Phrase::Place(_) => (vec![phrase], vec![]),
        other => (vec![], vec![other]),
    };
    let mut sentence = "People".to_owned();
    for (at, place) in places.iter().enumerate() {
        sentence.push_str(if at == 0 { " " } else { " and " });
        sentence.push_str(place.words().trim_start_matches("are "));
    }
    if !rest.is_empty() {
        sentence.push_str(" who ");
        sentence.push_str(&outermost(&rest));
    }
    sentence.push('.');
    sentence
}

/// One node in words: a group as "All of these", a condition as "Bought coffee at least twice".
#[must_use]
pub fn node_words(rule: &Rule, currency: Currency) -> String {
    match rule {
        Rule::All { .. } => "All of these".to_owned(),
        Rule::Any { .. } => "Any of these".to_owned(),
        Rule::None { .. } => "None of these".to_owned(),
        leaf => words::capital(&singular(&leaf_words(leaf, false, currency))),
    }
}

/// "are in Berlin" of many is "in Berlin" of one.
pub(crate) fn singular(many: &str) -> String {
    let swaps = [
        ("are not ", "not "),
        ("are ", ""),
        ("have ", "has "),
        ("do not ", "does not "),
        ("were ", "was "),
        ("spend ", "spends "),
    ];
    for (from, to) in swaps {
        if let Some(rest) = many.strip_prefix(from) {
            return format!("{to}{rest}");
        }
    }
    many.to_owned()
}

/// What a rule says of people, before it is put into a sentence.
enum Phrase {
    Everyone,
    Nobody,
    /// "are in Germany": goes before "who".
    Place(String),
    Verb(String),
    All(Vec<Phrase>),
    Any(Vec<Phrase>),
}

impl Phrase {
    /// As one part among others; groups stand in brackets.
    fn words(&self) -> String {
        match self {
            Self::Everyone => "are anyone".to_owned(),
            Self::Nobody => "are nobody".to_owned(),
            Self::Place(words) | Self::Verb(words) => words.clone(),
            Self::All(parts) => format!("({})", parts.iter().map(Self::words).collect::<Vec<_>>().join(" and ")),
            Self::Any(parts) => format!("({})", parts.iter().map(Self::words).collect::<Vec<_>>().join(" or ")),
        }
    }
}

/// The outermost "and": its commas bind loosest, so that an "or" inside needs no brackets.
fn outermost(parts: &[Phrase]) -> String {
    let bare = |part: &Phrase| match part {
        Phrase::Any(parts) => parts.iter().map(Phrase::words).collect::<Vec<_>>().join(" or "),
        other => other.words(),
    };
    let simple = parts.iter().all(|part| !matches!(part, Phrase::Any(_)));
    match parts {
        [only] => bare(only),
        [first, second] if simple => format!("{} and {}", bare(first), bare(second)),
        [most @ .., last] => {
            format!("{}, and {}", most.iter().map(bare).collect::<Vec<_>>().join(", "), bare(last))
        }
        [] => String::new(),
    }
}

/// A rule, or its opposite. "None of" is taken apart: none of A and B is not A and not B.
fn phrase(rule: &Rule, not: bool, currency: Currency) -> Phrase {
    let (rules, every, not) = match rule {
        Rule::All { rules } => (rules, !not, not),
        Rule::Any { rules } => (rules, not, not),
        Rule::None { rules } => (rules, !not, !not),
        leaf => {
            let words = leaf_words(leaf, not, currency);
            return if !not && is_place(leaf) { Phrase::Place(words) } else { Phrase::Verb(words) };
        }
    };
    let mut parts = Vec::new();
    for rule in rules {
        match (phrase(rule, not, currency), every) {
            (Phrase::All(inner), true) | (Phrase::Any(inner), false) => parts.extend(inner),
            (Phrase::Everyone, true) | (Phrase::Nobody, false) => {}
            (Phrase::Nobody, true) => return Phrase::Nobody,
            (Phrase::Everyone, false) => return Phrase::Everyone,
            (part, _) => parts.push(part),
        }
    }
    match (parts.len(), every) {
        (0, true) => Phrase::Everyone,
        (0, false) => Phrase::Nobody,
        (1, _) => parts.swap_remove(0),
        (_, true) => Phrase::All(parts),
        (_, false) => Phrase::Any(parts),
    }
}

fn is_place(rule: &Rule) -> bool {
    matches!(
        rule,
        Rule::Text {
            field: TextField::Country | TextField::Region | TextField::City,
            test: TextTest::Is { .. } | TextTest::In { .. }
        }
    )
}

/// One condition of many people, or its opposite.
fn leaf_words(rule: &Rule, not: bool, currency: Currency) -> String {
    match rule {
        Rule::All { .. } | Rule::Any { .. } | Rule::None { .. } => String::new(),
        Rule::Text { field, test } => text(*field, test, not),
        Rule::Number { field, test } => number(*field, test, not, currency),
        Rule::Date { field, test } => date(*field, test, not),
        Rule::Bought { what, times, when } => {
            let named = product(what);
            let (some, any) = match &named {
                Some(named) => (format!(" {named}"), format!(" {named}")),
                None => (" something".to_owned(), " anything".to_owned()),
            };
            // "bought at least twice" needs no "something".
            let often = named.map(|named| format!(" {named}")).unwrap_or_default();
            let when = words::window(*when);
            let verbs = Verbs {
                did: format!("bought{some}"),
                did_often: format!("bought{often}"),
                not: format!("did not buy{any}"),
                not_often: format!("did not buy{often}"),
                never: format!("never bought{any}"),
            };
            counted(&verbs, *times, &when, not)
        }
        Rule::Did { event, times, when } => {
            let (did, not_did, never) = deed(*event);
            let verbs = Verbs {
                did: did.to_owned(),
                did_often: did.to_owned(),
                not: not_did.to_owned(),
                not_often: not_did.to_owned(),
                never: never.to_owned(),
            };
            counted(&verbs, *times, &words::window(*when), not)
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

/// What was bought, as the rule's author wrote it; `None` for anything.
pub(crate) fn product(what: &ProductFilter) -> Option<String> {
    match what {
        ProductFilter::Anything => None,
        ProductFilter::Category { any_of } | ProductFilter::Product { any_of } => {
            let names = any_of.iter().map(|text| text.trim()).map(|name| if name.is_empty() { "“”" } else { name });
            Some(words::any_of(&names.map(str::to_owned).collect::<Vec<_>>()))
        }
    }
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
    let plain = |value: f64| match field {
        NumberField::NetValue | NumberField::AveragePurchase => words::money(value, currency),
        _ => words::number(value),
    };
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
        NumberField::NetValue => "money spent",
        NumberField::AveragePurchase => "average order",
        NumberField::Refunds => "number of refunds",
        NumberField::DaysSinceLastPurchase => "days since the last order",
        NumberField::UsualGaps => "quiet time against their own usual gap",
    }
}

fn number(field: NumberField, test: &NumberTest, not: bool, currency: Currency) -> String {
    let how = compared(field, test, currency);
    let by = number_noun(field);
    match test {
        NumberTest::TopPercent { .. }
        | NumberTest::BottomPercent { .. }
        | NumberTest::TopCount { .. }
        | NumberTest::BottomCount { .. } => return format!("are {}in {how} by {by}", if not { "not " } else { "" }),
        NumberTest::IsSet | NumberTest::NotSet => {
            let known = matches!(test, NumberTest::IsSet) != not;
            return format!("{} known {by}", if known { "have a" } else { "have no" });
        }
        _ => {}
    }
    match (field, not) {
        (NumberField::Purchases, false) => format!("bought {how} times in all"),
        (NumberField::Purchases, true) => format!("did not buy {how} times in all"),
        (NumberField::NetValue, false) => format!("spent {how}"),
        (NumberField::NetValue, true) => format!("did not spend {how}"),
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

fn date(field: DateField, test: &DateTest, not: bool) -> String {
    let verb = match (field, not) {
        (DateField::FirstPurchase, false) => "first bought",
        (DateField::FirstPurchase, true) => "did not first buy",
        (DateField::LastPurchase, false) => "last bought",
        (DateField::LastPurchase, true) => "did not last buy",
        (DateField::SignedUp, false) => "signed up",
        (DateField::SignedUp, true) => "did not sign up",
        (DateField::Birthday, false) => "have a birthday",
        (DateField::Birthday, true) => "do not have a birthday",
    };
    let known = |known: bool| match (field, known) {
        (DateField::FirstPurchase | DateField::LastPurchase, true) => "have bought something".to_owned(),
        (DateField::FirstPurchase | DateField::LastPurchase, false) => "have never bought anything".to_owned(),
        (DateField::SignedUp, true) => "have a known sign-up day".to_owned(),
        (DateField::SignedUp, false) => "have no known sign-up day".to_owned(),
        (DateField::Birthday, true) => "have a known birthday".to_owned(),
        (DateField::Birthday, false) => "have no known birthday".to_owned(),
    };
    match *test {
        DateTest::IsSet => known(!not),
        DateTest::NotSet => known(not),
        DateTest::InLast { days: 0 } => format!("{verb} today"),
        DateTest::InLast { days } => format!("{verb} in the last {}", words::days(days)),
        DateTest::NotInLast { days } => {
            // "did not last buy in the last 30 days" is no sentence anybody says.
            let inner = date(field, &DateTest::InLast { days }, !not);
            match (field, not) {
                (DateField::LastPurchase, false) => format!("did not buy in the last {}", words::days(days)),
                (DateField::LastPurchase, true) => format!("bought in the last {}", words::days(days)),
                _ => inner,
            }
        }
        DateTest::AgoBetween { least, most } => format!("{verb} between {least} and {} ago", words::days(most)),
        DateTest::On { day } => format!("{verb} on {}", words::day(day)),
        DateTest::InMonth { month } => format!("{verb} in {}", words::month(month)),
        DateTest::MoreThanAgo { days } => format!("{verb} more than {} ago", words::days(days)),
        DateTest::Between { from, to } => format!("{verb} between {} and {}", words::day(from), words::day(to)),
        DateTest::Before { day } => format!("{verb} before {}", words::day(day)),
        DateTest::After { day } => format!("{verb} after {}", words::day(day)),
        DateTest::AnniversaryInNext { days } | DateTest::AnniversaryInLast { days } => {
            let ahead = matches!(test, DateTest::AnniversaryInNext { .. });
            let when = match (days, ahead) {
                (0, _) => "today".to_owned(),
                (days, true) => format!("in the next {}", words::days(days)),
                (days, false) => format!("in the last {}", words::days(days)),
            };
            let of = match field {
                DateField::Birthday if ahead || days == 0 => return format!("{verb} {when}"),
                DateField::Birthday => {
                    return format!("{} a birthday {when}", if not { "did not have" } else { "had" });
                }
                DateField::FirstPurchase => "first order",
                DateField::LastPurchase => "last order",
                DateField::SignedUp => "sign-up",
            };
            let have = match (ahead || days == 0, not) {
                (true, false) => "have",
                (true, true) => "do not have",
                (false, false) => "had",
                (false, true) => "did not have",
            };
            format!("{have} the anniversary of their {of} {when}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn say(json: &str) -> String {
        english(&SegmentRule::from_json(json).unwrap(), "EUR".parse().unwrap())
    }

    const COFFEE: &str = r#"{"type":"bought","what":{"of":"category","any_of":["coffee"]},"times":{"op":"at_least","n":2},"when":{"in":"since","day":"2026-06-21"}}"#;
    const TEA: &str = r#"{"type":"bought","what":{"of":"category","any_of":["tea"]},"times":{"op":"at_least","n":1},"when":{"in":"ever"}}"#;
    const OPENED: &str =
        r#"{"type":"did","event":"email_opened","times":{"op":"at_least","n":1},"when":{"in":"last_days","days":30}}"#;
    const PLACE: &str = r#"{"type":"text","field":"country","test":{"op":"in","values":["Germany","Austria"]}}"#;

    #[test]
    fn a_rule_reads_as_a_sentence() {
        let rule = format!(
            r#"{{"type":"all","rules":[{PLACE},{COFFEE},{{"type":"none","rules":[{TEA}]}},{{"type":"any","rules":[{OPENED},{{"type":"permission","channel":"email","state":"granted"}}]}}]}}"#
        );
        assert_eq!(
            say(&rule),
            "People in Germany or Austria who bought coffee at least twice since 21 June 2026, never bought tea, \
             and opened an email in the last 30 days or said yes to email."
        );
    }

    #[test]
    fn groups_in_groups_keep_their_brackets() {
        let both = format!(r#"{{"type":"all","rules":[{COFFEE},{OPENED}]}}"#);
        let rule = format!(r#"{{"type":"any","rules":[{both},{TEA}]}}"#);
        assert_eq!(
            say(&rule),
            "People who (bought coffee at least twice since 21 June 2026 and opened an email in the last 30 days) or bought tea."
        );
        let none = format!(r#"{{"type":"none","rules":[{both},{PLACE}]}}"#);
        assert_eq!(
            say(&none),
            "People who bought coffee fewer than twice since 21 June 2026 or did not open an email in the last 30 days, \
             and are not in Germany or Austria."
        );
    }

    #[test]
    fn empty_groups_say_what_they_mean() {
        assert_eq!(say(r#"{"type":"all","rules":[]}"#), "Everyone.");
        assert_eq!(say(r#"{"type":"any","rules":[]}"#), "Nobody.");
        assert_eq!(say(r#"{"type":"none","rules":[]}"#), "Everyone.");
        assert_eq!(say(&format!(r#"{{"type":"all","rules":[{PLACE}]}}"#)), "People in Germany or Austria.");
    }

    #[test]
    fn every_test_reads_well_and_so_does_its_opposite() {
        let both = |json: &str| (say(json), say(&format!(r#"{{"type":"none","rules":[{json}]}}"#)));
        for (json, is, is_not) in [
            (
                r#"{"type":"text","field":"city","test":{"op":"not_in","values":["Bern","Basel"]}}"#,
                "People who are not in Bern or Basel.",
                "People who are in Bern or Basel.",
            ),
            (
                r#"{"type":"text","field":"postcode","test":{"op":"matches","pattern":"10*"}}"#,
                "People who have a postcode like “10*”.",
                "People who have no postcode like “10*”.",
            ),
            (
                r#"{"type":"text","field":"tag","test":{"op":"not_ends_with","value":"old"}}"#,
                "People who have no tag that ends with “old”.",
                "People who have a tag that ends with “old”.",
            ),
            (
                r#"{"type":"number","field":"net_value","test":{"op":"more_than","value":100}}"#,
                "People who spent more than €100.",
                "People who did not spend more than €100.",
            ),
            (
                r#"{"type":"number","field":"net_value","test":{"op":"bottom_count","n":1000}}"#,
                "People who are in the bottom 1,000 by money spent.",
                "People who are not in the bottom 1,000 by money spent.",
            ),
            (
                r#"{"type":"number","field":"usual_gaps","test":{"op":"is_set"}}"#,
                "People who have a known quiet time against their own usual gap.",
                "People who have no known quiet time against their own usual gap.",
            ),
            (
                r#"{"type":"date","field":"last_purchase","test":{"op":"not_in_last","days":90}}"#,
                "People who did not buy in the last 90 days.",
                "People who bought in the last 90 days.",
            ),
            (
                r#"{"type":"date","field":"first_purchase","test":{"op":"ago_between","least":30,"most":60}}"#,
                "People who first bought between 30 and 60 days ago.",
                "People who did not first buy between 30 and 60 days ago.",
            ),
            (
                r#"{"type":"date","field":"birthday","test":{"op":"in_month","month":12}}"#,
                "People who have a birthday in December.",
                "People who do not have a birthday in December.",
            ),
            (
                r#"{"type":"date","field":"birthday","test":{"op":"anniversary_in_last","days":7}}"#,
                "People who had a birthday in the last 7 days.",
                "People who did not have a birthday in the last 7 days.",
            ),
            (
                r#"{"type":"permission","channel":"email","state":"granted","purpose":"offers"}"#,
                "People who said yes to email for offers.",
                "People who did not say yes to email for offers.",
            ),
            (
                r#"{"type":"sample","percent":10,"seed":1}"#,
                "People who are among 10% drawn by lot.",
                "People who are not among 10% drawn by lot.",
            ),
        ] {
            assert_eq!(both(json), (is.to_owned(), is_not.to_owned()), "{json}");
        }
    }

    #[test]
    fn nodes_speak_of_one_person() {
        let eur = "EUR".parse().unwrap();
        let node = |json: &str| node_words(&SegmentRule::from_json(json).unwrap().root, eur);
        assert_eq!(node(PLACE), "In Germany or Austria");
        assert_eq!(node(COFFEE), "Bought coffee at least twice since 21 June 2026");
        assert_eq!(
            node(r#"{"type":"number","field":"net_value","test":{"op":"top_percent","percent":10}}"#),
            "In the top 10% by money spent"
        );
        assert_eq!(
            node(r#"{"type":"number","field":"average_purchase","test":{"op":"at_least","value":20.5}}"#),
            "Spends at least €20.50 an order on average"
        );
        let gaps = |test: &str| format!(r#"{{"type":"number","field":"usual_gaps","test":{test}}}"#);
        let twice = gaps(r#"{"op":"at_least","value":2}"#);
        assert_eq!(node(&twice), "Has been quiet for at least 2 times their usual gap");
        assert_eq!(say(&twice), "People who have been quiet for at least 2 times their usual gap.");
        assert_eq!(
            say(&format!(r#"{{"type":"none","rules":[{twice}]}}"#)),
            "People who have not been quiet for at least 2 times their usual gap."
        );
        assert_eq!(
            node(&gaps(r#"{"op":"top_percent","percent":10}"#)),
            "In the top 10% by quiet time against their own usual gap"
        );
        assert_eq!(
            node(r#"{"type":"date","field":"birthday","test":{"op":"anniversary_in_next","days":7}}"#),
            "Has a birthday in the next 7 days"
        );
    }
}
