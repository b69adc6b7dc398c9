//! How right were we? What would have been said on days of the past, from nothing later, and what came: by quarter, walking
//! forward.

use super::{
    LEAST_CUSTOMERS,
    accuracy::{Accuracy, accuracy},
    asked::Asked,
    lesson::Fits,
    level::with_ranges,
    purchases::Purchases,
    risk::{Band, Risk},
    worth::{Worth, WorthParams},
};
use rayon::prelude::*;
use regulars_model::Day;

/// One stretch of the past: what was said of it on the evening before, and what came.
#[derive(Debug, Clone, PartialEq)]
pub struct Stretch {
    /// The day it was said on.
    pub said_on: Day,
    /// The last day of it.
    pub to: Day,
    /// Who buys.
    pub who: Accuracy,
    /// What they bring. `None` where amounts told too little by then: who buys needs none.
    pub money: Option<Money>,
    /// Of each band, from best to worst: people, and those of them who bought.
    pub bands: [[u32; 2]; Band::ALL.len()],
}

/// Money of one stretch, in minor units, less what usually comes back.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Money {
    /// What was expected.
    pub said: f64,
    /// What came.
    pub came: f64,
    /// How far the first could be off by chance and by parameters: a standard deviation.
    pub off: f64,
    /// Where it should have been eight times in ten, by that and by how far off the stretches before were.
    pub range: [f64; 2],
    /// The share of what came that is of the tenth of customers of whom most was expected.
    pub best_tenth: f64,
}

/// The latest stretches of so many days that are over, the latest first, at most `most`.
#[must_use]
pub fn walk<'a>(purchases: impl Into<Asked<'a>>, as_of: Day, days: u32, most: u32, fits: &mut Fits) -> Vec<Stretch> {
    let purchases: Asked<'a> = purchases.into();
    let Some((first, _)) = purchases.span() else { return Vec::new() };
    let ahead = i32::try_from(days.clamp(1, 3650)).unwrap_or(3650);
    let mut stretches: Vec<Stretch> = (1..=i32::try_from(most).unwrap_or(8))
        .map(|back| as_of.plus(-ahead.saturating_mul(back)))
        .take_while(|said_on| said_on.0 - first.0 >= ahead)
        .filter_map(|said_on| stretch(purchases, said_on, days, fits))
        .collect();
    with_ranges(&mut stretches);
    stretches
}

/// One of them. `None` where too little had been known by then.
fn stretch(asked: Asked<'_>, said_on: Day, days: u32, fits: &mut Fits) -> Option<Stretch> {
    let purchases: &Purchases = &asked;
    let to = said_on.plus(i32::try_from(days).unwrap_or(3650));
    let chances = fits.chances(asked, said_on).ok().filter(|chances| chances.customers >= LEAST_CUSTOMERS)?.clone();
    let worth = WorthParams { horizon: days, ..WorthParams::default() }.check().ok()?.with(asked, chances.clone()).ok();
    let risk = Risk::at(asked, &chances, worth.as_ref(), days, fits);
    let goes_on = || (!asked.is_stopped()).then_some(());
    goes_on()?;
    let mut bands = [[0; 2]; Band::ALL.len()];
    let (mut said, mut came) = (Vec::new(), Vec::new());
    let after: Vec<(u32, i64)> = risk
        .people
        .par_iter()
        .map(|one| purchases.place(one.person).map_or((0, 0), |nth| purchases.between(nth, said_on, to)))
        .collect();
    goes_on()?;
    for (one, (bought, _)) in risk.people.iter().zip(&after) {
        let bought = *bought;
        said.push(one.buys);
        came.push(bought > 0);
        let band = &mut bands[Band::ALL.iter().position(|band| *band == one.band).unwrap_or(0)];
        band[0] += 1;
        band[1] += u32::from(bought > 0);
    }
    goes_on()?;
    let money = worth.map(|worth| money(&worth, &after));
    goes_on()?;
    Some(Stretch { said_on, to, who: accuracy(&said, &came)?, money, bands })
}

/// Of people in the order of their worth: how often each bought after it was said, and for how much.
fn money(worth: &Worth, after: &[(u32, i64)]) -> Money {
    #[allow(clippy::cast_precision_loss, reason = "exact up to 2^53 minor units")]
    let spent = |spent: i64| spent as f64 * worth.kept;
    let each = worth.people.iter().zip(after);
    let mut all: Vec<(f64, i64)> = each.map(|(one, (_, spent))| (one.expected, *spent)).collect();
    all.par_sort_by(|a, b| b.0.total_cmp(&a.0));
    let came: f64 = all.iter().map(|(_, came)| spent(*came)).sum();
    let best: f64 = all[..all.len() / 10].iter().map(|(_, came)| spent(*came)).sum();
    let said = worth.total.expected;
    let best_tenth = if came > 0.0 { best / came } else { 0.0 };
    Money { said, came, off: worth.total.off, range: [said; 2], best_tenth }
}
