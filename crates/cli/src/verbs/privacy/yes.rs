//! `regulars privacy yes`: a yes that a person gave outside of any file, and how.

use crate::{ask::confirm, exit::Ended, hand::Hand, verbs::import::purposes};
use clap::{Args, ValueEnum};
use regulars_workbench::{
    model::{Channel, PermissionState, Purpose},
    views::YesRequest,
};

/// A channel, as options name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ChannelWord {
    Email,
    Sms,
    Post,
    Phone,
}

impl ChannelWord {
    pub(crate) fn channel(self) -> Channel {
        match self {
            Self::Email => Channel::Email,
            Self::Sms => Channel::Sms,
            Self::Post => Channel::Post,
            Self::Phone => Channel::Phone,
        }
    }
}

/// What `--for` says.
#[derive(Debug, Clone)]
struct Purposes(Vec<Purpose>);

fn listed(text: &str) -> Result<Purposes, &'static str> {
    purposes(text).map(Purposes)
}

/// Who said yes to what, and how.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  regulars privacy yes ana@example.com --channel email --for news,offers --how \"on paper, at the counter\"
  regulars privacy yes p17 --channel sms --for service --how \"asked for it by phone on 23 Nov\"

This is the one way back from a no: only the person takes it back, and you write down how they did. It also lets
somebody out of quarantine.")]
pub(crate) struct YesArgs {
    /// An id (p17), an email address, or the shop's own number
    #[arg(value_name = "PERSON")]
    person: String,
    /// Which channel they agreed to
    #[arg(long, value_name = "CHANNEL")]
    channel: ChannelWord,
    /// What they agreed to: news, offers, service, with commas between them
    #[arg(long = "for", value_name = "PURPOSES", value_parser = listed)]
    purposes: Purposes,
    /// How they said so, in your words
    #[arg(long, value_name = "TEXT")]
    how: String,
}

pub(crate) fn run(args: &YesArgs, hand: &mut Hand) -> Ended {
    let who = hand.bench.who(&args.person)?;
    let channel = args.channel.channel();
    let said = hand.bench.person(&who.id)?.permissions.into_iter().find(|said| said.channel == channel);
    if let Some(no) = said.filter(|said| said.state == PermissionState::Refused) {
        let question = format!(
            "{} ({}) said no {}: {}\nA yes takes that back. Did they say so themselves?",
            who.name,
            who.id,
            channel.by(),
            no.words
        );
        confirm(&question, hand.yes())?;
    }
    let request =
        YesRequest { person: who.id.clone(), channel, purposes: args.purposes.0.clone(), how: args.how.clone() };
    let view = hand.bench.record_yes(&request)?;
    hand.out.answer(&view, |view| format!("{} ({}), {}: {}", who.name, who.id, view.channel.word(), view.words))
}
