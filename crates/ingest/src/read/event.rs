//! A row that is something a person did, or that has a column for each thing they could do.

use super::plan::{Fault, Plan};
use crate::{
    Row, RowCode, Target, date,
    number::{self, Style},
    words,
};
use csv::ByteRecord;
use regulars_model::{EventKind, PersonFields};

impl Plan {
    /// A row that is an event.
    pub(crate) fn event(&mut self, record: &ByteRecord) -> Result<Row, Fault> {
        let person = self.person(record)?;
        if self.column(Target::EventKind).is_none() {
            return self.events(record, &person);
        }
        let kind = words::event_kind(self.cell(record, Target::EventKind))
            .ok_or_else(|| Fault::at(self.column(Target::EventKind), RowCode::UnknownEvent))?;
        let at = self
            .moment(record, Target::EventAt)?
            .ok_or_else(|| Fault::at(self.column(Target::EventAt), RowCode::NoDate))?;
        Ok(Row::Event { line: self.line, person, kind, at, subject: self.text(record, Target::EventSubject)? })
    }

    /// A row with a column for each kind: the first that happened is the row, the others are its company.
    fn events(&mut self, record: &ByteRecord, person: &PersonFields) -> Result<Row, Fault> {
        let day = self.moment(record, Target::EventAt)?;
        let subject = self.text(record, Target::EventSubject)?;
        let mut found: Vec<(EventKind, i64)> = Vec::new();
        let mut undated = None;
        for target in Target::HAPPENED {
            let (Some(kind), Some(at)) = (target.event(), self.column(target)) else { continue };
            match happened(self.cell(record, target)) {
                Happened::No => {}
                Happened::At(date) => match date.second(self.order_of(at)) {
                    Some(second) => found.push((kind, second)),
                    None => self.warnings.push(Fault::at(Some(at), RowCode::BadDate)),
                },
                Happened::Yes => match day.or_else(|| found.first().map(|(_, second)| *second)) {
                    Some(second) => found.push((kind, second)),
                    None => undated = Some(at),
                },
                Happened::Unclear => self.warnings.push(Fault::at(Some(at), RowCode::BadDate)),
            }
        }
        let mut rows = found.into_iter().map(|(kind, at)| Row::Event {
            line: self.line,
            person: person.clone(),
            kind,
            at,
            subject: subject.clone(),
        });
        let Some(first) = rows.next() else {
            return Err(match undated {
                Some(at) => Fault::at(Some(at), RowCode::NoDate),
                None => Fault::row(RowCode::NoEvent),
            });
        };
        self.also.extend(rows);
        self.warnings.extend(undated.map(|at| Fault::at(Some(at), RowCode::NoDate)));
        Ok(first)
    }
}

enum Happened {
    No,
    Yes,
    At(date::Written),
    Unclear,
}

/// What a cell of such a column says: nothing, no, yes, how often, or when.
fn happened(text: &str) -> Happened {
    if words::is_nothing(text) || words::yes_no(text) == Some(false) {
        return Happened::No;
    }
    if let Some(date) = date::parse(text).or_else(|| date::counted(text)) {
        return Happened::At(date);
    }
    if words::yes_no(text) == Some(true) || words::event_kind(text).is_some() {
        return Happened::Yes;
    }
    match number::parse(text, Style::Point) {
        Ok(times) if times.digits > 0 => Happened::Yes,
        Ok(_) => Happened::No,
        Err(_) => Happened::Unclear,
    }
}
