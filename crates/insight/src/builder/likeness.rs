//! The builder against the plain one: the same shop, whatever it is made of.

use super::{Everybody, Piece, ShopBuilder, slow::SlowBuilder};
use crate::{PersonFacts, town::euro};
use proptest::prelude::*;
use regulars_columns::{ChunkKind, Columns, EventColumns, LineColumns, OrderColumns};
use regulars_model::{
    EventKind, EventRow, ImportId, LineRow, OrderKind, OrderRow, PermissionState, PersonFields, PersonId,
};

#[derive(Debug, Clone)]
struct Stuff {
    people: Vec<PersonFacts>,
    same: Vec<(u32, u32)>,
    products: Vec<(String, String, String)>,
    orders: Vec<(u32, Vec<OrderRow>)>,
    lines: Vec<(u32, Vec<LineRow>)>,
    events: Vec<(u32, Vec<EventRow>)>,
}

fn id() -> impl Strategy<Value = u32> {
    prop_oneof![9 => 1u32..16, 1 => Just(u32::MAX), 1 => Just(u32::MAX - 1)]
}

pub(super) fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ab]?",
        Just("Köln".to_owned()),
        Just(" KÖLN ".to_owned()),
        Just("köln".to_owned()),
        Just("A".to_owned())
    ]
}

pub(super) fn person() -> impl Strategy<Value = PersonFacts> {
    (id(), word(), word(), prop::collection::vec(word(), 0..3), 0usize..3, any::<bool>(), any::<bool>()).prop_map(
        |(id, name, city, words, state, allowed, quarantined)| {
            let state = [PermissionState::Unknown, PermissionState::Granted, PermissionState::Refused][state];
            let fields = PersonFields {
                first_name: name.clone(),
                email: name,
                country: city.to_uppercase(),
                city,
                tags: words.clone(),
                ..Default::default()
            };
            PersonFacts::new(PersonId(id), &fields, words, [state; 4], allowed).with_quarantine(quarantined)
        },
    )
}

/// Few moments, so that many things happen at the same one.
fn at() -> impl Strategy<Value = i64> {
    (0i64..4, 0i64..3).prop_map(|(day, second)| day * 86_400 + second - 86_400)
}

pub(super) fn order() -> impl Strategy<Value = OrderRow> {
    (id(), word(), at(), any::<bool>(), -9i64..99, word()).prop_map(|(person, key, at, refund, total, channel)| {
        OrderRow {
            person: PersonId(person),
            key,
            at,
            kind: if refund { OrderKind::Refund } else { OrderKind::Purchase },
            total,
            channel,
        }
    })
}

pub(super) fn line() -> impl Strategy<Value = LineRow> {
    (id(), word(), at(), word(), word(), word(), -2i32..3).prop_map(
        |(person, order, at, sku, product, category, quantity)| LineRow {
            person: PersonId(person),
            order,
            at,
            sku,
            product,
            category,
            quantity,
            amount: i64::from(quantity) * 7,
        },
    )
}

pub(super) fn event() -> impl Strategy<Value = EventRow> {
    (id(), 0usize..9, at(), word()).prop_map(|(person, kind, at, subject)| EventRow {
        person: PersonId(person),
        kind: EventKind::ALL[kind],
        at,
        subject,
    })
}

/// What came with a few imports, in any order, an import in one piece or several.
fn pieces<T: std::fmt::Debug>(row: impl Strategy<Value = T>) -> impl Strategy<Value = Vec<(u32, Vec<T>)>> {
    prop::collection::vec((1u32..5, prop::collection::vec(row, 0..24)), 0..5)
}

fn stuff() -> impl Strategy<Value = Stuff> {
    (
        prop::collection::vec(person(), 0..14),
        prop::collection::vec((id(), id()), 0..4),
        prop::collection::vec((word(), word(), word()), 0..4),
        pieces(order()),
        pieces(line()),
        pieces(event()),
    )
        .prop_map(|(people, same, products, orders, lines, events)| Stuff {
            people,
            same: same.into_iter().filter(|(entry, stands)| entry > stands).collect(),
            products,
            orders,
            lines,
            events,
        })
}

macro_rules! fill {
    ($builder:ident, $stuff:ident) => {
        for (entry, stands) in &$stuff.same {
            $builder.same(PersonId(*entry), PersonId(*stands));
        }
        for (sku, name, category) in &$stuff.products {
            $builder.product(sku, name, category);
        }
    };
}

/// Shops of all kinds, with what is held beside the usual.
pub(crate) fn shops() -> impl Strategy<Value = crate::Shop> {
    (stuff(), prop::collection::vec((0u8..5, 0i32..3), 14)).prop_map(|(mut stuff, more)| {
        for (facts, (of, day)) in stuff.people.iter_mut().zip(more) {
            let given =
                crate::Given { basis: regulars_model::Basis::ALL[usize::from(of) % 3], day: regulars_model::Day(day) };
            facts.given[usize::from(of) % 4] = (of > 1).then_some(given);
            facts.birthday = (of > 2).then_some(regulars_model::MonthDay { month: of, day: 9 });
            facts.signed_up = (of > 0).then_some(regulars_model::Day(day - 1));
            facts.purposes[2] = regulars_model::Purposes::from_bits(of);
            facts.reachable[usize::from(of) % 4] ^= of == 4;
            facts.spot = regulars_model::Spot::from_millionths(day * 7, i32::from(of)).filter(|_| of > 1);
            facts.custom.extend((of > 3).then(|| ("size".to_owned(), format!("S{day}"))));
        }
        let mut builder = ShopBuilder::new(euro());
        stuff.people.iter().for_each(|facts| builder.person(facts.clone()));
        fill!(builder, stuff);
        stuff.orders.iter().for_each(|(import, rows)| builder.orders(ImportId(*import), rows.clone()));
        stuff.lines.iter().for_each(|(import, rows)| builder.lines(ImportId(*import), rows.clone()));
        stuff.events.iter().for_each(|(import, rows)| builder.events(ImportId(*import), rows.clone()));
        builder.build()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: crate::town::cases(2_000), ..ProptestConfig::default() })]
    #[test]
    fn the_shop_is_the_plain_ones(stuff in stuff(), early in any::<bool>()) {
        let mut slow = SlowBuilder::new(euro());
        stuff.people.iter().for_each(|facts| slow.person(facts.clone()));
        fill!(slow, stuff);
        stuff.orders.iter().for_each(|(import, rows)| slow.orders(ImportId(*import), rows.clone()));
        stuff.lines.iter().for_each(|(import, rows)| slow.lines(ImportId(*import), rows.clone()));
        stuff.events.iter().for_each(|(import, rows)| slow.events(ImportId(*import), rows.clone()));

        let mut fast = ShopBuilder::new(euro());
        let mut ordered = stuff.people.clone();
        ordered.sort_by_key(|facts| facts.id);
        let mut everybody = Everybody::new();
        if ordered.iter().all(|facts| everybody.push(facts)) {
            fast.everybody(everybody);
        } else {
            stuff.people.iter().for_each(|facts| fast.person(facts.clone()));
        }
        fill!(fast, stuff);
        for (import, rows) in &stuff.events {
            fast.add(ImportId(*import), Piece::events(EventColumns::from_rows(rows)));
        }
        if early {
            fast.lay_events();
            fast.expect(ChunkKind::Orders, 9);
            fast.expect(ChunkKind::Lines, 100);
        }
        for (import, rows) in &stuff.lines {
            fast.add(ImportId(*import), Piece::lines(LineColumns::from_rows(rows)));
        }
        for (import, rows) in &stuff.orders {
            fast.add(ImportId(*import), Piece::orders(OrderColumns::from_rows(rows)));
        }
        prop_assert_eq!(fast.build(), slow.build());
    }
}

#[test]
fn a_shop_that_differs_in_one_thing_is_not_the_same() {
    let shop = |total: i64| {
        let mut builder = ShopBuilder::new(euro());
        builder.person(crate::town::someone(1, "Ana Lim"));
        builder.orders(ImportId(1), [crate::town::purchase(1, "a", 9, total)]);
        builder.build()
    };
    assert_eq!(shop(5), shop(5));
    assert_ne!(shop(5), shop(6));
}
