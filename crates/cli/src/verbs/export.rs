//! `regulars export`: the people of a segment who may be written to, as a file for the program that sends.

use super::privacy::yes::ChannelWord;
use crate::{
    exit::{self, Ended},
    hand::Hand,
    rule::NamedChoice,
    table::{digits, people},
};
use clap::{Args, ValueEnum};
use regulars_workbench::{
    model::Purpose,
    views::{ExportReceiptView, ExportRequest, ExportShape},
};
use std::path::PathBuf;

/// A purpose, as options name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum PurposeWord {
    News,
    Offers,
    Service,
}

/// The table's shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Shape {
    /// A plain table
    Csv,
    /// A plain table, as a workbook
    Xlsx,
    /// As Mailchimp takes it
    Mailchimp,
    /// As Klaviyo takes it
    Klaviyo,
    /// As Shopify's customer import takes it
    Shopify,
    /// As listmonk takes it
    Listmonk,
}

/// Who leaves as a file, for whom and for what.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  regulars export --segment \"Regulars in Portugal\" --channel email --purpose offers --shape mailchimp \\
    --recipient Mailchimp --save regulars.csv
  regulars export --segment s2 --channel post --purpose news --shape xlsx --recipient \"the printer\" --save letters.xlsx

Only people who said yes to this channel for this purpose, and have not said no since, are in the file; the receipt says
who was left out and why. Cells are safe in a spreadsheet, and a file that comes back gives the same values.")]
pub(crate) struct ExportArgs {
    #[command(flatten)]
    choice: NamedChoice,
    /// By which channel they will be written to
    #[arg(long, value_name = "CHANNEL")]
    channel: ChannelWord,
    /// What for
    #[arg(long, value_name = "PURPOSE")]
    purpose: PurposeWord,
    /// The table's shape
    #[arg(long, value_name = "SHAPE", default_value = "csv")]
    shape: Shape,
    /// Who gets the file, in your words
    #[arg(long, value_name = "TEXT")]
    recipient: String,
    /// Write it to this file
    #[arg(long, value_name = "FILE")]
    save: PathBuf,
}

impl ExportArgs {
    fn request(&self) -> Result<ExportRequest, exit::Halt> {
        Ok(ExportRequest {
            segment: self.choice.read()?,
            channel: self.channel.channel(),
            purpose: match self.purpose {
                PurposeWord::News => Purpose::News,
                PurposeWord::Offers => Purpose::Offers,
                PurposeWord::Service => Purpose::Service,
            },
            shape: match self.shape {
                Shape::Csv => ExportShape::Csv,
                Shape::Xlsx => ExportShape::Xlsx,
                Shape::Mailchimp => ExportShape::Mailchimp,
                Shape::Klaviyo => ExportShape::Klaviyo,
                Shape::Shopify => ExportShape::Shopify,
                Shape::Listmonk => ExportShape::Listmonk,
            },
            recipient: self.recipient.clone(),
        })
    }
}

pub(crate) fn run(args: &ExportArgs, hand: &mut Hand) -> Ended {
    let request = args.request()?;
    if request.recipient.trim().is_empty() {
        return Err(exit::usage("It is not said who gets the file.", "Name them with --recipient."));
    }
    hand.open_to_ask(std::slice::from_ref(&request.segment))?;
    let mut listener = hand.listener();
    let receipt = hand.bench.export_audience(&request, &args.save, &mut |view| listener.hear(view))?;
    drop(listener);
    hand.out.answer(&receipt, words)?;
    hand.out.note(&format!("Saved to {}.", args.save.display()));
    Ok(())
}

fn words(receipt: &ExportReceiptView) -> String {
    let mut text =
        format!("{}\n\n{} in {}, on {}.\n", receipt.words, people(receipt.people), receipt.file_name, receipt.when);
    for reason in &receipt.left_out {
        text.push_str(&format!("  {} left out: {}\n", digits(reason.count), reason.words));
    }
    text
}
