//! A row that is something a person did.

use super::plan::{Fault, Plan};
use crate::{Row, RowCode, Target, words};
use csv::ByteRecord;

impl Plan {
    /// A row that is an event.
    pub(crate) fn event(&mut self, record: &ByteRecord) -> Result<Row, Fault> {
        let person = self.person(record)?;
        let kind = words::event_kind(self.cell(record, Target::EventKind))
            .ok_or_else(|| Fault::at(self.column(Target::EventKind), RowCode::UnknownEvent))?;
        let at = self
            .moment(record, Target::EventAt)?
            .ok_or_else(|| Fault::at(self.column(Target::EventAt), RowCode::NoDate))?;
        Ok(Row::Event { line: self.line, person, kind, at, subject: self.text(record, Target::EventSubject)? })
    }
}
