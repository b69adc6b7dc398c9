//! What stands in the places of a condition, and the condition with its places filled.

use crate::english::{
    conditions::leaf_words,
    shapes::{ORDERS, Shape},
};
use regulars_model::{Currency, Day, Rule, TextTest};
use serde_json::Value;

/// A name as the data have it, and as it was written.
#[derive(Debug, Clone)]
pub(super) struct Name {
    pub(super) meant: String,
    pub(super) written: String,
}

/// What stands in a place, and the mark it stands for.
#[derive(Debug, Clone)]
pub(super) enum Filled {
    Number(f64, f64),
    Count(u32, u32),
    Date(Day, Day),
    Text(&'static str, String),
    List(&'static str, Vec<String>),
    Names(&'static str, Vec<Name>),
    /// The JSON of a filter of orders.
    Orders(Value),
}

/// The condition with its places filled, if it then says exactly these words: with names as they were written.
pub(super) fn filled(shape: &Shape, values: &[Filled], words: &str, currency: Currency) -> Option<Rule> {
    let with = |name: &dyn Fn(&Name) -> String| {
        let mut json = shape.rule.clone();
        for value in values {
            match value {
                Filled::Names(mark, names) => put(&mut json, &Filled::List(mark, names.iter().map(name).collect()))?,
                other => put(&mut json, other)?,
            }
        }
        let mut rule: Rule = serde_json::from_value(json).ok()?;
        if let Rule::Text { test, .. } | Rule::Did { about: Some(test), .. } = &mut rule
            && let TextTest::In { values } = test
            && let [value] = values.as_slice()
        {
            *test = TextTest::Is { value: value.clone() };
        }
        Some(rule)
    };
    let said = leaf_words(&with(&|name| name.written.clone())?, shape.not, currency).to_lowercase();
    let words = words.to_lowercase();
    if said != words && said.strip_prefix("are ") != Some(&words) {
        return None;
    }
    let rule = with(&|name| name.meant.clone())?;
    Some(if shape.not { Rule::None { rules: vec![rule] } } else { rule })
}

#[allow(clippy::float_cmp, reason = "marks are compared with themselves")]
pub(super) fn put(json: &mut Value, value: &Filled) -> Option<()> {
    match (&mut *json, value) {
        (Value::Array(all), Filled::List(mark, texts)) if all.first().is_some_and(|first| first == mark) => {
            *all = texts.iter().cloned().map(Value::String).collect();
        }
        (Value::Object(all), Filled::Orders(such))
            if all.get("through").is_some_and(|test| test.get("value").is_some_and(|value| value == ORDERS)) =>
        {
            all.remove("through");
            for part in ["through", "amount"] {
                if let Some(test) = such.get(part) {
                    all.insert(part.to_owned(), test.clone());
                }
            }
        }
        (Value::Array(all), _) => all.iter_mut().try_for_each(|each| put(each, value))?,
        (Value::Object(all), _) => all.values_mut().try_for_each(|each| put(each, value))?,
        (Value::String(text), Filled::Text(mark, own)) if text == mark => own.clone_into(text),
        (Value::String(text), Filled::Date(mark, own)) if *text == mark.to_string() => *text = own.to_string(),
        (Value::Number(n), Filled::Number(mark, own)) if n.as_f64() == Some(*mark) => {
            *json = Value::Number(serde_json::Number::from_f64(*own)?);
        }
        (Value::Number(n), Filled::Count(mark, own)) if n.as_u64() == Some(u64::from(*mark)) => {
            *json = Value::from(*own)
        }
        _ => {}
    }
    Some(())
}
