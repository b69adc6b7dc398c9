//! An import: looked at, rehearsed, done. One transaction; either all of the file is in or none of it.

mod alone;
mod bought;
mod claims;
mod deeds;
mod fold;
#[cfg(test)]
mod histories;
mod known;
mod matching;
mod numbers;
mod orders;
mod people;
mod plan;
mod reading;
pub(crate) mod tally;
mod till;
mod undo;
mod writer;

pub use plan::ImportPlan;
pub(crate) use plan::source;
pub use regulars_model::Provenance;

use crate::{
    Workbench,
    bench::OpenShop,
    clock::{Stopwatch, local_date},
    progress::{Progress, Stage},
    views::{FileKind, ImportEntry, ImportReportView, MappingView},
    zone::zone_of,
};
use regulars_columns::{ChunkKind, Encoded};
use regulars_ingest::{Mapping, Ours, RowProblem};
use regulars_model::{Channel, Code, Currency, ImportId, PersonId, Problem};
use regulars_vault::{Cause, chunk, field, import, mapping as remembered, meta, person_source};
use std::{
    collections::{BTreeSet, HashMap, HashSet},
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
    thread,
};
use tally::{Reported, Tally};
use writer::Writer;

/// How an import ends inside its transaction.
enum End {
    /// It failed, or the user stopped it.
    Failed(Problem),
    /// It would change nothing: rolled back, so that the same file twice leaves no mark.
    Nothing(Box<Tally>),
}

impl From<Problem> for End {
    fn from(problem: Problem) -> Self {
        Self::Failed(problem)
    }
}

impl From<regulars_vault::VaultError> for End {
    fn from(error: regulars_vault::VaultError) -> Self {
        Self::Failed(error.problem())
    }
}

/// What is done with the rows that cannot be used.
type Rejects<'a> = &'a mut dyn FnMut(&RowProblem) -> Result<(), Problem>;

impl Workbench {
    /// Counts exactly what an import would do, and writes nothing.
    ///
    /// # Errors
    /// When no vault is open, the mapping cannot be used, the file has changed, or the user stopped it.
    pub fn check_import(
        &mut self,
        plan: &ImportPlan,
        mapping: &MappingView,
        from: &Provenance,
        progress: Progress<'_>,
    ) -> Result<ImportReportView, Problem> {
        sound(from)?;
        Ok(self.import(plan, mapping, from, true, &mut |_| Ok(()), progress)?.0)
    }

    /// Imports the file.
    ///
    /// # Errors
    /// As for [`Self::check_import`]. Nothing is written then.
    pub fn run_import(
        &mut self,
        plan: &ImportPlan,
        mapping: &MappingView,
        from: &Provenance,
        progress: Progress<'_>,
    ) -> Result<ImportReportView, Problem> {
        sound(from)?;
        plan.check(mapping)?;
        self.back_up_before("import")?;
        let (mut report, touched) = self.import(plan, mapping, from, false, &mut |_| Ok(()), progress)?;
        if report.import.is_some() {
            self.opened_mut()?.take_in(&touched)?;
        }
        // The import stands by now: who stops this, stops only the looking.
        if report.import.is_some() && report.people_created > 0 {
            report.look_alikes = self.look_alikes(progress);
        }
        Ok(report)
    }

    /// Saves the rows that cannot be used as a CSV file: their line, the reason, then their cells as written. Says how
    /// many there are.
    ///
    /// # Errors
    /// As for [`Self::check_import`], or when the file cannot be written.
    pub fn save_rejects(
        &mut self,
        plan: &ImportPlan,
        mapping: &MappingView,
        to: &Path,
        progress: Progress<'_>,
    ) -> Result<u32, Problem> {
        let unwritable = |error: std::io::Error| {
            Problem::new(
                Code::Failed,
                format!("The file could not be written: {}.", error.kind()),
                "Choose another folder, or make room on the disk.",
            )
        };
        let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut file = tempfile::NamedTempFile::new_in(folder).map_err(unwritable)?;
        let mut rows = 0;
        {
            let mut out = crate::safe_csv::SafeCsv::new(std::io::BufWriter::new(&mut file));
            // Of several files in an archive, a row is found by its file's name and its line there.
            let shape = &plan.survey.shape;
            let file = if shape.parts.len() > 1 { &["file"][..] } else { &[] };
            let header = file.iter().chain(&["line", "column", "reason"]).map(|name| (*name).to_owned());
            out.row(header.chain(plan.view.columns.iter().map(|column| column.header.clone()))).map_err(unwritable)?;
            let from = Provenance::new("", regulars_model::Basis::Unstated);
            let mut write = |problem: &RowProblem| {
                rows += 1;
                let place = shape.place(problem.line);
                let lead = [place.line.to_string(), problem.column.clone(), problem.words.clone()];
                out.row(place.part.map(str::to_owned).into_iter().chain(lead).chain(problem.raw.iter().cloned()))
                    .map_err(unwritable)
            };
            self.import(plan, mapping, &from, true, &mut write, progress)?;
            out.finish().map_err(unwritable)?;
        }
        file.persist(to).map_err(|error| unwritable(error.error))?;
        Ok(rows)
    }

    /// Every import that was done, newest first.
    ///
    /// # Errors
    /// When no vault is open.
    pub fn imports(&self) -> Result<Vec<ImportEntry>, Problem> {
        let imports = self.opened()?.vault.read(import::list)?;
        Ok(imports
            .into_iter()
            .map(|import| {
                let did = tally::kept_report(&import.counts);
                let did = did.as_ref();
                ImportEntry {
                    id: import.id.to_string(),
                    file_name: import.file_name,
                    kind: kind_of(&import.kind),
                    when: local_date(import.at),
                    source: import.source,
                    basis: import.basis,
                    rows: did.map_or(0, |did| did.rows_read),
                    rows_not_used: did.map_or(0, |did| did.rows_not_used),
                    people_created: did.map_or(0, |did| did.people_created),
                    orders: did.map_or(0, |did| did.purchases + did.refunds),
                    events: did.map_or(0, |did| did.events),
                    collected: import.collected.words().to_owned(),
                    quarantines: import.collected.quarantines(),
                    undone: import.undone.map(local_date),
                    report: did.cloned(),
                }
            })
            .collect())
    }

    /// Tells with the report whom it touched.
    fn import(
        &mut self,
        plan: &ImportPlan,
        mapping: &MappingView,
        from: &Provenance,
        dry_run: bool,
        left_out: Rejects<'_>,
        progress: Progress<'_>,
    ) -> Result<(ImportReportView, Vec<PersonId>), Problem> {
        let (cause, watch) = (self.cause("import"), Stopwatch::start());
        let open = self.opened_mut()?;
        let checked = plan.check(mapping)?;
        let (digest, currency) = (plan.digest(), open.currency);
        let work = |tx: &regulars_vault::Tx<'_>| -> Result<(ImportId, Tally), End> {
            let new =
                import::NewImport { file_name: &plan.view.file_name, kind: kind_word(mapping.kind), digest, from };
            let id = import::start(tx, &new)?;
            let (mut tally, own) =
                as_looked_at(plan, || write_file(tx, id, plan, &checked, from, currency, left_out, progress))?;
            debug_assert_eq!(tally.rows_read, tally.rows_kept + tally.rows_not_used + tally.erased_kept_out);
            tally.columns = plan.columns_read(&checked, &tally);
            tally.cells_dropped += plan.cells_never_written(&checked);
            tally.not_contactable = person_source::count_not_contactable(tx, id)?;
            if from.collected.quarantines() {
                tally.quarantined = tally::count(tally.created.len());
            } else {
                tally.let_out = let_out(tx, id)?;
            }
            if tally.changes_nothing() {
                return Err(End::Nothing(Box::new(tally)));
            }
            for field in plan.own_fields(&checked, mapping).into_iter().filter(|field| own.contains(&field.key)) {
                field::fill(tx, &field, id, tx.cause().now)?;
            }
            remembered::remember(tx, &plan.to_remember(mapping, from, tx.cause().now)?)?;
            Ok((id, tally))
        };
        let reported = |import: Option<ImportId>| Reported {
            import: import.map(|id| id.to_string()),
            dry_run,
            file_name: &plan.view.file_name,
            kind: mapping.kind,
            currency,
            shape: &plan.survey.shape,
        };
        if dry_run {
            return match open.vault.rehearse(cause, work) {
                Ok((_, tally)) => Ok((tally.report(&reported(None), watch.seconds()), Vec::new())),
                Err(End::Nothing(tally)) => Ok((tally.report(&reported(None), watch.seconds()), Vec::new())),
                Err(End::Failed(problem)) => Err(problem),
            };
        }
        finish(open, cause, work, &reported, &watch)
    }
}

/// How many of the people an import speaks of were known only from files that nobody may simply use.
fn let_out(tx: &regulars_vault::Tx<'_>, id: ImportId) -> Result<u32, Problem> {
    let doubtful: HashSet<ImportId> =
        import::list(tx)?.into_iter().filter(import::Import::quarantines).map(|import| import.id).collect();
    if doubtful.is_empty() {
        return Ok(0);
    }
    // Of each person: whether this file speaks of them, whether one does that nobody may simply use, and any other.
    let mut people: HashMap<PersonId, [bool; 3]> = HashMap::new();
    person_source::for_each(tx, |person, import| {
        let place = if import == id { 0 } else { 2 - usize::from(doubtful.contains(&import)) };
        people.entry(person).or_default()[place] = true;
    })?;
    Ok(tally::count(people.values().filter(|found| **found == [true, true, false]).count()))
}

/// Reads a file while its digest is taken anew beside it. What was read of a file that is no longer the one that was looked
/// at is refused, whatever else came of it: nothing of it is committed yet.
fn as_looked_at<T>(plan: &ImportPlan, read: impl FnOnce() -> Result<T, End>) -> Result<T, End> {
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        let digest = scope.spawn(|| plan.is_still_the_same(&stop));
        let done = read();
        // Who stopped the import does not wait for the digest.
        let is_stopped = matches!(&done, Err(End::Failed(problem)) if problem.code == Code::Cancelled);
        stop.store(is_stopped, Ordering::Relaxed);
        let same = digest.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        if is_stopped { done } else { same.map_err(End::from).and(done) }
    })
}

/// Where a file comes from must be said, and a broker must be named.
fn sound(from: &Provenance) -> Result<(), Problem> {
    if from.source.trim().is_empty() {
        return Err(Problem::new(
            Code::Usage,
            "It is not said where this file comes from.",
            "Say it as you would to somebody in it: “Newsletter form, shop counter”.",
        ));
    }
    Ok(())
}

/// Runs the import for real, and keeps its report with it. Tells whom it touched.
fn finish<'a>(
    open: &mut OpenShop,
    cause: Cause,
    work: impl FnOnce(&regulars_vault::Tx<'_>) -> Result<(ImportId, Tally), End>,
    reported: &impl Fn(Option<ImportId>) -> Reported<'a>,
    watch: &Stopwatch,
) -> Result<(ImportReportView, Vec<PersonId>), Problem> {
    let done = open.vault.write(cause, |tx| {
        let (id, tally) = work(tx)?;
        let report = tally.report(&reported(Some(id)), watch.seconds());
        let json = serde_json::to_string(&report)
            .map_err(|_| End::Failed(Problem::new(Code::Failed, "The report could not be kept.", "Try again.")))?;
        import::finish(tx, id, &json)?;
        Ok::<_, End>((report, tx.touched_people()))
    });
    match done {
        Ok(done) => Ok(done),
        Err(End::Nothing(tally)) => Ok((tally.report(&reported(None), watch.seconds()), Vec::new())),
        Err(End::Failed(problem)) => Err(problem),
    }
}

#[allow(clippy::too_many_arguments, reason = "the parts of one import, each used once")]
fn write_file(
    tx: &regulars_vault::Tx<'_>,
    id: ImportId,
    plan: &ImportPlan,
    mapping: &Mapping,
    from: &Provenance,
    currency: Currency,
    left_out: Rejects<'_>,
    progress: Progress<'_>,
) -> Result<(Tally, BTreeSet<String>), End> {
    let mut spoken: Vec<Channel> = mapping.targets.iter().flatten().filter_map(|target| target.channel()).collect();
    spoken.extend(mapping.everybody.iter().map(|(channel, _)| *channel));
    let mut writer = Writer::new(tx, id, from, mapping.kind, &spoken)?;
    let end =
        reading::read_into(&mut writer, plan, mapping, &Ours { currency, zone: zone_of(tx)? }, left_out, progress)?;
    if currency == Currency::UNKNOWN && end.currency != Currency::UNKNOWN {
        // Nobody had said what this vault's money is; the file does.
        meta::set_currency(tx, end.currency)?;
    }
    writer.people.tally.rows_read = u32::try_from(end.rows).unwrap_or(u32::MAX);
    let mut stage = Stage::start("Writing", None, progress);
    stage.tell(0, 0.0)?;
    writer.people.tally.only_ones = writer.alone.count();
    writer.people.tally.others_numbers = numbers::of_others(tx, &writer.people.by_number, id, &from.source)?;
    let (tally, own) = writer.finish()?;
    // The last moment at which the user can still stop it.
    stage.tell(tally.rows_read, 0.0)?;
    Ok((tally, own))
}

/// A chunk as the vault takes it.
pub(crate) fn new_chunk(kind: ChunkKind, import: ImportId, encoded: &Encoded) -> chunk::NewChunk<'_> {
    chunk::NewChunk {
        kind: kind.word(),
        import,
        first_day: encoded.first_day,
        last_day: encoded.last_day,
        rows: encoded.rows,
        checksum: encoded.checksum,
        bytes: &encoded.bytes,
    }
}

pub(crate) fn kind_word(kind: FileKind) -> &'static str {
    match kind {
        FileKind::Customers => "customers",
        FileKind::Orders => "orders",
        FileKind::Events => "events",
        FileKind::Consents => "consents",
        FileKind::Products => "products",
        FileKind::CampaignResults => "campaign_results",
    }
}

fn kind_of(word: &str) -> FileKind {
    match word {
        "orders" => FileKind::Orders,
        "events" => FileKind::Events,
        "consents" => FileKind::Consents,
        "products" => FileKind::Products,
        "campaign_results" => FileKind::CampaignResults,
        _ => FileKind::Customers,
    }
}
