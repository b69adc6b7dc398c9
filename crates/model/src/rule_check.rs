//! Reads a rule from JSON and refuses, with the place in the tree, what could not be answered.

use crate::{
    ConsentTest, CustomTest, DateField, DateTest, Deed, NumberTest, PermissionState, ProductFilter, Rule, ScoreTest,
    SegmentRule, TextTest, Window, postcode_key,
};

/// Deeper trees are refused: nobody can read them.
pub const RULE_DEPTH_LIMIT: usize = 12;

/// Amounts and counts beyond this are refused: nobody means them, and no sentence could say them.
const LARGEST: f64 = 1e15;

/// Nothing is farther away on this globe, in kilometres, but a few spots at its other end.
const FARTHEST: f64 = 20_000.0;

/// Longer patterns are refused: nobody can read them.
const LONGEST_PATTERN: usize = 200;

/// Longer lists of people are refused: a tag holds more, and says why.
pub const LARGEST_ROSTER: usize = 10_000;

/// Why a rule cannot be used. `place` is the path in the tree, such as `root.rules[2].test`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {why}")]
pub struct RuleError {
    /// Where in the tree.
    pub place: String,
    /// What is wrong there.
    pub why: String,
}

impl SegmentRule {
    /// The version this program writes.
    pub const VERSION: u32 = 5;

    /// A rule in the current version.
    #[must_use]
    pub fn new(root: Rule) -> Self {
        Self { version: Self::VERSION, root }
    }

    /// From JSON: either the whole (`{"version":1,"root":…}`) or just the tree.
    ///
    /// # Errors
    /// When the text is not such a rule, or asks what cannot be answered.
    pub fn from_json(text: &str) -> Result<Self, RuleError> {
        let wrong = |why: String| RuleError { place: "root".into(), why };
        let value: serde_json::Value = serde_json::from_str(text).map_err(|e| {
            let deep = e.to_string().starts_with("recursion limit");
            wrong(if deep { "groups stand in groups too deep to be read".into() } else { format!("not JSON: {e}") })
        })?;
        let rule = if let Some(version) = value.get("version") {
            // First: a newer rule may ask what this program has no word for.
            known_version(version.as_u64().and_then(|version| u32::try_from(version).ok()).unwrap_or(0))?;
            serde_json::from_value::<Self>(value).map_err(|e| wrong(e.to_string()))?
        } else {
            Self::new(serde_json::from_value(value).map_err(|e| wrong(e.to_string()))?)
        };
        rule.check()?;
        Ok(rule)
    }

    /// Whether the rule can be answered.
    ///
    /// # Errors
    /// Names the first place that cannot.
    pub fn check(&self) -> Result<(), RuleError> {
        known_version(self.version)?;
        check(&self.root, "root", 1)
    }
}

/// What versions 1 to 4 could ask is asked in the same words in version 5.
fn known_version(version: u32) -> Result<(), RuleError> {
    let newest = SegmentRule::VERSION;
    let why = match version {
        version if version > newest => format!(
            "version {version} is newer than this program, which knows versions 1 to {newest}: open it with the newer one"
        ),
        0 => format!("this is not a version this program knows (1 to {newest})"),
        _ => return Ok(()),
    };
    Err(RuleError { place: "version".into(), why })
}

fn check(rule: &Rule, place: &str, depth: usize) -> Result<(), RuleError> {
    let no = |why: &str| Err(RuleError { place: place.to_owned(), why: why.to_owned() });
    if depth > RULE_DEPTH_LIMIT {
        return no("nested too deep");
    }
    match rule {
        Rule::All { rules } | Rule::Any { rules } | Rule::None { rules } => {
            rules.iter().enumerate().try_for_each(|(at, rule)| check(rule, &format!("{place}.rules[{at}]"), depth + 1))
        }
        Rule::Text { test, .. } => text(test).map_or(Ok(()), no),
        Rule::Number { test, .. } => number(test).map_or(Ok(()), no),
        Rule::Date { field, test } => date(test, *field == DateField::Birthday).map_or(Ok(()), no),
        Rule::Bought { what, when, .. } => {
            product(what).map_or(Ok(()), &no)?;
            window(*when, place)
        }
        Rule::Spent { what, test, when, .. } => {
            product(what).or_else(|| number(test)).map_or(Ok(()), &no)?;
            window(*when, place)
        }
        Rule::BoughtDay { what, test, .. } => product(what).or_else(|| date(test, false)).map_or(Ok(()), no),
        Rule::Sequence { first, when, then, within, .. } => {
            let wrong = deed(first).or_else(|| deed(then));
            wrong.or_else(|| (*within == 0).then_some("within at least one day")).map_or(Ok(()), &no)?;
            window(*when, place)
        }
        Rule::Did { about, when, .. } => {
            about.as_ref().and_then(text).map_or(Ok(()), &no)?;
            window(*when, place)
        }
        Rule::Permission { state, purpose, .. } if purpose.is_some() && *state != PermissionState::Granted => {
            no("only a yes has a purpose")
        }
        Rule::Permission { .. } => Ok(()),
        Rule::SaidAt { state: PermissionState::Unknown, .. } => no("only a yes or a no came from somewhere"),
        Rule::SaidAt { test, .. } => text(test).map_or(Ok(()), no),
        Rule::Near { postcode, country, km, .. } => near(postcode, country.as_deref(), *km).map_or(Ok(()), no),
        Rule::Sample { percent, .. } if !is_share(*percent) => no("a percentage is over 0 and at most 100"),
        Rule::Sample { .. } | Rule::Segment { .. } => Ok(()),
        Rule::Rfm { groups } if groups.is_empty() => no("the list is empty"),
        Rule::Lifecycle { stages } if stages.is_empty() => no("the list is empty"),
        Rule::Persona { any_of, .. } if any_of.is_empty() => no("the list is empty"),
        Rule::Rfm { .. } | Rule::Lifecycle { .. } | Rule::Persona { .. } => Ok(()),
        Rule::Score { asks, .. } => score(asks).map_or(Ok(()), no),
        Rule::RfmScore { least, most, .. } => {
            if least > most {
                no("the range is empty")
            } else if (1..=5).contains(least) && (1..=5).contains(most) {
                Ok(())
            } else {
                no("a score is from 1 to 5")
            }
        }
        Rule::Consent { test: ConsentTest::Basis { any_of }, .. } if any_of.is_empty() => no("the list is empty"),
        Rule::Consent { test: ConsentTest::Basis { .. }, .. } => Ok(()),
        Rule::Consent { test: ConsentTest::Given { test }, .. } => date(test, false).map_or(Ok(()), no),
        Rule::Custom { field, .. } if field.trim().is_empty() => no("no field is named"),
        Rule::Custom { test, .. } => custom(test).map_or(Ok(()), no),
        // A list that everybody was erased from is empty, and still a list.
        Rule::People { people } if people.len() > LARGEST_ROSTER => {
            no("more than 10,000 people; use a tag for so many")
        }
        Rule::People { .. } => Ok(()),
    }
}

/// Why a text cannot be compared so.
fn text(test: &TextTest) -> Option<&'static str> {
    match test {
        TextTest::Is { value } | TextTest::IsNot { value } if value.trim().is_empty() => {
            Some("the value is empty; use is_set or not_set")
        }
        TextTest::Contains { value }
        | TextTest::NotContains { value }
        | TextTest::StartsWith { value }
        | TextTest::NotStartsWith { value }
        | TextTest::EndsWith { value }
        | TextTest::NotEndsWith { value }
        | TextTest::Matches { pattern: value }
        | TextTest::NotMatches { pattern: value }
            if value.trim().is_empty() =>
        {
            Some("the text to look for is empty")
        }
        TextTest::Matches { pattern } | TextTest::NotMatches { pattern } if pattern.len() > LONGEST_PATTERN => {
            Some("the pattern is longer than 200 letters")
        }
        TextTest::In { values } | TextTest::NotIn { values } if values.is_empty() => Some("the list is empty"),
        _ => None,
    }
}

/// Why a day cannot be compared so. A birthday has no year.
fn date(test: &DateTest, is_birthday: bool) -> Option<&'static str> {
    match test {
        DateTest::Between { from, to } if from > to => Some("the range is empty"),
        DateTest::AgoBetween { least, most } if least > most => Some("the range is empty"),
        DateTest::InMonth { month } if !(1..=12).contains(month) => Some("a month is a number from 1 to 12"),
        DateTest::AnniversaryInNext { days } | DateTest::AnniversaryInLast { days } if *days > 366 => {
            Some("an anniversary is at most 366 days away")
        }
        DateTest::AnniversaryInNext { .. }
        | DateTest::AnniversaryInLast { .. }
        | DateTest::AnniversaryThisMonth
        | DateTest::InMonth { .. }
        | DateTest::IsSet
        | DateTest::NotSet => None,
        _ => is_birthday.then_some("a birthday has no year: only its anniversary can be asked"),
    }
}

fn custom(test: &CustomTest) -> Option<&'static str> {
    match test {
        CustomTest::Text { test } | CustomTest::List { test } => text(test),
        CustomTest::Number { test } => number(test),
        CustomTest::Date { test } => date(test, false),
        CustomTest::YesNo { .. } => None,
    }
}

fn product(what: &ProductFilter) -> Option<&'static str> {
    match what {
        ProductFilter::Category { any_of } | ProductFilter::Product { any_of } if any_of.is_empty() => {
            Some("the list is empty")
        }
        ProductFilter::Orders { what, .. } if matches!(**what, ProductFilter::Orders { .. }) => {
            Some("orders are told apart once, not twice")
        }
        ProductFilter::Orders { through: None, amount: None, .. } => {
            Some("neither the channel nor the amount of an order is asked for")
        }
        ProductFilter::Orders { what, through, amount } => {
            product(what).or_else(|| through.as_ref().and_then(text)).or_else(|| amount.as_ref().and_then(order_amount))
        }
        _ => None,
    }
}

/// An order's amount is compared with amounts, never with other people's, and is always known.
fn order_amount(test: &NumberTest) -> Option<&'static str> {
    if test.is_among_others() { Some("the amount of an order is compared with an amount") } else { number(test) }
}

fn deed(deed: &Deed) -> Option<&'static str> {
    match deed {
        Deed::Bought { what } => product(what),
        Deed::Did { about, .. } => about.as_ref().and_then(text),
    }
}

/// Why no score can be asked for so.
fn score(asks: &ScoreTest) -> Option<&'static str> {
    match asks {
        ScoreTest::Band { any_of } if any_of.is_empty() => Some("the list is empty"),
        ScoreTest::Tier { any_of } if any_of.is_empty() => Some("the list is empty"),
        ScoreTest::Band { .. } | ScoreTest::Tier { .. } | ScoreTest::AtRisk => None,
        ScoreTest::Worth { test } => number(test),
        ScoreTest::Buys { test } | ScoreTest::Lead { test } | ScoreTest::Cancels { test } => {
            number(test).or_else(|| {
                let fits = |value: f64| (0.0..=100.0).contains(&value);
                let fits = match *test {
                    NumberTest::AtLeast { value }
                    | NumberTest::AtMost { value }
                    | NumberTest::MoreThan { value }
                    | NumberTest::LessThan { value }
                    | NumberTest::Equals { value }
                    | NumberTest::NotEquals { value } => fits(value),
                    NumberTest::Between { low, high } | NumberTest::NotBetween { low, high } => fits(low) && fits(high),
                    _ => true,
                };
                (!fits).then_some("a chance and a lead score are from 0 to 100")
            })
        }
    }
}

/// Why no distance can be measured so.
fn near(postcode: &str, country: Option<&str>, km: f64) -> Option<&'static str> {
    if postcode_key(postcode).is_empty() {
        return Some("no postcode is named");
    }
    if country.is_some_and(|country| country.trim().is_empty()) {
        return Some("no country is named; leave it out where there is only one");
    }
    (!(km > 0.0 && km <= FARTHEST)).then_some("a distance is over 0 and at most 20,000 km")
}

fn is_share(percent: f64) -> bool {
    percent > 0.0 && percent <= 100.0
}

/// Why a number cannot be compared so.
fn number(test: &NumberTest) -> Option<&'static str> {
    match *test {
        NumberTest::AtLeast { value }
        | NumberTest::AtMost { value }
        | NumberTest::MoreThan { value }
        | NumberTest::LessThan { value }
        | NumberTest::Equals { value }
        | NumberTest::NotEquals { value } => {
            if value.is_finite() {
                (value.abs() > LARGEST).then_some("the number is too large to be meant")
            } else {
                Some("not a number")
            }
        }
        NumberTest::Between { low, high } | NumberTest::NotBetween { low, high } => {
            if low.abs() > LARGEST || high.abs() > LARGEST {
                Some("the number is too large to be meant")
            } else {
                (low > high || low.is_nan() || high.is_nan()).then_some("the range is empty")
            }
        }
        NumberTest::TopPercent { percent } | NumberTest::BottomPercent { percent } => {
            (!is_share(percent)).then_some("a percentage is over 0 and at most 100")
        }
        NumberTest::TopCount { n } | NumberTest::BottomCount { n } => (n == 0).then_some("at least one person"),
        NumberTest::IsSet | NumberTest::NotSet => None,
    }
}

fn window(when: Window, place: &str) -> Result<(), RuleError> {
    match when {
        Window::Between { from, to } if from > to => {
            Err(RuleError { place: format!("{place}.when"), why: "the range is empty".into() })
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_deep_to_be_read_is_said_in_words() {
        let deep = format!("{}{}", r#"{"type":"all","rules":["#.repeat(300), "]}".repeat(300));
        let told = SegmentRule::from_json(&deep).unwrap_err().to_string();
        assert_eq!(told, "root: groups stand in groups too deep to be read");
    }

    #[test]
    fn a_rule_is_read_with_or_without_its_envelope() {
        let bare = r#"{"type":"bought","what":{"of":"anything"},"times":{"op":"at_least","n":2},"when":{"in":"ever"}}"#;
        let rule = SegmentRule::from_json(bare).expect("a rule");
        let whole = serde_json::to_string(&rule).expect("json");
        assert_eq!(SegmentRule::from_json(&whole), Ok(rule));
    }

    /// A rule as a version of the program wrote it loads, and is written again as it was.
    #[track_caller]
    fn loads_as_it_was(text: &str, version: u32) {
        let rule = SegmentRule::from_json(text).expect("a rule");
        assert_eq!(rule.version, version);
        let again: serde_json::Value = serde_json::to_value(&rule).expect("json");
        assert_eq!(again, serde_json::from_str::<serde_json::Value>(text).expect("json"), "nothing was added or lost");
    }

    /// Written by the program's first version, every kind of condition once: it must load for ever.
    #[test]
    fn rules_of_version_1_load_as_they_were() {
        loads_as_it_was(include_str!("rule_version_1.json"), 1);
    }

    /// Every kind of condition that came with version 2, as it is written: what is saved today loads for ever.
    #[test]
    fn rules_of_version_2_load_as_they_are_written() {
        loads_as_it_was(include_str!("rule_version_2.json"), 2);
    }

    /// Every kind of condition that came with version 3, as it is written.
    #[test]
    fn rules_of_version_3_load_as_they_are_written() {
        loads_as_it_was(include_str!("rule_version_3.json"), 3);
    }

    /// Every kind of condition that came with version 4, as it is written.
    #[test]
    fn rules_of_version_4_load_as_they_are_written() {
        loads_as_it_was(include_str!("rule_version_4.json"), 4);
    }

    /// Every kind of condition that came with version 5, as it is written.
    #[test]
    fn rules_of_version_5_load_as_they_are_written() {
        loads_as_it_was(include_str!("rule_version_5.json"), 5);
    }

    #[test]
    fn a_newer_rule_is_refused_in_words_whatever_it_asks() {
        let newer = r#"{"version":6,"root":{"type":"asked_of_the_stars","sign":"leo"}}"#;
        let refused = SegmentRule::from_json(newer).expect_err("refused");
        assert_eq!(refused.place, "version");
        assert!(refused.why.contains("version 6 is newer than this program"), "{}", refused.why);
    }

    #[test]
    fn where_somebody_stands_is_asked_within_what_there_is() {
        for (rule, why) in [
            (r#"{"type":"rfm","groups":[]}"#, "the list is empty"),
            (r#"{"type":"rfm_score","part":"money","least":0,"most":3}"#, "a score is from 1 to 5"),
            (r#"{"type":"rfm_score","part":"money","least":4,"most":6}"#, "a score is from 1 to 5"),
            (r#"{"type":"rfm_score","part":"money","least":4,"most":3}"#, "the range is empty"),
            (r#"{"type":"lifecycle","stages":[]}"#, "the list is empty"),
            (r#"{"type":"persona","any_of":[]}"#, "the list is empty"),
            (r#"{"type":"score","asks":{"of":"band","any_of":[]}}"#, "the list is empty"),
            (r#"{"type":"score","asks":{"of":"tier","any_of":[]}}"#, "the list is empty"),
            (r#"{"type":"score","asks":{"of":"worth","test":{"op":"top_count","n":0}}}"#, "at least one person"),
            (
                r#"{"type":"score","asks":{"of":"buys","test":{"op":"at_least","value":101}}}"#,
                "a chance and a lead score are from 0 to 100",
            ),
            (
                r#"{"type":"score","asks":{"of":"lead","test":{"op":"between","low":-1,"high":5}}}"#,
                "a chance and a lead score are from 0 to 100",
            ),
            (r#"{"type":"consent","channel":"email","test":{"op":"basis","any_of":[]}}"#, "the list is empty"),
            (
                r#"{"type":"consent","channel":"email","test":{"op":"given","test":{"op":"in_month","month":0}}}"#,
                "a month is a number from 1 to 12",
            ),
            (r#"{"type":"custom","field":" ","test":{"kind":"text","test":{"op":"is_set"}}}"#, "no field is named"),
            (
                r#"{"type":"custom","field":"pets","test":{"kind":"list","test":{"op":"in","values":[]}}}"#,
                "the list is empty",
            ),
            (
                r#"{"type":"custom","field":"size","test":{"kind":"number","test":{"op":"top_count","n":0}}}"#,
                "at least one person",
            ),
        ] {
            assert_eq!(SegmentRule::from_json(rule).expect_err(rule).why, why, "{rule}");
        }
        let list = |people: u32| Rule::People { people: (1..=people).map(crate::PersonId).collect() };
        assert!(SegmentRule::new(list(10_001)).check().is_err());
        assert_eq!((SegmentRule::new(list(10_000)).check(), SegmentRule::new(list(0)).check()), (Ok(()), Ok(())));
        let centred = r#"{"type":"near","postcode":"10115","km":5,"within":true,"centre":{"name":"Berlin"}}"#;
        assert!(SegmentRule::from_json(centred).is_err());
        // What is looked up is never written, nor taken from a file.
        assert!(SegmentRule::from_json(r#"{"type":"score","asks":{"of":"at_risk"},"found":{}}"#).is_err());
        let found = crate::ScoresFound::new(crate::ScoreKind::Risk, crate::Day(1), 90, Vec::new());
        let worked_out = Rule::Score { asks: ScoreTest::AtRisk, found: Some(found) };
        let written = serde_json::to_string(&worked_out).expect("json");
        assert_eq!(written, r#"{"type":"score","asks":{"of":"at_risk"}}"#);
        let opened = r#"{"type":"segment","segment":"s1","opened":{"name":"A","rule":{"type":"all","rules":[]}}}"#;
        assert!(SegmentRule::from_json(opened).is_err());
        let looked_up = Rule::Segment {
            segment: crate::SegmentId(1),
            opened: Some(crate::Opened { name: "A".into(), rule: Box::new(list(1)) }),
        };
        assert_eq!(serde_json::to_string(&looked_up).expect("json"), r#"{"type":"segment","segment":"s1"}"#);
    }

    #[test]
    fn every_new_test_is_refused_where_it_could_not_be_answered() {
        for (rule, why) in [
            (r#"{"type":"text","field":"city","test":{"op":"not_in","values":[]}}"#, "the list is empty"),
            (
                r#"{"type":"text","field":"city","test":{"op":"ends_with","value":" "}}"#,
                "the text to look for is empty",
            ),
            (r#"{"type":"text","field":"city","test":{"op":"matches","pattern":""}}"#, "the text to look for is empty"),
            (r#"{"type":"number","field":"refunds","test":{"op":"top_count","n":0}}"#, "at least one person"),
            (
                r#"{"type":"number","field":"refunds","test":{"op":"not_between","low":2,"high":1}}"#,
                "the range is empty",
            ),
            (
                r#"{"type":"number","field":"refunds","test":{"op":"bottom_percent","percent":101}}"#,
                "a percentage is over 0 and at most 100",
            ),
            (
                r#"{"type":"date","field":"signed_up","test":{"op":"in_month","month":13}}"#,
                "a month is a number from 1 to 12",
            ),
            (
                r#"{"type":"date","field":"signed_up","test":{"op":"ago_between","least":9,"most":8}}"#,
                "the range is empty",
            ),
            (
                r#"{"type":"date","field":"birthday","test":{"op":"on","day":"2026-01-01"}}"#,
                "a birthday has no year: only its anniversary can be asked",
            ),
            (
                r#"{"type":"permission","channel":"email","state":"refused","purpose":"news"}"#,
                "only a yes has a purpose",
            ),
            (
                r#"{"type":"spent","what":{"of":"product","any_of":[]},"how":"in_all","test":{"op":"at_least","value":1},"when":{"in":"ever"}}"#,
                "the list is empty",
            ),
            (
                r#"{"type":"spent","what":{"of":"anything"},"how":"at_once","test":{"op":"top_count","n":0},"when":{"in":"ever"}}"#,
                "at least one person",
            ),
            (
                r#"{"type":"bought_day","what":{"of":"anything"},"which":"first","test":{"op":"in_month","month":0}}"#,
                "a month is a number from 1 to 12",
            ),
            (
                r#"{"type":"sequence","first":{"deed":"bought","what":{"of":"anything"}},"when":{"in":"ever"},"then":{"deed":"did","event":"visit"},"within":0,"not":false}"#,
                "within at least one day",
            ),
            (
                r#"{"type":"sequence","first":{"deed":"did","event":"visit","about":{"op":"is","value":""}},"when":{"in":"ever"},"then":{"deed":"did","event":"visit"},"within":1,"not":true}"#,
                "the value is empty; use is_set or not_set",
            ),
            (
                r#"{"type":"did","event":"visit","about":{"op":"in","values":[]},"times":{"op":"at_least","n":1},"when":{"in":"ever"}}"#,
                "the list is empty",
            ),
            (
                r#"{"type":"spent","what":{"of":"anything"},"how":"in_all","test":{"op":"at_least","value":1},"when":{"in":"between","from":"2026-02-01","to":"2026-01-01"}}"#,
                "the range is empty",
            ),
            (r#"{"type":"sample","percent":0,"seed":1}"#, "a percentage is over 0 and at most 100"),
            (r#"{"type":"near","postcode":" - ","km":10,"within":true}"#, "no postcode is named"),
            (
                r#"{"type":"near","postcode":"10115","country":" ","km":10,"within":true}"#,
                "no country is named; leave it out where there is only one",
            ),
            (
                r#"{"type":"near","postcode":"10115","km":0,"within":true}"#,
                "a distance is over 0 and at most 20,000 km",
            ),
            (
                r#"{"type":"near","postcode":"10115","km":20000.5,"within":false}"#,
                "a distance is over 0 and at most 20,000 km",
            ),
            (
                r#"{"type":"said_at","channel":"email","state":"unknown","test":{"op":"is_set"}}"#,
                "only a yes or a no came from somewhere",
            ),
            (
                r#"{"type":"said_at","channel":"email","state":"granted","test":{"op":"in","values":[]}}"#,
                "the list is empty",
            ),
            (
                r#"{"type":"bought_day","what":{"of":"orders","what":{"of":"anything"}},"which":"last","test":{"op":"is_set"}}"#,
                "neither the channel nor the amount of an order is asked for",
            ),
            (
                r#"{"type":"bought_day","what":{"of":"orders","what":{"of":"anything"},"amount":{"op":"top_count","n":3}},"which":"last","test":{"op":"is_set"}}"#,
                "the amount of an order is compared with an amount",
            ),
            (
                r#"{"type":"bought_day","what":{"of":"orders","what":{"of":"anything"},"through":{"op":"in","values":[]}},"which":"last","test":{"op":"is_set"}}"#,
                "the list is empty",
            ),
            (
                r#"{"type":"bought_day","what":{"of":"orders","what":{"of":"orders","what":{"of":"anything"},"through":{"op":"is_set"}},"through":{"op":"is_set"}},"which":"last","test":{"op":"is_set"}}"#,
                "orders are told apart once, not twice",
            ),
        ] {
            assert_eq!(SegmentRule::from_json(rule).expect_err(rule).why, why, "{rule}");
        }
        let long =
            format!(r#"{{"type":"text","field":"city","test":{{"op":"matches","pattern":"{}"}}}}"#, "a".repeat(201));
        assert!(SegmentRule::from_json(&long).is_err());
        for rule in [
            r#"{"type":"date","field":"birthday","test":{"op":"in_month","month":12}}"#,
            r#"{"type":"permission","channel":"email","state":"granted","purpose":"news"}"#,
            r#"{"type":"sample","percent":100,"seed":0}"#,
        ] {
            assert!(SegmentRule::from_json(rule).is_ok(), "{rule}");
        }
    }

    #[test]
    fn what_cannot_be_answered_is_refused_with_its_place() {
        let text =
            r#"{"type":"all","rules":[{"type":"number","field":"purchases","test":{"op":"top_percent","percent":0}}]}"#;
        assert_eq!(SegmentRule::from_json(text).expect_err("refused").place, "root.rules[0]");
        let birthday = r#"{"type":"date","field":"birthday","test":{"op":"in_last","days":3}}"#;
        assert!(SegmentRule::from_json(birthday).is_err());
        for test in [r#"{"op":"at_least","value":-1e308}"#, r#"{"op":"between","low":0,"high":1e16}"#] {
            let text = format!(r#"{{"type":"number","field":"purchases","test":{test}}}"#);
            assert!(SegmentRule::from_json(&text).is_err(), "{test}");
        }
        for version in [0, 6] {
            let text = format!(r#"{{"version":{version},"root":{{"type":"all","rules":[]}}}}"#);
            assert_eq!(SegmentRule::from_json(&text).expect_err("refused").place, "version");
        }
        assert!(SegmentRule::from_json(r#"{"type":"all","rules":[],"extra":1}"#).is_err());
    }
}
