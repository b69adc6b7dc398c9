//! How some people differ from everyone: three figures that are always told, and habits where the difference is neither
//! chance nor too small to matter.

use crate::{
    Bits, Shop,
    figures::Habits,
    stats::{Moments, cohen_d, cohen_h, holm, median, rank_sum, two_shares, two_sided, welch},
    words,
};
use regulars_model::Day;

/// A share or a mean must differ by this much (Cohen's h and d; 0.2 is "small", Cohen 1988) to be called different.
const LEAST_EFFECT: f64 = 0.2;
/// And one side's values be the larger in so much more or less than half of all pairs: what 0.2 standard deviations come to
/// (Vargha and Delaney 2000 call 0.56 small).
const LEAST_SHARE: f64 = 0.056;
/// Nothing is said of fewer people than this, on either side.
pub const LEAST_PEOPLE: u32 = 20;
/// At most this many categories are compared, those with most buyers.
const CATEGORIES: usize = 12;

/// One figure of some people beside everyone's.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// "Orders in the last year, on average".
    pub label: String,
    /// Among these people, as shown.
    pub here: String,
    /// Among everyone, as shown: the base rate.
    pub everyone: String,
    /// Here in hundredths of everyone's: 100 is like everyone. `None` where everyone's is nothing.
    pub index: Option<u32>,
    /// Whether it is further apart than chance would have it, and far enough to matter. Where it is not, there is no clear
    /// difference, whatever the figures look like.
    pub clear: bool,
    /// How many of these people it is of, where it is not known of all of them.
    pub known: u32,
}

/// These people beside everyone.
#[derive(Debug, Clone, PartialEq)]
pub struct Against {
    /// These people.
    pub people: u32,
    /// Everyone they are compared with, themselves among them.
    pub everyone: u32,
    /// Value, orders and recency: told whether there is a clear difference or not.
    pub figures: Vec<Difference>,
    /// Habits that clearly differ, furthest from alike first.
    pub habits: Vec<Difference>,
    /// How many things were compared: the tests are corrected for it.
    pub compared: u32,
    /// False where there are fewer than [`LEAST_PEOPLE`] of them, or of the others: nothing is compared then.
    pub enough: bool,
}

/// A figure, and what a test says of it.
struct Tested {
    difference: Difference,
    p: f64,
    matters: bool,
    ratio: f64,
}

/// How these people differ from everyone. Shown beside everyone, tested against the rest, so that nobody is on both sides:
/// amounts and days by the rank-sum test of Mann and Whitney (1947), since they are skewed and shown by their medians; counts
/// by Welch's test of means (1947); shares by the pooled z test. All two-sided, and all together held by Holm's correction
/// (1979) to one mistake in twenty such comparisons as a whole.
#[must_use]
pub fn against(shop: &Shop, members: &Bits, as_of: Day) -> Against {
    let mut here = members.clone();
    here.and(shop.everyone());
    let mut rest = shop.everyone().clone();
    rest.minus(&here);
    let mut out = Against {
        people: here.count(),
        everyone: shop.everyone().count(),
        figures: Vec::new(),
        habits: Vec::new(),
        compared: 0,
        enough: here.count().min(rest.count()) >= LEAST_PEOPLE,
    };
    if !out.enough {
        return out;
    }
    let habits = Habits::of(shop, as_of, CATEGORIES);
    let (mut tested, shares) = rayon::join(|| figures(shop, &habits, &here, &rest), || shares(&habits, &here, &rest));
    let told = tested.len();
    tested.extend(shares);
    out.compared = u32::try_from(tested.len()).unwrap_or(u32::MAX);
    let stand = holm(&tested.iter().map(|one| one.p).collect::<Vec<_>>());
    for (one, stands) in tested.iter_mut().zip(stand) {
        one.difference.clear = stands && one.matters;
    }
    let mut habits: Vec<Tested> = tested.split_off(told);
    habits.retain(|one| one.difference.clear);
    habits.sort_by(|a, b| b.ratio.ln().abs().total_cmp(&a.ratio.ln().abs()));
    out.figures = tested.into_iter().map(|one| one.difference).collect();
    out.habits = habits.into_iter().map(|one| one.difference).collect();
    out
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "held within what an index can be")]
fn index(here: f64, everyone: f64) -> Option<u32> {
    let index = here / everyone * 100.0;
    (everyone > 0.0 && index.is_finite()).then(|| index.round().clamp(0.0, 1e6) as u32)
}

#[allow(clippy::cast_precision_loss)]
fn figures(shop: &Shop, habits: &Habits<'_>, here: &Bits, rest: &Bits) -> Vec<Tested> {
    let money = |value: f64| words::money(value.round() / shop.unit(), shop.currency());
    let days = |value: f64| words::days(value.round().max(0.0) as u32);
    let spent = |person: u32| {
        let all = &habits.all[person as usize];
        (all.purchases > 0).then_some(all.net as f64)
    };
    let average = |person: u32| {
        let all = &habits.all[person as usize];
        (all.purchases > 0).then(|| all.gross as f64 / f64::from(all.purchases))
    };
    let since = |person: u32| habits.days_since(person).map(f64::from);
    let year = |person: u32| Some(f64::from(habits.year[person as usize]));
    vec![
        middle("Spent so far, typically", here, rest, &spent, &money),
        mean("Orders in the last year, on average", here, rest, &year),
        middle("Days since the last order, typically", here, rest, &since, &days),
        middle("Size of an order, typically", here, rest, &average, &money),
    ]
}

/// Medians, by ranks.
fn middle(
    label: &str,
    here: &Bits,
    rest: &Bits,
    value: &dyn Fn(u32) -> Option<f64>,
    shown: &dyn Fn(f64) -> String,
) -> Tested {
    let mut inside: Vec<f64> = here.iter().filter_map(value).collect();
    let outside: Vec<f64> = rest.iter().filter_map(value).collect();
    let least = LEAST_PEOPLE as usize;
    let enough = inside.len().min(outside.len()) >= least;
    let (p, share) = if enough { rank_sum(&inside, &outside) } else { (1.0, 0.5) };
    let mut all: Vec<f64> = inside.iter().chain(&outside).copied().collect();
    let known = u32::try_from(inside.len()).unwrap_or(u32::MAX);
    let (ours, theirs) = (median(&mut inside), median(&mut all));
    let said = |value: Option<f64>| value.map_or_else(|| "nobody".to_owned(), shown);
    Tested {
        difference: Difference {
            label: label.to_owned(),
            here: said(ours),
            everyone: said(theirs),
            index: ours.zip(theirs).and_then(|(ours, theirs)| index(ours, theirs)),
            clear: false,
            known,
        },
        p,
        matters: (share - 0.5).abs() >= LEAST_SHARE && ours != theirs,
        ratio: 1.0,
    }
}

fn mean(label: &str, here: &Bits, rest: &Bits, value: &dyn Fn(u32) -> Option<f64>) -> Tested {
    let inside = Moments::of(here.iter().filter_map(value));
    let outside = Moments::of(rest.iter().filter_map(value));
    let everyone = (inside.mean * inside.n + outside.mean * outside.n) / (inside.n + outside.n);
    let z = welch(inside, outside);
    Tested {
        difference: Difference {
            label: label.to_owned(),
            here: format!("{:.1}", inside.mean),
            everyone: format!("{everyone:.1}"),
            index: index(inside.mean, everyone),
            clear: false,
            known: here.count(),
        },
        p: two_sided(z),
        matters: cohen_d(inside, outside) >= LEAST_EFFECT,
        ratio: 1.0,
    }
}

fn shares(habits: &Habits<'_>, here: &Bits, rest: &Bits) -> Vec<Tested> {
    let of = [here.count(), rest.count()];
    let percent = |share: f64| format!("{:.0}%", share * 100.0);
    let mut out = Vec::new();
    for one in habits.traits() {
        let count = |people: &Bits| {
            let mut both = one.people.clone();
            both.and(people);
            both.count()
        };
        let hits = [count(here), count(rest)];
        let inside = f64::from(hits[0]) / f64::from(of[0]);
        let outside = f64::from(hits[1]) / f64::from(of[1]);
        let everyone = f64::from(hits[0] + hits[1]) / f64::from(of[0] + of[1]);
        out.push(Tested {
            difference: Difference {
                label: one.words,
                here: percent(inside),
                everyone: percent(everyone),
                index: index(inside, everyone),
                clear: false,
                known: of[0],
            },
            p: two_shares(hits, of),
            matters: cohen_h(inside, outside) >= LEAST_EFFECT,
            // Nobody at all here stands as the smallest share there could be.
            ratio: (inside / everyone).max(0.5 / f64::from(of[0])),
        });
    }
    out
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
        let found = against(&shop, &members, AS_OF);
        assert_eq!((found.people, found.everyone, found.enough), (500, 2000, true));
        let of = |label: &str| found.habits.iter().find(|one| one.label == label);
        assert!(
            of("Bought Coffee")
                .is_some_and(|one| one.here == "100%" && one.everyone == "25%" && one.index == Some(400))
        );
        assert!(of("Bought Tea").is_some_and(|one| one.here == "0%" && one.index == Some(0)));
        assert!(of("Opened an email in the last 90 days").is_none(), "everyone opens alike here");
        assert!(found.habits.iter().all(|one| one.clear));
        let orders = found.figures.iter().find(|one| one.label.starts_with("Orders")).expect("always told");
        assert!(orders.clear && orders.index.is_some_and(|index| index > 200), "{orders:?}");
        let since = found.figures.iter().find(|one| one.label.starts_with("Days since")).expect("always told");
        assert!(since.clear && since.index.is_some_and(|index| index < 50), "{since:?}");
        assert_eq!(found.figures.len(), 4);
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
            let found = against(&shop, &members, AS_OF);
            assert_eq!(found.habits, []);
            assert!(found.figures.len() == 4 && found.figures.iter().all(|one| !one.clear), "{:?}", found.figures);
        }
    }

    #[test]
    fn too_few_to_say_and_nobody_else_to_compare_with() {
        let shop = town(400, 5);
        for members in [Bits::from_fn(400, |at| at < 19), Bits::all(400), Bits::none(400)] {
            let found = against(&shop, &members, AS_OF);
            assert!(!found.enough && found.figures.is_empty() && found.habits.is_empty());
        }
        assert!(against(&shop, &Bits::from_fn(400, |at| at < 20), AS_OF).enough, "the control");
    }
}
