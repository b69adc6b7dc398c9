//! Which day something falls on: the shop's own, wherever the computer is and however the file writes its times.

use regulars_model::{Code, Day, SegmentRule};
use regulars_tests::{TestBench, passphrase, quick_kdf};
use regulars_workbench::{
    Clock, Workbench,
    keychain::MemoryKeychain,
    model::Zone,
    views::{FileKind, SegmentChoice},
};
use std::sync::Arc;

/// A shop whose one customer bought at these times, an order each, and may have an order without a number.
fn orders(times: &[&str]) -> String {
    let rows = times.iter().enumerate().map(|(nth, at)| format!("#{nth},ana@example.com,{at},Tea,5.00\n"));
    format!("order_id,email,ordered_at,category,line_total\n{}", rows.collect::<String>())
}

fn bought(when: &str, times: u32) -> SegmentChoice {
    let rule = format!(
        r#"{{"type":"bought","what":{{"of":"anything"}},"times":{{"op":"exactly","n":{times}}},"when":{when}}}"#
    );
    SegmentChoice::Rule { rule: SegmentRule::from_json(&rule).unwrap() }
}

fn between(from: &str, to: &str) -> String {
    format!(r#"{{"in":"between","from":"{from}","to":"{to}"}}"#)
}

/// How many of the orders fall on this day.
fn on(shop: &TestBench, day: &str) -> u32 {
    (1..9).find(|times| size(shop, &between(day, day), *times) == 1).unwrap_or(0)
}

fn size(shop: &TestBench, when: &str, times: u32) -> u32 {
    shop.bench.segment_count(&bought(when, times)).unwrap().size
}

fn as_of(shop: &mut TestBench, day: &str) {
    shop.bench.set_as_of(Some(day.parse().unwrap()));
}

#[test]
fn an_order_is_on_the_shops_day() {
    for (zone, at, day) in [
        // Half past midnight on the days when clocks are put forward and back, however it is written.
        ("Europe/Berlin", "2026-03-28T23:30:00Z", "2026-03-29"),
        ("Europe/Berlin", "2026-03-29T00:30:00+01:00", "2026-03-29"),
        ("Europe/Berlin", "2026-03-29 00:30:00", "2026-03-29"),
        ("Europe/Berlin", "2026-10-25 00:30:00 +0200", "2026-10-25"),
        ("Europe/Berlin", "2026-10-24T22:30:00Z", "2026-10-25"),
        ("Europe/Berlin", "2026-10-25T22:59:59Z", "2026-10-25"),
        // An hour that the shop's clock does not show, written by it all the same.
        ("Europe/Berlin", "2026-03-29 02:30:00", "2026-03-29"),
        ("America/New_York", "2026-11-21T04:30:00Z", "2026-11-20"),
        ("America/New_York", "2026-11-20 23:30:00", "2026-11-20"),
        ("Europe/Berlin", "2024-02-28T23:15:00Z", "2024-02-29"),
        ("Europe/Berlin", "2024-02-29", "2024-02-29"),
        ("Asia/Kolkata", "2026-01-31T18:30:00Z", "2026-02-01"),
        // Days that have no midnight.
        ("America/Sao_Paulo", "2018-11-04T03:00:00Z", "2018-11-04"),
        ("America/Sao_Paulo", "2018-11-04 00:30:00", "2018-11-04"),
        ("Asia/Beirut", "2026-03-28T22:00:00Z", "2026-03-29"),
        ("Pacific/Kiritimati", "2026-11-20T10:00:00Z", "2026-11-21"),
        ("Etc/GMT+12", "2026-11-21T11:59:59Z", "2026-11-20"),
        // Seconds since 1970 are a moment in the world; a spreadsheet's day is not.
        ("America/New_York", "1763697600", "2025-11-20"),
        ("America/New_York", "46000", "2025-12-09"),
    ] {
        let mut shop = TestBench::in_zone(zone);
        shop.import_text("orders.csv", &orders(&[at])).unwrap();
        let asked: Day = day.parse().unwrap();
        assert_eq!(on(&shop, day), 1, "{at} in {zone}");
        for beside in [-1, 1] {
            assert_eq!(on(&shop, &asked.plus(beside).to_string()), 0, "{at} in {zone}");
        }
        // As of the day before nothing had been bought; on the day and as long as days are counted, it had.
        for (of, wanted) in [(-1, 0), (0, 1), (1, 1), (2, 0), (400, 0)] {
            as_of(&mut shop, &asked.plus(of).to_string());
            assert_eq!(size(&shop, r#"{"in":"last_days","days":1}"#, 1), wanted, "{at} in {zone}, {of} days later");
            assert_eq!(size(&shop, r#"{"in":"ever"}"#, 1), u32::from(of >= 0), "{at} in {zone}, {of} days later");
        }
    }
}

#[test]
fn another_zone_moves_moments_and_no_clock_time_and_a_file_twice_is_once() {
    let times = ["2026-11-20T23:30:00Z", "2026-11-20 23:30:00", "2026-11-20"];
    let mut shop = TestBench::new();
    let visits = "email,event,occurred_at,subject\n\
                  ana@example.com,visit,2026-11-20T23:30:00Z,/\nana@example.com,visit,2026-11-20 23:31:00,/\n";
    let plain = "email,date,category,amount\nana@example.com,2026-11-20T23:45:00Z,Tea,7.00\n";
    shop.import_text("orders.csv", &orders(&times)).unwrap();
    shop.import_text("events.csv", visits).unwrap();
    let path = shop.file("plain.csv", plain);
    shop.import_as(&path, Some(FileKind::Orders), |_| {}).unwrap();
    assert_eq!((on(&shop, "2026-11-20"), on(&shop, "2026-11-21")), (4, 0), "in UTC, as before there were zones");
    let view = shop.bench.set_zone("europe/berlin").unwrap();
    assert_eq!(view.zone, "Europe/Berlin");
    assert_eq!((on(&shop, "2026-11-20"), on(&shop, "2026-11-21")), (2, 2));
    for (name, text) in [("orders.csv", orders(&times)), ("events.csv", visits.to_owned())] {
        let again = shop.import_text(name, &text).unwrap();
        assert_eq!(again.import, None, "{name} has nothing new: {again:?}");
    }
    let again = shop.import_as(&path, Some(FileKind::Orders), |_| {}).unwrap();
    assert_eq!(again.import, None, "an order without a number is known again: {again:?}");
    // What is read at opening is what was laid out anew.
    let dir = shop.vault_dir();
    shop.bench.lock();
    shop.bench.open_vault(&dir, &passphrase()).unwrap();
    assert_eq!((on(&shop, "2026-11-20"), on(&shop, "2026-11-21")), (2, 2));
    shop.bench.set_zone("UTC").unwrap();
    assert_eq!((on(&shop, "2026-11-20"), on(&shop, "2026-11-21")), (4, 0), "and back");
    let wrong = shop.bench.set_zone("Middle/Earth").unwrap_err();
    assert_eq!(wrong.code, Code::Usage);
}

#[test]
fn a_sign_up_and_a_yes_are_on_the_shops_day() {
    let mut shop = TestBench::in_zone("America/New_York");
    let people = "customer_id,email,signed_up\n1,ana@example.com,2026-03-01T03:30:00Z\n";
    shop.import_text("customers.csv", people).unwrap();
    let noes = "email,unsubscribed_at\nana@example.com,2026-10-01T03:59:00Z\n";
    let path = shop.file("unsubscribed.csv", noes);
    shop.import_as(&path, Some(FileKind::Consents), |_| {}).unwrap();
    let rule = r#"{"type":"date","field":"signed_up","test":{"op":"on","day":"2026-02-28"}}"#;
    let choice = SegmentChoice::Rule { rule: SegmentRule::from_json(rule).unwrap() };
    assert_eq!(shop.bench.segment_count(&choice).unwrap().size, 1);
    let said = shop.bench.person("ana@example.com").unwrap().permissions;
    assert!(said.iter().any(|said| said.words.contains("Wed 30 Sep 2026")), "{said:?}");
}

struct At(jiff::Timestamp, &'static str);

impl Clock for At {
    fn now(&self) -> jiff::Timestamp {
        self.0
    }

    fn zone(&self) -> Zone {
        Zone::named(self.1).unwrap()
    }
}

fn bench(at: &str, zone: &'static str) -> Workbench {
    Workbench::with_keychain(Arc::new(At(at.parse().unwrap(), zone)), Arc::new(MemoryKeychain::new()))
}

#[test]
fn a_new_shop_is_where_the_computer_is_and_stays_there() {
    let folder = TestBench::new();
    let dir = folder.folder.path().join("auckland.regulars");
    let mut here = bench("2026-11-23T12:30:00Z", "Pacific/Auckland");
    let view = here.create_vault(&dir, "Quay", "NZD".parse().unwrap(), &passphrase(), quick_kdf()).unwrap();
    assert_eq!((view.zone.as_str(), here.as_of().to_string().as_str()), ("Pacific/Auckland", "2026-11-24"));
    here.lock();
    assert_eq!(bench("2026-11-23T12:30:00Z", "America/New_York").as_of().to_string(), "2026-11-23", "none is open");
    let mut abroad = bench("2026-11-23T12:30:00Z", "America/New_York");
    let view = abroad.open_vault(&dir, &passphrase()).unwrap();
    assert_eq!((view.zone.as_str(), abroad.as_of().to_string().as_str()), ("Pacific/Auckland", "2026-11-24"));
    let zone = abroad.zone().unwrap();
    assert_eq!((zone.computer.as_str(), zone.today.as_str()), ("America/New_York", "Tue 24 Nov 2026"));
    assert!(zone.zones.iter().any(|name| name == "Europe/Berlin"));
}

#[test]
fn today_is_over_at_the_shops_midnight() {
    let mut shop = TestBench::new();
    shop.bench.lock();
    let dir = shop.vault_dir();
    for (at, day) in [("2026-10-25T22:59:59Z", "2026-10-25"), ("2026-10-25T23:00:00Z", "2026-10-26")] {
        let mut here = bench(at, "UTC");
        here.open_vault(&dir, &passphrase()).unwrap();
        here.set_zone("Europe/Berlin").unwrap();
        assert_eq!(here.as_of().to_string(), day);
        here.lock();
    }
}
