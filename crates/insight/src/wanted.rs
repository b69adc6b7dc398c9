//! Which purchases a filter means, and what of them: things by name, orders by their channel and what they came to. Made
//! ready once for a rule, asked for every order.

use crate::{
    Shop,
    leaf::articles_of,
    passes::{passes, words_that_pass},
};
use regulars_model::{NumberTest, ProductFilter};

/// A filter made ready.
pub(crate) struct Wanted<'a> {
    shop: &'a Shop,
    /// Which articles; `None` for anything, lines or no lines.
    pub(crate) articles: Option<Vec<bool>>,
    which: Option<Which>,
}

/// Which orders.
struct Which {
    /// Channels that pass, and whether passing is what is asked.
    through: Option<(Vec<bool>, bool)>,
    amount: Option<NumberTest>,
}

impl<'a> Wanted<'a> {
    pub(crate) fn of(shop: &'a Shop, what: &ProductFilter) -> Self {
        let which = match what {
            ProductFilter::Orders { through, amount, .. } => {
                let through = through.as_ref().map(|test| words_that_pass(&shop.channels, test));
                Some(Which { through, amount: amount.clone() })
            }
            _ => None,
        };
        Self { shop, articles: articles_of(shop, what.thing()), which }
    }

    /// Whether orders are told apart by more than what is in them.
    pub(crate) fn is_choosy(&self) -> bool {
        self.which.is_some()
    }

    /// Whether an order is a purchase of the kind that is asked for, whatever is in it.
    #[allow(clippy::cast_precision_loss, reason = "as every amount that is compared with a rule's")]
    pub(crate) fn takes(&self, order: usize) -> bool {
        let orders = &self.shop.orders;
        !orders.refund[order]
            && self.which.as_ref().is_none_or(|which| {
                let through = |(marks, wanted): &(Vec<bool>, bool)| marks[orders.channel(order) as usize] == *wanted;
                which.through.as_ref().is_none_or(through) && self.allows(orders.total[order] as f64 / self.shop.unit())
            })
    }

    /// Whether an order may come to so much, in major units.
    pub(crate) fn allows(&self, amount: f64) -> bool {
        let asked = self.which.as_ref().and_then(|which| which.amount.as_ref());
        asked.is_none_or(|test| passes(test, amount, None))
    }

    /// Whether a line is of what is asked for and was bought.
    pub(crate) fn has(&self, articles: &[bool], line: usize) -> bool {
        let orders = &self.shop.orders;
        orders.line_quantity[line] > 0 && articles[orders.line_article[line] as usize]
    }

    /// What of an order counts, in minor units: all of it where anything counts, else the lines that match. `None` where
    /// nothing does.
    pub(crate) fn amount(&self, order: usize) -> Option<i64> {
        let orders = &self.shop.orders;
        if !self.takes(order) {
            return None;
        }
        match &self.articles {
            None => Some(orders.total[order]),
            Some(articles) => {
                let lines = orders.lines(order).filter(|line| self.has(articles, *line));
                lines.map(|line| orders.line_amount[line]).reduce(i64::saturating_add)
            }
        }
    }
}
