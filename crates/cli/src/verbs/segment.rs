//! `regulars segment`: who is in, whom may I write to, how do they differ, why this person?

mod beside;

use super::people::{Window, gather, page_words};
use crate::{
    ask::confirm,
    exit::{self, Ended, Halt},
    hand::Hand,
    print::Listing,
    rule::{Choice, choose},
    table::{Grid, Side, digits, page, people, percent},
};
use clap::{Args, Subcommand};
use regulars_workbench::{
    Workbench,
    model::{Code, Problem},
    views::{AgainstView, ExplainView, SegmentCountView, SegmentView},
};
use serde::Serialize;

/// The verbs.
#[derive(Debug, Subcommand)]
#[command(after_help = "\
A rule is JSON: all, any or none of smaller rules. Bought twice or more in the last year, and lives in Portugal:

  {\"type\":\"all\",\"rules\":[
    {\"type\":\"bought\",\"what\":{\"of\":\"anything\"},\"times\":{\"op\":\"at_least\",\"n\":2},\"when\":{\"in\":\"last_days\",\"days\":365}},
    {\"type\":\"text\",\"field\":\"country\",\"test\":{\"op\":\"is\",\"value\":\"Portugal\"}}]}

Examples:
  regulars segment count --rule rule.json
  regulars segment count --says \"People in Portugal who bought at least twice in the last 365 days\"
  regulars segment save --name \"Regulars in Portugal\" --rule rule.json
  regulars segment members \"Regulars in Portugal\" --limit 10
  regulars segment explain s2 --person ana@example.com
  regulars segment compare s1 s2
  regulars segment history s2 --seen")]
pub(crate) enum SegmentVerb {
    /// How many people, how many may be contacted, and how they differ from everyone
    Count {
        #[command(flatten)]
        choice: Choice,
    },
    /// Keep a rule under a name
    Save(SaveArgs),
    /// The saved segments
    List(Window),
    /// One saved segment: what it asks, in words and as JSON, and how many are in
    Show {
        /// By name or id (s2)
        #[arg(value_name = "SEGMENT")]
        segment: String,
    },
    /// The people in a segment
    Members {
        #[command(flatten)]
        choice: Choice,
        #[command(flatten)]
        window: Window,
    },
    /// Why one person is in or out, and the smallest change that would turn it
    Explain {
        /// Whom: an id (p17), an email address, or the shop's own number
        #[arg(long, value_name = "PERSON")]
        person: String,
        #[command(flatten)]
        choice: Choice,
    },
    /// Ready-made segments: what there is, how many are in, and to keep one
    Templates(super::ready::TemplatesArgs),
    /// Keep a list of people made by hand: one email, number or id a line
    Pick(super::ready::PickArgs),
    /// The JSON schema of the rule language
    Schema,
    /// Two or more segments: each beside everyone, and how they overlap
    Compare {
        /// Saved segments, by name or id (s2)
        #[arg(value_name = "SEGMENT")]
        segments: Vec<String>,
        /// A rule to compare as well: JSON, or a file that holds it. May be given several times
        #[arg(long, value_name = "FILE|JSON")]
        rule: Vec<String>,
    },
    /// How a saved segment grew, and who came and left since it was last marked as seen
    History {
        /// By name or id (s2)
        #[arg(value_name = "SEGMENT")]
        segment: String,
        /// Show that, and mark it as seen: from now on it is compared with today
        #[arg(long)]
        seen: bool,
    },
    /// Delete a saved segment; the people in it stay
    Delete {
        /// By name or id (s2)
        #[arg(value_name = "SEGMENT")]
        segment: String,
    },
}

/// What to keep.
#[derive(Debug, Args)]
pub(crate) struct SaveArgs {
    /// Its name
    #[arg(long, value_name = "NAME")]
    name: String,
    /// The rule: JSON, a file that holds it, or - for standard input
    #[arg(long, value_name = "FILE|JSON", allow_hyphen_values = true, required_unless_present = "says")]
    rule: Option<String>,
    /// The rule in plain words: "People in Germany who bought coffee at least twice."
    #[arg(long, value_name = "SENTENCE", conflicts_with = "rule")]
    says: Option<String>,
    /// Change this saved segment (by name or id) instead of adding one
    #[arg(long, value_name = "SEGMENT")]
    replace: Option<String>,
}

/// A count, with how these people differ from everyone.
#[derive(Serialize)]
struct Counted {
    #[serde(flatten)]
    count: SegmentCountView,
    against_everyone: AgainstView,
}

#[derive(Serialize)]
struct Deleted<'a> {
    deleted: &'a SegmentView,
}

pub(crate) fn run(verb: &SegmentVerb, hand: &mut Hand) -> Ended {
    match verb {
        SegmentVerb::Count { choice } => {
            let choice = choice.read()?;
            hand.open_to_ask(std::slice::from_ref(&choice))?;
            let view = Counted {
                count: hand.bench.segment_count(&choice)?,
                against_everyone: hand.bench.segment_against(&choice)?,
            };
            hand.out.answer(&view, count_words)
        }
        SegmentVerb::Show { segment } => {
            hand.open_to_list()?;
            let view = hand.bench.segment(segment)?;
            hand.out.answer(&view, show_words)
        }
        SegmentVerb::Compare { segments, rule } => beside::compare(segments, rule, hand),
        SegmentVerb::History { segment, seen } => beside::history(segment, *seen, hand),
        SegmentVerb::Save(args) => save(args, hand),
        SegmentVerb::List(window) => {
            hand.open_to_list()?;
            let segments = hand.bench.segments()?;
            let total = u32::try_from(segments.len()).unwrap_or(u32::MAX);
            let rows: Vec<_> = segments.into_iter().skip(window.offset as usize).take(window.limit as usize).collect();
            hand.out.answer(&Listing { total, offset: window.offset, rows: &rows }, |list| {
                if total == 0 {
                    return "No segments yet. Ready-made ones: regulars segment templates\n".to_owned();
                }
                format!("{}\n{}", table(list.rows), page(total, list.offset, list.rows.len(), "segment", "segments"))
            })
        }
        SegmentVerb::Members { choice, window } => {
            let choice = choice.read()?;
            hand.open_to_ask(std::slice::from_ref(&choice))?;
            let bench = &hand.bench;
            let view = gather(*window, |offset, limit| Ok(bench.segment_members(&choice, offset, limit)?))?;
            hand.out.answer(&view, page_words)
        }
        SegmentVerb::Explain { person, choice } => {
            let choice = choice.read()?;
            hand.open_to_ask(std::slice::from_ref(&choice))?;
            let person = hand.bench.who(person)?.id;
            let view = hand.bench.segment_explain(&choice, &person)?;
            hand.out.answer(&view, explain_words)
        }
        SegmentVerb::Templates(args) => super::ready::templates(args, hand),
        SegmentVerb::Pick(args) => super::ready::pick(args, hand),
        SegmentVerb::Schema => super::ready::schema(hand),
        SegmentVerb::Delete { segment } => delete(segment, hand),
    }
}

fn save(args: &SaveArgs, hand: &mut Hand) -> Ended {
    let choice = choose(None, args.rule.as_deref(), args.says.as_deref())?;
    hand.open_to_ask(std::slice::from_ref(&choice))?;
    let rule = hand.bench.segment_rule(&choice)?;
    let replaced = args.replace.as_deref().map(|which| find(&hand.bench, which)).transpose()?;
    let view = hand.bench.segment_save(replaced.as_ref().map(|old| old.id.as_str()), &args.name, &rule)?;
    hand.out.answer(&view, saved_words)
}

/// What was kept.
pub(super) fn saved_words(view: &SegmentView) -> String {
    format!(
        "Saved {} ({}): {}, of whom {} may be emailed.\n{}",
        view.name,
        view.id,
        people(view.size),
        digits(view.may_email),
        view.sentence
    )
}

fn delete(segment: &str, hand: &mut Hand) -> Ended {
    hand.open()?;
    let view = find(&hand.bench, segment)?;
    let question =
        format!("Delete the segment {} ({})? Its {} stay.\n{}", view.name, view.id, people(view.size), view.sentence);
    confirm(&question, hand.yes())?;
    hand.bench.segment_delete(&view.id)?;
    hand.out.answer(&Deleted { deleted: &view }, |_| format!("Deleted {} ({}).", view.name, view.id))
}

/// A saved segment by id, or by name whatever its case.
pub(crate) fn find(bench: &Workbench, which: &str) -> Result<SegmentView, Halt> {
    let segments = bench.segments()?;
    let wanted = which.trim().to_lowercase();
    let found =
        segments.iter().find(|s| s.id == wanted).or_else(|| segments.iter().find(|s| s.name.to_lowercase() == wanted));
    found.cloned().ok_or_else(|| {
        exit::Halt::Problem(Problem::new(
            Code::NotFound,
            "There is no saved segment of this name or id.",
            "See regulars segment list.",
        ))
    })
}

/// Saved segments as a table.
pub(crate) fn table(segments: &[SegmentView]) -> String {
    if segments.is_empty() {
        return String::new();
    }
    let mut grid = Grid::new(&[
        ("Id", Side::Left),
        ("Name", Side::Left),
        ("People", Side::Right),
        ("May be emailed", Side::Right),
        ("Changed", Side::Left),
        ("Rule", Side::Left),
    ])
    .at_most(5, 60);
    for segment in segments {
        grid.row([
            &segment.id,
            &segment.name,
            &digits(segment.size),
            &digits(segment.may_email),
            &segment.changed,
            if segment.cannot.is_empty() { &segment.sentence } else { &segment.cannot },
        ]);
    }
    grid.text()
}

fn count_words(counted: &Counted) -> String {
    let view = &counted.count;
    let share = if view.everyone == 0 { 0.0 } else { f64::from(view.size) / f64::from(view.everyone) };
    let mut text = format!(
        "{}\n\n{} of {} ({}), worth {} so far. As of {}.\n",
        view.sentence,
        digits(view.size),
        people(view.everyone),
        percent(share),
        view.value.text,
        view.as_of
    );
    if view.size > 0 {
        text.push_str("\nWho may be contacted\n");
        let mut grid = Grid::new(&[("Channel", Side::Left), ("May", Side::Right), ("Left out", Side::Left)]);
        for line in &view.contactable {
            let left = line.left_out.iter().map(|l| format!("{} {}", digits(l.count), l.words)).collect::<Vec<_>>();
            grid.row([line.channel.word(), &digits(line.may), &left.join(", ")]);
        }
        text.push_str(&grid.text());
    }
    for line in &view.scores {
        text.push_str(&format!("\n{line}"));
    }
    if !view.scores.is_empty() {
        text.push('\n');
    }
    text.push_str("\nBeside everyone\n");
    text.push_str(&beside::against_words(&counted.against_everyone));
    text
}

fn show_words(view: &SegmentView) -> String {
    let rule = serde_json::to_string_pretty(&view.rule).unwrap_or_default();
    let cannot = if view.cannot.is_empty() { String::new() } else { format!("Nobody is in it. {}\n", view.cannot) };
    format!(
        "{} ({})\n{}\n\n{cannot}{}, of whom {} may be emailed. Changed {}.\n\n{rule}\n",
        view.name,
        view.id,
        view.sentence,
        people(view.size),
        digits(view.may_email),
        view.changed
    )
}

fn explain_words(view: &ExplainView) -> String {
    let place = if view.is_in { "in" } else { "out" };
    let mut text = format!("{} ({}) is {place}. {}\n\n", view.person.name, view.person.id, view.sentence);
    for node in &view.nodes {
        let depth = node.path.matches('.').count();
        let mark = if node.holds { "yes" } else { "no " };
        let own = if node.own.is_empty() { String::new() } else { format!(" — {}", node.own) };
        text.push_str(&format!("{mark}  {}{}{own}\n", "  ".repeat(depth), node.rule));
    }
    if !view.flip.is_empty() {
        text.push_str(&format!("\n{}\n", view.flip));
    }
    text
}
