//! How some people differ from everyone: only what chance would not do, and only what is large enough to matter.

use crate::{
    Bits, Shop,
    figures::Habits,
    stats::{Moments, beyond_chance, cohen_h, two_shares, welch},
    words,
};
use regulars_model::Day;

/// A share must differ by this much (Cohen's h; 0.2 is "small") to be shown.
const LEAST_H: f64 = 0.2;
/// A mean must be this many standard errors away to be shown.
const LEAST_Z: f64 = 3.0;
/// Nothing is said of fewer people than this, on either side.
const LEAST_PEOPLE: u32 = 20;
/// At most this many categories are compared, those with most buyers.
const CATEGORIES: usize = 12;

/// One difference from everyone.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// "Orders in the last year".
    pub label: String,
    /// Among these people, as shown.
    pub here: String,
    /// Among everyone, as shown.
    pub everyone: String,
    /// Here over everyone.
    pub ratio: f64,
}

/// How these people differ from everyone, furthest from alike first. Tested against the rest, shown beside everyone.
/// Empty when there are too few of them, or of the others, to say.
#[must_use]
pub fn differences(shop: &Shop, members: &Bits, as_of: Day) -> Vec<Difference> {
    let mut here = members.clone();
    here.and(shop.everyone());
    let mut rest = shop.everyone().clone();
    rest.minus(&here);
    if here.count().min(rest.count()) < LEAST_PEOPLE {
        return Vec::new();
    }
    let habits = Habits::of(shop, as_of, CATEGORIES);
    let mut out = means(shop, &habits, &here, &rest);
    out.extend(shares(&habits, &here, &rest));
    out.sort_by(|a, b| b.ratio.ln().abs().total_cmp(&a.ratio.ln().abs()));
    out
}

#[allow(clippy::cast_precision_loss)]
fn means(shop: &Shop, habits: &Habits<'_>, here: &Bits, rest: &Bits) -> Vec<Difference> {
    let money = |value: f64| words::money(value.round() / shop.unit(), shop.currency());
    let plain = |value: f64| format!("{value:.1}");
    let days = |value: f64| format!("{value:.0} days");
    type Value<'a> = Box<dyn Fn(u32) -> Option<f64> + 'a>;
    type Shown<'a> = &'a dyn Fn(f64) -> String;
    let rows: [(&str, Value<'_>, Shown<'_>); 4] = [
        ("Orders in the last year", Box::new(|p| Some(f64::from(habits.year[p as usize].purchases))), &plain),
        ("Spend in the last year", Box::new(|p| Some(habits.year[p as usize].net as f64)), &money),
        (
            "Average order",
            Box::new(|p| {
                let all = &habits.all[p as usize];
                (all.purchases > 0).then(|| all.gross as f64 / f64::from(all.purchases))
            }),
            &money,
        ),
        ("Days since the last order", Box::new(|p| habits.days_since(p).map(f64::from)), &days),
    ];
    rows.iter()
        .filter_map(|(label, value, shown)| {
            let inside = Moments::of(here.iter().filter_map(value));
            let outside = Moments::of(rest.iter().filter_map(value));
            let known = inside.n.min(outside.n) >= f64::from(LEAST_PEOPLE);
            let n = inside.n + outside.n;
            let everyone = (inside.mean * inside.n + outside.mean * outside.n) / n;
            let ratio = inside.mean / everyone;
            let sound = known && ratio.is_finite() && ratio > 0.0;
            (sound && welch(inside, outside).abs() > LEAST_Z).then(|| Difference {
                label: (*label).to_owned(),
                here: shown(inside.mean),
                everyone: shown(everyone),
                ratio,
            })
        })
        .collect()
}

fn shares(habits: &Habits<'_>, here: &Bits, rest: &Bits) -> Vec<Difference> {
    let traits = habits.traits();
    let counted: Vec<[u32; 2]> = traits
        .iter()
        .map(|one| {
            let count = |people: &Bits| {
                let mut both = one.people.clone();
                both.and(people);
                both.count()
            };
            [count(here), count(rest)]
        })
        .collect();
    let of = [here.count(), rest.count()];
    let p: Vec<f64> = counted.iter().map(|hits| two_shares(*hits, of)).collect();
    let stand = beyond_chance(&p);
    let percent = |share: f64| format!("{:.0}%", share * 100.0);
    traits
        .iter()
        .zip(&counted)
        .zip(stand)
        .filter_map(|((one, hits), stands)| {
            let here = f64::from(hits[0]) / f64::from(of[0]);
            let rest = f64::from(hits[1]) / f64::from(of[1]);
            let everyone = f64::from(hits[0] + hits[1]) / f64::from(of[0] + of[1]);
            // A bar needs a ratio: nobody at all here is shown as the smallest share there could be.
            let ratio = (here / everyone).max(0.5 / f64::from(of[0]));
            (stands && cohen_h(here, rest) >= LEAST_H).then(|| Difference {
                label: one.words.clone(),
                here: percent(here),
                everyone: percent(everyone),
                ratio,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::town::{AS_OF, town};
    use rand::{SeedableRng, seq::SliceRandom};
    use rand_xoshiro::Xoshiro256Plus;

    #[test]
    fn coffee_people_differ_in_what_makes_them_coffee_people() {
        let shop = town(2000, 5);
        let members = Bits::from_fn(2000, |at| (at + 1) % 4 == 0);
        let found = differences(&shop, &members, AS_OF);
        let of = |label: &str| found.iter().find(|one| one.label == label);
        assert!(of("Bought Coffee").is_some_and(|one| one.here == "100%" && one.everyone == "25%" && one.ratio == 4.0));
        assert!(of("Orders in the last year").is_some_and(|one| one.ratio > 2.0));
        assert!(of("Bought Tea").is_some_and(|one| one.here == "0%" && one.ratio > 0.0));
        assert!(of("Opened an email in the last 90 days").is_none(), "everyone opens alike here");
        assert!(found.iter().all(|one| one.ratio.is_finite() && one.ratio > 0.0));
    }

    #[test]
    fn people_picked_by_chance_do_not_differ() {
        let shop = town(1200, 6);
        let mut rng = Xoshiro256Plus::seed_from_u64(3);
        let mut people: Vec<u32> = (0..1200).collect();
        for _ in 0..10 {
            people.shuffle(&mut rng);
            let mut members = Bits::none(1200);
            people[..400].iter().for_each(|person| members.insert(*person));
            assert_eq!(differences(&shop, &members, AS_OF), []);
        }
    }

    #[test]
    fn too_few_to_say_and_nobody_else_to_compare_with() {
        let shop = town(400, 5);
        assert_eq!(differences(&shop, &Bits::from_fn(400, |at| at < 19), AS_OF), []);
        assert_eq!(differences(&shop, &Bits::all(400), AS_OF), []);
        assert_eq!(differences(&shop, &Bits::none(400), AS_OF), []);
    }
}
