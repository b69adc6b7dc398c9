//! `regulars import` and `regulars imports`: bring in a file after showing how it is read, and list what came in.

use crate::{
    exit::{self, Ended, Halt},
    hand::Hand,
    print::Listing,
    table::{Grid, Side, counted, digits, page, people, percent},
};
use clap::{Args, ValueEnum};
use regulars_workbench::{
    Provenance,
    model::{Basis, Currency},
    views::{DateOrder, FileKind, ImportEntry, ImportPlanView, ImportReportView, LookRequest, MappingView},
};
use std::path::{Path, PathBuf};

/// What the rows are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum As {
    /// Decide by the columns
    Auto,
    /// One person a row
    Customers,
    /// One order, or one line of an order, a row
    Orders,
    /// One thing a person did a row
    Events,
}

/// Day or month first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Dates {
    /// 31/12/2026
    DayFirst,
    /// 12/31/2026
    MonthFirst,
}

/// What to bring in and how.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  regulars import customers.csv --dry-run
  regulars import orders.csv.gz --source \"Shop export\" --basis contract --rejects left.csv
  regulars import odd.csv --print-map > odd.json       then edit odd.json
  regulars import odd.csv --map odd.json

Nothing is written unless the whole file goes in. The same file twice changes nothing.
Rows that cannot be used are counted with their reason; --rejects saves them. A file can add a no, never remove one.")]
pub(crate) struct ImportArgs {
    /// The file: CSV, or CSV packed with gzip
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// What the rows are
    #[arg(long = "as", value_name = "KIND", default_value = "auto")]
    kind: As,
    /// How the columns are read, as --print-map prints it
    #[arg(long, value_name = "MAPPING.json")]
    map: Option<PathBuf>,
    /// Where the data come from, in your words [default: the file's name]
    #[arg(long, value_name = "TEXT")]
    source: Option<String>,
    /// Why you may hold them: consent, contract, legitimate-interest or unstated
    #[arg(long, value_name = "BASIS", default_value = "unstated", value_parser = basis)]
    basis: Basis,
    /// Say what would happen and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Save the rows that could not be used to this CSV file
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
    /// The amounts' currency where the file has no column for it [default: the vault's]
    #[arg(long, value_name = "CODE")]
    currency: Option<Currency>,
    /// Which comes first in dates such as 03/04/2026, where the file leaves a doubt
    #[arg(long, value_name = "ORDER")]
    dates: Option<Dates>,
    /// Print how the columns would be read, as JSON, and stop
    #[arg(long, conflicts_with_all = ["dry_run", "rejects"])]
    print_map: bool,
}

/// Which part of the list.
#[derive(Debug, Args)]
pub(crate) struct ImportsArgs {
    /// Rows to show
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: u32,
    /// First row, from 0
    #[arg(long, value_name = "N", default_value_t = 0)]
    offset: u32,
}

fn basis(text: &str) -> Result<Basis, &'static str> {
    Basis::from_word(text).ok_or("a basis is consent, contract, legitimate-interest or unstated")
}

pub(crate) fn run(args: &ImportArgs, hand: &mut Hand) -> Ended {
    hand.bench.only_bring_in();
    hand.open()?;
    let kind = match args.kind {
        As::Auto => None,
        As::Customers => Some(FileKind::Customers),
        As::Orders => Some(FileKind::Orders),
        As::Events => Some(FileKind::Events),
    };
    let mut listener = hand.listener();
    let plan =
        hand.bench.survey_file(&args.file, &LookRequest { kind, ..LookRequest::default() }, "file", &mut |view| {
            listener.hear(view)
        })?;
    drop(listener);
    let mapping = mapping(args, &plan.view)?;
    if args.print_map {
        return hand.out.json(&mapping);
    }
    hand.out.note(&plan_words(&plan.view, &mapping));
    if plan.view.date_question.is_some() && mapping.date_order.is_none() {
        hand.out
            .note("In doubt whether day or month comes first: say so with --dates day-first or --dates month-first.");
    }
    let from = Provenance::new(args.source.clone().unwrap_or_else(|| plan.view.file_name.clone()), args.basis);
    let mut listener = hand.listener();
    let mut hear = |view: &_| listener.hear(view);
    let report = if args.dry_run {
        hand.bench.check_import(&plan, &mapping, &from, &mut hear)?
    } else {
        hand.bench.run_import(&plan, &mapping, &from, &mut hear)?
    };
    let saved = match &args.rejects {
        Some(to) => Some((hand.bench.save_rejects(&plan, &mapping, to, &mut hear)?, to)),
        None => None,
    };
    drop(listener);
    hand.out.answer(&report, report_words)?;
    if let Some((rows, to)) = saved {
        hand.out.note(&format!("Saved {} to {}.", counted(rows, "row", "rows"), to.display()));
    }
    Ok(())
}

pub(crate) fn list(args: &ImportsArgs, hand: &mut Hand) -> Ended {
    hand.bench.only_bring_in();
    hand.open()?;
    let imports = hand.bench.imports()?;
    let total = u32::try_from(imports.len()).unwrap_or(u32::MAX);
    let rows: Vec<_> = imports.into_iter().skip(args.offset as usize).take(args.limit as usize).collect();
    hand.out.answer(&Listing { total, offset: args.offset, rows: &rows }, |list| {
        format!("{}\n{}", table(list.rows), page(total, args.offset, list.rows.len(), "file", "files"))
    })
}

/// The mapping to use: the file's own, or the one given; with what the options add.
fn mapping(args: &ImportArgs, plan: &ImportPlanView) -> Result<MappingView, Halt> {
    let mut mapping = match &args.map {
        Some(path) => read_mapping(path)?,
        None => plan.mapping.clone(),
    };
    if let Some(currency) = args.currency {
        mapping.currency = Some(currency.to_string());
    }
    match args.dates {
        Some(Dates::DayFirst) => mapping.date_order = Some(DateOrder::DayFirst),
        Some(Dates::MonthFirst) => mapping.date_order = Some(DateOrder::MonthFirst),
        None => {}
    }
    Ok(mapping)
}

fn read_mapping(path: &Path) -> Result<MappingView, Halt> {
    let text = std::fs::read_to_string(path).map_err(|error| exit::file("read the mapping from", path, &error))?;
    serde_json::from_str(&text).map_err(|error| {
        exit::usage(
            format!("{} is not a mapping: {error}.", path.display()),
            "Start from what regulars import FILE --print-map prints.",
        )
    })
}

fn kind_word(kind: FileKind) -> &'static str {
    match kind {
        FileKind::Customers => "customers",
        FileKind::Orders => "orders",
        FileKind::Events => "events",
    }
}

/// How the file will be read.
fn plan_words(plan: &ImportPlanView, mapping: &MappingView) -> String {
    let mut grid = Grid::new(&[
        ("Column", Side::Left),
        ("Read as", Side::Left),
        ("Filled", Side::Right),
        ("For example", Side::Left),
        ("", Side::Left),
    ]);
    for (at, column) in plan.columns.iter().enumerate() {
        let target = mapping.columns.get(at).and_then(|column| column.target.as_deref());
        let label = target.map_or("-", |id| plan.targets.iter().find(|t| t.id == id).map_or(id, |t| t.label.as_str()));
        let sample = column.samples.first().map_or_else(String::new, |sample| shortened(sample, 28));
        grid.row([&column.header, label, &percent(column.filled), &sample, &column.note]);
    }
    let mut text = format!(
        "{}: {}, {}, {}, {} between columns. Read as {} ({}).\n\n{}",
        plan.file_name,
        counted(plan.rows, "row", "rows"),
        crate::table::bytes(plan.bytes),
        plan.encoding,
        plan.delimiter,
        kind_word(mapping.kind),
        plan.recognised_as,
        grid.text()
    );
    if let Some(when) = &plan.imported_before {
        text.push_str(&format!("\nThis very file was imported before, on {when}.\n"));
    }
    text
}

fn shortened(text: &str, longest: usize) -> String {
    if text.chars().count() <= longest {
        return text.to_owned();
    }
    text.chars().take(longest - 1).chain(['…']).collect()
}

/// What an import did, in words.
pub(crate) fn report_words(report: &ImportReportView) -> String {
    let head = if report.dry_run { "Nothing was written. " } else { "" };
    let mut text = format!("{head}{}\n\n", report.summary);
    let zero = |number: u32| if number == 0 { String::new() } else { digits(number) };
    text.push_str(&Grid::pairs(&[
        ("Rows read", digits(report.rows_read)),
        ("Not used", digits(report.rows_not_used)),
        (
            "People",
            format!(
                "{} new, {} with news, {} with nothing new",
                digits(report.people_created),
                digits(report.people_updated),
                digits(report.people_unchanged)
            ),
        ),
        ("Purchases", zero(report.purchases)),
        ("Refunds", zero(report.refunds)),
        ("Order lines", zero(report.lines)),
        ("Events", zero(report.events)),
        ("There already", zero(report.already_there)),
        ("Opt-outs added", zero(report.opt_outs_added)),
        (
            "Yes ignored",
            if report.yes_ignored == 0 {
                String::new()
            } else {
                format!("{} who had said no", people(report.yes_ignored))
            },
        ),
        (
            "Kept out",
            if report.erased_kept_out == 0 {
                String::new()
            } else {
                format!("{} of people who were erased", counted(report.erased_kept_out, "row", "rows"))
            },
        ),
        ("Bought", if report.purchases == 0 { String::new() } else { report.gross.text.clone() }),
        ("Less refunds", if report.purchases + report.refunds == 0 { String::new() } else { report.net.text.clone() }),
        ("Time", format!("{:.1} s, {:.0} rows a second", report.seconds, report.rows_per_second)),
    ]));
    if !report.problems.is_empty() {
        let mut grid = Grid::new(&[
            ("Rows not used", Side::Right),
            ("Why", Side::Left),
            ("Column", Side::Left),
            ("First lines", Side::Left),
            ("What to do", Side::Left),
        ])
        .at_most(4, 60);
        for problem in &report.problems {
            let lines = problem.first_lines.iter().take(4).map(ToString::to_string).collect::<Vec<_>>().join(", ");
            grid.row([&digits(problem.rows), &problem.words, &problem.column, &lines, &problem.hint]);
        }
        text.push_str(&format!("\n{}", grid.text()));
    }
    text
}

/// Past imports as a table.
pub(crate) fn table(imports: &[ImportEntry]) -> String {
    let mut grid = Grid::new(&[
        ("Id", Side::Left),
        ("When", Side::Left),
        ("File", Side::Left),
        ("Rows are", Side::Left),
        ("Rows", Side::Right),
        ("Not used", Side::Right),
        ("New people", Side::Right),
        ("Orders", Side::Right),
        ("Events", Side::Right),
        ("Source", Side::Left),
        ("Basis", Side::Left),
    ]);
    for import in imports {
        grid.row([
            &import.id,
            &import.when,
            &import.file_name,
            kind_word(import.kind),
            &digits(import.rows),
            &digits(import.rows_not_used),
            &digits(import.people_created),
            &digits(import.orders),
            &digits(import.events),
            &import.source,
            import.basis.word(),
        ]);
    }
    if imports.is_empty() { String::new() } else { grid.text() }
}
