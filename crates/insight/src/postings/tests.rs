//! More people than a block holds, so that blocks are answered beside each other: postings against the reader that goes
//! person by person.

use super::*;
use crate::{
    News, PersonFacts, Piece, ShopBuilder, evaluate_anew,
    leaf::leaf,
    town::{AS_OF, euro, line, purchase, someone},
};
use regulars_columns::{Columns as _, EventColumns, LineColumns, OrderColumns};
use regulars_model::{
    Channel, CountTest, DateField, DateTest, Deed, EventRow, FirstOrLast, ImportId, MonthDay, NumberField, NumberTest,
    OrderKind, PermissionState, PersonId, ProductFilter, Rule, SegmentRule, Spending, TextField, TextTest, Window,
};

const PEOPLE: u32 = 150_000;

/// Made by arithmetic alone: cheap, and unlike between neighbours.
fn crowd() -> Shop {
    let mut builder = ShopBuilder::new(euro());
    let of = |one: u32, salt: u32, most: u32| one.wrapping_mul(2_654_435_761).rotate_left(salt) / 7 % most;
    let (mut orders, mut lines, mut events) = (Vec::new(), Vec::new(), Vec::new());
    for id in 1..=PEOPLE {
        let mut facts = someone(id, "Ana Lim");
        facts.country = ["Germany", "Austria", "", "Denmark"][of(id, 3, 4) as usize].to_owned();
        facts.tags = (0..of(id, 5, 3)).map(|nth| ["vip", "blog"][nth as usize % 2].to_owned()).collect();
        facts.birthday = (id % 5 > 0).then(|| MonthDay { month: (of(id, 7, 12) + 1) as u8, day: 9 });
        facts.signed_up = (id % 7 > 0).then(|| AS_OF.plus(-i32::try_from(of(id, 9, 900)).unwrap_or(0)));
        facts.permissions[0] = [PermissionState::Granted, PermissionState::Refused][of(id, 11, 2) as usize];
        facts.use_allowed = id % 11 > 0;
        builder.person(facts);
        for nth in 0..of(id, 13, 5) {
            let ago = i32::try_from(of(id, 15 + nth, 700)).unwrap_or(0);
            let mut order = purchase(id, &nth.to_string(), ago, i64::from(of(id, 17 + nth, 9_000)));
            if of(id, 23 + nth, 9) == 0 {
                order.kind = OrderKind::Refund;
                order.total = -order.total;
            }
            lines.push(line(&order, "Beans", ["Coffee", "Tea"][of(id, 1 + nth, 2) as usize]));
            lines.push(line(&order, ["Mug", "Beans"][of(id, 2 + nth, 2) as usize], "Gifts"));
            orders.push(order);
        }
        for nth in 0..of(id, 19, 4) {
            let at = AS_OF.plus(-i32::try_from(of(id, 21 + nth, 300)).unwrap_or(0)).first_second();
            let subject = ["May", "June", ""][of(id, 25 + nth, 3) as usize].to_owned();
            events.push(EventRow { person: PersonId(id), kind: EventKind::Visit, at, subject });
        }
    }
    builder.orders(ImportId(1), orders);
    builder.lines(ImportId(1), lines);
    builder.events(ImportId(1), events);
    builder.build()
}

fn questions() -> Vec<Rule> {
    let some = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let coffee = ProductFilter::Category { any_of: some(&["coffee", "gifts"]) };
    let beans = ProductFilter::Product { any_of: some(&["beans"]) };
    let about = Some(TextTest::IsNot { value: "May".to_owned() });
    let windows = [Window::Ever, Window::LastDays { days: 90 }, Window::Since { day: AS_OF.plus(-600) }];
    let numbers = [
        NumberTest::AtLeast { value: 2.0 },
        NumberTest::LessThan { value: 2.5 },
        NumberTest::NotBetween { low: 3.0, high: 60.5 },
        NumberTest::TopPercent { percent: 12.5 },
        NumberTest::BottomCount { n: 40_000 },
    ];
    let fields = [
        NumberField::Purchases,
        NumberField::NetValue,
        NumberField::AveragePurchase,
        NumberField::Refunds,
        NumberField::DaysSinceLastPurchase,
        NumberField::UsualGaps,
    ];
    let mut all = vec![
        Rule::Text { field: TextField::Country, test: TextTest::Is { value: "austria".to_owned() } },
        Rule::Text { field: TextField::Tag, test: TextTest::IsNot { value: "blog".to_owned() } },
        Rule::Permission { channel: Channel::Email, state: PermissionState::Granted, purpose: None },
        Rule::Sample { percent: 20.0, seed: 4 },
        Rule::Date { field: DateField::Birthday, test: DateTest::InMonth { month: 4 } },
        Rule::Date { field: DateField::SignedUp, test: DateTest::AnniversaryInNext { days: 40 } },
        Rule::Date { field: DateField::FirstPurchase, test: DateTest::MoreThanAgo { days: 200 } },
        Rule::Date { field: DateField::LastPurchase, test: DateTest::NotInLast { days: 99 } },
    ];
    for test in &numbers {
        all.extend(fields.map(|field| Rule::Number { field, test: test.clone() }));
    }
    for when in windows {
        for n in [1, 2] {
            let times = CountTest::AtLeast { n };
            for what in [ProductFilter::Anything, coffee.clone(), beans.clone()] {
                all.push(Rule::Bought { what, times, when });
            }
            all.push(Rule::Did { event: EventKind::Visit, about: None, times, when });
            all.push(Rule::Did { event: EventKind::Visit, about: about.clone(), times, when });
        }
        for (how, test) in [Spending::InAll, Spending::OnAverage, Spending::AtOnce].into_iter().zip(&numbers) {
            for what in [ProductFilter::Anything, coffee.clone(), beans.clone()] {
                all.push(Rule::Spent { what, how, test: test.clone(), when });
            }
        }
        let (first, then) = (Deed::Bought { what: beans.clone() }, Deed::Did { event: EventKind::Visit, about: None });
        all.push(Rule::Sequence { first, when, then, within: 60, not: false });
    }
    for which in [FirstOrLast::First, FirstOrLast::Last] {
        all.push(Rule::BoughtDay { what: coffee.clone(), which, test: DateTest::InLast { days: 150 } });
    }
    all
}

#[test]
fn blocks_say_what_the_reader_of_single_people_says() {
    let shop = crowd();
    assert_eq!(shop.people().div_ceil(1 << 16), 3, "three blocks");
    assert!(shop.postings_size() > 0);
    for as_of in [AS_OF, AS_OF.plus(-50)] {
        for rule in questions() {
            let plain = leaf(&shop, &rule, as_of);
            let fast = evaluate_anew(&shop, &SegmentRule::new(rule.clone()), as_of).members;
            assert_eq!((fast.count(), fast == plain), (plain.count(), true), "{rule:?} as of {as_of}");
            assert!(as_of != AS_OF || (1..shop.everyone().count()).contains(&fast.count()), "asks nothing: {rule:?}");
        }
    }
}

#[test]
fn the_days_of_a_shop_may_lie_centuries_apart() {
    let mut builder = ShopBuilder::new(euro());
    builder.person(someone(1, "Ana Lim"));
    builder.orders(ImportId(1), [purchase(1, "a", 300_000, 100), purchase(1, "b", 1, i64::from(i32::MAX) + 5)]);
    let shop = builder.build();
    let spent = |when, value| {
        let test = NumberTest::Equals { value };
        let rule = Rule::Spent { what: ProductFilter::Anything, how: Spending::InAll, test, when };
        evaluate_anew(&shop, &SegmentRule::new(rule), AS_OF).members.count()
    };
    assert_eq!(spent(Window::Ever, 21_474_837.52), 1);
    assert_eq!(spent(Window::LastDays { days: 5 }, 21_474_836.52), 1);
    assert_eq!(spent(Window::Ever, 21_474_837.53), 0);
}

#[test]
fn what_comes_is_put_among_the_rows_of_every_block_as_if_all_had_been_laid_out_at_once() {
    let mut shop = crowd();
    let before = shop.rows_told();
    let known = shop.people();
    let id = |at: u32| shop.id_of(at).expect("somebody").0;
    let (last, mut orders, mut lines, mut events) = (id(known - 1), Vec::new(), Vec::new(), Vec::new());
    let facts: Vec<PersonFacts> = (1..=70_000).map(|nth| someone(last + nth, "New")).collect();
    for (nth, at) in (0..known).step_by(29).enumerate() {
        let ago = i32::try_from(nth % 40).expect("small");
        // An order that is there comes again, for some.
        let key = if nth % 31 == 0 { "0".to_owned() } else { format!("new {nth}") };
        let order = purchase(id(at), &key, ago, 500 + i64::from(ago));
        lines.push(line(&order, "Beans", "Coffee"));
        lines.push(line(&order, "Jam", ["Gifts", "Kitchen"][nth % 2]));
        orders.push(order);
        let at = AS_OF.plus(1 - ago).first_second() + 77;
        events.push(EventRow {
            person: PersonId(id(u32::try_from(nth).expect("small"))),
            kind: EventKind::Visit,
            at,
            subject: "July".to_owned(),
        });
    }
    orders.push(purchase(last + 5, "x", 1, i64::from(i32::MAX) + 9));
    let pieces = vec![
        (ImportId(2), Piece::events(EventColumns::from_rows(&events))),
        (ImportId(2), Piece::orders(OrderColumns::from_rows(&orders))),
        (ImportId(2), Piece::lines(LineColumns::from_rows(&lines))),
    ];
    assert!(shop.extend(News { facts, products: Vec::new(), pieces }).is_some());
    assert_eq!(shop.people().div_ceil(1 << 16), 4, "a block more");
    let grown = shop.rows_told();
    assert_ne!(grown, before);
    shop.lay_postings();
    assert!(grown == shop.rows_told());
}
