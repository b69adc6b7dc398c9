//! `regulars fields`: the shop's own fields, and what each is held for. One without a purpose is kept and not used.

use crate::{
    exit::Ended,
    hand::Hand,
    print::Listing,
    table::{Grid, Side, counted, digits},
};
use clap::{Args, Subcommand};
use regulars_workbench::views::FieldView;

/// The list, unless something is to be said.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  regulars fields
  regulars fields purpose \"shoe size\" \"which shoes we offer them\"
  regulars fields purpose \"shoe size\" \"\"              kept, and out of use

A column that is none of the usual ones becomes a field of your own. Until you say what it is held for, no segment,
message or score sees it.")]
pub(crate) struct FieldsArgs {
    #[command(subcommand)]
    verb: Option<FieldsVerb>,
}

/// The verbs.
#[derive(Debug, Subcommand)]
enum FieldsVerb {
    /// Say what a field is held for; an empty text takes it out of use
    Purpose {
        /// As regulars fields lists it
        #[arg(value_name = "KEY")]
        key: String,
        /// In your words
        #[arg(value_name = "TEXT")]
        purpose: String,
    },
}

pub(crate) fn run(args: &FieldsArgs, hand: &mut Hand) -> Ended {
    hand.open()?;
    let fields = match &args.verb {
        None => hand.bench.fields()?,
        Some(FieldsVerb::Purpose { key, purpose }) => {
            let key = known_key(&hand.bench.fields()?, key);
            hand.bench.set_field_purpose(&key, purpose)?
        }
    };
    let total = u32::try_from(fields.len()).unwrap_or(u32::MAX);
    hand.out.answer(&Listing { total, offset: 0, rows: &fields }, |list| words(list.rows))
}

/// The key of a field that is named by its key or by its label, whatever the case.
fn known_key(fields: &[FieldView], named: &str) -> String {
    let wanted = named.trim().to_lowercase();
    let found = fields.iter().find(|field| field.key == named).or_else(|| {
        fields.iter().find(|field| field.key.to_lowercase() == wanted || field.label.to_lowercase() == wanted)
    });
    found.map_or_else(|| named.to_owned(), |field| field.key.clone())
}

fn words(fields: &[FieldView]) -> String {
    if fields.is_empty() {
        return "No fields of your own. Columns that are none of the usual ones become some.".to_owned();
    }
    let mut grid = Grid::new(&[
        ("Key", Side::Left),
        ("Field", Side::Left),
        ("Holds", Side::Left),
        ("People", Side::Right),
        ("Held for", Side::Left),
        ("From", Side::Left),
    ])
    .at_most(4, 48)
    .at_most(5, 40);
    for field in fields {
        let purpose = if field.purpose.trim().is_empty() { "nothing yet: not used" } else { &field.purpose };
        let kind = field.kind.word().replace('_', " or ");
        grid.row([&field.key, &field.label, &kind, &digits(field.people), purpose, &field.sources.join(", ")]);
    }
    let idle = fields.iter().filter(|field| field.purpose.trim().is_empty()).count();
    let idle = u32::try_from(idle).unwrap_or(u32::MAX);
    let foot = if idle == 0 {
        String::new()
    } else {
        format!(
            "\n{} not used: regulars fields purpose KEY TEXT says what for.\n",
            counted(idle, "field is", "fields are")
        )
    };
    format!("{}{foot}", grid.text())
}
