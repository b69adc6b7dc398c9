//! `regulars campaign`: how will they see it, who gets it, what is wrong with it? Nothing is sent.

use crate::{
    exit::{self, Ended, Halt},
    hand::Hand,
    print::Listing,
    rule::NamedChoice,
    table::{digits, people},
};
use clap::{Args, Subcommand};
use regulars_workbench::views::{AudienceView, CampaignPreviewView, CampaignRequest, CheckOutcome, MessageView};
use std::{
    collections::BTreeSet,
    fs,
    io::Write,
    path::{Path, PathBuf},
};

/// The verbs.
#[derive(Debug, Subcommand)]
pub(crate) enum CampaignVerb {
    /// Show a message as one person would see it, and who would get it. Nothing is sent
    Preview(PreviewArgs),
    /// Print a template to start from
    Starter,
}

/// What to look at.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  regulars campaign starter > letter.txt
  regulars campaign preview --segment \"Regulars in Portugal\" --template letter.txt
  regulars campaign preview --segment s2 --template letter.txt --person ana@example.com --html letter.html
  regulars campaign preview --segment s2 --template letter.txt --worst-cases

A template is text: a first line \"Subject: …\", an empty line, then the letter, with {{ first_name }} and the like.
Only people who said yes, and have not said no since, are in the audience.")]
pub(crate) struct PreviewArgs {
    #[command(flatten)]
    choice: NamedChoice,
    /// The template's file
    #[arg(long, value_name = "FILE")]
    template: PathBuf,
    /// Show it as this person would see it: p17, an email address or the shop's own number
    #[arg(long, value_name = "PERSON", conflicts_with = "worst_cases")]
    person: Option<String>,
    /// Show it for those it fits worst: no first name, the longest name, other scripts
    #[arg(long)]
    worst_cases: bool,
    /// Save the rendered message to this file; with --worst-cases one file each, named after the person's id
    #[arg(long, value_name = "OUT.html")]
    html: Option<PathBuf>,
}

pub(crate) fn run(verb: &CampaignVerb, hand: &mut Hand) -> Ended {
    match verb {
        CampaignVerb::Starter => hand.out.words(&hand.bench.campaign_starter()),
        CampaignVerb::Preview(args) => preview(args, hand),
    }
}

fn preview(args: &PreviewArgs, hand: &mut Hand) -> Ended {
    let segment = args.choice.read()?;
    let template = fs::read_to_string(&args.template)
        .map_err(|error| exit::file("read the template from", &args.template, &error))?;
    hand.open_to_ask(std::slice::from_ref(&segment))?;
    let person = args.person.as_deref().map(|person| hand.bench.who(person)).transpose()?.map(|person| person.id);
    let request = CampaignRequest { segment, template, person };
    let view = hand.bench.campaign_preview(&request)?;
    if args.worst_cases {
        return worst_cases(args, &request, &view, hand);
    }
    hand.out.answer(&view, words)?;
    if let (Some(path), Some(message)) = (&args.html, &view.message) {
        save(path, &message.html)?;
        hand.out.note(&format!("Saved to {}.", path.display()));
    }
    Ok(())
}

fn worst_cases(args: &PreviewArgs, request: &CampaignRequest, first: &CampaignPreviewView, hand: &mut Hand) -> Ended {
    let mut seen = BTreeSet::new();
    let mut views = Vec::new();
    for case in first.hard_cases.iter().filter(|case| seen.insert(case.person.id.clone())) {
        let request = CampaignRequest { person: Some(case.person.id.clone()), ..request.clone() };
        views.push(hand.bench.campaign_preview(&request)?);
    }
    let total = u32::try_from(views.len()).unwrap_or(u32::MAX);
    hand.out.answer(&Listing { total, offset: 0, rows: &views }, |list| {
        let mut text = format!("{}\n{}", audience_words(&first.audience), checks_words(first));
        if list.rows.is_empty() {
            text.push_str("\nNobody stands out as a hard case.\n");
        }
        for view in list.rows {
            let Some(message) = &view.message else { continue };
            let why = first.hard_cases.iter().filter(|case| case.person.id == message.person.id);
            let why = why.map(|case| format!("{}: {}", case.why, case.detail)).collect::<Vec<_>>().join("; ");
            text.push_str(&format!("\n--- {why}\n{}", message_words(message)));
        }
        text
    })?;
    if let Some(path) = &args.html {
        for message in views.iter().filter_map(|view| view.message.as_ref()) {
            let path = beside(path, &message.person.id);
            save(&path, &message.html)?;
            hand.out.note(&format!("Saved to {}.", path.display()));
        }
    }
    Ok(())
}

/// `letter.html` for p17 -> `letter-p17.html`.
fn beside(path: &Path, person: &str) -> PathBuf {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    path.with_file_name(format!("{stem}-{person}.html"))
}

/// Writes a file that only this account may read: it holds one person's data.
pub(crate) fn save(path: &Path, text: &str) -> Result<(), Halt> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
        .open(path)
        .and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(|error| exit::file("write", path, &error))
}

/// The preview in words.
fn words(view: &CampaignPreviewView) -> String {
    let mut text = format!("{}\n{}", audience_words(&view.audience), checks_words(view));
    match &view.message {
        Some(message) => text.push_str(&format!("\n{}", message_words(message))),
        None => text.push_str("\nNobody would receive it, so there is nothing to show.\n"),
    }
    if !view.hard_cases.is_empty() {
        text.push_str("\nWorth looking at first\n");
        for case in &view.hard_cases {
            text.push_str(&format!("  {}: {} ({}), {}\n", case.why, case.person.name, case.person.id, case.detail));
        }
    }
    text
}

/// Who gets it.
pub(crate) fn audience_words(audience: &AudienceView) -> String {
    let mut text = format!(
        "{}: {}, {} would receive it.\n",
        audience.segment,
        people(audience.in_segment),
        digits(audience.will_receive)
    );
    for reason in &audience.left_out {
        text.push_str(&format!("  {} left out: {}\n", digits(reason.count), reason.words));
    }
    text
}

/// Before you send.
fn checks_words(view: &CampaignPreviewView) -> String {
    let mut text = String::new();
    for check in &view.checks {
        let mark = match check.outcome {
            CheckOutcome::Good => "well ",
            CheckOutcome::Note => "note ",
            CheckOutcome::Bad => "CHECK",
        };
        text.push_str(&format!("  {mark}  {}\n", check.words));
    }
    if !view.used_to_choose.is_empty() {
        text.push_str(&format!("  Chosen by {}.", view.used_to_choose));
        let text_uses = if view.used_in_text.is_empty() { "nothing about them" } else { &view.used_in_text };
        text.push_str(&format!(" The text uses {text_uses}.\n"));
    }
    text
}

/// One message.
pub(crate) fn message_words(message: &MessageView) -> String {
    format!(
        "To:       {} <{}> ({})\nFrom:     {}\nSubject:  {}\nReason:   {}\n\n{}\n",
        message.person.name,
        message.to,
        message.person.id,
        message.from_name,
        message.subject,
        message.reason,
        message.text
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_worst_case_gets_a_file_of_its_own() {
        assert_eq!(beside(Path::new("/a/letter.html"), "p17"), Path::new("/a/letter-p17.html"));
        assert_eq!(beside(Path::new("letter"), "p1"), Path::new("letter-p1.html"));
    }
}
