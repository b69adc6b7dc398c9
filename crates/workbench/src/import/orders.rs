//! Gathers the lines of an order while they stand together, compares it with what is held, and lets it go: memory holds
//! one order and a few bytes for each that went by, not the file.

use super::claims;
use regulars_model::{OrderKind, OrderRow, PersonId};
use std::collections::{HashMap, HashSet};

/// One line as the file gave it.
#[derive(Debug, Clone)]
pub(crate) struct LineIn<'a> {
    pub(crate) at: i64,
    pub(crate) sku: &'a str,
    pub(crate) product: &'a str,
    pub(crate) category: &'a str,
    /// The sales channel of the order, where this line says it.
    pub(crate) channel: &'a str,
    pub(crate) quantity: i32,
    pub(crate) amount: i64,
    /// The file says that this line is of a cancellation.
    pub(crate) cancellation: bool,
    /// The order's own total and refund, when the file states them (once an order).
    pub(crate) order_total: Option<i64>,
    pub(crate) refunded: Option<i64>,
}

/// A line of the order in hand; its texts stand in the order's own piece of memory.
#[derive(Debug, Clone)]
struct LineHeld {
    at: i64,
    texts: [u32; 3],
    quantity: i32,
    amount: i64,
}

/// An order that is not complete yet.
#[derive(Debug, Default)]
pub(crate) struct Gathering {
    person: u32,
    key: String,
    at: i64,
    bought: i64,
    returned: i64,
    has_bought: bool,
    has_returned: bool,
    stated_total: Option<i64>,
    stated_refund: i64,
    /// The sales channel, as the first line said it that did.
    channel: String,
    text: String,
    lines: Vec<LineHeld>,
}

/// The purchase or the refund of an order that is complete.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OrderOut<'a> {
    pub(crate) person: PersonId,
    pub(crate) key: &'a str,
    pub(crate) at: i64,
    pub(crate) kind: OrderKind,
    pub(crate) total: i64,
    pub(crate) channel: &'a str,
}

/// Where orders go that are new.
pub(crate) trait Till {
    /// What goes wrong there.
    type Error;
    /// The purchase or the refund of an order.
    fn order(&mut self, order: &OrderOut<'_>) -> Result<(), Self::Error>;
    /// What the vault's order of this number says, where it holds one.
    fn content(&mut self, person: PersonId, key: &str) -> Result<Option<Digest>, Self::Error>;
    /// An order that the vault holds already, with the same content.
    fn held(&mut self, _person: PersonId, _key: &str, _content: Digest) {}
    /// A line of it.
    fn line(&mut self, person: PersonId, key: &str, line: &LineIn<'_>) -> Result<(), Self::Error>;
}

/// Identifies an order's content, whatever the order of its lines. Kept in vaults as a part of claims.
pub(crate) type Digest = u64;

/// The orders of one file.
#[derive(Default)]
pub(crate) struct OrderBook {
    now: Option<Gathering>,
    spare: Gathering,
    /// Orders that went by, as hashes.
    gone: Vec<u64>,
    /// Whether each key so far was after the one before it; and before.
    rises: bool,
    falls: bool,
    /// Orders whose lines do not stand together: known from a first reading, kept to the end of the second.
    scattered: HashSet<u64>,
    kept: HashMap<(PersonId, String), Gathering>,
    kept_in_order: Vec<(PersonId, String)>,
    pub(crate) already_there: u32,
    /// Orders that were here and now say something else: the newer version takes the place of the older.
    pub(crate) replaced: u32,
}

impl OrderBook {
    pub(crate) fn new() -> Self {
        Self { rises: true, falls: true, ..Self::default() }
    }

    /// The same for a second reading, once it is known which orders are scattered over the file.
    pub(crate) fn again(scattered: HashSet<u64>) -> Self {
        Self { scattered, ..Self::new() }
    }

    /// Takes one line of the file. What is complete goes to the till.
    pub(crate) fn add<T: Till>(
        &mut self,
        person: PersonId,
        key: &str,
        line: &LineIn<'_>,
        till: &mut T,
    ) -> Result<(), T::Error> {
        if !self.scattered.is_empty() && self.scattered.contains(&order_hash(person, key)) {
            let held = (person, key.to_owned());
            let order = self.kept.entry(held).or_insert_with_key(|held| {
                self.kept_in_order.push(held.clone());
                Gathering::begin(Gathering::default(), person, key, line.at)
            });
            order.add(line);
            return Ok(());
        }
        if self.now.as_ref().is_none_or(|now| now.person != person.0 || now.key != key) {
            self.close(till)?;
            let order = key.len().cmp(&self.spare.key.len()).then_with(|| key.cmp(&self.spare.key));
            // The order before is in `spare`; the first has none before it.
            if !self.gone.is_empty() {
                self.rises &= order.is_gt();
                self.falls &= order.is_lt();
            }
            self.gone.push(order_hash(person, key));
            self.now = Some(std::mem::take(&mut self.spare).begin(person, key, line.at));
        }
        if let Some(now) = &mut self.now {
            now.add(line);
        }
        Ok(())
    }

    /// Takes an order that is one line and has a number made up for it, which no other has.
    pub(crate) fn add_alone<T: Till>(
        &mut self,
        person: PersonId,
        key: &str,
        line: &LineIn<'_>,
        till: &mut T,
    ) -> Result<(), T::Error> {
        self.close(till)?;
        let mut order = std::mem::take(&mut self.spare).begin(person, key, line.at);
        order.add(line);
        self.settle(order, till)
    }

    /// Lets go of what is in hand, at the end of the file.
    pub(crate) fn end<T: Till>(&mut self, till: &mut T) -> Result<(), T::Error> {
        self.close(till)?;
        for held in std::mem::take(&mut self.kept_in_order) {
            if let Some(order) = self.kept.remove(&held) {
                self.settle(order, till)?;
            }
        }
        Ok(())
    }

    /// Orders that went by more than once: their lines do not stand together.
    pub(crate) fn scattered(&mut self) -> HashSet<u64> {
        // Numbers that only rise, or only fall, come once each.
        let mut gone = std::mem::take(&mut self.gone);
        if self.rises || self.falls {
            return HashSet::new();
        }
        gone.sort_unstable();
        gone.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect()
    }

    fn close<T: Till>(&mut self, till: &mut T) -> Result<(), T::Error> {
        match self.now.take() {
            Some(order) => self.settle(order, till),
            None => Ok(()),
        }
    }

    fn settle<T: Till>(&mut self, order: Gathering, till: &mut T) -> Result<(), T::Error> {
        let held = till.content(PersonId(order.person), &order.key)?;
        if let Some(content) = held.filter(|held| *held == order.digest()) {
            self.already_there += 1;
            till.held(PersonId(order.person), &order.key, content);
        } else {
            self.replaced += u32::from(held.is_some());
            order.write(till)?;
        }
        self.spare = order;
        Ok(())
    }
}

impl Gathering {
    /// A new order in the memory of an old one.
    fn begin(mut self, person: PersonId, key: &str, at: i64) -> Self {
        self.text.clear();
        self.lines.clear();
        self.key.clear();
        self.key.push_str(key);
        self.channel.clear();
        let Self { text, lines, key, channel, .. } = self;
        Self { person: person.0, at, text, lines, key, channel, ..Self::default() }
    }

    fn add(&mut self, line: &LineIn<'_>) {
        self.at = self.at.min(line.at);
        if line.cancellation || line.quantity < 0 {
            self.returned += line.amount;
            self.has_returned = true;
        } else {
            self.bought += line.amount;
            self.has_bought = true;
        }
        self.stated_total = self.stated_total.or(line.order_total);
        self.stated_refund += line.refunded.unwrap_or(0).abs();
        if self.channel.is_empty() {
            self.channel.push_str(line.channel.trim());
        }
        let texts = [line.sku, line.product, line.category].map(|text| {
            self.text.push_str(text);
            u32::try_from(self.text.len()).unwrap_or(u32::MAX)
        });
        self.lines.push(LineHeld { at: line.at, texts, quantity: line.quantity, amount: line.amount });
    }

    fn lines(&self) -> impl Iterator<Item = LineIn<'_>> {
        let mut from = 0;
        self.lines.iter().map(move |line| {
            let [sku, product, category] = line.texts.map(|end| {
                let text = self.text.get(from..end as usize).unwrap_or_default();
                from = end as usize;
                text
            });
            LineIn {
                at: line.at,
                sku,
                product,
                category,
                channel: "",
                quantity: line.quantity,
                amount: line.amount,
                cancellation: false,
                order_total: None,
                refunded: None,
            }
        })
    }

    /// The purchase, the refund, or both. A stated total is what was paid; the sum of the lines otherwise.
    fn rows(&self) -> impl Iterator<Item = (OrderKind, i64)> {
        let total = self.stated_total.unwrap_or(self.bought);
        // Some files say that something came back by a total below nothing alone.
        let came_back = self.has_bought && total < 0 && !self.has_returned;
        let bought = (self.has_bought && !came_back).then_some((OrderKind::Purchase, total));
        let returned = -self.returned.abs() - self.stated_refund + if came_back { total } else { 0 };
        let has_returned = self.has_returned || self.stated_refund != 0 || came_back;
        bought.into_iter().chain(has_returned.then_some((OrderKind::Refund, returned)))
    }

    fn digest(&self) -> Digest {
        let of_lines = self
            .lines()
            .map(|line| line_digest(line.sku, line.product, line.category, line.at, line.quantity, line.amount));
        let of_rows = self
            .rows()
            .map(|(kind, total)| claims::order_part(self.at, kind == OrderKind::Refund, total, &self.channel));
        of_lines.chain(of_rows).fold(0, Digest::wrapping_add)
    }

    fn write<T: Till>(&self, till: &mut T) -> Result<(), T::Error> {
        let person = PersonId(self.person);
        for (kind, total) in self.rows() {
            till.order(&OrderOut { person, key: &self.key, at: self.at, kind, total, channel: &self.channel })?;
        }
        for line in self.lines() {
            till.line(person, &self.key, &line)?;
        }
        Ok(())
    }
}

/// A hash of bytes and numbers, for comparing within one process. Two of ten million differing things share one once in
/// four hundred thousand files.
#[derive(Clone, Copy)]
pub(crate) struct Mix(u64);

impl Mix {
    pub(crate) fn new() -> Self {
        Self(0x9E37_79B9_7F4A_7C15)
    }

    pub(crate) fn number(self, number: u64) -> Self {
        let wide = u128::from(self.0 ^ number) * 0xA076_1D64_78BD_642F_u128;
        Self((wide >> 64) as u64 ^ wide as u64 ^ number.rotate_left(32))
    }

    pub(crate) fn text(self, text: &str) -> Self {
        let mut words = text.as_bytes().chunks_exact(8);
        let mut mix = self.number(text.len() as u64);
        for word in &mut words {
            mix = mix.number(u64::from_le_bytes(word.try_into().unwrap_or_default()));
        }
        let rest = words.remainder();
        let mut last = [0u8; 8];
        last[..rest.len()].copy_from_slice(rest);
        mix.number(u64::from_le_bytes(last))
    }

    pub(crate) fn end(self) -> u64 {
        self.number(0x2545_F491_4F6C_DD1D).0
    }
}

/// What tells one order from the others: whose it is, and its number.
pub(crate) fn order_hash(person: PersonId, key: &str) -> u64 {
    Mix::new().number(u64::from(person.0)).text(key).end()
}

/// What one line adds to its order's content.
pub(super) fn line_digest(sku: &str, product: &str, category: &str, at: i64, quantity: i32, amount: i64) -> Digest {
    claims::line_part(sku, product, category, at, quantity, amount)
}

/// What one row of an order adds to its content.
pub(super) fn order_digest(order: &OrderRow) -> Digest {
    claims::order_part(order.at, order.kind == OrderKind::Refund, order.total, &order.channel)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use regulars_model::LineRow;
    use std::{collections::BTreeSet, convert::Infallible};

    /// What the vault's orders say, by their numbers.
    type Known = HashMap<u64, Digest>;

    #[derive(Default, Debug, PartialEq)]
    struct Kept {
        known: Known,
        orders: Vec<OrderRow>,
        lines: Vec<LineRow>,
    }

    impl Till for Kept {
        type Error = Infallible;

        fn content(&mut self, person: PersonId, key: &str) -> Result<Option<Digest>, Infallible> {
            Ok(self.known.get(&order_hash(person, key)).copied())
        }

        fn order(&mut self, order: &OrderOut<'_>) -> Result<(), Infallible> {
            let OrderOut { person, key, at, kind, total, channel } = *order;
            self.orders.push(OrderRow { person, key: key.to_owned(), at, kind, total, channel: channel.to_owned() });
            Ok(())
        }

        fn line(&mut self, person: PersonId, key: &str, line: &LineIn<'_>) -> Result<(), Infallible> {
            self.lines.push(LineRow {
                person,
                order: key.to_owned(),
                at: line.at,
                sku: line.sku.to_owned(),
                product: line.product.to_owned(),
                category: line.category.to_owned(),
                quantity: line.quantity,
                amount: line.amount,
            });
            Ok(())
        }
    }

    fn line(quantity: i32, amount: i64) -> LineIn<'static> {
        LineIn {
            at: 10,
            sku: "a",
            product: "Tea",
            category: "",
            channel: "",
            quantity,
            amount,
            cancellation: false,
            order_total: None,
            refunded: None,
        }
    }

    fn known(kept: &Kept) -> Known {
        let mut known = Known::new();
        let orders = kept.orders.iter().map(|row| (order_hash(row.person, &row.key), order_digest(row)));
        let digest =
            |row: &LineRow| line_digest(&row.sku, &row.product, &row.category, row.at, row.quantity, row.amount);
        let lines = kept.lines.iter().map(|row| (order_hash(row.person, &row.order), digest(row)));
        orders.chain(lines).for_each(|(order, digest)| {
            let sum = known.entry(order).or_default();
            *sum = sum.wrapping_add(digest);
        });
        known
    }

    /// One reading, and a second where the first finds that it needs one.
    fn read(known: &Known, lines: &[(u32, String, LineIn<'_>)]) -> (Kept, OrderBook, bool) {
        let pass = |book: &mut OrderBook| {
            let mut kept = Kept { known: known.clone(), ..Kept::default() };
            let done =
                lines.iter().try_for_each(|(person, key, line)| book.add(PersonId(*person), key, line, &mut kept));
            let Ok(()) = done.and_then(|()| book.end(&mut kept));
            kept.known.clear();
            kept
        };
        let mut book = OrderBook::new();
        let kept = pass(&mut book);
        let scattered = book.scattered();
        if scattered.is_empty() {
            return (kept, book, false);
        }
        let mut book = OrderBook::again(scattered);
        (pass(&mut book), book, true)
    }

    fn lines(of: &[(&str, i32, i64)]) -> Vec<(u32, String, LineIn<'static>)> {
        of.iter().map(|(key, quantity, amount)| (1, (*key).to_owned(), line(*quantity, *amount))).collect()
    }

    #[test]
    fn an_order_of_less_than_nothing_is_a_refund() {
        let total = |order_total| vec![(1, "7".to_owned(), LineIn { order_total, ..line(1, -1_000) })];
        for (file, rows) in [
            (total(Some(-1_000)), vec![(OrderKind::Refund, -1_000)]),
            (total(None), vec![(OrderKind::Refund, -1_000)]),
            (total(Some(0)), vec![(OrderKind::Purchase, 0)]),
        ] {
            let (kept, ..) = read(&Known::new(), &file);
            assert_eq!(kept.orders.iter().map(|row| (row.kind, row.total)).collect::<Vec<_>>(), rows);
            let (again, book, _) = read(&known(&kept), &file);
            assert_eq!((again, book.already_there), (Kept::default(), 1));
        }
    }

    #[test]
    fn lines_of_one_invoice_are_one_order_and_the_same_file_adds_nothing() {
        let file = lines(&[("536365", 2, 500), ("536365", 2, 500), ("536365", -1, -250)]);
        let (kept, _, again) = read(&Known::new(), &file);
        let totals: Vec<_> = kept.orders.iter().map(|row| (row.kind, row.total)).collect();
        assert_eq!(totals, [(OrderKind::Purchase, 1000), (OrderKind::Refund, -250)]);
        assert_eq!((kept.lines.len(), again), (3, false));
        let (kept, book, _) = read(&known(&kept), &file);
        assert_eq!((kept, book.already_there), (Kept::default(), 1));
    }

    #[test]
    fn an_order_that_changed_is_new_again() {
        let (first, _, _) = read(&Known::new(), &lines(&[("#1", 1, 500)]));
        let changed = [(1, "#1".to_owned(), LineIn { refunded: Some(200), ..line(1, 500) })];
        let (second, book, _) = read(&known(&first), &changed);
        assert_eq!((second.orders.len(), second.orders[1].total, book.replaced), (2, -200, 1));
    }

    #[test]
    fn the_channel_is_the_orders_and_an_order_that_has_one_now_is_another() {
        let said = |channel| (1, "#1".to_owned(), LineIn { channel, ..line(1, 500) });
        let (before, _, _) = read(&Known::new(), &[said(""), said("")]);
        assert_eq!(before.orders[0].channel, "");
        // Most files say it on an order's first line only.
        let file = [said(" till "), said("")];
        let (kept, book, _) = read(&known(&before), &file);
        assert_eq!((kept.orders[0].channel.as_str(), kept.lines.len(), book.replaced), ("till", 2, 1));
        assert_eq!(read(&known(&kept), &file).1.already_there, 1);
    }

    proptest! {
        #[test]
        fn however_its_lines_are_scattered_an_order_is_the_same(
            file in prop::collection::vec((0u32..3, 0u8..6, -2i32..3, 0i64..900, prop::option::of(0i64..50)), 1..40)
        ) {
            let file: Vec<(u32, String, LineIn<'_>)> = file
                .into_iter()
                .map(|(person, key, quantity, amount, order_total)| {
                    (person, format!("#{key}"), LineIn { order_total, ..line(quantity, amount) })
                })
                .collect();
            // The oracle: all lines of an order brought together first, in the file's order.
            let mut together: Vec<_> = file.clone();
            let firsts: Vec<(u32, String)> = file.iter().map(|(person, key, _)| (*person, key.clone())).collect();
            together.sort_by_key(|(person, key, _)| firsts.iter().position(|of| of == &(*person, key.clone())));
            let (wanted, _, again) = read(&Known::new(), &together);
            let runs: BTreeSet<_> = firsts.iter().collect();
            prop_assert!(!again, "{} orders", runs.len());
            let (kept, _, _) = read(&Known::new(), &file);
            let sorted = |kept: &Kept| {
                let mut orders: Vec<_> = kept.orders.iter().map(|row| format!("{row:?}")).collect();
                let mut lines: Vec<_> = kept.lines.iter().map(|row| format!("{row:?}")).collect();
                orders.sort();
                lines.sort();
                (orders, lines)
            };
            prop_assert_eq!(sorted(&kept), sorted(&wanted));
            let (again, book, _) = read(&known(&wanted), &file);
            prop_assert_eq!(again, Kept::default());
            prop_assert_eq!(book.already_there as usize, runs.len());
        }
    }
}
