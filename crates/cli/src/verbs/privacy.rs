//! `regulars privacy`: two rights, kept apart. No more messages, or no more use at all; a yes that was given outside of
//! any file; and erasure, with its proof.

pub(crate) mod yes;

use crate::{
    ask::confirm,
    exit::Ended,
    hand::Hand,
    print::told_badly,
    table::{Grid, Side, bytes, counted, digits, page},
};
use clap::{ArgGroup, Args, Subcommand, ValueEnum};
use regulars_workbench::{
    model::Channel,
    views::{ErasureReceiptView, LogProofView, OptOut, PrivacyView},
};

/// The verbs.
#[derive(Debug, Subcommand)]
pub(crate) enum PrivacyVerb {
    /// A person says no: to messages by one channel or all, or to any use
    OptOut(OptOutArgs),
    /// A person says yes: at the counter, on paper, on the phone
    Yes(yes::YesArgs),
    /// Remove a person for good, and prove it
    #[command(after_help = "\
Examples:
  regulars privacy erase ana@example.com
  regulars privacy erase p17 --yes --json > receipt.json

Everything that names the person goes. What stays is a token from which nobody can read who it was; it keeps
them out when a file with their name is imported again. This cannot be undone.")]
    Erase {
        /// An id (p17), an email address, or the shop's own number
        #[arg(value_name = "PERSON")]
        person: String,
    },
    /// Who said no, and which erasures were done
    List {
        /// Rows of each list to show
        #[arg(long, value_name = "N", default_value_t = 20)]
        limit: u32,
    },
}

/// Who says no to what.
#[derive(Debug, Args)]
#[command(
    group(ArgGroup::new("what").required(true).args(["channel", "no_use"])),
    after_help = "\
Examples:
  regulars privacy opt-out ana@example.com --channel email
  regulars privacy opt-out p17 --use

--channel stops messages. --use also keeps the person out of segments, personas and campaigns.
Both hold through every later import."
)]
pub(crate) struct OptOutArgs {
    /// An id (p17), an email address, or the shop's own number
    #[arg(value_name = "PERSON")]
    person: String,
    /// No messages by this channel
    #[arg(long, value_name = "CHANNEL")]
    channel: Option<By>,
    /// No use at all
    #[arg(long = "use")]
    no_use: bool,
}

/// A channel, or all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum By {
    Email,
    Sms,
    Post,
    Phone,
    All,
}

impl OptOutArgs {
    fn opt_out(&self) -> OptOut {
        match self.channel {
            Some(By::Email) => OptOut::Channel { channel: Channel::Email },
            Some(By::Sms) => OptOut::Channel { channel: Channel::Sms },
            Some(By::Post) => OptOut::Channel { channel: Channel::Post },
            Some(By::Phone) => OptOut::Channel { channel: Channel::Phone },
            Some(By::All) => OptOut::AllMessages,
            None => OptOut::Use,
        }
    }
}

pub(crate) fn run(verb: &PrivacyVerb, hand: &mut Hand) -> Ended {
    hand.open()?;
    match verb {
        PrivacyVerb::OptOut(args) => {
            let person = hand.bench.who(&args.person)?.id;
            let receipt = hand.bench.opt_out(&person, &args.opt_out())?;
            hand.out.answer(&receipt, |receipt| {
                let proof = receipt.proof.as_ref().map(proof_words).unwrap_or_default();
                format!("{} ({}): {}{proof}", receipt.person.name, receipt.person.id, receipt.words)
            })
        }
        PrivacyVerb::Yes(args) => yes::run(args, hand),
        PrivacyVerb::Erase { person } => erase(person, hand),
        PrivacyVerb::List { limit } => {
            let mut view = hand.bench.privacy()?;
            let limit = *limit as usize;
            view.opt_outs.truncate(limit);
            view.erasures.truncate(limit);
            view.log.truncate(limit);
            hand.out.answer(&view, list_words)
        }
    }
}

fn erase(person: &str, hand: &mut Hand) -> Ended {
    let plan = hand.bench.erasure_plan(&hand.bench.who(person)?.id)?;
    let question = format!(
        "Erase {} ({})? This removes {}.\n{}\nThis cannot be undone.",
        plan.person.name,
        plan.person.id,
        plan.what.trim_end_matches('.'),
        plan.stays
    );
    confirm(&question, hand.yes())?;
    // Between the removal and its proof a Ctrl-C would leave the proof undone.
    let _gently = hand.interrupt.gently();
    let receipt = hand.bench.erase(&plan.person.id)?;
    hand.out.answer(&receipt, receipt_words)?;
    if receipt.traces_found > 0 { Err(told_badly()) } else { Ok(()) }
}

fn receipt_words(receipt: &ErasureReceiptView) -> String {
    let proof = if receipt.traces_found == 0 {
        format!(
            "No trace left: {} looked for in {} of decrypted pages and files.",
            counted(receipt.values_searched, "value", "values"),
            bytes(receipt.bytes_searched)
        )
    } else {
        format!(
            "NOT ALL IS GONE: {} found. Erase again, and keep this receipt.",
            counted(receipt.traces_found, "trace", "traces")
        )
    };
    format!(
        "Erased on {}. Receipt {}.\n{proof}\nRemoved {} of orders, lines and events. Kept {}, so that no import brings them back.\n{}{}",
        receipt.when,
        receipt.receipt,
        counted(receipt.rows_removed, "row", "rows"),
        counted(receipt.tokens_kept, "unreadable token", "unreadable tokens"),
        receipt.beyond,
        receipt.proof.as_ref().map(proof_words).unwrap_or_default()
    )
}

/// Where it stands in the log, and how to prove that to somebody.
fn proof_words(proof: &LogProofView) -> String {
    format!(
        "\nEntry {} of the log, sealed with {} (root {}, key {}). To prove it to somebody: regulars log prove {} --save FILE",
        proof.entry,
        counted(proof.log_size, "entry", "entries"),
        proof.root,
        proof.key,
        proof.entry
    )
}

fn list_words(view: &PrivacyView) -> String {
    let mut text = String::from("Opt-outs\n");
    let mut grid = Grid::new(&[
        ("Person", Side::Left),
        ("Name", Side::Left),
        ("From", Side::Left),
        ("When", Side::Left),
        ("How", Side::Left),
    ]);
    for entry in &view.opt_outs {
        grid.row([&entry.person.id, &entry.person.name, &entry.from, &entry.when, &entry.how]);
    }
    if !view.opt_outs.is_empty() {
        text.push_str(&grid.text());
    }
    text.push_str(&shown(view.opt_outs_total, view.opt_outs.len(), "opt-out", "opt-outs"));
    text.push_str("\n\nErasures\n");
    let mut grid = Grid::new(&[("Receipt", Side::Left), ("When", Side::Left), ("Proof", Side::Left)]);
    for entry in &view.erasures {
        grid.row([&entry.receipt, &entry.when, &entry.proof]);
    }
    if view.erasures.is_empty() {
        text.push_str("No erasures.\n");
    } else {
        text.push_str(&grid.text());
    }
    text.push_str(&format!("\nThe log has {}: regulars log list", counted(view.log_total, "entry", "entries")));
    text
}

fn shown(total: u32, rows: usize, one: &str, many: &str) -> String {
    if u32::try_from(rows).is_ok_and(|rows| rows < total) && rows > 0 {
        format!("The latest {} of {}. More with --limit.", rows, digits(total))
    } else {
        page(total, 0, total as usize, one, many)
    }
}
