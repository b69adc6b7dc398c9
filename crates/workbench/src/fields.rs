//! The register of the shop's own fields: what is held, and what for.

use crate::{Workbench, problems, views::FieldView};
use regulars_model::Problem;

impl Workbench {
    /// Every field of the shop's own, by label.
    ///
    /// # Errors
    /// When no vault is open.
    pub fn fields(&self) -> Result<Vec<FieldView>, Problem> {
        Err(problems::locked())
    }

    /// Says what a field is held for; an empty text takes it out of use.
    ///
    /// # Errors
    /// When no vault is open, or there is no such field.
    pub fn set_field_purpose(&mut self, _key: &str, _purpose: &str) -> Result<Vec<FieldView>, Problem> {
        Err(problems::locked())
    }
}
