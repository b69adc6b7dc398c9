//! What the stretch before teaches of chances. The model of buying was asked a stretch ago who would come since, and it is known by
//! now who did: as far as it ranked people wrongly by how likely it took them to be, by how often they had bought and by what they
//! spend, log-odds are moved. Days of quiet are not among what is looked at, and a chance that was higher stays higher, so that
//! nobody gets likelier by being quiet for longer. Only where that is surely better on people, and on a stretch, it was not learnt
//! from; and as many are to be expected in all as before, since the stretch before may have been another season.

use super::{
    accuracy::accuracy,
    asked::Asked,
    chance::{Chances, LEAST_CUSTOMERS, TooLittle},
    lead::{Ridge, level, odds},
    purchases::{Buyer, Purchases},
};
use crate::{stats::float, value::History};
use linfa::{DatasetBase, ParamGuard, traits::Fit};
use ndarray::{Array1, Array2, ShapeBuilder};
use rayon::prelude::*;
use regulars_model::Day;
use std::collections::{BTreeMap, btree_map::Entry};

/// Fewer who came, or fewer who did not, teach nothing.
const LEAST: usize = 50;
/// People it is learnt from and judged by: more say nothing else.
const MOST: usize = 25_000;
/// Parts people are cut in: each is judged by what the others teach.
const PARTS: usize = 5;
/// Chances are told apart down to one in a million.
const LEAST_CHANCE: f64 = 1e-6;
/// What chances must be better by, in standard errors: one time in twenty chance alone would do it.
const SURELY: f64 = 1.645;

/// The chance of a purchase within so many days.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Within {
    /// Days ahead.
    pub days: u32,
    /// What the stretch before teaches. `None` where it is too short, too few bought, or nothing gets surely better by it.
    pub lesson: Option<Lesson>,
}

/// How log-odds are moved.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lesson {
    /// Times the log-odds of the model, times the logarithm of purchase days, times that of what somebody spends.
    pub weights: [f64; 3],
    /// A tenth of what people spend on the mean, in minor units, at least one: what they spend is told in it.
    tenth: f64,
    /// Added to all, so that as many are to be expected as before.
    shift: f64,
}

impl Within {
    /// By what was learnt up to a day, and by the stretch before it.
    #[must_use]
    pub fn learn<'a>(purchases: impl Into<Asked<'a>>, chances: &Chances, days: u32, fits: &mut Fits) -> Self {
        let purchases: Asked<'a> = purchases.into();
        let lesson = fits.lesson(purchases, chances.as_of, days).map(|lesson| {
            let all = purchases.map(chances.as_of, |buyer| {
                let plain = chances.buys(&buyer, days);
                (plain, lesson.margin(plain, small(buyer.days.len()), spends(&buyer)))
            });
            let (plain, margins): (Vec<f64>, Vec<f64>) = all.into_iter().unzip();
            Lesson { shift: lesson.shift + level(&margins, plain.iter().sum()), ..lesson }
        });
        Self { days, lesson }
    }

    /// Of somebody who has been quiet since their last purchase.
    #[must_use]
    pub fn buys(&self, chances: &Chances, buyer: &Buyer<'_>) -> f64 {
        self.told(chances.buys(buyer, self.days), buyer)
    }

    /// Of somebody of whom the model says this.
    pub(super) fn told(&self, plain: f64, buyer: &Buyer<'_>) -> f64 {
        self.lesson.map_or(plain, |lesson| lesson.chance(plain, small(buyer.days.len()), spends(buyer)))
    }

    /// Of whoever has such a history and spends so much.
    pub(super) fn of(&self, chances: &Chances, history: History, spends: f64) -> f64 {
        let plain = chances.buys_from(history, self.days);
        self.lesson.map_or(plain, |lesson| lesson.chance(plain, history.repeats + 1, spends))
    }
}

impl Lesson {
    fn seen(plain: f64, days: u32, spends: f64, tenth: f64) -> [f64; 3] {
        [log_odds(plain), f64::from(days.max(1)).ln(), (spends / tenth).ln_1p()]
    }

    fn margin(&self, plain: f64, days: u32, spends: f64) -> f64 {
        let seen = Self::seen(plain, days, spends, self.tenth);
        self.shift + self.weights.iter().zip(seen).map(|(weight, seen)| weight * seen).sum::<f64>()
    }

    fn chance(&self, plain: f64, days: u32, spends: f64) -> f64 {
        odds(self.margin(plain, days, spends))
    }
}

/// What was learnt on days of the past, kept since the next stretch that is looked at asks for most of them again.
#[derive(Debug, Clone, Default)]
pub struct Fits {
    chances: BTreeMap<Day, Result<Chances, TooLittle>>,
    /// What the stretch of so many days up to a day teaches.
    taught: BTreeMap<(Day, u32), Option<Lesson>>,
}

impl Fits {
    /// What purchases up to a day say of the next ones.
    pub(super) fn chances(&mut self, purchases: Asked<'_>, as_of: Day) -> Result<&Chances, TooLittle> {
        let found = match self.chances.entry(as_of) {
            Entry::Occupied(found) => found.into_mut(),
            Entry::Vacant(place) => {
                let found = Chances::learn(purchases, as_of);
                // What was stopped says nothing of that day.
                if purchases.is_stopped() {
                    return Err(TooLittle::Stopped);
                }
                place.insert(found)
            }
        };
        found.as_ref().map_err(|why| *why)
    }

    /// What the stretch up to a day teaches, where that is surely better.
    fn lesson(&mut self, purchases: Asked<'_>, as_of: Day, days: u32) -> Option<Lesson> {
        let rows = self.rows(purchases, as_of, days)?;
        let lesson = self.taught(purchases, as_of, days, Some(&rows))?;
        let judge = Judge::of(&rows)?;
        // All of them by what a stretch earlier taught, where there is one: the next is not the last.
        let from = as_of.plus(-ahead(days));
        let earlier = self.taught(purchases, from, days, None);
        if earlier.is_some_and(|earlier| !judge.finds_better(&rows.margins(&earlier))) {
            return None;
        }
        // And each by what the others teach.
        let mut held = vec![0.0; rows.came.len()];
        for part in 0..PARTS {
            if purchases.is_stopped() {
                return None;
            }
            let others = rows.learn(&|nth| nth % PARTS != part)?;
            for (nth, margin) in held.iter_mut().enumerate().skip(part).step_by(PARTS) {
                *margin = rows.margin(&others, nth);
            }
        }
        judge.finds_better(&held).then_some(lesson)
    }

    /// Not judged yet.
    fn taught(&mut self, purchases: Asked<'_>, as_of: Day, days: u32, rows: Option<&Rows>) -> Option<Lesson> {
        if let Some(found) = self.taught.get(&(as_of, days)) {
            return *found;
        }
        let learnt = match rows {
            Some(rows) => rows.learn(&|_| true),
            None => self.rows(purchases, as_of, days).and_then(|rows| rows.learn(&|_| true)),
        };
        if !purchases.is_stopped() {
            self.taught.insert((as_of, days), learnt);
        }
        learnt
    }

    /// Who was said to come in the stretch up to a day, and who came. `None` where the shop is too young or too few came.
    fn rows(&mut self, purchases: Asked<'_>, as_of: Day, days: u32) -> Option<Rows> {
        let from = as_of.plus(-ahead(days));
        let (first, _) = purchases.span()?;
        if from.0.saturating_sub(first.0) < ahead(days) {
            return None;
        }
        let chances = self.chances(purchases, from).ok().filter(|chances| chances.customers >= LEAST_CUSTOMERS)?;
        let rows = Rows::of(&purchases, chances, as_of, days);
        let came = rows.came.iter().filter(|came| **came).count();
        (came >= LEAST && rows.came.len() - came >= LEAST).then_some(rows)
    }
}

/// What was known of people before a stretch, and whether they came.
struct Rows {
    /// What the model said, purchase days, and what they spend.
    seen: Vec<(f64, u32, f64)>,
    tenth: f64,
    came: Vec<bool>,
}

impl Rows {
    fn of(purchases: &Purchases, chances: &Chances, to: Day, days: u32) -> Self {
        let from = chances.as_of;
        let all: Vec<usize> =
            (0..purchases.len()).into_par_iter().filter(|nth| purchases.buyer(*nth, from).is_some()).collect();
        let some: Vec<usize> = all.iter().copied().step_by(all.len().div_ceil(MOST).max(1)).collect();
        let one = |nth: usize| {
            let buyer = purchases.buyer(nth, from)?;
            let seen = (chances.buys(&buyer, days), small(buyer.days.len()), spends(&buyer));
            Some((seen, purchases.between(nth, from, to).0 > 0))
        };
        let (seen, came): (Vec<_>, Vec<bool>) = some.into_par_iter().filter_map(one).unzip();
        let mean = seen.iter().map(|(_, _, spends)| spends).sum::<f64>() / float(seen.len()).max(1.0);
        Self { seen, tenth: (mean / 10.0).max(1.0), came }
    }

    fn margin(&self, lesson: &Lesson, nth: usize) -> f64 {
        let (plain, days, spends) = self.seen[nth];
        lesson.margin(plain, days, spends)
    }

    fn margins(&self, lesson: &Lesson) -> Vec<f64> {
        (0..self.came.len()).map(|nth| self.margin(lesson, nth)).collect()
    }

    /// `None` where nothing can be learnt, or where who was likelier would get less likely.
    fn learn(&self, which: &dyn Fn(usize) -> bool) -> Option<Lesson> {
        let some: Vec<usize> = (0..self.came.len()).filter(|nth| which(*nth)).collect();
        let seen = some.iter().map(|nth| {
            let (plain, days, spends) = self.seen[*nth];
            Lesson::seen(plain, days, spends, self.tenth)
        });
        let seen: Vec<[f64; 3]> = seen.collect();
        let columns: [Vec<f64>; 3] = std::array::from_fn(|column| seen.iter().map(|seen| seen[column]).collect());
        let came: Vec<bool> = some.iter().map(|nth| self.came[*nth]).collect();
        let (weights, shift) = fitted(columns.each_ref().map(Vec::as_slice), &came)?;
        (weights[0] > 0.0).then_some(Lesson { weights, tenth: self.tenth, shift })
    }
}

/// Judges log-odds of people by what the model alone says of them.
struct Judge<'a> {
    came: &'a [bool],
    /// Of the model, spread as it would have been best in hindsight: a season spreads chances as it moves them, and the next is
    /// another.
    plain: Vec<f64>,
    auc: f64,
}

impl<'a> Judge<'a> {
    fn of(rows: &'a Rows) -> Option<Self> {
        let came = &rows.came;
        let said: Vec<f64> = rows.seen.iter().map(|(plain, ..)| log_odds(*plain)).collect();
        let auc = accuracy(&said, came)?.auc?;
        let ([spread], moved) = fitted([&said], came)?;
        Some(Self { came, plain: said.iter().map(|said| spread.mul_add(*said, moved)).collect(), auc })
    }

    /// Whether people are told apart better by these, and said better too: surely, and not by chance. They are set to as many as
    /// came, since how many are said in all stays as it is.
    fn finds_better(&self, margins: &[f64]) -> bool {
        let level = level(margins, float(self.came.iter().filter(|came| **came).count()));
        let loss = |margin: f64, came: bool| if came { (-margin).exp().ln_1p() } else { margin.exp().ln_1p() };
        let each = self.plain.iter().zip(margins).zip(self.came);
        let gains: Vec<f64> =
            each.map(|((plain, margin), came)| loss(*plain, *came) - loss(margin + level, *came)).collect();
        let people = float(gains.len());
        let gain = gains.iter().sum::<f64>() / people;
        let square = gains.iter().map(|each| (each - gain).powi(2)).sum::<f64>() / people;
        gain > SURELY * (square / people).sqrt()
            && accuracy(margins, self.came).and_then(|ranked| ranked.auc).is_some_and(|auc| auc > self.auc)
    }
}

/// The weights of columns and the intercept. `None` where there are none.
fn fitted<const N: usize>(columns: [&[f64]; N], came: &[bool]) -> Option<([f64; N], f64)> {
    let records = Array2::from_shape_vec((came.len(), N).f(), columns.concat()).ok()?;
    let fitted = Ridge::default().check().ok()?.fit(&DatasetBase::new(records, Array1::from(came.to_vec()))).ok()?;
    Some((fitted.weights.try_into().ok()?, fitted.intercept))
}

/// What somebody spends on the mean of their purchases, in minor units.
pub(super) fn spends(buyer: &Buyer<'_>) -> f64 {
    #[allow(clippy::cast_precision_loss, reason = "exact up to 2^53 minor units")]
    let all = buyer.spent.iter().fold(0i64, |sum, spent| sum.saturating_add(*spent)).max(0) as f64;
    all / float(buyer.days.len()).max(1.0)
}

fn log_odds(chance: f64) -> f64 {
    let chance = chance.clamp(LEAST_CHANCE, 1.0 - LEAST_CHANCE);
    (chance / (1.0 - chance)).ln()
}

fn ahead(days: u32) -> i32 {
    i32::try_from(days.clamp(1, 3650)).unwrap_or(3650)
}

fn small(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
