//! The short way through a file gives what the long way gives, row for row, whatever is in it.

use proptest::prelude::*;
use regulars_ingest::{Item, Row, Source, Survey, Teller, read, read_ahead, survey};
use regulars_model::Currency;
use std::ops::ControlFlow;

const EUR: &str = "EUR";

fn surveyed(text: &str) -> Option<(Source, Survey)> {
    let source = Source::from_bytes("t.csv", text.as_bytes());
    let looked = survey(&source, &mut |_| ControlFlow::Continue(())).ok()?;
    Some((source, looked))
}

/// Rows of the long way, rows of the short way written out in full, and how many were short.
fn both(text: &str) -> Option<(Vec<Row>, Vec<Row>, usize)> {
    let (source, looked) = surveyed(text)?;
    let currency: Currency = EUR.parse().ok()?;
    let mapping = looked.suggested();
    let mut long = Vec::new();
    let end = read(&source, &looked, &mapping, currency, &mut |row| {
        long.push(row);
        ControlFlow::Continue(())
    });
    let mut teller = end.as_ref().ok().and_then(|_| Teller::new(&looked, &mapping, &currency.into()).ok());
    let (mut whole, mut short) = (Vec::new(), 0);
    let ahead = read_ahead(&source, &looked, &mapping, &currency.into(), &mut |batch| {
        let Some(teller) = &mut teller else { return ControlFlow::Break(()) };
        for item in &batch.items {
            short += usize::from(!matches!(item, Item::Row(..)));
            whole.push(match item {
                Item::Row(row, _) => (**row).clone(),
                Item::Sale(sale) => {
                    let (person, permissions) = teller.person(batch.said_by_sale(sale));
                    let texts = batch.sale_texts(sale);
                    Row::OrderLine {
                        line: sale.line,
                        person,
                        permissions,
                        key: texts.key.into(),
                        at: sale.at,
                        order_total: sale.order_total,
                        refunded: sale.refunded,
                        cancelled: sale.cancelled,
                        sku: texts.sku.into(),
                        product: texts.product.into(),
                        category: texts.category.into(),
                        channel: texts.channel.into(),
                        quantity: sale.quantity,
                        amount: sale.amount,
                        cancellation: sale.cancellation,
                    }
                }
                Item::Deed(deed) => Row::Event {
                    line: deed.line,
                    person: teller.person(batch.said_by_deed(deed)).0,
                    kind: deed.kind,
                    at: deed.at,
                    subject: batch.subject(deed).into(),
                },
            });
        }
        ControlFlow::Continue(())
    });
    match (end, ahead) {
        (Ok(end), Ok(ahead)) => assert_eq!(end, ahead),
        (Err(_), Err(_)) => return None,
        (long, short) => panic!("{long:?} and {short:?}"),
    }
    Some((long, whole, short))
}

/// A cell as it is nearly always, and now and then not.
fn cell(clean: &'static str, dirty: &'static str) -> impl Strategy<Value = String> {
    prop_oneof![12 => clean.prop_map(String::from), 1 => dirty.prop_map(String::from)]
}

fn orders() -> impl Strategy<Value = String> {
    let row = (
        cell("10[0-3][0-9]", "C?[0-9]{6}|'1001|-|1001\\.0|\"1001\""),
        cell("c[1-4]", "|c 1|null|'9|\"c\"\"1\""),
        cell("a[1-4]@example\\.com", "|nobody|A1@Example\\.com|a1@example\\.com "),
        cell("2026-0[1-9]-1[0-9] 1[0-9]:00:00", "|2026-02-30|1 May 2026|05/06/2026|2026-05-01T10:00:00\\+01:00"),
        cell("EUR", "|USD|eur|€"),
        cell("(Tea|Milk|Ünder)", "'Tea|\"Tea, green\"|\"Tea\nmilk\"|  Tea|-"),
        cell("[1-4]", "|-2|1\\.5|many|1234567"),
        cell("[0-9]{1,3}\\.[0-9]{2}", "|1\\.005|€ 3|(3\\.00)|1,50|-2\\.00|12345678901234567"),
        cell("(paid|)", "refunded|cancelled|voided"),
        cell("", "1\\.00|0|x"),
        cell("(web|Till|)", "'web|\"web\nshop\"|  web|null"),
    );
    let rows = prop::collection::vec((row, 0..40u8), 1..60);
    rows.prop_map(|rows| {
        let head = "order_id,customer_id,email,ordered_at,currency,product,quantity,order_total,status,refunded_amount,sales channel";
        let mut text = format!("{head}\n");
        for ((a, b, c, d, e, f, g, h, i, j, k), oddity) in rows {
            let row = [a, b, c, d, e, f, g, h, i, j, k].join(",");
            match oddity {
                0 => text.push_str(&format!("{row},extra\n")),
                1 => text.push_str("\n   \n"),
                // The same order once more, as a second line of it is written.
                2..=6 => text.push_str(&format!("{row}\n{row}\n")),
                7 => {
                    text.push_str(&format!("{row}\n{},,,,,Milk,1,2.00,,,\n", row.split(',').next().unwrap_or_default()))
                }
                8 => text.push_str(&format!("{}\n", row.replace(",Tea", ",Tea\u{0}"))),
                _ => text.push_str(&format!("{row}\n")),
            }
        }
        text
    })
}

fn events() -> impl Strategy<Value = String> {
    let row = (
        cell("a[1-4]@example\\.com", "|nobody|A1@Example\\.com"),
        cell("(opened|clicked|visit|unsubscribed)", "|danced|Opened Email"),
        cell("2026-0[1-9]-1[0-9] 1[0-9]:00:00", "|2026-02-30|1 May 2026"),
        cell("Letter [1-3]", "'Letter|\"a, b\"|Wei\u{df}|e\u{301}"),
    );
    prop::collection::vec(row, 1..60).prop_map(|rows| {
        let mut text = String::from("email,event,occurred_at,campaign\n");
        rows.into_iter().for_each(|(a, b, c, d)| text.push_str(&format!("{a},{b},{c},{d}\n")));
        text
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn orders_are_the_same_on_both_ways(text in orders()) {
        if let Some((long, short, _)) = both(&text) {
            prop_assert_eq!(long, short, "{}", text);
        }
    }

    #[test]
    fn events_are_the_same_on_both_ways(text in events()) {
        if let Some((long, short, _)) = both(&text) {
            prop_assert_eq!(long, short, "{}", text);
        }
    }
}

#[test]
fn nearly_every_row_of_a_clean_file_is_short() {
    let mut text = String::from("order_id,customer_id,ordered_at,product,order_total\n");
    (0..1_000).for_each(|at| text.push_str(&format!("{at},c{},2026-03-01 10:00:00,Tea,9.50\n", at % 10)));
    let (long, whole, short) = both(&text).unwrap_or_default();
    assert_eq!((long.len(), long == whole), (1_000, true));
    assert_eq!(short, 990, "all but the first row of each person");
}
