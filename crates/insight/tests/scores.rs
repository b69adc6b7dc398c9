//! Scores of customers on files of real shops, on shops where hardly anything can be said, and against each other.
//!
//! Files where they are at hand: `REGULARS_DATA`, or `../shared/data` beside the checkout.
#![allow(clippy::expect_used, clippy::print_stderr, reason = "a test stops, and names the file it misses")]

use flate2::read::GzDecoder;
use regulars_insight::scores::{
    Asked, Band, Chances, Facts, Fits, Known, Money, PersonRisk, Purchases, Risk, SecondPurchase, TooLittle,
    Transaction, Within, Worth, WorthParams, accuracy, cohorts, horizon, of_chance, of_worth, walk,
};
use regulars_model::Day;
use std::{cell::Cell, collections::HashMap, io::Read, path::PathBuf};

fn day(text: &str) -> Day {
    Day::from_date(text.parse().expect("a day"))
}

/// Where the amount stands.
#[derive(Clone, Copy)]
enum Spent {
    In(usize),
    /// So many at such a price.
    Times(usize, usize),
}

/// A list of purchases: where the customer, the day and the amount stand.
fn file(name: &str, customer: usize, date: usize, amount: Spent) -> Option<Purchases> {
    let beside =
        || PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("../../../shared/data");
    let path = std::env::var_os("REGULARS_DATA").map_or_else(beside, PathBuf::from).join(name);
    let Ok(file) = std::fs::File::open(&path) else {
        eprintln!("skipped: {name} is not at hand");
        return None;
    };
    let packed = name.ends_with(".gz");
    let bytes: Box<dyn Read> = if packed { Box::new(GzDecoder::new(file)) } else { Box::new(file) };
    let mut numbers = HashMap::new();
    let mut rows = Vec::new();
    for row in csv::Reader::from_reader(bytes).into_records() {
        let row = row.expect("a row");
        // Online Retail: lines without a customer, and cancellations, say nothing of who comes back.
        if row[customer].is_empty() || row[0].starts_with('C') {
            continue;
        }
        let next = u32::try_from(numbers.len()).expect("few");
        let customer = *numbers.entry(row[customer].to_owned()).or_insert(next);
        let number = |at: usize| row[at].parse::<f64>().expect("a number");
        let amount = 100.0
            * match amount {
                Spent::In(at) => number(at),
                Spent::Times(many, price) => number(many) * number(price),
            };
        #[allow(clippy::cast_possible_truncation)]
        let amount = amount.round() as i64;
        rows.push(Transaction { customer, day: day(&row[date][..10]), amount });
    }
    Some(Purchases::listed(rows))
}

/// Means over days of the past of how well the chance of a purchase in 90 days ranks, and how right it is.
fn walked(purchases: &Purchases, days: &[&str]) -> [f64; 3] {
    let mut means = [0.0; 3];
    for said_on in days {
        let said_on = day(said_on);
        let chances = Chances::learn(purchases, said_on).expect("enough");
        let within = Within::learn(purchases, &chances, 90, &mut Fits::default());
        let (mut said, mut came) = (Vec::new(), Vec::new());
        for nth in 0..purchases.len() {
            if let Some(buyer) = purchases.buyer(nth, said_on) {
                said.push(within.buys(&chances, &buyer));
                came.push(purchases.between(nth, said_on, said_on.plus(90)).0 > 0);
            }
        }
        let right = accuracy(&said, &came).expect("people");
        for (mean, each) in means.iter_mut().zip([right.auc.expect("both"), right.brier, right.ece]) {
            *mean += each / f64::from(u32::try_from(days.len()).expect("few"));
        }
    }
    means
}

/// On the same files .865 and .800 were seen with the model alone (Brier .072 and .104, calibration error .028 and .023).
#[test]
fn who_buys_in_90_days_is_ranked_as_well_as_it_can_be() {
    if let Some(all) = file("apparel_transactions.csv", 0, 1, Spent::In(2)) {
        let [auc, brier, ece] = walked(&all, &["2008-01-01", "2009-01-01", "2010-01-01", "2010-07-01"]);
        assert!(auc >= 0.865 && brier <= 0.072 && ece <= 0.028, "apparel: {auc:.4} {brier:.4} {ece:.4}");
    }
    if let Some(all) = file("cdnow_master_elog.csv.gz", 0, 1, Spent::In(3)) {
        let [auc, brier, ece] = walked(&all, &["1997-09-30", "1997-12-31", "1998-03-31"]);
        // .7993 (.1041, .0226) by the model alone.
        assert!(auc >= 0.807 && brier <= 0.104 && ece <= 0.020, "CDNOW master: {auc:.4} {brier:.4} {ece:.4}");
    }
}

/// Only one of the two years is at hand, so that .800 cannot be compared; the season is what misleads (.7362 by the model alone).
#[test]
fn a_season_is_said() {
    let Some(all) = file("online_retail_2010_2011.csv.gz", 6, 4, Spent::Times(3, 5)) else { return };
    let [auc, brier, ece] = walked(&all, &["2011-06-09", "2011-09-09"]);
    assert!(auc >= 0.748 && brier <= 0.207 && ece <= 0.069, "Online Retail: {auc:.4} {brier:.4} {ece:.4}");
}

#[test]
fn the_past_of_a_shop_is_walked_through() {
    let Some(all) = file("cdnow_master_elog.csv.gz", 0, 1, Spent::In(3)) else { return };
    let stretches = walk(&all, day("1998-06-30"), 90, 4, &mut Fits::default());
    assert_eq!(stretches.len(), 4);
    for stretch in &stretches {
        assert!(stretch.who.auc.is_some_and(|auc| auc > 0.72), "{stretch:?}");
        let people: u32 = stretch.bands.iter().map(|[people, _]| people).sum();
        assert_eq!(people, stretch.who.people);
        // The better the band, the more of it bought.
        let shares = stretch.bands.map(|[people, bought]| f64::from(bought) / f64::from(people.max(1)));
        assert!(shares[0] > shares[2], "{shares:?}");
        let money = stretch.money.expect("amounts");
        assert!(money.range[0] < money.said && money.said < money.range[1]);
        assert!(money.best_tenth > 0.3, "{stretch:?}");
    }
}

/// Ranges hold about eight times in ten, over all files and lengths together, each from nothing that came later. By the chance in
/// what single customers do, and by parameters, they held 12 of 38.
#[test]
fn ranges_hold_eight_times_in_ten() {
    let files = [
        ("apparel_transactions.csv", 0, 1, Spent::In(2)),
        ("cdnow_master_elog.csv.gz", 0, 1, Spent::In(3)),
        ("online_retail_2010_2011.csv.gz", 6, 4, Spent::Times(3, 5)),
    ];
    let (mut held, mut said, mut wide) = (0, 0, 0.0);
    for (name, customer, date, amount) in files {
        let Some(all) = file(name, customer, date, amount) else { return };
        let (_, last) = all.span().expect("purchases");
        for days in [90, 180, 365] {
            for one in walk(&all, last, days, 12, &mut Fits::default()) {
                let Money { said: expected, came, range, .. } = one.money.expect("amounts");
                let within = (range[0]..=range[1]).contains(&came);
                held += i32::from(within);
                said += 1;
                wide += range[1] / expected - 1.0;
                assert!(range[1] < 1.7 * expected, "{name} {days}: no range is silly: {one:?}");
            }
        }
    }
    let (share, wide) = (f64::from(held) / f64::from(said), wide / f64::from(said));
    eprintln!("{held} of {said} held; on the mean {:.0}% more", 100.0 * wide);
    assert!((0.75..=0.85).contains(&share) && wide < 0.4, "{held} of {said}, {wide:.2}");
}

/// Who is long gone hardly comes back, and those who are left slipping do three times as often and more.
#[test]
fn who_is_long_gone_hardly_comes_back() {
    let files = [
        ("apparel_transactions.csv", 2, ["2009-01-01", "2010-01-01"].as_slice(), 0.01),
        ("cdnow_master_elog.csv.gz", 3, ["1998-03-31"].as_slice(), 0.04),
    ];
    for (name, amount, days, most) in files {
        let Some(all) = file(name, 0, 1, Spent::In(amount)) else { continue };
        for said_on in days {
            let said_on = day(said_on);
            let worth = WorthParams::default().check().expect("fine").score(&all, said_on).expect("enough");
            let risk = Risk::of(&all, &worth.chances, Some(&worth), 90, &mut Fits::default());
            let share = |band: Band| {
                let theirs: Vec<bool> = risk
                    .people
                    .iter()
                    .filter(|one| one.band == band)
                    .filter_map(|one| all.place(one.person))
                    .map(|nth| all.between(nth, said_on, said_on.plus(90)).0 > 0)
                    .collect();
                let came = theirs.iter().filter(|came| **came).count();
                assert!(theirs.len() > 30, "{name} {said_on}: {} {band:?}", theirs.len());
                f64::from(u32::try_from(came).expect("few")) / f64::from(u32::try_from(theirs.len()).expect("few"))
            };
            let [slipping, gone] = [Band::Slipping, Band::Gone].map(share);
            assert!(gone < most && 3.0 * gone < slipping, "{name} {said_on}: {gone:.3} {slipping:.3}");
            assert!(risk.people.iter().all(|one| one.band != Band::Gone || (one.quiet > 365 && !one.at_risk)));
        }
    }
}

/// On CDNOW, 39 weeks: total of LCV 19.5% too low, and the best tenth of customers brought half of what came.
#[test]
fn worth_on_cdnow() {
    let Some(all) = file("cdnow_sample_elog.csv", 1, 2, Spent::In(4)) else { return };
    let said_on = day("1997-09-30");
    let params = WorthParams { horizon: 273, ..WorthParams::default() }.check().expect("fine");
    let worth = params.score(&all, said_on).expect("enough");
    let came: i64 = (0..all.len()).map(|nth| all.between(nth, said_on, said_on.plus(273)).1).sum();
    #[allow(clippy::cast_precision_loss)]
    let off = worth.total.expected / came as f64 - 1.0;
    assert!((-0.22..-0.15).contains(&off), "{off:.3}");
    for nth in (0..all.len()).step_by(97) {
        let buyer = all.buyer(nth, said_on).expect("bought");
        let range = worth.range(&buyer);
        assert!(0.0 <= range.low && range.low <= range.high && range.high.is_finite(), "{range:?}");
        assert!(range.expected <= range.high.max(range.expected), "{range:?}");
    }
}

/// What each thing adds sums to the figure.
#[test]
fn reasons_sum_to_what_they_explain() {
    let Some(all) = file("cdnow_sample_elog.csv", 1, 2, Spent::In(4)) else { return };
    let worth = WorthParams::default().check().expect("fine").score(&all, day("1998-06-30")).expect("enough");
    let middle = Facts::middle(&all, &worth.chances);
    let within = Within::learn(&all, &worth.chances, 90, &mut Fits::default());
    for nth in (0..all.len()).step_by(13) {
        let buyer = all.buyer(nth, day("1998-06-30")).expect("bought");
        let own = Facts::of_spending(&buyer, &worth);
        for made in [of_chance(&worth.chances, &within, &own, &middle), of_worth(&worth, &own, &middle)] {
            let sum = made.middle + made.adds.iter().map(|(_, adds)| adds).sum::<f64>();
            assert!((sum - made.figure).abs() < 1e-9 * made.figure.abs().max(1.0), "{made:?}");
        }
        let told = of_chance(&worth.chances, &within, &own, &middle).figure;
        assert!((told - within.buys(&worth.chances, &buyer)).abs() < 1e-12);
        let one = worth.people[worth.people.partition_point(|one| one.person < buyer.person)];
        assert!((of_worth(&worth, &own, &middle).figure - one.expected).abs() < 1e-6 * one.expected.max(1.0));
    }
}

/// Customer, day, amount.
type Rows = Vec<(u32, i32, i64)>;

fn shop(rows: &[(u32, i32, i64)]) -> Purchases {
    let row = |&(customer, day, amount)| Transaction { customer, day: Day(day), amount };
    Purchases::listed(rows.iter().map(row).collect())
}

/// Whoever sends back nearly all they buy is not worth what they bought; nobody else is worth less for it, and all together as much.
#[test]
fn what_somebody_sent_back_is_not_expected_of_them_again() {
    let amount = |id: u32, nth: u32| i64::from(2_000 + (id * 37 + nth * 911) % 3_000);
    let rows = |sends_back: bool| -> Rows {
        let habit = |id: u32| {
            let days = (0..=id % 4).map(move |nth| 20 + i32::try_from(id % 60 + nth * 75).expect("few"));
            days.zip(0..).map(move |(day, nth)| (id, day, amount(id, nth)))
        };
        let mut rows: Rows = (1..200).flat_map(habit).collect();
        for id in [500, 501] {
            rows.extend([(id, 30, 400_000), (id, 90, 400_000), (id, 300, 400_000)]);
        }
        rows.extend(sends_back.then_some((501, 301, -1_199_700)));
        rows
    };
    let worth =
        |rows: &Rows| WorthParams::default().check().expect("fine").score(&shop(rows), Day(400)).expect("enough");
    let expected = |worth: &Worth, id: u32| worth.people[worth.people.partition_point(|one| one.person < id)].expected;
    let (kept, back) = (worth(&rows(false)), worth(&rows(true)));
    assert!((expected(&kept, 500) - expected(&kept, 501)).abs() < 1e-6);
    assert!(expected(&back, 501) < 0.1 * expected(&back, 500), "{} {}", expected(&back, 501), expected(&back, 500));
    for id in [3, 77, 198, 500] {
        let (before, now) = (expected(&kept, id), expected(&back, id));
        assert!((now - before).abs() < 1e-3 * before, "{id}: {now} for {before}");
    }
    let sum: f64 = back.people.iter().map(|one| one.expected).sum();
    assert!((sum - back.total.expected).abs() < 1e-6 * sum);
    assert!(back.kept < 0.8, "a great part of all came back: {}", back.kept);
}

/// A shop of which hardly anything can be said: words, and never a number that is none.
#[test]
fn shops_of_which_little_can_be_said() {
    let as_of = Day(400);
    let score = |rows: &[(u32, i32, i64)]| WorthParams::default().check().expect("fine").score(&shop(rows), as_of);
    let many = |each: &dyn Fn(u32) -> Vec<(u32, i32, i64)>| -> Vec<_> { (0..150).flat_map(each).collect() };
    assert_eq!(score(&[]).err(), Some(TooLittle::NoCustomers));
    assert_eq!(score(&[(1, 10, -500)]).err(), Some(TooLittle::NoCustomers), "only refunds");
    assert_eq!(score(&[(1, 500, 500)]).err(), Some(TooLittle::NoCustomers), "only what is to come");
    assert_eq!(score(&[(1, 10, 500)]).err(), Some(TooLittle::NobodyCameBack));
    assert_eq!(score(&many(&|id| vec![(id, 10, 500)])).err(), Some(TooLittle::NobodyCameBack), "all on one day");
    assert_eq!(score(&many(&|id| vec![(id, 10, 0), (id, 40, 0)])).err(), Some(TooLittle::NoAmounts), "all for nothing");

    let alike = many(&|id| vec![(id, 10, 500), (id, 110, 500), (id, 210, 500), (id, 310, 500)]);
    let fifty =
        (0..50).flat_map(|id| vec![(id, 10, 500), (id, 60 + i32::try_from(id).expect("few"), 700)]).collect::<Vec<_>>();
    let returned = many(&|id| vec![(id, 10, 500), (id, 110, 500), (id, 120, -1000)]);
    for (name, rows) in [
        ("all alike", alike),
        ("fifty customers", fifty),
        ("all came back", returned),
        ("one", vec![(1, 1, 5), (1, 9, 5)]),
    ] {
        let purchases = shop(&rows);
        let worth = match WorthParams::default().check().expect("fine").score(&purchases, as_of) {
            Ok(worth) => worth,
            Err(why) => panic!("{name}: {why}"),
        };
        let total = worth.total.range(as_of, 365, &walk(&purchases, as_of, 90, 4, &mut Fits::default()));
        assert!(
            [total.low, total.expected, total.high].iter().all(|each| each.is_finite() && *each >= 0.0),
            "{name}: {total:?}"
        );
        assert_eq!(worth.people.is_empty(), purchases.len() < 100, "{name}: pooled figures only, below a hundred");
        for one in Risk::of(&purchases, &worth.chances, Some(&worth), 90, &mut Fits::default()).people.iter() {
            assert!(
                (0.0..=1.0).contains(&one.buys) && one.at_stake.is_finite() && one.due[0] <= one.due[1],
                "{name}: {one:?}"
            );
        }
        for nth in 0..purchases.len() {
            let range = worth.range(&purchases.buyer(nth, as_of).expect("bought"));
            assert!(range.low.is_finite() && range.high.is_finite() && range.low <= range.high, "{name}: {range:?}");
        }
    }
}

/// Who comes again is told from days alone: without amounts, and with amounts on some purchases only, chances, bands, days by which
/// somebody is due, reasons and the past are those of the same days; money is not told, where nothing tells it.
#[test]
fn chances_of_a_purchase_need_no_amounts() {
    let as_of = Day(700);
    let habit = |id: u32| (0..=id % 6).map(move |nth| (id, 20 + (id * 7 % 400 + nth * (20 + id % 70)).cast_signed()));
    let days: Vec<(u32, i32)> = (0..400).flat_map(habit).collect();
    let with = |amount: &dyn Fn(usize) -> i64| -> Purchases {
        shop(&days.iter().enumerate().map(|(nth, (id, day))| (*id, *day, amount(nth))).collect::<Rows>())
    };
    let spread = |nth: usize| 1_000 + i64::try_from(nth * 911 % 3_000).expect("few");
    let (all, some, none) = (with(&spread), with(&|nth| if nth % 10 == 0 { spread(nth) } else { 0 }), with(&|_| 0));
    let told = |purchases: &Purchases| {
        let chances = Chances::learn(purchases, as_of).expect("they come back");
        let worth = WorthParams::default().check().expect("fine").with(purchases, chances.clone());
        let risk = Risk::of(purchases, &chances, worth.as_ref().ok(), 90, &mut Fits::default());
        let past = walk(purchases, as_of, 90, 4, &mut Fits::default());
        (chances, worth.map(|worth| worth.total.expected), risk, past)
    };
    let (_, worth, weighed, past) = told(&all);
    assert!(
        worth.is_ok_and(|expected| expected > 0.0) && weighed.weighed && past.iter().all(|one| one.money.is_some())
    );
    let (_, worth, partly, _) = told(&some);
    assert!(worth.is_ok_and(|expected| expected.is_finite() && expected > 0.0) && partly.weighed);
    let (chances, worth, risk, walked) = told(&none);
    assert_eq!((worth, risk.weighed), (Err(TooLittle::NoAmounts), false));
    assert!(walked.len() == past.len() && walked.len() >= 3 && walked.iter().all(|one| one.money.is_none()));
    for (one, same) in walked.iter().zip(&past) {
        assert_eq!((&one.who, one.bands), (&same.who, same.bands), "who buys is told by days");
    }
    let slipping = risk.people.iter().filter(|one| one.band == Band::Slipping).count();
    assert!(slipping > 10 && slipping < risk.people.len(), "{slipping}");
    for (one, (same, third)) in risk.people.iter().zip(weighed.people.iter().zip(partly.people.iter())) {
        let days = |one: &PersonRisk| (one.person, one.buys, one.left, one.quiet, one.usual_gap, one.due, one.band);
        assert_eq!((days(one), days(one)), (days(same), days(third)));
        assert_eq!((one.at_stake, one.at_risk), (0.0, one.band == Band::Slipping), "nobody is better than another");
    }
    let (middle, within) = (Facts::middle(&none, &chances), risk.within);
    for (buyer, one) in none.buyers(as_of).zip(risk.people.iter()) {
        let made = of_chance(&chances, &within, &Facts::of(&buyer, &chances), &middle);
        let sum: f64 = made.middle + made.adds.iter().map(|add| add.1).sum::<f64>();
        assert!((made.figure - one.buys).abs() < 1e-12 && (sum - one.buys).abs() < 1e-9);
        assert!(made.adds.iter().all(|(known, adds)| *known != Known::HowMuch || *adds == 0.0), "{made:?}");
    }
}

/// All that can be asked of all shops of which little can be said: an answer in words, or numbers that are ones.
#[test]
fn whatever_is_asked_of_an_odd_shop_is_answered() {
    let as_of = Day(400);
    let many = |each: &dyn Fn(u32) -> Vec<(u32, i32, i64)>| -> Vec<_> { (0..150).flat_map(each).collect() };
    let later = |id: u32| i32::try_from(id % 90).expect("few");
    let odd: [(&str, Rows); 11] = [
        ("nobody", Vec::new()),
        ("one customer, once", vec![(1, 10, 500)]),
        ("one customer, every day", (0..400).map(|day| (1, day, 500)).collect()),
        ("all once", many(&|id| vec![(id, later(id), 500)])),
        ("all on one day", many(&|id| vec![(id, 10, 500), (id, 10, 700)])),
        ("only refunds", many(&|id| vec![(id, later(id), -500)])),
        ("more back than bought", many(&|id| vec![(id, 10, 500), (id, 50 + later(id), 500), (id, 200, -9_000)])),
        ("all to come", many(&|id| vec![(id, 500 + later(id), 500), (id, 700, 500)])),
        ("partly to come", many(&|id| vec![(id, 10, 500), (id, 100 + later(id), 500), (id, 999, 500)])),
        ("the same for all", many(&|id| vec![(id, 10, 500), (id, 110, 500), (id, 210, 500)])),
        ("huge amounts", many(&|id| vec![(id, 10, i64::MAX / 4), (id, 60 + later(id), i64::MAX / 4)])),
    ];
    let chance = |name: &str, chance: f64| assert!((0.0..=1.0).contains(&chance), "{name}: {chance}");
    let number = |name: &str, number: f64| assert!(number.is_finite(), "{name}: {number}");
    for (name, rows) in odd {
        let all = shop(&rows);
        let days = horizon(&all, as_of);
        assert!((90..=3650).contains(&days), "{name}: {days}");
        let second = SecondPurchase::of(&all, as_of);
        for days in [0, 1, 90, 4_000, u32::MAX] {
            chance(name, second.by(days));
            chance(name, second.within(days, 90));
        }
        for cohort in cohorts(&all, as_of) {
            assert!(cohort.active.iter().all(|active| *active <= cohort.customers), "{name}: {cohort:?}");
        }
        for stretch in walk(&all, as_of, 60, 6, &mut Fits::default()) {
            if let Some(Money { said, came, range, best_tenth, .. }) = stretch.money {
                [said, came, range[0], range[1]].into_iter().for_each(|each| number(name, each));
                chance(name, best_tenth);
            }
            [stretch.who.brier, stretch.who.ece].into_iter().for_each(|each| chance(name, each));
            assert!(stretch.who.auc.is_none_or(|auc| (0.0..=1.0).contains(&auc)), "{name}: {stretch:?}");
        }
        for horizon in [1, 365, 3_650] {
            let asked = WorthParams { horizon, discount: 0.9, margin: 0.01 }.check().expect("fine");
            let worth = match asked.score(&all, as_of) {
                Ok(worth) => worth,
                Err(why) => {
                    assert!(why.to_string().len() > 10, "{name}: {why}");
                    continue;
                }
            };
            let total = worth.total.range(as_of, horizon, &walk(&all, as_of, 60, 6, &mut Fits::default()));
            [total.low, total.expected, total.high].into_iter().for_each(|each| number(name, each));
            let middle = Facts::middle(&all, &worth.chances);
            let within = Within::learn(&all, &worth.chances, horizon, &mut Fits::default());
            for buyer in all.buyers(as_of).take(5) {
                let own = Facts::of_spending(&buyer, &worth);
                let made = [of_chance(&worth.chances, &within, &own, &middle), of_worth(&worth, &own, &middle)];
                made.iter().flat_map(|made| &made.adds).for_each(|(_, adds)| number(name, *adds));
                let range = worth.range(&buyer);
                [range.low, range.expected, range.high].into_iter().for_each(|each| number(name, each));
            }
            let risk = Risk::of(&all, &worth.chances, Some(&worth), horizon, &mut Fits::default());
            for one in risk.people.iter() {
                chance(name, one.buys);
                number(name, one.left);
                number(name, one.at_stake);
            }
        }
    }
    let wrong = [
        WorthParams { horizon: 0, ..WorthParams::default() },
        WorthParams { margin: f64::NAN, ..WorthParams::default() },
    ];
    assert!(wrong.iter().all(|params| params.check().is_err()));
}

/// As of an earlier day a shop is told as it was: whoever came later, and whatever they bought, changes no figure of it.
#[test]
fn whoever_came_later_changes_nothing_of_an_earlier_day() {
    let early: Rows = (0..9_000u32)
        .map(|nth| {
            let spread = nth.wrapping_mul(2_654_435_761) >> 16;
            (2 * (nth % 3_000), i32::try_from(spread % 500).expect("few"), i64::from(500 + spread % 4_000))
        })
        .collect();
    // Every second number is somebody who came only after the day asked of.
    let later = (0..3_000u32).map(|nth| (2 * nth + 1, 501 + i32::try_from(nth % 200).expect("few"), 90_000));
    let with: Rows = early.iter().copied().chain(later).collect();
    let on = |rows: &Rows| {
        let purchases = shop(rows);
        let worth = WorthParams::default().check().expect("fine").score(&purchases, Day(500)).expect("enough");
        let middle = Facts::middle(&purchases, &worth.chances);
        let risk = Risk::of(&purchases, &worth.chances, Some(&worth), 90, &mut Fits::default());
        (worth.total, worth.people, worth.past, middle, risk.people, horizon(&purchases, Day(500)))
    };
    assert_eq!(on(&early), on(&with));
}

/// Whoever stops at whichever moment is told nothing, soon; and the same work afterwards gives the same bytes.
#[test]
fn what_is_stopped_says_nothing_and_leaves_nothing() {
    let rows: Rows = (0..9_000u32)
        .map(|nth| {
            let spread = nth.wrapping_mul(2_654_435_761) >> 16;
            (nth % 2_500, i32::try_from(spread % 700).expect("few"), i64::from(500 + spread % 4_000))
        })
        .collect();
    let purchases = shop(&rows);
    let checked = WorthParams::default().check().expect("fine");
    let after = |last: u32, asked: &Cell<u32>| {
        asked.set(0);
        let stop = || {
            asked.set(asked.get() + 1);
            asked.get() > last
        };
        let asks = Asked::until(&purchases, &stop);
        let worth = checked.score(asks, Day(700))?;
        let mut fits = Fits::default();
        let risk = Risk::of(asks, &worth.chances, Some(&worth), 90, &mut fits);
        Ok::<_, TooLittle>((worth.people.clone(), worth.total, risk.people, walk(asks, Day(700), 90, 2, &mut fits)))
    };
    let asked = Cell::new(0);
    let whole = after(u32::MAX, &asked).expect("enough");
    let all = asked.get();
    assert!(all > 100, "it looks up often: {all}");
    for last in (0..all).step_by(7) {
        match after(last, &asked) {
            Err(why) => assert_eq!(why, TooLittle::Stopped),
            // Stopped after that: whoever stopped it throws away what is not whole.
            Ok((people, total, ..)) => assert_eq!((people, total), (whole.0.clone(), whole.1)),
        }
        assert!(asked.get() - last < 600, "soon: {} after {last}", asked.get());
    }
    assert_eq!(after(u32::MAX, &asked).expect("enough"), whole);
}

/// The same bytes on one thread and on several, and a second time.
#[test]
fn scores_are_the_same_every_time() {
    let rows: Vec<(u32, i32, i64)> = (0..6_000u32)
        .map(|nth| {
            let spread = nth.wrapping_mul(2_654_435_761) >> 16;
            (nth % 1_500, i32::try_from(spread % 700).expect("few"), i64::from(500 + spread % 4_000))
        })
        .collect();
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        pool.install(|| {
            let purchases = shop(&rows);
            let worth = WorthParams { discount: 0.1, margin: 0.4, horizon: 200 }
                .check()
                .expect("fine")
                .score(&purchases, Day(700));
            let worth = worth.expect("enough");
            (
                Risk::of(&purchases, &worth.chances, Some(&worth), 90, &mut Fits::default()).people,
                worth.people,
                worth.total,
            )
        })
    };
    let one = on(1);
    assert_eq!(one, on(1));
    assert_eq!(one, on(2));
    assert_eq!(one, on(3));
}
