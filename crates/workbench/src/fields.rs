//! The register of the shop's own fields: what is held, and what for.

use crate::{Workbench, import::tally::count, problems, progress::quiet, views::FieldView};
use regulars_model::{Code, Problem};
use regulars_vault::{field, import, person};
use std::collections::HashMap;

impl Workbench {
    /// Every field of the shop's own, by label.
    ///
    /// # Errors
    /// When no vault is open.
    pub fn fields(&self) -> Result<Vec<FieldView>, Problem> {
        self.opened()?.vault.read(|read| {
            let registered = field::list(read)?;
            if registered.is_empty() {
                return Ok(Vec::new());
            }
            let mut filled: HashMap<String, u32> = HashMap::new();
            person::for_each(read, |stored| {
                for (key, _) in stored.fields.custom.into_iter().filter(|(_, value)| !value.is_empty()) {
                    *filled.entry(key).or_default() += 1;
                }
                Ok::<(), Problem>(())
            })?;
            let imports = import::list(read)?;
            Ok(registered
                .into_iter()
                .map(|held| {
                    let mut sources: Vec<String> = Vec::new();
                    for import in held.imports.iter().filter_map(|id| imports.iter().find(|import| import.id == *id)) {
                        if !sources.contains(&import.source) {
                            sources.push(import.source.clone());
                        }
                    }
                    FieldView {
                        people: filled.get(&held.field.key).copied().unwrap_or(0),
                        key: held.field.key,
                        label: held.field.label,
                        kind: held.field.kind,
                        purpose: held.field.purpose,
                        sources,
                    }
                })
                .collect())
        })
    }

    /// Says what a field is held for; an empty text takes it out of use.
    ///
    /// # Errors
    /// When no vault is open, or there is no such field.
    pub fn set_field_purpose(&mut self, key: &str, purpose: &str) -> Result<Vec<FieldView>, Problem> {
        let (cause, purpose) = (self.cause("set_purpose"), purpose.split_whitespace().collect::<Vec<_>>().join(" "));
        if count(purpose.chars().count()) > 200 {
            return Err(Problem::new(
                Code::Usage,
                "That is longer than 200 letters.",
                "Say what the field is for in one short sentence.",
            ));
        }
        let known = self.opened_mut()?.vault.write(cause, |tx| field::set_purpose(tx, key, &purpose))?;
        if !known {
            return Err(problems::no_such_field());
        }
        // What may be asked of people has changed.
        self.opened_mut()?.reload(&mut quiet())?;
        self.fields()
    }
}
