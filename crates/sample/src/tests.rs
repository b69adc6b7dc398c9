//! What must hold of the three files, read back with an ordinary CSV reader.

use super::*;
use csv::{ReaderBuilder, StringRecord};
use std::collections::{BTreeMap, BTreeSet};

fn today() -> Day {
    "2026-11-23".parse().expect("a day")
}

/// Made once for all tests.
fn sample() -> &'static Sample {
    static SAMPLE: std::sync::LazyLock<Sample> = std::sync::LazyLock::new(|| Sample::make(42, today()));
    &SAMPLE
}

/// The header and the rows with the line each starts on, short and long rows included.
fn read(bytes: &[u8]) -> (StringRecord, Vec<(u32, StringRecord)>) {
    let mut reader = ReaderBuilder::new().flexible(true).from_reader(bytes);
    let header = reader.headers().expect("a header").clone();
    let rows = reader
        .records()
        .map(|row| row.expect("a row"))
        .map(|row| (row.position().and_then(|at| u32::try_from(at.line()).ok()).expect("a line"), row))
        .collect();
    (header, rows)
}

fn column(header: &StringRecord, name: &str) -> usize {
    header.iter().position(|cell| cell == name).unwrap_or_else(|| panic!("no column {name}"))
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_does_not() {
    let (one, same, other) = (sample(), Sample::make(42, today()), Sample::make(43, today()));
    for file in SampleFile::ALL {
        assert_eq!(one.bytes(file), same.bytes(file), "{file:?}");
        assert_ne!(one.bytes(file), other.bytes(file), "{file:?}");
    }
    assert_eq!(one.dirt(), same.dirt());
}

#[test]
fn the_shop_has_the_size_it_should() {
    // Three shops: the size is a matter of the habits, not of one lucky seed.
    for facts in [sample().facts(), Sample::make(7, today()).facts(), Sample::make(1, today().plus(-900)).facts()] {
        size(facts);
    }
}

fn size(facts: Facts) {
    assert!((4_900..=5_100).contains(&facts.people), "{facts:?}");
    assert!((20_000..=25_000).contains(&facts.purchases), "{facts:?}");
    assert!((40_000..=60_000).contains(&facts.event_rows), "{facts:?}");
    assert!((300..=800).contains(&facts.unsubscribed), "{facts:?}");
    assert!(facts.refunded * 100 > facts.purchases && facts.refunded * 10 < facts.purchases, "{facts:?}");
    assert!(facts.cancelled > 100 && facts.refunded_minor * 10 < facts.gross_minor, "{facts:?}");
}

#[test]
fn the_facts_are_what_a_reader_counts() {
    let sample = sample();
    let facts = sample.facts();
    let (header, rows) = read(sample.orders_csv());
    let dirty: BTreeSet<u32> = sample
        .dirt()
        .iter()
        .filter(|row| row.file == SampleFile::Orders && row.kind.unusable())
        .map(|row| row.line)
        .collect();
    let cents = |text: &str| text.replace('.', "").parse::<i64>().expect("an amount");
    let (mut purchases, mut gross, mut refunded, mut cancelled) = (0, 0, 0, 0);
    for (_, row) in rows.iter().filter(|(line, _)| !dirty.contains(line)) {
        assert_eq!(row.len(), header.len());
        if row[column(&header, "Total")].is_empty() {
            continue;
        }
        if row[column(&header, "Cancelled at")].is_empty() {
            purchases += 1;
            gross += cents(&row[column(&header, "Total")]);
            refunded += cents(&row[column(&header, "Refunded Amount")]);
        } else {
            cancelled += 1;
        }
    }
    let counted = (rows.len(), purchases, cancelled, gross, refunded);
    let told = (facts.order_rows as usize, facts.purchases, facts.cancelled, facts.gross_minor, facts.refunded_minor);
    assert_eq!(counted, told);
    assert_eq!(read(sample.customers_csv()).1.len(), facts.customer_rows as usize);
    assert_eq!(read(sample.events_csv()).1.len(), facts.event_rows as usize);
}

#[test]
fn people_are_counted_as_shared_numbers_and_emails_say() {
    let sample = sample();
    let (header, rows) = read(sample.customers_csv());
    let mut of: BTreeMap<String, u32> = BTreeMap::new();
    let mut people = 0u32;
    for (_, row) in rows.iter().filter(|(_, row)| row.len() == header.len()) {
        let ids: Vec<String> =
            [regulars_model::normalize_email(&row[3]), regulars_model::normalize_external_id(&row[0])]
                .into_iter()
                .flatten()
                .collect();
        if ids.is_empty() {
            continue;
        }
        let who = ids.iter().find_map(|id| of.get(id).copied()).unwrap_or_else(|| {
            people += 1;
            people
        });
        of.extend(ids.into_iter().map(|id| (id, who)));
    }
    assert_eq!(people, sample.facts().people);
}

#[test]
fn every_address_is_invented() {
    let sample = sample();
    for file in SampleFile::ALL {
        let text = String::from_utf8(sample.bytes(file).to_vec()).expect("UTF-8");
        for (at, _) in text.match_indices('@') {
            let after = text.get(at + 1..at + 12).unwrap_or_default().to_ascii_lowercase();
            assert!(after == "example.com" || after == "example.org", "{file:?} at byte {at}");
        }
    }
}

#[test]
fn every_buyer_and_reader_is_in_the_customers_file() {
    let sample = sample();
    let known: BTreeSet<String> =
        read(sample.customers_csv()).1.iter().filter_map(|(_, row)| row.get(3).map(str::to_lowercase)).collect();
    for (bytes, at) in [(sample.orders_csv(), 1), (sample.events_csv(), 0)] {
        for (line, row) in read(bytes).1 {
            assert!(row[at].is_empty() || known.contains(&row[at]), "line {line}");
        }
    }
}

#[test]
fn december_is_busy_and_the_summer_is_not() {
    let sample = sample();
    let (header, rows) = read(sample.orders_csv());
    let (created, total) = (column(&header, "Created at"), column(&header, "Total"));
    let mut months = [0u32; 13];
    for (_, row) in rows.iter().filter(|(_, row)| row.len() == header.len() && !row[total].is_empty()) {
        if let Some(month) = row[created].get(5..7).and_then(|month| month.parse::<usize>().ok()) {
            months[month] += 1;
        }
    }
    // Both have all three years in the files.
    assert!(f64::from(months[12]) > 1.8 * f64::from(months[7]), "{months:?}");
    assert!(f64::from(months[12]) > 1.3 * f64::from(months[3]), "{months:?}");
}

#[test]
fn about_two_in_five_bought_once() {
    let sample = sample();
    let (header, rows) = read(sample.orders_csv());
    let total = column(&header, "Total");
    let mut orders: BTreeMap<&str, u32> = BTreeMap::new();
    for (_, row) in rows.iter().filter(|(_, row)| row.len() == header.len() && !row[total].is_empty()) {
        *orders.entry(&row[1]).or_default() += 1;
    }
    let once = orders.values().filter(|count| **count == 1).count() * 100 / orders.len();
    assert!((36..=46).contains(&once), "{once} in a hundred");
}

#[test]
fn a_continuation_row_has_no_order_level_cells() {
    let sample = sample();
    let (header, rows) = read(sample.orders_csv());
    let mut seen = BTreeSet::new();
    for (line, row) in rows.iter().filter(|(_, row)| row.len() == header.len()) {
        let first = seen.insert(row[0].to_owned());
        for name in ["Total", "Currency", "Subtotal", "Refunded Amount", "Id"] {
            assert_eq!(first, !row[column(&header, name)].is_empty(), "line {line}, {name}");
        }
    }
}

#[test]
fn dirt_lies_where_it_is_said_to_lie() {
    let sample = sample();
    for file in SampleFile::ALL {
        let (header, rows) = read(sample.bytes(file));
        let by_line: BTreeMap<u32, &StringRecord> = rows.iter().map(|(line, row)| (*line, row)).collect();
        let dirt: BTreeMap<u32, DirtKind> =
            sample.dirt().iter().filter(|row| row.file == file).map(|row| (row.line, row.kind)).collect();
        for (line, kind) in &dirt {
            let row = by_line.get(line).unwrap_or_else(|| panic!("{file:?}: no row starts on line {line}"));
            assert_eq!(row.len() != header.len(), *kind == DirtKind::Ragged, "{file:?} line {line}");
            if *kind == DirtKind::StrayQuote {
                assert!(row.iter().any(|cell| cell.contains('"')), "{file:?} line {line}");
            }
        }
        let ragged = rows.iter().filter(|(line, row)| row.len() != header.len() && !dirt.contains_key(line)).count();
        assert_eq!(ragged, 0, "{file:?}");
    }
    let counts = |file, kind| sample.dirty_rows(file, kind);
    assert_eq!(counts(SampleFile::Orders, DirtKind::NoCustomer), 26);
    assert_eq!(counts(SampleFile::Customers, DirtKind::SameEmailAgain), 40);
    assert_eq!(counts(SampleFile::Customers, DirtKind::SamePhoneAgain), 30);
    assert_eq!(counts(SampleFile::Customers, DirtKind::BadEmail), 9);
    assert!(counts(SampleFile::Events, DirtKind::UnknownEvent) > 0);
}

#[test]
fn the_files_end_in_the_evening_before() {
    let sample = sample();
    let (header, rows) = read(sample.orders_csv());
    let created = column(&header, "Created at");
    let days: Vec<Day> = rows
        .iter()
        .filter_map(|(_, row)| row.get(created))
        .filter_map(|text| text.get(..10))
        .filter_map(|text| text.parse().ok())
        .collect();
    assert!(days.iter().all(|day| *day < today() && *day >= today().plus(-1_095)));
    assert!(days.contains(&today().plus(-1)));
}

#[test]
fn it_is_made_in_a_moment_and_written_as_three_files() {
    let dir = std::env::temp_dir().join(format!("regulars-sample-{}", std::process::id()));
    std::fs::create_dir_all(&dir).expect("a directory");
    let sample = sample();
    sample.write_to(&dir).expect("written");
    for file in SampleFile::ALL {
        assert_eq!(std::fs::read(dir.join(file.file_name())).expect("a file"), sample.bytes(file));
    }
    std::fs::remove_dir_all(&dir).expect("removed");
}
