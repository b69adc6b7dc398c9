//! Columns that are none of the usual ones: what their cells are, told by the whole column, and the one form in which each
//! type is kept.

use crate::{
    DateOrder, date,
    facts::Facts,
    number::{self, Decimal, Style},
    words,
};
use regulars_model::{Day, FieldType};

/// Between the values of a list.
const UNIT: char = '\u{1f}';
/// Most values in one cell of a list.
const VALUES: usize = 64;

/// What a column's cells look like. A stray cell does not change what the rest is: it is reported with its row.
pub(crate) fn looks_like(header: &str, facts: &Facts) -> FieldType {
    if facts.filled == 0 {
        return FieldType::Text;
    }
    let nearly = |count: u64| count * 20 >= facts.filled * 19;
    if is_yes_no(header, facts) {
        return FieldType::YesNo;
    }
    let says_date = words::says_date(header);
    if nearly(facts.dates) && (says_date || !nearly(facts.numbers))
        || (says_date && nearly(facts.dates + facts.serials))
    {
        return FieldType::Date;
    }
    // What begins with a nought or names a thing is no quantity, however many digits it has.
    if nearly(facts.numbers + facts.percents) && facts.noughts == 0 && !words::says_code(header) {
        return FieldType::Number;
    }
    if (facts.lists + facts.quoted_lists) * 5 >= facts.filled || words::says_list(header) {
        return FieldType::List;
    }
    FieldType::Text
}

fn is_yes_no(header: &str, facts: &Facts) -> bool {
    let Some(choices) = facts.choices.as_ref() else { return false };
    let mut said = choices.iter().map(|(value, _)| value.as_str()).filter(|value| !words::is_nothing(value)).peekable();
    if said.peek().is_none() || !said.clone().all(|value| words::yes_no(value).is_some()) {
        return false;
    }
    // Noughts and ones are a yes and a no only where nothing is counted.
    let digits = said.clone().all(|value| matches!(value, "0" | "1"));
    !digits || (said.count() == 2 && !words::says_count(header))
}

/// How a column's cells are read into its type.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Form {
    pub(crate) kind: FieldType,
    pub(crate) style: Style,
    pub(crate) order: DateOrder,
    /// Commas stand between the values of a list.
    pub(crate) commas: bool,
}

impl Form {
    /// A cell in the form of its type, a time as the shop's own day; `None` when it is not of it.
    pub(crate) fn value(self, text: &str, day: impl FnOnce(i64) -> Day) -> Option<String> {
        Some(match self.kind {
            FieldType::Text => text.to_owned(),
            FieldType::Number => {
                let bare = text.trim_end_matches('%').trim_end();
                decimal(number::parse(bare, self.style).ok()?)
            }
            FieldType::Date => {
                let date = date::parse(text).or_else(|| date::counted(text))?;
                day(date.second(self.order)?).to_string()
            }
            FieldType::YesNo => if words::yes_no(text)? { "yes" } else { "no" }.to_owned(),
            FieldType::List => list(text, self.commas),
        })
    }
}

/// `1234.5`: no noughts at the end, nothing between the thousands.
fn decimal(number: Decimal) -> String {
    let unit = 10i128.pow(number.places);
    let (whole, part) = (number.digits.abs() / unit, number.digits.abs() % unit);
    let sign = if number.digits < 0 { "-" } else { "" };
    let part = if part == 0 { String::new() } else { format!(".{part:0width$}", width = number.places as usize) };
    format!("{sign}{whole}{}", part.trim_end_matches('0'))
}

/// `a;b`, `"a","b"` or `["a","b"]` with U+001F between the values, each once.
fn list(text: &str, commas: bool) -> String {
    let mut found: Vec<String> = Vec::new();
    let mut add = |value: &str| {
        let value = value.trim().trim_matches('"').trim();
        if !words::is_nothing(value) && found.len() < VALUES && !found.iter().any(|known| known == value) {
            found.push(value.replace(UNIT, " "));
        }
    };
    let json = text.starts_with('[').then(|| serde_json::from_str::<Vec<serde_json::Value>>(text).ok()).flatten();
    if let Some(values) = json {
        values.iter().for_each(|value| add(&value.as_str().map_or_else(|| value.to_string(), str::to_owned)));
    } else if text.contains("\",") {
        // Commas between quotation marks belong to the values.
        let mut inside = false;
        let parts = text.split(|c: char| {
            inside ^= c == '"';
            c == ',' && !inside
        });
        parts.for_each(&mut add);
    } else {
        let mark = [';', '|'].into_iter().find(|mark| text.contains(*mark)).or(commas.then_some(','));
        match mark {
            Some(mark) => text.split(mark).for_each(&mut add),
            None => add(text),
        }
    }
    found.join("\u{1f}")
}

/// The scalars of a JSON object as label and text: `{"address":{"city":"Porto"}}` is `address.city`.
pub(crate) fn flatten(text: &str) -> Option<Vec<(String, String)>> {
    let serde_json::Value::Object(object) = serde_json::from_str(text).ok()? else { return None };
    let mut found = Vec::new();
    flatten_into("", &object, 0, &mut found);
    Some(found)
}

fn flatten_into(
    above: &str,
    object: &serde_json::Map<String, serde_json::Value>,
    depth: u8,
    to: &mut Vec<(String, String)>,
) {
    use serde_json::Value;
    for (name, value) in object {
        let label = if above.is_empty() { name.clone() } else { format!("{above}.{name}") };
        match value {
            Value::Null => {}
            Value::Object(inner) if depth < 4 => flatten_into(&label, inner, depth + 1, to),
            Value::Bool(yes) => to.push((label, if *yes { "yes" } else { "no" }.to_owned())),
            Value::String(text) => to.push((label, text.clone())),
            other => to.push((label, other.to_string())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn looks(header: &str, cells: &[&str]) -> FieldType {
        let mut facts = Facts::new();
        cells.iter().for_each(|cell| facts.see(cell));
        looks_like(header, &facts)
    }

    #[test]
    fn the_whole_column_tells_what_it_is() {
        use FieldType::{Date, List, Number, Text, YesNo};
        for (header, cells, wanted) in [
            ("Shoe size", &["38", "39,5", "41"][..], Number),
            ("Discount", &["10%", "12.5 %"], Number),
            ("Loyalty card", &["00123", "00124"], Text),
            ("Member no", &["123", "124"], Text),
            ("Has dog", &["yes", "No", ""], YesNo),
            ("Hund?", &["ja", "nein"], YesNo),
            ("Newsletter box", &["✓", ""], YesNo),
            ("Vegan", &["0", "1", "0"], YesNo),
            ("Number of dogs", &["0", "1", "0"], Number),
            ("Dogs", &["0", "1", "2"], Number),
            ("Anniversary", &["23.11.2026", "1.2.2026"], Date),
            ("Renewal date", &["46000", "46123.5"], Date),
            ("Points", &["46000", "46123"], Number),
            ("Updated at", &["1732352400"], Date),
            ("Likes", &["tea;coffee", "tea"], List),
            ("Likes", &["[\"tea\"]", "[]"], List),
            ("Interests", &["tea, coffee", "tea"], List),
            ("Favourite", &["tea, with milk", "coffee"], Text),
            ("Empty", &["", ""], Text),
        ] {
            assert_eq!(looks(header, cells), wanted, "{header}: {cells:?}");
        }
    }

    #[test]
    fn each_type_has_one_form() {
        use FieldType::{Date, List, Number, YesNo};
        let form = |kind, style| Form { kind, style, order: DateOrder::DayFirst, commas: false };
        for (kind, text, wanted) in [
            (Number, "1.234,50", Some("1234.5")),
            (Number, "-0,25", Some("-0.25")),
            (Number, "12 %", Some("12")),
            (Number, "100", Some("100")),
            (Number, "many", None),
            (Date, "03/04/2026 10:00", Some("2026-04-03")),
            (Date, "46000", Some("2025-12-09")),
            (Date, "soon", None),
            (YesNo, "Ja", Some("yes")),
            (YesNo, "perhaps", None),
            (List, "tea; coffee;tea", Some("tea\u{1f}coffee")),
            (List, "\"Bags, small\",\"VIP\"", Some("Bags, small\u{1f}VIP")),
            (List, "[\"a\",2]", Some("a\u{1f}2")),
            (List, "tea, with milk", Some("tea, with milk")),
        ] {
            assert_eq!(form(kind, Style::Comma).value(text, Day::of_second).as_deref(), wanted, "{text}");
        }
        assert_eq!(
            Form { commas: true, ..form(List, Style::Point) }.value("tea, milk", Day::of_second).as_deref(),
            Some("tea\u{1f}milk")
        );
    }

    #[test]
    fn json_becomes_fields() {
        let found = flatten(r#"{"city":"Porto","age":31,"pets":{"dog":true,"cat":null},"likes":["tea","figs"]}"#);
        let wanted = [("city", "Porto"), ("age", "31"), ("pets.dog", "yes"), ("likes", "[\"tea\",\"figs\"]")];
        assert_eq!(found, Some(wanted.map(|(label, text)| (label.to_owned(), text.to_owned())).into()));
        assert_eq!(flatten("[1]"), None);
        assert_eq!(flatten("{"), None);
    }
}
