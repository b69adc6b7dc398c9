//! Real files, where they are at hand: `REGULARS_DATA`, or `../shared/data` beside the checkout. Each figure was
//! counted independently of this program.
#![allow(
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a test stops at what it did not expect, and says what it skipped"
)]

use regulars_ingest::{FileKind, IngestError, Mapping, Row, RowCode, Source, Survey, Target, read, survey};
use regulars_model::{Currency, PersonFields};
use std::{collections::BTreeMap, collections::BTreeSet, fs::File, ops::ControlFlow, path::PathBuf};

fn data(name: &str) -> Option<Source> {
    let beside =
        || PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("../../../shared/data");
    let path = std::env::var_os("REGULARS_DATA").map_or_else(beside, PathBuf::from).join(name);
    let Ok(about) = path.metadata() else {
        eprintln!("skipped: {name} absent");
        return None;
    };
    Some(Source::new(name, about.len(), move || Ok(Box::new(File::open(&path)?))))
}

fn look(source: &Source) -> Survey {
    survey(source, &mut |_| ControlFlow::Continue(())).expect("a file that can be read")
}

fn who(person: &PersonFields) -> String {
    person.identities().remove(0).value
}

/// Purchases, refunds, people and unusable rows of a file in which every row is an order of its own.
#[derive(Debug, Default, PartialEq)]
struct Plain {
    rows: u64,
    people: usize,
    minor: i64,
    unusable: usize,
}

fn plain(source: &Source, survey: &Survey, mapping: &Mapping) -> Plain {
    let mut people = BTreeSet::new();
    let mut found = Plain::default();
    let end = read(source, survey, mapping, Currency::UNKNOWN, &mut |row| {
        match row {
            Row::OrderLine { person, amount, order_total, key, .. } => {
                assert!(key.is_empty() && order_total == Some(amount));
                people.insert(who(&person));
                found.minor += amount;
            }
            _ => found.unusable += 1,
        }
        ControlFlow::Continue(())
    });
    found.rows = end.expect("read").rows;
    found.people = people.len();
    found
}

#[test]
#[allow(clippy::disallowed_methods, reason = "a stopwatch, and only when asked for")]
fn a_year_of_invoices() {
    let Some(source) = data("online_retail_2010_2011.csv.gz") else { return };
    let clock = std::env::var_os("REGULARS_MEASURE").map(|_| jiff::Timestamp::now);
    let begun = clock.map(|now| now());
    let survey = look(&source);
    let looked = clock.map(|now| now());
    assert_eq!((survey.rows, survey.encoding, survey.delimiter), (541_909, "UTF-8", "comma"));
    assert_eq!((survey.kind, survey.recognised_as), (FileKind::Orders, "Invoice lines"));
    let mapping = survey.suggested();
    let wanted = [
        Some(Target::OrderId),
        Some(Target::Sku),
        Some(Target::Product),
        Some(Target::Quantity),
        Some(Target::OrderedAt),
        Some(Target::UnitPrice),
        Some(Target::ExternalId),
        Some(Target::Country),
    ];
    assert_eq!(mapping.targets, wanted);
    assert!(survey.missing(&mapping).is_empty(), "{:?}", survey.missing(&mapping));
    assert_eq!(survey.date_question(&mapping), None);
    assert!(survey.columns[6].note.contains(".0"), "{}", survey.columns[6].note);

    let (mut people, mut bought, mut cancelled) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let mut problems: BTreeMap<RowCode, u64> = BTreeMap::new();
    let (mut net, mut gross) = (0i64, 0i64);
    let end = read(&source, &survey, &mapping, Currency::UNKNOWN, &mut |row| {
        match row {
            Row::OrderLine { person, key, amount, quantity, cancellation, .. } => {
                assert!(!person.external_id.ends_with(".0"));
                people.insert(person.external_id);
                if cancellation {
                    cancelled.insert(key)
                } else {
                    bought.insert(key)
                };
                net += amount;
                gross += if quantity > 0 { amount } else { 0 };
            }
            Row::Unusable(problem) => *problems.entry(problem.code).or_default() += 1,
            other => panic!("neither a line nor a problem: {other:?}"),
        }
        ControlFlow::Continue(())
    })
    .expect("read");
    assert_eq!(end.rows, 541_909);
    assert_eq!(problems, BTreeMap::from([(RowCode::NoCustomer, 135_080)]));
    assert_eq!((people.len(), bought.len(), cancelled.len()), (4_372, 18_536, 3_654));
    assert_eq!((net, gross), (830_006_581, 891_140_790));
    if let (Some(now), Some(begun), Some(looked)) = (clock, begun, looked) {
        let (first, second) = (looked.duration_since(begun), now().duration_since(looked));
        let rate = |took: jiff::SignedDuration| 541_909.0 / took.as_secs_f64();
        eprintln!("survey {first:#} ({:.0} rows/s), read {second:#} ({:.0} rows/s)", rate(first), rate(second));
    }
}

#[test]
fn orders_without_numbers() {
    for (name, wanted) in [
        ("cdnow_master_elog.csv.gz", Plain { rows: 69_659, people: 23_570, minor: 250_031_563, unusable: 0 }),
        ("cdnow_sample_elog.csv", Plain { rows: 6_919, people: 2_357, minor: 24_409_194, unusable: 0 }),
        ("apparel_transactions.csv", Plain { rows: 3_187, people: 600, minor: 12_435_690, unusable: 0 }),
    ] {
        let Some(source) = data(name) else { continue };
        let survey = look(&source);
        let mapping = survey.suggested();
        assert_eq!(mapping.kind, FileKind::Orders, "{name}");
        assert!(survey.missing(&mapping).is_empty(), "{name}: {:?}", survey.missing(&mapping));
        assert_eq!(plain(&source, &survey, &mapping), wanted, "{name}");
    }
}

#[test]
fn tables_that_name_nobody_say_so() {
    for name in
        ["wholesale_customers.csv", "telco_churn.csv", "uci_online_shoppers.csv.gz", "mcdonalds_perceptions.csv"]
    {
        let Some(source) = data(name) else { continue };
        let survey = look(&source);
        let missing = survey.missing(&survey.suggested());
        assert!(matches!(missing.as_slice(), [IngestError::NoIdentity]), "{name}: {missing:?}");
    }
}
