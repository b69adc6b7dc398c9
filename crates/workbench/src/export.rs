//! Who may be written to leaves as a file for the program that sends, and as nothing more.

mod shapes;

use crate::{
    Workbench,
    bench::usage,
    clock::local_date,
    eligible::EligibleAudience,
    progress::{Progress, Stage},
    safe_csv::SafeCsv,
    views::{ExportReceiptView, ExportRequest, ExportShape},
};
use regulars_model::{Code, Problem, group_digits, guarded};
use regulars_vault::{export, field};
use rust_xlsxwriter::Workbook;
use std::{
    io::{BufWriter, Write},
    path::Path,
};

impl Workbench {
    /// Writes the people of a segment who may be written to by a channel for a purpose as a file.
    ///
    /// # Errors
    /// When no vault is open, the segment cannot be used, no recipient is named, or the file cannot be written.
    pub fn export_audience(
        &mut self,
        request: &ExportRequest,
        to: &Path,
        progress: Progress<'_>,
    ) -> Result<ExportReceiptView, Problem> {
        let recipient = request.recipient.split_whitespace().collect::<Vec<_>>().join(" ");
        if recipient.is_empty() {
            return Err(usage(
                "It is not said who gets this file.",
                "Name the program or the person it is for: “Mailchimp”, “the printer”.",
            ));
        }
        let (now, cause, as_of) = (self.now(), self.cause("export"), self.as_of());
        let open = self.opened_to_note()?;
        let (_, _, members) = open.members(&request.segment, as_of)?;
        let audience = EligibleAudience::of(open, &members, request.channel, request.purpose)?;
        let own: Vec<_> = open
            .vault
            .read(field::list)?
            .into_iter()
            .map(|held| held.field)
            // A field of which nobody said what it is for is used for nothing.
            .filter(|field| !field.purpose.is_empty())
            .collect();
        let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut file = tempfile::NamedTempFile::new_in(folder).map_err(unwritable)?;
        {
            let mut stage = Stage::start("Writing people", Some(audience.size()), progress);
            stage.tell(0, 0.0)?;
            let mut out = Out::new(request.shape, BufWriter::new(&mut file))?;
            out.row(shapes::header(request.shape, &own))?;
            for (done, index) in (0..).zip(audience.people()) {
                stage.at(done)?;
                let Some(id) = open.shop.id_of(*index) else { continue };
                let fields = open.vault.read(|read| open.fields_of(read, id))?;
                out.row(shapes::row(request.shape, &fields, &own, request.channel))?;
            }
            out.finish()?;
        }
        let people = audience.size();
        let left = export::Export {
            at: now,
            recipient: recipient.clone(),
            channel: request.channel,
            purpose: request.purpose,
            shape: shapes::word(request.shape).to_owned(),
            people,
        };
        // Written down before the file is there: nothing leaves without a trace.
        open.vault.write(cause, |tx| export::add(tx, &left))?;
        open.count_log()?;
        file.persist(to).map_err(|error| unwritable(error.error))?;
        Ok(ExportReceiptView {
            file_name: to.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            people,
            left_out: audience.left_out().to_vec(),
            when: local_date(now),
            words: format!(
                "{} of {} {} in the file for {recipient}. It is not encrypted: delete it once it has been used.",
                group_digits(people.into()),
                group_digits(audience.in_segment().into()),
                if people == 1 { "is" } else { "are" }
            ),
        })
    }
}

#[allow(clippy::needless_pass_by_value, reason = "used as map_err(unwritable)")]
fn unwritable(error: std::io::Error) -> Problem {
    Problem::new(
        Code::Failed,
        format!("The file could not be written: {}.", error.kind()),
        "Choose another folder, or make room on the disk.",
    )
}

/// Rows go out as CSV, or as texts in a workbook.
enum Out<W: Write> {
    Csv(Box<SafeCsv<W>>),
    Xlsx { book: Box<Workbook>, to: W, rows: u32 },
}

impl<W: Write> Out<W> {
    fn new(shape: ExportShape, to: W) -> Result<Self, Problem> {
        if shape != ExportShape::Xlsx {
            return Ok(Self::Csv(Box::new(SafeCsv::new(to))));
        }
        let mut book = Box::new(Workbook::new());
        book.add_worksheet();
        Ok(Self::Xlsx { book, to, rows: 0 })
    }

    fn row(&mut self, cells: Vec<String>) -> Result<(), Problem> {
        match self {
            Self::Csv(csv) => csv.row(cells.into_iter()).map_err(unwritable),
            Self::Xlsx { book, rows, .. } => {
                let sheet = book.worksheet_from_index(0).map_err(|error| unmade(&error))?;
                for (column, cell) in (0..).zip(cells) {
                    sheet.write_string(*rows, column, guarded(cell)).map_err(|error| unmade(&error))?;
                }
                *rows += 1;
                Ok(())
            }
        }
    }

    fn finish(self) -> Result<(), Problem> {
        match self {
            Self::Csv(csv) => csv.finish().map_err(unwritable),
            Self::Xlsx { mut book, mut to, .. } => {
                let bytes = book.save_to_buffer().map_err(|error| unmade(&error))?;
                to.write_all(&bytes).and_then(|()| to.flush()).map_err(unwritable)
            }
        }
    }
}

fn unmade(_: &rust_xlsxwriter::XlsxError) -> Problem {
    Problem::new(
        Code::Failed,
        "A workbook cannot hold this many people, or so long a text.",
        "Export as CSV: it has no such limits.",
    )
}
