//! A row that is what somebody said about being contacted.

use super::plan::{Fault, Plan};
use crate::{Row, RowCode, Target, date, rows::cell, words::Asks};
use csv::ByteRecord;

impl Plan {
    /// A row of a list of noes, or of a register of consents.
    pub(crate) fn consent(&mut self, record: &ByteRecord) -> Result<Row, Fault> {
        let person = self.person(record)?;
        let permissions = self.said(record);
        if permissions.is_empty() {
            return Err(Fault::at(self.permissions.first().map(|(at, _, _)| *at), RowCode::NothingSaid));
        }
        let at = match self.moment(record, Target::SaidAt) {
            Ok(at) => at.or_else(|| self.said_in_passing(record)),
            Err(fault) => {
                self.warnings.push(fault);
                None
            }
        };
        Ok(Row::Consent { line: self.line, person, permissions, at })
    }

    /// "Unsubscribed at" says what and when in one.
    fn said_in_passing(&self, record: &ByteRecord) -> Option<i64> {
        let traces = self.permissions.iter().filter(|(_, _, asks)| matches!(asks, Asks::Trace | Asks::OptOut));
        traces.filter_map(|(at, _, _)| date::parse(cell(record, *at))?.second(self.order_of(*at))).max()
    }
}
