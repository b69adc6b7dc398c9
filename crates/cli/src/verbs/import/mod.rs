//! `regulars import`: bring in files after showing how they are read, see what came in, take an import back.

mod args;
mod history;
mod report;
mod say;
mod undo;
mod words;

pub(crate) use args::ImportArgs;
pub(crate) use history::{HistoryArgs, list, table};
pub(crate) use report::report_words;
pub(crate) use say::purposes;

use crate::{
    ask::somebody_there,
    exit::{self, Ended, Halt},
    hand::Hand,
    print::Listing,
    table::counted,
};
use args::{ImportVerb, Reading};
use regulars_workbench::{
    ImportPlan, Provenance,
    model::Problem,
    views::{FileKind, ImportReportView, LookRequest, MappingView},
};
use std::path::{Path, PathBuf};

/// A file that was looked at, with what was decided about it.
struct Ready {
    plan: ImportPlan,
    mapping: MappingView,
    from: Provenance,
}

pub(crate) fn run(args: &ImportArgs, hand: &mut Hand) -> Ended {
    if let Some(ImportVerb::History(history)) = &args.verb {
        args.nothing_beside_history()?;
        return list(history, hand);
    }
    if let Some(import) = &args.undo {
        return undo::run(import, args.dry_run, hand);
    }
    args.one_file_where_one_is_meant()?;
    let notice = args.saying.notice.as_deref().map(say::notice).transpose()?;
    hand.bench.only_bring_in();
    hand.open()?;
    // Between one file and the next, too, the vault is closed in order; at a question Ctrl-C ends the command.
    let _gently = (!somebody_there()).then(|| hand.interrupt.gently());
    // Every file is looked at, and every question asked, before anything of any file is written.
    let ready = args
        .files
        .iter()
        .map(|file| args.look(file, notice.as_deref(), hand).map_err(|halt| args.naming(file, halt)))
        .collect::<Result<Vec<_>, Halt>>()?;
    if let [one] = ready.as_slice() {
        if args.reading.print_map {
            return hand.out.json(&one.mapping);
        }
        let report = args.bring_in(one, hand)?;
        return hand.out.answer(&report, report_words);
    }
    several(args, &ready, hand)
}

/// Brings in one file after the other. What went in before one failed is in, and the refusal says so.
fn several(args: &ImportArgs, ready: &[Ready], hand: &mut Hand) -> Ended {
    let mut reports: Vec<ImportReportView> = Vec::new();
    for (one, file) in ready.iter().zip(&args.files) {
        match args.bring_in(one, hand) {
            Ok(report) => {
                if !hand.out.is_json() {
                    hand.out.words(&format!("{}\n{}", report.file_name, report_words(&report)))?;
                }
                reports.push(report);
            }
            Err(halt) => return Err(args.after(&reports, args.naming(file, halt))),
        }
    }
    if hand.out.is_json() {
        let total = u32::try_from(reports.len()).unwrap_or(u32::MAX);
        return hand.out.json(&Listing { total, offset: 0, rows: &reports });
    }
    if args.dry_run {
        hand.out.note("Each file was counted by itself: who is in two of them is counted twice.");
    }
    Ok(())
}

impl ImportArgs {
    fn nothing_beside_history(&self) -> Ended {
        if self.files.is_empty() && self.undo.is_none() && !self.dry_run && self.rejects.is_none() {
            return Ok(());
        }
        Err(exit::usage(
            "regulars import history stands alone: it lists what came in.",
            "To import a file that is called history, write ./history.",
        ))
    }

    fn one_file_where_one_is_meant(&self) -> Ended {
        let option = match self {
            Self { rejects: Some(_), .. } => "--rejects",
            Self { reading: Reading { print_map: true, .. }, .. } => "--print-map",
            Self { reading: Reading { sheet: Some(_), .. }, .. } => "--sheet",
            _ => return Ok(()),
        };
        if self.files.len() < 2 {
            return Ok(());
        }
        Err(exit::usage(format!("{option} is meant for one file."), "Import the files one at a time."))
    }

    /// Looks at a file, decides how it is read, and asks what only the user knows.
    fn look(&self, file: &Path, notice: Option<&str>, hand: &mut Hand) -> Result<Ready, Halt> {
        let reading = &self.reading;
        let request = LookRequest {
            kind: reading.kind.kind(),
            encoding: reading.encoding.clone(),
            delimiter: reading.delimiter.map(|delimiter| delimiter.word().to_owned()),
            sheet: reading.sheet.clone(),
            forget: reading.forget,
        };
        let mut listener = hand.listener();
        let plan = hand.bench.survey_file(file, &request, "file", &mut |view| listener.hear(view))?;
        drop(listener);
        let mut mapping = reading.mapping(&plan.view)?;
        if !reading.print_map {
            hand.out.note(&words::plan_words(&plan.view, &mapping));
            reading.ask(&plan.view, &mut mapping, hand)?;
        }
        let from = self.saying.provenance(&plan.view, notice)?;
        Ok(Ready { plan, mapping, from })
    }

    /// Imports a file, or counts what importing it would do; and saves what could not be used.
    fn bring_in(&self, ready: &Ready, hand: &mut Hand) -> Result<ImportReportView, Halt> {
        let Ready { plan, mapping, from } = ready;
        let mut listener = hand.listener();
        let mut hear = |view: &_| listener.hear(view);
        // Looked for before the import, put in place after it: whoever stops half-way finds neither.
        let saved = match &self.rejects {
            Some(to) => {
                let beside = Beside::of(to);
                Some((hand.bench.save_rejects(plan, mapping, &beside.0, &mut hear)?, beside, to))
            }
            None => None,
        };
        let report = if self.dry_run {
            hand.bench.check_import(plan, mapping, from, &mut hear)?
        } else {
            hand.bench.run_import(plan, mapping, from, &mut hear)?
        };
        drop(listener);
        if let Some((rows, beside, to)) = saved {
            beside.take_the_place_of(to)?;
            hand.out.note(&format!("Saved {} to {}.", counted(rows, "row", "rows"), to.display()));
        }
        Ok(report)
    }

    /// Of several files, which one it was.
    fn naming(&self, file: &Path, halt: Halt) -> Halt {
        match halt {
            Halt::Problem(Problem { code, message, hint }) if self.files.len() > 1 => {
                Problem::new(code, format!("{}: {message}", file.display()), hint).into()
            }
            other => other,
        }
    }

    /// Of several files, which ones are in all the same.
    fn after(&self, reports: &[ImportReportView], halt: Halt) -> Halt {
        let inside: Vec<String> = reports
            .iter()
            .filter_map(|report| report.import.as_ref().map(|id| format!("{} ({id})", report.file_name)))
            .collect();
        match halt {
            Halt::Problem(Problem { code, message, hint }) if !inside.is_empty() => {
                Problem::new(code, message, format!("{hint} In already: {}.", inside.join(", "))).into()
            }
            other => other,
        }
    }
}

/// A file beside the one that is wanted, gone unless it takes its place.
struct Beside(PathBuf);

impl Beside {
    fn of(path: &Path) -> Self {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        Self(path.with_file_name(format!(".{name}.{}.part", std::process::id())))
    }

    fn take_the_place_of(&self, path: &Path) -> Ended {
        std::fs::rename(&self.0, path).map_err(|error| exit::file("write", path, &error))
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// As the options name it.
pub(super) fn kind_word(kind: FileKind) -> &'static str {
    match kind {
        FileKind::Customers => "customers",
        FileKind::Orders => "orders",
        FileKind::Events => "events",
        FileKind::Consents => "consents",
        FileKind::Products => "products",
        FileKind::CampaignResults => "campaign results",
    }
}
