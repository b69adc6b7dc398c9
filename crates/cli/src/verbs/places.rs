//! `regulars places`: the table of postcodes from which distances are known. None comes with the program; none is fetched.

use crate::{
    exit::Ended,
    hand::Hand,
    table::{Grid, counted, digits},
};
use clap::{Args, Subcommand};
use regulars_workbench::views::PlacesView;
use std::path::PathBuf;

/// The verbs.
#[derive(Debug, Subcommand)]
pub(crate) enum PlacesVerb {
    /// Load a table of postcodes in place of any other
    Load(LoadArgs),
    /// How many postcodes are loaded, and of how many people they tell where they are
    Show,
    /// Drop the table
    Drop,
}

/// Which file.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  regulars places load postcodes.csv
  regulars places load plz.csv --country Germany
  regulars segment count --says \"People who live within 10 km of postcode “10115”.\"

The first row names the columns: postcode (zip, PLZ), latitude (lat, Breite), longitude (lon, Länge), and, where they
are there, country (Land) and place (city, Ort). If any row cannot be used, nothing is loaded.")]
pub(crate) struct LoadArgs {
    /// A CSV file or a workbook
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The country of rows that name none
    #[arg(long, value_name = "NAME", default_value = "")]
    country: String,
}

pub(crate) fn run(verb: &PlacesVerb, hand: &mut Hand) -> Ended {
    hand.open()?;
    let view = match verb {
        PlacesVerb::Show => hand.bench.places()?,
        PlacesVerb::Load(args) => {
            let _gently = hand.interrupt.gently();
            hand.bench.load_places(&args.file, &args.country)?
        }
        PlacesVerb::Drop => {
            let _gently = hand.interrupt.gently();
            hand.bench.drop_places()?
        }
    };
    hand.out.answer(&view, words)
}

fn words(view: &PlacesView) -> String {
    if view.postcodes == 0 {
        return "No table of postcodes is loaded. Load yours with regulars places load FILE.".to_owned();
    }
    let countries: Vec<String> = view
        .countries
        .iter()
        .map(|one| {
            let name = if one.words.is_empty() { "no country named" } else { &one.words };
            format!("{name} ({})", digits(one.count))
        })
        .collect();
    Grid::pairs(&[
        ("Postcodes", digits(view.postcodes)),
        ("Countries", countries.join(", ")),
        ("Not placed", format!("{} of {}", counted(view.unplaced, "person", "people"), digits(view.people))),
    ])
}
