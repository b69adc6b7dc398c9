//! Cells as they were before a spreadsheet spoilt them, where that can be told for certain.

use super::plan::{Fault, Plan};
use crate::{
    RowCode, Target,
    damage::{self, Shortened},
};
use csv::ByteRecord;

impl Plan {
    /// An identifier to keep. One whose digits are cut off is nobody's: many share it. It is left out with a warning.
    pub(crate) fn sound_id(&mut self, record: &ByteRecord, target: Target) -> Result<String, Fault> {
        let id = self.id(record, target)?;
        match damage::shortened(&id) {
            None => Ok(id),
            Some(Shortened::Exact(whole)) => Ok(whole),
            Some(Shortened::Cut) => {
                self.warnings.push(Fault::at(self.column(target), RowCode::CutDigits));
                Ok(String::new())
            }
        }
    }

    /// A postcode with the noughts that a spreadsheet dropped, where the whole column proves that it did.
    pub(crate) fn postcode(&self, record: &ByteRecord) -> Result<String, Fault> {
        let text = self.text(record, Target::Postcode)?;
        // Shopify guards codes against spreadsheets with an apostrophe.
        let text = text.trim_start_matches('\'');
        let lost = self.lost_noughts && damage::has_five_digits(self.cell(record, Target::Country));
        Ok(damage::with_noughts(text).filter(|_| lost).unwrap_or_else(|| text.to_owned()))
    }
}
