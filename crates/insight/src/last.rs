//! What a person bought last: for the words of a message.

use crate::Shop;
use regulars_model::Day;

impl Shop {
    /// Product and category, as written, of the dearest line of a person's last purchase up to `as_of`; either may be
    /// empty. `None` without a purchase that has lines.
    #[must_use]
    pub fn last_bought(&self, index: u32, as_of: Day) -> Option<(&str, &str)> {
        if index >= self.people() {
            return None;
        }
        let orders = self.orders.of(index as usize);
        let last = orders.rev().find(|at| !self.orders.refund[*at] && self.orders.day[*at] <= as_of.0)?;
        let line = self.orders.lines(last).max_by_key(|line| self.orders.line_amount[*line])?;
        let article = &self.articles[self.orders.line_article[line] as usize];
        Some((article.shown(), self.categories.shown(article.category)))
    }
}
