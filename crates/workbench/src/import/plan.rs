//! A file that was looked at: what it is, how it would be read, and what stands in the way.

use crate::{
    Workbench,
    clock::local_date,
    progress::{Progress, Stage, cancelled},
    views::{ColumnMapping, ColumnView, DateOrder, FileKind, ImportPlanView, MappingView, TargetView},
};
use regulars_ingest as ingest;
use regulars_ingest::{Source, Survey, Target};
use regulars_model::{Basis, Code, Problem};
use regulars_vault::import;
use sha2::{Digest, Sha256};
use std::{
    fs::File,
    io::{ErrorKind, Read},
    ops::ControlFlow,
    path::{Path, PathBuf},
};

/// Where a file's people come from, and why they may be held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provenance {
    /// In the user's words: "Newsletter form, shop counter".
    pub source: String,
    /// Why they may be held.
    pub basis: Basis,
}

/// A file that was looked at and not yet imported.
pub struct ImportPlan {
    /// What a screen sees.
    pub view: ImportPlanView,
    pub(super) source: Source,
    pub(super) survey: Survey,
    path: PathBuf,
    digest: [u8; 32],
}

impl Workbench {
    /// Looks at a whole file: what it is, how its columns would be read. `token` is the name a screen knows it by.
    ///
    /// # Errors
    /// When no vault is open, the file cannot be read, or it is nothing that could be imported.
    pub fn survey_file(
        &self,
        path: &Path,
        kind: Option<FileKind>,
        token: &str,
        progress: Progress<'_>,
    ) -> Result<ImportPlan, Problem> {
        let open = self.opened()?;
        let source = source(path)?;
        let digest = digest(path, progress)?;
        let survey = {
            let mut stage = Stage::start("Looking at the file", None, progress);
            let mut stopped = None;
            let looked =
                ingest::survey(&source, &mut |so_far| match stage.at(u32::try_from(so_far.rows).unwrap_or(u32::MAX)) {
                    Ok(()) => ControlFlow::Continue(()),
                    Err(problem) => {
                        stopped = Some(problem);
                        ControlFlow::Break(())
                    }
                });
            if let Some(problem) = stopped {
                return Err(problem);
            }
            looked.map_err(|error| error.problem())?
        };
        let before = open.vault.read(|read| import::by_digest(read, &digest))?;
        let kind = kind.map(ingest_kind);
        let view = view(&source, &survey, kind, token, before.map(|import| local_date(import.at)));
        Ok(ImportPlan { view, source, survey, path: path.to_owned(), digest })
    }
}

impl ImportPlan {
    /// The mapping, checked against the file.
    pub(super) fn check(&self, mapping: &MappingView) -> Result<ingest::Mapping, Problem> {
        let refused = |message: String, hint: &str| Problem::new(Code::InputRefused, message, hint);
        let headers: Vec<&str> = self.view.columns.iter().map(|column| column.header.as_str()).collect();
        // A mapping written for another order of columns still names them.
        let mut targets = vec![None; headers.len()];
        let mut taken = vec![false; headers.len()];
        for column in &mapping.columns {
            let found = (0..headers.len()).find(|at| headers[*at] == column.header && !taken[*at]);
            let Some(at) = found else {
                return Err(refused(
                    format!("The mapping names a column “{}” that this file does not have.", column.header),
                    "Use the mapping of a file with the same columns, or map this one anew.",
                ));
            };
            taken[at] = true;
            if let Some(id) = &column.target {
                let target = Target::from_id(id).ok_or_else(|| {
                    refused(
                        format!("A column cannot be “{id}”: there is no such thing."),
                        "Take one from the list of targets.",
                    )
                })?;
                targets[at] = Some(target);
            }
        }
        let currency = mapping
            .currency
            .as_deref()
            .map(str::parse)
            .transpose()
            .map_err(|_| refused("The currency is not three letters.".into(), "Write it as EUR, GBP or USD."))?;
        let checked = ingest::Mapping {
            kind: ingest_kind(mapping.kind),
            targets,
            date_order: mapping.date_order.map(|order| match order {
                DateOrder::DayFirst => ingest::DateOrder::DayFirst,
                DateOrder::MonthFirst => ingest::DateOrder::MonthFirst,
            }),
            currency,
            kept: Vec::new(),
        };
        ingest::check(&self.survey, &checked).map_err(|error| error.problem())?;
        Ok(checked)
    }

    /// The file's digest, once it is sure that it is still the file that was looked at.
    pub(super) fn digest_now(&self, progress: Progress<'_>) -> Result<[u8; 32], Problem> {
        if digest(&self.path, progress)? == self.digest {
            return Ok(self.digest);
        }
        Err(ingest::IngestError::Changed.problem())
    }
}

fn source(path: &Path) -> Result<Source, Problem> {
    let facts = std::fs::metadata(path).map_err(|error| unreadable(&error))?;
    if !facts.is_file() && !facts.is_dir() {
        return Err(Problem::new(Code::InputRefused, "That is not an ordinary file.", "Choose a CSV file."));
    }
    if facts.is_dir() {
        return Err(Problem::new(Code::InputRefused, "That is a folder, not a file.", "Choose a CSV file."));
    }
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let path = path.to_owned();
    Ok(Source::new(name, facts.len(), move || Ok(Box::new(File::open(&path)?) as Box<dyn Read>)))
}

fn unreadable(error: &std::io::Error) -> Problem {
    match error.kind() {
        ErrorKind::NotFound => {
            Problem::new(Code::NotFound, "There is no such file.", "Check its name, or choose it again.")
        }
        kind => Problem::new(
            Code::InputRefused,
            format!("The file could not be read: {kind}."),
            "Close it in other programs, or copy it to this computer first.",
        ),
    }
}

fn digest(path: &Path, progress: Progress<'_>) -> Result<[u8; 32], Problem> {
    let mut file = File::open(path).map_err(|error| unreadable(&error))?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    let mut stage = Stage::start("Taking the file's fingerprint", None, progress);
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok(hasher.finalize().into()),
            Ok(bytes) => hasher.update(&buffer[..bytes]),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(unreadable(&error)),
        }
        stage.at(0).map_err(|_| cancelled())?;
    }
}

fn view(
    source: &Source,
    survey: &Survey,
    kind: Option<ingest::FileKind>,
    token: &str,
    imported_before: Option<String>,
) -> ImportPlanView {
    let mapping = kind.map_or_else(|| survey.suggested(), |kind| survey.suggested_for(kind));
    let missing = match ingest::check(survey, &mapping) {
        Ok(()) => Vec::new(),
        Err(ingest::IngestError::AmbiguousDates { .. }) => Vec::new(),
        Err(_) => survey.missing(&mapping),
    };
    #[allow(clippy::cast_precision_loss, reason = "a size to show")]
    ImportPlanView {
        token: token.to_owned(),
        file_name: source.name().to_owned(),
        bytes: source.bytes() as f64,
        rows: u32::try_from(survey.rows).unwrap_or(u32::MAX),
        encoding: survey.encoding.to_string(),
        delimiter: survey.delimiter.to_owned(),
        recognised_as: survey.recognised_as.to_string(),
        mapping: MappingView {
            kind: view_kind(mapping.kind),
            columns: survey
                .columns
                .iter()
                .zip(&mapping.targets)
                .map(|(column, target)| ColumnMapping {
                    header: column.header.clone(),
                    target: target.map(|target| target.id().to_owned()),
                })
                .collect(),
            date_order: mapping.date_order.map(view_order),
            currency: mapping.currency.map(|currency| currency.to_string()),
        },
        columns: survey
            .columns
            .iter()
            .zip(&mapping.targets)
            .map(|(column, target)| ColumnView {
                header: column.header.clone(),
                target: target.map(|target| target.id().to_owned()),
                samples: column.samples.clone(),
                filled: column.filled,
                note: column.note.clone(),
            })
            .collect(),
        targets: ingest::targets()
            .iter()
            .map(|target| TargetView {
                id: target.id().to_owned(),
                label: target.label().to_owned(),
                group: target.group().to_owned(),
                kinds: target.kinds().iter().map(|kind| view_kind(*kind)).collect(),
            })
            .collect(),
        preview: survey.preview.clone(),
        date_question: survey.date_question(&mapping),
        missing,
        imported_before,
    }
}

fn ingest_kind(kind: FileKind) -> ingest::FileKind {
    match kind {
        FileKind::Customers => ingest::FileKind::Customers,
        FileKind::Orders => ingest::FileKind::Orders,
        FileKind::Events => ingest::FileKind::Events,
    }
}

fn view_kind(kind: ingest::FileKind) -> FileKind {
    match kind {
        ingest::FileKind::Customers => FileKind::Customers,
        ingest::FileKind::Orders => FileKind::Orders,
        ingest::FileKind::Events => FileKind::Events,
    }
}

fn view_order(order: ingest::DateOrder) -> DateOrder {
    match order {
        ingest::DateOrder::DayFirst => DateOrder::DayFirst,
        ingest::DateOrder::MonthFirst => DateOrder::MonthFirst,
    }
}
