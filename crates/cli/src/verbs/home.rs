//! `regulars home`: how are we, what should I do this week, who are they, is it safe?

use crate::{
    exit::{Ended, Halt},
    hand::Hand,
    table::{Grid, digits, people, percent},
};
use regulars_workbench::views::{HomeView, SafeView};

pub(crate) fn run(hand: &mut Hand) -> Ended {
    hand.open()?;
    let view = hand.bench.home()?;
    let old = old_news(hand)?;
    hand.out.answer(&view, |view| format!("{}{old}", words(view)))
}

/// Where orders end long before the day that is asked of: how to see the shop as it was then.
pub(crate) fn old_news(hand: &Hand) -> Result<String, Halt> {
    Ok(match hand.bench.orders_end()? {
        Some(day) => format!(
            "\nThe newest order is of {}, long before this day: add --as-of {} to see the shop as it was then.\n",
            day.words(),
            day.date()
        ),
        None => String::new(),
    })
}

/// Home in words.
pub(crate) fn words(view: &HomeView) -> String {
    if view.empty {
        return format!("Nothing has been imported yet. Next: regulars import FILE\n{}", safe_words(&view.safe));
    }
    let mut text = format!("As of {}\n\n", view.as_of);
    let mut pairs = vec![
        ("Regulars", format!("{} of {}", digits(view.regulars), people(view.people))),
        ("", view.regulars_meaning.clone()),
        ("Worth so far", worth(view)),
        ("Orders", format!("{} purchases, {} refunds", digits(view.purchases), digits(view.refunds))),
    ];
    pairs.extend(leaving(view));
    pairs.extend([
        (
            "Email",
            format!(
                "{} said yes, {} said no, {} never asked{}",
                digits(view.may_email),
                digits(view.said_no_email),
                digits(view.never_asked_email),
                match view.no_email_address {
                    0 => String::new(),
                    number => format!(", {} said yes and left no address", digits(number)),
                }
            ),
        ),
        ("Newest order", view.newest_order.clone()),
        ("Data", view.last_import.clone()),
    ]);
    text.push_str(&Grid::pairs(&pairs));
    if !view.to_do.is_empty() {
        text.push_str("\nThis week\n");
        for to_do in &view.to_do {
            text.push_str(&format!("  {}\n    {}\n", to_do.title, to_do.detail));
        }
    }
    if !view.personas.is_empty() {
        text.push_str("\nWho they are\n");
        for persona in &view.personas {
            text.push_str(&format!(
                "  {}: {}, {} of value\n",
                persona.name,
                people(persona.size),
                percent(persona.share_of_value)
            ));
        }
    }
    text.push('\n');
    text.push_str(&safe_words(&view.safe));
    text
}

fn worth(view: &HomeView) -> String {
    match view.no_amounts {
        true => "not known: these orders have no amounts".to_owned(),
        false => format!("{} ({} before refunds)", view.worth_so_far.rounded, view.gross.rounded),
    }
}

/// Who has gone quiet, by everybody's own rhythm, and beside it what the scores say, where they were worked out.
fn leaving(view: &HomeView) -> Vec<(&'static str, String)> {
    let mut pairs = vec![(
        "Regulars gone quiet",
        match view.no_amounts {
            true => digits(view.quiet),
            false => format!("{}, worth {} in their last year", digits(view.quiet), view.quiet_value.rounded),
        },
    )];
    match &view.slipping {
        Some(slipping) => pairs.extend([
            ("", view.quiet_meaning.clone()),
            (
                "Slipping away",
                match &slipping.at_stake {
                    Some(stake) => format!(
                        "{}, {} of them worth a word: {} would be missed",
                        digits(slipping.people),
                        digits(slipping.worth_a_word),
                        stake.rounded
                    ),
                    None => digits(slipping.people),
                },
            ),
            ("", format!("{} {}", slipping.meaning, slipping.record).trim_end().to_owned()),
        ]),
        None => pairs.push(("", format!("{} Who is slipping away: regulars score risk.", view.quiet_meaning))),
    }
    pairs
}

fn safe_words(safe: &SafeView) -> String {
    let disk = if safe.encrypted { "Encrypted on disk." } else { "NOT ENCRYPTED ON DISK." };
    let sockets = match safe.open_sockets {
        Some(0) => " Nothing has left: no internet connection is open.".to_owned(),
        Some(number) => format!(" {number} INTERNET CONNECTIONS ARE OPEN."),
        None => String::new(),
    };
    let entries = digits(safe.log_entries);
    let log = if safe.log_sound {
        format!(" Log unbroken over {entries} entries.")
    } else {
        " THE LOG IS BROKEN: regulars log verify.".to_owned()
    };
    format!("{disk}{sockets}{log}\n")
}
