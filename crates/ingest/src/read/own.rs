//! The shop's own fields of a row: each cell in the one form of its type, or left out with a warning.

use super::plan::{Fault, Plan, TEXT_LIMIT, composed};
use crate::{
    DateOrder, Mapping, RowCode, Survey, Target,
    doubts::commas,
    infer::{self, Form},
    rows::cell,
    words,
};
use csv::ByteRecord;
use regulars_model::Day;
use std::collections::BTreeMap;

/// By label, the field it becomes and how it is read.
type Labels = BTreeMap<String, (String, Form)>;

/// Where the fields stand and how they are read.
#[derive(Debug, Default)]
pub(crate) struct Own {
    columns: Vec<(usize, String, Form)>,
    /// The column of JSON, and by label the field each becomes.
    inside: Option<(usize, Labels)>,
}

impl Own {
    pub(crate) fn new(survey: &Survey, mapping: &Mapping) -> Self {
        let mut own = Self::default();
        for (at, target) in mapping.targets.iter().enumerate() {
            match target {
                Some(Target::Custom) => {
                    own.columns.push((at, survey.columns[at].key.clone(), survey.form(mapping, at)));
                }
                Some(Target::Attributes) => {
                    let labels = survey.facts[at].inside.iter().flat_map(|inside| inside.iter());
                    let forms = labels.map(|(label, facts)| {
                        let kind = infer::looks_like(label, facts);
                        let order = match facts.order() {
                            crate::facts::Proof::Order(order) => order,
                            _ => DateOrder::DayFirst,
                        };
                        let form =
                            Form { kind, style: facts.style().unwrap_or_default(), order, commas: commas(facts) };
                        (label.clone(), (survey.inside_key(label), form))
                    });
                    own.inside = Some((at, forms.collect()));
                }
                _ => {}
            }
        }
        own
    }

    /// Whether there are any.
    pub(crate) fn any(&self) -> bool {
        !self.columns.is_empty() || self.inside.is_some()
    }
}

impl Plan {
    /// The fields of a row. What cannot be read is left out with a warning.
    pub(crate) fn custom(&mut self, record: &ByteRecord) -> BTreeMap<String, String> {
        let mut found = BTreeMap::new();
        for (at, key, form) in &self.own.columns {
            match value(cell(record, *at).trim(), *form, |at| self.day(at)) {
                Ok(Some(value)) => {
                    found.insert(key.clone(), value);
                }
                Ok(None) => {}
                Err(code) => self.warnings.push(Fault::at(Some(*at), code)),
            }
        }
        if let Some((at, forms)) = &self.own.inside {
            let text = cell(record, *at).trim();
            let (mut wrong, mut pairs) = (None, Vec::new());
            if !words::is_nothing(text) {
                match infer::flatten(text) {
                    Some(inside) => pairs = inside,
                    None => wrong = Some(RowCode::BadValue),
                }
            }
            for (label, text) in pairs {
                match forms.get(&label).map(|(key, form)| (key, value(text.trim(), *form, |at| self.day(at)))) {
                    Some((key, Ok(Some(value)))) => {
                        found.insert(key.clone(), value);
                    }
                    Some((_, Ok(None))) => {}
                    Some((_, Err(code))) => wrong = Some(code),
                    None => wrong = Some(RowCode::TooLarge),
                }
            }
            self.warnings.extend(wrong.map(|code| Fault::at(Some(*at), code)));
        }
        found
    }
}

/// A cell in the form of its field; `Ok(None)` when there is nothing in it.
fn value(text: &str, form: Form, day: impl FnOnce(i64) -> Day) -> Result<Option<String>, RowCode> {
    if words::is_nothing(text) {
        return Ok(None);
    }
    if text.len() > TEXT_LIMIT {
        return Err(RowCode::TooLarge);
    }
    let value = form.value(words::unquoted(text), day).ok_or(RowCode::BadValue)?;
    Ok(Some(composed(&value)).filter(|value| !value.is_empty()))
}
