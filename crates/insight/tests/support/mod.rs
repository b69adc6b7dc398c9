//! Random shops and random rules, small enough to think about and odd enough to find what is wrong.

#![allow(dead_code, unreachable_pub, unused_imports)]

pub mod rules;
pub mod schema;
pub mod scores;

pub use rules::*;

use proptest::{
    collection::vec,
    option,
    prelude::*,
    sample::{select, subsequence},
};
use regulars_insight::{Given, PersonFacts, Shop, ShopBuilder, oracle::PersonHistory};
use regulars_model::{
    Basis, Centre, Channel, ConsentTest, CountTest, Currency, CustomTest, DateField, DateTest, Day, Deed, EventKind,
    EventRow, FirstOrLast, ImportId, LifeStage, LineRow, MonthDay, NumberField, NumberTest, Opened, OrderKind,
    OrderRow, PermissionState, PersonId, Persona, PersonaMembers, PersonaSet, ProductFilter, Purpose, Purposes,
    RfmGroup, RfmPart, Rule, SegmentId, SegmentRule, Spending, Spot, TextField, TextTest, Window, YesNo,
};
use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock},
};

/// So many cases, all of them with `REGULARS_FAULTS=long`: the everyday run draws the same ones each time, and a third are enough.
pub fn cases(many: u32) -> u32 {
    if std::env::var_os("REGULARS_FAULTS").is_some_and(|form| form == "long") { many } else { many / 3 }
}

/// 23 November 2026.
pub const AS_OF: Day = Day(20_780);

pub fn euro() -> Currency {
    "EUR".parse().unwrap_or(Currency::UNKNOWN)
}

const PLACES: [&str; 7] = ["", "Berlin", " berlin ", "BERLIN", "Bern", "Köln", "KÖLN am Rhein"];
const CATEGORIES: [&str; 5] = ["", "coffee", " Coffee", "tea", "Gift sets and wrapping paper"];
const PRODUCTS: [&str; 4] = ["", "Espresso beans", "White hanging heart t-light holder", "850A"];
const SKUS: [&str; 3] = ["", "850a", "77"];
const KEYS: [&str; 5] = ["", "1001", "1002", "1003", "C1001"];
/// Somebody of whom nothing is known but a name and an address.
pub fn someone(id: u32) -> PersonFacts {
    PersonFacts {
        id: PersonId(id),
        name: "Ana Lim".to_owned(),
        email: "ana@example.com".to_owned(),
        external_id: String::new(),
        country: String::new(),
        region: String::new(),
        city: String::new(),
        postcode: String::new(),
        tags: Vec::new(),
        sources: Vec::new(),
        birthday: None,
        signed_up: None,
        permissions: [PermissionState::Unknown; 4],
        reachable: [true; 4],
        use_allowed: true,
        purposes: [Purposes::of(&[]); 4],
        quarantined: false,
        given: [None; 4],
        origins: [const { None }; 4],
        spot: None,
        custom: BTreeMap::new(),
    }
}

pub const CHANNELS: [&str; 5] = ["", "till", " Till", "Web shop", "market"];
const TAGS: [&str; 4] = ["vip", "VIP ", "wholesale", ""];

/// Days worth trying: close to the day looked from, a few that many share, and leap days.
fn day() -> impl Strategy<Value = Day> {
    prop_oneof![
        8 => (-420i32..40).prop_map(|back| AS_OF.plus(back)),
        4 => select(vec![0, 1, 10, 30, 91, 200]).prop_map(|back: i32| AS_OF.plus(-back)),
        1 => Just(Day(19_782)), // 29 February 2024
        1 => (-900i32..-400).prop_map(|back| AS_OF.plus(back)),
    ]
}

fn second() -> impl Strategy<Value = i64> {
    (day(), select(vec![0i64, 1, 43_200, 86_399])).prop_map(|(day, of)| day.first_second() + of)
}

fn month_day() -> impl Strategy<Value = MonthDay> {
    prop_oneof![
        6 => (1u8..=12, 1u8..=28).prop_map(|(month, day)| MonthDay { month, day }),
        1 => Just(MonthDay { month: 2, day: 29 }),
        1 => Just(MonthDay { month: 2, day: 31 }),
        2 => (20u8..=30).prop_map(|day| MonthDay { month: 11, day }),
    ]
}

fn word(from: &'static [&'static str]) -> impl Strategy<Value = String> {
    select(from).prop_map(str::to_owned)
}

fn state() -> impl Strategy<Value = PermissionState> {
    select(vec![PermissionState::Granted, PermissionState::Refused, PermissionState::Unknown])
}

fn purposes() -> impl Strategy<Value = Purposes> {
    prop::sample::subsequence(Purpose::ALL.to_vec(), 0..=3).prop_map(|some| Purposes::of(&some))
}

fn import() -> impl Strategy<Value = ImportId> {
    (1u32..4).prop_map(ImportId)
}

fn facts() -> impl Strategy<Value = PersonFacts> {
    (
        [word(&PLACES), word(&PLACES), word(&PLACES), word(&PLACES)],
        vec(word(&TAGS), 0..3),
        vec(word(&TAGS), 0..2),
        option::of(month_day()),
        option::of(day()),
        [state(), state(), state(), state()],
        prop::bool::weighted(0.85),
        [purposes(), purposes(), purposes(), purposes()],
        prop::bool::weighted(0.1),
    )
        .prop_map(
            |(
                [country, region, city, postcode],
                tags,
                sources,
                birthday,
                signed_up,
                permissions,
                use_allowed,
                purposes,
                quarantined,
            )| {
                PersonFacts {
                    id: PersonId(0),
                    name: "Ana Lim".to_owned(),
                    email: "ana@example.com".to_owned(),
                    external_id: String::new(),
                    country,
                    region,
                    city,
                    postcode,
                    tags,
                    sources,
                    birthday,
                    signed_up,
                    permissions,
                    reachable: [true, false, true, false],
                    use_allowed,
                    purposes,
                    quarantined,
                    given: [None; 4],
                    origins: [const { None }; 4],
                    spot: None,
                    custom: BTreeMap::new(),
                }
            },
        )
}

/// What lies beside the usual: a yes's ground and day where a yes was given, and fields of the shop's own.
fn held() -> impl Strategy<Value = ([Option<Given>; 4], BTreeMap<String, String>)> {
    let given = || option::of((select(Basis::ALL.to_vec()), day()).prop_map(|(basis, day)| Given { basis, day }));
    let own = (
        option::of(word(&["39", "40", "40.5", "-2", "1e400", "Red ", "red", ""])),
        option::of(word(&["2026-11-23", "2024-02-29", "2026-12-31", "soon"])),
        option::of(word(&["yes", "no", "Yes"])),
        option::of(word(&["dog\u{1f}cat", "cat", " Dog \u{1f}\u{1f}fish", "\u{1f}"])),
    )
        .prop_map(|(size, renewal, pet, animals)| {
            let named = [("size", size), ("renewal", renewal), ("pet", pet), ("animals", animals)];
            named.into_iter().filter_map(|(key, value)| value.map(|value| (key.to_owned(), value))).collect()
        });
    ([given(), given(), given(), given()], own)
}

fn order() -> impl Strategy<Value = (ImportId, OrderRow)> {
    let total = select(vec![0i64, 99, 1250, 5000, 5001]);
    (import(), word(&KEYS), second(), prop::bool::weighted(0.8), total, word(&CHANNELS)).prop_map(
        |(import, key, at, purchase, total, channel)| {
            let kind = if purchase { OrderKind::Purchase } else { OrderKind::Refund };
            let total = if purchase { total } else { -total };
            (import, OrderRow { person: PersonId(0), key, at, kind, total, channel })
        },
    )
}

fn line() -> impl Strategy<Value = (ImportId, LineRow)> {
    (import(), word(&KEYS), word(&SKUS), word(&PRODUCTS), word(&CATEGORIES), -1i32..3).prop_map(
        |(import, order, sku, product, category, quantity)| {
            let amount = i64::from(quantity) * 100;
            (import, LineRow { person: PersonId(0), order, at: 0, sku, product, category, quantity, amount })
        },
    )
}

fn event() -> impl Strategy<Value = (ImportId, EventRow)> {
    (import(), select(EventKind::ALL.to_vec()), second(), word(&TAGS))
        .prop_map(|(import, kind, at, subject)| (import, EventRow { person: PersonId(0), kind, at, subject }))
}

/// Where answers came from; of a few who gave none, too.
fn origins() -> impl Strategy<Value = [Option<Arc<str>>; 4]> {
    let origin = || option::of(select(vec!["Till form", " till FORM", "Web shop", ""]).prop_map(Arc::from));
    [origin(), origin(), origin(), origin()]
}

/// Few spots, so that many people share one: two at one place, and some at each end of a line of dates and of the globe.
fn spot() -> impl Strategy<Value = Spot> {
    let spots = [
        (52.53, 13.38),
        (52.53, 13.38),
        (52.4, 13.05),
        (48.2, 16.37),
        (0.0, 179.9),
        (0.0, -179.9),
        (90.0, 0.0),
        (-90.0, 7.0),
    ];
    select(spots.to_vec()).prop_filter_map("off the globe", |(north, east)| Spot::from_degrees(north, east))
}

fn history() -> impl Strategy<Value = PersonHistory> {
    (
        facts(),
        (origins(), option::weighted(0.7, spot())),
        held(),
        vec(order(), 0..7),
        vec(line(), 0..8),
        vec(event(), 0..5),
    )
        .prop_map(|(facts, (origins, spot), (mut given, custom), orders, mut lines, events)| {
            // Only a yes is on record as one.
            for (given, state) in given.iter_mut().zip(facts.permissions) {
                *given = given.filter(|_| state == PermissionState::Granted);
            }
            let facts = facts.with_given(given).with_origins(origins).with_spot(spot).with_custom(custom);
            // A line is of the second of the order it names, when there is one.
            for (import, line) in &mut lines {
                if let Some((_, order)) = orders.iter().find(|(from, order)| from == import && order.key == line.order)
                {
                    line.at = order.at;
                }
            }
            PersonHistory { facts, orders, lines, events }
        })
}

/// People with ids 1, 4, 7 and so on.
pub fn histories() -> impl Strategy<Value = Vec<PersonHistory>> {
    vec(history(), 1..9).prop_map(|mut people| {
        for (at, person) in (0u32..).zip(&mut people) {
            let id = PersonId(1 + 3 * at);
            person.facts.id = id;
            person.orders.iter_mut().for_each(|(_, row)| row.person = id);
            person.lines.iter_mut().for_each(|(_, row)| row.person = id);
            person.events.iter_mut().for_each(|(_, row)| row.person = id);
        }
        people
    })
}

/// The shop those people make, handed over row by row.
pub fn shop(people: &[PersonHistory]) -> Shop {
    let mut builder = ShopBuilder::new(euro());
    for person in people.iter().rev() {
        for (import, row) in &person.orders {
            builder.orders(*import, [row.clone()]);
        }
        for (import, row) in &person.lines {
            builder.lines(*import, [row.clone()]);
        }
        for (import, row) in &person.events {
            builder.events(*import, [row.clone()]);
        }
        builder.person(person.facts.clone());
    }
    builder.build()
}

/// A crowd with nothing but orders: enough people for fifths, and for a rhythm of the shop's own.
pub fn crowd() -> impl Strategy<Value = Vec<PersonHistory>> {
    let bought = || {
        let order = (prop_oneof![3 => -420i32..1, 1 => -60i32..1], 0i64..40_000);
        prop_oneof![2 => vec(order.clone(), 1), 3 => vec(order.clone(), 2..5), 1 => vec(order, 0)]
    };
    (facts(), vec((bought(), prop::bool::weighted(0.95)), 30..180)).prop_map(|(facts, people)| {
        (1u32..)
            .zip(people)
            .map(|(id, (days, use_allowed))| {
                let id = PersonId(id);
                let orders = (0..).zip(days).map(|(nth, (day, total)): (u32, _)| {
                    let (key, at) = (format!("{id}-{nth}"), AS_OF.plus(day).first_second());
                    (
                        ImportId(1),
                        OrderRow { person: id, key, at, kind: OrderKind::Purchase, total, channel: String::new() },
                    )
                });
                PersonHistory {
                    facts: PersonFacts { id, use_allowed, ..facts.clone() },
                    orders: orders.collect(),
                    lines: Vec::new(),
                    events: Vec::new(),
                }
            })
            .collect()
    })
}
