//! Enough of JSON Schema to hold rules to the published one: every keyword it uses, and an error at any other.

#![allow(unreachable_pub)]
#![allow(clippy::expect_used, reason = "a test stops where the schema is not as it must be")]

use serde_json::Value;

/// Whether a value fits a schema. `whole` is the document that references point into.
///
/// # Panics
/// When the schema uses what is not known here.
pub fn fits(whole: &Value, schema: &Value, value: &Value) -> bool {
    let Some(keywords) = schema.as_object() else { panic!("a schema is an object: {schema}") };
    keywords.iter().all(|(keyword, asked)| match keyword.as_str() {
        "$schema" | "$id" | "title" | "description" | "$defs" => true,
        "$ref" => {
            let pointer = asked.as_str().and_then(|text| text.strip_prefix('#')).expect("a place in this document");
            fits(whole, whole.pointer(pointer).unwrap_or_else(|| panic!("{pointer} is not there")), value)
        }
        "oneOf" => asked.as_array().expect("a list").iter().filter(|one| fits(whole, one, value)).count() == 1,
        "const" => value == asked,
        "enum" => asked.as_array().expect("a list").contains(value),
        "type" => match asked.as_str().expect("a word") {
            "object" => value.is_object(),
            "array" => value.is_array(),
            "string" => value.is_string(),
            "number" => value.is_number(),
            "boolean" => value.is_boolean(),
            "integer" => value.as_f64().is_some_and(|number| number.fract().abs() < f64::EPSILON),
            other => panic!("{other} is not known here"),
        },
        "properties" => asked
            .as_object()
            .expect("an object")
            .iter()
            .all(|(name, schema)| value.get(name).is_none_or(|inner| fits(whole, schema, inner))),
        "required" => {
            asked.as_array().expect("a list").iter().all(|name| value.get(name.as_str().expect("a name")).is_some())
        }
        "additionalProperties" => {
            assert_eq!(asked, &Value::Bool(false));
            let known = &keywords["properties"];
            value.as_object().is_none_or(|own| own.keys().all(|name| known.get(name).is_some()))
        }
        "items" => value.as_array().is_none_or(|items| items.iter().all(|item| fits(whole, asked, item))),
        "minItems" => value.as_array().is_none_or(|items| Some(items.len() as u64) >= asked.as_u64()),
        "maxItems" => value.as_array().is_none_or(|items| Some(items.len() as u64) <= asked.as_u64()),
        "minLength" => value.as_str().is_none_or(|text| Some(text.len() as u64) >= asked.as_u64()),
        "maxLength" => value.as_str().is_none_or(|text| Some(text.len() as u64) <= asked.as_u64()),
        "minimum" => value.as_f64().is_none_or(|number| Some(number) >= asked.as_f64()),
        "exclusiveMinimum" => value.as_f64().is_none_or(|number| Some(number) > asked.as_f64()),
        "maximum" => value.as_f64().is_none_or(|number| Some(number) <= asked.as_f64()),
        "pattern" => value.as_str().is_none_or(|text| like(asked.as_str().expect("a pattern"), text)),
        other => panic!("{other} is not known here"),
    })
}

/// The three patterns the schema has.
fn like(pattern: &str, text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match pattern {
        "^s[0-9]+$" => text.strip_prefix('s').is_some_and(digits),
        "^p[0-9]+$" => text.strip_prefix('p').is_some_and(digits),
        "^-?[0-9]{4,6}-[0-9]{2}-[0-9]{2}$" => {
            let parts: Vec<&str> = text.trim_start_matches('-').split('-').collect();
            parts.iter().all(|part| digits(part))
                && matches!(parts[..], [y, m, d] if y.len() > 3 && m.len() + d.len() == 4)
        }
        other => panic!("{other} is not known here"),
    }
}
