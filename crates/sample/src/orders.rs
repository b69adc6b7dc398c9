//! What people bought: baskets, discounts, refunds and cancellations, in the order of the shop's books.

use crate::DirtKind;
use crate::draw::{Dice, chance, dice, weighted};
use crate::habits::Habit;
use crate::people::Shopper;
use crate::shelf::{Product, shelf};
use rand::Rng;
use regulars_model::Day;

/// One line of a basket.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) category: usize,
    pub(crate) place: usize,
    pub(crate) quantity: i64,
}

impl Line {
    pub(crate) fn product(&self) -> &'static Product {
        &shelf(self.category)[self.place]
    }

    pub(crate) fn amount(&self) -> i64 {
        self.product().price * self.quantity
    }
}

/// One order. All amounts in cents.
#[derive(Debug, Clone)]
pub(crate) struct Order {
    /// Place of the buyer among the shoppers.
    pub(crate) shopper: usize,
    pub(crate) day: Day,
    /// Seconds after midnight.
    pub(crate) second: u32,
    pub(crate) lines: Vec<Line>,
    pub(crate) discount: i64,
    pub(crate) shipping: i64,
    pub(crate) refunded: i64,
    pub(crate) cancelled: bool,
    pub(crate) dirt: Option<DirtKind>,
}

impl Order {
    pub(crate) fn total(&self) -> i64 {
        self.lines.iter().map(Line::amount).sum::<i64>() - self.discount + self.shipping
    }
}

/// Every order, oldest first.
pub(crate) fn orders(seed: u64, as_of: Day, shoppers: &[Shopper]) -> Vec<Order> {
    let mut dice = dice(seed, 2);
    let mut orders: Vec<Order> = shoppers
        .iter()
        .enumerate()
        .flat_map(|(at, shopper)| shopper.visits.iter().map(move |day| (at, shopper, *day)))
        .map(|(at, shopper, day)| order(&mut dice, at, shopper, day))
        .collect();
    orders.sort_by_key(|order| (order.day, order.second, order.shopper));
    // What was bought in the last days is not back yet.
    for order in orders.iter_mut().filter(|order| order.day > as_of.plus(-4)) {
        order.refunded = 0;
    }
    soil(&mut dice, &mut orders);
    orders
}

fn order(dice: &mut Dice, at: usize, shopper: &Shopper, day: Day) -> Order {
    let office = shopper.habit == Habit::Office;
    let many = if office { dice.gen_range(2..=4) } else { 1 + weighted(dice, &[46.0, 32.0, 15.0, 7.0]) };
    let mut lines: Vec<Line> = Vec::with_capacity(many);
    for _ in 0..many {
        let line = line(dice, shopper, day, office);
        match lines.iter_mut().find(|other| other.category == line.category && other.place == line.place) {
            Some(same) => same.quantity += line.quantity,
            None => lines.push(line),
        }
    }
    let goods: i64 = lines.iter().map(Line::amount).sum();
    let discount = if chance(dice, 7.0) { goods / 10 } else { 0 };
    let shipping = if goods - discount >= 4_000 { 0 } else { 490 };
    let cancelled = chance(dice, 1.2);
    let refunded = match weighted(dice, &[96.6, 1.6, 1.8]) {
        _ if cancelled => 0,
        1 => goods - discount + shipping,
        // One piece of the first line came back.
        2 => lines.first().map_or(0, |line| line.product().price.min(goods - discount)),
        _ => 0,
    };
    let hour = [7, 8, 9, 10, 11, 12, 13, 15, 16, 17, 18, 19, 20, 21][dice.gen_range(0..14)];
    let second = hour * 3_600 + dice.gen_range(0..3_600);
    Order { shopper: at, day, second, lines, discount, shipping, refunded, cancelled, dirt: None }
}

fn line(dice: &mut Dice, shopper: &Shopper, day: Day, office: bool) -> Line {
    let month = day.date().month();
    let mut taste = shopper.taste;
    if matches!(month, 11 | 12) {
        taste[5] *= 1.6;
        taste[6] = taste[6] * 2.5 + 0.4;
    }
    let category = weighted(dice, &taste);
    let products = shelf(category);
    // The first things on a shelf sell best; some are only there in their season.
    let weights: Vec<f64> = products
        .iter()
        .enumerate()
        .map(|(place, product)| match product.name {
            name if name.starts_with("Winter") && !matches!(month, 10..=12 | 1 | 2) => 0.0,
            name if name.starts_with("Advent") && !matches!(month, 10 | 11) => 0.0,
            _ => 1.0 / (1.0 + f64::from(u8::try_from(place).unwrap_or(u8::MAX)) * 0.35),
        })
        .collect();
    let place = weighted(dice, &weights);
    let quantity = match (office, category) {
        (true, 0..=2) => dice.gen_range(2..=8),
        (true, _) => dice.gen_range(1..=4),
        (false, 7) => 1,
        (false, _) => 1 + i64::from(chance(dice, 17.0)) + i64::from(chance(dice, 4.0)),
    };
    Line { category, place, quantity }
}

/// How many orders are dirty, and how. Only orders of one line, so that a dirty row is a dirty order.
const DIRT: [(DirtKind, usize); 6] = [
    (DirtKind::NoCustomer, 26),
    (DirtKind::BadDate, 12),
    (DirtKind::BadNumber, 14),
    (DirtKind::Ragged, 9),
    (DirtKind::OtherCurrency, 5),
    (DirtKind::StrayQuote, 6),
];

fn soil(dice: &mut Dice, orders: &mut [Order]) {
    let clean =
        |order: &Order| order.lines.len() == 1 && order.refunded == 0 && !order.cancelled && order.dirt.is_none();
    for (kind, count) in DIRT {
        let mut left = count;
        while left > 0 {
            let at = dice.gen_range(0..orders.len());
            if clean(&orders[at]) {
                orders[at].dirt = Some(kind);
                left -= 1;
            }
        }
    }
}
