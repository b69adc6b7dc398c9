//! What people are grouped by: how lately, how often, how much, and what they buy. One row for each buyer.

use crate::{Bits, Shop, figures::Habits, stats::float};
use ndarray::{Array1, Array2, Axis};
use regulars_model::Day;

/// At most this many categories, those with most buyers.
pub(super) const CATEGORIES: usize = 8;

/// People whose use is allowed and who bought something up to a day: whom personas are made of.
pub(super) fn buyers(shop: &Shop, as_of: Day) -> Vec<u32> {
    shop.everyone().iter().filter(|person| shop.figures(*person, as_of).purchases > 0).collect()
}

/// A row for each buyer. The first three columns are the logarithms of days since the last purchase, of purchases, and
/// of net value (0 when refunds outweigh), each with mean 0 and variance 1. Then each category's share of what was
/// bought, all on one scale chosen so that categories together weigh as much as the first three columns together.
#[allow(clippy::cast_precision_loss)]
pub(super) fn features(shop: &Shop, habits: &Habits<'_>, buyers: &[u32], as_of: Day) -> Array2<f64> {
    let categories = &habits.categories[..habits.categories.len().min(CATEGORIES)];
    let mut table = Array2::zeros((buyers.len(), 3 + categories.len()));
    for (mut row, &person) in table.rows_mut().into_iter().zip(buyers) {
        let sum = &habits.all[person as usize];
        row[0] = f64::from(habits.days_since(person).unwrap_or(0)).ln_1p();
        row[1] = f64::from(sum.purchases).ln_1p();
        row[2] = (sum.net.max(0) as f64 / shop.unit()).ln_1p();
        for (at, share) in category_shares(shop, person, categories, as_of).into_iter().enumerate() {
            row[3 + at] = share;
        }
    }
    for column in 0..3 {
        standardise(&mut table, column..column + 1, 1.0);
    }
    standardise(&mut table, 3..3 + categories.len(), 3.0);
    table
}

/// What part of the pieces a person bought was in each category.
fn category_shares(shop: &Shop, person: u32, categories: &[u32], as_of: Day) -> Vec<f64> {
    let orders = &shop.orders;
    let mut pieces = vec![0.0; categories.len()];
    let mut all = 0.0;
    for order in orders.within(person as usize, Day(i32::MIN), as_of).filter(|order| !orders.refund[*order]) {
        for line in orders.lines(order).filter(|line| orders.line_quantity[*line] > 0) {
            let amount = orders.line_amount[line].max(0).saturating_add(1);
            #[allow(clippy::cast_precision_loss)]
            let amount = amount as f64;
            all += amount;
            let category = shop.articles[orders.line_article[line] as usize].category;
            if let Some(at) = categories.iter().position(|one| *one == category) {
                pieces[at] += amount;
            }
        }
    }
    if all > 0.0 {
        pieces.iter_mut().for_each(|share| *share /= all);
    }
    pieces
}

/// Centres columns and scales them together to a total variance. Columns that say nothing stay 0.
pub(super) fn standardise(table: &mut Array2<f64>, columns: std::ops::Range<usize>, variance: f64) {
    let n = float(table.nrows());
    let mut total = 0.0;
    for column in columns.clone() {
        let mean = table.column(column).sum() / n;
        table.column_mut(column).mapv_inplace(|value| value - mean);
        total += table.column(column).iter().map(|value| value * value).sum::<f64>() / n;
    }
    let scale = if total > 1e-12 { (variance / total).sqrt() } else { 0.0 };
    for column in columns {
        table.column_mut(column).mapv_inplace(|value| value * scale);
    }
}

/// Of these buyers the ones nearest their own middle, nearest first.
pub(super) fn nearest_middle(table: &Array2<f64>, rows: &[usize], limit: usize) -> Vec<usize> {
    let Some(middle): Option<Array1<f64>> = table.select(Axis(0), rows).mean_axis(Axis(0)) else { return Vec::new() };
    let away = |row: usize| table.row(row).iter().zip(&middle).map(|(a, b)| (a - b) * (a - b)).sum::<f64>();
    let mut order: Vec<usize> = rows.to_vec();
    order.sort_by(|a, b| away(*a).total_cmp(&away(*b)).then(a.cmp(b)));
    order.truncate(limit);
    order
}

/// Buyers as a set.
pub(super) fn as_bits(shop: &Shop, people: impl Iterator<Item = u32>) -> Bits {
    let mut bits = Bits::none(shop.everyone().len());
    people.for_each(|person| bits.insert(person));
    bits
}
