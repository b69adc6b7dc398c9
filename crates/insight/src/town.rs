//! A small make-believe town for tests: people who buy in four plainly different ways.

use crate::{PersonFacts, Shop, ShopBuilder};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256Plus;
use regulars_model::{
    Currency, Day, EventKind, EventRow, ImportId, LineRow, OrderKind, OrderRow, PermissionState, PersonFields,
    PersonId, Purposes,
};

/// 23 November 2026, a Monday.
pub(crate) const AS_OF: Day = Day(20_780);

/// So many cases, all of them with `REGULARS_FAULTS=long`: the everyday run draws the same ones each time, and a third are enough.
pub(crate) fn cases(many: u32) -> u32 {
    if std::env::var_os("REGULARS_FAULTS").is_some_and(|form| form == "long") { many } else { many / 3 }
}

pub(crate) fn euro() -> Currency {
    "EUR".parse().expect("a currency")
}

/// A person with a name, an email and nothing else.
pub(crate) fn someone(id: u32, name: &str) -> PersonFacts {
    let fields = PersonFields {
        first_name: name.to_owned(),
        email: format!("{}@example.com", name.to_lowercase().replace(' ', ".")),
        ..Default::default()
    };
    PersonFacts::new(PersonId(id), &fields, vec![], [PermissionState::Unknown; 4], true)
}

/// A purchase so many days before [`AS_OF`].
pub(crate) fn purchase(person: u32, key: &str, days_ago: i32, total: i64) -> OrderRow {
    let at = AS_OF.plus(-days_ago).first_second() + 36_000;
    OrderRow {
        person: PersonId(person),
        key: key.to_owned(),
        at,
        kind: OrderKind::Purchase,
        total,
        channel: String::new(),
    }
}

/// A line of a purchase.
pub(crate) fn line(order: &OrderRow, product: &str, category: &str) -> LineRow {
    LineRow {
        person: order.person,
        order: order.key.clone(),
        at: order.at,
        sku: String::new(),
        product: product.to_owned(),
        category: category.to_owned(),
        quantity: 1,
        amount: order.total,
    }
}

/// `people` people: in turn often coffee, lapsed gifts, one tea, and large orders of equipment.
pub(crate) fn town(people: u32, seed: u64) -> Shop {
    let mut rng = Xoshiro256Plus::seed_from_u64(seed);
    let mut builder = ShopBuilder::new(euro());
    let import = ImportId(1);
    for id in 1..=people {
        let mut facts = someone(id, &format!("Person {id}"));
        facts.permissions[0] =
            [PermissionState::Granted, PermissionState::Refused, PermissionState::Unknown][rng.gen_range(0..3)];
        if facts.permissions[0] == PermissionState::Granted {
            facts.purposes[0] = Purposes::MARKETING;
        }
        builder.person(facts);
        let (orders, gap, quiet, amount, category): (u32, i32, i32, i64, &str) = match id % 4 {
            0 => (rng.gen_range(12..20), 12, 3, 1_500, "Coffee"),
            1 => (rng.gen_range(3..5), 25, 400, 4_000, "Gifts"),
            2 => (1, 10, 150, 900, "Tea"),
            _ => (rng.gen_range(3..6), 60, 40, 25_000, "Equipment"),
        };
        for nth in 0..orders {
            let ago = quiet + rng.gen_range(0..gap) + i32::try_from(nth).expect("few") * gap;
            let order = purchase(id, &format!("{id}-{nth}"), ago, amount + rng.gen_range(0..amount / 2));
            builder.lines(import, [line(&order, &format!("{category} {}", rng.gen_range(0..5)), category)]);
            builder.orders(import, [order]);
        }
        if rng.gen_bool(0.4) {
            let at = AS_OF.plus(-rng.gen_range(0..80)).first_second();
            let subject = "News".to_owned();
            builder.events(import, [EventRow { person: PersonId(id), kind: EventKind::EmailOpened, at, subject }]);
        }
    }
    builder.build()
}
