//! Subscriptions: whoever has one began it with its first parcel, and cancels it some weeks after the last, often after a question;
//! some take it up again.

use crate::draw::{Dice, chance, dice};
use crate::mail::Mail;
use crate::orders::{Line, Order};
use crate::shelf::{CATEGORIES, Product};
use rand::Rng;
use regulars_model::Day;
use std::collections::BTreeMap;

/// The stream of dice for all of this: nothing else of the shop depends on it.
const STREAM: u64 = 10;
/// Whoever had no parcel for so many days has cancelled.
const QUIET: i32 = 110;
/// Of those who cancel, so many in a hundred asked something in the weeks before; of the others, in any quarter.
const ASKED: f64 = 55.0;
const ASKS: f64 = 7.0;

/// Every event of subscriptions.
pub(crate) fn plans(seed: u64, as_of: Day, orders: &[Order]) -> Vec<Mail> {
    let mut dice = dice(seed, STREAM);
    let mut parcels: BTreeMap<usize, Vec<(Day, &'static str)>> = BTreeMap::new();
    for order in orders.iter().filter(|order| !order.cancelled) {
        let plan = order.lines.iter().find(|line| line.category + 1 == CATEGORIES.len()).map(Line::product);
        if let Some(Product { name, .. }) = plan {
            parcels.entry(order.shopper).or_default().push((order.day, name));
        }
    }
    parcels.into_iter().flat_map(|(shopper, parcels)| one(&mut dice, as_of, shopper, &parcels)).collect()
}

fn one(dice: &mut Dice, as_of: Day, shopper: usize, parcels: &[(Day, &'static str)]) -> Vec<Mail> {
    let mut events = Vec::new();
    let mut note = |event, about: &'static str, day: Day, dice: &mut Dice| {
        let second = dice.gen_range(28_800..72_000);
        // The files end in the evening before the day they are made for.
        if day < as_of {
            events.push(Mail { shopper, event, about: about.into(), day, second });
        }
    };
    // One stretch of parcels after the other; whoever comes back begins anew.
    for run in parcels.chunk_by(|one, next| next.0.0 - one.0.0 <= QUIET) {
        let (Some((first, plan)), Some((last, _))) = (run.first(), run.last()) else { continue };
        note("subscription started", plan, *first, dice);
        let mut quarter = first.plus(dice.gen_range(20..90));
        while quarter < *last {
            if chance(dice, ASKS) {
                note("ticket", "", quarter, dice);
            }
            quarter = quarter.plus(90);
        }
        if *last >= as_of.plus(-QUIET) {
            continue;
        }
        let cancelled = last.plus(dice.gen_range(15..60));
        if chance(dice, ASKED) {
            note("ticket", "", cancelled.plus(-dice.gen_range(3..25)), dice);
        }
        note("subscription cancelled", plan, cancelled, dice);
    }
    events
}
