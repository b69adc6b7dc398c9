//! The shop's newsletters and what came of them: sent, opened, clicked, come back, unsubscribed. What else people did is written in
//! the same file.

use crate::draw::{chance, dice};
use crate::habits::Habit;
use crate::people::{Accepts, Shopper};
use rand::Rng;
use regulars_model::Day;
use std::borrow::Cow;

/// One thing that happened to one email, or that somebody did.
#[derive(Debug, Clone)]
pub(crate) struct Mail {
    pub(crate) shopper: usize,
    pub(crate) event: &'static str,
    /// The newsletter, the plan of a subscription, or nothing.
    pub(crate) about: Cow<'static, str>,
    pub(crate) day: Day,
    pub(crate) second: u32,
}

/// Days between two newsletters, how many there were, and how long ago the last one was: who opened an email this month is
/// somebody.
const EVERY: i32 = 57;
const NEWSLETTERS: i32 = 19;
const LAST: i32 = 7;

/// Of those who buy, so many in a hundred signed up before: they were leads.
const FIRST: f64 = 30.0;
/// The stream of dice for what they got until then.
const BEFORE: u64 = 9;

/// The name of a newsletter, by its place.
fn campaign(at: usize) -> String {
    const SUBJECTS: [&str; 6] =
        ["New on the shelf", "Harvest letter", "Winter roast", "A quieter decaf", "Tea for the rain", "Brewing notes"];
    format!("{} {:02}", SUBJECTS[at % SUBJECTS.len()], at + 1)
}

/// Every event of the newsletters.
pub(crate) fn mails(seed: u64, as_of: Day, shoppers: &[Shopper]) -> Vec<Mail> {
    let mut dice = dice(seed, 3);
    // Drawn apart, so that nothing else of the shop depends on it.
    let mut before = crate::draw::dice(seed, BEFORE);
    let mut mails = Vec::new();
    for (at, shopper) in shoppers.iter().enumerate().filter(|(_, shopper)| shopper.accepts == Accepts::Yes) {
        let (opens, leaves) = match shopper.habit {
            Habit::Loyal | Habit::New => (52.0, 0.7),
            Habit::Office | Habit::Season => (36.0, 1.2),
            Habit::Slipping => (24.0, 1.4),
            _ => (26.0, 2.0),
        };
        let buys = shopper.habit != Habit::Looks;
        let signed = if buys && chance(&mut before, FIRST) { before.gen_range(14..160) } else { 0 };
        for (place, back) in (0..).zip((0..NEWSLETTERS).rev()) {
            let day = as_of.plus(-LAST - EVERY * back);
            if day < shopper.since.plus(-signed) {
                continue;
            }
            if day < shopper.since {
                let second = 9 * 3_600 + before.gen_range(0..1_800);
                let mut note =
                    |event, second| mails.push(Mail { shopper: at, event, about: campaign(place).into(), day, second });
                note("sent", second);
                if chance(&mut before, opens) {
                    note("opened", second + before.gen_range(60..40_000));
                }
                continue;
            }
            let second = 9 * 3_600 + dice.gen_range(0..1_800);
            let mut note = |event, day: Day, second| {
                mails.push(Mail { shopper: at, event, about: campaign(place).into(), day, second })
            };
            note("sent", day, second);
            if chance(&mut dice, 0.35) {
                note("bounced", day, second + 4);
                break;
            }
            if !chance(&mut dice, opens) {
                continue;
            }
            let read = second + dice.gen_range(60..40_000);
            note("opened", day, read);
            if chance(&mut dice, 17.0) {
                note("clicked", day, read + dice.gen_range(3..240));
            }
            // The named people of the demo stay, whatever the dice say: guides point at them.
            if at > 10 && chance(&mut dice, leaves * 2.6) {
                note("unsubscribed", day, read + dice.gen_range(240..900));
                break;
            }
        }
    }
    mails
}
