//! The orders file: one row a line item, order-level cells on an order's first row only, as Shopify writes it. One
//! column is ours: `Lineitem category`, which a shop gets by adding it to its export.

use crate::dirt::{DirtKind, SampleFile};
use crate::orders::{Line, Order};
use crate::people::{Accepts, Shopper};
use crate::sheets::{Cells, Sheet, apostrophe, cents, stamp};
use crate::shelf::{CATEGORIES, sku};
use crate::{Facts, SHOP_CURRENCY, SHOP_NAME};
use std::borrow::Cow;

const ORDER_HEADER: [&str; 80] = [
    "Name",
    "Email",
    "Financial Status",
    "Paid at",
    "Fulfillment Status",
    "Fulfilled at",
    "Accepts Marketing",
    "Currency",
    "Subtotal",
    "Shipping",
    "Taxes",
    "Total",
    "Discount Code",
    "Discount Amount",
    "Shipping Method",
    "Created at",
    "Lineitem quantity",
    "Lineitem name",
    "Lineitem price",
    "Lineitem compare at price",
    "Lineitem sku",
    "Lineitem requires shipping",
    "Lineitem taxable",
    "Lineitem fulfillment status",
    "Billing Name",
    "Billing Street",
    "Billing Address1",
    "Billing Address2",
    "Billing Company",
    "Billing City",
    "Billing Zip",
    "Billing Province",
    "Billing Country",
    "Billing Phone",
    "Shipping Name",
    "Shipping Street",
    "Shipping Address1",
    "Shipping Address2",
    "Shipping Company",
    "Shipping City",
    "Shipping Zip",
    "Shipping Province",
    "Shipping Country",
    "Shipping Phone",
    "Notes",
    "Note Attributes",
    "Cancelled at",
    "Payment Method",
    "Payment Reference",
    "Refunded Amount",
    "Vendor",
    "Outstanding Balance",
    "Employee",
    "Location",
    "Device ID",
    "Id",
    "Tags",
    "Risk Level",
    "Source",
    "Lineitem discount",
    "Tax 1 Name",
    "Tax 1 Value",
    "Tax 2 Name",
    "Tax 2 Value",
    "Tax 3 Name",
    "Tax 3 Value",
    "Tax 4 Name",
    "Tax 4 Value",
    "Tax 5 Name",
    "Tax 5 Value",
    "Phone",
    "Receipt Number",
    "Duties",
    "Billing Province Name",
    "Shipping Province Name",
    "Payment ID",
    "Payment Terms Name",
    "Next Payment Due At",
    "Payment References",
    "Lineitem category",
];

/// The column with this name, found when the program is built.
const fn column(name: &str) -> usize {
    let mut at = 0;
    while at < ORDER_HEADER.len() {
        let (one, other) = (ORDER_HEADER[at].as_bytes(), name.as_bytes());
        let mut same = one.len() == other.len();
        let mut byte = 0;
        while same && byte < one.len() {
            same = one[byte] == other[byte];
            byte += 1;
        }
        if same {
            return at;
        }
        at += 1;
    }
    panic!("no such column")
}

macro_rules! set {
    ($cells:ident, $($name:literal = $value:expr),* $(,)?) => {{ $(
        $cells[const { column($name) }] = $value.into();
    )* }};
}

/// Writes it, and counts what an honest reader finds.
pub(crate) fn order_rows(shoppers: &[Shopper], orders: &[Order], facts: &mut Facts) -> Sheet {
    let mut sheet = Sheet::new(SampleFile::Orders, &ORDER_HEADER);
    let mut cells: Cells<'_> = vec![Cow::Borrowed(""); ORDER_HEADER.len()];
    for (at, order) in orders.iter().enumerate() {
        let shopper = &shoppers[order.shopper];
        let name = format!("#{}", 1001 + at);
        for (place, line) in order.lines.iter().enumerate() {
            cells.fill(Cow::Borrowed(""));
            set!(cells, "Name" = name.clone(), "Email" = shopper.email.as_str());
            if place == 0 {
                order_cells(&mut cells, shopper, order, at);
            }
            line_cells(&mut cells, line, stamp(order.day, order.second));
            match order.dirt {
                None => sheet.row(&cells, None),
                Some(kind) => {
                    soil(&mut cells, kind, at);
                    let width = if kind == DirtKind::Ragged { 17 + at % 9 } else { cells.len() };
                    sheet.row(&cells[..width], Some(kind));
                }
            }
        }
        count(order, facts);
    }
    sheet
}

fn order_cells<'a>(cells: &mut Cells<'a>, shopper: &'a Shopper, order: &Order, at: usize) {
    let when = stamp(order.day, order.second);
    let status = match (order.cancelled, order.refunded) {
        (true, _) => "voided",
        (false, 0) => "paid",
        (false, back) if back >= order.total() => "refunded",
        _ => "partially_refunded",
    };
    let buyer = format!("{} {}", shopper.first, shopper.last).trim().to_owned();
    let goods: i64 = order.lines.iter().map(Line::amount).sum();
    set!(
        cells,
        "Financial Status" = status,
        "Accepts Marketing" = if shopper.accepts == Accepts::Yes { "yes" } else { "no" },
        "Currency" = SHOP_CURRENCY,
        "Subtotal" = cents(goods - order.discount),
        "Shipping" = cents(order.shipping),
        "Taxes" = cents((order.total() * 7 + 53) / 107),
        "Total" = cents(order.total()),
        "Discount Code" = if order.discount > 0 { "HARBOUR10" } else { "" },
        "Discount Amount" = cents(order.discount),
        "Shipping Method" = if order.shipping > 0 { "Parcel" } else { "Parcel, free" },
        "Billing Name" = buyer.clone(),
        "Billing Address1" = shopper.street.as_str(),
        "Billing Company" = shopper.company.as_str(),
        "Billing City" = shopper.city,
        "Billing Zip" = apostrophe(&shopper.postcode),
        "Billing Country" = shopper.country,
        "Shipping Name" = buyer,
        "Shipping City" = shopper.city,
        "Shipping Zip" = apostrophe(&shopper.postcode),
        "Shipping Country" = shopper.country,
        "Payment Method" = "Invented Pay",
        "Refunded Amount" = cents(order.refunded),
        "Outstanding Balance" = "0.00",
        "Id" = (5_500_000_000_000u64 + at as u64).to_string(),
        "Source" = "web",
        "Phone" = apostrophe(&shopper.phone),
    );
    if order.cancelled {
        set!(cells, "Cancelled at" = stamp(order.day.plus(1), 9 * 3_600));
    } else {
        set!(cells, "Paid at" = when.clone(), "Fulfillment Status" = "fulfilled", "Fulfilled at" = when);
    }
}

fn line_cells(cells: &mut Cells<'_>, line: &Line, created: String) {
    let product = line.product();
    set!(
        cells,
        "Created at" = created,
        "Lineitem quantity" = line.quantity.to_string(),
        "Lineitem name" = product.name,
        "Lineitem price" = cents(product.price),
        "Lineitem sku" = sku(line.category, line.place),
        "Lineitem requires shipping" = "true",
        "Lineitem taxable" = "true",
        "Lineitem fulfillment status" = "fulfilled",
        "Vendor" = SHOP_NAME,
        "Lineitem discount" = "0.00",
        "Lineitem category" = CATEGORIES[line.category],
    );
}

fn soil(cells: &mut Cells<'_>, kind: DirtKind, at: usize) {
    let other = at.is_multiple_of(2);
    match kind {
        DirtKind::NoCustomer => set!(cells, "Email" = "", "Phone" = "", "Billing Name" = "", "Shipping Name" = ""),
        DirtKind::BadDate => {
            set!(cells, "Created at" = if other { "2025-02-30 10:15:00 +0100" } else { "last Tuesday" })
        }
        DirtKind::BadNumber if other => set!(cells, "Lineitem quantity" = "two"),
        DirtKind::BadNumber => set!(cells, "Lineitem price" = "see invoice"),
        DirtKind::OtherCurrency => set!(cells, "Currency" = "USD"),
        DirtKind::StrayQuote => set!(cells, "Lineitem name" = "Tamper 2\" (old stock)"),
        _ => {}
    }
}

fn count(order: &Order, facts: &mut Facts) {
    if order.dirt.is_some_and(DirtKind::unusable) {
        return;
    }
    if order.cancelled {
        facts.cancelled += 1;
        return;
    }
    facts.purchases += 1;
    facts.gross_minor += order.total();
    facts.refunded += u32::from(order.refunded > 0);
    facts.refunded_minor += order.refunded;
}
