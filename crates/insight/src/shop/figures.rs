//! What a person's orders add up to.

use super::Orders;
use regulars_model::Day;

/// What a person's orders add up to. Amounts in minor units.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    /// Purchases.
    pub purchases: u32,
    /// Refunds and cancellations.
    pub refunds: u32,
    /// All purchases.
    pub gross: i64,
    /// Purchases less refunds.
    pub net: i64,
    /// Day of the first purchase.
    pub first_purchase: Option<Day>,
    /// Day of the last purchase.
    pub last_purchase: Option<Day>,
}

impl Figures {
    pub(crate) fn sum(orders: &Orders, person: usize, as_of: Day) -> Self {
        Self::of(orders, orders.within(person, Day(i32::MIN), as_of))
    }

    pub(crate) fn of(orders: &Orders, range: std::ops::Range<usize>) -> Self {
        let mut sum = Self::default();
        for order in range {
            sum.net = sum.net.saturating_add(orders.total[order]);
            if orders.refund[order] {
                sum.refunds += 1;
            } else {
                sum.purchases += 1;
                sum.gross = sum.gross.saturating_add(orders.total[order]);
                sum.first_purchase = sum.first_purchase.or(Some(Day(orders.day[order])));
                sum.last_purchase = Some(Day(orders.day[order]));
            }
        }
        sum
    }

    /// Mean purchase in minor units; `None` without a purchase.
    #[must_use]
    pub fn average(&self) -> Option<i64> {
        (self.purchases > 0).then(|| {
            let n = i64::from(self.purchases);
            self.gross.saturating_add(self.gross.signum() * (n / 2)) / n
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_average_is_rounded_to_the_nearest_cent() {
        let figures = Figures { purchases: 3, gross: 200, ..Default::default() };
        assert_eq!(figures.average(), Some(67));
        assert_eq!(Figures::default().average(), None);
    }
}
