//! Reads a rule from JSON and refuses, with the place in the tree, what could not be answered.

use crate::{DateField, DateTest, NumberTest, ProductFilter, Rule, SegmentRule, TextTest, Window};

/// Deeper trees are refused: nobody can read them.
pub const RULE_DEPTH_LIMIT: usize = 12;

/// Amounts and counts beyond this are refused: nobody means them, and no sentence could say them.
const LARGEST: f64 = 1e15;

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
    pub const VERSION: u32 = 1;

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
        let value: serde_json::Value = serde_json::from_str(text).map_err(|e| wrong(format!("not JSON: {e}")))?;
        let rule = if value.get("version").is_some() {
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
        if self.version != Self::VERSION {
            return Err(RuleError {
                place: "version".into(),
                why: format!("version {} is newer than this program knows ({})", self.version, Self::VERSION),
            });
        }
        check(&self.root, "root", 1)
    }
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
        Rule::Text { test, .. } => match test {
            TextTest::Is { value } | TextTest::IsNot { value } if value.trim().is_empty() => {
                no("the value is empty; use is_set or not_set")
            }
            TextTest::Contains { value } | TextTest::StartsWith { value } if value.trim().is_empty() => {
                no("the text to look for is empty")
            }
            TextTest::In { values } if values.is_empty() => no("the list is empty"),
            _ => Ok(()),
        },
        Rule::Number { test, .. } => match *test {
            NumberTest::TopPercent { percent } if !(percent > 0.0 && percent <= 100.0) => {
                no("a percentage is over 0 and at most 100")
            }
            NumberTest::Between { low, high } if low.abs() > LARGEST || high.abs() > LARGEST => {
                no("the number is too large to be meant")
            }
            NumberTest::AtLeast { value } | NumberTest::AtMost { value } | NumberTest::Equals { value }
                if value.is_finite() && value.abs() > LARGEST =>
            {
                no("the number is too large to be meant")
            }
            NumberTest::Between { low, high } if low > high || low.is_nan() || high.is_nan() => {
                no("the range is empty")
            }
            NumberTest::AtLeast { value } | NumberTest::AtMost { value } | NumberTest::Equals { value }
                if !value.is_finite() =>
            {
                no("not a number")
            }
            _ => Ok(()),
        },
        Rule::Date { field, test } => match test {
            DateTest::Between { from, to } if from > to => no("the range is empty"),
            DateTest::AnniversaryInNext { days } if *days > 366 => no("an anniversary is at most 366 days away"),
            DateTest::AnniversaryInNext { .. } | DateTest::IsSet | DateTest::NotSet => Ok(()),
            _ if *field == DateField::Birthday => no("a birthday has no year: only its anniversary can be asked"),
            _ => Ok(()),
        },
        Rule::Bought { what, when, .. } => match what {
            ProductFilter::Category { any_of } | ProductFilter::Product { any_of } if any_of.is_empty() => {
                no("the list is empty")
            }
            _ => window(*when, place),
        },
        Rule::Did { when, .. } => window(*when, place),
        Rule::Permission { .. } => Ok(()),
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
    fn a_rule_is_read_with_or_without_its_envelope() {
        let bare = r#"{"type":"bought","what":{"of":"anything"},"times":{"op":"at_least","n":2},"when":{"in":"ever"}}"#;
        let rule = SegmentRule::from_json(bare).expect("a rule");
        let whole = serde_json::to_string(&rule).expect("json");
        assert_eq!(SegmentRule::from_json(&whole), Ok(rule));
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
        assert!(SegmentRule::from_json(r#"{"version":2,"root":{"type":"all","rules":[]}}"#).is_err());
        assert!(SegmentRule::from_json(r#"{"type":"all","rules":[],"extra":1}"#).is_err());
    }
}
