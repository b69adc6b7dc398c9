//! `regulars segment templates`, `pick` and `schema`: segments to start from, lists made by hand, and the language of rules.

use super::segment::saved_words;
use crate::{
    ask::standard_input,
    exit::{self, Ended},
    hand::Hand,
    print::Listing,
    table::{Grid, Side, digits, people},
};
use clap::Args;
use regulars_workbench::{
    RULE_SCHEMA,
    model::{PersonId, Rule, SegmentRule},
    views::{ReadyView, RosterView, SegmentView},
};
use serde::Serialize;
use std::path::Path;

/// Which ready-made segment, and what to keep it as.
#[derive(Debug, Args)]
pub(crate) struct TemplatesArgs {
    /// Show only this one, by its id or name
    #[arg(value_name = "NAME")]
    name: Option<String>,
    /// Keep it under this name
    #[arg(long, value_name = "NAME", requires = "name")]
    save: Option<String>,
}

/// Whom to keep as a list.
#[derive(Debug, Args)]
pub(crate) struct PickArgs {
    /// A file with one email, number or id (p17) a line; - for standard input
    #[arg(value_name = "FILE")]
    file: String,
    /// What to call the list
    #[arg(long, value_name = "NAME")]
    name: String,
}

#[derive(Serialize)]
struct Picked<'a> {
    saved: &'a SegmentView,
    looked_up: &'a RosterView,
}

pub(crate) fn templates(args: &TemplatesArgs, hand: &mut Hand) -> Ended {
    hand.open()?;
    if let (Some(name), Some(save)) = (&args.name, &args.save) {
        let view = hand.bench.ready_made_save(name, save)?;
        return hand.out.answer(&view, saved_words);
    }
    let mut all = hand.bench.ready_made()?;
    if let Some(name) = &args.name {
        let wanted = name.trim().to_lowercase();
        all.retain(|one| one.id == wanted || one.name.to_lowercase() == wanted);
        let Some(one) = all.first() else {
            return Err(exit::usage(
                "There is no ready-made segment of that name.",
                "“regulars segment templates” shows them.",
            ));
        };
        return hand.out.answer(one, one_words);
    }
    let total = u32::try_from(all.len()).unwrap_or(u32::MAX);
    hand.out.answer(&Listing { total, offset: 0, rows: &all }, |list| table(list.rows))
}

fn size(ready: &ReadyView) -> String {
    ready.size.map_or_else(|| "cannot be answered".to_owned(), people)
}

fn one_words(ready: &ReadyView) -> String {
    let mut text = format!("{} ({}): {}\n{}\n{}\n", ready.name, ready.id, size(ready), ready.sentence, ready.good_for);
    for note in ready.notes.iter().chain(Some(&ready.cannot).filter(|why| !why.is_empty())) {
        text.push_str(&format!("{note}\n"));
    }
    let rule = serde_json::to_string(&ready.rule).unwrap_or_default();
    text.push_str(&format!("\n{rule}\n\nregulars segment templates {} --save NAME keeps it.\n", ready.id));
    text
}

fn table(all: &[ReadyView]) -> String {
    let mut text = String::new();
    for part in all.chunk_by(|a, b| a.group == b.group) {
        let heading = part.first().map_or("", |one| &one.group);
        text.push_str(&format!("{heading}\n"));
        let mut grid =
            Grid::new(&[("Id", Side::Left), ("Name", Side::Left), ("People", Side::Right), ("Good for", Side::Left)])
                .at_most(3, 70);
        for one in part {
            let people = one.size.map_or_else(|| "–".to_owned(), digits);
            let words = if one.cannot.is_empty() { &one.good_for } else { &one.cannot };
            grid.row([&one.id, &one.name, &people, words]);
        }
        text.push_str(&grid.text());
        let mut notes: Vec<&String> = part.iter().flat_map(|one| &one.notes).collect();
        notes.dedup();
        let mut said: Vec<&String> = Vec::new();
        for note in notes {
            if !said.contains(&note) {
                text.push_str(&format!("{note}\n"));
                said.push(note);
            }
        }
        text.push('\n');
    }
    text
}

pub(crate) fn pick(args: &PickArgs, hand: &mut Hand) -> Ended {
    let text = if args.file == "-" {
        standard_input("read the list from")?
    } else {
        let path = Path::new(&args.file);
        std::fs::read_to_string(path).map_err(|error| exit::file("read the list from", path, &error))?
    };
    hand.open()?;
    let found = hand.bench.roster_look_up(&text)?;
    let people: Vec<PersonId> = found.people.iter().filter_map(|person| person.id.parse().ok()).collect();
    if people.is_empty() {
        return Err(exit::usage(
            "Nobody on this list is known here.",
            "One email, one of the shop's own numbers or an id such as p17 a line.",
        ));
    }
    let saved = hand.bench.segment_save(None, &args.name, &SegmentRule::new(Rule::People { people }))?;
    hand.out.answer(&Picked { saved: &saved, looked_up: &found }, |picked| picked_words(picked))
}

fn picked_words(picked: &Picked<'_>) -> String {
    let mut text = format!("{}\n", saved_words(picked.saved));
    let found = picked.looked_up;
    for miss in &found.missing {
        text.push_str(&format!("Line {}: nobody goes by {}.\n", miss.line, miss.text));
    }
    if found.again > 0 {
        text.push_str(&format!("{} named once more.\n", people(found.again)));
    }
    for left in &found.left_out {
        text.push_str(&format!("{} on the list {}, and will be in no segment.\n", digits(left.count), left.words));
    }
    text
}

pub(crate) fn schema(hand: &mut Hand) -> Ended {
    let schema: serde_json::Value = serde_json::from_str(RULE_SCHEMA).unwrap_or_default();
    hand.out.answer(&schema, |_| RULE_SCHEMA.to_owned())
}
