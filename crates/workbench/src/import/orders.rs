//! Gathers order lines into orders while a file is read, compares them with what is held, and hands out only
//! what is new. Compact: forty bytes a line, texts kept once.

use super::claims;
use regulars_model::{LineRow, OrderKind, OrderRow, PersonId};
use std::collections::HashMap;

/// One line as the file gave it.
#[derive(Debug, Clone)]
pub(crate) struct LineIn<'a> {
    pub(crate) at: i64,
    pub(crate) sku: &'a str,
    pub(crate) product: &'a str,
    pub(crate) category: &'a str,
    pub(crate) quantity: i32,
    pub(crate) amount: i64,
    /// The file says that this line is of a cancellation.
    pub(crate) cancellation: bool,
    /// The order's own total and refund, when the file states them (once an order).
    pub(crate) order_total: Option<i64>,
    pub(crate) refunded: Option<i64>,
}

struct LineHeld {
    order: u32,
    at: i64,
    sku: u32,
    product: u32,
    category: u32,
    quantity: i32,
    amount: i64,
}

struct OrderHeld {
    person: PersonId,
    key: u32,
    at: i64,
    bought: i64,
    returned: i64,
    has_bought: bool,
    has_returned: bool,
    stated_total: Option<i64>,
    stated_refund: i64,
    digest: u64,
}

/// The orders of one file, or of the vault.
#[derive(Default)]
pub(crate) struct OrderBook {
    texts: Texts,
    orders: Vec<OrderHeld>,
    index: HashMap<(PersonId, u32), u32>,
    lines: Vec<LineHeld>,
}

#[derive(Default)]
struct Texts {
    codes: HashMap<Box<str>, u32>,
    list: Vec<Box<str>>,
}

impl Texts {
    fn code(&mut self, text: &str) -> u32 {
        if let Some(code) = self.codes.get(text) {
            return *code;
        }
        let code = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
        self.codes.insert(text.into(), code);
        self.list.push(text.into());
        code
    }

    fn text(&self, code: u32) -> String {
        self.list.get(code as usize).map_or_else(String::new, |text| text.to_string())
    }
}

/// Identifies an order's content, whatever the order of its lines. Kept in vaults as a part of claims.
pub(crate) type Digest = u64;

/// What is known of the orders in the vault: content by person and key.
pub(crate) type KnownOrders = HashMap<(PersonId, String), Digest>;

/// What a file adds.
pub(crate) struct NewOrders {
    pub(crate) orders: Vec<OrderRow>,
    pub(crate) lines: Vec<LineRow>,
    pub(crate) already_there: u32,
    /// Those that were already there, to lay claim to: whose, which, and their content.
    pub(crate) claimed: Vec<(PersonId, String, Digest)>,
    /// Orders that were here and now say something else: the newer version takes the place of the older.
    pub(crate) replaced: u32,
}

impl OrderBook {
    /// Adds one line of the file to its order.
    pub(crate) fn add(&mut self, person: PersonId, key: &str, line: &LineIn<'_>) {
        let key = self.texts.code(key);
        let next = u32::try_from(self.orders.len()).unwrap_or(u32::MAX);
        let at = *self.index.entry((person, key)).or_insert(next);
        if at == next {
            self.orders.push(OrderHeld {
                person,
                key,
                at: line.at,
                bought: 0,
                returned: 0,
                has_bought: false,
                has_returned: false,
                stated_total: None,
                stated_refund: 0,
                digest: 0,
            });
        }
        let order = &mut self.orders[at as usize];
        order.at = order.at.min(line.at);
        if line.cancellation || line.quantity < 0 {
            order.returned += line.amount;
            order.has_returned = true;
        } else {
            order.bought += line.amount;
            order.has_bought = true;
        }
        order.stated_total = order.stated_total.or(line.order_total);
        order.stated_refund += line.refunded.unwrap_or(0).abs();
        let (sku, product, category) =
            (self.texts.code(line.sku), self.texts.code(line.product), self.texts.code(line.category));
        self.lines.push(LineHeld {
            order: at,
            at: line.at,
            sku,
            product,
            category,
            quantity: line.quantity,
            amount: line.amount,
        });
    }

    /// Orders gathered so far.
    pub(crate) fn len(&self) -> usize {
        self.orders.len()
    }

    /// What of this is not in the vault yet, oldest first.
    pub(crate) fn against(mut self, known: &KnownOrders) -> NewOrders {
        for line in &self.lines {
            let order = &mut self.orders[line.order as usize];
            order.digest = order.digest.wrapping_add(line_digest(
                &self.texts.list[line.sku as usize],
                &self.texts.list[line.product as usize],
                &self.texts.list[line.category as usize],
                line.at,
                line.quantity,
                line.amount,
            ));
        }
        let (mut already_there, mut replaced, mut claimed) = (0, 0, Vec::new());
        let mut fresh = vec![false; self.orders.len()];
        let mut orders = Vec::new();
        for (at, order) in self.orders.iter().enumerate() {
            let key = self.texts.text(order.key);
            let rows = order.rows(&key);
            let digest = rows.iter().fold(order.digest, |sum, row| sum.wrapping_add(order_digest(row)));
            let key = (order.person, key);
            match known.get(&key) {
                Some(held) if *held == digest => {
                    already_there += 1;
                    claimed.push((key.0, key.1, digest));
                }
                held => {
                    replaced += u32::from(held.is_some());
                    fresh[at] = true;
                    orders.extend(rows);
                }
            }
        }
        let mut lines: Vec<LineRow> = self
            .lines
            .iter()
            .filter(|line| fresh[line.order as usize])
            .map(|line| LineRow {
                person: self.orders[line.order as usize].person,
                order: self.texts.text(self.orders[line.order as usize].key),
                at: line.at,
                sku: self.texts.text(line.sku),
                product: self.texts.text(line.product),
                category: self.texts.text(line.category),
                quantity: line.quantity,
                amount: line.amount,
            })
            .collect();
        orders.sort_by_key(|order| order.at);
        lines.sort_by_key(|line| line.at);
        NewOrders { orders, lines, already_there, claimed, replaced }
    }
}

impl OrderHeld {
    /// The purchase, the refund, or both. A stated total is what was paid; the sum of the lines otherwise.
    fn rows(&self, key: &str) -> Vec<OrderRow> {
        let row = |kind, total| OrderRow { person: self.person, key: key.to_owned(), at: self.at, kind, total };
        let mut rows = Vec::with_capacity(2);
        if self.has_bought {
            rows.push(row(OrderKind::Purchase, self.stated_total.unwrap_or(self.bought)));
        }
        let returned = -self.returned.abs() - self.stated_refund;
        if self.has_returned || self.stated_refund != 0 {
            rows.push(row(OrderKind::Refund, returned));
        }
        rows
    }
}

pub(super) fn line_digest(sku: &str, product: &str, category: &str, at: i64, quantity: i32, amount: i64) -> Digest {
    claims::line_part(sku, product, category, at, quantity, amount)
}

pub(super) fn order_digest(order: &OrderRow) -> Digest {
    claims::order_part(order.at, matches!(order.kind, OrderKind::Refund), order.total)
}

/// Collects what the vault knows, chunk by chunk. A later import's version of an order replaces an earlier one's.
#[derive(Default)]
pub(crate) struct KnownBuilder {
    known: HashMap<(PersonId, String), (u32, Digest)>,
}

impl KnownBuilder {
    pub(crate) fn order(&mut self, import: u32, row: &OrderRow) {
        self.add(import, row.person, &row.key, order_digest(row));
    }

    pub(crate) fn line(&mut self, import: u32, row: &LineRow) {
        let digest = line_digest(&row.sku, &row.product, &row.category, row.at, row.quantity, row.amount);
        self.add(import, row.person, &row.order, digest);
    }

    fn add(&mut self, import: u32, person: PersonId, key: &str, digest: Digest) {
        let held = self.known.entry((person, key.to_owned())).or_insert((import, 0));
        match import.cmp(&held.0) {
            std::cmp::Ordering::Greater => *held = (import, digest),
            std::cmp::Ordering::Equal => held.1 = held.1.wrapping_add(digest),
            std::cmp::Ordering::Less => {}
        }
    }

    pub(crate) fn build(self) -> KnownOrders {
        self.known.into_iter().map(|(key, (_, digest))| (key, digest)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(quantity: i32, amount: i64) -> LineIn<'static> {
        LineIn {
            at: 10,
            sku: "a",
            product: "Tea",
            category: "",
            quantity,
            amount,
            cancellation: false,
            order_total: None,
            refunded: None,
        }
    }

    fn known(new: &NewOrders) -> KnownOrders {
        let mut known = KnownBuilder::default();
        new.orders.iter().for_each(|row| known.order(1, row));
        new.lines.iter().for_each(|row| known.line(1, row));
        known.build()
    }

    #[test]
    fn lines_of_one_invoice_are_one_order_and_the_same_file_adds_nothing() {
        let book = || {
            let mut book = OrderBook::default();
            book.add(PersonId(1), "536365", &line(2, 500));
            book.add(PersonId(1), "536365", &line(2, 500));
            book.add(PersonId(1), "536365", &line(-1, -250));
            book
        };
        let new = book().against(&KnownOrders::new());
        assert_eq!(
            new.orders.iter().map(|row| (row.kind, row.total)).collect::<Vec<_>>(),
            [(OrderKind::Purchase, 1000), (OrderKind::Refund, -250)]
        );
        assert_eq!(new.lines.len(), 3);
        let again = book().against(&known(&new));
        assert_eq!((again.orders.len(), again.lines.len(), again.already_there), (0, 0, 1));
    }

    #[test]
    fn an_order_that_changed_is_new_again() {
        let mut book = OrderBook::default();
        book.add(PersonId(1), "#1", &line(1, 500));
        let first = book.against(&KnownOrders::new());
        let mut book = OrderBook::default();
        book.add(PersonId(1), "#1", &LineIn { refunded: Some(200), ..line(1, 500) });
        let second = book.against(&known(&first));
        assert_eq!((second.orders.len(), first.replaced, second.replaced), (2, 0, 1));
        assert_eq!(second.orders[1].total, -200);
    }
}
