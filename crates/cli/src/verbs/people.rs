//! `regulars people`: the list, and one person whole.

use crate::{
    exit::{Ended, Halt},
    hand::Hand,
    table::{Grid, Side, counted, digits, page},
};
use clap::{Args, Subcommand, ValueEnum};
use regulars_workbench::{
    model::PermissionState,
    views::{PeoplePage, PeopleRequest, PeopleSort, PersonView},
};

/// The verbs.
#[derive(Debug, Subcommand)]
pub(crate) enum PeopleVerb {
    /// List people, or those a search finds
    #[command(after_help = "\
Examples:
  regulars people list --sort value --limit 10
  regulars people list --search porto --json")]
    List(ListArgs),
    /// Everything that is held about one person
    #[command(after_help = "\
Examples:
  regulars people show p17
  regulars people show ana@example.com")]
    Show {
        /// An id (p17), an email address, or the shop's own number
        #[arg(value_name = "PERSON")]
        person: String,
    },
}

/// Order of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Sort {
    Name,
    Value,
    Latest,
    Purchases,
}

/// Which part of which list.
#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// Words to find in name, email, city or the shop's own number
    #[arg(long, value_name = "WORDS", default_value = "", hide_default_value = true)]
    search: String,
    /// Order of the list; worth, latest purchase and purchases run from the top
    #[arg(long, value_name = "ORDER", default_value = "name")]
    sort: Sort,
    #[command(flatten)]
    window: Window,
}

/// Which rows of a list.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct Window {
    /// Rows to show
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub(crate) limit: u32,
    /// First row, from 0
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) offset: u32,
}

pub(crate) fn run(verb: &PeopleVerb, hand: &mut Hand) -> Ended {
    hand.open()?;
    match verb {
        PeopleVerb::List(args) => {
            let sort = match args.sort {
                Sort::Name => PeopleSort::Name,
                Sort::Value => PeopleSort::Value,
                Sort::Latest => PeopleSort::Latest,
                Sort::Purchases => PeopleSort::Purchases,
            };
            let bench = &hand.bench;
            let view = gather(args.window, |offset, limit| {
                Ok(bench.people(&PeopleRequest { search: args.search.clone(), sort, offset, limit })?)
            })?;
            hand.out.answer(&view, page_words)
        }
        PeopleVerb::Show { person } => {
            let view = hand.bench.person(&hand.bench.who(person)?.id)?;
            hand.out.answer(&view, person_words)
        }
    }
}

/// The workbench gives this many rows at a time.
const ROWS_AT_ONCE: u32 = 500;

/// As many pages as the window needs, as one.
pub(crate) fn gather(
    window: Window,
    mut page: impl FnMut(u32, u32) -> Result<PeoplePage, Halt>,
) -> Result<PeoplePage, Halt> {
    let mut whole = page(window.offset, window.limit.min(ROWS_AT_ONCE))?;
    while let Ok(had) = u32::try_from(whole.rows.len())
        && had < window.limit
        && window.offset.saturating_add(had) < whole.total
    {
        let more = page(window.offset + had, (window.limit - had).min(ROWS_AT_ONCE))?;
        if more.rows.is_empty() {
            break;
        }
        whole.rows.extend(more.rows);
    }
    Ok(whole)
}

/// A list of people.
pub(crate) fn page_words(view: &PeoplePage) -> String {
    let foot = page(view.total, view.offset, view.rows.len(), "person", "people");
    if view.rows.is_empty() {
        return foot;
    }
    let mut grid = Grid::new(&[
        ("Id", Side::Left),
        ("Name", Side::Left),
        ("Email", Side::Left),
        ("Place", Side::Left),
        ("Purchases", Side::Right),
        ("Worth", Side::Right),
        ("Last purchase", Side::Left),
        ("Email?", Side::Left),
    ]);
    for row in &view.rows {
        let said = if row.use_allowed { said(row.email_permission) } else { "no use at all" };
        grid.row([
            &row.id,
            &row.name,
            &row.email,
            &row.place,
            &digits(row.purchases),
            &row.value.text,
            &row.last_purchase,
            said,
        ]);
    }
    format!("{}\n{foot}", grid.text())
}

fn said(state: PermissionState) -> &'static str {
    match state {
        PermissionState::Granted => "said yes",
        PermissionState::Refused => "said no",
        PermissionState::Unknown => "never asked",
    }
}

/// Entries of the timeline a terminal shows.
const TIMELINE_SHOWN: usize = 20;

fn person_words(view: &PersonView) -> String {
    let mut text = format!("{} ({})\n\n", view.name, view.id);
    let mut pairs: Vec<(&str, String)> = view.fields.iter().map(|f| (f.label.as_str(), f.value.clone())).collect();
    let orders =
        format!("{}, {}", counted(view.purchases, "purchase", "purchases"), counted(view.refunds, "refund", "refunds"));
    pairs.push(("Worth so far", format!("{} ({orders})", view.value.text)));
    if let Some(average) = &view.average {
        pairs.push(("A purchase", format!("{} on average", average.text)));
    }
    if !view.first_purchase.is_empty() {
        pairs.push(("Bought", format!("first on {}, last on {}", view.first_purchase, view.last_purchase)));
    }
    if let Some(days) = view.usual_gap_days {
        pairs.push(("Usual gap", format!("{} between purchases", counted(days, "day", "days"))));
    }
    pairs.push(("Persona", view.persona.clone()));
    let segments = view.segments.iter().map(|s| format!("{} ({})", s.name, s.id)).collect::<Vec<_>>().join(", ");
    pairs.push(("Segments", segments));
    text.push_str(&Grid::pairs(&pairs));

    text.push_str("\nMay we write?\n");
    if !view.use_allowed {
        text.push_str("  Asked not to be used at all: in no segment, no persona, no campaign.\n");
    }
    for permission in &view.permissions {
        text.push_str(&format!("  {:<6}{}\n", permission.channel.word(), permission.words));
    }
    if !view.timeline.is_empty() {
        text.push_str("\nWhat happened\n");
        let mut grid = Grid::new(&[("When", Side::Left), ("What", Side::Left), ("Amount", Side::Right)]);
        for entry in view.timeline.iter().take(TIMELINE_SHOWN) {
            grid.row([&entry.when, &entry.words, entry.amount.as_ref().map_or("", |money| money.text.as_str())]);
        }
        text.push_str(&grid.text());
        if view.timeline_total as usize > TIMELINE_SHOWN {
            text.push_str(&format!(
                "The latest {TIMELINE_SHOWN} of {}; more with --json.\n",
                digits(view.timeline_total)
            ));
        }
    }
    if !view.sources.is_empty() {
        text.push_str("\nWhere this comes from\n");
        let mut grid = Grid::new(&[
            ("File", Side::Left),
            ("Line", Side::Right),
            ("Source", Side::Left),
            ("Basis", Side::Left),
            ("When", Side::Left),
        ]);
        for source in &view.sources {
            grid.row([&source.file_name, &digits(source.line), &source.source, &source.basis, &source.when]);
        }
        text.push_str(&grid.text());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use regulars_workbench::{
        model::{Currency, Money},
        views::PersonRowView,
    };

    fn row(number: u32) -> PersonRowView {
        PersonRowView {
            id: format!("p{number}"),
            name: String::new(),
            email: String::new(),
            place: String::new(),
            purchases: 0,
            value: Money::new(0, Currency::UNKNOWN).into(),
            last_purchase: String::new(),
            email_permission: PermissionState::Unknown,
            use_allowed: true,
        }
    }

    #[test]
    fn a_long_list_is_gathered_page_by_page_to_its_last_row() {
        let mut asked = Vec::new();
        let view = gather(Window { limit: 2000, offset: 10 }, |offset, limit| {
            asked.push((offset, limit));
            let rows = (offset..1203.min(offset + limit)).map(row).collect();
            Ok(PeoplePage { total: 1203, offset, rows })
        })
        .expect("a list");
        assert_eq!(asked, [(10, 500), (510, 500), (1010, 500)]);
        assert_eq!((view.offset, view.rows.len()), (10, 1193));
        assert_eq!(view.rows.last().map(|row| row.id.as_str()), Some("p1202"));
    }

    #[test]
    fn no_more_is_asked_than_the_limit() {
        let view = gather(Window { limit: 600, offset: 0 }, |offset, limit| {
            Ok(PeoplePage { total: 5000, offset, rows: (offset..offset + limit).map(row).collect() })
        })
        .expect("a list");
        assert_eq!(view.rows.len(), 600);
    }
}
