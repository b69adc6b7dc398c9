//! Who is slipping away: how likely somebody is to buy within the shop's horizon, compared with how likely they were on the
//! evening of their last purchase; weighted by what would be missed, where amounts tell it. Nobody signed anything, so leaving is
//! not buying for so long (Zammit and Zerafa 2025).

use super::{
    asked::Asked,
    chance::Chances,
    lesson::{Fits, Within},
    purchases::{Buyer, Purchases},
    worth::Worth,
};
use crate::value::{Ahead, History};
use rayon::prelude::*;
use regulars_model::Day;
use zeroize::{DefaultIsZeroes, Zeroizing};

/// A quarter of a year.
pub const USUAL_HORIZON: u32 = 90;

/// Days after which every season has come once.
const A_YEAR: u32 = 365;

/// How somebody is doing by their own habit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Band {
    /// Nearly as likely to come again as on the evening of their last purchase.
    Steady,
    /// Less likely than four in five of that.
    Cooling,
    /// Less than half as likely.
    Slipping,
    /// Less than a fifth as likely, and quiet for more than a year: whatever comes once a year, they did not come for it.
    Gone,
}

impl Band {
    /// From best to worst.
    pub const ALL: [Self; 4] = [Self::Steady, Self::Cooling, Self::Slipping, Self::Gone];

    fn of(left: f64, quiet: u32) -> Self {
        match left {
            left if left < 0.2 && quiet > A_YEAR => Self::Gone,
            left if left < 0.5 => Self::Slipping,
            left if left < 0.8 => Self::Cooling,
            _ => Self::Steady,
        }
    }
}

/// One customer. Money in minor units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PersonRisk {
    /// The index of a person in the shop.
    pub person: u32,
    /// The chance that they buy within the horizon.
    pub buys: f64,
    /// What is left of how likely they were on the evening of their last purchase, by their habit alone.
    pub left: f64,
    /// Days since their last purchase.
    pub quiet: u32,
    /// The days their purchases are usually apart. `None` under three purchase days.
    pub usual_gap: Option<u32>,
    /// The days by which they were or are due: half of people like them have come by the first, eight in ten by the second.
    pub due: [Day; 2],
    /// By their own habit.
    pub band: Band,
    /// What is less to be expected of them within the horizon than on the evening of their last purchase. Nothing where
    /// [`Risk::weighed`] is not.
    pub at_stake: f64,
    /// Slipping, and on that evening more was to be expected of them than of half of all customers; where nothing is weighed, slipping.
    pub at_risk: bool,
}

impl Default for PersonRisk {
    /// Nobody: what stands in a place that was wiped.
    fn default() -> Self {
        Self {
            person: 0,
            buys: 0.0,
            left: 0.0,
            quiet: 0,
            usual_gap: None,
            due: [Day(0); 2],
            band: Band::Steady,
            at_stake: 0.0,
            at_risk: false,
        }
    }
}

impl DefaultIsZeroes for PersonRisk {}

/// Who is slipping away, as of a day.
#[derive(Debug, Clone)]
pub struct Risk {
    /// Up to when.
    pub as_of: Day,
    /// Days within which somebody should buy.
    pub horizon: u32,
    /// How the chance of that is told.
    pub within: Within,
    /// Whether it is known what would be missed: chances need no amounts, this does.
    pub weighed: bool,
    /// By person, ascending. Wiped when dropped.
    pub people: Zeroizing<Vec<PersonRisk>>,
    /// What the last comparable window says, where it misled.
    pub season: Option<Misled>,
}

/// The same window a year before: what would have been said, and what came.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Misled {
    /// Its first day.
    pub from: Day,
    /// Its last day.
    pub to: Day,
    /// People who were to buy.
    pub said: f64,
    /// People who did.
    pub came: u32,
}

/// 90 days, or one and a half times the shop's usual gap between purchases where that is longer.
#[must_use]
pub fn horizon(purchases: &Purchases, as_of: Day) -> u32 {
    let Some(gap) = purchases.middle_gap(as_of) else { return USUAL_HORIZON };
    USUAL_HORIZON.max(gap.saturating_mul(3) / 2).min(3650)
}

impl Risk {
    /// Of everybody who had bought by the day the chances are of, weighted by their worth where that can be told.
    #[must_use]
    pub fn of<'a>(
        purchases: impl Into<Asked<'a>>,
        chances: &Chances,
        worth: Option<&Worth>,
        horizon: u32,
        fits: &mut Fits,
    ) -> Self {
        let purchases: Asked<'a> = purchases.into();
        let season = misled(purchases, chances.as_of, horizon, fits);
        Self { season, ..Self::at(purchases, chances, worth, horizon, fits) }
    }

    /// Without a look at the year before.
    pub(super) fn at(
        purchases: Asked<'_>,
        chances: &Chances,
        worth: Option<&Worth>,
        horizon: u32,
        fits: &mut Fits,
    ) -> Self {
        let within = Within::learn(purchases, chances, horizon, fits);
        let weighed = worth.map(|worth| (worth, worth.ahead(purchases, horizon)));
        let mut all = purchases.map(chances.as_of, |buyer| {
            let by = weighed.as_ref().map(|(worth, ahead)| (*worth, ahead));
            PersonRisk::of(&within, chances, by, &buyer)
        });
        let mut expected: Vec<f64> = all.iter().map(|(_, then)| *then).collect();
        let nth = expected.len() / 2;
        let middle = if expected.is_empty() { 0.0 } else { *expected.select_nth_unstable_by(nth, f64::total_cmp).1 };
        for (one, then) in &mut all {
            one.at_risk = one.band == Band::Slipping && (weighed.is_none() || *then > middle);
        }
        let people = all.into_iter().map(|(one, _)| one).collect::<Vec<_>>().into();
        Self { as_of: chances.as_of, horizon, within, weighed: weighed.is_some(), people, season: None }
    }
}

impl PersonRisk {
    /// And what was to be expected on the evening of the last purchase.
    fn of(within: &Within, chances: &Chances, by: Option<(&Worth, &Ahead)>, buyer: &Buyer<'_>) -> (Self, f64) {
        let plain = chances.buys(buyer, within.days);
        let left = chances.left(plain, buyer, within.days);
        let history = buyer.history(chances.as_of);
        let evening = History { age: history.last, ..history };
        let [now, then] = by.map_or([0.0; 2], |(worth, ahead)| {
            let theirs = worth.spent(buyer);
            [history, evening].map(|history| worth.within(ahead, history, theirs))
        });
        let due = [0.5, 0.8].map(|chance| buyer.last().plus(days(chances.forecast().due(evening, chance))));
        let quiet = chances.as_of.0.abs_diff(buyer.last().0);
        let one = Self {
            person: buyer.person,
            buys: within.told(plain, buyer),
            left,
            quiet,
            usual_gap: buyer.usual_gap(),
            due,
            band: Band::of(left, quiet),
            at_stake: (then - now).max(0.0),
            at_risk: false,
        };
        (one, then)
    }
}

/// Whole days, rounded up, at most a hundred years.
#[allow(clippy::cast_possible_truncation, reason = "bounded")]
fn days(time: f64) -> i32 {
    time.ceil().clamp(0.0, 36_500.0) as i32
}

/// Learnt a year before and asked about the same window: whether far more or far fewer came than were to, which is what a
/// season does. What a stretch teaches is not asked: it leaves as many to come in all.
fn misled(asked: Asked<'_>, as_of: Day, horizon: u32, fits: &mut Fits) -> Option<Misled> {
    let purchases: &Purchases = &asked;
    let (first, _) = purchases.span()?;
    let from = as_of.plus(-365);
    let ahead = i32::try_from(horizon.min(365)).ok()?;
    if from.0 - first.0 < ahead {
        return None;
    }
    let chances = fits.chances(asked, from).ok().filter(|chances| chances.customers >= super::LEAST_CUSTOMERS)?;
    let to = from.plus(ahead);
    let each = |nth: usize| {
        let buys = chances.buys(&purchases.buyer(nth, from)?, horizon.min(365));
        Some((buys, purchases.between(nth, from, to).0 > 0))
    };
    let all: Vec<(f64, bool)> = (0..purchases.len()).into_par_iter().filter_map(each).collect();
    let (mut said, mut came, mut chance) = (0.0, 0, 0.0);
    for (buys, bought) in all {
        said += buys;
        chance += buys * (1.0 - buys);
        came += u32::from(bought);
    }
    let off = (said - f64::from(came)).abs();
    (off > 0.2 * f64::from(came).max(1.0) && off > 3.0 * chance.sqrt()).then_some(Misled {
        from: from.plus(1),
        to,
        said,
        came,
    })
}
