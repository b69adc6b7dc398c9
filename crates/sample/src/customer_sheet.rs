//! The customers file: one row a customer, and the rows that appear twice or are not right.

use crate::Facts;
use crate::dirt::{DirtKind, SampleFile};
use crate::draw::dice;
use crate::orders::Order;
use crate::people::{Accepts, Shopper};
use crate::sheets::{Cells, Sheet, apostrophe, cents, customer_number};
use rand::Rng;
use std::borrow::Cow;
use std::collections::BTreeSet;

const CUSTOMER_HEADER: [&str; 21] = [
    "Customer ID",
    "First Name",
    "Last Name",
    "Email",
    "Accepts Email Marketing",
    "Default Address Company",
    "Default Address Address1",
    "Default Address Address2",
    "Default Address City",
    "Default Address Province Code",
    "Default Address Country Code",
    "Default Address Zip",
    "Default Address Phone",
    "Phone",
    "Accepts SMS Marketing",
    "Total Spent",
    "Total Orders",
    "Note",
    "Tax Exempt",
    "Tags",
    "Birth date (customer.metafields.facts.birth_date)",
];

/// Rows added to the customers file, and how many of each.
const EXTRA_CUSTOMERS: [(DirtKind, u32); 5] = [
    (DirtKind::SameEmailAgain, 40),
    (DirtKind::SamePhoneAgain, 30),
    (DirtKind::BadEmail, 9),
    (DirtKind::Ragged, 5),
    (DirtKind::NoCustomer, 4),
];

/// Writes it, and counts the people in it.
pub(crate) fn customers(seed: u64, shoppers: &[Shopper], orders: &[Order], facts: &mut Facts) -> Sheet {
    let mut spent = vec![(0i64, 0u32); shoppers.len()];
    for order in orders.iter().filter(|order| !order.cancelled && order.dirt != Some(DirtKind::NoCustomer)) {
        spent[order.shopper].0 += order.total() - order.refunded;
        spent[order.shopper].1 += 1;
    }
    let mut dice = dice(seed, 4);
    // Ana Lim and A. Lim come first: the pair that guides and pictures show.
    let mut extras = vec![(DirtKind::SamePhoneAgain, 1)];
    let with_phone: Vec<usize> = (11..shoppers.len()).filter(|at| !shoppers[*at].phone.is_empty()).collect();
    let mut used = BTreeSet::new();
    for (kind, count) in EXTRA_CUSTOMERS {
        let count = if kind == DirtKind::SamePhoneAgain { count - 1 } else { count };
        for _ in 0..count {
            let of = loop {
                let of = match kind {
                    DirtKind::SamePhoneAgain => with_phone[dice.gen_range(0..with_phone.len())],
                    _ => dice.gen_range(11..shoppers.len()),
                };
                if used.insert(of) {
                    break of;
                }
            };
            extras.push((kind, of));
        }
    }
    let every = shoppers.len() / (extras.len() + 1);
    let mut sheet = Sheet::new(SampleFile::Customers, &CUSTOMER_HEADER);
    for (at, shopper) in shoppers.iter().enumerate() {
        let mut cells = customer_cells(shopper, spent[at]);
        let dirt = match at {
            700 | 1_900 | 3_100 => {
                cells[20] = Cow::Borrowed("31/31/1980");
                Some(DirtKind::BadBirthday)
            }
            900 | 2_200 | 4_000 => {
                cells[17] = Cow::Borrowed("asked for the 12\" tamper");
                Some(DirtKind::StrayQuote)
            }
            1_500 | 3_600 => {
                cells[17] = Cow::Borrowed("Rings twice.\nLeaves the bag with the \"other\" neighbour, please.");
                None
            }
            _ => None,
        };
        sheet.row(&cells, dirt);
        facts.people += 1;
        if at > 0
            && at % every == 0
            && let Some((kind, of)) = extras.get(at / every - 1)
        {
            let number = u32::try_from(shoppers.len() + at / every).unwrap_or(u32::MAX);
            extra_customer(&mut sheet, &shoppers[*of], *kind, number);
            facts.people += u32::from(matches!(kind, DirtKind::BadEmail | DirtKind::SamePhoneAgain));
        }
    }
    sheet
}

fn customer_cells<'a>(shopper: &'a Shopper, (spent, orders): (i64, u32)) -> Cells<'a> {
    let accepts = match shopper.accepts {
        Accepts::Yes => "yes",
        Accepts::No => "no",
        Accepts::Blank => "",
    };
    let tags = match orders {
        _ if !shopper.company.is_empty() => "office, invoice",
        20.. => "VIP",
        _ => "",
    };
    let mut cells: Cells<'a> = vec![Cow::Borrowed(""); CUSTOMER_HEADER.len()];
    cells[0] = customer_number(shopper.number).into();
    cells[1] = shopper.first.as_str().into();
    cells[2] = shopper.last.as_str().into();
    cells[3] = shopper.email.as_str().into();
    cells[4] = accepts.into();
    cells[5] = shopper.company.as_str().into();
    cells[6] = shopper.street.as_str().into();
    cells[8] = shopper.city.into();
    cells[10] = shopper.country.into();
    cells[11] = apostrophe(&shopper.postcode);
    cells[13] = apostrophe(&shopper.phone);
    cells[14] = if shopper.accepts_sms { "yes" } else { "no" }.into();
    cells[15] = cents(spent).into();
    cells[16] = orders.to_string().into();
    cells[18] = "no".into();
    cells[19] = tags.into();
    cells[20] = shopper.birth_date.as_str().into();
    cells
}

fn extra_customer(sheet: &mut Sheet, shopper: &Shopper, kind: DirtKind, number: u32) {
    let mut copy = shopper.clone();
    copy.number = number;
    copy.birth_date.clear();
    match kind {
        DirtKind::SameEmailAgain => copy.email = copy.email.to_uppercase().replace("EXAMPLE", "Example"),
        DirtKind::SamePhoneAgain => {
            let initial: String = copy.first.chars().take(1).collect();
            copy.first = if initial.is_empty() { String::new() } else { format!("{initial}.") };
            copy.email = format!("second.{number}@example.org");
        }
        DirtKind::BadEmail => {
            copy.phone.clear();
            copy.email = copy.email.replace('@', ".");
        }
        _ => {
            copy.phone.clear();
            copy.email.clear();
        }
    }
    let mut cells = customer_cells(&copy, (0, 0));
    match kind {
        DirtKind::NoCustomer => cells[0] = Cow::Borrowed(""),
        DirtKind::Ragged => cells.truncate(9),
        _ => {}
    }
    sheet.row(&cells, Some(kind));
}
