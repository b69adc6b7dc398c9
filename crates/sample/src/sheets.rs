//! Writes the shop down as export files: Shopify's column names and habits (apostrophes before numbers, order-level
//! cells on an order's first row only), and the dirt that real files have.

use crate::dirt::{DirtKind, DirtyRow, SampleFile};
use crate::mail::Mail;
use crate::orders::Order;
use crate::people::Shopper;
use crate::{Facts, Sample, customer_sheet, order_sheet};
use regulars_model::Day;
use std::borrow::Cow;

/// A file being written, and the line it has come to.
pub(crate) struct Sheet {
    file: SampleFile,
    bytes: Vec<u8>,
    line: u32,
    rows: u32,
    dirt: Vec<DirtyRow>,
}

/// One row.
pub(crate) type Cells<'a> = Vec<Cow<'a, str>>;

impl Sheet {
    pub(crate) fn new(file: SampleFile, header: &[&str]) -> Self {
        let mut sheet = Self { file, bytes: Vec::with_capacity(1 << 20), line: 1, rows: 0, dirt: Vec::new() };
        sheet.put(&header.iter().map(|name| Cow::Borrowed(*name)).collect::<Cells<'_>>(), true);
        sheet.rows = 0;
        sheet
    }

    pub(crate) fn row(&mut self, cells: &[Cow<'_, str>], dirt: Option<DirtKind>) {
        if let Some(kind) = dirt {
            self.dirt.push(DirtyRow { file: self.file, line: self.line, kind });
        }
        self.put(cells, dirt != Some(DirtKind::StrayQuote));
    }

    fn put(&mut self, cells: &[Cow<'_, str>], quote: bool) {
        for (at, cell) in cells.iter().enumerate() {
            if at > 0 {
                self.bytes.push(b',');
            }
            if cell.bytes().any(|byte| matches!(byte, b',' | b'\n') || (quote && byte == b'"')) {
                self.line += u32::try_from(cell.matches('\n').count()).unwrap_or(0);
                self.bytes.push(b'"');
                self.bytes.extend_from_slice(cell.replace('"', "\"\"").as_bytes());
                self.bytes.push(b'"');
            } else {
                self.bytes.extend_from_slice(cell.as_bytes());
            }
        }
        self.bytes.push(b'\n');
        self.line += 1;
        self.rows += 1;
    }
}

/// The three files.
pub(crate) fn write(seed: u64, shoppers: &[Shopper], orders: &[Order], mails: &[Mail]) -> Sample {
    let mut facts = Facts::default();
    let customers = customer_sheet::customers(seed, shoppers, orders, &mut facts);
    let orders = order_sheet::order_rows(shoppers, orders, &mut facts);
    let events = event_rows(shoppers, mails, &mut facts);
    facts.customer_rows = customers.rows;
    facts.order_rows = orders.rows;
    facts.event_rows = events.rows;
    let dirt = [&customers, &orders, &events].iter().flat_map(|sheet| sheet.dirt.iter().copied()).collect();
    Sample { customers: customers.bytes, orders: orders.bytes, events: events.bytes, dirt, facts }
}

/// Events that are dirty: how, and every how many rows one stands.
const EVENT_DIRT: [(DirtKind, usize); 4] = [
    (DirtKind::NoCustomer, 5_003),
    (DirtKind::BadDate, 7_001),
    (DirtKind::UnknownEvent, 9_001),
    (DirtKind::Ragged, 11_003),
];

fn event_rows(shoppers: &[Shopper], mails: &[Mail], facts: &mut Facts) -> Sheet {
    let mut sheet = Sheet::new(SampleFile::Events, &["email", "event", "campaign", "occurred at"]);
    for (at, mail) in mails.iter().enumerate() {
        let email = shoppers[mail.shopper].email.as_str();
        let cells: [Cow<'_, str>; 4] =
            [email.into(), mail.event.into(), mail.about.clone(), stamp(mail.day, mail.second).into()];
        sheet.row(&cells, None);
        facts.unsubscribed += u32::from(mail.event == "unsubscribed");
        for (kind, every) in EVENT_DIRT {
            if at % every == every / 2 {
                let mut cells = cells.clone();
                match kind {
                    DirtKind::NoCustomer => cells[0] = Cow::Borrowed(""),
                    DirtKind::BadDate => cells[3] = Cow::Borrowed("yesterday"),
                    DirtKind::UnknownEvent => cells[1] = Cow::Borrowed("printed"),
                    _ => {}
                }
                let width = if kind == DirtKind::Ragged { 2 } else { cells.len() };
                sheet.row(&cells[..width], Some(kind));
            }
        }
    }
    sheet
}

/// The number the shop's system gave a customer, with the apostrophe Shopify puts before it.
pub(crate) fn customer_number(number: u32) -> String {
    format!("'{}", 7_210_448_300_000u64 + u64::from(number) * 37)
}

/// What Shopify does to numbers that a spreadsheet must not change.
pub(crate) fn apostrophe(text: &str) -> Cow<'static, str> {
    if text.is_empty() { Cow::Borrowed("") } else { Cow::Owned(format!("'{text}")) }
}

/// Cents as `12.50`.
pub(crate) fn cents(minor: i64) -> String {
    format!("{}{}.{:02}", if minor < 0 { "-" } else { "" }, minor.abs() / 100, minor.abs() % 100)
}

/// `2026-11-03 09:14:22 +0100`.
pub(crate) fn stamp(day: Day, second: u32) -> String {
    let second = second.min(86_399);
    format!("{day} {:02}:{:02}:{:02} +0100", second / 3_600, second / 60 % 60, second % 60)
}
