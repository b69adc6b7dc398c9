//! Counts what an import meets, and says it in words.

use super::{alone::OnlyOnes, numbers::OthersNumbers};
use crate::views::{ColumnReport, FileKind, ImportReportView, MoneyView, ProblemGroup};
use regulars_ingest::{RowCode, RowProblem, Shape};
use regulars_model::{Currency, Money, PersonId, group_digits};
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    num::NonZero,
};

/// Lines named per reason; the rest are in the rejects file.
const LINES_NAMED: usize = 10;

#[derive(Default)]
pub(crate) struct Tally {
    pub(crate) rows_read: u32,
    pub(crate) rows_not_used: u32,
    pub(crate) erased_kept_out: u32,
    pub(crate) created: HashSet<PersonId>,
    pub(crate) updated: HashSet<PersonId>,
    pub(crate) met: HashSet<PersonId>,
    pub(crate) purchases: u32,
    pub(crate) refunds: u32,
    pub(crate) lines: u32,
    pub(crate) events: u32,
    pub(crate) already_there: u32,
    /// Of the orders, those whose newer version takes the place of one that was here.
    pub(crate) replaced: u32,
    pub(crate) opt_outs_added: u32,
    pub(crate) yes_ignored: u32,
    /// Yeses of a file of which nobody can say how it came about.
    pub(crate) yes_not_taken: u32,
    pub(crate) rows_kept: u32,
    pub(crate) remembered_noes: u32,
    pub(crate) products: u32,
    pub(crate) campaign_results: u32,
    pub(crate) cells_dropped: u32,
    pub(crate) quarantined: u32,
    /// People who waited in quarantine until this file spoke of them too.
    pub(crate) let_out: u32,
    pub(crate) not_contactable: u32,
    pub(crate) columns: Vec<ColumnReport>,
    pub(crate) permissions_added: u32,
    /// Who would be the only one with their combination of fields.
    pub(crate) only_ones: Option<OnlyOnes>,
    /// Who was known by a number that another source gave them, and by nothing else.
    pub(crate) others_numbers: Option<OthersNumbers>,
    pub(crate) gross: i64,
    pub(crate) net: i64,
    problems: BTreeMap<(&'static str, String), Group>,
}

struct Group {
    words: &'static str,
    hint: &'static str,
    rows: u32,
    first_lines: Vec<u32>,
}

impl Tally {
    /// Something to know about a row, used or not.
    pub(crate) fn warning(&mut self, problem: &RowProblem) {
        let group = self.problems.entry((problem.code.word(), problem.column.clone())).or_insert_with(|| Group {
            words: problem.code.words(),
            hint: problem.hint,
            rows: 0,
            first_lines: Vec::new(),
        });
        group.rows += 1;
        self.cells_dropped += u32::from(matches!(problem.code, RowCode::SensitiveDropped | RowCode::CardShortened));
        if group.first_lines.len() < LINES_NAMED {
            group.first_lines.push(problem.line);
        }
    }

    /// Whether the vault would be any different.
    pub(crate) fn changes_nothing(&self) -> bool {
        self.created.is_empty()
            && self.updated.is_empty()
            && self.purchases + self.refunds + self.lines + self.events == 0
            && self.opt_outs_added + self.permissions_added + self.remembered_noes == 0
            && self.products + self.campaign_results + self.let_out == 0
    }

    /// Cells of a column that could not be read.
    pub(crate) fn cells_not_read(&self, column: &str) -> u32 {
        self.problems.iter().filter(|((_, of), _)| of == column).map(|(_, group)| group.rows).sum()
    }

    /// The report of an import that took `seconds`.
    pub(crate) fn report(self, of: &Reported<'_>, seconds: f64) -> ImportReportView {
        let mut problems: Vec<ProblemGroup> = self
            .problems
            .iter()
            .map(|((code, column), group)| ProblemGroup {
                code: (*code).to_owned(),
                words: group.words.to_owned(),
                column: column.clone(),
                rows: group.rows,
                first_lines: group.first_lines.clone(),
                hint: of.place(group),
            })
            .collect();
        problems.sort_by_key(|group| std::cmp::Reverse(group.rows));
        let unchanged = self.met.len() - self.created.len() - self.updated.difference(&self.created).count();
        let gross = money(self.gross, of.currency);
        ImportReportView {
            import: of.import.clone(),
            dry_run: of.dry_run,
            file_name: of.file_name.to_owned(),
            kind: of.kind,
            rows_read: self.rows_read,
            rows_not_used: self.rows_not_used,
            people_created: count(self.created.len()),
            people_updated: count(self.updated.difference(&self.created).count()),
            people_unchanged: count(unchanged),
            erased_kept_out: self.erased_kept_out,
            purchases: self.purchases,
            refunds: self.refunds,
            lines: self.lines,
            events: self.events,
            already_there: self.already_there,
            opt_outs_added: self.opt_outs_added,
            yes_ignored: self.yes_ignored + self.yes_not_taken,
            quarantined: self.quarantined,
            not_contactable: self.not_contactable,
            remembered_noes: self.remembered_noes,
            products: self.products,
            campaign_results: self.campaign_results,
            cells_dropped: self.cells_dropped,
            rows_kept: self.rows_kept,
            columns: self.columns.clone(),
            look_alikes: None,
            no_amounts: no_amounts(self.purchases, &gross),
            gross,
            net: money(self.net, of.currency),
            problems,
            seconds,
            rows_per_second: if seconds > 0.0 { f64::from(self.rows_read) / seconds } else { 0.0 },
            summary: self.summary(of),
            notes: self.notes(),
        }
    }

    fn summary(&self, of: &Reported<'_>) -> String {
        let would = if of.dry_run { "Would add" } else { "Added" };
        if self.changes_nothing() {
            let what = if self.already_there > 0 || !self.met.is_empty() {
                "Everything in this file was here already."
            } else {
                "No row of this file could be used."
            };
            return format!("Nothing new. {what}");
        }
        let mut parts = Vec::new();
        for (number, one, many) in [
            (count(self.created.len()), "new person", "new people"),
            (self.purchases, "purchase", "purchases"),
            (self.refunds, "refund", "refunds"),
            (self.events, "event", "events"),
            (self.opt_outs_added, "opt-out", "opt-outs"),
            (self.products, "product", "products"),
            (self.campaign_results, "campaign’s result", "campaigns’ results"),
        ] {
            if number > 0 {
                parts.push(format!("{} {}", group_digits(number.into()), if number == 1 { one } else { many }));
            }
        }
        let updated = self.updated.difference(&self.created).count();
        if updated > 0 {
            let people = if updated == 1 { "person" } else { "people" };
            parts.push(format!("news about {} {people}", group_digits(updated as u64)));
        }
        if parts.is_empty() && self.let_out > 0 {
            parts.push("a source that may be used for people who waited in quarantine".to_owned());
        }
        if parts.is_empty() {
            parts.push("what they said about being contacted".to_owned());
        }
        let mut text = format!("{would} {}.", listed(&parts));
        match self.replaced {
            0 => {}
            1 => text.push_str(" 1 order was here already and takes the place of its earlier version."),
            many => text.push_str(&format!(
                " {} orders were here already and take the place of their earlier versions.",
                group_digits(many.into())
            )),
        }
        if self.quarantined > 0 {
            text.push_str(&format!(
                " {} for a yes, in no segment and no message until then.",
                match self.quarantined {
                    1 => "1 person waits".to_owned(),
                    many => format!("{} people wait", group_digits(many.into())),
                }
            ));
        }
        if self.yes_not_taken > 0 {
            text.push_str(" What the file says of permissions was not taken: nobody can say how they were given.");
        }
        if self.rows_not_used > 0 {
            let rows = if self.rows_not_used == 1 { "row" } else { "rows" };
            text.push_str(&format!(" {} {rows} could not be used.", group_digits(self.rows_not_used.into())));
        }
        text
    }

    /// What somebody should check or know before they go on, each on its own.
    fn notes(&self) -> Vec<String> {
        let numbers = self.others_numbers.as_ref().map(OthersNumbers::words);
        let alone = self.only_ones.as_ref().map(OnlyOnes::words);
        numbers.into_iter().chain(alone).collect()
    }
}

/// A report that was kept. Older ones do not say whether there were amounts; what they count tells it.
pub(crate) fn kept_report(counts: &str) -> Option<ImportReportView> {
    let mut report: ImportReportView = serde_json::from_str(counts).ok()?;
    report.no_amounts = no_amounts(report.purchases, &report.gross);
    Some(report)
}

/// Whether purchases came in of which none has an amount.
fn no_amounts(purchases: u32, gross: &MoneyView) -> bool {
    purchases > 0 && gross.minor == 0.0
}

/// What a report is about.
pub(crate) struct Reported<'a> {
    pub(crate) import: Option<String>,
    pub(crate) dry_run: bool,
    pub(crate) file_name: &'a str,
    pub(crate) kind: FileKind,
    pub(crate) currency: Currency,
    /// Where a line is, in a file of several parts.
    pub(crate) shape: &'a Shape,
}

impl Reported<'_> {
    /// What to do about a group of rows; in a file of several parts, where the first of them is.
    fn place(&self, group: &Group) -> String {
        let first = group.first_lines.first().map(|line| self.shape.place(*line));
        match first {
            Some(place) if place.part.is_some() => {
                let part = place.part.unwrap_or_default();
                format!("The first is line {} of “{part}”. {}", place.line, group.hint)
            }
            _ => group.hint.to_owned(),
        }
    }
}

/// "a, b and c".
pub(crate) fn listed(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

fn money(minor: i64, currency: Currency) -> MoneyView {
    Money::new(minor, currency).into()
}

pub(crate) fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Of each person a hash of what a row last said of them, to skip the many order lines that say the same again. Asked for
/// every row: people are numbered one after the other, so it is a list.
#[derive(Default)]
pub(crate) struct Seen {
    list: Vec<Option<NonZero<u64>>>,
    /// Beyond any shop; a list of them would be too long.
    others: HashMap<PersonId, u64>,
}

/// People that the list has room for.
const LISTED: u32 = 1 << 24;

impl Seen {
    /// What was said of somebody.
    pub(crate) fn get(&self, person: PersonId) -> Option<u64> {
        if person.0 < LISTED {
            self.list.get(person.0 as usize).copied().flatten().map(NonZero::get)
        } else {
            self.others.get(&person).copied()
        }
    }

    /// Takes the place of what was said before, and gives that.
    pub(crate) fn insert(&mut self, person: PersonId, says: u64) -> Option<u64> {
        let at = person.0 as usize;
        if person.0 >= LISTED {
            return self.others.insert(person, says);
        }
        if self.list.len() <= at {
            self.list.resize(at + 1, None);
        }
        self.list[at].replace(NonZero::new(says).unwrap_or(NonZero::<u64>::MIN)).map(NonZero::get)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use regulars_ingest::Source;
    use std::ops::ControlFlow;

    #[test]
    fn whether_orders_have_amounts_is_told_of_old_reports_too() {
        let source = Source::new("orders.csv", 4, || Ok(Box::new(&b"a\n1\n"[..])));
        let shape = regulars_ingest::survey(&source, &mut |_| ControlFlow::Continue(())).unwrap().shape;
        let of = Reported {
            import: Some("i1".to_owned()),
            dry_run: false,
            file_name: "orders.csv",
            kind: FileKind::Orders,
            currency: "EUR".parse().unwrap(),
            shape: &shape,
        };
        for (purchases, gross, without) in [(3, 0, true), (3, 1_250, false), (0, 0, false)] {
            let report = Tally { purchases, gross, ..Tally::default() }.report(&of, 1.0);
            assert_eq!(report.no_amounts, without, "{purchases} {gross}");
            let mut kept = serde_json::to_value(&report).unwrap();
            kept.as_object_mut().unwrap().remove("no_amounts").unwrap();
            assert_eq!(kept_report(&kept.to_string()), Some(report));
        }
        assert_eq!(kept_report("{}"), None);
    }

    #[test]
    fn what_was_last_said_is_known_of_whoever_it_is() {
        let mut seen = Seen::default();
        for id in [0, 7, LISTED - 1, LISTED, u32::MAX] {
            assert_eq!((seen.get(PersonId(id)), seen.insert(PersonId(id), 5)), (None, None), "{id}");
            assert_eq!((seen.insert(PersonId(id), 6), seen.get(PersonId(id))), (Some(5), Some(6)), "{id}");
        }
        assert_eq!(seen.get(PersonId(8)), None);
        assert_eq!((seen.list.len(), seen.others.len()), (LISTED as usize, 2));
    }
}
