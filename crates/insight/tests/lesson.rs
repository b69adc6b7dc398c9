//! What the stretch before teaches of chances: where it is used and where not, and what it may never do.
#![allow(clippy::expect_used, reason = "a test stops")]

use regulars_insight::scores::{
    Chances, Facts, Fits, Known, Purchases, Risk, Transaction, Within, WorthParams, of_chance, walk,
};
use regulars_model::Day;

/// A number from 0 up to 1, the same for the same numbers (SplitMix64).
fn drawn(a: u32, b: u32) -> f64 {
    let mut bits = (u64::from(a) << 32 | u64::from(b)).wrapping_add(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ bits >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ bits >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    f64::from(u32::try_from((bits ^ bits >> 31) >> 32).expect("half")) / f64::from(u32::MAX)
}

/// People who come for the first time within the first 300 days and then buy at a rate of their own for as long as they do. What
/// each spends a purchase is told by `spends`, from the rate and a number that is drawn.
fn shop(people: u32, spends: impl Fn(f64, f64) -> f64) -> Purchases {
    let mut rows = Vec::new();
    for id in 0..people {
        // Exponential rates, and one in ten leaves at each purchase: what the model of buying takes for given.
        let rate = -drawn(id, 1).max(1e-9).ln() / 300.0;
        #[allow(clippy::cast_possible_truncation)]
        let amount = (100.0 * spends(rate * 300.0, drawn(id, 2))) as i64;
        let mut day = 300.0 * drawn(id, 3);
        let mut nth = 4;
        while day < 800.0 {
            #[allow(clippy::cast_possible_truncation)]
            rows.push(Transaction { customer: id, day: Day(day as i32), amount });
            if drawn(id, nth) < 0.1 {
                break;
            }
            day += 1.0 - drawn(id, nth + 1).max(1e-9).ln() / rate;
            nth += 2;
        }
    }
    Purchases::listed(rows)
}

/// Whoever comes often spends much, which the model of buying knows nothing of.
fn telling(people: u32) -> Purchases {
    shop(people, |rate, _| 5.0 + 60.0 * rate)
}

fn learnt(purchases: &Purchases, as_of: Day, days: u32) -> (Chances, Within) {
    let chances = Chances::learn(purchases, as_of).expect("enough");
    let within = Within::learn(purchases, &chances, days, &mut Fits::default());
    (chances, within)
}

#[test]
fn what_people_spend_teaches_where_it_tells_and_as_many_are_to_be_expected_as_before() {
    let all = telling(2_000);
    let (chances, within) = learnt(&all, Day(700), 90);
    let lesson = within.lesson.expect("it tells");
    assert!(lesson.weights[2] > 0.3, "{lesson:?}");
    let plain = Within { lesson: None, ..within };
    let sum = |within: &Within| all.buyers(Day(700)).map(|buyer| within.buys(&chances, &buyer)).sum::<f64>();
    assert!((sum(&within) - sum(&plain)).abs() < 1e-6, "{} {}", sum(&within), sum(&plain));
    // On what came after, which nothing was learnt from, it is better.
    let loss = |within: &Within| -> f64 {
        let each = (0..all.len()).filter_map(|nth| {
            let said = within.buys(&chances, &all.buyer(nth, Day(700))?);
            let came = all.between(nth, Day(700), Day(790)).0 > 0;
            Some(-(if came { said } else { 1.0 - said }).max(1e-12).ln())
        });
        each.sum()
    };
    assert!(loss(&within) < 0.98 * loss(&plain), "{} {}", loss(&within), loss(&plain));
}

#[test]
fn reasons_sum_to_a_chance_that_was_set_right() {
    let all = telling(2_000);
    let (chances, within) = learnt(&all, Day(700), 90);
    assert!(within.lesson.is_some());
    let middle = Facts::middle(&all, &chances);
    let mut spent = false;
    for buyer in all.buyers(Day(700)).step_by(7) {
        let made = of_chance(&chances, &within, &Facts::of(&buyer, &chances), &middle);
        let sum = made.middle + made.adds.iter().map(|(_, adds)| adds).sum::<f64>();
        assert!((sum - made.figure).abs() < 1e-12 && (made.figure - within.buys(&chances, &buyer)).abs() < 1e-12);
        spent |= made.adds.iter().any(|(known, adds)| *known == Known::HowMuch && adds.abs() > 0.01);
    }
    assert!(spent, "what they spend is among the reasons");
}

#[test]
fn where_nothing_is_to_be_learnt_the_model_is_left_alone() {
    // What they spend is drawn by lot: on each of these days the model of buying knows all there is to know.
    let all = shop(2_000, |_, lot| 5.0 + 90.0 * lot);
    for as_of in [500, 550, 600, 650, 700, 750] {
        assert_eq!(learnt(&all, Day(as_of), 90).1.lesson, None, "{as_of}");
    }
    let telling = telling(2_000);
    // A shop that was younger than a stretch when the stretch before began, and one of which too few came.
    assert_eq!(learnt(&telling, Day(170), 90).1.lesson, None);
    assert_eq!(learnt(&telling, Day(700), 400).1.lesson, None);
    assert_eq!(learnt(&self::telling(120), Day(700), 10).1.lesson, None);
}

#[test]
fn nobody_gets_likelier_by_being_quiet_for_longer() {
    let all = telling(2_000);
    let (chances, within) = learnt(&all, Day(700), 90);
    assert!(within.lesson.is_some());
    let chance = |within: &Within, facts: &Facts| of_chance(&chances, within, facts, facts).figure;
    let plain = Within { lesson: None, ..within };
    for days in [1, 2, 3, 5, 9, 20] {
        for spends in [0.0, 900.0, 4_000.0, 90_000.0] {
            let of = |quiet: f64, age: f64| Facts { days, quiet, age, mean: None, spends };
            // As time goes by, and beside somebody who came as long ago for the first time.
            let (mut by, mut beside) = (1.0, 1.0);
            for quiet in (0..400).step_by(5).map(f64::from) {
                let facts = [of(quiet, quiet + 200.0), of(quiet, if days == 1 { quiet } else { 420.0 })];
                let [told, other] = facts.map(|facts| chance(&within, &facts));
                if days > 1 {
                    assert!(told <= by && other <= beside, "{days} {quiet}: {told} after {by}, {other} after {beside}");
                } else {
                    // How those came back who bought once has steps of its own: the order is kept.
                    let [before, now] = [quiet - 5.0, quiet].map(|quiet| of(quiet.max(0.0), quiet.max(0.0)));
                    let less = |within: &Within| chance(within, &now) < chance(within, &before);
                    assert_eq!(less(&within), less(&plain), "{quiet}");
                }
                (by, beside) = (told, other);
            }
        }
    }
}

#[test]
fn a_stretch_of_the_past_is_taught_by_nothing_later_and_the_same_is_learnt_on_any_number_of_threads() {
    let all = telling(1_500);
    let rows = |until: i32| {
        let each = (0..all.len()).flat_map(|nth| {
            let buyer = all.buyer(nth, Day(until)).into_iter();
            buyer.flat_map(|buyer| {
                buyer.days.iter().zip(buyer.spent).map(move |(day, spent)| (buyer.person, *day, *spent))
            })
        });
        let each = each.map(|(customer, day, amount)| Transaction { customer, day: Day(day), amount });
        Purchases::listed(each.collect())
    };
    let said = |purchases: &Purchases, as_of: Day, fits: &mut Fits| {
        let worth = WorthParams::default().check().expect("fine").score(purchases, as_of).expect("enough");
        let risk = Risk::of(purchases, &worth.chances, Some(&worth), 90, fits);
        assert!(risk.within.lesson.is_some());
        (risk.within, risk.people)
    };
    assert_eq!(said(&all, Day(610), &mut Fits::default()), said(&rows(610), Day(610), &mut Fits::default()));
    // Whether days were looked at before or not.
    let mut fits = Fits::default();
    let walked = walk(&all, Day(700), 90, 4, &mut fits);
    assert!(walked.len() == 4 && walked.iter().all(|stretch| stretch.who.auc.is_some_and(|auc| auc > 0.6)));
    assert_eq!(said(&all, Day(610), &mut fits), said(&all, Day(610), &mut Fits::default()));
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        pool.install(|| (said(&all, Day(700), &mut Fits::default()), walk(&all, Day(700), 90, 4, &mut Fits::default())))
    };
    assert_eq!(on(1), on(2));
}
