//! What a mapping leaves open: questions to ask, columns left out, and the fields it would make.

use crate::{DateOrder, FileKind, Mapping, Survey, Target, facts::Facts, infer::Form, mapping, phone, words};
use regulars_model::{Field, FieldType};

impl Survey {
    /// What a column's cells are, where it is a field of the shop's own: what the mapping says, else what it looks like.
    #[must_use]
    pub fn field_type(&self, mapping: &Mapping, at: usize) -> FieldType {
        let said = mapping.types.get(at).copied().flatten();
        said.or_else(|| self.columns.get(at).map(|column| column.looks_like)).unwrap_or(FieldType::Text)
    }

    /// The fields of the shop's own that a mapping makes, each with its type and no purpose yet.
    #[must_use]
    pub fn fields(&self, mapping: &Mapping) -> Vec<Field> {
        let mut found = Vec::new();
        for (at, target) in mapping.targets.iter().enumerate() {
            let Some(column) = self.columns.get(at) else { continue };
            match target {
                Some(Target::Custom) => found.push(Field {
                    key: column.key.clone(),
                    label: column.header.clone(),
                    kind: self.field_type(mapping, at),
                    purpose: String::new(),
                }),
                Some(Target::Attributes) => {
                    for (label, facts) in self.facts[at].inside.iter().flat_map(|inside| inside.iter()) {
                        found.push(Field {
                            key: self.inside_key(label),
                            label: label.clone(),
                            kind: crate::infer::looks_like(label, facts),
                            purpose: String::new(),
                        });
                    }
                }
                _ => {}
            }
        }
        found
    }

    /// What a field inside a cell of JSON is called.
    pub(crate) fn inside_key(&self, label: &str) -> String {
        let key = words::header_key(label);
        let taken = key.is_empty() || self.columns.iter().any(|column| column.key == key);
        if taken { format!("{key}inside") } else { key }
    }

    /// How a column's cells are read into a field of the shop's own.
    pub(crate) fn form(&self, mapping: &Mapping, at: usize) -> Form {
        let facts = &self.facts[at];
        Form {
            kind: self.field_type(mapping, at),
            style: facts.style().unwrap_or_default(),
            order: mapping::date_order(self, mapping, at).unwrap_or(DateOrder::DayFirst),
            commas: commas(facts),
        }
    }

    /// What is not read from the file in this way, in words: columns left out, each with the reason. A mapping shown as
    /// complete must not hide it.
    #[must_use]
    pub fn unmapped(&self, mapping: &Mapping) -> Vec<String> {
        let known = self.known_for(mapping.kind);
        let left = (0..self.columns.len()).filter(|at| mapping.targets.get(*at).copied().flatten().is_none());
        left.filter(|at| self.facts[*at].filled > 0)
            .map(|at| {
                let header = &self.columns[at].header;
                match self.why_left(at, known, &mapping.targets) {
                    _ if self.is_repeated(at) => format!("“{header}” is left out: another column has the same name"),
                    Some(why) => format!("“{header}” is {}", why.words()),
                    None if mapping.kind == FileKind::Customers => format!("“{header}” is left out"),
                    None => format!("“{header}” is left out: nothing here has a use for it"),
                }
            })
            .collect()
    }

    /// The question to ask when telephone numbers are written without their country, and no column tells it.
    #[must_use]
    pub fn phone_question(&self, mapping: &Mapping) -> Option<String> {
        let find = |wanted: Target| mapping.targets.iter().position(|target| *target == Some(wanted));
        let at = find(Target::Phone)?;
        let facts = &self.facts[at];
        // A number that a spreadsheet cut is none, whatever its country.
        let whole = facts.filled.saturating_sub(facts.abroad).saturating_sub(facts.damage.cut());
        let home = match self.known_for(mapping.kind) {
            // Only what begins with a nought has no country in front.
            Some(known) if known.phones_abroad => facts.noughts.min(whole),
            _ => whole,
        };
        let told = find(Target::Country).is_some_and(|country| self.facts[country].filled * 2 >= facts.filled);
        if home == 0 || told || mapping.phone_country.as_deref().is_some_and(|code| phone::country(code).is_some()) {
            return None;
        }
        Some(format!(
            "In “{}”, {home} of {} numbers are written without their country. Which country are they from?",
            self.columns[at].header, facts.filled
        ))
    }
}

/// Whether commas stand between a list's values: only where nothing else does.
pub(crate) fn commas(facts: &Facts) -> bool {
    facts.lists * 5 < facts.filled
}
