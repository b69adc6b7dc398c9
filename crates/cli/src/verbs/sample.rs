//! `regulars sample`: the make-believe shop as the files a real shop would export.

use crate::{exit::Ended, hand::Hand};
use clap::Args;
use serde::Serialize;
use std::path::PathBuf;

/// Where to write.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  regulars sample files/ && regulars import files/customers.csv --vault shop.regulars

Everybody in these files is invented. They end on today, or on the day given with --as-of.")]
pub(crate) struct SampleArgs {
    /// The folder; made when it is not there
    #[arg(value_name = "DIR")]
    dir: PathBuf,
}

#[derive(Serialize)]
struct Written {
    files: Vec<PathBuf>,
}

pub(crate) fn run(args: &SampleArgs, hand: &mut Hand) -> Ended {
    let files = hand.bench.write_sample(&args.dir)?;
    hand.out.answer(&Written { files }, |written| {
        let lines: Vec<String> = written.files.iter().map(|file| format!("Wrote {}", file.display())).collect();
        lines.join("\n")
    })
}
