//! Looks at a file and reads it, and holds that every row is kept or reported.

use regulars_ingest::{IngestError, Look, Mapping, Row, RowProblem, Source, Survey, convert, read, survey_with};
use regulars_model::{Currency, PersonFields};
use std::{
    io::{Cursor, Write},
    ops::ControlFlow,
};
use zip::{ZipWriter, write::SimpleFileOptions};

pub(crate) fn look(source: &Source) -> Result<Survey, IngestError> {
    look_as(source, &Look::default())
}

pub(crate) fn look_as(source: &Source, look: &Look) -> Result<Survey, IngestError> {
    survey_with(source, look, &mut |_| ControlFlow::Continue(()))
}

/// A workbook, read in this very process.
pub(crate) fn workbook(name: &str, bytes: Vec<u8>) -> Source {
    let again = bytes.clone();
    Source::from_bytes(name, bytes).with_workbooks(move |sheet| {
        let mut text = Vec::new();
        convert(Cursor::new(again.clone()), sheet, &mut text).map_err(IngestError::Unreadable)?;
        Ok(Box::new(Cursor::new(text)))
    })
}

/// What came of a file.
pub(crate) struct Came {
    pub(crate) survey: Survey,
    pub(crate) people: Vec<(u32, PersonFields)>,
    pub(crate) rows: Vec<Row>,
    pub(crate) unusable: Vec<RowProblem>,
    pub(crate) warnings: Vec<RowProblem>,
}

pub(crate) fn came(source: &Source) -> Came {
    came_as(source, &Look::default(), &Survey::suggested)
}

pub(crate) fn came_as(source: &Source, look: &Look, mapping: &dyn Fn(&Survey) -> Mapping) -> Came {
    let survey = look_as(source, look).expect("a file that can be read");
    let mut came = Came { survey, people: Vec::new(), rows: Vec::new(), unusable: Vec::new(), warnings: Vec::new() };
    let mapping = mapping(&came.survey);
    let end = read(source, &came.survey, &mapping, Currency::UNKNOWN, &mut |row| {
        match &row {
            Row::Warning(problem) => came.warnings.push(problem.clone()),
            Row::Unusable(problem) => came.unusable.push(problem.clone()),
            Row::Customer { line, person, .. } => came.people.push((*line, person.clone())),
            _ => {}
        }
        if !matches!(row, Row::Warning(_)) {
            came.rows.push(row);
        }
        ControlFlow::Continue(())
    })
    .expect("a mapping that can be used");
    assert_eq!((end.rows, came.survey.rows), (came.rows.len() as u64, end.rows), "every row is kept or reported");
    came
}

pub(crate) fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (at, (name, bytes)) in files.iter().enumerate() {
        // Both ways of packing that exports use.
        let method = if at % 2 == 0 { zip::CompressionMethod::Deflated } else { zip::CompressionMethod::Stored };
        archive.start_file(*name, SimpleFileOptions::default().compression_method(method)).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

pub(crate) fn zip(files: &[(&str, &[u8])]) -> Source {
    Source::from_bytes("export.zip", zipped(files))
}

/// A column by its header.
pub(crate) fn at(survey: &Survey, header: &str) -> usize {
    survey.columns.iter().position(|column| column.header == header).unwrap_or_else(|| panic!("no {header}"))
}
