//! A list of purchases put through the published models without a vault: figures, words, and what is said of a file that
//! cannot be used.
//!
//! CDNOW where it is at hand: `REGULARS_DATA`, or `../shared/data` beside the checkout.

use crate::support::{Shop, number, text};
use regulars_workbench::model::Day;
use serde_json::Value;
use std::{fmt::Write as _, path::PathBuf};

/// 400 customers over two years, each at a pace of their own and as likely to stop as they are.
fn purchases() -> String {
    let mut all = String::from("customer,date,amount\n");
    let mut draw = 5_u64;
    let mut next = |below: u64| {
        draw = draw.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (draw >> 33) % below
    };
    let first: Day = "2024-01-01".parse().unwrap();
    for customer in 0..400 {
        let (pace, price, leaves, mut day) = (20 + next(150), 500 + next(4_000), next(8) * next(8), next(120));
        while day < 730 {
            let on = first.plus(i32::try_from(day).unwrap());
            let cents = price * (70 + next(60)) / 100;
            writeln!(all, "c{customer},{on},{}.{:02}", cents / 100, cents % 100).unwrap();
            if next(100) < leaves {
                break;
            }
            day += 1 + next(2 * pace);
        }
    }
    all
}

fn parameters(view: &Value) -> Vec<f64> {
    view["parameters"].as_array().unwrap().iter().map(|each| each["value"].as_f64().unwrap()).collect()
}

#[track_caller]
fn near(what: &str, ours: &Value, theirs: f64, within: f64) {
    let ours = ours.as_f64().unwrap_or(f64::NAN);
    assert!((ours - theirs).abs() <= within, "{what}: {ours} is not {theirs}");
}

#[test]
fn a_file_is_scored_without_a_vault() {
    let shop = Shop::without_vault();
    let file = shop.write("purchases.csv", purchases());
    let mut likelihoods = Vec::new();
    for model in ["mbg", "bg", "pareto"] {
        let args = ["score", "value", "--from", &file, "--model", model, "--calibration-end", "2025-06-30"];
        let weeks = shop.json(&args);
        let days = shop.json(&[&args[..], &["--time-unit", "days"]].concat());
        assert_eq!(weeks["converged"], Value::Bool(true), "{weeks}");
        assert_eq!((text(&weeks["model"]), text(&weeks["calibration_end"])), (model.into(), "2025-06-30".into()));
        // Another unit is another scale of times and nothing else.
        let scales: [f64; 4] = if model == "pareto" { [1.0, 7.0, 1.0, 7.0] } else { [1.0, 7.0, 1.0, 1.0] };
        for ((weeks, days), scale) in parameters(&weeks).iter().zip(parameters(&days)).zip(scales) {
            assert!((weeks * scale - days).abs() < 1e-3 * days, "{model}: {weeks} {days}");
        }
        near("said", &days["holdout"]["said"], weeks["holdout"]["said"].as_f64().unwrap(), 0.01);
        assert!(number(&weeks["holdout"]["days"]) > 150 && weeks["holdout"]["came"].as_f64().unwrap() > 0.0, "{weeks}");
        assert_eq!(weeks["spending"]["parameters"].as_array().unwrap().len(), 3);
        likelihoods.push(weeks["log_likelihood"].as_f64().unwrap());
        let words = shop.done(&args);
        for part in ["log-likelihood", "alpha", "Gamma-Gamma", "“customer” is: Customer number", "of them came back"]
        {
            assert!(words.contains(part), "no {part} in {words}");
        }
    }
    assert!(likelihoods.iter().all(|each| each.is_finite() && *each < 0.0), "{likelihoods:?}");
    assert!(likelihoods[0] != likelihoods[1] && likelihoods[1] != likelihoods[2], "each is another model");
}

#[test]
fn a_file_without_amounts_and_one_with_several_lines_an_order() {
    let shop = Shop::without_vault();
    let all = purchases();
    let bare: String = all.lines().fold(String::new(), |mut bare, line| {
        let mut cells = line.split(',');
        writeln!(bare, "{};{}", cells.next().unwrap(), cells.next().unwrap()).unwrap();
        bare
    });
    let whole = shop.json(&["score", "value", "--from", &shop.write("whole.csv", &all)]);
    let without = shop.json(&["score", "value", "--from", &shop.write("bare.csv", bare)]);
    assert_eq!((&without["parameters"], &without["spending"]), (&whole["parameters"], &Value::Null));
    // Each order as two lines, its total on the first: worth no more than as one.
    let mut lines = String::from("Order ID,Customer ID,Order Date,Order Total,Line Total\n");
    for (nth, line) in all.lines().skip(1).enumerate() {
        let [customer, date, amount] = line.split(',').collect::<Vec<_>>().try_into().unwrap();
        writeln!(lines, "{nth},{customer},{date},{amount},{amount}\n{nth},{customer},{date},,0.50").unwrap();
    }
    let doubled = shop.json(&["score", "value", "--from", &shop.write("lines.csv", lines)]);
    assert_eq!((&doubled["parameters"], &doubled["spending"]), (&whole["parameters"], &whole["spending"]));
    assert_eq!(number(&doubled["rows"]), 2 * number(&whole["rows"]));
    // Rows that name nobody are told and left out.
    let some = shop.json(&["score", "value", "--from", &shop.write("some.csv", all + ",2025-01-01,3.00\n")]);
    assert_eq!((number(&some["rows_not_used"]), &some["parameters"]), (1, &whole["parameters"]));
}

#[test]
fn a_file_that_cannot_be_used_is_refused_with_its_place() {
    let shop = Shop::without_vault();
    let refused = |code: i32, name: &str, rows: &str, more: &[&str]| {
        let file = shop.write(name, rows);
        shop.refused(code, &[&["score", "value", "--from", &file][..], more].concat())
    };
    let places = [
        ("date.csv", "customer,date,amount\na,2024-01-01,5\na,2024-02-31,5\n", "Line 3, column “date”"),
        ("amount.csv", "customer,date,amount\na,2024-01-01,5\na,2024-02-01,five\n", "Line 3, column “amount”"),
        ("ragged.csv", "customer,date,amount\na,2024-01-01,5\na,2024-02-01,5,7,9\n", "Line 3"),
    ];
    for (name, rows, place) in places {
        let error = refused(3, name, rows, &[]);
        assert_eq!(text(&error["code"]), "input_refused");
        assert!(text(&error["message"]).starts_with(place), "{error}");
        assert!(!text(&error["message"]).contains("five"), "no cell is told: {error}");
    }
    let columns = refused(3, "columns.csv", "colour,date,amount\nred,2024-01-01,5\nred,2024-01-09,5\n", &[]);
    assert!(text(&columns["hint"]).contains("“colour”"), "{columns}");
    let days = refused(3, "days.csv", "customer,date,amount\na,01/02/2024,5\na,03/04/2024,5\n", &[]);
    assert!(text(&days["message"]).contains("day first or month first"), "{days}");
    let once = refused(3, "once.csv", "customer,date,amount\na,2024-01-01,5\nb,2024-02-01,5\n", &[]);
    assert!(text(&once["message"]).contains("on a second day"), "{once}");
    let back = refused(3, "back.csv", "customer,date,amount\na,2024-01-01,-5\nb,2024-02-01,-5\n", &[]);
    assert!(text(&back["message"]).contains("no purchase"), "{back}");
    let twice = "customer,date,amount\na,2024-01-01,5\na,2024-02-01,5\n";
    let late = refused(2, "late.csv", twice, &["--calibration-end", "2030-01-01"]);
    assert!(text(&late["hint"]).contains("2024-02-01"), "{late}");
    assert_eq!(text(&refused(2, "late.csv", twice, &["--calibration-end", "soon"])["code"]), "usage");
    assert_eq!(text(&shop.refused(2, &["score", "value", "--from", "nowhere.csv"])["code"]), "not_found");
    assert_eq!(text(&refused(3, "empty.csv", "", &[])["code"]), "input_refused");
}

/// What the papers and other programs say of the same file: 39 weeks of 2,357 customers.
#[test]
#[allow(clippy::print_stderr, reason = "names the file it misses")]
fn cdnow_in_one_line() {
    let beside =
        || PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("../../../shared/data");
    let path = std::env::var_os("REGULARS_DATA").map_or_else(beside, PathBuf::from).join("cdnow_sample_elog.csv");
    if !path.exists() {
        eprintln!("skipped: cdnow_sample_elog.csv is not at hand");
        return;
    }
    let (shop, path) = (Shop::without_vault(), path.to_string_lossy().into_owned());
    let known = [
        ("bg", [0.242_59, 4.413_5, 0.792_9, 2.425_7], -9_582.429, 1_653.4),
        ("mbg", [0.524_8, 6.183, 0.891_4, 1.614], -9_582.136, 1_576.7),
        ("pareto", [0.553_15, 10.576, 0.606_25, 11.671], -9_594.976, 1_665.5),
    ];
    for (model, parameters, log_likelihood, said) in known {
        let view = shop.json(&["score", "value", "--from", &path, "--model", model, "--calibration-end", "1997-09-30"]);
        assert_eq!((number(&view["customers"]), number(&view["repeat_customers"])), (2_357, 946));
        for (ours, theirs) in super::score::parameters(&view).iter().zip(parameters) {
            assert!((ours - theirs).abs() <= 1e-3 * theirs, "{model}: {ours} is not {theirs}");
        }
        near("log-likelihood", &view["log_likelihood"], log_likelihood, 1e-3);
        near("purchases that came", &view["holdout"]["came"], 1_882.0, 0.5);
        near("purchases to come", &view["holdout"]["said"], said, 3.0);
        assert_eq!(number(&view["spending"]["customers"]), 946);
    }
}
