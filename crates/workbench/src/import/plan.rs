//! A file that was looked at: what it is, how it would be read, and what stands in the way.

use crate::{
    Workbench, WorkbookReader,
    clock::local_date,
    import::tally::Tally,
    progress::{Progress, Stage, cancelled},
    views::{
        CollectedChoice, ColumnMapping, ColumnReport, ColumnView, DateOrder, DelicateView, FileKind, FindingClass,
        ImportPlanView, LookRequest, MappingView, Missing, MissingView, PartView, ProvenanceRequest, RememberedView,
        TargetView,
    },
};
use regulars_ingest as ingest;
use regulars_ingest::{ReadSeek, Source, Survey, Target};
use regulars_model::{Code, Day, Field, Problem, Provenance};
use regulars_vault::{import, mapping as remembered};
use sha2::{Digest, Sha256};
use std::{
    collections::BTreeMap,
    fs::File,
    io::{ErrorKind, Read},
    ops::ControlFlow,
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
};

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
        look: &LookRequest,
        token: &str,
        progress: Progress<'_>,
    ) -> Result<ImportPlan, Problem> {
        let open = self.opened()?;
        let source = source(path, self.workbooks.clone())?;
        let digest = digest(path, progress)?;
        let survey = {
            let mut stage = Stage::start("Looking at rows (total estimated)", None, progress);
            let mut stopped = None;
            let looked = ingest::survey_with(&source, &said(look)?, &mut |so_far| {
                stage.out_of(rows_in_all(so_far));
                match stage.at(u32::try_from(so_far.rows).unwrap_or(u32::MAX)) {
                    Ok(()) => ControlFlow::Continue(()),
                    Err(problem) => {
                        stopped = Some(problem);
                        ControlFlow::Break(())
                    }
                }
            });
            if let Some(problem) = stopped {
                return Err(problem);
            }
            looked.map_err(|error| error.problem())?
        };
        let before = open.vault.read(|read| import::by_digest(read, &digest))?;
        let kind = look.kind.map(ingest_kind);
        let recalled = if look.forget { None } else { self.recalled(&survey, kind)? };
        let mapping = match &recalled {
            Some((mapping, _)) => mapping.clone(),
            None => kind.map_or_else(|| survey.suggested(), |kind| survey.suggested_for(kind)),
        };
        let today = self.day_in_the_shop();
        let mut view = view(&source, &survey, &mapping, token, today, before.map(|import| local_date(import.at)));
        if let Some((_, remembered)) = recalled {
            for column in &mut view.mapping.columns {
                column.purpose = remembered.purposes.get(&column.header).cloned().unwrap_or_default();
            }
            view.remembered = Some(remembered.view);
        }
        let registered = open.vault.read(regulars_vault::field::list)?;
        view.unmapped = survey.unmapped(&mapping);
        for (at, column) in view.mapping.columns.iter_mut().enumerate() {
            if column.target.as_deref() != Some(Target::Custom.id()) {
                continue;
            }
            let key = &survey.columns[at].key;
            if column.purpose.is_empty()
                && let Some(held) = registered.iter().find(|held| held.field.key == *key)
            {
                column.purpose.clone_from(&held.field.purpose);
            }
            if column.purpose.is_empty() {
                view.unmapped.push(format!(
                    "“{}” is kept as a field of your own and not used: say what it is for",
                    column.header
                ));
            }
        }
        Ok(ImportPlan { view, source, survey, path: path.to_owned(), digest })
    }
}

/// A mapping used before, as a plan shows it.
struct Recalled {
    view: RememberedView,
    purposes: BTreeMap<String, String>,
}

impl Workbench {
    /// How a file with these columns was read before, fitted to this one.
    fn recalled(
        &self,
        survey: &Survey,
        kind: Option<ingest::FileKind>,
    ) -> Result<Option<(ingest::Mapping, Recalled)>, Problem> {
        let mut list = self.opened()?.vault.read(remembered::list)?;
        let signature = survey.signature();
        // The very same columns before columns that are nearly the same.
        list.sort_by_key(|held| held.signature != signature);
        for held in list {
            let Ok(used) = serde_json::from_str::<MappingView>(&held.mapping) else { continue };
            let Ok(provenance) = serde_json::from_str::<ProvenanceRequest>(&held.provenance) else { continue };
            if kind.is_some_and(|kind| kind != ingest_kind(used.kind)) {
                continue;
            }
            let headers: Vec<String> = used.columns.iter().map(|column| column.header.clone()).collect();
            let targets = used.columns.iter().map(|column| Target::from_id(column.target.as_deref()?)).collect();
            let Ok(mapping) = for_reading(&used, targets) else { continue };
            let Some(adapted) = survey.adapt(&mapping, &headers) else { continue };
            if held.signature != signature && adapted.new_columns.len() * 4 > survey.columns.len() {
                continue;
            }
            let mut mapping = adapted.mapping;
            mapping.everybody = survey.suggested_for(mapping.kind).everybody;
            let purposes = used.columns.into_iter().map(|column| (column.header, column.purpose)).collect();
            let view = RememberedView {
                source: held.source,
                when: local_date(held.at),
                provenance,
                new_columns: adapted.new_columns,
            };
            return Ok(Some((mapping, Recalled { view, purposes })));
        }
        Ok(None)
    }
}

/// A mapping as a screen has it, as reading takes it; what its columns are is told apart.
fn for_reading(mapping: &MappingView, targets: Vec<Option<Target>>) -> Result<ingest::Mapping, Problem> {
    let currency = mapping.currency.as_deref().map(str::parse).transpose().map_err(|_| {
        Problem::new(Code::InputRefused, "The currency is not three letters.", "Write it as EUR, GBP or USD.")
    })?;
    let mut read = ingest::Mapping::new(ingest_kind(mapping.kind), targets);
    read.date_order = mapping.date_order.map(|order| match order {
        DateOrder::DayFirst => ingest::DateOrder::DayFirst,
        DateOrder::MonthFirst => ingest::DateOrder::MonthFirst,
    });
    read.currency = currency;
    read.phone_country.clone_from(&mapping.phone_country);
    read.unpriced = mapping.no_amounts;
    read.types = mapping.columns.iter().map(|column| column.field_type).collect();
    read.kept = mapping.columns.iter().map(|column| column.keep_delicate).collect();
    Ok(read)
}

impl ImportPlan {
    /// The fields of the shop's own that this mapping makes, with what the user says each is for.
    pub(super) fn own_fields(&self, checked: &ingest::Mapping, mapping: &MappingView) -> Vec<Field> {
        let mut fields = self.survey.fields(checked);
        for field in &mut fields {
            if let Some(column) = mapping.columns.iter().find(|column| column.header == field.label) {
                field.purpose = column.purpose.trim().to_owned();
            }
        }
        fields
    }

    /// What became of each column.
    pub(super) fn columns_read(&self, checked: &ingest::Mapping, tally: &Tally) -> Vec<ColumnReport> {
        let columns = self.survey.columns.iter().zip(&checked.targets).enumerate();
        columns
            .map(|(at, (column, target))| {
                let kept = checked.kept.get(at).copied().unwrap_or(false);
                #[allow(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "a share of a count of rows"
                )]
                let filled = (column.filled * f64::from(self.view.rows)).round() as u32;
                let not_read = tally.cells_not_read(&column.header).min(filled);
                let (became, not_used) = match target {
                    _ if self.survey.left_out(at, kept).is_some() => ("left out: delicate".to_owned(), filled),
                    None => ("left out".to_owned(), filled),
                    Some(Target::Custom) => (format!("own field: {}", column.header), not_read),
                    Some(target) => (target.label().to_owned(), not_read),
                };
                ColumnReport { header: column.header.clone(), became, cells: filled - not_used, not_used }
            })
            .collect()
    }

    /// Cells of columns that are never written and that nobody mapped to anything; of those that somebody did, each cell is
    /// told when it is read.
    pub(super) fn cells_never_written(&self, checked: &ingest::Mapping) -> u32 {
        let idle = (0..self.view.columns.len()).filter(|at| checked.targets[*at].is_none());
        let columns = idle.filter(|at| self.survey.left_out(*at, true).is_some());
        let worst = columns.filter_map(|at| self.view.columns[at].findings.first()).map(|found| found.of);
        worst.fold(0, u32::saturating_add)
    }

    /// How this file was read, to offer it the next time.
    pub(super) fn to_remember(
        &self,
        mapping: &MappingView,
        from: &Provenance,
        at: i64,
    ) -> Result<remembered::Remembered, Problem> {
        let unkept = |_| Problem::new(Code::Failed, "How the file was read could not be kept.", "Try again.");
        let said = ProvenanceRequest {
            source: from.source.clone(),
            basis: from.basis,
            collected: from.collected,
            collected_on: from.collected_on.map(|day| day.to_string()),
            permits: from.permits.clone(),
            notice: from.notice.clone(),
        };
        // Column by column as the file has them: a mapping that leaves some out says nothing of them.
        let whole = MappingView {
            columns: self
                .view
                .columns
                .iter()
                .map(|column| {
                    let mapped = mapping.columns.iter().find(|mapped| mapped.header == column.header);
                    mapped.cloned().unwrap_or_else(|| ColumnMapping {
                        header: column.header.clone(),
                        target: None,
                        field_type: None,
                        purpose: String::new(),
                        keep_delicate: false,
                    })
                })
                .collect(),
            ..mapping.clone()
        };
        Ok(remembered::Remembered {
            signature: self.survey.signature(),
            source: from.source.clone(),
            mapping: serde_json::to_string(&whole).map_err(unkept)?,
            provenance: serde_json::to_string(&said).map_err(unkept)?,
            at,
        })
    }

    /// The mapping, checked against the file.
    pub(super) fn check(&self, mapping: &MappingView) -> Result<ingest::Mapping, Problem> {
        let refused = |message: String, hint: &str| Problem::new(Code::InputRefused, message, hint);
        let headers: Vec<&str> = self.view.columns.iter().map(|column| column.header.as_str()).collect();
        // A mapping written for another order of columns still names them.
        let mut targets = vec![None; headers.len()];
        let mut taken = vec![false; headers.len()];
        let (mut types, mut kept) = (vec![None; headers.len()], vec![false; headers.len()]);
        for column in &mapping.columns {
            let found = (0..headers.len()).find(|at| headers[*at] == column.header && !taken[*at]);
            let Some(at) = found else {
                return Err(refused(
                    format!("The mapping names a column “{}” that this file does not have.", column.header),
                    "Use the mapping of a file with the same columns, or map this one anew.",
                ));
            };
            taken[at] = true;
            types[at] = column.field_type;
            kept[at] = column.keep_delicate;
            if column.keep_delicate
                && let Some(kind) = self.survey.left_out(at, true)
            {
                return Err(refused(
                    format!("The column “{}” holds {}: that is never written.", column.header, kind.words()),
                    "Leave the column out. Only what is merely delicate can be kept.",
                ));
            }
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
        let mut checked = for_reading(mapping, targets)?;
        (checked.types, checked.kept) = (types, kept);
        checked.everybody = self.survey.suggested_for(checked.kind).everybody;
        ingest::check(&self.survey, &checked).map_err(|error| error.problem())?;
        Ok(checked)
    }

    /// The file's digest, as it was looked at.
    pub(super) fn digest(&self) -> [u8; 32] {
        self.digest
    }

    /// Takes the file's digest anew, and refuses it if it is no longer the file that was looked at. Breaks off when told so.
    pub(super) fn is_still_the_same(&self, stop: &AtomicBool) -> Result<(), Problem> {
        let on = &mut |_, _| if stop.load(Ordering::Relaxed) { Err(cancelled()) } else { Ok(()) };
        if digest_of(&self.path, on)? == self.digest { Ok(()) } else { Err(ingest::IngestError::Changed.problem()) }
    }
}

/// What the user says of a file, as the reader takes it.
fn said(look: &LookRequest) -> Result<ingest::Look, Problem> {
    let delimiter = match look.delimiter.as_deref() {
        None | Some("") => None,
        Some("comma") => Some(b','),
        Some("semicolon") => Some(b';'),
        Some("tab") => Some(b'\t'),
        Some("bar") => Some(b'|'),
        Some(other) => match other.as_bytes() {
            [one] => Some(*one),
            _ => {
                return Err(Problem::new(
                    Code::InputRefused,
                    format!("Cells cannot be parted by “{other}”."),
                    "Say comma, semicolon, tab, bar, or the one character.",
                ));
            }
        },
    };
    let filled = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
    Ok(ingest::Look { encoding: filled(&look.encoding), delimiter, sheet: filled(&look.sheet) })
}

/// A file on this computer, to be read.
pub(crate) fn source(path: &Path, workbooks: WorkbookReader) -> Result<Source, Problem> {
    let facts = std::fs::metadata(path).map_err(|error| unreadable(&error))?;
    if !facts.is_file() && !facts.is_dir() {
        return Err(Problem::new(Code::InputRefused, "That is not an ordinary file.", "Choose a CSV file."));
    }
    if facts.is_dir() {
        return Err(Problem::new(Code::InputRefused, "That is a folder, not a file.", "Choose a CSV file."));
    }
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let (path, workbook) = (path.to_owned(), path.to_owned());
    let source = Source::seekable(name, facts.len(), move || Ok(Box::new(File::open(&path)?) as Box<dyn ReadSeek>));
    Ok(source.with_workbooks(move |sheet| {
        workbooks.open(File::open(&workbook).map_err(ingest::IngestError::Unreadable)?, sheet)
    }))
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

/// How many rows the whole file may have, from those of its bytes that were read: two digits of it, for no more is known.
fn rows_in_all(so_far: ingest::Progress) -> u64 {
    if so_far.bytes == 0 {
        return 0;
    }
    let rows = u128::from(so_far.rows) * u128::from(so_far.of_bytes) / u128::from(so_far.bytes);
    let rows = u64::try_from(rows).unwrap_or(u64::MAX);
    let step = 10_u64.pow(rows.checked_ilog10().unwrap_or(0).saturating_sub(1));
    rows.div_ceil(step).saturating_mul(step)
}

fn digest(path: &Path, progress: Progress<'_>) -> Result<[u8; 32], Problem> {
    let mut stage = Stage::start("Taking the file's fingerprint, by the MB", None, progress);
    digest_of(path, &mut |read, size| {
        stage.out_of(size >> 20);
        stage.now(u32::try_from(read >> 20).unwrap_or(u32::MAX)).map_err(|_| cancelled())
    })
}

/// SHA-256 of a file. `on` hears how many bytes of how many were taken, and may break off.
fn digest_of(path: &Path, on: &mut dyn FnMut(u64, u64) -> Result<(), Problem>) -> Result<[u8; 32], Problem> {
    let mut file = File::open(path).map_err(|error| unreadable(&error))?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    let size = file.metadata().map_err(|error| unreadable(&error))?.len();
    let mut read = 0;
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok(hasher.finalize().into()),
            Ok(bytes) => {
                hasher.update(&buffer[..bytes]);
                read += bytes as u64;
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(unreadable(&error)),
        }
        on(read, size)?;
    }
}

fn missing_view(error: &ingest::IngestError) -> MissingView {
    let what = match error {
        ingest::IngestError::NoIdentity => Missing::Who,
        ingest::IngestError::NoDate => Missing::When,
        ingest::IngestError::NoAmount => Missing::Amount,
        _ => Missing::Other,
    };
    MissingView { what, words: error.problem().message }
}

fn view(
    source: &Source,
    survey: &Survey,
    mapping: &ingest::Mapping,
    token: &str,
    today: Day,
    imported_before: Option<String>,
) -> ImportPlanView {
    let missing = match ingest::check(survey, mapping) {
        Ok(()) => Vec::new(),
        Err(ingest::IngestError::AmbiguousDates { .. }) => Vec::new(),
        Err(_) => survey.missing(mapping).iter().map(missing_view).collect(),
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
                .enumerate()
                .map(|(at, (column, target))| ColumnMapping {
                    header: column.header.clone(),
                    target: target.map(|target| target.id().to_owned()),
                    field_type: mapping.types.get(at).copied().flatten(),
                    purpose: String::new(),
                    keep_delicate: mapping.kept.get(at).copied().unwrap_or(false),
                })
                .collect(),
            phone_country: mapping.phone_country.clone(),
            no_amounts: mapping.unpriced,
            date_order: mapping.date_order.map(view_order),
            currency: mapping.currency.map(|currency| currency.to_string()),
        },
        columns: survey
            .columns
            .iter()
            .zip(&mapping.targets)
            .enumerate()
            .map(|(at, (column, target))| ColumnView {
                header: column.header.clone(),
                target: target.map(|target| target.id().to_owned()),
                samples: column.samples.clone(),
                filled: column.filled,
                note: column.note.clone(),
                looks_like: column.looks_like,
                findings: survey.findings(at, today).into_iter().map(delicate).collect(),
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
        date_question: survey.date_question(mapping),
        missing,
        imported_before,
        parts: survey
            .shape
            .parts
            .iter()
            .filter(|_| survey.shape.container == ingest::Container::Zip)
            .map(|part| PartView {
                name: part.name.clone(),
                rows: u32::try_from(part.rows).unwrap_or(u32::MAX),
                says: part.says.clone(),
            })
            .collect(),
        sheets: survey.shape.sheets.iter().map(|sheet| sheet.name.clone()).collect(),
        sheet: survey.shape.sheet.clone().unwrap_or_default(),
        phone_question: survey.phone_question(mapping),
        damage: survey.damage(mapping),
        remembered: None,
        unmapped: Vec::new(),
        collected: regulars_model::Collected::ALL
            .into_iter()
            .map(|way| CollectedChoice {
                collected: way,
                words: way.words().to_owned(),
                quarantines: way.quarantines(),
            })
            .collect(),
    }
}

fn ingest_kind(kind: FileKind) -> ingest::FileKind {
    match kind {
        FileKind::Customers => ingest::FileKind::Customers,
        FileKind::Orders => ingest::FileKind::Orders,
        FileKind::Events => ingest::FileKind::Events,
        FileKind::Consents => ingest::FileKind::Consents,
        FileKind::Products => ingest::FileKind::Products,
        FileKind::CampaignResults => ingest::FileKind::CampaignResults,
    }
}

fn delicate(found: ingest::Finding) -> DelicateView {
    DelicateView {
        kind: found.kind.word().to_owned(),
        class: match found.class {
            ingest::Class::Refused => FindingClass::Refused,
            ingest::Class::Shortened => FindingClass::Shortened,
            ingest::Class::Asked => FindingClass::Asked,
            ingest::Class::Noted => FindingClass::Noted,
        },
        words: found.words,
        hint: found.hint.to_owned(),
        cells: u32::try_from(found.cells).unwrap_or(u32::MAX),
        of: u32::try_from(found.filled).unwrap_or(u32::MAX),
        first_lines: found.first_lines,
    }
}

fn view_kind(kind: ingest::FileKind) -> FileKind {
    match kind {
        ingest::FileKind::Customers => FileKind::Customers,
        ingest::FileKind::Orders => FileKind::Orders,
        ingest::FileKind::Events => FileKind::Events,
        ingest::FileKind::Consents => FileKind::Consents,
        ingest::FileKind::Products => FileKind::Products,
        ingest::FileKind::CampaignResults => FileKind::CampaignResults,
    }
}

fn view_order(order: ingest::DateOrder) -> DateOrder {
    match order {
        ingest::DateOrder::DayFirst => DateOrder::DayFirst,
        ingest::DateOrder::MonthFirst => DateOrder::MonthFirst,
    }
}
