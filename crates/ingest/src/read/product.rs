//! A row that is a product.

use super::plan::{Fault, Plan};
use crate::{Row, RowCode, Target};
use csv::ByteRecord;

impl Plan {
    /// A row of a list of products. A price that cannot be read is left out with a warning.
    pub(crate) fn product(&mut self, record: &ByteRecord) -> Result<Row, Fault> {
        let (sku, name) = (self.text(record, Target::Sku)?, self.text(record, Target::Product)?);
        if sku.is_empty() && name.is_empty() {
            let column = self.column(Target::Sku).or_else(|| self.column(Target::Product));
            return Err(Fault::at(column, RowCode::NoProduct));
        }
        if let Some(code) = self.value(record, Target::Currency) {
            self.agree(code, self.column(Target::Currency))?;
        }
        let price = match self.money(record, Target::UnitPrice) {
            Ok(price) => price,
            Err(fault) => {
                self.warnings.push(fault);
                None
            }
        };
        Ok(Row::Product { line: self.line, sku, name, category: self.text(record, Target::Category)?, price })
    }
}
