//! What sets a group apart: shares and typical numbers that differ by enough, and by more than chance.

use crate::{
    Bits, Shop,
    figures::{HabitKind, Habits},
    stats::{Moments, beyond_chance, cohen_d, cohen_h, median, two_shares, welch, wilson},
};
use regulars_model::{Day, PersonaTrait, TraitKind};

/// A share must differ by this much (Cohen's h).
const LEAST_H: f64 = 0.3;
/// A typical number must differ by this much (Cohen's d of its logarithm).
const LEAST_D: f64 = 0.5;
/// And its mean logarithm by this many standard errors.
const LEAST_Z: f64 = 3.0;
/// Most that are kept of one group.
const MOST: usize = 8;

/// What a trait is about, for naming.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum About {
    Habit(HabitKind),
    Recency,
    Frequency,
    AverageOrder,
    Gap,
}

/// A trait with what naming needs of it.
pub(super) struct Found {
    pub(super) shown: PersonaTrait,
    pub(super) about: About,
    /// Cohen's h or d.
    pub(super) size: f64,
}

impl Found {
    /// More here than among everyone.
    pub(super) fn more(&self) -> bool {
        self.shown.here > self.shown.everyone
    }
}

/// The traits of each group, largest difference first. Tests of all groups and habits are corrected together.
pub(super) fn traits(shop: &Shop, habits: &Habits<'_>, groups: &[Bits], as_of: Day) -> Vec<Vec<Found>> {
    let mut everyone = Bits::none(shop.everyone().len());
    groups.iter().for_each(|group| everyone.or(group));
    let mut found = shares(habits, groups, &everyone);
    for (mine, numbers) in found.iter_mut().zip(numbers(shop, habits, groups, &everyone, as_of)) {
        mine.extend(numbers);
        mine.sort_by(|a, b| b.size.total_cmp(&a.size));
        mine.truncate(MOST);
    }
    found
}

fn both(a: &Bits, b: &Bits) -> u32 {
    let mut both = a.clone();
    both.and(b);
    both.count()
}

fn shares(habits: &Habits<'_>, groups: &[Bits], everyone: &Bits) -> Vec<Vec<Found>> {
    let list = habits.traits();
    let all = everyone.count();
    let base: Vec<u32> = list.iter().map(|habit| both(&habit.people, everyone)).collect();
    let hits: Vec<Vec<u32>> =
        groups.iter().map(|group| list.iter().map(|habit| both(&habit.people, group)).collect()).collect();
    let mut p = Vec::new();
    for (group, hits) in groups.iter().zip(&hits) {
        let n = group.count();
        p.extend(hits.iter().zip(&base).map(|(hit, base)| two_shares([*hit, base - hit], [n, all - n])));
    }
    let stand = beyond_chance(&p);
    let mut out = Vec::new();
    for (at, (group, hits)) in groups.iter().zip(&hits).enumerate() {
        let n = group.count();
        let mut mine = Vec::new();
        for (nth, habit) in list.iter().enumerate() {
            let (here, base) = (hits[nth], base[nth]);
            let share = |hits: u32, of: u32| if of == 0 { 0.0 } else { f64::from(hits) / f64::from(of) };
            let size = cohen_h(share(here, n), share(base - here, all - n));
            if !stand[at * list.len() + nth] || size < LEAST_H {
                continue;
            }
            let (low, high) = wilson(here, n);
            let shown = PersonaTrait {
                words: habit.words.clone(),
                kind: TraitKind::Share,
                here: share(here, n),
                everyone: share(base, all),
                n,
                low,
                high,
                unit: String::new(),
            };
            mine.push(Found { shown, about: About::Habit(habit.kind), size });
        }
        out.push(mine);
    }
    out
}

#[allow(clippy::cast_precision_loss)]
fn numbers(shop: &Shop, habits: &Habits<'_>, groups: &[Bits], everyone: &Bits, as_of: Day) -> Vec<Vec<Found>> {
    let gaps: Vec<Option<u32>> =
        (0..shop.people()).map(|p| everyone.has(p).then(|| shop.usual_gap(p, as_of)).flatten()).collect();
    type Value<'a> = Box<dyn Fn(u32) -> Option<f64> + 'a>;
    let list: [(About, &str, &str, Value<'_>); 4] = [
        (About::Recency, "Days since the last order", "days", Box::new(|p| habits.days_since(p).map(f64::from))),
        (About::Frequency, "Orders", "orders", Box::new(|p| Some(f64::from(habits.all[p as usize].purchases)))),
        (
            About::AverageOrder,
            "Average order",
            shop.currency.code(),
            Box::new(|p| {
                let sum = &habits.all[p as usize];
                (sum.purchases > 0).then(|| sum.gross as f64 / f64::from(sum.purchases) / shop.unit())
            }),
        ),
        (About::Gap, "Days between orders", "days", Box::new(|p| gaps[p as usize].map(f64::from))),
    ];
    let mut out: Vec<Vec<Found>> = groups.iter().map(|_| Vec::new()).collect();
    for (about, words, unit, value) in &list {
        let of = |people: &Bits| -> Vec<f64> { people.iter().filter_map(value).collect() };
        let logs = |values: &[f64]| Moments::of(values.iter().map(|value| value.max(0.0).ln_1p()));
        let base = median(&mut of(everyone));
        for (group, mine) in groups.iter().zip(&mut out) {
            let mut rest = everyone.clone();
            rest.minus(group);
            let (mut inside, outside) = (of(group), of(&rest));
            let (a, b) = (logs(&inside), logs(&outside));
            let size = cohen_d(a, b);
            let n = u32::try_from(inside.len()).unwrap_or(u32::MAX);
            let Some((here, everyone)) = median(&mut inside).zip(base) else { continue };
            // Two samples that lie on their means have no spread, and no test: their medians still differ.
            let sure = welch(a, b).abs() > LEAST_Z && size >= LEAST_D;
            if sure && (here - everyone).abs() > 1e-9 && n >= 10 {
                let (low, high) = median_range(&mut inside);
                let shown = PersonaTrait {
                    words: (*words).to_owned(),
                    kind: TraitKind::Typical,
                    here,
                    everyone,
                    n,
                    low,
                    high,
                    unit: (*unit).to_owned(),
                };
                mine.push(Found { shown, about: *about, size });
            }
        }
    }
    out
}
/// Where a median lies, 95%: the order statistics around it (binomial, Conover 1999, section 3.2). From ten values on.
#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn median_range(values: &mut [f64]) -> (f64, f64) {
    values.sort_by(f64::total_cmp);
    let n = values.len() as f64;
    let reach = 1.96 * n.sqrt() / 2.0;
    let low = (n / 2.0 - reach).floor().max(0.0) as usize;
    let high = ((n / 2.0 + reach).ceil() as usize).min(values.len().saturating_sub(1));
    (values.get(low).copied().unwrap_or(f64::NAN), values.get(high).copied().unwrap_or(f64::NAN))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_median_lies_between_order_statistics() {
        let mut values: Vec<f64> = (1..=100).rev().map(f64::from).collect();
        // n/2 -+ 0.98 sqrt(n): the 41st and the 61st of a hundred.
        assert_eq!(median_range(&mut values), (41.0, 61.0));
        assert_eq!(median_range(&mut [5.0; 10]), (5.0, 5.0));
    }
}
